"""The build from end to end: what the site consists of, and making what changed of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from time import perf_counter
from typing import Any

from . import drawing, paths
from .cards import Card, card_of
from .changes import entries_of, feeds_of
from .check import check
from .citations import citation_files
from .digests import Digester, files_digest
from .draw import draw_beside, drawer, tidy
from .embeds import embed_of, oembed
from .engine import ENGINE, Frame, Frames, Inside, MenuEntry, Order, read_frames
from .explore import explore_files
from .exports import data_sets, export_data, export_sitemap, export_terms
from .history import read_history
from .languages import Language, WordsError, read_languages
from .library import Shelf, build_shelf, index
from .load import Content, parse_content, read_files, read_links
from .pages import Page, kinds_of, pages_of
from .permalinks import departed, shape_of
from .places import Place, places_of, words_place
from .policy import headers_file
from .problems import ContentError, Problem, bounded
from .render import Renderer
from .root_files import SETTINGS, Publisher, read_publisher, root_files
from .search import search_files
from .traditional import SIMPLIFIED, traditional_files, written_in
from .write import Files, Output, Written, alone, write_site

CARDS = "site_config/cards"
"""The plain share card of each language, below the project's folder: `cards/default.png` of a site that drew it."""
_SHAPING = ("jinja2", "markupsafe", "opencc", "pillow", "pydantic", "pypinyin", "rjsmin", "vl-convert-python")
"""Libraries whose version may show in the output."""

OLDER = 3
"""So many editions beside the newest are in the navigation; the home page lists them all."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    pages: int
    files: Written
    seconds: float


@dataclass(frozen=True, slots=True)
class Site:
    """All that the site consists of, ready to be made."""

    pages: Mapping[str, Output]
    """What is made page by page, by each file made with a page; in each language the charts come first."""
    rest: tuple[Output, ...]
    """What is made together, the quickest first (where share cards need not be drawn)."""
    count: int
    """Pages in all languages, prose included, redirects not."""


def read_and_check(root: Path) -> tuple[Content | None, list[Problem]]:
    """The content of the project at `root`, as far as it can be read, and every problem found."""
    content, problems = parse_content(read_files(root), read_links(root))
    if content is not None:
        told = {(problem.file, problem.line) for problem in problems}
        problems += (problem for problem in check(content) if (problem.file, problem.line) not in told)
    return content, bounded(problems)


def read_content(root: Path) -> Content:
    """The content of the project at `root`, checked.

    Raises:
        ContentError: with every problem found.
    """
    content, problems = read_and_check(root)
    if content is None or problems:
        raise ContentError(problems)
    return content


def build(
    root: Path,
    site: Path,
    site_url: str,
    say: Say,
    font: drawing.Font | None = None,
    *,
    engine: str = ENGINE,
    repository: str | None = None,
) -> Built:
    """Build the whole site of the project at `root` into `site`.

    A build that fails leaves the last good site as it was.

    Raises:
        ContentError: when the content has problems.
        EngineError: when the engine fails.
        WordsError: when the interface words of the languages do not match, or lack what the site wants.
        DesignError: when a template cannot be filled.
        OSError: when the disk refuses.
    """
    start = perf_counter()
    memory = memory_of(root)
    with alone(memory, say):
        made = prepare(root, site_url, say, font, engine=engine, repository=repository)
        say("making what changed")
        kept = memory / f"{sha256(str(site.resolve()).encode()).hexdigest()[:16]}.json"
        written = write_site(site, [*reversed(made.rest), *dict.fromkeys(made.pages.values())], kept, say)
    return Built(made.count, written, perf_counter() - start)


def memory_of(root: Path) -> Path:
    """The folder that remembers what the sites of a project hold; who has it alone may change all that is kept."""
    return root / ".cache" / "sites"


def prepare(
    root: Path,
    site_url: str,
    say: Say,
    font: drawing.Font | None = None,
    *,
    engine: str = ENGINE,
    repository: str | None = None,
) -> Site:
    """Read and check the project at `root`, and say what its site consists of; nothing is made yet but the frames.

    Share cards are drawn in `font`; without one, every page has the plain card of its language. `repository` is the
    address to which pages lead editors, in place of that in the settings; without any they lead to none.

    Raises:
        ContentError: when the content has problems.
        EngineError: when the engine fails.
        WordsError: when the interface words of the languages do not match.
    """
    say("reading and checking the content")
    content = read_content(root)
    publisher = read_publisher(root)
    repository = repository or publisher.repository
    content = replace(content, history=read_history(root, root / ".cache", content.history))
    shelf, places = build_shelf(content), places_of(content) if repository else {}
    del content  # large, and not needed any more; `load` keeps some of it for a preview
    languages = read_languages(root)
    pages = pages_of(shelf, {language.code: language.words for language in languages})
    drawings = drawings_of(pages)
    tidy(root / ".cache", drawings)
    say("making the frames (once, or after a change of the design)")
    menu, data = menu_of(shelf, languages), data_sets(shelf, languages)
    order = Order(languages, kinds_of(shelf.newest), menu, site_url, data, repository, engine)
    with draw_beside(root / ".cache", drawings):
        frames = read_frames(root, root / ".cache", order)
    prose = {language.code: frames[language.code].prose for language in languages}
    if len(set(prose.values())) > 1:
        raise WordsError(f"content/pages/ must hold the same pages in every language, but has {prose}")
    if not (publisher.contact and publisher.security_expires):
        say(f"no security.txt is written: 'contact' or 'security_expires' is not set in {SETTINGS}")
    project = _Project(root, site_url, shelf, languages, pages, frames, publisher, font, repository, places)
    return Site(
        {name: output for names, output in project.page_by_page() for name in names},
        tuple(project.together()),
        len(project.lasting) * len(languages),
    )


def drawings_of(pages: Iterable[Page]) -> list[Mapping[str, Any]]:
    """The descriptions of all that is drawn in pages of charts, in every language."""
    charts = (own for page in pages if page.kind == "charts" for own in page.view["charts"].values())
    return [chart.spec for own in charts for chart in own]


@dataclass(frozen=True)
class _Project:
    """A project that was read, and the outputs that make its site.

    The key of an output digests what its function is given. A page is given its view and what the whole site shares
    (registries, words, templates, program), so that an edit of an item touches the pages that show it and no others.
    """

    root: Path
    site_url: str
    shelf: Shelf
    languages: tuple[Language, ...]
    pages: tuple[Page, ...]
    frames: Mapping[str, Frames]
    """By language code."""
    publisher: Publisher
    font: drawing.Font | None
    repository: str | None
    places: Mapping[str, Place]
    """Where a page is written, by its path; of none where no repository is known."""

    @cached_property
    def lasting(self) -> tuple[str, ...]:
        """Paths of all pages but those that only say that something ended."""
        prose = self.frames[self.languages[0].code].prose
        return (*(page.path for page in self.pages if not page.kind.startswith("ended")), *prose)

    @cached_property
    def cards(self) -> Mapping[str, Mapping[str, Card]]:
        """The share card of every page by language and path: its own where it has one, else that of the language."""
        return {language.code: self._cards_in(language) for language in self.languages}

    def _cards_in(self, language: Language) -> Mapping[str, Card]:
        years = dict.fromkeys(page.edition for page in self.pages)
        editions = {year: self.shelf.edition_of(year).edition for year in years}
        plain = card_of(None, language, self.shelf.newest.edition)
        if not self.font:
            return {page.path: plain for page in self.pages}
        cards = {page.path: card_of(page, language, editions[page.edition]) for page in self.pages}
        return {path: plain if card.path == plain.path else card for path, card in cards.items()}

    @cached_property
    def renderer(self) -> Renderer:
        draw = drawer(self.root / ".cache")
        return Renderer(self.root, self.shelf, self.languages, self.site_url, draw, repository=self.repository)

    @cached_property
    def digest(self) -> Callable[..., str]:
        return Digester().digest

    @cached_property
    def shape(self) -> str:
        """A digest of what shapes every output."""
        design = files_digest([Path(__file__).parent, self.root / "templates", self.root / "site_config"])
        return self.digest(design, [version(name) for name in _SHAPING], python_version(), self.site_url)

    @cached_property
    def whole(self) -> str:
        """A digest of all that there is to show."""
        return self.digest(self.shape, self.shelf)

    @cached_property
    def shared(self) -> str:
        """A digest of what a page may show beside its view."""
        own = self.shelf
        registries = (own.departments, own.locations, own.terms, own.topics, own.commitments)
        return self.digest(self.shape, [library.edition for library in own.editions], own.permalinks, *registries)

    def together(self) -> Iterator[Output]:
        """What is made together, the quickest first."""
        shelf, languages, site_url = self.shelf, self.languages, self.site_url

        def output(name: str, *shaping: object, make: Callable[[], Files]) -> Output:
            """What is shaped by these values, or by all that there is to show."""
            return Output(name, lambda: self.digest(self.shape, *shaping) if shaping else self.whole, make)

        for language in languages:
            frames, prefix = self.frames[language.code], language.prefix
            theme = {prefix + name: path for name, path in frames.files.items()}
            yield output(f"theme {language.code}", frames.key, make=partial(dict, theme))
        yield output("cards", self.cards, self.font and self.font.digest, make=self._card_files)
        changed = {entry.path: entry.date for entry in reversed(entries_of(shelf)) if entry.anchor}
        sitemap = partial(export_sitemap, self.lasting, languages, site_url, changed)
        yield output("sitemap", self.lasting, changed, make=sitemap)
        yield output("headers", self.lasting, make=partial(headers_file, self.lasting, languages))
        yield output("root", make=partial(root_files, shelf, languages, self.publisher, site_url))
        for language in languages:
            code, frames = language.code, self.frames[language.code]
            other = next(other for other in languages if other != language)
            found = partial(search_files, self.root, shelf, self.pages, frames, (language, other))
            yield output(f"terms {code}", make=partial(export_terms, shelf, language))
            yield output(f"search {code}", shelf, frames.key, make=found)
            if language.tag == SIMPLIFIED:
                converted = partial(traditional_files, self.root, language)
                yield output(f"traditional {code}", files_digest(written_in(self.root, language)), make=converted)
            yield output(f"redirects {code}", make=partial(self._redirects, language))
            yield output(f"feeds {code}", make=partial(self._feeds, language))
        pages_of_edition = index((page.edition, page) for page in self.pages)
        for library in shelf.editions:
            source = paths.source(library.year)
            frozen = {source: self.root / "content" / source}
            yield output(source, library.edition.source_sha256, make=partial(dict, frozen))
            cited = partial(citation_files, library, pages_of_edition[library.year], languages, site_url)
            yield output(f"citations {library.year}", library, make=cited)
            for language in languages:
                explored = partial(explore_files, library, language)
                yield output(f"explore {library.year} {language.code}", library, make=explored)
            yield output(f"data {library.year}", library, make=partial(export_data, library, languages, site_url))

    def page_by_page(self) -> Iterator[tuple[list[str], Output]]:
        """What is made page by page, with the names of its files."""
        for language in self.languages:
            for page in sorted(self.pages, key=lambda page: page.kind != "charts"):  # which take longest of them
                place, names = self._place(page, language), self._names(page, language)
                key, make = partial(self._key, page, language, place), partial(self._page, page, language, place)
                yield names, Output(names[0], key, make)

    def _names(self, page: Page, language: Language) -> list[str]:
        """The file of a page, and beside that of an item those of its card for the pages of others."""
        names = [f"{page.path}index.html"]
        if page.kind == "item":
            names += [f"{paths.embed(page.path)}index.html", paths.oembed(page.path)]
        return [language.prefix + name for name in names]

    def _key(self, page: Page, language: Language, place: Place | None) -> str:
        card = self.cards[language.code][page.path]
        return self.digest(self.shared, page, self._frame(page, language), card, self.repository, place)

    def _frame(self, page: Page, language: Language) -> Frame:
        return self.frames[language.code].by_kind[page.frame]

    def _place(self, page: Page, language: Language) -> Place | None:
        """Where the page's text is written, if it says so: sheets to be printed do not."""
        if self.repository is None or page.kind.endswith("_booklet"):
            return None
        return self.places.get(page.path) or words_place(language.code)

    def _page(self, page: Page, language: Language, place: Place | None) -> Files:
        embed = embed_of(page, language, self.site_url) if page.kind == "item" else None
        head = self.renderer.render_head(page, language, self.cards[language.code][page.path], embed)
        body = self.renderer.render_body(page, language, embed)
        inside = Inside(head, body + self.renderer.render_improve(page, language, place) if place else body)
        title, description = page.title[language.code], page.description[language.code]
        made = [self._frame(page, language).fill(page.path, title, description, inside).encode()]
        if embed:
            card = self.renderer.render_embed(page, language).encode()
            made += [card, oembed(page, language, embed, self.site_url)]
        return dict(zip(self._names(page, language), made, strict=True))

    def _card_files(self) -> Mapping[str, Path]:
        """The pictures of the share cards, drawn unless the cache has them."""
        root, every = self.root, {card.path: card for own in self.cards.values() for card in own.values()}
        if self.font is None:
            plain = {code: root / CARDS / f"{code}.png" for code in self.cards}
            return {card.path: plain[code] for code, own in self.cards.items() for card in own.values()}
        colours = drawing.accents((root / "site_config" / "assets" / "explorer.css").read_text(encoding="utf-8"))
        return drawing.draw(every.values(), colours, self.font, root / ".cache" / "cards")

    def _redirects(self, language: Language) -> Mapping[str, bytes]:
        """A page at every address that moved, at the booklet of each that moved or ended, and at short addresses."""
        leading = departed(self.shelf.permalinks)
        printed = {page.path.removesuffix(paths.booklet("")) for page in self.pages if page.kind.endswith("_booklet")}
        shapes = {shape_of(path) for path in printed}
        booklets = {
            paths.booklet(old): paths.booklet(new) if new in printed else new
            for old, new in leading.items()
            if shape_of(old) in shapes
        }
        moved = {old: new for old, new in leading.items() if old != new}
        short = {paths.short(one): item.path for one, item in self.shelf.items_by_short_address.items()}
        return {
            f"{language.prefix}{path}index.html": self.renderer.render_redirect(path, target, language).encode()
            for path, target in (short | moved | booklets).items()
        }

    def _feeds(self, language: Language) -> Mapping[str, bytes]:
        return {
            language.prefix + feed.path: self.renderer.render_feed(feed, language).encode()
            for feed in feeds_of(self.shelf)
        }


def menu_of(shelf: Shelf, languages: tuple[Language, ...]) -> tuple[MenuEntry, ...]:
    """The navigation of the site, the same in every language."""
    older = tuple(
        MenuEntry({one.code: library.edition.title[one.code] for one in languages}, paths.landing(library.year))
        for library in shelf.editions[1 : OLDER + 1]
    )

    def entry(key: str, path: str) -> MenuEntry:
        return MenuEntry({language.code: language.words[key] for language in languages}, path)

    def section(key: str, *children: MenuEntry) -> MenuEntry:
        return MenuEntry({language.code: language.words[key] for language in languages}, children=children)

    plans = tuple(
        MenuEntry(
            {
                language.code: f"{plan.mark}、{plan.title.zh}"
                if language.code == "zh"
                else f"{plan.number}. {plan.title[language.code]}"
                for language in languages
            },
            plan.path,
        )
        for plan in shelf.newest.plans
    )
    newest = shelf.newest
    return (
        entry("home", paths.HOME),
        section("plans", entry("home_plans", "./#plans"), *plans),
        entry("topics", paths.TOPICS),
        entry("locations", paths.LOCATIONS),
        entry("departments", paths.DEPARTMENTS),
        entry("targets", paths.targets(newest.namespace)),
        entry("charts", paths.CHARTS),
        entry("explore", paths.explore(newest.namespace)),
        entry("full_text", paths.text(newest.year)),
        entry("glossary", paths.GLOSSARY),
        entry("data", paths.DATA),
        entry("about", paths.ABOUT),
        *([section("older_editions", *older)] if older else []),
    )
