"""The export for nbgrader; with nbgrader itself where it is installed."""

import json
import os
import shutil
import subprocess

import nbformat
import pytest

from koperasi import notebooks, paths
from koperasi.cli import main
from koperasi.exercises import parts
from koperasi.handout import nbgrader

LESSONS = [path for lang in paths.languages() for path in paths.lessons(lang)]
LESSON = paths.lessons("en")[2]
# nbgrader needs other versions of what the course needs, so it has an environment of its own.
ENVIRONMENT = paths.ROOT / "build" / "nbgrader-env"
PROGRAMS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
HOW = (
    "nbgrader is not in build/nbgrader-env. To run this test: `uv venv build/nbgrader-env`, then "
    "`uv pip install --python build/nbgrader-env nbgrader pandas networkx matplotlib`"
)


def graded(notebook):
    """Pairs of the answer cell and the cell that is graded."""
    cells = notebook.cells
    return [
        (cells[place - 1], cell)
        for place, cell in enumerate(cells)
        if cell.metadata.get("nbgrader", {}).get("grade")
    ]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_exercise_can_be_graded(path):
    lesson = notebooks.read_lesson(path)
    source = nbgrader.source_notebook(lesson)
    nbformat.validate(source)
    exercises = parts.exercises(lesson)
    pairs = graded(source)
    assert len(pairs) == len(exercises) > 0
    ids = [c.metadata.nbgrader.grade_id for c in source.cells if "nbgrader" in c.metadata]
    assert len(set(ids)) == len(ids)
    for exercise, (answer, test) in zip(exercises, pairs, strict=True):
        assert answer.metadata.nbgrader.solution and not answer.metadata.nbgrader.locked
        assert test.metadata.nbgrader.locked and test.metadata.nbgrader.points == 1
        kept, _, hidden = answer.source.partition("### BEGIN SOLUTION\n")
        assert parts.stub_variable(kept) == exercise.variable
        assert hidden == f"{exercise.solution_code}\n### END SOLUTION"
        shown, _, hidden = test.source.partition("### BEGIN HIDDEN TESTS\n")
        assert exercise.check.source in hidden and hidden.endswith("### END HIDDEN TESTS")
        assert "check(" not in shown
    text = "\n".join(cell.source for cell in source.cells)
    assert "<summary>Solution</summary>" not in text
    assert "../../data" not in text
    assert not [c for c in source.cells if c.cell_type == "code" and "../" in c.source]
    assert not any({"solution", "teacher"} & set(notebooks.tags(cell)) for cell in source.cells)


def test_an_exercise_that_lacks_a_part_is_named(tmp_path, capsys):
    lesson = notebooks.read_lesson(LESSON)
    exercise = parts.exercises(lesson)[0]
    lesson.cells = [cell for cell in lesson.cells if cell is not exercise.solution]
    path = tmp_path / "03-lesson.ipynb"
    path.write_text(json.dumps(lesson), encoding="utf-8")
    assert main(["nbgrader", str(path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert path.name in said and exercise.name in said
    assert not (tmp_path / "out").exists()


def test_an_assignment_has_all_it_needs_and_keeps_what_somebody_changed(tmp_path, capsys):
    assert main(["nbgrader", "3", "--out", str(tmp_path)]) == 0
    folder = tmp_path / "source" / LESSON.stem
    for name in (
        LESSON.name,
        "data/ties.csv",
        "koperasi/answers/check.py",
        "koperasi/words/en.toml",
    ):
        assert (folder / name).is_file()
    (tmp_path / "nbgrader_config.py").write_text("# mine")
    assert main(["nbgrader", "3", "--out", str(tmp_path)]) == 1
    assert (tmp_path / "nbgrader_config.py").read_text() == "# mine"
    assert "nbgrader_config.py was changed" in capsys.readouterr().err


@pytest.mark.skipif(not PROGRAMS.is_dir(), reason=HOW)
def test_nbgrader_validates_releases_and_grades(tmp_path):
    assert main(["nbgrader", "3", "--out", str(tmp_path)]) == 0
    name, lesson = LESSON.stem, notebooks.read_lesson(LESSON)
    assert "Success" in run_nbgrader(tmp_path, "validate", f"source/{name}/{LESSON.name}")
    run_nbgrader(tmp_path, "generate_assignment", name)
    release = tmp_path / "release" / name
    released = notebooks.read_lesson(release / LESSON.name)
    text = "\n".join(cell.source for cell in released.cells)
    exercises = parts.exercises(lesson)
    for exercise in exercises:
        assert exercise.solution_code not in text
        assert not any(line in text for line in exercise.check.source.splitlines()[2:-1])

    points = {"right": 5.0, "wrong": 0.0, "untouched": 0.0}
    for learner in points:
        shutil.copytree(release, tmp_path / "submitted" / learner / name)
        path = tmp_path / "submitted" / learner / name / LESSON.name
        notebook = notebooks.read_lesson(path)
        for exercise, (answer, _) in zip(exercises, graded(notebook), strict=True):
            if learner != "untouched":
                answer.source = exercise.filled_in(getattr(exercise, learner)[0].code)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    run_nbgrader(tmp_path, "autograde", name)
    run_nbgrader(tmp_path, "export")
    rows = (tmp_path / "grades.csv").read_text().splitlines()
    columns = rows[0].split(",")
    found = [dict(zip(columns, row.split(","), strict=True)) for row in rows[1:]]
    assert {row["student_id"]: float(row["score"]) for row in found} == points


def run_nbgrader(folder, *arguments: str) -> str:
    path = os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])
    run = subprocess.run(
        [PROGRAMS / "nbgrader", *arguments],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
