"""`koperasi slides`: lessons as slides, one HTML file each, without running them."""

import argparse
import sys
from pathlib import Path

from koperasi import paths
from koperasi.commands.choice import add_language
from koperasi.words import Said, told, words_or_english

FOLDER = paths.ROOT / "build" / "slides"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lesson", nargs="*", help="number of a lesson, or path of a notebook (default: all lessons)"
    )
    languages = parser.add_mutually_exclusive_group()
    add_language(languages, "language of the lessons")
    languages.add_argument("--all-languages", action="store_true", help="lessons in every language")
    parser.add_argument("--pdf", action="store_true", help="also print each deck, one page a slide")
    parser.add_argument("--png", action="store_true", help="also save a picture of every slide")
    parser.add_argument("--open", action="store_true", help="open the result in the web browser")
    parser.add_argument("--solutions", action="store_true", help="show the exercises' solutions")
    parser.add_argument("--further", action="store_true", help="show the homework too")
    parser.add_argument(
        "--untrusted",
        action="store_true",
        help="for a notebook from somebody else: takes no styles and no files from it",
    )


def run(arguments: argparse.Namespace) -> int:
    """Build the decks into `build/slides/`; 1 if anything was wrong, which is printed on stderr."""
    from koperasi.output import Folder
    from koperasi.slides.index import index_page

    notebooks, complaints = _notebooks(arguments)
    with Folder(FOLDER) as out:
        decks, problems = _build(notebooks, arguments, out)
        complaints += problems
        if decks and (arguments.pdf or arguments.png):
            complaints += _with_browser(decks, arguments, out)
        complaints += out.complaints(arguments.lang)
        if decks:
            out.write("index.html", index_page(FOLDER, arguments.lang).encode())
    for complaint in complaints:
        print(told(complaint, arguments.lang), file=sys.stderr)
    if decks:
        line = words_or_english(arguments.lang)["slides"]["report"]["written"]
        print(line.format(count=len(decks), all=len(notebooks), folder=FOLDER))
        if arguments.open:
            import webbrowser

            webbrowser.open((decks[0][0] if len(decks) == 1 else FOLDER / "index.html").as_uri())
    return 1 if complaints else 0


def _notebooks(arguments: argparse.Namespace) -> tuple[list[Path], list]:
    """The notebooks asked for, and what could not be found."""
    languages = paths.languages() if arguments.all_languages else [arguments.lang]
    known = {lang: paths.lessons(lang) for lang in languages}
    if not arguments.lesson:
        found = [path for lessons in known.values() for path in lessons]
        if found:
            return found, []
        has = ", ".join(paths.languages()) or Said("choice.none")
        return [], [Said("choice.no_language", lang=repr(", ".join(languages)), known=has)]
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
            known_by = numbers or Said("choice.none")
            missing.append(Said("choice.no_notebook", name=wanted, known=known_by))
    return found, missing


def _build(notebooks: list[Path], arguments, out) -> tuple[list[tuple[Path, Path]], list]:
    """Write the decks; returns pairs of deck and notebook, and the problems found."""
    from tqdm import tqdm

    from koperasi.notebooks import read_lesson
    from koperasi.slides import deck

    built, complaints, written = {}, [], []
    options = {name: getattr(arguments, name) for name in ("solutions", "further", "untrusted")}
    # What shows more than the others has a name of its own: nobody hands it out by mistake.
    more = "".join(f"-{name}" for name in ("solutions", "further") if options[name])
    say = words_or_english(arguments.lang)["slides"]["report"]
    look = {"unit": say["unit"], "desc": say["making"], "disable": None, "leave": False}
    progress = tqdm(total=2 * len(notebooks), **look)
    for path in notebooks:
        target = f"{path.resolve().parent.name}/{path.stem}{more}.html"
        if target in built:
            complaints.append(Said("slides.report.same_name", path=path))
        else:
            try:
                built[target] = path, deck.build(read_lesson(path), path, **options)
            except (OSError, ValueError) as error:
                complaints.append(error)
        progress.update()
    # All decks get the letters of all: cutting fonts is what takes the time.
    letters = "".join(sorted({c for _, one in built.values() for c in one.characters}))
    for target, (path, one) in built.items():
        chosen = out.write(target, deck.page(one, letters).encode())
        complaints += map(str, one.problems)
        if chosen:
            written.append((FOLDER / chosen, path))
        progress.update()
    progress.close()
    return written, complaints


def _with_browser(decks: list[tuple[Path, Path]], arguments, out) -> list:
    """Print or photograph the decks; returns what was wrong."""
    from tqdm import tqdm

    from koperasi.slides import browser

    say = words_or_english(arguments.lang)["slides"]
    look = {"unit": say["report"]["unit"], "desc": say["report"]["printing"]}
    complaints = []
    try:
        with browser.chromium() as context:
            for deck, notebook in tqdm(decks, disable=None, leave=False, **look):
                for cell, zoom in browser.too_full(context, deck):
                    advice = say["problems"]["too_small"].format(percent=round(100 * zoom))
                    where = {"name": notebook.name, "cell": cell}
                    complaints.append(say["report"]["cell"].format(**where, advice=advice))
                if arguments.pdf:
                    name = deck.relative_to(FOLDER).with_suffix("").as_posix()
                    out.write(f"{name}-handout.pdf", browser.print_pdf(context, deck))
                if arguments.png:
                    browser.photograph(context, deck, deck.with_suffix(""))
    except (browser.NoBrowser, OSError) as error:
        complaints.append(Said("slides.report.not_all", reason=error))
    return complaints
