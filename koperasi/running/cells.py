"""Inside the process: cells are run as Jupyter would run them, but nothing is shown.

It knows nothing of notebooks: reading those takes longer to import than a lesson takes to run.
"""

import contextlib
import io
import json
import os
import sys
import types
from collections import deque

import koperasi.answers.check

# The code of the last cells.
_run: deque[str] = deque(maxlen=koperasi.answers.check.SEARCHED)


def reporter():
    """A function that writes events, a line of JSON each, to what was the standard output.

    What the cells themselves print goes nowhere from then on, so that it cannot get between.
    """
    report = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def write(event) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    return write


def fresh_names() -> dict:
    """The names that a notebook's cells know before the first: those of a module `__main__`."""
    koperasi.answers.check.show = lambda message: None
    koperasi.answers.check.code_run = lambda: list(_run)
    _run.clear()
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = module.__dict__
    names["display"] = lambda *things, **options: None
    shell = _Shell(names)
    names["get_ipython"] = lambda: shell
    return names


class _Shell:
    """What stands for IPython: magics that run code run it, all others do nothing."""

    TIMING = ("time", "timeit", "prun", "capture")

    def __init__(self, names: dict):
        self.names = names

    def run_line_magic(self, name: str, line: str, *_, **__) -> None:
        if name in self.TIMING:
            exec(compile(line, f"<%{name}>", "exec"), self.names)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in self.TIMING:
            exec(compile(cell, f"<%%{name}>", "exec"), self.names)

    def system(self, command: str) -> None:
        pass

    def getoutput(self, command: str) -> list:
        return []


class _Counter(io.TextIOBase):
    """Takes what is printed, keeps nothing, and counts the letters."""

    letters = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.letters += len(text)
        return len(text)


def execute(source: str, names: dict, title: str) -> tuple[str, int]:
    """Run a cell; returns what stopped it, such as "NameError: … (line 2)", and letters printed."""
    printed, file = _Counter(), f"<{title}>"
    _run.append(source)
    sys.stdin = io.StringIO()  # where `input()` finds nothing
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            exec(compiled(source, file), names)
    except BaseException as error:
        return told(error, file), printed.letters
    finally:
        if "matplotlib.pyplot" in sys.modules:  # as a notebook does at the end of a cell
            with contextlib.suppress(Exception):
                sys.modules["matplotlib.pyplot"].close("all")
    return "", printed.letters


def compiled(source: str, file: str):
    """A cell's code. Lines for the notebook itself (%matplotlib, !ls, name?) are no Python; which
    they are, IPython says, as it does in Jupyter.
    """
    try:
        return compile(source, file, "exec")
    except SyntaxError as error:
        from IPython.core.inputtransformer2 import TransformerManager

        lines = source if source.endswith("\n") else source + "\n"
        try:
            transformed = TransformerManager().transform_cell(lines)
        except SyntaxError:
            raise error from None
        return compile(transformed, file, "exec")


def told(error: BaseException, file: str) -> str:
    """The kind, message and place of an error, whatever it is."""
    name = type(error).__name__
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        first = (str(text).strip().splitlines() or [""])[0][:200]
    except BaseException:  # an error that cannot even be printed
        first = ""
    place = f" (line {line})" if isinstance(line, int) else ""
    return f"{name}: {first}".rstrip(": ") + place
