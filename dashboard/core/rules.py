"""By which named rules is progress judged? Cut points and their inclusivity are data."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.core.text import Text


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A published or house method: its cuts on the ratio of progress to the way due; reaching a cut counts."""

    id: str
    name: Text
    source: Text
    ahead: float
    on_course: float
    behind: float


RULES: dict[str, RuleSet] = {
    rules.id: rules
    for rules in (
        RuleSet(
            "schedule", Text("序时进度", "Schedule"),
            Text("本系统默认规则：实际进度与序时进度之比，措辞取自国家规划中期评估", "our default: progress against the way due by now, in the words of the national mid-term evaluation"),
            ahead=1.05, on_course=0.95, behind=0.60,
        ),
    )
}  # fmt: skip
