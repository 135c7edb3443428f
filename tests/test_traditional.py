"""The real site in Traditional characters: what is shown, that it is marked as converted, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.build import build
from generator.traditional import conversion, traditional

from .conftest import SITE_URL
from .test_accessibility import AXE, RULES
from .test_browser import KINDS

BLOCKS = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        let block = walk.currentNode.parentElement;
        if (block.closest("script, style, textarea, code, .lt-traditional, .md-search")) continue;
        while (block.matches("a, abbr, b, cite, em, mark, q, small, span, strong, time, tspan")) block = block.parentElement;
        if (found.at(-1)?.block === block) found.at(-1).text += walk.currentNode.data;
        else found.push({ block, text: walk.currentNode.data });
    }
    return found.map(({ text }) => text).filter((text) => text.trim());
}"""  # noqa: E501
"""The texts of a page but for the search, which is about to say something else; each as long as its block goes."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has told what to show."""
    context = browser.new_context(bypass_csp=True)  # axe is put into a page, whose policy would refuse it
    yield context
    context.close()


def _convert(page: Page) -> None:
    page.locator(".lt-traditional").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")


@pytest.mark.parametrize(
    ("simplified", "hong_kong"),
    [
        ("发展银发经济", "發展銀髮經濟"),
        ("优化专项资金发行使用", "優化專項資金發行使用"),
        ("240小时过境免签政策", "240小時過境免簽政策"),
        ("智能制造和体制机制", "智能製造和體制機制"),
        ("产业准入、批准、标准", "產業准入、批准、標準"),
        ("邻里之间1公里，这里没有", "鄰里之間1公里，這裏沒有"),
        ("上下游企业，境外游客", "上下游企業，境外遊客"),
        ("看表演，抄煤气表", "看表演，抄煤氣錶"),
    ],
)
def test_words_decide_between_characters(simplified: str, hong_kong: str) -> None:
    assert traditional(simplified) == hong_kong


def test_a_page_is_told_no_more_than_its_texts_need() -> None:
    told = conversion(["发展", "发现", "银发", "展开"])
    assert told == {"marks": "发發现現银銀开開", "passages": [["银发", 1, "髮"]]} or told["marks"].count("发") == 1
    assert conversion(["plain", ""]) == {"marks": "", "passages": []}


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_a_page_is_shown_in_traditional_characters(
    browser: Browser, context: BrowserContext, served: str, kind: str
) -> None:
    page, as_written = context.new_page(), browser.new_page(bypass_csp=True)
    strange: list[str] = []
    page.on("pageerror", lambda error: strange.append(str(error)))
    for one in (page, as_written):
        one.goto(f"{served}{KINDS[kind]}")
    _convert(page)
    for _ in range(50):  # both still get what their scripts add
        shown, written = page.evaluate(BLOCKS), [traditional(text) for text in as_written.evaluate(BLOCKS)]
        if shown == written:
            break
        page.wait_for_timeout(100)
    assert shown == written
    assert page.title() == traditional(as_written.title())
    expect(page.locator(".lt-converted")).to_be_visible()
    assert not page.locator("[lang=zh-Hans]:not(.lt-traditional span, textarea)").count()
    assert not strange
    as_written.close()


def test_it_lasts_until_the_simplified_characters_are_asked_for(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    page.goto(f"{served}2025/items/1.2.6/")
    official = page.locator(".lt-official blockquote")
    written = official.inner_text()
    _convert(page)
    page.get_by_role("link", name="1.2 實施特色產業").first.click()
    expect(page.locator("h1")).to_have_text("實施特色產業“登峯計劃”")
    page.goto(f"{served}2025/items/1.2.6/")
    expect(official).to_have_text(traditional(written))
    page.get_by_role("link", name="简", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    assert official.inner_text() == written
    page.reload()
    assert official.inner_text() == written
    expect(page.locator(".lt-converted")).to_be_hidden()


def test_english_pages_lead_to_it(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    page.goto(f"{served}en/explore/?topic=zhufang")
    page.get_by_role("link", name="繁", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")
    assert page.url == f"{served}explore/?topic=zhufang"
    page.goto(f"{served}en/explore/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Explore")


def test_what_is_copied_keeps_the_official_wording(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    page.goto(f"{served}2025/items/1.2.6/")
    texts = "[...document.querySelectorAll('.lt-cite textarea')].map((box) => box.value)"
    written = page.evaluate(texts)
    _convert(page)
    assert page.evaluate(texts) == written
    assert "黄金珠宝电商中央仓" in written[0]


def test_what_comes_later_is_shown_so_too(context: BrowserContext, served: str) -> None:
    """Results of the search, parted by its marks, and lists that are filtered."""
    page = context.new_page()
    page.goto(f"{served}explore/", wait_until="networkidle")
    _convert(page)
    page.get_by_label("在結果裏查找").fill("珠宝")
    expect(page.locator(".lt-line__text").first).to_contain_text("珠寶")
    page.goto(f"{served}2025/items/1.2.6/")
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type("发展")
    expect(page.locator(".md-search-result__item mark").first).to_have_text("發展")
    expect(page.locator("[data-md-component=search-query]")).to_have_value("发展")


def test_no_rule_of_axe_is_broken_by_it(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    page.goto(f"{served}2025/items/1.2.6/", wait_until="networkidle")
    _convert(page)
    page.add_script_tag(path=AXE)
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = page.evaluate("rules => axe.run(rules)", rules)
        assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def test_without_scripts_nothing_offers_it(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}2025/items/1.2.6/")
    expect(page.locator(".lt-traditional")).to_be_hidden()
    expect(page.locator(".lt-converted")).to_be_hidden()
    context.close()


def test_other_languages_have_no_such_script(site: Path) -> None:
    assert (site / "assets" / "traditional.js").exists()
    assert not (site / "en" / "assets" / "traditional.js").exists()


def test_what_is_written_later_is_known_too(small: Path) -> None:
    """Also where no page shows it, for a build anew would know it."""
    script = small / "site" / "assets" / "traditional.js"
    build(small, small / "site", SITE_URL, lambda step: None)
    assert "龟龜" not in script.read_text(encoding="utf-8")
    with (small / "content" / "topics.yml").open("a", encoding="utf-8") as file:
        file.write("# 乌龟\n")
    build(small, small / "site", SITE_URL, lambda step: None)
    assert "龟龜" in script.read_text(encoding="utf-8")
