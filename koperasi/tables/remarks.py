"""What is not wrong in tables, but should be known: spellings, empty tables, who has no tie."""

import re
from collections import defaultdict
from collections.abc import Iterator

from koperasi.names import looks, plain_name, visible
from koperasi.tables.explain import Table, names
from koperasi.tables.problem import letters, some
from koperasi.tables.table import DATE_MADE, SHORT_FORM, name_columns
from koperasi.words import words

# What programs and people put beside a name, in English, Indonesian, Dutch, German, French, Spanish.
COPY_WORD = re.compile(
    "copy|copies|of|duplicate|new|old|final|latest|backup|bak|edited|revised|conflict(ed)?|csv|sheet"
    "|salinan|dari|baru|lama|akhir|cadangan|revisi|terbaru|kopie|van|nieuw|oud|von|neu|alt"
    r"|copie|de|nouveau|copia|nuevo|(v|sheet)?\d{1,2}"
)


def remarks(tables: dict[str, Table], lang: str) -> Iterator[tuple[str, str]]:
    """Pairs of a file and a remark on it; `tables` by the names that keys refer to."""
    text = words(lang)["data"]["note"]
    for name, table in tables.items():
        file = table.rows.file
        if not table.rows.rows:
            yield file, text["no_rows"]
        for cell, value, kind in _spoiled(table):
            yield file, text[kind].format(cell=cell, value=value)
        for one, other in _alike(table):
            yield file, text["alike"].format(one=visible(one), other=visible(other))
        yield from ((file, remark) for remark in _of_ties(name, table, tables, lang))
    yield from _spellings(tables, lang)


def _place(table: Table, i: int, j: int) -> str:
    return f"{letters(table.rows.positions[j])}{table.rows.numbers[i]}"


def _spoiled(table: Table) -> Iterator[tuple[str, str, str]]:
    """Cell, value and kind of what a spreadsheet may have changed: the first of each column."""
    kinds = {field["name"]: field.get("type", "any") for field in table.schema["fields"]}
    for j, column in enumerate(table.rows.header):
        looked_for = {"short_form": SHORT_FORM, "date_made": DATE_MADE}
        if kinds.get(column) not in ("string", "any"):  # there a date is a problem
            looked_for.pop("date_made")
        for kind, form in looked_for.items():
            for i, row in enumerate(table.rows.rows):
                if form.fullmatch(row[j]):
                    yield _place(table, i, j), row[j], kind
                    break


def _alike(table: Table) -> Iterator[tuple[str, str]]:
    """Pairs of names that are two, but look like one."""
    for column in names(table.schema.get("primaryKey", [])):
        if column in table.rows.header:
            seen: dict[str, str] = {}
            for value in table.values(column):
                if seen.setdefault(looks(value), value) != value:
                    yield seen[looks(value)], value


def _of_ties(name: str, table: Table, tables: dict[str, Table], lang: str) -> Iterator[str]:
    """Ties of somebody with himself, and who has no tie, if a table has ties in its rows."""
    text = words(lang)["data"]["note"]
    ends = defaultdict(list)
    for key in table.schema.get("foreignKeys", []):
        other = key["reference"].get("resource", "")
        if other in tables and other != name and len(names(key["fields"])) == 1:
            ends[other, names(key["reference"]["fields"])[0]] += names(key["fields"])
    for (other, column), (source, *rest) in ends.items():
        known = tables[other].rows.header
        if len(rest) != 1 or column not in known or not {source, *rest} <= set(table.rows.header):
            continue
        places = [table.rows.header.index(each) for each in (source, *rest)]
        pairs = [tuple(row[place] for place in places) for row in table.rows.rows]
        own = [n for n, (a, b) in zip(table.rows.numbers, pairs, strict=True) if a == b != ""]
        if own:
            yield text["self_tie"].format(rows=some(own, lang))
        tied = {end for pair in pairs for end in pair}
        alone = [value for value in tables[other].values(column) if value not in tied]
        if alone:
            yield text["no_tie"].format(names=some(alone, lang), other=tables[other].rows.file)


def _spellings(tables: dict[str, Table], lang: str) -> Iterator[tuple[str, str]]:
    """Names that stand in the files in more than one way, and were read as one."""
    text = words(lang)["data"]["note"]["spellings"]
    found: dict[str, dict[str, str]] = defaultdict(dict)  # name -> as typed -> where
    for table in tables.values():
        for column in name_columns(table.schema) & set(table.rows.header):
            j = table.rows.header.index(column)
            for i, row in enumerate(table.rows.rows):
                typed = re.sub(r"\r\n?", "\n", table.rows.typed.get((i, j), row[j])).strip()
                where = f"{table.rows.file} {_place(table, i, j)}"
                if row[j] and typed not in found[row[j]]:
                    found[row[j]][typed] = where
    for ways in found.values():
        if len(ways) > 1:
            shown = [f'"{visible(typed)}" ({where})' for typed, where in ways.items()]
            file = list(ways.values())[1].rpartition(" ")[0]
            yield file, text.format(ways=", ".join(shown[:4]))


def copy_of(file: str, others: list[str]) -> str:
    """The table that a file seems to be a copy of, such as "ties (1).csv" of "ties.csv"; or "".

    A number of one or two digits counts as a copy's, one of four may be a year.
    """
    stem = plain_name(re.sub(r"(\.csv)+$", "", file.casefold()))
    for other in others:
        own = re.escape(other.casefold().removesuffix(".csv"))
        parts = re.fullmatch(rf"(.*?)(?<![^\W_]){own}(?![^\W\d_])(.*)", stem)
        if not parts:
            continue
        rest = re.findall(r"[^\W_]+", " ".join(parts.groups()))
        if all(map(COPY_WORD.fullmatch, rest)):
            return other if file != other else ""
        if parts[1].endswith(" - ") and not parts[2]:  # a sheet of a workbook of Google
            return other
    return ""
