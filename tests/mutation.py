"""Damages the real content at random and counts which damages `check` notices: `make mutate`."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import strict_yaml
from generator.check import check
from generator.load import parse_content, read_files

from .conftest import ROOT

SEED = 2025
COUNT = 1000
WRITTEN_BY_PROGRAM = ("content/translations.yml", "content/permalinks.yml", "content/history.yml")

Lines = list[str]
Damage = Callable[[random.Random, Lines, int], bool]
"""Damages the line of a number; False where there is nothing of its kind to damage."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one damage."""

    kind: str
    file: str
    line: int
    before: str
    after: str
    caught: bool


def _drop(chance: random.Random, lines: Lines, at: int) -> bool:
    del lines[at]
    return True


def _swap(chance: random.Random, lines: Lines, at: int) -> bool:
    if at + 1 == len(lines) or lines[at] == lines[at + 1]:
        return False
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return True


def _duplicate(chance: random.Random, lines: Lines, at: int) -> bool:
    lines.insert(at, lines[at])
    return True


def _digit(chance: random.Random, lines: Lines, at: int) -> bool:
    digits = [found.start() for found in re.finditer(r"\d", lines[at])]
    if not digits:
        return False
    place = chance.choice(digits)
    other = chance.choice([digit for digit in "0123456789" if digit != lines[at][place]])
    lines[at] = lines[at][:place] + other + lines[at][place + 1 :]
    return True


def _official(chance: random.Random, lines: Lines, at: int) -> bool:
    """A character of a title or entry, or of the responsible units."""
    above = lines[at - 1].strip()
    if not re.match(r"\s+(zh|responsible): [^{\[]", lines[at]) or above.rstrip(":") in ("headline", "summary", "note"):
        return False
    places = [found.start() for found in re.finditer(r"[\u4e00-\u9fff]", lines[at])]
    if not places:
        return False
    place = chance.choice(places)
    other = chance.choice([one for one in "的一是区建新路街" if one != lines[at][place]])
    lines[at] = lines[at][:place] + other + lines[at][place + 1 :]
    return True


_REFERENCES = re.compile(r"^\s+(?:topics|locations|verbs|key_targets|targets): \[(.+)\]$")


def _reference(chance: random.Random, lines: Lines, at: int) -> bool:
    """One of the references of two lines, exchanged."""
    others = [number for number, line in enumerate(lines) if number != at and _REFERENCES.match(line)]
    if not _REFERENCES.match(lines[at]) or not others:
        return False
    key = lines[at].split(":")[0]
    there = chance.choice([number for number in others if lines[number].split(":")[0] == key] or [at])
    if lines[there] == lines[at]:
        return False
    lines[at], lines[there] = lines[there], lines[at]
    return True


def _indent(chance: random.Random, lines: Lines, at: int) -> bool:
    if not lines[at].strip():
        return False
    lines[at] = " " + lines[at] if chance.random() < 0.5 or lines[at][0] != " " else lines[at][1:]
    return True


DAMAGES: Mapping[str, Damage] = {
    "line dropped": _drop,
    "lines swapped": _swap,
    "line doubled": _duplicate,
    "digit changed": _digit,
    "official character changed": _official,
    "references exchanged": _reference,
    "indent broken": _indent,
}


def damaged(files: Mapping[str, bytes], count: int, seed: int = SEED) -> Iterator[tuple[str, str, int, bytes]]:
    """Kind, file, line and new bytes of so many damages, every kind in turn; each changes what the file means."""
    chance = random.Random(seed)  # noqa: S311
    names = [name for name in files if name.endswith(".yml") and name not in WRITTEN_BY_PROGRAM]
    weights = [len(files[name]) for name in names]
    kinds = list(DAMAGES)
    done = 0
    while done < count:
        kind, name = kinds[done % len(kinds)], chance.choices(names, weights)[0]
        if kind == "official character changed" and "/plans/" not in name:
            continue
        lines = files[name].decode().split("\n")
        at = chance.randrange(len(lines))
        if DAMAGES[kind](chance, lines, at):
            new = "\n".join(lines).encode()
            before, after = (strict_yaml.parse(name, raw)[0].data for raw in (files[name], new))
            if before != after:
                done += 1
                yield kind, name, at, new


def outcomes(count: int, seed: int = SEED) -> Iterator[Outcome]:
    """What becomes of damages to the real content; whatever `check` raises is raised."""
    files = read_files(ROOT)
    for kind, name, at, new in damaged(files, count, seed):
        content, problems = parse_content(files | {name: new})
        caught = bool(problems) or content is None or bool(check(content))
        before, after = files[name].decode().split("\n"), new.decode().split("\n")
        yield Outcome(kind, name, at + 1, before[at], after[min(at, len(after) - 1)], caught)


def main(arguments: Sequence[str]) -> None:
    """Print, kind by kind, how many damages were caught, and every one that was not."""
    found = list(outcomes(int(arguments[0]) if arguments else COUNT))
    total, caught = Counter(one.kind for one in found), Counter(one.kind for one in found if one.caught)
    for one in found:
        if not one.caught:
            print(f"{one.kind}: {one.file}:{one.line}\n  - {one.before.strip():.100}\n  + {one.after.strip():.100}")
    for kind in DAMAGES:
        print(f"{caught[kind]:5} of {total[kind]:4} caught: {kind}")
    print(f"{caught.total():5} of {total.total():4}")


if __name__ == "__main__":
    main(sys.argv[1:])
