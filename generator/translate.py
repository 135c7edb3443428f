"""Fill in missing English through a translation service, one text at a time, so that nothing fetched is ever lost.

Glossary terms are taken out of the Chinese before the call and put back in English after it; a text that comes back
without one of them, without a figure or with Chinese left in it is not kept. What is kept is marked `machine`.
"""

from __future__ import annotations

import io
import queue
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from deep_translator import DeeplTranslator, GoogleTranslator, LibreTranslator, MyMemoryTranslator
from deep_translator.exceptions import (
    ApiKeyException,
    AuthorizationException,
    BaseError,
    RequestError,
    ServerException,
    TooManyRequests,
)
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from . import strict_yaml
from .library import term_names
from .model import Term
from .numbers import english_figures, figure_differences
from .strict_yaml import Path as YamlPath
from .texts import Text, texts_of
from .write import write_file

TRIES = 4
"""Calls for one text before it is given up."""

Service = Callable[[str], str]
"""Chinese in, English out; may raise any of `FAULTS`."""

FAULTS: tuple[type[Exception], ...] = (
    *(BaseError, RequestError, ServerException, TooManyRequests, requests.RequestException, TimeoutError),
    *(ValueError, KeyError, TypeError),  # an answer of another form than promised
)


class ServiceError(Exception):
    """The service cannot be used at all; the message says why."""


class RefusedError(Exception):
    """A translation cannot be kept; the message says why."""


def service(provider: str, base_url: str | None, environment: Mapping[str, str]) -> Service:
    """The translation service to call. Keys come from the environment only.

    Raises:
        ServiceError: when a key or an address is missing.
    """
    try:
        match provider:
            case "google":
                translator = GoogleTranslator(source="zh-CN", target="en")
            case "mymemory":
                translator = MyMemoryTranslator(source="zh-CN", target="en-GB")
            case "deepl":
                translator = DeeplTranslator(source="zh", target="en", api_key=environment.get("DEEPL_API_KEY"))
            case _:
                if not base_url:
                    raise ServiceError("libre needs --base-url, the address of a LibreTranslate server")
                key = environment.get("LIBRE_API_KEY") or "none"
                address = base_url.rstrip("/") + "/"
                translator = LibreTranslator(source="zh", target="en", api_key=key, custom_url=address)
    except ApiKeyException as error:
        raise ServiceError(f"{provider} needs a key in {provider.upper()}_API_KEY") from error
    return lambda text: str(translator.translate(text))


def with_patience(call: Service, seconds: float) -> Service:
    """The same service, raising TimeoutError after `seconds`; the libraries below set no limit of their own."""

    def wait(text: str) -> str:
        answers: queue.Queue[str | Exception] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(call(text))
            except Exception as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"no answer within {seconds:g} s") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    return wait


def with_retries(call: Service, pause: float) -> Service:
    """The same service, tried again after `pause` seconds, then twice that, and so on."""

    def attempt(text: str) -> str:
        failed = 0
        while True:
            try:
                return call(text)
            except (AuthorizationException, ApiKeyException) as error:
                raise ServiceError(f"the service refused the key: {error}") from error
            except FAULTS:
                failed += 1
                if failed == TRIES:
                    raise
                time.sleep(pause * 2 ** (failed - 1))

    return attempt


# One text


def protect(text: str, glossary: Iterable[Term]) -> tuple[str, tuple[str, ...]]:
    """The Chinese with each glossary term replaced by a mark, and the English of the marks in order."""
    terms = {term.slug: term for term in glossary}
    pieces: list[str] = []
    english: list[str] = []
    done = 0
    for mention in term_names(terms.values()).find(text):
        pieces += [text[done : mention.start], f" ZQ{len(english)}Q "]
        english.append(terms[mention.slug].term.en)
        done = mention.end
    return "".join([*pieces, text[done:]]), tuple(english)


def put_back(text: str, english: tuple[str, ...]) -> str:
    """The translation with the terms in place of their marks.

    Raises:
        RefusedError: when the service lost a mark.
    """
    for number, term in enumerate(english):
        mark = re.compile(rf"\s*\bz\s?q\s?{number}\s?q\b\s*", re.IGNORECASE)
        if not mark.search(text):
            raise RefusedError(f"the service lost the glossary term '{term}'")
        text = mark.sub(f" {term} ", text, count=1)
    text = re.sub(r"\s+([,.;:!?)”’])", r"\1", re.sub(r"([(“‘])\s+", r"\1", re.sub(r"\s+", " ", text)))
    return text.translate(_STRAIGHT).strip()


_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
"""House style: straight quotation marks."""


def translated(text: str, glossary: Iterable[Term], call: Service) -> str:
    """The English of a Chinese text.

    Raises:
        RefusedError: when what came back cannot be kept.
        FAULTS: when the service failed.
    """
    asked, terms = protect(text, glossary)
    english = put_back(call(asked), terms)
    if not english:
        raise RefusedError("the service sent nothing back")
    if re.search(r"[\u3400-\u9fff]", english):
        raise RefusedError("the translation still has Chinese in it")
    lacking, added = figure_differences(text, english)
    if lacking or added:
        raise RefusedError(
            f"the figures are wrong: {english_figures(added)} where the Chinese has {english_figures(lacking)}"
        )
    return english


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text."""

    text: Text
    english: str = ""
    fault: str = ""
    """Why there is no English."""


def translate_all(texts: Iterable[Text], glossary: tuple[Term, ...], call: Service) -> Iterator[Outcome]:
    """Each text's outcome as soon as it is known.

    Raises:
        ServiceError: when the service cannot be used at all.
    """
    for text in texts:
        try:
            yield Outcome(text, translated(text.zh, glossary, call))
        except RefusedError as error:
            yield Outcome(text, fault=str(error))
        except FAULTS as error:
            reason = str(error).strip().split("\n")[0][:80] or type(error).__name__
            yield Outcome(text, fault=f"the service failed {TRIES} times ({reason})")


# Writing


def write_english(root: Path, text: Text, english: str) -> None:
    """Put English into a text's file, with every comment, blank line and the order of keys kept, in one step.

    Raises:
        RefusedError: when the file would not be read back with just this English.
    """
    path = root / text.file
    before = path.read_bytes()
    raw = strict_yaml.text_of(before)
    yaml, out = round_trip(raw), io.StringIO()
    try:
        data = yaml.load(raw)
        set_english(data, text.path, english)
        yaml.dump(data, out)
    except (YAMLError, KeyError, IndexError, TypeError) as error:
        raise RefusedError("its file was changed or has mistakes; run check") from error
    document, problems = strict_yaml.parse(text.file, out.getvalue().encode())
    found = next((one for one in texts_of(document) if one.path == text.path), None)
    if found is None or found.en != english:
        why = problems[0].told("en")[0] if problems else "it does not read back"
        raise RefusedError(f"the translation cannot be written: {why}")
    write_file(path, strict_yaml.bytes_of(out.getvalue(), before))


def round_trip(raw: str) -> YAML:
    """A reader and writer that leaves a file in this form exactly as it is."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    if re.search(r"(?m)^- ", raw):
        yaml.indent(mapping=2, sequence=2, offset=0)
    else:
        yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def set_english(data: Any, path: YamlPath, english: str) -> None:
    """Put `en` after `zh` in the mapping at `path`; what follows `zh` (a blank line, a comment) then follows `en`."""
    mapping: CommentedMap = data
    for step in path:
        mapping = mapping[step]
    plain = re.fullmatch(r"[A-Za-z][^:#]*", english) and strict_yaml.means_text(english)
    value = english if plain else SingleQuotedScalarString(english)
    if "en" in mapping:
        mapping["en"] = value
        return
    mapping.insert(list(mapping).index("zh") + 1, "en", value)
    if "zh" in mapping.ca.items:
        mapping.ca.items["en"] = mapping.ca.items.pop("zh")
