"""Two sides of a network as two columns: who is drawn where, with heads or without."""

import matplotlib
import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
import pytest
from lesson_pictures import arrows, assert_words_apart, lines, words

from koperasi.network.sides import draw_two_sides

matplotlib.use("Agg")

LEFT, RIGHT = ["a", "b", "c"], ["x", "y"]
LABELS = pd.Series({"a": "Ani", "b": "Budi", "c": "Citra", "x": "market", "y": "school"})
EDGES = [("a", "x"), ("b", "x"), ("b", "y")]


@pytest.fixture
def ax():
    return plt.subplots()[1]


def test_arrows_lead_from_left_to_right(ax):
    graph = nx.DiGraph([*EDGES, ("a", "b"), ("y", "c")])  # the last two are no edges of two sides
    graph.add_node("c")
    draw_two_sides(graph, LEFT, RIGHT, LABELS, ax)
    drawn = {(start, end) for start, end, _ in arrows(ax)}
    assert drawn == {((0, 0), (1, 0)), ((0, -1), (1, 0)), ((0, -1), (1, -1))} and not lines(ax)


def test_without_directions_lines_have_no_heads(ax):
    graph = nx.Graph(EDGES)
    graph.add_node("c")
    draw_two_sides(graph, LEFT, RIGHT, LABELS, ax)
    assert len(lines(ax)) == 3 and not arrows(ax)


def test_heights_and_colours_are_told_and_names_are_labels(ax):
    graph = nx.Graph(EDGES)
    graph.add_node("c")
    looks = draw_two_sides(graph, LEFT, RIGHT, LABELS, ax)
    assert [height for height, _ in looks.values()] == [0, -1, -2]
    assert len({colour for _, colour in looks.values()}) == 3
    assert sorted(t.get_text() for t in words(ax)) == sorted(LABELS)
    assert_words_apart(ax.figure)
