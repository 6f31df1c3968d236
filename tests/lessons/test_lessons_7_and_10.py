"""Lesson 7's ranges are right, and lesson 10 takes in what a spreadsheet exports."""

import csv
import re
import shutil
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
import pytest

from koperasi import paths

matplotlib.use("Agg")

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = ROOT / "data" / "template" / "en"
DONORS = ["NRECA", "CLUSA", "CUNA", "FCH", "ACDI"]
REGIONS = ["Latin America", "Africa", "Asia"]


def lesson(number: int):
    path = next((ROOT / "notebooks" / "en").glob(f"{number:02d}-*.ipynb"))
    return nbformat.read(path, as_version=4)


def stored(number: int, cell: str) -> str:
    """What a cell of a lesson shows, as text."""
    found = next(c for c in lesson(number).cells if c.id == cell)
    return "\n".join(o.get("text") or o["data"]["text/plain"] for o in found.outputs)


def prose(number: int) -> str:
    cells = lesson(number).cells
    return " ".join(" ".join(c.source.split()) for c in cells if c.cell_type == "markdown")


def run(number: int, folder: Path, monkeypatch) -> dict:
    """Run a lesson's code in `folder`/notebooks/en; gives its variables."""
    here = folder / "notebooks" / "en"
    here.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(here)
    monkeypatch.setattr(paths, "FIGURES", folder / "figures")
    space = {"__name__": "__main__"}
    for cell in lesson(number).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, cell.id, "exec"), space)
    matplotlib.pyplot.close("all")
    return space


# Lesson 7. The lesson builds a graph for each combination; here all combinations are one array of
# adjacency matrices, and ways are found by multiplying them.


def rows(name: str) -> list[dict]:
    with (paths.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def networks():
    """Names of the nodes, who exists, and the edges: arrays [combination, node(, node)]."""
    readings = rows("readings")
    nodes = [row["node"] for row in rows("nodes") if row["kind"] != "vague phrase"]
    names = [*nodes, "another donor"]
    index = {name: i for i, name in enumerate(names)}
    statements = list(dict.fromkeys(row["statement"] for row in readings))
    groups = [[r for r in readings if r["statement"] == s] for s in statements]
    number = np.prod([len(group) for group in groups])
    edges = np.zeros((number, len(names), len(names)), dtype=bool)
    read = {(r["organisation"], r["relation"]) for r in readings}
    for tie in rows("ties"):
        if tie["basis"] == "stated" and (tie["source"], tie["relation"]) not in read:
            edges[:, index[tie["source"]], index[tie["target"]]] = True
    chosen = np.indices([len(group) for group in groups]).reshape(len(groups), -1)
    strained = np.zeros(number, dtype=bool)
    for group, which in zip(groups, chosen, strict=True):
        for i, reading in enumerate(group):
            strained |= (which == i) & (reading["strength"] == "strained")
            for place in reading["places"].split("; "):
                if place != "none named":
                    edges[which == i, index[reading["organisation"]], index[place]] = True
    there = np.ones((number, len(names)), dtype=bool)
    there[:, -1] = edges[:, -1].any(axis=1)
    plain = [[r["strength"] for r in group].index("plain") for group in groups]
    return index, there, edges, strained, np.all(plain == chosen.T, axis=1)


@pytest.fixture(scope="module")
def results(networks):
    """Each result of the lesson for all combinations."""
    index, there, edges, *_ = networks
    helpers = [index[name] for name in [*DONORS, "another donor"]]
    regions = [index[name] for name in REGIONS]
    help_given = edges[:, helpers][:, :, regions]  # combination, helper, region
    reach = help_given.sum(axis=2)
    found = {f"regions of {name}": reach[:, i] for i, name in enumerate(DONORS)}
    found["regions of another donor"] = reach[:, -1]
    for i, region in enumerate(REGIONS):
        found[f"donors in {region}"] = help_given[:, :, i].sum(axis=1)
    nreca, clusa = help_given[:, 0], help_given[:, 1]
    overlap = (nreca & clusa).sum(axis=1) / (nreca | clusa).sum(axis=1)
    found["overlap NRECA, CLUSA (%)"] = np.rint(100 * overlap)
    count = there[:, helpers].sum(axis=1)
    found["pairs named (%)"] = np.rint(100 * reach.sum(axis=1) / (count * 3))
    others = np.delete(reach, 1, axis=1).max(axis=1)
    found["CLUSA among the furthest"] = reach[:, 1] >= others
    found["CLUSA alone furthest"] = reach[:, 1] > others
    found["every region has a donor"] = help_given.any(axis=1).all(axis=1)

    def closure(matrix):
        """Who can be reached from whom, in any number of steps."""
        ways = (matrix | np.eye(len(index), dtype=bool)).astype(np.float32)
        for _ in range(4):  # 16 steps are enough for 13 nodes
            ways = (ways @ ways > 0).astype(np.float32)
        return ways > 0

    both = closure(edges | edges.transpose(0, 2, 1))
    # Each island counts once if each of its nodes counts for one part of its size.
    found["islands"] = np.rint((there / both.sum(axis=2)).sum(axis=1))
    aco = index["ACO"]
    found["a donor on ACO's island"] = both[:, helpers, aco].any(axis=1)
    along = closure(edges)
    found["arrows from a donor to ACO"] = along[:, helpers, aco].any(axis=1)
    found["arrows from DEKOPIN to ACO"] = along[:, index["DEKOPIN"], aco]
    found["one arrow, DEKOPIN to ACO"] = edges[:, index["DEKOPIN"], aco]
    return found


def shown_ranges() -> dict:
    """The ranges that lesson 7 shows, as {result: (plain, lowest, highest)}."""
    text = stored(7, "ranges") + "\n" + stored(7, "robust")
    value = r"(True|False|\d+)"
    found = re.findall(rf"^(\S.*?) +{value} +{value} +{value}(?: +(True|False))?$", text, re.M)
    read = {"True": 1, "False": 0}
    for name, _, low, high, robust in found:
        assert not robust or (robust == "True") == (low == high), name
    return {
        name: tuple(read.get(v) or int(read.get(v, v)) for v in row[:3]) for name, *row in found
    }


def test_ranges_of_lesson_7(networks, results):
    *_, plain = networks
    expected = {
        name: (int(values[plain].item()), int(values.min()), int(values.max()))
        for name, values in results.items()
    }
    assert shown_ranges() == expected and len(expected) == 19


def test_counts_of_lesson_7(networks, results):
    _, there, _, strained, _ = networks
    assert stored(7, "all").strip() == str(len(there))
    # Three of the results are computed from the others afterwards.
    assert stored(7, "every").strip() == f"({len(there)}, {len(results) - 3})"
    assert len(there) > 12_000 and "more than twelve thousand networks" in prose(7)
    careful = (~strained).sum()
    assert stored(7, "strained").startswith(f"{careful} networks")
    robust = sum(values.min() == values.max() for values in results.values())
    svg = (ROOT / "figures" / "en" / "07-ranges.svg").read_text(encoding="utf-8")
    title = f"{robust} of {len(results)} results are the same in all {len(there):,} networks"
    assert title in svg


def test_what_lesson_7_says_survives(networks, results):
    _, _, edges, strained, _ = networks
    robust = {name for name, values in results.items() if values.min() == values.max()}
    assert robust == {
        "regions of CLUSA",
        "CLUSA among the furthest",
        "every region has a donor",
        "arrows from a donor to ACO",
        "arrows from DEKOPIN to ACO",
    }
    assert not results["arrows from a donor to ACO"].any()
    steadier = {n for n, v in results.items() if v[~strained].min() == v[~strained].max()} - robust
    assert steadier == {"regions of NRECA", "overlap NRECA, CLUSA (%)"}
    assert results["a donor on ACO's island"].mean() == float(stored(7, "share")) == 0.5


def test_an_overlap_is_not_bound_by_its_ends():
    places = {row["reading"]: set(row["places"].split("; ")) for row in rows("readings")}
    nreca = places["nreca-both"]

    def overlap(fch: set) -> int:
        return round(100 * len(nreca & fch) / len(nreca | fch))

    assert overlap(set()) == 0 and overlap(places["fch-all"]) == 67
    assert overlap(places["fch-latin-america-asia"]) == 100
    assert "0 per cent with no region and 67 with all three, but 100 with Latin America" in prose(7)


def test_nothing_but_clusa_holds_every_region(networks):
    index, _, edges, *_ = networks
    helpers = [index[name] for name in [*DONORS, "another donor"]]
    regions = [index[name] for name in REGIONS]
    help_given = edges[:, helpers][:, :, regions]
    holds = [np.delete(help_given, i, axis=1).any(axis=1).all() for i in range(len(DONORS))]
    assert [n for n, h in zip(DONORS, holds, strict=True) if not h] == ["CLUSA"]


def test_a_reading_may_be_added(tmp_path, monkeypatch, capsys):
    """A row more for S4, and S6 made vague: the lesson runs, and its results follow."""
    data = tmp_path / "data"
    data.mkdir()
    for name in ("ties", "nodes"):
        shutil.copy(paths.DATA / f"{name}.csv", data)
    table = rows("readings")
    header = list(table[0])
    # Fewer readings of S7 to S9, so that it takes no time.
    table = [
        row
        for row in table
        if row["statement"] not in ("S7", "S8", "S9") or row["reading"].endswith(("-none", "-all"))
    ]
    blank = dict.fromkeys(header, "") | {"relation": "assists", "strength": "possible"}
    more = [
        ("list-two-regions", "S4", "another donor", "Africa; Asia"),
        ("clusa-all", "S6", "CLUSA", "Latin America; Africa; Asia"),
        ("clusa-none", "S6", "CLUSA", "none named"),
    ]
    for reading, statement, organisation, places in more:
        row = {"reading": reading, "statement": statement, "organisation": organisation}
        table.append(blank | row | {"places": places})
    table[-2]["strength"] = "plain"
    with (data / "readings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(table)
    made = run(7, tmp_path, monkeypatch)
    assert len(made["results"]) == 2**4 * 3 * 3 * 2 * 2 and list(made["options"])[-1] == "S6"
    ranges = made["ranges"].T
    assert list(ranges["regions of CLUSA"]) == [3, 0, 3, False]
    assert list(ranges["every region has a donor"]) == [True, False, True, False]
    assert list(ranges["arrows from a donor to ACO"]) == [False, False, False, True]
    assert (tmp_path / "figures" / "en" / "07-ranges.svg").is_file()
