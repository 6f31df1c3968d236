"""Where the editions of a lesson in two languages differ, although they are one program."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from koperasi import notebooks
from koperasi.editions import program, step
from koperasi.notebooks import NotebookNode, cell_id

# Entries of a cell's metadata that are words of one language, or of no concern to the other.
OWN = {"alt", "trusted", "collapsed", "execution", step.KEY}
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.S)
VARIES = (
    "nbval-ignore-output"  # the tag of a cell that shows something else each time, such as seconds
)
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])", re.I)


@dataclass(frozen=True)
class Difference:
    """Something in which an edition differs from the one it follows.

    kind       a key of the words [sync.kinds]: "lacks", "more", "order", "type", "metadata",
               "program", "numbers", "untouched", or "leading", "following", "both", "new" for words
               that are not in step (see `koperasi.editions.step`)
    cell       the cell's id; empty if it is the notebook
    leading    what the edition that leads has
    following  what the edition that follows has
    """

    kind: str
    cell: str
    leading: str = ""
    following: str = ""


def pairs(
    leading: NotebookNode, following: NotebookNode
) -> list[tuple[NotebookNode, NotebookNode]]:
    """The cells that both editions have, found by their ids."""
    ours = {cell_id(cell): cell for cell in following.cells if cell_id(cell)}
    both = [(cell, ours.get(cell_id(cell))) for cell in leading.cells]
    return [(cell, other) for cell, other in both if other is not None]


def differences(leading: NotebookNode, following: NotebookNode) -> list[Difference]:
    """Everything in which the editions differ and should not, in the order of the cells."""
    found = list(_cells(leading, following))
    for cell, other in pairs(leading, following):
        name = cell_id(cell)
        if cell.cell_type != other.cell_type:
            found.append(Difference("type", name, cell.cell_type, other.cell_type))
            continue
        found += _metadata(name, cell, other)
        found += _programs(name, cell, other)
        found += _numbers(name, cell, other)
        if _same_words(cell, other):
            found.append(Difference("untouched", name, cell.source, other.source))
        elif _has_words(cell) or _has_words(other):
            state = step.state(cell, other)
            if state != "in step":
                found.append(Difference(state, name, cell.source, other.source))
    return found


def _cells(leading, following) -> Iterator[Difference]:
    """Cells that only one edition has, and another order."""
    theirs, ours = ([cell_id(c) for c in book.cells] for book in (leading, following))
    for cell in leading.cells:
        if cell_id(cell) not in ours:
            yield Difference("lacks", cell_id(cell), cell.source, "")
    for cell in following.cells:
        if cell_id(cell) not in theirs:
            yield Difference("more", cell_id(cell), "", cell.source)
    shared = [name for name in theirs if name in ours]
    order = [name for name in ours if name in theirs]
    moved = next((n for n, other in zip(shared, order, strict=False) if n != other), None)
    if moved is not None:
        yield Difference("order", moved, ", ".join(shared), ", ".join(order))


def _metadata(name, cell, other) -> Iterator[Difference]:
    theirs, ours = ({k: v for k, v in c.metadata.items() if k not in OWN} for c in (cell, other))
    has_alt = [bool(str(c.metadata.get("alt", "")).strip()) for c in (cell, other)]
    if theirs != ours or has_alt[0] != has_alt[1]:
        alts = [{"alt": "…"} if has else {} for has in has_alt]
        yield Difference("metadata", name, f"{theirs | alts[0]}", f"{ours | alts[1]}")


def _programs(name, cell, other) -> Iterator[Difference]:
    """Code that is not the same program: cells of code, and the code of solutions and examples."""
    is_code = cell.cell_type == "code"
    theirs, ours = ([c.source] if is_code else program.blocks(c.source) for c in (cell, other))
    if [program.program(code) for code in theirs] != [program.program(code) for code in ours]:
        yield Difference("program", name, "\n".join(theirs), "\n".join(ours))


def _numbers(name, cell, other) -> Iterator[Difference]:
    if VARIES in notebooks.tags(cell):
        return
    theirs, ours = (numbers(c) for c in (cell, other))
    if theirs != ours:
        yield Difference("numbers", name, " ".join(theirs), " ".join(ours))


def numbers(cell: NotebookNode) -> list[str]:
    """The numbers a cell shows: those in a table's cells of their own, or else those in its text.

    Sorted, since another language may need another order of words.
    """
    found = []
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        table = data.get("text/html", "") if "<table" in data.get("text/html", "") else ""
        if table:
            found += [n for n in map(str.strip, CELL.findall(table)) if NUMBER.fullmatch(n)]
        else:
            found += NUMBER.findall(output.get("text", "") or data.get("text/plain", ""))
    return sorted(found)


def _has_words(cell: NotebookNode) -> bool:
    """Whether a cell has words that another language says otherwise; code alone has none."""
    if cell.cell_type != "code":
        return bool(cell.source.strip())
    return bool(
        cell.metadata.get("alt") or program.comments(cell.source) or program.texts(cell.source)
    )


def _same_words(cell: NotebookNode, other: NotebookNode) -> bool:
    """Whether a text of several words is the same in both languages: nobody has said it again."""
    if cell.cell_type == "code":
        theirs, ours = (
            [*program.comments(c.source), *program.texts(c.source)] for c in (cell, other)
        )
        return any(a == b and _is_sentence(a) for a, b in zip(theirs, ours, strict=False))
    theirs, ours = (_without_code(c.source) for c in (cell, other))
    return theirs == ours and _is_sentence(theirs)


def _without_code(markdown: str) -> str:
    return re.sub(r"`[^`\n]*`", "", notebooks.FENCE.sub("", markdown)).strip()


def _is_sentence(text: str) -> bool:
    """Four words or more, which a value of the data seldom has; an id such as a-b-c-d is none."""
    said = re.sub(r"`[^`\n]*`|\S*[_/.=]\S*|\w+(-\w+){2,}", "", text)
    return len(re.findall(r"[^\W\d_]{2,}", said)) > 3
