"""The exercises of a lesson, found in its cells.

An exercise is five cells next to each other, each with the exercise's id in its metadata
(`"exercise": "helpers-of-asia"`) and the name of its part among its tags:

`exercise` (the prompt), `answer` (the stub), `check`, `solution`, `examples` (answers to try).

Nothing here runs a cell; `trial` does. Nothing here raises on an odd notebook either: what cannot
be found is None or empty, and `form` says so to the teacher.
"""

import ast
import re
from dataclasses import dataclass, field

from koperasi.notebooks import (
    DETAILS,
    HEADING,
    NotebookNode,
    fences,
    language,
    parsed,
    source_of,
    tags,
)
from koperasi.words import words_or_english

PARTS = ("exercise", "answer", "check", "solution", "examples")


@dataclass(frozen=True)
class Example:
    """One answer to try: it replaces the last line of the answer cell."""

    label: str
    code: str
    says: str = ""  # words that the message must contain


@dataclass
class Exercise:
    """One exercise of a lesson; a part that is missing is None (cells) or empty (text)."""

    id: str = ""
    number: int = 0  # place in the lesson, from 1
    heading: str = ""
    prompt: NotebookNode | None = None
    answer: NotebookNode | None = None
    check: NotebookNode | None = None
    solution: NotebookNode | None = None
    examples: NotebookNode | None = None
    variable: str = ""
    given: str = ""  # code above the last line of the stub: it stays when the answer is filled in
    hint: str = ""
    solution_code: str = ""
    right: list[Example] = field(default_factory=list)
    wrong: list[Example] = field(default_factory=list)
    cells: dict[str, NotebookNode] = field(default_factory=dict)  # part -> cell, in their order

    def filled_in(self, code: str) -> str:
        """The answer cell with code in place of its last line; empty if there is no code."""
        return f"{self.given}\n{code}".strip("\n") if code else ""

    @property
    def name(self) -> str:
        """What to call the exercise when speaking to a teacher."""
        return self.heading or self.id or f"Exercise {self.number}"


def part(cell: NotebookNode) -> str:
    """Which part of an exercise the cell is (one of PARTS), or an empty text."""
    return next((tag for tag in tags(cell) if tag in PARTS), "")


def belongs_to(cell: NotebookNode) -> str:
    """The id of the exercise that the cell's metadata name, or an empty text."""
    name = cell.metadata.get("exercise")
    return name if isinstance(name, str) else ""


def exercises(notebook: NotebookNode) -> list[Exercise]:
    """The exercises of a lesson in their order."""
    found = []
    for number, cells in enumerate(_groups(notebook), start=1):
        exercise = Exercise(number=number, cells=cells)
        exercise.prompt = cells.get("exercise")
        exercise.answer = cells.get("answer")
        exercise.check = cells.get("check")
        exercise.solution = cells.get("solution")
        exercise.examples = cells.get("examples")
        call = check_call(source_of(exercise.check))
        exercise.id = checked_id(call) or next(filter(None, map(belongs_to, cells.values())), "")
        exercise.variable = stub_variable(source_of(exercise.answer)) or checked_variable(call)
        exercise.given = given_code(source_of(exercise.answer))
        prompt = source_of(exercise.prompt)
        heading = HEADING.search(prompt)
        exercise.heading = heading.group(1) if heading else ""
        exercise.hint = " ".join(text.strip() for text in DETAILS.findall(prompt)).strip()
        exercise.solution_code = "\n\n".join(fences(exercise.solution))
        for kind, example in _examples(exercise.examples, language(notebook)):
            (exercise.right if kind == "right" else exercise.wrong).append(example)
        found.append(exercise)
    return found


def _groups(notebook: NotebookNode) -> list[dict[str, NotebookNode]]:
    """Cells that make up one exercise each: neighbours, or cells that share the exercise's id."""
    groups: list[dict[str, NotebookNode]] = []
    group: dict[str, NotebookNode] = {}
    last = -1
    for index, cell in enumerate(notebook.cells):
        this = part(cell)
        if not this:
            continue
        same_id = belongs_to(cell) in map(belongs_to, group.values())
        follows = last == index - 1 and PARTS.index(this) > max(map(PARTS.index, group), default=9)
        if this in group or not (same_id or follows):
            group = {}
            groups.append(group)
        group[this] = cell
        last = index
    return groups


def check_call(code: str) -> ast.Call | None:
    """The call `check(...)` in a cell's code, or None."""
    tree = parsed(code)
    for node in ast.walk(tree) if tree else ():
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id == "check":
            return node
    return None


def argument(call: ast.Call | None, place: int, name: str) -> ast.expr | None:
    if call is None:
        return None
    if len(call.args) > place:
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def checked_id(call: ast.Call | None) -> str:
    node = argument(call, 0, "exercise")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def checked_variable(call: ast.Call | None) -> str:
    node = argument(call, 1, "answer")
    return node.id if isinstance(node, ast.Name) else ""


def stub_variable(code: str) -> str:
    """The name in the last line `name = ...` of a stub; empty if it is not a stub."""
    tree = parsed(code)
    last = tree.body[-1] if tree and tree.body else None
    if (
        isinstance(last, ast.Assign)
        and len(last.targets) == 1
        and isinstance(last.targets[0], ast.Name)
        and isinstance(last.value, ast.Constant)
        and last.value.value is ...
    ):
        return last.targets[0].id
    return ""


def given_code(code: str) -> str:
    """What stands above the last line `name = ...` of a stub; empty if it is not a stub."""
    if not stub_variable(code):
        return ""
    return "\n".join(code.splitlines()[: ast.parse(code).body[-1].lineno - 1]).strip("\n")


def assigned(code: str, variable: str) -> bool:
    """Whether the code gives the variable a value anywhere."""
    tree = parsed(code)
    names = (n for n in ast.walk(tree) if isinstance(n, ast.Name)) if tree else ()
    return any(n.id == variable and isinstance(n.ctx, ast.Store) for n in names)


def assigned_afresh(code: str, variable: str) -> int:
    """How often a line of its own gives the variable a value not made from its old one."""
    tree = parsed(code)
    return sum(
        any(isinstance(target, ast.Name) and target.id == variable for target in node.targets)
        and not any(isinstance(n, ast.Name) and n.id == variable for n in ast.walk(node.value))
        for node in (tree.body if tree else ())
        if isinstance(node, ast.Assign)
    )


def _examples(cell: NotebookNode | None, lang: str) -> list[tuple[str, Example]]:
    """Pairs of "right" or "wrong" and the example; "" and an Example for code before the first."""
    kinds = {"right": "right", "wrong": "wrong"}
    kinds |= {
        teacher_words(lang)["example_right"]: "right",
        teacher_words(lang)["example_wrong"]: "wrong",
    }
    names = "|".join(re.escape(name) for name in kinds)
    marker = re.compile(rf"^#[ \t]*({names})\b[ \t]*:?[ \t]*(.*)$", re.M | re.I)
    found = []
    for code in fences(cell):
        pieces = marker.split(code)
        for kind, title, chunk in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            label, _, says = title.partition("->")
            example = Example(label.strip(), chunk.strip("\n"), says.strip())
            found.append((kinds[kind.lower()], example))
    return found


def teacher_words(lang: str) -> dict:
    """What `koperasi check` says, in a language of the course or else in English."""
    return words_or_english(lang)["check"]
