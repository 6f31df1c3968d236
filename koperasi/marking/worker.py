"""The process in which `koperasi.marking.run` marks one returned notebook.

It reads a plan from its standard input, as JSON: the steps of the lesson, in which a learner's
answers are, and the limits. It writes one line of JSON for each step: before it, [kind, id], so
that the other side knows where it stopped if it does; after it, what happened, as an object; at
the end, "end".
"""

import builtins
import contextlib
import json
import re
import sys
from pathlib import Path

from koperasi import figures, paths
from koperasi.answers import check as answers_check
from koperasi.answers import equality, feedback
from koperasi.answers.check import Check
from koperasi.marking.fence import Fence
from koperasi.running import cells
from koperasi.running.cells import execute
from koperasi.words import words_or_english

TEXT_AT_MOST = 1_000
PRINTED_AT_MOST = 100_000
FILE_BYTES = 250_000_000
SMALL = str | int | float | tuple


def main() -> None:
    """Run the plan in the current folder."""
    plan = json.load(sys.stdin)
    write = cells.reporter()
    sys.dont_write_bytecode = True
    _limit_memory(plan["memory"])
    session = Session(plan["lang"])
    for step in plan["steps"]:
        write([step["kind"], step["id"]])
        write(getattr(session, step["kind"])(step))
    write("end")


def _limit_memory(gigabytes: float) -> None:
    """Where the system can do it (not on Windows; macOS does not keep to it)."""
    try:
        import resource
    except ImportError:
        return
    wanted = {"RLIMIT_AS": int(gigabytes * 2**30), "RLIMIT_FSIZE": FILE_BYTES, "RLIMIT_CORE": 0}
    for name, value in wanted.items():
        with contextlib.suppress(OSError, ValueError):
            _, hard = resource.getrlimit(getattr(resource, name))
            if hard != resource.RLIM_INFINITY:
                value = min(value, hard)
            resource.setrlimit(getattr(resource, name), (value, value))


class Session:
    """The names that the lesson's cells, and the answers, know."""

    def __init__(self, lang: str):
        say = words_or_english(lang)["mark"]
        self.fence, self.silent = Fence(paths.ROOT, say["fence"]), say["why"]["silent"]
        self.data = _Data()
        self.guard = None
        self.lessons_own: set[str] = set()  # the names that the lesson's cells have set
        self.names = cells.fresh_names()
        figures.saving = False  # the lesson's own need not be drawn to mark an answer

    def cell(self, step: dict) -> dict:
        """Run a cell of the lesson itself."""
        before = dict(self.names)
        error, _ = execute(step["source"], self.names, step["id"])
        # What an answer changes of these is put back; what a learner named is the learner's.
        changed = {n for n, value in self.names.items() if before.get(n, before) is not value}
        self.lessons_own |= changed
        if bool(error) == step["raises"]:
            error = ""
        return {"kind": "cell", "id": step["id"], "error": error}

    def own(self, step: dict) -> dict:
        """Run cells that the learner added; whatever they do, the lesson goes on."""
        if self.guard is None:
            self.guard = _Guard(self.names.get("check"))
        before = dict(self.names)
        with self._fenced():
            for number, source in enumerate(step["sources"], start=1):
                execute(source, self.names, f"own cell {number} after {step['id']}")
        self._put_back(before, "")
        self.guard.put_back()
        self.data.put_back()
        self.fence.refused.clear()
        return {"kind": "own", "id": step["id"]}

    def answer(self, step: dict) -> dict:
        """Run the stub, a learner's answer and the check of an exercise."""
        execute(step["stub"], self.names, step["id"])
        check = self.names.get("check")
        if self.guard is None:
            self.guard = _Guard(check)
        before = dict(self.names)
        errors, printed = [], 0
        self.fence.refused.clear()
        with self._fenced():
            for number, source in enumerate(step["sources"], start=1):
                error, letters = execute(source, self.names, f"{step['id']} answer {number}")
                errors += [error] if error else []
                printed += letters
        remarks = []
        if changed := self._put_back(before, step["variable"]):
            remarks.append(["rebound", {"names": ", ".join(changed)}])
        if self.guard.put_back():
            remarks.append(["patched", {}])
        with self._fenced():
            found = self._check(step, check)
        if errors and found.get("state") != "right":
            found = {"state": "error", "message": errors[0], "value": ""}
        elif errors:
            remarks.append(["raised", {"error": errors[0]}])
        if changed := self.data.put_back():
            remarks.append(["data", {"files": ", ".join(changed)}])
        remarks += [[f"refused_{what}", {}] for what in sorted(self.fence.refused)]
        if printed > PRINTED_AT_MOST:
            remarks.append(["printed", {"letters": printed}])
        return {"kind": "answer", "id": step["id"], "remarks": remarks, **found}

    @contextlib.contextmanager
    def _fenced(self):
        self.fence.closed = figures.saving = True
        try:
            yield
        finally:
            self.fence.closed = figures.saving = False

    def _check(self, step: dict, check) -> dict:
        """What the check says, and the answer in words."""
        variable, value = step["variable"], ""
        if isinstance(check, Check):
            check.results.pop(step["id"], None)
        if variable in self.names:
            with contextlib.suppress(BaseException):
                self.names[variable] = equality.settle(self.names[variable])
                value = described(self.names[variable], step["ordered"])
        error, _ = execute(step["check"], self.names, f"{step['id']} check")
        result = check.results.get(step["id"]) if isinstance(check, Check) else None
        if error or result is None:
            return {"state": "error", "message": error or self.silent, "value": value}
        found = {"state": result.state, "message": result.message[:TEXT_AT_MOST], "value": value}
        return found | ({"note": result.note[:TEXT_AT_MOST]} if result.note else {})

    def _put_back(self, before: dict, variable: str) -> list[str]:
        """Give the lesson's names, and Python's own, back their values; returns which had others.

        A learner who calls something `G`, `list` or `check` does not change the lesson for the
        exercises that follow. Names of the learner's own stay as they are: a later answer may use
        them, and may give them other values.
        """
        changed = []
        shadows = [n for n in self.names if n not in before and n in vars(builtins)]
        for name in [*before, *shadows]:
            if name == variable or name.startswith("__"):
                continue
            if name not in self.lessons_own and name not in vars(builtins):
                continue
            if self.names.get(name, before) is before.get(name, self.names):
                continue
            if not isinstance(before.get(name), SMALL):  # not the variable of some loop
                changed.append(name)
            if name in before:
                self.names[name] = before[name]
            else:
                del self.names[name]
        return changed


class _Guard:
    """The parts of Python and of the course that decide about an answer, as they should be."""

    def __init__(self, check):
        modules = [builtins, answers_check, feedback, equality]
        owned = [Check, *([check] if isinstance(check, Check) else [])]
        self.saved = [(owner, dict(vars(owner)), owner in owned) for owner in modules + owned]

    def put_back(self) -> bool:
        """Undo changes, and say whether there were any."""
        changed = False
        for owner, saved, whole in self.saved:
            now = dict(vars(owner))
            for name, value in saved.items():
                if now.get(name, now) is not value and name != "_":
                    changed = True
                    setattr(owner, name, value)
            for name in now.keys() - saved.keys() if whole else ():
                changed = True
                delattr(owner, name)
        return changed


class _Data:
    """The tables, which every lesson and answer must find as they were."""

    def __init__(self):
        files = sorted(path for path in paths.DATA.rglob("*") if path.is_file())
        self.saved = {path: (self._stamp(path), path.read_bytes()) for path in files}

    def put_back(self) -> list[str]:
        """Write changed or removed files anew; returns their names."""
        changed = []
        for path, (stamp, content) in self.saved.items():
            if self._stamp(path) == stamp:
                continue
            changed.append(path.name)
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                self.saved[path] = (self._stamp(path), content)
        return changed

    @staticmethod
    def _stamp(path: Path):
        try:
            found = path.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns


def described(value, ordered: bool) -> str:
    """An answer in one line, the same for all that wrote the same answer."""
    what = equality.kind(value)
    if what == "table":
        rows, columns = value.shape
        return f"DataFrame, {rows} × {columns}: {', '.join(map(str, value.columns[:8]))}"
    if what == "graph":
        return f"{type(value).__name__}, {len(value)} nodes, {value.number_of_edges()} edges"
    plain = equality.plain(value)
    if what in ("collection", "column") and isinstance(plain, list):
        items = [_in_short(item) for item in plain[:200]]
        return _cut(f"[{', '.join(items if ordered else sorted(items))}]")
    if isinstance(plain, dict):
        items = [f"{_in_short(k)}: {_in_short(v)}" for k, v in list(plain.items())[:200]]
        return _cut(f"{{{', '.join(items if ordered else sorted(items))}}}")
    return _in_short(plain)


def _in_short(value) -> str:
    if isinstance(value, set | frozenset):
        return _cut(f"{{{', '.join(sorted(map(_in_short, value)))}}}")
    # The address of an object is another one each time.
    return _cut(re.sub(r" at 0x[0-9A-Fa-f]+", "", repr(value)))


def _cut(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


if __name__ == "__main__":
    main()
