"""What lesson 5 says and draws is what the data give, counted here by hand."""

import itertools

import matplotlib
import networkx as nx
import pytest
from lesson_pictures import arrows, assert_words_apart, lines, words
from lesson_reading import run, says, source, table

matplotlib.use("Agg")

DONORS = ["NRECA", "CLUSA", "CUNA", "FCH", "ACDI"]
REGIONS = {"Latin America", "Africa", "Asia"}


@pytest.fixture(scope="module")
def lesson():
    return run(5)


@pytest.fixture(scope="module")
def stated():
    ties, graph = table("ties"), nx.DiGraph()
    graph.add_nodes_from(table("nodes")["node"])
    rows = ties[ties["basis"] == "stated"]
    graph.add_edges_from(zip(rows["source"], rows["target"], strict=True))
    return graph


@pytest.fixture(scope="module")
def whole(stated):
    ties, graph = table("ties"), stated.to_undirected()
    graph.add_edges_from(zip(ties["source"], ties["target"], strict=True))
    return graph


def between(graph, node) -> float:
    """Pairs of other nodes with a shortest way through a node; of several ways each counts a part."""
    others = [other for other in graph if other != node]
    found = 0.0
    for pair in itertools.combinations(others, 2):
        if nx.has_path(graph, *pair):
            ways = list(nx.all_shortest_paths(graph, *pair))
            found += sum(node in way for way in ways) / len(ways)
    return found


def test_out_degree(stated):
    reach = {donor: stated.out_degree(donor) for donor in DONORS}
    assert reach == {"NRECA": 2, "CLUSA": 3, "CUNA": 1, "FCH": 1, "ACDI": 0}
    says(5, "By this count CLUSA is first, with three", "1, less than NRECA", "ACDI's 0")


def test_in_degree(stated):
    arrive = {name: stated.in_degree(name) for name in [*REGIONS, "ACO"]}
    assert arrive == {"Latin America": 2, "Asia": 2, "Africa": 1, "ACO": 2}
    assert not set(stated.predecessors("ACO")) & set(DONORS)
    right = source(5, "ex-arrivals-check")
    assert "Latin America and Asia are named for two donors each, Africa for one" in right
    assert "two arrows end in ACO, and none of them comes from a donor" in right


def test_density(stated):
    assert len(stated) * (len(stated) - 1) == 182 and stated.number_of_edges() == 10
    says(5, "14 × 13 = 182", "Ten of 182: between 5 and 6 in 100")
    assert 0.05 < nx.density(stated) < 0.06
    assert sum(stated.in_degree(region) for region in REGIONS) / (5 * 3) == pytest.approx(1 / 3)
    assert "One third of what could be stated is stated" in source(5, "ex-fair-density-check")


def test_shared_places(stated):
    places = {donor: set(stated.successors(donor)) for donor in DONORS}
    shared = {
        frozenset(pair): len(places[pair[0]] & places[pair[1]])
        for pair in itertools.combinations(DONORS, 2)
        if places[pair[0]] & places[pair[1]]
    }
    assert shared == {frozenset({"CLUSA", "NRECA"}): 2} and places["NRECA"] < places["CLUSA"]
    says(5, "One pair: CLUSA and NRECA share two regions", "Two shared of three in all: 0.67")
    alone = [d for d in DONORS if not any(places[d] & places[e] for e in DONORS if e != d)]
    assert alone == ["CUNA", "FCH", "ACDI"]
    says(5, "CUNA and FCH stay alone because the page is vague, ACDI because it is silent")
    assert places["CLUSA"] == REGIONS  # so a FCH in all regions equals CLUSA


def test_places_that_share_donors(stated):
    donors_of = {region: set(stated.predecessors(region)) for region in REGIONS}
    assert len(donors_of["Latin America"] & donors_of["Asia"]) == 2
    for region in ("Latin America", "Asia"):
        assert donors_of["Africa"] & donors_of[region] == {"CLUSA"}
    right = source(5, "ex-places-joined-check")
    assert "Latin America and Asia share two donors, Africa one with each" in right


def test_betweenness_counted_pair_by_pair(stated, whole):
    assert nx.shortest_path(whole, "NRECA", "ACO") == ["NRECA", "Asia", "ASEAN", "ACO"]
    assert not nx.has_path(stated.to_undirected(), "NRECA", "ACO")
    says(5, "In the stated graph no way joins them")
    says(5, "NRECA and ACO count for Asia, and for ASEAN", "13 × 12 / 2 = 78 pairs")
    counts = {node: between(whole, node) for node in whole}
    assert sorted(counts, key=counts.get)[-2:] == ["ASEAN", "Asia"] and counts["Asia"] == 17
    assert nx.betweenness_centrality(whole)["Asia"] == pytest.approx(17 / 78)
    says(5, "Asia: 0.218 × 78 are 17 pairs. With ASEAN it comes before any organisation")
    assert counts["ACO"] == 12
    says(5, "The betweenness of ACO in `H` is 0.153846")
    assert f"{12 / 78:.6f}" == "0.153846"
    across = [
        pair
        for pair in itertools.combinations(set(whole) - {"ACO"}, 2)
        if nx.has_path(whole, *pair)
        and "ACO" in nx.shortest_path(whole, *pair)
        and {"Asia", "ASEAN"} <= set(nx.shortest_path(whole, *pair))
    ]
    assert len(across) == 10 and "Ten of them cross our edge" in source(5, "ex-through-aco-check")


def test_what_rests_on_the_inferred_edge(stated, whole):
    graph = stated.to_undirected()
    assert between(graph, "ASEAN") == 0 and between(graph, "Asia") == 1
    lost = {name: between(whole, name) - between(graph, name) for name in whole}
    assert [name for name in lost if lost[name] == max(lost.values())] == ["Asia"]
    says(5, "Asia loses most, and ASEAN falls to 0 without our edge")
    assert between(graph, "ACO") == 2
    assert "Without our edge two pairs lead through ACO" in source(5, "ex-through-aco-check")


def test_what_rests_on_a_donor(whole):
    left = {}
    for donor in DONORS:
        smaller = whole.copy()
        smaller.remove_node(donor)
        left[donor] = between(smaller, "Asia")
    assert left == {"NRECA": 12, "CLUSA": 8, "CUNA": 17, "FCH": 17, "ACDI": 17}
    right = source(5, "ex-without-check")
    assert "Without CLUSA 8 pairs are left, without NRECA 12. The other three change" in right


def where(lesson) -> dict:
    """Name of the node at each end of an edge, as donors and places stand in the picture."""
    at = {(0, height): name for name, (height, _) in lesson["looks"].items()}
    return at | {(1, -step): name for step, name in enumerate(lesson["places"])}


def test_the_picture_has_arrows_and_bars_at_one_height(lesson):
    graph, at = lesson["G"], where(lesson)
    left, right = lesson["left"], lesson["right"]
    drawn = {(at[a], at[b]) for a, b, _ in arrows(left)}
    assert drawn == {edge for edge in graph.edges if edge[0] in DONORS}
    labels = lesson["nodes"]["label_en"]
    shown = {t.get_text(): t.get_position()[1] for t in words(left)}
    assert shown == {labels[name]: height for (_, height), name in at.items()}
    bars = {round(b.get_y() + b.get_height() / 2): b.get_width() for b in right.patches}
    assert bars == {y: graph.out_degree(name) for (x, y), name in at.items() if x == 0}
    assert_words_apart(left.figure)


def test_the_two_sides_have_lines_without_heads(lesson):
    ax, at = lesson["ax"], where(lesson)
    drawn = {frozenset((at[a], at[b])) for a, b in lines(ax)}
    assert drawn == {frozenset(edge) for edge in lesson["B"].edges} and not arrows(ax)
    assert_words_apart(ax.figure)
