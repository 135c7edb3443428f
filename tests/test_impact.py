"""What a change does to the site: what the report says, and what nobody can make it say."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from marko.ext.gfm import gfm
from selectolax.lexbor import LexborHTMLParser

from generator.__main__ import main
from generator.impact_report import LIMIT, escaped

from .conftest import Edit, add_edition
from .test_history import commit, git

PLAN = "content/2025/plans/01.yml"
OTHER_PLAN = "content/2025/plans/02.yml"
LOCATIONS = "content/locations.yml"
CONCERNED = "Pages directly concerned (lists, full text and booklets follow)"
Report = Callable[..., str]


@pytest.fixture
def report(small: Path, capsys: pytest.CaptureFixture[str]) -> Report:
    """The report on what changed in the small project since it was committed."""
    git(small, "init")
    main(["translations", "record", "--root", str(small)])
    main(["permalinks", "record", "--root", str(small)])
    git(small, "add", "mkdocs.yml", "site_config", "templates")
    commit(small, "2026-11-01")

    def say(*options: str, base: str = "HEAD", code: int = 0) -> str:
        capsys.readouterr()
        assert main(["diff", base, "--root", str(small), *options]) == code
        out, err = capsys.readouterr()
        print(out, err)  # shown where a test fails
        return err if code else out

    return say


def test_nothing_changed_is_one_line(report: Report, small: Path, edit: Edit) -> None:
    nothing = "这项改动不影响网站。 This change does nothing to the site.\n"
    assert report() == nothing
    (small / "notes.md").write_text("Not of the site.\n", encoding="utf-8")
    edit(PLAN, "plan: 1\n", "# The first of all.\nplan:   1\n")
    assert report() == nothing
    assert report("--lang", "en") == "This change does nothing to the site.\n"


def test_one_changed_sentence_is_a_few_lines(report: Report, small: Path, edit: Edit) -> None:
    edit(PLAN, "en: Complete Dongmen Road, adding", "en: Complete Dongmen Road and add")
    expected = f"""\
## What this change does

**Pages whose content changes (1)**

- Item **1.1.2 Complete Dongmen Road, 1,200 more parking spaces** `2025/items/1.1.2/`
  - Translation: Complete Dongmen Road<del>, adding</del><ins> and add</ins> at least 1,200 parking spaces.

- Departments concerned: All subdistricts; Commerce Bureau; Luohu Office of the Regulation Bureau
- Places concerned: Dongmen Road
- {CONCERNED}: Plan 1; Measure 1; Item 1; Department 3; Place 1; Topic 1
"""
    assert report("--lang", "en") == expected
    commit(small, "2026-11-02")
    assert report("--lang", "en", base="HEAD~1") == expected, "committed or not"
    assert report("--lang", "en") == "This change does nothing to the site.\n"


def test_official_text_is_told_first_and_in_both_languages(report: Report, small: Path, edit: Edit) -> None:
    for name, old, new in (
        (PLAN, "zh: 全年完成投资超100亿元。", "zh: 全年完成投资超120亿元。"),
        ("content/2025/source.txt", "投资超100亿元", "投资超120亿元"),
        (PLAN, "responsible: 区商务局、市监管局罗湖局、各街道", "responsible: 区商务局、各街道"),
    ):
        edit(name, old, new)
    told = report()
    lines = told.splitlines()
    assert lines[0] == "## 改动的影响 · What this change does"
    assert lines[2:4] == [
        "> [!CAUTION]",
        "> **官方原文有改动。没有出处，不得合并：请附上正式来源，并与之逐字核对。 The official text is touched. "
        "Do not merge without a source: name the official publication, and compare character by character.**",
    ]
    assert told.count("<del>100</del>") == 1
    assert "source.txt 有改动： The frozen source.txt changed: 2025" in told
    assert "  - 官方原文 · Official text: 全年完成投资超<del>100</del><ins>120</ins>亿元。" in lines
    assert "  - `responsible`: <del>区商务局、市监管局罗湖局、各街道</del> <ins>区商务局、各街道</ins>" in lines
    assert "problem(s) and is not published" in told


def test_official_text_is_told_though_its_source_and_digest_agree(report: Report, small: Path, edit: Edit) -> None:
    """Then `check` has nothing to say."""
    edit(PLAN, "zh: 修主路。", "zh: 修大路。")
    edit("content/2025/source.txt", "修主路", "修大路")
    text = (small / "content/2025/source.txt").read_bytes()
    old = (small / "content/2025/edition.yml").read_text(encoding="utf-8").rpartition("source_sha256: ")[2].strip()
    digest = subprocess.run(["sha256sum"], input=text, capture_output=True, check=True).stdout.decode().split()[0]
    edit("content/2025/edition.yml", old, digest)
    assert main(["check", "--root", str(small)]) == 0
    told = report("--lang", "en")
    assert told.splitlines()[2] == "> [!CAUTION]"
    assert "`1.1-t1-g1` Official text: 修<del>主</del><ins>大</ins>路。" in told
    assert f"`source_sha256`: <del>{old}" in told.replace("&#8203;", "")
    assert "problem(s)" not in told
    git(small, "checkout", "content")
    edit("content/2025/source.txt", "亿元", "亿元 ")
    assert "The frozen source.txt changed: 2025" in report(), "the source alone"


def test_official_texts_in_another_order(report: Report, small: Path, edit: Edit) -> None:
    path = small / PLAN
    text = path.read_text(encoding="utf-8")
    start, end = text.index("      - group: 1"), text.index("      - item: 1.1.2")
    path.write_text(text[:start] + text[end:].rstrip("\n") + "\n\n" + text[start:end], encoding="utf-8")
    assert "Official texts stand in another order." in report()


def test_a_heading_and_an_edition_of_our_own_words(report: Report, edit: Edit) -> None:
    edit(PLAN, "en: Build main roads", "en: Build the main roads")
    edit("content/2025/edition.yml", "en: the 2025 Two Plans", "en: Two Plans of 2025")
    told = report("--lang", "en")
    assert "CAUTION" not in told
    assert (
        "- Measure **1.1 Build good roads** `2025/measures/1.1/`\n  - `1.1-t1-g1` Heading (English): Build<ins> the"
        in told
    )
    assert "`short_title` (English): <del>the" in told


def test_targets_added_changed_and_removed(report: Report, edit: Edit) -> None:
    edit(PLAN, "value: 1200", "value: 1_300")
    edit(PLAN, "comparator: at_least", "comparator: more_than")
    edit(PLAN, "what: {zh: 改造, en: renovated}", "what: {zh: 改造, en: rebuilt}")
    edit(
        OTHER_PLAN,
        "          - id: 2.1.1-b\n            quote: 浓度降低至15微克/立方米\n            comparator: at_most",
        "          - id: 2.1.1-c\n            quote: 浓度降低至15微克/立方米\n            comparator: at_most",
    )
    told = report()
    targets = told[told.index("**数字目标 · Targets (4)**") :]
    assert targets.startswith(
        """\
**数字目标 · Targets (4)**

- `2025/1.1.2-a` 车位 · parking spaces: <del>至少1200 · at least 1,200</del> <ins>超过1300 · more than 1,300</ins>
- `2025/1.1.3-a` 改造 · rebuilt
  - 所计内容（英文） · What the figure counts (English): <del>renovated</del><ins>rebuilt</ins>
- 移除 · removed: `2025/2.1.1-b` PM2.5: <del>不高于15微克/立方米 · at most 15 µg/m³</del>
  - 数字目标（原文用语） · Target, in the words of the document: <del>浓度降低至15微克/立方米</del>
- 新增 · new: `2025/2.1.1-c` PM2.5: <ins>不高于15微克/立方米 · at most 15 µg/m³</ins>
  - 数字目标（原文用语） · Target, in the words of the document: <ins>浓度降低至15微克/立方米</ins>
"""
    ), targets


def test_a_figure_that_cannot_be_read_is_shown_as_it_stands(report: Report, edit: Edit) -> None:
    edit(PLAN, "value: 1200", "value: '1e999999999'")
    assert "Figure: <del>1200</del> <ins>1e9999&#8203;99999</ins>" in report("--lang", "en")


def test_translations_gone_stale(report: Report, small: Path, edit: Edit) -> None:
    edit(PLAN, "zh: 争取启动国贸地块\n", "zh: 力争启动国贸地块\n")
    edit(PLAN, "en: Builds roads.", "en: Builds and mends roads.")
    main(["translations", "accept", "1.1.1", "--reviewer", "A", "--root", str(small)])
    told = report()
    assert (
        "Translations gone stale (the Chinese changed, the English did not) (1)**\n\n- `2025/1.1.3/headline`\n" in told
    )
    assert "States of translations: 待复核 · awaiting review → 已复核 · reviewed: 3" in told


def test_addresses_at_risk(report: Report, small: Path, edit: Edit) -> None:
    """The old register counts, whatever the new one says."""
    edit("content/permalinks.yml", "  glossary/#san-li-san-qu: 三力三区\n", "")
    edit("content/glossary.yml", "slug: san-li-san-qu\n  term: {zh: 三力三区,", "slug: xin\n  term: {zh: 三力,")
    edit("content/topics.yml", "slug: touzi", "slug: qian")
    for name in (PLAN, PLAN, OTHER_PLAN, OTHER_PLAN):
        edit(name, "touzi]", "qian]")
    told = report("--lang", "en")
    assert "A published address must not vanish" in told
    assert "**Addresses that would be lost (1)**\n\n- `glossary/#san-li-san-qu` 三力三区\n" in told
    assert "**Addresses that move (1)**\n\n- `topics/touzi/` → `topics/qian/`\n" in told
    assert "New addresses: `glossary/#xin`" in told
    assert "**New (1)**\n\n- Term **Three Strengths and Three Zones** `glossary/#xin`" in told
    assert "**Removed (1)**\n\n- Term **Three Strengths and Three Zones** `glossary/#san-li-san-qu`" in told
    assert "Topics:" not in told, "a topic under another slug is the same topic"


def test_an_address_that_moves_or_ends_as_recorded(report: Report, small: Path, edit: Edit) -> None:
    edit(LOCATIONS, "slug: dongmenlu", "slug: dongmen-lu")
    edit(LOCATIONS, "within: dongmenlu", "within: dongmen-lu")
    edit(PLAN, "locations: [dongmenlu]", "locations: [dongmen-lu]")
    assert main(["permalinks", "record", "--root", str(small)]) == 0
    edit(
        "content/permalinks.yml",
        "ended: []",
        "ended:\n- {path: topics/alt/, date: '2026-11-02', why: {zh: 没了。, en: Gone.}}",
    )
    assert (
        report("--lang", "en")
        == """\
## What this change does

**Addresses that move (1)**

- `locations/dongmenlu/` → `locations/dongmen-lu/`

**Addresses that end (1)**

- `topics/alt/`
"""
    )


def test_registries_and_their_lists(report: Report, edit: Edit) -> None:
    edit("content/departments.yml", "aliases: [商务局]", "aliases: [商务, 商务委]")
    edit(LOCATIONS, "kind: road", "kind: area")
    edit(LOCATIONS, "in_luohu: true", "in_luohu: false")
    edit(PLAN, "verbs: [建成, 新增]", "verbs: [新增, 建成]")
    edit(PLAN, "topics: [daolu, touzi]", "topics: [daolu]")
    told = report("--lang", "en")
    assert (
        "- Department **Commerce Bureau** `departments/qu-shangwuju/`\n  - `aliases`: <del>商务局</del> "
        "<ins>商务</ins> <ins>商务委</ins>" in told
    )
    assert "  - `kind`: <del>road</del> <ins>area</ins>\n  - `in_luohu`: <del>true</del> <ins>false</ins>" in told
    assert "  - Verbs of commitment: another order" in told
    assert "  - Topics: <del>Investment</del>" in told


def test_progress_is_told_with_its_sources(report: Report, edit: Edit) -> None:
    edit(
        PLAN,
        "          zh: [钱]\n          en: [money]\n",
        """\
          zh: [钱]
          en: [money]
        progress:
          - date: "2026-03-01"
            status: under_way
            reached: [{target: 1.1.1-a, value: 6_000_000_000}]
            note: {zh: 已投60亿元。, en: RMB 6 billion invested.}
            sources:
              - {url: "https://example.org/a", title: 通报, publisher: 某区, date: "2026-03-01"}
""",
    )
    told = report("--lang", "en")
    assert "problem(s)" not in told
    assert "- Item **1.1.1 Investment over RMB 10 billion** `2025/items/1.1.1/`\n  - `1.1.1-2026-03-01` " in told
    assert "`1.1.1-2026-03-01` Status: <ins>Under way</ins>" in told
    assert "Note (English): <ins>RMB 6 billion invested.</ins>" in told
    assert "`sources/0/url`: <ins>https:&#8203;//example.org/a</ins>" in told


def test_a_second_edition_is_one_line(report: Report, small: Path, edit: Edit) -> None:
    add_edition(small)
    told = report("--lang", "en")
    assert "> **New edition 2026: 4 items, which need a source.**" in told
    assert "Official text" not in told
    assert "problem(s)" not in told
    assert "lost" not in told
    commit(small, "2026-11-02")
    edit("content/2026/plans/01.yml", "  en: ", "  en: New ")
    told = report("--lang", "en")
    assert "`2026/plans/1/`" in told
    assert "`2025/" not in told
    shutil.rmtree(small / "content/2025")
    assert "> **Edition 2025 is gone (5 items).**" in report("--lang", "en")


def test_quoted_terms_without_an_entry(report: Report, edit: Edit) -> None:
    edit(PLAN, "zh: 投资超100亿元\n", "zh: “三力三区”“东门路”“新说法”超100亿元\n")
    assert "- Quoted terms that the glossary does not have: “新说法” (`2025/1.1.1/headline`)\n" in report(
        "--lang", "en"
    )


def test_prose_and_design_are_a_line_each(report: Report, small: Path) -> None:
    git(small, "add", "content/pages")
    for name in ("content/pages/zh/new.md", "content/pages/en/new.md", "content/synonyms.yml", "package-lock.json"):
        (small / name).write_text("- zh: [路]\n", encoding="utf-8")
    (small / "mkdocs.yml").unlink()
    told = report("--lang", "en", "--root", str(small))
    assert told.endswith(
        "- Prose pages: `content/pages/en/new.md`; `content/pages/zh/new.md`\n"
        "- Templates, words or design: `mkdocs.yml`\n"
        "- Program: `package-lock.json`\n"
        "- Other data: `content/synonyms.yml`\n"
    )


def test_what_cannot_be_read_is_left_out_and_said(report: Report, small: Path, edit: Edit) -> None:
    edit(OTHER_PLAN, "plan: 2\n", "plan: [\n")
    edit(PLAN, "en: Builds roads.", "en: Builds and mends roads.")
    edit(PLAN, "headline:\n          zh: 投资超100亿元\n", "headlines:\n          zh: 投资超100亿元\n")
    edit(PLAN, "en: Complete over RMB 10 billion of", "en: Complete over RMB 10 billion in")
    told = report("--lang", "en")
    assert "Not compared, for one version cannot be read: `content/2025/plans/02.yml`" in told
    assert "not all looked at" in told
    assert "lost" not in told
    assert "Builds<ins> and mends</ins> roads." in told
    assert "<del>of</del><ins>in</ins> investment" in told, "an entry with a mistake is compared as well"
    assert "Removed" not in told


@pytest.mark.parametrize("break_it", ["edition: [\n", ""])
def test_a_base_that_cannot_be_read(report: Report, small: Path, break_it: str) -> None:
    path = small / "content/2025/edition.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text(break_it, encoding="utf-8")
    commit(small, "2026-11-02")
    path.write_text(good, encoding="utf-8")
    told = report()
    assert "cannot be read: `content/2025/edition.yml`" in told
    assert "CAUTION" not in told
    path.write_text(break_it, encoding="utf-8")
    assert "problem(s)" in report(), "nor can the new version"


def test_a_base_without_content(small: Path, report: Report) -> None:
    git(small, "rm", "-r", "-q", "--cached", "content")
    git(small, "commit", "-m", "Nothing", "--allow-empty")
    assert "New edition 2025: 5 items" in report("--lang", "en")


def test_only_what_is_ours_since_the_branches_parted(report: Report, small: Path, edit: Edit) -> None:
    git(small, "checkout", "-b", "work")
    edit(PLAN, "en: Builds roads.", "en: Builds and mends roads.")
    commit(small, "2026-11-02")
    git(small, "checkout", "main")
    edit(OTHER_PLAN, "en: Serves people.", "en: Serves everyone.")
    commit(small, "2026-11-03")
    git(small, "checkout", "work")
    told = report(base="main")
    assert "mends" in told
    assert "everyone" not in told


def test_wrong_bases_are_told_in_a_sentence(report: Report, small: Path, tmp_path: Path) -> None:
    assert report(base="nowhere", code=2) == (
        "diff failed: git knows no commit called 'nowhere' here; 'git fetch' gets what is missing\n"
    )
    git(small, "checkout", "--orphan", "other")
    commit(small, "2026-11-02")
    assert "no commit that 'main' and this share" in report(base="main", code=2)
    shutil.rmtree(small / ".git")
    assert "no git history here" in report(code=2)


def test_a_base_is_no_option(small: Path, report: Report) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["diff", "--output=/tmp/x", "--root", str(small)])
    assert stopped.value.code == 2
    assert main(["diff", "--root", str(small), "--", "--output=x"]) == 2


def test_a_shallow_clone_without_the_base_is_told(
    report: Report, small: Path, tmp_path: Path, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    git(small, "branch", "old")
    edit(PLAN, "en: Builds roads.", "en: Builds and mends roads.")
    commit(small, "2026-11-02")
    clone = tmp_path / "clone"
    address = small.as_uri()
    command = ["git", "clone", "-q", "--depth", "1", "--no-single-branch", "-b", "main", address, str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    assert main(["diff", "origin/old", "--root", str(clone)]) == 2
    assert "git fetch --unshallow" in capsys.readouterr().err


HOSTILE = (
    "@someone @org/team #123 GH-12 owner/repo#5 a@example.org https://evil.example www.evil.example mailto:x@y.z "
    "![i](http://e.example/p.png) [l](//e.example) <script>alert(1)</script> <img src=x> <!-- x --> &lt;b&gt; "
    "`code` ``` **b** ~~s~~ | a | $x^2$ :smile: [^1] deadbeef1 </details> > # - 1. \\ \\< _i_"
)


def test_hostile_texts_stay_texts(report: Report, small: Path, edit: Edit) -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    edit(PLAN, "en: Builds roads.", f"en: {quoted}")
    edit(PLAN, "en: Strive to launch the Guomao site\n", f"en: {quoted}\n")
    edit(PLAN, "what: {zh: 改造, en: renovated}", f"what: {{zh: 改造, en: {quoted}}}")
    edit(LOCATIONS, "aliases: [东门大道]", f"aliases: [{quoted}]")
    edit(LOCATIONS, "name: {zh: 东门路, en: Dongmen Road}", f"name: {{zh: 东门路, en: {quoted}}}")
    edit("content/topics.yml", "- slug: daolu\n", f"- slug: {quoted}\n")
    edit("content/departments.yml", "  kind: collective\n", f"  kind: {quoted}\n  ? {quoted}\n  : 1\n")
    (small / "content/pages/zh/@someone#1 <b>.md").write_text("x", encoding="utf-8")
    told = report()
    assert told.count("someone") > 10
    for live in (
        "@someone",
        "@org",
        "#123",
        "repo#5",
        "GH-12",
        "http://",
        "https://",
        "www.e",
        "mailto:x",
        "deadbeef1",
    ):
        assert live not in told, live
    shown = LexborHTMLParser(gfm(told))
    tags = {node.tag for node in shown.root.traverse()} if shown.root else set()
    known = {"html", "head", "body", "h2", "p", "ul", "li", "strong", "del", "ins", "code", "blockquote", "span"}
    assert tags <= known
    assert not [node for node in shown.css("code") if "someone" in node.text()]
    text = shown.body.text().replace("\u200b", "") if shown.body else ""
    assert f"概述（英文） · Summary (English): Builds roads.{HOSTILE}" in text, "all of it is there to be read"


def test_what_does_not_show_is_named() -> None:
    assert escaped("a\u202eb\u200bc\x1b\ud800") == "a(U+202E)b(U+200B)c(U+001B)(U+D800)"
    assert escaped("RMB 10 billion, 1-2 (a) – “甲”：乙") == "RMB 10 billion, 1-2 (a) – “甲”：乙"


def test_long_reports_fold_and_are_cut(report: Report, small: Path, edit: Edit) -> None:
    edit(LOCATIONS, "aliases: [东门大道]", "aliases: [" + ", ".join(f"门{n}" for n in range(50)) + "]")
    edit(PLAN, "en: Builds roads.", "en: " + "roads " * 500)
    told = report("--lang", "en")
    assert "<ins>门19</ins> and 30 more" in told
    assert "too long to show here (2999 characters)" in told
    entries = "".join(
        f"- {{slug: lu-{n}, name: {{zh: 路{n}, en: {'Road ' * 15}{n}}}, kind: road, in_luohu: true}}\n"
        for n in range(900)
    )
    path = small / LOCATIONS
    path.write_text(path.read_text(encoding="utf-8") + entries, encoding="utf-8")
    told = report()
    assert LIMIT - 3_000 < len(told) < LIMIT
    assert "<summary><b>新增 · New (900)</b></summary>" in told
    assert told.count("<details>") == told.count("</details>") == 1
    shown = told.count("路", told.index("<details>"), told.index("</details>"))
    assert f"{900 - shown} more are left out here" in told
    assert "New addresses: `locations/lu-0/`" in told, "what takes a line is never cut"


def test_links_are_not_followed(report: Report, small: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text("- {secret: secret}\n", encoding="utf-8")
    (small / "content/topics.yml").unlink()
    os.symlink(secret, small / "content/topics.yml")
    assert "secret" not in report()
