"""Carrying code and metadata from one edition of a lesson into another: never words, never over an edit."""

import copy
import io
import tokenize
from difflib import SequenceMatcher

from koperasi import notebooks
from koperasi.editions import program, step
from koperasi.editions.compare import OWN, pairs
from koperasi.notebooks import NotebookNode, cell_id

FSTRING = tuple(getattr(tokenize, name, -1) for name in ("FSTRING_START", "FSTRING_END"))


def carry(leading: NotebookNode, following: NotebookNode) -> list[str]:
    """Change `following` in place; returns the ids of the cells that were changed.

    Cells that it lacks are made: code with the words it is known how to say, texts empty. Code is
    replaced where only the leading edition changed since both were in step. Metadata and the order
    of cells are those of the leading edition; a cell that only `following` has stays where it is,
    behind the same neighbour. Nothing that is carried counts as in step.
    """
    done = []
    known = lexicon(leading, following)
    for cell, other in pairs(leading, following):
        if _metadata(cell, other) | _source(cell, other, known):
            done.append(cell_id(cell))
    return done + _cells(leading, following, known)


def lexicon(leading: NotebookNode, following: NotebookNode) -> dict[str, str]:
    """How the following edition says each text and comment of the leading one's code."""
    found = {}
    for cell, other in pairs(leading, following):
        is_code = cell.cell_type == other.cell_type == "code"
        theirs, ours = ([c.source] if is_code else program.blocks(c.source) for c in (cell, other))
        for code, its in zip(theirs, ours, strict=False):
            words, said = (
                [text for kind, text in pieces(c) if kind != "code"] for c in (code, its)
            )
            if program.program(code) == program.program(its) and len(words) == len(said):
                found |= dict(zip(words, said, strict=True))
    return found


def pieces(source: str) -> list[tuple[str, str]]:
    """Code cut into "text" and "comment" and, between them, "code"; joined it is the source again."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found, at, opened = [], 0, []
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return [("code", source)]
    for token in tokens:
        begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
        if token.type == FSTRING[0]:
            opened.append(begin)
            continue
        if token.type == FSTRING[1]:
            begin = opened.pop()
        if opened or token.type not in (tokenize.STRING, tokenize.COMMENT, FSTRING[1]):
            continue
        if begin > at:
            found.append(("code", source[at:begin]))
        kind = "comment" if token.type == tokenize.COMMENT else "text"
        found.append((kind, source[begin:end]))
        at = end
    return [*found, ("code", source[at:])] if at < len(source) else found


def said_again(code: str, old: str, known: dict[str, str]) -> str:
    """Code with its words as the other language says them, as far as that is known.

    `old` is the code that stands there now: words at the same place in it are taken over where
    `known` has none.
    """
    new, before = pieces(code), pieces(old)
    keys = [
        [text.split() if kind == "code" else kind for kind, text in each] for each in (new, before)
    ]
    same = SequenceMatcher(None, *([repr(key) for key in each] for each in keys), autojunk=False)
    there = {
        block.a + n: before[block.b + n][1]
        for block in same.get_matching_blocks()
        for n in range(block.size)
    }
    return "".join(
        text if kind == "code" else known.get(text) or _from(text, there.get(place, ""), known)
        for place, (kind, text) in enumerate(new)
    )


def _from(text: str, there: str, known: dict[str, str]) -> str:
    """The words that stand in the same place, unless they are a value that both editions have."""
    is_value = known.get(there) == there or " " not in there
    return text if is_value or program.program(text) != program.program(there) else there


def _metadata(cell: NotebookNode, other: NotebookNode) -> bool:
    before = copy.deepcopy(other.metadata)
    own = {name: value for name, value in other.metadata.items() if name in OWN}
    shared = {name: value for name, value in cell.metadata.items() if name not in OWN}
    other["metadata"] = notebooks.as_node(copy.deepcopy(shared) | own)
    return other.metadata != before


def _source(cell: NotebookNode, other: NotebookNode, known: dict[str, str]) -> bool:
    """Replace the code of a cell that nobody edited; of a text, the code in its blocks."""
    if cell.cell_type != other.cell_type or step.state(cell, other) != "leading":
        return False
    before = other.source
    if cell.cell_type == "code":
        if program.program(cell.source) != program.program(before):
            other["source"] = said_again(cell.source, before, known)
    else:
        theirs, ours = program.blocks(cell.source), program.blocks(before)
        if len(theirs) == len(ours):
            for code, its in zip(theirs, ours, strict=True):
                if program.program(code) != program.program(its):
                    other["source"] = other.source.replace(its, said_again(code, its, known), 1)
    if other.source == before:
        return False
    step.carried(other)
    if cell.cell_type == "code":
        other["outputs"], other["execution_count"] = [], None
    return True


def _cells(leading: NotebookNode, following: NotebookNode, known: dict[str, str]) -> list[str]:
    """Put in the cells that are missing, and all into the order of the leading edition."""
    ours = {cell_id(cell): cell for cell in following.cells}
    theirs = {cell_id(cell) for cell in leading.cells}
    behind, last = {}, ""  # cells of its own, by the neighbour they stand behind
    for cell in following.cells:
        if cell_id(cell) in theirs:
            last = cell_id(cell)
        else:
            behind.setdefault(last, []).append(cell)
    made, cells = [], list(behind.get("", ()))
    for cell in leading.cells:
        name = cell_id(cell)
        if name not in ours:
            made.append(name)
            ours[name] = _new(cell, known)
        cells += [ours[name], *behind.get(name, ())]
    moved = [cell_id(a) for a, b in zip(cells, following.cells, strict=False) if a is not b]
    following["cells"] = cells
    return made or moved[:1]


def _new(cell: NotebookNode, known: dict[str, str]) -> NotebookNode:
    new = NotebookNode(copy.deepcopy({k: v for k, v in cell.items() if k != "source"}))
    new["metadata"] = notebooks.as_node({k: v for k, v in cell.metadata.items() if k not in OWN})
    new["source"] = said_again(cell.source, "", known) if cell.cell_type == "code" else ""
    if cell.cell_type == "code":
        new["outputs"], new["execution_count"] = [], None
    return new
