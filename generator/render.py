"""From a page to the HTML of its body in one language; pure but for reading the templates once."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import paths
from .cards import HEIGHT, WIDTH, Card, Layout
from .figures import figure_text
from .languages import Language
from .library import Library
from .pages import Page
from .running_text import by_script, clauses, linked_item

TEMPLATES = "templates"
"""The templates, below the project's folder."""
CARD = "cards/card.svg"
"""The template of share cards."""


class Renderer:
    """The templates, ready for one library; autoescape is on and undefined names are errors."""

    def __init__(self, root: Path, library: Library, languages: tuple[Language, ...], site_url: str) -> None:
        self._library = library
        self._languages = languages
        self._site_url = site_url
        self._environment = Environment(
            loader=FileSystemLoader(root / TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        edition = library.edition.edition
        self._environment.globals.update(
            edition=library.edition,
            by_script=by_script,
            path_of={
                "plan": lambda number: paths.plan(edition, number),
                "measure": lambda measure: paths.measure(edition, measure),
                "item": lambda item: paths.item(edition, item),
                "text": lambda anchor="": paths.text(edition, anchor),
                "department": paths.department,
                "location": paths.location,
                "term": paths.term,
                "topic": paths.topic,
                "explore": lambda facet="", value="": f"{paths.EXPLORE}?{facet}={value}" if facet else paths.EXPLORE,
                "topics": paths.TOPICS,
                "departments": paths.DEPARTMENTS,
                "locations": paths.LOCATIONS,
                "targets": paths.TARGETS,
                "glossary": paths.GLOSSARY,
                "home": paths.HOME,
                "about": f"{paths.ABOUT}#corrections",
            },
        )

    def render_card(self, card: Card, layout: Layout) -> str:
        """The SVG of a share card."""
        template = self._environment.get_template(CARD)
        return template.render(card=card, layout=layout, width=WIDTH, height=HEIGHT)

    def render_head(self, page: Page, language: Language, card: Card) -> str:
        """Tags for the head of the page, for programs that read it; `card` is shown where the page is shared."""
        template = self._environment.get_template("parts/head.html")
        return template.render(
            page=page,
            card=card,
            card_width=WIDTH,
            card_height=HEIGHT,
            language=language,
            others=[other for other in self._languages if other != language],
            permalink=f"{self._site_url}{language.prefix}{page.path}",
            site_url=self._site_url,
        )

    def render_body(self, page: Page, language: Language) -> str:
        """The HTML of the page's body."""
        template = self._environment.get_template(f"pages/{page.kind}.html")
        other = next(other for other in self._languages if other != language)

        def url(path: str) -> str:
            return paths.relative(page.path, path)

        def many(count: int, noun: str) -> str:
            """A noun of the words in the number that goes with `count`, without the count."""
            forms = language.words["counts"][noun]
            return str(forms[0] if count == 1 else forms[-1])

        return template.render(
            page=page,
            language=language,
            lang=language.code,
            permalink=f"{self._site_url}{language.prefix}{page.path}",
            other=other,
            w=language.words,
            url=url,
            many=many,
            figure=lambda target: figure_text(target, language.code, language.words),
            clauses=lambda item, places, code: clauses(self._library, item, places, code),
            runs=lambda item, code: linked_item(self._library, item, code),
            **page.view,
        )
