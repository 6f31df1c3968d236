"""The rooms of the package: who may import whom, and that each says what it is for."""

import ast
import importlib
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from koperasi import paths

PACKAGE = paths.ROOT / "koperasi"
# Each room may import from those on floors below its own, and from itself.
FLOORS = [
    {"paths", "words", "names", "pages"},
    {"output", "notebooks"},
    {"answers", "tables", "network", "figures"},
    {"running", "slides"},
    {"exercises", "editions"},
    {"handout"},
    {"marking", "site"},
    {"commands"},
    {"cli"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())


def imported(source: str) -> set[str]:
    """The rooms that a module imports, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "koperasi":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("koperasi."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            found |= {name[1] for name in names if name[0] == "koperasi" and len(name) > 1}
    return found


def upward(room: str, source: str) -> set[str]:
    """What a module of a room imports and may not."""
    return {other for other in imported(source) - {room} if FLOOR[other] >= FLOOR[room]}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.stem)
def test_no_import_leads_up(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room != "__init__":
        assert upward(room, path.read_text(encoding="utf-8")) == set()


def test_an_import_that_leads_up_is_noticed():
    assert upward("answers", "def f():\n    from koperasi.marking.report import page") == {
        "marking"
    }
    assert upward("running", "from koperasi import slides, paths") == {"slides"}


def test_every_room_has_a_floor_and_says_in_a_sentence_what_it_is_for():
    flat = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert {*ROOMS, *flat} == FLOOR.keys()
    assert len(flat) <= 8
    for room in ROOMS:
        about = importlib.import_module(f"koperasi.{room}").__doc__
        assert about and about.split("\n\n")[0].strip().endswith("."), room


def modules(path: Path, source: str) -> set[str]:
    """The modules of the package that a module imports, with their rooms: "answers.check"."""
    known = {_dotted(other) for other in PACKAGE.rglob("*.py")}
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("koperasi"):
            names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module]
        found |= {name.removeprefix("koperasi.") for name in names} & known
    return found - {_dotted(path)}


def _dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


IMPORTS = {
    _dotted(path): modules(path, path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")
}


def test_no_module_imports_itself_through_others():
    list(TopologicalSorter(IMPORTS).static_order())  # raises CycleError


@pytest.mark.parametrize("room", sorted({*ROOMS} - {"commands"}))  # those are for `cli` alone
def test_a_room_names_what_others_use_of_it(room):
    _, says, names = importlib.import_module(f"koperasi.{room}").__doc__.partition("thers use")
    used = {
        name.split(".")[1]
        for user, found in IMPORTS.items()
        for name in found
        if name.startswith(f"{room}.") and user.split(".")[0] != room
    }
    assert says and used <= set(re.findall(r"`(\w+)", names))


def test_what_lessons_import_stands_in_the_package_itself():
    names = set()
    for lesson in (lesson for lang in paths.languages() for lesson in paths.lessons(lang)):
        names |= set(_lines(lesson))
    assert {line for line in names if not line.startswith("from koperasi import ")} == set()


def _lines(lesson: Path) -> list[str]:
    from koperasi.notebooks import read_lesson

    code = [cell.source for cell in read_lesson(lesson).cells if cell.cell_type == "code"]
    return [
        line for source in code for line in source.splitlines() if line.startswith("from koperasi")
    ]
