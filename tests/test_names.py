"""One name stays one name, however it was typed; and what cannot be seen is shown when it matters."""

import unicodedata

import networkx as nx
import pytest

from koperasi.answers.equality import same
from koperasi.names import looks, plain_name, visible

SAME = {
    "accent in two characters": ("Café Désa", unicodedata.normalize("NFD", "Café Désa")),
    "spaces at the ends": ("Melati", "\u3000 Melati\t"),
    "doubled space": ("Pasar Legi", "Pasar  Legi"),
    "no-break space": ("Pasar Legi", "Pasar\xa0Legi"),
    "thin space": ("Pasar Legi", "Pasar\u2009Legi"),
    "line break": ("Pasar Legi", "Pasar\nLegi"),
    "line of Windows": ("Pasar Legi", "Pasar\r\nLegi"),
    "line of Unicode": ("Pasar Legi", "Pasar\u2028Legi"),
    "soft hyphen": ("Pasar Legi", "Pa\xadsar Legi"),
    "zero-width space": ("Pasar Legi", "Pasar\u200b Legi"),
    "mark of direction": ("Pasar Legi", "\u200ePasar Legi\u200f"),
    "embedding": ("Pasar Legi", "\u202aPasar Legi\u202c"),
    "byte order mark": ("Pasar Legi", "\ufeffPasar Legi"),
    "word joiner": ("Pasar Legi", "Pasar\u2060 Legi"),
    "control character": ("Pasar Legi", "Pasar\x07 Legi"),
    "hidden before an accent": ("Café", "Cafe\xad\u0301"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_cannot_be_seen_makes_no_other_name(case):
    name, other = SAME[case]
    assert plain_name(other) == plain_name(name) == name
    assert plain_name(plain_name(other)) == name
    assert same(other, name) and same([other], [name]) and same({other: 1}, {name: 1})
    assert same(nx.DiGraph([(other, "B")]), nx.DiGraph([(name, "B")]))
    assert visible(other) != visible(name) or other.strip() == name
    assert visible(name) == name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("می\u200cخواهم", "میخواهم"),  # without the joiner a Persian word is misspelt
        ("क्\u200dष", "क्ष"),
        ("Sumber-Rejeki", "SumberRejeki"),
        ("Café", "Cafe"),
        ("x²", "x2"),
        ("\u0600١", "١"),  # a sign that is seen
    ],
)
def test_what_can_be_seen_does(name, other):
    assert plain_name(name) == unicodedata.normalize("NFC", name) != plain_name(other)
    assert not same(name, other)


def test_the_difference_is_shown():
    assert visible("Pasar\nLegi") == "Pasar[U+000A]Legi"
    assert visible("P\u0430sar Legi") == "P[U+0430]sar Legi"
    assert visible("Кооператив") == "Кооператив"
    assert visible("می\u200cخواهم") == "می[U+200C]خواهم"


def test_what_looks_alike():
    assert looks("Pasar Legi") == looks("pasar  LEGI")
    assert looks("می\u200cخواهم") == looks("میخواهم")
    assert looks("Melati") != looks("Melati 2")
