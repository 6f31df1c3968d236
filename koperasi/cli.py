"""The command `koperasi`: one sub-command for each thing a teacher or learner does."""

import argparse
import importlib
import sys

# Each module has `add_arguments(parser)` and `run(arguments) -> exit status`.
COMMANDS = {
    "lab": "open the lessons in JupyterLab",
    "data": "check a folder of tables (the course's own by default)",
    "check": "try out the exercises of the lessons: right answers accepted, wrong ones refused",
    "handout": "write learners' copies of lessons, without solutions, and a zip file of them",
    "mark": "mark a folder of returned notebooks",
    "nbgrader": "export lessons for nbgrader",
    "slides": "make slides of lessons, one file each that needs no network",
}


def main(argv: list[str] | None = None) -> int:
    """Run one sub-command; returns its exit status (0 only if all is right)."""
    parser = argparse.ArgumentParser(
        prog="koperasi", description="Reading a text as a network: tools of the course."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        module = importlib.import_module(f"koperasi.commands.{name}")
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    arguments, unknown = parser.parse_known_args(argv)
    if hasattr(arguments, "passed_on"):
        arguments.passed_on = unknown
    elif unknown:
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    try:
        return arguments.run(arguments)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
