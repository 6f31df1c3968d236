"""From the tables of nodes and ties to a directed graph."""

from pathlib import Path

import networkx as nx

from koperasi import paths
from koperasi.tables.problem import TableError, closest, did_you_mean, make_problem, shorten, some
from koperasi.tables.rows import Rows, read_rows
from koperasi.words import words

# What a tie can rest on, as ties.csv says it.
BASES = ("stated", "inferred", "other source")


def build_graph(
    folder=paths.DATA, basis: str = "stated", labels: str = "en", lang: str = "en"
) -> nx.DiGraph:
    """The network of nodes.csv and ties.csv; nodes and ties are in the order of the files.

    Every node is there, with or without a tie, and has the attributes `kind`, `table` and `label`
    (from the column label_en, label_id, ... as `labels` says; the node itself if that is blank).
    A tie has `relation`, `statement`, `basis` and `note`. An attribute is "" where the table is
    blank. `basis` "stated" takes only the ties that the text states, "all" also those that are
    inferred or from another source.

    Raises ValueError for any other `basis`, and TableError (in the language `lang`) for a table
    that cannot be read or lacks a column, a node that is listed twice, a tie whose end is no node
    or whose basis is unknown, and a second tie from one node to the same other.
    """
    if basis not in ("stated", "all"):
        choices = words(lang)["data"]["message"]["or"].join(('"stated"', '"all"'))
        raise ValueError(words(lang)["data"]["basis"].format(value=basis, choices=choices))
    graph = nx.DiGraph()
    first: dict = {}  # the row in which a node or a tie stands

    label = f"label_{labels}"
    nodes = read_rows(Path(folder) / "nodes.csv", lang)
    for number, row in _records(nodes, ["node"], [label], lang):
        node = row["node"]
        if node in first:
            values = {"value": node, "first": first[node]}
            raise _error("twice", nodes, number, "node", lang, **values)
        first[node] = number
        attributes = {name: row.get(name, "") for name in ("kind", "table")}
        graph.add_node(node, **attributes, label=row[label] or node)

    ties = read_rows(Path(folder) / "ties.csv", lang)
    for number, row in _records(ties, ["source", "target", "basis"], [], lang):
        ends = row["source"], row["target"]
        for column in ("source", "target"):
            if row[column] not in graph:
                values = {"other": nodes.file, "key": "node"}
                raise _unknown("foreign", ties, number, column, row, graph, lang, **values)
        if row["basis"] not in BASES:
            raise _unknown("enum", ties, number, "basis", row, BASES, lang)
        if basis == "stated" and row["basis"] != "stated":
            continue
        if ends in first:
            values = {"source": ends[0], "target": ends[1], "first": first[ends]}
            raise _error("second_tie", ties, number, "target", lang, **values)
        first[ends] = number
        attributes = ("relation", "statement", "basis", "note")
        graph.add_edge(*ends, **{name: row.get(name, "") for name in attributes})
    return graph


def _records(rows: Rows, filled: list[str], also: list[str], lang: str):
    """Row number and cells by column name.

    Raises TableError if a column is not there, or has a blank cell where it must be filled.
    """
    for column in filled + also:
        if column not in rows.header:
            values = {"names": ", ".join(rows.header)}
            values["hint"] = did_you_mean(closest(column, rows.header), lang)
            raise _error("no_column", rows, rows.header_row, column, lang, **values)
    for number, cells in zip(rows.numbers, rows.rows, strict=True):
        row = dict(zip(rows.header, cells, strict=True))
        for column in filled:
            if not row[column]:
                raise _error("blank", rows, number, column, lang)
        yield number, row


def _unknown(kind, rows, number, column, row, choices, lang, **values) -> TableError:
    """The error for a cell that holds none of the values it can have."""
    value = row[column]
    values |= {"value": shorten(value), "choices": some(list(choices), lang)}
    hint = did_you_mean(closest(value, choices), lang)
    return _error(kind, rows, number, column, lang, hint=hint, **values)


def _error(kind: str, rows: Rows, number: int, column: str, lang: str, **values) -> TableError:
    there = column in rows.header
    position = rows.positions[rows.header.index(column)] if there else None
    where = {"row": number, "column": column, "position": position}
    return TableError(make_problem(kind, lang, rows.file, **where, **values))
