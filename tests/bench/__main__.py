"""`python -m tests.bench`: time our build, its peers and the floor in one run, and write BENCHMARKS.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .content import make_project
from .peers import bodies_of, hugo_frame, lay_out_engine, lay_out_hugo, toggle
from .runs import ROOT, Run, timed, write_all

SITE_URL = "https://example.org/project/"
BUILD = """
import runpy, generator.drawing
generator.drawing.find_font = lambda: None
runpy.run_module("generator", run_name="__main__", alter_sys=True)
"""
"""Our command on a computer without the font of the share cards: drawing them, once, takes longer than all else."""
COLD, EDIT, SAME, FLOOR = "ours, cold", "ours, one item edited", "ours, nothing changed", "floor: writing our bytes"
MKDOCS, ZENSICAL, ZENSICAL_EDIT, HUGO = "MkDocs", "Zensical, cold", "Zensical, one page edited", "Hugo"
GOALS = (
    ("cold build at least 5 times faster than MkDocs", MKDOCS, COLD, 5, 1),
    ("cold build at least 4 times faster than Zensical", ZENSICAL, COLD, 4, 1),
    ("cold build within 1.3 of Hugo at 1×, ahead at 10×", HUGO, COLD, 1 / 1.3, 1),
    ("one-item rebuild under a tenth of Zensical's", ZENSICAL_EDIT, EDIT, 10, 10),
)
"""What is asked, the one and the other to be divided, the least ratio, and that at sizes above 1."""

Sample = Callable[[], Run]
Results = dict[int, dict[str, list[Run]]]
"""Runs by size and by what was run."""


class Ours:
    """Our build of a project of some size."""

    def __init__(self, content: Path, size: int, work: Path) -> None:
        self.root, self.site = work / f"{size}x", work / f"{size}x-site"
        make_project(ROOT, content, size, self.root)
        first = sorted((self.root / "content").glob("[0-9]*"))[0]
        self._plan = first / "plans" / "01.yml"
        self._text = self._plan.read_text(encoding="utf-8")
        start = self._text.index("  en: ", self._text.index("- item: "))
        end = self._text.index("\n", start)
        self._edited = f"{self._text[:end].rstrip('.')} as planned.{self._text[end:]}"

    def _clear(self) -> None:
        draft = self.site.with_name(f".{self.site.name}.new")  # which an edit leaves; a first build has none to empty
        for folder in (self.site, draft, self.root / ".cache"):
            shutil.rmtree(folder, ignore_errors=True)

    def cold(self) -> Run:
        self._clear()
        return self.same()

    def edit(self) -> Run:
        """Edit the first item's English, then take it back; the second is timed, as a cold build leaves no draft."""
        self._edit()
        return self._edit()

    def _edit(self) -> Run:
        now = self._plan.read_text(encoding="utf-8")
        self._plan.write_text(self._edited if now == self._text else self._text, encoding="utf-8")
        return self.same()

    def same(self) -> Run:
        command = [sys.executable, "-c", BUILD, "build", "--root", str(self.root), "--site", str(self.site)]
        environment = {"PYTHONPATH": str(ROOT), "SITE_URL": SITE_URL}
        return timed([command], self.root, environment)

    def floor(self) -> Run:
        files = {
            path.relative_to(self.site).as_posix(): path.read_bytes() for path in self.site.rglob("*") if path.is_file()
        }
        with TemporaryDirectory(dir=self.root) as folder:
            return write_all(files, Path(folder))

    def samples(self) -> dict[str, Sample]:
        return {COLD: self.cold, EDIT: self.edit, SAME: self.same, FLOOR: self.floor}

    def stages(self) -> tuple[int, dict[str, float]]:
        """Pages, and seconds by stage."""
        self._clear()
        command = [sys.executable, "-m", "tests.bench.stages", str(self.root)]
        output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        shutil.rmtree(self.root / "stages", ignore_errors=True)
        pages, spent = json.loads(output)
        return pages, spent


class Peers:
    """The same pages for the others; our site must have been built."""

    def __init__(self, ours: Ours, work: Path) -> None:
        self._work = work
        self.bodies = {language: list(bodies_of(ours.site, language)) for language in ("zh", "en")}
        staged = next((ours.root / ".cache" / "frames").iterdir())
        self._commands = {
            engine: [
                [sys.executable, *arguments]
                for arguments in lay_out_engine(staged, self.bodies, engine, self._made(engine))
            ]
            for engine in ("mkdocs", "zensical")
        }
        item = next(body.path for body in self.bodies["zh"] if "/items/" in body.path)
        self._page = self._folder("zensical") / "zh" / "docs" / item / "index.md"
        self._hugo = shutil.which("hugo")
        if self._hugo:
            frames = {code: hugo_frame(ours.site, f"{p}{item}index.html") for code, p in (("zh", ""), ("en", "en/"))}
            lay_out_hugo(ours.site, frames, self.bodies, self._made("hugo"))

    def _folder(self, name: str) -> Path:
        return self._work / name

    def _made(self, name: str) -> Path:
        shutil.rmtree(self._folder(name), ignore_errors=True)
        self._folder(name).mkdir(parents=True)
        return self._folder(name)

    def _built(self, name: str, *outputs: Path) -> None:
        """Whether every page was made; a builder that left some out would seem quick."""
        made = sum(1 for output in outputs for _ in output.rglob("index.html"))
        pages = sum(map(len, self.bodies.values()))
        if made < pages:
            raise SystemExit(f"{name} made {made} of {pages} pages")

    def _engine(self, name: str, *, cold: bool) -> Run:
        outputs = [self._folder(name) / language / "site" for language in self.bodies]
        if cold:
            for output in outputs:
                shutil.rmtree(output, ignore_errors=True)
                shutil.rmtree(output.parent / ".cache", ignore_errors=True)
        run = timed(self._commands[name], self._folder(name))
        self._built(name, *outputs)
        return run

    def zensical_edit(self) -> Run:
        toggle(self._page)
        return self._engine("zensical", cold=False)

    def hugo(self) -> Run:
        assert self._hugo
        folder = self._folder("hugo")
        shutil.rmtree(folder / "public", ignore_errors=True)
        run = timed([[self._hugo, "--quiet", "--source", str(folder)]], folder)
        self._built("hugo", folder / "public")
        return run

    def samples(self) -> dict[str, Sample]:
        found: dict[str, Sample] = {
            MKDOCS: lambda: self._engine("mkdocs", cold=True),
            ZENSICAL: lambda: self._engine("zensical", cold=True),
            ZENSICAL_EDIT: self.zensical_edit,
        }
        return found | ({HUGO: self.hugo} if self._hugo else {})


def measure(
    sizes: Sequence[int], peers: Sequence[int], runs: int, content: Path, say: Callable[[str], None]
) -> tuple[Results, dict[int, int], dict[int, dict[str, float]]]:
    """Runs by size and kind, interleaved; framed pages by size; seconds of the stages by size."""
    results: Results = {}
    pages: dict[int, int] = {}
    stages: dict[int, dict[str, float]] = {}
    with TemporaryDirectory() as folder:
        samples: dict[tuple[int, str], Sample] = {}
        for size in sizes:
            say(f"{size}×: where the time goes")
            ours = Ours(content, size, Path(folder))
            pages[size], stages[size] = ours.stages()
            samples |= {(size, name): sample for name, sample in ours.samples().items()}
            if size in peers:
                say(f"{size}×: the same pages for the others")
                ours.cold()
                own = Peers(ours, Path(folder) / f"{size}x-peers")
                samples |= {(size, name): sample for name, sample in own.samples().items()}
        results = {size: defaultdict(list) for size in sizes}
        for number in range(runs):
            for (size, name), sample in samples.items():
                run = sample()
                results[size][name].append(run)
                say(f"run {number + 1} of {runs}: {size}×, {name}: {run.seconds:.2f} s")
    return results, pages, stages


def _middle(runs: Sequence[Run]) -> float:
    return median(run.seconds for run in runs)


def _computing(runs: Sequence[Run]) -> float:
    return median(run.computing for run in runs)


def _ratios(results: Results) -> Iterator[str]:
    for text, above, below, least, least_larger in GOALS:
        for size, runs in results.items():
            if above in runs and below in runs:
                asked = least if size == 1 or above != HUGO else least_larger
                ratio = _middle(runs[above]) / _middle(runs[below])
                computing = _computing(runs[above]) / _computing(runs[below])
                reached = "yes" if ratio >= asked else "no"
                yield f"| {text} | {size}× | {ratio:.2f} | {computing:.2f} | {asked:.2f} | {reached} |"


def render(
    results: Results, pages: Mapping[int, int], stages: Mapping[int, Mapping[str, float]], busy: str
) -> Iterator[str]:
    """The lines of the tables."""
    yield f"{_machine()}. {busy}"
    yield ""
    yield "| Size | Pages | What | Median, s | Least – most, s | CPU, s | ms a page | Ours = 1 | Memory, MB |"
    yield "|--:|--:|---|--:|--:|--:|--:|--:|--:|"
    for size, runs in results.items():
        ours = _middle(runs[COLD])
        for name, own in runs.items():
            seconds, spread = _middle(own), sorted(run.seconds for run in own)
            memory = max(run.memory for run in own)
            yield (
                f"| {size}× | {pages[size]:,} | {name} | {seconds:.2f} | {spread[0]:.2f} – {spread[-1]:.2f} "
                f"| {_computing(own):.2f} | {seconds / pages[size] * 1000:.2f} | {seconds / ours:.2f} | "
                f"{memory / 1e6:.0f} |".replace("| 0 |", "| – |")
            )
    yield ""
    yield "| Goal | Size | Ratio | Of CPU | Asked | Reached |"
    yield "|---|--:|--:|--:|--:|---|"
    yield from _ratios(results)
    sizes = sorted(results)
    for size in sizes[1:]:
        more_pages = pages[size] / pages[sizes[0]]
        growth, computing = (
            middle(results[size][COLD]) / middle(results[sizes[0]][COLD]) / more_pages
            for middle in (_middle, _computing)
        )
        reached = "yes" if growth <= 1 else "no"
        text = f"cost per page no higher than at {sizes[0]}×"
        yield f"| {text} | {size}× | {growth:.2f} | {computing:.2f} | at most 1 | {reached} |"
        held = max(run.memory for run in results[size][COLD]) / 1e6
        yield f"| memory under 600 MB | {size}× | {held:.0f} | – | at most 600 | {'yes' if held < 600 else 'no'} |"
    yield ""
    yield "Where the time of a cold build goes, in milliseconds a page, computing on one processor, stage by stage:"
    yield ""
    yield f"| Stage | {' | '.join(f'{size}×' for size in sizes)} |"
    yield f"|---|{'--:|' * len(sizes)}"
    first = stages[sizes[0]]
    for name in sorted(first, key=lambda one: -first[one]):
        cells = (f"{stages[size].get(name, 0) / pages[size] * 1000:.3f}" for size in sizes)
        yield f"| {name} | {' | '.join(cells)} |"
    sums = (f"{sum(stages[size].values()) / pages[size] * 1000:.2f}" for size in sizes)
    yield f"| **all** | {' | '.join(sums)} |"


def _machine() -> str:
    cpu = Path("/proc/cpuinfo")
    names = [line.partition(": ")[2] for line in cpu.read_text().splitlines() if line.startswith("model name")]
    hugo = shutil.which("hugo")
    told = "not there"
    if hugo:
        told = subprocess.run([hugo, "version"], check=True, capture_output=True, text=True).stdout.split()[1]
    packages = ", ".join(f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "zensical"))
    processors = len(os.sched_getaffinity(0))
    return (
        f"{processors} processors ({names[0] if names else platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, {packages}, Hugo {told.partition('+')[0]}"
    )


def _numbers(text: str) -> list[int]:
    return sorted({int(part) for part in text.split(",") if part})


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables and write them between the marks of a file."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast the site is built.")
    parser.add_argument("--sizes", type=_numbers, default=[1, 10], help="how many editions (default: 1,10)")
    parser.add_argument("--peers", type=_numbers, default=[1], help="sizes at which others run too (default: 1)")
    parser.add_argument("--runs", type=int, default=5, help="of everything (default: 5)")
    parser.add_argument("--content", type=Path, default=ROOT / "content", help="folder with the first edition")
    parser.add_argument("--to", type=Path, default=ROOT / "BENCHMARKS.md", help="file with the marks of the tables")
    options = parser.parse_args(arguments)
    if options.peers and not shutil.which("hugo"):
        print("Hugo is not installed and is left out; on Debian: apt-get install hugo", file=sys.stderr)
    load = os.getloadavg()[0]
    found = measure(options.sizes, options.peers, options.runs, options.content, lambda step: print(step, flush=True))
    busy = f"Runs: {options.runs}, interleaved. Load before and after (other programs and ours): {load:.1f}, "
    tables = "\n".join(render(*found, f"{busy}{os.getloadavg()[0]:.1f}."))
    print(f"\n{tables}")
    begin, end = "<!-- tables -->\n", "<!-- end of tables -->"
    text = options.to.read_text(encoding="utf-8") if options.to.exists() else f"{begin}{end}\n"
    before, after = text.split(begin)[0], text.split(end)[1]
    options.to.write_text(f"{before}{begin}\n{tables}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
