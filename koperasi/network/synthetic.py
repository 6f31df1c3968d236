"""Made-up networks of the same shape as the page's: donors → places → larger places.

They serve to see how cost grows. They say nothing about any organisation, so no real name occurs.
"""

import networkx as nx
import numpy as np
import pandas as pd


def make_ties(
    donors: int, places: int, mean_places: float = 1.4, groups: int = 0, seed: int = 1
) -> pd.DataFrame:
    """A table of made-up ties; the same numbers and the same seed give the same table.

    Each donor ("donor 1", "donor 2", ...) assists a random number of different places ("place 1",
    ...): a Poisson number, as if each tie came by chance. Some have none, as ACDI has none on the
    page; they are in no row.

    Parameters
    ----------
    donors, places : how many there are.
    mean_places : places of a donor on average; nobody has more than there are.
    groups : how many larger places ("group 1", ...) there are; each place is part of one of them.
    seed : another one gives another table of the same shape.

    Returns
    -------
    A DataFrame with the columns `source`, `relation` ("assists" or "part of") and `target`, as in
    ties.csv; no pair comes twice.

    Raises
    ------
    ValueError : for a number below 0, or donors without any place.

    >>> make_ties(donors=3, places=2, seed=1).columns.tolist()
    ['source', 'relation', 'target']
    """
    given = {"donors": donors, "places": places, "mean_places": mean_places, "groups": groups}
    for name, value in given.items():
        if value < 0:
            raise ValueError(f"{name} is {value}; expected 0 or more")
    if donors and not places:
        raise ValueError("there is no place that donors could assist; expected 1 or more")
    chance = np.random.default_rng(seed)
    named = chance.poisson(mean_places, donors).clip(max=places)
    who = np.repeat(np.arange(donors), named)
    where = _different_places(who, places, chance)
    tables = [_named("donor", who, "assists", "place", where)]
    if groups:
        part_of = chance.integers(groups, size=places)
        tables.append(_named("place", np.arange(places), "part of", "group", part_of))
    return pd.concat(tables, ignore_index=True)


def make_network(
    donors: int, places: int, mean_places: float = 1.4, groups: int = 0, seed: int = 1
) -> nx.DiGraph:
    """The network of `make_ties`, with every donor, place and group, tied or not.

    Nodes have the attribute `kind` (donor, place or group), edges have `relation`.
    """
    ties = make_ties(donors, places, mean_places, groups, seed)
    graph = nx.DiGraph()
    for kind, number in (("donor", donors), ("place", places), ("group", groups)):
        graph.add_nodes_from((f"{kind} {n}" for n in range(1, number + 1)), kind=kind)
    for source, relation, target in ties.itertuples(index=False):
        graph.add_edge(source, target, relation=relation)
    return graph


def _different_places(who: np.ndarray, places: int, chance: np.random.Generator) -> np.ndarray:
    """A place for each entry of `who`; one that a donor has already is drawn again."""
    where = chance.integers(places, size=len(who))
    again = _repeats(who, where, places)
    while len(again):
        where[again] = chance.integers(places, size=len(again))
        again = _repeats(who, where, places)
    return where


def _repeats(who: np.ndarray, where: np.ndarray, places: int) -> np.ndarray:
    """Positions of the pairs that have come before."""
    return np.flatnonzero(pd.Series(who * places + where).duplicated())


def _named(kind: str, sources, relation: str, other: str, targets) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source": [f"{kind} {n + 1}" for n in sources.tolist()],
            "relation": relation,
            "target": [f"{other} {n + 1}" for n in targets.tolist()],
        }
    )
