"""Figures in Chinese and English."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Comparator, Unit
from generator.numbers import (
    chinese_figures,
    english_figures,
    english_place,
    english_values,
    figure_differences,
    parse_chinese_numeral,
)


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
        ("引进一百零五家", 105, None, Comparator.EXACT),
        ("投资超5千亿元", 500_000_000_000, Unit.YUAN, Comparator.MORE_THAN),
        ("服务3百万人", 3_000_000, Unit.PERSON, Comparator.EXACT),
        ("建成两亿三千万元以内的平台", 230_000_000, Unit.YUAN, Comparator.AT_MOST),
    ],
)
def test_chinese_figure(text: str, value: Decimal, unit: Unit | None, comparator: Comparator) -> None:
    (figure,) = chinese_figures(text)
    assert (figure.value, figure.unit, figure.comparator) == (value, unit, comparator)


def test_range() -> None:
    (figure,) = chinese_figures("打造1-2个教育集团")
    assert (figure.value, figure.value_max, figure.comparator) == (Decimal(1), Decimal(2), Comparator.RANGE)


def test_names_are_no_quantities() -> None:
    assert not chinese_figures("一站式服务,第三季,二次供水,一批,一个中心")


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


_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WORDS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SIZES = ("trillion", "billion", "million", "thousand", "hundred")


def _spell_in_chinese(number: int, two: str, zero: str) -> str:
    """A number below 10 ** 16 in Chinese, with `zero` where places are skipped and 2 before a size as `two`."""
    if not number:
        return ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            front, rest = divmod(number, size)
            head = two if front == 2 and size > 10 else _spell_in_chinese(front, two, zero)
            return head + name + (zero if 0 < rest < size // 10 else "") + _spell_in_chinese(rest, two, zero)
    return _ONES[number]


def _spell_in_english(number: int) -> str:
    for size, name in zip((10**12, 10**9, 10**6, 1000, 100), _SIZES, strict=True):
        if number >= size:
            front, rest = divmod(number, size)
            return f"{_spell_in_english(front)} {name}" + (f" {_spell_in_english(rest)}" if rest else "")
    if number < 20:
        return _WORDS[number]
    return _TENS[number // 10 - 2] + (f"-{_WORDS[number % 10]}" if number % 10 else "")


@given(st.integers(1, 10**16 - 1) | st.integers(1, 10**6), st.sampled_from("二两"), st.sampled_from(["零", "〇", ""]))
def test_chinese_numerals_read_back(number: int, two: str, zero: str) -> None:
    spelled = _spell_in_chinese(number, two, zero)
    assert parse_chinese_numeral(spelled) == number
    assert parse_chinese_numeral(spelled.removeprefix("一") if spelled.startswith("一十") else spelled) == number


@given(st.integers(0, 10**12))
def test_chinese_digits_read_back(number: int) -> None:
    for zero in "零〇":
        assert parse_chinese_numeral("".join((zero + _ONES[1:])[int(digit)] for digit in str(number))) == number


@given(st.text(max_size=6).filter(lambda text: not set(text) <= set("零〇一二两双三四五六七八九十百千万亿")))
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        parse_chinese_numeral(text)


SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "万亿": 10**12}
UNITS = {"元": Unit.YUAN, "平方米": Unit.SQUARE_METRE, "名": Unit.PERSON, "户": Unit.HOUSEHOLD, "个": None, "": None}
BEFORE = {"": Comparator.EXACT, "至少": Comparator.AT_LEAST, "超过": Comparator.MORE_THAN, "达": Comparator.REACH}
AFTER = {"": None, "以上": Comparator.AT_LEAST, "以内": Comparator.AT_MOST}
amounts = st.decimals(Decimal("0.01"), 10**6, places=2) | st.integers(1, 10**7).map(Decimal)


@given(
    amounts,
    st.sampled_from([*SCALES]),
    st.sampled_from([*UNITS]),
    st.sampled_from([(before, after) for before in BEFORE for after in AFTER]),
    st.booleans(),
)
def test_a_figure_has_its_value_unit_and_bound(
    amount: Decimal, scale: str, unit: str, around: tuple[str, str], grouped: bool
) -> None:
    before, after = around
    written = f"{amount:,f}" if grouped else f"{amount:f}"
    (figure,) = chinese_figures(f"新增{before}{written}{scale}{unit}{after},建成")
    assert figure.value == amount * SCALES[scale]
    assert figure.unit == UNITS[unit]
    assert figure.comparator == (AFTER[after] or BEFORE[before])
    assert f"新增{before}{written}{scale}{unit}"[figure.start : figure.end] == written + scale


@given(st.tuples(amounts, amounts), st.sampled_from([*SCALES]), st.sampled_from("-至~"), st.booleans(), st.booleans())
def test_both_ends_of_a_range_are_of_its_scale(
    ends: tuple[Decimal, Decimal], scale: str, mark: str, grouped: bool, twice: bool
) -> None:
    one, other = (f"{amount:,f}" if grouped else f"{amount:f}" for amount in ends)
    text = f"约{one}{scale if twice else ''}{mark}{other}{scale}元"
    (figure,) = chinese_figures(text)
    assert figure.values == (ends[0] * SCALES[scale], ends[1] * SCALES[scale])
    assert (figure.comparator, figure.unit) == (Comparator.RANGE, Unit.YUAN)
    assert text[figure.start : figure.end] == text[1:-1]


@given(st.decimals(0, 1000, places=1))
def test_a_share_is_compared_as_it_is_printed(share: Decimal) -> None:
    (figure,) = chinese_figures(f"覆盖率达{share}%以上")
    assert (figure.value, figure.unit, figure.comparator) == (share, Unit.PERCENT, Comparator.AT_LEAST)
    assert not any(figure_differences(f"覆盖率达{share}%以上", f"Cover at least {share}%"))


@given(amounts, st.sampled_from([*SCALES]))
def test_the_same_figure_in_english_is_equal_and_another_is_not(amount: Decimal, scale: str) -> None:
    chinese, value = f"投资{amount:f}{scale}元", amount * SCALES[scale]
    for written in (english_figures([value]), f"{value:,f}", f"{value:f}"):
        assert figure_differences(chinese, f"invest RMB {written} there") == ((), ())
    other = value * 10
    assert figure_differences(chinese, f"invest RMB {english_figures([other])}") == ((value,), (other,))
    assert figure_differences(chinese, "invest much") == ((value,), ())


@given(st.integers(2, 10**15 - 1) | st.integers(2, 10**4))
def test_english_number_words_read_back(number: int) -> None:
    spelled = _spell_in_english(number)
    assert english_values(f"build {spelled} homes") == [number]
    assert english_values(spelled.capitalize()) == [number]
    if number < 10**6:
        chinese = f"新增{_spell_in_chinese(number, '两', '')}个车位"
        assert figure_differences(chinese, f"add {spelled} parking spaces") == ((), ())


@given(st.lists(st.integers(2, 10**9), min_size=1, max_size=4), st.data())
def test_the_place_of_a_value_in_english(numbers: list[int], data: st.DataObject) -> None:
    text = "add " + " and ".join(f"{number:,}" for number in numbers)
    wanted = data.draw(st.sampled_from(numbers))
    place = english_place(text, Decimal(wanted))
    assert english_values(text[place:])[0] == wanted
    assert english_place(text, Decimal(1)) == 0


@given(
    st.text(
        st.sampled_from("零〇一二两三四五六七八九十百千万亿0123456789１２٣²½.,-~至%级元个家以上内超达a b"), max_size=40
    )
    | st.text(max_size=40)
    | st.lists(st.sampled_from(["six", "ſixth", "third", "hundreds", "ten", "-", " ", "1,0", "5 ", "millionſ"])).map(
        "".join
    )
)
def test_no_text_breaks_the_parsers(text: str) -> None:
    for figure in chinese_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.values
    _, added = figure_differences(text, text)
    assert all(value in english_values(text) for value in added)
