"""Lesson 7's ranges are right, and what it says of them is so.

The lesson builds a graph for each combination; here all combinations are one array of adjacency
matrices, and ways are found by multiplying them.
"""

import csv
import itertools
import re

import matplotlib
import numpy as np
import pandas as pd
import pytest
from lesson_reading import ROOT, cells, prose, run, says, source, table

matplotlib.use("Agg")

DONORS = ["NRECA", "CLUSA", "CUNA", "FCH", "ACDI"]
REGIONS = ["Latin America", "Africa", "Asia"]
READINGS = table("readings")


@pytest.fixture(scope="module")
def lesson():
    return run(7)


@pytest.fixture(scope="module")
def networks():
    """Nodes, who exists, the edges [combination, node, node], and who has a strained reading."""
    nodes = table("nodes")
    names = [*nodes.loc[nodes["kind"] != "vague phrase", "node"], "another donor"]
    index = {name: i for i, name in enumerate(names)}
    groups = [READINGS[READINGS["statement"] == s] for s in READINGS["statement"].unique()]
    number = np.prod([len(group) for group in groups])
    edges = np.zeros((number, len(names), len(names)), dtype=bool)
    read = set(zip(READINGS["organisation"], READINGS["relation"], strict=True))
    for tie in table("ties").itertuples():
        if tie.basis == "stated" and (tie.source, tie.relation) not in read:
            edges[:, index[tie.source], index[tie.target]] = True
    chosen = np.indices([len(group) for group in groups]).reshape(len(groups), -1)
    strained, plain = np.zeros(number, dtype=bool), np.ones(number, dtype=bool)
    for group, which in zip(groups, chosen, strict=True):
        for i, reading in enumerate(group.itertuples()):
            strained |= (which == i) & (reading.strength == "strained")
            plain &= (which != i) | (reading.strength == "plain")
            for place in reading.places.split("; "):
                if place != "none named":
                    edges[which == i, index[reading.organisation], index[place]] = True
    there = np.ones((number, len(names)), dtype=bool)
    there[:, -1] = edges[:, -1].any(axis=1)
    return index, there, edges, strained, plain


@pytest.fixture(scope="module")
def results(networks):
    """Each result of the lesson for all combinations."""
    index, there, edges, *_ = networks
    helpers = [index[name] for name in [*DONORS, "another donor"]]
    given = edges[:, helpers][:, :, [index[name] for name in REGIONS]]  # combination, donor, region
    reach = given.sum(axis=2)
    found = {f"regions of {name}": reach[:, i] for i, name in enumerate([*DONORS, "another donor"])}
    found["shared by NRECA, CLUSA"] = (given[:, 0] & given[:, 1]).sum(axis=1)
    others = np.delete(reach, 1, axis=1).max(axis=1)
    found["CLUSA among the furthest"] = reach[:, 1] >= others
    found["CLUSA alone furthest"] = reach[:, 1] > others
    found["every region has a donor"] = given.any(axis=1).all(axis=1)

    def closure(matrix):
        """Who can be reached from whom, in any number of steps."""
        ways = (matrix | np.eye(len(index), dtype=bool)).astype(np.float32)
        for _ in range(4):  # 16 steps are enough for 13 nodes
            ways = (ways @ ways > 0).astype(np.float32)
        return ways > 0

    both = closure(edges | edges.transpose(0, 2, 1))
    # Each island counts once if each of its nodes counts for one part of its size.
    found["islands"] = np.rint((there / both.sum(axis=2)).sum(axis=1)).astype(int)
    aco, dekopin = index["ACO"], index["DEKOPIN"]
    found["a donor on ACO's island"] = both[:, helpers, aco].any(axis=1)
    along = closure(edges)
    found["path from a donor to ACO"] = along[:, helpers, aco].any(axis=1)
    found["path from DEKOPIN to ACO"] = along[:, dekopin, aco]
    found["arrow from DEKOPIN to ACO"] = edges[:, dekopin, aco]
    return pd.DataFrame(found)


def same_in_all(results) -> dict:
    return {name: results[name].iloc[0] for name in results if results[name].nunique() == 1}


def test_all_networks_are_measured_rightly(lesson, results):
    pd.testing.assert_frame_equal(lesson["results"], results, check_dtype=False)


def test_ranges_beside_the_plain_value(lesson, networks, results):
    *_, plain = networks
    assert plain.sum() == 1
    for row in lesson["ranges"].itertuples():
        values = results[row.result]
        expected = values[plain].item(), values.min(), values.max()
        assert (row.plain, row.lowest, row.highest) == expected, row.result
        assert row.robust == (values.nunique() == 1)
    assert len(lesson["ranges"]) == results.shape[1] == 15
    says(7, "the fifteen results that you think are the same")


def test_counts(lesson, networks, results):
    _, there, _, strained, _ = networks
    assert len(lesson["combinations"]) == len(there) == 12288
    assert len(lesson["careful"]) == (~strained).sum()
    title = f"{len(same_in_all(results))} of {results.shape[1]} results are the same in all {len(there)} networks"
    assert title in (ROOT / "figures" / "en" / "07-ranges.svg").read_text(encoding="utf-8")
    assert len(READINGS["statement"].unique()) == 7
    says(7, "### Seven statements are open")
    islands = [cell for cell in cells(7) if cell.id == "build-plain"][0].outputs[0]["text"]
    assert islands.count("\n") - 1 == 5 == results.loc[networks[-1], "islands"].item()


def test_what_survives_and_what_hangs_on_a_reading(lesson, results):
    robust = same_in_all(results)
    assert robust == {
        "regions of CLUSA": 3,
        "CLUSA among the furthest": True,
        "every region has a donor": True,
        "path from a donor to ACO": False,
        "path from DEKOPIN to ACO": True,
    }
    says(7, "Under every reading on our list, no path leads from a donor to ACO.")
    on_island = results["a donor on ACO's island"]
    assert (on_island == (lesson["choices"]["S10"] == "asean-in-asia")).all()
    says(7, "**if** ASEAN is placed in Asia (S10)")
    one_arrow = results["arrow from DEKOPIN to ACO"]
    of_aco = lesson["choices"]["S11"].isin(["initiative-aco", "initiative-both"])
    assert (one_arrow == of_aco).all()
    says(7, "**if** DEKOPIN initiated ACO itself (S11)")
    assert on_island.sum() == 6144 == len(on_island) / 2
    says(7, "In 6,144 of 12,288 networks a donor is on ACO's island: half.")


def test_the_strained_reading_of_exercise_3(lesson, results):
    with_verb = results[lesson["choices"]["S5"] == "nreca-both"]
    more = set(same_in_all(with_verb)) - set(same_in_all(results))
    assert more == {"regions of NRECA", "shared by NRECA, CLUSA"}
    assert lesson["with_verb"] == {"networks": len(with_verb)} | same_in_all(with_verb)
    of_s5 = READINGS[READINGS["statement"] == "S5"].set_index("reading")["strength"]
    assert of_s5.to_dict() == {"nreca-both": "plain", "nreca-no-verb": "strained"}


def test_one_island_gives_up_four_plain_readings(lesson, results):
    """Exercise 2: what it says when the answer is right, and how many answers are right."""
    one = lesson["choices"][results["islands"] == 1]
    plain = set(lesson["plain"])
    given_up = {s for s in one if not set(one[s]) & plain}
    assert given_up == {"S7", "S8", "S9", "S10"}
    assert "in S7, S8, S9 and S10" in source(7, "ex-one-island-check")
    assert len(one) == 2058


def test_the_sentences_of_exercise_5(lesson, results):
    asked = source(7, "ex-may-write-prompt")
    assert re.findall(r"\*\*([A-Z])\*\*", asked) == list("ABCDEFG")
    robust = same_in_all(results)
    assert robust["CLUSA among the furthest"] and robust["path from a donor to ACO"] is np.False_
    assert "CLUSA alone furthest" not in robust and "islands" not in robust
    verb = lesson["choices"]["S5"] == "nreca-both"
    assert (results["regions of NRECA"][verb] == 2).all()


def test_an_overlap_is_not_bound_by_its_ends():
    places = {row.reading: set(row.places.split("; ")) for row in READINGS.itertuples()}
    nreca = places["nreca-both"]

    def overlap(fch: set) -> int:
        return round(100 * len(nreca & fch) / len(nreca | fch))

    assert overlap(set()) == 0 and overlap(places["fch-all"]) == 67
    assert overlap(places["fch-latin-america-asia"]) == 100
    says(7, "0 per cent with no region and 67 with all three, but 100 with Latin America and Asia")


def test_a_share_can_fall_when_a_donor_is_added():
    """The plain readings name 5 of 15 pairs; a donor with one region makes it 6 of 18, and so on."""
    wide = [2, 3, 3, 3, 3]  # regions of the five donors under their widest readings
    shares = [sum(wide) / 15] + [(sum(wide) + more) / 18 for more in (1, 2, 3)]
    assert shares[1] < shares[0] < shares[3]
    says(7, "can **fall** when a donor with one region is added")


def test_each_result_only_grows_falls_or_stays_as_regions_of_another_donor_are_added(lesson):
    """Tried on every tenth combination, for every way to add a region."""
    edges_of, build, measure = lesson["edges_of"], lesson["build"], lesson["measure"]
    direction = {}
    sets = [set(c) for n in range(4) for c in itertools.combinations(REGIONS, n)]
    steps = [(a, b) for a in sets for b in sets if a < b and len(b) == len(a) + 1]
    for combination in lesson["combinations"][::10]:
        if "list-one-more-all" in combination:
            continue
        value = {}
        for places in sets:
            edges_of["tried"] = [("another donor", place) for place in places]
            value[frozenset(places)] = measure(build([*combination, "tried"]))
        for a, b in steps:
            before, after = value[frozenset(a)], value[frozenset(b)]
            for name in before:
                if before[name] != after[name]:
                    direction.setdefault(name, set()).add(after[name] > before[name])
    assert all(len(ways) == 1 for ways in direction.values()), direction
    says(7, "each of our results only grows, only falls or stays")


def test_nothing_but_clusa_holds_every_region(networks):
    index, _, edges, *_ = networks
    helpers = [index[name] for name in [*DONORS, "another donor"]]
    given = edges[:, helpers][:, :, [index[name] for name in REGIONS]]
    holds = [np.delete(given, i, axis=1).any(axis=1).all() for i in range(len(DONORS))]
    assert [name for name, held in zip(DONORS, holds, strict=True) if not held] == ["CLUSA"]
    still = np.delete(given, 1, axis=1).any(axis=1).all(axis=1).sum()
    assert f"still = {still}" in source(7, "ex-holding-up-examples")


def test_the_further_part_stands_alone():
    """Nothing outside it needs it; it is marked as homework in every cell."""
    ids = [cell.id for cell in cells(7)]
    start, end = ids.index("further"), ids.index("for-the-teacher")
    for cell in cells(7)[start:end]:
        assert "further" in cell.metadata.tags, cell.id
    assert not [c.id for c in cells(7)[:start] if "further" in c.metadata.get("tags", [])]


def test_a_reading_may_be_added(tmp_path):
    """A row more for S4, and S6 made vague: the lesson runs, and its results follow."""
    data = tmp_path / "data"
    data.mkdir()
    rows = READINGS.to_dict("records")
    # Fewer readings of S7 to S9, so that it takes no time.
    rows = [
        row
        for row in rows
        if row["statement"] not in ("S7", "S8", "S9") or row["reading"].endswith(("-none", "-all"))
    ]
    blank = dict.fromkeys(READINGS, "") | {"relation": "assists", "strength": "possible"}
    more = [
        ("list-two-regions", "S4", "another donor", "Africa; Asia", "possible"),
        ("clusa-all", "S6", "CLUSA", "Latin America; Africa; Asia", "plain"),
        ("clusa-none", "S6", "CLUSA", "none named", "possible"),
    ]
    columns = ("reading", "statement", "organisation", "places", "strength")
    rows += [blank | dict(zip(columns, row, strict=True)) for row in more]
    with (data / "readings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(READINGS))
        writer.writeheader()
        writer.writerows(rows)
    made = run(7, place=tmp_path)
    assert len(made["results"]) == 2**4 * 3 * 3 * 2 * 2 and list(made["options"])[-1] == "S6"
    ranges = made["ranges"].set_index("result").T
    assert list(ranges["regions of CLUSA"]) == [3, 0, 3, False]
    assert list(ranges["every region has a donor"]) == [True, False, True, False]
    assert list(ranges["path from a donor to ACO"]) == [False, False, False, True]
    assert (tmp_path / "figures" / "en" / "07-ranges.svg").is_file()


def test_the_lesson_says_what_strength_means():
    assert set(READINGS["strength"]) == {"plain", "possible", "strained"}
    assert all(f"**{strength}**" in prose(7) for strength in set(READINGS["strength"]))
