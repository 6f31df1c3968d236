"""The comparison of pictures (in `conftest.py`) notices what it should, and nothing else."""

import base64
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent.parent

DRAW = """from PIL import Image, ImageDraw

image = Image.new("RGB", (1000, 600), "white")
ImageDraw.Draw(image).text((400, 300), "CLUSA helped Asia", fill="black", font_size=12)
image"""
SAVE = """import os
from pathlib import Path

folder = Path(os.environ["KOPERASI_FIGURES"], "en")
folder.mkdir(parents=True)
image.save(folder / "{number}-map.png")
_ = (folder / "{number}-map.svg").write_text("<svg>map</svg>")
_ = (folder / "{number}-key.svg").write_text("<svg>key</svg>")"""


def picture(text: str = "CLUSA helped Asia") -> Image.Image:
    """What DRAW draws, with other words if they are given."""
    image = Image.new("RGB", (1000, 600), "white")
    ImageDraw.Draw(image).text((400, 300), text, fill="black", font_size=12)
    return image


def as_png(image: Image.Image, compression: int = 6) -> bytes:
    file = io.BytesIO()
    image.save(file, format="png", compress_level=compression)
    return file.getvalue()


def write_lesson(course: Path, number: str, stored: dict[str, list[bytes]]) -> None:
    """A lesson of cells that draw one picture each, and one that saves figures.

    `stored` has, for each drawing cell, its id and the pictures stored as its outputs.
    """
    cells = [new_code_cell(DRAW, id=name) for name in stored]
    for cell, pictures in zip(cells, stored.values(), strict=True):
        plain = "<PIL.Image.Image image mode=RGB size=1000x600>"
        data = [{"image/png": base64.b64encode(p).decode(), "text/plain": plain} for p in pictures]
        cell.outputs = [new_output("execute_result", d, execution_count=1) for d in data]
    cells.append(new_code_cell(SAVE.format(number=number), id="save"))
    for count, cell in enumerate(cells, start=1):
        cell.execution_count = count
    notebook = new_notebook(cells=cells)
    nbformat.write(notebook, course / "notebooks" / "en" / f"{number}-lesson.ipynb")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A small course: its lesson 01 is right, in 02 everything is wrong that can be."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "conftest.py", root)
    figures = root / "figures" / "en"
    for folder in (root / "notebooks" / "en", figures):
        folder.mkdir(parents=True)
    drawn, other_compression = as_png(picture()), as_png(picture(), compression=0)
    assert other_compression != drawn

    write_lesson(root, "01", {"draw": [other_compression]})
    (figures / "01-map.png").write_bytes(other_compression)
    (figures / "01-map.svg").write_text("<svg>map</svg>")
    (figures / "01-key.svg").write_text("<svg>key</svg>")

    full_stop, smaller = picture("CLUSA helped Asia."), picture().crop((0, 0, 1000, 599))
    wrong = {"full-stop": [as_png(full_stop)], "smaller": [as_png(smaller)], "two": [drawn, drawn]}
    write_lesson(root, "02", wrong)
    (figures / "02-map.png").write_bytes(as_png(full_stop))
    (figures / "02-map.svg").write_text("<svg>Map</svg>")
    (figures / "02-older.png").write_bytes(drawn)
    return root


@pytest.fixture(scope="module")
def report(course):
    """What pytest says of that course."""
    before = {path: path.read_bytes() for path in course.glob("figures/*/*")}
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    command += ["-p", "no:xdist", "-p", "no:cacheprovider", "--color=no"]
    # Without the options that were given to this run of pytest.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    run = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
    assert {path: path.read_bytes() for path in course.glob("figures/*/*")} == before, (
        "a stored figure was written over"
    )
    return run.stdout


def failed(report: str) -> set[str]:
    lines = (line for line in report.splitlines() if line.startswith("FAILED"))
    return {line.removeprefix("FAILED notebooks/en/").split(" - ")[0] for line in lines}


def test_equal_pictures_pass_and_each_fault_is_noticed(report):
    wrong = ("full-stop", "smaller", "two", "saved figures")
    assert failed(report) == {f"02-lesson.ipynb::{name}" for name in wrong}
    assert "4 failed, 4 passed" in report


@pytest.mark.parametrize(
    "words",
    [
        "of the pixels differ (root mean square",  # one full stop more
        "1000 × 599 pixels stored, 1000 × 600 drawn",
        'dissimilar number of outputs for key "text/plain"',  # two pictures stored
        "en/02-map.png: 0.00% of the pixels differ",
        "en/02-map.svg: the drawings differ",
        "en/02-older.png is stored, but the lesson does not save it",
        "en/02-key.svg is saved, but not stored",
    ],
)
def test_the_fault_is_named(report, words):
    assert words in report


# The figures of the course.

FIGURES = sorted((ROOT / "figures").glob("*/*.png"))


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_nothing_is_cut_off_at_the_border(path):
    image = Image.open(path).convert("L")
    inside = (3, 3, image.width - 3, image.height - 3)
    image.paste(255, inside)
    assert image.getextrema() == (255, 255), "something is drawn up to the border"


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_the_notebook_shows_the_file_that_is_saved(path):
    folder = ROOT / "notebooks" / path.parent.name
    lesson = nbformat.read(next(folder.glob(f"{path.stem[:2]}-*.ipynb")), as_version=4)
    shown = [
        base64.b64decode(output["data"]["image/png"])
        for cell in lesson.cells
        if cell.cell_type == "code" and "save_figure(" in cell.source
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    same = path.read_bytes() in shown
    assert same, "run the lesson again, look at the picture and save"
