"""The build from end to end; reads as its table of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from . import drawing, paths
from .cards import Card, card_of
from .changes import entries_of, feeds_of
from .check import check
from .citations import citation_files
from .draw import drawer
from .embeds import embed_of, oembed
from .engine import Frames, Inside, MenuEntry, Order, read_frames
from .explore import explore_files
from .exports import export_data, export_sitemap, export_terms
from .history import read_history
from .languages import Language, WordsError, read_languages
from .library import Library, build_library
from .load import Content, parse_content, read_files
from .pages import Page, kinds_of, pages_of
from .permalinks import destination
from .problems import ContentError, Problem
from .render import Renderer
from .root_files import SETTINGS, read_publisher, root_files
from .search import search_files
from .write import Written, write_site

CARDS = "site_config/cards"
"""The plain share card of each language, below the project's folder: `cards/default.png` of a site that drew it."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    pages: int
    files: Written
    seconds: float


def read_and_check(root: Path) -> tuple[Content | None, list[Problem]]:
    """The content of the project at `root`, as far as it can be read, and every problem found."""
    content, problems = parse_content(read_files(root))
    if content is not None:
        problems += check(content)
    return content, problems


def read_content(root: Path) -> Content:
    """The content of the project at `root`, checked.

    Raises:
        ContentError: with every problem found.
    """
    content, problems = read_and_check(root)
    if content is None or problems:
        raise ContentError(problems)
    return content


def build(root: Path, site: Path, site_url: str, say: Say, font: drawing.Font | None = None) -> Built:
    """Build the whole site of the project at `root` into `site`.

    Nothing is written before everything is made, so a failed build leaves the last good site as it was. Share cards
    are drawn in `font`; without one, every page has the plain card of its language.

    Raises:
        ContentError: when the content has problems.
        EngineError: when the engine fails.
        WordsError: when the interface words of the languages do not match.
    """
    start = perf_counter()
    say("reading and checking the content")
    content = read_content(root)
    content = replace(content, history=read_history(root, root / ".cache", content.history))
    library = build_library(content)
    languages = read_languages(root)
    pages = pages_of(library, {language.code: language.words for language in languages})
    say("making the frames (once, or after a change of the design)")
    order = Order(languages, kinds_of(library.edition.edition), menu_of(library, languages), site_url)
    frames = read_frames(root, root / ".cache", order)
    prose = {language.code: frames[language.code].prose for language in languages}
    if len(set(prose.values())) > 1:
        raise WordsError(f"content/pages/ must hold the same pages in every language, but has {prose}")
    say(f"rendering {len(pages)} pages in {len(languages)} languages")
    renderer = Renderer(root, library, languages, site_url, drawer(root / ".cache"))
    files: dict[str, bytes | Path] = {}
    share = {language.code: _cards(library, pages, language, font is not None) for language in languages}
    files |= _card_files(root, share, font)
    for language in languages:
        files |= _theme_files(frames[language.code], language)
        files |= _pages(renderer, pages, frames[language.code], language, share[language.code])
        files |= _feeds(renderer, library, language)
        other = next(other for other in languages if other != language)
        files |= export_terms(library, language)
        files |= explore_files(library, language)
        files |= search_files(root, library, pages, frames[language.code], (language, other))
        files |= _redirects(renderer, library, language)
    files |= export_data(library, languages, site_url)
    files |= citation_files(library, pages, languages, site_url)
    publisher = read_publisher(root)
    if not (publisher.contact and publisher.security_expires):
        say(f"no security.txt is written: 'contact' or 'security_expires' is not set in {SETTINGS}")
    files |= root_files(library, languages, publisher, site_url)
    lasting = [page.path for page in pages if not page.kind.startswith("ended")]
    every_path = lasting + list(frames[languages[0].code].prose)
    changed = {entry.path: entry.date for entry in reversed(entries_of(library)) if entry.anchor}
    files["sitemap.xml"] = export_sitemap(every_path, languages, site_url, changed)
    say("writing what changed")
    written = write_site(site, files)
    return Built(len(every_path) * len(languages), written, perf_counter() - start)


def _theme_files(frames: Frames, language: Language) -> Mapping[str, Path]:
    return {language.prefix + name: path for name, path in frames.files.items()}


def _cards(library: Library, pages: tuple[Page, ...], language: Language, own: bool) -> Mapping[str, Card]:
    """The share card of every page by its path: its own where it has one, else that of the language."""
    edition = library.edition
    return {page.path: card_of(page if own else None, language, edition) for page in pages}


def _card_files(
    root: Path,
    share: Mapping[str, Mapping[str, Card]],
    font: drawing.Font | None,
) -> Mapping[str, Path]:
    """The pictures of the share cards, drawn unless the cache has them."""
    if font is None:
        return {card.path: root / CARDS / f"{code}.png" for code, own in share.items() for card in own.values()}
    colours = drawing.accents((root / "site_config" / "assets" / "explorer.css").read_text(encoding="utf-8"))
    every = {card.path: card for own in share.values() for card in own.values()}
    return drawing.draw(every.values(), colours, font, root / ".cache" / "cards")


def _pages(
    renderer: Renderer, pages: tuple[Page, ...], frames: Frames, language: Language, share: Mapping[str, Card]
) -> Iterator[tuple[str, bytes]]:
    for page in pages:
        embed = embed_of(page, language, renderer.site_url) if page.kind == "item" else None
        if embed:
            yield f"{language.prefix}{embed.path}index.html", renderer.render_embed(page, language, embed).encode()
            yield f"{language.prefix}{embed.oembed}", oembed(embed, page, language, renderer.site_url)
        head = renderer.render_head(page, language, share[page.path], embed)
        inside = Inside(head, renderer.render_body(page, language, embed))
        frame = frames.by_kind[page.kind]
        markup = frame.fill(page.path, page.title[language.code], page.description[language.code], inside)
        yield f"{language.prefix}{page.path}index.html", markup.encode()


def _redirects(renderer: Renderer, library: Library, language: Language) -> Iterator[tuple[str, bytes]]:
    """A page at every address that moved, and at the short address of every item."""
    moved = {old: destination(library.permalinks, old) for old in library.permalinks.moved if "#" not in old}
    booklets = {
        paths.booklet(old): paths.booklet(new)
        for old, new in moved.items()
        if new.removeprefix(paths.DEPARTMENTS).rstrip("/") in library.departments
    }
    short = {paths.short(item): paths.item(library.edition.edition, item) for item in library.items}
    for path, target in (short | moved | booklets).items():
        yield f"{language.prefix}{path}index.html", renderer.render_redirect(path, target, language).encode()


def _feeds(renderer: Renderer, library: Library, language: Language) -> Iterator[tuple[str, bytes]]:
    for feed in feeds_of(library):
        yield language.prefix + paths.feed(feed.page), renderer.render_feed(feed, language).encode()


def menu_of(library: Library, languages: tuple[Language, ...]) -> tuple[MenuEntry, ...]:
    """The navigation of the site, the same in every language."""
    edition = library.edition.edition

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
            paths.plan(edition, plan.number),
        )
        for plan in library.plans
    )
    return (
        entry("home", paths.HOME),
        section("plans", *plans),
        entry("topics", paths.TOPICS),
        entry("locations", paths.LOCATIONS),
        entry("departments", paths.DEPARTMENTS),
        section("numbers", entry("targets", paths.TARGETS), entry("charts", paths.CHARTS)),
        entry("explore", paths.EXPLORE),
        entry("full_text", paths.text(edition)),
        section("more", entry("glossary", paths.GLOSSARY), entry("data", paths.DATA), entry("about", paths.ABOUT)),
    )
