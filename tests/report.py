"""How large the site is and how fast it is built: `make report`, as Markdown for the summary of a run."""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from generator.build import build
from generator.drawing import find_font

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 8
"""So many pages are named."""


def kind_of(name: str) -> str:
    """Which part of the site a file belongs to: its type for pages, else the folder at the top."""
    parts = PurePosixPath(name.removeprefix("en/")).parts
    if name.endswith(".html"):
        return "cards to embed" if parts[0] == "embed" else "pages, redirects"
    return parts[0] if len(parts) > 1 and parts[0] in ("assets", "cards", "data", "explore", "search") else "rest"


def report(sizes: Mapping[str, tuple[int, int]], pages: int, cold: float, warm: float) -> Iterator[str]:
    """The lines of the report.

    Args:
        sizes: bytes of every file, as it is and compressed, by path below the site.
        pages: how many pages there are.
        cold: seconds of a build of the whole site.
        warm: seconds of the build after it, of which nothing changed.
    """
    kinds: dict[str, Counter[str]] = {}
    for name, (plain, small) in sizes.items():
        kinds.setdefault(kind_of(name), Counter()).update(files=1, plain=plain, small=small)
    whole = sum(plain for plain, _ in sizes.values())
    yield "## The site"
    yield ""
    yield f"{pages:,} pages, {len(sizes):,} files, {whole:,} bytes; built in {cold:.1f} s, built again in {warm:.1f} s."
    yield ""
    yield "| Kind | Files | Bytes | Compressed |"
    yield "|---|--:|--:|--:|"
    for kind, sums in sorted(kinds.items(), key=lambda one: (-one[1]["plain"], one[0])):
        yield f"| {kind} | {sums['files']:,} | {sums['plain']:,} | {sums['small']:,} |"
    yield ""
    yield "| Largest pages | Bytes | Compressed |"
    yield "|---|--:|--:|"
    own = [(name, size) for name, size in sizes.items() if kind_of(name) == "pages, redirects"]
    for name, (plain, small) in sorted(own, key=lambda one: (-one[1][0], one[0]))[:LARGEST]:
        yield f"| `/{name.removesuffix('index.html')}` | {plain:,} | {small:,} |"


def main() -> None:
    """Build the site twice, and write the report where the host of the workflow shows it, or print it."""
    with TemporaryDirectory() as folder:
        site = Path(folder)
        first, again = (
            build(ROOT, site, "https://example.org/", lambda step: None, find_font()) for _ in ("first", "again")
        )
        read = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    sizes = {name: (len(body), len(gzip.compress(body, 6, mtime=0))) for name, body in read.items()}
    text = "\n".join(report(sizes, first.pages, first.seconds, again.seconds)) + "\n"
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    print(text)


if __name__ == "__main__":
    main()
