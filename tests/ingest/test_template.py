"""The workbook to fill in: one row for every figure that a target waits for, and it reads back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from dashboard.core.vocabulary.model import Registry
from dashboard.ingest import template
from dashboard.ingest.recognition.layouts import HEADINGS
from dashboard.ingest.template import Wanted
from dashboard.ingest.workbook import Reading
from tests.conftest import DAY, indicator, opened, read, registry_of

DONE = (
    "  metro:\n    name: {zh: 地铁, en: Metro}\n    targets:\n      - "
    "{plan: five, by: 2022, done: true}\n"
)
STATED = (
    "  circle:\n    name: {zh: 文化圈, en: Circle}\n    targets:\n      - "
    "{plan: five, by: 2025, stated: {zh: 建成, en: built}}\n"
)
REGISTRY = registry_of(
    indicator(
        "share", "plan: five, by: 2023, reach: 75, base: {year: 2021, value: 70}, regions: all"
    )
    + indicator(
        "gdp", "plan: year, in: 2021, at_least: 6700", unit="亿元", measure="flow", decimals=0
    )
    + indicator("idle")
    + DONE
    + STATED
)


def filled(data: bytes, answer: Callable[[dict[str, Any]], str | float]) -> bytes:
    """The template as somebody would fill it in: the value column of every row."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    sheet = workbook["数据"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        known = {str(head): cell.value for head, cell in zip(heads, row, strict=True)}
        sheet.cell(row[0].row or 0, heads.index("数值") + 1, answer(known))
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def number_or_yes(known: dict[str, Any]) -> str | float:
    """A figure for measured rows, yes for those to be done."""
    return "是" if known["单位"] == "是/否" else 71.5


def back(data: bytes, registry: Registry = REGISTRY) -> Reading:
    """The template read as a workbook."""
    return read(data, registry, "填报.xlsx", DAY)


def test_a_row_is_wanted_for_every_year_and_region_that_a_target_is_judged_in():
    assert [(wanted.id, region, year) for wanted, region, year in Wanted().rows(REGISTRY)] == [
        ("share", "10", 2022),
        ("share", "10", 2023),
        ("share", "11", 2022),
        ("share", "11", 2023),
        ("gdp", "10", 2021),
        ("metro", "10", 2021),
        ("metro", "10", 2022),
    ]


@pytest.mark.parametrize(
    ("plan", "year", "expected"),
    [
        ("year", None, [("gdp", "10", 2021)]),
        ("five", 2022, [("share", "10", 2022), ("share", "11", 2022), ("metro", "10", 2022)]),
        (None, 2021, [("gdp", "10", 2021), ("metro", "10", 2021)]),
        ("year", 2025, []),
    ],
)
def test_a_plan_and_a_year_narrow_what_is_wanted(plan, year, expected):
    assert [
        (wanted.id, region, at) for wanted, region, at in Wanted(plan, year).rows(REGISTRY)
    ] == expected


def test_a_figure_that_two_targets_wait_for_is_wanted_once():
    registry = registry_of(
        indicator(
            "share", "plan: five, by: 2021, reach: 75}\n      - {plan: year, in: 2021, at_least: 70"
        )
    )
    assert len(registry.targets) == 2
    assert len(Wanted().rows(registry)) == 1


def test_the_headings_are_the_contracts_and_known_cells_are_filled_in():
    sheet = openpyxl.load_workbook(io.BytesIO(template.build_template(REGISTRY, Wanted("year"))))[
        "数据"
    ]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(headings[0] for headings in HEADINGS.values())
    assert rows[1] == ("gdp", "gdp", "甲市", 2021, None, None, "亿元", None, None, None, None, None)
    assert len([row for row in rows if any(row)]) == 2


def test_a_filled_in_template_reads_back_without_error_or_warning():
    reading = back(filled(template.build_template(REGISTRY), number_or_yes))
    assert {issue.severity for issue in reading.issues} == {"finding"}
    assert {issue.code for issue in reading.issues} == {"quality-assumed"}
    assert reading.outcome == "accepted"
    read_back = list(
        reading.observations[["indicator", "region", "year"]].itertuples(index=False, name=None)
    )
    assert read_back == [
        (wanted.id, region, year) for wanted, region, year in Wanted().rows(REGISTRY)
    ]
    assert list(reading.observations["value"]) == [71.5] * 5 + [1.0] * 2
    assert reading.observations["cell"].iloc[0] == "填报.xlsx › 数据 › F2"


def test_the_template_of_the_real_declaration_reads_back_without_error_or_warning(real: Registry):
    reading = back(
        filled(
            template.build_template(real), lambda known: "是" if known["单位"] == "是/否" else 1
        ),
        real,
    )
    assert [
        issue.place
        for issue in reading.issues
        if issue.severity != "finding" and issue.code not in ("magnitude-slip", "large-change")
    ] == []
    assert len(reading.observations) == len(Wanted().rows(real)) > 100


def test_an_unfilled_template_gives_nothing_and_says_so_row_by_row():
    reading = back(template.build_template(REGISTRY))
    assert len(reading.observations) == 0
    assert reading.outcome == "accepted-with-warning"
    assert reading.issues[-1].code == "no-figures"
    assert sum(issue.code == "empty-value" for issue in reading.issues) == 7


def test_a_region_quality_and_date_picked_in_the_template_are_read():
    workbook = openpyxl.load_workbook(io.BytesIO(template.build_template(REGISTRY, Wanted("year"))))
    sheet = workbook["数据"]
    sheet["E2"], sheet["F2"], sheet["H2"], sheet["I2"] = 9, 5000, "初步核算", date(2021, 10, 20)
    output = io.BytesIO()
    workbook.save(output)
    reading = back(output.getvalue())
    assert reading.issues == ()
    [row] = reading.observations.to_dict("records")
    assert (row["month"], row["value"], row["quality"], row["published"].date()) == (
        9,
        5000.0,
        "preliminary",
        date(2021, 10, 20),
    )


def test_choices_are_the_known_qualities_and_regions():
    sheet = openpyxl.load_workbook(io.BytesIO(template.build_template(REGISTRY)))["数据"]
    choices = {
        str(rule.sqref).split(":")[0]: (rule.type, rule.formula1)
        for rule in sheet.data_validations.dataValidation
    }
    assert choices == {
        "F2": ("decimal", "-1000000000000000.0"),
        "F6": ("decimal", "-1000000000000000.0"),
        "F7": ("list", '"是,否"'),
        "H2": ("list", "说明!$D$2:$D$9"),
        "C2": ("list", "说明!$E$2:$E$3"),
        "E2": ("whole", "1"),
        "I2": ("date", "18172"),
    }
    guide = openpyxl.load_workbook(io.BytesIO(template.build_template(REGISTRY)))["说明"]
    assert [guide.cell(row, 5).value for row in (2, 3)] == ["甲市", "乙区"]


def test_headings_and_what_is_known_are_protected_and_the_rest_may_be_typed_into():
    sheet = openpyxl.load_workbook(io.BytesIO(template.build_template(REGISTRY, Wanted("year"))))[
        "数据"
    ]
    assert sheet.protection.sheet
    locked = {
        at: sheet[at].protection.locked
        for at in ("A1", "F1", "A2", "D2", "G2", "F2", "H2", "I2", "K2")
    }
    assert {at for at, kept in locked.items() if not kept} == {"F2", "H2", "I2", "K2"}


def test_what_was_known_last_stands_beside_the_cell_to_fill_in_and_is_not_read():
    data = template.build_template(
        REGISTRY, Wanted("year"), known={("gdp", "10"): {2019: 5000, 2020: 6001, 2025: 9999}}
    )
    assert openpyxl.load_workbook(io.BytesIO(data))["数据"]["L2"].value == "6001亿元（2020年）"
    reading = back(filled(data, lambda known: 6795))
    assert (reading.outcome, len(reading.observations)) == ("accepted", 1)


def test_a_region_and_a_last_year_narrow_what_is_wanted():
    assert [(one.id, region, year) for one, region, year in Wanted(region="11").rows(REGISTRY)] == [
        ("share", "11", 2022),
        ("share", "11", 2023),
    ]
    assert [
        (one.id, region, year)
        for one, region, year in Wanted(region="11", until=2022).rows(REGISTRY)
    ] == [("share", "11", 2022)]


def test_the_guide_lists_the_targets_of_the_plan_alone():
    guide = openpyxl.load_workbook(io.BytesIO(template.build_template(REGISTRY, Wanted("year"))))[
        "说明"
    ]
    lines = list(guide.iter_rows(values_only=True))
    pairs = [line[:2] for line in lines]
    assert pairs[pairs.index(("指标", "要对照的目标")) + 1 :] == [("gdp", "2021年不低于6700亿元")]


def test_the_same_call_gives_the_same_bytes_and_carries_its_day():
    one, other = (template.build_template(REGISTRY, made=date(2024, 3, 20)) for _ in range(2))
    assert one == other
    assert opened(one).changed == date(2024, 3, 20)


def test_text_that_looks_like_a_formula_stays_text():
    registry = registry_of(
        indicator("risky", "plan: year, in: 2021, at_least: 1").replace("zh: risky", 'zh: "=1+1"')
    )
    sheet = openpyxl.load_workbook(io.BytesIO(template.build_template(registry)))["数据"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")


def test_what_a_formula_gives_is_asked_for_by_its_inputs():
    """Never the result; inputs of inputs where those are formulas too, each once."""
    registry = registry_of(
        indicator(
            "share",
            "plan: five, by: 2025, reach: 3, base: {year: 2020, value: 2}",
            formula="rd / total * 100",
        )
        + indicator("total", formula="town + land", unit="亿元", measure="flow")
        + indicator("rd", "plan: five, in: 2023, at_least: 1", unit="亿元", measure="flow")
        + indicator("town", unit="亿元", measure="flow")
        + indicator("land", unit="亿元", measure="flow")
    )
    rows = Wanted("five", 2023).rows(registry)
    assert [(one.id, region, year) for one, region, year in rows] == [
        ("rd", "10", 2023),
        ("town", "10", 2023),
        ("land", "10", 2023),
    ]
