"""What to tell a learner whose answer is wrong: first its type, then its size, then its content.

Nothing here gives the answer away: a message names only what the learner wrote.
"""

import difflib
import math
import re
from collections import Counter

import numpy as np
import pandas as pd

from koperasi.answers.equality import (
    LOOK_AT_MOST,
    MISSING,
    SCALARS,
    asks_for_labels,
    collected,
    edges,
    has_labels,
    items,
    key,
    kind,
    labelled,
    leftovers,
    match_columns,
    nodes,
    orders_of,
    same,
    same_items,
    same_value,
)

COMPARE_AT_MOST = 200_000  # items compared one by one for a message


def feedback(got, want, ordered: bool, tolerance: float, say: dict) -> str:
    """One or two sentences about a wrong answer, from `say`, the words [exercise].

    A wanted function means that nothing is known about the answer: only general slips are told.
    """
    given, wanted = kind(got), kind(want)
    if given == "nothing" and want is not None:
        return say["slip"]["nothing"]
    if given == "function":
        return say["slip"]["function"]
    if given == "grouping":
        return say["slip"]["grouping"]
    if wanted == "function":
        return say["content"]
    if asks_for_labels(want):
        return _about_labels(got, labelled(want), tolerance, say)
    if wanted in ("collection", "column"):
        return _about_collection(got, items(want), ordered, tolerance, say)
    if wanted == "table":
        return _about_table(got, want, ordered, tolerance, say)
    if wanted == "graph":
        return _about_graph(got, want, say)
    if wanted in SCALARS:
        return _about_scalar(got, want, say)
    return say["content"]


def described(value, say: dict) -> str:
    """What a value is, in words for a learner."""
    names = say["kinds"]
    what = kind(value)
    if what == "collection":
        what = {list: "list", tuple: "tuple", np.ndarray: "array"}.get(type(value), what)
        if isinstance(value, set | frozenset):
            what = "set"
    if what == "column" and has_labels(value.index):
        what = "series"  # a row has labels too: the names of the columns
    if what == "other":
        return names["other"].format(type=type(value).__name__)
    return names[what]


def _mismatch(got, wanted: str, say: dict) -> str:
    return say["type"].format(got=described(got, say), want=say["kinds"][wanted])


def _is_mask(got) -> bool:
    """Is this one True or False for each row, instead of the rows themselves?"""
    return (
        kind(got) in ("column", "collection")
        and hasattr(got, "dtype")
        and pd.api.types.is_bool_dtype(got.dtype)
        and len(got) > 0
    )


# A number, a text, True or False.


def _about_scalar(got, want, say) -> str:
    given, wanted = kind(got), kind(want)
    slip = say["slip"]
    if given not in SCALARS:
        if _is_mask(got) and wanted == "number":
            counted = same(int(sum(map(bool, items(got)))), want)
            return slip["mask_for_number" if counted else "mask"]
        if wanted == "number" and _is_decimal_comma(got, want):
            return slip["decimal_comma"]
        if given in ("collection", "column", "labels", "table") and _only_one(got):
            return slip["one_item"].format(got=described(got, say), want=say["kinds"][wanted])
        return _mismatch(got, wanted, say)
    if given == "text" and wanted == "number":
        if not _is_number(got):
            return _mismatch(got, wanted, say)
        return slip["comma_as_text" if "," in got else "number_as_text"]
    if given == "text" and wanted == "bool" and got.strip().casefold() in ("true", "false"):
        return slip["bool_as_text"]
    if given != wanted:
        return _mismatch(got, wanted, say)
    if wanted == "number":
        return _about_number(got, want, say["number"])
    if wanted == "text":
        return _about_text(got, want, say["text"])
    return say["content"]


def _is_decimal_comma(got, want) -> bool:
    """Was 99,75 written where 99.75 was meant? Python takes that for two whole numbers."""
    whole = isinstance(got, tuple) and len(got) == 2 and all(type(n) is int for n in got)
    return whole and got[1] >= 0 and math.isclose(float(f"{got[0]}.{got[1]}"), want, rel_tol=0.01)


def _only_one(got) -> bool:
    return got.size == 1 if kind(got) == "table" else len(items(got)) == 1


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _about_number(got, want, say) -> str:
    got, want = key(got), key(want)
    if got == MISSING or want == MISSING:
        return say["missing"]
    a, b = got[1], want[1]
    if a == -b:
        return say["sign"]
    if isinstance(b, float) and abs(a - b) <= 0.01 * abs(b):
        return say["rounding" if _is_rounded(a, b) else "close"]
    decimals = isinstance(a, float) or isinstance(b, float)
    if decimals and any(math.isclose(x, 100 * y, rel_tol=0.01) for x, y in ((a, b), (b, a))):
        return say["percent"]
    return say["too_high"] if a > b else say["too_low"]


def _is_rounded(a: float, b: float) -> bool:
    """Is one number the other with fewer decimal places, rounded or cut off?"""
    for places in range(10):
        step = 10.0**places
        cut = (round(b, places), math.floor(b * step) / step, math.ceil(b * step) / step)
        if any(math.isclose(a, x, rel_tol=1e-12) for x in cut):
            return True
    return False


def _about_text(got: str, want: str, say) -> str:
    a, b = key(got)[1], key(want)[1]
    if not a:
        return say["empty"]
    if b in a:
        return say["too_much"]
    if a in b:
        return say["too_little"]
    return say["spelling"] if _alike(a, b) else say["other"]


def _alike(a: str, b: str) -> bool:
    """Do two texts differ by a slip of the pen? Short codes such as S1 and S2 are never alike."""
    if min(len(a), len(b)) < 4 or max(len(a), len(b)) > 200:
        return False
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8


# A collection: names, numbers, edges.


def _about_collection(got, want: list, ordered, tolerance, say) -> str:
    given, slip, size = kind(got), say["slip"], say["size"]
    if given == "text":
        texts = any(kind(item) == "text" for item in want[:LOOK_AT_MOST])
        return slip["text_for_list"] if texts else _mismatch(got, "collection", say)
    if given == "table":
        return slip["table_for_list"]
    if _is_mask(got) and not all(kind(item) == "bool" for item in want[:LOOK_AT_MOST]):
        return slip["mask_for_list"]
    if given == "labels":
        if same(list(got), want, ordered, tolerance):
            return slip["wanted_in_keys"]
        if same(list(got.values()), want, ordered, tolerance):
            return slip["wanted_in_values"]
        return _mismatch(got, "collection", say)
    if given == "column" and same(got.index, want, ordered, tolerance):
        return slip["wanted_in_index"]
    found = collected(got)
    if found is None:
        return _mismatch(got, "collection", say)
    if not found:
        return size["nothing"]
    if any(item is ... for item in found[:LOOK_AT_MOST]):
        return slip["dots"]
    if message := _item_types(found, want, say):
        return message
    return _about_items(found, want, ordered, tolerance, say)


def _item_types(found: list, want: list, say) -> str:
    """A message if the items are all of a sort that none of the wanted items is."""
    ours = {kind(item) for item in found[:LOOK_AT_MOST]}
    theirs = {kind(item) for item in want[:LOOK_AT_MOST]}
    if ours == theirs == {"collection"}:
        sizes, wanted = ({_length(x) for x in one[:LOOK_AT_MOST]} for one in (found, want))
        if len(sizes) == len(wanted) == 1 and sizes != wanted:
            return say["slip"]["longer" if max(sizes) > max(wanted) else "shorter"]
    if not theirs or ours & theirs or "other" in theirs:
        return ""
    if ours <= {"collection", "labels", "column"} and len(found) == 1:
        return say["slip"]["list_in_list"].format(got=described(found[0], say))
    if theirs == {"collection"}:
        return say["slip"]["groups"]
    if len(ours) == 1:
        ours_name = described(found[0], say)
        theirs_name = say["kinds"][sorted(theirs)[0]]
        return say["item_type"].format(got=ours_name, want=theirs_name)
    return ""


def _length(collection) -> int:
    return len(collection) if hasattr(collection, "__len__") else -1


def _about_items(found: list, want: list, ordered, tolerance, say) -> str:
    size, content = say["size"], say["items"]
    if max(len(found), len(want)) > COMPARE_AT_MOST:
        if len(found) == len(want):
            return content["some"]
        return size["too_many"] if len(found) > len(want) else size["too_few"]
    if ordered and same_items(found, want, False, tolerance):
        return content["order"]
    orders = orders_of(want)
    ours, theirs = ([key(item, orders) for item in one] for one in (found, want))
    extra, missing = leftovers(ours, theirs, tolerance)
    if not missing:
        repeated = all(k in set(theirs) for k in extra)
        return size["repeated"] if repeated else size["all_and_more"]
    if not extra:
        return size["right_but_few"]
    if pairs_turned(extra, missing):
        return content["turned"]
    if name := _joined(found, ours, extra, missing):
        return content["joined"].format(item=name)
    if name := _misspelt(found, ours, extra, missing):
        return content["spelling"].format(item=name)
    if len(found) > len(want):
        return size["too_many"]
    if len(found) < len(want):
        return size["too_few"]
    if len(extra) == len(found):
        return content["none"]
    return content["one"] if len(extra) == 1 else content["several"].format(number=len(extra))


def pairs_turned(extra: list, missing: list) -> bool:
    """Are all the wrong pairs wanted ones turned round?"""
    if not all(k[0] == "row" for k in extra + missing):
        return False
    return Counter(("row", k[1][::-1]) for k in extra) == Counter(missing)


def _joined(found: list, ours: list, extra: list, missing: list) -> str:
    """An item of the learner's in which several of the missing ones stand as one text, and no more."""
    if len(extra) > 50 or len(missing) > 50:
        return ""
    texts = sorted((m[1] for m in missing if m[0] == "text" and m[1]), key=len, reverse=True)
    for k in extra:
        rest, times = (k[1] if k[0] == "text" else ""), 0
        for text in texts:
            times += text in rest
            rest = rest.replace(text, " ", 1)
        if times > 1 and not re.search(r"\w", rest):
            return str(found[ours.index(k)])
    return ""


def _misspelt(found: list, ours: list, extra: list, missing: list) -> str:
    """An item of the learner's that is nearly a missing one, as the learner wrote it."""
    if len(extra) > 50 or len(missing) > 50:
        return ""
    for k in extra:
        texts = [m[1] for m in missing if m[0] == "text"]
        if k[0] == "text" and any(_alike(k[1], text) for text in texts):
            return str(found[ours.index(k)])
    return ""


# Labels with values: a dict, or a Series with names.


def _about_labels(got, want: dict, tolerance, say) -> str:
    slip, content = say["slip"], say["labels"]
    found = labelled(got)
    if found is None:
        if kind(got) == "column":
            return slip["column_without_labels"]
        return _mismatch(got, "labels", say)
    ours = {key(label): value for label, value in found.items()}
    theirs = {key(label): value for label, value in want.items()}
    if ours.keys() == theirs.keys():
        names = {key(label): label for label in found}
        off = [k for k in ours if not same_value(ours[k], theirs[k], tolerance)]
        if not off:
            return content["order"]
        if len(off) == len(ours):
            return content["no_value"]
        if len(off) == 1:
            return content["one_value"].format(label=names[off[0]])
        return content["several_values"].format(number=len(off))
    turned = [key(value) for value in found.values()]
    if Counter(turned) == Counter(list(theirs)):
        return content["turned"]
    if not ours:
        return say["size"]["nothing"]
    if not ours.keys() & theirs.keys():
        return content["other_labels"]
    if not theirs.keys() - ours.keys():
        return content["too_many"]
    if not ours.keys() - theirs.keys():
        return content["too_few"]
    return content["some_labels"]


# A table.


def _about_table(got, want: pd.DataFrame, ordered, tolerance, say) -> str:
    slip, content = say["slip"], say["table"]
    if kind(got) == "column":
        return slip["column_for_table"]
    if kind(got) != "table":
        return _mismatch(got, "table", say)
    got, want = match_columns(got, want)
    ours, theirs = ([key(name) for name in table.columns] for table in (got, want))
    extra, missing = leftovers(ours, theirs, 0)
    if extra and not missing:
        names = [str(got.columns[ours.index(k)]) for k in extra]
        return content["too_many_columns"].format(names=", ".join(names))
    if extra:
        return content["other_columns"]
    if missing:
        return content["too_few_columns"]
    if len(got) == 0:
        return content["no_rows"]
    if len(got) != len(want):
        return content["too_many_rows" if len(got) > len(want) else "too_few_rows"]
    if ordered and same(got, want, False, tolerance):
        return content["order"]
    for name in got.columns:
        one = got[name], next(want[n] for n in want.columns if key(n) == key(name))
        if all(c.ndim == 1 for c in one) and not same_items(*map(items, one), ordered, tolerance):
            return content["column"].format(name=name)
    return content["rows"]


# A network.


def _about_graph(got, want, say) -> str:
    content = say["graph"]
    if kind(got) != "graph":
        return _mismatch(got, "graph", say)
    if got.is_directed() != want.is_directed():
        return content["directed" if want.is_directed() else "undirected"]
    ours, theirs = nodes(got), nodes(want)
    if ours - theirs and theirs - ours:
        return content["other_nodes"]
    if ours != theirs:
        return content["too_many_nodes" if ours > theirs else "too_few_nodes"]
    ours, theirs = edges(got), edges(want)
    extra, missing = ours - theirs, theirs - ours
    if got.is_directed() and Counter((v, u) for u, v in extra.elements()) == missing:
        return content["turned"]
    if extra and missing:
        return content["other_edges"]
    return content["too_many_edges" if extra else "too_few_edges"]
