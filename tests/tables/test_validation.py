"""The folder of tables: the course's own is right, and every broken copy is explained once."""

import json
import shutil

import frictionless
import pytest

from koperasi import paths
from koperasi.cli import main
from koperasi.tables.validation import check_folder, validate
from koperasi.words import words

PACKAGE = {
    "resources": [
        {
            "name": "places",
            "path": "places.csv",
            "schema": {
                "primaryKey": ["place"],
                "fields": [
                    {"name": "place", "type": "string", "constraints": {"required": True}},
                    {
                        "name": "kind",
                        "type": "string",
                        "description": "What sort of place it is.",
                        "constraints": {"enum": ["region", "country"]},
                    },
                    {"name": "part_of", "type": "string"},
                ],
                "foreignKeys": [{"fields": "part_of", "reference": {"fields": "place"}}],
            },
        },
        {
            "name": "shops",
            "path": "organisations.csv",
            "schema": {
                "primaryKey": ["name", "home"],
                "fields": [
                    {"name": "name", "type": "string", "constraints": {"required": True}},
                    {"name": "home", "type": "string", "constraints": {"required": True}},
                    {
                        "name": "code",
                        "type": "string",
                        "example": "K01",
                        "constraints": {"pattern": "K\\d+", "unique": True, "maxLength": 4},
                    },
                    {"name": "members", "type": "integer", "constraints": {"minimum": 1}},
                    {
                        "name": "share",
                        "type": "number",
                        "description": "Share of women, from 0 to 1.",
                        "constraints": {"maximum": 1},
                    },
                    {"name": "met", "type": "date", "description": "Day of the last meeting."},
                    {"name": "open", "type": "boolean"},
                ],
                "foreignKeys": [
                    {"fields": ["home"], "reference": {"resource": "places", "fields": ["place"]}}
                ],
            },
        },
    ]
}
PLACES = "place;kind;part_of\nAsia;region;\nJava;country;Asia\nBali;country;Asia\n"
SHOPS = """name;home;code;members;share;met;open
KUD Tani;Java;K01;1250;0,45;1977-12-05;true
Kopdit;Bali;K02;12;;;
KSP "Maju";Java;K03;;0,5;2024-02-29;false
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of two right tables with a description of their own."""
    (tmp_path / "datapackage.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "organisations.csv").write_text(SHOPS.replace('"', ""), encoding="utf-8")
    return tmp_path


@pytest.fixture
def course(tmp_path):
    """A copy of the course's tables of the text, to break."""
    package = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    names = ("statements", "organisations", "places", "events", "nodes", "ties")
    package["resources"] = [each for each in package["resources"] if each["name"] in names]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name in names:
        shutil.copy(paths.DATA / f"{name}.csv", tmp_path)
    assert validate(tmp_path) == []
    return tmp_path


def change(path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def only(problems):
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert "{" not in str(problems[0])
    return problems[0]


def plainly_valid(folder) -> bool:
    """What frictionless says of the files themselves."""
    return frictionless.Package(folder / "datapackage.json").validate().valid


# The course's tables


def test_the_tables_of_the_course_are_right():
    assert validate() == []
    assert plainly_valid(paths.DATA)
    described = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    reports = {report.file: report for report in check_folder()}
    assert list(reports) == [resource["path"] for resource in described["resources"]]
    assert {file: report.notes for file, report in reports.items() if report.notes} == {
        "ties.csv": [words("en")["data"]["note"]["no_tie"].format(names="ACDI", other="nodes.csv")]
    }
    assert reports["statements.csv"].rows == 16


COURSE_BROKEN = {
    # case: (file, old, new, kind, row, cell, in the message)
    "typo in a region": ("ties.csv", "NRECA,Asia", "NRECA,Asai", "foreign", 3, "B3", '"Asia"?'),
    "typo in a donor": ("ties.csv", "FCH,the", "FHC,the", "foreign", 8, "A8", "nodes.csv"),
    "no statement": ("ties.csv", "forms,S12", "forms,", "required", 10, "D10", "Fill in"),
    "no such statement": ("ties.csv", ",S12,", ",S17,", "foreign", 10, "D10", "and 10 more"),
    "key twice": ("places.csv", "Asia,region", "Africa,region", "twice", 4, "A4", "row 3"),
    "deleted column": ("places.csv", "part_of_basis", "", "column_missing", 1, None, "part_of_b"),
    "wrong type": ("nodes.csv", "CLUSA,0,1", "CLUSA,0,one", "type", 3, "G3", "a number"),
    "Excel's date": ("events.csv", "1977-12-05", "05/12/1977", "type", 2, "C2", '"1977-12-05"?'),
    "unknown word": ("ties.csv", "S12,stated", "S12,Statd", "enum", 10, "E10", '"stated"?'),
}


@pytest.mark.parametrize("case", COURSE_BROKEN)
def test_a_broken_copy_gives_one_problem_at_its_place(course, case):
    file, old, new, kind, row, cell, says = COURSE_BROKEN[case]
    if case == "deleted column":
        lines = (course / file).read_text(encoding="utf-8").splitlines()
        shorter = "\n".join(line.rpartition(",")[0] for line in lines)
        (course / file).write_text(shorter + "\n", encoding="utf-8")
    elif case == "key twice":  # the key itself, and not that others refer to it
        change(course / file, "Africa,region,,S6", "Africa,region,,S6,\nAfrica,region,,S6")
    else:
        change(course / file, old, new)
    problem = only(validate(course))
    assert (problem.kind, problem.file, problem.row, problem.cell) == (kind, file, row, cell)
    assert says in str(problem)
    assert not plainly_valid(course)


def test_a_reference_to_a_row_that_was_renamed_is_found_at_every_tie(course):
    change(course / "nodes.csv", "\nAsia,", "\nAsian,")
    problem = only(validate(course))
    assert (problem.kind, problem.file, problem.column) == ("foreign", "ties.csv", "target")
    assert (problem.row, problem.rows) == (3, (6, 12))
    assert "The same in rows 6, 12." in str(problem)


# Every kind of problem, on small tables

BROKEN = {
    # case: (file, old, new, kind, row, column, found, expected, mend)
    "type": ("organisations.csv", "1250", "1.250", "type", 2, "members", "1.250", "whole", "1250"),
    "Excel's days": ("organisations.csv", "1977-12-05", "28464", "type", 2, "met", "28464", "day",
                     '"1977-12-05"?'),
    "two dates": ("organisations.csv", "1977-12-05", "5.12.1977", "type", 2, "met", "5.12", "last",
                  '"1977-05-12" or "1977-12-05"?'),
    "one date": ("organisations.csv", "2024-02-29", "29/2/2024", "type", 4, "met", "29", "Day",
                 '"2024-02-29"?'),
    "no date": ("organisations.csv", "2024-02-29", "last week", "type", 4, "met", "week", "Day",
                "write it as year-month-day. If it is not known, leave the cell blank"),
    "truth": ("organisations.csv", ";true", ";BENAR", "type", 2, "open", "BENAR", "true or false",
              "Write true or false"),
    "two numbers": ("organisations.csv", "0,45", "1.234", "two_numbers", 2, "share", "1.234",
                    "decimal mark", "Write 1234"),
    "too small": ("organisations.csv", ";12;", ";0;", "limit", 3, "members", '"0"', "at least 1",
                  "right column"),
    "too big": ("organisations.csv", "0,5", "1,5", "limit", 4, "share", '"1,5"',
                "Share of women, from 0 to 1); at most 1", "right column"),
    "pattern": ("organisations.csv", "K02", "2", "limit", 3, "code", '"2"', "of the form K01",
                "right column"),
    "too long": ("organisations.csv", "K02", "K0222", "limit", 3, "code", "K0222",
                 "at most 4 characters", "right column"),
    "not unique": ("organisations.csv", "K03", "K01", "twice", 4, "code", "row 2 too",
                   "each code in one row only", "Delete one"),
    "double key": ("organisations.csv", "KSP Maju", "KUD Tani", "twice", 4, "name, home",
                   '"KUD Tani, Java", which is in row 2', "each name, home", "Delete one"),
    "blank": ("organisations.csv", "Kopdit;Bali", ";Bali", "required", 3, "name", "a blank cell",
              "text", "Fill in"),
    "enum": ("places.csv", "region", "regoin", "enum", 2, "kind", "regoin", "region, country",
             'Did you mean "region"?'),
    "other table": ("organisations.csv", "Bali", "Bail", "foreign", 3, "home",
                    '"Bail", which is not in places.csv', "Asia, Java, Bali", '"Bali"? If "Bail"'),
    "same table": ("places.csv", "Java;country;Asia", "Java;country;asia", "foreign", 3, "part_of",
                   "not in places.csv", "Asia, Java, Bali", 'Did you mean "Asia"?'),
    "column name": ("places.csv", "kind", "kinds", "column_name", 1, "kinds", 'column "kinds"',
                    '"kind": text (What sort of place it is)', "write that name in cell B1"),
    "no column": ("places.csv", "kind", "part", "column_extra", 1, "part", 'column "part"',
                  "place, kind, part_of", "Delete the column"),
    "no header": ("places.csv", "place;kind;part_of\nAsia;region;\n", "", "no_header", 1, None,
                  "Java, country", "place, kind, part_of", "in row 1 above the values"),
    "capitals": ("places.csv", "place;kind;part_of", "Place;Kind;Part of", "no_header", 1, None,
                 "Place, Kind, Part of", "place, kind, part_of", "in small letters"),
    "unread": ("places.csv", "Asia\n", "Asia\n;;;x\n", "too_many", 4, None, "4 cells", "3", "beyond"),
}  # fmt: skip


def test_two_right_tables_are_right(folder):
    assert validate(folder) == []


@pytest.mark.parametrize("case", BROKEN)
def test_every_kind_of_problem(folder, case):
    file, old, new, kind, row, column, found, expected, mend = BROKEN[case]
    change(folder / file, old, new)
    problems = validate(folder)
    if case == "no column":  # a column has become another
        missing, problem = problems
        assert (missing.kind, missing.column, missing.row) == ("column_missing", "kind", 1)
        assert "place, part, part_of" in missing.found
        assert 'Add a column with the name "kind"' in missing.mend
    else:
        problem = only(problems)
    assert (problem.kind, problem.file) == (kind, file)
    assert (problem.row, problem.column) == (row, column)
    assert found in problem.found
    assert expected in problem.expected
    assert mend in problem.mend


def test_rows_are_counted_as_the_spreadsheet_does(folder):
    """Line breaks in cells and blank rows do not shift the row that is named."""
    rows = SHOPS.replace('"', "").splitlines()
    rows[1] = rows[1].replace("KUD Tani", '"KUD\r\nTani\r\n"')
    text = "sep=;\r\n" + "\r\n".join([rows[0], rows[1], ";;;;;;", rows[2].replace("Bali", "Bail")])
    (folder / "organisations.csv").write_bytes(text.encode("cp1252"))
    problem = only(validate(folder))
    assert (problem.row, problem.cell) == (4, "B4")


def test_excel_and_the_columns_in_another_order_make_no_problem(folder):
    text = "\ufeffkind;part_of;place;;\r\nregion ;;Asia;;\r\ncountry;Asia;Java;;\r\n"
    text += "country;Asia\xa0;Bali;;\r\n;;;;\r\n"
    (folder / "places.csv").write_bytes(text.encode())
    assert validate(folder) == []


def test_one_mistake_in_a_cell_is_one_problem(folder):
    """The code is too long, has the wrong form, and the same again is not unique."""
    change(folder / "organisations.csv", "K01", "wrong")
    change(folder / "organisations.csv", "K02", "wrong")
    problem = only(validate(folder))
    assert (problem.row, problem.rows) == (2, (3,))
    assert str(problem).endswith("The same in row 3.")


def test_many_like_problems_are_shown_once_and_counted(folder):
    rows = [f"Shop {n};Bail;K{n};0;;;" for n in range(200)]
    rows += [f"Market {n};Town {n};;1;;;" for n in range(50)]
    text = "\n".join([SHOPS.splitlines()[0], *rows])
    (folder / "organisations.csv").write_text(text, encoding="utf-8")
    problems = validate(folder)
    assert [problem.kind for problem in problems] == ["foreign", "limit", "foreign", "foreign"]
    assert "The same in rows 3, 4, 5, 6, 7, 8 and 193 more." in str(problems[0])
    assert [problem.row for problem in problems] == [2, 2, 202, 203]
    assert "In this column 48 more cells have a problem of this kind." in str(problems[-1])


# Which tables


def test_a_missing_table(folder):
    (folder / "places.csv").unlink()
    problem = only(validate(folder))
    assert (problem.kind, problem.file) == ("missing_table", "places.csv")
    (folder / "Places.xlsx").write_bytes(b"PK")
    problem = only(validate(folder))
    assert (problem.kind, problem.found) == ("not_exported", "Places.xlsx, but no places.csv")
    assert "Open Places.xlsx" in problem.mend


def test_a_table_under_another_name(folder):
    (folder / "places.csv").rename(folder / "place.csv")
    missing, other = validate(folder)
    assert (missing.kind, other.kind, other.file) == ("missing_table", "file_name", "place.csv")
    assert 'Did you mean "places.csv"?' in other.mend


@pytest.mark.parametrize(
    ("lang", "said", "unsaid"),
    [("id", "Nomor paragraf teks", "paragraph of"), ("en", "paragraph of the passage", "paragraf")],
)
def test_a_message_says_what_the_column_means_in_its_own_language(course, lang, said, unsaid):
    change(course / "statements.csv", "S1,1,", "S1,one,")
    text = str(only(validate(course, lang)))
    assert said in text and unsaid not in text


def test_a_message_says_the_title_of_a_column_without_description(course):
    path = course / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    field = package["resources"][0]["schema"]["fields"][1]
    del field["description"], field["description_id"]
    path.write_text(json.dumps(package), encoding="utf-8")
    change(course / "statements.csv", "S1,1,", "S1,one,")
    assert "Paragraf" in str(only(validate(course, "id")))
    assert "Paragraph" in str(only(validate(course, "en")))


def test_a_table_without_description_is_read_all_the_same(folder):
    (folder / "prices.csv").write_text("good;price\nrice;1\n", encoding="utf-8")
    report = check_folder(folder)[-1]
    assert (report.file, report.rows, report.problems) == ("prices.csv", 1, [])
    assert "only its form was checked" in report.notes[0]
    (folder / "prices.csv").write_text("good;price\nrice\n", encoding="utf-8")
    assert only(validate(folder)).kind == "too_few"


@pytest.mark.parametrize(
    ("encoding", "line_end", "named"),
    [("cp1252", "\r\n", "Windows"), ("mac-roman", "\r", "Mac Roman")],
)
def test_letters_that_are_a_guess_are_read_with_a_note(folder, encoding, line_end, named):
    text = SHOPS.replace('"', "").replace("Kopdit", "Kopdit Désa").replace("\n", line_end)
    (folder / "organisations.csv").write_bytes(text.encode(encoding))
    report = check_folder(folder)[1]
    assert (report.problems, len(report.notes)) == ([], 1)
    assert named in report.notes[0]


def test_some_tables_of_the_course_without_a_description_of_their_own(tmp_path):
    for name in ("nodes.csv", "ties.csv", "organisations.csv", "places.csv"):
        shutil.copy(paths.DATA / name, tmp_path)
    reports = {report.file: report for report in check_folder(tmp_path)}
    assert list(reports) == ["organisations.csv", "places.csv", "nodes.csv", "ties.csv"]
    assert validate(tmp_path) == []
    assert "statements.csv, which is not in this folder" in reports["ties.csv"].notes[0]
    change(tmp_path / "ties.csv", "NRECA,Asia", "NRECA,Asai")
    assert only(validate(tmp_path)).kind == "foreign"


def test_a_reference_to_a_table_that_cannot_be_read_is_not_followed(folder):
    (folder / "places.csv").write_bytes(b"place;kind;part_of\nAsia\n")
    problem = only(validate(folder))
    assert (problem.file, problem.kind) == ("places.csv", "too_few")


def test_a_reference_to_a_column_that_is_misspelt_is_not_followed(folder):
    change(folder / "places.csv", "place;", "palce;")
    assert {problem.file for problem in validate(folder)} == {"places.csv"}


@pytest.mark.parametrize(
    ("description", "row", "note"),
    [
        ('{\n "resources": [,]}', 2, "Expecting value"),
        ('{"name": "x"}', None, "resources"),
        ('{"resources": [1]}', None, "not iterable"),
        (json.dumps(PACKAGE).replace('"integer"', '"whole"'), None, "whole"),
    ],
)
def test_a_broken_description(folder, description, row, note):
    (folder / "datapackage.json").write_text(description, encoding="utf-8")
    problem = only(validate(folder))
    assert (problem.kind, problem.file, problem.row) == ("package", "datapackage.json", row)
    assert note in problem.found


# The command


def test_the_command_on_the_course(capsys):
    assert main(["data"]) == 0
    output = capsys.readouterr().out
    assert "statements.csv: 16 rows, all right" in output
    assert "events.csv: 1 row, all right" in output
    assert "All right: " in output.splitlines()[-1]


def test_the_command_on_a_broken_folder(folder, capsys):
    change(folder / "organisations.csv", "Bali", "Bail")
    (folder / "places.csv").write_bytes(PLACES.encode().replace(b"Bali", b"Bali;x"))
    assert main(["data", str(folder)]) == 1
    output = capsys.readouterr().out
    assert "places.csv: 1 problem\n" in output
    assert "organisations.csv: 3 rows, all right" in output
    assert "places.csv, row 4\n    found:    4 cells" in output
    assert output.splitlines()[-1].startswith("1 problem in 1 of 2 tables.")


@pytest.mark.parametrize("name", ["", "places.csv", "no such folder"])
def test_the_command_without_tables(tmp_path, name, capsys):
    (tmp_path / "empty").mkdir()
    path = tmp_path / (name or "empty")
    if name == "places.csv":
        path.write_text(PLACES, encoding="utf-8")
    assert main(["data", str(path)]) == 1
    assert "Name the folder that holds your tables" in capsys.readouterr().out


def test_the_command_in_a_language_that_the_course_does_not_speak(capsys):
    assert main(["data", "--lang", "xx"]) == 2
    assert "It has: en" in capsys.readouterr().err


def test_progress_counts_every_row(folder):
    seen = []

    def progress(steps, total):
        seen.append(total)
        for step in steps:
            seen.append(step[0])
            yield step

    check_folder(folder, progress=progress)
    assert seen == [8, *["places"] * 4, *["shops"] * 4]
