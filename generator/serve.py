"""The preview: pages are made when they are asked for, and the open ones follow every save.

Nothing is written but the cache. While the content has problems the last good site is shown, with the problems on top
of each page.
"""

from __future__ import annotations

import gc
import json
import mimetypes
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from watchfiles import watch

from .build import Site, memory_of, prepare
from .engine import SETTINGS, EngineError
from .languages import WordsError
from .load import read_lines
from .messages import Tongue, say
from .problems import ContentError, Problem
from .render import DesignError
from .report import Told, tell
from .write import alone

_NEWS = "/_news"
_FOLLOW = "/_follow.js"
_DIGESTED = re.compile(r"\.[0-9a-f]{8}\.[^/]*\Z")
"""Names of files of the theme, whose bytes a name never changes."""
_WATCHED = ("content", "templates", "site_config")
_GARBAGE = 100_000
"""Objects made beyond those that were let go, a fraction of what a save makes."""
_FOLLOWING = b"""
const version = new URL(document.currentScript.src).search;
new EventSource("/_news" + version).onmessage = event => {
  const news = JSON.parse(event.data);
  if (!news.problems) return location.reload();
  const box = document.getElementById("preview-problems") || document.createElement("section");
  box.id = "preview-problems";
  box.lang = news.lang;
  box.setAttribute("role", "alert");
  box.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:99;max-height:60vh;overflow:auto;padding:1rem 1.2rem;"
    + "background:#fff;color:#1b1b1b;border-top:6px solid #b3261e;box-shadow:0 0 2rem #0006;font:16px/1.5 sans-serif";
  const add = (tag, text, style) => {
    const element = box.appendChild(document.createElement(tag));
    element.textContent = text;
    element.style.cssText = style;
  };
  box.replaceChildren();
  add("h2", news.title, "margin:0 0 .5rem;font-size:1.1rem;color:#b3261e");
  for (const problem of news.problems) {
    add("p", problem.text, "margin:.6rem 0 .1rem");
    add("code", problem.place, "display:block;color:#444;font-size:.85rem");
    if (problem.line) add("pre", problem.line, "margin:.2rem 0 0;padding:.3rem .6rem;background:#f2f2f2;overflow:auto");
  }
  document.body.append(box);
};
"""


class _Preview:
    """The last good site, made as it is asked for, and what is wrong with the newest save."""

    def __init__(self, language: Tongue) -> None:
        self._language = language
        self._changed = threading.Condition()
        self._making = threading.Lock()
        self._site: Site | None = None
        self._made: dict[str, bytes | Path] = {}
        """Files of outputs made together that were asked for."""
        self._version = 0
        self._wrong: Mapping[str, Any] | None = None

    @property
    def begun(self) -> bool:
        """Whether there was a good site yet."""
        return self._site is not None

    def show(self, site: Site) -> None:
        """Take a site in the place of the one before."""
        with self._making:
            self._site, self._made = site, {}
        self._tell(None)

    def complain(self, title: str, problems: Iterable[Mapping[str, str]]) -> None:
        """Keep the site, and say on every page what is wrong."""
        self._tell({"title": title, "lang": self._language, "problems": list(problems)})

    def _tell(self, wrong: Mapping[str, Any] | None) -> None:
        with self._changed:
            self._wrong = wrong
            self._version += 1
            self._changed.notify_all()

    def news(self, seen: str, seconds: float) -> tuple[str, str]:
        """The version and what there is to say, once it is another than `seen`; nothing where time runs out."""
        with self._changed:
            self._changed.wait_for(lambda: str(self._version) != seen, seconds)
            version = str(self._version)
            return version, "" if version == seen else json.dumps(self._wrong or {})

    def file(self, name: str) -> bytes | Path | None:
        """A file of the site; None where it has none of this name."""
        with self._making:
            if self._site is None:
                return None
            if output := self._site.pages.get(name):
                return output.make()[name]
            for output in self._site.rest:
                if name in self._made:
                    break
                if output.name not in self._made:
                    self._made |= {output.name: b"", **output.make()}
            return self._made.get(name)

    def following(self, page: bytes | None) -> bytes:
        """A page, or an empty one where there is no site yet, with the script that listens for news."""
        with self._changed:  # without a version to compare with, the page hears of problems at once
            version = "" if self._wrong else f"?{self._version}"
        script = f'<script src="{_FOLLOW}{version}"></script></body>'.encode()
        empty = b'<!doctype html><html><head><meta charset="utf-8"><title>-</title></head><body></body></html>'
        return (page or empty).replace(b"</body>", script)


class _Handler(BaseHTTPRequestHandler):
    """Answers from a preview."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, preview: _Preview) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = unquote(address.path)
        if path == _NEWS:
            self._send_news(address.query)
        elif path == _FOLLOW:
            self._send(path, _FOLLOWING, "text/javascript", HTTPStatus.OK)
        else:
            self._send_file(path.removeprefix("/"))

    def _send_file(self, name: str) -> None:
        try:
            found = self._preview.file(f"{name}index.html" if name.endswith("/") or not name else name)
            if found is None and name and not name.endswith("/") and self._preview.file(f"{name}/index.html"):
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", f"/{name}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status = HTTPStatus.OK if found is not None else HTTPStatus.NOT_FOUND
            found = found if found is not None else self._preview.file("404.html")
        except (DesignError, WordsError) as error:
            self._send(
                name, f"{type(error).__name__}: {error}".encode(), "text/plain", HTTPStatus.INTERNAL_SERVER_ERROR
            )
            return
        body = found.read_bytes() if isinstance(found, Path) else found
        kind = mimetypes.guess_type(name)[0] or "text/html"
        if status != HTTPStatus.OK or kind == "text/html":
            kind, body = "text/html", self._preview.following(body)
        self._send(name, body or b"", kind, status)

    def _send(self, name: str, body: bytes, kind: str, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=86400" if _DIGESTED.search(name) else "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _send_news(self, seen: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                seen, news = self._preview.news(seen, 15)
                self.wfile.write(f"data: {news}\n\n".encode() if news else b": still here\n\n")
                self.wfile.flush()
        except OSError:
            return  # the page was closed

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base class names it so)
        """Stay silent: the terminal is for what the editor should read."""


def serve(
    root: Path, port: int, language: Tongue, report: Callable[[str], None], told: Callable[[Iterable[Problem]], None]
) -> None:
    """Show the site of the project at `root` at 127.0.0.1:`port` until interrupted.

    Args:
        root: the project's folder.
        port: on this machine.
        language: of what is said on the pages.
        report: says how things go.
        told: says what is wrong with the content.
    """
    address = f"http://127.0.0.1:{port}/"
    preview = _Preview(language)

    def follow() -> None:
        """Read the project anew, and show it or what is wrong with it."""
        try:
            with alone(memory_of(root), report):
                preview.show(prepare(root, address, lambda step: None))
        except ContentError as error:
            told(error.problems)
            lines = read_lines(root, {problem.file for problem in error.problems})
            title = say("kept" if preview.begun else "found", language, count=len(error.problems))
            preview.complain(title, map(_shown, tell(error.problems, language, lines)))
        except (EngineError, WordsError, DesignError, OSError) as error:
            report(f"{error}; the last good site is still shown")
            preview.complain(type(error).__name__, [{"place": "", "text": str(error), "line": ""}])
        else:
            report("the preview shows this save")

    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, preview=preview)) as server:
        server.daemon_threads = True
        follow()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        report(f"showing {address} – stop with Ctrl+C")
        # A file that an editor puts in the place of another is lost to who watches that one, but not in a folder
        folders, settings = [root / name for name in _WATCHED], _bytes_of(root / SETTINGS)
        for changes in watch(*folders, debounce=20, step=5, rust_timeout=2000, yield_on_timeout=True):
            before, settings = settings, _bytes_of(root / SETTINGS)
            if changes or settings != before:
                follow()
            elif gc.get_count()[0] > _GARBAGE:
                gc.collect()  # while nobody waits


def _bytes_of(path: Path) -> bytes | None:
    """What a file holds; None while it is not there, as between two steps of an editor that saves."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _shown(problem: Told) -> Mapping[str, str]:
    """A problem as the page shows it."""
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part)
    line = f"{problem.excerpt.text}\n{' ' * problem.excerpt.caret}^" if problem.excerpt else ""
    return {"place": place, "text": problem.text, "line": line}
