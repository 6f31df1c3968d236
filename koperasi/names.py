"""When are two names the same? One rule for reading, checking, drawing and judging.

Two names are the same if they differ only in what cannot be seen: in how an accent is stored (one
character or two), in the kind and number of the spaces, in characters that have no shape. Joiners
have none either, but change the letters beside them (in Persian, Hindi or Javanese), and stay.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
# Signs that Unicode counts among the formatting characters, although they are seen.
SEEN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
# Letters of other scripts that look like Latin ones.
LOOK_ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def plain_name(text: str) -> str:
    """A name without what cannot be seen: NFC, one plain space between words, none at the ends.

    >>> plain_name("Pasar\\xa0 Le\\xadgi\\u200b ")
    'Pasar Legi'
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(character for character in text if not _unseen(character))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def plain_text(text: str) -> str:
    """The same for each line of a text, which may have several."""
    if "\n" not in text:
        return plain_name(text)
    return "\n".join(map(plain_name, text.split("\n"))).strip()


def visible(text: str) -> str:
    """A text with what cannot be seen in it, or looks like something else, as its number in Unicode.

    >>> visible("Pasar\\xa0Legi"), visible("Cafe\\u0301"), visible("Pasar  Legi")
    ('Pasar[U+00A0]Legi', 'Cafe[U+0301]', 'Pasar[U+0020][U+0020]Legi')
    """
    composed = unicodedata.normalize("NFC", text) == text

    def shown(character: str) -> str:
        hidden = not character.isprintable() or (character.isspace() and character != " ")
        if hidden or (not composed and unicodedata.combining(character)):
            return f"[U+{ord(character):04X}]"
        return character

    words = [_foreign_letters(word) for word in re.split(r"(\s+)", text)]
    numbers = ("".join(map(shown, word)) for word in words)
    return "".join(
        "[U+0020]" * len(word) if re.fullmatch("  +", word) else word for word in numbers
    )


def looks(name: str) -> str:
    """What a reader sees of a name who does not look closely: capitals, joiners and forms set aside.

    >>> looks("PASAR Legi") == looks("Pasar legi")
    True
    """
    plain = unicodedata.normalize("NFKC", plain_name(name)).casefold()
    return "".join(character for character in plain if character not in JOINERS)


def _unseen(character: str) -> bool:
    """Whether a character has no shape, and does nothing to the shape of others."""
    kind = unicodedata.category(character)
    if kind == "Cc":
        return not character.isspace()
    return kind == "Cf" and character not in JOINERS and not SEEN.match(character)


def _foreign_letters(word: str) -> str:
    """A word with the letters of another script as numbers, if it has Latin ones beside them."""
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in word]
    if "LATIN" not in scripts:
        return word
    return "".join(
        f"[U+{ord(letter):04X}]" if script in LOOK_ALIKE else letter
        for letter, script in zip(word, scripts, strict=True)
    )
