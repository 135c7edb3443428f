"""Every text that has a translation, found in the YAML itself, so that a missing translation can be found too.

A text is a mapping with a Chinese `zh`. Its key says what it is, not where it stands, and so outlives edits:
`2025/1.2.6` (an item's sentence), `2025/1.2.6/headline`, `2025/1.2.6-a/what`, `2025/1.2-t1-g2`, `2025/plan-1/title`,
`departments/qu-shangwuju/name`, `2025/8.1.1-a+8.1.3-a/reason`, `2025/1.2.6-2026-03-01/note` (of its progress).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from .strict_yaml import Document, Path


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and, where it is there, in English."""

    key: str
    file: str
    path: Path
    """Of the mapping that holds both languages."""
    zh: str
    en: str | None

    def concerns(self, name: str) -> bool:
        """Whether it belongs to the thing called `name`: an id, a slug, or a key with or without its first step."""
        rest = self.key.partition("/")[2]
        if name in (self.key, rest):
            return True
        part = re.compile(rf"{re.escape(name)}(?:-(?:[a-z]|t\d+|g\d+|t\d+-g\d+|\d{{4}}-\d\d-\d\d))?\Z")
        return "/" not in name and any(part.match(step) for step in rest.split("/")[:1])


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping of the YAML, with the key of what it says."""

    key: str
    file: str
    path: Path
    data: Mapping[str, Any]


def texts_of(document: Document) -> Iterator[Text]:
    """The texts of a file, in the order in which they stand."""
    for entry in entries_of(document):
        chinese, english = entry.data.get("zh"), entry.data.get("en")
        if entry.path and isinstance(chinese, str):  # a file that has a text itself has none
            english = english if isinstance(english, str) and english else None
            yield Text(entry.key, entry.file, entry.path, chinese, english)


def entries_of(document: Document) -> Iterator[Entry]:
    """Every mapping in a file, in the order in which they stand, each before those within it."""
    place = PurePosixPath(document.file)
    if place.parent.name == "plans":
        base = f"{place.parent.parent.name}/plan-{_get(document.data, 'plan')}"
    else:
        base = place.stem if place.parent.name == "content" else place.parent.name
    return _walk(document.data, base, document.file, ())


def _walk(value: Any, key: str, file: str, path: Path) -> Iterator[Entry]:
    if isinstance(value, dict):
        yield Entry(key, file, path, value)
        for name, inner in value.items():
            yield from _walk(inner, f"{key}/{name}", file, (*path, name))
    elif isinstance(value, list):
        for position, (entry, name) in enumerate(zip(value, _names(value, key), strict=True)):
            yield from _walk(entry, name, file, (*path, position))


def _names(entries: list[Any], key: str) -> Iterator[str]:
    """The key of each entry of a list: by its id or slug, headings by the measure and themes they stand under.

    An entry that has no name is known by its position.
    """
    root, _, rest = key.partition("/")
    measure = rest.removesuffix("/content")
    theme = measure
    for position, entry in enumerate(entries):
        if (found := _get(entry, "theme")) is not None:
            theme = f"{measure}-t{found}"
            yield f"{root}/{theme}"
        elif (found := _get(entry, "group")) is not None:
            yield f"{root}/{theme}-g{found}"
        elif key.endswith("/progress"):
            yield f"{key.removesuffix('/progress')}-{_get(entry, 'date')}"
        else:
            known = (_get(entry, name) for name in ("item", "measure", "id", "slug"))
            name = next((name for name in known if name is not None), _targets(entry))
            yield f"{root}/{name}" if name != "" else f"{key}/{position}"


def _targets(entry: Any) -> str:
    """What an entry without an id is about: `8.1.1-a+8.1.3-a`."""
    targets = _get(entry, "targets")
    return "+".join(map(str, targets)) if isinstance(targets, list) else ""


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
