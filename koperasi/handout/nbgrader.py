"""Lessons as source notebooks for nbgrader, with all they need in the folder of the assignment.

An answer cell holds the stub and, between nbgrader's marks, the solution. The check below it is
locked, is worth a point and, as a hidden test, raises an error unless the answer is right: what is
expected never reaches the learners.
"""

import copy
import re
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.exercises import parts
from koperasi.handout import needed
from koperasi.notebooks import NotebookNode
from koperasi.words import Said, words_or_english

CONFIG = """\
# {here}
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "koperasi"
# {stub}
c.ClearSolutions.code_stub = {{"python": ""}}
# {loop}
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
"""


def source_notebook(lesson: NotebookNode, name: str = "") -> NotebookNode:
    """A lesson in nbgrader's form: the teacher's cells are left out, exercises can be graded.

    Raises Said if an exercise lacks a part or its solution is no code; `name` is the file's.
    """
    notebook = copy.deepcopy(lesson)
    say = words_or_english(notebooks.language(notebook))["nbgrader"]
    left_out = []
    for exercise in parts.exercises(notebook):
        if exercise.answer is None or exercise.check is None or not exercise.solution_code:
            raise Said("nbgrader.report.part_missing", name=name, exercise=exercise.name)
        stub = "\n".join(filter(None, [exercise.given, f"{exercise.variable} = ..."]))
        exercise.answer.source = (
            f"{stub}\n### BEGIN SOLUTION\n{exercise.solution_code}\n### END SOLUTION"
        )
        exercise.check.source = (
            f"# {say['locked']}\n"
            f"assert {exercise.variable} is not ..., {say['empty']!r}\n"
            f"### BEGIN HIDDEN TESTS\n{exercise.check.source}\n"
            f"result = check.results[{exercise.id!r}]\n"
            'assert result.state == "right", result.message\n'
            "### END HIDDEN TESTS"
        )
        # Visible, since nbgrader's learners look for the cell that is marked.
        exercise.check.metadata.pop("jupyter", None)
        _mark(exercise.answer, f"{exercise.id}-answer", solution=True)
        _mark(exercise.check, f"{exercise.id}-check", grade=True, locked=True, points=1)
        left_out += [exercise.solution, exercise.examples]
    notebook.cells = [
        cell
        for cell in notebook.cells
        if not any(cell is other for other in left_out) and "teacher" not in notebooks.tags(cell)
    ]
    for cell in notebook.cells:
        cell.source = re.sub(r"\.\./\.\./(?=(data|figures)\b)", "", cell.source)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if re.search(r"^\s*check\s*=\s*Check\(", cell.source, re.M):
                _mark(cell, f"{notebooks.cell_id(cell)}-read-only", locked=True)
    return notebook


def _mark(cell: NotebookNode, name: str, **settings) -> None:
    """Give a cell the metadata by which nbgrader knows it."""
    form = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    about = form | {"grade_id": name, "cell_type": "code"} | settings
    cell.metadata["nbgrader"] = notebooks.as_node(about)


def files(found: list[Path]) -> dict[str, bytes]:
    """The content of nbgrader's folder, by name. Raises OSError and ValueError as reading does."""
    lessons = {path: notebooks.read_lesson(path) for path in found}
    langs = list(dict.fromkeys(map(notebooks.language, lessons.values())))
    comments = words_or_english(langs[0])["nbgrader"]["config"]
    content = {"nbgrader_config.py": CONFIG.format(**comments).encode()}
    package = {
        path.relative_to(paths.ROOT).as_posix(): path.read_bytes()
        for path in needed.package_files(langs)
    }
    for path, lesson in lessons.items():
        shared = package | needed.data(notebooks.language(lesson))
        notebook = source_notebook(lesson, path.name)
        # nbgrader numbers nothing and allows no "+" in the name of an assignment.
        name = path.stem.replace("+", "-")
        text = notebooks.write_notebook(notebook)
        content[f"source/{name}/{path.name}"] = text.encode()
        content |= {f"source/{name}/{inside}": data for inside, data in shared.items()}
    return content
