"""`python -m tests.covered`: the lines and branches of `generator/` that a run of the tests went through."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from typing import Any

from coverage import Coverage

LEAST = 95
"""Per cent of the lines, and per cent of the branches."""


def table(report: dict[str, Any]) -> str:
    """A line for each module with its shares in per cent and what is missing; the whole at the end."""
    rows = [f"{'':<32}{'lines':>8}{'branches':>10}  not run"]
    for name, module in sorted(report["files"].items()):
        missing = [
            *module["missing_lines"],
            *(f"{old}→{max(new, 0) or 'end'}" for old, new in module["missing_branches"]),
        ]
        rows.append(f"{name:<32}{_shares(module['summary'])}  {', '.join(map(str, missing))}".rstrip())
    return "\n".join([*rows, f"{'all':<32}{_shares(report['totals'])}"])


def _shares(summary: dict[str, float]) -> str:
    return f"{summary['percent_statements_covered']:>8.1f}{summary['percent_branches_covered']:>10.1f}"


def short(report: dict[str, Any]) -> list[str]:
    """What is below the least: `lines`, `branches`."""
    totals = report["totals"]
    shares = {"lines": totals["percent_statements_covered"], "branches": totals["percent_branches_covered"]}
    return [what for what, share in shares.items() if share < LEAST]


def measured() -> dict[str, Any]:
    """The report on all processes of the run."""
    coverage = Coverage()
    coverage.combine()
    with redirect_stdout(io.StringIO()) as out:
        coverage.json_report(outfile="-")
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


if __name__ == "__main__":
    report = measured()
    print(table(report))
    if lacking := short(report):
        sys.exit(f"Less than {LEAST} % of the {' and of the '.join(lacking)} are run by the tests.")
