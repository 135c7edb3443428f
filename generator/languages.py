"""The languages of the site: a line of configuration and a file of interface words each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

_FILE = "site_config/languages.yml"
_CONTENT = ("zh", "en")
"""The languages in which the content is written."""
_ENTRY = {
    "code": "[a-z]{2,3}(-[a-z]+)?",
    "tag": "[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
    "theme": "[A-Za-z]+([-_][A-Za-z]+)?",
    "name": ".+",
    "folder": "[a-z-]*",
}
"""The form of each key of an entry; codes and folders are names of files."""


_NO_TEXT = "empty or without quotes that it needs"
_BROKEN = "a text in which a brace has no partner"
_WRONG = (_NO_TEXT, _BROKEN)
"""Forms that no word may have."""


class WordsError(Exception):
    """The languages or their interface words are not as they must be; the message says where and why."""


class Words(dict[str, Any]):
    """Interface words by key, which say in plain words what they lack."""

    def __init__(self, file: str, words: Mapping[str, Any]) -> None:
        super().__init__((key, _said(file, word)) for key, word in words.items())
        self._file = file

    def __missing__(self, key: str) -> Any:
        raise WordsError(f"{self._file} lacks '{key}'")


class Word(str):
    """An interface word, which says in plain words what it wants to be filled with and nobody gives."""

    _file: str

    def __new__(cls, file: str, word: str) -> Word:
        made = super().__new__(cls, word)
        made._file = file
        return made

    def __reduce__(self) -> tuple[type[Word], tuple[str, str]]:
        return Word, (self._file, str(self))

    def format(self, *values: object, **named: object) -> str:
        try:
            return super().format(*values, **named)
        except (LookupError, AttributeError, ValueError) as error:
            raise WordsError(f"{self._file}: nothing stands here for a name in braces in '{self}' ({error})") from error


def _said(file: str, word: Any) -> Any:
    """A word, or a table or list of words, of a file."""
    if isinstance(word, dict):
        return Words(file, word)
    if isinstance(word, list):
        return [_said(file, one) for one in word]
    return Word(file, word) if isinstance(word, str) else word


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
        WordsError: when a file is not YAML, an entry has a wrong form, or the words of the languages do not match.
    """
    entries = _read(root, _FILE)
    if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
        raise WordsError(f"{_FILE} must be a list of languages, each with {', '.join(_ENTRY)}")
    _refuse(_faults(entries))
    files = {entry["code"]: f"site_config/words/{entry['code']}.yml" for entry in entries}
    words = {file: _read(root, file) for file in files.values()}
    _refuse(f"{file} holds no words; restore it" for file, own in words.items() if not isinstance(own, dict))
    _refuse(_differences({file: dict(_forms(own)) for file, own in words.items()}))
    return tuple(
        Language(
            code=entry["code"],
            tag=entry["tag"],
            theme=entry["theme"],
            name=entry["name"],
            prefix=f"{entry['folder']}/" if entry["folder"] else "",
            words=Words(files[entry["code"]], words[files[entry["code"]]]),
        )
        for entry in entries
    )


def _refuse(wrong: Iterable[str]) -> None:
    """Raise an error that says everything that is wrong, if anything is."""
    if said := "; ".join(sorted(set(wrong))):
        raise WordsError(said)


def _read(root: Path, name: str) -> Any:
    try:
        return _parsed((root / name).read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        raise WordsError(f"{name} must be YAML in UTF-8, but: {' '.join(str(error).split())}") from error


@lru_cache(maxsize=16)
def _parsed(text: str) -> Any:
    """The data of a file, kept for a preview, which reads all files again when one was saved."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _faults(entries: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the entries of languages."""
    for entry in entries:
        for key, form in _ENTRY.items():
            if not (isinstance(entry.get(key), str) and re.fullmatch(form, entry[key])):
                yield f"{_FILE} has an entry whose '{key}' cannot be {entry.get(key)!r}"
    for key in ("code", "folder"):
        values = [entry[key] for entry in entries if key in entry]
        yield from (f"{_FILE} has two entries whose '{key}' is {one!r}" for one in values if values.count(one) > 1)
    codes = [entry.get("code") for entry in entries]
    yield from (f"{_FILE} lacks '{code}'" for code in _CONTENT if code not in codes)


def _differences(forms: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """What is wrong with the words of files, given by their forms: each file must have each word, in one form."""
    first, *_ = forms
    for key in {key for own in forms.values() for key in own}:
        model = forms[first].get(key)
        for file, own in forms.items():
            form = own.get(key)
            if form is None:
                yield f"{file} lacks '{key}'"
            elif form in _WRONG:
                yield f"'{key}' is {form} in {file}"
            elif model not in (form, None, *_WRONG):
                yield f"'{key}' is {form} in {file}, but {model} in {first}"


def _forms(words: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """The key and the form of every word: whether it is a text or a list, and what is filled into it."""
    if isinstance(words, dict):
        for name, word in words.items():
            yield from _forms(word, f"{key}.{name}" if key else str(name))
        return
    form = "a text" if isinstance(words, str) else "a list" if isinstance(words, list) else _NO_TEXT
    try:
        names = sorted({f"{{{name}}}" for _, name, _, _ in Formatter().parse(str(words)) if name is not None})
        yield key, f"{form} with {', '.join(names)}" if names else form
    except ValueError:
        yield key, _BROKEN
