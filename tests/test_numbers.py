"""Figures in Chinese and English."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Comparator, Unit
from generator.numbers import chinese_figures, chinese_values, english_values, parse_chinese_numeral


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("新增私募基金管理规模100亿元", 10**10, Unit.YUAN, Comparator.EXACT),
        ("全年投资45.5亿元以上", 4_550_000_000, Unit.YUAN, Comparator.AT_LEAST),
        ("新增光伏4000千瓦以上", 4000, Unit.KILOWATT, Comparator.AT_LEAST),
        ("推动以旧换新规模超35亿元", 3_500_000_000, Unit.YUAN, Comparator.MORE_THAN),
        ("举办不少于5场", 5, None, Comparator.AT_LEAST),
        ("浓度降低至15微克/立方米", 15, Unit.MICROGRAM_PER_CUBIC_METRE, Comparator.AT_MOST),
        ("比例达97.5%", Decimal("97.5"), Unit.PERCENT, Comparator.REACH),
        ("抽检覆盖率达10批次/千人", 10, Unit.BATCH_PER_THOUSAND_PERSONS, Comparator.REACH),
        ("参与率保持在95%以上", 95, Unit.PERCENT, Comparator.AT_LEAST),
        ("千个以上主体", 1000, None, Comparator.AT_LEAST),
        ("万名以上从业人员", 10_000, Unit.PERSON, Comparator.AT_LEAST),
        ("新增3个市级及以上重点学科", 3, None, Comparator.EXACT),
        ("22万平方米", 220_000, Unit.SQUARE_METRE, Comparator.EXACT),
        ("三大计划", 3, None, Comparator.EXACT),
        ("百亿级供应链平台", 10**10, None, Comparator.EXACT),
    ],
)
def test_chinese_figure(text: str, value: Decimal, unit: Unit | None, comparator: Comparator) -> None:
    (figure,) = chinese_figures(text)
    assert (figure.value, figure.unit, figure.comparator) == (value, unit, comparator)


def test_range() -> None:
    (figure,) = chinese_figures("打造1-2个教育集团")
    assert (figure.value, figure.value_max, figure.comparator) == (Decimal(1), Decimal(2), Comparator.RANGE)


def test_names_are_no_quantities() -> None:
    assert not chinese_figures("一站式服务,第三季,二次供水,一批")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("RMB 41 billion", [41 * 10**9]),
        ("RMB 4.55 billion, up 10%", [4_550_000_000, 10]),
        ("60,000 jobs and 1,200 parking spaces", [60_000, 1_200]),
        ("ten, hundred, thousand, ten thousand", [10, 100, 1_000, 10_000]),
        ("two or three of them", [2, 3]),
        ("twenty-five places", [25]),
        ("the third season of a one-stop first", [3]),
        ("RMB 10 billion-scale", [10**10]),
        ("the 15th Five-Year Plan", [15, 5]),
        ("PM2.5 and 5G-A", [Decimal("2.5"), 5]),
    ],
)
def test_english_values(text: str, values: list[Decimal]) -> None:
    assert english_values(text) == values


_ONES = "零一二三四五六七八九"


def _spell(number: int) -> str:
    """A number below 100 million in Chinese, the schoolbook way without 零 in the middle."""
    if number >= 10_000:
        return _spell(number // 10_000) + "万" + (_spell(number % 10_000) if number % 10_000 else "")
    spelled = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        spelled += _ONES[digit] + name if digit else ""
    return spelled


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert parse_chinese_numeral(_spell(number)) == number


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["", "百", "千", "万", "亿"]))
def test_figures_agree_between_languages(number: int, scale: str) -> None:
    (figure,) = chinese_figures(f"新增{number}{scale}套住房")
    assert english_values(f"add {figure.value:,f} homes") == [figure.value]
    assert figure.value in chinese_values(f"{number}{scale}套")


@given(st.text(alphabet="零一二三四五六七八九十百千万亿两0123456789.,-%元个家以上超达a b", max_size=40))
def test_no_text_breaks_the_parsers(text: str) -> None:
    chinese_figures(text)
    chinese_values(text)
    english_values(text)
