"""What CONTRIBUTING tells editors is true, and the same in both languages."""

from __future__ import annotations

import re
import shlex

import pytest

from generator import strict_yaml
from generator.__main__ import _parser
from generator.canonical import BY_HAND, canonical
from generator.load import validate
from generator.messages import RULES, Tongue
from generator.model import (
    Adding,
    Commitment,
    Department,
    Edition,
    Location,
    Permalinks,
    Plan,
    Progress,
    Status,
    Synonyms,
    Term,
    Topic,
)
from generator.schemas import kind_of

from .conftest import ROOT

TEXTS: dict[Tongue, str] = {
    "en": (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
    "zh": (ROOT / "CONTRIBUTING.zh.md").read_text(encoding="utf-8"),
}
KINDS = {
    "plan": Plan,
    "progress": dict[str, tuple[Progress, ...]],
    "locations": tuple[Location, ...],
    "departments": tuple[Department, ...],
    "glossary": tuple[Term, ...],
    "topics": tuple[Topic, ...],
    "commitments": tuple[Commitment, ...],
    "adding": Adding,
    "synonyms": tuple[Synonyms, ...],
    "permalinks": Permalinks,
    "edition": Edition,
}
"""What the samples hold, in their order."""

COMMANDS = {
    *("new", "check", "serve", "fmt", "diff", "translations", "translate", "permalinks", "history", "schemas"),
}
"""Every command but `build`, which make runs."""
NOT_SAID = {*(status.value for status in Status), "sources", "url"}
"""What stands like a message at the start of a row, and is none."""

both = pytest.mark.parametrize("language", TEXTS)


def _blocks(language: Tongue, of: str) -> list[str]:
    return re.findall(rf"```{of}\n(.*?)```", TEXTS[language], re.DOTALL)


def _samples(language: Tongue) -> list[object]:
    return [strict_yaml.parse("", sample.encode())[0].data for sample in _blocks(language, "yaml")]


def _headings(language: Tongue) -> list[tuple[str, str]]:
    return re.findall(r"^(#+) (.+)$", re.sub(r"```.*?```", "", TEXTS[language], flags=re.DOTALL), re.MULTILINE)


def _commands(language: Tongue) -> list[list[str]]:
    """What follows `python -m generator`, in samples and in sentences."""
    found = re.findall(
        r"^\.venv/bin/python -m generator (.+)$|`\.venv/bin/python -m generator (.+?)`", TEXTS[language], re.MULTILINE
    )
    return [shlex.split(one or other, comments=True) for one, other in found]


@both
def test_samples_are_what_they_say(language: Tongue) -> None:
    for sample, (kind, model) in zip(_blocks(language, "yaml"), KINDS.items(), strict=True):
        document, problems = strict_yaml.parse(kind, sample.encode())
        _, wrong, _ = validate(document, model)
        assert not [*problems, *wrong], kind


@both
def test_fmt_keeps_the_order_of_keys_in_samples(language: Tongue) -> None:
    for sample in _blocks(language, "yaml"):
        file = re.findall(r"content/\S+?\.yml", sample.split("\n")[0])
        if file and kind_of(file[0]) not in BY_HAND:
            text, _ = canonical(file[0], sample.encode())
            assert text
            keys = r"^[ -]*([a-z_]+):"
            assert re.findall(keys, text, re.MULTILINE) == re.findall(keys, sample, re.MULTILINE)


@both
def test_commands_exist(language: Tongue) -> None:
    commands = _commands(language)
    assert {words[0] for words in commands} == COMMANDS
    for words in commands:
        assert _parser().parse_args(words)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)`|^make ([a-z-]+) ", TEXTS[language], re.MULTILINE):
        assert f"\n{''.join(target)}:" in makefile


@both
def test_messages_are_told_in_these_words(language: Tongue) -> None:
    said = [sentence for rule in RULES.values() for sentence in getattr(rule, language)]
    rows = re.findall(r"^\| (`.+?) \|", TEXTS[language], re.MULTILINE)
    quoted = [words for row in rows for words in re.findall(r"`(.+?)`", row) if words not in NOT_SAID]
    assert len(quoted) > 30
    assert [words for words in quoted if not any(words in one for one in said)] == []


@both
def test_links_lead_somewhere(language: Tongue) -> None:
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for _, title in _headings(language)}
    for target in re.findall(r"\]\((.+?)\)", TEXTS[language]):
        assert target.removeprefix("#") in anchors if target.startswith("#") else (ROOT / target).is_file(), target


def test_both_languages_say_as_much() -> None:
    assert _samples("en") == _samples("zh")
    assert [level for level, _ in _headings("en")] == [level for level, _ in _headings("zh")]
    assert [words[:2] for words in _commands("en")] == [words[:2] for words in _commands("zh")]
    for mark in (r"^\|", r"^\d\. ", r"^- "):
        english, chinese = (len(re.findall(mark, text, re.MULTILINE)) for text in TEXTS.values())
        assert english == chinese, mark
