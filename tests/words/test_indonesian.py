"""Indonesian as it is spoken and spelt: no calque, no other term, no English left.

`not_in_indonesian.csv` has a row for each thing that must not be found: a pattern, and what to say
instead. Looked through are the messages, the tables, README.id.md and the lessons. Set aside are
code, words in italics (of another language, or of the passage), quotations and glosses in brackets.
"""

import ast
import csv
import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from message_files import own, texts

from koperasi import paths

with (Path(__file__).parent / "not_in_indonesian.csv").open(encoding="utf-8") as file:
    NOT_SAID = [(re.compile(row["pattern"], re.I), row["instead"]) for row in csv.DictReader(file)]
# What JupyterLab and Excel write on their buttons, where a message cannot put it in italics.
ON_THE_SCREEN = re.compile(
    r"Restart Kernel and Run All Cells|From Text/CSV|File › (Save As|Export To)|Slide Type|Edge\b"
)
SET_ASIDE = [
    re.compile(pattern, re.S)
    for pattern in (
        r"```.*?```",
        r"`[^`\n]*`",
        r"https?://\S+",
        r"\]\([^)]*\)",  # where a link leads
        r"<[^>]*>",
        r"\{\w*\}",
        r"\*\*(?=\W)|\*\*",
        r"\*[^*\n]+\*",
        r"“[^”\n]*”",
        r"‘[^’\n]*’",
        r"\([A-Za-z -]+\)",
        r"\w*[\w)][./_]\w\S*|(?<!\w)--[a-z-]+|hide-(input|output)",  # files, options, tags
        r"([A-Z]\w+ )+(of|for|and|Of) ([A-Z]\w+ ?)+",  # what organisations are called
    )
]


def plain(text: str) -> str:
    """A text without what is not the Indonesian of the course."""
    text = ON_THE_SCREEN.sub(" ", text)
    for pattern in SET_ASIDE:
        text = pattern.sub(" ", text)
    return text


def found(text: str) -> list[str]:
    """What must not be said and is, with what to say instead."""
    text = plain(text)
    return [
        f"…{text[max(0, hit.start() - 30) : hit.end() + 20]}… -> {instead}".replace("\n", " ")
        for pattern, instead in NOT_SAID
        for hit in pattern.finditer(text)
    ]


def all_found(named: dict[str, str]) -> dict[str, list[str]]:
    return {name: hits for name, text in named.items() if (hits := found(text))}


@pytest.mark.parametrize("part", ["", "teach"])
def test_messages(part):
    said = {name: " | ".join(texts(value)) for name, value in own(part, "id").items()}
    assert all_found(said) == {}


TABLES = [
    *sorted(paths.DATA.glob("*.csv")),
    *sorted((paths.DATA / "template" / "id").glob("*.csv")),
]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_tables(path):
    table = pd.read_csv(path, dtype=str).fillna("")
    columns = [name for name in table if name == "id" or name.startswith("id_") or name.endswith("_id")]  # fmt: skip
    if path.parent.name == "id":
        columns += [name for name in ("note", "said_in", "quote", "relation") if name in table]
    said = {
        f"{name}, row {row + 2}": value for name in columns for row, value in enumerate(table[name])
    }
    assert all_found(said) == {}


def test_titles_and_descriptions_of_tables():
    package = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    said = {}
    for table in package["resources"]:
        for what in (table, *table["schema"]["fields"]):
            said[f"{table['name']}.{what['name']}"] = (
                f"{what['title_id']} | {what['description_id']}"
            )
    assert all_found(said) == {}


PAGES = [
    path
    for path in (paths.ROOT / "README.id.md", paths.DATA / "template" / "id" / "README.md")
    if path.is_file()
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages(path):
    lines = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    paragraphs = enumerate(re.split(r"\n\n+", lines))
    assert all_found({f"paragraph {n}": " ".join(text.split()) for n, text in paragraphs}) == {}


def words_in_code(code: str) -> list[str]:
    """The comments, and the texts of several words, of a cell of code."""
    said = re.findall(r"(?:^|\s)#\s(.*)", code)
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return said
    return said + [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    ]


def quoted_from_data() -> set[str]:
    """Values of the tables, which lessons name as they stand there."""
    found = set()
    for path in paths.DATA.glob("*.csv"):
        table = pd.read_csv(path, dtype=str)
        found |= {value for name in table for value in table[name].dropna().unique()}
    return found


def names_in_data() -> re.Pattern:
    """The names of tables and columns, which a comment names without further signs."""
    files = [*paths.DATA.glob("*.csv"), *(paths.DATA / "template" / "id").glob("*.csv")]
    names = {path.stem for path in files}
    names |= {name for path in files for name in pd.read_csv(path, nrows=0)}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")


LESSONS = sorted((paths.NOTEBOOKS / "id").glob("*.ipynb"))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lessons(path):
    data, names = quoted_from_data(), names_in_data()
    said = {}
    for cell in nbformat.read(path, as_version=4).cells:
        text = cell.source
        if cell.cell_type == "code":
            text = " | ".join(one for one in words_in_code(text) if one not in data)
            text = names.sub(" ", text)
        else:  # in a block of code only comments are prose
            blocks = re.findall(r"```python\n(.*?)```", text, re.S)
            text = re.sub(r"```.*?```", "", text, flags=re.S)
            text += " | ".join(
                one for block in blocks for one in words_in_code(block) if one not in data
            )
        said[cell.id] = f"{text} | {cell.metadata.get('alt', '')}"
    assert all_found(said) == {}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Kerjasama antar negara itu.", 2),
        ("Jumlah simpul dalam graf.", 1),
        ("Kita mengklik file itu.", 2),
        ("Simpulan ini tersirat.", 1),  # one line names both
        ("Hasil anda benar.", 1),
        ("This is not said in Indonesian.", 3),
        ("Kata *kerjasama* dan `file` dan “kerjasama” dan galat (error) boleh.", 0),
        ("Banyaknya simpul dalam graf itu lima, dan Anda mengeklik sel.", 0),
    ],
)
def test_what_must_not_be_said_is_found(text, wrong):
    assert len({hit.split(" -> ")[1] for hit in found(text)}) == wrong or (
        len(found(text)) == wrong
    )
