"""A strict reading of YAML: one line and column for every value, and none of YAML's surprises.

PyYAML reads the text; this module only decides which of its events are allowed. Anchors, aliases and tags are
refused, so no document can grow beyond its own size or name a Python object.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import yaml

from .problems import Problem

Path = tuple[str | int, ...]
"""Keys and list positions that lead from the top of a document to a value."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9_]{0,30})\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9_]{0,30})\.[0-9]{1,30}\Z")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_COMMENTED = re.compile(r"\s*(?:- )?(?:zh|en|quote|responsible): [^'\"{\[#][^#]*\s#")
_WIDE_COMMA = re.compile(r": \[[^\]'\"]*\uff0c")
_MAX_DEPTH = 20

_implicit = yaml.SafeLoader("")
"""Only asked what a plain word would mean to an ordinary YAML reader."""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that was read: plain data and where each value stands."""

    file: str
    data: Any
    """dict, list, str, int, Decimal, bool or None."""
    lines: dict[Path, int] = field(repr=False)
    """1-based line of every value (and of every mapping's key)."""

    def line(self, *path: str | int) -> int:
        """The line of the value at `path`, or of the nearest value that contains it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def without(self, entries: set[Path]) -> Document:
        """The same document without the list entries at these paths; the lines of all others stay right."""
        lines: dict[Path, int] = {}
        for path, line in self.lines.items():
            if not any(path[: len(entry)] == entry for entry in entries):
                lines[tuple(_shifted(path, entries))] = line
        return Document(self.file, _pruned(self.data, entries), lines)


def _pruned(data: Any, entries: set[Path], here: Path = ()) -> Any:
    if isinstance(data, dict):
        return {key: _pruned(value, entries, (*here, key)) for key, value in data.items()}
    if isinstance(data, list):
        steps = ((value, (*here, position)) for position, value in enumerate(data))
        return [_pruned(value, entries, path) for value, path in steps if path not in entries]
    return data


def _shifted(path: Path, entries: set[Path]) -> Iterator[str | int]:
    """The path's steps, each list position lowered by the entries that are gone before it."""
    for depth, step in enumerate(path):
        if isinstance(step, int):
            yield step - sum((*path[:depth], earlier) in entries for earlier in range(step))
        else:
            yield step


def parse(file: str, raw: bytes) -> tuple[Document, list[Problem]]:
    """The document in `raw` and every problem found in it; the data is None where it could not be read."""
    nothing = Document(file, None, {})
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return nothing, [Problem(file, line, "this file is not in UTF-8", "Save it again with the encoding UTF-8")]
    text = text.replace("\r\n", "\n")
    problems = list(_check_lines(file, text))
    if problems:
        return nothing, problems
    try:
        builder = _Builder(file)
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        return nothing, [_not_yaml(file, error)]
    except _TooDeepError as error:
        return nothing, [Problem(file, error.line, "this is nested too deeply", "Flatten it like the other entries")]
    return Document(file, builder.root, builder.lines), builder.problems


def means_text(word: str) -> bool:
    """Whether YAML reads a plain word as a text, and not as a number, a date, nothing or true."""
    return bool(_implicit.resolve(yaml.ScalarNode, word, (True, False)).endswith(":str"))  # type: ignore[no-untyped-call]


def _check_lines(file: str, text: str) -> Iterator[Problem]:
    """What can be seen without understanding YAML, and would make its own messages hard to follow."""
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(line):
            remedy = "Keep one of the two versions and delete the marker lines"
            yield Problem(file, number, "a merge conflict was left in this file", remedy)
        if _COMMENTED.match(line):
            message = "what follows ' #' here is a comment to YAML and not part of the text"
            yield Problem(file, number, message, "Put the whole text in quotes, or the comment on a line of its own")
        if _WIDE_COMMA.search(line):
            yield Problem(file, number, "a full-width comma does not part the entries of a list", "Write ', ' instead")
        if "\t" in line:
            yield Problem(file, number, "there is a tab in this line", "Use spaces instead")
        for character in sorted(set(line) - {"\t"}):
            if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Zl", "Zp") or (
                unicodedata.category(character) == "Zs" and character != " "
            ):
                name = unicodedata.name(character, "a control character").lower()
                message = f"there is an invisible or symbol character in this line (U+{ord(character):04X}, {name})"
                yield Problem(file, number, message, "Delete it, or type the text again by hand")
        for found in _FULL_WIDTH.findall(line):
            plain = unicodedata.normalize("NFKC", found)
            message = f"'{found}' is written with full-width characters"
            yield Problem(file, number, message, f"Write '{plain}'")


def _not_yaml(file: str, error: yaml.MarkedYAMLError) -> Problem:
    """Why this is not YAML, in words for somebody who does not know YAML's."""
    quoted = "quoted scalar" in (error.context or "")
    mark = (error.context_mark if quoted else None) or error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    if quoted:
        return Problem(
            file, line, "the quotation mark that opens here is not closed", "Close it at the end of the text"
        )
    if "mapping values are not allowed" in (error.problem or ""):
        message = "there is a colon where none is expected: in a text, or after a line with another indentation"
        return Problem(file, line, message, "Put a text with ': ' in it in quotes, or correct the indentation")
    message = f"this is not YAML here ({error.problem or error.context})"
    remedy = "Compare the indentation, quotes and colons of this line and the one before with the entries around"
    return Problem(file, line, message, remedy)


_FILL_IN = "Fill it in; inside { } a text with a comma needs quotes"


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line


class _Open:
    """A mapping or list that is still being filled."""

    __slots__ = ("key", "path", "value")

    def __init__(self, value: dict[str, Any] | list[Any], path: Path) -> None:
        self.value = value
        self.path = path
        self.key: str | None = None


class _Builder:
    """Puts YAML events together to plain data."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Add what the event says; False when the rest of the file cannot be used."""
        line = (event.start_mark.line if event.start_mark else 0) + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._problem(line, "a second document begins here ('---')", "Keep one document in a file")
                return False
        elif isinstance(event, yaml.AliasEvent):
            self._problem(line, f"'*{event.anchor}' is a YAML alias", "Write the value out, or put it in quotes")
            self._add("", line)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_decoration(event, line)
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_decoration(event, line)
            value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = self._add(value, line)
            self._open.append(_Open(value, path))
            if len(self._open) > _MAX_DEPTH:
                raise _TooDeepError(line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
        return True

    def _problem(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, line, message, remedy))

    def _refuse_decoration(self, event: Any, line: int) -> None:
        if event.anchor:
            self._problem(line, f"'&{event.anchor}' is a YAML anchor", "Delete it, or put the value in quotes")
        if event.tag and event.tag != "!":
            self._problem(line, f"'{event.tag}' is a YAML tag", "Delete it, or put the value in quotes")

    def _scalar(self, event: Any, line: int) -> None:
        value = event.value
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            if value in parent.value:
                first = self.lines[(*parent.path, value)]
                self._problem(
                    line, f"the key '{value}' stands twice here", f"Delete one (the first is in line {first})"
                )
            parent.key = value
            self.lines[(*parent.path, value)] = line
        elif event.style is None or event.style == "":
            self._add(self._plain(value, line), line)
        else:
            if not value.strip():
                self._problem(line, "this value is empty", _FILL_IN)
            if event.style == '"':  # its escapes were not seen in the lines
                self.problems.extend(
                    replace(problem, line=line) for problem in _check_lines(self.file, value.replace("\n", "\0"))
                )
            self._add(value.strip() if event.style in "|>" else value, line)

    def _plain(self, value: str, line: int) -> Any:
        if _INTEGER.match(value):
            return int(value.replace("_", ""))
        if _DECIMAL.match(value):
            return Decimal(value.replace("_", ""))
        if value in ("true", "false"):
            return value == "true"
        tag = _implicit.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
        meaning = str(tag).rsplit(":", 1)[-1]
        if meaning == "null":
            self._problem(line, "this value is empty", _FILL_IN)
        elif meaning != "str":
            what = {"timestamp": "a date", "merge": "a merge"}.get(meaning, "another number")
            if meaning == "bool":
                self._problem(
                    line, f"YAML reads {value} as true or false", f'Write true or false, or "{value}" in quotes'
                )
            else:
                shown = value if len(value) < 40 else f"{value[:40]}…"
                self._problem(line, f"YAML reads {shown} as {what}", f'Put it in quotes: "{shown}"')
        return value

    def _add(self, value: Any, line: int) -> Path:
        if not self._open:
            self.root = value
            self.lines[()] = line
            return ()
        parent = self._open[-1]
        if isinstance(parent.value, list):
            path: Path = (*parent.path, len(parent.value))
            parent.value.append(value)
            self.lines[path] = line
        elif parent.key is None:
            self._problem(line, "a key must be a word", "Write 'key: value'")
            parent.key = ""
            path = (*parent.path, "")
        else:
            path = (*parent.path, parent.key)
            parent.value[parent.key] = value
            if isinstance(value, str):
                self.lines[path] = line
            parent.key = None
        return path
