"""How did a value change on last year? By the growth that is published where the plan names it, at
constant prices; a change of money at current prices is called nominal.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.core.declaration import phrases
from dashboard.core.verdicts.statement import NOTHING, Statement
from dashboard.core.vocabulary.digits import format_difference_number, format_number
from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.core.vocabulary.units import GROWS_BY_RATIO, shorten_units

REAL, NOMINAL = Text("不变价", "real"), Text("名义", "nominal")
UNVERIFIED = Text("，未核实", ", unverified")


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its sign, and at which prices it is; empty where prices play no part."""

    number: str
    basis: Text
    size: Text

    @property
    def note(self) -> Text:
        """What stands below the number in a column: its prices, or its unit."""
        if self.basis.zh or not self.size.zh.startswith(self.number):
            return self.basis
        zh, en = self.size.zh.removeprefix(self.number), self.size.en.removeprefix(self.number)
        return Text(zh, shorten_units(en.strip()))

    @property
    def sentence(self) -> Text:
        """The change in words, with its unit: 比上年+7.8%（不变价）, 比上年−0.6个百分点."""
        size, basis = self.size, self.basis
        more = Text(f"（{basis.zh}）", f" ({basis.en})") if basis.zh else NOTHING
        return Text(f"比上年{size.zh}{more.zh}", f"{size.en} on last year{more.en}")


def find_change(one: Statement) -> Change | None:
    """The change of a full year's figure on the year before; None where there is none, as for sums
    and means over years.
    """
    if not one.has_figure or one.is_part_of_year or one.target.period in ("total", "average"):
        return None
    if one.indicator.unit is None:
        return None
    return _find_real_growth(one) or _compute_change(one)


def _find_real_growth(one: Statement) -> Change | None:
    """The published growth at constant prices of the indicator that the plan names."""
    name = one.indicator.real_growth
    if name is None:
        return None
    for year, value, quality in one.snapshot.series(name, one.row.region):
        if year == int(one.row.year):
            growth = one.registry.indicators[name]
            number = format_number(value, growth.decimals, sign=True) + growth.unit_text.zh
            basis = REAL + UNVERIFIED if quality == "unverified" else REAL
            return Change(number, basis, format_untranslated(number))
    return None


def _compute_change(one: Statement) -> Change | None:
    """Per cent for money and counts above zero, a difference for the rest."""
    indicator, unit = one.indicator, one.indicator.unit
    series = one.snapshot.series(indicator.id, one.row.region)
    before = next((value for year, value, _ in series if year == int(one.row.year) - 1), None)
    if before is None or unit is None:
        return None
    if unit.dimension in GROWS_BY_RATIO and before > 0:
        number = format_number((one.row.actual / before - 1) * 100, 1, sign=True) + "%"
        is_nominal = unit.dimension == "money" and indicator.prices != "constant"
        basis = NOMINAL if is_nominal else NOTHING
        return Change(number, basis, format_untranslated(number))
    difference = one.row.actual - before
    number = format_difference_number(indicator, difference, sign=True)
    return Change(number, NOTHING, phrases.format_signed_difference(indicator, difference))
