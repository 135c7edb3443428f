"""The feeds: valid, stable, and about changes of substance only."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import feedparser
from lxml import etree

from generator import paths
from generator.build import build
from generator.changes import Change, entries_of, readable
from generator.languages import read_languages
from generator.library import Library, Shelf
from generator.model import History, Revision, Unit

from .conftest import REVISIONS, ROOT, SITE_URL
from .test_history import changed  # noqa: F401 (a fixture)

ATOM = etree.RelaxNG(etree.parse(ROOT / "tests" / "atom.rng"))
DAYS = {*re.findall(r'date: "([0-9-]+)"', REVISIONS), "2025-09-10"}


def _feeds(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("feed.xml"))}


def _read(site: Path, name: str) -> feedparser.FeedParserDict:
    return feedparser.parse((site / name).read_bytes(), sanitize_html=False)


def _assert_valid(feeds: dict[str, bytes]) -> None:
    for name, raw in feeds.items():
        assert ATOM.validate(etree.fromstring(raw)), (name, ATOM.error_log)
        found = feedparser.parse(raw)
        assert not found.bozo, (name, found.get("bozo_exception"))
        assert found.version == "atom10"
        assert found.feed.id == SITE_URL + name
        ids = [entry.id for entry in found.entries]
        assert len(ids) == len(set(ids)), name


def test_every_feed_of_the_real_site_is_valid(site: Path, library: Library) -> None:
    feeds = _feeds(site)
    pages = ["", *(f"2025/plans/{plan.number}/" for plan in library.plans)]
    pages += [f"departments/{slug}/" for slug in library.departments]
    pages += [f"locations/{slug}/" for slug in library.locations]
    assert set(feeds) == {f"{prefix}{page}feed.xml" for page in pages for prefix in ("", "en/")}
    _assert_valid(feeds)


def test_the_schema_refuses_what_the_rfc_refuses(changed_site: Path) -> None:
    good = (changed_site / "en/feed.xml").read_bytes()
    for old, new in (
        (rb"<updated>[^<]*</updated>", b""),
        (rb"<author>.*?</author>", b""),
        (rb"T00:00:00Z", b""),
        (rb"<id>[^<]*</id>", b""),
        (rb"<title>", b"<title type='picture'>"),
        (rb' xmlns="http://www.w3.org/1999/xhtml"', b""),
    ):
        bad = re.sub(old, new, good)
        assert bad != good
        assert not ATOM.validate(etree.fromstring(bad)), old


def test_feeds_tell_the_changes_that_concern_them(changed_site: Path) -> None:
    _assert_valid(_feeds(changed_site))
    day = "#changed-2026-1"
    road, note = "en/2025/items/1.1.2/", "en/2025/items/1.1.3/"
    office = f"{SITE_URL}en/departments/qu-shangwuju/{day}2-02"
    every = [f"{SITE_URL}{note}{day}2-03", office, f"{SITE_URL}{road}{day}2-01", f"{SITE_URL}{road}{day}1-25"]
    expected = {
        "en/feed.xml": every,
        "en/2025/plans/1/feed.xml": [one for one in every if one != office],
        "en/2025/plans/2/feed.xml": [],
        "en/departments/qu-shangwuju/feed.xml": every,
        "en/locations/dongmenlu/feed.xml": every[2:],
        "en/locations/guomao-dikuai/feed.xml": every[:1],
    }
    for name, ids in expected.items():
        assert [entry.id for entry in _read(changed_site, name).entries] == ids, name
    newest, *_, oldest = _read(changed_site, "en/feed.xml").entries
    assert newest.updated == "2026-12-03T00:00:00Z"
    assert oldest.title == "1.1.2 Complete Dongmen Road, 1,200 more parking spaces · Translation, Headline"
    assert oldest.link == f"{SITE_URL}{road}{day}1-25"
    content = oldest.content[0].value
    assert "<del>1,000</del><ins>1,200</ins>" in content
    assert 'lang="zh-Hans"' in content
    chinese = _read(changed_site, "feed.xml")
    assert chinese.entries[0].id == f"{SITE_URL}2025/items/1.1.3/{day}2-03"
    assert chinese.feed.updated == "2026-12-03T00:00:00Z"


def test_every_entry_leads_to_a_place_that_is_there(changed_site: Path) -> None:
    for name in _feeds(changed_site):
        for entry in _read(changed_site, name).entries:
            path, _, anchor = entry.link.removeprefix(SITE_URL).partition("#")
            page = (changed_site / path / "index.html").read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in page, entry.link


def test_no_date_comes_from_a_clock(changed_site: Path) -> None:
    """Whatever the day of a build, its feeds hold days of changes, or that of the document's publication."""
    for name, raw in _feeds(changed_site).items():
        assert set(re.findall(r"(\d{4}-\d\d-\d\d)T", raw.decode())) <= DAYS, name
    empty = _read(changed_site, "en/2025/plans/2/feed.xml")
    assert (empty.entries, empty.feed.updated) == ([], "2025-09-10T00:00:00Z")


def test_pages_name_their_feed(changed_site: Path) -> None:
    for page in ("", "en/", "en/2025/plans/1/", "departments/qu-shangwuju/", "en/locations/dongmenlu/"):
        html = etree.HTML((changed_site / page / "index.html").read_bytes())
        (link,) = html.xpath("/html/head/link[@type='application/atom+xml']")
        assert link.get("rel").split() == ["alternate"]
        assert (changed_site / page / link.get("href")).is_file()
        if page.count("/") > 1:
            assert html.xpath("//p/a[@href='feed.xml']")
    item = etree.HTML((changed_site / "2025/items/1.1.1/index.html").read_bytes())
    assert not item.xpath("/html/head/link[@type='application/atom+xml']")


def test_who_follows_a_page_that_moved_or_ended_is_answered(small: Path) -> None:
    end = {
        "date": "2026-12-24",
        "why": {"zh": "并入投资。", "en": "Merged into <b>Investment</b>."},
        "see": "topics/touzi/",
    }
    register = {
        "published": {"locations/gone/": "旧地", "departments/old/": "旧局"},
        "moved": {
            "departments/old/": "departments/qu-shangwuju/",
            "locations/older/": "locations/gone/",
            "locations/odd/": "topics/touzi/",
            "topics/old/": "topics/touzi/",
        },
        "ended": [end | {"path": "locations/gone/"}, end | {"path": "topics/gone/"}],
    }
    (small / "content/permalinks.yml").write_text(json.dumps(register), encoding="utf-8")
    (small / "content/history.yml").write_text(REVISIONS, encoding="utf-8")
    build(small, small / "site", SITE_URL, lambda step: None)
    feeds = _feeds(small / "site")
    _assert_valid(feeds)
    assert {name for name in feeds if re.search("old|gone|odd", name)} == {
        f"{prefix}{page}/feed.xml"
        for page in ("departments/old", "locations/older", "locations/odd", "locations/gone")
        for prefix in ("", "en/")
    }
    new, old = (_read(small / "site", f"en/departments/{slug}/feed.xml") for slug in ("qu-shangwuju", "old"))
    assert len(new.entries) == 4
    assert old.entries == new.entries
    assert (old.feed.title, old.feed.link) == (new.feed.title, f"{SITE_URL}en/departments/qu-shangwuju/")
    for name in ("gone", "older"):
        (entry,) = _read(small / "site", f"en/locations/{name}/feed.xml").entries
        assert (entry.id, entry.link) == (f"{SITE_URL}en/locations/gone/", f"{SITE_URL}en/locations/gone/")
        assert entry.title.endswith(" · This page has been discontinued")
        assert entry.updated == "2026-12-24T00:00:00Z"
        assert "Merged into &lt;b&gt;Investment&lt;/b&gt;." in entry.content[0].value
        assert f'href="{SITE_URL}en/topics/touzi/"' in entry.content[0].value
    assert _read(small / "site", "locations/gone/feed.xml").entries[0].title == "旧地 · 这个页面已停用"
    odd = _read(small / "site", "locations/odd/feed.xml")
    assert (odd.entries, odd.feed.link) == ([], f"{SITE_URL}topics/touzi/")


def test_git_and_the_record_give_the_same_site(changed: Path) -> None:  # noqa: F811 (the fixture)
    from generator.__main__ import main  # noqa: PLC0415

    site = changed / "site"
    build(changed, site, SITE_URL, lambda step: None)
    entries = _read(site, "en/feed.xml").entries
    assert [(entry.updated[:10], entry.title.partition(" · ")[2]) for entry in entries] == [
        ("2026-12-03", "Headline, Target, in the words of the document, Figure"),
        ("2026-11-25", "Translation"),
    ]
    assert main(["history", "record", "--root", str(changed)]) == 0
    (changed / ".git").rename(changed / "git-is-gone")
    again = build(changed, site, SITE_URL, lambda step: None)
    assert (again.files.changed, again.files.removed) == (0, 0)


def test_every_kind_of_thing_has_its_entry(shelf: Shelf) -> None:
    told = [
        ("glossary/fuji/explanation", None),
        ("2025/1.1/title", ("2025/measures/1.1/", "title", "")),
        ("2025/1.1-t1", ("2025/measures/1.1/", "heading", "1.1-t1")),
        ("2025/plan-2/summary", ("2025/plans/2/", "summary", "")),
        ("2025/plan-99/summary", None),
        ("2025/99.1/title", None),
        ("2025/99.1.1/headline", None),
        ("1999/1.1.1/headline", None),
        ("departments/nobody/name", None),
    ]
    term = next(iter(shelf.terms))
    told[0] = (f"glossary/{term}/explanation", (paths.term(term), "explanation", ""))
    revisions = tuple(Revision(date="2026-12-01", what=what, language="en", before="a", after="b") for what, _ in told)
    known = replace(shelf, history=History(published="2026-11-24", revisions=revisions))
    found = [(entry.path, change.aspect, change.part) for entry in entries_of(known) for change in entry.changes]
    assert sorted(found) == sorted(wanted for _, wanted in told if wanted)
    (measure,) = [entry for entry in entries_of(known) if entry.path == "2025/measures/1.1/"]
    plan_and_bodies = {"2025/plans/1/", *map(paths.department, shelf.newest.measures["1.1"].departments)}
    assert measure.feeds == {paths.HOME, *plan_and_bodies}
    assert measure.name.zh.startswith("1.1 ")


def test_a_value_of_a_target_that_is_gone_is_shown_as_recorded(shelf: Shelf) -> None:
    chinese = read_languages(ROOT)[0]
    money = next(target.id for _, target in shelf.newest.targets if target.unit is Unit.YUAN)
    pieces = {}
    for part in ("1.1.1-z", money):
        revision = Revision(date="2026-12-01", what=f"2025/{part}/value", before="1000", after="1200")
        pieces[part] = [piece.text for piece in readable(shelf, Change(revision, "value", part), chinese)]
    assert pieces["1.1.1-z"] == ["1000", "1200"]
    assert pieces[money] == ["1000元", "1200元"]
