"""Three real downloads give the values that a careful person reads from them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dashboard.core.declaration.registry import parse
from dashboard.ingest import workbook
from dashboard.ingest.workbook import Reading
from tests.conftest import DAY, MATCHES

COVERS = ("dashboard.ingest.opening.xls",)

FOLDER = Path(__file__).with_name("real")
ROWS = list(csv.DictReader((FOLDER / "cells.csv").read_text("utf-8").splitlines()))
FILES = sorted({row["workbook"] for row in ROWS})
DECLARATION = """
title: {zh: 城市, en: Cities}
region: "330600"
regions:
  "330600": {zh: 绍兴市, en: Shaoxing}
  "110000": {zh: 北京市, en: Beijing}
  "330100": {zh: 杭州市, en: Hangzhou}
  "440100": {zh: 广州市, en: Guangzhou}
  "650100": {zh: 乌鲁木齐市, en: Urumqi}
documents:
  none: {title: {zh: 无, en: None}, issued: 2000-01-01}
plans:
  none: {name: {zh: 无, en: None}, years: 2001-2018}
themes: {}
indicators:
  gdp: {name: {zh: 地区生产总值, en: GDP}, aliases: [国内生产总值], unit: 亿元, measure: flow, better: higher}
  primary: {name: {zh: 第一产业增加值, en: Primary}, unit: 亿元, measure: flow, better: higher}
  tertiary: {name: {zh: 第三产业增加值, en: Tertiary}, unit: 亿元, measure: flow, better: higher}
  retail: {name: {zh: 社会消费品零售总额, en: Retail}, aliases: [社会消费品零售额], unit: 亿元, measure: flow, better: higher}
  registered: {name: {zh: 户籍人口, en: Registered}, aliases: [年末总人口], unit: 万人, measure: stock, better: neither}
  resident: {name: {zh: 常住人口, en: Resident}, unit: 万人, measure: stock, better: neither}
  share: {name: {zh: 第三产业占GDP的比重, en: Share}, unit: "%", measure: rate, better: higher, limits: [0, 100]}
"""
PARSED = parse(DECLARATION, "indicators.yaml")
assert PARSED.registry is not None
NAMES = {
    one.zh: code
    for code, one in ((code, region.name) for code, region in PARSED.registry.regions.items())
}
OWN = {
    "国内生产总值": "gdp",
    "第三产业增加值": "tertiary",
    "第一产业增加值": "primary",
    "地区生产总值_当年价格_全市_万元": "gdp",
    "社会消费品零售额_全市_万元": "retail",
    "年末总人口_全市_万人": "registered",
    "第三产业占GDP的比重_全市_百分比": "share",
}
PER = {"万元": 1e-4}


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    """Each file, read through the child."""
    assert PARSED.registry is not None
    return {
        file: workbook.read_file(
            (FOLDER / file).read_bytes(), PARSED.registry, file, workbook.Terms(DAY)
        )
        for file in FILES
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['workbook']}-{row['cell']}")
def test_a_listed_cell_is_read_as_listed(readings, row):
    seen = readings[row["workbook"]].observations
    [*found] = seen[seen["cell"].str.endswith(f" › {row['cell']}")].itertuples()
    if row["stored_as"] == "text":
        assert found == []  # an empty newest year is missing, not 0; a footer is no region
        return
    region = next(code for name, code in NAMES.items() if name.startswith(row["region"]))
    [one] = found
    expected = float(row["value"]) * PER.get(row["unit"], 1.0)
    assert (one.indicator, one.region, one.year, one.month) == (
        OWN[row["indicator"]],
        region,
        int(row["year"]),
        12,
    )
    assert one.value == pytest.approx(expected, rel=1e-12)


def test_the_files_are_read_whole_and_nothing_else_is_stored(readings):
    right = sum(row["stored_as"] == "number" for row in ROWS)
    MATCHES.append(
        f"real workbooks: {len(ROWS)} listed cells, {right} of them figures, in {len(FILES)} files"
    )
    counts = {file: len(found.observations) for file, found in readings.items()}
    assert counts == {FILES[0]: 39, FILES[1]: 70, FILES[2]: 108}
    assert {found.outcome for found in readings.values()} == {"accepted", "accepted-with-warning"}
    assert "resident" not in {
        name for found in readings.values() for name in found.observations["indicator"]
    }


def test_names_and_regions_that_are_not_declared_are_listed(readings):
    listed = {
        str(issue.values.get("found")) for found in readings.values() for issue in found.issues
    }
    assert {"第二产业增加值(亿元)", "外商实际投资额_全市_万美元"} <= listed
    assert any("天津" in found for found in listed)  # regions are named together
