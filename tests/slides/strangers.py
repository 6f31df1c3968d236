"""Notebooks of other people's kinds, made by hand, and what is said of each.

Every one is a pair: the notebook, and for each oddity the number of its cell (0: the notebook
itself), the first words of that cell, and a part of the advice.
"""

from sample_notebook import code, markdown, notebook, png, result

ELSEWHERE = "http://elsewhere.invalid"
PROSE = "The market opens at six, and whoever comes late finds what the others left. "


def _mine(*cells: dict) -> dict:
    """A notebook without cells' ids, as most are."""
    made = notebook(*cells)
    made["nbformat_minor"] = 2
    for cell in made["cells"]:
        cell.pop("id", None)
    return made


def _printed(value: str) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": value}


def _table(columns: int, rows: int) -> str:
    row = "<tr>" + "<td>population</td>" * columns + "</tr>"
    return f"<table>{row * rows}</table>"


HOSTILE = (
    "<script>parent.hacked = top.hacked = window.hacked = 1</script>"
    f"<img src='{ELSEWHERE}/a.png' alt='Far away' onerror='top.hacked = 1'>"
    f"<iframe src='{ELSEWHERE}/b.html'></iframe><svg onload='top.hacked = 1'></svg>"
    "<details open ontoggle='top.hacked = 1'>x</details>"
    f"<form action='{ELSEWHERE}/c'><input autofocus onfocus='top.hacked = 1'></form>"
)
HEBREW = "השוק נפתח בשש, ומי שמאחר מוצא את מה שהאחרים השאירו. "

LONG = _mine(
    markdown("", "# A long notebook\n\nOf many cells."),
    *(
        cell
        for number in range(60)
        for cell in (
            markdown("", f"## Part {number}\n\n{PROSE * 3}\n\n{PROSE * 2}"),
            code("", f"count({number})", [_printed(f"{number}\n" * 6)]),
            markdown("", PROSE * (number % 7 + 1)),
        )
    ),
    markdown("", "## A paragraph\n\n" + PROSE * 60),
    markdown("", "## A list\n\n" + "- one more point\n" * 70),
)

WIDE_TABLE = _mine(
    markdown("", "# Wide and long tables"),
    code("", "census", [result(text_html=_table(60, 5))]),
    code("", "everybody", [result(text_html=_table(3, 200))]),
)

CODE = _mine(
    markdown("", "# Code"),
    code("", "long_name = " + "another_name_that_is_long + " * 20 + "1", [_printed("x" * 900)]),
    code("", "\n".join(f"print({n})" for n in range(90)), [_printed("7\n" * 120)]),
)

ONLY_CODE = _mine(
    code("", "import pandas as pd", []),
    code("", "pd.DataFrame()", [result(text_html=_table(3, 4), text_plain="…")]),
    code("", "1 / 0", [{"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero", "traceback": ["\x1b[31m…"]}]),
)  # fmt: skip

ONLY_TEXT = _mine(
    markdown("", PROSE * 40), markdown("", PROSE * 3), markdown("", "*" + PROSE + "*")
)

FORMAT_3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": "old"},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Old market"]},
                {"cell_type": "markdown", "metadata": {}, "source": [PROSE]},
                {
                    "cell_type": "code",
                    "language": "python",
                    "collapsed": False,
                    "prompt_number": 1,
                    "metadata": {},
                    "input": ["print 'six'"],
                    "outputs": [{"output_type": "stream", "stream": "stdout", "text": ["six\n"]}],
                },
            ],
        }
    ],
}

RIGHT_TO_LEFT = _mine(
    markdown("", "# שוק\n\n" + HEBREW * 3),
    markdown("", "## السوق\n\n- يفتح السوق في السادسة\n- " + HEBREW + "\n\n| שם | מספר |\n|---|---|\n| שוק | 6 |"),
)  # fmt: skip

REMOTE_STYLES = _mine(
    markdown("", "# Fonts from elsewhere"),
    code("", "css_of_mine()", [result(text_html=f"<style>@font-face{{font-family:x;src:url({ELSEWHERE}/x.woff)}} p{{font-family:x}}</style><p>shown</p>")]),
    code("", "theme()", [result(text_html=f"<style>@import '{ELSEWHERE}/x.css';</style><p>also shown</p>")]),
    code("", "background()", [result(text_html=f"<p style='background:url({ELSEWHERE}/x.png)'>and this</p>")]),
    markdown("", f"<link rel='stylesheet' href='{ELSEWHERE}/y.css'>\n\nText below a link to styles."),
)  # fmt: skip

BROKEN_PICTURES = _mine(
    markdown("", "# Pictures"),
    markdown("", "![The market](no-such-file.png)"),
    markdown("", f"![The road]({ELSEWHERE}/road.png)"),
    markdown("", "![The mill](attachment:gone.png)"),
    code("", "draw_broken()", [result(image_png="bm90IGEgcGljdHVyZQ==")], alt="A curve."),
    code("", "draw_silent()", [result(image_png=png(40, 30))]),
)

SCRIPTS = _mine(
    markdown("", "# Scripts"),
    markdown("", f"A map: {HOSTILE}\n\n[a link](javascript:top.hacked=1)"),
    code("", "page()", [result(text_html=HOSTILE)]),
    code("", "run_it()", [result(application_javascript="top.hacked = 1", text_plain="<Javascript>")]),
    code("", "svg()", [result(**{"image_svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>top.hacked = 1</script><image href='{ELSEWHERE}/d.png'/></svg>"})], alt="A dot."),
)  # fmt: skip

WIDGETS = _mine(
    markdown("", "# Widgets"),
    code("", "slider()", [result(**{"application_vnd.jupyter.widget-view+json": {"model_id": "7"}, "text_plain": "IntSlider()"})]),
    code("", "px.line()", [result(**{"application_vnd.plotly.v1+json": {"data": []}})]),
    code("", "alt.Chart()", [result(**{"application_vnd.vegalite.v5+json": {}, "image_png": png(40, 30)})], alt="A chart."),
)  # fmt: skip

RAW_AND_HEADINGS = _mine(
    {"cell_type": "raw", "metadata": {}, "source": "---\ntitle: Mine\n---"},
    markdown("", "# " + "A title that goes on and on and does not come to its end " * 4),
    {"cell_type": "heading", "level": 2, "metadata": {}, "source": "A heading of its own kind"},
    markdown("", PROSE * 4, "slides"),
    markdown("", "#### Small\n\n- [ ] to do\n- [x] done"),
)

EMPTY = _mine()
NOTHING = _mine(code("", "", []), markdown("", "  \n"))

TABLE, SHORTER, PICTURE = "Show fewer columns", "Show less", "Save a picture"
LOAD = "Take that line out"

STRANGERS: dict[str, tuple[dict, list[tuple[int, str, str]]]] = {
    "long": (LONG, [(182, "## A paragraph", "Cut it"), (183, "## A list", "Cut it")]),
    "wide-table": (WIDE_TABLE, [(2, "census", TABLE), (3, "everybody", SHORTER)]),
    "code": (CODE, [(3, "print(0)", SHORTER)]),
    "only-code": (ONLY_CODE, []),
    "only-text": (ONLY_TEXT, [(1, "The market", "Cut it")]),
    "format-3": (FORMAT_3, [(0, "", "Open it in JupyterLab and save it")]),
    "right-to-left": (RIGHT_TO_LEFT, []),
    "remote-styles": (
        REMOTE_STYLES,
        [(2, "css_of_mine()", LOAD), (3, "theme()", LOAD), (4, "background()", LOAD), (5, "<link", LOAD)],
    ),
    "broken-pictures": (
        BROKEN_PICTURES,
        [
            (2, "![The market]", "no-such-file.png"),
            (3, "![The road]", "Save it beside the notebook"),
            (4, "![The mill]", "Mend the address"),
            (5, "draw_broken()", "run the cell again"),
            (6, "draw_silent()", "no alternative text"),
        ],
    ),
    "scripts": (
        SCRIPTS,
        [
            (2, "A map:", PICTURE),
            (2, "A map:", "Save it beside the notebook"),
            (3, "page()", PICTURE),
            (4, "run_it()", PICTURE),
        ],
    ),
    "widgets": (WIDGETS, [(2, "slider()", PICTURE), (3, "px.line()", PICTURE), (4, "alt.Chart()", PICTURE)]),
    "raw-and-headings": (
        RAW_AND_HEADINGS,
        [
            (1, "--- title", "Make it Markdown"),
            (3, "A heading of its own", "Make it Markdown"),
            (4, "The market", "Choose one in JupyterLab"),
        ],
    ),
    "empty": (EMPTY, [(0, "", "nothing to show")]),
    "nothing": (NOTHING, [(0, "", "nothing to show")]),
}  # fmt: skip
