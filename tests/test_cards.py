"""Share cards: what a chat or a feed shows of a page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from selectolax.lexbor import LexborHTMLParser

from generator import __main__ as command
from generator import drawing
from generator.build import build
from generator.cards import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Card, Layout, card_of, message_of, place
from generator.drawing import Font, accents, draw, find_font
from generator.languages import Language, read_languages
from generator.library import Shelf
from generator.pages import pages_of

from .conftest import ROOT, SITE_URL

COLOURS = accents((ROOT / "site_config" / "assets" / "explorer.css").read_text(encoding="utf-8"))
OWN = {"plans", "measures", "items", "topics", "departments", "locations"}
"""Folders of pages with a card of their own."""


@pytest.fixture(scope="module")
def font() -> Font:
    found = find_font()
    assert found, f"{drawing.FAMILY} is not installed: apt-get install fonts-noto-cjk"
    return found


@pytest.fixture(scope="module")
def languages() -> tuple[Language, ...]:
    return read_languages(ROOT)


def _cards(shelf: Shelf, languages: tuple[Language, ...]) -> list[Card]:
    pages = pages_of(shelf, {language.code: language.words for language in languages})
    own = [(p, language) for language in languages for p in pages if message_of(p, language)]
    edition = shelf.newest.edition
    return [card_of(None, language, edition) for language in languages] + [card_of(p, code, edition) for p, code in own]


def _assert_fits(card: Card, layout: Layout, font: Font) -> None:
    """No line leaves the card's margins, or runs into what stands beside or below it."""
    rows = defaultdict(list)
    for line in layout.lines:
        wide = font.width(line.text, line.role in ("headline", "figure", "badge", "name")) * line.size
        left = line.x - wide if line.role == "source" else line.x
        assert left >= LEFT, (card.path, line)
        assert left + wide <= RIGHT + 1, (card.path, line)
        rows[line.y].append((left, left + wide))
        if line.role in ("headline", "figure", "what"):
            assert line.y - line.size * 0.88 >= TOP, (card.path, line)
            assert line.y + line.size * 0.2 <= BOTTOM + 12, (card.path, line)
    for spans in rows.values():
        for before, after in pairwise(sorted(spans)):
            assert before[1] + 12 <= after[0], (card.path, spans)
    middle = [line for line in layout.lines if line.role in ("headline", "figure", "what")]
    for one in middle:
        for other in middle:
            if one.x == other.x and one.y < other.y:
                assert one.y + one.size * 0.2 <= other.y - other.size * 0.85, (card.path, one, other)
    kicker = next((line for line in layout.lines if line.role == "kicker"), None)
    assert kicker is None or kicker.x >= LEFT + layout.badge


def test_every_page_points_to_a_card_that_exists(small: Path, font: Font) -> None:
    site = small / "site"
    build(small, site, SITE_URL, lambda step: None, font)
    shown = set()
    for file in site.rglob("index.html"):
        path = file.parent.relative_to(site).as_posix()
        page = LexborHTMLParser(file.read_bytes())
        if page.css("meta[http-equiv=refresh]") or "embed" in path.split("/"):
            continue
        told = {
            node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"] or ""
            for node in page.css("head meta[content]")
        }
        assert told["twitter:card"] == "summary_large_image"
        image = told["og:image"]
        assert image.startswith(f"{SITE_URL}en/cards/" if path.split("/")[0] == "en" else f"{SITE_URL}cards/"), path
        card = site / image.removeprefix(SITE_URL)
        steps = path.removeprefix("en/").split("/")
        own = len(steps) > 1 and bool(OWN & set(steps)) and steps[-1] != "booklet"
        expected = f"cards/{path.removeprefix('en/')}.png" if own else "cards/default.png"
        assert image.endswith(f"/{expected}"), path
        if own:
            assert len(told["og:image:alt"]) > 4
            assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        shown.add(card)
    assert shown == set(site.rglob("cards/**/*.png"))
    for card in shown:
        with Image.open(card) as image_file:
            assert (image_file.format, image_file.size) == ("PNG", (WIDTH, HEIGHT)), card
        assert card.stat().st_size < 36_000, card


def test_a_card_says_what_its_page_is_about(shelf: Shelf, languages: tuple[Language, ...]) -> None:
    cards = {card.path: card for card in _cards(shelf, languages)}
    item = cards["en/cards/2025/items/1.2.6.png"]
    assert item.message.badge == "1.2.6"
    assert item.message.headline == shelf.newest.items["1.2.6"].raw.headline.en
    assert item.message.figures[0][0] == "more than RMB 10 billion"
    assert "not official" in item.source[1]
    assert "罗府办〔2025〕1号" in cards["cards/2025/items/1.2.6.png"].source[0]
    assert "由本网站编写" in cards["cards/2025/items/1.2.6.png"].source[1]
    plan = cards["cards/2025/plans/8.png"]
    assert (plan.message.badge, plan.message.headline) == ("计划八", shelf.newest.plan(8).title.zh)
    assert [number for number, _ in plan.message.figures] == ["410亿元", "至少205亿元", "至少45.5亿元"]
    department = cards["en/cards/departments/bai-qian-wan-gongcheng-zhihuibu.png"]
    assert department.message.figures[0] == ("1", "measure")


def test_no_real_card_clips_cuts_or_overlaps(shelf: Shelf, languages: tuple[Language, ...], font: Font) -> None:
    for card in _cards(shelf, languages):
        layout = place(card, font.width)
        _assert_fits(card, layout, font)
        assert not any("…" in line.text for line in layout.lines), card.path
        drawn = "".join(line.text for line in layout.lines if line.role == "headline")
        assert re.sub(r"[ ·]", "", drawn) == re.sub(r"[ ·]", "", card.message.headline)


def test_what_is_drawn_is_as_wide_as_measured(
    shelf: Shelf, languages: tuple[Language, ...], font: Font, tmp_path: Path
) -> None:
    """The renderer's own pixels: the margins stay empty on the cards with the widest lines."""

    def widest(card: Card) -> float:
        lines = place(card, font.width).lines
        return max(font.width(one.text, True) * one.size for one in lines if one.role in ("headline", "kicker", "what"))

    cards = sorted(_cards(shelf, languages), key=widest)[-12:]
    for path, file in draw(cards, COLOURS, font, tmp_path).items():
        with Image.open(file) as image:
            grey = image.convert("L")
        assert ImageStat.Stat(grey.crop((RIGHT + 4, 0, WIDTH, HEIGHT))).extrema[0][0] > 250, path
        assert ImageStat.Stat(grey.crop((28, 0, LEFT - 2, HEIGHT))).extrema[0][0] > 250, path
        assert ImageStat.Stat(grey.crop((LEFT, TOP, RIGHT, BOTTOM))).extrema[0][0] < 60, f"{path} is empty"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(\"1\")</script> & 'quotes' ]]> {{ x }} </text></svg>",
        "Pneumono" * 60,
        "超级长的标题" * 60,
        "word " * 200,
        "100%、（“《" * 40,
    ],
)
def test_any_text_fits(attack: str, shelf: Shelf, languages: tuple[Language, ...], font: Font, tmp_path: Path) -> None:
    real = next(card for card in _cards(shelf, languages) if card.path == "en/cards/2025/items/1.2.6.png")
    message = replace(real.message, kicker=attack, headline=attack, figures=(("at least 20", attack),) * 3)
    card = replace(real, message=message, source=(attack, attack))
    layout = place(card, font.width)
    _assert_fits(card, layout, font)
    assert draw([card], COLOURS, font, tmp_path)[card.path].stat().st_size < 36_000


def test_cards_are_drawn_once_and_the_same(
    shelf: Shelf, languages: tuple[Language, ...], font: Font, tmp_path: Path
) -> None:
    cards = _cards(shelf, languages)[:10]  # enough for other processes to be started
    first = draw(cards, COLOURS, font, tmp_path / "one")
    times = {path: path.stat().st_mtime_ns for path in first.values()}
    changed = replace(cards[0], message=replace(cards[0].message, headline="Another headline"))
    second = draw([changed, *cards[1:]], COLOURS, font, tmp_path / "one")
    assert [path for path in second.values() if path not in times] == [second[changed.path]]
    assert all(path.stat().st_mtime_ns == times[path] for path in second.values() if path in times)
    assert len(list((tmp_path / "one").iterdir())) == 10, "what is not asked for goes"
    other = draw(cards, COLOURS, font, tmp_path / "other")
    for name in list(first)[1:]:
        assert second[name].read_bytes() == other[name].read_bytes()
    assert draw(cards[2:3], {1: "#000000"}, font, tmp_path / "black") != draw(cards[2:3], COLOURS, font, tmp_path / "b")


def test_the_same_picture_is_described_alike(many: Path) -> None:
    """Pages of older editions without a card of their own show that of the newest."""
    told: dict[str, set[str]] = {}
    for file in many.rglob("index.html"):
        found = dict(re.findall(r'property="og:image(|:alt)" content="([^"]+)"', file.read_text(encoding="utf-8")))
        if ":alt" in found:
            told.setdefault(found[""], set()).add(found[":alt"])
    assert len(told) == 2
    assert {image: alts for image, alts in told.items() if len(alts) > 1} == {}


def test_without_the_font_every_page_has_the_plain_card(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_font", lambda: find_font([small]))
    assert command.main(["build", "--root", str(small), "--site-url", SITE_URL]) == 0
    assert capsys.readouterr().err.count("fonts-noto-cjk") == 1
    site = small / "site"
    for file in site.rglob("index.html"):
        if not file.read_text(encoding="utf-8").count("twitter:card"):
            continue  # it leads on, or is shown inside the pages of others
        images = re.findall(r'property="og:image" content="([^"]+)"', file.read_text(encoding="utf-8"))
        english = "en/" if file.relative_to(site).parts[0] == "en" else ""
        assert images == [f"{SITE_URL}{english}cards/default.png"], file
    for code, name in (("zh", "cards/default.png"), ("en", "en/cards/default.png")):
        assert (site / name).read_bytes() == (ROOT / "site_config" / "cards" / f"{code}.png").read_bytes()


def test_the_plain_card_is_up_to_date(
    shelf: Shelf, languages: tuple[Language, ...], font: Font, tmp_path: Path
) -> None:
    """Where it is not: `make site`, then copy cards/default.png and en/cards/default.png to site_config/cards/."""
    for language in languages:
        card = card_of(None, language, shelf.newest.edition)
        file = draw([card], COLOURS, font, tmp_path)[card.path]
        with Image.open(file) as fresh, Image.open(ROOT / "site_config" / "cards" / f"{language.code}.png") as kept:
            difference = ImageChops.difference(fresh.convert("L"), kept.convert("L"))
        assert ImageStat.Stat(difference).mean[0] < 0.5, language.code


def test_the_colours_are_those_of_the_site() -> None:
    assert sorted(COLOURS) == list(range(1, 11))
    assert len(set(COLOURS.values())) == 10


def test_a_file_that_is_not_the_font_draws_no_card(tmp_path: Path) -> None:
    other = tmp_path / "NotoSansCJKxx-Regular.ttc"
    other.write_bytes(b"not a font")
    (tmp_path / "NotoSansCJKxx-Bold.ttc").write_bytes(b"")
    assert find_font([tmp_path]) is None
    with pytest.raises(OSError, match="does not hold Noto Sans CJK SC"):
        drawing._sized(other, 20)
