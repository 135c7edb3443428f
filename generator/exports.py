"""Open data (`/data/v1/`), terms for explanations, and the sitemap.

The format is the contract of the site's data: keys are added, never renamed or removed, within v1.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from . import paths, rows
from .describe import data_package, flat, json_schemas
from .languages import Language
from .library import Heading, ItemEntry, Library, ProgressEntry, Registries, Shelf, split_responsible
from .model import Target

_UNIX = 3
"""The system whose permissions an archive gives."""
_FORMULA = re.compile(r"(^|[;|\t])(?=[\s\"]*[=+\-@＝＋－＠])")
"""Where a formula begins, full-width in programs set to Chinese or Japanese, after spaces and quotation marks as well;
also within a cell after a mark at which a program may part it."""


def export_data(library: Library, languages: tuple[Language, ...], site_url: str) -> dict[str, bytes]:
    """The files of an edition's open data, by path below the site; the last is an archive of all others."""
    folder = paths.data_files(library.namespace)
    tables = {
        name: [row.model_dump(mode="json") for row in table] for name, table in _tables(library, site_url).items()
    }
    files = {f"{name}.json": _json(table) for name, table in tables.items()}
    for item in tables["items"]:
        files[f"items/{item['id']}.json"] = _json(item)
    for name in rows.CSV:
        files[f"{name}.csv"] = _csv(rows.TABLES[name], tables[name])
    for name, schema in json_schemas(languages, site_url + folder).items():
        files[f"schemas/{name}.schema.json"] = _json(schema)
    files["datapackage.json"] = _json(data_package(library.edition, languages, files))
    files[_archive_name(library)] = _archive(files | {"README.txt": _readme(library, languages, site_url)})
    return {folder + name: data for name, data in files.items()}


def data_sets(shelf: Shelf, languages: tuple[Language, ...]) -> dict[str, str]:
    """The data sets of several editions, as Markdown for the page of the open data, by language code."""
    return {language.code: _data_sets(shelf, language) if shelf.several else "" for language in languages}


def _data_sets(shelf: Shelf, language: Language) -> str:
    def link(library: Library, name: str) -> str:
        file = paths.data_files(library.namespace) + name
        return f"[{name}]({paths.relative(language.prefix + paths.DATA, file)})"

    words = language.words
    rows = [
        f"- {words['in_edition'].format(year=library.year)}{words['colon']}"
        f"{link(library, _archive_name(library))} · {link(library, 'datapackage.json')}"
        for library in shelf.editions
    ]
    said = words["data_editions"].format(year=shelf.editions[-1].year)
    return "\n".join([f"## {words['editions']}", "", said, "", *rows])


def _archive_name(library: Library) -> str:
    """The file that holds all of an edition's open data."""
    return f"luohu-ten-plans-{library.year}.zip"


def _readme(library: Library, languages: tuple[Language, ...], site_url: str) -> bytes:
    """What the archive is, in every language."""
    edition = library.edition
    parts = [
        language.words["data_readme"].format(
            title=edition.title[language.code],
            number=edition.notice.number[language.code],
            address=f"{site_url}{language.prefix}{paths.DATA}",
        )
        for language in languages
    ]
    return "\n".join(part.strip() + "\n" for part in parts).encode()


def _archive(files: Mapping[str, bytes]) -> bytes:
    """A zip file that is the same whenever its files are: without a clock, in the order of the names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, 0o100644 << 16
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()


def _tables(library: Library, site_url: str) -> dict[str, list[rows.Row]]:
    printed = {one for measure in library.measures.values() for one in split_responsible(measure.raw.responsible)}
    named = set(library.items_of_location)
    named |= {place.slug for slug in named for place in library.places_around(library.locations[slug])}

    def urls(path: str) -> dict[str, str]:
        return {"url": site_url + path, "url_en": f"{site_url}en/{path}"}

    def heading(found: Heading | None) -> rows.Heading | None:
        if found is None:
            return None
        return rows.Heading(number=found.number, title_zh=found.title.zh, title_en=found.title.en)

    def item(entry: ItemEntry) -> rows.Item:
        raw = entry.raw
        return rows.Item(
            id=entry.id,
            plan=entry.plan,
            measure=entry.measure,
            theme=heading(entry.theme),
            group=heading(entry.group),
            number=entry.number,
            headline_zh=raw.headline.zh,
            headline_en=raw.headline.en,
            text_zh=raw.zh,
            text_en=raw.en,
            translation_state=entry.translation,
            departments=list(library.measures[entry.measure].departments),
            locations=list(raw.locations),
            topics=list(raw.topics),
            targets=[target(entry, one) for one in raw.targets],
            keywords_zh=list(raw.keywords.zh),
            keywords_en=list(raw.keywords.en),
            **urls(entry.path),
            progress=[progress(one) for one in reversed(entry.progress)],
        )

    def target(entry: ItemEntry, one: Target) -> rows.Target:
        known, reached = library.reached.get(one.id, (None, None))
        return rows.Target(
            id=one.id,
            item=entry.id,
            quote=one.quote,
            comparator=one.comparator,
            value=_number(one.value),
            value_max=None if one.value_max is None else _number(one.value_max),
            unit=one.unit,
            nature=one.nature,
            what_zh=one.what.zh,
            what_en=one.what.en,
            unmeasurable_zh=one.unmeasurable and one.unmeasurable.zh,
            unmeasurable_en=one.unmeasurable and one.unmeasurable.en,
            reached=reached and _number(reached.value),
            reached_date=known and known.raw.date,
        )

    def progress(entry: ProgressEntry) -> rows.Progress:
        raw = entry.raw
        return rows.Progress(
            id=entry.id,
            item=entry.item,
            date=raw.date,
            status=raw.status,
            reached=[rows.Reached(target=one.target, value=_number(one.value)) for one in raw.reached],
            note_zh=raw.note.zh,
            note_en=raw.note.en,
            translation_state=entry.translation,
            sources=[rows.Source(**source.model_dump()) for source in raw.sources],
        )

    return {
        "plans": [
            rows.Plan(
                number=plan.number,
                title_zh=plan.title.zh,
                title_en=plan.title.en,
                measures=[measure.id for measure in plan.measures],
            )
            for plan in library.plans
        ],
        "measures": [
            rows.Measure(
                id=measure.id,
                title_zh=measure.title.zh,
                title_en=measure.title.en,
                departments=list(measure.departments),
                departments_as_printed=measure.raw.responsible,
                items=[entry.id for entry in measure.items],
            )
            for measure in library.measures.values()
        ],
        "items": [item(entry) for entry in library.items.values()],
        "targets": [target(entry, one) for entry, one in library.targets],
        "departments": [
            rows.Department(
                slug=slug,
                name_zh=body.name.zh,
                name_en=body.name.en,
                kind=body.kind,
                spellings=[spelling for spelling in body.spellings if spelling in printed],
                collective=body.kind.value == "collective",
                measures=[measure.id for measure in library.measures_of_department[slug]],
                items=[entry.id for measure in library.measures_of_department[slug] for entry in measure.items],
                **urls(paths.department(slug)),
            )
            for slug, body in library.departments.items()
            if slug in library.measures_of_department
        ],
        "locations": [
            rows.Location(
                slug=slug,
                name_zh=place.name.zh,
                name_en=place.name.en,
                name_hk=place.name.hk,
                kind=place.kind,
                aliases=list(place.aliases),
                within=place.within,
                in_luohu=place.in_luohu,
                items=[entry.id for entry in library.items_of_location.get(slug, ())],
                **urls(paths.location(slug)),
            )
            for slug, place in library.locations.items()
            if slug in named
        ],
        "glossary": [
            rows.Term(
                slug=slug,
                term_zh=term.term.zh,
                term_en=term.term.en,
                explanation_zh=term.explanation.zh,
                explanation_en=term.explanation.en,
                items=[entry.id for entry in library.items_of_term.get(slug, ())],
            )
            for slug, term in library.terms.items()
        ],
        "topics": [
            rows.Topic(
                slug=slug,
                name_zh=topic.name.zh,
                name_en=topic.name.en,
                intro_zh=topic.intro.zh,
                intro_en=topic.intro.en,
                items=[entry.id for entry in library.items_of_topic.get(slug, ())],
                **urls(paths.topic(slug)),
            )
            for slug, topic in library.topics.items()
        ],
        "progress": [progress(one) for entry in library.items.values() for one in reversed(entry.progress)],
        "changes": [
            rows.Change(**one.model_dump())
            for one in library.history.revisions
            if (root := one.what.partition("/")[0]) == library.year or not root.isdigit()
        ],
    }


def _number(value: int | Decimal) -> int | float:
    """A figure as JSON has it."""
    return int(value) if value == int(value) else float(value)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(kind: type[rows.Row], table: Sequence[Mapping[str, Any]]) -> bytes:
    """A table with a byte order mark, so that spreadsheet programs read the Chinese as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(flat(dict.fromkeys(kind.model_fields)))
    writer.writerows([_cell(value) for value in flat(row).values()] for row in table)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> str:
    """A value in one cell; no text can act as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else str(value)


# Terms, for the explanations beside them


def export_terms(registries: Registries, language: Language) -> dict[str, bytes]:
    """Name and explanation of every term by its slug, and the words that lead to the glossary; one file a language."""
    code = language.code
    more = language.words["glossary"]
    terms = {slug: (term.term[code], term.explanation[code], more) for slug, term in registries.terms.items()}
    text = json.dumps(terms, ensure_ascii=False, separators=(",", ":"))
    return {f"{language.prefix}{paths.GLOSSARY}terms.json": text.encode()}


# Sitemap


MOST_ADDRESSES = 50_000
"""So many a sitemap may name (sitemaps.org)."""


def export_sitemap(
    paths_of_pages: Iterable[str], languages: tuple[Language, ...], site_url: str, changed: Mapping[str, str]
) -> dict[str, bytes]:
    """Every page in every language, each naming the others (sitemaps.org, with the xhtml alternates).

    More than one file may name are in several, to which `sitemap.xml` leads.

    Args:
        paths_of_pages: without their language.
        languages: the first is the one at the site's root.
        site_url: with a final slash.
        changed: day of the last change of substance by path, where there was one.
    """
    found = []
    for path in paths_of_pages:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{other.tag}" href="{html.escape(site_url + other.prefix + path)}"/>'
            for other in languages
        )
        for language in languages:
            date = f"<lastmod>{changed[path]}</lastmod>" if path in changed else ""
            found.append(f"<url><loc>{html.escape(site_url + language.prefix + path)}</loc>{date}{links}</url>")
    runs = [found[start : start + MOST_ADDRESSES] for start in range(0, len(found), MOST_ADDRESSES)]
    parts = [_sitemap("urlset", run, ' xmlns:xhtml="http://www.w3.org/1999/xhtml"') for run in runs]
    if len(parts) == 1:
        return {"sitemap.xml": parts[0]}
    files = {f"sitemap-{number}.xml": part for number, part in enumerate(parts, 1)}
    whole = [f"<sitemap><loc>{html.escape(site_url + name)}</loc></sitemap>" for name in files]
    return {"sitemap.xml": _sitemap("sitemapindex", whole), **files}


def _sitemap(kind: str, lines: Iterable[str], more: str = "") -> bytes:
    head = f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{more}>'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *lines, f"</{kind}>", ""]).encode()
