"""Problems as people and programs are told of them: text with the line concerned, JSON, annotations, SARIF."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import quote

from .messages import RULES, Tongue, say
from .problems import Problem, harmless

_WIDTH = 96
"""Cells of a terminal that a line may take; a Chinese character takes two."""
_BEFORE = 40
"""Cells shown before the place, where a line is cut."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The line that a problem is about, harmless to show and perhaps cut."""

    text: str
    caret: int
    """Cells before the place in it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in a language."""

    file: str
    line: int
    """1-based; 0 when the whole file is meant."""
    column: int
    """1-based, in characters; 0 when the whole line is meant."""
    rule: str
    severity: Literal["error", "notice"]
    message: str
    """What is wrong: a sentence with its full stop."""
    remedy: str
    """What to do: a sentence with its full stop."""
    excerpt: Excerpt | None

    @property
    def text(self) -> str:
        """Both sentences."""
        return self.message + ("" if self.message.endswith("。") else " ") + self.remedy


def tell(
    problems: Iterable[Problem],
    language: Tongue,
    lines: Mapping[str, Sequence[str]],
    severity: Literal["error", "notice"] = "error",
) -> Iterator[Told]:
    """The problems in a language, in their order; `lines` are those of the files, as far as they are known."""
    for problem in problems:
        sentence, remedy = problem.told(language)
        own = lines.get(problem.file, ())
        excerpt = excerpt_of(own[problem.line - 1], problem.column) if 0 < problem.line <= len(own) else None
        yield Told(
            file=problem.file,
            line=problem.line,
            column=problem.column,
            rule=problem.rule,
            severity=severity,
            message=_sentence(sentence, language),
            remedy=_sentence(remedy, language),
            excerpt=excerpt,
        )


def _sentence(text: str, language: Tongue) -> str:
    return text + ("。" if language == "zh" else ".")


def excerpt_of(line: str, column: int) -> Excerpt:
    """A line as it can be shown, cut around the place in it where it is long."""
    place = min(max(0, column - 1), len(line))
    shown = [harmless(character) for character in line[max(0, place - _WIDTH) : place + _WIDTH]]
    before, after = shown[: min(place, _WIDTH)], shown[min(place, _WIDTH) :]
    whole = len(line) == len(shown) and _cells("".join(shown)) <= _WIDTH
    left = before if whole else list(reversed(_first(reversed(before), _BEFORE)))
    right = after if whole else _first(after, _WIDTH - _cells("".join(left)))
    start = "…" if len(left) < place else ""
    end = "…" if place + len(right) < len(line) else ""
    return Excerpt(f"{start}{''.join(left)}{''.join(right)}{end}", _cells(start + "".join(left)))


def _first(shown: Iterable[str], width: int) -> list[str]:
    """The first characters that take no more than `width` cells."""
    taken: list[str] = []
    for character in shown:
        width -= _cells(character)
        if width < 0:
            break
        taken.append(character)
    return taken


def _cells(text: str) -> int:
    return sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me") else 1


def render_text(told: Sequence[Told], language: Tongue) -> str:
    """For people: place, sentence, remedy, and below it the line with a mark under the place."""
    out: list[str] = []
    for one in told:
        place = ":".join([harmless(one.file), *(str(number) for number in (one.line, one.column) if number)])
        notice = say("notice", language) if one.severity == "notice" else ""
        out.append(f"{notice}{place}: {one.text}")
        if one.excerpt:
            number = str(one.line)
            out.append(f"  {number} | {one.excerpt.text}")
            out.append(f"  {' ' * len(number)} | {' ' * one.excerpt.caret}^")
    return "".join(f"{line}\n" for line in out)


def render_json(told: Sequence[Told], language: Tongue) -> str:
    """A list of objects, without the excerpts."""
    found = [asdict(one) for one in told]
    for one in found:
        del one["excerpt"]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def render_github(told: Sequence[Told], language: Tongue) -> str:
    """Workflow commands of GitHub Actions, which shows them at the lines of a pull request."""
    out: list[str] = []
    for one in told:
        places = {"file": one.file, "line": one.line, "col": one.column, "title": one.rule}
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value)
        out.append(f"::{one.severity} {properties}::{_data(one.text)}\n")
    return "".join(out)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render_sarif(told: Sequence[Told], language: Tongue) -> str:
    """SARIF 2.1.0 (OASIS), as services for code review read it."""
    rules = sorted({one.rule for one in told})
    run = {
        "tool": {
            "driver": {
                "name": "luohu-ten-plans",
                "language": "zh-CN" if language == "zh" else "en-GB",
                "rules": [{"id": rule, "shortDescription": {"text": _general(rule, language)}} for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            {
                "ruleId": one.rule,
                "ruleIndex": rules.index(one.rule),
                "level": "note" if one.severity == "notice" else "error",
                "message": {"text": one.text},
                "locations": [{"physicalLocation": _location(one)}],
            }
            for one in told
        ],
    }
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _general(rule: str, language: Tongue) -> str:
    """What a rule says, with the names of its values in their stead."""
    return _sentence(RULES[rule].told(language, {name: f"<{name}>" for name in RULES[rule].names})[0], language)


def _location(one: Told) -> dict[str, Any]:
    region = {name: value for name, value in (("startLine", one.line), ("startColumn", one.column)) if value}
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(one.file, errors="replace"), "uriBaseId": "%SRCROOT%"}}
    return place | {"region": region} if region else place


FORMATS: Mapping[str, Callable[[Sequence[Told], Tongue], str]] = {
    "text": render_text,
    "json": render_json,
    "github": render_github,
    "sarif": render_sarif,
}
"""How to render what was found, by the name of the format."""
