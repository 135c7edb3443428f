"""Open data (`/data/v1/`), search documents and the sitemap: everything published that is not a page.

The format is the contract of the site's data: keys are added, never renamed or removed, within v1.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from . import paths
from .languages import Language
from .library import Heading, ItemEntry, Library
from .model import Target

DATA = paths.DATA_FILES
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_data(library: Library, site_url: str) -> dict[str, bytes]:
    """The files of the open data, by path below the site."""
    tables = _tables(library, site_url)
    files = {f"{DATA}{name}.json": _json(rows) for name, rows in tables.items()}
    for item in tables["items"]:
        files[f"{DATA}items/{item['id']}.json"] = _json(item)
    files[f"{DATA}changes.json"] = _json([one.model_dump() for one in library.history.revisions])
    for name in ("items", "targets", "departments", "locations"):
        files[f"{DATA}{name}.csv"] = _csv(tables[name])
    files[f"{DATA}datapackage.json"] = _json(_package(library, files, tables))
    return files


def _tables(library: Library, site_url: str) -> dict[str, list[dict[str, Any]]]:
    edition = library.edition.edition

    def urls(path: str) -> dict[str, str]:
        return {"url": site_url + path, "url_en": f"{site_url}en/{path}"}

    def heading(found: Heading | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return {"number": found.number, "title_zh": found.title.zh, "title_en": found.title.en}

    def item(entry: ItemEntry) -> dict[str, Any]:
        raw = entry.raw
        return {
            "id": entry.id,
            "plan": entry.plan,
            "measure": entry.measure,
            "theme": heading(entry.theme),
            "group": heading(entry.group),
            "number": entry.number,
            "headline_zh": raw.headline.zh,
            "headline_en": raw.headline.en,
            "text_zh": raw.zh,
            "text_en": raw.en,
            "translation_state": entry.translation,
            "departments": list(library.measures[entry.measure].departments),
            "locations": list(raw.locations),
            "topics": list(raw.topics),
            "targets": [target(entry, one) for one in raw.targets],
            "keywords_zh": list(raw.keywords.zh),
            "keywords_en": list(raw.keywords.en),
            **urls(paths.item(edition, entry.id)),
        }

    def target(entry: ItemEntry, one: Target) -> dict[str, Any]:
        return {
            "id": one.id,
            "item": entry.id,
            "quote": one.quote,
            "comparator": one.comparator.value,
            "value": one.value,
            "value_max": one.value_max,
            "unit": one.unit.value,
            "nature": one.nature.value,
            "what_zh": one.what.zh,
            "what_en": one.what.en,
        }

    return {
        "plans": [
            {
                "number": plan.number,
                "title_zh": plan.title.zh,
                "title_en": plan.title.en,
                "measures": [measure.id for measure in plan.measures],
            }
            for plan in library.plans
        ],
        "measures": [
            {
                "id": measure.id,
                "title_zh": measure.title.zh,
                "title_en": measure.title.en,
                "departments": list(measure.departments),
                "departments_as_printed": measure.raw.responsible,
                "items": [entry.id for entry in measure.items],
            }
            for measure in library.measures.values()
        ],
        "items": [item(entry) for entry in library.items.values()],
        "targets": [target(entry, one) for entry, one in library.targets],
        "departments": [
            {
                "slug": slug,
                "name_zh": body.name.zh,
                "name_en": body.name.en,
                "kind": body.kind.value,
                "spellings": list(body.spellings),
                "collective": body.kind.value == "collective",
                "measures": [measure.id for measure in library.measures_of_department[slug]],
                "items": [entry.id for measure in library.measures_of_department[slug] for entry in measure.items],
                **urls(paths.department(slug)),
            }
            for slug, body in library.departments.items()
        ],
        "locations": [
            {
                "slug": slug,
                "name_zh": place.name.zh,
                "name_en": place.name.en,
                "name_hk": place.name.hk,
                "kind": place.kind.value,
                "aliases": list(place.aliases),
                "within": place.within,
                "in_luohu": place.in_luohu,
                "items": [entry.id for entry in library.items_of_location[slug]],
                **urls(paths.location(slug)),
            }
            for slug, place in library.locations.items()
        ],
        "glossary": [
            {
                "slug": slug,
                "term_zh": term.term.zh,
                "term_en": term.term.en,
                "explanation_zh": term.explanation.zh,
                "explanation_en": term.explanation.en,
                "items": [entry.id for entry in library.items_of_term.get(slug, ())],
            }
            for slug, term in library.terms.items()
        ],
        "topics": [
            {
                "slug": slug,
                "name_zh": topic.name.zh,
                "name_en": topic.name.en,
                "intro_zh": topic.intro.zh,
                "intro_en": topic.intro.en,
                "items": [entry.id for entry in library.items_of_topic[slug]],
                **urls(paths.topic(slug)),
            }
            for slug, topic in library.topics.items()
        ],
    }


def _number(value: object) -> int | float:
    """A figure as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{value!r} has no JSON form")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_number) + "\n").encode()


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A table with a byte order mark, so that spreadsheet programs read the Chinese as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    table = [_flat(row) for row in rows]
    writer.writerow(table[0])
    writer.writerows([_cell(value) for value in row.values()] for row in table)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of single facts: a theme or group in three columns, lists joined, targets by their ids."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if key in ("theme", "group"):
            flat |= {f"{key}_{part}": (value or {}).get(part) for part in ("number", "title_zh", "title_en")}
        elif isinstance(value, list):
            flat[key] = "; ".join(str(one["id"]) if isinstance(one, Mapping) else str(one) for one in value)
        else:
            flat[key] = value
    return flat


def _cell(value: Any) -> str:
    """A value in one cell; no text can act as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _field_type(values: Iterable[Any]) -> str:
    """The Table Schema type of a column."""
    present = [value for value in values if value is not None]
    if not present or any(isinstance(value, str) for value in present):
        return "string"
    if all(isinstance(value, bool) for value in present):
        return "boolean"
    return "integer" if all(isinstance(value, int) for value in present) else "number"


def _package(
    library: Library, files: Mapping[str, bytes], tables: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    """A Frictionless description of the tables (specs.frictionlessdata.io)."""
    resources: list[dict[str, Any]] = []
    for path in sorted(files):
        name = path.removeprefix(DATA)
        if "/" in name:
            continue
        resource: dict[str, Any] = {
            "name": name.replace(".", "-"),
            "path": name,
            "format": name.rpartition(".")[2],
            "mediatype": "text/csv" if name.endswith(".csv") else "application/json",
            "encoding": "utf-8",
            "bytes": len(files[path]),
        }
        if name.endswith(".csv"):
            table = [_flat(row) for row in tables[name.removesuffix(".csv")]]
            fields = [{"name": key, "type": _field_type(row[key] for row in table)} for key in table[0]]
            resource |= {"profile": "tabular-data-resource", "schema": {"fields": fields, "missingValues": [""]}}
        resources.append(resource)
    return {
        "name": f"luohu-ten-plans-{library.edition.edition}",
        "title": library.edition.title.en,
        "description": "The items, targets, departments and places of the document, with an unofficial translation.",
        "version": "1.0.0",
        "sources": [{"title": f"{library.edition.title.zh} ({library.edition.notice.number.zh})"}],
        "resources": resources,
    }


# Terms, for the explanations beside them


def export_terms(library: Library, language: Language) -> dict[str, bytes]:
    """Name and explanation of every term by its slug, and the words that lead to the glossary; one file a language."""
    code = language.code
    more = language.words["glossary"]
    terms = {slug: (term.term[code], term.explanation[code], more) for slug, term in library.terms.items()}
    text = json.dumps(terms, ensure_ascii=False, separators=(",", ":"))
    return {f"{language.prefix}{paths.GLOSSARY}terms.json": text.encode()}


# Sitemap


def export_sitemap(
    paths_of_pages: Iterable[str], languages: tuple[Language, ...], site_url: str, changed: Mapping[str, str]
) -> bytes:
    """Every page in every language, each naming the others (sitemaps.org, with the xhtml alternates).

    Args:
        paths_of_pages: without their language.
        languages: the first is the one at the site's root.
        site_url: with a final slash.
        changed: day of the last change of substance by path, where there was one.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for path in paths_of_pages:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{other.tag}" href="{html.escape(site_url + other.prefix + path)}"/>'
            for other in languages
        )
        for language in languages:
            date = f"<lastmod>{changed[path]}</lastmod>" if path in changed else ""
            lines.append(f"<url><loc>{html.escape(site_url + language.prefix + path)}</loc>{date}{links}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()
