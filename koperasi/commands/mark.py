"""`koperasi mark`: mark a folder of returned notebooks."""

import argparse
import sys
import time
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import add_language, find_lessons
from koperasi.words import Said, told, words_or_english


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        type=paths.typed,
        help="folder with the returned notebooks, or with a folder for each learner",
    )
    parser.add_argument(
        "--lesson",
        help="mark only this lesson (number, name or path of your copy); "
        "notebooks that are not recognised are taken for it",
    )
    add_language(parser, "language of the report")
    parser.add_argument("--out", help="folder for the results (default: build/marks/FOLDER)")
    parser.add_argument(
        "--jobs", type=_whole, default=2, help="notebooks at the same time (default: 2)"
    )
    parser.add_argument(
        "--seconds", type=_number, default=10, help="longest time for an answer (default: 10)"
    )
    parser.add_argument(
        "--total-seconds",
        type=_number,
        default=120,
        help="longest time for a notebook (default: 120)",
    )
    parser.add_argument(
        "--memory", type=_number, default=2, help="gigabytes for a notebook (default: 2)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Mark and report; 0 if every notebook could be marked, 1 if not, 2 if there is nothing to mark."""
    from koperasi.marking import classroom
    from koperasi.marking.run import Limits

    folder = arguments.folder
    out = Path(arguments.out or paths.ROOT / "build" / "marks" / folder.resolve().name)
    try:
        known, only = _lessons(arguments.lesson, arguments.lang)
        if not folder.is_dir():
            raise Said("mark.report.no_folder", folder=folder)
        found = classroom.returned_notebooks(folder.resolve(), out.resolve())
        if not found:
            raise Said("mark.report.no_notebook", folder=folder)
    except (OSError, ValueError) as error:
        print(told(error, arguments.lang), file=sys.stderr)
        return 2
    say = words_or_english(arguments.lang)["mark"]["report"]
    limits = Limits(arguments.seconds, arguments.total_seconds, arguments.memory)
    room = classroom.Classroom(known, out, limits, only)
    start = time.monotonic()
    rows = _mark(room, found, arguments.jobs, say)
    line = say["some" if len(found) > 1 else "one"]
    print(line.format(count=len(found), seconds=f"{time.monotonic() - start:.0f}"))
    if room.left_out:
        print(say["left_out"].format(count=len(room.left_out)))
    return _write(rows, out, arguments.lang, limits)


def _lessons(wanted: str | None, lang: str):
    """All lessons, and the one that is asked for. Raises Said if there is none."""
    from koperasi.marking.classroom import read_lessons

    everything = [path for one in paths.languages() for path in paths.lessons(one)]
    if not wanted:
        if not everything:
            raise Said("choice.no_lessons", folder=paths.NOTEBOOKS)
        return read_lessons(everything), None
    own = find_lessons([wanted], lang)
    (only,) = read_lessons(own[:1])
    if not only.exercises:
        raise Said("mark.report.no_exercises", name=only.path.name, lesson=wanted)
    others = [
        one
        for one in read_lessons(everything)
        if (one.number, one.lang) != (only.number, only.lang)
    ]
    return [only, *others], only


def _mark(room, found: list, jobs: int, say: dict) -> list:
    from tqdm import tqdm

    with tqdm(total=len(found), unit=say["unit"], desc=say["marking"], leave=False) as bar:
        try:
            return room.mark(found, jobs, bar.update)
        except KeyboardInterrupt:
            bar.close()
            print(say["kept"], file=sys.stderr)
            raise


def _write(rows: list, out: Path, lang: str, limits) -> int:
    """Write the table, the page and the feedback; print where they are and what is amiss."""
    from koperasi.marking import report
    from koperasi.output import Folder

    learners: dict[str, list] = {}
    for one in rows:
        learners.setdefault(one.learner, []).append(one)
    names = report.file_names(list(learners))
    with Folder(out) as results:
        # The mark at the beginning tells a spreadsheet that the letters are UTF-8.
        results.write("marks.csv", ("\ufeff" + report.table(rows, lang)).encode())
        links = {learner: f"feedback/{names[learner]}.html" for learner in learners}
        page = report.page(rows, lang, _means(limits, report.say(lang)["means"]), links)
        results.write("marks.html", page.encode())
        for learner, own in learners.items():
            text = report.feedback(own, lang)
            results.write(f"feedback/{names[learner]}.html", text.encode())
    for complaint in results.complaints(lang):
        print(complaint, file=sys.stderr)
    lost = [one for one in rows if one.lesson is None]
    for one in lost:
        print(f"{one.file}: {' '.join(report.remarks(one, lang))}")
    print(report.say(lang)["report"]["written"].format(folder=out))
    return 1 if lost or results.failed else 0


def _means(limits, say: dict) -> list[str]:
    from koperasi.marking.run import closed_network, limits_memory

    network = "network_system" if closed_network() else "network_python"
    memory = "memory" if limits_memory() else "memory_unlimited"
    time_ = say["time"].format(
        answer=f"{limits.answer_seconds:g}", total=f"{limits.total_seconds:g}"
    )
    return [
        say["data"],
        say[network],
        say[memory].format(gigabytes=f"{limits.memory:g}"),
        time_,
    ]


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number above 0")
    return number


def _whole(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number above 0")
    return int(text)
