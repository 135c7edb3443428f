"""Addresses never break: what was published answers, leads on, or says what became of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser

from generator import strict_yaml
from generator.__main__ import main
from generator.library import Library
from generator.model import Bilingual, Ended, Permalinks
from generator.permalinks import NAMELESS, changes, destination, recorded, render_register

from .conftest import ROOT, SITE_URL, Edit, file_server
from .test_html import judge

REGISTER = "content/permalinks.yml"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def published(small: Path, capsys: Capture) -> Path:
    """The small site with all its addresses recorded."""
    assert main(["permalinks", "record", "--root", str(small)]) == 0
    capsys.readouterr()
    return small


def _register(root: Path, **parts: object) -> None:
    path = root / REGISTER
    data = yaml.safe_load(path.read_text(encoding="utf-8")) | parts
    data = json.loads(json.dumps(data))  # a value used twice would become an alias
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def _told(root: Path, capsys: Capture, command: str = "check") -> str:
    main([command, "--root", str(root)])
    shown = capsys.readouterr()
    return shown.out + shown.err


def _build(root: Path) -> Path:
    assert main(["build", "--root", str(root), "--site-url", SITE_URL]) == 0
    return root / "site"


def _links_astray(site: Path, path: str) -> list[str]:
    """The relative links of a page that lead to no file."""
    page = LexborHTMLParser((site / path / "index.html").read_bytes())
    found = [one.attributes.get(name) or "" for name in ("href", "src") for one in page.css(f"[{name}]")]
    files = [(link, site / path / re.split("[?#]", link)[0]) for link in found if not re.match(r"\w+:|#", link)]
    return [link for link, file in files if not (file.is_file() or (file / "index.html").is_file())]


def test_every_address_of_the_site_is_recorded(site: Path, library: Library) -> None:
    register = yaml.safe_load((ROOT / REGISTER).read_text(encoding="utf-8"))["published"]
    pages = {path.relative_to(site).as_posix().removesuffix("index.html") for path in site.glob("**/index.html")}
    own = {path for path in pages if path and not path.startswith(("en/", "embed/")) and not path.endswith("booklet/")}
    assert own == {path for path in register if "#" not in path}
    anchors = {f"glossary/#{slug}" for slug in library.terms} | {
        f"targets/#{target.id}" for _, target in library.targets
    }
    assert {path for path in register if "#" in path} == anchors


def test_short_addresses_lead_to_items(site: Path, library: Library) -> None:
    for prefix in ("", "en/"):
        for item in library.items:
            page = LexborHTMLParser((site / prefix / item / "index.html").read_bytes())
            link, canonical = page.css_first("body a"), page.css_first("link[rel=canonical]")
            assert link is not None
            assert canonical is not None
            assert link.attributes["href"] == f"../2025/items/{item}/"
            assert canonical.attributes["href"] == f"{SITE_URL}{prefix}2025/items/{item}/"


def test_a_renamed_slug_is_refused_until_it_leads_on(published: Path, edit: Edit, capsys: Capture) -> None:
    edit("content/departments.yml", "slug: qu-shangwuju", "slug: shangwuju")
    assert "the published address departments/qu-shangwuju/ would be gone" in (told := _told(published, capsys))
    assert "'departments/qu-shangwuju/: departments/shangwuju/' under moved" in told
    assert "Problems found: 1." in told
    assert "moves  departments/qu-shangwuju/  to departments/shangwuju/" in _told(published, capsys, "permalinks")
    assert main(["permalinks", "record", "--root", str(published)]) == 0
    site = _build(published)
    for path in ("departments/{}/", "en/departments/{}/", "departments/{}/booklet/"):
        page = LexborHTMLParser((site / path.format("qu-shangwuju") / "index.html").read_bytes())
        canonical = page.css_first("link[rel=canonical]")
        assert canonical is not None
        assert canonical.attributes["href"] == SITE_URL + path.format("shangwuju")
    assert "qu-shangwuju" not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_a_redirect_leads_on_in_a_browser_and_twice(published: Path, edit: Edit, browser: Browser) -> None:
    for old, new in (("qu-shangwuju", "shangwuju"), ("shangwuju", "shangwu")):
        edit("content/departments.yml", f"slug: {old}", f"slug: {new}")
        assert main(["permalinks", "record", "--root", str(published)]) == 0
    with file_server(_build(published)) as address:
        page = browser.new_page()
        for prefix in ("", "en/"):
            page.goto(f"{address}{prefix}departments/qu-shangwuju/")
            page.wait_for_url(f"{address}{prefix}departments/shangwu/")
            expect(page.locator("h1")).to_be_visible()
        page.close()


def test_a_renamed_term_keeps_its_anchor(published: Path, edit: Edit, browser: Browser) -> None:
    register = yaml.safe_load((published / REGISTER).read_text(encoding="utf-8"))["published"]
    old = next(path for path in register if path.startswith("glossary/#"))
    slug = old.partition("#")[2]
    edit("content/glossary.yml", f"slug: {slug}", "slug: xin-ming")
    assert main(["permalinks", "record", "--root", str(published)]) == 0
    glossary = _build(published) / "glossary" / "index.html"
    page = LexborHTMLParser(glossary.read_bytes())
    anchor, term = page.css_first(f"[id='{slug}']"), page.css_first("[id='xin-ming']")
    assert anchor is not None
    assert anchor.parent is not None
    assert (anchor.parent.tag, anchor.parent.parent) == ("dt", term)
    assert not judge([glossary])


Targets = dict[str, str]
"""Which target each has the letter now, by the letter it was published under; `n` is a new one."""


def _give_letters(root: Path, item: str, letters: Targets) -> None:
    """Give the targets of an item other letters, and the place in the file that goes with their order here."""
    path = root / f"content/2025/plans/0{item[0]}.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    (entry,) = (one for measure in data["measures"] for one in measure["content"] if one.get("item") == item)
    old = {target["id"][-1]: target for target in entry["targets"]}
    gone = [target["quote"] for letter, target in old.items() if letter not in letters.values()]
    entry["not_targets"] = [*entry.get("not_targets", ()), *gone]
    old["n"] = entry["targets"][0] | {"quote": entry["targets"][0]["quote"][2:]}
    entry["targets"] = [old[letters[letter]] | {"id": f"{item}-{letter}"} for letter in letters]
    data = json.loads(json.dumps(data))
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


@pytest.mark.parametrize(
    ("item", "letters", "astray"),
    [
        ("2.1.1", {"a": "b", "b": "a"}, {"a": "b", "b": "a"}),
        ("2.1.1", {"a": "n", "b": "a", "c": "b"}, {"a": "b", "b": "c"}),
        ("1.1.1", {"a": "n", "b": "a"}, {"a": "b"}),
        ("2.1.1", {"a": "b"}, {"b": "a"}),
    ],
    ids=["swapped", "pushed on by a new one", "pushed out by a new one", "moved up"],
)
def test_a_target_does_not_get_the_address_of_another(
    published: Path, capsys: Capture, item: str, letters: Targets, astray: Targets
) -> None:
    before = (published / REGISTER).read_bytes()
    _give_letters(published, item, letters)
    for _ in range(2):  # recording does not make it right
        told = _told(published, capsys)
        assert f"Problems found: {len(astray)}." in told
        for was, now in astray.items():
            assert f"the address targets/#{item}-{was} was published for '" in told
            assert f"'; that now stands at targets/#{item}-{now}. Give it its old id or slug back" in told
            assert f"- id: {item}-{now}\n" in told, "the line that is to be mended"
            listed = _told(published, capsys, "permalinks")
            assert f"astray targets/#{item}-{was}  now at targets/#{item}-{now}" in listed
        assert main(["permalinks", "record", "--root", str(published)]) == 1
        assert (published / REGISTER).read_bytes() == before
        capsys.readouterr()


def test_a_target_found_later_takes_the_next_letter(published: Path, capsys: Capture) -> None:
    _give_letters(published, "2.1.1", {"d": "n", "a": "a", "b": "b"})
    assert "this is target 2.1.1-d where 2.1.1-c is expected. Write id: 2.1.1-c." in _told(published, capsys)
    _give_letters(published, "2.1.1", {"c": "d", "a": "a", "b": "b"})
    assert main(["permalinks", "record", "--root", str(published)]) == 0
    assert main(["check", "--root", str(published)]) == 0


def test_the_letter_of_a_target_that_went_is_not_used_again(published: Path, capsys: Capture) -> None:
    _give_letters(published, "2.1.1", {"b": "b"})
    assert "the published address targets/#2.1.1-a (推出1-2个平台) would be gone" in (told := _told(published, capsys))
    assert "Problems found: 1." in told
    why = {"zh": "没有了。", "en": "Gone."}
    _register(published, ended=[{"path": "targets/#2.1.1-a", "date": "2026-01-31", "why": why}])
    assert main(["check", "--root", str(published)]) == 0
    _give_letters(published, "2.1.1", {"a": "b", "b": "b"})
    assert "targets/#2.1.1-a is said to have ended, but is still there" in _told(published, capsys)


def test_what_is_corrected_keeps_its_address(published: Path, edit: Edit, capsys: Capture) -> None:
    """Also where a name is then that of another thing: two targets may have one quote."""
    edit("content/2025/plans/01.yml", "quote: 完成投资超100亿元", "quote: 投资超100亿元")
    edit("content/locations.yml", "{zh: 东门路, en: Dongmen Road}", "{zh: 东门大道, en: Dongmen Road}")
    edit("content/locations.yml", "aliases: [东门大道]", "aliases: [东门路]")
    register = yaml.safe_load((published / REGISTER).read_text(encoding="utf-8"))["published"]
    shared = {"targets/#1.1.1-a": register["targets/#1.1.3-a"]}
    _register(published, published=register | shared)
    assert main(["check", "--root", str(published)]) == 0
    assert main(["permalinks", "record", "--root", str(published)]) == 0
    after = yaml.safe_load((published / REGISTER).read_text(encoding="utf-8"))["published"]
    assert after == register | {"targets/#1.1.1-a": "投资超100亿元", "locations/dongmenlu/": "东门大道"}


def test_an_item_that_has_ended_is_named_by_its_address(published: Path) -> None:
    """The register has no name for items."""
    register = yaml.safe_load((published / REGISTER).read_text(encoding="utf-8"))["published"]
    path = "2025/items/9.9.9/"
    end = {"path": path, "date": "2026-01-31", "why": {"zh": "没有了。", "en": "Gone."}}
    _register(published, published=register | {path: NAMELESS}, ended=[end])
    shown = LexborHTMLParser((_build(published) / "en" / path / "index.html").read_bytes()).css_first("main")
    assert shown is not None
    assert path in shown.text()


def test_what_has_ended_says_so(published: Path, edit: Edit, capsys: Capture) -> None:
    end = {
        "path": "topics/shangye/",
        "date": "2026-01-31",
        "why": {"zh": "并入投资。", "en": "Merged into <b>Investment</b>."},
        "see": "topics/touzi/",
    }
    register = yaml.safe_load((published / REGISTER).read_text(encoding="utf-8"))["published"]
    _register(published, published=register | {"topics/shangye/": "商业"})
    assert "the published address topics/shangye/ (商业) would be gone" in _told(published, capsys)
    others = ("glossary/#weizhi", "targets/#9.9.9-a", "departments/gone/", "9.9.9/", "2025/items/9.9.9/")
    moved = {"glossary/#alt": "glossary/#weizhi", "departments/alt/": "departments/gone/"}
    _register(published, moved=moved, ended=[end, *(end | {"path": path} for path in others)])
    site = _build(published)
    page = LexborHTMLParser((site / "en" / "topics" / "shangye" / "index.html").read_bytes())
    shown = page.css_first("main")
    assert shown is not None
    assert "Merged into <b>Investment</b>." in shown.text()
    assert "2026-01-31" in shown.text()
    assert "商业" in shown.text()
    assert page.css_first("main a[href='../touzi/']") is not None
    glossary = LexborHTMLParser((site / "glossary" / "index.html").read_bytes()).css_first("[id=weizhi]")
    assert glossary is not None
    assert "并入投资。" in glossary.text()
    assert glossary.css_first("[id=alt]") is not None
    targets = LexborHTMLParser((site / "en" / "targets" / "index.html").read_bytes()).css_first("[id='9.9.9-a']")
    assert targets is not None
    assert "Merged into <b>Investment</b>." in targets.text()
    for path in ("topics/shangye/", "9.9.9/", "2025/items/9.9.9/"):
        for prefix in ("", "en/"):
            assert not _links_astray(site, f"{prefix}{path}")
    for path in ("departments/gone/booklet/", "departments/alt/booklet/", "departments/alt/"):
        leading = LexborHTMLParser((site / "en" / path / "index.html").read_bytes())
        canonical = leading.css_first("link[rel=canonical]")
        assert canonical is not None
        assert canonical.attributes["href"] == f"{SITE_URL}en/departments/gone/"
    assert not (site / "topics/shangye/booklet").exists()
    assert "topics/shangye/" not in (site / "sitemap.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"moved": {"departments/qu-shangwuju/": "topics/touzi/"}}, "is said to have moved, but stands where it was"),
        ({"moved": {"topics/alt/": "topics/nirgends/"}}, "is said to have moved to an address that does not exist"),
        ({"moved": {"topics/a/": "topics/b/", "topics/b/": "topics/a/"}}, "moved to an address that does not exist"),
        ({"ended": [{"path": "topics/touzi/"}]}, "is said to have ended, but is still there"),
        ({"ended": [{"path": "topics/x/", "see": "topics/tauzi/"}]}, "Write 'topics/touzi/', if that is meant"),
    ],
)
def test_mistakes_in_the_register(published: Path, capsys: Capture, parts: dict[str, object], message: str) -> None:
    if isinstance(ended := parts.get("ended"), list):
        parts = {"ended": [{"date": "2026-01-31", "why": {"zh": "没有了。", "en": "Gone."}} | end for end in ended]}
    _register(published, **parts)
    assert message in _told(published, capsys)


def test_recording_twice_changes_nothing(published: Path, capsys: Capture) -> None:
    before = (published / REGISTER).read_bytes()
    assert main(["permalinks", "record", "--root", str(published)]) == 0
    assert (published / REGISTER).read_bytes() == before
    assert "Nothing changes" in _told(published, capsys, "permalinks")


# Any register

addresses = st.sampled_from(["topics/a/", "topics/b/", "topics/c/", "topics/d/", "terms/#a", "terms/#b", "terms/#c"])
names = st.sampled_from(["甲", "乙", "丙", NAMELESS])
sites = st.dictionaries(addresses, names, max_size=6)
why = Bilingual(zh="没有了。", en="Gone.")
registers = st.builds(
    Permalinks,
    published=sites,
    moved=st.dictionaries(addresses, addresses, max_size=5),
    ended=st.lists(
        st.builds(Ended, path=addresses, date=st.just("2026-01-31"), why=st.just(why), see=st.none()), max_size=2
    ).map(tuple),
)


@given(registers, sites)
def test_no_published_address_is_forgotten(register: Permalinks, now: dict[str, str]) -> None:
    found = changes(register, now)
    explained = {*now, *register.moved, *(end.path for end in register.ended)}
    assert {*found.lost, *found.renamed} == register.published.keys() - explained
    assert not found.lost.keys() & found.renamed.keys()
    assert found.added == {path: name for path, name in now.items() if path not in register.published}
    for old, new in found.renamed.items():
        assert now[new] == register.published[old] != NAMELESS
        assert old.split("/")[0] == new.split("/")[0]
    for old, new in found.astray.items():
        assert now[new] == register.published[old] != NAMELESS
        assert register.published.get(new) != now[new]
        assert now.get(old) != register.published[old]


@given(registers, sites)
def test_what_is_recorded_stays_recorded(register: Permalinks, now: dict[str, str]) -> None:
    after, astray = recorded(register, now), changes(register, now).astray
    kept = {*astray, *astray.values()}
    assert after.published == register.published | {path: name for path, name in now.items() if path not in kept}
    assert register.moved.items() <= after.moved.items()
    assert after.ended == register.ended
    again = changes(after, now)
    assert (again.added.keys() <= kept, again.renamed) == (True, {})
    assert again.lost == changes(register, now).lost
    assert again.astray == astray
    assert recorded(after, now) == after


@given(registers, addresses)
def test_an_address_leads_to_the_end_of_its_moves(register: Permalinks, path: str) -> None:
    end, steps = path, 0
    while end in register.moved and steps <= len(register.moved):
        end, steps = register.moved[end], steps + 1
    if steps <= len(register.moved):
        assert destination(register, path) == end
    else:
        assert destination(register, path) in register.moved, "moves in a circle lead nowhere"


@given(st.dictionaries(addresses, st.text(st.sampled_from("中 '\"\\#:-[]{}&*!|>%@`~é1yn,?="), min_size=1)), registers)
def test_the_register_reads_back(names: dict[str, str], register: Permalinks) -> None:
    register = register.model_copy(update={"published": register.published | names})
    document, problems = strict_yaml.parse(REGISTER, render_register(register).encode())
    assert [problem for problem in problems if problem.rule != "value-empty"] == []
    assert Permalinks(**document.data) == register


def test_an_address_that_is_gone_is_named(published: Path, edit: Edit, capsys: Capture) -> None:
    data = yaml.safe_load((published / REGISTER).read_text(encoding="utf-8"))["published"]
    _register(published, published=data | {"topics/weg/": "路没了"})
    assert "lost   topics/weg/  路没了" in _told(published, capsys, "permalinks")
