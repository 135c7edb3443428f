"""Revisions as readers see them: what each concerns, in which feeds it belongs, and the difference word by word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from . import paths
from .figures import figure_text
from .languages import Language
from .library import ItemEntry, Library, ProgressEntry, Shelf, index
from .model import Bilingual, Comparator, Ended, Revision
from .permalinks import departed, shape_of

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:[.,'’-][^\W_\u3400-\u9fff]+)*|\s+|.", re.DOTALL)
"""A Chinese character, a word or number with what is inside it, a run of spaces, or a mark."""
_LONG = 4_000
"""Words and characters of two texts, several times the longest, beyond which an exact comparison would take minutes."""
ALIKE = 0.4
"""Share of common words or characters below which a text is shown as rewritten."""
MOST_ENTRIES = 100
"""So many entries are in a feed, the newest; the pages of items keep all of theirs."""
_ITEM = re.compile(r"\d+\.\d+\.\d+")
_MEASURE = re.compile(r"\d+\.\d+(?![.\d])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a difference."""

    text: str
    kind: Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Change:
    """A revision in words."""

    revision: Revision
    aspect: str
    """What changed: a key of the words' `changed`."""
    part: str
    """The target or heading it concerns, by id; empty where it is the page's own subject."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What changed on one day about the subject of one page, or became known of an item."""

    date: str
    path: str
    name: Bilingual
    anchor: str
    """Of the place on the page where the change is shown; empty where the page does not show it."""
    feeds: frozenset[str]
    """Paths of the pages in whose feeds it belongs."""
    changes: tuple[Change, ...]
    progress: ProgressEntry | None = None
    """What became known; then there are no changes."""

    @property
    def mark(self) -> str:
        """What tells it from the other entries of its page."""
        return self.progress.anchor if self.progress else f"changed-{self.date}"

    @property
    def aspects(self) -> tuple[str, ...]:
        """What changed, each aspect once."""
        return tuple(dict.fromkeys(change.aspect for change in self.changes))


@dataclass(frozen=True, slots=True)
class Feed:
    """The changes on a page and below it."""

    path: str
    """Where it stands; by this it is known to those who follow it."""
    page: str
    """Path of the page."""
    name: Bilingual | None
    """None where it is the whole site's."""
    updated: str
    """Day of the last change, or of the document's publication where there is none."""
    entries: tuple[Entry, ...]
    """The newest first."""
    ended: Ended | None = None
    """Why the page has ended, if it has; the feed then tells this alone."""


def feed_pages(shelf: Shelf) -> Mapping[str, Bilingual | None]:
    """The pages that have a feed, each with its name."""
    return {
        paths.HOME: None,
        **{plan.path: plan.title for library in shelf.editions for plan in library.plans},
        **{paths.department(slug): body.name for slug, body in shelf.departments.items()},
        **{paths.location(slug): place.name for slug, place in shelf.locations.items()},
    }


def feeds_of(shelf: Shelf) -> Iterator[Feed]:
    """Every feed of the site, also at the addresses of pages that moved or ended."""
    entries = index((page, entry) for entry in entries_of(shelf) for page in sorted(entry.feeds))
    feeds: dict[str, Feed] = {}
    for page, name in feed_pages(shelf).items():
        own = entries.get(page, ())
        edition = shelf.by_year.get(page.partition("/")[0], shelf.newest).edition
        day = own[0].date if own else edition.published
        feeds[page] = Feed(paths.feed(page), page, name, day, own[:MOST_ENTRIES])
    yield from feeds.values()
    yield from _of_departed(shelf, feeds)


def _of_departed(shelf: Shelf, feeds: Mapping[str, Feed]) -> Iterator[Feed]:
    """What those get who follow a page that moved or ended: the feed of the page it leads to, or why it ended."""
    register, shapes = shelf.permalinks, {shape_of(page) for page in feeds}
    ended = {end.path: end for end in register.ended}
    for old, page in departed(register).items():
        if shape_of(old) not in shapes:
            continue
        if page in feeds:
            yield replace(feeds[page], path=paths.feed(old))
        else:
            name, end = register.published.get(old, old), ended.get(page)
            day = end.date if end else shelf.newest.edition.published
            yield Feed(paths.feed(old), page, Bilingual(zh=name, en=name), day, (), end)


def entries_of(shelf: Shelf) -> tuple[Entry, ...]:
    """Every change of what this site still shows, and the progress recorded of items; the newest day first.

    Within a day changes come first, by page in the order of the revisions.
    """
    found: list[Entry] = []
    newest = sorted(shelf.history.revisions, key=lambda one: one.date, reverse=True)
    for date, day in groupby(newest, key=lambda one: one.date):
        pages: dict[str, list[tuple[_Subject, Change]]] = {}
        for revision in day:
            if subject := _subject(shelf, revision):
                change = Change(revision, subject.aspect, subject.part)
                pages.setdefault(subject.path, []).append((subject, change))
        for path, own in pages.items():
            feeds = frozenset(feed for subject, _ in own for feed in (paths.HOME, *subject.feeds))
            anchor = f"changed-{date}" if own[0][0].shown else ""
            found.append(Entry(date, path, own[0][0].name, anchor, feeds, tuple(change for _, change in own)))
    known = [
        _known(library, item, one)
        for library in shelf.editions
        for item in library.items.values()
        for one in item.progress
    ]
    return tuple(sorted([*found, *known], key=lambda entry: entry.date, reverse=True))


def _known(library: Library, item: ItemEntry, progress: ProgressEntry) -> Entry:
    feeds = frozenset((paths.HOME, *_feeds_of(library, item, item.raw.locations)))
    return Entry(progress.raw.date, item.path, _name(item), progress.anchor, feeds, (), progress)


def _name(item: ItemEntry) -> Bilingual:
    return Bilingual(zh=f"{item.id} {item.raw.headline.zh}", en=f"{item.id} {item.raw.headline.en}")


def _feeds_of(library: Library, item: ItemEntry, places: Collection[str]) -> Iterator[str]:
    """Below the whole site, the pages in whose feeds an item belongs that names these places."""
    yield paths.plan(item.edition, item.plan)
    yield from map(paths.department, library.measures[item.measure].departments)
    yield from (paths.location(slug) for slug in library.locations if slug in places)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a revision is about."""

    path: str
    name: Bilingual
    aspect: str
    part: str = ""
    feeds: tuple[str, ...] = ()
    shown: bool = False
    """Whether its page lists its changes."""


def _subject(shelf: Shelf, revision: Revision) -> _Subject | None:
    """What a revision is about; None where the site no longer has it."""
    root, thing, aspect = (*revision.what.split("/"), "")[:3]
    if root == "departments" and thing in shelf.departments:
        path = paths.department(thing)
        return _Subject(path, shelf.departments[thing].name, aspect, feeds=(path,))
    if root == "locations" and thing in shelf.locations:
        path = paths.location(thing)
        return _Subject(path, shelf.locations[thing].name, aspect, feeds=(path,))
    if root == "glossary" and thing in shelf.terms:
        return _Subject(paths.term(thing), shelf.terms[thing].term, aspect)
    return _part(shelf.by_year[root], revision, thing, aspect) if root in shelf.by_year else None


def _part(library: Library, revision: Revision, thing: str, aspect: str) -> _Subject | None:
    """What a revision of a part of an edition is about."""
    if (found := _ITEM.match(thing)) and (item := library.items.get(found[0])):
        part = thing if thing != item.id else ""
        places = {*item.raw.locations, *(revision.before or "").split(", "), *(revision.after or "").split(", ")}
        feeds = tuple(_feeds_of(library, item, places))
        aspect = aspect or ("target" if part else "translation")
        return _Subject(item.path, _name(item), aspect, part, feeds, shown=True)
    if (found := _MEASURE.match(thing)) and (measure := library.measures.get(found[0])):
        part = thing if thing != measure.id else ""
        feeds = (paths.plan(library.year, measure.plan), *map(paths.department, measure.departments))
        name = Bilingual(zh=f"{measure.id} {measure.title.zh}", en=f"{measure.id} {measure.title.en}")
        return _Subject(measure.path, name, aspect or "heading", part, feeds)
    for plan in library.plans:
        if thing == f"plan-{plan.number}":
            return _Subject(plan.path, plan.title, aspect, feeds=(plan.path,))
    return None


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """What is gone and what is new, by the character in Chinese and by the word elsewhere.

    A single word or character that stays between two changes is taken into them: a text is read, not a pattern.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > _LONG)
    if matcher.ratio() < ALIKE:
        return tuple(_changed(before, after))
    steps = matcher.get_opcodes()
    pieces: list[Piece] = []
    gone = added = ""
    for position, (tag, i, j, k, m) in enumerate(steps):
        slight = sum(not token.isspace() for token in old[i:j]) <= 1
        if tag == "equal" and not (slight and 0 < position < len(steps) - 1):
            pieces += _changed(gone, added)
            gone = added = ""
            pieces.append(Piece("".join(old[i:j]), "same"))
        else:
            gone += "".join(old[i:j])
            added += "".join(new[k:m])
    return (*pieces, *_changed(gone, added))


def _changed(gone: str, added: str) -> list[Piece]:
    return [piece for piece in (Piece(gone, "gone"), Piece(added, "new")) if piece.text]


def readable(shelf: Shelf, change: Change, language: Language) -> tuple[Piece, ...]:
    """The difference a change makes, in words of `language` where it is no text: a figure, topics, places."""
    revision = change.revision
    before, after = (_shown(shelf, change, value, language) for value in (revision.before, revision.after))
    if revision.language and before and after:
        return difference(before, after)
    return tuple(_changed(before, after))


def _shown(shelf: Shelf, change: Change, value: str | None, language: Language) -> str:
    if value is None or change.revision.language:
        return value or ""
    words, code = language.words, language.code
    if change.aspect in ("value", "value_max"):
        library = shelf.by_year[change.revision.what.partition("/")[0]]
        if change.part not in library.target:
            return value
        bare = {"value": Decimal(value), "value_max": None, "comparator": Comparator.EXACT}
        return figure_text(library.target[change.part][1].model_copy(update=bare), code, words)
    table: Mapping[str, Any] = {
        "comparator": words["comparator_names"],
        "unit": words["unit_names"],
        "nature": words["natures"],
        "status": words["statuses"],
        "topics": {slug: topic.name[code] for slug, topic in shelf.topics.items()},
        "locations": {slug: place.name[code] for slug, place in shelf.locations.items()},
    }.get(change.aspect, {})
    return str(words["comma"]).join(str(table.get(one, one)) for one in value.split(", "))
