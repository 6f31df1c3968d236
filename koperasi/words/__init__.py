"""The words of the course's own messages: a TOML file for each language with what lessons say, and
one in `teach`, which a learner's copy lacks, with what teachers' commands say.

Others use `words`, for a language that somebody asked for; `words_or_english`, for one that a
notebook names; `first_language`, for when nobody names one; `Said`, an error in all languages, and
`told`, which words it. What a language lacks is English.
"""

import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


class Said(ValueError):  # noqa: N818 (it is read as a word: raise Said)
    """An error for people, which whoever catches it puts into a language, with `told`.

    `key` leads to the text, such as "read.zip"; `values` fill it in, and may be such errors too.

    >>> told(Said("data.some_problems", count=3), "id")
    '3 masalah'
    """

    def __init__(self, key: str, **values):
        super().__init__(key)
        self.key, self.values = key, values

    def __str__(self) -> str:
        return self.in_words("en")

    def in_words(self, lang: str) -> str:
        text = words_or_english(lang)
        for part in self.key.split("."):
            text = text[part]
        return text.format(**{name: told(value, lang) for name, value in self.values.items()})


def told(error, lang: str):
    """An error's text in a language, if the course worded it, else its own; no error stays as it is."""
    if isinstance(error, Said):
        return error.in_words(lang)
    return str(error) if isinstance(error, Exception) else error


@cache
def words(lang: str) -> dict:
    """All messages of one language, as nested tables of text.

    In a learner's copy that has one language only, that language stands for English, which
    functions speak when they are told nothing. Raises ValueError if the course does not speak the
    language that is asked for.
    """
    known = _languages()
    if lang == "en" and "en" not in known:
        lang = known[0]
    if lang not in known:
        raise Said("unknown_language", lang=repr(lang), known=", ".join(known))
    own = _merged(_file(HERE / f"{lang}.toml"), _file(HERE / "teach" / f"{lang}.toml"))
    return _merged(words("en"), own) if lang != "en" and "en" in known else own


def words_or_english(lang: str) -> dict:
    """The messages of a language, and the English ones for a language the course does not speak."""
    return words(lang if lang in _languages() else "en")


def first_language(known: list[str]) -> str:
    """The language of somebody who names none: English if it is among those known, or none is.

    >>> first_language(["id"]), first_language(["en", "id"])
    ('id', 'en')
    """
    return "en" if "en" in known or not known else known[0]


def is_complete(lang: str) -> bool:
    """Whether lessons find all their words in a language, and need no English beside it."""
    return not _lacks(_file(HERE / f"{lang}.toml"), _file(HERE / "en.toml"))


def _languages() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.toml"))


def _file(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _lacks(own: dict, english: dict) -> bool:
    return any(
        key not in own or (isinstance(value, dict) and _lacks(own[key], value))
        for key, value in english.items()
    )


def _merged(under: dict, over: dict) -> dict:
    """Two tables as one; where both say something, `over` holds."""
    both = under | over
    return {
        key: _merged(under[key], over[key])
        if isinstance(under.get(key), dict) and isinstance(over.get(key), dict)
        else value
        for key, value in both.items()
    }
