"""The JSON Schemas by which editors help: as the model says, named in each file, as strict as the reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from generator import strict_yaml
from generator.__main__ import main
from generator.load import parse_content, read_files
from generator.schemas import FOLDER, kind_of, modeline, render_schemas, schema

from .conftest import ROOT, SMALL

FILES = {name: raw for name, raw in read_files(ROOT).items() if name.endswith(".yml")}
SMALL_FILES = {name: raw for name, raw in read_files(SMALL).items() if name.endswith(".yml")}
KINDS = sorted({str(kind_of(name)) for name in FILES})


def errors(name: str, raw: bytes) -> list[str]:
    """What an editor would say of a file."""
    document, problems = strict_yaml.parse(name, raw)
    assert not problems
    plain = _numbers(document.data)
    return [error.message for error in Draft202012Validator(schema(str(kind_of(name)))).iter_errors(plain)]


def _numbers(value: Any) -> Any:
    """Decimals as the numbers that an editor reads."""
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in value]
    return value if isinstance(value, str | int) else float(value)


def test_the_schemas_are_as_the_model_says() -> None:
    written = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / FOLDER).iterdir()
    }
    assert written == render_schemas()
    assert main(["schemas", "--check", "--root", str(ROOT)]) == 0


@pytest.mark.parametrize("name", FILES)
def test_each_file_names_its_schema_and_keeps_to_it(name: str) -> None:
    first = FILES[name].decode().split("\n")[0]
    assert first == modeline(name)
    address = first.partition("$schema=")[2]
    assert (ROOT / name).parent.joinpath(address).resolve() == ROOT / FOLDER / f"{kind_of(name)}.schema.json"
    assert errors(name, FILES[name]) == []


@pytest.mark.parametrize("name", SMALL_FILES)
def test_the_small_site_keeps_to_the_schemas(name: str) -> None:
    assert errors(name, SMALL_FILES[name]) == []


def test_files_written_by_the_program_keep_naming_their_schema(small: Path) -> None:
    for command in ("translations", "permalinks"):
        assert main([command, "record", "--root", str(small)]) == 0
        name = f"content/{command}.yml"
        assert (small / name).read_text(encoding="utf-8").startswith(modeline(name) + "\n")
        assert errors(name, (small / name).read_bytes()) == []


def _help(part: Any) -> Iterator[str]:
    """Every text that an editor shows; no key is without one."""
    if isinstance(part, dict):
        for name, inner in part.get("properties", {}).items():
            assert inner.get("description"), name
        if "enumDescriptions" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"])
            yield from part["enumDescriptions"]
        if "description" in part and isinstance(part["description"], str):
            yield part["description"]
        for inner in part.values():
            yield from _help(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _help(inner)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_explained_in_both_languages(kind: str) -> None:
    for text in _help(schema(kind)):
        english, chinese = re.split(r"(?<=\.)\s+(?=\S*[\u4e00-\u9fff]\S*$)", text)
        assert english[0].isupper() or english[0] in "`", text
        assert re.search(r"[\u4e00-\u9fff].*。$", chinese), text


def test_words_are_explained_one_by_one() -> None:
    parts = schema("plan")["$defs"]
    for name in ("Comparator", "Nature", "Unit"):
        assert len(parts[name]["enum"]) == len(parts[name]["enumDescriptions"])


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("content/locations.yml", "kind: road", "kind: raod", "'raod' is not one of"),
        ("content/locations.yml", "in_luohu: true", "in_luohu: 1", "1 is not of type 'boolean'"),
        ("content/locations.yml", "  in_luohu: true\n", "", "'in_luohu' is a required property"),
        ("content/locations.yml", "aliases:", "alias:", "'alias' was unexpected"),
        ("content/locations.yml", "slug: dongmenlu", "slug: Dongmenlu", "does not match"),
        ("content/departments.yml", "spellings: [区商务局]", "spellings: []", "non-empty"),
        ("content/2025/edition.yml", 'edition: "2025"', "edition: 2025", "2025 is not of type 'string'"),
        ("content/2025/plans/01.yml", 'measure: "1.1"', "measure: 1.1", "1.1 is not of type 'string'"),
        ("content/2025/plans/01.yml", "value: 1200", 'value: "1200"', "'1200' is not of type 'number'"),
        ("content/2025/plans/01.yml", "value: 1200", "value: -1", "-1 is less than the minimum"),
        ("content/2025/plans/01.yml", "comparator: at_least", "comparator: more", "'more' is not one of"),
        ("content/2025/plans/01.yml", "group: 1", "group: one", "'one' is not of type 'integer'"),
        ("content/2025/plans/01.yml", "topics: [touzi]", "topics: [a, b, c, d]", "is too long"),
        ("content/2025/plans/01.yml", "        verbs: [完成]\n", "", "'verbs' is a required property"),
        ("content/2025/plans/01.yml", "key_targets: [1.1.2-a]", "key_targets: [1.1.2]", "does not match"),
    ],
)
def test_damage_is_refused_as_the_reading_refuses_it(name: str, old: str, new: str, said: str) -> None:
    text = SMALL_FILES[name].decode()
    assert old in text
    damaged = text.replace(old, new, 1).encode()
    _, problems = parse_content({**read_files(SMALL), name: damaged})
    assert any(problem.file == name for problem in problems)
    assert any(said in message for message in errors(name, damaged))


def test_the_command_writes_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "--check", "--root", str(tmp_path)]) == 1
    assert not list(tmp_path.iterdir())
    assert main(["schemas", "--root", str(tmp_path)]) == 0
    assert "plan.schema.json was written" in capsys.readouterr().out
    assert main(["schemas", "--check", "--root", str(tmp_path)]) == 0
