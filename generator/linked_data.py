"""What each page says of itself to programs, in the words of schema.org (JSON-LD); pure.

The official Chinese is `Legislation`, which schema.org also means for parts of a legal act; English is a `CreativeWork`
that is its `translationOfWork`. Only what the content holds is said: no coordinates, no licence, no author of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from . import paths
from .languages import Language
from .library import RECENT, ItemEntry, Library, MeasureEntry, PlanEntry, Shelf
from .model import Bilingual, Department, DepartmentKind, Location
from .pages import Page

Node = dict[str, Any]
"""A JSON-LD object."""

OFFICIAL = "zh"
"""Code of the language of the document."""

_BODIES = {
    DepartmentKind.DISTRICT_BUREAU: "GovernmentOrganization",
    DepartmentKind.MUNICIPAL_OFFICE: "GovernmentOrganization",
    DepartmentKind.SUBDISTRICT: "GovernmentOrganization",
    DepartmentKind.COMMAND: "GovernmentOrganization",
    DepartmentKind.TASK_FORCE: "GovernmentOrganization",
    DepartmentKind.COLLECTIVE: "Thing",
}
"""schema.org type by kind of responsible unit; any other is an `Organization`, a collective expression is none."""

_COLLECTIONS = ("departments", "locations", "topics", "topic", "explore", "targets")
_TABLES = {
    "departments": ("departments.json", "departments.csv"),
    "locations": ("locations.json", "locations.csv"),
    "topics": ("topics.json",),
    "targets": ("targets.json", "targets.csv"),
    "explore": ("items.json", "items.csv"),
    "glossary": ("glossary.json",),
}
"""Files of the open data that hold what a page of this kind shows."""
_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


def data_file(shelf: Shelf, page: Page) -> str | None:
    """The JSON file that holds what the page shows, as a path below the site; None where there is none.

    Of what a page shows of several editions, it is the newest edition's.
    """
    folder = paths.data_files(shelf.edition_of(page.edition).namespace)
    if page.kind == "item":
        return f"{folder}items/{page.view['item'].id}.json"
    return folder + _TABLES[page.kind][0] if page.kind in _TABLES else None


def linked_data(shelf: Shelf, page: Page, languages: Sequence[Language], language: Language, site_url: str) -> Node:
    """The JSON-LD document of a page in one of the `languages`.

    Args:
        shelf: what the site knows.
        page: the page.
        languages: every language of the site.
        language: the page's.
        site_url: address of the site with a final slash.
    """
    return _Author(shelf, page, {one.code: one for one in languages}, language, site_url).document()


@dataclass(frozen=True, slots=True)
class _Author:
    shelf: Shelf
    page: Page
    languages: dict[str, Language]
    language: Language
    site_url: str

    @property
    def library(self) -> Library:
        """The edition of the page."""
        return self.shelf.edition_of(self.page.edition)

    @property
    def code(self) -> str:
        return self.language.code

    def document(self) -> Node:
        here = self.url(self.page.path)
        own: Node = {
            "@type": "CollectionPage" if self.page.kind in _COLLECTIONS else "WebPage",
            "@id": here,
            "url": here,
            "name": self.page.title[self.code],
            "description": self.page.description[self.code],
            "inLanguage": self.language.tag,
            "isPartOf": self.website(),
        }
        graph = [own]
        if entity := self.entity():
            own["mainEntity"] = {"@id": entity["@id"]}
            graph.append(entity)
        if trail := self.trail():
            graph.append(
                {
                    "@type": "BreadcrumbList",
                    "@id": f"{here}#breadcrumb",
                    "itemListElement": [
                        {
                            "@type": "ListItem",
                            "position": position,
                            "name": name,
                            "item": {"@type": "WebPage", "@id": self.url(path)},
                        }
                        for position, (path, name) in enumerate(trail, 1)
                    ],
                }
            )
            own["breadcrumb"] = {"@id": f"{here}#breadcrumb"}
        return {"@context": "https://schema.org", "@graph": graph}

    def url(self, path: str) -> str:
        return f"{self.site_url}{self.language.prefix}{path}"

    def thing(self, path: str, part: str) -> str:
        """The identifier of something that is the same in every language."""
        return f"{self.site_url}{path}#{part}"

    def entity(self) -> Node | None:
        """What the page is about."""
        view = self.page.view
        match self.page.kind:
            case "home" | "text":
                return self.whole()
            case "plan" | "plan_booklet":
                return self.plan(view["plan"])
            case "measure":
                return self.measure(view["measure"])
            case "item":
                return self.item(view["item"], view["locations"])
            case "department" | "department_booklet":
                return self.department(view["department"])
            case "location":
                return self.location(view["location"])
            case "glossary":
                return self.glossary()
            case "departments" | "locations":
                return self.listing([entry for _, group in view["groups"] for entry in group[self.code]])
            case "topics":
                return self.listing([topic for topic, _ in view["rows"]])
            case "topic":
                return self.items_of_topic(view["topic"].slug)
            case "targets" | "explore":
                return self.dataset()
        return None

    # The site and the way to the page

    def website(self) -> Node:
        """The site in the language of the page; on the home page with what it is for and how to search it."""
        home, words = self.url(paths.HOME), self.language.words
        site: Node = {"@type": "WebSite", "@id": f"{home}#website", "url": home, "name": words["site_name"]}
        if self.page.path != paths.HOME:
            return site
        return site | {
            "description": words["site_description"],
            "inLanguage": self.language.tag,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{home}?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        }

    def trail(self) -> list[tuple[str, str]]:
        """Path and name of the pages that lead to this one, and of itself; empty on the home page."""
        view, words = self.page.view, self.language.words
        above: list[tuple[str, str]] = []
        if self.page.path == paths.HOME:
            return above
        if self.shelf.several and self.page.edition and self.page.kind != "home":
            above.append((paths.landing(self.page.edition), words["in_edition"].format(year=self.page.edition)))
        if self.page.kind in ("measure", "item", "plan_booklet"):
            plan = view["plan"]
            above.append((plan.path, plan.title[self.code]))
        if self.page.kind == "item":
            measure = view["measure"]
            above.append((measure.path, measure.title[self.code]))
        for one, many, path in (
            ("department", "departments", paths.DEPARTMENTS),
            ("location", "locations", paths.LOCATIONS),
            ("topic", "topics", paths.TOPICS),
            ("department_booklet", "departments", paths.DEPARTMENTS),
        ):
            if self.page.kind == one:
                above.append((path, words[many]))
        if self.page.kind == "department_booklet":
            body = view["department"]
            above.append((paths.department(body.slug), body.name[self.code]))
        return [(paths.HOME, words["home"]), *above, (self.page.path, self.page.title[self.code])]

    # The document and its parts

    def work(self, path: str, name: Bilingual | None, text: Bilingual | None = None, **facts: Any) -> Node:
        """A part of the document in the language of the page, and how it and the official Chinese belong together.

        Args:
            path: the page where it stands.
            name: its printed heading with our translation; None where it has none.
            text: its wording with our translation.
            facts: what else is to say of the official part.
        """
        official: Node = {"@type": "Legislation", "@id": self.thing(path, "official")}
        official |= self.said(OFFICIAL, name, text) | facts
        if self.code == OFFICIAL:
            others = [
                {
                    "@type": "CreativeWork",
                    "@id": f"{self.site_url}{one.prefix}{path}#translation",
                    "inLanguage": one.tag,
                }
                for one in self.languages.values()
                if one.code != OFFICIAL
            ]
            return official | {"url": self.url(path), "workTranslation": others}
        return {
            "@type": "CreativeWork",
            "@id": f"{self.url(path)}#translation",
            **self.said(self.code, name, text),
            "description": self.language.words["our_translation"],
            "url": self.url(path),
            "translationOfWork": official,
        }

    def said(self, code: str, name: Bilingual | None, text: Bilingual | None) -> Node:
        found: Node = {"name": name[code]} if name else {}
        found |= {"text": text[code]} if text else {}
        return found | {"inLanguage": self.languages[code].tag}

    def part(self, path: str, name: Bilingual | None = None, **facts: Any) -> Node:
        """A part named in passing, in the language of the page."""
        official = self.code == OFFICIAL
        return {
            "@type": "Legislation" if official else "CreativeWork",
            "@id": self.thing(path, "official") if official else f"{self.url(path)}#translation",
            **({"name": name[self.code]} if name else {}),
            "url": self.url(path),
            **facts,
        }

    def whole(self) -> Node:
        edition = self.library.edition
        return self.work(
            paths.text(edition.edition),
            edition.title,
            legislationIdentifier=edition.notice.number.zh,
            legislationDate=edition.signed,
            legislationPassedBy={"@type": "GovernmentOrganization", "name": edition.notice.issuer.zh},
            datePublished=edition.published,
            publisher={"@type": "Organization", "name": edition.publisher.zh},
        ) | {"hasPart": [self.plan_part(plan) for plan in self.library.plans]}

    def whole_part(self, library: Library | None = None) -> Node:
        """The document of an edition, of the page's if none is named."""
        edition = (library or self.library).edition
        number = {"legislationIdentifier": edition.notice.number.zh} if self.code == OFFICIAL else {}
        return self.part(paths.text(edition.edition), edition.title, **number)

    def plan_part(self, plan: PlanEntry, **facts: Any) -> Node:
        return self.part(plan.path, plan.title, position=plan.number, **facts)

    def measure_part(self, measure: MeasureEntry, **facts: Any) -> Node:
        return self.part(measure.path, measure.title, position=measure.number, identifier=measure.id, **facts)

    def item_part(self, item: ItemEntry) -> Node:
        return self.part(item.path, position=item.number, identifier=item.id)

    def plan(self, plan: PlanEntry) -> Node:
        return self.work(plan.path, plan.title) | {
            "position": plan.number,
            "isPartOf": self.whole_part(),
            "hasPart": [self.measure_part(measure) for measure in plan.measures],
        }

    def measure(self, measure: MeasureEntry) -> Node:
        plan = self.library.plan(measure.plan)
        bodies = [self.library.departments[slug] for slug in measure.departments]
        zones = [self.library.locations[slug] for slug in measure.zones]
        return self.work(measure.path, measure.title) | {
            "position": measure.number,
            "identifier": measure.id,
            "isPartOf": self.plan_part(plan, isPartOf=self.whole_part()),
            "hasPart": [self.item_part(item) for item in measure.items],
            "mentions": [*(self.body(one) for one in bodies), *(self.place(one) for one in zones)],
        }

    def item(self, item: ItemEntry, places: Iterable[Location]) -> Node:
        measure = self.library.measures[item.measure]
        plan = self.plan_part(self.library.plan(item.plan), isPartOf=self.whole_part())
        mentions = [self.place(one) for one in places]
        return self.work(item.path, None, item.text) | {
            "position": item.number,
            "identifier": item.id,
            "isPartOf": self.measure_part(measure, isPartOf=plan),
            **({"mentions": mentions} if mentions else {}),
        }

    # What the document names

    def body(self, body: Department) -> Node:
        kind = _BODIES.get(body.kind, "Organization")
        return {"@type": kind, "@id": self.thing(paths.department(body.slug), "body"), "name": body.name[self.code]}

    def department(self, body: Department) -> Node:
        full = (body.full_name.zh, body.full_name.en) if body.full_name else ()
        return self.body(body) | {
            **self.also(body.name, *full, *body.spellings, *body.aliases),
            "url": self.url(paths.department(body.slug)),
            "subjectOf": [
                self.measure_part(one)
                for _, own in self.shelf.measures_of_department[body.slug][:RECENT]
                for one in own
            ],
        }

    def place(self, place: Location) -> Node:
        return {
            "@type": "Place",
            "@id": self.thing(paths.location(place.slug), "place"),
            "name": place.name[self.code],
        }

    def location(self, place: Location) -> Node:
        parts = [self.place(one) for one in self.library.parts_of_location.get(place.slug, ())]
        around = {"containedInPlace": self.place(self.library.locations[place.within])} if place.within else {}
        return self.place(place) | {
            **self.also(place.name, *([place.name.hk] if place.name.hk else []), *place.aliases),
            "url": self.url(paths.location(place.slug)),
            **around,
            **({"containsPlace": parts} if parts else {}),
            "subjectOf": [
                self.item_part(one) for _, own in self.shelf.items_of_location[place.slug][:RECENT] for one in own
            ],
        }

    def also(self, name: Bilingual, *others: str) -> Node:
        """Every other name, each once."""
        found = dict.fromkeys(one for one in (name.zh, name.en, *others) if one != name[self.code])
        return {"alternateName": list(found)} if found else {}

    def glossary(self) -> Node:
        terms_set = self.thing(paths.GLOSSARY, "terms")
        return {
            "@type": "DefinedTermSet",
            "@id": terms_set,
            "name": self.language.words["glossary"],
            "url": self.url(paths.GLOSSARY),
            "hasDefinedTerm": [
                {
                    "@type": "DefinedTerm",
                    "@id": self.thing(*paths.term(slug).split("#")),
                    "name": term.term[self.code],
                    **self.also(term.term),
                    "description": term.explanation[self.code],
                }
                for slug, term in self.library.terms.items()
            ],
        }

    # Lists and data

    def listing(self, entries: Sequence[Any]) -> Node:
        """A list of entries with a slug and a name, in the order of the page."""
        return self.item_list([(f"{self.page.path}{entry.slug}/", entry.name[self.code]) for entry in entries])

    def items_of_topic(self, slug: str) -> Node:
        items = [item for _, own in self.shelf.items_of_topic[slug][:RECENT] for item in own]
        return self.item_list([(item.path, item.raw.headline[self.code]) for item in items])

    def item_list(self, rows: Sequence[tuple[str, str]]) -> Node:
        return {
            "@type": "ItemList",
            "@id": f"{self.url(self.page.path)}#list",
            "numberOfItems": len(rows),
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "url": self.url(path)}
                for position, (path, name) in enumerate(rows, 1)
            ],
        }

    def dataset(self) -> Node:
        words = self.language.words
        what = words["targets" if self.page.kind == "targets" else "data"]
        return {
            "@type": "Dataset",
            "@id": f"{self.url(self.page.path)}#data",
            "name": f"{words['site_name']} - {what}",
            "description": self.page.description[self.code],
            "url": self.url(self.page.path),
            "inLanguage": [one.tag for one in self.languages.values()],
            "isAccessibleForFree": True,
            "isBasedOn": self.whole_part(self.library),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": name,
                    "contentUrl": f"{self.site_url}{paths.data_files(self.library.namespace)}{name}",
                    "encodingFormat": _MEDIA_TYPES[name.rpartition(".")[2]],
                }
                for name in _TABLES[self.page.kind]
            ],
        }
