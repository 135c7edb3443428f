"""Texts that try to be more than text, in every field of every file: refused with a clear message, or only text."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from lxml import etree
from playwright.sync_api import Browser, Page, expect
from pybtex.database import parse_string
from selectolax.lexbor import LexborHTMLParser

from generator.build import build
from generator.library import Shelf, build_shelf

from .conftest import ROOT, SITE_URL, SMALL, file_server
from .hostile import ATTACKS, EVERYTHING, FILES, FORMULAS, ODD, OFFICIAL, attacked, full, leaf_of, leaves, make, values_of
from generator.load import read_files

DATA = attacked(full(read_files(SMALL)))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile") / "project"
    root.mkdir()
    make(root)
    before = {path for path in root.rglob("*")}
    build(root, root / "site", SITE_URL, lambda step: None)
    return root


@pytest.fixture(scope="module")
def built(project: Path) -> Path:
    return project / "site"


def test_no_field_is_left_out() -> None:
    for name, data in full(read_files(SMALL)).items():
        kinds = dict(leaves(FILES[name]))
        found = {leaf_of(path, kinds) for path, _ in values_of(data)}
        print(name, [k for k in kinds if k not in found])


def test_texts(built: Path) -> None:
    pages = " ".join(
        re.sub(r"\s+", " ", LexborHTMLParser(path.read_bytes()).root.text()) for path in sorted(built.rglob("*.html"))
    )
    fields = Counter()
    for name, data in DATA.items():
        kinds = dict(leaves(FILES[name]))
        for path, value in values_of(data):
            leaf = leaf_of(path, kinds)
            if kinds[leaf]:
                fields[name, leaf] += re.sub(r"\s+", " ", value).strip() in pages
    print("\n".join(str(k) for k, v in fields.items() if not v))


def test_dom(built: Path) -> None:
    tags = Counter()
    for path in sorted(built.rglob("*.html")):
        for node in LexborHTMLParser(path.read_bytes()).css("*"):
            tags[node.tag] += 1
            for a in node.attributes:
                tags[node.tag, a] += 1
    print(sorted(map(str, tags)))
