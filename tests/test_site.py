"""The built real site, page by page, as a crawler sees it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.library import Library

from .conftest import ROOT, SITE_URL
from .crawl import BASE, broken_links, documents_of


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, LexborHTMLParser]:
    """Every page and every card for other pages, by its address below the domain."""
    return documents_of(site)


@pytest.fixture(scope="module")
def pages(documents: dict[str, LexborHTMLParser]) -> dict[str, LexborHTMLParser]:
    """Every page in its frame, by its address below the domain."""
    cards = (f"{BASE}embed/", f"{BASE}en/embed/")
    return {path: page for path, page in documents.items() if not path.startswith(cards)}


def _attribute(page: LexborHTMLParser, selector: str, name: str) -> str:
    node = page.css_first(selector)
    assert node is not None, selector
    return node.attributes[name] or ""


def test_every_page_of_the_contract_exists(pages: dict[str, LexborHTMLParser], library: Library) -> None:
    paths = ["", "2025/text/", "departments/", "locations/", "targets/", "charts/", "glossary/", "about/", "data/"]
    paths += ["topics/", "explore/", *(f"topics/{slug}/" for slug in library.topics)]
    paths += [f"2025/plans/{plan.number}/{sheet}" for plan in library.plans for sheet in ("", "booklet/")]
    paths += [f"2025/measures/{measure}/" for measure in library.measures]
    paths += [f"2025/items/{item}/" for item in library.items]
    paths += [f"departments/{slug}/{sheet}" for slug in library.departments for sheet in ("", "booklet/")]
    paths += [f"locations/{slug}/" for slug in library.locations]
    assert set(pages) == {f"{BASE}{prefix}{path}" for path in paths for prefix in ("", "en/")}


def test_every_internal_link_and_anchor_leads_somewhere(documents: dict[str, LexborHTMLParser], site: Path) -> None:
    assert list(broken_links(documents, site)) == []


def test_one_edition_is_no_choice(pages: dict[str, LexborHTMLParser]) -> None:
    for path, page in pages.items():
        assert not page.css(".lt-editions, .lt-edition, [name=edition]"), path


def test_nothing_is_loaded_from_elsewhere(documents: dict[str, LexborHTMLParser]) -> None:
    for path, page in documents.items():
        loaded = page.css(
            "script[src], img[src], iframe[src], link[rel~=stylesheet], link[rel~=icon], link[rel=preload]"
        )
        for node in loaded:
            link = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not urlsplit(link).netloc, f"{path} loads {link}"


def test_ids_are_unique_on_every_page(documents: dict[str, LexborHTMLParser]) -> None:
    for path, page in documents.items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path


def test_each_page_names_itself_and_its_other_language(pages: dict[str, LexborHTMLParser]) -> None:
    for path, page in pages.items():
        neutral = path.removeprefix(f"{BASE}en/") if path.startswith(f"{BASE}en/") else path.removeprefix(BASE)
        here = f"https://example.org{path}"
        assert _attribute(page, "link[rel=canonical]", "href") == here
        alternates = {n.attributes["hreflang"]: n.attributes["href"] for n in page.css("head link[hreflang]")}
        assert alternates == {"zh-Hans": f"{SITE_URL}{neutral}", "en": f"{SITE_URL}en/{neutral}"}
        assert _attribute(page, "html", "lang") == ("en" if "/en/" in path else "zh")
        switch = _attribute(page, ".lt-languages a[hreflang]", "href")
        other = f"{SITE_URL}{neutral}" if "/en/" in path else f"{SITE_URL}en/{neutral}"
        assert urljoin(here, switch) == other


def test_titles_and_descriptions_make_sense(pages: dict[str, LexborHTMLParser]) -> None:
    titles: dict[tuple[bool, str], str] = {}
    for path, page in pages.items():
        node = page.css_first("title")
        title = node.text() if node else ""
        assert title
        assert "FRAME" not in page.html  # type: ignore[operator]
        assert "frame-path" not in page.html  # type: ignore[operator]
        description = _attribute(page, "meta[name=description]", "content")
        assert 10 <= len(description) <= 260, (path, description)
        language = "/en/" in path
        assert titles.setdefault((language, title), path) == path, f"{title!r} is the title of two pages"


def test_one_heading_of_first_rank_a_page(documents: dict[str, LexborHTMLParser]) -> None:
    for path, page in documents.items():
        assert len(page.css("h1")) == 1, path


def test_item_pages_show_everything_about_the_item(pages: dict[str, LexborHTMLParser], library: Library) -> None:
    for item in library.items.values():
        for language in ("", "en/"):
            page = pages[f"{BASE}{language}2025/items/{item.id}/"]
            official = page.css_first(".lt-official blockquote p")
            assert official is not None
            assert official.text() == item.mark + item.raw.zh
            assert page.css_first('.lt-official blockquote[lang="zh-Hans"]') is not None
            translation = page.css_first('.lt-translation p[lang="en"]')
            assert translation is not None
            assert translation.text() == item.raw.en
            links = {node.attributes["href"] for node in page.css("article a")}
            for slug in library.measures[item.measure].departments:
                assert f"../../../departments/{slug}/" in links
            for slug in item.raw.locations:
                assert f"../../../locations/{slug}/" in links
            for slug in item.terms:
                assert f"../../../glossary/#{slug}" in links
            assert f"../../text/#{item.id}" in links
            assert f"../../measures/{item.measure}/" in links
            assert f"../../plans/{item.plan}/" in links
            quotes = [node.text() for node in page.css(".lt-figures q")]
            assert quotes == [target.quote for target in item.raw.targets]


def test_translation_is_marked_as_unofficial(pages: dict[str, LexborHTMLParser]) -> None:
    english = pages[f"{BASE}en/2025/items/1.2.6/"].css_first(".lt-translation")
    chinese = pages[f"{BASE}2025/items/1.2.6/"].css_first(".lt-translation")
    assert english is not None
    assert chinese is not None
    assert "Unofficial" in english.text()
    assert "非官方" in chinese.text()


def test_full_text_page_is_the_document(pages: dict[str, LexborHTMLParser], library: Library) -> None:
    for language in ("", "en/"):
        page = pages[f"{BASE}{language}2025/text/"]
        for item in library.items.values():
            passage = page.css_first(f'[id="{item.id}"] .lt-text')
            assert passage is not None
            assert passage.text() == item.mark + item.raw.zh
        lists = [node.text() for node in page.css(".lt-responsible")]
        assert lists == [f"【责任单位:{measure.raw.responsible}】" for measure in library.measures.values()]


def test_full_text_page_has_every_character_of_the_source_in_order(pages: dict[str, LexborHTMLParser]) -> None:
    source = (ROOT / "content" / "2025" / "source.txt").read_text(encoding="utf-8")
    page = pages[f"{BASE}2025/text/"]
    notice = page.css(".lt-notice .lt-text")
    shown = page.css(
        ".lt-fulltext h1, .lt-fulltext h2:not(#notice), .lt-fulltext h3, .lt-fulltext h4, .lt-fulltext h5,"
        " .lt-fulltext > .lt-text, [data-plan] .lt-text"
    )
    assert "".join(node.text() for node in (*notice, *shown)) == source.replace("\n", "").replace(" ", "")


def test_the_frozen_source_can_be_fetched_and_compared_with_its_digest(
    site: Path, pages: dict[str, LexborHTMLParser]
) -> None:
    for language, up in (("", ""), ("en/", "../")):
        link = pages[f"{BASE}{language}"].css_first(".lt-hash a")
        assert link is not None
        assert link.attributes["href"] == f"{up}2025/source.txt"
        assert link.text() == hashlib.sha256((site / "2025/source.txt").read_bytes()).hexdigest()


def test_figures_away_from_their_item_say_what_is_new(
    site: Path, pages: dict[str, LexborHTMLParser], library: Library
) -> None:
    natures = {target.id: target.nature for _, target in library.targets}
    keys = [one for plan in library.plans for one in plan.raw.key_targets]
    assert {"new"} < {natures[one] for one in keys}
    for language, added in (("", "（新增）"), ("en/", "(new)")):
        shown = [node.text() for node in pages[f"{BASE}{language}"].css(".lt-key > span")]
        assert [text.endswith(added) for text in shown] == [natures[one] == "new" for one in keys]
        figures = pages[f"{BASE}{language}topics/jiaoyu/"].css("[aria-labelledby=figures] li")
        assert [node.text().strip().endswith(added) for node in figures] == [
            natures[str(node.css_first("a").attributes["href"]).partition("#")[2]] == "new"  # type: ignore[union-attr]
            for node in figures
        ]
        assert added in (site / language / "embed/2025/items/10.2.2/index.html").read_text(encoding="utf-8")


def test_the_ledger_says_which_of_overlapping_targets_contains_the_others(
    pages: dict[str, LexborHTMLParser], library: Library
) -> None:
    for language, words in (("", "包含其他"), ("en/", "contains the others")):
        shown = pages[f"{BASE}{language}targets/"].css(".lt-overlaps li small")
        assert [node.text() for node in shown] == [f"· {words}"] * len(shown)
        links = [str(node.parent.attributes["href"]) for node in shown if node.parent]
        found = [link.partition("#")[2] for link in links]
        assert found == [overlap.whole for overlap in library.adding.overlaps if overlap.whole] != []


def test_text_in_the_other_language_says_so(documents: dict[str, LexborHTMLParser]) -> None:
    """On English pages every run of Chinese stands inside an element marked as Chinese."""
    for path, page in documents.items():
        if "/en/" not in path:
            continue
        body = page.css_first("body")
        assert body is not None
        for node in body.traverse(include_text=True):
            if node.tag != "-text" or not any("\u4e00" <= character <= "\u9fff" for character in node.text()):
                continue
            above = node.parent
            while above is not None and "lang" not in above.attributes and above.tag not in ("script", "style"):
                above = above.parent
            assert above is not None, path
            assert above.tag == "script" or (above.attributes["lang"] or "").startswith("zh"), (path, node.text())


# Open data

ITEM_KEYS = (
    "id plan measure theme group number headline_zh headline_en text_zh text_en translation_state departments "
    "locations topics targets keywords_zh keywords_en url url_en progress"
)
TARGET_KEYS = (
    "id item quote comparator value value_max unit nature what_zh what_en "
    "unmeasurable_zh unmeasurable_en reached reached_date"
)


def _data(site: Path, name: str) -> list[dict[str, object]]:
    return json.loads((site / "data" / "v1" / name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_data_keeps_its_contract(site: Path) -> None:
    keys = {
        "items.json": ITEM_KEYS,
        "targets.json": TARGET_KEYS,
        "plans.json": "number title_zh title_en measures",
        "measures.json": "id title_zh title_en departments departments_as_printed items",
        "departments.json": "slug name_zh name_en kind spellings collective measures items url url_en",
        "locations.json": "slug name_zh name_en name_hk kind aliases within in_luohu items url url_en",
        "topics.json": "slug name_zh name_en intro_zh intro_en items url url_en",
        "glossary.json": "slug term_zh term_en explanation_zh explanation_en items",
    }
    for name, expected in keys.items():
        for row in _data(site, name):
            assert list(row) == expected.split(), name


def test_data_says_what_the_document_says(site: Path, library: Library) -> None:
    items = {row["id"]: row for row in _data(site, "items.json")}
    assert list(items) == list(library.items)
    for target in _data(site, "targets.json"):
        assert str(target["quote"]) in str(items[target["item"]]["text_zh"])
    single = json.loads((site / "data/v1/items/1.2.6.json").read_text(encoding="utf-8"))
    assert single == items["1.2.6"]
    assert single["url_en"] == f"{SITE_URL}en/2025/items/1.2.6/"
    assert next(t for t in _data(site, "targets.json") if t["item"] == "1.2.6")["value"] == 10_000_000_000


@pytest.mark.parametrize("name", ["items", "targets", "departments", "locations"])
def test_tables_open_in_a_spreadsheet(site: Path, name: str) -> None:
    raw = (site / "data" / "v1" / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(_data(site, f"{name}.json"))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_sitemap_names_every_page(site: Path, pages: dict[str, LexborHTMLParser]) -> None:
    sitemap = LexborHTMLParser((site / "sitemap.xml").read_bytes())
    found = {node.text() for node in sitemap.css("loc")}
    assert found == {f"https://example.org{path}" for path in pages}
    assert f"{SITE_URL}en/departments/qu-shangwuju/booklet/" in found
