"""Running the answers of one returned notebook in the teacher's lesson, within limits.

A plain Python process runs the cells, not a Jupyter kernel: it starts in half the time, needs no
ports, and the answers are judged in the same way, since no exercise asks what a cell displays.
"""

import contextlib
import functools
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.exercises import parts
from koperasi.handout import needed
from koperasi.marking.returned import Remark, exercises_to_mark
from koperasi.notebooks import NotebookNode
from koperasi.running.process import Process

STATES = ("right", "not yet", "empty", "error")


@dataclass(frozen=True)
class Limits:
    """What one returned notebook may use: seconds for an answer and in all, gigabytes."""

    answer_seconds: float = 10
    total_seconds: float = 120
    memory: float = 2


@dataclass
class Marked:
    """What became of the answers: exercise -> {state, message, value, answer}, and remarks.

    `state` is one of STATES; `message` what the learner is told, or the error; `value` the answer
    in one line; `answer` the code. It is `complete` if the lesson came to its end.
    """

    results: dict[str, dict] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    complete: bool = True


class MarkingStoppedError(Exception):
    """The marking was interrupted."""


class Runner:
    """Runs notebooks until it is stopped, from any number of threads."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.stopping = False
        self._processes: set[Process] = set()

    def stop(self) -> None:
        """End what is running; nothing more is started."""
        self.stopping = True
        for process in list(self._processes):
            process.end()

    def mark(
        self,
        lesson: NotebookNode,
        answers: dict[str, list[str]],
        own: dict[str, list[str]] | None = None,
    ) -> Marked:
        """Run the answers, and a learner's `own` cells in their places (see `returned.Taken`).

        MarkingStoppedError is raised if the runner is.

        An answer or a cell of the learner's that does not come to an end, or ends Python, is left
        out in a second attempt, so that those before and after it count.
        """
        marked = Marked()
        given = {name: "\n\n".join(cells) for name, cells in answers.items()}
        left_out: dict[str, Remark] = {}
        own_lost: set[str] = set()
        rest: Remark = ("not_reached", {})
        deadline = time.monotonic() + self.limits.total_seconds
        while any(given.values()):
            tried = {name: cells for name, cells in answers.items() if name not in left_out}
            marked.results, marked.remarks = {}, []
            rest_of_own = {at: cells for at, cells in (own or {}).items() if at not in own_lost}
            lost = self._attempt(lesson, tried, rest_of_own, marked, deadline)
            if lost is None:
                break
            kind, name, why = lost
            if why[0] == "total_time":
                rest, marked.complete = why, False
                break
            if kind == "own" and name not in own_lost:
                own_lost.add(name)
                continue
            if kind != "answer" or name not in tried:
                marked.remarks.append(("lesson_stopped", {"cell": name}))
                marked.complete = False
                break
            left_out[name] = why
        for name, answer in given.items():
            result = {"state": "empty", "message": "", "value": ""}
            if answer:
                why = left_out.get(name, rest)
                result = marked.results.get(name, result | {"state": "error", "why": list(why)})
            marked.results[name] = result | {"answer": answer}
        return marked

    def _attempt(
        self, lesson, answers, own, marked: Marked, deadline
    ) -> tuple[str, str, Remark] | None:
        """One process; returns the step that it did not survive (kind, id, why), or None."""
        step = ["cell", ""]
        with tempfile.TemporaryDirectory(
            prefix="koperasi-", ignore_cleanup_errors=True
        ) as folder, self._process(Path(folder).resolve(), plan(lesson, answers, self.limits, own)) as process:  # fmt: skip
            while True:
                left = deadline - time.monotonic()
                # The lesson's own cells have all the time: the first imports may be slow.
                limit = left if step[0] == "cell" else self.limits.answer_seconds
                try:
                    event = process.event(min(limit, left))
                except TimeoutError:
                    if limit < left:
                        return *step, ("time", {"seconds": f"{limit:g}"})
                    return *step, ("total_time", {"seconds": f"{self.limits.total_seconds:g}"})
                if self.stopping:
                    raise MarkingStoppedError
                if event == "end":
                    return None
                if isinstance(event, list) and len(event) == 2:
                    step = event
                elif isinstance(event, dict):
                    _note(event, marked)
                else:
                    return *step, ("died", {"status": process.status()})

    @contextlib.contextmanager
    def _process(self, folder: Path, what: dict):
        """A Python process in a copy of what a lesson needs, which is ended in any case."""
        for name in ("notebooks/en", "figures", "tmp"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(paths.DATA, folder / "data")
        for file in code_files():
            target = folder / file.relative_to(paths.ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        environment = {
            "MPLBACKEND": "Agg",
            "KOPERASI_FIGURES": str(folder / "figures"),
            "PYTHONPATH": str(folder),
            "PYTHONHASHSEED": "0",  # sets in the same order, so that the same answer counts
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp"))
        if self.stopping:
            raise MarkingStoppedError
        process = Process(
            "koperasi.marking.worker", what, folder / "notebooks/en", environment, closed_network()
        )
        self._processes.add(process)
        try:
            with process:
                yield process
        finally:
            self._processes.discard(process)


def code_files() -> list[Path]:
    """The course's code that decides about an answer: what lessons import, and what runs them."""
    package = Path(__file__).resolve().parent.parent
    runs = [*(package / "running").glob("*.py")]
    runs += [package / "marking" / f"{name}.py" for name in ("__init__", "fence", "worker")]
    said = [*(package / "words").rglob("*.toml")]
    return [*needed.package_files([]), *sorted(said), *sorted(runs)]


@functools.cache
def closed_network() -> tuple[str, ...]:
    """What to put before a command to run it without network; empty if the system has no such."""
    for command in (("unshare", "--net"), ("unshare", "--map-root-user", "--net")):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([*command, "true"], check=True, capture_output=True, timeout=10)
            return command
    return ()


def plan(
    lesson: NotebookNode,
    answers: dict[str, list[str]],
    limits: Limits,
    own: dict[str, list[str]] | None = None,
) -> dict:
    """All that decides what comes out: the lesson's code, with what the learner wrote in its places."""
    own = own or {}
    by_cell = {id(e.answer): e for e in exercises_to_mark(lesson) if answers.get(e.id)}
    done = {id(e.check) for e in by_cell.values()}
    steps = [_own_step("", own)] if "" in own else []
    for cell in lesson.cells:
        exercise, name = by_cell.get(id(cell)), notebooks.cell_id(cell)
        if cell.cell_type == "code" and id(cell) not in done:
            steps.append(_step(cell, exercise, answers, own))
        if name and name in own and exercise is None:
            steps.append(_own_step(name, own))
    return {"steps": steps, "lang": notebooks.language(lesson), **asdict(limits)}


def _own_step(name: str, own: dict[str, list[str]]) -> dict:
    return {"kind": "own", "id": name, "sources": own[name]}


def _step(cell, exercise, answers, own) -> dict:
    """What is to be run for a code cell of the lesson; `exercise` if it is that one's answer cell."""
    if exercise is None:
        step = {"kind": "cell", "id": notebooks.cell_id(cell), "source": cell.source}
        return step | {"raises": "raises-exception" in notebooks.tags(cell)}
    call = parts.check_call(exercise.check.source)
    return {
        "kind": "answer",
        "id": exercise.id,
        "variable": exercise.variable,
        "stub": f"{exercise.given}\n{exercise.variable} = ...",
        # What was added between the answer and its check belongs to the answer.
        "sources": [*answers[exercise.id], *own.get(notebooks.cell_id(cell), ())],
        "check": exercise.check.source,
        "ordered": any(k.arg == "ordered" for k in call.keywords),
    }


def _note(event: dict, marked: Marked) -> None:
    """Take over what the process reports of one step."""
    if event.get("kind") == "own":
        return
    if event.get("kind") == "cell":
        if event.get("error"):
            values = {"cell": str(event.get("id")), "error": str(event["error"])}
            marked.remarks.append(("lesson_cell", values))
        return
    name = str(event.get("id"))
    state = event.get("state")
    marked.results[name] = {
        "state": state if state in STATES else "error",
        "message": str(event.get("message", "")),
        "value": str(event.get("value", "")),
    }
    for key, values in event.get("remarks") or ():
        marked.remarks.append((key, {"exercise": name, **values}))
    if event.get("note"):
        marked.remarks.append(("note", {"exercise": name, "note": str(event["note"])}))


def limits_memory() -> bool:
    """Whether this system keeps a process to a limit of memory."""
    return sys.platform.startswith("linux")
