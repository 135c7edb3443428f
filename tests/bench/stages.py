"""Where the time of a build goes: every stage by itself, one after the other in one fresh process."""

from __future__ import annotations

import json
import resource
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def stages_of(root: Path) -> tuple[int, dict[str, float]]:
    """How many pages there are, and the seconds of each stage of a cold build on one processor; cards are left out."""
    spent: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        start = process_time()
        yield
        spent[name] += process_time() - start

    with stage("imports"):
        import generator.__main__  # noqa: F401, PLC0415
        from generator.build import drawings_of, prepare  # noqa: PLC0415
        from generator.check import check  # noqa: PLC0415
        from generator.draw import drawer  # noqa: PLC0415
        from generator.languages import read_languages  # noqa: PLC0415
        from generator.library import build_shelf  # noqa: PLC0415
        from generator.load import parse_content, read_files  # noqa: PLC0415
        from generator.pages import pages_of  # noqa: PLC0415
    with stage("load"):
        content, problems = parse_content(read_files(root))
        assert content is not None
        assert not problems
    with stage("check"):
        assert not list(check(content))
    with stage("library"):
        shelf = build_shelf(content)
    with stage("views"):
        pages = pages_of(shelf, {language.code: language.words for language in read_languages(root)})
    with stage("charts"):  # which a build has drawn beside the frames
        draw = drawer(root / ".cache")
        for spec in drawings_of(pages):
            draw(spec)
    before = sum(seconds for name, seconds in spent.items() if name not in ("imports", "charts"))
    with stage("frames (engine)"):
        children = _of_children()
        site = prepare(root, "https://example.org/project/", lambda step: None)
    spent["frames (engine)"] += _of_children() - children - before  # which prepare did once more
    for output in (*site.rest, *dict.fromkeys(site.pages.values())):
        kind = output.name.partition(" ")[0] if output in site.rest else "pages"
        with stage("keys"):
            output.key()
        if output.name.endswith("charts/index.html"):
            kind = "charts"
        with stage(kind):
            files = output.make()
        with stage("writing"):
            for name, made in files.items():
                path = root / "stages" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(made if isinstance(made, bytes) else made.read_bytes())
    return site.count, dict(spent)


if __name__ == "__main__":
    print(json.dumps(stages_of(Path(sys.argv[1]))))
