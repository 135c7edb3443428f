"""What the project is made of: pinned, known by digest, licensed, listed; and nothing fetched while it runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from .conftest import ROOT, SITE_URL
from .dependencies import locked
from .sbom import LIST, SHIPPED, sbom

LICENCES = ROOT / "site_config" / "assets" / "licences.txt"
_PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")
OFFLINE = """
import sys

def refuse(event, values):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto") or event.startswith("urllib"):
        raise OSError(f"{event} {values}")

sys.addaudithook(refuse)
"""
"""Read by every Python process at its start, the engine's too."""


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.stem)
def test_every_python_package_is_known_by_version_and_digest(path: Path) -> None:
    text = re.sub(r"^ *#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r" *\\\n *", " ", text).splitlines()
    assert lines
    for line in lines:
        assert _PIN.fullmatch(line), line


def test_every_npm_package_is_known_by_version_and_digest() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["lockfileVersion"] == 3
    for path, entry in lock["packages"].items():
        if path:
            assert re.fullmatch(r"\d+\.\d+\.\d+\S*", entry["version"]), path
            assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry["integrity"]), path
            assert entry.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/"), path
            assert not entry.get("link"), path
    own = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for kind in ("dependencies", "devDependencies", "overrides"):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in own[kind].values())


def test_no_setting_names_a_registry() -> None:
    """The locks keep no addresses, and whoever installs uses the public registries or a mirror of their choice."""
    assert (ROOT / ".npmrc").read_text(encoding="utf-8") == "omit-lockfile-registry-resolved=true\n"
    for path in (ROOT / "Makefile", *ROOT.glob("requirements*"), ROOT / "package.json", ROOT / "pyproject.toml"):
        assert not re.search(r"index-url|find-links|trusted-host|registry=", _settings(path)), path


def _settings(path: Path) -> str:
    return re.sub(r"--no-emit-[a-z-]+", "", path.read_text(encoding="utf-8"))


def test_the_search_library_is_as_published() -> None:
    """Byte for byte the file of the npm package, which package-lock.json knows by digest."""
    package, own = ROOT / "node_modules" / "minisearch", ROOT / "site_config" / "search"
    assert ("npm", "minisearch", json.loads((package / "package.json").read_bytes())["version"]) in locked(ROOT)
    assert (own / "minisearch.js").read_bytes() == (package / "dist" / "umd" / "index.js").read_bytes()
    assert (own / "minisearch.LICENSE.txt").read_bytes() == (package / "LICENSE.txt").read_bytes()


def test_licences_travel_with_the_site(site: Path) -> None:
    """Of the theme, of the libraries that its script and style were made of, and of our own search."""
    text = (site / "assets" / "licences.txt").read_text(encoding="utf-8")
    sections = re.findall(r"={100}\n([^:\n]+): .+\n={100}\n", text)
    theme = distribution("mkdocs-material")
    maps = [Path(str(theme.locate_file(file))) for file in theme.files or () if file.name.endswith(".map")]
    sources = {one for path in maps for one in json.loads(path.read_bytes())["sources"]}
    assert len(sources) > 100
    inside = {found[1] for one in sources if (found := re.search(r".*node_modules/((?:@[^/]+/)?[^/]+)", one))}
    assert inside | SHIPPED.keys() <= set(sections), inside - set(sections)
    plain = " ".join(text.split())
    for licence in (
        ROOT / "site_config" / "search" / "minisearch.LICENSE.txt",
        Path(str(theme.locate_file(f"mkdocs_material-{theme.version}.dist-info/licenses/LICENSE"))),
        Path(str(theme.locate_file("material/templates/.icons/material/LICENSE"))),
    ):
        assert " ".join(licence.read_text(encoding="utf-8").split()) in plain, licence
    for prefix in ("", "en/"):
        assert 'href="../assets/licences.txt"' in (site / prefix / "about" / "index.html").read_text(encoding="utf-8")


def test_all_that_is_used_is_listed() -> None:
    """As CycloneDX that obeys its schema and is the same whoever makes it, and as a list of licences."""
    made, listed = sbom()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made) is None
    document = json.loads(made)
    assert not {"serialNumber", "timestamp"} & (document.keys() | document["metadata"].keys())
    assert str(ROOT) not in made
    purls = {re.sub(r"[_.]", "-", one["purl"].lower().replace("%40", "@")) for one in document["components"]}
    assert purls == {
        re.sub(r"[_.]", "-", f"pkg:{ecosystem}/{name}@{version}".lower())
        for ecosystem, name, version in locked(ROOT, optional=False)
    }
    assert listed == (ROOT / LIST).read_text(encoding="utf-8"), "run 'make sbom'"


def test_a_build_asks_the_network_for_nothing(small: Path, tmp_path: Path) -> None:
    """With an empty cache; where the system allows it, in a network of its own that leads nowhere."""
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": f"{tmp_path / 'python'}{os.pathsep}{ROOT}"}
    alone = ["unshare", "--map-root-user", "--net"]
    try:
        nowhere = alone if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0 else []
    except FileNotFoundError:
        nowhere = []
    refused = [sys.executable, "-c", "import socket; socket.getaddrinfo('localhost', 80)"]
    assert subprocess.run(refused, env=environment, capture_output=True, check=False).returncode == 1
    shutil.rmtree(small / ".cache")
    arguments = ["build", "--root", str(small), "--site-url", SITE_URL]
    command = [*nowhere, sys.executable, "-m", "generator", *arguments]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert (small / "site" / "charts" / "index.html").is_file()
