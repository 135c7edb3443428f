"""Items in the pages of others: the code that shows an item's card there, and its oEmbed description; pure.

oEmbed (oembed.com) is answered by static files, so `maxwidth` and `maxheight` are not heeded: the card is as high as
its text needs at 600 pixels and, in the window of a phone, as it needs there. Where it is given less, its text scrolls.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from markupsafe import Markup

from . import paths
from .figures import counted_text
from .languages import Language
from .library import ItemEntry
from .pages import Page

WIDTH = 600
"""Pixels."""
NARROW = 320
"""A column in the window of a phone, `_MARGINS` narrower than the window."""
_MARGINS = 40
LEAST = 300
"""Pixels: head and foot of a card in a narrow column, and a line of text between them."""
_IFRAME = Markup(
    '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
    'style="border:0;max-width:100%;min-height:calc({}px - {}vw)"></iframe>'
)


@dataclass(frozen=True, slots=True)
class Embed:
    """How an item is shown in another page."""

    path: str
    """The card, below the language's folder."""
    oembed: str
    """Its description, below the language's folder."""
    code: str
    """HTML to be copied."""
    height: int
    """Pixels, at full width."""


def embed_of(page: Page, language: Language, site_url: str) -> Embed:
    """How the item of a page is shown elsewhere.

    Args:
        page: the page of an item.
        language: the language of the card.
        site_url: address of the site with a final slash.
    """
    item: ItemEntry = page.view["item"]
    path = paths.embed(page.path)
    height, narrow = _height(item, language, WIDTH), _height(item, language, NARROW)
    slope = (narrow - height) / (WIDTH - NARROW)
    at_nothing = ceil(narrow + slope * (NARROW + _MARGINS))
    title = f"{page.title[language.code]} - {language.words['site_name']}"
    code = str(_IFRAME.format(f"{site_url}{language.prefix}{path}", title, WIDTH, height, at_nothing, int(slope * 100)))
    return Embed(path, paths.oembed(page.path), code, height)


def oembed(page: Page, language: Language, embed: Embed, site_url: str) -> bytes:
    """The oEmbed 1.0 description of an item's card, of type `rich`."""
    answer: Mapping[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": page.title[language.code],
        "provider_name": language.words["site_name"],
        "provider_url": site_url + language.prefix,
        "html": embed.code,
        "width": WIDTH,
        "height": embed.height,
    }
    return (json.dumps(answer, ensure_ascii=False) + "\n").encode()


def _height(item: ItemEntry, language: Language, width: int) -> int:
    """Pixels that the card needs at a width, rounded up; the measures are those of embed.css."""
    code, targets, room = language.code, item.raw.targets, width - 50
    height = 168 if width == WIDTH else 230
    height += 27 * _lines(item.raw.headline[code], 20, room) + 31 * _lines(item.raw.zh, 17, room - 25)
    if code == "en":
        height += 10 + 26 * _lines(f"{item.raw.en} ({language.words['our_translation']})", 16, room)
    columns = room // 200
    for row in (targets[start : start + columns] for start in range(0, len(targets), columns)):
        height += 34 + 19 * max(
            _lines(counted_text(one, code, language.words), 13, room // columns - 25) for one in row
        )
    return max(LEAST, ceil(height / 20) * 20)


def _lines(text: str, size: int, width: int) -> int:
    """Lines of a text in `size` pixels: Chinese characters are as wide as high, others a little over half as wide."""
    ems = sum(1 if east_asian_width(character) in "WF" else 0.57 for character in text)
    return ceil(ems * size / width)
