"""From share cards to PNG files, kept by content; measures with the font that draws."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from . import cards as placing
from .cards import BOLD, HEIGHT, LEFT, RIGHT, WIDTH, Card, Layout, place
from .write import write_file

FAMILY = "Noto Sans CJK SC"
"""The font of the cards, both scripts."""
FOLDERS = tuple(
    Path(name).expanduser()
    for name in ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
)
"""Where Linux keeps fonts."""
GREEN = "#0b5f58"
"""The site's own colour."""
_UNIT = 1000
"""Units of the font to its em."""
_ACCENT = re.compile(r'(?m)^\[data-plan="(\d+)"\] \{ --lt-accent: (#\w+);')
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
def _sized(path: Path, size: int) -> ImageFont.FreeTypeFont:
    face = _face(path)
    if face is None:
        raise OSError(f"{path} does not hold {FAMILY}")
    return face.font_variant(size=size)


@cache
def _width(path: Path, text: str) -> float:
    face = _face(path)
    return face.getlength(text) / _UNIT if face else 0


def accents(css: str) -> Mapping[int, str]:
    """The colour of each plan in the light scheme, by its number, as the style sheet of the site has it."""
    return {int(plan): colour for plan, colour in _ACCENT.findall(css)}


def draw(cards: Iterable[Card], colours: Mapping[int, str], font: Font, kept: Path) -> dict[str, Path]:
    """The PNG file of each card, by the path of the card.

    Args:
        cards: what to draw.
        colours: by number of the plan.
        font: the font in which they are.
        kept: a folder of our own, kept between builds: what it has is not made again, what is not asked for goes.
    """
    kept.mkdir(parents=True, exist_ok=True)
    known = {path.name for path in kept.iterdir()}
    base = hashlib.sha256(f"{font.digest} {version('pillow')} {sorted(colours.items())}".encode())
    for module in (__file__, placing.__file__):
        base.update(Path(module).read_bytes())
    files: dict[str, Path] = {}
    missing: dict[Path, tuple[Layout, str, Font]] = {}
    for card in cards:
        digest = base.copy()
        digest.update(repr(card).encode())
        files[card.path] = path = kept / f"{digest.hexdigest()[:32]}.png"
        if path.name not in known:
            missing[path] = place(card, font.width), colours.get(card.message.plan, GREEN), font
    for path, data in zip(missing, _drawn(list(missing.values())), strict=True):
        write_file(path, data)
    for name in known - {path.name for path in files.values()}:
        (kept / name).unlink()
    return files


def _drawn(jobs: list[tuple[Layout, str, Font]]) -> Iterator[bytes]:
    if len(jobs) <= _FEW:
        yield from (_png(*job) for job in jobs)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield from pool.map(_png, *zip(*jobs, strict=True), chunksize=_FEW)


def _png(layout: Layout, accent: str, font: Font) -> bytes:
    """A card as a PNG of few colours, which flat cards can spare."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#fff")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 23, HEIGHT), fill=accent)
    if layout.badge:
        pen.rounded_rectangle((LEFT, 54, LEFT + layout.badge, 122), 8, fill=accent)
    pen.rectangle((LEFT, 530, RIGHT, 531), fill="#d9e0df")
    _mark(pen, LEFT, 550)
    ink = {"badge": "#fff", "figure": accent, "headline": "#17201f", "name": "#17201f"}
    for line in layout.lines:
        face = _sized(font.bold if line.role in BOLD else font.regular, line.size)
        anchor = "rs" if line.role == "source" else "ls"
        pen.text((line.x, line.y), line.text, font=face, fill=ink.get(line.role, "#4d5b5a"), anchor=anchor)
    flat = image.quantize(16, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    flat.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _mark(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """The site's mark, the character for work and engineering, as in assets/favicon.svg."""
    pen.rounded_rectangle((x, y, x + 48, y + 48), 10, fill=GREEN)
    for ends in (((12, 13), (36, 13)), ((12, 24), (36, 24)), ((24, 13), (24, 34))):
        pen.line([(x + a, y + b) for a, b in ends], fill="#fff", width=5)
