"""Tables as people save them: the same table whatever the spreadsheet, or a message that helps."""

import io
import itertools
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from koperasi import paths
from koperasi.tables.problem import Problem, TableError, closest, letters, some
from koperasi.tables.rows import read_rows
from koperasi.tables.table import read_table
from koperasi.words import words

HEADER = ["acronym", "name", "home", "note"]
ROWS = [
    ["NRECA", "National Rural Electric, a co-operative", "not stated", ""],
    ["007", "Café “Désa”; a shop", "NA", "two\nlines, and a third\n"],
    ["ACDI", 'called "Development"', "", "None"],
    ["null", "bare | bar", "nan", "0,5"],
]
TABLE = pd.DataFrame(
    [[cell.strip() or None for cell in row] for row in ROWS], columns=HEADER, dtype="str"
)


def typed(rows, delimiter=",", line_end="\r\n", padding="", encoding="utf-8") -> bytes:
    """A CSV file as a spreadsheet writes it: quotation marks only where they are needed."""

    def cell(text):
        text = text + padding
        if any(character in text for character in (delimiter, '"', "\n")):
            return '"' + text.replace('"', '""').replace("\n", line_end) + '"'
        return text

    lines = [delimiter.join(cell(text) for text in row) for row in rows]
    return "".join(line + line_end for line in lines).encode(encoding)


def read(tmp_path: Path, data: bytes | str, **options) -> pd.DataFrame:
    path = tmp_path / "table.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(path, **options)


def problem_of(tmp_path: Path, data: bytes | str, **options) -> Problem:
    with pytest.raises(TableError) as raised:
        read(tmp_path, data, **options)
    problem = raised.value.problem
    assert str(raised.value) == str(problem)
    assert problem.found and problem.expected and problem.mend
    assert "{" not in str(problem)
    return problem


# What is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_same_table_whatever_the_spreadsheet(tmp_path, encoding, delimiter):
    line_ends, paddings = ["\n", "\r\n", "\r"], ["", "  ", "\xa0", " \u202f\u200b"]
    for line_end, padding, blank_rows, blank_columns in itertools.product(
        line_ends, paddings, [0, 3], [0, 2]
    ):
        if encoding == "cp1252" and (line_end == "\r" or "\u202f" in padding):
            continue  # a file with the line ends of an old Mac has its letters too; see below
        rows = [row + [""] * blank_columns for row in [HEADER, *ROWS]]
        rows += [[""] * len(rows[0])] * blank_rows
        data = typed(rows, delimiter, line_end, padding, encoding)
        pd.testing.assert_frame_equal(read(tmp_path, data), TABLE)


def test_big_endian_utf_16_and_the_letters_of_an_old_mac(tmp_path):
    swapped = typed([HEADER, *ROWS], "\t").decode().encode("utf-16-be")
    pd.testing.assert_frame_equal(read(tmp_path, b"\xfe\xff" + swapped), TABLE)
    mac = typed([HEADER, *ROWS], ";", "\r", encoding="mac-roman")
    pd.testing.assert_frame_equal(read(tmp_path, mac), TABLE)


@pytest.mark.parametrize("between", ["\xa0", "\u202f", " \u200b", "\ufeff "])
def test_a_name_is_the_same_whatever_stands_between_its_words(tmp_path, between):
    table = read(tmp_path, f"place,note\nLatin{between}America,x\n".encode())
    assert table["place"].tolist() == ["Latin America"]


@pytest.mark.parametrize("order", ["sep=;", '"sep=;"'])
def test_the_line_that_tells_excel_the_separator_is_no_row(tmp_path, order):
    data = order.encode() + b"\r\n" + typed([HEADER, *ROWS], ";")
    pd.testing.assert_frame_equal(read(tmp_path, data), TABLE)
    rows = read_rows(tmp_path / "table.csv")
    assert (rows.header_row, rows.numbers) == (1, [2, 3, 4, 5])


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(',,\n,a,b\n\n,"1\n2\n3",x\n,,\n,2,y\n\n', encoding="utf-8")
    rows = read_rows(path)
    assert rows.rows == [["1\n2\n3", "x"], ["2", "y"]]
    assert (rows.header_row, rows.numbers, rows.positions) == (2, [4, 6], [1, 2])


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        ("place\nAsia\nAfrica\n", ["place"], [["Asia"], ["Africa"]]),
        ("name,city; country\nKUD,Malang\n", ["name", "city; country"], [["KUD", "Malang"]]),
        ('name;"if stated, place"\nKUD;Asia\n', ["name", "if stated, place"], [["KUD", "Asia"]]),
        ('name;"a, b"\nKUD;"Asia, Africa"\n', ["name", "a, b"], [["KUD", "Asia, Africa"]]),
        ('a, "b, c"\n1, "2, 3"\n', ["a", "b, c"], [["1", "2, 3"]]),
        ("a,b\n", ["a", "b"], []),
        ("#,name\n1,#3 Farm\n", ["#", "name"], [["1", "#3 Farm"]]),
        ("a,b", ["a", "b"], []),
        ('a,b\n5" pipe,x\n', ["a", "b"], [['5" pipe', "x"]]),
        ("a,b,\n1,2\n", ["a", "b"], [["1", "2"]]),
        ("a,b\n1,2,,,\n", ["a", "b"], [["1", "2"]]),
        ("a,,b\n1,,2\n", ["a", "b"], [["1", "2"]]),
    ],
)
def test_odd_but_clear_tables_are_read(tmp_path, text, header, rows):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    found = read_rows(path)
    assert found.header == header
    assert found.rows == rows


def test_last_cells_that_excel_leaves_out_after_row_16_are_blank(tmp_path):
    """Excel drops the last columns of a block of 16 rows in which they are not used."""
    full = ["a;b;note", *(f"{n};x;" for n in range(2, 17))]
    cut = [f"{n};x" for n in range(17, 33)]
    table = read(tmp_path, "\r\n".join([*full, *cut, "33;x;seen"]))
    assert table.shape == (32, 3)
    assert table["note"].notna().sum() == 1
    problem = problem_of(tmp_path, "\r\n".join([*full, *cut[:5], "22;x;seen", *cut[6:]]))
    assert (problem.kind, problem.row) == ("too_few", 17)


def test_every_table_of_the_course_is_read_as_pandas_reads_it():
    for path in sorted(paths.DATA.glob("*.csv")):
        ours = read_table(path)
        plain = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
        text = [column for column in ours if ours[column].dtype == plain[column].dtype]
        pd.testing.assert_frame_equal(ours[text], plain[text])
        for column in ours.columns.difference(text):
            expected = pd.to_numeric(plain[column]).astype(ours[column].dtype)
            pd.testing.assert_series_equal(ours[column], expected)


# Numbers

NUMBERS = {
    "fields": [
        {"name": "share", "type": "number"},
        {"name": "members", "type": "integer"},
        {"name": "founded", "type": "year"},
    ]
}


@pytest.mark.parametrize(
    ("delimiter", "written", "value"),
    [
        (";", "12,5", 12.5),
        (";", "-0,125", -0.125),
        (";", "1,234", 1.234),
        (";", "12.5", 12.5),
        ("\t", "12,5", 12.5),
        (",", '"12,5"', 12.5),
        (",", "1.234", 1.234),
        (",", "1e-05", 1e-05),
        (",", "1234.567", 1234.567),
    ],
)
def test_decimal_commas(tmp_path, delimiter, written, value):
    data = f"share;members;founded\n{written};1250;1977\n;;\n".replace(";", delimiter)
    table = read(tmp_path, data, schema=NUMBERS)
    assert table["share"].tolist()[0] == value
    assert table["members"].tolist()[0] == 1250
    assert table.dtypes.astype(str).tolist() == ["float64", "Int64", "Int64"]


def test_numbers_stay_text_without_a_schema(tmp_path):
    table = read(tmp_path, "a;b\n12,5;007\n")
    assert table.iloc[0].tolist() == ["12,5", "007"]


@pytest.mark.parametrize(
    ("delimiter", "column", "written", "mend"),
    [
        (";", "share", "1.234", "Write 1234 if that is meant, or 1,2340 if"),
        (",", "share", '"1,234"', "Write 1234 if that is meant, or 1.2340 if"),
        ("\t", "share", "1.234", "Write 1234 if that is meant, or 1.2340 if"),
        (";", "share", "1.234.567", 'Did you mean "1234567"? Write digits with'),
        (";", "share", "about 5", "Write digits with at most one decimal mark"),
        (";", "members", "1.250", 'Did you mean "1250"? Write the digits alone'),
        (";", "members", "1250 people", "Write the digits alone"),
        (",", "members", "12.0", 'Did you mean "12"? Write the digits alone'),
        (",", "founded", "1977.0", 'Did you mean "1977"? Write the four digits alone.'),
        (",", "founded", "unknown", "If it is not known, leave the cell blank."),
    ],
)
def test_a_number_that_is_none(tmp_path, delimiter, column, written, mend):
    cells = {"share": "0.5", "members": "1", "founded": "1977"} | {column: written}
    rows = [["share", "members", "founded"], ["0.5", "1", "1977"], list(cells.values())]
    problem = problem_of(tmp_path, "\n".join(map(delimiter.join, rows)), schema=NUMBERS)
    place = f"{'ABC'[list(cells).index(column)]}3"
    assert (problem.file, problem.row, problem.column) == ("table.csv", 3, column)
    assert problem.cell == place
    assert mend in problem.mend


# What is explained


def zipped(name: str, content: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


ODS = zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
BROKEN = {
    "empty file": (b"", "empty", None, None, "Save the table again"),
    "order alone": (b"sep=;\r\n", "empty", None, None, "Save the table again"),
    "blank cells only": (b'"",""\n\xc2\xa0,\n', "empty", None, None, "Save the table again"),
    "blank lines only": (b"\r\n ;;\r\n\r\n", "empty", None, None, "Save the table again"),
    "xlsx": (zipped("xl/workbook.xml"), "program", None, None, "save a copy as CSV UTF-8"),
    "ods": (ODS, "program", None, None, "save a copy as CSV UTF-8"),
    "numbers": (zipped("Index/Document.iwa"), "program", None, None, "in Numbers: File, Export"),
    "zip": (zipped("a.txt"), "program", None, None, "Giving a file another name"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "program", None, None, "CSV UTF-8"),
    "pdf": (b"%PDF-1.7\n...", "program", None, None, "in its own program"),
    "rtf": (b"{\\rtf1\\ansi a,b}", "program", None, None, "in its own program"),
    "web page": (b"\n<!DOCTYPE html><html>", "web_page", None, None, "Download or Raw"),
    "xml": (b"\xef\xbb\xbf<?xml version='1.0'?>", "web_page", None, None, "as CSV UTF-8"),
    "NULs": (b"a,b\n1,\0\n", "binary", None, None, "Save As, CSV UTF-8"),
    "no known letters": (b"a,b\n\x81\xe9,2\n", "binary", None, None, "Save As, CSV UTF-8"),
    "half a UTF-16 letter": ("a,b\n".encode("utf-16") + b"x", "binary", None, None, "CSV UTF-8"),
    "two possible separators": ("a;b,c\n1;2,3\n", "delimiter", 1, None, "out of the names"),
    "header alone, two separators": ("\na;b,c\n", "delimiter", 2, None, "out of the names"),
    "too few cells": ("a,b,c\n1,2,3\n4,5\n", "too_few", 3, None, "A cell is missing"),
    "half a row": ("a,b\n1,2\n3", "too_few", 3, None, "A cell is missing"),
    "too many cells": ("a,b\n1,2\nx,Jakarta, 77\n", "too_many", 3, None, '"Jakarta, 1977"'),
    "decimal comma": ("a,b\n1,2,5\n", "too_many", 2, None, "quotation marks around a cell"),
    "row after a tall row": ('a;b\n"1\n2\n3";4\n5\n', "too_few", 3, None, "semicolon"),
    "row in one pair of quotes": ('a,b\n"1,""2"""\n', "row_in_quotes", 2, None, "choose comma"),
    "open quote": ('a,b\n1,2\n3,"4\n5,6\n', "open_quote", 3, None, "delete the opening one"),
    "open quote in the header": ('a,"b\n1,2\n', "open_quote", 1, None, "delete the opening"),
    "open quote met by another": ('a,b\n1,"2\n3,"4"\n', "open_quote", 2, None, "Add the closing"),
    "text after a quote": ('a,b\n"1" x,2\n', "after_quote", 2, None, "Delete what stands behind"),
    "quote in quotes": ('a,b\n1,2\n"the "big" one",2\n', "after_quote", 3, None, 'twice: ""'),
    "nameless column": ("a,,c\n1,,3\n4,5,6\n", "no_name", 1, "B", "Write a name in cell B1"),
    "title above": ("My table,,\na,b,c\n1,2,3\n", "title", 1, None, "delete the row"),
    "title alone": ("My table\na,b\n1,2\n", "title", 1, None, "delete the row"),
    "title, then a blank row": ("My table\n\na;b\n1;2\n", "title", 1, None, "delete the row"),
    "two versions": (
        "a,b\n<<<<<<< HEAD\n1,2\n=======\n1,3\n>>>>>>> theirs\n",
        "conflict",
        2,
        None,
        "Choose, row by row",
    ),
    "cut number": ("a,b\nx,12,5\n", "too_many", 2, None, "If 12,5 is one number, write 12.5."),
    "failed spill": ("a;b\n1;#SPILL!\n", "no_result", 2, "b", "replace the formula"),
    "failed in German": ("a;b\n1;#BEZUG!\n", "no_result", 2, "b", "replace the formula"),
    "failed in Spanish": ("a;b\n1;#¿NOMBRE?\n", "no_result", 2, "b", "replace the formula"),
    "failed in Russian": ("a;b\n1;#Н/Д\n", "no_result", 2, "b", "replace the formula"),
    "same name twice": ("a,b,a\n1,2,3\n", "same_name", 1, "a", "another name"),
    "same name, spaces": ("a,a \n1,2\n", "same_name", 1, "a", "another name"),
    "wrong letters": ("a,b\n1,Caf\u00c3\u00a9\n", "letters", 2, "b", 'Did you mean "Café"?'),
    "wrong marks": ("a,b\n1,\u00e2\u20ac\u0153so\u00e2\u20ac\x9d\n", "letters", 2, "b", "“so”"),
    "wrong name": ("a,caf\u00c3\u00a9\n1,2\n", "letters", 1, "B", 'Did you mean "café"?'),
    "lost letters": ("a,b\n1,Caf\ufffd\n", "letters", 2, "b", "Go back to an earlier copy"),
    "failed formula": ("a;b\n1;#N/A\n", "no_result", 2, "b", "replace the formula"),
    "LibreOffice's failure": ("a;b\n1;Err:510\n", "no_result", 2, "b", "replace the formula"),
    "narrow column": ("a;b\n#####;2\n", "no_result", 2, "a", "Make the column wider"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_explained_and_not_half_read(tmp_path, name):
    data, kind, row, column, mend = BROKEN[name]
    problem = problem_of(tmp_path, data)
    assert (problem.kind, problem.file) == (kind, "table.csv")
    assert (problem.row, problem.column) == (row, column)
    assert mend in problem.mend


def test_the_found_program_is_named(tmp_path):
    names = {"xlsx": "Excel", "ods": "LibreOffice", "numbers": "Numbers", "xls": "old Excel"}
    for case, name in names.items():
        assert name in problem_of(tmp_path, BROKEN[case][0]).found


def test_a_message_says_where_what_and_how(tmp_path):
    problem = problem_of(tmp_path, BROKEN["nameless column"][0])
    assert str(problem).splitlines() == [
        "table.csv, row 1, column B (cell B1)",
        '  found:    a column without a name that holds values, such as "5" in cell B3',
        "  expected: a name in row 1 above every column that is used",
        "  mend:     Write a name in cell B1, or delete the column. If there is a title above the "
        "table, delete it: the names of the columns come first. If they are missing, add a row with "
        "them.",
    ]


def test_a_folder_and_a_file_that_is_not_there(tmp_path):
    (tmp_path / "organisations.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(TableError, match="found:    a folder"):
        read_table(tmp_path)
    with pytest.raises(TableError, match='Did you mean "organisations.csv"?'):
        read_table(tmp_path / "organisation.csv")
    with pytest.raises(TableError, match="Look at the file's name"):
        read_table(tmp_path / "no such folder" / "x.csv")


def test_another_table_is_no_misspelt_one(tmp_path):
    (tmp_path / "ties.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(TableError) as raised:
        read_table(tmp_path / "nodes.csv")
    assert "ties" not in str(raised.value)


def test_a_file_that_another_program_holds(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(TableError, match="Close the file in Excel"):
        read_table(tmp_path / "table.csv")


# Small parts


def test_letters_of_columns():
    assert [letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_suggestions_are_few_and_likely():
    places = ["Latin America", "Africa", "Asia", "ASEAN"]
    assert closest("Asai", places) == ["Asia"]
    assert closest("africa", places) == ["Africa"]
    assert closest("Antarctica", places) == []
    assert closest("S17", [f"S{n}" for n in range(1, 17)]) == []


def test_long_lists_are_cut():
    assert some(range(8), "en") == "0, 1, 2, 3, 4, 5, 6, 7"
    assert some(range(200), "en") == "0, 1, 2, 3, 4, 5 and 194 more"


def test_every_message_is_used():
    code = "".join(path.read_text(encoding="utf-8") for path in paths.ROOT.glob("koperasi/*/*.py"))
    unused = [kind for kind in words("en")["data"]["problem"] if f'"{kind}"' not in code]
    assert unused == []
