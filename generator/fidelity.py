"""The official text put together again from its pieces, to be compared with the frozen source.

The layout is that of the source file: the title, two empty lines, then paragraphs indented by two spaces and parted
by empty lines; one paragraph for the preamble, for each plan heading and for each measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .library import chinese_ordinal, circled
from .load import Content
from .model import Group, Measure, Theme
from .problems import Problem
from .strict_yaml import Path


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of official text and the place in the YAML where it is written."""

    text: str
    file: str
    path: Path


def paragraphs(content: Content) -> Iterator[list[Piece]]:
    """The document, paragraph by paragraph, each as the pieces that make it up.

    Marks are counted, not read: that the ids people wrote follow the count is a rule of its own.
    """
    yield [Piece(content.edition.title.zh, content.layout.edition, ("title", "zh"))]
    yield [Piece("", content.layout.edition, ())]
    yield [Piece(f"  {content.edition.preamble.zh}", content.layout.edition, ("preamble", "zh"))]
    for number, (plan, file) in enumerate(zip(content.plans, content.layout.plans, strict=True), 1):
        yield [Piece(f"  {chinese_ordinal(number)}、{plan.title.zh}", file, ("title", "zh"))]
        for position, measure in enumerate(plan.measures):
            yield list(_measure(measure, position, file))


def _measure(measure: Measure, position: int, file: str) -> Iterator[Piece]:
    path = ("measures", position)
    yield Piece(f"  ({chinese_ordinal(position + 1)}){measure.title.zh}", file, (*path, "title", "zh"))
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
        yield Piece(mark + entry.zh, file, (*path, "content", number, "zh"))
    yield Piece(f"【责任单位:{measure.responsible}】", file, (*path, "responsible"))


def reassemble(content: Content) -> str:
    """The whole document as in the frozen source, to the last character."""
    title, *rest = ("".join(piece.text for piece in pieces) for pieces in paragraphs(content))
    return "\n".join([title, "", *(line for part in rest for line in ((part, "") if part else ("",)))])


def check_fidelity(content: Content) -> Iterator[Problem]:
    """Every place where the official text differs from the frozen source."""
    if reassemble(content) == content.source_text:
        return
    written = [pieces for pieces in paragraphs(content) if pieces[0].path]
    printed = [line for line in content.source_text.split("\n") if line]
    texts = ["".join(piece.text for piece in pieces) for pieces in written]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, texts, printed, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            pieces = written[min(i1 + offset, len(written) - 1)]
            if i1 + offset >= i2:
                yield _problem(content, pieces[0], f"a paragraph of the source is missing: {printed[j1 + offset]:.40}…")
            elif j1 + offset >= j2:
                yield _problem(content, pieces[0], "this paragraph is not in the frozen source")
            else:
                yield from _differences(content, pieces, printed[j1 + offset])


def _differences(content: Content, pieces: list[Piece], printed: str) -> Iterator[Problem]:
    text = "".join(piece.text for piece in pieces)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, text, printed, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        piece = _piece_at(pieces, i1)
        here, there = text[i1:i2], printed[j1:j2]
        before = text[max(0, i1 - 8) : i1]
        if not here:
            message = f"the official text lacks '{there}' after '{before}'"
        elif not there:
            message = f"the official text has '{here}' after '{before}', which the frozen source does not"
        else:
            message = f"the official text has '{here}' after '{before}' where the frozen source has '{there}'"
        yield _problem(content, piece, message)


def _piece_at(pieces: list[Piece], offset: int) -> Piece:
    for piece in pieces:
        if offset < len(piece.text):
            return piece
        offset -= len(piece.text)
    return pieces[-1]


def _problem(content: Content, piece: Piece, message: str) -> Problem:
    line = content.documents[piece.file].line(*piece.path)
    remedy = "Restore the printed wording; a slip of the print stays and is explained in a note"
    return Problem(piece.file, line, message, remedy)
