"""JSON Schemas of the files people write, made from the model, for editors that complete and explain while one types.

Each file of `content/` names its schema in its first line, in the form that VS Code's YAML extension and its kin read.
They refuse what the strict reading refuses, as far as one value can show it; the rest is for `check`.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .model import (
    Adding,
    Commitment,
    Department,
    Edition,
    History,
    Location,
    Permalinks,
    Plan,
    Record,
    Synonyms,
    Term,
    Topic,
)

FOLDER = "site_config/schemas"
"""Where the schemas stand, below the project's folder."""

KINDS: Mapping[str, tuple[str, Any]] = {
    "edition": (r"content/[0-9]{4}/edition\.yml", Edition),
    "plan": (r"content/[0-9]{4}/plans/[^/]+\.yml", Plan),
    "adding": (r"content/[0-9]{4}/adding\.yml", Adding),
    "departments": (r"content/departments\.yml", tuple[Department, ...]),
    "locations": (r"content/locations\.yml", tuple[Location, ...]),
    "glossary": (r"content/glossary\.yml", tuple[Term, ...]),
    "topics": (r"content/topics\.yml", tuple[Topic, ...]),
    "commitments": (r"content/commitments\.yml", tuple[Commitment, ...]),
    "synonyms": (r"content/synonyms\.yml", tuple[Synonyms, ...]),
    "translations": (r"content/translations\.yml", dict[str, Record]),
    "permalinks": (r"content/permalinks\.yml", Permalinks),
    "history": (r"content/history\.yml", History),
}
"""Which files hold what."""

MODELINE = "# yaml-language-server: $schema="
"""How a file begins that names its schema."""


def kind_of(file: str) -> str | None:
    """The name of the schema of a file, given by its '/'-separated path below the project's folder."""
    return next((kind for kind, (pattern, _) in KINDS.items() if re.fullmatch(pattern, file)), None)


def modeline(file: str) -> str:
    """The first line of a file that has a schema."""
    return f"{MODELINE}{os.path.relpath(f'{FOLDER}/{kind_of(file)}.schema.json', PurePosixPath(file).parent)}"


@cache
def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of file."""
    made = TypeAdapter(KINDS[kind][1]).json_schema(schema_generator=_Generator)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Written by `python -m generator schemas` from generator/model.py.",
        **made,
    }


def render_schemas() -> dict[str, str]:
    """Every schema file's text by its path below the project's folder."""
    return {
        f"{FOLDER}/{kind}.schema.json": json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n" for kind in KINDS
    }


class _Generator(GenerateJsonSchema):
    """pydantic's schemas for what can stand in YAML: nothing is null, figures are numbers, words are explained."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        made: JsonSchemaValue = {"type": "number"}
        self.update_with_validations(made, schema, self.ValidationsMapping.numeric)
        return made

    def union_schema(self, schema: core_schema.UnionSchema) -> JsonSchemaValue:
        made = super().union_schema(schema)
        numbers = [one for one in made.get("anyOf", ()) if one.get("type") == "number"]
        return numbers[0] if numbers else made

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """The kinds of entries as a choice by the key that tells them, so that a mistake in one is told as such."""
        *tagged, (_, otherwise) = schema["choices"].items()
        made = self.generate_inner(otherwise)
        for key, choice in reversed(tagged):
            made = {"if": {"required": [key]}, "then": self.generate_inner(choice), "else": made}
        return made

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        made = super().enum_schema(schema)
        made.pop("title", None)
        made["enumDescriptions"] = _meanings(schema["cls"])
        return made

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return made | {"additionalProperties": False} if "patternProperties" in made else made

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        made.pop("title", None)
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _meanings(words: type) -> list[str]:
    """The docstrings of an enumeration's words, in their order."""
    tree = ast.parse(inspect.getsource(words))
    definition = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return [
        inspect.cleandoc(str(said.value.value))
        for word, said in pairwise(definition.body)
        if isinstance(word, ast.Assign) and isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant)
    ]
