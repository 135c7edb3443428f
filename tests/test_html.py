"""The pages as the HTML standard wants them, judged by html-validate."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from .conftest import ROOT
from .test_browser import KINDS, LANGUAGES

VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CONFIG = ROOT / ".htmlvalidate.cjs"
OTHERS = {"embed": "embed/2025/items/8.1.7/", "redirect": "1.2.6/"}


def judge(files: list[Path]) -> list[str]:
    """What is wrong with some pages, a line each."""
    assert VALIDATOR.exists(), "run 'make test': it installs html-validate"
    command = ["node", str(VALIDATOR), "--config", str(CONFIG), "--formatter", "json", *map(str, files)]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False, timeout=300).stdout)
    return [
        f"{page['filePath']}:{one['line']}: {one['message']} ({one['ruleId']})"
        for page in report
        for one in page["messages"]
    ]


def test_every_kind_of_page_conforms(site: Path) -> None:
    paths = [f"{language}{path}index.html" for language in LANGUAGES for path in (KINDS | OTHERS).values()]
    paths += [f"{language}404.html" for language in LANGUAGES]
    found = judge([site / path for path in paths])
    assert not found, "\n".join(found)


def test_a_page_that_does_not_conform_is_found(site: Path, tmp_path: Path) -> None:
    page = (site / "2025/items/8.1.7/index.html").read_text(encoding="utf-8")
    broken = tmp_path / "index.html"
    broken.write_text(page.replace("<h1", '<p><div id="__drawer"></div></p><h1', 1), encoding="utf-8")
    found = "\n".join(judge([broken]))
    assert "no-dup-id" in found
    assert "close-order" in found or "no-implicit-close" in found
