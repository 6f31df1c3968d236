"""A deck: the slides of one notebook as one HTML page that loads nothing."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from koperasi.slides import fonts
from koperasi.slides.sections import sections
from koperasi.words import words

GENERATOR = "koperasi slides"  # by which a deck is known as ours, and may be overwritten


@dataclass(frozen=True)
class Problem:
    """Something to mend in a notebook, in words for the teacher."""

    notebook: str
    cell: str
    message: str

    def __str__(self) -> str:
        where = f"{self.notebook}, cell “{self.cell}”" if self.cell else self.notebook
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class Deck:
    """The slides of a notebook, before they are put into a page, and what is wrong with them."""

    lang: str
    title: str
    body: str
    problems: list[Problem]

    @property
    def characters(self) -> str:
        """Every character the deck shows, and the common ones."""
        shown = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", "", self.body, flags=re.S))
        return "".join(sorted(set(shown + self.title + fonts.ALWAYS) - set("\n\t")))


def build(notebook: dict, path: Path, *, solutions: bool = False, untrusted: bool = False) -> Deck:
    """The slides of a notebook that was read from `path`, from its stored outputs.

    `solutions` adds the exercises' solutions; for an `untrusted` notebook no files are read and
    no styles are taken from it. Never raises on what a notebook holds: see `Deck.problems`.
    """
    metadata = notebook.get("metadata") or {}
    lang = str(metadata.get("lang") or "en")
    try:
        say = words(lang)["slides"]
    except (ValueError, KeyError):  # somebody's notebook in another language
        say = words("en")["slides"]
    problems: list[Problem] = []

    def report(cell: dict, key: str, **values) -> None:
        problem = Problem(path.name, str(cell.get("id", "")), say["problems"][key].format(**values))
        if problem not in problems:
            problems.append(problem)

    body = sections(notebook, path, say, report, solutions=solutions, untrusted=untrusted)
    label = re.search(r'aria-label="([^"]+)"', body)
    title = metadata.get("title") or (html.unescape(label[1]) if label else path.stem)
    return Deck(lang, str(title), body, problems)


def page(deck: Deck, letters: str = "") -> str:
    """The deck as one HTML page. Its fonts hold its own characters and `letters`."""
    letters = "".join(sorted(set(letters) | set(deck.characters)))
    faces = [fonts.font_faces("deck", letters), fonts.font_faces("deck-code", letters)]
    if formulas := re.findall(r"<math.*?</math>", deck.body, re.S):
        shown = html.unescape(re.sub(r"<[^>]+>", "", "".join(formulas)))
        faces.append(fonts.font_faces("deck-formula", fonts.formula_characters(shown)))
    styles = [_reveal("reset.css"), _reveal("reveal.css"), *faces, _file("deck.css")]
    scripts = [_reveal("reveal.js"), _reveal("plugin/notes.js"), _file("deck.js")]
    allowed = [*scripts, _speaker_script()]
    return Template(_file("deck.html")).substitute(
        lang=html.escape(deck.lang),
        title=html.escape(deck.title),
        generator=GENERATOR,
        hashes=" ".join(f"'sha256-{_digest(script)}'" for script in allowed),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        body=deck.body,
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def _reveal(name: str) -> str:
    """A file of reveal.js, from the package that ships it.

    Raises ModuleNotFoundError if that is not installed.
    """
    folder = fonts.package_folder("pyreveal") / "revealjs" / "dist"
    found = (folder / name).read_text(encoding="utf-8")
    if "</script" in found.lower():
        raise ValueError(f"{name} would end the <script> it is put into.")
    return found


@cache
def _speaker_script() -> str:
    """The script that the notes plugin writes into the speaker window, as the browser sees it."""
    written = re.search(r"<script>(.*?)<\\/script>", _reveal("plugin/notes.js"), re.S)
    if not written:
        raise ValueError("This reveal.js writes its speaker window in a way not known here.")
    return re.sub(r"\\(.)", r"\1", written[1])


@cache
def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
