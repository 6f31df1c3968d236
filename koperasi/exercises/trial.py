"""Trying a lesson out: its cells are run, and every answer to its exercises is tried.

`try_lesson` runs a lesson's cells in a Python process of its own, twice: as the learner gets it
(answers not given), then with the solutions in the answer cells. At the end of the first way it
tries each solution as from a learner who ran all cells before answering. On the second way it
stops at each exercise and tries every answer listed for the teacher there, and those of `battery`.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.exercises import parts
from koperasi.exercises.parts import Exercise
from koperasi.notebooks import NotebookNode
from koperasi.running.process import Process

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


def count_steps(notebook: NotebookNode) -> int:
    """How often `on_step` is called for a lesson that runs to its end."""
    return 2 + sum(4 + len(e.right) + len(e.wrong) for e in parts.exercises(notebook))


def plan(notebook: NotebookNode) -> dict:
    """What `koperasi.exercises.worker` is to run: the code cells, and of each exercise the answers."""
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
    say = parts.teacher_words(notebooks.language(notebook))["lost"]
    return {"cells": cells, "exercises": tried, "say": say}


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
        lost = _attempt(what, folder, add, answer_seconds, cell_seconds)
        if lost is not None:
            add(lost)
        if lost is None or lost.kind == "cell":
            return list(outcomes.values())


def _attempt(what, folder, add, answer_seconds, cell_seconds) -> Outcome | None:
    """One process; returns the step that it did not survive, or None if it came to its end."""
    step, seconds = ("cell", 0, 0), START_SECONDS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as figures:
        # The figures go elsewhere: the stored ones are not overwritten.
        environment = {
            "MPLBACKEND": "Agg",
            "KOPERASI_FIGURES": figures,
            "PYTHONPATH": str(paths.ROOT),
        }
        try:
            with Process("koperasi.exercises.worker", what, folder, environment) as process:
                while event := process.event(seconds):
                    if event == "end":
                        return None
                    if isinstance(event, list):
                        step = event
                        seconds = cell_seconds if step[0] == "cell" else answer_seconds
                    else:
                        add(Outcome(**event))
                error = what["say"]["ended"].format(status=process.status())
        except TimeoutError:
            error = what["say"]["time"].format(seconds=f"{seconds:g}")
        except OSError as problem:
            error = what["say"]["not_started"].format(problem=problem)
    return Outcome(*step, error=error)
