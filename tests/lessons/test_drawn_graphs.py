"""The drawn networks of lessons 3 and 4 are the networks: nodes, edges, words and places.

Pixels are compared elsewhere; a picture can have the right pixels of a wrong graph.
"""

from pathlib import Path

import matplotlib
import nbformat
import networkx as nx
import numpy as np
import pytest
from lesson_pictures import arrows, assert_words_apart, words
from matplotlib.collections import PathCollection

matplotlib.use("Agg")

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def run_lesson():
    """Run a lesson's code cells once; gives its variables."""
    done = {}

    def run(number: int) -> dict:
        if number not in done:
            path = next((ROOT / "notebooks" / "en").glob(f"{number:02d}-*.ipynb"))
            space = {"__name__": "__main__"}
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(path.parent)
                for cell in nbformat.read(path, as_version=4).cells:
                    if cell.cell_type == "code":
                        exec(compile(cell.source, f"{path.name}:{cell.id}", "exec"), space)
            done[number] = space
        return done[number]

    return run


def points(ax) -> set:
    """Places of all node marks, as (x, y)."""
    marks = [c for c in ax.collections if isinstance(c, PathCollection)]
    return {tuple(map(float, p)) for c in marks for p in c.get_offsets()}


def as_edges(ax, pos) -> set:
    at = {place: name for name, place in pos.items()}
    assert len(at) == len(pos), "two nodes share one place"
    return {(at[a], at[b]) for a, b, _ in arrows(ax)}


def test_lesson_3_draws_the_stated_graph_and_the_inferred_edge_dashed(run_lesson):
    lesson = run_lesson(3)
    graph, whole, pos, ax = (lesson[name] for name in ("G", "H", "pos", "ax"))
    assert as_edges(ax, pos) == set(whole.edges)
    at = {place: name for name, place in pos.items()}
    solid = {(at[a], at[b]) for a, b, style in arrows(ax) if style == "solid"}
    assert solid == set(graph.edges) and len(whole.edges) == len(solid) + 1
    dashed = {(a, b) for a, b, style in arrows(ax) if style == "dashed"}
    assert dashed == {(pos["ASEAN"], pos["Asia"])}
    assert points(ax) == {tuple(map(float, p)) for p in pos.values()}
    shown = {(" ".join(t.get_text().split()), t.get_position()) for t in words(ax)}
    assert shown == set(pos.items())
    assert_words_apart(lesson["fig"])


def test_lesson_4_draws_the_flagship(run_lesson):
    lesson = run_lesson(4)
    graph, pos, ax, nodes = lesson["H"], lesson["pos"], lesson["ax"], lesson["nodes"]
    assert len(graph) == 14
    assert points(ax) == {tuple(map(float, p)) for p in pos.values()}
    assert as_edges(ax, pos) == set(graph.edges)
    basis = nx.get_edge_attributes(graph, "basis")
    at = {place: name for name, place in pos.items()}
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
    for relation in set(nx.get_edge_attributes(graph, "relation").values()):
        assert relation in shown
    legend = [t.get_text() for t in ax.get_legend().get_texts()]
    assert set(nodes["kind"]) < set(legend) and len(legend) == nodes["kind"].nunique() + 2
    assert_words_apart(lesson["fig"])


def test_lesson_4_looks_differ_in_shape_or_colour_and_in_grey(run_lesson):
    looks = run_lesson(4)["looks"]
    shapes = [shape for _, shape in looks.values()]
    same_shape = [k for k, (_, shape) in looks.items() if shapes.count(shape) > 1]
    assert same_shape == ["region", "vague phrase"]
    red, green, blue = np.array([matplotlib.colors.to_rgb(looks[k][0]) for k in same_shape]).T
    grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert abs(grey[0] - grey[1]) > 0.3, "a filled and an empty circle must differ in grey too"
