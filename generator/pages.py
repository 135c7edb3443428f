"""Which pages exist, at which path, and what each shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pypinyin import lazy_pinyin

from . import paths
from .changes import entries_of
from .charts import charts_of
from .figures import sum_of
from .library import ItemEntry, Library, MeasureEntry, PlanEntry, index
from .model import Bilingual, Commitment, Department, Item, Location, Target

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


def kinds_of(edition: str) -> Mapping[str, str]:
    """Path pattern by page kind; `{}` stands for what differs from page to page."""
    return {
        "home": paths.HOME,
        "plan": f"{edition}/plans/{{}}/",
        "plan_booklet": paths.booklet(f"{edition}/plans/{{}}/"),
        "measure": f"{edition}/measures/{{}}/",
        "item": f"{edition}/items/{{}}/",
        "text": paths.text(edition),
        "departments": paths.DEPARTMENTS,
        "department": paths.department("{}"),
        "department_booklet": paths.booklet(paths.department("{}")),
        "locations": paths.LOCATIONS,
        "location": paths.location("{}"),
        "topics": paths.TOPICS,
        "topic": paths.topic("{}"),
        "explore": paths.EXPLORE,
        "targets": paths.TARGETS,
        "charts": paths.CHARTS,
        "glossary": paths.GLOSSARY,
        "ended": "ended/{}/",
        "ended_deep": "ended/{}/{}/",
    }


def pages_of(library: Library, words: Mapping[str, Mapping[str, Any]]) -> tuple[Page, ...]:
    """Every page of the site but the prose, in a stable order.

    Args:
        library: what the site knows.
        words: interface words by language code, for the titles of pages that have none in the document.
    """
    return (
        _home(library, words),
        *(_plan(library, plan) for plan in library.plans),
        *(_plan_booklet(library, plan, words) for plan in library.plans),
        *(_measure(library, measure) for measure in library.measures.values()),
        *_items(library),
        _text(library, words),
        *_departments(library, words),
        *(_department_booklet(library, body, words) for body in library.departments.values()),
        *_locations(library, words),
        *_topics(library, words),
        _listing("explore", paths.EXPLORE, words, {"plans": library.plans, "topics": library.topics}),
        _targets(library, words),
        _charts(library, words),
        _glossary(library, words),
        *_ended(library, words),
    )


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


def _home(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    counts = {
        "plans": len(library.plans),
        "measures": len(library.measures),
        "items": len(library.items),
        "targets": len(library.targets),
        "locations": len(library.locations),
        "departments": len(library.departments),
    }
    view = {
        "plans": [(plan, _size(plan.measures), _key_targets(library, plan)) for plan in library.plans],
        "counts": counts,
        "guides": [topic for topic in library.topics.values() if topic.guide],
    }
    return Page(paths.HOME, "home", _word(words, "site_name"), _word(words, "site_description"), view)


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
    path = paths.plan(library.edition.edition, plan.number)
    return Page(path, "plan", title, _short(plan.raw.summary), view)


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
        "plan": library.plan(measure.plan),
        "departments": [library.departments[slug] for slug in measure.departments],
        "zones": [library.locations[slug] for slug in measure.zones],
        "previous": previous,
        "next": following,
    }
    return Page(paths.measure(library.edition.edition, measure.id), "measure", title, _short(description), view)


def _items(library: Library) -> Iterator[Page]:
    items = tuple(library.items.values())
    changes = index((entry.path, entry) for entry in entries_of(library) if entry.changes)
    for item in items:
        measure = library.measures[item.measure]
        previous, following = _neighbours(items, item)
        named = library.location_names.find(item.raw.zh)
        mentioned = {mention.slug for mention in named}
        view = {
            "item": item,
            "measure": measure,
            "plan": library.plan(item.plan),
            "departments": [library.departments[slug] for slug in measure.departments],
            "locations": [library.locations[slug] for slug in item.raw.locations if slug in mentioned],
            "zones": [library.locations[slug] for slug in item.raw.locations if slug not in mentioned],
            "terms": [library.terms[slug] for slug in item.terms],
            "topics": [library.topics[slug] for slug in item.raw.topics],
            "wording": _wording(library, item),
            "reached": {one.id: library.reached[one.id] for one in item.raw.targets if one.id in library.reached},
            "related": [
                (other, [library.locations[slug] for slug in slugs], slugs) for other, slugs in library.related(item)
            ],
            "changes": changes.get(paths.item(library.edition.edition, item.id), ()),
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
        yield Page(paths.item(library.edition.edition, item.id), "item", title, description, view)


def _wording(library: Library, item: ItemEntry) -> list[tuple[Commitment, list[str]]]:
    """The kinds of commitment in an item's sentence, each with its verbs."""
    kinds = [library.commitments[slug] for slug in item.commitments]
    return [(kind, [verb for verb in item.raw.verbs if verb in kind.verbs]) for kind in kinds]


def _topics(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    items = library.items_of_topic
    rows = [(topic, len(items[slug])) for slug, topic in library.topics.items()]
    yield _listing("topics", paths.TOPICS, words, {"rows": rows})
    for slug, topic in library.topics.items():
        own = items[slug]
        places = Counter(place for item in own for place in item.raw.locations)
        bodies = Counter(body for item in own for body in library.measures[item.measure].departments)
        view = {
            "topic": topic,
            "items": len(own),
            "targets": [(item, target) for item in own for target in item.raw.targets],
            "plans": library.items_by_plan(own),
            "places": [(library.locations[one], count) for one, count in places.most_common(FREQUENT)],
            "departments": [(library.departments[one], count) for one, count in bodies.most_common(FREQUENT)],
            "hong_kong_names": [place for place in library.locations.values() if place.name.hk and topic.guide],
        }
        yield Page(paths.topic(slug), "topic", topic.name, _short(topic.intro), view)


def _targets(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    view = {
        "rows": [(item, target, library.overlaps_of_target.get(target.id, ())) for item, target in library.targets],
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
    return _listing("targets", paths.TARGETS, words, view)


def _listed(library: Library, ids: Iterable[str]) -> list[tuple[ItemEntry, Target]]:
    return [library.target[one] for one in ids]


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """The values that occur with their counts, the most frequent first."""
    return Counter(values).most_common()


def _text(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    title = Bilingual(
        zh=f"{words['zh']['full_text']}:{library.edition.title.zh}",
        en=f"{words['en']['full_text']}: {library.edition.title.en}",
    )
    path = paths.text(library.edition.edition)
    return Page(path, "text", title, _short(_word(words, "text_intro")), {"plans": library.plans})


def _departments(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    measures = library.measures_of_department
    groups = _by_kind(library.departments.values(), words, "department_kinds")
    counts = {slug: _size(found) for slug, found in measures.items()}
    yield _listing("departments", paths.DEPARTMENTS, words, {"groups": groups, "counts": counts})
    for slug, body in library.departments.items():
        own = measures[slug]
        size, places = counts[slug], ", ".join(measure.id for measure in own)
        amount = f"{_many(len(own), 'measure')} ({places}), {_many(size['items'], 'item')}"
        description = Bilingual(
            zh=f"{body.name.zh}在罗湖“十大计划”中负责{len(own)}项措施({places}),共{size['items']}条事项。",
            en=f"{body.name.en}: responsible for {amount}.",
        )
        shared = [(measure, len(measure.departments) - 1) for measure in own]
        plans = [(library.plan(number), tuple(run)) for number, run in groupby(shared, key=lambda row: row[0].plan)]
        view = {
            "department": body,
            "plans": plans,
            "counts": size,
            "partners": [
                (library.departments[other], count)
                for other, count in library.partners_of_department.get(slug, ())[:FREQUENT]
            ],
        }
        yield Page(paths.department(slug), "department", body.name, _short(description), view)


def _locations(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    items = library.items_of_location
    groups = _by_kind(library.locations.values(), words, "location_kinds")
    counts = {slug: len(found) for slug, found in items.items()}
    yield _listing("locations", paths.LOCATIONS, words, {"groups": groups, "counts": counts})
    for slug, place in library.locations.items():
        own = items[slug]
        first = own[0].raw.headline
        name = place.name
        description = Bilingual(
            zh=f"罗湖“十大计划”里与{name.zh}有关的{len(own)}条事项,如:{first.zh}。",
            en=f"{_many(len(own), 'item')} of the Luohu Ten Plans on {name.en}, such as: {first.en}.",
        )
        view = {
            "location": place,
            "plans": library.items_by_plan(own),
            "items": len(own),
            "within": tuple(library.places_around(place)),
            "parts": library.parts_of_location.get(slug, ()),
            "inside": [
                (part, others)
                for part in library.places_within(slug)
                if (others := [item for item in items[part.slug] if item not in own])
            ],
            "zone_of": [measure for measure in library.measures.values() if slug in measure.zones],
        }
        yield Page(paths.location(slug), "location", name, _short(description), view)


def _charts(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    charts = {language: charts_of(library, words[language], language) for language in ("zh", "en")}
    return _listing("charts", paths.CHARTS, words, {"charts": charts})


def _glossary(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Page:
    passages = _passages(library, words)
    terms = sorted(library.terms.values(), key=lambda term: (lazy_pinyin(term.term.zh), term.slug))
    rows = [(term, passages[term.slug]) for term in terms]
    english = sorted(rows, key=lambda row: (row[0].term.en.lower().strip('"'), row[0].slug))
    return _listing("glossary", paths.GLOSSARY, words, {"rows": {"zh": rows, "en": english}})


def _ended(library: Library, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Page]:
    """A page at every address that has ended; anchors are told of on the page they stood on."""
    for end in library.permalinks.ended:
        if "#" not in end.path:
            name = library.permalinks.published.get(end.path, end.path)
            kind = "ended" if end.path.count("/") == 2 else "ended_deep"
            yield Page(end.path, kind, _word(words, "ended"), _short(end.why), {"end": end, "name": name})


def _passages(
    library: Library, words: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, tuple[tuple[str, Bilingual], ...]]:
    """Where each term occurs, by its slug: path and label of the preamble, of titles and headings, and of items."""
    edition = library.edition
    texts = [(edition.preamble.zh, paths.text(edition.edition, "preamble"), _word(words, "preamble"))]
    for plan in library.plans:
        label = Bilingual(zh=f"计划{plan.mark}", en=f"Plan {plan.number}")
        texts.append((plan.title.zh, paths.plan(edition.edition, plan.number), label))
        for measure in plan.measures:
            label = Bilingual(zh=measure.id, en=measure.id)
            headings = [entry.zh for entry in measure.raw.content if not isinstance(entry, Item)]
            texts.append(("\n".join([measure.title.zh, *headings]), paths.measure(edition.edition, measure.id), label))
            for item in measure.items:
                texts.append((item.raw.zh, paths.item(edition.edition, item.id), Bilingual(zh=item.id, en=item.id)))
    return index(
        (slug, (path, label))
        for text, path, label in texts
        for slug in dict.fromkeys(mention.slug for mention in library.term_names.find(text))
    )


def _plan_booklet(library: Library, plan: PlanEntry, words: Mapping[str, Mapping[str, Any]]) -> Page:
    view = {"plan": plan, **_leaves(library, plan.measures)}
    return _booklet(_plan(library, plan), "plan_booklet", words, view)


def _department_booklet(library: Library, body: Department, words: Mapping[str, Mapping[str, Any]]) -> Page:
    view = {"department": body, **_leaves(library, library.measures_of_department[body.slug])}
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
    return Page(paths.booklet(of.path), kind, title, _short(about), view)


def _leaves(library: Library, measures: tuple[MeasureEntry, ...]) -> Mapping[str, Any]:
    """What a booklet holds: measures with their responsible units, by plan."""
    rows = [(measure, [library.departments[slug] for slug in measure.departments]) for measure in measures]
    plans = [(library.plan(number), list(run)) for number, run in groupby(rows, key=lambda row: row[0].plan)]
    return {"plans": plans, "counts": _size(measures)}


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
                "zh": sorted(group, key=lambda entry: (lazy_pinyin(entry.name.zh), entry.slug)),
                "en": sorted(group, key=lambda entry: (entry.name.en.lower(), entry.slug)),
            },
        )
        for kind, group in found.items()
        if group
    ]


def _neighbours(sequence: tuple[Any, ...], entry: Any) -> tuple[Any, Any]:
    """The entries before and after, or None at the ends."""
    position = next(number for number, one in enumerate(sequence) if one is entry)
    before = sequence[position - 1] if position else None
    return before, sequence[position + 1] if position + 1 < len(sequence) else None


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
