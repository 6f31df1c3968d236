"""Say in words for people what frictionless found in a header or a cell."""

import re
from dataclasses import dataclass, replace

from koperasi.names import visible
from koperasi.tables.problem import (
    Problem,
    closest,
    did_you_mean,
    letters,
    make_problem,
    shorten,
    some,
)
from koperasi.tables.rows import Rows
from koperasi.tables.table import describe, type_problem
from koperasi.words import words


@dataclass
class Table:
    """The cells of one table, and what its columns should hold."""

    rows: Rows
    schema: dict

    def values(self, column: str) -> list[str]:
        """The different values of a column, in the order of the file."""
        place = self.rows.header.index(column)
        return list(dict.fromkeys(row[place] for row in self.rows.rows if row[place]))

    def index(self, error) -> int:
        """Where among the rows an error stands; frictionless counts the header as row 1."""
        return error.row_number - 2

    def cells(self, error) -> tuple[str, ...]:
        """The cells that an error is about, as they are written in the file."""
        row = self.rows.rows[self.index(error)]
        return tuple(row[self.rows.header.index(column)] for column in self.columns(error))

    def columns(self, error) -> tuple[str, ...]:
        """The columns that an error is about."""
        if error.type == "foreign-key":
            return tuple(error.field_names)
        if error.type == "primary-key":
            return tuple(names(self.schema["primaryKey"]))
        return (error.field_name,)


def names(keys: str | list[str]) -> list[str]:
    """The columns of a key, which a Table Schema may give as one name."""
    return [keys] if isinstance(keys, str) else list(keys)


def broken_rule(error) -> str:
    """The constraint of the Table Schema that a cell breaks, such as "enum"; "" for others."""
    match = re.match(r'constraint "(\w+)"', error.note)
    return match[1] if match else ""


def explain_header(errors, table: Table, lang: str) -> list[Problem]:
    """Missing and unknown columns; a misspelt column is both, and gets one message."""
    rows, fields = table.rows, {each["name"]: each for each in table.schema["fields"]}
    missing = [error.field_name for error in errors if error.type == "missing-label"]
    extra = [error.label for error in errors if error.type == "extra-label"]
    at_header = {"row": rows.header_row}
    if not set(fields) & set(rows.header):
        value, wanted = shorten(", ".join(rows.header)), ", ".join(fields)
        return [make_problem("no_header", lang, rows.file, **at_header, value=value, names=wanted)]
    problems = []
    for label in extra:
        position = rows.positions[rows.header.index(label)]
        where = {**at_header, "column": label, "position": position}
        near = closest(label, missing)
        if len(near) == 1:
            missing.remove(near[0])
            values = {"value": label, "meant": near[0], "hint": did_you_mean(near, lang)}
            values["meaning"] = describe(fields[near[0]], lang)
            values["place"] = f"{letters(position)}{rows.header_row}"
            problems.append(make_problem("column_name", lang, rows.file, **where, **values))
        else:
            values = {"value": label, "names": ", ".join(fields)}
            problems.append(make_problem("column_extra", lang, rows.file, **where, **values))
    for name in missing:
        values = {"names": ", ".join(rows.header), "meaning": describe(fields[name], lang)}
        where = {**at_header, "column": name}
        problems.append(make_problem("column_missing", lang, rows.file, **where, **values))
    return problems


def explain_cell(error, table: Table, tables: dict[str, Table], lang: str) -> Problem:
    """The message for one error in a row; `tables` are those that foreign keys refer to."""
    rows, index, columns = table.rows, table.index(error), table.columns(error)
    place = rows.header.index(columns[0])
    field = next(each for each in table.schema["fields"] if each["name"] == columns[0])
    value = ", ".join(map(shorten, table.cells(error)))

    def problem(kind, **values):
        where = {"row": rows.numbers[index], "column": ", ".join(columns)}
        where["position"] = rows.positions[place]
        return make_problem(kind, lang, rows.file, **where, value=value, **values)

    if error.type == "type-error":
        return type_problem(rows, index, place, field, lang)
    if error.type == "foreign-key":
        other = tables.get(error.reference_name, table)
        key = error.reference_field_names
        choices = other.values(key[0]) if len(key) == 1 else []
        value = visible(value)  # a letter of another script may be all that is wrong with it
        values = {"hint": did_you_mean(closest(value, choices), lang)}
        values |= {"other": other.rows.file, "key": ", ".join(key), "choices": some(choices, lang)}
        return problem("foreign", **values)
    if match := re.search(r"the same as in the row at position (\d+)", error.note):
        return _twice(error, table, int(match[1]) - 2, problem, lang)
    rule = broken_rule(error)
    if rule == "required" or not value.strip(", "):  # a primary key must not be blank either
        return problem("required", type=describe(field, lang))
    limit = field["constraints"][rule]
    if rule == "enum":
        hint = did_you_mean(closest(value, limit), lang)
        return problem("enum", choices=some(limit, lang), hint=hint)
    example = field.get("example")
    name = "example" if rule == "pattern" and example else rule
    text = words(lang)["data"]["limit"][name].format(limit=limit, example=example)
    return problem("limit", type=describe(field, lang), limit=text)


def _twice(error, table: Table, first: int, problem, lang: str) -> Problem:
    """What to say of a row whose key another row has: the same again, or two things that are true?"""
    rows, index = table.rows, table.index(error)
    places = [rows.header.index(column) for column in table.columns(error)]
    typed = [
        ", ".join(rows.typed.get((i, place), rows.rows[i][place]).strip() for place in places)
        for i in (first, index)
    ]
    if len(set(typed)) > 1:  # one name, but for what cannot be seen
        one, other = map(visible, typed)
        return replace(
            problem("twice_hidden", first=rows.numbers[first], one=one, other=other), kind="twice"
        )
    pairs = zip(rows.header, rows.rows[first], rows.rows[index], strict=True)
    differ = [(column, a, b) for column, a, b in pairs if a and b and a != b]
    text = words(lang)["data"]["message"]
    if error.type != "primary-key" or len(places) < 2 or not differ:
        return problem("twice", first=rows.numbers[first], how="")
    column, a, b = differ[0]
    how = text["join_rows"].format(column=column, example=shorten(f"{a}; {b}")) + " "
    return problem("twice", first=rows.numbers[first], how=how)
