"""What lesson 6 says and draws is what the data give, counted here by hand."""

from collections import Counter

import matplotlib
import pytest
from lesson_reading import prose, run, says, source, table

matplotlib.use("Agg")

ROWS = table("membership")
YEAR = ROWS["from"].str[:4].astype(int)
FOUNDERS = ["Indonesia", "Malaysia", "Philippines", "Singapore", "Thailand"]


@pytest.fixture(scope="module")
def lesson():
    return run(6)


def entered(body, events=("founder", "joined", "listed")) -> dict:
    """Country and first year, counted by hand: neither set aside nor only represented."""
    first = {}
    for row, year in zip(ROWS.itertuples(), YEAR, strict=True):
        if row.body == body and row.standing != "set aside" and row.event in events:
            first[row.member] = min(year, first.get(row.member, year))
    return first


def test_second_half_of_the_page():
    half = table("statements").set_index("statement").loc["S10":"S16"]
    assert len(half) == 7 and (half["firmness"] == "stated").sum() == 4
    assert list(half["firmness"][half["firmness"] != "stated"]) == ["aim", "obligation", "possible"]
    says(6, "Four of seven are `stated`; the others are an aim, a demand and a possibility")
    assert (half["wording"] == "clear").sum() == 2
    says(6, "Only two are clearly worded")
    assert len(half.loc["S14", "quote"].split(", ")) == 2
    says(6, "Two pieces.")
    assert '"S10":"S16", ["en"]' in source(6, "second-half")
    assert 'S10":"S16", ["firmness", "wording"]' in source(6, "firmness")


def test_words_said_of_the_statements_stand_in_them():
    said = table("statements").set_index("statement")
    assert "keputusan yang terpenting" in said.loc["S12", "quote"]
    assert "aim (a) of that statement is mutual understanding" in said.loc["S12", "en"]
    assert said.loc["S13", "en"].startswith("Aim (b) of the joint statement")
    assert "benefits all of them" in said.loc["S16", "en"]
    for word in ("peminjam", "Bidang ideal"):
        assert word in said.loc["S14", "quote"] and f"*{word}*" in prose(6)
    # What stands in no stored quotation is no evidence.
    quotes = " ".join(said["quote"])
    assert ("saling" in prose(6)) <= ("saling" in quotes)


def test_reciprocity_and_density_of_aid_and_of_the_shapes():
    ties = table("ties")
    aid = {(t.source, t.target) for t in ties.itertuples() if t.relation == "assists"}
    assert len(aid) == 7 and not {(v, u) for u, v in aid} & aid
    says(6, "None of seven is answered")
    shapes = run(6, "setup", "shapes")
    for name, edges, answered in (("star", 4, 0), ("ring", 10, 10), ("clique", 20, 20)):
        found = set(shapes[name].edges)
        assert len(found) == edges and sum((v, u) in found for u, v in found) == answered


def test_members_year_by_year(lesson):
    snapshot = lesson["snapshot"]
    for body in ("ASEAN", "ACO"):
        first = entered(body)
        for year in range(1967, 2026):
            count = sum(start <= year for start in first.values())
            assert snapshot(year).degree[body] == count, (body, year)
    asean, aco = entered("ASEAN"), entered("ACO")
    assert Counter(aco.values())[1977] == 5 == Counter(asean.values())[1967]
    assert {name for name, year in aco.items() if year == 1977} == set(FOUNDERS)
    says(6, "Five and five, and the same five countries")
    grown = [name for name, year in asean.items() if 1990 < year <= 2000]
    assert sorted(grown) == ["Cambodia", "Laos", "Myanmar", "Vietnam"]
    assert not [name for name, year in aco.items() if 1977 < year <= 2000]
    right = source(6, "ex-growth-check")
    assert "Vietnam, Laos, Myanmar and Cambodia joined ASEAN: from six to ten" in right
    assert len([year for year in aco.values() if year <= 2018]) == 9 == 5 + 4
    assert "four members more of ACO only by 2018" in right


def test_who_is_not_counted_in_aco():
    outside = set(entered("ASEAN")) - set(entered("ACO"))
    assert outside == {"Laos", "Cambodia"}
    of_aco = ROWS[ROWS["body"] == "ACO"]
    assert list(of_aco.loc[of_aco["member"] == "Cambodia", "event"]) == ["represented"]
    assert not of_aco["member"].eq("Laos").any()
    assert "Cambodia was represented once, for Laos" in source(6, "ex-not-counted-check")


def test_clubs_become_cliques():
    assert len(entered("ACO")) == 9 and 9 * 8 / 2 == 36
    says(6, "Nine members, 36 pairs, density 1")
    in_2010 = [
        {name for name, year in entered(body).items() if year <= 2010} for body in ("ASEAN", "ACO")
    ]
    both = in_2010[0] & in_2010[1]
    assert both == {*FOUNDERS, "Vietnam"} and len(in_2010[0]) == 10 and len(in_2010[1]) == 7
    assert "Six countries are in both, so they make 15 pairs" in source(6, "ex-share-both-check")


def test_years_between_the_two_bodies():
    dated = ("founder", "joined")
    asean, aco = entered("ASEAN", dated), entered("ACO", dated)
    between = {name: aco[name] - asean[name] for name in aco}
    assert between == dict.fromkeys(FOUNDERS, 10) | {"Vietnam": 12, "Timor-Leste": -18}
    right = source(6, "ex-years-between-check")
    assert "Ten years for the founders, twelve for Vietnam" in right
    assert "eighteen years before ASEAN" in right
    other = YEAR[(ROWS["standing"] == "set aside") & (ROWS["body"] == "ACO")]
    assert list(other) == [2007] and 2007 - asean["Indonesia"] == 40
    assert "Indonesia's ten would be forty or more" in right


def test_both_dates_of_a_conflict_are_shown():
    disputed = ROWS[ROWS["standing"] != "undisputed"]
    for name in disputed["source"]:
        assert f"`{name}`" in prose(6), name


def test_every_source_of_aco_is_named_with_its_year():
    of_aco = ROWS["body"] == "ACO"
    for name, year in set(zip(ROWS["source"][of_aco], YEAR[of_aco], strict=True)):
        beside = [p for p in prose(6).split(".") if f"`{name}`" in p and str(year) in p]
        assert beside or year == 1977, f"{name} has {year}, but no sentence names both"


def test_the_wall_shows_each_row_once_and_says_what_it_shows(lesson):
    fig, in_words = lesson["fig"], lesson["in_words"]
    ax = fig.axes[0]
    aco = ROWS[ROWS["body"] == "ACO"]
    marks = [line for line in ax.lines if line.get_marker() in ("s", "d", "^", "x")]
    assert Counter(int(m.get_xdata()[0]) for m in marks) == Counter(YEAR[ROWS["body"] == "ACO"])
    signs = {"founder": "s", "joined": "s", "listed": "d", "represented": "^"}
    expected = Counter(
        "x" if row.standing == "set aside" else signs[row.event] for row in aco.itertuples()
    )
    assert Counter(m.get_marker() for m in marks) == expected
    legend = {h.get_label(): h.get_marker() for h in ax.get_legend().legend_handles}
    for kind, sign in (("founder", "s"), ("listed", "d"), ("represented", "^"), ("set aside", "x")):
        assert legend[in_words[kind]] == sign
    # A country may have both signs, so neither may deny the other.
    both = set(aco.loc[aco["event"] == "listed", "member"])
    both &= set(aco.loc[aco["event"] == "represented", "member"])
    assert both and "not" not in in_words["represented"]
    assert set(YEAR[ROWS["event"] == "represented"]) == {2016}
    assert in_words["represented"].endswith("2016")
    years = sorted(set(YEAR[(ROWS["body"] == "ACO") & (ROWS["standing"] != "set aside")]))
    assert max(b - a for a, b in zip(years, years[1:], strict=False)) == 30 and years[-1] == 2018
    says(6, "For thirty years ACO has only dots, and our table has nothing of it after 2018")
