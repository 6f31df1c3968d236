"""What the prose of lessons 1, 2 and 5 says in numbers and names is what the data gives.

Each test computes the fact anew and looks for the sentence in the lesson, so that neither can
change without the other.
"""

import networkx as nx
import pandas as pd
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
