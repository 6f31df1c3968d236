"""`koperasi slides`: lessons as slides, one HTML file each, without running them."""

import argparse
import html
import re
import sys
import webbrowser
from pathlib import Path

from koperasi import paths

FOLDER = paths.ROOT / "build" / "slides"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lesson", nargs="*", help="number of a lesson, or path of a notebook (default: all lessons)"
    )
    languages = parser.add_mutually_exclusive_group()
    languages.add_argument("--lang", default="en", help="language of the lessons (default: en)")
    languages.add_argument("--all-languages", action="store_true", help="lessons in every language")
    parser.add_argument("--pdf", action="store_true", help="also print each deck, one page a slide")
    parser.add_argument("--png", action="store_true", help="also save a picture of every slide")
    parser.add_argument("--open", action="store_true", help="open the result in the web browser")
    parser.add_argument("--solutions", action="store_true", help="show the exercises' solutions")
    parser.add_argument(
        "--untrusted",
        action="store_true",
        help="for a notebook from somebody else: takes no styles and no files from it",
    )


def run(arguments: argparse.Namespace) -> int:
    """Build the decks into `build/slides/`; 1 if anything was wrong, which is printed on stderr."""
    notebooks, complaints = _notebooks(arguments)
    decks, problems = _build(notebooks, arguments)
    complaints += problems
    index = _write_index() if decks else None
    if decks and (arguments.pdf or arguments.png):
        complaints += _with_browser(decks, arguments)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if index:
        print(f"{len(decks)} of {len(notebooks)} decks are in {FOLDER}. Begin with {index.name}.")
        if arguments.open:
            webbrowser.open((decks[0][0] if len(decks) == 1 else index).as_uri())
    return 1 if complaints else 0


def _notebooks(arguments: argparse.Namespace) -> tuple[list[Path], list[str]]:
    """The notebooks asked for, and what could not be found, in words for the teacher."""
    languages = paths.languages() if arguments.all_languages else [arguments.lang]
    known = {lang: paths.lessons(lang) for lang in languages}
    if not arguments.lesson:
        found = [path for lessons in known.values() for path in lessons]
        if found:
            return found, []
        has = ", ".join(paths.languages()) or "none"
        return [], [
            f"There are no lessons in {', '.join(languages)!r}. Languages with lessons: {has}."
        ]
    found, missing = [], []
    for wanted in arguments.lesson:
        if wanted.isdecimal():
            number = f"{int(wanted):02}-"
            matches = [
                p for lessons in known.values() for p in lessons if p.name.startswith(number)
            ]
        else:
            matches = [path] if (path := Path(wanted)).is_file() else []
        found += [path for path in matches if path not in found]
        if not matches:
            numbers = ", ".join(str(int(p.name[:2])) for p in next(iter(known.values()), []))
            missing.append(
                f"{wanted}: no such lesson or notebook. Give the number of a lesson "
                f"({numbers or 'there are none'}) or the path of an .ipynb file."
            )
    return found, missing


def _build(notebooks: list[Path], arguments) -> tuple[list[tuple[Path, Path]], list[str]]:
    """Write the decks; returns pairs of deck and notebook, and the problems found."""
    from tqdm import tqdm

    from koperasi.slides import deck, reading

    built, complaints, written = {}, [], []
    progress = tqdm(total=2 * len(notebooks), unit="deck", desc="Slides", disable=None, leave=False)
    for path in notebooks:
        target = FOLDER / path.resolve().parent.name / f"{path.stem}.html"
        if target in built:
            complaints.append(
                f"{path}: another notebook of this name in a folder of this name was named before "
                "it, and both would become the same file. Make their slides one after the other."
            )
        elif target.exists() and not _is_ours(target):
            complaints.append(
                f"{target} was not made by this command, so it is left as it is. "
                "Move or rename it, then try again."
            )
        else:
            try:
                options = {"solutions": arguments.solutions, "untrusted": arguments.untrusted}
                built[target] = path, deck.build(reading.read(path), path, **options)
            except (OSError, ValueError) as error:
                complaints.append(str(error))
        progress.update()
    # All decks get the letters of all: cutting fonts is what takes the time.
    letters = "".join(sorted({c for _, one in built.values() for c in one.characters}))
    for target, (path, one) in built.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(deck.page(one, letters), encoding="utf-8", newline="\n")
        complaints += map(str, one.problems)
        written.append((target, path))
        progress.update()
    progress.close()
    return written, complaints


def _with_browser(decks: list[tuple[Path, Path]], arguments) -> list[str]:
    """Print or photograph the decks; returns what was wrong."""
    from tqdm import tqdm

    from koperasi.slides import browser
    from koperasi.words import words

    say = words("en")["slides"]["problems"]["too_small"]
    complaints = []
    try:
        with browser.chromium() as context:
            for deck, notebook in tqdm(
                decks, unit="deck", desc="Browser", disable=None, leave=False
            ):
                for cell, zoom in browser.too_full(context, deck):
                    advice = say.format(percent=round(100 * zoom))
                    complaints.append(f"{notebook.name}, cell “{cell}”: {advice}")
                if arguments.pdf:
                    browser.print_pdf(context, deck, deck.with_suffix(".pdf"))
                if arguments.png:
                    browser.photograph(context, deck, deck.with_suffix(""))
    except browser.NoBrowser as error:
        complaints.append(f"The slides were made, but not the PDF or pictures. {error}")
    _write_index()
    return complaints


def _is_ours(path: Path) -> bool:
    """Whether a file was made by this command, and may be made anew."""
    with path.open("rb") as file:
        return b'<meta name="generator" content="koperasi slides">' in file.read(500)


def _is_newer(path: Path, other: Path) -> bool:
    return path.exists() and path.stat().st_mtime >= other.stat().st_mtime


def _write_index() -> Path:
    """A page with links to all decks that are there; returns its path."""
    from koperasi.words import words

    say = words("en")["slides"]
    sections = []
    for folder in sorted({path.parent for path in FOLDER.glob("*/*.html")}):
        rows = []
        for path in filter(_is_ours, sorted(folder.glob("*.html"))):
            with path.open(encoding="utf-8") as file:
                head = file.read(4000)
            title = re.search(r"<title>(.*?)</title>", head, re.S)
            where = f"{folder.name}/{path.name}"
            row = f'<a href="{html.escape(where)}">{title[1] if title else path.stem}</a>'
            if _is_newer(path.with_suffix(".pdf"), path):
                pdf = html.escape(where.removesuffix(".html") + ".pdf")
                row += f' <small><a href="{pdf}">{say["pdf"]}</a></small>'
            rows.append(f"<li>{row}</li>")
        sections.append(f"<h2>{html.escape(folder.name)}</h2>\n<ul>\n{chr(10).join(rows)}\n</ul>")
    index = FOLDER / "index.html"
    index.write_text(
        INDEX.format(title=say["index"], keys=say["keys"], body="\n".join(sections)),
        encoding="utf-8",
        newline="\n",
    )
    return index


INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="koperasi slides">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 "DejaVu Sans", sans-serif; color: #1a2228; }}
h1 {{ border-left: 12px solid #0072b2; padding-left: .6rem; }}
li {{ margin: .4rem 0; }} a {{ color: #005a8d; }} small {{ color: #4a555e; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
<p>{keys}</p>
</main>
</body>
</html>
"""
