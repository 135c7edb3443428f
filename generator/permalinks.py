"""The register of every address ever published, and what became of those that are no more.

An address once published answers, or leads on, or says what became of it (design rule of the project). `check` holds
the content to that; `python -m generator permalinks` shows what a change adds, moves and ends, and records it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from . import paths
from .load import Content, EditionContent
from .model import Item, Permalinks

FILE = "content/permalinks.yml"
NAMELESS = "-"
"""Stands for the name of what is known by its number or exists always."""
_HEAD = (
    "# yaml-language-server: $schema=../site_config/schemas/permalinks.schema.json\n"
    "# 发布过的全部网址,由程序写入。 Every address ever published, with the name of what stands there.\n"
    "# Written by `python -m generator permalinks record`. Two parts are for people to add to:\n"
    "#   moved:  old address: new address\n"
    '#   ended:  - {path: old address, date: "2026-01-31", why: {zh: …, en: …}, see: another address}\n'
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the content does to the published addresses."""

    added: Mapping[str, str]
    """New addresses with their names."""
    renamed: Mapping[str, str]
    """New address by vanished address, where the same name now stands elsewhere."""
    lost: Mapping[str, str]
    """Vanished addresses with their names, of which nothing says what became."""
    astray: Mapping[str, str]
    """Published address to the one, not published for its name, at which that name now stands."""


def addresses(content: Content) -> Mapping[str, str]:
    """The name of what stands at each address: language-neutral paths, with anchors for targets and terms.

    Booklets, cards to embed and feeds follow the page they belong to.
    """
    return dict(_addresses(content))


def _addresses(content: Content) -> Iterator[tuple[str, str]]:
    for path in paths.FIXED:
        yield path, NAMELESS
    for one in content.editions:
        yield from _edition(one)
    if len(content.editions) > 1:
        yield from ((paths.landing(one.edition.edition), one.edition.title.zh) for one in content.editions)
        for one in content.editions[:-1]:
            yield paths.charts(one.edition.edition), one.edition.title.zh
            yield paths.glossary(one.edition.edition), NAMELESS
        for one in content.editions[1:]:
            yield paths.explore(one.namespace), NAMELESS
            yield paths.targets(one.namespace), NAMELESS
    yield from ((paths.department(body.slug), body.name.zh) for body in content.departments)
    yield from ((paths.location(place.slug), place.name.zh) for place in content.locations)
    yield from ((paths.topic(topic.slug), topic.name.zh) for topic in content.topics)
    yield from ((paths.term(term.slug), term.term.zh) for term in content.glossary)


def _edition(content: EditionContent) -> Iterator[tuple[str, str]]:
    edition = content.edition.edition
    yield paths.text(edition), content.edition.title.zh
    for plan in content.plans:
        yield paths.plan(edition, plan.plan), plan.title.zh
        for measure in plan.measures:
            yield paths.measure(edition, measure.measure), measure.title.zh
            for entry in measure.content:
                if isinstance(entry, Item):
                    yield paths.item(edition, entry.item), NAMELESS
                    yield paths.short(entry.item), NAMELESS
                    for target in entry.targets:
                        yield paths.target(target.id, content.namespace), target.quote


def changes(register: Permalinks, now: Mapping[str, str]) -> Changes:
    """Compare the register with the addresses there are now."""
    explained = {*register.moved, *(end.path for end in register.ended)}
    known = {path: name for path, name in register.published.items() if path not in explained}
    gone = {path: name for path, name in known.items() if path not in now}
    added = {path: name for path, name in now.items() if path not in register.published}
    new = {path: name for path, name in now.items() if name not in (NAMELESS, register.published.get(path))}
    places = {(_kind(path), name): path for path, name in new.items()}
    elsewhere = {
        path: places[_kind(path), name]
        for path, name in known.items()
        if now.get(path) != name and (_kind(path), name) in places
    }
    renamed = {path: place for path, place in elsewhere.items() if path in gone and place in added}
    lost = {path: name for path, name in gone.items() if path not in renamed}
    return Changes(added, renamed, lost, {path: elsewhere[path] for path in elsewhere if path not in renamed})


def _kind(path: str) -> str:
    """All of an address but its last step."""
    return path.rstrip("/").rpartition("#" if "#" in path else "/")[0]


def shape_of(path: str) -> str:
    """What an address has in common with all others of its kind, so that none stands in the place of a file.

    >>> shape_of("2025/items/1.2.6/"), shape_of("departments/x/"), shape_of("targets/#1.2.6-a"), shape_of("about/")
    ('0/items/*/', 'departments/*/', 'targets/#*', 'about/')
    """
    above, step = _kind(path), path.rstrip("/").rpartition("#" if "#" in path else "/")[2]
    if not above:
        return "*/" if re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", step) else path
    above = re.sub(r"\A[0-9]{4}(?=/|\Z)", "0", above)
    return f"{above}#*" if "#" in path else f"{above}/*/"


def recorded(register: Permalinks, now: Mapping[str, str]) -> Permalinks:
    """The register with new addresses, new names, and addresses that moved with their name.

    Of addresses whose names went astray it keeps what it knows, so that `check` still finds them.
    """
    found = changes(register, now)
    astray = {*found.astray, *found.astray.values()}
    published = {**register.published, **{path: name for path, name in now.items() if path not in astray}}
    return register.model_copy(update={"published": published, "moved": {**register.moved, **found.renamed}})


def render_register(register: Permalinks) -> str:
    """The register as the YAML file that keeps it."""
    data = register.model_dump(mode="json", exclude_none=True)
    data["published"] = dict(sorted(data["published"].items()))
    data["moved"] = dict(sorted(data["moved"].items()))
    return _HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000_000)


def departed(register: Permalinks) -> Mapping[str, str]:
    """The page that answers for each page that is no more: where it moved, or its own, which says why it ended."""
    moved = {old: destination(register, old) for old in register.moved if "#" not in old}
    return moved | {end.path: end.path for end in register.ended if "#" not in end.path}


def destination(register: Permalinks, path: str) -> str:
    """Where an address that moved, perhaps more than once, leads now."""
    seen = set()
    while path in register.moved and path not in seen:
        seen.add(path)
        path = register.moved[path]
    return path
