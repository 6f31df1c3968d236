"""Does each slide stand alone? What it speaks of, and what its code needs, must be on the slides."""

import ast
import builtins
import re
from collections.abc import Callable

from koperasi import notebooks
from koperasi.slides import reading
from koperasi.slides.reading import Slide, text

FEWEST_LETTERS = 110  # of a slide with nothing but text under a heading: about two lines
MORE_THAN_TEXT = re.compile(r"!\[|[<$|]|```|^\s*([-*]|\d+\.) ", re.M)
NAME = re.compile(r"`([A-Za-z_]\w*)`")
# What every slide may use: the set-up of a lesson is not shown.
ALWAYS = set(dir(builtins)) | {"check"}


def look(slides: list[Slide], notebook: dict, say: dict, report: Callable[..., None]) -> None:
    """Report slides that need a skipped cell, speak of something not on them, or hold next to nothing.

    `report(cell, key, **values)` is called for each with the cell to mend.
    """
    back = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in say["points_back"]), re.I)
    imported, bound = _bound_anywhere(notebook)
    known = ALWAYS | imported
    for number, slide in enumerate(slides, start=1):
        something = False  # code, a result or a picture that a text may point back to
        for item in slide.items:
            cell = item.cell
            if cell["cell_type"] == "code":
                if item.code and reading.shows_code(cell):
                    used, sets = _names(text(cell["source"]))
                    if missing := sorted((used & bound) - known - sets):
                        report(cell, "needs_skipped", slide=number, names=", ".join(missing))
                    known |= sets
                    something = True
                something = something or bool(item.outputs and cell.get("outputs"))
                continue
            source = reading.DETAILS.sub("", text(cell["source"]))
            named = set(NAME.findall(source))
            if slide.kind == "exercise":
                own = _answers(slide)
                if missing := sorted((named & bound) - known - own):
                    report(cell, "needs_skipped", slide=number, names=", ".join(missing))
            known |= named & bound  # a text that names it says what it is
            if not something and (found := back.search(source)):
                report(cell, "points_back", slide=number, words=found[0])
            something = something or "|--" in source or "| --" in source or "![" in source
        if slide.kind == "plain" and number > 1 and _is_thin(slide):
            report(slide.items[0].cell, "thin", slide=number)


def _is_thin(slide: Slide) -> bool:
    """Whether a slide has two lines of text or fewer, and nothing else."""
    if any(item.cell["cell_type"] != "markdown" for item in slide.items):
        return False
    shown = "\n".join(text(item.cell["source"]) for item in slide.items)
    if MORE_THAN_TEXT.search(shown):
        return False
    shown = re.sub(r"^#.*$", "", shown, flags=re.M)
    return len(" ".join(shown.split())) < FEWEST_LETTERS


def _answers(slide: Slide) -> set[str]:
    """The names that the stub of an exercise sets."""
    sources = (text(i.cell["source"]) for i in slide.items if i.cell["cell_type"] == "code")
    return set().union(*(_names(source)[1] for source in sources))


def _bound_anywhere(notebook: dict) -> tuple[set[str], set[str]]:
    """The names that a notebook imports, and those that its cells set."""
    imported, bound = set(), set()
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(_parsed(text(cell["source"]))):
            if isinstance(node, ast.alias):
                imported.add((node.asname or node.name).split(".")[0])
        bound |= _names(text(cell["source"]))[1]
    return imported, bound - imported


def _names(source: str) -> tuple[set[str], set[str]]:
    """The names that code uses, and those that it sets."""
    used, sets = set(), set()
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else sets).add(node.id)
        elif isinstance(node, ast.FunctionDef):
            sets |= {node.name} | {argument.arg for argument in node.args.args}
    return used, sets


def _parsed(source: str) -> ast.AST:
    # It may hold a line for the notebook itself, or a slip.
    return notebooks.parsed(source) or ast.Module([], [])
