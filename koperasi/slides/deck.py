"""A deck: the slides of one notebook as one HTML page that loads nothing."""

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from koperasi import notebooks
from koperasi.slides import fonts
from koperasi.slides.reading import PLACE, TYPES, text
from koperasi.slides.sections import sections
from koperasi.words import words_or_english

GENERATOR = "koperasi slides"  # by which a deck is known as ours, and may be overwritten


@dataclass(frozen=True)
class Complaint:
    """Something to mend in a notebook, in words for the teacher."""

    notebook: str
    cell: str
    message: str

    def __str__(self) -> str:
        where = f"{self.notebook}, {self.cell}" if self.cell else self.notebook
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class Deck:
    """The slides of a notebook, before they are put into a page, and what is wrong with them."""

    lang: str
    title: str
    body: str
    problems: list[Complaint]
    minutes: int | None = None  # planned for it
    places: tuple[str, ...] = ()  # number and first words of each of the notebook's cells

    @property
    def characters(self) -> str:
        """Every character the deck shows, and the common ones."""
        shown = html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", "", self.body, flags=re.S))
        say = slide_words(self.lang)
        also = self.title + "".join(
            [say["copy"], say["copied"], *say["help"], *say["help"].values()]
        )
        return "".join(sorted(set(shown + also + fonts.ALWAYS) - set("\n\t")))


def build(
    notebook: dict,
    path: Path,
    *,
    solutions: bool = False,
    further: bool = False,
    untrusted: bool = False,
) -> Deck:
    """The slides of a notebook that was read from `path`, from its stored outputs.

    `solutions` adds the exercises' solutions, `further` the homework; for an `untrusted` notebook
    no files are read and no styles are taken from it. Never raises on what a notebook holds: see
    `Deck.problems`.
    """
    metadata = notebook.get("metadata") or {}
    lang = notebooks.language({"metadata": metadata})
    say = slide_words(lang)
    cells = [cell | {PLACE: place} for place, cell in enumerate(map(dict, notebook["cells"]), 1)]
    notebook = dict(notebook) | {"cells": cells}
    problems: list[Complaint] = []

    def report(cell: dict, key: str, **values) -> None:
        where = _where(cell, say) if cell else ""
        problem = Complaint(path.name, where, say["problems"][key].format(**values))
        if problem not in problems:
            problems.append(problem)

    if old := metadata.get("orig_nbformat"):
        report({}, "old_format", number=old)
    for cell in cells:
        if cell["cell_type"] == "raw" and text(cell["source"]).strip():
            report(cell, "raw")
        kind = notebooks.slide_type(cell)
        if kind and kind != "-" and kind not in TYPES:
            report(cell, "slide_type", kind=kind, known=", ".join(sorted(TYPES)))
    course = {"lang", "title"} <= set(metadata)  # as every lesson has them, and others hardly ever
    options = {"solutions": solutions, "further": further, "untrusted": untrusted, "course": course}
    body = sections(notebook, path, say, report, **options)
    places = tuple(_where(cell, say) for cell in cells)
    label = re.search(r'aria-label="([^"]+)"', body)
    title = metadata.get("title") or (html.unescape(label[1]) if label else path.stem)
    return Deck(lang, str(title), body, problems, _minutes(cells), places)


# A block `@media print { … { … } … }`.
PAPER = re.compile(r"@media print\s*\{(?:[^{}]*\{[^{}]*\})*\s*\}")

# In reveal.js' speaker window: digits too pale to be read, a list without a name.
SPEAKER_WINDOW = {
    "opacity: 0.3;": "opacity: 0.7;",
    '<select class="speaker-layout-dropdown">': '<select class="speaker-layout-dropdown" aria-label="Layout">',
}


def slide_words(lang: str) -> dict:
    """The words of slides in a language; in English for a language that the course lacks."""
    return words_or_english(lang)["slides"]


def _where(cell: dict, say: dict) -> str:
    """A cell's number and first words: ids cannot be seen in JupyterLab."""
    first = " ".join(text(cell["source"]).split())
    first = first if len(first) <= 40 else first[:37].rstrip() + "…"
    return say["where"].format(number=cell.get(PLACE, "?"), words=first)


def _minutes(cells: list[dict]) -> int | None:
    """The minutes that a lesson claims: the first number beside the bold word for time."""
    about = next((c for c in cells if c.get("id") == "what-you-learn"), None)
    found = (
        re.search(r"^\*\*[^*]+\*\*[^\d\n]*(\d+)", text(about["source"]), re.M) if about else None
    )
    return int(found[1]) if found else None


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
        minutes=deck.minutes or "",
        words=_script_words(deck.lang),
        title=html.escape(deck.title),
        generator=GENERATOR,
        hashes=" ".join(f"'sha256-{_digest(script)}'" for script in allowed),
        styles="\n".join(f"<style>{style}</style>" for style in styles),
        body=deck.body,
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _script_words(lang: str) -> str:
    """The words that the script of a deck needs, as JSON that may stand in a page."""
    say = slide_words(lang)
    chosen = {name: say[name] for name in ("copy", "copied", "overview")} | {"keys": say["help"]}
    return json.dumps(chosen, ensure_ascii=False).replace("</", "<\\/")


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
    if name == "reveal.css":  # its rules for paper set a slide as running text
        found = PAPER.sub("", found)
    for old, new in SPEAKER_WINDOW.items() if name == "plugin/notes.js" else ():
        if old not in found:
            raise ValueError(f"{name} no longer has {old!r}.")
        found = found.replace(old, new)
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
