"""Wrong answers that fit any exercise, made from the right one and from the code of the solution.

None of them may be called right, and none may make a check stop. What is the same as the right
answer by the rules of `koperasi.answers.equality` is left out, and so is what the teacher lists as
right. Where a function says what is right, more than one answer may be: an item that could be one
of them is not `sure`.
"""

import ast
import time
from dataclasses import dataclass
from itertools import chain

import networkx as nx
import pandas as pd

from koperasi.answers.equality import items, kind, same, settle, unwrapped

SENTENCE = 40  # letters
TOO_MANY = 1_000  # items: a longer answer is not taken apart
TOO_LONG = 100_000  # items of a part of the solution
PARTS_AT_MOST = 20
SECONDS = 0.3  # for working out the parts of a solution once more
TURNED = {"values_moved", "pairs_turned", "turned", "reversed"}  # everything asked for is in them
HOLDS_ITEMS = {"collection", "column", "labels"}


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: its label is one of the words [check.battery.items], filled with a detail."""

    label: str
    value: object
    detail: str = ""
    sure: bool = True


class Asked:
    """Takes the place of `check` once, and keeps what it was asked: expected, ordered, …"""

    def __init__(self):
        self.expected, self.options, self.results = ..., {}, {}

    def __call__(self, exercise="", answer=..., expected=..., *others, **options):
        self.expected, self.options = expected, options

    @property
    def by_function(self) -> bool:
        return kind(self.expected) == "function"

    def same(self, wrong, right) -> bool:
        """Whether an answer is the right one by the rules that this check asks for."""
        wrong = unwrapped(wrong, right) if self.options.get("alone") else wrong
        ordered, tolerance = self.options.get("ordered"), self.options.get("tolerance", 1e-6)
        return same(wrong, right, bool(ordered), tolerance)


def battery(asked: Asked, solution, others: list[Wrong] = (), right: list = ()) -> list[Wrong]:
    """The wrong answers to try; `others` are those known from the lesson, `right` what is listed."""
    value = solution if asked.by_function else asked.expected
    made = [Wrong(label, wrong) for label, wrong in _made(value, asked)]
    made += [Wrong(w.label, w.value, w.detail, not _may_be(w, value, asked)) for w in others]
    made = [Wrong(w.label, w.value, w.detail, w.sure and not _is_turned(w, asked)) for w in made]
    return [w for w in made if not any(asked.same(w.value, r) for r in (value, solution, *right))]


def _is_turned(wrong: Wrong, asked: Asked) -> bool:
    return asked.by_function and wrong.label in TURNED


def _may_be(wrong: Wrong, value, asked: Asked) -> bool:
    """Could something from the lesson be one of several right answers?"""
    kinds = {kind(wrong.value), kind(value)}
    return asked.by_function and (len(kinds) == 1 or kinds <= HOLDS_ITEMS)


def parts_of(solution: str, names: dict) -> list[Wrong]:
    """What the code of a solution passes through: its tables, columns, masks, methods not called."""
    try:
        lines = ast.parse(solution).body
    except SyntaxError:
        return []
    until, found = time.monotonic() + SECONDS, {}
    values = [line.value for line in lines if isinstance(line, ast.Assign)]
    for node in chain.from_iterable(map(ast.walk, values)):
        text = ast.unparse(node)
        if not isinstance(node, PASSED) or text in found or time.monotonic() > until:
            continue
        try:
            # An iterator is read: a second look at it would find nothing.
            value = settle(eval(compile(text, "<solution>", "eval"), names))
            if kind(value) != "other" and (not hasattr(value, "__len__") or len(value) < TOO_LONG):
                found[text] = value
        except Exception:  # the variable of a comprehension, for one, is not known outside
            continue
    return [Wrong("part", value, text) for text, value in found.items()][:PARTS_AT_MOST]


PASSED = ast.Name | ast.Attribute | ast.Subscript | ast.Compare | ast.Call | ast.BinOp


def _made(value, asked: Asked) -> list[tuple[str, object]]:
    made = [*_anyhow(), *MAKERS.get(kind(value), lambda value: [])(value)]
    if asked.options.get("ordered") and kind(value) in ("collection", "column"):
        made.append(("reversed", items(value)[::-1]))
    return made


def _anyhow() -> list:
    return [
        ("none", None),
        ("function", len),
        ("empty_list", []),
        ("empty_text", ""),
        ("true", True),
        ("zero", 0),
        ("minus_one", -1),
        ("letter", "a"),
        ("table", pd.DataFrame({"node": ["A", "B"], "kind": ["x", "y"]})),
        ("mask", pd.Series([True, False, True])),
        ("empty_graph", nx.DiGraph()),
    ]


def _number(value) -> list:
    value = float(value)
    return [
        ("one_more", value + 1),
        ("one_less", value - 1),
        ("times_100", value * 100),
        ("hundredth", value / 100),
        ("sign", -value),
        ("as_text", f"{value:g}"),
        ("decimal_comma", tuple(map(int, f"{value:.2f}".split(".")))),
    ]


def _text(value) -> list:
    made = [
        ("letters", list(value)),
        ("first_letter", value[:1]),
        ("turned", value[::-1]),
        ("length", len(value)),
    ]
    if len(value) > SENTENCE:  # of sentences there are many that are right
        return made
    return [*made, ("twice", value * 2), ("letter_more", f"{value}x"), ("letter_less", value[:-1])]


def _collection(value) -> list:
    found = items(value)
    if len(found) > TOO_MANY or not found:
        return []
    texts = [item for item in found if isinstance(item, str)]
    made = [
        ("item_more", [*found, "something else"]),
        ("item_less", found[:-1]),
        ("twice", found * 2),
        ("length", len(found)),
        ("row_numbers", list(range(len(found)))),
        ("its_mask", [True] * len(found)),
        ("as_text", str(found)),
    ]
    if len(found) > 1:
        made.append(("first_item", found[0]))
    if texts:
        made.append(("letters", list(chain.from_iterable(texts))))
        if len(texts) > 1:
            made += [("joined", "".join(texts)), ("with_commas", ", ".join(texts))]
    if all(isinstance(item, tuple) for item in found):
        made.append(("pairs_turned", [item[::-1] for item in found]))
        made.append(("flat", list(chain.from_iterable(found))))
    return made


def _labels(value) -> list:
    found = dict(value.items())
    if len(found) > TOO_MANY or not found:
        return []
    keys, values = list(found), list(found.values())
    return [
        ("labels_only", keys),
        ("values_only", values),
        ("item_less", dict(list(found.items())[:-1])),
        ("item_more", found | {"something else": values[0]}),
        ("values_moved", dict(zip(keys, values[1:] + values[:1], strict=True))),
        ("length", len(found)),
    ]


def _column(value) -> list:
    return [
        *_collection(value),
        *(_labels(value) if value.index.is_unique else []),
        ("index", value.index),
    ]


def _table(value) -> list:
    return [
        ("columns", list(value.columns)),
        ("first_column", value.iloc[:, 0]),
        ("item_less", value.iloc[:-1]),
        ("row_twice", pd.concat([value, value.iloc[:1]])),
        ("column_less", value.iloc[:, :-1]),
        ("length", len(value)),
        ("its_mask", pd.Series([True] * len(value), index=value.index)),
        ("index", value.index),
    ]


def _graph(value) -> list:
    more, fewer = value.copy(), value.copy()
    more.add_edge("something", "else")
    fewer.remove_edges_from(list(value.edges)[-1:])
    made = [
        ("nodes", list(value)),
        ("edges", list(value.edges)),
        ("length", len(value)),
        ("item_more", more),
        ("item_less", fewer),
    ]
    return [*made, ("turned", value.reverse())] if value.is_directed() else made


MAKERS = {
    "number": _number,
    "text": _text,
    "collection": _collection,
    "labels": _labels,
    "column": _column,
    "table": _table,
    "graph": _graph,
}
