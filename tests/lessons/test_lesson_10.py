"""Lesson 10 takes in what spreadsheets export, overwrites nothing, and its numbers follow from the tables."""

import csv
import re
import shutil
from pathlib import Path

import matplotlib
import pytest
from lesson_reading import ROOT, cells, prose, run, source

from koperasi.tables.validation import validate

matplotlib.use("Agg")

TEMPLATE = ROOT / "data" / "template" / "en"


def stored(name: str) -> str:
    """What a cell of the lesson shows, as text."""
    found = next(c for c in cells(10) if c.id == name)
    return "\n".join(o.get("text") or o["data"]["text/plain"] for o in found.outputs)


def code_in(name: str) -> str:
    """The code block in a text cell."""
    return re.search(r"```python\n(.*?)```", source(10, name), re.S)[1]


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
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix not in (".png", ".svg")
    }


def test_template_is_valid():
    assert validate(TEMPLATE) == []


def test_it_copies_the_template_and_runs_through(place):
    made = run(10, place=place)
    mine = place / "notebooks" / "en" / "my-network"
    assert contents(mine) == contents(TEMPLATE)
    assert (mine / "network.png").stat().st_size > 10_000
    assert len(made["G"]) == 8 and len(made["big"]) == 500


def test_it_overwrites_nothing_and_shows_the_same(place, capsys):
    run(10, place=place)
    first = capsys.readouterr().out
    mine = place / "notebooks" / "en" / "my-network"
    (mine / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(mine)
    run(10, place=place)
    assert capsys.readouterr().out == first
    assert contents(mine) == before


def test_it_takes_twelve_organisations_as_excel_exports_them(place):
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
    made = run(10, place=place)
    assert made["problems"] == [] and contents(mine) == before
    graph = made["G"]
    assert len(graph) == 12 and graph.number_of_edges() == 10
    assert graph.edges["Koperasi Kenanga", "Pasar Sayur"]["basis"] == "inferred"
    assert graph.nodes["Warung Bu Ani"]["kind"] == "shop" and not graph.degree["Warung Bu Ani"]
    assert made["ties"]["amount"].sum() == 12.5 + 1250.75 + 40.25 + 7
    assert made["nodes"]["members"].sum() == 120 + 64 + 310
    assert made["fewer"] == {
        "Dinas Perdagangan": 0,
        "Koperasi Pelajar": 0,
        "Pasar Sayur": 0,
        "Toko Abadi": 0,
        "Toko Sinar": 0,
        "Koperasi Mawar": 1,
        "Koperasi Bahari": 1,
        "Koperasi Kenanga": 1,
    }
    written = {t.get_text().replace("\n", " ") for t in made["ax"].figure.axes[0].texts}
    assert "Bank 1" in written  # the last drawing, of the 500
    assert (mine / "network.png").stat().st_size > 10_000


def test_it_errors_are_the_ones_it_talks_about():
    shown = stored("message")
    assert "ties.csv, row 4, column target (cell B4)" in shown and "Did you mean" in shown
    assert "column B, row 4" in prose(10)
    assert stored("validate").strip() == "0 problems"
    assert ";" in stored("excel-naive")


def test_learners_folder_is_not_part_of_the_repository():
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "my-network/" in lines


def test_it_makes_a_network_of_a_register(place, monkeypatch):
    """500 rows of who bought where, exported by Excel, and the lines of the lesson."""
    here = place / "notebooks" / "en"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    register = [
        (f"Class {1 + i % 18}", ("Kantin", "Warung", "Koperasi")[i % 7 % 3]) for i in range(500)
    ]
    lines = "".join(f"{day % 28 + 1};{row[0]};{row[1]}\n" for day, row in enumerate(register))
    space = {"__name__": "__main__"}
    exec(source(10, "setup"), space)
    exec(source(10, "copy").replace('"my-network"', '"my-network/from-register"'), space)
    mine = here / "my-network" / "from-register"
    (mine / "register.csv").write_bytes(export("day;class;place\n" + lines))
    exec(code_in("register"), space)
    assert validate(mine) == []
    exec(source(10, "build"), space)
    graph, ties = space["G"], space["ties"]
    assert set(graph.edges) == set(register) and len(graph) == 18 + 3
    assert ties["amount"].sum() == 500 and set(ties["statement"]) == {"S1"}
    assert {kind for _, kind in graph.nodes(data="kind")} == {"class", "place"}
    matplotlib.pyplot.close("all")


def test_it_tells_what_is_wrong_with_faulty_tables(place, monkeypatch, capsys):
    """The cells that the lesson says to run first need no table that can be read."""
    monkeypatch.chdir(place)
    mine = place / "my-network"
    shutil.copytree(TEMPLATE, mine)
    (mine / "ties.csv").write_bytes(export(TIES))
    space = {"__name__": "__main__", "example": TEMPLATE, "mine": mine}
    exec(source(10, "setup"), space)
    exec(source(10, "validate"), space)
    shown = capsys.readouterr().out
    assert "ties.csv, row 2, column source (cell A2)" in shown
    assert shown.endswith(f"{len(space['problems'])} problems\n") and space["problems"]


def test_numbers_of_the_district_in_lesson_10():
    space = {"__name__": "__main__"}
    for cell in ("setup", "many", "many-bridges"):
        exec(source(10, cell), space)
    nx, big = space["nx"], space["big"]
    islands = [len([n for n in i if "Bank" in n]) for i in nx.weakly_connected_components(big)]
    assert sorted(islands, reverse=True)[:6] == [8, 8, 2, 1, 1, 0]
    assert (len(islands), islands.count(0)) == (76, 71)
    assert "76 islands: five with banks in them, and 71 organisations without any tie" in prose(10)
    assert "no group ties more than 8 of 20 villages" in source(10, "many-draw")
    exec(code_in("many-said"), space)
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
    assert len(own) == 2 and "Two of its four are from its own report" in prose(10)


def test_nobody_elses_words_stand_on_a_picture_of_ones_own(place, capsys):
    """Tables of one's own, and `title` and `alt` still of the made-up village."""
    mine = place / "notebooks" / "en" / "my-network"
    shutil.copytree(TEMPLATE, mine)
    for name, text in {"nodes": NODES, "statements": STATEMENTS, "ties": TIES}.items():
        (mine / f"{name}.csv").write_bytes(export(text.replace("1.250,75", "1250,75")))
    made = run(10, place=place)
    assert made["title"] == made["alt"] == ""
    assert "Not in your network, but in `title` or `alt`: Tani Maju" in capsys.readouterr().out
    assert "Tani Maju" not in (mine / "network.svg").read_text(encoding="utf-8")


def test_the_picture_of_the_village_carries_its_words(place, capsys):
    made = run(10, place=place)
    assert "Not in your network" not in capsys.readouterr().out
    mine = place / "notebooks" / "en" / "my-network"
    assert made["alt"] in " ".join((mine / "network.svg").read_text(encoding="utf-8").split())


def test_what_learners_keep_can_be_read_validated_and_drawn(place, monkeypatch):
    made = run(10, place=place)
    monkeypatch.chdir(place / "notebooks" / "en")
    answer = source(10, "ex-own-tables-solution")
    exec(re.search(r"```python\n(.*?)```", answer, re.S)[1], made)
    assert made["problems_of"](made["my_tables"]) == []
    made["mine"] = made["keep"](made["my_tables"])
    assert validate(made["mine"]) == [] and made["mine"].name == "first"
    exec(source(10, "build"), made)
    assert set(made["G"]) == {"Sari", "Kantin", "Bank Kota"} and made["G"].number_of_edges() == 2


def test_at_most_one_tie_from_one_node_to_the_same_other():
    assert "At most one tie leads from one node to the same other" in prose(10)
    rules = (TEMPLATE / "datapackage.json").read_text(encoding="utf-8")
    assert '"primaryKey": ["source", "target"]' in rules


def test_columns_are_shown_in_the_order_of_the_file():
    header = (TEMPLATE / "ties.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    (output,) = next(c for c in cells(10) if c.id == "read-ties").outputs
    shown = re.findall(r"<th>([a-z]+)</th>", output.data["text/html"])
    assert shown[: len(header)] == header
    assert header[1] == "target"  # so that cell B4 is a target, as the message says
