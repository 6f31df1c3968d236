"""Taking a learner's answers out of a returned notebook, whatever has become of it.

Only answer cells are taken: by the exercise in their metadata, then by their id, then by the
variable they give a value. Remarks are pairs of a key of [mark.remarks] in the words and values.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from koperasi.exercises import parts
from koperasi.exercises.parts import Exercise, check_call, part
from koperasi.notebooks import NotebookNode, cell_id, parse_notebook, tags
from koperasi.words import Said

READ_AT_MOST = 100_000_000  # bytes
Remark = tuple[str, dict]


@dataclass
class Taken:
    """The answers of a returned notebook: for each exercise, the cells to run, in their order."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    # Cells of the learner's own, by the id of the lesson's cell after which they stand.
    own: dict[str, list[str]] = field(default_factory=dict)


def read_returned(path: Path, member: str = "") -> NotebookNode:
    """A returned notebook, or one in an archive; ValueError, in words for people, if it cannot be read."""
    name = Path(member).name or path.name
    try:
        if not member:
            return parse_notebook(
                name, _small_enough(name, path.stat().st_size) or path.read_bytes()
            )
        with zipfile.ZipFile(path) as archive:
            about = archive.getinfo(member)
            _small_enough(name, about.file_size)
            with archive.open(about) as file:  # no more is unpacked than the archive admits to
                return parse_notebook(name, file.read(about.file_size + 1))
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise Said("read.from_archive", name=name, archive=path.name, reason=error) from error


def _small_enough(name: str, size: int) -> bytes:
    if size > READ_AT_MOST:
        raise Said("read.too_large", name=name, megabytes=f"{size / 1e6:.0f}")
    return b""


def exercises_to_mark(lesson: NotebookNode) -> list[Exercise]:
    """The exercises of a lesson that can be marked; one of a kind if an id occurs twice."""
    found = {}
    for exercise in parts.exercises(lesson):
        complete = exercise.answer is not None and exercise.check is not None
        if complete and exercise.id and exercise.variable and check_call(exercise.check.source):
            found.setdefault(exercise.id, exercise)
    return list(found.values())


def take(lesson: NotebookNode, returned: NotebookNode) -> Taken:
    """The answers to a lesson in a returned notebook."""
    taken = Taken()
    exercises = exercises_to_mark(lesson)
    own = {_flat(cell.source) for cell in lesson.cells}
    variables = {exercise.variable for exercise in exercises}
    for exercise in exercises:
        others = variables - {exercise.variable}
        marked = [c for c in returned.cells if _is_answer_of(c, exercise, others)]
        filled = [c for c in marked if _flat(c.source) and _flat(c.source) not in own]
        if not filled:
            # Written somewhere else, or the cell lost its id and metadata on its way.
            filled = [
                cell
                for cell in returned.cells
                if cell.cell_type == "code"
                and _flat(cell.source) not in own
                and not check_call(cell.source)
                and _assigns(cell.source, exercise.variable)
            ]
            stub = _flat(exercise.answer.source)
            if filled:
                taken.remarks.append(("elsewhere", {"exercise": exercise.id}))
            elif not marked and not any(_flat(c.source) == stub for c in returned.cells):
                taken.remarks.append(("missing", {"exercise": exercise.id}))
        if len(filled) > 1:
            taken.remarks.append(("doubled", {"exercise": exercise.id, "cells": len(filled)}))
        if any(cell.cell_type != "code" for cell in filled):
            taken.remarks.append(("not_code", {"exercise": exercise.id}))
        taken.answers[exercise.id] = [cell.source for cell in filled]
    used = {source for sources in taken.answers.values() for source in sources}
    taken.own = _own_cells(lesson, returned, exercises, used)
    taken.remarks += _versions(exercises, returned)
    return taken


def _own_cells(lesson, returned, exercises, used: set[str]) -> dict[str, list[str]]:
    """The code cells that a learner added, by the lesson's cell after which they stand.

    Between an answer and its check they belong to the answer: they are run before it is checked.
    """
    by_id = {cell_id(cell): cell for cell in lesson.cells if cell_id(cell)}
    by_text = {_flat(cell.source): cell for cell in lesson.cells if _flat(cell.source)}
    names = {exercise.variable for exercise in exercises}
    found: dict[str, list[str]] = {}
    anchor = ""
    for cell in returned.cells:
        known = by_id.get(cell_id(cell)) or by_text.get(_flat(cell.source))
        if known is not None:
            anchor = cell_id(known)
            continue
        own = cell.cell_type == "code" and _flat(cell.source) and not check_call(cell.source)
        given = cell.source in used or any(_assigns(cell.source, name) for name in names)
        if own and not given:
            found.setdefault(anchor, []).append(cell.source)
    return found


def _is_answer_of(cell: NotebookNode, exercise: Exercise, others: set[str]) -> bool:
    by_metadata = cell.metadata.get("exercise") == exercise.id and "answer" in tags(cell)
    if not by_metadata and (cell_id(cell) or None) != cell_id(exercise.answer):
        return False
    # A copy of this cell may be the answer to another exercise.
    answers_another = any(_assigns(cell.source, name) for name in others)
    return _assigns(cell.source, exercise.variable) or not answers_another


def _assigns(code: str, variable: str) -> bool:
    # The second way is for code that is not, or not yet, Python.
    return parts.assigned(code, variable) or bool(
        re.search(rf"^[ \t]*{re.escape(variable)}[ \t]*=(?!=)", code, re.M)
    )


def _flat(code: str) -> str:
    return " ".join(code.split())


def _versions(exercises: list[Exercise], returned: NotebookNode) -> list[Remark]:
    """Is this another version of the lesson, or was a check edited?"""
    by_part: dict[tuple[str, str], NotebookNode] = {}
    for cell in returned.cells:
        if isinstance(name := cell.metadata.get("exercise"), str):
            by_part.setdefault((name, part(cell)), cell)
    known = {exercise.id for exercise in exercises}
    other = [name for name, _ in by_part if name not in known]
    checks = []
    for exercise in exercises:
        if _differs(by_part.get((exercise.id, "exercise")), exercise.prompt):
            other.append(exercise.id)
        elif _differs(by_part.get((exercise.id, "check")), exercise.check):
            checks.append(exercise.id)
    remarks = []
    if other:
        remarks.append(("old_copy", {"exercises": ", ".join(dict.fromkeys(other))}))
    if checks:
        remarks.append(("check_changed", {"exercises": ", ".join(checks)}))
    return remarks


def _differs(cell: NotebookNode | None, own: NotebookNode | None) -> bool:
    return cell is not None and own is not None and _flat(cell.source) != _flat(own.source)
