"""Larger content: made-up editions, copies of the first one under other years."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

LINKED = ("templates", "site_config", "mkdocs.yml")
"""The design, which every project here shares."""


def make_project(design: Path, content: Path, editions: int, root: Path) -> None:
    """A project at `root` with the registries and the first edition of `content`, and copies of that edition.

    Every copy says its own year wherever the first edition says its own, so that no two have the same texts where the
    document names its year; nothing is random. Other editions are left out.
    """
    first, *others = sorted(path.name for path in content.iterdir() if re.fullmatch(r"\d{4}", path.name))
    shutil.copytree(content, root / "content", ignore=shutil.ignore_patterns(*others))
    if not (root / "content" / "pages").exists():
        shutil.copytree(design / "content" / "pages", root / "content" / "pages")
    for name in LINKED:
        (root / name).symlink_to((design / name).resolve())
    for year in range(int(first) + 1, int(first) + editions):
        _copy_edition(root / "content" / first, first, root / "content" / str(year))


def _copy_edition(source: Path, first: str, target: Path) -> None:
    shutil.copytree(source, target)
    for path in (*target.rglob("*.yml"), target / "source.txt"):
        path.write_text(path.read_text(encoding="utf-8").replace(first, target.name), encoding="utf-8", newline="")
    digest = hashlib.sha256((target / "source.txt").read_bytes()).hexdigest()
    edition = target / "edition.yml"
    text = re.sub(r"(?m)^source_sha256: .*$", f"source_sha256: {digest}", edition.read_text(encoding="utf-8"))
    edition.write_text(text, encoding="utf-8", newline="")
