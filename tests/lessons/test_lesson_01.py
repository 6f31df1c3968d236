"""What lesson 1 says and draws is what the data give."""

import re

import matplotlib
import pytest
from lesson_reading import cells, run, says, table
from matplotlib.colors import to_hex

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def statements():
    return table("statements").set_index("statement")


@pytest.fixture(scope="module")
def lesson():
    return run(1)


def named(column, test) -> list[str]:
    """The names of the statements whose value passes a test."""
    return [name for name, value in column.items() if test(value)]


def test_the_table(statements):
    assert (len(statements), len(statements.columns) + 1) == (16, 8)
    says(1, "16 statements, each described in 8 columns")


def test_firmness(statements):
    firmness = statements["firmness"]
    assert len(named(firmness, "stated".__eq__)) == 11
    says(1, "Eleven of sixteen statements report")
    assert named(firmness, "possible".__eq__) == ["S1", "S2", "S16"]
    says(1, "S1 and S2 open the page, S16 closes it")
    assert set(firmness["S3":"S12"]) == {"stated"} and firmness["S14"] == "stated"
    assert (firmness["S13"], firmness["S15"]) == ("aim", "obligation")
    says(
        1,
        "From S3 to S12 the page reports without a break. Before that it speaks of what can be; "
        "after that come an aim, a demand and a possibility, with one more report, S14.",
    )


def test_a_word_found_is_not_a_reading(statements):
    quotes = statements["quote"]
    found = named(quotes, lambda quote: "dapat" in quote)
    assert len(found) == 5 and "mendapatkan" in quotes["S15"] and "S4" in found
    assert statements["firmness"]["S4"] == "stated"
    says(1, "Five rows, not three. S15 has *men**dapat**kan*", "S4, *telah … untuk dapat*")
    whole = named(quotes, lambda quote: "dapat" in re.split(r"[ ,:]", quote))
    assert set(found) - set(whole) == {"S15"}
    says(1, "S15 is gone. S4 stays")


def test_our_quotation_of_s6_begins_after_its_telah(statements):
    assert statements["marker"]["S6"] == "telah" and "telah" not in statements["quote"]["S6"]
    assert len(statements["quote"]["S6"].replace("- ", "-").split()) <= 15
    says(1, "For S6 it is *telah* too", "within fifteen words, our quotation starts one word later")


def test_clear_and_possible_is_s2_alone(statements):
    wording, firmness = statements["wording"], statements["firmness"]
    both = [n for n in wording.index if (wording[n], firmness[n]) == ("clear", "possible")]
    assert both == ["S2"]
    says(1, "Of the three possible statements only S2 is clear.")
    assert wording["S8"] == "garbled"


def test_sentences_of_the_last_exercise_rest_on_what_is_said(statements):
    en = statements["en"]
    assert named(en, lambda text: "CLUSA" in text) == ["S6"] and "Africa" in en["S6"]
    assert named(en, lambda text: "ACDI" in text) == ["S9"] and "not stated" in en["S9"]
    assert named(en, lambda text: "DEKOPIN" in text) == ["S11"]
    assert named(en, lambda text: "money" in text) == ["S14"]
    assert not named(en, lambda text: "ACO" in text and ("US " in text or "United States" in text))
    assert named(en, lambda text: "standard of living" in text) == ["S16"]


def test_the_picture(lesson, statements):
    ax = lesson["fig"].axes[0]
    words = {label.get_text(): label.get_position()[1] for label in ax.get_yticklabels()}
    assert set(words) == set(statements["firmness"])
    drawn = {text.get_text(): text.get_position() for text in ax.texts}
    squares = {
        tuple(*c.get_offsets().tolist()): to_hex(c.get_facecolor()[0]) for c in ax.collections
    }
    assert len(drawn) == len(squares) == 16
    for x, (name, firmness) in enumerate(statements["firmness"].items()):
        assert drawn[name] == (x, words[firmness])
        assert squares[drawn[name]] == lesson["colours"][firmness].lower()
    title = ax.get_title(loc="left")
    assert title == "The page begins and ends with what can be; its middle reports"


def test_no_two_exercises_have_the_same_answer(lesson, statements):
    firmness, quotes = statements["firmness"], statements["quote"]
    wording = statements["wording"]
    answers = [
        named(firmness, {"aim", "obligation"}.__contains__),
        named(quotes, lambda quote: "telah" in quote),
        [n for n in wording.index if (firmness[n], wording[n]) == ("stated", "garbled")],
        named(quotes, lambda quote: re.search(r"\bdi\b", quote)),
    ]
    assert len(set(map(tuple, answers))) == len(answers)
    checks = [c for c in cells(1) if "check" in c.metadata.get("tags", [])]
    assert len(checks) == len(answers) + 2
