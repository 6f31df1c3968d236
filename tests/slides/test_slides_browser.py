"""Decks in Chromium with the network cut: every slide is reached, legible, whole and accessible."""

import re
import time
from pathlib import Path

import pytest
from matplotlib import rc_params_from_file
from sample_notebook import code, markdown, notebook, result

from koperasi import paths
from koperasi.slides import browser, deck

VIEWPORTS = [(1280, 720), (1024, 768), (1920, 1080)]

# How high the smallest letters of the course's style (ticks, legends) are in a picture, in pixels.
STYLE = rc_params_from_file(paths.ROOT / "koperasi" / "course.mplstyle", use_default_template=False)
SMALLEST = min(STYLE["xtick.labelsize"], STYLE["legend.fontsize"]) * STYLE["figure.dpi"] / 72

# What is seen of every slide, with all its fragments, at the present size of the window.
MEASURE = """() => [...document.querySelectorAll('section[data-zoom]')].map((slide) => {
  const {h, v} = Reveal.getIndices(slide);
  Reveal.slide(h, v, slide.querySelectorAll('.fragment').length - 1);
  const frame = slide.querySelector('.frame'), zoom = parseFloat(slide.dataset.zoom);
  const scale = frame.getBoundingClientRect().width / 1280;
  const seen = [...frame.querySelectorAll('*')].filter((e) => e.getClientRects().length);
  const round = [...document.querySelectorAll('.footer, .slide-number')];
  const outside = (e) => {
    const r = e.getBoundingClientRect();
    return r.left < -.5 || r.top < -.5 || r.right > innerWidth + .5 || r.bottom > innerHeight + .5;
  };
  const size = (e, by) => parseFloat(getComputedStyle(e).fontSize) * by;
  const text = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  const letters = seen.filter((e) => text(e) && !e.closest('math')).map((e) => size(e, zoom * scale));
  return {
    name: `${h + 1}.${v + 1} ${slide.getAttribute('aria-label')}`, zoom,
    outside: [...seen, ...round].filter(outside).map((e) => e.outerHTML.slice(0, 80)),
    hidden: seen.filter((e) => getComputedStyle(e).overflow !== 'visible' &&
      (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).length,
    smallest: Math.min(...letters, ...round.map((e) => size(e, 1))),
    silent: [...slide.querySelectorAll('img')].filter((e) => !e.alt.trim()).length,
    // A picture that is shown again beside what is said of it was large on the slide before.
    pictures: seen.filter((e) => e.tagName === 'IMG' && !e.closest('.again')).map(
      (e) => e.getBoundingClientRect().width / e.naturalWidth),
    broken: [...slide.querySelectorAll('img')].filter((e) => !e.naturalWidth).length,
  };
})"""


def wait_until(condition, what: str, seconds: float = 30) -> None:
    """Ask again and again: the page's policy forbids the eval that playwright's own waiting needs."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_every_slide_is_reached(decks, opened, first):
    page = opened(decks[first]).page
    total, reached = page.evaluate("Reveal.getTotalSlides()"), set()
    for _ in range(20 * total):
        reached.add(tuple(page.evaluate("Object.values(Reveal.getIndices()).slice(0, 2)")))
        if page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next"):
            break
        page.keyboard.press("Space")
    assert len(reached) == total


def test_every_slide_is_legible(decks, opened, name):
    page = opened(decks[name]).page
    total = page.evaluate("Reveal.getTotalSlides()")
    for width, height in VIEWPORTS:
        page.set_viewport_size({"width": width, "height": height})
        wait_until(
            lambda w=width: page.evaluate("Reveal.getScale()") == pytest.approx(min(w / 1280, 1.5)),
            "the slides do not follow the window's size",
        )
        slides = page.evaluate(MEASURE)
        assert len(slides) == total
        for slide in slides:
            where = f"{slide['name']}, {width} x {height}"
            assert slide["outside"] == [], where
            assert slide["hidden"] == slide["silent"] == slide["broken"] == 0, where
            if slide["zoom"] >= 0.95 or width >= 1280:
                assert slide["smallest"] >= (15.99 if width >= 1280 else 15.2), where
            if width >= 1280 and name != "sample":
                letters = [SMALLEST * scale for scale in slide["pictures"]]
                assert min(letters, default=16) >= 16, f"{where}: {letters} pixels in pictures"
        shrunk = [slide["name"] for slide in slides if slide["zoom"] < 0.95]
        assert len(shrunk) <= total / 10, shrunk


def test_the_speaker_window_stays_in_step(decks, opened, context):
    page = opened(decks["sample"]).page
    with context.expect_page() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    complaints = []
    speaker.on("console", lambda message: complaints.append(message.text))

    def shown() -> str:
        return speaker.evaluate(
            "document.querySelector('.speaker-controls-notes')?.innerText || ''"
        )

    wait_until(lambda: "Ask first" in shown(), "the notes of the first slide are not shown")
    while not page.evaluate("Reveal.getCurrentSlide().textContent.includes('Wait:')"):
        page.keyboard.press("Space")
    wait_until(lambda: "Wait:" in shown(), "the speaker window does not follow the slides")
    speaker.bring_to_front()
    speaker.keyboard.press("Home")
    first = "Reveal.isFirstSlide()"
    wait_until(lambda: page.evaluate(first), "the slides do not follow the speaker window")
    wait_until(lambda: "Ask first" in shown(), "the speaker window lost its notes")
    speaker.close()
    assert complaints == []


def test_overview_pause_and_help_work(decks, opened):
    page = opened(decks["sample"]).page
    small = page.locator(".all-slides a")
    page.keyboard.press("o")
    assert small.count() == page.evaluate("Reveal.getTotalSlides()")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#/1"
    small.nth(2).click()
    assert small.count() == 0 and page.url.endswith("#/3")
    assert page.locator(".slide-number").inner_text().startswith("3")
    page.keyboard.press("b")
    assert page.evaluate("Reveal.isPaused()")
    page.keyboard.press("b")
    page.keyboard.press("Shift+?")
    assert page.locator(".r-overlay-help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".r-overlay-help").count() == 0


def test_a_hint_opens_within_the_slide_and_leaves_the_keys_alone(decks, opened):
    page = opened(decks["sample"]).page
    where = page.evaluate(
        "Object.values(Reveal.getIndices(document.querySelector('.exercise'))).slice(0, 2)"
    )
    page.evaluate("([h, v]) => Reveal.slide(h, v)", where)
    page.locator(".exercise summary").click()
    wait_until(
        lambda: page.evaluate("document.querySelector('.exercise details').open"), "not opened"
    )
    assert all(slide["outside"] == [] for slide in page.evaluate(MEASURE))
    page.evaluate("([h, v]) => Reveal.slide(h, v)", where)
    page.keyboard.press("Space")
    assert not page.evaluate("Reveal.getCurrentSlide().matches('.exercise')")


def test_what_does_not_fit_goes_on_under_the_same_heading(tmp_path, opened, context):
    prose = "Every row names two things, and the column between them says how they are tied. " * 6
    cells = [markdown("long", f"## Too much\n\n{prose}", "slide")]
    for number in range(5):
        cells += [code(f"c{number}", f"ties.loc[{number}]", [result(text_plain="Asia")])]
        cells += [markdown(f"m{number}", prose)]
    path = tmp_path / "long.html"
    path.write_text(deck.page(deck.build(notebook(*cells), Path("long.ipynb"))), encoding="utf-8")
    slides = opened(path).page.evaluate(MEASURE)
    assert len(slides) >= 3
    assert {slide["name"].split(" ", 1)[1] for slide in slides} == {"Too much"}
    assert all(slide["zoom"] >= 0.9 and slide["outside"] == [] for slide in slides)
    assert browser.too_full(context, path) == []


def test_a_cell_longer_than_a_slide_is_shrunk_and_named(tmp_path, opened, context):
    long = code("much", "\n".join(f"print({n})" for n in range(60)))
    built = deck.build(notebook(markdown("h", "# Long", "slide"), long), Path("long.ipynb"))
    assert [problem.cell for problem in built.problems] == [
        "cell 2 (“print(0) print(1) print(2) print(3) p…”)"
    ]
    path = tmp_path / "long.html"
    path.write_text(deck.page(built), encoding="utf-8")
    # It can be read: no smaller than half, and the rest is reached by scrolling.
    frame = opened(path).page.locator(".frame.scrolls")
    assert (
        frame.evaluate("f => f.scrollHeight > f.clientHeight && getComputedStyle(f).overflowY")
        == "auto"
    )
    [(cell, zoom)] = browser.too_full(context, path)
    assert cell == 2 and zoom == 0.5 < browser.SMALLEST


@pytest.mark.parametrize("untrusted", [False, True])
def test_scripts_of_a_notebook_do_not_run(tmp_path, opened, untrusted):
    hostile = (
        "<script>window.hacked = 1</script><svg onload='window.hacked = 1'></svg>"
        "<img src=x onerror='window.hacked = 1'><iframe src='file:///'></iframe>"
        "<details open ontoggle='window.hacked = 1'>x</details>"
        "<img src='https://example.org/x.png' alt=x><style>@import 'https://example.org/x.css'</style>"
    )
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>parent.hacked = 1</script></svg>"
    cells = [
        markdown("m", f"# Hello\n\n{hostile}\n\n[link](javascript:hacked=1)", "slide"),
        code(
            "c", hostile, [result(text_html=hostile), result(**{"image_svg+xml": picture})], alt="x"
        ),
    ]
    built = deck.build(notebook(*cells), tmp_path / "h.ipynb", untrusted=untrusted)
    page = deck.page(built)
    if not untrusted:  # a style may stay, and the browser refuses what it asks for
        assert "@import" in page
        page = page.replace("@import", "/*")
    path = tmp_path / "h.html"
    path.write_text(page, encoding="utf-8")
    window = opened(path).page
    assert window.evaluate("typeof window.hacked") == "undefined"
    assert window.evaluate("document.querySelectorAll('iframe, [onerror], [onload]').length") == 0
    assert "<script>window" not in page


def test_the_result_of_a_prediction_comes_at_the_next_key(tmp_path, opened):
    cells = [
        markdown("ask", "## Rows\n\nPredict: how many rows?", "slide"),
        code("count", "len(ties)", [result(text_plain="11 rows")]),
    ]
    path = tmp_path / "ask.html"
    path.write_text(deck.page(deck.build(notebook(*cells), Path("a.ipynb"))), encoding="utf-8")
    page = opened(path).page
    answer = page.get_by_text("11 rows", exact=True)
    assert answer.evaluate("e => getComputedStyle(e.closest('.fragment')).visibility") == "hidden"
    page.keyboard.press("Space")
    assert answer.evaluate("e => getComputedStyle(e.closest('.fragment')).visibility") == "visible"


def test_a_sparse_slide_grows_but_breaks_no_line_of_code(tmp_path, opened):
    cells = [
        markdown("a", "# Title", "slide"),
        markdown("b", "## Sparse\n\nA few words, and no more than that.", "slide"),
        markdown("c", "## Code", "slide"),
        code("d", "x = " + "1234567 + " * 8 + "1", []),
    ]
    path = tmp_path / "sparse.html"
    path.write_text(deck.page(deck.build(notebook(*cells), Path("a.ipynb"))), encoding="utf-8")
    slides = opened(path).page.evaluate(MEASURE)
    assert slides[1]["zoom"] == pytest.approx(32 / 24, abs=0.01)
    assert 1 <= slides[2]["zoom"] < 1.3


def test_letters_that_cannot_be_loaded_do_not_hide_the_slides(tmp_path, opened):
    font = (
        "<style>@font-face{font-family:x;src:url(data:font/woff;base64,AAAA)}</style><p>shown</p>"
    )
    cells = [markdown("h", "# Fonts", "slide"), code("c", "t", [result(text_html=font)])]
    path = tmp_path / "font.html"
    path.write_text(deck.page(deck.build(notebook(*cells), Path("a.ipynb"))), encoding="utf-8")
    window = opened(path)
    window.page.keyboard.press("Space")
    assert window.page.get_by_text("shown", exact=True).is_visible()
    said = [trouble for trouble in window.trouble if "font" in trouble or "OTS" in trouble]
    assert said  # by the browser
    for trouble in said:
        window.trouble.remove(trouble)


def test_the_size_of_the_text_and_the_pen_obey_their_keys(decks, opened):
    page = opened(decks["sample"]).page
    page.keyboard.press("Space")
    zoom = "Number(Reveal.getCurrentSlide().querySelector('.fit').style.zoom)"
    before = page.evaluate(zoom)
    page.keyboard.press("+")
    wait_until(
        lambda: page.evaluate("location.hash") == "#/2", "the address does not follow the slides"
    )
    assert page.evaluate(zoom) == pytest.approx(1.1 * before, rel=1e-3)
    page.reload()
    page.wait_for_selector(browser.READY, state="attached")
    assert page.evaluate(zoom) == pytest.approx(1.1 * before, rel=1e-3)  # remembered
    page.keyboard.press("0")
    assert page.evaluate(zoom) == pytest.approx(before, rel=1e-3)

    drawn = "document.querySelector('.board').getContext('2d').getImageData(0, 0, 2560, 1440).data.some(Boolean)"
    page.keyboard.press("d")
    page.mouse.move(300, 300)
    page.mouse.down()
    page.mouse.move(500, 400)
    page.mouse.up()
    assert page.evaluate(drawn)
    page.keyboard.press("x")
    assert not page.evaluate(drawn)
    page.keyboard.press("d")


def test_right_to_left_text_is_set_so(tmp_path, opened):
    cells = [
        markdown("h", "# عنوان", "slide"),
        markdown("t", "هذا نص طويل قليلا\n\nAnd this is not.", "slide"),
    ]
    path = tmp_path / "rtl.html"
    path.write_text(deck.page(deck.build(notebook(*cells), Path("a.ipynb"))), encoding="utf-8")
    page = opened(path).page
    found = page.eval_on_selector_all(
        "p[dir]", "all => all.map(p => getComputedStyle(p).direction)"
    )
    assert found == ["rtl", "ltr"]


def test_printed_from_the_page_itself_there_is_a_sheet_for_each_slide(decks, opened):
    page = opened(decks["sample"]).page
    total = page.evaluate("Reveal.getTotalSlides()")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == total


def test_upright_on_a_phone_nothing_overlaps(decks, opened):
    page = opened(decks["sample"]).page
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.locator(".footer").is_visible()
    assert page.locator(".slide-number").is_visible()
