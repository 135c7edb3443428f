"""The commands: `python -m generator build | check | serve`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from .build import build, read_content
from .engine import EngineError
from .languages import WordsError
from .library import build_library
from .problems import ContentError
from .serve import serve

SITE_URL = "http://127.0.0.1:8000/"
"""Used where SITE_URL is not set: the address of the preview."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 for success, 1 for problems in the content, 2 for anything else."""
    options = _parser().parse_args(arguments)
    options.root = options.root.resolve()
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.WARNING, format="%(message)s")
    try:
        return int(options.run(options))
    except ContentError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"\n{count} problem{'' if count == 1 else 's'} found; nothing was changed.", file=sys.stderr)
        return 1
    except (EngineError, WordsError, OSError) as error:
        if options.verbose:
            raise
        print(f"{options.command} failed: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m generator",
        description="Build the Luohu Ten Plans explorer from the YAML in content/.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: this one)")
    common.add_argument("-v", "--verbose", action="store_true", help="say more, and show where an error arose")
    address = argparse.ArgumentParser(add_help=False)
    address.add_argument("--site", type=Path, help="folder to build into (default: site/ in the project's folder)")
    address.add_argument(
        "--site-url",
        default=os.environ.get("SITE_URL") or SITE_URL,
        help="address at which the site will stand, sub-path included (default: $SITE_URL, or the preview's)",
    )

    command = commands.add_parser("check", parents=[common], help="say everything that is wrong in content/")
    command.set_defaults(run=_check)
    command = commands.add_parser("build", parents=[common, address], help="check, then build the site")
    command.set_defaults(run=_build)
    command = commands.add_parser("serve", parents=[common, address], help="build, show, and follow every save")
    command.add_argument("--port", type=int, default=8000, help="port on this machine (default: 8000)")
    command.set_defaults(run=_serve)
    return parser


def _check(options: argparse.Namespace) -> int:
    library = build_library(read_content(options.root))
    spellings = sum(len(body.spellings) for body in library.departments.values())
    print(
        f"No problems: {len(library.plans)} plans, {len(library.measures)} measures, {len(library.items)} items, "
        f"{len(library.targets)} targets, {spellings} spellings of {len(library.departments)} departments, "
        f"{len(library.locations)} locations, {len(library.terms)} terms; "
        "the official text equals the frozen source."
    )
    return 0


def _build(options: argparse.Namespace) -> int:
    site = options.site or options.root / "site"
    built = build(options.root, site, _with_slash(options.site_url), _progress)
    print(
        f"{built.pages} pages ({built.files.total} files: {built.files.changed} written, {built.files.removed} "
        f"removed) in {built.seconds:.1f} s. Open {site}/index.html through a file server, or run 'make serve'."
    )
    return 0


def _serve(options: argparse.Namespace) -> int:
    serve(options.root, options.site or options.root / "site", options.port, _progress)
    return 0


def _progress(step: str) -> None:
    print(f"· {step}", file=sys.stderr)


def _with_slash(address: str) -> str:
    return address.rstrip("/") + "/"


if __name__ == "__main__":
    sys.exit(main())
