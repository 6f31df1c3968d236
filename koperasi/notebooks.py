"""A notebook's file and cells: the one reader for all who read one.

Nothing here raises on an odd notebook: what cannot be found is None or empty.
"""

import ast
import contextlib
import json
import re
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.v4.rwbase import rejoin_lines

FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*(?:python|py)[ \t]*\n(.*?)^\1[ \t]*$", re.M | re.S)


DETAILS = re.compile(r"<details[^>]*>\s*(?:<summary>.*?</summary>)?(.*?)</details>", re.S | re.I)


HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)


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


# The ids that JupyterLab and nbformat make up: a UUID or its first eight digits.
MADE_UP = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")


def cell_name(notebook: NotebookNode, cell: NotebookNode | None) -> str:
    """What to call a cell when speaking to a teacher: its id or, if that is made up, its place.

    JupyterLab shows the place of a cell (from 1) in the status bar, but no ids.
    """
    name = cell_id(cell)
    if not MADE_UP.fullmatch(name):
        return name
    return str(next(n for n, other in enumerate(notebook.cells, start=1) if other is cell))


def tags(cell: NotebookNode) -> list[str]:
    """The cell's tags; an empty list if it has none."""
    found = cell.metadata.get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def folded(cell: NotebookNode) -> bool:
    """Whether JupyterLab shows the cell with its code hidden."""
    jupyter = cell.metadata.get("jupyter")
    return isinstance(jupyter, dict) and jupyter.get("source_hidden") is True


def source_of(cell: NotebookNode | None) -> str:
    return cell.source if cell is not None else ""


def fences(cell: NotebookNode | None) -> list[str]:
    return [code.strip("\n") for _, code in FENCE.findall(source_of(cell).replace("\r\n", "\n"))]


def parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
