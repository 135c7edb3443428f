"""What `check` says of each mistake of `mistakes/`, in both languages, to the last character."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import mistakes


@pytest.mark.parametrize("case", mistakes.CASES, ids=lambda path: path.name)
def test_mistake_is_told_in_full(case: Path, tmp_path: Path) -> None:
    for language in mistakes.LANGUAGES:
        expected = (case / f"{language}.txt").read_text(encoding="utf-8")
        assert mistakes.told(case, tmp_path, language) == expected
