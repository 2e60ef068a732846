"""Which numbers does a phrase of a plan state, and of which unit? Digits, Chinese numerals, shares
in words and ranges, by the grammar of units; years are no numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dashboard.core.vocabulary.units import UNITS, Unit, find_conversion_factor, find_unit

_DIGITS = {**{mark: value for value, mark in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[零〇一二两三四五六七八九十百千]"
_SHARE = re.compile(rf"百分[之]({_NUMERAL}+(?:点{_NUMERAL}+)?|\d+(?:\.\d+)?)")
_FRACTION = re.compile(rf"({_NUMERAL}+|\d+)[分][之]({_NUMERAL}+|\d+)")
_HALF = re.compile(r"过半|超半数|半数|一半")
_NUMBER = re.compile(
    r"(?:(?:(?<=[至到为于达过约，、=:(])|^)-)?(?<![\d.])(?<![A-Za-z])\d+(?:\.\d+)?(?![\d]|\.\d)"
)
_WORDED = re.compile(rf"{_NUMERAL}+(?:点{_NUMERAL}+)?")
_MAGNITUDE = re.compile(r"[十百千]?(?:万亿|万|亿)|[百千]")
_MULTIPLES = {"十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_SHARED = re.compile(r"^(?:[-—–~～至到、和及]|以上至)$")
_LESS = re.compile(r"(降低|下降|减少|压减|下浮|缩减|降幅)(?!至|到)[^，。；、\d至到]{0,6}$")
_EACH = re.compile(r"[每]([十百千万亿]*(?:人|户|平方公里|公里|亩|万元|亿元))")
_LONGEST_UNIT = 12
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that a phrase states, and the unit right behind it, where one stands there; `less`
    where it is the size of a decrease.
    """

    value: float
    unit: Unit | None
    start: int
    end: int
    less: bool = False
    bare: bool = False
    """Whether a magnitude stands behind it without a unit: 1.2万亿."""


def list_amounts(phrase: str) -> list[Amount]:
    """The numbers of a phrase in order; in a range or a list the last one's unit is that of all."""
    text = unicodedata.normalize("NFKC", phrase)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace(" ", "")
    found = sorted(_iterate_amounts(text), key=lambda one: (one.start, -one.end))
    amounts: list[Amount] = []
    for one in found:
        if not amounts or one.start >= amounts[-1].end:
            amounts.append(one)
    for at in range(len(amounts) - 2, -1, -1):
        here, after = amounts[at], amounts[at + 1]
        if here.unit is None and _SHARED.match(text[here.end : after.start]):
            amounts[at] = replace(here, unit=after.unit)
    return amounts


def _iterate_amounts(text: str) -> Iterator[Amount]:
    share, ratio = UNITS["%"], UNITS["比例"]
    for found in _SHARE.finditer(text):
        yield Amount(read_numeral(found[1]), share, *found.span())
    for found in _FRACTION.finditer(text):
        if found[1] != "百" and (below := read_numeral(found[1])):
            yield Amount(read_numeral(found[2]) / below, ratio, *found.span())
    for found in _HALF.finditer(text):
        yield Amount(50.0, share, *found.span())
    for pattern in (_NUMBER, _WORDED):
        for found in pattern.finditer(text):
            amount = _read_amount(text, read_numeral(found[0]), *found.span())
            is_counted = amount.unit is not None and text[found.start() - 1 : found.start()] != "每"
            if pattern is _NUMBER or is_counted:
                yield amount


def _read_amount(text: str, number: float, start: int, end: int) -> Amount:
    """A number with the longest magnitude and unit behind it; a number of four digits before 年 is a
    year, and has no unit.
    """
    less = _LESS.search(text[:start]) is not None
    each = _find_denominator(text[:start])
    for size in range(_LONGEST_UNIT, 0, -1):
        behind = text[end : end + size]
        unit = find_unit(behind) if len(behind) == size and behind not in _MULTIPLES else None
        if unit is None or (unit.name == "年" and 1900 <= number <= 2100):
            continue
        whole = find_unit(f"{behind}/{each}") if each else None
        return Amount(number, whole or unit, start, end + size, less)
    if text[end : end + 1] == "成":  # 六成
        return Amount(number * 10, UNITS["%"], start, end + 1, less)
    magnitude = _MAGNITUDE.match(text, end)
    if magnitude is not None:  # 千亿级, 100万: a number without a unit
        value = number * _multiply(magnitude[0])
        return Amount(value, None, start, magnitude.end(), less, bare=True)
    return Amount(number, None, start, end, less)


def _find_denominator(before: str) -> str:
    """Of what a number is per: 每千人口床位7.5张 is of 张/千人."""
    each = list(_EACH.finditer(before[-20:]))
    return each[-1][1] if each else ""


def _multiply(word: str) -> float:
    if word in _MULTIPLES:
        return _MULTIPLES[word]
    return _MULTIPLES[word[0]] * _MULTIPLES[word[1:]]


def read_numeral(text: str) -> float:
    """A number in digits or in Chinese: 11.3, 七十五, 一百二十三, 两千, 三点五."""
    if text.lstrip("-")[:1].isascii():
        return float(text)
    whole, _, decimals = text.partition("点")
    value, digit = 0.0, 0
    if not any(mark in _PLACES for mark in whole):  # 二〇二五
        value = float("".join(str(_DIGITS[mark]) for mark in whole) or 0)
    else:
        for mark in whole:
            if mark in _PLACES:
                value, digit = value + (digit or 1) * _PLACES[mark], 0
            else:
                digit = _DIGITS[mark]
        value += digit
    places = "".join(str(_DIGITS[mark]) for mark in decimals)
    return float(f"{value:.0f}.{places}") if places else value


def states_number(phrase: str, number: float) -> bool:
    """Whether a phrase states a number, whatever its unit."""
    return any(_is_same(number, one) for one in list_amounts(phrase))


def states_amount(phrase: str, number: float, unit: Unit | None) -> bool:
    """Whether a phrase states a number in a unit, or in one that converts to it."""
    return any(_is_same(number, one, unit) for one in list_amounts(phrase))


def find_contradiction(words: str, numbers: list[float], unit: Unit | None) -> Amount | None:
    """An amount in an indicator's unit that the words for a goal state and that is none of its
    numbers; None where there is none.
    """
    of_unit = [one for one in list_amounts(words) if one.unit and _find_factor(one.unit, unit)]
    if any(_is_same(number, one, unit) for number in numbers for one in of_unit):
        return None
    return of_unit[0] if of_unit and numbers else None


def _find_factor(of: Unit, to: Unit | None) -> float | None:
    return find_conversion_factor(of, to) if to is not None else None


def _is_same(number: float, amount: Amount, unit: Unit | None = None) -> bool:
    """Whether a number is what a phrase states; a decrease may be declared with its sign."""
    value = amount.value
    if unit is not None:
        factor = _find_amount_factor(amount, unit)
        if factor is None:
            return False
        value *= factor
    signed = -abs(value) if amount.less and number < 0 else value
    return abs(signed - number) <= _TOLERANCE * max(1.0, abs(number))


def _find_amount_factor(amount: Amount, unit: Unit) -> float | None:
    """What one of an amount is in a unit; percentage points are a change and no level."""
    if amount.unit is not None:
        is_change = amount.unit.name == "个百分点" and unit.name != "个百分点"
        return None if is_change else _find_factor(amount.unit, unit)
    if amount.bare and unit.dimension in ("money", "count"):
        return 1 / unit.factor
    return 1.0 if unit.dimension in _BARE else None


_BARE = ("index", "rank", "score")
"""Dimensions whose numbers stand without a unit."""
