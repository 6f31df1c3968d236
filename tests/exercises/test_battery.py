"""The battery of wrong answers, and what `koperasi check` tells of it."""

import networkx as nx
import pandas as pd
import pytest
from lesson_factory import exercise, lesson

from koperasi.answers.equality import same
from koperasi.exercises import findings, parts, trial
from koperasi.exercises.battery import Asked, Wrong, battery, parts_of
from koperasi.exercises.notes import notes, strange_in_right, told_hints, unreached_hints
from koperasi.notebooks import as_node
from koperasi.words import words

TABLE = pd.DataFrame({"node": ["A", "B"], "kind": ["x", "y"], "n": [1, 2]})
ANSWERS = [
    5, 0.25, "ACDI", ["NRECA", "CLUSA"], {"A", "B"}, {"A": 1, "B": 2}, pd.Series([1, 2], ["a", "b"]),
    TABLE, nx.DiGraph([("A", "B"), ("B", "C")]), nx.Graph([("A", "B")]), True, None, ("A", "B"),
    [("A", "B"), ("C", "D")], [], "", 0,
]  # fmt: skip


def asked(expected, **options) -> Asked:
    check = Asked()
    check("x", None, expected, **options)
    return check


def labels(made: list[Wrong]) -> set[str]:
    return {wrong.label for wrong in made}


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_nothing_in_it_is_right_and_there_is_much(answer):
    made = battery(asked(answer), answer, [Wrong("earlier", "CUNA", "before")])
    assert not [wrong for wrong in made if same(wrong.value, answer)]
    assert len(made) >= 10 and "earlier" in labels(made) and all(wrong.sure for wrong in made)


def test_what_is_right_by_the_rules_of_the_comparison_is_left_out():
    assert "reversed" not in labels(battery(asked(["A", "B"]), ["A", "B"]))
    assert "reversed" in labels(battery(asked(["A", "B"], ordered=True), ["A", "B"]))
    assert "one_more" in labels(battery(asked(5), 5))
    assert not {"one_more", "one_less"} & labels(battery(asked(5, tolerance=1), 5))
    alone = [Wrong("part", "A", "x"), Wrong("part", "B", "y")]
    assert [w.detail for w in battery(asked(["A"]), ["A"], alone) if w.detail] == ["x", "y"]
    assert [w.detail for w in battery(asked(["A"], alone=True), ["A"], alone) if w.detail] == ["y"]
    listed = battery(asked(lambda a: True), 5, right=[6, 500])
    assert not {"one_more", "times_100"} & labels(listed) and "one_less" in labels(listed)


def test_where_a_function_says_what_is_right_other_answers_may_be_right_too():
    colours = {"A": 1, "B": 2}
    by_function = {w.label: w.sure for w in battery(asked(lambda a: True), colours)}
    assert not by_function["values_moved"] and by_function["labels_only"]
    assert all(w.sure for w in battery(asked(colours), colours))


def test_the_parts_of_a_solution():
    names = {"t": TABLE, "sorted": sorted, "pd": pd}
    found = {w.detail: w.value for w in parts_of('x = list(t[t["kind"] == "x"]["node"])', names)}
    assert set(found) >= {"t", "t['kind']", "t['kind'] == 'x'", "t[t['kind'] == 'x']"}
    assert parts_of("x = sorted(y for y in unknown)", names)[0].detail == "sorted"
    assert [w.detail for w in parts_of("x = t.head", names)] == ["t.head", "t"]
    assert parts_of("x = (", names) == []
    [helpers] = [
        w
        for w in parts_of("x = list(g.predecessors(1))", {"g": nx.path_graph(2, nx.DiGraph)})
        if w.detail == "g.predecessors(1)"
    ]
    assert helpers.value == [0] == list(helpers.value)
    assert parts_of("t.drop(columns='node', inplace=True)\nx = 1", names) == []


def told(check: str) -> list[str]:
    """What is told of a lesson whose exercise has this check."""
    made = lesson(exercise())
    cell = next(c for c in made.cells if "check" in c.metadata.get("tags", []))
    cell.source = check
    outcomes = trial.try_lesson(as_node(made), ".")
    return [finding.text for finding in findings.judge(as_node(made), "x.ipynb", outcomes)]


def test_a_check_that_accepts_the_letters_is_told():
    loose = 'check("helpers-of-asia", helpers_of_asia, lambda a: "".join(a) == "NRECACLUSA" or set(a) == {"NRECA", "CLUSA"})'
    assert any("called right" in text and "the letters one by one" in text for text in told(loose))
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
    assert unreached_hints(found, outcomes) == ["'Never said.'"]


# --- What is worth a look


SAY = words("en")["check"]
FIRST = "helpers-of-asia"


def report(**changed) -> findings.Report:
    """What is known of a lesson of two exercises; `changed` replaces texts in parts of the second."""
    made = as_node(lesson(exercise(), exercise("other", 2, "other")))
    for part, (old, new) in changed.items():
        cell = next(c for c in made.cells if c.id == f"other-{part}")
        assert old in cell.source
        cell.source = cell.source.replace(old, new)
    outcomes = trial.try_lesson(made, ".")
    return findings.Report(None, made, parts.exercises(made), outcomes, [])


def test_two_exercises_with_the_same_answer_are_told():
    found = report()
    assert notes(found.exercises[0], found, SAY) == []
    assert notes(found.exercises[1], found, SAY) == [SAY["notes"]["twin"].format(exercise=FIRST)]


def test_an_answer_of_the_battery_that_may_be_right_is_a_note_and_no_problem():
    found = report(
        check=('{"NRECA", "CLUSA"}', "lambda a: len(a) in (2, 3)"),
        solution=(
            'other = ["NRECA", "CLUSA"]',
            'three = ["NRECA", "CLUSA", "x"]\nother = three[:2]',
        ),
    )
    [note] = [n for n in notes(found.exercises[1], found, SAY) if "called right too" in n]
    assert "`three`" in note and "one item more" not in note
    texts = [p.text for p in findings.judge(found.notebook, "x", found.outcomes)]
    assert any("called right: " in text and "one item more" in text for text in texts)
    assert not any("`three`" in text for text in texts)


def test_hints_that_the_battery_gets_are_shown_to_the_teacher():
    found = report(check=('(lambda a: "ACDI" in a, ', "(lambda a: len(a) > 2, "))
    shown = told_hints(found.exercises[1], found, SAY)
    assert "everything twice" in shown["Not yet. ACDI's place is not stated."]
    assert not any("None" in answers for answers in shown.values())


def test_what_is_said_at_the_end_of_another_answer_is_told():
    found = report(check=('"Two named donors."', '"ACDI is the one."'))
    one = found.exercises[1]
    assert strange_in_right(one, found.of(one), SAY) == "ACDI"
    found = report(check=('"Two named donors."', '"Not ACDI, but CLUSA and one more."'))
    one = found.exercises[1]
    assert strange_in_right(one, found.of(one), SAY) == ""


def test_every_wrong_answer_has_a_name_in_words():
    names = {
        label
        for answer in ANSWERS
        for label in labels(battery(asked(answer, ordered=True), answer))
    }
    assert names | {"part", "earlier"} == set(SAY["battery"]["items"])
