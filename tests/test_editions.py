"""A second edition beside the first: one more folder of content, and no line of code."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser

from generator.__main__ import main
from generator.build import build, menu_of, read_content
from generator.changes import MOST_ENTRIES, feeds_of
from generator.exports import export_data, export_sitemap
from generator.languages import read_languages
from generator.library import Shelf, build_shelf
from generator.load import parse_content, read_files
from generator.pages import pages_of, switch_of
from generator.render import Renderer

from .conftest import ROOT, SITE_URL, Edit, add_edition, file_server, more_editions, write_editions
from .crawl import BASE, broken_links, documents_of
from .test_html import judge

RESULTS = ".md-search-result__link"
OLD = {"1.1.1", "1.1.2", "1.1.3", "2.1.1", "2.1.2"}
NEW = {"1.1.1", "1.1.2", "2.1.1", "2.2.1"}
Documents = dict[str, LexborHTMLParser]


@pytest.fixture(scope="module")
def documents(two: Path) -> Documents:
    """Every page, by its address below the site, in both languages."""
    return {path.removeprefix(BASE): page for path, page in documents_of(two).items()}


@pytest.fixture(scope="module")
def shelf(two: Path) -> Shelf:
    """All that is known of the two editions."""
    return build_shelf(read_content(two.parent))


@pytest.fixture(scope="module")
def served_two(two: Path) -> Iterator[str]:
    """The address of the two editions on a plain file server."""
    with file_server(two) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def _shelf(files: Mapping[str, bytes]) -> Shelf:
    content, problems = parse_content(files)
    assert not problems
    assert content is not None
    return build_shelf(content)


def _links(page: LexborHTMLParser, selector: str) -> list[tuple[str, str]]:
    return [(node.text(strip=True), node.attributes["href"] or "") for node in page.css(f"{selector} a")]


def _text(page: LexborHTMLParser, selector: str) -> str:
    node = page.css_first(selector)
    assert node is not None, selector
    return node.text()


def test_each_edition_has_addresses_of_its_own(documents: Documents) -> None:
    for language in ("", "en/"):
        for year, ids in (("2025", OLD), ("2026", NEW)):
            own = {path.removeprefix(language) for path in documents if path.startswith(f"{language}{year}/")}
            measures = {one.rpartition(".")[0] for one in ids}
            plans = {f"{year}/plans/{number}/{sheet}" for number in (1, 2) for sheet in ("", "booklet/")}
            expected = {f"{year}/", f"{year}/text/", *plans}
            expected |= {f"{year}/items/{one}/" for one in ids} | {f"{year}/measures/{one}/" for one in measures}
            lists = {"2025": ("charts", "glossary"), "2026": ("explore", "targets")}
            assert own == expected | {f"{year}/{name}/" for name in lists[year]}
        assert _text(documents[f"{language}2026/items/1.1.1/"], ".lt-official blockquote p").endswith(
            "30万平方米改造。"
        )
        assert _text(documents[f"{language}2025/items/1.1.1/"], ".lt-official blockquote p").endswith("超100亿元。")
    title = "2026年某区“两大计划”(虚构)"
    assert _text(documents[""], "h1") == _text(documents["2026/"], "h1") == title
    assert _text(documents["2025/"], "h1") == "2025年某区“两大计划”"
    assert "某府办〔2026〕2号" in _text(documents["en/2026/items/1.1.1/"], ".lt-official .lt-source")


def test_every_link_and_anchor_leads_somewhere(two: Path) -> None:
    documents = documents_of(two)
    prose = (f"{BASE}data/", f"{BASE}en/data/")  # it names an item that the small site does not have
    found = [one for one in broken_links(documents, two) if not (one.startswith(prose) and "1.2.6.json" in one)]
    assert found == []
    for path, page in documents.items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path


def test_every_kind_of_page_conforms(two: Path) -> None:
    kinds = ["2025", "2025/plans/1", "2025/items/1.1.3", "2025/text", "2025/charts", "locations/guomao-dikuai"]
    kinds += ["departments/qu-shangwuju", "departments/qu-shangwuju/booklet", "topics/touzi", "targets", "explore"]
    kinds += ["2026/targets", "2026/explore", "2025/glossary", "glossary"]
    found = judge([two / language / kind / "index.html" for language in ("", "en") for kind in ("", *kinds)])
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "switch"),
    [
        ("", [("2026年", "2026/"), ("2025年", "2025/")]),
        ("2025/items/1.1.3/", [("2026年", "../../../2026/"), ("2025年", "../../")]),
        ("2025/text/", [("2026年", "../../2026/text/"), ("2025年", "./")]),
        ("2025/charts/", [("2026年", "../../charts/"), ("2025年", "./")]),
        ("charts/", [("2026年", "./"), ("2025年", "../2025/charts/")]),
        ("glossary/", [("2026年", "./"), ("2025年", "../2025/glossary/")]),
        ("targets/", [("2026年", "../2026/targets/"), ("2025年", "./")]),
        ("2026/targets/", [("2026年", "./"), ("2025年", "../../targets/")]),
        ("2026/explore/", [("2026年", "./"), ("2025年", "../../explore/")]),
        ("locations/guomao-dikuai/", []),
    ],
)
def test_the_switch_leads_to_the_other_edition(documents: Documents, path: str, switch: list[tuple[str, str]]) -> None:
    assert _links(documents[path], ".lt-editions") == switch
    if switch:
        current = documents[path].css_first(".lt-editions [aria-current]")
        assert current is not None
        newest = not path or path.startswith(("2026/", "charts/", "glossary/"))
        assert current.text() == ("2026年" if newest else "2025年")


def test_the_navigation_is_that_of_the_newest_edition(documents: Documents, shelf: Shelf) -> None:
    menu = menu_of(shelf, read_languages(ROOT))
    every = [child.path for entry in menu for child in (entry, *entry.children)]
    assert [path for path in every if path.startswith("2026/")] == [
        "2026/plans/1/",
        "2026/plans/2/",
        "2026/targets/",
        "2026/explore/",
        "2026/text/",
    ]
    assert [path for path in every if path.startswith("2025/")] == ["2025/"]
    assert [text for text, _ in _links(documents["en/"], "[aria-labelledby=editions]")] == [
        '2026A District\'s 2026 "Two Plans" (invented)某府办〔2026〕2号',
        '2025A District\'s 2025 "Two Plans"某府办〔2025〕1号',
    ]


def test_an_item_shows_the_same_place_in_the_other_edition(documents: Documents) -> None:
    old, new = documents["en/2025/items/1.1.3/"], documents["en/2026/items/1.1.1/"]
    assert _text(old, "#in-2026") == "The same place in 2026"
    assert "../../../2026/items/1.1.1/" in dict(map(reversed, _links(old, "[aria-labelledby=in-2026]")))  # type: ignore[arg-type]
    assert _text(new, "#in-2025") == "The same place in 2025"
    assert "../../../2025/items/1.1.3/" in dict(map(reversed, _links(new, "[aria-labelledby=in-2025]")))  # type: ignore[arg-type]
    assert not documents["en/2026/items/2.1.1/"].css("[aria-labelledby=in-2025]"), "it names no place"


def test_shared_pages_list_the_newest_edition_first(documents: Documents) -> None:
    for path in ("locations/guomao-dikuai/", "departments/qu-shangwuju/", "topics/touzi/"):
        page = documents[path]
        assert [node.text() for node in page.css(".lt-edition")] == ["2026年", "2025年"], path
        years = [re.search(r"/(\d{4})/items/", href) for _, href in _links(page, ".lt-main")]
        order = [found[1] for found in years if found]
        assert order == sorted(order, reverse=True), path
        assert set(order) == {"2025", "2026"}, path
    assert _text(documents["en/departments/qu-shangwuju/"], ".lt-counts").startswith("3 measures · 6 items")
    for path, item in (("en/glossary/", "2.2.1"), ("en/2025/glossary/", "2.1.2")):
        assert [text for text, _ in _links(documents[path], "#ge-zhuan-qi small")] == [item]


def test_what_all_editions_share_belongs_to_the_first_that_used_it(two: Path, documents: Documents) -> None:
    for one, year in (("1.1.1", "2025"), ("2.1.2", "2025"), ("2.2.1", "2026")):
        link = LexborHTMLParser((two / one / "index.html").read_bytes()).css_first("body a")
        assert link is not None
        assert link.attributes["href"] == f"../{year}/items/{one}/"
    for path, ids, overlap in (
        ("targets/", "1.1.1-a 1.1.2-a 1.1.3-a 2.1.1-a 2.1.1-b 2.1.2-a 2.1.2-b", "overlap-1.1.1-a-1.1.3-a"),
        ("2026/targets/", "1.1.1-a 1.1.2-a 2.1.1-a 2.2.1-a", "overlap-1.1.1-a-2.2.1-a"),
    ):
        assert [node.attributes["id"] for node in documents[path].css("tbody tr")] == ids.split()
        assert documents[path].css_first(f"[id='{overlap}']") is not None
    for year, address in (("2025", "../../../targets/#1.1.1-a"), ("2026", "../../targets/#1.1.1-a")):
        nature = documents[f"{year}/items/1.1.1/"].css_first(".lt-nature")
        assert nature is not None
        assert nature.attributes["href"] == address


def test_each_edition_has_a_whole_data_set(two: Path, documents: Documents) -> None:
    data = two / "data/v1"
    own, later = ({path.relative_to(root).as_posix() for path in root.rglob("*")} for root in (data, data / "2026"))
    own = {name for name in own if name.split("/")[0] != "2026"}
    assert {name for name in own if "items/" not in name and ".zip" not in name} == {
        name for name in later if "items/" not in name and ".zip" not in name
    }
    first, second = (json.loads((root / "items.json").read_bytes()) for root in (data, data / "2026"))
    assert {item["id"] for item in first} == OLD
    assert {item["id"] for item in second} == NEW
    assert second[0]["url"] == f"{SITE_URL}2026/items/1.1.1/"
    offices = {one["slug"]: one for one in json.loads((data / "2026/departments.json").read_bytes())}
    assert offices["shi-jianguanju"]["spellings"] == ["市监管局罗湖局"], "the other is printed in 2025 only"
    assert offices["shi-jianguanju"]["items"] == ["2.1.1"]
    package = json.loads((data / "2026/datapackage.json").read_bytes())
    assert package["name"] == "luohu-ten-plans-2026"
    assert {Path(one["path"]).name for one in package["resources"]} <= later
    assert "某府办〔2026〕2号" in (data / "2026/citations.ris").read_text(encoding="utf-8")
    assert "2026" not in (data / "citations.ris").read_text(encoding="utf-8")
    links = [href for _, href in _links(documents["en/data/"], "#editions ~ ul")]
    assert "../../data/v1/2026/luohu-ten-plans-2026.zip" in links
    alternate = documents["2026/items/1.1.1/"].css_first("head link[type='application/json']")
    assert alternate is not None
    assert alternate.attributes["href"] == f"{SITE_URL}data/v1/2026/items/1.1.1.json"


def test_changes_belong_to_their_edition(two: Path) -> None:
    files = read_files(two.parent)
    made = [
        {"date": "2026-04-01", "what": what, "language": "en", "before": "a", "after": "b"}
        for what in ("2025/1.1.1", "2026/1.1.1", "locations/dongmenlu/name")
    ]
    files["content/history.yml"] = yaml.safe_dump({"published": "2026-03-01", "revisions": made}).encode()
    shelf = _shelf(files)
    words = {language.code: language.words for language in read_languages(ROOT)}
    by_path = {page.path: page for page in pages_of(shelf, words)}
    for library in shelf.editions:
        data = export_data(library, read_languages(ROOT), SITE_URL)
        name = next(name for name in data if name.endswith("changes.json"))
        assert [one["what"] for one in json.loads(data[name])] == [f"{library.year}/1.1.1", "locations/dongmenlu/name"]
        assert len(by_path[f"{library.year}/items/1.1.1/"].view["changes"]) == 1


def test_programs_are_told_which_edition_a_page_is_of(two: Path, documents: Documents) -> None:
    script = documents["2026/items/1.1.1/"].css_first("script[type='application/ld+json']")
    assert script is not None
    item = next(one for one in json.loads(script.text())["@graph"] if one["@type"] == "Legislation")
    assert item["isPartOf"]["isPartOf"]["isPartOf"]["legislationIdentifier"] == "某府办〔2026〕2号"
    sitemap = (two / "sitemap.xml").read_text(encoding="utf-8")
    for path in ("2025/", "2026/", "2025/charts/", "2026/text/", "2025/text/"):
        assert f"<loc>{SITE_URL}{path}</loc>" in sitemap
    llms = (two / "en/llms.txt").read_text(encoding="utf-8")
    assert f"{SITE_URL}data/v1/2026/items.json): 4 items" in llms
    assert f"({SITE_URL}en/2025/)" in llms
    assert (two / "2026/plans/1/feed.xml").is_file()
    assert (two / "en/embed/2026/items/1.1.1/index.html").is_file()


def test_the_explorer_filters_and_saves_an_edition(page: Page, served_two: str, tmp_path: Path) -> None:
    page.goto(f"{served_two}en/2026/explore/?location=guomao-dikuai")
    rows = page.locator(".lt-explore__rows .lt-line__link")
    expect(rows).to_have_count(1)
    assert rows.first.get_attribute("href") == "../items/1.1.1/"
    heading = page.locator(".lt-explore__rows h2 a").first
    assert heading.inner_text() == "1. Roads, continued"
    assert heading.get_attribute("href") == "../plans/1/"
    with page.expect_download() as waiting:
        page.locator("button[name=csv]").click()
    waiting.value.save_as(tmp_path / "items.csv")
    saved = list(csv.DictReader(io.StringIO((tmp_path / "items.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["id"], row["text_zh"]) for row in saved] == [("1.1.1", "争取完成国贸地块30万平方米改造。")]
    page.locator(".lt-editions").get_by_text("2025").click()
    expect(page).to_have_url(f"{served_two}en/explore/?location=guomao-dikuai")
    expect(rows).to_have_count(1)
    assert rows.first.get_attribute("href") == "../2025/items/1.1.3/"
    for path, count in (("explore/?plan=1", 3), ("2026/explore/?plan=1", 2)):
        page.goto(f"{served_two}en/{path}")
        expect(rows).to_have_count(count)
        assert "plan=" not in (page.locator(".lt-editions a").last.get_attribute("href") or "")


def test_the_ledger_filters_and_saves_an_edition(page: Page, served_two: str, tmp_path: Path) -> None:
    rows = page.locator(".lt-ledger tbody tr[id]:visible")
    page.goto(f"{served_two}2026/targets/?unit=square_metre")
    expect(rows).to_have_count(1)
    with page.expect_download() as waiting:
        page.locator("button[name=csv]").click()
    waiting.value.save_as(tmp_path / "targets.csv")
    saved = list(csv.DictReader(io.StringIO((tmp_path / "targets.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["id"], row["value"]) for row in saved] == [("1.1.1-a", "300000")]
    page.locator(".lt-editions").get_by_text("2025").click()
    expect(page).to_have_url(f"{served_two}targets/?unit=square_metre")
    expect(rows).to_have_count(1)
    for path, count in (("targets/", 7), ("2026/targets/", 4), ("targets/?plan=2", 4), ("2026/targets/?plan=2", 2)):
        page.goto(f"{served_two}{path}")
        expect(rows).to_have_count(count)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", ("国贸地块", "2025年国贸地块", "在2025年版中搜索")),
        ("en/", ("Guomao", "Guomao 2025", "Search in the edition of 2025")),
    ],
)
def test_the_search_takes_in_an_older_edition_when_asked(
    page: Page, served_two: str, language: str, words: tuple[str, str, str]
) -> None:
    query, named, control = words
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    results = page.locator(RESULTS)
    page.goto(f"{served_two}{language}about/")
    page.locator("input[name=query]").fill(query)
    older = results.filter(has_text=control)
    expect(older).to_be_visible()
    count = int(re.sub(r"\D", "", page.locator(".md-search-result__meta").inner_text()))
    expect(page.locator(".md-search-result__item")).to_have_count(count + 1)  # the way to the older is no result
    expect(results.filter(has_text="1.1.1")).to_have_attribute("href", f"{served_two}{language}2026/items/1.1.1/")
    expect(results.filter(has_text="1.1.3")).to_have_count(0)
    assert not [url for url in asked if url.endswith("2025.json")], "only what is asked for is loaded"
    older.focus()
    page.keyboard.press("Enter")
    expect(results.filter(has_text="1.1.3")).to_have_attribute("href", f"{served_two}{language}2025/items/1.1.3/")
    expect(results.filter(has_text="2026")).to_have_count(0)
    expect(older).to_have_count(0)  # nothing is older
    assert [url for url in asked if url.endswith("2025.json")] == [f"{served_two}{language}search/2025.json"]
    page.goto(f"{served_two}{language}about/")
    page.locator("input[name=query]").fill(named)
    expect(results.filter(has_text="1.1.3")).to_have_attribute("href", f"{served_two}{language}2025/items/1.1.3/")


def test_the_search_leads_to_older_editions_where_the_newest_has_nothing(page: Page, served_two: str) -> None:
    page.goto(f"{served_two}en/")
    page.locator("input[name=query]").fill("1.1.3")
    expect(page.locator(RESULTS).filter(has_text="Search in the edition of 2025")).to_be_visible()
    page.context.route("**/2025.json", lambda route: route.abort(), times=1)
    page.locator("input[name=query]").fill("1.1.3 202")
    page.locator("input[name=query]").fill("1.1.3 2025")
    page.wait_for_timeout(300)
    page.locator("input[name=query]").fill("2025 1.1.3")
    expect(page.locator(RESULTS).filter(has_text="Item 1.1.3 · 2025")).to_be_visible()


def test_a_new_edition_moves_no_address(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["permalinks", "record", "--root", str(small)]) == 0
    register = small / "content/permalinks.yml"
    before = yaml.safe_load(register.read_text(encoding="utf-8"))["published"]
    add_edition(small)
    assert main(["check", "--root", str(small), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "2 editions were checked" in told
    assert "4 plans, 5 measures, 9 items, 11 targets" in told
    assert main(["permalinks", "record", "--root", str(small)]) == 0
    after = yaml.safe_load(register.read_text(encoding="utf-8"))
    assert before.items() <= after["published"].items()
    assert not after["moved"]
    assert {"2025/", "2026/", "2025/charts/", "2026/targets/#1.1.1-a", "2.2.1/"} <= after["published"].keys()
    assert {"2026/targets/", "2026/explore/", "2025/glossary/"} <= after["published"].keys()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("2025/plans/01.yml: 东门路,新增 > 东门路,新添", ["2025/plans/01.yml"]),
        ("2026/plans/01.yml: 30万平方米改造。 > 30万平方米改建。", ["2026/plans/01.yml"]),
        ("2026/plans/01.yml: item: 1.1.2 > item: 1.1.3", ["2026/plans/01.yml"]),
        ("2026/plans/01.yml: [1.1.2-a] > [1.1.3-a]", ["2026/plans/01.yml"]),
        ("2026/plans/02.yml: 2,000 in all > 200 in all", ["2026/plans/02.yml"]),
        ("2026/plans/02.yml: topics: [touzi] > topics: [tauzi]", ["2026/plans/02.yml"]),
        ('2026/edition.yml: "2026" > "2025"', ["2026/edition.yml"]),
        ("2026/edition.yml: source_sha256: 13 > source_sha256: 31", ["2026/source.txt"]),
        ("2026/adding.yml: 2.2.1-a > 2.1.2-a", ["2026/adding.yml"]),
        ("departments.yml: 监管局罗湖局] > 监管局]", ["departments.yml"]),
        ("departments.yml: [区商务局] > []", ["departments.yml"]),
    ],
)
def test_a_mistake_in_either_edition_is_told(
    small: Path, edit: Edit, capsys: pytest.CaptureFixture[str], change: str, told: list[str]
) -> None:
    add_edition(small)
    file, _, texts = change.partition(": ")
    edit(f"content/{file}", *texts.split(" > "))
    assert main(["check", "--root", str(small), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    files = {one["file"].removeprefix("content/") for one in found if one["severity"] == "error"}
    assert sorted(files) == told


def test_pages_lead_to_few_editions_however_many_there_are(small: Path) -> None:
    """With many editions a page still leads to its neighbours, and lists are as long as what they list."""
    add_edition(small)
    shelf = _shelf({**read_files(small), **more_editions(small, 16)})
    assert [library.year for library in shelf.editions][:2] == ["2040", "2039"]
    languages = read_languages(ROOT)
    pages = {page.path: page for page in pages_of(shelf, {one.code: one.words for one in languages})}
    middle = pages["2033/items/1.1.1/"]
    assert [year for year, _ in switch_of(shelf, middle)] == ["2040", "2034", "2033", "2032"]
    assert [edition.edition for edition, _ in middle.view["elsewhere"]] == ["2034", "2032"]
    assert len(pages[""].view["editions"]) == 16
    assert sum(len(entry.children) or 1 for entry in menu_of(shelf, languages)) < 20


LISTS_EDITIONS = {"index.html", "#/index.html", "data/index.html", "llms.txt", "search/documents.json"}
"""What names every edition."""
LED_TO = ("departments/", "locations/", "topics/")
"""Pages that lead to the editions too old to be shown."""
NAMED, LED = 320, 160
"""Most bytes that an edition more may cost these: a line with its name, a line with its year."""
FOR_PROGRAMS = {"sitemap.xml", "_headers"}
"""What names every page, and no visitor loads."""


def test_nothing_that_visitors_load_grows_with_the_editions(small: Path) -> None:
    """No file of a site of eight editions is larger than the largest of its kind in one of four, but for the lists of
    editions, and these by little."""
    add_edition(small)
    sizes = []
    for editions in (4, 8):
        write_editions(small, editions)
        build(small, small / "site", SITE_URL, lambda step: None)
        sizes.append(_largest(small / "site"))
    few, many = sizes
    assert {"#/explore/items.json", "#/targets/index.html", "search/#.json", "locations/guomao-dikuai/index.html"} <= (
        few.keys() & many.keys()
    )
    grown = []
    for name, size in many.items():
        line = NAMED if name in LISTS_EDITIONS else LED if name.startswith(LED_TO) and name.count("/") == 2 else 0
        bound = few.get(name, 0) + 4 * line if line else 1.02 * few.get(name, 0)
        if name not in FOR_PROGRAMS and size > bound:
            grown.append(f"{name}: {few.get(name)} → {size}")
    assert not grown, "\n".join(grown)


def _largest(site: Path) -> dict[str, int]:
    """The size of the largest file at every address of both languages, whatever its year."""
    found: dict[str, int] = {}
    for path in site.rglob("*"):
        if path.is_file():
            name = re.sub(r"20[2-4]\d", "#", path.relative_to(site).as_posix().removeprefix("en/"))
            found[name] = max(found.get(name, 0), path.stat().st_size)
    return found


def test_pages_of_what_editions_share_lead_to_the_older_ones(small: Path) -> None:
    add_edition(small)
    shelf = _shelf({**read_files(small), **more_editions(small, 6)})
    languages = read_languages(ROOT)
    for page in pages_of(shelf, {one.code: one.words for one in languages}):
        if page.path in ("locations/guomao-dikuai/", "topics/touzi/", "departments/qu-shangwuju/"):
            assert [edition.edition for edition, _ in page.view["editions"]] == ["2030", "2029", "2028"]
            assert [year for year, _ in page.view["older"]] == ["2027", "2026", "2025"]
            body = Renderer(small, shelf, languages, SITE_URL, lambda spec: "").render_body(page, languages[1])
            links = [href for _, href in _links(LexborHTMLParser(body), "[aria-labelledby=older]")]
            asked = page.path.replace("s/", "=", 1).rstrip("/")
            assert links == [f"../../2027/explore/?{asked}", f"../../2026/explore/?{asked}", f"../../explore/?{asked}"]


def test_a_sitemap_of_too_many_addresses_is_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    languages = read_languages(ROOT)
    one = export_sitemap(["a/", "b/", "c/"], languages, SITE_URL, {})
    monkeypatch.setattr("generator.exports.MOST_ADDRESSES", 4)
    parts = export_sitemap(["a/", "b/", "c/"], languages, SITE_URL, {})
    assert list(one) == ["sitemap.xml"]
    assert re.findall("<loc>(.*?)</loc>", parts["sitemap.xml"].decode()) == [
        f"{SITE_URL}sitemap-1.xml",
        f"{SITE_URL}sitemap-2.xml",
    ]
    addresses = [
        found for name in ("sitemap-1.xml", "sitemap-2.xml") for found in re.findall(b"<url>.*</url>", parts[name])
    ]
    assert addresses == re.findall(b"<url>.*</url>", one["sitemap.xml"])
    assert len(re.findall(b"<url>", parts["sitemap-1.xml"])) == 4


def test_a_feed_keeps_its_newest_entries(two: Path) -> None:
    files = read_files(two.parent)
    made = [
        {
            "date": f"2026-{day // 28 + 4:02}-{day % 28 + 1:02}",
            "what": "2026/1.1.1",
            "language": "en",
            "before": "a",
            "after": "b",
        }
        for day in range(140)
    ]
    files["content/history.yml"] = yaml.safe_dump({"published": "2026-03-01", "revisions": made}).encode()
    feed = next(feed for feed in feeds_of(_shelf(files)) if feed.page == "")
    assert len(feed.entries) == MOST_ENTRIES
    assert feed.entries[0].date == feed.updated == "2026-08-28"
