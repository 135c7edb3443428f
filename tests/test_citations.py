"""Citing and quoting: the styles, the formats of reference managers, quotations, and how they are copied."""

from __future__ import annotations

import gzip
import json
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from playwright.sync_api import Browser, expect
from pybtex.database import parse_string
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.build import build
from generator.citations import sentence_case
from generator.library import Library

from .conftest import SITE_URL, Edit

LANGUAGES = ("", "en/")
PAGES = ("2025/plans/1/", "2025/measures/1.2/", "2025/items/1.2.6/")
PARTS = {
    "": dict(zip(PAGES, ("计划一", "措施1.2", "第1.2.6项"), strict=True)),
    "en/": dict(zip(PAGES, ("plan 1", "measure 1.2", "item 1.2.6"), strict=True)),
}
BOX_BYTES = 2500
"""Gzipped HTML of a page's box."""


def _page(site: Path, path: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / path / "index.html").read_bytes())


def _fields(page: LexborHTMLParser) -> dict[str, LexborNode]:
    """Every text of the box by its label."""
    found = {}
    for node in page.css(".lt-cite label"):
        area = node.css_first("textarea")
        assert area is not None
        found[node.text(deep=False).strip()] = area
    return found


def _text(page: LexborHTMLParser, label: str) -> str:
    return next(area.text() for name, area in _fields(page).items() if label in name)


# The styles


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_chinese_style(site: Path, language: str, path: str) -> None:
    """GB/T 7714-2015, 4.6: 主要责任者. 题名:文号[A/OL]. (更新或修改日期)[引用日期]. 获取和访问路径."""
    assert _text(_page(site, language + path), "GB/T") == (
        "深圳市罗湖区人民政府办公室. 2025年罗湖区推动高质量发展“十大计划”:罗府办〔2025〕1号(2025-02-21成文):"
        f"{PARTS[''][path]}[A/OL]. (2025-09-10)[引用日期]. {SITE_URL}{path}."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_chicago_style(site: Path, language: str, path: str) -> None:
    """Chicago Manual of Style, 17th ed.: 14.84 organisation as author, 14.207 title of a page in quotation marks,
    6.9 full stop within them, 13.30 single within double, 14.12 no date of access where there is another."""
    assert _text(_page(site, language + path), "Chicago") == (
        "Office of the People’s Government of Luohu District, Shenzhen. “Luohu District’s 2025 ‘Ten Plans’ for "
        f"High-quality Development.” Luo Fu Ban [2025] No. 1, signed February 21, 2025, {PARTS['en/'][path]}. "
        f"Published September 10, 2025. Unofficial translation, Luohu Ten Plans. {SITE_URL}en/{path}."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_apa_style(site: Path, language: str, path: str) -> None:
    """APA, 7th ed.: 10.4 reports with their number, 6.17 sentence case, 9.21 description in square brackets,
    9.16 no date of retrieval, 9.36 no full stop after an address."""
    assert _text(_page(site, language + path), "APA") == (
        "Office of the People’s Government of Luohu District, Shenzhen. (2025, September 10). Luohu District’s 2025 "
        f"“Ten Plans” for high-quality development (Luo Fu Ban [2025] No. 1, signed February 21, 2025, "
        f"{PARTS['en/'][path]}) [Unofficial translation]. Luohu Ten Plans. {SITE_URL}en/{path}"
    )


def test_sentence_case_keeps_names_and_quotations() -> None:
    title = 'The Plan of Green Town for "Better Roads" and WTO Trade'
    assert sentence_case(title, "Office of Green Town") == 'The plan of Green Town for "Better Roads" and WTO trade'


def test_texts_say_their_language(site: Path) -> None:
    for language, other in (("", "en"), ("en/", "zh-Hans")):
        for path in PAGES:
            for name, area in _fields(_page(site, language + path)).items():
                foreign = "GB/T" in name if language else ("Chicago" in name or "APA" in name)
                assert area.attributes.get("lang") == (other if foreign else None), name


# The formats of reference managers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_programs_read_the_texts(site: Path, language: str, path: str) -> None:
    page, part, url = _page(site, language + path), PARTS[language][path], f"{SITE_URL}{language}{path}"
    issuer = (
        "Office of the People's Government of Luohu District, Shenzhen" if language else "深圳市罗湖区人民政府办公室"
    )
    number = "Luo Fu Ban [2025] No. 1" if language else "罗府办〔2025〕1号"
    (entry,) = parse_string(_text(page, "BibTeX"), "bibtex").entries.values()
    fields = dict(entry.fields)
    assert entry.persons["author"][0].last_names == [f"{{{issuer}}}"], "a body has no given name"
    assert (fields["year"], fields["month"], fields["date"]) == ("2025", "September", "2025-09-10")
    assert (fields["howpublished"], fields["url"]) == (number, url)
    assert part in fields["title"]
    (record,) = rispy.loads(_text(page, "RIS"))
    assert record["type_of_reference"] == "GOVDOC"
    assert record["authors"] == [issuer.replace(", Shenzhen", " (Shenzhen)")]
    assert (record["date"], record["urls"], record["note"]) == ("2025/09/10", [url], number)
    assert part in record["title"]
    (thing,) = json.loads(_text(page, "CSL"))
    assert thing["author"] == [{"literal": issuer}]
    assert (thing["URL"], thing["number"], thing["issued"]) == (url, number, {"date-parts": [[2025, 9, 10]]})
    for note in (fields["note"], record["notes"][0], thing["note"]):
        assert "2025-02-21" in note
        assert ("nofficial" in note) == bool(language)


@pytest.mark.parametrize(("language", "ending"), [("", ""), ("en/", "_en")])
def test_files_hold_every_part(site: Path, library: Library, language: str, ending: str) -> None:
    edition = f"{SITE_URL}{language}2025/"
    urls = {f"{edition}plans/{plan.number}/" for plan in library.plans}
    urls |= {f"{edition}measures/{measure}/" for measure in library.measures}
    urls |= {f"{edition}items/{item}/" for item in library.items}
    name = f"{site}/data/v1/citations{ending}"
    entries = parse_string(Path(f"{name}.bib").read_text(encoding="utf-8"), "bibtex").entries
    assert {entry.fields["url"] for entry in entries.values()} == urls
    raw = Path(f"{name}.ris").read_bytes().decode()
    assert raw.count("\n") == raw.count("\r\n")
    assert {record["urls"][0] for record in rispy.loads(raw)} == urls
    things = json.loads(Path(f"{name}.csl.json").read_text(encoding="utf-8"))
    assert {thing["URL"] for thing in things} == urls
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(CiteProcJSON(things)) == len(urls), "every name of a field is known"


def test_marks_of_formats_do_no_harm(small: Path, edit: Edit, tmp_path: Path) -> None:
    title = 'Two Plans 2025 {Plan} & <b>_more_</b> [#] % $ \\ "so"'
    text = (small / "content/2025/edition.yml").read_text(encoding="utf-8")
    old = next(line for line in text.split("title:\n", 1)[1].splitlines() if line.strip().startswith("en: "))
    edit("content/2025/edition.yml", old, f"  en: '{title}'")
    build(small, tmp_path / "site", SITE_URL, lambda step: None)
    page = _page(tmp_path / "site", "en/2025/items/2.1.1/")
    (entry,) = parse_string(_text(page, "BibTeX"), "bibtex").entries.values()
    escaped = r"\textbraceleft{}Plan\textbraceright{} \& <b>\_more\_</b> [\#] \% \$ \textbackslash{} “so”"
    assert f"Two Plans 2025 {escaped}" in entry.fields["title"]
    assert json.loads(_text(page, "CSL"))[0]["title"].startswith(
        "Two Plans 2025 {Plan} & <b>_more_</b> [#] % $ \\ “so”"
    )
    assert r"\<b\>\_more\_\</b\> \[\#\]" in _text(page, "Markdown")
    assert not page.css(".lt-cite b")


# Quotations


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_can_be_quoted(site: Path, library: Library, language: str) -> None:
    code = "en" if language else "zh"
    for item in library.items.values():
        page = _page(site, f"{language}2025/items/{item.id}/")
        url = f"{SITE_URL}{language}2025/items/{item.id}/"
        sentence, source, address = _text(page, "Quotation" if language else "引文").split("\n")
        assert (sentence, address) == (item.text[code], url)
        assert "2025-02-21" in source
        assert "2025-09-10" in source
        assert f"item {item.id} (unofficial translation)" in source if language else f"第{item.id}项" in source
        link = _text(page, "Link to" if language else "链接")
        base, directive = link.split("#:~:text=")
        assert base == url
        assert link.isascii()
        assert not set(directive) & set("-&")
        start, end = (unquote(directive.split(",")[place]) for place in (0, -1))
        assert item.text[code].startswith(start)
        assert item.text[code].endswith(end)
        for box in page.css(".lt-cite"):
            box.decompose()
        shown = page.body.text() if page.body else ""
        shown, start = shown.lower(), start.lower()
        assert shown.find(start) == shown.find(item.text[code].lower()), f"{item.id}: stands elsewhere before"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item", ["1.2.6", "5.3.1", "10.1.1"])
def test_the_link_leads_to_the_sentence(browser: Browser, served: str, site: Path, language: str, item: str) -> None:
    link = _text(_page(site, f"{language}2025/items/{item}/"), "Link to" if language else "链接")
    page = browser.new_page(viewport={"width": 360, "height": 240})
    page.goto(link.replace(SITE_URL, served))
    selector = ".lt-translation p" if language else ".lt-official blockquote"
    page.wait_for_function("scrollY > 0")
    expect(page.locator(selector).first).to_be_in_viewport()
    page.close()


# Copying


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_copied_at_the_keyboard(browser: Browser, served: str, language: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}{language}2025/items/1.2.6/")
    for box in page.locator("details:has(.lt-copy)").all():
        box.locator("summary").focus()
        page.keyboard.press("Enter")
        for copy in box.locator(".lt-copy").all():
            button = copy.get_by_role("button", name="Copy" if language else "复制")
            label = copy.locator("label").evaluate("node => node.firstChild.textContent.trim()")
            assert button.inner_text().split()[0] == ("Copy" if language else "复制")
            assert label in button.inner_text()
            button.focus()
            page.keyboard.press("Enter")
            expect(copy.get_by_role("status")).to_have_text("Copied" if language else "已复制")
            expect(button).to_be_focused()
            assert page.evaluate("navigator.clipboard.readText()") == copy.locator("textarea").input_value()
    context.close()


def test_copying_works_without_the_clipboard_interface(browser: Browser, served: str) -> None:
    """Pages that are not served over HTTPS have none."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}en/2025/measures/1.2/")
    page.locator(".lt-cite summary").click()
    page.evaluate("window.read = () => kept.readText(); window.kept = navigator.clipboard")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    copy = page.locator(".lt-copy").filter(has_text="RIS")
    copy.get_by_role("button").click()
    expect(copy.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("read()") == copy.locator("textarea").input_value()
    context.close()


def test_without_scripts_the_texts_stand_there(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}2025/items/1.2.6/")
    page.locator(".lt-cite summary").click()
    expect(page.get_by_label("BibTeX")).to_be_visible()
    expect(page.locator("[data-lt-copy]").first).to_be_hidden()
    context.close()


def test_boxes_are_light(site: Path, library: Library) -> None:
    sizes: dict[str, Any] = {}
    for language in LANGUAGES:
        for item in library.items:
            box = _page(site, f"{language}2025/items/{item}/").css_first(".lt-cite")
            assert box is not None
            sizes[language + item] = len(gzip.compress((box.html or "").encode()))
    assert max(sizes.values()) <= BOX_BYTES
