"""The real site in Chromium: what a visitor sees and does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

KINDS = {
    "home": "",
    "plan": "2025/plans/8/",
    "measure": "2025/measures/2.2/",
    "item": "2025/items/8.1.7/",
    "text": "2025/text/",
    "departments": "departments/",
    "department": "departments/qu-shangwuju/",
    "locations": "locations/",
    "location": "locations/luohu-kouan/",
    "targets": "targets/",
    "charts": "charts/",
    "glossary": "glossary/",
    "about": "about/",
    "data": "data/",
}
LANGUAGES = ("", "en/")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab that notes foreign requests and errors."""
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_pages_load_whole_and_fit_a_phone(browser: Browser, served: str, kind: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    strange: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith((served, "data:")) else strange.append(request.url)
    )
    page.on("response", lambda response: strange.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: strange.append(str(error)))
    page.goto(f"{served}{language}{KINDS[kind]}", wait_until="networkidle")
    assert not strange
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("h1")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("", "长者医疗券", "2.2.10"),
        ("", "罗湖口岸", "罗湖口岸"),
        ("", "充电桩", "10.1.8"),
        ("", "区商务局", "区商务局"),
        ("en/", "elderly voucher", "2.2.10"),
        ("en/", "Luohu Port", "Luohu Port"),
        ("en/", "school places", "10.2.2"),
    ],
)
def test_the_search_box_finds(page: Page, served: str, language: str, query: str, found: str) -> None:
    page.goto(f"{served}{language}2025/items/1.1.1/")
    page.locator("input[name=query]").click()
    page.keyboard.type(query)
    results = page.locator(".md-search-result__link")
    expect(results.first).to_be_visible()
    shown = [text.replace("\u200b", "") for text in results.all_inner_texts()]
    place = next(position for position, text in enumerate(shown[:5]) if found in text)
    results.nth(place).click()
    expect(page.locator("h1#content, h1")).to_be_visible()
    assert "/2025/items/1.1.1/" not in page.url


def test_language_switch_keeps_the_page(page: Page, served: str) -> None:
    page.goto(f"{served}2025/items/8.1.7/")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{served}en/2025/items/8.1.7/"
    page.locator(".lt-languages a").click()
    assert page.url == f"{served}2025/items/8.1.7/"


def test_a_citizen_finds_who_is_responsible_for_a_place(page: Page, served: str) -> None:
    page.goto(served)
    page.locator(".lt-ways").get_by_text("我身边").click()
    page.get_by_role("link", name="春风隧道").click()
    page.get_by_role("link", name="8.1.7").first.click()
    expect(page.locator("blockquote")).to_contain_text("推动春风隧道通车")
    expect(page.locator(".lt-bodies")).to_contain_text("市交通运输局罗湖管理局")


def test_the_keyboard_reaches_the_content(page: Page, served: str) -> None:
    page.goto(f"{served}en/2025/items/1.2.6/")
    page.keyboard.press("Tab")
    skip = page.locator("a.md-skip")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_pages_work_without_javascript(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}en/locations/luohu-kouan/")
    expect(page.locator("h1")).to_have_text("Luohu Port")
    page.locator(".lt-items__head a").first.click()
    expect(page.locator("blockquote")).to_be_visible()
    context.close()
