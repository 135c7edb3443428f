"""Slugs for new entries, in the style of those there are: pinyin without tones, hyphens between words.

How Chinese is parted into words is learned from the slugs of the registries; where they do not know a word, pypinyin's
list of phrases does. A slug is a proposal: once written down, it stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

_RUNS = re.compile(r"[A-Za-z0-9]+|[\u3400-\u9fff]+")
_LONGEST = 6
"""Characters of a Chinese word."""


def slug_of(name: str, known: Iterable[tuple[str, str]]) -> str:
    """A slug for a Chinese name.

    Args:
        name: the name; marks in it are passed over.
        known: names and slugs of the entries there are.
    """
    words = Counter(word for other, slug in known for word in _words_in(other, slug))
    parted = (word for run in _RUNS.findall(name) for word in _parted(run, words))
    return "-".join("".join(lazy_pinyin(word)).lower() for word in parted)


def _words_in(name: str, slug: str) -> list[str]:
    """The words of a name as its slug parts it; none where the slug says something else."""
    sounds: list[tuple[str, str]] = []
    for run in _RUNS.findall(name):
        sounds += [(run, run.lower())] if run.isascii() else zip(run, lazy_pinyin(run), strict=True)
    words: list[str] = []
    for part in slug.split("-"):
        word = said = ""
        while said != part:
            if not sounds or not part.startswith(said):
                return []
            character, sound = sounds.pop(0)
            word, said = word + character, said + sound
        words.append(word)
    return [] if sounds else words


@cache
def _phrases() -> frozenset[str]:
    return frozenset(phrase for phrase in phrases_dict if len(phrase) == 2)


def _parted(run: str, words: Mapping[str, int]) -> list[str]:
    """The cheapest way to part a run of characters: the fewest words, known ones first."""
    if run.isascii():
        return [run]
    endings = {word[-1] for word in words if len(word) > 2}
    best: list[tuple[float, list[str]] | None] = [(0, []), *[None] * len(run)]
    for start in range(len(run)):
        before = best[start]
        for end in range(start + 1, min(len(run), start + _LONGEST) + 1):
            cost = _cost(run[start:end], words, endings)
            if before is None or cost is None:
                continue
            reached = best[end]
            if reached is None or before[0] + cost < reached[0]:
                best[end] = before[0] + cost, [*before[1], run[start:end]]
    found = best[-1]
    return found[1] if found else [run]


def _cost(word: str, words: Mapping[str, int], endings: set[str]) -> float | None:
    """How willingly these characters are taken for one word; found by trying it on the slugs there are."""
    if words.get(word):
        return 1 - 0.03 * min(words[word], 10)
    if word in _phrases():
        return 1.2
    if len(word) == 3 and word[-1] in endings:  # as in 商务局 or 东门路
        return 1.25 if word[:2] in _phrases() or words.get(word[:2]) else 2.0
    return {1: 1.7, 2: 2.0}.get(len(word))
