"""The page with links to all decks: by language, with the number of each lesson and what each file is."""

import re
from html import unescape
from pathlib import Path

from koperasi.pages import render
from koperasi.slides.deck import GENERATOR
from koperasi.words import words, words_or_english

NUMBER = re.compile(r"(\d\d)-")
SUFFIXES = ("-further", "-solutions")


def index_page(folder: Path, lang: str = "en") -> str:
    """The page for the decks in the folders of `folder`, in the words of one language."""
    say = words_or_english(lang)["slides"]
    groups = []
    for inside in sorted({path.parent for path in folder.glob("*/*.html")}):
        decks = [_about(path, say) for path in sorted(inside.glob("*.html")) if _is_ours(path)]
        if decks:
            groups.append(_language(inside.name) | {"decks": decks})
    return render("slides/index.html", lang=lang, say=say, groups=groups, generator=GENERATOR)


def _about(path: Path, say: dict) -> dict:
    with path.open(encoding="utf-8") as file:
        title = re.search(r"<title>(.*?)</title>", file.read(4000), re.S)
    number = NUMBER.match(path.name)
    pdf = path.with_name(f"{path.stem}-handout.pdf")
    newer = pdf.exists() and pdf.stat().st_mtime >= path.stat().st_mtime
    return {
        "href": f"{path.parent.name}/{path.name}",
        "lesson": say["lesson"].format(number=int(number[1])) if number else "",
        "title": unescape(title[1]) if title else path.stem,
        "kinds": [say["kinds"][suffix[1:]] for suffix in SUFFIXES if suffix in path.stem],
        "pdf": f"{path.parent.name}/{pdf.name}" if newer else "",
    }


def _language(name: str) -> dict:
    """A language by its own name; the name of the folder if it is none of the course's."""
    try:
        return {"name": words(name)["language"], "lang": name}
    except ValueError:
        return {"name": name, "lang": ""}


def _is_ours(path: Path) -> bool:
    """Whether a file was made as a deck."""
    with path.open("rb") as file:
        return f'<meta name="generator" content="{GENERATOR}">'.encode() in file.read(600)
