"""How Sphinx builds the site; `build` calls it once for each language."""

import os
import re

from docutils import nodes
from math_core import LatexToMathML
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.addnodes import pending_xref

from koperasi import paths
from koperasi.site.source import glossary, places
from koperasi.words import words

language = os.environ["KOPERASI_LANG"]
say = words(language)["site"]
project = html_title = say["title"]
extensions = ["myst_nb"]
myst_enable_extensions = ["deflist", "dollarmath"]
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show, nb_code_prompt_hide = say["show_code"], say["hide_code"]
locale_dirs = ["locale"]
templates_path = ["templates"]
html_theme = "pydata_sphinx_theme"
html_static_path = ["static"]
html_css_files, html_js_files = ["site.css"], ["site.js"]
html_copy_source = html_show_sourcelink = html_show_search_summary = html_use_index = False
html_math_renderer = "mathml"
html_context = {"languages": {lang: words(lang)["language"] for lang in paths.languages()}}
html_context["default_mode"] = "auto"
html_sidebars = {"**": ["contents.html"]}
html_theme_options = {
    "navbar_center": [],  # ten lessons need the height of the side, not the width of the top
    "navbar_end": ["languages.html", "theme-switcher.html"],
    "footer_start": [],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "primary_sidebar_end": [],
    "article_header_start": [],
    "search_bar_text": say["search"],
    "back_to_top_button": False,
}

TERMS = {row[language].casefold(): row[language] for row in glossary(language)}
ROW = re.compile(r"\b[A-Z]\d{1,3}\b")
AS_IT_IS = (
    nodes.reference,
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    pending_xref,
)


def link(app, doctree) -> None:
    """In a lesson S5, F001 and C03 lead to their rows, and a term to the glossary where it is bold.

    A lesson sets a term in bold where it says what it means; elsewhere it may be an everyday word.
    """
    page = app.env.docname
    if not page.split("/")[-1].startswith("lesson-"):
        return
    texts = [text for text in doctree.findall(nodes.Text) if not _as_it_is(text)]
    for text in texts:
        new, end = [], 0
        for match in ROW.finditer(text):
            if match[0] in places():
                to = "../" * page.count("/") + places()[match[0]]
                new += [
                    nodes.Text(text[end : match.start()]),
                    nodes.reference("", match[0], refuri=to),
                ]
                end = match.end()
        if new:
            text.parent.replace(text, [*new, nodes.Text(text[end:])])
    seen = set()
    for bold in list(doctree.findall(nodes.strong)):
        term = _term(bold.astext())
        if term and term not in seen and not _as_it_is(bold):
            seen.add(term)
            shown = nodes.inline("", bold.astext(), classes=["term-use"])
            target = {"refdomain": "std", "reftype": "term", "reftarget": term, "refdoc": page}
            bold.children = []
            bold += pending_xref("", shown, **target)


def _as_it_is(node) -> bool:
    """Whether a text stands in a heading, a link, or code."""
    while node := node.parent:
        if isinstance(node, AS_IT_IS):
            return True
    return False


def _term(text: str) -> str | None:
    """The glossary's term that a text is, perhaps in the plural."""
    word = text.casefold().strip(" .,:;")
    return next((TERMS[one] for one in (word, word[:-1], word[:-2]) if one in TERMS), None)


def mathml(translator, node) -> None:
    """Formulas as the browser shows them by itself."""
    is_block = isinstance(node, nodes.math_block)
    made = LatexToMathML().convert_with_local_state(node.astext(), displaystyle=is_block)
    translator.body.append(made)
    raise nodes.SkipNode


def given(translator, node) -> None:
    """A folded cell, called what its prompt says: myst-nb calls it so in English only."""
    start = len(translator.body)
    visit_HideCellInput(translator, node)
    label = ' aria-label="Toggle hidden content"'
    translator.body[start:] = [part.replace(label, "") for part in translator.body[start:]]


def setup(app) -> None:
    """Called by Sphinx."""
    app.connect("doctree-read", link)
    app.add_node(HideCodeCellNode, override=True, html=(given, depart_HideCellInput))
    app.add_html_math_renderer("mathml", (mathml, None), (mathml, None))
