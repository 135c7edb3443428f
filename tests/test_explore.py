"""The filters of all items and of the ledger, compared with answers worked out from the open data."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from generator.build import read_content
from generator.explore import FACETS, explore_files
from generator.languages import read_languages
from generator.library import Library, build_shelf

from .conftest import ROOT

Row = dict[str, Any]

STRICT = "script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab as wide as a desk's, which stands for no error of the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


@pytest.fixture(scope="module")
def items(site: Path) -> list[Row]:
    """The published items."""
    rows: list[Row] = json.loads((site / "data/v1/items.json").read_bytes())
    return rows


@pytest.fixture(scope="module")
def targets(site: Path) -> list[Row]:
    """The published targets."""
    rows: list[Row] = json.loads((site / "data/v1/targets.json").read_bytes())
    return rows


def csv_rows(content: bytes) -> list[bytes]:
    """The rows of a file in which no cell holds a line end."""
    return content.split(b"\r\n")[:-1]


def shown(page: Page) -> list[str]:
    """The ids of the items in the list, all of them."""
    while (more := page.locator(".lt-explore__more button")).is_visible():
        more.click()
    return page.locator(".lt-explore__rows .lt-line__id").all_inner_texts()


def open_explore(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".lt-explore:not(.lt-waiting)")).to_be_attached()


def fold(page: Page, facet: str) -> Locator:
    """A facet, opened."""
    node = page.locator(".lt-facet").filter(has=page.locator(f"input[name={facet}]"))
    if not node.evaluate("node => node.open"):
        node.locator("summary").click()
    return node


def tick(page: Page, facet: str, value: str) -> None:
    """Tick a value, among all of its facet if need be."""
    node = fold(page, facet)
    box = node.locator(f"input[value='{value}']")
    if not box.count():
        node.locator(".lt-facet__more").click()
    box.click()


def counts(page: Page, facet: str) -> dict[str, int]:
    """What is offered in a facet with the numbers beside it."""
    node = fold(page, facet)
    more = node.locator(".lt-facet__more")
    if more.count() and more.is_visible() and node.locator("li").count() <= 12:
        more.click()
    pairs = node.locator("li").evaluate_all(
        "all => all.map(one => [one.querySelector('input').value, one.querySelector('.lt-facet__number').innerText])"
    )
    return {value: int(number) for value, number in pairs if number != "0"}


def tally(found: list[Row], values: Callable[[Row], list[str]]) -> dict[str, int]:
    result: dict[str, int] = {}
    for item in found:
        for value in values(item):
            result[value] = result.get(value, 0) + 1
    return result


def test_the_data_of_a_small_site(small: Path) -> None:
    shelf = build_shelf(read_content(small))
    chinese, english = read_languages(ROOT)
    files = explore_files(shelf.newest, english)
    assert set(files) == {"en/explore/items.json", "en/explore/texts.json"}
    data = json.loads(files["en/explore/items.json"])
    facets = [name for name, _, _ in data["facets"]]
    assert facets == [name for name in FACETS if name != "progress"], "nothing is recorded"
    values = {name: [value for value, _ in own] for name, _, own in data["facets"]}
    assert values["plan"] == ["1", "2"]
    assert values["topic"] == ["daolu", "touzi"]
    assert values["target"] == ["yes", "no"]

    def of(row: list[Any], facet: str) -> list[str]:
        return [values[facet][position] for position in row[2][facets.index(facet)]]

    rows = {row[0]: row for row in data["rows"]}
    first, third = rows["1.1.1"], rows["1.1.3"]
    assert first[1] == "Investment over RMB 10 billion"
    assert first[3:] == [1, 10_000_000_000, "more than RMB 10 billion"]
    assert third[3:] == [1, 0, ""]
    assert of(third, "topic") == ["daolu", "touzi"]
    assert set(of(third, "verb")) == {"zhengqu", "wancheng"}
    assert of(third, "location") == ["guomao-dikuai"]
    texts = json.loads(files["en/explore/texts.json"])
    assert len(texts) == len(rows) == len(shelf.newest.items)
    assert texts[0] == "complete over rmb 10 billion of investment over the year.\nmoney"
    pairs = json.loads(explore_files(shelf.newest, chinese)["explore/items.json"])["fold"]
    assert "東东" in pairs
    assert len(pairs) % 2 == 0


def test_facets_combine(page: Page, served: str, items: list[Row], library: Library) -> None:
    open_explore(page, f"{served}explore/")
    assert shown(page) == [item["id"] for item in items]
    tick(page, "topic", "shengang")
    tick(page, "topic", "jinrong")
    tick(page, "plan", "1")
    tick(page, "plan", "4")
    tick(page, "target", "yes")
    topics, plans = {"shengang", "jinrong"}, {1, 4}
    by_topic = [item for item in items if topics & {*item["topics"]}]
    wanted = [item for item in by_topic if item["plan"] in plans and item["targets"]]
    assert wanted
    assert shown(page) == [item["id"] for item in wanted]
    assert page.locator("[role=status]").inner_text() == f"{len(wanted)} 条事项"
    without_topic = [item for item in items if item["plan"] in plans and item["targets"]]
    assert counts(page, "topic") == tally(without_topic, lambda item: item["topics"])
    without_plan = [item for item in by_topic if item["targets"]]
    assert counts(page, "plan") == tally(without_plan, lambda item: [str(item["plan"])])
    assert counts(page, "department") == tally(wanted, lambda item: item["departments"])
    assert counts(page, "location") == tally(wanted, lambda item: item["locations"])
    kinds = {slug: set(kind.verbs) for slug, kind in library.commitments.items()}

    def verbs(item: Row) -> list[str]:
        own = set(library.items[item["id"]].raw.verbs)
        return [slug for slug, every in kinds.items() if own & every]

    assert counts(page, "verb") == tally(wanted, verbs)
    assert counts(page, "state") == tally(wanted, lambda item: [item["translation_state"]])


def test_every_value_alone_finds_what_the_data_say(page: Page, served: str, items: list[Row]) -> None:
    for facet, key in (("department", "departments"), ("location", "locations"), ("topic", "topics")):
        for value in sorted({one for item in items for one in item[key]})[::17]:
            open_explore(page, f"{served}en/explore/?{facet}={value}&{facet}=no-such-value&nonsense=1")
            assert shown(page) == [item["id"] for item in items if value in item[key]], value
            expect(page.locator(".lt-chip")).to_have_count(1)


def test_typed_words_are_looked_for_in_either_script(page: Page, served: str, items: list[Row]) -> None:
    open_explore(page, f"{served}explore/")
    box = page.locator("input[name=text]")

    def found(*words: str) -> list[str]:
        return [
            item["id"]
            for item in items
            if all(
                word in "\n".join([item["id"], item["headline_zh"], item["text_zh"], *item["keywords_zh"]]).lower()
                for word in words
            )
        ]

    for typed, words in (
        ("羅湖口岸", ["罗湖口岸"]),
        ("金融 企業", ["金融", "企业"]),
        ("1.2.6", ["1.2.6"]),
        ("ＡＩ", ["ai"]),
    ):
        box.fill(typed)
        wanted = found(*words)
        assert wanted, typed
        expect(page.locator("[role=status]")).to_have_text("1 条事项" if len(wanted) == 1 else f"{len(wanted)} 条事项")
        assert shown(page) == wanted, typed
    box.fill("没有这样的话")
    expect(page.locator(".lt-explore__none")).to_be_visible()
    expect(page.locator("[role=status]")).to_have_text("0 条事项")


def test_texts_that_do_not_load_are_told(page: Page, served: str) -> None:
    page.route("**/texts.json", lambda route: route.abort())
    open_explore(page, f"{served}en/explore/")
    page.locator("input[name=text]").fill("1.2.6")
    expect(page.get_by_role("alert")).to_contain_text("only numbers and headlines")
    assert shown(page) == ["1.2.6"]
    page.unroute("**/texts.json")
    page.locator("input[name=text]").fill("elderly")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_an_address_shows_the_same_view(page: Page, browser: Browser, served: str) -> None:
    open_explore(page, f"{served}explore/")
    tick(page, "topic", "shengang")
    tick(page, "verb", "zhengqu")
    page.locator("select[name=sort]").select_option("targets")
    page.locator("input[name=text]").fill("口岸")
    page.wait_for_url("**text=*")
    own = shown(page)
    assert own
    chips = page.locator(".lt-chip").all_inner_texts()
    other = browser.new_page()
    open_explore(other, page.url)
    expect(other.locator("[role=status]")).to_have_text(page.locator("[role=status]").inner_text())
    assert shown(other) == own
    assert other.locator(".lt-chip").all_inner_texts() == chips
    assert other.locator("input[name=text]").input_value() == "口岸"
    other.close()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("button[name=share]").click()
    expect(page.locator("button[name=share]")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_back_button_restores(page: Page, served: str) -> None:
    open_explore(page, f"{served}explore/")
    views = []
    for facet, value in (("topic", "jinrong"), ("plan", "1"), ("target", "yes")):
        views.append((page.url, shown(page)))
        tick(page, facet, value)
    last = (page.url, shown(page))
    for address, ids in reversed(views):
        page.go_back()
        page.wait_for_url(address)
        assert shown(page) == ids
    for _ in views:
        page.go_forward()
    page.wait_for_url(last[0])
    assert shown(page) == last[1]
    assert page.locator("input[value=jinrong]").is_checked()


def test_a_link_from_elsewhere_and_back(page: Page, served: str) -> None:
    open_explore(page, f"{served}explore/?topic=jinrong")
    own = shown(page)
    page.locator(".lt-explore__rows a.lt-line__link").nth(2).click()
    expect(page.locator("blockquote").first).to_be_visible()
    assert page.url == f"{served}2025/items/{own[2]}/"
    page.go_back()
    expect(page.locator(".lt-chip")).to_have_text(["主题：金融×"])


def test_chips_remove_and_clear(page: Page, served: str, items: list[Row]) -> None:
    open_explore(page, f"{served}en/explore/?topic=jinrong&plan=1&text=bank")
    expect(page.locator(".lt-chip")).to_have_count(3)
    page.get_by_role("button", name="Remove filter: Plan: 1.").click()
    expect(page.locator(".lt-chip").first).to_be_focused()
    page.get_by_role("button", name="Remove filter: “bank”").click()
    assert shown(page) == [item["id"] for item in items if "jinrong" in item["topics"]]
    assert page.url == f"{served}en/explore/?topic=jinrong"
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("[role=status]")).to_be_focused()
    assert page.url == f"{served}en/explore/"
    expect(page.locator(".lt-chip")).to_have_count(0)


def test_sorted_by_figures_and_by_sums(page: Page, served: str, items: list[Row]) -> None:
    def largest(item: Row) -> int:
        return max((one["value"] for one in item["targets"] if one["unit"] == "yuan"), default=0)

    open_explore(page, f"{served}en/explore/?sort=yuan")
    assert shown(page) == [item["id"] for item in sorted(items, key=lambda item: -largest(item))]
    page.locator("select[name=sort]").select_option("targets")
    assert shown(page) == [item["id"] for item in sorted(items, key=lambda item: -len(item["targets"]))]


@pytest.mark.parametrize("query", ["topic=jinrong&sort=yuan", "department=qu-shangwuju", ""])
def test_download_is_the_shown_rows_of_the_published_file(page: Page, served: str, site: Path, query: str) -> None:
    open_explore(page, f"{served}en/explore/?{query}")
    ids = shown(page)
    with page.expect_download() as download:
        page.locator("button[name=csv]").click()
    own = Path(download.value.path()).read_bytes()
    published = (site / "data/v1/items.csv").read_bytes()
    header, *rows = csv_rows(published)
    by_id = {row.split(b",")[0].decode(): row for row in rows}
    assert own == b"\r\n".join([header, *(by_id[one] for one in ids), b""])
    assert own.startswith(b"\xef\xbb\xbf")
    if not query:
        assert own == published


def test_a_line_end_inside_quotes_ends_no_row(page: Page, served: str) -> None:
    made = b'\xef\xbb\xbfid,text\r\n1.1.1,"one ""quoted""\r\n1.1.2,two"\r\n1.1.2,plain\r\n1.1.4,"last, one"\r\n'
    page.route("**/data/v1/items.csv", lambda route: route.fulfill(body=made, content_type="text/csv"))
    open_explore(page, f"{served}explore/?text=1.1.1")
    page.locator("select[name=sort]").select_option("targets")
    assert "1.1.1" in shown(page)
    with page.expect_download() as download:
        page.locator("button[name=csv]").click()
    own = Path(download.value.path()).read_bytes()
    assert own.startswith(b"\xef\xbb\xbfid,text\r\n")
    assert b'1.1.1,"one ""quoted""\r\n1.1.2,two"\r\n' in own


def test_a_failed_download_is_told(page: Page, served: str) -> None:
    page.route("**/data/v1/*.csv", lambda route: route.abort())
    for path in ("explore/", "targets/"):
        page.goto(f"{served}en/{path}")
        page.locator("button[name=csv]").click()
        expect(page.get_by_role("alert")).to_contain_text("The file could not be loaded")


@pytest.mark.parametrize("path", ["explore/", "targets/"])
def test_a_refused_copy_is_told(page: Page, served: str, path: str) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto(f"{served}en/{path}")
    page.locator("button[name=share]").click()
    expect(page.get_by_role("alert")).to_contain_text("Copy the address from the address bar")


def test_the_list_fills_the_paper(page: Page, served: str) -> None:
    """No column is left free for filters, nor a screen of white below the last line."""
    page.set_viewport_size({"width": 1122, "height": 793})
    open_explore(page, f"{served}en/explore/?place=luohu-kouan")
    page.emulate_media(media="print")
    whole, results, rows = (
        page.locator(f".lt-explore{part}").evaluate("one => one.getBoundingClientRect().toJSON()")
        for part in ("", "__results", "__rows")
    )
    assert (results["left"], results["right"]) == (whole["left"], whole["right"])
    assert results["bottom"] - rows["bottom"] < 60


def test_everything_by_keyboard(page: Page, served: str, items: list[Row]) -> None:
    open_explore(page, f"{served}explore/")
    page.locator("input[name=text]").focus()
    page.keyboard.press("Tab")
    expect(page.locator("select[name=sort]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".lt-facet summary").first).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("input[name=plan]").first
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    assert shown(page) == [item["id"] for item in items if item["plan"] == 1]
    first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("input[name=plan]").nth(1)).to_be_focused()
    assert shown(page) == [item["id"] for item in items if item["plan"] in (1, 2)]
    group = page.get_by_role("group", name="计划")
    expect(group.get_by_role("checkbox").first).to_be_checked()


def test_a_long_facet_offers_a_few_and_finds_the_rest(page: Page, served: str, library: Library) -> None:
    open_explore(page, f"{served}explore/")
    node = page.locator(".lt-facet").nth(3)
    node.locator("summary").click()
    expect(node.locator("li")).to_have_count(8)
    node.get_by_role("searchbox").fill("羅湖口岸")
    expect(node.locator("li")).to_have_count(sum("罗湖口岸" in place.name.zh for place in library.locations.values()))
    node.locator("input[value=luohu-kouan]").check()
    node.get_by_role("searchbox").fill("")
    expect(node.locator("input[value=luohu-kouan]")).to_be_visible()
    node.locator(".lt-facet__more").click()
    assert node.locator("li").count() > 150


def test_more_rows_come_when_asked(page: Page, served: str, items: list[Row]) -> None:
    open_explore(page, f"{served}explore/")
    lines = page.locator(".lt-explore__rows .lt-line__link")
    expect(lines).to_have_count(60)
    page.locator(".lt-explore__more button").click()
    expect(lines).to_have_count(120)
    expect(lines.nth(60)).to_be_focused()
    assert len(shown(page)) == len(items)


def test_filters_on_a_phone(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    open_explore(page, f"{served}en/explore/")
    expect(page.locator("#filters")).to_be_hidden()
    opener = page.get_by_role("button", name="Filters", exact=True)
    opener.tap()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.locator(".lt-facet summary").nth(1).tap()
    page.locator("input[name=topic]").first.tap()
    small = (
        page.locator("#filters")
        .locator("label, summary, button")
        .evaluate_all(
            "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"
        )
    )
    assert small == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".lt-explore__close button").tap()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("[role=status]")).to_be_in_viewport()
    expect(page.locator(".lt-chip")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("path", ["explore/", "en/targets/"])
def test_without_javascript(browser: Browser, served: str, items: list[Row], path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + path)
    expect(page.locator("form.lt-tools")).to_be_hidden()
    expect(page.get_by_role("link", name="CSV")).to_be_visible()
    if path == "explore/":
        expect(page.locator(".lt-explore__plain .lt-line")).to_have_count(len(items))
        expect(page.locator(".lt-explore__plain .lt-line").first).to_be_visible()
    else:
        expect(page.locator(".lt-ledger tbody tr").last).to_be_visible()
        page.goto(f"{served}{path}#overlap-1.1.2-a-4.4.2-a")
        expect(page.locator("[id='overlap-1.1.2-a-4.4.2-a']")).to_be_in_viewport()
    context.close()


def test_data_that_fail_leave_the_list(page: Page, served: str, items: list[Row]) -> None:
    page.route("**/explore/items.json", lambda route: route.abort())
    page.goto(f"{served}en/explore/?topic=jinrong")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(page.locator(".lt-explore__plain .lt-line:visible")).to_have_count(len(items))
    expect(page.locator("form.lt-tools")).to_be_hidden()


@pytest.mark.parametrize("path", ["explore/?topic=jinrong&text=银行", "targets/?unit=yuan&sort=value"])
def test_under_a_strict_policy(browser: Browser, served: str, path: str) -> None:
    """The theme's own scripts may not run under it; ours do."""
    page = browser.new_page()

    def strict(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": STRICT})

    page.route("**/explore/?*", strict)
    page.route("**/targets/?*", strict)
    ours: list[str] = []
    page.on("console", lambda message: ours.append(message.text) if "explore.js" in str(message.location) else None)
    page.goto(served + path)
    expect(page.locator(".lt-waiting")).to_have_count(0)
    expect(page.locator("[role=status]")).to_contain_text("条事项" if "explore" in path else "共")
    assert not ours
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["explore/", "explore/?topic=yanglao-tuoyu&target=no", "targets/", "targets/?unit=yuan&sort=value"]
)
def test_nothing_jumps_while_it_loads(browser: Browser, served: str, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/explore/items.json", slowly)
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    page.goto(served + path, wait_until="networkidle")
    expect(page.locator(".lt-waiting")).to_have_count(0)
    page.wait_for_timeout(200)
    assert page.evaluate("moved") < 0.01
    context.close()


def test_ten_thousand_items(page: Page, served: str, site: Path) -> None:
    data = json.loads((site / "explore/items.json").read_bytes())
    facets = [len(values) for _, _, values in data["facets"]]
    chance = random.Random(1)  # noqa: S311 - made-up data
    data["rows"] = [
        [
            f"{number // 1000 + 1}.{number // 40 % 25 + 1}.{number % 40 + 1}",
            f"事项{number}",
            [
                [number * facets[0] // 10_000],
                *(chance.sample(range(size), min(size, 2))[:-1] or [0] for size in facets[1:]),
            ],
            number % 5,
            number * 1000,
            f"{number}万元",
        ]
        for number in range(10_000)
    ]
    wanted = sum(1 for row in data["rows"] if row[2][1] == [12])
    page.route("**/explore/items.json", lambda route: route.fulfill(json=data))
    page.route("**/explore/texts.json", lambda route: route.fulfill(json=["完成投资，建成道路。" * 5] * 10_000))
    open_explore(page, f"{served}explore/")
    expect(page.locator("[role=status]")).to_have_text("10000 条事项")
    fold(page, "topic").locator(".lt-facet__more").click()
    took = page.evaluate(
        """() => ['topic', 'plan'].map((name, place) => {
          const box = document.querySelectorAll(`input[name=${name}]`)[place ? 0 : 3];
          const start = performance.now();
          box.click();
          document.body.offsetHeight;
          return performance.now() - start;
        })"""
    )
    print(f"a click among 10,000 items: {took} ms")
    page.locator(".lt-explore__reset").click()
    page.locator("input[name=topic][value=jinrong]").click()
    expect(page.locator("[role=status]")).to_have_text(f"{wanted} 条事项")
    expect(page.locator(".lt-explore__rows .lt-line")).to_have_count(60)
    start = perf_counter()
    page.locator("input[name=text]").fill("道路 事项99")
    expect(page.locator("[role=status]")).not_to_have_text(f"{wanted} 条事项", timeout=30_000)
    print(f"typed words among 10,000 items: {perf_counter() - start:.2f} s with the wait for a pause")
    assert page.locator(".lt-explore__rows .lt-line").count() <= 60


# The ledger


def ledger_ids(page: Page) -> list[str]:
    ids: list[str] = page.locator(".lt-ledger tbody tr[id]:visible").evaluate_all("all => all.map(one => one.id)")
    return ids


def test_the_ledger_filters(page: Page, served: str, targets: list[Row]) -> None:
    page.goto(f"{served}en/targets/")
    assert ledger_ids(page) == [target["id"] for target in targets]
    status = page.locator("[role=status]")
    expect(status).to_have_text(f"{len(targets)} of {len(targets)} rows")
    page.locator("select[name=unit]").select_option("count")
    page.locator("select[name=nature]").select_option("new")
    page.locator("select[name=plan]").select_option("1")
    own = [
        target
        for target in targets
        if (target["unit"], target["nature"]) == ("count", "new") and target["item"].startswith("1.")
    ]
    assert ledger_ids(page) == [target["id"] for target in own]
    expect(status).to_have_text(f"{len(own)} of {len(targets)} rows")
    offered = page.locator("select[name=unit] option").evaluate_all(
        "all => all.map(one => [one.value, one.textContent])"
    )
    others = [one for one in targets if one["nature"] == "new" and one["item"].startswith("1.")]
    for unit, label in offered[1:]:
        assert label.endswith(f"({sum(one['unit'] == unit for one in others)})"), label
    assert page.url.endswith("/en/targets/?unit=count&nature=new&plan=1")
    page.go_back()
    expect(page.locator("select[name=plan]")).to_have_value("")
    page.go_forward()
    expect(page.locator("select[name=plan]")).to_have_value("1")
    page.get_by_role("button", name="Clear filters").click()
    assert len(ledger_ids(page)) == len(targets)
    assert page.url == f"{served}en/targets/"


def test_the_ledger_finds_words_in_either_script(page: Page, served: str) -> None:
    page.goto(f"{served}targets/")
    page.locator("input[name=text]").fill("持牌 金融機構")
    expect(page.locator(".lt-ledger tbody tr[id]:visible")).to_have_count(1)
    assert ledger_ids(page) == ["1.1.1-a"]
    page.locator("input[name=text]").fill("没有这样的话")
    expect(page.locator(".lt-explore__none")).to_be_visible()


def test_sizes_are_compared_within_a_unit_only(page: Page, served: str, targets: list[Row]) -> None:
    page.goto(f"{served}en/targets/")
    page.get_by_role("button", name="Figure").click()
    assert page.url.endswith("?sort=value")
    groups = page.locator(".lt-ledger tbody").evaluate_all(
        "all => all.map(one => [...one.querySelectorAll('tr[id]')].map(row => row.id))"
    )
    by_id = {target["id"]: target for target in targets}
    for ids in groups:
        assert len({by_id[one]["unit"] for one in ids}) == 1
        sizes = [by_id[one]["value"] for one in ids]
        assert sizes == sorted(sizes, reverse=True)
    assert sorted(one for ids in groups for one in ids) == sorted(by_id)
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Figure")
    page.get_by_role("button", name="Item").click()
    assert ledger_ids(page) == [target["id"] for target in targets]
    assert page.url == f"{served}en/targets/"


def test_the_ledger_downloads_what_it_shows(page: Page, served: str, site: Path, browser: Browser) -> None:
    page.goto(f"{served}en/targets/?unit=yuan&sort=value&unit=nonsense&plan=99")
    ids = ledger_ids(page)
    with page.expect_download() as download:
        page.locator("button[name=csv]").click()
    own = Path(download.value.path()).read_bytes()
    header, *rows = csv_rows((site / "data/v1/targets.csv").read_bytes())
    by_id = {row.split(b",")[0].decode(): row for row in rows}
    assert own == b"\r\n".join([header, *(by_id[one] for one in ids), b""])
    table = list(csv.DictReader(io.StringIO(own.decode("utf-8-sig"))))
    assert {row["unit"] for row in table} == {"yuan"}
    other = browser.new_page()
    other.goto(page.url)
    assert ledger_ids(other) == ids
    other.close()


def test_a_link_to_an_overlap_opens_it(page: Page, served: str) -> None:
    page.goto(f"{served}targets/")
    note = page.locator("[id='overlap-1.1.2-a-4.4.2-a']")
    expect(note).to_be_hidden()
    page.locator("a[href='#overlap-1.1.2-a-4.4.2-a']").first.click()
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    page.goto(f"{served}")
    page.goto(f"{served}targets/#overlap-1.1.2-a-4.4.2-a")
    expect(note).to_be_in_viewport()
