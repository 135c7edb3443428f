"""From a page to the HTML of its body in one language; pure, but that it keeps the compiled templates in `.cache/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup

from . import paths
from .cards import HEIGHT, WIDTH, Card
from .changes import Feed, feed_pages, readable
from .charts import Chart
from .citations import citations_of
from .draw import Draw
from .embeds import Embed
from .figures import counted_text, figure_text, reached_text
from .languages import Language
from .library import ProgressEntry, Shelf, index
from .linked_data import data_file, linked_data
from .model import Permalinks, Reached, Target
from .pages import Page, switch_of
from .permalinks import destination
from .places import Place
from .policy import CLOSED
from .running_text import by_script, clauses, linked_item


class DesignError(Exception):
    """A template cannot be filled; the message says where and why."""


class Renderer:
    """The templates, ready for one shelf; autoescape is on and undefined names are errors.

    Each way to fill one raises DesignError where it cannot be filled, and WordsError where words lack what it wants.
    """

    def __init__(
        self,
        root: Path,
        shelf: Shelf,
        languages: tuple[Language, ...],
        site_url: str,
        draw: Draw,
        *,
        repository: str | None = None,
    ) -> None:
        self._shelf = shelf
        self._languages = languages
        self.site_url = site_url
        self._repository = repository
        self._with_feed = feed_pages(shelf).keys()
        self._folder = str(root / "templates")
        compiled = root / ".cache" / "templates"
        compiled.mkdir(parents=True, exist_ok=True)
        self._environment = Environment(
            loader=FileSystemLoader(self._folder),
            bytecode_cache=FileSystemBytecodeCache(str(compiled)),
            auto_reload=False,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        namespaces = {library.year: library.namespace for library in shelf.editions}
        self._environment.globals.update(
            several=shelf.several,
            anchor=lambda year, name: paths.within(namespaces[year], name),
            data_of=lambda year: paths.data_files(namespaces[year]),
            former=_former(shelf.permalinks),
            ended=shelf.permalinks.ended,
            policy=CLOSED,
            by_script=by_script,
            draw=lambda charts: {language: _drawn(own, draw) for language, own in charts.items()},
            path_of={
                "landing": paths.landing,
                "plan": paths.plan,
                "item": paths.item,
                "text": paths.text,
                "source": paths.source,
                "department": paths.department,
                "location": paths.location,
                "term": paths.term,
                "topic": paths.topic,
                "booklet": paths.booklet,
                "explore": lambda year: paths.explore(namespaces[year]),
                "targets": lambda year: paths.targets(namespaces[year]),
                "topics": paths.TOPICS,
                "departments": paths.DEPARTMENTS,
                "locations": paths.LOCATIONS,
                "home": paths.HOME,
                "feed": paths.feed,
                "about": f"{paths.ABOUT}#corrections",
            },
        )

    def render_head(self, page: Page, language: Language, card: Card, embed: Embed | None = None) -> str:
        """Tags for the head of the page, for programs that read it.

        `card` is shown where the page is shared; `embed` is the card for other pages of an item's page.
        """
        return self._fill(
            "parts/head.html",
            page=page,
            card=card,
            card_width=WIDTH,
            card_height=HEIGHT,
            language=language,
            others=[other for other in self._languages if other != language],
            permalink=f"{self.site_url}{language.prefix}{page.path}",
            site_url=self.site_url,
            linked=linked_data(self._shelf, page, self._languages, language, self.site_url),
            data_file=data_file(self._shelf, page),
            embed=embed,
            feed=paths.relative(page.path, paths.feed(page.path)) if page.path in self._with_feed else None,
        )

    def render_feed(self, feed: Feed, language: Language) -> str:
        """The changes on a page and below it, as Atom (RFC 4287)."""
        return self._fill(
            "feed.xml",
            feed=feed,
            language=language,
            lang=language.code,
            w=language.words,
            here=f"{self.site_url}{language.prefix}",
            pieces=lambda change: readable(self._shelf, change, language),
            against=lambda entry, reached, key: self._against(entry, reached, key, language),
            tags={one.code: one.tag for one in self._languages},
        )

    def _against(self, entry: ProgressEntry, reached: Reached, key: str, language: Language) -> tuple[Target, str]:
        """The target of a figure reached by an entry, and that figure as the words say it under `key`."""
        _, target = self._shelf.by_year[entry.edition].target[reached.target]
        return target, reached_text(target, reached, language.code, language.words, key)

    def render_redirect(self, path: str, target: str, language: Language) -> str:
        """The whole page at an address that leads on to another."""
        return self._fill(
            "redirect.html",
            language=language,
            link=paths.relative(path, target),
            permalink=f"{self.site_url}{language.prefix}{target}",
        )

    def render_body(self, page: Page, language: Language, embed: Embed | None = None) -> str:
        """The HTML of the page's body; `embed` is the card of an item's page."""
        citations = citations_of(self._shelf.edition_of(page.edition), page, self._languages, language, self.site_url)
        context = self._context(page, page.path, language)
        return self._fill(f"pages/{page.kind}.html", **context, embed=embed, citations=citations)

    def render_embed(self, page: Page, language: Language) -> str:
        """The whole HTML of an item's card."""
        return self._fill("embed.html", **self._context(page, paths.embed(page.path), language))

    def render_improve(self, page: Page, language: Language, place: Place) -> str:
        """The links to where the page is written and to a form about it, for the foot of the page."""
        return self._fill(
            "parts/improve.html",
            page=page,
            place=place,
            repository=self._repository,
            branch=paths.BRANCH,
            subject=page.path.rstrip("/").rpartition("/")[2],
            lang=language.code,
            w=language.words,
            permalink=f"{self.site_url}{language.prefix}{page.path}",
        )

    def _fill(self, name: str, /, **context: Any) -> str:
        try:
            return self._environment.get_template(name).render(context)
        except TemplateError as error:
            raise DesignError(f"{self._place(error)}: {error.message}") from error

    def _place(self, error: TemplateError) -> str:
        """Where in which template it arose."""
        if isinstance(error, TemplateSyntaxError):
            return f"templates/{error.name}:{error.lineno}"
        if isinstance(error, TemplateNotFound):
            return "no such template"
        steps = [step for step in extract_tb(error.__traceback__) if step.filename.startswith(self._folder)]
        return f"templates{steps[-1].filename.removeprefix(self._folder)}:{steps[-1].lineno}"

    def _context(self, page: Page, path: str, language: Language) -> Mapping[str, Any]:
        """What templates place of a page; links lead from `path`."""
        other = next(other for other in self._languages if other != language)

        def url(target: str) -> str:
            return paths.relative(path, target)

        def permalink_of(target: str) -> str:
            return f"{self.site_url}{language.prefix}{target}"

        def shared(target: str) -> str:
            """The link to a file that all languages share."""
            return paths.relative(language.prefix + path, target)

        def many(count: int, noun: str) -> str:
            """A noun of the words in the number that goes with `count`, without the count."""
            forms = language.words["counts"][noun]
            return str(forms[0] if count == 1 else forms[-1])

        return {
            "edition": self._shelf.edition_of(page.edition).edition,
            "switch": switch_of(self._shelf, page),
            "page": page,
            "language": language,
            "lang": language.code,
            "permalink": permalink_of(page.path),
            "repository": self._repository,
            "other": other,
            "w": language.words,
            "url": url,
            "permalink_of": permalink_of,
            "shared": shared,
            "many": many,
            "figure": lambda target: figure_text(target, language.code, language.words),
            "counted": lambda target: counted_text(target, language.code, language.words),
            "clauses": lambda item, places, code: clauses(self._shelf, item, places, code),
            "pieces": lambda change: readable(self._shelf, change, language),
            "against": lambda entry, reached, key: self._against(entry, reached, key, language),
            "tags": {one.code: one.tag for one in self._languages},
            "runs": lambda item, code: linked_item(self._shelf, item, code),
            **page.view,
        }


def _drawn(charts: Iterable[Chart], draw: Draw) -> list[Markup]:
    """What stands inside the `svg` element of each chart."""
    return [Markup(draw(chart.spec)) for chart in charts]  # noqa: S704  every text in it is escaped by what draws


def _former(register: Permalinks) -> Callable[[str], tuple[str, ...]]:
    """The anchors that lead, by way of the register, to an address with an anchor on the same page."""
    found = index((destination(register, old), old.partition("#")[2]) for old in register.moved if "#" in old)
    return lambda path: found.get(path, ())
