"""How far each English text can be relied on, worked out from what is recorded and what the texts are now.

The record keeps, for each text, the state it was given and a digest of both languages at that time. What follows:

- nothing recorded, or the English changed since: `draft` (a person wrote it);
- the Chinese changed and the English did not: `stale`;
- neither changed: the state recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .model import Record, State
from .texts import Text

FILE = "content/translations.yml"
PROVIDERS = ("google", "mymemory", "deepl", "libre")
"""Translation services that can fill in missing English."""
_HEAD = (
    "# yaml-language-server: $schema=../site_config/schemas/translations.schema.json\n"
    "# 译文状态,由程序写入,请勿手改。 Which English was made from which Chinese, and its state.\n"
    "# Written by `python -m generator translations` and `translate`; not to be edited by hand.\n"
)

Standing = Literal["missing", "machine", "draft", "reviewed", "stale"]
"""What can be said of a text's English today."""

WORST_FIRST: tuple[Standing, ...] = ("missing", "stale", "machine", "draft", "reviewed")


def digest(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def standing(text: Text, record: Record | None) -> Standing:
    """The state of a text's English."""
    if text.en is None:
        return "missing"
    if record is None or record.en != digest(text.en):
        return "draft"
    if record.zh != digest(text.zh):
        return "stale"
    return record.state.value


def standings(texts: Iterable[Text], records: Mapping[str, Record]) -> dict[str, Standing]:
    """The state of each text's English, by the text's key."""
    return {text.key: standing(text, records.get(text.key)) for text in texts}


def worst(found: Iterable[Standing]) -> Standing:
    """The least reliable of some states."""
    return min(found, key=WORST_FIRST.index)


def recorded(text: Text, state: State, reviewer: str | None = None) -> Record:
    """The record that a text's English, as it is now, has this state.

    Raises:
        ValueError: when there is no English.
    """
    if text.en is None:
        raise ValueError(f"{text.key} has no English")
    return Record(state=state, zh=digest(text.zh), en=digest(text.en), reviewer=reviewer)


def brought_up_to_date(texts: Iterable[Text], records: Mapping[str, Record]) -> dict[str, Record]:
    """Records for all these texts: new and rewritten ones as drafts, all others as they were, and no others."""
    found: dict[str, Record] = {}
    for text in texts:
        record = records.get(text.key)
        if text.en is None:
            continue
        if record is None or record.en != digest(text.en):
            record = recorded(text, State.DRAFT)
        found[text.key] = record
    return found


def accepted(
    texts: Iterable[Text], records: Mapping[str, Record], names: Iterable[str], reviewer: str | None
) -> tuple[dict[str, Record], list[str]]:
    """Records after the English of the things called `names` was looked at, and the keys concerned.

    With a reviewer the texts become `reviewed`; without one they become drafts, unless a review still holds.
    """
    state = State.REVIEWED if reviewer else State.DRAFT
    wanted = tuple(names)
    changed = dict(records)
    keys = []
    for text in texts:
        held = reviewer is None and standing(text, records.get(text.key)) == "reviewed"
        if text.en is not None and not held and any(text.concerns(name) for name in wanted):
            changed[text.key] = recorded(text, state, reviewer)
            keys.append(text.key)
    return changed, keys


def render_records(records: Mapping[str, Record]) -> str:
    """The records as the YAML file that keeps them, sorted by key."""

    def line(key: str, record: Record) -> str:
        reviewer = f", reviewer: {_quoted(record.reviewer)}" if record.reviewer else ""
        return f'{key}: {{state: {record.state.value}, zh: "{record.zh}", en: "{record.en}"{reviewer}}}\n'

    return _HEAD + "".join(line(key, records[key]) for key in sorted(records, key=_by_number))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _by_number(key: str) -> tuple[tuple[int, str], ...]:
    """Sorts 1.2.10 after 1.2.9."""
    steps = key.replace("/", ".").replace("-", ".").split(".")
    return tuple((int(step), "") if step.isdigit() else (-1, step) for step in steps)


@dataclass(frozen=True, slots=True)
class Worklist:
    """What there is to do about the English."""

    texts: Mapping[Standing, tuple[Text, ...]]
    counts: Mapping[str, Mapping[Standing, int]]
    """By file, then by state."""


def worklist(texts: Iterable[Text], records: Mapping[str, Record]) -> Worklist:
    """Every text by the state of its English."""
    found: dict[Standing, list[Text]] = {state: [] for state in WORST_FIRST}
    counts: dict[str, dict[Standing, int]] = {}
    for text in texts:
        state = standing(text, records.get(text.key))
        found[state].append(text)
        row = counts.setdefault(text.file, dict.fromkeys(WORST_FIRST, 0))
        row[state] += 1
    return Worklist({state: tuple(own) for state, own in found.items()}, counts)
