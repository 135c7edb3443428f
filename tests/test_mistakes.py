"""The mistakes people make, one file each in `mistakes/`, with every message they are told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.__main__ import main

CASES = sorted((Path(__file__).parent / "mistakes").glob("*.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_mistake_is_told_in_full(case: Path, small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = yaml.safe_load(case.read_text(encoding="utf-8"))
    for change in told["changes"]:
        path = small / change["file"]
        raw = path.read_bytes()
        old = change["find"].encode()
        assert old in raw, f"{change['find']!r} is not in {change['file']}"
        new = bytes.fromhex(change["hex"]) if "hex" in change else change["write"].encode()
        path.write_bytes(raw.replace(old, new, 1))
    assert main(["check", "--root", str(small)]) == 1
    printed = capsys.readouterr().err.strip().split("\n")
    assert printed[:-2] == told["expect"]
