"""What the tests of single lessons share: a lesson's prose, its code, and the tables of the course."""

from pathlib import Path

import nbformat
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from koperasi import paths

ROOT = Path(__file__).resolve().parent.parent


def lesson_path(number: int) -> Path:
    return next((ROOT / "notebooks" / "en").glob(f"{number:02d}-*.ipynb"))


def cells(number: int) -> list:
    return nbformat.read(lesson_path(number), as_version=4).cells


def prose(number: int) -> str:
    """All text cells of an English lesson, white space folded."""
    return " ".join(" ".join(c.source.split()) for c in cells(number) if c.cell_type == "markdown")


def says(number: int, *sentences: str) -> None:
    text = prose(number)
    for sentence in sentences:
        assert sentence in text, f"lesson {number} does not say {sentence!r}"


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / f"{name}.csv")


def source(number: int, cell_id: str) -> str:
    return next(c.source for c in cells(number) if c.id == cell_id)


def run(number: int, *cell_ids: str, place: Path | None = None) -> dict:
    """Run a lesson's code cells (all, or those named) in its folder; gives its variables.

    With `place` they run in the copy of the course there, and figures are saved there too.
    """
    path, space = lesson_path(number), {"__name__": "__main__"}
    code = [c for c in cells(number) if c.cell_type == "code"]
    with pytest.MonkeyPatch.context() as patch:
        here = path.parent if place is None else place / "notebooks" / path.parent.name
        here.mkdir(parents=True, exist_ok=True)
        patch.chdir(here)
        if place is not None:
            patch.setattr(paths, "FIGURES", place / "figures")
        for cell in code:
            if not cell_ids or cell.id in cell_ids:
                exec(compile(cell.source, f"{path.name}:{cell.id}", "exec"), space)
    if place is not None:
        plt.close("all")
    return space
