"""The site on the disk: write what changed, remove what is stale, touch nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MARKER = ".built-site"
"""An empty file that says that everything in its folder may be replaced."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a writing did, in files."""

    changed: int
    removed: int
    total: int


def write_site(folder: Path, files: Mapping[str, bytes | Path]) -> Written:
    """Make `folder` hold exactly `files` ('/'-separated path to bytes, or to a file to copy).

    Each file is replaced in one step, so a reader never sees half of one.

    Raises:
        ValueError: when a path would leave `folder`.
        OSError: when the disk refuses, or the folder holds files that no build wrote.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    if any(root.iterdir()) and not (root / MARKER).is_file():
        raise OSError(f"{folder} holds files that are not a site of ours, and would lose them; choose an empty folder")
    files = {MARKER: b"", **files}
    changed = 0
    for name, content in files.items():
        target = root / name
        if ".." in Path(name).parts or not target.is_relative_to(root):
            raise ValueError(f"the path {name!r} leads out of the site")
        data = content.read_bytes() if isinstance(content, Path) else content
        if target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.new")
        draft.write_bytes(data)
        os.replace(draft, target)
        changed += 1
    removed = _remove_stale(root, files)
    return Written(changed, removed, len(files))


def _remove_stale(root: Path, files: Mapping[str, bytes | Path]) -> int:
    removed = 0
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(root).as_posix() not in files:
            path.unlink()
            removed += 1
    return removed
