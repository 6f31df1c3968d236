"""Read the cells of a CSV file, with the habits of Excel and other spreadsheets.

A file is read whole or not at all: what cannot be read raises TableError, in words for people.
"""

import csv
import io
import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from koperasi.names import plain_name, plain_text
from koperasi.tables.problem import (
    TableError,
    closest_file,
    did_you_mean,
    letters,
    make_problem,
    shorten,
)
from koperasi.words import words

DELIMITERS = ",;\t|"
# What a spreadsheet shows for a formula without a result or a column too narrow for its dates, in
# whatever language it speaks: #REF!, #NAME?, #WERT!, #N/A, #NV, #####, Err:510.
NO_RESULT = re.compile(
    r"#[¡¿]?(?=\w*[^\W\d_])[^\Wa-z]{2,}(/0)?[!?]|#N/[ADBT]|#I/T|#NV|#Н/Д|#GETTING_DATA|##+|Err:\d{3}"
)
CONFLICT = re.compile(r"(<<<<<<<|>>>>>>>|=======|\|\|\|\|\|\|\|)( .*)?")
# Excel writes a CSV file in blocks of 16 rows, and leaves out last columns that a block does not use.
EXCEL_BLOCK = 16


@dataclass(frozen=True)
class Rows:
    """The cells of one file, all text ("" is a blank cell), with their places in a spreadsheet.

    `rows[i]` is row `numbers[i]` of the file, `header[j]` stands in column `positions[j]`
    (counted from 0). Blank rows and nameless blank columns are left out. `typed` has those cells
    that stand otherwise in the file, by (i, j), if the difference cannot be seen.
    """

    file: str
    header: list[str]
    rows: list[list[str]]
    header_row: int
    numbers: list[int]
    positions: list[int]
    delimiter: str
    encoding: str
    typed: dict[tuple[int, int], str]


def read_rows(path, lang: str = "en", names: Container[str] = ()) -> Rows:
    """The cells of a CSV file as text, with their row numbers. Raises TableError.

    The columns `names` hold names, which have no line breaks.
    """
    path = Path(path)
    text, encoding = _text(path, lang)
    _check_conflict(path.name, text, lang)
    delimiter = None
    first, _, rest = text.partition("\n")
    if match := re.fullmatch(r'"?sep=(.)"?', first):
        text, delimiter = rest, match[1]  # Excel takes this line as an order, not as a row
    if not re.sub(r'[\s,;|"]', "", plain_name(text)):
        raise TableError(make_problem("empty", lang, path.name))
    delimiter = delimiter or _delimiter(path.name, text, lang)
    found = [
        each for each in _records(path.name, text, delimiter, lang) if any(map(plain_name, each[1]))
    ]
    records = [(number, [plain_text(cell) for cell in cells]) for number, cells in found]
    records[0] = records[0][0], [plain_name(cell) for cell in found[0][1]]
    _same_width(path.name, records, delimiter, lang)
    table = [cells for _, cells in records]
    kept = [place for place in range(len(table[0])) if any(cells[place] for cells in table)]
    header = [table[0][place] for place in kept]
    _check_header(path.name, header, kept, records, lang)
    rows = [[cells[place] for place in kept] for cells in table[1:]]
    typed = {}
    for i, (cells, (_, as_typed)) in enumerate(zip(rows, found[1:], strict=True)):
        for j, place in enumerate(kept):
            if header[j] in names:
                cells[j] = plain_name(cells[j])
            if cells[j] and cells[j] != as_typed[place]:
                typed[i, j] = as_typed[place]
    return Rows(
        file=path.name,
        header=header,
        rows=rows,
        header_row=records[0][0],
        numbers=[number for number, _ in records[1:]],
        positions=kept,
        delimiter=delimiter,
        encoding=encoding,
        typed=typed,
    )


def _check_conflict(file: str, text: str, lang: str) -> None:
    """Two versions that a program such as git put one below the other are no table."""
    lines = [line.rstrip() for line in text.splitlines()]
    marks = [number for number, line in enumerate(lines, start=1) if CONFLICT.fullmatch(line)]
    if any(lines[number - 1].startswith("<<<<<<<") for number in marks):
        value = shorten(lines[marks[0] - 1])
        raise TableError(make_problem("conflict", lang, file, row=marks[0], value=value))


def _text(path: Path, lang: str) -> tuple[str, str]:
    """The file as text, and the encoding it was in."""

    def fail(kind: str, **values):
        return TableError(make_problem(kind, lang, path.name, **values))

    if path.is_dir():
        raise fail("folder")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        folder = path.resolve().parent
        near = closest_file(path.name, [p.name for p in folder.glob("*.csv")])
        raise fail("absent", folder=folder.name, hint=did_you_mean(near, lang)) from None
    except OSError as error:
        raise fail("locked", note=error.strerror) from None
    if program := _program(data):
        raise fail("program", program=words(lang)["data"]["program"][program])
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)", data, re.IGNORECASE):
        raise fail("web_page")
    return _decode(data, fail)


def _program(data: bytes) -> str | None:
    """The kind of file, if it is one that programs often give the name .csv but is none."""
    if data.startswith(b"PK\x03\x04"):
        marks = {"opendocument": b"opendocument", "excel": b"xl/", "numbers": b".iwa"}
        return next((name for name, mark in marks.items() if mark in data), "zip")
    starts = {b"\xd0\xcf\x11\xe0": "old_excel", b"%PDF": "pdf", b"{\\rtf": "rtf"}
    return next((name for start, name in starts.items() if data.startswith(start)), None)


def _decode(data: bytes, fail) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        guesses = ["utf-16"]
    elif b"\0" in data:
        raise fail("binary")
    elif b"\r" in data and b"\n" not in data:
        guesses = ["utf-8-sig", "mac-roman"]  # a file of Excel for the Mac
    else:
        guesses = ["utf-8-sig", "cp1252"]
    for encoding in guesses:
        try:
            # Only \r\n, \n and \r end a line; inside quotation marks a cell may hold them too.
            text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
        return text, encoding.removesuffix("-sig")
    raise fail("binary")


def _delimiter(file: str, text: str, lang: str) -> str:
    """The character between the cells, as the header shows it."""

    def rows(delimiter):
        reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
        return (row for row in reader if any(cell.strip() for cell in row))

    try:
        headers = {delimiter: next(rows(delimiter), []) for delimiter in DELIMITERS}
        possible = [delimiter for delimiter, header in headers.items() if len(header) > 1]
        if len(possible) > 1:  # such as:  name;"places, if stated"
            possible = [d for d in possible if '"' not in "".join(headers[d])]
        if len(possible) > 1:  # such as:  name;places, if stated
            possible = [d for d in possible if len({len(row) for row in rows(d)}) == 1]
        if not any(len(header) > 1 for header in headers.values()):
            return _below_title(rows) or ","  # else a table of one column
    except csv.Error:
        return ","  # reading the records will say where and why
    if len(possible) == 1:
        return possible[0]
    row = text[: len(text) - len(text.lstrip("\n"))].count("\n") + 1
    header = shorten(text.lstrip("\n").partition("\n")[0])
    raise TableError(make_problem("delimiter", lang, file, row=row, value=header))


def _below_title(rows) -> str | None:
    """The character between the cells of all rows but the first, if there is one."""
    for delimiter in DELIMITERS:
        widths = {len(row) for row in list(rows(delimiter))[1:]}
        if len(widths) == 1 and min(widths) > 1:
            return delimiter
    return None


def _records(file: str, text: str, delimiter: str, lang: str):
    """Row number and cells of every row, as typed; raises TableError at a broken one."""
    lines = list(io.StringIO(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    number, header = 0, []
    while True:
        number, start = number + 1, reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # A row that runs on over several lines has more likely lost a closing quotation mark.
            one_line = reader.line_num == start + 1
            kind = "after_quote" if one_line and "expected after" in str(error) else "open_quote"
            begin = shorten(lines[start])
            raise TableError(make_problem(kind, lang, file, row=number, value=begin)) from None
        for position, cell in enumerate(cells):
            plain = cell.isascii() and "#" not in cell and "Err" not in cell
            if not plain and (problem := _spoiled(cell)):
                kind, meant = problem
                column = (
                    plain_name(header[position]) if position < len(header) else letters(position)
                )
                where = {"row": number, "column": column, "position": position}
                values = {"value": shorten(cell), "hint": did_you_mean(meant, lang)}
                raise TableError(make_problem(kind, lang, file, **where, **values))
        header = header or (cells if any(map(plain_name, cells)) else [])
        yield number, cells


def _spoiled(cell: str) -> tuple[str, list[str]] | None:
    """Why a cell cannot be what its writer meant, and what that probably was."""
    if NO_RESULT.fullmatch(cell.strip()):
        return "no_result", []
    if "\ufffd" in cell:
        return "letters", []
    if not cell.isascii():
        # UTF-8 that a program took for Windows-1252 and saved again: “CafÃ©”.
        try:
            meant = b"".join(map(_windows_byte, cell)).decode("utf-8")
        except UnicodeError:
            return None
        return "letters", [shorten(meant)]
    return None


def _windows_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _same_width(file: str, records: list, delimiter: str, lang: str) -> None:
    """Give every row as many cells as the header; raises TableError where that would be guessing.

    Blank cells beyond the last column in use are cut off.
    """
    header = records[0][1]
    named = _used(header)
    widths = {_used(cells) for _, cells in records[1:]}
    if named == 1 and len(records) > 2 and min(widths) > 1 and _used(records[1][1]) == max(widths):
        number, name = records[0][0], next(filter(None, header))
        sign = words(lang)["data"]["delimiter"].get(delimiter, delimiter)
        values = {"value": shorten(name), "delimiter": sign}
        raise TableError(make_problem("title", lang, file, row=number, **values))
    width = min(len(header), max(_used(cells) for _, cells in records))
    longest_in_block: dict[int, int] = {}
    for number, cells in records:
        block = (number - 1) // EXCEL_BLOCK
        longest_in_block[block] = max(longest_in_block.get(block, 0), len(cells))
    longer = [len(cells) > len(header) for _, cells in records[1:]]
    all_longer = len(longer) > 1 and all(longer)  # a comma at the end of each row
    for number, cells in records:
        block = (number - 1) // EXCEL_BLOCK
        cut_by_excel = block and longest_in_block[block] == len(cells)
        hint = _cut_number(cells, delimiter, lang) if len(cells) > len(header) else ""
        if _used(cells) > width or (hint and not all_longer and len(cells) == len(header) + 1):
            kind = "too_many"
        elif len(cells) < named and not cut_by_excel:
            kind = "row_in_quotes" if len(cells) == 1 and delimiter in cells[0] else "too_few"
        else:
            cells[:] = (cells + [""] * width)[:width]
            continue
        name = words(lang)["data"]["delimiter"].get(delimiter, delimiter)
        values = {"count": len(cells), "width": named, "delimiter": name, "sign": delimiter}
        values["hint"] = hint
        value = shorten(delimiter.join(cells))
        raise TableError(make_problem(kind, lang, file, row=number, value=value, **values))


def _cut_number(cells: list[str], delimiter: str, lang: str) -> str:
    """What to do if a comma between cells is more likely the decimal mark of a number; or ""."""
    for whole, decimals in pairwise(cells):
        if delimiter == "," and re.fullmatch(r"-?\d{1,6}", whole) and decimals.isdecimal():
            values = {"value": f"{whole},{decimals}", "number": f"{whole}.{decimals}"}
            return words(lang)["data"]["message"]["cut_number"].format(**values) + " "
    return ""


def _used(cells: list[str]) -> int:
    """How many cells there are up to the last that is not blank."""
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _check_header(file: str, header: list, positions: list, records: list, lang: str) -> None:
    """Every column that holds values has one name, and a name of its own."""
    row = records[0][0]
    for place, (name, position) in enumerate(zip(header, positions, strict=True)):
        where = {"row": row, "column": name or letters(position), "position": position}
        if not name:
            number, cells = next((n, c) for n, c in records if c[position])
            values = {"value": shorten(cells[position]), "example": f"{letters(position)}{number}"}
            values["place"] = f"{letters(position)}{row}"
            raise TableError(make_problem("no_name", lang, file, **where, **values))
        if name in header[:place]:
            first = f"{letters(positions[header.index(name)])}{row}"
            raise TableError(
                make_problem("same_name", lang, file, **where, value=name, first=first)
            )
