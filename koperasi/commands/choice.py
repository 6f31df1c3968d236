"""Which lessons a command is for: the arguments that several commands share."""

import argparse
from pathlib import Path

from koperasi import paths


def add_lessons(parser: argparse.ArgumentParser) -> None:
    """Add the lessons, by number, file name or path, and their language."""
    parser.add_argument(
        "lesson",
        nargs="*",
        help="number, file name or path of a lesson (default: all lessons)",
    )
    parser.add_argument("--lang", default="en", help="language of the lessons (default: en)")


def find_lessons(wanted: list[str], lang: str) -> list[Path]:
    """The notebooks meant by numbers, file names or paths; all lessons if none is named.

    Raises ValueError, in words for people, if there is no such lesson.
    """
    known = paths.lessons(lang)
    if not wanted:
        if not known:
            raise ValueError(f"There are no lessons in {paths.NOTEBOOKS / lang}.")
        return known
    found = []
    for name in wanted:
        if name.isdecimal():
            matching = [path for path in known if int(path.name[:2]) == int(name)]
        else:
            named = Path(name)
            matching = [named] if named.is_file() else []
            matching = matching or [p for p in known if named.name in (p.name, p.stem)]
        if not matching:
            names = ", ".join(path.name for path in known) or "none"
            raise ValueError(f"There is no lesson {name!r}. Lessons in {lang!r}: {names}.")
        found += matching
    return list(dict.fromkeys(found))
