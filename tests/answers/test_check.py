"""The check of an exercise: which answers count as right, and what is said about the others."""

import contextlib
import datetime
import itertools
import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat.v4 import new_code_cell, new_notebook

from koperasi import Check
from koperasi.answers.check import COLOURS, Result
from koperasi.answers.equality import identical, kind, plain, same
from koperasi.answers.feedback import feedback
from koperasi.words import words

SAY = words("en")["exercise"]
NAMES = ["NRECA", "CLUSA"]
NUMBERS = [0, 2, 32, 33]
PAIRS = [("NRECA", "Asia"), ("CLUSA", "Africa")]
COUNTS = {"Asia": 2, "Africa": 1}
G = nx.DiGraph(PAIRS)
TABLE = pd.DataFrame({"donor": ["NRECA", "CLUSA", "CLUSA"], "place": ["Asia", "Asia", "Africa"]})
SERIES = pd.Series(NAMES, index=[3, 7])  # as after filtering a table
LABELLED = pd.Series(COUNTS, name="n")


class Evil:
    """An object that answers every question with an error."""

    def __getattribute__(self, name):
        if name == "__class__":
            return Evil
        raise RuntimeError(name)

    def __iter__(self):
        raise RuntimeError

    def __len__(self):
        raise RuntimeError

    def __eq__(self, other):
        raise RuntimeError

    def __hash__(self):
        raise RuntimeError

    def __repr__(self):
        raise RuntimeError


def _itself():
    inside_itself = []
    inside_itself.append(inside_itself)
    return inside_itself


def _name(value) -> str:
    """The type only: pytest's parallel workers must find tests of the same names."""
    return type(value).__name__


# --- Which answers are the same


@pytest.mark.parametrize(
    "got",
    [
        NUMBERS,
        NUMBERS[::-1],
        tuple(NUMBERS),
        set(NUMBERS),
        frozenset(NUMBERS),
        dict.fromkeys(NUMBERS),
        dict.fromkeys(NUMBERS, 1).keys(),
        dict(zip("abcd", NUMBERS, strict=True)).values(),
        np.array(NUMBERS),
        np.array(NUMBERS, dtype=float),
        [np.int64(n) for n in NUMBERS],
        [0.0, 2.0, 32.0000000001, 33.0],
        pd.Series(NUMBERS),
        pd.Series(NUMBERS, index=list("abcd")),
        pd.Series(NUMBERS).unique(),
        pd.Series(NUMBERS, dtype="category"),
        pd.Series(NUMBERS, dtype="category").array,
        pd.Series(NUMBERS, dtype="Int64"),
        pd.Index(NUMBERS),
        (n for n in NUMBERS),
        map(int, NUMBERS),
        nx.karate_club_graph().subgraph(NUMBERS).nodes,
        nx.karate_club_graph().subgraph(NUMBERS).nodes(),
        nx.Graph([(9, n) for n in NUMBERS])[9],
        nx.DiGraph([(9, n) for n in NUMBERS]).successors(9),
    ],
    ids=_name,
)
def test_every_form_of_a_collection_is_accepted(got):
    assert same(got, NUMBERS)


@pytest.mark.parametrize(
    "got",
    [
        [0, 2, 32],
        [0, 2, 32, 33, 5],
        [0, 0, 2, 32, 33],
        [1, 2, 32, 33],
        [False, 2, 32, 33],
        [[0, 2, 32, 33]],
        ["0", "2", "32", "33"],
        "0, 2, 32, 33",
        dict.fromkeys(NUMBERS, 1),
        pd.Series("abcd", index=NUMBERS),
        pd.DataFrame({"n": NUMBERS}),
        nx.empty_graph(4),
        [],
        {},
        None,
        ...,
        33,
        float("nan"),
        object(),
        Evil(),
        [Evil()] * 4,
        _itself(),
        len,
        (n for n in [0]),
        itertools.count(),
        (1 / 0 for _ in "a"),
    ],
    ids=_name,
)
def test_other_things_are_not_that_collection(got):
    assert not same(got, NUMBERS)


SAME = [
    # scalars
    (5, 5, {}),
    (5.0, 5, {}),
    (np.int64(5), 5, {}),
    (np.array(5), 5, {}),
    (156 / 34, 4.588235, {}),
    (np.float64(4.588235294), 156 / 34, {}),
    (np.float32(0.1), 0.1, {}),
    (4.6, 156 / 34, {"tolerance": 0.02}),
    (1978, 1977, {"tolerance": 1}),
    (float("nan"), float("nan"), {}),
    (pd.NA, float("nan"), {}),
    (float("inf"), float("inf"), {}),
    (True, True, {}),
    (np.bool_(True), True, {}),
    (False, np.bool_(False), {}),
    (None, None, {}),
    ("  nreca ", "NRECA", {}),
    ("Latin  America", "latin america", {}),
    ("Cafe\u0301", "Café", {}),
    ("Raiffeisenstrasse", "Raiffeisenstra\u00dfe", {}),
    (np.str_("NRECA"), "NRECA", {}),
    (datetime.date(1977, 12, 5), pd.Timestamp("1977-12-05"), {}),
    (np.datetime64("1977-12-05"), datetime.datetime(1977, 12, 5), {}),
    # collections
    ([], [], {}),
    ([], set(), {}),
    (["nreca", " Clusa"], NAMES, {}),
    (SERIES, NAMES, {}),
    (NAMES, SERIES, {}),
    (NAMES[::-1], SERIES, {}),
    (NAMES, iter(NAMES), {}),
    (["a", "a", "b"], ["b", "a", "a"], {}),
    (pd.Series(["a", "a"]), ["a", "a"], {}),
    ([True, False], [False, True], {}),
    ([1, "a", None], ["a", 1, float("nan")], {}),
    ([0.1 + 0.2, 0.1], [0.1, 0.3], {}),
    ([0.1 + 0.2, 0.1], [0.3, 0.1], {"ordered": True}),
    ((1, 2), [1, 2], {"ordered": True}),
    (pd.Index([1, 2]), (1, 2), {"ordered": True}),
    (range(3), [0, 1, 2], {"ordered": True}),
    ([datetime.date(1977, 12, 5)], {pd.Timestamp("1977-12-05")}, {}),
    # pairs, rows, groups
    (PAIRS[::-1], PAIRS, {}),
    ([list(pair) for pair in PAIRS], PAIRS, {}),
    (PAIRS, set(PAIRS), {}),
    (np.array(PAIRS), PAIRS, {}),
    (G.edges, PAIRS, {}),
    (G.edges(), set(PAIRS), {}),
    (TABLE.itertuples(index=False), list(zip(TABLE.donor, TABLE.place, strict=True)), {}),
    ([("a", 0.3333333)], [("a", 1 / 3)], {}),
    ([("a", 1), ("b", 2.0000001)], [("b", 2), ("a", 1.0000001)], {}),
    ([["b", "a"], ["c"]], [{"a", "b"}, {"c"}], {}),
    ([{"a", "b"}, {"c"}], [["c"], ["b", "a"]], {}),
    (nx.weakly_connected_components(G), [{"NRECA", "Asia"}, {"Africa", "CLUSA"}], {}),
    ([("b", "a")], [{"a", "b"}], {}),
    ([(1, (2, 3))], [(1, (2, 3))], {}),
    ([{"a": 1}], [{"A": 1.0}], {}),
    # labels with values
    (COUNTS, COUNTS, {}),
    ({"africa": 1.0, "Asia ": np.int64(2)}, COUNTS, {}),
    (LABELLED, COUNTS, {}),
    (COUNTS, LABELLED, {}),
    (LABELLED[::-1], LABELLED, {}),
    (LABELLED.to_frame(), COUNTS, {}),
    (LABELLED.rename_axis("place").reset_index(), COUNTS, {}),
    (list(COUNTS.items()), COUNTS, {}),
    (COUNTS.items(), COUNTS, {}),
    (zip(COUNTS, COUNTS.values(), strict=True), COUNTS, {}),
    (TABLE["donor"].value_counts(), {"CLUSA": 2, "NRECA": 1}, {}),
    (TABLE.groupby("donor").size(), TABLE["donor"].value_counts(), {}),
    (TABLE.groupby("donor").size().reset_index(), {"CLUSA": 2, "NRECA": 1}, {}),
    (TABLE.value_counts(), {pair: 1 for pair in zip(TABLE.donor, TABLE.place, strict=True)}, {}),
    (G.in_degree, {"NRECA": 0, "CLUSA": 0, "Asia": 1, "Africa": 1}, {}),
    (nx.Graph(PAIRS).degree("Asia"), 1, {}),
    (pd.Series([2, 4], index=[1, 3]), {1: 2, 3: 4}, {}),
    (pd.Series([1, 2], index=["a", "a"]), pd.Series([2, 1], index=["a", "a"]), {}),
    ({"a": {1, 2}, "b": []}, {"b": (), "a": [2, 1]}, {}),
    ({"a": np.array([0.5, 1])}, {"a": (0.5, 1)}, {}),
    ({"a": None}, {"a": float("nan")}, {}),
    ({"a": 1, "b": 2}, {"a": 1, "b": 2}, {"ordered": True}),
    # tables
    (TABLE, TABLE, {}),
    (TABLE.iloc[[2, 0, 1]], TABLE, {}),
    (TABLE[["place", "donor"]], TABLE, {}),
    (TABLE.sample(frac=1, random_state=1).reset_index(drop=True), TABLE, {}),
    (TABLE.set_index("donor"), TABLE, {}),
    (TABLE, TABLE.set_index("donor"), {}),
    (TABLE.rename(columns=str.upper), TABLE, {}),
    (TABLE.assign(n=[1.0, 2.0, 3.0]), TABLE.assign(n=[1, 2, 3.0000001]), {}),
    (TABLE.assign(n=[None, 1, 2]), TABLE.assign(n=[np.nan, 1, 2]), {}),
    (pd.crosstab(TABLE.donor, TABLE.place), pd.crosstab(TABLE.donor, TABLE.place), {}),
    (
        pd.crosstab(TABLE.donor, TABLE.place).rename_axis("who"),
        pd.crosstab(TABLE.donor, TABLE.place),
        {},
    ),
    (TABLE.iloc[:0], TABLE.iloc[:0], {}),
    (TABLE, TABLE, {"ordered": True}),
    # networks
    (nx.DiGraph(PAIRS[::-1]), G, {}),
    (nx.DiGraph([("nreca", "asia"), ("clusa", "africa")]), G, {}),
    (nx.DiGraph([(*pair, {"basis": "stated"}) for pair in PAIRS]), G, {}),
    (nx.Graph([("b", "a")]), nx.Graph([("a", "b")]), {}),
    (nx.DiGraph([("a", "A"), ("B", "a")]), nx.DiGraph([("B", "a"), ("a", "A")]), {}),
    (nx.grid_2d_graph(2, 2), nx.grid_2d_graph(2, 2), {}),
    (nx.MultiGraph([("a", "b"), ("b", "a")]), nx.MultiGraph([("a", "b"), ("a", "b")]), {}),
]

DIFFERENT = [
    # scalars
    (4, 5, {}),
    (5.01, 5, {}),
    ("5", 5, {}),
    (5, "5", {}),
    (True, 1, {}),
    (1, True, {}),
    (1.0, True, {}),
    (np.bool_(True), 1, {}),
    (False, 0, {}),
    (None, 0, {}),
    (None, False, {}),
    (None, "", {}),
    (None, float("nan"), {}),
    (float("nan"), None, {}),
    (0, None, {}),
    (float("nan"), 0, {}),
    (1_000_001, 1_000_000, {}),
    (1_000_001.0, 1_000_000, {}),
    (4.6, 156 / 34, {}),
    ([5], 5, {}),
    (pd.Series([5]), 5, {}),
    (5, [5], {}),
    ("NRECA", "CLUSA", {}),
    ("Latin-America", "Latin America", {}),
    ("NRECA", NAMES, {}),
    ("NRECA", ["NRECA"], {}),
    ("1977-12-05", pd.Timestamp("1977-12-05"), {}),
    (Evil(), 5, {}),
    (Evil(), "a", {}),
    (Evil(), None, {}),
    # collections
    (["a", "b", "b"], ["a", "a", "b"], {}),
    ({"a", "b"}, ["a", "a", "b"], {}),
    (["a", "b", "b"], {"a", "b"}, {}),
    ([1, 0], [True, False], {}),
    ([True, 0], [1, 0], {}),
    ([None, 1], [0, 1], {}),
    (NAMES[::-1], NAMES, {"ordered": True}),
    ([0.1, 0.1, 0.3], [0.1, 0.3, 0.3], {}),
    # pairs, rows, groups
    ([pair[::-1] for pair in PAIRS], PAIRS, {}),
    ([set(pair) for pair in PAIRS], PAIRS, {}),
    (G.edges(data=True), PAIRS, {}),
    ([x for pair in PAIRS for x in pair], PAIRS, {}),
    ([["a"], ["b"]], ["a", "b"], {}),
    ([["a", "c"], ["b"]], [{"a", "b"}, {"c"}], {}),
    ([("a", 0.3)], [("a", 1 / 3)], {}),
    ([("a", 1), ("b", 2)], [("a", 2), ("b", 1)], {}),
    # labels with values
    ({"Asia": 1, "Africa": 2}, COUNTS, {}),
    ({"Asia": 2}, COUNTS, {}),
    ({**COUNTS, "Latin America": 2}, COUNTS, {}),
    ({2: "Asia", 1: "Africa"}, COUNTS, {}),
    (list(COUNTS), COUNTS, {}),
    ([2, 1], COUNTS, {}),
    ([("Asia", 2), ("Africa", 1), ("Asia", 2)], COUNTS, {}),
    (pd.Series([2, 1]), COUNTS, {}),
    (pd.DataFrame({"n": [2, 1]}), COUNTS, {}),
    ({"Asia": "2", "Africa": 1}, COUNTS, {}),
    ({"Asia": True, "Africa": 1}, {"Asia": 1, "Africa": 1}, {}),
    ({"a": (1, 0.5)}, {"a": (0.5, 1)}, {}),
    ({"a": None}, {"a": 0}, {}),
    ({"b": 2, "a": 1}, {"a": 1, "b": 2}, {"ordered": True}),
    (COUNTS, ["Asia", "Africa"], {}),
    # tables
    (TABLE.iloc[:2], TABLE, {}),
    (TABLE[["donor"]], TABLE, {}),
    (TABLE["donor"], TABLE, {}),
    (TABLE.assign(n=1), TABLE, {}),
    (TABLE.rename(columns={"donor": "who"}), TABLE, {}),
    (TABLE.rename(columns={"donor": "place", "place": "donor"}), TABLE, {}),
    (TABLE.assign(place=TABLE.place.iloc[::-1].to_list()), TABLE, {}),
    (TABLE.iloc[[0, 0, 1]], TABLE, {}),
    (TABLE.iloc[::-1], TABLE, {"ordered": True}),
    (TABLE.to_dict("list"), TABLE, {}),
    (TABLE.reset_index(), TABLE, {}),
    (G, TABLE, {}),
    # networks
    (nx.Graph(PAIRS), G, {}),
    (G.reverse(), G, {}),
    (nx.DiGraph(PAIRS[:1]), G, {}),
    (nx.DiGraph([*PAIRS, ("FCH", "Asia")]), G, {}),
    (nx.DiGraph([("NRECA", "Africa"), ("CLUSA", "Asia")]), G, {}),
    (nx.Graph([("a", "b")]), nx.MultiGraph([("a", "b"), ("a", "b")]), {}),
    (nx.DiGraph([("A", "B"), ("B", "a")]), nx.DiGraph([("A", "B"), ("B", "A")]), {}),
    (nx.DiGraph([("A", "B"), ("B", "A ")]), nx.DiGraph([("A", "B"), ("B", "A")]), {}),
    (nx.DiGraph([("a", "A"), ("B", "A")]), nx.DiGraph([("a", "A"), ("B", "a")]), {}),
    (G.edges, G, {}),
    (PAIRS, G, {}),
    (G, list(G), {}),
]


@pytest.mark.parametrize(("got", "want", "how"), SAME, ids=_name)
def test_same(got, want, how):
    assert same(got, want, **how)


@pytest.mark.parametrize(("got", "want", "how"), DIFFERENT, ids=_name)
def test_different(got, want, how):
    assert not same(got, want, **how)


def test_a_large_answer_is_compared_quickly():
    numbers = list(range(20_000))
    pairs = [(n, n / 7) for n in numbers]
    assert same(pairs[::-1], pairs)
    assert same([(n, x + 1e-9) for n, x in pairs], pairs)
    assert not same([(n, x + 1) for n, x in pairs], pairs)
    assert not same(range(10**15), numbers)


@pytest.mark.parametrize(
    ("value", "labels", "expected"),
    [
        (np.float64(0.5), None, 0.5),
        ({"a"}, None, ["a"]),
        (LABELLED, None, COUNTS),
        (LABELLED, False, [2, 1]),
        (SERIES, None, NAMES),
        (SERIES, True, {3: "NRECA", 7: "CLUSA"}),
        (G.out_degree(NAMES), True, {"NRECA": 1, "CLUSA": 1}),
        (np.array([1, 2]), None, [1, 2]),
        (G.edges, None, PAIRS),
        ({"a": np.int64(1)}, None, {"a": 1}),
    ],
    ids=_name,
)
def test_hints_see_plain_python(value, labels, expected):
    found = plain(value, labels)
    assert found == expected
    assert type(found) is type(expected)


# --- What is said about a wrong answer: type, then size, then content

FEEDBACK = [
    # (answer, expected, where the words are, what fills them in)
    (None, 5, "slip.nothing", {}),
    (pd.NA, NAMES, "slip.nothing", {}),
    (len, 5, "slip.function", {}),
    ("a".upper, "A", "slip.function", {}),
    (nx.degree_centrality, {"a": 1.0}, "slip.function", {}),
    (TABLE.groupby("donor"), COUNTS, "slip.grouping", {}),
    (TABLE.groupby("donor")["place"], COUNTS, "slip.grouping", {}),
    ("5", 5, "slip.number_as_text", {}),
    ("0,5", 0.5, "slip.comma_as_text", {}),
    ("five", 5, "type", {"got": "text", "want": "number"}),
    ("True", False, "slip.bool_as_text", {}),
    ("yes", True, "type", {"got": "text", "want": "bool"}),
    (1, True, "type", {"got": "number", "want": "bool"}),
    (True, 5, "type", {"got": "bool", "want": "number"}),
    (5, "NRECA", "type", {"got": "number", "want": "text"}),
    ([5], 5, "slip.one_item", {"got": "list", "want": "number"}),
    (pd.Series(["NRECA"]), "NRECA", "slip.one_item", {"got": "column", "want": "text"}),
    ({5}, 5, "slip.one_item", {"got": "set", "want": "number"}),
    (np.array(["a"]), "a", "slip.one_item", {"got": "array", "want": "text"}),
    (TABLE.iloc[:1, :1], "NRECA", "slip.one_item", {"got": "table", "want": "text"}),
    (TABLE, 3, "type", {"got": "table", "want": "number"}),
    (TABLE["donor"] == "CLUSA", 2, "slip.mask_for_number", {}),
    (TABLE["donor"] == "CLUSA", 0.5, "slip.mask", {}),
    (TABLE["donor"] == "CLUSA", 7, "slip.mask", {}),
    (TABLE.loc[0], 7, "type", {"got": "series", "want": "number"}),
    (TABLE["donor"], 7, "type", {"got": "column", "want": "number"}),
    ([TABLE.loc[0]], NAMES, "slip.list_in_list", {"got": "series"}),
    (TABLE["donor"] == "CLUSA", ["Asia", "Africa"], "slip.mask_for_list", {}),
    (G, 2, "type", {"got": "graph", "want": "number"}),
    (5.0, "1977", "type", {"got": "number", "want": "text"}),
    ("1977", pd.Timestamp("1977-12-05"), "type", {"got": "text", "want": "date"}),
    # numbers
    (-3, 3, "number.sign", {}),
    (0.67, 2 / 3, "number.rounding", {}),
    (0.66, 2 / 3, "number.rounding", {}),
    (0.6655, 2 / 3, "number.close", {}),
    (99.7, 99.75, "number.rounding", {}),
    (99.76, 99.75, "number.close", {}),
    ((99, 75), 99.75, "slip.decimal_comma", {}),
    ((1, 5), 1.5, "slip.decimal_comma", {}),
    # The shape of a table, where its rows are asked for, is no decimal comma.
    ((5, 2), 5, "type", {"got": "tuple", "want": "number"}),
    ((98, 7), 99.75, "type", {"got": "tuple", "want": "number"}),
    (66.6666667, 2 / 3, "number.percent", {}),
    (66.67, 2 / 3, "number.percent", {}),
    (500, 5, "number.too_high", {}),
    (0.25, 25, "number.percent", {}),
    (7, 5, "number.too_high", {}),
    (0, 5, "number.too_low", {}),
    (float("inf"), 5, "number.too_high", {}),
    (float("nan"), 5, "number.missing", {}),
    (pd.NaT, pd.Timestamp("1977-12-05"), "slip.nothing", {}),
    (datetime.date(1977, 12, 6), pd.Timestamp("1977-12-05"), "content", {}),
    # texts
    ("", "NRECA", "text.empty", {}),
    ("NRECA and CLUSA", "NRECA", "text.too_much", {}),
    ("Latin", "Latin America", "text.too_little", {}),
    ("Latin Amerika", "Latin America", "text.spelling", {}),
    ("S1", "S2", "text.other", {}),
    # alike from four letters on, four of five being the same, up to 200 letters
    ("ACXO", "ACO", "text.other", {}),
    ("ACXDI", "ACDI", "text.spelling", {}),
    ("CLUSE", "CLUSA", "text.spelling", {}),
    ("abcde" * 39 + "abcdx", "abcde" * 40, "text.spelling", {}),
    ("abcde" * 40 + "fx", "abcde" * 40 + "xf", "text.other", {}),
    (False, True, "content", {}),
    # collections: type
    ("NRECA, CLUSA", NAMES, "slip.text_for_list", {}),
    ("NRECA", ["NRECA"], "slip.text_for_list", {}),
    ("1977", [1977], "type", {"got": "text", "want": "collection"}),
    (TABLE, NAMES, "slip.table_for_list", {}),
    (5, NAMES, "type", {"got": "number", "want": "collection"}),
    (G, NAMES, "type", {"got": "graph", "want": "collection"}),
    (object(), NAMES, "type", {"got": "other", "type": "object", "want": "collection"}),
    (COUNTS, NAMES, "type", {"got": "labels", "want": "collection"}),
    (dict.fromkeys(NAMES, 1), NAMES, "slip.wanted_in_keys", {}),
    (dict(enumerate(NAMES)), NAMES, "slip.wanted_in_values", {}),
    (pd.Series([1, 2], index=NAMES), NAMES, "slip.wanted_in_index", {}),
    (["1", "2"], [1, 2], "item_type", {"got": "text", "want": "number"}),
    ([0, 1], NAMES, "item_type", {"got": "number", "want": "text"}),
    ([NAMES], NAMES, "slip.list_in_list", {"got": "list"}),
    ([TABLE["donor"]], NAMES, "slip.list_in_list", {"got": "column"}),
    (["NRECA, CLUSA"], NAMES, "items.joined", {"item": "NRECA, CLUSA"}),
    (["CLUSANRECA"], NAMES, "items.joined", {"item": "CLUSANRECA"}),
    (["NRECA and others, CLUSA"], NAMES, "size.too_few", {}),
    ([..., "NRECA"], NAMES, "slip.dots", {}),
    (["Asia", "NRECA"], PAIRS, "slip.groups", {}),
    (G.edges(data=True), PAIRS, "slip.longer", {}),
    ([("NRECA",)], PAIRS, "slip.shorter", {}),
    # collections: size
    ([], NAMES, "size.nothing", {}),
    (["NRECA", "NRECA", "CLUSA"], NAMES, "size.repeated", {}),
    (["NRECA", "ACDI", "CLUSA"], NAMES, "size.all_and_more", {}),
    (["NRECA"], NAMES, "size.right_but_few", {}),
    (["NRECA", "ACDI", "CUNA"], NAMES, "size.too_many", {}),
    (["ACDI"], NAMES, "size.too_few", {}),
    (range(1_000_000), NAMES, "item_type", {"got": "number", "want": "text"}),
    (range(1_000_000), [5, -7], "size.too_many", {}),
    ([1], range(1_000_000), "size.too_few", {}),
    (range(-1, 249_999), range(250_000), "items.some", {}),
    # collections: content
    (["ACDI", "CUNA"], NAMES, "items.none", {}),
    (["NRECA", "CUNA"], NAMES, "items.one", {}),
    (["NRECA", "ACDI", "CUNA"], [*NAMES, "FCH"], "items.several", {"number": 2}),
    (["NRECA", "CLUUSA"], NAMES, "items.spelling", {"item": "CLUUSA"}),
    (["NRECA", "Clussa "], NAMES, "items.spelling", {"item": "Clussa "}),
    ([pair[::-1] for pair in PAIRS], PAIRS, "items.turned", {}),
    ([PAIRS[0], PAIRS[1][::-1]], PAIRS, "items.turned", {}),
    # labels
    ([2, 1], COUNTS, "type", {"got": "list", "want": "labels"}),
    (5, COUNTS, "type", {"got": "number", "want": "labels"}),
    (pd.Series([1, 2], index=["a", "a"]), COUNTS, "slip.column_without_labels", {}),
    ({"Asia": 3, "Africa": 1}, COUNTS, "labels.one_value", {"label": "Asia"}),
    ({"Asia": 1, "Africa": 2, "x": 3}, {**COUNTS, "x": 3}, "labels.several_values", {"number": 2}),
    ({"Asia": 1, "Africa": 2}, COUNTS, "labels.no_value", {}),
    ({2: "Asia", 1: "Africa"}, COUNTS, "labels.turned", {}),
    ({"NRECA": 1, "CLUSA": 3}, COUNTS, "labels.other_labels", {}),
    (pd.Series([2, 1]), COUNTS, "labels.other_labels", {}),
    ({**COUNTS, "everywhere": 1}, COUNTS, "labels.too_many", {}),
    ({"Asia": 2}, COUNTS, "labels.too_few", {}),
    ({"Asia": 2, "everywhere": 1}, COUNTS, "labels.some_labels", {}),
    ({}, COUNTS, "size.nothing", {}),
    # tables
    (TABLE["donor"], TABLE, "slip.column_for_table", {}),
    ([1], TABLE, "type", {"got": "list", "want": "table"}),
    (TABLE.assign(n=1), TABLE, "table.too_many_columns", {"names": "n"}),
    (TABLE[["donor"]], TABLE, "table.too_few_columns", {}),
    (TABLE.rename(columns={"donor": "who"}), TABLE, "table.other_columns", {}),
    (TABLE.iloc[:0], TABLE, "table.no_rows", {}),
    (TABLE.iloc[:2], TABLE, "table.too_few_rows", {}),
    (pd.concat([TABLE, TABLE]), TABLE, "table.too_many_rows", {}),
    (TABLE.assign(place="Asia"), TABLE, "table.column", {"name": "place"}),
    (TABLE.assign(place=TABLE.place.to_list()[::-1]), TABLE, "table.rows", {}),
    # networks
    (TABLE, G, "type", {"got": "table", "want": "graph"}),
    (nx.Graph(PAIRS), G, "graph.directed", {}),
    (G, nx.Graph(PAIRS), "graph.undirected", {}),
    (nx.DiGraph([*PAIRS, ("NRECA", "NRECCA")]), G, "graph.too_many_nodes", {}),
    (nx.DiGraph([*PAIRS, ("CLUSA", "asia")]), G, "graph.too_many_nodes", {}),
    (nx.DiGraph(PAIRS[:1]), G, "graph.too_few_nodes", {}),
    (nx.DiGraph([PAIRS[0], ("CLUSA", "Afrika")]), G, "graph.other_nodes", {}),
    (nx.DiGraph([*PAIRS, ("CLUSA", "Asia")]), G, "graph.too_many_edges", {}),
    (nx.subgraph_view(G, filter_edge=lambda u, v: u == "NRECA"), G, "graph.too_few_edges", {}),
    (nx.DiGraph([("NRECA", "Africa"), ("CLUSA", "Asia")]), G, "graph.other_edges", {}),
    (G.reverse(), G, "graph.turned", {}),
]
ORDERED = [
    (NAMES[::-1], NAMES, "items.order", {}),
    (dict(reversed(COUNTS.items())), COUNTS, "labels.order", {}),
    (TABLE.iloc[::-1], TABLE, "table.order", {}),
]
# What no wrong answer can be described as, because it is looked at before.
NEVER_SAID = {"function", "grouping", "column", "nothing", "tuple", "date", "collection"}


def test_counts_of_things_are_not_guessed():
    """Where one or more may be meant, the message does not say how many."""
    for group, key in (("table", "too_few_columns"), ("graph", "too_few_nodes")):
        assert "at least one" in SAY[group][key].casefold()


def _words_at(place: str, fill: dict) -> str:
    text = SAY
    for step in place.split("."):
        text = text[step]
    names = SAY["kinds"]
    fill = {k: names.get(v, v) if k in ("got", "want") else v for k, v in fill.items()}
    if "type" in fill:
        fill["got"] = fill["got"].format(type=fill["type"])
    return text.format(**fill)


@pytest.mark.parametrize(
    ("got", "want", "place", "fill", "ordered"),
    [(*case, False) for case in FEEDBACK] + [(*case, True) for case in ORDERED],
    ids=_name,
)
def test_feedback(got, want, place, fill, ordered):
    check = Check("en")
    check("x", got, want, ordered=ordered)
    result = check.results["x"]
    assert result.state == "not yet"
    assert not result.note
    assert result.message == f"Not yet. {_words_at(place, fill)}"


def test_every_word_of_feedback_is_tested():
    said = {place for _, _, place, _ in FEEDBACK + ORDERED}
    groups = ("slip", "number", "text", "size", "items", "labels", "table", "graph")
    there = {f"{group}.{key}" for group in groups for key in SAY[group]}
    in_a_notebook = {"slip.caret"}  # test_a_spreadsheets_power_is_told
    assert there == {place for place in said if "." in place} | in_a_notebook
    described = {fill[k] for *_, fill in FEEDBACK for k in ("got", "want") if k in fill}
    assert described >= set(SAY["kinds"]) - NEVER_SAID


@pytest.mark.parametrize("want", [5, "NRECA", NAMES, COUNTS, TABLE, G, PAIRS, True], ids=_name)
def test_feedback_never_names_what_only_the_solution_has(want):
    for got in [case[0] for case in FEEDBACK if not isinstance(case[0], range)] + [
        Evil(),
        _itself(),
    ]:
        _says_nothing_new(got, want)


def _says_nothing_new(got, want):
    check = Check("en")
    check("x", got, want)
    result = check.results["x"]
    if result.state == "right":
        return
    secret = {"NRECA", "CLUSA", "Asia", "Africa"}
    with contextlib.suppress(RuntimeError):  # what the learner wrote may be named
        secret -= {word for word in secret if word.casefold() in str(got).casefold()}
    assert not [word for word in secret if word in result.message]
    assert not re.search(r"\b5\b", result.message) or want != 5


# --- The check itself


@pytest.fixture
def shown(monkeypatch):
    """The messages that were displayed, in their order."""
    messages = []
    monkeypatch.setattr("koperasi.answers.check.show", messages.append)
    return messages


def test_three_states(shown):
    check = Check("en")
    for answer in (..., 4, 5):
        check("n", answer, 5, right="Five are named.")
    assert [repr(m) for m in shown] == [
        "Not answered yet. Replace the `...` above, then run that cell and this one.",
        "Not yet. The number is too low.",
        "Right. Five are named.",
    ]
    assert check.results["n"] == Result("right", "Right. Five are named.")
    for message, colour in zip(shown, ("empty", "not yet", "right"), strict=True):
        html = message._repr_html_()
        assert COLOURS[colour] in html
        assert 'role="status"' in html
        assert 'lang="en"' in html
        assert "color:" not in html  # the text has the colour of the theme


def test_html_is_escaped_and_code_is_set_as_code(shown):
    Check("en")("n", 5, 5, right="<b> & `G.nodes` **not** 2 ** 3 ** 4")
    html = shown[0]._repr_html_()
    assert "&lt;b&gt; &amp; <code>G.nodes</code> <strong>not</strong> 2 ** 3 ** 4" in html
    assert repr(shown[0]) == "Right. <b> & `G.nodes` **not** 2 ** 3 ** 4"


def test_a_message_is_printed_outside_a_notebook(capsys):
    Check("en")("n", 5, 5)
    assert capsys.readouterr().out == "Right.\n"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (7, "Places are not donors."),
        (np.int64(7), "Places are not donors."),
        (["ACDI"], "ACDI in a list"),
        (pd.Series(["ACDI"]), "ACDI in a list"),
        (("a", "b"), "two of them"),
        ("CLUSA", "a text"),
        (True, "True"),
        (1, SAY["number"]["too_low"]),
    ],
)
def test_the_first_hint_that_fits_is_given(answer, message):
    hints = [
        (7, "Places are not donors."),
        (lambda a: 1 / 0, "never"),
        (lambda a: a == ["ACDI"], "ACDI in a list"),
        (lambda a: len(a) == 2, "two of them"),
        (lambda a: len(a) == 2, "too late"),
        (str, "a text"),
        (True, "True"),
        (lambda a: pd.Series([True, False]), "never: neither true nor false"),
        (Evil(), "never"),
    ]
    check = Check("en")
    check("n", answer, 5, hints=hints)
    assert check.results["n"].message == f"Not yet. {message}"
    assert not check.results["n"].note


def test_a_hint_does_not_refuse_a_right_answer():
    check = Check("en")
    check("n", 5, 5, hints=[(5, "five"), (lambda a: True, "always")])
    assert check.results["n"].state == "right"


@pytest.mark.parametrize("answer", [{"a", "b"}, pd.Series(["a", "b"]), (x for x in "ab")])
def test_expected_may_be_a_function(answer):
    check = Check("en")
    check("n", answer, lambda a: sorted(a) == ["a", "b"])
    assert check.results["n"].state == "right"


def test_a_function_that_needs_the_thing_itself_gets_it():
    check = Check("en")
    check("n", pd.Series([3, 4]), lambda a: (a > 2).all())
    assert check.results["n"].state == "right"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (["a"], SAY["content"]),
        (None, SAY["slip"]["nothing"]),
        (len, SAY["slip"]["function"]),
        (5, SAY["content"]),
        (Evil(), SAY["content"]),
    ],
    ids=_name,
)
def test_expected_function_says_no_or_raises(answer, message):
    check = Check("en")
    check("n", answer, lambda a: len(a) == 2)
    assert check.results["n"] == Result("not yet", f"Not yet. {message}")


def test_a_generator_is_read_once_and_may_be_checked_again():
    check = Check("en")
    answer = (name for name in NAMES)
    for _ in range(2):
        check("n", answer, NAMES, hints=[(lambda a: len(a) == 2, "two")])
        assert check.results["n"].state == "right"
    check("n", iter(["NRECA", "ACDI"]), NAMES, hints=[(lambda a: len(a) == 2, "two")])
    assert check.results["n"].message == "Not yet. two"


# What an answer has to leave alone


def run(code: str, **names):
    """The result of the check "x" in a cell."""
    check = Check("en")
    exec(code, {"check": check, "nx": nx, **names})
    return check.results["x"]


MOVED = 'check("x", apart, {"a": (1, 2)}, unchanged={"pos": {"a": (0, 2)}})'


def test_an_answer_that_changed_what_it_should_leave_alone_is_not_right_and_is_told():
    aside = run("apart = dict(pos)\napart['a'] = (1, 2)\n" + MOVED, pos={"a": (0, 2)})
    assert aside.state == "right"
    both = run("apart = pos\napart['a'] = (1, 2)\n" + MOVED, pos={"a": (0, 2)})
    assert both == Result("not yet", f"Not yet. {SAY['changed'].format(name='pos')}")
    wrong = run("apart = pos\napart['b'] = (1, 2)\n" + MOVED, pos={"a": (0, 2)})
    assert SAY["changed"].format(name="pos") not in wrong.message
    gone = run("apart = {'a': (1, 2)}\ndel pos\n" + MOVED, pos={"a": (0, 2)})
    assert gone.state == "not yet" and "`pos`" in gone.message


def test_a_changed_network_or_table_is_noticed_and_a_copy_is_not():
    star = nx.star_graph(3)
    code = 'check("x", answer, expected, unchanged={"star": nx.star_graph(3), "table": before})'
    given = {"expected": nx.path_graph(2), "before": TABLE.copy()}
    assert (
        run("answer = nx.path_graph(2)\n" + code, star=star, table=TABLE, **given).state == "right"
    )
    star.add_edge(1, 2)
    assert "`star`" in run("answer = expected\n" + code, star=star, table=TABLE, **given).message
    turned = TABLE.iloc[::-1]
    now = run("answer = expected\n" + code, star=nx.star_graph(3), table=turned, **given)
    assert "`table`" in now.message


STILL = [
    ([1, 2], [1, 2], [2, 1]),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1, "b": 3}),
    ({"a": np.array([0, 1])}, {"a": np.array([0, 1])}, {"a": np.array([1, 0])}),
    (TABLE, TABLE.copy(), TABLE.assign(n=1)),
    (TABLE, TABLE.copy(), TABLE.set_axis([5, 6, 7])),
    (LABELLED, LABELLED.copy(), LABELLED[::-1]),
    (nx.Graph([("a", "b")]), nx.Graph([("b", "a")]), nx.Graph([("a", "b", {"basis": "stated"})])),
    (G, G.copy(), G.reverse()),
    (5, 5, 5.0),
    (float("nan"), float("nan"), 1.0),
    ("a", "a", "A"),
]


@pytest.mark.parametrize(("before", "still", "changed"), STILL, ids=_name)
def test_what_is_identical(before, still, changed):
    assert identical(still, before)
    assert not identical(changed, before)
    assert not identical(Evil(), before)


@pytest.mark.parametrize(
    ("got", "want", "right"),
    [
        ("ACDI", ["ACDI"], True),
        ("acdi", {"ACDI"}, True),
        (["ACDI"], "ACDI", True),
        (pd.Series(["ACDI"]), "ACDI", True),
        (iter(["ACDI"]), "ACDI", True),
        (["ACDI"], ["ACDI"], True),
        ("ACDI", ["ACDI", "FCH"], False),
        (list("ACDI"), ["ACDI"], False),
        (list("ACDI"), "ACDI", False),
        (["ACDI", "FCH"], "ACDI", False),
        ([], "ACDI", False),
        ("FCH", ["ACDI"], False),
    ],
    ids=_name,
)
def test_a_name_alone_may_be_as_good_as_a_list_of_it(got, want, right):
    check = Check("en")
    for _ in range(2):
        check("x", got, want, alone=True)
        assert (check.results["x"].state == "right") is right


def test_hints_see_a_name_alone_as_the_list_it_stands_for():
    check = Check("en")
    check("x", "FCH", ["ACDI"], alone=True, hints=[(["FCH"], "Another.")])
    assert check.results["x"].message == "Not yet. Another."


def test_a_hint_that_cannot_be_asked_is_remembered():
    check = Check("en")
    hints = [(lambda a: a.lower() == "x", "a"), (lambda a: nothing, "b"), (4, "c"), (4, "d")]  # noqa: F821
    check("x", 4, 5, hints=hints)
    assert check.results["x"].hint == 2
    assert check.results["x"].raised == {0: "AttributeError", 1: "NameError"}


def test_an_endless_generator_ends():
    check = Check("en")
    check("n", itertools.count(), NUMBERS)
    assert check.results["n"].state == "not yet"


@pytest.mark.parametrize(
    "expected", [5, "a", NAMES, COUNTS, TABLE, G, None, len, Evil()], ids=_name
)
@pytest.mark.parametrize(
    "answer",
    [Evil(), [Evil()], {"a": Evil()}, _itself(), pd.Series([Evil()]), (1 / 0 for _ in "a")],
    ids=_name,
)
def test_never_raises_whatever_the_answer(answer, expected):
    check = Check("en")
    check("n", answer, expected, hints=[(Evil(), "a"), (Evil, "Evil")])
    assert check.results["n"].state in ("not yet", "right")


@pytest.mark.parametrize(
    ("arguments", "options", "note"),
    [
        (("n", 5), {}, "expected"),
        (("n", 5, ...), {}, "expected"),
        ((), {}, "exercise"),
        ((5, 4, 5), {}, "exercise"),
        (("n", 4, 5), {"hints": "a hint"}, "hints"),
        (("n", 4, 5), {"hints": [(4, "a", "b")]}, "hints"),
        (("n", 4, 5), {"hints": [(4, 5)]}, "hints"),
        (("n", 4, 5), {"hints": {4: "a"}}, "hints"),
        (("n", 4, 5), {"hints": None}, "hints"),
        (("n", 4, 5), {"tolerance": "a"}, "tolerance"),
        (("n", 4, 5), {"tolerance": -1}, "tolerance"),
        (("n", 4.9, 5), {"tolerance": "a"}, "tolerance"),  # then the usual one counts
        (("n", 4, 5), {"hint": "a"}, "unknown"),
        (("n", 4, 5), {"unchanged": "pos"}, "unchanged"),
        (("n", 4, 5, [(4, "a")]), {}, "others"),
    ],
)
def test_misuse_is_told_to_the_teacher(arguments, options, note, shown):
    check = Check("en")
    check(*arguments, **options)
    said = next(iter(check.results.values()))
    assert said.state == "not yet"
    beginning = SAY["misuse"][note].split("{")[0]
    assert said.note.startswith(f"For the teacher: {beginning}")
    assert said.note in repr(shown[0])
    assert said.note not in said.message


def test_score(shown):
    check = Check("en")
    check.score()
    for name, answer in (("first", 5), ("second", ...), ("third", 4), ("second", 5), ("first", 4)):
        check(name, answer, 5)
    check("fourth", ..., 5)
    check.score()
    assert repr(shown[0]) == "No exercise has been checked yet."
    assert repr(shown[-1]) == (
        "1 of 4 exercises right.\n"
        "  Not yet       first\n"
        "  Right         second\n"
        "  Not yet       third\n"
        "  Not answered  fourth"
    )
    html = shown[-1]._repr_html_()
    assert html.index("first") < html.index("second") < html.index("fourth")
    assert "<strong>Not answered</strong>: fourth" in html


def test_an_unknown_language_is_told_at_once():
    with pytest.raises(ValueError, match="xx"):
        Check("xx")


def test_kinds_have_names():
    assert {kind(v) for v in (None, True, 5, "a", NAMES, SERIES, COUNTS, TABLE, G, len)} <= set(
        SAY["kinds"]
    )


def test_feedback_works_on_what_the_learner_has(monkeypatch):
    answer = ["NRECA", "ACDI"]
    before = list(answer)
    feedback(answer, NAMES, False, 1e-6, SAY)
    assert answer == before


# In a notebook.


def test_an_answer_that_stopped_is_not_taken_for_no_answer():
    check = 'check("sum", total, 3)'
    cells = [
        "from koperasi import Check\ncheck = Check()\ntotal = ...",
        check,
        "total = 1 +",
        check,
        "total = 2",
        "total = unknown",
        check,
        check,
        "total = 3",
        check,
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    ExecutePreprocessor(kernel_name="python3", allow_errors=True).preprocess(notebook)
    said = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.source == check
        for output in cell.outputs
    ]
    stopped = "The cell that ran before this one stopped with an error"
    assert [stopped in text for text in said] == [False, True, True, False, False]
    leads = ["Not answered yet.", "Not answered yet.", "Not yet.", "Not yet.", "Right."]
    assert all(text.startswith(lead) for text, lead in zip(said, leads, strict=True))


def test_slips_that_show_in_the_code_of_a_notebook():
    cells = ["from koperasi import Check\ncheck = Check()"]
    codes = ("days = 3 * 10^2", "days = 3 * 10", "days = 99,7", "days = 300")
    for code in codes:
        cells += [code, "1 + 1", "check('days', days, 300)\nprint(check.results['days'].message)"]
    notebook = new_notebook(cells=[new_code_cell(code) for code in cells])
    ExecutePreprocessor(timeout=60).preprocess(notebook)
    said = [cell.outputs[-1].text for cell in notebook.cells if "check('days'" in cell.source]
    assert "`**`" in said[0] and "`**`" not in said[1] and "Right" in said[3]
    assert SAY["slip"]["decimal_comma"] in said[2]


@pytest.mark.parametrize(
    ("cells", "slip"),
    [
        (["x = 30 * 1000^2"], "caret"),
        (["x = n^2"], "caret"),
        (["x = 1\nx = 2 * (n + 1)^2", "y = 1"], "caret"),
        (["x = 4^2", "x = 16"], ""),
        (["x = 'a^2'"], ""),
        (["x = 5  # not 5^2"], ""),
        (["x = len(a ^ b)"], ""),
        (["y = 4^2", "x = 16"], ""),
        (["x = 4^2", "%time x = 5"], "caret"),
        ([], ""),
    ],
)
def test_a_spreadsheets_power_is_told_where_the_code_has_one(cells, slip, monkeypatch):
    monkeypatch.setattr("koperasi.answers.check.code_run", lambda: [*cells, 'check("n", x, 5)'])
    check = Check("en")
    check("n", 6, 5)
    assert check.results["n"].message.endswith(SAY["slip"]["caret"] if slip else "too high.")
    check("n", 5, 5)
    assert check.results["n"].state == "right"


@pytest.mark.parametrize(
    ("code", "answer", "slip"),
    [
        ("x = 98,7", (98, 7), True),
        ("x = 98,7.5", (98, 7.5), True),
        ("x = table.shape", (98, 7), False),
        ("x = (98, 7)", (98, 7), False),
        ("x = a, b", (98, 7), False),
    ],
)
def test_a_decimal_comma_is_told_where_the_code_has_one(code, answer, slip, monkeypatch):
    monkeypatch.setattr("koperasi.answers.check.code_run", lambda: [code, 'check("n", x, 5)'])
    check = Check("en")
    check("n", answer, 5)
    assert (SAY["slip"]["decimal_comma"] in check.results["n"].message) is slip
    check("n", answer, list(answer))
    assert check.results["n"].state == "right"


def test_the_power_that_stopped_the_answer_is_told():
    """`3 * 10 ^ 2 / 4` is an error: `^` comes last, and does not take decimals."""
    cells = ["from koperasi import Check\ncheck = Check()\ndays = ...", "days = 3 * 10^2 / 4"]
    cells += ["check('days', days, 75)\nprint(check.results['days'].message)"]
    notebook = new_notebook(cells=[new_code_cell(code) for code in cells])
    ExecutePreprocessor(kernel_name="python3", allow_errors=True).preprocess(notebook)
    said = notebook.cells[-1].outputs[-1].text
    assert said.startswith("Not answered yet.") and "`**`" in said
