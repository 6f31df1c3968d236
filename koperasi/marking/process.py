"""The process in which `koperasi.marking.run` marks one returned notebook.

It reads a plan from its standard input, as JSON: the steps of the lesson, in which a learner's
answers are, and the limits. It writes one line of JSON for each step: before it, [kind, id], so
that the other side knows where it stopped if it does; after it, what happened, as an object; at
the end, "end".
"""

import builtins
import contextlib
import io
import json
import os
import re
import sys
import types
from pathlib import Path

from koperasi import figures, paths
from koperasi.answers import check as answers_check
from koperasi.answers import equality, feedback
from koperasi.answers.check import Check
from koperasi.marking.fence import Fence
from koperasi.words import words

TEXT_AT_MOST = 1_000
PRINTED_AT_MOST = 100_000
FILE_BYTES = 250_000_000
SMALL = str | int | float | tuple


def main() -> None:
    """Run the plan in the current folder."""
    plan = json.load(sys.stdin)
    report = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    # What the lesson prints must not get between the lines of the report.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.dont_write_bytecode = True
    _limit_memory(plan["memory"])

    def write(event) -> None:
        report.write(json.dumps(event) + "\n")
        report.flush()

    lesson = Lesson(plan["lang"])
    for step in plan["steps"]:
        write([step["kind"], step["id"]])
        write(lesson.answer(step) if step["kind"] == "answer" else lesson.cell(step))
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


def _words(lang: str) -> dict:
    try:
        return words(lang)["mark"]
    except (ValueError, KeyError):
        return words("en")["mark"]


class Lesson:
    """The names that the lesson's cells, and the answers, know."""

    def __init__(self, lang: str):
        self.fence = Fence(paths.ROOT, _words(lang)["fence"])
        self.data = _Data()
        self.guard = None
        # A notebook's cells are run in a module called __main__, and know `display`.
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.names = module.__dict__
        self.names["display"] = answers_check._display = lambda *_, **__: None
        _draw_only_for(self.fence)

    def cell(self, step: dict) -> dict:
        """Run a cell of the lesson itself."""
        error, _ = execute(step["source"], self.names, step["id"])
        if bool(error) == step["raises"]:
            error = ""
        return {"kind": "cell", "id": step["id"], "error": error}

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
        self.fence.closed = True
        try:
            yield
        finally:
            self.fence.closed = False

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
            return {"state": "error", "message": error or "the check said nothing", "value": value}
        found = {"state": result.state, "message": result.message[:TEXT_AT_MOST], "value": value}
        return found | ({"note": result.note[:TEXT_AT_MOST]} if result.note else {})

    def _put_back(self, before: dict, variable: str) -> list[str]:
        """Give the lesson's names, and Python's own, back their values; returns which had others.

        A learner who calls something `G`, `list` or `check` does not change the lesson for the
        exercises that follow. New names stay: a later answer may use them.
        """
        changed = []
        shadows = [n for n in self.names if n not in before and n in vars(builtins)]
        for name in [*before, *shadows]:
            if name == variable or name.startswith("__"):
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


def _draw_only_for(fence: Fence) -> None:
    """Figures of the lesson itself need not be saved to mark an answer; it takes most of the time."""
    save = figures.save_figure

    def save_figure(figure, name: str) -> None:
        if fence.closed:
            save(figure, name)

    figures.save_figure = sys.modules["koperasi"].save_figure = save_figure


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
    sys.stdin = io.StringIO()  # where `input()` finds nothing
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            exec(_compiled(source, file), names)
    except BaseException as error:
        return _told(error, file), printed.letters
    finally:
        if "matplotlib.pyplot" in sys.modules:  # as a notebook does at the end of a cell
            with contextlib.suppress(Exception):
                sys.modules["matplotlib.pyplot"].close("all")
    return "", printed.letters


def _compiled(source: str, file: str):
    try:
        return compile(source, file, "exec")
    except SyntaxError:
        # Lines for the notebook itself (%matplotlib, !ls, name?) mean nothing here.
        source = re.sub(r"^([ \t]*)%%?time[ \t]+(?=\S)", r"\1", source, flags=re.M)
        source = re.sub(r"^([ \t]*)([%!?].*|[\w.]+\?\??[ \t]*)$", r"\1pass", source, flags=re.M)
        return compile(source, file, "exec")


def _told(error: BaseException, file: str) -> str:
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
