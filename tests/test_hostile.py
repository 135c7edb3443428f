"""Texts that try to be more than text, in every field of every file: refused with a clear message, or only text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from lxml import etree
from playwright.sync_api import Browser, Page, expect
from pybtex.database import parse_string
from selectolax.lexbor import LexborHTMLParser

from generator import load, strict_yaml
from generator.build import build
from generator.check import check
from generator.load import parse_content, read_files, validate
from generator.messages import RULES
from generator.problems import MOST, Problem, bounded
from generator.report import render_text, tell
from generator.root_files import SETTINGS, Publisher
from generator.schemas import KINDS as SCHEMAS

from .conftest import SITE_URL, SMALL, file_server
from .hostile import (
    ATTACKS,
    EVERYTHING,
    FORMULAS,
    ODD,
    OFFICIAL,
    attacked,
    changed,
    dumped,
    full,
    leaf_of,
    leaves,
    make,
    model_of,
    replaced,
    values_of,
)

FULL = full(read_files(SMALL))
DATA = attacked(FULL)
LANGUAGES = ("", "en/")
MOVED = {"locations/old/": "locations/constructor/", "1.1.2/": "2025/items/1.1.2/"}
KINDS = (
    *("", "2025/plans/1/", "2025/plans/1/booklet/", "2025/measures/1.1/", "2025/items/1.1.2/", "2025/items/2.1.2/"),
    *("2025/text/", "departments/", "departments/constructor/", "departments/constructor/booklet/", "locations/"),
    *("locations/constructor/", "topics/", "topics/constructor/", "targets/", "explore/", "charts/", "glossary/"),
    *("about/", "data/", "departments/gone/", *MOVED, "embed/2025/items/1.1.2/"),
)
"""Pages of every kind."""
UNSEEN = (
    r"short_title|keywords|(departments|topics)\.aliases|refused|commitments\.name\.zh"
    r"|synonyms|reviewer|accepted|history|permalinks\.published"
)
"""What no page shows: it is for the search, for `check` or for editors."""


# What must not reach a page is refused


@pytest.mark.parametrize("name", FULL)
def test_odd_characters_are_refused_in_every_field(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "MOST", 10_000)
    text = json.dumps(changed(FULL[name], lambda _, value: f"{value}@@x"))
    for character in ODD:
        escaped = f"\\U{ord(character):08x}"
        document, problems = strict_yaml.parse(name, text.replace("@@", escaped).encode())
        places = {(problem.line, problem.column) for problem in problems}
        if document.data is None:
            assert "\ud800" <= character <= "\udfff", "half a character is refused by YAML itself"
            assert places
        for path, _ in values_of(FULL[name]):
            assert document.data is None or document.position(*path) in places, (path, ascii(character))
        for line in (f'"a{escaped}": 1', f"a: x{character}y", f"a{character}b: x"):
            raw = line.replace("\n", "\n\n ").encode("utf-8", "surrogatepass")
            assert strict_yaml.parse(name, raw)[1], ascii(line)


@pytest.mark.parametrize("name", FULL)
def test_attacks_are_refused_where_there_is_no_free_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MOST", 10_000)
    kinds = dict(leaves(model_of(name)))
    closed = [path for path, _ in values_of(FULL[name]) if not kinds[leaf_of(path, kinds)]]
    for attack in (*ATTACKS.values(), "../../x", "a/../../b/", "//evil.invalid/", "٢٠٢٥", "constructor'", "https:// x"):
        data = replaced(FULL[name], attack, closed)
        document, problems = strict_yaml.parse(name, json.dumps(data).encode())
        _, wrong, _ = validate(document, model_of(name))
        places = {(problem.line, problem.column) for problem in (*problems, *wrong)}
        for path in closed:
            assert document.position(*path) in places, (path, attack)


@pytest.mark.parametrize("name", ["content/permalinks.yml", "content/history.yml"])
@pytest.mark.parametrize(
    "path", ["../", "../../x/", "a/../../b/", "./", "//evil.invalid/", "en/", "index.html/", "x/#<b>"]
)
def test_no_address_leads_out_of_the_site(name: str, path: str) -> None:
    if name.endswith("history.yml"):
        data: Any = {"published": "2026-01-01", "revisions": [{"date": "2026-02-01", "what": path, "after": "x"}]}
        assert _problems({name: dumped(data).encode()})
        return
    ended = {"path": path, "date": "2026-01-31", "why": {"zh": "没有了。", "en": "Gone."}}
    for part in (
        {"moved": {path: "locations/"}},
        {"ended": [ended]},
        {"ended": [ended | {"path": "topics/x/", "see": path}]},
    ):
        assert _problems({name: dumped({"published": {path: "x"}} | part).encode()}), part


@pytest.mark.parametrize("name", FULL)
def test_another_shape_is_told_and_never_a_traceback(name: str) -> None:
    shapes: list[Any] = [[], {}, None, True, 7, -1.5, "", [{}], {"zh": "#"}, [[["x"]]]]
    for shape in shapes:
        assert _problems({name: json.dumps(replaced(FULL[name], shape)).encode()})
        _problems({name: json.dumps(shape).encode()})
    seen = set()
    kinds = dict(leaves(model_of(name)))
    for target, _ in values_of(FULL[name]):
        if leaf_of(target, kinds) not in seen:
            seen.add(leaf_of(target, kinds))
            wrong = replaced(FULL[name], [], {target})
            assert _problems({name: json.dumps(wrong).encode()}), target


@pytest.mark.parametrize(
    "line", ["a", "\t", "１a", "\u202e", "- &a b\n", "- a\n", "k: v\n", "[", "<<<<<<< \n", "zh: #", "\x00"]
)
def test_a_megabyte_is_told_in_few_words(line: str) -> None:
    raw = (line * (1_000_000 // len(line.encode()))).encode()
    problems = _problems({"content/topics.yml": raw})
    assert problems
    assert len(problems) <= 4 * MOST, "what will not be told is not kept"
    told = list(tell(bounded(problems), "en", {"content/topics.yml": strict_yaml.text_of(raw).split("\n")}))
    assert len(render_text(told, "en")) < 60_000


@pytest.mark.parametrize("name", FULL)
def test_a_text_that_is_too_long_is_told_where_it_stands(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "MOST", 10_000)
    monkeypatch.setattr(strict_yaml, "LARGEST", 10**9)
    document, problems = strict_yaml.parse(name, json.dumps(replaced(FULL[name], "x" * 10_001)).encode())
    places = {(problem.line, problem.column) for problem in problems if problem.rule == "text-too-long"}
    assert {document.position(*path) for path, _ in values_of(FULL[name])} == places


def _problems(files: dict[str, bytes]) -> list[Problem]:
    """What `check` and the build say of the small site with these files in it."""
    if raw := files.get(SETTINGS):
        document, found = strict_yaml.parse(SETTINGS, raw)
        return [*found, *validate(document, Publisher)[1]]
    content, problems = parse_content(read_files(SMALL) | files)
    found = [*problems, *(check(content) if content else ())]
    assert all(problem.rule in RULES for problem in found)
    return found


# What may be written is only text


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The attacked site."""
    root = tmp_path_factory.mktemp("hostile") / "root"
    make(root)
    before = _files(root.parent)
    build(root, root / "out" / "project", SITE_URL, lambda step: None)
    made = {path for path in _files(root.parent) - before if root / ".cache" not in path.parents}
    assert all(root / "out" / "project" in path.parents for path in made), "a file stands outside the site"
    return root / "out" / "project"


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


def test_no_field_is_left_out() -> None:
    attacks = (*ATTACKS.values(), *OFFICIAL.values(), "hacked()")
    found: set[tuple[Any, tuple[str, ...]]] = set()
    for name, data in DATA.items():
        kinds = dict(leaves(model_of(name)))
        for path, value in values_of(data):
            leaf = leaf_of(path, kinds)
            if not kinds[leaf] or any(attack in value for attack in attacks):
                found.add((model_of(name), leaf))
    every = {(kind, leaf) for kind in (*(kind for _, kind in SCHEMAS.values()), Publisher) for leaf, _ in leaves(kind)}
    assert every == found


def _parsed(site: Path) -> Iterator[tuple[Path, LexborHTMLParser]]:
    for path in sorted(site.rglob("*.html")):
        yield path, LexborHTMLParser(path.read_bytes())


def test_every_text_stands_on_a_page_as_it_was_written(built: Path) -> None:
    pages = "\n".join(_line(page.root.text()) for _, page in _parsed(built) if page.root)
    for name, data in DATA.items():
        kinds = dict(leaves(model_of(name)))
        for path, value in values_of(data):
            leaf = leaf_of(path, kinds)
            shown = ".".join([Path(name).stem, *(step for step in leaf if step != "*")])
            if kinds[leaf] and not re.search(UNSEEN, shown):
                assert _line(value) in pages, (name, path)


def _line(text: str) -> str:
    return " ".join(text.split())


def test_no_text_becomes_markup(built: Path) -> None:
    for path, page in _parsed(built):
        for node in page.css(":not([data-md-component=search-share])"):
            names = set(node.attributes)
            assert node.tag not in ("img", "iframe", "object", "embed", "style") or path.name == "404.html", (
                path,
                node.html,
            )
            assert not any(name.startswith("on") or name in ("style", "srcdoc", "formaction") for name in names), (
                path,
                node.html,
            )
            assert "hacked" not in " ".join(names), (path, node.html)
            for name in ("href", "src", "action"):
                value = str(node.attributes.get(name) or "")
                assert not re.match(r"\s*(javascript:|data:|//)", value, re.IGNORECASE), (path, node.html)
        assert len(page.css("base")) == ("embed" in path.parts), path
        assert not any("hacked" in node.text() for node in page.css("script") if not node.attributes.get("type")), path


def test_no_cell_begins_a_formula(built: Path) -> None:
    tables = list(built.rglob("*.csv"))
    guarded = parted = 0
    for path in tables:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        for row in rows[1:]:
            assert len(row) == len(rows[0])
            for cell in row:
                for piece in re.split(r"[;|\t]", cell):  # as a program may part it
                    assert not piece.lstrip(' "').startswith(tuple(start.strip() for start in FORMULAS)), (path, cell)
                guarded += cell.startswith("'")
                parted += ";' =" in cell
    assert len(tables) == 5
    assert guarded > 20
    assert parted > 20


def test_what_programs_read_is_whole_and_unchanged(built: Path) -> None:
    item = next(
        one for one in DATA["content/2025/plans/01.yml"]["measures"][0]["content"] if one.get("item") == "1.1.2"
    )
    row = json.loads((built / "data/v1/items/1.1.2.json").read_bytes())
    assert (row["text_zh"], row["text_en"], row["headline_en"]) == (item["zh"], item["en"], item["headline"]["en"])
    assert row["progress"][0]["sources"][0]["title"] == item["progress"][0]["sources"][0]["title"]
    for path in built.rglob("*.json"):
        json.loads(path.read_bytes())
    for path in built.rglob("*.xml"):
        tree = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        assert tree.getroottree().docinfo.doctype == ""
        assert not tree.xpath("//*[local-name()='script' or local-name()='img' or local-name()='iframe' or @onload]")
    feed = "".join(etree.fromstring((built / "en/feed.xml").read_bytes()).itertext())
    assert _line(item["progress"][0]["note"]["en"]) in _line(feed)
    for path, page in _parsed(built):
        for script in page.css('script[type="application/ld+json"]'):
            assert json.loads(script.text())["@graph"], path
    linked = LexborHTMLParser((built / "en/2025/items/1.1.2/index.html").read_bytes()).css(
        'script[type="application/ld+json"]'
    )
    assert any(item["headline"]["en"] in text for text in _strings(json.loads(linked[0].text())))
    card = json.loads((built / "en/oembed/2025/items/1.1.2.json").read_bytes())
    (frame,) = LexborHTMLParser(card["html"]).css("body *")
    assert frame.tag == "iframe"
    assert not any(name.startswith("on") for name in frame.attributes)
    parts = 2 + 2 + 5
    title = DATA["content/2025/edition.yml"]["title"]["zh"]
    entries = parse_string((built / "data/v1/citations.bib").read_text(encoding="utf-8"), "bibtex").entries
    assert len(entries) == parts
    assert {tuple(entry.fields) for entry in entries.values()} == {
        ("title", "howpublished", "year", "month", "date", "url", "language", "note")
    }
    records = rispy.loads((built / "data/v1/citations.ris").read_text(encoding="utf-8"))
    assert len(records) == parts
    assert all(title in record["title"] for record in records)


def _strings(value: Any) -> list[str]:
    return [one for _, one in values_of(value) if isinstance(one, str)]


# In a browser


@pytest.fixture(scope="module", params=["with the policy", "without the policy"])
def visit(request: pytest.FixtureRequest, browser: Browser, built: Path) -> Iterator[tuple[Page, str, list[str]]]:
    """A tab, the address of the site, and what happened that should not: in browsers that know the policy, and in
    others."""
    context = browser.new_context(bypass_csp=request.param == "without the policy", accept_downloads=True)
    found: list[str] = []
    context.expose_binding("hacked", lambda source: found.append(f"a script ran on {source['page'].url}"))
    context.expose_binding("noted", lambda source, text: found.append(text))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => noted(`${location} ${event.violatedDirective}`))"
    )
    page = context.new_page()
    page.on("response", lambda one: found.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    page.on("dialog", lambda dialog: found.append(dialog.message))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if "violates" in message.text else None)
    with file_server(built.parent) as address:
        home = f"{address}{built.name}/"
        page.on("request", lambda one: None if one.url.startswith((home, "data:", "blob:")) else found.append(one.url))
        yield page, home, found
    context.close()


@pytest.mark.parametrize("visit", ["with the policy"], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_script_runs_on_any_kind_of_page(visit: tuple[Page, str, list[str]], built: Path, language: str) -> None:
    page, home, found = visit
    for path in KINDS:
        page.goto(f"{home}{language}{path}")
        if path in MOVED:
            page.wait_for_url(f"{home}{language}{MOVED[path]}")
            continue
        title = LexborHTMLParser((built / language / path / "index.html").read_bytes()).css_first("title")
        assert title
        assert page.title() == _line(title.text()), path
    page.goto(f"{home}{language}2025/items/2.1.2/")
    page.locator("a.lt-term").first.focus()
    tip = DATA["content/glossary.yml"][0]["explanation"]["en" if language else "zh"]
    expect(page.locator("#lt-tip span")).to_have_text(tip)
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_script_runs_from_the_search(visit: tuple[Page, str, list[str]], built: Path, language: str) -> None:
    page, home, found = visit
    page.goto(f"{home}{language}")
    page.locator("input[name=query]").click()
    results = page.locator(".md-search-result__link")
    begun = DATA["content/2025/plans/01.yml"]["measures"][0]["content"][0]["headline"]["zh"][:-3]
    for query in (
        *ATTACKS.values(),
        begun,
        "constructor",
        "__proto__",
        "\ud800",
        "(" * 500,
        "a" * 3000,
        "罗" * 3000,
        " 1,1" * 900,
    ):
        page.locator("input[name=query]").fill("")
        page.locator("input[name=query]").fill(query)
        expect(results.first).to_be_visible()
        assert page.locator(".md-search__suggest *").count() == 0, query
    page.locator("input[name=query]").fill("东门路" * 600_000)
    page.locator("input[name=query]").fill("国贸地块")
    expect(results.first).to_contain_text("Guomao site" if language else "国贸地块")
    page.goto(f"{home}{language}?q=%3Cimg%20src%3Dx%20onerror%3Dhacked()%3E")
    expect(results.first).to_be_visible()
    assert page.locator(".md-search-result img, .md-search-result svg[onload]").count() == 0
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("tool", "table"), [("explore", "items"), ("targets", "targets")])
def test_filters_take_text_for_text(
    visit: tuple[Page, str, list[str]], built: Path, tool: str, table: str, language: str
) -> None:
    page, home, found = visit
    page.goto(
        f"{home}{language}{tool}/?topic=constructor&verb=constructor&unit=__proto__&plan=toString&sort=constructor"
    )
    count = page.locator("[role=status]").first
    expect(count).to_contain_text(re.compile(r"\d"))
    box = page.locator("input[name=text]")
    for text in ("constructor __proto__", "\ud800", "(" * 500, "x" * 20_000, EVERYTHING, ATTACKS["prototype"]):
        box.fill(text)
        page.wait_for_function("text => new URLSearchParams(location.search).get('text') === text", arg=_whole(text))
    expect(count).to_contain_text(re.compile("[1-9]"))
    with page.expect_download() as saved:
        page.locator("button[name=csv]").click()
    published = (built / f"data/v1/{table}.csv").read_bytes()
    rows = _rows(saved.value.path().read_bytes())
    assert len(rows) > 1
    assert set(rows) <= set(_rows(published))
    assert not found


def _whole(text: str) -> str:
    """A text as addresses have it."""
    return text.replace("\ud800", "\ufffd")


def _rows(table: bytes) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))]
