"""The same betweenness by other engines, as far as they are installed (lesson 9, extra `scale`)."""

from collections.abc import Iterator

import networkx as nx


def betweenness_by_engine(graph: nx.Graph) -> Iterator[tuple[str, dict | None]]:
    """The name of each engine and its values by node; None in their place if it is not installed.

    igraph does not divide by the number of pairs of other nodes; here it is done afterwards, so
    that all values can be compared with those of networkx.

    >>> [name for name, _ in betweenness_by_engine(nx.path_graph(4))]
    ['igraph', 'nx-parallel', 'Dask']
    """
    yield "igraph", _by_igraph(graph)
    if "parallel" not in nx.config.backends:
        yield from (("nx-parallel", None), ("Dask", None))
        return
    from dask.distributed import Client

    with nx.config(cache_converted_graphs=False):  # no copies of graphs are kept for others
        yield "nx-parallel", nx.betweenness_centrality(graph, backend="parallel")
        with (
            Client(n_workers=2, threads_per_worker=1, dashboard_address=None),
            nx.config.backends.parallel(backend="dask"),
        ):
            yield "Dask", nx.betweenness_centrality(graph, backend="parallel")


def _by_igraph(graph: nx.Graph) -> dict | None:
    try:
        import igraph
    except ImportError:
        return None
    others = igraph.Graph.from_networkx(graph)
    pairs = (len(graph) - 1) * (len(graph) - 2) / 2
    values = [value / pairs for value in others.betweenness()]
    return dict(zip(others.vs["_nx_name"], values, strict=True))
