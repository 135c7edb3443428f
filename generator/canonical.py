"""The one form in which the files people edit are written: same data, same comments, same layout.

Keys stand in the order of the model; short names in both languages and lists of words stand in one line, the rest on
lines of their own; entries are parted by a blank line; a text is quoted only where it must be. A comment on a line of
its own stays above what follows it, and moves with it; blank lines within comments stay.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from . import strict_yaml
from .problems import Problem
from .schemas import MODELINE, kind_of, modeline, schema
from .strict_yaml import Path

BY_HAND = ("translations", "permalinks", "history")
"""Kinds of files that the program writes, in a form of their own."""

_IN_ONE_LINE = ("name", "full_name", "term", "what", "unmeasurable")
"""Texts in both languages that are short by nature."""
_SHORT_ENTRIES = ("reached",)
"""Lists of entries that take a line each."""
_APART = ("measures", "content", "overlaps", "sums")
"""Lists whose entries are parted by a blank line, as those of registries are."""
_NEVER_BESIDE = ("zh", "en", "quote", "responsible")
"""Texts beside which the strict reading takes no comment."""

_Position = tuple[int, int]
"""0-based line and column."""


class UnfaithfulError(Exception):
    """The canonical form of a file would not say the same; names the file."""


def canonical(file: str, raw: bytes) -> tuple[str | None, list[Problem]]:
    """The canonical form of a file, or the problems for which it has none.

    Args:
        file: its '/'-separated path below the project's folder.
        raw: what stands in it.

    Raises:
        UnfaithfulError: when values or comments would be lost, which would be a fault of this module.
    """
    document, problems = strict_yaml.parse(file, raw)
    if document.data is None or problems:
        return None, problems
    source = strict_yaml.text_of(raw)
    text = _Writer(file, document.data, _Layout(source)).text()
    again, problems = strict_yaml.parse(file, text.encode())
    same = not problems and identical(again.data, document.data)
    if not same or Counter(_kept(_Layout(text))) != Counter(_kept(_Layout(source))):
        raise UnfaithfulError(file)
    return text, []


def lines_of(file: str, entry: Mapping[str, Any]) -> list[str]:
    """The lines of one entry of a registry in their canonical form."""
    return _Writer(file, [dict(entry)], _Layout("")).lines()


def identical(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types throughout; the order of keys does not matter."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(identical(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return type(one) is type(other) and bool(one == other)


def _kept(layout: _Layout) -> Iterator[str]:
    return (comment.text for comment in layout.comments if not comment.text.startswith(MODELINE))


# Reading: where the comments belong


@dataclass(frozen=True, slots=True)
class _Comment:
    at: _Position
    text: str
    """From its mark on, without trailing blanks."""
    alone: bool
    """Whether nothing but its mark of a list stands before it in its line."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A key with its value, or an entry of a list."""

    path: Path
    start: _Position
    column: int
    """Of the key, or of the mark of the list."""
    brackets: tuple[_Position, _Position] | None
    """Where its value begins and ends, if that is in brackets."""
    inside: bool
    """Whether it stands within brackets itself."""


class _Layout:
    """The comments of a text, by the path of the value to which they belong."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        self._spots = list(_spots(root, (), False))
        self._starts = [spot.start for spot in self._spots]
        self._by_path = {spot.path: spot for spot in self._spots}
        self.comments = list(_comments(self._lines, root))
        self.head: list[str] = []
        self.tail: list[str] = []
        self.before: dict[Path, list[str]] = {}
        self.beside: dict[Path, list[str]] = {}
        self.after: dict[Path, list[str]] = {}
        for comment in self.comments:
            self._place(comment)
        self._part_head()
        self.commented = {
            path[:length]
            for found in (self.before, self.beside, self.after)
            for path in found
            for length in range(len(path))
        }
        """Values with comments within."""

    def _place(self, comment: _Comment) -> None:
        position = bisect_left(self._starts, comment.at)
        last = self._spots[position - 1] if position else None
        following = self._spots[position] if position < len(self._spots) else None
        if last is None and following is not None:
            self._add(self.head, comment)
        elif last is None:  # the document is a single value
            self._add(self.tail, comment)
        elif not comment.alone:
            self.beside.setdefault(self._owner(last, comment.at).path, []).append(comment.text)
        elif brackets := self._brackets_around(last, comment.at):
            if following and following.path[: len(brackets)] == brackets:
                self._add(self.before.setdefault(following.path, []), comment)
            else:
                self._add((self.after if last.path != brackets else self.before).setdefault(last.path, []), comment)
        else:
            end = -1 if following is None else following.column
            if self._within_entry(comment.at[0]):
                end = comment.at[1]
            deeper = [one for one in self._line_of(last) if end < one.column <= comment.at[1] and not one.inside]
            if following is None and (comment.at[1] == 0 or not deeper):
                self._add(self.tail, comment)
            elif deeper:
                self._add(self.after.setdefault(deeper[-1].path, []), comment)
            elif following is not None:
                self._add(self.before.setdefault(following.path, []), comment)

    def _within_entry(self, line: int) -> bool:
        """Whether the mark of a list's entry stands alone above, so that its value is still to come."""
        above = next((text for text in reversed(self._lines[:line]) if text.strip() and text.strip()[0] != "#"), "")
        return bool(re.fullmatch(r"[ \-]*-( *#.*)?", above))

    def _add(self, found: list[str], comment: _Comment) -> None:
        """Add a comment, and the blank lines around it as empty ones."""
        line = comment.at[0]
        if line and not self._lines[line - 1].strip() and found[-1:] != [""]:
            found.append("")
        found.append(comment.text)
        if line + 1 < len(self._lines) and not self._lines[line + 1].strip():
            found.append("")

    def _part_head(self) -> None:
        """What stands above the first blank line belongs to the file, what stands below it to the first entry."""
        head = _trimmed(self.head)
        if "" in head and self._spots:
            cut = len(head) - head[::-1].index("")
            if self.head[-1] != "":
                self.before.setdefault(self._spots[0].path, [])[:0] = head[cut:]
                head = head[:cut]
        self.head = _trimmed(head)

    def _line_of(self, spot: _Spot) -> Iterator[_Spot]:
        """What contains the spot, from the outside, and the spot itself."""
        return (self._by_path[spot.path[:length]] for length in range(1, len(spot.path) + 1))

    def _owner(self, last: _Spot, at: _Position) -> _Spot:
        """What ends before a comment in the same line: the widest brackets, or the value itself."""
        return next((one for one in self._line_of(last) if one.brackets and one.brackets[1] <= at), last)

    def _brackets_around(self, last: _Spot, at: _Position) -> Path | None:
        around = [one.path for one in self._line_of(last) if one.brackets and one.brackets[0] < at < one.brackets[1]]
        return around[-1] if around else None


def _spots(node: yaml.Node | None, path: Path, inside: bool) -> Iterator[_Spot]:
    if isinstance(node, yaml.MappingNode):
        found = [(key.start_mark, key.start_mark.column, key.value, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        found = [(one.start_mark, node.start_mark.column, number, one) for number, one in enumerate(node.value)]
    else:
        return
    inside = inside or bool(node.flow_style)
    for mark, column, step, value in found:
        own = (*path, step)
        flow = isinstance(value, yaml.CollectionNode) and value.flow_style
        brackets = (_position(value.start_mark), _position(value.end_mark)) if flow else None
        yield _Spot(own, _position(mark), column, brackets, inside)
        yield from _spots(value, own, inside)


def _position(mark: Any) -> _Position:
    return mark.line, mark.column


def _comments(lines: list[str], root: yaml.Node | None) -> Iterator[_Comment]:
    """Every comment: outside of scalars, a number sign begins one."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for node in _scalars(root):
        (first, start), (last, end) = _position(node.start_mark), _position(node.end_mark)
        if node.style in ("|", ">"):  # beside its mark may be a comment
            first, start = first + 1, 0
        for number in range(first, last + 1):
            span = start if number == first else 0, end if number == last else len(lines[number])
            covered.setdefault(number, []).append(span)
    for number, line in enumerate(lines):
        spans = covered.get(number, ())
        for found in re.finditer("#", line):
            column = found.start()
            if not any(start <= column < end for start, end in spans):
                yield _Comment((number, column), line[column:].rstrip(), not line[:column].strip(" -"))
                break


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.CollectionNode):
        for one in node.value:
            for part in one if isinstance(one, tuple) else (one,):
                yield from _scalars(part)


def _trimmed(comments: Iterable[str]) -> list[str]:
    """Without blank lines at the ends, and never two in a row."""
    found: list[str] = []
    for one in comments:
        if one or (found and found[-1]):
            found.append(one)
    return found[:-1] if found and not found[-1] else found


# Writing


class _Writer:
    """Puts data and comments together, line by line."""

    def __init__(self, file: str, data: Any, layout: _Layout) -> None:
        self._file = file
        self._kind = kind_of(file)
        self._schema = schema(self._kind) if self._kind else {}
        self._data = data
        self._layout = layout

    def text(self) -> str:
        head = [line for line in self._layout.head if not line.startswith(MODELINE)]
        head = _trimmed([modeline(self._file), *head] if self._kind else head)
        body = self.lines()
        if not head:  # a comment at the very top is the file's
            first = next(place for place, line in enumerate(body) if line and line[0] != "#")
            head, body = _trimmed(body[:first]), body[first:]
        tail = ["", *_trimmed(self._layout.tail)] if self._layout.tail[:1] == [""] else self._layout.tail
        lines = [*head, *([""] if head else []), *body, *(tail if body else _trimmed(tail))]
        return "\n".join(_without_end(lines)) + "\n"

    def lines(self) -> list[str]:
        """The data and the comments within, without those of the file."""
        return self._body(self._data, (), self._schema, "")

    def _body(self, value: Any, path: Path, schema: Mapping[str, Any], indent: str) -> list[str]:
        """The lines of a whole value."""
        if isinstance(value, dict) and value:
            return list(self._mapping(value, path, schema, indent))
        if isinstance(value, list) and value:
            return list(self._list(value, path, schema, indent))
        return [f"{indent}{self._line(value, path, schema)}"]

    def _mapping(self, value: dict[str, Any], path: Path, schema: Mapping[str, Any], indent: str) -> Iterator[str]:
        own = self._resolved(schema, value)
        previous = ""
        for number, key in enumerate(_in_order(value, own)):
            here = (*path, key)
            inner = _inner(own, key)
            said, beside = self._around(here, value[key])
            if previous in _APART and isinstance(value[previous], list):
                said = ["", *_without_start(said)]
            previous = key
            yield from _indented(_without_start(said) if number == 0 else said, indent)
            yield from self._entry(f"{indent}{_scalar(key, False)}:", beside, value[key], here, inner)
            yield from _indented(_without_end(self._layout.after.get(here, [])), indent)

    def _list(self, value: list[Any], path: Path, schema: Mapping[str, Any], indent: str) -> Iterator[str]:
        inner = _inner(self._resolved(schema, value), 0)
        apart = path[-1] in _APART if path else self._kind != "synonyms"
        for number, one in enumerate(value):
            here = (*path, number)
            said, beside = self._around(here, one)
            if isinstance(one, dict | list) and one and not self._in_one_line(one, here, inner):
                lines = self._body(one, here, inner, indent + "  ")
                first = next(place for place, line in enumerate(lines) if line and line.strip()[0] != "#")
                said += [*([beside] if beside else []), *(line.strip() for line in lines[:first])]
                lines = [f"{indent}- {lines[first].lstrip()}", *lines[first + 1 :]]
            else:
                lines = list(self._entry(f"{indent}-", beside, one, here, inner))
            if apart and isinstance(one, dict):
                said = _without_start(said)
                if path or number:
                    yield ""
            yield from _indented(_without_start(said) if number == 0 else said, indent)
            yield from lines
            yield from _indented(_without_end(self._layout.after.get(here, [])), indent)

    def _entry(self, start: str, beside: str, value: Any, path: Path, schema: Mapping[str, Any]) -> Iterator[str]:
        """A key or mark, with its indentation, and its value behind it or below it."""
        indent = " " * (len(start) - len(start.lstrip()) + 2)
        end = f"  {beside}" if beside else ""
        if isinstance(value, dict | list) and value and not self._in_one_line(value, path, schema):
            yield f"{start}{end}"
            yield from self._body(value, path, schema, indent)
        else:
            yield f"{start} {self._line(value, path, schema)}{end}"

    def _around(self, path: Path, value: Any) -> tuple[list[str], str]:
        """The comments above a value, and the one beside it."""
        above = list(self._layout.before.get(path, ()))
        beside = list(self._layout.beside.get(path, ()))
        if not isinstance(value, dict | list) and path[-1] in _NEVER_BESIDE:
            return above + beside, ""
        return above + beside[1:], beside[0] if beside else ""

    def _in_one_line(self, value: Any, path: Path, schema: Mapping[str, Any]) -> bool:
        if path in self._layout.commented:
            return False
        inner = list(value.values() if isinstance(value, dict) else value)
        if any(isinstance(one, dict | list) for one in inner):
            return False
        if isinstance(value, list):
            return True
        if path[-2:-1] and path[-2] in _SHORT_ENTRIES:
            return True
        properties = self._resolved(schema, value).get("properties", {})
        return path[-1] in _IN_ONE_LINE and properties.keys() == {"zh", "en"} == value.keys()

    def _line(self, value: Any, path: Path, schema: Mapping[str, Any]) -> str:
        if isinstance(value, list):
            return f"[{', '.join(_scalar(one, True) for one in value)}]"
        if isinstance(value, dict):
            keys = _in_order(value, self._resolved(schema, value))
            return "{" + ", ".join(f"{_scalar(key, True)}: {_scalar(value[key], True)}" for key in keys) + "}"
        return _scalar(value, False)

    def _resolved(self, schema: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
        """The schema of a value without references and choices."""
        while "$ref" in schema or "if" in schema:
            if "$ref" in schema:
                schema = self._schema["$defs"][schema["$ref"].rpartition("/")[2]]
            else:
                fits = isinstance(value, dict) and all(key in value for key in schema["if"]["required"])
                schema = schema["then" if fits else "else"]
        return schema


def _in_order(value: dict[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """The keys in the order of the schema, those that it does not know at the end."""
    known = [key for key in schema.get("properties", ()) if key in value]
    return [*known, *(key for key in value if key not in known)]


def _inner(schema: Mapping[str, Any], step: str | int) -> Mapping[str, Any]:
    """The schema of what stands in a value; without one, nothing is known of it."""
    found = schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step, {})
    return found if isinstance(found, Mapping) else {}


def _indented(lines: list[str], indent: str) -> Iterator[str]:
    return (indent + line if line else "" for line in lines)


def _without_start(lines: list[str]) -> list[str]:
    return lines[1:] if lines[:1] == [""] else lines


def _without_end(lines: list[str]) -> list[str]:
    return lines[:-1] if lines[-1:] == [""] else lines


def _scalar(value: Any, inside: bool) -> str:
    """A single value in one line; `inside` brackets, commas count."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    text = str(value)
    if _PLAIN.fullmatch(text) and not (inside and _BRACKETS.search(text)) and strict_yaml.means_text(text):
        return text
    if not strict_yaml.means_text(text) or ("'" in text and not re.search(r'["\\]', text)):
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


_PLAIN = re.compile(r"""(?![ \-?:,\[\]{}#&*!|>'"%@`])(?:(?!: | #|\n).)+(?<![ :])""")
"""What YAML takes as it stands."""
_BRACKETS = re.compile(r"[,\[\]{}\uff0c]|:[,\[\]{}]")
"""What would end a text within brackets, or is refused there."""
