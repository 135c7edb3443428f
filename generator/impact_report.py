"""What a change does to the site, told in Markdown for a comment on a pull request.

Whoever proposed the change is a stranger. So everything that comes from files is escaped: nothing in it becomes a
link, an image, markup, a mention of somebody or a reference to another thread.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .changes import difference
from .figures import figure_text
from .impact import Change, Impact, TargetChange, Thing, Value
from .languages import Language
from .model import Target

LIMIT = 60_000
"""Characters of a report; code hosts take 65,536 in a comment."""
LONGEST = 1_500
"""Characters of a text beyond which it is not shown."""
_FOLDED = 8
"""Entries of a list beyond which it is folded."""
_NAMED = 5
"""Names in a line before the rest is counted."""
_SHOWN = 20
"""Entries of a list that came or went before the rest is counted."""
_NAME = 100
"""Characters of a name or value before it is cut."""
_TABLES = {"comparator": "comparator_names", "unit": "unit_names", "nature": "natures", "status": "statuses"}
"""The site's words for values that are words of the model, by key."""

_SAID: Mapping[str, tuple[str, str]] = {
    "heading": ("改动的影响", "What this change does"),
    "nothing": ("这项改动不影响网站。", "This change does nothing to the site."),
    "problems": (
        "内容有 {n} 处错误，改正之前不会发布；`python -m generator check` 逐条说明。",
        "The content has {n} problem(s) and is not published before they are mended; "
        "`python -m generator check` tells each.",
    ),
    "unreadable": ("这些文件有一个版本无法读取，未作比较：", "Not compared, for one version cannot be read:"),
    "unjudged": (
        "因此没有检查网址和译文状态。",
        "Addresses and states of translations were therefore not all looked at.",
    ),
    "official": (
        "官方原文有改动。没有出处，不得合并：请附上正式来源，并与之逐字核对。",
        "The official text is touched. Do not merge without a source: name the official publication, "
        "and compare character by character.",
    ),
    "source": ("冻结的原文 source.txt 有改动：", "The frozen source.txt changed:"),
    "reordered": ("官方原文的次序有改动。", "Official texts stand in another order."),
    "edition_new": (
        "新增年度版本 {year}：{n} 条事项，均须有出处。",
        "New edition {year}: {n} items, which need a source.",
    ),
    "edition_gone": ("年度版本 {year} 不再存在（{n} 条事项）。", "Edition {year} is gone ({n} items)."),
    "lost": ("将失效的网址", "Addresses that would be lost"),
    "lost_why": (
        "发布过的网址不能消失；CONTRIBUTING 说明怎样登记去向。",
        "A published address must not vanish; CONTRIBUTING says how to record what became of it.",
    ),
    "moved": ("改动的网址", "Addresses that move"),
    "ended": ("终止的网址", "Addresses that end"),
    "new_addresses": ("新增的网址", "New addresses"),
    "changed": ("内容有变的页面", "Pages whose content changes"),
    "targets": ("数字目标", "Targets"),
    "target_new": ("新增", "new"),
    "target_gone": ("移除", "removed"),
    "added": ("新增", "New"),
    "removed": ("移除", "Removed"),
    "stale": ("译文过期（中文已改，英文未改）", "Translations gone stale (the Chinese changed, the English did not)"),
    "states": ("译文状态", "States of translations"),
    "departments": ("相关单位", "Departments concerned"),
    "locations": ("相关地点", "Places concerned"),
    "shown": (
        "直接相关的页面（列表、全文和打印本随之更新）",
        "Pages directly concerned (lists, full text and booklets follow)",
    ),
    "unexplained": ("词汇表未收的引号词语", "Quoted terms that the glossary does not have"),
    "prose": ("文字页面", "Prose pages"),
    "design": ("模板、界面文字或样式", "Templates, words or design"),
    "program": ("程序", "Program"),
    "others": ("其他数据", "Other data"),
    "more": ("另有 {n} 项", "and {n} more"),
    "cut": (
        "篇幅所限，另有 {n} 项未列出。",
        "{n} more are left out here, for a comment holds no more.",
    ),
    "long": ("文字过长，此处不列（{n} 字）", "too long to show here ({n} characters)"),
    "rewritten": ("次序有变", "another order"),
    "official_text": ("官方原文", "Official text"),
    "missing": ("缺译文", "missing"),
}
"""Each in Chinese and English."""
_KINDS: Mapping[str, tuple[str, str]] = {
    "edition": ("文件", "Document"),
    "plan": ("计划", "Plan"),
    "measure": ("措施", "Measure"),
    "item": ("事项", "Item"),
    "departments": ("单位", "Department"),
    "locations": ("地点", "Place"),
    "glossary": ("词汇", "Term"),
    "topics": ("主题", "Topic"),
    "commitments": ("承诺用语", "Kind of commitment"),
}


def escaped(text: str) -> str:
    """A text on one line that Markdown shows as it is, and in which a code host finds nothing to act on.

    Escapes keep markup away; a space of no width parts what would become a mention, a reference or a link even so.
    Characters that do not show, or turn the direction of writing, are named instead.
    """
    text = "".join(map(_visible, re.sub(r"\s+", " ", text)))
    return _ACTIVE.sub(_made_passive, text)


_ACTIVE = re.compile(
    r"[\\`*_{}\[\]<>|~&!#@$]"
    r"|:(?=[^\s\u3400-\u9fff])"  # the start of an address or an emoji
    r"|(?<=\bwww)\."
    r"|(?<=\bGH)-(?=\d)"
    r"|(?<![0-9a-z])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,64}(?![0-9a-z])",  # perhaps a commit
    re.IGNORECASE,
)
_APART = "&#8203;"


def _made_passive(found: re.Match[str]) -> str:
    one = found[0]
    if one == "$":
        return "<span>$</span>"  # formulas know no escape
    if one in "@:.-":
        return one + _APART
    if len(one) > 1:
        return one[:6] + _APART + one[6:]
    return f"\\{one}" + (_APART if one == "#" else "")


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return f"(U+{ord(character):04X})" if hidden else character


def code(text: str) -> str:
    """A name of a file, key or address in the font of programs, where it is as plain as they are."""
    return f"`{text}`" if re.fullmatch(r"[A-Za-z0-9_.+/#-]+", text) else escaped(_cut(text))


class _Words:
    """What the report says in the languages wanted, side by side; `{n}` in a text stands for a number."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self.languages = languages

    def __call__(self, name: str, **values: object) -> str:
        """A label: 地点 · Places."""
        return self.of(lambda language: _SAID[name][language.code == "en"].format(**values))

    def sentence(self, name: str, **values: object) -> str:
        """A sentence in each language."""
        return " ".join(_SAID[name][language.code == "en"].format(**values) for language in self.languages)

    def of(self, show: Callable[[Language], str]) -> str:
        """What is shown in each language, once where it is the same."""
        return " · ".join(dict.fromkeys(show(language) for language in self.languages))


def render_impact(impact: Impact, languages: Sequence[Language]) -> str:
    """The report, in these languages side by side, of no more than `LIMIT` characters."""
    said = _Words(languages)
    if impact.empty:
        return said.sentence("nothing") + "\n"
    report = _Report(impact, said)
    first = [f"## {said('heading')}", *report.warnings()]
    last = "\n".join(f"- {line}" for line in report.lines())
    room = LIMIT - len("\n\n".join([*first, last])) - 2_000  # for titles, and what is said of the rest
    lists, left_out = [], 0
    for title, entries in report.lists():
        lines = []
        for line in entries:
            if len(line) < room:
                lines.append(line)
                room -= len(line) + 1
        left_out += len(entries) - len(lines)
        if lines:
            lists.append(_list(f"{title} ({len(entries)})", lines))
    cut = [f"**{said.sentence('cut', n=left_out)}**"] if left_out else []
    return "\n\n".join(part for part in (*first, *lists, *cut, last) if part) + "\n"


def _list(title: str, lines: Sequence[str]) -> str:
    if len(lines) <= _FOLDED:
        return "\n".join([f"**{title}**", "", *lines])
    return "\n".join(["<details>", f"<summary><b>{title}</b></summary>", "", *lines, "", "</details>"])


@dataclass(frozen=True)
class _Report:
    """The parts of a report."""

    impact: Impact
    said: _Words

    def warnings(self) -> Iterator[str]:
        """What must be read first."""
        impact, said = self.impact, self.said
        first = [said.sentence("official")] if impact.official or impact.source or impact.reordered else []
        first += [f"{said.sentence('source')} {', '.join(impact.source)}"] if impact.source else []
        first += [said.sentence("reordered")] if impact.reordered else []
        for year, count in impact.editions.items():
            first.append(said.sentence("edition_new" if count > 0 else "edition_gone", year=year, n=abs(count)))
        if first:
            yield "\n>\n".join(["> [!CAUTION]", *(f"> **{line}**" for line in first)]).replace("]\n>\n", "]\n")
        second = [said.sentence("lost_why")] if impact.addresses.lost else []
        second += [said.sentence("problems", n=impact.problems)] if impact.problems else []
        second += [f"{said.sentence('unreadable')} {self._names(map(code, impact.unreadable))}"] * bool(
            impact.unreadable
        )
        second += [] if impact.judged else [said.sentence("unjudged")]
        if second:
            yield "\n>\n".join(["> [!WARNING]", *(f"> {line}" for line in second)]).replace("]\n>\n", "]\n")

    def lists(self) -> Iterator[tuple[str, Sequence[str]]]:
        """What is told entry by entry: a title with its lines."""
        impact, said = self.impact, self.said
        found = {
            "official_text": [self._thing(thing, changes) for thing, changes in impact.official],
            "lost": [f"{code(path)} {escaped(_cut(name))}" for path, name in impact.addresses.lost.items()],
            "moved": [f"{code(was)} → {code(now)}" for was, now in impact.addresses.moved.items()],
            "ended": [code(path) for path in impact.addresses.ended],
            "changed": [self._thing(thing, changes) for thing, changes in impact.changed],
            "targets": [self._target(change) for change in impact.targets],
            "added": [self._thing(thing) for thing in impact.added],
            "removed": [self._thing(thing) for thing in impact.removed],
            "stale": [code(key) for key in impact.stale],
        }
        for name, entries in found.items():
            if entries:
                yield said(name), [f"- {entry}" for entry in entries]

    def lines(self) -> Iterator[str]:
        """What a line each will do for."""
        impact, said = self.impact, self.said
        kinds = Counter(thing.kind for thing in impact.shown)
        moves = (f"{self._state(was)} → {self._state(now)}: {n}" for (was, now), n in impact.states.items())
        quoted = (f"“{escaped(_cut(term))}” ({code(key)})" for term, key in impact.unexplained.items())
        found = {
            "states": "; ".join(moves),
            "departments": self._names(self._name(thing) for thing in impact.shown if thing.kind == "departments"),
            "locations": self._names(self._name(thing) for thing in impact.shown if thing.kind == "locations"),
            "shown": "; ".join(f"{self._kind(kind)} {kinds[kind]}" for kind in _KINDS if kinds[kind]),
            "new_addresses": self._names(map(code, impact.addresses.added)),
            "unexplained": self._names(quoted),
            "prose": self._names(map(code, impact.prose)),
            "design": self._names(map(code, impact.design)),
            "program": self._names(map(code, impact.program)),
            "others": self._names(map(code, impact.others)),
        }
        for name, text in found.items():
            if text:
                yield f"{said(name)}: {text}"

    def _names(self, names: Iterable[str]) -> str:
        own = list(names)
        rest = [self.said("more", n=len(own) - _NAMED)] if len(own) > _NAMED else []
        return "; ".join([*own[:_NAMED], *rest])

    def _name(self, thing: Thing) -> str:
        name = self.said.of(lambda language: escaped(_cut(thing.name[language.code])))
        return f"{escaped(_cut(thing.number))} {name}" if thing.number else name

    def _kind(self, kind: str) -> str:
        return self.said.of(lambda language: _KINDS[kind][language.code == "en"])

    def _state(self, state: str) -> str:
        if state == "missing":
            return self.said("missing")
        return self.said.of(lambda language: str(language.words["states"][state]))

    def _thing(self, thing: Thing, changes: Iterable[Change] = ()) -> str:
        """A thing with what changed of it below."""
        lines = [f"{self._kind(thing.kind)} **{self._name(thing)}** {code(thing.path)}"]
        lines += [f"  - {self._label(change, thing.key)}: {self._difference(change)}" for change in changes]
        return "\n".join(lines)

    def _target(self, change: TargetChange) -> str:
        what = self.said.of(lambda language: escaped(_cut(change.what[language.code])))
        quote = next((one for one in change.changes if one.key == f"{change.key}/quote"), None)
        state = ""
        if quote and (quote.before is None or quote.after is None):
            state = f"{self.said('target_new' if quote.before is None else 'target_gone')}: "
        lines = [f"{state}{code(change.key)} {what}"]
        if change.before or change.after:
            figures = [
                _marked(kind, self._figure(figure))
                for kind, figure in (("gone", change.before), ("new", change.after))
                if figure
            ]
            lines[0] += ": " + " ".join(figures)
        lines += [f"  - {self._label(one, change.key)}: {self._difference(one)}" for one in change.changes]
        return "\n".join(lines)

    def _figure(self, figure: Target) -> str:
        return self.said.of(lambda language: escaped(figure_text(figure, language.code, language.words)))

    def _label(self, change: Change, thing: str) -> str:
        """What changed of a thing: in words where the site has some, else the key of the YAML."""
        suffix, _, field = change.key.removeprefix(thing).partition("/")
        part = f"{code(change.key.partition('/')[2].partition('/')[0])} " if suffix else ""
        if not field:
            field = "heading" if re.fullmatch(r"-[tg]\d.*", suffix) else "translation"
        field = "target" if field == "quote" else field
        if change.language == "zh" and field in ("heading", "translation"):
            return part + self.said("official_text")

        def label(language: Language) -> str:
            known = language.words["changed"].get(field)
            which = language.words["changed_language"][change.language] if change.language else ""
            return f"{known or code(field)}{'' if field == 'translation' else which}"

        return part + self.said.of(label)

    def _difference(self, change: Change) -> str:
        """A text word by word, a list by its entries, another value as a whole."""
        field = change.key.rpartition("/")[2]
        before, after = change.before, change.after
        if isinstance(before, tuple) or isinstance(after, tuple):
            old, new = _entries(before), _entries(after)
            gone, more = [one for one in old if one not in new], [one for one in new if one not in old]
            marks = [_marked("gone", self._value(field, one)) for one in gone[:_SHOWN]]
            marks += [_marked("new", self._value(field, one)) for one in more[:_SHOWN]]
            rest = len(gone) + len(more) - len(marks)
            return " ".join([*marks, *([self.said("more", n=rest)] if rest else [])]) or self.said("rewritten")
        longest = max(len(before or ""), len(after or ""))
        if longest > LONGEST:
            return self.said("long", n=longest)
        if change.language and before and after:
            return "".join(_marked(one.kind, escaped(one.text)) for one in difference(before, after))
        return " ".join(
            _marked(kind, escaped(value) if change.language else self._value(field, value))
            for kind, value in (("gone", before), ("new", after))
            if value
        )

    def _value(self, field: str, value: str) -> str:
        """A value that is no text: in words where the site has some."""
        slug = "locations" if field == "within" else field
        if name := self.impact.names.get(f"{slug}/{value}"):
            return self.said.of(lambda language: escaped(_cut(name[language.code])))
        table = _TABLES.get(field, "")
        return self.said.of(lambda language: escaped(_cut(str(language.words.get(table, {}).get(value, value)))))


def _entries(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _marked(kind: str, text: str) -> str:
    """A run of a difference; its text is escaped."""
    mark = {"gone": "del", "new": "ins"}.get(kind)
    return f"<{mark}>{text}</{mark}>" if mark else text


def _cut(text: str) -> str:
    return text if len(text) <= _NAME else f"{text[:_NAME]}…"
