"""The commands: `python -m generator build | check | serve | permalinks | history | translations | translate`."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from . import history, permalinks, report, translations
from .build import build, read_and_check
from .check import notices
from .drawing import FAMILY, find_font
from .engine import ENGINE, ENGINES, EngineError
from .git import NoHistoryError
from .languages import WordsError
from .library import build_shelf
from .load import Content, parse_content, read_files, read_lines
from .messages import Tongue, say
from .model import Record, State
from .problems import ContentError, Problem
from .root_files import REPOSITORY

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
        _tell(options, error.problems)
        return 1
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (EngineError, WordsError, NoHistoryError, OSError) as error:
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
    common.add_argument(
        "--lang", choices=("zh", "en"), default=_tongue(), help="language of messages (default: that of the locale)"
    )
    common.add_argument("-v", "--verbose", action="store_true", help="say more, and show where an error arose")
    address = argparse.ArgumentParser(add_help=False)
    address.add_argument("--site", type=Path, help="folder to build into (default: site/ in the project's folder)")
    address.add_argument(
        "--site-url",
        default=os.environ.get("SITE_URL") or SITE_URL,
        help="address at which the site will stand, sub-path included (default: $SITE_URL, or the preview's)",
    )
    address.add_argument(
        "--repository-url",
        type=_repository,
        default=os.environ.get("REPOSITORY_URL") or None,
        help="address of the repository to which pages lead editors (default: $REPOSITORY_URL, or the settings')",
    )

    command = commands.add_parser("check", parents=[common], help="say everything that is wrong in content/")
    command.add_argument(
        "--format", choices=sorted(report.FORMATS), default="text", help="for people, or for which programs"
    )
    command.set_defaults(run=_check)
    command = commands.add_parser("build", parents=[common, address], help="check, then build the site")
    command.add_argument(
        "--engine", choices=ENGINES, default=ENGINE, help=f"what makes the frames and prose pages (default: {ENGINE})"
    )
    command.set_defaults(run=_build)
    command = commands.add_parser("serve", parents=[common], help="build, show, and follow every save")
    command.add_argument("--site", type=Path, help="folder to build into (default: site/ in the project's folder)")
    command.add_argument("--port", type=int, default=8000, help="port on this machine (default: 8000)")
    command.set_defaults(run=_serve)

    command = commands.add_parser("translations", parents=[common], help="say what there is to do about the English")
    command.add_argument("action", nargs="?", choices=("list", "accept", "record"), default="list")
    command.add_argument("names", nargs="*", help="accept: ids or slugs whose English was looked at again, as 1.2.6")
    command.add_argument(
        "--reviewer", type=str.strip, help="accept: who compared both languages; the English becomes 'reviewed'"
    )
    command.add_argument("--json", action="store_true", help="list: as JSON")
    command.set_defaults(run=_translations)
    command = commands.add_parser(
        "permalinks", parents=[common], help="say which published addresses a change adds, moves and ends"
    )
    command.add_argument("action", nargs="?", choices=("list", "record"), default="list")
    command.set_defaults(run=_permalinks)
    command = commands.add_parser("translate", parents=[common], help="fill in missing English by a service")
    command.add_argument("names", nargs="*", help="ids or slugs (default: everything that is missing)")
    command.add_argument(
        "--provider", choices=translations.PROVIDERS, default="google", help="the service (default: google)"
    )
    command.add_argument("--base-url", help="libre: address of the server")
    command.add_argument("--pause", type=float, default=1, help="seconds before a failed call is tried again")
    command.add_argument("--timeout", type=float, default=30, help="seconds to wait for an answer")
    command.add_argument("--dry-run", action="store_true", help="say what would be translated, and call nothing")
    command.set_defaults(run=_translate)
    command = commands.add_parser("history", parents=[common], help="say what changed since publication, after git")
    command.add_argument("action", nargs="?", choices=("list", "record"), default="list")
    command.set_defaults(run=_history)
    return parser


def _tongue() -> Tongue:
    """The language of the locale, as programs are told of it."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _tell(
    options: argparse.Namespace,
    problems: Iterable[Problem],
    news: Iterable[Problem] = (),
    closing: Literal["found", "kept"] = "found",
) -> None:
    """Say what was found: `check` on standard output, for that is what was asked of it."""
    checking = options.command == "check"
    name = options.format if checking else "text"
    problems, news = sorted(set(problems)), sorted(news)
    lines = read_lines(options.root, {problem.file for problem in (*problems, *news)})
    found = [*report.tell(news, options.lang, lines, "notice"), *report.tell(problems, options.lang, lines)]
    out = sys.stdout if checking else sys.stderr
    out.write(report.FORMATS[name](found, options.lang))
    if problems and name == "text":
        print("\n" + say(closing, options.lang, count=len(problems)), file=out)


def _check(options: argparse.Namespace) -> int:
    content, problems = read_and_check(options.root)
    _tell(options, problems, notices(content, problems) if content else ())
    if content is None or problems:
        return 1
    if options.format != "text":
        return 0
    shelf = build_shelf(content)
    if shelf.several:
        print(say("editions-found", options.lang, editions=len(shelf.editions)))
    counts = {
        name: sum(len(getattr(library, name)) for library in shelf.editions)
        for name in ("plans", "measures", "items", "targets")
    }
    counts |= {name: len(getattr(shelf, name)) for name in ("departments", "locations", "terms")}
    spellings = sum(len(body.spellings) for body in shelf.departments.values())
    print(say("none-found", options.lang, spellings=spellings, **counts))
    return 0


def _build(options: argparse.Namespace) -> int:
    site = options.site or options.root / "site"
    font = find_font()
    if font is None:
        _progress(f"{FAMILY} is not installed (Debian: fonts-noto-cjk): every page gets the plain share card")
    built = build(
        options.root,
        site,
        _with_slash(options.site_url),
        _progress,
        font,
        engine=options.engine,
        repository=options.repository_url,
    )
    print(
        f"{built.pages} pages ({built.files.total} files: {built.files.changed} written, {built.files.removed} "
        f"removed) in {built.seconds:.1f} s. Open {site}/index.html through a file server, or run 'make serve'."
    )
    return 0


def _serve(options: argparse.Namespace) -> int:
    from .serve import serve

    tell = partial(_tell, options, closing="kept")
    serve(options.root, options.site or options.root / "site", options.port, _progress, tell)
    return 0


def _translations(options: argparse.Namespace) -> int:
    content = _legible(options.root)
    records = content.records
    if options.action == "list":
        found = translations.worklist(content.texts, records)
        print(_as_json(found) if options.json else _as_table(found))
        return 0
    if options.action == "record":
        records = translations.brought_up_to_date(content.texts, records)
        said = f"{len(records)} texts recorded."
    else:
        unknown = [name for name in options.names if not any(text.concerns(name) for text in content.texts)]
        if not options.names or options.reviewer == "":
            print("accept needs the id or slug of what was looked at, and a reviewer needs a name", file=sys.stderr)
            return 2
        if unknown:
            print(f"no text is called {' or '.join(unknown)}; nothing was recorded", file=sys.stderr)
            return 2
        records, keys = translations.accepted(content.texts, records, options.names, options.reviewer)
        state = f"reviewed by {options.reviewer}" if options.reviewer else "draft"
        said = f"{state}: {', '.join(keys)}" if keys else "Nothing to do: a review of it still holds."
    _write_records(options.root, records)
    print(said)
    return 0


def _legible(root: Path) -> Content:
    """The content with every file readable; a missing translation is no hindrance here.

    Raises:
        ContentError: when a file cannot be read, for its texts would be taken for gone.
    """
    content, problems = parse_content(read_files(root))
    if content is None or content.unreadable:
        unreadable = content.unreadable if content else {problem.file for problem in problems}
        raise ContentError(problem for problem in problems if problem.file in unreadable)
    return content


def _write_records(root: Path, records: Mapping[str, Record]) -> None:
    _write(root / translations.FILE, translations.render_records(records))


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def _as_json(found: translations.Worklist) -> str:
    texts = {
        state: [{"key": text.key, "file": text.file, "zh": text.zh, "en": text.en} for text in own]
        for state, own in found.texts.items()
        if state != "reviewed"
    }
    return json.dumps({"counts": found.counts, "texts": texts}, ensure_ascii=False, indent=1)


def _as_table(found: translations.Worklist) -> str:
    states = translations.WORST_FIRST
    width = max(map(len, found.counts), default=0)
    lines = [" " * width + "".join(f"{state:>10}" for state in states)]
    lines += [f"{file:<{width}}" + "".join(f"{row[s]:>10}" for s in states) for file, row in found.counts.items()]
    for state in ("missing", "stale", "machine"):
        if own := found.texts[state]:
            lines += ["", f"{state}:", *(f"  {text.key}  {text.zh[:40]}" for text in own)]
    return "\n".join(lines)


def _permalinks(options: argparse.Namespace) -> int:
    content = _legible(options.root)
    now = permalinks.addresses(content)
    found = permalinks.changes(content.permalinks, now)
    for path, name in found.added.items():
        print(f"new    {path}  {name[:30]}")
    for path, new in found.renamed.items():
        print(f"moves  {path}  to {new}")
    for path, name in found.lost.items():
        print(f"lost   {path}  {name[:30]}")
    if options.action == "record":
        register = permalinks.recorded(content.permalinks, now)
        _write(options.root / permalinks.FILE, permalinks.render_register(register))
        print(f"{len(found.added)} added and {len(found.renamed)} moved, {len(register.published)} in all.")
    elif not (found.added or found.renamed or found.lost):
        print(f"Nothing changes: {len(content.permalinks.published)} addresses.")
    return 1 if found.lost else 0


def _translate(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from .translate import (
        RefusedError,
        ServiceError,
        service,
        translate_all,
        with_patience,
        with_retries,
        write_english,
    )

    content = _legible(options.root)
    missing = translations.worklist(content.texts, content.records).texts["missing"]
    if options.names:
        missing = tuple(text for text in missing if any(text.concerns(name) for name in options.names))
    if options.dry_run or not missing:
        for text in missing:
            print(f"{text.key}  {text.zh}")
        print(f"{len(missing)} text(s) to translate.")
        return 0
    try:
        call = with_patience(service(options.provider, options.base_url, os.environ), options.timeout)
        records, faults = dict(content.records), []
        outcomes = translate_all(missing, content.glossary, with_retries(call, options.pause))
        for outcome in tqdm(outcomes, total=len(missing), unit="text", disable=None):
            text = outcome.text
            if outcome.fault:
                faults.append(f"{text.file}: {text.key} was not translated: {outcome.fault}")
                continue
            records[text.key] = translations.recorded(replace(text, en=outcome.english), State.MACHINE)
            _write_records(options.root, records)  # first: what is written without a record would pass for a draft
            try:
                write_english(options.root, text, outcome.english)
            except RefusedError as error:
                faults.append(f"{text.file}: {text.key} was not translated: {error}")
    except ServiceError as error:
        print(f"translate stopped: {error}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(missing) - len(faults)} of {len(missing)} text(s) translated, marked 'machine'.")
    return 1 if faults else 0


def _history(options: argparse.Namespace) -> int:
    recorded = _legible(options.root).history
    if recorded.published is None:
        print(f"{history.FILE} names no day in 'published' from which changes count", file=sys.stderr)
        return 2
    found = history.read_unrecorded(options.root, options.root / ".cache", recorded)
    for one in found:
        language = f" ({one.language})" if one.language else ""
        print(f"{one.date}  {one.what}{language}\n  - {one.before or ''}\n  + {one.after or ''}")
    if options.action == "record" and found:
        _write(options.root / history.FILE, history.render_history(history.combined(recorded, found)))
    said = "recorded" if options.action == "record" else "not recorded yet"
    print(f"{len(found)} change(s) {said}; {len(recorded.revisions)} recorded before.")
    return 0


def _progress(step: str) -> None:
    print(f"· {step}", file=sys.stderr)


def _repository(address: str) -> str:
    if not re.match(REPOSITORY, address):
        raise argparse.ArgumentTypeError(f"'{address}' is not of the form https://host/owner/name")
    return address


def _with_slash(address: str) -> str:
    return address.rstrip("/") + "/"


if __name__ == "__main__":
    sys.exit(main())
