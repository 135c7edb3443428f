"""What the search box needs: its engine, and the documents it finds, in each language.

The engine (site_config/search/) runs in the browser. When first asked it loads `documents.json`, and after its first
answer `more.json`: everyday words, the texts of the other language, synonyms and pinyin. Both are of the newest
edition and of what all share; an older edition is one file of its own, loaded when a query names its year.
Scripts are folded by OpenCC's data, pinyin is pypinyin's; both are worked out here, for the characters that occur.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import opencc
import rjsmin
from pypinyin import lazy_pinyin

from . import paths
from .engine import Frames
from .languages import Language
from .library import ItemEntry, MeasureEntry, Shelf, heading_text, index
from .model import Bilingual, Item, Unit
from .numbers import chinese_figures
from .pages import Page

_HAN = re.compile("[\u3400-\u9fff]")
_ENGINE = ("minisearch.js", "engine.js", "theme.js")
_NO_INDEX = {"config": {"lang": ["en"], "separator": "", "pipeline": []}, "docs": []}
"""For the theme's box, which loads its own index though it asks our engine."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One thing that can be found."""

    kind: str
    """plan, measure, item, topic, department, location, term or page."""
    location: str
    """Its page's path in the language's folder."""
    title: str
    label: str = ""
    """Number by which people know it: `1.2.6`."""
    names: tuple[str, ...] = ()
    """What else it is called, in any language."""
    text: str = ""
    """What a result shows of it."""
    keywords: tuple[str, ...] = ()
    """Everyday words, in the site's language; for topics and lists in both."""
    values: tuple[str, ...] = ()
    """Its figures: `41000000000`, `10%`."""
    measure: str = ""
    """The measure it belongs to, for items."""
    edition: str = ""
    """Year of its edition, for parts of one of several."""
    later_text: str = ""
    """What a result shows of it once the second part is loaded, where that is not worth the first bytes."""
    more: str = ""
    """Its text and keywords in the other language, loaded later."""

    def row(self) -> list[Any]:
        """The document as the engine reads it."""
        row = [self.kind, self.location, self.label, self.title, self.names, self.text]
        return [*row, self.values, self.measure, *([self.edition] if self.edition else [])]


def search_files(
    root: Path, shelf: Shelf, pages: Iterable[Page], frames: Frames, languages: tuple[Language, Language]
) -> dict[str, bytes]:
    """The files of the search in the first of two languages, by path below the site."""
    language, other = languages
    documents = [*_documents(shelf, pages, language), *_prose(frames)]
    synonyms = [[*group.zh, *group.en] for group in shelf.synonyms]
    newest, *older = shelf.by_year
    by_edition = index((document.edition or newest, document) for document in documents)
    first, more = _parts(by_edition[newest], synonyms)
    data = {
        "words": {
            "kinds": language.words["search_kinds"],
            **_named(language, "did_you_mean", "browse", "browse_text", "search_in"),
            "other_name": other.name,
            "other_path": "../" * language.prefix.count("/") + other.prefix,
            "browse_path": paths.TOPICS,
            **(
                {"years": [newest, *older], **_named(language, "search_edition", "search_edition_text")}
                if older
                else {}
            ),
        },
        **first,
    }
    scripts = ((root / "site_config" / "search" / name).read_text(encoding="utf-8") for name in _ENGINE)
    engine = "\n".join(map(_minified, scripts))
    files = {
        "assets/search.js": engine.encode(),
        "search/documents.json": _json(data),
        "search/more.json": _json(more),
        frames.engine.search_index: _json(_index(documents, language) if frames.engine.own_search else _NO_INDEX),
    }
    for year in older:
        part, more = _parts(by_edition[year], [])
        files[f"search/{year}.json"] = _json(part | more)
    return {language.prefix + name: content for name, content in files.items()}


def _named(language: Language, *keys: str) -> dict[str, str]:
    """Interface words under their own keys."""
    return {key: language.words[key] for key in keys}


def _parts(
    documents: Sequence[SearchDocument], synonyms: Sequence[Sequence[str]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the engine loads of some documents first, and what of them and of groups of synonyms it loads later."""
    spoken = [text for d in documents for text in (d.title, *d.names, *d.keywords) if _HAN.search(text)]
    written = "".join(
        [*spoken, *(d.text + d.later_text + d.more for d in documents), *(word for group in synonyms for word in group)]
    )
    readings, exceptions = _pinyin(spoken)
    first = {
        "fold": simplifications(frozenset(written)),
        "documents": [document.row() for document in documents],
    }
    more = {
        "readings": readings,
        "spoken": exceptions,
        "synonyms": synonyms,
        "rows": [[document.keywords, document.more, document.later_text] for document in documents],
    }
    return first, more


def _index(documents: Iterable[SearchDocument], language: Language) -> Mapping[str, Any]:
    """All documents for a search box that only takes its own search; its texts are HTML."""
    kinds = language.words["search_kinds"]
    items = [
        {
            "location": document.location,
            "level": 1,
            "title": html.escape(document.title, quote=False),
            "text": html.escape("\n".join([document.text or document.later_text, *document.names]), quote=False),
            "path": [f"{kinds[document.kind]} {document.label}".strip()],
            "tags": [],
        }
        for document in documents
    ]
    return {"config": {"lang": [language.theme], "separator": r"[\s,:!=()`/]+|\.(?!\d)"}, "items": items}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=len(_ENGINE))
def _minified(script: str) -> str:
    return str(rjsmin.jsmin(script))


def _documents(shelf: Shelf, pages: Iterable[Page], language: Language) -> Iterator[SearchDocument]:
    """What can be found; among equals the newest edition comes first, as among the pages."""
    for page in pages:
        for document in _of_page(shelf, page, language):
            yield replace(document, edition=page.edition) if shelf.several and page.edition else document
    own, other = (language.code, "en" if language.code == "zh" else "zh")
    for slug, term in shelf.terms.items():
        names = _others(term.term, own, (term.term[other], *term.aliases))
        text, more = term.explanation[own], term.explanation[other]
        yield SearchDocument("term", paths.term(slug), term.term[own], names=names, later_text=text, more=more)


def _of_page(shelf: Shelf, page: Page, language: Language) -> Iterator[SearchDocument]:
    own, other = (language.code, "en" if language.code == "zh" else "zh")
    view = page.view
    match page.kind:
        case "item":
            yield _item(view["item"], page.path, own, other)
        case "measure":
            yield _measure(view["measure"], page.path, own, other)
        case "text":
            preamble = shelf.by_year[page.edition].edition.preamble
            yield replace(_list(page, language, own, other), later_text=preamble[own], more=preamble[other])
        case "explore" | "targets" | "charts" | "glossary" | "departments" | "locations" | "topics":
            yield _list(page, language, own, other)
        case "plan":
            plan = view["plan"]
            more = f"{plan.title[other]}\n{plan.raw.summary[other]}"
            text = plan.raw.summary[own]
            yield SearchDocument("plan", page.path, plan.title[own], str(plan.number), text=text, more=more)
        case "department":
            body = view["department"]
            names = (body.name[other], *body.spellings, *body.aliases)
            text = language.words["department_kinds"][body.kind]
            yield SearchDocument(
                "department", page.path, body.name[own], names=_others(body.name, own, names), text=text
            )
        case "topic":
            topic = view["topic"]
            yield SearchDocument(
                kind="topic",
                location=page.path,
                title=topic.name[own],
                names=_others(topic.name, own, (topic.name[other],)),
                keywords=topic.aliases,
                later_text=topic.intro[own],
                more=topic.intro[other],
            )
        case "location":
            place = view["location"]
            names = (place.name[other], *([place.name.hk] if place.name.hk else ()), *place.aliases)
            text = language.words["location_kinds"][place.kind]
            yield SearchDocument(
                "location", page.path, place.name[own], names=_others(place.name, own, names), text=text
            )


def _list(page: Page, language: Language, own: str, other: str) -> SearchDocument:
    """A page that leads to others: the charts, the ledger, all items, the departments."""
    return SearchDocument(
        kind="page",
        location=page.path,
        title=page.title[own],
        names=_others(page.title, own, (page.title[other],)),
        keywords=tuple(language.words["search_names"][page.kind]),
        later_text=page.description[own],
        more=page.description[other],
    )


def _measure(measure: MeasureEntry, path: str, own: str, other: str) -> SearchDocument:
    headings = [entry for entry in measure.raw.content if not isinstance(entry, Item)]
    text = {
        "zh": " ".join(heading_text(heading.zh) for heading in headings),
        "en": "; ".join(heading.en for heading in headings),
    }
    more = f"{measure.title[other]}\n{text[other]}"
    return SearchDocument("measure", path, measure.title[own], measure.id, later_text=text[own], more=more)


def _item(item: ItemEntry, path: str, own: str, other: str) -> SearchDocument:
    words = {"zh": item.raw.keywords.zh, "en": item.raw.keywords.en}
    return SearchDocument(
        kind="item",
        location=path,
        title=item.raw.headline[own],
        label=item.id,
        text=item.text[own],
        keywords=words[own],
        values=tuple(_values(item)),
        measure=item.measure,
        more="\n".join([item.text[other], item.raw.headline[other], *words[other]]),
    )


def _others(name: Bilingual, own: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for other in names if other != name[own]))


def _values(item: ItemEntry) -> list[str]:
    """The values of an item's figures, targets first, as the engine writes them."""
    targets = [(Decimal(target.value), target.unit) for target in item.raw.targets]
    figures = [(value, figure.unit) for figure in chinese_figures(item.raw.zh) for value in figure.values]
    spelled = (f"{value.normalize():f}{'%' if unit is Unit.PERCENT else ''}" for value, unit in (*targets, *figures))
    return list(dict.fromkeys(spelled))


def _prose(frames: Frames) -> Iterator[SearchDocument]:
    for found in frames.search_documents:
        yield SearchDocument("page", found["location"], found["title"], text=found["text"])


def simplifications(written: frozenset[str]) -> str:
    """Pairs of a mark that may be typed and the one it is compared as: traditional characters and the simplified ones
    that are written here, 羅罗舊旧, and quotation marks of print and of the keyboard."""
    every = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    pairs = (old + new for old, new in zip(every, simplified, strict=True) if old != new and new in written)
    return "".join([*pairs, "‘'’'“\"”\""])


def _pinyin(texts: Iterable[str]) -> tuple[str, list[tuple[str, str]]]:
    """Each character's usual syllable, as `luo罗螺 hu湖…`, and the texts in which one is read otherwise."""
    syllables = {text: _syllables(text) for text in dict.fromkeys(texts)}
    heard: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, spoken in syllables.items():
        for character, syllable in zip(text, spoken, strict=True):
            if _HAN.match(character):
                heard[character][syllable] += 1
    usual = {character: min(counts, key=lambda one: (-counts[one], one)) for character, counts in heard.items()}
    groups: defaultdict[str, str] = defaultdict(str)
    for character in sorted(usual):
        groups[usual[character]] += character
    exceptions = [
        (text, " ".join(spoken))
        for text, spoken in syllables.items()
        if any(usual.get(character, syllable) != syllable for character, syllable in zip(text, spoken, strict=True))
        and " " not in text
    ]
    return " ".join(f"{syllable}{groups[syllable]}" for syllable in sorted(groups)), exceptions


def _syllables(text: str) -> list[str]:
    """One syllable for each Chinese character, every other character as it is."""
    found: list[str] = []
    for run in re.findall("[\u3400-\u9fff]+|[^\u3400-\u9fff]", text):
        found += lazy_pinyin(run) if _HAN.match(run) else [run.lower()]
    return found
