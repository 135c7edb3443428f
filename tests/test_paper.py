"""Pages on paper: black on white whatever the screen, and nothing that only a screen can use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

_COLOURS = """[...document.querySelectorAll("body, .md-content *")].map((one) => {
  const { color, backgroundColor, borderColor, outlineColor } = getComputedStyle(one);
  return [one.tagName, one.className, color, backgroundColor, borderColor, outlineColor].join(" ");
})"""


def _colours(browser: Browser, address: str, scheme: Any, media: Any) -> Any:
    page = browser.new_page(color_scheme=scheme)
    page.goto(address)
    page.emulate_media(media=media, color_scheme=scheme)
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")  # links fade from colour to colour
    found = page.evaluate(_COLOURS)
    page.close()
    return found


@pytest.mark.parametrize(
    "path", ["en/2025/items/1.2.6/", "2025/plans/8/booklet/", "charts/", "en/embed/2025/items/1.2.6/"]
)
def test_a_dark_screen_prints_as_a_light_one(browser: Browser, served: str, path: str) -> None:
    dark = _colours(browser, served + path, "dark", "print")
    assert dark == _colours(browser, served + path, "light", "print")
    assert dark != _colours(browser, served + path, "dark", "screen")


@pytest.mark.parametrize("path", ["2025/items/1.2.6/", "en/2025/items/1.2.6/", "en/2025/items/1.1.3/"])
def test_an_item_takes_two_sheets_at_most(browser: Browser, served: str, path: str) -> None:
    page = browser.new_page()
    page.goto(served + path)
    assert len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True))) <= 2
    page.emulate_media(media="print")
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    for useless in (".lt-cite", ".lt-embed", ".lt-pager", ".lt-improve", "textarea", "button"):
        assert not any(one.is_visible() for one in page.locator(useless).all()), useless
    page.close()
