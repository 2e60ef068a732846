"""What of a reading is given back to whoever sent the file? Its issues as marks for the workbook,
and as a list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.core.vocabulary.issues import SEVERITIES
from dashboard.core.vocabulary.text import Text, escape_formula
from dashboard.ingest.opening import markup, reader

HEADS = (
    "级别",
    "severity",
    "代码 code",
    "工作表 sheet",
    "单元格 cell",
    "问题与处理",
    "what and what to do",
)
TOO_LARGE = Text(
    "{file} 无法加批注交还，请看问题清单",
    "{file} cannot be given back with marks; see the list of issues",
)
Record = Mapping[str, Any]
"""An issue as `Issue.record` gives it."""


def mark_workbook(data: bytes, issues: Iterable[Record], *, wait: bool = True) -> bytes:
    """The workbook with marks at its cells; raises RefusedError where it is too large to be given
    back.

    Without `wait`, raises BlockingIOError where as many files are open as may be.
    """
    marks: list[markup.Mark] = []
    for issue in issues:
        sheet, cell, message = issue["sheet"] or "", issue["cell"] or "", issue["message"]
        marks.append((issue["severity"], sheet, cell, message["zh"], message["en"]))
    names: dict[str, str] = {severity: text.zh for severity, text in SEVERITIES.items()}
    return reader.mark_workbook(data, marks, names, wait=wait)


def format_issues(issues: Iterable[Record]) -> str:
    """The list of issues for a spreadsheet, as CSV: no text in it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for issue in issues:
        level, message = SEVERITIES[issue["severity"]], issue["message"]
        place = issue["sheet"] or "", issue["cell"] or ""
        row = [level.zh, level.en, issue["code"], *place, message["zh"], message["en"]]
        writer.writerow([escape_formula(text) for text in row])
    return out.getvalue()
