"""Digests of frozen values: what is equal has the same digest in every process, and what differs has another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import BaseModel


class Digester:
    """Digests values; what a model or dataclass holds is looked at once, however many values contain it."""

    def __init__(self) -> None:
        self._known: dict[int, bytes] = {}
        """Digests by the place of the value in memory."""
        self._kept: list[object] = []
        """These values, so that no others can take their places."""

    def digest(self, *values: Any) -> str:
        """32 hexadecimal digits.

        Raises:
            TypeError: for a value that is not made of plain data, enumerations, dataclasses and models.
        """
        out: list[bytes] = []
        for value in values:
            self._add(value, out)
        return _hash(out).hex()

    def _add(self, value: Any, out: list[bytes]) -> None:
        kind = type(value)
        if kind is str:
            raw = value.encode()
            out += (b"s%d:" % len(raw), raw)
        elif value is None or kind in (bool, int, float, Decimal):
            out.append(f"{kind.__name__}{value};".encode())
        elif kind is bytes:
            out += (b"b%d:" % len(value), value)
        elif kind in (tuple, list):
            out.append(b"[%d:" % len(value))
            for one in value:
                self._add(one, out)
        elif known := self._known.get(id(value)):
            out.append(known)
        elif isinstance(value, Enum):
            out.append(f"e{kind.__name__}.{value.name};".encode())
        elif isinstance(value, str):
            self._add(str(value), out)
        elif isinstance(value, Mapping):
            out.append(b"{%d:" % len(value))
            for key, one in value.items():
                self._add(key, out)
                self._add(one, out)
        elif isinstance(value, frozenset | set):
            out.append(b"(%d:" % len(value))
            out += sorted(_hash(self._listed(one)) for one in value)
        else:
            out.append(self._object(value))

    def _listed(self, value: Any) -> list[bytes]:
        out: list[bytes] = []
        self._add(value, out)
        return out

    def _object(self, value: Any) -> bytes:
        if isinstance(value, BaseModel):
            fields: Iterable[Any] = value.__dict__.values()
        elif dataclasses.is_dataclass(value):
            fields = (getattr(value, field.name) for field in dataclasses.fields(value))
        else:
            raise TypeError(f"a {type(value).__name__} has no digest")
        out = [type(value).__name__.encode()]
        for field in fields:
            self._add(field, out)
        digest = self._known[id(value)] = _hash(out)
        self._kept.append(value)
        return digest


def _hash(parts: Iterable[bytes]) -> bytes:
    return blake2b(b"".join(parts), digest_size=16).digest()


def files_digest(paths: Iterable[Path]) -> str:
    """A digest of the names and bytes of files and of everything in folders, in the order given."""
    out = blake2b(digest_size=16)
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                raw = file.read_bytes()
                out.update(f"{file.relative_to(path.parent).as_posix()} {len(raw)}\0".encode())
                out.update(raw)
    return out.hexdigest()
