"""From where to where does an axis run? Round numbers around the values, so that small steps are
seen and none is cut off.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
STEP_COUNT = 5
"""About how many steps an axis has."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The ends of an axis and the step between its lines."""

    low: float
    high: float
    step: float


def compute_axis(values: Iterable[float]) -> Axis:
    """An axis with some room around values; down to 0 and not beyond where they are close to it."""
    known = [value for value in values if math.isfinite(value)]
    least, most = min(known, default=0.0), max(known, default=1.0)
    room = (most - least) * 0.15 or abs(most) * 0.05 or 1.0
    low, high = least - room, most + room
    if least >= 0 > low:
        low = 0.0
    rough = (high - low) / STEP_COUNT
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * step for step in STEPS if size * step >= rough * (1 - 1e-9))
    return Axis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)


def build_number_format(decimals: int) -> str:
    """How office programs are told to print numbers: #,##0.00."""
    return "#,##0." + "0" * decimals if decimals else "#,##0"
