"""Running text with its places and terms as links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import paths
from .library import ItemEntry, Registries
from .mentions import names_of
from .model import Location


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, linked where `path` is not empty."""

    text: str
    path: str = ""
    kind: str = ""
    """`location` or `term` where linked, `clause` where it is what matters."""


_HAN = re.compile("([\u3400-\u9fff]+)")


def by_script(text: str) -> tuple[tuple[str, bool], ...]:
    """A text of ours cut where it changes between Chinese characters (True) and anything else."""
    return tuple((piece, bool(_HAN.match(piece))) for piece in _HAN.split(text) if piece)


_CLAUSE = {"zh": re.compile("[^,;。]*[,;。]?"), "en": re.compile(r"(?:[^,;.]|[,;.](?!\s|\Z))*[,;.]?\s*")}


def clauses(registries: Registries, item: ItemEntry, places: Iterable[str], language: str) -> tuple[Run, ...]:
    """An item's sentence cut into clauses; those that name one of these places are of the kind `clause`."""
    text, own = item.text[language], frozenset(places)
    named = names_of(_place_names((registries.locations[slug] for slug in item.raw.locations), language))
    mentioned = [mention for mention in named.find(text) if mention.slug.split(" ")[1] in own]
    return tuple(
        Run(found[0], kind="clause" if any(found.start() <= one.start < found.end() for one in mentioned) else "")
        for found in _CLAUSE[language].finditer(text)
        if found[0]
    )


def linked_item(registries: Registries, item: ItemEntry, language: str) -> tuple[Run, ...]:
    """An item's sentence cut at the first mention of each of its places and terms."""
    places = [registries.locations[slug] for slug in item.raw.locations]
    terms = [registries.terms[slug] for slug in item.terms]
    named = list(_place_names(places, language))
    if language == "zh":
        named += [(name, f"term {term.slug}") for term in terms for name in (term.term.zh, *term.aliases)]
    else:
        named += [(name, f"term {term.slug}") for term in terms for name in (term.term.en, *term.accepted)]
    return tuple(_runs(item.text[language], named))


def _place_names(places: Iterable[Location], language: str) -> Iterator[tuple[str, str]]:
    for place in places:
        aliases = place.aliases if language == "zh" else [alias for alias in place.aliases if alias.isascii()]
        yield from ((name, f"location {place.slug}") for name in (place.name[language], *aliases))


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
