"""The preview: serve the built site, rebuild on every save, and reload the browser when something changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jinja2 import TemplateError
from watchfiles import watch

from .build import build
from .engine import INPUTS, EngineError
from .languages import WordsError
from .problems import ContentError, Problem

_EVENTS = "/_reload"
_FOLLOW = "/_reload.js"
_FOLLOWING = f"new EventSource('{_EVENTS}').onmessage=()=>location.reload()".encode()
_SCRIPT = f'<script src="{_FOLLOW}"></script></body>'.encode()
_WATCHED = ("content", "templates", *INPUTS)


class _Pulse:
    """Tells every open page that the site was rebuilt."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0

    def beat(self) -> None:
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether there was a beat within `seconds`."""
        with self._condition:
            seen = self._count
            return self._condition.wait_for(lambda: self._count != seen, seconds)


class _Handler(SimpleHTTPRequestHandler):
    """A plain file server whose pages listen for rebuilds."""

    def __init__(self, *arguments: object, pulse: _Pulse, directory: str) -> None:
        self._pulse = pulse
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path == _EVENTS:
            self._send_events()
            return
        if self.path == _FOLLOW:
            self._send(_FOLLOWING, "text/javascript", HTTPStatus.OK)
            return
        file = Path(self.translate_path(self.path))
        page = file / "index.html" if file.is_dir() and self.path.split("?")[0].endswith("/") else file
        if page.suffix == ".html" and page.is_file():
            self._send_page(page, HTTPStatus.OK)
        elif not file.exists():
            self._send_page(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)
        else:
            super().do_GET()

    def _send_page(self, page: Path, status: HTTPStatus) -> None:
        self._send(page.read_bytes().replace(b"</body>", _SCRIPT), "text/html; charset=utf-8", status)

    def _send(self, body: bytes, kind: str, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"data: reload\n\n" if self._pulse.wait(15) else b": still here\n\n")
                self.wfile.flush()
        except OSError:
            return  # the page was closed

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base class names it so)
        """Stay silent: the terminal is for what the editor should read."""


Tell = Callable[[Iterable[Problem]], None]


def serve(root: Path, site: Path, port: int, say: Callable[[str], None], tell: Tell) -> None:
    """Serve `site` at 127.0.0.1:`port` until interrupted, rebuilding it from `root` on every save."""
    address = f"http://127.0.0.1:{port}/"
    pulse = _Pulse()
    handler = partial(_Handler, pulse=pulse, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        rebuild(root, site, address, say, tell)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"showing {address} – stop with Ctrl+C")
        for _ in watch(*(root / name for name in _WATCHED), debounce=50, step=20):
            if rebuild(root, site, address, say, tell):
                pulse.beat()


def rebuild(root: Path, site: Path, address: str, say: Callable[[str], None], tell: Tell) -> bool:
    """Build once and say how it went; False, and the last good site as it was, when it could not."""
    try:
        built = build(root, site, address, lambda step: None)
    except ContentError as error:
        tell(error.problems)
        return False
    except (EngineError, WordsError, TemplateError, OSError) as error:
        say(f"{error}; the last good site is still shown")
        return False
    say(f"built in {built.seconds:.1f} s, {built.files.changed} files changed")
    return True
