"""Which fonts a drawing writes with, and which letters none of them has."""

from collections.abc import Iterable
from functools import cache

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, fontManager, get_font


def families() -> list[str]:
    """The font in use, and those of rcParams' `font.sans-serif` that are installed, in that order.

    A letter is taken from the first that has it. `koperasi.course` names fonts of many scripts;
    matplotlib would warn of each that is absent.
    """
    installed = set(fontManager.get_font_names())
    others = [name for name in mpl.rcParams["font.sans-serif"] if name in installed]
    return list(dict.fromkeys([*mpl.rcParams["font.family"], *others]))


def missing_letters(texts: Iterable[str], fonts: list[str]) -> list[str]:
    """The letters of some texts that no font has, in the order in which they occur."""
    known = set().union(*map(_letters, fonts))
    letters = dict.fromkeys("".join(texts))
    return [letter for letter in letters if letter.isprintable() and ord(letter) not in known]


@cache
def _letters(family: str) -> frozenset[int]:
    path = fontManager.findfont(FontProperties(family=[family]))
    return frozenset(get_font(path).get_charmap())
