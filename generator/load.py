"""From the YAML files of `content/` to the model, or every problem of every file at once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache, reduce
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from . import paths, strict_yaml
from .messages import RULES
from .model import (
    Adding,
    Commitment,
    Department,
    Edition,
    History,
    Location,
    Model,
    Permalinks,
    Plan,
    Record,
    Synonyms,
    Term,
    Topic,
)
from .problems import MOST, WHOLE, Problem, is_invisible, nearest
from .schemas import kind_of
from .strict_yaml import Document
from .texts import Text, texts_of


@dataclass(frozen=True, slots=True)
class EditionLayout:
    """Which file of an edition holds what; '/'-separated paths below the project's folder."""

    folder: str
    edition: str
    source_text: str
    adding: str
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which file that all editions share holds what."""

    departments: str = "content/departments.yml"
    locations: str = "content/locations.yml"
    glossary: str = "content/glossary.yml"
    topics: str = "content/topics.yml"
    commitments: str = "content/commitments.yml"
    synonyms: str = "content/synonyms.yml"
    records: str = "content/translations.yml"
    permalinks: str = "content/permalinks.yml"
    history: str = "content/history.yml"


@dataclass(frozen=True, slots=True)
class EditionContent:
    """What people wrote of one edition."""

    edition: Edition
    plans: tuple[Plan, ...]
    adding: Adding
    source_text: str
    """The frozen official text."""
    namespace: str
    """What sets its ids apart where all editions share an address: its year, or nothing for the first edition."""
    layout: EditionLayout
    """Where the values were read; only the files of plans that could be read are named."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that people wrote, still in the shape in which they wrote it."""

    editions: tuple[EditionContent, ...]
    """The oldest first; at least one."""
    departments: tuple[Department, ...]
    locations: tuple[Location, ...]
    glossary: tuple[Term, ...]
    topics: tuple[Topic, ...]
    commitments: tuple[Commitment, ...]
    synonyms: tuple[Synonyms, ...]
    texts: tuple[Text, ...]
    """Every text that has or needs a translation."""
    sound_texts: tuple[Text, ...]
    """Those of entries that can be used, by their paths in `documents`."""
    records: Mapping[str, Record]
    """What is recorded of their English, by the text's key."""
    permalinks: Permalinks
    history: History
    """What is recorded of their changes."""
    documents: Mapping[str, Document]
    """The YAML behind the values, by file, to find the line of each."""
    layout: Layout
    """Where the values were read."""
    unreadable: frozenset[str]
    """Files of data of which nothing could be read."""
    damaged: frozenset[str]
    """Files of data with problems of form: the entries concerned are left out of the values above."""


def layouts_of(files: Mapping[str, bytes]) -> tuple[EditionLayout, ...]:
    """The layout of every edition among `files`, the oldest first."""
    folders: dict[str, list[str]] = {}
    for name in sorted(files):
        if found := re.match(r"(content/[0-9]{4})/(plans/[^/]+\.yml\Z)?", name):
            folders.setdefault(found[1], []).extend([name] if found[2] else [])
    return tuple(
        EditionLayout(folder, f"{folder}/edition.yml", f"{folder}/source.txt", f"{folder}/adding.yml", tuple(plans))
        for folder, plans in folders.items()
    )


def read_files(root: Path) -> dict[str, bytes]:
    """Every file of data or prose under `root`/content, by its '/'-separated path below `root`.

    Links are left out: a proposed change must not show what lies elsewhere on the machine that checks it.
    """
    below = sorted((root / "content").rglob("*"))
    found = [path for path in below if path.suffix.lower() in _READ and path.is_file() and not path.is_symlink()]
    return {path.relative_to(root).as_posix(): _read(path) for path in found}


def read_links(root: Path) -> tuple[str, ...]:
    """Every symbolic link below `root`/content, by its '/'-separated path below `root`."""
    links = sorted(path for path in (root / "content").rglob("*") if path.is_symlink())
    return tuple(path.relative_to(root).as_posix() for path in links)


_DATA = (".yml", ".yaml")
_READ = (*_DATA, ".txt", ".md")
_PROSE = re.compile(r"content/pages(/|\Z)|.*\.md\Z", re.DOTALL)
"""Files that hold no data, whatever is wrong with them."""


def _read(path: Path) -> bytes:
    """The bytes of a file; of one that is too large, enough to see that."""
    with path.open("rb") as file:
        return file.read(strict_yaml.LARGEST + 1)


def read_lines(root: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """The lines of those of the files that are there, by their paths below `root`, to be shown with a problem."""
    files = {name: root / name for name in names}
    return {name: strict_yaml.text_of(_read(path)).split("\n") for name, path in files.items() if path.is_file()}


@dataclass(frozen=True)
class _Read:
    """A file as far as it can be read."""

    found: tuple[Problem, ...]
    """What is wrong with its form."""
    document: Document
    sound: Document
    """The document as far as it can be used."""
    value: Any = None
    """Its data as the model has them; None where nothing of them can be used."""
    wrong: tuple[Problem, ...] = ()
    """What is wrong with the data."""

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        return tuple(texts_of(self.document))

    @cached_property
    def sound_texts(self) -> tuple[Text, ...]:
        return self.texts if self.sound is self.document else tuple(texts_of(self.sound))


@lru_cache(maxsize=64)
def _read_as(name: str, raw: bytes, kind: Any) -> _Read:
    """A file and its data as `kind`; kept for a preview, which reads all files again when one was saved."""
    document, found = strict_yaml.parse(name, raw)
    if document.data is None:
        return _Read(tuple(found) or (Problem.of(name, WHOLE, "file-empty"),), document, document)
    doubtful = {problem.line for problem in found if problem.rule not in strict_yaml.MENDED}
    value, wrong, sound = validate(document, kind, doubtful)
    return _Read(tuple(found), document, sound, value, tuple(wrong))


def parse_content(files: Mapping[str, bytes], links: Collection[str] = ()) -> tuple[Content | None, list[Problem]]:
    """The content in `files` (path to bytes) and every problem of form in it.

    Entries that cannot be used are left out, so that the rules can still be tried on all the others; the content is
    None only where there is nothing to try them on. `links` are the paths of links, which are refused.
    """
    layout = Layout()
    data = (name for name in files if PurePosixPath(name).suffix.lower() in _DATA)
    misnamed = {name: _right_name(name, layout) for name in data if not kind_of(name)}
    problems = [Problem.of(name, WHOLE, "link") for name in links]
    problems += (Problem.of(name, WHOLE, "name-strange", near=near) for name, near in misnamed.items())
    problems += _check_pages(files)
    problems += (found for name in files if name.endswith(".md") for found in _check_prose(name, files[name]))
    layouts = layouts_of(files)
    if not layouts:
        return None, [*problems, Problem.of("content", WHOLE, "edition-missing")]
    legible: dict[str, _Read] = {}

    def take(name: str, kind: Any, nothing: Any = None) -> Any:
        if name not in files:
            problems.append(Problem.of(name, WHOLE, "file-missing"))
            return nothing
        read = _read_as(name, files[name], kind)
        problems.extend(read.found)
        if read.document.data is None:
            return nothing
        legible[name] = read
        told = {problem.line for problem in read.found}
        problems.extend(problem for problem in read.wrong if problem.line not in told)
        return nothing if read.value is None else read.value

    def take_edition(own: EditionLayout, namespace: str) -> EditionContent | None:
        edition = take(own.edition, Edition)
        problems.extend(_check_gaps(own))
        plans = {name: plan for name in own.plans if (plan := take(name, Plan))}
        adding = take(own.adding, Adding, Adding()) if own.adding in files else Adding()
        if edition is None:
            return None
        raw = files.get(own.source_text, b"").replace(b"\r\n", b"\n")  # as some put it on a disk of Windows
        if own.source_text not in files:
            problems.append(Problem.of(own.source_text, WHOLE, "file-missing"))
        elif hashlib.sha256(raw).hexdigest() != edition.source_sha256:
            problems.append(Problem.of(own.source_text, WHOLE, "source-changed"))
        text = raw.decode("utf-8", errors="replace")
        read = replace(own, plans=tuple(plans))
        return EditionContent(edition, tuple(plans.values()), adding, text, namespace, read)

    namespaces = ("", *(own.folder.rpartition("/")[2] for own in layouts[1:]))
    editions = [take_edition(own, namespace) for own, namespace in zip(layouts, namespaces, strict=True)]
    departments = take(layout.departments, tuple[Department, ...], ())
    locations = take(layout.locations, tuple[Location, ...], ())
    glossary = take(layout.glossary, tuple[Term, ...], ())
    topics = take(layout.topics, tuple[Topic, ...], ())
    commitments = take(layout.commitments, tuple[Commitment, ...], ())
    translated = tuple(legible.values())
    synonyms = take(layout.synonyms, tuple[Synonyms, ...], ()) if layout.synonyms in files else ()
    records = take(layout.records, dict[str, Record], {}) if layout.records in files else {}
    permalinks = take(layout.permalinks, Permalinks, Permalinks()) if layout.permalinks in files else Permalinks()
    history = take(layout.history, History, History()) if layout.history in files else History()
    usable = tuple(edition for edition in editions if edition)
    elsewhere = {*links, *misnamed.values()}  # not missing, but not where it is read
    told = [problem for problem in problems if problem.rule != "file-missing" or problem.file not in elsewhere]
    if not usable:
        return None, told
    problems = [problem for problem in problems if not _PROSE.match(problem.file)]
    read = {*legible, *(own.source_text for own in layouts)}
    incomplete = {name for name, read in legible.items() if read.wrong}
    content = Content(
        editions=usable,
        departments=departments,
        locations=locations,
        glossary=glossary,
        topics=topics,
        commitments=commitments,
        synonyms=synonyms,
        texts=tuple(text for read in translated for text in read.texts),
        sound_texts=tuple(text for read in translated for text in read.sound_texts),
        records=records,
        permalinks=permalinks,
        history=history,
        documents={name: read.sound for name, read in legible.items()},
        layout=layout,
        unreadable=frozenset(problem.file for problem in problems if problem.file not in read),
        damaged=frozenset(
            {p.file for p in problems if p.rule not in strict_yaml.MENDED or p.file not in legible} | incomplete
        ),
    )
    return content, told


def _right_name(name: str, layout: Layout) -> str | None:
    """The name under which data would be read that is nearest to one under which none are, if one is near."""
    path = PurePosixPath(name)
    known = {PurePosixPath(file).stem: file for file in astuple(layout)}
    folder = "content/"
    if edition := re.match("content/[0-9]{4}/", name):
        folder = edition[0]
        known |= {own: f"{folder}{own}.yml" for own in ("edition", "adding", f"plans/{path.stem}")}
    return known.get(nearest(name.removeprefix(folder).removesuffix(path.suffix), known) or "")


def _check_pages(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """The folder of each language has the pages of prose to which the site leads, titled, and no others."""
    prose = {name for name in files if name.startswith(f"{_PAGES}/") and name.endswith(".md")}
    folders = sorted({name.split("/")[2] for name in prose if name.count("/") > 2})
    names = {path.rstrip("/"): f"{path.rstrip('/')}.md" for path in (paths.ABOUT, paths.DATA)}
    wanted = [f"{_PAGES}/{folder}/{name}" for folder in folders for name in names.values()]
    for name in wanted:
        if name not in prose:
            yield Problem.of(name, WHOLE, "file-missing")
        elif not _HEADING.search(strict_yaml.text_of(files[name])):
            yield Problem.of(name, WHOLE, "prose-heading")
    for name in sorted(prose.difference(wanted)):
        path = PurePosixPath(name)
        meant = names.get(nearest(path.stem, names) or "")
        yield Problem.of(name, WHOLE, "name-strange", near=meant and f"{path.parent}/{meant}")


_PAGES = "content/pages"


def _check_prose(file: str, raw: bytes) -> Iterator[Problem]:
    """What is wrong with a page of prose; its Markdown could hold HTML that does more than mark words."""
    broken = list(strict_yaml.check_bytes(file, raw))
    yield from broken
    for number, line in enumerate(strict_yaml.text_of(raw).split("\n") if not broken else (), 1):
        for character in filter(is_invisible, dict.fromkeys(line)):
            name = unicodedata.name(character, "a control character").lower()
            place = number, line.index(character) + 1
            yield Problem.of(file, place, "invisible-character", code=f"{ord(character):04X}", name=name)
        if found := _MARKUP.search(line):
            yield Problem.of(file, (number, found.start() + 1), "prose-markup")
    if not broken and (head := _HEAD.match(strict_yaml.text_of(raw))):
        document, problems = strict_yaml.parse(file, head[1].encode())
        yield from problems
        for path, place in document.positions.items():
            value = reduce(_get, path, document.data)
            if isinstance(value, str) and "<" in value:  # perhaps as an escape
                yield Problem.of(file, place, "prose-markup")


def _get(value: Any, step: str | int) -> Any:
    """What stands at a key or position, or None: of a key that stands twice, places of both are known."""
    return value[step] if strict_yaml.has(value, step) else None


_MARKUP = re.compile(r"<(?!/?(?:cite|span)\b|https?://|!-- editions -->)[A-Za-z/!?]")
"""HTML that a page of prose may not hold."""
_HEADING = re.compile(r"^#[ \t]+\S", re.MULTILINE)
_HEAD = re.compile(r"(-{3}[ \t]*\n.*?\n)(?:-{3}|\.{3})[ \t]*\n", re.DOTALL)
"""What a page of prose says of itself; the theme takes it as HTML."""


def _check_gaps(layout: EditionLayout) -> Iterator[Problem]:
    """No file of a plan is missing between others, where they are numbered."""
    numbers = [PurePosixPath(name).stem for name in layout.plans]
    if all(re.fullmatch("[0-9]{1,3}", number) for number in numbers):
        folder = f"{layout.folder}/plans"
        for number in range(1, max(map(int, numbers), default=1)):
            if f"{number:02}" not in numbers:
                yield Problem.of(f"{folder}/{number:02}.yml", WHOLE, "file-missing")


def validate(document: Document, kind: Any, doubtful: Collection[int] = ()) -> tuple[Any, list[Problem], Document]:
    """The document's data as `kind`, what is wrong with it, and the document as far as it can be used.

    List entries that are wrong, or stand in part on doubtful lines, are left out; the value is None where the mistake
    is not inside a list.
    """
    adapter = TypeAdapter(kind)
    if doubtful:
        places = document.positions.items()
        unsure = {_entry_of(document.data, path) for path, place in places if place.line in doubtful}
        document = document.without({path for path in unsure if path is not None})
    try:
        return adapter.validate_python(document.data), [], document
    except ValidationError as error:
        details = _causes(error)
    problems = list(_explain(document, details[:MOST]))
    if len(details) > MOST:
        problems.append(Problem.of(document.file, WHOLE, "more", count=len(details) - MOST))
    wrong = {_entry_of(document.data, _place(document.data, detail["loc"])) for detail in details}
    if None not in wrong:
        document = document.without({path for path in wrong if path is not None})
        try:
            return adapter.validate_python(document.data), problems, document
        except ValidationError:
            pass  # nothing usable is left
    return None, problems, document


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """The errors that are no mere consequence of others: a list is not too short because its entries are wrong."""
    details = error.errors(include_url=False)
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(other["loc"][: len(detail["loc"])] == detail["loc"] and other is not detail for other in details)
    ]


def _entry_of(data: Any, place: strict_yaml.Path) -> strict_yaml.Path | None:
    """The entry of a registry or of a measure's content in which `place` lies; None where it lies in none."""
    ends = [end for end, step in enumerate(place, 1) if isinstance(step, int)]
    if isinstance(data, list):
        return place[: ends[0]] if ends else None
    return place[: ends[1]] if len(ends) > 1 and place[ends[1] - 2] == "content" else None


_ENTRY_TAGS = ("theme", "group", "item")


def _explain(document: Document, details: list[ErrorDetails]) -> Iterator[Problem]:
    misspelt = {}
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *above, key = _place(document.data, detail["loc"])
            near = nearest(str(key), _KEYS - _keys_at(document.data, above))
            misspelt[*above, near] = True
            yield Problem.of(document.file, document.key(*above, key), "key-unknown", key=key, near=near)
    for detail in details:
        where = _place(document.data, detail["loc"])
        if detail["type"] != "extra_forbidden" and not (detail["type"] == "missing" and where in misspelt):
            rule, values = _rule(detail, where)
            if rule == "number-expected" and isinstance(detail["input"], int | Decimal):
                continue  # the wrong one of two kinds of numbers; what is wrong with it the right kind says
            yield Problem.of(document.file, document.position(*where), rule, **values)


def _every_key(kind: type[Model]) -> Iterator[str]:
    for one in kind.__subclasses__():
        yield from one.model_fields
        yield from _every_key(one)


_KEYS = frozenset(_every_key(Model))
"""Every key that may stand anywhere."""


def _keys_at(data: Any, path: list[str | int]) -> set[str]:
    for step in path:
        data = data[step]
    return set(data)


def _place(data: Any, loc: tuple[int | str, ...]) -> strict_yaml.Path:
    """pydantic's location without the names of union branches, which are not keys of the YAML."""
    place: list[int | str] = []
    value = data
    for position, step in enumerate(loc):
        if step in _ENTRY_TAGS and isinstance(loc[position - 1], int):
            continue  # which kind of entry it is
        if strict_yaml.has(value, step):
            value = value[step]
        elif isinstance(value, dict):
            return (*place, step)  # a missing key
        else:
            continue
        place.append(step)
    return tuple(place)


def _rule(detail: ErrorDetails, where: strict_yaml.Path) -> tuple[str, dict[str, object]]:
    """The rule that one pydantic error is about, and the values of its message."""
    key = next((str(step) for step in reversed(where) if isinstance(step, str)), "")
    given = detail["input"]
    context = detail.get("ctx", {})
    shown = str(given) if len(str(given)) <= 40 else f"{str(given)[:40]}…"
    match detail["type"]:
        case "missing":
            return "key-missing", {"key": key}
        case "string_type" if isinstance(given, bool | int | Decimal):
            return "text-in-quotes", {"key": key, "value": str(given).lower() if isinstance(given, bool) else given}
        case "string_type":
            return "text-expected", {"key": key}
        case "string_too_short":
            return "value-empty", {}
        case "string_too_long":
            return "text-long", {"key": key, "count": len(given), "most": context.get("max_length")}
        case "string_pattern_mismatch":
            return f"form-{key}" if f"form-{key}" in RULES else "form", {"key": key, "value": shown}
        case "enum" | "literal_error":
            words = re.findall(r"'([^']+)'", str(context.get("expected", "")))
            near = nearest(shown, words)
            return "word-unknown", {"key": key, "value": shown, "words": ", ".join(words), "near": near}
        case "tuple_type" | "list_type":
            return ("list-expected", {"key": key}) if key else ("file-list-expected", {})
        case "model_type" | "model_attributes_type" | "dict_type":
            if where and isinstance(where[-1], int):
                return "entry-keys-expected", {}
            return ("keys-expected", {"key": key}) if key else ("file-keys-expected", {})
        case "too_short":
            return "list-empty", {"key": key, "least": context.get("min_length")}
        case "too_long":
            return "list-too-long", {"key": key, "count": len(given), "most": context.get("max_length")}
        case "greater_than_equal":
            return "number-too-small", {"key": key, "value": shown}
        case "int_type" | "is_instance_of" | "decimal_type":
            return "number-expected", {"key": key, "value": shown}
        case "bool_type":
            return "truth-expected", {"key": key, "value": shown}
        case "value_error":  # of all validators, that of days alone raises it
            return "date-impossible", {"key": key, "value": shown}
        case rule if rule in RULES:
            return rule, {}
    return "unusable", {"key": key, "why": detail["msg"].lower()}
