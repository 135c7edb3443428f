"""From the YAML files of `content/` to the model, or every problem of every file at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from . import strict_yaml
from .model import Department, Edition, Location, Plan, Term
from .problems import ContentError, Problem, suggestion
from .strict_yaml import Document

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """All that people wrote, still in the shape in which they wrote it."""

    edition: Edition
    plans: tuple[Plan, ...]
    departments: tuple[Department, ...]
    locations: tuple[Location, ...]
    glossary: tuple[Term, ...]
    source_text: str
    """The frozen official text."""
    documents: Mapping[str, Document]
    """The YAML behind the values, by file, to find the line of each."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which file holds what; '/'-separated paths below the project's folder."""

    edition: str
    source_text: str
    plans: tuple[str, ...]
    departments: str = "content/departments.yml"
    locations: str = "content/locations.yml"
    glossary: str = "content/glossary.yml"


def layout_of(files: Mapping[str, bytes]) -> Layout:
    """The layout of the newest edition among `files`."""
    years = sorted({m[1] for name in files if (m := re.match(r"content/(\d{4})/", name))})
    if not years:
        remedy = "Put the document into a folder named after its year, such as content/2025"
        raise ContentError([Problem("content", 0, "there is no edition here", remedy)])
    folder = f"content/{years[-1]}"
    plans = sorted(name for name in files if re.match(rf"{folder}/plans/[^/]+\.yml\Z", name))
    return Layout(f"{folder}/edition.yml", f"{folder}/source.txt", tuple(plans))


def read_files(root: Path) -> dict[str, bytes]:
    """Every data file under `root`/content, by its '/'-separated path below `root`."""
    found = sorted(p for p in (root / "content").rglob("*") if p.suffix in (".yml", ".yaml", ".txt") and p.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def parse_content(files: Mapping[str, bytes]) -> Content:
    """The content in `files` (path to bytes).

    Raises:
        ContentError: with every problem of form in every file.
    """
    layout = layout_of(files)
    problems: list[Problem] = []
    documents: dict[str, Document] = {}

    def take(name: str, kind: type[T] | Any) -> T | None:
        if name not in files:
            problems.append(Problem(name, 0, "this file is missing", "Restore it from the history of the project"))
            return None
        document, found = strict_yaml.parse(name, files[name])
        documents[name] = document
        problems.extend(found)
        if document.data is None:
            if not found:
                problems.append(Problem(name, 0, "this file is empty", "Restore it from the history of the project"))
            return None
        value, wrong = validate(document, kind)
        told = {(problem.file, problem.line) for problem in found}
        problems.extend(problem for problem in wrong if (problem.file, problem.line) not in told)
        return value

    edition = take(layout.edition, Edition)
    plans = [take(name, Plan) for name in layout.plans]
    departments = take(layout.departments, tuple[Department, ...])
    locations = take(layout.locations, tuple[Location, ...])
    glossary = take(layout.glossary, tuple[Term, ...])
    raw = files.get(layout.source_text, b"")
    if edition is not None and hashlib.sha256(raw).hexdigest() != edition.source_sha256:
        message = "the frozen official text was changed: its SHA-256 is not the one in edition.yml"
        problems.append(Problem(layout.source_text, 0, message, "Restore the file from the history of the project"))
    if problems or edition is None or departments is None or locations is None or glossary is None:
        raise ContentError(problems)
    return Content(
        edition=edition,
        plans=tuple(plan for plan in plans if plan is not None),
        departments=departments,
        locations=locations,
        glossary=glossary,
        source_text=raw.decode("utf-8"),
        documents=documents,
    )


def validate(document: Document, kind: Any) -> tuple[Any, list[Problem]]:
    """The document's data as `kind` (or None) and what stands in the way."""
    try:
        return TypeAdapter(kind).validate_python(document.data), []
    except ValidationError as error:
        return None, list(_explain(document, error))


_ENTRY_TAGS = ("theme", "group", "item")


def _explain(document: Document, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        where = _place(document.data, detail["loc"])
        line = document.line(*where)
        message, remedy = _sentence(detail, document.data, where)
        yield Problem(document.file, line, message, remedy)


def _place(data: Any, loc: tuple[int | str, ...]) -> strict_yaml.Path:
    """pydantic's location without the names of union branches, which are not keys of the YAML."""
    place: list[int | str] = []
    value = data
    for step in loc:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, dict) and isinstance(step, str) and "-" not in step and "[" not in step:
            if step in _ENTRY_TAGS:
                continue
            place.append(step)
            break
        else:
            continue
        place.append(step)
    return tuple(place)


def _sentence(detail: ErrorDetails, data: Any, where: strict_yaml.Path) -> tuple[str, str]:
    """One pydantic error as a sentence and a remedy."""
    key = next((str(step) for step in reversed(where) if isinstance(step, str)), "value")
    given = detail["input"]
    shown = given if isinstance(given, str) else repr(given)
    if len(shown) > 40:
        shown = shown[:40] + "…"
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"'{key}' is missing here", f"Add '{key}:' with its value, as in the other entries"
        case "extra_forbidden":
            return f"'{key}' is not a key that belongs here", "Correct its spelling, or its indentation, or delete it"
        case "string_type" if isinstance(given, bool | int) or type(given).__name__ == "Decimal":
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
            return f"'{shown}' is not one of the words for '{key}' ({', '.join(names)})", suggestion(shown, names)
        case "tuple_type" | "list_type":
            return f"'{key}' should be a list", "Write it as [one, two], or one '- ' line for each"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"'{key}' should have keys of its own", "Check the indentation of the lines below it"
        case "too_short":
            return f"'{key}' needs at least one entry", "Add one, or restore what was here"
        case "greater_than_equal":
            return f"'{key}' is {shown}, which is too small", "Write the number as the document has it"
        case "int_type" | "is_instance_of" | "decimal_type":
            return f"'{key}' is '{shown}', which is not a number", "Write it in digits, without quotes or a unit"
        case "bool_type":
            return f"'{key}' is '{shown}'", "Write true or false"
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
}
