"""The workflows hold no logic, no secret and no more rights than they need; actionlint and zizmor judge the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
FORMS = [ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml" for name in ("correction", "translation", "evidence")]
FONTS = "sudo apt-get update && sudo apt-get install --yes fonts-noto-cjk"
MAY_WRITE = {
    ("comment", "pull-requests"),
    ("deploy", "pages"),
    ("deploy", "id-token"),
    ("put-back", "pages"),
    ("put-back", "id-token"),
}
"""The jobs that may change something, and what."""


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  `on` is no truth value here


def _jobs() -> Iterator[tuple[str, str, Any]]:
    for path in WORKFLOWS:
        for name, job in _read(path)["jobs"].items():
            yield path.name, name, job


def _steps() -> list[Any]:
    return [step for _, _, job in _jobs() for step in job["steps"]]


def test_actions_are_pinned_by_commit_and_say_their_version() -> None:
    uses = [step["uses"] for step in _steps() if "uses" in step]
    lines = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    assert uses
    for one in uses:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", one)
    pins = re.findall(r"uses: (\S+)@(\S+) # (v\d+\.\d+\.\d+)\n", lines)
    assert len(pins) == len(uses), "each with its version behind it"
    assert len({name for name, _, _ in pins}) == len(set(pins)), "one version of each"


def test_rights_are_given_job_by_job_and_few() -> None:
    assert all(_read(path)["permissions"] == {} for path in WORKFLOWS)
    writing = {(name, what) for _, name, job in _jobs() for what, how in job["permissions"].items() if how == "write"}
    assert writing == MAY_WRITE


def test_a_fork_reaches_neither_rights_nor_secrets() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
        if "pull_request" in _read(path)["on"]:
            assert "write" not in re.findall(r": (write|read)\b", text)
            assert "github.token" not in text
    for step in _steps():
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"
            assert "ref" not in step["with"], "a workflow that may write never fetches the code of another branch"


def test_steps_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = [step["run"] for step in _steps() if "run" in step]
    for command in commands:
        made = re.fullmatch(r"make ([a-z-]+)", command)
        assert made or command == FONTS, command
        assert not made or made[1] in targets, command


def test_nothing_is_published_before_everything_passed() -> None:
    jobs = _read(FOLDER / "publish.yml")["jobs"]
    steps = [step.get("run") or step["uses"].partition("@")[0] for step in jobs["build"]["steps"]]
    assert steps.index("make test") < steps.index("make site") < steps.index("actions/upload-pages-artifact")
    assert jobs["deploy"]["needs"] == "build"
    assert jobs["look"]["needs"] == ["build", "deploy"]
    assert jobs["put-back"]["needs"] == ["deploy", "look"]
    assert _read(FOLDER / "publish.yml")["on"] == {"push": {"branches": ["main"]}}


def test_folders_that_begin_with_a_dot_are_published() -> None:
    uploads = [step for step in _steps() if step.get("with", {}).get("path") == "site"]
    assert len(uploads) == 2
    assert all(step["with"]["include-hidden-files"] == "true" for step in uploads)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_are_in_both_languages(path: Path) -> None:
    form = _read(path)
    ids = [field["id"] for field in form["body"] if "id" in field]
    assert len(ids) == len(set(ids))
    labels = [field["attributes"]["label"] for field in form["body"] if "label" in field["attributes"]]
    for text in (form["name"], form["description"], form["title"], *labels):
        chinese, mark, english = text.partition(" · ")
        assert mark, text
        assert re.search("[\u4e00-\u9fff]", chinese), text
        assert not re.search("[\u4e00-\u9fff]", english), text
