"""The canonical form of the files people edit: harmless, stable, and kept by the content."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import strict_yaml
from generator.__main__ import main
from generator.canonical import BY_HAND, UnfaithfulError, canonical, identical, lines_of
from generator.entries import EntryError, inserted
from generator.load import read_files
from generator.schemas import kind_of

from .conftest import ROOT, Edit

FILES = {name: raw for name, raw in read_files(ROOT).items() if (kind := kind_of(name)) and kind not in BY_HAND}


def form(file: str, text: str) -> str:
    found, problems = canonical(file, text.encode())
    assert found is not None, problems
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_content_is_in_its_form(name: str) -> None:
    assert canonical(name, FILES[name]) == (FILES[name].decode(), [])


MESSY = """
# yaml-language-server: $schema=wrong.json
# 地点登记

# about the road
-   kind: "road"   # not a street
    # its name
    name:
        en: Dongmen Road
        zh: '东门路'
    slug: dongmenlu
    in_luohu: true
    aliases:
    - 'Dongmen, the road'
    - "12345"
    - 中文，逗号
    unknown: {a: [1, 2.50]}
    # the end of the road
-
    # the building
    slug: guomao
    name: {en: Guomao, zh: 国贸,  # as printed
           hk: "it's"}
    kind: building


    in_luohu: false
# after all
"""
TIDY = """\
# yaml-language-server: $schema=../site_config/schemas/locations.schema.json
# 地点登记

# about the road
- slug: dongmenlu
  # its name
  name:
    zh: 东门路
    en: Dongmen Road
  kind: road  # not a street
  aliases: ['Dongmen, the road', "12345", '中文，逗号']
  in_luohu: true
  unknown:
    a: [1, 2.50]
  # the end of the road

# the building
- slug: guomao
  name:
    # as printed
    zh: 国贸
    en: Guomao
    hk: it's
  kind: building
  in_luohu: false
# after all
"""


def test_everything_at_once() -> None:
    assert form("content/locations.yml", MESSY) == TIDY
    assert form("content/locations.yml", TIDY) == TIDY
    assert form("content/locations.yml", TIDY.replace("\n", "\r\n")) == TIDY


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("- a: >  # why\n    one # not\n    two\n  # below\n", "- a: 'one # not two'  # why\n  # below\n"),
        ("- a: >\n    one\n    two\n", "- a: one two\n"),
        ("# why\n[]\n# end\n", "[]\n# why\n# end\n"),
        ("- a: [\n    # about b\n    b, c]\n", "- a:\n    # about b\n    - b\n    - c\n"),
        ("{}  # nothing\n", "{}\n# nothing\n"),
        ("- a: []\n  b: {}\n", "- a: []\n  b: {}\n"),
        ("- [a, b]  # why\n", "- [a, b]  # why\n"),
        ("- a: [\n    b,  # why\n    c]\n", "- a:\n    - b  # why\n    - c\n"),
        ("- a: [\n    # nothing yet\n  ]\n", "- # nothing yet\n"),
        ("---\n- a: b\n...\n# end\n", "- a: b\n# end\n"),
        ("{a: {b: c}}", "a:\n  b: c\n"),
        ("- # beside the mark\n  a: b\n", "# beside the mark\n\n- a: b\n"),
        ("- {zh: a, # why\n   en: b}\n", "- # why\n"),
    ],
)
def test_corners(written: str, wanted: str) -> None:
    found = form("content/else.yml", written)
    assert form("content/else.yml", found) == found
    if wanted.startswith("- #"):
        assert wanted[2:-1] in found
    else:
        assert found == wanted


def test_what_was_reached_takes_a_line() -> None:
    start = "measures:\n\n  - content:\n\n      - item: 1.1.1\n        progress:\n"
    entry = "          - date: '2026-03-01'\n            reached: [{value: 3_000, target: 1.1.1-a}]\n"
    wanted = '          - date: "2026-03-01"\n            reached:\n              - {target: 1.1.1-a, value: 3000}\n'
    assert form("content/2025/plans/01.yml", start + entry).partition("\n\n")[2] == start + wanted


@pytest.mark.parametrize("text", ["a: *x", "a: 1\na: 2\n", "a: [1", "\ta: 1", "a: yes", "", "a: \ufeff"])
def test_what_cannot_be_read_has_no_form(text: str) -> None:
    assert canonical("content/else.yml", text.encode())[0] is None


# Any layout


words = st.text(st.sampled_from("ab Z1.-_:#,[]{}'\"&*?!|>%@`=~ 中“，"), min_size=1, max_size=8).filter(
    lambda text: (
        text == text.strip() and strict_yaml.parse("f", f"- '{text.replace(chr(39), chr(39) * 2)}'".encode())[1] == []
    )
)
scalars = words | st.integers(0, 10**12) | st.booleans() | st.decimals(0, 99, places=2)
keys = st.sampled_from(["slug", "name", "zh", "en", "kind", "what", "content", "quote", "x y", "1"])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=12
)
documents = st.lists(st.dictionaries(keys, values, min_size=1, max_size=4), min_size=1, max_size=3) | st.dictionaries(
    keys, values, min_size=1, max_size=4
)


class Messy:
    """Writes a value in any layout that YAML allows, with comments wherever they may stand."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self.comments: Counter[str] = Counter()

    def _chance(self, of: int) -> bool:
        return self._data.draw(st.integers(1, of)) == 1

    def _comment(self) -> str:
        text = f"# {self._data.draw(st.sampled_from('ABCDEFG'))} '\"#: - x"
        self.comments[text] += 1
        return text

    def _gap(self) -> str:
        """Blank lines and comments of their own, each with any indentation."""
        found = ""
        while self._chance(5):
            found += "\n" if self._chance(3) else " " * self._data.draw(st.integers(0, 6)) + self._comment() + "\n"
        return found

    def _scalar(self, value: Any, plain: bool) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | Decimal):
            return str(value)
        if plain and re.fullmatch("[abZ中]+", value):
            return str(value)
        text = str(value)
        if self._chance(2):
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _flow(self, value: Any) -> str:
        if not isinstance(value, dict | list):
            return self._scalar(value, True)
        parts = []
        for one in value:
            written = (
                f"{self._scalar(one, True)}: {self._flow(value[one])}" if isinstance(value, dict) else self._flow(one)
            )
            beside = f"  {self._comment()}\n" if self._chance(8) else ""
            parts.append((written, beside))
        ends = "{}" if isinstance(value, dict) else "[]"
        inner = "".join(
            f" {written}{',' if number < len(parts) else ''}{beside} "
            for number, (written, beside) in enumerate(parts, 1)
        )
        return ends[0] + inner + ends[1]

    def block(self, value: Any, indent: int) -> str:
        """Lines of a mapping or list, each ended."""
        written = ""
        for one in self._data.draw(st.permutations(list(value))) if isinstance(value, dict) else value:
            inner = value[one] if isinstance(value, dict) else one
            start = " " * indent + (f"{self._scalar(one, True)}:" if isinstance(value, dict) else "-")
            beside = f"  {self._comment()}" if self._chance(6) and not re.match(r" *(- )?(zh|en|quote):", start) else ""
            written += self._gap()
            if isinstance(inner, dict | list) and inner and not self._chance(4):
                more = indent + self._data.draw(st.integers(1, 4))
                written += f"{start}{beside}\n{self.block(inner, more)}"
            else:
                flow = self._flow(inner).replace("\n", "\n" + " " * (indent + 1))
                written += f"{start} {flow}{beside}\n"
        return written


@settings(suppress_health_check=[HealthCheck.large_base_example])
@given(documents, st.data())
def test_any_layout_keeps_its_data_and_comments(value: Any, data: st.DataObject) -> None:
    writer = Messy(data)
    text = writer.block(value, 0) + writer._gap()
    file = data.draw(st.sampled_from(["content/locations.yml", "content/2025/adding.yml", "content/else.yml"]))
    document, problems = strict_yaml.parse(file, text.encode())
    if problems:
        return
    found = form(file, text)
    assert form(file, found) == found, found
    again, problems = strict_yaml.parse(file, found.encode())
    assert not problems
    assert identical(again.data, document.data)
    kept = Counter(found[match.start() :].split("\n")[0].rstrip() for match in re.finditer(r"# [A-G] ", found))
    assert kept == writer.comments
    assert all(line == line.rstrip() for line in found.split("\n"))
    assert found.endswith("\n")
    assert not found.endswith("\n\n")


def test_the_command_changes_layout_only_and_leaves_alone_what_it_cannot_read(
    small: Path, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["fmt", "--root", str(small)]
    assert main(command) == 0
    assert "content/2025/plans/01.yml was written" in capsys.readouterr().out
    assert main([*command, "--check"]) == 0
    edit("content/topics.yml", "  name: {zh: 道路, en: Roads}\n", "  # the roads\n  name: {en: Roads, zh: '道路'}\n")
    edit("content/locations.yml", "kind: road", "kind: *road")
    (small / "content/translations.yml").write_text("{}  \n", encoding="utf-8")
    before = {path: path.read_bytes() for path in (small / "content").glob("*.yml")}
    assert main([*command, "--check"]) == 1
    shown = capsys.readouterr()
    assert "content/topics.yml would change" in shown.out
    assert "'*road' is a YAML alias" in shown.err
    assert "These files were left as they are." in shown.err
    assert {path: path.read_bytes() for path in before} == before
    assert main(command) == 1
    changed = [path.name for path, raw in before.items() if path.read_bytes() != raw]
    assert changed == ["topics.yml"]
    assert "  # the roads\n  name: {zh: 道路, en: Roads}\n" in (small / "content/topics.yml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("lost", ["_scalar", "_Layout._add"])
def test_a_form_that_would_lose_something_is_not_written(
    small: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lost: str
) -> None:
    edit("content/topics.yml", "- slug", "# ours\n- slug")
    before = (small / "content/topics.yml").read_bytes()
    monkeypatch.setattr(f"generator.canonical.{lost}", lambda *given: "other")
    with pytest.raises(UnfaithfulError):
        canonical("content/topics.yml", before)
    assert main(["fmt", "--root", str(small)]) == 1
    assert "content/topics.yml was left as it is" in capsys.readouterr().err
    assert (small / "content/topics.yml").read_bytes() == before


# Any text

strange = st.sampled_from(
    ["", "~", "null", "yes", "0x1F", "1e3", ".inf", ".nan", "1:30", "012", "+1", "1_0", "=", "<<", "---", "...", "-"]
)
hostile = st.text(st.sampled_from("ab1 '\"\\#:-[]{}&*!|>%@`~é中，。?,=\n"), max_size=12) | strange
lines = hostile.map(lambda text: " ".join(text.split())).filter(bool)


@given(
    st.dictionaries(keys, lines | st.lists(lines, max_size=3) | st.dictionaries(keys, lines, max_size=2), min_size=1)
)
def test_any_text_that_is_written_reads_back(entry: dict[str, Any]) -> None:
    for file in ("content/locations.yml", "content/else.yml"):
        written = "\n".join(lines_of(file, entry)) + "\n"
        document, problems = strict_yaml.parse(file, written.encode())
        assert problems == [], written
        assert identical(document.data, [entry]), written


@given(hostile, hostile, st.lists(hostile, max_size=2))
def test_an_entry_is_added_whole_or_not_at_all(slug: str, name: str, aliases: list[str]) -> None:
    entry = {"slug": slug, "name": {"zh": name, "en": name}, "kind": "road", "aliases": aliases, "in_luohu": True}
    raw = FILES["content/locations.yml"]
    try:
        written, line = inserted("location", entry, raw, "en")
    except EntryError:
        texts = [slug, name, *aliases]
        assert any(not text or text != text.strip() or "\n" in text for text in texts), texts
        return
    before, after = raw.decode().split("\n"), written.split("\n")
    count = len(after) - len(before)
    start = line - 1 if after[: line - 1] == before[: line - 1] else line - 2
    assert before == after[:start] + after[start + count :]
    document, problems = strict_yaml.parse("content/locations.yml", written.encode())
    assert problems == []
    assert identical([one for one in document.data if one == entry], [entry])
    assert document.line(document.data.index(entry)) == line
