"""What `check` says of each mistake of `mistakes/`, in both languages, to the last character."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from generator.messages import RULES

from . import mistakes


@pytest.mark.parametrize("case", mistakes.CASES, ids=lambda path: path.name)
def test_mistake_is_told_in_full(case: Path, tmp_path: Path) -> None:
    for language in mistakes.LANGUAGES:
        expected = (case / f"{language}.txt").read_text(encoding="utf-8")
        assert mistakes.told(case, tmp_path, language) == expected


ELSEWHERE = {"unusable": "tests/test_messages.py"}
"""Rules without a case, and where they are tested."""


def _pattern(sentence: str) -> str:
    """What a sentence looks like once its values are in it."""
    parts = Formatter().parse(sentence)
    return "".join(re.escape(text) + (".+" if name else "") for text, name, _, _ in parts)


def test_every_rule_has_a_case() -> None:
    said = "\n".join((case / "en.txt").read_text(encoding="utf-8") for case in mistakes.CASES)
    patterns = {rule: rf": {_pattern(texts.en[0])}\. " for rule, texts in RULES.items()}
    without = {rule for rule, pattern in patterns.items() if not re.search(pattern, said)}
    assert without == set(ELSEWHERE)
    for rule in (rule for rule in RULES if rule.startswith("form-")):
        assert re.search(re.escape(f"'{rule.removeprefix('form-')}' is '"), said), rule
