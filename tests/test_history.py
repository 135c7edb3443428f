"""What changed in our texts: from git, from the record, and on the pages."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from generator import strict_yaml
from generator.__main__ import main
from generator.changes import difference
from generator.git import NoHistoryError, read_commits, read_versions
from generator.history import FILE, combined, read_history, render_history, unrecorded
from generator.load import parse_content, read_files
from generator.model import History, Revision

from .conftest import SITE_URL, Edit

PLAN = "content/2025/plans/01.yml"


def git(root: Path, *arguments: str, day: str = "2026-11-01") -> None:
    names = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org"}
    names |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    days = {"GIT_AUTHOR_DATE": f"{day}T12:00:00+08:00", "GIT_COMMITTER_DATE": "2027-01-01T00:00:00Z"}
    command = ["git", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main", "-C", str(root), *arguments]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | names | days)


def commit(root: Path, day: str) -> None:
    git(root, "add", "content")
    git(root, "commit", "-m", "A change", day=day)


@pytest.fixture
def changed(small: Path, edit: Edit) -> Path:
    """The small site in git, with changes before and after the day from which they count."""
    (small / "content/history.yml").write_text('published: "2026-11-24"\n', encoding="utf-8")
    edit(PLAN, "value: 220_000", "value: 210_000")
    edit(PLAN, "quote: 完成22万平方米改造", "quote: 22万平方米改造")
    edit(PLAN, "zh: 争取启动国贸地块\n", "zh: 争取启动国贸这一地块\n")
    git(small, "init")
    commit(small, "2026-11-01")
    edit(PLAN, "en: Builds roads.", "en: Builds and mends roads.")
    commit(small, "2026-11-20")
    edit(PLAN, "en: Complete Dongmen Road, adding", "en: Complete Dongmen Road and add")
    edit(PLAN, "zh: [泊車]", "zh: [泊車, 停车]")
    commit(small, "2026-11-25")
    edit(PLAN, "value: 210_000", "value: 220_000")
    edit(PLAN, "quote: 22万平方米改造", "quote: 完成22万平方米改造")
    edit(PLAN, "zh: 争取启动国贸这一地块\n", "zh: 争取启动国贸地块\n")
    (small / PLAN).write_text("# Written anew.\n" + (small / PLAN).read_text(encoding="utf-8"), encoding="utf-8")
    commit(small, "2026-12-03")
    return small


EXPECTED = [
    ("2026-11-25", "2025/1.1.2", "en"),
    ("2026-12-03", "2025/1.1.3/headline", "zh"),
    ("2026-12-03", "2025/1.1.3-a", "zh"),
    ("2026-12-03", "2025/1.1.3-a/value", None),
]


def history_of(root: Path) -> History:
    content, _ = parse_content(read_files(root))
    assert content is not None
    return read_history(root, root / ".cache", content.history)


def test_git_shows_exactly_what_changed(changed: Path) -> None:
    found = history_of(changed).revisions
    assert [(one.date, one.what, one.language) for one in found] == EXPECTED
    assert (found[-1].before, found[-1].after) == ("210000", "220000")
    assert history_of(changed).revisions == found, "the cache says the same"


def test_what_is_recorded_is_the_same_without_git(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = history_of(changed)
    assert main(["history", "--root", str(changed)]) == 0
    assert "4 change(s) not recorded yet; 0 recorded before." in capsys.readouterr().out
    assert main(["history", "record", "--root", str(changed)]) == 0
    assert main(["history", "record", "--root", str(changed)]) == 0
    assert "0 change(s) recorded; 4 recorded before." in capsys.readouterr().out
    assert history_of(changed) == found
    (changed / ".git").rename(changed / "git-is-gone")
    assert history_of(changed) == found
    assert main(["history", "--root", str(changed)]) == 2
    assert "no git history here" in capsys.readouterr().err


def test_a_path_may_have_any_sign(tmp_path: Path) -> None:
    paths = [f"content/2025/plans/{name}.yml" for name in ("01", "a\nb", "c\x01d")]
    (tmp_path / paths[0]).parent.mkdir(parents=True)
    git(tmp_path, "init")
    for day in ("2026-11-01", "2026-11-02"):
        for path in paths:
            (tmp_path / path).write_text(day, encoding="utf-8")
        commit(tmp_path, day)
        git(tmp_path, "commit", "--allow-empty", "-m", "Nothing", day=day)
    for patterns in (("content/*/plans/*.yml",), ()):
        commits = [one for one in read_commits(tmp_path, patterns) if one.files]
        assert [one.day for one in commits] == ["2026-11-01", "2026-11-02"]
        assert [sorted(file.path for file in one.files) for one in commits] == [paths, paths]


def test_a_change_back_and_forth_is_every_time_a_change(changed: Path, edit: Edit) -> None:
    main(["history", "record", "--root", str(changed)])
    for old, new, day in (("good", "fine", "05"), ("fine", "good", "06"), ("good", "fine", "07")):
        path = changed / "content/2025/plans/01.yml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"en: Build {old} roads", f"en: Build {new} roads"), encoding="utf-8")
        commit(changed, f"2026-12-{day}")
        if day == "05":
            main(["history", "record", "--root", str(changed)])
    days = [one.date for one in history_of(changed).revisions if one.what == "2025/1.1/title"]
    assert days == ["2026-12-05", "2026-12-06", "2026-12-07"]


def test_a_merge_counts_once_on_its_day(changed: Path) -> None:
    git(changed, "checkout", "-b", "work")
    for text, day in (("A", "08"), ("B", "09")):
        path = changed / "content/2025/plans/02.yml"
        lines = path.read_text(encoding="utf-8").split("\n")
        lines[6] = f"  en: Serves people {text}."
        path.write_text("\n".join(lines), encoding="utf-8")
        commit(changed, f"2026-12-{day}")
    git(changed, "checkout", "main")
    git(changed, "merge", "--no-ff", "-m", "Merge", "work", day="2026-12-10")
    (one,) = history_of(changed).revisions[len(EXPECTED) :]
    assert (one.date, one.what, one.before, one.after) == (
        "2026-12-10",
        "2025/plan-2/summary",
        "Serves people.",
        "Serves people B.",
    )


def test_a_version_that_cannot_be_read_changes_nothing(changed: Path) -> None:
    path = changed / "content/departments.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text("- slug: [\n", encoding="utf-8")
    commit(changed, "2026-12-05")
    path.write_text(good.replace("en: Commerce Bureau}", "en: Bureau of\u0007 Commerce}"), encoding="utf-8")
    commit(changed, "2026-12-06")
    path.write_text(good.replace("en: Commerce Bureau}", "en: Bureau of Commerce}"), encoding="utf-8")
    commit(changed, "2026-12-07")
    (one,) = history_of(changed).revisions[len(EXPECTED) :]
    assert (one.date, one.before, one.after) == ("2026-12-07", "Commerce Bureau", "Bureau of Commerce")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (PLAN, "value: 220_000", "value: 22万"),
        (PLAN, "headline:", "headlin:"),
        ("content/glossary.yml", "explanation:", "explanaton:"),
    ],
)
def test_a_mistake_that_was_mended_later_changes_nothing(changed: Path, file: str, old: str, new: str) -> None:
    path = changed / file
    good = path.read_text(encoding="utf-8")
    assert old in good
    path.write_text(good.replace(old, new), encoding="utf-8")
    commit(changed, "2026-12-05")
    path.write_text(good, encoding="utf-8")
    commit(changed, "2026-12-06")
    assert [(one.date, one.what, one.language) for one in history_of(changed).revisions] == EXPECTED


def test_of_the_chinese_only_ours_counts(changed: Path) -> None:
    for name, old, new in (
        (PLAN, "zh: 全年完成投资超100亿元。", "zh: 全年完成投资达100亿元。"),
        (PLAN, "zh: 修好路。", "zh: 修路。"),
        (PLAN, "zh: 打通路网。", "zh: 打通路网,"),
        ("content/departments.yml", "zh: 某区商务局", "zh: 某某区商务局"),
        ("content/glossary.yml", "explanation: {zh: ", "explanation: {zh: 即"),
    ):
        text = (changed / name).read_text(encoding="utf-8")
        assert old in text
        (changed / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    commit(changed, "2026-12-05")
    found = [(one.what, one.language) for one in history_of(changed).revisions[len(EXPECTED) :]]
    assert found == [
        ("departments/qu-shangwuju/full_name", "zh"),
        ("glossary/ge-zhuan-qi/explanation", "zh"),
    ]


def test_a_file_that_moves_changes_nothing(changed: Path) -> None:
    git(changed, "mv", PLAN, "content/2025/plans/1.yml")
    commit(changed, "2026-12-05")
    assert len(history_of(changed).revisions) == len(EXPECTED)


def test_a_new_target_is_told_in_the_words_of_the_document(changed: Path) -> None:
    path = changed / "content/2025/plans/02.yml"
    whole = path.read_text(encoding="utf-8")
    start = whole.index("          - id: 2.1.2-b")
    end = whole.index("        keywords:", start)
    path.write_text(whole[:start] + whole[end:], encoding="utf-8")
    commit(changed, "2026-12-05")
    path.write_text(whole, encoding="utf-8")
    commit(changed, "2026-12-06")
    gone, new = history_of(changed).revisions[len(EXPECTED) :]
    assert (gone.what, gone.before, gone.after) == ("2025/2.1.2-b", "千个以上", None)
    assert (new.what, new.before, new.after) == ("2025/2.1.2-b", None, "千个以上")


def test_a_shallow_clone_is_told(changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--depth", "1", changed.as_uri(), str(clone)], check=True, capture_output=True)
    assert main(["history", "--root", str(clone)]) == 2
    assert "shallow clone" in capsys.readouterr().err
    assert history_of(clone).revisions == ()


def test_nothing_counts_before_a_day_is_set(small: Path, edit: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    git(small, "init")
    commit(small, "2026-11-25")
    edit(PLAN, "en: Builds roads.", "en: Builds and mends roads.")
    commit(small, "2026-11-26")
    assert history_of(small).revisions == ()
    assert main(["history", "--root", str(small)]) == 2
    assert "published" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("{date: '2026-11-23', what: 2025/1.1.2, language: en, before: a, after: b}", "no revision is older"),
        ("{date: '2026-11-25', what: 2025/1.1.2, language: en, before: a, after: a}", "say the same"),
        ("{date: '2026-11-25', what: 2025/1.1.2/colour, before: a, after: b}", "'what' is"),
        ('{date: "2026-11-25", what: 2025/1.1.2, language: en, before: a, after: "b\\x07"}', "U+0007"),
    ],
)
def test_a_wrong_record_is_told(small: Path, revision: str, message: str) -> None:
    record = f"published: '2026-11-24'\nrevisions:\n  - {revision}\n"
    (small / "content/history.yml").write_text(record, encoding="utf-8")
    _, problems = parse_content(read_files(small))
    told = [problem.told("en")[0] for problem in problems if problem.file == "content/history.yml"]
    assert any(message in sentence for sentence in told)


def _sheet(site: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / name / "index.html").read_bytes())


def test_the_page_shows_what_changed(changed_site: Path) -> None:
    section = _sheet(changed_site, "en/2025/items/1.1.2").css_first("section[aria-labelledby=changes]")
    assert section is not None
    assert [node.text() for node in section.css("h3")] == ["2026-12-01", "2026-11-25"]
    for node in section.css(".lt-aloud"):
        node.decompose()
    assert [node.text() for node in section.css("del")] == ["1,000", "Roads, Investment", "1,000", "1000"]
    assert [node.text() for node in section.css("ins")] == ["1,200", "Roads", "1,200", "1200"]
    assert "Headline (Chinese)" in section.text()
    assert "Official text: unchanged." in section.text()
    chinese = _sheet(changed_site, "2025/items/1.1.2").css_first("section[aria-labelledby=changes]")
    assert chinese is not None
    assert chinese.css_first("dd[lang=en]") is not None
    hostile = _sheet(changed_site, "2025/items/1.1.3").css_first("section[aria-labelledby=changes]")
    assert hostile is not None
    assert "<script>alert(1)</script>" in hostile.text()
    assert hostile.css_first("script") is None
    assert hostile.css_first("del span[lang=zh]") is not None


def test_the_page_says_that_nothing_changed(changed_site: Path) -> None:
    section = _sheet(changed_site, "en/2025/items/1.1.1").css_first("section[aria-labelledby=changes]")
    assert section is not None
    assert "have not changed since 2026-11-24" in section.text()


def test_the_sitemap_and_the_data_know_the_days(changed_site: Path) -> None:
    sitemap = LexborHTMLParser((changed_site / "sitemap.xml").read_bytes())
    days = {url.css_first("loc").text(): url.css_first("lastmod").text() for url in sitemap.css("url:has(lastmod)")}  # type: ignore[union-attr]
    assert days == {
        f"{SITE_URL}{prefix}2025/items/{item}/": day
        for item, day in (("1.1.2", "2026-12-01"), ("1.1.3", "2026-12-03"))
        for prefix in ("", "en/")
    }
    changes = json.loads((changed_site / "data/v1/changes.json").read_text(encoding="utf-8"))
    assert changes[2] == {
        "date": "2026-12-01",
        "what": "2025/1.1.2-a/value",
        "language": None,
        "before": "1000",
        "after": "1200",
    }
    package = json.loads((changed_site / "data/v1/datapackage.json").read_text(encoding="utf-8"))
    assert "changes.json" in [resource["path"] for resource in package["resources"]]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("新增1000个车位。", "新增1200个车位。", "新增[1000|1200]个车位。"),
        ("Add 1,000 spaces.", "Add 1,200 spaces.", "Add [1,000|1,200] spaces."),
        ("Advance the works in time", "Push on the work in time", "[Advance the works|Push on the work] in time"),
        ("One old text", "Nothing like that here", "[One old text|Nothing like that here]"),
        ("", "New.", "[|New.]"),
    ],
)
def test_differences_read_well(before: str, after: str, shown: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    marks = {"same": "{}", "gone": "[{}|", "new": "{}]"}
    told = "".join(marks[piece.kind].format(piece.text) for piece in pieces)
    assert told == (shown if before else shown.replace("[|", ""))


def test_a_list_that_was_empty_or_is_emptied_changes(changed: Path, edit: Edit) -> None:
    edit(PLAN, "locations: [dongmenlu]", "locations: []")
    commit(changed, "2026-12-05")
    edit(PLAN, "locations: []", "locations: [guomao]")
    commit(changed, "2026-12-06")
    found = [one for one in history_of(changed).revisions if one.what.endswith("/locations")]
    assert [(one.date, one.before, one.after) for one in found] == [
        ("2026-12-05", "dongmenlu", None),
        ("2026-12-06", None, "guomao"),
    ]


words = ["新增", "个", "1,000", "1200", "spaces", "it's", " ", "  ", "\n", "。", ",", "é", "👍", "_", "-", "."]
sentences = st.lists(st.sampled_from(words), max_size=15).map("".join) | st.text(max_size=20)


@given(sentences, sentences)
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)
    pairs = [*pairwise(piece.kind for piece in pieces)]
    assert not any(one == other for one, other in pairs)
    assert ("new", "gone") not in pairs, "what is gone stands before what takes its place"
    if before == after:
        assert all(piece.kind == "same" for piece in pieces)


@given(st.lists(st.sampled_from(["add", "roads", "in", "time"]), min_size=6, max_size=9), st.integers(0, 5))
def test_words_stay_whole_in_a_difference(text: list[str], place: int) -> None:
    pieces = difference(" ".join(text), " ".join([*text[:place], "adding", *text[place + 1 :]]))
    changed = {piece.kind: piece.text.split() for piece in pieces if piece.kind != "same"}
    assert changed.keys() == {"gone", "new"}
    assert set(changed["gone"]) <= set(text)
    assert "adding" in changed["new"]


shown = st.text(st.sampled_from("中 '\"\\#:-[]{}&*!|>%@`~é1yn,?="), min_size=1).filter(str.strip)
revisions = st.builds(
    Revision,
    date=st.sampled_from(["2026-11-24", "2026-12-01", "2027-01-01"]),
    what=st.sampled_from(["2025/1.1.2", "2025/1.1.2/topics", "departments/qu-shangwuju/name"]),
    language=st.sampled_from(["zh", "en", None]),
    before=st.just("中 before"),
    after=shown | st.none(),
)


@given(st.lists(revisions, max_size=4), st.lists(revisions, max_size=3))
def test_the_record_reads_back_and_nothing_is_recorded_twice(made: list[Revision], more: list[Revision]) -> None:
    history = combined(History(published="2026-11-24"), made)
    document, problems = strict_yaml.parse(FILE, render_history(history).encode())
    assert problems == []
    assert History(**document.data) == history
    assert unrecorded(made, history.revisions) == ()
    assert Counter(map(repr, unrecorded([*made, *more], history.revisions))) == Counter(map(repr, more))
    assert [one.date for one in history.revisions] == sorted(one.date for one in made)


def test_a_day_after_all_commits_has_no_changes(changed: Path) -> None:
    (changed / "content/history.yml").write_text('published: "2030-01-01"\n', encoding="utf-8")
    assert history_of(changed).revisions == ()


def test_without_the_program_the_record_alone_is_shown(changed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert history_of(changed).revisions == ()
    with pytest.raises(NoHistoryError, match="git cannot be run here"):
        read_commits(changed, ("content",))


def test_a_version_that_git_lost_is_told(changed: Path) -> None:
    with pytest.raises(NoHistoryError, match="git has lost a version of a file"):
        dict(read_versions(changed, ["0" * 40]))
