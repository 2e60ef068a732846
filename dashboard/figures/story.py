"""What does one chart tell? The series, the target it is held against, and the words of its
marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.core.vocabulary.model import Indicator, Snapshot, Target, iterate_rows
from dashboard.core.vocabulary.text import Language, Text
from dashboard.figures.theme import escape_label

ACTUAL, PATH, GOAL = (
    Text("实际", "Actual"),
    Text("计划路径", "Path of the plan"),
    Text("目标", "Target"),
)
ANNUAL, BASE, DISPUTED = (
    Text("年度目标", "Annual target"),
    Text("基期", "Base"),
    Text("存疑，不评价", "Disputed, not judged"),
)
UNVERIFIED, PART = Text("未核实", "Unverified"), Text("部分月份", "Part of a year")
BROKEN = Text("未达标区", "Target not kept")
FORECAST = Text("推算（八成、五成可能）", "Forecast (80 %, 50 %)")


@dataclass(frozen=True)
class Story:
    """What one chart tells: the series, the target it is held against, and the verdict in the year
    judged.
    """

    snapshot: Snapshot
    indicator: Indicator
    target: Target | None
    region: str
    language: Language

    def say(self, text: Text) -> str:
        return escape_label(text.in_(self.language))

    @property
    def series(self) -> pd.DataFrame:
        """Full-year values in force, oldest first."""
        return self.snapshot.filter_full_years(self.indicator.id, self.region)

    @property
    def year(self) -> int:
        """The year whose figure is labelled: the verdict's."""
        return int(self.verdict.year) if self.verdict is not None else self.snapshot.view.year

    @property
    def verdict(self) -> Any:
        """The verdict drawn as a gap, or None."""
        if self.target is None:
            return None
        mine = self.snapshot.filter_verdicts(self.indicator.id, self.region)
        return next(iterate_rows(mine[mine["target"] == self.target.id]), None)
