"""Running text with its places and terms as links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import paths
from .library import ItemEntry, Library
from .mentions import names_of


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, linked where `path` is not empty."""

    text: str
    path: str = ""
    kind: str = ""
    """`location` or `term` where linked."""


_HAN = re.compile("([\u3400-\u9fff]+)")


def by_script(text: str) -> tuple[tuple[str, bool], ...]:
    """A text of ours cut where it changes between Chinese characters (True) and anything else."""
    return tuple((piece, bool(_HAN.match(piece))) for piece in _HAN.split(text) if piece)


def linked_item(library: Library, item: ItemEntry, language: str) -> tuple[Run, ...]:
    """An item's sentence cut at the first mention of each of its places and terms."""
    places = [library.locations[slug] for slug in item.raw.locations]
    terms = [library.terms[slug] for slug in item.terms]
    if language == "zh":
        named = [(name, f"location {place.slug}") for place in places for name in (place.name.zh, *place.aliases)]
        named += [(name, f"term {term.slug}") for term in terms for name in (term.term.zh, *term.aliases)]
    else:
        named = [
            (name, f"location {place.slug}")
            for place in places
            for name in (place.name.en, *(alias for alias in place.aliases if alias.isascii()))
        ]
        named += [(name, f"term {term.slug}") for term in terms for name in (term.term.en, *term.accepted)]
    return tuple(_runs(item.text[language], named))


def _runs(text: str, named: Iterable[tuple[str, str]]) -> Iterator[Run]:
    done = 0
    seen: set[str] = set()
    for mention in names_of(named).find(text):
        if mention.slug in seen:
            continue
        seen.add(mention.slug)
        kind, slug = mention.slug.split(" ")
        if mention.start > done:
            yield Run(text[done : mention.start])
        path = paths.location(slug) if kind == "location" else paths.term(slug)
        yield Run(text[mention.start : mention.end], path, kind)
        done = mention.end
    if done < len(text):
        yield Run(text[done:])
