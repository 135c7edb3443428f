"""Digests of values: equal exactly where the values are."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from generator.digests import Digester, files_digest

from .conftest import ROOT


class Colour(StrEnum):
    RED = "s"
    BLUE = "s1:s"


class Kind(Enum):
    RED = 1


@dataclass(frozen=True)
class Pair:
    one: Any
    other: Any


@dataclass(frozen=True)
class Other:
    one: Any
    other: Any


class Written(BaseModel):
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)
    one: Any
    other: Any


plain = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.0, 1.0, -2.0, 0.5])
    | st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5"), Decimal("1.0")])
    | st.text("s1:;[]{}()", max_size=4)
    | st.sampled_from(["中", "None", "NoneTypeNone;", "int1;", "True"])
    | st.binary(max_size=2)
    | st.sampled_from([*Colour, *Kind])
)
kept: st.SearchStrategy[Any] = st.deferred(lambda: plain | st.tuples(kept) | st.tuples(kept, kept) | sets)
sets: st.SearchStrategy[Any] = st.frozensets(kept, max_size=3)
values: st.SearchStrategy[Any] = st.deferred(
    lambda: kept | lists | lists.map(tuple) | st.dictionaries(plain, values, max_size=3) | objects
)
lists: st.SearchStrategy[Any] = st.lists(values, max_size=3)
objects: st.SearchStrategy[Any] = (
    st.builds(Pair, values, values) | st.builds(Other, values, values) | st.builds(Written, one=values, other=values)
)


def _told(value: Any) -> Any:
    """What is told of a value: its kinds and contents; a list is as good as a tuple, and sets have no order."""
    if isinstance(value, Enum):
        return type(value).__name__, value.name
    if isinstance(value, list | tuple):
        return "list", *map(_told, value)
    if isinstance(value, Mapping):
        return "mapping", *((_told(key), _told(one)) for key, one in value.items())
    if isinstance(value, frozenset):
        return "set", frozenset(map(_told, value))
    if isinstance(value, Pair | Other | Written):
        return type(value).__name__, _told(value.one), _told(value.other)
    return type(value).__name__, repr(value)


@given(values, values)
def test_digests_are_equal_exactly_where_values_are(one: Any, other: Any) -> None:
    digester = Digester()
    assert (digester.digest(one) == digester.digest(other)) == (_told(one) == _told(other))


@given(values)
def test_a_digest_is_of_the_value_and_not_of_its_place(value: Any) -> None:
    digest = Digester().digest(value)
    assert len(digest) == 32
    digester = Digester()
    assert digester.digest(copy.deepcopy(value)) == digest
    assert digester.digest(value) == digester.digest(value) == digest
    assert digester.digest(value, value) != digest


@given(st.lists(values, max_size=3), st.lists(values, max_size=3))
def test_several_values_are_told_apart(some: list[Any], others: list[Any]) -> None:
    digester = Digester()
    assert (digester.digest(*some) == digester.digest(*others)) == (_told(some) == _told(others))


def test_a_digest_is_the_same_in_every_process() -> None:
    program = (
        "from generator.digests import Digester; from decimal import Decimal;"
        "print(Digester().digest(frozenset({'a', 'b', 'c', ('d',)}), {'x': 1}, Decimal('1.5'), None, '中', b'\\n'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1


@pytest.mark.parametrize("value", [object(), len, Path("a"), [{"a": iter(())}]])
def test_what_is_no_plain_data_has_no_digest(value: Any) -> None:
    with pytest.raises(TypeError, match="has no digest"):
        Digester().digest(value)


@given(st.dictionaries(st.sampled_from(["a", "b", "c/d", "c/e", "ab"]), st.binary(max_size=3)), st.data())
def test_files_have_another_digest_once_one_differs(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("files")
    for name, raw in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
    digest = files_digest([folder])
    (folder / "kept.pyc").write_bytes(b"left out")
    assert files_digest([folder]) == digest
    if files:
        name = data.draw(st.sampled_from(sorted(files)))
        (folder / name).write_bytes(files[name] + b"1")
        assert files_digest([folder]) != digest
        (folder / name).write_bytes(files[name])
        assert files_digest([folder]) == digest
        (folder / name).rename(folder / "z")
        assert files_digest([folder]) != digest
