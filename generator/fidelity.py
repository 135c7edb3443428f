"""The official text put together again from its pieces, to be compared with the frozen source.

The layout is that of the source file: the notice and the title, then paragraphs indented by two spaces; one for the
preamble, for each plan heading and for each measure. An empty line parts them; two stand above the addressees, and
above and below the title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from itertools import zip_longest

from .library import chinese_date, chinese_ordinal, circled
from .load import Content, EditionContent
from .model import Group, Measure, Theme
from .problems import Problem
from .strict_yaml import Path

_LONG = 20_000
"""Characters of a paragraph, several times the longest, beyond which an exact comparison would take minutes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of official text and the place in the YAML where it is written."""

    text: str
    file: str
    path: Path
    before: int = 0
    """Characters of `text` that come before what the YAML holds: marks and the like."""


def paragraphs(edition: EditionContent) -> Iterator[list[Piece]]:
    """The document, paragraph by paragraph, each as the pieces that make it up.

    Marks are counted, not read: that the ids people wrote follow the count is a rule of its own.
    """
    own, file = edition.edition, edition.layout.edition
    signed = chinese_date(own.signed)
    empty = [Piece("", file, ())]
    yield [Piece(own.notice.title.zh, file, ("notice", "title", "zh"))]
    yield [Piece(own.notice.number.zh, file, ("notice", "number", "zh"))]
    yield empty
    yield [Piece(own.notice.addressees.zh, file, ("notice", "addressees", "zh"))]
    yield [Piece(f"  {own.notice.text.zh}", file, ("notice", "text", "zh"), 2)]
    yield [Piece(own.notice.issuer.zh, file, ("notice", "issuer", "zh"))]
    yield [Piece(signed, file, ("signed",), len(signed))]
    yield empty
    yield [Piece(own.title.zh, file, ("title", "zh"))]
    yield empty
    yield [Piece(f"  {own.preamble.zh}", file, ("preamble", "zh"), 2)]
    for number, (plan, file) in enumerate(zip(edition.plans, edition.layout.plans, strict=True), 1):
        mark = f"  {chinese_ordinal(number)}、"
        yield [Piece(mark + plan.title.zh, file, ("title", "zh"), len(mark))]
        for position, measure in enumerate(plan.measures):
            yield list(_measure(measure, position, file))


def _measure(measure: Measure, position: int, file: str) -> Iterator[Piece]:
    path = ("measures", position)
    mark = f"  ({chinese_ordinal(position + 1)})"
    yield Piece(mark + measure.title.zh, file, (*path, "title", "zh"), len(mark))
    themes = groups = items = 0
    for number, entry in enumerate(measure.content):
        if isinstance(entry, Theme):
            themes, groups = themes + 1, 0
            mark = f"{themes}."
        elif isinstance(entry, Group):
            groups += 1
            mark = f"({groups})"
        else:
            items += 1
            mark = circled(items)
        yield Piece(mark + entry.zh, file, (*path, "content", number, "zh"), len(mark))
    yield Piece(f"【责任单位:{measure.responsible}】", file, (*path, "responsible"), len("【责任单位:"))


def reassemble(edition: EditionContent) -> str:
    """The whole document as in the frozen source, to the last character."""
    parts = ("".join(piece.text for piece in pieces) for pieces in paragraphs(edition))
    return "\n".join(line for part in parts for line in ((part, "") if part else ("",)))


def check_fidelity(content: Content, edition: EditionContent) -> Iterator[Problem]:
    """Every place where the official text of an edition differs from the frozen source."""
    whole = reassemble(edition)
    if whole == edition.source_text:
        return
    written = [pieces for pieces in paragraphs(edition) if pieces[0].path]
    printed = [line for line in edition.source_text.split("\n") if line]
    texts = ["".join(piece.text for piece in pieces) for pieces in written]
    if texts == printed:
        lines = zip_longest(whole.split("\n"), edition.source_text.split("\n"))
        line = next(number for number, (one, other) in enumerate(lines, 1) if one != other)
        yield Problem.of(edition.layout.source_text, (line, 1), "source-layout")
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, texts, printed, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            pieces = written[min(i1 + offset, len(written) - 1)]
            if i1 + offset >= i2:
                text = f"{printed[j1 + offset].strip():.40}"
                yield _problem(content, pieces[0], 0, "paragraph-missing", text=text)
            elif j1 + offset >= j2:
                yield _problem(content, pieces[0], 0, "paragraph-added")
            else:
                yield from _differences(content, pieces, printed[j1 + offset])


def check_legible(content: Content, edition: EditionContent) -> Iterator[Problem]:
    """What can be said of measures while other files of the edition have problems of form: where they differ."""
    if edition.layout.source_text in content.damaged:
        return
    printed = edition.source_text.split("\n")
    for pieces in paragraphs(edition):
        text = "".join(piece.text for piece in pieces)
        if len(pieces) == 1 or pieces[0].file in content.damaged or text in printed:
            continue  # the number of a heading is counted over files, some of which may be missing
        for near in get_close_matches(text, printed, 1):
            yield from _differences(content, pieces, near)


def _differences(content: Content, pieces: list[Piece], printed: str) -> Iterator[Problem]:
    text = "".join(piece.text for piece in pieces)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, text, printed, autojunk=len(text) > _LONG).get_opcodes():
        if tag == "equal":
            continue
        here, there = text[i1:i2], printed[j1:j2]
        piece, offset = _piece_at(pieces, i1 if here or not i1 else i1 - 1)
        before = text[max(0, i1 - 8) : i1].strip()
        if not here:
            yield _problem(content, piece, offset + 1, "official-lacks", text=there, before=before)
        elif not there:
            yield _problem(content, piece, offset, "official-adds", text=here, before=before)
        else:
            yield _problem(content, piece, offset, "official-differs", text=here, before=before, printed=there)


def _piece_at(pieces: list[Piece], offset: int) -> tuple[Piece, int]:
    """The piece in which a character of the paragraph stands, and its offset in it."""
    for piece in pieces[:-1]:
        if offset < len(piece.text):
            return piece, offset
        offset -= len(piece.text)
    return pieces[-1], offset


def _problem(content: Content, piece: Piece, offset: int, rule: str, **values: object) -> Problem:
    inside = max(0, offset - piece.before)
    place = content.documents[piece.file].position(*piece.path, offset=inside)
    return Problem.of(piece.file, place, rule, **values)
