"""What pages say of themselves to programs, judged by the vocabulary of schema.org; the files at the root."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from pyld import jsonld
from schema_org.registry import CLASS_METADATA, PROPERTY_BY_SCHEMA
from selectolax.lexbor import LexborHTMLParser

from generator.build import build
from generator.library import Library
from generator.problems import ContentError

from .conftest import SITE_URL, Edit

Node = dict[str, Any]
SCHEMA = "https://schema.org/"
_VALUES: dict[str, Any] = {
    "Text": str,
    "URL": str,
    "Date": str,
    "DateTime": str,
    "Number": (int, float),
    "Integer": int,
    "Boolean": bool,
}
"""JSON types of schema.org's data types."""


def _offline(url: str, options: object) -> Node:
    """schema.org's context as far as it matters here: every word is its own."""
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": {"@vocab": SCHEMA}}}


def _graph(page: Path) -> list[Node]:
    scripts = LexborHTMLParser(page.read_bytes()).css('head script[type="application/ld+json"]')
    assert len(scripts) == 1, page
    return list(json.loads(scripts[0].text())["@graph"])


def _nodes(value: Any) -> Iterator[Node]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one
            for inner in one.values():
                yield from _nodes(inner)


def _node(page: Path, kind: str) -> Node:
    return next(node for node in _graph(page) if node["@type"] == kind)


def _ancestry(name: str) -> set[str]:
    return {name}.union(*(_ancestry(parent) for parent in CLASS_METADATA[name].parents))


def _faults(node: Node, types: dict[str, set[str]]) -> Iterator[str]:
    """What schema.org does not know of a node: its type, a property, a property of this type, a value of it."""
    kind = node["@type"]
    if kind not in CLASS_METADATA or CLASS_METADATA[kind].superseded_by:
        yield f"no type {kind}"
        return
    own = _ancestry(kind)
    for key, value in node.items():
        if key.startswith("@"):
            continue
        name = key.removesuffix("-input")  # how an action takes its input: schema.org/docs/actions.html
        known = PROPERTY_BY_SCHEMA.get(name)
        if known is None or known.superseded_by:
            yield f"no property {key}"
        elif not own.intersection(known.domains):
            yield f"{kind} has no {key}"
        else:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    found = types[one["@id"]] if "@type" not in one else _ancestry(one["@type"])
                    good = bool(found.intersection(known.ranges))
                elif key != name:
                    good = isinstance(one, str)
                else:
                    good = any(isinstance(one, _VALUES[range_]) for range_ in known.ranges if range_ in _VALUES)
                if not good:
                    yield f"{kind}.{key} is {one!r}, not {known.ranges}"


@pytest.fixture(scope="module")
def framed(site: Path) -> list[Path]:
    """Every page that is no prose, no card and does not only lead on."""
    found = [path for path in sorted(site.rglob("index.html")) if "embed" not in path.relative_to(site).parts]
    pages = [path for path in found if path.parent.name not in ("about", "data")]
    return [path for path in pages if b'http-equiv="refresh"' not in path.read_bytes()]


def test_every_type_property_and_value_is_of_schema_org(framed: list[Path]) -> None:
    assert len(framed) > 1000
    wrong = set()
    for page in framed:
        nodes = list(_nodes(_graph(page)))
        types = {node["@id"]: _ancestry(node["@type"]) for node in nodes if "@id" in node and "@type" in node}
        for node in nodes:
            if "@type" not in node:
                assert node["@id"] in types, f"{page} points to {node}, of which it says nothing"
                continue
            wrong |= set(_faults(node, types))
    assert not wrong


def test_the_judge_sees_faults() -> None:
    assert list(_faults({"@type": "Measure"}, {})) == ["no type Measure"]
    assert list(_faults({"@type": "Place", "colour": "red"}, {})) == ["no property colour"]
    assert list(_faults({"@type": "Place", "hasPart": []}, {})) == ["Place has no hasPart"]
    assert len(list(_faults({"@type": "Legislation", "position": {"@type": "Place"}}, {}))) == 1


@pytest.mark.parametrize("path", ["", "2025/items/1.2.6/", "en/2025/items/1.2.6/", "en/glossary/", "targets/"])
def test_a_json_ld_processor_understands_it(site: Path, path: str) -> None:
    script = LexborHTMLParser((site / path / "index.html").read_bytes()).css_first('[type="application/ld+json"]')
    assert script is not None
    triples = jsonld.to_rdf(json.loads(script.text()), {"documentLoader": _offline})["@default"]
    subjects = {triple["subject"]["value"] for triple in triples}
    assert SITE_URL + path in subjects
    assert all(triple["predicate"]["value"].startswith((SCHEMA, "http://www.w3.org/")) for triple in triples)


def test_an_item_says_its_text_and_its_place(site: Path, library: Library) -> None:
    item = library.items["1.2.6"]
    official = _node(site / "2025/items/1.2.6/index.html", "Legislation")
    assert official["text"] == item.raw.zh
    assert official["inLanguage"] == "zh-Hans"
    assert official["position"] == 6
    measure = official["isPartOf"]
    assert measure["name"] == library.measures["1.2"].title.zh
    assert measure["isPartOf"]["position"] == 1
    assert measure["isPartOf"]["isPartOf"]["legislationIdentifier"] == "罗府办〔2025〕1号"
    english = _node(site / "en/2025/items/1.2.6/index.html", "CreativeWork")
    assert english["text"] == item.raw.en
    assert english["inLanguage"] == "en"
    assert "Unofficial" in english["description"]
    assert english["translationOfWork"]["text"] == item.raw.zh
    assert english["translationOfWork"]["@id"] == official["@id"]
    assert official["workTranslation"][0]["@id"] == english["@id"]


def test_the_document_bears_its_facts(site: Path) -> None:
    document = _node(site / "index.html", "Legislation")
    assert document["legislationIdentifier"] == "罗府办〔2025〕1号"
    assert document["legislationDate"] == "2025-02-21"
    assert document["datePublished"] == "2025-09-10"
    assert document["legislationPassedBy"]["name"] == "深圳市罗湖区人民政府办公室"
    assert [part["position"] for part in document["hasPart"]] == list(range(1, 11))


def test_nothing_is_said_that_the_content_does_not_hold(framed: list[Path]) -> None:
    for page in framed:
        keys = {key for node in _nodes(_graph(page)) for key in node}
        assert not keys & {"geo", "latitude", "longitude", "license", "author", "translator", "dateModified"}, page


def test_places_units_and_terms_have_their_names(site: Path, library: Library) -> None:
    place = _node(site / "locations/luohu-kouan/index.html", "Place")
    assert place["name"] == "罗湖口岸"
    assert "Lo Wu" in place["alternateName"]
    body = _node(site / "en/departments/qu-shangwuju/index.html", "GovernmentOrganization")
    assert "区商务局" in body["alternateName"]
    assert len(body["subjectOf"]) == len(library.measures_of_department["qu-shangwuju"])
    terms = _node(site / "en/glossary/index.html", "DefinedTermSet")["hasDefinedTerm"]
    assert [term["description"] for term in terms] == [term.explanation.en for term in library.terms.values()]


def test_a_collective_expression_is_no_organisation(site: Path, library: Library) -> None:
    slug = next(slug for slug, body in library.departments.items() if body.kind.value == "collective")
    assert _node(site / f"departments/{slug}/index.html", "Thing")


def test_breadcrumbs_are_those_a_reader_sees(site: Path, framed: list[Path]) -> None:
    for page in framed:
        here = SITE_URL + page.relative_to(site).as_posix().removesuffix("index.html")
        lists = [node for node in _graph(page) if node["@type"] == "BreadcrumbList"]
        links = LexborHTMLParser(page.read_bytes()).css(".lt-crumbs a")
        seen = [urljoin(here, link.attributes["href"] or "") for link in links]
        said = [entry["item"]["@id"] for one in lists for entry in one["itemListElement"]]
        assert said == ([*seen, here] if seen else []), page


def test_tables_can_be_downloaded(site: Path, framed: list[Path]) -> None:
    downloads = [n for page in framed for n in _nodes(_graph(page)) if n.get("@type") == "DataDownload"]
    assert {download["encodingFormat"] for download in downloads} == {"application/json", "text/csv"}
    for download in downloads:
        assert (site / download["contentUrl"].removeprefix(SITE_URL)).is_file()


def test_pages_name_the_data_they_show(site: Path) -> None:
    for path, file in (("2025/items/1.2.6/", "items/1.2.6.json"), ("en/locations/", "locations.json")):
        page = LexborHTMLParser((site / path / "index.html").read_bytes())
        link = page.css_first('head link[rel~=alternate][type="application/json"]')
        assert link is not None
        assert link.attributes["href"] == f"{SITE_URL}data/v1/{file}"


def test_the_search_it_promises_works(site: Path) -> None:
    action = _graph(site / "en/index.html")[0]["isPartOf"]["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{SITE_URL}en/?q={{search_term_string}}"


def test_text_never_ends_the_script(small: Path, edit: Edit, tmp_path: Path) -> None:
    attack = "</script><script>alert()</script><!--"
    edit("content/2025/plans/01.yml", "en: Complete Dongmen Road, 1,200 more parking spaces", f"en: '{attack} 1,200'")
    edit("content/glossary.yml", "en: A phrase.", f"en: '{attack}'")
    build(small, tmp_path / "site", "https://example.org/", lambda step: None)
    page = tmp_path / "site/en/2025/items/1.1.2/index.html"
    assert attack in _graph(page)[0]["name"]
    assert attack in [t["description"] for t in _graph(tmp_path / "site/en/glossary/index.html")[1]["hasDefinedTerm"]]


# Files at the root

Make = Callable[[], Path]


@pytest.fixture
def make(small: Path, tmp_path: Path) -> Make:
    """Builds the small site; its own site_config may be changed before."""

    def run() -> Path:
        build(small, tmp_path / "site", SITE_URL, said.append)
        return tmp_path / "site"

    said: list[str] = []
    run.said = said  # type: ignore[attr-defined]
    return run


def _settings(small: Path, text: str) -> None:
    """Give the small project its own site.yml."""
    config = small / "site_config"
    own = config.resolve()
    config.unlink()
    config.mkdir()
    for path in own.iterdir():
        if path.name != "site.yml":
            (config / path.name).symlink_to(path)
    (config / "site.yml").write_text(text, encoding="utf-8")


def test_robots_may_read_everything(site: Path) -> None:
    robots = (site / "robots.txt").read_text(encoding="utf-8")
    assert robots == f"User-agent: *\nAllow: /\n\nSitemap: {SITE_URL}sitemap.xml\n"
    assert (site / ".nojekyll").read_bytes() == b""


def test_no_contact_is_invented(small: Path, make: Make) -> None:
    _settings(small, "# nothing yet\n")
    assert not (make() / ".well-known").exists()
    told = [line for line in make.said if "security.txt" in line]  # type: ignore[attr-defined]
    assert len(told) == 1
    assert "site_config/site.yml" in told[0]


def test_security_txt_says_what_it_must(small: Path, make: Make) -> None:
    """RFC 9116, 2.5: Contact at least once, Expires exactly once, in the form of RFC 3339."""
    _settings(small, 'contact: "mailto:safe@example.org"\nsecurity_expires: "2027-06-30T00:00:00Z"\n')
    lines = (make() / ".well-known/security.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "Contact: mailto:safe@example.org",
        "Expires: 2027-06-30T00:00:00Z",
        "Preferred-Languages: zh, en",
        f"Canonical: {SITE_URL}.well-known/security.txt",
    ]


@pytest.mark.parametrize("text", ['contact: "safe@example.org"\n', "mail: x\n", 'security_expires: "2027-06-30"\n'])
def test_a_wrong_contact_is_told_with_its_line(small: Path, make: Make, text: str) -> None:
    _settings(small, text)
    with pytest.raises(ContentError) as caught:
        make()
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("site_config/site.yml", 1)


@pytest.mark.parametrize("language", ["", "en/"])
def test_llms_txt_is_in_its_form_and_leads_somewhere(site: Path, library: Library, language: str) -> None:
    """llmstxt.org: one H1, a quotation, text without headings, then H2 sections of lists of links."""
    text = (site / language / "llms.txt").read_text(encoding="utf-8")
    head, *sections = re.split(r"^## .+$", text, flags=re.MULTILINE)
    lines = [line for line in head.splitlines() if line]
    assert lines[0].startswith("# ")
    assert lines[1].startswith("> ")
    assert not any(line.startswith("#") for line in lines[1:])
    links = []
    for section in sections:
        for line in filter(None, section.splitlines()):
            found = re.fullmatch(r"- \[.+\]\((\S+)\): .+", line)
            assert found, line
            links.append(found[1].removeprefix(SITE_URL))
    assert f"{language}2025/text/" in links
    assert "data/v1/items.json" in links
    assert {f"{language}2025/plans/{plan.number}/" for plan in library.plans} <= set(links)
    for link in links:
        assert (site / link / "index.html" if link.endswith("/") else site / link).is_file(), link
    assert ("unofficial" if language else "非官方") in head
