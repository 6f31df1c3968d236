"""Draw what tasks cost in growing sizes, and where each reaches a limit (lesson 9)."""

import math
from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

LARGEST = 1_000_000  # donors; so far the curves are continued
# Colour and marker of the curves, in the order in which they are given.
LOOKS = [("#009E73", "o"), ("#56B4E9", "s"), ("#E69F00", "^"), ("#CC79A7", "D"), ("#D55E00", "v")]


def exponent(donors: list, seconds: list) -> float:
    """How a cost grows between its first and its last run: 1 with the size, 2 with its square.

    >>> exponent([100, 1000], [0.1, 10.0])
    2.0
    """
    return math.log(seconds[-1] / seconds[0]) / math.log(donors[-1] / donors[0])


def draw_wall(timings: pd.DataFrame, curves: Mapping, marks: Mapping, in_words: Mapping) -> Figure:
    """Draw seconds against donors; each step along an axis multiplies by ten.

    `curves` says what a task with a tool, such as ("build", "networkx"), is called; `marks` what
    is written at a number of donors, on the line of a minute. A curve is solid where it was
    measured; its last run is continued with the growth between the first and the last, dotted.
    `in_words` has `donors`, `seconds`, `title`, and under `numbers` and `lines` what is written
    for a number on an axis, and on a line across.

    Raises ValueError if the runs were not all timed with one clock.

    >>> runs = {"donors": [100, 1000], "seconds": [0.1, 10.0], "clock": "wall"}
    >>> timings = pd.DataFrame({"task": "betweenness", "tool": "igraph", **runs})
    >>> in_words = {"donors": "donors", "seconds": "seconds", "title": "", "lines": {60: "a minute"}}
    >>> curves = {("betweenness", "igraph"): "betweenness"}
    >>> fig = draw_wall(timings, curves, {2450: "here"}, in_words | {"numbers": {1.0: "1"}})
    >>> [text.get_text() for text in fig.axes[0].texts]
    ['betweenness', 'a minute', 'here']
    """
    tasks = pd.MultiIndex.from_frame(timings[["task", "tool"]])
    shown = timings[tasks.isin(list(curves))]
    if shown["clock"].nunique() != 1:
        raise ValueError("runs timed with different clocks cannot be compared in one picture")
    fig, ax = plt.subplots(figsize=(12, 7))
    for (task, tool), (colour, marker) in zip(curves, LOOKS, strict=False):
        rows = shown[(shown["task"] == task) & (shown["tool"] == tool)]
        donors, seconds = list(rows["donors"]), list(rows["seconds"])
        end = seconds[-1] * (LARGEST / donors[-1]) ** exponent(donors, seconds)
        ax.plot(donors, seconds, color=colour, marker=marker, ms=9)
        ax.plot([donors[-1], LARGEST], [seconds[-1], end], color=colour, ls="dotted")
        ax.text(1.25 * LARGEST, end, curves[task, tool], va="center", fontsize=15)
    for height, name in in_words["lines"].items():
        ax.axhline(height, color="#999999", lw=1)
        ax.text(70, height * 1.2, name, va="bottom", color="#555555", fontsize=15)
    for at, words in marks.items():
        ax.scatter(at, 60, s=420, facecolor="none", edgecolor="black", lw=2, zorder=3)
        look = {"ha": "center", "fontsize": 15, "arrowprops": {"arrowstyle": "-"}}
        ax.annotate(words, (at, 75), (at / 3.2, 6000), **look)
    ax.set(xscale="log", yscale="log", xlim=(60, LARGEST))
    ax.set_yticks([10.0**n for n in range(-5, 7)])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(
            lambda value, _: in_words["numbers"].get(float(f"{value:.3g}"), "")
        )
    ax.minorticks_off()
    ax.set_xlabel(in_words["donors"])
    ax.set_ylabel(in_words["seconds"])
    ax.set_title(in_words["title"])
    return fig
