"""The open data as it describes itself: JSON Schemas and a Frictionless data package, from the declaration in `rows`.

Titles and explanations of fields are interface words (`data_fields`): English under the standard keys, every other
language under keys such as `title_zh`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter

from . import rows
from .languages import Language
from .model import Edition

_TABLE_OF = {row.__name__: name for name, row in rows.TABLES.items()} | {
    "Heading": "heading",
    "Source": "source",
    "Reached": "reached",
}
"""Where the words hold the fields of a class."""
_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "array": "string"}
"""Table Schema's type for a type of JSON Schema; a list is joined in one cell."""


def json_schemas(languages: tuple[Language, ...], address: str) -> dict[str, dict[str, Any]]:
    """A JSON Schema (2020-12) for each JSON file by its name, `item` for the files of single items.

    Args:
        languages: all of them; the standard keys are in English.
        address: of the folder of the data, with a final slash.
    """
    kinds: dict[str, Any] = {name: list[row] for name, row in rows.TABLES.items()}  # type: ignore[valid-type]
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{address}schemas/{name}.schema.json",
            **_said(languages, "data_tables", name),
            **_named(TypeAdapter(kind).json_schema(mode="serialization"), languages),
        }
        for name, kind in (kinds | {"item": rows.Item}).items()
    }


def _said(languages: tuple[Language, ...], *keys: str) -> dict[str, str]:
    """Title and description of a thing in every language, from its place in the words."""
    said: dict[str, str] = {}
    for language in sorted(languages, key=lambda one: one.code != "en"):
        end = "" if language.code == "en" else f"_{language.code}"
        entry: Any = language.words
        for key in keys:
            entry = entry[key]
        said |= {f"title{end}": entry[0], f"description{end}": entry[1]}
    return said


def _named(schema: dict[str, Any], languages: tuple[Language, ...]) -> dict[str, Any]:
    """A schema whose fields have titles and explanations, and whose rows may have fields that came later."""
    single = {"Item": schema} if "properties" in schema else {}
    for name, part in (schema.get("$defs", {}) | single).items():
        part.pop("title", None)
        part.pop("description", None)
        part.pop("additionalProperties", None)
        for field, what in part.get("properties", {}).items():
            what.pop("title", None)
            what.update(_said(languages, "data_fields", _TABLE_OF[name], field))
    return schema


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of single facts: a theme or group in three columns, lists joined, things with an id by their ids."""
    cells: dict[str, Any] = {}
    for key, value in row.items():
        if key in ("theme", "group"):
            cells |= {f"{key}_{part}": (value or {}).get(part) for part in rows.Heading.model_fields}
        elif isinstance(value, list):
            cells[key] = "; ".join(_in_cell(one) if isinstance(one, Mapping) else str(one) for one in value)
        else:
            cells[key] = value
    return cells


def _in_cell(thing: Mapping[str, Any]) -> str:
    """A thing of a list in a cell: a target or an entry by its id, a source by its address, `1.2.6-a=1250`."""
    return str(thing.get("id") or thing.get("url") or f"{thing['target']}={thing['value']}")


def _columns(table: str, schema: Mapping[str, Any], languages: tuple[Language, ...]) -> Iterator[dict[str, Any]]:
    """The columns of a CSV file as Table Schema describes them."""
    parts = schema["$defs"]
    for field, what in parts[rows.TABLES[table].__name__]["properties"].items():
        if field in ("theme", "group"):
            for part, inner in parts["Heading"]["properties"].items():
                said = _said(languages, "data_fields", table, f"{field}_{part}")
                yield {"name": f"{field}_{part}", **said, **_typed(inner, parts, required=False)}
            continue
        required = not any(one.get("type") == "null" for one in what.get("anyOf", ()))
        column = {"name": field, **_said(languages, "data_fields", table, field)}
        column |= _typed(what, parts, required and what.get("type") != "array")
        if what.get("type") == "array":
            column["separator"] = "; "
        if field == rows.KEYS.get(table):
            column["constraints"]["unique"] = True
        yield column


def _typed(what: Mapping[str, Any], parts: Mapping[str, Any], required: bool) -> dict[str, Any]:
    """Type and constraints of a column."""
    kinds = [one for one in what.get("anyOf", [what]) if one.get("type") != "null"]
    kind = kinds[-1]
    if "$ref" in kind:
        kind = parts[kind["$ref"].rpartition("/")[2]]
    constraints: dict[str, Any] = {"required": True} if required else {}
    if kind["type"] == "array":
        inner = kind["items"]
        if "$ref" in inner:
            own = parts[inner["$ref"].rpartition("/")[2]]["properties"]
            inner = own.get("id") or own.get("url") or {"pattern": f"{own['target']['pattern'][:-1]}=-?[0-9.]+$"}
        one = inner.get("pattern", "^.+$")[1:-1]
        constraints["pattern"] = f"^{one}(; {one})*$"
    constraints |= {key: kind[key] for key in ("enum", "pattern", "minimum") if key in kind}
    return {"type": _TYPES[kind["type"]], "constraints": constraints}


def data_package(edition: Edition, languages: tuple[Language, ...], files: Mapping[str, bytes]) -> dict[str, Any]:
    """A Frictionless description (specs.frictionlessdata.io) of the tables among some files.

    Args:
        edition: the document they are from.
        languages: all of them; the standard keys are in English.
        files: by path below the folder of the data.
    """
    schemas = json_schemas(languages, "")
    resources: list[dict[str, Any]] = []
    for name in sorted(files):
        table, _, form = name.rpartition(".")
        if "/" in name:
            continue
        resource: dict[str, Any] = {
            "name": f"{table}-{form}",
            **_said(languages, "data_tables", table),
            "path": name,
            "format": form,
            "mediatype": "text/csv" if form == "csv" else "application/json",
            "encoding": "utf-8",
            "bytes": len(files[name]),
            "hash": f"sha256:{sha256(files[name]).hexdigest()}",
        }
        if form == "csv":
            schema: dict[str, Any] = {
                "fields": list(_columns(table, schemas[table], languages)),
                "missingValues": [""],
                "primaryKey": [rows.KEYS[table]],
            }
            keys = {field: whole for (own, field), whole in rows.REFERENCES.items() if own == table}
            if keys:
                schema["foreignKeys"] = [
                    {
                        "fields": [field],
                        "reference": {
                            "resource": "" if whole == table else f"{whole}-csv",
                            "fields": [rows.KEYS[whole]],
                        },
                    }
                    for field, whole in keys.items()
                ]
            resource |= {"profile": "tabular-data-resource", "schema": schema}
        else:
            resource |= {"type": "json", "jsonSchema": f"schemas/{table}.schema.json"}
        resources.append(resource)
    return {
        "profile": "data-package",
        "name": f"luohu-ten-plans-{edition.edition}",
        "title": edition.title.en,
        "title_zh": edition.title.zh,
        **{key: text for key, text in _said(languages, "data_tables", "all").items() if "description" in key},
        "version": "1.1.0",
        "sources": [{"title": f"{edition.title.zh} ({edition.notice.number.zh})"}],
        "resources": resources,
    }
