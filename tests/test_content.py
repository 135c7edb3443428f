"""The real content: complete, verbatim, counted."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from generator.build import read_content
from generator.fidelity import reassemble
from generator.library import Library, circled
from generator.model import Group, Theme

from .conftest import ROOT

SOURCE_SHA256 = "bddfffbd918f494f046729ae26d309370573bd532b46cca20b8a527043223187"
"""Of the document from its title to the end of the tenth plan, as published."""


def test_counts_of_the_document(library: Library) -> None:
    entries = Counter(type(entry) for measure in library.measures.values() for entry in measure.raw.content)
    assert (len(library.plans), len(library.measures), len(library.items)) == (10, 35, 224)
    assert (entries[Theme], entries[Group]) == (9, 60)
    spellings = [spelling for body in library.departments.values() for spelling in body.spellings]
    assert (len(set(spellings)), len(library.departments)) == (51, 48)
    assert len(library.locations) >= 160
    assert len(library.targets) >= 195
    assert len(library.terms) >= 120


def test_official_text_is_verbatim() -> None:
    frozen = (ROOT / "content" / "2025" / "source.txt").read_bytes()
    assert hashlib.sha256(frozen).hexdigest() == SOURCE_SHA256
    assert reassemble(read_content(ROOT).editions[0]).encode() == frozen


def test_traps_of_the_document(library: Library) -> None:
    items = library.items
    for comma in ("1.3.1", "1.3.2", "1.3.4", "1.3.19"):
        assert items[comma].raw.zh.endswith(",")
    assert (circled(20), circled(21), items["1.3.21"].mark) == ("⑳", "㉑", "㉑")
    for before_groups in ("1.2.9", "2.1.1", "2.2.1", "2.3.1", "7.1.1", "8.1.1"):
        assert items[before_groups].group is None
    for number in range(13, 17):
        assert items[f"1.1.{number}"].theme is not None
        assert items[f"1.1.{number}"].group is None
    assert "松泉中学改扩建(三期)" in items["10.2.2"].raw.zh
    assert "2000万以上" in items["9.2.4"].raw.zh
    assert items["9.2.4"].raw.note is not None


def test_every_item_is_translated_headlined_and_findable(library: Library) -> None:
    for item in library.items.values():
        assert item.raw.en.rstrip('"').endswith("."), item.id
        assert not any("\u4e00" <= character <= "\u9fff" for character in item.raw.en), item.id
        assert item.raw.keywords.zh, item.id
        assert item.raw.keywords.en, item.id


@pytest.mark.parametrize(
    ("item", "value", "unit", "comparator"),
    [
        ("1.1.3", 10_000_000_000, "yuan", "exact"),
        ("8.1.5", 4_550_000_000, "yuan", "at_least"),
        ("8.1.1", 41_000_000_000, "yuan", "exact"),
        ("9.2.4", 20_000_000, "yuan", "at_least"),
        ("2.1.6", 160_000, "square_metre", "exact"),
        ("3.4.4", 4_000, "kilowatt", "at_least"),
        ("9.3.5", 15, "microgram_per_cubic_metre", "at_most"),
        ("10.5.4", 10, "batch_per_thousand_persons", "reach"),
        ("6.1.2", 1_000, "count", "at_least"),
        ("10.2.4", 1, "count", "range"),
    ],
)
def test_known_targets(library: Library, item: str, value: int, unit: str, comparator: str) -> None:
    found = [(t.value, t.unit, t.comparator) for t in library.items[item].raw.targets]
    assert (value, unit, comparator) in found


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("鲲鹏径三号桥", {"kunpengjing-sanhaoqiao"}),
        ("三号桥", {"kunpengjing-sanhaoqiao"}),
        ("区妇保院", {"qu-fuyou-baojianyuan"}),
        ("区妇幼保健院", {"qu-fuyou-baojianyuan"}),
    ],
)
def test_one_place_has_one_entry(library: Library, name: str, slugs: set[str]) -> None:
    assert {mention.slug for mention in library.location_names.find(name)} == slugs


def test_different_places_stay_apart(library: Library) -> None:
    names = {place.name.zh: slug for slug, place in library.locations.items()}
    apart = ("国贸", "国贸大厦", "小坑水库", "蔡屋围", "蔡屋围04-01地块")
    assert len({names[name] for name in apart}) == len(apart)
    assert sum(name.startswith("蔡屋围") for name in names) == 3
    assert names["小坑水库"] not in {m.slug for m in library.location_names.find("小坑工业区地块")}
    assert library.locations["luohu-kouan"].name.hk == "Lo Wu"


def test_links_lead_back(library: Library) -> None:
    for item in library.items.values():
        for slug in item.raw.locations:
            assert item in library.items_of_location[slug]
        for slug in item.terms:
            assert item in library.items_of_term[slug]
    for slug in library.departments:
        for measure in library.measures_of_department[slug]:
            assert slug in measure.departments


def test_nothing_claims_review_without_a_name() -> None:
    content = read_content(ROOT)
    assert all(record.reviewer for record in content.records.values() if record.state == "reviewed")
    assert {text.key for text in content.texts} == set(content.records)
