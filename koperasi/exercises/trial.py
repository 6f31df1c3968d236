"""Trying a lesson out: does every exercise tell right answers from wrong ones?

`try_lesson` runs a lesson's cells in a Python process of its own, twice: as the learner gets it
(answers not given), then with the solutions in the answer cells. At the end of the first way it
tries each solution as from a learner who ran all cells before answering. On the second way it
stops at each exercise and tries every answer listed for the teacher there. `examine` adds what is
wrong with the form, and puts everything into words for the teacher.
"""

import ast
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.exercises import form, parts
from koperasi.exercises.form import Finding
from koperasi.exercises.parts import Exercise
from koperasi.exercises.secret import Secret, has_code_of_solution
from koperasi.notebooks import NotebookNode
from koperasi.running.process import Process
from koperasi.words import words_or_english

ANSWERS = ("stub", "late", "solution", "right", "wrong")
ANSWER_SECONDS = 20
CELL_SECONDS = 120
START_SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """What happened when an answer, a cell, or the whole lesson was tried.

    kind      "stub", "solution", "right" or "wrong" for an answer; "late" for the solution once all
              cells have run; "cell"; "run"
    number    of the exercise in the lesson; for cells and runs, 1 if the lesson was solved
    index     place among the right or wrong answers, or of the cell; from 0
    state     what the check said; empty if it said nothing
    error     what stopped it, such as "NameError: …"; empty if nothing did
    in_check  whether it was the check that stopped, not the answer
    answer    the texts and numbers the learner's variable consists of; of the battery, what was said
              of each wrong answer: its label and detail, whether it is `sure` to be wrong, state, …
    hint      the place of the hint that was shown; -1 if it was none
    raised    pairs of a hint's place and what its condition raised, of the hints before it
    twins     of the battery: exercises before this one that have the same answer
    """

    kind: str
    number: int
    index: int
    state: str = ""
    message: str = ""
    note: str = ""
    error: str = ""
    in_check: bool = False
    answer: list = field(default_factory=list)
    hint: int = -1
    raised: list = field(default_factory=list)
    twins: list = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """All that is known about a lesson after it was tried."""

    path: Path
    notebook: NotebookNode
    exercises: list[Exercise]
    outcomes: list[Outcome]
    problems: list[Finding]

    def was_tried(self, exercise: Exercise) -> bool:
        """Whether the lesson came as far as this exercise."""
        stopped = stopped_at(self.outcomes)
        places = [n for n, cell in enumerate(self.notebook.cells) if cell is exercise.answer]
        return stopped is None or not places or places[0] < stopped

    def of(self, exercise: Exercise) -> list[Outcome]:
        """What happened when this exercise's answers were tried."""
        return [o for o in self.outcomes if o.kind in ANSWERS and o.number == exercise.number]


def count_steps(notebook: NotebookNode) -> int:
    """How often `on_step` is called for a lesson that runs to its end."""
    return 2 + sum(4 + len(e.right) + len(e.wrong) for e in parts.exercises(notebook))


def examine(path: str | Path, on_step: Callable[[], None] = lambda: None, **limits) -> Report:
    """Read a lesson, try it out, and say what does not hold.

    `limits` are those of `try_lesson`. Raises OSError or ValueError as `notebooks.read_lesson`.
    """
    notebook = notebooks.read_lesson(path)
    name = Path(path).name
    all_exercises = parts.exercises(notebook)
    outcomes = try_lesson(notebook, Path(path).resolve().parent, on_step, **limits)
    folder = Path(path).resolve().parent
    problems = form.problems(notebook, name) + shadows(notebook, Path(path).resolve())
    problems += findings(notebook, name, outcomes, folder)
    return Report(Path(path), notebook, all_exercises, outcomes, problems)


def plan(notebook: NotebookNode) -> dict:
    """What `koperasi.exercises.rehearsal` is to run: the code cells, and of each exercise the answers."""
    places = {id(cell): place for place, cell in enumerate(notebook.cells)}
    cells = [
        {
            "id": notebooks.cell_id(cell),
            "source": cell.source,
            "raises": "raises-exception" in notebooks.tags(cell),
        }
        if cell.cell_type == "code"
        else None
        for cell in notebook.cells
    ]
    tried = [
        {
            "id": exercise.id,
            "number": exercise.number,
            "variable": exercise.variable,
            "answer_cell": places[id(exercise.answer)],
            "check_cell": places[id(exercise.check)],
            "solution": exercise.filled_in(exercise.solution_code),
            "right": [exercise.filled_in(example.code) for example in exercise.right],
            "wrong": [exercise.filled_in(example.code) for example in exercise.wrong],
        }
        for exercise in parts.exercises(notebook)
        if can_be_tried(exercise)
    ]
    return {"cells": cells, "exercises": tried}


def can_be_tried(exercise: Exercise) -> bool:
    """Whether an exercise has the two cells of code without which nothing can be tried."""
    cells = (exercise.answer, exercise.check)
    return all(cell is not None and cell.cell_type == "code" for cell in cells)


def try_lesson(
    notebook: NotebookNode,
    folder: str | Path,
    on_step: Callable[[], None] = lambda: None,
    answer_seconds: float = ANSWER_SECONDS,
    cell_seconds: float = CELL_SECONDS,
) -> list[Outcome]:
    """Run a lesson in its folder and try its answers; `on_step` is called after each.

    An answer that does not come to an end, or ends Python itself, is given up, and the rest tried
    in a new process. Nothing is tried after a cell of the lesson does so.
    """
    outcomes: dict[tuple, Outcome] = {}
    what = plan(notebook)

    def add(outcome: Outcome) -> None:
        step = (outcome.kind, outcome.number, outcome.index)
        if step not in outcomes and outcome.kind != "cell":
            on_step()
        outcomes[step] = outcome

    while True:
        what["skip"] = list(outcomes)
        lost = _rehearse(what, folder, add, answer_seconds, cell_seconds)
        if lost is not None:
            add(lost)
        if lost is None or lost.kind == "cell":
            return list(outcomes.values())


def _rehearse(what, folder, add, answer_seconds, cell_seconds) -> Outcome | None:
    """One process; returns the step that it did not survive, or None if it came to its end."""
    step, seconds = ("cell", 0, 0), START_SECONDS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as figures:
        folders = [str(paths.ROOT), os.environ.get("PYTHONPATH")]
        # The figures go elsewhere: the stored ones are not overwritten.
        environment = paths.NEUTRAL | {
            "MPLBACKEND": "Agg",
            "KOPERASI_FIGURES": figures,
            "PYTHONPATH": os.pathsep.join(filter(None, folders)),
        }
        try:
            with Process("koperasi.exercises.rehearsal", what, folder, environment) as process:
                while event := process.event(seconds):
                    if event == "end":
                        return None
                    if isinstance(event, list):
                        step = event
                        seconds = cell_seconds if step[0] == "cell" else answer_seconds
                    else:
                        add(Outcome(**event))
                error = f"Python stopped (exit status {process.status()})"
        except TimeoutError:
            error = f"it was stopped after {seconds:g} seconds"
        except OSError as problem:
            error = f"Python did not start ({problem})"
    return Outcome(*step, error=error)


def shadows(notebook: NotebookNode, path: Path) -> list[Finding]:
    """Files beside a lesson that Python would import in place of the packages they are called like."""
    say = words_or_english(notebooks.language(notebook))["check"]
    found = []
    for cell in notebook.cells:
        tree = notebooks.parsed(cell.source) if cell.cell_type == "code" else None
        for node in ast.walk(tree) if tree else ():
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in filter(None, names):
                package = name.split(".")[0]
                file = path.parent / f"{package}.py"
                if file.is_file():
                    text = say["shadow"].format(file=file.name, package=package)
                    found.append(Finding(path.name, notebooks.cell_name(notebook, cell), text))
    return list(dict.fromkeys(found))


def stopped_at(outcomes: list[Outcome]) -> int | None:
    """The place of the first cell that did not run, or None. What comes after it was not tried."""
    return min((o.index for o in outcomes if o.kind == "cell"), default=None)


def findings(
    notebook: NotebookNode, name: str, outcomes: list[Outcome], folder: Path | None = None
) -> list[Finding]:
    """What does not hold, according to the outcomes of a trial, for the teacher to mend.

    Of cells that do not run only the first is told, and nothing that may follow from it.
    """
    say = words_or_english(notebooks.language(notebook))["check"]
    all_exercises, found = parts.exercises(notebook), []
    places = {id(cell): place for place, cell in enumerate(notebook.cells)}
    stopped = stopped_at(outcomes)
    failed = [o for o in outcomes if o.kind == "cell"]
    failed = [o for o in failed if not _follows(o, all_exercises, places, outcomes)]
    for outcome in sorted(failed, key=lambda o: o.index)[:1]:
        text = say["cell_solved" if outcome.number else "cell_empty"].format(error=outcome.error)
        where = notebooks.cell_name(notebook, notebook.cells[outcome.index])
        found.append(Finding(name, where, text + _why_outside(outcome, folder, say)))
    for exercise in all_exercises:
        if stopped is not None and places.get(id(exercise.answer), -1) > stopped:
            continue

        def add(cell, text: str, exercise=exercise) -> None:
            where = notebooks.cell_name(notebook, cell)
            found.append(Finding(name, where, text, exercise.name, exercise.number))

        tried = [o for o in outcomes if o.kind in ANSWERS and o.number == exercise.number]
        answers = 2 + (stopped is None) + len(exercise.right) + len(exercise.wrong)
        if can_be_tried(exercise) and len(tried) < answers:
            add(exercise.check, say["not_tried"])
        told = battery_of(exercise, outcomes)
        for text in _battery_findings(told, say):
            add(exercise.check, text)
        for text in _hints_that_raise(exercise, tried, told.answer if told else [], say):
            add(exercise.check, text)
        secret = _secret(exercise, tried, say)
        if not any(o.kind == "solution" and o.state == "right" for o in tried):
            tried = [o for o in tried if o.kind != "late"]  # it would say the same once more
        for outcome in tried:
            for cell, text in _judged(exercise, outcome, secret, say):
                add(cell, text)
        if secret.is_in(exercise.hint):
            add(exercise.prompt, say["hint_gives_away"])
        elif has_code_of_solution(exercise):
            add(exercise.prompt, say["hint_has_code"])
    return list(dict.fromkeys(found))  # a check that stops does so for each answer


def _follows(failed: Outcome, all_exercises, places, outcomes) -> bool:
    """Whether a cell may fail only because a solution before it does not run."""
    broken = {o.number for o in outcomes if o.kind == "solution" and o.error and not o.in_check}
    return bool(failed.number) and any(
        e.number in broken and places[id(e.answer)] < failed.index for e in all_exercises
    )


def _why_outside(outcome: Outcome, folder: Path | None, say: dict) -> str:
    """Why a file is not found, if the lesson stands where its data are not."""
    outside = folder is not None and paths.NOTEBOOKS.resolve() not in folder.resolve().parents
    is_missing = outcome.error.startswith("FileNotFoundError")
    return " " + say["outside"].format(folder=paths.NOTEBOOKS) if outside and is_missing else ""


def _secret(exercise: Exercise, tried: list[Outcome], say: dict) -> Secret:
    answer = next((o.answer for o in tried if o.kind == "solution"), [])
    wrong = [item for o in tried if o.kind == "wrong" for item in o.answer]
    return Secret(exercise, answer, wrong, say["secret"])


def battery_of(exercise: Exercise, outcomes: list[Outcome]) -> Outcome | None:
    """What was told of the battery of wrong answers; None if it was not tried."""
    mine = (o for o in outcomes if o.kind == "battery" and o.number == exercise.number)
    return next(mine, None)


def labels(told: list[dict], say: dict) -> str:
    """What to call wrong answers of the battery."""
    names = say["battery"]["items"]
    return "; ".join(dict.fromkeys(names[t["label"]].format(detail=t["detail"]) for t in told))


def _battery_findings(outcome: Outcome | None, say: dict) -> list[str]:
    """Which wrong answers of the battery were called right, and which made the check stop."""
    if outcome is None:
        return []
    if outcome.error:
        return [say["battery_lost"].format(error=outcome.error)]
    right = [t for t in outcome.answer if t["state"] == "right" and t["sure"]]
    found = [say["battery_right"].format(answers=labels(right, say))] if right else []
    stopped = [t for t in outcome.answer if t["state"] == "stopped"]
    if stopped:
        answers, error = labels(stopped, say), stopped[0]["message"]
        found.append(say["battery_stopped"].format(answers=answers, error=error))
    return found


def _hints_that_raise(exercise, tried: list[Outcome], battery: list[dict], say: dict) -> list[str]:
    """Hints whose condition raises, whatever it was asked, or names what there is not."""
    asked, raised = Counter(), defaultdict(list)
    hints = hints_of(exercise)
    answers = [(o.hint, o.raised) for o in tried if o.kind == "wrong" and o.state == "not yet"]
    of_teacher = len(answers)
    answers += [(told["hint"], told["raised"]) for told in battery if told["state"] == "not yet"]
    listed = set()  # hints that some listed answer was asked for
    for number, (shown, errors) in enumerate(answers):
        places = range(shown + 1 if shown >= 0 else len(hints))
        asked.update(places)
        listed |= set(places) if number < of_teacher else set()
        for place, error in errors:
            raised[place].append(error)
    return [
        say["hint_raises"].format(hint=hints[place], error=errors[0])
        for place, errors in sorted(raised.items())
        if place < len(hints)
        and ((place in listed and len(errors) == asked[place]) or "NameError" in errors)
    ]


def hints_of(exercise: Exercise) -> list[str]:
    """The messages of an exercise's hints, as they are written."""
    hints = parts.argument(parts.check_call(notebooks.source_of(exercise.check)), 99, "hints")
    if not isinstance(hints, ast.List | ast.Tuple):
        return []
    return [
        ast.unparse(pair.elts[1]) if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 else ""
        for pair in hints.elts
    ]


def _judged(exercise: Exercise, outcome: Outcome, secret: "Secret", say: dict):
    """Pairs of a cell and what does not hold in it."""
    if outcome.kind in ("right", "wrong"):
        example = getattr(exercise, outcome.kind)[outcome.index]
        kind, cell = say["example_" + outcome.kind], exercise.examples
        what = say["one_answer"].format(kind=kind, label=example.label)
    else:
        part = "answer" if outcome.kind == "stub" else "solution"
        what, cell = say["parts"][part], exercise.cells.get(part) or exercise.check
    expected = {"stub": "empty", "wrong": "not yet"}.get(outcome.kind, "right")
    if outcome.kind == "late":
        if outcome.state != "right":
            said = outcome.message or outcome.error
            yield exercise.check, say["late"].format(part=what, message=said)
        return
    if outcome.in_check:
        yield exercise.check, say["check_stopped"].format(error=outcome.error)
        return
    if outcome.error:
        yield cell, say["stopped"].format(part=what, error=outcome.error)
        return
    if outcome.note:
        yield exercise.check, say["check_note"].format(part=what, note=outcome.note)
    if outcome.state != expected:
        key = f"{outcome.kind}_is_{outcome.state}".replace(" ", "_")
        yield cell, say[key].format(part=what, message=outcome.message)
    elif outcome.kind == "wrong":
        if _flat(example.says) not in _flat(outcome.message):
            yield (
                cell,
                say["says_other"].format(part=what, says=example.says, message=outcome.message),
            )
        if secret.is_in(outcome.message):
            text = say["message_gives_away"].format(part=what, message=outcome.message)
            yield exercise.check, text


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
