"""Read the tables people make, with numbers as numbers and text as text."""

import json
import math
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from koperasi import paths
from koperasi.tables.problem import Problem, TableError, did_you_mean, make_problem, shorten
from koperasi.tables.rows import Rows, read_rows
from koperasi.words import words

NUMERIC = {"integer": "Int64", "year": "Int64", "number": "float64"}
# One thousand two hundred and thirty-four, or a little more than one?
TWO_NUMBERS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
DECIMAL_MARK = {",": ".", ";": ","}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# What a spreadsheet makes of a long number, and what of 12-5, 5.12 or 3/4 (in English, Indonesian,
# Dutch, German, French, Spanish).
SHORT_FORM = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+?\d+")
MONTH = r"(?i:jan|feb|m[aä]r|mrt|apr|ma[yi]|mei|jun|jul|au?g|agu|agt|agustus|sept?|o[ck]t|nov|de[csz])\.?"
DATE_MADE = re.compile(rf"\d\d?[-. ]{{1,2}}{MONTH}([-. ]\d{{2,4}})?|{MONTH}[-. ]\d{{2,4}}")
DATE = re.compile(r"\d\d?[-/.]\d\d?[-/.]\d{2,4}|\d{4}-\d\d-\d\d")


def read_table(path, schema: dict | None = None, lang: str = "en") -> pd.DataFrame:
    """The table in a CSV file, one row per row of the file.

    Columns are text as written ("not stated", "NA" and "007" stay what they are) and a blank cell
    is missing (NaN). Columns that the Table Schema calls integer, year or number become
    Int64 or float64; there a decimal comma is read too. `schema` is by default what
    datapackage.json, the folder's own or else the course's, says of a file of this name.

    The types are those of the Table Schema specification (Frictionless Data).

    Parameters
    ----------
    path : of the file; commas, semicolons, tabs or bars may stand between its cells.
    schema : a Table Schema as a dictionary, whose `fields` have a `name` and a `type`.
    lang : the language of messages.

    Returns
    -------
    A DataFrame with the columns of the file in their order; nameless blank columns are left out.

    Raises
    ------
    TableError : a ValueError that says file, row, column, what was found, what was expected and how
        to mend it, if the file cannot be read or a number is not a number.

    >>> from koperasi import paths
    >>> read_table(paths.DATA / "events.csv").shape[0]
    1
    """
    path = Path(path)
    if schema is None:
        schema = find_schema(path, lang)
    rows = read_rows(path, lang, name_columns(schema))
    fields = {field["name"]: field for field in schema.get("fields", [])}
    columns = {}
    for place, column in enumerate(rows.header):
        cells = pd.Series([row[place] or None for row in rows.rows], dtype="str")
        kind = fields.get(column, {}).get("type")
        if kind in NUMERIC:
            numbers = [
                None if not row[place] else _number(rows, index, place, fields[column], lang)
                for index, row in enumerate(rows.rows)
            ]
            cells = pd.Series(numbers, dtype=NUMERIC[kind])
        columns[column] = cells
    return pd.DataFrame(columns)


def read_package(folder, lang: str = "en") -> dict:
    """What datapackage.json says, the folder's own or else the course's.

    Raises TableError if the folder's own cannot be read.
    """
    own = Path(folder) / "datapackage.json"
    path = own if own.is_file() else paths.DATA / "datapackage.json"
    if not path.is_file():
        return {"resources": []}
    try:
        package = json.loads(path.read_text(encoding="utf-8-sig"))
        package["resources"] = [dict(resource) for resource in package["resources"]]
    except (ValueError, KeyError, TypeError) as error:
        row = getattr(error, "lineno", None)
        note = shorten(str(error))
        raise TableError(make_problem("package", lang, path.name, row=row, note=note)) from None
    return package


def find_schema(path, lang: str = "en") -> dict:
    """The Table Schema for a file of this name; an empty one if there is none."""
    path = Path(path)
    for resource in read_package(path.parent, lang)["resources"]:
        if resource.get("path") == path.name:
            return resource.get("schema", {})
    return {}


def name_columns(schema: dict) -> set[str]:
    """The columns that hold names: others refer to them, or they to others, or a list has them."""
    keys = [schema.get("primaryKey", [])]
    keys += [key["fields"] for key in schema.get("foreignKeys", [])]
    found = {name for key in keys for name in ([key] if isinstance(key, str) else key)}
    rules = {field["name"]: field.get("constraints", {}) for field in schema.get("fields", [])}
    return found | {name for name, rule in rules.items() if "enum" in rule or "unique" in rule}


def plain_number(text: str, delimiter: str) -> str:
    """A number as Python writes it: "12,5" becomes "12.5".

    Raises ValueError for what is no number, "inf" and "nan" included, and for one such as 1,234 that may be one thousand or a little over one:
    which of the two depends on the country of the spreadsheet, and a file whose cells are
    separated by commas was hardly written where the comma is the decimal mark.
    """
    if TWO_NUMBERS.fullmatch(text) and DECIMAL_MARK.get(delimiter, "?") not in text:
        raise ValueError(text)
    number = text.replace(",", ".")
    if not NUMBER.fullmatch(number) or not math.isfinite(float(number)):
        raise ValueError(text)
    return number


def type_problem(rows: Rows, index: int, place: int, field: dict, lang: str) -> Problem:
    """What to say of a cell that is not of the type its column should have."""
    kind, found = field.get("type", "any"), rows.rows[index][place]
    text = words(lang)["data"]
    where = {"row": rows.numbers[index], "column": rows.header[place]}
    where["position"] = rows.positions[place]
    if kind == "number" and TWO_NUMBERS.fullmatch(found):
        whole, decimals = re.split("[.,]", found)
        decimal = f"{whole}{DECIMAL_MARK.get(rows.delimiter, '.')}{decimals}0"
        values = {"value": found, "thousands": whole + decimals, "decimal": decimal}
        return make_problem("two_numbers", lang, rows.file, **where, **values)
    if kind in NUMERIC and (DATE_MADE.fullmatch(found) or DATE.fullmatch(found)):
        values = {"value": found, "type": describe(field, lang)}
        return make_problem("date_made", lang, rows.file, **where, **values)
    if kind == "integer" and SHORT_FORM.fullmatch(found):
        values = {"value": found, "type": describe(field, lang)}
        return make_problem("short_form", lang, rows.file, **where, **values)
    hint = did_you_mean(_likely(found, kind), lang)
    mend = text["type_mend"].get(kind, text["type_mend"]["other"])
    if not field.get("constraints", {}).get("required"):
        mend += text["type_mend"]["unknown"]
    values = {"value": shorten(found), "type": describe(field, lang), "how": hint + mend}
    return make_problem("type", lang, rows.file, **where, **values)


def describe(field: dict, lang: str) -> str:
    """The type of a column in plain words, with what the schema says of it."""
    text = words(lang)["data"]
    kind = text["type"].get(field.get("type", "any"), text["type"]["any"])
    meaning = in_language(field, "description", lang) or in_language(field, "title", lang)
    if not meaning:
        return kind
    return text["message"]["meaning"].format(type=kind, meaning=shorten(meaning, 120).rstrip("."))


def in_language(described: dict, name: str, lang: str) -> str:
    """The title or description of a table or column in a language, if it has that; else the first.

    >>> in_language({"title": "Node", "title_id": "Simpul"}, "title", "id")
    'Simpul'
    """
    return described.get(f"{name}_{lang}") or described.get(name, "")


def _number(rows: Rows, index: int, place: int, field: dict, lang: str) -> int | float:
    """One cell as a number; raises TableError if it is none."""
    try:
        number = plain_number(rows.rows[index][place], rows.delimiter)
        return float(number) if field["type"] == "number" else int(number)
    except ValueError:
        raise TableError(type_problem(rows, index, place, field, lang)) from None


def _likely(found: str, kind: str) -> list[str]:
    """What the writer of a number or a date probably meant."""
    if kind in ("integer", "year") and (match := re.fullmatch(r"(\d+)[.,]00?", found)):
        return [match[1]]
    if kind in ("integer", "number") and re.fullmatch(r"\d{1,3}([., ]\d{3})+", found):
        return [re.sub(r"\D", "", found)]
    if kind == "date" and re.fullmatch(r"[2-5]\d{4}", found):  # days since 1900, as Excel counts
        return [str(date(1899, 12, 30) + timedelta(days=int(found)))]
    if kind == "date" and (match := re.fullmatch(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d{4})", found)):
        first, second, year = (int(part) for part in match.groups())
        orders = {(second, first), (first, second)}  # day/month in most countries, or month/day
        return [f"{year}-{month:02}-{day:02}" for month, day in sorted(orders) if month <= 12]
    return []
