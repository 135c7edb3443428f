"""The two engines give the same pages: what moving to the other one would change for a reader."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from generator import engine
from generator.build import build
from generator.engine import EngineError

from .conftest import ROOT, SITE_URL, file_server, make_project

# What differs and need not be equal
_SEARCH = "[data-md-component=search], label[for=__search]"
"""Each theme's script draws its own search box into what stands there."""
_SKIP = "[data-md-component=skip], a#__skip"
"""Material's link past the navigation leads to the heading, and is missing where the page has no contents; its
successor's leads to an anchor of its own before the article, everywhere."""
_WORDS = {"On this page": "Table of contents"}
"""A label that the successor worded anew, in English."""


@pytest.fixture(scope="module")
def sites(kept_frames: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small site, made with Material and with its successor."""
    root = make_project(tmp_path_factory.mktemp("zensical") / "project")
    build(root, root / "site", SITE_URL, lambda step: None, engine="zensical")
    return kept_frames.parent / "site", root / "site"


def _seen(file: Path, address: str) -> tuple[list[str], str]:
    """The links of a page in order, each with its text, and all its text and labels without spaces."""
    page = LexborHTMLParser(file.read_text(encoding="utf-8"))
    for unlike in page.css(f"script, style, {_SEARCH}, {_SKIP}"):
        unlike.decompose()

    def plain(text: str | None) -> str:
        for new, old in _WORDS.items():
            text = (text or "").replace(new, old)
        return re.sub(r"\s+", "", text or "")

    links = [f"{urljoin(address, link.attributes['href'])} {plain(link.text())}" for link in page.css("a[href]")]
    labels = [
        plain(node.attributes[name]) for name in ("lang", "aria-label", "title") for node in page.css(f"[{name}]")
    ]
    title = page.css_first("title")
    assert title
    assert page.body
    return links, "\n".join([title.text(), *labels, plain(page.body.text())])


def test_pages_have_the_same_text_and_links(sites: tuple[Path, Path]) -> None:
    material, successor = sites
    names = {file.relative_to(material).as_posix() for file in material.rglob("*.html")}
    assert names == {file.relative_to(successor).as_posix() for file in successor.rglob("*.html")}
    assert {
        "index.html",
        "404.html",
        "about/index.html",
        "en/data/index.html",
        "en/2025/items/1.1.2/index.html",
    } <= names
    for name in names:
        address = SITE_URL + name.removesuffix("index.html")
        links, text = _seen(material / name, address)
        assert _seen(successor / name, address) == (links, text), name
        page = LexborHTMLParser((successor / name).read_text(encoding="utf-8"))
        for skip in page.css("a.md-skip"):
            assert page.css(f"[id='{(skip.attributes['href'] or '')[1:]}']"), f"{name}: {skip.html} leads nowhere"


def test_files_are_the_same_but_for_the_theme(sites: tuple[Path, Path]) -> None:
    def files(site: Path) -> set[str]:
        theme = re.compile(r"(en/)?(assets/(images|javascripts|stylesheets)/|search\.json$|search/search_index\.json$)")
        every = (file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file())
        return {name for name in every if not theme.match(name)}

    material, successor = sites
    assert files(material) == files(successor)
    for name in files(material):
        if not name.endswith(".html"):
            assert (material / name).read_bytes() == (successor / name).read_bytes(), name


def test_the_other_search_box_finds_under_the_policy(sites: tuple[Path, Path], browser: Browser) -> None:
    page = browser.new_page()
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if "violates" in message.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    with file_server(sites[1]) as address:
        page.goto(f"{address}en/2025/items/1.1.1/")
        page.locator(".md-search__button").click()
        page.keyboard.type("Dongmen")
        expect(page.get_by_role("option").first).to_contain_text("Dongmen")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text("Dongmen")
    assert not found
    page.close()


def test_a_missing_engine_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(engine, "version", missing)
    root = make_project(tmp_path / "project")
    with pytest.raises(EngineError, match=r"zensical is not installed; requirements-dev\.txt has it"):
        build(root, root / "site", SITE_URL, lambda step: None, engine="zensical")


def _own_config(root: Path) -> Path:
    """A project with a copy of the design, to be damaged."""
    (root / "site_config").unlink()
    shutil.copytree(ROOT / "site_config", root / "site_config")
    return root / "site_config"


def test_a_failing_engine_is_told_in_one_line(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project")
    main_template = _own_config(root) / "overrides/main.html"
    main_template.write_text("{{ nothing.of.the.kind }}", encoding="utf-8")
    with pytest.raises(EngineError, match=r"mkdocs could not build the frames \(zh\): [^\n]+$"):
        build(root, root / "site", SITE_URL, lambda step: None)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("{% block content %}{% endblock %}", r"the frame of '\w+' lost a placeholder"),
        ('{% block libs %}<meta charset="utf-8">{% endblock %}', "a page of the theme needs one <meta charset"),
    ],
)
def test_a_template_without_its_places_is_told(tmp_path: Path, block: str, said: str) -> None:
    root = make_project(tmp_path / "project")
    changed = f'{{% extends "base.html" %}}{block}'
    (_own_config(root) / "overrides/main.html").write_text(changed, encoding="utf-8")
    with pytest.raises(EngineError, match=said):
        build(root, root / "site", SITE_URL, lambda step: None)


@pytest.mark.parametrize(
    "name", ["site_config/assets/hostname.txt", "content/pages/zh/hostname.md", "content/pages/fr"]
)
def test_no_link_is_followed_into_the_site(tmp_path: Path, name: str) -> None:
    root = make_project(tmp_path / "project")
    _own_config(root)
    (root / name).symlink_to("/etc/hostname")
    with pytest.raises(EngineError, match=f"^{name}: a symbolic link is not followed; put the file itself there$"):
        engine.read_frames(root, root / ".cache", engine.Order((), {}, (), SITE_URL, {}, None))


def test_prose_without_a_heading_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="the page 'about/' has no heading"):
        engine._document("about/", "<p>Only a sentence.</p>")
