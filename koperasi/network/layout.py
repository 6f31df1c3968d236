"""A place for each node of a network, the same on every run."""

import cmath
import math
from functools import partial
from itertools import combinations, product

import networkx as nx

# The layer, from left to right, of each kind of node in the course.
LAYER = {
    "donor": 0,
    "region": 1,
    "vague phrase": 1,
    "group of countries": 2,
    "national council": 2,
    "event": 3,
    "regional body": 4,
}
FEW = 25  # up to so many nodes, more care is taken
GAP = 0.6  # between components, at least; a component of n nodes fills a box of the size n


def positions(graph: nx.Graph) -> dict:
    """A place (x, y) for each node, the same on every run.

    The attributes `x` and `y` if all nodes have them; else layers from left to right if all nodes
    have the attribute `kind` and it is one of the course's; else a spring layout.
    """
    data = dict(graph.nodes(data=True))
    if all({"x", "y"} <= set(attributes) for attributes in data.values()):
        return {node: (float(each["x"]), float(each["y"])) for node, each in data.items()}
    if all(attributes.get("kind") in LAYER for attributes in data.values()):
        return _layers(graph)
    return _springs(graph)


def _springs(graph: nx.Graph) -> dict:
    """Each component by springs in a box of its own; boxes in rows, the largest first."""
    plain = nx.Graph(graph)
    components = sorted(nx.connected_components(plain), key=len, reverse=True)
    boxes = _boxes([len(component) for component in components])
    place = {}
    for component, (left, top, across, up) in zip(components, boxes, strict=True):
        part = nx.Graph()  # nodes in the order of the graph, so that every run is the same
        part.add_nodes_from(node for node in graph if node in component)
        part.add_edges_from(plain.edges(list(part)))
        found = _spring(part) if len(graph) > FEW else _pull(part)
        for node, (x, y) in found.items():
            place[node] = (round(left + across * x, 3), round(top - up * (1 - y), 3))
    return place


def _boxes(sizes: list[int]) -> list[tuple]:
    """A box (left, top, width, height) for each component, twice as wide as high.

    Of a large network, rows get that width with which all boxes together fill a picture best that
    is twice as wide as high. Of a few nodes, the names need the width: rows are narrow.
    """

    def packed(width: float) -> list[tuple]:
        boxes, left, top, row = [], 0.0, 0.0, 0.0
        for size in sizes:
            across, up = (2 * size) ** 0.5, (size / 2) ** 0.5
            if left and left + across > width:
                left, top, row = 0.0, top - row - GAP, 0.0
            boxes.append((left, top, across, up))
            left, row = left + 1.2 * across + GAP, max(row, up)  # large ones stand further apart
        return boxes

    def needed(boxes: list[tuple]) -> float:
        wide = max(left + across for left, _, across, _ in boxes)
        return max(wide, 2 * max(up - top for _, top, _, up in boxes))

    whole = (2 * sum(sizes)) ** 0.5
    widths = [whole * (1 + each / 20) for each in range(1 if sum(sizes) <= FEW else 20)]
    return min(map(packed, widths), key=needed, default=[])


def _spring(part: nx.Graph) -> dict:
    """Places between 0 and 1 for the nodes of one component of a large network."""
    # Whoever hangs on one node only stands around it: springs would put them on a heap.
    hung = [n for n in part if part.degree[n] == 1 and part.degree[next(iter(part[n]))] > 1]
    core = part.copy()
    core.remove_nodes_from(hung)
    at = {node: complex(2 * x, y) for node, (x, y) in _pull(core, tries=2).items()}
    for hub in list(at):
        around = [node for node in part[hub] if node not in core]
        near = min((abs(at[hub] - at[node]) for node in core if node != hub), default=1)
        for i, node in enumerate(around):  # as the seeds of a sunflower: 2.4 is the golden angle
            reach = 0.45 * near * (0.3 + 0.7 * (i / len(around)) ** 0.5)
            at[node] = at[hub] + reach * cmath.exp(2.4j * i)
    return _fit({node: (z.real, z.imag) for node, z in at.items()})


def _pull(part: nx.Graph, tries: int = 10) -> dict:
    """Places of springs; of a few nodes, those of some tries, turned round, that leave most room."""
    size = len(part)
    if size >= 500:  # networkx would need scipy for springs
        return _fit(nx.forceatlas2_layout(part, seed=4))
    k, steps = 1.5 / size**0.5, 150 if size <= 100 else 60
    spring = partial(nx.spring_layout, part, k=k, method="force", iterations=steps)
    if not 2 < size <= FEW:
        return _fit(spring(seed=0))
    found = [spring(seed=seed) for seed in range(tries)]
    turned = [_turn(each, angle) for each in found for angle in range(0, 180, 20)]
    return max(turned, key=lambda place: _room(part, place))


def _turn(found: dict, degrees: float) -> dict:
    """The same places, turned and then fitted."""
    turn = cmath.rect(1, math.radians(degrees))
    turned = {node: complex(x, y) * turn for node, (x, y) in found.items()}
    return _fit({node: (z.real, z.imag) for node, z in turned.items()})


def _fit(found: dict) -> dict:
    """The same places, moved and stretched to lie between 0 and 1."""
    xs, ys = zip(*found.values(), strict=True)
    low, wide = (min(xs), min(ys)), (max(xs) - min(xs), max(ys) - min(ys))
    return {
        node: tuple((v - o) / w if w else 0.5 for v, o, w in zip(xy, low, wide, strict=True))
        for node, xy in found.items()
    }


def _room(part: nx.Graph, place: dict) -> float:
    """How near a node comes to another one or to an edge of others, in a box 2 wide and 1 high."""
    at = {node: complex(2 * x, y) for node, (x, y) in place.items()}
    gaps = [abs(at[u] - at[v]) for u, v in combinations(at, 2)]
    for (u, v), node in product(part.edges, at):
        if node not in (u, v):
            along = at[v] - at[u]
            share = ((at[node] - at[u]) * along.conjugate()).real / (abs(along) ** 2 or 1)
            gaps.append(abs(at[node] - at[u] - min(1, max(0, share)) * along))
    return round(min(gaps, default=0), 6)


def _layers(graph: nx.Graph) -> dict:
    """Columns of nodes; in each, nodes stand near those that they are tied to.

    The barycentre method of Sugiyama, Tagawa and Toda (1981): there are few crossings in the end.
    """
    columns: dict[int, list] = {}
    for node, kind in graph.nodes(data="kind"):
        columns.setdefault(LAYER[kind], []).append(node)
    place = {}
    for _ in range(4):  # a few sweeps suffice: each puts a node at the mean of its neighbours
        for x in sorted(columns):
            near = {}
            for node in columns[x]:
                heights = [place[n][1] for n in nx.all_neighbors(graph, node) if n in place]
                # Whoever has no tie stands at the bottom.
                near[node] = sum(heights) / len(heights) if heights else -len(graph)
            columns[x].sort(key=lambda node, near=near: -near[node])
            middle = (len(columns[x]) - 1) / 2
            place |= {node: (x, middle - i) for i, node in enumerate(columns[x])}
    return place
