"""The real site in Chromium: what a visitor sees and does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

KINDS = {
    "home": "",
    "plan": "2025/plans/8/",
    "measure": "2025/measures/2.2/",
    "item": "2025/items/8.1.7/",
    "text": "2025/text/",
    "plan_booklet": "2025/plans/8/booklet/",
    "department_booklet": "departments/qu-shangwuju/booklet/",
    "departments": "departments/",
    "department": "departments/qu-shangwuju/",
    "locations": "locations/",
    "location": "locations/luohu-kouan/",
    "topics": "topics/",
    "topic": "topics/shengang/",
    "targets": "targets/",
    "explore": "explore/",
    "charts": "charts/",
    "glossary": "glossary/",
    "about": "about/",
    "data": "data/",
}
LANGUAGES = ("", "en/")
_AMONG_THE_FIRST = """(found) => {
    const first = [...document.querySelectorAll(".md-search-result__link")].slice(0, 5);
    return 1 + first.findIndex((link) => link.textContent.replaceAll("\u200b", "").includes(found));
}"""
"""The place of a result among the first five, from 1; 0 until it is there."""


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
    place = page.wait_for_function(_AMONG_THE_FIRST, arg=found).json_value()
    page.locator(".md-search-result__link").nth(place - 1).click()
    expect(page.locator("h1#content, h1")).to_be_visible()
    assert "/2025/items/1.1.1/" not in page.url


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", ["charts/", "data/", "about/", "glossary/", "targets/", "explore/", "2025/text/"])
def test_every_part_of_the_site_is_in_sight_from_an_item(page: Page, served: str, width: int, place: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{served}2025/items/1.1.1/")
    shown = [link for link in page.locator(f'a[href="../../../{place}"]').all() if link.is_visible()]
    assert shown
    shown[-1].click()
    assert page.url == served + place


def test_the_tab_of_the_plans_leads_to_their_list(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served}2025/items/1.1.1/")
    page.locator(".md-tabs").get_by_role("link", name="计划").click()
    assert page.url == f"{served}#plans"
    expect(page.locator("#plans")).to_be_in_viewport()


def test_the_other_language_shows_the_same_view(page: Page, served: str) -> None:
    page.goto(f"{served}explore/?topic=zhufang")
    page.locator(".lt-languages a[hreflang]").click()
    page.wait_for_url(f"{served}en/explore/?topic=zhufang")
    expect(page.locator(".lt-chips")).to_contain_text("Housing and urban renewal")
    page.goto(f"{served}en/2025/text/#8.1.5")
    page.locator(".lt-languages a[hreflang]").click()
    page.wait_for_url(f"{served}2025/text/#8.1.5")


def test_language_switch_keeps_the_page(page: Page, served: str) -> None:
    page.goto(f"{served}2025/items/8.1.7/")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{served}en/2025/items/8.1.7/"
    page.locator(".lt-languages a[hreflang]").click()
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
    expect(skip).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_closed_search_gives_the_focus_back(page: Page, served: str) -> None:
    page.goto(f"{served}en/2025/items/1.2.6/")
    link = page.locator(".lt-crumbs a").first
    link.focus()
    page.keyboard.press("/")
    expect(page.locator("[data-md-component=search-query]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_search_closed_before_it_has_opened_stays_closed(page: Page, served: str) -> None:
    page.goto(f"{served}en/2025/items/1.2.6/")
    link = page.locator(".lt-crumbs a").first
    link.focus()
    page.evaluate("""() => {
      for (const key of ["/", "Escape"])
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }""")
    page.wait_for_timeout(100)  # the theme opens the search a moment after its box has the focus
    expect(link).to_be_focused()
    expect(page.locator("[data-md-toggle=search]")).not_to_be_checked()


def test_keys_of_one_letter_can_be_switched_off(page: Page, served: str) -> None:
    """For somebody who speaks to the browser (WCAG 2.1.4); in the search box they are typed all the same."""
    box = page.locator("[data-md-component=search-query]")
    page.goto(f"{served}en/2025/items/1.2.6/")
    page.locator("body").press("/")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    switch = page.get_by_role("button", name="Keys f, s and / open the search", pressed=True)
    switch.focus()
    page.keyboard.press("Space")
    page.goto(f"{served}en/2025/items/1.2.5/")
    expect(page.get_by_role("button", name="Keys f, s and / open the search", pressed=False)).to_be_visible()
    for key in "fs/":
        page.locator("body").press(key)
    expect(page.locator("[data-md-toggle=search]")).not_to_be_checked()
    box.focus()
    page.keyboard.type("fs/")
    expect(box).to_have_value("fs/")


def test_a_browser_that_keeps_nothing_has_all_scripts(page: Page, served: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})")
    page.goto(f"{served}en/2025/items/1.2.6/")
    switch = page.locator(".lt-keys")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#lt-tip")).to_have_count(1)


def test_the_menu_is_a_button(browser: Browser, served: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(f"{served}en/2025/items/1.2.6/")
        menu = page.locator(".md-header").get_by_role("button", name="Navigation")
        expect(menu).to_have_attribute("aria-expanded", "false")
        for key, state in (("Space", "true"), ("Space", "false"), ("Enter", "true")):
            menu.focus()
            page.keyboard.press(key)
            expect(menu).to_have_attribute("aria-expanded", state)
        expect(page.locator(".md-nav--primary").get_by_role("link", name="In pictures")).to_be_in_viewport()


@pytest.mark.parametrize(("path", "title"), [("", "罗湖“十大计划”"), ("en/", "Luohu Ten Plans"), ("charts/", None)])
def test_the_title_says_the_name_of_the_site_once(page: Page, served: str, path: str, title: str | None) -> None:
    page.goto(f"{served}{path}")
    assert page.title() == title if title else page.title().endswith(" - 罗湖“十大计划”")


def test_pages_work_without_javascript(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}en/locations/luohu-kouan/")
    expect(page.locator("h1")).to_have_text("Luohu Port")
    page.locator(".lt-items__head a").first.click()
    expect(page.locator("blockquote")).to_be_visible()
    context.close()


def test_the_home_page_opens_the_search(page: Page, served: str) -> None:
    page.goto(f"{served}en/")
    page.locator("[data-lt-search]").click()
    page.keyboard.type("school places")
    expect(page.locator(".md-search-result__link").first).to_contain_text("school places")
    page.goto(f"{served}en/")
    page.locator(".lt-examples a").first.click()
    expect(page.locator(".md-search-result__link").first).to_contain_text("Luohu Port")


def test_a_term_is_explained_where_it_stands(page: Page, served: str) -> None:
    page.goto(f"{served}en/2025/items/1.2.6/")
    term, tip = page.locator(".lt-translation a.lt-term").first, page.get_by_role("tooltip")
    term.hover()
    expect(tip).to_contain_text("total value of goods")
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_be_visible()
    assert term.get_attribute("aria-describedby") == tip.get_attribute("id")
    tip.get_by_role("link").click()
    page.wait_for_url("**/en/glossary/#*")


def test_a_term_is_explained_at_the_first_touch(browser: Browser, served: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{served}2025/items/1.2.6/")
    term = page.locator(".lt-official a.lt-term").first
    term.tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.url.endswith("/1.2.6/")
    term.tap()
    page.wait_for_url("**/glossary/#*")
    page.goto(f"{served}2025/items/1.2.6/")
    for kind in ("pointerdown", "pointercancel"):  # a scroll
        term.dispatch_event(kind, {"pointerType": "touch", "bubbles": True})
    term.tap()
    page.wait_for_url("**/glossary/#*")
    context.close()


def test_two_sentences_on_one_project_stand_side_by_side(page: Page, served: str) -> None:
    page.goto(f"{served}2025/items/2.1.9/")
    beside = page.locator(".lt-beside").filter(has_text="8.1.7")
    expect(beside).to_contain_text("加快环仓南路、清水河三路建设。")
    expect(beside).to_contain_text("建成环仓南路")
    expect(beside).not_to_contain_text("春风隧道")
    beside.get_by_role("link", name="8.1.7").click()
    expect(page.locator(".lt-beside").filter(has_text="2.1.9")).to_contain_text("加快环仓南路")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_full_text_shows_the_number_of_each_item(page: Page, served: str, width: int) -> None:
    """Beside the printed mark, and not as a part of the text."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{served}2025/text/")
    shown = page.locator(".lt-passage").evaluate_all(
        "all => all.map((one) => [one.id, getComputedStyle(one.querySelector('.lt-mark'), '::before').content])"
    )
    assert len(shown) == 224
    assert all(number == f'"{name}"' for name, number in shown)
    assert "1.2.6" not in page.locator("[id='1.2.6']").inner_text()


def test_an_unknown_address_helps_in_both_languages(page: Page, site: Path, served: str) -> None:
    lost = (site / "404.html").read_text(encoding="utf-8").replace("/project/", f"/{site.name}/")
    page.route("**/no-such-place/", lambda route: route.fulfill(status=404, body=lost, content_type="text/html"))
    page.goto(f"{served}en/locations/no-such-place/")
    expect(page.locator("h1")).to_contain_text("There is no such page")
    expect(page.locator("h1")).to_contain_text("没有这个页面")
    assert page.locator(".lt-lost").first.get_attribute("lang") == "en"
    page.get_by_role("link", name="Search for the words of the address: no such place").click()
    expect(page.locator("input[name=query]")).to_have_value("no such place")


def test_an_address_that_is_badly_encoded_stops_no_script(page: Page, site: Path, served: str) -> None:
    lost = (site / "404.html").read_text(encoding="utf-8").replace("/project/", f"/{site.name}/")
    page.route("**/%E4-x/", lambda route: route.fulfill(status=404, body=lost, content_type="text/html"))
    page.goto(f"{served}en/%E4-x/")
    expect(page.get_by_role("link", name="Search for the words of the address: %E4 x")).to_be_visible()
    expect(page.locator("#lt-tip")).to_have_count(1)


@pytest.mark.parametrize("path", ["2025/items/8.1.7/", "en/2025/measures/2.2/", "en/2025/plans/8/"])
def test_paper_carries_the_address_and_the_source(page: Page, served: str, path: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{served}{path}")
    expect(page.locator(".lt-sheet")).to_contain_text(f"https://example.org/project/{path}")
    expect(page.locator(".lt-sheet")).to_contain_text("罗府办〔2025〕1号")
    for hidden in (".md-header", ".md-footer", ".lt-crumbs", ".lt-pager"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
