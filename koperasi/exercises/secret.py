"""The answer of an exercise, which no hint may give away: as a value, or as the code that gives it.

The ways in which a language writes an answer (0.67, *two thirds*) are its words [check.secret].
"""

import ast
import re
from fractions import Fraction

from koperasi import notebooks
from koperasi.exercises.parts import Exercise


class Secret:
    """The answer of an exercise, which no hint may give away.

    A text gives it away if it names everything the answer consists of (texts and numbers, as
    words of their own), with three exceptions: what the prompt names already; lists of candidates,
    which also name as many of the things in the wrong answers; and answers of more than 30 parts.
    Numbers also count when they are rounded, a percentage, a fraction in words or, from three on, a
    word. `say` are the words [check.secret]; `answer` and `wrong` are what the answer and the listed
    wrong answers consist of.
    """

    def __init__(self, exercise: Exercise, answer: list, wrong: list, say: dict):
        self.point, self.percent = say["decimal_point"], say["percent"]
        self.number_words = dict(enumerate(say["numbers"], start=3))
        self.fractions = {Fraction(name): forms for name, forms in say["fractions"].items()}
        known = notebooks.DETAILS.sub("", exercise.prompt.source) if exercise.prompt else ""
        # The heading counts exercises and minutes: those numbers are not about the answer.
        known = notebooks.HEADING.sub(lambda line: re.sub(r"\d+", "", line.group()), known)
        parts = [forms for forms in map(self.forms, answer) if forms]
        self.parts = [forms for forms in parts if not any(occurs(f, known) for f in forms)]
        self.others = [
            o for o in dict.fromkeys(wrong) if isinstance(o, str) and o.strip() and o not in answer
        ]

    def is_in(self, text: str) -> bool:
        """Whether the text gives the answer away."""
        if not self.parts or not all(any(occurs(f, text) for f in part) for part in self.parts):
            return False
        return sum(occurs(other.strip(), text) for other in self.others) < len(self.parts)

    def forms(self, item) -> list[str]:
        """The ways in which a text or number may be written."""
        if isinstance(item, str):
            return [item.strip()] if item.strip() else []
        if float(item).is_integer():
            whole = int(item)
            return [str(whole), *self.number_words.get(whole, [])]
        rounded = {f"{item:.{places}f}" for places in (1, 2, 3, 4)} | {repr(item)}
        forms = {form for form in rounded if abs(float(form) - item) <= 0.05 * abs(item)}
        if 0 < abs(item) < 1:
            forms |= {f"{100 * item:.{places}f} %" for places in (0, 1)}
            forms |= {form.replace(" ", "") for form in forms}
            forms |= {f"{100 * item:.{places}f} {self.percent}" for places in (0, 1)}
        near = (f for f in self.fractions if abs(f - Fraction(item)) < Fraction(1, 1000))
        words = [form for fraction in near for form in self.fractions[fraction]]
        return sorted(forms | {form.replace(".", self.point) for form in forms}) + words


def occurs(form: str, text: str) -> bool:
    """Whether a form occurs in a text as a word of its own; names with their capital letters."""
    flags = 0 if any(letter.isupper() for letter in form) else re.I
    pattern = rf"(?<![\w.,]){re.escape(form)}(?!\w|[.,]\d)"
    return re.search(pattern, text, flags) is not None


def has_code_of_solution(exercise: Exercise) -> bool:
    """Whether the hint shows the code that the solution consists of, with its own values in it."""
    solution, given = (_trees(code) for code in (exercise.solution_code, exercise.given))
    known = {ast.dump(node) for tree in given for node in ast.walk(tree)}
    ways = [ast.dump(node) for tree in solution for node in map(_way, tree.body) if node]
    ways = [way for way in ways if way not in known]
    hint = exercise.hint
    code = re.findall(r"```\w*\n(.*?)```", hint, re.S) + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", hint)
    shown = {ast.dump(node) for text in code for tree in _trees(text) for node in ast.walk(tree)}
    return bool(ways) and all(way in shown for way in ways)


def _trees(code: str) -> list[ast.Module]:
    tree = notebooks.parsed(code)
    return [tree] if tree else []


def _way(line: ast.stmt) -> ast.AST | None:
    """What a line does, if it does anything that somebody has to think of."""
    if isinstance(line, ast.Assign | ast.AugAssign | ast.Expr):
        made = (ast.Call, ast.Subscript, ast.Compare, ast.BinOp)
        return line.value if any(isinstance(node, made) for node in ast.walk(line.value)) else None
    return None if isinstance(line, ast.Import | ast.ImportFrom) else line
