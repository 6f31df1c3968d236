"""From slides to the sections of a page: titles, exercises, solutions, notes, and what is wrong."""

import html
import math
import re
from collections.abc import Callable
from pathlib import Path
from string import Template

from koperasi.slides import reading, standing
from koperasi.slides.cells import Renderer
from koperasi.slides.reading import Item, Slide, text

HERE = Path(__file__).parent
TITLE = Template((HERE / "title.html").read_text(encoding="utf-8"))
PICTURE = (HERE / "network.svg").read_text(encoding="utf-8")
HEADING = re.compile(r"<h[1-4][^>]*>(.*?)</h[1-4]>", re.S)
BOLD_ALONE = re.compile(r"\A<p><strong>([^<]*)</strong></p>")
SOURCE_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
# Code, and what is quoted, asks nothing.
NOT_ASKING = re.compile(r"`[^`]*`|“[^”]*”|\"[^\"]*\"|\([^()]*\)")
EMPTY = Template(
    '<section class="plain" data-cell="" aria-label="$title"><div class="frame"><div class="fit">'
    '<div class="cell text"><h1>$title</h1><p>$text</p></div></div></div></section>'
)
TIME = re.compile(r"\s*\(([^()]*\d[^()]*)\)$")  # at the end of a prompt's heading: (5 minutes)
LESSON = re.compile(r"(\d\d)-")
# What still fits on a slide of its own with letters of 16 pixels.
MOST_LINES, LINE = 27, 94
MOST_ROWS = 20


def sections(
    notebook: dict,
    path: Path,
    say: dict,
    report: Callable[..., None],
    *,
    solutions: bool = False,
    further: bool = False,
    untrusted: bool = False,
    course: bool = True,
) -> str:
    """The slides of a notebook as reveal.js sections.

    `path` is the notebook's: its name gives the lesson's number, its folder holds its pictures.
    `say` are the words of its language; `report(cell, key, **values)` is told what is wrong.
    Only a lesson of the `course` carries its name and picture on the title slide.
    """
    renderer = Renderer(path.parent, untrusted, report)
    found: list[str] = []
    heading = label = ""
    asks = _question(say)
    slides = reading.slides(notebook, solutions, further, asks)
    standing.look(slides, notebook, say, report)
    for slide in slides:
        before = label if slide.kind == "solution" else heading
        content = _content(slide, renderer, say, before)
        if slide.kind == "title":
            content = _title(content, path, say, course)
        shown = HEADING.search(content)
        label = _plain(shown[1]) if shown else before
        if slide.kind not in ("exercise", "solution"):
            heading = label  # what comes after an exercise goes on under the heading before it
        found.append(_section(slide, content, label, renderer))
    if not found:
        report({}, "empty")
        found = [EMPTY.substitute(title=html.escape(path.stem), text=html.escape(say["nothing"]))]
    return "\n".join(found)


def _question(say: dict) -> Callable[[str], bool]:
    """Whether a text asks the reader to predict: a question outside headings, or such a word."""
    words = "|".join(map(re.escape, say["predict"]))
    pattern = re.compile(rf"\?|\b(?:{words})", re.I)

    def asks(source: str) -> bool:
        source = reading.DETAILS.sub("", source)
        return bool(pattern.search(NOT_ASKING.sub("", SOURCE_HEADING.sub("", source))))

    return asks


def _section(slide: Slide, content: str, label: str, renderer: Renderer) -> str:
    notes = "\n".join(renderer.markdown(text(n["source"]), n, unfold=True) for n in slide.notes)
    return (
        f'<section class="{slide.kind}" data-cell="{_number(slide.items[0].cell)}" '
        f'aria-label="{html.escape(label)}">\n'
        f'<div class="frame"><div class="fit">\n{content}\n</div></div>\n'
        f'<aside class="notes">{notes}</aside></section>'
    )


def _content(slide: Slide, renderer: Renderer, say: dict, before: str) -> str:
    """What a slide shows; `before` is the heading it goes on under if it has none."""
    parts = []
    for item in slide.items:
        if "exercise" in reading.tags(item.cell):
            part = _prompt(item.cell, renderer, say)
        elif slide.kind == "solution":
            part = _solution(item.cell, renderer, say, before)
        else:
            part = renderer.item(item)
        if part:
            _report_if_too_long(item, part, renderer.report)
            classes = "cell text" if item.cell["cell_type"] == "markdown" else "cell code"
            later = f' data-fragment-index="{item.step}"' if item.step else ""
            classes += " fragment" if later else ""
            parts.append(
                f'<div class="{classes}" data-cell="{_number(item.cell)}"{later}>{part}</div>'
            )
    content = "\n".join(parts)
    if HEADING.search(content):
        return content
    if parts and BOLD_ALONE.match(part := renderer.item(slide.items[0])):
        return content.replace(part, BOLD_ALONE.sub(r"<h2>\1</h2>", part), 1)
    return f"<h2>{html.escape(before)}</h2>\n{content}" if before else content


def _title(content: str, path: Path, say: dict, course: bool) -> str:
    """The first slide: number of the lesson, title, question, keys, name of the course."""
    number = LESSON.match(path.name) if course else None
    return TITLE.substitute(
        lesson=html.escape(say["lesson"].format(number=int(number[1]))) if number else "",
        keys=html.escape(say["title_keys"]),
        course=html.escape(say["course"]) if course else "",
        picture=PICTURE if course else "",
        content=re.sub(r"(<h1[^>]*>)\d+\. ", r"\1", content, count=1),
    )


def _prompt(cell: dict, renderer: Renderer, say: dict) -> str:
    """An exercise: a band with its number and the time to work, its heading, its text."""
    source = text(cell["source"])
    heading = SOURCE_HEADING.search(source)
    name, colon, title = (heading[1] if heading else "").partition(":")
    if not colon:
        name, title = say["exercise"], name
    time = TIME.search(title)
    if heading:
        line = f"## {TIME.sub('', title).strip()}" if title else ""
        source = source[: heading.start()] + line + source[heading.end() :]
    band = _band(name, say["time"].format(time=time[1]) if time else "")
    return band + renderer.markdown(source, cell)


def _solution(cell: dict, renderer: Renderer, say: dict, exercise: str) -> str:
    """A solution, unfolded; what its `<summary>` says, the band says here."""
    source = re.sub(r"<summary>.*?</summary>", "", text(cell["source"]), flags=re.S)
    heading = f"<h2>{html.escape(exercise)}</h2>"
    return _band(say["solution"]) + heading + renderer.markdown(source, cell, unfold=True)


def _band(name: str, time: str = "") -> str:
    return (
        f'<p class="band"><b>{html.escape(name.strip())}</b> <span>{html.escape(time)}</span></p>'
    )


def _report_if_too_long(item: Item, part: str, report: Callable[..., None]) -> None:
    """Report code, a result or a table that no slide has room for.

    A rough count, since nothing is measured here; `koperasi slides --png` or `--pdf` measures.
    """
    for tag, inner in re.findall(r"<(pre|table)\b[^>]*>(.*?)</\1>", part, re.S):
        if tag == "pre":
            most = MOST_LINES
            lines = sum(math.ceil(max(len(line), 1) / LINE) for line in _plain(inner).split("\n"))
        else:
            most, lines = MOST_ROWS, inner.count("<tr")
        if lines > most:
            report(item.cell, "too_long", lines=lines, most=most)
    words = re.sub(r"<(pre|table)\b[^>]*>.*?</\1>", "", part, flags=re.S)
    for tag, inner in re.findall(r"<(p|ul|ol)>(.*?)</\1>", words, re.S):
        lines = len(_plain(inner)) // LINE if tag == "p" else inner.count("<li")
        if lines > MOST_LINES:
            report(item.cell, "too_much_text", lines=lines, most=MOST_LINES)


def _number(cell: dict) -> str:
    return str(cell.get(reading.PLACE, ""))


def _plain(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", fragment)).strip()
