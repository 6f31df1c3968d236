"""`koperasi data`: check a folder of tables and say what to mend."""

import argparse
import sys
from functools import partial

from koperasi import paths
from koperasi.commands.choice import add_language
from koperasi.words import told, words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=paths.typed,
        default=paths.DATA,
        help="folder with tables saved as CSV (default: the course's own)",
    )
    add_language(parser, "language of the messages")


def run(arguments: argparse.Namespace) -> int:
    """Print a report on each table; 0 if all tables are right, 1 if not, 2 for a wrong argument."""
    from tqdm import tqdm

    from koperasi.tables.validation import check_folder

    try:
        text = words(arguments.lang)["data"]
    except ValueError as error:
        print(told(error, arguments.lang), file=sys.stderr)
        return 2
    folder = arguments.folder
    progress = partial(tqdm, unit=text["unit"], delay=2, leave=False)
    reports = check_folder(folder, arguments.lang, progress)

    if not any(report.file.endswith(".csv") for report in reports):  # the folder itself is wrong
        print(*(problem for report in reports for problem in report.problems), sep="\n")
        return 1
    own = (folder / "datapackage.json").is_file()
    print(text["heading_own" if own else "heading_course"].format(folder=folder) + "\n")
    for report in reports:
        line = text[{None: "table_unread", 1: "table_of_one"}.get(report.rows, "table")]
        verdict = _count(len(report.problems), text) if report.problems else text["all_right"]
        print(line.format(file=report.file, rows=report.rows, verdict=verdict))
        for note in report.notes:
            print("  " + text["noted"].format(note=note))
        for problem in report.problems:
            print("\n" + "\n".join("  " + line for line in str(problem).splitlines()))
        if report.problems:
            print()

    wrong = [report for report in reports if report.problems]
    if wrong:
        count = _count(sum(len(report.problems) for report in wrong), text)
        summary = text["summary_wrong"]
        print(summary.format(problems=count, wrong=len(wrong), tables=len(reports)))
    else:
        rows = sum(report.rows for report in reports)
        print("\n" + text["summary_right"].format(tables=len(reports), rows=rows))
    return 1 if wrong else 0


def _count(problems: int, text: dict) -> str:
    return text["one_problem" if problems == 1 else "some_problems"].format(count=problems)
