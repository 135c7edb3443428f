"""The texts of messages and the forms in which they are told."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from string import Formatter
from typing import Annotated

import jsonschema
import pytest
from pydantic import Field

from generator import strict_yaml
from generator.__main__ import main
from generator.load import validate
from generator.messages import RULES, SAID
from generator.problems import Problem, nearest
from generator.report import excerpt_of, render_github, render_text, tell

from .conftest import ROOT, Edit

Capture = pytest.CaptureFixture[str]


def _fields(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", RULES)
def test_both_languages_say_the_same_of_a_rule(rule: str) -> None:
    texts = RULES[rule]
    assert _fields(*texts.en) == _fields(*texts.zh)
    assert re.fullmatch(r"[a-z0-9_-]+", rule)
    for english, chinese in zip(texts.en, texts.zh, strict=True):
        assert not english.endswith(".")
        assert not re.search("[。,;]$", chinese)
        words = re.sub(r'[“"][^”"]*[”"]|\[[^]]*\]|\{[^}]*\}|https?://|: ', "", chinese)
        assert not re.search(r"[,;:?!()]", words), "our own Chinese has full-width punctuation"


def test_both_languages_say_the_same_of_a_run() -> None:
    assert all(_fields(texts["en"]) == _fields(texts["zh"]) for texts in SAID.values())


@pytest.mark.parametrize(
    ("rule", "values"),
    [("no-such-rule", {}), ("tab", {"more": 1}), ("alias", {}), ("alias", {"name": None}), ("tab", {"near": "x"})],
)
def test_a_message_without_its_values_is_refused(rule: str, values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=rule):
        Problem.of("content/x.yml", (1, 1), rule, **values)


def test_the_nearest_name_is_offered() -> None:
    assert nearest("dongmen-lu", ["dongmenlu", "guomao"]) == "dongmenlu"
    assert nearest("1.1.2-b", ["2.1.2-b", "1.1.2-a"]) == "1.1.2-a"
    assert nearest("x", ["dongmenlu"]) is None


def test_a_mistake_of_no_known_kind_is_told_all_the_same() -> None:
    document, _ = strict_yaml.parse("content/x.yml", b"share: 7")
    _, (problem,), _ = validate(document, dict[str, Annotated[int, Field(multiple_of=2)]])
    assert (problem.rule, problem.line, problem.column) == ("unusable", 1, 8)
    assert problem.told("en")[0].startswith("'share' cannot be used (")


HOSTILE = "en: \x1b[2J\u202eevil\u2066 \x07 \u009b31m"


def test_a_hostile_text_cannot_play_with_the_terminal() -> None:
    problem = Problem.of("content/\x1b[31m.yml", (1, 5), "alias", name=HOSTILE)
    text = render_text(list(tell([problem], "en", {problem.file: [HOSTILE]})), "en")
    assert "␛[2J[U+202E]evil" in text
    assert all(unicodedata.category(c) not in ("Cc", "Cf") for c in text if c != "\n")


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("zh: 修１路", 6, "zh: 修１路", 6),
        ("a" * 500 + "!" + "b" * 500, 501, "…" + "a" * 40 + "!" + "b" * 55 + "…", 41),
        ("路" * 500, 251, "…" + "路" * 20 + "路" * 28 + "…", 41),
        ("x\u200by", 3, "x[U+200B]y", 9),
        ("x\x7fy", 3, "x␡y", 2),
        ("short", 99, "short", 5),
        ("", 1, "", 0),
    ],
)
def test_the_caret_stands_under_the_place(line: str, column: int, shown: str, caret: int) -> None:
    assert (excerpt_of(line, column).text, excerpt_of(line, column).caret) == (shown, caret)


def _check(root: Path, edit: Edit, capsys: Capture, *arguments: str) -> str:
    edit("content/locations.yml", "kind: road", "kind: raod")
    assert main(["check", "--root", str(root), *arguments]) == 1
    return capsys.readouterr().out


def test_problems_as_json(small: Path, edit: Edit, capsys: Capture) -> None:
    (found,) = json.loads(_check(small, edit, capsys, "--format", "json", "--lang", "zh"))
    assert found.pop("message").startswith("“raod”不是“kind”可用的词")
    assert found == {
        "file": "content/locations.yml",
        "line": 3,
        "column": 9,
        "rule": "word-unknown",
        "severity": "error",
        "remedy": "如果想写的是“road”，请改成它。",
    }


def test_problems_as_annotations() -> None:
    found = Problem.of("content/a,b:c%.yml", (3, 9), "alias", name="50%")
    news = Problem.of("content/x.yml", (0, 0), "file-empty")
    told = [*tell([found], "en", {}), *tell([news], "en", {}, "notice")]
    assert render_github(told, "en").splitlines() == [
        "::error file=content/a%2Cb%3Ac%25.yml,line=3,col=9,title=alias::'*50%25' is a YAML alias. "
        "Write the value out, or put it in quotes.",
        "::notice file=content/x.yml,title=file-empty::this file is empty. Restore it from the history of the project.",
    ]


def test_problems_as_sarif(small: Path, edit: Edit, capsys: Capture) -> None:
    log = json.loads(_check(small, edit, capsys, "--format", "sarif"))
    jsonschema.validate(log, json.loads((ROOT / "tests" / "sarif-2.1.0.json").read_text(encoding="utf-8")))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [result["ruleId"]] == ["word-unknown"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/locations.yml"
    assert place["region"] == {"startLine": 3, "startColumn": 9}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_GB"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_chooses_the_language(
    environment: dict[str, str], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(f"content: {RULES['edition-missing'].told('zh', {})[0]}") == (
        language == "zh"
    )


def test_a_place_beyond_the_end_of_the_file_has_no_line_to_show() -> None:
    (told,) = tell([Problem.of("content/x.yml", (9, 1), "tab")], "en", {"content/x.yml": ["one line"]})
    assert told.excerpt is None
