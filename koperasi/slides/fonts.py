"""The letters of a deck, cut out of matplotlib's DejaVu fonts, which the figures use too."""

import base64
import importlib.util
import io
import logging
from functools import lru_cache
from pathlib import Path

from fontTools import subset

# CSS family: pairs of a font file and its descriptors. The serif one has the tables for formulas.
FONTS = {
    "deck": [
        ("DejaVuSans", ""),
        ("DejaVuSans-Bold", "font-weight:bold;"),
        ("DejaVuSans-Oblique", "font-style:italic;"),
    ],
    "deck-code": [("DejaVuSansMono", "")],
    "deck-formula": [("DejaVuSerif", "")],
}
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "–—‘’“”…•→≤≥≠×−·"


def package_folder(name: str) -> Path:
    """The folder of an installed package, which need not be imported.

    Raises ModuleNotFoundError if it is not installed.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=64)
def font_faces(family: str, characters: str) -> str:
    """`@font-face` rules of one family with only these characters, as CSS."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    folder = package_folder("matplotlib") / "mpl-data" / "fonts" / "ttf"
    rules = []
    for name, descriptors in FONTS[family]:
        # No hints (screens are sharp enough) and no glyph names: half the size.
        options = subset.Options(
            flavor="woff", hinting=False, layout_features=["kern"], recalc_timestamp=False
        )
        font = subset.load_font(str(folder / f"{name}.ttf"), options, lazy=True)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
        data = base64.b64encode(buffer.getvalue()).decode()
        rules.append(
            f"@font-face{{font-family:{family};{descriptors}"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )
    return "\n".join(rules)


def formula_characters(shown: str) -> str:
    """The characters of MathML: an `<mi>x</mi>` is drawn with the italic letters of mathematics."""
    found = set(shown)
    for letter in shown:
        if "a" <= letter <= "z":
            found.add("\u210e" if letter == "h" else chr(0x1D44E + ord(letter) - ord("a")))
        elif "A" <= letter <= "Z":
            found.add(chr(0x1D434 + ord(letter) - ord("A")))
        elif "α" <= letter <= "ω":
            found.add(chr(0x1D6FC + ord(letter) - ord("α")))
    return "".join(sorted(found))
