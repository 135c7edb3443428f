"""The mistakes people make, one folder each: what is changed in the small site, and all that `check` then says.

After a deliberate change of wording, `python -m tests.mistakes` writes what it says now; read the difference.
"""

from __future__ import annotations

import io
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import yaml

from generator.__main__ import main

HERE = Path(__file__).parent
SMALL = HERE.parent / "sites" / "small" / "content"
PAGES = HERE.parents[1] / "content" / "pages"
CASES = sorted(path.parent for path in HERE.glob("*/change.yml"))
LANGUAGES = ("en", "zh")


def told(case: Path, root: Path, language: str) -> str:
    """What `check` says of the small site with the mistake in it, made in the folder `root`."""
    content = root / "content"
    shutil.rmtree(content, ignore_errors=True)
    shutil.copytree(SMALL, content)
    shutil.copytree(PAGES, content / "pages")
    for change in yaml.safe_load((case / "change.yml").read_text(encoding="utf-8"))["changes"]:
        _apply(change, root / change["file"])
    with redirect_stdout(io.StringIO()) as out:
        code = main(["check", "--root", str(root), "--lang", language])
    assert code == ("\n\n" in out.getvalue()), "the exit code and the count of problems belong together"
    return out.getvalue()


def _apply(change: dict[str, Any], path: Path) -> None:
    """One change: `find` is replaced by `write` (or `hex`), without `find` all of the file.

    `times` repeats what is written; `encoding` and `line_ends` save the file anew; `remove` is said of a file, `folder`
    where a folder takes its place, `link` where a link to something else does.
    """
    raw = path.read_bytes() if path.is_file() else b""
    new = bytes.fromhex(change["hex"]) if "hex" in change else change.get("write", "").encode()
    new *= change.get("times", 1)
    if "find" in change:
        old = change["find"].encode()
        assert old in raw, f"{change['find']!r} is not in {change['file']}"
        raw = raw.replace(old, new, 1)
    elif "write" in change or "hex" in change:
        raw = new
    if "line_ends" in change:
        raw = raw.replace(b"\n", change["line_ends"].encode())
    if "encoding" in change:
        raw = raw.decode().encode(change["encoding"])
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if change.get("folder"):
        path.mkdir()
    elif "link" in change:
        path.symlink_to(change["link"])
    elif not change.get("remove"):
        path.write_bytes(raw)
