"""Where names occur in a text: the longest wins, so 国贸大厦 is never taken for 国贸."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    def _by_first(self) -> Mapping[str, list[str]]:
        """The names by their first character, the longest first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self.slugs, key=lambda name: (-len(name), name)):
            found[name[0]].append(name)
        return dict(found)

    def find(self, text: str) -> list[Mention]:
        """Every mention in `text`, in order, none overlapping another."""
        return list(self._mentions(_lowered(text)))

    def _mentions(self, text: str) -> Iterator[Mention]:
        # Thousands of sets of names are asked once or twice only: a pattern of them would cost more than it saves
        by_first, done = self._by_first, 0
        for start, first in enumerate(text):
            if start < done or first not in by_first:
                continue
            for name in by_first[first]:
                if text.startswith(name, start) and (end := _end(name, text, start)):
                    yield Mention(start, end, self.slugs[name])
                    done = end
                    break


def names_of(pairs: Iterable[tuple[str, str]]) -> Names:
    """Names from (name, slug) pairs; the first slug of a name is kept."""
    slugs: dict[str, str] = {}
    for name, slug in pairs:
        slugs.setdefault(_lowered(name), slug)
    return Names(slugs)


def _lowered(text: str) -> str:
    """In lower case, with every character where it was."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _end(name: str, text: str, start: int) -> int:
    """Where a name that stands at `start` ends there, or 0: English names match whole words, singular or plural."""
    end = start + len(name)
    if _latin(name[0]) and start and _latin(text[start - 1]):
        return 0
    if not _latin(name[-1]):
        return end
    for plural in ("es", "s", ""):
        after = end + len(plural)
        if text.startswith(plural, end) and (not plural or name[-1].isalpha()) and not _latin(text[after : after + 1]):
            return after
    return 0


def _latin(character: str) -> bool:
    """Whether it is a letter or digit of ASCII."""
    return character.isascii() and character.isalnum()
