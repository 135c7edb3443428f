"""Where the content of a page is written: the file and line that an editor opens to improve it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from . import paths
from .load import Content, EditionContent
from .model import Department, Item, Location, Topic
from .strict_yaml import Document


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    """Path below the project's folder, always '/'-separated."""
    line: int = 1
    """1-based."""


def places_of(content: Content) -> Mapping[str, Place]:
    """Where each page is written, by its path; pages of nothing but interface words are not listed."""
    layout, documents = content.layout, content.documents
    found = {
        paths.DEPARTMENTS: Place(layout.departments),
        paths.LOCATIONS: Place(layout.locations),
        paths.TOPICS: Place(layout.topics),
        paths.GLOSSARY: Place(layout.glossary),
    }
    for edition in content.editions:
        found |= _places_in(edition, documents)
    registries: tuple[tuple[str, tuple[Department | Location | Topic, ...], Callable[[str], str]], ...] = (
        (layout.departments, content.departments, paths.department),
        (layout.locations, content.locations, paths.location),
        (layout.topics, content.topics, paths.topic),
    )
    for file, entries, path_of in registries:
        for row, one in enumerate(entries):
            found[path_of(one.slug)] = Place(file, documents[file].line(row))
    for row, end in enumerate(content.permalinks.ended):
        found[end.path] = Place(layout.permalinks, documents[layout.permalinks].line("ended", row))
    return found


def _places_in(content: EditionContent, documents: Mapping[str, Document]) -> Iterator[tuple[str, Place]]:
    """Where the pages of an edition are written."""
    edition = content.edition.edition
    yield paths.text(edition), Place(content.layout.edition)
    yield paths.landing(edition), Place(content.layout.edition)
    yield paths.targets(content.namespace), Place(content.layout.adding)
    for file, plan in zip(content.layout.plans, content.plans, strict=True):
        yield paths.plan(edition, plan.plan), Place(file, documents[file].line("plan"))
        for row, measure in enumerate(plan.measures):
            yield paths.measure(edition, measure.measure), Place(file, documents[file].line("measures", row))
            for position, entry in enumerate(measure.content):
                if isinstance(entry, Item):
                    line = documents[file].line("measures", row, "content", position)
                    yield paths.item(edition, entry.item), Place(file, line)


def words_place(language: str) -> Place:
    """Where the interface words of a language are written, by its code."""
    return Place(f"site_config/words/{language}.yml")
