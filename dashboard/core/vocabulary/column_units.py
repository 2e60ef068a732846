"""In which unit does a column of figures read best? One unit per column, 亿 or 万 where the declared
one needs too many digits.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.core.vocabulary.model import Indicator
from dashboard.core.vocabulary.units import GROWS_BY_RATIO, UNITS, Unit

SMALLEST_MEDIAN, LARGEST_MEDIAN = 0.1, 100_000.0
"""A median from 0.1 up to five digits reads well in the unit that the plan uses, and keeps it."""
SIGNIFICANT = 4


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator as a column prints it, and what its values are multiplied by."""

    indicator: Indicator
    factor: float = 1.0

    @classmethod
    def of(cls, indicator: Indicator, values: Sequence[float]) -> Column:
        """The column for some values of an indicator, all in one unit chosen by their median."""
        sizes = [abs(value) for value in values if math.isfinite(value) and value]
        if indicator.unit is None or not sizes:
            return cls(indicator)
        median = statistics.median(sizes)
        unit = choose_unit(indicator.unit, median)
        if unit is indicator.unit:
            return cls(indicator)
        factor = indicator.unit.factor / unit.factor
        magnitude = math.floor(math.log10(median * factor))
        decimals = min(SIGNIFICANT, max(0, SIGNIFICANT - 1 - magnitude))
        return cls(replace(indicator, unit=unit, decimals=decimals), factor)


def choose_unit(unit: Unit, median: float) -> Unit:
    """The unit for figures of a size: the declared one, else the largest of 亿, 万 and the plain one
    that leaves 1 or more.
    """
    if unit.dimension not in GROWS_BY_RATIO or SMALLEST_MEDIAN <= median < LARGEST_MEDIAN:
        return unit
    plain = unit.name.removeprefix("亿").removeprefix("百万").removeprefix("万").removeprefix("千")
    family = [UNITS[name] for name in (f"亿{plain}", f"万{plain}", plain) if name in UNITS]
    size = median * unit.factor
    smallest = family[-1] if family else unit
    return next((one for one in family if size >= one.factor), smallest)
