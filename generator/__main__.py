"""The commands: `python -m generator COMMAND`; `--help` names them."""

from __future__ import annotations

import argparse
import gc
import io
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

from . import entries, history, permalinks, report, translations
from .build import build, read_and_check
from .canonical import BY_HAND, UnfaithfulError, canonical
from .check import notices
from .drawing import FAMILY, find_font
from .engine import ENGINE, ENGINES, EngineError
from .git import NoHistoryError, read_branching, read_changed, read_folder
from .impact import impact_of
from .impact_report import render_impact
from .languages import WordsError, read_languages
from .library import build_shelf
from .load import Content, parse_content, read_files, read_lines, read_links
from .messages import Tongue, say
from .model import Record, State
from .problems import ContentError, Problem
from .render import DesignError
from .root_files import REPOSITORY
from .schemas import kind_of, render_schemas
from .strict_yaml import bytes_of
from .write import write_file

SITE_URL = "http://127.0.0.1:8000/"
"""Used where SITE_URL is not set: the address of the preview."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 for success, 1 for problems in the content, 2 for anything else."""
    options = _parser().parse_args(arguments)
    options.root = options.root.resolve()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may know fewer characters than the content has
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.WARNING, format="%(message)s")
    try:
        return int(options.run(options))
    except ContentError as error:
        _tell(options, error.problems)
        return 1
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except entries.EntryError as error:
        print(error, file=sys.stderr)
        return 2
    except (EngineError, WordsError, DesignError, NoHistoryError, OSError) as error:
        if options.verbose:
            raise
        print(f"{options.command} failed: {_reason(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _reason(error: Exception) -> str:
    """What went wrong, without the number that only programs know."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m generator",
        description="Build the Luohu Ten Plans explorer from the YAML in content/.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    silent = argparse.ArgumentParser(add_help=False)
    silent.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: this one)")
    silent.add_argument("-v", "--verbose", action="store_true", help="say more, and show where an error arose")
    common = argparse.ArgumentParser(add_help=False, parents=[silent])
    common.add_argument(
        "--lang", choices=("zh", "en"), default=_tongue(), help="language of messages (default: that of the locale)"
    )
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
    command.add_argument("--watch", action="store_true", help="check again at every save, until Ctrl+C")
    command.set_defaults(run=_check)
    command = commands.add_parser("build", parents=[common, address], help="check, then build the site")
    command.add_argument(
        "--engine", choices=ENGINES, default=ENGINE, help=f"what makes the frames and prose pages (default: {ENGINE})"
    )
    command.set_defaults(run=_build)
    command = commands.add_parser("serve", parents=[common], help="show the site, and follow every save")
    command.add_argument("--port", type=_port, default=8000, help="port on this machine (default: 8000)")
    command.set_defaults(run=_serve)

    _add_new(commands, common)
    command = commands.add_parser("fmt", parents=[common], help="bring the YAML files into their one layout")
    command.add_argument("--check", action="store_true", help="only say which files would change")
    command.set_defaults(run=_fmt)
    command = commands.add_parser("schemas", parents=[common], help="write the JSON Schemas by which editors help")
    command.add_argument("--check", action="store_true", help="only say which files would change")
    command.set_defaults(run=_schemas)

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
    command.add_argument("--pause", type=_seconds, default=1, help="seconds before a failed call is tried again")
    command.add_argument("--timeout", type=_seconds, default=30, help="seconds to wait for an answer")
    command.add_argument("--dry-run", action="store_true", help="say what would be translated, and call nothing")
    command.set_defaults(run=_translate)
    command = commands.add_parser("history", parents=[common], help="say what changed since publication, after git")
    command.add_argument("action", nargs="?", choices=("list", "record"), default="list")
    command.set_defaults(run=_history)
    command = commands.add_parser("diff", parents=[silent], help="say what a change does to the site, in Markdown")
    command.add_argument("base", metavar="BASE", help="what it is compared with: a branch or any other revision of git")
    command.add_argument("--lang", choices=("zh", "en", "both"), default="both", help="language of the report")
    command.set_defaults(run=_diff)
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
    closing: Literal["found", "kept", "left"] = "found",
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


def _add_new(commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    kinds = commands.add_parser("new", help="write a new location, department, term or topic into its place")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("zh", nargs="?", type=str.strip, default="", help="Chinese name, as printed")
    shared.add_argument("en", nargs="?", type=str.strip, default="", help="English name")
    shared.add_argument("--slug", default="", help="part of its address (default: the pinyin of the Chinese name)")
    shared.add_argument("--alias", dest="aliases", action="append", default=[], help="another name; may be given again")
    group = kinds.add_subparsers(dest="what", required=True, metavar="location|department|term|topic")
    command = group.add_parser("location", parents=[common, shared], help="a place")
    command.add_argument("--kind", default="", help=f"one of {', '.join(entries.KINDS['location'])}")
    command.add_argument("--hk", default="", help="English name used in Hong Kong, where it differs")
    command.add_argument("--within", default="", help="slug of the larger place in which it certainly lies")
    command.add_argument("--outside", action="store_true", help="it certainly lies outside Luohu District")
    command = group.add_parser("department", parents=[common, shared], help="a responsible unit")
    command.add_argument("--kind", default="", help=f"one of {', '.join(entries.KINDS['department'])}")
    command.add_argument(
        "--spelling",
        dest="spellings",
        action="append",
        default=[],
        help="a spelling exactly as printed; may be given again (default: the Chinese name)",
    )
    command = group.add_parser("term", parents=[common, shared], help="a policy term")
    command.add_argument(
        "--explanation",
        dest="sentence",
        nargs=2,
        metavar=("ZH", "EN"),
        default=[],
        help="one sentence in each language",
    )
    command.add_argument("--accepted", action="append", default=[], help="another English rendering that is right")
    command.add_argument("--refused", action="append", default=[], help="an English rendering never to use")
    command = group.add_parser("topic", parents=[common, shared], help="a topic across the plans")
    command.add_argument(
        "--intro", dest="sentence", nargs=2, metavar=("ZH", "EN"), default=[], help="what the document plans on it"
    )
    kinds.set_defaults(run=_new)


def _check(options: argparse.Namespace) -> int:
    if not options.watch:
        return _check_once(options)
    from watchfiles import watch

    def tell() -> None:
        try:
            _check_once(options)
        except OSError as error:  # such as a file that an editor is just replacing
            print(error)
        print(f"\n{say('waiting', options.lang)}\n", flush=True)

    tell()
    for _ in watch(options.root / "content"):
        tell()
    return 0


def _check_once(options: argparse.Namespace) -> int:
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
    serve(options.root, options.port, options.lang, _progress, tell)
    return 0


def _new(options: argparse.Namespace) -> int:
    before = _legible(options.root)
    file = entries.FILES[options.what]
    entry = entries.entry_of(options.what, entries.Draft.of(vars(options)), before, options.lang)
    raw = (options.root / file).read_bytes()
    text, line = entries.inserted(options.what, entry, raw, options.lang)
    known = {replace(problem, line=0, column=0) for problem in _everything(options.root)}
    write_file(options.root / file, bytes_of(text, raw))
    print(say("new-added", options.lang, slug=entry["slug"], file=file, line=line))
    left = [one for one in _everything(options.root) if replace(one, line=0, column=0) not in known]
    if left:
        lines = read_lines(options.root, {problem.file for problem in left})
        told = list(report.tell(left, options.lang, lines))
        print(say("new-left", options.lang) + "\n" + report.render_text(told, options.lang), end="")
    return 0


def _everything(root: Path) -> list[Problem]:
    """All that `check` would say."""
    content, problems = read_and_check(root)
    return [*problems, *(notices(content, problems) if content else ())]


def _fmt(options: argparse.Namespace) -> int:
    changed, problems, lost = 0, [], False
    for name, raw in read_files(options.root).items():
        if kind_of(name) in (None, *BY_HAND):
            continue
        try:
            text, found = canonical(name, raw)
        except UnfaithfulError:
            lost = True
            print(say("fmt-lost", options.lang, file=name), file=sys.stderr)
            continue
        problems += found
        if text is not None and text.encode() != raw:
            changed += 1
            print(say("would-change" if options.check else "written", options.lang, file=name))
            if not options.check:
                _write(options.root / name, text)
    if problems:
        _tell(options, problems, closing="left")
    elif changed and options.check:
        print(say("run", options.lang, command="fmt"))
    elif not changed and not lost:
        print(say("in-order", options.lang))
    return 1 if problems or lost or (changed and options.check) else 0


def _schemas(options: argparse.Namespace) -> int:
    schemas = render_schemas()
    paths = {name: options.root / name for name in schemas}
    stale = [
        name for name, path in paths.items() if not path.is_file() or path.read_text(encoding="utf-8") != schemas[name]
    ]
    for name in stale:
        print(say("would-change" if options.check else "written", options.lang, file=name))
        if not options.check:
            (options.root / name).parent.mkdir(parents=True, exist_ok=True)
            _write(options.root / name, schemas[name])
    if stale and options.check:
        print(say("run", options.lang, command="schemas"))
    elif not stale:
        print(say("in-order", options.lang))
    return 1 if stale and options.check else 0


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
        ContentError: when a file cannot be read, for its texts would be taken for gone, or when anything is wrong with
            one that commands write anew from what was read.
    """
    content, problems = parse_content(read_files(root), read_links(root))
    unreadable = content.unreadable if content else {problem.file for problem in problems}
    refused = unreadable | {translations.FILE, permalinks.FILE, history.FILE}
    wrong = [problem for problem in problems if problem.file in refused]
    if content is None or wrong:
        raise ContentError(wrong)
    return content


def _write_records(root: Path, records: Mapping[str, Record]) -> None:
    _write(root / translations.FILE, translations.render_records(records))


def _write(path: Path, text: str) -> None:
    write_file(path, text.encode())


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
    for path, new in found.astray.items():
        print(f"astray {path}  now at {new}")
    if options.action == "record":
        register = permalinks.recorded(content.permalinks, now)
        _write(options.root / permalinks.FILE, permalinks.render_register(register))
        added = len(register.published) - len(content.permalinks.published)
        print(f"{added} added and {len(found.renamed)} moved, {len(register.published)} in all.")
    elif not (found.added or found.renamed or found.lost or found.astray):
        print(f"Nothing changes: {len(content.permalinks.published)} addresses.")
    return 1 if found.lost or found.astray else 0


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


def _diff(options: argparse.Namespace) -> int:
    base = read_branching(options.root, options.base)
    before = read_folder(options.root, base, "content")
    found = impact_of(before, read_files(options.root), read_changed(options.root, base))
    own = read_languages(Path(__file__).parents[1])  # not the words of what is proposed
    languages = [language for language in own if options.lang in ("both", language.code)]
    print(render_impact(found, languages), end="")
    return 0


def _progress(step: str) -> None:
    print(f"· {step}", file=sys.stderr)


def _repository(address: str) -> str:
    if not re.fullmatch(REPOSITORY, address):
        raise argparse.ArgumentTypeError(f"'{address}' is not of the form https://host/owner/name")
    return address


def _port(number: str) -> int:
    if not (re.fullmatch("[0-9]{1,5}", number) and 1 <= int(number) <= 65535):
        raise argparse.ArgumentTypeError(f"'{number}' is no port; write a number from 1 to 65535")
    return int(number)


def _seconds(number: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", number):
        raise argparse.ArgumentTypeError(f"'{number}' is no number of seconds; write one from 0 to 9999")
    return float(number)


def _with_slash(address: str) -> str:
    return address.rstrip("/") + "/"


if __name__ == "__main__":
    gc.disable()  # a command ends before looking for garbage would pay; the preview looks for itself
    sys.exit(main())
