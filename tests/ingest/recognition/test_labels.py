"""What labels say: years, months, units, names, and what is no row of figures."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.vocabulary.units import UNITS
from dashboard.ingest.recognition import label_forms, labels
from dashboard.ingest.recognition.label_forms import Name
from dashboard.ingest.recognition.labels import When

COVERS = ("dashboard.ingest.recognition.label_forms",)


@pytest.mark.parametrize(
    ("content", "when"),
    [
        (2018, When(2018)),
        (2018.0, When(2018)),
        ("2018", When(2018)),
        ("2018年", When(2018)),
        ("２０１８年度", When(2018)),
        ("2018年末", When(2018)),
        ("2 0 1 8 年", When(2018)),
        ("二〇一八年", When(2018)),
        ("2018年实际", When(2018)),
        ("2018年*", When(2018)),
        ("2018年②", When(2018)),
        ("2018.0", When(2018)),
        (date(2018, 1, 1), When(2018, of_day=True)),
        (date(2018, 12, 31), When(2018, of_day=True)),
        ("2018年(初步)", When(2018, quality="preliminary")),
        ("2018P", When(2018, quality="preliminary")),
        ("2018年预计", When(2018, quality="estimate")),
        ("2018年1-9月", When(2018, 9)),
        ("2018年1—3月累计", When(2018, 3)),
        ("2018年上半年", When(2018, 6)),
        ("2018年前三季度", When(2018, 9)),
        ("2018年9月", When(2018, 9, single=True)),
        ("2018年第三季度", When(2018, 9, single=True)),
        ("2018年三季度", When(2018, 9, single=True)),
    ],
)
def test_a_year_is_read_in_every_dress(content, when):
    assert labels.parse_year(content) == when


@pytest.mark.parametrize(
    "content",
    [
        None,
        True,
        "",
        "今年",
        21,
        "21",
        "21年",
        20181,
        "20181",
        "2018-2019",
        "2018—2019年",
        "2025年目标",
        "2018年1-13月",
        "2018年13月",
        "2O18",
        2018.5,
        "1821年"[:3],
        date(2018, 5, 3),
        1821,
        2201,
        "指标",
        float("nan"),
    ],
)
def test_what_is_no_plain_year_is_none(content):
    assert labels.parse_year(content) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1-9月", 9),
        ("1—11月累计", 11),
        ("上半年", 6),
        ("全年", 12),
        ("9月", None),
        ("1-13月", None),
    ],
)
def test_months_from_january_are_told_from_a_month_alone(text, month):
    assert labels.parse_through_month(text) == month
    assert labels.is_one_month(text) is (text == "9月")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元", ["万元"]),
        ("（单位:亿元、%）", ["亿元", "%"]),
        ("计量单位：万人", ["万人"]),
        ("单位：石", []),
        ("单位", None),
        ("合计", None),
    ],
)
def test_a_unit_line_states_its_units(text, units):
    found = labels.parse_unit_line(text)
    assert (None if found is None else [unit.name for unit in found]) == units


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("地区生产总值(亿元)", "地区生产总值", "亿元"),
        ("地区生产总值（亿元）", "地区生产总值", "亿元"),
        ("地区生产总值\n（亿元）", "地区生产总值", "亿元"),
        ("\u3000\u3000其中：第一产业增加值(亿元)", "第一产业增加值", "亿元"),
        ("一、地区生产总值(亿元)", "地区生产总值", "亿元"),
        ("（一）常住人口(万人)", "常住人口", "万人"),
        ("1. 常住人口(万人)", "常住人口", "万人"),
        ("#第二产业增加值", "第二产业增加值", None),
        ("地区生产总值①(亿元)", "地区生产总值", "亿元"),
        ("地区生产总值_当年价格_全市_万元", "地区生产总值", "万元"),
        ("地区生产总值(亿元，当年价格)", "地区生产总值", "亿元"),
        ("地区生产总值_累计值(亿元)", "地区生产总值", "亿元"),
        ("地区生产总值 Gross Domestic Product (亿元)", "地区生产总值", "亿元"),
        ("地区生产总值(亿元) GDP (100 million yuan)", "地区生产总值", "亿元"),
        ("年末常住人口：万人", "年末常住人口", "万人"),
    ],
)
def test_a_name_is_found_without_its_dress(text, name, unit):
    assert Name(name, UNITS[unit] if unit else None) in [
        Name(form.text, form.unit) for form in label_forms.list_names(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "地区生产总值指数(上年=100)",
        "人均地区生产总值(元)",
        "地区生产总值(2020年不变价)",
        "地区生产总值_市辖区_万元",
        "地区生产总值增速(%)",
        "地区生产总值_当季值(亿元)",
    ],
)
def test_a_name_that_means_something_else_is_not_cut_down_to_one_it_is_like(text):
    assert "地区生产总值" not in [form.text for form in label_forms.list_names(text)]


@given(st.text(max_size=20))
def test_a_label_of_any_kind_is_read_without_failing(text):
    list(label_forms.list_names(text))
    labels.parse_year(text)
    labels.parse_unit_line(text)
    assert not labels.has_invisible_marks(labels.clean_label(text))


@pytest.mark.parametrize(
    "text",
    [
        "注：本表按当年价格计算",
        "数据来源：国家统计局",
        "资料来源:年鉴",
        "* 初步核算数",
        "备注：1",
        "本表数据",
    ],
)
def test_lines_below_a_table_are_known(text):
    assert labels.is_footer(text)


@pytest.mark.parametrize("text", ["地区生产总值", "备案数", "来源结构", "注册企业"])
def test_a_name_is_no_line_below_a_table(text):
    assert not labels.is_footer(text)


def test_totals_continued_titles_and_imprints_are_known():
    assert labels.is_total("合 计")
    assert not labels.is_total("全市")
    assert labels.is_continued("13-5 主要指标（续表1）")
    assert labels.is_imprint("发布日期：2024年3月12日")
    assert labels.list_years("13-1  2023年主要指标") == {2023}
    assert labels.list_years("2021—2023年主要指标") == set()
    assert labels.is_span("2021—2023年主要指标")


def test_what_cannot_be_seen_is_taken_away():
    assert labels.clean_label("地\u200b区\u202e\u00a0 \x07甲") == "地区 甲"
    assert labels.has_invisible_marks("地\u200b区")
    assert not labels.has_invisible_marks("地区\n甲")
