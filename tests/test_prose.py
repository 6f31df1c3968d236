"""What the prose of lessons 1 to 5 says in numbers and names is what the data gives.

Each test computes the fact anew and looks for the sentence in the lesson, so that neither can
change without the other.
"""

from pathlib import Path

import nbformat
import networkx as nx
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parent.parent
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


def test_lesson_1_counts():
    statements = table("statements")
    assert statements.shape == (16, 8)
    says(1, "16 statements, each described in 8 columns")
    firmness = dict(zip(statements["statement"], statements["firmness"], strict=True))
    assert sum(v == "stated" for v in firmness.values()) == 11
    says(1, "Eleven of sixteen statements report")
    assert [s for s, v in firmness.items() if v == "possible"] == ["S1", "S2", "S16"]
    says(1, "S1 and S2 open the page, S16 closes it")
    middle = [firmness[f"S{n}"] for n in range(3, 13)]
    assert set(middle) == {"stated"}
    says(1, "From S3 to S12 the page reports without a break")


def test_lesson_1_words():
    quotes = table("statements").set_index("statement")["quote"]
    found = [s for s, q in quotes.items() if "dapat" in q]
    assert len(found) == 5 and "S15" in found
    says(1, "Five rows, not three")
    whole_words = [s for s, q in quotes.items() if "dapat" in q.replace(",", " ").split()]
    assert set(found) - set(whole_words) == {"S15"} and "S4" in whole_words
    says(1, "S15 is gone. S4 stays")
    statements = table("statements")
    clear = statements[(statements["wording"] == "clear") & (statements["firmness"] == "possible")]
    assert list(clear["statement"]) == ["S2"]
    says(1, "One statement is possible and clearly worded: S2")
    garbled = statements[
        (statements["wording"] == "garbled") & (statements["firmness"] == "stated")
    ]
    assert list(garbled["statement"]) == ["S5", "S8", "S14"]


def test_lesson_2_tables():
    orgs = table("organisations")
    assert len(orgs) == 7 and list(orgs.loc[orgs["kind"] == "donor", "acronym"]) == DONORS
    says(2, "Five are US organisations that help abroad")
    wrong = orgs[orgs["acronym"] != orgs["acronym_in_text"]]
    assert dict(zip(wrong["acronym"], wrong["acronym_in_text"], strict=True)) == {
        "NRECA": "NRERA",
        "ACDI": "ACIDI",
    }
    says(2, "The page prints NRERA for NRECA and ACIDI for ACDI")
    assert list(orgs.loc[orgs["places_in_text"].isna(), "acronym"]) == ["DEKOPIN", "ACO"]
    says(2, "Two: DEKOPIN and ACO")
    counts = [len(p.split("; ")) for p in orgs["places_in_text"].dropna()]
    assert counts == [2, 3, 1, 1, 1]
    says(2, "lists of 2, 3, 1, 1 and 1", "Eight rows, each a **pair**")
    assert not table("places")["place"].eq("not stated").any()
    says(2, "Seven. No error, no warning, one row less")
    says(2, "five name a region, two are vague and one is silent")


def test_lesson_3_graph(stated, whole):
    ties = table("ties")
    assert len(ties) == 11 and sum(ties["relation"] == "assists") == 7
    says(3, "Seven of eleven ties are help")
    assert list(nx.isolates(stated)) == ["ACDI"] and len(stated) == 14
    says(3, "14 in all", "`G` has one node less than the table")
    assert set(stated.predecessors("ACO")) == {"ASEAN", "conference"}
    assert nx.number_weakly_connected_components(stated) == 5
    says(3, "Five. NRECA and CLUSA share an island")
    island = next(c for c in nx.weakly_connected_components(stated) if "ACO" in c)
    assert island == {"ACO", "DEKOPIN", "conference", "ASEAN"}
    says(3, "ACO is on an island with DEKOPIN, the conference and ASEAN, without any donor")
    assert nx.has_path(whole.to_undirected(), "NRECA", "ACO")
    assert not any(nx.has_path(whole, donor, "ACO") for donor in DONORS)
    says(3, "Both arrows end in Asia: NRECA → Asia ← ASEAN")
    assert whole.number_of_edges() - stated.number_of_edges() == 1
    says(3, "The two pictures differ by a single edge")


def test_lesson_4_counts(whole):
    says(4, f"Directed graph with {len(whole)} nodes and {whole.number_of_edges()} edges")
    nodes = table("nodes")
    layers = nodes.groupby("kind")["x"].agg(set)
    assert layers["donor"] == {0} and layers["region"] == layers["vague phrase"] == {1}
    asean_side = ["national council", "group of countries", "event", "regional body"]
    assert set.union(*layers[asean_side]) == {2, 3, 4}
    says(4, "0 for donors, 1 for places, 2 to 4 for the ASEAN side")


def test_lesson_5_measures(stated, whole):
    reach = {d: stated.out_degree(d) for d in DONORS}
    assert reach == {"NRECA": 2, "CLUSA": 3, "CUNA": 1, "FCH": 1, "ACDI": 0}
    says(5, "CLUSA reaches furthest, with three", "1, less than NRECA", "ACDI's 0")
    assert stated.number_of_edges() == 10 and 14 * 13 == 182
    says(5, "14 × 13 = 182", "Ten of 182, about 5 in 100")
    assert round(nx.density(stated), 2) == 0.05
    places = {d: set(stated.successors(d)) for d in DONORS}
    shared = places["NRECA"] & places["CLUSA"]
    assert len(shared) == 2 and places["NRECA"] < places["CLUSA"]
    says(5, "CLUSA and NRECA share two places", "Two shared of three in all: 0.67")
    others = [(a, b) for a in DONORS for b in DONORS if a < b and places[a] & places[b]]
    assert others == [("CLUSA", "NRECA")]
    between = pd.Series(nx.betweenness_centrality(whole.to_undirected()))
    assert list(between.sort_values(ascending=False).index[:2]) == ["Asia", "ASEAN"]
    says(5, "Asia and ASEAN come first, before any organisation")
    assert nx.betweenness_centrality(stated.to_undirected())["ASEAN"] == 0
    says(5, "ASEAN falls to 0 without our edge")
