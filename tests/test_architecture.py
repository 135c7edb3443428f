"""Dependencies between modules point one way, and only one module knows the engine."""

from __future__ import annotations

import ast

from generator.engine import ENGINES

from .conftest import ROOT

LAYERS = (
    ("messages", "write", "digests"),
    ("problems", "mentions", "paths", "model", "draw", "git"),
    ("strict_yaml", "report", "numbers", "languages", "figures", "schemas", "slugs"),
    ("texts", "policy", "canonical", "traditional"),
    ("engine",),
    ("translations", "load", "history"),
    ("library", "permalinks", "places", "rows", "entries"),
    ("changes",),
    ("fidelity", "running_text", "charts", "translate"),
    ("pages",),
    ("describe",),
    ("cards", "check", "citations", "embeds", "exports", "linked_data", "root_files", "search"),
    ("drawing", "impact", "render"),
    ("impact_report",),
    ("explore",),
    ("build",),
    ("serve",),
    ("__main__",),
)
"""From what depends on nothing to what depends on all; a module imports only from layers before its own."""


def _imports(name: str) -> set[str]:
    tree = ast.parse((ROOT / "generator" / f"{name}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module} if node.module else {alias.name for alias in node.names}
    return found


def test_dependencies_point_one_way() -> None:
    modules = {path.stem for path in (ROOT / "generator").glob("*.py")} - {"__init__"}
    assert modules == {name for layer in LAYERS for name in layer}
    for depth, layer in enumerate(LAYERS):
        below = {name for earlier in LAYERS[:depth] for name in earlier}
        for name in layer:
            assert _imports(name) <= below, f"{name} imports {_imports(name) - below}"


def test_only_the_engine_module_names_engines() -> None:
    for path in (ROOT / "generator").glob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert path.stem == "engine" or not any(engine in text for engine in ENGINES), path.name
