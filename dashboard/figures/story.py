"""What does one chart tell? The series, the target it is held against, and the words of its
marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.core.declaration import paths, phrases
from dashboard.core.vocabulary.digits import PrintedNumbers, format_number, print_numbers
from dashboard.core.vocabulary.model import FULL_YEAR, Indicator, Target, iterate_rows
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.targets import Array
from dashboard.core.vocabulary.text import READERS, Language, Text
from dashboard.figures.theme import escape_label

ACTUAL, PATH, GOAL = (
    Text("实际", "Actual"),
    Text("序时进度", "Path of the plan"),
    Text("目标", "Target"),
)
ANNUAL, BASE, DISPUTED = (
    Text("年度目标", "Annual target"),
    Text("基期", "Base"),
    Text("存疑，不评价", "Disputed, not judged"),
)
UNVERIFIED, PART = Text("未核实", "Unverified"), Text("部分月份", "Part of a year")
MEAN = Text("历年平均", "Mean so far")
BROKEN = Text("未达标区", "Target not kept")
FORECAST = Text("预测（八成、五成可能）", "Forecast (80 %, 50 %)")
MARKUP = re.compile("[&<>%]")
"""What plotly may take for markup."""


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
        """A text in the chart's language; what plotly would read as markup or as a template is
        shown as typed.
        """
        plain = READERS[self.language](text)
        return escape_label(plain) if MARKUP.search(plain) else plain

    def name_bound(self, target: Target) -> str:
        """A target's bound in few letters, as a label: ≥ 85."""
        return self.say(phrases.format_short_bound(self.snapshot.registry, target))

    @cached_property
    def series(self) -> pd.DataFrame:
        """Full-year values in force, oldest first."""
        return self.snapshot.filter_full_years(self.indicator.id, self.region)

    @cached_property
    def path(self) -> tuple[Array, Array] | None:
        """Years and values of the path that has a base; None where there is none."""
        return paths.find_path_points(self.target) if self.target else None

    @cached_property
    def is_rank(self) -> bool:
        """Whether smaller numbers stand higher."""
        return self.indicator.measure == "rank"

    @property
    def digit(self) -> float:
        """The smallest step that the indicator prints."""
        return 10.0**-self.indicator.decimals

    @property
    def tick_format(self) -> str:
        """How an axis prints the indicator's values."""
        return f",.{self.indicator.decimals}f" if self.indicator.decimals else ",d"

    @property
    def year(self) -> int:
        """The year whose figure is labelled: the verdict's."""
        verdict = self.verdict
        return self.snapshot.view.year if verdict is None else int(verdict.year)

    @cached_property
    def numbers(self) -> PrintedNumbers | None:
        """The numbers of the verdict as its sentence prints them."""
        if self.target is None or self.verdict is None:
            return None
        return print_numbers(self.indicator, self.target, self.verdict)

    def format_figures(self, figures: Sequence[tuple[int | None, float | None]]) -> list[str]:
        """The labels of figures, each with its year: the published digits, that of the year judged
        as its sentence has it.
        """
        usual = special = self.indicator.decimals
        if self.numbers is not None:
            special = self.numbers.decimals
        judged = self.year
        return [
            format_number(value, special if year == judged else usual) for year, value in figures
        ]

    @cached_property
    def verdict(self) -> Any:
        """The verdict drawn as a gap, or None."""
        if self.target is None:
            return None
        mine = self.snapshot.filter_verdicts(self.indicator.id, self.region)
        return next(iterate_rows(mine[mine["target"] == self.target.id]), None)


def is_compared(verdict: Any) -> bool:
    """Whether a verdict holds a full year's figure against what should be."""
    if verdict is None or pd.isna(verdict.actual) or pd.isna(verdict.expected):
        return False
    return bool(verdict.month >= FULL_YEAR)


def choose_symbol(*, unverified: bool) -> str:
    """A ring for what is unverified, else a dot."""
    return "circle-open" if unverified else "circle"
