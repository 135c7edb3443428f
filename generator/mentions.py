"""Where names occur in a text: the longest name wins, so 国贸大厦 is never taken for 国贸."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text."""

    start: int
    end: int
    slug: str


@dataclass(frozen=True)
class Names:
    """Names to look for, each belonging to a slug."""

    slugs: Mapping[str, str]
    """Slug by name; English names in lower case."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.slugs, key=lambda name: (-len(name), name))
        names = "|".join(map(_pattern_of, longest_first)) or r"(?!)"
        return re.compile(rf"({names})(?:(?<=[A-Za-z])e?s(?![A-Za-z0-9]))?", re.IGNORECASE)

    def find(self, text: str) -> list[Mention]:
        """Every mention in `text`, in order, none overlapping another."""
        return [
            Mention(found.start(), found.end(), self.slugs[found[1].lower()]) for found in self._pattern.finditer(text)
        ]


def names_of(pairs: Iterable[tuple[str, str]]) -> Names:
    """Names from (name, slug) pairs; the first slug of a name is kept."""
    slugs: dict[str, str] = {}
    for name, slug in pairs:
        slugs.setdefault(name.lower(), slug)
    return Names(slugs)


def _pattern_of(name: str) -> str:
    """An English name matches whole words only, in the singular or plural."""
    escaped = re.escape(name)
    if name[0].isascii() and name[0].isalnum():
        escaped = r"(?<![A-Za-z0-9])" + escaped
    if name[-1].isascii() and name[-1].isalnum():
        escaped += r"(?!(?!e?s(?![A-Za-z0-9]))[A-Za-z0-9])"
    return escaped
