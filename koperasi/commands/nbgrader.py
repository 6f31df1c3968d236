"""`koperasi nbgrader`: export lessons for nbgrader."""

import argparse
import sys
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import add_lessons, find_lessons


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_lessons(parser)
    parser.add_argument("--out", help="nbgrader's folder of the course (default: build/nbgrader)")


def run(arguments: argparse.Namespace) -> int:
    """Write the export; 0 if all was written, 1 if a changed file was left alone, 2 if it failed."""
    sys.stdout.reconfigure(errors="replace")
    from koperasi.handout import nbgrader
    from koperasi.output import Folder

    out = Path(arguments.out or paths.ROOT / "build" / "nbgrader")
    try:
        found = find_lessons(arguments.lesson, arguments.lang)
        content = nbgrader.files(found)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    with Folder(out) as written:
        for name, data in content.items():
            written.write(name, data)
    for old, new in written.left:
        print(f"{old} was changed by somebody and left as it is; the new one is {new}.")
    print(f"Assignments in {out / 'source'}: {len(found)}. In {out}, for each of them:")
    print(f"  nbgrader generate_assignment {found[0].stem}")
    return 1 if written.left else 0
