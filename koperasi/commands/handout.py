"""`koperasi handout`: learners' copies of lessons, in a folder and a zip file."""

import argparse
import sys
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import add_lessons, find_lessons
from koperasi.words import told, words_or_english


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_lessons(parser)
    parser.add_argument("--out", help="folder for the copies (default: build/handout)")


def run(arguments: argparse.Namespace) -> int:
    """Write the copies; 0 if all were written, 1 if a changed file was left alone, 2 if one failed."""
    from koperasi import notebooks
    from koperasi.handout import learners

    out = Path(arguments.out or paths.ROOT / "build" / "handout")
    try:
        found = find_lessons(arguments.lesson, arguments.lang)
        content = learners.files(found, arguments.lang)
        filled = {path: learners.filled_in(notebooks.read_lesson(path)) for path in found}
    except (OSError, ValueError) as error:
        print(told(error, arguments.lang), file=sys.stderr)
        return 2
    say = words_or_english(arguments.lang)["handout"]["report"]
    top = f"koperasi-{arguments.lang}"
    if arguments.lesson:
        top += "".join(f"-{path.name[:2]}" for path in found)
    written = learners.write(content, out, top)
    for path, exercises in filled.items():
        for name in exercises:
            print(say["filled_in"].format(name=path.name, exercise=name))
    for complaint in written.complaints(arguments.lang):
        print(complaint, file=sys.stderr)
    print(say["written"].format(folder=out / top, count=len(found)))
    return 1 if written.left or written.failed else 0
