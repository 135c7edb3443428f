"""The only module that knows MkDocs and Zensical: it builds, per language, the frame of each page kind and the prose.

For every page kind it writes a stub, an ordinary Markdown page whose title, description and address are placeholders,
and runs the engine, one process a language, side by side. A built stub, cut at its placeholders, is a frame.
Results are kept in a cache, keyed by everything that shapes them.
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import yaml

from . import policy
from .languages import Language
from .paths import BRANCH

BODY = "FRAME-BODY"
HEAD = "<!--FRAME-HEAD-->"
SITE = "https://site.invalid/"
"""What prose pages write for the address of the site, in examples that are to be copied."""
EDITIONS = "<!-- editions -->"
"""Where the page of the open data names the data sets of several editions."""
TITLE = "FRAME-TITLE"
DESCRIPTION = "FRAME-DESCRIPTION"
SETTINGS = "mkdocs.yml"
INPUTS = (SETTINGS, "site_config", "content/pages")
"""What shapes the frames, below the project's folder."""
_COPIED = ("content", "site_config/assets")
"""Folders below which files get into the site as they are, so none may be a link."""
KEPT = 2
"""So many older frames stay when new ones are made: a preview may still show them."""
_PATH = "frame-path"
_INTRODUCTION = re.compile(r"<h1[^>]*>(.*?)</h1>(.*?)(?:<h2|</article>)", re.DOTALL)
"""The title of a prose page and what stands before its first section."""
_SOURCES = (Path(__file__), Path(policy.__file__))
_PLACEHOLDER = re.compile(r"(frame)-", re.IGNORECASE)


_log = logging.getLogger(__name__)


class EngineError(Exception):
    """The engine failed or is missing; the message is what it printed, or what to do."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that makes pages of Markdown and mkdocs.yml."""

    command: tuple[str, ...]
    """Arguments of Python, before the path of the configuration."""
    packages: tuple[str, ...]
    """What shapes its pages; the first is the program."""
    search_index: str
    """What its search box loads, below the language's folder."""
    own_search: bool = False
    """Whether its search box takes no other search than its own, which wants every document in `search_index`."""
    theme: tuple[tuple[str, str], ...] = ()
    """Settings of the theme on top of mkdocs.yml."""
    styles: tuple[str, ...] = ()
    """Digests of the style sheets that its script writes into pages."""


ENGINES = {
    "mkdocs": Engine(
        command=("-m", "mkdocs", "build", "--quiet", "--config-file"),
        packages=("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions"),
        search_index="search/search_index.json",
    ),
    "zensical": Engine(
        command=("-m", "zensical", "build", "--config-file"),
        packages=("zensical", "markdown", "pymdown-extensions"),
        search_index="search.json",
        own_search=True,
        theme=(("variant", "classic"),),
        styles=("sha256-NwSx/R2V/U4jnW0Tq5pQ53Y/rzPVJ4dqE7D6UTA/J1k=",),
    ),
}
ENGINE = "mkdocs"
"""The one that is used unless another is asked for."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the navigation: a page, or a heading over other lines."""

    title: Mapping[str, str]
    """By language code."""
    path: str = ""
    """The page's path; unused where there are children."""
    children: tuple[MenuEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What the engine is asked to build."""

    languages: tuple[Language, ...]
    """The first is the one at the site's root."""
    kinds: Mapping[str, str]
    """Path pattern by page kind, such as `{}/items/{}/`."""
    menu: tuple[MenuEntry, ...]
    """The navigation."""
    site_url: str
    """Address of the site with a final slash."""
    editions: Mapping[str, str]
    """What stands at `EDITIONS`, as Markdown by language code."""
    repository: str | None
    """Address of the repository to which prose pages lead editors, if they do."""
    engine: str = ENGINE
    """One of ENGINES."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a frame is filled with, as HTML."""

    head: str
    """Tags for the page's head."""
    body: str


@dataclass(frozen=True)
class Frame:
    """The HTML around the body of one page kind in one language."""

    markup: str
    stub_path: str
    """The path under which the stub was built, to be replaced by the page's own."""

    @cached_property
    def _pieces(self) -> list[str]:
        """The markup cut at its placeholders; every other piece is one."""
        placeholders = map(re.escape, filter(None, (self.stub_path, TITLE, DESCRIPTION, HEAD, BODY)))
        return re.split(f"({'|'.join(placeholders)})", self.markup)

    def fill(self, path: str, title: str, description: str, inside: Inside) -> str:
        """The whole page; `title` and `description` are text."""
        values = {
            self.stub_path: path,
            TITLE: html.escape(title),
            DESCRIPTION: html.escape(description),
            HEAD: inside.head,
            BODY: inside.body,
        }
        # Cut before it is filled, so that no value is looked through for placeholders
        pieces = self._pieces.copy()
        pieces[1::2] = [values[placeholder] for placeholder in pieces[1::2]]
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Frames:
    """What the engine gives for one language."""

    by_kind: Mapping[str, Frame]
    files: Mapping[str, Path]
    """Prose pages and theme files, by '/'-separated path below the language's folder."""
    prose: tuple[str, ...]
    """Paths of the prose pages: `about/`."""
    search_documents: tuple[Mapping[str, str], ...]
    """`location`, `title` and introductory `text` of the prose pages."""
    engine: Engine
    key: str
    """A digest of everything that shaped them."""


def stub_path(pattern: str) -> str:
    """Where the stub of a page kind stands: at its own address, or at its depth with placeholder steps.

    `{}/items/{}/` gives `frame-path/frame-path/frame-path-items/`: as deep, but never the address of a real page.
    """
    if "{}" not in pattern:
        return pattern
    depth = pattern.count("/")
    kind = "-".join(step for step in pattern.split("/") if step not in ("", "{}"))
    return "/".join([_PATH] * (depth - 1) + [f"{_PATH}-{kind}"]) + "/"


def read_frames(root: Path, cache: Path, order: Order) -> Mapping[str, Frames]:
    """The frames of every language, by its code, from the cache or freshly built.

    Args:
        root: the project's folder.
        cache: a folder of our own, kept between builds.
        order: what to build.

    Raises:
        EngineError: when the engine fails or loses a placeholder, or a link would bring in what lies elsewhere.
    """
    below = [path for name in _COPIED for path in sorted((root / name).rglob("*"))]
    if links := [path.relative_to(root).as_posix() for path in below if path.is_symlink()]:
        raise EngineError(f"{', '.join(links)}: a symbolic link is not followed; put the file itself there")
    key = _key(root, order)
    folder = cache / "frames" / key
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        whole = sorted(folder.parent.glob("[!.]*"), key=lambda path: path.stat().st_mtime_ns)
        for old in (*whole[:-KEPT], *folder.parent.glob(".*")):
            shutil.rmtree(old, ignore_errors=True)  # an engine that outlived its killed build may still write there
        # Each run has a folder of its own, so that nothing such an engine writes gets among the frames
        draft = Path(mkdtemp(prefix=".", dir=folder.parent))
        with ThreadPoolExecutor() as pool:
            for job in [pool.submit(_build, root, draft, language, order) for language in order.languages]:
                job.result()
        draft.rename(folder)
    return {language.code: _read(folder / language.code / "site", order, key) for language in order.languages}


def _key(root: Path, order: Order) -> str:
    """A digest of everything that shapes the frames."""
    digest = hashlib.sha256(repr(order).encode())
    for package in ENGINES[order.engine].packages:
        try:
            digest.update(version(package).encode())
        except PackageNotFoundError:
            raise EngineError(f"{package} is not installed; requirements-dev.txt has it") from None
    inputs = [*_SOURCES, *(path for name in INPUTS for path in (root / name, *(root / name).rglob("*")))]
    for path in sorted(path for path in inputs if path.is_file()):
        digest.update(f"{path.relative_to(root) if path.is_relative_to(root) else path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _build(root: Path, folder: Path, language: Language, order: Order) -> None:
    work = folder / language.code
    docs = work / "docs"
    prose = root / "content" / "pages" / language.code
    for page in prose.rglob("*.md"):
        # Each in its own folder, so that its links start from its address, whichever engine reads them
        copy = docs / page.relative_to(prose).with_suffix("") / "index.md"
        copy.parent.mkdir(parents=True)
        text = page.read_text(encoding="utf-8").replace(SITE, order.site_url)
        copy.write_text(text.replace(EDITIONS, order.editions[language.code]), encoding="utf-8")
    shutil.copytree(root / "site_config" / "assets", docs / "assets")
    for pattern in order.kinds.values():
        stub = docs / stub_path(pattern) / "index.md"
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text(
            f"---\ntitle: {TITLE}\ndescription: {DESCRIPTION}\nframe: true\nhide: [navigation, toc]\n"
            f"search: {{exclude: true}}\n---\n# {TITLE} {{#content}}\n",
            encoding="utf-8",
        )
    config = json.loads(json.dumps(_config(root, work, language, order)))  # in plain types, which YAML asks for
    (work / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    engine = ENGINES[order.engine]
    command = [sys.executable, *engine.command, str(work / "mkdocs.yml")]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if result.returncode:
        said = (result.stderr or result.stdout).strip()
        _log.debug(said)
        if "Traceback (most recent call last)" in said:
            said = said.splitlines()[-1]
        raise EngineError(f"{order.engine} could not build the frames ({language.code}): {said}")
    pages = {page: page.read_text(encoding="utf-8") for page in (work / "site").rglob("*.html")}
    frames = [work / "site" / stub_path(pattern) / "index.html" for pattern in order.kinds.values()]
    scripts = policy.scripts_of(*(pages[frame] for frame in (*frames, work / "site" / "404.html")))
    try:
        for page, text in pages.items():
            page.write_text(policy.with_policy(text, scripts, engine.styles), encoding="utf-8")
    except policy.PolicyError as error:
        raise EngineError(str(error)) from error


def _config(root: Path, work: Path, language: Language, order: Order) -> dict[str, Any]:
    """The engine's configuration for one language, on top of mkdocs.yml."""
    words = language.words

    def line(entry: MenuEntry) -> dict[str, Any]:
        """A page the engine knows is named by its file, any other by its address."""
        title = _as_html(entry.title[language.code])
        if entry.children:
            return {title: [line(child) for child in entry.children]}
        file = f"{entry.path}index.md"
        return {title: file if (work / "docs" / file).is_file() else entry.path}

    return {
        "INHERIT": str(root / "mkdocs.yml"),
        "site_name": _as_html(words["site_name"]),
        "site_description": words["site_description"],
        "site_url": order.site_url + language.prefix,
        "copyright": _as_html(words["footer"]),
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {
            "language": language.theme,
            "custom_dir": str(root / "site_config" / "overrides"),
            **dict(ENGINES[order.engine].theme),
        },
        "plugins": [{"search": {"lang": [language.theme]}}],
        "validation": {"nav": {"omitted_files": "ignore", "not_found": "ignore"}},
        "nav": [line(entry) for entry in order.menu],
        "extra": {
            "language": language.code,
            "languages": [
                {"code": other.code, "tag": other.tag, "name": other.name, "prefix": other.prefix}
                for other in order.languages
            ],
            "up": "../" * language.prefix.count("/"),
            "root_url": order.site_url,
            "repository": order.repository,
            "branch": BRANCH,
            "words": dict(words),
            "not_found": [_not_found(order, other) for other in order.languages],
            "alternate": [{"link": "", "name": language.name, "lang": language.tag}],
        },
    }


def _as_html(text: str) -> str:
    """A text as the theme takes titles, in which no placeholder stands."""
    return _PLACEHOLDER.sub(r"\1&#45;", html.escape(text))


def _not_found(order: Order, language: Language) -> dict[str, Any]:
    """What the page for unknown addresses says in one language."""
    words = language.words
    return {
        "tag": language.tag,
        "prefix": language.prefix,
        "title": words["not_found_title"],
        "text": words["not_found_text"],
        "search": words["not_found_search"],
        "menu": [{"title": e.title[language.code], "path": e.path} for e in order.menu if not e.children],
    }


def _read(site: Path, order: Order, key: str) -> Frames:
    engine = ENGINES[order.engine]
    frames: dict[str, Frame] = {}
    stubs: set[str] = set()
    for kind, pattern in order.kinds.items():
        path = stub_path(pattern)
        stubs.add(f"{path}index.html")
        markup = (site / path / "index.html").read_text(encoding="utf-8")
        if markup.count(BODY) != 1 or markup.count(HEAD) != 1 or TITLE not in markup or DESCRIPTION not in markup:
            raise EngineError(f"the frame of '{kind}' lost a placeholder; compare site_config/overrides/main.html")
        frames[kind] = Frame(markup, path)
    files = {
        name: path
        for path in sorted(site.rglob("*"))
        if path.is_file() and (name := path.relative_to(site).as_posix()) not in stubs
    }
    for unused in ("sitemap.xml", "sitemap.xml.gz", engine.search_index):
        files.pop(unused, None)
    prose = tuple(name.removesuffix("index.html") for name in files if name.endswith("/index.html"))
    documents = tuple(_document(path, files[f"{path}index.html"].read_text(encoding="utf-8")) for path in prose)
    files = {name: path for name, path in files.items() if not name.endswith(".map")}
    return Frames(frames, files, prose, documents, engine, key)


def _document(path: str, page: str) -> Mapping[str, str]:
    """What the search knows of a prose page."""
    found = _INTRODUCTION.search(page)
    if not found:
        raise EngineError(f"the page '{path}' has no heading")
    title, text = (" ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).split()) for part in found.groups())
    return {"location": path, "title": title, "text": text}
