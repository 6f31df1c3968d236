"""What the site is made of: for each language a folder of pages, as Sphinx reads them."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import jinja2
import pandas as pd

from koperasi import notebooks, paths
from koperasi.notebooks import NotebookNode, cell_id, tags
from koperasi.tables.table import in_language
from koperasi.words import words

HERE = Path(__file__).parent
LEFT_OUT = {"check", "examples", "teacher"}
SUMMARY = re.compile(r"<summary>(.*?)</summary>(.*)</details>", re.S)
SAVED = re.compile(r'save_figure\(\s*[\w.]+,\s*"(.+?)"')


@cache
def tables() -> list[dict]:
    """The tables of the course as `datapackage.json` describes them, with their `rows` and `key`."""
    found = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for table in found:
        frame = pd.read_csv(paths.DATA / table["path"], dtype=str, keep_default_na=False)
        keys = table["schema"].get("primaryKey", [])
        table["rows"] = frame.to_dict("records")
        table["key"] = keys[0] if len(keys) == 1 else ""
    return found


@cache
def places() -> dict[str, str]:
    """Where each row stands: {"S5": "data/statements.html#S5", …}, in the first table that has it."""
    return {
        row[table["key"]]: f"data/{table['name']}.html#{row[table['key']]}"
        for table in reversed(tables())
        for row in (table["rows"] if table["key"] and table["name"] != "glossary" else [])
    }


def glossary(lang: str) -> list[dict]:
    """The terms, in the order of one language's letters."""
    [rows] = (table["rows"] for table in tables() if table["name"] == "glossary")
    return sorted(rows, key=lambda row: row[lang].casefold())


def write(lang: str, folder: Path, teacher: bool) -> None:
    """Write the pages of one language; with the teacher's notes only if asked."""
    shutil.copytree(paths.ROOT / "figures" / lang, folder / "figures")
    shutil.copytree(HERE / "locale", folder / "locale")
    course = [_lesson(path, lang) for path in paths.lessons(lang)]
    shared = {"say": words(lang)["site"], "lang": lang, "lessons": course, "tables": tables()}
    shared |= {"teacher": teacher, "places": places(), "glossary": glossary(lang)}
    shared["figures"] = [figure | {"lesson": one} for one in course for figure in one["figures"]]
    for name in ("index", "figures", "glossary", "data/index") + ("teacher/index",) * teacher:
        _page(folder / f"{name}.md", name.removesuffix("/index"), shared)
    for table in tables():
        _page(folder / f"data/{table['name']}.md", "table", shared | {"table": table})
    for one in course:
        text = notebooks.write_notebook(one["notebook"])
        (folder / f"{one['name']}.ipynb").write_text(text, encoding="utf-8")
        if teacher:
            _page(folder / f"teacher/{one['name']}.md", "notes", shared | {"lesson": one})


def _page(path: Path, template: str, values: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_templates().get_template(f"{template}.md").render(values), encoding="utf-8")


@cache
def _templates() -> jinja2.Environment:
    """Templates of Markdown: what goes into HTML is escaped where it stands."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "pages"), undefined=jinja2.StrictUndefined
    )
    found.filters["in_language"] = in_language
    return found


def _lesson(path: Path, lang: str) -> dict:
    """A lesson as its page shows it, with its figures, and its notes for the teacher.

    Each cell has a place to link to, the same in every language: its id after `at-`.
    """
    notebook = notebooks.read_lesson(path)
    first = notebook.cells[0].source
    question = re.search(r"\*\*(.+?)\*\*", first)
    found = {"name": f"lesson-{path.name[:2]}", "file": path.stem, "figures": [], "notes": []}
    found |= {
        "title": first.splitlines()[0].lstrip("# "),
        "question": question[1] if question else "",
    }
    kept, last = [], notebook.cells[0]
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        if {"teacher", "examples"} & set(tags(cell)) == {"teacher"}:
            found["notes"] += _note(cell, last)
        if LEFT_OUT & set(tags(cell)) or notebooks.tells_score(cell):
            continue
        if following is not None and notebooks.tells_score(following):
            continue  # the words that lead to the score
        alt = _prepare(cell)
        figure = SAVED.search(cell.source) if cell.get("outputs") else None
        if figure:
            found["figures"].append(
                {"file": figure[1].split("/")[-1], "alt": alt, "id": cell_id(cell)}
            )
        kept += [_text(f'<a class="at" id="at-{cell_id(cell)}"></a>', f"at-{cell_id(cell)}"), cell]
        last = cell
    offers = _templates().get_template("offers.md")
    offered = offers.render(found, say=words(lang)["site"], lang=lang)
    notebook["cells"] = [*kept[1:2], _text(offered, "offers"), *kept[2:]]  # the title stands first
    return found | {"notebook": notebook}


def _note(cell: NotebookNode, last: NotebookNode) -> list[dict]:
    """A teacher's note, and what it stands behind."""
    folded = SUMMARY.search(cell.source)
    if not folded:
        return []
    after = last.source.strip().splitlines()[0].strip("#* ")
    return [{"head": folded[1], "text": folded[2], "after": after, "id": cell_id(last)}]


def _prepare(cell: NotebookNode) -> str:
    """Make a cell what myst-nb needs; returns the alternative text of its picture."""
    if cell.cell_type != "code":
        return ""
    cell["source"] = re.sub(r"(?m)^ *# NBVAL_.*\n?", "", cell.source)
    alt = cell.metadata.get("alt", "")
    for output in cell.get("outputs", ()):
        alt = ((output.get("metadata") or {}).get("image/png") or {}).get("alt") or alt
        data = output.get("data", {})
        if "text/html" in data:  # pandas' corner is no heading
            data["text/html"] = data["text/html"].replace("<th></th>", "<td></td>")
    cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return str(alt)


def _text(source: str, name: str) -> NotebookNode:
    return NotebookNode(cell_type="markdown", id=name, metadata=NotebookNode(), source=source)
