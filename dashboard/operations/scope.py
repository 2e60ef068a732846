"""Which figures may a person publish? Those of the indicators that the person answers for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.ingest.observations.listing import split_place
from dashboard.ingest.workbook import Reading
from dashboard.operations.authentication import ForbiddenError


def drop_out_of_scope(reading: Reading, registry: Registry, person: Person) -> Reading:
    """A reading without the figures that are not this person's to publish, which are said."""
    counts = reading.observations["indicator"].value_counts()
    names = sorted(str(name) for name in counts.index)
    out_of_scope = [name for name in names if not person.answers_for(registry, name)]
    if not out_of_scope:
        return reading
    issues = [
        _build_issue(reading, registry, name, int(counts[name]), person) for name in out_of_scope
    ]
    is_out = reading.observations["indicator"].isin(out_of_scope)
    remaining = reading.observations[~is_out].reset_index(drop=True)
    return replace(reading, observations=remaining, issues=(*issues, *reading.issues))


def _build_issue(
    reading: Reading, registry: Registry, name: str, count: int, person: Person
) -> Issue:
    """Figures of somebody else, said at the first of their cells."""
    is_theirs = reading.observations["indicator"] == name
    first = str(reading.observations.loc[is_theirs, "cell"].iloc[0])
    sheet, cell = split_place(first, reading.file)
    return Issue(
        "out-of-scope",
        {"name": registry.indicators[name].name, "count": count, "person": person.name},
        reading.file,
        sheet=sheet,
        cell=cell,
    )


def refuse_out_of_scope(person: Person, registry: Registry, indicators: Iterable[str]) -> None:
    """Refuse figures that are not within a person's scope."""
    out_of_scope = sorted({name for name in indicators if not person.answers_for(registry, name)})
    if not out_of_scope:
        return
    names = [find_name(registry, indicator) for indicator in out_of_scope]
    raise ForbiddenError(
        Text(
            f"不在你负责的范围内：{'、'.join(name.zh for name in names)}",
            f"not within your scope: {', '.join(name.in_('en') for name in names)}",
        )
    )


def find_name(registry: Registry, indicator: str) -> Text:
    """What an indicator is called; its id where it is declared no more."""
    if indicator in registry.indicators:
        return registry.indicators[indicator].name
    return format_untranslated(indicator)
