"""Which indicator or region does a name mean? By id, name or alias, never by likeness; what is only
alike is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary.model import Indicator, Registry
from dashboard.core.vocabulary.suggestions import find_closest_name
from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.recognition import labels

How = Literal["id", "name", "alias", "answer", "short", "whole"]
_MOST_ASKED = 300
"""Unknown names of a file that are held against the declared ones."""
_SUFFIXES = ("自治州", "自治县", "地区", "新区", "市", "区", "县", "省", "盟", "州")


@dataclass(frozen=True, slots=True)
class Match:
    """What a label was found to mean: an id, how it was found, and the unit that stood behind the
    name.
    """

    id: str
    how: How
    unit: Unit | None = None
    to_date: bool = False


class Names:
    """Indicators and regions of a declaration by everything they are called, and by what a person
    has answered.
    """

    def __init__(self, registry: Registry, answers: Mapping[str, str] | None = None) -> None:
        self.registry = registry
        self._indicators: dict[str, tuple[str, How]] = {}
        self._regions: dict[str, tuple[str, How]] = {}
        self._asked = 0
        self._cache: dict[tuple[str, str], Match | None] = {}
        self._indicator_names()
        self._region_names()
        for name, meant in (answers or {}).items():
            known = self._indicators if meant in registry.indicators else self._regions
            known[normalize_name(name)] = (meant, "answer")
            known[normalize_name(labels.strip_unit(name))] = (meant, "answer")

    def _indicator_names(self) -> None:
        for how in ("id", "name", "alias"):
            for one in self.registry.indicators.values():
                called = {
                    "id": [one.id],
                    "name": [one.name.zh, one.name.en],
                    "alias": list(one.aliases),
                }[how]
                for name in called:
                    if name:
                        self._indicators.setdefault(normalize_name(name), (one.id, how))

    def _region_names(self) -> None:
        regions = list(self.registry.regions.values())
        for how in ("id", "name", "alias"):
            for one in regions:
                called = {
                    "id": [one.code],
                    "name": [one.name.zh, one.name.en],
                    "alias": list(one.aliases),
                }[how]
                for name in called:
                    if name:
                        self._regions.setdefault(normalize_name(name), (one.code, how))
        for whole in labels.WHOLE:
            self._regions.setdefault(normalize_name(whole), (self.registry.region, "whole"))
        shorts = [(short, one.code) for one in regions if (short := _strip_rank(one.name.zh))]
        for short, code in shorts:
            if len({other for name, other in shorts if name == short}) == 1:
                self._regions.setdefault(normalize_name(short), (code, "short"))

    def indicator(self, text: str) -> Match | None:
        """The indicator that a label means."""
        return self._find_match("indicator", text, self._indicators)

    def region(self, text: str) -> Match | None:
        """The region that a label means."""
        return self._find_match("region", text, self._regions)

    def _find_match(self, kind: str, text: str, known: dict[str, tuple[str, How]]) -> Match | None:
        key = (kind, text)
        if key not in self._cache:
            self._cache[key] = next(
                (
                    Match(*known[normalize_name(form.text)], form.unit, form.to_date)
                    for form in labels.list_names(text)
                    if normalize_name(form.text) in known
                ),
                None,
            )
        return self._cache[key]

    def declared(self, match: Match) -> Indicator:
        """The indicator of a match."""
        return self.registry.indicators[match.id]

    def find_likely(self, text: str) -> str | None:
        """The declared name that an unknown indicator's name is like, or None."""
        self._asked += 1
        if self._asked > _MOST_ASKED:  # looking for what is alike takes time
            return None
        return find_closest_name(
            labels.strip_unit(text)[:100],
            [n for i in self.registry.indicators.values() for n in (i.name.zh, *i.aliases)],
        )

    @property
    def indicator_names(self) -> list[str]:
        """What may be written for an indicator."""
        return [
            name
            for i in self.registry.indicators.values()
            for name in (i.name.zh, *i.aliases, i.id)
        ]

    @property
    def region_names(self) -> list[str]:
        """What may be written for a region."""
        return [region.name.zh for region in self.registry.regions.values()]


def _strip_rank(name: str) -> str:
    """A region's name without its rank: 绍兴市 → 绍兴; one character is no name."""
    short = next((name.removesuffix(rank) for rank in _SUFFIXES if name.endswith(rank)), "")
    return short if len(short) > 1 else ""
