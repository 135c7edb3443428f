"""The page of charts: true numbers, a table for each, and no say for the machine that draws."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.build import build, read_content
from generator.charts import SIZE, STEPS, WIDTH, Chart, charts_of
from generator.draw import FEW, draw_beside, drawer
from generator.languages import Language, read_languages
from generator.library import Library, build_shelf

from .conftest import ROOT, SITE_URL, Edit

LANGUAGES = {language.code: language for language in read_languages(ROOT)}
IDS = ["figures", "pairs", "bodies", "money", "kinds"]
Rows = list[dict[str, Any]]


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return LANGUAGES[request.param]


@pytest.fixture
def page(site: Path, language: Language) -> LexborHTMLParser:
    return LexborHTMLParser((site / language.prefix / "charts" / "index.html").read_bytes())


def _data(site: Path, name: str) -> Rows:
    return json.loads((site / "data" / "v1" / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _charts(library: Library, language: Language) -> dict[str, Chart]:
    return {chart.id: chart for chart in charts_of(library, language.words, language.code)}


def _section(page: LexborHTMLParser, name: str) -> LexborNode:
    section = page.css_first(f".lt-picture--{name}")
    assert section is not None
    return section


def _table(page: LexborHTMLParser, name: str) -> list[list[str]]:
    rows = _section(page, name).css("tbody tr")
    return [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in rows]


def _drawn(page: LexborHTMLParser, name: str) -> list[str]:
    return [node.text() for node in _section(page, name).css("svg text")]


def _numbers(texts: list[str]) -> Counter[str]:
    return Counter(text for text in texts if text.isdigit())


def test_every_chart_has_a_title_a_sentence_and_a_table(page: LexborHTMLParser) -> None:
    assert [node.attributes["id"] for node in page.css(".lt-picture h2")] == IDS
    for name in IDS:
        section = _section(page, name)
        svg = section.css_first("figure svg[role=img]")
        assert svg is not None
        for key in ("aria-labelledby", "aria-describedby"):
            named = page.css_first(f"[id='{svg.attributes[key]}']")
            assert named is not None
            assert len(named.text().strip()) > 3
        assert section.css_first("figcaption p") is not None
        assert section.css_first("details summary") is not None
        columns = len(section.css("thead th[scope=col]"))
        rows = section.css("tbody tr")
        assert rows
        for row in rows:
            assert len(row.css("th[scope=row]")) == 1
            assert len(row.css("th, td")) == columns
    words = _section(page, "pairs").text() + _section(page, "bodies").text()
    assert "{" not in words
    assert "}" not in words


def test_pairs_are_those_of_the_data(site: Path, page: LexborHTMLParser, language: Language) -> None:
    single = [row for row in _data(site, "departments") if not row["collective"]]
    names = {row["slug"]: row[f"name_{language.code}"] for row in single}
    own = {row["slug"]: set(row["measures"]) for row in single}
    shown = [slug for slug, measures in own.items() if len(measures) >= 5]
    assert len(shown) == 15
    expected = {frozenset((names[a], names[b])): own[a] & own[b] for a, b in combinations(shown, 2) if own[a] & own[b]}
    table = _table(page, "pairs")
    assert {frozenset(row[:2]): set(row[3].split()) for row in table} == expected
    assert [int(row[2]) for row in table] == sorted((len(ids) for ids in expected.values()), reverse=True)
    cells = Counter(str(len(ids)) for ids in expected.values() for _ in range(2))
    assert _numbers(_drawn(page, "pairs")) == cells + Counter(str(len(own[slug])) for slug in shown)
    best = max(len(a & b) for a, b in combinations(own.values(), 2))
    caption = _section(page, "pairs").css_first("figcaption")
    assert caption is not None
    assert str(best) in caption.text()
    for a, b in combinations(own, 2):
        if len(own[a] & own[b]) == best:
            for slug in (a, b):
                assert names[slug].removeprefix("Luohu District ") in caption.text()


def test_bodies_and_plans_are_those_of_the_data(site: Path, page: LexborHTMLParser, language: Language) -> None:
    expected = {}
    for row in _data(site, "departments"):
        if len(row["measures"]) >= 3 and not row["collective"]:
            by_plan = Counter(measure.partition(".")[0] for measure in row["measures"])
            counts = [by_plan[str(plan)] for plan in range(1, 11)]
            expected[row[f"name_{language.code}"]] = [str(count) for count in (*counts, sum(counts))]
    table = _table(page, "bodies")
    assert {row[0]: row[1:] for row in table} == expected
    drawn = Counter(n for counts in expected.values() for n in counts if n != "0")
    heads = Counter(str(plan) for plan in range(1, 11) for _ in range(2)) if language.code == "en" else Counter()
    assert _numbers(_drawn(page, "bodies")) == drawn + heads


def test_figures_are_those_of_the_data(site: Path, page: LexborHTMLParser) -> None:
    items = _data(site, "items")
    expected = []
    for plan in range(1, 11):
        own = [item for item in items if item["plan"] == plan]
        expected.append([len(own), sum(bool(i["targets"]) for i in own), sum(len(i["targets"]) for i in own)])
    assert [[int(cell) for cell in row[1:]] for row in _table(page, "figures")] == expected
    drawn = [sorted(map(int, re.findall(r"\d+", text))) for text in _drawn(page, "figures")]
    assert [pair for pair in drawn if len(pair) == 2] == [sorted(row[:2]) for row in expected]
    caption = _section(page, "figures").css_first("figcaption")
    assert caption is not None
    assert {str(len(items)), str(sum(row[1] for row in expected))} <= set(re.findall(r"\d+", caption.text()))


def test_money_is_every_target_in_yuan(site: Path, page: LexborHTMLParser, language: Language) -> None:
    targets = [target for target in _data(site, "targets") if target["unit"] == "yuan"]
    targets.sort(key=lambda target: -target["value"])
    rows = _table(page, "money")
    assert [row[0] for row in rows] == [target["item"] for target in targets]
    assert [row[1] for row in rows] == [target[f"what_{language.code}"] for target in targets]
    drawn = _drawn(page, "money")
    assert Counter(text for text in drawn if re.fullmatch(r"\d+\.\d+\.\d+", text)) == Counter(row[0] for row in rows)
    assert Counter(row[2] for row in rows) <= Counter(drawn)
    links = [node.attributes["href"] for node in _section(page, "money").css("tbody th a")]
    assert links == [f"../2025/items/{target['item']}/#{target['id']}" for target in targets]


def test_dots_stand_where_their_amount_is(library: Library, language: Language, tmp_path: Path) -> None:
    spec = _charts(library, language)["money"].spec
    svg = LexborHTMLParser(drawer(tmp_path)(spec))
    amounts = sorted((float(target.value) for _, target in library.targets if target.unit == "yuan"), reverse=True)
    places = [
        float(str(path.attributes["transform"]).partition("(")[2].partition(",")[0])
        for path in svg.css(".mark-symbol path")
    ][-len(amounts) :]
    assert places == sorted(places, reverse=True)
    apart = (places[0] - places[-1]) / 328
    assert apart == pytest.approx(0.8495, abs=0.001)  # log10(50e9 / 20e6) of four powers of ten


def test_words_stand_where_they_belong(library: Library, language: Language, tmp_path: Path) -> None:
    for chart in _charts(library, language).values():
        layers = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "text"]
        values = [value for layer in layers for value in layer["data"]["values"]]
        drawn = LexborHTMLParser(drawer(tmp_path)(chart.spec)).css("text")
        assert [node.text() for node in drawn] == [str(value["text"]) for value in values]
        heights = [float(str(node.attributes["transform"]).rstrip(")").rpartition(",")[2]) for node in drawn]
        lower = {round(height - value["y"], 6) for height, value in zip(heights, values, strict=True)}
        assert len(lower) == 1, chart.id  # from the middle of a line to its baseline


def test_kinds_are_those_of_the_data(site: Path, page: LexborHTMLParser, language: Language) -> None:
    targets = _data(site, "targets")
    words = language.words
    names = {"unit": words["chart"]["units"], "nature": words["natures"]}
    expected = {}
    for key, name in names.items():
        for value in {target[key] for target in targets}:
            by_plan = Counter(target["item"].partition(".")[0] for target in targets if target[key] == value)
            counts = [by_plan[str(plan)] for plan in range(1, 11)]
            label = words["chart"]["kinds"][key].format(name=name[value])
            expected[label] = [str(count) for count in (*counts, sum(counts))]
    assert {row[0]: row[1:] for row in _table(page, "kinds")} == expected


def test_drawings_fit_a_phone(library: Library, language: Language, tmp_path: Path) -> None:
    draw = drawer(tmp_path)
    for chart in _charts(library, language).values():
        assert chart.spec["width"] == WIDTH == 340
        for height in re.findall(r'font-size="([\d.]+)px"', draw(chart.spec)):
            assert float(height) >= SIZE >= 10.5


def test_english_drawings_are_in_english(library: Library, tmp_path: Path) -> None:
    for chart in _charts(library, LANGUAGES["en"]).values():
        assert not re.search("[\u3400-\u9fff]", drawer(tmp_path)(chart.spec)), chart.id


def test_fonts_of_the_machine_have_no_say(library: Library, language: Language, tmp_path: Path) -> None:
    """With a wide and with a narrow font, all is drawn at the same places."""
    draw = drawer(tmp_path)
    for chart in _charts(library, language).values():
        drawn = set()
        for font in ("DejaVu Sans Mono", "Liberation Sans Narrow", "inherit"):
            config = {**chart.spec["config"], "font": font}
            drawn.add(draw({**chart.spec, "config": config}).replace(f'font-family="{font}"', ""))
        assert len(drawn) == 1, chart.id


def test_what_was_drawn_is_kept(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = _charts(library, LANGUAGES["zh"])["kinds"].spec
    first, other = drawer(tmp_path / "one")(spec), drawer(tmp_path / "other")(spec)
    assert first == other
    monkeypatch.setattr("generator.draw._converted", lambda spec: pytest.fail("drawn again"))
    assert drawer(tmp_path / "one")(spec) == first


def test_much_is_drawn_beside_and_a_little_is_not(library: Library, tmp_path: Path) -> None:
    specs = [chart.spec for language in LANGUAGES.values() for chart in _charts(library, language).values()]
    with draw_beside(tmp_path / "few", specs[:FEW]):
        pass
    assert not (tmp_path / "few").exists()
    with draw_beside(tmp_path / "much", specs):
        pass
    drawn = {path.name: path.read_bytes() for path in (tmp_path / "much/charts").iterdir()}
    assert len(drawn) == len(specs) > FEW
    for spec in specs:
        drawer(tmp_path / "one by one")(spec)
    assert drawn == {path.name: path.read_bytes() for path in (tmp_path / "one by one/charts").iterdir()}


def test_what_draws_beside_ends_with_what_it_is_beside(library: Library, tmp_path: Path) -> None:
    specs = [chart.spec for language in LANGUAGES.values() for chart in _charts(library, language).values()]
    with pytest.raises(KeyboardInterrupt), draw_beside(tmp_path, specs):
        raise KeyboardInterrupt
    assert not (tmp_path / "charts").exists()


def test_a_process_that_cannot_draw_is_told(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    specs = [chart.spec for language in LANGUAGES.values() for chart in _charts(library, language).values()]
    with pytest.raises(OSError, match="draws charts was ended"), draw_beside(tmp_path, specs):
        pass


def test_what_no_page_shows_any_more_is_not_kept(small: Path, edit: Edit) -> None:
    folder = small / ".cache/charts"
    first = set(folder.iterdir())
    edit("content/departments.yml", "en: Commerce Bureau}", "en: Bureau of Commerce}")
    for number in range(2):
        build(small, small / f"site {number}", SITE_URL, lambda step: None)
    second = set(folder.iterdir())
    assert len(first) == len(second) == len(IDS) * len(LANGUAGES)
    assert first != second


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [":root", '[data-md-color-scheme="slate"]'])
def test_numbers_are_readable_on_every_step(scheme: str) -> None:
    css = (ROOT / "site_config" / "assets" / "explorer.css").read_text(encoding="utf-8")
    rule = re.search(rf"{re.escape(scheme)} {{ (--lt-chart-1.*?) }}", css)
    assert rule
    tokens = dict(re.findall(r"(--[\w-]+): (#\w+);", rule[1]))
    for position, step in enumerate(STEPS):
        ink = "--lt-chart-ink" if position < 2 else "--lt-chart-ink-strong"
        lights = sorted((_luminance(tokens[step[4:-1]]), _luminance(tokens[ink])))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, step


def test_a_small_document_has_its_charts(small: Path) -> None:
    library = build_shelf(read_content(small)).newest
    for language in LANGUAGES.values():
        charts = _charts(library, language)
        assert list(charts) == IDS
        assert [len(chart.rows) for chart in charts.values()][:2] == [2, 1]
        for chart in charts.values():
            assert drawer(small / ".cache")(chart.spec).count("<text") > 3


def test_names_in_drawings_are_never_markup(small: Path, edit: Edit, tmp_path: Path) -> None:
    name = """<script>alert("x")</script> & <b>'Bureau'</b> {x}"""
    edit("content/departments.yml", "en: Commerce Bureau}", "en: '" + name.replace("'", "''") + "'}")
    build(small, tmp_path / "site", "https://example.org/", lambda step: None)
    page = LexborHTMLParser((tmp_path / "site/en/charts/index.html").read_bytes())
    for drawing in page.css("figure svg"):
        assert not drawing.css("script, b")
    assert "".join(_drawn(page, "pairs")).replace(" ", "").count(name.replace(" ", "")) == 1
    caption = page.css_first("#pairs-caption")
    assert caption is not None
    assert name in caption.text()
