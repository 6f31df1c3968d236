"""Every exercise of every lesson, tried out: right answers accepted, wrong ones refused."""

from functools import cache

import pytest

from koperasi import notebooks, paths
from koperasi.exercises import findings, parts
from koperasi.exercises.form import RIGHT_AT_LEAST, WRONG_AT_LEAST

ALL = [path for lang in paths.languages() for path in paths.lessons(lang)]


@cache
def report(path):
    return findings.examine(path)


def _exercises(path):
    try:
        return parts.exercises(notebooks.read_lesson(path))
    except (OSError, ValueError):
        return []  # `test_lesson` says why


def _name(path):
    return f"{path.parent.name}/{path.stem}"


def _told(problems):
    return "".join(f"\n{p.notebook}, cell {p.cell}: {p.text}" for p in problems)


def test_there_are_lessons():
    assert ALL


@pytest.mark.parametrize("path", ALL, ids=_name)
def test_lesson(path):
    """It has exercises, runs unanswered and solved, and its form is right."""
    found = report(path)
    assert found.exercises
    names = {exercise.name for exercise in found.exercises}
    assert len(names) == len(found.exercises)
    problems = [problem for problem in found.problems if not problem.number]
    assert not problems, _told(problems)
    assert {o.number for o in found.outcomes if o.kind == "run"} == {0, 1}


@pytest.mark.parametrize(
    ("path", "number"),
    [
        pytest.param(path, e.number, id=f"{_name(path)}:{e.id or e.number}")
        for path in ALL
        for e in _exercises(path)
    ],
)
def test_exercise(path, number):
    """The stub is not counted, right answers pass, wrong ones fail, and no hint is the answer."""
    found = report(path)
    exercise = found.exercises[number - 1]
    problems = [problem for problem in found.problems if problem.number == number]
    assert not problems, _told(problems)
    states = [(o.kind, o.state) for o in found.of(exercise)]
    assert states.count(("stub", "empty")) == 1
    assert states.count(("solution", "right")) == 1
    assert states.count(("right", "right")) == len(exercise.right) >= RIGHT_AT_LEAST
    assert states.count(("wrong", "not yet")) == len(exercise.wrong) >= WRONG_AT_LEAST
