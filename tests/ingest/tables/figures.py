"""Which invented figures do the tables print? One series for the city, the rest from it: parts add
up to the whole.
"""

from __future__ import annotations

from decimal import Decimal

from tests.ingest.tables.base import (
    CITY,
    DONGOU,
    HECHENG,
    INDICATORS,
    JINGHU,
    MEIXI,
    MEIXI_COUNTY,
    MINGZHOU,
    REGIONS,
    SHITANG,
    YULING,
)

# 2018's retail sales are 2019: a figure that could be taken for a year.
_LONG = """
gdp          3121.45 3308.62 3570.18 3894.71 4203.36 4467.92 4590.14 5173.88 5486.05 5812.47
primary      139.27 143.85 147.9 150.36 155.12 161.48 168.93 176.41 184.06 190.75
secondary    1588.82 1650.1 1742.49 1877.35 2001.64 2099.38 2102.07 2421.9 2602.33 2730.16
tertiary     1393.36 1514.67 1679.79 1867 2046.6 2207.06 2319.14 2575.57 2699.66 2891.56
resident     488.2 491.6 495.3 499.7 504.1 508.8 514.36 518.9 521.4 524.7
registered   441.52 443.07 444.49 446.04 446.93 447.61 447.98 447.75 447.02 446.18
urbanization 60.2 61.7 63.4 65 66.6 68.1 69.6 70.5 71.3 72.4
per_head     64260 67541 72352 78284 83744 88222 89726 100146 105471 111126
revenue      262.31 285.74 304.12 330.58 368.45 395.02 404.77 451.36 430.18 467.53
retail       1380.6 1517.2 1672.9 1846 2019 2153.7 2098.5 2287.9 2391.4 2553.6
urban_income 42518 46012 49880 54076 58743 63521 66018 71674 75108 79233
rural_income 22143 24236 26455 28907 31562 34418 36720 40591 43522 46604
rd_share     2.08 2.17 2.27 2.36 2.44 2.57 2.74 2.83 2.96 3.08
"""
_LONG_ELSEWHERE = {
    MINGZHOU: "gdp 6412.8 6790.5 7344.1 8120.9 8899.4 9631.7 9980.3 11210.6 11897.2 12485.9",
    DONGOU: "gdp 3480.15 3702.44 4010.73 4391.08 4780.55 5122.9 5284.36 5893.71 6217.48 6570.02",
    HECHENG: "gdp 2905.66 3080.27 3349.81 3718.4 4075.93 4380.12 4512.77 5086.34 5349.09 5641.85",
}
# Region by region, an indicator and its years up to 2023.
_SHORT = {
    JINGHU: """gdp 1351.07 1438.11 1520.36
        primary 18.26 / secondary 588.12 / tertiary 913.98 / resident 135.9 137.2 138.6 / registered 110.24 / urbanization 84.6
        per_head 110251 / revenue 115.02 108.73 118.42 / retail 626.3 655.1 702.4 / urban_income 82106 / rural_income 49872""",
    MEIXI: """gdp 1519.66 1601.9 1683.72
        primary 52.41 / secondary 865.3 / tertiary 766.01 / resident 148.9 150 151.2 / registered 128.61 / urbanization 76.3
        per_head 111801 / revenue 131.24 125.9 136.05 / retail 661.8 690.3 735.8 / urban_income 80457 / rural_income 48015""",
    MEIXI_COUNTY: """gdp 488.32 519.47 548.19
        primary 40.77 / secondary 243.58 / tertiary 263.84 / resident 47.8 47.8 47.9 / registered 50.33 / urbanization 58.2
        per_head 114564 / revenue 39.88 38.01 41.27 / retail 208.5 218 231.6 / urban_income 69215 / rural_income 40263""",
    SHITANG: """gdp 1137.95 1203.54 1287.04
        primary 46.95 / secondary 661.47 / tertiary 578.62 / resident 120.8 121 121.5 / registered 103.95 / urbanization 70.1
        per_head 106148 / revenue 108.07 103.41 112.66 / retail 491 514.2 548.9 / urban_income 78330 / rural_income 47219""",
    YULING: """gdp 676.88 723.03 773.16
        primary 32.36 / secondary 371.69 / tertiary 369.11 / resident 65.5 65.4 65.5 / registered 53.05 / urbanization 59.8
        per_head 118130 / revenue 57.15 54.13 59.13 / retail 300.3 313.8 334.9 / urban_income 72914 / rural_income 42508""",
    MINGZHOU: """primary 301.2 / secondary 5760.4 / tertiary 6424.3
        resident 866.1 869 872.4 / registered 604.71 608.02 611.35 613.96 616.44 / urbanization 74.8 76.1 77 77.8 78.6
        per_head 129640 137135 143400 / revenue 1302.4 1355.9 1530.6 1490.2 1587.3 / retail 4230.8 4391.5 4688
        urban_income 82650 / rural_income 50117""",
    DONGOU: """resident 684.9 687.2 690.3 / urbanization 71.9
    per_head 95384 / revenue 489.2 471.6 512.8 / retail 2714.5 2840.7 3029.8""",
    HECHENG: """resident 492.8 495.5 498.6 / urbanization 71.2
    per_head 113504 / revenue 571.4 552.9 601.4 / retail 2236.1 2331 2478.2""",
}


def _read() -> dict[tuple[str, str, int], Decimal]:
    lines = [(CITY, line) for line in _LONG.strip().splitlines()]
    lines += list(_LONG_ELSEWHERE.items())
    lines += [
        (region, line)
        for region, text in _SHORT.items()
        for line in text.replace("/", "\n").splitlines()
    ]
    found: dict[tuple[str, str, int], Decimal] = {}
    for region, line in lines:
        indicator, *values = line.split()
        assert indicator in INDICATORS and region in REGIONS, line
        for year, value in zip(range(2024 - len(values), 2024), values, strict=True):
            found[indicator, region, year] = Decimal(value)
    return found


KNOWN = _read()
"""The value of an indicator of a region in a year, in the declared unit."""
