"""Draws Vega-Lite descriptions as SVG, each once: what was drawn is kept in a folder of our own while it is needed.

`python -m generator.draw` draws the descriptions on its standard input, both as JSON lists, for `draw_beside`.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from .digests import files_digest
from .write import write_file

Draw = Callable[[Mapping[str, Any]], str]
"""From a description to what stands inside the `svg` element."""
_EMPTY = re.compile(r"(<text[^>]*)/>")
"""A text without words, as the program writes it."""
FEW = 8
"""So many drawings are left to whoever wants them: most edits change no more, and a process takes time to start."""


def drawer(cache: Path) -> Draw:
    """A function that draws, or finds in `cache` what the same program and this module drew before.

    Every value of a layer of texts has its `text`, whose place does not depend on how wide it is.
    """

    def draw(spec: Mapping[str, Any]) -> str:
        path = _place(cache, spec)
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            drawn = _converted(spec)
            write_file(path, drawn.encode())
            return drawn

    return draw


@contextmanager
def draw_beside(cache: Path, specs: Collection[Mapping[str, Any]]) -> Iterator[None]:
    """Draw what `cache` lacks, if it is much, in a process of its own while something else is done.

    What draws holds some 90 MB, which a process that makes pages would hold beside all that it shows.
    """
    missing = {place: spec for spec in specs if not (place := _place(cache, spec)).exists()}
    if len(missing) <= FEW:
        yield
        return
    command = [sys.executable, "-m", "generator.draw"]
    with TemporaryFile("w+", encoding="utf-8") as asked, TemporaryFile("w+", encoding="utf-8") as drawn:
        json.dump([*missing.values()], asked)
        asked.seek(0)
        # In a session of its own: Ctrl+C is for the build, which then ends it
        with subprocess.Popen(
            command, cwd=Path(__file__).parents[1], stdin=asked, stdout=drawn, start_new_session=True
        ) as process:
            try:
                yield
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise OSError("the process that draws charts was ended; perhaps memory ran out")
        drawn.seek(0)
        for path, drawing in zip(missing, json.load(drawn), strict=True):
            write_file(path, drawing.encode())


def tidy(cache: Path, specs: Collection[Mapping[str, Any]]) -> None:
    """Remove from `cache` what none of these descriptions asks for, once it holds more than there are of them."""
    kept = set((cache / "charts").glob("*.svg"))
    if len(kept) > len(specs):
        for path in kept - {_place(cache, spec) for spec in specs}:
            path.unlink(missing_ok=True)


def _place(cache: Path, spec: Mapping[str, Any]) -> Path:
    """The file that keeps a drawing."""
    written = json.dumps([*_program(), spec], sort_keys=True)
    return cache / "charts" / f"{hashlib.sha256(written.encode()).hexdigest()[:24]}.svg"


@lru_cache
def _program() -> tuple[str, str]:
    """What draws: the library, and this module."""
    return version("vl-convert-python"), files_digest([Path(__file__)])


def _converted(spec: Mapping[str, Any]) -> str:
    """What the program draws without the words, which it would measure in every font, and then the words in it."""
    import vl_convert  # noqa: PLC0415  half a second to start: only who draws pays for it

    layers, words = [], []
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "text":
            words += [html.escape(str(value["text"]), quote=False) for value in layer["data"]["values"]]
            layer = {**layer, "encoding": {**layer["encoding"], "text": {"value": ""}}}  # noqa: PLW2901
        layers.append(layer)
    whole = vl_convert.vegalite_to_svg({**spec, "layer": layers})
    first, *rest = _EMPTY.split(whole[whole.index(">") + 1 : whole.rindex("</svg>")])
    texts = zip(rest[::2], words, rest[1::2], strict=True)
    return first + "".join(f"{text}>{own}</text>{after}" for text, own, after in texts)


if __name__ == "__main__":
    json.dump([_converted(spec) for spec in json.load(sys.stdin)], sys.stdout)
