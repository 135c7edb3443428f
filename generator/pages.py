"""Which pages exist, at which path, and what each shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from pypinyin import lazy_pinyin

from . import paths
from .changes import Entry, entries_of
from .charts import charts_of
from .figures import sum_of
from .library import RECENT, ItemEntry, Library, MeasureEntry, PlanEntry, Share, Shelf, chinese_date, index
from .model import Bilingual, Commitment, Department, Edition, Item, Location, Overlap, Target
from .permalinks import NAMELESS

DESCRIPTION_LENGTH = {"zh": 80, "en": 160}
"""Characters of a description that search engines show."""

FREQUENT = 6
"""So many partners, places or units are shown beside what they belong to."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in no language yet."""

    path: str
    kind: str
    """Names its template and its frame."""
    title: Bilingual
    description: Bilingual
    view: Mapping[str, Any]
    """What the template of this kind places."""
    edition: str = ""
    """Year of the edition it is a page of; empty where it is of all."""
    place: str = ""
    """Names its frame where that is not the one of its kind."""

    @property
    def frame(self) -> str:
        """Its key among `kinds_of`."""
        return self.place or self.kind


def kinds_of(newest: Library) -> Mapping[str, str]:
    """Path pattern by page kind; `{}` stands for what differs from page to page.

    What stands at one place for the `newest` edition stands at another for the others, and for the first perhaps at
    a third.
    """
    return {
        "home": paths.HOME,
        "landing": "{}/",
        "plan": "{}/plans/{}/",
        "plan_booklet": paths.booklet("{}/plans/{}/"),
        "measure": "{}/measures/{}/",
        "item": "{}/items/{}/",
        "text": paths.text(newest.year),
        "older_text": paths.text("{}"),
        "older_explore": paths.explore("{}"),
        "older_targets": paths.targets("{}"),
        "older_charts": paths.charts("{}"),
        "older_glossary": paths.glossary("{}"),
        "departments": paths.DEPARTMENTS,
        "department": paths.department("{}"),
        "department_booklet": paths.booklet(paths.department("{}")),
        "locations": paths.LOCATIONS,
        "location": paths.location("{}"),
        "topics": paths.TOPICS,
        "topic": paths.topic("{}"),
        "explore": paths.explore(newest.namespace),
        "first_explore": paths.EXPLORE,
        "targets": paths.targets(newest.namespace),
        "first_targets": paths.TARGETS,
        "charts": paths.CHARTS,
        "glossary": paths.GLOSSARY,
        "ended_short": "{}/",
        "ended": "ended/{}/",
        "ended_deep": "ended/{}/{}/",
    }


def pages_of(shelf: Shelf, words: Mapping[str, Mapping[str, Any]]) -> tuple[Page, ...]:
    """Every page of the site but the prose, in a stable order.

    Args:
        shelf: what the site knows.
        words: interface words by language code, for the titles of pages that have none in the document.
    """
    changes = index((entry.path, entry) for entry in entries_of(shelf) if entry.changes)
    return (
        _home(shelf, shelf.newest, words),
        *(page for library in shelf.editions for page in _edition(shelf, library, words, changes)),
        *_departments(shelf, words),
        *(_department_booklet(shelf, body, words) for body in shelf.departments.values()),
        *_locations(shelf, words),
        *_topics(shelf, words),
        *_lists(shelf, shelf.newest, words),
        *_ended(shelf, words),
    )


def _edition(
    shelf: Shelf,
    library: Library,
    words: Mapping[str, Mapping[str, Any]],
    changes: Mapping[str, tuple[Entry, ...]],
) -> Iterator[Page]:
    """The pages of one edition; those of its own that the newest has at an address shared by all only beside others."""
    yield from (_plan(library, plan) for plan in library.plans)
    yield from (_plan_booklet(library, plan, words) for plan in library.plans)
    yield from (_measure(library, measure) for measure in library.measures.values())
    yield from _items(shelf, library, changes)
    yield _text(shelf, library, words)
    if shelf.several:
        home = _home(shelf, library, words)
        path, edition = paths.landing(library.year), library.edition
        yield replace(home, path=path, title=edition.title, description=_short(edition.preamble), place="landing")
    if library is not shelf.newest:
        name = library.edition.title
        for page in _lists(shelf, library, words):
            title = Bilingual(zh=f"{page.title.zh}：{name.zh}", en=f"{page.title.en}: {name.en}")
            place = "older" if page.path.startswith(f"{library.year}/") else "first"
            yield replace(page, title=title, place=f"{place}_{page.kind}")


def _lists(shelf: Shelf, library: Library, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    """What every edition has once beside its text: all items, the ledger, the charts and the terms."""
    views = {
        "explore": {"plans": library.plans, "topics": shelf.topics},
        "targets": _ledger(library),
        "charts": {"charts": {language: charts_of(library, words[language], language) for language in ("zh", "en")}},
        "glossary": _glossary(shelf, library, words),
    }
    for kind, view in views.items():
        page = _listing(kind, _places_of(shelf, library)[kind], words, view)
        yield replace(page, edition=library.year)


def _places_of(shelf: Shelf, library: Library) -> Mapping[str, str]:
    """Where an edition has what every edition has once, by kind of page."""
    newest = library is shelf.newest
    return {
        "text": paths.text(library.year),
        "explore": paths.explore(library.namespace),
        "targets": paths.targets(library.namespace),
        "charts": paths.CHARTS if newest else paths.charts(library.year),
        "glossary": paths.GLOSSARY if newest else paths.glossary(library.year),
    }


def switch_of(shelf: Shelf, page: Page) -> list[tuple[str, str]]:
    """The editions that a page of one leads to, with a path in each: its own, those beside it, and the newest.

    What every edition has once leads to the same of another edition, all other pages to its landing page. It is empty
    where there is one edition only, and for pages of all editions.
    """
    if not (shelf.several and page.edition):
        return []
    years = list(shelf.by_year)
    place = years.index(page.edition)
    near = dict.fromkeys((years[0], *years[max(place - 1, 0) : place + 2]))
    return [(year, _places_of(shelf, shelf.by_year[year]).get(page.kind, paths.landing(year))) for year in near]


def _word(words: Mapping[str, Mapping[str, Any]], key: str) -> Bilingual:
    return Bilingual(zh=words["zh"][key], en=words["en"][key])


def _short(text: Bilingual) -> Bilingual:
    """A text cut to what a search result shows."""

    def cut(language: str) -> str:
        whole, limit = text[language], DESCRIPTION_LENGTH[language]
        if len(whole) <= limit:
            return whole
        end = whole.rfind(" ", 0, limit) if language == "en" else limit - 1
        return f"{whole[:end].rstrip(' ,;、')}…"

    return Bilingual(zh=cut("zh"), en=cut("en"))


def _listing(kind: str, path: str, words: Mapping[str, Mapping[str, Any]], view: Mapping[str, Any]) -> Page:
    return Page(path, kind, _word(words, kind), _short(_word(words, f"{kind}_intro")), view)


def _home(shelf: Shelf, library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    counts = {
        "plans": len(library.plans),
        "measures": len(library.measures),
        "items": len(library.items),
        "targets": len(library.targets),
        "locations": len(library.items_of_location),
        "departments": len(library.measures_of_department),
    }
    view = {
        "plans": [(plan.alone, _size(plan.measures), _key_targets(library, plan)) for plan in library.plans],
        "counts": counts,
        "guides": [topic for topic in library.topics.values() if topic.guide],
        "editions": [other.edition for other in shelf.editions] if shelf.several and library is shelf.newest else [],
    }
    title, about = _word(words, "site_name"), _word(words, "site_description")
    return Page(paths.HOME, "home", title, about, view, library.year)


def _size(measures: Iterable[MeasureEntry]) -> Mapping[str, int]:
    """How much some measures hold."""
    own = tuple(measures)
    items = [item for measure in own for item in measure.items]
    return {"measures": len(own), "items": len(items), "targets": sum(len(item.raw.targets) for item in items)}


def _key_targets(library: Library, plan: PlanEntry) -> list[Target]:
    return [library.target[one][1] for one in plan.raw.key_targets]


def _plan(library: Library, plan: PlanEntry) -> Page:
    title = Bilingual(zh=f"计划{plan.mark}:{plan.title.zh}", en=f"Plan {plan.number}: {plan.title.en}")
    previous, following = _neighbours(library.plans, plan)
    view = {
        "plan": plan,
        "counts": _size(plan.measures),
        "key_targets": _key_targets(library, plan),
        "previous": previous,
        "next": following,
    }
    return Page(plan.path, "plan", title, _short(plan.raw.summary), view, library.year)


def _measure(library: Library, measure: MeasureEntry) -> Page:
    title = Bilingual(zh=f"{measure.id} {measure.title.zh}", en=f"{measure.id} {measure.title.en}")
    names = {
        language: ("、" if language == "zh" else ", ").join(
            library.departments[slug].name[language] for slug in measure.departments
        )
        for language in ("zh", "en")
    }
    description = Bilingual(
        zh=f"{measure.title.zh}:{len(measure.items)}条事项。责任单位:{names['zh']}",
        en=f"{measure.title.en}: {len(measure.items)} items. Responsible: {names['en']}",
    )
    previous, following = _neighbours(tuple(library.measures.values()), measure)
    view = {
        "measure": measure,
        "plan": library.plan(measure.plan).alone,
        "departments": [library.departments[slug] for slug in measure.departments],
        "zones": [library.locations[slug] for slug in measure.zones],
        "previous": previous,
        "next": following,
    }
    return Page(measure.path, "measure", title, _short(description), view, library.year)


def _items(shelf: Shelf, library: Library, changes: Mapping[str, tuple[Entry, ...]]) -> Iterator[Page]:
    items = tuple(library.items.values())
    for previous, item, following in zip((None, *items), items, (*items[1:], None), strict=False):
        measure = library.measures[item.measure]
        named = library.location_names.find(item.raw.zh)
        mentioned = {mention.slug for mention in named}
        view = {
            "item": item,
            "measure": measure.alone,
            "plan": library.plan(item.plan).alone,
            "departments": [library.departments[slug] for slug in measure.departments],
            "locations": [library.locations[slug] for slug in item.raw.locations if slug in mentioned],
            "zones": [library.locations[slug] for slug in item.raw.locations if slug not in mentioned],
            "terms": [library.terms[slug] for slug in item.terms],
            "topics": [library.topics[slug] for slug in item.raw.topics],
            "wording": _wording(library, item),
            "reached": {one.id: library.reached[one.id] for one in item.raw.targets if one.id in library.reached},
            "related": _beside(library, library.related(item)),
            "elsewhere": [(other.edition, _beside(other, rows)) for other, rows in shelf.elsewhere(item)],
            "changes": changes.get(item.path, ()),
            "since": library.history.published,
            "previous": previous,
            "next": following,
        }
        title = Bilingual(zh=f"{item.id} {item.raw.headline.zh}", en=f"{item.id} {item.raw.headline.en}")
        short, name = _short(item.text), library.edition.short_title
        description = Bilingual(
            zh=f"{short.zh}（{name.zh}第{item.id}项）",
            en=f"{short.en} (Item {item.id} of {name.en}, unofficial translation)",
        )
        yield Page(item.path, "item", title, description, view, library.year)


def _beside(
    library: Library, rows: Iterable[tuple[ItemEntry, tuple[str, ...]]]
) -> list[tuple[ItemEntry, list[Location], tuple[str, ...]]]:
    """Items that share places with another, with the places and their slugs."""
    return [(other, [library.locations[slug] for slug in slugs], slugs) for other, slugs in rows]


def _wording(library: Library, item: ItemEntry) -> list[tuple[Commitment, list[str]]]:
    """The kinds of commitment in an item's sentence, each with its verbs."""
    kinds = [library.commitments[slug] for slug in item.commitments]
    return [(kind, [verb for verb in item.raw.verbs if verb in kind.verbs]) for kind in kinds]


def _topics(shelf: Shelf, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    rows = [(topic, _total(shelf.items_of_topic[slug])) for slug, topic in shelf.topics.items()]
    yield _listing("topics", paths.TOPICS, words, {"rows": rows})
    for slug, topic in shelf.topics.items():
        shares = shelf.items_of_topic[slug]
        own = [(library, item) for library, items in shares for item in items]
        places = Counter(place for _, item in own for place in item.raw.locations)
        named = [(shelf.locations[one], count) for one, count in places.most_common()]
        bodies = Counter(body for library, item in own for body in library.measures[item.measure].departments)
        view = {
            "topic": topic,
            "items": len(own),
            "targets": [(item, target) for item in shares[0][1] for target in item.raw.targets],
            "editions": [(library.edition, library.items_by_plan(items)) for library, items in shares[:RECENT]],
            "older": _older(shares, len),
            "places": named[:FREQUENT],
            "more_places": named[FREQUENT:],
            "departments": [(shelf.departments[one], count) for one, count in bodies.most_common(FREQUENT)],
            "hong_kong_names": [place for place in shelf.locations.values() if place.name.hk and topic.guide],
        }
        yield Page(paths.topic(slug), "topic", topic.name, _short(topic.intro), view)


def _total(shares: Iterable[Share[Any]]) -> int:
    """How much some editions have of something together."""
    return sum(len(own) for _, own in shares)


def _older(shares: tuple[Share[Any], ...], count: Callable[[tuple[Any, ...]], int]) -> list[tuple[str, int]]:
    """The editions that are only led to, each with the number of items that it has of something."""
    return [(library.year, count(own)) for library, own in shares[RECENT:]]


def _ledger(library: Library) -> Mapping[str, Any]:
    """The targets of an edition, with what may be added up and what must not."""

    def overlapping(target: Target) -> list[tuple[Overlap, list[str]]]:
        """What a target is part of, with the ids of the others."""
        found = library.overlaps_of_target.get(target.id, ())
        return [(overlap, [one for one in overlap.targets if one != target.id]) for overlap in found]

    return {
        "rows": [(item, target, overlapping(target)) for item, target in library.targets],
        "reached": library.reached,
        "overlaps": [(overlap, _listed(library, overlap.targets)) for overlap in library.adding.overlaps],
        "sums": [
            (group, sum_of(target for _, target in _listed(library, group.targets)), _listed(library, group.targets))
            for group in library.adding.sums
        ],
        "plans": [(plan, _size(plan.measures)["targets"]) for plan in library.plans],
        "units": _counted(target.unit for _, target in library.targets),
        "natures": _counted(target.nature for _, target in library.targets),
    }


def _listed(library: Library, ids: Iterable[str]) -> list[tuple[ItemEntry, Target]]:
    return [library.target[one] for one in ids]


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """The values that occur with their counts, the most frequent first."""
    return Counter(values).most_common()


def _text(shelf: Shelf, library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    title = Bilingual(
        zh=f"{words['zh']['full_text']}:{library.edition.title.zh}",
        en=f"{words['en']['full_text']}: {library.edition.title.en}",
    )
    place = "" if library is shelf.newest else "older_text"
    about = _short(_word(words, "text_intro"))
    signed = chinese_date(library.edition.signed)
    view = {"plans": library.plans, "signed": signed, "departments": shelf.departments}
    return Page(paths.text(library.year), "text", title, about, view, library.year, place)


def _departments(shelf: Shelf, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    groups = _by_kind(shelf.departments.values(), words, "department_kinds")
    counts = {
        slug: _size(measure for _, own in shares for measure in own)
        for slug, shares in shelf.measures_of_department.items()
    }
    yield _listing("departments", paths.DEPARTMENTS, words, {"groups": groups, "counts": counts})
    for slug, body in shelf.departments.items():
        shares = shelf.measures_of_department[slug]
        newest, own = shares[0]
        size, places = _size(own), ", ".join(measure.id for measure in own)
        amount = f"{_many(len(own), 'measure')} ({places}), {_many(size['items'], 'item')}"
        where, year = _year(shelf, newest.edition)
        description = Bilingual(
            zh=f"{body.name.zh}在{where}罗湖“十大计划”中负责{len(own)}项措施({places}),共{size['items']}条事项。",
            en=f"{body.name.en}: responsible for {amount}{year}.",
        )
        view = {
            "department": body,
            "editions": [(library.edition, _with_others(library, measures)) for library, measures in shares[:RECENT]],
            "older": _older(shares, lambda measures: _size(measures)["items"]),
            "counts": counts[slug],
            "partners": [
                (shelf.departments[other], count)
                for other, count in shelf.partners_of_department.get(slug, ())[:FREQUENT]
            ],
        }
        yield Page(paths.department(slug), "department", body.name, _short(description), view)


def _with_others(
    library: Library, measures: Iterable[MeasureEntry]
) -> list[tuple[PlanEntry, tuple[tuple[MeasureEntry, int], ...]]]:
    """Measures by plan, each with the number of units responsible beside one."""
    rows = [(measure, len(measure.departments) - 1) for measure in measures]
    return [(library.plan(number).alone, tuple(run)) for number, run in groupby(rows, key=lambda row: row[0].plan)]


def _year(shelf: Shelf, edition: Edition) -> tuple[str, str]:
    """Which edition is meant, in Chinese before a name and in English after it; nothing where there is only one."""
    return (f"{edition.edition}年", f" in {edition.edition}") if shelf.several else ("", "")


def _locations(shelf: Shelf, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    items = shelf.items_of_location
    groups = _by_kind(shelf.locations.values(), words, "location_kinds")
    counts = {slug: _total(shares) for slug, shares in items.items()}
    zones = index(
        (slug, measure)
        for library in shelf.editions
        for measure in library.measures.values()
        for slug in dict.fromkeys(measure.zones)
    )
    yield _listing("locations", paths.LOCATIONS, words, {"groups": groups, "counts": counts})
    for slug, place in shelf.locations.items():
        newest, own = items[slug][0]
        first = own[0].raw.headline
        name = place.name
        where, year = _year(shelf, newest.edition)
        description = Bilingual(
            zh=f"{where}罗湖“十大计划”里与{name.zh}有关的{len(own)}条事项,如:{first.zh}。",
            en=f"{_many(len(own), 'item')} of the Luohu Ten Plans{year} on {name.en}, such as: {first.en}.",
        )
        recent = items[slug][:RECENT]
        here = {item.path for _, found in recent for item in found}
        view = {
            "location": place,
            "editions": [(library.edition, library.items_by_plan(found)) for library, found in recent],
            "older": _older(items[slug], len),
            "items": counts[slug],
            "within": tuple(shelf.places_around(place)),
            "parts": shelf.parts_of_location.get(slug, ()),
            "inside": [
                (part, others)
                for part in shelf.places_within(slug)
                if (others := [item for _, own in items[part.slug][:RECENT] for item in own if item.path not in here])
            ],
            "zone_of": zones.get(slug, ()),
        }
        yield Page(paths.location(slug), "location", name, _short(description), view)


def _glossary(shelf: Shelf, library: Library, words: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """All terms beside the newest edition, for it has their addresses; beside an older one those that occur in it."""
    passages = _passages(library, words)
    terms = [term for term in shelf.terms.values() if library is shelf.newest or term.slug in passages]
    terms.sort(key=lambda term: (_reading(term.term.zh), term.slug))
    rows = [(term, passages.get(term.slug, ())) for term in terms]
    english = sorted(rows, key=lambda row: (row[0].term.en.lower().strip('"'), row[0].slug))
    return {"rows": {"zh": rows, "en": english}}


def _ended(shelf: Shelf, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    """A page at every address that has ended; anchors are told of on the page they stood on."""
    for end in shelf.permalinks.ended:
        if "#" not in end.path:
            published = shelf.permalinks.published.get(end.path, NAMELESS)
            name = end.path if published == NAMELESS else published
            place = {1: "ended_short", 3: "ended_deep"}.get(end.path.count("/"), "")
            view = {"end": end, "name": name}
            yield Page(end.path, "ended", _word(words, "ended"), _short(end.why), view, place=place)


def _passages(
    library: Library, words: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, tuple[tuple[str, Bilingual], ...]]:
    """Where each term occurs, by its slug: path and label of the preamble, of titles and headings, and of items."""
    edition = library.edition
    texts = [(edition.preamble.zh, paths.text(edition.edition, "preamble"), _word(words, "preamble"))]
    for plan in library.plans:
        label = Bilingual(zh=f"计划{plan.mark}", en=f"Plan {plan.number}")
        texts.append((plan.title.zh, plan.path, label))
        for measure in plan.measures:
            label = Bilingual(zh=measure.id, en=measure.id)
            headings = [entry.zh for entry in measure.raw.content if not isinstance(entry, Item)]
            texts.append(("\n".join([measure.title.zh, *headings]), measure.path, label))
            for item in measure.items:
                texts.append((item.raw.zh, item.path, Bilingual(zh=item.id, en=item.id)))
    return index(
        (slug, (path, label))
        for text, path, label in texts
        for slug in dict.fromkeys(mention.slug for mention in library.term_names.find(text))
    )


def _plan_booklet(library: Library, plan: PlanEntry, words: Mapping[str, Mapping[str, Any]]) -> Page:
    view = {"plan": plan, "plans": _leaves(library, plan.measures), "counts": _size(plan.measures)}
    return _booklet(_plan(library, plan), "plan_booklet", words, view)


def _department_booklet(shelf: Shelf, body: Department, words: Mapping[str, Mapping[str, Any]]) -> Page:
    shares = shelf.measures_of_department[body.slug][:RECENT]
    view = {
        "department": body,
        "editions": [(library.edition, _leaves(library, own)) for library, own in shares],
        "counts": _size(measure for _, own in shares for measure in own),
    }
    of = Page(paths.department(body.slug), "department", body.name, body.name, {})
    return _booklet(of, "department_booklet", words, view)


def _booklet(of: Page, kind: str, words: Mapping[str, Mapping[str, Any]], view: Mapping[str, Any]) -> Page:
    """All that belongs to a page, in full and to be printed."""
    title = Bilingual(
        zh=f"{of.title.zh}（{words['zh']['booklet']}）", en=f"{of.title.en} ({words['en']['booklet'].lower()})"
    )
    about = Bilingual(
        zh=f"{of.title.zh}：{words['zh']['booklet_intro']}", en=f"{of.title.en}: {words['en']['booklet_intro']}"
    )
    return Page(paths.booklet(of.path), kind, title, _short(about), view, of.edition)


def _leaves(
    library: Library, measures: tuple[MeasureEntry, ...]
) -> list[tuple[PlanEntry, list[tuple[MeasureEntry, list[Department]]]]]:
    """What a booklet holds: measures with their responsible units, by plan."""
    rows = [(measure, [library.departments[slug] for slug in measure.departments]) for measure in measures]
    return [(library.plan(number), list(run)) for number, run in groupby(rows, key=lambda row: row[0].plan)]


def _by_kind(
    entries: Iterable[Department | Location], words: Mapping[str, Mapping[str, Any]], table: str
) -> list[tuple[str, Mapping[str, list[Department | Location]]]]:
    """Entries by kind, in the order of the words, within a kind as each language sorts them."""
    found: dict[str, list[Department | Location]] = {kind: [] for kind in words["zh"][table]}
    for entry in entries:
        found[entry.kind].append(entry)
    return [
        (
            kind,
            {
                "zh": sorted(group, key=lambda entry: (_reading(entry.name.zh), entry.slug)),
                "en": sorted(group, key=lambda entry: (entry.name.en.lower(), entry.slug)),
            },
        )
        for kind, group in found.items()
        if group
    ]


@cache
def _reading(name: str) -> tuple[str, ...]:
    """The pinyin of each character of a name, by which Chinese lists are sorted."""
    return tuple(lazy_pinyin(name))


def _neighbours(sequence: tuple[Any, ...], entry: Any) -> tuple[Any, Any]:
    """The entries before and after, or None at the ends."""
    position = next(number for number, one in enumerate(sequence) if one is entry)
    before = sequence[position - 1] if position else None
    return before, sequence[position + 1] if position + 1 < len(sequence) else None


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
