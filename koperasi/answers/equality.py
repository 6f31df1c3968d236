"""When are two answers the same? Whatever form they come in: list, set, column, view, …

What is compared, and what is not:

- Numbers: whole numbers exactly, others within a tolerance. True is not 1, and "5" is not 5.
- Texts: without regard to case and to what cannot be seen (see `koperasi.names`).
- Collections: any form, any order (unless `ordered`), each item as often as it occurs. A tuple
  *inside* what is expected is a row or an edge, whose order counts; a list or set inside is not.
- Labels with values (dict, Series, pairs): by label. A Series counts as labelled unless its index
  is whole numbers without a name, as it is after reading or filtering a table.
- Tables: rows in any order (unless `ordered`), columns in any order; an index that means something
  (see above) is a column like the others.
- Networks: directed or not, nodes and edges; attributes are not looked at. The case of names is
  not compared, but "A" and "a" in one network stay two nodes.
- Missing values (None, NaN, NA, NaT) inside a collection or table are all the same.
"""

import datetime
import decimal
import math
import numbers
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain, islice

import networkx as nx
import numpy as np
import pandas as pd

from koperasi.names import plain_name

# What a generator gives is read up to here: an endless one must not hang the lesson.
READ_AT_MOST = 2_000_000
MATCH_AT_MOST = 500
LOOK_AT_MOST = 1_000  # items looked at for their type

SCALARS = ("nothing", "bool", "number", "text", "date")
# The commonest types, looked up at once: an answer may have a million items.
KINDS = {
    str: "text",
    int: "number",
    float: "number",
    bool: "bool",
    tuple: "collection",
    list: "collection",
    set: "collection",
    dict: "labels",
}


def kind(value) -> str:
    """What sort of thing a value is; one of the keys of [exercise.kinds] in the words.

    "collection" stands for everything that holds items without labels.
    """
    if known := KINDS.get(type(value)):
        return known
    if value is None or value is pd.NA or value is pd.NaT:
        return "nothing"
    if isinstance(value, np.ndarray) and value.shape == ():
        return kind(value.item())
    if isinstance(value, np.bool_):
        return "bool"
    if isinstance(value, numbers.Real | decimal.Decimal):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime.date | np.datetime64):
        return "date"
    if isinstance(value, nx.Graph):
        return "graph"
    if isinstance(value, pd.DataFrame):
        return "table"
    if isinstance(value, pd.Series):
        return "column"
    module = type(value).__module__
    if module.startswith("networkx.") and isinstance(value, Iterable):
        return "collection"  # node and edge views: they can also be called, and are mappings
    if isinstance(value, pd.api.typing.DataFrameGroupBy | pd.api.typing.SeriesGroupBy):
        return "grouping"
    if module.startswith("scipy."):
        return "other"  # a sparse matrix: to go through a large one row by row takes minutes
    if isinstance(value, Mapping):
        return "labels"
    if callable(value):
        return "function"
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        return "collection"
    return "other"


def settle(value):
    """Read an iterator once, into a list; every other value is given back as it is."""
    if isinstance(value, Iterator):
        return list(islice(value, READ_AT_MOST))
    return value


def has_labels(index: pd.Index) -> bool:
    """Whether an index says something, or just numbers the rows."""
    return index.nlevels > 1 or index.name is not None or not pd.api.types.is_integer_dtype(index)


def items(value) -> list:
    """The items of a collection; of a Series, its values."""
    if isinstance(value, list | tuple | set):
        return list(value)
    if isinstance(value, pd.Series | pd.Index | np.ndarray | pd.api.extensions.ExtensionArray):
        return value.tolist()
    return list(islice(value, READ_AT_MOST))


def labelled(value) -> dict | None:
    """A value as a dict of labels, or None if it does not label anything.

    Understands dicts, Series, pairs, a table with labels and one column, and one with two columns.
    """
    what = kind(value)
    if what == "table":
        if value.shape[1] == 1 and has_labels(value.index):
            value = value.iloc[:, 0]
        elif value.shape[1] == 2 and not has_labels(value.index):
            return labelled(list(value.itertuples(index=False, name=None)))
        else:
            return None
        what = "column"
    if what == "column":
        pairs = list(zip(value.index.tolist(), value.tolist(), strict=True))
    elif what == "labels":
        pairs = list(value.items())
    elif what == "collection":
        pairs = items(value)
        if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
            return None
    else:
        return None
    found = dict(pairs)
    return found if len(found) == len(pairs) else None


def asks_for_labels(want) -> bool:
    """Whether what is expected is labels with values, not just items."""
    what = kind(want)
    return what == "labels" or (
        what == "column" and has_labels(want.index) and want.index.is_unique
    )


def plain(value, labels: bool | None = None):
    """A value in plain Python: a scalar, list or dict; tables and graphs stay what they are.

    `labels` says whether labels with values are asked for: then a Series, or pairs, are a dict,
    else a Series is a list. By default a Series is what its index suggests.
    """
    what = kind(value)
    if labels and (found := labelled(value)) is not None:
        return plain(found)
    if what in ("number", "bool", "date", "text") and hasattr(value, "item"):
        return value.item()
    if what == "column":
        if labels is None and has_labels(value.index) and (found := labelled(value)) is not None:
            return found
        return value.tolist()
    if what == "collection":
        return [item.item() if isinstance(item, np.generic) else item for item in items(value)]
    if what == "labels":
        return {k: v.item() if isinstance(v, np.generic) else v for k, v in value.items()}
    return value


def same(got, want, ordered: bool = False, tolerance: float = 1e-6) -> bool:
    """Whether an answer is the expected one (see the top of this module). Never raises."""
    try:
        return _same(settle(got), settle(want), ordered, tolerance)
    except Exception:  # whatever an odd object does, it is not the answer
        return False


def _same(got, want, ordered, tolerance) -> bool:
    wanted, given = kind(want), kind(got)
    if wanted in SCALARS:
        return (
            given in SCALARS
            and close(key(got, ()), key(want, ()), tolerance)
            and ((got is None) == (want is None))
        )
    if wanted == "graph":
        return given == "graph" and _same_graph(got, want)
    if wanted == "table":
        return given == "table" and _same_table(got, want, ordered, tolerance)
    if asks_for_labels(want):
        return _same_labels(labelled(got), labelled(want), ordered, tolerance)
    if wanted == "column" and has_labels(want.index):  # but one label occurs more than once
        if given != "column":
            return False
        got, want = list(got.items()), list(want.items())
        return same_items(got, want, ordered, tolerance)
    if wanted in ("collection", "column"):
        found = collected(got)
        return found is not None and same_items(found, items(want), ordered, tolerance)
    return got is want or bool(got == want)


def collected(value) -> list | None:
    """The items of an answer where a collection is wanted; None if it is not one."""
    what = kind(value)
    if what in ("collection", "column"):
        return items(value)
    if what == "labels" and all(v is None for v in value.values()):
        return list(value)  # dict.fromkeys keeps the order of names that occur more than once
    return None


def same_items(got: list, want: list, ordered: bool, tolerance: float) -> bool:
    """Whether two lists have the same items, in any order unless `ordered`."""
    if len(got) != len(want):
        return False
    if _identical(got, want, ordered):
        return True
    orders = orders_of(want)
    got_keys = [key(item, orders) for item in got]
    want_keys = [key(item, orders) for item in want]
    if ordered:
        return all(close(g, w, tolerance) for g, w in zip(got_keys, want_keys, strict=True))
    extra, missing = leftovers(got_keys, want_keys, tolerance)
    return not extra and not missing


def _identical(got: list, want: list, ordered: bool) -> bool:
    """A fast way to say yes: the same simple items, letter by letter."""
    types = set(map(type, chain(got, want)))
    if types == {tuple}:
        types = set(map(type, chain.from_iterable(chain(got, want))))
    # True equals 1 in Python, so other types than these are looked at one by one.
    if not types <= {int, float, str}:
        return False
    return got == want if ordered else Counter(got) == Counter(want)


def _same_labels(got: dict | None, want: dict, ordered, tolerance) -> bool:
    if got is None or len(got) != len(want):
        return False
    by_key = {key(label, ()): value for label, value in got.items()}
    wanted = {key(label, ()): value for label, value in want.items()}
    if by_key.keys() != wanted.keys() or (ordered and list(by_key) != list(wanted)):
        return False
    return all(same_value(by_key[k], value, tolerance) for k, value in wanted.items())


def same_value(got, want, tolerance) -> bool:
    """Whether two values inside something larger are the same: there, missing is missing."""
    if key(want, ()) == MISSING:
        return key(got, ()) == MISSING
    return same(got, want, isinstance(want, tuple), tolerance)


def unwrapped(got, want):
    """An answer as it is compared where one name alone and a list of one name are the same."""
    wanted, given = kind(want), kind(got)
    if wanted in ("collection", "column") and given in ("text", "number"):
        return [got]
    if wanted in ("text", "number") and given in ("collection", "column"):
        found = items(got)
        return found[0] if len(found) == 1 else got
    return got


def identical(now, before) -> bool:
    """Whether a thing is still what it was: its type, its content, and the order of its items.

    Stricter than `same`: what is written at the nodes and edges of a network counts too.
    Never raises.
    """
    try:
        return _identical_things(now, before)
    except Exception:  # what cannot be compared is not what it was
        return False


def _identical_things(now, before) -> bool:
    if now is before:
        return True
    if type(now) is not type(before):
        return False
    if isinstance(now, pd.DataFrame | pd.Series):
        return now.equals(before) and all(map(_identical_things, now.axes, before.axes))
    if isinstance(now, pd.Index):
        return now.equals(before) and list(now.names) == list(before.names)
    if isinstance(now, nx.Graph):
        parts = ((g.graph, dict(g.nodes), {node: g[node] for node in g}) for g in (now, before))
        return _identical_things(*parts)
    if isinstance(now, np.ndarray):
        return now.shape == before.shape and _identical_things(now.tolist(), before.tolist())
    if isinstance(now, Mapping):
        return now.keys() == before.keys() and all(
            _identical_things(now[label], before[label]) for label in now
        )
    if isinstance(now, list | tuple):
        return len(now) == len(before) and all(map(_identical_things, now, before))
    return bool(now == before) or (now != now and before != before)


def as_columns(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose labels, if they mean something, are columns like the others."""
    return table.reset_index() if has_labels(table.index) else table


def match_columns(got: pd.DataFrame, want: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables with their labels as columns, named alike where that can be done."""
    wanted = as_columns(want)
    if _names(got) == _names(wanted):
        return got, wanted
    both = has_labels(want.index) and has_labels(got.index)
    if both and _names(got) == _names(want) and got.index.nlevels == want.index.nlevels:
        return as_columns(got.set_axis(got.index.set_names(want.index.names))), wanted
    return as_columns(got), wanted


def _names(table: pd.DataFrame) -> Counter:
    return Counter(key(name, ()) for name in table.columns)


def _same_table(got, want, ordered, tolerance) -> bool:
    got, want = match_columns(got, want)
    if got.shape != want.shape or _names(got) != _names(want):
        return False
    rows, wanted = (_rows(table, want) for table in (got, want))
    return same_items(rows, wanted, ordered, tolerance)


def _rows(table: pd.DataFrame, like: pd.DataFrame) -> list[tuple]:
    """The rows, with the columns in the order of another table's."""
    places = defaultdict(list)
    for place, name in enumerate(table.columns):
        places[key(name, ())].append(place)
    order = [places[key(name, ())].pop(0) for name in like.columns]
    return list(table.iloc[:, order].itertuples(index=False, name=None))


def _same_graph(got: nx.Graph, want: nx.Graph) -> bool:
    return (
        got.is_directed() == want.is_directed()
        and nodes(got) == nodes(want)
        and edges(got) == edges(want)
    )


def names(graph: nx.Graph) -> dict:
    """Each node of a network with its name in a form to compare.

    Two nodes never share a name: "A" and "a" are compared without regard to case, but inside one
    network both are there.
    """
    found = {node: key(node, ()) for node in graph.nodes}
    if len(set(found.values())) < len(found):
        times = Counter()
        for node in sorted(found, key=repr):
            name = found[node]
            times[name] += 1
            if times[name] > 1 and name != MISSING:
                found[node] = ("again", name, times[name])
    return found


def nodes(graph: nx.Graph) -> set:
    """The nodes of a network, in a form to compare."""
    return set(names(graph).values())


def edges(graph: nx.Graph) -> Counter:
    """The edges of a network, in a form to compare: pairs, or sets if it is not directed."""
    name = names(graph)
    ends = ((name[u], name[v]) for u, v in graph.edges())
    return Counter(ends if graph.is_directed() else map(frozenset, ends))


# A key is a tuple (sort, content) that can be hashed: keys of equal values are equal, except for
# numbers that differ within the tolerance, which `close` compares.
MISSING = ("missing",)


def key(value, orders=()) -> tuple:
    """A value in a form to compare. `orders` says, for each depth, whether the order counts."""
    if type(value) is str:
        return ("text", plain_name(value).casefold())
    if type(value) is int:
        return ("number", value)
    what = kind(value)
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value.item()
    if what == "nothing" or (what in ("number", "date") and value != value):
        return MISSING
    if what == "bool":
        return ("bool", bool(value))
    if what == "number":
        whole = isinstance(value, numbers.Integral) or (
            math.isfinite(value) and value == int(value)
        )
        return ("number", int(value) if whole else float(value))
    if what == "text":
        return key(str(value))
    if what == "date":
        stamp = pd.Timestamp(value)
        return MISSING if stamp is pd.NaT else ("date", stamp)
    if what == "labels":
        pairs = ((key(k, ()), key(v, orders[1:])) for k, v in value.items())
        return ("labels", frozenset(pairs))
    if what in ("collection", "column"):
        value = settle(value)
        found = [key(item, orders[1:]) for item in items(value)]
        in_order = bool(orders) and orders[0]
        if in_order and not isinstance(value, Set):
            return ("row", tuple(found))
        return ("group", frozenset(Counter(found).items()))
    try:
        hash(value)
    except Exception:
        return ("other", id(value))
    return ("other", value)


def orders_of(want: list) -> tuple[bool, ...]:
    """For each depth inside a collection: does the order count? It does where there are tuples.

    What is expected is of one kind throughout, so that its first items tell.
    """
    orders, level = [], want[:LOOK_AT_MOST]
    while True:
        inside = [
            v for v in level if not isinstance(v, str) and kind(v) in ("collection", "labels")
        ]
        if not inside or len(orders) > 20:
            return tuple(orders)
        orders.append(any(isinstance(v, tuple) for v in inside))
        level = [x for v in inside for x in (v.values() if isinstance(v, Mapping) else items(v))]


def close(got: tuple, want: tuple, tolerance: float) -> bool:
    """Whether two keys are the same, or differ only in numbers within the tolerance."""
    if got == want:
        return True
    if got[0] != want[0] or len(got) != len(want) or got == MISSING:
        return False
    sort, a, b = got[0], got[1], want[1]
    if sort == "number":
        if isinstance(a, int) and isinstance(b, int):
            return abs(a - b) <= tolerance
        return math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
    if sort == "row":
        return len(a) == len(b) and all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if sort == "group":
        extra, missing = leftovers(_spread(a), _spread(b), tolerance)
        return not extra and not missing
    if sort == "labels":
        first, second = dict(a), dict(b)
        return first.keys() == second.keys() and all(
            close(first[k], second[k], tolerance) for k in first
        )
    return False


def _spread(group: frozenset) -> list[tuple]:
    return [item for item, times in group for _ in range(times)]


def leftovers(got: list, want: list, tolerance: float) -> tuple[list, list]:
    """Keys that are too many, and keys that are missing, once equal and close ones are paired."""
    counted, wanted = Counter(got), Counter(want)
    extra, missing = (counted - wanted).elements(), (wanted - counted).elements()
    extra, missing = list(extra), list(missing)
    if not extra or not missing or tolerance <= 0:
        return extra, missing
    by_shape = defaultdict(lambda: ([], []))
    for side, keys in enumerate((extra, missing)):
        for k in keys:
            by_shape[_shape(k)][side].append(k)
    extra, missing = [], []
    for shape, (ours, theirs) in by_shape.items():
        if "number" in str(shape):
            few = max(len(ours), len(theirs)) <= MATCH_AT_MOST and shape != ("number",)
            ours, theirs = (_pair_each if few else _pair_sorted)(ours, theirs, tolerance)
        extra += ours
        missing += theirs
    return extra, missing


def _shape(k: tuple):
    """A key without its numbers: only keys of one shape can be close."""
    sort = k[0]
    if sort == "number":
        return ("number",)
    if sort == "row":
        return ("row", *map(_shape, k[1]))
    if sort == "group":
        return ("group", frozenset(Counter(map(_shape, _spread(k[1]))).items()))
    if sort == "labels":
        return ("labels", frozenset((label, _shape(value)) for label, value in k[1]))
    return k


def _pair_sorted(ours: list, theirs: list, tolerance) -> tuple[list, list]:
    ours, theirs = sorted(ours), sorted(theirs)
    extra, missing, i, j = [], [], 0, 0
    while i < len(ours) and j < len(theirs):
        if close(ours[i], theirs[j], tolerance):
            i, j = i + 1, j + 1
        elif ours[i] < theirs[j]:
            extra.append(ours[i])
            i += 1
        else:
            missing.append(theirs[j])
            j += 1
    return extra + ours[i:], missing + theirs[j:]


def _pair_each(ours: list, theirs: list, tolerance) -> tuple[list, list]:
    extra, missing = [], list(theirs)
    for k in ours:
        match = next((i for i, m in enumerate(missing) if close(k, m, tolerance)), None)
        if match is None:
            extra.append(k)
        else:
            del missing[match]
    return extra, missing
