"""Draw a network of 5 or 500 nodes as lesson 4 does: kinds by colour and shape, basis by line."""

from itertools import cycle

import matplotlib.pyplot as plt
import networkx as nx
from matplotlib.lines import Line2D

from koperasi.network.fonts import families, missing_letters
from koperasi.network.layout import FEW, positions
from koperasi.network.ties import Tie, draw_loop, ties_of
from koperasi.network.writing import Writer, said
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
LINE = 0.3  # inches
MOST_ARROWS = 300  # with more edges, heads of arrows would be too small to be seen


def draw(graph: nx.Graph, ax=None, labels: int | None = None, title: str = "", lang: str = "en"):
    """Draw a network.

    All words are written as they are typed. A name that would lie on another is left out, and so is
    a relation that would hide an arrow; the legend tells how many are shown. Networks of more than
    300 edges have no heads of arrows, and of more than 25 nodes no relations. The palette is that of Okabe and Ito, Color
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
    own_figure = ax is None
    if own_figure:
        many_names = LARGE < len(graph) <= MOST_NAMES
        ax = plt.subplots(figsize=(14, 7.6) if many_names else (11, 6))[1]
    text = words(lang)["drawing"]
    size = max(30, min(700, 40000 / max(1, len(graph)) ** 1.5))
    place = positions(graph)
    kinds = _kinds(graph)
    arrows = graph.is_directed() and graph.number_of_edges() <= MOST_ARROWS
    ties = ties_of(graph, bent=graph.number_of_edges() <= MOST_ARROWS)
    _draw_edges(graph, ties, place, ax, size, arrows)
    samples, entries = [], []
    for kind, (colour, shape, nodes) in kinds.items():
        nx.draw_networkx_nodes(
            graph, place, nodes, size, colour, shape, ax=ax, edgecolors="black", linewidths=1.2
        )
        entries.append(text["kind"].get(kind, kind) or text["no_kind"])
        look = {"color": colour, "marker": shape, "mec": "black", "ms": 13, "ls": ""}
        samples.append(Line2D([], [], **look))
    used = {_basis(tie.data) for tie in ties}
    for basis, (style, colour) in LINES.items():
        if basis in used:
            entries.append(text["basis"].get(basis, text["no_basis"]))
            samples.append(Line2D([], [], color=colour, ls=style))
    fonts = families()
    ax.set_title(title, parse_math=False, family=fonts)
    legend = ax.legend(
        samples,
        ["x"] * len(samples),  # a legend passes over entries that begin with _
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        ncols=min(4, max(1, len(samples))),
    )
    for entry, written in zip(entries, legend.get_texts(), strict=True):
        written.set(text=entry, parse_math=False, family=fonts)
    ax.margins((0.2 if any(tie.is_loop for tie in ties) else 0.12) if len(graph) <= FEW else 0.06)
    ax.axis("off")
    if labels is None:
        labels = len(graph) if len(graph) <= MOST_NAMES else FIRST_NAMES
    ax.figure.draw_without_rendering()  # settles where everything is
    for tie in ties:
        if tie.is_loop:
            draw_loop(tie, ties, place, ax, size, arrows, *LINES[_basis(tie.data)])
    writer = Writer(graph, ties, place, ax, size, fonts, labels)
    relations = sum(bool(said(tie.data.get("relation"))) for tie in ties)
    lacking = missing_letters([title, *entries, *writer.all_words()], fonts)

    def note(names: int, related: int) -> str:
        lines = []
        if names < len(graph):
            lines.append(text["some_names"].format(shown=names, all=len(graph)))
        if related < relations:
            lines.append(text["some_relations"].format(shown=related, all=relations))
        if lacking:
            letters = ", ".join(f"U+{ord(letter):04X}" for letter in lacking[:6])
            lines.append(text["letters"].format(letters=letters, count=len(lacking)))
        return "\n".join(lines)

    # The legend grows by what it has to say, and the axes shrink: then once more, from the beginning.
    told = note(min(labels, len(graph)), relations if len(graph) <= FEW else 0)
    high = ax.figure.get_figheight()
    for _ in range(3):
        legend.set_title(told)
        if own_figure and len(graph) <= FEW:  # what is said takes no room from names
            ax.figure.set_figheight(high + LINE * len(told.splitlines()))
        counts = writer.write()
        before, told = told, note(*counts)
        if len(told.splitlines()) <= len(before.splitlines()):
            break
    legend.get_title().set_text(told)
    return ax


def _kinds(graph: nx.Graph) -> dict:
    """Colour, shape and nodes of each kind; kinds of one's own get looks that are still free."""
    nodes: dict[str, list] = {}
    for node, kind in graph.nodes(data="kind", default=""):
        nodes.setdefault(said(kind), []).append(node)
    taken = {LOOKS[kind][0] for kind in nodes if kind in LOOKS}
    colours = cycle([colour for colour in COLOURS if colour not in taken] or COLOURS)
    shapes = cycle(SHAPES)
    looks = {
        kind: LOOKS[kind] if kind in LOOKS else (next(colours), next(shapes)) for kind in nodes
    }
    return {kind: (*looks[kind], nodes[kind]) for kind in nodes}


def _basis(data: dict) -> str:
    basis = said(data.get("basis"))
    return basis if basis in LINES else ""


def _draw_edges(graph, ties: list[Tie], place, ax, size, arrows: bool) -> None:
    """Lines or arrows by basis; several ties of the same two nodes are bent apart."""
    few = len(graph) <= FEW
    groups: dict[tuple, list] = {}
    for tie in ties:
        if not tie.is_loop:
            groups.setdefault((_basis(tie.data), tie.bend), []).append(tie.ends)
    for (basis, bend), edges in groups.items():
        style, colour = LINES[basis]
        thick = 2 if few or style == "dotted" else 1  # thin dots cannot be seen
        look = {"style": style, "edge_color": colour, "width": thick, "arrows": arrows}
        if arrows or bend:
            look |= {
                "arrows": True,
                "node_size": 1.4 * size,
                "arrowsize": 20 if few else 10,
                "arrowstyle": "-|>" if arrows else "-",
                "connectionstyle": f"arc3,rad={bend}" if bend else "arc3",
            }
        plain = nx.DiGraph() if graph.is_directed() else nx.Graph()
        plain.add_nodes_from(graph)
        plain.add_edges_from(edges)
        nx.draw_networkx_edges(plain, place, edges, ax=ax, **look)
