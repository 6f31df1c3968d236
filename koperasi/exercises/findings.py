"""What does not hold in a lesson that was tried out, in words for the teacher: see `examine`."""

import ast
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.exercises import form, parts
from koperasi.exercises.form import Finding
from koperasi.exercises.parts import Exercise
from koperasi.exercises.secret import Secret, has_code_of_solution
from koperasi.exercises.trial import Outcome, can_be_tried, try_lesson
from koperasi.notebooks import NotebookNode
from koperasi.words import words_or_english

ANSWERS = ("stub", "late", "solution", "right", "wrong")


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


def examine(path: str | Path, on_step: Callable[[], None] = lambda: None, **limits) -> Report:
    """Read a lesson, try it out, and say what does not hold.

    `limits` are those of `trial.try_lesson`. Raises OSError or ValueError as `notebooks.read_lesson`.
    """
    notebook = notebooks.read_lesson(path)
    name = Path(path).name
    all_exercises = parts.exercises(notebook)
    outcomes = try_lesson(notebook, Path(path).resolve().parent, on_step, **limits)
    folder = Path(path).resolve().parent
    problems = form.problems(notebook, name) + shadows(notebook, Path(path).resolve())
    problems += judge(notebook, name, outcomes, folder)
    return Report(Path(path), notebook, all_exercises, outcomes, problems)


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


def judge(
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


def _judged(exercise: Exercise, outcome: Outcome, secret: Secret, say: dict):
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
