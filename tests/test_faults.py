"""Whatever happens to a build, the last good site stays whole, the next build is right, and the message is clear."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from generator.build import build, memory_of
from generator.write import MARKER, Output, alone, write_site

from .conftest import ROOT, SITE_URL, Edit

PLAIN = "import sys; from generator import __main__ as g; g.find_font = lambda: None; sys.exit(g.main(sys.argv[1:]))"
"""A command of the generator that draws no cards."""
BUILDS, WRITINGS = 25, 100
"""So many are killed, spread over all that they do to the disk: builds from end to end, and writings of a site."""

BUILDING = """
import generator.__main__ as g
g.find_font = lambda: None
job = g.main
"""
WRITING = "from tests.test_faults import write_version as job"
KILLED = """
import mmap, os, sys
from signal import SIGKILL

COUNTED = {"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "shutil.rmtree", "subprocess.Popen"}
for line in sys.stdin:
    last, *arguments = line.split()
    steps = mmap.mmap(-1, 8)  # all processes of the build count together

    def step(event, values):
        writes = event == "open" and isinstance(values[2], int) and values[2] & (os.O_WRONLY | os.O_RDWR)
        exchanges = event == "ctypes.dlsym"
        if writes or exchanges or event in COUNTED:
            steps[:8] = (int.from_bytes(steps[:8], "big") + 1).to_bytes(8, "big")
            if int.from_bytes(steps[:8], "big") == int(last):
                os.killpg(0, SIGKILL)

    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        sys.addaudithook(step)
        os._exit(job(arguments))
    _, status = os.waitpid(child, 0)
    print("ended", os.waitstatus_to_exitcode(status), int.from_bytes(steps[:8], "big"), flush=True)
"""
"""Runs the job of each line in a process group of its own, and kills that before its step of the number given."""

Kill = Callable[..., tuple[int, int]]
"""Kills a job before one of its steps, given its arguments: its exit code, and how many steps it took."""

MEASURED = "COVERAGE_PROCESS_CONFIG"
"""Has a process measure its coverage, which it could not write down where the disk is full."""


def _bytes(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def _build(root: Path, site: Path) -> dict[str, bytes]:
    build(root, site, SITE_URL, lambda step: None)
    return _bytes(site)


def _command(root: Path, site: Path) -> list[str]:
    return ["build", "--root", str(root), "--site", str(site), "--site-url", SITE_URL]


def _run(root: Path, site: Path, prepare: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """A build in a process of its own."""
    command = [sys.executable, "-c", PLAIN, *_command(root, site)]
    environment = {name: value for name, value in os.environ.items() if name != MEASURED}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, preexec_fn=prepare
    )


def _refused(run: subprocess.CompletedProcess[str], reason: str) -> None:
    """The build said in one line what is wrong."""
    *_, last = run.stderr.splitlines()
    assert run.returncode == 2, run.stderr
    assert last.startswith("build failed: ")
    assert reason in last
    assert "Traceback" not in run.stderr


@contextmanager
def _killing(job: str) -> Iterator[Kill]:
    """A process that has read all modules, so that a job costs little more than a fork."""
    command = [sys.executable, "-c", KILLED.replace("for line in", f"{job}\nfor line in", 1)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as driver:

        def kill(step: int, *arguments: str) -> tuple[int, int]:
            assert driver.stdin is not None
            assert driver.stdout is not None
            print(step, *arguments, file=driver.stdin, flush=True)
            while not (answer := driver.stdout.readline()).startswith("ended "):
                assert answer  # what a build says that came to its end
            _, code, steps = answer.split()
            return int(code), int(steps)

        yield kill
        assert driver.stdin is not None
        driver.stdin.close()


@pytest.fixture(scope="module")
def killing() -> Iterator[Kill]:
    """Kill the build of a project."""
    with _killing(BUILDING) as kill:
        yield kill


def _version(number: int) -> list[Output]:
    """A made-up site: most files differ from version to version, some stay, some come and go."""

    def files(one: int) -> dict[str, bytes]:
        kept = {
            f"{one}/kept.txt": b"kept",
            f"{one}/index.html": f"{one} of {number}, ".encode() * (1 + 500 * (one % 9)),
        }
        return kept | {f"{one}/only-{number}.txt": b""} if one % 5 == 0 else kept

    same = [Output(f"same {one}", str, partial(dict, {f"same/{one}.txt": b"same"})) for one in range(20)]
    return same + [Output(f"page {one}", partial(str, number), partial(files, one)) for one in range(40)]


def write_version(arguments: list[str]) -> int:
    """Write a version of the made-up site into a folder, in two processes; the job of WRITING."""
    os.sched_getaffinity = lambda process: {0, 1}
    folder, number = arguments
    write_site(Path(folder), _version(int(number)), Path(folder).parent / "kept" / "memory.json", print)
    return 0


@contextmanager
def _visited(site: Path, allowed: Mapping[str, Collection[bytes]]) -> Iterator[list[str]]:
    """Read the files of a site again and again, as visitors do; filled with those that were missing or not whole."""
    wrong: list[str] = []
    ended = threading.Event()

    def visit() -> None:
        while not ended.wait(0.001):
            for name, versions in allowed.items():
                try:
                    whole = (site / name).read_bytes() in versions
                except FileNotFoundError:
                    whole = False
                if not whole:
                    wrong.append(name)

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        yield wrong
    finally:
        ended.set()
        visitor.join()


def test_a_writing_killed_at_any_moment_leaves_a_whole_site(tmp_path: Path) -> None:
    """In two processes, and before any of its steps; all the time, whoever asks for a file gets it whole."""
    site = tmp_path / "site"
    whole: list[dict[str, bytes]] = []
    for number in range(2):
        write_site(tmp_path / f"cold {number}", _version(number), tmp_path / "memory.json", lambda step: None)
        whole.append(_bytes(tmp_path / f"cold {number}"))
    both = {name: {files[name] for files in whole} for name in whole[0].keys() & whole[1].keys()}
    with _killing(WRITING) as kill:
        assert [kill(0, str(site), version)[0] for version in "01"] == [0, 0]
        _, steps = kill(0, str(site), "0")
        assert steps > WRITINGS
        chance = random.Random(8)  # noqa: S311
        last = [steps - step for step in range(10)]  # the exchange and what follows it
        before, seen = 0, set()
        with _visited(site, both) as wrong:
            for step in [*last, *chance.sample(range(1, steps - 10), WRITINGS - len(last))]:
                after = 1 - before
                code, _ = kill(step, str(site), str(after))
                left = _bytes(site)
                assert left in (whole[before], whole[after]), f"killed at step {step} of {steps}"
                seen.add((code, left == whole[after]))
                if chance.random() < 0.5:  # else what one killed writing leaves is found by the next, killed too
                    assert kill(0, str(site), str(after))[0] == 0
                    left = _bytes(site)
                    assert left == whole[after]
                    assert [path.name for path in tmp_path.glob(".site*")] in ([], [".site.new"])
                before = after if left == whole[after] else before
    assert not wrong
    assert {(-signal.SIGKILL, False), (-signal.SIGKILL, True)} <= seen, "none killed before, or after the exchange"


def test_a_killed_build_leaves_a_whole_site_and_the_next_one_recovers(
    small: Path, edit: Edit, tmp_path: Path, killing: Kill
) -> None:
    site, texts = tmp_path / "site", ("the 2025 Two Plans", "the Two Plans of 2025")
    whole = {texts[0]: _build(small, site)}
    edit("content/2025/edition.yml", texts[0], texts[1])  # every page names it
    whole[texts[1]] = _build(small, tmp_path / "cold")
    assert _build(small, site) == whole[texts[1]]  # from now on there is a draft to be used again
    edit("content/2025/edition.yml", texts[1], texts[0])
    code, steps = killing(0, *_command(small, site))
    assert code == 0
    assert steps > 100
    before = texts[0]
    seen = set()
    for moment in range(BUILDS):
        after = texts[0] if before == texts[1] else texts[1]
        edit("content/2025/edition.yml", before, after)
        step = 1 + moment * (steps - 1) // (BUILDS - 1) if moment < BUILDS - 5 else steps - (BUILDS - 1 - moment)
        code, _ = killing(step, *_command(small, site))
        left = _bytes(site)
        assert left in (whole[before], whole[after]), f"killed at step {step} of {steps}"
        seen.add((code, left == whole[after]))
        if moment % 3 == 0 or moment > BUILDS - 7:
            assert _build(small, site) == whole[after]
            assert [path.name for path in tmp_path.glob(".site*")] in ([], [".site.new"])
            before = after
        else:  # what one killed build leaves is found by the next
            edit("content/2025/edition.yml", after, before)
            assert _bytes(site) == left
            if left == whole[after]:
                assert _build(small, site) == whole[before]
    assert {(-signal.SIGKILL, False), (-signal.SIGKILL, True)} <= seen, "none killed before, or after the exchange"


def test_a_build_killed_while_frames_are_made_is_recovered(small: Path, tmp_path: Path, killing: Kill) -> None:
    cold = _build(small, tmp_path / "cold")
    frames = next((small / ".cache" / "frames").iterdir())
    shutil.rmtree(frames)
    code, _ = killing(40, *_command(small, tmp_path / "site"))
    assert code == -signal.SIGKILL
    assert not (tmp_path / "site").exists()
    assert _build(small, tmp_path / "site") == cold


ORPHANED = """
import runpy, sys
from pathlib import Path

place = Path(sys.argv[-1]).parent.name
(Path(sys.argv.pop(1)) / f"{place} began").touch()
sys.stdin.read()  # until the test lets it go on
try:
    runpy.run_module("mkdocs", run_name="__main__")
finally:
    (Path("NOTES") / f"{place} ended").touch()
"""


def _awaited(there: Callable[[], bool]) -> None:
    """Wait until something is there; pytest's own report tells where nothing comes."""
    for _ in range(6000):
        if there():
            return
        time.sleep(0.01)
    pytest.fail("nothing came in a minute")


def test_an_engine_that_outlives_its_build_does_no_harm(small: Path, tmp_path: Path) -> None:
    """As when the build alone is killed: what the engine still writes must not get among the frames of the next."""
    cold = _build(small, tmp_path / "cold")
    shutil.rmtree(small / ".cache" / "frames")
    notes = tmp_path / "notes"
    notes.mkdir()
    slow = ORPHANED.replace("NOTES", str(notes))
    begin = ("-c", slow, str(notes), "build", "--quiet", "--config-file")
    code = (
        "import dataclasses, sys; from generator import __main__ as g; from generator.engine import ENGINES\n"
        f"ENGINES['mkdocs'] = dataclasses.replace(ENGINES['mkdocs'], command={begin!r})\n"
        "g.find_font = lambda: None\nsys.exit(g.main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, *_command(small, tmp_path / "site")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        _awaited(lambda: len(list(notes.glob("* began"))) == 2)
        process.kill()
        process.wait()
        assert _build(small, tmp_path / "site") == cold
    _awaited(lambda: len(list(notes.glob("* ended"))) == 2)
    shutil.rmtree(tmp_path / "site")
    assert _build(small, tmp_path / "site") == cold


def test_a_build_killed_between_two_names_is_put_back(small: Path, edit: Edit, tmp_path: Path) -> None:
    """Where the system cannot exchange two names at once. It is put back before anything new is made."""
    site = tmp_path / "site"
    whole = _build(small, site)
    site.rename(tmp_path / ".site.old")
    edit("content/2025/edition.yml", "the 2025 Two Plans", "the Two Plans of 2025")
    _refused(
        _run(small, site, partial(resource.setrlimit, resource.RLIMIT_FSIZE, (1 << 14, 1 << 14))), "File too large"
    )
    assert _bytes(site) == whole
    assert not list(tmp_path.glob(".site*"))


def test_a_file_is_put_in_place_whole_or_not_at_all(tmp_path: Path) -> None:
    """As what people wrote, when a command adds to it while the disk is full."""
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom generator.write import write_file\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\nwrite_file(Path('a.yml'), b'new' * 4096)\n"
    )
    (tmp_path / "a.yml").write_bytes(b"what people wrote")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "OSError: [Errno 27] File too large: 'a.yml'\n" in run.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.yml": b"what people wrote"}


def test_ctrl_c_ends_a_build_without_a_word(small: Path, edit: Edit, tmp_path: Path) -> None:
    site = tmp_path / "site"
    whole = _build(small, site)
    edit("content/2025/edition.yml", "the 2025 Two Plans", "the Two Plans of 2025")
    command = [sys.executable, "-c", PLAIN, *_command(small, site)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        while "making what changed" not in (line := process.stderr.readline()):
            assert line
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said) == (130, "")
    assert _bytes(site) == whole
    assert not list(tmp_path.glob(".site*"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], bool]]:
    """Mount a small disk of its own at `disk/`, or change its options; says whether this system lets us."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> bool:
        options = f"remount,{options}" if folder.is_mount() else options
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except OSError:
            return False

    yield mount
    if folder.is_mount():
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_last_good_site(
    small: Path, edit: Edit, tmp_path: Path, disk: Callable[[str], bool]
) -> None:
    small_disk, site = disk("size=64m"), tmp_path / "disk" / "site"
    whole = _build(small, site)
    edit("content/2025/edition.yml", "the 2025 Two Plans", "the Two Plans of 2025")
    if small_disk:
        there = shutil.disk_usage(site).used
        assert disk(f"size={there + (1 << 16)}")
        _refused(_run(small, site), f"No space left on device: {tmp_path}/disk/.site.new/")
    else:
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (1 << 14, 1 << 14))
        _refused(_run(small, site, limit), f"File too large: {tmp_path}/disk/.site.new/")
    assert _bytes(site) == whole
    assert not list(site.parent.glob(".site*"))
    if small_disk:
        disk("size=64m")
    assert _build(small, site) == _build(small, tmp_path / "cold")


def test_a_full_disk_under_the_cache_is_told_in_one_line(small: Path, tmp_path: Path) -> None:
    """The engine, a program of its own, is what finds it full."""
    site = tmp_path / "site"
    whole = _build(small, site)
    shutil.rmtree(small / ".cache")
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (1 << 14, 1 << 14))
    _refused(_run(small, site, limit), "File too large")
    assert _bytes(site) == whole


def test_a_folder_that_may_not_be_written_to_leaves_the_last_good_site(
    small: Path, edit: Edit, tmp_path: Path, disk: Callable[[str], bool]
) -> None:
    small_disk, site = disk("size=64m"), tmp_path / "disk" / "site"
    whole = _build(small, site)
    edit("content/2025/edition.yml", "the 2025 Two Plans", "the Two Plans of 2025")
    if small_disk:
        assert disk("ro")
        _refused(_run(small, site), f"Read-only file system: {tmp_path}/disk/.site.new")
        assert disk("rw")
    elif os.geteuid():
        site.parent.chmod(0o555)
        _refused(_run(small, site), f"Permission denied: {tmp_path}/disk/.site.new")
        site.parent.chmod(0o755)
    else:  # root may write everywhere else
        _refused(_run(small, Path("/proc/site")), "/proc/.site.new")
    assert _bytes(site) == whole
    assert _build(small, site) == _build(small, tmp_path / "cold")


@pytest.mark.parametrize("same", [True, False], ids=["into one folder", "into two folders"])
def test_two_builds_at_once_both_succeed(small: Path, edit: Edit, tmp_path: Path, same: bool) -> None:
    sites = [tmp_path / "site", tmp_path / ("site" if same else "other")]
    _build(small, sites[0])
    edit("content/2025/edition.yml", "the 2025 Two Plans", "the Two Plans of 2025")
    command = [sys.executable, "-c", PLAIN]
    with alone(memory_of(small), lambda step: None):  # so that both are at the same point
        builds = [
            subprocess.Popen([*command, *_command(small, site)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
            for site in sites
        ]
        for one in builds:
            assert one.stderr is not None
            while "waiting for another build to end" not in (line := one.stderr.readline()):
                assert line
    assert [(one.communicate()[1], one.returncode)[1] for one in builds] == [0, 0]
    cold = _build(small, tmp_path / "cold")
    assert [_bytes(site) for site in sites] == [cold, cold]


def test_frames_that_a_preview_shows_outlive_another_build(small: Path, tmp_path: Path) -> None:
    shown = set((small / ".cache" / "frames").iterdir())
    build(small, tmp_path / "site", "https://example.org/elsewhere/", lambda step: None)
    assert shown < set((small / ".cache" / "frames").iterdir())


@pytest.mark.parametrize("year", [1971, 2099])
def test_a_wrong_clock_does_no_harm(small: Path, edit: Edit, tmp_path: Path, year: int) -> None:
    """Files of the site and all that is kept bear times of another year; one of them was damaged then."""
    site, seconds = tmp_path / "site", (year - 1970) * 31_556_952
    _build(small, site)
    (site / "index.html").write_bytes(bytes((site / "index.html").stat().st_size))
    for path in (*site.rglob("*"), *(small / ".cache").rglob("*"), *(small / "content").rglob("*")):
        os.utime(path, (seconds, seconds))
    edit("content/2025/plans/02.yml", "en: Serve well", "en: Serve people well")
    os.utime(small / "content/2025/plans/02.yml", (seconds, seconds))
    assert _build(small, site) == _build(small, tmp_path / "cold")


def test_a_site_behind_a_link_is_built_again_and_again(small: Path, edit: Edit, tmp_path: Path) -> None:
    link, target = tmp_path / "site", tmp_path / "elsewhere" / "site"
    target.mkdir(parents=True)
    link.symlink_to(target)
    _build(small, link)
    edit("content/2025/plans/02.yml", "en: Serve well", "en: Serve people well")
    assert _build(small, link) == _build(small, tmp_path / "cold")
    assert link.is_symlink()
    assert sorted(path.name for path in target.parent.iterdir()) == [".site.new", "site"]


def test_what_is_kept_may_be_damaged(small: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    whole = _build(small, site)
    for path in memory_of(small).iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert _build(small, site) == whole


def _write(folder: Path, make: str, count: int, before: str = "") -> subprocess.CompletedProcess[str]:
    """Write a site of `count` outputs in two processes that another starts; `make` is code, given `number`."""
    code = (
        "import multiprocessing, os, signal, time\nfrom pathlib import Path\n"
        "from generator.write import Output, write_site\n"
        f"os.sched_getaffinity = lambda process: {{0, 1}}\n{before}"
        f"def make(number):\n    {make}\n"
        f"outputs = [Output(str(n), lambda: '', lambda n=n: make(n)) for n in range({count})]\n"
        "write_site(Path('site'), outputs, Path('memory.json'), print)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )


LOGGED = "print(number, file=open('made', 'a'), flush=True); time.sleep(0.02); return {f'{number}': b'x'}"
"""Makes a file, and notes that it does."""
SECOND = "multiprocessing.current_process().name.endswith('2')"
"""Whether the code runs in the second of the two processes."""


def _few_were_made(folder: Path) -> None:
    """Of 200, and nothing else is left."""
    made = folder / "made"
    assert len(made.read_text(encoding="utf-8").split()) < 50
    assert list(folder.iterdir()) == [made]


def test_a_process_that_is_ended_from_outside_is_told_and_ends_the_other(tmp_path: Path) -> None:
    """As the system ends one where memory runs out."""
    run = _write(tmp_path, f"number > 20 and {SECOND} and os.kill(os.getpid(), 9); {LOGGED}", 200)
    assert "OSError: a process that made pages was ended from outside; perhaps memory ran out" in run.stderr
    _few_were_made(tmp_path)


def test_a_failure_of_one_process_ends_the_other(tmp_path: Path) -> None:
    run = _write(tmp_path, f"number > 20 and {SECOND} and os.open('/nowhere/file', 0); {LOGGED}", 200)
    assert run.stderr.endswith("No such file or directory: '/nowhere/file'\n")
    _few_were_made(tmp_path)


def test_a_failure_of_one_process_leaves_no_other_waiting(tmp_path: Path) -> None:
    """Who ends after it has more to tell than a pipe holds, and nobody listens."""
    long = "{f'{number}/{other:0>200}': b'' for other in range(600)}"
    run = _write(tmp_path, f"{SECOND} and os.open('/nowhere/file', 0); time.sleep(1); return {long}", 40)
    assert run.stderr.endswith("No such file or directory: '/nowhere/file'\n")
    assert not list(tmp_path.iterdir())


def test_ctrl_c_reaches_the_build_and_not_its_processes(tmp_path: Path) -> None:
    run = _write(tmp_path, f"number == 20 and os.killpg(0, signal.SIGINT); {LOGGED}", 200, "os.setpgid(0, 0)\n")
    assert run.returncode == -signal.SIGINT
    assert run.stderr.endswith("KeyboardInterrupt\n")
    assert "ForkProcess" not in run.stderr
    _few_were_made(tmp_path)


def test_too_few_processes_are_told(tmp_path: Path) -> None:
    """The system refuses to start the second."""
    refuse = (
        "fork, started = os.fork, []\n"
        "def once():\n    started.append(1)\n    return fork() if len(started) < 2 else os.open('/nowhere/fork', 0)\n"
        "os.fork = once\n"
    )
    run = _write(tmp_path, "return {f'{number}': b'x'}", 40, refuse)
    assert run.stderr.endswith("No such file or directory: '/nowhere/fork'\n")
    assert not list(tmp_path.iterdir())


def test_no_process_is_started_beside_threads(tmp_path: Path) -> None:
    """It would wait for ever for a lock that a thread held, for it has no such thread."""
    hold = (
        "import threading\nlock = threading.Lock()\n"
        "def hold():\n    with lock:\n        time.sleep(1)\n"
        "threading.Thread(target=hold).start()\n"
    )
    run = _write(tmp_path, "lock.acquire(); lock.release(); return {f'{number}': b'x'}", 40, hold)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_disk_without_links_holds_the_site_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", partial(_raise, OSError(errno.EPERM, "Operation not permitted")))
    site = tmp_path / "site"
    for number in (0, 1):
        write_site(site, _version(number), tmp_path / "memory.json", lambda step: None)
        write_site(tmp_path / f"cold {number}", _version(number), tmp_path / "cold.json", lambda step: None)
        assert _bytes(site) == _bytes(tmp_path / f"cold {number}")


def test_a_link_in_the_site_is_replaced(tmp_path: Path) -> None:
    """What it leads to may change without the site."""
    site = tmp_path / "site"
    outputs = [Output("one", str, lambda: {"1": b"x"})]
    write_site(site, outputs, tmp_path / "memory.json", lambda step: None)
    (site / "1").rename(tmp_path / "other")
    (site / "1").symlink_to(tmp_path / "other")
    write_site(site, outputs, tmp_path / "memory.json", lambda step: None)
    assert not (site / "1").is_symlink()
    assert _bytes(site) == {MARKER: b"", "1": b"x"}


def test_processes_end_with_the_build_that_started_them(tmp_path: Path) -> None:
    """And the next build waits for what they are at."""
    run = _write(tmp_path, f"number == 20 and os.kill(os.getppid(), 9); {LOGGED}", 200)
    assert run.returncode == -signal.SIGKILL
    with alone(tmp_path, lambda step: None):
        made = (tmp_path / "made").read_text().split()
    assert len(made) < 30
    site = tmp_path / "site"
    write_site(site, [Output("one", str, lambda: {"1": b"x"})], tmp_path / "memory.json", lambda step: None)
    assert _bytes(site) == {MARKER: b"", "1": b"x"}
    assert not list(tmp_path.glob(".site*"))


def test_a_mount_point_cannot_be_the_site(
    tmp_path: Path, disk: Callable[[str], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this system lets us mount nothing, what it would say is put into its mouth."""
    if not disk("size=1m"):
        monkeypatch.setattr("ctypes.CDLL", object)
        monkeypatch.setattr(Path, "rename", partial(_raise, OSError(errno.EBUSY, "Device or resource busy")))
    outputs = [Output("one", str, lambda: {"1": b"x"})]
    with pytest.raises(OSError, match=r"/disk is a mount point.* build into a folder in it"):
        write_site(tmp_path / "disk", outputs, tmp_path / "memory.json", lambda step: None)
    assert [path.name for path in tmp_path.iterdir()] == ["disk"]
    write_site(tmp_path / "disk" / "site", outputs, tmp_path / "memory.json", lambda step: None)


def _raise(error: Exception, *_: object) -> None:
    raise error
