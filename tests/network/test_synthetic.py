"""Made-up networks: the shape that was asked for, the same for the same seed, no real name."""

import math
import re

import networkx as nx
import pytest

from koperasi.network.synthetic import make_network, make_ties

NAME = re.compile(r"(donor|place|group) [1-9]\d*")


def numbers(names):
    return [int(name.split()[1]) for name in names]


def test_same_seed_same_table():
    assert make_ties(200, 40, seed=3).equals(make_ties(200, 40, seed=3))
    assert not make_ties(200, 40, seed=3).equals(make_ties(200, 40, seed=4))


def test_rows_are_ties_between_numbered_donors_and_places():
    ties = make_ties(300, 20, groups=4)
    assert list(ties.columns) == ["source", "relation", "target"]
    assert all(NAME.fullmatch(name) for name in [*ties["source"], *ties["target"]])
    assert not ties.duplicated(["source", "target"]).any()
    help_ties = ties[ties["relation"] == "assists"]
    assert max(numbers(help_ties["source"])) <= 300
    assert set(numbers(help_ties["target"])) == set(range(1, 21))


@pytest.mark.parametrize("mean", [0.5, 1.4, 4])
def test_places_of_a_donor_follow_the_mean(mean):
    donors = 50_000
    per_donor = make_ties(donors, 10_000, mean)["source"].value_counts()
    assert per_donor.sum() / donors == pytest.approx(mean, abs=0.05)
    # Chance gives no place to a share of exp(-mean), one to mean · exp(-mean), and so on.
    for number in range(1, 4):
        share = mean**number * math.exp(-mean) / math.factorial(number)
        assert (per_donor == number).sum() / donors == pytest.approx(share, abs=0.01)
    silent = 1 - len(per_donor) / donors
    assert silent == pytest.approx(math.exp(-mean), abs=0.01)


def test_every_place_is_as_likely_as_another():
    per_place = make_ties(50_000, 10)["target"].value_counts(normalize=True)
    assert len(per_place) == 10
    assert per_place.to_list() == pytest.approx([0.1] * 10, abs=0.01)


def test_a_donor_never_has_more_places_than_there_are():
    ties = make_ties(50, 3, mean_places=100)
    assert (ties.groupby("source")["target"].nunique() == 3).all()
    assert len(ties) == 150


def test_each_place_is_part_of_one_group():
    ties = make_ties(100, 30, groups=3)
    part_of = ties[ties["relation"] == "part of"]
    assert list(part_of["source"]) == [f"place {n}" for n in range(1, 31)]
    assert set(part_of["target"]) == {"group 1", "group 2", "group 3"}


def test_groups_change_nothing_of_the_rest():
    alone, grouped = make_ties(100, 30), make_ties(100, 30, groups=3)
    assert grouped.head(len(alone)).equals(alone)


def test_network_has_the_silent_too():
    ties, network = make_ties(500, 100, groups=10), make_network(500, 100, groups=10)
    kinds = nx.get_node_attributes(network, "kind")
    assert [list(kinds.values()).count(k) for k in ("donor", "place", "group")] == [500, 100, 10]
    assert all(name.startswith(kind) for name, kind in kinds.items())
    edges = [(u, relation, v) for u, v, relation in network.edges(data="relation")]
    assert sorted(edges) == sorted(ties.itertuples(index=False, name=None))
    silent = {f"donor {n}" for n in range(1, 501)} - set(ties["source"])
    assert set(nx.isolates(network)) == silent != set()
    layers = {("donor", "place"), ("place", "group")}
    assert {(kinds[u], kinds[v]) for u, v in network.edges} == layers


def test_nobody_gives_nothing():
    assert len(make_ties(0, 0)) == len(make_ties(10, 5, mean_places=0)) == 0
    assert make_network(0, 5).number_of_nodes() == 5


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"donors": -1, "places": 5}, "donors is -1"),
        ({"donors": 5, "places": -1}, "places is -1"),
        ({"donors": 5, "places": 5, "mean_places": -0.1}, "mean_places is -0.1"),
        ({"donors": 5, "places": 5, "groups": -2}, "groups is -2"),
        ({"donors": 5, "places": 0}, "no place"),
    ],
)
def test_what_cannot_be_made_is_told(wrong, named):
    with pytest.raises(ValueError, match=named):
        make_ties(**wrong)
