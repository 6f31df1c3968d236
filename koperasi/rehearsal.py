"""The process in which `koperasi.trial` runs a lesson: `python -m koperasi.rehearsal LESSON`.

It reads from its standard input which answers to leave out, and writes one line of JSON for each
step: before it, [kind, number, index], so that the other side knows where it stopped if it does;
after it, what happened, as an object; at the end, "end".
"""

import ast
import contextlib
import copy
import io
import json
import math
import os
import re
import sys
import types

import networkx as nx

from koperasi import Check, lessons
from koperasi.lessons import Exercise
from koperasi.same import kind, labelled, plain

TOKENS_AT_MOST = 30


def main(lesson: str) -> None:
    """Run the lesson in the current folder, as given, then solved."""
    report = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    # What the lesson prints must not get between the lines of the report.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def write(event) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    skip = {tuple(step) for step in json.load(sys.stdin)}
    sys.stdin = io.StringIO()
    notebook = lessons.read_lesson(lesson)
    for solved in (False, True):
        _Run(notebook, solved, skip, write).run()
        write({"kind": "run", "number": int(solved), "index": 0})
    write("end")


class _Run:
    """One way through the lesson's cells: as the learner gets them, or solved."""

    def __init__(self, notebook, solved: bool, skip: set[tuple], write):
        self.cells, self.solved, self.skip, self.write = notebook.cells, solved, skip, write
        self.exercises = lessons.exercises(notebook)
        self.answers = {id(e.answer): e for e in self.exercises if e.answer is not None}
        self.checks = {id(e.check): e for e in self.exercises if e.check is not None}
        self.errors: dict[int, str] = {}  # exercise's number -> what stopped its answer
        # A notebook's cells are run in a module called __main__, and know `display`.
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        from IPython.display import display

        self.names = module.__dict__ | {"display": display}

    def run(self) -> None:
        for index, cell in enumerate(self.cells):
            if cell.cell_type != "code":
                continue
            source, exercise = cell.source, self.answers.get(id(cell))
            if exercise and self.solved:
                self.try_answers(exercise)
                source = exercise.filled_in(exercise.solution_code) or source
            self.write(["cell", int(self.solved), index])
            error = execute(source, self.names, lessons.cell_id(cell))
            if exercise:
                self.errors[exercise.number] = error
            elif id(cell) in self.checks:
                self.report_check(self.checks[id(cell)], error)
            elif bool(error) != ("raises-exception" in lessons.tags(cell)):
                step = {"kind": "cell", "number": int(self.solved), "index": index}
                self.write(step | {"error": error or "it raised no error"})

    def report_check(self, exercise: Exercise, error: str) -> None:
        """What the lesson's own check said about the stub or the solution."""
        step = {
            "kind": "solution" if self.solved else "stub",
            "number": exercise.number,
            "index": 0,
        }
        error = self.errors.get(exercise.number) or error
        self.write(step | _said(self.names, exercise, error))

    def try_answers(self, exercise: Exercise) -> None:
        """Try the answers listed for the teacher, each as if it were the only one."""
        if exercise.check is None:
            return
        listed = (("right", exercise.right), ("wrong", exercise.wrong))
        for sort, examples in listed:
            for index, example in enumerate(examples):
                if (sort, exercise.number, index) in self.skip:
                    continue
                self.write([sort, exercise.number, index])
                code = exercise.filled_in(example.code)
                names = copied(self.names, code + "\n" + exercise.check.source)
                error = execute(code, names, f"{exercise.id} {sort} {index + 1}")
                if not error:
                    error = execute(exercise.check.source, names, lessons.cell_id(exercise.check))
                step = {"kind": sort, "number": exercise.number, "index": index}
                self.write(step | _said(names, exercise, error))


def _said(names: dict, exercise: Exercise, error: str) -> dict:
    check = names.get("check")
    result = check.results.get(exercise.id) if isinstance(check, Check) else None
    if error or result is None:
        return {"error": error or "the check said nothing"}
    said = {"state": result.state, "message": result.message, "note": result.note}
    return said | {"answer": tokens(names.get(exercise.variable))}


def execute(source: str, names: dict, title: str) -> str:
    """Run a cell; returns what stopped it, such as "NameError: …", or an empty text."""
    # Lines for the notebook itself (%matplotlib, !ls) mean nothing here.
    source = re.sub(r"^([ \t]*)[%!].*$", r"\1pass", source, flags=re.M)
    silence = io.StringIO()
    try:
        with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
            exec(compile(source, f"<{title}>", "exec"), names)
    except (Exception, SystemExit) as error:
        first = (str(error).splitlines() or [""])[0]
        return f"{type(error).__name__}: {first[:200]}".rstrip(": ")
    finally:
        if "matplotlib.pyplot" in sys.modules:  # as a notebook does at the end of a cell
            sys.modules["matplotlib.pyplot"].close("all")
    return ""


def copied(names: dict, code: str) -> dict:
    """The lesson's names, with copies of the data that the code may change.

    Only what the code names, directly or in the lesson's functions, is copied: a network with a
    million edges that has nothing to do with the exercise is left alone.
    """
    copies = dict(names)
    try:
        wanted = [n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name)]
    except SyntaxError:
        return copies
    done, memo = set(), {}
    while wanted:
        name = wanted.pop()
        if name in done or name not in names:
            continue
        done.add(name)
        value = names[name]
        if isinstance(value, types.FunctionType) and value.__globals__ is names:
            wanted += _names_in(value.__code__)
            copies[name] = types.FunctionType(
                value.__code__, copies, name, value.__defaults__, value.__closure__
            )
            copies[name].__kwdefaults__ = value.__kwdefaults__
        elif isinstance(value, Check):
            copies[name] = Check(value.lang)
        elif isinstance(value, nx.Graph):
            copies[name] = value.copy()
        elif not type(value).__module__.startswith("matplotlib"):
            with contextlib.suppress(Exception):  # modules, open files: shared, not copied
                copies[name] = copy.deepcopy(value, memo)
    return copies


def _names_in(code: types.CodeType) -> list[str]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return [*code.co_names, *(name for c in inner for name in _names_in(c))]


def tokens(value) -> list:
    """The texts and numbers an answer consists of; empty if they are too many to give away."""
    try:
        found = _tokens(value)
    except Exception:  # an odd object
        found = []
    return found if len(found) <= TOKENS_AT_MOST else []


def _tokens(value) -> list:
    what = kind(value)
    if what in ("number", "text"):
        value = plain(value)
        if isinstance(value, str | int):
            return [value]
        return [float(value)] if math.isfinite(value) else []
    if what in ("column", "labels"):
        inside = labelled(value) or {}
        inside = [*inside, *inside.values()] if what == "labels" else plain(value, labels=False)
    elif what == "collection" and hasattr(value, "__len__"):
        inside = plain(value)
    else:
        return []
    return [token for item in inside[: TOKENS_AT_MOST + 1] for token in _tokens(item)]


if __name__ == "__main__":
    main(sys.argv[1])
