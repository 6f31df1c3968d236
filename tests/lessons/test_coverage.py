"""Every statement and every organisation of the page is taught somewhere, and notebooks/README.md says where."""

import re
from collections import defaultdict
from pathlib import Path

import nbformat
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent.parent


def mentioned_in(names) -> dict[str, list[int]]:
    """Name → numbers of the English lessons whose text for learners speaks of it."""
    found = defaultdict(list)
    for path in sorted((ROOT / "notebooks" / "en").glob("[0-9][0-9]-*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(
            cell.source
            for cell in cells
            if cell.cell_type == "markdown" and "teacher" not in cell.metadata.get("tags", [])
        )
        for name in names:
            if re.search(rf"\b{name}\b", text):
                found[name].append(int(path.name[:2]))
    return found


def test_every_organisation_is_taught():
    names = list(pd.read_csv(ROOT / "data" / "organisations.csv")["acronym"])
    assert len(names) == 7
    assert set(mentioned_in(names)) == set(names)


def test_every_statement_is_taught_where_the_readme_says():
    names = list(pd.read_csv(ROOT / "data" / "statements.csv")["statement"])
    readme = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (S\d+) \| ([\d, ]+) \|$", readme, flags=re.MULTILINE))
    table = {name: [int(n) for n in lessons.split(",")] for name, lessons in rows.items()}
    assert list(table) == names
    assert table == mentioned_in(names)
