"""What the tests of messages share: the texts of a language's files, by their names."""

from koperasi.words import HERE, _file


def flat(table: dict, before: str = "") -> dict:
    """The texts of nested tables, by their whole names."""
    found = {}
    for key, value in table.items():
        name = f"{before}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


def own(part: str, lang: str) -> dict:
    return flat(_file(HERE / part / f"{lang}.toml"))


def texts(value) -> list[str]:
    return [value] if isinstance(value, str) else [text for one in value for text in texts(one)]
