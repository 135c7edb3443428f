"""The rows of the open data: the one declaration from which rows, JSON Schemas and table descriptions are made.

Every field is always there, and null where it has nothing to say. Names and order are the contract of v1. What a
field means is said in both languages by the interface words (`data_fields`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .model import ASPECTS, Comparator, DepartmentKind, LocationKind, Nature, Status, Unit
from .translations import Standing

ItemId = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
MeasureId = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+$")]
TargetId = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+-[a-z]$")]
ProgressId = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+-[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Link = Annotated[str, Field(pattern=r"^https?://\S+$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, Field(pattern=r"^https?://\S+/$")]
Position = Annotated[int, Field(ge=1)]
Quantity = Annotated[int, Field(ge=0)] | Annotated[float, Field(ge=0)]
Outcome = int | float


class Row(BaseModel):
    """Frozen; a row has the fields of its class, no fewer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Heading(Row):
    """A theme or group."""

    number: Position
    title_zh: Text
    title_en: Text


class Target(Row):
    """A row of targets."""

    id: TargetId
    item: ItemId
    quote: Text
    comparator: Comparator
    value: Quantity
    value_max: Quantity | None
    unit: Unit
    nature: Nature
    what_zh: Text
    what_en: Text
    unmeasurable_zh: Text | None
    unmeasurable_en: Text | None
    reached: Outcome | None
    reached_date: Day | None


class Source(Row):
    """A source of an entry of progress."""

    url: Link
    title: Text
    publisher: Text
    date: Day
    archived: Link | None


class Reached(Row):
    """A figure reached for a target."""

    target: TargetId
    value: Outcome


class Progress(Row):
    """A row of progress."""

    id: ProgressId
    item: ItemId
    date: Day
    status: Status
    reached: list[Reached]
    note_zh: Text
    note_en: Text
    translation_state: Standing
    sources: list[Source]


class Item(Row):
    """A row of items, and the file of a single item."""

    id: ItemId
    plan: Position
    measure: MeasureId
    theme: Heading | None
    group: Heading | None
    number: Position
    headline_zh: Text
    headline_en: Text
    text_zh: Text
    text_en: Text
    translation_state: Standing
    departments: list[Slug]
    locations: list[Slug]
    topics: list[Slug]
    targets: list[Target]
    keywords_zh: list[Text]
    keywords_en: list[Text]
    url: Address
    url_en: Address
    progress: list[Progress]


class Plan(Row):
    """A row of plans."""

    number: Position
    title_zh: Text
    title_en: Text
    measures: list[MeasureId]


class Measure(Row):
    """A row of measures."""

    id: MeasureId
    title_zh: Text
    title_en: Text
    departments: list[Slug]
    departments_as_printed: Text
    items: list[ItemId]


class Department(Row):
    """A row of departments."""

    slug: Slug
    name_zh: Text
    name_en: Text
    kind: DepartmentKind
    spellings: list[Text]
    collective: bool
    measures: list[MeasureId]
    items: list[ItemId]
    url: Address
    url_en: Address


class Location(Row):
    """A row of locations."""

    slug: Slug
    name_zh: Text
    name_en: Text
    name_hk: Text | None
    kind: LocationKind
    aliases: list[Text]
    within: Slug | None
    in_luohu: bool
    items: list[ItemId]
    url: Address
    url_en: Address


class Term(Row):
    """A row of the glossary."""

    slug: Slug
    term_zh: Text
    term_en: Text
    explanation_zh: Text
    explanation_en: Text
    items: list[ItemId]


class Topic(Row):
    """A row of topics."""

    slug: Slug
    name_zh: Text
    name_en: Text
    intro_zh: Text
    intro_en: Text
    items: list[ItemId]
    url: Address
    url_en: Address


class Change(Row):
    """A row of changes; its fields are those of `model.Revision`."""

    date: Day
    what: Annotated[str, Field(pattern=rf"^[^/\s]+/[^/\s]+(/({'|'.join(ASPECTS)}))?$")]
    language: Literal["zh", "en"] | None
    before: Text | None
    after: Text | None


TABLES: dict[str, type[Row]] = {
    "plans": Plan,
    "measures": Measure,
    "items": Item,
    "targets": Target,
    "departments": Department,
    "locations": Location,
    "glossary": Term,
    "topics": Topic,
    "changes": Change,
    "progress": Progress,
}
"""What a row is, by the name of its file."""
CSV = ("items", "targets", "departments", "locations", "progress")
"""The tables that are also CSV files."""
KEYS = {"plans": "number", "measures": "id", "items": "id", "targets": "id", "progress": "id"} | dict.fromkeys(
    ("departments", "locations", "glossary", "topics"), "slug"
)
"""The field that names a row."""
REFERENCES = {("targets", "item"): "items", ("progress", "item"): "items", ("locations", "within"): "locations"}
"""Fields that name a row of a table."""
