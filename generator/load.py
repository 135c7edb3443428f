"""From the YAML files of `content/` to the model, or every problem of every file at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from . import strict_yaml
from .model import (
    Adding,
    Commitment,
    Department,
    Edition,
    History,
    Location,
    Permalinks,
    Plan,
    Record,
    Synonyms,
    Term,
    Topic,
)
from .problems import ContentError, Problem, suggestion
from .strict_yaml import Document
from .texts import Text, texts_of


@dataclass(frozen=True, slots=True)
class Layout:
    """Which file holds what; '/'-separated paths below the project's folder."""

    edition: str
    source_text: str
    adding: str
    plans: tuple[str, ...]
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
class Content:
    """All that people wrote, still in the shape in which they wrote it."""

    edition: Edition
    plans: tuple[Plan, ...]
    adding: Adding
    departments: tuple[Department, ...]
    locations: tuple[Location, ...]
    glossary: tuple[Term, ...]
    topics: tuple[Topic, ...]
    commitments: tuple[Commitment, ...]
    synonyms: tuple[Synonyms, ...]
    texts: tuple[Text, ...]
    """Every text that has or needs a translation."""
    records: Mapping[str, Record]
    """What is recorded of their English, by the text's key."""
    permalinks: Permalinks
    history: History
    """What is recorded of their changes."""
    source_text: str
    """The frozen official text."""
    documents: Mapping[str, Document]
    """The YAML behind the values, by file, to find the line of each."""
    layout: Layout
    """Where the values were read; only the files of plans that could be read are named."""
    unreadable: frozenset[str]
    """Files of which nothing could be read."""
    damaged: frozenset[str]
    """Files with problems of form: the entries concerned are left out of the values above."""


def layout_of(files: Mapping[str, bytes]) -> Layout:
    """The layout of the newest edition among `files`."""
    years = sorted({m[1] for name in files if (m := re.match(r"content/(\d{4})/", name))})
    if not years:
        remedy = "Put the document into a folder named after its year, such as content/2025"
        raise ContentError([Problem("content", 0, "there is no edition here", remedy)])
    folder = f"content/{years[-1]}"
    plans = sorted(name for name in files if re.match(rf"{folder}/plans/[^/]+\.yml\Z", name))
    return Layout(f"{folder}/edition.yml", f"{folder}/source.txt", f"{folder}/adding.yml", tuple(plans))


def read_files(root: Path) -> dict[str, bytes]:
    """Every data file under `root`/content, by its '/'-separated path below `root`."""
    found = sorted(p for p in (root / "content").rglob("*") if p.suffix in (".yml", ".yaml", ".txt") and p.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def parse_content(files: Mapping[str, bytes]) -> tuple[Content | None, list[Problem]]:
    """The content in `files` (path to bytes) and every problem of form in it.

    Entries that cannot be used are left out, so that the rules can still be tried on all the others; the content is
    None only where there is nothing to try them on.
    """
    layout = layout_of(files)
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    whole: dict[str, Document] = {}

    def take(name: str, kind: Any, nothing: Any = None) -> Any:
        if name not in files:
            problems.append(Problem(name, 0, "this file is missing", _RESTORE))
            return nothing
        document, found = strict_yaml.parse(name, files[name])
        if document.data is None and not found:
            found = [Problem(name, 0, "this file is empty", _RESTORE)]
        problems.extend(found)
        if document.data is None:
            return nothing
        whole[name] = document
        value, wrong, documents[name] = validate(document, kind)
        told = {problem.line for problem in found}
        problems.extend(problem for problem in wrong if problem.line not in told)
        return nothing if value is None else value

    edition = take(layout.edition, Edition)
    plans = {name: plan for name in layout.plans if (plan := take(name, Plan))}
    departments = take(layout.departments, tuple[Department, ...], ())
    locations = take(layout.locations, tuple[Location, ...], ())
    glossary = take(layout.glossary, tuple[Term, ...], ())
    topics = take(layout.topics, tuple[Topic, ...], ())
    commitments = take(layout.commitments, tuple[Commitment, ...], ())
    adding = take(layout.adding, Adding, Adding()) if layout.adding in files else Adding()
    texts = tuple(texts_of(whole))
    synonyms = take(layout.synonyms, tuple[Synonyms, ...], ()) if layout.synonyms in files else ()
    records = take(layout.records, dict[str, Record], {}) if layout.records in files else {}
    permalinks = take(layout.permalinks, Permalinks, Permalinks()) if layout.permalinks in files else Permalinks()
    history = take(layout.history, History, History()) if layout.history in files else History()
    if edition is None:
        return None, problems
    raw = files.get(layout.source_text, b"")
    if hashlib.sha256(raw).hexdigest() != edition.source_sha256:
        message = "the frozen official text was changed: its SHA-256 is not the one in edition.yml"
        problems.append(Problem(layout.source_text, 0, message, _RESTORE))
    content = Content(
        edition=edition,
        plans=tuple(plans.values()),
        adding=adding,
        departments=departments,
        locations=locations,
        glossary=glossary,
        topics=topics,
        commitments=commitments,
        synonyms=synonyms,
        texts=texts,
        records=records,
        permalinks=permalinks,
        history=history,
        source_text=raw.decode("utf-8", errors="replace"),
        documents=documents,
        layout=replace(layout, plans=tuple(plans)),
        unreadable=frozenset(problem.file for problem in problems if problem.file not in (*whole, layout.source_text)),
        damaged=frozenset(problem.file for problem in problems),
    )
    return content, problems


_RESTORE = "Restore it from the history of the project"


def validate(document: Document, kind: Any) -> tuple[Any, list[Problem], Document]:
    """The document's data as `kind`, what is wrong with it, and the document as far as it can be used.

    List entries that are wrong are left out; the value is None where the mistake is not inside a list.
    """
    adapter = TypeAdapter(kind)
    try:
        return adapter.validate_python(document.data), [], document
    except ValidationError as error:
        details = _causes(error)
    problems = list(_explain(document, details))
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
    for detail in details:
        where = _place(document.data, detail["loc"])
        message, remedy = _sentence(detail, where)
        yield Problem(document.file, document.line(*where), message, remedy)


def _place(data: Any, loc: tuple[int | str, ...]) -> strict_yaml.Path:
    """pydantic's location without the names of union branches, which are not keys of the YAML."""
    place: list[int | str] = []
    value = data
    for position, step in enumerate(loc):
        if step in _ENTRY_TAGS and isinstance(loc[position - 1], int):
            continue  # which kind of entry it is
        if _has(value, step):
            value = value[step]
        elif isinstance(value, dict):
            return (*place, step)  # a missing key
        else:
            continue
        place.append(step)
    return tuple(place)


def _has(value: Any, step: int | str) -> bool:
    """Whether a mapping has the key, or a list the position."""
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _sentence(detail: ErrorDetails, where: strict_yaml.Path) -> tuple[str, str]:
    """One pydantic error as a sentence and a remedy."""
    key = next((str(step) for step in reversed(where) if isinstance(step, str)), "value")
    given = detail["input"]
    shown = str(given)
    if len(shown) > 40:
        shown = shown[:40] + "…"
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"'{key}' is missing here", f"Add '{key}:' with its value, as in the other entries"
        case "extra_forbidden":
            return f"'{key}' is not a key that belongs here", "Correct its spelling, or its indentation, or delete it"
        case "string_type" if isinstance(given, bool | int | Decimal):
            return f"'{key}' is {shown}, which YAML reads as a number or truth value", f'Put it in quotes: "{given}"'
        case "string_type":
            return f"'{key}' should be a text", "Write the text after the colon, or check the indentation"
        case "string_too_short":
            return f"'{key}' is empty", "Fill it in, or delete the key"
        case "string_pattern_mismatch":
            return f"'{key}' is '{shown}', which does not have the right form", _FORMS.get(key, "See other entries")
        case "enum":
            allowed = str(context.get("expected", "")).replace(" or ", ", ")
            names = re.findall(r"'([^']+)'", allowed)
            message = f"'{shown}' is not one of the words for '{key}' ({', '.join(names)})"
            return message, suggestion(shown, names, otherwise="Write one of these words")
        case "tuple_type" | "list_type":
            return f"'{key}' should be a list", "Write it as [one, two], or one '- ' line for each"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"'{key}' should have keys of its own", "Check the indentation of the lines below it"
        case "too_short":
            return f"'{key}' needs at least one entry", "Add one, or restore what was here"
        case "too_long":
            most = context.get("max_length")
            return f"'{key}' has {len(given)} entries, more than {most}", "Keep those that matter most"
        case "greater_than_equal":
            return f"'{key}' is {shown}, which is too small", "Write the number as the document has it"
        case "int_type" | "is_instance_of" | "decimal_type":
            return f"'{key}' is '{shown}', which is not a number", "Write it in digits, without quotes or a unit"
        case "bool_type":
            return f"'{key}' is '{shown}'", "Write true or false"
        case "value_error" if key in _FORMS:
            return f"'{key}' is '{shown}', which is no real date", _FORMS[key]
    return f"'{key}' cannot be used ({detail['msg'].lower()})", "Compare it with the other entries"


_FORMS = {
    "slug": "Use lower-case letters a to z, digits and single hyphens",
    "within": "Use the slug of another location",
    "locations": "Use slugs of locations.yml",
    "item": "Write plan.measure.number, such as 1.2.6",
    "measure": 'Write plan.measure in quotes, such as "1.2"',
    "id": "Write the item's id, a hyphen and a letter, such as 1.2.6-a",
    "signed": 'Write the date as "2025-02-21"',
    "published": 'Write the date as "2025-09-10"',
    "date": 'Write the date as "2026-03-01"',
    "target": "Write the id of the target, such as 1.2.6-a",
    "url": "Copy the whole address from the browser, with https:// and without a name or password",
    "archived": "Copy the whole address of the archived copy, with https://",
}
