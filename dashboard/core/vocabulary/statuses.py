"""Which verdicts are there, what are they called, and what do they look like?

One row per status (METHODS §2). Every page, figure and file takes word, symbol, shape and tone from
here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard.core.vocabulary.text import Text

Standing = Literal["good", "bad", "waiting", "aside"]
"""How a verdict counts: well, in need of care, waiting for a figure, or left out of judgement."""


@dataclass(frozen=True, slots=True)
class Status:
    """One verdict of the ladder.

    `severity` orders verdicts from worst (0) to best; targets that share a promise count with their
    worst. `tone` is its colour on light paper, `dark_tone` on dark. `shape` is an SVG path in a 16
    × 16 box; `standing` says how it counts;
    `final` verdicts are given at the period's end, `reached` ones say that the goal is reached.
    """

    id: str
    name: Text
    meaning: Text
    symbol: str
    tone: str
    dark_tone: str
    shape: str
    severity: float
    standing: Standing
    final: bool = False
    reached: bool = False

    @property
    def judged(self) -> bool:
        """Whether a figure was judged, well or badly."""
        return self.standing in ("good", "bad")


STATUSES: dict[str, Status] = {
    status.id: status
    for status in (
        Status(
            "met_early",
            Text("提前实现", "Met early"),
            Text("期末之前已达到目标", "The goal is reached before its year"),
            "★",
            "#0a1a5c",
            "#c3ccff",
            "M8 .8l2.2 4.7 5.1.7-3.7 3.6.9 5.1L8 12.4l-4.5 2.5.9-5.1L.7 6.2l5.1-.7z",
            7,
            "good",
            reached=True,
        ),
        Status(
            "met",
            Text("已实现", "Met"),
            Text("期末达到目标", "The goal is reached at its year"),
            "✔",
            "#0a1a5c",
            "#c3ccff",
            "M1 8.6l2.3-2.4 3.1 3 6.3-7.1L15 4.2l-8.5 9.7z",
            8,
            "good",
            final=True,
            reached=True,
        ),
        Status(
            "ahead",
            Text("快于预期", "Ahead"),
            Text("比序时进度至少快5%", "At least 5% ahead of the way due"),
            "▲",
            "#1f6fd0",
            "#4f9ff8",
            "M8 1.5L15 14H1z",
            6,
            "good",
        ),
        Status(
            "on_course",
            Text("符合预期", "On course"),
            Text("与序时进度相差不到5%", "Within 5% of the way due"),
            "●",
            "#01a97a",
            "#12c592",
            "M8 2a6 6 0 100 12A6 6 0 008 2z",
            5,
            "good",
        ),
        Status(
            "behind",
            Text("滞后", "Behind"),
            Text("走完序时进度的60%至95%", "60% to 95% of the way due"),
            "◆",
            "#d5770e",
            "#f0a04b",
            "M8 .8L15.2 8 8 15.2.8 8z",
            2,
            "bad",
        ),
        Status(
            "at_risk",
            Text("预警", "At risk"),
            Text("不到序时进度的60%", "Under 60% of the way due"),
            "■",
            "#9b1428",
            "#f0466a",
            "M2 2h12v12H2z",
            1,
            "bad",
        ),
        Status(
            "missed",
            Text("未实现", "Missed"),
            Text("期末未达到目标", "The goal is not reached at its year"),
            "✖",
            "#6e0a18",
            "#ff7d92",
            "M3.4 1L8 5.6 12.6 1 15 3.4 10.4 8l4.6 4.6-2.4 2.4L8 10.4 3.4 15 1 12.6 5.6 8 1 3.4z",
            0,
            "bad",
            final=True,
        ),
        Status(
            "pending",
            Text("待公布", "Not yet released"),
            Text("该年数据尚未公布", "The figure of the year is not out yet"),
            "…",
            "#8a94a1",
            "#8f9bab",
            "M1 6.4h3.2v3.2H1zM6.4 6.4h3.2v3.2H6.4zM11.8 6.4H15v3.2h-3.2z",
            3,
            "waiting",
        ),
        Status(
            "not_judged",
            Text("不评价", "Not judged"),
            Text("定性目标、在建或缺少评价依据", "Stated in words, under way, or without a basis"),
            "–",
            "#8a94a1",
            "#8f9bab",
            "M2 6.6h12v2.8H2z",
            4,
            "aside",
        ),
    )
}
"""The ladder, in the order in which pages list it."""

WORST_FIRST: tuple[str, ...] = tuple(sorted(STATUSES, key=lambda status: STATUSES[status].severity))
CODES: dict[str, int] = {status: code for code, status in enumerate(STATUSES)}


def list_statuses(*standings: Standing) -> tuple[str, ...]:
    """The statuses that count in one of some ways, worst first."""
    return tuple(name for name in WORST_FIRST if STATUSES[name].standing in standings)


GOOD, BAD = frozenset(list_statuses("good")), frozenset(list_statuses("bad"))
WAITING = frozenset(list_statuses("waiting"))
JUDGED = GOOD | BAD
WAITING_CODES = [CODES[status] for status in list_statuses("waiting")]
_CARE = [STATUSES[status].name for status in reversed(list_statuses("bad"))]
IN_NEED_OF_CARE = Text(
    "、".join(name.zh for name in _CARE[:-1]) + f"或{_CARE[-1].zh}",
    (", ".join(name.en for name in _CARE[:-1]) + f" or {_CARE[-1].en}").lower(),
)
"""The bad verdicts in words: 滞后、预警或未实现, behind, at risk or missed."""
OVERDUE = Text("应公布未公布", "Overdue")
"""The word for a verdict that waits for a figure whose month of release is over."""
OVERDUE_MEANING = Text(
    "申报的或通常的公布月份已过，仍没有当年数据",
    "the declared or usual month of release is over without a figure of the year",
)


def find_worst_status(statuses: list[str]) -> str:
    """The status with which targets that share one promise are counted."""
    return min(statuses, key=lambda status: STATUSES[status].severity)


def format_status(status: str, *, is_overdue: bool = False) -> Text:
    """The word for a status: 待公布 until the figure should be out, 应公布未公布 after."""
    is_waiting = STATUSES[status].standing == "waiting"
    return OVERDUE if is_overdue and is_waiting else STATUSES[status].name
