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
# Of Python's own variables, those that say where it is installed and where it may write.
PYTHONS_OWN = {"PYTHONHOME", "PYTHONPLATLIBDIR", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}


def neutral_environment() -> dict[str, str]:
    """This process's environment without what would change how a lesson runs or looks.

    Gone are PYTHONPATH, PYTHONSTARTUP, PYTHONOPTIMIZE and the like, MPLBACKEND and the
    width of the terminal; matplotlib is told to leave a person's own file alone.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") or name in PYTHONS_OWN
    }
    for name in ("MPLBACKEND", "COLUMNS", "LINES"):
        kept.pop(name, None)
    return kept | NEUTRAL


def languages() -> list[str]:
    """Languages the lessons exist in: the folders in `notebooks/` that hold numbered lessons."""
    return sorted({path.parent.name for path in NOTEBOOKS.glob("*/[0-9][0-9]-*.ipynb")})


def lessons(lang: str) -> list[Path]:
    """The numbered lessons of one language, in teaching order."""
    return sorted((NOTEBOOKS / lang).glob("[0-9][0-9]-*.ipynb"))


def typed(text: str) -> Path:
    """A path as it was typed: PowerShell makes `class 3A"` of '.\\class 3A\\', as it completes it.

    >>> typed('class 3A"').name
    'class 3A'
    """
    return Path(text[:-1].rstrip("\\") if text.endswith('"') else text)
