"""Looks at a site where it is published: `python -m tests.published URL [DIGEST]`.

It asks for the home page, the data, the search's engine and documents, and the page of the first item, and says what is
wrong with the answers. With a digest they must also be those of the build that gave it
(`python -m tests.published FOLDER`), so that a host that still shows the old site is not believed.
Needs nothing but Python.
"""

from __future__ import annotations

import html
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

from .github import set_output

ITEMS = "data/v1/items.json"
DOCUMENTS = "search/documents.json"
ENGINE = "assets/search.js"
PATIENCE = 300
"""Seconds in which a host must have come to show what it was sent."""
PAUSE = 15
"""Seconds between two looks."""

Read = Callable[[str], bytes]
"""From a path below the site to what stands there."""


def answers(read: Read) -> Mapping[str, bytes]:
    """What stands at the addresses looked at, by path, the page of the first item last.

    Raises:
        OSError: when something is not there.
        ValueError: when the data or the search documents are not what they should be.
    """
    found = {path: read(path) for path in ("", ITEMS, DOCUMENTS, ENGINE)}
    try:
        item = json.loads(found[ITEMS])[0]["id"]
        path = next(row[1] for row in json.loads(found[DOCUMENTS])["documents"] if row[::2][:2] == ["item", item])
    except (LookupError, TypeError, StopIteration) as error:
        raise ValueError("the search does not know the first item of the data") from error
    return found | {path: read(path)}


def digest(found: Mapping[str, bytes]) -> str:
    """The same for the same answers."""
    return sha256(b"\0".join(sha256(body).digest() for body in found.values())).hexdigest()[:32]


def faults(found: Mapping[str, bytes], url: str, expected: str) -> Iterator[str]:
    """What is wrong with the answers of the site at `url`; `expected` is a digest or empty."""
    *_, path = found
    headline = json.loads(found[ITEMS])[0]["headline_zh"]
    for one in ("", path):
        if f'rel="canonical" href="{url}{one}"' not in found[one].decode():
            yield f"{url}{one} does not name that as its address"
    if html.escape(headline) not in found[path].decode():
        yield f"{url}{path} does not show '{headline}'"
    if not found[ENGINE].strip():
        yield f"{url}{ENGINE} is empty"
    if expected and digest(found) != expected:
        yield f"{url} does not show the site that was just built"


def reader(site: Path) -> Read:
    """Reads a site in the folder into which it was built."""
    return lambda path: (site / path / "index.html" if path.endswith("/") or not path else site / path).read_bytes()


def look(url: str, expected: str = "") -> list[str]:
    """What is wrong at `url`."""

    def read(path: str) -> bytes:
        # a question nobody asked before is not answered from a cache of the old site
        with urlopen(f"{url}{path}?look={time.time_ns()}", timeout=30) as answer:
            return bytes(answer.read())

    try:
        return list(faults(answers(read), url, expected))
    except (OSError, ValueError) as error:
        return [f"{url}: {error}"]


def main(where: str, expected: str = "") -> int:
    """Look until all is well; 1 if it never is. A folder gives the digest of what stands in it."""
    if not where.startswith(("http://", "https://")):
        set_output("digest", digest(answers(reader(Path(where)))))
        return 0
    where = where.rstrip("/") + "/"
    end = time.monotonic() + PATIENCE
    while (wrong := look(where, expected)) and time.monotonic() < end:
        time.sleep(PAUSE)
    print("\n".join(wrong) or f"{where} answers: home, an item, data and search are as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
