"""`koperasi sync`: what the editions of a lesson in other languages lack, and carrying it over."""

import argparse
import sys
import textwrap
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import find_lessons
from koperasi.words import Said, told, words_or_english

WIDTH = 58  # of each of the two columns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the lessons, the two languages, and what to do."""
    parser.add_argument(
        "lesson", nargs="*", help="number or file name of a lesson (default: all lessons)"
    )
    parser.add_argument("--lang", help="the language that follows (default: all but the leading)")
    parser.add_argument("--leading", default="en", help="the language that leads (default: en)")
    parser.add_argument(
        "--carry",
        action="store_true",
        help="carry code and metadata over; never words, never over a cell that was edited",
    )
    parser.add_argument(
        "--in-step",
        nargs="+",
        default=[],
        metavar="CELL",
        help="say that the words of these cells are in step again (all: of every cell)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print where the editions differ; 0 if they do not, 1 if they do, 2 if a lesson is not found."""
    try:
        found = find_lessons(arguments.lesson, arguments.leading)
    except ValueError as error:
        print(told(error, arguments.lang or arguments.leading), file=sys.stderr)
        return 2
    say = words_or_english(arguments.lang or arguments.leading)["sync"]["report"]
    others = [lang for lang in paths.languages() if lang != arguments.leading]
    if arguments.lang and arguments.lang not in others:
        problem = Said("choice.no_lessons", folder=paths.NOTEBOOKS / arguments.lang)
        print(told(problem, arguments.lang), file=sys.stderr)
        return 2
    if not others:
        print(say["one_language"])
        return 0
    counts = [_lesson(path, lang, arguments) for lang in others for path in found
              if arguments.lang in (None, lang)]  # fmt: skip
    if any(counts):
        found_in = {"differences": sum(counts), "wrong": sum(map(bool, counts))}
        print(say["differences"].format(**found_in, lessons=len(counts)))
    else:
        print(say["in_step"].format(lessons=len(counts)))
    return 1 if any(counts) else 0


def _lesson(path: Path, lang: str, arguments) -> int:
    """Look at one lesson in one other language; returns how many differences are left."""
    from koperasi import notebooks
    from koperasi.editions import carry, compare, step
    from koperasi.output import replace

    spoken = arguments.lang or arguments.leading
    say = words_or_english(spoken)["sync"]
    same = [p for p in paths.lessons(lang) if p.name[:2] == path.name[:2]]
    if not same:
        missing = {"lang": lang, "number": path.name[:2], "name": path.name}
        print(say["report"]["no_lesson"].format(**missing))
        return 1
    try:
        leading, following = (notebooks.read_lesson(p) for p in (path, same[0]))
    except (OSError, ValueError) as error:
        print(told(error, spoken))
        return 1
    before = notebooks.write_notebook(following)
    changed = carry.carry(leading, following) if arguments.carry else []
    for cell, other in compare.pairs(leading, following):
        if {"all", notebooks.cell_id(cell)} & set(arguments.in_step) and other.source.strip():
            step.mark(cell, other)
    if notebooks.write_notebook(following) != before:
        replace(same[0], notebooks.write_notebook(following).encode())
    if changed:
        print(say["report"]["carried"].format(name=same[0].name, cells=", ".join(changed)))
    left = compare.differences(leading, following)
    for difference in left:
        print(side_by_side(same[0].name, difference, say))
    return len(left)


def side_by_side(name: str, difference, say: dict | None = None) -> str:
    """A difference in words, and below it both cells beside each other; `say` are the words [sync]."""
    say = say or words_or_english("en")["sync"]
    where = say["report"]["cell"].format(name=name, cell=difference.cell)
    lines = [f"{where}: {say[difference.kind]}"]
    columns = [
        [piece for line in text.splitlines() for piece in textwrap.wrap(line, WIDTH) or [""]]
        for text in (difference.leading, difference.following)
    ]
    height = max(map(len, columns))
    left, right = (column + [""] * (height - len(column)) for column in columns)
    return "\n".join(
        [*lines, *(f"    {a:<{WIDTH}} | {b}" for a, b in zip(left, right, strict=True))]
    )
