"""The check of an exercise: tells a learner at once whether an answer is right, and never raises."""

import ast
import html
import re
import sys
import warnings
from dataclasses import dataclass, field

from koperasi.answers.equality import (
    asks_for_labels,
    identical,
    kind,
    plain,
    same,
    settle,
    unwrapped,
)
from koperasi.answers.feedback import feedback
from koperasi.words import words

# Visible on white and on black alike; the words carry the meaning, not the colours.
COLOURS = {"right": "#009e73", "not yet": "#d55e00", "empty": "#767676"}
NOT_GIVEN = object()
SEARCHED = 50  # cells back, for the code of an answer


@dataclass(frozen=True)
class Result:
    """How one exercise stands: "right", "not yet" or "empty", and what the learner was told.

    `note` is a message for the teacher: something about the check itself is not right. `hint` is
    the place of the hint that was shown among the hints, from 0; -1 if it was none of them.
    `raised` are the hints before it whose condition could not be asked of this answer, and why.
    """

    state: str
    message: str
    note: str = ""
    hint: int = field(default=-1, compare=False)
    raised: dict[int, str] = field(default_factory=dict, compare=False)


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
        alone: bool = False,
        unchanged=(),
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
        alone : whether a name alone is as good as a list of this one name.
        unchanged : what the answer has to leave alone: its name, and what it was before, made afresh
            or kept as a copy, as in `unchanged={"pos": before}`.

        >>> check = Check("en")
        >>> check("share", 0.3333, 1 / 3, tolerance=0.001)
        Right.
        >>> check.results["share"].state
        'right'
        """
        name, hint, raised = str(exercise), -1, {}
        try:
            notes = self._misuse(exercise, answer, expected, others, hints, tolerance, unknown)
            if not isinstance(unchanged, dict | tuple):
                notes.append(self.words["misuse"]["unchanged"])
            with warnings.catch_warnings(action="ignore"):  # a path in a warning differs each time
                state, text, hint, raised = self._compare(
                    name,
                    answer,
                    expected,
                    _pairs(hints),
                    str(right),
                    bool(ordered),
                    tolerance,
                    alone,
                )
                if state == "right" and isinstance(unchanged, dict):
                    now = sys._getframe(1).f_globals
                    changed = [n for n in unchanged if not identical(now.get(n), unchanged[n])]
                    if changed:
                        state, text = "not yet", self.words["changed"].format(name=changed[0])
        except Exception as error:  # an odd answer or a slip in the check must not stop a lesson
            state, text = "not yet", self.words["cannot_check"]
            notes = [self.words["check_failed"].format(error=type(error).__name__)]
        lead = self.words[state.replace(" ", "_")]
        note = " ".join(f"{self.words['teacher']} {note}" for note in notes)
        said = " ".join(f"{lead} {text}".split())
        self.results[name] = Result(state, said, note, hint, raised)
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

    def _compare(self, name, answer, expected, hints, right, ordered, tolerance, alone):
        """The state of an exercise, what to add to it, and the hint: its place, those that raised."""
        if answer is NOT_GIVEN or expected is NOT_GIVEN or expected is ...:
            return "not yet", self.words["cannot_check"], -1, {}
        if answer is ...:
            key = "empty_error" if _stopped() else "empty_what"
            slip = self.words["slip"]["caret"] if _stopped() and _is_caret(_answer_code()) else ""
            return "empty", f"{self.words[key]} {slip}".strip(), -1, {}
        answer = self._settle(name, answer)
        answer = unwrapped(answer, expected) if alone else answer
        limit = tolerance if _is_tolerance(tolerance) else 1e-6
        message, hint, raised = self._mistake(answer, expected, hints, ordered, limit)
        if message is None:
            return "right", right, -1, {}
        message = f"{self.words['older']} {message}" if _stopped() else message
        return "not yet", message, hint, raised

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
        """What to say about a wrong answer (None if it is right), the hint's place or -1, and what
        the hints before it raised, by place."""
        expected = settle(expected)
        by_function = kind(expected) == "function"
        labels = None if by_function else asks_for_labels(expected)
        try:
            value = plain(answer, labels)
        except Exception:  # an object that cannot even be read is compared as it is
            value = answer
        if by_function:
            right, _ = _asked(expected, value, answer)
        else:
            right = same(answer, expected, ordered, tolerance)
        if right:
            return None, -1, {}
        raised = {}
        for place, (condition, message) in enumerate(hints):
            if isinstance(condition, type):
                met = isinstance(answer, condition) or isinstance(value, condition)
            elif kind(condition) == "function":
                met, error = _asked(condition, value, answer)
                if error:
                    raised[place] = error
            else:
                met = same(answer, condition, ordered, tolerance)
            if met:
                return message, place, raised
        if slip := _slip_in_code(answer, expected):
            return self.words["slip"][slip], -1, raised
        try:
            return feedback(answer, expected, ordered, tolerance, self.words), -1, raised
        except Exception:  # an odd answer
            return self.words["content"], -1, raised

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


def _answer_code() -> ast.expr | None:
    """The code that gave the answer its value, where the cells that were run are known.

    The last of them is the check: it names the learner's variable.
    """
    cells = [_parsed(code) for code in code_run()[-SEARCHED:]]
    called = (node for node in ast.walk(cells[-1]) if isinstance(node, ast.Call)) if cells else ()
    names = [
        call.args[1].id
        for call in called
        if isinstance(call.func, ast.Name)
        and call.func.id == "check"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Name)
    ]
    for cell in reversed(cells[:-1]) if len(names) == 1 else ():
        for line in reversed(cell.body):
            targets = line.targets if isinstance(line, ast.Assign) else ()
            if any(isinstance(target, ast.Name) and target.id == names[0] for target in targets):
                return line.value
    return None


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except Exception:  # a cell with a slip, or with lines for the notebook
        return ast.Module([], [])


def _slip_in_code(answer, expected) -> str:
    """A slip that shows in the code of the answer: a key of [exercise.slip], or ""."""
    if kind(answer) == "number" and _is_caret(_answer_code()):
        return "caret"
    is_comma = kind(expected) == "number" and isinstance(answer, tuple)
    return "decimal_comma" if is_comma and _is_decimal_comma(_answer_code()) else ""


def _is_caret(code: ast.expr | None) -> bool:
    """Does a spreadsheet's power stand in the code? Between two sets `^` has its own meaning."""
    return code is not None and any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.BitXor)
        and (_is_sum(node.left) or _is_sum(node.right))
        for node in ast.walk(code)
    )


def _is_sum(node: ast.expr) -> bool:
    """A number, or something reckoned with one."""
    if isinstance(node, ast.BinOp):
        return _is_sum(node.left) or _is_sum(node.right)
    if isinstance(node, ast.UnaryOp):
        return _is_sum(node.operand)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _is_decimal_comma(code: ast.expr | None) -> bool:
    """Is the code two numbers with a comma between them, such as 99,75, without brackets?"""
    return (
        isinstance(code, ast.Tuple)
        and len(code.elts) == 2
        and code.col_offset == code.elts[0].col_offset
        and all(_is_sum(number) and not isinstance(number, ast.BinOp) for number in code.elts)
    )


def _asked(condition, *forms) -> tuple[bool, str]:
    """What a function says of the first form of the answer that it can work with; if of none, why."""
    error = ""
    for form in forms:
        try:
            return bool(condition(form)), ""
        except Exception as raised:
            error = error or type(raised).__name__
    return False, error


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


def _code_in_notebook() -> list[str]:
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    return list(map(str, getattr(shell, "user_ns", {}).get("In", [])[-SEARCHED:]))


# Where messages go, and which cells were run, the last of them the check's. A program that runs
# lessons outside a notebook sets functions of its own.
show = _in_notebook
code_run = _code_in_notebook
