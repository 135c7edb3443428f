"""Whatever happens to a build, the last good site stays whole, the next build is right, and the message is clear."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from generator.build import build, memory_of
from generator.write import alone

from .conftest import ROOT, SITE_URL, Edit

PLAIN = "import sys; from generator import __main__ as g; g.find_font = lambda: None; sys.exit(g.main(sys.argv[1:]))"
"""A command of the generator that draws no cards."""
MOMENTS = 25
"""So many builds are killed, spread over all that a build does to the disk."""

KILLED = """
import mmap, os, sys
from signal import SIGKILL
from generator.__main__ import main

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
        os._exit(main(arguments))
    _, status = os.waitpid(child, 0)
    print("ended", os.waitstatus_to_exitcode(status), int.from_bytes(steps[:8], "big"), flush=True)
"""
"""Runs the build of each line in a process group of its own, and kills that before its step of the number given."""

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


@pytest.fixture(scope="module")
def killing() -> Iterator[Callable[[int, Path, Path], tuple[int, int]]]:
    """Kill the build of a project before one of its steps: its exit code, and how many steps it took."""
    code = KILLED.replace("for line in", "import generator.__main__ as g\ng.find_font = lambda: None\nfor line in", 1)
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as driver:
        assert driver.stdin is not None
        assert driver.stdout is not None

        def kill(step: int, root: Path, site: Path) -> tuple[int, int]:
            assert driver.stdin is not None
            assert driver.stdout is not None
            print(step, *_command(root, site), file=driver.stdin, flush=True)
            while not (answer := driver.stdout.readline()).startswith("ended "):
                assert answer  # what a build says that came to its end
            _, code, steps = answer.split()
            return int(code), int(steps)

        yield kill
        driver.stdin.close()


def test_a_killed_build_leaves_a_whole_site_and_the_next_one_recovers(
    small: Path, edit: Edit, tmp_path: Path, killing: Callable[[int, Path, Path], tuple[int, int]]
) -> None:
    site, texts = tmp_path / "site", ("the 2025 Two Plans", "the Two Plans of 2025")
    whole = {texts[0]: _build(small, site)}
    edit("content/2025/edition.yml", texts[0], texts[1])  # every page names it
    whole[texts[1]] = _build(small, tmp_path / "cold")
    code, steps = killing(0, small, site)
    assert code == 0
    assert steps > 100
    before = texts[1]
    seen = set()
    for moment in range(MOMENTS):
        after = texts[0] if before == texts[1] else texts[1]
        edit("content/2025/edition.yml", before, after)
        step = 1 + moment * (steps - 1) // (MOMENTS - 1) if moment < MOMENTS - 5 else steps - (MOMENTS - 1 - moment)
        code, _ = killing(step, small, site)
        left = _bytes(site)
        assert left in (whole[before], whole[after]), f"killed at step {step} of {steps}"
        seen.add((code, left == whole[after]))
        if moment % 3 == 0 or moment > MOMENTS - 4:
            assert _build(small, site) == whole[after]
            assert not list(tmp_path.glob(".site*"))
            before = after
        else:  # what one killed build leaves is found by the next
            edit("content/2025/edition.yml", after, before)
            assert _bytes(site) == left
            if left == whole[after]:
                assert _build(small, site) == whole[before]
    assert {(-signal.SIGKILL, False), (-signal.SIGKILL, True)} <= seen, "none killed before, or after the exchange"


def test_a_build_killed_while_frames_are_made_is_recovered(
    small: Path, tmp_path: Path, killing: Callable[[int, Path, Path], tuple[int, int]]
) -> None:
    cold = _build(small, tmp_path / "cold")
    frames = next((small / ".cache" / "frames").iterdir())
    (frames / "done").unlink()
    code, _ = killing(40, small, tmp_path / "site")
    assert code == -signal.SIGKILL
    assert not (tmp_path / "site").exists()
    assert _build(small, tmp_path / "site") == cold


def test_a_build_killed_between_two_names_is_put_back(small: Path, tmp_path: Path) -> None:
    """Where the system cannot exchange two names at once."""
    site = tmp_path / "site"
    whole = _build(small, site)
    site.rename(tmp_path / ".site.old")
    (small / "content/locations.yml").write_text("[]", encoding="utf-8")
    assert _run(small, site).returncode == 1
    assert _bytes(tmp_path / ".site.old") == whole
    shutil.copytree(ROOT / "tests/sites/small/content", small / "content", dirs_exist_ok=True)
    assert _build(small, site) == whole
    assert not list(tmp_path.glob(".site*"))


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
    shown = {path for path in (small / ".cache" / "frames").iterdir() if (path / "done").is_file()}
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
    assert [path.name for path in target.parent.iterdir()] == ["site"]


def test_what_is_kept_may_be_damaged(small: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    whole = _build(small, site)
    for path in memory_of(small).iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert _build(small, site) == whole


def test_a_process_that_is_ended_from_outside_is_told(tmp_path: Path) -> None:
    """As the system ends one where memory runs out."""
    code = (
        "import os\nfrom pathlib import Path\nfrom generator.write import Output, write_site\n"
        "os.sched_getaffinity = lambda process: {0, 1}\n"
        "def make(number):\n    if number == 20:\n        os.kill(os.getpid(), 9)\n    return {f'{number}': b'x'}\n"
        "outputs = [Output(str(n), lambda: '', lambda n=n: make(n)) for n in range(40)]\n"
        "write_site(Path('site'), outputs, Path('memory.json'), print)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "OSError: a process that made pages was ended from outside; perhaps memory ran out" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_failure_of_one_process_ends_the_others(tmp_path: Path) -> None:
    """Also where another has more to tell than a pipe holds."""
    code = (
        "import os, time\nfrom pathlib import Path\nfrom generator.write import Output, write_site\n"
        "os.sched_getaffinity = lambda process: {0, 1}\n"
        "def make(number):\n    if number == 1:\n        time.sleep(0.5)\n        raise OSError(28, 'No space left')\n"
        "    return {f'{number}/{other}': b'' for other in range(100)}\n"
        "outputs = [Output(str(n), lambda: '', lambda n=n: make(n)) for n in range(200)]\n"
        "write_site(Path('site'), outputs, Path('memory.json'), print)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stderr.endswith("OSError: [Errno 28] No space left\n")
    assert not list(tmp_path.iterdir())
