"""Slugs for new entries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pypinyin import lazy_pinyin

from generator.load import read_files
from generator.model import Slug
from generator.slugs import slug_of
from generator.strict_yaml import parse

from .conftest import ROOT

FILES = read_files(ROOT)
KNOWN = [
    ((entry.get("name") or entry["term"])["zh"], entry["slug"])
    for name in ("locations", "departments", "glossary", "topics")
    for entry in parse(name, FILES[f"content/{name}.yml"])[0].data
]
"""The Chinese names and the slugs of all entries of the registries."""
valid = TypeAdapter(Slug).validate_python

spoken = st.sampled_from([c for c in map(chr, range(0x4E00, 0xA000)) if lazy_pinyin(c)[0].isascii()])
"""Characters with a reading; of the others no slug can be made."""
names = st.text(spoken | st.sampled_from("东门老街国贸大厦商务局深港AZ09"), min_size=1, max_size=10)
marks = st.sampled_from([" ", "·", "“", "”", "(", ")", "-", "—", "　", "é", "🏙"])


@given(st.lists(names | marks, min_size=1, max_size=4).map("".join), st.lists(st.sampled_from(KNOWN), max_size=20))
def test_a_slug_is_valid_and_always_the_same(name: str, known: list[tuple[str, str]]) -> None:
    slug = slug_of(name, known)
    if any((character.isascii() and character.isalnum()) or "一" <= character <= "鿿" for character in name):
        assert slug.isascii()
        assert slug == slug_of(name, iter(known))
        assert slug == slug_of(name, known[::-1]), "the order of what is known does not count"
        if len(slug) <= 80:
            assert valid(slug) == slug
    else:
        assert slug == ""


@given(names)
def test_a_slug_says_every_syllable_in_order(name: str) -> None:
    assert slug_of(name, KNOWN).count("-") < len(name)
    for character in name if len(name) == 1 else ():
        assert slug_of(name, KNOWN) == lazy_pinyin(character)[0].lower()


@given(st.lists(names, min_size=1, max_size=3))
def test_marks_part_words(parts: list[str]) -> None:
    assert slug_of("·".join(parts), KNOWN) == "-".join(slug_of(part, KNOWN) for part in parts)
