"""Decks as PDF, and axe-core's view of them, in Chromium with the network cut."""

import json
import re
from argparse import Namespace
from contextlib import nullcontext
from importlib.resources import files

from sample_notebook import everything

from koperasi.commands import slides as command
from koperasi.slides import browser
from koperasi.slides.index import index_page

AXE = "axe.run({options}).then(({{violations}}) => violations.map((v) => [v.id, v.impact, v.nodes[0].html]))"


def violations(page, options: str) -> list:
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate(AXE.format(options=options))
    return [violation for violation in found if violation[1] in ("serious", "critical")]


def test_the_pdf_has_one_page_for_each_slide_and_all_is_accessible(
    decks, opened, tmp_path, first, context
):
    total = opened(decks[first]).page.evaluate("Reveal.getTotalSlides()")
    content = browser.print_pdf(context, decks[first])
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == total
    assert b"/StructTreeRoot" in content

    # In the print view all slides are seen at once. The colours of code are looked at in the sample.
    page = opened(decks[first], "?print-pdf", f"{browser.READY} .pdf-page").page
    assert (
        violations(page, "document" if first == "sample" else "{exclude: ['pre.code code']}") == []
    )


def test_the_slides_themselves_are_accessible(decks, opened):
    page = opened(decks["sample"]).page
    for _ in range(4):
        assert violations(page, "document") == []
        page.keyboard.press("Space")


def test_the_command_prints_and_photographs(context, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "FOLDER", tmp_path / "slides")
    monkeypatch.setattr(browser, "chromium", lambda: nullcontext(context))  # one is enough
    notebook = tmp_path / "x" / "7.ipynb"
    notebook.parent.mkdir()
    notebook.write_text(json.dumps(everything()), encoding="utf-8")
    asked = {"lesson": [str(notebook)], "pdf": True, "png": True, "lang": "en"}
    others = dict.fromkeys(("all_languages", "open", "solutions", "further", "untrusted"), False)
    assert command.run(Namespace(**asked, **others)) == 0, capsys.readouterr().err
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "slides/x/7-handout.pdf").read_bytes())
    pictures = sorted(path.name for path in (tmp_path / "slides/x/7").iterdir())
    assert pictures == [f"{number:02}.png" for number in range(1, len(pages) + 1)]
    assert 'href="x/7-handout.pdf"' in (tmp_path / "slides/index.html").read_text(encoding="utf-8")


def test_the_list_of_keys_is_accessible(decks, opened):
    page = opened(decks["sample"]).page
    page.keyboard.press("Shift+?")
    assert page.locator(".r-overlay-help").is_visible()
    assert violations(page, "document") == []
    page.keyboard.press("Escape")


def test_the_overview_of_all_slides_is_accessible(decks, opened):
    page = opened(decks["sample"]).page
    page.keyboard.press("o")
    assert page.locator(".all-slides a").first.is_visible()
    assert violations(page, "document") == []


def test_the_speaker_window_is_accessible(decks, opened, context):
    page = opened(decks["sample"]).page
    with context.expect_page() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    speaker.wait_for_selector(".speaker-controls-notes:not(.hidden)", state="attached")
    assert violations(speaker, "{exclude: ['iframe']}") == []  # the frames hold the slides
    speaker.close()


def test_the_index_is_accessible(decks, context, tmp_path):
    for lang in ("en", "theirs"):
        folder = tmp_path / "slides" / lang
        folder.mkdir(parents=True)
        for name in ("07-sample", "07-sample-solutions"):
            (folder / f"{name}.html").write_bytes(decks["sample"].read_bytes())
    (tmp_path / "slides/en/07-sample-handout.pdf").write_bytes(b"%PDF")
    index = tmp_path / "slides" / "index.html"
    index.write_text(index_page(index.parent), encoding="utf-8")
    page = context.new_page()
    page.goto(index.as_uri())
    assert violations(page, "document") == []
    page.close()
