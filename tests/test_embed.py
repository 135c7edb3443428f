"""Items in the pages of others: the card, the code to paste, its oEmbed description."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from generator.build import build
from generator.library import Library

from .conftest import SITE_URL, Edit

LANGUAGES = ("", "en/")
_NARROW = re.compile(r"min-height:calc\((\d+)px - (\d+)vw\)")
_HIDDEN = "(text => text.scrollHeight - text.clientHeight)(document.querySelector('.text'))"
_LEFT = "innerHeight - document.body.getBoundingClientRect().height"


def _page(site: Path, path: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / path / "index.html").read_bytes())


def _text(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    assert node is not None, selector
    return node.text()


def _answer(site: Path, language: str, item: str) -> dict[str, Any]:
    return json.loads((site / f"{language}oembed/2025/items/{item}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_has_a_card(site: Path, library: Library, language: str) -> None:
    for item in library.items.values():
        card = _page(site, f"{language}embed/2025/items/{item.id}/")
        assert _text(card, "blockquote[lang=zh-Hans]").strip() == item.raw.zh
        assert _text(card, "h1").strip() == item.raw.headline["en" if language else "zh"]
        assert len(card.css("li")) == len(item.raw.targets)
        assert "罗府办〔2025〕1号" in _text(card, "article")
        canonical, robots = card.css_first("link[rel=canonical]"), card.css_first("meta[name=robots]")
        assert canonical is not None
        assert canonical.attributes["href"] == f"{SITE_URL}{language}2025/items/{item.id}/"
        assert robots is not None
        assert robots.attributes["content"] == "noindex"
        assert not card.css("script, style, [style], [onclick], img")
        if language:
            assert _text(card, ".translation").startswith(item.raw.en)
            assert "Unofficial" in _text(card, ".translation")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_to_paste_shows_the_card(site: Path, library: Library, language: str) -> None:
    for item in library.items:
        page = _page(site, f"{language}2025/items/{item}/")
        frame = LexborHTMLParser(_text(page, ".lt-embed textarea")).css_first("iframe")
        assert frame is not None
        assert frame.attributes["src"] == f"{SITE_URL}{language}embed/2025/items/{item}/"
        assert frame.attributes["loading"] == "lazy"
        assert (frame.attributes["title"] or "").startswith(f"{item} ")
        link = page.css_first('head link[type="application/json+oembed"]')
        assert link is not None
        assert link.attributes["href"] == f"{SITE_URL}{language}oembed/2025/items/{item}.json"


def test_oembed_answers_as_its_specification_says(site: Path) -> None:
    """oembed.com, 2.3.4: `type` and `version` always; `html`, `width` and `height` for the type rich."""
    answer = _answer(site, "en/", "1.2.6")
    assert (answer["type"], answer["version"], answer["width"]) == ("rich", "1.0", 600)
    assert isinstance(answer["height"], int)
    assert answer["html"] == _text(_page(site, "en/2025/items/1.2.6/"), ".lt-embed textarea")
    assert answer["provider_url"] == f"{SITE_URL}en/"


def test_what_people_write_cannot_leave_the_code(small: Path, edit: Edit, tmp_path: Path) -> None:
    attack = '"><img src=x onerror=alert(1)></textarea><b title="'
    edit("content/2025/plans/02.yml", "en: Launch 1 to 2 platforms\n", f"en: '{attack} 1 to 2'\n")
    build(small, tmp_path / "site", SITE_URL, lambda step: None)
    page = _page(tmp_path / "site", "en/2025/items/2.1.1/")
    assert not page.css("img, .lt-embed b")
    code = _text(page, ".lt-embed textarea")
    frame = LexborHTMLParser(code).css_first("iframe")
    assert frame is not None
    assert attack in (frame.attributes["title"] or "")
    assert "<img" not in code


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_are_as_high_as_their_text(
    browser: Browser, served: str, site: Path, library: Library, language: str
) -> None:
    """At full width and in the column of a phone nothing scrolls and little is left over; with less height the text
    scrolls, and the source and the link stay in sight."""
    page = browser.new_page()
    for item in library.items:
        answer = _answer(site, language, item)
        at_nothing, slope = map(int, _NARROW.findall(answer["html"])[0])
        page.goto(f"{served}{language}embed/2025/items/{item}/")
        for width, height, most in ((600, answer["height"], 140), (320, at_nothing - slope * 360 // 100, 180)):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(_HIDDEN) == 0, (item, width)
            assert 0 <= page.evaluate(_LEFT) <= most, (item, width)
        page.set_viewport_size({"width": 320, "height": answer["height"]})
        assert page.evaluate(_LEFT) >= 0, item
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_stands_in_another_page(browser: Browser, served: str, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}robots.txt")
    page.set_content(
        f'<iframe src="{served}en/embed/2025/items/1.2.6/" title="card" width="340" height="600"></iframe>'
    )
    card = page.frame_locator("iframe")
    expect(card.locator("h1")).to_be_visible()
    assert {url.rpartition("/")[2] for url in asked} <= {"robots.txt", "", "embed.css", "favicon.ico"}
    assert card.locator("html").evaluate("node => node.scrollWidth <= node.clientWidth")
    dark = card.locator("body").evaluate("node => getComputedStyle(node).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")
    card.locator("h1 a").click()
    page.wait_for_url(f"{served}en/2025/items/1.2.6/")
    context.close()


def test_the_box_opens_and_its_code_can_be_taken(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.goto(f"{served}en/2025/items/1.2.6/")
    code = page.get_by_label("HTML code")
    expect(code).to_be_hidden()
    page.get_by_text("Embed", exact=True).click()
    code.focus()
    page.keyboard.press("ControlOrMeta+a")
    selected = code.evaluate("node => node.value.slice(node.selectionStart, node.selectionEnd)")
    assert selected.startswith("<iframe")
    assert selected.endswith("</iframe>")
    page.close()
