"""The rules that hold across the content; each `check_` yields its problems, `check` gathers all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .fidelity import check_fidelity
from .library import heading_text, location_names, split_responsible, term_names
from .load import Content, Layout
from .mentions import Names, names_of
from .model import Bilingual, Comparator, Group, Item, Location, Measure, Nature, Target, Theme, Unit
from .numbers import Figure, chinese_figures, chinese_values, english_values
from .problems import Problem, suggestion
from .strict_yaml import Path

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


def check(content: Content, layout: Layout) -> list[Problem]:
    """Every problem of a content that was read without one, sorted by file and line."""
    problems = [
        *check_numbering(content, layout),
        *check_fidelity(content, layout.edition, layout.plans),
        *check_registries(content, layout),
        *check_departments(content, layout),
    ]
    places = location_names(content.locations)
    for measure, where in _measures(content, layout):
        zones = {mention.slug for mention in places.find(measure.title.zh)}
        for position, entry in enumerate(measure.content):
            at = where.at("content", position)
            if isinstance(entry, Item):
                problems += check_locations(entry, at, places, zones, content.locations)
                problems += check_targets(entry, at)
                problems += check_figures(entry, at)
                problems += check_numbers(entry, at)
                problems += check_headline(entry, at)
    problems += check_usage(content, layout, places)
    problems += check_terms(content, layout)
    return sorted(set(problems))


def _measures(content: Content, layout: Layout) -> Iterator[tuple[Measure, Place]]:
    for plan, file in zip(content.plans, layout.plans, strict=True):
        for position, measure in enumerate(plan.measures):
            yield measure, Place(content, file, ("measures", position))


# Form


def check_numbering(content: Content, layout: Layout) -> Iterator[Problem]:
    """Plans, measures, themes, groups, items and targets are numbered without gap or repetition."""
    for expected, (plan, file) in enumerate(zip(content.plans, layout.plans, strict=True), 1):
        if plan.plan != expected:
            yield Place(content, file, ("plan",)).problem(
                f"this is plan {plan.plan} where plan {expected} is expected", f"Number it {expected}"
            )
    for measure, at in _measures(content, layout):
        plan_number = content.plans[layout.plans.index(at.file)].plan
        expected_id = f"{plan_number}.{int(at.path[1]) + 1}"
        if measure.measure != expected_id:
            yield at.at("measure").problem(
                f"this is measure {measure.measure} where {expected_id} is expected", f'Write measure: "{expected_id}"'
            )
        yield from _check_entries(measure, at)


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
            for letter, (number, target) in zip("abcdefghijklmnopqrstuvwxyz", enumerate(entry.targets), strict=False):
                if target.id != f"{entry.item}-{letter}":
                    yield here.at("targets", number, "id").problem(
                        f"this is target {target.id} where {entry.item}-{letter} is expected",
                        f"Write id: {entry.item}-{letter}",
                    )
        if found != expected:
            yield here.at(key).problem(
                f"this is {key} {found} where {expected} is expected", "Number without a gap or a repetition"
            )


def check_headline(item: Item, at: Place) -> Iterator[Problem]:
    """Headlines fit where they are shown."""
    for language, limit in (("zh", HEADLINE_ZH), ("en", HEADLINE_EN)):
        length = len(getattr(item.headline, language))
        if length > limit:
            yield at.at("headline", language).problem(
                f"the headline of {item.item} has {length} characters, more than {limit}", "Shorten it"
            )


def check_registries(content: Content, layout: Layout) -> Iterator[Problem]:
    """Slugs and names are unique in each registry; `within` leads somewhere and never in a circle."""
    bodies = [(body.slug, (body.name.zh, *body.spellings, *body.aliases)) for body in content.departments]
    yield from _unique(Place(content, layout.departments), bodies)
    yield from _unique(
        Place(content, layout.locations), [(p.slug, (p.name.zh, *p.aliases)) for p in content.locations]
    )
    yield from _unique(Place(content, layout.glossary), [(t.slug, (t.term.zh, *t.aliases)) for t in content.glossary])
    places = {place.slug: place for place in content.locations}
    for position, place in enumerate(content.locations):
        at = Place(content, layout.locations, (position, "within"))
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


def check_departments(content: Content, layout: Layout) -> Iterator[Problem]:
    """Every printed unit resolves to a department."""
    spelled = {spelling for body in content.departments for spelling in body.spellings}
    for measure, at in _measures(content, layout):
        for spelling in split_responsible(measure.responsible):
            if spelling not in spelled:
                yield at.at("responsible").problem(
                    f"measure {measure.measure} names the unit '{spelling}', which is no spelling in departments.yml",
                    suggestion(spelling, spelled),
                )


def check_locations(
    item: Item, at: Place, places: Names, zones: set[str], registry: Iterable[Location]
) -> Iterator[Problem]:
    """Listed places are named in the item or in the measure's title, and named places are listed."""
    known = {place.slug for place in registry}
    mentioned = {mention.slug: item.zh[mention.start : mention.end] for mention in places.find(item.zh)}
    for position, slug in enumerate(item.locations):
        here = at.at("locations", position)
        if slug not in known:
            yield here.problem(
                f"item {item.item} names location '{slug}', which is not in locations.yml", suggestion(slug, known)
            )
        elif slug not in mentioned and slug not in zones:
            yield here.problem(
                f"item {item.item} lists location '{slug}', but neither its text nor the measure's title names it",
                "Delete it, or add the printed name to that location's aliases",
            )
        if slug in item.locations[:position]:
            yield here.problem(f"item {item.item} lists location '{slug}' twice", "Delete one")
    for slug, name in mentioned.items():
        if slug not in item.locations:
            yield at.at("item").problem(
                f"item {item.item} names '{name}' but does not list location '{slug}'", f"Add {slug} to its locations"
            )


def check_usage(content: Content, layout: Layout, places: Names) -> Iterator[Problem]:
    """Every entry of a registry is used by the document."""
    measures = [measure for plan in content.plans for measure in plan.measures]
    items = [entry for measure in measures for entry in measure.content if isinstance(entry, Item)]
    texts = [text for measure in measures for text in (measure.title.zh, *(entry.zh for entry in measure.content))]
    texts += [content.edition.preamble.zh, content.edition.title.zh, *(plan.title.zh for plan in content.plans)]
    printed = {spelling for measure in measures for spelling in split_responsible(measure.responsible)}
    for position, body in enumerate(content.departments):
        for number, spelling in enumerate(body.spellings):
            if spelling not in printed:
                yield Place(content, layout.departments, (position, "spellings", number)).problem(
                    f"the spelling '{spelling}' is not printed in any measure", "Delete it, or move it to the aliases"
                )
    listed = {slug for item in items for slug in item.locations}
    for position, place in enumerate(content.locations):
        if place.slug not in listed:
            yield Place(content, layout.locations, (position, "slug")).problem(
                f"no item lists location '{place.slug}'", "Delete the entry, or list it where the text names it"
            )
    terms = term_names(content.glossary)
    found = {mention.slug for text in texts for mention in terms.find(text)}
    for position, term in enumerate(content.glossary):
        if term.slug not in found:
            yield Place(content, layout.glossary, (position, "slug")).problem(
                f"the term '{term.term.zh}' does not occur in the document", "Delete it, or correct its Chinese form"
            )


# Figures


def check_targets(item: Item, at: Place) -> Iterator[Problem]:
    """A target's quote is the item's own wording and says what the value, unit and comparator say."""
    for position, target in enumerate(item.targets):
        here = at.at("targets", position)
        if target.quote not in item.zh:
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


def check_figures(item: Item, at: Place) -> Iterator[Problem]:
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


def check_numbers(item: Item, at: Place) -> Iterator[Problem]:
    """Every quantity of the Chinese is in the English with the same value, and the English adds none."""
    said = Counter(value for figure in chinese_figures(item.zh) for value in _figure_values(figure))
    translated = Counter(english_values(item.en))
    possible = chinese_values(item.zh)
    for value, missing in sorted((said - translated).items()):
        times = f" {missing} more time(s)" if translated[value] else ""
        yield at.at("en").problem(
            f"the English of item {item.item} lacks the figure {_english(value)}{times}",
            "Translate the figure, converted rightly (亿 is 100 million, 万 is 10 thousand)",
        )
    for value in sorted(set(translated) - possible):
        yield at.at("en").problem(
            f"the English of item {item.item} has the figure {_english(value)}, which is not in the Chinese",
            "Correct or delete it (亿 is 100 million, 万 is 10 thousand)",
        )
    chinese = Counter(value for figure in chinese_figures(item.headline.zh) for value in _figure_values(figure))
    english = Counter(english_values(item.headline.en))
    for value in sorted((chinese - english) + (english - chinese)):
        both = value in chinese_values(item.headline.zh) and value in english
        if not both:
            yield at.at("headline").problem(
                f"the headlines of item {item.item} do not agree on the figure {_english(value)}",
                "Write the same figures in both languages",
            )
    for value in sorted((set(chinese) | set(english)) - possible):
        yield at.at("headline").problem(
            f"a headline of item {item.item} has the figure {_english(value)}, which the item does not have",
            "Correct it after the official text",
        )


def _figure_values(figure: Figure) -> tuple[Decimal, ...]:
    return (figure.value,) if figure.value_max is None else (figure.value, figure.value_max)


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _english(value: Decimal) -> str:
    """A value as the English should have it: 41 billion, 60,000, 8.5."""
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"{(value / size).normalize():f} {name}"
    return f"{value:,f}"


# English terms


def check_terms(content: Content, layout: Layout) -> Iterator[Problem]:
    """Where the Chinese has a glossary term, the English has an accepted rendering and none of the refused."""
    terms = {term.slug: term for term in content.glossary}
    names = term_names(content.glossary)
    renderings = {
        slug: names_of((name, slug) for name in (term.term.en, *term.accepted)) for slug, term in terms.items()
    }
    refused = {slug: names_of((name, slug) for name in term.refused) for slug, term in terms.items()}
    for text, at in _texts(content, layout):
        for slug in dict.fromkeys(mention.slug for mention in names.find(text.zh)):
            term = terms[slug]
            if not renderings[slug].find(text.en):
                yield at.problem(
                    f"'{term.term.zh}' is not rendered as '{term.term.en}' here",
                    "Use that, or another accepted rendering of glossary.yml",
                )
            for mention in refused[slug].find(text.en):
                wrong = text.en[mention.start : mention.end]
                yield at.problem(
                    f"'{term.term.zh}' is rendered as '{wrong}', which the glossary refuses",
                    f"Use '{term.term.en}'",
                )


def _texts(content: Content, layout: Layout) -> Iterator[tuple[Bilingual, Place]]:
    """Every official text that has a translation, with the place of its English."""
    edition = Place(content, layout.edition)
    yield content.edition.preamble, edition.at("preamble", "en")
    for plan, file in zip(content.plans, layout.plans, strict=True):
        yield plan.title, Place(content, file, ("title", "en"))
    for measure, at in _measures(content, layout):
        yield Bilingual(zh=heading_text(measure.title.zh), en=measure.title.en), at.at("title", "en")
        for position, entry in enumerate(measure.content):
            yield Bilingual(zh=entry.zh, en=entry.en), at.at("content", position, "en")
