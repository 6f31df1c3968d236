"""The process in which `koperasi.exercises.trial` runs a lesson: `python -m koperasi.exercises.worker`.

It reads what to run from its standard input (see `trial.plan`), in the lesson's folder, and writes
one line of JSON for each step: before it, [kind, number, index], so that the other side knows
where it stopped if it does; after it, what happened, as an object; at the end, "end".

It knows nothing of notebooks: reading those takes longer to import than a lesson takes to run.
"""

import ast
import contextlib
import copy
import json
import math
import sys
import types
from collections import defaultdict

import networkx as nx

from koperasi.answers.check import Check
from koperasi.answers.equality import kind, labelled, plain
from koperasi.exercises.battery import Asked, Wrong, battery, parts_of
from koperasi.running import cells
from koperasi.running.cells import execute

TOKENS_AT_MOST = 30


def main() -> None:
    """Run the lesson that the standard input describes: as given, then solved."""
    plan = json.load(sys.stdin)
    write = cells.reporter()
    for solved in (False, True):
        _Run(plan, solved, write).run()
        write({"kind": "run", "number": int(solved), "index": 0})
    write("end")


class _Run:
    """One way through the lesson's cells: as the learner gets them, or solved."""

    def __init__(self, plan: dict, solved: bool, write):
        self.cells, self.solved, self.write = plan["cells"], solved, write
        self.say = plan["say"]  # the words [check.lost]
        self.skip = {tuple(step) for step in plan["skip"]}
        self.answers = {e["answer_cell"]: e for e in plan["exercises"]}
        self.checks = {e["check_cell"]: e for e in plan["exercises"]}
        self.errors: dict[int, str] = {}  # exercise's number -> what stopped its answer
        self.solutions: dict[str, object] = {}  # of the exercises so far
        self.right: dict[str, list] = defaultdict(list)  # other right answers, by exercise
        self.names = cells.fresh_names()

    def run(self) -> None:
        for index, cell in enumerate(self.cells):
            if cell is None:  # not a code cell
                continue
            source, exercise = cell["source"], self.answers.get(index)
            if exercise and self.solved:
                self.try_answers(exercise)
                source = exercise["solution"] or source
            self.write(["cell", int(self.solved), index])
            error, _ = execute(source, self.names, cell["id"])
            if exercise:
                self.errors[exercise["number"]] = error
            elif index in self.checks:
                self.report_check(self.checks[index], error)
            elif bool(error) != cell["raises"]:
                step = {"kind": "cell", "number": int(self.solved), "index": index}
                self.write(step | {"error": error or self.say["no_error"]})
                return  # what comes after it may follow from it
        if not self.solved:  # many a learner runs all cells first, and answers then
            for exercise in self.answers.values():
                self.try_answer(exercise, "late", 0, exercise["solution"])

    def report_check(self, exercise: dict, error: str) -> None:
        """What the lesson's own check said about the stub or the solution."""
        kind_ = "solution" if self.solved else "stub"
        before = self.errors.get(exercise["number"], "")
        step = {"kind": kind_, "number": exercise["number"], "index": 0}
        said = _said(self.names, exercise, before, error, self.say["silent"])
        self.write(step | said)
        if self.solved and said.get("state") == "right":
            value = self.names.get(exercise["variable"])
            self.try_battery(exercise, value)
            self.solutions[exercise["id"]] = value

    def try_battery(self, exercise: dict, solution) -> None:
        """Wrong answers made from the right one: what the check says of each."""
        check = self.cells[exercise["check_cell"]]
        step = {"kind": "battery", "number": exercise["number"], "index": 0}
        if tuple(step.values()) in self.skip:
            return
        self.write(list(step.values()))
        variable = exercise["variable"]
        # Copied once: neither the check nor working out a part of the solution changes the data.
        names = copied(self.names, exercise["solution"] + "\n" + check["source"])
        others = parts_of(exercise["solution"], names)
        others += [Wrong("earlier", value, id_) for id_, value in self.solutions.items()]
        own, names["check"] = names["check"], Asked()
        execute(check["source"], names, check["id"])
        asked, names["check"] = names["check"], own
        told = []
        for wrong in battery(asked, solution, others, self.right[exercise["id"]]):
            names[variable] = wrong.value
            own.results.pop(exercise["id"], None)
            error, _ = execute(check["source"], names, check["id"])
            result = own.results.get(exercise["id"])
            stopped = error or (result.note if result else self.say["silent"])
            told.append(
                {
                    "label": wrong.label,
                    "detail": wrong.detail,
                    "sure": wrong.sure,
                    "state": "stopped" if stopped else result.state,
                    "message": stopped or result.message,
                    "hint": result.hint if result else -1,
                    "raised": list(result.raised.items()) if result else [],
                }
            )
        twins = [id_ for id_, value in self.solutions.items() if asked.same(value, solution)]
        self.write(step | {"answer": told, "twins": twins})

    def try_answers(self, exercise: dict) -> None:
        """Try the answers listed for the teacher, each as if it were the only one."""
        for sort in ("right", "wrong"):
            for index, code in enumerate(exercise[sort]):
                self.try_answer(exercise, sort, index, code)

    def try_answer(self, exercise: dict, sort: str, index: int, code: str) -> None:
        check = self.cells[exercise["check_cell"]]
        step = {"kind": sort, "number": exercise["number"], "index": index}
        if tuple(step.values()) in self.skip:
            return
        self.write(list(step.values()))
        names = copied(self.names, code + "\n" + check["source"])
        before, _ = execute(code, names, f"{exercise['id']} {sort} {index + 1}")
        error, _ = execute(check["source"], names, check["id"])
        said = _said(names, exercise, before, error, self.say["silent"])
        self.write(step | said)
        if said.get("state") == "right":
            self.right[exercise["id"]].append(names.get(exercise["variable"]))


def _said(names: dict, exercise: dict, before: str, error: str, silent: str) -> dict:
    """What the check said, or what stopped the answer before it, or the check itself."""
    check = names.get("check")
    result = check.results.get(exercise["id"]) if isinstance(check, Check) else None
    if before:
        return {"error": before}
    if error or result is None:
        return {"error": error or silent, "in_check": True}
    said = {"state": result.state, "message": result.message, "note": result.note}
    said |= {"hint": result.hint, "raised": list(result.raised.items())}
    return said | {"answer": tokens(names.get(exercise["variable"]))}


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
    main()
