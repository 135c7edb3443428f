"""What tests share: the built real site, small sites, a file server and a browser."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from generator.build import build, read_content
from generator.library import Library, Shelf, build_shelf
from generator.load import read_files

from . import browser as chromium

ROOT = Path(__file__).resolve().parents[1]
SITE_URL = "https://example.org/project/"
SMALL = ROOT / "tests" / "sites" / "small"
SECOND = ROOT / "tests" / "sites" / "second"
"""A second edition for the small site: one folder of content, and nothing else."""

settings.register_profile("project", derandomize=True, database=None, deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session", autouse=True)
def _english() -> Iterator[None]:
    """Messages in English, whatever the locale of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """All that is known from the real content."""
    return build_shelf(read_content(ROOT))


@pytest.fixture(scope="session")
def library(shelf: Shelf) -> Library:
    """The real content's newest edition."""
    return shelf.newest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built for a sub-path of a domain."""
    folder = tmp_path_factory.mktemp("real") / "project"
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process makes the frames, the others find them
        build(ROOT, folder, SITE_URL, lambda step: None)
    return folder


@pytest.fixture
def small(tmp_path: Path, kept_frames: Path) -> Path:
    """A project with a small made-up document, to be damaged at will."""
    root = make_project(tmp_path / "project")
    shutil.copytree(kept_frames, root / ".cache", copy_function=os.link)
    return root


@pytest.fixture(scope="session")
def kept_frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of a small site built before, so that a test need not wait for its frames."""
    root = make_project(tmp_path_factory.mktemp("kept") / "project")
    build(root, root / "site", SITE_URL, lambda step: None)
    return root / ".cache"


def make_project(root: Path) -> Path:
    """A copy of the small site's content with the project's own design."""
    shutil.copytree(SMALL / "content", root / "content")
    shutil.copytree(ROOT / "content" / "pages", root / "content" / "pages")
    for name in ("templates", "site_config", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    return root


def add_edition(root: Path) -> None:
    """Put the second edition into a small project."""
    shutil.copytree(SECOND / "content", root / "content", dirs_exist_ok=True)


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with its second edition, built for a sub-path of a domain."""
    root = make_project(tmp_path_factory.mktemp("two") / "root")
    add_edition(root)
    build(root, root / "project", SITE_URL, lambda step: None)
    return root / "project"


def more_editions(root: Path, editions: int) -> dict[str, bytes]:
    """Copies of the second edition under the years that follow, by path, so that there are this many editions."""
    files = {name: raw for name, raw in read_files(root).items() if name.startswith("content/2026/")}
    pattern = files["content/2026/source.txt"]
    old, made = hashlib.sha256(pattern).hexdigest().encode(), {}
    for year in map(str, range(2027, 2025 + editions)):
        digest = hashlib.sha256(pattern.replace(b"2026", year.encode())).hexdigest().encode()
        for name, raw in files.items():
            made[name.replace("2026", year)] = raw.replace(b"2026", year.encode()).replace(old, digest)
    return made


def write_editions(root: Path, editions: int) -> None:
    """Put so many editions into a small project that has two."""
    for name, raw in more_editions(root, editions).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with five editions, more than a page shows."""
    root = make_project(tmp_path_factory.mktemp("many") / "root")
    add_edition(root)
    write_editions(root, 5)
    build(root, root / "project", SITE_URL, lambda step: None)
    return root / "project"


REVISIONS = """
published: "2026-11-24"
revisions:
  - {date: "2026-11-25", what: 2025/1.1.2, language: en, before: "Complete Dongmen Road, adding 1,000 spaces.", after: "Complete Dongmen Road, adding 1,200 spaces."}
  - {date: "2026-11-25", what: 2025/1.1.2/headline, language: zh, before: 建成东门路，新增1000个车位, after: 建成东门路，新增1200个车位}
  - {date: "2026-12-01", what: 2025/1.1.2-a/value, before: "1000", after: "1200"}
  - {date: "2026-12-01", what: 2025/1.1.2/topics, before: "daolu, touzi", after: daolu}
  - {date: "2026-12-02", what: departments/qu-shangwuju/name, language: en, before: Trade Bureau, after: Commerce Bureau}
  - {date: "2026-12-03", what: 2025/1.1.3/note, language: en, before: 'Printed ]]> <script>alert(1)</script> & "so" 原文.', after: Printed so.}
  - {date: "2026-12-03", what: 2025/1.1.3/note, language: zh, before: '原文<script>alert(2)</script>', after: 原文如此。}
"""  # noqa: E501


@pytest.fixture(scope="session")
def changed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, built with recorded changes and without git."""
    root = make_project(tmp_path_factory.mktemp("changed") / "root")
    (root / "content/history.yml").write_text(REVISIONS, encoding="utf-8")
    build(root, root / "site", SITE_URL, lambda step: None)
    return root / "site"


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def file_server(folder: Path) -> Iterator[str]:
    """The address of a plain file server for a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the real site on a plain file server, under the sub-path it was built for."""
    with file_server(site.parent) as address:
        yield f"{address}{site.name}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    path = chromium.find()
    assert path, "no Chromium: run 'make browser'"
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()


Edit = Callable[[str, str, str], None]


@pytest.fixture
def edit(small: Path) -> Edit:
    """Replace, in a file of the small project, a text that stands in it."""

    def replace(name: str, old: str, new: str) -> None:
        path = small / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
