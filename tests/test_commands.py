"""The commands as people use them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.__main__ import main

from .conftest import ROOT, Edit


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("check", "build", "serve"))


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
