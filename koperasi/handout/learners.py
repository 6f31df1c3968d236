"""Learners' copies of lessons, and a folder with all that they need, also as a zip file."""

import copy
import html
import io
import re
import zipfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from koperasi import notebooks, paths
from koperasi.exercises import parts
from koperasi.output import Folder
from koperasi.words import words

# Cells with one of these tags are for the teacher.
LEFT_OUT = {"solution", "examples", "teacher"}
# Parts of pyproject.toml that only developers of the course need.
FOR_DEVELOPERS = ("dependency-groups", "tool.pytest", "tool.ruff")
NOT_HANDED_OUT = {"__pycache__", ".ipynb_checkpoints"}


def learners_copy(notebook: NotebookNode) -> NotebookNode:
    """A lesson without solutions, examples, teacher's notes and outputs, and with empty answers.

    Everything else stays as it is. An answer cell that was filled in gets its stub back: the
    comments it begins with and `name = ...`.
    """
    handout = copy.deepcopy(notebook)
    for exercise in parts.exercises(handout):
        cell = exercise.answer
        if cell is not None and exercise.variable and not parts.stub_variable(cell.source):
            comments = re.match(r"(?:[ \t]*#.*\n)*", cell.source).group()
            cell.source = f"{comments}{exercise.variable} = ..."
    handout.cells = [cell for cell in handout.cells if not LEFT_OUT & set(notebooks.tags(cell))]
    for cell in handout.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return handout


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
        notebook = learners_copy(notebooks.read_lesson(path))
        text = nbformat.writes(notebook).rstrip("\n") + "\n"
        content[f"notebooks/{lang}/{path.name}"] = text.encode()
        titles.append((path.name, str(notebook.metadata.get("title", path.stem))))
    for folder in (paths.DATA, paths.ROOT / "figures" / lang, paths.ROOT / "koperasi"):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(paths.ROOT)
            if path.is_file() and not NOT_HANDED_OUT & set(inside.parts):
                content[inside.as_posix()] = path.read_bytes()
    content["LICENSE"] = (paths.ROOT / "LICENSE").read_bytes()
    project = (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    content["pyproject.toml"] = for_learners(project).encode()
    content["START.html"] = start_page(titles, lang).encode()
    return content


def for_learners(project: str) -> str:
    """pyproject.toml without what only developers need, so that less is installed."""
    tables = re.split(r"^(?=\[)", project, flags=re.M)
    kept = [
        table for table in tables if not table.startswith(tuple(f"[{n}" for n in FOR_DEVELOPERS))
    ]
    return re.sub(r"^readme = .*\n", "", "".join(kept), flags=re.M).rstrip("\n") + "\n"


def start_page(titles: list[tuple[str, str]], lang: str) -> str:
    """A page that tells how to begin; `titles` are pairs of a lesson's file name and title."""
    say = words(lang)["handout"]
    items = "\n".join(
        f"<li>{html.escape(title)} <small>{html.escape(name)}</small></li>"
        for name, title in titles
    )
    steps = "\n".join(f"<li>{_code(step)}</li>" for step in say["steps"])
    return PAGE.format(
        lang=html.escape(lang),
        title=html.escape(say["title"]),
        intro=_code(say["intro"]),
        steps=steps,
        later=_code(say["later"]),
        no_uv=_code(say["no_uv"]),
        hand_in=_code(say["hand_in"]),
        lessons_head=html.escape(say["lessons"]),
        items=items,
    )


def _code(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


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


PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 "DejaVu Sans", Verdana, sans-serif; }}
h1 {{ border-left: 12px solid #0072b2; padding-left: .6rem; line-height: 1.25; }}
li {{ margin: .4rem 0; }} small {{ opacity: .75; }}
code {{ font-family: "DejaVu Sans Mono", Consolas, monospace; border: 1px solid #8888; border-radius: 3px; padding: 0 .3em; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{intro}</p>
<ol>
{steps}
</ol>
<p>{later}</p>
<p>{no_uv}</p>
<p>{hand_in}</p>
<h2>{lessons_head}</h2>
<ul>
{items}
</ul>
</main>
</body>
</html>
"""
