"""Running a command and saying how long it took and how much memory it held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """One timed run."""

    seconds: float
    """By the clock on the wall."""
    computing: float
    """Seconds of all its processors together, which other programs disturb less."""
    memory: int = 0
    """Bytes that its largest process held; 0 where it has no process of its own."""


class RunError(Exception):
    """A command failed; the message holds what it said."""


def timed(commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run commands side by side in `folder`, until the last has ended.

    A small process of its own starts them: the memory of whoever starts a process counts as its own.

    Raises:
        RunError: when one fails.
    """
    own = {**os.environ, **(environment or {})}
    own.pop("PYTHONDONTWRITEBYTECODE", None)  # or every run would compile our modules again
    order = json.dumps([commands, str(folder), own])
    measuring = [sys.executable, "-m", "tests.bench.runs"]
    answer = subprocess.run(measuring, input=order, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    failed, *figures = json.loads(answer)
    if failed:
        raise RunError(failed)
    return Run(*figures)


def _measure(commands: Sequence[Sequence[str]], folder: str, environment: Mapping[str, str]) -> list[object]:
    """What the commands said where one failed, and seconds, computing and memory of the run."""
    with Path(folder, "output.txt").open("w+", encoding="utf-8") as output:
        start = perf_counter()
        running = [
            subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
            for command in commands
        ]
        memory, computing = 0, 0.0
        for process in running:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            memory = max(memory, usage.ru_maxrss * 1024)
            computing += usage.ru_utime + usage.ru_stime
        seconds = perf_counter() - start
        output.seek(0)
        failed = any(process.returncode for process in running) and (output.read() or "it said nothing")
    return [failed, seconds, computing, memory]


def write_all(files: Mapping[str, bytes], folder: Path) -> Run:
    """Write files into an empty folder, as plainly as can be: no build can be quicker."""
    start, computing = perf_counter(), process_time()
    for name, data in files.items():
        path = f"{folder}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    return Run(perf_counter() - start, process_time() - computing)


if __name__ == "__main__":
    print(json.dumps(_measure(*json.load(sys.stdin))))
