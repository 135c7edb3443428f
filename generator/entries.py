"""New entries of the registries, written into their place without touching anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import count
from typing import Any

from pydantic import TypeAdapter, ValidationError

from . import strict_yaml
from .canonical import identical, lines_of
from .load import Content
from .messages import Tongue, say
from .model import DepartmentKind, LocationKind, Slug
from .problems import nearest
from .slugs import slug_of

FILES = {
    "location": "content/locations.yml",
    "department": "content/departments.yml",
    "term": "content/glossary.yml",
    "topic": "content/topics.yml",
}
"""Which registry holds what."""

KINDS: Mapping[str, type[StrEnum]] = {"location": LocationKind, "department": DepartmentKind}
"""The words for `kind`, where there is one."""


class EntryError(Exception):
    """An entry cannot be made; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said of a new entry on the command line; what was not said is empty."""

    zh: str = ""
    en: str = ""
    slug: str = ""
    hk: str = ""
    kind: str = ""
    within: str = ""
    outside: bool = False
    """Whether a place lies outside Luohu District."""
    spellings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    """A term's explanation or a topic's introduction, in Chinese and in English."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Draft:
        """From the values by name, lists for tuples; other names are passed over."""
        own: dict[str, Any] = {}
        for name in (field.name for field in fields(cls) if field.name in said):
            own[name] = tuple(said[name]) if isinstance(said[name], list) else said[name]
        return cls(**own)


def entry_of(what: str, draft: Draft, content: Content, language: Tongue) -> dict[str, Any]:
    """The entry as it will stand in its registry, one of the keys of `FILES`.

    Raises:
        EntryError: when something is missing, not allowed or already there, in this language.
    """
    _require(what, draft, language)
    slug = draft.slug or slug_of(draft.zh, ((name, slug) for _, slug, (name, *_) in _entries(content)))
    _refuse_taken(what, slug, draft, content, language)
    name = {"zh": draft.zh, "en": draft.en} | ({"hk": draft.hk} if draft.hk else {})
    said = dict(zip(("zh", "en"), draft.sentence, strict=False))
    aliases = {"aliases": [*draft.aliases]} if draft.aliases else {}
    match what:
        case "location":
            places = {place.slug for place in content.locations}
            if draft.within and draft.within not in places:
                otherwise = say("new-within-unknown", language, within=draft.within)
                raise EntryError(_advice(draft.within, places, otherwise, language))
            within = {"within": draft.within} if draft.within else {}
            return {"slug": slug, "name": name, "kind": draft.kind, **aliases, **within, "in_luohu": not draft.outside}
        case "department":
            spellings = [*(draft.spellings or [draft.zh])]
            return {"slug": slug, "name": name, "kind": draft.kind, "spellings": spellings, **aliases}
        case "term":
            lists = {"aliases": draft.aliases, "accepted": draft.accepted, "refused": draft.refused}
            return {"slug": slug, "term": name, **{key: [*own] for key, own in lists.items()}, "explanation": said}
    return {"slug": slug, "name": name, "intro": said, **aliases}


def _require(what: str, draft: Draft, language: Tongue) -> None:
    """Everything that is missing, in one sentence."""
    words = [word.value for word in KINDS.get(what, ())]
    listed = say("comma", language).join(words)
    needs = {say("new-zh", language): bool(draft.zh), say("new-en", language): bool(draft.en)}
    if words:
        needs[say("new-kind", language, words=listed)] = bool(draft.kind)
    if what in _SENTENCES:
        needs[say(_SENTENCES[what], language)] = bool(draft.sentence) and all(draft.sentence)
    missing = [need for need, given in needs.items() if not given]
    if missing:
        *most, last = missing
        shown = say("comma", language).join(most) + (say("and", language) if most else "") + last
        raise EntryError(say("new-needs", language, entry=say(what, language), missing=shown))
    if words and draft.kind not in words:
        otherwise = say("new-kind-unknown", language, kind=draft.kind, entry=say(what, language), words=listed)
        raise EntryError(_advice(draft.kind, words, otherwise, language))


_SENTENCES = {"term": "new-explanation", "topic": "new-intro"}
"""What must be said of an entry beside its names."""


def _advice(wrong: str, known: Iterable[str], otherwise: str, language: Tongue) -> str:
    near = nearest(wrong, known)
    return say("new-near", language, wrong=wrong, near=near) if near else otherwise


def _refuse_taken(what: str, slug: str, draft: Draft, content: Content, language: Tongue) -> None:
    try:
        TypeAdapter(Slug).validate_python(slug)
    except ValidationError:
        raise EntryError(say("new-slug-form", language, slug=slug)) from None
    own = [(other, names) for kind, other, names in _entries(content) if kind == what]
    for name in (draft.zh, *draft.spellings, *draft.aliases):
        for other, names in own:
            if name in names:
                raise EntryError(say("new-name-taken", language, name=name, slug=other, file=FILES[what]))
    taken = dict(own)
    if slug in taken:
        free = next(free for number in count(2) if (free := f"{slug}-{number}") not in taken)
        values = {"slug": slug, "name": taken[slug][0], "file": FILES[what], "free": free}
        raise EntryError(say("new-slug-taken", language, **values))


def _entries(content: Content) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Which registry, slug, and Chinese names of every entry, the main name first."""
    for place in content.locations:
        yield "location", place.slug, (place.name.zh, *place.aliases)
    for body in content.departments:
        yield "department", body.slug, (body.name.zh, *body.spellings, *body.aliases)
    for term in content.glossary:
        yield "term", term.slug, (term.term.zh, *term.aliases)
    for topic in content.topics:
        yield "topic", topic.slug, (topic.name.zh, *topic.aliases)


def inserted(what: str, entry: Mapping[str, Any], raw: bytes, language: Tongue) -> tuple[str, int]:
    """A registry's text with one more entry, and the entry's 1-based line; not a character else is changed.

    Entries stand in the order of their slugs; topics, whose order is that of their display, at the end.

    Raises:
        EntryError: when the result would not say the same with the entry added, in this language.
    """
    file = FILES[what]
    document, _ = strict_yaml.parse(file, raw)
    entries = document.data if isinstance(document.data, list) else []
    place = len(entries) if what == "topic" else _place(entry["slug"], entries)
    lines = strict_yaml.text_of(raw).rstrip("\n").split("\n")
    if place < len(entries):
        start = document.line(place) - 1
        while start and lines[start - 1].startswith("#"):  # what is said of the next entry
            start -= 1
        text = lines_of(file, entry)
        new = [*lines[:start], *text, "", *lines[start:]]
    else:
        start = len(lines) + 1
        new = [*lines, "", *lines_of(file, entry)]
    written = "\n".join(new) + "\n"
    again, problems = strict_yaml.parse(file, written.encode())
    if problems:
        raise EntryError(say("new-unwritable", language, file=file, why=problems[0].told(language)[0]))
    if not identical(again.data, [*entries[:place], dict(entry), *entries[place:]]):
        raise EntryError(say("new-layout", language, file=file))
    return written, start + 1


def _place(slug: str, entries: Iterable[Any]) -> int:
    slugs = [str(entry.get("slug")) if isinstance(entry, dict) else "" for entry in entries]
    return next((place for place, other in enumerate(slugs) if other > slug), len(slugs))
