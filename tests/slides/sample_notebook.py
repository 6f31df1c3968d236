"""A notebook made by hand, with stored outputs, in which every kind of cell is found once."""

import base64
import struct
import zlib


def png(width: int = 1200, height: int = 672) -> str:
    """A grey picture as base64."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xb4" * width) * height)
    picture = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    return base64.b64encode(picture).decode()


def markdown(id_: str, source: str, kind: str = "", *tags: str, **metadata) -> dict:
    """A Markdown cell with a slide type and tags."""
    return {
        "cell_type": "markdown",
        "id": id_,
        "source": source,
        "metadata": _about(kind, tags, metadata),
    }


def code(id_: str, source: str, outputs=(), kind: str = "", *tags: str, **metadata) -> dict:
    """A code cell with stored outputs."""
    return {
        "cell_type": "code",
        "id": id_,
        "source": source,
        "execution_count": 1,
        "outputs": list(outputs),
        "metadata": _about(kind, tags, metadata),
    }


def _about(kind: str, tags: tuple, metadata: dict) -> dict:
    about = dict(metadata)
    if kind:
        about["slideshow"] = {"slide_type": kind}
    if tags:
        about["tags"] = list(tags)
    return about


def result(metadata: dict | None = None, **data: str) -> dict:
    """A cell's result; `text_html="…"` stands for the type text/html, `image_png` for image/png."""
    data = {name.replace("_", "/", 1): value for name, value in data.items()}
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "data": data,
        "metadata": metadata or {},
    }


def notebook(*cells: dict, **metadata) -> dict:
    """A notebook of format 4.5 of these cells."""
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def exercise(id_: str = "helpers-of-asia", number: int = 1) -> list[dict]:
    """The five cells of an exercise."""
    return [
        markdown(
            f"{id_}-prompt",
            f"### Exercise {number}: Who helps Asia? (4 minutes)\n\nPut them into `helpers`.\n\n"
            "<details><summary>Hint</summary>\n\nLook for arrows to *Asia*.\n\n</details>",
            "slide",
            "exercise",
            exercise=id_,
        ),
        code(f"{id_}-answer", "# as a set\nhelpers = ...", [], "", "answer", exercise=id_),
        code(
            f"{id_}-check",
            f'# Check\ncheck("{id_}", helpers, {{"NRECA"}})',
            [result(text_html='<div style="border-left: 6px solid">Not answered yet.</div>')],
            "",
            "check",
            exercise=id_,
        ),
        markdown(
            f"{id_}-solution",
            "<details><summary>Solution</summary>\n\nBecause of S5:\n\n```python\n"
            'helpers = {"NRECA"}\n```\n\n</details>',
            "fragment",
            "solution",
            exercise=id_,
        ),
        markdown(
            f"{id_}-examples", "# right: as a list\n", "skip", "examples", "teacher", exercise=id_
        ),
    ]


TABLE = (
    "<div>\n<style scoped>\n.dataframe tbody tr th {{ vertical-align: top; }}\n</style>\n"
    '<table border="1" class="dataframe"><thead><tr><th></th><th>source</th><th>target</th></tr>'
    "</thead><tbody>{rows}</tbody></table>\n</div>"
)
ROW = "<tr><th>{n}</th><td>NRECA</td><td>Asia</td></tr>"
PROSE = "Every row names two things, and how they are tied. " * 4


def everything(lang: str = "en") -> dict:
    """A notebook with all kinds of cells that a lesson has."""
    table = TABLE.format(rows="".join(ROW.format(n=n) for n in range(7)))
    drawing = "\n".join(f"step_{n} = draw(graph, step={n})" for n in range(9))
    return notebook(
        markdown("early", "<details><summary>Teacher: 5 minutes</summary>\n\nAsk first.\n\n</details>", "notes"),
        markdown("title", "# 7. Rows and edges\n\n**What becomes of rows?**", "slide"),
        markdown("aims", "**You will be able to**\n\n- read a table\n- draw a graph"),
        markdown("rows", f"## Rows name two things\n\n{PROSE}", "slide"),
        code("table", "ties.head(7)", [result(text_html=table, text_plain="ties")]),
        markdown("rows-said", PROSE),
        markdown("rows-more", PROSE + "\n\n" + PROSE),
        code("stream", "print(graph)", [{"output_type": "stream", "name": "stdout", "text": "14 nodes\n"}]),
        markdown("note", "<details><summary>Teacher: 3 minutes</summary>\n\nWait: $n$ edges.\n\n</details>", "", "teacher"),
        *exercise(),
        markdown("after", "What the exercise showed: whoever stands in the first column helps, whoever stands in the second is helped, and a row says no more than that."),
        markdown("draw-why", "## A drawing\n\nOne picture says it.", "slide"),
        code("draw", drawing, [result(image_png=png())], alt="A grey field."),
        markdown("draw-said", "The field is grey."),
        markdown("sums", "## Sums\n\nThe density is $m / n (n - 1)$:\n\n$$\\frac{|A \\cap B|}{|A \\cup B|} \\le 1$$", "slide"),
        code("oops", 'graph["ACCDI"]', [{"output_type": "error", "ename": "KeyError", "evalue": "'ACCDI'", "traceback": ["\x1b[31mline 1\x1b[0m", "KeyError"]}], "", "raises-exception"),
        markdown("below", "### A closer look\n\n| word | kata |\n|---|---|\n| edge | `sisi` |", "subslide"),
        markdown("later", "> “antara lain”: the list is open", "fragment"),
        markdown("score-why", "Your exercises of this lesson:"),
        code("score", "check.score()", [result(text_html="<p>0 of 1 exercises right.</p>")]),
        markdown("key", "## Key points\n\n- Rows with two ends are edges → arrows.", "slide"),
        lang=lang,
        title="Rows and edges",
    )  # fmt: skip
