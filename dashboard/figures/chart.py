"""Which chart fits a target? One row per kind: the first that fits draws it, and says what its
marks mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.core.vocabulary.model import Indicator, Target
from dashboard.core.vocabulary.text import Text
from dashboard.figures import burn_up, columns, difference
from dashboard.figures.story import ACTUAL, GOAL, PATH, UNVERIFIED, Story

Key = tuple[tuple[str, Text], ...]
"""Class of a sign, and what it means."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A chart: its title, for which targets it is, how it is drawn, and the meaning of its
    marks.
    """

    id: str
    title: Text
    fits: Callable[[Target, Indicator], bool]
    draw: Callable[[Story], go.Figure]
    key: Key


KINDS: tuple[Kind, ...] = (
    Kind(
        "difference",
        Text("与参照指标之差", "Difference from its reference"),
        lambda target, _: target.reads == "reference",
        difference.draw,
        (
            ("k-actual", difference.DIFFERENCE),
            ("k-unverified", UNVERIFIED),
            ("k-allowed", difference.ALLOWED),
            ("k-bound", Text("容差", "Tolerance")),
        ),
    ),
    Kind(
        "columns",
        Text("每年与目标", "Every year and its target"),
        lambda target, indicator: (
            indicator.measure == "growth"
            and target.period in ("in", "every", "average")
            and target.x is not None
        ),
        columns.draw,
        (("k-column", ACTUAL), ("k-hollow", UNVERIFIED), ("k-bound", GOAL)),
    ),
    Kind(
        "burn-up",
        Text("完成数与时间", "Done against time"),
        lambda target, indicator: (
            indicator.measure == "flow"
            and target.period in ("in", "total")
            and target.x is not None
        ),
        burn_up.draw,
        (
            ("k-actual", ACTUAL),
            ("k-unverified", UNVERIFIED),
            ("k-path", PATH),
            ("k-goal", GOAL),
        ),
    ),
)
"""What is none of these is drawn as a trajectory (figures/trend.py)."""


def kind_of(target: Target | None, indicator: Indicator) -> Kind | None:
    """The kind of chart that a target asks for, None for the trajectory."""
    if target is None:
        return None
    return next((kind for kind in KINDS if kind.fits(target, indicator)), None)
