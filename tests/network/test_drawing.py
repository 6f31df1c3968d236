"""A drawn network is the network, and can be read: nothing outside, no name on another."""

import functools
import io
import itertools
import os
import re
import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import FancyArrowPatch

from koperasi import paths
from koperasi.network.drawing import draw
from koperasi.network.layout import positions
from koperasi.words import words

matplotlib.use("Agg")

TEXT = words("en")["drawing"]


def graph_of_the_page(*basis: str) -> nx.DiGraph:
    """The network of the page: all ties, or those that rest on one of `basis`."""
    nodes, ties = (pd.read_csv(paths.DATA / f"{name}.csv") for name in ("nodes", "ties"))
    ties = ties[ties["basis"].isin(basis)] if basis else ties
    graph = nx.DiGraph()
    for row in nodes.itertuples():
        graph.add_node(row.node, kind=row.kind, label=row.label_en)
    for row in ties.itertuples():
        graph.add_edge(row.source, row.target, relation=row.relation, basis=row.basis)
    return graph


@pytest.fixture(autouse=True)
def look():
    with plt.style.context("koperasi.course"):
        yield
    plt.close("all")


def course_graph():
    """The network of the course, with the positions of its own drawings."""
    graph = graph_of_the_page()
    nodes = pd.read_csv(paths.DATA / "nodes.csv").set_index("node")
    for name in ("x", "y"):
        nx.set_node_attributes(graph, nodes[name].to_dict(), name)
    return graph


def made_up(size, ties=1.1, seed=1):
    graph = nx.gnp_random_graph(size, ties / size, seed=seed, directed=True)
    for u, v in graph.edges:
        graph.edges[u, v]["basis"] = ("stated", "inferred", "other source")[(u + v) % 3]
    return nx.relabel_nodes(graph, {n: f"Co-operative {n}" for n in graph})


def village():
    """Some of everything: both directions, loners, long names, kinds of one's own."""
    graph = nx.DiGraph()
    for name, kind in [
        ("A", "shop"),
        ("Koperasi Serba Usaha Karya Bersama", "bank"),
        ("C", "shop"),
    ]:
        graph.add_node(name, kind=kind)
    graph.add_node("Alone", kind="office")
    graph.add_edge("A", "C", relation="buys from", basis="stated")
    graph.add_edge("C", "A", relation="lends to", basis="inferred")
    graph.add_edge(
        "A", "Koperasi Serba Usaha Karya Bersama", relation="saves with", basis="other source"
    )
    return graph


GRAPHS = {
    "course, own positions": course_graph,
    "course, by layers": lambda: graph_of_the_page(),
    "course, stated": lambda: graph_of_the_page("stated"),
    "village": village,
    "5": lambda: made_up(5),
    "25": lambda: made_up(25),
    "60": lambda: made_up(60),
    "500": lambda: made_up(500),
}
SMALL = [name for name in GRAPHS if name not in ("60", "500")]


@functools.cache
def drawn(name):
    """A graph and the axes it was drawn on, for tests that only look."""
    graph = GRAPHS[name]()
    ax = draw(graph, title="A title")
    ax.figure.canvas.draw()
    return graph, ax


def marks(ax):
    found = [c for c in ax.collections if isinstance(c, PathCollection)]
    return sorted(tuple(map(float, point)) for c in found for point in c.get_offsets())


def lines(ax):
    """Every edge as (start, end, style of its line)."""
    arrows = [p for p in ax.patches if isinstance(p, FancyArrowPatch)]
    found = [(*p._posA_posB, p.get_linestyle()) for p in arrows]
    for collection in (c for c in ax.collections if isinstance(c, LineCollection)):
        style = collection.get_linestyle()[0][1]
        name = "solid" if style is None else "dotted" if style[0] < style[1] else "dashed"
        found += [(*segment, name) for segment in collection.get_segments()]
    return [(tuple(map(float, a)), tuple(map(float, b)), style) for a, b, style in found]


def written(ax):
    return {" ".join(t.get_text().split()): t for t in ax.texts if t.get_text()}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_node_and_edge_is_drawn_where_it_should_be(name):
    graph, ax = drawn(name)
    place = positions(graph)
    assert marks(ax) == sorted(place.values())
    at = {point: node for node, point in place.items()}
    assert len(at) == len(graph), "two nodes share one place"
    styles = {"stated": "solid", "inferred": "dashed", "other source": "dotted"}
    expected = {(u, v): styles[basis] for u, v, basis in graph.edges(data="basis")}
    assert {(at[a], at[b]): style for a, b, style in lines(ax)} == expected


@pytest.mark.parametrize("name", SMALL)
def test_every_name_of_a_small_network_stands_beside_its_node(name):
    graph, ax = drawn(name)
    place, texts = positions(graph), written(ax)
    for node, label in graph.nodes(data="label"):
        text = texts[label or node]
        assert text.xy == place[node]
        x, y = ax.transData.transform(place[node])
        box = text.get_window_extent()
        far = max(box.x0 - x, x - box.x1, box.y0 - y, y - box.y1)
        assert far < 45, f"{node}: its name is {far:.0f} pixels away"
    assert not re.search("names are shown", ax.get_legend().get_title().get_text())


@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_is_cut_off_and_no_word_lies_on_another(name):
    _, ax = drawn(name)
    frame = ax.get_window_extent()
    texts = list(written(ax).items())
    boxes = [(text, each.get_window_extent()) for text, each in texts]
    for (text, box), (other, box2) in itertools.combinations(boxes, 2):
        assert not box.overlaps(box2), f"{text!r} lies on {other!r}"
    for text, box in boxes:
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, f"{text!r} leaves the axes"
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1, f"{text!r} leaves the axes"
    for point in ax.transData.transform(marks(ax)):
        assert frame.contains(*point)
    legend, whole = ax.get_legend().get_window_extent(), ax.figure.bbox
    assert whole.y0 <= legend.y0 and legend.y1 <= frame.y0 + 1
    assert whole.x0 <= legend.x0 and legend.x1 <= whole.x1


@pytest.mark.parametrize("name", SMALL)
def test_nodes_of_a_small_network_do_not_touch(name):
    _, ax = drawn(name)
    points = ax.transData.transform(marks(ax))
    size = max(c.get_sizes()[0] for c in ax.collections if isinstance(c, PathCollection))
    wide = size**0.5 * ax.figure.dpi / 72
    for (x1, y1), (x2, y2) in itertools.combinations(points, 2):
        assert max(abs(x1 - x2), abs(y1 - y2)) > wide


def test_many_nodes_are_small_and_the_best_tied_are_named():
    graph, ax = drawn("500")
    names = set(written(ax))
    assert 5 <= len(names) <= 20
    least = min(graph.degree[name] for name in names)
    assert sum(degree > least for _, degree in graph.degree) <= 20
    note = TEXT["some_names"].format(shown=len(names), all=500)
    assert ax.get_legend().get_title().get_text() == note
    sizes = [c.get_sizes()[0] for c in ax.collections if isinstance(c, PathCollection)]
    assert max(sizes) < 0.1 * draw(village()).collections[-1].get_sizes()[0]


def test_names_on_request():
    ax = draw(village(), labels=1)
    assert set(written(ax)) & set(village()) == {"A"}


def test_every_relation_is_written():
    for graph in (course_graph(), village()):
        relations = {relation for *_, relation in graph.edges(data="relation")}
        assert relations <= set(written(draw(graph)))


def test_a_word_stands_beside_an_edge_too_short_to_carry_it():
    graph = nx.DiGraph()
    for name, (x, y) in {"A": (0, 0), "B": (0, 0.25), "C": (4, 1)}.items():
        graph.add_node(name, x=x, y=y)
    graph.add_edge("A", "B", relation="trains", basis="other source")
    graph.add_edge("A", "C", relation="lends to", basis="stated")
    ax = draw(graph)
    boxes = {name: text.get_window_extent() for name, text in written(ax).items()}
    for (source, target), share in itertools.product(graph.edges, (0.3, 0.5, 0.7)):
        ends = ax.transData.transform([positions(graph)[node] for node in (source, target)])
        point = ends[0] + share * (ends[1] - ends[0])
        on_it = [name for name, box in boxes.items() if box.contains(*point)]
        assert on_it == (["lends to"] if target == "C" and share == 0.5 else [])
    lowest, highest = boxes["trains"].y0, boxes["trains"].y1
    foot, head = (ax.transData.transform(positions(graph)[node])[1] for node in "AB")
    assert foot < lowest < highest < head


def test_groups_of_a_large_network_do_not_touch():
    graph = made_up(500)
    place = positions(graph)
    groups = [[place[node] for node in each] for each in nx.weakly_connected_components(graph)]
    boxes = []
    for xs, ys in (zip(*group, strict=True) for group in groups):
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    for (a, b, c, d), (e, f, g, h) in itertools.combinations(boxes, 2):
        assert max(e - c, a - g, f - d, b - h) > 0.5
    wide, high = max(box[2] for box in boxes), -min(box[1] for box in boxes)
    assert 1.5 < wide / high < 3  # the picture is filled


def test_legend_explains_kinds_and_lines():
    graph = course_graph()
    entries = [t.get_text() for t in draw(graph).get_legend().get_texts()]
    kinds = {kind for _, kind in graph.nodes(data="kind")}
    assert set(entries) == kinds | {TEXT["basis"]["stated"], TEXT["basis"]["inferred"]}
    bare = draw(nx.path_graph(3)).get_legend()
    assert [t.get_text() for t in bare.get_texts()] == [TEXT["no_kind"], TEXT["no_basis"]]


def test_kinds_differ_in_shape_and_colour():
    graph = nx.DiGraph()
    for n in range(7):
        graph.add_node(n, kind=f"kind {n}")
    handles = draw(graph).get_legend().legend_handles
    assert len({h.get_marker() for h in handles}) == len({h.get_color() for h in handles}) == 7


@pytest.mark.parametrize("graph", [nx.DiGraph(), nx.empty_graph(1), nx.Graph([("a", "b")])])
def test_tiny_graphs(graph):
    assert len(marks(draw(graph))) == len(graph)


@pytest.mark.parametrize("name", ["course, own positions", "village", "500"])
def test_same_bytes_twice(name):
    def files():
        figure = draw(GRAPHS[name](), title="Twice").figure
        for form, metadata in (("png", {"Software": None}), ("svg", {"Date": None})):
            file = io.BytesIO()
            figure.savefig(file, format=form, metadata=metadata)
            yield file.getvalue()

    assert list(files()) == list(files())


def test_same_places_in_another_process():
    """Sets of names have another order in each process; places must not depend on it."""
    program = (
        "import sys; sys.path.insert(0, 'tests/network')\n"
        "from test_drawing import made_up, positions\n"
        "print([positions(made_up(n, 1.5)) for n in (9, 60, 200)])"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=paths.ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1] and "Co-operative 199" in found[0]


def test_own_positions_count_only_if_all_nodes_have_them():
    graph = course_graph()
    assert positions(graph)["ACO"] == (4, 1)
    del graph.nodes["ACDI"]["x"]
    assert positions(graph)["ACO"] != (4, 1)


def test_layers_of_the_course():
    place = positions(graph_of_the_page())
    across = [place[node][0] for node in ("FCH", "Asia", "ASEAN", "conference", "ACO")]
    assert across == [0, 1, 2, 3, 4]
    donors = {node: place[node][1] for node in ("NRECA", "CLUSA", "CUNA", "FCH", "ACDI")}
    assert min(donors, key=donors.get) == "ACDI"
