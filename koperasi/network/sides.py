"""Draw a network of two sides, such as donors and places, as two columns of names (lesson 5)."""

from itertools import cycle

import networkx as nx
import pandas as pd

COLOURS = ["#E69F00", "#0072B2", "#009E73", "#CC79A7", "#999999"]


def draw_two_sides(graph: nx.Graph, left: list, right: list, labels: pd.Series, ax) -> dict:
    """Draw the edges from the left side to the right; a directed graph gets heads of arrows.

    `labels` has the name to be written for each node. Gives, for each node of the left side, the
    height at which it stands and the colour of its edges.

    >>> import matplotlib.pyplot as plt
    >>> graph, names = nx.Graph([("FCH", "Asia")]), pd.Series({"FCH": "FCH", "Asia": "Asia"})
    >>> draw_two_sides(graph, ["FCH"], ["Asia"], names, plt.subplots()[1])
    {'FCH': (0, '#E69F00')}
    """
    pos = {name: (0, -step) for step, name in enumerate(left)}
    pos |= {name: (1, -step) for step, name in enumerate(right)}
    heads = {"arrowsize": 26, "node_size": 0} if graph.is_directed() else {}
    looks = dict(zip(left, cycle(COLOURS), strict=False))
    for name, colour in looks.items():
        edges = [(name, other) for other in graph[name] if other in right]
        nx.draw_networkx_edges(graph, pos, edges, ax=ax, edge_color=colour, width=4, **heads)
        ax.text(-0.05, pos[name][1], labels[name], ha="right", va="center")
    for name in right:
        ax.text(1.05, pos[name][1], labels[name], va="center")
    ax.set(xlim=(-0.35, 1.75), ylim=(0.4 - max(len(left), len(right)), 0.6))
    ax.axis("off")
    return {name: (pos[name][1], colour) for name, colour in looks.items()}
