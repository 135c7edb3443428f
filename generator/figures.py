"""Target values as readers of each language expect to see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .model import Comparator, Nature, Reached, Target, Unit

_COUNTED = (Comparator.EXACT, Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.REACH)
_RELATIVE = (Nature.GROWTH, Nature.RATIO)


def figure_text(target: Target, language: str, words: Mapping[str, Any]) -> str:
    """The promised figure with its comparator and unit: `at least RMB 10 billion`, `至少100亿元`."""
    show = _chinese if language == "zh" else _english
    number = show(Decimal(target.value))
    if target.value_max is not None:
        number += ("–" if language == "en" else "至") + show(Decimal(target.value_max))
    number = _with_unit(number, target.unit, language, words)
    comparator = str(words["comparator"][target.comparator])
    if not comparator or target.comparator is Comparator.RANGE:
        return number
    return f"{comparator}{number}" if language == "zh" else f"{comparator} {number}"


def counted_text(target: Target, language: str, words: Mapping[str, Any]) -> str:
    """What a target counts, and that it is added to what there is: `school places (new)`; where no label says so."""
    return target.what[language] + (str(words["added"]) if target.nature is Nature.NEW else "")


def reached_text(target: Target, reached: Reached, language: str, words: Mapping[str, Any], key: str) -> str:
    """The figure reached, against the one promised: `reached 1,250 (104%); target: at least 1,200`.

    `key` names how the words say it: `reached`, or `reached_here` where the promise stands beside it.
    The share, rounded down, is of amounts that should at least come about; a growth, a ratio, a range or an upper
    bound is not reached in parts.
    """
    value, promised = Decimal(reached.value), Decimal(target.value)
    divisible = promised and target.comparator in _COUNTED and target.nature not in _RELATIVE
    share = int(value * 100 / promised) if divisible and target.unit is not Unit.PERCENT else 0
    said = words[key].format(
        value=amount_text(value, target.unit, language, words),
        promise=figure_text(target, language, words),
        share=words["reached_share"].format(share) if share > 0 else "",
    )
    return str(said)


def sum_of(targets: Iterable[Target]) -> Target:
    """What some targets of the same unit promise together; the loosest of their bounds holds for the sum."""
    own = tuple(targets)
    bounds = {target.comparator for target in own}
    loosest = next((one for one in (Comparator.AT_LEAST, Comparator.MORE_THAN) if one in bounds), Comparator.EXACT)
    value = sum((Decimal(target.value) for target in own), Decimal())
    return own[0].model_copy(update={"value": value, "comparator": loosest})


def amount_text(value: Decimal, unit: Unit, language: str, words: Mapping[str, Any]) -> str:
    """A bare amount: `RMB 10 billion`, `100亿元`."""
    return _with_unit(_chinese(value) if language == "zh" else _english(value), unit, language, words)


def _with_unit(number: str, unit: Unit, language: str, words: Mapping[str, Any]) -> str:
    name = str(words["units"][unit])
    if unit is Unit.YUAN and language == "en":
        return f"{name} {number}"
    return number + (name if not name or language == "zh" or name == "%" else f" {name}")


def _chinese(value: Decimal) -> str:
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if value >= size and value % (size // 10**2) == 0:
            return f"{_plain(value / size)}{name}"
    return _plain(value)


def _english(value: Decimal) -> str:
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"{_plain(value / size)} {name}"
    return f"{value:,f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
