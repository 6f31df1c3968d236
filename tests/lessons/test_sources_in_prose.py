"""Lessons 6 and 8 say nothing from elsewhere without a source that says it."""

import re

import pytest
from lesson_reading import ROOT, cells, prose, table

FACTS, SOURCES = table("facts"), table("sources")
# A source is named by its key in backticks, such as `antara-2008`.
SOURCE = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`")
YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?![\ds])")  # 1977, not the 1970s
# Years that a paragraph may name without a source, since the lesson shows the rows of a table ...
IN_TABLES = {
    6: set(table("membership")["from"].str[:4]),
    8: set(table("programmes")["year_to"].dropna().astype(int).astype(str)),
}
RECKONING = {"2026"}  # ... or reckons with them
both = pytest.mark.parametrize("number", [6, 8])


def paragraphs(number) -> list:
    """The lesson's prose, exercises apart, in paragraphs and rows of tables."""
    apart = {"exercise", "solution", "examples"}
    texts = [
        cell.source
        for cell in cells(number)
        if cell.cell_type == "markdown" and not apart & set(cell.metadata.get("tags", []))
    ]
    return [
        part for text in texts for part in re.split(r"\n\s*\n|\n(?=[|-])", text) if part.strip()
    ]


def facts_of(sources):
    return FACTS[FACTS["source"].isin(sources) & (FACTS["found"] == "yes")]


def text_of(facts) -> str:
    columns = ["subject", "value", "quote", "note", "year", "year_from", "year_to"]
    return " ".join(str(value) for value in facts[columns].to_numpy().ravel())


@both
def test_a_source_named_in_prose_has_a_fact_with_words_and_confidence(number):
    named = set(SOURCE.findall("\n".join(paragraphs(number))))
    assert len(named) >= 8 and named <= set(SOURCES["source"])
    for name in named:
        facts = facts_of([name])
        assert len(facts), f"{name} is named, but no fact rests on it"
        lengths = facts["quote"].str.replace("…", " ").str.split().str.len()
        assert lengths.between(1, 15).all(), name
        assert facts["confidence"].isin(["high", "medium", "low"]).all(), name


@both
def test_what_stands_beside_a_source_is_what_its_facts_tell(number):
    """Each source shares at least two names, years or words in italics with the paragraph in which it is named."""
    for paragraph in paragraphs(number):
        told = set(
            re.findall(r"[A-Z][A-Za-z/-]{2,}|\d{4}|(?<=\*)[a-z]+(?=\*)", SOURCE.sub("", paragraph))
        )
        for name in SOURCE.findall(paragraph):
            known = text_of(facts_of([name]))
            shared = {word for word in told if word in known} - {"The", "For"}
            assert len(shared) >= 2, f"{name} in: {paragraph}"


def unsupported_years(number, paragraph) -> set:
    """Years that neither the sources named beside them nor the lesson's tables have."""
    sources = SOURCE.findall(paragraph)
    known = set(YEAR.findall(text_of(facts_of(sources)))) if sources else IN_TABLES[number]
    return set(YEAR.findall(SOURCE.sub("", paragraph))) - known - RECKONING - {"1977"}


@both
def test_every_year_in_prose_is_in_the_facts_of_the_sources_beside_it(number):
    with_years = [p for p in paragraphs(number) if YEAR.search(SOURCE.sub("", p))]
    assert len(with_years) >= 7
    for paragraph in with_years:
        assert not unsupported_years(number, paragraph), paragraph


def test_a_year_without_support_is_noticed():
    assert unsupported_years(6, "ACO was formed in 1976.") == {"1976"}
    assert unsupported_years(6, "Brunei joined in 1985 (`asean-about`).") == {"1985"}
    assert not unsupported_years(6, "Brunei joined in 1984 (`asean-about`).")


def test_only_facts_that_were_found_are_shown_as_facts():
    shown = set(re.findall(r"\bF\d{3}\b", "".join(c.source for n in (6, 8) for c in cells(n))))
    found = set(FACTS.loc[FACTS["found"] == "yes", "fact"])
    assert len(shown) > 20 and shown <= found


def test_no_founding_organisation_is_named():
    """No source says which organisations signed in 1977."""
    named = r"ANGKASA|SNCF|SNCU|\bCLT\b|\bCUP\b|Cooperative League of Thailand"
    assert not re.findall(named, prose(6))


@pytest.mark.parametrize("name", ["06-members-over-time", "08-claims", "08-countries-by-decade"])
def test_figures_for_the_wall_are_stored(name):
    for suffix in ("png", "svg"):
        assert (ROOT / "figures" / "en" / f"{name}.{suffix}").stat().st_size > 10_000
