"""The page of regions: charts with their twin, what adds up, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dash import Dash

from dashboard.core.analysis import regions
from dashboard.core.vocabulary.column_units import Column
from dashboard.core.vocabulary.snapshot import View
from dashboard.figures import across
from tests.conftest import ROOT
from tests.web.clients import application, house_of
from tests.web.test_application import parts, show, words

COVERS = (
    "dashboard.figures.across",
    "dashboard.web.pages.regions",
)


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data")


def page(app: Dash, search: str = "?year=2023") -> Any:
    return show(app, "/regions", search)["main"]["children"]


def test_the_districts_of_the_real_city_are_ranked_and_add_up(app):
    """GDP of 2023: Keqiao first, Xinchang last; the six add up to the city within the tolerance."""
    text = words(page(app))
    assert "地区生产总值：柯桥区居首，新昌县居末" in text
    assert "2023年6个地区合计7790.88亿元" in text
    assert "之内一致" in text
    assert "研发经费支出占生产总值比重" in words(
        next(part for part in parts(page(app)) if part["props"].get("id") == "regions-without")
    )


def test_a_year_without_figures_by_region_is_said(app):
    assert "2024年（2025年尚无分地区数据）" in words(page(app, "?year=2025"))
    assert "尚无分地区数据" not in words(page(app))


def test_the_chart_and_its_twin_hold_the_same_figures(app):
    """Every dot has its row, in the same order from the top."""
    drawn = page(app)
    figure = next(
        part["props"]["figure"]
        for part in parts(drawn)
        if part["props"].get("id") == "regions-dumbbell"
    )
    dots = next(trace for trace in figure["data"] if trace["mode"] == "markers+text")
    table = next(part for part in parts(drawn) if part["props"].get("className") == "regions-table")
    rows = [
        [
            words(cell).split()[0] if words(cell).strip() else ""
            for cell in parts(row)
            if cell["type"] == "Td"
        ]
        for row in parts(table)
        if row["type"] == "Tr"
    ][1:-1]
    assert [text.strip() for text in reversed(dots["text"])] == [row[2] for row in rows]
    assert list(reversed(dots["y"])) == [row[1] for row in rows]
    assert figure["layout"]["yaxis"]["categoryarray"] == dots["y"]


def test_an_indicator_is_chosen_by_its_address_and_pages_do_not_mix(app):
    """Two addresses that differ in the indicator alone are two pages, also when they are kept."""
    assert "PM2.5" in words(page(app, "?year=2023&indicator=pm25"))
    assert "地区生产总值：柯桥区居首" in words(page(app, "?year=2023&indicator=gdp"))
    assert "PM2.5" in words(page(app, "?year=2023&indicator=pm25"))
    assert "分地区数据只到2018年，还没有基期以后的" in words(page(app, "?year=2023&indicator=pm25"))
    assert "有数据的2个地区中新昌县居首" in words(page(app, "?year=2023&indicator=pm25")), (
        "nobody is last of regions that are not known"
    )
    assert "地区生产总值" in words(page(app, "?year=2023&indicator=nothing"))


def test_small_multiples_share_their_axes(app):
    """One range for all, and no plot for a region with a single year."""
    desk, _ = house_of(app).snapshot_service()
    assert desk is not None
    found = regions.compare_regions(desk.snapshot(View(year=2023)), "gdp", 2020)
    assert found is not None
    column = Column.of(
        found.indicator, [place.latest.value for place in found.known if place.latest]
    )
    figure = across.draw_multiples(found, column, "zh")
    assert figure is not None
    assert len({axis.range for axis in figure.select_yaxes()}) == 1
    assert len({axis.range for axis in figure.select_xaxes()}) == 1
    (low, high), drawn = (
        next(figure.select_yaxes()).range,
        [y for trace in figure.data for y in trace.y if y is not None],
    )
    assert low < min(drawn) <= max(drawn) < high
    assert len(figure.layout.annotations) == sum(len(place.series) > 1 for place in found.places)
    alone = [replace(place, series=place.series[:1]) for place in (found.city, *found.places)]
    assert (
        across.draw_multiples(replace(found, city=alone[0], places=tuple(alone[1:])), column, "zh")
        is None
    )


def test_where_nothing_can_be_compared_it_says_so(tmp_path):
    """An empty folder: no figure by region, said in a sentence."""
    empty = application(ROOT / "indicators.yaml", tmp_path)
    assert "还没有任何数据" in words(page(empty))
    assert "看不出差距" in words(show(empty, "/gaps")["main"]["children"])
