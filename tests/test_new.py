"""New entries, written by command into the small site and the real registries."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.__main__ import main
from generator.build import read_content
from generator.canonical import canonical
from generator.slugs import slug_of

from .conftest import ROOT, Edit

Output = pytest.CaptureFixture[str]


def new(root: Path, *arguments: str) -> int:
    return main(["new", *arguments, "--root", str(root)])


def test_a_place_goes_into_its_place(small: Path, edit: Edit, capsys: Output) -> None:
    edit("content/locations.yml", "- slug: guomao-dikuai\n", "# about the site\n- slug: guomao-dikuai\n")
    before = (small / "content/locations.yml").read_text(encoding="utf-8")
    assert (
        new(small, "location", "东门老街", "Dongmen Old Street", "--kind", "road", "--alias", "东门", "--outside") == 0
    )
    shown = capsys.readouterr().out
    assert "content/locations.yml:1: 'dongmen-laojie' was added." in shown
    added = (
        "- slug: dongmen-laojie\n  name:\n    zh: 东门老街\n    en: Dongmen Old Street\n"
        "  kind: road\n  aliases: [东门]\n  in_luohu: false\n\n"
    )
    assert (small / "content/locations.yml").read_text(encoding="utf-8") == added + before
    assert "no item and no title of a measure names location 'dongmen-laojie'" in shown


def test_the_ends_of_lines_stay_as_they_are(small: Path) -> None:
    file = small / "content/locations.yml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes()
    assert new(small, "location", "东门老街", "Dongmen Old Street", "--kind", "road", "--outside") == 0
    written = file.read_bytes()
    assert written.endswith(before)
    assert written.count(b"\n") == written.count(b"\r\n")


def test_it_is_told_which_items_must_name_the_place(small: Path, capsys: Output) -> None:
    assert new(small, "location", "车位", "parking spaces", "--kind", "facility", "--slug", "chewei") == 0
    shown = capsys.readouterr().out
    assert "item 1.1.2 names '车位' but does not list location 'chewei'. Add chewei to its locations" in shown
    assert new(small, "location", "商务局", "bureau", "--kind", "facility", "--lang", "zh") == 0
    assert "还要做：" in capsys.readouterr().out


def test_what_was_wrong_before_is_not_told_again(small: Path, edit: Edit, capsys: Output) -> None:
    edit("content/2025/plans/01.yml", "topics: [daolu]", "topics: [daola]")
    assert new(small, "topic", "文化", "Culture", "--intro", "办文化。", "Does culture.", "--alias", "art") == 0
    shown = capsys.readouterr().out
    assert "daola" not in shown
    assert "no item has the topic 'wenhua'" in shown
    written = (small / "content/topics.yml").read_text(encoding="utf-8")
    assert written.endswith(
        "\n\n- slug: wenhua\n  name: {zh: 文化, en: Culture}\n"
        "  intro:\n    zh: 办文化。\n    en: Does culture.\n  aliases: [art]\n"
    )


def test_a_term_and_a_department(small: Path, capsys: Output) -> None:
    assert new(small, "term", "车位", "parking space", "--explanation", "停车处。", "A place to park: one.") == 0
    assert (
        new(small, "department", "区财政局", "Finance Bureau", "--kind", "district_bureau", "--spelling", "财政局") == 0
    )
    shown = capsys.readouterr().out
    assert "the spelling '财政局' is not printed in any measure" in shown
    content = read_content_of(small)
    assert content["content/glossary.yml"].startswith("- slug: chewei\n  term: {zh: 车位, en: parking space}\n")
    assert "    en: 'A place to park: one.'\n" in content["content/glossary.yml"]
    slugs = [line for line in content["content/departments.yml"].split("\n") if line.startswith("- slug")]
    assert slugs == ["- slug: ge-jiedao", "- slug: qu-caizhengju", "- slug: qu-shangwuju", "- slug: shi-jianguanju"]


def read_content_of(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in (root / "content").glob("*.yml")
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["location"], "A new location needs the Chinese name, the English name and --kind (one of area, village,"),
        (
            ["location", "a", "b", "--kind", "raod"],
            "'raod' is not known. Write 'road', if that is meant.",
        ),
        (
            ["location", "国贸地块", "b", "--kind", "site"],
            "'国贸地块' is a name of 'guomao-dikuai' in content/locations.yml",
        ),
        (["location", "新路", "b", "--kind", "road", "--alias", "东门大道"], "'东门大道' is a name of 'dongmenlu'"),
        (["location", "东门露", "b", "--kind", "road", "--slug", "dongmenlu"], "such as --slug dongmenlu-2."),
        (["location", "新路", "b", "--kind", "road", "--within", "dongmen"], "Write 'dongmenlu', if that is meant."),
        (["location", "新路", "b", "--kind", "road", "--slug", "New Road"], "'New Road' cannot be a slug."),
        (["location", "！", "b", "--kind", "road"], "'' cannot be a slug."),
        (["location", "新\u200b路", "b", "--kind", "road"], "This cannot be written into content/locations.yml"),
        (["location", "新路", "b", "--kind", "x"], "There is no kind 'x' of location. Write one of area, village,"),
        (["location", "新路", "b", "--kind", "road", "--within", "x"], "There is no location 'x' for --within."),
        (["topic", "新", "b", "--lang", "zh"], "新增主题还需要--intro（中文、英文各一句）。"),
        (["department", "区财政局", "b"], "A new department needs --kind (one of district_bureau,"),
        (["term", "车位", "b"], "A new term needs --explanation with one sentence in Chinese and one in English."),
        (["topic", "车位"], "A new topic needs the English name and --intro with"),
    ],
)
def test_what_is_missing_or_taken_is_said(small: Path, arguments: list[str], said: str, capsys: Output) -> None:
    before = read_content_of(small)
    assert new(small, *arguments) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert shown.count("\n") == 1
    assert read_content_of(small) == before


def test_an_unreadable_file_is_not_written_into(small: Path, edit: Edit, capsys: Output) -> None:
    edit("content/topics.yml", "intro:", "\tintro:")
    before = read_content_of(small)
    assert new(small, "topic", "文化", "Culture", "--intro", "办文化。", "Does culture.") == 1
    assert "there is a tab here" in capsys.readouterr().err
    assert read_content_of(small) == before


def test_entries_are_written_in_the_form_of_their_file(tmp_path: Path, capsys: Output) -> None:
    for name in ("content", "templates", "site_config", "mkdocs.yml"):
        if name != "content":
            (tmp_path / name).symlink_to(ROOT / name)
    for path in (ROOT / "content").rglob("*.*"):
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert new(tmp_path, "location", "区文化中心", "District Culture Centre", "--kind", "culture") == 0
    assert new(tmp_path, "department", "区统计局", "Statistics Bureau", "--kind", "district_bureau") == 0
    assert new(tmp_path, "term", "保税区", "bonded zone", "--explanation", "一种区域。", "A kind of zone.") == 0
    assert new(tmp_path, "topic", "文化", "Culture", "--intro", "办文化。", "Does culture.") == 0
    assert "qu-wenhua-zhongxin" in capsys.readouterr().out
    for name in ("locations", "departments", "glossary", "topics"):
        raw = (tmp_path / f"content/{name}.yml").read_bytes()
        assert canonical(f"content/{name}.yml", raw) == (raw.decode(), [])


def test_slugs_are_as_those_there_are() -> None:
    content = read_content(ROOT)
    known = [(place.name.zh, place.slug) for place in content.locations]
    known += [(body.name.zh, body.slug) for body in content.departments]
    wanted = {
        "罗湖公园": "luohu-gongyuan",
        "区统计局": "qu-tongjiju",
        "文锦渡口岸": "wenjindu-kouan",
        "20号线二期": "20-hao-xian-erqi",
        "莲塘第二工业区": "liantang-dier-gongyequ",
        "东门中路": "dongmen-zhonglu",
        "B2地块": "b2-dikuai",
        "女娲大厦": "nvwa-dasha",
    }
    assert {name: slug_of(name, known) for name in wanted} == wanted


def test_what_is_said_of_the_next_entry_stays_above_it(small: Path, edit: Edit, capsys: Output) -> None:
    edit("content/locations.yml", "- slug: guomao-dikuai\n", "# about the site,\n# and more\n- slug: guomao-dikuai\n")
    assert new(small, "location", "果园", "Guoyuan", "--kind", "road", "--slug", "guo") == 0
    written = (small / "content/locations.yml").read_text(encoding="utf-8")
    assert "in_luohu: true\n- slug: guo\n" in written
    assert "in_luohu: true\n\n# about the site,\n# and more\n- slug: guomao-dikuai\n" in written
