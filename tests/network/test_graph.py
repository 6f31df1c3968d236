"""The graph is what the tables say: every node, the ties of one basis, in the tables' order."""

import csv

import networkx as nx
import pytest

from koperasi import paths
from koperasi.network.graph import build_graph
from koperasi.tables.problem import TableError

NODES = "node;kind;table;label_en;label_id\nA;shop;s;Shop A;Toko A\nB;bank;s;;Bank B\nC;;;c;c\n"
TIES = (
    "source;target;relation;statement;basis;note\n"
    "B;A;lends;S1;stated;\nA;B;buys;;inferred;we think\nC;A;sells;;other source;\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nodes.csv").write_text(NODES, encoding="utf-8")
    (tmp_path / "ties.csv").write_text(TIES, encoding="utf-8")
    return tmp_path


def rows(name: str) -> list[dict]:
    """A table of the course, read by plain csv."""
    with (paths.DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_graph_of_the_course_is_what_the_tables_say():
    stated, both = build_graph(), build_graph(basis="all")
    nodes, ties = rows("nodes.csv"), rows("ties.csv")
    for graph in (stated, both):
        assert list(graph) == [row["node"] for row in nodes]
        assert dict(graph.nodes(data=True)) == {
            row["node"]: {"kind": row["kind"], "table": row["table"], "label": row["label_en"]}
            for row in nodes
        }
    attributes = ("relation", "statement", "basis", "note")
    expected = {
        (row["source"], row["target"]): {name: row[name] for name in attributes} for row in ties
    }
    assert dict(both.edges) == expected
    assert dict(stated.edges) == {
        ends: tie for ends, tie in expected.items() if tie["basis"] == "stated"
    }


def test_the_four_traps_are_in_the_graph():
    stated, both = build_graph(), build_graph(basis="all")
    assert stated.degree("ACDI") == both.degree("ACDI") == 0
    assert list(stated["CUNA"]) == ["various countries"]
    assert list(stated["FCH"]) == ["the whole world"]
    assert not nx.has_path(stated.to_undirected(), "NRECA", "ACO")
    assert nx.has_path(both.to_undirected(), "NRECA", "ACO")


def test_labels_in_indonesian_and_a_node_without_a_label(folder):
    assert build_graph(labels="id").nodes["Africa"]["label"] == "Afrika"
    assert dict(build_graph(folder).nodes(data="label")) == {"A": "Shop A", "B": "B", "C": "c"}


def test_basis_and_order(folder):
    graph = build_graph(folder, basis="all")
    assert list(graph) == ["A", "B", "C"]
    assert list(graph.edges) == [("A", "B"), ("B", "A"), ("C", "A")]
    assert graph.edges["A", "B"] == {
        "relation": "buys",
        "statement": "",
        "basis": "inferred",
        "note": "we think",
    }
    assert list(build_graph(folder).edges) == [("B", "A")]


def test_columns_that_a_learner_leaves_out_are_blank(folder):
    (folder / "nodes.csv").write_text("node,label_en\nA,a\nB,b\n", encoding="utf-8")
    (folder / "ties.csv").write_text("source,target,basis\nA,B,stated\n", encoding="utf-8")
    graph = build_graph(folder)
    assert graph.nodes["A"] == {"kind": "", "table": "", "label": "a"}
    assert set(graph.edges["A", "B"].values()) == {"stated", ""}


@pytest.mark.parametrize("basis", ["inferred", "", None])
def test_a_wrong_basis(basis):
    with pytest.raises(ValueError, match='it can be "stated" or "all"'):
        build_graph(basis=basis)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "mend"),
    [
        ("ties.csv", "A;B;buys", "A;BB;buys", (3, "target", "B3"), 'add a row for it to nodes.csv'),
        ("ties.csv", "C;A;sells", ";A;sells", (4, "source", "A4"), "Fill in the cell."),
        ("ties.csv", "inferred", "infered", (3, "basis", "E3"), 'Did you mean "inferred"?'),
        ("ties.csv", "C;A;", "A;B;", (4, "target", "B4"), "Join the two rows"),
        ("ties.csv", "source;", "from;", (1, "source", None), "Add the column"),
        ("ties.csv", "basis;", "bases;", (1, "basis", None), 'Did you mean "bases"? Add the'),
        ("nodes.csv", "label_en", "label", (1, "label_en", None), "Add the column"),
        ("nodes.csv", "\nC;", "\nA;", (4, "node", "A4"), "Delete one of the two rows"),
    ],
)  # fmt: skip
def test_tables_that_make_no_graph(folder, file, old, new, place, mend):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TableError) as raised:
        build_graph(folder, basis="all")
    problem = raised.value.problem
    assert (problem.file, (problem.row, problem.column, problem.cell)) == (file, place)
    assert mend in problem.mend


def test_an_unknown_node_is_an_error_even_in_a_tie_that_is_left_out(folder):
    text = (folder / "ties.csv").read_text(encoding="utf-8")
    (folder / "ties.csv").write_text(text.replace("A;B;buys", "Asia;B;buys"), encoding="utf-8")
    with pytest.raises(TableError, match='"Asia", which is not in nodes.csv'):
        build_graph(folder)
