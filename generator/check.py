"""The rules that hold across the content; each `check_` yields its problems, `check` gathers all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from string import ascii_lowercase

from . import paths
from .fidelity import check_fidelity, check_legible
from .library import index, location_names, split_responsible, term_names
from .load import Content, EditionContent
from .mentions import Names, names_of
from .model import (
    Bilingual,
    Comparator,
    Department,
    Group,
    Item,
    Location,
    Measure,
    Nature,
    Progress,
    Record,
    State,
    Status,
    Target,
    Term,
    Theme,
    Topic,
    Unit,
)
from .numbers import (
    Figure,
    chinese_figures,
    chinese_values,
    english_figures,
    english_place,
    english_values,
    figure_differences,
)
from .permalinks import addresses, changes, destination, shape_of
from .problems import WHOLE, Problem, nearest
from .strict_yaml import Path, Position
from .translations import digest, standing

_FREE = ("note", "explanation", "reason", "meaning", "unmeasurable")
"""Texts that say a thing in each language in its own way."""

_YEAR = re.compile(r"\d{4}/")
_EDITION_FILE = re.compile(r"content/\d{4}/")
RESPONSIBLE = re.compile("【责任单位:(.*?)】")
"""A printed list of responsible units."""

HEADLINE_ZH = 24
"""Characters: what a phone shows in two lines."""
HEADLINE_EN = 70
"""Characters: what a search result shows."""

Lines = Mapping[str, Collection[int]]
"""Lines of files, by file."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a content file that a problem can point at."""

    content: Content
    file: str
    path: Path = ()
    offset: int = 0
    """Characters of a text before the ones that are meant."""

    def at(self, *steps: str | int) -> Place:
        return Place(self.content, self.file, (*self.path, *steps))

    def inside(self, offset: int) -> Place:
        """The place of a character in the text that stands here."""
        return replace(self, offset=offset)

    @property
    def position(self) -> Position:
        return self.content.documents[self.file].position(*self.path, offset=self.offset)

    @property
    def line(self) -> int:
        return self.position.line

    def is_on(self, lines: Lines) -> bool:
        """Whether it stands on one of these lines; its own is worked out only where its file has any of them."""
        return self.file in lines and self.line in lines[self.file]

    def problem(self, rule: str, **values: object) -> Problem:
        """A problem here: the id of its rule in `messages`, and the values of its message."""
        return Problem.of(self.file, self.position, rule, **values)


def check(content: Content) -> list[Problem]:
    """Every problem across the content, sorted by file and line: one cause, one message.

    Where official text differs from the source, nothing more is said of that text; where a file has problems of form,
    rules that need the whole of it wait until they are mended.
    """
    layout = content.layout
    folders = [one.layout.folder for one in content.editions]
    hurt = {folder for folder in folders if any(file.startswith(f"{folder}/") for file in content.damaged)}
    whole = [one for one in content.editions if one.layout.folder not in hurt]
    changed = {problem for edition in whole for problem in check_fidelity(content, edition)}
    changed |= {p for one in content.editions if one.layout.folder in hurt for p in check_legible(content, one)}
    strange = index((problem.file, problem.line) for problem in changed)
    registries = list(check_registries(content))
    doubled = {problem.file for problem in registries if problem.rule == "slug-twice"}
    problems = [*changed, *registries]
    numbering: list[Problem] = []
    for edition in whole:
        problems += check_dates(content, edition)
        found = [one for one in check_numbering(content, edition) if one.line not in strange.get(one.file, ())]
        numbering += found
        problems += found or check_adding(content, edition)
    if not any(_EDITION_FILE.match(file) for file in content.damaged):
        problems += check_usage(content) if not changed else ()
        if not (content.damaged or numbering or doubled):
            problems += check_permalinks(content)
    problems += check_synonyms(content)
    if layout.departments not in content.damaged:
        problems += check_departments(content, strange)
    if layout.locations not in content.damaged | doubled:
        problems += check_locations(content)
    signed = {file: one.edition.signed for one in content.editions for file in one.layout.plans}
    for item, at in _items(content):
        problems += check_headline(item, at)
        problems += check_topics(item, at)
        if not at.at("zh").is_on(strange):
            problems += check_verbs(item, at)
            problems += check_targets(item, at)
            problems += check_headline_numbers(item, at)
        problems += check_progress(item, at, signed[at.file])
    problems += check_numbers(content, strange)
    problems += check_terms(content, strange)
    return sorted(set(problems))


def _items(content: Content) -> Iterator[tuple[Item, Place]]:
    for measure, at in _measures(content):
        for position, entry in enumerate(measure.content):
            if isinstance(entry, Item):
                yield entry, at.at("content", position)


def _measures(content: Content) -> Iterator[tuple[Measure, Place]]:
    for edition in content.editions:
        for plan, file in zip(edition.plans, edition.layout.plans, strict=True):
            for position, measure in enumerate(plan.measures):
                yield measure, Place(content, file, ("measures", position))


# Form


def check_dates(content: Content, one: EditionContent) -> Iterator[Problem]:
    """No document is published before it is signed."""
    signed, published = one.edition.signed, one.edition.published
    if published < signed:
        at = Place(content, one.layout.edition, ("published",))
        yield at.problem("published-too-early", published=published, signed=signed)


def check_numbering(content: Content, edition: EditionContent) -> Iterator[Problem]:
    """Plans, measures, themes, groups, items and targets are numbered without gap or repetition."""
    year = edition.layout.folder.rpartition("/")[2]
    if edition.edition.edition != year:
        at = Place(content, edition.layout.edition, ("edition",))
        yield at.problem("edition-year", found=edition.edition.edition, expected=year)
    ledger = paths.target("", edition.namespace)
    published = {path.removeprefix(ledger) for path in content.permalinks.published}
    for expected, (plan, file) in enumerate(zip(edition.plans, edition.layout.plans, strict=True), 1):
        at = Place(content, file)
        if plan.plan != expected:
            yield at.at("plan").problem("plan-number", found=plan.plan, expected=expected)
        for position, measure in enumerate(plan.measures):
            here, number = at.at("measures", position), f"{expected}.{position + 1}"
            if measure.measure not in (number, f"{plan.plan}.{position + 1}"):
                yield here.at("measure").problem("measure-number", found=measure.measure, expected=number)
            yield from _check_entries(measure, here, {measure.measure, number}, published)


def _check_entries(measure: Measure, at: Place, numbers: set[str], published: set[str]) -> Iterator[Problem]:
    """Problems of the entries of a measure, which perhaps has another number than it should."""
    themes = groups = items = 0
    told = set()  # one gap or repetition puts all that follow in the wrong
    following = (*measure.content[1:], None)
    for position, (entry, after) in enumerate(zip(measure.content, following, strict=True)):
        here = at.at("content", position)
        if not isinstance(entry, Item) and not isinstance(after, Item | Group if isinstance(entry, Theme) else Item):
            yield here.problem("heading-empty")
        if isinstance(entry, Theme):
            themes, groups = themes + 1, 0
            found, expected, key = str(entry.theme), str(themes), "theme"
        elif isinstance(entry, Group):
            groups += 1
            found, expected, key = str(entry.group), str(groups), "group"
        else:
            items += 1
            ways = {f"{number}.{items}" for number in numbers}
            found, key = entry.item, "item"
            expected = found if found in ways else f"{measure.measure}.{items}"
            if found == expected:
                yield from _check_target_ids(entry, here, published)
        if found != expected and key not in told:
            told.add(key)
            yield here.at(key).problem(f"{key}-number", found=found, expected=expected)


def _check_target_ids(item: Item, at: Place, published: set[str]) -> Iterator[Problem]:
    """A target keeps the letter under which it was published; any other takes the next that was never published."""
    ids, letters = [target.id for target in item.targets], [f"{item.item}-{letter}" for letter in ascii_lowercase]
    kept = published.intersection(letters)
    others = (position for position, one in enumerate(ids) if one not in kept or one in ids[:position])
    for position, expected in zip(others, (one for one in letters if one not in kept), strict=False):
        if ids[position] != expected:
            yield at.at("targets", position, "id").problem("target-number", found=ids[position], expected=expected)
            return


def check_headline(item: Item, at: Place) -> Iterator[Problem]:
    """Headlines fit where they are shown."""
    for language, limit in (("zh", HEADLINE_ZH), ("en", HEADLINE_EN)):
        length = len(getattr(item.headline, language))
        if length > limit:
            here = at.at("headline", language).inside(limit)
            yield here.problem("headline-too-long", item=item.item, count=length, most=limit)


def check_registries(content: Content) -> Iterator[Problem]:
    """Slugs and names are unique in each registry; `within` leads somewhere and never in a circle."""
    layout = content.layout
    bodies = [
        (body.slug, {("name", "zh"): body.name.zh, **_each(spellings=body.spellings, aliases=body.aliases)})
        for body in content.departments
    ]
    places = [(one.slug, {("name", "zh"): one.name.zh, **_each(aliases=one.aliases)}) for one in content.locations]
    terms = [(term.slug, {("term", "zh"): term.term.zh, **_each(aliases=term.aliases)}) for term in content.glossary]
    topics = [(one.slug, {("name", "zh"): one.name.zh, **_each(aliases=one.aliases)}) for one in content.topics]
    kinds = [(kind.slug, _each(verbs=kind.verbs)) for kind in content.commitments]
    for file, entries in (
        (layout.departments, bodies),
        (layout.locations, places),
        (layout.glossary, terms),
        (layout.topics, topics),
        (layout.commitments, kinds),
    ):
        yield from _unique(Place(content, file), entries)
    if layout.locations not in content.damaged and len({slug for slug, _ in places}) == len(places):
        yield from _check_within(content)


def _check_within(content: Content) -> Iterator[Problem]:
    places = {place.slug: place for place in content.locations}
    circles: set[str] = set()
    for position, place in enumerate(content.locations):
        at = Place(content, content.layout.locations, (position, "within"))
        if place.within is None:
            continue
        if place.within not in places:
            near = nearest(place.within, places)
            yield at.problem("within-unknown", slug=place.slug, within=place.within, near=near)
            continue
        above: Location | None = place
        seen = set()
        while above is not None and above.slug not in seen:
            seen.add(above.slug)
            above = places.get(above.within or "")
        if above is not None and place.slug not in circles:
            circles |= seen
            yield at.problem("within-circle", slug=place.slug, within=place.within)


def _each(**lists: tuple[str, ...]) -> dict[Path, str]:
    """The entries of lists by their paths."""
    return {(key, number): name for key, names in lists.items() for number, name in enumerate(names)}


def _unique(registry: Place, entries: Iterable[tuple[str, Mapping[Path, str]]]) -> Iterator[Problem]:
    """Problems of a registry given as the slug and the names of each entry, by their paths in it."""
    first: dict[str, int] = {}
    owner: dict[str, str] = {}
    for position, (slug, names) in enumerate(entries):
        at = registry.at(position)
        if slug in first:
            yield at.at("slug").problem("slug-twice", slug=slug, first=registry.at(first[slug], "slug").line)
        first.setdefault(slug, position)
        for path, name in names.items():
            if owner.setdefault(name, slug) != slug:
                yield at.at(*path).problem("name-twice", name=name, first=owner[name], second=slug)


# References


def check_departments(content: Content, strange: Lines) -> Iterator[Problem]:
    """Every printed unit resolves to a department, and every spelling of a department is printed."""
    spelled = {spelling for body in content.departments for spelling in body.spellings}
    lists = [found for edition in content.editions for found in RESPONSIBLE.findall(edition.source_text)]
    printed = {spelling for found in lists for spelling in split_responsible(found)}
    meant = set()
    for position, body in enumerate(content.departments if printed else ()):
        for number, spelling in enumerate(body.spellings):
            if spelling not in printed:
                at = Place(content, content.layout.departments, (position, "spellings", number))
                near = nearest(spelling, printed - spelled)
                meant.add(near)
                yield at.problem("spelling-not-printed", spelling=spelling, near=near)
    for measure, where in _measures(content):
        at = where.at("responsible")
        for spelling in split_responsible(measure.responsible):
            if spelling not in spelled | meant and not at.is_on(strange):
                near = nearest(spelling, spelled)
                here = at.inside(measure.responsible.index(spelling))
                yield here.problem("department-unknown", measure=measure.measure, spelling=spelling, near=near)


def check_locations(content: Content) -> Iterator[Problem]:
    """Listed places are named in the item or in the measure's title, and named places are listed."""
    places = location_names(content.locations)
    known = {place.slug for place in content.locations}
    for measure, where in _measures(content):
        zones = {mention.slug for mention in places.find(measure.title.zh)}
        for position, entry in enumerate(measure.content):
            if isinstance(entry, Item):
                yield from _check_item_locations(entry, where.at("content", position), places, zones, known)


def check_usage(content: Content) -> Iterator[Problem]:
    """Places and topics belong to an item, a place perhaps by way of its measure's title; terms occur somewhere."""
    places = location_names(content.locations)
    in_titles = {mention.slug for measure, _ in _measures(content) for mention in places.find(measure.title.zh)}
    in_items = {mention.slug for item, _ in _items(content) for mention in places.find(item.zh)}
    listed = {slug for item, _ in _items(content) for slug in item.locations}
    for position, place in enumerate(content.locations):
        at = Place(content, content.layout.locations, (position, "slug"))
        if place.slug not in in_titles | in_items:
            yield at.problem("location-unused", slug=place.slug)
        elif place.slug not in in_items | listed:
            yield at.problem("location-in-title-only", slug=place.slug)
    topics = {slug for item, _ in _items(content) for slug in item.topics}
    for position, topic in enumerate(content.topics):
        if topic.slug not in topics:
            yield Place(content, content.layout.topics, (position, "slug")).problem("topic-unused", slug=topic.slug)
    terms = term_names(content.glossary)
    used = {mention.slug for text, _, _ in _texts(content) for mention in terms.find(text.zh)}
    for position, term in enumerate(content.glossary):
        if term.slug not in used:
            at = Place(content, content.layout.glossary, (position, "term", "zh"))
            yield at.problem("term-unused", term=term.term.zh)


def _check_item_locations(item: Item, at: Place, places: Names, zones: set[str], known: set[str]) -> Iterator[Problem]:
    mentioned = {mention.slug: item.zh[mention.start : mention.end] for mention in places.find(item.zh)}
    unknown = [slug for slug in item.locations if slug not in known]
    for position, slug in enumerate(item.locations):
        here = at.at("locations", position)
        if slug in unknown:
            yield here.problem("location-unknown", item=item.item, slug=slug, near=nearest(slug, known))
        elif slug not in mentioned and slug not in zones:
            yield here.problem("location-not-named", item=item.item, slug=slug)
        elif slug in item.locations[:position]:
            yield here.problem("location-twice", item=item.item, slug=slug)
    for slug, name in mentioned.items():
        if slug not in item.locations and not unknown:
            here = at.at("zh").inside(item.zh.index(name))
            yield here.problem("location-not-listed", item=item.item, name=name, slug=slug)


def check_topics(item: Item, at: Place) -> Iterator[Problem]:
    """An item's topics are known, and named once."""
    known = {topic.slug for topic in at.content.topics}
    whole = at.content.layout.topics not in at.content.damaged
    for position, slug in enumerate(item.topics):
        here = at.at("topics", position)
        if slug not in known and whole:
            yield here.problem("topic-unknown", item=item.item, slug=slug, near=nearest(slug, known))
        elif slug in item.topics[:position]:
            yield here.problem("topic-twice", item=item.item, slug=slug)


def check_verbs(item: Item, at: Place) -> Iterator[Problem]:
    """An item's verbs are words of its sentence, and each is of a known kind of commitment."""
    known = {verb for kind in at.content.commitments for verb in kind.verbs}
    whole = at.content.layout.commitments not in at.content.damaged
    for position, verb in enumerate(item.verbs):
        here = at.at("verbs", position)
        if verb not in item.zh:
            yield here.problem("verb-not-in-text", verb=verb, item=item.item)
        elif verb not in known and whole:
            yield here.problem("verb-unknown", item=item.item, verb=verb, near=nearest(verb, known))
        elif verb in item.verbs[:position]:
            yield here.problem("verb-twice", item=item.item, verb=verb)


def check_adding(content: Content, edition: EditionContent) -> Iterator[Problem]:
    """Key targets, sums and overlaps name targets that exist, each once, and what is added can be added."""
    entries = (entry for plan in edition.plans for measure in plan.measures for entry in measure.content)
    targets = {target.id: target for entry in entries if isinstance(entry, Item) for target in entry.targets}

    def named(ids: Sequence[str], at: Place) -> Iterator[Problem]:
        for position, one in enumerate(ids):
            if one not in targets:
                yield at.at(position).problem("target-unknown", target=one, near=nearest(one, targets))
            elif one in ids[:position]:
                yield at.at(position).problem("target-twice", target=one)

    for plan, file in zip(edition.plans, edition.layout.plans, strict=True):
        at = Place(content, file, ("key_targets",))
        yield from named(plan.key_targets, at)
        for position, one in enumerate(plan.key_targets):
            if one in targets and not one.startswith(f"{plan.plan}."):
                yield at.at(position).problem("key-target-elsewhere", target=one, plan=plan.plan)
    if edition.layout.adding not in content.documents:
        return
    shared: dict[str, set[str]] = {}
    together: dict[tuple[str, frozenset[str]], Place] = {}

    def once(kind: str, ids: Sequence[str], at: Place) -> Iterator[Problem]:
        first = together.setdefault((kind, frozenset(ids)), at)
        if first is not at:
            yield at.problem("targets-together-twice", first=first.line)

    for position, overlap in enumerate(edition.adding.overlaps):
        at = Place(content, edition.layout.adding, ("overlaps", position))
        yield from named(overlap.targets, at.at("targets"))
        yield from once("overlap", overlap.targets, at)
        if overlap.whole and overlap.whole not in overlap.targets:
            yield at.at("whole").problem("overlap-whole", target=overlap.whole)
        for one in overlap.targets:
            shared.setdefault(one, set()).update(overlap.targets)
    for position, group in enumerate(edition.adding.sums):
        at = Place(content, edition.layout.adding, ("sums", position, "targets"))
        yield from named(group.targets, at)
        yield from once("sum", group.targets, at)
        own = [targets[one] for one in group.targets if one in targets]
        clashes = [pair for pair in combinations(dict.fromkeys(group.targets), 2) if pair[1] in shared.get(pair[0], ())]
        if clashes:
            one, other = clashes[0]
            yield at.at(group.targets.index(other)).problem("sum-overlap", one=one, other=other)
        elif len({target.unit for target in own}) > 1:
            yield at.problem("sum-units")
        elif any(target.comparator in (Comparator.AT_MOST, Comparator.RANGE) for target in own):
            yield at.problem("sum-bounds")
        elif any(target.nature in (Nature.GROWTH, Nature.RATIO) for target in own):
            yield at.problem("sum-rates")


def check_synonyms(content: Content) -> Iterator[Problem]:
    """A word stands in one group of synonyms only."""
    owner: dict[str, Place] = {}
    for position, group in enumerate(content.synonyms):
        at = Place(content, content.layout.synonyms, (position,))
        for language, words in (("zh", group.zh), ("en", group.en)):
            for number, word in enumerate(words):
                here = at.at(language, number)
                first = owner.setdefault(word.lower(), here)
                if first.path[0] != position:
                    yield here.problem("synonym-twice", word=word, first=first.line)


def check_permalinks(content: Content) -> Iterator[Problem]:
    """Every address ever published still answers, with what it was published for, leads on, or says what became of it.

    The titles of plans and measures are official: what happens to them `check_fidelity` tells.
    """
    register, now = content.permalinks, addresses(content)
    at = Place(content, content.layout.permalinks)
    if content.layout.permalinks not in content.documents:
        return
    first = min((path[:4] for path in register.published if _YEAR.match(path)), default="")
    oldest = content.editions[0]
    if oldest.edition.edition < first:
        here = Place(content, oldest.layout.edition, ("edition",))
        yield here.problem("edition-too-early", year=oldest.edition.edition, first=first)
    found = changes(register, now)
    entries = dict(_entries(content)) if found.astray else {}
    astray = {path: new for path, new in found.astray.items() if new in entries}
    for path, new in astray.items():
        yield entries[new].problem("address-astray", path=path, name=register.published[path][:20], new=new)
    for path, name in found.lost.items():
        if path not in astray:
            yield at.at("published", path).problem("address-lost", path=path, name=name[:20])
    for path, new in found.renamed.items():
        yield at.at("published", path).problem("address-renamed", path=path, new=new)
    ended = {end.path for end in register.ended}
    shapes = {shape_of(path) for path in now}
    for path, new in register.moved.items():
        here, page = at.at("moved", path), path.partition("#")[0]
        if shape_of(path) not in shapes:
            yield here.problem("address-strange", path=path)
        elif path in now:
            yield here.problem("moved-still-there", path=path)
        elif destination(register, path) not in {*now, *ended}:
            yield here.problem("moved-nowhere", path=path)
        elif "#" in path and not new.startswith(f"{page}#"):
            yield here.problem("moved-off-page", path=path, new=new, page=page)
    places: dict[str, Place] = {}
    for position, end in enumerate(register.ended):
        here = at.at("ended", position)
        if shape_of(end.path) not in shapes:
            yield here.at("path").problem("address-strange", path=end.path)
        elif end.path in now or end.path in register.moved:
            yield here.at("path").problem("ended-still-there", path=end.path)
        elif (earlier := places.setdefault(end.path, here)) != here:
            yield here.at("path").problem("ended-twice", path=end.path, first=earlier.at("path").line)
        if end.see and end.see not in now:
            yield here.at("see").problem("see-unknown", path=end.see, near=nearest(end.see, now))


def _entries(content: Content) -> Iterator[tuple[str, Place]]:
    """Where the id or slug of every target and of every entry of the registries stands, by its address."""
    layout = content.layout
    registries: tuple[tuple[str, Iterable[Department | Location | Topic | Term], Callable[[str], str]], ...] = (
        (layout.departments, content.departments, paths.department),
        (layout.locations, content.locations, paths.location),
        (layout.topics, content.topics, paths.topic),
        (layout.glossary, content.glossary, paths.term),
    )
    for file, entries, path_of in registries:
        for position, entry in enumerate(entries):
            yield path_of(entry.slug), Place(content, file, (position, "slug"))
    namespaces = {file: one.namespace for one in content.editions for file in one.layout.plans}
    for item, at in _items(content):
        for position, target in enumerate(item.targets):
            yield paths.target(target.id, namespaces[at.file]), at.at("targets", position, "id")


# Figures


def check_targets(item: Item, at: Place) -> Iterator[Problem]:
    """Every quantified commitment is a target that says what its quote says, and every other figure is set aside."""
    strange = [target for target in item.targets if target.quote not in item.zh]
    blank = any(not chinese_figures(target.quote) for target in item.targets)
    if not (strange or blank):
        yield from _check_figures(item, at)
    for position, target in enumerate(item.targets):
        here = at.at("targets", position)
        if target in strange:
            yield here.at("quote").problem("quote-not-in-text", target=target.id, item=item.item)
            continue
        if target.comparator is Comparator.RANGE and target.value_max is None:
            yield here.at("comparator").problem("range-without-end", target=target.id)
            continue
        if target.comparator is not Comparator.RANGE and target.value_max is not None:
            yield here.at("value_max").problem("end-without-range", target=target.id)
            continue
        figures = chinese_figures(target.quote)
        same = [figure for figure in figures if (figure.value, figure.value_max) == _values(target)]
        if not same:
            said = ", ".join(_plain(figure.value) for figure in figures)
            if said:
                value = _plain(_values(target)[0])
                yield here.at("value").problem("target-value", target=target.id, value=value, said=said)
            else:
                yield here.at("quote").problem("quote-without-figure", target=target.id)
            continue
        yield from _check_agreement(target, same, here)


def _values(target: Target) -> tuple[Decimal, Decimal | None]:
    return Decimal(target.value), None if target.value_max is None else Decimal(target.value_max)


def _check_agreement(target: Target, figures: list[Figure], at: Place) -> Iterator[Problem]:
    units = [figure.unit or Unit.COUNT for figure in figures]
    unstated = target.unit is Unit.YUAN and any(figure.unit is None and figure.value >= 10_000 for figure in figures)
    pieces = target.unit is Unit.COUNT and any(unit in (Unit.PERSON, Unit.HOUSEHOLD) for unit in units)
    if target.unit not in units and not unstated and not pieces:
        yield at.at("unit").problem("target-unit", target=target.id, unit=target.unit, said=units[0])
    comparators = [figure.comparator for figure in figures]
    if target.comparator not in comparators:
        here, said = at.at("comparator"), comparators[0]
        yield here.problem("target-comparator", target=target.id, comparator=target.comparator, said=said)
    if target.nature in (Nature.GROWTH, Nature.RATIO) and target.unit in (Unit.YUAN, Unit.SQUARE_METRE):
        yield at.at("nature").problem("target-nature", target=target.id, nature=target.nature, unit=target.unit)


def _check_figures(item: Item, at: Place) -> Iterator[Problem]:
    """Every figure of an item belongs to a target or stands in the list of those that promise nothing."""
    covered: set[int] = set()
    for position, words in enumerate(item.not_targets):
        if words not in item.zh:
            yield at.at("not_targets", position).problem("not-target-not-in-text", words=words, item=item.item)
    for words in (*(target.quote for target in item.targets), *item.not_targets):
        start = item.zh.find(words)
        while start >= 0:
            covered.update(range(start, start + len(words)))
            start = item.zh.find(words, start + 1)
    for figure in chinese_figures(item.zh):
        if not covered.issuperset(range(figure.start, figure.end)):
            shown = item.zh[figure.start : figure.end + 2]
            here = at.at("zh").inside(figure.start)
            yield here.problem("figure-without-target", figure=shown, item=item.item)


# Progress


def check_progress(item: Item, at: Place, signed: str) -> Iterator[Problem]:
    """What is recorded of an item is in the order of time, and says nothing that its sources or targets contradict.

    Days are compared with each other and with that on which the document was signed, never with today.
    """
    for position, entry in enumerate(item.progress):
        here = at.at("progress", position)
        before = item.progress[position - 1].date if position else ""
        if entry.date == before:
            yield here.at("date").problem("progress-twice-a-day", item=item.item, date=entry.date)
        elif entry.date < before:
            yield here.at("date").problem("progress-order", date=entry.date, before=before)
        elif entry.date < signed:
            yield here.at("date").problem("progress-too-early", date=entry.date, signed=signed)
        yield from _check_sources(entry, here)
        yield from _check_reached(item, entry, here)


def _check_sources(entry: Progress, at: Place) -> Iterator[Problem]:
    for position, source in enumerate(entry.sources):
        here = at.at("sources", position)
        if source.date > entry.date:
            yield here.at("date").problem("source-newer", date=source.date, entry=entry.date)
        if source.url in (other.url for other in entry.sources[:position]):
            yield here.at("url").problem("source-twice")


def _check_reached(item: Item, entry: Progress, at: Place) -> Iterator[Problem]:
    targets = {target.id: target for target in item.targets}
    for position, reached in enumerate(entry.reached):
        here, value = at.at("reached", position), Decimal(reached.value)
        target = targets.get(reached.target)
        if target is None:
            near = nearest(reached.target, targets)
            yield here.at("target").problem("reached-unknown", item=item.item, target=reached.target, near=near)
        elif reached.target in (other.target for other in entry.reached[:position]):
            yield here.at("target").problem("reached-twice", target=target.id)
        elif target.unmeasurable:
            yield here.at("target").problem("reached-unmeasurable", target=target.id)
        elif value < 0 and target.nature is not Nature.GROWTH:
            yield here.at("value").problem("reached-below-zero", target=target.id, value=_plain(value))
        elif value != int(value) and target.unit in (Unit.PERSON, Unit.HOUSEHOLD, Unit.COUNT):
            yield here.at("value").problem(
                "reached-broken", target=target.id, value=_plain(value), unit=target.unit.value
            )
        elif value > 100 and target.nature is Nature.RATIO and target.unit is Unit.PERCENT:
            yield here.at("value").problem("reached-above-whole", target=target.id, value=_plain(value))
        elif entry.status is Status.ACHIEVED and _falls_short(target, value):
            yield at.at("status").problem("achieved-short", target=target.id, value=_plain(value))


def _falls_short(target: Target, value: Decimal) -> bool:
    """Whether a figure reached is plainly not what was promised."""
    promised = Decimal(target.value)
    match target.comparator:
        case Comparator.AT_MOST:
            return value > promised
        case Comparator.MORE_THAN:
            return value <= promised
    return value < promised


def check_numbers(content: Content, strange: Lines) -> Iterator[Problem]:
    """Every quantity of the Chinese is in the English with the same value, and the English adds none.

    Notes, reasons and explanations are our own words in each language and need not agree; of a note on progress the
    English may leave out a figure, such as the number of a month.
    """
    for text in content.sound_texts:
        at = Place(content, text.file, text.path)
        progress = "progress" in text.path
        if text.en is None or (text.path[-1] in (*_FREE, "headline") and not progress):
            continue
        if at.at("zh").is_on(strange):
            continue
        lacking, added = figure_differences(text.zh, text.en)
        if added or (lacking and not progress):
            name, found, expected = text.key.partition("/")[2], english_figures(added), english_figures(lacking)
            here = at.at("en").inside(english_place(text.en, added[0]) if added else 0)
            if not added:
                yield here.problem("english-lacks-figure", text=name, figures=expected)
            elif not lacking:
                yield here.problem("english-adds-figure", text=name, figures=found)
            else:
                yield here.problem("english-figure-differs", text=name, found=found, expected=expected)


def check_headline_numbers(item: Item, at: Place) -> Iterator[Problem]:
    """Both headlines have the same figures, and none that the item does not have."""
    possible = chinese_values(item.zh)
    chinese = {value for figure in chinese_figures(item.headline.zh) for value in figure.values}
    english = set(english_values(item.headline.en))
    lacking, added = sorted(chinese - english), sorted(english - chinese_values(item.headline.zh))
    invented = sorted((chinese | english) - possible)
    here = at.at("headline", "en").inside(english_place(item.headline.en, *added[:1], *invented[:1]))
    if lacking and added:
        found, expected = english_figures(added), english_figures(lacking)
        yield here.problem("headline-figures-differ", item=item.item, found=found, expected=expected)
    elif lacking:
        yield here.problem("headline-lacks-figure", item=item.item, figures=english_figures(lacking))
    elif added:
        yield here.problem("headline-adds-figure", item=item.item, figures=english_figures(added))
    elif invented:
        yield here.problem("headline-figure-invented", item=item.item, figures=english_figures(invented))


def _plain(value: Decimal) -> str:
    return f"{value:f}"


# English terms


def check_terms(content: Content, strange: Lines) -> Iterator[Problem]:
    """Where the Chinese has a glossary term, the English has an accepted rendering and none of the refused."""
    terms = {term.slug: term for term in content.glossary}
    names = term_names(content.glossary)
    renderings = {
        slug: names_of((name, slug) for name in (term.term.en, *term.accepted)) for slug, term in terms.items()
    }
    refused = {slug: names_of((name, slug) for name in term.refused) for slug, term in terms.items()}
    for text, official, at in _texts(content):
        if official.is_on(strange):
            continue
        for slug in dict.fromkeys(mention.slug for mention in names.find(text.zh)):
            term = terms[slug]
            if not renderings[slug].find(text.en):
                yield at.problem("term-not-rendered", term=term.term.zh, rendering=term.term.en)
    for every in content.sound_texts:
        if every.path[-1] in _FREE:
            continue
        for slug in dict.fromkeys(mention.slug for mention in names.find(every.zh)) if every.en else ():
            for mention in refused[slug].find(every.en or ""):
                wrong = (every.en or "")[mention.start : mention.end]
                name = terms[slug].term
                at = Place(content, every.file, (*every.path, "en")).inside(mention.start)
                yield at.problem("term-refused", term=name.zh, wrong=wrong, rendering=name.en)


def _texts(content: Content) -> Iterator[tuple[Bilingual, Place, Place]]:
    """Every official text that has a translation, with the places of its Chinese and its English."""
    files = {file for one in content.editions for file in (one.layout.edition, *one.layout.plans)}
    for text in content.sound_texts:
        official = text.key.count("/") == 1 or text.path[-1] in ("title", "preamble")
        if text.zh and text.en and official and text.file in files:
            at = Place(content, text.file, text.path)
            yield Bilingual(zh=text.zh, en=text.en), at.at("zh"), at.at("en")


# Translations

_UNRECORDED = Record(state=State.DRAFT, zh="0" * 12, en="0" * 12)


def notices(content: Content, problems: Iterable[Problem] = ()) -> list[Problem]:
    """What an editor should know, though it stops nothing; nothing of the English of Chinese that must be mended.

    What is to be recorded is told once all problems are mended.
    """
    strange = index((problem.file, problem.line) for problem in problems)
    found = []
    loose = [t for t in content.texts if t.en and content.records.get(t.key, _UNRECORDED).en != digest(t.en)]
    if loose and not strange:
        names = ", ".join(text.key.partition("/")[2] for text in loose[:3]) + (" …" if len(loose) > 3 else "")
        found.append(Problem.of(content.layout.records, WHOLE, "texts-unrecorded", count=len(loose), names=names))
    register = content.layout.permalinks
    if not strange and (added := list(changes(content.permalinks, addresses(content)).added)):
        names = ", ".join(added[:3]) + (" …" if len(added) > 3 else "")
        found.append(Problem.of(register, WHOLE, "addresses-unrecorded", count=len(added), names=names))
    for text in content.sound_texts:
        chinese = Place(content, text.file, (*text.path, "zh"))
        stale = standing(text, content.records.get(text.key)) == "stale"
        if stale and not chinese.is_on(strange):
            name = text.key.partition("/")[2]
            found.append(Place(content, text.file, (*text.path, "en")).problem("translation-stale", text=name))
    return sorted(found)
