"""Other people's notebooks: each becomes a deck that loads nothing, runs nothing of theirs and hides nothing."""

import json
import threading
from argparse import Namespace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from strangers import ELSEWHERE, STRANGERS

from koperasi.commands import slides as command
from koperasi.slides import browser

# Every slide with all its steps: what is outside the window, unless it is reached by scrolling.
WALK = """() => [...document.querySelectorAll('.slides > section')].map((slide, place) => {
  Reveal.slide(place, 0, slide.querySelectorAll('.fragment').length - 1);
  const frame = slide.querySelector('.frame');
  const outside = (e) => {
    const r = e.getBoundingClientRect();
    return r.left < -.5 || r.top < -.5 || r.right > innerWidth + .5 || r.bottom > innerHeight + .5;
  };
  const seen = frame.matches('.scrolls') ? [frame] : [frame, ...frame.querySelectorAll('*')];
  return {
    name: `${place + 1} ${slide.getAttribute('aria-label')}`,
    current: Reveal.getCurrentSlide() === slide,
    outside: seen.filter((e) => e.getClientRects().length && outside(e)).map((e) => e.outerHTML.slice(0, 90)),
    text: frame.innerText.trim() + frame.querySelectorAll('img').length,
    clipped: frame.matches('.scrolls') && getComputedStyle(frame).overflow !== 'auto',
  };
})"""


@pytest.fixture(scope="module")
def online(context):
    """A browser that could load what a page asks for."""
    window = context.browser.new_context(viewport=browser.SIZE)
    yield window
    window.close()


@pytest.fixture(scope="module")
def elsewhere(online):
    """Where the strangers' pictures, styles and frames would come from, and what was asked of it."""
    asked: list[str] = []

    class Log(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *about):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Log) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        page = online.new_page()
        page.goto(f"{address}/control")
        page.close()
        assert "/control" in asked  # so nothing asked later would be overlooked
        yield address, asked
        server.shutdown()


@pytest.mark.parametrize("untrusted", [False, True], ids=["plain", "untrusted"])
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_strangers_notebook_becomes_a_deck(
    stranger, untrusted, online, elsewhere, tmp_path, monkeypatch, capsys
):
    content, oddities = STRANGERS[stranger]
    path = tmp_path / "theirs" / f"{stranger}.ipynb"
    path.parent.mkdir()
    address, requests = elsewhere
    requests.clear()
    path.write_text(json.dumps(content).replace(ELSEWHERE, address), encoding="utf-8")
    monkeypatch.setattr(command, "FOLDER", tmp_path / "slides")
    others = dict.fromkeys(("all_languages", "open", "solutions", "further", "pdf", "png"), False)
    asked = Namespace(lesson=[str(path)], lang="en", untrusted=untrusted, **others)
    assert command.run(asked) == (1 if oddities else 0) or untrusted
    said = capsys.readouterr().err.splitlines()
    assert "Traceback" not in "\n".join(said)
    for number, words, advice in oddities:
        if untrusted and advice == "no-such-file.png":
            advice = "with --untrusted no file"
        where = f"{path.name}, cell {number} (“{words}" if number else f"{path.name}: "
        assert [line for line in said if line.startswith(where) and advice in line], said
    # Nothing is said of what is not odd. Untrusted, what was left out is said besides.
    told = {line.split(": ")[0] for line in said if "--untrusted" not in line}
    assert len(told) <= len({number for number, *_ in oddities}), said

    page = online.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    deck = tmp_path / "slides" / "theirs" / f"{stranger}.html"
    page.goto(deck.as_uri())
    page.wait_for_selector(browser.READY, state="attached")
    slides = page.evaluate(WALK)
    assert len(slides) == page.evaluate("Reveal.getTotalSlides()") > 0
    for slide in slides:
        assert slide["current"] and slide["outside"] == [] and not slide["clipped"], slide
        assert slide["text"] != "0", slide  # something is on it
    page.wait_for_timeout(300)  # for what comes late
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert page.locator("iframe, form, [onerror], [onload], [ontoggle], [onfocus]").count() == 0
    page.close()
    assert requests == errors == []


def test_what_is_larger_than_the_slide_is_reached_with_the_arrows(context, tmp_path):
    from koperasi.notebooks import read_lesson
    from koperasi.slides import deck

    content, _ = STRANGERS["wide-table"]
    notebook = tmp_path / "wide.ipynb"
    notebook.write_text(json.dumps(content), encoding="utf-8")
    path = tmp_path / "wide.html"
    path.write_text(deck.page(deck.build(read_lesson(notebook), notebook)), encoding="utf-8")
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(browser.READY, state="attached")
    wide = "document.querySelector('.present .frame.scrolls')"
    for _ in range(10):
        if page.evaluate(f"!!{wide} && {wide}.scrollWidth > {wide}.clientWidth"):
            break
        page.keyboard.press("Space")
    place = page.evaluate("Reveal.getIndices().h")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{wide}.scrollLeft") > 0
    assert page.evaluate("Reveal.getIndices().h") == place
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") > place  # at the end the page is turned
    page.close()
