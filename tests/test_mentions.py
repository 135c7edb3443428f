"""Names in texts, and texts cut at them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from generator.library import Library
from generator.mentions import names_of
from generator.running_text import by_script, clauses, linked_item

pieces = st.sampled_from(
    ["国贸", "国", "大厦", "贸", "park", "Park", "PARK", "s", "es", " ", "bus", "5", "-", "İ", "."]
)
texts = st.lists(pieces, max_size=12).map("".join)
names = st.lists(pieces, min_size=1, max_size=3).map("".join).filter(str.strip)


def _lower(text: str) -> str:
    return text.replace("İ", "i").lower()


def _stands(name: str, text: str, start: int) -> int:
    """Where the name ends that stands at a place of a text as a word of its own, perhaps in the plural; or 0."""
    latin = r"[A-Za-z0-9]"
    before = rf"(?<!{latin})" if re.match(latin, name) else ""
    after = ""
    if re.match(latin, name[-1]):
        after = rf"(?:es|s|)(?!{latin})" if name[-1].isalpha() else rf"(?!{latin})"
    found = re.compile(before + re.escape(name) + after, re.IGNORECASE | re.ASCII).match(text, start)
    return found.end() if found else 0


@given(st.dictionaries(names, st.text("abc", min_size=1), max_size=6), texts)
def test_mentions_are_the_longest_and_apart(slugs: dict[str, str], text: str) -> None:
    found = names_of(slugs.items()).find(text)
    known: dict[str, str] = {}
    for name, slug in slugs.items():
        known.setdefault(name.lower() if name.isascii() or "İ" not in name else _kept(name), slug)
    done, wanted = 0, []
    for start in range(len(text)):
        if start < done:
            continue
        standing = [name for name in known if _stands(name, text, start)]
        if standing:
            longest = max(standing, key=len)
            done = _stands(longest, text, start)
            wanted.append((start, done, known[longest]))
    assert [(one.start, one.end, one.slug) for one in found] == wanted


def _kept(name: str) -> str:
    return "".join(c if c == "İ" else c.lower() for c in name)


def test_an_english_name_is_a_whole_word_in_one_number_or_the_other() -> None:
    found = names_of([("park", "a"), ("Luohu park", "b"), ("5", "c")])
    text = "Parks, a Luohu Park; sparks, parking, 5s and 5."
    assert [(text[one.start : one.end], one.slug) for one in found.find(text)] == [
        ("Parks", "a"),
        ("Luohu Park", "b"),
        ("5", "c"),
    ]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("中文 ab12,;。")))
def test_a_text_cut_by_script_is_whole(text: str) -> None:
    cut = by_script(text)
    assert "".join(piece for piece, _ in cut) == text
    for piece, chinese in cut:
        assert piece
        assert all(("\u3400" <= character <= "\u9fff") == chinese for character in piece)
    assert all(one[1] != other[1] for one, other in pairwise(cut))


def test_sentences_cut_at_their_names_and_clauses_are_whole(library: Library) -> None:
    for item in library.items.values():
        for language in ("zh", "en"):
            runs = linked_item(library, item, language)
            assert "".join(run.text for run in runs) == item.text[language]
            assert all(run.text for run in runs)
            linked = [run.path for run in runs if run.path]
            assert len(linked) == len(set(linked)), "each place and term is linked once"
            cut = clauses(library, item, item.raw.locations, language)
            assert "".join(run.text for run in cut) == item.text[language]
            for slug in item.raw.locations:
                place, done = library.locations[slug], 0
                for run in clauses(library, item, [slug], language):
                    rest = item.text[language].lower()[done:]
                    starts = [rest.find(name.lower()) for name in (place.name[language], *place.aliases)]
                    within = any(0 <= start < len(run.text) for start in starts)
                    assert within or run.kind == "", f"{item.id}: {run.text}"
                    done += len(run.text)


def test_any_sentence_is_whole_when_cut(library: Library) -> None:
    item = next(one for one in library.items.values() if one.raw.locations)
    place = library.locations[item.raw.locations[0]]
    words = st.sampled_from([place.name.zh, place.name.en, *place.aliases, ",", ";", "。", ". ", ".", " ", "a", "建"])

    @given(st.lists(words, min_size=1, max_size=10).map("".join))
    def whole(text: str) -> None:
        changed = replace(item, raw=item.raw.model_copy(update={"zh": text, "en": text}))
        for language in ("zh", "en"):
            assert "".join(run.text for run in linked_item(library, changed, language)) == text
            cut = clauses(library, changed, [place.slug], language)
            assert "".join(run.text for run in cut) == text
            assert all(run.text for run in cut)

    whole()
