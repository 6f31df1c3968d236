"""A class is marked: the table says what was planted, whatever came back, and nothing is harmed."""

import copy
import csv
import hashlib
import io
import json
import re
import subprocess
import threading
import time
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from koperasi import notebooks, paths
from koperasi.cli import main
from koperasi.exercises import parts
from koperasi.marking import classroom, report, worker
from koperasi.marking.returned import take
from koperasi.marking.run import Limits, Marked, MarkingStoppedError, Runner

LESSON = paths.lessons("en")[2]
TEACHER = notebooks.read_lesson(LESSON)
EXERCISES = parts.exercises(TEACHER)
FIRST, SECOND, THIRD, FOURTH, FIFTH = (exercise.id for exercise in EXERCISES)
IDS = [exercise.id for exercise in EXERCISES]
# The names of their answers: whatever the lesson calls them, the tests hold.
ONE, TWO, THREE, FOUR, FIVE = (exercise.variable for exercise in EXERCISES)
# A loop is stopped after this time; the other answers need a few milliseconds.
SECONDS = "4"


def handout():
    """The lesson as a learner gets it, near enough."""
    notebook = copy.deepcopy(TEACHER)
    notebook.cells = [
        cell for cell in notebook.cells if not {"solution", "teacher"} & set(notebooks.tags(cell))
    ]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def answer_cell(notebook, exercise: str):
    return next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("exercise") == exercise and parts.part(cell) == "answer"
    )


def answered(**answers: str):
    """A returned notebook: `right`, `wrong` or `stub` for all exercises, and code for single ones.

    Exercises are called first … fifth.
    """
    notebook = handout()
    for name, exercise in zip(
        ("first", "second", "third", "fourth", "fifth"), EXERCISES, strict=True
    ):
        code = answers.get(name, answers.get("rest", "stub"))
        example = {"right": exercise.right[0], "wrong": exercise.wrong[0]}.get(code)
        if example:
            code = exercise.filled_in(example.code)
        if code != "stub":
            answer_cell(notebook, exercise.id).source = code
    return notebook


def hostile() -> dict[str, tuple]:
    """Learner -> returned notebook (or bytes), states of the five exercises, word of a remark."""
    right = EXERCISES[0].right[0].code
    planted = {}

    def plant(learner: str, notebook, states: str, remark: str = "") -> None:
        names = {"r": "right", "n": "not yet", "e": "empty", "x": "error"}
        planted[learner] = (notebook, [names[letter] for letter in states], remark)

    for number in range(1, 7):
        plant(f"right {number}", answered(rest="right"), "rrrrr")
    for number in range(1, 9):
        plant(f"wrong {number}", answered(rest="wrong"), "nnnnn")
    for number in range(1, 4):
        plant(f"empty {number}", answered(), "eeeee")
    plant("half way", answered(first="right", second="wrong"), "rneee")

    # What the code does. The exercises after it are right, and must count.
    broken = {"fourth": f"{FOUR} = (4", "fifth": f"{FIVE} = no_such_name"}
    plant("errors", answered(first="1 / 0", second="exit()", third="input()", **broken), "xxxxx", "ZeroDivisionError")  # fmt: skip
    ends = f"import os, threading\n{TWO} = 1\nos._exit(0)"
    plant(
        "ends",
        answered(rest="right", first="while True: pass", second=ends),
        "xxrrr",
        f"{SECONDS} seconds",
    )
    prints = f'for _ in range(20_000):\n    print("x" * 1000)\n{right}'
    writes = (
        'import os\nfor file in ("ties.csv", "nodes.csv"):\n'
        '    open(f"../../data/{file}", "w").close()\nos.remove("../../data/places.csv")\n'
        + EXERCISES[1].right[0].code
    )
    outside = f"from pathlib import Path\nPath({str(LESSON)!r}).write_text('gone')"
    memory = f"{FIVE} = bytearray(10_000_000_000)"
    plant("heavy", answered(first=prints, second=writes, third=outside, fourth="right", fifth=memory), "rrxrx", "ties.csv")  # fmt: skip
    cheats = {
        "first": f"check = list = print = lambda *_, **__: None\n{ONE} = 1",
        "second": "from koperasi.answers.check import Check, Result\n"
        "Check.__call__ = lambda self, name, *_, **__: self.results.update({name: Result('right', '')})\n"
        f"{TWO} = 1",
        "third": "import koperasi.answers.check\nkoperasi.answers.check.same = lambda *_, **__: True\n"
        f"{THREE} = 1",
        "fourth": f"check.results.clear()\ncheck._compare = lambda *_: ('right', '')\n{FOUR} = 1",
        "fifth": "import socket, subprocess\nsocket.create_connection(('192.0.2.1', 80), 1)",
    }
    plant("cheat", answered(**cheats), "nnnnx", "changed how answers are checked")

    # What became of the notebook.
    notebook = answered(rest="right")
    for cell in notebook.cells:
        if parts.part(cell) == "check":
            cell.source = "# Check\nprint('Right.')"
    plant("edited checks", notebook, "rrrrr", "checks")
    notebook = answered(rest="right")
    notebook.cells = [c for c in notebook.cells if c is not answer_cell(notebook, SECOND)][::-1]
    plant("deleted, reordered", notebook, "rerrr", "is missing")
    notebook = answered(rest="right", first="wrong")
    copied = copy.deepcopy(answer_cell(notebook, FIRST))
    copied.source = right
    notebook.cells.append(copied)  # with the same id
    plant("doubled", notebook, "rrrrr", "2 answer cells")
    notebook = answered(rest="right")
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell["id"] = nbformat.NotebookNode(), f"cell-{number}"
    plant("no metadata", notebook, "rrrrr", "another cell")
    notebook = answered(rest="right")
    for cell in notebook.cells:
        if cell.metadata.get("exercise") == FIFTH:
            cell.metadata["exercise"] = "of-last-year"
        if cell.metadata.get("exercise") == FIRST and parts.part(cell) == "exercise":
            cell.source = "### Exercise 1: last year's"
    plant("old copy", notebook, "rrrrr", "Another version")
    notebook = answered(rest="right")
    answer_cell(notebook, THIRD).cell_type = "markdown"
    plant("turned to text", notebook, "rrrrr", "turned into text")
    plant("bad json", b'{"cells": [', "", "cannot be read")
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    plant("another course", other, "", "not a lesson")
    return planted


def write_class(folder: Path) -> dict[str, tuple]:
    """A class of 30 in the three forms in which notebooks come back."""
    planted = hostile()
    # Names that a learner, a learning platform or a browser may have given.
    names = {
        "right 1": "Siti Nurhaliza/tugas.ipynb",
        "right 2": "Ayu Lestari_12345_assignsubmission_file/03 tugas (1).ipynb",
        "right 3": f"{LESSON.stem} - Müller, Jürgen.ipynb",
        "right 4": "学生/koperasi-en/notebooks/en/" + LESSON.name,
        "right 5": "=HYPERLINK(1)/x.ipynb",
        "right 6": "Siti Nurhaliza/tugas-Copy1.ipynb",
    }
    learners = {
        "right 1": "Siti Nurhaliza", "right 2": "Ayu Lestari", "right 3": "Müller, Jürgen",
        "right 4": "学生", "right 5": "=HYPERLINK(1)", "right 6": "Siti Nurhaliza",
    }  # fmt: skip
    expected = {}
    for learner, (notebook, states, remark) in planted.items():
        path = folder / names.get(learner, f"{learner}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        path.write_bytes(content)
        file = path.relative_to(folder).as_posix()
        expected[file] = (learners.get(learner, learner), states, remark)
    # Left alone: what JupyterLab keeps for itself.
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "x-checkpoint.ipynb").write_text("{}")
    return expected


def read_table(path: Path) -> dict[str, dict]:
    text = path.read_text(encoding="utf-8-sig")
    return {row["file"].removeprefix("'"): row for row in csv.DictReader(io.StringIO(text))}


def hashes(*folders: Path) -> dict[Path, str]:
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    found = (path for path in files if "__pycache__" not in path.parts)
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def test_a_class_of_thirty(tmp_path, capsys, monkeypatch):
    folder, out = tmp_path / "class 3A", tmp_path / "out"
    expected = write_class(folder)
    assert len(expected) == 30
    originals = paths.DATA, paths.ROOT / "koperasi" / "marking", folder
    before = hashes(*originals)
    command = ["mark", str(folder), "--out", str(out), "--seconds", SECONDS]

    # Somebody may work on the course at this moment.
    monkeypatch.setattr(classroom, "_world", lambda: "as it was")

    assert main(command) == 1  # one file cannot be read, one is no lesson
    table = read_table(out / "marks.csv")
    assert table.keys() == expected.keys()
    for file, (learner, states, remark) in expected.items():
        row = table[file]
        assert row["learner"].removeprefix("'") == learner
        assert [row[name] for name in IDS] == (states or [""] * 5), file
        assert row["total"] == (str(states.count("right")) if states else ""), file
        assert remark in row["remarks"], file
    for word in ("SystemExit", "EOFError", "SyntaxError", "NameError"):
        assert word in table["errors.ipynb"]["remarks"]
    for words in ("printed 20020000 letters", "outside its folder", "MemoryError"):
        assert words in table["heavy.ipynb"]["remarks"]
    assert "exit status 0" in table["ends.ipynb"]["remarks"]
    assert "network" in table["cheat.ipynb"]["remarks"]
    assert "Siti Nurhaliza/tugas.ipynb" in table["Siti Nurhaliza/tugas-Copy1.ipynb"]["remarks"]
    quiet = [f for f, (name, _, remark) in expected.items() if not remark and "Siti" not in name]
    assert {file: table[file]["remarks"] for file in quiet if table[file]["remarks"]} == {}
    assert hashes(*originals) == before
    assert notebooks.read_lesson(LESSON) == TEACHER
    # A formula must not be worked out by a spreadsheet.
    assert "\n'=HYPERLINK(1),'=HYPERLINK(1)/x.ipynb," in (out / "marks.csv").read_text("utf-8-sig")

    learners = {learner for learner, _, _ in expected.values()}
    assert len(list((out / "feedback").iterdir())) == len(learners) == 29
    feedback = (out / "feedback" / "half way.html").read_text(encoding="utf-8")
    assert "2 of 5" not in feedback and "1 of 5 exercises right" in feedback
    assert EXERCISES[1].wrong[0].says in feedback
    assert EXERCISES[2].right[0].code not in feedback

    # The second time nothing is run, and everything is the same.
    first = hashes(out)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert main(command) == 1
    assert hashes(out) == first
    assert "30 notebooks" in capsys.readouterr().out


# Taking answers out of what came back.


def taken(notebook):
    found = take(TEACHER, notebook)
    return found.answers, [key for key, _ in found.remarks]


def test_untouched_cells_are_no_answers_and_no_cause_for_remarks():
    assert taken(handout()) == ({name: [] for name in IDS}, [])
    spaced = answered(first=answer_cell(handout(), FIRST).source + "\n\n")
    assert taken(spaced) == ({name: [] for name in IDS}, [])
    assert taken(answered(first=""))[0][FIRST] == []


def test_an_answer_below_an_untouched_stub_is_found():
    notebook = handout()
    notebook.cells.append(nbformat.v4.new_code_cell(f"{ONE} = 'ACDI'"))
    answers, remarks = taken(notebook)
    assert answers[FIRST] == [f"{ONE} = 'ACDI'"]
    assert remarks == ["elsewhere"]


def test_a_copied_answer_cell_can_answer_another_exercise():
    notebook = answered(first=f"{ONE} = 'ACDI'")
    copied = copy.deepcopy(answer_cell(notebook, FIRST))
    copied.source = f"{FOUR} = 4"
    notebook.cells.append(copied)
    answers, remarks = taken(notebook)
    assert answers[FIRST] == [f"{ONE} = 'ACDI'"]
    assert answers[FOURTH] == [f"{FOUR} = 4"]
    assert remarks == ["elsewhere"]


def test_code_that_is_not_python_yet_is_found_by_its_variable():
    notebook = handout()
    notebook.cells = [c for c in notebook.cells if c.metadata.get("exercise") != FOURTH]
    notebook.cells.append(nbformat.v4.new_code_cell(f"{FOUR} = len(("))
    answers, remarks = taken(notebook)
    assert answers[FOURTH] == [f"{FOUR} = len(("]
    assert remarks == ["elsewhere"]


def test_odd_metadata_do_not_matter():
    notebook = answered(rest="right")
    for odd in ([], {}, None, 7):
        cell = nbformat.v4.new_code_cell("1")
        cell.metadata["exercise"] = odd
        cell.metadata["tags"] = odd
        notebook.cells.append(cell)
    assert [len(cells) for cells in taken(notebook)[0].values()] == [1] * 5


# Whose it is, and of which lesson.


@pytest.mark.parametrize(
    ("file", "learner"),
    [
        ("Ayu.ipynb", "Ayu"),
        (f"{LESSON.stem}-Ayu.ipynb", "Ayu"),
        (f"Ayu_{LESSON.stem} (2).ipynb", "Ayu_ (2"),
        (LESSON.name, LESSON.stem),
        (f"Ayu/{LESSON.name}", "Ayu"),
        ("Ayu_771_assignsubmission_file_/x.ipynb", "Ayu"),
        ("Cafe\u0301.ipynb", "Café"),
        ("tab\there.ipynb", "tab?here"),
        ("\udcff.ipynb", "?"),
    ],
)
def test_learner_names(file, learner):
    assert classroom.learner_name(Path(file)) == learner


def test_feedback_files_have_names_that_every_system_accepts():
    names = report.file_names(["a/b", "A_b", "con", "x" * 300, "...", "Ayu"])
    assert list(names.values()) == ["a_b", "A_b-2", "_con", "x" * 80, "_", "Ayu"]


def test_every_lesson_is_recognised_and_nothing_else():
    known = classroom.read_lessons(paths.lessons("en"))
    for lesson in known:
        assert classroom.recognise(lesson.notebook, known, classroom.only_once(known)) is lesson
    assert (
        classroom.recognise(nbformat.v4.new_notebook(), known, classroom.only_once(known)) is None
    )
    bare = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.source) for cell in TEACHER.cells]
    )
    assert classroom.recognise(bare, known, classroom.only_once(known)).path == LESSON


def test_the_language_of_a_lesson_is_told_by_its_texts():
    known = classroom.read_lessons(paths.lessons("en"))
    other = copy.deepcopy(TEACHER)
    other.metadata["lang"] = "id"
    for cell in other.cells:
        if cell.cell_type == "markdown":
            cell.source = f"Dalam bahasa lain: {cell.source}"
    translated = classroom.Lesson(Path("id") / LESSON.name, other)
    known.append(translated)
    assert classroom.recognise(other, known, classroom.only_once(known)) is translated
    assert classroom.recognise(TEACHER, known, classroom.only_once(known)).path == LESSON


# What is asked for on the command line.


def test_only_one_lesson(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Runner, "mark", lambda *_: pytest.fail("nothing here needs to be run"))
    other = notebooks.read_lesson(paths.lessons("en")[0])
    for cell in other.cells:  # untouched answers: nothing to run
        cell.outputs = []
    (tmp_path / "Budi.ipynb").write_text(json.dumps(other))
    bare = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)")])
    (tmp_path / "Ayu.ipynb").write_text(json.dumps(bare))
    monkeypatch.setattr(Runner, "mark", lambda _, lesson, answers, own: fake_marked(answers))
    command = ["mark", str(tmp_path), "--lesson", "3", "--out", str(tmp_path / "out")]
    assert main(command) == 0
    assert "Other lessons, left out: 1." in capsys.readouterr().out
    table = read_table(tmp_path / "out" / "marks.csv")
    assert [table["Ayu.ipynb"][name] for name in IDS] == ["empty"] * 5
    assert "Budi.ipynb" not in table


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no such folder"], "There is no folder"),
        (["."], "There is no notebook"),
        ([".", "--lesson", "99"], "There is no lesson '99'"),
    ],
)
def test_nothing_to_mark(tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert main(["mark", *arguments]) == 2
    assert words in capsys.readouterr().err


# Interrupted, and gone on with.


def fake_marked(answers: dict) -> Marked:
    state = {True: "right", False: "empty"}
    results = {
        name: {"state": state[bool(cells)], "message": "", "value": "", "answer": "".join(cells)}
        for name, cells in answers.items()
    }
    return Marked(results)


def test_what_was_marked_before_an_interruption_is_not_run_again(tmp_path, monkeypatch):
    for number in range(4):
        notebook = answered(first=f"{ONE} = {number}")
        (tmp_path / f"{number}.ipynb").write_text(json.dumps(notebook))
    runs = []
    known = classroom.read_lessons([LESSON])
    out = tmp_path / "out"
    interrupted = classroom.Classroom(known, out, Limits())

    def mark(runner, lesson, answers, own):
        # Two notebooks are marked; the third is at work when the interruption comes, and ends.
        if runner is interrupted.runner and len(runs) == 2:
            deadline = time.monotonic() + 60
            while not runner.stopping and time.monotonic() < deadline:
                time.sleep(0.01)
            raise MarkingStoppedError
        runs.append(answers[FIRST])
        return fake_marked(answers)

    monkeypatch.setattr(Runner, "mark", mark)
    steps = iter(range(4))

    def interrupt() -> None:
        if next(steps) == 1:
            raise KeyboardInterrupt

    def class_() -> list:
        return classroom.returned_notebooks(tmp_path, out)

    with pytest.raises(KeyboardInterrupt):
        interrupted.mark(class_(), 1, interrupt)
    assert len(runs) == 2
    rows = classroom.Classroom(known, out, Limits()).mark(class_(), 1, lambda: None)
    assert [row.right for row in rows] == [1] * 4
    assert len(runs) == 4, "each notebook is run once"
    # Once the teacher's check, or a limit, is another one, everything is run again.
    lesson = copy.deepcopy(TEACHER)
    parts.exercises(lesson)[0].check.source += "\n# changed"
    changed = classroom.Lesson(LESSON, lesson)
    classroom.Classroom([changed], out, Limits()).mark(class_(), 1, lambda: None)
    classroom.Classroom(known, out, Limits(memory=3)).mark(class_(), 1, lambda: None)
    assert len(runs) == 12


def test_stopping_ends_what_runs():
    runner, raised = Runner(Limits(answer_seconds=60)), []

    def mark() -> None:
        with pytest.raises(MarkingStoppedError) as error:
            runner.mark(TEACHER, {FIRST: ["while True: pass"]})
        raised.append(error)

    thread = threading.Thread(target=mark)
    thread.start()
    while not runner._processes:
        time.sleep(0.02)
    (process,) = runner._processes
    time.sleep(0.2)
    runner.stop()
    thread.join(20)
    assert raised and process.popen.poll() is not None and not runner._processes


def test_what_did_not_come_to_its_end_is_tried_again(tmp_path, monkeypatch):
    (tmp_path / "Ayu.ipynb").write_text(json.dumps(answered(first=f"{ONE} = 1")))
    results = iter([Marked(fake_marked({FIRST: [], SECOND: []}).results, [], False)] * 2)
    monkeypatch.setattr(Runner, "mark", lambda *_: next(results))
    for _ in range(2):
        class_ = classroom.returned_notebooks(tmp_path)
        room = classroom.Classroom(classroom.read_lessons([LESSON]), tmp_path / "out", Limits())
        room.mark(class_, 1, lambda: None)
    assert next(results, None) is None


def test_the_time_for_a_whole_notebook_is_limited():
    answers = {FIRST: ["while True: pass"], SECOND: [f"{TWO} = 1"], THIRD: []}
    marked = Runner(Limits(answer_seconds=60, total_seconds=4)).mark(TEACHER, answers)
    for exercise in (FIRST, SECOND):
        assert marked.results[exercise]["state"] == "error"
        assert marked.results[exercise]["why"] == ["total_time", {"seconds": "4"}]
    assert marked.results[THIRD]["state"] == "empty"
    assert not marked.complete


# The results.


def test_a_changed_table_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "Ayu.ipynb").write_text(json.dumps(answered()))
    out = tmp_path / "out"
    command = ["mark", str(tmp_path), "--out", str(out)]
    assert main(command) == 0
    (out / "marks.csv").write_text("my own notes")
    assert main(command) == 0
    assert (out / "marks.csv").read_text() == "my own notes"
    assert read_table(out / "new-marks.csv").keys() == {"Ayu.ipynb"}
    assert "marks.csv was changed" in capsys.readouterr().err


def test_pages_show_what_was_written_as_text():
    evil = "<script>alert(1)</script>"
    lesson = classroom.Lesson(LESSON, TEACHER)
    results = fake_marked({name: [evil] for name in IDS}).results
    results[FIRST] |= {"state": "not yet", "value": evil, "message": f"Not yet. {evil}"}
    results[SECOND] |= {"state": "error", "message": evil}
    row = classroom.Returned(Path("x"), evil, evil, lesson, results, [("twice", {"files": evil})])
    lost = classroom.Returned(Path("y"), evil, evil, None, {}, [("unreadable", {"problem": evil})])
    for page in (report.page([row, lost], "en", [evil]), report.feedback([row, lost], "en")):
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Not yet. &lt;" not in report.page([row], "en", [])


def test_a_learner_is_linked_to_the_feedback():
    lesson = classroom.Lesson(LESSON, TEACHER)
    results = fake_marked({name: ["x"] for name in IDS}).results
    row = classroom.Returned(Path("x"), "a.ipynb", "Ayu & Budi", lesson, results)
    page = report.page([row], "en", [], {"Ayu & Budi": "feedback/Ayu & Budi.html"})
    assert '<a href="feedback/Ayu%20%26%20Budi.html">Ayu &amp; Budi</a>' in page


def test_the_commonest_wrong_answers_come_first():
    lesson = classroom.Lesson(LESSON, TEACHER)
    rows = []
    for number, value in enumerate(["'FCH'", "1", "1", "1"]):
        results = fake_marked({name: ["x"] for name in IDS}).results
        results[FIRST] |= {"state": "not yet", "value": value, "message": f"Not yet. {value}?"}
        rows.append(classroom.Returned(Path("x"), f"{number}", f"{number}", lesson, results))
    page = report.page(rows, "en", [])
    page = re.sub(r">\s+<", "><", page)
    assert "<td>3</td><td><code>1</code></td><td>1?</td></tr><tr><td>1</td>" in page
    assert 'style="flex: 4"' in page and "4 not yet" in page and "4 right" in page


def test_the_same_answer_in_another_form_is_counted_as_the_same():
    forms = [{"b", "a"}, ["a", "b"], ("b", "a"), pd.Series(["b", "a"])]
    assert {worker.described(form, False) for form in forms} == {"['a', 'b']"}
    assert worker.described(["b", "a"], True) == "['b', 'a']"
    assert worker.described({"b": 1, "a": 2}, False) == "{'a': 2, 'b': 1}"
    assert "0x" not in worker.described(object(), False)
    assert len(worker.described(["long"] * 1000, False)) == 200


# A learner's own cells


def with_own(before: dict[str, list[str]], **answers) -> dict:
    """A returned notebook with cells of the learner's own before the answers of some exercises."""
    notebook = answered(**answers)
    cells = []
    for cell in notebook["cells"]:
        name = cell["metadata"].get("exercise")
        if "answer" in cell["metadata"].get("tags", []):
            for number, source in enumerate(before.get(name, [])):
                own = {"cell_type": "code", "id": f"own-{name}-{number}", "source": source}
                cells.append(own | {"metadata": {}, "outputs": [], "execution_count": None})
        cells.append(cell)
    return notebook | {"cells": cells}


def marked(notebook: dict) -> Marked:
    from koperasi.notebooks import as_node

    taken = take(TEACHER, as_node(notebook))
    return Runner(Limits(answer_seconds=5)).mark(TEACHER, taken.answers, taken.own)


def test_a_cell_of_the_learners_own_runs_in_its_place():
    notebook = with_own({FIRST: ["def mine():\n    return 'ACDI'"]}, first=f"{ONE} = mine()")
    result = marked(notebook)
    assert (
        result.results[FIRST]["state"]
        == marked(answered(first=f"{ONE} = 'ACDI'")).results[FIRST]["state"]
    )
    assert result.results[FIRST]["state"] != "error" and result.remarks == []


def test_a_learners_own_name_keeps_its_second_value():
    answers = {
        "first": f"box = [1]\n{ONE} = box",
        "second": f"box = [2]\n{TWO} = box",
        "third": f"{THREE} = list(box)",
    }
    result = marked(answered(**answers))
    third = EXERCISES[2]
    assert result.results[third.id]["value"] == "[2]"
    assert not [key for key, _ in result.remarks if key == "rebound"]


@pytest.mark.parametrize(
    "own", ["while True: pass", "import os; os._exit(0)", "1 / 0", "%ls\n!true"]
)
def test_whatever_an_own_cell_does_the_answers_count(own):
    result = marked(with_own({FIRST: [own]}, first=f"{ONE} = 'x'", second=f"{TWO} = ['y']"))
    assert {result.results[name]["state"] for name in (FIRST, SECOND)} == {"not yet"}


def test_an_own_cell_cannot_change_the_lesson_or_leave_the_fence(tmp_path):
    own = f"G = None\nnodes = 5\nopen({str(tmp_path / 'x')!r}, 'w')"
    result = marked(with_own({SECOND: [own]}, second="right"))
    assert result.results[SECOND]["state"] == "right" and not (tmp_path / "x").exists()


# Archives


def zipped(path, **members) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_each_notebook_of_an_archive_is_one_return(tmp_path):
    note = json.dumps(answered(first=f"{ONE} = 1"))
    zipped(tmp_path / "Ayu.zip", **{f"{LESSON.name}": note, "__MACOSX/._x.ipynb": "x"})
    zipped(
        tmp_path / "class.zip",
        **{
            "Budi_12_assignsubmission_file/a.ipynb": note,
            "Citra/b.ipynb": note,
            "../../evil.ipynb": note,
        },
    )
    (tmp_path / "Dewi").mkdir()
    zipped(tmp_path / "Dewi" / "mine.zip", **{"folder/x.ipynb": note})
    (tmp_path / "Eko.rar").write_bytes(b"Rar!")
    (tmp_path / "Fitri.zip").write_bytes(b"no archive")
    zipped(tmp_path / "Gita.zip", **{"readme.txt": "x"})
    found = classroom.returned_notebooks(tmp_path)
    assert {one.learner for one in found} >= {"Ayu", "Budi", "Citra", "Dewi"}
    why = {one.file: one.remarks[0][0] for one in found if one.remarks}
    assert why == {"Eko.rar": "archive", "Fitri.zip": "archive_broken", "Gita.zip": "archive_empty"}
    room = classroom.Classroom(classroom.read_lessons([LESSON]), tmp_path / "out", Limits())
    rows = room.mark(found, 2, lambda: None)
    states = {one.learner: one.results[FIRST]["state"] for one in rows if one.lesson}
    assert states["Ayu"] == states["Budi"] == states["Citra"] == states["Dewi"] == "not yet"
    assert not list(tmp_path.parent.glob("evil*")) and not (tmp_path / "evil.ipynb").exists()


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(classroom, "UNPACKED_AT_MOST", 10_000)
    zipped(tmp_path / "Ayu.zip", **{"x.ipynb": " " * 1_000_000})
    [one] = classroom.returned_notebooks(tmp_path)
    assert one.remarks == [("archive_too_large", {"megabytes": 1})]


def test_a_persons_own_settings_of_matplotlib_change_nothing(tmp_path, monkeypatch):
    (tmp_path / "matplotlibrc").write_text("figure.dpi: 5\nbackend: nowhere\n")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "matplotlibrc"))
    monkeypatch.setenv("MPLBACKEND", "nowhere")
    answer = f"import matplotlib.pyplot as plt\n{ONE} = plt.figure().dpi"
    assert marked(answered(first=answer)).results[FIRST]["value"] != "5.0"
    assert marked(answered(first=answer)).results[FIRST]["state"] == "not yet"
