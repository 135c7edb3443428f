"""The open data as those who reuse it see it: schemas, data package, archive and the page that explains them."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from frictionless import validate
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from generator import rows
from generator.exports import export_data
from generator.languages import Language, read_languages
from generator.library import Library

from .conftest import ROOT, SITE_URL

ARCHIVE = "luohu-ten-plans-2025.zip"


@pytest.fixture(scope="module")
def data(library: Library) -> Mapping[str, bytes]:
    """The files of the open data by name."""
    files = export_data(library, read_languages(ROOT), SITE_URL)
    return {name.removeprefix("data/v1/"): content for name, content in files.items()}


@pytest.fixture(scope="module")
def validators(data: Mapping[str, bytes]) -> Mapping[str, Draft202012Validator]:
    """What judges a JSON file, by the name of its schema."""
    found = {}
    for name, content in data.items():
        if name.startswith("schemas/"):
            schema = json.loads(content)
            Draft202012Validator.check_schema(schema)
            assert schema["$id"] == f"{SITE_URL}data/v1/{name}"
            found[name.removeprefix("schemas/").removesuffix(".schema.json")] = Draft202012Validator(schema)
    return found


@pytest.fixture
def folder(data: Mapping[str, bytes], tmp_path: Path) -> Path:
    """The archive, unpacked, to be damaged at will."""
    with zipfile.ZipFile(io.BytesIO(data[ARCHIVE])) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def test_every_json_file_keeps_its_schema(
    data: Mapping[str, bytes], validators: Mapping[str, Draft202012Validator]
) -> None:
    judged = set()
    for name, content in data.items():
        if name.endswith(".json") and not name.startswith("schemas/") and name != "datapackage.json":
            schema = "item" if "/" in name else name.removesuffix(".json")
            validators[schema].validate(json.loads(content))
            judged.add(schema)
    assert judged == set(validators)
    revision = {"date": "2026-11-25", "what": "2025/1.1.2-a/value", "language": None, "before": "1", "after": "2"}
    assert validators["changes"].is_valid([revision])
    assert not validators["changes"].is_valid([revision | {"date": "25 November"}])


@pytest.mark.parametrize(
    ("table", "damage"),
    [
        ("items", {"id": "1.2"}),
        ("items", {"text_zh": ""}),
        ("items", {"theme": {"number": 1}}),
        ("items", {"translation_state": "perfect"}),
        ("targets", {"value": "10000"}),
        ("targets", {"unit": "mile"}),
        ("departments", {"kind": "ministry"}),
        ("locations", {"in_luohu": "yes"}),
        ("topics", {"items": "1.2.6"}),
    ],
)
def test_a_damaged_row_is_refused(
    data: Mapping[str, bytes],
    validators: Mapping[str, Draft202012Validator],
    table: str,
    damage: dict[str, Any],
) -> None:
    row = json.loads(data[f"{table}.json"])[0]
    assert validators[table].is_valid([row])
    assert not validators[table].is_valid([row | damage])
    assert not validators[table].is_valid([{key: value for key, value in row.items() if key not in damage}])
    assert validators[table].is_valid([row | {"later": 1}]), "fields may be added within v1"


def test_every_field_says_what_it_is_in_both_languages(data: Mapping[str, bytes]) -> None:
    said = {"title", "description", "title_zh", "description_zh"}
    schema = json.loads(data["schemas/items.schema.json"])
    fields = [field for part in schema["$defs"].values() for field in part.get("properties", {}).values()]
    package = json.loads(data["datapackage.json"])
    fields += [field for one in package["resources"] for field in one.get("schema", {}).get("fields", ())]
    assert len(fields) > 60
    for field in fields:
        assert said <= set(field), field
        assert all(field[key][0] >= "\u4e00" for key in said if key.endswith("_zh") and field[key][0].isalpha()), field


def test_the_package_is_valid(folder: Path, data: Mapping[str, bytes]) -> None:
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.to_summary()
    package = json.loads(data["datapackage.json"])
    assert {one["path"] for one in package["resources"]} == {
        name for name in data if "/" not in name and name not in ("datapackage.json", ARCHIVE)
    }
    tables = {one["path"].removesuffix(".csv"): one["schema"] for one in package["resources"] if "schema" in one}
    assert set(tables) == set(rows.CSV)
    for name, schema in tables.items():
        header = data[f"{name}.csv"].decode("utf-8-sig").splitlines()[0]
        assert [field["name"] for field in schema["fields"]] == header.split(",")
    for one in package["resources"]:
        assert one.get("jsonSchema", "schemas/items.schema.json") in data


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("targets.csv", "1.1.1-a,1.1.1,", "1.1.1-a,99.1.1,"),
        ("targets.csv", ",yuan,", ",pound,"),
        ("targets.csv", "\r\n1.1.2-a,", "\r\n1.1.1-a,"),
        ("items.csv", "\r\n1.1.1,1,", "\r\n1.1.1,one,"),
    ],
)
def test_a_damaged_table_is_refused(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:  # so that the table is judged, not its size
        del resource["bytes"], resource["hash"]
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = validate(str(folder / "datapackage.json"))
    assert [task.place for task in report.tasks if not task.valid] == [file]


def test_the_archive_holds_everything_and_is_the_same_each_time(library: Library, data: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(data[ARCHIVE])) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names)
        assert set(names) == set(data) - {ARCHIVE} | {"README.txt"}
        assert all(archive.read(name) == data[name] for name in names if name != "README.txt")
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}
        readme = archive.read("README.txt").decode()
    assert "all other text is by the site and not official" in readme
    assert library.edition.title.zh in readme
    again = export_data(library, read_languages(ROOT), SITE_URL)
    assert again[f"data/v1/{ARCHIVE}"] == data[ARCHIVE]


# The page that explains the data


def _explained(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """The rows of each table of fields on a page, in the order of the page."""
    text = path.read_text(encoding="utf-8")
    parts = [part for part in re.split(r"^### ", text, flags=re.M)[1:] if "|---|" in part]
    return {
        name: re.findall(r"^\| `(\w+)` \| (.+) \|$", part, re.M) for name, part in zip(rows.CSV, parts, strict=True)
    }


@pytest.mark.parametrize("language", read_languages(ROOT), ids=lambda language: language.code)
def test_the_page_names_and_explains_every_field_and_file(language: Language, data: Mapping[str, bytes]) -> None:
    page = ROOT / "content" / "pages" / language.code / "data.md"
    fields = language.words["data_fields"]
    for table, explained in _explained(page).items():
        assert explained == [(name, fields[table][name][1]) for name in rows.TABLES[table].model_fields]
    linked = set(re.findall(r"v1/([^)]+)\)", page.read_text(encoding="utf-8")))
    assert linked >= {name for name in data if not name.startswith("items/")}


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_python_example_works(site: Path, served: str, language: str) -> None:
    page = LexborHTMLParser((site / f"{language}data/index.html").read_bytes())
    examples = [node.text() for node in page.css("pre")]
    assert [SITE_URL in example for example in examples] == [True] * 4
    command = [sys.executable, "-c", examples[0].replace(SITE_URL, served)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env={"PYTHONUTF8": "1"})
    items = json.loads((site / "data/v1/items.json").read_text(encoding="utf-8"))
    headline = "headline_en" if language else "headline_zh"
    here = [f"{item['id']} {item[headline]}" for item in items if "luohu-kouan" in item["locations"]]
    assert ran.stdout.splitlines() == here


def test_the_spreadsheet_formula_counts_units(data: Mapping[str, bytes]) -> None:
    header = data["targets.csv"].decode("utf-8-sig").splitlines()[0].split(",")
    assert header["ABCDEFGHIJ".index("G")] == "unit"
