"""Which number in the indicator's unit a cell gives: units at the number, in the table and in the
format must agree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.core.vocabulary.model import CALCULATED
from dashboard.core.vocabulary.units import UNITS
from dashboard.ingest.cells import Cell
from dashboard.ingest.observations.listing import format_found
from dashboard.ingest.observations.values import Stated, read_value
from tests.conftest import indicator, registry_of

REGISTRY = registry_of(
    indicator("gdp", unit="亿元", measure="flow")
    + indicator("income", unit="元", measure="flow")
    + indicator("people", unit="万人", measure="stock")
    + indicator("rate", limits="[0, 100]")
)


def taken(
    name: str, content: Any, unit: str, number_format: str = "General", *, assumed: bool = False
) -> tuple[float | None, list[str]]:
    """The value, and the codes of everything said."""
    said: list[str] = []
    cell = Cell(content, number_format)
    found = read_value(
        cell,
        REGISTRY.indicators[name],
        Stated(UNITS[unit], assumed),
        lambda code, **_: said.append(code),
    )
    return None if found is None else found.value, said


@pytest.mark.parametrize(
    ("name", "content", "unit", "number_format", "result"),
    [
        ("gdp", 6795.0, "亿元", "General", (6795.0, [])),
        ("gdp", 67950000, "万元", "#,##0", (6795.0, ["converted"])),
        ("gdp", "6795亿元", "亿元", "General", (6795.0, ["text-number"])),
        ("gdp", "6795亿", "亿元", "General", (6795.0, ["text-number"])),
        ("gdp", "67950000万元", "亿元", "General", (None, ["unit-conflict"])),
        ("gdp", 6795, "亿元", '0.0"亿元"', (6795.0, [])),
        ("gdp", 6795, "万元", '0.0"亿元"', (None, ["unit-conflict"])),
        ("income", "7.65万", "元", "General", (76500.0, ["text-number", "converted"])),
        ("income", 76500, "元", '0!.0,"万"', (76500.0, ["format-read"])),
        ("income", 76500, "万元", '0!.0,"万"', (76500.0, ["format-read"])),
        ("gdp", 6795, "亿元", ";;;", (6795.0, ["format-hides"])),
        ("gdp", 6795, "亿元", '0"0"', (6795.0, ["format-hides"])),
        ("gdp", 6795, "亿元", "-0.0", (6795.0, ["format-hides"])),
        ("gdp", -6795, "亿元", "0.0;-0.0", (-6795.0, [])),
        ("rate", 0.712, "%", "[>=1]0;0.0%", (71.2, ["percent-format"])),
        ("rate", 71.2, "%", "[<1]0.0%;0.0", (71.2, [])),
        ("gdp", 679500000000, "元", '0!.0,"万"', (6795.0, ["format-read"])),
        ("gdp", 6795, "亿元", '0!.0,"万"', (None, ["format-scales"])),
        ("gdp", 6795, "亿元", "#,##0,", (None, ["format-scales"])),
        ("people", "533.7万", "万人", "General", (533.7, ["text-number"])),
        ("people", 5337000, "人", "General", (533.7, ["converted"])),
        ("rate", 0.712, "%", "0.0%", (71.2, ["percent-format"])),
        ("rate", "71.2%", "%", "General", (71.2, ["text-number"])),
        ("rate", "71.2%", "‰", "General", (None, ["unit-conflict"])),
        ("rate", 712, "‰", "General", (71.2, ["converted"])),
        ("rate", 712, "%", "General", (None, ["outside-limits"])),
        ("rate", 71.2, "%", "0.0%", (None, ["outside-limits"])),
        ("gdp", "—", "亿元", "General", (None, ["blank-mark"])),
        ("gdp", "约6795", "亿元", "General", (None, ["not-exact"])),
        ("gdp", "6795①", "亿元", "General", (6795.0, ["footnote-dropped"])),
    ],
)  # fmt: skip
def test_what_stands_at_the_number_and_in_the_table_must_agree(
    name, content, unit, number_format, result
):
    assert taken(name, content, unit, number_format) == result


def test_a_unit_at_the_number_counts_where_the_table_states_none():
    assert taken("gdp", "67950000万元", "亿元", assumed=True) == (
        6795.0,
        ["text-number", "converted"],
    )


@pytest.mark.parametrize(
    ("content", "number_format", "unit", "decimals"),
    [
        (7.1, "General", "亿元", 1),
        (7.0, "0.0", "亿元", 1),
        (7.0, "0.0##", "亿元", 1),
        (7.12345, "0.0", "亿元", 1),
        (7.12345, "0.0##", "亿元", 3),
        (7791, "#,##0", "亿元", 0),
        ("7.10", "General", "亿元", 2),
        (77911.5, "General", "万元", 5),
        (77911, "General", "万元", 4),
        (0.033, "0.0%", "%", 1),
        (0.033, "0.00%", "%", 2),
        (7.0, '0.0"亿元"', "亿元", 1),
    ],
)
def test_the_decimals_that_a_cell_shows(content, number_format, unit, decimals):
    """By its format, else as typed; in another unit as many as it would print there."""
    name = "rate" if unit == "%" else "gdp"
    cell = Cell(content, number_format)
    stated = Stated(UNITS[unit])
    found = read_value(cell, REGISTRY.indicators[name], stated, lambda *_, **__: None)
    assert found is not None
    assert found.decimals == decimals
    calculated = replace(cell, calculated=True)
    found = read_value(calculated, REGISTRY.indicators[name], stated, lambda *_, **__: None)
    assert found is not None
    assert found.decimals == CALCULATED


def test_an_error_and_a_formula_without_result_are_no_values():
    said: list[str] = []
    for cell in (
        Cell("#N/A", error=True),
        Cell(None, uncalculated=True),
        Cell("", uncalculated=True),
    ):
        assert (
            read_value(
                cell,
                REGISTRY.indicators["gdp"],
                Stated(UNITS["亿元"]),
                lambda code, **_: said.append(code),
            )
            is None
        )
    assert said == ["error-cell", "not-calculated", "blank-mark"]


def test_what_a_message_shows_is_visible_and_short():
    assert format_found("a\u202eb\x00c\u00a0d") == "a·b·c d"
    assert len(format_found("长" * 1000)) == 60
