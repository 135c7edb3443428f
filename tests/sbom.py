"""All that the site is built, checked and tested with: `make sbom` writes it as CycloneDX and as a list of licences.

The locks say what there is; what is installed says under which licence. Nothing in either file depends on the time or
the computer, so that whoever makes them again can compare them.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .dependencies import locked

ROOT = Path(__file__).resolve().parents[1]
SBOM, LIST = "sbom.json", "THIRD_PARTY.md"
SHIPPED = {"mkdocs-material": "style, script and icons of the pages", "minisearch": "the search"}
"""Components of which parts are in the published site, whose licences `site_config/assets/licences.txt` holds."""
HEAD = """# What others made

Written by `make sbom` from the locks and from what is installed. The licences of what the published site holds are in
[`site_config/assets/licences.txt`](site_config/assets/licences.txt), which is part of the site.
"""

Component = dict[str, Any]


def components() -> tuple[Component, list[Component]]:
    """A CycloneDX document without its components, and these: first what makes the site, then what only tests it.

    Raises:
        LookupError: when something that the locks hold is not installed.
    """
    command = [
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    ]
    run = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)
    document = json.loads(run.stdout)
    installed = {(_plain(one["name"]), one["version"]): one for one in document.pop("components")}
    needed, pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8"), locked(ROOT, optional=False)
    found = []
    for ecosystem, name, version in pinned:
        if ecosystem == "PyPI":
            required = f"\n{name}=={version} " in f"\n{needed}"
            found.append(installed[_plain(name), version] | {"scope": "required" if required else "excluded"})
    found += _npm()
    kept = {one["bom-ref"] for one in found} | {document["metadata"]["component"]["bom-ref"]}
    document["dependencies"] = [
        one | {"dependsOn": [other for other in one.get("dependsOn", ()) if other in kept]}
        for one in document["dependencies"]
        if one["ref"] in kept
    ]
    return document, sorted(found, key=lambda one: (one["scope"] != "required", one["name"].lower(), one["version"]))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _npm() -> Iterator[Component]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    seen = set()
    for path, entry in lock["packages"].items():
        name, version = path.rpartition("node_modules/")[2], entry.get("version")
        if not path or (name, version) in seen:
            continue
        seen.add((name, version))
        address = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        algorithm, _, digest = entry["integrity"].partition("-")
        yield {
            "type": "library",
            "bom-ref": address,
            "name": name,
            "version": version,
            "purl": address,
            "scope": "excluded" if entry.get("dev") else "required",
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
            "licenses": [{"expression": entry["license"]}] if "license" in entry else [],
        }


def licence(component: Component) -> str:
    """How a component names its licence."""
    names = []
    for one in component.get("licenses", ()):
        own = one.get("license", {})
        name = one.get("expression") or own.get("id") or own.get("name", "").rpartition(":: ")[2]
        names.append(name if len(name) < 60 else name.partition("\n")[0])
    return ", ".join(dict.fromkeys(names)) or "not stated"


def listed(found: list[Component]) -> str:
    """The components and their licences, as Markdown."""
    kinds = {
        "In the published site": [one for one in found if one["name"] in SHIPPED],
        "Builds the site": [one for one in found if one["scope"] == "required" and one["name"] not in SHIPPED],
        "Only checks and tests": [one for one in found if one["scope"] == "excluded"],
    }
    lines = [HEAD]
    for kind, own in kinds.items():
        lines += [f"## {kind}\n", "| Component | Version | Licence |", "|---|---|---|"]
        for one in own:
            used = f" ({SHIPPED[one['name']]})" if one["name"] in SHIPPED else ""
            lines.append(f"| {one['name']}{used} | {one['version']} | {licence(one)} |")
        lines.append("")
    return "\n".join(lines)


def sbom() -> tuple[str, str]:
    """The two files."""
    document, found = components()
    return json.dumps(document | {"components": found}, ensure_ascii=False, indent=1) + "\n", listed(found)


if __name__ == "__main__":
    for name, text in zip((SBOM, LIST), sbom(), strict=True):
        (ROOT / name).write_text(text, encoding="utf-8")
