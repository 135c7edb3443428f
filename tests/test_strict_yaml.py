"""The strict reading of YAML: whatever stands in a file, it is read or told, and never a traceback."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.load import read_files
from generator.strict_yaml import parse

from .conftest import SMALL

FILES = read_files(SMALL)
signs = st.sampled_from(
    ["- ", ": ", "\n", "  ", "{", "}", "[", "]", "'", '"', "#", "|", ">", "&a", "*a", "!!set ", "? ", ","]
)
texts = st.lists(signs | st.text(max_size=3), max_size=25).map("".join)


@given(st.binary(max_size=60) | texts.map(lambda text: text.encode(errors="replace")))
def test_any_bytes_are_read_or_told(raw: bytes) -> None:
    document, problems = parse("content/topics.yml", raw)
    assert all(problem.line >= 0 and all(problem.told("en")) for problem in problems)
    if not problems:
        assert all(document.position(*path) == place for path, place in document.positions.items())


@pytest.mark.parametrize("block", range(0, 0x110000, 0x1000))
def test_every_character_is_read_or_told(block: int) -> None:
    for start in range(block, block + 0x1000, 0x40):
        characters = "".join(map(chr, range(start, start + 0x40))).encode(errors="replace").decode()
        raw = f"- '{characters.replace(chr(39), chr(39) * 2)}'\n".encode()
        document, problems = parse("content/topics.yml", raw)
        assert problems or document.data == [characters]


@given(st.sampled_from(sorted(name for name in FILES if name.endswith(".yml"))), st.integers(0, 10_000), signs)
def test_a_damaged_file_is_read_or_told(name: str, place: int, sign: str) -> None:
    text = FILES[name].decode()
    place %= len(text)
    document, problems = parse(name, (text[:place] + sign + text[place:]).encode())
    assert document.data is not None or problems


def test_a_list_within_an_entry_has_an_end() -> None:
    document, problems = parse("content/topics.yml", ("- slug: a\n  aliases: [" + "b, " * 501 + "c]\n").encode())
    assert [(problem.rule, problem.line) for problem in problems] == [("list-too-long", 2)]
    assert len(document.data[0]["aliases"]) == 500
    document, problems = parse("content/topics.yml", ("- a\n" * 600).encode())
    assert (len(document.data), problems) == (600, []), "a registry may be long"
