"""What the charts show: their sentences, their tables, and their drawings as Vega-Lite descriptions.

A drawing is 340 units wide, so that a phone shows it at its own size. Its texts are marks at places worked out here,
never axes or legends laid out around measured text: the fonts of the machine that draws have no say.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise
from typing import Any

from . import paths
from .figures import amount_text, figure_text
from .library import Library, MeasureEntry, PlanEntry, index
from .model import Department, DepartmentKind, Nature, Unit

Words = Mapping[str, Any]
Spec = Mapping[str, Any]

WIDTH = 340
SIZE = 10.5
"""Of the smallest text."""
LINE = 12
PAIRS_SHOWN = 15
"""Departments in the matrix of pairs, at most: one more column would be too narrow for its number."""
BODIES_SHOWN = 24
LABELS = 138
"""Room for the labels of a matrix, at most."""
TOTALS = 25
IDS = 48
"""Room for the id of an item, such as 1.1.10."""
STEPS = ("var(--lt-chart-1)", "var(--lt-chart-2)", "var(--lt-chart-3)", "var(--lt-chart-4)")
INKS = ("var(--lt-chart-ink)", "var(--lt-chart-ink-strong)")
"""Text on the lower and on the upper two steps."""
SHAPES = {
    Nature.AMOUNT: ("circle", "var(--lt-chart-4)"),
    Nature.NEW: ("diamond", "var(--md-accent-fg-color)"),
    Nature.TOTAL: ("square", "var(--lt-quiet)"),
    Nature.GROWTH: ("triangle-up", "var(--md-accent-fg-color)"),
    Nature.RATIO: ("triangle-down", "var(--lt-quiet)"),
    Nature.COUNT: ("cross", "var(--lt-chart-4)"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A text, linked where `path` is not empty."""

    text: str
    path: str = ""


Cell = tuple[Link, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart in one language."""

    id: str
    title: str
    caption: str
    """One sentence, worked out from the data: what to see."""
    note: str
    """How to read it, and what the data cannot say."""
    spec: Spec
    """The drawing, in Vega-Lite."""
    head: Row
    rows: tuple[Row, ...]
    """The same data as a table; the first cell of a row names it."""

    @property
    def height(self) -> int:
        return int(self.spec["height"])


@dataclass(frozen=True, slots=True)
class Desk:
    """What every chart is made from: the library, and the words of one language."""

    library: Library
    words: Words
    language: str

    @property
    def plans(self) -> tuple[PlanEntry, ...]:
        return self.library.plans

    @property
    def bodies(self) -> tuple[Department, ...]:
        """Departments with measures, those with most first; collective expressions left out."""
        own = self.library.measures_of_department
        bodies = (body for slug, body in self.library.departments.items() if slug in own)
        single = (body for body in bodies if body.kind is not DepartmentKind.COLLECTIVE)
        return tuple(sorted(single, key=lambda body: -len(own[body.slug])))

    def measures(self, body: Department) -> tuple[MeasureEntry, ...]:
        return self.library.measures_of_department[body.slug]

    def say(self, key: str, **values: object) -> str:
        """A sentence of the words, filled in; `key` is `pairs.caption`."""
        found: Any = self.words["chart"]
        for part in key.split("."):
            found = found[part]
        return str(found).format(**values)

    def join(self, texts: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(texts)

    def count(self, number: int, noun: str) -> str:
        """8项措施, 1 measure, 8 measures."""
        forms = self.words["counts"][noun]
        return f"{number}{'' if self.language == 'zh' else ' '}{forms[0] if number == 1 else forms[-1]}"

    def short(self, body: Department) -> str:
        """A name without what nearly all names begin with."""
        return body.name[self.language].removeprefix(self.words["chart"]["name_prefix"])

    def numeral(self, plan: PlanEntry) -> str:
        return plan.mark if self.language == "zh" else str(plan.number)

    def plan_name(self, plan: PlanEntry) -> str:
        return self.say("plan", number=self.numeral(plan), title=plan.title[self.language])

    def plan_link(self, plan: PlanEntry, text: str = "") -> Link:
        return Link(text or self.plan_name(plan), plan.path)

    def body_link(self, body: Department) -> Link:
        return Link(body.name[self.language], paths.department(body.slug))

    def measure_link(self, measure: MeasureEntry) -> Link:
        return Link(measure.id, measure.path)

    def body_notes(self, least: int) -> str:
        """What every chart of departments has to say about them."""
        named = self.library.measures_of_department
        every = (body for slug, body in self.library.departments.items() if slug in named)
        collective = [body.name[self.language] for body in every if body.kind is DepartmentKind.COLLECTIVE]
        notes = [self.say("least", measures=self.count(least, "measures"))]
        notes += [self.say("left_out", names=self.join(collective))] if collective else []
        notes.append(self.say("names"))
        return (" " if self.language == "en" else "").join(note for note in notes if note)


def charts_of(library: Library, words: Words, language: str) -> tuple[Chart, ...]:
    """Every chart for which the library has data, in one language."""
    desk = Desk(library, words, language)
    made = (_figures(desk), _pairs(desk), _bodies(desk), _money(desk), _kinds(desk))
    return tuple(chart for chart in made if chart)


# The charts


def _figures(desk: Desk) -> Chart:
    """How many items of each plan state a target."""
    rows = [(plan, len(plan.items), sum(1 for item in plan.items if item.raw.targets)) for plan in desk.plans]
    share = {plan.number: Fraction(part, whole) for plan, whole, part in rows}

    def named(best: Callable[[Iterable[Fraction]], Fraction]) -> str:
        chosen = [row for row in rows if share[row[0].number] == best(share.values())]
        return desk.join(
            desk.say(
                "figures.place", number=desk.numeral(plan), share=desk.say("figures.share", part=part, whole=whole)
            )
            for plan, whole, part in chosen
        )

    bars: list[Spec] = []
    labels: list[Spec] = []
    shares: list[Spec] = []
    height = 0
    for plan, whole, part in rows:
        lines = _wrapped(desk.plan_name(plan), WIDTH)
        labels += _label(lines, height + 2 + len(lines) * LINE / 2)
        top = height + len(lines) * LINE + 4
        bars += [{"x": whole, "top": top, "bottom": top + 14, "fill": STEPS[0]}]
        bars += [{"x": part, "top": top, "bottom": top + 14, "fill": STEPS[-1]}]
        shares.append({"text": desk.say("figures.share", part=part, whole=whole), "x": whole, "y": top + 7})
        height = top + 14 + 10
    scale = {"domain": [0, max(whole for _, whole, _ in rows)], "range": [0, 250]}
    x = _field("x", type="quantitative", scale=scale, axis=None)
    layers = [
        _layer(
            bars,
            {"type": "rect"},
            x=x,
            x2={"value": 0},
            y=_place("top"),
            y2=_field("bottom"),
            color=_field("fill", scale=None),
        ),
        _texts(labels, {"value": 0}, align="left"),
        _texts(shares, x, align="left", dx=6, fontWeight="bold"),
    ]
    caption = desk.say(
        "figures.caption",
        items=sum(whole for _, whole, _ in rows),
        part=sum(part for _, _, part in rows),
        most=named(max),
        least=named(min),
    )
    table = tuple(
        (
            (desk.plan_link(plan),),
            _plain(whole),
            _plain(part),
            _plain(sum(len(item.raw.targets) for item in plan.items)),
        )
        for plan, whole, part in rows
    )
    head = _head(desk, "plan", "items", "with_target", "targets")
    return Chart(
        "figures", desk.say("figures.title"), caption, desk.say("figures.note"), _spec(height, layers), head, table
    )


def _pairs(desk: Desk) -> Chart | None:
    """For how many measures two departments are both named."""
    bodies, least = _leading(desk, PAIRS_SHOWN)
    shared = {
        (one.slug, other.slug): tuple(m for m in desk.measures(one) if other.slug in m.departments)
        for one, other in combinations(desk.bodies, 2)
    }
    found = {pair: measures for pair, measures in shared.items() if measures}
    if not found or len(bodies) < 2:
        return None
    by_slug = {body.slug: body for body in desk.bodies}
    shown = frozenset(body.slug for body in bodies)

    def number(one: Department, other: Department) -> int:
        if one is other:
            return len(desk.measures(one))
        return len(shared.get((one.slug, other.slug)) or shared.get((other.slug, one.slug), ()))

    letters = [chr(ord("A") + position) for position in range(len(bodies))]
    lines = [
        _Line(desk.short(body), tuple(number(body, other) for other in bodies), position, letters[position])
        for position, body in enumerate(bodies)
    ]
    spec = _matrix(letters, lines, (2, 4, 6))
    most = max(len(measures) for measures in found.values())
    top = [
        desk.say("pairs.pair", one=desk.short(by_slug[one]), other=desk.short(by_slug[other]))
        for (one, other), measures in found.items()
        if len(measures) == most
    ]
    caption = desk.say("pairs.caption", pairs=desk.join(top), measures=desk.count(most, "measures"))
    note = desk.say("pairs.note", measures=desk.count(len(desk.library.measures), "measures"))
    table = tuple(
        (
            (desk.body_link(by_slug[one]),),
            (desk.body_link(by_slug[other]),),
            _plain(len(measures)),
            tuple(map(desk.measure_link, measures)),
        )
        for (one, other), measures in sorted(found.items(), key=lambda entry: -len(entry[1]))
        if {one, other} <= shown
    )
    head = _head(desk, "body", "other", "shared", "which")
    return Chart(
        "pairs", desk.say("pairs.title"), caption, _paragraph(desk, note, desk.body_notes(least)), spec, head, table
    )


def _bodies(desk: Desk) -> Chart | None:
    """How many measures of each plan a department is named for."""
    shown, least = _leading(desk, BODIES_SHOWN)
    if not shown:
        return None
    counts = {body.slug: Counter(measure.plan for measure in desk.measures(body)) for body in desk.bodies}
    in_plan = Counter(plan for own in counts.values() for plan in own)
    wide, busy = max(len(own) for own in counts.values()), max(in_plan.values())
    caption = desk.say(
        "bodies.caption",
        bodies=desk.join(desk.short(body) for body in desk.bodies if len(counts[body.slug]) == wide),
        plans=wide,
        all=len(desk.plans),
        busiest=desk.join(desk.say("number", number=desk.numeral(p)) for p in desk.plans if in_plan[p.number] == busy),
        departments=desk.count(busy, "departments"),
    )
    lines = [(desk.short(body), (desk.body_link(body),), counts[body.slug]) for body in shown]
    note = _paragraph(desk, desk.say("bodies.note"), desk.body_notes(least))
    matrix = _by_plan(desk, "body", [("", lines)], (2, 3, 4))
    return Chart("bodies", desk.say("bodies.title"), caption, note, *matrix)


def _money(desk: Desk) -> Chart | None:
    """Every target in yuan, on a scale of powers of ten."""
    sums = [(item, t) for item, t in desk.library.targets if t.unit is Unit.YUAN and t.value > 0]
    if not sums:
        return None
    sums.sort(key=lambda entry: -entry[1].value)
    top, low = sums[0], sums[-1]
    first, last = math.floor(math.log10(low[1].value)), math.ceil(math.log10(top[1].value))
    last = max(last, first + 1)
    domain = [10**first, 10**last]
    scale = {"type": "log", "domain": domain, "range": [6, WIDTH - 6], "nice": False}
    x = _field("x", type="quantitative", scale=scale, axis=None)

    def amount(value: int | Decimal) -> str:
        return amount_text(Decimal(value), Unit.YUAN, desk.language, desk.words)

    natures = [nature for nature in Nature if any(target.nature is nature for _, target in sums)]
    legend, at = [], 6.0
    for nature in natures:
        name = desk.words["natures"][nature]
        legend.append({"x": at, "y": 8, "nature": nature, "text": name})
        at += 34 + _width(name)
    dots: list[Spec] = []
    ids: list[Spec] = []
    whats: list[Spec] = []
    height = 40
    for item, target in sums:
        lines = _wrapped(target.what[desk.language], WIDTH - IDS - 8)
        ids.append({"text": item.id, "y": height + 2 + LINE / 2})
        whats += _label(lines, height + 2 + len(lines) * LINE / 2)
        value, y = float(target.value), height + len(lines) * LINE + 13
        low_half = math.log(value / domain[0]) < math.log(domain[1] / domain[0]) / 2
        text = figure_text(target, desk.language, desk.words)
        dots.append({"x": value, "y": y, "nature": target.nature, "text": text, "low_half": low_half})
        height = y + 15
    grid = [{"x": 10**power, "top": 38, "bottom": height - 4} for power in range(first, last + 1)]
    ticks = [
        {"x": line["x"], "y": y, "text": amount_text(Decimal(line["x"]), Unit.COUNT, desk.language, desk.words)}
        for line in grid
        for y in (29, height + 5)
    ]
    faint = {"type": "rule", "stroke": "var(--lt-line)"}
    point = {"type": "point", "filled": True, "size": 70, "opacity": 1}
    shape, colour = (
        _field("nature", scale={"domain": list(SHAPES), "range": kind}, legend=None)
        for kind in zip(*SHAPES.values(), strict=True)
    )
    layers = [
        _layer(grid, faint, x=x, y=_place("top"), y2=_field("bottom")),
        _layer(dots, faint | {"strokeDash": [2, 3]}, x={"value": 6}, x2={"value": WIDTH - 6}, y=_place("y")),
        _texts([t for t in ticks if t["x"] == domain[0]], x, align="left", dx=-6, color="var(--lt-quiet)"),
        _texts([t for t in ticks if t["x"] not in domain], x, color="var(--lt-quiet)"),
        _texts([t for t in ticks if t["x"] == domain[1]], x, align="right", dx=6, color="var(--lt-quiet)"),
        _layer(legend, point, x=_place("x"), y=_place("y"), shape=shape, color=colour),
        _texts(legend, _place("x"), align="left", dx=8),
        _texts(ids, {"value": 0}, align="left", fontWeight="bold"),
        _texts(whats, {"value": IDS}, align="left"),
        _layer(dots, point, x=x, y=_place("y"), shape=shape, color=colour),
        _texts([dot for dot in dots if dot["low_half"]], x, align="left", dx=9, fontWeight="bold"),
        _texts([dot for dot in dots if not dot["low_half"]], x, align="right", dx=-9, fontWeight="bold"),
    ]
    caption = desk.say(
        "money.caption",
        count=len(sums),
        least=amount(low[1].value),
        least_item=low[0].id,
        most=amount(top[1].value),
        most_item=top[0].id,
    )
    table = tuple(
        (
            (Link(item.id, f"{item.path}#{target.id}"),),
            _plain(target.what[desk.language]),
            _plain(figure_text(target, desk.language, desk.words)),
            _plain(desk.words["natures"][target.nature]),
        )
        for item, target in sums
    )
    head = tuple(_plain(desk.words[key]) for key in ("item", "what", "figure", "nature"))
    return Chart(
        "money", desk.say("money.title"), caption, desk.say("money.note"), _spec(height + 12, layers), head, table
    )


def _kinds(desk: Desk) -> Chart | None:
    """In which units, and with which nature, each plan states its targets."""
    targets = desk.library.targets
    if not targets:
        return None
    names = {"unit": desk.words["chart"]["units"], "nature": desk.words["natures"]}
    counts = {
        "unit": index((target.unit.value, item.plan) for item, target in targets),
        "nature": index((target.nature.value, item.plan) for item, target in targets),
    }
    blocks = []
    for key, found in counts.items():
        ordered = sorted(found.items(), key=lambda entry: -len(entry[1]))
        lines = [
            (names[key][value], _plain(desk.say(f"kinds.{key}", name=names[key][value])), Counter(plans))
            for value, plans in ordered
        ]
        blocks.append((desk.say(f"kinds.by_{key}"), lines))

    def leading(key: str) -> tuple[str, int]:
        most = max(len(plans) for plans in counts[key].values())
        return desk.join(names[key][value] for value, plans in counts[key].items() if len(plans) == most), most

    (unit, unit_count), (nature, nature_count) = leading("unit"), leading("nature")
    caption = desk.say(
        "kinds.caption",
        all=len(targets),
        unit=unit,
        unit_count=unit_count,
        nature=nature,
        nature_count=nature_count,
    )
    matrix = _by_plan(desk, "kind", blocks, (3, 10, 30))
    return Chart("kinds", desk.say("kinds.title"), caption, desk.say("kinds.note"), *matrix)


def _by_plan(
    desk: Desk,
    head: str,
    blocks: Sequence[tuple[str, Sequence[tuple[str, Cell, Counter[int]]]]],
    steps: tuple[int, int, int],
) -> tuple[Spec, Row, tuple[Row, ...]]:
    """A matrix with a column for each plan and one for all, and its table.

    Args:
        desk: what charts are made from.
        head: names what the lines are.
        blocks: lines (label, its cell in the table, numbers by plan), each block under its heading if it has one.
        steps: from which numbers on a cell is darker.
    """
    lines, rows = [], []
    for heading, entries in blocks:
        lines += [_Line(heading, ())] if heading else []
        for label, cell, counts in entries:
            numbers = (*(counts[plan.number] for plan in desk.plans), counts.total())
            lines.append(_Line(label, numbers))
            rows.append((cell, *map(_plain, numbers)))
    columns = [desk.numeral(plan) for plan in desk.plans]
    links = tuple((desk.plan_link(plan, desk.numeral(plan)),) for plan in desk.plans)
    table_head = (*_head(desk, head), *links, _plain(desk.say("all")))
    return _matrix(columns, lines, steps, desk.say("all")), table_head, tuple(rows)


def _leading(desk: Desk, most: int) -> tuple[tuple[Department, ...], int]:
    """As many departments as fit without parting equals, and how many measures each of them has at least."""
    sizes = {body.slug: len(desk.measures(body)) for body in desk.bodies}
    least = next(n for n in range(1, len(desk.library.measures) + 2) if sum(s >= n for s in sizes.values()) <= most)
    return tuple(body for body in desk.bodies if sizes[body.slug] >= least), least


def _head(desk: Desk, *keys: str) -> Row:
    return tuple(_plain(desk.say(f"head.{key}")) for key in keys)


def _plain(text: object) -> Cell:
    return (Link(str(text)),)


def _paragraph(desk: Desk, *sentences: str) -> str:
    return (" " if desk.language == "en" else "").join(sentences)


# The drawing


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a matrix; one without numbers is a heading."""

    label: str
    numbers: tuple[int, ...]
    own: int | None = None
    """The line's own column, whose number is of another sort and not coloured."""
    key: str = ""
    """What the line's column is called, where every line has one."""


def _matrix(columns: Sequence[str], lines: Sequence[_Line], steps: tuple[int, int, int], total: str = "") -> Spec:
    """Numbers in cells, darker from step to step; a line is as high as its label needs.

    Args:
        columns: their names, as short as can be.
        lines: with a number for each column, and one more where there is a `total`.
        steps: from which numbers on a cell is darker.
        total: name of a last column for sums, which are not coloured.
    """
    indent = 16 if any(line.key for line in lines) else 0
    left = min(LABELS, indent + 8 + max(_width(line.label) for line in lines if line.numbers))
    wide = (WIDTH - left - (TOTALS if total else 0)) / len(columns)
    edges = [left + wide * column for column in range(len(columns) + 1)] + ([WIDTH] if total else [])
    spans = [{"left": start, "right": end, "x": (start + end) / 2} for start, end in pairwise(edges)]
    labels: list[Spec] = []
    headings: list[Spec] = []
    keys: list[Spec] = []
    cells: list[dict[str, Any]] = []
    height = 18
    for line in lines:
        wrapped = _wrapped(line.label, left - indent - 6 if line.numbers else WIDTH)
        tall = max(22, len(wrapped) * LINE + 8)
        place = {"top": height, "bottom": height + tall, "y": height + tall / 2}
        (labels if line.numbers else headings).extend(_label(wrapped, place["y"]))
        keys += [{"text": line.key, "y": place["y"]}] if line.key else []
        cells += [
            {"text": number, "plain": column == line.own or column == len(columns), **span, **place}
            for column, (number, span) in enumerate(zip(line.numbers, spans, strict=bool(line.numbers)))
        ]
        height += tall
    names = [*columns, *([total] if total else [])]
    heads = [{"text": n, "y": y, **span} for n, span in zip(names, spans, strict=True) for y in (10, height + 9)]
    shaded = [cell for cell in cells if cell["text"] and not cell["plain"]]
    box = {"x": _place("left"), "x2": _field("right"), "y": _place("top"), "y2": _field("bottom")}
    shade, ink = (
        _field("text", type="quantitative", scale={"type": "threshold", "domain": limits, "range": range_}, legend=None)
        for limits, range_ in ((steps, STEPS), (steps[1:2], INKS))
    )
    x = _place("x")
    layers = [
        _layer(cells, {"type": "rect", "fill": None, "stroke": "var(--lt-line)", "strokeWidth": 0.5}, **box),
        _layer(shaded, {"type": "rect", "stroke": "var(--md-default-bg-color)", "strokeWidth": 1}, **box, color=shade),
        _texts(shaded, x, color=ink),
        _texts([cell for cell in cells if cell["plain"]], x, fontWeight="bold"),
        _texts(labels, {"value": indent + 1}, align="left"),
        _texts(headings, {"value": 1}, align="left", fontWeight="bold"),
        _texts(keys, {"value": 1}, align="left", color="var(--lt-quiet)"),
        _texts(heads, x, color="var(--lt-quiet)"),
    ]
    return _spec(height + 18, layers)


def _spec(height: float, layers: Sequence[Spec]) -> Spec:
    text = {"fontSize": SIZE, "lineHeight": LINE, "color": "currentColor", "baseline": "middle"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": math.ceil(height),
        "padding": 0,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"aria": False, "font": "inherit", "view": {"stroke": None}, "text": text},
        "resolve": {"scale": {"x": "independent", "color": "independent"}},
        "layer": layers,
    }


def _layer(values: Sequence[Spec], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _texts(values: Sequence[Spec], x: Spec, color: Spec | str = "currentColor", **mark: Any) -> Spec:
    """The `text` of each value at its `y`."""
    encoding = {
        "x": x,
        "y": _place("y"),
        "text": _field("text"),
        "color": {"value": color} if isinstance(color, str) else color,
    }
    return _layer(values, {"type": "text", **mark}, **encoding)


def _field(name: str, **rest: Any) -> Spec:
    return {"field": name, **rest}


def _place(name: str) -> Spec:
    """A field whose values are units of the drawing."""
    scale = {"domain": [0, 1000], "range": [0, 1000]}
    return _field(name, type="quantitative", scale=scale, axis=None)


def _label(lines: Sequence[str], middle: float) -> Iterator[Spec]:
    """Each line of a label as a text of its own."""
    first = middle - (len(lines) - 1) * LINE / 2
    return ({"text": line, "y": first + number * LINE} for number, line in enumerate(lines))


_WIDE = "\u2e80-\u9fff\uf900-\uffef"
_SIZES = ((f"[{_WIDE}]", 1.0), ("[mwMW%]", 0.95), ("[A-HJ-Z]", 0.7), ("[ijltfr I.,:;'()-]", 0.36))
"""How wide characters are, in their size."""
_PIECE = re.compile(f"[{_WIDE}]*?局|[{_WIDE}]+|[^\\s{_WIDE}]+\\s*|\\s+")
"""What stays on one line if it can: an English word, a Chinese name up to its 局."""


def _width(text: str) -> float:
    """About how wide a text is, with room for a wide font."""
    return SIZE * sum(map(_em, text))


@cache
def _em(character: str) -> float:
    """How wide a character is, in its size."""
    return next((size for pattern, size in _SIZES if re.match(pattern, character)), 0.58)


def _wrapped(text: str, width: float) -> list[str]:
    """A text in lines, none wider than `width` but for a single word that is."""
    lines = [""]
    for piece in _PIECE.findall(text):
        fitting = piece if _width(piece.rstrip()) <= width else ""
        for part in [piece] if fitting or piece.isascii() else list(piece):
            if lines[-1] and _width((lines[-1] + part).rstrip()) > width:
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines]
