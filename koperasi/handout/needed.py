"""What a learner's copy needs beside the lessons: the one list of it."""

import json
from collections.abc import Iterable
from pathlib import Path

from koperasi import paths
from koperasi.tables.table import in_language
from koperasi.words import is_complete

PACKAGE = Path(__file__).resolve().parent.parent
# What lessons import.
ROOMS = ("answers", "network", "tables")
FILES = ("__init__.py", "names.py", "paths.py", "figures.py", "course.mplstyle", "matplotlibrc")
# What opens them, and checks tables of a learner's own.
TO_START = (
    "cli.py",
    "commands/__init__.py",
    "commands/choice.py",
    "commands/data.py",
    "commands/lab.py",
    "lab_settings",
)
NEVER = {"__pycache__", ".ipynb_checkpoints"}


def package_files(langs: Iterable[str], to_start: bool = False) -> list[Path]:
    """The files of the package that lessons import, with the words of their languages only.

    What a language lacks is English: then that comes too. `to_start` adds what opens JupyterLab.
    """
    langs = set(langs)
    spoken = {lang for lang in langs if _words(lang).is_file()}
    if not spoken or not all(map(is_complete, langs)):
        spoken.add("en")
    wanted = [*ROOMS, *FILES, *(TO_START if to_start else ())]
    return [
        *(file for name in wanted for file in _files(PACKAGE / name)),
        PACKAGE / "words" / "__init__.py",
        *map(_words, sorted(spoken)),
    ]


def data_files() -> list[Path]:
    """The tables and their descriptions."""
    return _files(paths.DATA)


def data(lang: str) -> dict[str, bytes]:
    """The content of these files, by name, for a copy in one language.

    A file that is there for each language comes in that language only, if at all: data/README.md
    is English, README.id.md would be Indonesian. So do descriptions of columns.
    """
    content = {}
    for file in data_files():
        if _lang(file) in (lang, ""):
            name = file.relative_to(paths.ROOT).as_posix()
            package = file == paths.DATA / "datapackage.json"
            content[name] = described_in(file.read_bytes(), lang) if package else file.read_bytes()
    return content


def described_in(package: bytes, lang: str) -> bytes:
    """A description of tables in one language: with `title_id` for `title`, say, and so on.

    Key words, which are English only, are left out in another language.
    """

    def chosen(node):
        if isinstance(node, list):
            return [chosen(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: in_language(node, key, lang) if key in ("title", "description") else chosen(value)
            for key, value in node.items()
            if not key.startswith(("title_", "description_"))
            and (lang == "en" or key != "keywords")
        }

    return f"{json.dumps(chosen(json.loads(package)), indent=2, ensure_ascii=False)}\n".encode()


def _words(lang: str) -> Path:
    return PACKAGE / "words" / f"{lang}.toml"


def _lang(file: Path) -> str:
    """The language of a file of data, by its folder or its name; "" if it is for all."""
    inside = file.relative_to(paths.DATA).parts
    if inside[0] == "template":
        return inside[1]
    if inside[-1].startswith("README"):
        return file.stem.partition(".")[2] or "en"
    return ""


def _files(path: Path) -> list[Path]:
    """A file itself, or all files in a folder, sorted."""
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file())
    return [file for file in found if not NEVER & set(file.relative_to(path).parts)]
