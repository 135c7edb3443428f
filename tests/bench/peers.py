"""The same pages for other builders: their bodies as raw HTML, in the theme and the configuration of our frames."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from generator.engine import ENGINES

ARTICLE = '<article class="md-content__inner md-typeset">'
_EDITED = "<p>Edited.</p>\n"


@dataclass(frozen=True, slots=True)
class Body:
    """A page of the built site, without its frame."""

    path: str
    """Below the language's folder: `2025/items/1.1.1/`."""
    title: str
    description: str
    body: str
    """HTML without empty lines, which would end it for readers of Markdown."""


def bodies_of(site: Path, language: str) -> Iterator[Body]:
    """Every framed page of a language: not redirects, and not cards to embed, which have no frame."""
    folder = site / language if language != "zh" else site
    for path in sorted(folder.rglob("index.html")):
        below = path.relative_to(folder)
        if folder == site and below.parts[0] == "en":
            continue
        page = path.read_text(encoding="utf-8")
        if ARTICLE not in page:
            continue
        body = page.split(ARTICLE, 1)[1].rsplit("</article>", 1)[0]
        title, description = (
            html.unescape(found[1]) if (found := re.search(pattern, page)) else ""
            for pattern in (r"<title>([^<]*)</title>", r'<meta name="description" content="([^"]*)">')
        )
        compact = re.sub(r"\n\s*\n+", "\n", body.strip())
        path_of = "" if below == Path("index.html") else f"{below.parent.as_posix()}/"
        yield Body(path_of, title, description, compact)


def _front(body: Body, **more: object) -> str:
    values = {"title": body.title, "description": body.description, **more}
    return "---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def lay_out_engine(staged: Path, bodies: Mapping[str, list[Body]], engine: str, folder: Path) -> list[list[str]]:
    """Lay the pages out for one of our engines, a project per language; the arguments of the commands.

    Args:
        staged: a folder of `.cache/frames/`: the configuration and the assets with which our frames were made.
        bodies: the pages by language.
        engine: one of ENGINES.
        folder: to be made.
    """
    commands: list[list[str]] = []
    for language, pages in bodies.items():
        work = folder / language
        shutil.copytree(staged / language / "docs" / "assets", work / "docs" / "assets")
        config = yaml.safe_load((staged / language / "mkdocs.yml").read_text(encoding="utf-8"))
        config["theme"] |= dict(ENGINES[engine].theme)
        (work / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        for body in pages:
            page = work / "docs" / body.path / "index.md"
            page.parent.mkdir(parents=True, exist_ok=True)
            text = f"{_front(body, hide=['navigation', 'toc'])}---\n\n<div>\n{body.body}\n</div>\n"
            page.write_text(text, encoding="utf-8")
        commands.append([*ENGINES[engine].command, str(work / "mkdocs.yml")])
    return commands


def lay_out_hugo(site: Path, frames: Mapping[str, str], bodies: Mapping[str, list[Body]], folder: Path) -> None:
    """Lay the pages out for Hugo: contents in HTML, which it need not read as Markdown, and a frame as its layout.

    Args:
        site: our built site, for the theme's files.
        frames: the frame of a language, with the templates' places in it.
        bodies: the pages by language.
        folder: to be made.
    """
    for language, pages in bodies.items():
        layouts, content = folder / "layouts" / language, folder / "content" / language
        layouts.mkdir(parents=True)
        content.mkdir(parents=True)
        (layouts / "single.html").write_text(frames[language], encoding="utf-8")
        prefix = "" if language == "zh" else f"{language}/"
        for number, body in enumerate(pages):
            text = f"{_front(body, url=f'/{prefix}{body.path}')}---\n{body.body}\n"
            (content / f"{number:06}.html").write_text(text, encoding="utf-8")
        shutil.copytree(site / prefix / "assets", folder / "static" / prefix / "assets")
    kinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
    settings = {"baseURL": "https://example.org/project/", "title": "Bench", "disableKinds": kinds}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")


def hugo_frame(site: Path, page: str) -> str:
    """The frame of one of our pages as a layout: its weight, with the places for title, description and body."""
    text = (site / page).read_text(encoding="utf-8")
    before, rest = text.split(ARTICLE, 1)
    after = rest.rsplit("</article>", 1)[1]
    before = re.sub(r"<title>[^<]*</title>", "<title>{{ .Title }}</title>", before)
    before = re.sub(r'(<meta name="description" content=")[^"]*', r"\1{{ .Description }}", before)
    return f"{before}{ARTICLE}{{{{ .Content }}}}</article>{after}"


def toggle(page: Path) -> None:
    """Edit a laid out page, or take the edit back."""
    text = page.read_text(encoding="utf-8")
    edited = text.replace(_EDITED, "") if _EDITED in text else text.replace("<div>\n", "<div>\n" + _EDITED, 1)
    page.write_text(edited, encoding="utf-8")
