"""A language is added with a folder of lessons and a file of words: tried with one that is made up."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from lesson_factory import exercise, lesson

from koperasi import notebooks, paths
from koperasi.editions import compare, step
from koperasi.notebooks import as_node

WORDS = """language = "Qalen"

[exercise]
right = "Yip."
not_yet = "Nop."
empty = "Nulo."

[check]
example_right = "yip"
example_wrong = "nop"
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with one lesson in English and in a language that nobody speaks."""
    root = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("koperasi", "data"):
        shutil.copytree(paths.ROOT / folder, root / folder, ignore=ignored)
    for file in ("pyproject.toml", "LICENSE"):
        shutil.copy(paths.ROOT / file, root)
    (root / "koperasi" / "words" / "qx.toml").write_text(WORDS, encoding="utf-8")
    leading, following = as_node(lesson(exercise())), as_node(lesson(exercise(), lang="qx"))
    said = [("Who helps in Asia?", "Qua asi?"), ("# right: ", "# yip: "), ("# wrong: ", "# nop: ")]
    for cell in following.cells:
        for english, other in said:
            cell.source = cell.source.replace(english, other)
    for pair in compare.pairs(leading, following):
        step.mark(*pair)
    for book, name in ((leading, "en/01-a-lesson"), (following, "qx/01-un-lektion")):
        path = root / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(notebooks.write_notebook(book), encoding="utf-8")
        (root / "figures" / path.parent.name).mkdir(parents=True)
    return root


def koperasi(course, *arguments: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": str(course), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", "import sys; from koperasi.cli import main; sys.exit(main())"]
    return subprocess.run(
        [*command, *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_its_exercises_are_tried_in_its_own_words(course):
    done = koperasi(course, "check", "--lang", "qx", "--messages")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nop. ACDI's place is not stated." in done.stdout


def test_it_is_compared_with_english(course):
    done = koperasi(course, "sync", "--lang", "qx")
    texts = {cell.split(":")[0] for cell in done.stdout.split(", cell ")[1:]}
    assert done.returncode == 1 and "helpers-of-asia-check" in texts  # not said again yet
    assert "helpers-of-asia-prompt" not in texts


def test_its_slides_and_copies_name_their_language(course):
    done = koperasi(course, "slides", "--lang", "qx")
    deck = course / "build" / "slides" / "qx" / "01-un-lektion.html"
    assert '<html lang="qx"' in deck.read_text(encoding="utf-8"), done.stderr
    assert "Qalen" in (course / "build" / "slides" / "index.html").read_text(encoding="utf-8")
    done = koperasi(course, "handout", "--lang", "qx")
    assert done.returncode == 0, done.stderr
    [copy] = (course / "build").rglob("*.zip")
    names = zipfile.ZipFile(copy).namelist()
    assert any(name.endswith("notebooks/qx/01-un-lektion.ipynb") for name in names)
    assert any(name.endswith("words/qx.toml") for name in names)
    assert any(name.endswith("words/en.toml") for name in names)  # for what it lacks
    assert not any("/teach/" in name for name in names)


def test_a_copy_speaks_it(course, tmp_path):
    """Also what it lacks, which is then English."""
    koperasi(course, "handout", "--lang", "qx")
    [copy] = (course / "build").rglob("*.zip")
    zipfile.ZipFile(copy).extractall(tmp_path)
    [root] = tmp_path.iterdir()
    code = 'from koperasi import Check\ncheck = Check("qx")\ncheck("x", 1, 1)\ncheck("y", 1, 2)'
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["Yip.", "Nop. The number is too low."], done.stderr
