"""Learners' copies of lessons, and a folder with all that they need, also as a zip file."""

import copy
import io
import re
import zipfile
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.editions import step
from koperasi.exercises import parts
from koperasi.handout import needed
from koperasi.notebooks import NotebookNode
from koperasi.output import Folder
from koperasi.pages import render
from koperasi.words import Said, words_or_english

# Cells with one of these tags are for the teacher.
LEFT_OUT = {"solution", "examples", "teacher"}
# Parts of pyproject.toml that only developers of the course need.
FOR_DEVELOPERS = (
    "dependency-groups",
    "project.entry-points",
    "tool.pytest",
    "tool.ruff",
    "tool.uv.sources",
)


def learners_copy(notebook: NotebookNode) -> NotebookNode:
    """A lesson without solutions, examples, teacher's notes and outputs, and with empty answers.

    Gone is also what keeps the languages in step; everything else stays as it is. An answer cell that
    was filled in gets its stub back: the comments it begins with and `name = ...`.
    """
    handout = copy.deepcopy(notebook)
    for exercise in parts.exercises(handout):
        cell = exercise.answer
        if cell is not None and exercise.variable and not parts.stub_variable(cell.source):
            comments = re.match(r"(?:[ \t]*#.*\n)*", cell.source).group()
            cell.source = f"{comments}{exercise.variable} = ..."
    handout.cells = [cell for cell in handout.cells if not LEFT_OUT & set(notebooks.tags(cell))]
    for cell in handout.cells:
        cell.metadata.pop(step.KEY, None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return handout


def unmarked(notebook: NotebookNode) -> list[str]:
    """Where a lesson calls `check` in a cell that is not marked as part of an exercise.

    Then its solutions cannot be told from the rest either, and a copy would give them away.
    """
    known = {id(cell) for e in parts.exercises(notebook) for cell in e.cells.values()}
    loose = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and id(cell) not in known and parts.check_call(cell.source)
    ]
    return [notebooks.cell_name(notebook, cell) for cell in loose]


def filled_in(notebook: NotebookNode) -> list[str]:
    """The exercises whose answer cell is not a stub, by their headings."""
    return [
        exercise.name
        for exercise in parts.exercises(notebook)
        if exercise.answer is not None and not parts.stub_variable(exercise.answer.source)
    ]


def files(found: list[Path], lang: str) -> dict[str, bytes]:
    """The content of the folder, by name: lessons, tables, figures, the course's code, a start page.

    Raises OSError or ValueError as `notebooks.read_lesson` does.
    """
    content: dict[str, bytes] = {}
    titles = []
    for path in found:
        lesson = notebooks.read_lesson(path)
        if loose := unmarked(lesson):
            raise Said("handout.report.not_marked", name=path.name, cells=", ".join(loose))
        notebook = learners_copy(lesson)
        text = notebooks.write_notebook(notebook)
        content[f"notebooks/{lang}/{path.name}"] = text.encode()
        titles.append((path.name, str(notebook.metadata.get("title", path.stem))))
    figures = sorted((paths.ROOT / "figures" / lang).glob("*"))
    content |= needed.data(lang)
    for path in [*figures, *needed.package_files([lang], to_start=True)]:
        content[path.relative_to(paths.ROOT).as_posix()] = path.read_bytes()
    content["LICENSE"] = (paths.ROOT / "LICENSE").read_bytes()
    project = (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    content["pyproject.toml"] = for_learners(project).encode()
    content["START.html"] = start_page(titles, lang).encode()
    return content


def for_learners(project: str) -> str:
    """pyproject.toml without what only developers need, so that less is installed, and without prose."""
    tables = re.split(r"^(?=\[)", project, flags=re.M)
    kept = [
        table for table in tables if not table.startswith(tuple(f"[{n}" for n in FOR_DEVELOPERS))
    ]
    text = re.sub(r"^(readme|description) = .*\n|^ *# .*\n", "", "".join(kept), flags=re.M)
    return re.sub(r"^teach = \[.*?^\]\n", "", text, flags=re.M | re.S).rstrip("\n") + "\n"


def start_page(titles: list[tuple[str, str]], lang: str) -> str:
    """A page that tells how to begin; `titles` are pairs of a lesson's file name and title."""
    say = words_or_english(lang)["handout"]
    return render("handout/start.html", lang=lang, say=say, lessons=titles)


def zipped(content: dict[str, bytes], top: str) -> bytes:
    """A zip file with everything in one folder `top`; the same content gives the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(f"{top}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content[name], zipfile.ZIP_DEFLATED)
    return file.getvalue()


def write(content: dict[str, bytes], folder: Path, top: str) -> Folder:
    """Write `folder/top/` and `folder/top.zip`; `left` of what is returned names changed files."""
    with Folder(folder) as out:
        for name, data in content.items():
            out.write(f"{top}/{name}", data)
        out.write(f"{top}.zip", zipped(content, top))
    return out
