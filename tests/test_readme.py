"""The README in its two languages: the same headings, commands and links."""

import re

import pytest

from koperasi import paths

ENGLISH, INDONESIAN = (
    (paths.ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.id.md")
)


def commands(text: str) -> list[str]:
    """What is typed, in its order; `--lang id` apart, which only one of them needs."""
    blocks = re.findall(r"^```\n(.*?)^```", text, re.S | re.M)
    return [line.replace(" --lang id", "") for block in blocks for line in block.splitlines()]


def code(text: str) -> list[str]:
    """Code in the sentences, apart from what a language says in its own words."""
    text = re.sub(r"^```\n.*?^```", "", text, flags=re.S | re.M)
    found = (one.replace(" --lang id", "") for one in re.findall(r"`([^`\n]+)`", text))
    own = r"# |--lang id$|notebooks/(en|id)/"
    return sorted({one for one in found if not re.match(own, one)})


def links(text: str) -> list[str]:
    """Where links lead, with the number of a lesson or figure in place of its name."""
    found = re.findall(r"\]\(([^)]+)\)", text)
    return [re.sub(r"/(en|id)/(\d*)[^.]*\.", r"/\2.", one) for one in found[1:]]


def test_each_begins_with_a_link_to_the_other():
    assert ENGLISH.splitlines()[0] == "*[Baca dalam bahasa Indonesia](README.id.md)*"
    assert INDONESIAN.splitlines()[0] == "*[Read in English](README.md)*"


def test_the_headings_are_as_many_and_as_deep():
    levels = [re.findall(r"^(#+) ", text, re.M) for text in (ENGLISH, INDONESIAN)]
    assert levels[0] == levels[1]
    titles = [re.findall(r"^#+ (.*)", text, re.M) for text in (ENGLISH, INDONESIAN)]
    assert not set(titles[0]) & set(titles[1])


def test_the_same_is_typed():
    assert commands(ENGLISH) == commands(INDONESIAN)
    assert commands(ENGLISH), "no command was found"


def test_the_same_code_is_named():
    assert code(ENGLISH) == code(INDONESIAN)


def test_the_links_lead_to_the_same():
    assert links(ENGLISH) == links(INDONESIAN)


def test_each_part_of_a_list_or_table_is_there():
    for sign in ("| ", "- ", "<details>"):
        counts = [sum(line.startswith(sign) for line in t.splitlines()) for t in (ENGLISH, INDONESIAN)]  # fmt: skip
        assert counts[0] == counts[1], sign


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_every_link_leads_somewhere(name):
    text = (paths.ROOT / name).read_text(encoding="utf-8")
    missing = [
        link
        for link in re.findall(r"\]\(([^)#]+)\)", text)
        if "://" not in link and not (paths.ROOT / link).exists()
    ]
    assert missing == []
