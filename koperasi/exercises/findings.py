"""What does not hold in a lesson that was tried out, in words for the teacher: see `examine`."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from koperasi import notebooks
from koperasi.exercises import form, parts
from koperasi.exercises.form import Finding
from koperasi.exercises.parts import Exercise
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
    problems = form.problems(notebook, name) + shadows(notebook, Path(path).resolve())
    problems += judge(notebook, name, outcomes)
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


def judge(notebook: NotebookNode, name: str, outcomes: list[Outcome]) -> list[Finding]:
    """What does not hold, according to the outcomes of a trial, for the teacher to mend."""
    say = words_or_english(notebooks.language(notebook))["check"]
    found = []
    # What comes after the first cell that fails may only follow from it.
    failed = [outcome for outcome in outcomes if outcome.kind == "cell"]
    first = min((outcome.index for outcome in failed), default=len(notebook.cells))
    places = {id(cell): place for place, cell in enumerate(notebook.cells)}
    for outcome in sorted(failed, key=lambda outcome: outcome.index)[:1]:
        text = say["cell_solved" if outcome.number else "cell_empty"]
        cell = notebooks.cell_name(notebook, notebook.cells[outcome.index])
        found.append(Finding(name, cell, text.format(error=outcome.error)))
    for exercise in parts.exercises(notebook):
        if exercise.answer is not None and places[id(exercise.answer)] > first:
            continue

        def add(cell, text: str, exercise=exercise) -> None:
            where = notebooks.cell_name(notebook, cell)
            found.append(Finding(name, where, text, exercise.name, exercise.number))

        tried = [o for o in outcomes if o.kind in ANSWERS and o.number == exercise.number]
        answers = 3 + len(exercise.right) + len(exercise.wrong)
        if can_be_tried(exercise) and len(tried) < answers:
            add(exercise.check, say["not_tried"])
        for outcome in outcomes:
            if outcome.kind == "battery" and outcome.number == exercise.number:
                for text in _battery_findings(outcome, say):
                    add(exercise.check, text)
        secret = Secret(exercise, tried, say["number_words"])
        if not any(o.kind == "solution" and o.state == "right" for o in tried):
            tried = [o for o in tried if o.kind != "late"]  # it would say the same once more
        for outcome in tried:
            for cell, text in _judged(exercise, outcome, secret, say):
                add(cell, text)
        if secret.is_in(exercise.hint):
            add(exercise.prompt, say["hint_gives_away"])
    return list(dict.fromkeys(found))  # a check that stops does so for each answer


def _battery_findings(outcome: Outcome, say: dict) -> list[str]:
    """Which wrong answers of the battery were called right, and which made the check stop."""
    if outcome.error:
        return [say["battery_lost"].format(error=outcome.error)]
    right = [label for label, state, _ in outcome.answer if state == "right"]
    stopped = [label for label, state, _ in outcome.answer if state == "stopped"]
    found = [say["battery_right"].format(answers="; ".join(right))] if right else []
    return found + ([say["battery_stopped"].format(answers="; ".join(stopped))] if stopped else [])


def unreached_hints(exercise: Exercise, outcomes: list[Outcome]) -> list[str]:
    """The hints of an exercise, as they are written, that no listed wrong answer gets."""
    call = parts.check_call(notebooks.source_of(exercise.check))
    hints = parts.argument(call, 99, "hints")
    if not isinstance(hints, ast.List | ast.Tuple):
        return []
    reached = {o.hint for o in outcomes if o.number == exercise.number and o.kind == "wrong"}
    return [
        ast.unparse(pair.elts[1])
        for place, pair in enumerate(hints.elts)
        if place not in reached and isinstance(pair, ast.Tuple) and len(pair.elts) == 2
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


class Secret:
    """The answer of an exercise, which no hint may give away.

    A text gives it away if it names everything the answer consists of (texts and numbers, as
    words of their own), with three exceptions: what the prompt names already; lists of candidates,
    which also name as many of the things in the wrong answers; and answers of more than 30 parts.
    Numbers also count when they are rounded or, from three on, written as a word.
    """

    def __init__(self, exercise: Exercise, tried: list[Outcome], number_words: list[str]):
        self.number_words = dict(enumerate(number_words, start=3))
        known = notebooks.DETAILS.sub("", exercise.prompt.source) if exercise.prompt else ""
        # The heading counts exercises and minutes: those numbers are not about the answer.
        known = notebooks.HEADING.sub(lambda line: re.sub(r"\d+", "", line.group()), known)
        answer = next((o.answer for o in tried if o.kind == "solution"), [])
        parts = [forms for forms in map(self._forms, answer) if forms]
        self.parts = [forms for forms in parts if not any(_occurs(f, known) for f in forms)]
        wrong = {item for o in tried if o.kind == "wrong" for item in o.answer}
        self.others = [o for o in wrong if isinstance(o, str) and o.strip() and o not in answer]

    def is_in(self, text: str) -> bool:
        """Whether the text gives the answer away."""
        if not self.parts or not all(any(_occurs(f, text) for f in part) for part in self.parts):
            return False
        return sum(_occurs(other.strip(), text) for other in self.others) < len(self.parts)

    def _forms(self, item) -> list[str]:
        """The ways in which a text or number may be written."""
        if isinstance(item, str):
            return [item.strip()] if item.strip() else []
        if float(item).is_integer():
            whole = int(item)
            return [str(whole), *([self.number_words[whole]] if whole in self.number_words else [])]
        rounded = {f"{item:.{places}f}" for places in (1, 2, 3, 4)} | {repr(item)}
        return [form for form in rounded if abs(float(form) - item) <= 0.05 * abs(item)]


def _occurs(form: str, text: str) -> bool:
    """Whether a form occurs in a text as a word of its own; names with their capital letters."""
    flags = 0 if any(letter.isupper() for letter in form) else re.I
    pattern = rf"(?<![\w.,]){re.escape(form)}(?!\w|[.,]\d)"
    return re.search(pattern, text, flags) is not None
