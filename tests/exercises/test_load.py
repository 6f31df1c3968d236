"""How much a lesson asks: what is counted, what is new, and what is named."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from koperasi import paths
from koperasi.exercises.load import devices, known_before, load
from koperasi.notebooks import as_node, write_notebook


def lesson(*cells):
    return as_node(new_notebook(cells=list(cells)))


def text(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


ABOUT = text("**You can**\n\n**Time** 50 minutes, 20 of them for exercises.")


def test_what_students_do_not_see_or_need_not_read_does_not_count():
    seen = [ABOUT, text("Two words.<details>hidden words here</details>"), code("x = len(y)")]
    unseen = [
        text("for the teacher", "teacher"),
        code("sorted(x)", "given"),
        code("max(x)", "further"),
    ]
    assert load(lesson(*seen, *unseen)) == load(lesson(*seen))
    assert load(lesson(*seen)).cells == 1 and load(lesson(*seen)).claimed == 50


def test_minutes_are_those_of_the_formula():
    prompt = text("### Exercise 1: Who? (4 minutes)\n\nSay who.", "exercise")
    found = load(
        lesson(ABOUT, text("word " * 120), code("sorted(x)"), prompt, code("x = ...", "answer"))
    )
    words = 120 + len(ABOUT.source.split()) + len(prompt.source.split())
    assert (found.words, found.cells, list(found.new)) == (words, 1, ["sorted"])
    assert found.minutes == pytest.approx(words / 120 + 0.75 + 0.3 + 1.25 * 4 + 5)
    assert found.share == pytest.approx(5 / found.minutes)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a[1:3]", {"[:]"}),
        ("t[['a', 'b']]", {"[[…]]"}),
        ("f(*a, **b)", {"f", "*", "**"}),
        ("t.groupby('x').size()", {".groupby", ".size"}),
        ("[x for x in y if x not in z]", {"[… for …]", "not in"}),
        ("for a, b in c:\n    pass", {"a, b ="}),
        ("x = 1", set()),
        ("x = (", set()),
    ],
)
def test_devices(source, expected):
    assert set(devices(source)) == expected


def test_what_only_a_hint_uses_counts_and_is_told_apart():
    hint = text("Ask.<details><summary>Hint</summary>\n\n`max(x)`, not `sorted(x)`\n\n</details>")
    found = load(lesson(hint, code("sorted(x)")))
    assert (set(found.new), found.in_hints) == ({"max", "sorted"}, ("max",))


def test_the_time_is_read_in_its_own_cell():
    about = text("**Time** 50 minutes, 20 of them for exercises. **You need** lesson 1.")
    about["id"] = "what-you-learn"
    assert load(lesson(text("**In 1977** came 4."), about)).claimed == 50


def test_a_copy_that_stands_alone_knows_the_lessons_before_it(tmp_path):
    source = paths.lessons("en")[2]
    (tmp_path / source.name).write_bytes(source.read_bytes())
    assert known_before(tmp_path / source.name) == known_before(source)
    (tmp_path / "my own.ipynb").write_bytes(source.read_bytes())
    (tmp_path / source.name).unlink()
    assert known_before(tmp_path / "my own.ipynb") > known_before(source)


def test_named_before_or_right_after_or_not_at_all():
    cells = [text("`sorted` puts in order."), code("sorted(x)"), code("max(x)"), text("`max` is the largest."),
             code("min(x)"), text("And on."), text("`min` comes too late.")]  # fmt: skip
    assert load(lesson(*cells)).unnamed == ["min"]


def test_what_an_earlier_lesson_has_is_not_new(tmp_path):
    for number, cells in (("01", [code("sorted(x)")]), ("02", [code("sorted(x)\nmax(x)")])):
        (tmp_path / f"{number}-a.ipynb").write_text(
            write_notebook(lesson(*cells)), encoding="utf-8"
        )
    known = known_before(tmp_path / "02-a.ipynb")
    assert list(load(lesson(code("sorted(x)\nmax(x)")), known).new) == ["max"]


def test_what_is_too_much_is_told():
    long = load(lesson(text("**Time** 70 minutes"), text("word " * 12000), code("sorted(x)")))
    assert set(long.over()) == {"too_long", "claims_too_much", "unnamed", "few_exercises"}
