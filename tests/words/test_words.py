"""The course's messages: the same in every language, and each language without the words of another."""

import re
import string

import pytest
from message_files import own, texts

from koperasi.words import HERE, Said, first_language, told, words, words_or_english

LANGUAGES = sorted(path.stem for path in HERE.glob("*.toml"))
OTHERS = [lang for lang in LANGUAGES if lang != "en"]
PARTS = ("", "teach")
# What may be the same in two languages: names, signs, and words that both have.
SAME = {
    "check.battery.items.none",
    "check.battery.items.true",
    "data.delimiter.\t",
    "drawing.kind.donor",
}


def places(text: str) -> list[str]:
    """What the program fills in."""
    return sorted(name for _, name, *_ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", OTHERS)
def test_a_language_has_the_same_keys_in_the_same_order(lang, part):
    assert list(own(part, lang)) == list(own(part, "en"))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", OTHERS)
def test_the_same_is_filled_in(lang, part):
    english, found = own(part, "en"), own(part, lang)
    differ = {
        name: (places(english[name]), places(text))
        for name, text in found.items()
        if isinstance(text, str) and places(text) != places(english[name])
    }
    assert differ == {}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", OTHERS)
def test_what_is_typed_or_written_as_code_stays(lang, part):
    """Commands and code in backticks, apart from names that stand for another, and options."""
    english, found = own(part, "en"), own(part, lang)
    pattern = r"(?<!`)`((?:uv|koperasi|pip|python|sudo|nbgrader|~|nx\.|git)[^`]*)`|(--[a-z-]+)"
    differ = {}
    for name, text in found.items():
        both = [
            sorted(re.findall(pattern, " ".join(texts(value)))) for value in (english[name], text)
        ]
        if both[0] != both[1]:
            differ[name] = both
    assert differ == {}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", OTHERS)
def test_no_text_is_still_english(lang, part):
    english, found = own(part, "en"), own(part, lang)
    same = {
        name
        for name, value in found.items()
        if value == english[name]
        and any(re.search("[a-z]{2}", re.sub(r"\{\w*\}|`.*?`", "", text)) for text in texts(value))
    }
    assert same <= SAME


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_two_files_of_a_language_share_no_message(lang):
    assert own("", lang).keys().isdisjoint(own("teach", lang))


def test_an_error_is_said_in_the_language_of_whoever_asks():
    error = Said("read.no_notebook", name="a.ipynb", reason=Said("read.old_format"))
    assert str(error) == told(error, "en")
    assert told(error, "en") == (
        "a.ipynb: this is not a notebook (of an old format, and parts of it are missing)."
    )
    assert told(error, "id") == (
        "a.ipynb: ini bukan notebook (formatnya lama, dan ada bagiannya yang hilang)."
    )
    assert told(OSError("full"), "id") == "full" and told("as it is", "id") == "as it is"


def test_a_language_that_the_course_does_not_speak():
    with pytest.raises(ValueError, match="no messages in 'xx'. It has: en, id"):
        words("xx")
    assert words_or_english("xx") == words("en")
    assert first_language([]) == "en"


def test_what_a_new_language_lacks_is_english(tmp_path, monkeypatch):
    """So that a third language can be added message by message."""
    speak(tmp_path, monkeypatch, en=(HERE / "en.toml").read_text(encoding="utf-8"))
    (tmp_path / "jv.toml").write_text('[exercise]\nright = "Leres."\n', encoding="utf-8")
    assert words("jv")["exercise"]["right"] == "Leres."
    assert words("jv")["exercise"]["not_yet"] == "Not yet."
    assert words_or_english("jv")["exercise"]["right"] == "Leres."


def test_in_a_copy_with_one_language_that_language_stands_for_english(tmp_path, monkeypatch):
    speak(tmp_path, monkeypatch, id=(HERE / "id.toml").read_text(encoding="utf-8"))
    assert words("en") == words("id") == words_or_english("xx")
    assert words("en")["exercise"]["right"] == "Benar." and "mark" not in words("en")
    with pytest.raises(ValueError, match="tidak punya pesan dalam 'xx'"):
        words("xx")


def speak(folder, monkeypatch, **languages):
    for lang, text in languages.items():
        (folder / f"{lang}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("koperasi.words.HERE", folder)
    words.cache_clear()


@pytest.fixture(autouse=True)
def _read_again():
    yield
    words.cache_clear()
