"""States of the English: worked out, listed, accepted; and missing English filled in by a service."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator import translate
from generator.__main__ import main
from generator.build import build
from generator.load import parse_content, read_files
from generator.model import State
from generator.texts import Text
from generator.translate import protect, put_back, round_trip, set_english
from generator.translations import brought_up_to_date, recorded

from .conftest import ROOT, Edit

PLAN = "content/2025/plans/01.yml"
Capture = pytest.CaptureFixture[str]


def _run(small: Path, *arguments: str) -> int:
    return main([*arguments[:1], "--root", str(small), *arguments[1:]])


def _states(small: Path, capsys: Capture) -> dict[str, list[str]]:
    capsys.readouterr()
    assert _run(small, "translations", "--json") == 0
    found = json.loads(capsys.readouterr().out)["texts"]
    return {state: [text["key"] for text in texts] for state, texts in found.items()}


def _state_on_page(small: Path, item: str) -> str:
    build(small, small / "site", "https://example.org/", lambda step: None)
    page = LexborHTMLParser((small / "site" / "en" / "2025" / "items" / item / "index.html").read_bytes())
    node = page.css_first(".lt-state")
    assert node is not None
    data = json.loads((small / "site" / "data" / "v1" / "items" / f"{item}.json").read_text(encoding="utf-8"))
    assert data["translation_state"] == node.attributes["data-state"]
    return node.text()


def test_chinese_changed_with_the_english_left_is_stale(small: Path, edit: Edit, capsys: Capture) -> None:
    assert _run(small, "translations", "record") == 0
    edit(PLAN, "zh: 建成东门路，新增1200个车位", "zh: 建成东门路，新增车位1200个")
    capsys.readouterr()
    assert _run(small, "check") == 0
    told = capsys.readouterr().out
    assert f"notice: {PLAN}:49:15: the Chinese of 1.1.2/headline changed after it was translated" in told
    assert "translations accept 1.1.2/headline" in told
    assert _states(small, capsys)["stale"] == ["2025/1.1.2/headline"]
    assert "The Chinese was changed after this was translated" in _state_on_page(small, "1.1.2")


def test_accepting_makes_it_a_draft_or_with_a_reviewer_reviewed(small: Path, edit: Edit, capsys: Capture) -> None:
    _run(small, "translations", "record")
    edit(PLAN, "zh: 建成东门路，新增1200个车位", "zh: 建成东门路，新增车位1200个")
    assert _run(small, "translations", "accept", "1.1.2") == 0
    assert "stale" not in {state for state, keys in _states(small, capsys).items() if keys}
    assert "not yet confirmed" in _state_on_page(small, "1.1.2")
    assert _run(small, "translations", "accept", "1.1.2", "--reviewer", "A. O'Reader") == 0
    assert "Confirmed by a bilingual reviewer" in _state_on_page(small, "1.1.2")
    assert "not yet confirmed" in _state_on_page(small, "1.1.1")
    assert "reviewer: 'A. O''Reader'" in (small / "content" / "translations.yml").read_text(encoding="utf-8")


def test_english_changed_after_a_review_is_a_draft_again(small: Path, edit: Edit, capsys: Capture) -> None:
    _run(small, "translations", "accept", "1.1.2", "--reviewer", "A Reader")
    edit(PLAN, "en: Complete Dongmen Road, adding", "en: Finish Dongmen Road, adding")
    assert "2025/1.1.2" in _states(small, capsys)["draft"]
    assert "not yet confirmed" in _state_on_page(small, "1.1.2")


def test_both_languages_changed_is_a_draft(small: Path, edit: Edit, capsys: Capture) -> None:
    _run(small, "translations", "record")
    edit(PLAN, "zh: 建成东门路，新增1200个车位", "zh: 建成东门路，新增车位1200个")
    edit(PLAN, "en: Complete Dongmen Road, 1,200 more", "en: Finish Dongmen Road, 1,200 more")
    assert not _states(small, capsys)["stale"]


def test_accepting_something_unknown_says_so(small: Path, capsys: Capture) -> None:
    for names in (["9.9.9"], ["1.1.1", "9.9.9"], ["guomao"], ["2025"]):
        assert _run(small, "translations", "accept", *names, "--reviewer", "A Reader") == 2
        assert f"no text is called {names[-1]}" in capsys.readouterr().err
    assert not (small / "content" / "translations.yml").exists()


def test_a_whole_key_and_one_without_its_year_are_names(small: Path, capsys: Capture) -> None:
    for name in ("1.1.2/headline", "2025/1.1.2/headline"):
        capsys.readouterr()
        assert _run(small, "translations", "accept", name) == 0
        assert capsys.readouterr().out.strip() == "draft: 2025/1.1.2/headline"


def test_a_review_is_not_undone_by_accepting_without_a_reviewer(small: Path, capsys: Capture) -> None:
    _run(small, "translations", "accept", "1.1.2", "--reviewer", "A Reader")
    _run(small, "translations", "accept", "1.1.2")
    assert "2025/1.1.2" not in _states(small, capsys)["draft"]


def test_a_review_without_a_name_is_refused(small: Path, capsys: Capture) -> None:
    _run(small, "translations", "accept", "1.1.2", "--reviewer", "A Reader")
    path = small / "content" / "translations.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(", reviewer: 'A Reader'", ""), encoding="utf-8")
    assert _run(small, "check") == 1
    assert "a reviewer belongs to the state 'reviewed'" in capsys.readouterr().out


def test_texts_that_are_not_recorded_are_counted(small: Path, capsys: Capture) -> None:
    assert _run(small, "check") == 0
    assert "new or changed and not recorded yet" in capsys.readouterr().out


def test_the_worklist_counts_every_text(small: Path, capsys: Capture) -> None:
    assert _run(small, "translations") == 0
    shown = capsys.readouterr().out
    row = next(line for line in shown.split("\n") if line.startswith(PLAN))
    assert row.split()[1:] == ["0", "0", "0", "16", "0"]


def test_records_of_the_real_content_are_complete(capsys: Capture) -> None:
    assert main(["translations", "--root", str(ROOT), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not found["texts"]["missing"]
    assert not found["texts"]["stale"]
    recorded = (ROOT / "content" / "translations.yml").read_text(encoding="utf-8")
    assert all(f"\n{text['key']}: " in recorded for text in found["texts"]["draft"])


def test_an_unreadable_file_loses_no_record(small: Path, edit: Edit, capsys: Capture) -> None:
    _run(small, "translations", "accept", "1.1.2", "--reviewer", "A Reader")
    before = (small / "content" / "translations.yml").read_bytes()
    edit(PLAN, "en: Build main roads", 'en: "Build main roads')
    for arguments in (["record"], ["list"], ["accept", "1.1.2"]):
        capsys.readouterr()
        assert _run(small, "translations", *arguments) == 1
        assert f"{PLAN}:42:13: the quotation mark that opens here is not closed" in capsys.readouterr().err
    assert _run(small, "translate", "--dry-run") == 1
    assert (small / "content" / "translations.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("content/translations.yml", "state: draft", "state: drafted"),
        ("content/translations.yml", "state: draft", "state: reviewed"),
        ("content/permalinks.yml", "\nmoved:", "\nmoves:"),
        ("content/permalinks.yml", "\nmoved:", "\n<<<<<<< ours\nmoved:"),
        ("content/history.yml", "revisions:", "revision:"),
    ],
)
def test_a_mistake_in_what_commands_write_loses_nothing(
    small: Path, file: str, old: str, new: str, capsys: Capture
) -> None:
    for name in ("translations", "permalinks"):
        assert _run(small, name, "record") == 0
    (small / "content/history.yml").write_text('published: "2026-11-24"\nrevisions: []\n', encoding="utf-8")
    path = small / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = {one: one.read_bytes() for one in (small / "content").rglob("*.yml")}
    for arguments in (
        ["translations", "record"],
        ["translations", "accept", "1.1.2"],
        ["translate", "--dry-run"],
        ["permalinks", "record"],
        ["history", "record"],
    ):
        capsys.readouterr()
        assert _run(small, *arguments) == 1
        assert f"{file}:" in capsys.readouterr().err
    assert before == {one: one.read_bytes() for one in (small / "content").rglob("*.yml")}


def test_a_file_under_another_name_loses_no_record(small: Path, capsys: Capture) -> None:
    assert _run(small, "translations", "record") == 0
    last = small / "content/2025/plans/02.yml"
    for change in (lambda: last.rename(last.with_suffix(".yaml")), lambda: last.symlink_to("02.yaml")):
        change()
        assert _run(small, "translations", "record") == 1
        assert "Problems found: " in capsys.readouterr().err


def test_a_mistake_in_prose_is_no_hindrance(small: Path, edit: Edit, capsys: Capture) -> None:
    edit("content/pages/en/about.md", "# About", "# <b>About</b>")
    place = ("location", "罗湖", "Luohu", "--kind", "area", "--root", str(small))
    for arguments in (["translations", "record"], ["translate", "--dry-run"], ["permalinks", "record"]):
        assert _run(small, *arguments) == 0
    assert main(["new", *place]) == 0
    assert main(["check", "--root", str(small)]) == 1
    assert "content/pages/en/about.md:6:3: a page of prose is Markdown" in capsys.readouterr().out


def test_a_reviewer_has_a_name(small: Path, capsys: Capture) -> None:
    for name in ("", "  "):
        assert _run(small, "translations", "accept", "1.1.2", "--reviewer", name) == 2
        assert "a reviewer needs a name" in capsys.readouterr().err


# The service


class Service:
    """A server that speaks the LibreTranslate protocol: answers by Chinese text, and faults to give first."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.faults: list[Callable[[BaseHTTPRequestHandler], None]] = []
        self.asked: list[str] = []
        self.address = ""


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            text = query["q"][0]
            told.asked.append(text)
            if told.faults:
                told.faults.pop(0)(self)
                return
            answer = next((english for chinese, english in told.answers.items() if chinese in text), "Something.")
            send(self, 200, json.dumps({"translatedText": answer}))

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield told
        server.shutdown()


def send(handler: BaseHTTPRequestHandler, status: int, body: str) -> None:
    raw = body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw)


def _fault(status: int, body: str = "{}") -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: send(handler, status, body)


def _translate(small: Path, service: Service, *more: str) -> int:
    arguments = ["--provider", "libre", "--base-url", service.address, "--pause", "0", "--timeout", "2"]
    return _run(small, "translate", *arguments, *more)


@pytest.fixture
def gaps(edit: Edit) -> None:
    """The small site with three translations missing."""
    edit(PLAN, "        en: Complete over RMB 10 billion of investment over the year.\n", "")
    edit(PLAN, "        en: Connect the roads\n", "        # a comment to keep\n")
    edit("content/2025/plans/02.yml", "what: {zh: 场景, en: scenarios}", "what: {zh: 场景}")


ANSWERS = {
    "全年完成投资": "Complete over RMB 10 billion of investment.",
    "打通路网": "Link up the roads.",
    "场景": "Scenarios: many",
}


@pytest.mark.usefixtures("gaps")
def test_missing_english_is_filled_in_and_nothing_else_changes(small: Path, service: Service, capsys: Capture) -> None:
    assert _run(small, "check") == 1
    assert "'en' is missing here" in capsys.readouterr().out
    assert _states(small, capsys)["missing"] == ["2025/1.1.1", "2025/1.1-t1", "2025/2.1.2-a/what"]
    before = read_files(small)
    service.answers = ANSWERS
    assert _translate(small, service) == 0
    assert "3 of 3 text(s) translated" in capsys.readouterr().out
    after = read_files(small)
    lines = {
        name: [
            line for line in after[name].decode().split("\n") if line not in before.get(name, b"").decode().split("\n")
        ]
        for name in after
        if after[name] != before.get(name)
    }
    assert lines.pop("content/translations.yml")
    assert lines == {
        PLAN: ["        en: Complete over RMB 10 billion of investment.", "        en: Link up the roads."],
        "content/2025/plans/02.yml": ["            what: {zh: 场景, en: 'Scenarios: many'}"],
    }
    assert "# a comment to keep" in after[PLAN].decode()
    assert _states(small, capsys)["machine"] == ["2025/1.1.1", "2025/1.1-t1", "2025/2.1.2-a/what"]
    assert _run(small, "check") == 0
    assert "Machine translation" in _state_on_page(small, "1.1.1")


@pytest.mark.usefixtures("gaps")
def test_dry_run_calls_nothing(small: Path, service: Service, capsys: Capture) -> None:
    before = read_files(small)
    assert _translate(small, service, "--dry-run") == 0
    assert "3 text(s) to translate" in capsys.readouterr().out
    assert not service.asked
    assert read_files(small) == before


@pytest.mark.usefixtures("gaps")
def test_one_text_alone(small: Path, service: Service, capsys: Capture) -> None:
    service.answers = ANSWERS
    assert _translate(small, service, "1.1.1") == 0
    assert _states(small, capsys)["missing"] == ["2025/1.1-t1", "2025/2.1.2-a/what"]


@pytest.mark.usefixtures("gaps")
@pytest.mark.parametrize(
    "fault",
    [_fault(429), _fault(500), _fault(200, "<html>"), _fault(200, "{}"), lambda handler: time.sleep(3)],
    ids=["rate limit", "server error", "garbage", "empty", "timeout"],
)
def test_a_passing_fault_is_tried_again(
    small: Path, service: Service, fault: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    service.answers, service.faults = ANSWERS, [fault]
    assert _translate(small, service) == 0
    assert len(service.asked) == 4


@pytest.mark.usefixtures("gaps")
def test_a_lasting_fault_is_reported_and_the_rest_kept(small: Path, service: Service, capsys: Capture) -> None:
    service.answers, service.faults = ANSWERS, [_fault(429)] * 4
    assert _translate(small, service) == 1
    shown = capsys.readouterr()
    assert "2025/1.1.1 was not translated: the service failed 4 times" in shown.err
    assert "2 of 3 text(s) translated" in shown.out
    assert _states(small, capsys)["missing"] == ["2025/1.1.1"]


@pytest.mark.usefixtures("gaps")
def test_a_translation_that_loses_a_figure_is_not_kept(small: Path, service: Service, capsys: Capture) -> None:
    service.answers = ANSWERS | {"全年完成投资": "Complete over RMB 10 million of investment."}
    assert _translate(small, service) == 1
    told = capsys.readouterr().err
    assert "the figures are wrong: 10 million where the Chinese has 10 billion" in told
    assert _states(small, capsys)["missing"] == ["2025/1.1.1"]


@pytest.mark.usefixtures("gaps")
@pytest.mark.parametrize("answer", ["No", "1:30", "Link up # the roads", "Road™", "Link\u200b up", "- roads"])
def test_an_answer_yaml_would_read_otherwise_is_quoted_or_refused(
    small: Path, service: Service, answer: str, capsys: Capture
) -> None:
    service.answers = ANSWERS | {"打通路网": answer}
    code = _translate(small, service, "1.1-t1")
    capsys.readouterr()
    texts = _states(small, capsys)
    assert texts["machine"] == ([] if code else ["2025/1.1-t1"])
    if code == 0:
        written = (small / PLAN).read_text(encoding="utf-8")
        assert f"en: '{answer}'" in written


@pytest.mark.usefixtures("gaps")
def test_chinese_left_in_the_answer_is_not_kept(small: Path, service: Service, capsys: Capture) -> None:
    service.answers = ANSWERS | {"打通路网": "Connect the 路网."}
    assert _translate(small, service) == 1
    assert "still has Chinese in it" in capsys.readouterr().err


@pytest.mark.usefixtures("gaps")
def test_a_refused_key_stops_at_once(small: Path, service: Service, capsys: Capture) -> None:
    service.faults = [_fault(403)]
    assert _translate(small, service) == 2
    assert "translate stopped: the service refused the key" in capsys.readouterr().err
    assert len(service.asked) == 1


def test_a_missing_key_or_address_is_named(small: Path, edit: Edit, capsys: Capture) -> None:
    edit(PLAN, "        en: Connect the roads\n", "")
    assert _run(small, "translate", "--provider", "deepl") == 2
    assert "deepl needs a key in DEEPL_API_KEY" in capsys.readouterr().err
    assert _run(small, "translate", "--provider", "libre") == 2
    assert "libre needs --base-url" in capsys.readouterr().err


@pytest.mark.usefixtures("gaps")
def test_interrupting_keeps_what_was_fetched(small: Path, service: Service, capsys: Capture) -> None:
    service.answers = ANSWERS
    started = threading.Event()
    service.faults = []
    command = [sys.executable, "-m", "generator", "translate", "--root", str(small), "--provider", "libre"]
    command += ["--base-url", service.address, "--timeout", "60"]

    def hang(handler: BaseHTTPRequestHandler) -> None:
        started.set()
        time.sleep(60)

    service.faults = [_fault(200, '{"translatedText": "Complete over RMB 10 billion."}'), hang]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stderr=subprocess.DEVNULL) as run:
        assert started.wait(30)
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 130
    assert _states(small, capsys)["missing"] == ["2025/1.1-t1", "2025/2.1.2-a/what"]
    assert "en: Complete over RMB 10 billion." in (small / PLAN).read_text(encoding="utf-8")


def test_glossary_terms_go_through_unharmed(small: Path, service: Service, edit: Edit, capsys: Capture) -> None:
    edit(
        "content/2025/plans/02.yml",
        "        en: Create 10 scenarios, and push forward the conversion of self-employed businesses into companies, "
        "at least 1,000.\n",
        "",
    )
    service.answers = {"打造10大场景": "Create 10 scenarios and push for at least 1,000 “ZQ0Q”."}
    assert _translate(small, service) == 0
    assert "ZQ0Q" in service.asked[0]
    assert "个转企" not in service.asked[0]
    text = (small / "content/2025/plans/02.yml").read_text(encoding="utf-8")
    assert 'at least 1,000 "conversion of self-employed businesses into companies".' in text
    capsys.readouterr()
    assert _run(small, "check") == 0


def test_a_lost_term_is_not_kept(small: Path, service: Service, edit: Edit, capsys: Capture) -> None:
    edit(
        "content/2025/plans/02.yml",
        "        en: Create 10 scenarios, and push forward the conversion of self-employed businesses into companies, "
        "at least 1,000.\n",
        "",
    )
    service.answers = {"打造10大场景": "Create 10 scenarios and at least 1,000 firms."}
    assert _translate(small, service) == 1
    assert "lost the glossary term 'conversion of self-employed" in capsys.readouterr().err


def test_marks_survive_the_ways_of_services() -> None:
    terms = ("urban renewal",)
    for answer in ("Speed up ZQ0Q.", "Speed up zq0q .", "Speed up ZQ 0 Q.", "Speed up Zq0Q."):
        assert put_back(answer, terms) == "Speed up urban renewal."


def test_protect_marks_only_terms() -> None:
    assert protect("加快修路", ()) == ("加快修路", ())


@pytest.mark.parametrize("path", sorted((ROOT / "content").rglob("*.yml")), ids=lambda path: path.name)
def test_writing_leaves_every_file_as_it_is(path: Path, tmp_path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    yaml = round_trip(raw)
    out = tmp_path / "out.yml"
    with out.open("w", encoding="utf-8") as file:
        yaml.dump(yaml.load(raw), file)
    assert out.read_text(encoding="utf-8") == raw


def test_a_blank_line_stays_after_the_new_english(tmp_path: Path) -> None:
    raw = "- slug: a\n  zh: 甲\n\n# next\n- slug: b\n  zh: 乙\n  en: B\n"
    yaml = round_trip(raw)
    data = yaml.load(raw)
    set_english(data, (0,), "A")
    out = tmp_path / "out.yml"
    with out.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)
    assert out.read_text(encoding="utf-8") == raw.replace("zh: 甲\n", "zh: 甲\n  en: A\n")


def test_services_are_asked_for_english_from_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    class Made:
        def __init__(self, **settings: object) -> None:
            asked.update(settings)

        def translate(self, text: str) -> str:
            return f"{text}!"

    for provider, name, source, target in (
        ("google", "GoogleTranslator", "zh-CN", "en"),
        ("mymemory", "MyMemoryTranslator", "zh-CN", "en-GB"),
        ("deepl", "DeeplTranslator", "zh", "en"),
    ):
        monkeypatch.setattr(translate, name, Made)
        assert translate.service(provider, None, {"DEEPL_API_KEY": "k"})("路") == "路!"
        assert (asked["source"], asked["target"]) == (source, target)
    assert asked["api_key"] == "k"


@pytest.mark.usefixtures("gaps")
def test_an_empty_answer_is_not_kept(small: Path, service: Service, capsys: Capture) -> None:
    service.answers = ANSWERS | {"打通路网": ""}
    assert _translate(small, service) == 1
    assert "打通路网" in (small / PLAN).read_text(encoding="utf-8")


def test_english_is_not_written_into_a_file_that_changed(small: Path) -> None:
    text = next(one for one in _texts(small) if one.file == PLAN)
    before = (small / PLAN).read_bytes()
    gone = replace(text, path=("measures", 99, "title"))
    with pytest.raises(translate.RefusedError, match="was changed or has mistakes"):
        translate.write_english(small, gone, "Roads")
    assert (small / PLAN).read_bytes() == before
    (small / PLAN).write_text("a: [", encoding="utf-8")
    with pytest.raises(translate.RefusedError, match="was changed or has mistakes"):
        translate.write_english(small, text, "Roads")


def test_a_disk_that_refuses_keeps_the_file_and_nothing_else(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    text = next(one for one in _texts(small) if one.file == PLAN)
    before = {path: path.read_bytes() for path in (small / PLAN).parent.iterdir()}
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        translate.write_english(small, text, "Other roads")
    assert {path: path.read_bytes() for path in (small / PLAN).parent.iterdir()} == before


def test_the_ends_of_lines_stay_as_they_are(small: Path) -> None:
    """A file from Windows keeps its own, so that a change shows the line that was changed and no other."""
    text = next(one for one in _texts(small) if one.file == PLAN)
    (small / PLAN).write_bytes((small / PLAN).read_bytes().replace(b"\n", b"\r\n"))
    before = (small / PLAN).read_bytes().splitlines(keepends=True)
    translate.write_english(small, text, "Other: roads")
    after = (small / PLAN).read_bytes().splitlines(keepends=True)
    assert len(after) == len(before)
    assert [new for new, old in zip(after, before, strict=True) if new != old] == [b"  en: 'Other: roads'\r\n"]


def test_english_that_is_there_is_replaced(small: Path) -> None:
    text = next(one for one in _texts(small) if one.file == PLAN)
    translate.write_english(small, text, "Other: roads")
    again = next(one for one in _texts(small) if one.key == text.key)
    assert (again.zh, again.en) == (text.zh, "Other: roads")


def _texts(root: Path) -> list[Text]:
    content, _ = parse_content(read_files(root))
    assert content is not None
    return list(content.texts)


def test_only_english_that_is_there_is_recorded(small: Path) -> None:
    text = _texts(small)[0]
    with pytest.raises(ValueError, match="has no English"):
        recorded(replace(text, en=None), State.DRAFT)
    assert brought_up_to_date([replace(text, en=None)], {text.key: recorded(text, State.DRAFT)}) == {}


def test_what_is_left_to_translate_is_listed(small: Path, edit: Edit, capsys: Capture) -> None:
    edit(PLAN, "        en: Connect the roads\n", "")
    assert _run(small, "translations") == 0
    shown = capsys.readouterr().out
    assert "\nmissing:\n" in shown
    assert "打通路网" in shown
