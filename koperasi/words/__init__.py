"""The words of the course's own messages, one TOML file for each language."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def words(lang: str) -> dict:
    """All messages of one language, as nested tables of text.

    Raises ValueError if the course does not speak that language.
    """
    path = Path(__file__).with_name(f"{lang}.toml")
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml")))
        raise ValueError(f"The course has no messages in {lang!r}. It has: {known}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words_or_english(lang: str, strict: bool = False) -> dict:
    """The messages of a language, and the English ones for a language the course does not speak.

    What a language lacks is English too. `strict` raises ValueError for an unknown language.
    """
    english = words("en")
    try:
        return _filled(words(lang), english)
    except ValueError:
        if strict:
            raise
        return english


def _filled(own: dict, english: dict) -> dict:
    both = english | own
    return {
        key: _filled(own[key], value) if key in own and isinstance(value, dict) else both[key]
        for key, value in both.items()
    }
