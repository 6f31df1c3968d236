"""How much a lesson asks of a student: words, cells, what is new, and the minutes these take.

Counted is what students see and run: no teacher's cells, hints, solutions, checks and homework. A
*device* is a function, a method, an attribute, or a form of syntax. It is new if no earlier lesson
of the language has it, and *unnamed* if no text names it before it is used or right after it.

    minutes = words / 120 + 0.75 cells + 0.3 new + 1.25 minutes of the exercises + 5

agreed within a tenth with what careful readers of ten lessons estimated.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.exercises.parts import exercises
from koperasi.notebooks import NotebookNode

WORDS_A_MINUTE, CELL, NEW, EXERCISE, TO_BEGIN = 120, 0.75, 0.3, 1.25, 5
MOST_NEW, MOST_MINUTES, MOST_OVER, LEAST_EXERCISES = 13, 60, 1.1, 0.4
NOT_READ = {"teacher", "solution", "examples", "check", "further"}
# What every student knows before the first lesson: variables, lists and `for`.
KNOWN = {"for", "list […]", "print", "len", "range", "import", "="}
MINUTES = re.compile(r"\((\d+)[^()]*\)\s*$")
FIRST_NUMBER = re.compile(r"^\*\*[^*]+\*\*[^\d\n]*(\d+)", re.M)


@dataclass(frozen=True)
class Load:
    """What a lesson asks: `new` are devices with the text cell that names them, or "".

    `in_hints` are those of them that only hints use.
    """

    words: int
    cells: int
    new: dict[str, str]
    claimed: int
    exercise_minutes: int
    in_hints: tuple[str, ...] = ()

    @property
    def unnamed(self) -> list[str]:
        return [device for device, cell in self.new.items() if not cell]

    @property
    def minutes(self) -> float:
        """Minutes the lesson is estimated to take."""
        return self.without_exercises + EXERCISE * self.exercise_minutes

    @property
    def without_exercises(self) -> float:
        return self.words / WORDS_A_MINUTE + CELL * self.cells + NEW * len(self.new) + TO_BEGIN

    @property
    def share(self) -> float:
        """The part of the time that exercises take."""
        return EXERCISE * self.exercise_minutes / self.minutes

    def over(self) -> list[str]:
        """Which limits are broken: keys of the words [check.load]."""
        found = {
            "too_long": self.minutes > MOST_OVER * self.claimed,
            "claims_too_much": self.claimed > MOST_MINUTES,
            "too_new": len(self.new) > MOST_NEW,
            "unnamed": bool(self.unnamed),
            "few_exercises": self.share < LEAST_EXERCISES,
        }
        return [key for key, broken in found.items() if broken]


def load(notebook: NotebookNode, known: set[str] = frozenset()) -> Load:
    """The load of a lesson for students who know the devices `known`."""
    words = cells = 0
    hinted, seen = set(), set()
    new: dict[str, str] = {}
    texts: list[tuple[int, str, str]] = []  # place, id, text
    used: list[tuple[int, str]] = []  # place, device
    for place, cell in enumerate(notebook.cells):
        marks = set(notebooks.tags(cell))
        if marks & NOT_READ:
            continue
        if cell.cell_type == "markdown":
            hints = " ".join(notebooks.DETAILS.findall(cell.source))
            shown = _without_details(cell.source)
            words += len(shown.split())
            texts.append((place, notebooks.cell_id(cell), shown))
            found = [device for code in _code_in(hints) for device in devices(code)]
            used += [(place, device) for device in found]
            hinted |= set(found)
        elif cell.cell_type == "code" and not marks & {"given"} and cell.source.strip():
            cells += "answer" not in marks
            used += [(place, device) for device in devices(cell.source)]
            seen |= set(devices(cell.source))
    names = own_names(notebook)
    for place, device in used:
        if device not in new and device not in known | KNOWN and device not in names:
            new[device] = _named(device, place, texts)
    in_hints = tuple(device for device in new if device in hinted - seen)
    found = [e for e in exercises(notebook) if not _is_further(e)]
    minutes = [MINUTES.search(exercise.heading) for exercise in found]
    return Load(
        words, cells, new, _claimed(notebook), sum(int(m[1]) for m in minutes if m), in_hints
    )


def known_before(path: Path) -> set[str]:
    """The devices of the lessons that come before one, by number: in its folder, or in the course."""
    known = set()
    path, number = path.resolve(), path.name[:2]
    beside = sorted(path.parent.glob("[0-9][0-9]-*.ipynb"))
    if all(other == path for other in beside):  # a copy that stands alone
        beside = paths.lessons(notebooks.language(notebooks.read_lesson(path)))
    for other in beside:
        if number.isdecimal() and other.name[:2] >= number:
            break
        lesson = notebooks.read_lesson(other)
        for cell in lesson.cells:
            marks = set(notebooks.tags(cell))
            if cell.cell_type == "code" and not marks & (NOT_READ | {"given"}):
                known |= set(devices(cell.source))
            elif cell.cell_type == "markdown" and not marks & NOT_READ:
                known |= {d for code in _code_in(cell.source) for d in devices(code)}
            elif "solution" in marks and "further" not in marks:
                known |= {d for code in notebooks.fences(cell) for d in devices(code)}
    return known


def devices(code: str) -> list[str]:
    """The devices that a piece of code uses, in alphabetical order."""
    tree = notebooks.parsed(code)
    found = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                found.add(node.func.id)
            if any(isinstance(argument, ast.Starred) for argument in node.args):
                found.add("*")
            if any(keyword.arg is None for keyword in node.keywords):
                found.add("**")
        elif isinstance(node, ast.Attribute) and not node.attr.startswith("_"):
            found.add(f".{node.attr}")
        elif isinstance(node, ast.Subscript):
            if isinstance(node.slice, ast.Slice):
                found.add("[:]")
            elif isinstance(node.slice, ast.List):
                found.add("[[…]]")
        else:
            found |= {name for kind, name in FORMS.items() if isinstance(node, kind)}
        if isinstance(node, ast.Tuple) and isinstance(getattr(node, "ctx", None), ast.Store):
            found.add("a, b =")
    return sorted(found)


FORMS = {
    ast.ListComp: "[… for …]",
    ast.SetComp: "{… for …}",
    ast.DictComp: "{…: … for …}",
    ast.GeneratorExp: "(… for …)",
    ast.Lambda: "lambda",
    ast.FunctionDef: "def",
    ast.If: "if",
    ast.IfExp: "… if … else …",
    ast.While: "while",
    ast.Try: "try",
    ast.With: "with",
    ast.JoinedStr: 'f"…"',
    ast.Set: "{…}",
    ast.Dict: "{…: …}",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Invert: "~",
    ast.MatMult: "@",
    ast.Not: "not",
    ast.NotIn: "not in",
    ast.In: "in",
    ast.And: "and",
    ast.Or: "or",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.FloorDiv: "//",
}


def own_names(notebook: NotebookNode) -> set[str]:
    """Functions that the lesson itself defines."""
    found = set()
    for cell in notebook.cells:
        tree = notebooks.parsed(cell.source) if cell.cell_type == "code" else None
        found |= (
            {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)} if tree else set()
        )
    return found | {"check"}


def _named(device: str, place: int, texts: list[tuple[int, str, str]]) -> str:
    """The text that names a device: the nearest before it is used, or the one right after it."""
    word = device.strip(".")
    if re.match(r"\w+$", word):
        pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    else:
        pattern = re.compile("|".join(map(re.escape, SIGNS.get(device, (device,)))), re.I)
    before = [(i, text) for at, i, text in texts if at <= place]
    after = [(i, text) for at, i, text in texts if at > place][:1]
    return next((i for i, text in [*reversed(before), *after] if pattern.search(text)), "")


# How a text may speak of a form of syntax: its sign, or a word of any of the course's languages.
SIGNS = {
    "[:]": ("[:", ":]", "slice", "irisan"),
    "[[…]]": (
        "[[",
        "list of column",
        "several columns",
        "list of names",
        "beberapa kolom",
        "daftar nama",
    ),
    "{…: …}": ("dictionar", "kamus", "dict"),
    "{…}": ("set", "himpunan", "{"),
    "[… for …]": ("comprehension", "in square brackets", "satu baris", "dalam kurung siku", "[…"),
    "{…: … for …}": ("comprehension", "satu baris"),
    "{… for …}": ("comprehension", "satu baris"),
    "(… for …)": ("generator", "for"),
    "… if … else …": ("if",),
    'f"…"': ('f"', "f-string"),
    "a, b =": ("two names", "pair", "pasang", "dua nama", "three values", "tiga nilai"),
    "*": ("star", "`*", "bintang"),
    "**": ("**`", "`**"),
    "&": ("&",),
    "|": ("|",),
    "~": ("~",),
    "@": ("@",),
    "%": ("%",),
    "//": ("//",),
}


def _claimed(notebook: NotebookNode) -> int:
    """The minutes that a lesson claims: the first number after the bold word for time.

    It stands in the cell `what-you-learn`, or else in one of the first cells.
    """
    about = [cell for cell in notebook.cells if notebooks.cell_id(cell) == "what-you-learn"]
    for cell in about or notebook.cells[:6]:
        if cell.cell_type == "markdown" and (found := FIRST_NUMBER.search(cell.source)):
            return int(found[1])
    return 0


def _is_further(exercise) -> bool:
    return any("further" in notebooks.tags(cell) for cell in exercise.cells.values())


def _without_details(source: str) -> str:
    return re.sub(r"<details.*?</details>", "", source, flags=re.S | re.I)


def _code_in(text: str) -> list[str]:
    """What stands as code in a text and can be read as Python."""
    return [code for code in re.findall(r"`([^`]+)`", text) if notebooks.parsed(code)]
