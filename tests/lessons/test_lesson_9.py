"""Lesson 9's numbers follow from timings.csv, and it needs nothing that is not always installed."""

import ast
import math
import re
from importlib.metadata import requires
from itertools import pairwise
from pathlib import Path

import nbformat
import networkx as nx
import pandas as pd
import pytest
from packaging.requirements import Requirement

from koperasi.network.synthetic import make_ties

ROOT = Path(__file__).resolve().parent.parent.parent
LESSON = nbformat.read(next((ROOT / "notebooks" / "en").glob("09-*.ipynb")), as_version=4)
PROSE = " ".join(" ".join(c.source.split()) for c in LESSON.cells if c.cell_type == "markdown")
CODE = {c.id: c.source for c in LESSON.cells if c.cell_type == "code"}
# What the lesson's imports are called by those who install them.
OPTIONAL = {"dask": "distributed", "igraph": "igraph", "nx_parallel": "nx-parallel"}


@pytest.fixture(scope="module")
def timings():
    return pd.read_csv(ROOT / "data" / "timings.csv")


def runs(timings, task, tool) -> pd.Series:
    """Seconds by donors."""
    rows = timings[(timings["task"] == task) & (timings["tool"] == tool)]
    return rows.set_index("donors")["seconds"]


def growth(costs: pd.Series) -> float:
    (first, start), (last, end) = costs.iloc[[0, -1]].items()
    return math.log(end / start) / math.log(last / first)


def a_minute_at(costs: pd.Series) -> float:
    """For how many donors a task takes a minute, from its last run and its growth."""
    return costs.index[-1] * (60 / costs.iloc[-1]) ** (1 / growth(costs))


def says(*sentences):
    for sentence in sentences:
        assert sentence in PROSE, f"lesson 9 no longer says {sentence!r}"


# The stored runs


def test_stored_runs_are_of_the_networks_that_are_made_today(timings):
    sizes = timings[timings["donors"] <= 30_000][["donors", "ties"]].drop_duplicates()
    assert len(sizes) == 6
    for donors, ties in sizes.itertuples(index=False):
        assert len(make_ties(donors, donors // 5)) == ties


def test_larger_networks_cost_more(timings):
    for (task, tool), rows in timings.groupby(["task", "tool"]):
        assert rows["donors"].is_monotonic_increasing, (task, tool)
        # The smallest are as fast as anything can be measured.
        assert rows[rows["donors"] >= 1000]["seconds"].is_monotonic_increasing, (task, tool)


def test_the_machine_is_named_in_plain_words(timings):
    (machine,) = timings["machine"].unique()
    assert re.fullmatch(r"\d+ cores, \d+ GiB, \w+, Python \d\.\d+", machine)


def test_several_processes_are_timed_on_the_wall(timings):
    several = timings["tool"].str.startswith("nx-parallel")
    assert (several == (timings["clock"] == "wall")).all()


def test_growth(timings):
    for task, tool in [("build", "networkx"), ("degree", "networkx"), ("drawing", "matplotlib")]:
        assert growth(runs(timings, task, tool)) == pytest.approx(1, abs=0.2)
    assert growth(runs(timings, "sampled betweenness", "networkx")) < 1.3
    assert round(growth(runs(timings, "betweenness", "networkx")), 1) == 2.0
    says("2.0 again, on another machine")
    assert 2 < growth(runs(timings, "betweenness", "igraph")) < 2.3
    assert "About 2, even a little more." in CODE["ex-faster-tool-check"]
    assert runs(timings, "betweenness", "igraph")[3000] < 1
    says("For 3,000 donors its betweenness took less than a second.")


def test_marks_in_the_picture_for_the_wall(timings):
    for tool, mark in [("networkx", 5_000), ("igraph", 23_000)]:
        assert a_minute_at(runs(timings, "betweenness", tool)) == pytest.approx(mark, rel=0.1)
        assert f"({mark:_}, " in CODE["wall"]
    says("from 5,000 to 23,000, more than four times as far", "the mark at 5,000")
    assert "betweenness needs another tool at 5,000" in CODE["wall"]
    for task in ("degree", "build"):
        assert runs(timings, task, "networkx").index[-1] == 1_000_000


def test_ends_of_the_axes(timings):
    drawn = timings[timings["task"].isin(["degree", "build", "betweenness", "sampled betweenness"])]
    assert drawn["donors"].min() == 100
    assert 1 / drawn["seconds"].min() == pytest.approx(50_000, rel=0.1)
    slowest = runs(timings, "betweenness", "networkx")
    weeks = slowest.iloc[-1] * (1e6 / slowest.index[-1]) ** growth(slowest) / (7 * 86400)
    assert weeks == pytest.approx(3, abs=0.4)
    says("From 100 to a million, and from a fifty-thousandth of a second to three weeks")


def test_each_step_along_an_axis_multiplies_by_ten():
    """The picture for the wall has a tick for every power of ten, as the text says of it."""
    says("each step along either axis *multiplies* by ten")
    svg = (ROOT / "figures" / "en" / "09-where-to-change.svg").read_text(encoding="utf-8")
    for axis, number in [("xtick", 5), ("ytick", 12)]:
        ticks = re.findall(rf'<g id="{axis}_\d+">\s*<g id="line2d_\d+">(.*?)</g>\s*</g>', svg, re.S)
        places = [float(re.search(rf'<use [^>]*\b{axis[0]}="([\d.]+)"', t)[1]) for t in ticks]
        assert len(places) == number
        steps = {round(abs(b - a), 1) for a, b in pairwise(places)}
        assert max(steps) - min(steps) < 0.2, (axis, places)


def test_forecasts(timings):
    sampled = runs(timings, "sampled betweenness", "networkx")
    minutes = sampled.iloc[-1] * (1e6 / sampled.index[-1]) ** growth(sampled) / 60
    assert 15 < minutes < 25
    (alt,) = [c.metadata.alt for c in LESSON.cells if c.id == "wall"]
    assert "about twenty minutes for a million" in alt
    night = 8 * 60 * 60
    for tool, bounds in [("networkx", (90_000, 130_000)), ("igraph", (450_000, 600_000))]:
        costs = runs(timings, "betweenness", tool)
        in_one_night = costs.index[-1] * math.sqrt(night / costs.iloc[-1])
        assert bounds[0] < in_one_night < bounds[1]
    assert "About a hundred thousand, or half a million." in CODE["ex-one-night-check"]
    assert 30 < runs(timings, "drawing", "matplotlib")[10_000] < 60
    says("more than half a minute for 10,000 donors")


def test_other_engines_pay_or_not(timings):
    alone = runs(timings, "betweenness", "networkx")
    cores = runs(timings, "betweenness", "nx-parallel")
    dask = runs(timings, "betweenness", "nx-parallel on Dask")
    assert 0.5 < cores[3000] / alone[3000] < 0.6
    assert dask[3000] / alone[3000] == pytest.approx(2 / 3, abs=0.05)
    says("On two cores a little more than half the time, with Dask two thirds")
    assert dask[100] > alone[100]
    says("with 100 donors Dask took longer than networkx alone")


def test_memory_of_a_million(timings):
    million = timings[timings["donors"] == 1_000_000].set_index(["task", "tool"])["megabytes"]
    table, matrix = million["make", "pandas"], million["build", "scipy"]
    assert table / matrix == pytest.approx(8, abs=0.5)
    says("The matrix takes an eighth of the table of names")
    assert 100 < million.max() < 500
    says("a few hundred megabytes")
    full = 1_000_000 * 200_000 / 1e9
    assert full == 200
    ties = timings.loc[timings["donors"] == 1_000_000, "ties"].iloc[0]
    assert ties / (full * 1e9) == pytest.approx(7e-6, rel=0.01)
    assert "seven cells in a million are not zero" in CODE["ex-full-table-check"]


# The small networks that the lesson makes itself


def test_what_is_said_of_the_small_networks():
    few = make_ties(5, 5)
    assert len(few) == 8 and "donor 4" not in set(few["source"])
    assert few["source"].nunique() == 4
    says("Eight ties, and no donor 4")
    many = make_ties(1000, 200)
    assert 1000 - many["source"].nunique() == pytest.approx(250, abs=10)
    assert "A quarter of all donors has no place" in CODE["ex-silent-donors-check"]
    assert round(len(many) / (many["source"].nunique() * many["target"].nunique()), 3) == 0.009
    says("Nine in a thousand hold a 1")


def test_what_is_said_of_the_sample():
    graph = nx.from_pandas_edgelist(make_ties(240, 48), "source", "target")
    assert len(graph) == 234 and sum(name.startswith("donor") for name in graph) == 186
    says("234 nodes, 186 of them donors, because the other 54 got no place")
    assert len(graph) / 45 == pytest.approx(5, abs=0.5)
    says("A fifth of the starts, so about a fifth of the time.")
    full = list(pd.Series(nx.betweenness_centrality(graph)).nlargest(10).index)
    sample = list(pd.Series(nx.betweenness_centrality(graph, k=45, seed=1)).nlargest(10).index)
    assert len(set(full) & set(sample)) == 7
    says("Of the ten highest the estimate finds seven")
    assert full[2] == sample[9] == "place 27"
    says("place 27, the third, is only tenth in it")


def test_betweenness_of_three_million():
    days = 30 * 1000**2 / (24 * 60 * 60)
    assert 340 < days < 365
    assert "Nearly a year." in CODE["ex-three-million-check"]


# With and without the extra packages


def imported(tree) -> set[str]:
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def unguarded(source: str) -> set[str]:
    """Modules that a cell imports whatever is installed: outside every `if`."""
    statements = [s for s in ast.parse(source).body if not isinstance(s, ast.If)]
    return imported(ast.Module(statements, []))


def test_optional_packages_are_only_imported_where_they_are():
    inside = set().union(*(imported(ast.parse(source)) for source in CODE.values()))
    outside = set().union(*map(unguarded, CODE.values()))
    assert "dask" in inside
    assert not outside & OPTIONAL.keys()
    assert unguarded("if x:\n    import dask\nimport igraph, sys") == {"igraph", "sys"}


def test_optional_packages_are_in_the_extra():
    extra = [Requirement(line) for line in requires("koperasi") if "extra ==" in line]
    assert {r.name for r in extra} == set(OPTIONAL.values())
    says("uv run --extra scale koperasi lab")


@pytest.mark.parametrize("name", ["loky", "threading", "dask"])
def test_other_engines_give_the_same_numbers(name):
    pytest.importorskip("nx_parallel", reason="the extra packages [scale] are not installed")
    distributed = pytest.importorskip("distributed")
    graph = nx.from_pandas_edgelist(make_ties(100, 20), "source", "target")
    alone = nx.betweenness_centrality(graph)
    settings = nx.config.backends.parallel
    client = None
    if name == "dask":
        client = distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None)
    try:
        with settings(backend=name, n_jobs=2), nx.config(cache_converted_graphs=False):
            assert nx.betweenness_centrality(graph, backend="parallel") == pytest.approx(alone)
    finally:
        if client:
            client.close()


def test_igraph_gives_the_same_numbers_undivided():
    igraph = pytest.importorskip("igraph", reason="the extra packages [scale] are not installed")
    graph = nx.from_pandas_edgelist(make_ties(100, 20), "source", "target")
    others = igraph.Graph.from_networkx(graph)
    found = dict(zip(others.vs["_nx_name"], others.betweenness(), strict=True))
    assert found == pytest.approx(nx.betweenness_centrality(graph, normalized=False))
    says("igraph does not divide by the number of pairs")
