"""The picture of two bodies' members: a line for a record, a mark for each glimpse."""

import matplotlib
import pandas as pd
import pytest

from koperasi.network.membership import draw_members

matplotlib.use("Agg")

WORDS = {
    "title": "Two clubs",
    "entry": "Club: since",
    "founder": "Choir: entered",
    "listed": "Choir: on a list",
    "represented": "Choir: spoke",
    "set aside": "Choir: set aside",
    "gap": "Choir: unknown",
    "Ani": "Ibu Ani",
}
ROWS = pd.DataFrame(
    [
        ("Club", "Ani", "founder", 1970, "undisputed"),
        ("Club", "Budi", "joined", 1990, "preferred"),
        ("Club", "Budi", "joined", 1985, "set aside"),
        ("Choir", "Ani", "founder", 1980, "undisputed"),
        ("Choir", "Ani", "founder", 2000, "set aside"),
        ("Choir", "Ani", "listed", 2010, "undisputed"),
        ("Choir", "Ani", "represented", 2015, "undisputed"),
        ("Choir", "Citra", "represented", 2015, "undisputed"),
    ],
    columns=["body", "member", "event", "year", "standing"],
)


@pytest.fixture
def ax():
    return draw_members(ROWS, WORDS, "Club", "Choir", until=2020).axes[0]


def spans(ax, style):
    return [
        tuple(map(int, line.get_xdata()))
        for line in ax.lines
        if line.get_linestyle() == style and len(line.get_xdata()) == 2
    ]


def test_a_record_is_a_line_from_the_year_that_is_not_set_aside(ax):
    assert spans(ax, "-") == [(1970, 2020), (1990, 2020)]


def test_each_glimpse_has_the_mark_of_its_kind(ax):
    marks = {
        (line.get_marker(), int(line.get_xdata()[0]))
        for line in ax.lines
        if len(line.get_xdata()) == 1
    }
    assert marks == {("s", 1980), ("x", 2000), ("d", 2010), ("^", 2015)}


def test_dots_lead_only_to_what_tells_of_a_member(ax):
    assert spans(ax, ":") == [(1980, 2010)]


def test_words_come_from_the_dictionary(ax):
    assert ax.get_title(loc="left") == WORDS["title"] or ax.get_title() == WORDS["title"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Ibu Ani", "Budi", "Citra"]
    shown = [t.get_text() for t in ax.get_legend().get_texts()]
    assert sorted(shown) == sorted(v for k, v in WORDS.items() if k not in ("title", "Ani"))


def test_years_on_the_axis_do_not_touch(ax):
    ticks = list(ax.get_xticks())
    assert ticks[0] == 1970 and all(b - a > 5 for a, b in zip(ticks, ticks[1:], strict=False))
