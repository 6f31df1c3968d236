"""Decks as they are built, without a browser."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from argparse import Namespace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sample_notebook import TABLE, code, everything, exercise, markdown, notebook, png, result

from koperasi import paths
from koperasi.commands import slides as command
from koperasi.notebooks import read_lesson
from koperasi.slides import browser, deck

HERE = Path(__file__).parent
LESSONS = [path for lang in paths.languages() for path in paths.lessons(lang)]


def build(*cells: dict, folder: Path = HERE, name: str = "07-rows.ipynb", **options) -> deck.Deck:
    return deck.build(notebook(*cells), folder / name, **options)


def slides(built: deck.Deck) -> list[str]:
    """The HTML of each slide."""
    return re.findall(r'<section class="\w+" .*?</section>', built.body, re.S)


def kinds(built: deck.Deck) -> list[str]:
    return re.findall(r'<section class="(\w+)"', built.body)


def notes(slide: str) -> str:
    return re.search(r'<aside class="notes">(.*?)</aside>', slide, re.S)[1]


def only_problem(built: deck.Deck) -> deck.Complaint:
    assert len(built.problems) == 1, built.problems
    return built.problems[0]


@pytest.fixture(scope="module")
def whole() -> deck.Deck:
    return deck.build(everything(), HERE / "07-rows.ipynb")


def test_a_lesson_becomes_slides(whole):
    assert whole.problems == []
    assert kinds(whole) == [
        "title", "plain", "plain", "exercise", "plain", "plain", "figure", "plain", "plain", "plain",
    ]  # fmt: skip


def test_the_title_slide_has_number_title_and_question(whole):
    title = slides(whole)[0]
    assert "Lesson 7" in title
    assert ">Rows and edges</h1>" in title
    assert "What becomes of rows?" in title
    assert "You will be able to" not in title


def test_bold_text_at_the_top_becomes_the_heading(whole):
    assert "<h2>You will be able to</h2>" in slides(whole)[1]


def test_an_exercise_slide_has_a_band_the_time_a_hint_and_the_stub(whole):
    slide = next(s for s in slides(whole) if 'class="exercise"' in s)
    assert "<b>Exercise 1</b> <span>Time to work: 4 minutes</span>" in slide
    assert ">Who helps Asia?</h2>" in slide
    assert "<details><summary>Hint</summary>" in slide
    assert "helpers" in slide and "..." in slide


def test_checks_examples_score_and_solutions_are_left_out(whole):
    for words in ("Not answered yet", "as a list", "0 of 1", "Your exercises", "Because of S5"):
        assert words not in whole.body


def test_solutions_are_slides_after_the_exercise_if_asked_for():
    built = build(*exercise(), solutions=True)
    assert kinds(built) == ["exercise", "solution"]
    solution = slides(built)[1]
    assert "<b>Solution</b>" in solution and ">Who helps Asia?</h2>" in solution
    assert "Because of S5" in solution and "<details" not in solution and "<summary" not in solution
    assert "<section><section" not in built.body  # so that slide 12 is #/12


def test_text_after_an_exercise_goes_on_under_the_heading_before_it(whole):
    slide = next(s for s in slides(whole) if "What the exercise showed" in s)
    assert "<h2>Rows name two things</h2>" in slide


def test_teachers_notes_keep_their_minutes_and_are_unfolded(whole):
    assert "Ask first" in notes(slides(whole)[0])  # a note before the first slide is not lost
    note = notes(next(s for s in slides(whole) if "14 nodes" in s))
    assert "<strong>Teacher: 3 minutes</strong>" in note and "<math" in note
    assert "details" not in note
    assert "Ask first" not in re.sub(r"<aside.*?</aside>", "", whole.body, flags=re.S)


def test_a_figure_gets_a_slide_of_its_own_with_its_alternative_text(whole):
    figure = next(s for s in slides(whole) if 'class="figure"' in s)
    assert 'alt="A grey field."' in figure and "<h2>A drawing</h2>" in figure
    assert "step_1" not in figure and "The field is grey" in figure


def test_a_figure_alone_under_its_heading_stays_there():
    shown = code(
        "draw", "draw()", [result(image_png=png())], alt="x", jupyter={"source_hidden": True}
    )
    built = build(markdown("h", "## Drawing", "slide"), shown)
    assert kinds(built) == ["plain"] and "<img" in built.body and "draw()" not in built.body


def test_alternative_texts_come_from_the_output_or_one_by_one_from_the_cell():
    own = result({"image/png": {"alt": "of the output"}}, image_png=png())
    several = [result(image_png=png()), result(image_png=png())]
    built = build(
        code("one", "x", [own], alt="of the cell"),
        code("two", "x", several, alt=["first", "second"]),
    )
    assert re.findall('alt="(.*?)"', built.body) == ["of the output", "first", "second"]
    assert built.problems == []


def test_a_result_is_the_best_of_its_kinds_and_pandas_corner_is_no_heading():
    table = result(text_html=TABLE.format(rows=""), text_plain="plain text")
    built = build(code("table", "ties", [table]))
    assert "plain text" not in built.body and "<style" not in built.body
    assert "<th></th>" not in built.body and "<td></td>" in built.body


def test_an_error_is_its_last_line(whole):
    assert "KeyError: &#x27;ACCDI&#x27;" in whole.body and "line 1" not in whole.body


def test_skipped_hidden_and_tagged_parts_are_left_out():
    built = build(
        markdown("a", "## Seen", "slide"),
        markdown("b", "unseen", "skip"),
        code("c", "unseen", [result(text_plain="seen")], "", "hide-input"),
        code("d", "seen", [result(text_plain="unseen")], "", "hide-output"),
    )
    assert "unseen" not in built.body and len(slides(built)) == 1


def test_an_untagged_notebook_gets_a_slide_at_each_heading():
    built = build(
        markdown("a", "# All\n\ntext\n\n## One\n\n```\n# no heading\n```\n\n#### small"),
        code("b", "# a comment\nx = 1"),
        markdown("c", "text\n\n## Two"),
        markdown("d", "### Three"),
    )
    labels = re.findall('aria-label="(.*?)"', built.body)
    assert labels == ["All", "One", "Two", "Three"]
    assert "no heading" in slides(built)[1] and "a comment" in re.sub("<.*?>", "", slides(built)[1])


@pytest.mark.parametrize(
    ("source", "formulas"),
    [
        ("so $a_1 < b$ and $$c$$", 2),
        ("\\begin{align}a &= b\\\\ c &= d\\end{align}", 1),
        ("US$5 and US$6, or $5 and $10", 0),
        ("`$a$` and ``` `$b$` ```\n\n```\n$c$\n```", 0),
        ("\\$a\\$", 0),
    ],
)
def test_formulas_are_told_from_prices_and_code(source, formulas):
    built = build(markdown("m", source))
    assert built.body.count("<math") == formulas and built.problems == []


def test_unknown_latex_is_shown_as_typed_and_reported():
    built = build(markdown("sums", r"Sum: $\summe x$"))
    assert r"\summe x" in built.body
    problem = only_problem(built)
    assert (
        problem.cell == "cell 1 (“Sum: $\\summe x$”)"
        and r"\summe" in problem.message
        and "LaTeX" in problem.message
    )


def test_pictures_in_the_text_are_embedded(tmp_path):
    (tmp_path / "my file.png").write_bytes(base64.b64decode(png(20, 10)))
    attached = markdown("a", "![attached](attachment:x.png)") | {
        "attachments": {"x.png": {"image/png": png(20, 10)}}
    }
    built = build(attached, markdown("b", '<img src="my%20file.png" alt="file">'), folder=tmp_path)
    assert built.problems == []
    found = re.findall('<img src="data:image/png;base64,([^"]*)" alt="(.*?)">', built.body)
    assert [alt for _, alt in found] == ["attached", "file"]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (markdown("p", "![map](missing.png)"), "missing.png"),
        (markdown("p", "![map](https://example.org/map.png)"), "network"),
        (markdown("p", "![map](attachment:gone.png)"), "cannot be shown"),
        (code("p", "x", [result(image_png="bm90IGEgcGljdHVyZQ==")], alt="x"), "cannot be shown"),
        (code("p", "x", [result(image_png="a")], alt="x"), "cannot be shown"),
        (code("p", "x", [result(image_png=png())]), "alternative text"),
        (code("p", "x\n" * 40), "40 lines"),
        (
            code("p", "x", [result(text_html="<table>" + "<tr><td>1</td></tr>" * 30 + "</table>")]),
            "30",
        ),
    ],
)
def test_what_is_wrong_is_said_with_notebook_and_cell(cell, says):
    built = build(cell)
    problem = only_problem(built)
    assert problem.notebook == "07-rows.ipynb" and problem.cell.startswith("cell 1 (“")
    assert says in problem.message
    assert "src=" not in built.body or "alternative text" in problem.message


def test_an_empty_notebook_is_reported():
    assert "nothing to show" in only_problem(build()).message


HOSTILE = """text
<script>window.hacked = 1</script>
<img src="x.png" alt="x" onerror="window.hacked = 2">
<iframe src="https://example.org"></iframe>
<a href="javascript:window.hacked=3">a</a> <a href="data:text/html,<script>1</script>">b</a>
<form action="https://example.org"><input name="x"></form>
<object data="x"></object> <svg onload="window.hacked=4"></svg>
<base href="https://example.org"> <meta http-equiv="refresh" content="0">
"""


class Finder(HTMLParser):
    """Collects what must not be in a deck's body."""

    def __init__(self, page: str):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        bad = {
            "script",
            "iframe",
            "form",
            "input",
            "object",
            "svg",
            "base",
            "meta",
            "embed",
            "link",
        }
        if tag in bad and ("aria-hidden", "true") not in attributes:
            self.found.append(tag)
        for name, value in attributes:
            if (
                name.startswith("on")
                or re.match(r"\s*(javascript|data):", value or "")
                and name != "src"
            ):
                self.found.append((tag, name))


@pytest.mark.parametrize("untrusted", [False, True])
@pytest.mark.parametrize("where", ["markdown", "output", "title"])
def test_nothing_in_a_notebook_can_run(where, untrusted):
    cells = {
        "markdown": markdown("m", HOSTILE),
        "output": code("c", "x", [result(text_html=HOSTILE)]),
        "title": markdown("t", f"### {HOSTILE}", "slide", "exercise"),
    }
    built = build(cells[where], untrusted=untrusted)
    assert "text" in built.body
    assert Finder(built.body).found == []


def test_from_an_untrusted_notebook_come_no_styles_and_no_files(tmp_path):
    (tmp_path / "secret.png").write_bytes(base64.b64decode(png(20, 10)))
    page = '<style>b { color: red }</style><b style="color: red">bold</b>\n\n![s](secret.png)'
    built = build(markdown("m", page), folder=tmp_path, untrusted=True)
    assert "red" not in built.body and "data:image" not in built.body
    said = [problem.message for problem in built.problems]
    assert len(said) == 2 and all("--untrusted" in message for message in said)
    trusted = build(markdown("m", page), folder=tmp_path)
    assert trusted.body.count("red") == 2 and "data:image" in trusted.body


def test_a_page_allows_its_own_scripts_and_nothing_else(whole):
    page = deck.page(whole)
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert len(scripts) == 3
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split(";")[1] and "http" not in policy
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)


def test_a_page_says_its_language_and_title():
    page = deck.page(deck.build(everything("id"), HERE / "07-rows.ipynb"))
    assert '<html lang="id"' in page and "<title>Rows and edges</title>" in page


def test_a_notebook_in_an_unknown_language_becomes_a_deck():
    built = deck.build(notebook(markdown("a", "# Bonjour"), lang="fr"), HERE / "a.ipynb")
    assert built.lang == "fr" and built.title == "Bonjour"


def test_the_same_notebook_gives_the_same_bytes(whole):
    assert deck.page(whole) == deck.page(deck.build(everything(), HERE / "07-rows.ipynb"))


# The command


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(command, "FOLDER", tmp_path / "slides")
    return tmp_path / "slides"


def run(*lessons, lang: str = "en", **options) -> int:
    defaults = dict.fromkeys(
        ("all_languages", "pdf", "png", "open", "solutions", "further", "untrusted"), False
    )
    return command.run(Namespace(lesson=list(map(str, lessons)), lang=lang, **(defaults | options)))


def save(path: Path, content: dict | str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_the_command_writes_decks_and_an_index(folder, tmp_path, capsys):
    first = save(tmp_path / "ani" / "7.ipynb", everything())
    second = save(tmp_path / "budi" / "7.ipynb", everything())
    assert run(first, second) == 0
    assert "2 of 2 decks" in capsys.readouterr().out
    index = (folder / "index.html").read_text(encoding="utf-8")
    for name in ("ani/7.html", "budi/7.html"):
        assert (folder / name).is_file() and f'href="{name}"' in index
    assert run(first) == 0  # again: its own deck may be written anew
    assert "budi/7.html" in (folder / "index.html").read_text(encoding="utf-8")


def test_only_its_own_files_are_overwritten(folder, tmp_path, capsys):
    notes = save(folder / "ani" / "7.html", "my notes")
    assert run(save(tmp_path / "ani" / "7.ipynb", everything())) == 1
    assert notes.read_text(encoding="utf-8") == "my notes"
    assert "left as it is" in capsys.readouterr().err


def test_two_notebooks_that_would_become_one_deck_are_told_apart(folder, tmp_path, capsys):
    first = save(tmp_path / "a" / "x" / "7.ipynb", everything())
    second = save(tmp_path / "b" / "x" / "7.ipynb", everything())
    assert run(first, second) == 1
    assert str(second) in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", ["", "{}", '{"nbformat": 4}', '{"nbformat": 4, "cells": [1]}', "[]"]
)
def test_what_is_no_notebook_is_said_so(folder, tmp_path, capsys, content):
    assert run(save(tmp_path / "bad.ipynb", content)) == 1
    assert "bad.ipynb: this is not a notebook" in capsys.readouterr().err
    assert not list(folder.glob("*/*.html"))


def test_unknown_lessons_are_named_with_those_there_are(folder, capsys):
    assert run(99, "nowhere.ipynb", lang="en") == 1
    complaint = capsys.readouterr().err
    assert "99: no such lesson" in complaint and "nowhere.ipynb: no such" in complaint


def test_a_language_without_lessons_is_named_with_those_there_are(folder, capsys):
    for lessons in [(), (3,)]:
        assert run(*lessons, lang="xx") == 1
        assert "no lessons in 'xx'. Languages with lessons: en" in capsys.readouterr().err


def test_problems_are_printed_and_make_the_status_1(folder, tmp_path, capsys):
    path = save(tmp_path / "x" / "7.ipynb", notebook(markdown("sums", r"$\summe$")))
    assert run(path) == 1
    assert "7.ipynb, cell 1 (“$\\summe$”): The formula" in capsys.readouterr().err
    assert (folder / "x" / "7.html").is_file()


def test_without_a_browser_there_are_decks_and_a_reason(folder, tmp_path, capsys, monkeypatch):
    def chromium():
        raise browser.NoBrowser("slides.report.no_browser")

    monkeypatch.setattr(browser, "chromium", chromium)
    assert run(save(tmp_path / "x" / "7.ipynb", everything()), pdf=True) == 1
    complaint = capsys.readouterr().err
    assert "The slides were made" in complaint and "sudo apt install chromium" in complaint
    assert (folder / "x" / "7.html").is_file()


def test_old_notebooks_are_read(tmp_path):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# Old\n", "news"]}]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    assert (
        deck.build(read_lesson(save(tmp_path / "old.ipynb", old)), tmp_path / "old.ipynb").title
        == "Old"
    )


def test_building_does_without_the_slow_imports(tmp_path):
    path = save(tmp_path / "7.ipynb", everything())
    program = (
        "import sys; from pathlib import Path; from koperasi.commands import slides\n"
        "from koperasi.notebooks import read_lesson\n"
        "from koperasi.slides import browser, deck, reading\n"
        f"path = Path({str(path)!r}); deck.page(deck.build(read_lesson(path), path))\n"
        "print(sorted({'nbconvert', 'nbformat', 'playwright'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_nbconvert_offers_the_deck(tmp_path):
    from nbconvert.exporters import get_exporter

    exporter = get_exporter("koperasi_slides")()  # with a hyphen JupyterLab would not find it
    page, resources = exporter.from_filename(str(save(tmp_path / "7.ipynb", everything())))
    assert resources["output_extension"] == ".slides.html"
    assert page == deck.page(deck.build(everything(), tmp_path / "7.ipynb"))


# The course's own lessons


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_lesson_has_no_problems_and_a_small_deck(path):
    built = deck.build(read_lesson(path), path)
    assert list(map(str, built.problems)) == []
    assert built.lang == path.parent.name
    assert len(deck.page(built).encode()) <= 1_500_000
    assert kinds(built)[0] == "title"
    with_solutions = deck.build(read_lesson(path), path, solutions=True)
    assert kinds(with_solutions).count("solution") == kinds(built).count("exercise") > 0


def test_every_language_has_the_same_live_slides():
    # The extension looks beside a lesson; what it finds there leads to the one file of them all.
    styles = {
        (paths.NOTEBOOKS / lang / "rise.css").read_text("utf-8") for lang in paths.languages()
    }
    assert styles == {'@import "../rise.css";\n'}
    assert ".reveal" in (paths.NOTEBOOKS / "rise.css").read_text("utf-8")
    settings = json.loads((paths.ROOT / "koperasi/lab_settings/overrides.json").read_text("utf-8"))
    # The other themes ask the network for letters.
    assert settings["jupyterlab-rise:plugin"]["theme"] == "white"


# What comes at the next key


def steps(section: str) -> list[str]:
    """What the parts of a slide begin with, each with the step at which it comes."""
    found = re.findall(r'<div class="cell [^"]*"[^>]*?(?:data-fragment-index="(\d+)")?>', section)
    return [step or "0" for step in found]


QUESTION = markdown("ask", "## Rows\n\nPredict: how many rows?", "slide")
ANSWER = code("count", "len(ties)", [result(text_plain="11")])
SAID = markdown("said", "Eleven, one of them inferred.")


def test_the_result_comes_after_the_question():
    [slide] = slides(build(QUESTION, ANSWER, SAID))
    assert steps(slide) == ["0", "0", "1", "1"]  # text and code; then the result and what it means
    assert slide.index("len") < slide.index("11</pre>")


@pytest.mark.parametrize(
    "source", ["## Which rows?\n\nWe count them.", "## Rows\n\n`a ? b` counts."]
)
def test_without_a_question_in_the_text_all_comes_at_once(source):
    [slide] = slides(build(markdown("ask", source, "slide"), ANSWER, SAID))
    assert set(steps(slide)) == {"0"}


def test_a_slide_type_of_its_own_overrides_the_rule():
    later = SAID | {"metadata": {"slideshow": {"slide_type": "fragment"}}}
    [slide] = slides(build(QUESTION, ANSWER, later))
    assert steps(slide) == ["0", "0", "1", "2"]
    [_, second] = slides(
        build(QUESTION, ANSWER | {"metadata": {"slideshow": {"slide_type": "slide"}}})
    )
    assert set(steps(second)) == {"0"}


def test_homework_is_left_out_unless_it_is_asked_for():
    cells = [QUESTION, markdown("more", "## Further: paths", "skip", "further")]
    assert "paths" not in build(*cells).body
    path = HERE / "07-rows.ipynb"
    assert "paths" in deck.build(notebook(*cells), path, further=True).body


# Slides that stand alone


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (
            [
                code("made", "evidence = 3", [], "skip"),
                markdown("h", "# A title", "slide"),
                code("c", "evidence", []),
            ],
            "uses evidence",
        ),
        (
            [
                markdown("h", "# A title", "slide"),
                markdown(
                    "p",
                    "## A picture\n\nThe picture above shows it, and it shows it so well that no more need be said of it here, or not much more than that.",
                    "slide",
                ),
            ],
            "speaks of “above”",
        ),
        (
            [markdown("h", "# A title", "slide"), markdown("p", "## Little\n\nOne line.", "slide")],
            "next to nothing",
        ),
    ],
)
def test_a_slide_that_cannot_stand_alone_is_named(cells, says):
    problem = only_problem(build(*cells))
    assert says in problem.message and re.match(r"cell \d \(“", problem.cell)


def test_a_name_that_the_text_explains_needs_no_cell():
    cells = [code("made", "evidence = 3", [], "skip"), markdown("h", "# A title", "slide")]
    cells += [markdown("t", "`evidence` holds what the sources say."), code("c", "evidence", [])]
    assert build(*cells).problems == []


# Other people's notebooks


def test_of_a_progress_bar_only_the_last_state_is_shown():
    bar = {"output_type": "stream", "name": "stderr", "text": " 0%|  |\r 50%|# |\r100%|##|\ndone\n"}
    body = build(markdown("h", "# Bar", "slide"), code("c", "run()", [bar])).body
    assert "100%|##|\ndone" in body and "50%" not in body


def test_of_a_bar_in_several_lines_the_last_state_is_shown():
    states = ["        0/2\n", "████    1/2\n", "████████ 2/2\n", "3/4 of them\n"]
    printed = [{"output_type": "stream", "name": "stdout", "text": state} for state in states]
    body = build(markdown("h", "# Bar", "slide"), code("c", "run()", printed)).body
    assert "████████ 2/2\n3/4 of them" in body and "1/2" not in body and "0/2" not in body


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (code("c", "w", [result(**{"application_vnd.plotly.v1+json": "{}", "text_plain": "Figure"})]), "plotly"),
        (code("c", "w", [result(**{"application_vnd.jupyter.widget-view+json": "{}", "text_plain": "Box()"})]), "widget"),
        ({"cell_type": "raw", "id": "r", "source": "---", "metadata": {}}, "raw cell"),
        (markdown("k", "word " * 40, "slides"), "slide type slides"),
        (code("c", "t", [result(text_html="<style>@font-face{font-family:x;src:url(https://example.org/x.woff)}</style><p>x</p>")]), "letters or styles from elsewhere"),
        (code("c", "t", [result(text_html="<table><tr>" + "<td>population</td>" * 60 + "</tr></table>")]), "720 letters"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_said(cell, says):
    built = build(markdown("h", "# Of somebody else", "slide"), cell)
    assert says in only_problem(built).message


@pytest.mark.parametrize("odd", [[], {}, "skip", 7, [{}], {"slide_type": []}])
def test_odd_metadata_stop_nothing(odd):
    cell = code("c", "1 + 1", [result(text_plain="2")])
    cell["metadata"] = dict.fromkeys(("tags", "jupyter", "slideshow"), odd)
    built = build(markdown("h", "# Bees", "slide"), cell)
    assert built.problems == [] and ">2</pre>" in built.body
    content = {"nbformat": 4, "metadata": {"lang": odd}, "cells": [markdown("h", "# Bees")]}
    assert "Bees" in deck.build(content, HERE / "03-bees.ipynb").body


def test_a_notebook_of_somebody_else_carries_no_name_of_ours():
    content = {"nbformat": 4, "metadata": {}, "cells": [markdown("h", "# Bees", "slide")]}
    body = deck.build(content, HERE / "03-bees.ipynb").body
    assert "Bees" in body
    for ours in ("Reading a text", "Lesson 3", "<svg"):
        assert ours not in body


def test_tasks_have_boxes():
    body = build(markdown("h", "# To do", "slide"), markdown("t", "- [ ] read\n- [x] count")).body
    assert "☐ read" in body and "☑ count" in body


def test_old_notebooks_with_heading_cells_are_read(tmp_path):
    cells = [{"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Old"]}]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    path = save(tmp_path / "old.ipynb", old)
    assert deck.build(read_lesson(path), path).title == "Old"


def test_a_broken_line_of_code_knows_its_indentation():
    body = build(markdown("h", "# Code", "slide"), code("c", "for x in y:\n    print(x)\n\nz")).body
    assert '<span class="line" style="--in:4">' in body
    assert body.count('<span class="line"') == 4
