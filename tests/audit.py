"""What the pages weigh and how Lighthouse rates them: `make audit`, in Chromium, on a site built for the audit.

Ends with an error where a bound below is not kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from generator.build import build

from . import browser as chromium
from .static_host import Host, Sent, static_host
from .test_browser import KINDS, LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
LIGHTHOUSE = ROOT / "node_modules" / ".bin" / "lighthouse"
RATED = ("home", "item", "plan", "explore", "charts")
"""The kinds of pages Lighthouse looks at, as far as they exist."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
"""How often a page that misses a bound is rated before its best rating counts, as a busy machine lowers it. The table
shows the performance of every run, and how fast Lighthouse found the machine (less than 1000 is slow)."""

ITEM_BYTES = 110_000
"""Most that the first visit to an item's page may bring over the wire: two seconds at 450 kbit/s."""
CLS = 0.01
"""Most that the layout may shift: nothing moves under the reader's finger."""
RATING = 98
"""Least that Lighthouse may give in a category, of 100: pages as plain as these can have it on a slow phone."""


def first_visit(browser: Browser, host: Host, path: str) -> tuple[Sent, ...]:
    """What a browser that has never been here gets to show a page.

    The host counts, not the browser, whose protocol leaves out what a worker loads for itself.
    """
    context = browser.new_context()
    page = context.new_page()
    before = len(host.sent)
    page.goto(f"{host.address}{path}", wait_until="networkidle")
    context.close()
    return tuple(host.sent[before:])


@dataclass(frozen=True, slots=True)
class Rating:
    """How Lighthouse sees a page."""

    scores: Mapping[str, int]
    """By category, of 100."""
    cls: float
    lcp: float
    """Seconds until the largest piece is painted."""
    tbt: float
    """Milliseconds the page keeps a tap waiting."""
    machine: float
    """Lighthouse's measure of the computer it runs on."""
    faults: tuple[str, ...]
    """The audits that cost points."""

    @property
    def good(self) -> bool:
        """Whether the bounds are kept."""
        return min(self.scores.values()) >= RATING and self.cls <= CLS


def rate(address: str, chrome: str) -> Rating:
    """Lighthouse's rating of a page, as a phone on a slow network."""
    command = [
        str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": chrome}
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout)
    audits = report["audits"]
    counted = {part["id"] for each in report["categories"].values() for part in each["auditRefs"] if part["weight"] > 0}
    return Rating(
        {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES},
        audits["cumulative-layout-shift"]["numericValue"],
        audits["largest-contentful-paint"]["numericValue"] / 1000,
        audits["total-blocking-time"]["numericValue"],
        report["environment"]["benchmarkIndex"],
        tuple(
            name for name in sorted(counted) if (audits[name]["score"] or 0) < 0.9 and audits[name]["score"] is not None
        ),
    )


def rate_again(address: str, chrome: str) -> list[Rating]:
    """Ratings of a page until one is good, the best last."""
    ratings: list[Rating] = []
    while len(ratings) < RUNS and not (ratings and ratings[-1].good):
        ratings.append(rate(address, chrome))
    return sorted(ratings, key=lambda each: (each.good, sum(each.scores.values())))


def _table(rows: Sequence[Sequence[object]]) -> None:
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print()


def weigh(host: Host, chrome: str) -> Iterator[str]:
    """Print what first visits weigh; yield what is too heavy."""
    rows: list[tuple[object, ...]] = [("first visit, bytes", *(f"/{language}" for language in LANGUAGES))]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome, args=["--no-sandbox"])
        item: tuple[Sent, ...] = ()
        for kind, path in KINDS.items():
            visits = [first_visit(browser, host, f"{language}{path}") for language in LANGUAGES]
            sizes = [sum(each.size for each in visit) for visit in visits]
            rows.append((kind, *(f"{size:,}" for size in sizes)))
            if kind == "item":
                item = visits[0]
                if max(sizes) > ITEM_BYTES:
                    yield f"an item's page weighs {max(sizes):,} bytes, more than {ITEM_BYTES:,}"
        browser.close()
    _table(rows)
    heaviest = sorted(item, key=lambda each: -each.size)
    _table([("of an item's page", "bytes"), *((each.path, f"{each.size:,}") for each in heaviest)])


def light(host: Host, chrome: str) -> Iterator[str]:
    """Print Lighthouse's ratings; yield what is not good enough."""
    rows: list[tuple[object, ...]] = [("Lighthouse", *CATEGORIES, "CLS", "LCP s", "TBT ms", "machine", "every run")]
    for kind in (kind for kind in RATED if kind in KINDS):
        for language in LANGUAGES:
            path = f"{language}{KINDS[kind]}"
            ratings = rate_again(f"{host.address}{path}", chrome)
            rating = ratings[-1]
            figures = (f"{rating.cls:.3f}", f"{rating.lcp:.2f}", f"{rating.tbt:.0f}", f"{rating.machine:.0f}")
            runs = " ".join(str(each.scores["performance"]) for each in ratings)
            rows.append((f"/{path}", *rating.scores.values(), *figures, runs))
            if not rating.good:
                faults = ", ".join(rating.faults)
                yield f"/{path} is rated {dict(rating.scores)}, layout shift {rating.cls:.3f}: {faults}"
    _table(rows)


def main() -> int:
    """Build, weigh, rate; 1 if a bound is not kept."""
    chrome = chromium.find()
    if not chrome or not LIGHTHOUSE.exists():
        sys.exit("no Chromium or no Lighthouse: run 'make audit', which installs them")
    with TemporaryDirectory() as folder, static_host(Path(folder)) as host:
        print(f"· building the site for {urlsplit(host.address).netloc}")
        build(ROOT, Path(folder), host.address, lambda step: None)
        missed = [*weigh(host, chrome), *light(host, chrome)]
    for line in missed:
        print(f"! {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
