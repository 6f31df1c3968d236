"""What several lessons and tools of the course share: `from koperasi import Check, save_figure`."""

from importlib import import_module

__all__ = ["Check", "save_figure"]

_HOMES = {"Check": "koperasi.answers.check", "save_figure": "koperasi.figures"}


def __getattr__(name: str):
    # Imported when asked for: `koperasi --help` should not wait for pandas and matplotlib.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
