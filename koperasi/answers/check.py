"""The check of an exercise: tells a learner at once whether an answer is right, and never raises."""

import html
import re
import sys
import warnings
from dataclasses import dataclass, field

from koperasi.answers.equality import asks_for_labels, kind, plain, same, settle
from koperasi.answers.feedback import feedback
from koperasi.words import words

# Visible on white and on black alike; the words carry the meaning, not the colours.
COLOURS = {"right": "#009e73", "not yet": "#d55e00", "empty": "#767676"}
NOT_GIVEN = object()
# A spreadsheet's power. Between two sets `^` has its own meaning, but then no number comes out.
CARET = re.compile(r"[\w)]\s*\^\s*[\w(]")


@dataclass(frozen=True)
class Result:
    """How one exercise stands: "right", "not yet" or "empty", and what the learner was told.

    `note` is a message for the teacher: something about the check itself is not right. `hint` is
    the place of the hint that was shown among the hints, from 0; -1 if it was none of them.
    """

    state: str
    message: str
    note: str = ""
    hint: int = field(default=-1, compare=False)


class Message:
    """A message that shows as HTML in a notebook, and as text elsewhere."""

    def __init__(self, text: str, html_text: str):
        self.text, self.html = text, html_text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


class Check:
    """Checks the exercises of one lesson, in one language.

    >>> check = Check("en")
    >>> check("number-of-donors", 7, 5, hints=[(7, "Places are not donors.")])
    Not yet. Places are not donors.
    >>> check("number-of-donors", 5, 5, right="CUNA is one of them.")
    Right. CUNA is one of them.
    >>> check.score()
    1 of 1 exercises right.
      Right         number-of-donors

    `check.results` keeps the last Result of every exercise, in the order first checked.
    """

    def __init__(self, lang: str = "en"):
        """Raises ValueError if the course does not speak the language."""
        self.lang = lang
        self.words = words(lang)["exercise"]
        self.results: dict[str, Result] = {}
        self._read: dict[str, tuple] = {}

    def __call__(
        self,
        exercise: str = "",
        answer=NOT_GIVEN,
        expected=NOT_GIVEN,
        *others,
        hints=(),
        right: str = "",
        ordered: bool = False,
        tolerance: float = 1e-6,
        **unknown,
    ) -> None:
        """Compare an answer with what is expected, show one message, and remember the result.

        Nothing is raised: a slip in the call is told to the teacher, below the message.

        Parameters
        ----------
        exercise : the exercise's id, which its cells have in their metadata.
        answer : the learner's variable; the three dots of the stub count as no answer yet.
        expected : a value in any form (see `koperasi.answers.equality`), or a function that is given
            the answer in plain Python and says whether it is right.
        hints : pairs (condition, message), tried in their order if the answer is wrong; a condition
            is a value, a type, or a function of the answer in plain Python.
        right : what to add when the answer is right.
        ordered : whether the order of items counts.
        tolerance : how far a number may be off: absolute, and for decimals also relative.

        >>> check = Check("en")
        >>> check("share", 0.3333, 1 / 3, tolerance=0.001)
        Right.
        >>> check.results["share"].state
        'right'
        """
        name, hint = str(exercise), -1
        try:
            notes = self._misuse(exercise, answer, expected, others, hints, tolerance, unknown)
            with warnings.catch_warnings(action="ignore"):  # a path in a warning differs each time
                state, text, hint = self._compare(
                    name, answer, expected, _pairs(hints), str(right), bool(ordered), tolerance
                )
        except Exception as error:  # an odd answer or a slip in the check must not stop a lesson
            state, text = "not yet", self.words["cannot_check"]
            notes = [self.words["check_failed"].format(error=type(error).__name__)]
        lead = self.words[state.replace(" ", "_")]
        note = " ".join(f"{self.words['teacher']} {note}" for note in notes)
        said = " ".join(f"{lead} {text}".split())
        self.results[name] = Result(state, said, note, hint)
        show(self._message(state, lead, text, note))

    def score(self) -> None:
        """Show how each exercise of the lesson stands so far, in the order first checked."""
        total, say = len(self.results), self.words
        right = sum(result.state == "right" for result in self.results.values())
        line = say["score"].format(right=right, total=total) if total else say["score_none"]
        states = {state: say["score_" + state.replace(" ", "_")] for state in COLOURS}
        width = max(map(len, states.values()))
        text = [line]
        rows = []
        for name, result in self.results.items():
            state = states[result.state]
            text.append(f"  {state:<{width}}  {name}")
            bar = f"border-left: 4px solid {COLOURS[result.state]}; padding: 0 0.6em; margin: 2px 0"
            rows.append(
                f'<li style="{bar}"><strong>{html.escape(state)}</strong>: {html.escape(name)}</li>'
            )
        body = f'<p style="margin: 0 0 0.3em 0"><strong>{html.escape(line)}</strong></p>'
        if rows:
            body += f'<ul style="list-style: none; margin: 0; padding: 0">{"".join(rows)}</ul>'
        show(Message("\n".join(text), f'<div lang="{html.escape(self.lang)}">{body}</div>'))

    def _compare(self, name, answer, expected, hints, right, ordered, tolerance):
        """The state of an exercise, what to add to it, and the place of the hint that was shown."""
        if answer is NOT_GIVEN or expected is NOT_GIVEN or expected is ...:
            return "not yet", self.words["cannot_check"], -1
        if answer is ...:
            return "empty", self.words["empty_error" if _stopped() else "empty_what"], -1
        answer = self._settle(name, answer)
        limit = tolerance if _is_tolerance(tolerance) else 1e-6
        message, hint = self._mistake(answer, expected, hints, ordered, limit)
        if message is None:
            return "right", right, -1
        message = f"{self.words['older']} {message}" if _stopped() else message
        return "not yet", message, hint

    def _settle(self, name: str, answer):
        """The answer, read once if it is a generator: a second check must see the same items."""
        before, found = self._read.get(name, (None, None))
        if before is not answer:
            found = settle(answer)
            self._read.pop(name, None)
            if found is not answer:
                self._read[name] = (answer, found)
        return found if name in self._read else answer

    def _mistake(self, answer, expected, hints, ordered, tolerance) -> tuple:
        """What to say about a wrong answer (None if it is right), and the hint's place or -1."""
        expected = settle(expected)
        by_function = kind(expected) == "function"
        labels = None if by_function else asks_for_labels(expected)
        try:
            value = plain(answer, labels)
        except Exception:  # an object that cannot even be read is compared as it is
            value = answer
        if by_function:
            right = _holds(expected, value, answer)
        else:
            right = same(answer, expected, ordered, tolerance)
        if right:
            return None, -1
        for place, (condition, message) in enumerate(hints):
            if isinstance(condition, type):
                met = isinstance(answer, condition) or isinstance(value, condition)
            elif kind(condition) == "function":
                met = _holds(condition, value, answer)
            else:
                met = same(answer, condition, ordered, tolerance)
            if met:
                return message, place
        if kind(value) == "number" and CARET.search(_code_before()):
            return self.words["slip"]["caret"], -1
        try:
            return feedback(answer, expected, ordered, tolerance, self.words), -1
        except Exception:  # an odd answer
            return self.words["content"], -1

    def _misuse(self, exercise, answer, expected, others, hints, tolerance, unknown) -> list[str]:
        """What the teacher should mend in this call, in words."""
        say, found = self.words["misuse"], []
        if not isinstance(exercise, str) or not exercise:
            found.append(say["exercise"])
        if answer is NOT_GIVEN or expected is NOT_GIVEN or expected is ...:
            found.append(say["expected"])
        if others:
            found.append(say["others"].format(number=len(others) + 3))
        if unknown:
            found.append(say["unknown"].format(names=", ".join(unknown)))
        if len(_pairs(hints)) != (len(hints) if isinstance(hints, list | tuple) else -1):
            found.append(say["hints"])
        if not _is_tolerance(tolerance):
            found.append(say["tolerance"])
        return found

    def _message(self, state: str, lead: str, text: str, note: str) -> Message:
        body = f"<strong>{_as_html(lead)}</strong> {_as_html(text)}".strip()
        if note:
            body += f"<br><em>{_as_html(note)}</em>"
        style = f"border-left: 6px solid {COLOURS[state]}; padding: 0.4em 0.8em; margin: 0.3em 0"
        lines = [f"{lead} {text}".strip(), *([note] if note else [])]
        div = f'<div role="status" lang="{html.escape(self.lang)}" style="{style}">{body}</div>'
        return Message("\n".join(lines), div)


def _stopped() -> bool:
    """Whether the cell that the learner ran before this one, usually the answer, met an error."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return not getattr(shell, "last_execution_succeeded", True)


def _code_before() -> str:
    """The code of the cell that was run before this one, usually the answer; "" if it is not known."""
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    cells = getattr(shell, "user_ns", {}).get("In", [])
    return str(cells[-2]) if len(cells) > 1 else ""


def _holds(condition, *forms) -> bool:
    """Whether a function says yes to the first form of the answer that it can work with."""
    for form in forms:
        try:
            return bool(condition(form))
        except Exception:
            continue
    return False


def _pairs(hints) -> list[tuple]:
    """The usable hints: pairs of a condition and a text."""
    if not isinstance(hints, list | tuple):
        return []
    return [
        tuple(hint)
        for hint in hints
        if isinstance(hint, list | tuple) and len(hint) == 2 and isinstance(hint[1], str)
    ]


def _is_tolerance(value) -> bool:
    return kind(value) == "number" and value >= 0


def _as_html(text: str) -> str:
    """Text with `code` and **strong** words, as HTML."""
    escaped = html.escape(text, quote=False)
    escaped = re.sub(r"\*\*(\S[^*]*?)\*\*", r"<strong>\1</strong>", escaped)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)


def _in_notebook(message: Message) -> None:
    from IPython.display import display

    display(message)


# Where messages go. A program that runs lessons outside a notebook sets a function of its own.
show = _in_notebook
