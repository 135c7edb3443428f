"""What people write: the shape, the rules and the meaning of every key in `content/`.

Each class is one kind of YAML mapping. Values are frozen; everything worked out from them is in `library`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


def _real_date(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_real_date)]
"""ISO 8601, in quotes."""
TargetId = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+-[a-z]$")]
"""An item's id, a hyphen and a letter in the order of the text: `1.2.6-a`."""
Position = Annotated[int, Field(ge=1, strict=True)]
Quantity = Annotated[int, Field(ge=0, strict=True)] | Annotated[Decimal, Field(ge=0, strict=True)]
Outcome = Annotated[int, Field(strict=True)] | Annotated[Decimal, Field(strict=True)]
"""Like a quantity, but below zero where something shrank instead of growing."""
Link = Annotated[
    str,
    Field(
        pattern=r"^https?://([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(:[0-9]+)?([/?#][^\s\\<>\"`^{|}\[\]]*)?$", max_length=2000
    ),
]
"""The whole address of a page elsewhere: http or https, a host, no name or password."""


class Model(BaseModel):
    """Frozen; unknown keys and silently converted numbers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Bilingual(Model):
    """The same text in both languages; ours, unless the field says that `zh` is official."""

    zh: Text
    """Simplified Chinese."""
    en: Text
    """English."""

    def __getitem__(self, language: str) -> str:
        """The text in a language, by its code."""
        return str(getattr(self, language))


class State(StrEnum):
    """What is recorded of an English text; `reviewed` only after a person confirmed it."""

    MACHINE = "machine"
    DRAFT = "draft"
    REVIEWED = "reviewed"


class Comparator(StrEnum):
    """How the promised figure bounds what will be reached."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    REACH = "reach"
    AT_MOST = "at_most"
    RANGE = "range"


class Unit(StrEnum):
    """The base unit of a target's value; `count` is for anything counted in pieces, named by `what`."""

    YUAN = "yuan"
    PERCENT = "percent"
    SQUARE_METRE = "square_metre"
    KILOMETRE = "kilometre"
    KILOWATT = "kilowatt"
    MICROGRAM_PER_CUBIC_METRE = "microgram_per_cubic_metre"
    BATCH_PER_THOUSAND_PERSONS = "batch_per_thousand_persons"
    PERSON = "person"
    HOUSEHOLD = "household"
    COUNT = "count"


class Nature(StrEnum):
    """What sort of quantity a target promises."""

    NEW = "new"
    TOTAL = "total"
    GROWTH = "growth"
    RATIO = "ratio"
    AMOUNT = "amount"
    COUNT = "count"


class Target(Model):
    """One quantified commitment inside an item."""

    id: TargetId
    quote: Text
    """Verbatim words of the item that make the commitment, with its figure."""
    comparator: Comparator
    value: Quantity
    """In the base unit: 100亿元 is `10_000_000_000`, 10% is `10`."""
    value_max: Quantity | None = None
    """The upper end, for a `range` only."""
    unit: Unit
    nature: Nature
    what: Bilingual
    """What is counted or measured, without the number."""
    unmeasurable: Bilingual | None = None
    """Only where nobody outside could measure it: why, in a sentence. 外界无法衡量时才写：用一句话说明原因。"""


class Status(StrEnum):
    """What became of an item, by its sources. 据来源，事项进展如何。"""

    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    PARTLY_ACHIEVED = "partly_achieved"
    ACHIEVED = "achieved"
    DELAYED = "delayed"
    DROPPED = "dropped"
    CANNOT_BE_JUDGED = "cannot_be_judged"


class Source(Model):
    """A published text that says what an entry records. 记录所依据的公开材料。"""

    url: Link
    """Its address on the web. 网址。"""
    title: Text
    """Its title, as printed there. 标题，照原样。"""
    publisher: Text
    """Who published it, by the name used there. 发布者，照原样。"""
    date: Day
    """The day of publication. 发布日期。"""
    archived: Link | None = None
    """Address of an archived copy, for the day on which the page is gone. 存档网址，以防原网页失效。"""


class Reached(Model):
    """The figure reached for a target. 某个目标达到的数字。"""

    target: TargetId
    """Id of a target of the same item. 同一事项的目标编号。"""
    value: Outcome
    """As the source says, in the target's base unit, counted as the target counts. 照来源所说，用目标的单位和口径。"""


class Progress(Model):
    """What was known of an item on a day, from published sources. 某日据公开材料所知的进展。"""

    date: Day
    """The day as of which this is said; none of its sources is newer. 截至日期；来源不晚于此日。"""
    status: Status
    """What its sources say, no more. 以来源所说为限。"""
    reached: tuple[Reached, ...] = ()
    """Figures that the sources give. 来源给出的数字。"""
    note: Bilingual
    """One or two sentences of ours that say what the sources say. 我们的一两句话，转述来源。"""
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    """At least one. 至少一个来源。"""


class Keywords(Model):
    """Everyday words by which people look for an item, beyond the words of its text."""

    zh: tuple[Text, ...] = ()
    """Chinese, with words used in Hong Kong."""
    en: tuple[Text, ...] = ()
    """English."""


class Item(Model):
    """One numbered commitment (①, ② …), the unit that people find, quote and link."""

    item: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    """Plan, measure and number: `1.2.6`."""
    zh: Text
    """Official wording, verbatim, with its final mark."""
    en: Text
    """Our translation, complete."""
    headline: Bilingual
    """Our short name for it, with the decisive figure where there is one."""
    topics: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=3)]
    """What it is about, by slug of topics.yml, the main one first."""
    verbs: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Verbatim: the verbs that govern its sentence, in the order of the text; each stands in commitments.yml."""
    locations: tuple[Slug, ...] = ()
    """Places the item names, by slug, in the order of the text."""
    targets: tuple[Target, ...] = ()
    not_targets: tuple[Text, ...] = ()
    """Verbatim words with figures that promise nothing, such as 500强 or 17号线."""
    keywords: Keywords
    note: Bilingual | None = None
    """Our remark on a slip of the printed text."""
    progress: tuple[Progress, ...] = ()
    """What became of it, from published sources, the oldest first. 后续进展，须有公开来源，旧的在前。"""


class Group(Model):
    """A heading printed as (1), (2) … inside a measure or theme."""

    group: Position
    zh: Text
    """Official heading, verbatim, with its final mark."""
    en: Text


class Theme(Model):
    """A heading printed as 1., 2. … inside a measure."""

    theme: Position
    zh: Text
    """Official heading, verbatim, with its final mark."""
    en: Text


def _entry_kind(entry: Any) -> str:
    """Which of the three kinds an entry of a measure's `content` is, told by its first key."""
    for kind in ("theme", "group"):
        if isinstance(entry, dict) and kind in entry:
            return kind
    return "item"


Entry = Annotated[
    Annotated[Theme, Tag("theme")] | Annotated[Group, Tag("group")] | Annotated[Item, Tag("item")],
    Discriminator(_entry_kind),
]


class Measure(Model):
    """A numbered paragraph (一), (二) … with the units responsible for all of it."""

    measure: Annotated[str, Field(pattern=r"^\d+\.\d+$")]
    """Plan and position, in quotes: `"1.2"`."""
    title: Bilingual
    """`zh` is the official heading, verbatim, with its final mark."""
    responsible: Text
    """The responsible units exactly as printed between 【责任单位: and 】."""
    content: Annotated[tuple[Entry, ...], Field(min_length=1)]
    """Themes, groups and items, one after the other as in the document."""
    note: Bilingual | None = None
    """Our remark on a slip of the printed text."""


class Plan(Model):
    """One of the ten plans: one file."""

    plan: Position
    title: Bilingual
    """`zh` is the official heading, verbatim."""
    summary: Bilingual
    """Our one sentence: what this plan means to do."""
    key_targets: Annotated[tuple[TargetId, ...], Field(max_length=3)] = ()
    """Ids of the targets that tell most about this plan: our choice."""
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]


class Notice(Model):
    """The notice by which the document was issued, verbatim."""

    title: Bilingual
    number: Bilingual
    """Document number, `罗府办〔2025〕1号`."""
    issuer: Bilingual
    addressees: Bilingual
    text: Bilingual


class Edition(Model):
    """The document as a whole: the facts a citation needs."""

    edition: Annotated[str, Field(pattern=r"^\d{4}$")]
    """The year, in quotes."""
    title: Bilingual
    """`zh` is official."""
    short_title: Bilingual
    """What we call it in running text."""
    preamble: Bilingual
    """`zh` is official."""
    notice: Notice
    signed: Day
    """Date under the notice."""
    published: Day
    """Date of publication on the web."""
    publisher: Bilingual
    """Where it was published."""
    source_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of `source.txt` beside this file, the frozen official text."""


class DepartmentKind(StrEnum):
    """What sort of body a responsible unit is."""

    DISTRICT_BUREAU = "district_bureau"
    MUNICIPAL_OFFICE = "municipal_office"
    SUBDISTRICT = "subdistrict"
    COMMAND = "command"
    TASK_FORCE = "task_force"
    MASS_ORGANISATION = "mass_organisation"
    STATE_OWNED_FIRM = "state_owned_firm"
    PARTY_ORGAN = "party_organ"
    COLLECTIVE = "collective"


class Department(Model):
    """A responsible unit, under all the spellings in which the document prints it."""

    slug: Slug
    """Part of its address; never changed once published."""
    name: Bilingual
    full_name: Bilingual | None = None
    """Only where it is certain."""
    kind: DepartmentKind
    spellings: Annotated[tuple[Text, ...], Field(min_length=1)]
    """As printed in the document."""
    aliases: tuple[Text, ...] = ()
    """Abbreviations and everyday names."""
    note: Bilingual | None = None


class LocationName(Bilingual):
    """A place's names: as printed, the fullest printed form; in English the official name where there is one."""

    hk: Text | None = None
    """English name used in Hong Kong, where it differs."""


class LocationKind(StrEnum):
    """What sort of place it is."""

    AREA = "area"
    VILLAGE = "village"
    PORT = "port"
    BUILDING = "building"
    INDUSTRIAL_PARK = "industrial_park"
    SITE = "site"
    ROAD = "road"
    INTERCHANGE = "interchange"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    RAILWAY = "railway"
    STATION = "station"
    PARK = "park"
    MOUNTAIN = "mountain"
    WATER = "water"
    GREENWAY = "greenway"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    RESEARCH = "research"
    CULTURE = "culture"
    SHOPPING = "shopping"
    HOTEL = "hotel"
    FACILITY = "facility"


class Location(Model):
    """A named place, building, road, line, site or park."""

    slug: Slug
    """Part of its address; never changed once published."""
    name: LocationName
    kind: LocationKind
    aliases: tuple[Text, ...] = ()
    """Other printed spellings and everyday names."""
    within: Slug | None = None
    """The next larger place of this list in which it certainly lies."""
    in_luohu: Annotated[bool, Field(strict=True)]
    """False only where it certainly lies outside Luohu District."""
    note: Bilingual | None = None


class Term(Model):
    """A policy term that needs explaining, and how it is put into English."""

    slug: Slug
    """Its anchor in the glossary; never changed once published."""
    term: Bilingual
    """`zh` as printed, `en` as we render it."""
    aliases: tuple[Text, ...] = ()
    """Other Chinese forms in the document."""
    accepted: tuple[Text, ...] = ()
    """Other English renderings that are right; capitals do not matter."""
    refused: tuple[Text, ...] = ()
    """English renderings never to use."""
    explanation: Bilingual
    """One sentence, our own."""


class Topic(Model):
    """A theme across the plans in which readers think."""

    slug: Slug
    """Part of its address; never changed once published."""
    name: Bilingual
    intro: Bilingual
    """One sentence: what the document plans on it."""
    aliases: tuple[Text, ...] = ()
    """Everyday words for it, in both languages."""
    guide: Bilingual | None = None
    """Makes its page the guide for Hong Kong readers: a paragraph by which they find their way."""


class Commitment(Model):
    """A kind of commitment: verbs that promise about as much, from the firmest kind to the loosest."""

    slug: Slug
    """Part of shared addresses of the explorer; never changed once published."""
    name: Bilingual
    meaning: Bilingual
    """One sentence: what such wording promises, and what it does not."""
    verbs: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Verbs of the document, as printed."""


class Overlap(Model):
    """Targets that may count the same thing, so that they cannot be added."""

    whole: TargetId | None = None
    """The one that plainly contains the others, where there is one."""
    targets: Annotated[tuple[TargetId, ...], Field(min_length=2)]
    """All concerned, in the order of the document."""
    reason: Bilingual
    """One sentence."""


class Sum(Model):
    """Targets that may be added: plainly different things, counted in the same unit in the same year."""

    targets: Annotated[tuple[TargetId, ...], Field(min_length=2)]
    """In the order of the document."""
    what: Bilingual
    """What the sum counts, without the number."""
    reason: Bilingual
    """One sentence: why they may be added, and what the sum does not say."""


class Adding(Model):
    """Which targets of an edition may be added up, and which must not."""

    overlaps: tuple[Overlap, ...] = ()
    sums: tuple[Sum, ...] = ()


Address = Annotated[str, Field(pattern=r"^([a-z0-9.-]+/)*(#[a-z0-9.-]+)?$")]
"""A page's path in no language, perhaps with an anchor: `locations/luohu-kouan/`, `glossary/#gmv`."""


class Ended(Model):
    """An address that has ended, and what its page says now."""

    path: Address
    date: Day
    """The day on which it ended."""
    why: Bilingual
    """What became of it, in a sentence."""
    see: Address | None = None
    """Where to look instead."""


class Permalinks(Model):
    """Every address ever published, and what became of those that are no more."""

    published: dict[Address, str] = Field(default_factory=dict)
    """The name of what stands there, by address."""
    moved: dict[Address, Address] = Field(default_factory=dict)
    """New address by old address."""
    ended: tuple[Ended, ...] = ()


class Synonyms(Model):
    """Words that mean the same to somebody who searches: official, everyday, Hong Kong, English."""

    zh: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Simplified characters."""
    en: tuple[Text, ...] = ()
    """Lower case, singular."""


class Record(Model):
    """What is recorded of the English of one text; written by the program."""

    state: State
    zh: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    """Digest of the Chinese at that time."""
    en: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    """Digest of the English at that time."""
    reviewer: Text | None = None
    """Who confirmed it: always and only where it is `reviewed`."""

    @model_validator(mode="after")
    def _reviewed_by_somebody(self) -> Self:
        if (self.state is State.REVIEWED) != (self.reviewer is not None):
            raise PydanticCustomError("record-reviewer", "a rule of `messages`")
        return self


ASPECTS = (
    *("title", "summary", "headline", "note", "topics", "locations", "verbs"),
    *("what", "value", "value_max", "comparator", "unit", "nature", "unmeasurable"),
    *("status", "reached"),
    *("name", "full_name", "term", "explanation"),
)
"""What can change about a thing beside its main text."""


class Revision(Model):
    """One change of one of our texts or facts; the official text has none."""

    date: Day
    """The day on which it was made."""
    what: Annotated[str, Field(pattern=rf"^[^/\s]+/[^/\s]+(/({'|'.join(ASPECTS)}))?$")]
    """The key of the text (see `texts`), or of a fact beside it: `2025/1.2.6/topics`, `2025/1.2.6-a/value`."""
    language: Literal["zh", "en"] | None = None
    """Of a text; a fact such as a value has none."""
    before: Text | None = None
    """None where there was nothing."""
    after: Text | None = None
    """None where nothing is left."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.before == self.after:
            raise PydanticCustomError("revision-same", "a rule of `messages`")
        return self


class History(Model):
    """What changed since the site was published."""

    published: Day | None = None
    """The day from which changes count, set once by hand; without it nothing counts."""
    revisions: tuple[Revision, ...] = ()
    """As recorded by the program, the oldest first."""

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if any(self.published is None or one.date < self.published for one in self.revisions):
            raise PydanticCustomError("revision-early", "a rule of `messages`")
        return self
