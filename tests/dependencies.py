"""Asks the database of known holes (osv.dev) about every locked dependency: `make audit-dependencies`.

It holds the advisories for Python and npm alike, so that one question answers for both locks. Needs nothing but Python.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
SERVICE = "https://api.osv.dev/v1/querybatch"
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.MULTILINE)

Package = tuple[str, str, str]
"""Ecosystem, name and version."""


def locked(root: Path, *, optional: bool = True) -> list[Package]:
    """Every dependency in the locks below `root`; on request without Node.js, which most computers have."""
    python = {
        ("PyPI", name, version)
        for path in root.glob("requirements*.txt")
        if optional or path.name != "requirements-node.txt"
        for name, version in _PINNED.findall(path.read_text(encoding="utf-8"))
    }
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    npm = {
        ("npm", path.rpartition("node_modules/")[2], str(entry["version"]))
        for path, entry in lock["packages"].items()
        if path
    }
    return sorted(python | npm)


def question(packages: Iterable[Package]) -> dict[str, Any]:
    """What the service is asked."""
    return {"queries": [{"package": {"ecosystem": e, "name": n}, "version": v} for e, n, v in packages]}


def holes(packages: Iterable[Package], answer: Any) -> Iterator[str]:
    """What the service knows, a line a package.

    Raises:
        ValueError: when the answer is not one to the question.
    """
    for (ecosystem, name, version), result in zip(packages, answer["results"], strict=True):
        if known := result.get("vulns"):
            addresses = ", ".join(f"https://osv.dev/{one['id']}" for one in known)
            yield f"{name} {version} ({ecosystem}): {addresses}"


def main(service: str = SERVICE) -> int:
    """Ask; 1 for known holes, 2 when nobody answers."""
    packages = locked(ROOT)
    request = Request(service, json.dumps(question(packages)).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=60) as answer:
            found = list(holes(packages, json.load(answer)))
    except (OSError, ValueError, LookupError) as error:
        print(f"Nothing was checked: {service} gives no answer that can be used ({error}).")
        return 2
    print("\n".join(found) or f"No known hole in {len(packages)} dependencies.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
