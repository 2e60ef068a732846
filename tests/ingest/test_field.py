"""What bureaus really send goes in, and no figure goes under the wrong region, year or digits:
files and tables of the kinds that failed in the field (all their figures are invented).

field/cases.yaml was written by somebody who had not seen the reader.
"""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from sqlalchemy import select

from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import Registry
from dashboard.ingest.workbook import Reading
from dashboard.store.database import open_database
from dashboard.store.schema import observations
from tests.conftest import MATCHES, ROOT, book, new_store, read
from tests.processes import run
from tests.sizes import laws

COVERS = ("dashboard.ingest.recognition.sheet_names", "dashboard.ingest.opening.raised")

HERE = Path(__file__).parent / "field"
FILES = HERE / "files"
RECEIVED = date(2026, 1, 5)
Figure = tuple[str, str, int, int, float]


GROWTH = """\
indicators:
  gdp_growth: {name: {zh: 地区生产总值增速, en: Growth}, unit: "%", decimals: 1, measure: growth,
    better: higher, themes: [t], targets: []}
"""
WIDER = """\
regions:
  "100000": {zh: 全国, en: China}
  "110000": {zh: 北京市, en: Beijing, within: "100000"}
"""


def declare(name: str, *, grown: bool = False, wide: bool = False) -> Registry:
    """A declaration of the field; with the growth of GDP, or with the country, where asked."""
    text = (HERE / f"{name}.yaml").read_text("utf-8")
    if grown:
        text = text.replace("indicators:\n", GROWTH)
        text = text.replace("  gdp: {", "  gdp: {real_growth: gdp_growth, ")
    if wide:
        text = text.replace("regions:\n", WIDER, 1)
    parsed = parse(text)
    assert parsed.registry is not None, parsed.issues
    return parsed.registry


CITY, COUNTRY, JUDGING = map(declare, ("city", "country", "judging"))
GROWN, WIDE = declare("city", grown=True), declare("city", grown=True, wide=True)


def list_figures(reading: Reading) -> list[Figure]:
    """What would be stored, in order."""
    rows = reading.observations
    columns = (rows[name] for name in ("indicator", "region", "year", "month", "value"))
    return sorted((a, b, int(y), int(m), float(v)) for a, b, y, m, v in zip(*columns, strict=True))


def list_codes(reading: Reading) -> set[str]:
    return {issue.code for issue in reading.issues}


def gdp(*values: float, region: str = "330600", year: int = 2023, month: int = 12) -> list[Figure]:
    """Figures of GDP in consecutive years."""
    return [("gdp", region, year + at, month, value) for at, value in enumerate(values)]


ZHUJI = "330681"
NOTHING: list[Figure] = []
IN_FILES: dict[str, tuple[Registry, list[Figure]]] = {
    "r10_全市_column_two_declared_one_blank.xlsx": (CITY, [("pop", ZHUJI, 2023, 12, 122.2)]),
    **{
        f"{name}.xlsx": (CITY, NOTHING)
        for name in (
            "r1_province_heading_undeclared_one_row",
            "r2_two_undeclared_with_different_indicator",
            "r5_县市_heading",
            "r8",
            "n4_省份_long_one_row_of_other_city",
            "m1_december_rate_as_year",
            "p1_PM25_december_only",
        )
    },
    "m2_绝对额.xlsx": (
        CITY,
        gdp(5876.54321, month=9) + gdp(1234.56789, region=ZHUJI, month=9),
    ),
    "m5_growth_under_title.xlsx": (
        CITY,
        [("ivag", "330600", 2023, 9, 7.7), ("ivag", ZHUJI, 2023, 9, 8.1)],
    ),
    "m6_累计值_in_name.xlsx": (
        CITY,
        gdp(5678.9, month=9)
        + gdp(7791.1)
        + [("retail", "330600", 2023, 9, 2010.2), ("retail", "330600", 2023, 12, 2800.5)],
    ),
    "n1_nbs_indicator_line_unknown.xlsx": (
        CITY,
        [
            ("retail", "330600", 2023, 11, 2560.2),
            ("retail", "330600", 2023, 12, 2800.1),
            ("retail", ZHUJI, 2023, 11, 450.2),
            ("retail", ZHUJI, 2023, 12, 500.1),
        ],
    ),
    "n3_省份_long_few_declared.xlsx": (CITY, gdp(7000, year=2000)),
    "n5_rounded_twice.xlsx": (
        CITY,
        [("pop", "330600", 2023, 12, 533.7123), ("pop", ZHUJI, 2023, 12, 121.8)],
    ),
    "t1_declared_region_全国_first_column.xlsx": (
        COUNTRY,
        gdp(1149237, 1204724, region="100000", year=2021)
        + gdp(41045.6, 41540.9, region="110000", year=2021),
    ),
    "y1_9月末_stock.xlsx": (CITY, [("pop", "330600", 2023, 9, 533.7)]),
    "y2_id_column.xlsx": (CITY, gdp(7791) + gdp(1650, region=ZHUJI)),
    "c1_regions_across_many_undeclared.xlsx": (
        CITY,
        [
            ("pop", "330600", 2021, 12, 533.0),
            ("pop", "330600", 2022, 12, 535.0),
            ("pop", ZHUJI, 2021, 12, 121.0),
            ("pop", ZHUJI, 2022, 12, 122.0),
        ],
    ),
    "superscript_footnote__a_sup_inline.xlsx": (CITY, NOTHING),
    "superscript_footnote__a_sup_shared.xlsx": (CITY, NOTHING),
    "superscript_footnote__b_sup_name.xlsx": (CITY, gdp(8369, year=2024)),
    "xstring_escapes__a_x000d.xlsx": (CITY, gdp(8369, year=2024)),
    "xstring_escapes__b_x_tab.xlsx": (CITY, gdp(8369, year=2024)),
    **{
        f"containers__a_{name}.xlsx": (CITY, gdp(8369, year=2024))
        for name in ("plain", "psmdcp", "backslash")
    },
    **{
        f"year_heading_with_unit__hd_{number}.xlsx": (CITY, gdp(8369, year=2024))
        for number in range(2, 8)
    },
}


@pytest.mark.parametrize("file", IN_FILES)
def test_a_file_of_the_field_is_read_as_it_should_be(file):
    registry, figures = IN_FILES[file]
    reading = read((FILES / file).read_bytes(), registry, file, RECEIVED)
    assert list_figures(reading) == sorted(figures)


def test_undeclared_regions_are_named_in_one_line_with_their_count():
    """Down the rows and across the columns."""
    for file, count, cell in (
        ("n3_省份_long_few_declared.xlsx", 5, "A3"),
        ("c1_regions_across_many_undeclared.xlsx", 9, "D1"),
    ):
        reading = read((FILES / file).read_bytes(), CITY, file, RECEIVED)
        [told] = [issue for issue in reading.issues if issue.code == "region-unread"]
        assert (told.values["count"], told.cell) == (count, cell)
        assert "甲市、乙市、丙市" in told.message.zh


@pytest.mark.parametrize("file", ["f_sup_rate.xls", "sup_final.xls"])
def test_a_raised_figure_of_an_old_file_is_no_digit(file, real):
    """BIFF rich text and HTML: refused as what stands there, never joined to the number."""
    reading = read((FILES / f"superscript_footnote__{file}").read_bytes(), real, file, RECEIVED)
    assert list_figures(reading) == []
    assert "not-a-number" in list_codes(reading)


def test_negative_numbers_in_red_hide_nothing():
    file = "red_negative_formats__d_red.xlsx"
    reading = read((FILES / file).read_bytes(), JUDGING, file, RECEIVED)
    assert "format-hides" not in list_codes(reading)
    assert len(reading.observations) == 6


CASES = YAML(typ="safe").load((HERE / "cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['name']}")
def test_a_table_of_the_field_is_read_as_it_should_be(case):
    registry = WIDE if case["kind"] == "declared_whole" else GROWN
    (first, rows), *others = case["sheets"].items()
    reading = read(book(rows, first, **dict(others)), registry, "书.xlsx", RECEIVED)
    expected = sorted((*figure[:4], float(figure[4])) for figure in case["figures"])
    assert list_figures(reading) == [tuple(figure) for figure in expected]
    MATCHES.append(f"tables of the field: {len(IN_FILES)} files, {len(CASES)} tables")


def sheet(*rows: Any, name: str = "Sheet1", registry: Registry = CITY) -> Reading:
    return read(book(rows, name), registry, "书.xlsx", RECEIVED)


@pytest.mark.parametrize("heading", ["城市", "县市", "省份", "国家", "Country Name", None, "名单"])
def test_a_column_of_undeclared_places_is_left_out_by_name(heading):
    found = sheet(
        [heading, "年份", "地区生产总值(亿元)"], ["杭州市", 2023, 20059], ["湖州", 2023, 4015]
    )
    assert list_figures(found) == []
    assert list_codes(found) & {"region-unread", "unknown-region"}


@pytest.mark.parametrize("heading", ["备注", "资料来源", "责任单位", "口径说明", "计算方法"])
def test_a_column_of_other_words_is_no_column_of_places(heading):
    found = sheet(
        ["年份", heading, "地区生产总值(亿元)"], [2022, "初步", 7351], [2023, "年报", 7791]
    )
    assert list_figures(found) == gdp(7351, 7791, year=2022)


@pytest.mark.parametrize("name", ["滨江", "杭州", "Hangzhou", "杭州市区", "滨江2023"])
def test_a_sheet_called_after_what_may_be_a_place_is_asked(name):
    """Once: the answer holds for the file."""
    rows: list[list[Any]] = [["指标", "单位", "2022", "2023"], ["地区生产总值", "亿元", 7351, 7791]]
    found = sheet(*rows, name=name)
    assert list_figures(found) == []
    assert "sheet-asked" in list_codes(found)
    answered = read(book(rows, name), CITY, answers={name: ZHUJI}, received=RECEIVED)
    assert list_figures(answered) == gdp(7351, 7791, region=ZHUJI, year=2022)


@pytest.mark.parametrize(
    "name",
    [
        "Sheet1",
        "工作表1",
        "2023年",
        "综合",
        "1-1 人口和就业",
        "主要指标",
        "数据",
        "市统计局",
        "地区生产总值",
        "表3 工业",
    ],
)
def test_a_sheet_called_as_sheets_are_is_not_asked(name):
    rows = [["指标", "单位", "2022", "2023"], ["地区生产总值", "亿元", 7351, 7791]]
    assert list_figures(sheet(*rows, name=name)) == gdp(7351, 7791, year=2022)


def test_cities_under_their_provinces_are_the_rows_regions():
    """省份 beside 城市: the city counts, and the province where no city is named."""
    head = ["省份", "城市", "年份", "地区生产总值(亿元)"]
    found = sheet(head, ["绍兴市", "诸暨市", 2023, 1650], ["绍兴市", "杭州市", 2023, 20059])
    assert list_figures(found) == gdp(1650, region=ZHUJI)
    found = sheet(head, ["绍兴市", None, 2023, 7791], ["绍兴市", "诸暨市", 2023, 1650])
    assert list_figures(found) == sorted(gdp(7791) + gdp(1650, region=ZHUJI))


MONTH = ["指标", "单位"]


@pytest.mark.parametrize(
    ("heading", "indicator", "unit", "month"),
    [
        ("2023年12月", "常住人口", "万人", 12),
        ("2023年12月", "城镇调查失业率", "%", None),
        ("2023年12月", "地区生产总值", "亿元", None),
        ("2023年9月", "常住人口", "万人", None),
        ("2023年9月末", "常住人口", "万人", 9),
        ("2023年12月末", "城镇调查失业率", "%", 12),
        ("2023年第四季度", "地区生产总值", "亿元", None),
        ("2023年第一季度", "地区生产总值", "亿元", 3),
        ("2023年下半年", "地区生产总值", "亿元", None),
        ("2023年1-12月", "地区生产总值", "亿元", 12),
        ("2023年末", "常住人口", "万人", 12),
        ("2023年全年", "地区生产总值", "亿元", 12),
    ],
)
def test_a_month_alone_is_no_year(heading, indicator, unit, month):
    """December stands for the year of what is counted at its end; what begins the year counts."""
    found = sheet([*MONTH, heading], [indicator, unit, 50])
    assert [figure[3] for figure in list_figures(found)] == ([] if month is None else [month])
    assert ("month-alone" in list_codes(found)) == (month is None)


def test_what_is_declared_to_be_taken_at_the_end_takes_december():
    text = (HERE / "city.yaml").read_text("utf-8")
    text = re.sub(r"(  ur: .*measure: rate,)", r"\1 taken: end,", text)
    registry = parse(text).registry
    assert registry is not None
    found = sheet([*MONTH, "2023年12月"], ["城镇调查失业率", "%", 5.1], registry=registry)
    assert list_figures(found) == [("ur", "330600", 2023, 12, 5.1)]


PLACES = st.sampled_from(
    [
        "杭州市",
        "宁波",
        "甲县",
        "滨江区",
        "浙江省",
        "全国",
        "Hangzhou",
        "市辖区",
        "内蒙古",
        "长三角",
        "经开区",
        "France",
    ]
)
HEADINGS = st.sampled_from(
    ["城市", "省份", "县市", "区县", "国家", "Country", "", "名单", "对象", "Area"]
)


@settings(max_examples=laws(40))
@given(
    st.lists(PLACES, min_size=1, max_size=5, unique=True),
    HEADINGS,
    st.sampled_from(["long", "wide", "title", "sheet", "line"]),
    st.sampled_from(["", "诸暨市"]),
)
def test_no_figure_of_an_undeclared_place_is_stored(places, heading, shape, declared):
    """Whatever the table is like: nothing goes to the main region, and what is declared beside them
    is read as its own.
    """
    name, expected = "Sheet1", [1000.0] if declared else []
    everywhere = [*places, *([declared] if declared else [])]
    values = {place: 10.0 + at for at, place in enumerate(everywhere)} | {"诸暨市": 1000.0}
    rows: list[list[Any]]
    if shape == "long":
        rows = [[heading or None, "年份", "地区生产总值(亿元)"]]
        rows += [[place, 2023, values[place]] for place in everywhere]
    elif shape == "wide":
        rows = [[heading or None, "指标", "单位", "2023"]]
        rows += [[place, "地区生产总值", "亿元", values[place]] for place in everywhere]
    elif shape == "line":
        rows = [["指标", "单位", "2022年", "2023年"]]
        for place in everywhere:
            rows += [[f"地区：{place}"], ["地区生产总值", "亿元", None, values[place]]]
        rows, expected = [[f"地区：{places[0]}"], rows[0], rows[2]], []
    else:
        title = [f"{places[0]}2023年主要指标"] if shape == "title" else []
        name = places[0] if shape == "sheet" else name
        rows = [title, ["指标", "单位", "2022年", "2023年"], ["地区生产总值", "亿元", 1, 2]]
        expected = []
        if shape == "title" and not re.search("[市县区省]$|全国", places[0]):
            return  # a title may begin with any word; what is called a place ends as one
    found = sheet(*rows, name=name)
    assert [figure[4] for figure in list_figures(found)] == expected
    assert {figure[1] for figure in list_figures(found)} <= {ZHUJI}


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        ([533.71, 533.7123], [533.7123]),
        ([533.7123, 533.71, 533.7], [533.7123]),
        ([534, 533.7123], [533.7123]),
        ([533.72, 533.7123], []),
        ([533.7, 533.7], [533.7]),
        ([533.71, 533.7123, 534.2], []),
    ],
)
def test_a_figure_printed_with_fewer_digits_elsewhere_is_the_same(cells, stored):
    rows = [["地区", "2023年常住人口（万人）"], *(["绍兴市", cell] for cell in cells)]
    assert [figure[4] for figure in list_figures(sheet(*rows))] == stored


def html(cell: str, head: str = "") -> bytes:
    """A page whose table holds one figure of 2023."""
    return (
        f"<html><head>{head}</head><table><tr><td>指标</td><td>单位</td><td>2023年</td></tr><tr>"
        f"<td>地区生产总值</td><td>亿元</td>{cell}</tr></table></html>"
    ).encode()


@pytest.mark.parametrize(
    ("cell", "head", "value"),
    [
        ("<td>74.9<sup>8</sup></td>", "", None),
        ('<td>74.9<span style="vertical-align:super">8</span></td>', "", None),
        (
            '<td>74.9<font class="f">8</font></td>',
            "<style>.f {vertical-align: super}</style>",
            None,
        ),
        ('<td>74.9<span style="display:none">8</span></td>', "", 74.9),
        ("<td>74.9<span hidden>8</span></td>", "", 74.9),
        ('<td>74.9<span class="x">8</span></td>', "<style>.x{ display : none }</style>", 74.9),
        ("<td>74.9<sub></sub></td>", "", 74.9),
        ("<td><p>74.9<p></td>", "", 74.9),
    ],
)
def test_what_a_page_raises_or_hides_does_not_join_a_number(cell, head, value):
    found = read(html(cell, head), CITY, "表.html", RECEIVED)
    assert [figure[4] for figure in list_figures(found)] == ([] if value is None else [value])


def test_units_keep_their_powers():
    """m², km³, 10⁴ and CO₂ survive; behind a name a raised figure is a mark."""
    page = html("<td>7791</td>").replace(
        "地区生产总值".encode(), "地区生产总值<sup>2</sup>".encode()
    )
    assert list_figures(read(page, CITY, "表.html", RECEIVED)) == gdp(7791)
    text = (
        (HERE / "city.yaml").read_text("utf-8").replace('unit: "微克/立方米"', 'unit: "平方公里"')
    )
    registry = parse(text).registry
    assert registry is not None
    page = html("<td>52</td>").replace("地区生产总值".encode(), b"PM2.5")
    page = page.replace("亿元".encode(), b"km<sup>2</sup>")
    assert [figure[4] for figure in list_figures(read(page, registry, "表.html", RECEIVED))] == [52]


def test_a_hidden_row_of_a_page_is_read_and_said():
    page = html("<td>7791</td>").replace(
        b"<tr><td>\xe5\x9c\xb0", b'<tr style="display:none"><td>\xe5\x9c\xb0'
    )
    found = read(page, CITY, "表.html", RECEIVED)
    assert list_figures(found) == gdp(7791)
    assert "rows-hidden" in list_codes(found)


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", "2025-03-20"), ("UTC", "2025-03-19")])
def test_a_file_was_changed_on_the_day_that_it_was_here(zone, day, tmp_path):
    """2025-03-19T17:30Z is the 20th in China: figures without a release date count from then."""
    environment = {"DATABASE_URL": new_store(), "TIME_ZONE": zone, "DATA_DIR": str(tmp_path)}
    book_ = FILES / "release_day_utc__tz.xlsx"
    made = run(environment, "import", str(book_), "--indicators", str(ROOT / "indicators.yaml"))
    assert made.returncode == 0, made.stderr
    with open_database(environment["DATABASE_URL"]).connect() as connection:
        assert str(connection.execute(select(observations.c.published)).scalar()) == day


@pytest.mark.parametrize("name", ["m2", "m3"])
def test_three_merged_rows_of_headings_are_read(name, real):
    """Years over 全市 and 其中 over districts: all three regions in both years."""
    file = f"year_heading_with_unit__{name}.xlsx"
    found = list_figures(read((FILES / file).read_bytes(), real, file, RECEIVED))
    assert [one for one in found if one[0] == "gdp"] == sorted(
        gdp(7791, 8369) + gdp(1330, 1400, region="330602") + gdp(2030, 2150, region="330603")
    )


@pytest.mark.parametrize(
    ("heading", "number_format", "month"),
    [
        (date(2023, 1, 1), "yyyy-mm", 1),
        (date(2023, 12, 1), "yyyy-mm", 12),
        (date(2023, 12, 31), 'yyyy"年"m"月"', 12),
        (date(2023, 9, 1), "mmm-yy", None),
        (date(2023, 12, 31), "yyyy", 12),
        ("2023-12", "General", 12),
        ("2023/09", "General", None),
        ("2023-01", "General", 1),
    ],
)
def test_a_day_that_is_shown_as_a_month_is_the_month(heading, number_format, month):
    """Of a stock: December is the year, January begins it, another month alone is no year."""
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.append(["指标", "单位", heading])
    page.append(["常住人口", "万人", 533])
    page["C1"].number_format = number_format
    data = io.BytesIO()
    workbook.save(data)
    found = list_figures(read(data.getvalue(), CITY, "书.xlsx", RECEIVED))
    assert [figure[3] for figure in found] == ([] if month is None else [month])


def test_two_years_in_one_heading_are_no_month():
    assert list_figures(sheet([*MONTH, "2011-12"], ["常住人口", "万人", 533])) == []
