"""Figures as Chinese and English write them, as values that can be compared.

Chinese counts in 万 (ten thousand) and 亿 (hundred million), English in thousand, million and billion; a figure is
right in translation when the values are equal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .model import Comparator, Unit

_CN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "双": 2, "〇": 0}
_CN_TENS = {"十": 10, "百": 100, "千": 1_000}
_CN_SCALES = {"万": 10_000, "亿": 100_000_000}

_UNITS: tuple[tuple[str, Unit], ...] = (
    ("微克/立方米", Unit.MICROGRAM_PER_CUBIC_METRE),
    ("批次/千人", Unit.BATCH_PER_THOUSAND_PERSONS),
    ("平方米", Unit.SQUARE_METRE),
    ("公里", Unit.KILOMETRE),
    ("千瓦", Unit.KILOWATT),
    ("人次", Unit.PERSON),
    ("元", Unit.YUAN),
    ("%", Unit.PERCENT),
    ("名", Unit.PERSON),
    ("人", Unit.PERSON),
    ("户", Unit.HOUSEHOLD),
)
_MEASURE_WORDS = "个家大张名项类支条座栋所场处台套款种园"

_SCALE = "万亿|[十百千]?[万亿]|千(?!瓦)|百"
"""What may follow digits: 5千亿, 3百万."""
_ZH_FIGURE = re.compile(
    r"(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<scale>" + _SCALE + r")?(?P<ji>级)?"
    r"|(?P<words>[零〇一二两三四五六七八九十百千万亿]+)(?P<wji>级)?(?=[元" + _MEASURE_WORDS + r"]|级|以上)"
)
_AT_MOST = ("降低至", "降至", "不超过", "不高于")
_MORE_THAN = ("超过", "超", "突破")
_AT_LEAST = ("不少于", "不低于", "至少")
_REACH = ("达到", "达")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in a Chinese text."""

    start: int
    end: int
    value: Decimal
    unit: Unit | None
    """None where the text names a piece (家, 个 …) or nothing."""
    comparator: Comparator
    value_max: Decimal | None = None

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The value, or both ends of a range."""
        return (self.value,) if self.value_max is None else (self.value, self.value_max)


def parse_chinese_numeral(text: str) -> int:
    """The value of a Chinese numeral such as 三, 十二, 百, 三千二百 or 百亿.

    Raises:
        ValueError: when the characters do not make a numeral.
    """
    *_, value = (0, *_numerals(text))
    return value


def _numerals(text: str) -> Iterator[int]:
    """The value of the numeral up to each character of `text`."""
    total = section = digit = last = 0
    for character in text:
        if character in _CN_DIGITS:
            digit = digit * 10 + _CN_DIGITS[character]
        elif character in _CN_TENS:
            section += (digit or 1) * _CN_TENS[character]
            digit = 0
        elif character in _CN_SCALES:
            scale, section = _CN_SCALES[character], section + digit
            if scale > last or not section:  # 三万二千亿, 万亿: all that comes before is counted in it
                total = (total + section or 1) * scale
            else:  # 一亿二千万
                total += section * scale
            section, digit, last = 0, 0, scale
        else:
            raise ValueError(f"{text!r} is not a Chinese numeral")
        yield total + section + digit


def _scale(words: str | None) -> int:
    """What figures before these words of a numeral are multiplied by: 1000 for 千."""
    return parse_chinese_numeral(words) if words else 1


def chinese_figures(text: str) -> list[Figure]:
    """The quantities of a Chinese text in order: all digits, and numerals before a measure word (from 二 up)."""
    figures: list[Figure] = []
    for found in _ZH_FIGURE.finditer(text):
        if found["digits"]:
            value = Decimal(found["digits"].replace(",", "")) * _scale(found["scale"])
        else:
            value = Decimal(parse_chinese_numeral(found["words"]))
            if value < 2:
                continue
        rest = text[found.end() :]
        unit = next((unit for mark, unit in _UNITS if rest.startswith(mark)), None)
        before = text[: found.start()]
        joined = figures and text[figures[-1].end : found.start()] in ("-", "至", "~")
        if joined and found["digits"]:
            first = figures.pop()
            bare = text[first.end - 1].isdigit()
            low = first.value * _scale(found["scale"]) if bare else first.value  # 500-600万
            figures.append(Figure(first.start, found.end(), low, unit, Comparator.RANGE, value))
        else:
            figures.append(Figure(found.start(), found.end(), value, unit, _comparator(before, rest)))
    return figures


def _comparator(before: str, rest: str) -> Comparator:
    """What the words around a figure make of it; a word after the figure outweighs one before."""
    if re.match(r"[^\d,。;、]{0,6}?(?<!及)以上", rest):
        return Comparator.AT_LEAST
    if re.match(r"[^\d,。;、]{0,6}?以内", rest):
        return Comparator.AT_MOST
    for words, comparator in (
        (_AT_MOST, Comparator.AT_MOST),
        (_AT_LEAST, Comparator.AT_LEAST),
        (_MORE_THAN, Comparator.MORE_THAN),
        (_REACH, Comparator.REACH),
    ):
        if before.endswith(words):
            return comparator
    return Comparator.EXACT


def chinese_values(text: str) -> frozenset[Decimal]:
    """Every value the Chinese could be said to contain, names and numerals inside words included (一站式, 第三季)."""
    values: set[Decimal] = set()
    for found in re.finditer(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)({_SCALE})?", text):
        number = Decimal(found[1].replace(",", ""))
        values |= {number, number * _scale(found[2])}
    for run in re.findall(r"[零〇一二两双三四五六七八九十百千万亿]+", text):
        for start in range(len(run)):
            values.update(map(Decimal, _numerals(run[start : start + _LONGEST])))
    return frozenset(values)


_LONGEST = 20
"""Characters of the longest numeral."""

_EN_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_EN_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_WORDS = {word: value for value, word in enumerate((*_EN_ONES, *_EN_TEENS))}
_EN_WORDS |= {word: value for value, word in zip(range(20, 100, 10), _EN_TENS, strict=True)}
_EN_ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_EN_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_EN_SCALES |= {"trillion": 1_000_000_000_000}
_EN_FIGURE = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[ -](?P<scale>hundred|thousand|million|billion|trillion)\b)?"
    r"|\b(?P<words>(?:(?:" + "|".join([*_EN_WORDS, *_EN_SCALES]) + r")s?(?:[ -](?=\w)|\b))+)"
    r"|\b(?P<ordinal>" + "|".join(_EN_ORDINALS) + r")\b",
    re.IGNORECASE | re.ASCII,
)


def english_values(text: str) -> list[Decimal]:
    """The values of an English text in order: digits with their scale, number words and ordinals from two up."""
    return [value for _, value in _english_values(text)]


def english_place(text: str, *values: Decimal) -> int:
    """Where the first of these values that an English text has begins in it; 0 where it has none of them."""
    return next((start for start, value in _english_values(text) if value in values), 0)


def _english_values(text: str) -> Iterator[tuple[int, Decimal]]:
    for found in _EN_FIGURE.finditer(text):
        if found["digits"]:
            yield (
                found.start(),
                Decimal(found["digits"].replace(",", "")) * _EN_SCALES.get((found["scale"] or "").lower(), 1),
            )
        elif found["words"]:
            value = _english_number(found["words"])
            if value >= 2:
                yield found.start(), Decimal(value)
        else:
            yield found.start(), Decimal(_EN_ORDINALS[found["ordinal"].lower()])


def _english_number(words: str) -> int:
    total = part = 0
    for plural in re.findall(r"[a-z]+", words.lower()):
        word = plural if plural in _EN_SCALES or plural in _EN_WORDS else plural.removesuffix("s")
        if word in _EN_WORDS:
            part += _EN_WORDS[word]
        elif word == "hundred":
            part = (part or 1) * 100
        else:
            total += (part or 1) * _EN_SCALES[word]
            part = 0
    return total + part


@cache
def figure_differences(chinese: str, english: str) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """The values an English text lacks of its Chinese, and those it adds, each in ascending order."""
    said = Counter(value for figure in chinese_figures(chinese) for value in figure.values)
    translated = Counter(english_values(english))
    possible = chinese_values(chinese)
    added = (value for value in translated if value not in possible)
    return tuple(sorted((said - translated).elements())), tuple(sorted(added))


def english_figures(values: Iterable[Decimal]) -> str:
    """Values as the English should have them: `41 billion, 60,000, 8.5`."""
    return ", ".join(map(_english_figure, values)) or "no figure"


def _english_figure(value: Decimal) -> str:
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"{(value / size).normalize():f} {name}"
    return f"{value:,f}"
