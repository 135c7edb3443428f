"""How well the search finds: `make search-eval` asks the built site's own engine, in Chromium, every query.

The queries (queries.jsonl) were written by readers who had not seen the engine, keywords or synonyms. The part `tune`
may be looked at while working on the ranking, the part `final` only at the end.
"""

from __future__ import annotations

import gzip
import json
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from generator.build import read_content
from generator.library import Library, build_shelf
from tests import browser as chromium

ROOT = Path(__file__).resolve().parents[2]
PREFIX = {"zh": "", "en": "en/"}
_FIRST = """async (script) => {
    const start = performance.now();
    const worker = new Worker(script);
    await new Promise((resolve) => {
        worker.onmessage = ({data}) => data.type === 3 && resolve();
        worker.postMessage({type: 2, data: "a"});
    });
    return performance.now() - start;
}"""
_ASK = """async ({script, queries}) => {
    const worker = new Worker(script);
    const ask = (query) => new Promise((resolve) => {
        worker.onmessage = ({data}) => data.type === 3 && !data.data.waiting && resolve(data.data);
        worker.postMessage({type: 2, data: query});
    });
    await ask("zzqxv"); // what finds nothing is answered when the second part has come
    const found = [];
    for (const query of queries) {
        const start = performance.now();
        const {items} = await ask(query);
        found.push({ms: performance.now() - start, lists: items.map((list) => list.map(({location}) => location))});
    }
    return found;
}"""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed and the pages that would do."""

    q: str
    lang: str
    kind: str
    part: str
    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a query was answered."""

    query: Query
    rank: int
    """Of the first page that would do; 0 for none."""
    ms: float

    @property
    def score(self) -> float:
        """Its reciprocal rank."""
        return 1 / self.rank if self.rank else 0.0


def read_queries() -> list[Query]:
    """The project's own queries."""
    lines = (ROOT / "tests" / "search" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [Query(d["q"], d["lang"], d["kind"], d["part"], tuple(d["expect"])) for d in found]


def path_of(expected: str, library: Library) -> str:
    """The path of an expected page: `1.2.6`, `measure:1.2`, `plan:1`, `place:…`, `dept:…` or `term:…`."""
    kind, _, name = expected.rpartition(":")
    year = library.edition.edition
    match kind:
        case "place":
            return next(f"locations/{s}/" for s, place in library.locations.items() if place.name.zh == name)
        case "dept":
            return next(
                f"departments/{s}/"
                for s, body in library.departments.items()
                if name in (body.name.zh, *body.spellings)
            )
        case "term":
            return next(f"glossary/#{s}" for s, term in library.terms.items() if term.term.zh == name)
        case "measure" | "plan":
            return f"{year}/{kind}s/{name}/"
    return f"{year}/items/{name}/"


def ask(page: Page, address: str, language: str, queries: Iterable[str]) -> list[Mapping[str, Any]]:
    """How the engine of the site at `address` answers: `ms` it took, and `lists` of the locations it found."""
    page.goto(f"{address}{PREFIX[language]}")
    script = f"{address}{PREFIX[language]}assets/search.js"
    found: list[Mapping[str, Any]] = page.evaluate(_ASK, {"script": script, "queries": list(queries)})
    return found


def evaluate(page: Page, address: str, queries: Iterable[Query], library: Library) -> list[Answer]:
    """Ask the engine of the site at `address` every query."""
    answers = []
    by_language: defaultdict[str, list[Query]] = defaultdict(list)
    for query in queries:
        by_language[query.lang].append(query)
    for language, own in by_language.items():
        for query, answer in zip(own, ask(page, address, language, [query.q for query in own]), strict=True):
            wanted = {path_of(expected, library) for expected in query.expect}
            ranks = (rank for rank, location in enumerate(chain(*answer["lists"]), 1) if location in wanted)
            answers.append(Answer(query, next(ranks, 0), answer["ms"]))
    return answers


def quality(answers: Iterable[Answer]) -> float:
    """Mean reciprocal rank."""
    return mean(answer.score for answer in answers)


def main() -> int:
    """Print quality, latency and bytes for the site in site/."""
    site = ROOT / "site"
    library = build_shelf(read_content(ROOT)).newest
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
            address = f"http://127.0.0.1:{server.server_address[1]}/"
            page = browser.new_page()
            answers = evaluate(page, address, read_queries(), library)
            page.goto(address)  # a page runs the workers of its own language only
            first = page.evaluate(_FIRST, f"{address}assets/search.js")
            browser.close()
        server.shutdown()
    for part in ("tune", "final"):
        own = [answer for answer in answers if answer.query.part == part]
        print(f"{part}: {quality(own):.3f} of {len(own)} queries; none found: {sum(not a.rank for a in own)}")
        for kind in sorted({(a.query.lang, a.query.kind) for a in own}):
            some = [a for a in own if (a.query.lang, a.query.kind) == kind]
            print(f"  {' '.join(kind):<16} {quality(some):.3f}  ({len(some)})")
    times = [answer.ms for answer in answers]
    print(f"first answer, with loading: {first:.0f} ms")
    print(f"answers: median {median(times):.1f} ms, 95 of 100 within {quantiles(times, n=20)[-1]:.1f} ms")
    for language, prefix in PREFIX.items():
        sizes = [
            len(gzip.compress((site / prefix / n).read_bytes(), 9))
            for n in ("assets/search.js", "search/documents.json")
        ]
        print(f"bytes before the first answer ({language}): {sum(sizes):,} compressed")
    return 0


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


if __name__ == "__main__":
    sys.exit(main())
