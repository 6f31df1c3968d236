"""What is wrong with the form of a lesson and its exercises, in words for the teacher."""

import ast
import re
from collections import Counter
from dataclasses import dataclass, replace

from koperasi.exercises.parts import (
    PARTS,
    Exercise,
    argument,
    assigned,
    assigned_afresh,
    belongs_to,
    check_call,
    checked_id,
    checked_variable,
    exercises,
    part,
    stub_variable,
    teacher_words,
)
from koperasi.notebooks import (
    DETAILS,
    NotebookNode,
    cell_id,
    cell_name,
    fences,
    folded,
    language,
    parsed,
    tags,
)
from koperasi.words import words

RIGHT_AT_LEAST = 2
WRONG_AT_LEAST = 4
ALIKE_AT_MOST = 3  # findings of one kind that are told one by one


@dataclass(frozen=True)
class Finding:
    """Something a teacher should mend: in which notebook and cell, and what."""

    notebook: str
    cell: str
    text: str
    exercise: str = ""  # the exercise's heading; empty if it concerns the lesson
    number: int = 0  # the exercise's place in the lesson, since headings may be copied; else 0


def problems(notebook: NotebookNode, name: str = "") -> list[Finding]:
    """What is wrong with the form of a lesson and its exercises; an empty list if nothing is."""
    say = teacher_words(language(notebook))
    found: dict[tuple, list[Finding]] = {}  # by what is wrong, and in which exercise

    def add(key: str, cell: NotebookNode | None = None, of: Exercise | None = None, **values):
        where = (of.name, of.number) if of else ()
        one = Finding(name, cell_name(notebook, cell), say[key].format(**values), *where)
        found.setdefault((key, one.number), []).append(one)

    _look(notebook, add)
    return [one for alike in found.values() for one in _in_short(alike, say)]


def _in_short(alike: list[Finding], say: dict) -> list[Finding]:
    """Findings of one kind; of many, the first, and how many more cells it is true of."""
    if len(alike) <= ALIKE_AT_MOST:
        return alike
    more = say["more_cells"].format(count=len(alike) - 1)
    return [replace(alike[0], text=f"{alike[0].text} {more}")]


def _look(notebook: NotebookNode, add) -> None:
    lang = language(notebook)

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
            add("check_not_marked", cell, id=checked_id(check_call(cell.source)))
        elif belongs_to(cell) and not part(cell):
            add("part_not_marked", cell, id=belongs_to(cell), parts=", ".join(PARTS))
    all_exercises = exercises(notebook)
    if not all_exercises:
        add("no_exercises")
        return
    _lesson_problems(notebook, all_exercises, add)
    ids = Counter(exercise.id for exercise in all_exercises if exercise.id)
    variables = Counter(e.variable for e in all_exercises if e.variable)
    for exercise in all_exercises:
        _exercise_problems(notebook, exercise, ids, variables, add)


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
    say = teacher_words(language(notebook))
    first = next(iter(exercise.cells.values()))

    def add(key: str, cell: NotebookNode | None = None, **values) -> None:
        add_problem(key, cell if cell is not None else first, exercise, **values)

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
        blocks = fences(exercise.solution)
        if len(blocks) != 1:
            add("solution_fences", exercise.solution, found=len(blocks))
        else:
            _code_problems(blocks[0], say["parts"]["solution"], exercise, exercise.solution, add)
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
        add("no_call" if parsed(cell.source) else "not_python", cell, part="check")
        return
    if not checked_id(call):
        add("call_without_id", cell)
    checked = checked_variable(call)
    if not checked:
        add("call_without_variable", cell, variable=exercise.variable)
    elif exercise.answer is not None and checked != exercise.variable:
        add("variable_differs", cell, checked=checked, variable=exercise.variable)
    if argument(call, 2, "expected") is None:
        add("call_without_expected", cell)


def _examples_problems(exercise: Exercise, say: dict, add) -> None:
    cell = exercise.examples
    if "teacher" not in tags(cell):
        add("examples_not_teacher", cell)
    blocks = fences(cell)
    if len(blocks) != 1:
        add("examples_fences", cell, found=len(blocks))
        return
    for kind, examples, least in (
        ("right", exercise.right, RIGHT_AT_LEAST),
        ("wrong", exercise.wrong, WRONG_AT_LEAST),
    ):
        different = len({ast.dump(parsed(e.code) or ast.Module([], [])) for e in examples})
        if different < least:
            add(f"too_few_{kind}", cell, found=different, least=least)
        for example in examples:
            what = say["one_answer"].format(kind=say["example_" + kind], label=example.label)
            _code_problems(example.code, what, exercise, cell, add)
            if assigned_afresh(example.code, exercise.variable) > 1:
                add("assigned_twice", cell, part=what, variable=exercise.variable)


def _code_problems(code: str, what: str, exercise: Exercise, cell: NotebookNode, add) -> None:
    if parsed(code) is None:
        add("not_python", cell, part=what)
    elif exercise.variable and not assigned(code, exercise.variable):
        add("not_assigned", cell, part=what, variable=exercise.variable)
