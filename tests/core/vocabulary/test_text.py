"""Words and years in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.core.vocabulary.text import (
    CountedText,
    Text,
    format_year,
    format_year_to_date,
    join_texts,
    parse_date,
    remove_unprintable,
)


def test_a_year_reads_as_its_language_writes_it():
    assert format_year(2025) == Text("2025年", "2025")


@pytest.mark.parametrize(
    ("month", "text"),
    [
        (12, Text("2021年", "2021")),
        (9, Text("2021年1–9月", "January–September 2021")),
        (11, Text("2021年1–11月", "January–November 2021")),
        (1, Text("2021年1月", "January 2021")),
    ],
)
def test_a_year_to_date_names_its_months(month, text):
    assert format_year_to_date(2021, month) == text


def test_english_falls_back_to_chinese_where_nobody_wrote_it():
    assert (Text("市", "").in_("en"), Text("市", "").in_("zh"), Text("市", "city").in_("en")) == (
        "市",
        "市",
        "city",
    )


def test_a_text_fills_another_in_its_own_language():
    assert Text("{a}比{b}", "{a} to {b}").format(a=Text("甲", "A"), b=3) == Text("甲比3", "A to 3")
    assert Text("{a}", "{a}").format(a=Text("甲", "")) == Text("甲", "甲")


def test_texts_add_up_in_each_language():
    assert Text("甲", "A") + Text("乙", "") == Text("甲乙", "A乙")


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        ([], Text("", "")),
        ([Text("甲", "A")], Text("甲", "A")),
        ([Text("甲", "A"), Text("乙", "")], Text("甲、乙", "A, 乙")),
    ],
)
def test_parts_are_joined_with_each_languages_separator(parts, joined):
    assert join_texts(parts, Text("、", ", ")) == joined


@pytest.mark.parametrize(
    "text", ["2026-12-31", "2026/12/31", "2026.12.31", " 2026年12月31日 ", "2026年12月31"]
)
def test_a_day_as_people_write_it(text):
    """Five ways of writing one day."""
    assert parse_date(text) == date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["", "2026-13-01", "2026-02-30", "12-31", "2026年12月底", "31/12/2026", "２０２６-１２-３１"],
)
def test_what_is_no_day(text):
    assert parse_date(text) is None


def test_no_character_that_xml_forbids():
    """Control characters and lone surrogates go; letters, tabs and lines stay."""
    assert remove_unprintable("a\x00b\x0b\ud800\ufffe\t中\n") == "ab\t中\n"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, Text("0项目标没有数据", "0 targets have no figure")),
        (1, Text("1项目标没有数据", "1 target has no figure")),
        (2, Text("2项目标没有数据", "2 targets have no figure")),
        (1000, Text("1000项目标没有数据", "1000 targets have no figure")),
    ],
)
def test_a_count_reads_right_for_one_and_for_many(number, text):
    words = "{n} target has no figure", "{n} targets have no figure"
    assert Text.count(number, "{n}项目标没有数据", *words) == text
    pattern = CountedText(
        "{count}项目标没有数据",
        en="{count} targets have no figure",
        one="{count} target has no figure",
    )
    assert pattern.format(count=number) == text


def test_a_count_may_part_its_thousands():
    assert Text.count(1000, "{n:,} 字节", "{n:,} byte", "{n:,} bytes").en == "1,000 bytes"
