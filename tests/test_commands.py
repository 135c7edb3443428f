"""The commands as people use them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml

from generator.__main__ import main

from .conftest import ROOT, Edit


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("check", "build", "serve", "new", "fmt", "schemas"))


def test_check_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(ROOT)]) == 0
    shown = capsys.readouterr().out
    assert "10 plans, 35 measures, 224 items" in shown
    assert "equals the frozen source" in shown


def test_build_says_what_it_made(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(small)]) == 0
    shown = capsys.readouterr()
    assert "64 pages" in shown.out
    assert "making what changed" in shown.err
    assert (small / "site" / "en" / "2025" / "items" / "1.1.1" / "index.html").is_file()


def test_problems_make_the_build_fail(small: Path, edit: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    edit("content/locations.yml", "kind: road", "kind: raod")
    assert main(["build", "--root", str(small)]) == 1
    assert "Problems found: 1." in capsys.readouterr().err
    assert not (small / "site").exists()


def test_an_unusable_folder_is_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert "there is no edition here" in capsys.readouterr().out


def test_a_missing_word_is_named(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = small / "site_config"
    target = config.resolve()
    config.unlink()
    shutil.copytree(target, config)
    words = config / "words" / "en.yml"
    words.write_text(words.read_text(encoding="utf-8").replace("glossary: Glossary\n", ""), encoding="utf-8")
    assert main(["build", "--root", str(small)]) == 2
    assert "words/en.yml lacks 'glossary'" in capsys.readouterr().err


def test_the_hooks_before_a_commit_run() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {hook["id"] for hook in hooks} >= {"check", "fmt", "schemas", "ruff-check", "ruff-format"}
    assert all(hook["language"] == "system" for hook in hooks)
    for hook in hooks:
        words = hook["entry"].split()
        assert not hook.get("files") or any(
            re.search(hook["files"], name) for name in ("content/topics.yml", "generator/model.py")
        )
        subprocess.run([ROOT / words[0], *words[1:]], cwd=ROOT, check=True, capture_output=True)


def test_a_check_that_watches_tells_again_at_each_save(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = small / "content" / "locations.yml"
    good = path.read_text(encoding="utf-8")

    def saves(*folders: Path) -> Iterator[None]:
        assert folders == (small / "content",)
        for text in (good.replace("kind: road", "kind: raod"), good):
            path.write_text(text, encoding="utf-8")
            yield None
        raise KeyboardInterrupt

    with patch("watchfiles.watch", saves):
        assert main(["check", "--watch", "--root", str(small)]) == 130
    shown = capsys.readouterr()
    told = shown.out.split("Waiting for the next save; Ctrl+C ends.\n")
    assert ["No problems" in part for part in told] == [True, False, True, False]
    assert "Write 'road', if that is meant." in told[1]
    assert "Problems found: 1." in told[1]
    assert shown.err == ""


def test_a_reader_that_has_seen_enough_is_no_fault(small: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "generator", "check", "--root", str(small)]
    ran = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_with_verbose_a_fault_has_its_traceback(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="holds files that are not a site of ours"):
        main(["build", "--verbose", "--root", str(ROOT), "--site", str(ROOT / "docs")])


def test_a_check_for_programs_says_nothing_but_its_report(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(small), "--format", "json"]) == 0
    notices = json.loads(capsys.readouterr().out)
    assert [notice["rule"] for notice in notices] == ["addresses-unrecorded", "texts-unrecorded"]


def test_a_check_that_watches_outlives_what_it_cannot_read(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edition = small / "content" / "2025"

    def saves(*folders: Path) -> Iterator[None]:
        edition.rename(small / "away")
        yield None
        (small / "away").rename(edition)
        yield None

    with patch("watchfiles.watch", saves):
        assert main(["check", "--watch", "--root", str(small)]) == 0
    told = capsys.readouterr().out.split("Waiting for the next save; Ctrl+C ends.\n")
    assert ["No problems" in part for part in told] == [True, False, True, False]


def test_pages_lead_to_the_repository_named(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = "https://code.example.org/owner/name"
    assert main(["build", "--root", str(small), "--repository-url", address]) == 0
    assert f'href="{address}' in (small / "site/index.html").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["build", "--root", str(small), "--repository-url", "javascript:alert(1)"])
    assert "is not of the form https://host/owner/name" in capsys.readouterr().err


def test_a_layout_that_would_change_names_the_command(
    small: Path, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fmt", "--root", str(small)]) == 0
    edit("content/topics.yml", "name: {zh: 道路, en: Roads}", "name: {en: Roads, zh: 道路}")
    capsys.readouterr()
    assert main(["fmt", "--check", "--root", str(small)]) == 1
    assert "python -m generator fmt" in capsys.readouterr().out
