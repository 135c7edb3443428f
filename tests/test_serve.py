"""The preview as an editor uses it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import ROOT, Edit

PATIENCE = 30
"""Seconds; only to end a test that hangs."""


@contextmanager
def running(root: Path) -> Iterator[str]:
    """The address of a running preview of a project."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "generator", "serve", "--root", str(root), "--port", str(port), "--lang", "en"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stderr=subprocess.PIPE) as run:
        address = f"http://127.0.0.1:{port}/"
        assert run.stderr is not None
        for line in run.stderr:
            if b"showing" in line:
                break
        try:
            yield address
        finally:
            run.terminate()


@pytest.fixture
def preview(small: Path) -> Iterator[str]:
    """The address of a running preview of the small project."""
    with running(small) as address:
        yield address


def _text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def test_a_save_shows_in_the_open_page(preview: str, edit: Edit, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{preview}en/2025/plans/1/")
    expect(page.locator("h1")).to_have_text("Road plan")
    edit("content/2025/plans/01.yml", "en: Road plan", "en: Plan of the roads")
    expect(page.locator("h1")).to_have_text("Plan of the roads", timeout=PATIENCE * 1000)
    page.close()


def test_a_mistake_is_told_on_the_page_that_stays(preview: str, edit: Edit, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{preview}en/2025/items/1.1.1/")
    heading = page.locator("h1").inner_text()
    edit("content/2025/plans/01.yml", "RMB 10 billion of", "RMB <img src=x> 10 million of")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Problems found: 1", timeout=PATIENCE * 1000)
    expect(alert).to_contain_text("content/2025/plans/01.yml:")
    expect(alert).to_contain_text("<img src=x> 10 million of")
    expect(page.locator("h1").first).to_have_text(heading)
    page.goto(f"{preview}en/2025/plans/1/")  # the last good site, and the problem still
    expect(page.locator("h1")).to_have_text("Road plan")
    expect(page.get_by_role("alert")).to_contain_text("10 million")
    edit("content/2025/plans/01.yml", "RMB <img src=x> 10 million of", "RMB 10 billion of new")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=PATIENCE * 1000)
    page.goto(f"{preview}en/2025/items/1.1.1/")
    expect(page.locator("main")).to_contain_text("RMB 10 billion of new")
    page.close()


def test_settings_put_in_the_place_of_others_show(small: Path, browser: Browser) -> None:
    """As some editors save: a new file under the old name, again and again."""
    settings = small / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.unlink()
    settings.write_text(text, encoding="utf-8")
    with running(small) as address:
        page = browser.new_page()
        page.goto(f"{address}en/2025/plans/1/")
        for name in ("first.css", "second.css"):
            (small / "mkdocs.new").write_text(text.replace("assets/explorer.css", f"assets/{name}"), encoding="utf-8")
            (small / "mkdocs.new").replace(settings)
            expect(page.locator(f"link[href$='assets/{name}']")).to_have_count(1, timeout=PATIENCE * 1000)
        settings.unlink()
        expect(page.get_by_role("alert")).to_be_visible(timeout=PATIENCE * 1000)
        settings.write_text(text, encoding="utf-8")
        expect(page.locator("link[href$='assets/explorer.css']")).to_have_count(1, timeout=PATIENCE * 1000)
        page.close()


def test_a_preview_can_begin_with_a_mistake(small: Path, edit: Edit, browser: Browser) -> None:
    edit("content/2025/plans/01.yml", "RMB 10 billion of", "RMB 10 million of")
    with running(small) as address:
        page = browser.new_page()
        page.goto(f"{address}en/2025/items/1.1.1/")
        expect(page.get_by_role("alert")).to_contain_text("10 million")
        expect(page.get_by_role("alert")).not_to_contain_text("last good site")
        edit("content/2025/plans/01.yml", "RMB 10 million of", "RMB 10 billion of")
        expect(page.locator("h1")).to_be_visible(timeout=PATIENCE * 1000)
        page.close()


def test_every_kind_of_file_is_answered(preview: str) -> None:
    for name, kind in (
        ("data/v1/items.json", "application/json"),
        ("en/search/documents.json", "application/json"),
        ("assets/explorer.css", "text/css; charset=utf-8"),
        ("cards/default.png", "image/png"),
        ("1.1.1/", "text/html; charset=utf-8"),
        ("about", "text/html; charset=utf-8"),
    ):
        with urllib.request.urlopen(preview + name, timeout=PATIENCE) as answer:
            assert answer.headers["Content-Type"] == kind, name
            assert answer.read(), name


def test_a_missing_page_says_so(preview: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        _text(f"{preview}nowhere/")
    assert error.value.code == 404
    assert "没有这个页面" in error.value.read().decode()


def test_what_an_editor_may_change_is_never_kept_by_the_browser(preview: str) -> None:
    page = _text(f"{preview}en/2025/items/1.1.1/")
    style, script = re.search(r"assets/stylesheets/main\.[^\"]+", page), "assets/explorer.js"
    assert style
    for name, kept in ((style[0], True), (script, False), ("assets/explorer.css", False), ("about/", False)):
        with urllib.request.urlopen(preview + name, timeout=PATIENCE) as answer:
            assert (answer.headers["Cache-Control"] != "no-store") is kept, name
