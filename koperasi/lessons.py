"""Reading a lesson: its notebook, the exercises in it, and what is wrong with their form.

An exercise is five cells next to each other, each with the exercise's id in its metadata
(`"exercise": "helpers-of-asia"`) and the name of its part among its tags:

`exercise` (the prompt), `answer` (the stub), `check`, `solution`, `examples` (answers to try).

Nothing here runs a cell; `koperasi.trial` does. Nothing here raises on an odd notebook either:
what cannot be found is None or empty, and `problems` says so in words for the teacher.
"""

import ast
import contextlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.v4.rwbase import rejoin_lines

from koperasi.words import words

PARTS = ("exercise", "answer", "check", "solution", "examples")
RIGHT_AT_LEAST = 2
WRONG_AT_LEAST = 4

FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*(?:python|py)[ \t]*\n(.*?)^\1[ \t]*$", re.M | re.S)
DETAILS = re.compile(r"<details[^>]*>\s*(?:<summary>.*?</summary>)?(.*?)</details>", re.S | re.I)
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)


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


@dataclass(frozen=True)
class Problem:
    """Something a teacher should mend: in which notebook and cell, and what."""

    notebook: str
    cell: str
    text: str
    exercise: str = ""  # the exercise's heading; empty if it concerns the lesson


def read_lesson(path: str | Path) -> NotebookNode:
    """Read a notebook as it is: unlike `nbformat.read`, cells' ids are not repaired.

    Raises OSError if the file cannot be opened, and ValueError, in words for people,
    if it is not a notebook of format 4.
    """
    name = Path(path).name
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: this is not a notebook ({error}).") from error
    cells = data.get("cells") if isinstance(data, dict) and data.get("nbformat") == 4 else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ValueError(f"{name}: this is not a notebook of format 4; save it in JupyterLab.")
    # What is missing or of another type is left out, so that the rest can be read.
    for node in (data, *cells):
        if not isinstance(node.get("metadata"), dict):
            node["metadata"] = {}
    for cell in cells:
        if cell.get("cell_type") not in ("code", "markdown"):
            cell["cell_type"] = "raw"
        source = cell.get("source")
        lines = source if isinstance(source, list) else [source]
        cell["source"] = "".join(line for line in lines if isinstance(line, str))
    notebook = from_dict(data)
    with contextlib.suppress(Exception):  # odd outputs stay as they are
        notebook = rejoin_lines(notebook)
    return notebook


def language(notebook: NotebookNode) -> str:
    """The language of a lesson, `metadata.lang`; English if it is not given."""
    lang = notebook.metadata.get("lang")
    return lang if lang and isinstance(lang, str) else "en"


def cell_id(cell: NotebookNode | None) -> str:
    """The cell's id, or an empty text."""
    return str(cell.get("id", "")) if cell is not None else ""


def tags(cell: NotebookNode) -> list[str]:
    """The cell's tags; an empty list if it has none."""
    found = cell.metadata.get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def part(cell: NotebookNode) -> str:
    """Which part of an exercise the cell is (one of PARTS), or an empty text."""
    return next((tag for tag in tags(cell) if tag in PARTS), "")


def folded(cell: NotebookNode) -> bool:
    """Whether JupyterLab shows the cell with its code hidden."""
    jupyter = cell.metadata.get("jupyter")
    return isinstance(jupyter, dict) and jupyter.get("source_hidden") is True


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
        call = check_call(_source(exercise.check))
        exercise.id = _checked_id(call) or next(filter(None, map(belongs_to, cells.values())), "")
        exercise.variable = stub_variable(_source(exercise.answer)) or _checked_variable(call)
        exercise.given = given_code(_source(exercise.answer))
        prompt = _source(exercise.prompt)
        heading = HEADING.search(prompt)
        exercise.heading = heading.group(1) if heading else ""
        exercise.hint = " ".join(text.strip() for text in DETAILS.findall(prompt)).strip()
        exercise.solution_code = "\n\n".join(_fences(exercise.solution))
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


def _source(cell: NotebookNode | None) -> str:
    return cell.source if cell is not None else ""


def _fences(cell: NotebookNode | None) -> list[str]:
    return [code.strip("\n") for _, code in FENCE.findall(_source(cell).replace("\r\n", "\n"))]


def _parse(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def check_call(code: str) -> ast.Call | None:
    """The call `check(...)` in a cell's code, or None."""
    tree = _parse(code)
    for node in ast.walk(tree) if tree else ():
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id == "check":
            return node
    return None


def _argument(call: ast.Call | None, place: int, name: str) -> ast.expr | None:
    if call is None:
        return None
    if len(call.args) > place:
        return call.args[place]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _checked_id(call: ast.Call | None) -> str:
    node = _argument(call, 0, "exercise")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _checked_variable(call: ast.Call | None) -> str:
    node = _argument(call, 1, "answer")
    return node.id if isinstance(node, ast.Name) else ""


def stub_variable(code: str) -> str:
    """The name in the last line `name = ...` of a stub; empty if it is not a stub."""
    tree = _parse(code)
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
    tree = _parse(code)
    names = (n for n in ast.walk(tree) if isinstance(n, ast.Name)) if tree else ()
    return any(n.id == variable and isinstance(n.ctx, ast.Store) for n in names)


def assigned_afresh(code: str, variable: str) -> int:
    """How often a line of its own gives the variable a value not made from its old one."""
    tree = _parse(code)
    return sum(
        any(isinstance(target, ast.Name) and target.id == variable for target in node.targets)
        and not any(isinstance(n, ast.Name) and n.id == variable for n in ast.walk(node.value))
        for node in (tree.body if tree else ())
        if isinstance(node, ast.Assign)
    )


def _examples(cell: NotebookNode | None, lang: str) -> list[tuple[str, Example]]:
    """Pairs of "right" or "wrong" and the example; "" and an Example for code before the first."""
    kinds = {"right": "right", "wrong": "wrong"}
    kinds |= {_words(lang)["example_right"]: "right", _words(lang)["example_wrong"]: "wrong"}
    names = "|".join(re.escape(name) for name in kinds)
    marker = re.compile(rf"^#[ \t]*({names})\b[ \t]*:?[ \t]*(.*)$", re.M | re.I)
    found = []
    for code in _fences(cell):
        pieces = marker.split(code)
        for kind, title, chunk in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            label, _, says = title.partition("->")
            example = Example(label.strip(), chunk.strip("\n"), says.strip())
            found.append((kinds[kind.lower()], example))
    return found


def _words(lang: str) -> dict:
    try:
        return words(lang)["check"]
    except (ValueError, KeyError):
        return words("en")["check"]


def problems(notebook: NotebookNode, name: str = "") -> list[Problem]:
    """What is wrong with the form of a lesson and its exercises; an empty list if nothing is."""
    lang = language(notebook)
    say = _words(lang)
    found: list[Problem] = []

    def add(key: str, cell: NotebookNode | None = None, exercise: str = "", **values) -> None:
        found.append(Problem(name, cell_id(cell), say[key].format(**values), exercise))

    # The lesson as a whole.
    try:
        words(lang)
    except ValueError as error:
        add("unknown_language", problem=error)
    counts = Counter(map(cell_id, notebook.cells))
    for number, cell in enumerate(notebook.cells, start=1):
        if not cell_id(cell):
            add("cell_without_id", number=number)
        elif counts[cell_id(cell)] > 1:
            add("cell_id_twice", cell, number=number, id=cell_id(cell))
        if cell.cell_type == "code" and not part(cell) and check_call(cell.source):
            add("check_not_marked", cell, id=_checked_id(check_call(cell.source)))
        elif belongs_to(cell) and not part(cell):
            add("part_not_marked", cell, id=belongs_to(cell), parts=", ".join(PARTS))
    all_exercises = exercises(notebook)
    if not all_exercises:
        add("no_exercises")
        return found
    _lesson_problems(notebook, all_exercises, add)
    ids = Counter(exercise.id for exercise in all_exercises if exercise.id)
    variables = Counter(e.variable for e in all_exercises if e.variable)
    for exercise in all_exercises:
        _exercise_problems(notebook, exercise, ids, variables, add)
    return found


def _lesson_problems(notebook, all_exercises, add) -> None:
    """The cell that makes `check` comes before the first check, `check.score()` after the last."""
    checks = [cell_id(e.check) for e in all_exercises if e.check is not None]
    order = [cell_id(cell) for cell in notebook.cells]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    made = next((c for c in code if re.search(r"^\s*check\s*=\s*Check\(", c.source, re.M)), None)
    if made is None or (checks and order.index(cell_id(made)) > order.index(checks[0])):
        add("no_check_made", made, lang=language(notebook))
    elif not re.search(rf"Check\(\s*[\"']{re.escape(language(notebook))}[\"']", made.source):
        add("check_in_other_language", made, lang=language(notebook))
    score = next((c for c in reversed(code) if "check.score()" in c.source), None)
    if score is None or (checks and order.index(cell_id(score)) < order.index(checks[-1])):
        add("no_score", score)


def _exercise_problems(notebook, exercise, ids, variables, add_problem) -> None:
    say = _words(language(notebook))
    first = next(iter(exercise.cells.values()))

    def add(key: str, cell: NotebookNode | None = None, **values) -> None:
        add_problem(key, cell if cell is not None else first, exercise.name, **values)

    # Five cells, next to each other, in order, with one id.
    for this in PARTS:
        if this not in exercise.cells:
            add("part_missing", part=say["parts"][this], tag=this)
    places = [
        i for i, c in enumerate(notebook.cells) if any(c is d for d in exercise.cells.values())
    ]
    if list(exercise.cells) != [p for p in PARTS if p in exercise.cells]:
        add("order", order=", ".join(PARTS))
    elif places[-1] - places[0] >= len(places):
        between = [notebook.cells[i] for i in range(places[0], places[-1]) if i not in places]
        add("cell_between", between[0])
    for this, cell in exercise.cells.items():
        kind = "code" if this in ("answer", "check") else "markdown"
        if cell.cell_type != kind:
            add("cell_type", cell, part=say["parts"][this], expected=kind, found=cell.cell_type)
        if belongs_to(cell) != exercise.id:
            key = "id_differs" if belongs_to(cell) else "id_missing"
            add(key, cell, part=say["parts"][this], found=belongs_to(cell), id=exercise.id)
        if cell.source.count("<details") != cell.source.count("</details>"):
            add("details_open", cell)
        elif re.search(r"</summary>(?!\s*?\n[ \t]*\n)", cell.source.replace("\r\n", "\n")):
            add("details_empty_line", cell)
    if exercise.id and ids[exercise.id] > 1:
        add("exercise_id_twice", exercise.check, id=exercise.id)
    if exercise.variable and variables[exercise.variable] > 1:
        add("variable_twice", exercise.answer, variable=exercise.variable)

    if exercise.prompt is not None:
        number = re.search(r"\d+", exercise.heading)
        if not exercise.heading:
            add("no_heading", exercise.prompt, number=exercise.number)
        elif number and int(number.group()) != exercise.number:
            add("heading_number", exercise.prompt, found=number.group(), number=exercise.number)
        if not exercise.hint:
            add("no_hint", exercise.prompt)
        asked = DETAILS.sub("", exercise.prompt.source)
        if exercise.variable and f"`{exercise.variable}`" not in asked:
            add("variable_not_named", exercise.prompt, variable=exercise.variable)
    if exercise.answer is not None and not stub_variable(exercise.answer.source):
        add("not_a_stub", exercise.answer, variable=exercise.variable or "answer")
    if exercise.check is not None:
        _check_cell_problems(exercise, add)
    if exercise.solution is not None:
        fences = _fences(exercise.solution)
        if len(fences) != 1:
            add("solution_fences", exercise.solution, found=len(fences))
        else:
            _code_problems(fences[0], say["parts"]["solution"], exercise, exercise.solution, add)
    if exercise.examples is not None:
        _examples_problems(exercise, say, add)


def _check_cell_problems(exercise: Exercise, add) -> None:
    cell = exercise.check
    if not folded(cell):
        add("not_folded", cell)
    if not cell.source.startswith("#"):
        add("no_comment", cell)
    call = check_call(cell.source)
    if call is None:
        add("no_call" if _parse(cell.source) else "not_python", cell, part="check")
        return
    if not _checked_id(call):
        add("call_without_id", cell)
    checked = _checked_variable(call)
    if not checked:
        add("call_without_variable", cell, variable=exercise.variable)
    elif exercise.answer is not None and checked != exercise.variable:
        add("variable_differs", cell, checked=checked, variable=exercise.variable)
    if _argument(call, 2, "expected") is None:
        add("call_without_expected", cell)


def _examples_problems(exercise: Exercise, say: dict, add) -> None:
    cell = exercise.examples
    if "teacher" not in tags(cell):
        add("examples_not_teacher", cell)
    fences = _fences(cell)
    if len(fences) != 1:
        add("examples_fences", cell, found=len(fences))
        return
    for kind, examples, least in (
        ("right", exercise.right, RIGHT_AT_LEAST),
        ("wrong", exercise.wrong, WRONG_AT_LEAST),
    ):
        different = len({ast.dump(_parse(e.code) or ast.Module([], [])) for e in examples})
        if different < least:
            add(f"too_few_{kind}", cell, found=different, least=least)
        for example in examples:
            what = f"“{say['example_' + kind]}: {example.label}”"
            _code_problems(example.code, what, exercise, cell, add)
            if assigned_afresh(example.code, exercise.variable) > 1:
                add("assigned_twice", cell, part=what, variable=exercise.variable)


def _code_problems(code: str, what: str, exercise: Exercise, cell: NotebookNode, add) -> None:
    if _parse(code) is None:
        add("not_python", cell, part=what)
    elif exercise.variable and not assigned(code, exercise.variable):
        add("not_assigned", cell, part=what, variable=exercise.variable)
