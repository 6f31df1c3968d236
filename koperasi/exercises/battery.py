"""Wrong answers that fit any exercise, made from the right one.

None of them may be called right, and none may make a check stop. What is the same as the right
answer by the rules of `koperasi.answers.equality` is left out.
"""

from itertools import chain

import networkx as nx
import pandas as pd

from koperasi.answers.equality import items, kind, same

SENTENCE = 40  # letters
TOO_MANY = 1_000  # items: a longer answer is not taken apart


def battery(value, earlier: dict, also_right=()) -> list[tuple[str, object]]:
    """Pairs of a label and a wrong answer; `earlier` are the answers of exercises before, by id.

    Where many answers are right, what is the same as one of `also_right` is left out too.
    """
    made = [*_anyhow(), *MAKERS.get(kind(value), lambda value: [])(value)]
    made += [(f"the answer of {name}", other) for name, other in earlier.items()]
    right = [value, *also_right]
    return [(label, wrong) for label, wrong in made if not any(same(wrong, r) for r in right)]


def _anyhow() -> list:
    return [
        ("None", None),
        ("a function", len),
        ("nothing in it", []),
        ("an empty text", ""),
        ("True", True),
        ("0", 0),
        ("-1", -1),
        ("a letter", "a"),
        ("a whole table", pd.DataFrame({"node": ["A", "B"], "kind": ["x", "y"]})),
        ("a mask", pd.Series([True, False, True])),
        ("an empty graph", nx.DiGraph()),
    ]


def _number(value) -> list:
    value = float(value)
    return [
        ("one more", value + 1),
        ("one less", value - 1),
        ("times 100", value * 100),
        ("a hundredth", value / 100),
        ("the other sign", -value),
        ("as text", f"{value:g}"),
        ("with a decimal comma", tuple(map(int, f"{value:.2f}".split(".")))),
    ]


def _text(value) -> list:
    made = [
        ("its letters", list(value)),
        ("its first letter", value[:1]),
        ("turned round", value[::-1]),
        ("its length", len(value)),
    ]
    if len(value) > SENTENCE:  # of sentences there are many that are right
        return made
    return [
        *made,
        ("twice", value * 2),
        ("with one letter more", f"{value}x"),
        ("without its last letter", value[:-1]),
    ]


def _collection(value) -> list:
    found = items(value)
    if len(found) > TOO_MANY or not found:
        return []
    texts = [item for item in found if isinstance(item, str)]
    made = [
        ("one item more", [*found, "something else"]),
        ("one item less", found[:-1]),
        ("every item twice", found * 2),
        ("its length", len(found)),
        ("numbers of rows", list(range(len(found)))),
        ("a mask", [True] * len(found)),
    ]
    if len(found) > 1:
        made.append(("the first item", found[0]))
    if texts:
        made.append(("the letters", list(chain.from_iterable(texts))))
        if len(texts) > 1:
            made += [("joined", "".join(texts)), ("one text with commas", ", ".join(texts))]
    if all(isinstance(item, tuple) for item in found):
        made.append(("turned pairs", [item[::-1] for item in found]))
        made.append(("all in one list", list(chain.from_iterable(found))))
    return made


def _labels(value) -> list:
    found = dict(value.items())
    if len(found) > TOO_MANY or not found:
        return []
    keys, values = list(found), list(found.values())
    return [
        ("only the labels", keys),
        ("only the values", values),
        ("one less", dict(list(found.items())[:-1])),
        ("one more", found | {"something else": values[0]}),
        ("values moved on by one", dict(zip(keys, values[1:] + values[:1], strict=True))),
        ("its length", len(found)),
    ]


def _column(value) -> list:
    return [*_collection(value), *(_labels(value) if value.index.is_unique else [])]


def _table(value) -> list:
    return [
        ("the names of its columns", list(value.columns)),
        ("its first column", value.iloc[:, 0]),
        ("one row less", value.iloc[:-1]),
        ("one row twice", pd.concat([value, value.iloc[:1]])),
        ("one column less", value.iloc[:, :-1]),
        ("the number of rows", len(value)),
        ("a mask", pd.Series([True] * len(value), index=value.index)),
        ("the index", value.index),
    ]


def _graph(value) -> list:
    more, fewer = value.copy(), value.copy()
    more.add_edge("something", "else")
    fewer.remove_edges_from(list(value.edges)[-1:])
    made = [
        ("its nodes", list(value)),
        ("its edges", list(value.edges)),
        ("how many nodes", len(value)),
        ("an edge more", more),
        ("an edge less", fewer),
    ]
    return [*made, ("turned round", value.reverse())] if value.is_directed() else made


MAKERS = {
    "number": _number,
    "text": _text,
    "collection": _collection,
    "labels": _labels,
    "column": _column,
    "table": _table,
    "graph": _graph,
}
