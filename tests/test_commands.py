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


WORDS = "site_config/words"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("words/en.yml", "", None), f"{WORDS}/en.yml holds no words; restore it"),
        (("words/en.yml", "home: Home", "- home"), f"{WORDS}/en.yml must be YAML in UTF-8, but: while parsing a block"),
        (("words/en.yml", "glossary: Glossary\n", ""), f"{WORDS}/en.yml lacks 'glossary'"),
        (
            ("words/en.yml", "since {day}", "since {date}"),
            f"'changes_none' is a text with {{date}} in {WORDS}/en.yml, but a text with {{day}} in {WORDS}/zh.yml",
        ),
        (
            ("words/zh.yml", "topics: 主题\nexplore: 筛选\n", "topics: [主题]\nexplore: 筛选}\nhome:\n"),
            f"'explore' is a text in which a brace has no partner in {WORDS}/zh.yml; "
            f"'home' is empty or without quotes that it needs in {WORDS}/zh.yml; "
            f"'topics' is a text in {WORDS}/en.yml, but a list in {WORDS}/zh.yml",
        ),
        (("languages.yml", "", None), "site_config/languages.yml must be a list of languages, each with code, tag,"),
        (("languages.yml", "- code: en", "- en\n- code: en"), "site_config/languages.yml must be a list of languages,"),
        (
            ("languages.yml", "- code: en", "- code: zh"),
            "site_config/languages.yml has two entries whose 'code' is 'zh'; site_config/languages.yml lacks 'en'",
        ),
    ],
)
def test_languages_that_do_not_match_are_told(
    change: tuple[str, str, str | None], said: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, old, new = change
    file = _own_config(small) / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text("" if new is None else text.replace(old, new, 1), encoding="utf-8")
    assert main(["build", "--root", str(small)]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"build failed: {said}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\nour_words: ", "\nour_own_words: ", "lacks 'our_words'"),
        ("\n    shared: ", "\n    common: ", "lacks 'shared'"),
        ("{issuer}", "{author}", "in braces in '"),
    ],
)
def test_words_that_the_site_wants_are_told(
    old: str, new: str, said: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where all languages lack them alike."""
    words = _own_config(small) / "words"
    for file in words.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    assert main(["build", "--root", str(small)]) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith(f"build failed: {WORDS}/")
    assert said in told


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("{{ nowhere }}", "templates/pages/item.html:1: 'nowhere' is undefined"),
        ("{% if %}", "templates/pages/item.html:1: Expected an expression, got 'end of statement block'"),
        ("{% include 'parts/nothing.html' %}", "no such template: 'parts/nothing.html'"),
    ],
)
def test_a_template_that_cannot_be_filled_is_told(
    added: str, said: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    templates = small / "templates"
    target = templates.resolve()
    templates.unlink()
    shutil.copytree(target, templates)
    file = templates / "pages/item.html"
    file.write_text(added + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["build", "--root", str(small)]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"build failed: {said}")


def test_words_in_another_encoding_are_told(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _own_config(small) / "words/zh.yml"
    file.write_text(file.read_text(encoding="utf-8"), encoding="gb18030")
    assert main(["build", "--root", str(small)]) == 2
    assert "site_config/words/zh.yml must be YAML in UTF-8, but: 'utf-8' codec" in capsys.readouterr().err


def _own_config(root: Path) -> Path:
    """The settings of a project as files of its own, to be damaged."""
    config = root / "site_config"
    target = config.resolve()
    config.unlink()
    shutil.copytree(target, config)
    return config


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serve", "--port", "99999"], "argument --port: '99999' is no port; write a number from 1 to 65535"),
        (["serve", "--port", "-1"], "argument --port: '-1' is no port; write a number from 1 to 65535"),
        (["translate", "--pause", "-1"], "argument --pause: '-1' is no number of seconds; write one from 0 to 9999"),
        (["translate", "--timeout", "nan"], "argument --timeout: 'nan' is no number of seconds; write one from 0 to"),
    ],
)
def test_a_number_that_cannot_be_used_is_told(
    arguments: list[str], said: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*arguments, "--root", str(small)])
    assert said in capsys.readouterr().err


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
