"""Learners' copies: nothing for the teacher in them, everything else the same, and nothing lost."""

import copy
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest

from koperasi import notebooks, paths
from koperasi.cli import main
from koperasi.exercises import parts
from koperasi.handout import learners
from koperasi.output import Folder
from koperasi.words import words

LESSONS = [path for lang in paths.languages() for path in paths.lessons(lang)]
FIRST = paths.lessons("en")[0]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_copy_is_the_lesson_without_what_is_the_teachers(path):
    lesson = notebooks.read_lesson(path)
    before = copy.deepcopy(lesson)
    made = learners.learners_copy(lesson)
    assert lesson == before
    nbformat.validate(made)
    kept = [
        c for c in lesson.cells if not {"solution", "examples", "teacher"} & {*notebooks.tags(c)}
    ]
    for cell in kept:
        cell.metadata.pop("in_step", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    assert made.cells == kept
    assert made.metadata == lesson.metadata
    text = nbformat.writes(made)
    for exercise in parts.exercises(before):
        assert exercise.solution_code not in [cell.source for cell in made.cells]
        label = re.escape(json.dumps(exercise.right[0].label, ensure_ascii=False)[1:-1])
        assert not re.search(rf"# \w+: {label}", text)
    prompts = [e.prompt.source for e in parts.exercises(before)]
    assert [e.prompt.source for e in parts.exercises(made)] == prompts


def test_an_answer_that_was_filled_in_gets_its_stub_back():
    lesson = notebooks.read_lesson(FIRST)
    exercise = parts.exercises(lesson)[0]
    exercise.answer.source = f"# Fill in ___ :\n# a hint\nhelp = 5\n{exercise.variable} = help + 1"
    made = parts.exercises(learners.learners_copy(lesson))[0]
    assert made.answer.source == f"# Fill in ___ :\n# a hint\n{exercise.variable} = ..."
    assert learners.filled_in(lesson) == [exercise.name]
    assert learners.filled_in(notebooks.read_lesson(FIRST)) == []


def test_the_folder_and_the_zip_file_hold_all_that_is_needed(tmp_path, capsys):
    assert main(["handout", "1", "--out", str(tmp_path)]) == 0
    folder = tmp_path / "koperasi-en-01"
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    with zipfile.ZipFile(f"{folder}.zip") as archive:
        packed = {
            entry.filename.partition("/")[2]: archive.read(entry) for entry in archive.infolist()
        }
        assert {entry.filename.partition("/")[0] for entry in archive.infolist()} == {folder.name}
    assert packed.keys() == names
    assert all((folder / name).read_bytes() == data for name, data in packed.items())
    tables = {f"data/{path.name}" for path in paths.DATA.glob("*.csv")}
    needed = {
        "START.html",
        "LICENSE",
        "pyproject.toml",
        "koperasi/answers/check.py",
        "data/datapackage.json",
    }
    assert needed | tables <= names
    assert [n for n in names if n.startswith("notebooks/")] == [f"notebooks/en/{FIRST.name}"]
    assert not [name for name in names if "__pycache__" in name]
    start = (folder / "START.html").read_text(encoding="utf-8")
    assert FIRST.name in start and "uv run koperasi lab" in start and 'lang="en"' in start
    assert "http" not in start
    assert str(folder) in capsys.readouterr().out


def test_the_copied_course_works_from_its_own_folder(tmp_path):
    """Imports and paths of the copied package are those of its own folder."""
    learners.write(learners.files([FIRST], "en"), tmp_path, "copy")
    code = "from koperasi import Check, paths; print(paths.ROOT, paths.lessons('en')[0].name)"
    lesson = notebooks.read_lesson(tmp_path / "copy" / "notebooks" / "en" / FIRST.name)
    read = [c.source for c in lesson.cells if c.cell_type == "code" and "../../data/" in c.source]
    code += f"\n{read[0]}"
    run = subprocess.run(
        [sys.executable, "-c", "import pandas as pd\n" + code],
        cwd=tmp_path / "copy" / "notebooks" / "en",
        env=os.environ | {"PYTHONPATH": str(tmp_path / "copy")},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [str(tmp_path / "copy"), FIRST.name]


def test_the_zip_file_has_the_same_bytes_each_time():
    content = {"b/x.txt": b"x", "a.txt": b"a" * 1000}
    first = learners.zipped(content, "top")
    assert learners.zipped(dict(reversed(content.items())), "top") == first
    assert zipfile.ZipFile(io.BytesIO(first)).namelist() == ["top/a.txt", "top/b/x.txt"]


def test_learners_install_nothing_that_only_developers_need():
    own = (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project, whole = tomllib.loads(learners.for_learners(own)), tomllib.loads(own)
    del whole["project"]["readme"], whole["project"]["entry-points"]
    del whole["project"]["description"]
    del whole["project"]["optional-dependencies"]["teach"]
    assert project["project"] == whole["project"]
    assert project["build-system"] == whole["build-system"]
    assert project["tool"].keys() == {"hatch", "uv"} and "sources" not in project["tool"]["uv"]
    assert "dependency-groups" not in project


def test_what_somebody_changed_is_left_alone(tmp_path, capsys):
    command = ["handout", "1", "--out", str(tmp_path)]
    assert main(command) == 0
    folder = tmp_path / "koperasi-en-01"
    notebook, table = folder / "notebooks" / "en" / FIRST.name, folder / "data" / "ties.csv"
    notebook.write_text("my answers")
    table.unlink()
    own = folder / "notebooks" / "en" / "mine.ipynb"
    own.write_text("mine")
    capsys.readouterr()

    assert main(command) == 1
    assert notebook.read_text() == "my answers" and own.read_text() == "mine"
    assert table.read_bytes() == (paths.DATA / "ties.csv").read_bytes()
    fresh = notebook.with_name(f"new-{FIRST.name}")
    assert parts.exercises(notebooks.read_lesson(fresh))
    said = capsys.readouterr().err
    assert f"{FIRST.name} was changed" in said and fresh.name in said
    # The second time the new copy, which nobody changed, is written again and not a third one.
    assert main(command) == 1
    assert len(list(notebook.parent.glob("*.ipynb"))) == 3


def test_a_folder_keeps_files_it_did_not_write(tmp_path):
    (tmp_path / "a.txt").write_text("somebody's")
    (tmp_path / "new-a.txt").mkdir()
    with Folder(tmp_path) as out:
        assert out.write("a.txt", b"ours") == "new-2-a.txt"
        assert out.write("b/c.txt", b"ours") == "b/c.txt"
    assert out.left == [("a.txt", "new-2-a.txt")]
    assert (tmp_path / "a.txt").read_text() == "somebody's"
    with Folder(tmp_path) as out:
        assert out.write("b/c.txt", b"newer") == "b/c.txt"
        assert out.write("a.txt", b"newer") == "new-2-a.txt"
    (tmp_path / ".koperasi" / "written.json").write_text("broken")
    with Folder(tmp_path) as out:
        assert out.write("b/c.txt", b"newest") == "b/new-c.txt"
        assert out.write("a.txt", b"somebody's") == "a.txt"


def test_a_lesson_that_does_not_exist(capsys):
    assert main(["handout", "99"]) == 2
    assert "There is no lesson '99'" in capsys.readouterr().err


def test_what_cannot_be_written_is_said_and_the_rest_is_written(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with Folder(tmp_path) as out, pytest.MonkeyPatch.context() as patch:
        real = Path.replace

        def locked(path, target):
            if target.name == "b.txt":
                raise PermissionError(13, "Permission denied")
            return real(path, target)

        patch.setattr(Path, "replace", locked)
        assert out.write("b.txt", b"ours") == ""
        assert out.write("c.txt", b"ours") == "c.txt"
    assert not list(tmp_path.glob(".*.part")) and (tmp_path / "c.txt").is_file()
    [complaint] = out.complaints()
    assert "b.txt could not be written (Permission denied)" in complaint and "close it" in complaint


def test_a_lesson_whose_exercises_are_not_marked_is_not_handed_out(tmp_path, capsys):
    """A cleaning tool may have removed the metadata: then the solutions look like any other cell."""
    lesson = notebooks.read_lesson(FIRST)
    for cell in lesson.cells:
        cell.metadata = {}
    path = tmp_path / FIRST.name
    path.write_text(notebooks.write_notebook(lesson), encoding="utf-8")
    assert main(["handout", str(path), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert FIRST.name in said and "not marked" in said and "--fix" in said
    assert not (tmp_path / "out").exists()


def test_a_learners_copy_holds_only_what_learners_need():
    names = set(learners.files([FIRST], "en"))
    code = {name for name in names if name.startswith("koperasi/") and name.endswith(".py")}
    rooms = {name.split("/")[1] for name in code if name.count("/") > 1}
    assert rooms == {"answers", "commands", "network", "tables", "words"}
    assert {n for n in code if "/commands/" in n} == {
        f"koperasi/commands/{name}.py" for name in ("__init__", "choice", "data", "lab")
    }


@pytest.fixture(scope="module")
def indonesian(tmp_path_factory):
    """The content of a copy for a class that learns in Indonesian."""
    lesson = notebooks.read_lesson(FIRST)
    lesson.metadata["lang"] = "id"
    path = tmp_path_factory.mktemp("id") / "01-teks.ipynb"
    path.write_text(notebooks.write_notebook(lesson), encoding="utf-8")
    return learners.files([path], "id")


def test_a_copy_holds_the_words_of_its_own_language_only(indonesian):
    of_language = {
        "en": {name for name in learners.files([FIRST], "en") if not name.startswith("figures/")},
        "id": {name for name in indonesian if not name.startswith("figures/")},
    }
    assert of_language["id"] - of_language["en"] == {
        "koperasi/words/id.toml",
        "notebooks/id/01-teks.ipynb",
        *(f"data/template/id/{path.name}" for path in (paths.DATA / "template" / "id").iterdir()),
    }
    assert not [name for name in indonesian if "/en/" in name or name.endswith(("en.toml", "README.md")) and "/id/" not in name]  # fmt: skip
    assert not [name for name in indonesian if name.startswith("figures/en")]


def test_what_a_copy_says_is_in_its_own_language(indonesian):
    english = words("en")["handout"]
    start = indonesian["START.html"].decode()
    said = [english[name] for name in english if isinstance(english[name], str)]
    assert not [text for text in [*said, *english["steps"], *english["notes"]] if text in start]
    assert 'lang="id"' in start and words("id")["handout"]["lessons"] in start
    assert (
        b"#" not in indonesian["pyproject.toml"] and b"lessons" not in indonesian["pyproject.toml"]
    )
    texts = {
        lang: re.findall(r'"(?:title|description\w*)": "(.*)"', content["data/datapackage.json"].decode())
        for lang, content in (("en", learners.files([FIRST], "en")), ("id", indonesian))
    }  # fmt: skip
    assert set(texts["en"]) & set(texts["id"]) == {
        "Creative Commons Attribution 4.0 International"  # what the licence is called
    }
    package = json.loads(indonesian["data/datapackage.json"])
    fields = [field for table in package["resources"] for field in table["schema"]["fields"]]
    assert len(fields) > 100 and all(field["description"] for field in fields)


def test_a_copy_speaks_its_language_even_when_nobody_names_one(indonesian, tmp_path):
    learners.write(indonesian, tmp_path, "copy")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ties.csv").write_text("source,target\n")
    code = (
        "from koperasi import Check, draw; import networkx as nx; from koperasi.cli import main\n"
        "print(Check('id').words['right'])\n"
        "print(draw(nx.path_graph(2)).get_legend().get_texts()[0].get_text())\n"
        f"main(['data', {str(tmp_path / 'own')!r}])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "copy" / "notebooks" / "id",
        env=os.environ | {"PYTHONPATH": str(tmp_path / "copy"), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[:2] == ["Benar.", "tanpa jenis"] and lines[2].startswith("Tabel dalam")
    assert "mestinya: teks (Arti sisi itu" in run.stdout
    assert not re.search(r"\b(the|is|of|and|not)\b", run.stdout.replace(str(tmp_path), ""))
