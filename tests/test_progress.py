"""What became of items, on a small site whose entries, sources and figures are all made up."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator import check
from generator.__main__ import main
from generator.build import build
from generator.figures import reached_text
from generator.git import Commit, FileChange
from generator.history import facts_of, revisions_of
from generator.languages import read_languages
from generator.library import Library
from generator.model import Comparator, Nature, Reached, Status, Target, Unit

from .conftest import ROOT, SITE_URL, file_server, make_project
from .test_accessibility import AXE, RULES
from .test_html import judge

PARKING = f"""
        progress:
          - date: "2026-01-31"
            status: under_way
            note:
              zh: 一月底新增车位600个（虚构）。
              en: By the end of January 600 spaces were added (made up).
            reached: [{{target: 1.1.2-a, value: 600}}]
            sources:
              - url: https://news.example.org/a;v=2?b=1&c=2
                title: 东门路工程过半（虚构）
                publisher: 某报
                date: "2026-01-30"
          - date: "2026-03-05"
            status: achieved
            note:
              zh: 全部建成（虚构）。
              en: All complete (made up).
            reached: [{{target: 1.1.2-a, value: 1250}}]
            sources:
              - url: https://www.example.org/{"x" * 300}
                title: Dongmen Road open (made up)
                publisher: 某报
                date: "2026-03-01"
                archived: https://archive.example.org/web/2026/https://www.example.org/x
              - url: http://www.example.net/通告.html
                title: 通告（虚构）
                publisher: 某区网站
                date: "2026-03-05"
"""
SITE = """
        progress:
          - date: "2026-02-01"
            status: cannot_be_judged
            note: {zh: 来源说法不一（虚构）。, en: The sources disagree (made up).}
            sources:
              - {url: "https://news.example.org/b", title: 两种说法（虚构）, publisher: 某报, date: "2026-02-01"}
"""
UNMEASURABLE = """
            unmeasurable: {zh: 没有公开的统计（虚构）。, en: No statistics are published (made up).}
"""


def record(root: Path) -> None:
    """Give the small project its made-up progress."""
    path = root / "content/2025/plans/01.yml"
    text = path.read_text(encoding="utf-8")
    for after, more in (
        ("          en: [parking]\n", PARKING),
        ("          en: Printed so.\n", SITE),
        ("            what: {zh: 改造, en: renovated}\n", UNMEASURABLE),
    ):
        assert text.count(after) == 1
        text = text.replace(after, after + more.lstrip("\n"))
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, kept_frames: Path) -> Path:
    """The small site with progress on two of its items."""
    root = make_project(tmp_path_factory.mktemp("followed") / "root")
    shutil.copytree(kept_frames, root / ".cache")
    record(root)
    build(root, root / "site", SITE_URL, lambda step: None)
    return root / "site"


def _page(site: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / name / "index.html").read_bytes())


def _in(part: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The first that matches."""
    found = part.css_first(selector)
    assert found is not None, selector
    return found


def _json(site: Path, name: str) -> Any:
    return json.loads((site / "data/v1" / name).read_bytes())


def test_an_item_shows_what_became_of_it_the_latest_first(followed: Path) -> None:
    page = _page(followed, "en/2025/items/1.1.2")
    entries = page.css(".lt-timeline > li")
    assert [entry.id for entry in entries] == ["progress-2026-03-05", "progress-2026-01-31"]
    assert [_in(entry, ".lt-status").text() for entry in entries] == ["Achieved", "Under way"]
    latest, first = (re.sub(r"\s+", " ", entry.text()) for entry in entries)
    assert "parking spaces: reached 1,250 (104%); target: at least 1,200" in latest
    assert "parking spaces: reached 600 (50%); target: at least 1,200" in first
    assert "not yet confirmed" in first, "the state of the English"
    assert "东门路工程过半（虚构） · 某报 · 2026-01-30" in first
    links = [link.attributes for link in entries[0].css("a")]
    assert [link["href"] for link in links] == [
        "https://www.example.org/" + "x" * 300,
        "https://archive.example.org/web/2026/https://www.example.org/x",
        "http://www.example.net/通告.html",
    ]
    assert all(link["rel"] == "noopener" for link in links)
    assert "not official" in _in(page, "[aria-labelledby=progress] .lt-small").text()
    chinese = _in(_page(followed, "2025/items/1.1.2"), "[aria-labelledby=progress]").text()
    assert "已实现" in chinese
    assert "已达1250（104%）；目标：至少1200" in chinese
    assert "一月底新增车位600个（虚构）。" in chinese
    assert "尚未由双语人士复核" not in chinese, "the Chinese is not a translation"


def test_a_target_stands_beside_what_was_reached(followed: Path) -> None:
    for name, row in (("en/2025/items/1.1.2", "#1\\.1\\.2-a"), ("en/targets", "tr#1\\.1\\.2-a")):
        outcome = _in(_page(followed, name), f"{row} .lt-outcome")
        assert outcome.text() == "reached 1,250 (104%) · 2026-03-05"
        path, _, anchor = str(outcome.attributes["href"]).partition("#")
        there = (followed / name / path / "index.html").resolve()
        assert f'id="{anchor}"' in there.read_text(encoding="utf-8")
    for name in ("en/2025/items/1.1.3", "en/targets"):
        said = _in(_page(followed, name), "#1\\.1\\.3-a .lt-outcome").text()
        assert said == "Cannot be measured from outside: No statistics are published (made up)."
    assert len(_page(followed, "en/targets").css(".lt-outcome")) == 2


def test_an_item_without_entries_only_invites(followed: Path, site: Path, library: Library) -> None:
    silent = next(item.id for item in library.items.values() if not item.progress)
    for root, item in ((followed, "1.1.1"), (site, silent)):
        for prefix, invitation in (("", "提供公开来源"), ("en/", "Name a published source")):
            page = _page(root, f"{prefix}2025/items/{item}")
            assert not page.css("#progress, .lt-timeline, .lt-status, .lt-outcome")
            (link,) = [link for link in page.css(".lt-main a") if link.text() == invitation]
            assert str(link.attributes["href"]).endswith("about/#corrections")


def test_a_site_without_entries_offers_nothing_of_it(site: Path, library: Library) -> None:
    with_progress = {item.id for item in library.items.values() if item.progress}
    assert {row["item"] for row in _json(site, "progress.json")} == with_progress
    facets = [name for name, _, _ in json.loads((site / "en/explore/items.json").read_bytes())["facets"]]
    assert ("progress" in facets) == bool(with_progress)
    known = library.reached.keys() | {target.id for _, target in library.targets if target.unmeasurable}
    assert len(_page(site, "en/targets").css(".lt-outcome")) == len(known)


def test_filters_know_the_latest_status(followed: Path) -> None:
    data = json.loads((followed / "en/explore/items.json").read_bytes())
    name, title, values = data["facets"][-1]
    assert (name, title) == ("progress", "What became of it")
    assert values == [["achieved", "Achieved"], ["cannot_be_judged", "Cannot be judged"]]
    own = {row[0]: row[2][-1] for row in data["rows"]}
    assert own == {"1.1.1": [], "1.1.2": [0], "1.1.3": [1], "2.1.1": [], "2.1.2": []}


def test_pages_conform_and_are_for_everyone(followed: Path, browser: Browser) -> None:
    names = [
        f"{prefix}{page}/" for prefix in ("", "en/") for page in ("2025/items/1.1.2", "2025/items/1.1.3", "targets")
    ]
    assert not judge([followed / name / "index.html" for name in names])
    with file_server(followed) as address:
        for scheme, rules in RULES.items():
            page = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 740}, bypass_csp=True)  # type: ignore[arg-type]
            for name in names:
                page.goto(address + name)
                page.add_script_tag(path=AXE)
                found = page.evaluate("rules => axe.run(rules)", rules)["violations"]
                assert not found, (name, scheme, [(one["id"], one["nodes"][0]["html"]) for one in found])
                assert page.evaluate("document.documentElement.scrollWidth") <= 360
            page.close()


def test_a_view_by_status_has_an_address(followed: Path, browser: Browser) -> None:
    page = browser.new_page()
    with file_server(followed) as address:
        page.goto(f"{address}en/explore/?progress=achieved")
        expect(page.locator(".lt-explore__count")).to_have_text("1 item")
        expect(page.locator(".lt-chips")).to_contain_text("What became of it: Achieved")
        expect(page.locator(".lt-explore__rows")).to_contain_text("1.1.2")
    page.close()


def test_the_data_hold_entries_sources_and_figures(followed: Path) -> None:
    for name in ("progress", "items", "targets"):
        schema = Draft202012Validator(_json(followed, f"schemas/{name}.schema.json"))
        rows = _json(followed, f"{name}.json")
        schema.validate(rows)
        if name == "progress":
            assert not schema.is_valid([rows[0] | {"status": "done"}])
            assert not schema.is_valid([rows[0] | {"sources": [{"url": "javascript:alert(1)"}]}])
    first, second, third = _json(followed, "progress.json")
    assert [one["id"] for one in (first, second, third)] == [
        *("1.1.2-2026-01-31", "1.1.2-2026-03-05", "1.1.3-2026-02-01")
    ]
    assert second["status"] == "achieved"
    assert second["reached"] == [{"target": "1.1.2-a", "value": 1250}]
    assert second["sources"][1] == {
        "url": "http://www.example.net/通告.html",
        "title": "通告（虚构）",
        "publisher": "某区网站",
        "date": "2026-03-05",
        "archived": None,
    }
    items = {item["id"]: item for item in _json(followed, "items.json")}
    assert items["1.1.2"]["progress"] == [first, second] == _json(followed, "items/1.1.2.json")["progress"]
    assert items["1.1.1"]["progress"] == []
    targets = {target["id"]: target for target in _json(followed, "targets.json")}
    assert (targets["1.1.2-a"]["reached"], targets["1.1.2-a"]["reached_date"]) == (1250, "2026-03-05")
    assert (targets["1.1.3-a"]["reached"], targets["1.1.3-a"]["unmeasurable_zh"]) == (None, "没有公开的统计（虚构）。")
    text = (followed / "data/v1/progress.csv").read_text(encoding="utf-8-sig")
    row = list(csv.DictReader(io.StringIO(text)))[1]
    assert (row["status"], row["reached"]) == ("achieved", "1.1.2-a=1250")
    assert row["sources"].split("; ") == [source["url"] for source in second["sources"]]


def test_feeds_tell_of_it_on_its_day(followed: Path) -> None:
    schema = etree.RelaxNG(etree.parse(ROOT / "tests" / "atom.rng"))
    road = [f"{SITE_URL}en/2025/items/1.1.2/#progress-2026-{day}" for day in ("03-05", "01-31")]
    other = f"{SITE_URL}en/2025/items/1.1.3/#progress-2026-02-01"
    for name, ids in {
        "en/feed.xml": [road[0], other, road[1]],
        "en/2025/plans/1/feed.xml": [road[0], other, road[1]],
        "en/2025/plans/2/feed.xml": [],
        "en/departments/qu-shangwuju/feed.xml": [road[0], other, road[1]],
        "en/locations/dongmenlu/feed.xml": road,
    }.items():
        raw = (followed / name).read_bytes()
        assert schema.validate(etree.fromstring(raw)), schema.error_log
        entries = feedparser.parse(raw).entries
        assert [entry.id for entry in entries] == ids
        assert [entry.link for entry in entries] == ids
    newest = feedparser.parse((followed / "en/feed.xml").read_bytes(), sanitize_html=False).entries[0]
    assert newest.updated == "2026-03-05T00:00:00Z"
    assert newest.title.endswith(" · What became of it: Achieved")
    assert "reached 1,250" in newest.content[0].value
    assert 'href="http://www.example.net/' in newest.content[0].value
    assert _json(followed, "changes.json") == [], "no change of ours"


@pytest.mark.parametrize(
    ("target", "value", "said"),
    [
        ({}, 1250, "reached 1,250 (104%); target: at least 1,200"),
        ({}, 1199, "reached 1,199 (99%); target: at least 1,200"),
        ({}, 5, "reached 5; target: at least 1,200"),
        ({"comparator": Comparator.REACH}, 600, "reached 600 (50%); target: reach 1,200"),
        ({"comparator": Comparator.AT_MOST}, 600, "reached 600; target: at most 1,200"),
        ({"comparator": Comparator.RANGE, "value_max": 1300}, 600, "reached 600; target: 1,200–1,300"),
        ({"nature": Nature.GROWTH, "unit": Unit.PERCENT, "value": 5}, -2, "reached -2%; target: at least 5%"),
        ({"nature": Nature.RATIO, "unit": Unit.PERCENT, "value": 50}, 25, "reached 25%; target: at least 50%"),
    ],
)
def test_a_share_is_told_only_where_there_is_one(target: dict[str, Any], value: int, said: str) -> None:
    parking = Target(
        id="1.1.2-a",
        quote="新增车位1200个以上",
        comparator=Comparator.AT_LEAST,
        value=1200,
        unit=Unit.COUNT,
        nature=Nature.NEW,
        what={"zh": "车位", "en": "parking spaces"},
    ).model_copy(update=target)
    words = next(language.words for language in read_languages(ROOT) if language.code == "en")
    assert reached_text(parking, Reached(target="1.1.2-a", value=value), "en", words, "reached") == said


def test_every_status_has_a_name_in_every_language() -> None:
    for language in read_languages(ROOT):
        assert list(language.words["statuses"]) == [status.value for status in Status]


def test_an_entry_corrected_later_is_a_change_and_a_new_one_is_none(small: Path) -> None:
    path = small / "content/2025/plans/01.yml"
    name = "content/2025/plans/01.yml"
    versions = {"none": path.read_bytes()}
    record(small)
    versions["recorded"] = path.read_bytes()
    versions["corrected"] = versions["recorded"].replace(b"value: 600", b"value: 650").replace(b"under_way", b"delayed")
    steps = [("2026-04-01", "none", "recorded"), ("2026-04-02", "recorded", "corrected")]
    commits = [Commit(day=day, files=(FileChange(name, before, after),)) for day, before, after in steps]
    found = revisions_of(commits, lambda path, key: facts_of(path, versions[key]), "2026-01-01")
    assert [(one.date, one.what, one.before, one.after) for one in found if "1.1.3" not in one.what] == [
        ("2026-04-02", "2025/1.1.2-2026-01-31/status", "under_way", "delayed"),
        ("2026-04-02", "2025/1.1.2-2026-01-31/reached", "1.1.2-a 600", "1.1.2-a 650"),
    ]


def test_an_english_note_has_no_figure_of_its_own(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(small)
    path = small / "content/2025/plans/01.yml"
    text = path.read_text(encoding="utf-8")
    assert main(["check", "--root", str(small)]) == 0
    capsys.readouterr()
    path.write_text(text.replace("January 600 spaces", "January 6,000 spaces"), encoding="utf-8")
    assert main(["check", "--root", str(small)]) == 1
    assert "6,000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("comparator", "short"),
    [
        ("at_most", [False, False, True]),
        ("more_than", [True, True, False]),
        ("at_least", [True, False, False]),
        ("exact", [True, False, False]),
        ("reach", [True, False, False]),
    ],
)
def test_what_falls_short_depends_on_the_bound(library: Library, comparator: str, short: list[bool]) -> None:
    target = library.targets[0][1].model_copy(update={"comparator": Comparator(comparator), "value": 10})
    assert [check._falls_short(target, Decimal(value)) for value in (9, 10, 11)] == short
