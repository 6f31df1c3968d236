"""Building the site: Sphinx's pages, the decks, the files to download, and a first page."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from koperasi import notebooks, paths
from koperasi.handout import learners
from koperasi.output import Folder
from koperasi.pages import render
from koperasi.site import source
from koperasi.slides import deck
from koperasi.words import Said, words

HERE = Path(__file__).parent


def build(out: Folder, teacher: bool = False, pdf: bool = False) -> list[str | Said]:
    """Write the site in all languages into a folder; returns what was wrong, in words.

    Raises OSError or ValueError if a lesson cannot be read, `NoBrowser` if the PDF needs one.
    """
    wrong = []
    with tempfile.TemporaryDirectory() as place:
        for lang in paths.languages():
            pages = Path(place, "pages", lang)
            source.write(lang, pages, teacher)
            wrong += _sphinx("html", lang, pages, Path(place, lang))
            _take(out, Path(place, lang), lang)
            if pdf:
                wrong += _sphinx("singlehtml", lang, pages, Path(place, "one", lang))
                printed = _printed(Path(place, "one", lang, "index.html"))
                out.write(f"files/course-{lang}.pdf", printed)
    for lang in paths.languages():
        _decks(out, lang)
        _downloads(out, lang)
    out.write("index.html", first_page(pdf).encode())
    return wrong


def _sphinx(builder: str, lang: str, pages: Path, target: Path) -> list[str | Said]:
    """Run Sphinx in a process of its own: it keeps the language for as long as it lives."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-c", HERE]
    command += ["-d", pages.parent / f"read-{builder}-{lang}", pages, target]
    environment = {**os.environ, "KOPERASI_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(  # in the pages' folder, where Sphinx looks for `locale`
        command, cwd=pages, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    told = [
        line.replace(f"{pages}{os.sep}", "") for line in done.stderr.splitlines() if line.strip()
    ]
    return told or ([Said("site.stopped", status=done.returncode)] if done.returncode else [])


def _take(out: Folder, made: Path, lang: str) -> None:
    for path in sorted(made.rglob("*")):
        inside = path.relative_to(made)
        if path.is_file() and inside.parts[0] not in (".doctrees", ".buildinfo", "jupyter_execute"):
            out.write(f"{lang}/{inside.as_posix()}", path.read_bytes())


def _decks(out: Folder, lang: str) -> None:
    decks = {path: deck.build(notebooks.read_lesson(path), path) for path in paths.lessons(lang)}
    letters = "".join(sorted({letter for one in decks.values() for letter in one.characters}))
    for path, one in decks.items():
        out.write(f"slides/{lang}/{path.stem}.html", deck.page(one, letters).encode())


def _downloads(out: Folder, lang: str) -> None:
    """What a learner needs, file by file and as one zip file."""
    files = learners.files(paths.lessons(lang), lang)
    for name, content in files.items():
        if name.startswith(("data/", "figures/", "notebooks/")):
            out.write(f"files/{name}", content)
    out.write(f"files/koperasi-{lang}.zip", learners.zipped(files, f"koperasi-{lang}"))


def first_page(pdf: bool) -> str:
    """The page that offers the languages, each in its own words."""
    offered = [{"lang": lang, "say": words(lang)} for lang in paths.languages()]
    for one in offered:
        [figure] = sorted((paths.ROOT / "figures" / one["lang"]).glob("04-*.svg"))
        one["figure"] = f"files/figures/{one['lang']}/{figure.name}"
    return render("site/first.html", lang=offered[0]["lang"], languages=offered, pdf=pdf)


def _printed(page: Path) -> bytes:
    from koperasi.slides.browser import chromium

    with chromium() as context:
        tab = context.new_page()
        tab.goto(page.as_uri())
        margin = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")
        return tab.pdf(format="A4", outline=True, tagged=True, margin=margin)
