"""The comparison of pictures (in `conftest.py`) notices what it should, and nothing else."""

import base64
import io
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent

DRAW = """from PIL import Image, ImageDraw

image = Image.new("RGB", (1000, 600), "white")
ImageDraw.Draw(image).text((400, 300), "CLUSA helped Asia", fill="black", font_size=12)
image"""
SAVE = """import os
from pathlib import Path

folder = Path(os.environ["KOPERASI_FIGURES"], "en")
folder.mkdir(parents=True)
image.save(folder / "{number}-map.png")
_ = (folder / "{number}-map.svg").write_text("<svg>map</svg>")"""


def picture(text: str = "CLUSA helped Asia") -> Image.Image:
    image = Image.new("RGB", (1000, 600), "white")
    ImageDraw.Draw(image).text((400, 300), text, fill="black", font_size=12)
    return image


def as_png(image: Image.Image, compression: int = 6) -> bytes:
    file = io.BytesIO()
    image.save(file, format="png", compress_level=compression)
    return file.getvalue()


def write_lesson(course: Path, number: str, stored: list[bytes]) -> None:
    """A lesson whose first cell draws one picture and stores these; its second saves a figure."""
    draw = new_code_cell(DRAW, id="draw", execution_count=1)
    save = new_code_cell(SAVE.format(number=number), id="save", execution_count=2)
    plain = "<PIL.Image.Image image mode=RGB size=1000x600>"
    draw.outputs = [
        new_output(
            "execute_result",
            {"image/png": base64.b64encode(png).decode(), "text/plain": plain},
            execution_count=1,
        )
        for png in stored
    ]
    nbformat.write(
        new_notebook(cells=[draw, save]), course / "notebooks" / "en" / f"{number}-lesson.ipynb"
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A small course: its lesson 01 is right, the others each have something wrong."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "conftest.py", root)
    figures = root / "figures" / "en"
    for folder in (root / "notebooks" / "en", figures):
        folder.mkdir(parents=True)
    for number in ("01", "02", "03"):
        (figures / f"{number}-map.png").write_bytes(as_png(picture(), compression=1))
        (figures / f"{number}-map.svg").write_text("<svg>map</svg>")
    other_compression = as_png(picture(), compression=0)
    assert other_compression != as_png(picture())
    write_lesson(root, "01", [other_compression])
    write_lesson(root, "02", [as_png(picture("CLUSA helped Asia."))])
    (figures / "02-map.png").write_bytes(as_png(picture("CLUSA helped Africa")))
    (figures / "02-map.svg").write_text("<svg>Map</svg>")
    (figures / "02-older.png").write_bytes(as_png(picture()))
    write_lesson(root, "03", [as_png(picture().crop((0, 0, 1000, 599)))])
    (figures / "03-map.svg").unlink()
    write_lesson(root, "04", [as_png(picture())] * 2)
    return root


@pytest.fixture(scope="module")
def report(course):
    """What pytest says of that course."""
    before = {path: path.read_bytes() for path in course.glob("figures/*/*")}
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    command += ["-p", "no:xdist", "-p", "no:cacheprovider", "--color=no"]
    run = subprocess.run(command, cwd=course, capture_output=True, text=True)
    assert {path: path.read_bytes() for path in course.glob("figures/*/*")} == before, (
        "a stored figure was written over"
    )
    return run.stdout


def failed(report: str) -> set[str]:
    lines = (line for line in report.splitlines() if line.startswith("FAILED"))
    return {line.removeprefix("FAILED notebooks/en/").split(" - ")[0] for line in lines}


def test_equal_pictures_pass_however_they_are_compressed(report):
    assert not [name for name in failed(report) if name.startswith("01")]


def test_each_fault_is_noticed(report):
    assert failed(report) == {
        "02-lesson.ipynb::draw",
        "02-lesson.ipynb::saved figures",
        "03-lesson.ipynb::draw",
        "03-lesson.ipynb::saved figures",
        "04-lesson.ipynb::draw",
        "04-lesson.ipynb::saved figures",
    }
    assert "6 failed, 6 passed" in report


@pytest.mark.parametrize(
    "words",
    [
        "of the pixels differ (root mean square",  # one full stop more
        "1000 × 599 pixels stored, 1000 × 600 drawn",
        'dissimilar number of outputs for key "text/plain"',  # two pictures stored
        "en/02-map.png: ",
        "en/02-map.svg: the bytes differ",
        "en/02-older.png is stored, but the lesson does not save it",
        "en/03-map.svg is saved, but not stored",
        "en/04-map.png is saved, but not stored",
    ],
)
def test_the_fault_is_named(report, words):
    assert words in report
