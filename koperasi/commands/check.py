"""`koperasi check`: do the exercises of a lesson hold? Tells the teacher what to mend, and where."""

import argparse
import sys
import textwrap
from pathlib import Path

from koperasi.commands.choice import add_lessons, find_lessons
from koperasi.words import told, words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_lessons(parser)
    parser.add_argument(
        "--fix", action="store_true", help="first mend ids, tags and folding; code stays as it is"
    )
    parser.add_argument(
        "--load", action="store_true", help="list what is new in a lesson, and where it is named"
    )
    parser.add_argument(
        "--messages", action="store_true", help="show what learners are told for each wrong answer"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a report on each lesson; 0 if all holds, 1 if not, 2 if a lesson is not found."""
    try:
        say = words(arguments.lang)["check"]["report"]
        found = find_lessons(arguments.lesson, arguments.lang)
    except ValueError as error:
        print(told(error, arguments.lang), file=sys.stderr)
        return 2
    if arguments.fix and not all([fix(path, arguments.lang) for path in found]):
        return 1
    reports = examine_all(found, arguments.lang)
    for path, report in reports:
        tell(path, report, arguments.messages, arguments.lang)
        tell_load(path, report, arguments.load)
    wrong = [
        path.name for path, report in reports if not isinstance(report, str) and report.problems
    ]
    wrong += [path.name for path, report in reports if isinstance(report, str)]
    if wrong:
        print(say["to_mend"].format(names=", ".join(wrong)))
    else:
        count = sum(len(report.exercises) for _, report in reports)
        print(say["all_holds"].format(exercises=count, lessons=len(reports)))
    return 1 if wrong else 0


def examine_all(found: list[Path], lang: str = "en") -> list[tuple[Path, object]]:
    """Each lesson with its report, or with a text if it cannot be read."""
    from concurrent.futures import ThreadPoolExecutor

    from tqdm import tqdm

    from koperasi import notebooks
    from koperasi.exercises import findings, trial

    def attempt(task, path: Path):
        try:
            return task(path)
        except (OSError, ValueError) as error:
            return told(error, lang)

    def steps(path: Path) -> int:
        return trial.count_steps(notebooks.read_lesson(path))

    total = sum(count for path in found if isinstance(count := attempt(steps, path), int))
    unit = words(lang)["check"]["report"]["unit"]
    with tqdm(total=total, unit=unit, leave=False) as bar, ThreadPoolExecutor(2) as two:
        # Each lesson is tried in a process of its own, two at a time.
        examined = two.map(lambda p: attempt(lambda q: findings.examine(q, bar.update), p), found)
        return list(zip(found, examined, strict=True))


def fix(path: Path, lang: str) -> bool:
    """Mend a notebook's metadata and say what was done; False if it cannot be read."""
    from koperasi import notebooks
    from koperasi.exercises.mending import mend
    from koperasi.output import replace

    try:
        notebook = notebooks.read_lesson(path)
    except (OSError, ValueError) as error:
        print(told(error, lang), file=sys.stderr)
        return False
    say = words(lang)["check"]["report"]
    done = mend(notebook, lang)
    if done:
        replace(path, notebooks.write_notebook(notebook).encode())
        print(say["mended"].format(name=path.name))
        for cell, what in done:
            print(f"  {cell}  {what}")
    else:
        print(say["nothing_to_mend"].format(name=path.name))
    return True


def tell(path: Path, report, messages: bool, lang: str = "en") -> None:
    """Print what holds in a lesson and what does not."""
    print(path.name)
    if isinstance(report, str):
        print(_wrapped(f"  {report}"))
        return
    from koperasi.exercises.notes import notes
    from koperasi.exercises.parts import teacher_words
    from koperasi.notebooks import language

    own, say = teacher_words(language(report.notebook)), words(lang)["check"]["report"]
    width = max(len(say["mend"]), len(say["holds"]), len(say["not_tried"])) + 2
    whole = [p for p in report.problems if not p.number]
    if whole:  # first: what else is wrong may follow from it
        print(f"  {say['mend']:{width}}{say['whole']}")
    _print_problems(whole, say)
    for exercise in report.exercises:
        outcomes = report.of(exercise)
        problems = [p for p in report.problems if p.number == exercise.number]
        count = {kind: sum(o.kind == kind for o in outcomes) for kind in ("right", "wrong")}
        if problems:
            print(f"  {say['mend']:{width}}{exercise.name}")
        elif not report.was_tried(exercise):
            print(f"  {say['not_tried']:{width}}{exercise.name}: {say['stops_before']}")
            continue
        else:
            print(f"  {say['holds']:{width}}{exercise.name}: {say['tried'].format(**count)}")
        _print_problems(problems, say)
        for note in notes(exercise, report, own):
            print(_wrapped(note))
        for outcome in outcomes if messages else ():
            if outcome.kind == "wrong":
                print(_wrapped(f"{exercise.wrong[outcome.index].label}: {outcome.message}"))
        if messages:
            _tell_more(exercise, report, own)
    print()


def _tell_more(exercise, report, say: dict) -> None:
    """What `--messages` adds: `right=`, hints that nothing reaches, and what the battery was told."""
    from koperasi.exercises.notes import right_text, strange_in_right, told_hints, unreached_hints

    if right_text(exercise):
        print(_wrapped(say["battery"]["right"].format(text=right_text(exercise))))
    if strange := strange_in_right(exercise, report.of(exercise), say):
        print(_wrapped(say["battery"]["stale"].format(names=strange)))
    for hint in unreached_hints(exercise, report.outcomes):
        print(_wrapped(say["battery"]["unreached"].format(hint=hint)))
    for message, answers in told_hints(exercise, report, say).items():
        print(_wrapped(say["battery"]["told"].format(label=answers, message=message)))


def tell_load(path: Path, report, whole: bool) -> None:
    """Print in a line how much a lesson asks, and what is too much; `whole` lists what is new."""
    from koperasi.exercises.load import known_before, load
    from koperasi.exercises.parts import teacher_words
    from koperasi.notebooks import language

    if isinstance(report, str):
        return
    say = teacher_words(language(report.notebook))["load"]
    found = load(report.notebook, known_before(path))
    numbers = {
        "words": found.words,
        "cells": found.cells,
        "new": len(found.new),
        "in_hints": len(found.in_hints),
        "minutes": round(found.minutes),
        "claimed": found.claimed,
        "share": round(100 * found.share),
        "unnamed": ", ".join(found.unnamed),
    }
    print(say["line"].format(**numbers))
    for key in found.over():
        print(_wrapped(say[key].format(**numbers)))
    for device, cell in found.new.items() if whole else ():
        where = say["named"].format(cell=cell) if cell else say["not_named"]
        where = say["only_in_hint"].format(where=where) if device in found.in_hints else where
        print(f"{'':11}{device:<28} {where}")
    print()


def _print_problems(problems, say: dict) -> None:
    for problem in problems:
        where = say["cell"].format(cell=problem.cell) if problem.cell else ""
        print(_wrapped(where + problem.text))


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text,
        width=100,
        initial_indent=" " * 11,
        subsequent_indent=" " * 13,
        break_long_words=False,
        break_on_hyphens=False,
    )
