"""Which figures are due? For targets without one: when the figure usually comes, by the declaration
or by earlier releases.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.core.analysis.gaps import Pair
from dashboard.core.verdicts.releases import Release, list_missing_releases
from dashboard.core.vocabulary.model import FULL_YEAR, Registry
from dashboard.core.vocabulary.snapshot import Snapshot
from dashboard.core.vocabulary.statuses import WAITING
from dashboard.core.vocabulary.text import MONTHS, Text, join_texts


def list_due_figures(snapshot: Snapshot, pairs: Iterable[Pair]) -> list[Release]:
    """The missing figures of waiting verdicts whose month is known, the earliest first, each once;
    what is our assumption stands aside, as in the headline.
    """
    found: dict[tuple[str, int], Release] = {}
    for row, target in pairs:
        if row.status not in WAITING or target.is_stated or target.assumption is not None:
            continue
        for release in list_missing_releases(snapshot, row, target):
            if release.month:
                found.setdefault((release.indicator, release.year), release)
    return sorted(found.values(), key=lambda release: (release.by, release.indicator))


def describe_due_figures(
    found: list[Release], registry: Registry, today: date, most: int = 3
) -> list[Text]:
    """What is overdue and what comes next, each in one line."""
    late = [figure for figure in found if figure.by <= today]
    to_come = [figure for figure in found if figure.by > today]
    lines = []
    if late:
        lines.append(Text("应公布未公布：", "Overdue: ") + _list_figures(late, registry, most))
    if to_come:
        lines.append(Text("将要公布：", "To come: ") + _list_figures(to_come, registry, most))
    return lines


def _list_figures(figures: list[Release], registry: Registry, most: int) -> Text:
    """The first indicators with the years that are missing, and that there are more."""
    groups: dict[str, list[Release]] = {}
    for figure in figures:
        groups.setdefault(figure.indicator, []).append(figure)
    names = [
        _format_due_figures(registry.indicators[name].name, group)
        for name, group in list(groups.items())[:most]
    ]
    listing = join_texts(names, Text("、", ", "))
    if len(groups) > most:
        # Without a number: those whose month nobody knows are not among them.
        listing += Text("等", " and others")
    return listing


def _format_due_figures(name: Text, figures: list[Release]) -> Text:
    """The indicator, its missing years and the month of the first; a month that no declaration
    states is said to be that of earlier years.
    """
    first = figures[0]
    year, month = first.year, first.month or FULL_YEAR
    years = [str(figure.year) for figure in figures]
    zh, en = f"{name.zh}{'、'.join(years)}年", f"{name.in_('en')} {', '.join(years)}"
    if first.usual:
        return Text(f"{zh}（往年{month}月公布）", f"{en} (usually by {MONTHS[month - 1][:3]})")
    return Text(f"{zh}（{year + 1}年{month}月）", f"{en} ({year + 1}-{month:02d})")
