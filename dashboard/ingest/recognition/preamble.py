"""What is said above a table, and by the name of its sheet? Region, indicator, year and unit of the
whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.layouts import Objection, Statement, Table
from dashboard.ingest.recognition.months import parse_months
from dashboard.ingest.recognition.names import Match, Names
from dashboard.ingest.recognition.page import Page
from dashboard.ingest.recognition.sheet_names import may_be_place

_STATED = re.compile(
    r"^(地区|区域|城市|指标名称|指标|时间|年份|region|area|indicator|index|time|year)\s*[:：]\s*(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_KIND = {
    "地区": "region",
    "区域": "region",
    "城市": "region",
    "region": "region",
    "area": "region",
    "指标": "indicator",
    "指标名称": "indicator",
    "index": "indicator",
    "indicator": "indicator",
    "时间": "year",
    "年份": "year",
    "time": "year",
    "year": "year",
}
_RANKED = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:自治区|自治州|自治县|新区|开发区|园区|街道|省|市区|市|县|区|旗|盟|镇|乡)(?![市县区])"
)
_PLACES = re.compile(
    rf"^(?:(?:19|20|21)[0-9]{{2}}年)?((?:{_RANKED.pattern}){{1,3}})(?![、，,)）区县])"
)
_UNRANKED = re.compile(
    r"^(?:(?:19|20|21)[0-9]{2}年)?([\u4e00-\u9fff]{2,5}?)(?:(?:19|20|21)[0-9]{2}年)?"
    r"(?:主要(?:经济)?(?:统计)?指标|国民经济|经济社会发展)"
)
_ANY_PLACE = re.compile(r"各|分|全|主要|城市|地区|市区|县区|区县|市县|园区|开发区|按|所有|部分")
_CHANGE = re.compile(r"不变价|可比价|增长|增速|增幅|指数|同比|环比|比上年|上年=100|构成")
_BESIDE = re.compile(
    r"[及和与、](?:不变价|可比价|增长|增速|增幅|指数|同比|环比|比上年|构成)|情况(?<!增长情况)(?<!增速情况)(?<!增幅情况)|情况."
)
"""Values and their change in one table: 及增长速度, 发展情况."""
_REACHED = re.compile(r"完成|执行|实绩|进展|规划指标|计划指标")


def read_preamble(table: Table, names: Names, first: int, before: Table | None) -> None:
    """Note what holds for the whole table: stated lines, then the title, then the sheet's name; a
    continued one inherits.
    """
    grid = table.page.grid
    lines = list(table.page.lines(first, table.first - 1))
    if not lines:
        lines = list(Page(grid).lines(first, table.first - 1))
    for text, cell in lines:
        _read_stated_line(table, names, text, cell)
    for text, cell in lines:
        _read_unit_line(table, text, cell)
    titles = [(text, cell) for text, cell in lines if is_title(text)]
    table.title = titles[0][0] if titles else ""
    sheet_title = (labels.clean_label(grid.name), "")
    for text, cell in [*reversed(titles), sheet_title]:
        _read_title(table, names, text, cell)
    if before is not None and _is_continuation(table, before, lines):
        table.said = {**before.said, **table.said}
        table.units = table.units if table.units is not None else before.units
    for text, cell in [*titles, sheet_title]:
        if table.objection is None and names.indicator(text) is None:
            table.objection = _find_objection(table, text, cell)


def is_title(text: str) -> bool:
    """Whether a line is neither a stated one, nor one of units, nor says when a table was
    issued.
    """
    is_unit_line = labels.parse_unit_line(text) is not None
    return _STATED.match(text) is None and not labels.is_imprint(text) and not is_unit_line


def _is_continuation(table: Table, before: Table, lines: list[tuple[str, str]]) -> bool:
    """Whether a table goes on from the one above: 续表, or one header right under another."""
    if table.first == before.header + 1:
        return True
    return any(labels.is_continued(text) for text, _ in lines)


def _read_unit_line(table: Table, text: str, cell: str) -> None:
    """Lines such as 单位：亿元; the last one counts."""
    units = labels.parse_unit_line(text)
    if units is not None:
        table.units = units
        table.said["unit"] = Statement(units, cell, text)


def _read_stated_line(table: Table, names: Names, text: str, cell: str) -> None:
    """Lines such as 地区：广州, 指标：国内生产总值（亿元）, 时间：2023年."""
    found = _STATED.match(text)
    if found is None:
        return
    kind, what = _KIND[found[1].lower()], found[2].strip()
    if kind == "region":
        region = names.region(what)
        table.said["region"] = Statement(region.id if region else None, cell, what)
    elif kind == "indicator":
        table.said["indicator"] = Statement(names.indicator(what), cell, what)
    else:
        stated = labels.parse_year(what)
        if stated is not None:
            table.said.setdefault("year", Statement(stated, cell, what))


def _read_title(table: Table, names: Names, text: str, cell: str) -> None:
    """Note what a title says of its table, where nothing closer to it has said it."""
    _read_title_year(table, text, cell)
    months = parse_months(text)
    if months is not None:
        table.said.setdefault("months", Statement(months, cell, text))
    _read_title_unit(table, text, cell)
    match = names.indicator(text) or _find_contained(names, text)
    if match is not None:
        table.said.setdefault("indicator", Statement(match, cell, text))
    _read_title_region(table, names, text, cell)


def _read_title_year(table: Table, text: str, cell: str) -> None:
    """The one year of a title; several years say that its columns or rows must tell."""
    years = labels.list_years(text)
    stated = labels.parse_year(text)
    if stated is None and len(years) == 1 and not labels.is_span(text):
        stated = labels.When(min(years))
    if stated is not None or len(years) > 1:
        table.said.setdefault("year", Statement(stated, cell, text))


def _read_title_region(table: Table, names: Names, text: str, cell: str) -> None:
    """The place that a title names, declared or not; 全市 is the place that is said elsewhere."""
    region = names.region(text)
    if region is None or region.how == "whole":
        place = _parse_place(text, names)
        region = names.region(place) if place else None
        if place and region is None and cell:  # of a sheet's name it is asked
            table.said.setdefault("region", Statement(None, cell, place))
    if region is not None:
        table.said.setdefault("region", Statement(region.id, cell, text))


def _read_title_unit(table: Table, text: str, cell: str) -> None:
    """A unit in brackets behind a title holds for its table: 2023年末人口（人）."""
    found = re.search(r"[(（]([^()（）]+)[)）]\s*$", text)
    unit = labels.parse_unit_label(found[1]) if found else None
    if unit is not None and table.units is None:
        table.units = (unit,)
        table.said["unit"] = Statement(table.units, cell, text)


def _parse_place(text: str, names: Names) -> str:
    """The place at the beginning of a title, the innermost of several (绍兴市柯桥区), where it is one
    place and not all of a kind; a word before 主要指标 and the like may be one without its rank.
    """
    title = labels.squeeze_label(text)
    whole = re.match(r"^(?:(?:19|20|21)[0-9]{2}年)?(全国|全省|我国)", title)
    if whole:
        return whole[1]
    found = _PLACES.match(title)
    if found is not None:
        place = _RANKED.findall(found[1])[-1]
        is_part = place.endswith("市区") and place != "市区"  # 绍兴市区 is no whole city
        return place if is_part or not _ANY_PLACE.search(place) else ""
    found = _UNRANKED.match(title)
    return found[1] if found is not None and _may_be_place(found[1], names) else ""


def _may_be_place(word: str, names: Names) -> bool:
    """Whether a word at the beginning of a title may name a place, declared or not."""
    if names.region(word) is not None:
        return True
    is_other = parse_months(word) is not None or _ANY_PLACE.search(word) is not None
    return not is_other and may_be_place(word, names)


def _find_contained(names: Names, text: str) -> Match | None:
    """The one declared indicator that a title speaks of; what is left of the title must not change
    its meaning.
    """
    title = normalize_name(text)
    named = _list_contained_names(names, title)
    longest = [
        name for name in named if not any(name != other and name in other for other in named)
    ]
    if len({named[name] for name in longest}) != 1:
        return None
    before, rest = title.split(longest[0])[0], title.replace(longest[0], "")
    if labels.is_growth(rest) or labels.is_plan(rest) or re.search(r"人均|单位|每", before[-3:]):
        return None
    if not names.says_no_more(re.sub(r"[(（][^()（）]*[)）]", "", rest)):
        return None
    parts = re.findall(r"[(（]([^()（）]+)[)）]", text)
    units = [unit for part in parts if (unit := labels.parse_unit_label(part)) is not None]
    return Match(named[longest[0]], "name", units[0] if len(units) == 1 else None)


def _list_contained_names(names: Names, title: str) -> dict[str, str]:
    """The names of declared indicators that stand in a title, with their ids."""
    named: dict[str, str] = {}
    for indicator in names.registry.indicators.values():
        for spelling in (indicator.name.zh, *indicator.aliases):
            name = normalize_name(spelling)
            if len(name) > 2 and name in title:
                named[name] = indicator.id
    return named


def _find_objection(table: Table, text: str, cell: str) -> Objection | None:
    """A title that speaks of growth, an index or a plan heads no values of the indicators it names;
    a form may be meant all the same.
    """
    words = labels.squeeze_label(text)
    for code, speaks, of_table, of_form in _SPEAKS:
        outcome = of_form if table.template else of_table
        if not outcome or not speaks(words):
            continue
        if outcome == _REFUSED:
            return Objection(code, cell, text)
        return Objection("title-doubt", cell, text, read=True)
    return None


_REFUSED, _DOUBTED = "refused", "doubted"
_SPEAKS: tuple[tuple[str, Callable[[str], object], str, str], ...] = (
    (
        "title-of-plan",
        re.compile(r"(目标|计划|规划|预期|任务)(值|数)?$").search,
        _REFUSED,
        _REFUSED,
    ),
    (
        "title-of-change",
        lambda words: _CHANGE.search(words) and not _BESIDE.search(words),
        _REFUSED,
        _DOUBTED,
    ),
    (
        "title-of-plan",
        lambda words: labels.is_plan(words) and not _REACHED.search(words),
        _REFUSED,
        _DOUBTED,
    ),
    ("title-doubt", re.compile(r"预计|预测|测算|模拟|草稿").search, _DOUBTED, _DOUBTED),
    ("title-doubt", _CHANGE.search, "", _DOUBTED),
    ("title-doubt", re.compile(r"初步|快报|季度|上半年|[0-9]月").search, "", _DOUBTED),
)
"""What a title may speak of, and what follows for a table of a yearbook and for a form, in this
order.
"""
