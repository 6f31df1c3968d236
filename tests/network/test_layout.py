"""Where nodes stand: few crossings in layers, room between components, whoever has no tie below."""

from itertools import combinations

import networkx as nx

from koperasi.network.layout import positions

# It can be drawn without a crossing, but not at first sight: three sweeps leave one.
TANGLED = {
    "d0": "r0 r2", "d1": "r3 r1 r0", "d2": "r2", "r0": "e1 e0", "r1": "e1", "r2": "e0", "r3": "e1",
}  # fmt: skip
KINDS = {"d": "donor", "r": "region", "e": "event"}


def tangled() -> nx.DiGraph:
    graph = nx.DiGraph()
    for name in ("d0", "d1", "d2", "r0", "r1", "r2", "r3", "e0", "e1"):
        graph.add_node(name, kind=KINDS[name[0]])
    graph.add_edges_from((a, b) for a, others in TANGLED.items() for b in others.split())
    return graph


def crossings(graph: nx.DiGraph, place: dict) -> int:
    """How many pairs of edges between the same two columns cross."""
    return sum(
        (place[a][1] - place[c][1]) * (place[b][1] - place[d][1]) < 0
        for (a, b), (c, d) in combinations(graph.edges, 2)
        if place[a][0] == place[c][0] and place[b][0] == place[d][0]
    )


def test_layers_are_sorted_until_nothing_crosses():
    graph = tangled()
    assert crossings(graph, positions(graph)) == 0


def test_whoever_has_no_tie_stands_below():
    graph = tangled()
    graph.add_node("d3", kind="donor")
    graph = nx.DiGraph(graph.subgraph(sorted(graph)))
    place = positions(graph)
    assert place["d3"][1] < min(place[name][1] for name in ("d0", "d1", "d2"))


def test_components_stand_apart():
    graph = nx.disjoint_union_all([nx.path_graph(3)] * 12)
    place, boxes = positions(graph), []
    for component in nx.connected_components(graph):
        xs, ys = zip(*(place[node] for node in component), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert max(e - b, a - f, g - d, c - h) >= 0.5


def test_those_around_a_hub_stand_on_all_sides_and_apart():
    graph = nx.Graph((hub, f"{hub}-{n}") for hub in (0, 1) for n in range(12))
    graph.add_edge(0, 1)
    graph.add_edges_from((0, f"more {n}") for n in range(8))  # more than few nodes in all
    place = positions(graph)
    x, y = place[1]
    around = [(place[f"1-{n}"][0] - x, place[f"1-{n}"][1] - y) for n in range(12)]
    assert {(dx > 0, dy > 0) for dx, dy in around} == {(a, b) for a in (0, 1) for b in (0, 1)}
    gaps = [abs(complex(*p) - complex(*q)) for p, q in combinations(around, 2)]
    assert min(gaps) > 0.15 * max(gaps)
