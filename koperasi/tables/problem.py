"""What is wrong with a table, in words for people."""

import difflib
from dataclasses import dataclass, field
from pathlib import PurePath

from koperasi.words import words


@dataclass(frozen=True)
class Problem:
    """One message: where, what was found, what was expected, how to mend it.

    `row` counts as a spreadsheet does (the header is row 1) and `cell` names the place in it,
    such as B5; both are None when the whole file is meant. `rows` are further rows with the same
    problem, `more` counts cells of the same column with a problem of the same kind.
    """

    kind: str
    file: str
    found: str
    expected: str
    mend: str
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    rows: tuple[int, ...] = ()
    more: int = 0
    lang: str = field(default="en", repr=False)

    def __str__(self) -> str:
        text = words(self.lang)["data"]["message"]
        known = [name for name in ("row", "column", "cell") if getattr(self, name) is not None]
        place = text["_".join(["place", *known])].format(**self._values())
        lines = [place] + [
            "  " + text[part].format(**self._values()) for part in ("found", "expected", "mend")
        ]
        if self.rows:
            also = text["one_row" if len(self.rows) == 1 else "some_rows"]
            lines.append("  " + also.format(rows=some(self.rows, self.lang)))
        if self.more:
            lines.append("  " + text["more"].format(**self._values()))
        return "\n".join(lines)

    def _values(self) -> dict:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class TableError(ValueError):
    """A table that cannot be read. `problem` holds file, row, column, found, expected, mend."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem))
        self.problem = problem


def make_problem(
    kind: str,
    lang: str,
    file: str,
    *,
    row: int | None = None,
    column: str | None = None,
    position: int | None = None,
    **values,
) -> Problem:
    """The problem `kind` in the words of one language; `position` counts columns from 0."""
    parts = words(lang)["data"]["problem"][kind]
    values |= {"file": file, "row": row, "column": column}
    cell = None if position is None or row is None else f"{letters(position)}{row}"
    found, expected, mend = (
        parts[part].format(**values).strip() for part in ("found", "expected", "mend")
    )
    return Problem(kind, file, found, expected, mend, row, column, cell, lang=lang)


def letters(position: int) -> str:
    """The spreadsheet's name of a column: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def shorten(text: str, width: int = 60) -> str:
    """`text` on one line, cut to `width` characters, so that a message stays readable."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 3].rstrip() + "..."


def some(values, lang: str, most: int = 8) -> str:
    """The first few of `values`, and how many more there are."""
    values = [shorten(str(value)) for value in values]
    if len(values) <= most:
        return ", ".join(values)
    text = words(lang)["data"]["message"]["and_more"]
    return text.format(values=", ".join(values[: most - 2]), count=len(values) - most + 2)


def closest(word: str, choices) -> list[str]:
    """The one or two `choices` that `word` was probably meant to be; none if that is unclear."""

    def digits(text):  # S17 is no misspelt S7
        return "".join(filter(str.isdigit, text)).lstrip("0")

    word = word.casefold()
    by_form = {str(choice).casefold(): str(choice) for choice in choices}
    forms = [form for form in by_form if digits(form) == digits(word)]
    near = difflib.get_close_matches(word, forms, n=3, cutoff=0.7)
    likeness = {form: difflib.SequenceMatcher(None, form, word).ratio() for form in near}
    best = [by_form[form] for form in near if likeness[form] == max(likeness.values())]
    return best if len(best) < 3 else []


def closest_file(name: str, files: list[str]) -> list[str]:
    """The same for the name of a file: that all end in .csv makes them no more alike."""
    by_stem = {PurePath(file).stem: file for file in files}
    return [by_stem[stem] for stem in closest(PurePath(name).stem, by_stem)]


def did_you_mean(choices: list[str], lang: str) -> str:
    """A question with the likely choices, to stand before the rest of the advice; "" if none."""
    text = words(lang)["data"]["message"]
    quoted = text["or"].join(f'"{choice}"' for choice in choices)
    return text["did_you_mean"].format(choices=quoted) + " " if choices else ""
