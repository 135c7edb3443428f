"""How a plan, a measure or an item is cited and quoted: as text, and as files for reference managers; pure.

No date of access is made up, for a page cannot know it. GB/T 7714 wants one, so its place is marked; Chicago (17th
ed., 14.12) and APA (7th ed., 9.16) want none where a source has a date of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

from . import paths
from .languages import Language
from .library import Library
from .pages import Page

OFFICIAL = "zh"
"""Code of the language of the document."""
ENGLISH = "en"
PARTS = ("plan", "measure", "item")
"""Kinds of pages that are parts of the document."""

START = {"zh": 8, "en": 40}
END = {"zh": 6, "en": 25}
"""Characters of a sentence that are enough to find where it starts and ends, by the language's code."""
_BREAK = {"zh": re.compile("[，,、。；;：:（）()“”]"), "en": re.compile(" ")}
"""Where a passage can be cut so that a browser knows the cut as the boundary of a word."""

_TEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}  # BibTeX counts braces, and those with a backslash too
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>&|~#!])")


@dataclass(frozen=True, slots=True)
class Citation:
    """One text to be copied."""

    name: str
    """Names its label among the words."""
    tag: str | None
    """BCP 47 tag of its language where it is not that of the page."""
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """What there is to say of a part of the document in one language."""

    id: str
    issuer: str
    title: str
    number: str
    part: str
    """Which part of the document: `item 1.2.6`."""
    signed: date
    published: date
    publisher: str
    """Who published the official text."""
    url: str
    """Permanent address of the part on this site."""
    sentence: str | None
    """The wording of an item."""
    above: str
    """What stands above the sentence on its page."""
    language: Language

    @property
    def official(self) -> bool:
        return self.language.code == OFFICIAL

    def repeats(self, passage: str) -> bool:
        """Whether a browser that looks for a passage would find it before the sentence."""
        return passage.lower() in self.above.lower()

    @property
    def words(self) -> Mapping[str, Any]:
        return self.language.words["cite_words"]  # type: ignore[no-any-return]

    @property
    def whole_title(self) -> str:
        """The document's title with the part."""
        return f"{self.title}:{self.part}" if self.official else f"{_curly(self.title)}, {self.part}"

    @property
    def note(self) -> str:
        return str(self.words["note"].format(signed=self.signed, published=self.published))

    @property
    def line(self) -> str:
        """Where a quotation comes from, in one line."""
        title = self.title if self.official else f"“{_nested(_curly(self.title))}”"
        said = self.words["line"].format(
            issuer=self.issuer,
            title=title,
            number=self.number,
            signed=self.signed,
            published=self.published,
            part=self.part,
        )
        return str(said)


def source_of(library: Library, page: Page, language: Language, site_url: str) -> Source:
    """What a page's citations say in a language.

    Args:
        library: what the site knows.
        page: a page of one of the kinds in `PARTS`.
        language: the language of the citation.
        site_url: address of the site with a final slash.
    """
    edition, entry, code = library.edition, page.view[page.kind], language.code
    own = f"plan-{entry.number}" if page.kind == "plan" else entry.id
    mark = entry.mark if page.kind == "plan" and code == OFFICIAL else own.removeprefix("plan-")
    return Source(
        id=f"luohu{edition.edition}-{own}" + ("" if code == OFFICIAL else f"-{code}"),
        issuer=edition.notice.issuer[code],
        title=edition.title[code],
        number=edition.notice.number[code],
        part=language.words["cite_words"][page.kind].format(mark),
        signed=date.fromisoformat(edition.signed),
        published=date.fromisoformat(edition.published),
        publisher=edition.publisher[code],
        url=f"{site_url}{language.prefix}{page.path}",
        sentence=entry.text[code] if page.kind == "item" else None,
        above=f"{entry.raw.headline[code]}\n{page.view['measure'].title[code]}" if page.kind == "item" else "",
        language=language,
    )


def citations_of(
    library: Library, page: Page, languages: Sequence[Language], language: Language, site_url: str
) -> tuple[Citation, ...]:
    """The texts that a page offers for copying; none for a page that is no part of the document.

    Args:
        library: what the site knows.
        page: any page.
        languages: every language of the site; each has styles of its own.
        language: the language of the page, and of all that is in no style.
        site_url: address of the site with a final slash.
    """
    if page.kind not in PARTS:
        return ()
    own = source_of(library, page, language, site_url)
    found = (
        [Citation("quote", None, quotation(own)), Citation("link", None, sentence_link(own))] if own.sentence else []
    )
    by_code = {one.code: one for one in languages}
    for code, name, style in STYLES:
        source = source_of(library, page, by_code[code], site_url)
        found.append(Citation(name, None if code == language.code else by_code[code].tag, style(source)))
    found += [
        Citation("bibtex", None, bibtex(own)),
        Citation("ris", None, ris(own)),
        Citation("csl", None, json.dumps([csl(own)], ensure_ascii=False, indent=1)),
        Citation("markdown", None, markdown(own)),
    ]
    return tuple(found)


def citation_files(
    library: Library, pages: Sequence[Page], languages: Sequence[Language], site_url: str
) -> dict[str, bytes]:
    """All plans, measures and items of an edition for reference managers, by path below the site.

    There is a file for each format and language.
    """
    files: dict[str, bytes] = {}
    for language in languages:
        found = [source_of(library, page, language, site_url) for page in pages if page.kind in PARTS]
        end = "" if language.code == OFFICIAL else f"_{language.code}"
        name = f"{paths.data_files(library.namespace)}citations{end}"
        files[f"{name}.bib"] = "\n".join(f"{bibtex(source)}\n" for source in found).encode()
        files[f"{name}.ris"] = "".join(f"{ris(source)}\n\n" for source in found).replace("\n", "\r\n").encode()
        text = json.dumps([csl(source) for source in found], ensure_ascii=False, indent=1)
        files[f"{name}.csl.json"] = f"{text}\n".encode()
    return files


# Styles


def gbt(source: Source) -> str:
    """GB/T 7714-2015, 4.6 (electronic resources), as a government document online [A/OL].

    责任者. 题名:文号[A/OL]. (更新或修改日期)[引用日期]. 获取和访问路径.
    The document's number and the part are other title information, as the number is in the standard's example of a
    notice of a government; the date in round brackets is that of publication on the issuer's website.
    """
    words = source.words
    number = f"{source.number}({words['signed'].format(source.signed)})"
    place = f"({source.published})[{words['accessed']}]"
    return f"{source.issuer}. {source.title}:{number}:{source.part}[A/OL]. {place}. {source.url}."


def chicago(source: Source) -> str:
    """Chicago Manual of Style, 17th ed., bibliography: 14.205-207 (sites and their pages), 14.84 (an organisation as
    author), 6.9 (full stop within quotation marks), 13.30 (single within double).

    The title keeps the capitals of our translation.
    """
    words, title = source.words, _nested(_curly(source.title))
    signed = words["signed"].format(_us_date(source.signed))
    published = _first_capital(words["published"].format(_us_date(source.published)))
    site = f"{_first_capital(words['unofficial'])}, {source.language.words['site_name']}"
    where = f"{source.number}, {signed}, {source.part}"
    return f"{_straight(source.issuer)}. “{title}.” {where}. {published}. {site}. {source.url}."


def apa(source: Source) -> str:
    """APA, 7th ed., 10.4 (reports): author, date, title with its number, description in brackets, site, address.

    Titles are in sentence case (6.17); there is no full stop after an address (9.36).
    """
    words = source.words
    when = f"{source.published.year}, {source.published:%B} {source.published.day}"
    number = f"{source.number}, {words['signed'].format(_us_date(source.signed))}, {source.part}"
    title = _curly(sentence_case(source.title, source.issuer))
    unofficial = _first_capital(words["unofficial"])
    site = source.language.words["site_name"]
    return f"{_straight(source.issuer)}. ({when}). {title} ({number}) [{unofficial}]. {site}. {source.url}"


STYLES: tuple[tuple[str, str, Callable[[Source], str]], ...] = (
    (OFFICIAL, "gbt", gbt),
    (ENGLISH, "chicago", chicago),
    (ENGLISH, "apa", apa),
)
"""Code of the language, name and maker of each style."""


@cache
def sentence_case(title: str, names: str) -> str:
    """A title in lower case but for its first word, what stands in quotation marks, and the words of `names`.

    >>> sentence_case('Luohu District\\'s "Ten Plans" for High-quality Development', "Government of Luohu District")
    'Luohu District\\'s "Ten Plans" for high-quality development'
    """
    kept = set(re.findall(r"\w+", names))
    pieces = re.split(r'("[^"]*"|\s+)', title)
    return "".join(
        piece
        if not place or piece.startswith('"') or set(re.findall(r"\w+", piece)) & kept or piece.isupper()
        else piece.lower()
        for place, piece in enumerate(pieces)
    )


# Formats of reference managers


def bibtex(source: Source) -> str:
    """An entry for BibTeX and biblatex in UTF-8; the doubled braces keep a body from being read as a person."""
    fields = {
        "author": f"{{{_tex(source.issuer)}}}",
        "title": f"{{{_tex(source.whole_title)}}}",
        "howpublished": _tex(source.number),
        "year": str(source.published.year),
        "month": f"{source.published:%b}".lower(),
        "date": str(source.published),
        "url": source.url,
        "language": "chinese" if source.official else "english",
        "note": _tex(source.note),
    }
    lines = [f"  {key} = {value if key == 'month' else f'{{{value}}}'}" for key, value in fields.items()]
    return ",\n".join([f"@misc{{{source.id}", *lines]) + "\n}"


def ris(source: Source) -> str:
    """A record of type GOVDOC.

    RIS reads what follows a comma in a name as given names, so a body's place goes into round brackets.
    """
    name, comma, place = source.issuer.partition(", ")
    lines = {
        "TY": "GOVDOC",
        "ID": source.id,
        "AU": f"{name} ({place})" if comma else name,
        "TI": source.whole_title,
        "M1": source.number,
        "PY": str(source.published.year),
        "DA": f"{source.published:%Y/%m/%d}",
        "LA": source.language.tag,
        "N1": source.note,
        "UR": source.url,
        "ER": "",
    }
    return "\n".join(f"{key}  - {value}" for key, value in lines.items())


def csl(source: Source) -> dict[str, Any]:
    """An object of CSL-JSON (citationstyles.org, 1.0.2)."""
    day = source.published
    return {
        "id": source.id,
        "type": "webpage",
        "title": source.whole_title,
        "author": [{"literal": source.issuer}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "number": source.number,
        "URL": source.url,
        "language": source.language.tag,
        "note": source.note,
        **({} if source.official else {"genre": source.words["unofficial"]}),
    }


# Quotations


def quotation(source: Source) -> str:
    """An item's sentence with its source and address."""
    dash = "——" if source.official else "— "
    return f"{source.sentence}\n{dash}{source.line}\n{source.url}"


def markdown(source: Source) -> str:
    """The source as a link in CommonMark, below the sentence where there is one."""
    link = f"[{_markdown(source.line)}]({source.url})"
    return f"> {_markdown(source.sentence)}\n>\n> — {link}" if source.sentence else link


def sentence_link(source: Source) -> str:
    """The address of an item's sentence: a browser that knows text fragments marks it, any other opens the page.

    WICG, URL Fragment Text Directives: a start and an end joined by a comma, each ending where a word ends; the
    characters & - , are encoded.
    """
    text, code = source.sentence or "", source.language.code
    cuts = [match.start() for match in _BREAK[code].finditer(text)]
    start = next((cut for cut in cuts if cut >= START[code] and not source.repeats(text[:cut])), len(text))
    end = next((cut + 1 for cut in reversed(cuts) if len(text) - cut > END[code]), 0)
    passages = (text[:start], text[end:]) if end > start else (text,)
    return f"{source.url}#:~:text=" + ",".join(quote(passage, safe="").replace("-", "%2D") for passage in passages)


# Writing


def _us_date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _straight(text: str) -> str:
    """Apostrophes as printers set them."""
    return text.replace("'", "’")


def _curly(text: str) -> str:
    """Quotation marks and apostrophes as printers set them."""
    return _straight(re.sub(r'"([^"]*)"', r"“\1”", text))


def _nested(text: str) -> str:
    """Double quotation marks as they are within others."""
    return text.replace("“", "‘").replace("”", "’")


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
