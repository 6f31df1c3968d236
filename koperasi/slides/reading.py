"""From a notebook's cells to slides: what begins a slide, what is left out, what is a note."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from koperasi import notebooks

BEGINS = {"slide", "subslide"}
TYPES = BEGINS | {"fragment", "skip", "notes"}
LEFT_OUT = {"check", "examples", "remove-cell"}  # and the cell that tells the score
PLACE = "koperasi-place"  # of a cell in its notebook, from 1
FURTHER = "further"  # homework at the end of a lesson
IMAGES = {"image/png", "image/jpeg", "image/svg+xml"}


@dataclass
class Item:
    """One cell on a slide, or only its code or only its outputs."""

    cell: dict
    code: bool = True
    outputs: bool = True
    step: int = 0  # at which press of the key it comes; 0 is at once


@dataclass
class Slide:
    """What one slide shows; `kind` is "title", "exercise", "solution", "figure" or "plain"."""

    kind: str = "plain"
    items: list[Item] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)


def text(value: str | list[str]) -> str:
    """Text that a notebook may hold as one string or as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def tags(cell: dict) -> set[str]:
    """The cell's tags."""
    return set(notebooks.tags(cell))


def slide_type(cell: dict) -> str:
    """The cell's slide type; empty if it goes on with the slide before."""
    found = notebooks.slide_type(cell)
    return found if found in TYPES else ""


def has_image(cell: dict) -> bool:
    """Whether the cell's stored outputs hold a picture."""
    return any(IMAGES & set(output.get("data") or ()) for output in cell.get("outputs") or ())


def shows_code(cell: dict) -> bool:
    """Whether a code cell's source belongs on the slide: not if it is folded or tagged so."""
    return not notebooks.folded(cell) and not tags(cell) & {"hide-input", "remove-input"}


def shows_outputs(cell: dict) -> bool:
    """Whether a code cell's outputs belong on the slide; those of a stub do not."""
    return not notebooks.folded(cell, "outputs") and not tags(cell) & {
        "hide-output",
        "remove-output",
        "answer",
    }


def slides(
    notebook: dict,
    solutions: bool = False,
    further: bool = False,
    asks: Callable[[str], bool] = lambda source: False,
) -> list[Slide]:
    """The slides of a notebook, in their order.

    A notebook in which no cell has a slide type gets a new slide at each heading. `solutions`
    adds the solution of each exercise as a slide after it, `further` the homework. Where
    `asks(text)` says that a text asks for a prediction, the next result comes one key later.
    """
    cells = notebook["cells"]
    tagged = any(slide_type(cell) for cell in cells)
    if not tagged:
        cells = [part for cell in cells for part in _at_headings(cell)]
    found: list[Slide] = []
    early_notes: list[dict] = []
    for place, cell in enumerate(cells):
        marks, kind = tags(cell), slide_type(cell)
        source = text(cell["source"])
        if FURTHER in marks:
            if not further:
                continue
            if kind == "skip":  # it was skipped for being homework
                kind = "slide" if HEADING.match(source) else ""
        if marks & LEFT_OUT or not source.strip() or notebooks.tells_score(cell):
            continue
        if not kind and any(map(notebooks.tells_score, cells[place + 1 : place + 2])):
            continue  # the words that lead to the score
        if "solution" in marks:
            if solutions and found:
                found.append(Slide("solution", items=[Item(cell)]))
        elif "teacher" in marks or kind == "notes":
            (found[-1].notes if found else early_notes).append(cell)
        elif kind == "skip" or cell["cell_type"] == "raw":
            continue
        elif begun := _begins(cell, kind, found, tagged):
            found.append(Slide(begun, items=[Item(cell)]))
            if len(found) == 1 and source.startswith("# "):
                found[0].kind = "title"
        else:
            found[-1].items.append(Item(cell))
    if found:
        found[0].notes[:0] = early_notes
    for slide in found:
        _take_steps(slide, asks)
    return [part for slide in found for part in _figures_apart(slide)]


def _take_steps(slide: Slide, asks: Callable[[str], bool]) -> None:
    """Number what comes later: fragments, and the result of which a text before it asks.

    What stands below such a result on the slide tells it, and comes with it. A cell's own slide
    type *Fragment* makes a step of its own.
    """
    step, asked, items = 0, False, []
    for item in slide.items:
        cell = item.cell
        if slide_type(cell) == "fragment":
            step += 1
            asked = False
        elif asked and cell["cell_type"] == "code" and cell.get("outputs"):
            if shows_code(cell):
                items.append(Item(cell, outputs=False, step=step))
                item = Item(cell, code=False)
            step += 1
            asked = False
        item.step = step
        if cell["cell_type"] == "markdown":
            asked = asks(text(cell["source"]))
        items.append(item)
    slide.items = items


def _begins(cell: dict, kind: str, found: list[Slide], tagged: bool) -> str:
    """The kind of slide that this cell begins, or an empty text if it goes on with the last."""
    if "exercise" in tags(cell):
        return "exercise"
    if tagged:
        goes_on = kind not in BEGINS
    else:
        goes_on = cell["cell_type"] != "markdown" or not HEADING.match(text(cell["source"]))
    if found and found[-1].kind != "plain":  # a title stands alone, an exercise with its stub
        goes_on = goes_on and "answer" in tags(cell)
    return "" if found and goes_on else "plain"


HEADING = re.compile(r"#{1,3} \S")
DETAILS = re.compile(r"<details.*?</details>", re.S | re.I)


def _at_headings(cell: dict) -> list[dict]:
    """A Markdown cell cut before each of its headings (not those inside fenced code)."""
    if cell["cell_type"] != "markdown" or tags(cell):
        return [cell]
    parts, fenced = [[]], False
    for line in text(cell["source"]).splitlines(keepends=True):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if HEADING.match(line) and not fenced:
            parts.append([])
        parts[-1].append(line)
    return [cell | {"source": "".join(part)} for part in parts if part]


def _figures_apart(slide: Slide) -> list[Slide]:
    """The slide, its figures on slides of their own after it: beside code they are too small."""
    result = [Slide(slide.kind, notes=slide.notes)]
    for item in slide.items:
        cell = item.cell
        if not (item.outputs and has_image(cell) and shows_outputs(cell)):
            result[-1].items.append(item)
            continue
        above = result[-1].items
        if item.code and shows_code(cell):
            above.append(Item(cell, outputs=False, step=item.step))
        if len(above) > 1 or (above and not _is_heading(above[0].cell)):
            result.append(Slide("figure"))
        result[-1].items.append(Item(cell, code=False))
    for part in result[1:]:  # the key that turns the page is the step
        first = min((item.step for item in part.items), default=0)
        for item in part.items:
            item.step -= first
    return result


def _is_heading(cell: dict) -> bool:
    """Whether the cell is a heading with at most two lines of text, which leave room for a figure."""
    return cell["cell_type"] == "markdown" and len(text(cell["source"])) < 250
