"""What lessons import: `from koperasi import Check, save_figure, draw, read_table, …`.

For the tools there is a room each: `answers` judges answers, `tables` reads tables, `network` draws
and measures; `exercises` tries out what a teacher wrote, `running` runs cells, `handout` and
`marking` are for a class, `slides` for the wall; `commands` is what one types.
"""

from importlib import import_module

_HOMES = {
    "Check": "koperasi.answers.check",
    "betweenness_by_engine": "koperasi.network.engines",
    "draw": "koperasi.network.drawing",
    "draw_claims": "koperasi.network.record",
    "draw_decades": "koperasi.network.record",
    "draw_grid": "koperasi.network.readings",
    "draw_members": "koperasi.network.membership",
    "draw_ranges": "koperasi.network.readings",
    "draw_two_sides": "koperasi.network.sides",
    "draw_wall": "koperasi.network.wall",
    "make_ties": "koperasi.network.synthetic",
    "megabytes": "koperasi.network.cost",
    "open_page": "koperasi.network.readings",
    "read_table": "koperasi.tables.table",
    "save_figure": "koperasi.figures",
    "seconds": "koperasi.network.cost",
    "validate": "koperasi.tables.validation",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str):
    # Imported when asked for: `koperasi --help` should not wait for pandas and matplotlib.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
