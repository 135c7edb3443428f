"""The official text put together again: no character can change unseen."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.fidelity import check_fidelity, paragraphs, reassemble
from generator.library import chinese_ordinal, circled
from generator.load import Content, EditionContent, parse_content, read_files
from generator.model import Group, Item, Measure, Theme
from generator.numbers import parse_chinese_numeral

from .conftest import SMALL

_found, _ = parse_content(read_files(SMALL))
assert _found is not None
CONTENT: Content = _found
(EDITION,) = CONTENT.editions
OFFICIAL = [position for position, character in enumerate(EDITION.source_text) if not character.isspace()]
"""Where the characters of the official text stand in its file."""
characters = st.characters(exclude_categories=["Cs", "Cc", "Z"]) | st.sampled_from("一二三①②(),。;、10")


def told(edition: EditionContent) -> list[Any]:
    return list(check_fidelity(CONTENT, edition))


def test_what_is_unchanged_is_not_told() -> None:
    assert reassemble(EDITION) == EDITION.source_text
    assert told(EDITION) == []


@given(st.sampled_from(OFFICIAL), st.sampled_from(["another", "lost", "one more"]), characters)
def test_one_character_of_the_source_is_noticed(position: int, damage: str, character: str) -> None:
    text = EDITION.source_text
    rest = text[position:] if damage == "one more" else text[position + 1 :]
    damaged = text[:position] + ("" if damage == "lost" else character) + rest
    problems = told(replace(EDITION, source_text=damaged))
    assert bool(problems) == (damaged != text)


PLACES = [
    (number, piece.path, len(piece.text) - piece.before)
    for number in range(len(EDITION.plans))
    for pieces in paragraphs(EDITION)
    for piece in pieces
    if piece.file == EDITION.layout.plans[number]
]
"""The number of a plan, the place in its file, and the length of every run of official text."""


@given(st.sampled_from(PLACES), st.integers(0, 10_000), characters)
def test_one_character_of_the_yaml_is_noticed_and_told_at_its_place(
    place: tuple[int, tuple[str | int, ...], int], offset: int, character: str
) -> None:
    number, path, length = place

    def changed(value: Any, steps: tuple[str | int, ...]) -> Any:
        if not steps:
            at = offset % max(len(value), 1)
            return value[:at] + character + value[at + 1 :]
        if isinstance(steps[0], int):
            own = list(value)
            own[steps[0]] = changed(own[steps[0]], steps[1:])
            return tuple(own)
        return value.model_copy(update={steps[0]: changed(getattr(value, steps[0]), steps[1:])})

    plans = list(EDITION.plans)
    plans[number] = changed(plans[number], path)
    problems = told(replace(EDITION, plans=tuple(plans)))
    if plans[number] == EDITION.plans[number]:
        assert problems == []
    else:
        file = EDITION.layout.plans[number]
        line = CONTENT.documents[file].line(*path)
        assert length
        assert line in {problem.line for problem in problems if problem.file == file}


@given(st.sampled_from(range(len(EDITION.plans))), st.randoms(use_true_random=False))
def test_another_order_is_noticed(number: int, random: Any) -> None:
    plans = list(EDITION.plans)
    first = plans[number].measures[0]
    content = list(first.content)
    random.shuffle(content)
    measure = first.model_copy(update={"content": tuple(content)})
    plans[number] = plans[number].model_copy(update={"measures": (measure, *plans[number].measures[1:])})
    assert bool(told(replace(EDITION, plans=tuple(plans)))) == (tuple(content) != first.content)


def test_an_edition_that_lost_its_plans_lacks_every_paragraph_of_theirs() -> None:
    empty = replace(EDITION, plans=(), layout=replace(EDITION.layout, plans=()))
    missing = [problem for problem in told(empty) if problem.rule == "paragraph-missing"]
    assert len(missing) == len([one for one in paragraphs(EDITION) if one[0].file in EDITION.layout.plans])


# Marks


@given(st.lists(st.sampled_from(["theme", "group", "item"]), min_size=1, max_size=60))
def test_marks_are_counted(kinds: list[str]) -> None:
    entry = {"theme": Theme, "group": Group, "item": Item}
    written = tuple(entry[kind].model_construct(zh=f"<{number}>") for number, kind in enumerate(kinds))  # type: ignore[attr-defined]
    measure = EDITION.plans[0].measures[0].model_copy(update={"content": written})
    plan = EDITION.plans[0].model_copy(update={"measures": (measure,)})
    text = reassemble(replace(EDITION, plans=(plan,), layout=replace(EDITION.layout, plans=("a.yml",))))
    for number, kind in enumerate(kinds):
        last = max((place for place in range(number) if kinds[place] == "theme"), default=0)
        count = kinds[last if kind == "group" else 0 : number + 1].count(kind)
        mark = {"theme": f"{count}.", "group": f"({count})", "item": circled(count)}[kind]
        assert f"{'>' if number else ''}{mark}<{number}>" in text


@given(st.integers(1, 120))
def test_marks_say_their_number(number: int) -> None:
    ordinal, mark = chinese_ordinal(number), circled(number)
    assert (int(ordinal) if ordinal.isdigit() else parse_chinese_numeral(ordinal)) == number
    assert ordinal.isdigit() == (number > 99)
    assert mark == f"[{number}]" if number > 50 else unicodedata.numeric(mark) == number


def test_measures_and_plans_are_counted() -> None:
    measure: Measure = EDITION.plans[0].measures[0]
    plan = EDITION.plans[0].model_copy(update={"measures": (measure,) * 21})
    layout = replace(EDITION.layout, plans=("a.yml",) * 12)
    text = reassemble(replace(EDITION, plans=(plan,) * 12, layout=layout))
    assert f"\n  十二、{plan.title.zh}\n" in text
    assert text.count(f"\n  (二十一){measure.title.zh}") == 12
    assert text.count(f"\n  (十){measure.title.zh}") == 12
