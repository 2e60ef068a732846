"""How are verdicts printed? As JSON, as CSV, or as a table for a terminal."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable
from math import isfinite
from typing import Any

from rich.console import Console
from rich.table import Table

from dashboard.core.analysis import records
from dashboard.core.declaration.phrases import format_bound
from dashboard.core.verdicts.statement import build_statement
from dashboard.core.vocabulary import qualities, statuses
from dashboard.core.vocabulary.model import VERDICTS, iterate_rows
from dashboard.core.vocabulary.rule_formulas import RuleSet
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.text import Language, escape_formula

HEADS = {
    "zh": ("状态", "规划", "指标", "地区", "年份", "现值", "序时目标", "目标", "数据性质"),
    "en": (
        "Status",
        "Plan",
        "Indicator",
        "Region",
        "Year",
        "Actual",
        "Expected",
        "Goal",
        "Quality",
    ),
}


def _write_json(snapshot: Snapshot, language: Language) -> None:
    answer = {
        "version": snapshot.version,
        "year": snapshot.view.year,
        "rules": snapshot.view.rules,
        "verdicts": records.list_verdicts(snapshot),
    }
    json.dump(answer, sys.stdout, ensure_ascii=False, allow_nan=False, indent=1)
    print()


def _write_csv(snapshot: Snapshot, language: Language) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*VERDICTS, "reason"])
    for record in records.list_verdicts(snapshot):
        cells = {**record, "flags": ";".join(record["flags"])}
        values = [cells[column] for column in VERDICTS] + [record["reason"][language]]
        writer.writerow(["" if value is None else escape_formula(value) for value in values])


def _write_table(snapshot: Snapshot, language: Language) -> None:
    rules = RULES[snapshot.view.rules]
    heads = list(HEADS[language])
    if rules.method is not None:
        heads.append(rules.name.in_(language))
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in iterate_rows(snapshot.verdicts):
        cells = _build_row(snapshot, row, language)
        if rules.method is not None:
            cells.append(_format_class(rules, row.native_class, language))
        table.add_row(*cells)
    console = Console(width=None if sys.stdout.isatty() else 200, soft_wrap=False)
    console.print(table)
    counts = Counter(snapshot.verdicts["status"].astype(str))
    totals = [
        f"{status.symbol} {status.name.in_(language)} {counts[name]}"
        for name, status in statuses.STATUSES.items()
        if counts[name]
    ]
    console.print("  ".join(totals))


def _format_class(rules: RuleSet, native_class: object, language: Language) -> str:
    """The class that a rule set of its own gives, empty where it gives none."""
    if not isinstance(native_class, str):
        return ""
    return rules.native(native_class).name.in_(language)


def _build_row(snapshot: Snapshot, row: Any, language: Language) -> list[str]:
    registry = snapshot.registry
    target = registry.target(str(row.target))
    indicator, status = registry.indicators[target.indicator], statuses.STATUSES[str(row.status)]
    one = build_statement(snapshot, row)
    actual, expected, quality = "", "", ""
    if isfinite(row.actual):
        actual = one.actual.in_(language)
        quality = _format_quality(str(row.quality), language)
    if isfinite(row.expected):
        expected = one.due.in_(language)
    return [
        f"{status.symbol} {one.status.in_(language)}",
        registry.plans[target.plan].name.in_(language),
        indicator.name.in_(language),
        registry.regions[str(row.region)].name.in_(language),
        str(row.year),
        actual,
        expected,
        format_bound(registry, target).in_(language),
        quality,
    ]


def _format_quality(quality: str, language: Language) -> str:
    if quality not in qualities.QUALITIES:
        return ""
    return qualities.QUALITIES[quality].name.in_(language)


WRITERS: dict[str, Callable[[Snapshot, Language], None]] = {
    "json": _write_json,
    "csv": _write_csv,
    "table": _write_table,
}
