"""The readings of the page: what each adds to the network, and the two drawings of lesson 7."""

from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from matplotlib.lines import Line2D

from koperasi import paths
from koperasi.network.drawing import LOOKS
from koperasi.words import words

NOWHERE = "none named"  # in the column `places` of readings.csv
VAGUE = "vague phrase"  # the kind of the nodes that a reading replaces
# How a value of a result is drawn; the legend has the same marks, in this order.
MARKS = {
    "robust": {"marker": "D", "ms": 13, "color": "#009E73"},
    "plain": {"marker": "o", "ms": 12, "color": "black"},
    "other": {"marker": "o", "ms": 12, "mfc": "white", "mec": "#0072B2", "mew": 3},
    "strained": {"marker": "o", "ms": 7, "mfc": "white", "mec": "#56B4E9", "mew": 2},
}
NARROW = 6  # a name of more letters would touch that of a neighbour in the same row


def open_page(
    readings: pd.DataFrame, folder=paths.DATA, lang: str = "en"
) -> tuple[nx.DiGraph, dict]:
    """What no reading touches, as a graph, and the edges that each reading adds to it.

    `readings` is the table of data/readings.csv, or rows of it; nodes and ties are in `folder`. A
    reading replaces the stated ties of its organisation and relation. Vague phrases are not nodes
    here: they are what is being read.

    >>> readings = pd.read_csv(paths.DATA / "readings.csv")
    >>> page, edges_of = open_page(readings)
    >>> list(page.successors("CLUSA"))
    ['Latin America', 'Africa', 'Asia']
    >>> edges_of["initiative-both"]
    [('DEKOPIN', 'conference'), ('DEKOPIN', 'ACO')]
    """
    nodes = pd.read_csv(Path(folder) / "nodes.csv")
    ties = pd.read_csv(Path(folder) / "ties.csv")
    page = nx.DiGraph()
    for node, kind, label in zip(nodes["node"], nodes["kind"], nodes[f"label_{lang}"], strict=True):
        if kind != VAGUE:
            page.add_node(node, kind=kind, label=label)
    replaced = set(zip(readings["organisation"], readings["relation"], strict=True))
    for tie in ties[ties["basis"] == "stated"].itertuples():
        if (tie.source, tie.relation) not in replaced and tie.target in page:
            page.add_edge(tie.source, tie.target)
    edges_of = {}
    columns = (readings[name] for name in ("reading", "organisation", "places"))
    for reading, organisation, places in zip(*columns, strict=True):
        ends = [place for place in places.split("; ") if place != NOWHERE]
        edges_of[reading] = [(organisation, end) for end in ends]
    return page, edges_of


def draw_grid(
    readings: pd.DataFrame,
    down: str,
    across: str,
    also=("CLUSA",),
    folder=paths.DATA,
    lang: str = "en",
) -> plt.Figure:
    """One small network for each pair of readings of two statements, in rows and columns.

    Shown are the nodes that these readings reach, what leads on from them, and the nodes of `also`;
    edges of a reading are drawn thick, in colour. Returns matplotlib's Figure.

    >>> readings = pd.read_csv(paths.DATA / "readings.csv")
    >>> fig = draw_grid(readings, down="S10", across="S11")
    >>> len(fig.axes)
    6
    """
    page, edges_of = open_page(readings, folder, lang)
    table = pd.read_csv(Path(folder) / "nodes.csv")
    place = {node: (x, y) for node, x, y in zip(table["node"], table["x"], table["y"], strict=True)}
    named = readings.groupby("statement")["reading"].apply(list)
    rows, columns = named[down], named[across]
    ends = {end for reading in rows + columns for edge in edges_of[reading] for end in edge}
    ends |= {after for end in ends if end in page for after in page.successors(end)}
    shown = page.subgraph(ends | set(also))
    fig, axes = plt.subplots(len(rows), len(columns), figsize=(12, 2.8 * len(rows)), squeeze=False)
    for line, low in zip(axes, rows, strict=True):
        line[0].set_ylabel(low, fontsize=15, labelpad=10)
        for ax, name in zip(line, columns, strict=True):
            _draw_small(ax, shown, place, edges_of[low] + edges_of[name])
    for ax, name in zip(axes[0], columns, strict=True):
        ax.set_title(name, fontsize=15, weight="normal", loc="center", pad=8)
    return fig


def _draw_small(ax, graph: nx.DiGraph, place: dict, ours: list) -> None:
    """A network of few nodes in a frame; names stand above or below, apart from their neighbours'."""
    for node, data in graph.nodes(data=True):
        colour, shape = LOOKS[data["kind"]]
        nx.draw_networkx_nodes(
            graph, place, [node], 420, colour, shape, ax=ax, edgecolors="black", linewidths=1
        )
        name = data["label"].split(",")[0]
        x, y = place[node]
        beside = {place[other][0] - x for other in graph if place[other][1] == y}
        across, ha = 0, "center"
        if len(name) > NARROW and 1 in beside:
            across, ha = 16, "right"
        if len(name) > NARROW and -1 in beside:
            across, ha = -16, "left"
        up, va = (15, "bottom") if y > 0 else (-15, "top")
        look = {"textcoords": "offset points", "ha": ha, "va": va, "fontsize": 14}
        ax.annotate(name, (x, y), (across, up), **look)
    arrows = {"node_size": 620, "arrowsize": 18, "ax": ax}
    nx.draw_networkx_edges(graph, place, graph.edges, width=1.3, **arrows)
    nx.draw_networkx_edges(graph, place, ours, width=3.5, edge_color="#D55E00", **arrows)
    ax.margins(0.16, 0.35)
    ax.spines[:].set(visible=True, color="#BBBBBB", linewidth=1)


def draw_ranges(
    results: pd.DataFrame,
    plain: dict | pd.Series,
    careful: pd.DataFrame,
    title: str = "",
    lang: str = "en",
) -> plt.Figure:
    """A mark for every value that a result takes in one network or more: nothing in between.

    A diamond where there is one value only, a black dot for the value of the `plain` network, a
    ring for any other; a small ring if it does not occur among the `careful` networks, those
    without a strained reading. Truth values get a panel of their own. A row of `results` and of
    `careful` is a network, a column a result. Returns matplotlib's Figure.

    >>> results = pd.DataFrame({"islands": [4, 5], "a path": [False, False]})
    >>> fig = draw_ranges(results, {"islands": 5, "a path": False}, results)
    >>> len(fig.axes)
    2
    """
    text = words(lang)["readings"]
    numbers = [name for name in results if results[name].dtype != bool]
    yes_no = [name for name in results if results[name].dtype == bool]
    parts = [part for part in (numbers, yes_no) if part]
    fig, axes = plt.subplots(1, len(parts), figsize=(12, 5), squeeze=False)
    for ax, names in zip(axes[0], parts, strict=True):
        for y, name in enumerate(names):
            for value, mark in marks(results[name], plain[name], careful[name]).items():
                ax.plot(float(value), y, ls="", **MARKS[mark])
        ax.set_yticks(range(len(names)), names, fontsize=14)
        ax.set_ylim(len(names) - 0.4, -0.6)
        ax.grid(axis="y", color="#DDDDDD")
        ax.tick_params(length=0)
        if names is yes_no:
            ax.set(xlim=(-0.4, 1.4))
            ax.set_xticks([0, 1], [text["no"], text["yes"]])
        else:
            most = int(results[numbers].max().max())
            ax.set(xlabel=text["how_many"], xlim=(-0.4, most + 0.4), xticks=range(most + 1))
    samples = [Line2D([], [], ls="", label=text[mark], **look) for mark, look in MARKS.items()]
    fig.legend(handles=samples, loc="outside lower center", ncols=len(samples))
    fig.suptitle(title, x=0.02, ha="left", weight="bold", fontsize=19)
    return fig


def marks(values: pd.Series, plain, careful: pd.Series) -> dict:
    """Which of MARKS each value of a result gets.

    >>> marks(pd.Series([0, 1, 2]), 2, pd.Series([0, 2]))
    {0: 'other', 1: 'strained', 2: 'plain'}
    """
    found = sorted(values.unique().tolist())
    if len(found) == 1:
        return {found[0]: "robust"}
    firm = set(careful)
    return {
        value: "plain" if value == plain else "other" if value in firm else "strained"
        for value in found
    }
