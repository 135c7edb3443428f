"""The search box of the real site: what it finds, shows and costs."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, expect

from generator.build import build
from generator.engine import ENGINE, ENGINES, Frames
from generator.languages import read_languages
from generator.library import Library, Shelf
from generator.search import search_files, simplifications

from .conftest import ROOT, file_server
from .search.evaluate import PREFIX, Answer, ask, evaluate, quality, read_queries

RESULTS = ".md-search-result__link"
COUNT = ".md-search-result__meta"


@pytest.fixture(scope="module")
def answers(browser: Browser, served: str, library: Library) -> list[Answer]:
    """Every query of our own, answered."""
    page = browser.new_page()
    found = evaluate(page, served, read_queries(), library)
    page.close()
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("part", ["tune", "final"])
def test_quality_holds(answers: list[Answer], part: str) -> None:
    own = [answer for answer in answers if answer.query.part == part]
    assert len(own) >= 100
    assert quality(own) > 0.9
    assert sum(not answer.rank for answer in own) / len(own) < 0.05


def test_no_kind_of_query_is_left_behind(answers: list[Answer]) -> None:
    for kind in {(answer.query.lang, answer.query.kind) for answer in answers}:
        own = [answer for answer in answers if (answer.query.lang, answer.query.kind) == kind]
        assert quality(own) > 0.7, kind


@pytest.mark.parametrize(("language", "prefix"), PREFIX.items())
def test_each_kind_is_found_by_name(page: Page, served: str, site: Path, language: str, prefix: str) -> None:
    rows = json.loads((site / prefix / "search" / "documents.json").read_text(encoding="utf-8"))["documents"]
    firsts = {kind: (location, title) for kind, location, _, title, *_ in reversed(rows)}
    assert set(firsts) == {"plan", "measure", "item", "topic", "department", "location", "term", "page"}
    answers = ask(page, served, language, [title for _, title in firsts.values()])
    for (location, title), answer in zip(firsts.values(), answers, strict=True):
        assert location in chain(*answer["lists"][:3]), title


LISTS = {
    "departments/": ("责任单位", "部门", "Departments", "bodies"),
    "locations/": ("地点", "Places", "locations"),
    "topics/": ("主题", "Topics", "themes"),
    "explore/": ("筛选", "全部事项", "Explore", "all items"),
    "targets/": ("目标", "数字", "Targets", "figures"),
    "charts/": ("图解", "圖表", "In pictures", "charts"),
    "glossary/": ("词汇表", "术语", "Glossary", "definitions"),
    "2025/text/": ("全文", "原文", "full text"),
}


@pytest.mark.parametrize("language", PREFIX)
def test_topics_and_lists_are_among_the_first_for_their_names(
    page: Page, served: str, library: Library, language: str
) -> None:
    """Also for their everyday words, and for the parts of a topic's name."""
    wanted = [(name, path) for path, names in LISTS.items() for name in names]
    for slug, topic in library.topics.items():
        parts = re.split("、|与|, | and ", f"{topic.name.zh}、{topic.name.en}")
        wanted += [(name, f"topics/{slug}/") for name in (topic.name.zh, topic.name.en, *topic.aliases, *parts)]
    answers = ask(page, served, language, [name for name, _ in wanted])
    late = [
        (name, path)
        for (name, path), answer in zip(wanted, answers, strict=True)
        if path not in chain(*answer["lists"][:3])
    ]
    assert not late


def test_little_is_loaded_before_the_first_answer(site: Path) -> None:
    for prefix in ("", "en/"):
        files = [site / prefix / name for name in ("assets/search.js", "search/documents.json")]
        assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) < 60_000


def test_a_change_of_the_script_shows_at_once(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "site_config/search"
    shutil.copytree(ROOT / "site_config/search", folder)
    frames, languages = Frames({}, {}, (), (), ENGINES[ENGINE], ""), read_languages(ROOT)
    for said in ("first", "second"):
        (folder / "theme.js").write_text(f"const said = '{said}';\n", encoding="utf-8")
        script = search_files(tmp_path, shelf, (), frames, (languages[0], languages[1]))["assets/search.js"]
        assert script.decode().endswith(f"const said='{said}';")


def test_documents_are_loaded_only_when_asked(page: Page, served: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}2025/items/1.1.1/", wait_until="networkidle")
    assert not [url for url in asked if "documents.json" in url or "more.json" in url]
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("罗湖口岸")
    expect(page.locator(RESULTS).first).to_be_visible()
    assert [url for url in asked if url.endswith("/project/search/documents.json")]


def test_a_result_shows_kind_number_and_the_words_that_match(page: Page, served: str) -> None:
    page.goto(f"{served}en/2025/items/1.1.1/")
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("長者醫療券")
    first = page.locator(RESULTS).filter(has_text="2.2.10").first
    expect(first).to_contain_text("Item 2.2.10")
    page.goto(f"{served}2025/items/1.1.1/")
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("長者醫療券")
    expect(page.locator(f"{RESULTS} mark").first).to_have_text("长者医疗券")


def test_pinyin_marks_the_characters(page: Page, served: str) -> None:
    page.goto(served)
    page.locator("input[name=query]").click()
    page.keyboard.type("luohu kouan")
    expect(page.locator(f"{RESULTS} h1").first).to_contain_text("罗湖口岸")
    expect(page.locator(f"{RESULTS} h1 mark").first).to_have_text("罗湖口岸")


def test_items_of_a_measure_do_not_fill_the_list(page: Page, served: str) -> None:
    page.goto(served)
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("医美")
    expect(page.locator(RESULTS).first).to_be_visible()
    lists = page.locator(".md-search-result__item")
    own = lists.filter(has=page.locator("a[href*='/items/1.2.']"))
    expect(own).to_have_count(1)  # once all of the search is loaded
    expect(own.locator("summary")).to_contain_text("同一措施还有")


def test_an_address_with_a_query_searches(page: Page, served: str) -> None:
    page.goto(f"{served}en/?q=lo+wu")
    expect(page.locator(f"{RESULTS} h1").first).to_contain_text("Luohu Port")


def test_an_empty_result_helps(page: Page, served: str) -> None:
    page.goto(f"{served}en/")
    page.locator("input[name=query]").click()
    page.keyboard.type("zzqxv")
    expect(page.locator(RESULTS).last).to_contain_text("browse the topics")
    expect(page.locator(RESULTS).filter(has_text="Search in 中文")).to_have_attribute("href", f"{served}?q=zzqxv")
    page.locator(RESULTS).last.click()
    expect(page.locator("h1")).to_have_text("Topics")


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ("?q=房价", "没有找到符合条件的结果", "您是不是要找"),
        ("en/?q=zzqxv", "No matching documents", "Search in 中文"),
        ("?q=图解", "找到 1 个符合条件的结果", "图解"),
        ("en/?q=In+pictures", "1 matching document", "In pictures"),
        ("?q=停车", "5 个符合条件的结果", "停车"),
    ],
)
def test_the_count_is_of_results_only(page: Page, served: str, asked: str, count: str, first: str) -> None:
    page.goto(f"{served}{asked}")
    expect(page.locator(RESULTS).first).to_contain_text(first)
    expect(page.locator(COUNT)).to_have_text(count)
    page.locator("input[name=query]").fill("")
    expect(page.locator(COUNT)).to_have_text(re.compile("键入以开始搜索|Type to start searching"))


def test_a_short_answer_hides_nothing(page: Page, served: str) -> None:
    page.goto(served)
    page.locator("input[name=query]").fill("停车")
    expect(page.locator(RESULTS).filter(has_text="8.1.10")).to_be_visible()
    expect(page.locator(RESULTS).filter(has_text="8.1.9")).to_be_visible()
    expect(page.locator(".md-search-result__more")).to_have_count(0)


def test_a_slip_is_answered_with_the_nearest_name(page: Page, served: str) -> None:
    page.goto(served)
    page.locator("input[name=query]").click()
    page.keyboard.insert_text("罗糊囗岸")
    expect(page.locator(RESULTS).first).to_contain_text("您是不是要找")
    expect(page.locator(RESULTS).first).to_contain_text("罗湖口岸")


def test_the_keyboard_opens_and_follows_a_result(page: Page, served: str) -> None:
    page.goto(f"{served}2025/items/1.1.1/")
    page.locator("body").press("/")
    page.keyboard.type("8.1.7")
    expect(page.locator(RESULTS).first).to_contain_text("8.1.7")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2025/items/8.1.7/")


@pytest.mark.parametrize(
    ("path", "typed", "whole"),
    [("", "罗湖口", "罗湖口岸"), ("", "luohukou", "luohukouan"), ("en/", "Luohu Por", "Luohu Port")],
)
def test_a_begun_name_is_completed(page: Page, served: str, path: str, typed: str, whole: str) -> None:
    page.goto(f"{served}{path}")
    box = page.locator("input[name=query]")
    box.click()
    page.keyboard.type(typed)
    expect(page.locator(".md-search__suggest")).to_have_text(whole)
    page.keyboard.press("ArrowRight")
    expect(box).to_have_value(whole)


def test_the_share_button_copies_the_query(browser: Browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served}en/")
    page.locator("input[name=query]").click()
    page.keyboard.type("lo wu")
    expect(page.locator(RESULTS).first).to_contain_text("Luohu Port")
    page.locator("[data-md-component=search-share]").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{served}en/?q=lo+wu"
    context.close()


@pytest.mark.parametrize("lost", ["documents.json", "more.json"])
def test_a_lost_connection_is_no_end_of_searching(page: Page, served: str, lost: str) -> None:
    page.context.route(f"**/{lost}", lambda route: route.abort(), times=1)
    page.goto(served)
    page.locator("input[name=query]").click()
    page.keyboard.type("8.1")
    page.wait_for_timeout(500)
    page.keyboard.type(".7")
    expect(page.locator(RESULTS).first).to_contain_text("8.1.7")
    page.locator("input[name=query]").fill("zzqxv")
    expect(page.locator(RESULTS).first).to_contain_text("换一种语言搜索")


def test_what_is_not_found_yet_leaves_no_older_answer(page: Page, served: str) -> None:
    """While the second part is on its way, Enter must not open what was asked before."""
    held: list[Route] = []
    page.context.route("**/more.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    page.goto(f"{served}2025/items/1.1.1/")
    page.locator("input[name=query]").fill("春风隧道")
    expect(page.locator(RESULTS).first).to_contain_text("春风隧道")
    page.locator("input[name=query]").fill("youeryuan")
    expect(page.locator(RESULTS)).to_have_count(0)
    expect(page.locator(COUNT)).to_have_text("正在搜索……")
    page.keyboard.press("Enter")
    assert page.url.endswith("/1.1.1/")
    held[0].continue_()
    expect(page.locator(RESULTS).first).to_contain_text("学前教育")


def test_an_older_year_is_answered_when_its_edition_is_here(page: Page, many: Path) -> None:
    """The second part of the newest edition may come before the documents of the year that is asked for."""
    held: list[Route] = []
    page.context.route("**/search/2026.json", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no method of a list
    with file_server(many) as address:
        with page.expect_response("**/more.json"):
            page.goto(f"{address}?q=国贸+2026")
        page.wait_for_timeout(500)
        expect(page.locator(RESULTS)).to_have_count(0)
        held[0].continue_()
        expect(page.locator(RESULTS).first).to_contain_text("2026")


@pytest.mark.parametrize("language", PREFIX)
def test_every_synonym_leads_to_its_group(page: Page, site: Path, language: str) -> None:
    first, second = (
        json.loads((site / PREFIX[language] / f"search/{name}.json").read_text(encoding="utf-8"))
        for name in ("documents", "more")
    )
    _load_engine(page)
    page.evaluate("([first, second]) => { take(first); takeMore(second); }", [first, second])
    lost = page.evaluate(
        """(groups) => groups.flatMap((group) => group.filter(
            (word) => understand(word).expanded.length < new Set(group.map(fold)).size - 1))""",
        second["synonyms"],
    )
    assert second["synonyms"]
    assert not lost


def test_marks_that_look_alike_are_alike(page: Page, served: str) -> None:
    curly, straight = ask(page, served, "en", ["people’s hospital", "people's hospital"])
    assert curly["lists"] == straight["lists"]


def test_a_year_and_a_figure_are_two_numbers(page: Page) -> None:
    _load_engine(page)
    figures = page.evaluate("['2026 100 million', '12,500', '1 200 000', '2026 年 5,000 套'].map(figuresOf)")
    assert figures == [["2026", "100000000"], ["12500"], ["1200000"], ["2026", "5000"]]


def _load_engine(page: Page) -> None:
    """Our engine alone, without the theme."""
    page.goto("about:blank")
    for name in ("minisearch.js", "engine.js"):
        page.add_script_tag(content=(ROOT / "site_config/search" / name).read_text(encoding="utf-8"))


def test_hostile_words_stay_words(page: Page, served: str) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: failures.append(dialog.message))
    page.goto(served)
    for query in ("<img src=x onerror=alert(1)>", "\\", "(((", "[a-z", "a" * 3000, "区" * 500, "%", "①②③", " "):
        page.locator("input[name=query]").fill(query)
        page.wait_for_timeout(150)
    page.locator("input[name=query]").fill("春风隧道")
    expect(page.locator(RESULTS).first).to_contain_text("春风隧道")
    assert not failures


def test_search_works_with_instant_navigation(small: Path, tmp_path: Path, browser: Browser) -> None:
    """Where the theme swaps pages without loading them the box must keep working. Our policy keeps it from making
    pages of text, so that it loads them whole; without the policy it swaps them."""
    config = small / "mkdocs.yml"
    text = config.resolve().read_text(encoding="utf-8")
    config.unlink()
    config.write_text(text.replace("  features:\n", "  features:\n    - navigation.instant\n"), encoding="utf-8")
    with file_server(tmp_path / "web") as address:
        build(small, tmp_path / "web" / "site", f"{address}site/", lambda step: None)
        for swaps in (False, True):
            page = browser.new_page(bypass_csp=swaps)
            page.goto(f"{address}site/locations/", wait_until="networkidle")
            page.evaluate("window.stayed = true")
            page.get_by_role("link", name="东门路").first.click()
            expect(page.locator("h1")).to_have_text("东门路")
            assert page.evaluate("window.stayed === true") is swaps
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(500)  # the theme closes the box when it has swapped the page
            page.locator("input[name=query]").click()
            page.keyboard.insert_text("国贸地块")
            page.locator(RESULTS).first.click()
            expect(page.locator("h1#content")).to_have_text("国贸地块")
            page.close()


def test_texts_are_folded_as_their_data_says(page: Page) -> None:
    """What the browser makes of a text is what OpenCC and Unicode make of it here."""
    written = frozenset("罗湖区东门国贸里面后台发展体关系ab1")
    pairs = simplifications(written)
    simplified = dict(zip(pairs[::2], pairs[1::2], strict=True))
    _load_engine(page)
    fold = page.evaluate_handle(
        "pairs => { for (let i = 0; i < pairs.length; i += 2) simplified.set(pairs[i], pairs[i + 1]); return fold }",
        pairs,
    )
    to_traditional = opencc.OpenCC("s2t")
    characters = st.sampled_from("罗羅湖東东門国國貿贸裏里面後后臺台ＡｂＣ１２①ⅣİẞﬁÀé㎡👍 Ab1") | st.characters(
        max_codepoint=0xFFFF, categories=["Lu", "Ll", "Nd", "Po", "Zs"]
    )

    def expected(mark: str) -> str:
        plain = unicodedata.normalize("NFKC", mark).lower()
        one = plain if len(plain.encode("utf-16-le")) == len(mark.encode("utf-16-le")) else mark
        return simplified.get(one, one)

    @given(st.text(characters, max_size=30))
    def agree(text: str) -> None:
        folded = page.evaluate("([fold, text]) => fold(text)", [fold, text])
        assert folded == "".join(map(expected, text))
        assert len(folded) == len(text)
        assert page.evaluate("([fold, text]) => fold(text)", [fold, folded]) == folded

    @given(st.text(st.sampled_from(sorted(written))))
    def both_scripts_are_one(text: str) -> None:
        traditional = "".join(map(to_traditional.convert, text))
        assert page.evaluate("([fold, text]) => fold(text)", [fold, traditional]) == text

    agree()
    both_scripts_are_one()
