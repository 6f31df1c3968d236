"""Measure what larger networks cost, and write data/timings.csv. For an idle computer: ten minutes.

    python tests/measure/record_timings.py "2 cores, 24 GiB, Linux, Python 3.13" [SECONDS]

Name the machine in plain words. A task is not tried in a larger size once the next run is expected
to take longer than SECONDS (60 if not given). Needs the extra packages: pip install -e ".[scale]".
"""

import csv
import io
import math
import sys
import time
from functools import partial
from importlib.metadata import version

import igraph
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
from dask.distributed import Client
from scipy.sparse import csr_array
from tqdm import tqdm

from koperasi import paths
from koperasi.network.cost import CLOCK, megabytes, seconds
from koperasi.network.synthetic import make_network, make_ties

SIZES = [100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
COLUMNS = ["task", "tool", "version", "donors", "ties", "seconds", "clock", "megabytes", "machine"]
SAMPLE = 100  # starting points of a sampled betweenness


def graph_of(ties: pd.DataFrame) -> nx.Graph:
    return nx.from_pandas_edgelist(ties, "source", "target")


def matrix_of(ties: pd.DataFrame) -> csr_array:
    """Donors down the side, places along the top, 1 where there is a tie."""
    row, col = (pd.factorize(ties[end])[0] for end in ("source", "target"))
    return csr_array((np.ones(len(ties), dtype="int32"), (row, col)))


def shared_places(ties: pd.DataFrame, graph: nx.Graph) -> nx.Graph:
    return nx.bipartite.weighted_projected_graph(graph, ties["source"].unique())


def draw(network: nx.DiGraph) -> bytes:
    """The picture of a network with its arrows, donors in one row, places in another."""
    fig, ax = plt.subplots()
    pos = nx.multipartite_layout(network, "kind", align="horizontal")
    nx.draw_networkx_nodes(network, pos, ax=ax, node_size=10)
    nx.draw_networkx_edges(network, pos, ax=ax, node_size=10)
    picture = io.BytesIO()
    fig.savefig(picture)
    plt.close(fig)
    return picture.getvalue()


# Each function makes what a task needs, and returns the task itself. What it makes is not timed.


def make(donors):
    return partial(make_ties, donors, donors // 5)


def build(donors):
    return partial(graph_of, make(donors)())


def degree(donors):
    graph = build(donors)()
    return lambda: dict(graph.degree)


def betweenness(donors, **settings):
    return partial(nx.betweenness_centrality, build(donors)(), **settings)


def igraph_betweenness(donors):
    return igraph.Graph.from_networkx(build(donors)()).betweenness


def layout(donors):
    return partial(nx.spring_layout, build(donors)(), seed=1)


def drawing(donors):
    return partial(draw, make_network(donors, donors // 5))


def projection(donors):
    ties = make(donors)()
    return partial(shared_places, ties, graph_of(ties))


def matrix(donors):
    return partial(matrix_of, make(donors)())


def matrix_product(donors):
    places = matrix(donors)()
    return lambda: places @ places.T


# task, tool, package, what makes it, growth expected, whether its result's memory is measured
TASKS = [
    ("make", "pandas", "pandas", make, 1, True),
    ("build", "networkx", "networkx", build, 1, True),
    ("build", "scipy", "scipy", matrix, 1, True),
    ("degree", "networkx", "networkx", degree, 1, False),
    ("shared places", "networkx", "networkx", projection, 1, False),
    ("shared places", "scipy", "scipy", matrix_product, 1, False),
    ("drawing", "matplotlib", "matplotlib", drawing, 1, False),
    ("layout", "networkx", "networkx", layout, 2, False),
    ("betweenness", "igraph", "igraph", igraph_betweenness, 2, False),
    ("betweenness", "networkx", "networkx", betweenness, 2, False),
    ("sampled betweenness", "networkx", "networkx", partial(betweenness, k=SAMPLE), 1, False),
]


def measured(task, tool, package, prepare, growth, memory, clock, limit):
    """Rows of one task, in growing sizes, until the next one would take longer than `limit`."""
    fastest = before = 0.0
    for donors in SIZES:
        if task == "sampled betweenness" and donors <= SAMPLE:
            continue
        if fastest and fastest * (donors / before) ** growth > limit:
            return
        work = prepare(donors)
        fastest = seconds(work, runs=1, clock=clock)
        if fastest < limit / 100:
            fastest = min(fastest, seconds(work, runs=3, clock=clock))
        before = donors
        yield {
            "task": task,
            "tool": tool,
            "version": version(package),
            "donors": donors,
            "ties": len(make_ties(donors, donors // 5)),
            "seconds": _rounded(fastest),
            "clock": "processor" if clock is CLOCK else "wall",
            "megabytes": _rounded(megabytes(work)) if memory else "",
        }


def parallel_rows(limit):
    """The same betweenness with two processes of one machine, then on a Dask cluster.

    What several processes do cannot be seen in the processor time of one: the clock on the wall.
    """
    nx.config.cache_converted_graphs = False
    settings = nx.config.backends.parallel
    settings.n_jobs = 2
    prepare = partial(betweenness, backend="parallel")
    clock = time.perf_counter

    def rows(tool):
        prepare(SIZES[0])()  # the workers start
        return measured("betweenness", tool, "nx-parallel", prepare, 2, False, clock, limit)

    yield from rows("nx-parallel")
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None):
        settings.backend = "dask"
        yield from rows("nx-parallel on Dask")


def _rounded(value: float) -> float:
    """To three figures: more would pretend a precision that no timing has."""
    return round(value, 2 - math.floor(math.log10(value)))


def main() -> None:
    machine = sys.argv[1]
    limit = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    rows = []
    with tqdm(unit="measurement") as bar:
        for task in TASKS:
            for row in measured(*task, CLOCK, limit):
                rows.append(row)
                bar.set_postfix_str(f"{row['task']}, {row['tool']}, {row['donors']}")
                bar.update()
        for row in parallel_rows(limit):
            rows.append(row)
            bar.update()
    with (paths.DATA / "timings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"machine": machine} for row in rows)


if __name__ == "__main__":
    main()
