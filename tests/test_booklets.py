"""Booklets: everything of a plan or a responsible unit in one printable page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from generator.library import Library, MeasureEntry

from .conftest import SITE_URL

LANGUAGES = ("", "en/")


def _check(site: Path, path: str, language: str, measures: tuple[MeasureEntry, ...]) -> None:
    page = LexborHTMLParser((site / language / path / "index.html").read_bytes())
    items = [item for measure in measures for item in measure.items]
    leaves = page.css(".lt-leaf")
    assert [leaf.attributes["id"] for leaf in leaves] == [item.id for item in items]
    for leaf, item in zip(leaves, items, strict=True):
        official, english = leaf.css_first("[lang=zh-Hans]"), leaf.css_first("p[lang=en]")
        assert official is not None
        assert official.text() == item.mark + item.raw.zh
        assert english is not None
        assert english.text() == item.raw.en
        assert f"{SITE_URL}{language}2025/items/{item.id}/" in leaf.text()
    shown = page.css_first(".lt-booklet")
    assert shown is not None
    for measure in measures:
        assert f"【责任单位:{measure.raw.responsible}】" in shown.text()
    note = page.css_first(".lt-note:not(.lt-converted)")
    assert note is not None
    assert ("not official" if language else "不是官方文本") in note.text()
    assert "罗府办〔2025〕1号" in shown.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_booklet_holds_every_item_in_both_languages(site: Path, library: Library, language: str) -> None:
    for plan in library.plans:
        _check(site, f"2025/plans/{plan.number}/booklet", language, plan.measures)
    for slug in library.departments:
        _check(site, f"departments/{slug}/booklet", language, library.measures_of_department[slug])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["2025/plans/8/", "departments/qu-shangwuju/"])
def test_pages_lead_to_their_booklet(site: Path, path: str, language: str) -> None:
    page = LexborHTMLParser((site / language / path / "index.html").read_bytes())
    link = page.css_first('a[href="booklet/"]')
    assert link is not None
    assert link.text() == ("Print everything" if language else "打印全部")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["2025/plans/8/booklet/", "departments/qu-shangwuju/booklet/"])
def test_a_booklet_fits_a_phone(browser: Browser, served: str, path: str, language: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{served}{language}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.parametrize("path", ["2025/plans/8/booklet/", "en/2025/plans/10/booklet/"])
def test_a_booklet_prints_on_a4_without_empty_pages(browser: Browser, served: str, path: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}{path}")
    paper = page.pdf(prefer_css_page_size=True)
    page.close()
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", paper)}
    sizes = {(round(box[2]), round(box[3])) for box in boxes}
    assert sizes <= {(595, 842), (594, 842), (595, 841), (596, 842)}
    sheets = len(re.findall(rb"/Type /Page\b", paper))
    assert 3 <= sheets <= 20


def test_no_item_is_cut_and_the_frame_stays_off_the_paper(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto(f"{served}en/2025/plans/1/booklet/")
    kept = page.eval_on_selector_all(".lt-leaf", "all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(kept) == {"avoid"}
    for hidden in (".md-header", ".md-footer", ".lt-crumbs", ".lt-booklet__how"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert f"{SITE_URL}en/2025/items/1.1.1/" in page.locator(".lt-leaf").first.inner_text()
    assert page.locator(".lt-sheet").is_visible()
    page.close()
