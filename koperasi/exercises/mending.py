"""What `koperasi check --fix` mends in a notebook: ids, tags and folding, never a cell's source."""

import re

from koperasi import notebooks
from koperasi.exercises import parts
from koperasi.exercises.parts import PARTS
from koperasi.notebooks import MADE_UP, NotebookNode, cell_id, tags
from koperasi.words import words

NEIGHBOURS = {"exercise": -2, "answer": -1, "check": 0, "solution": 1, "examples": 2}


def mend(notebook: NotebookNode, lang: str = "en") -> list[tuple[str, str]]:
    """Mend the notebook's metadata in place; returns pairs of a cell's id and what was done."""
    say = words(lang)["check"]["fixed"]
    done: list[tuple[NotebookNode, str]] = []
    _mark_parts(notebook, done, say)
    for exercise in parts.exercises(notebook):
        for part, cell in exercise.cells.items():
            if exercise.id and parts.belongs_to(cell) != exercise.id:
                cell.metadata["exercise"] = exercise.id
                done.append((cell, say["exercise_id"].format(id=exercise.id)))
            if part == "examples" and "teacher" not in tags(cell):
                _add_tag(cell, "teacher", done, say)
            if part == "check" and not notebooks.folded(cell):
                before = cell.metadata.get("jupyter")
                others = before if isinstance(before, dict) else {}
                cell.metadata["jupyter"] = others | {"source_hidden": True}
                done.append((cell, say["folded"]))
    _give_ids(notebook, done, say)
    return [(cell_id(cell), what) for cell, what in done]


def _mark_parts(notebook, done, say) -> None:
    """Give a check that is not marked, and its neighbours where they look like it, their tags."""
    cells = notebook.cells
    for place, check in enumerate(cells):
        if check.cell_type != "code" or parts.check_call(check.source) is None:
            continue
        for part, step in NEIGHBOURS.items():
            if not 0 <= place + step < len(cells):
                continue
            cell = cells[place + step]
            if not parts.part(cell) and _looks_like(part, cell):
                _add_tag(cell, part, done, say)


def _looks_like(part: str, cell: NotebookNode) -> bool:
    if part == "check":
        return True
    if part == "answer":
        return cell.cell_type == "code" and bool(parts.stub_variable(cell.source))
    if cell.cell_type != "markdown":
        return False
    code = notebooks.FENCE.search(cell.source)
    listed = re.search(r"^#[ \t]*\w+:", code.group(2), re.M) if code else None
    if part == "exercise":
        return notebooks.HEADING.search(cell.source) is not None
    return bool(listed) if part == "examples" else bool(code)


def _add_tag(cell, tag: str, done, say) -> None:
    cell.metadata["tags"] = [*tags(cell), tag]
    done.append((cell, say["tag"].format(tag=tag)))


def _give_ids(notebook, done, say) -> None:
    """Cells without an id, or with that of an earlier one, get an id of their own.

    So do the cells of an exercise that have an id made up by JupyterLab.
    """
    notebook.nbformat_minor = max(5, notebook.get("nbformat_minor", 5))
    taken = {cell_id(cell) for cell in notebook.cells}
    seen = set()
    for number, cell in enumerate(notebook.cells, start=1):
        old, exercise, part = cell_id(cell), parts.belongs_to(cell), parts.part(cell)
        of_exercise = bool(exercise) and part in PARTS
        telling = not (of_exercise and MADE_UP.fullmatch(old))
        if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", old) and old not in seen and telling:
            seen.add(old)
            continue
        last = "prompt" if part == "exercise" else part
        wish = f"ex-{exercise}-{last}" if of_exercise else old or f"cell-{number}"
        wish = re.sub(r"[^A-Za-z0-9_-]+", "-", wish)[:58]
        new, times = wish, 2
        while new in taken:
            new, times = f"{wish}-{times}", times + 1
        cell["id"] = new
        taken.add(new)
        seen.add(new)
        done.append((cell, say["new_id"].format(number=number, old=old or "–")))
