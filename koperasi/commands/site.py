"""`koperasi site`: the course as web pages that need no network, in `build/site`."""

import argparse
import sys

from koperasi import paths
from koperasi.commands.choice import add_language
from koperasi.words import told, words_or_english


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is shown besides the lessons."""
    parser.add_argument(
        "--teacher",
        action="store_true",
        help="with the notes and plans for the teacher, in build/site-teacher",
    )
    parser.add_argument("--pdf", action="store_true", help="also print the course as one PDF")
    add_language(parser, "language of the messages; the site is in all")


def run(arguments: argparse.Namespace) -> int:
    """Build the site; 1 if anything was wrong, which is printed on stderr."""
    from koperasi.output import Folder
    from koperasi.site.build import build
    from koperasi.slides.browser import NoBrowser

    folder = paths.ROOT / "build" / ("site-teacher" if arguments.teacher else "site")
    with Folder(folder) as out:
        try:
            wrong = build(out, arguments.teacher, arguments.pdf)
            out.sweep()
        except (OSError, ValueError, NoBrowser) as error:
            wrong = [error]
        wrong += out.complaints(arguments.lang)
    for line in wrong:
        print(told(line, arguments.lang), file=sys.stderr)
    begin = words_or_english(arguments.lang)["site"]["begin"]
    print(begin.format(page=folder / "index.html"))
    return 1 if wrong else 0
