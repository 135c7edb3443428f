"""Share cards: what the picture of a page says in chats and feeds, and where each line of it stands.

Sizes and places are pixels on a card of `WIDTH` by `HEIGHT`; places of text are those of its baseline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .figures import counted_text, figure_text
from .languages import Language
from .model import Edition, Target
from .pages import Page

WIDTH, HEIGHT = 1200, 630
"""What chats and feeds crop least (Open Graph, 1.91 : 1)."""
LEFT, RIGHT = 72, 1144
TOP, BOTTOM = 144, 502
"""Between these stand the headline and the figures."""
GAP = 44
"""Between figures."""
MOST_FIGURES = 3
BOLD = ("headline", "figure", "badge", "name")
"""Roles of lines in bold."""

_ONE_LARGE = ((88, 1), (80, 1), (72, 1), (64, 1), (56, 2), (48, 2), (40, 3))
_LARGE = ((64, 1), (60, 1), (56, 1), (52, 1), (48, 1), (44, 1), (48, 2), (44, 2), (40, 2), (36, 3), (28, 4))
_ONE_SMALL = ((42, 1), (40, 1), (38, 1), (36, 1), (34, 1), (40, 2), (36, 2), (32, 3))
_SMALL = ((34, 1), (34, 2), (32, 2), (30, 3), (28, 3), (26, 4), (24, 4), (22, 5))
"""Sizes of a figure and of what it counts, alone and beside others, with the most lines of each; best first."""

Measure = Callable[[str, bool], float]
"""The width of a text, bold or not, in ems."""

_CHUNK = re.compile(
    r" *[“‘（《〔【(\"]*(?:[^\W\u2e80-\uffef][^ ·\u2e80-\uffef-]*-?|.)[”’）》〕】)，。、；：！？…%·]*", re.DOTALL
)
"""What stays on one line: a word up to its hyphen or a Chinese character, with the marks that belong to it."""
_BOUND = re.compile(r"(?<=\d) (?=[a-z])|(?<=[A-Z]) (?=\d)")
"""The spaces inside `RMB 10 billion`, where no line may end."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a card says of its page."""

    badge: str
    """Number of what it is about, or its kind."""
    kicker: str
    """Where it belongs."""
    headline: str
    figures: tuple[tuple[str, str], ...]
    """Large and small: a figure with what it counts; the large part may be empty."""
    plan: int = 0
    """The plan whose colour it has; 0 for none."""


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a page in one language; equal cards look equal."""

    path: str
    """Its file below the site."""
    tag: str
    """Language of its text, BCP 47."""
    message: Message
    site: str
    """Name of the site."""
    source: tuple[str, str]
    """Where it is from, and whose words they are."""

    @property
    def alt(self) -> str:
        """What it says, for those who do not see it."""
        said = self.message
        figures = (f"{large} {small}".strip() for large, small in said.figures)
        return " · ".join(part for part in (said.badge, said.kicker, said.headline, *figures) if part)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in its place."""

    text: str
    role: str
    """What it is, and with it its colour and weight."""
    x: int
    y: int
    size: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything on a card stands."""

    badge: int
    """Width of the field behind the number or kind; 0 where there is none."""
    lines: tuple[Line, ...]


def message_of(page: Page, language: Language) -> Message | None:
    """What the card of a page says; None for pages that have none of their own."""
    words, code, view = language.words, language.code, page.view

    def many(count: int, noun: str) -> tuple[str, str]:
        forms = words["counts"][noun]
        return str(count), str(forms[0] if count == 1 else forms[-1])

    def amount(*counts: tuple[str, str]) -> str:
        return " · ".join(number + ("" if code == "zh" else " ") + noun for number, noun in counts)

    def number_of(plan: Any) -> str:
        return f"{words['plan']}{plan.mark}" if code == "zh" else f"{words['plan']} {plan.number}"

    def promise(target: Target) -> tuple[str, str]:
        return figure_text(target, code, words), counted_text(target, code, words)

    match page.kind:
        case "plan":
            plan, counts = view["plan"], view["counts"]
            figures = [promise(one) for one in view["key_targets"]]
            kicker = amount(*(many(counts[noun], noun) for noun in ("measures", "items", "targets")))
            return Message(number_of(plan), kicker, plan.title[code], tuple(figures), plan.number)
        case "measure":
            plan, measure = view["plan"], view["measure"]
            counts = {"items": len(measure.items), "targets": sum(len(item.raw.targets) for item in measure.items)}
            kicker = f"{words['measure']} · {number_of(plan)} · {plan.title[code]}"
            figures = [many(count, noun) for noun, count in counts.items() if count]
            return Message(measure.id, kicker, measure.title[code], tuple(figures), plan.number)
        case "item":
            plan, item = view["plan"], view["item"]
            kicker = f"{words['item']} · {number_of(plan)} · {plan.title[code]}"
            figures = [promise(one) for one in item.raw.targets[:1]]
            return Message(item.id, kicker, item.raw.headline[code], tuple(figures), plan.number)
        case "topic":
            figures = [many(view["items"], "items"), many(len(view["targets"]), "targets")]
            return Message(words["topic"], "", view["topic"].name[code], tuple(figures))
        case "department":
            body, counts = view["department"], view["counts"]
            figures = [many(counts[noun], noun) for noun in ("measures", "items")]
            kind = words["department_kinds"][body.kind]
            return Message(words["search_kinds"]["department"], kind, body.name[code], tuple(figures))
        case "location":
            place = view["location"]
            items = [item for _, plans in view["editions"] for _, own in plans for item in own]
            figures = [(item.id, item.raw.headline[code]) for item in items[:MOST_FIGURES]]
            if len(figures) == 1:
                figures = [("", " ".join(figures[0]))]
            kicker = f"{words['location_kinds'][place.kind]} · {amount(many(view['items'], 'items'))}"
            return Message(words["search_kinds"]["location"], kicker, place.name[code], tuple(figures))
    return None


def card_of(page: Page | None, language: Language, edition: Edition) -> Card:
    """The card of a page; that of all other pages where the page is None or has none of its own."""
    words, code = language.words, language.code
    message = message_of(page, language) if page else None
    if page is None or message is None:
        number = edition.notice.number[code]
        message = Message(number, "", words["site_name"], (("", words["home_lead"]),))
        path = kind = "default"
    else:
        path, kind = page.path.rstrip("/"), page.kind
    source = words["cards"]["source"].format(title=edition.short_title[code], number=edition.notice.number[code])
    return Card(
        path=f"{language.prefix}cards/{path}.png",
        tag=language.tag,
        message=message,
        site=words["site_name"],
        source=(source, words["cards"]["whose"][kind]),
    )


def place(card: Card, width: Measure) -> Layout:
    """Everything on a card in its place, no line wider than its room."""
    badge = round(width(card.message.badge, True) * 44) + 48 if card.message.badge else 0
    return Layout(badge, (*_head(card.message, badge, width), *_middle(card.message, width), *_foot(card, width)))


def _head(message: Message, badge: int, width: Measure) -> Iterator[Line]:
    if badge:
        yield Line(message.badge, "badge", LEFT + 24, 104, 44)
    if message.kicker:
        x = LEFT + badge + 28
        text = fit(message.kicker, RIGHT - x, (34, 32, 30, 28), 1, width)
        yield Line(text.lines[0], "kicker", x, 100, text.size)


def _middle(message: Message, width: Measure) -> Iterator[Line]:
    """The headline above, the figures side by side on the ground, in the same sizes and on the same lines."""
    columns = max(len(message.figures), 1)
    room = (RIGHT - LEFT - GAP * (columns - 1)) // columns
    larges = [_BOUND.sub("\u00a0", large) for large, _ in message.figures if large]
    numbers = _alike(larges, room, _ONE_LARGE if columns == 1 else _LARGE, True, width)
    smalls = [small for _, small in message.figures]
    notes = _alike(smalls, room, _ONE_SMALL if columns == 1 else _SMALL, False, width)
    top = BOTTOM - _height(notes, 1.35) - _height(numbers, 1.15)
    free = (top - 28 if smalls else BOTTOM) - TOP
    title = _headline(message.headline, free, width)
    start = TOP + (free - _height([title], 1.25)) // 2
    yield from _lines_at(title, "headline", LEFT, start, 1.25)
    for column, note in enumerate(notes):
        x = LEFT + column * (room + GAP)
        if numbers:
            ground = BOTTOM - _height(notes, 1.35)
            yield from _lines_at(numbers[column], "figure", x, ground - _height([numbers[column]], 1.15), 1.15)
        yield from _lines_at(note, "what", x, BOTTOM - _height(notes, 1.35), 1.35)


def _headline(text: str, free: int, width: Measure) -> Fitted:
    """The headline as large as it may be in the height left for it."""
    for size in range(96, 39, -4):
        found = fit(text, RIGHT - LEFT, (size,), 4, width, bold=True)
        if found.whole and _height([found], 1.25) <= free:
            return found
    return fit(text, RIGHT - LEFT, (40,), max(1, free // 50), width, bold=True)


def _alike(
    texts: Sequence[str], room: int, sizes: Sequence[tuple[int, int]], bold: bool, width: Measure
) -> list[Fitted]:
    """Texts side by side, in the first of `sizes` (with its most lines) that holds them all."""
    for size, most in sizes:
        found = [fit(text, room, (size,), most, width, bold=bold) for text in texts]
        if all(one.whole for one in found):
            break
    return found


def _height(texts: Sequence[Fitted], spacing: float) -> int:
    """The height of the tallest text, lines standing `spacing` ems apart."""
    return max((round(len(text.lines) * text.size * spacing) for text in texts), default=0)


def _lines_at(text: Fitted, role: str, x: int, top: int, spacing: float) -> Iterator[Line]:
    for number, line in enumerate(text.lines):
        yield Line(line, role, x, top + round(text.size * (spacing * (number + 0.5) + 0.38)), text.size)


def _foot(card: Card, width: Measure) -> Iterator[Line]:
    """The site on the left; source and whose words they are on the right, by their end."""
    room = 420
    name = fit(card.site, room, (36, 32, 28, 24), 1, width, bold=True)
    yield Line(name.lines[0], "name", LEFT + 62, 586, name.size)
    sizes = tuple((size, 1) for size in range(26, 17, -1))
    both = _alike(card.source, RIGHT - LEFT - 62 - room, sizes, False, width)
    for y, text in zip((564, 600), both, strict=True):
        yield Line(text.lines[0], "source", RIGHT, y, text.size)


# Breaking lines


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text in lines."""

    lines: tuple[str, ...]
    size: int
    whole: bool
    """False where its end had to give way to an ellipsis."""


def fit(text: str, room: float, sizes: Sequence[int], most: int, width: Measure, *, bold: bool = False) -> Fitted:
    """A text in at most `most` lines within `room` pixels, in the first of `sizes` that holds it.

    Lines are made about equally long. Where even the last size is too large, the text ends in an ellipsis.
    """
    for size in sizes:
        em = room / size
        chunks = _chunks(text, em, bold, width)
        lines = _lines(chunks, em)
        if len(lines) <= most:
            return Fitted(_balanced(chunks, em, len(lines)), size, True)
    last = list(lines[most - 1])
    while last and sum(wide for _, wide in last) + width("…", bold) > em:
        last.pop()
    kept = ["".join(part for part, _ in line).strip() for line in lines[: most - 1]]
    return Fitted((*kept, "".join(part for part, _ in last).strip() + "…"), sizes[-1], False)


def _chunks(text: str, em: float, bold: bool, width: Measure) -> list[tuple[str, float]]:
    """The parts of a text between which a line may end, with their widths; a word wider than a line falls apart."""
    found = []
    for part in _CHUNK.findall(text.replace(" · ", "·")):  # the font's dot is as wide as a Chinese character
        wide = width(part, bold)
        found += [(part, wide)] if wide <= em else [(letter, width(letter, bold)) for letter in part]
    return found


def _lines(chunks: Sequence[tuple[str, float]], em: float) -> list[list[tuple[str, float]]]:
    lines: list[list[tuple[str, float]]] = [[]]
    used = 0.0
    for part, wide in chunks:
        if lines[-1] and used + wide > em:
            lines.append([])
            used = 0.0
        lines[-1].append((part, wide))
        used += wide
    return lines


def _balanced(chunks: Sequence[tuple[str, float]], em: float, count: int) -> tuple[str, ...]:
    """The lines of the narrowest column that needs no more of them."""
    low, high = em / 2, em
    for _ in range(6 if count > 1 else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if len(_lines(chunks, middle)) <= count else (middle, high)
    return tuple("".join(part for part, _ in line).strip() for line in _lines(chunks, high))
