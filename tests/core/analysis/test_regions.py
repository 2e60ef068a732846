"""Regions side by side: the year that most have, ranks with ties, and parts beside the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from dashboard.core.analysis import regions
from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import Snapshot
from tests.conftest import HEAD, indicator, observe, snapshot_of

PLACES = HEAD.replace(
    '  "11": {zh: 乙区, en: District B, within: "10"}',
    "".join(
        f'  "1{at}": {{zh: {name}区, en: {name}, within: "10"}}\n'
        for at, name in enumerate("甲乙丙丁", 1)
    ).rstrip(),
)
SUMS = "relations:\n  sums: {name: {zh: 合计, en: Sums}, parts: [gdp], tolerance: 0.01}\n"
DECLARED = PLACES.replace("indicators:\n", SUMS + "indicators:\n") + (
    indicator("gdp", unit="亿元", measure="flow", decimals=0)
    + indicator("pm25", unit="微克/立方米", better="lower", decimals=1)
    + indicator("people", unit="万人", measure="stock", better="neither", decimals=0)
)


def registry() -> Registry:
    parsed = parse(DECLARED)
    assert parsed.registry is not None, [issue.message.zh for issue in parsed.issues]
    return parsed.registry


def shot(rows: Mapping[str, Sequence[tuple[object, ...]]], year: int = 2023) -> Snapshot:
    """A snapshot of rows by region."""
    frame = pd.concat(
        [observe(*given, region=code) for code, given in rows.items()], ignore_index=True
    )
    return snapshot_of(registry(), frame, year)


def across(
    rows: Mapping[str, Sequence[tuple[object, ...]]],
    name: str = "gdp",
    base: int = 2020,
    year: int = 2023,
) -> regions.RegionComparison:
    found = regions.compare_regions(shot(rows, year), name, base)
    assert found is not None
    return found


FOUR: dict[str, list[tuple[object, ...]]] = {
    "10": [("gdp", 2020, 80), ("gdp", 2023, 100)],
    "11": [("gdp", 2020, 10), ("gdp", 2023, 20)],
    "12": [("gdp", 2023, 40.2)],
    "13": [("gdp", 2023, 19.9), ("gdp", 2022, 15)],
    "14": [("gdp", 2023, 20)],
}


def test_ranks_with_ties():
    """40, then 20, 20 and 19.9, which is printed as 20 too: 1, 2, 2, 2; changes only where there is
    a base.
    """
    found = across(FOUR)
    assert [(place.region.name.zh, place.rank) for place in found.places] == [
        ("乙区", 1),
        ("甲区", 2),
        ("丁区", 2),
        ("丙区", 2),
    ]
    assert [place.change for place in found.places] == [None, 10, None, None]
    assert (found.city.latest, found.city.rank) == (regions.Figure(2023, 100, "published"), None)


def test_lower_is_better_where_it_is():
    rows = {"11": [("pm25", 2023, 30)], "12": [("pm25", 2023, 25)], "13": [("pm25", 2021, 1)]}
    found = across(rows, "pm25")
    assert [(place.region.name.zh, place.rank) for place in found.places] == [
        ("乙区", 1),
        ("甲区", 2),
        ("丙区", None),
        ("丁区", None),
    ]
    assert len(found.known) == 2
    assert found.whole is None


def test_the_year_that_most_regions_have_is_compared():
    """Three have 2022, two 2023: 2022; never a year after the one looked at."""
    rows = {code: [("people", 2022, 5)] for code in ("11", "12", "13")} | {
        "14": [("people", 2023, 9)]
    }
    rows["11"] = [("people", 2022, 5), ("people", 2023, 6)]
    assert across(rows, "people").year == 2022
    assert across(rows, "people", year=2022).year == 2022
    assert regions.compare_regions(shot(rows, 2021), "people", 2020) is None
    assert regions.list_comparable_indicators(shot(rows)) == ["people"]


@pytest.mark.parametrize(
    ("city", "last", "said"),
    [
        (100, 20, "2023年4个地区合计100.1亿元，甲市100亿元，在容差1.0%之内一致。"),
        (
            90,
            20,
            "2023年4个地区合计100.1亿元，甲市90亿元，合计比全市多10.1亿元（11.2%）；可能是口径不同，原因待查。",
        ),
        (100, None, "2023年3个地区合计80.1亿元，甲市100亿元；缺丁区，不能核对。"),
    ],
)
def test_parts_beside_the_whole(city, last, said):
    """Within the declared tolerance they agree; else the difference is told, and what it may rest
    on; missing parts are named.
    """
    rows = FOUR | {
        "10": [("gdp", 2023, city)],
        "14": [("gdp", 2023, last)] if last else [("gdp", 2021, 1)],
    }
    assert regions.describe_whole(registry(), across(rows)).zh == said


def test_different_qualities_are_told():
    rows = FOUR | {"10": [("gdp", 2023, 90, "preliminary")]}
    assert regions.describe_whole(registry(), across(rows)).zh.endswith(
        "各数据的性质不同，或口径不同。"
    )
    assert regions.describe_whole(registry(), across(rows)).en.endswith(
        "the figures differ in quality, or in scope."
    )


def test_without_a_declared_sum_nothing_is_added_up():
    rows = {"10": [("people", 2023, 9)], "11": [("people", 2023, 4)], "12": [("people", 2023, 4)]}
    found = across(rows, "people")
    assert found.whole is None
    assert regions.describe_whole(registry(), found).zh == ""


def test_what_is_printed_alike_shares_a_rank_and_nothing_else_does():
    """0.04 and 0.03 亿元 are printed as 400 and 300 万元: two ranks; figures that differ beyond the
    printed digits share one.
    """
    small = across({"11": [("gdp", 2023, 0.04)], "12": [("gdp", 2023, 0.03)]})
    assert [place.rank for place in small.places][:2] == [1, 2]
    large = across({"11": [("gdp", 2023, 12345678.9012)], "12": [("gdp", 2023, 12345678.9013)]})
    assert [place.rank for place in large.places][:2] == [1, 1]
