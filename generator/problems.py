"""A mistake in the content: where it is, which rule it breaks, and the values its message needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from itertools import groupby

from .messages import RULES, Tongue

WHOLE = (0, 0)
"""The place of what concerns a whole file."""

MOST = 100
"""Problems of a file that are told at once."""
_LONGEST = 400
"""Characters of a value in a message."""
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point, as far as no category tells)."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, or one piece of news."""

    file: str
    """Path below the project's folder, always '/'-separated."""
    line: int
    """1-based; 0 when the whole file is meant."""
    column: int
    """1-based, in characters; 0 when the whole line is meant."""
    rule: str
    """Id of a rule in `messages`."""
    values: tuple[tuple[str, str], ...]
    """What its texts need, by name; harmless to show and of bounded length."""

    @classmethod
    def of(cls, file: str, place: tuple[int, int], rule: str, **values: object) -> Problem:
        """A problem at a line and column, with the values of its rule; a value of None is no value.

        Raises:
            ValueError: when there is no such rule, or its texts need other values.
        """
        if rule not in RULES:
            raise ValueError(f"there is no rule {rule!r}")
        given = {name: value for name, value in values.items() if value is not None}
        if given.keys() - ({"near"} if RULES[rule].near else ()) != RULES[rule].names:
            raise ValueError(f"{rule} needs {sorted(RULES[rule].names)}, not {sorted(given)}")
        shown = sorted((name, _cut(harmless(str(value)))) for name, value in given.items())
        return cls(file, *place, rule, tuple(shown))

    def told(self, language: Tongue) -> tuple[str, str]:
        """What is wrong and what to do, each a sentence without its full stop."""
        return RULES[self.rule].told(language, dict(self.values))


class ContentError(Exception):
    """The content cannot be used; `problems` says why, all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(f"{len(self.problems)} problem(s) in the content")


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in order, of each file no more than can be read; then how many more it has."""
    told: list[Problem] = []
    for file, found in groupby(sorted(set(problems)), key=lambda problem: problem.file):
        own = list(found)
        rest = [problem for problem in own if problem.rule == "more"]
        own = [problem for problem in own if problem.rule != "more"]
        count = sum(int(dict(problem.values)["count"]) for problem in rest) + len(own[MOST:])
        told += own[:MOST] + ([Problem.of(file, WHOLE, "more", count=count)] if count else [])
    return told


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `wrong`, if one is near."""
    near = get_close_matches(wrong, sorted(known), n=9, cutoff=0.6)  # the nearest first
    equal = [name for name in near if _likeness(wrong, name) == _likeness(wrong, near[0])]
    return max(equal, key=lambda name: _common(wrong, name), default=None)


def _common(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)


def _likeness(wrong: str, name: str) -> float:
    return SequenceMatcher(None, name, wrong).ratio()


def harmless(text: str) -> str:
    """The text with each character that could play tricks, or would not show, replaced by a name for it.

    Control characters, marks that turn the direction of writing, and spaces that look like others: `␛`, `[U+202E]`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_harmless, text))


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing by itself: control characters, marks that turn the direction of writing."""
    category = unicodedata.category(character)
    return category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or bool(_BLANK.match(character))


def _harmless(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "\u2421"
    if is_invisible(character) or (unicodedata.category(character) == "Zs" and character != " "):
        return f"[U+{ord(character):04X}]"
    return character


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
