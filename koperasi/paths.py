"""Where the parts of the course are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
# The tests send the figures of a trial run elsewhere, so that they can be compared with the stored ones.
FIGURES = Path(os.environ.get("KOPERASI_FIGURES") or ROOT / "figures")

# What lessons run with, whatever the person's own settings are.
NEUTRAL = {"MATPLOTLIBRC": str(Path(__file__).resolve().parent / "matplotlibrc")}


def languages() -> list[str]:
    """Languages the lessons exist in: the folders in `notebooks/` that hold numbered lessons."""
    return sorted({path.parent.name for path in NOTEBOOKS.glob("*/[0-9][0-9]-*.ipynb")})


def lessons(lang: str) -> list[Path]:
    """The numbered lessons of one language, in teaching order."""
    return sorted((NOTEBOOKS / lang).glob("[0-9][0-9]-*.ipynb"))
