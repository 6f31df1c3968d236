"""What the prose of lessons 1 to 4 says in numbers and names is what the data gives.

Each test computes the fact anew and looks for the sentence in the lesson, so that neither can
change without the other.
"""

import itertools

import networkx as nx
import pytest
from lesson_reading import says, table

DONORS = ["NRECA", "CLUSA", "CUNA", "FCH", "ACDI"]


@pytest.fixture(scope="module")
def stated():
    ties, nodes = table("ties"), table("nodes")
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes["node"])
    rows = ties[ties["basis"] == "stated"]
    graph.add_edges_from(zip(rows["source"], rows["target"], strict=True))
    return graph


@pytest.fixture(scope="module")
def whole(stated):
    ties = table("ties")
    graph = stated.copy()
    graph.add_edges_from(zip(ties["source"], ties["target"], strict=True))
    return graph


def test_lesson_3_graph(stated, whole):
    ties = table("ties")
    assert len(ties) == 11 and sum(ties["relation"] == "assists") == 7
    assert len(table("organisations")["places_in_text"].dropna().str.split("; ").explode()) == 8
    says(
        3,
        "Lesson 2 had eight pairs",
        "Seven of eleven ties are help: one of the eight pairs is gone",
    )
    assert list(nx.isolates(stated)) == ["ACDI"] and len(stated) == 14
    says(3, "14 in all", "`from_edges` has one node less than the table")
    assert set(stated.predecessors("ACO")) == {"ASEAN", "conference"}
    assert nx.number_weakly_connected_components(stated) == 5
    says(3, "Five. NRECA and CLUSA share an island")
    island = next(c for c in nx.weakly_connected_components(stated) if "ACO" in c)
    assert island == {"ACO", "DEKOPIN", "conference", "ASEAN"}
    says(3, "ACO is on an island with DEKOPIN, the conference and ASEAN, without any donor")
    assert nx.has_path(whole.to_undirected(), "NRECA", "ACO")
    assert not any(nx.has_path(whole, donor, "ACO") for donor in DONORS)
    says(3, "Both arrows end in Asia: NRECA → Asia ← ASEAN")
    way = nx.shortest_path(whole.to_undirected(), "NRECA", "ACO")
    relations = ties.set_index(["source", "target"])["relation"]
    steps = zip(way, way[1:], strict=False)
    kinds = [relations[pair if pair in relations else pair[::-1]] for pair in steps]
    assert kinds == ["assists", "part of", "cooperate through"]
    says(3, "Only the first is `assists`; `part of` and `cooperate through` are not help")
    turned = whole.copy()
    turned.remove_edge("ASEAN", "Asia")
    turned.add_edge("Asia", "ASEAN")
    assert nx.has_path(turned, "NRECA", "ACO")
    says(3, "had we written *Asia contains ASEAN*, Python would say `True`")
    assert whole.number_of_edges() - stated.number_of_edges() == 1
    says(3, "the picture differs by a single edge")


def test_lesson_4_counts(whole):
    says(4, f"Directed graph with {len(whole)} nodes and {whole.number_of_edges()} edges")
    nodes = table("nodes")
    layers = nodes.groupby("kind")["x"].agg(set)
    assert layers["donor"] == {0} and layers["region"] == layers["vague phrase"] == {1}
    asean_side = ["national council", "group of countries", "event", "regional body"]
    assert set.union(*layers[asean_side]) == {2, 3, 4}
    says(4, "0 for donors, 1 for places, 2 to 4 for the ASEAN side")
    assert sum(nodes["kind"] == "vague phrase") == 2
    says(4, "Two, in the column of the places, below the three regions")
    pos = dict(zip(nodes["node"], zip(nodes["x"], nodes["y"], strict=True), strict=True))
    pairs = itertools.combinations(whole.edges, 2)
    crossing = [{a, b} for a, b in pairs if cross(*(pos[node] for node in a + b))]
    assert crossing == [{("NRECA", "Asia"), ("CLUSA", "Latin America")}]
    says(4, "At one: NRECA → Asia crosses CLUSA → Latin America.")


def cross(a, b, c, d) -> bool:
    """Whether the lines from a to b and from c to d meet between their ends."""

    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
