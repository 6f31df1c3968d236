"""The drawn network of lesson 5 is the network: nodes, edges, words and places.

Pixels are compared elsewhere; a picture can have the right pixels of a wrong graph.
"""

import matplotlib
from lesson_pictures import assert_words_apart, lines, words
from lesson_reading import run

matplotlib.use("Agg")


def test_lesson_5_draws_bars_beside_the_network():
    lesson = run(5)
    graph, pos = lesson["B"], lesson["pos"]
    at = {place: name for name, place in pos.items()}
    left, right = lesson["fig"].axes
    drawn = {frozenset((at[a], at[b])) for a, b in lines(left)}
    assert drawn == {frozenset(e) for e in graph.edges}
    assert {t.get_text() for t in words(left)} == set(lesson["nodes"].loc[list(pos), "label_en"])
    bars = {round(b.get_y() + b.get_height() / 2): b.get_width() for b in right.patches}
    expected = {y: lesson["G"].out_degree(n) for n, (x, y) in pos.items() if x == 0}
    assert bars == expected
    assert_words_apart(lesson["fig"])
