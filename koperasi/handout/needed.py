"""What a learner's copy needs beside the lessons: the one list of it."""

from collections.abc import Iterable
from pathlib import Path

from koperasi import paths

PACKAGE = Path(__file__).resolve().parent.parent
# What lessons import.
ROOMS = ("answers", "network", "tables")
FILES = ("__init__.py", "paths.py", "figures.py", "course.mplstyle", "matplotlibrc")
# What opens them, and checks tables of a learner's own.
TO_START = (
    "cli.py",
    "commands/__init__.py",
    "commands/choice.py",
    "commands/data.py",
    "commands/lab.py",
    "lab_settings",
)
NEVER = {"__pycache__", ".ipynb_checkpoints"}


def package_files(langs: Iterable[str], to_start: bool = False) -> list[Path]:
    """The files of the package that lessons import, with the words of their languages only.

    `to_start` adds what opens JupyterLab.
    """
    spoken = {lang if _words(lang).is_file() else "en" for lang in langs}
    wanted = [*ROOMS, *FILES, *(TO_START if to_start else ())]
    return [
        *(file for name in wanted for file in _files(PACKAGE / name)),
        PACKAGE / "words" / "__init__.py",
        *map(_words, sorted(spoken)),
    ]


def data_files(langs: Iterable[str] | None = None) -> list[Path]:
    """The tables and their descriptions; of what is there for each language, that of `langs` only.

    What is said in README.md is English; README.id.md would be in Indonesian.
    """
    return [file for file in _files(paths.DATA) if langs is None or _lang(file) in {*langs, ""}]


def _words(lang: str) -> Path:
    return PACKAGE / "words" / f"{lang}.toml"


def _lang(file: Path) -> str:
    """The language of a file of data, by its folder or its name; "" if it is for all."""
    inside = file.relative_to(paths.DATA).parts
    if inside[0] == "template":
        return inside[1]
    if inside[-1].startswith("README"):
        return file.stem.partition(".")[2] or "en"
    return ""


def _files(path: Path) -> list[Path]:
    """A file itself, or all files in a folder, sorted."""
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file())
    return [file for file in found if not NEVER & set(file.relative_to(path).parts)]
