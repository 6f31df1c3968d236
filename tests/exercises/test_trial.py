"""What is wrong with the form of an exercise, its trial, and `koperasi check`."""

import copy
import json
import re
import uuid
from pathlib import Path

import nbformat
import pytest
from lesson_factory import code, exercise, lesson

from koperasi import cli, notebooks, paths
from koperasi.commands.check import fix, tell
from koperasi.commands.choice import find_lessons
from koperasi.exercises import findings, trial
from koperasi.exercises.form import problems
from koperasi.exercises.mending import mend
from koperasi.exercises.parts import PARTS, exercises
from koperasi.exercises.secret import Secret, has_code_of_solution
from koperasi.words import words

SAY = words("en")["check"]


def cell(notebook, id):
    return next(c for c in notebook.cells if c.id == id)


def is_said(key: str, text: str) -> bool:
    """Whether a text is the message of this key, whatever was filled in."""
    pieces = [re.escape(piece) for piece in re.split(r"\{\w+\}", SAY[key])]
    return re.fullmatch(".*".join(pieces), text, re.S) is not None


# --- Reading


def test_the_parts_of_an_exercise_are_found():
    first, second = exercise(given="# Write here.\nlimit = 2"), exercise("other", 2, "other")
    found = exercises(lesson(first, [code("1 + 1", "between")], second))
    assert [(e.id, e.number, e.variable) for e in found] == [
        ("helpers-of-asia", 1, "helpers_of_asia"),
        ("other", 2, "other"),
    ]
    e = found[0]
    assert [e.prompt, e.answer, e.check, e.solution, e.examples] == first
    assert e.name == e.heading == "Exercise 1: Who helps in Asia?"
    assert e.hint == "Look for Asia among the places."
    assert e.solution_code == 'helpers_of_asia = ["NRECA", "CLUSA"]'
    assert e.given == "# Write here.\nlimit = 2"
    assert e.filled_in("x = 1") == "# Write here.\nlimit = 2\nx = 1"
    assert [(x.label, x.code, x.says) for x in e.right] == [
        ("as a set", 'helpers_of_asia = {"CLUSA", "NRECA"}', ""),
        ("in small letters", 'helpers_of_asia = ("nreca", "clusa")', ""),
    ]
    assert [(x.label, x.says) for x in e.wrong] == [
        ("ACDI counted in", "not stated"),
        ("one forgotten", ""),
        ("how many", "Which two"),
        ("one single text", "one single text"),
    ]


def test_a_right_lesson_has_no_problems():
    assert problems(lesson()) == []
    assert problems(lesson(exercise(), exercise("other", 2, "other"))) == []


def test_windows_line_ends_are_no_problem():
    notebook = lesson()
    for c in notebook.cells:
        c.source = c.source.replace("\n", "\r\n")
    assert problems(notebook) == []
    assert len(exercises(notebook)[0].wrong) == 4
    assert "\r" not in exercises(notebook)[0].solution_code


def test_an_id_twice_in_the_file_is_not_repaired(tmp_path):
    notebook = lesson(exercise(), [code("1", "same"), code("2", "same2")])
    path = tmp_path / "01-a.ipynb"
    path.write_text(nbformat.writes(notebook).replace("same2", "same"), encoding="utf-8")
    found = problems(notebooks.read_lesson(path), path.name)
    assert [(p.notebook, p.cell) for p in found] == [("01-a.ipynb", "same")] * 2
    assert all(is_said("cell_id_twice", p.text) for p in found)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        '{"nbformat": 4, "nbformat_minor": 5}',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
        '{"nbformat": 3, "metadata": {}}',
        b"PK\x03\x04",
        '{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []\n=======\n"cells": [1]\n>>>>>>> other\n}',
        b"\xff\xfe\x00\x01",
    ],
)
def test_what_is_no_notebook_is_told(content, tmp_path):
    path = tmp_path / "odd.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ValueError, match="odd.ipynb"):
        notebooks.read_lesson(path)


def test_why_it_is_no_notebook_is_told(tmp_path):
    path = tmp_path / "odd.ipynb"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match="zip file with the name of a notebook"):
        notebooks.read_lesson(path)
    path.write_text('{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> other\n}')
    with pytest.raises(ValueError, match="two versions of this notebook were merged"):
        notebooks.read_lesson(path)


def test_odd_cells_do_not_raise(tmp_path):
    odd = [
        {},
        {"cell_type": "code", "metadata": None, "source": None},
        {"cell_type": "code", "metadata": {"tags": 5, "jupyter": 5}, "source": ["a", " = ..."]},
        {"cell_type": "code", "metadata": {"tags": ["check"], "jupyter": 5}, "source": "check("},
        {"cell_type": "code", "metadata": {"tags": ["check"]}, "source": "check()"},
        {"cell_type": "code", "metadata": {"tags": ["answer", 5]}, "source": "((((" * 1000},
        {"cell_type": "markdown", "metadata": {"tags": ["solution"]}, "source": "```python\n("},
        {
            "cell_type": "raw",
            "metadata": {"tags": ["examples"], "exercise": 5},
            "source": "# right:",
        },
    ]
    path = tmp_path / "odd.ipynb"
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"lang": 5}, "cells": odd}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert problems(notebooks.read_lesson(path))
    mend(notebooks.read_lesson(path))


# --- Each problem of form


def _remove(*ids):
    return lambda nb: nb.update(cells=[c for c in nb.cells if c.id not in ids])


def _move(id, by):
    def move(nb):
        place = next(i for i, c in enumerate(nb.cells) if c.id == id)
        nb.cells.insert(place + by, nb.cells.pop(place))

    return move


def _replace(id, old, new):
    def replace(nb):
        assert old in cell(nb, id).source
        cell(nb, id).source = cell(nb, id).source.replace(old, new)

    return replace


def _set(id, **values):
    return lambda nb: cell(nb, id).update(values)


def _metadata(id, **values):
    return lambda nb: cell(nb, id).metadata.update(values)


def _insert(new, before):
    def insert(nb):
        nb.cells.insert(nb.cells.index(cell(nb, before)), new)

    return insert


def _copied(change_check=False, change_variable=True):
    """Copy the five cells, as in JupyterLab, and forget something."""

    def copy_cells(nb):
        five = copy.deepcopy(nb.cells[1:6])
        for c in five:
            c.id += "-copy"
            c.source = c.source.replace("Exercise 1", "Exercise 2")
            if change_variable:
                c.source = c.source.replace("helpers_of_asia", "helpers")
            if change_check:
                c.source = c.source.replace('"helpers-of-asia"', '"helpers"')
        nb.cells[6:6] = five

    return copy_cells


H = "helpers-of-asia"
BROKEN = [
    # (key of the message, what is broken, the cells it is said of)
    ("unknown_language", lambda nb: nb.metadata.update(lang="xx"), [""]),
    ("cell_without_id", lambda nb: cell(nb, "score").pop("id"), [""]),
    ("cell_id_twice", lambda nb: cell(nb, "score").update(id="setup"), ["setup", "setup"]),
    ("check_not_marked", _metadata(f"{H}-check", tags=[]), [f"{H}-check"]),
    ("part_not_marked", _metadata(f"{H}-answer", tags=["answr"]), [f"{H}-answer"]),
    ("no_exercises", lambda nb: nb.update(cells=nb.cells[:1]), [""]),
    ("no_check_made", _remove("setup"), [""]),
    ("no_check_made", _move("setup", 4), ["setup"]),
    ("check_in_other_language", _replace("setup", '"en"', '"id"'), ["setup"]),
    ("no_score", _remove("score"), [""]),
    ("no_score", _move("score", -5), ["score"]),
    *[
        ("part_missing", _remove(f"{H}-{name}"), [f"{H}-{first}"])
        for name, first in (
            ("prompt", "answer"),
            ("answer", "prompt"),
            ("check", "prompt"),
            ("solution", "prompt"),
            ("examples", "prompt"),
        )
    ],
    ("order", _move(f"{H}-solution", -1), [f"{H}-prompt"]),
    ("order", _move(f"{H}-prompt", 1), [f"{H}-answer"]),
    ("cell_between", _insert(code("1", "guest"), f"{H}-check"), ["guest"]),
    ("cell_type", _set(f"{H}-solution", cell_type="code"), [f"{H}-solution"]),
    ("id_differs", _metadata(f"{H}-answer", exercise="other"), [f"{H}-answer"]),
    (
        "id_differs",
        _replace(f"{H}-check", H, "new"),
        [f"{H}-{n}" for n in ("prompt", "answer", "check", "solution", "examples")],
    ),
    ("id_missing", lambda nb: cell(nb, f"{H}-answer").metadata.pop("exercise"), [f"{H}-answer"]),
    ("exercise_id_twice", _copied(), [f"{H}-check", f"{H}-check-copy"]),
    (
        "variable_twice",
        _copied(change_check=True, change_variable=False),
        [f"{H}-answer", f"{H}-answer-copy"],
    ),
    ("details_open", _replace(f"{H}-solution", "</details>", ""), [f"{H}-solution"]),
    (
        "details_empty_line",
        _replace(f"{H}-solution", "</summary>\n\n", "</summary>\n"),
        [f"{H}-solution"],
    ),
    ("no_heading", _replace(f"{H}-prompt", "### ", ""), [f"{H}-prompt"]),
    ("heading_number", _replace(f"{H}-prompt", "Exercise 1", "Exercise 2"), [f"{H}-prompt"]),
    ("no_hint", _replace(f"{H}-prompt", "Look for Asia among the places.", ""), [f"{H}-prompt"]),
    ("variable_not_named", _replace(f"{H}-prompt", "`helpers_of_asia`", "a list"), [f"{H}-prompt"]),
    ("not_a_stub", _replace(f"{H}-answer", "...", '["NRECA"]'), [f"{H}-answer"]),
    ("not_a_stub", _replace(f"{H}-answer", "...", "...\nprint(1)"), [f"{H}-answer"]),
    ("not_a_stub", _replace(f"{H}-answer", "helpers_of_asia = ", ""), [f"{H}-answer"]),
    ("not_folded", lambda nb: cell(nb, f"{H}-check").metadata.pop("jupyter"), [f"{H}-check"]),
    ("no_comment", _replace(f"{H}-check", "# Check: run this cell\n", ""), [f"{H}-check"]),
    ("no_call", _replace(f"{H}-check", "check(", "chek("), [f"{H}-check"]),
    ("not_python", _replace(f"{H}-check", '"CLUSA"}', '"CLUSA"'), [f"{H}-check"]),
    ("not_python", _replace(f"{H}-solution", '"CLUSA"]', '"CLUSA"'), [f"{H}-solution"]),
    ("not_python", _replace(f"{H}-examples", '"ACDI"]', '"ACDI"'), [f"{H}-examples"]),
    ("call_without_id", _replace(f"{H}-check", f'"{H}"', "5"), [f"{H}-check"]),
    (
        "call_without_variable",
        _replace(f"{H}-check", "    helpers_of_asia,", "    [],"),
        [f"{H}-check"],
    ),
    (
        "call_without_expected",
        lambda nb: cell(nb, f"{H}-check").update(source=f'# Check\ncheck("{H}", helpers_of_asia)'),
        [f"{H}-check"],
    ),
    ("variable_differs", _replace(f"{H}-answer", "helpers_of_asia", "helpers"), [f"{H}-check"]),
    ("solution_fences", _replace(f"{H}-solution", "```python", "```"), [f"{H}-solution"]),
    ("examples_fences", _replace(f"{H}-examples", "```python", "```"), [f"{H}-examples"]),
    (
        "examples_fences",
        _replace(f"{H}-examples", "# wrong: how", "```\n```python\n# wrong: how"),
        [f"{H}-examples"],
    ),
    ("examples_not_teacher", _metadata(f"{H}-examples", tags=["examples"]), [f"{H}-examples"]),
    (
        "too_few_right",
        _replace(f"{H}-examples", "# right: in small letters\n", ""),
        [f"{H}-examples"],
    ),
    (
        "too_few_right",
        _replace(f"{H}-examples", '("nreca", "clusa")', '{"CLUSA", "NRECA"}'),
        [f"{H}-examples"],
    ),
    (
        "too_few_wrong",
        _replace(f"{H}-examples", "# wrong: how many", "# wrog: how many"),
        [f"{H}-examples"],
    ),
    (
        "assigned_twice",
        _replace(f"{H}-examples", "# wrong: how many", "# wrog: how many"),
        [f"{H}-examples"],
    ),
    ("not_assigned", _replace(f"{H}-solution", "helpers_of_asia", "helpers"), [f"{H}-solution"]),
    (
        "not_assigned",
        _replace(f"{H}-examples", "helpers_of_asia = 2", "helpers = 2"),
        [f"{H}-examples"],
    ),
]
FOUND_BY_TRIAL = {
    "late",
    "cell_empty",
    "cell_solved",
    "not_tried",
    "stopped",
    "check_note",
    "check_stopped",
    "stub_is_right",
    "stub_is_not_yet",
    "solution_is_not_yet",
    "solution_is_empty",
    "right_is_not_yet",
    "right_is_empty",
    "wrong_is_right",
    "wrong_is_empty",
    "says_other",
    "message_gives_away",
    "hint_gives_away",
    "hint_has_code",
    "hint_raises",
    "outside",
}
OTHER_WORDS = {
    "battery",
    "battery_lost",
    "battery_right",
    "battery_stopped",  # tests/exercises/test_battery.py
    "load",  # tests/exercises/test_load.py
    "more_cells",
    "shadow",  # below
    "example_right",
    "example_wrong",
    "one_answer",
    "notes",
    "secret",
    "fixed",
    "parts",
    "report",
}


@pytest.mark.parametrize(("key", "break_it", "where"), BROKEN, ids=[case[0] for case in BROKEN])
def test_each_problem_of_form_is_told_with_its_cell(key, break_it, where):
    notebook = lesson()
    break_it(notebook)
    found = problems(notebook, "01-a.ipynb")
    said = [p for p in found if is_said(key, p.text.split(" The same is true of ")[0])]
    # Of more than three alike the first is told, and how many more there are.
    assert [p.cell for p in said] == (where if len(where) <= 3 else where[:1])
    assert len(where) <= 3 or f" of {len(where) - 1} more cells" in said[0].text
    assert {p.notebook for p in said} == {"01-a.ipynb"}


def test_a_fresh_copy_is_told_apart_and_found_by_its_place():
    """JupyterLab makes up ids for copied cells and shows none; headings are copied too."""
    copied = exercise()
    for cell in copied:
        cell.id = str(uuid.uuid4())
    notebook = lesson(exercise(), copied)
    found = problems(notebook)
    assert len({e.name for e in exercises(notebook)}) == 1
    places = {number: {p.cell for p in found if p.number == number} for number in (1, 2)}
    assert places[1] == {"helpers-of-asia-answer", "helpers-of-asia-check"}
    first = next(n for n, cell in enumerate(notebook.cells, start=1) if cell is copied[0])
    assert places[2] == {str(first), str(first + 1), str(first + 2)}  # prompt, answer, check
    for cell in copied:  # what the messages ask for
        cell.source = cell.source.replace("helpers-of-asia", "again").replace("_of_asia", "_again")
        cell.source = cell.source.replace("Exercise 1", "Exercise 2")
    mend(notebook)
    assert problems(notebook) == []
    ends = ["prompt", *PARTS[1:]]
    assert [cell.id for cell in copied] == [f"ex-again-{end}" for end in ends]


def test_every_message_is_tested():
    tested = {case[0] for case in BROKEN} | FOUND_BY_TRIAL
    assert tested | OTHER_WORDS == set(SAY)
    by_cells = {"late", "cell_empty", "cell_solved", "not_tried", "outside", "hint_has_code"}
    assert {case[0] for case in HOLDS_NOT} | by_cells == FOUND_BY_TRIAL


@pytest.mark.parametrize("break_it", [case[1] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_mending_never_touches_the_source(break_it):
    notebook = lesson()
    break_it(notebook)
    before = [c.source for c in notebook.cells]
    mend(notebook)
    assert [c.source for c in notebook.cells] == before
    ids = [c.id for c in notebook.cells]
    assert len(set(ids)) == len(ids)


# --- Mending


MENDED = [
    ["cell_without_id", "cell_id_twice", "id_missing", "not_folded", "examples_not_teacher"],
    ["check_not_marked"],
]


@pytest.mark.parametrize(
    ("break_it", "number"),
    [(case[1], 1) for case in BROKEN if case[0] in MENDED[0] + MENDED[1]]
    + [(_metadata(f"{H}-answer", exercise="other"), 1), (_copied(change_check=True), 5)],
)
def test_what_can_be_mended_is_mended(break_it, number):
    notebook = lesson()
    break_it(notebook)
    assert problems(notebook)
    assert len(mend(notebook)) == number
    assert problems(notebook) == []
    assert mend(notebook) == []


def test_cells_without_any_metadata_become_an_exercise():
    notebook = lesson(exercise(), exercise("other", 2, "other"))
    for c in notebook.cells:
        c.metadata.clear()
        c.pop("id")
    mend(notebook)
    assert problems(notebook) == []
    assert [e.id for e in exercises(notebook)] == [H, "other"]
    ends = ["prompt", *PARTS[1:]]
    ids = [f"ex-{name}-{end}" for name in (H, "other") for end in ends]
    assert [c.id for c in notebook.cells] == ["cell-1", *ids, "cell-12"]


def test_the_first_of_two_cells_keeps_the_id():
    notebook = lesson(exercise(), [code("1", "same"), code("2", "same2")])
    cell(notebook, "same2").id = "same"
    assert mend(notebook) == [("same-2", SAY["fixed"]["new_id"].format(number=8, old="same"))]
    assert [c.id for c in notebook.cells[6:8]] == ["same", "same-2"]


# --- The trial


@pytest.fixture
def examine(tmp_path):
    """Write a lesson to a file and try it out."""

    def write_and_examine(notebook, **limits):
        path = tmp_path / "01-lesson.ipynb"
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        return findings.examine(path, **limits)

    return write_and_examine


def test_a_right_lesson_holds(examine):
    report = examine(lesson(exercise(), exercise("other", 2, "other", given="limit = 2")))
    assert report.problems == []
    states = [o.state for o in report.of(report.exercises[1])]
    assert sorted(states) == ["empty"] + ["not yet"] * 4 + ["right"] * 4
    steps = []
    trial.try_lesson(report.notebook, report.path.parent, lambda: steps.append(1))
    assert len(steps) == trial.count_steps(report.notebook) == 2 + 2 * 10


HOLDS_NOT = [
    # (key of the message, part of the exercise, what is replaced there, by what, the cell told)
    ("stopped", "examples", "= 2", "= 1 / 0", "examples"),
    ("stopped", "examples", "= 2", "= exit()", "examples"),
    ("stopped", "solution", '["NRECA"', '["NRECA", name', "solution"),
    ("check_stopped", "check", '{"NRECA", "CLUSA"}', "1 / 0", "check"),
    ("check_note", "check", '"Which two?")]', '"Which two?", 3)]', "check"),
    ("stub_is_right", "answer", "...", '["NRECA", "CLUSA"]', "answer"),
    ("stub_is_not_yet", "answer", "...", "[]", "answer"),
    ("solution_is_not_yet", "check", '{"NRECA", "CLUSA"}', '{"FCH"}', "solution"),
    ("solution_is_empty", "solution", '["NRECA", "CLUSA"]', "...", "solution"),
    ("right_is_not_yet", "examples", '("nreca"', '("FCH"', "examples"),
    ("right_is_empty", "examples", '("nreca", "clusa")', "...", "examples"),
    ("wrong_is_right", "examples", '"NRECA, CLUSA"', '["NRECA", "CLUSA"]', "examples"),
    ("wrong_is_empty", "examples", "= 2", "= ...", "examples"),
    ("says_other", "examples", "-> Which two", "-> Count", "examples"),
    ("message_gives_away", "check", "Which two?", "NRECA and CLUSA.", "check"),
    ("hint_gives_away", "prompt", "among", "of NRECA, CLUSA,", "prompt"),
    ("hint_raises", "check", '"ACDI" in a', "ACDI in a", "check"),
    ("hint_raises", "check", '"ACDI" in a', "a.acdi", "check"),
]


@pytest.fixture(scope="module")
def broken_lesson(tmp_path_factory):
    """One lesson, tried out, with an exercise for each line of HOLDS_NOT."""
    groups = []
    for number, (_, part, old, new, _) in enumerate(HOLDS_NOT, start=1):
        cells = exercise(f"case-{number}", number, f"answer_{number}")
        changed = next(c for c in cells if c.id == f"case-{number}-{part}")
        assert old in changed.source
        changed.source = changed.source.replace(old, new)
        groups.append(cells)
    path = tmp_path_factory.mktemp("lesson") / "01-broken.ipynb"
    path.write_text(nbformat.writes(lesson(*groups)), encoding="utf-8")
    return findings.examine(path)


@pytest.mark.parametrize("number", range(1, len(HOLDS_NOT) + 1))
def test_what_does_not_hold_is_told_with_its_cell(number, broken_lesson):
    key, *_, where = HOLDS_NOT[number - 1]
    name = broken_lesson.exercises[number - 1].name
    found = [p for p in broken_lesson.problems if p.exercise == name and is_said(key, p.text)]
    assert {p.cell for p in found} == {f"case-{number}-{where}"}


@pytest.mark.parametrize(
    ("source", "tags", "key"),
    [
        ("len(helpers_of_asia)", [], "cell_empty"),  # it needs an answer
        ("helpers_of_asia is ... or 1 / 0", [], "cell_solved"),
        ("exit()", [], "cell_empty"),
        ("1", ["raises-exception"], "cell_empty"),
        ("1 / 0", ["raises-exception"], None),
    ],
)
def test_cells_that_do_not_run_are_told(examine, source, tags, key):
    notebook = lesson()
    notebook.cells[-1:-1] = [code(source, "odd", tags=tags)]
    found = [
        (p.cell, name)
        for p in examine(notebook).problems
        for name in SAY
        if isinstance(SAY[name], str) and is_said(name, p.text)
    ]
    assert found == ([("odd", key)] if key else [])


def test_what_a_cell_further_down_spoils_is_told(examine):
    """A learner who runs all cells before answering must not be refused."""
    notebook = lesson()
    _replace(f"{H}-solution", '["NRECA", "CLUSA"]', "found")(notebook)
    notebook.cells.insert(1, code('found = ["NRECA", "CLUSA"]', "found"))
    assert examine(notebook).problems == []
    notebook.cells.insert(-1, code("", "spoils"))
    for spoils in ('found = ["ACDI"]', "del found"):
        notebook.cells[-2].source = spoils
        (problem,) = examine(notebook).problems
        assert problem.cell == f"{H}-check" and is_said("late", problem.text)


def test_a_cell_that_ends_python_is_told_and_what_was_not_tried(examine):
    notebook = lesson()
    notebook.cells.insert(1, code("import os\nos._exit(3)", "ends"))
    [first] = examine(notebook).problems  # what comes after it follows from it
    assert first.cell == "ends" and "exit status 3" in first.text


def test_what_was_not_tried_is_told(examine):
    """A cell after the exercise that ends Python leaves the solution untried."""
    notebook = lesson()
    notebook.cells.insert(-1, code("import os\nos._exit(3)", "ends"))
    first, second = examine(notebook).problems
    assert (first.cell, second.cell) == ("ends", f"{H}-check")
    assert is_said("not_tried", second.text)


def test_trials_do_not_disturb_each_other_or_the_lesson(examine):
    """Each answer changes the data of the lesson; the next one must not see it."""
    change = (
        "groups['A'].append(1)\ntable.loc[0, 'n'] += 1\ngraph.add_node(len(graph))\nseen()\n"
        "helpers_of_asia = [len(groups['A']), int(table['n'].sum()), len(graph), len(seen()), {}]"
    )
    notebook = lesson()
    setup = (
        "import networkx as nx, pandas as pd\ngroups = {'A': [0]}\nlisted = [0]\n"
        "table = pd.DataFrame({'n': [1]})\ngraph = nx.path_graph(2)\nfigure = open\n"
        "def seen():\n    listed.append(1)\n    return listed"
    )
    notebook.cells.insert(1, code(setup, "data"))
    cell(
        notebook, f"{H}-check"
    ).source = f'# Check\ncheck("{H}", helpers_of_asia, [2, 2, 3, 3, 0], ordered=True)'
    marked = [("right: a", 0), ("right: b", "0.0")]
    marked += [("wrong: " + label, label) for label in ("1", "2", "3", "4")]
    examples = "\n".join(f"# {mark}\n{change.format(value)}" for mark, value in marked)
    for name, text in (("solution", change.format(0)), ("examples", examples)):
        c = cell(notebook, f"{H}-{name}")
        head, fence, rest = c.source.partition("```python\n")
        c.source = head + fence + text + rest[rest.index("\n```") :]
    # After the solution, the lesson goes on with what only the solution has changed.
    notebook.cells.insert(
        -1, code("assert helpers_of_asia is ... or (len(listed), len(graph)) == (3, 3)", "after")
    )
    assert examine(notebook).problems == []


def test_an_answer_without_end_is_stopped_and_the_others_tried(examine):
    notebook = lesson()
    _replace(f"{H}-examples", "= 2", "= 2\nwhile True: pass")(notebook)
    _replace(
        f"{H}-examples",
        "# right: in small",
        "# right: it ends Python\nimport os; os._exit(3)\nhelpers_of_asia = 1\n# right: in small",
    )(notebook)
    report = examine(notebook, answer_seconds=3)
    texts = [p.text for p in report.problems]
    assert len(texts) == 2
    assert "wrong: how many" in texts[1] and "stopped after 3 seconds" in texts[1]
    assert "right: it ends Python" in texts[0] and "exit status 3" in texts[0]
    assert len(report.of(report.exercises[0])) == 3 + 3 + 4


def test_a_cell_without_end_is_stopped(examine):
    notebook = lesson()
    notebook.cells.insert(1, code("while True: pass", "endless"))
    report = examine(notebook, cell_seconds=3)
    assert [p.cell for p in report.problems] == ["endless"]


def test_what_cells_print_ask_or_save_does_no_harm(examine):
    notebook = lesson()
    noisy = (
        "%matplotlib inline\nimport os, sys\nprint('end')\nos.system('echo end')\n"
        "os.write(1, b'end\\n')\nprint('x', file=sys.stderr)\ndisplay('a')"
    )
    figure = (
        "import matplotlib.pyplot as plt\nfrom koperasi import paths, save_figure\n"
        'save_figure(plt.figure(), "en/test-of-the-trial")\n'
        'assert (paths.FIGURES / "en" / "test-of-the-trial.png").is_file()'
    )
    notebook.cells[1:1] = [
        code(noisy, "noisy"),
        code(figure, "figure"),
        code("input()", "asks", tags=["raises-exception"]),
    ]
    assert examine(notebook).problems == []
    assert not (paths.ROOT / "figures" / "en" / "test-of-the-trial.png").exists()


@pytest.mark.parametrize(
    ("text", "answer", "given_away"),
    [
        ("It is 5.", [5], True),
        ("There are five.", [5], True),
        ("It is 15, or 5.5, or x5.", [5], False),
        ("One of them is wrong.", [1], False),
        ("It is 1.", [1], True),
        ("Look at step 12 again.", [12], False),
        ("About 0.67.", [2 / 3], True),
        ("0.6666666666666666", [2 / 3], True),
        ("Is it 0.5?", [2 / 3], False),
        ("CLUSA helps.", ["CLUSA"], True),
        ("clusa helps.", ["CLUSA"], False),
        ("CLUSAs help.", ["CLUSA"], False),
        ("Is it CLUSA or ACDI?", ["CLUSA"], False),
        ("CLUSA and NRECA.", ["NRECA", "CLUSA"], True),
        ("CLUSA, and who else?", ["NRECA", "CLUSA"], False),
        ("CLUSA and NRECA, but ACDI's place is not stated.", ["NRECA", "CLUSA"], True),
        ("Go through NRECA, CLUSA, FCH, ACDI.", ["NRECA", "CLUSA"], False),
        ("It is stated.", ["stated"], False),
        ("anything", [], False),
    ],
)
def test_what_gives_the_answer_away(text, answer, given_away):
    one = exercises(lesson())[0]
    one.prompt.source = one.prompt.source.replace("Collect", "12 steps; `stated`: collect")
    secret = Secret(one, answer, ["ACDI", "FCH", 0.5], SAY["secret"])
    assert secret.is_in(text) is given_away


@pytest.mark.parametrize(
    ("text", "answer", "given_away"),
    [
        ("Kira-kira 0,67.", [2 / 3], True),
        ("Kira-kira 0.67.", [2 / 3], True),  # as Python shows it
        ("Kira-kira 66,7 %.", [2 / 3], True),
        ("Kira-kira 67 persen.", [2 / 3], True),
        ("Dua pertiga.", [2 / 3], True),
        ("Sepertiga.", [2 / 3], False),
        ("Ada tiga.", [3], True),
        ("Ketiga donor itu.", [3], True),
        ("Ada three.", [3], False),
        ("Two thirds.", [2 / 3], False),
        ("Ada empat.", [3], False),
    ],
)
def test_each_language_has_its_own_ways_of_giving_the_answer_away(text, answer, given_away):
    say = words("id")["check"]["secret"]
    assert Secret(exercises(lesson())[0], answer, [], say).is_in(text) is given_away


@pytest.mark.parametrize(
    ("solution", "hint", "shown"),
    [
        ('x = t[t["a"] == 1]["b"]', 'Try `t[t["a"] == 1]["b"]`.', True),
        ('x = t[t["a"] == 1]["b"]', 'Try\n\n```python\nx = t[t["a"]==1]["b"]\n```', True),
        ('x = t[t["a"] == 1]["b"]', "Try\n\n```\ny = t[t['a'] == 1]['b']\n```", True),
        ('x = t[t["a"] == 1]["b"]', 'Begin with `t[t["a"] == ...]`.', False),
        ('x = t[t["a"] == 1]["b"]', 'Begin with `t["a"] == 1`.', False),
        ('x = t[t["a"] == 1]["b"]', "No code.", False),
        ("x = []\nfor a in b:\n    x.append(a)", "```\nfor a in b:\n    x.append(a)\n```", True),
        ("x = []\nfor a in b:\n    x.append(a)", "```\nfor a in b:\n    ...\n```", False),
        ("y = sorted(a)\nx = y[0]", "`sorted(a)` puts in order.", False),
        ("y = sorted(a)\nx = y[0]", "`sorted(a)`, then `y[0]`.", True),
        ("x = 5", "`x = 5`", False),  # that is a value: found as such
    ],
)
def test_a_hint_that_shows_the_code_of_the_solution_is_found(solution, hint, shown):
    one = exercises(lesson())[0]
    one.solution_code, one.hint = solution, hint
    assert has_code_of_solution(one) is shown
    one.given = "\n".join(solution.splitlines())
    assert not has_code_of_solution(one)


# --- koperasi check


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of lessons: the first right, the second broken."""
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)
    (tmp_path / "en").mkdir()
    broken = lesson()
    _replace(f"{H}-examples", "= 2", '= {"NRECA", "CLUSA"}')(broken)
    _remove("score")(broken)
    for name, notebook in (("01-right", lesson()), ("02-broken", broken)):
        (tmp_path / "en" / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    return tmp_path / "en"


@pytest.mark.parametrize("name", ["1", "01", "01-right", "01-right.ipynb", "PATH"])
def test_a_lesson_may_be_named_in_many_ways(name, folder):
    path = folder / "01-right.ipynb"
    name = str(path) if name == "PATH" else name
    assert find_lessons([name], "en") == [path]
    assert find_lessons([], "en") == [path, folder / "02-broken.ipynb"]


def test_command_says_that_all_holds(folder, capsys):
    assert cli.main(["check", "1"]) == 0
    out = capsys.readouterr().out
    assert "holds    Exercise 1: Who helps in Asia?: 2 right and 4 wrong answers tried" in out
    assert "02-broken" not in out


def test_command_says_what_to_mend_and_where(folder, capsys):
    assert cli.main(["check", "--messages"]) == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "to mend Exercise 1: Who helps in Asia?" in out
    assert f"cell {H}-examples: The answer “wrong: how many” is accepted." in out
    assert "to mend The lesson as a whole" in out
    assert SAY["no_score"] in out
    assert "ACDI counted in: Not yet. ACDI's place is not stated." in out
    assert out.endswith("To mend: 02-broken.ipynb.")


@pytest.mark.parametrize("pattern", ["0*.ipynb", "*.ipynb", "0[12]-*", "PATH/*.ipynb"])
def test_lessons_may_be_named_by_a_pattern(pattern, folder):
    """The Windows shell does not fill in patterns."""
    paths_of = [folder / "01-right.ipynb", folder / "02-broken.ipynb"]
    assert find_lessons([pattern.replace("PATH", str(folder))], "en") == paths_of
    assert find_lessons(["02*"], "en") == paths_of[1:]
    with pytest.raises(ValueError, match=r"9\*\.ipynb"):
        find_lessons(["9*.ipynb"], "en")


@pytest.mark.parametrize("arguments", [["7"], ["nothing.ipynb"], ["--lang", "xx"]])
def test_command_names_the_lessons_there_are(arguments, folder, capsys):
    assert cli.main(["check", *arguments]) == 2
    assert capsys.readouterr().err.strip()


def test_command_tells_of_a_file_that_is_no_notebook(folder, capsys):
    (folder / "03-odd.ipynb").write_text("odd", encoding="utf-8")
    assert cli.main(["check", "1", "3"]) == 1
    assert "03-odd.ipynb: this is not a notebook" in capsys.readouterr().out
    assert cli.main(["check", "--fix", "3"]) == 1
    assert (folder / "03-odd.ipynb").read_text(encoding="utf-8") == "odd"


def test_command_fixes_metadata_and_says_so(folder, capsys):
    path = folder / "01-right.ipynb"
    before = path.read_bytes()
    notebook = nbformat.read(path, 4)
    for c in notebook.cells:
        c.metadata.pop("exercise", None)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    assert cli.main(["check", "1", "--fix"]) == 0
    out = capsys.readouterr().out
    assert out.count(SAY["fixed"]["exercise_id"].format(id=H)) == 5
    after = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    assert after == nbformat.reads(before.decode(), 4)
    written = path.read_bytes()
    assert fix(path, "en")
    assert path.read_bytes() == written
    assert "no id, tag or folding to mend" in capsys.readouterr().out


def test_many_findings_of_one_kind_become_one():
    notebook = lesson()
    for one in notebook.cells:
        one.pop("id")
    said = [
        p.text
        for p in problems(notebook)
        if is_said("cell_without_id", p.text.split(" The same")[0])
    ]
    assert len(said) == 1 and f"true of {len(notebook.cells) - 1} more cells" in said[0]


def test_only_the_first_failing_cell_is_told_and_what_came_before_it(examine):
    notebook = lesson(
        exercise(),
        [code("1 / 0", "broken")],
        exercise("other", 2, "other"),
        [code("2 / 0", "later")],
    )
    report = examine(notebook)
    said = [(p.cell, p.text) for p in report.problems]
    assert [cell for cell, _ in said] == ["broken"] and "ZeroDivisionError" in said[0][1]


def test_a_file_that_stands_in_the_way_of_a_package_is_named(tmp_path):
    (tmp_path / "random.py").write_text("raise ValueError")
    path = tmp_path / "01-a.ipynb"
    notebook = lesson([code("import random", "own")], exercise())
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    report = findings.examine(path)
    assert any("random.py" in p.text and "Rename" in p.text for p in report.problems)


def test_what_follows_from_a_cell_that_does_not_run_is_not_told(examine, capsys):
    notebook = lesson(exercise(), [code("ties = unknown", "ties")], exercise("other", 2, "other"))
    notebook.cells.insert(-1, code("len(ties)", "follows"))
    report = examine(notebook)
    assert [p.cell for p in report.problems] == ["ties"]
    assert [report.was_tried(e) for e in report.exercises] == [True, False]
    tell(Path("01-a.ipynb"), report, False)
    told = capsys.readouterr().out
    assert (
        told.index("unknown")
        < told.index("holds    Exercise 1")
        < told.index("not yet  Exercise 2")
    )


def test_a_cell_that_fails_since_the_solution_does_is_not_told(examine):
    notebook = lesson()
    _replace(f"{H}-solution", '["NRECA"', '["NRECA", name')(notebook)
    notebook.cells.insert(-1, code("helpers_of_asia is ... or helpers_of_asia.sort()", "uses"))
    notebook.cells.insert(1, code("helpers_of_asia = None", "before"))
    (problem,) = examine(notebook).problems
    assert problem.cell == f"{H}-solution" and is_said("stopped", problem.text)


def test_a_copy_outside_the_folder_of_lessons_is_told_why(examine):
    notebook = lesson()
    notebook.cells.insert(1, code('open("../../data/ties.csv").read()', "ties"))
    (problem,) = examine(notebook).problems
    assert problem.cell == "ties" and str(paths.NOTEBOOKS) in problem.text
    notebook.cells[1].source = "1 / 0"
    (problem,) = examine(notebook).problems
    assert str(paths.NOTEBOOKS) not in problem.text


def test_slips_that_show_in_the_code_are_told_in_a_trial_too(examine):
    """A listed wrong answer can show that the learner will be told of `^` and of a decimal comma."""
    notebook = lesson()
    _replace(f"{H}-check", '{"NRECA", "CLUSA"}', "99.75")(notebook)
    _replace(f"{H}-solution", '["NRECA", "CLUSA"]', "99.75")(notebook)
    examples = "# right: a\nx = 99.75\n# right: b\nx = 399 / 4\n# wrong: c -> `**`\nx = 10^2\n"
    examples += "# wrong: d -> a point\nx = 99,7\n# wrong: e\nx = 10**2\n# wrong: f\nx = None"
    source = f"```python\n{examples.replace('x =', 'helpers_of_asia =')}\n```"
    cell(notebook, f"{H}-examples").source = source
    assert examine(notebook).problems == []
