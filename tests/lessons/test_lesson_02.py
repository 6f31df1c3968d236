"""What lesson 2 says and draws is what the data give."""

import matplotlib
import pytest
from lesson_reading import run, says, table
from matplotlib.colors import to_hex

matplotlib.use("Agg")

REGIONS = {"Latin America", "Africa", "Asia"}


@pytest.fixture(scope="module")
def places():
    """What the page says about the place of each donor, item by item."""
    rows = table("organisations").dropna(subset=["places_in_text"])
    return {r.acronym: r.places_in_text.split("; ") for r in rows.itertuples()}


@pytest.fixture(scope="module")
def lesson():
    return run(2)


def test_organisations(places):
    orgs = table("organisations")
    assert len(orgs) == 7 and list(orgs.loc[orgs["kind"] == "donor", "acronym"]) == list(places)
    assert set(orgs.loc[orgs["kind"] == "donor", "home"]) == {"United States"} and len(places) == 5
    says(2, "Five are US organisations that help abroad")
    wrong = orgs[orgs["acronym"] != orgs["acronym_in_text"]]
    assert dict(zip(wrong["acronym"], wrong["acronym_in_text"], strict=True)) == {
        "NRECA": "NRERA",
        "ACDI": "ACIDI",
    }
    says(2, "The page prints NRERA for NRECA and ACIDI for ACDI")


def test_full_names():
    orgs = table("organisations").set_index("acronym")
    for name in ("NRECA", "CUNA"):
        pair = orgs["name"][name], orgs["name_in_text"][name]
        assert pair[0].replace("Association", "Assosiation") == pair[1] != pair[0]
    assert orgs["name"]["FCH"].startswith("Foundation")
    assert orgs["name_in_text"]["FCH"].startswith("Federation")


def test_three_kinds_of_nothing(places):
    orgs = table("organisations")
    assert list(orgs.loc[orgs["places_in_text"].isna(), "acronym"]) == ["DEKOPIN", "ACO"]
    says(
        2, "None of them. pandas knows only the empty cell", "DEKOPIN and ACO are not said to help"
    )
    assert places["ACDI"] == ["not stated"]
    assert (places["CUNA"], places["FCH"]) == (["various countries"], ["the whole world"])
    says(2, "`various countries` (S7), `the whole world` (S8)")


def test_rows_before_and_after_the_joins(places, lesson):
    pairs = [(donor, place) for donor, said in places.items() for place in said]
    kinds = table("places").set_index("place")["kind"].to_dict()
    assert list(lesson["long"].itertuples(index=False, name=None)) == pairs and len(pairs) == 8
    says(2, "Eight rows, each a **pair**", "Eight rows of `long` go in")
    found = [pair for pair in pairs if pair[1] in kinds]
    assert len(found) == len(lesson["joined"]) == 7
    says(2, "Seven. No error, no warning, one row less")
    assert set(kinds) - {place for _, place in pairs} == {"ASEAN"}
    says(2, "Of no donor does the page say that it helped in ASEAN")
    full = [(*pair, kinds.get(pair[1], "not stated")) for pair in pairs]
    assert list(lesson["complete"].itertuples(index=False, name=None)) == full
    named = [donor for donor, _, kind in full if kind == "region"]
    assert (len(named), len(set(named))) == (5, 2)
    assert [kind for _, _, kind in full].count("vague phrase") == 2
    says(2, "five name a region, two are vague and one is silent. The five come from two donors")


def test_cross_table(lesson, places):
    matrix = lesson["matrix"]
    assert matrix.to_numpy().max() == 1 and "Africa" not in places["NRECA"]
    assert matrix.loc["NRECA", "Africa"] == 0
    says(2, "No, since no pair occurs twice", "NRECA has 0 under Africa")


def test_no_two_exercises_have_the_same_answer(places):
    orgs = table("organisations")
    answers = [
        set(orgs.loc[orgs["name"] != orgs["name_in_text"], "acronym"]),
        {donor for donor, said in places.items() if not REGIONS & set(said)},
        {donor for donor, said in places.items() if "Africa" in said},
        {donor for donor, said in places.items() if not set(said) <= set(table("places")["place"])},
    ]
    assert all(answers) and len(set(map(frozenset, answers))) == len(answers)


def test_the_picture(lesson, places):
    ax = lesson["fig"].axes[0]
    lesson["fig"].canvas.draw()  # writes the names of the places beside the axis
    columns = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    donors = [label.get_text() for label in ax.get_yticklabels()]
    assert donors == list(places)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["region", "vague phrase", "not stated"]
    looks, drawn = {}, set()
    for marks in ax.collections:
        looks[marks.get_label()] = (
            marks.get_paths()[0].vertices.shape,
            to_hex(marks.get_facecolor()[0]),
        )
        for x, y in marks.get_offsets().tolist():
            drawn.add((donors[int(y)], columns[int(x)], marks.get_label()))
    kinds = table("places").set_index("place")["kind"].to_dict()
    pairs = [(donor, place) for donor, said in places.items() for place in said]
    assert drawn == {(*pair, kinds.get(pair[1], "not stated")) for pair in pairs}
    assert len(set(looks.values())) == 3, "two kinds look alike"
    named = {donor for donor, said in places.items() if REGIONS & set(said)}
    assert ax.get_title(loc="left") == "Regions are named for two of the five donors"
    assert (len(named), len(donors)) == (2, 5)
    assert columns[3:] == ["various countries", "the whole world", "not stated"]
    says(2, "The right half of the picture is what a map would hide: three donors")
