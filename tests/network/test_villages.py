"""What people write is drawn as they wrote it; of twelve villages made up, every arrow is seen.

Measured from the drawn boxes: of names and relations, and of the arrows as matplotlib draws them.
"""

import itertools
import random
import re

import matplotlib
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text

from koperasi.network import fonts
from koperasi.network.drawing import draw
from koperasi.words import words

matplotlib.use("Agg")
TEXT = words("en")["drawing"]
FIRST = [
    "Tani",
    "Melati",
    "Sekar",
    "Harapan",
    "Sumber",
    "Bina",
    "Karya",
    "Mitra",
    "Usaha",
    "Dharma",
]
SECOND = [
    "Maju",
    "Jaya",
    "Rejeki",
    "Bersama",
    "Mandiri Desa Karangrejo",
    "Makmur",
    "Sejahtera",
    "Baru",
]
RELATIONS = "lends to|saves with|trains|buys from|keeps money for|owns|sells at|is a member of"


@pytest.fixture(autouse=True)
def look():
    with plt.style.context("koperasi.course"):
        yield
    plt.close("all")


def village(seed: int) -> nx.MultiDiGraph:
    """Seven to thirteen organisations; some ties go both ways, some twice, one to the same."""
    chance = random.Random(seed)
    names = chance.sample([f"{a} {b}" for a in FIRST for b in SECOND], chance.randint(7, 13))
    graph = nx.MultiDiGraph()
    for name in names:
        graph.add_node(name, kind=chance.choice(["bank", "shop", "school", "co-operative"]))

    def tie(source, target):
        basis = chance.choice(["stated", "stated", "inferred", "other source"])
        relation = chance.choice(RELATIONS.split("|"))
        graph.add_edge(source, target, relation=relation, basis=basis)

    for name, other in zip(names[1:], names, strict=False):
        tie(*chance.sample([name, chance.choice([other, names[0]])], 2))
    for source, target in list(graph.edges())[:2]:
        tie(target, source)
    tie(*list(graph.edges())[3][:2])
    tie(names[-1], names[-1])
    return graph


def drawn_lines(ax) -> list[np.ndarray]:
    """Points along each line or arrow, in pixels, as it is drawn: from its tail to its tip."""
    found = []
    for patch in (p for p in ax.patches if isinstance(p, FancyArrowPatch)):
        paths, _ = patch._get_path_in_displaycoord()
        found.append(dense(paths[0].to_polygons(closed_only=False)[0]))
    for lines in (c for c in ax.collections if isinstance(c, LineCollection)):
        found += [dense(ax.transData.transform(segment)) for segment in lines.get_segments()]
    return found


def dense(line) -> np.ndarray:
    far = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.arange(0, far[-1], 2)
    return np.column_stack([np.interp(at, far, line[:, 0]), np.interp(at, far, line[:, 1])])


def boxes_of(ax):
    return [(t.get_text(), t.get_window_extent()) for t in ax.texts if t.get_text()]


def hidden(line, boxes) -> np.ndarray:
    """Which points of a line lie below a word."""
    below = np.zeros(len(line), dtype=bool)
    for _, box in boxes:
        below |= np.all((line > (box.x0, box.y0)) & (line < (box.x1, box.y1)), axis=1)
    return below


@pytest.mark.parametrize("seed", range(12))
def test_no_arrow_of_a_village_is_hidden_and_no_word_lies_on_a_name(seed):
    graph = village(seed)
    ax = draw(graph, title="A village")
    ax.figure.canvas.draw()
    boxes, lines = boxes_of(ax), drawn_lines(ax)
    assert len(lines) == graph.number_of_edges()
    for (text, box), (other, box2) in itertools.combinations(boxes, 2):
        assert not box.overlaps(box2), f"{text!r} lies on {other!r}"
    relations = set(RELATIONS.split("|"))
    words_on = [pair for pair in boxes if pair[0] in relations]
    for text, box in words_on:
        touched = sum(hidden(line, [(text, box)]).any() for line in lines)
        assert touched <= 1, f"{text!r} lies on {touched} arrows"
    for line in lines:
        below = hidden(line, boxes)
        assert below.mean() < 0.6, "more than half of an arrow cannot be seen"
        assert len(line) * 2 * (1 - below.mean()) > 20, "of an arrow hardly anything is seen"
    names = {" ".join(text.split()) for text, _ in boxes} - relations
    note = ax.get_legend().get_title().get_text()
    assert (len(names) < len(graph)) == ("names are shown" in note)
    written = len(words_on)
    said = TEXT["some_relations"].format(shown=written, all=len(lines))
    assert (said in note) == (written < len(lines))


def test_a_measure_that_finds_what_is_hidden():
    _, ax = plt.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    nx.draw_networkx_edges(nx.DiGraph([(0, 1)]), {0: (0.1, 0.5), 1: (0.9, 0.5)}, ax=ax)
    ax.text(
        0.5,
        0.5,
        "a long word upon an arrow, of which hardly anything is seen",
        ha="center",
        va="center",
    )
    ax.figure.canvas.draw()
    (line,) = drawn_lines(ax)
    assert hidden(line, boxes_of(ax)).mean() > 0.6


def test_words_are_drawn_as_they_are_typed():
    graph = nx.MultiDiGraph()
    odd = ["US$ and A$ fund", "$\\frac$", "_a_^2", "<b>x</b>", "100 %", "{x}", "a\\b", "#1 & co"]
    for name in odd:
        graph.add_node(name, kind=f"_{name}")
    for source, target in itertools.pairwise(odd):
        graph.add_edge(source, target, relation=f"$pays_{source[:2]}$", basis="stated")
    ax = draw(graph, title="$x$ and \\frac{1}{2}")
    ax.figure.canvas.draw()  # a formula that is none would stop here
    legend = ax.get_legend()
    every = [text for text in ax.figure.findobj(Text) if "$" in text.get_text()]
    assert "$x$ and \\frac{1}{2}" in {text.get_text() for text in every}
    assert not any(text.get_parse_math() for text in every)
    assert {name for name in odd} <= {text.get_text() for text in ax.texts}
    assert {f"_{name}" for name in odd} <= {text.get_text() for text in legend.get_texts()}
    assert "$pays_US$" in {text.get_text() for text in ax.texts}


def test_blank_cells_are_not_drawn_as_words():
    graph = nx.DiGraph()
    graph.add_node("A", kind=float("nan"), label=None)
    graph.add_node("B", kind=None, label=float("nan"))
    graph.add_edge("A", "B", relation=float("nan"), basis=float("nan"))
    ax = draw(graph)
    assert [text.get_text() for text in ax.texts] == ["A", "B"]
    entries = [text.get_text() for text in ax.get_legend().get_texts()]
    assert entries == [TEXT["no_kind"], TEXT["no_basis"]]
    assert ax.get_legend().get_title().get_text() == ""


def test_names_that_differ_in_what_cannot_be_seen_are_drawn_alike():
    graph = nx.DiGraph()
    graph.add_node("Pasar\xa0 Legi", kind="a  market")
    graph.add_node("B", kind="a market")
    ax = draw(graph)
    assert "Pasar Legi" in [text.get_text() for text in ax.texts]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a market"]


@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("times", [1, 2, 3, 5])
def test_every_tie_of_a_pair_and_of_one_is_seen_with_its_word(make, times):
    graph = make()
    for number in range(times):
        graph.add_edge("A", "B", relation=f"relation {number}")
        graph.add_edge("C", "C", relation=f"own {number}" if times < 4 else "own")
    ax = draw(graph)
    ax.figure.canvas.draw()
    lines = drawn_lines(ax)
    assert len(lines) == graph.number_of_edges()
    for line, other in itertools.combinations(lines, 2):
        middle, other_middle = line[len(line) // 2], other[len(other) // 2]
        assert np.hypot(*(middle - other_middle)) > 15
    shown = {text for text, _ in boxes_of(ax)}
    note = ax.get_legend().get_title().get_text()
    relations = {data["relation"] for *_, data in graph.edges(data=True)}
    assert relations <= shown or "the relation is written" in note
    if times < 4:
        assert {word for word in relations if word.startswith("own")} <= shown


def test_letters_that_no_font_has_are_told(monkeypatch):
    graph = nx.DiGraph([("合作社", "Melati")])
    monkeypatch.setattr(fonts, "families", lambda: ["DejaVu Sans"])
    monkeypatch.setattr("koperasi.network.drawing.families", lambda: ["DejaVu Sans"])
    with pytest.warns(UserWarning, match="missing from font"):
        note = draw(graph).get_legend().get_title().get_text()
    assert "U+5408, U+4F5C, U+793E" in note and "noto" in note
    assert draw(nx.DiGraph([("Désa", "Ağrı")])).get_legend().get_title().get_text() == ""


def test_other_fonts_are_used_if_they_are_there(monkeypatch):
    assert any(name.startswith("Noto") for name in plt.rcParams["font.sans-serif"])
    assert fonts.families()[0] == "DejaVu Sans"
    monkeypatch.setattr(fonts.fontManager, "get_font_names", lambda: ["Noto Sans Javanese", "X"])
    assert fonts.families() == ["DejaVu Sans", "Noto Sans Javanese"]


def test_what_is_left_out_of_a_large_network_is_said():
    graph = nx.gnp_random_graph(40, 0.05, seed=1, directed=True)
    nx.set_edge_attributes(graph, "lends to", "relation")
    note = draw(graph).get_legend().get_title().get_text()
    assert re.search(f"written at 0 of {graph.number_of_edges()} ties", note)
