"""Lesson 9's numbers follow from timings.csv, and it needs nothing that is not always installed."""

import ast
import math
import re
import sys
from importlib.metadata import requires
from itertools import pairwise

import matplotlib
import nbformat
import networkx as nx
import pandas as pd
import pytest
from lesson_reading import ROOT, lesson_path, prose, says, source, table
from packaging.requirements import Requirement

from koperasi.network.cost import megabytes
from koperasi.network.engines import betweenness_by_engine
from koperasi.network.synthetic import make_ties
from koperasi.network.wall import draw_wall

matplotlib.use("Agg")

TIMINGS = table("timings")
CODE = [c for c in nbformat.read(lesson_path(9), as_version=4).cells if c.cell_type == "code"]
# What the engines' imports are called by those who install them.
OPTIONAL = {"dask": "distributed", "igraph": "igraph", "nx_parallel": "nx-parallel"}
FROM_312 = pytest.mark.skipif(
    sys.version_info < (3, 12), reason="nx-parallel for Python 3.11 does not work with our networkx"
)


def runs(task, tool) -> pd.Series:
    """Seconds by donors."""
    rows = TIMINGS[(TIMINGS["task"] == task) & (TIMINGS["tool"] == tool)]
    return rows.set_index("donors")["seconds"]


def growth(costs: pd.Series) -> float:
    (first, start), (last, end) = costs.iloc[[0, -1]].items()
    return math.log(end / start) / math.log(last / first)


def a_minute_at(costs: pd.Series) -> float:
    """For how many donors a task takes a minute, from its last run and its growth."""
    return costs.index[-1] * (60 / costs.iloc[-1]) ** (1 / growth(costs))


def forecast(costs: pd.Series, donors: int) -> float:
    return costs.iloc[-1] * (donors / costs.index[-1]) ** growth(costs)


# The stored runs


def test_stored_runs_are_of_the_networks_that_are_made_today():
    sizes = TIMINGS[TIMINGS["donors"] <= 30_000][["donors", "ties"]].drop_duplicates()
    assert len(sizes) == 6
    for donors, ties in sizes.itertuples(index=False):
        assert len(make_ties(donors, donors // 5)) == ties


def test_larger_networks_cost_more():
    for (task, tool), rows in TIMINGS.groupby(["task", "tool"]):
        assert rows["donors"].is_monotonic_increasing, (task, tool)
        # The smallest are as fast as anything can be measured.
        assert rows[rows["donors"] >= 1000]["seconds"].is_monotonic_increasing, (task, tool)


def test_the_machine_is_named_in_plain_words():
    (machine,) = TIMINGS["machine"].unique()
    assert re.fullmatch(r"\d+ cores, \d+ GiB, \w+, Python \d\.\d+", machine)


def test_several_processes_are_timed_on_the_wall_and_only_they():
    several = TIMINGS["tool"].str.startswith("nx-parallel")
    assert (several == (TIMINGS["clock"] == "wall")).all()
    says(9, "`clock` says what was timed.", "for the few runs with several processes")


def test_no_picture_mixes_the_clocks():
    two = pd.DataFrame(
        {
            "task": "t",
            "tool": ["a", "b"],
            "donors": 1,
            "seconds": 1.0,
            "clock": ["wall", "processor"],
        }
    )
    with pytest.raises(ValueError, match="different clocks"):
        draw_wall(two, {("t", "a"): "a", ("t", "b"): "b"}, {}, {})


def test_growth():
    for task, tool in [("build", "networkx"), ("degree", "networkx")]:
        assert growth(runs(task, tool)) == pytest.approx(1, abs=0.2)
    assert 1 < growth(runs("sampled betweenness", "networkx")) < 1.3
    says(9, "With a fixed number of starts growth is nearly linear")
    assert growth(runs("betweenness", "networkx")) == pytest.approx(2, abs=0.1)
    costs = runs("betweenness", "networkx")
    assert costs[3000] / costs[300] == pytest.approx(100, rel=0.1)
    says(9, "About a hundred times, ten times ten, on another machine than yours")


def test_a_faster_tool_does_not_grow_more_slowly():
    slow, fast = runs("betweenness", "networkx"), runs("betweenness", "igraph")
    assert fast[10_000] / fast[1000] > 100
    assert slow[1000] / fast[1000] == pytest.approx(30, rel=0.1)
    assert "igraph was thirty times as fast as networkx" in source(9, "ex-faster-tool-check")
    assert (fast[10_000], fast[1000], slow[3000]) == (10.2, 0.0662, 20.5)
    says(9, "igraph took 10.2 seconds for 10,000 donors, networkx 20.5 for 3,000")


def test_marks_in_the_picture_for_the_wall():
    for tool, mark in [("networkx", 5_000), ("igraph", 23_000)]:
        assert a_minute_at(runs("betweenness", tool)) == pytest.approx(mark, rel=0.1)
        assert f"{mark:_}: " in source(9, "wall")
    says(9, "from 5,000 to 23,000 donors", "up to some 20,000 donors in a minute")
    assert "betweenness needs another tool at 5000" in source(9, "wall-words")
    for task in ("degree", "build"):
        assert runs(task, "networkx").index[-1] == 1_000_000


def test_ends_of_the_axes():
    drawn = TIMINGS[TIMINGS["task"].isin(["degree", "build", "betweenness", "sampled betweenness"])]
    assert drawn["donors"].min() == 100 and 1e-5 < drawn["seconds"].min() < 1e-4
    assert 2 < forecast(runs("betweenness", "networkx"), 10**6) / (7 * 86400) < 4
    says(9, "From 100 donors to a million, and from hundred-thousandths of a second to weeks")


def test_each_step_along_an_axis_multiplies_by_ten():
    """The picture for the wall has a tick for every power of ten, as the text says of it."""
    says(9, "each step along either axis *multiplies* by ten")
    svg = (ROOT / "figures" / "en" / "09-where-to-change.svg").read_text(encoding="utf-8")
    for axis, number in [("xtick", 5), ("ytick", 12)]:
        ticks = re.findall(rf'<g id="{axis}_\d+">\s*<g id="line2d_\d+">(.*?)</g>\s*</g>', svg, re.S)
        places = [float(re.search(rf'<use [^>]*\b{axis[0]}="([\d.]+)"', t)[1]) for t in ticks]
        assert len(places) == number
        steps = {round(abs(b - a), 1) for a, b in pairwise(places)}
        assert max(steps) - min(steps) < 0.2, (axis, places)


def test_the_number_at_each_tick_is_its_own():
    space = {}
    exec(source(9, "wall-words"), space)
    values = {"thousand": "000", "1 million": "1000000"}
    for value, word in space["in_words"]["numbers"].items():
        plain = values.get(word) or word.replace(" thousand", "000")
        assert float(plain) == pytest.approx(value)


def test_forecasts():
    sampled = runs("sampled betweenness", "networkx")
    assert round(sampled[100_000]) == 69
    assert 15 < forecast(sampled, 10**6) / 60 < 25
    says(9, "100 starts took 69 seconds for 100,000 donors, and would take some twenty minutes")
    assert "about twenty minutes for a million" in source(9, "wall")
    assert 80_000 < a_minute_at(sampled) < 100_000
    says(9, "100 starts stay below one minute up to some 90,000 donors")


def test_only_one_of_the_ways_is_the_first_that_suffices():
    """Exercise 5: wishes of 1 second (no matter), 2 minutes, an hour; for 100,000 donors."""
    size = 100_000
    assert runs("sampled betweenness", "networkx")[size] < 2 * 60
    assert 2 * 60 < forecast(runs("betweenness", "igraph"), size) < 3600
    hours = forecast(runs("betweenness", "networkx"), size) / 3600
    assert round(hours) == round(20.5 * (size / 3000) ** 2 / 3600) == 6
    says(9, "about six hours")


def test_one_night():
    night = 10 * math.sqrt(8 * 3600 / runs("betweenness", "igraph")[10_000])
    assert night == pytest.approx(500, rel=0.1)
    assert 3 < (1000 / night) ** 2 < 4
    assert "almost four times as long" in source(9, "ex-one-night-check")


def test_other_engines_pay_or_not():
    alone = runs("betweenness", "networkx")
    cores, dask = (runs("betweenness", t) for t in ("nx-parallel", "nx-parallel on Dask"))
    assert 0.5 < cores[3000] / alone[3000] < 0.6
    assert dask[3000] / alone[3000] == pytest.approx(2 / 3, abs=0.05)
    says(9, "two cores took a little more than half of it, and with Dask two thirds")


def test_memory_of_a_million():
    million = TIMINGS[TIMINGS["donors"] == 1_000_000].set_index(["task", "tool"])["megabytes"]
    names, matrix = million["make", "pandas"], million["build", "scipy"]
    assert names / matrix == pytest.approx(8, abs=0.5)
    says(9, "The sparse matrix takes an eighth of the table of names")
    assert 100 < million.max() < 500
    says(9, "a few hundred megabytes")
    full = 1_000_000 * 200_000 / 1e9
    assert full == 200
    ties = TIMINGS.loc[TIMINGS["donors"] == 1_000_000, "ties"].iloc[0]
    assert ties / (full * 1e9) == pytest.approx(7e-6, rel=0.01)
    assert "seven cells in a million are not zero" in source(9, "ex-full-table-check")


def test_a_graph_as_in_lesson_3_takes_more_memory():
    ties = make_ties(20_000, 4000)
    build = nx.from_pandas_edgelist
    plain = megabytes(build, ties, "source", "target")
    full = megabytes(build, ties, "source", "target", ["relation"], nx.DiGraph)
    assert 1.5 < full / plain < 1.9
    says(9, "with directions and relations, as in lesson 3, it takes over one and a half times")


# The small networks that the lesson makes itself


def test_what_is_said_of_the_small_networks():
    few = make_ties(5, 5)
    assert len(few) == 8 and "donor 4" not in set(few["source"])
    assert few["source"].nunique() == 4
    says(9, "Eight ties, and no donor 4")
    many = make_ties(1000, 200)
    assert 1000 - many["source"].nunique() == pytest.approx(250, abs=10)
    assert "A quarter of all donors has no place" in source(9, "ex-silent-donors-check")
    assert round(len(many) / (many["source"].nunique() * many["target"].nunique()), 3) == 0.009
    says(9, "Nine in a thousand.")
    assert (table("ties")["relation"] == "assists").sum() == 7
    says(9, "five donors have seven ties: 1.4 each")


@pytest.mark.parametrize(
    ("cell", "costs", "times"),
    [("building", "building", 2), ("measuring", "measuring", 4), ("tables", "full", 4)],
)
def test_the_last_columns_are_about_what_is_said_of_them(cell, costs, times):
    """Measured anew: the mean of the factors from row to row, as an idle computer gives it."""
    space = {}
    for name in ("setup", "helpers", cell):
        exec(source(9, name), space)
    found = space[costs]
    mean = (found[-1] / found[0]) ** (1 / (len(found) - 1))
    assert mean == pytest.approx(times, rel=0.25)
    says(9, f"About {times}")


def test_what_is_said_of_the_sample():
    graph = nx.from_pandas_edgelist(make_ties(240, 48), "source", "target")
    assert len(graph) == 234
    says(9, "the network made for 240 donors, with 234 nodes")
    assert len(graph) / 45 == pytest.approx(5, abs=0.5)
    says(9, "a fifth of the starts and about a fifth of the time")

    def highest(**settings) -> set:
        found = pd.Series(nx.betweenness_centrality(graph, **settings))
        return set(found.nlargest(10).index)

    found = [len(highest() & highest(k=45, seed=seed)) for seed in range(1, 9)]
    assert found[0] == 7 and (min(found), max(found)) == (5, 8)
    says(9, "Seven, for a fifth", "with other seeds we found five to eight")


def test_betweenness_of_three_million():
    days = 30 * 1000**2 / (24 * 60 * 60)
    assert 340 < days < 365
    assert "Nearly a year." in source(9, "ex-three-million-check")


# With and without the extra packages


def test_the_lesson_imports_no_optional_package():
    trees = [ast.parse(cell.source) for cell in CODE]
    names = {
        a.name for t in trees for n in ast.walk(t) if isinstance(n, ast.Import) for a in n.names
    }
    names |= {n.module for t in trees for n in ast.walk(t) if isinstance(n, ast.ImportFrom)}
    assert "networkx" in names
    assert not {name.partition(".")[0] for name in names} & OPTIONAL.keys()


def test_optional_packages_are_in_the_extra_and_the_lesson_says_for_which_python():
    extra = [Requirement(line) for line in requires("koperasi") if "scale" in line]
    assert {r.name for r in extra} == set(OPTIONAL.values())
    for requirement in extra:
        on_311 = requirement.marker.evaluate({"python_version": "3.11", "extra": "scale"})
        assert on_311 == (requirement.name == "igraph")
        assert requirement.marker.evaluate({"python_version": "3.13", "extra": "scale"})
    says(9, "the extra brings igraph only", "Under Python 3.12 or newer all three come.")
    says(9, "uv run --python 3.13 --extra scale koperasi lab")


def test_the_lesson_says_what_is_not_installed_and_what_differs(monkeypatch, capsys):
    graph = nx.path_graph(5)
    wrong = dict.fromkeys(graph, 0.5)
    right = nx.betweenness_centrality(graph)
    found = [("A", None), ("B", right), ("C", wrong)]
    monkeypatch.setattr("koperasi.network.engines.betweenness_by_engine", lambda graph: found)
    exec(source(9, "engine"), {"nx": nx, "sys": sys, "G": graph})
    shown = capsys.readouterr().out.splitlines()
    assert shown[1:] == ["A: not installed here", "B: the same numbers", "C: OTHER numbers"]


def engines_agree(*names):
    graph = nx.from_pandas_edgelist(make_ties(100, 20), "source", "target")
    alone = nx.betweenness_centrality(graph)
    found = {name: values for name, values in betweenness_by_engine(graph) if values is not None}
    for name in names:
        assert found[name] == pytest.approx(alone), name


def test_igraph_gives_the_same_numbers():
    pytest.importorskip("igraph", reason="the extra [scale] is not installed")
    engines_agree("igraph")


@FROM_312
def test_several_processes_give_the_same_numbers():
    pytest.importorskip("nx_parallel", reason="the extra [scale] is not installed")
    engines_agree("nx-parallel", "Dask")


def test_igraph_does_not_divide_by_the_number_of_pairs():
    igraph = pytest.importorskip("igraph", reason="the extra [scale] is not installed")
    graph = nx.from_pandas_edgelist(make_ties(100, 20), "source", "target")
    others = igraph.Graph.from_networkx(graph)
    found = dict(zip(others.vs["_nx_name"], others.betweenness(), strict=True))
    assert found == pytest.approx(nx.betweenness_centrality(graph, normalized=False))
    assert "it does not divide by the number of pairs" in prose(9)
