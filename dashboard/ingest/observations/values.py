"""What number, in the indicator's own unit, does a cell give? Taken as is, taken with a listed
conversion, or refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.digits import count_printed_decimals
from dashboard.core.vocabulary.model import CALCULATED, Indicator
from dashboard.core.vocabulary.units import (
    MAGNITUDES,
    UNITS,
    Unit,
    convert_value,
    find_unit,
    is_same_unit,
    split_unit,
)
from dashboard.ingest import numbers
from dashboard.ingest.cells import Cell
from dashboard.ingest.numbers import NoNumber, Typed
from dashboard.ingest.observations.listing import format_all_digits, format_found

_YES, _NO = {"是", "yes", "y", "true", "已完成", "完成"}, {"否", "no", "n", "false", "未完成"}


class Say(Protocol):
    """Notes an issue at the cell in question."""

    def __call__(self, code: str, **values: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Stated:
    """The unit that figures are written in, and whether the table says so or it is taken from the
    indicator.
    """

    unit: Unit
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in the indicator's unit, and with how many decimals its cell prints it; CALCULATED
    where nobody typed it.
    """

    value: float
    decimals: int = 0


class _CellError(Exception):
    """A cell that gives no value: an issue's code and what was found."""

    def __init__(self, code: str, **found: object) -> None:
        super().__init__(code)
        self.code, self.found = code, found


def read_value(
    cell: Cell, indicator: Indicator, stated: Stated, say: Say, *, typed_kind: bool = True
) -> Amount | None:
    """A cell's number in the indicator's unit, or None after saying what is wrong; text files hold
    no typed numbers.
    """
    assert indicator.unit is not None
    try:
        typed = _parse_cell(cell)
        of = _find_written_unit(typed, stated)
        result = _convert_value(cell, typed, of, indicator)
    except _CellError as refused:
        say(refused.code, **refused.found)
        return None
    _report_conversions(cell, typed, of, indicator.unit, result, say, typed_kind=typed_kind)
    if cell.calculated:
        return Amount(result, CALCULATED)
    return Amount(result, _count_decimals(typed, of, indicator.unit, result))


def _count_decimals(typed: Typed, of: Unit, to: Unit, result: float) -> int:
    """The decimals that a cell shows, in another unit: those of 77911 in 万元 are four in 亿元."""
    shift = -math.log10(convert_value(1.0, of, to) if of is not to else 1.0)
    if typed.shown_in > 1 or not math.isclose(shift, round(shift), abs_tol=1e-9):
        return count_printed_decimals(result)
    return max(0, typed.decimals + round(shift))


def read_yes_or_no(cell: Cell, say: Say) -> Amount | None:
    """Whether something is done: 是 or 否."""
    text = normalize_name(str(cell.content))
    if text in _YES | _NO:
        return Amount(float(text in _YES))
    code = "blank-mark" if numbers.is_blank(cell.content) else "not-yes-or-no"
    say(code, found=format_found(cell.content))
    return None


def _parse_cell(cell: Cell) -> Typed:
    if cell.uncalculated and cell.content is None:
        raise _CellError("not-calculated")
    if cell.uncalculated:
        raise _CellError("blank-mark", found='=""')
    if cell.error:
        raise _CellError("error-cell", found=str(cell.content))
    if numbers.is_blank(cell.content):
        raise _CellError("blank-mark", found=format_found(cell.content))
    typed = numbers.parse(cell.content, cell.number_format)
    if isinstance(typed, NoNumber):
        raise _CellError(typed.code, found=format_found(cell.content))
    return typed


def _convert_value(cell: Cell, typed: Typed, of: Unit, indicator: Indicator) -> float:
    """The value converted, and within what is possible."""
    to, limits = indicator.unit, indicator.limits
    assert to is not None
    if of.dimension != to.dimension:
        raise _CellError("unit-mismatch", found=of.name, expected=to.name)
    value = typed.value
    if of is not to:
        value = numbers.round_noise(convert_value(value, of, to))
    if not abs(value) < numbers.LARGEST:
        raise _CellError("number-too-large", found=format_found(cell.content))
    if limits and not limits[0] <= value <= limits[1]:
        span = "–".join(map(format_all_digits, limits))
        raise _CellError("outside-limits", value=format_all_digits(value), limits=span)
    return value


def _find_written_unit(typed: Typed, stated: Stated) -> Unit:
    """The unit in which the stored number is written, by what stands at the number and what the
    table states.
    """
    unit = stated.unit
    if typed.percent:
        if unit.dimension != "share" or (not stated.assumed and unit.name not in ("%", "比例")):
            raise _CellError("unit-conflict", found="%", stated=unit.name)
        return UNITS["%"]
    if typed.shown_in > 1:
        return _find_scaled_unit(typed, stated)
    if typed.magnitude > 1:
        return _with_magnitude(typed.magnitude, stated)
    if typed.unit is None or is_same_unit(typed.unit, unit):
        return unit
    if not stated.assumed:
        raise _CellError("unit-conflict", found=typed.unit.name, stated=unit.name)
    return typed.unit


def _find_scaled_unit(typed: Typed, stated: Stated) -> Unit:
    """A format that shows 万 and stores the whole: the number is in the unit without its
    multiple.
    """
    root, multiple = split_unit(stated.unit)
    shown_root, shown_multiple = root, typed.magnitude
    if typed.unit is not None:
        shown_root, shown_multiple = split_unit(typed.unit)
    fits = shown_multiple == typed.shown_in and shown_root.name == root.name
    if not fits or (not stated.assumed and multiple not in (1.0, typed.shown_in)):
        scale = f"1/{format_all_digits(typed.shown_in)}"
        raise _CellError("format-scales", found=scale, stated=stated.unit.name)
    return root


def _with_magnitude(magnitude: float, stated: Stated) -> Unit:
    """1.2万: of the unit itself where that has no multiple, the same where it has this one; anything
    else contradicts.
    """
    root, multiple = split_unit(stated.unit)
    word = next(word for word, multiple in MAGNITUDES.items() if multiple == magnitude)
    wanted = find_unit(word + root.name)
    if wanted is None or (not stated.assumed and multiple not in (1.0, magnitude)):
        factor = f"×{format_all_digits(magnitude)}"
        raise _CellError("unit-conflict", found=factor, stated=stated.unit.name)
    return wanted


def _report_conversions(
    cell: Cell, typed: Typed, of: Unit, to: Unit, result: float, say: Say, *, typed_kind: bool
) -> None:
    """List every conversion that was made."""
    if typed.hidden:
        say("format-hides", found=format_found(cell.number_format), value=format_all_digits(result))
    if typed.percent and not typed.text:
        stored, value = format_found(cell.content), format_all_digits(typed.value)
        say("percent-format", stored=stored, value=value)
    elif typed.marked:
        say("footnote-dropped", found=format_found(cell.content), value=format_all_digits(result))
    elif typed.text and (typed_kind or not _plain_digits(str(cell.content))):
        say("text-number", found=format_found(cell.content), value=format_all_digits(result))
    if of is not to or typed.shown_in > 1:
        code = "format-read" if typed.shown_in > 1 else "converted"
        written = f"{format_all_digits(typed.value)} {of.name}"
        say(code, found=written, value=f"{format_all_digits(result)} {to.name}")


def _plain_digits(text: str) -> bool:
    """Whether a text is written as a text file writes numbers: digits, a point, a sign."""
    return all(mark in "0123456789.+-" for mark in text.strip())
