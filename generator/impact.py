"""What a change does to the site: two versions of the content, compared thing by thing.

Everything is compared by the keys of `texts`, on the YAML as it stands, so that a version with problems, or of a time
with other rules, can be compared as well. Only addresses and the state of translations need the model.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from . import paths, permalinks, strict_yaml
from .check import check
from .engine import INPUTS
from .history import OURS
from .library import index, location_names, split_responsible, term_names
from .load import Content, parse_content
from .model import Bilingual, Comparator, Target, Unit
from .problems import Problem
from .strict_yaml import Document
from .texts import entries_of
from .translations import Standing, standings

Language = Literal["zh", "en"]
Key = tuple[str, Language | None]
"""Of a text with its language, or of another value by its path: `2025/1.1.2/topics`."""
Value = str | tuple[str, ...]
Facts = Mapping[Key, Value]

_COMPARED = re.compile(
    r"content/(\d{4}/(plans/[^/]+|edition|adding)|departments|locations|glossary|topics|commitments)\.yml"
)
_SOURCE = re.compile(r"content/(\d{4})/source\.txt")
_WRITTEN = ("content/translations.yml", "content/permalinks.yml", "content/history.yml")
"""Data whose changes are told as what they mean."""
_ITEM = re.compile(r"(\d+\.\d+\.\d+)(?:-[a-z]|-\d{4}-\d\d-\d\d)?")
_TARGET = re.compile(r"\d+\.\d+\.\d+-[a-z]")
_MEASURE = re.compile(r"(\d+\.\d+)(?:-t\d+)?(?:-g\d+)?")
_PLAN = re.compile(r"plan-([0-9]{1,9})")
_REGISTRIES = {
    "departments": paths.department,
    "locations": paths.location,
    "glossary": paths.term,
    "topics": paths.topic,
}
_OFFICIAL_FACTS = ("responsible", "signed", "published", "source_sha256")
"""Beside the texts, what the document itself says."""
_OWN_OF_EDITION = ("short_title", "publisher", "reason", *OURS)
_REFERENCES = {"locations": "locations", "within": "locations", "topics": "topics"}
"""Registry of the slugs in a value."""
_IDS = ("plan", "measure", "item", "theme", "group", "id", "slug", "edition")
_FIGURE = ("comparator", "value", "value_max", "unit")
_NUMBER = re.compile(r"\d{1,31}(\.\d{1,30})?")
_QUOTED = re.compile("“([^“”]{2,20})”")
_NAMES = ("title", "headline", "name", "term")


@dataclass(frozen=True, slots=True)
class Thing:
    """What has a page or a place on one."""

    key: str
    """`2025/1.1.2`, `locations/luohu-kouan`; that of an edition is its year."""
    path: str
    """Of its page, perhaps with an anchor."""
    number: str
    """As items, measures and plans are known; empty for others."""
    name: Bilingual
    """Its slug in a language in which it has none."""

    @property
    def kind(self) -> str:
        """`item`, `measure`, `plan`, `edition`, or the name of a registry."""
        root, _, rest = self.key.partition("/")
        if not root.isdigit():
            return root
        if not rest:
            return "edition"
        return "plan" if _PLAN.fullmatch(rest) else "measure" if _MEASURE.fullmatch(rest) else "item"


@dataclass(frozen=True, slots=True)
class Change:
    """One text or value, before and after; None where there is none."""

    key: str
    language: Language | None
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A target that came, went or changed."""

    key: str
    what: Bilingual
    """What it counts."""
    before: Target | None
    """The figure alone; None where it stays, where there was no target, or where it cannot be read."""
    after: Target | None
    changes: tuple[Change, ...]
    """All but those of the figure; of a new or vanished target its words alone."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """What becomes of published addresses."""

    lost: Mapping[str, str]
    """Vanished addresses with the names of what stood there."""
    moved: Mapping[str, str]
    """New address by old address."""
    ended: tuple[str, ...]
    """Those whose page will say why they ended."""
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does."""

    problems: int
    """Mistakes in the new version, which `check` tells."""
    unreadable: tuple[str, ...]
    """Files left out because one of their versions cannot be read."""
    judged: bool
    """Whether addresses and translations could be looked at: both versions can be read, the new one without loss."""
    official: tuple[tuple[Thing, tuple[Change, ...]], ...]
    """Official text that changed, came or went, in editions that are in both versions."""
    source: tuple[str, ...]
    """Editions whose frozen source changed."""
    reordered: bool
    """Whether official texts stand in another order."""
    editions: Mapping[str, int]
    """Editions that came or went, with their number of items, below zero where they went."""
    addresses: Addresses
    added: tuple[Thing, ...]
    removed: tuple[Thing, ...]
    changed: tuple[tuple[Thing, tuple[Change, ...]], ...]
    """Things that are in both versions, with what changed in them but their targets and official text."""
    targets: tuple[TargetChange, ...]
    stale: tuple[str, ...]
    """Keys of texts whose English has gone stale."""
    states: Mapping[tuple[Standing, Standing], int]
    """How many texts went from one state to another, but for those gone stale."""
    shown: tuple[Thing, ...]
    """Those concerned, those they belong to, and those that name them; lists of all of a kind are not among them."""
    unexplained: Mapping[str, str]
    """Quoted terms of the Chinese concerned that the glossary does not have, with the first text that has them."""
    names: Mapping[str, Bilingual]
    """Names of things by key, to show values that are slugs."""
    prose: tuple[str, ...]
    design: tuple[str, ...]
    """Files of templates, styles, words and settings."""
    program: tuple[str, ...]
    others: tuple[str, ...]
    """Other data files, such as synonyms."""

    @property
    def empty(self) -> bool:
        """Whether the site stays as it is."""
        told = (self.problems, self.unreadable, self.official, self.source, self.reordered, self.editions)
        things = (self.added, self.removed, self.changed, self.targets, self.stale, self.states)
        files = (self.prose, self.design, self.program, self.others)
        addresses = (self.addresses.lost, self.addresses.moved, self.addresses.ended, self.addresses.added)
        return not any((*told, *things, *files, *addresses))


def impact_of(before: Mapping[str, bytes], after: Mapping[str, bytes], touched: Iterable[str]) -> Impact:
    """What a change of the content does, and which other files it touches.

    Args:
        before: the data files of the old version, by path.
        after: those of the new version.
        touched: paths of all files that differ, whatever they are.
    """
    old, new = _parsed(before), _parsed(after)
    told = {(problem.file, problem.line) for problem in new.problems}
    more = check(new.content) if new.content else []
    problems = len(new.problems) + sum((problem.file, problem.line) not in told for problem in more)
    addresses = _addresses(old.content, new.content) if old.content and new.content else Addresses({}, {}, (), ())
    lost_files = {*old.unreadable, *new.unreadable}
    renamed = {_key(was): _key(now) for was, now in addresses.moved.items()}
    was = _renamed(_facts(old.documents, lost_files), renamed)
    now = _renamed(_facts(new.documents, lost_files), renamed)
    years = {_split(key)[0] for key, _ in was} ^ {_split(key)[0] for key, _ in now}
    editions = {year: _count(now, year) - _count(was, year) for year in sorted(years) if year.isdigit()}
    differing = [change for change in _changes(was, now) if _split(change.key)[0] not in editions]
    there, here = _things(was), _things(now)
    things = there | here
    official = _by_thing(change for change in differing if _official(change))
    ours = _by_thing(
        change for change in differing if not (_official(change) or _TARGET.fullmatch(_split(change.key)[1]))
    )
    concerned = {_thing(change.key) for change in differing} & things.keys()
    nearby = [near[key] for near in (_near(was), _near(now)) for key in concerned & near.keys()]
    around = concerned.union(*nearby)
    return Impact(
        problems=problems,
        unreadable=tuple(sorted(lost_files)),
        judged=bool(old.content and new.content) and not new.damaged,
        official=tuple((things[key], found) for key, found in official.items()),
        source=tuple(sorted(_sources(before, after) - editions.keys())),
        reordered=_order(was, now) != _order(now, was),
        editions=editions,
        addresses=addresses if not new.damaged else Addresses({}, addresses.moved, addresses.ended, addresses.added),
        added=_only(here, there, editions),
        removed=_only(there, here, editions),
        changed=tuple((things[key], found) for key, found in ours.items() if key in there and key in here),
        targets=tuple(_target_changes(differing, was, now)),
        stale=_stale(old.content, new.content),
        states=_states(old.content, new.content),
        shown=tuple(thing for key, thing in here.items() if key in around),
        unexplained=_unexplained(new.content, now, differing, editions),
        names={key: thing.name for key, thing in things.items()},
        **_files(touched, {*before, *after}),
    )


# Versions


@dataclass(frozen=True, slots=True)
class _Version:
    content: Content | None
    documents: Mapping[str, Document]
    """Files that are compared, with wrong entries."""
    unreadable: frozenset[str]
    problems: tuple[Problem, ...]
    """Of form."""
    damaged: bool


def _parsed(files: Mapping[str, bytes]) -> _Version:
    content, problems = parse_content(files)
    documents = {
        name: content.documents[name]
        if content and name in content.documents and name not in content.damaged
        else strict_yaml.parse(name, files[name])[0]
        for name in sorted(files)
        if _COMPARED.fullmatch(name)
    }
    unreadable = frozenset(name for name, document in documents.items() if document.data is None)
    return _Version(content, documents, unreadable, tuple(problems), bool(content is None or content.damaged))


def _facts(documents: Mapping[str, Document], without: set[str]) -> Facts:
    """Every text and value by key, in the order of the files."""
    found: dict[Key, Value] = {}
    legible = (document for name, document in documents.items() if name not in without)
    for entry in (entry for document in legible for entry in entries_of(document)):
        for field, value in entry.data.items():
            if field in ("zh", "en") and isinstance(value, str):
                language: Language = "zh" if field == "zh" else "en"
                found[entry.key, language] = " ".join(value.split())
            elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
                found[f"{entry.key}/{field}", None] = tuple(map(_as_text, value))
            elif not isinstance(value, dict | list):
                found[f"{entry.key}/{field}", None] = _as_text(value)
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else " ".join(str(value).split())


def _renamed(facts: Facts, renamed: Mapping[str, str]) -> Facts:
    """The facts with the keys that their things, and the values that name them, have now."""

    def now(field: str, slug: str) -> str:
        key = f"{_REFERENCES[field]}/{slug}"
        return renamed.get(key, key).partition("/")[2]

    found: dict[Key, Value] = {}
    for (key, language), value in facts.items():
        thing, field = _thing(key), key.rpartition("/")[2]
        here = renamed.get(thing, thing) + key[len(thing) :]
        if field not in _REFERENCES:
            found[here, language] = value
        else:
            found[here, language] = now(field, value) if isinstance(value, str) else tuple(now(field, s) for s in value)
    return found


def _key(path: str) -> str:
    """The key of what stands at an address of a registry; of others, the address."""
    root, _, rest = path.partition("/")
    return f"{root}/{rest.strip('/#')}"


def _sources(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    names = {name: found[1] for name in (*before, *after) if (found := _SOURCE.fullmatch(name))}
    return {year for name, year in names.items() if before.get(name) != after.get(name)}


# Things


def _split(key: str) -> tuple[str, str]:
    """The root of a key and what it names below it: `2025`, `1.1.2-a`."""
    root, _, rest = key.partition("/")
    return root, rest.partition("/")[0]


def _thing(key: str) -> str:
    """Key of the thing that a text or value belongs to: of a target the item, of a heading the measure."""
    root, name = _split(key)
    if not root.isdigit():
        return f"{root}/{name}"
    for pattern in (_ITEM, _MEASURE):
        if found := pattern.fullmatch(name):
            return f"{root}/{found[1]}"
    return f"{root}/{name}" if _PLAN.fullmatch(name) else root


def _things(facts: Facts) -> dict[str, Thing]:
    """Everything that is there, by key, in the order of the files."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for (key, language), value in facts.items():
        thing = _thing(key)
        own = names[thing]
        if language and isinstance(value, str) and key in (f"{thing}/{name}" for name in _NAMES):
            own[language] = value
    return {key: _named(key, own) for key, own in names.items()}


def _named(key: str, own: Mapping[str, str]) -> Thing:
    root, _, name = key.partition("/")
    number = name.removeprefix("plan-") if root.isdigit() else ""
    label = Bilingual.model_construct(zh=own.get("zh") or name or root, en=own.get("en") or name or root)
    if root in _REGISTRIES:
        path = _REGISTRIES[root](name)
    elif not root.isdigit():
        path = paths.EXPLORE
    elif not name:
        path = paths.text(root)
    elif plan := _PLAN.fullmatch(name):
        path = paths.plan(root, int(plan[1]))
    else:
        path = paths.measure(root, name) if _MEASURE.fullmatch(name) else paths.item(root, name)
    return Thing(key, path, number, label)


def _only(those: Mapping[str, Thing], not_these: Mapping[str, Thing], editions: Iterable[str]) -> tuple[Thing, ...]:
    left = (thing for key, thing in those.items() if key not in not_these)
    return tuple(thing for thing in left if thing.key.partition("/")[0] not in editions)


def _count(facts: Facts, year: str) -> int:
    """How many items an edition has."""
    return sum(key.startswith(f"{year}/") and key.endswith("/item") for key, _ in facts)


def _near(facts: Facts) -> dict[str, frozenset[str]]:
    """For each thing those that show or name it: items with all they belong to, measures with plan and departments."""
    spelled = {
        spelling: _thing(key)
        for (key, _), value in facts.items()
        if key.startswith("departments/") and key.endswith("/spellings")
        for spelling in value
    }
    found: defaultdict[str, set[str]] = defaultdict(set)

    def tie(one: str, others: Iterable[str]) -> None:
        for other in others:
            found[one].add(other)
            found[other].add(one)

    bodies: dict[str, list[str]] = {}
    for (key, _), value in facts.items():
        thing, field = _thing(key), key.rpartition("/")[2]
        root, _, name = thing.partition("/")
        if field == "responsible" and isinstance(value, str):
            bodies[thing] = [spelled[one] for one in split_responsible(value) if one in spelled]
            tie(thing, [f"{root}/plan-{name.partition('.')[0]}", *bodies[thing]])
        elif key == f"{thing}/item":
            measure = f"{root}/{name.rpartition('.')[0]}"
            tie(thing, [measure, f"{root}/plan-{name.partition('.')[0]}", *bodies.get(measure, ())])
        elif key in (f"{thing}/locations", f"{thing}/topics") and not isinstance(value, str):
            tie(thing, [f"{field}/{slug}" for slug in value])
    return {key: frozenset(others) for key, others in found.items()}


# Changes


def _changes(was: Facts, now: Facts) -> Iterator[Change]:
    for key in dict.fromkeys((*was, *now)):
        before, after = was.get(key), now.get(key)
        if before != after and key[0].rpartition("/")[2] not in _IDS:
            yield Change(*key, before, after)


def _by_thing(changes: Iterable[Change]) -> Mapping[str, tuple[Change, ...]]:
    return index((_thing(change.key), change) for change in changes)


def _official(change: Change) -> bool:
    """Whether it is of the document itself."""
    return _is_official(change.key, change.language)


def _is_official(key: str, language: Language | None) -> bool:
    root, *steps = key.split("/")
    if not root.isdigit():
        return False
    if language is None:
        return steps[-1] in _OFFICIAL_FACTS and (len(steps) == 1 or steps[-1] == "responsible")
    return language == "zh" and steps[-1] not in _OWN_OF_EDITION


def _order(those: Facts, these: Facts) -> list[Key]:
    """The official texts of both versions in the order of the first."""
    return [key for key in those if key in these and _is_official(*key)]


def _target_changes(changes: Iterable[Change], was: Facts, now: Facts) -> Iterator[TargetChange]:
    known = {**was, **now}
    own = index(
        ("/".join(_split(change.key)), change) for change in changes if _TARGET.fullmatch(_split(change.key)[1])
    )
    for key, found in own.items():
        before, after = _figure(was, key), _figure(now, key)
        whole = (f"{key}/quote", None) in was and (f"{key}/quote", None) in now
        readable = before and after if whole else before or after
        rest = [
            change
            for change in found
            if not (readable and change.key.rpartition("/")[2] in _FIGURE)
            and (whole or change.key == f"{key}/quote" or not readable)
        ]
        what = Bilingual.model_construct(
            zh=str(known.get((f"{key}/what", "zh"), "")), en=str(known.get((f"{key}/what", "en"), ""))
        )
        if whole and not (before and after and any(getattr(before, part) != getattr(after, part) for part in _FIGURE)):
            before = after = None
        yield TargetChange(key, what, before, after, tuple(rest))


def _figure(facts: Facts, key: str) -> Target | None:
    """The figure of a target alone, where it can be read."""
    raw = {part: str(facts.get((f"{key}/{part}", None), "")) for part in _FIGURE}
    if not all(_NUMBER.fullmatch(raw[part]) for part in ("value", "value_max") if raw[part]):
        return None
    try:
        figure: dict[str, Any] = {
            "comparator": Comparator(raw["comparator"]),
            "value": Decimal(raw["value"]),
            "value_max": Decimal(raw["value_max"]) if raw["value_max"] else None,
            "unit": Unit(raw["unit"]),
        }
    except (ArithmeticError, ValueError):
        return None
    return Target.model_construct(**figure)


def _addresses(old: Content, new: Content) -> Addresses:
    """The new version against every address of the old one, whether its register has it or not."""
    known = {**permalinks.addresses(old), **old.permalinks.published}
    now = permalinks.addresses(new)
    register = new.permalinks.model_copy(update={"published": {**known, **new.permalinks.published}})
    found = permalinks.changes(register, now)
    recorded = {was: to for was, to in new.permalinks.moved.items() if old.permalinks.moved.get(was) != to}
    moved = {**recorded, **found.renamed}
    already = {end.path for end in old.permalinks.ended}
    return Addresses(
        lost=found.lost,
        moved=moved,
        ended=tuple(end.path for end in new.permalinks.ended if end.path not in already),
        added=tuple(path for path in now if path not in {*known, *moved.values()}),
    )


# Translations


def _stale(old: Content | None, new: Content | None) -> tuple[str, ...]:
    before = standings(old.texts, old.records) if old else {}
    after = standings(new.texts, new.records) if new else {}
    return tuple(key for key, state in after.items() if state == "stale" and before.get(key) != "stale")


def _states(old: Content | None, new: Content | None) -> Mapping[tuple[Standing, Standing], int]:
    if not old or not new:
        return {}
    before, after = standings(old.texts, old.records), standings(new.texts, new.records)
    moves = ((before[key], state) for key, state in after.items() if state != "stale" and key in before)
    return dict(sorted(Counter(move for move in moves if move[0] != move[1]).items()))


def _unexplained(
    content: Content | None, now: Facts, changes: Iterable[Change], editions: Mapping[str, int]
) -> dict[str, str]:
    """Terms in quotation marks in the document's Chinese and in our headlines, where either language changed."""
    if content is None:
        return {}
    known = (term_names(content.glossary), location_names(content.locations))
    bodies = {name for body in content.departments for name in (*body.spellings, *body.aliases, body.name.zh)}
    keys = dict.fromkeys(change.key for change in changes if change.language)
    new = (key for key, language in now if language == "zh" and editions.get(_split(key)[0], 0) > 0)
    found: dict[str, str] = {}
    for key in (*keys, *new):
        text = now.get((key, "zh"))
        if isinstance(text, str) and (_is_official(key, "zh") or key.endswith("/headline")):
            for quoted in _QUOTED.findall(text):
                if quoted not in bodies and not any(names.find(quoted) for names in known):
                    found.setdefault(quoted, key)
    return found


# Files


def _files(touched: Iterable[str], data: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The files beside those that are compared, by what they make of the site."""
    found: dict[str, list[str]] = {"prose": [], "design": [], "program": [], "others": []}
    read = set(data)
    for path in touched:
        if path.startswith("content/pages/"):
            found["prose"].append(path)
        elif path.startswith(("templates/", *INPUTS)):
            found["design"].append(path)
        elif path.startswith("generator/") or re.fullmatch(r"requirements(-node)?\.txt|package-lock\.json", path):
            found["program"].append(path)
        elif path in read and not _COMPARED.fullmatch(path) and not _SOURCE.fullmatch(path) and path not in _WRITTEN:
            found["others"].append(path)
    return {kind: tuple(names) for kind, names in found.items()}
