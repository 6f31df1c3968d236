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
from koperasi.tables.validation import validate

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


# Lesson 10.

# Twelve organisations of a market, as typed into a spreadsheet in Indonesia and saved as CSV UTF-8:
# semicolons, byte order mark, \r\n, decimal commas, stray spaces, rows and columns that stayed blank.
NODES = """node;kind;members;
Koperasi Mawar ;co-operative;120;
Koperasi Kenanga;co-operative;64;
 Koperasi Bahari;co-operative;;
Koperasi Pelajar;school co-operative;310;
Bank Pasar;bank;;
Bank Mitra;bank;;
Pasar Ikan;market;;
Pasar Sayur;market;;
Toko Sinar;shop;;
Toko Abadi;shop;;
Dinas Perdagangan;office;;
Warung Bu Ani ;shop;;
;;;
;;;
"""
STATEMENTS = """statement;said_in;quote
S1;"ketua Mawar; wawancara, 4 Mei 2026";Kami menabung di Bank Pasar.
S2;papan pengumuman Pasar Ikan;Koperasi Bahari, anggota kami
S3;laporan tahunan Kenanga 2025;"pinjaman ""lunak"" dari Bank Mitra"
S4;koran, 2 Mei 2026;Dinas melatih tiga koperasi.
;;
"""
TIES = """source;target;relation;amount;statement;basis;note
Koperasi Mawar;Bank Pasar;saves with;12,5;S1;stated;
Koperasi Bahari;Pasar Ikan;sells at;1.250,75;S2;stated;
Bank Mitra;Koperasi Kenanga;lends to;40,25;S3;stated;
Koperasi Kenanga; Pasar Sayur;sells at;;S3;inferred;tidak disebut
Toko Sinar;Koperasi Mawar;buys from;;S1;inferred;
Toko Abadi;Koperasi Mawar;buys from;;S1;inferred;
Dinas Perdagangan;Koperasi Mawar;trains;;S4;other source;
Dinas Perdagangan;Koperasi Bahari;trains;;S4;other source;
Dinas Perdagangan;Koperasi Kenanga;trains;;S4;other source;
Koperasi Pelajar;Pasar Sayur;buys at;7;S2;inferred;

;;;;;;
"""


def export(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8")


@pytest.fixture
def place(tmp_path):
    """An empty course with the templates."""
    shutil.copytree(ROOT / "data" / "template", tmp_path / "data" / "template")
    return tmp_path


def contents(folder: Path) -> dict:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".png"}


def test_template_is_valid():
    assert validate(TEMPLATE) == []


def test_lesson_10_copies_the_template_and_runs_through(place, monkeypatch):
    made = run(10, place, monkeypatch)
    mine = place / "notebooks" / "en" / "my-network"
    assert contents(mine) == contents(TEMPLATE)
    assert (mine / "network.png").stat().st_size > 10_000
    assert len(made["G"]) == 8 and len(made["big"]) == 500


def test_lesson_10_overwrites_nothing_and_shows_the_same(place, monkeypatch, capsys):
    run(10, place, monkeypatch)
    first = capsys.readouterr().out
    mine = place / "notebooks" / "en" / "my-network"
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(mine)
    run(10, place, monkeypatch)
    assert capsys.readouterr().out == first
    assert contents(mine) == before


def test_lesson_10_takes_twelve_organisations_as_excel_exports_them(place, monkeypatch):
    mine = place / "notebooks" / "en" / "my-network"
    shutil.copytree(TEMPLATE, mine)
    tables = {"nodes": NODES, "statements": STATEMENTS, "ties": TIES}
    for name, text in tables.items():
        (mine / f"{name}.csv").write_bytes(export(text))

    # As it was typed, one number is written in a way that has to be asked about.
    problem = validate(mine)[0]
    assert (problem.file, problem.cell) == ("ties.csv", "D3") and "1.250,75" in problem.found
    assert len(validate(mine)) == 1

    (mine / "ties.csv").write_bytes(export(TIES.replace("1.250,75", "1250,75")))
    before = contents(mine)
    made = run(10, place, monkeypatch)
    assert made["problems"] == [] and contents(mine) == before
    graph = made["G"]
    assert len(graph) == 12 and graph.number_of_edges() == 10
    assert graph.edges["Koperasi Kenanga", "Pasar Sayur"]["basis"] == "inferred"
    assert graph.nodes["Warung Bu Ani"]["kind"] == "shop" and not graph.degree["Warung Bu Ani"]
    assert made["ties"]["amount"].sum() == 12.5 + 1250.75 + 40.25 + 7
    assert made["nodes"]["members"].sum() == 120 + 64 + 310
    assert sorted(made["loose"]) == [
        "Dinas Perdagangan",
        "Koperasi Pelajar",
        "Pasar Sayur",
        "Toko Abadi",
        "Toko Sinar",
    ]
    written = {t.get_text().replace("\n", " ") for t in made["ax"].figure.axes[0].texts}
    assert "Bank 1" in written  # the last drawing, of the 500
    assert (mine / "network.png").stat().st_size > 10_000


def test_lesson_10_errors_are_the_ones_it_talks_about():
    shown = stored(10, "message")
    assert "ties.csv, row 4, column target (cell B4)" in shown and "Did you mean" in shown
    assert "column B, row 4" in prose(10)
    assert stored(10, "validate").strip() == stored(10, "mend").strip() == "0 problems"
    assert ";" in stored(10, "excel-naive")


def test_learners_folder_is_not_part_of_the_repository():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "my-network/" in lines


def code_in(number: int, cell: str) -> str:
    """The code block in a text cell of a lesson."""
    source = next(c.source for c in lesson(number).cells if c.id == cell)
    return re.search(r"```python\n(.*?)```", source, re.S)[1]


def test_lesson_10_makes_a_network_of_a_register(place, monkeypatch):
    """500 rows of who bought where, exported by Excel, and the lines of the lesson."""
    here = place / "notebooks" / "en"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    register = [
        (f"Class {1 + i % 18}", ("Kantin", "Warung", "Koperasi")[i % 7 % 3]) for i in range(500)
    ]
    lines = "".join(f"{day % 28 + 1};{row[0]};{row[1]}\n" for day, row in enumerate(register))
    space = {"__name__": "__main__"}
    cells = {cell.id: cell.source for cell in lesson(10).cells}
    exec(cells["setup"], space)
    exec(cells["copy"].replace('"my-network"', '"my-network/from-register"'), space)
    mine = here / "my-network" / "from-register"
    (mine / "register.csv").write_bytes(export("day;class;place\n" + lines))
    exec(code_in(10, "register"), space)
    assert validate(mine) == []
    exec(cells["build"], space)
    graph, ties = space["G"], space["ties"]
    assert set(graph.edges) == set(register) and len(graph) == 18 + 3
    assert ties["amount"].sum() == 500 and set(ties["statement"]) == {"S1"}
    assert {kind for _, kind in graph.nodes(data="kind")} == {"class", "place"}
    matplotlib.pyplot.close("all")


def test_lesson_10_tells_what_is_wrong_with_faulty_tables(place, monkeypatch, capsys):
    """The cells that the lesson says to run first need no table that can be read."""
    monkeypatch.chdir(place)
    mine = place / "my-network"
    shutil.copytree(TEMPLATE, mine)
    (mine / "ties.csv").write_bytes(export(TIES))
    space = {"__name__": "__main__", "example": TEMPLATE, "mine": mine}
    cells = {cell.id: cell.source for cell in lesson(10).cells}
    exec(cells["setup"], space)
    exec(cells["validate"], space)
    shown = capsys.readouterr().out
    assert "ties.csv, row 2, column source (cell A2)" in shown
    assert shown.endswith(f"{len(space['problems'])} problems\n") and space["problems"]


def test_numbers_of_the_district_in_lesson_10():
    space = {"__name__": "__main__"}
    cells = {cell.id: cell.source for cell in lesson(10).cells}
    for cell in ("setup", "many", "many-bridges"):
        exec(cells[cell], space)
    nx, big = space["nx"], space["big"]
    islands = [len([n for n in i if "Bank" in n]) for i in nx.weakly_connected_components(big)]
    assert sorted(islands, reverse=True)[:6] == [8, 8, 2, 1, 1, 0]
    assert (len(islands), islands.count(0)) == (76, 71)
    assert "76 islands: five with banks in them, and 71 organisations without any tie" in prose(10)
    assert "no group ties more than 8 of 20 villages" in cells["many-draw"]
    exec(code_in(10, "many-said"), space)
    assert len(space["island"]) == 41 and "the 41 nodes of one island" in prose(10)
    matplotlib.pyplot.close("all")


def test_numbers_of_the_village_in_lesson_10():
    ties = list(csv.DictReader((TEMPLATE / "ties.csv").open(encoding="utf-8")))
    of_tani_maju = [tie for tie in ties if "Tani Maju" in (tie["source"], tie["target"])]
    assert len(ties) == 2 * len(of_tani_maju) == 8  # "Half of this made-up village's ties"
    said = {
        row["statement"]: row["said_in"]
        for row in csv.DictReader((TEMPLATE / "statements.csv").open(encoding="utf-8"))
    }
    own = [
        tie
        for tie in of_tani_maju
        if said[tie["statement"]].startswith("annual report of Tani Maju")
    ]
    assert len(own) == 2 and "Two of its four ties are from its own report" in prose(10)
