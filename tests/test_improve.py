"""From a page to the line on which it is written, and to a form about it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from generator.__main__ import main
from generator.build import build

from .conftest import ROOT, SITE_URL, Edit, make_project

REPOSITORY = "https://code.example/owner/name"
WRITTEN = {
    "2025/items/1.1.2/": "- item: 1.1.2",
    "2025/items/2.1.1/": "- item: 2.1.1",
    "2025/measures/2.1/": '- measure: "2.1"',
    "2025/plans/2/": "plan: 2",
    "departments/qu-shangwuju/": "- slug: qu-shangwuju",
    "locations/guomao-dikuai/": "- slug: guomao-dikuai",
    "topics/daolu/": "- slug: daolu",
    "about/": "---",
}
"""The line on which some pages are written, by their path."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose site says where it is written."""
    root = make_project(tmp_path_factory.mktemp("improve") / "project")
    _build(root)
    return root


def _build(root: Path) -> None:
    build(root, root / "site", SITE_URL, lambda step: None, repository=REPOSITORY)


def _foot(root: Path, path: str) -> tuple[str, str] | None:
    """The two links at the foot of a page: to its text, and to the form."""
    page = LexborHTMLParser((root / "site" / path / "index.html").read_bytes())
    links = [node.attributes["href"] or "" for node in page.css(".lt-improve a")]
    return (links[0], links[1]) if links else None


def _line(root: Path, link: str) -> str:
    """The line to which a link for editing leads."""
    parts = urlsplit(link)
    file = unquote(parts.path).removeprefix(f"{urlsplit(REPOSITORY).path}/edit/main/")
    return (root / file).read_text(encoding="utf-8").splitlines()[int(parts.fragment.removeprefix("L")) - 1].strip()


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_lead_to_the_line_on_which_they_are_written(project: Path, language: str) -> None:
    found = {path: foot and _line(project, foot[0]) for path in WRITTEN if (foot := _foot(project, language + path))}
    assert found == WRITTEN


def test_pages_of_interface_words_and_lists_lead_to_their_file(project: Path) -> None:
    paths = ("", "en/explore/", "glossary/", "2025/text/", "en/about/")
    files = [foot[0] for path in paths if (foot := _foot(project, path))]
    assert files == [
        f"{REPOSITORY}/edit/main/{file}#L1"
        for file in (
            "site_config/words/zh.yml",
            "site_config/words/en.yml",
            "content/glossary.yml",
            "content/2025/edition.yml",
            "content/pages/en/about.md",
        )
    ]


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_form_is_filled_in(project: Path, language: str) -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/correction.yml").read_text(encoding="utf-8"))
    fields = {field["id"] for field in form["body"] if "id" in field}
    for path in WRITTEN:
        foot = _foot(project, language + path)
        assert foot
        address, query = foot[1].split("?")
        assert address == f"{REPOSITORY}/issues/new"
        filled = {key: value for key, (value,) in parse_qs(query, strict_parsing=True).items()}
        title = filled.pop("title")
        assert title.startswith("Correction: " if language else "更正：")
        assert filled.pop("template") == "correction.yml"
        assert set(filled) <= fields
        assert filled == {"item": path.split("/")[-2], "address": f"{SITE_URL}{language}{path}"}


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_invitation_to_name_a_source_leads_to_its_form(project: Path, language: str) -> None:
    page = LexborHTMLParser((project / "site" / language / "2025/items/1.1.2/index.html").read_bytes())
    links = [node.attributes["href"] or "" for node in page.css(".lt-small a[href*='issues/new']")]
    assert [parse_qs(urlsplit(link).query)["template"] for link in links] == [["evidence.yml"]]
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/evidence.yml").read_text(encoding="utf-8"))
    assert "item" in {field.get("id") for field in form["body"]}
    assert parse_qs(urlsplit(links[0]).query)["item"] == ["1.1.2"]


def test_sheets_to_be_printed_leave_the_links_out(project: Path) -> None:
    assert _foot(project, "2025/plans/1/booklet/") is None


def test_a_line_more_changes_links_to_the_same_file_only(project: Path, tmp_path: Path) -> None:
    def feet() -> dict[str, bytes]:
        return {path.as_posix(): path.read_bytes() for path in (project / "site").rglob("index.html")}

    before = feet()
    file = project / "content/2025/plans/02.yml"
    file.write_text(f"# one line more\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    _build(project)
    changed = {path for path, page in feet().items() if page != before[path]}
    assert changed
    assert all(any(part in path for part in ("/plans/2/", "/measures/2.", "/items/2.")) for path in changed)
    foot = _foot(project, "2025/items/2.1.1/")
    assert foot
    assert _line(project, foot[0]) == "- item: 2.1.1"


def test_without_a_repository_no_page_has_such_links(site: Path) -> None:
    assert not [path for path in site.rglob("*.html") if "lt-improve" in path.read_text(encoding="utf-8")]


def test_the_settings_name_the_repository(small: Path, edit: Edit) -> None:
    config = small / "site_config"
    origin = config.resolve()
    config.unlink()
    config.mkdir()
    for path in origin.iterdir():
        if path.name != "site.yml":
            (config / path.name).symlink_to(path)
    (config / "site.yml").write_text(f"repository: {REPOSITORY}\n", encoding="utf-8")
    build(small, small / "site", SITE_URL, lambda step: None)
    assert _foot(small, "2025/items/1.1.2/") is not None


def test_an_address_that_is_none_is_refused(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["build", "--root", str(small), "--repository-url", 'javascript:alert("1")'])
    assert "is not of the form https://host/owner/name" in capsys.readouterr().err
