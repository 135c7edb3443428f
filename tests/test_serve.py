"""The preview as an editor uses it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import ROOT, Edit

PATIENCE = 30
"""Seconds; only to end a test that hangs."""


@pytest.fixture
def preview(small: Path) -> Iterator[str]:
    """The address of a running preview of the small project."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "generator", "serve", "--root", str(small), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stderr=subprocess.PIPE) as run:
        address = f"http://127.0.0.1:{port}/"
        assert run.stderr is not None
        for line in run.stderr:
            if b"showing" in line:
                break
        yield address
        run.terminate()


def _soon(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


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


def test_a_mistake_keeps_the_last_good_site(preview: str, edit: Edit) -> None:
    address = f"{preview}en/2025/items/1.1.1/"
    edit("content/2025/plans/01.yml", "RMB 10 billion of", "RMB 10 million of")
    time.sleep(2)
    assert "RMB 10 billion" in _text(address)
    edit("content/2025/plans/01.yml", "RMB 10 million of investment", "RMB 10 billion of new investment")
    _soon(lambda: "RMB 10 billion of new investment" in _text(address))


def test_a_missing_page_says_so(preview: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        _text(f"{preview}nowhere/")
    assert error.value.code == 404
    assert "没有这个页面" in error.value.read().decode()
