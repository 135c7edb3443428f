"""Draws Vega-Lite descriptions as SVG, each once: what was drawn is kept in a folder of our own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .write import write_file

Draw = Callable[[Mapping[str, Any]], str]
"""From a description to what stands inside the `svg` element."""


def drawer(cache: Path) -> Draw:
    """A function that draws, or finds in `cache` what the same version of the program drew before."""
    folder = cache / "charts"
    program = version("vl-convert-python")

    def draw(spec: Mapping[str, Any]) -> str:
        written = json.dumps([program, spec], sort_keys=True)
        path = folder / f"{hashlib.sha256(written.encode()).hexdigest()[:24]}.svg"
        if not path.is_file():
            write_file(path, _converted(spec).encode())
        return path.read_text(encoding="utf-8")

    return draw


def _converted(spec: Mapping[str, Any]) -> str:
    import vl_convert  # noqa: PLC0415  a second to start: only who draws pays for it

    whole = vl_convert.vegalite_to_svg(dict(spec))
    return str(whole[whole.index(">") + 1 : whole.rindex("</svg>")])
