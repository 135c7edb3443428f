"""A strict reading of YAML: one line and column for every value, and none of YAML's surprises.

PyYAML reads the text; this module only decides which of its events are allowed. Anchors, aliases and tags are
refused, so no document can grow beyond its own size or name a Python object.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

import yaml

from .problems import MOST, WHOLE, Problem, is_invisible

Path = tuple[str | int, ...]
"""Keys and list positions that lead from the top of a document to a value."""

LARGEST = 2_000_000
"""Bytes of a file; ten times what the largest has."""
MENDED = (
    *("byte-order-mark", "line-ends", "merge-conflict", "comment-in-text", "wide-comma", "wide-colon"),
    *("tab", "odd-space", "invisible-character", "symbol", "full-width"),
)
"""Rules whose breach is read as if the remedy had been followed, so that everything else is told in the same run."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9_]{0,30})\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9_]{0,30})\.[0-9]{1,30}\Z")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_COMMENTED = re.compile(r"\s*(?:- )?(?:zh|en|quote|responsible): [^'\"{\[#][^#]*\s(?=#)")
_WIDE_COMMA = re.compile(r"(?<=: )\[[^\[\]'\"]*\uff0c[^\[\]'\"]*|\{[^{}'\"]*\uff0c\s*[a-z_]+:\s[^{}'\"]*")
_WIDE_COLON = re.compile(r"(?:^\s*(?:- )*[a-z_]+|\{\s*[a-z_]+|, (?:zh|en|hk))(?=\uff1a)")
_ILLEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What PyYAML refuses, or takes for the end of a line."""
_NO_COMMENT = "\ue001"
"""Stands for a '#' that begins a comment where a text was meant."""
_MAX_DEPTH = 20
_LONGEST = 10_000
"""Characters of one value."""
_MOST = 500
"""Entries of a list within an entry."""

_implicit = yaml.SafeLoader("")
"""Only asked what a plain word would mean to an ordinary YAML reader."""


class Position(NamedTuple):
    """A place in a file: line and column, both 1-based, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that was read: plain data and where each value stands."""

    file: str
    data: Any
    """dict, list, str, int, Decimal, bool or None."""
    raw: bytes = field(repr=False)
    """The file. Where its values stand takes as much room as they do, so it is worked out anew when somebody asks."""
    left_out: tuple[frozenset[Path], ...] = ()
    """List entries that were left out, one lot after the other."""

    @property
    def positions(self) -> Mapping[Path, Position]:
        """Of every value; where a mapping or list begins on the line below its key, that of the key."""
        return _places(self.file, self.raw, self.left_out).positions

    @property
    def keys(self) -> Mapping[Path, Position]:
        """Of the key of every value in a mapping."""
        return _places(self.file, self.raw, self.left_out).keys

    def position(self, *path: str | int, offset: int = 0) -> Position:
        """Where the value at `path`, or the nearest value that contains it, stands.

        With an `offset` in characters, the place inside a text, if the text stands there as it is in the data.
        """
        value = self.data
        positions = self.positions
        for depth, step in enumerate(path):
            known = path[: depth + 1] in positions
            if not (known and has(value, step)):  # of a key that stands twice, places of both are known
                return positions.get(path[:depth], Position(1, 1))
            value = value[step]
        found = positions.get(path, Position(1, 1))
        if not offset:
            return found
        line = "".join(text_of(self.raw).split("\n")[found.line - 1 : found.line])
        start = found.column - 1
        start += line[start : start + 1] in ("'", '"')
        inside = isinstance(value, str) and line.startswith(value[:offset], start)
        return Position(found.line, start + offset + 1) if inside else found

    def line(self, *path: str | int) -> int:
        """The line of the value at `path`, or of the nearest value that contains it."""
        return self.position(*path).line

    def key(self, *path: str | int) -> Position:
        """Where the key of the value at `path` stands."""
        return self.keys.get(path) or self.position(*path)

    def without(self, entries: set[Path]) -> Document:
        """The same document without the list entries at these paths; the places of all others stay right."""
        return Document(self.file, _pruned(self.data, entries), self.raw, (*self.left_out, frozenset(entries)))


def _pruned(data: Any, entries: set[Path], here: Path = ()) -> Any:
    if isinstance(data, dict):
        return {key: _pruned(value, entries, (*here, key)) for key, value in data.items()}
    if isinstance(data, list):
        steps = ((value, (*here, position)) for position, value in enumerate(data))
        return [_pruned(value, entries, path) for value, path in steps if path not in entries]
    return data


def _shifted(path: Path, gone: Mapping[Path, list[int]]) -> Iterator[str | int]:
    """The path's steps, each list position lowered by the entries that are gone before it, in ascending order."""
    for depth, step in enumerate(path):
        if isinstance(step, int):
            yield step - bisect(gone.get(path[:depth], ()), step)
        else:
            yield step


class _Found:
    """Problems of a file; of a million of them only the first are kept, as many as are told, and the rest counted."""

    def __init__(self, file: str) -> None:
        self.first: list[Problem] = []
        self._file = file
        self._more = 0

    def add(self, place: tuple[int, int], rule: str, **values: object) -> None:
        if len(self.first) < MOST:
            self.first.append(Problem.of(self._file, place, rule, **values))
        else:
            self._more += 1

    def all(self) -> list[Problem]:
        """The first, and how many more there are."""
        return [*self.first, *([Problem.of(self._file, WHOLE, "more", count=self._more)] if self._more else ())]


def text_of(raw: bytes) -> str:
    """The text of a file, whatever its bytes: without a byte order mark, with LF at the end of every line."""
    text = raw.decode("utf-8", errors="replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bytes_of(text: str, before: bytes) -> bytes:
    """A text, with the ends of lines that its file had before; LF where they differed."""
    own = "\r\n" if before.count(b"\n") == before.count(b"\r\n") > 0 else "\n"
    return text.replace("\n", own).encode()


def has(value: Any, step: str | int) -> bool:
    """Whether a mapping has the key, or a list the position."""
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def parse(file: str, raw: bytes) -> tuple[Document, list[Problem]]:
    """The document in `raw` and every problem found in it; the data is None where it could not be read."""
    builder, problems = _built(file, raw)
    return Document(file, builder.root if builder else None, raw), problems


def _built(file: str, raw: bytes) -> tuple[_Builder | None, list[Problem]]:
    """What is in `raw`, if it could be read, and every problem found in it."""
    problems = list(check_bytes(file, raw))
    if any(problem.rule not in MENDED for problem in problems):
        return None, problems
    mended, found, doubtful = _mend(file, text_of(raw).split("\n"))
    problems += found.all()
    if doubtful:
        return None, problems
    builder = _Builder(file, bool(found.first))
    try:
        for event in yaml.parse("\n".join(mended), Loader=yaml.CSafeLoader):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        why = _not_yaml(file, error, mended)
        told = {problem.line for problem in problems}
        return None, problems if told & {why.line, why.line - 1} else [*problems, why]
    except _TooDeepError as error:
        return None, [*problems, Problem.of(file, error.place, "nested-too-deeply")]
    seen = {problem.line for problem in found.first}
    problems += [problem for problem in builder.found.all() if problem.line not in seen]
    return builder, problems


class _Places(NamedTuple):
    """Where the values of a document and their keys stand."""

    positions: Mapping[Path, Position]
    keys: Mapping[Path, Position]


@lru_cache(maxsize=64)
def _places(file: str, raw: bytes, left_out: tuple[frozenset[Path], ...]) -> _Places:
    """The places in a file, as if these entries were not in it."""
    if left_out:
        *before, entries = left_out
        return _Places(*(_without(places, entries) for places in _places(file, raw, tuple(before))))
    builder, _ = _built(file, raw)
    return _Places(builder.positions, builder.keys) if builder else _Places({}, {})


def _without(places: Mapping[Path, Position], entries: frozenset[Path]) -> Mapping[Path, Position]:
    """Places of a document without these entries."""
    gone: dict[Path, list[int]] = {}
    for *above, position in sorted(entries):
        gone.setdefault(tuple(above), []).append(int(position))
    return {
        tuple(_shifted(path, gone)): place
        for path, place in places.items()
        if not any(path[:end] in entries for end in range(1, len(path) + 1))
    }


def means_text(word: str) -> bool:
    """Whether YAML reads a plain word as a text, and not as a number, a date, nothing or true."""
    return _meaning(word) == "str"


@lru_cache(maxsize=20_000)
def _meaning(word: str) -> str:
    """What YAML takes a plain word for: `str`, `int`, `timestamp`, `null`."""
    return str(_implicit.resolve(yaml.ScalarNode, word, (True, False))).rsplit(":", 1)[-1]  # type: ignore[no-untyped-call]


def check_bytes(file: str, raw: bytes) -> Iterator[Problem]:
    """What is wrong with the file as a whole."""
    if len(raw) > LARGEST:
        yield Problem.of(file, WHOLE, "file-too-large", most=LARGEST // 1_000_000)
        return
    if raw.count(b"\0") * 4 > len(raw):
        yield Problem.of(file, WHOLE, "not-utf-8")  # UTF-16
        return
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text_of(raw[: error.start])
        line = before.count("\n") + 1
        yield Problem.of(file, (line, len(before) - before.rfind("\n")), "not-utf-8")
        return
    if text.startswith("\ufeff"):
        yield Problem.of(file, WHOLE, "byte-order-mark")
    if "\r" in text.replace("\r\n", ""):
        yield Problem.of(file, WHOLE, "line-ends")


def _mend(file: str, lines: list[str]) -> tuple[list[str], _Found, bool]:
    """The lines without what can be seen to be wrong before YAML is understood, and would make its messages obscure.

    All that is left stays in its place. Then the problems, and whether the structure is in doubt all the same.
    """
    mended, found, doubtful = [], _Found(file), False
    side = ""  # of a merge conflict
    written = "".join(lines)
    odd = bool(_FULL_WIDTH.search(written)) or any(map(_oddity, set(written)))
    for number, line in enumerate(lines, 1):
        if _CONFLICT.match(line):
            if line[0] == "<" or not side:
                found.add((number, 1), "merge-conflict")
            side = line[0] if line[0] == "<" or (side and line[0] != ">") else ""
            mended.append("")
            continue
        if side in ("=", "|"):
            mended.append("")
            continue
        whole = line
        for rule, column, values in _odd_characters(line) if odd else ():
            found.add((number, column), rule, **values)
            if rule in ("tab", "odd-space", "invisible-character"):
                doubtful = doubtful or not line[: column - 1].strip()  # it indents
        if "#" in line and (match := _COMMENTED.match(line)):
            found.add((number, match.end() + 1), "comment-in-text")
            whole = whole[: match.end()] + _NO_COMMENT + whole[match.end() + 1 :]
        if "\uff0c" in line and (match := _WIDE_COMMA.search(line)):
            found.add((number, line.index("\uff0c", match.start()) + 1), "wide-comma")
            whole = _WIDE_COMMA.sub(lambda wrong: wrong[0].replace("\uff0c", ","), whole)
        if "\uff1a" in line and (match := _WIDE_COLON.search(line)):
            found.add((number, match.end() + 1), "wide-colon")
            whole = re.sub(rf"({_WIDE_COLON.pattern})\uff1a", r"\1: ", whole)
        mended.append(whole)
    if found.first:
        mended = ["".join(map(_legible, line)) for line in mended]
    return mended, found, doubtful


@cache
def _oddity(character: str) -> str:
    """The rule that a character breaks wherever it stands, if any."""
    if character == "\t":
        return "tab"
    if is_invisible(character):
        return "invisible-character"
    match unicodedata.category(character):
        case "So":
            return "symbol"
        case "Zs" if character != " ":
            return "odd-space"
    return ""


def _odd_characters(line: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Rule, column and values of every character that does not belong in a text, each told once."""
    for character in sorted(set(line)):
        if rule := _oddity(character):
            name = unicodedata.name(character, "a control character").lower()
            values = {} if rule == "tab" else {"code": f"{ord(character):04X}", "name": name}
            yield rule, line.index(character) + 1, values
    for found in _FULL_WIDTH.finditer(line):
        plain = unicodedata.normalize("NFKC", found[0])
        yield "full-width", found.start() + 1, {"found": found[0], "plain": plain}


def _legible(character: str) -> str:
    """A character that YAML can read in its place; `_cleaned` deletes what stands for nothing."""
    if _ILLEGIBLE.match(character):
        return "\ue000"
    return " " if _oddity(character) in ("tab", "odd-space") else character


def _cleaned(text: str) -> str:
    """A text as it would be had all remedies been followed."""
    text = text.replace(_NO_COMMENT, "#")
    text = "".join(c for c in text if c == "\n" or _oddity(c) not in ("symbol", "invisible-character"))
    return _FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).strip()


_CAUSES = (
    ("unexpected end of stream", "quote-open"),
    ("unexpected document indicator", "quote-open"),
    ("mapping values are not allowed", "colon-unexpected"),
    ("could not find expected ':'", "colon-missing"),
    ("block sequence entries are not allowed", "dash-unexpected"),
    ("expected ',' or", "bracket-open"),
    ("cannot start any token", "start-character"),
    ("alphabetic or numeric character", "start-character"),
    ("expected comment or line break", "start-character"),
    ("mapping keys are not allowed", "start-character"),
    ("expected node content", "start-character"),
    ("expected '-' indicator", "indentation"),
    ("expected key", "indentation"),
    ("expected <document start>", "indentation"),
)


def _not_yaml(file: str, error: yaml.MarkedYAMLError, lines: list[str]) -> Problem:
    """Why this is not YAML, in words for somebody who does not know YAML's."""
    said = error.problem or error.context or ""
    rule = next((rule for words, rule in _CAUSES if words in said), "")
    if not rule and "quoted scalar" in (error.context or ""):
        rule = "escape-unknown"
    opened = error.context_mark if rule in ("quote-open", "bracket-open", "colon-missing") else None
    mark = opened or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if rule == "indentation" and line <= len(lines) and lines[line - 1][: column - 1].rstrip().endswith(("'", '"')):
        rule = "text-after-quote"
    if not rule:
        return Problem.of(file, (line, column), "yaml-syntax", why=said)
    return Problem.of(file, (line, column), rule)


class _TooDeepError(Exception):
    def __init__(self, place: Position) -> None:
        self.place = place


_NO_KEY = "\0"
"""A key that cannot be used; its value is left out."""


class _Open:
    """A mapping or list that is still being filled."""

    __slots__ = ("flow", "is_key", "key", "key_path", "path", "value")

    def __init__(self, value: dict[str, Any] | list[Any], path: Path, flow: bool, is_key: bool) -> None:
        self.value = value
        self.path = path
        self.flow = flow
        self.is_key = is_key
        self.key: str | None = None
        self.key_path: Path = ()

    @property
    def awaits_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None

    def take_key(self, key: str) -> Path:
        """The key of the next value, and the path of both."""
        self.key, self.key_path = key, (*self.path, key)
        return self.key_path


class _Builder:
    """Puts YAML events together to plain data."""

    def __init__(self, file: str, mending: bool) -> None:
        self.found = _Found(file)
        self.root: Any = None
        self.positions: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self._mending = mending
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Add what the event says; False when the rest of the file cannot be used."""
        mark = event.start_mark
        place = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        match event:  # the most frequent first
            case yaml.ScalarEvent():
                self._refuse_decoration(event, place)
                self._scalar(event, place)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._refuse_decoration(event, place)
                self._begin(event, place)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end(self._open.pop())
            case yaml.AliasEvent():
                self._problem(place, "alias", name=event.anchor)
                if self._open and self._open[-1].awaits_key:
                    self._open[-1].take_key(_NO_KEY)
                else:
                    self._add("", place, place)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._problem(place, "second-document")
                    return False
        return True

    def _problem(self, place: Position, rule: str, **values: object) -> None:
        self.found.add(place, rule, **values)

    def _refuse_decoration(self, event: Any, place: Position) -> None:
        if event.anchor:
            self._problem(place, "anchor", name=event.anchor)
        if event.tag and event.tag != "!":
            self._problem(place, "tag", name=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _begin(self, event: Any, place: Position) -> None:
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        is_key = bool(self._open) and self._open[-1].awaits_key
        if is_key:
            self._problem(place, "key-not-a-word")
            path: Path = (*self._open[-1].path, _NO_KEY)
        else:
            path = self._add(value, place, place if event.flow_style else None)
        self._open.append(_Open(value, path, bool(event.flow_style), is_key))
        if len(self._open) > _MAX_DEPTH:
            raise _TooDeepError(place)

    def _end(self, done: _Open) -> None:
        if done.is_key:
            self._open[-1].take_key(_NO_KEY)
        if isinstance(done.value, list) and len(done.value) > _MOST and len(done.path) > 1:
            place = self.positions.get(done.path, Position(1, 1))
            key = next((step for step in reversed(done.path) if isinstance(step, str)), "")
            self._problem(place, "list-too-long", key=key, count=len(done.value), most=_MOST)
            del done.value[_MOST:]

    def _scalar(self, event: Any, place: Position) -> None:
        value = event.value
        if len(value) > _LONGEST:
            self._problem(place, "text-too-long", most=_LONGEST)
            value = value[:_LONGEST]
        escaped = event.style == '"'  # its escapes were not seen in the lines
        odd = list(_odd_characters(value)) if escaped else []
        if self._mending or odd:
            value = _cleaned(value)
        for rule, _, values in odd:
            self._problem(place, rule, **values)
        if "\n" in value.strip() and not odd:
            self._problem(place, "line-break")
        if self._open and self._open[-1].awaits_key:
            self._key(value, place)
        elif event.style is None or event.style == "":
            self._add(self._plain(value, place), place, place)
        else:
            if not value.strip():
                self._problem(place, "value-empty")
            self._add(value.strip() if event.style in "|>" else value, place, place)

    def _key(self, key: str, place: Position) -> None:
        parent = self._open[-1]
        path = parent.take_key(key)
        if key in parent.value:
            self._problem(place, "key-twice", key=key, first=self.keys[path].line)
        self.keys[path] = place

    def _plain(self, value: str, place: Position) -> Any:
        if _INTEGER.match(value):
            return int(value.replace("_", ""))
        if _DECIMAL.match(value):
            return Decimal(value.replace("_", ""))
        if value in ("true", "false"):
            return value == "true"
        meaning = _meaning(value)
        if meaning == "null" and self._open and self._open[-1].flow:
            self._problem(place, "value-empty-in-brackets")
        elif meaning == "null":
            self._problem(place, "value-empty")
        elif meaning != "str":
            rule = {"bool": "read-as-truth", "timestamp": "read-as-date", "int": "read-as-number"}
            shown = value if len(value) < 40 else f"{value[:40]}…"
            self._problem(place, rule.get(meaning.replace("float", "int"), "read-as-sign"), value=shown)
        return value

    def _add(self, value: Any, place: Position, own: Position | None) -> Path:
        """Put a value where it belongs; `own` is its place unless it begins on the line below its key."""
        if not self._open:
            self.root = value
            self.positions[()] = place
            return ()
        parent = self._open[-1]
        if isinstance(parent.value, list):
            path: Path = (*parent.path, len(parent.value))
            parent.value.append(value)
            self.positions[path] = place
        else:
            path = parent.key_path
            if parent.key != _NO_KEY:
                parent.value[parent.key or ""] = value
                self.positions[path] = own or self.keys[path]
            parent.key = None
        return path
