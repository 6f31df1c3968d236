"""Two pictures of lesson 8: each claim with its verdict, and the countries on record by decade."""

import matplotlib.pyplot as plt
import pandas as pd

from koperasi.words import words

# Shape, fill and edge of each verdict; the legend has them in this order.
VERDICTS = {
    "holds": ("o", "#0072B2", "#0072B2"),
    "holds in part": ("D", "#56B4E9", "#000000"),
    "not found": ("o", "#FFFFFF", "#000000"),
    "contradicted": ("X", "#D55E00", "#D55E00"),
}
# Fill of a sign and colour of its number: a year or decade of work, or a list printed by then.
PANELS = {"dated": ("#0072B2", "white"), "listed": ("white", "black")}


def draw_claims(
    claims: pd.DataFrame, topics: dict, starred=(), title: str = "", lang: str = "en"
) -> plt.Figure:
    """A mark for each claim, in rows by organisation, with a word below for what it is about.

    `topics` gives for each organisation, in the order of the rows, the words for its claims, with
    "; " between them; the last one is for claims about no organisation. A star stands at the claims
    in `starred`. Returns matplotlib's Figure.

    >>> claims = pd.DataFrame({"claim": ["C16"], "organisation": ["FCH"], "verdict": ["not found"]})
    >>> fig = draw_claims(claims, {"FCH": "name"}, starred=["C16"])
    >>> fig.axes[0].texts[0].get_text()
    'name*'
    """
    text = words(lang)["claims"]
    rows = list(topics)
    of = claims["organisation"].fillna(rows[-1])
    places = claims.assign(x=claims.groupby(of).cumcount(), y=of.map(rows.index))
    fig, ax = plt.subplots(figsize=(12, 6.6))
    for verdict, (shape, fill, edge) in VERDICTS.items():
        those = places[places["verdict"] == verdict]
        look = {"s": 260, "marker": shape, "color": fill, "edgecolor": edge, "linewidth": 2}
        label = f"{text['verdict'][verdict]} ({len(those)})"
        ax.scatter(those["x"], those["y"], label=label, **look)
    if len(starred):
        ax.scatter([], [], marker="$*$", color="black", label=text["starred"])
    for claim in places.itertuples():
        word = topics[rows[claim.y]].split("; ")[claim.x]
        star = "*" if claim.claim in starred else ""
        ax.text(claim.x, claim.y + 0.3, word + star, ha="center", va="top", fontsize=14)
    ax.set_yticks(range(len(rows)), rows, fontsize=14)
    ax.set(xlim=(-0.6, places["x"].max() + 0.6), ylim=(len(rows) - 0.2, -0.5), xticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(title)
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.98), labelspacing=0.9)
    return fig


def draw_decades(table: pd.DataFrame, title: str = "", lang: str = "en") -> plt.Figure:
    """How many countries of each organisation come on record in each decade, in two panels.

    `table` has one row for each organisation and country, with `known_by`, the year by which the
    country is on record, and `dating`; what is dated "by" a year stands on a list. The sign grows
    with its number. Returns matplotlib's Figure.

    >>> table = pd.DataFrame({"organisation": ["FCH"], "known_by": [2004], "dating": ["by"]})
    >>> [len(ax.texts) for ax in draw_decades(table).axes]
    [0, 1]
    """
    text = words(lang)["decades"]
    order = list(table["organisation"].unique())
    decade = table["known_by"] // 10
    first, last = decade.min(), decade.max()
    labels = [text["decade"].format(10 * number) for number in range(first, last + 1)]
    panels = {"dated": table["dating"] != "by", "listed": table["dating"] == "by"}
    fig, axes = plt.subplots(1, 2, figsize=(12, 5), sharey=True)
    for ax, (name, those) in zip(axes, panels.items(), strict=True):
        fill, ink = PANELS[name]
        counted = table[those].groupby(["organisation", decade[those]]).size()
        for (organisation, when), number in counted.items():
            x, y = when - first, order.index(organisation)
            ax.scatter(x, y, s=300 + 45 * number, color=fill, edgecolor="#0072B2", linewidth=2.5)
            ax.text(x, y, number, ha="center", va="center_baseline", color=ink)
        ax.set_xticks(range(len(labels)), labels, rotation=45)
        ax.set_yticks(range(len(order)), order)
        ax.set(xlim=(-0.6, len(labels) - 0.4), ylim=(len(order) - 0.4, -0.6))
        ax.tick_params(length=0)
        ax.grid(color="#EEEEEE")
        ax.set_title(text[name], fontsize=14, weight="normal")
    fig.suptitle(title, x=0.02, ha="left", weight="bold", fontsize=18)
    return fig
