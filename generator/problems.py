"""A mistake in the content as a person is told of it: where it is, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake."""

    file: str
    """Path below the project's folder, always '/'-separated."""
    line: int
    """1-based line; 0 when the whole file is meant."""
    message: str
    """One sentence, without a final full stop: what is wrong."""
    remedy: str
    """One sentence, without a final full stop: what to do."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}. {self.remedy}."


class ContentError(Exception):
    """The content cannot be used; `problems` says why, all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(f"{len(self.problems)} problem(s) in the content")


def suggestion(
    wrong: str, known: Iterable[str], otherwise: str = "Use a name from that list, or add an entry to it"
) -> str:
    """A remedy that offers the known name nearest to `wrong`, if one is near."""
    near = get_close_matches(wrong, sorted(known), n=1, cutoff=0.6)
    return f"Write '{near[0]}', if that is meant" if near else otherwise
