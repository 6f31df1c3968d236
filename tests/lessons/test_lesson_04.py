"""What lesson 4 says and draws is what the tables of nodes and ties give."""

import itertools
import json

import matplotlib
import networkx as nx
import numpy as np
import pytest
from lesson_pictures import arrows, assert_words_apart, words
from lesson_reading import cells, run, says, source, table
from matplotlib.collections import PathCollection

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def lesson():
    return run(4)


@pytest.fixture(scope="module")
def whole():
    ties, graph = table("ties"), nx.DiGraph()
    graph.add_nodes_from(table("nodes")["node"])
    graph.add_edges_from(zip(ties["source"], ties["target"], strict=True))
    return graph


def cross(a, b, c, d) -> bool:
    """Whether the lines from a to b and from c to d meet between their ends."""

    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def test_layers():
    nodes = table("nodes")
    layers = nodes.groupby("kind")["x"].agg(set)
    assert layers["donor"] == {0} and layers["region"] == layers["vague phrase"] == {1}
    asean_side = ["national council", "group of countries", "event", "regional body"]
    assert set.union(*layers[asean_side]) == {2, 3, 4}
    says(4, "0 for donors, 1 for places, 2 to 4 for the ASEAN side")
    assert sum(nodes["kind"] == "vague phrase") == 2 and sum(nodes["kind"] == "donor") == 5
    says(4, "Two, in the column of the places, below the three regions", "five of a kind")


def test_arrows_cross_once(whole):
    nodes = table("nodes")
    pos = dict(zip(nodes["node"], zip(nodes["x"], nodes["y"], strict=True), strict=True))
    pairs = itertools.combinations(whole.edges, 2)
    crossing = [{a, b} for a, b in pairs if cross(*(pos[node] for node in a + b))]
    assert crossing == [{("NRECA", "Asia"), ("CLUSA", "Latin America")}]
    says(4, "At one: NRECA → Asia crosses CLUSA → Latin America.")


def test_counts(whole):
    says(4, f"Directed graph with {len(whole)} nodes and {whole.number_of_edges()} edges")
    assert sum(table("ties")["relation"] == "assists") == 7
    says(4, "Seven arrows mean *assists*")
    assert "In our graph one edge of eleven is dashed" in source(4, "ex-dashed-edges-check")


def test_the_titles_to_choose_from_are_those_that_are_drawn(lesson):
    prompt = source(4, "ex-best-title-prompt")
    for number, title in lesson["titles"].items():
        assert f"{number}. {title}\n" in prompt


def run_with(best, alt_text):
    """The title and the alternative text that the last picture gets for these answers."""
    space = {"best": best, "alt_text": alt_text}
    exec(source(4, "chosen"), space)
    return space["title"], space["described"]


def test_the_chosen_title_and_the_own_text_are_drawn(lesson):
    titles = lesson["titles"]
    assert run_with(2, "My text.") == (titles["2"], "My text.")
    for odd in (..., None, [3], {"a": 1}, np.array([1, 2])):
        assert run_with(odd, odd) == (titles["3"], lesson["ours"])
    drawing = source(4, "flagship")
    assert "set_title(title)" in drawing and "alt=described" in drawing
    assert lesson["ax"].get_title(loc="left") == titles["3"]


def test_the_picture_carries_its_alternative_text():
    cell = next(c for c in cells(4) if c.id == "flagship")
    assert "is the only link between the donors' side and ACO" in json.dumps(cell.outputs)


def points(ax) -> set:
    """Places of all node marks, as (x, y)."""
    marks = [c for c in ax.collections if isinstance(c, PathCollection)]
    return {tuple(map(float, p)) for c in marks for p in c.get_offsets()}


def test_the_picture_for_the_wall_is_the_network(lesson):
    graph, pos, ax, nodes = lesson["H"], lesson["pos"], lesson["ax"], lesson["nodes"]
    assert len(graph) == 14
    assert points(ax) == {tuple(map(float, p)) for p in pos.values()}
    at = {place: name for name, place in pos.items()}
    assert {(at[a], at[b]) for a, b, _ in arrows(ax)} == set(graph.edges)
    basis = nx.get_edge_attributes(graph, "basis")
    for a, b, style in arrows(ax):
        assert (style == "dashed") == (basis[at[a], at[b]] != "stated")
    shown = [t.get_text() for t in words(ax)]
    for label in nodes["label_en"]:
        assert shown.count(label) == 1
    for text in words(ax):
        matches = nodes.index[nodes["label_en"] == text.get_text()]
        if len(matches):
            x, y = pos[matches[0]]
            assert text.get_position()[0] == x and y - 0.6 < text.get_position()[1] < y
    relations = set(nx.get_edge_attributes(graph, "relation").values())
    assert relations == set(lesson["on_arrows"])
    assert sorted(w for w in shown if w in relations) == sorted(relations)
    legend = [t.get_text() for t in ax.get_legend().get_texts()]
    assert set(nodes["kind"]) < set(legend) and len(legend) == nodes["kind"].nunique() + 2
    assert_words_apart(lesson["fig"])


def test_looks_differ_in_shape_or_in_grey(lesson):
    looks = lesson["looks"]
    shapes = [shape for _, shape in looks.values()]
    same_shape = [k for k, (_, shape) in looks.items() if shapes.count(shape) > 1]
    assert same_shape == ["region", "vague phrase"]
    assert "one circle is full, the other empty" in source(4, "ex-same-shape-check")
    red, green, blue = np.array([matplotlib.colors.to_rgb(looks[k][0]) for k in same_shape]).T
    grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert abs(grey[0] - grey[1]) > 0.3, "a filled and an empty circle must differ in grey too"


def test_vermilion_is_left_for_what_is_inferred(lesson):
    left = set(lesson["okabe_ito"]) - {colour for colour, _ in lesson["looks"].values()}
    assert left == {"#D55E00"} and "Vermilion" in source(4, "ex-free-colour-check")
    dashed = [p for p in lesson["ax"].patches if p.get_linestyle() == "dashed"]
    assert [matplotlib.colors.to_hex(p.get_edgecolor()).upper() for p in dashed] == list(left)


def test_a_palette_of_ones_own_is_painted(lesson):
    own = {"donor": "#D55E00", "region": "#009E73", "regional body": "#0072B2"}
    lesson["repaint"](own)
    fig = matplotlib.pyplot.gcf()
    marks = [c for c in fig.axes[0].collections if isinstance(c, PathCollection)]
    last = [matplotlib.colors.to_hex(c.get_facecolors()[0]).upper() for c in marks[-3:]]
    assert last == list(own.values())
    matplotlib.pyplot.close(fig)
