"""How are values, bounds, periods and gaps said? The parts of which sentences, tables and charts
are made.
"""

from __future__ import annotations

import math

from dashboard.core.vocabulary.digits import (
    ENGLISH_SCALES,
    format_bound_number,
    format_difference_number,
    format_number,
    format_path_number,
    format_published_number,
    format_stated_number,
    format_value_number,
    scale_to_english,
)
from dashboard.core.vocabulary.model import Indicator, Registry, Target
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from dashboard.core.vocabulary.text import (
    MINUS,
    MONTHS,
    Text,
    format_year,
    join_texts,
)
from dashboard.core.vocabulary.units import Unit, find_singular, shorten_units

COUNTED_OTHERWISE = tuple(chinese for chinese, *_ in ENGLISH_SCALES)
LAST_YEAR = Text("上年", "last year")
LAST_LEVEL = Text("上年水平", "last year's level")
YES, NO = Text("是", "yes"), Text("否", "no")
NOTHING = Text("", "")
OURS = Text("本系统设定", "set by this system")


def format_with_unit(text: str, unit: Unit | None) -> Text:
    """A printed number with its unit: 7791亿元, 第29位, 7,791 (100 million yuan)."""
    if unit is None:
        return Text(text, text)
    if unit.dimension == "rank":
        return Text(f"第{text}位", f"rank {text}")
    if unit.en in ("%", "‰"):
        return Text(text + unit.name, text + unit.en)
    return Text(f"{text}{unit.name}", " ".join(word_in_english(text, unit.text)))


def word_in_english(number: str, unit: Text) -> tuple[str, str]:
    """A printed number and its unit's English: 1 place, 1.0 places, 2 places, 779.1 billion
    yuan.
    """
    english = unit.en
    if english.startswith(COUNTED_OTHERWISE):
        number, english = scale_to_english(number, english)
    if number.removeprefix(MINUS) == "1":
        return number, find_singular(Text(unit.zh, english))
    return number, english


def format_value(indicator: Indicator, amount: float) -> Text:
    """A value with its unit, as the publisher prints it."""
    if indicator.unit is None:
        return YES if amount == 1 else NO
    return format_with_unit(format_value_number(indicator, amount), indicator.unit)


def format_published_value(indicator: Indicator, amount: float) -> Text:
    """A figure with all its published digits and its unit: 5963.75亿元."""
    return format_with_unit(format_published_number(indicator, amount), indicator.unit)


def format_stated_value(indicator: Indicator, amount: float) -> Text:
    """A number that the plan states, as it was typed, with its unit: 15万元."""
    return format_with_unit(format_stated_number(amount), indicator.unit)


def format_path_value(indicator: Indicator, amount: float) -> Text:
    """A calculated value with its unit."""
    return format_with_unit(format_path_number(indicator, amount), indicator.unit)


def format_needed(indicator: Indicator, target: Target, amount: float) -> Text:
    """What every year to come needs, with its unit: a step for a goal on a path, a level for a sum
    or a mean over years.
    """
    if target.period in ("total", "average"):
        return format_path_value(indicator, amount)
    return format_signed_difference(indicator, amount)


def format_signed_difference(
    indicator: Indicator, amount: float, decimals: int | None = None
) -> Text:
    """A difference with its direction and unit; places of a rank stand before or behind."""
    size = format_difference(indicator, amount, decimals)
    if indicator.measure == "rank" and amount:
        side = Text("靠前", "in front") if amount < 0 else Text("靠后", "behind")
        return Text(f"{side.zh}{size.zh}", f"{size.en} {side.en}")
    if amount > 0:
        return Text("+" + size.zh, "+" + size.en)
    if amount < 0:
        return Text(MINUS + size.zh, MINUS + size.en)
    return size


def format_sign(amount: float) -> str:
    """The sign of a difference, nothing of none."""
    if amount > 0:
        return "+"
    return MINUS if amount < 0 else ""


def format_needed_number(indicator: Indicator, target: Target, amount: float) -> str:
    """The same without its unit."""
    if target.period in ("total", "average"):
        return format_path_number(indicator, amount)
    return format_difference_number(indicator, amount, sign=True)


def format_difference(indicator: Indicator, amount: float, decimals: int | None = None) -> Text:
    """The size of a difference with its unit: 0.5个百分点, 290.6亿元, 2位; of printed numbers with
    theirs.
    """
    text, unit = format_difference_number(indicator, abs(amount)), indicator.difference_text
    if decimals is not None:
        text = format_number(abs(amount), decimals)
    if not unit.zh:
        return Text(text, text)
    return Text(f"{text}{unit.zh}", " ".join(word_in_english(text, unit)))


def _format_bound_number(
    indicator: Indicator, target: Target, amount: float | None, *, unit: bool
) -> Text:
    """A bound's number as the plan prints it; where no digits can print it (one third), the plan's
    words.
    """
    if amount is None:
        return NOTHING
    number, is_exact = format_bound_number(indicator, amount)
    printed = format_with_unit(number, indicator.unit if unit else None)
    if is_exact or not target.words:
        return printed
    return Text(target.words, printed.en)


def format_bound(registry: Registry, target: Target) -> Text:
    """A bound in words: 达到8500亿元, 不低于85%, 2.9%左右, 与地区生产总值增长基本同步."""
    indicator = registry.indicators[target.indicator]
    bound, tolerance = BOUNDS[target.bound], format_tolerance(registry, target)
    is_ceiling = bound.one_sided and not bound.strict and bound.sign <= 0
    if _is_rank(indicator) and is_ceiling:
        return Text(f"进入前{target.x:g}位", f"among the first {target.x:g}") + tolerance
    number = LAST_LEVEL
    if not target.hold_last_year:
        number = _format_bound_number(indicator, target, target.x, unit=True)
    reference = registry.indicators[target.reference].name if target.reference else NOTHING
    text = bound.name.format(
        x=number,
        high=_format_bound_number(indicator, target, target.high, unit=True),
        reference=reference,
        stated=target.stated or NOTHING,
    )
    return text + tolerance if target.tolerance is not None else text


def _is_rank(indicator: Indicator) -> bool:
    return indicator.unit is not None and indicator.unit.dimension == "rank"


def format_tolerance(registry: Registry, target: Target) -> Text:
    """The tolerance in brackets, with a mark where it is ours."""
    if target.tolerance is None:
        return NOTHING
    amount = format_difference(registry.indicators[target.indicator], target.tolerance)
    ours = Text(f"，{OURS.zh}", f", {OURS.en}") if target.tolerance_ours else NOTHING
    return Text(f"（容差{amount.zh}{ours.zh}）", f" (tolerance {amount.en}{ours.en})")


def format_goal(registry: Registry, target: Target, amount: float) -> Text:
    """The number to be reached: as the plan prints it, or as last year's or the reference's figure
    gives it.
    """
    indicator = registry.indicators[target.indicator]
    if not math.isfinite(amount) or indicator.unit is None:
        return format_bound(registry, target)
    if amount in (target.x, target.high):
        return _format_bound_number(indicator, target, amount, unit=True)
    return format_value(indicator, amount)


def format_short_bound(registry: Registry, target: Target) -> Text:
    """A bound for a table's column: 8500, ≥ 85, ≈ 2.9, 保持 100."""
    indicator = registry.indicators[target.indicator]
    number = LAST_YEAR
    if not target.hold_last_year:
        number = _format_bound_number(indicator, target, target.x, unit=False)
    return BOUNDS[target.bound].short.format(
        x=number,
        high=_format_bound_number(indicator, target, target.high, unit=False),
        reference="",
        stated=target.stated or NOTHING,
    )


def format_period(target: Target) -> Text:
    """A period in words: 到2025年, 2021年, 2021–2025年每年."""
    return PERIODS[target.period].name.format(first=target.first, last=target.last)


def describe_comparison(
    indicator: Indicator, gap: float, to: Text, decimals: int | None = None
) -> Text:
    """How a value stands to another: 比目标高1.7个百分点, 与目标持平; `decimals` are those of
    printed numbers.
    """
    if abs(gap) < 1e-9 * max(1.0, abs(gap)):
        return Text(f"与{to.zh}持平", f"equal to {to.en}")
    size = format_difference(indicator, gap, decimals)
    if _is_rank(indicator):
        side = Text("靠后", "behind") if gap > 0 else Text("靠前", "in front of")
    else:
        side = Text("高", "above") if gap > 0 else Text("低", "below")
    return Text(f"比{to.zh}{side.zh}{size.zh}", f"{size.en} {side.en} {to.en}")


def describe_places(amount: float, size: Text) -> Text:
    """How many places in front or behind."""
    if amount == 0:
        return Text("持平", "level")
    lead = Text("领先", "ahead by ") if amount < 0 else Text("落后", "behind by ")
    return Text(lead.zh + size.zh, lead.en + shorten_units(size.en))


def format_months(month: int) -> Text:
    """The months of a part-year figure in short: 1–9月, Jan–Sep."""
    if month == 1:
        return Text("1月", "Jan")
    return Text(f"1–{month}月", f"Jan–{MONTHS[month - 1][:3]}")


def format_years(values: list[int]) -> Text:
    """Years in words: 2021年、2023年."""
    return join_texts([format_year(year) for year in values], Text("、", ", "))
