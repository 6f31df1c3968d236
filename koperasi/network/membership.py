"""Draw who belonged to two bodies, year by year: one on record, one known in glimpses (lesson 6)."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.lines import Line2D

RECORD, GLIMPSES = "#0072B2", "#D55E00"
# Sign of what a source says of a member, and whether it is filled.
SIGNS = {"founder": ("s", True), "joined": ("s", True), "listed": ("d", False)}
SIGNS |= {"represented": ("^", False)}
SET_ASIDE = ("x", True)
NO_MEMBER = ("represented", "set aside")  # no proof of membership


def draw_members(
    rows: pd.DataFrame,
    in_words: dict[str, str],
    on_record: str = "ASEAN",
    in_glimpses: str = "ACO",
    until: int = 2026,
):
    """Draw one row for each country and return the figure.

    rows         one row for what one source says of one country: body, member, event, year, standing
    in_words     title, entry, founder, listed, represented, set aside, gap: the words of the picture;
                 a country is written as it stands in the table, unless its name is a key too
    on_record    the body drawn as lines from the year of entry
    in_glimpses  the body drawn as marks, one for each thing that a source says
    until        the year up to which the lines are drawn

    >>> columns = ["body", "member", "event", "year", "standing"]
    >>> rows = pd.DataFrame([("ACO", "Malaysia", "listed", 1984, "undisputed")], columns=columns)
    >>> names = ["title", "entry", "founder", "listed", "represented", "set aside", "gap"]
    >>> fig = draw_members(rows, dict(zip(names, names)))
    >>> [label.get_text() for label in fig.axes[0].get_yticklabels()]
    ['Malaysia']
    """
    usable = rows[rows["standing"] != "set aside"]
    countries = list(usable["member"].unique())
    fig, ax = plt.subplots(figsize=(11, 6.2))
    for height, country in enumerate(countries):
        there = usable[(usable["body"] == on_record) & (usable["member"] == country)]
        if len(there):
            start = there["year"].min()
            ax.plot([start, until], [height - 0.18] * 2, color=RECORD, lw=6)
        said = rows[(rows["body"] == in_glimpses) & (rows["member"] == country)]
        _draw_glimpses(ax, said, height + 0.2)
    ax.set_yticks(range(len(countries)), [in_words.get(name, name) for name in countries])
    ax.set(ylim=(len(countries) - 0.3, -0.7), xlim=(rows["year"].min() - 2, until + 1))
    ax.set_xticks(_ticks(rows["year"]))
    ax.grid(axis="x", color="#DDDDDD")
    ax.set_title(in_words["title"])
    samples = _samples(in_words)
    ax.legend(handles=samples, loc="upper center", bbox_to_anchor=(0.45, -0.06), ncols=3)
    return fig


def _kind(row) -> str:
    """What a row is drawn as: its event, unless its date was set aside."""
    return "set aside" if row.standing == "set aside" else row.event


def _mark(kind: str) -> dict:
    shape, filled = SET_ASIDE if kind == "set aside" else SIGNS[kind]
    fill = GLIMPSES if filled else "white"
    return {"marker": shape, "mfc": fill, "color": GLIMPSES, "ms": 8, "mew": 1.5, "ls": ""}


def _draw_glimpses(ax, said: pd.DataFrame, height: float) -> None:
    """A mark for each row, and dots from the first to the last that tells of a member."""
    kinds = [_kind(row) for row in said.itertuples()]
    for kind, year in zip(kinds, said["year"], strict=True):
        lower = 0.22 if kind == "set aside" else 0  # may lie on another mark of the same year
        ax.plot(year, height + lower, **_mark(kind))
    known = [y for kind, y in zip(kinds, said["year"], strict=True) if kind not in NO_MEMBER]
    if len(set(known)) > 1:
        ax.plot([min(known), max(known)], [height] * 2, ":", color=GLIMPSES, zorder=0)


def _ticks(years: pd.Series) -> list[int]:
    """Years to be written: those in the table, without any that would touch the one before."""
    ticks: list[int] = []
    for year in sorted(years.unique()):
        if not ticks or year - ticks[-1] > 5:
            ticks.append(int(year))
    return ticks


def _samples(in_words: dict[str, str]) -> list[Line2D]:
    samples = [Line2D([], [], color=RECORD, lw=6, label=in_words["entry"])]
    for kind in ("founder", "listed", "represented", "set aside"):
        samples.append(Line2D([], [], label=in_words[kind], **_mark(kind)))
    samples.append(Line2D([], [], color=GLIMPSES, ls=":", label=in_words["gap"]))
    return samples
