"""What needs a browser: decks as PDF and as pictures, and slides that are really too full."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from koperasi.words import Said

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
CHANNELS = ("chrome", "msedge")
READY = "html[data-deck=ready]"
SIZE = {"width": 1280, "height": 720}
# A slide may shrink to this before its smallest letters (20 px) fall below 16 px.
SMALLEST = 0.8


class NoBrowser(Said):
    """No browser can be driven, or it stopped; the message says what to do."""


@contextmanager
def chromium() -> Iterator:
    """A headless Chromium, Chrome or Edge of this computer, without network.

    Yields playwright's browser context. Raises NoBrowser.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError as error:
        raise NoBrowser("slides.report.no_playwright") from error
    path = next(filter(None, map(shutil.which, NAMES)), None)
    # As root, as in a container, Chromium cannot use its sandbox.
    sandbox = getattr(os, "geteuid", lambda: 1)() != 0
    with sync_playwright() as playwright:
        tries = [{"executable_path": path}] if path else []
        tries += [{"channel": channel} for channel in CHANNELS] + [{}]
        for choice in tries:
            try:
                browser = playwright.chromium.launch(chromium_sandbox=sandbox, **choice)
                break
            except Error:
                continue
        else:
            raise NoBrowser("slides.report.no_browser")
        context = browser.new_context(viewport=SIZE, offline=True)
        try:
            yield context
        except Error as error:
            reason = str(error).splitlines()[0]
            raise NoBrowser("slides.report.browser_stopped", reason=reason) from error
        finally:
            browser.close()


def print_pdf(context, deck: Path) -> bytes:
    """A deck as a tagged PDF, one page for each slide."""
    page = context.new_page()
    page.goto(deck.resolve().as_uri() + "?print-pdf")
    page.wait_for_selector(f"{READY} .pdf-page", state="attached")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    page.close()
    return pdf


def photograph(context, deck: Path, folder: Path, done: Callable[[], None] = lambda: None) -> int:
    """Save every slide, with all its fragments, as `folder/01.png` and so on; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9].png"):
        old.unlink()
    page = context.new_page()
    page.goto(deck.resolve().as_uri())
    page.wait_for_selector(READY, state="attached")
    total = page.evaluate("Reveal.getTotalSlides()")
    for number in range(1, total + 1):
        while page.evaluate("Reveal.availableFragments().next"):
            page.keyboard.press("Space")
        page.screenshot(path=folder / f"{number:02}.png")
        page.keyboard.press("Space")
        done()
    page.close()
    return total


def too_full(context, deck: Path) -> list[tuple[str, float]]:
    """Slides whose letters are below 16 px: the id of their first cell, and how much they shrank."""
    page = context.new_page()
    page.goto(deck.resolve().as_uri())
    page.wait_for_selector(READY, state="attached")
    found = page.eval_on_selector_all(
        "section[data-zoom]", "all => all.map(s => [s.dataset.cell, parseFloat(s.dataset.zoom)])"
    )
    page.close()
    return [(cell, zoom) for cell, zoom in found if zoom < SMALLEST]
