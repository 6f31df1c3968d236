"""What the prose of lessons 1 to 5 says in numbers and names is what the data gives.

Each test computes the fact anew and looks for the sentence in the lesson, so that neither can
change without the other.
"""

import itertools
from pathlib import Path

import nbformat
import networkx as nx
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DONORS = ["NRECA", "CLUSA", "CUNA", "FCH", "ACDI"]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / f"{name}.csv")


def prose(number: int) -> str:
    """All text cells of an English lesson, white space folded."""
    path = next((ROOT / "notebooks" / "en").glob(f"{number:02d}-*.ipynb"))
    cells = nbformat.read(path, as_version=4).cells
    return " ".join(" ".join(c.source.split()) for c in cells if c.cell_type == "markdown")


def says(number: int, *sentences: str) -> None:
    text = prose(number)
    for sentence in sentences:
        assert sentence in text, f"lesson {number} no longer says {sentence!r}"


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


def test_lesson_5_measures(stated, whole):
    reach = {d: stated.out_degree(d) for d in DONORS}
    assert reach == {"NRECA": 2, "CLUSA": 3, "CUNA": 1, "FCH": 1, "ACDI": 0}
    says(5, "By this count CLUSA is first, with three", "1, less than NRECA", "ACDI's 0")
    assert stated.number_of_edges() == 10 and 14 * 13 == 182
    says(5, "14 × 13 = 182", "Ten of 182: between 5 and 6 in 100")
    assert 0.05 < nx.density(stated) < 0.06
    places = {d: set(stated.successors(d)) for d in DONORS}
    shared = places["NRECA"] & places["CLUSA"]
    assert len(shared) == 2 and places["NRECA"] < places["CLUSA"]
    says(5, "CLUSA and NRECA share two regions", "Two shared of three in all: 0.67")
    others = [(a, b) for a in DONORS for b in DONORS if a < b and places[a] & places[b]]
    assert others == [("CLUSA", "NRECA")]
    between = pd.Series(nx.betweenness_centrality(whole.to_undirected()))
    assert list(between.sort_values(ascending=False).index[:2]) == ["Asia", "ASEAN"]
    assert len(whole) == 14 and 13 * 12 / 2 == 78
    assert between["Asia"] * 78 == pytest.approx(17)
    says(5, "here 78", "Asia stands between 17 of the 78 pairs; with ASEAN it comes before any org")
    assert nx.betweenness_centrality(stated.to_undirected())["ASEAN"] == 0
    says(5, "ASEAN falls to 0 without our edge")
