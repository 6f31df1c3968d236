"""From one cell to HTML that is safe to show: Markdown, formulas, code, stored outputs, pictures."""

import base64
import html
import mimetypes
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import mistune
import nh3
from math_core import LatexError, LatexToMathML
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from koperasi.slides.reading import IMAGES, Item, shows_code, shows_outputs, text

# Formulas, and the code in which a dollar sign is none. Markdown never sees a formula: it is
# replaced by a number between two characters that no text uses.
FORMULA = re.compile(
    r"(?P<code>^[ ]*(?P<fence>```|~~~).*?^[ ]*(?P=fence)|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`))"
    r"|\$\$(?P<block>.+?)\$\$"
    r"|(?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}.+?\\end\{(?P=name)\})"
    r"|(?<![\\$])\$(?P<inline>[^\s$](?:[^$\n]*?[^\s$\\])?)\$(?![\d$])",
    re.M | re.S,
)
FORMULA_PLACE = re.compile("\ue000(\\d+)\ue001")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")
IMG = re.compile(r"<img\b[^>]*>", re.I)
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*')""")
SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.S | re.I)
DETAILS_TAG = re.compile(r"</?details[^>]*>", re.I)
TASK = re.compile(r'<input class="task-list-item-checkbox"[^>]*>')
# A line that was written over, as progress bars are: only what stands there last is shown.
WRITTEN_OVER = re.compile(r"[^\n]*\r(?=[^\n])")
# A state of such a bar on a line of its own, with a further one below.
EARLIER_STATE = re.compile(r"^[█▏▎▍▌▋▊▉ ]*\d+/(\d+)[ ]*\n(?=[█▏▎▍▌▋▊▉ ]*\d+/\1\b)", re.M)
REMOTE_STYLE = re.compile(r"@font-face|@import|<link\b|url\(\s*[\"']?(?:[a-z]+:)?//", re.I)
PROGRAM = re.compile(
    r"<(script|iframe|object|embed|form|audio|video|canvas)\b|\bon[a-z]+\s*=|javascript:", re.I
)
STYLED = re.compile(r"<[^>]+\bstyle\s*=|<style", re.I)
TAG_OR_STYLE = re.compile(r"<style.*?</style>|<[^>]+>", re.I | re.S)
SHOWN = IMAGES | {"text/html", "text/markdown", "text/latex", "text/plain"}
MOST_LETTERS = 125  # in a row of a table, with letters of 16 pixels
SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}

TAGS = nh3.ALLOWED_TAGS | {"details", "summary", "figure", "figcaption"}
ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
ATTRIBUTES["*"] = {"class", "lang"}
ATTRIBUTES["details"] = {"open"}
SCHEMES = {"http", "https", "mailto", "data", "attachment"}

TYPESET = LatexToMathML()
PYTHON = PythonLexer()
COLOURS = HtmlFormatter(nowrap=True)


class Renderer:
    """Turns the cells of one notebook into HTML.

    `folder` is where the notebook's pictures are looked for; `report(cell, key, **values)` is
    told what is wrong; from a stranger's notebook (`untrusted`) no styles are taken and for it
    no files are read.
    """

    def __init__(self, folder: Path, untrusted: bool, report: Callable[..., None]):
        self.folder = folder
        self.untrusted = untrusted
        self.report = report
        self._markdown = mistune.create_markdown(
            renderer=_Markdown(escape=False, allow_harmful_protocols=True),  # nh3 looks at them
            plugins=["table", "strikethrough", "task_lists", "url"],
        )

    def item(self, item: Item) -> str:
        """The HTML of what a slide shows of one cell."""
        cell, parts = item.cell, []
        if cell["cell_type"] == "markdown":
            parts.append(self.markdown(text(cell["source"]), cell))
        elif cell["cell_type"] == "code":
            if item.code and shows_code(cell):
                parts.append(code(text(cell["source"])))
            if item.outputs and shows_outputs(cell):
                pictures = 0
                for output in _joined(cell.get("outputs") or ()):
                    parts.append(self.output(output, cell, pictures))
                    pictures += bool(IMAGES & set(output.get("data") or ()))
        return "\n".join(filter(None, parts))

    def markdown(self, source: str, cell: dict, unfold: bool = False) -> str:
        """Markdown as HTML; `unfold` shows what is folded in `<details>`."""
        if unfold:
            source = SUMMARY.sub(r"**\1**\n\n", DETAILS_TAG.sub("\n\n", source))
        formulas: list[str] = []

        def keep(match: re.Match) -> str:
            if match["code"]:
                return match[0]
            latex = match["block"] or match["environment"] or match["inline"]
            formulas.append(self.formula(latex, cell, display=not match["inline"]))
            return f"\ue000{len(formulas) - 1}\ue001"

        source = FORMULA.sub(keep, source.replace("\ue000", "").replace("\ue001", ""))
        page = TASK.sub(lambda box: "☑ " if "checked" in box[0] else "☐ ", self._markdown(source))
        page = self.clean(page, cell)
        return FORMULA_PLACE.sub(lambda match: formulas[int(match[1])], page)

    def formula(self, latex: str, cell: dict, display: bool) -> str:
        """LaTeX as MathML; as it stands, and reported, if it cannot be read."""
        try:
            return TYPESET.convert_with_local_state(latex.strip(), displaystyle=display)
        except LatexError as error:
            lines = [line.strip() for line in ANSI.sub("", str(error)).splitlines()]
            reason = next((line[7:] for line in lines if line.startswith("Error: ")), lines[0])
            self.report(cell, "latex", latex=latex.strip(), reason=reason)
            return f"<code>{html.escape(latex)}</code>"

    def clean(self, page: str, cell: dict) -> str:
        """HTML without scripts, event handlers and frames, its pictures embedded."""
        markup = "".join(TAG_OR_STYLE.findall(page))
        if PROGRAM.search(markup):
            self.report(cell, "program")
        if REMOTE_STYLE.search(markup):
            self.report(cell, "style_remote")
        elif self.untrusted and STYLED.search(markup):
            self.report(cell, "style_untrusted")
        tags, attributes, dropped = TAGS, ATTRIBUTES, {"script", "style"}
        if not self.untrusted:  # pandas' Styler needs <style>; what it loads, the page forbids
            tags, dropped = TAGS | {"style"}, {"script"}
            attributes = ATTRIBUTES | {"*": {"class", "lang", "style", "id"}}
        page = nh3.clean(
            page,
            tags=set(tags),
            clean_content_tags=dropped,
            attributes=attributes,
            url_schemes=SCHEMES,
            attribute_filter=_no_data_links,
        )
        return IMG.sub(lambda match: self.picture(match[0], cell), page)

    def picture(self, tag: str, cell: dict) -> str:
        """An `<img>` with its file inside the page; its alternative text alone if it is not had."""
        found = {name.lower(): html.unescape(v[1:-1]) for name, v in ATTRIBUTE.findall(tag)}
        source, alt = found.get("src", ""), found.get("alt", "")
        if source.startswith("data:image/"):
            mime, _, data = source[5:].partition(";base64,")
        elif source.startswith("attachment:"):
            attached = (cell.get("attachments") or {}).get(unquote(source[11:])) or {}
            mime, data = next(iter(attached.items()), ("", ""))
        elif re.match(r"[a-z]+:|//", source, re.I):
            self.report(cell, "picture_remote", source=source)
            return f"<em>{html.escape(alt or source)}</em>"
        elif self.untrusted:
            self.report(cell, "picture_untrusted", source=source)
            return f"<em>{html.escape(alt or source)}</em>"
        else:
            mime = mimetypes.guess_type(source)[0] or ""
            try:
                data = base64.b64encode((self.folder / unquote(source)).read_bytes()).decode()
            except OSError:
                data = ""
        return self.image(mime, text(data), alt, cell, source[:80])

    def image(self, mime: str, data: str, alt: str, cell: dict, source: str) -> str:
        """An `<img>` from base64 data; its alternative text alone, and a report, if it is broken."""
        data = "".join(data.split())
        try:
            start = base64.b64decode(data, validate=True)
        except ValueError:
            start = b""
        if not start.startswith(SIGNATURES.get(mime, b"<" if mime in IMAGES else b"\0broken")):
            self.report(cell, "picture_broken", source=source)
            return f"<em>{html.escape(alt or source)}</em>"
        if not alt.strip():
            self.report(cell, "alt_missing", source=source)
        return f'<img src="data:{mime};base64,{data}" alt="{html.escape(alt)}">'

    def output(self, output: dict, cell: dict, number: int) -> str:
        """One stored output; `number` counts the cell's pictures, for their alternative texts."""
        kind = output.get("output_type")
        if kind == "stream":
            label = "output stderr" if output.get("name") == "stderr" else "output"
            printed = text(output.get("text", "")).replace("\r\n", "\n")
            return _pre(EARLIER_STATE.sub("", WRITTEN_OVER.sub("", printed)), label)
        if kind == "error":  # the last line says it; the way there is for the notebook
            return _pre(f"{output.get('ename')}: {output.get('evalue')}", "output error")
        data = output.get("data") or {}
        if special := [mime for mime in data if mime not in SHOWN and _is_live(mime)]:
            self.report(cell, "cannot_show", kind=special[0])
        if "text/html" in data:
            # The empty corner of a pandas table is no heading, and its <style> is not ours.
            page = re.sub(r"<style scoped>.*?</style>", "", text(data["text/html"]), flags=re.S)
            page = page.replace("<th></th>", "<td></td>").replace(' border="1"', "")
            if (wide := _widest_row(page)) > MOST_LETTERS:
                self.report(cell, "too_wide", letters=wide, most=MOST_LETTERS)
            return f'<div class="output html">{self.clean(page, cell)}</div>'
        for mime in ("image/svg+xml", "image/png", "image/jpeg"):
            if mime in data:
                encoded = text(data[mime])
                if mime == "image/svg+xml":
                    encoded = base64.b64encode(encoded.strip().encode()).decode()
                alt = _alt(output, cell, mime, number)
                return f"<figure>{self.image(mime, encoded, alt, cell, 'a figure')}</figure>"
        if "text/markdown" in data:
            return self.markdown(text(data["text/markdown"]), cell)
        if "text/latex" in data:
            latex = text(data["text/latex"]).strip().strip("$").replace(r"\displaystyle", "")
            return self.formula(latex, cell, display=True)
        return _pre(text(data.get("text/plain", "")), "output")


def _joined(outputs: list[dict]) -> list[dict]:
    """The outputs, what was printed piece by piece put together: a progress bar writes over itself."""
    joined: list[dict] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.get("output_type") == last.get("output_type") == "stream" and (
            output.get("name") == last.get("name")
        ):
            printed = text(last.get("text", "")) + text(output.get("text", ""))
            joined[-1] = last | {"text": printed}
        else:
            joined.append(dict(output))
    return joined


def _is_live(mime: str) -> bool:
    """Whether an output needs a program to show it: a widget, plotly, anything with a script."""
    return mime.startswith("application/") and mime != "application/json"


def _widest_row(page: str) -> int:
    """How many letters the columns of the widest table need side by side; roughly."""
    widest = 0
    for table in re.findall(r"<table.*?</table>", page, re.S):
        columns: dict[int, int] = {}
        for row in re.findall(r"<tr.*?</tr>", table, re.S):
            for place, cell in enumerate(re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)):
                shown = html.unescape(re.sub(r"<[^>]+>", "", cell))
                longest = max(map(len, shown.split()), default=0)  # text breaks between words
                columns[place] = max(columns.get(place, 0), longest)
        widest = max(widest, sum(columns.values()) + 2 * len(columns))
    return widest


class _Markdown(mistune.HTMLRenderer):
    """mistune's HTML, with the course's colours in Python code."""

    def block_code(self, code_text: str, info: str | None = None) -> str:
        if (info or "").split(" ")[0].lower() in ("python", "py", "ipython", "ipython3"):
            return code(code_text) + "\n"
        return f'<pre class="code"><code>{html.escape(code_text)}</code></pre>\n'


def code(source: str) -> str:
    """Python code in colours."""
    lines = highlight(source.strip(), PYTHON, COLOURS).rstrip("\n").split("\n")
    return f'<pre class="code"><code>{"".join(map(_line, lines))}</code></pre>'


def _line(coloured: str) -> str:
    """A line of code that knows how far it is indented: if it must be broken, it goes on there."""
    shown = html.unescape(re.sub(r"<[^>]+>", "", coloured))
    indent = len(shown) - len(shown.lstrip(" "))
    style = f' style="--in:{indent}"' if indent else ""
    return f'<span class="line"{style}>{coloured}\n</span>'


def _pre(value: str, label: str) -> str:
    value = ANSI.sub("", value).strip("\n")
    return f'<pre class="{label}">{html.escape(value)}</pre>' if value else ""


def _alt(output: dict, cell: dict, mime: str, number: int) -> str:
    """The alternative text of a figure: of the output, or of the cell (a list, if it draws several)."""
    alt = ((output.get("metadata") or {}).get(mime) or {}).get("alt") or cell["metadata"].get("alt")
    if isinstance(alt, list):
        alt = alt[number] if number < len(alt) else ""
    return str(alt or "")


def _no_data_links(tag: str, attribute: str, value: str) -> str | None:
    return None if attribute != "src" and value.lower().lstrip().startswith("data:") else value
