"""The words of the course's own messages, one TOML file for each language.

Others use `words`, for a language that somebody asked for, and `words_or_english`, for one that a
notebook names. What a language lacks is English in both.
"""

import tomllib
from functools import cache
from pathlib import Path


@cache
def words(lang: str) -> dict:
    """All messages of one language, as nested tables of text.

    Raises ValueError if the course does not speak that language.
    """
    own = _file(lang)
    return own if lang == "en" else _filled(own, words("en"))


def words_or_english(lang: str) -> dict:
    """The messages of a language, and the English ones for a language the course does not speak."""
    try:
        return words(lang)
    except ValueError:
        return words("en")


def _file(lang: str) -> dict:
    path = Path(__file__).with_name(f"{lang}.toml")
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml")))
        raise ValueError(f"The course has no messages in {lang!r}. It has: {known}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _filled(own: dict, english: dict) -> dict:
    both = english | own
    return {
        key: _filled(own[key], value) if key in own and isinstance(value, dict) else both[key]
        for key, value in both.items()
    }
