"""The rules that hold across the content; each `check_` yields its problems, `check` gathers all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from string import ascii_lowercase

from .fidelity import check_fidelity
from .library import location_names, split_responsible, term_names
from .load import Content
from .mentions import Names, names_of
from .model import (
    Bilingual,
    Comparator,
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
    Theme,
    Unit,
)
from .numbers import Figure, chinese_figures, chinese_values, english_figures, english_values, figure_differences
from .permalinks import addresses, changes, destination
from .problems import Problem, suggestion
from .strict_yaml import Path
from .translations import digest, standing

_FREE = ("note", "explanation", "reason", "meaning", "unmeasurable")
"""Texts that say a thing in each language in its own way."""

RESPONSIBLE = re.compile("【责任单位:(.*?)】")
"""A printed list of responsible units."""

HEADLINE_ZH = 24
"""Characters: what a phone shows in two lines."""
HEADLINE_EN = 70
"""Characters: what a search result shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a content file that a problem can point at."""

    content: Content
    file: str
    path: Path = ()

    def at(self, *steps: str | int) -> Place:
        return Place(self.content, self.file, (*self.path, *steps))

    @property
    def line(self) -> int:
        return self.content.documents[self.file].line(*self.path)

    def problem(self, message: str, remedy: str) -> Problem:
        return Problem(self.file, self.line, message, remedy)


def check(content: Content) -> list[Problem]:
    """Every problem across the content, sorted by file and line: one cause, one message.

    Where official text differs from the source, nothing more is said of that text; where a file has problems of form,
    rules that need the whole of it wait until they are mended.
    """
    layout = content.layout
    folder = layout.edition.rpartition("/")[0]
    whole = not any(file.startswith(folder) for file in content.damaged)
    changed = set(check_fidelity(content)) if whole else set()
    strange = {(problem.file, problem.line) for problem in changed}
    problems = [*changed, *check_registries(content)]
    if whole:
        numbering = list(check_numbering(content))
        problems += numbering or check_adding(content)
        problems += check_usage(content)
        if not content.damaged:
            problems += check_permalinks(content)
    problems += check_synonyms(content)
    if layout.departments not in content.damaged:
        problems += check_departments(content, strange)
        problems += check_spellings(content)
    if layout.locations not in content.damaged:
        problems += check_locations(content)
    for item, at in _items(content):
        problems += check_headline(item, at)
        problems += check_topics(item, at)
        if (at.file, at.at("zh").line) not in strange:
            problems += check_verbs(item, at)
            problems += check_targets(item, at)
            problems += check_headline_numbers(item, at)
        problems += check_progress(item, at)
    problems += check_numbers(content, strange)
    problems += check_terms(content, strange)
    return sorted(set(problems))


def _items(content: Content) -> Iterator[tuple[Item, Place]]:
    for measure, at in _measures(content):
        for position, entry in enumerate(measure.content):
            if isinstance(entry, Item):
                yield entry, at.at("content", position)


def _measures(content: Content) -> Iterator[tuple[Measure, Place]]:
    for plan, file in zip(content.plans, content.layout.plans, strict=True):
        for position, measure in enumerate(plan.measures):
            yield measure, Place(content, file, ("measures", position))


# Form


def check_numbering(content: Content) -> Iterator[Problem]:
    """Plans, measures, themes, groups, items and targets are numbered without gap or repetition."""
    year = content.layout.edition.split("/")[1]
    if content.edition.edition != year:
        yield Place(content, content.layout.edition, ("edition",)).problem(
            f"this is edition {content.edition.edition} in the folder {year}", f'Write edition: "{year}"'
        )
    for expected, (plan, file) in enumerate(zip(content.plans, content.layout.plans, strict=True), 1):
        at = Place(content, file)
        if plan.plan != expected:
            yield at.at("plan").problem(f"this is plan {plan.plan} where {expected} is expected", f"Write {expected}")
        for position, measure in enumerate(plan.measures):
            here, number = at.at("measures", position), f"{plan.plan}.{position + 1}"
            if measure.measure != number:
                yield here.at("measure").problem(
                    f"this is measure {measure.measure} where {number} is expected", f'Write measure: "{number}"'
                )
            yield from _check_entries(measure, here)


def _check_entries(measure: Measure, at: Place) -> Iterator[Problem]:
    themes = groups = items = 0
    for position, entry in enumerate(measure.content):
        here = at.at("content", position)
        if isinstance(entry, Theme):
            themes, groups = themes + 1, 0
            found, expected, key = str(entry.theme), str(themes), "theme"
        elif isinstance(entry, Group):
            groups += 1
            found, expected, key = str(entry.group), str(groups), "group"
        else:
            items += 1
            found, expected, key = entry.item, f"{measure.measure}.{items}", "item"
            if found == expected:
                yield from _check_target_ids(entry, here)
        if found != expected:
            yield here.at(key).problem(
                f"this is {key} {found} where {expected} is expected", "Number without a gap or a repetition"
            )


def _check_target_ids(item: Item, at: Place) -> Iterator[Problem]:
    for position, (target, letter) in enumerate(zip(item.targets, ascii_lowercase, strict=False)):
        expected = f"{item.item}-{letter}"
        if target.id != expected:
            yield at.at("targets", position, "id").problem(
                f"this is target {target.id} where {expected} is expected", f"Write id: {expected}"
            )


def check_headline(item: Item, at: Place) -> Iterator[Problem]:
    """Headlines fit where they are shown."""
    for language, limit in (("zh", HEADLINE_ZH), ("en", HEADLINE_EN)):
        length = len(getattr(item.headline, language))
        if length > limit:
            yield at.at("headline", language).problem(
                f"the headline of {item.item} has {length} characters, more than {limit}", "Shorten it"
            )


def check_registries(content: Content) -> Iterator[Problem]:
    """Slugs and names are unique in each registry; `within` leads somewhere and never in a circle."""
    layout = content.layout
    bodies = [(body.slug, (body.name.zh, *body.spellings, *body.aliases)) for body in content.departments]
    places = [(place.slug, (place.name.zh, *place.aliases)) for place in content.locations]
    terms = [(term.slug, (term.term.zh, *term.aliases)) for term in content.glossary]
    topics = [(topic.slug, (topic.name.zh, *topic.aliases)) for topic in content.topics]
    kinds = [(kind.slug, kind.verbs) for kind in content.commitments]
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
    for position, place in enumerate(content.locations):
        at = Place(content, content.layout.locations, (position, "within"))
        if place.within is None:
            continue
        if place.within not in places:
            yield at.problem(
                f"'{place.slug}' lies within '{place.within}', which is not in locations.yml",
                suggestion(place.within, places),
            )
            continue
        above: Location | None = place
        seen = set()
        while above is not None and above.slug not in seen:
            seen.add(above.slug)
            above = places.get(above.within or "")
        if above is not None:
            yield at.problem(f"'{place.slug}' lies within itself, by way of '{place.within}'", "Correct one 'within'")


def _unique(registry: Place, entries: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Problem]:
    """Problems of a registry given as the slug and the names of each entry."""
    first: dict[str, int] = {}
    owner: dict[str, str] = {}
    for position, (slug, names) in enumerate(entries):
        at = registry.at(position)
        if slug in first:
            line = registry.at(first[slug], "slug").line
            yield at.at("slug").problem(f"the slug '{slug}' is used twice (first in line {line})", "Choose another")
        first.setdefault(slug, position)
        for name in dict.fromkeys(names):
            if owner.setdefault(name, slug) != slug:
                yield at.problem(f"'{name}' is a name of both '{owner[name]}' and '{slug}'", "Keep it in one of them")


# References


def check_departments(content: Content, strange: set[tuple[str, int]]) -> Iterator[Problem]:
    """Every printed unit resolves to a department."""
    spelled = {spelling for body in content.departments for spelling in body.spellings}
    for measure, where in _measures(content):
        at = where.at("responsible")
        for spelling in split_responsible(measure.responsible):
            if spelling not in spelled and (at.file, at.line) not in strange:
                yield at.problem(
                    f"measure {measure.measure} names the unit '{spelling}', which is no spelling in departments.yml",
                    suggestion(spelling, spelled),
                )


def check_spellings(content: Content) -> Iterator[Problem]:
    """Every spelling of a department is printed in the document."""
    lists = RESPONSIBLE.findall(content.source_text)
    printed = {spelling for found in lists for spelling in split_responsible(found)}
    for position, body in enumerate(content.departments):
        for number, spelling in enumerate(body.spellings):
            if spelling not in printed:
                yield Place(content, content.layout.departments, (position, "spellings", number)).problem(
                    f"the spelling '{spelling}' is not printed in any measure", "Delete it, or move it to the aliases"
                )


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
    """Places and topics belong to an item (a place perhaps to a measure's title), terms occur somewhere."""
    items = [item.zh for item, _ in _items(content)]
    titles = [measure.title.zh for measure, _ in _measures(content)]
    places = location_names(content.locations)
    named = {mention.slug for text in (*titles, *items) for mention in places.find(text)}
    for position, place in enumerate(content.locations):
        if place.slug not in named:
            yield Place(content, content.layout.locations, (position, "slug")).problem(
                f"no item and no title of a measure names location '{place.slug}'",
                "Delete the entry, or add the printed name to its aliases",
            )
    topics = {slug for item, _ in _items(content) for slug in item.topics}
    for position, topic in enumerate(content.topics):
        if topic.slug not in topics:
            yield Place(content, content.layout.topics, (position, "slug")).problem(
                f"no item has the topic '{topic.slug}'", "Delete the topic, or add it to an item"
            )
    terms = term_names(content.glossary)
    used = {mention.slug for text, _, _ in _texts(content) for mention in terms.find(text.zh)}
    for position, term in enumerate(content.glossary):
        if term.slug not in used:
            yield Place(content, content.layout.glossary, (position, "slug")).problem(
                f"the term '{term.term.zh}' does not occur in the document", "Delete it, or correct its Chinese form"
            )


def _check_item_locations(item: Item, at: Place, places: Names, zones: set[str], known: set[str]) -> Iterator[Problem]:
    mentioned = {mention.slug: item.zh[mention.start : mention.end] for mention in places.find(item.zh)}
    unknown = [slug for slug in item.locations if slug not in known]
    for position, slug in enumerate(item.locations):
        here = at.at("locations", position)
        if slug in unknown:
            yield here.problem(
                f"item {item.item} names location '{slug}', which is not in locations.yml", suggestion(slug, known)
            )
        elif slug not in mentioned and slug not in zones:
            yield here.problem(
                f"item {item.item} lists location '{slug}', but neither its text nor the measure's title names it",
                "Delete it, or add the printed name to that location's aliases",
            )
        elif slug in item.locations[:position]:
            yield here.problem(f"item {item.item} lists location '{slug}' twice", "Delete one")
    for slug, name in mentioned.items():
        if slug not in item.locations and not unknown:
            yield at.at("item").problem(
                f"item {item.item} names '{name}' but does not list location '{slug}'", f"Add {slug} to its locations"
            )


def check_topics(item: Item, at: Place) -> Iterator[Problem]:
    """An item's topics are known, and named once."""
    known = {topic.slug for topic in at.content.topics}
    whole = at.content.layout.topics not in at.content.damaged
    for position, slug in enumerate(item.topics):
        here = at.at("topics", position)
        if slug not in known and whole:
            yield here.problem(
                f"item {item.item} has the topic '{slug}', which is not in topics.yml", suggestion(slug, known)
            )
        elif slug in item.topics[:position]:
            yield here.problem(f"item {item.item} has the topic '{slug}' twice", "Delete one")


def check_verbs(item: Item, at: Place) -> Iterator[Problem]:
    """An item's verbs are words of its sentence, and each is of a known kind of commitment."""
    known = {verb for kind in at.content.commitments for verb in kind.verbs}
    whole = at.content.layout.commitments not in at.content.damaged
    for position, verb in enumerate(item.verbs):
        here = at.at("verbs", position)
        if verb not in item.zh:
            yield here.problem(f"the verb '{verb}' is not in the text of item {item.item}", "Copy it from the text")
        elif verb not in known and whole:
            yield here.problem(
                f"item {item.item} has the verb '{verb}', which is of no kind in commitments.yml",
                suggestion(verb, known, otherwise="Add it to the kind of commitment to which it belongs"),
            )
        elif verb in item.verbs[:position]:
            yield here.problem(f"item {item.item} has the verb '{verb}' twice", "Delete one")


def check_adding(content: Content) -> Iterator[Problem]:
    """Key targets, sums and overlaps name targets that exist, and what is added can be added."""
    targets = {target.id: target for item, _ in _items(content) for target in item.targets}

    def unknown(ids: Iterable[str], at: Place) -> Iterator[Problem]:
        for position, one in enumerate(ids):
            if one not in targets:
                yield at.at(position).problem(f"there is no target {one}", suggestion(one, targets, "Name another"))

    for plan, file in zip(content.plans, content.layout.plans, strict=True):
        at = Place(content, file, ("key_targets",))
        yield from unknown(plan.key_targets, at)
        for position, one in enumerate(plan.key_targets):
            if one in targets and not one.startswith(f"{plan.plan}."):
                yield at.at(position).problem(f"target {one} is not of plan {plan.plan}", "Name one of this plan")
    if content.layout.adding not in content.documents:
        return
    shared: dict[str, set[str]] = {}
    for position, overlap in enumerate(content.adding.overlaps):
        at = Place(content, content.layout.adding, ("overlaps", position))
        yield from unknown(overlap.targets, at.at("targets"))
        if overlap.whole and overlap.whole not in overlap.targets:
            yield at.at("whole").problem(f"{overlap.whole} is not among these targets", "Add it to them")
        for one in overlap.targets:
            shared.setdefault(one, set()).update(overlap.targets)
    for position, group in enumerate(content.adding.sums):
        at = Place(content, content.layout.adding, ("sums", position, "targets"))
        yield from unknown(group.targets, at)
        own = [targets[one] for one in group.targets if one in targets]
        clashes = [pair for pair in combinations(group.targets, 2) if pair[1] in shared.get(pair[0], ())]
        if clashes:
            one, other = clashes[0]
            yield at.problem(f"{one} overlaps with {other}, so they cannot be added", "Take one of them out")
        elif len({target.unit for target in own}) > 1:
            yield at.problem("these targets have different units, so they cannot be added", "Take some of them out")
        elif any(target.comparator in (Comparator.AT_MOST, Comparator.RANGE) for target in own):
            yield at.problem("upper bounds and ranges cannot be added to others", "Take them out")


def check_synonyms(content: Content) -> Iterator[Problem]:
    """A word stands in one group of synonyms only."""
    owner: dict[str, int] = {}
    for position, group in enumerate(content.synonyms):
        at = Place(content, content.layout.synonyms, (position,))
        for word in (*group.zh, *group.en):
            first = owner.setdefault(word.lower(), at.line)
            if first != at.line:
                yield at.problem(f"'{word}' stands in two groups (first in line {first})", "Keep it in one of them")


def check_permalinks(content: Content) -> Iterator[Problem]:
    """Every address ever published still answers, leads on, or says what became of it."""
    register, now = content.permalinks, addresses(content)
    at = Place(content, content.layout.permalinks)
    if content.layout.permalinks not in content.documents:
        return
    found = changes(register, now)
    for path, name in found.lost.items():
        yield at.at("published", path).problem(
            f"the published address {path} ({name[:20]}) would be gone",
            f"Restore its slug or entry; or write '{path}: the new address' under moved, or an entry under ended",
        )
    for path, new in found.renamed.items():
        yield at.at("published", path).problem(
            f"the published address {path} would be gone; what it shows is now at {new}",
            f"Restore the slug; or write '{path}: {new}' under moved (python -m generator permalinks record does)",
        )
    ended = {end.path for end in register.ended}
    for path in register.moved:
        here = at.at("moved", path)
        if path in now:
            yield here.problem(f"{path} is said to have moved, but stands where it was", "Delete this line")
        elif destination(register, path) not in {*now, *ended}:
            yield here.problem(f"{path} is said to have moved to an address that does not exist", "Correct the address")
    for position, end in enumerate(register.ended):
        here = at.at("ended", position)
        if end.path in now or end.path in register.moved:
            yield here.at("path").problem(f"{end.path} is said to have ended, but is still there", "Delete this entry")
        if end.see and end.see not in now:
            yield here.at("see").problem(
                f"there is no address {end.see}", suggestion(end.see, now, "Name another, or leave it out")
            )


# Figures


def check_targets(item: Item, at: Place) -> Iterator[Problem]:
    """Every quantified commitment is a target that says what its quote says, and every other figure is set aside."""
    strange = [target for target in item.targets if target.quote not in item.zh]
    if not strange:
        yield from _check_figures(item, at)
    for position, target in enumerate(item.targets):
        here = at.at("targets", position)
        if target in strange:
            yield here.at("quote").problem(
                f"the quote of target {target.id} is not in the text of item {item.item}", "Copy it from the text"
            )
            continue
        if (target.value_max is not None) != (target.comparator is Comparator.RANGE):
            yield here.problem(
                f"target {target.id} needs a value_max if and only if it is a range", "Add or delete value_max"
            )
            continue
        figures = chinese_figures(target.quote)
        same = [figure for figure in figures if (figure.value, figure.value_max) == _values(target)]
        if not same:
            said = ", ".join(_plain(figure.value) for figure in figures) or "no figure"
            yield here.at("value").problem(
                f"target {target.id} has the value {_plain(_values(target)[0])}, but its quote says {said}",
                "Write the value of the quote in base units (亿 is 100 million, 万 is 10 thousand)",
            )
            continue
        yield from _check_agreement(target, same, here)


def _values(target: Target) -> tuple[Decimal, Decimal | None]:
    return Decimal(target.value), None if target.value_max is None else Decimal(target.value_max)


def _check_agreement(target: Target, figures: list[Figure], at: Place) -> Iterator[Problem]:
    units = [figure.unit or Unit.COUNT for figure in figures]
    unstated = target.unit is Unit.YUAN and any(figure.unit is None and figure.value >= 10_000 for figure in figures)
    pieces = target.unit is Unit.COUNT and any(unit in (Unit.PERSON, Unit.HOUSEHOLD) for unit in units)
    if target.unit not in units and not unstated and not pieces:
        yield at.at("unit").problem(
            f"target {target.id} has the unit {target.unit.value}, but its quote counts in {units[0].value}",
            f"Write unit: {units[0].value}",
        )
    comparators = [figure.comparator for figure in figures]
    if target.comparator not in comparators:
        yield at.at("comparator").problem(
            f"target {target.id} says {target.comparator.value}, but its quote says {comparators[0].value}",
            f"Write comparator: {comparators[0].value}",
        )
    if target.nature in (Nature.GROWTH, Nature.RATIO) and target.unit in (Unit.YUAN, Unit.SQUARE_METRE):
        yield at.at("nature").problem(
            f"target {target.id} cannot be a {target.nature.value} in {target.unit.value}", "Correct nature or unit"
        )


def _check_figures(item: Item, at: Place) -> Iterator[Problem]:
    """Every figure of an item belongs to a target or stands in the list of those that promise nothing."""
    covered: set[int] = set()
    for position, words in enumerate(item.not_targets):
        if words not in item.zh:
            yield at.at("not_targets", position).problem(
                f"'{words}' is not in the text of item {item.item}", "Copy it from the text, or delete it"
            )
    for words in (*(target.quote for target in item.targets), *item.not_targets):
        start = item.zh.find(words)
        while start >= 0:
            covered.update(range(start, start + len(words)))
            start = item.zh.find(words, start + 1)
    for figure in chinese_figures(item.zh):
        if not covered.issuperset(range(figure.start, figure.end)):
            shown = item.zh[figure.start : figure.end + 2]
            yield at.at("zh").problem(
                f"the figure '{shown}' of item {item.item} belongs to no target",
                "Add a target that quotes it, or add the words around it to not_targets",
            )


# Progress


def check_progress(item: Item, at: Place) -> Iterator[Problem]:
    """What is recorded of an item is in the order of time, and says nothing that its sources or targets contradict.

    Days are compared with each other and with the day of the document, never with today.
    """
    signed = at.content.edition.signed
    for position, entry in enumerate(item.progress):
        here = at.at("progress", position)
        before = item.progress[position - 1].date if position else ""
        if entry.date == before:
            yield here.at("date").problem(
                f"item {item.item} has two entries of {entry.date}", "Write them as one, with the sources of both"
            )
        elif entry.date < before:
            yield here.at("date").problem(
                f"this entry of {entry.date} stands after that of {before}",
                "Put the entries in order, the oldest first",
            )
        elif entry.date < signed:
            yield here.at("date").problem(
                f"the entry is dated {entry.date}, before the document was signed ({signed})", "Correct the date"
            )
        yield from _check_sources(entry, here)
        yield from _check_reached(item, entry, here)


def _check_sources(entry: Progress, at: Place) -> Iterator[Problem]:
    for position, source in enumerate(entry.sources):
        here = at.at("sources", position)
        if source.date > entry.date:
            yield here.at("date").problem(
                f"the source is dated {source.date}, after its entry ({entry.date})",
                "Date the entry by its newest source, or correct the date of the source",
            )
        if source.url in (other.url for other in entry.sources[:position]):
            yield here.at("url").problem("the entry names this source twice", "Delete one")


def _check_reached(item: Item, entry: Progress, at: Place) -> Iterator[Problem]:
    targets = {target.id: target for target in item.targets}
    for position, reached in enumerate(entry.reached):
        here, value = at.at("reached", position), Decimal(reached.value)
        target = targets.get(reached.target)
        if target is None:
            yield here.at("target").problem(
                f"item {item.item} has no target {reached.target}",
                suggestion(reached.target, targets, "Name a target of this item"),
            )
        elif reached.target in (other.target for other in entry.reached[:position]):
            yield here.at("target").problem(f"the entry gives two figures for {target.id}", "Delete one")
        elif target.unmeasurable:
            yield here.at("target").problem(
                f"target {target.id} is said to be unmeasurable, but here is a figure", "Delete one of the two"
            )
        elif message := _misfit(target, value):
            yield here.at("value").problem(message, f"Write the figure for {target.id} as the source has it, converted")
        elif entry.status is Status.ACHIEVED and _falls_short(target, value):
            yield at.at("status").problem(
                f"the entry says 'achieved', but {_plain(value)} is not what target {target.id} promised",
                "Correct the figure, or write partly_achieved",
            )


def _misfit(target: Target, value: Decimal) -> str:
    """Why a figure cannot be one of this target; empty where it can."""
    if value < 0 and target.nature is not Nature.GROWTH:
        return f"only a growth can be below zero, not {_plain(value)}"
    if value != int(value) and target.unit in (Unit.PERSON, Unit.HOUSEHOLD, Unit.COUNT):
        return f"{_plain(value)} is not a whole number, but {target.unit.value} counts one by one"
    if value > 100 and target.nature is Nature.RATIO and target.unit is Unit.PERCENT:
        return f"a share of {_plain(value)}% is more than the whole"
    return ""


def _falls_short(target: Target, value: Decimal) -> bool:
    """Whether a figure reached is plainly not what was promised."""
    promised = Decimal(target.value)
    match target.comparator:
        case Comparator.AT_MOST:
            return value > promised
        case Comparator.MORE_THAN:
            return value <= promised
    return value < promised


def check_numbers(content: Content, strange: set[tuple[str, int]]) -> Iterator[Problem]:
    """Every quantity of the Chinese is in the English with the same value, and the English adds none.

    Notes, reasons and explanations are our own words in each language and need not agree; of a note on progress the
    English may leave out a figure, such as the number of a month.
    """
    for text in content.texts:
        at = Place(content, text.file, text.path)
        progress = "progress" in text.path
        if text.en is None or (text.path[-1] in (*_FREE, "headline") and not progress):
            continue
        if text.file not in content.documents or (text.file, at.at("zh").line) in strange:
            continue
        lacking, added = figure_differences(text.zh, text.en)
        if added or (lacking and not progress):
            where = f"the English of {text.key.partition('/')[2]}"
            here, there = english_figures(added), english_figures(lacking)
            if not added:
                message = f"{where} lacks {there}"
            elif not lacking:
                message = f"{where} has {here}, which the Chinese does not have"
            else:
                message = f"{where} has {here} where the Chinese has {there}"
            yield at.at("en").problem(message, _CONVERT)


def check_headline_numbers(item: Item, at: Place) -> Iterator[Problem]:
    """Both headlines have the same figures, and none that the item does not have."""
    possible = chinese_values(item.zh)
    chinese = {value for figure in chinese_figures(item.headline.zh) for value in figure.values}
    english = set(english_values(item.headline.en))
    loose = chinese_values(item.headline.zh)
    if chinese - english or english - loose:
        here, there = english_figures(sorted(chinese)), english_figures(sorted(english))
        yield at.at("headline", "en").problem(
            f"the headlines of item {item.item} do not agree: {here} in Chinese, {there} in English",
            "Write the same figures in both languages",
        )
    elif invented := sorted((chinese | english) - possible):
        yield at.at("headline", "en").problem(
            f"the headlines of item {item.item} have {english_figures(invented)}, which the item does not have",
            "Correct them after the official text",
        )


_CONVERT = "Write the figures of the Chinese, converted rightly (亿 is 100 million, 万 is 10 thousand)"


def _plain(value: Decimal) -> str:
    return f"{value:f}"


# English terms


def check_terms(content: Content, strange: set[tuple[str, int]]) -> Iterator[Problem]:
    """Where the Chinese has a glossary term, the English has an accepted rendering and none of the refused."""
    terms = {term.slug: term for term in content.glossary}
    names = term_names(content.glossary)
    renderings = {
        slug: names_of((name, slug) for name in (term.term.en, *term.accepted)) for slug, term in terms.items()
    }
    refused = {slug: names_of((name, slug) for name in term.refused) for slug, term in terms.items()}
    for text, official, at in _texts(content):
        if (official.file, official.line) in strange:
            continue
        for slug in dict.fromkeys(mention.slug for mention in names.find(text.zh)):
            term = terms[slug]
            if not renderings[slug].find(text.en):
                yield at.problem(
                    f"'{term.term.zh}' is not rendered as '{term.term.en}' here",
                    "Use that, or another accepted rendering of glossary.yml",
                )
    for every in content.texts:
        if every.path[-1] in _FREE:
            continue
        for slug in dict.fromkeys(mention.slug for mention in names.find(every.zh)) if every.en else ():
            for mention in refused[slug].find(every.en or ""):
                wrong = (every.en or "")[mention.start : mention.end]
                yield Place(content, every.file, (*every.path, "en")).problem(
                    f"'{terms[slug].term.zh}' is rendered as '{wrong}', which the glossary refuses",
                    f"Use '{terms[slug].term.en}'",
                )


def _texts(content: Content) -> Iterator[tuple[Bilingual, Place, Place]]:
    """Every official text that has a translation, with the places of its Chinese and its English."""
    for text in content.texts:
        official = text.key.count("/") == 1 or text.path[-1] in ("title", "preamble")
        if text.en and official and text.file in (content.layout.edition, *content.layout.plans):
            at = Place(content, text.file, text.path)
            yield Bilingual(zh=text.zh, en=text.en), at.at("zh"), at.at("en")


# Translations

_UNRECORDED = Record(state=State.DRAFT, zh="0" * 12, en="0" * 12)


def notices(content: Content, problems: Iterable[Problem] = ()) -> list[Problem]:
    """What an editor should know, though it stops nothing; nothing of the English of Chinese that must be mended."""
    strange = {(problem.file, problem.line) for problem in problems}
    found = []
    loose = [t for t in content.texts if t.en and content.records.get(t.key, _UNRECORDED).en != digest(t.en)]
    if loose:
        names = ", ".join(text.key.partition("/")[2] for text in loose[:3]) + (" …" if len(loose) > 3 else "")
        message = f"{len(loose)} English text(s) are new or changed and not recorded yet ({names})"
        found.append(
            Problem(content.layout.records, 0, message, "Run: .venv/bin/python -m generator translations record")
        )
    if added := list(changes(content.permalinks, addresses(content)).added):
        names = ", ".join(added[:3]) + (" …" if len(added) > 3 else "")
        message = f"{len(added)} address(es) are new and not recorded yet ({names})"
        remedy = "Run: .venv/bin/python -m generator permalinks record"
        found.append(Problem(content.layout.permalinks, 0, message, remedy))
    for text in content.texts:
        if text.file not in content.documents:
            continue
        chinese = (text.file, content.documents[text.file].line(*text.path, "zh"))
        if chinese not in strange and standing(text, content.records.get(text.key)) == "stale":
            name = text.key.partition("/")[2]
            found.append(
                Place(content, text.file, (*text.path, "en")).problem(
                    f"the Chinese of {name} changed after it was translated, and the English did not",
                    f"Compare them, then run: .venv/bin/python -m generator translations accept {name}",
                )
            )
    return sorted(found)
