"""Check a folder of tables against their description, and say in words for people what to mend.

frictionless compares the cells with the Table Schema. Before it, the files are read as people make
them (rows.py, tables.py); after it, each of its errors becomes one message (explain.py).
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from koperasi import paths
from koperasi.tables.explain import Table, broken_rule, explain_cell, explain_header, names
from koperasi.tables.problem import (
    Problem,
    TableError,
    closest,
    closest_file,
    did_you_mean,
    make_problem,
    shorten,
)
from koperasi.tables.remarks import copy_of, remarks
from koperasi.tables.rows import read_rows
from koperasi.tables.table import name_columns, plain_number, read_package
from koperasi.words import words

SPREADSHEETS = (".xlsx", ".xls", ".ods", ".numbers")
LATER = 60  # seconds
# Of one kind of problem in one column: how many different ones are shown.
SHOWN = 3


@dataclass
class TableReport:
    """What is to be said of one table; `rows` is None if it could not be read."""

    file: str
    rows: int | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def validate(folder=paths.DATA, lang: str = "en") -> list[Problem]:
    """All problems of the tables in a folder, table by table, from the top; [] if all is right.

    The tables are compared with the folder's own datapackage.json, or else with what the course's
    says of tables with the same names; then tables may be absent, and a reference to an absent
    table is not followed. Nothing is raised: what cannot be read is a problem too.

    Parameters
    ----------
    folder : with tables saved as CSV; by default the course's own.
    lang : the language of messages.

    Returns
    -------
    A list of problems. Each tells its `file`, `row` (the header is row 1), `column`, `cell` (such
    as B5), and what was `found`, `expected` and how to `mend` it; printed, it says all that.

    >>> validate()
    []
    """
    return [problem for report in check_folder(folder, lang) for problem in report.problems]


def check_folder(
    folder=paths.DATA,
    lang: str = "en",
    progress: Callable[..., Iterable] = lambda steps, total: steps,
) -> list[TableReport]:
    """A report on each table of a folder, whether right or wrong.

    `progress` wraps the iteration over all rows, as tqdm does.
    """
    folder = Path(folder)

    def only(kind: str, **values) -> list[TableReport]:
        problem = make_problem(kind, lang, folder.name, folder=folder.resolve().name, **values)
        return [TableReport(problem.file, problems=[problem])]

    if not folder.is_dir():
        near = closest(folder.name, (p.name for p in folder.parent.glob("*") if p.is_dir()))
        return only("no_folder", hint=did_you_mean(near, lang))
    try:
        package = read_package(folder, lang)
    except TableError as error:
        return [TableReport(error.problem.file, problems=[error.problem])]
    described = {
        resource["path"]: {"name": Path(resource["path"]).stem} | resource
        for resource in package["resources"]
        if "schema" in resource and str(resource.get("path")).endswith(".csv")
    }
    reports: dict[str, TableReport] = {}
    tables = _read_all(folder, described, reports, lang)
    if tables:
        _compare(tables, described, reports, progress, lang)
    for file, remark in [*_newer_workbooks(folder, reports, lang), *remarks(tables, lang)]:
        reports[file].notes.append(remark)
    return list(reports.values()) or only("no_tables", example=next(iter(described), "ties.csv"))


def _read_all(folder: Path, described: dict, reports: dict, lang: str) -> dict[str, Table]:
    """Read every table of the folder and begin its report.

    `described` and `reports` are by file. The tables to compare are returned by the names that
    their descriptions give them.
    """
    text, encodings = words(lang)["data"]["note"], words(lang)["data"]["encoding"]
    files = [path.name for path in _visible(folder)]
    present = [file for file in files if file.lower().endswith(".csv")]
    absent = [file for file in described if file not in present]
    tables = {}
    for file in [*described, *(file for file in present if file not in described)]:
        report = TableReport(file)
        if file in absent:
            problem = _absence(folder, file, files, lang)
            if not problem:
                continue
            report.problems.append(problem)
        elif file not in described and (copied := copy_of(file, list(described))):
            hint = did_you_mean([copied], lang)
            kind = "file_name" if copied in absent else "copy_beside"
            report.problems.append(make_problem(kind, lang, file, hint=hint, other=copied))
        elif file not in described and (near := closest_file(file, absent)):
            hint = did_you_mean(near, lang)
            report.problems.append(make_problem("file_name", lang, file, hint=hint))
        else:
            if file in described and (newer := _newer_workbook(folder, file, files)):
                report.problems.append(make_problem("older", lang, file, other=newer))
            schema = described.get(file, {}).get("schema", {})
            try:
                rows = read_rows(folder / file, lang, name_columns(schema))
            except TableError as error:
                report.problems.append(error.problem)
            else:
                report.rows = len(rows.rows)
                if rows.encoding in encodings:
                    guess = encodings[rows.encoding]
                    report.notes.append(text["letters"].format(encoding=guess))
                if file in described:
                    tables[described[file]["name"]] = Table(rows, described[file]["schema"])
                else:
                    report.notes.append(text["no_description"])
        reports[file] = report
    return tables


def _absence(folder: Path, file: str, files: list[str], lang: str) -> Problem | None:
    """What to say if a table is not there: nothing, if the folder may do without it."""
    stem = Path(file).stem.lower()
    endings = [
        name for name in files if name.lower() in (f"{stem}.csv.txt", f"{stem}.txt", f"{stem}.tsv")
    ]
    if endings:
        return make_problem("other_ending", lang, file, other=endings[0])
    own = (folder / "datapackage.json").is_file()
    # A workbook of another name may hold the table too, in one of its sheets.
    for workbook in _workbooks(files):
        if own or Path(workbook).stem.lower() == stem:
            return make_problem("not_exported", lang, file, other=workbook)
    return make_problem("missing_table", lang, file) if own else None


def _visible(folder: Path) -> list[Path]:
    """The files of a folder, without those that programs hide there while one is open."""
    return [path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "~"))]


def _workbooks(files: list[str]) -> list[str]:
    return [name for name in files if name.lower().endswith(SPREADSHEETS)]


def _newer_workbook(folder: Path, file: str, files: list[str]) -> str:
    """A workbook of the same name that was changed after the table was saved; "" if there is none.

    Who unpacks or copies a folder gives all its files one time, in any order.
    """
    stem, saved = Path(file).stem.lower(), (folder / file).stat().st_mtime
    for name in _workbooks(files):
        same = Path(name).stem.lower() == stem or copy_of(Path(name).stem + ".csv", [file])
        if same and (folder / name).stat().st_mtime > saved + LATER:
            return name
    return ""


def _newer_workbooks(folder: Path, reports: dict, lang: str) -> Iterator[tuple[str, str]]:
    """A remark on a workbook that was changed after all tables were saved, and may hold newer ones."""
    tables = [file for file in reports if (folder / file).is_file()]
    named = {problem.kind for report in reports.values() for problem in report.problems}
    if tables and not named & {"older", "not_exported"}:
        saved = max((folder / file).stat().st_mtime for file in tables)
        for name in _workbooks([path.name for path in _visible(folder)]):
            if (folder / name).stat().st_mtime > saved + LATER:
                yield tables[0], words(lang)["data"]["note"]["newer_workbook"].format(other=name)


def _compare(tables: dict[str, Table], described: dict, reports: dict, progress, lang: str) -> None:
    """Let frictionless compare the tables with their schemas; what it finds goes to the reports."""
    frictionless = _import_frictionless()
    resources = []
    for name, table in tables.items():
        keys = _followed_keys(table, tables, described, reports[table.rows.file], lang)
        # The order of the columns is free, unless the schema says how they must match.
        schema = {"fieldsMatch": "equal"} | table.schema | {"foreignKeys": keys}
        data = [table.rows.header, *_plain_cells(table)]
        resources.append({"name": name, "data": data, "schema": schema})
    found = {name: _Found(table, tables, lang) for name, table in tables.items()}
    try:
        package = frictionless.Package.from_descriptor({"resources": resources})
        total = sum(len(resource["data"]) for resource in resources)
        for name, errors in progress(_errors(package, tables), total=total):
            if errors:
                found[name].add(errors)
    except frictionless.FrictionlessException as error:
        note = "; ".join(each.note for each in error.reasons or [error.error])
        problem = make_problem("package", lang, "datapackage.json", note=shorten(note, 200))
        reports[problem.file] = TableReport(problem.file, problems=[problem])
        return
    for name, those in found.items():
        reports[tables[name].rows.file].problems += those.problems()


class _Found:
    """What was found in one table: the same problem once, and a few of each kind in a column."""

    def __init__(self, table: Table, tables: dict[str, Table], lang: str):
        self.table, self.tables, self.lang = table, tables, lang
        self.in_header: list[Problem] = []
        # By kind of error and column, then by the cells' values: a message and its further rows.
        self.in_cells: dict[tuple, dict] = defaultdict(dict)
        self.more: Counter = Counter()

    def add(self, errors) -> None:
        """Take in the errors of the header or of one row; the first of each cell counts."""
        if errors[0].type.endswith("-label"):
            self.in_header = explain_header(errors, self.table, self.lang)
            return
        seen = set()
        # That a value is not in another table says more than that it has not the right form.
        for error in sorted(errors, key=lambda error: error.type != "foreign-key"):
            columns, cells = self.table.columns(error), self.table.cells(error)
            if columns in seen:
                continue
            seen.add(columns)
            kind = error.type, broken_rule(error), columns
            like = self.in_cells[kind]
            if cells in like:
                like[cells][1].append(self.table.rows.numbers[self.table.index(error)])
            elif len(like) < SHOWN:
                like[cells] = explain_cell(error, self.table, self.tables, self.lang), []
            else:
                self.more[kind] += 1

    def problems(self) -> list[Problem]:
        """The messages, row by row and from left to right."""
        problems = list(self.in_header)
        for kind, like in self.in_cells.items():
            group = [replace(problem, rows=tuple(rows)) for problem, rows in like.values()]
            problems += [*group[:-1], replace(group[-1], more=self.more[kind])]
        # The cells A2, B2, AA2 in this order.
        return sorted(problems, key=lambda p: (p.row, len(p.cell or ""), p.cell or ""))


def _import_frictionless():
    # On its way in, jsonschema compiles a grammar for web addresses if it finds one installed
    # (JupyterLab brings it): two seconds for something that no table needs.
    grammar = "rfc3987_syntax"
    if grammar not in sys.modules:
        sys.modules[grammar] = None
        import jsonschema  # noqa: F401

        del sys.modules[grammar]
    import frictionless

    return frictionless


def _errors(package, tables: dict[str, Table]):
    """The errors of each header and each row, as (name of the table, frictionless errors)."""
    for name in tables:
        with package.get_resource(name) as resource:
            yield name, resource.header.errors
            for row in resource.row_stream:
                yield name, row.errors


def _plain_cells(table: Table):
    """The rows with their numbers written as frictionless expects them."""
    kinds = {each["name"]: each.get("type") for each in table.schema.get("fields", [])}
    numeric = [kinds.get(column) in ("integer", "number") for column in table.rows.header]

    def plain(cell):
        try:
            return cell and plain_number(cell, table.rows.delimiter)
        except ValueError:  # none, or two numbers in one; to frictionless it shall be none
            return f"{cell}?"

    for row in table.rows.rows:
        yield [plain(cell) if number else cell for cell, number in zip(row, numeric, strict=True)]


def _followed_keys(
    table: Table, tables: dict[str, Table], described: dict, report: TableReport, lang: str
) -> list[dict]:
    """The foreign keys whose table is here with the columns meant; a note on those whose is not."""
    files = {description["name"]: file for file, description in described.items()}
    followed = []
    for key in table.schema.get("foreignKeys", []):
        name = key["reference"].get("resource", "")
        other = tables.get(name) if name else table
        if other is None:
            text = words(lang)["data"]["note"]["key_skipped"]
            column = ", ".join(names(key["fields"]))
            report.notes.append(text.format(column=column, other=files.get(name, name)))
        elif set(names(key["reference"]["fields"])) <= set(other.rows.header):
            followed.append(key)
    return followed
