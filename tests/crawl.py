"""A built site as a crawler sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from .conftest import SITE_URL

BASE = urlsplit(SITE_URL).path


def documents_of(site: Path) -> dict[str, LexborHTMLParser]:
    """Every page and every card for other pages, by its address below the domain; no page that only leads on."""
    found = {
        BASE + path.relative_to(site).as_posix().removesuffix("index.html"): LexborHTMLParser(path.read_bytes())
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }
    return {path: page for path, page in found.items() if not page.css("meta[http-equiv=refresh]")}


def broken_links(documents: Mapping[str, LexborHTMLParser], site: Path) -> Iterator[str]:
    """Every link of the documents to a page, file or anchor that is not there."""
    anchors = {path: {node.attributes["id"] for node in page.css("[id]")} for path, page in documents.items()}
    for path, page in documents.items():
        for node in page.css("[href], [src]"):
            link = node.attributes.get("href") or node.attributes.get("src") or ""
            target, fragment = urldefrag(urljoin(f"https://example.org{path}", link))
            parts = urlsplit(target)
            if parts.scheme not in ("http", "https"):
                continue
            here = unquote(parts.path)
            file = site / here.removeprefix(BASE)
            if parts.netloc != "example.org":
                yield f"{path}: {link} leads elsewhere"
            elif here in documents:
                if fragment and unquote(fragment) not in anchors[here]:
                    yield f"{path}: {link} has no such anchor"
            elif not here.startswith(BASE) or not file.is_file():
                yield f"{path}: {link}"
