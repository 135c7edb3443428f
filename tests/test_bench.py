"""The comparison of builders runs; what it measures is for people to judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build import read_and_check

from .bench.__main__ import COLD, EDIT, FLOOR, MKDOCS, SAME, main, render
from .bench.content import make_project
from .bench.peers import Body, bodies_of, lay_out_hugo
from .bench.runs import Run, RunError, timed
from .conftest import ROOT, SMALL


def test_it_times_our_build_and_writes_the_table(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("Above.\n<!-- tables -->\nOf before.\n<!-- end of tables -->\nBelow.\n", encoding="utf-8")
    content = str(SMALL / "content")
    main(["--runs", "1", "--sizes", "1", "--peers", "", "--content", content, "--to", str(report)])
    text = report.read_text(encoding="utf-8")
    assert text.startswith("Above.\n")
    assert text.endswith("Below.\n")
    assert "Of before" not in text
    assert all(f"| 1× | 64 | {name} | " in text for name in (COLD, EDIT, SAME, FLOOR))
    assert "| load | " in text


def test_made_up_editions_are_free_of_mistakes(tmp_path: Path) -> None:
    make_project(ROOT, ROOT / "content", 3, tmp_path / "project")
    content, problems = read_and_check(tmp_path / "project")
    assert not problems
    assert content is not None
    assert [own.edition.edition for own in content.editions] == ["2025", "2026", "2027"]
    assert len({own.source_text for own in content.editions}) == 3


def test_peers_get_every_framed_page_and_no_other(two: Path, tmp_path: Path) -> None:
    bodies = {code: list(bodies_of(two, code)) for code in ("zh", "en")}
    paths = [body.path for body in bodies["zh"]]
    assert paths == [body.path for body in bodies["en"]]
    assert {"", "about/", "2025/items/1.1.1/", "2026/items/1.1.1/"} <= set(paths)
    assert not any(path.startswith("embed/") or path == "1.1.1/" for path in paths)
    assert all(body.title and "\n\n" not in body.body and "<main" not in body.body for body in bodies["zh"])
    one = {"zh": [Body("a/", 'A "title"', "", "<p>Text</p>")]}
    lay_out_hugo(two, {"zh": "{{ .Content }}"}, one, tmp_path / "hugo")
    page = (tmp_path / "hugo" / "content" / "zh" / "000000.html").read_text(encoding="utf-8")
    assert 'title: "A \\"title\\""\n' in page
    assert page.endswith("---\n<p>Text</p>\n")


def test_ratios_are_of_medians_and_say_when_a_goal_is_missed() -> None:
    runs = {COLD: [Run(9, 2), Run(2, 2), Run(1, 2)], MKDOCS: [Run(8, 12)], SAME: [Run(1, 1)]}
    lines = list(render({1: runs}, {1: 100}, {1: {"load": 0.5}}, "Quiet."))
    assert any("| 4.00 | 6.00 | 5.00 | no |" in line for line in lines)
    assert any(line.startswith(f"| 1× | 100 | {COLD} | 2.00 | 1.00 – 9.00 |") for line in lines)
    assert "| load | 5.000 |" in lines


def test_a_builder_that_fails_is_no_quick_builder(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no such page"):
        timed([["sh", "-c", "echo no such page; exit 3"]], tmp_path)


def test_memory_is_that_of_the_builder_alone(tmp_path: Path) -> None:
    held = bytearray(b"x" * 300_000_000)
    assert timed([["true"]], tmp_path).memory < len(held) / 3
