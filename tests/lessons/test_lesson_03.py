"""What lesson 3 says and draws is what the tables of nodes and ties give."""

import math

import matplotlib
import networkx as nx
import pytest
from lesson_pictures import arrows, assert_words_apart, words
from lesson_reading import cells, run, says, table
from matplotlib.collections import PathCollection

matplotlib.use("Agg")

DONORS = {"NRECA", "CLUSA", "CUNA", "FCH", "ACDI"}


@pytest.fixture(scope="module")
def stated():
    ties, graph = table("ties"), nx.DiGraph()
    graph.add_nodes_from(table("nodes")["node"])
    rows = ties[ties["basis"] == "stated"]
    graph.add_edges_from(zip(rows["source"], rows["target"], strict=True))
    return graph


@pytest.fixture(scope="module")
def whole(stated):
    ties, graph = table("ties"), stated.copy()
    graph.add_edges_from(zip(ties["source"], ties["target"], strict=True))
    return graph


@pytest.fixture(scope="module")
def lesson():
    return run(3)


def test_ties():
    ties = table("ties")
    assert len(ties) == 11 and sum(ties["relation"] == "assists") == 7
    assert len(table("organisations")["places_in_text"].dropna().str.split("; ").explode()) == 8
    says(
        3,
        "Lesson 2 had eight pairs",
        "Seven of eleven ties are help: one of the eight pairs is gone",
        "Ten ties are stated, one is inferred",
    )
    last = ties.iloc[-1]
    assert list(ties.index[ties["basis"] == "inferred"]) == [10]
    assert (last["source"], last["target"], last["statement"]) == ("ASEAN", "Asia", "S10")
    says(3, "Only the last is inferred: S10 speaks of ASEAN")
    assert (ties[ties["statement"] == "S5"]["source"] == "NRECA").all()
    assert sum(ties["statement"] == "S5") == 2
    says(3, "we would know at once which two edges fall")


def test_nodes():
    assert table("nodes")["table"].value_counts().to_dict() == {
        "organisation": 7,
        "place": 6,
        "event": 1,
    }
    says(3, "Seven organisations, six places and one event", "`nodes` has 14 rows")


def test_who_is_lost(stated):
    assert list(nx.isolates(stated)) == ["ACDI"] and len(stated) == 14
    says(3, "ACDI has no stated place, so no row in `ties`, so no edge")


def test_who_leads_to_aco(stated):
    assert set(stated.predecessors("ACO")) == {"ASEAN", "conference"}
    statements = table("ties").set_index(["source", "target"])["statement"]
    assert statements["conference", "ACO"] == "S12" and statements["ASEAN", "ACO"] == "S10"
    says(3, "The conference, which formed ACO (S12), and ASEAN", "it was formed (S10)")


def test_islands(stated):
    assert nx.number_weakly_connected_components(stated) == 5
    says(3, "Five. NRECA and CLUSA share an island")
    island = next(c for c in nx.weakly_connected_components(stated) if "ACO" in c)
    assert island == {"ACO", "DEKOPIN", "conference", "ASEAN"}
    says(3, "ACO is on an island with DEKOPIN, the conference and ASEAN, without any donor")


def test_paths(whole):
    assert nx.has_path(whole.to_undirected(), "NRECA", "ACO")
    assert not any(nx.has_path(whole, donor, "ACO") for donor in DONORS)
    says(3, "both arrows end in Asia, NRECA → Asia ← ASEAN")
    way = nx.shortest_path(whole.to_undirected(), "NRECA", "ACO")
    relations = table("ties").set_index(["source", "target"])["relation"]
    steps = zip(way, way[1:], strict=False)
    kinds = [relations[pair if pair in relations else pair[::-1]] for pair in steps]
    assert kinds == ["assists", "part of", "cooperate through"]
    says(3, "Only the first is `assists`; `part of` and `cooperate through` are not help")
    turned = whole.copy()
    turned.remove_edge("ASEAN", "Asia")
    turned.add_edge("Asia", "ASEAN")
    assert nx.has_path(turned, "NRECA", "ACO")
    says(3, "had we written *Asia contains ASEAN*, Python would say `True`")


def test_what_learners_are_told_when_they_are_right(stated, whole):
    told = {c.metadata.get("exercise"): c.source for c in cells(3) if "right=" in c.source}
    assert {n for n in stated if not stated.in_degree(n)} == DONORS | {"DEKOPIN", "ASEAN"}
    assert "Seven: the five donors, DEKOPIN and ASEAN" in told["no-edge-to"]
    ties = table("ties")
    assert set(ties[ties["statement"] == "S5"]["target"]) == {"Latin America", "Asia"}
    assert "S5 names Latin America and Asia for NRECA" in told["only-there"]
    others = ties[(ties["relation"] != "assists") & (ties["basis"] == "stated")]
    assert len(others) == 3 and not set(others["source"]) & DONORS
    assert "None of the three starts at a donor" in told["not-help"]
    large, *small = sorted(nx.weakly_connected_components(whole), key=len, reverse=True)
    assert len(large) == 9 and set().union(*small) & DONORS == {"CUNA", "FCH", "ACDI"}
    assert "one of nine nodes; CUNA, FCH and ACDI stay outside" in told["island-sizes"]
    new = large - nx.node_connected_component(stated.to_undirected(), "ACO")
    assert new == {"NRECA", "CLUSA", "Latin America", "Africa", "Asia"}
    assert "Nine of fourteen. Five of them, NRECA, CLUSA and their three" in told["way-to-aco"]


def test_no_two_exercises_have_the_same_answer(lesson):
    space = dict(lesson)
    answers = []
    for cell in cells(3):
        if "solution" in cell.metadata.get("tags", []):
            code = cell.source.split("```python\n")[1].split("```")[0]
            exec(code, space)
            answers.append(sorted(map(str, space[code.split(" =")[0].split("\n")[-1]])))
    assert len(answers) == 5
    assert len(set(map(tuple, answers))) == 5


def drawn(lesson, ax):
    """The arrows of a picture as edges, with their style, by the places in the table."""
    nodes = lesson["nodes"]
    at = dict(zip(zip(nodes["x"], nodes["y"], strict=True), nodes["node"], strict=True))
    return {(at[a], at[b]): style for a, b, style in arrows(ax)}


def test_the_first_picture_shows_what_is_stated(lesson):
    fig, ax = lesson["picture"](lesson["stated"], "")
    assert drawn(lesson, ax) == dict.fromkeys(lesson["G"].edges, "solid")
    matplotlib.pyplot.close(fig)


def test_the_last_picture_adds_one_dashed_edge(lesson):
    styles = drawn(lesson, lesson["ax"])
    assert set(styles) == set(lesson["H"].edges)
    dashed = {edge for edge, style in styles.items() if style == "dashed"}
    assert dashed == set(lesson["H"].edges) - set(lesson["G"].edges) == {("ASEAN", "Asia")}
    says(3, "The picture differs by a single edge")


def test_each_island_has_its_colour(lesson):
    colours = lesson["colours"]
    islands = list(nx.weakly_connected_components(lesson["G"]))
    shades = [{colours[name] for name in island} for island in islands]
    assert all(len(shade) == 1 for shade in shades)
    assert len(set.union(*shades)) == len(islands) == 5
    (marks,) = [c for c in lesson["ax"].collections if isinstance(c, PathCollection)]
    shown = [matplotlib.colors.to_hex(colour).upper() for colour in marks.get_facecolors()]
    assert shown == [colours[name] for name in lesson["nodes"]["node"]]


def test_every_name_is_inside_its_disc(lesson):
    fig, ax = lesson["fig"], lesson["ax"]
    assert_words_apart(fig)
    assert len(words(ax)) == len(lesson["nodes"])
    (marks,) = [c for c in ax.collections if isinstance(c, PathCollection)]
    radius = math.sqrt(marks.get_sizes()[0]) / 2 * fig.dpi / 72
    for text in words(ax):
        x, y = ax.transData.transform(text.get_position())
        box = text.get_window_extent()
        far = max(math.hypot(a - x, b - y) for a in (box.x0, box.x1) for b in (box.y0, box.y1))
        assert far < radius, text.get_text()
