"""The battery of wrong answers, and what `koperasi check` tells of it."""

import networkx as nx
import pandas as pd
import pytest
from lesson_factory import exercise, lesson

from koperasi.answers.equality import same
from koperasi.exercises import findings, parts, trial
from koperasi.exercises.battery import battery
from koperasi.notebooks import as_node

TABLE = pd.DataFrame({"node": ["A", "B"], "kind": ["x", "y"], "n": [1, 2]})
ANSWERS = [
    5, 0.25, "ACDI", ["NRECA", "CLUSA"], {"A", "B"}, {"A": 1, "B": 2}, pd.Series([1, 2], ["a", "b"]),
    TABLE, nx.DiGraph([("A", "B"), ("B", "C")]), nx.Graph([("A", "B")]), True, None, ("A", "B"),
    [("A", "B"), ("C", "D")], [], "", 0,
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_nothing_in_it_is_right_and_there_is_much(answer):
    made = battery(answer, {"before": "CUNA"})
    assert not [label for label, wrong in made if same(wrong, answer)]
    assert len(made) >= 10 and "the answer of before" in dict(made)


def test_what_a_teacher_lists_as_right_is_left_out():
    labels = [label for label, _ in battery(["A", "B"], {}, also_right=[["A"]])]
    assert "one item less" not in labels and "one item more" in labels


def told(check: str) -> list[str]:
    """What is told of a lesson whose exercise has this check."""
    made = lesson(exercise())
    cell = next(c for c in made.cells if "check" in c.metadata.get("tags", []))
    cell.source = check
    outcomes = trial.try_lesson(as_node(made), ".")
    return [finding.text for finding in findings.judge(as_node(made), "x.ipynb", outcomes)]


def test_a_check_that_accepts_the_letters_is_told():
    loose = 'check("helpers-of-asia", helpers_of_asia, lambda a: "".join(a) == "NRECACLUSA" or set(a) == {"NRECA", "CLUSA"})'
    assert any("called right" in text and "the letters" in text for text in told(loose))
    strict = 'check("helpers-of-asia", helpers_of_asia, ["NRECA", "CLUSA"])'
    assert not any("called right" in text for text in told(strict))


def test_a_check_that_stops_is_told():
    # Another table than the check's own: what it does with a column stands outside the comparison.
    check = 'helpers_of_asia[0]\ncheck("helpers-of-asia", helpers_of_asia, ["NRECA", "CLUSA"])'
    assert any("stops with an error" in text and "None" in text for text in told(check))


def test_a_battery_that_does_not_come_to_its_end_is_told():
    check = (
        "import os\nif helpers_of_asia is None: os._exit(3)\n"
        'check("helpers-of-asia", helpers_of_asia, ["NRECA", "CLUSA"])'
    )
    assert any("could not all be tried" in text and "exit status 3" in text for text in told(check))


def test_hints_that_no_answer_reaches_are_told():
    made = as_node(lesson(exercise()))
    [found] = parts.exercises(made)
    hints = '[("no such", "Never said."), (lambda a: True, "Always said.")]'
    found.check.source = (
        f'check("helpers-of-asia", helpers_of_asia, ["NRECA", "CLUSA"], hints={hints})'
    )
    outcomes = trial.try_lesson(made, ".")
    assert findings.unreached_hints(found, outcomes) == ["'Never said.'"]
