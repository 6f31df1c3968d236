"""Decks and a browser for the tests of slides."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sample_notebook import everything

from koperasi import paths
from koperasi.notebooks import read_lesson
from koperasi.slides import browser, deck

LESSONS = [path for lang in paths.languages() for path in paths.lessons(lang)]
NAMES = ["sample", *(f"{path.parent.name}-{path.stem}" for path in LESSONS)]


# Other languages have the same cells and slides, so what only these decide is tried in one.
FIRST = [name for name in NAMES if name.startswith(("sample", "en-"))]


def pytest_generate_tests(metafunc) -> None:
    """A test with an argument `name` runs for every deck, one with `first` for those of one language."""
    for argument, names in (("name", NAMES), ("first", FIRST)):
        if argument in metafunc.fixturenames:
            metafunc.parametrize(argument, names)


@pytest.fixture(scope="session")
def decks(tmp_path_factory) -> dict[str, Path]:
    """All lessons' decks and that of the sample, by name."""
    folder = tmp_path_factory.mktemp("decks")
    notebooks = [Path("07-sample.ipynb"), *LESSONS]
    contents = [everything(), *map(read_lesson, LESSONS)]
    built = [deck.build(one, path) for one, path in zip(contents, notebooks, strict=True)]
    letters = "".join({letter for one in built for letter in one.characters})
    for name, one in zip(NAMES, built, strict=True):
        (folder / f"{name}.html").write_text(deck.page(one, letters), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in NAMES}


@dataclass
class Opened:
    """A deck in a window, and what went wrong in it."""

    page: object
    trouble: list[str] = field(default_factory=list)


@pytest.fixture
def opened(context):
    """Opens decks and afterwards tells what they complained of or asked the network for."""
    all_opened = []

    def open_deck(path: Path, query: str = "", selector: str = browser.READY) -> Opened:
        one = Opened(context.new_page())
        all_opened.append(one)
        one.page.on("request", lambda r: note(one, r.url, not r.url.startswith(("file:", "data:"))))
        one.page.on("requestfailed", lambda r: note(one, f"failed: {r.url[:80]}"))
        one.page.on("pageerror", lambda e: note(one, f"error: {e}"))
        one.page.on("console", lambda m: note(one, m.text, m.type in ("error", "warning")))
        one.page.goto(path.as_uri() + query)
        one.page.wait_for_selector(selector, state="attached")
        return one

    def note(one: Opened, what: str, wrong: bool = True) -> None:
        if wrong:
            one.trouble.append(what)

    yield open_deck
    for one in all_opened:
        one.page.close()
    assert [trouble for one in all_opened for trouble in one.trouble] == []
