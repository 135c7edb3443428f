"""Where the content of a page is written: the file and line that an editor opens to improve it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import paths
from .load import Content
from .model import Department, Item, Location, Topic


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    """Path below the project's folder, always '/'-separated."""
    line: int = 1
    """1-based."""


def places_of(content: Content) -> Mapping[str, Place]:
    """Where each page is written, by its path; pages of nothing but interface words are not listed."""
    edition, layout, documents = content.edition.edition, content.layout, content.documents
    found = {
        paths.text(edition): Place(layout.edition),
        paths.DEPARTMENTS: Place(layout.departments),
        paths.LOCATIONS: Place(layout.locations),
        paths.TOPICS: Place(layout.topics),
        paths.GLOSSARY: Place(layout.glossary),
        paths.TARGETS: Place(layout.adding),
    }
    for file, plan in zip(layout.plans, content.plans, strict=True):
        found[paths.plan(edition, plan.plan)] = Place(file, documents[file].line("plan"))
        for row, measure in enumerate(plan.measures):
            found[paths.measure(edition, measure.measure)] = Place(file, documents[file].line("measures", row))
            for position, entry in enumerate(measure.content):
                if isinstance(entry, Item):
                    line = documents[file].line("measures", row, "content", position)
                    found[paths.item(edition, entry.item)] = Place(file, line)
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


def words_place(language: str) -> Place:
    """Where the interface words of a language are written, by its code."""
    return Place(f"site_config/words/{language}.yml")
