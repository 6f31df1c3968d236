"""What a teacher should look at in an exercise that holds: it may be as it should be."""

import re

from koperasi import notebooks
from koperasi.exercises import parts
from koperasi.exercises.findings import Report, battery_of, hints_of, labels
from koperasi.exercises.parts import Exercise
from koperasi.exercises.secret import Secret, occurs


def notes(exercise: Exercise, report: Report, say: dict) -> list[str]:
    """In sentences from `say`, the words [check]; those that need the messages are in `told`."""
    outcomes, say_notes, found = report.of(exercise), say["notes"], []
    if not any(o.kind == "solution" and o.state == "right" for o in outcomes):
        return found
    told = battery_of(exercise, report.outcomes)
    maybe = [t for t in told.answer if t["state"] == "right" and not t["sure"]] if told else []
    if maybe:
        found.append(say_notes["right_too"].format(answers=labels(maybe, say)))
    for twin in told.twins if told else ():
        found.append(say_notes["twin"].format(exercise=twin))
    unreached = unreached_hints(exercise, outcomes)
    if unreached:
        found.append(say_notes["unreached"].format(count=len(unreached)))
    return found


def right_text(exercise: Exercise) -> str:
    """What is added when the answer is right, if it is written as one text."""
    call = parts.check_call(notebooks.source_of(exercise.check))
    value = getattr(parts.argument(call, 99, "right"), "value", "")
    return value if isinstance(value, str) else ""


def unreached_hints(exercise: Exercise, outcomes: list) -> list[str]:
    """The hints of an exercise, as they are written, that no listed wrong answer gets."""
    reached = {o.hint for o in outcomes if o.number == exercise.number and o.kind == "wrong"}
    return [hint for place, hint in enumerate(hints_of(exercise)) if place not in reached and hint]


def told_hints(exercise: Exercise, report: Report, say: dict) -> dict[str, str]:
    """The hints that wrong answers of the battery were shown: are they true of these answers?"""
    found: dict[str, list[dict]] = {}
    told = battery_of(exercise, report.outcomes)
    for one in told.answer if told else ():
        if one["state"] == "not yet" and one["hint"] >= 0:
            found.setdefault(one["message"], []).append(one)
    return {message: labels(those, say) for message, those in found.items()}


def strange_in_right(exercise: Exercise, outcomes: list, say: dict) -> str:
    """What `right=` names that only wrong answers have, while it names nothing of the right one.

    So it is when an exercise was changed, and what is said at the end was not. What the prompt or
    the solution speaks of may be said at the end as well.
    """
    text = right_text(exercise)
    known = notebooks.source_of(exercise.prompt) + notebooks.source_of(exercise.solution)
    answer = next((o.answer for o in outcomes if o.kind == "solution"), [])
    wrong = [item for o in outcomes if o.kind == "wrong" for item in o.answer if item not in answer]
    forms = Secret(exercise, answer, wrong, say["secret"]).forms
    if not answer or any(occurs(form, text) for item in answer for form in forms(item)):
        return ""
    strange = [form for item in wrong for form in forms(item) if occurs(form, text)]
    if all(not isinstance(item, str) for item in answer):
        strange += re.findall(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w]|[.,]\d)", text)
    return ", ".join(
        form for form in dict.fromkeys(strange) if len(form) > 1 and not occurs(form, known)
    )
