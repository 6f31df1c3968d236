"""From a notebook's cells to slides: what begins a slide, what is left out, what is a note."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

BEGINS = {"slide", "subslide"}
TYPES = BEGINS | {"fragment", "skip", "notes"}
LEFT_OUT = {"check", "examples", "remove-cell"}  # and the cell that tells the score
IMAGES = {"image/png", "image/jpeg", "image/svg+xml"}


@dataclass
class Item:
    """One cell on a slide, or only its code or only its outputs."""

    cell: dict
    code: bool = True
    outputs: bool = True
    fragment: bool = False


@dataclass
class Slide:
    """What one slide shows; `kind` is "title", "exercise", "solution", "figure" or "plain"."""

    kind: str = "plain"
    below: bool = False  # a vertical slide, below the one before
    items: list[Item] = field(default_factory=list)
    notes: list[dict] = field(default_factory=list)


def read(path: Path) -> dict:
    """Read a notebook of format 4 (older ones are brought up to it).

    Raises OSError if the file cannot be opened, and ValueError, in words for people,
    if it is not a notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
        if notebook["nbformat"] < 4:
            import nbformat  # slow to import, and hardly ever needed

            notebook = nbformat.convert(nbformat.from_dict(notebook), 4)
        for cell in notebook["cells"]:
            cell["cell_type"], cell["metadata"].get("tags"), text(cell["source"])
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{path.name}: this is not a Jupyter notebook ({error}).") from error
    return notebook


def text(value: str | list[str]) -> str:
    """Text that a notebook may hold as one string or as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def tags(cell: dict) -> set[str]:
    """The cell's tags."""
    return set(cell["metadata"].get("tags") or ())


def slide_type(cell: dict) -> str:
    """The cell's slide type; empty if it goes on with the slide before."""
    found = (cell["metadata"].get("slideshow") or {}).get("slide_type")
    return found if found in TYPES else ""


def has_image(cell: dict) -> bool:
    """Whether the cell's stored outputs hold a picture."""
    return any(IMAGES & set(output.get("data") or ()) for output in cell.get("outputs") or ())


def shows_code(cell: dict) -> bool:
    """Whether a code cell's source belongs on the slide: not if it is folded or tagged so."""
    folded = (cell["metadata"].get("jupyter") or {}).get("source_hidden")
    return not folded and not tags(cell) & {"hide-input", "remove-input"}


def shows_outputs(cell: dict) -> bool:
    """Whether a code cell's outputs belong on the slide; those of a stub do not."""
    folded = (cell["metadata"].get("jupyter") or {}).get("outputs_hidden")
    return not folded and not tags(cell) & {"hide-output", "remove-output", "answer"}


def slides(notebook: dict, solutions: bool = False) -> list[Slide]:
    """The slides of a notebook, in their order.

    A notebook in which no cell has a slide type gets a new slide at each heading. `solutions`
    adds the solution of each exercise as a slide below it.
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
        if marks & LEFT_OUT or not source.strip() or _tells_score(cell):
            continue
        if not kind and any(map(_tells_score, cells[place + 1 : place + 2])):
            continue  # the words that lead to the score
        if "solution" in marks:
            if solutions and found:
                found.append(Slide("solution", below=True, items=[Item(cell)]))
        elif "teacher" in marks or kind == "notes":
            (found[-1].notes if found else early_notes).append(cell)
        elif kind == "skip" or cell["cell_type"] == "raw":
            continue
        elif begun := _begins(cell, found, tagged):
            found.append(Slide(begun, below=kind == "subslide", items=[Item(cell)]))
            if len(found) == 1 and source.startswith("# "):
                found[0].kind = "title"
        else:
            found[-1].items.append(Item(cell, fragment=kind == "fragment"))
    if found:
        found[0].notes[:0] = early_notes
        found[0].below = False
    return [part for slide in found for part in _figures_apart(slide)]


def _tells_score(cell: dict) -> bool:
    return cell["cell_type"] == "code" and "check.score()" in text(cell["source"])


def _begins(cell: dict, found: list[Slide], tagged: bool) -> str:
    """The kind of slide that this cell begins, or an empty text if it goes on with the last."""
    if "exercise" in tags(cell):
        return "exercise"
    if tagged:
        goes_on = slide_type(cell) not in BEGINS
    else:
        goes_on = cell["cell_type"] != "markdown" or not HEADING.match(text(cell["source"]))
    if found and found[-1].kind != "plain":  # a title stands alone, an exercise with its stub
        goes_on = goes_on and "answer" in tags(cell)
    return "" if found and goes_on else "plain"


HEADING = re.compile(r"#{1,3} \S")


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
    """The slide, its figures on slides of their own below it: beside code they are too small."""
    result = [Slide(slide.kind, slide.below, notes=slide.notes)]
    for item in slide.items:
        cell = item.cell
        if not (has_image(cell) and shows_outputs(cell)):
            result[-1].items.append(item)
            continue
        above = result[-1].items
        if shows_code(cell):
            above.append(Item(cell, outputs=False, fragment=item.fragment))
        if len(above) > 1 or (above and not _is_heading(above[0].cell)):
            result.append(Slide("figure", below=True))
        result[-1].items.append(Item(cell, code=False))
    return result


def _is_heading(cell: dict) -> bool:
    """Whether the cell is a heading with at most two lines of text, which leave room for a figure."""
    return cell["cell_type"] == "markdown" and len(text(cell["source"])) < 250
