"""The command `koperasi`: one sub-command for each thing a teacher or learner does."""

import argparse
import contextlib
import importlib
import os
import sys
from pathlib import Path

from koperasi.words import words_or_english

# Each module has `add_arguments(parser)` and `run(arguments) -> exit status`.
COMMANDS = {
    "lab": "open the lessons in JupyterLab",
    "data": "check a folder of tables (the course's own by default)",
    "check": "try out the exercises of the lessons: right answers accepted, wrong ones refused",
    "sync": "compare the lessons in all languages, and carry code over",
    "handout": "write learners' copies of lessons, without solutions, and a zip file of them",
    "mark": "mark a folder of returned notebooks",
    "nbgrader": "export lessons for nbgrader",
    "slides": "make slides of lessons, one file each that needs no network",
    "site": "make the web site of the course, which needs no network",
}


def main(argv: list[str] | None = None) -> int:
    """Run one sub-command; returns its exit status (0 only if all is right)."""
    parser = argparse.ArgumentParser(
        prog="koperasi", description="Reading a text as a network: tools of the course."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        if not (Path(__file__).parent / "commands" / f"{name}.py").is_file():
            continue  # a learner's copy has only what learners need
        sub = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        module = importlib.import_module(f"koperasi.commands.{name}")
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    arguments, unknown = parser.parse_known_args(argv)
    say = words_or_english(arguments.lang)["command"]
    if hasattr(arguments, "passed_on"):
        arguments.passed_on = unknown
    elif unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a letter of a notebook shows a question mark in its place. In a
        # notebook the streams are not the console's, and know nothing of this.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")
    try:
        return _flushed(arguments.run(arguments))
    except KeyboardInterrupt:
        print(f"\n{say['stopped']}", file=sys.stderr)
        return 130
    except BrokenPipeError:  # who read the output, such as `head`, has seen enough
        with contextlib.suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("koperasi", ""):
            raise
        print(say["missing_package"].format(name=error.name), file=sys.stderr)
        return 2


def _flushed(status: int) -> int:
    sys.stdout.flush()
    return status
