"""The web site: whole, without network, and with nothing in it that is not for learners."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
import sphinx
from babel.messages.pofile import read_po

from koperasi import paths
from koperasi.output import Folder
from koperasi.site import source
from koperasi.site.build import build

LANGUAGES = paths.languages()
KINDS = ["index", "lesson-03", "data/facts", "glossary", "figures", "data/index", "search"]
PACKAGES = Path(sphinx.__file__).parent.parent
AXE = Path(__import__("axe_playwright_python").__file__).parent / "axe.min.js"


class Page(HTMLParser):
    """What a page links to, and the places in it."""

    def __init__(self, text: str):
        super().__init__()
        self.links, self.ids, self.twice = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.add(value)
            if name == "id":
                (self.twice if value in self.ids else self.ids).add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site of é")
    with Folder(folder) as out:
        assert build(out) == []
        assert out.complaints() == []
    return folder


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Page]:
    """Every page that is not a deck or a download, by its name."""
    found = [p for p in site.rglob("*.html") if not {"_static", "slides"} & {*p.parts}]
    return {p.relative_to(site).as_posix(): Page(p.read_text(encoding="utf-8")) for p in found}


def test_every_lesson_and_table_has_a_page_in_every_language(pages):
    names = {f"lesson-{path.name[:2]}" for path in paths.lessons("en")}
    names |= {"index", "glossary", "figures", *(f"data/{t['name']}" for t in source.tables())}
    for lang in LANGUAGES:
        assert {f"{lang}/{name}.html" for name in names} <= pages.keys()


def test_no_link_leads_nowhere(site, pages):
    broken = []
    for name, page in pages.items():
        for link in page.links:
            target, place = map(unquote, urldefrag(link))
            target = target.partition("?")[0]
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            path = (site / name).parent.joinpath(target).resolve() if target else site / name
            known = (
                pages.get(path.relative_to(site.resolve()).as_posix())
                if path != site / name
                else page
            )
            there = not place or known is None or place in known.ids
            if not path.is_file() or not there:
                broken.append(f"{name}: {link}")
    assert broken == []


def test_no_place_is_named_twice(pages):
    assert {name: page.twice for name, page in pages.items() if page.twice} == {}


def test_nothing_in_it_is_for_the_teacher(site, pages):
    for name in pages:
        text = (site / name).read_text(encoding="utf-8")
        for word in ("# wrong:", "# salah:", "Not answered yet", "Belum dijawab", "check.score"):
            assert word not in text, name
    assert not list(site.glob("*/teacher"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claim_leads_to_its_evidence_in_two_clicks(site, pages, lang):
    lesson = pages[f"{lang}/lesson-08.html"]
    assert "data/claims.html#C16" in lesson.links
    row = re.search(
        r'<tr id="C16">.*?</tr>', (site / lang / "data/claims.html").read_text("utf-8"), re.S
    )
    assert re.search(r'href="\.\./data/facts\.html#F\d+"', row[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_term_leads_to_the_glossary_only_where_it_is_explained(site, lang):
    [term] = {row[lang] for row in source.glossary(lang) if row["en"] == "density"}
    text = (site / lang / "lesson-05.html").read_text(encoding="utf-8")
    links = re.findall(r'href="glossary.html#[^>]*>\s*<span[^>]*>([^<]*)<', text)
    links = [link.casefold() for link in links]
    assert term in links and len(links) == len(set(links)) and text.count(term) > 2


def test_the_first_page_offers_every_language(site):
    first = (site / "index.html").read_text(encoding="utf-8")
    for lang in LANGUAGES:
        assert f'<section lang="{lang}">' in first and f'href="{lang}/index.html"' in first


def test_what_somebody_put_into_the_folder_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("koperasi.paths.languages", list)
    with Folder(tmp_path) as out:
        out.write("en/old.html", b"old")
        out.write("en/edited.html", b"old")
    (tmp_path / "mine.html").write_text("mine")
    (tmp_path / "en/edited.html").write_text("mine")
    with Folder(tmp_path) as out:
        out.write("en/new.html", b"new")
        out.sweep()
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.html"))
    assert left == ["en/edited.html", "en/new.html", "mine.html"]


# What the theme, Sphinx and myst-nb say in English unless the words of the site replace it.
PLACEHOLDER = re.compile(r"%\(|\$\{")
ENGLISH = {
    message.id
    for package in ("sphinx", "pydata_sphinx_theme")
    for message in read_po((PACKAGES / package / "locale" / "sphinx.pot").open("rb"))
    if isinstance(message.id, str) and message.id and not PLACEHOLDER.search(message.id)
} | {"Toggle hidden content"}


class Said(HTMLParser):
    """What a page says around a lesson's text: words outside the article, and labels anywhere."""

    def __init__(self, text: str):
        super().__init__()
        self.open, self.said = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        for name, value in attrs:
            if name in ("title", "aria-label", "placeholder") and value:
                self.said.add(" ".join(value.split()))

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"article", "script", "style"} & {*self.open}:
            self.said.add(" ".join(data.split()))


def test_what_the_theme_says_is_indonesian(site, pages):
    if "id" not in LANGUAGES:
        pytest.skip("there are no lessons in Indonesian")
    names = [name for name in pages if name.startswith("id/")]
    said = {name: Said((site / name).read_text(encoding="utf-8")).said for name in names}
    assert {name: found for name in names if (found := said[name] & ENGLISH)} == {}
    assert {"Langsung ke isi", "Tema warna", "halaman berikutnya"} <= said["id/lesson-03.html"]


def test_english_of_the_theme_is_noticed():
    text = (
        '<p title="Color mode"><br>Skip to main\n content</p><article>Search</article><p>Next</p>'
    )
    assert Said(text).said & ENGLISH == {"Color mode", "Skip to main content"}


# --- In a browser, with the network cut


@pytest.fixture
def window(context):
    """A window that collects what goes wrong in it."""
    page = context.new_page()
    page.trouble = []
    page.on(
        "request",
        lambda r: r.url.startswith(("file:", "data:", "blob:")) or page.trouble.append(r.url),
    )
    page.on("pageerror", lambda e: page.trouble.append(str(e)))
    page.on("console", lambda m: m.type == "error" and page.trouble.append(m.text))
    yield page
    page.close()


def test_every_page_opens_without_network_and_fits_a_phone(site, pages, window):
    window.set_viewport_size({"width": 390, "height": 844})
    too_wide = []
    for name in pages:
        window.goto((site / name).as_uri())
        if window.evaluate("document.documentElement.scrollWidth") > 390:
            too_wide.append(name)
    assert window.trouble == [] and too_wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_serious(site, window, lang, scheme):
    window.emulate_media(color_scheme=scheme)
    found = []
    for name in ["index.html", *(f"{lang}/{kind}.html" for kind in KINDS)]:
        window.goto((site / name).as_uri())
        window.wait_for_timeout(200)
        window.evaluate(AXE.read_text(encoding="utf-8"))
        result = window.evaluate("axe.run()")
        found += [
            (name, one["id"], one["nodes"][0]["html"][:200])
            for one in result["violations"]
            if one["impact"] in ("serious", "critical")
        ]
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_finds_lessons_and_rows(site, window, lang):
    for word, name in (("CLUSA", "lesson-"), ("F132", "data/facts.html")):
        window.goto(f"{(site / lang / 'search.html').as_uri()}?q={word}")
        window.wait_for_selector(f"#search-results a[href*='{name}']")


@pytest.mark.parametrize(
    ("word", "said"),
    [("CLUSA", r"Halaman yang cocok: \d+\."), ("xyzzy", "Tidak ada halaman yang cocok\\..*")],
)
def test_search_speaks_indonesian(site, window, word, said):
    if "id" not in LANGUAGES:
        pytest.skip("there are no lessons in Indonesian")
    window.goto(f"{(site / 'id/search.html').as_uri()}?q={word}")
    window.wait_for_selector("#search-results h2:text-is('Hasil pencarian')")
    assert re.fullmatch(said, window.locator("#search-results p").first.inner_text())


def test_the_other_language_opens_at_the_same_place(site, window):
    if len(LANGUAGES) < 2:
        pytest.skip("there is one language only")
    one, other = LANGUAGES[:2]
    window.goto(f"{(site / one / 'lesson-03.html').as_uri()}#at-ties-claim")
    window.wait_for_timeout(800)
    # The browser's own click: playwright's scrolls the page first.
    window.evaluate(f"document.querySelector('.languages a[lang={other}]').click()")
    window.wait_for_url(f"**/{other}/**")
    assert window.url.endswith(f"/{other}/lesson-03.html#at-ties-claim")


def test_solutions_are_folded_until_somebody_opens_them(site, window):
    window.goto((site / LANGUAGES[0] / "lesson-03.html").as_uri())
    opened = "document.querySelectorAll('article details[open]').length"
    window.emulate_media(media="print")
    assert window.evaluate(opened) == 0
    window.emulate_media(media="screen")
    window.click(".open-all")
    assert window.evaluate(opened) > 5


def test_a_table_is_sorted_and_searched(site, window):
    window.goto((site / LANGUAGES[0] / "data/facts.html").as_uri())
    first = "document.querySelector('.sortable tbody tr:not([hidden]) > *').textContent"
    heading = window.locator(".sortable thead button").first
    heading.click()
    assert window.evaluate(first) == "F001"
    heading.click()
    assert window.evaluate(first) != "F001"
    window.fill(".find input", "F020")
    assert window.evaluate(first).startswith("F0")
    assert window.locator(".sortable tbody tr:visible").count() < 20
