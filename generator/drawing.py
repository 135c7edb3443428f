"""From the SVG of share cards to PNG files, kept by content; measures with the font that draws."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

import vl_convert
from PIL import Image, ImageFont

FAMILY = "Noto Sans CJK SC"
"""The font of the cards, both scripts."""
FOLDERS = tuple(
    Path(name).expanduser()
    for name in ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
)
"""Where the renderer, resvg, looks for fonts on Linux."""
_UNIT = 1000
"""Units of the font to its em."""
_FEW = 8
"""So many cards are sooner drawn than other processes started."""


@dataclass(frozen=True)
class Font:
    """The regular and the bold cut of the cards' font."""

    regular: Path
    bold: Path

    @property
    def digest(self) -> str:
        """What tells the files from others: their beginnings list the checksums of all that they hold (OpenType)."""
        digest = hashlib.sha256()
        for path in (self.regular, self.bold):
            with path.open("rb") as file:
                digest.update(file.read(1 << 16))
            digest.update(str(path.stat().st_size).encode())
        return digest.hexdigest()

    def width(self, text: str, bold: bool) -> float:
        """The width of a text in ems."""
        return _width(self.bold if bold else self.regular, text)


def find_font(folders: Iterable[Path] = FOLDERS) -> Font | None:
    """The cards' font in the first folder that has both cuts, or None."""
    for folder in folders:
        found = {
            cut: next((path for path in sorted(folder.rglob(f"NotoSansCJK*-{cut}.*")) if _face(path)), None)
            for cut in ("Regular", "Bold")
        }
        if found["Regular"] and found["Bold"]:
            return Font(found["Regular"], found["Bold"])
    return None


@cache
def _face(path: Path) -> ImageFont.FreeTypeFont | None:
    """The font of the family in a file, which may hold several."""
    for index in range(16):
        try:
            face = ImageFont.truetype(path, _UNIT, index=index)
        except OSError:
            return None
        if face.getname()[0] == FAMILY:
            return face
    return None


@cache
def _width(path: Path, text: str) -> float:
    face = _face(path)
    return face.getlength(text) / _UNIT if face else 0


def draw(cards: Mapping[str, tuple[str, Callable[[], str]]], design: str, font: Font, kept: Path) -> dict[str, Path]:
    """The PNG file of each card, by the same names.

    Args:
        cards: by name, all that a card says, and what makes its SVG.
        design: all else that shapes the SVG of every card.
        font: the font in which they are.
        kept: a folder of our own, kept between builds: what it has is not made again, what is not asked for goes.
    """
    kept.mkdir(parents=True, exist_ok=True)
    known = {path.name for path in kept.iterdir()}
    base = hashlib.sha256(Path(__file__).read_bytes())
    base.update("\0".join((font.digest, *(version(name) for name in ("vl-convert-python", "pillow")))).encode())
    base.update(design.encode())
    files: dict[str, Path] = {}
    missing: dict[Path, str] = {}
    for name, (content, svg) in cards.items():
        digest = base.copy()
        digest.update(content.encode())
        files[name] = path = kept / f"{digest.hexdigest()[:32]}.png"
        if path.name not in known:
            missing[path] = svg()
    for path, data in zip(missing, _drawn(list(missing.values())), strict=True):
        draft = path.with_suffix(".new")
        draft.write_bytes(data)
        os.replace(draft, path)
    for name in known - {path.name for path in files.values()}:
        (kept / name).unlink()
    return files


def _drawn(svgs: list[str]) -> Iterator[bytes]:
    if len(svgs) <= _FEW:
        yield from map(_png, svgs)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(_png, svgs, chunksize=_FEW)


def _png(svg: str) -> bytes:
    """An SVG as a PNG of few colours, which flat cards can spare."""
    with Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=1))) as image:
        flat = image.convert("RGB").quantize(16, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    flat.save(out, "PNG", compress_level=6)
    return out.getvalue()
