"""On which day was a figure released? As sources write it: a day, a month or a year."""

from __future__ import annotations

import calendar
import re
from datetime import date

DECEMBER = 12
_WRITTEN = re.compile(
    r"""
    (\d{4})
    (?: [年./-] (\d{1,2})
        (?: [月./-] (\d{1,2}) 日?
          | 月 )?
      | 年 )?
    """,
    re.VERBOSE,
)


def parse_release_date(text: str, accepted: date) -> date | None:
    """The day that a text names; None where it names none.

    A month or a year is counted from its last day: not before that is it certain that the figure
    was out. A file that was `accepted` within it had the figure by then.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return _parse_iso(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first
    last_month = month or DECEMBER
    last = date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    return accepted if first <= accepted <= last else last


def _parse_iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
