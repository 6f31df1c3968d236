"""Draw a network of 5 or 500 nodes as lesson 4 does: kinds by colour and shape, basis by line."""

import math
import textwrap
from itertools import cycle

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from koperasi.network.layout import FEW, positions
from koperasi.words import words

# Colour and shape of the kinds of the course. The palette is Okabe and Ito's.
LOOKS = {
    "donor": ("#E69F00", "s"),
    "region": ("#56B4E9", "o"),
    "vague phrase": ("#FFFFFF", "o"),
    "group of countries": ("#0072B2", "h"),
    "national council": ("#009E73", "D"),
    "event": ("#F0E442", "^"),
    "regional body": ("#CC79A7", "p"),
}
COLOURS = ["#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#FFFFFF"]
SHAPES = ["s", "o", "D", "^", "h", "v", "p"]
# Line style and colour by what a tie rests on; anything else is drawn as "".
LINES = {
    "stated": ("solid", "black"),
    "inferred": ("dashed", "#D55E00"),
    "other source": ("dotted", "#0072B2"),
    "": ("solid", "#888888"),
}
# Up to so many nodes, all names are written; of more nodes only those with most ties get theirs.
MOST_NAMES, FIRST_NAMES = 60, 20
LARGE = 15  # with more nodes and all names written, the figure must be larger
SAME_RELATION = 4  # of a relation with more edges, only one edge gets the word
SEEN = 30  # so many points of an edge are seen beside its word; else the word stands beside it
BEND = 0.2  # of two arrows between the same nodes
MOST_ARROWS = 300  # with more edges, heads of arrows would be too small to be seen
# Where a name can stand beside its node: across, up, alignments.
SIDES = [
    (0, -1, "center", "top"),
    (0, 1, "center", "bottom"),
    (1, 0, "left", "center"),
    (-1, 0, "right", "center"),
    (0.7, -0.7, "left", "top"),
    (-0.7, -0.7, "right", "top"),
    (0.7, 0.7, "left", "bottom"),
    (-0.7, 0.7, "right", "bottom"),
]


def draw(graph: nx.Graph, ax=None, labels: int | None = None, title: str = "", lang: str = "en"):
    """Draw a network.

    A name that would lie on another is left out, and the legend tells how many are shown. Networks
    of more than 300 edges have no heads of arrows. The palette is that of Okabe and Ito, Color
    Universal Design (2008).

    Parameters
    ----------
    graph : nodes may have the attributes `kind`, `label` (else the node itself is written), `x` and
        `y` (else they are laid out, see `koperasi.network.layout`); edges `basis` and `relation`.
    ax : matplotlib's Axes to draw on; a new figure, 11 × 6 inches or larger, if None.
    labels : how many names are written, of the nodes with most ties first; by default all of a
        small network.
    title : what stands above.
    lang : the language of the legend.

    Returns
    -------
    matplotlib's Axes; `ax.figure` is what `save_figure` takes.

    Raises
    ------
    ValueError : if the course does not speak the language.

    >>> import networkx as nx
    >>> ax = draw(nx.DiGraph([("NRECA", "Asia")]), title="One donor, one region")
    >>> ax.get_title()
    'One donor, one region'
    """
    if ax is None:
        many_names = LARGE < len(graph) <= MOST_NAMES
        ax = plt.subplots(figsize=(14, 7.6) if many_names else (11, 6))[1]
    text = words(lang)["drawing"]
    size = max(30, min(700, 40000 / max(1, len(graph)) ** 1.5))
    place = positions(graph)
    kinds = _kinds(graph)
    _draw_edges(graph, place, ax, size)
    samples = []
    for kind, (colour, shape, nodes) in kinds.items():
        nx.draw_networkx_nodes(
            graph, place, nodes, size, colour, shape, ax=ax, edgecolors="black", linewidths=1.2
        )
        name = text["kind"].get(kind, kind) or text["no_kind"]
        look = {"color": colour, "marker": shape, "mec": "black", "ms": 13, "ls": ""}
        samples.append(Line2D([], [], label=name, **look))
    used = {_basis(data) for *_, data in graph.edges(data=True)}
    for basis, (style, colour) in LINES.items():
        if basis in used:
            name = text["basis"].get(basis, text["no_basis"])
            samples.append(Line2D([], [], color=colour, ls=style, label=name))
    ax.set_title(title)
    legend = ax.legend(
        handles=samples,
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        ncols=min(4, max(1, len(samples))),
    )
    ax.margins(0.12 if len(graph) <= FEW else 0.06)
    ax.axis("off")
    if labels is None:
        labels = len(graph) if len(graph) <= MOST_NAMES else FIRST_NAMES
    before, note = len(ax.texts), text["some_names"]
    if labels < len(graph):  # so that the room this takes is not given to names
        legend.set_title(note.format(shown=labels, all=len(graph)))
    shown = _write_names(graph, place, ax, size, labels)
    if shown < len(graph) <= labels:
        legend.set_title(note.format(shown=shown, all=len(graph)))
        # The legend has grown and the axes have shrunk: once more, from the beginning.
        for written in ax.texts[before:]:
            written.remove()
        shown = _write_names(graph, place, ax, size, labels)
    if shown < len(graph):
        legend.get_title().set_text(note.format(shown=shown, all=len(graph)))
    return ax


def _kinds(graph: nx.Graph) -> dict:
    """Colour, shape and nodes of each kind; kinds of one's own get looks that are still free."""
    nodes: dict[str, list] = {}
    for node, kind in graph.nodes(data="kind", default=""):
        nodes.setdefault(str(kind or ""), []).append(node)
    taken = {LOOKS[kind][0] for kind in nodes if kind in LOOKS}
    colours = cycle([colour for colour in COLOURS if colour not in taken] or COLOURS)
    shapes = cycle(SHAPES)
    looks = {
        kind: LOOKS[kind] if kind in LOOKS else (next(colours), next(shapes)) for kind in nodes
    }
    return {kind: (*looks[kind], nodes[kind]) for kind in nodes}


def _basis(data: dict) -> str:
    return data.get("basis") if data.get("basis") in LINES else ""


def _draw_edges(graph, place, ax, size) -> None:
    """Lines or arrows by basis; two arrows between the same nodes are bent apart."""
    arrows = graph.is_directed() and graph.number_of_edges() <= MOST_ARROWS
    few = len(graph) <= FEW
    groups: dict[tuple, list] = {}
    for source, target, data in graph.edges(data=True):
        bent = arrows and graph.has_edge(target, source)
        groups.setdefault((_basis(data), bent), []).append((source, target))
    for (basis, bent), edges in groups.items():
        style, colour = LINES[basis]
        thick = 2 if few or style == "dotted" else 1  # thin dots cannot be seen
        look = {"style": style, "edge_color": colour, "width": thick, "arrows": arrows}
        if arrows:
            bend = f"arc3,rad={BEND}" if bent else "arc3"
            look |= {
                "node_size": 1.4 * size,
                "arrowsize": 20 if few else 10,
                "connectionstyle": bend,
            }
        nx.draw_networkx_edges(graph, place, edges, ax=ax, **look)


def _write_names(graph, place, ax, size, wanted: int) -> int:
    """Write names and relations where there is room; returns the number of names written."""
    ax.figure.draw_without_rendering()  # settles where everything is
    few = len(graph) <= FEW
    first = sorted(graph, key=lambda node: -graph.degree[node])[:wanted]
    radius = 0.65 * size**0.5
    half = radius * ax.figure.dpi / 72
    centres = ax.transData.transform([place[node] for node in first] or [(0, 0)])
    taken = [(x - half, y - half, x + half, y + half) for x, y in centres]  # boxes, in pixels
    # What a name should not cover: of a small network its edges, of a large one its nodes.
    ends = [(place[source], place[target]) for source, target in graph.edges] if few else []
    along = [_on_edge(ax, *pair, 0, share / 20) for pair in ends for share in range(1, 20)]
    along = along or [place[node] for node in graph]
    points = ax.transData.transform(along) if along else np.empty((0, 2))
    halo = [withStroke(linewidth=3, foreground="white")]
    shown = 0
    for node in first:
        name = str(graph.nodes[node].get("label") or node)
        name = textwrap.fill(name, 20, break_long_words=False)
        places = [
            (place[node], (across * (radius + 3), up * (radius + 3)), ha, va)
            for across, up, ha, va in SIDES
        ]
        look = {"fontsize": 13, "path_effects": halo}
        shown += _write(ax, name, places, taken, points, **look)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    relations: dict[str, list] = {}
    for source, target, relation in graph.edges(data="relation") if few else ():
        bend = BEND if graph.is_directed() and graph.has_edge(target, source) else 0
        ends = place[source], place[target]
        on = [(_on_edge(ax, *ends, bend, at), (0, 0)) for at in (0.5, 0.4, 0.6)]
        beside = _beside(ax, relation, *ends, bend, half) if relation else []
        places = [(*where, "center", "center") for where in beside + on]
        relations.setdefault(relation, []).append(places)
    for relation, edges in relations.items():
        if relation and len(edges) > SAME_RELATION:  # one speaks for all
            edges = [[place for places in edges for place in places]]
        for places in edges if relation else ():
            _write(ax, relation, places, taken, points, fontsize=13, bbox=paper)
    return shown


def _on_edge(ax, start, end, bend: float, share: float) -> tuple:
    """A point of an edge, which may be bent as matplotlib's connection style arc3 does it."""
    (x1, y1), (x2, y2) = ax.transData.transform([start, end])
    side = 2 * share * (1 - share) * bend
    x = x1 + share * (x2 - x1) + side * (y2 - y1)
    y = y1 + share * (y2 - y1) - side * (x2 - x1)
    return tuple(ax.transData.inverted().transform((x, y)))


def _beside(ax, text: str, start, end, bend: float, half: float) -> list[tuple]:
    """Where a word stands beside an edge too short to carry it: places (point, offset).

    No place if enough of the edge is seen with the word on it. `half` is how far a node reaches.
    """
    (x1, y1), (x2, y2) = ax.transData.transform([start, end])
    long = math.hypot(x2 - x1, y2 - y1) or 1
    across, up = (x2 - x1) / long, (y2 - y1) / long
    extent = _extent(ax, text, fontsize=13)
    covered = min(extent.width / (abs(across) or 0.01), extent.height / (abs(up) or 0.01))
    point = ax.figure.dpi / 72
    if long - 2 * half - covered > SEEN * point:
        return []
    away = (abs(up) * extent.width + abs(across) * extent.height) / 2 / point + 4
    middle = _on_edge(ax, start, end, bend, 0.5)
    return [(middle, (side * up * away, -side * across * away)) for side in (1, -1)]


def _extent(ax, text: str, **look):
    """The box that a text fills, in pixels."""
    written = ax.annotate(text, (0, 0), (0, 0), textcoords="offset points", **look)
    extent = written.get_window_extent()
    written.remove()
    return extent


def _write(ax, text: str, places, taken: list, points: np.ndarray, **look) -> bool:
    """Write a text where it is free, inside the axes, and covers fewest of `points` (in pixels).

    Of places that are equally good the first is taken; False if there is none.
    """
    frame = ax.get_window_extent()
    extent = _extent(ax, text, **look)
    best = None
    for point, offset, ha, va in places:
        x0, y0 = ax.transData.transform(point) + np.array(offset) * ax.figure.dpi / 72
        x0 -= extent.width * {"left": 0, "center": 0.5, "right": 1}[ha]
        y0 -= extent.height * {"bottom": 0, "center": 0.5, "top": 1}[va]
        x1, y1 = x0 + extent.width, y0 + extent.height
        free = frame.x0 <= x0 and x1 <= frame.x1 and frame.y0 <= y0 and y1 <= frame.y1
        free = free and not any(x0 < c and a < x1 and y0 < d and b < y1 for a, b, c, d in taken)
        covered = np.all((points > (x0, y0)) & (points < (x1, y1)), axis=1).sum()
        if free and (best is None or covered < best[0]):
            best = covered, (x0, y0, x1, y1), (point, offset, ha, va)
    if best is None:
        return False
    _, box, (point, offset, ha, va) = best
    ax.annotate(text, point, offset, textcoords="offset points", ha=ha, va=va, **look)
    taken.append(box)
    return True
