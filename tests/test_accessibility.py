"""The real site for everyone: axe's rules on every kind of page, keyboard, headings, large text, narrow windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import ROOT, file_server
from .test_browser import KINDS, LANGUAGES

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = KINDS | {"not-found": "404.html"}
OF_SEVERAL = {
    "home": "",
    "landing": "2025/",
    "item": "2026/items/1.1.1/",
    "place": "locations/guomao-dikuai/",
    "department": "departments/qu-shangwuju/",
    "booklet": "departments/qu-shangwuju/booklet/",
    "topic": "topics/touzi/",
    "targets": "2026/targets/",
    "explore": "2026/explore/",
    "glossary": "2028/glossary/",
    "data": "data/",
}
"""Pages that differ where there are several editions."""
SIZES = ((1280, 900), (360, 740))
RULES = {
    "light": {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    },
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]},
}
"""The two schemes differ in colours only."""
STOPS = 25
"""How many stops of the tab key are looked at on a page."""
_PLAIN = """() => {
    window.look = (element) => {
        const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(element);
        return JSON.stringify([outlineStyle === "none" ? "" : outlineStyle + outlineWidth, boxShadow, backgroundColor]);
    };
    const stops = document.querySelectorAll("a, button, input, label, summary, form, [tabindex]");
    window.plain = new Map([...stops].map((element) => [element, look(element)]));
}"""
_STOP = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const { left, right, width, height } = element.getBoundingClientRect();
    return {
        element: element.outerHTML.split("\\n")[0].slice(0, 120),
        marked: [element, element.form].some((each) => each && look(each) !== plain.get(each)),
        inside: width > 0 && height > 0 && right > 0 && left < innerWidth,
    };
}"""

_UNDER_THE_HEADER = """() => {
    const element = document.activeElement;
    const header = document.querySelector(".md-header");
    if (element === document.body || header.contains(element)) return null;
    const top = element.getBoundingClientRect().top;
    return top < header.getBoundingClientRect().bottom - 1 ? `${top}: ${element.outerHTML.slice(0, 120)}` : null;
}"""
_SETTLED = """() => [...document.querySelectorAll("pre > code")].every(
    code => code.scrollWidth <= code.clientWidth || code.tabIndex >= 0)"""
"""The theme gives code that must be scrolled to the keyboard a moment after the window changed."""


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[Mapping[str, BrowserContext]]:
    """A light and a dark desk."""
    made = {
        scheme: browser.new_context(
            bypass_csp=True,  # axe is put into the pages, whose policy would refuse it
            viewport={"width": 1280, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        for scheme in ("light", "dark")
    }
    yield made
    for context in made.values():
        context.close()


@pytest.fixture(scope="module")
def served_many(many: Path) -> Iterator[str]:
    """The address of a site of five editions."""
    with file_server(many) as address:
        yield address


@pytest.fixture
def page(contexts: Mapping[str, BrowserContext]) -> Iterator[Page]:
    """A tab on a desk."""
    with contexts["light"].new_page() as page:
        yield page


def _told(view: str, violation: Mapping[str, Any]) -> Iterator[str]:
    """A line for every place that breaks a rule."""
    for node in violation["nodes"]:
        facts = [check["data"] for check in node["any"] if isinstance(check.get("data"), dict)]
        colours = [f"{f['fgColor']} on {f['bgColor']}, {f['contrastRatio']}:1" for f in facts if f.get("fgColor")]
        yield " | ".join([view, violation["id"], violation["help"], str(node["target"]), *colours])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES)
def test_no_rule_of_axe_is_broken(
    contexts: Mapping[str, BrowserContext], served: str, kind: str, language: str
) -> None:
    broken = _broken(contexts, f"{served}{language}{PAGES[kind]}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OF_SEVERAL)
def test_no_rule_of_axe_is_broken_where_editions_are_many(
    contexts: Mapping[str, BrowserContext], served_many: str, kind: str, language: str
) -> None:
    broken = _broken(contexts, f"{served_many}{language}{OF_SEVERAL[kind]}")
    assert not broken, "\n".join(broken)


def test_no_rule_of_axe_is_broken_by_the_way_to_an_older_edition(
    contexts: Mapping[str, BrowserContext], served_many: str
) -> None:
    broken = _broken(contexts, f"{served_many}en/?q=Guomao", ".md-search-result__link >> text=edition of 2028")
    assert not broken, "\n".join(broken)


def _broken(contexts: Mapping[str, BrowserContext], address: str, wanted: str = "body") -> list[str]:
    """What breaks a rule in a page that shows what is wanted, a line each, in both schemes and every size."""
    assert AXE.exists(), "run 'make test': it installs axe"
    broken: list[str] = []
    for scheme, context in contexts.items():
        with context.new_page() as page:
            page.goto(address, wait_until="load")
            page.locator(wanted).wait_for()
            page.add_script_tag(path=AXE)
            shown = page.evaluate("document.body.dataset.mdColorScheme")
            assert shown == ("slate" if scheme == "dark" else "default")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_function(_SETTLED)
                found = page.evaluate("rules => axe.run(rules)", RULES[scheme])
                view = f"{width} px, {scheme}"
                broken += (line for violation in found["violations"] for line in _told(view, violation))
    return broken


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES)
def test_pages_are_in_order_and_reflow(page: Page, served: str, kind: str, language: str) -> None:
    page.goto(f"{served}{language}{PAGES[kind]}", wait_until="load")
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "headings => headings.filter((each) => each.checkVisibility()).map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), levels
    assert page.locator("main, [role=main]").count() == 1
    page.evaluate(
        "html => { html.style.fontSize = `${2 * parseFloat(getComputedStyle(html).fontSize)}px` }",
        page.locator("html").element_handle(),
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280, "text of twice the size"
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["en/targets/", "explore/", "en/2025/text/", "departments/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_header_covers_no_focus(page: Page, served: str, path: str, width: int) -> None:
    """Going back through a page, each stop stands below the header (WCAG 2.4.11)."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{served}{path}", wait_until="load")
    page.locator(".lt-foot a").first.focus()
    covered = []
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(_UNDER_THE_HEADER)
        if stop:
            covered.append(stop)
    assert not covered, "\n".join(covered)


def test_the_bar_below_the_filters_covers_no_focus(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{served}explore/", wait_until="load")
    page.locator(".lt-explore__open").click()
    page.locator(".lt-facet summary").first.focus()
    bar = page.locator(".lt-explore__close")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(".lt-explore__facets :focus").count():
            bottom = page.locator(":focus").evaluate("stop => stop.getBoundingClientRect().bottom")
            assert bottom <= bar.evaluate("bar => bar.getBoundingClientRect().top") + 1


def test_the_ledger_has_no_stop_that_nobody_sees(page: Page, served: str) -> None:
    page.goto(f"{served}targets/", wait_until="load")
    sorters = page.locator(".lt-ledger__sort")
    expect(sorters).to_have_count(2)
    for width, stops in ((360, 0), (1280, 2), (360, 0)):
        page.set_viewport_size({"width": width, "height": 700})
        expect(page.locator(".lt-ledger__sort:not([tabindex='-1'])")).to_have_count(stops)


def test_the_way_to_the_top_can_be_read_under_the_mouse(contexts: Mapping[str, BrowserContext], served: str) -> None:
    for scheme, context in contexts.items():
        with context.new_page() as page:
            page.goto(f"{served}en/2025/text/", wait_until="load")
            page.add_script_tag(path=AXE)
            page.mouse.wheel(0, 3000)
            page.wait_for_timeout(300)
            page.mouse.wheel(0, -300)
            top = page.locator(".md-top")
            expect(top).to_be_visible()
            top.hover()
            found = page.evaluate("axe.run('.md-top', {runOnly: ['color-contrast']})")
            assert found["passes"], scheme
            assert not found["violations"], scheme


def test_what_has_the_focus_shows_in_forced_colours(browser: Browser, served: str) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(f"{served}en/2025/items/1.2.6/")
        for summary in page.locator(".md-content summary").all():
            summary.focus()
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Tab")
            assert summary.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_the_number_of_results_is_announced(page: Page, served: str) -> None:
    page.goto(f"{served}en/", wait_until="load")
    page.locator("input[name=query]").fill("Chunfeng Tunnel")
    expect(page.locator(".md-search [aria-live=polite]")).to_contain_text("matching document")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("light", 1280), ("dark", 1280)])
@pytest.mark.parametrize("path", ["", "en/", "2025/items/8.1.7/", "en/2025/items/8.1.7/"])
def test_the_keyboard_shows_where_it_is(
    contexts: Mapping[str, BrowserContext], served: str, path: str, scheme: str, width: int
) -> None:
    with contexts[scheme].new_page() as page:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{served}{path}", wait_until="load")
        page.add_style_tag(content="* { transition: none !important }")
        page.evaluate(_PLAIN)
        lost = []
        for _ in range(STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(_STOP)
            if stop and not stop["marked"]:  # the search box opens a moment later
                page.wait_for_timeout(500)
                stop = page.evaluate(_STOP)
            if stop and not (stop["marked"] and stop["inside"]):
                lost.append(f"{stop['element']} marked: {stop['marked']}, in the window: {stop['inside']}")
        assert not lost, "\n".join(lost)
