"""Readings of the page become edges, and the drawings show what the tables say."""

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from koperasi import draw_grid, draw_ranges, open_page, paths
from koperasi.network.readings import MARKS, marks
from koperasi.words import words

matplotlib.use("Agg")

READINGS = pd.read_csv(paths.DATA / "readings.csv")


@pytest.fixture(autouse=True)
def look():
    with plt.style.context("koperasi.course"):
        yield
    plt.close("all")


def test_the_page_without_its_open_statements():
    page, _ = open_page(READINGS)
    to_regions = [("CLUSA", place) for place in ("Latin America", "Africa", "Asia")]
    assert set(page.edges) == {*to_regions, ("conference", "ACO"), ("ASEAN", "ACO")}
    assert "vague phrase" not in set(dict(page.nodes(data="kind")).values())
    assert {"NRECA", "CUNA", "FCH", "ACDI", "DEKOPIN"} <= set(page)


def test_every_reading_adds_what_its_row_says():
    _, edges_of = open_page(READINGS)
    assert list(edges_of) == list(READINGS["reading"])
    for row in READINGS.itertuples():
        ends = [] if row.places == "none named" else row.places.split("; ")
        assert edges_of[row.reading] == [(row.organisation, end) for end in ends]


def test_a_statement_that_is_read_leaves_the_page():
    """With S6 on the list, CLUSA's arrows are open too; with one statement only, the rest stays."""
    more = {"reading": "clusa-none", "organisation": "CLUSA", "relation": "assists"}
    more = pd.DataFrame([more | {"statement": "S6", "places": "none named"}])
    page, edges_of = open_page(pd.concat([READINGS, more], ignore_index=True))
    assert not list(page.successors("CLUSA")) and edges_of["clusa-none"] == []
    page, _ = open_page(READINGS[READINGS["statement"] == "S11"])
    assert set(page.successors("NRECA")) == {"Latin America", "Asia"}
    assert not list(page.successors("DEKOPIN"))


def test_a_grid_has_a_small_network_for_each_pair_of_readings():
    fig = draw_grid(READINGS, down="S10", across="S11")
    of = {s: list(READINGS.loc[READINGS["statement"] == s, "reading"]) for s in ("S10", "S11")}
    assert [ax.get_title("center") for ax in fig.axes[:3]] == of["S11"]
    assert [ax.get_ylabel() for ax in fig.axes[::3]] == of["S10"]
    names = {text.get_text() for text in fig.axes[0].texts}
    assert names == {"DEKOPIN", "conference", "ACO", "ASEAN", "Asia", "CLUSA"}
    _, edges_of = open_page(READINGS)
    thick = [sum(arrow.get_linewidth() > 3 for arrow in ax.patches) for ax in fig.axes]
    assert thick == [len(edges_of[a] + edges_of[b]) for a in of["S10"] for b in of["S11"]]


def test_names_in_a_grid_do_not_touch():
    fig = draw_grid(READINGS, down="S10", across="S11")
    fig.draw_without_rendering()
    for ax in fig.axes:
        boxes = [text.get_window_extent() for text in ax.texts]
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_marks():
    values = pd.Series([0, 1, 2, 2])
    assert marks(values, 2, pd.Series([0, 2])) == {0: "other", 1: "strained", 2: "plain"}
    assert marks(pd.Series([3, 3]), 3, pd.Series([3])) == {3: "robust"}
    assert marks(pd.Series([True, False]), False, pd.Series([True])) == {
        False: "plain",
        True: "other",
    }


def test_ranges_show_every_value_and_nothing_between():
    results = pd.DataFrame(
        {"regions": [0, 2, 3], "islands": [4, 4, 4], "a path": [False, True, False]}
    )
    fig = draw_ranges(results, results.iloc[0], results.iloc[:2], "Three networks")
    numbers, yes_no = fig.axes
    shown = {
        (line.get_xdata()[0], line.get_ydata()[0]): line.get_marker() for line in numbers.lines
    }
    assert shown == {(0, 0): "o", (2, 0): "o", (3, 0): "o", (4, 1): "D"}
    assert [label.get_text() for label in numbers.get_yticklabels()] == ["regions", "islands"]
    text = words("en")["readings"]
    assert [label.get_text() for label in yes_no.get_xticklabels()] == [text["no"], text["yes"]]
    legend = [label.get_text() for label in fig.legends[0].get_texts()]
    assert legend == [text[mark] for mark in MARKS] and fig.get_suptitle() == "Three networks"


def test_numbers_alone_get_the_whole_width():
    results = pd.DataFrame({"islands": [1, 2]})
    assert len(draw_ranges(results, {"islands": 1}, results).axes) == 1
