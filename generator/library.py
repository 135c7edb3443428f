"""The content with everything worked out from it: who belongs to whom, in both directions, and derived names.

What people wrote stays in `model` (reached as `.raw`); every other value here is computed. A plan contains its
measures, a measure its sections, a section its items; the way up is by id, through the library's indexes. There is a
library for each edition, and a shelf for all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from . import paths
from .load import Content, EditionContent
from .mentions import Names, names_of
from .model import (
    Adding,
    Bilingual,
    Commitment,
    Department,
    DepartmentKind,
    Edition,
    Group,
    History,
    Item,
    Location,
    Measure,
    Overlap,
    Permalinks,
    Plan,
    Progress,
    Reached,
    Status,
    Synonyms,
    Target,
    Term,
    Theme,
    Topic,
)
from .translations import Standing, standings, worst

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

PROJECT_ITEMS = 5
"""A place that more items than this name is an area, not a project."""
_FINAL_MARKS = "。,、;:"
_NUMERALS = "一二三四五六七八九十"


def heading_text(printed: str) -> str:
    """A printed heading without its final mark, which belongs to the sentence and not to the name."""
    return printed.rstrip(_FINAL_MARKS)


def chinese_ordinal(number: int) -> str:
    """一 to 十, 十一 … 九十九, as plans and measures are numbered in print; beyond, digits."""
    if number > 99:
        return str(number)
    if number <= 10:
        return _NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")


def circled(number: int) -> str:
    """① to ㊿, as items are numbered in print; the code points do not follow each other after ⑳ and ㉟.

    Numbers without a circled form are put in brackets: [51].
    """
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return f"[{number}]"


def chinese_date(day: str) -> str:
    """A day of ISO 8601 as documents print it.

    >>> chinese_date("2025-02-21")
    '2025年2月21日'
    """
    year, month, number = map(int, day.split("-"))
    return f"{year}年{month}月{number}日"


def split_responsible(printed: str) -> tuple[str, ...]:
    """The unit spellings in a printed list of responsible units."""
    return tuple(printed.split("、"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A theme or group inside a measure."""

    number: int
    title: Bilingual
    """Without the final mark of the Chinese."""
    printed: str
    """The Chinese with its final mark, as the full text has it."""
    anchor: str
    """The id of its heading on every page: `1.2-t1`, `1.2-t1-g2`, `2.1-g3`."""


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """What was known of an item on a day."""

    edition: str
    raw: Progress
    item: str
    """Id of the item."""
    translation: Standing
    """How far the English of its note can be relied on."""

    @property
    def id(self) -> str:
        """`1.2.6-2026-03-01`: the item's id and the day."""
        return f"{self.item}-{self.raw.date}"

    @property
    def anchor(self) -> str:
        """Of its place on the item's page."""
        return f"progress-{self.raw.date}"


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """An item in its place."""

    edition: str
    raw: Item
    plan: int
    measure: str
    number: int
    theme: Heading | None
    group: Heading | None
    terms: tuple[str, ...]
    """Slugs of the glossary terms in its text, in order of first mention."""
    commitments: tuple[str, ...]
    """Slugs of the kinds of commitment its verbs belong to, in order of first mention."""
    translation: Standing
    """How far its English can be relied on: the least reliable of its texts decides."""
    progress: tuple[ProgressEntry, ...] = ()
    """What became of it, the latest first."""

    @property
    def id(self) -> str:
        return self.raw.item

    @property
    def path(self) -> str:
        """Of its page."""
        return paths.item(self.edition, self.id)

    @property
    def status(self) -> Status | None:
        """The latest known."""
        return self.progress[0].raw.status if self.progress else None

    @property
    def mark(self) -> str:
        """① …, as printed."""
        return circled(self.number)

    @property
    def text(self) -> Bilingual:
        """The official sentence and our translation."""
        return Bilingual(zh=self.raw.zh, en=self.raw.en)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that follow each other under the same theme and group."""

    theme: Heading | None
    """Set only on the first section of a theme, where its heading stands."""
    group: Heading | None
    items: tuple[ItemEntry, ...]


@dataclass(frozen=True)
class MeasureEntry:
    """A measure in its place."""

    edition: str
    raw: Measure
    plan: int
    number: int
    departments: tuple[str, ...]
    """Slugs of the responsible units in the order of print."""
    zones: tuple[str, ...]
    """Slugs of the places named in its title."""
    sections: tuple[Section, ...]

    @property
    def id(self) -> str:
        return self.raw.measure

    @property
    def path(self) -> str:
        """Of its page."""
        return paths.measure(self.edition, self.id)

    @property
    def mark(self) -> str:
        """(一) …, as printed."""
        return f"({chinese_ordinal(self.number)})"

    @cached_property
    def title(self) -> Bilingual:
        """The heading without its final mark."""
        return Bilingual(zh=heading_text(self.raw.title.zh), en=self.raw.title.en)

    @cached_property
    def items(self) -> tuple[ItemEntry, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def alone(self) -> MeasureEntry:
        """Without what it contains, for pages that only name it: an edit of an item is none of theirs."""
        return replace(self, raw=self.raw.model_copy(update={"content": ()}), sections=())


@dataclass(frozen=True)
class PlanEntry:
    """A plan with its measures."""

    edition: str
    raw: Plan
    measures: tuple[MeasureEntry, ...]

    @property
    def number(self) -> int:
        return self.raw.plan

    @property
    def path(self) -> str:
        """Of its page."""
        return paths.plan(self.edition, self.number)

    @property
    def mark(self) -> str:
        """一 …, as printed."""
        return chinese_ordinal(self.raw.plan)

    @property
    def title(self) -> Bilingual:
        return self.raw.title

    @cached_property
    def items(self) -> tuple[ItemEntry, ...]:
        return tuple(item for measure in self.measures for item in measure.items)

    @cached_property
    def alone(self) -> PlanEntry:
        """Without what it contains, as of a measure."""
        return replace(self, raw=self.raw.model_copy(update={"measures": ()}), measures=())


@dataclass(frozen=True, kw_only=True)
class Registries:
    """What all editions share."""

    departments: Mapping[str, Department]
    """By slug, in the order of the file."""
    locations: Mapping[str, Location]
    terms: Mapping[str, Term]
    topics: Mapping[str, Topic]
    commitments: Mapping[str, Commitment]
    """By slug, from the firmest kind to the loosest."""
    permalinks: Permalinks
    synonyms: tuple[Synonyms, ...]
    history: History
    """Every change of our texts since the site was published."""
    location_names: Names
    """Chinese names and aliases of places."""
    term_names: Names
    """Chinese forms of glossary terms."""

    @cached_property
    def parts_of_location(self) -> Mapping[str, tuple[Location, ...]]:
        """The places that lie directly within a place, by its slug."""
        return index((place.within, place) for place in self.locations.values() if place.within)

    def places_within(self, slug: str) -> Iterator[Location]:
        """Every place that lies in a place, directly or in one of its parts."""
        for part in self.parts_of_location.get(slug, ()):
            yield part
            yield from self.places_within(part.slug)

    def places_around(self, place: Location) -> Iterator[Location]:
        """The places in which a place lies, the nearest first."""
        while place.within:
            place = self.locations[place.within]
            yield place


@dataclass(frozen=True, kw_only=True)
class Library(Registries):
    """Everything the site knows of one edition."""

    edition: Edition
    namespace: str
    """What sets its ids apart where all editions share an address: its year, or nothing for the first edition."""
    plans: tuple[PlanEntry, ...]
    adding: Adding

    @property
    def year(self) -> str:
        return self.edition.edition

    @cached_property
    def measures(self) -> Mapping[str, MeasureEntry]:
        """By id, in the order of the document."""
        return {measure.id: measure for plan in self.plans for measure in plan.measures}

    @cached_property
    def items(self) -> Mapping[str, ItemEntry]:
        """By id, in the order of the document."""
        return {item.id: item for measure in self.measures.values() for item in measure.items}

    @cached_property
    def targets(self) -> tuple[tuple[ItemEntry, Target], ...]:
        """Every target with its item, in the order of the document."""
        return tuple((item, target) for item in self.items.values() for target in item.raw.targets)

    @cached_property
    def measures_of_department(self) -> Mapping[str, tuple[MeasureEntry, ...]]:
        """By slug; the document names departments for whole measures, never for items."""
        return index((slug, measure) for measure in self.measures.values() for slug in measure.departments)

    @cached_property
    def items_of_location(self) -> Mapping[str, tuple[ItemEntry, ...]]:
        """By slug."""
        return index((slug, item) for item in self.items.values() for slug in item.raw.locations)

    @cached_property
    def items_of_term(self) -> Mapping[str, tuple[ItemEntry, ...]]:
        """By slug."""
        return index((slug, item) for item in self.items.values() for slug in item.terms)

    @cached_property
    def items_of_topic(self) -> Mapping[str, tuple[ItemEntry, ...]]:
        """By slug."""
        return index((slug, item) for item in self.items.values() for slug in item.raw.topics)

    @cached_property
    def overlaps_of_target(self) -> Mapping[str, tuple[Overlap, ...]]:
        """By the target's id."""
        return index((one, overlap) for overlap in self.adding.overlaps for one in overlap.targets)

    @cached_property
    def target(self) -> Mapping[str, tuple[ItemEntry, Target]]:
        """A target with its item, by the target's id."""
        return {target.id: (item, target) for item, target in self.targets}

    @cached_property
    def reached(self) -> Mapping[str, tuple[ProgressEntry, Reached]]:
        """The latest figure reached for a target, with the entry that records it; by the target's id."""
        return {
            one.target: (entry, one)
            for item in self.items.values()
            for entry in reversed(item.progress)
            for one in entry.raw.reached
        }

    @cached_property
    def partners_of_department(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """The units with which a unit is responsible, with the number of shared measures, most first; by slug.

        Collective expressions are no partners: nobody can say who they are.
        """
        shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for measure in self.measures.values():
            bodies = [s for s in measure.departments if self.departments[s].kind is not DepartmentKind.COLLECTIVE]
            for one in measure.departments:
                shared[one].update(other for other in bodies if other != one)
        order = {slug: position for position, slug in enumerate(self.departments)}
        return {
            slug: tuple(sorted(counts.items(), key=lambda pair: (-pair[1], order[pair[0]])))
            for slug, counts in shared.items()
        }

    def related(self, item: ItemEntry) -> tuple[tuple[ItemEntry, tuple[str, ...]], ...]:
        """Items that name the same place as an item, with the places' slugs; the most in common come first.

        Only places that few items name tie items together: two items on a road speak of one project, two items on
        the whole district do not.
        """
        shared = index(
            (other.id, slug)
            for slug in item.raw.locations
            if len(self.items_of_location[slug]) <= PROJECT_ITEMS
            for other in self.items_of_location[slug]
            if other is not item
        )
        return self.most_in_common(shared)

    def most_in_common(self, shared: Mapping[str, tuple[str, ...]]) -> tuple[tuple[ItemEntry, tuple[str, ...]], ...]:
        """Items, given by id with the places they share with another, those with the most first."""
        found = [(self.items[one], slugs) for one, slugs in shared.items()]
        return tuple(sorted(found, key=lambda pair: (-len(pair[1]), self._order[pair[0].id])))

    @cached_property
    def _order(self) -> Mapping[str, int]:
        """The position of an item in the document, by id."""
        return {one: position for position, one in enumerate(self.items)}

    def plan(self, number: int) -> PlanEntry:
        return next(plan for plan in self.plans if plan.number == number)

    def items_by_plan(self, items: Iterable[ItemEntry]) -> tuple[tuple[PlanEntry, tuple[ItemEntry, ...]], ...]:
        """Items in document order, cut into runs of the same plan, which stands alone."""
        return tuple(
            (self.plan(number).alone, tuple(run)) for number, run in groupby(items, key=lambda item: item.plan)
        )


Share = tuple[Library, tuple[V, ...]]
"""What one edition has of something."""
RECENT = 3
"""So many editions show what they have of something on its page, the newest first; others are only led to."""


@dataclass(frozen=True, kw_only=True)
class Shelf(Registries):
    """Everything the site knows: all editions and what they share."""

    editions: tuple[Library, ...]
    """The newest first; at least one."""

    @property
    def newest(self) -> Library:
        return self.editions[0]

    @property
    def several(self) -> bool:
        return len(self.editions) > 1

    def edition_of(self, year: str) -> Library:
        """The edition of a year; the newest for what belongs to all of them, whose year is empty."""
        return self.by_year[year] if year else self.newest

    @cached_property
    def by_year(self) -> Mapping[str, Library]:
        """An edition by its year, the newest first."""
        return {library.year: library for library in self.editions}

    @cached_property
    def measures_of_department(self) -> Mapping[str, tuple[Share[MeasureEntry], ...]]:
        """By slug, the newest edition first; an edition that names the department nowhere is left out."""
        return self._shares(lambda library: library.measures_of_department)

    @cached_property
    def items_of_location(self) -> Mapping[str, tuple[Share[ItemEntry], ...]]:
        """By slug, the newest edition first."""
        return self._shares(lambda library: library.items_of_location)

    @cached_property
    def items_of_topic(self) -> Mapping[str, tuple[Share[ItemEntry], ...]]:
        """By slug, the newest edition first."""
        return self._shares(lambda library: library.items_of_topic)

    def _shares(self, of: Callable[[Library], Mapping[str, tuple[V, ...]]]) -> Mapping[str, tuple[Share[V], ...]]:
        return index((slug, (library, own)) for library in self.editions for slug, own in of(library).items())

    @cached_property
    def items_by_short_address(self) -> Mapping[str, ItemEntry]:
        """By id; it leads to the first edition that used it."""
        return {one: item for library in self.editions for one, item in library.items.items()}

    @cached_property
    def partners_of_department(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """As in one edition, with the measures of all editions."""
        shared: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for library in self.editions:
            for slug, partners in library.partners_of_department.items():
                shared[slug].update(dict(partners))
        return {slug: tuple(counts.most_common()) for slug, counts in shared.items()}

    @cached_property
    def _neighbours_of_location(self) -> Mapping[tuple[str, str], tuple[Share[ItemEntry], ...]]:
        """What the next newer and the next older edition that name a place have on it, by its slug and a year."""
        found = {}
        for slug, shares in self.items_of_location.items():
            for position, (library, _) in enumerate(shares):
                around = (*shares[:position][-1:], *shares[position + 1 : position + 2])
                found[slug, library.year] = around
        return found

    def elsewhere(self, item: ItemEntry) -> tuple[Share[tuple[ItemEntry, tuple[str, ...]]], ...]:
        """What other editions say of the places of an item, the newest first: their items with the places' slugs.

        Of each place only the nearest editions before and after are shown, for its page shows them all; an area is no
        tie (see `Library.related`).
        """
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        own = self.by_year[item.edition]
        for slug in item.raw.locations:
            if len(own.items_of_location[slug]) <= PROJECT_ITEMS:
                for library, others in self._neighbours_of_location[slug, item.edition]:
                    if len(others) <= PROJECT_ITEMS:
                        found[library.year] += [(other.id, slug) for other in others]
        years = sorted(found, reverse=True)
        return tuple((self.by_year[year], self.by_year[year].most_in_common(index(found[year]))) for year in years)


def index(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    """The values that belong to each key, in order."""
    found: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def location_names(locations: Iterable[Location]) -> Names:
    """The Chinese names under which the document may print a place."""
    return names_of((name, place.slug) for place in locations for name in (place.name.zh, *place.aliases))


def term_names(terms: Iterable[Term]) -> Names:
    """The Chinese forms in which the document may print a term."""
    return names_of((name, term.slug) for term in terms for name in (term.term.zh, *term.aliases))


def build_shelf(content: Content) -> Shelf:
    """All that is known from a content that `check` found free of problems."""
    shared: dict[str, Any] = {
        "departments": {body.slug: body for body in content.departments},
        "locations": {place.slug: place for place in content.locations},
        "terms": {term.slug: term for term in content.glossary},
        "topics": {topic.slug: topic for topic in content.topics},
        "commitments": {kind.slug: kind for kind in content.commitments},
        "permalinks": content.permalinks,
        "synonyms": content.synonyms,
        "history": content.history,
        "location_names": location_names(content.locations),
        "term_names": term_names(content.glossary),
    }
    english = standings(content.texts, content.records)
    editions = [_build_library(content, edition, english, shared) for edition in content.editions]
    return Shelf(editions=tuple(reversed(editions)), **shared)


def _build_library(
    content: Content, own: EditionContent, english: Mapping[str, Standing], shared: dict[str, Any]
) -> Library:
    """One edition, with the registries in `shared`."""
    places, terms, edition = shared["location_names"], shared["term_names"], own.edition.edition
    spelled = {spelling: body.slug for body in content.departments for spelling in body.spellings}
    kind_of = {verb: kind.slug for kind in content.commitments for verb in kind.verbs}

    def enter(item: Item, plan: int, measure: str, theme: Heading | None, group: Heading | None) -> ItemEntry:
        found = tuple(dict.fromkeys(mention.slug for mention in terms.find(item.zh)))
        key, number = f"{edition}/{item.item}", int(item.item.rpartition(".")[2])
        keys = [key, f"{key}/headline", *(f"{edition}/{target.id}/what" for target in item.targets)]
        keys += [f"{edition}/{target.id}/unmeasurable" for target in item.targets if target.unmeasurable]
        reliance = worst(english[one] for one in (*keys, *([f"{key}/note"] if item.note else [])))
        kinds = tuple(dict.fromkeys(kind_of[verb] for verb in item.verbs))
        progress = tuple(
            ProgressEntry(edition, one, item.item, english[f"{key}-{one.date}/note"]) for one in reversed(item.progress)
        )
        return ItemEntry(edition, item, plan, measure, number, theme, group, found, kinds, reliance, progress)

    def measure_entry(raw: Measure, plan: int) -> MeasureEntry:
        return MeasureEntry(
            edition=edition,
            raw=raw,
            plan=plan,
            number=int(raw.measure.partition(".")[2]),
            departments=tuple(dict.fromkeys(spelled[name] for name in split_responsible(raw.responsible))),
            zones=tuple(mention.slug for mention in places.find(raw.title.zh)),
            sections=tuple(_sections(enter(*placed) for placed in _placed_items(raw, plan))),
        )

    return Library(
        edition=own.edition,
        namespace=own.namespace,
        plans=tuple(PlanEntry(edition, p, tuple(measure_entry(m, p.plan) for m in p.measures)) for p in own.plans),
        adding=own.adding,
        **shared,
    )


def _placed_items(measure: Measure, plan: int) -> Iterator[tuple[Item, int, str, Heading | None, Heading | None]]:
    """The items of a measure, each with the headings it stands under."""
    theme: Heading | None = None
    group: Heading | None = None
    for entry in measure.content:
        title = Bilingual(zh=heading_text(entry.zh), en=entry.en)
        if isinstance(entry, Theme):
            theme, group = Heading(entry.theme, title, entry.zh, f"{measure.measure}-t{entry.theme}"), None
        elif isinstance(entry, Group):
            above = theme.anchor if theme else measure.measure
            group = Heading(entry.group, title, entry.zh, f"{above}-g{entry.group}")
        else:
            yield entry, plan, measure.measure, theme, group


def _sections(items: Iterable[ItemEntry]) -> Iterator[Section]:
    shown: Heading | None = None
    for (theme, group), run in groupby(items, key=lambda item: (item.theme, item.group)):
        yield Section(theme if theme != shown else None, group, tuple(run))
        shown = theme
