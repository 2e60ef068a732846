"""How are verdicts and figures written for other programs? Plain records, every column
described.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboard.core.verdicts.statement import Statement, build_statements
from dashboard.core.vocabulary.model import (
    OBSERVATIONS,
    VERDICTS,
    Indicator,
    Registry,
    iterate_rows,
)
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Text

Record = dict[str, Any]


def build_text_record(text: Text) -> Record:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.in_("en")}


def list_plans(registry: Registry) -> list[Record]:
    """Every plan that is declared (columns: `PlanRecord`)."""
    counts = Counter(target.plan for target in registry.targets)
    return [
        {
            "id": plan.id,
            "name": build_text_record(plan.name),
            "first": plan.first,
            "last": plan.last,
            "target_count": counts[plan.id],
        }
        for plan in registry.plans.values()
    ]


def list_indicators(registry: Registry, wanted: Iterable[str]) -> list[Record]:
    """Some indicators as they are declared, with all their targets (columns: `IndicatorRecord`)."""
    return [_build_indicator_record(registry, registry.indicators[name]) for name in wanted]


def _build_indicator_record(registry: Registry, indicator: Indicator) -> Record:
    return {
        "id": indicator.id,
        "name": build_text_record(indicator.name),
        "unit": build_text_record(indicator.unit_text),
        "decimals": indicator.decimals,
        "measure": indicator.measure,
        "better": indicator.better,
        "owner": build_text_record(indicator.owner) if indicator.owner else None,
        "themes": list(indicator.themes),
        "prices": indicator.prices,
        "formula": indicator.formula,
        "targets": [target.id for target in registry.of(indicator.id)],
    }


def list_verdicts(snapshot: Snapshot, rows: Iterable[Any] | None = None) -> list[Record]:
    """Verdicts (all of them, or some rows) with their reasons (columns: `VerdictRecord`, `reason`):
    missing numbers are None, flags a list.
    """
    wanted = iterate_rows(snapshot.verdicts) if rows is None else rows
    return [
        {**_build_verdict_record(one), "reason": build_text_record(one.sentence)}
        for one in build_statements(snapshot, wanted)
    ]


def list_said_verdicts(snapshot: Snapshot, rows: Iterable[Any]) -> list[Record]:
    """Verdicts with everything that is said of them in words (columns: `SaidVerdictRecord`)."""
    return [
        {
            **_build_verdict_record(one),
            "name": build_text_record(one.name),
            "unit": build_text_record(one.indicator.unit_text),
            "bound": build_text_record(one.bound),
            "reason": build_text_record(one.sentence),
        }
        for one in build_statements(snapshot, rows)
    ]


def _build_verdict_record(one: Statement) -> Record:
    record = {column: convert_to_plain(getattr(one.row, column)) for column in VERDICTS}
    return {**record, "flags": list(one.row.flags)}


def list_figures(snapshot: Snapshot, rows: pd.DataFrame) -> list[Record]:
    """Published figures, each with whether it is in force (columns: `FigureRecord`); days as
    2024-03-20.
    """
    key = ["indicator", "region", "year", "month", "cell"]
    counted = set(snapshot.in_force[key].itertuples(index=False, name=None))
    found = []
    for row in iterate_rows(rows):
        record: Record = {column: convert_to_plain(getattr(row, column)) for column in OBSERVATIONS}
        day = record["published"]
        record["published"] = f"{day:%Y-%m-%d}" if day is not None else None
        found.append({**record, "in_force": tuple(getattr(row, name) for name in key) in counted})
    return found


def convert_to_plain(value: object) -> Any:
    """A value without numpy or pandas around it; NaN, NaT and NA become None."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    item = getattr(value, "item", None)
    return item() if callable(item) else value
