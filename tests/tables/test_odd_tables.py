"""A hundred and fifty odd folders of tables: read right, or refused with the right cause, or a remark.

Each begins as the template of lesson 10, with one thing odd in it.
"""

import os
import re
import shutil

import pytest

from koperasi import paths
from koperasi.tables.table import read_table
from koperasi.tables.validation import check_folder
from koperasi.words import words

TEMPLATE = paths.DATA / "template" / "en"
NOTES = words("en")["data"]["note"]


def edit(file: str, old: str, new: str):
    """In one table, the first text in place of the other."""

    def change(folder):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return change


def save(file: str, **look):
    """A table saved in another form."""

    def change(folder):
        text = (folder / file).read_text(encoding="utf-8")
        if separator := look.get("separator"):  # no cell of ties.csv has a separator in it
            decimal = look.get("decimal", ".")
            lines = [
                line.replace(".", decimal).replace(",", separator) for line in text.split("\n")
            ]
            text = "\n".join(lines).replace("credit;", "credit, ")
        text = look.get("before", "") + text
        text = text.replace("\n", look.get("line_end", "\n"))
        (folder / file).write_bytes(text.encode(look.get("encoding", "utf-8")))

    return change


def beside(name: str, of: str = "ties.csv", later: float = 0):
    """A file of some name beside the tables, with what `of` holds."""

    def change(folder):
        shutil.copy(folder / of, folder / name)
        saved = (folder / of).stat().st_mtime
        os.utime(folder / name, (saved + later, saved + later))

    return change


def renamed(name: str, of: str = "ties.csv"):
    return lambda folder: (folder / of).rename(folder / name)


def both(*changes):
    def change(folder):
        for each in changes:
            each(folder)

    return change


def only_rows(file: str, count: int):
    def change(folder):
        lines = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / file).write_text("".join(lines[: count + 1]), encoding="utf-8")

    return change


RIGHT = None
FIRST = "Melati,Tani Maju,lends to,12.5,S1,stated,"
# Name of the case: (what is odd, kind of problem, or a remark by "note KEY", or RIGHT)
CASES = {"the template": (lambda folder: None, RIGHT)}

UNSEEN = {
    "two spaces": "Tani  Maju",
    "no-break space": "Tani\xa0Maju",
    "thin space": "Tani\u2009Maju",
    "ideographic space": "Tani\u3000Maju",
    "soft hyphen": "Tani Ma\xadju",
    "zero-width space": "Tani\u200b Maju",
    "word joiner": "Tani\u2060 Maju",
    "left-to-right mark": "Tani Maju\u200e",
    "right-to-left override": "\u202eTani Maju\u202c",
    "byte order mark": "\ufeffTani Maju",
    "line break": '"Tani\nMaju"',
    "line break of Windows": '"Tani\r\nMaju"',
    "tab": "Tani\tMaju",
    "control character": "Tani\x08 Maju",
}
for name, typed in UNSEEN.items():
    CASES[f"{name} in a tie"] = (
        edit("ties.csv", "Melati,Tani Maju", f"Melati,{typed}"),
        "note spellings",
    )
    row = f"Sekar,co-operative,\n{typed},co-operative,1\n"
    CASES[f"{name} in a second node"] = edit("nodes.csv", "Sekar,co-operative,\n", row), "twice"
ACCENTED = [
    edit("nodes.csv", "Tani Maju", "Tani Majú"),
    edit("ties.csv", "Melati,Tani Maju", "Melati,Tani Maju\u0301"),
    edit("ties.csv", "Tani Maju,Melati", "Tani Majú,Melati"),
    edit("ties.csv", "Tani Maju,Pasar", "Tani Majú,Pasar"),
    edit("ties.csv", "Dinas Koperasi,Tani Maju", "Dinas Koperasi,Tani Majú"),
]
CASES |= {
    "accent in two characters": (both(*ACCENTED), "note spellings"),
    "spaces around a name": (edit("ties.csv", "Melati,Tani Maju", " Melati ,Tani Maju\xa0"), RIGHT),
    "letter of another alphabet": (edit("ties.csv", FIRST, FIRST.replace("a", "\u0430", 1)), "foreign"),
    "other capitals in a tie": (edit("ties.csv", "Melati,Tani Maju", "melati,Tani Maju"), "foreign"),
    "other capitals in a second node": (
        edit("nodes.csv", "Sekar,co-operative,\n", "Sekar,co-operative,\nSEKAR,co-operative,\n"),
        "note alike",
    ),
    "joiner in a second node": (
        edit("nodes.csv", "Sekar,co-operative,\n", "Sekar,co-operative,\nSe\u200dkar,bank,\n"),
        "note alike",
    ),
    "misspelt": (edit("ties.csv", "Melati,Tani Maju", "Melatti,Tani Maju"), "foreign"),
    "node twice": (edit("nodes.csv", "Sekar,", "Melati,"), "twice"),
    "tie twice": (edit("ties.csv", FIRST + "\n", f"{FIRST}\n{FIRST}\n"), "twice"),
    "two relations of one pair": (
        edit("ties.csv", FIRST, f"{FIRST}\n{FIRST.replace('lends to', 'trains')}"),
        "twice",
    ),
    "both directions": (edit("ties.csv", FIRST, f"{FIRST}\nPasar Baru,Tani Maju,pays,,S3,stated,"), RIGHT),
    "self tie": (edit("ties.csv", FIRST, f"{FIRST}\nSekar,Sekar,meets,,S7,stated,"), "note self_tie"),
    "nobody with a tie": (only_rows("ties.csv", 0), "note no_rows"),
    "no node": (both(only_rows("nodes.csv", 0), only_rows("ties.csv", 0)), "note no_rows"),
    "a node more": (edit("nodes.csv", "Sekar,co-operative,\n", "Sekar,bank,\nX,bank,\n"), "note no_tie"),
    "names like missing values": (
        both(edit("nodes.csv", "Sekar,", "NA,"), edit("nodes.csv", "Bank Desa", "None"),
             edit("ties.csv", "Bank Desa", "None")),
        "note no_tie",
    ),
    "signs in a name": (
        edit("nodes.csv", "Sekar,", "US$ & A$ <fund>_1^2 \\x,"),
        "note no_tie",
    ),
}  # fmt: skip

FAILED = "#REF! #NAME? #VALUE! #DIV/0! #N/A #NULL! #NUM! #SPILL! #CALC! #ERROR! #NV #WERT! #BEZUG! "
FAILED += "#ZAHL! #NOM? #VALEUR! #¿NOMBRE? #¡REF! #VERW! #NAAM? #N/D #BLOCKED! #FIELD! #ССЫЛКА! "
FAILED += "#GETTING_DATA ######## Err:502"
for value in FAILED.split():
    CASES[f"{value} in a number"] = edit("ties.csv", "12.5", value), "no_result"
    if value in ("#REF!", "#NAME?", "########"):
        CASES[f"{value} in a name"] = edit("ties.csv", "Melati,Tani", f"{value},Tani"), "no_result"
for value in ("inf", "-inf", "nan", "NaN", "1e999", "1_000", "twelve", "12 kg", "Rp 12", "12-"):
    CASES[f"{value} for a number"] = edit("ties.csv", "12.5", value), "type"
for value in ("12-May", "May-12", "12. Mai", "5-Mei", "12/05/2025", "2025-05-12", "1-Des-25"):
    CASES[f"{value} for a number"] = edit("ties.csv", "12.5", value), "date_made"
    CASES[f"{value} for members"] = edit("nodes.csv", "148", value), "date_made"
CASES |= {
    "1.98E+03 for a number": (edit("ties.csv", "12.5", "1.98E+03"), "note short_form"),
    "1.98E+03 for members": (edit("nodes.csv", "148", "1.98E+03"), "short_form"),
    "1.23457E+12 for a name": (
        edit("nodes.csv", "Sekar,", "1.23457E+12,"), "note short_form"),
    "12-May for a name": (edit("nodes.csv", "Sekar,", "12-May,"), "note date_made"),
    "thousands": (edit("ties.csv", "12.5", '"1,250"'), "two_numbers"),
    "a decimal comma in quotes": (edit("ties.csv", "12.5", '"12,5"'), RIGHT),
    "a decimal comma without": (edit("ties.csv", "12.5", "12,5"), "too_many"),
    "below zero": (edit("ties.csv", "12.5", "-12.5"), "limit"),
    "a point in members": (edit("nodes.csv", "148", "148.0"), "type"),
    "half a member": (edit("nodes.csv", "148", "148.5"), "type"),
    "no basis": (edit("ties.csv", "S1,stated", "S1,"), "required"),
    "another basis": (edit("ties.csv", "S1,stated", "S1,said"), "enum"),
    "no such statement": (edit("ties.csv", "S1,stated", "S11,stated"), "foreign"),
    "letters spoiled": (edit("ties.csv", "lends to", "CafÃ©"), "letters"),
    "letters lost": (edit("ties.csv", "lends to", "Caf\ufffd"), "letters"),
}  # fmt: skip

COPIES = [
    "ties (1).csv", "ties(2).csv", "ties - Copy.csv", "ties - Copy (2).csv", "ties copy.csv",
    "Copy of ties.csv", "Salinan ties.csv", "Salinan dari ties.csv", "ties - Salinan.csv",
    "ties_new.csv", "ties-old.csv", "ties final v2.csv", "ties2 copy.csv", "ties.csv.csv",
    "my-network - ties.csv", "Kopie von ties.csv", "ties - Kopie.csv", "TIES (1).csv",
    "ties backup.csv", "ties_01.csv",
]  # fmt: skip
for file in COPIES:
    CASES[f"{file} beside"] = beside(file), "copy_beside"
for file in ("ties (1).csv", "Salinan ties.csv", "my-network - ties.csv", "tie.csv", "Ties.csv"):
    CASES[f"{file} instead"] = renamed(file), "missing_table file_name"
for file in ("ties.csv.txt", "ties.txt", "ties.tsv"):
    CASES[f"{file} instead"] = renamed(file), "other_ending"
for file in ("ties.xlsx", "TIES.XLSX", "ties.ods", "my network.xlsx"):
    CASES[f"{file} instead"] = renamed(file), "not_exported"
for file in ("ties.xlsx", "ties.ods", "Ties.xls", "ties (1).xlsx"):
    CASES[f"{file} newer"] = beside(file, later=3600), "older"
    CASES[f"{file} older"] = beside(file, later=-3600), RIGHT
CASES |= {
    "ties 2024.csv beside": (beside("ties 2024.csv"), "note no_description"),
    "prices.csv beside": (beside("prices.csv"), "note no_description"),
    "my network.xlsx newer": (beside("my network.xlsx", later=3600), "note newer_workbook"),
    "lock files": (both(beside(".~lock.ties.csv#"), beside("~$ties.xlsx", later=99)), RIGHT),
    "no ties.csv": (lambda folder: (folder / "ties.csv").unlink(), "missing_table"),
    "a folder ties.csv": (
        both(lambda folder: (folder / "ties.csv").unlink(), lambda folder: (folder / "ties.csv").mkdir()),
        "folder",
    ),
    "a title": (save("ties.csv", before="My network\n"), "title"),
    "a title and a blank row": (save("ties.csv", before="My network,,,,,,\n,,,,,,\n"), "title"),
    "two rows of title": (save("ties.csv", before="My network\n2026\n"), "too_many title"),
    "no header": (edit("ties.csv", "source,target,relation,amount,statement,basis,note\n", ""), "no_name"),
    "header in capitals": (edit("nodes.csv", "node,kind,members", "Node,Kind,Members"), "no_header"),
    "misspelt header": (edit("nodes.csv", "members", "member"), "column_name"),
    "a column more": (edit("nodes.csv", "node,kind,members\n", "node,kind,members,seat\n"), "too_few column_extra"),
    "hidden sign in the header": (edit("nodes.csv", "node,kind", "node\u200b,kind\xa0"), RIGHT),
    "conflict marks": (edit("ties.csv", FIRST, f"<<<<<<< HEAD\n{FIRST}\n=======\n{FIRST}\n>>>>>>> b"), "conflict"),
    "an empty file": (lambda folder: (folder / "ties.csv").write_bytes(b""), "empty"),
    "blank cells only": (lambda folder: (folder / "ties.csv").write_text(",,,\n\xa0,\u200b\n", encoding="utf-8"), "empty"),
    "a quotation mark open": (edit("ties.csv", FIRST, f'"{FIRST}'), "open_quote"),
    "a cell too few": (edit("ties.csv", FIRST, "Melati,Tani Maju"), "too_few"),
    "blank rows": (edit("ties.csv", FIRST, f",,,,,,\n\n{FIRST}\n,,,,,,"), RIGHT),
    "semicolons": (save("nodes.csv", separator=";"), RIGHT),
    "semicolons and decimal commas": (save("nodes.csv", separator=";", decimal=","), RIGHT),
    "tabs": (save("nodes.csv", separator="\t"), RIGHT),
    "bars": (save("nodes.csv", separator="|"), RIGHT),
    "sep=": (save("nodes.csv", before="sep=,\n"), RIGHT),
    "UTF-8 of Excel": (save("ties.csv", encoding="utf-8-sig", line_end="\r\n"), RIGHT),
    "UTF-16": (save("ties.csv", encoding="utf-16", line_end="\r\n"), RIGHT),
    "line ends of an old Mac": (save("ties.csv", line_end="\r"), RIGHT),
    "a workbook named .csv": (lambda folder: (folder / "ties.csv").write_bytes(b"PK\x03\x04 xl/"), "program"),
    "a web page named .csv": (lambda folder: (folder / "ties.csv").write_bytes(b"<html>"), "web_page"),
}  # fmt: skip


def test_there_are_many():
    assert len(CASES) >= 150


@pytest.mark.parametrize("case", CASES)
def test_read_right_or_told_why_not(tmp_path, case):
    change, expected = CASES[case]
    folder = tmp_path / "my-network"
    shutil.copytree(TEMPLATE, folder)
    usual = {note for report in check_folder(folder) for note in report.notes}
    change(folder)
    reports = check_folder(folder)
    problems = [problem for report in reports for problem in report.problems]
    notes = [note for report in reports for note in report.notes if note not in usual]
    said = "\n".join([*map(str, problems), *notes])
    assert not re.search(
        r"[{}]|\bNone\b|Traceback", said.replace('"None"', "").replace("(None", "")
    )
    if expected is RIGHT:
        assert said == ""
    elif expected.startswith("note "):
        key = expected.removeprefix("note ")
        assert problems == []
        form = ".+".join(map(re.escape, re.split(r"\{\w+\}", NOTES[key])))
        assert any(re.fullmatch(form, note) for note in notes), said
    else:
        assert {problem.kind for problem in problems} & set(expected.split()), said
        assert {problem.kind for problem in problems} <= set(expected.split()), said
    if case.split(" in a ")[0] in UNSEEN:
        assert "[U+" in said  # what cannot be seen is shown
    if expected is RIGHT or expected.startswith("note "):
        for name in ("nodes", "statements", "ties"):
            table = read_table(folder / f"{name}.csv")
            assert table.shape[1] == read_table(TEMPLATE / f"{name}.csv").shape[1]
            assert not table.map(lambda cell: "\u200b" in str(cell) or "  " in str(cell)).any(
                axis=None
            )
