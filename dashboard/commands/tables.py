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
from dashboard.core.declaration.phrases import format_bound, format_path_value, format_value
from dashboard.core.vocabulary import qualities, statuses
from dashboard.core.vocabulary.model import VERDICTS, Registry, Snapshot, iterate_rows
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.text import Language, escape_formula


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
        reason = record["reason"][language]
        cells = {**record, "flags": ";".join(record["flags"])}
        writer.writerow(
            [escape_formula("" if cells[column] is None else cells[column]) for column in VERDICTS]
            + [escape_formula(reason)]
        )


def _write_table(snapshot: Snapshot, language: Language) -> None:
    registry, console = (
        snapshot.registry,
        Console(width=None if sys.stdout.isatty() else 200, soft_wrap=False),
    )
    heads = {
        "zh": ("状态", "规划", "指标", "地区", "年份", "现值", "应达", "目标", "数据性质"),
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
    rules = RULES[snapshot.view.rules]
    own = rules.method is not None
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in (*heads[language], *([rules.name.in_(language)] if own else [])):
        table.add_column(head, overflow="fold")
    for row in iterate_rows(snapshot.verdicts):
        native = (
            rules.native(row.native_class).name.in_(language)
            if own and isinstance(row.native_class, str)
            else ""
        )
        table.add_row(*_table_row(registry, snapshot, row, language), *([native] if own else []))
    console.print(table)
    counts = Counter(snapshot.verdicts["status"].astype(str))
    console.print(
        "  ".join(
            f"{kind.symbol} {kind.name.in_(language)} {counts[name]}"
            for name, kind in statuses.STATUSES.items()
            if counts[name]
        )
    )


def _table_row(registry: Registry, snapshot: Snapshot, row: Any, language: Language) -> list[str]:
    target = registry.target(str(row.target))
    indicator, status = registry.indicators[target.indicator], statuses.STATUSES[str(row.status)]
    actual, expected, quality = row.actual, row.expected, row.quality
    label = statuses.format_status(status.id, target.last, snapshot.as_of)
    known = qualities.QUALITIES.get(str(quality))
    return [
        f"{status.symbol} {label.in_(language)}",
        registry.plans[target.plan].name.in_(language),
        indicator.name.in_(language),
        registry.regions[str(row.region)].name.in_(language),
        str(row.year),
        format_value(indicator, actual).in_(language) if isfinite(actual) else "",
        format_path_value(indicator, expected).in_(language) if isfinite(expected) else "",
        format_bound(registry, target).in_(language),
        known.name.in_(language) if known and isfinite(actual) else "",
    ]


WRITERS: dict[str, Callable[[Snapshot, Language], None]] = {
    "json": _write_json,
    "csv": _write_csv,
    "table": _write_table,
}
