"""A notebook's file and cells: the one reader for all who read one.

Nothing here raises on an odd notebook: what cannot be found is None or empty.
"""

import ast
import json
import re
from pathlib import Path

from koperasi.words import Said


class NotebookNode(dict):
    """A part of a notebook whose entries are attributes too, as in nbformat's class of this name.

    Of our own, because importing nbformat takes three times as long as making a lesson's slides.
    """

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value


CONFLICT = re.compile(rb"^(<<<<<<<|>>>>>>>) ", re.M)
FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*(?:python|py)[ \t]*\n(.*?)^\1[ \t]*$", re.M | re.S)
DETAILS = re.compile(r"<details[^>]*>\s*(?:<summary>.*?</summary>)?(.*?)</details>", re.S | re.I)
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)


def read_lesson(path: str | Path) -> NotebookNode:
    """Read a notebook as it is: unlike `nbformat.read`, cells' ids are not repaired.

    One of an older format is brought up to format 4. Raises OSError if the file cannot be opened,
    and Said if it is not a notebook.
    """
    return parse_notebook(Path(path).name, Path(path).read_bytes())


def parse_notebook(name: str, content: bytes) -> NotebookNode:
    """A notebook from what its file holds; `name` is for messages. Raises Said as `read_lesson`."""
    if content.startswith(b"PK"):
        raise Said("read.zip", name=name)
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text)
        if isinstance(data, dict) and data.get("nbformat") in (1, 2, 3):
            data = _brought_up(text)
    except (ValueError, RecursionError) as error:
        if CONFLICT.search(content):
            raise Said("read.two_versions", name=name) from error
        raise Said("read.no_notebook", name=name, reason=error) from error
    cells = data.get("cells") if isinstance(data, dict) and data.get("nbformat") == 4 else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Said("read.part", name=name)
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
        outputs = cell.get("outputs") if isinstance(cell.get("outputs"), list) else []
        for output in outputs:
            for texts in (output, output.get("data")) if isinstance(output, dict) else ():
                _join_lines(texts)
    return as_node(data)


def _brought_up(text: str) -> dict:
    """A notebook of an older format in format 4; Said if it is none."""
    import nbformat

    try:
        raised = json.loads(nbformat.writes(nbformat.reads(text, as_version=4)))
        raised["metadata"]["orig_nbformat"] = json.loads(text)["nbformat"]
        return raised
    except Exception as error:  # of many kinds, and none of them for people
        raise Said("read.old_format") from error


def _join_lines(texts) -> None:
    """Join texts that are stored as lists of lines."""
    for name, value in texts.items() if isinstance(texts, dict) else ():
        lines = isinstance(value, list) and all(isinstance(line, str) for line in value)
        if lines and name != "traceback" and not name.endswith("json"):
            texts[name] = "".join(value)


def as_node(value):
    """JSON's dictionaries as NotebookNode, whatever they stand in."""
    if isinstance(value, dict):
        return NotebookNode({name: as_node(item) for name, item in value.items()})
    return [as_node(item) for item in value] if isinstance(value, list) else value


def write_notebook(notebook: NotebookNode) -> str:
    """The text of a notebook's file, as JupyterLab saves it."""
    import nbformat

    return nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n"


def language(notebook: dict) -> str:
    """The language of a lesson, `metadata.lang`; English if it is not given."""
    lang = notebook["metadata"].get("lang")
    return lang if lang and isinstance(lang, str) else "en"


def tells_score(cell: dict) -> bool:
    """Whether a cell tells learners how many exercises of theirs are right."""
    return cell["cell_type"] == "code" and "check.score()" in "".join(cell["source"])


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


def tags(cell: dict) -> list[str]:
    """The cell's tags; an empty list if it has none."""
    found = cell["metadata"].get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def folded(cell: dict, what: str = "source") -> bool:
    """Whether JupyterLab shows the cell with its code hidden; or, for `what`, its "outputs"."""
    jupyter = cell["metadata"].get("jupyter")
    return isinstance(jupyter, dict) and jupyter.get(f"{what}_hidden") is True


def slide_type(cell: dict) -> str:
    """What JupyterLab's slide type of the cell is, or an empty text."""
    found = cell["metadata"].get("slideshow")
    kind = found.get("slide_type") if isinstance(found, dict) else ""
    return kind if isinstance(kind, str) else ""


def source_of(cell: NotebookNode | None) -> str:
    return cell.source if cell is not None else ""


def fences(cell: NotebookNode | None) -> list[str]:
    return [code.strip("\n") for _, code in FENCE.findall(source_of(cell).replace("\r\n", "\n"))]


def parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
