"""The site on the disk: make what changed, then put the new site in the place of the old one in one step.

The new site grows in a draft, a hidden folder beside the old one, where files that stay are linked and not copied.
Whoever reads meets the old site or the new one, never something between them, and a build that fails or is killed
leaves the old one as it was. The old site stays as the next draft, in which most links are then there already.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import gc
import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile

MARKER = ".built-site"
"""An empty file that says that everything in its folder may be replaced."""
FEW = 16
"""So many outputs are made before a second process would be worth its start."""

Files = Mapping[str, bytes | Path]
"""By '/'-separated path below the site: bytes, or a file to copy."""
Stamp = tuple[int, int, int]
"""Size, time of change in nanoseconds and inode of a file: they differ once somebody wrote into it."""


@dataclass(frozen=True, slots=True)
class Output:
    """Files of the site that are made together."""

    name: str
    """No other output has it."""
    key: Callable[[], str]
    """A digest of everything that shapes the files: while it stays, so do they."""
    make: Callable[[], Files]


@dataclass(frozen=True, slots=True)
class Written:
    """What a writing did, in files."""

    changed: int
    removed: int
    total: int


def write_site(folder: Path, outputs: Sequence[Output], memory: Path, say: Callable[[str], None]) -> Written:
    """Make `folder` hold exactly the files of `outputs`.

    Args:
        folder: of the site; made where it is missing.
        outputs: all of the site.
        memory: a file of our own, which says of which keys the files in `folder` are.
        say: told when another build must be waited for.

    Raises:
        ValueError: when a path would leave `folder`, or two outputs make the same file.
        OSError: when the disk refuses, or the folder holds files that no build wrote.
    """
    folder = folder.resolve()
    with alone(folder.parent, say):
        draft, old = (folder.with_name(f".{folder.name}.{age}") for age in ("new", "old"))
        if old.exists():  # a build was killed amid an exchange
            if folder.exists():
                shutil.rmtree(old)
            else:
                old.rename(folder)
        there = _stamps(folder)
        if there and MARKER not in there:
            raise OSError(
                f"{folder} holds files that are not a site of ours, and would lose them; choose an empty folder"
            )
        known = _recall(memory, there)
        outputs = [Output(MARKER, lambda: "", lambda: {MARKER: b""}), *outputs]
        keys = {one.name: one.key() for one in outputs}
        good: dict[str, Mapping[str, Stamp]] = {}
        for one in outputs:
            key, files = known.get(one.name, (None, {}))
            if key == keys[one.name]:
                good[one.name] = files
        site: Mapping[str, Stamp] = there
        if len(good) < len(outputs) or sum(map(len, good.values())) < len(there):
            try:
                site = _renewed(outputs, good, there, folder, draft)
                if site != there:
                    _exchange(draft, folder, old)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        _remember(memory, {name: (key, good[name]) for name, key in keys.items()})
    return Written(len(site.items() - there.items()), len(there.keys() - site.keys()), len(site))


def write_file(path: Path, data: bytes) -> None:
    """Put a file in place in one step; its folder is made where it is missing.

    Raises:
        OSError: when the disk refuses; what was there before is there still.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")  # another process may be at the same file
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Keep every other build out of `folder`, also while processes of a killed one come to their end.

    Args:
        folder: made where it is missing.
        say: told when another build must be waited for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another build to end")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _stamps(folder: Path) -> dict[str, Stamp]:
    """The stamp of every file in a folder, by '/'-separated path; none where there is no folder."""
    found: dict[str, Stamp] = {}

    def walk(inside: str, above: str) -> None:
        with os.scandir(inside) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    walk(entry.path, f"{above}{entry.name}/")
                else:
                    found[above + entry.name] = _stamp(entry.stat(follow_symlinks=False))

    if folder.is_dir():
        walk(str(folder), "")
    return found


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _renewed(
    outputs: Sequence[Output],
    good: dict[str, Mapping[str, Stamp]],
    there: Mapping[str, Stamp],
    folder: Path,
    draft: Path,
) -> Mapping[str, Stamp]:
    """Let `draft` hold the files of all outputs: those of good ones are in `folder`, the others are made.

    Args:
        outputs: all of the site.
        good: the files of outputs that are as they should be; those of the others are added.
        there: what is in `folder`.
        folder: of the site.
        draft: what older builds left in it is used where it is the very file of a good output.

    Returns:
        The files of the site.
    """
    if draft.is_symlink():
        draft.unlink()  # what it leads to is not ours to remove
    draft.mkdir(exist_ok=True)
    _keep(draft, _gathered(good))
    good |= _make([one for one in outputs if one.name not in good], folder, draft)
    site = _gathered(good)
    if site != there:
        kept = _keep(draft, site)
        _link(folder, draft, site.keys() - kept)
    return site


def _keep(folder: Path, good: Mapping[str, Stamp]) -> set[str]:
    """Remove everything in a folder but these files; the paths of those that are in it."""
    kept: set[str] = set()

    def walk(inside: str, above: str) -> None:
        with os.scandir(inside) as entries:
            for entry in list(entries):
                name = above + entry.name
                if entry.is_dir(follow_symlinks=False):
                    walk(entry.path, f"{name}/")
                    with suppress(OSError):  # not empty
                        os.rmdir(entry.path)
                elif good.get(name) == _stamp(entry.stat(follow_symlinks=False)):
                    kept.add(name)
                else:
                    os.remove(entry.path)

    walk(str(folder), "")
    return kept


# Making


def _make(outputs: Sequence[Output], folder: Path, draft: Path) -> dict[str, Mapping[str, Stamp]]:
    """Make outputs on all processors; the stamps of each one's files, by its name."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    processes = min(processors, len(outputs) // FEW)
    if processes < 2 or _threads() > 1:  # a fork would lose the other threads and keep the locks they hold
        begun: set[str] = set()
        return {one.name: _make_one(one, folder, draft, begun) for one in outputs}
    with TemporaryFile(dir=draft) as counter:
        following = _Following(counter.fileno(), len(outputs), os.getpid())
        return _make_together(outputs, following, folder, draft, processes)


def _make_together(
    outputs: Sequence[Output], following: _Following, folder: Path, draft: Path, processes: int
) -> dict[str, Mapping[str, Stamp]]:
    gc.freeze()  # what is shared need not be copied to be looked through
    context = get_context("fork")  # the outputs are functions, which another process can only inherit
    receiving, sending = zip(*(context.Pipe(duplex=False) for _ in range(processes)), strict=True)
    workers = [
        context.Process(
            target=_work,
            args=(outputs, following, folder, draft),
            kwargs={"others": [other for other in (*receiving, *sending) if other is not end], "end": end},
        )
        for end in sending
    ]
    made: dict[str, Mapping[str, Stamp]] = {}
    heeded = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # Ctrl+C reaches all; this process ends the rest
    try:
        for worker, end in zip(workers, sending, strict=True):
            worker.start()
            end.close()
        signal.pthread_sigmask(signal.SIG_SETMASK, heeded)
        silent = set(receiving)
        while silent:
            for end in silent.intersection(wait(silent)):
                found = end.recv()
                if isinstance(found, Exception):
                    raise found
                made |= found
                silent.remove(end)
    except EOFError:
        raise OSError("a process that made pages was ended from outside; perhaps memory ran out") from None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heeded)
        following.stop()
        for end in receiving:
            end.close()  # whoever still sends is not to wait for a reader
        for worker in workers:
            if worker.pid is not None:
                worker.join()
    return made


@dataclass(frozen=True, slots=True)
class _Following:
    """Deals the numbers below `count` out to the processes that a build starts: each goes to one of them.

    How many are dealt is the position in a file that all share. The system moves it in one step, so that no process
    can be killed while others wait for it, as it could with a lock.
    """

    counter: int
    """Descriptor of the file."""
    count: int
    builder: int
    """Id of the process that started the others."""

    def __iter__(self) -> Iterator[int]:
        """What this process is dealt, until nothing is left or the build that waits for it has ended."""
        while os.getppid() == self.builder:
            position = os.lseek(self.counter, 1, os.SEEK_CUR) - 1
            if position >= self.count:
                break
            yield position

    def stop(self) -> None:
        """Deal out no more."""
        os.lseek(self.counter, self.count, os.SEEK_SET)


def _threads() -> int:
    """How many threads this process has, also those that libraries started by themselves."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def _work(
    outputs: Sequence[Output],
    following: _Following,
    folder: Path,
    draft: Path,
    *,
    others: Sequence[Connection],
    end: Connection,
) -> None:
    """Make the next output that nobody else makes, until none is left, and send what was made."""
    gc.set_threshold(50_000)  # over many pages, looking for garbage pays, if not often: what all share is left out
    gc.enable()
    for one in others:
        one.close()
    made: dict[str, Mapping[str, Stamp]] = {}
    begun: set[str] = set()
    result: Mapping[str, Mapping[str, Stamp]] | Exception = made
    try:
        for position in following:
            made[outputs[position].name] = _make_one(outputs[position], folder, draft, begun)
    except Exception as error:
        result = error
    with suppress(BrokenPipeError):  # nobody waits for it any more
        end.send(result)


def _make_one(output: Output, folder: Path, draft: Path, begun: set[str]) -> Mapping[str, Stamp]:
    """Put the files that differ from those in `folder` into `draft`; the stamps of all of them.

    `begun` are the folders of `draft` that are known to be there.
    """
    stamps = {}
    for name, content in output.make().items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise ValueError(f"the path {name!r} leads out of the site")
        data = content.read_bytes() if isinstance(content, Path) else content
        old, new = f"{folder}/{name}", f"{draft}/{name}"
        if not _holds(old, data):
            if (above := os.path.dirname(new)) not in begun:
                os.makedirs(above, exist_ok=True)
                begun.add(above)
            try:
                with open(new, "xb") as file:
                    file.write(data)
            except FileExistsError:
                if os.path.isdir(new):
                    raise
                # else it is made twice, as `_gathered` says
            except OSError as error:  # a full disk does not say at which file it was full
                raise OSError(error.errno, error.strerror, new) from error
            old = new
        stamps[name] = _stamp(os.lstat(old))
    return stamps


def _holds(path: str, data: bytes) -> bool:
    """Whether there is a plain file at `path` with just these bytes."""
    try:
        if os.path.islink(path) or os.path.getsize(path) != len(data):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False


def _gathered(made: Mapping[str, Mapping[str, Stamp]]) -> dict[str, Stamp]:
    """The files of all outputs."""
    files: dict[str, Stamp] = {}
    maker: dict[str, str] = {}
    for name, own in made.items():
        for path, stamp in own.items():
            if path in files:
                raise ValueError(f"{path} is made twice, by {maker[path]} and by {name}")
            files[path], maker[path] = stamp, name
    return files


# Putting in place


def _link(folder: Path, draft: Path, paths: set[str]) -> None:
    """Let files of `folder` stand in `draft` too."""
    folders = {os.path.dirname(path) for path in paths}
    for name in sorted(folders):
        os.makedirs(f"{draft}/{name}", exist_ok=True)
    for path in paths:
        try:
            os.link(f"{folder}/{path}", f"{draft}/{path}")
        except FileExistsError:
            raise
        except OSError:  # not every file system has links
            shutil.copy2(f"{folder}/{path}", f"{draft}/{path}")


def _exchange(draft: Path, folder: Path, old: Path) -> None:
    """Let the new site and the old one change places: in one step on Linux, elsewhere with a blink between."""
    if not folder.exists():
        draft.rename(folder)
        return
    try:
        if ctypes.CDLL(None).renameat2(-100, os.fsencode(draft), -100, os.fsencode(folder), 2) == 0:
            return
    except AttributeError:
        pass
    try:
        folder.rename(old)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise OSError(
                f"{folder} is a mount point, which no new site can take the place of; build into a folder in it"
            ) from None
        raise
    draft.rename(folder)
    old.rename(draft)


# Memory


def _recall(memory: Path, there: Mapping[str, Stamp]) -> dict[str, tuple[str, dict[str, Stamp]]]:
    """The key of each output whose files are `there` as it made them, with these files; none where nothing is known."""
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
        return {
            name: (key, {path: there[path] for path in files})
            for name, (key, files) in known.items()
            if all(there.get(path) == tuple(stamp) for path, stamp in files.items())
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(memory: Path, known: Mapping[str, tuple[str, Mapping[str, Stamp]]]) -> None:
    write_file(memory, json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode())
