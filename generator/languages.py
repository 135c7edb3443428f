"""The languages of the site: a line of configuration and a file of interface words each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_ENTRY = {
    "code": "[a-z]{2,3}(-[a-z]+)?",
    "tag": "[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
    "theme": "[A-Za-z]+([-_][A-Za-z]+)?",
    "name": ".+",
    "folder": "[a-z-]*",
}
"""The form of each key of an entry; codes and folders are names of files."""


class WordsError(Exception):
    """The interface words of the languages do not match."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site."""

    code: str
    """Our name for it, and the key of its texts: `zh`."""
    tag: str
    """BCP 47 tag for `lang` and `hreflang`: `zh-Hans`."""
    theme: str
    """The theme's name for it."""
    name: str
    """Its own name, shown in the language switch."""
    prefix: str
    """Folder of its pages with a final slash; empty for the language at the root."""
    words: Mapping[str, Any]
    """Interface words by key; some are tables of words by a model's value."""


def read_languages(root: Path) -> tuple[Language, ...]:
    """The languages of `site_config/languages.yml`, in its order.

    Raises:
        WordsError: when a file is not YAML, an entry has a wrong form, or a language lacks a word another one has.
    """
    config = root / "site_config"
    entries = _read(config / "languages.yml")
    for entry in entries:
        for key, form in _ENTRY.items():
            if not re.fullmatch(form, str(entry.get(key))):
                raise WordsError(f"languages.yml has an entry whose '{key}' cannot be {entry.get(key)!r}")
    languages = tuple(
        Language(
            code=entry["code"],
            tag=entry["tag"],
            theme=entry["theme"],
            name=entry["name"],
            prefix=f"{entry['folder']}/" if entry["folder"] else "",
            words=_read(config / "words" / f"{entry['code']}.yml"),
        )
        for entry in entries
    )
    keys = {language.code: frozenset(_keys(language.words)) for language in languages}
    every = frozenset().union(*keys.values())
    lacking = [f"words/{code}.yml lacks '{key}'" for code, own in keys.items() for key in sorted(every - own)]
    if lacking:
        raise WordsError("; ".join(lacking))
    return languages


def _read(path: Path) -> Any:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise WordsError(f"{path.name} is not YAML: {error}") from error


@lru_cache(maxsize=16)
def _parsed(text: str) -> Any:
    """The data of a file, kept for a preview, which reads all files again when one was saved."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _keys(words: Mapping[str, Any], above: str = "") -> list[str]:
    found: list[str] = []
    for key, value in words.items():
        found += _keys(value, f"{above}{key}.") if isinstance(value, dict) else [f"{above}{key}"]
    return found
