"""Chinese in Traditional characters, as Hong Kong writes them: what a page's script needs to show them.

OpenCC knows which characters stand for which, and which words decide where there are several (发展 發展, 银发 銀髮).
Its dictionaries are too large for a page, so only what they make of the texts of this site is told. The pages
themselves keep the Simplified characters of the document.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import rjsmin

from .languages import Language

SIMPLIFIED = "zh-Hans"
"""BCP 47 tag of the language whose pages can be shown so."""

_RIGHT = {
    "免签": "免簽",
    "资金发行": "資金發行",
    "资金链": "資金鏈",
    "写明了": "寫明了",
    "并发布": "並發佈",
    "看表演": "看表演",
    "谷子": "谷子",
}
"""Words that OpenCC's dictionaries part or take wrongly; the last is goods of comics and games, not millet."""
_WRONG = re.compile(f"({'|'.join(_RIGHT)})")
_HAN = re.compile("[\u3400-\u9fff]+")
_EDGE = "|"
"""Stands for every mark that is no Chinese character, and for the ends of a text."""
_AROUND = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (2, 2), (3, 3))
"""How many marks before and after a character may decide what it becomes; of equals the first is told."""


def traditional(text: str) -> str:
    """A text in Traditional characters, mark for mark."""
    return "".join(_RIGHT.get(piece) or _converter().convert(piece) for piece in _WRONG.split(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


def conversion(texts: Iterable[str]) -> dict[str, Any]:
    """What makes Traditional characters of these texts.

    Returns:
        `marks`: pairs of a character and what it becomes as a rule, 发發; `passages`: for each character that becomes
        another one in some passage, that passage, the place of the character in it and what it becomes there; a passage
        has `|` for all that is no Chinese character.
    """
    runs = sorted({run for text in texts for run in _HAN.findall(text)})
    made = {f"{_EDGE}{run}{_EDGE}": f"{_EDGE}{traditional(run)}{_EDGE}" for run in runs}
    becomes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for run, new in made.items():
        for old, mark in zip(run, new, strict=True):
            becomes[old][mark] += 1
    rule = {old: min(marks, key=lambda mark: (-marks[mark], mark)) for old, marks in becomes.items()}
    several = {old for old, marks in becomes.items() if len(marks) > 1}
    seen: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for run, place in _places(made, several):
        for passage in _passages(run, place):
            seen[passage][made[run][place]] += 1
    told: dict[tuple[str, int], str] = {}
    for run, place in _places(made, several):
        if (mark := made[run][place]) != rule[run[place]]:
            telling = [passage for passage in _passages(run, place) if set(seen[passage]) == {mark}]
            told[max(telling, key=lambda passage: seen[passage][mark])] = mark
    return {
        "marks": "".join(old + rule[old] for old in sorted(rule) if rule[old] != old),
        "passages": [[text, place, mark] for (text, place), mark in sorted(told.items())],
    }


def _places(runs: Iterable[str], marks: set[str]) -> Iterator[tuple[str, int]]:
    """Where in which run one of these marks stands."""
    return ((run, place) for run in runs for place, mark in enumerate(run) if mark in marks)


def _passages(run: str, place: int) -> dict[tuple[str, int], None]:
    """Passages with the character at a place, each with the place of it in the passage, the preferred ones first."""
    around = [(before, after) for before, after in _AROUND if before <= place and place + after < len(run)]
    found = [(run[place - before : place + after + 1], before) for before, after in around]
    return dict.fromkeys([*found, (run, place)])


def written_in(root: Path, language: Language) -> list[Path]:
    """The files of the project in which something is written in a language, shown or not."""
    files = [*(root / "content").rglob("*.yml"), *(root / "content").rglob("*.txt")]
    files += (root / "content" / "pages" / language.code).rglob("*.md")
    return [*sorted(files), root / "site_config" / "words" / f"{language.code}.yml"]


def traditional_files(root: Path, language: Language) -> dict[str, bytes]:
    """The script that shows pages in Traditional characters, by path below the site; it knows all that is written."""
    table = conversion(path.read_text(encoding="utf-8-sig") for path in written_in(root, language))
    script = rjsmin.jsmin((root / "site_config" / "traditional.js").read_text(encoding="utf-8"))
    data = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return {f"{language.prefix}assets/traditional.js": f"{script}\nshow({data});\n".encode()}
