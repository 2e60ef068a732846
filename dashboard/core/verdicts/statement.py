"""What is said of one target in one region? One value: its numbers with their digits, its words,
its marks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.hinges import describe_hinges
from dashboard.core.verdicts.reasons import describe_verdict
from dashboard.core.verdicts.releases import list_overdue
from dashboard.core.verdicts.sentence_data import Known, read_figures, read_known_values
from dashboard.core.vocabulary import digits
from dashboard.core.vocabulary.digits import PrintedNumbers, print_numbers
from dashboard.core.vocabulary.model import (
    FLAGS,
    FULL_YEAR,
    NATURES,
    UNSTATED,
    Indicator,
    Registry,
    Target,
    iterate_rows,
)
from dashboard.core.vocabulary.qualities import QUALITIES
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import STATUSES, format_status
from dashboard.core.vocabulary.targets import ACCUMULATED_NAMES, UNMEASURED
from dashboard.core.vocabulary.text import (
    DASH,
    Text,
    format_untranslated,
    format_year_to_date,
    join_texts,
)
from dashboard.core.vocabulary.units import shorten_units

NOTHING, NO_NUMBER = Text("", ""), format_untranslated(DASH)
KNOWN_TOTAL = Text("已知各年累计", "Total of the years known,")
TAGS: dict[str, Text] = {
    "assumption": Text("本系统假定", "our assumption"),
    "question_open": Text("待确认", "question open"),
    "tolerance_ours": Text("容差本系统设定", "tolerance ours"),
    "below_base": Text("较基期回落", "below base"),
    "sources_conflict": Text("来源不一", "sources differ"),
}
"""What is ours, and flags, as they are seen beside the name."""
DUE, GOAL = Text("序时目标", "what is due"), Text("目标", "the target")


def find_nature(registry: Registry, target: Target) -> str:
    """Whether a target binds: `binding`, `indicative`, or nothing where the plan does not say."""
    return target.nature or registry.indicators[target.indicator].nature or ""


@dataclass(frozen=True)
class Statement:
    """A verdict as it is said; every surface prints from it and decides nothing.

    `row` is a row of the verdicts frame. Texts are in both languages; a number that is not known
    reads as a dash. Amounts are in the indicator's unit.
    """

    snapshot: Snapshot
    target: Target
    indicator: Indicator
    row: Any
    known: Known | None = None

    @cached_property
    def registry(self) -> Registry:
        """The declaration that it was judged by."""
        return self.snapshot.registry

    @property
    def name(self) -> Text:
        """The indicator's name."""
        return self.indicator.name

    @cached_property
    def plan(self) -> Text:
        """The name of the plan."""
        return self.registry.plans[self.target.plan].name

    @cached_property
    def nature(self) -> Text:
        """Whether the target binds, or that nobody has said so."""
        return NATURES[find_nature(self.registry, self.target) or "unstated"]

    @cached_property
    def owner(self) -> Text:
        """The department that answers for it, or that nobody has named one."""
        return self.indicator.owner or UNSTATED

    @cached_property
    def period(self) -> Text:
        """到2025年, 2021年."""
        return phrases.format_period(self.target)

    @cached_property
    def bound(self) -> Text:
        """The bound in words: 不低于85%."""
        return phrases.format_bound(self.registry, self.target)

    @cached_property
    def short_bound(self) -> Text:
        """The bound for a column: ≥ 85."""
        return phrases.format_short_bound(self.registry, self.target)

    @cached_property
    def status(self) -> Text:
        """The word for the status: 应公布未公布 where a figure should be out."""
        return format_status(self.row.status, is_overdue=bool(self.overdue))

    @cached_property
    def overdue(self) -> frozenset[str]:
        """The indicators for whose figure it waits although it should be out."""
        return list_overdue(self.snapshot, self.row, self.target)

    @cached_property
    def status_with_symbol(self) -> Text:
        """The word behind its symbol, for paper and files."""
        symbol = STATUSES[self.row.status].symbol
        return Text(f"{symbol}{self.status.zh}", f"{symbol} {self.status.en}")

    @property
    def is_hollow(self) -> bool:
        """Whether the verdict rests on a figure that nobody has verified."""
        return "rests_on_unverified" in self.row.flags

    @cached_property
    def sentence(self) -> Text:
        """Why: the reason in one sentence."""
        asked = (self.snapshot.view.rules, self.overdue, self.numbers)
        return describe_verdict(self.registry, self.figures, self.row, *asked)

    @cached_property
    def figures(self) -> Known:
        """The figures in force of its indicator, and of its reference."""
        return read_figures(self.snapshot, self.target, self.row.region, self.known)

    @cached_property
    def flags(self) -> dict[str, Text]:
        """What must be said besides the status, by the flag."""
        return {flag: FLAGS[flag] for flag in self.row.flags}

    @cached_property
    def tags(self) -> tuple[Text, ...]:
        """What must be seen beside the name: ours, a question, a different base, a part of the
        year.
        """
        ours = [TAGS["assumption"]] if self.target.assumption is not None else []
        return (*ours, *self.hinges, *(TAGS[flag] for flag in TAGS if flag in self.row.flags))

    @cached_property
    def hinges(self) -> tuple[Text, ...]:
        """What would be said instead at other prices or on another base."""
        return describe_hinges(self.target, self.row)

    @cached_property
    def numbers(self) -> PrintedNumbers:
        """The value, what is due and the gaps as they are printed: they subtract to the letter."""
        return print_numbers(self.indicator, self.target, self.row)

    @property
    def has_figure(self) -> bool:
        """Whether there is a figure of the year or a part of it."""
        return math.isfinite(self.row.actual)

    @property
    def is_part_of_year(self) -> bool:
        """Whether the figure runs through a part of the year only."""
        return int(self.row.month) < FULL_YEAR

    @cached_property
    def when(self) -> Text:
        """The year, or the months of it, that the figure is of."""
        return format_year_to_date(int(self.row.year), int(self.row.month))

    @property
    def accumulated(self) -> Text | None:
        """What the figure is where it is of several years: 累计 or 平均; None of one year alone, as
        of a mean that waits for a year.
        """
        if self.target.period == "average" and self.row.step in ("gap", "partial", "no_value"):
            return None
        if self.row.step == "gap" and self.target.period == "total":
            return KNOWN_TOTAL
        return ACCUMULATED_NAMES.get(self.target.period)

    @cached_property
    def span(self) -> Text:
        """What the figure is of: 2024年, 2021–2024年累计, 2021–2024年平均."""
        if self.accumulated is None:
            return self.when
        first, year = self.target.first, int(self.row.year)
        years = f"{first}–{year}" if first < year else f"{year}"
        return Text(f"{years}年{self.accumulated.zh}", f"{self.accumulated.en} {years}")

    @cached_property
    def figure_name(self) -> Text:
        """The name of the figure beside the goal: 2024年实际, 2021–2024年累计."""
        if self.accumulated is None:
            return Text(f"{self.when.zh}实际", f"Actual, {self.when.en}")
        return self.span

    @cached_property
    def months(self) -> Text:
        """The months of a part-year figure in short: 1–9月."""
        return phrases.format_months(int(self.row.month))

    @cached_property
    def quality(self) -> Text:
        """The nature of the figure; empty where there is none."""
        kind = QUALITIES.get(str(self.row.quality))
        return kind.name if kind else NOTHING

    @cached_property
    def quality_mark(self) -> Text:
        """The short mark of a figure that is not a plain published one: 初, 推."""
        kind = QUALITIES.get(str(self.row.quality))
        return kind.mark if kind else NOTHING

    @cached_property
    def actual(self) -> Text:
        """The value with its unit."""
        if not self.has_figure or self.indicator.unit is None:
            return self.actual_number
        return phrases.format_with_unit(self.actual_number.zh, self.indicator.unit)

    @cached_property
    def actual_number(self) -> Text:
        """The bare number."""
        if not self.has_figure:
            return NO_NUMBER
        if self.indicator.unit is None:
            return phrases.format_value(self.indicator, self.row.actual)
        return format_untranslated(self.numbers.actual_text)

    @cached_property
    def marked_number(self) -> Text:
        """The bare number with the mark of its quality, for a column of a paper."""
        return self._mark_quality(self.actual_number)

    @cached_property
    def marked_actual(self) -> Text:
        """The same with its unit."""
        if not self.has_figure or self.indicator.unit is None:
            return self.actual_number
        return self._mark_quality(
            phrases.format_with_unit(self.actual_number.zh, self.indicator.unit)
        )

    def _mark_quality(self, text: Text) -> Text:
        """With what a plain figure of the year is not: its quality, or that it is a sum or mean."""
        if not self.has_figure or self.indicator.unit is None:
            return text
        marks = [mark for mark in (self.accumulated, self.quality_mark) if mark and mark.zh]
        if not marks:
            return text
        mark = join_texts(marks, Text("，", ", "))
        return Text(f"{text.zh}（{mark.zh}）", f"{text.en} ({mark.en.lower()})")

    @cached_property
    def base(self) -> Text:
        """The value that the path begins with, with its unit."""
        if not math.isfinite(self.row.base):
            return NO_NUMBER
        return phrases.format_path_value(self.indicator, self.row.base)

    @cached_property
    def base_number(self) -> Text:
        """The same without its unit."""
        if not math.isfinite(self.row.base):
            return NO_NUMBER
        return format_untranslated(digits.format_path_number(self.indicator, self.row.base))

    @cached_property
    def due(self) -> Text:
        """What the path asks for by now, with its unit."""
        if not math.isfinite(self.row.expected):
            return NO_NUMBER
        return phrases.format_with_unit(self.due_number.zh, self.indicator.unit)

    @cached_property
    def due_number(self) -> Text:
        """The same without its unit."""
        if not math.isfinite(self.row.expected):
            return NO_NUMBER
        return format_untranslated(self.numbers.due_text)

    @cached_property
    def goal(self) -> Text:
        """The number to be reached, as the plan prints it or as a reference gives it."""
        is_other = self.row.goal not in (self.target.x, self.target.high)
        if is_other and math.isfinite(self.row.goal) and self.has_figure and self.indicator.unit:
            number = digits.format_number(self.row.goal, self.numbers.decimals)
            return phrases.format_with_unit(number, self.indicator.unit)
        return phrases.format_goal(self.registry, self.target, self.row.goal)

    @cached_property
    def _told_gap(self) -> tuple[float, Text]:
        """The gap that is told, against the path, or the goal at the end and without a path."""
        numbers = self.numbers
        if math.isfinite(numbers.gap_to_due) and not STATUSES[self.row.status].final:
            return numbers.gap_to_due, DUE
        return numbers.gap_to_goal, GOAL

    @property
    def gap(self) -> float:
        """The gap that is told, as it is printed; NaN if unknown."""
        return self._told_gap[0]

    @property
    def has_gap(self) -> bool:
        """Whether a gap can be told in numbers: not of what is stated in words or done."""
        return math.isfinite(self.gap) and self.target.bound not in UNMEASURED

    @cached_property
    def gap_comparison(self) -> Text:
        """The gap in words: 比序时目标低0.3个百分点; nothing where it is unknown."""
        amount, against = self._told_gap
        if not math.isfinite(amount):
            return NOTHING
        return phrases.describe_comparison(self.indicator, amount, against, self.numbers.decimals)

    @cached_property
    def gap_in_column(self) -> Text:
        """The gap as a column has room for it; ranks stand in front or behind."""
        if not self.has_gap:
            return NOTHING
        amount, decimals = self.gap, self.numbers.decimals
        size = phrases.format_difference(self.indicator, amount, decimals)
        if self.indicator.measure == "rank":
            return phrases.describe_places(amount, size)
        sign = phrases.format_sign(amount)
        short = shorten_units(size.en)
        if self.indicator.difference_text.en.startswith(("hundred", "ten ")):
            # Money's unit stands beside the name; in English it would fill the column again.
            short = digits.format_number(abs(amount), decimals)
        return Text(sign + size.zh, sign + short)

    @cached_property
    def gap_to_goal(self) -> Text:
        """How far the value is from the goal, with direction and unit."""
        if not math.isfinite(self.row.gap_to_goal):
            return NO_NUMBER
        return phrases.format_signed_difference(
            self.indicator, self.numbers.gap_to_goal, self.numbers.decimals
        )

    @property
    def has_pace(self) -> bool:
        """Whether a step a year is needed that can be held against the record; ranks have none."""
        is_travelled = self.target.period == "by" and self.indicator.measure != "rank"
        return math.isfinite(self.row.needed) and is_travelled

    @cached_property
    def needed(self) -> Text:
        """What every year to come needs, with its unit."""
        if not math.isfinite(self.row.needed):
            return NO_NUMBER
        return phrases.format_needed(self.indicator, self.target, self.row.needed)

    @cached_property
    def needed_number(self) -> Text:
        """The same without its unit."""
        if not math.isfinite(self.row.needed):
            return NO_NUMBER
        return format_untranslated(
            phrases.format_needed_number(self.indicator, self.target, self.row.needed)
        )

    @cached_property
    def best_pace(self) -> Text:
        """The best year on record as a signed number."""
        if not math.isfinite(self.row.best_pace):
            return NO_NUMBER
        return format_untranslated(
            digits.format_difference_number(self.indicator, self.row.best_pace, sign=True)
        )


def build_statement(snapshot: Snapshot, row: Any, known: Known | None = None) -> Statement:
    """The statement of a row of a verdicts frame; for many, hand over `known` once."""
    target = snapshot.registry.target(row.target)
    indicator = snapshot.registry.indicators[row.indicator]
    return Statement(snapshot, target, indicator, row, known)


def build_statements(snapshot: Snapshot, rows: Iterable[Any]) -> Iterator[Statement]:
    """The statements of many verdicts; the figures of a region are read once."""
    wanted = list(rows)
    regions = {row.region for row in wanted}
    only = snapshot.filter_region(regions.pop()) if len(regions) == 1 else snapshot.in_force
    known = read_known_values(only)
    return (build_statement(snapshot, row, known) for row in wanted)


def list_indicator_statements(snapshot: Snapshot, indicator: Indicator) -> list[Statement]:
    """The statements of an indicator in the view's region, in the order declared."""
    region = snapshot.view.region
    rows = iterate_rows(snapshot.filter_verdicts(indicator.id, region))
    return [build_statement(snapshot, row) for row in rows]
