"""The pictures of claims and of the record show what the tables say."""

from collections import Counter

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from lesson_pictures import assert_words_apart

from koperasi import draw_claims, draw_decades, paths
from koperasi.network.record import VERDICTS
from koperasi.words import words

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def look():
    with plt.style.context("koperasi.course"):
        yield
    plt.close("all")


@pytest.fixture
def claims():
    return pd.DataFrame(
        {
            "claim": ["C1", "C2", "C3", "C4"],
            "organisation": ["FCH", None, "FCH", "ACO"],
            "verdict": ["holds", "not found", "contradicted", "holds"],
        }
    )


def test_each_claim_has_its_place_and_its_word(claims):
    topics = {"ACO": "date", "FCH": "housing; name", "in general": "hope"}
    ax = draw_claims(claims, topics, {"C3"}, "A title").axes[0]
    at = {
        text.get_text(): (text.get_position()[0], round(text.get_position()[1] - 0.3))
        for text in ax.texts
    }
    assert at == {"date": (0, 0), "housing": (0, 1), "name*": (1, 1), "hope": (0, 2)}
    assert [label.get_text() for label in ax.get_yticklabels()] == list(topics)
    text = words("en")["claims"]
    legend = [label.get_text() for label in ax.get_legend().get_texts()]
    counts = Counter(claims["verdict"])
    assert legend == [f"{text['verdict'][v]} ({counts[v]})" for v in VERDICTS] + [text["starred"]]
    marks = {v: c.get_offsets().tolist() for v, c in zip(VERDICTS, ax.collections, strict=False)}
    assert marks["holds"] == [[0, 1], [0, 0]] and marks["contradicted"] == [[1, 1]]


def test_without_stars_the_legend_has_none(claims):
    ax = draw_claims(claims, {"FCH": "a; b", "ACO": "c", "in general": "d"}).axes[0]
    assert len(ax.get_legend().get_texts()) == len(VERDICTS)


def test_verdicts_are_told_by_shape_and_fill():
    looks = [(shape, fill) for shape, fill, _ in VERDICTS.values()]
    assert len(set(looks)) == len(VERDICTS)
    known = set(pd.read_csv(paths.DATA / "claims.csv")["verdict"])
    assert known == set(VERDICTS) == set(words("en")["claims"]["verdict"])


def test_countries_are_counted_by_decade_and_kind_of_date():
    table = pd.DataFrame(
        {
            "organisation": ["NRECA", "NRECA", "FCH", "NRECA"],
            "known_by": [1969, 1962, 1978, 1969],
            "dating": ["by", "in", "from", "by"],
        }
    )
    fig = draw_decades(table, "A title")
    shown = [{t.get_position(): t.get_text() for t in ax.texts} for ax in fig.axes]
    assert shown == [{(0, 0): "1", (1, 1): "1"}, {(0, 0): "2"}]
    text = words("en")["decades"]
    assert [label.get_text() for label in fig.axes[0].get_xticklabels()] == ["1960s", "1970s"]
    assert [ax.get_title(loc="left") for ax in fig.axes] == [text["dated"], text["listed"]]
    assert_words_apart(fig)
