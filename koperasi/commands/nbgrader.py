"""`koperasi nbgrader`: export lessons for nbgrader."""

import argparse
import sys
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import add_lessons, find_lessons
from koperasi.words import told, words_or_english


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_lessons(parser)
    parser.add_argument("--out", help="nbgrader's folder of the course (default: build/nbgrader)")


def run(arguments: argparse.Namespace) -> int:
    """Write the export; 0 if all was written, 1 if a changed file was left alone, 2 if it failed."""
    from koperasi.handout import nbgrader
    from koperasi.output import Folder

    out = Path(arguments.out or paths.ROOT / "build" / "nbgrader")
    try:
        found = find_lessons(arguments.lesson, arguments.lang)
        content = nbgrader.files(found)
    except (OSError, ValueError) as error:
        print(told(error, arguments.lang), file=sys.stderr)
        return 2
    say = words_or_english(arguments.lang)["nbgrader"]["report"]
    with Folder(out) as written:
        for name, data in content.items():
            written.write(name, data)
    for complaint in written.complaints(arguments.lang):
        print(complaint, file=sys.stderr)
    print(say["written"].format(source=out / "source", count=len(found), folder=out))
    print(f"  nbgrader generate_assignment {found[0].stem}")
    print(say["needs"])
    return 1 if written.left or written.failed else 0
