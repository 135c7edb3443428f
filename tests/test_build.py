"""Building: what is written, what is left alone, what survives a failure."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.build import build, prepare
from generator.languages import WordsError
from generator.problems import ContentError
from generator.write import Output, write_file, write_site

from .conftest import REVISIONS, ROOT, SITE_URL, SMALL, Edit, add_edition, make_project

URL = SITE_URL


def _make(root: Path, site: Path) -> tuple[int, int]:
    built = build(root, site, URL, lambda step: None)
    return built.files.changed, built.files.removed


def _bytes(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def _write(site: Path, *files: dict[str, bytes | Path]) -> None:
    outputs = [
        Output(name, lambda: "key", partial(dict, own)) for name, own in zip(("one", "other"), files, strict=False)
    ]
    write_site(site, outputs, site.with_suffix(".json"), lambda step: None)


def test_only_what_changed_is_written(small: Path, edit: Edit, tmp_path: Path) -> None:
    site = tmp_path / "site"
    first, _ = _make(small, site)
    assert first > 50
    assert _make(small, site) == (0, 0)
    edit("content/2025/plans/01.yml", "zh: [泊車]", "zh: [泊車, 停车]")
    before = _bytes(site)
    _make(small, site)
    after = _bytes(site)
    changed = {name for name in after if before[name] != after[name]}
    assert changed == {
        "data/v1/items.json",
        "data/v1/items.csv",
        "data/v1/items/1.1.2.json",
        "data/v1/datapackage.json",
        "data/v1/luohu-ten-plans-2025.zip",
        "explore/texts.json",
        "search/more.json",
        "en/search/more.json",
    }


def test_an_edit_makes_no_page_again_that_only_names_its_plan(small: Path, edit: Edit) -> None:
    def keys() -> dict[str, str]:
        return {name: output.key() for name, output in prepare(small, URL, lambda step: None).pages.items()}

    before = keys()
    edit("content/2025/plans/01.yml", "over the year.", "in the whole year.")
    touched = {name for name, key in keys().items() if key != before[name]}
    assert {"2025/items/1.1.1/index.html", "en/2025/measures/1.1/index.html", "2025/text/index.html"} <= touched
    others = {"index.html", "2025/items/1.1.3/index.html", "topics/daolu/index.html"}
    assert others <= before.keys() - touched


def test_stale_files_are_removed(small: Path, edit: Edit, tmp_path: Path) -> None:
    site = tmp_path / "site"
    _make(small, site)
    assert (site / "locations/dongmenlu/index.html").is_file()
    edit("content/locations.yml", "slug: dongmenlu", "slug: dongmen-lu")
    edit("content/locations.yml", "within: dongmenlu", "within: dongmen-lu")
    edit("content/2025/plans/01.yml", "[dongmenlu]", "[dongmen-lu]")
    _make(small, site)
    assert not (site / "locations/dongmenlu").exists()
    assert (site / "en/locations/dongmen-lu/index.html").is_file()


def test_a_failed_build_leaves_the_last_good_site(small: Path, edit: Edit, tmp_path: Path) -> None:
    site = tmp_path / "site"
    _make(small, site)
    before = _bytes(site)
    edit("content/2025/plans/01.yml", "RMB 10 billion of", "RMB 10 million of")
    with pytest.raises(ContentError):
        _make(small, site)
    assert _bytes(site) == before


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Another folder to build and to stand in, hash seed, time, time zone, locale and umask give the same site."""
    sites = []
    around = (
        ("one", {"PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "0", "TZ": "UTC", "LC_ALL": "C"}, 0o022),
        (
            "other place",
            {"PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "2000000000", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8"},
            0o077,
        ),
    )
    for name, own, umask in around:
        root = make_project(tmp_path / name)
        environment = os.environ | own | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "generator", "build", "--root", str(root), "--site-url", URL]
        cwd = tmp_path if name == "one" else root
        subprocess.run(command, check=True, env=environment, cwd=cwd, capture_output=True, umask=umask)
        sites.append(_bytes(root / "site"))
    assert sites[0] == sites[1]


EDITS = (
    ("content/2025/plans/02.yml", "en: Serve well", "en: Serve people well"),
    ("content/2025/plans/01.yml", "zh: [泊車]", "zh: [泊車, 停车]"),
    (
        "content/2025/plans/01.yml",
        "          zh: 原文如此。\n          en: Printed so.",
        "          zh: 无。\n          en: None.",
    ),
    ("content/2025/plans/01.yml", "        topics: [daolu]", "        topics: [daolu, touzi]"),
    ("content/2025/edition.yml", "a district's website", "the website of a district"),
    ("content/departments.yml", "en: Commerce Bureau}", "en: Bureau of Commerce}"),
    ("content/departments.yml", "slug: qu-shangwuju", "slug: shangwuju"),
    ("content/locations.yml", "  within: dongmenlu\n", ""),
    ("content/locations.yml", "hk: Kwok Mau", "hk: Kwok Mau site"),
    ("content/glossary.yml", "en: A phrase.", "en: A saying."),
    ("content/topics.yml", "  aliases: [马路]\n", ""),
    ("content/topics.yml", "en: Spends money.", "en: Money is spent."),
    ("content/commitments.yml", "en: An effort.", "en: An attempt."),
    ("content/2025/adding.yml", "en: May overlap.", "en: They may overlap."),
)


def test_rebuilds_after_edits_equal_fresh_builds(small: Path, edit: Edit, tmp_path: Path) -> None:
    """One edit after the other, in an order of chance; then records of changes, an entry of progress, an edition."""
    warm = tmp_path / "warm"
    _make(small, warm)

    def compare(what: str) -> None:
        shutil.rmtree(tmp_path / "cold", ignore_errors=True)
        changed, removed = _make(small, warm)
        _make(small, tmp_path / "cold")
        assert changed + removed, f"{what} changed nothing"
        assert _bytes(warm) == _bytes(tmp_path / "cold"), what

    for name, old, new in random.Random(8).sample(EDITS, len(EDITS)):  # noqa: S311
        edit(name, old, new)
        compare(f"{name}: {new}")
    (small / "content/history.yml").write_text(REVISIONS.replace("qu-shangwuju", "shangwuju"), encoding="utf-8")
    compare("the record of changes")
    shutil.copytree(SMALL / "content", small / "content", dirs_exist_ok=True)
    add_edition(small)
    compare("a second edition")
    for name in ("templates", "site_config"):
        (small / name).unlink()
        shutil.copytree(ROOT / name, small / name)
    _make(small, warm)
    template, words = small / "templates/pages/item.html", small / "site_config/words/en.yml"
    template.write_text(template.read_text(encoding="utf-8") + "<p>New</p>", encoding="utf-8")
    compare("a template")
    words.write_text(words.read_text(encoding="utf-8").replace("All items", "Every item"), encoding="utf-8")
    compare("a word")


PROGRESS = """
        progress:
          - date: "2026-02-01"
            status: under_way
            note: {zh: 施工中（虚构）。, en: Being built (made up).}
            sources:
              - {url: "https://news.example.org/b", title: 开工（虚构）, publisher: 某报, date: "2026-02-01"}
""".lstrip("\n")


def test_rebuilds_of_the_real_site_equal_fresh_builds(tmp_path: Path) -> None:
    """Edits of chance, one after the other on a site that stays; at two points compared with one made from nothing."""
    root, warm, chance = tmp_path / "root", tmp_path / "warm", random.Random(10)  # noqa: S311
    for name in ("content", "templates", "site_config"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    _make(root, warm)

    def edit(pattern: str, files: str, new: str) -> None:
        """Replace one of the lines that match, in one of the files, and build."""
        found = [(path, one) for path in sorted(root.glob(files)) for one in re.finditer(pattern, _text(path), re.M)]
        path, one = chance.choice(found)
        text = _text(path)
        path.write_text(text[: one.start()] + one.expand(new) + text[one.end() :], encoding="utf-8")
        built(f"{path}: {one[0]}")

    def built(what: str) -> None:
        changed, removed = _make(root, warm)
        assert changed + removed, f"{what} changed nothing"

    def compare() -> None:
        shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
        shutil.copytree(root, tmp_path / "fresh" / "root", ignore=shutil.ignore_patterns(".cache"))
        _make(tmp_path / "fresh" / "root", tmp_path / "fresh" / "site")
        assert _bytes(warm) == _bytes(tmp_path / "fresh" / "site")

    plans = "content/2025/plans/*.yml"
    edit(r"^(      - item: .*\n        zh: .*\n        en: [^'\"\n]*)\.$", plans, r"\1 (as printed).")
    edit(r"^  within: .*\n", "content/locations.yml", "")
    edit(r"^        topics: .*\n", plans, r"\g<0>" + PROGRESS)
    slug = chance.choice(re.findall(r"^- slug: (\S+)$", _text(root / "content/locations.yml"), re.M))
    for path in [root / "content/locations.yml", root / "content/translations.yml", *root.glob(plans)]:
        use = re.compile(rf"^(- slug: |  within: | +locations: .*[\[ ]|locations/){re.escape(slug)}(?![\w-])", re.M)
        path.write_text(use.sub(rf"\1{slug}-x", _text(path)), encoding="utf-8")
    assert main(["permalinks", "record", "--root", str(root)]) == 0
    built("the slug of a location")
    assert f"{slug}-x/" in _text(warm / "locations" / slug / "index.html"), "the old address leads on"
    compare()
    edit(r"^    - navigation.top\n", "mkdocs.yml", "")
    edit(r"\Z", "templates/pages/item.html", "<p>New</p>")
    compare()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_path_leads_out_of_the_site(tmp_path: Path) -> None:
    for name in ("../outside.html", "/etc/outside.html", "a/../../outside.html"):
        with pytest.raises(ValueError, match="out of the site"):
            _write(tmp_path / "site", {name: b""})


def test_no_file_is_made_twice(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.html is made twice, by one and by other"):
        _write(tmp_path / "site", {"a.html": b"1"}, {"a.html": b"2"})
    assert not (tmp_path / "site").exists()


def test_a_folder_of_other_files_is_left_alone(small: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("keep", encoding="utf-8")
    with pytest.raises(OSError, match="holds files that are not a site of ours"):
        _make(small, mine.parent)
    assert mine.read_text(encoding="utf-8") == "keep"


def test_prose_missing_in_a_language_is_told(small: Path, tmp_path: Path) -> None:
    shutil.rmtree(small / "content" / "pages" / "en")
    with pytest.raises(WordsError, match="the same pages in every language"):
        _make(small, tmp_path / "site")


@pytest.mark.parametrize("lacking", ["os.link", "ctypes.CDLL"])
def test_a_system_without_links_or_exchanges_has_the_same_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    site = tmp_path / "site"
    _write(site, {"a.html": b"1", "b/c.html": b"2"})

    def missing(*arguments: object) -> None:
        raise AttributeError if lacking == "ctypes.CDLL" else OSError

    monkeypatch.setattr(f"generator.write.{lacking}", missing)
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    (tmp_path / "site.json").unlink()  # what is remembered, by which nothing would be made again
    _write(site, {"a.html": b"3", "b/c.html": b"2"})
    monkeypatch.undo()
    assert _bytes(site) == {".built-site": b"", "a.html": b"3", "b/c.html": b"2"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".site")] == [".site.new"]
    (tmp_path / "site.json").unlink()
    _write(site, {"a.html": b"3", "b/d.html": b"4"})
    assert _bytes(site) == {".built-site": b"", "a.html": b"3", "b/d.html": b"4"}


def test_what_is_left_of_older_sites_is_used_only_where_it_is_the_same_file(tmp_path: Path) -> None:
    site, draft = tmp_path / "site", tmp_path / ".site.new"
    first = {"a.html": b"1", "b/c.html": b"2", "gone/d.html": b"3", "e": b"4", "f/g": b"5"}
    second = {"a.html": b"6", "b/c.html": b"2", "e/h": b"4", "f": b"5"}

    def write(files: dict[str, bytes]) -> None:
        outputs = [Output(name, data.decode, partial(dict, {name: data})) for name, data in files.items()]
        write_site(site, outputs, tmp_path / "site.json", lambda step: None)
        assert _bytes(site) == {".built-site": b"", **files}

    write(first)
    write(second)
    assert (draft / "b/c.html").samefile(site / "b/c.html")
    (draft / "b/c.html").unlink()
    (draft / "b/c.html").write_bytes(b"7")  # another file with as many bytes
    (draft / "foreign").mkdir()
    (draft / "foreign/i.html").write_bytes(b"8")
    write(first)
    assert not (site / "foreign").exists()
    assert not (site / "e").is_dir()
    write(first | {"a.html": b"9"})
    write(second)


def test_an_output_that_makes_the_file_of_another_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    site = tmp_path / "site"

    def write(version: str, name: str) -> None:
        outputs = [
            Output("stays", lambda: "key", lambda: {"a.html": b"1"}),
            Output("changes", lambda: version, lambda: {name: version.encode()}),
        ]
        write_site(site, outputs, tmp_path / "site.json", lambda step: None)

    for version in "123":  # the draft has a link to the file that stays
        write(version, "b.html")
    with pytest.raises(ValueError, match=r"a\.html is made twice"):
        write("4", "a.html")
    assert _bytes(site) == {".built-site": b"", "a.html": b"1", "b.html": b"3"}
    assert not (tmp_path / ".site.new").exists()


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError, match=r"\.site\.new/e'"):
        _write(tmp_path / "site", {"e/h": b"1"}, {"e": b"2"})


def test_a_draft_that_is_a_link_costs_nobody_a_file(tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("keep", encoding="utf-8")
    (tmp_path / ".site.new").symlink_to(mine.parent)
    _write(tmp_path / "site", {"a.html": b"1"})
    assert mine.read_text(encoding="utf-8") == "keep"
    assert not (tmp_path / "site").is_symlink()


def test_a_file_that_cannot_be_put_in_place_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.json"
    write_file(path, b"1")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*kept\.json'"):
        write_file(path, b"2")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"kept.json": b"1"}


def test_words_that_are_no_yaml_are_told(small: Path, tmp_path: Path) -> None:
    (small / "site_config").unlink()
    shutil.copytree(ROOT / "site_config", small / "site_config")
    (small / "site_config/words/en.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(WordsError, match=r"en\.yml must be YAML"):
        _make(small, tmp_path / "site")
