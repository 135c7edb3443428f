"""Items in the pages of others: the code that shows an item's card there, and its oEmbed description; pure.

oEmbed (oembed.com) is answered by static files, so `maxwidth` and `maxheight` are not heeded: the card is as high as
its text needs at 600 pixels and scrolls where it is given less.
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
from .languages import Language
from .library import ItemEntry
from .pages import Page

WIDTH = 600
"""Pixels."""
_IFRAME = Markup(
    '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>'
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
    """Pixels."""


def embed_of(page: Page, language: Language, site_url: str) -> Embed:
    """How the item of a page is shown elsewhere.

    Args:
        page: the page of an item.
        language: the language of the card.
        site_url: address of the site with a final slash.
    """
    item: ItemEntry = page.view["item"]
    path = paths.embed(page.path)
    height = _height(item, language)
    title = f"{page.title[language.code]} - {language.words['site_name']}"
    code = str(_IFRAME.format(f"{site_url}{language.prefix}{path}", title, WIDTH, height))
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


def _height(item: ItemEntry, language: Language) -> int:
    """Pixels that the card needs at full width, rounded up; the measures are those of embed.css."""
    code, targets = language.code, item.raw.targets
    height = 168 + 27 * _lines(item.raw.headline[code], 20, 550) + 31 * _lines(item.raw.zh, 17, 525)
    if code == "en":
        height += 10 + 26 * _lines(f"{item.raw.en} ({language.words['our_translation']})", 16, 550)
    for pair in (targets[start : start + 2] for start in range(0, len(targets), 2)):
        height += 34 + 19 * max(_lines(target.what[code], 13, 250) for target in pair)
    return ceil(height / 20) * 20


def _lines(text: str, size: int, width: int) -> int:
    """Lines of a text in `size` pixels: Chinese characters are as wide as high, others a little over half as wide."""
    ems = sum(1 if east_asian_width(character) in "WF" else 0.57 for character in text)
    return ceil(ems * size / width)
