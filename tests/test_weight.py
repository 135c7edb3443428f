"""What a reader with a slow connection has to wait for."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .audit import ITEM_BYTES, first_visit
from .static_host import static_host
from .test_browser import KINDS, LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_item_is_light(browser: Browser, site: Path, language: str) -> None:
    with static_host(site.parent) as host:
        got = first_visit(browser, host, f"{site.name}/{language}{KINDS['item']}")
    assert any(each.path.endswith("/assets/search.js") for each in got), "what workers load counts too"
    assert sum(each.size for each in got) <= ITEM_BYTES, sorted(got, key=lambda each: -each.size)
