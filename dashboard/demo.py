"""What does a dashboard full of data look like? A plainly fictional city from a seeded generator.

For training, for full screens in tests and for benchmarks of any size. Everything it makes is
marked as fictional.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from ruamel.yaml import YAML

from dashboard.ingest.recognition.layouts import HEADINGS

FIRST_YEAR, LAST_YEAR, BASE_YEAR = 2021, 2025, 2020
START_YEAR = 2015
REGION_NAMES = (
    ("示范市", "Demo City"),
    ("东城区", "East"),
    ("西城区", "West"),
    ("南湖区", "South Lake"),
    ("北山区", "North Hill"),
    ("临江市", "Riverside"),
    ("云溪县", "Cloud Brook"),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the fictional city is."""

    indicators: int = 40
    regions: int = 7
    last_year: int = 2024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of indicator: its words and how its series runs from the base to the goal."""

    name: tuple[str, str]
    unit: str
    measure: str
    better: str
    theme: str
    base: float
    goal: float
    bound: str = "reach"
    period: str = "by"
    decimals: int = 1


KINDS = (
    Kind(("地区生产总值", "GDP"), "亿元", "flow", "higher", "growth", 6000, 8500, decimals=0),
    Kind(
        ("人均生产总值", "GDP per head"), "万元", "flow", "higher", "growth", 11.6, 15.0, decimals=2
    ),
    Kind(
        ("研发经费支出占生产总值比重", "R&D share of GDP"),
        "%",
        "rate",
        "higher",
        "innovation",
        2.8,
        3.3,
        decimals=2,
    ),
    Kind(
        ("新兴产业增加值占比", "Share of emerging industries"),
        "%",
        "rate",
        "higher",
        "innovation",
        44.0,
        50.0,
    ),
    Kind(("常住人口城镇化率", "Urbanization rate"), "%", "rate", "higher", "people", 69.0, 75.0),
    Kind(
        ("人均预期寿命", "Life expectancy"),
        "岁",
        "rate",
        "higher",
        "people",
        82.2,
        82.5,
        bound="above",
        decimals=2,
    ),
    Kind(
        ("城市综合实力位次", "Rank of the city"),
        "位",
        "rank",
        "lower",
        "growth",
        31,
        28,
        bound="at_most",
        decimals=0,
    ),
    Kind(
        ("空气质量优良天数比例", "Share of good air days"),
        "%",
        "rate",
        "higher",
        "green",
        90.7,
        85.0,
        bound="at_least",
        period="every",
    ),
    Kind(
        ("PM2.5平均浓度", "PM2.5 concentration"),
        "微克/立方米",
        "rate",
        "lower",
        "green",
        32.0,
        28.0,
        bound="at_most",
    ),
    Kind(
        ("单位生产总值能耗累计降幅指数", "Energy intensity index"),
        "比例",
        "rate",
        "lower",
        "green",
        1.0,
        0.86,
        decimals=3,
    ),
    Kind(
        ("城镇新增就业", "New urban jobs"),
        "万人",
        "flow",
        "higher",
        "people",
        9.0,
        48.0,
        bound="at_least",
        period="total",
    ),
    Kind(
        ("规上工业增加值增速", "Growth of industrial value added"),
        "%",
        "growth",
        "higher",
        "growth",
        6.0,
        6.5,
        bound="at_least",
        period="average",
    ),
    Kind(
        ("城镇调查失业率", "Surveyed unemployment rate"),
        "%",
        "rate",
        "lower",
        "people",
        5.0,
        5.5,
        bound="at_most",
        period="every",
    ),
    Kind(
        ("地表水达标率", "Share of good water"),
        "%",
        "rate",
        "higher",
        "green",
        98.0,
        98.0,
        bound="hold",
    ),
)
THEMES = {
    "growth": ("质量效益", "Growth"),
    "innovation": ("创新驱动", "Innovation"),
    "people": ("城乡与民生", "Town, country and people"),
    "green": ("绿色生态", "Environment"),
}
NOTICE = {
    "zh": "示范市为虚构城市，全部数据由程序生成，仅供演示和培训",
    "en": "A fictional city: every figure is generated, for demonstration and training only",
}


def write_demo_city(folder: Path, size: Size | None = None, seed: int = 1) -> Path:
    """Write indicators.yaml and data/示范市.xlsx into a folder; the same size and seed give the same
    figures.
    """
    size = size or Size()
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "indicators.yaml").write_text(build_declaration(size), "utf-8")
    (folder / "data" / "示范市.xlsx").write_bytes(build_workbook(size, seed))
    return folder


def _list_indicators(size: Size) -> list[tuple[str, Kind, str]]:
    """Id, kind and number of every indicator; names repeat with a number once the kinds are used
    up.
    """
    indicators = []
    for position in range(size.indicators):
        turn, kind = divmod(position, len(KINDS))
        number = f"（{turn + 1}）" if turn else ""
        indicators.append((f"demo_{position + 1:03d}", KINDS[kind], number))
    return indicators


def _build_regions(size: Size) -> dict[str, tuple[str, str]]:
    districts = range(len(REGION_NAMES), size.regions)
    more = [(f"第{number}区", f"District {number}") for number in districts]
    names = [*REGION_NAMES, *more][: size.regions]
    return {f"99{position:04d}": name for position, name in enumerate(names)}


def build_declaration(size: Size) -> str:
    """The fictional city's indicators.yaml."""
    output = io.StringIO()
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(_build_tree(size), output)
    return output.getvalue()


def _build_tree(size: Size) -> dict[str, Any]:
    city, *districts = _build_regions(size).items()
    regions = {city[0]: _build_name(city[1])}
    regions |= {code: {**_build_name(name), "within": city[0]} for code, name in districts}
    return {
        "title": {"zh": "示范市规划指标监测", "en": "Demo City plan indicators"},
        "fictional": NOTICE,
        "region": city[0],
        "regions": regions,
        "documents": {
            "outline": {
                "title": {"zh": "示范市规划纲要（虚构）", "en": "Outline of Demo City (fictional)"},
                "issued": date(BASE_YEAR + 1, 2, 1),
            }
        },
        "plans": {
            "demo": {
                "name": {"zh": "示范规划", "en": "Demo plan"},
                "years": f"{FIRST_YEAR}-{LAST_YEAR}",
            }
        },
        "themes": {theme: _build_name(name) for theme, name in THEMES.items()},
        "indicators": {
            name: _build_indicator(kind, turn) for name, kind, turn in _list_indicators(size)
        },
    }


def _build_name(name: tuple[str, str]) -> dict[str, str]:
    zh, en = name
    return {"zh": zh, "en": en}


def _build_indicator(kind: Kind, turn: str) -> dict[str, Any]:
    zh, en = kind.name
    english_turn = turn.replace("（", " (").replace("）", ")")
    return {
        "name": _build_name((zh + turn, en + english_turn)),
        "unit": kind.unit,
        "decimals": kind.decimals,
        "measure": kind.measure,
        "better": kind.better,
        "themes": [kind.theme],
        "owner": {"zh": "示范局", "en": "Demo Bureau"},
        "targets": [_build_target(kind)],
    }


def _build_target(kind: Kind) -> dict[str, Any]:
    target: dict[str, Any] = {
        "plan": "demo",
        kind.period: f"{FIRST_YEAR}-{LAST_YEAR}",
        kind.bound: kind.goal,
        "regions": "all",
    }
    if kind.period == "by":
        target["by"] = LAST_YEAR
        target["base"] = {"year": BASE_YEAR, "value": kind.base}
    phrase = f"{kind.name[0]}{kind.goal:g}{kind.unit}"
    target["source"] = {"document": "outline", "section": "主要目标", "phrase": phrase}
    return target


def compute_series(kind: Kind, random: np.random.Generator, years: int) -> np.ndarray:
    """Yearly values from START on: a noisy way from the base towards the goal, faster or slower
    than planned.
    """
    if kind.period == "total":
        yearly = kind.goal / (LAST_YEAR - FIRST_YEAR + 1) * random.uniform(0.85, 1.15)
        return yearly * random.uniform(0.92, 1.08, years)
    if kind.period in ("every", "average") or kind.bound == "hold":
        spread = max(abs(kind.goal), 1.0) * 0.03
        return kind.base + random.normal(0, spread, years)
    step = (kind.goal - kind.base) / (LAST_YEAR - BASE_YEAR) * random.uniform(0.4, 1.4)
    trend = step * (np.arange(years) - (BASE_YEAR - START_YEAR))
    walk = trend + random.normal(0, abs(step) * 0.25, years)
    walk[BASE_YEAR - START_YEAR] = 0.0  # the base is the value that the plan states
    return kind.base + walk


def build_workbook(size: Size, seed: int) -> bytes:
    """All figures of the fictional city in the long layout."""
    random = np.random.default_rng(seed)
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(2025, 3, 1, tzinfo=UTC)})
    sheet = book.add_worksheet("数据")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    columns = [column for column in HEADINGS if column != "month"]
    sheet.write_row(0, 0, [HEADINGS[column][0] for column in columns])
    for position, figure in enumerate(_list_figures(size, random), start=1):
        sheet.write_row(position, 0, figure)
        sheet.write_datetime(position, 7, date(int(figure[3]) + 1, 3, 1), day)
        sheet.write_row(position, 8, ["示范市统计公报（虚构）"])
    book.close()
    return output.getvalue()


def _list_figures(size: Size, random: np.random.Generator) -> Iterator[list[Any]]:
    """Every figure: indicator, name, region, year, value, unit and quality."""
    for indicator, kind, turn in _list_indicators(size):
        for region, _ in _build_regions(size).values():
            values = compute_series(kind, random, size.last_year - START_YEAR + 1)
            for year, value in enumerate(values, start=START_YEAR):
                quality = "初步核算" if year == size.last_year else "最终核实"
                number = round(float(value), kind.decimals)
                yield [indicator, kind.name[0] + turn, region, year, number, kind.unit, quality]
