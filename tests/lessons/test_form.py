"""Every lesson's file is in the form that the course, its tools and JupyterLab count on."""

import json
import re
import statistics
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from koperasi import paths
from koperasi.notebooks import MADE_UP, read_lesson, tags

LESSONS = [path for lang in paths.languages() for path in paths.lessons(lang)]
TELLING = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# A folder of somebody's computer.
PLACE = re.compile(
    r"(?<![\w.])(/(?:home|root|Users|tmp|usr|opt|var|work)/|[A-Za-z]:\\\w)"
    r"|file://|site-packages"
)
LINK = re.compile(
    r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|<(?:img|a)\b[^>]*?(?:src|href)=\"([^\"]+)\""
)
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.M | re.S)

pytestmark = pytest.mark.parametrize("path", LESSONS, ids=lambda p: f"{p.parent.name}/{p.stem}")


@pytest.fixture
def notebook(path):
    return read_lesson(path)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def mime_types(cell):
    return {kind for output in cell.outputs for kind in output.get("data", {})}


def test_cell_ids_are_unique_and_telling(path, notebook):
    ids = [cell.id for cell in notebook.cells]
    twice = [name for name, times in Counter(ids).items() if times > 1]
    assert not twice, f"{path.name}: ids of more than one cell: {twice}"
    untelling = [i for i in ids if MADE_UP.fullmatch(i) or not TELLING.fullmatch(i) or len(i) < 3]
    assert not untelling, (
        f"{path.name}: ids that say nothing: {untelling}. Expected: words such as read-ties. "
        "JupyterLab does not show ids: change them in the file, with a text editor."
    )


def test_valid_and_saved_as_jupyterlab_saves(path, notebook):
    nbformat.validate(notebook)
    assert nbformat.writes(notebook) + "\n" == path.read_text(encoding="utf-8"), (
        f"{path.name} is not in the form in which JupyterLab saves: open it there and save it."
    )


def test_run_in_order_from_a_fresh_kernel(path, notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1)), (
        f"{path.name}: cells were run in the order {counts}. In JupyterLab: "
        "Kernel, Restart Kernel and Run All Cells; then save."
    )
    results = [
        (cell.execution_count, output.execution_count)
        for cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert [pair for pair in results if pair[0] != pair[1]] == []


def test_errors_only_where_they_are_meant(path, notebook):
    for cell in code_cells(notebook):
        error = any(output.output_type == "error" for output in cell.outputs)
        meant = "raises-exception" in tags(cell)
        assert error == meant, f"{path.name}, cell {cell.id!r}: " + (
            "tagged raises-exception, but raises none" if meant else "shows an error"
        )


def test_nothing_stored_that_changes_with_time_or_place(path, notebook):
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:
        where = f"{path.name}, cell {cell.id!r}"
        odd = {"execution", "ExecuteTime", "trusted", "collapsed"} & set(cell.metadata)
        assert not odd, f"{where}: metadata that its run or its reader left there: {odd}"
        if cell.cell_type == "code":
            assert not any("widget" in kind for kind in mime_types(cell)), f"{where}: a widget"
            shown = json.dumps(cell.outputs, ensure_ascii=False)
            found = PLACE.search(re.sub(r'"image/png": "[^"]*"', "", shown))
            assert not found, f"{where}: its output names a folder: {found and found.group()}"


def test_metadata(path, notebook):
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.lang == path.parent.name
    number = int(path.stem[:2])
    assert notebook.cells[0].source.startswith(f"# {number}. {notebook.metadata.title}"), (
        f"{path.name}: the first cell should begin with '# {number}. ' and the title "
        f"in the notebook's metadata, {notebook.metadata.title!r}"
    )


def test_pictures_have_alternative_text(path, notebook):
    """From the code (`save_figure(…, alt=…)` writes it into the output), or from the cell's metadata."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for kind in (k for k in output.get("data", {}) if k.startswith("image/")):
                written = output.metadata.get(kind, {}).get("alt") or cell.metadata.get("alt", "")
                assert len(written) >= 40, (
                    f"{path.name}, cell {cell.id!r} draws a picture; it needs an alternative text: "
                    "40 letters or more that tell what can be seen"
                )


def test_code_cells_are_short(path, notebook):
    """Code that is read, that is: neither checks nor what is given and folded."""
    cells = [cell for cell in code_cells(notebook) if not {"check", "given"} & set(tags(cell))]
    lines = {
        cell.id: len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells
    }
    given = {cell.id for cell in cells if "given" in tags(cell)}  # folded: nobody need read them
    long = {n: lines[n] for n in lines if lines[n] > (30 if n in given else 14)}
    assert not long, f"{path.name}: cells of more than 14 lines: {long}"
    read = {cell.id: lines[cell.id] for cell in cells if "given" not in tags(cell)}
    assert statistics.median(read.values()) <= 3, f"{path.name}: lines of its cells: {read}"


def test_exercise_headings_are_marked(path, notebook):
    for cell in notebook.cells:
        heading = cell.cell_type == "markdown" and re.search("^#+ Exercise", cell.source, re.M)
        assert not heading or "exercise" in tags(cell), (
            f"{path.name}, cell {cell.id!r}: the heading of an exercise, but not the tag 'exercise'"
        )


def test_links_lead_somewhere(path, notebook):
    texts = {c.id: FENCE.sub("", c.source) for c in notebook.cells if c.cell_type == "markdown"}
    headings = re.findall(r"^#+ +(.+?) *$", "\n".join(texts.values()), re.M)
    anchors = {"#" + heading.replace(" ", "-") for heading in headings}
    broken = [
        (cell, target)
        for cell, text in texts.items()
        for target in ("".join(found) for found in LINK.findall(text))
        if not _leads_somewhere(target, path.parent, anchors)
    ]
    assert not broken, f"{path.name}: links that lead nowhere (cell, link): {broken}"


def _leads_somewhere(target: str, folder: Path, anchors: set[str]) -> bool:
    if re.match(r"(https?|mailto|attachment):", target):
        return True
    if target.startswith("#"):
        return target in anchors
    return (folder / target.partition("#")[0]).is_file()


def test_no_stub_invites_to_write_above_the_three_dots(path):
    """Who uncomments `# name = …` above `name = ...` is told that nothing was answered."""
    for cell in read_lesson(path)["cells"]:
        if "answer" in tags(cell):
            *above, stub = cell["source"].splitlines()
            name = stub.split("=")[0].strip()
            assert not any(re.match(rf"#\s*{name}\s*=[^=]", line) for line in above), cell["id"]
