"""A static host on this machine: files as such hosts serve them, compressed, cacheable, over connections that last."""

from __future__ import annotations

import gzip
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

COMPRESSED = ("text/", "application/json", "application/xml", "image/svg+xml")
"""Types of files that hosts compress."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer."""

    path: str
    size: int
    """In bytes over the wire, head included."""


@dataclass(frozen=True, slots=True)
class Host:
    """A running host."""

    address: str
    """With a final slash."""
    sent: list[Sent]
    """Every answer so far."""


class _Answers(SimpleHTTPRequestHandler):
    """Answers with whole files, or with no more than a head where the client's copy is still good."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, *arguments: Any, sent: list[Sent], **named: Any) -> None:
        self._sent = sent
        super().__init__(*arguments, **named)

    def do_GET(self) -> None:
        asked = urlsplit(self.path).path
        path = Path(self.translate_path(asked))
        if path.is_dir() and not asked.endswith("/"):
            self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": f"{asked}/"})
            return
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        body = path.read_bytes() if path.is_file() else b""
        head = {"Content-Type": self.guess_type(path)}
        if found:
            head |= {"Cache-Control": "max-age=600", "ETag": f'"{sha256(body).hexdigest()[:16]}"'}
            if self.headers["If-None-Match"] == head["ETag"]:
                self._answer(HTTPStatus.NOT_MODIFIED, b"", head)
                return
        if head["Content-Type"].startswith(COMPRESSED) and "gzip" in (self.headers["Accept-Encoding"] or ""):
            head |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            body = gzip.compress(body, 6, mtime=0)
        self._answer(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, body, head)

    def _answer(self, status: HTTPStatus, body: bytes, head: dict[str, str]) -> None:
        connection, self.wfile = self.wfile, io.BytesIO()
        self.send_response(status)
        for name, value in head.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        whole = self.wfile.getvalue() + body
        self.wfile = connection
        self._sent.append(Sent(urlsplit(self.path).path, len(whole)))
        self.wfile.write(whole)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def static_host(folder: Path) -> Iterator[Host]:
    """A folder of files while it is served."""
    sent: list[Sent] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answers, directory=str(folder), sent=sent)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Host(f"http://127.0.0.1:{server.server_address[1]}/", sent)
        server.shutdown()
