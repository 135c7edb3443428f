"""What the page of all items needs in the browser to filter, sort and count them, in one language.

`items.json` is loaded with the page, `texts.json` only when somebody types into its box.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any

from . import paths
from .figures import figure_text
from .languages import Language
from .library import ItemEntry, Library
from .model import Unit
from .search import simplifications

FACETS = ("plan", "topic", "department", "location", "verb", "target", "state", "progress")
"""Names of the facets in the address of a view; published, so never changed. One that no item has is not offered."""


def explore_files(library: Library, language: Language) -> dict[str, bytes]:
    """The two files of an edition, by path below the site."""
    values = {facet: own for facet in FACETS if (own := tuple(_values(library, language, facet)))}
    position = {facet: {value: number for number, (value, _) in enumerate(own)} for facet, own in values.items()}
    items = library.items.values()
    texts = [_searched(item, language.code) for item in items]
    names = "".join(name for own in values.values() for _, name in own)
    data = {
        "facets": [[facet, language.words["facets"][facet], own] for facet, own in values.items()],
        "fold": simplifications(frozenset("".join([names, *texts]))),
        "rows": [
            [
                item.id,
                item.raw.headline[language.code],
                [[position[facet][value] for value in _of(library, item, facet)] for facet in values],
                len(item.raw.targets),
                *_largest_sum(item, language),
            ]
            for item in items
        ],
    }
    folder = language.prefix + paths.explore(library.namespace)
    return {f"{folder}items.json": _json(data), f"{folder}texts.json": _json(texts)}


def _values(library: Library, language: Language, facet: str) -> Iterator[tuple[str, str]]:
    """The values of a facet in the order in which they are offered, as written in an address, with their names."""
    code, words = language.code, language.words
    match facet:
        case "plan":
            yield from ((str(plan.number), f"{plan.number}. {plan.title[code]}") for plan in library.plans)
        case "topic":
            yield from _names(library.topics, library.items_of_topic, code)
        case "department":
            yield from _names(library.departments, library.measures_of_department, code)
        case "location":
            yield from _names(library.locations, library.items_of_location, code)
        case "verb":
            kinds = {kind for item in library.items.values() for kind in item.commitments}
            yield from _names(library.commitments, kinds, code)
        case "target":
            yield from words["has_target"].items()
        case "state":
            found = {item.translation for item in library.items.values()}
            yield from ((state, name) for state, name in words["states"].items() if state in found)
        case "progress":
            latest = {item.status for item in library.items.values()}
            yield from ((status, name) for status, name in words["statuses"].items() if status in latest)


def _names(entries: Mapping[str, Any], used: Container[str], code: str) -> Iterator[tuple[str, str]]:
    return ((slug, entry.name[code]) for slug, entry in entries.items() if slug in used)


def _of(library: Library, item: ItemEntry, facet: str) -> tuple[str, ...]:
    """An item's values of a facet."""
    return {
        "plan": (str(item.plan),),
        "topic": item.raw.topics,
        "department": library.measures[item.measure].departments,
        "location": item.raw.locations,
        "verb": item.commitments,
        "target": ("yes" if item.raw.targets else "no",),
        "state": (str(item.translation),),
        "progress": (item.status.value,) if item.status else (),
    }[facet]


def _largest_sum(item: ItemEntry, language: Language) -> tuple[int, str]:
    """The largest sum of money among an item's targets, and how it is written; 0 where there is none."""
    sums = [target for target in item.raw.targets if target.unit is Unit.YUAN]
    if not sums:
        return 0, ""
    largest = max(sums, key=lambda target: target.value)
    return int(largest.value), figure_text(largest, language.code, language.words)


def _searched(item: ItemEntry, code: str) -> str:
    """The words in which typed text is looked for."""
    words = item.raw.keywords.zh if code == "zh" else item.raw.keywords.en
    return "\n".join([item.text[code], *words]).lower()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
