"""Which lessons a command is for: the arguments that several commands share."""

import argparse
from fnmatch import fnmatch
from pathlib import Path

from koperasi import paths
from koperasi.words import Said, first_language


def add_lessons(parser: argparse.ArgumentParser) -> None:
    """Add the lessons, by number, file name or path, and their language."""
    parser.add_argument(
        "lesson",
        nargs="*",
        help="number, file name, path or pattern (0*.ipynb) of a lesson (default: all lessons)",
    )
    add_language(parser, "language of the lessons")


def add_language(parser, what: str) -> None:
    """Add `--lang`: English if there are lessons in English, else the first language there is."""
    lang = first_language(paths.languages())
    parser.add_argument("--lang", default=lang, help=f"{what} (default: {lang})")


def find_lessons(wanted: list[str], lang: str) -> list[Path]:
    """The notebooks meant by numbers, file names or paths; all lessons if none is named.

    Raises Said if there is no such lesson.
    """
    known = paths.lessons(lang)
    if not wanted:
        if not known:
            raise Said("choice.no_lessons", folder=paths.NOTEBOOKS / lang)
        return known
    found = []
    for name in wanted:
        if name.isdecimal():
            matching = [path for path in known if int(path.name[:2]) == int(name)]
        else:
            named = Path(name)
            matching = [named] if named.is_file() else []
            # The Windows shell leaves patterns such as *.ipynb to the program.
            matching = matching or _matching(named)
            matching = matching or [
                p for p in known if any(fnmatch(n, named.name) for n in (p.name, p.stem))
            ]
        if not matching:
            names = ", ".join(path.name for path in known) or Said("choice.none")
            raise Said("choice.no_lesson", name=repr(name), lang=repr(lang), known=names)
        found += matching
    return list(dict.fromkeys(found))


def _matching(pattern: Path) -> list[Path]:
    """The notebooks that a pattern such as notebooks/en/0*.ipynb stands for."""
    folder = Path(pattern.anchor or ".")
    return sorted(folder.glob(str(pattern.relative_to(pattern.anchor)))) if pattern.name else []
