"""What a learner's copy needs beside the lessons: the one list of it."""

from pathlib import Path

from koperasi import paths

PACKAGE = Path(__file__).resolve().parent.parent
# What lessons import.
ROOMS = ("answers", "network", "tables", "words")
FILES = ("__init__.py", "names.py", "paths.py", "figures.py", "course.mplstyle", "matplotlibrc")
# What opens them, and checks tables of a learner's own.
TO_START = (
    "cli.py",
    "commands/__init__.py",
    "commands/data.py",
    "commands/lab.py",
    "lab_settings",
)
NEVER = {"__pycache__", ".ipynb_checkpoints"}


def package_files(to_start: bool = False) -> list[Path]:
    """The files of the package that lessons import; `to_start` adds what opens JupyterLab."""
    wanted = [*ROOMS, *FILES, *(TO_START if to_start else ())]
    return [file for name in wanted for file in _files(PACKAGE / name)]


def data_files() -> list[Path]:
    """The tables and their descriptions."""
    return _files(paths.DATA)


def _files(path: Path) -> list[Path]:
    """A file itself, or all files in a folder, sorted."""
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file())
    return [file for file in found if not NEVER & set(file.relative_to(path).parts)]
