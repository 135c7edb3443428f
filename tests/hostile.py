"""Texts that try to be more than text, and a made-up site that has them in every field."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from generator.fidelity import reassemble
from generator.load import parse_content, read_files
from generator.root_files import SETTINGS, Publisher
from generator.schemas import KINDS, kind_of

from .conftest import ROOT, SMALL

ATTACKS: Mapping[str, str] = {
    "element": "<script>hacked()</script>",
    "handler": "<img src=x onerror=hacked()><svg onload=hacked()>",
    "attribute": "\" onmouseover=\"hacked()\" autofocus onfocus='hacked()' x='",
    "end": "</p></article></title></textarea></style></script><script>hacked()</script>",
    "frame": '<iframe srcdoc="<script>parent.hacked()</script>"></iframe><object data=//evil.invalid></object>',
    "elsewhere": "<base href=//evil.invalid/><meta http-equiv=refresh content=';url=//evil.invalid/'>",
    "loaded": "<script src=//evil.invalid/x.js></script><link rel=stylesheet href=//evil.invalid/x.css>",
    "style": "<style>*{background:url(//evil.invalid/)}</style><b style=position:fixed>",
    "form": "<form action=//evil.invalid/><button formaction=javascript:hacked()>",
    "link": "<a href=javascript:hacked()>x</a> javascript:hacked() data:text/html,<script>hacked()</script>",
    "trusted": "<div><mark><small>x</small></mark>",  # what the Trusted Types of our pages let through
    "xml": "]]><![CDATA[ &amp; &lt; &nosuch; <!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]> <?xml?> <!-- --",
    "template": "{{ hacked() }}{% raw %}{# x #}{{ config.items() }}${hacked()}",
    "format": "{} {x} {x.__class__} %s %(x)s $& $` $' \\g<x>",
    "markdown": "[x](javascript:hacked()) ![x](//evil.invalid/x.png) **x** `x` | x # x {: onclick=hacked() }",
    "yaml": "*alias &anchor !!python/object:os.system {a: b} [c] - d: e # f",
    "prototype": "__proto__ constructor toString hasOwnProperty",
    "pattern": "(((((a+)+)+)+$ [^*|?.{,} \\",
    "tex": "\\input{/etc/passwd} % } @misc{x, ~ _ ^ # $",
    "path": "../../../../etc/passwd ..\\..\\x file:///etc/passwd C:\\x",
    "placeholder": "FRAME-TITLE FRAME-DESCRIPTION FRAME-BODY <!--FRAME-HEAD--> frame-path/frame-path/frame-path-items/",
    "right to left": "שלום مرحبا",
    "rare characters": "欸嗯呣哼噷㐀鿿𠀀 é İ ß ﬁ",
}
"""Without figures, so that English and Chinese agree, and without a mark that parts printed lists."""
EVERYTHING = " ".join(ATTACKS.values())
FORMULAS = ("=", "+", "-", "@", " =", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What may begin a formula in a spreadsheet."""
FORMULA = "hacked()|cmd'/C calc'!A; =hacked();\"=hacked();\""
OFFICIAL = {
    "划": ATTACKS["element"],
    "好": ATTACKS["handler"],
    "局": ATTACKS["attribute"],
    "街": ATTACKS["end"],
    "路": ATTACKS["frame"],
    "成": ATTACKS["template"],
    "增": ATTACKS["link"],
    "取": ATTACKS["xml"],
    "块": ATTACKS["markdown"],
    "出": ATTACKS["tex"],
    "造": ATTACKS["elsewhere"],
    "动": ATTACKS["trusted"],
    "企": ATTACKS["loaded"],
    "力": ATTACKS["prototype"],
    "浓": ATTACKS["format"],
}
"""Follows these characters wherever official text has them, so that what quotes it still does."""
ODD = (
    *("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"),
    *("\u061c", "\u200b", "\u200c", "\u200d", "\u2060", "\u2061", "\ufeff", "\u00ad", "\u180e", "\U000e0041"),
    *("\u034f", "\u115f", "\u1160", "\u17b4", "\u180b", "\u3164", "\ufe0f", "\uffa0", "\U000e0101"),
    *("\x00", "\x01", "\x07", "\x08", "\t", "\n", "\x0b", "\r", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029"),
    *("\ue000", "\ufdd0", "\ufffe", "\uffff", "\ud800", "\udfff", "\u00a0", "\u2003", "\u3000"),
)
"""Characters of which no text may have any: they turn the direction of writing, do not show, or end lines."""

Place = tuple[str | int, ...]
"""Keys and list positions that lead to a value."""
Leaf = tuple[str, ...]
"""The keys that lead to a value; `*` for every entry of a list or of a mapping of any keys."""


def leaves(kind: Any, path: Leaf = (), closed: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Every value in a kind of file that is no mapping or list, and whether it is free text."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from leaves(inner[0], path, closed or any(map(_restricts, inner[1:])))
    elif origin in (Union, types.UnionType):
        found = [leaf for one in inner if one is not type(None) for leaf in leaves(one, path, closed)]
        yield from dict.fromkeys(found)
    elif origin is tuple:
        yield from leaves(inner[0], (*path, "*"), closed)
    elif origin is dict:
        yield from leaves(inner[1], (*path, "*"), closed)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            yield from leaves(field.annotation, (*path, name), any(map(_restricts, field.metadata)))
    else:
        assert kind in (str, int, bool) or kind.__name__ == "Decimal" or origin is Literal or issubclass(kind, Enum)
        yield path, kind is str and not closed


def _restricts(constraint: Any) -> bool:
    """Whether a constraint says what a text may consist of."""
    return any(map(_restricts, getattr(constraint, "metadata", ()))) or bool(getattr(constraint, "pattern", None))


def values_of(data: Any, path: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value of a file that is no mapping or list, with its path."""
    if isinstance(data, dict | list):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from values_of(value, (*path, step))
    else:
        yield path, data


def leaf_of(path: Place, kinds: Mapping[Leaf, bool]) -> Leaf:
    """The field of the model to which a value belongs."""
    (found,) = (
        leaf
        for leaf in kinds
        if len(leaf) == len(path) and all(own in ("*", step) for own, step in zip(leaf, path, strict=True))
    )
    return found


def model_of(name: str) -> Any:
    """What a file holds."""
    kind = kind_of(name)
    return KINDS[kind][1] if kind else Publisher


def changed(data: Any, change: Callable[[Place, Any], Any], path: Place = ()) -> Any:
    """The data with `change` made to every value that is no mapping or list."""
    if isinstance(data, dict):
        return {key: changed(value, change, (*path, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [changed(value, change, (*path, position)) for position, value in enumerate(data)]
    return change(path, data)


def replaced(data: Any, new: Any, paths: Collection[Place] | None = None) -> Any:
    """The data with another value at these paths, or everywhere."""
    return changed(data, lambda path, value: new if paths is None or path in paths else value)


# A site in which every field is filled


def full(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The data of the small site with every optional field filled, by file; all of it made up."""
    data = {name: yaml.safe_load(raw) for name, raw in files.items() if kind_of(name)}
    note = {"zh": "原文如此。", "en": "Printed so."}
    first, second = (data[f"content/2025/plans/{name}.yml"]["measures"][0] for name in ("01", "02"))
    first["note"] = note
    roads = next(entry for entry in first["content"] if entry.get("item") == "1.1.2")
    site = next(entry for entry in first["content"] if entry.get("item") == "1.1.3")
    site["targets"][0]["unmeasurable"] = {"zh": "没有统计。", "en": "No statistics."}
    source = {"title": "通告", "publisher": "某报", "date": "2026-03-01", "url": "https://news.example.org/a?b=1&c='2'"}
    roads["progress"] = [
        {
            "date": "2026-03-05",
            "status": "under_way",
            "reached": [{"target": "1.1.2-a", "value": 600}],
            "note": {"zh": "建了一些。", "en": "Some were built."},
            "sources": [source | {"archived": "https://archive.example.org/x"}],
        }
    ]
    second["content"][0]["not_targets"] = ["PM2.5浓度"]
    data["content/2025/adding.yml"] = {
        "overlaps": [
            {
                "whole": "1.1.1-a",
                "targets": ["1.1.1-a", "1.1.3-a"],
                "reason": {"zh": "可能重叠。", "en": "May overlap."},
            }
        ],
        "sums": [
            {
                "targets": ["1.1.2-a", "2.1.2-a"],
                "what": {"zh": "新增", "en": "additions"},
                "reason": {"zh": "互不相同。", "en": "They differ."},
            }
        ],
    }
    data["content/departments.yml"][0] |= {"note": note}
    data["content/locations.yml"][1] |= {"note": note}
    terms = data["content/glossary.yml"]
    terms[1]["aliases"] = ["三力"]
    for term in terms:
        term["accepted"] = [term["term"]["en"], *term.get("accepted", ())]
    data["content/synonyms.yml"] = [{"zh": ["马路", "公路"], "en": ["road", "street"]}]
    data["content/translations.yml"] = {
        "topics/touzi/name": {"state": "reviewed", "zh": "0" * 12, "en": "0" * 12, "reviewer": "Somebody"}
    }
    ended = {"date": "2026-01-31", "why": {"zh": "没有了。", "en": "Gone."}, "see": "locations/"}
    data["content/permalinks.yml"] = {
        "published": {
            "locations/old/": "旧地",
            "departments/gone/": "旧局",
            "glossary/#gone": "旧词",
            "topics/old/": "旧",
        },
        "moved": {"locations/old/": "locations/constructor/", "topics/old/": "topics/constructor/"},
        "ended": [ended | {"path": "departments/gone/"}, ended | {"path": "glossary/#gone"}],
    }
    data["content/history.yml"] = {
        "published": "2026-01-01",
        "revisions": [
            {"date": "2026-02-01", "what": what, **language, "before": "某个说法", "after": "A way to say it"}
            for what, language in (
                ("2025/1.1.2", {"language": "en"}),
                ("2025/1.1.2/headline", {"language": "zh"}),
                ("2025/1.1.2/topics", {}),
                ("2025/1.1.2-a/comparator", {}),
                ("departments/constructor/name", {"language": "en"}),
                ("locations/constructor/name", {"language": "zh"}),
            )
        ],
    }
    data[SETTINGS] = {
        "contact": "mailto:hacked()@example.org",
        "security_expires": "2027-01-01T00:00:00Z",
        "repository": "https://code.example.org/owner/name",
    }
    return data


RENAMED = {"daolu", "dongmenlu", "ge-zhuan-qi", "wancheng", "ge-jiedao"}
"""Slugs that become `constructor`, the one name of JavaScript's objects that can be a slug."""
HEADLINES = {"zh": "<svg onload=hacked()>", "en": f"{ATTACKS['element']} {ATTACKS['handler']}"[:60]}
"""What fits into a headline."""


def attacked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with attacks in every text that is free."""
    turns = count()
    return {name: _attacked(name, own, turns) for name, own in data.items()}


def _attacked(name: str, data: Any, turns: Iterator[int]) -> Any:
    kinds = dict(leaves(model_of(name)))

    def change(path: Place, value: Any) -> Any:
        if isinstance(value, str) and value in RENAMED:
            return "constructor"
        rendering = path[-2:] == ("accepted", 0)  # which the English has
        if not isinstance(value, str) or not kinds[leaf_of(path, kinds)] or rendering:
            return value
        if _is_official(name, path):
            return "".join(character + OFFICIAL.get(character, "") for character in value)
        start = FORMULAS[next(turns) % len(FORMULAS)]
        if path[-2] == "headline":
            return start + HEADLINES[str(path[-1])]
        return f"{start}{FORMULA} {value} {EVERYTHING}"

    return changed(data, change)


_OURS = re.compile(r"headline|summary|what|note|unmeasurable|keywords|progress|en")
_OFFICIAL = {
    "edition": (("title", "zh"), ("preamble", "zh")),
    "departments": (("spellings",),),
    "locations": (("name", "zh"),),
    "glossary": (("term", "zh"), ("aliases",)),
    "commitments": (("verbs",),),
}


def _is_official(name: str, path: Place) -> bool:
    """Whether a text is of the document, or must be found in it."""
    keys = tuple(step for step in path if isinstance(step, str))
    if "/plans/" in name:
        return not any(map(_OURS.fullmatch, keys))
    return keys in _OFFICIAL.get(Path(name).stem, ())


def make(root: Path) -> None:
    """Write the attacked site into the folder `root`, with its own words and settings."""
    shutil.copytree(SMALL / "content", root / "content")
    shutil.copytree(ROOT / "content" / "pages", root / "content" / "pages")
    shutil.copytree(ROOT / "site_config", root / "site_config")
    for name in ("templates", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    _write_words(root)
    data = attacked(full(read_files(SMALL)))
    for name, own in data.items():
        (root / name).write_text(dumped(own), encoding="utf-8")
    content, _ = parse_content(read_files(root))
    assert content is not None
    text = reassemble(content.editions[0])
    (root / "content/2025/source.txt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    edition = data["content/2025/edition.yml"] | {"source_sha256": digest}
    (root / "content/2025/edition.yml").write_text(dumped(edition), encoding="utf-8")


def _write_words(root: Path) -> None:
    """Put attacks into every interface word, and into what a prose page says of itself."""
    attack = ATTACKS["end"] + ATTACKS["handler"]
    for path in (root / "site_config/words").glob("*.yml"):
        words = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(dumped(changed(words, lambda path, word: _worded(path, word, attack))), encoding="utf-8")
    path = root / "site_config/languages.yml"
    languages = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(dumped([one | {"name": one["name"] + attack} for one in languages]), encoding="utf-8")
    for path in (root / "content/pages").glob("*/about.md"):
        text = path.read_text(encoding="utf-8")
        for key in ("title", "description"):
            text = text.replace(f"\n{key}: ", f"\n{key}: x {ATTACKS['attribute']} ", 1)
        path.write_text(f"{text}\n## {html.escape(attack)}\n", encoding="utf-8")


def _worded(path: Place, word: Any, attack: str) -> Any:
    return word + attack if isinstance(word, str) and path != ("locale",) else word


def dumped(data: Any) -> str:
    """The data as YAML, every value on a line of its own."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000_000)
