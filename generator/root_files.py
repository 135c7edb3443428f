"""Small files at the root of the site, for programs: robots.txt, security.txt, llms.txt and .nojekyll."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from . import paths, strict_yaml
from .languages import Language
from .library import Shelf
from .load import validate
from .model import Model
from .problems import ContentError

SETTINGS = "site_config/site.yml"
REPOSITORY = r"^https://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-]$"
"""An address without a final slash."""
_SECURITY = ".well-known/security.txt"


class Publisher(Model):
    """Facts of whoever puts the site on the web; unset until somebody gives them."""

    contact: Annotated[str, Field(pattern=r"^(mailto:|https://|tel:)\S+$")] | None = None
    """Where to report a weakness of the site, as a URI."""
    security_expires: (
        Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")] | None
    ) = None
    """Until when `contact` holds, RFC 3339 in UTC and in quotes; RFC 9116 advises less than a year."""
    repository: Annotated[str, Field(pattern=REPOSITORY)] | None = None
    """Address of the project's repository on its code host, to which pages lead editors."""


def read_publisher(root: Path) -> Publisher:
    """The facts in site_config/site.yml of the project at `root`.

    Raises:
        ContentError: when the file cannot be used.
        OSError: when there is none.
    """
    document, problems = strict_yaml.parse(SETTINGS, (root / SETTINGS).read_bytes())
    if document.data is None and not problems:
        return Publisher()
    found, wrong, _ = validate(document, Publisher)
    if problems or not isinstance(found, Publisher):
        raise ContentError(problems or wrong)
    return found


def root_files(shelf: Shelf, languages: tuple[Language, ...], publisher: Publisher, site_url: str) -> dict[str, bytes]:
    """The files by path below the site; without security.txt where its facts are not set.

    At the root of a domain they are where programs look; in a folder of one, robots.txt and security.txt are for
    those who put the site there to copy.
    """
    files = {
        ".nojekyll": b"",  # else GitHub Pages, serving a branch, leaves out folders that begin with a dot
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n".encode(),
    }
    for language in languages:
        files[f"{language.prefix}llms.txt"] = _llms(shelf, languages, language, site_url)
    if publisher.contact and publisher.security_expires:
        lines = {
            "Contact": publisher.contact,
            "Expires": publisher.security_expires,
            "Preferred-Languages": ", ".join(language.code for language in languages),
            "Canonical": site_url + _SECURITY,
        }
        files[_SECURITY] = _lines(*(f"{key}: {value}" for key, value in lines.items()))
    return files


def _llms(shelf: Shelf, languages: tuple[Language, ...], language: Language, site_url: str) -> bytes:
    """What a language model should know of the site (llmstxt.org): a heading, a quotation, notes, lists of links.

    The lists are those of the newest edition, with a link to each older one.
    """
    words, code, library = language.words, language.code, shelf.newest
    edition, folder = library.edition, paths.data_files(library.namespace)
    older = [one.edition for one in shelf.editions[1:]]
    lists = {
        "topics": paths.TOPICS,
        "locations": paths.LOCATIONS,
        "departments": paths.DEPARTMENTS,
        "targets": paths.targets(library.namespace),
        "glossary": paths.GLOSSARY,
    }

    def link(name: str, path: str, text: str, prefix: str = language.prefix) -> str:
        plain = name.replace("[", "\\[").replace("]", "\\]")
        return f"- [{plain}]({site_url}{prefix}{path}): {text}"

    counts: Mapping[str, int] = {
        "items": len(library.items),
        "targets": len(library.targets),
        "plans": len(library.plans),
        "measures": len(library.measures),
        "departments": len(library.measures_of_department),
        "locations": len(library.items_of_location),
        "topics": len(library.topics),
    }
    return _lines(
        f"# {words['site_name']}",
        "",
        f"> {words['site_description']}",
        "",
        f"{edition.title.zh} ({edition.notice.number.zh}), {edition.notice.issuer[code]}, {edition.signed}.",
        "",
        words["llms_note"],
        "",
        f"## {words['full_text']}",
        "",
        link(words["full_text"], paths.text(edition.edition), words["text_intro"]),
        *(link(words[key], path, words[f"{key}_intro"]) for key, path in lists.items()),
        "",
        f"## {words['data']}",
        "",
        *(
            link(f"{name}.json", f"{folder}{name}.json", f"{count} {words['counts'][name][-1]}", "")
            for name, count in counts.items()
        ),
        link("datapackage.json", f"{folder}datapackage.json", words["llms_package"], ""),
        "",
        f"## {words['plans']}",
        "",
        *(link(p.title[code], p.path, p.raw.summary[code]) for p in library.plans),
        "",
        *([f"## {words['editions']}", ""] if older else []),
        *(link(one.title[code], paths.landing(one.edition), f"{one.notice.number.zh}, {one.signed}.") for one in older),
        *([""] if older else []),
        "## Optional",
        "",
        *(
            link(one.name, "llms.txt", one.words["site_name"], one.prefix)
            for one in languages
            if one.code != language.code
        ),
        link(words["about"], paths.ABOUT, words["home_source"]),
    )


def _lines(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()
