"""What git knows of some files: the days on which they changed, their versions, a whole folder. It is only read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


class NoHistoryError(Exception):
    """There is no complete history here; the message says why."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """How one file differs between a commit and the one before."""

    path: str
    """'/'-separated, below the project's folder."""
    before: str | None
    """Id of the version before; None where the file is new."""
    after: str | None
    """None where the file is gone."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One step of the main line: a merge counts as one step, whatever was merged."""

    day: str
    """ISO 8601, the author's day where the author was."""
    files: tuple[FileChange, ...]


def read_commits(root: Path, patterns: tuple[str, ...]) -> tuple[Commit, ...]:
    """The commits that touched files of these patterns below `root`, the oldest first.

    Raises:
        NoHistoryError: when `root` is in no git work tree, or in a clone without its whole history.
    """
    state = _git(root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--verify", "HEAD").split()
    if state[:2] != [b"true", b"false"]:
        raise NoHistoryError("this is a shallow clone, which lacks older versions; `git fetch --unshallow` gets them")
    log = _git(
        root,
        *("log", "--first-parent", "-m", "--reverse", "--relative", "--raw", "--no-abbrev", "--no-renames", "-z"),
        *("--no-show-signature", "--no-notes", "--no-color", "--no-ext-diff", "--format=%x01%as", "--", *patterns),
    )
    parts = (b"\0" + log).decode("utf-8", "surrogateescape").split("\0\x01")[1:]  # a path may have any sign but \0
    return tuple(map(_commit, parts))


def _commit(part: str) -> Commit:
    """One commit as `git log --raw -z` writes it: day, then `:modes old new status`, path, one after the other."""
    day, _, rest = part.removesuffix("\0").partition("\0\n")
    fields = rest.split("\0") if rest else []
    files = []
    for meta, path in zip(fields[::2], fields[1::2], strict=True):
        before, after = meta.split()[2:4]
        known = (None if blob.strip("0") == "" else blob for blob in (before, after))
        files.append(FileChange(path, *known))
    return Commit(day, tuple(files))


def read_versions(root: Path, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """These versions of files, each with its id.

    Raises:
        NoHistoryError: when git has lost one.
    """
    wanted = tuple(ids)
    out = _git(root, "cat-file", "--batch", feed="".join(f"{one}\n" for one in wanted).encode()) if wanted else b""
    for one in wanted:
        head, _, out = out.partition(b"\n")
        if not head.startswith(one.encode() + b" blob "):
            raise NoHistoryError(f"git has lost a version of a file ({head.decode(errors='replace')})")
        size = int(head.split()[2])
        yield one, out[:size]
        out = out[size + 1 :]


def read_branching(root: Path, revision: str) -> str:
    """Id of the commit at which what is at `root` now parted from `revision`.

    Raises:
        NoHistoryError: when there is no such revision, or no such commit in what this clone holds.
    """
    head = _git(root, "rev-parse", "--verify", "HEAD").decode().strip()
    try:
        if revision.startswith("-"):  # an option, not a name
            raise NoHistoryError(revision)
        base = _git(root, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    except NoHistoryError:
        raise NoHistoryError(
            f"git knows no commit called '{revision}' here; 'git fetch' gets what is missing"
        ) from None
    try:
        return _git(root, "merge-base", base, head).decode().split()[0]
    except NoHistoryError:
        remedy = "in a shallow clone, 'git fetch --unshallow' gets it"
        raise NoHistoryError(f"git finds no commit that '{revision}' and this share; {remedy}") from None


def read_folder(root: Path, commit: str, folder: str) -> dict[str, bytes]:
    """The files of a folder below `root` as they were at a commit, by their '/'-separated path; links are left out."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", f"{folder}/").decode("utf-8", "surrogateescape")
    ids = {}
    for line in listed.split("\0")[:-1]:
        meta, _, path = line.partition("\t")
        mode, kind, blob = meta.split()
        if kind == "blob" and mode != "120000":
            ids[path] = blob
    versions = dict(read_versions(root, dict.fromkeys(ids.values())))
    return {path: versions[blob] for path, blob in ids.items()}


def read_changed(root: Path, commit: str) -> tuple[str, ...]:
    """Paths below `root` of all files that differ from a commit, new files and deleted ones included, sorted."""
    changed = _git(root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", commit, "--")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({*(changed + new).decode("utf-8", "surrogateescape").split("\0")} - {""}))


def _git(root: Path, *arguments: str, feed: bytes = b"") -> bytes:
    """What git prints; variables that would lead it to another repository are taken away, as in a hook."""
    led = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
    environment = {name: value for name, value in os.environ.items() if name not in led}
    try:
        result = subprocess.run(
            ["git", "-C", str(root), *arguments],  # noqa: S607 (the git that people use)
            input=feed,
            capture_output=True,
            env=environment | {"LC_ALL": "C"},
            check=False,
        )
    except OSError as error:
        raise NoHistoryError(f"git cannot be run here ({error})") from error
    if result.returncode:
        raise NoHistoryError(f"there is no git history here ({result.stderr.decode(errors='replace').strip()})")
    return result.stdout
