"""A phrase states its numbers in digits and in words, with the longest unit behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.core.declaration.phrase_numbers import (
    find_contradiction,
    list_amounts,
    read_numeral,
    states_amount,
    states_number,
)
from dashboard.core.vocabulary.units import find_unit


@pytest.mark.parametrize(
    ("phrase", "amounts"),
    [
        ("生产总值达8500亿元", [(8500, "亿元")]),
        ("生产总值突破1万亿元", [(1, "万亿元")]),
        ("粮食产量1.3万亿斤、耕地18亿亩", [(1.3, "万亿斤"), (18, "亿亩")]),
        ("产值达12,345.6亿元", [(12345.6, "亿元")]),
        ("新建三个园区", [(3, "个")]),
        ("培育一百二十家企业", [(120, "家")]),
        ("新增两千套住房", [(2000, "套")]),
        ("城镇化率达百分之七十五", [(75, "%")]),
        ("增长百分之三点五", [(3.5, "%")]),
        ("车检平均用时压缩超过三分之一", [(1 / 3, "比例")]),
        ("新兴产业占比过半", [(50, "%")]),
        ("年均增速4.5-5%", [(4.5, "%"), (5, "%")]),
        ("增长5%至6%", [(5, "%"), (6, "%")]),
        ("分别达到5、6、7%", [(5, "%"), (6, "%"), (7, "%")]),
        ("占比46.0%", [(46, "%")]),
        ("死亡率控制在0.6人/百亿元以下", [(0.6, "人/百亿元")]),
        ("单位能耗0.35吨标准煤/万元", [(0.35, "吨标准煤/万元")]),
        ("提高2个百分点", [(2, "个百分点")]),
        ("到2025年达到11.3年", [(2025, None), (11.3, "年")]),
        ("每千人口床位7.5张", [(7.5, "张/千人")]),
        ("打造千亿级产业集群1个", [(1, "个")]),
        ("30分钟交通圈", [(30, "分钟")]),
        ("十四五期间统一推进一般任务", []),
        ("保持全国第30位", [(30, "位")]),
    ],
)
def test_the_amounts_of_a_phrase(phrase, amounts):
    found = [(pytest.approx(one.value), one.unit and one.unit.name) for one in list_amounts(phrase)]
    assert amounts == found


@pytest.mark.parametrize(
    ("phrase", "number", "unit", "stated"),
    [
        ("生产总值突破1万亿元", 10000, "亿元", True),
        ("人均可支配收入达6.5万元", 65000, "元", True),
        ("能耗降低13.5%", -13.5, "%", True),
        ("能耗降低13.5%", 13.5, "%", True),
        ("增长13.5%", -13.5, "%", False),
        ("增长18500亿元", 8500, "亿元", False),
        ("增长85.5%", 5.5, "%", False),
        ("死亡率控制在0.6人/百亿元以下", 0.6, "人", False),
        ("单位能耗0.35吨标准煤/万元", 0.35, "吨", False),
        ("提高2个百分点", 2, "个", False),
        ("到2025年达到11.3年", 2025, "年", False),
        ("到2025年达到11.3年", 11.3, "年", True),
        ("新建三个园区", 3, "个", True),
        ("创建国家卫生县城3家", 3, "个", True),
        ("综合指数达105.2", 105.2, "指数", True),
        ("增长3%-5%", 3, "%", True),
        ("增长3%-5%", 5, "%", True),
        ("6000亿元-7000亿元", 7000, "亿元", True),
        ("达1.2万亿", 12000, "亿元", True),
        ("六成以上", 60, "%", True),
        ("下降幅度为3%", -3, "%", True),
        ("降至-15%以内", -15, "%", True),
        ("提高2个百分点", 2, "%", False),
        ("PM10浓度", 10, "指数", False),
        ("综合指数达105.2", 105.2, "亿元", False),
    ],
)
def test_a_number_is_stated_in_its_unit_or_in_one_that_converts(phrase, number, unit, stated):
    assert states_amount(phrase, number, find_unit(unit)) == stated


@pytest.mark.parametrize(
    ("words", "numbers", "unit", "contradicts"),
    [
        ("8500亿元", [85000.0], "亿元", True),
        ("8500亿元", [8500.0], "亿元", False),
        ("0.85万亿元", [8500.0], "亿元", False),
        ("30强", [30.0], "位", False),
        ("双下降", [], "起", False),
        ("4.5-5%", [4.5, 5.0], "%", False),
    ],
)
def test_words_that_can_be_read_state_the_number(words, numbers, unit, contradicts):
    assert (find_contradiction(words, numbers, find_unit(unit)) is not None) == contradicts


def write(number: int) -> str:
    """A whole number below ten thousand in Chinese, as people write it."""
    marks, text, gap = "零一二三四五六七八九", "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + marks[digit] + word
            gap = False
        elif text:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


@given(st.integers(0, 9999))
def test_a_chinese_numeral_is_read_as_it_is_written(number):
    assert read_numeral(write(number)) == number
    assert number == 0 or states_amount(f"新建{write(number)}个", number, find_unit("个"))


@given(
    st.decimals(0, 99999, places=2), st.sampled_from(["亿元", "万元", "%", "个", "万吨", "张/千人"])
)
def test_what_is_written_is_stated_and_its_neighbour_is_not(number, unit):
    phrase = f"到2025年达到{number}{unit}以上"
    assert states_amount(phrase, float(number), find_unit(unit))
    assert states_number(phrase, float(number))
    assert not states_amount(phrase, float(number) + 0.01, find_unit(unit))
