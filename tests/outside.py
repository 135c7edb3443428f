"""Follows every link that leads out of the content and the project's documents: `make outside-links`.

Ends with an error where a page is gone. A host that refuses or does not answer is named too, but proves nothing:
some answer only in their own country, or only to browsers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = ("content/**/*.yml", "content/**/*.md", "docs/**/*.md", ".github/**/*.md", "*.md")
_LINK = re.compile(r"https?://[^\s\"'<>`()\[\]{}，。、；：（）《》]+[^\s\"'<>`()\[\]{}，。、；：（）《》.,;:*]")
_EXAMPLES = re.compile(r"https?://(127\.0\.0\.1|localhost|example\.(org|com)|[^/]*\.(invalid|example))\b")
GONE = (404, 410)


def links_in(text: str) -> Iterable[str]:
    """The addresses in a text, without those that are examples."""
    return dict.fromkeys(link for link in _LINK.findall(text) if not _EXAMPLES.match(link))


def answer(link: str) -> str:
    """What is wrong with a link: empty, `gone` or why it cannot be judged."""
    request = Request(link.partition("#")[0], headers={"User-Agent": "Mozilla/5.0 (link check)", "Accept": "*/*"})
    for _ in ("first", "again"):
        try:
            with urlopen(request, timeout=30):
                return ""
        except HTTPError as error:
            if error.code in GONE:
                return "gone"
            wrong = f"answers {error.code}"
        except (OSError, ValueError) as error:
            wrong = f"no answer: {error}"
    return wrong


def verdict(found: Mapping[str, str]) -> tuple[str, int]:
    """What to say of the answers by link, and the exit code."""
    if found and all(wrong.startswith("no answer") for wrong in found.values()):
        return f"None of {len(found)} links answers: is there a network here? Nothing was checked.", 2
    lines = [f"{'!' if wrong == 'gone' else '?'} {link}: {wrong}" for link, wrong in found.items() if wrong]
    gone, unsure = (sum(wrong == "gone" for wrong in found.values()), sum(map(bool, found.values())))
    return "\n".join([*lines, f"{len(found)} links, {gone} gone, {unsure - gone} not to be judged"]), 1 if gone else 0


def main() -> int:
    """Follow every link."""
    files = sorted({path for pattern in WRITTEN for path in ROOT.glob(pattern)})
    links = list(links_in("\n".join(path.read_text(encoding="utf-8") for path in files)))
    with ThreadPoolExecutor(8) as pool:
        found = dict(zip(links, pool.map(answer, links), strict=True))
    said, code = verdict(found)
    print(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
