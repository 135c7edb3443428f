"""When our texts changed and from what to what: worked out from git, kept in `content/history.yml`.

Versions are compared by key, not by line, so moving or reformatting a file changes nothing. What counts is ours and
shown: translations, headlines, notes, targets, topics, verbs, places, names and explanations; not keywords, which
only the search reads. The official Chinese never changes (`check` compares it with the frozen source) and is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import dropwhile
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import ValidationError

from . import strict_yaml, texts
from .git import Commit, NoHistoryError, read_commits, read_versions
from .model import History, Revision
from .texts import texts_of
from .write import write_file

FILE = "content/history.yml"
PATTERNS = ("content/*/plans/*.yml", "content/departments.yml", "content/locations.yml", "content/glossary.yml")
"""The files whose changes count."""

_HEAD = (
    "# yaml-language-server: $schema=../site_config/schemas/history.schema.json\n"
    "# 修订记录,由程序写入;只有 published 由人填写一次。 What changed since publication.\n"
    "# Written by `python -m generator history record`, but for `published`: the day from which changes count.\n"
)
OURS = ("headline", "note", "what", "summary", "unmeasurable")
"""Texts of a plan whose Chinese is ours; all other Chinese in it is official."""
_FACTS = ("topics", "locations", "value", "value_max", "comparator", "unit", "nature")
_TARGET = re.compile(r"(.+/\d+\.\d+\.\d+)-[a-z]\Z")

Key = tuple[str, Literal["zh", "en"] | None]
"""What a text or fact is called, as in `Revision.what`, and its language."""
Facts = Mapping[Key, str]


def facts_of(path: str, raw: bytes) -> Facts | None:
    """Our texts and facts in one version of a file; None where it cannot be read, or says what no revision can."""
    document, problems = strict_yaml.parse(path, raw)
    if document.data is None or problems:
        return None
    place = PurePosixPath(path)
    in_plan = place.parent.name == "plans"
    found: dict[Key, str] = {}
    for text in texts_of(document):
        if not in_plan or text.path[-1] in OURS:
            found[text.key, "zh"] = _in_one_line(text.zh)
        if text.en is not None:
            found[text.key, "en"] = _in_one_line(text.en)
    if in_plan:
        found |= _beside(document.data, place.parent.parent.name)
    facts = {key: text for key, text in found.items() if text}  # an empty list says nothing
    try:
        for (what, language), fact in facts.items():
            Revision(date="2000-01-01", what=what, language=language, after=fact)  # the day does not matter
    except ValidationError:
        return None
    return facts


def _beside(value: Any, edition: str) -> Iterator[tuple[Key, str]]:
    """The facts of items and targets; a target's own key holds the official words in which it stands."""
    if isinstance(value, list):
        for entry in value:
            yield from _beside(entry, edition)
    elif isinstance(value, dict):
        name = value.get("item") or ("quote" in value and value.get("id"))
        if name:
            if "quote" in value:
                yield (f"{edition}/{name}", "zh"), str(value["quote"])
            if isinstance(verbs := value.get("verbs"), list):
                yield (f"{edition}/{name}/verbs", "zh"), "、".join(map(str, verbs))
            for fact in (fact for fact in _FACTS if fact in value):
                yield (f"{edition}/{name}/{fact}", None), _as_text(value[fact])
            for entry in _mappings(value.get("progress")):
                known = f"{edition}/{name}-{entry.get('date')}"
                figures = [f"{one.get('target')} {one.get('value')}" for one in _mappings(entry.get("reached"))]
                yield (f"{known}/status", None), str(entry.get("status"))
                if figures:
                    yield (f"{known}/reached", None), ", ".join(figures)
        for inner in value.values():
            yield from _beside(inner, edition)


def _mappings(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list; an older version may have had anything in its place."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def revisions_of(
    commits: Iterable[Commit], facts: Callable[[str, str], Facts | None], published: str
) -> tuple[Revision, ...]:
    """What changed from the first commit on the day `published` on, in the order of the commits.

    Args:
        commits: the main line, the oldest first.
        facts: our texts in the version of a file, by path and id.
        published: changes dated earlier, but made after the first that counts, are given this day.
    """
    found: list[Revision] = []
    known: dict[str, Facts] = {}
    for commit in dropwhile(lambda commit: commit.day < published, commits):
        before: dict[Key, str] = {}
        after: dict[Key, str] = {}
        for file in commit.files:
            if file.path not in known:
                known[file.path] = (file.before and facts(file.path, file.before)) or {}
            before |= known[file.path]
            new = facts(file.path, file.after) if file.after else {}
            known[file.path] = known[file.path] if new is None else new  # as it was, until it can be read again
            after |= known[file.path]
        found += _between(before, after, max(commit.day, published))
    return tuple(found)


def _between(before: Facts, after: Facts, day: str) -> Iterator[Revision]:
    """What differs in things that are there before and after, and the targets that came or went."""
    both = {_thing(what) for what, _ in before} & {_thing(what) for what, _ in after}
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        what, language = key
        thing = _thing(what)
        target = _TARGET.match(thing)
        if old != new and (thing in both or (target and target[1] in both and what == thing)):
            yield Revision(date=day, what=what, language=language, before=old, after=new)


def _thing(what: str) -> str:
    """What a key belongs to: the item, target or place without the name of the text."""
    return "/".join(what.split("/")[:2])


def unrecorded(found: Iterable[Revision], recorded: Iterable[Revision]) -> tuple[Revision, ...]:
    """The revisions that are not recorded yet; on which day they were recorded does not matter."""
    counts = Counter(_content(one) for one in recorded)
    left = []
    for one in found:
        if counts[_content(one)]:
            counts[_content(one)] -= 1
        else:
            left.append(one)
    return tuple(left)


def _content(revision: Revision) -> tuple[str | None, ...]:
    return revision.what, revision.language, revision.before, revision.after


def combined(history: History, more: Iterable[Revision]) -> History:
    """The history with more revisions, the oldest first."""
    revisions = sorted((*history.revisions, *more), key=lambda one: one.date)
    return history.model_copy(update={"revisions": tuple(revisions)})


def read_unrecorded(root: Path, cache: Path, history: History) -> tuple[Revision, ...]:
    """The revisions that git shows below `root` and `history` lacks; none before a day is set in `published`.

    Args:
        root: the project's folder.
        cache: a folder of our own, kept between builds.
        history: what is recorded.

    Raises:
        NoHistoryError: when there is no complete git history here.
    """
    if history.published is None:
        return ()
    commits = tuple(dropwhile(lambda commit: commit.day < str(history.published), read_commits(root, PATTERNS)))
    if not commits:
        return ()
    digest = hashlib.sha256(repr((history.published, commits)).encode())
    for module in (__file__, texts.__file__, strict_yaml.__file__):
        digest.update(Path(module).read_bytes())
    kept = cache / "history" / f"{digest.hexdigest()[:24]}.json"
    if not kept.exists():
        blobs = (blob for commit in commits for file in commit.files for blob in (file.before, file.after) if blob)
        versions = dict(read_versions(root, dict.fromkeys(blobs)))
        found = revisions_of(commits, lambda path, blob: facts_of(path, versions[blob]), history.published)
        for old in kept.parent.glob("*"):
            old.unlink(missing_ok=True)
        write_file(kept, json.dumps([one.model_dump() for one in found], ensure_ascii=False).encode())
    found = tuple(Revision(**one) for one in json.loads(kept.read_text(encoding="utf-8")))
    return unrecorded(found, history.revisions)


def read_history(root: Path, cache: Path, history: History) -> History:
    """What is recorded and what git shows beyond it; without git, what is recorded."""
    try:
        return combined(history, read_unrecorded(root, cache, history))
    except NoHistoryError:
        return history


def render_history(history: History) -> str:
    """The history as the YAML file that keeps it."""
    lines = [_HEAD, f'published: "{history.published}"\n', "revisions:" if history.revisions else "revisions: []"]
    for one in history.revisions:
        lines.append(f'\n  - date: "{one.date}"\n    what: {_quoted(one.what)}')
        for name in ("language", "before", "after"):
            if (value := getattr(one, name)) is not None:
                lines.append(f"\n    {name}: {_quoted(value)}")
    return "".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
