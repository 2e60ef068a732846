"""A name means an indicator or region by id, name or alias, and never by likeness."""

from __future__ import annotations

import pytest

from dashboard.core.declaration.registry import parse
from dashboard.ingest.recognition import names
from dashboard.ingest.recognition.names import Match, Names
from tests.conftest import declaration, indicator

TEXT = declaration(
    indicator("gdp", unit="亿元", measure="flow", aliases='["生产总值", "GDP"]')
    + indicator("cars_15", aliases='["15万元以下汽车"]', unit="辆", measure="flow")
).replace(
    '"11": {zh: 乙区, en: District B, within: "10"}',
    '"11": {zh: 乙丙区, en: District B, within: "10", aliases: [老城]}\n  "12": {zh: 丁戊市, en: D}\n  '
    '"13": {zh: 丁戊县, en: E}',
)
PARSED = parse(TEXT, "indicators.yaml")
assert PARSED.registry is not None
NAMES = Names(PARSED.registry)


@pytest.mark.parametrize(
    ("text", "how"),
    [("gdp", "id"), ("ＧＤＰ", "id"), ("生产总值", "alias"), ("生产 总值(亿元)", "alias")],
)
def test_an_indicator_is_found_by_everything_it_is_called(text, how):
    found = NAMES.indicator(text)
    assert found is not None
    assert (found.id, found.how) == ("gdp", how)


@pytest.mark.parametrize(
    "text",
    [
        "国内生产总值",
        "20万元以下汽车",
        "生产总值增速",
        "gdр",
        "",
        "人均GDP",
        "人均 GDP",
        "非GDP",
        "GDP指数",
    ],
)
def test_a_name_that_is_only_alike_means_nothing(text):
    assert NAMES.indicator(text) is None


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("11", "11", "id"),
        ("乙丙区", "11", "name"),
        ("老城", "11", "alias"),
        ("乙丙", "11", "short"),
        ("全市", "10", "whole"),
    ],
)
def test_a_region_is_found_by_code_name_alias_or_an_unambiguous_short_name(text, code, how):
    assert NAMES.region(text) == Match(code, how)


def test_a_short_name_of_two_regions_is_neither():
    assert NAMES.region("丁戊") is None


def test_an_answer_counts_for_the_whole_label_and_for_its_stem():
    answered = Names(PARSED.registry, {"国内生产总值": "gdp"})  # type: ignore[arg-type]
    found = answered.indicator("国内生产总值(万元)")
    assert found is not None
    assert (found.id, found.how) == ("gdp", "answer")


def test_a_likely_name_is_suggested_and_never_across_digits():
    assert NAMES.find_likely("国内生产总值(亿元)") == "生产总值"
    assert NAMES.find_likely("20万元以下汽车") is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("西藏自治区", "西藏"),
        ("宁夏回族自治区", "宁夏"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("恩施土家族苗族自治州", "恩施"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("景宁畲族自治县", "景宁"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("大兴安岭地区", "大兴安岭"),
        ("浙江省", "浙江"),
        ("沙市区", "沙市"),
        ("新市", ""),
        ("州", ""),
    ],
)
def test_the_short_name_of_a_place_is_its_name_without_rank_and_peoples(name, short):
    assert names._strip_rank(name) == short


def test_a_short_name_counts_where_one_declared_place_has_it_alone():
    text = declaration(indicator("gdp", unit="亿元", measure="flow")).replace(
        '"11": {zh: 乙区, en: District B, within: "10"}',
        '"45": {zh: 广西壮族自治区, en: Guangxi}\n  "15": {zh: 内蒙古自治区, en: Inner Mongolia}',
    )
    registry = parse(text).registry
    assert registry is not None
    known = Names(registry)
    found = [known.region(word) for word in ("广西", "内蒙古", "广西壮族自治区", "蒙古", "内蒙")]
    assert [match.id if match else None for match in found] == ["45", "15", "45", None, None]
