"""What was renamed leads to what it is now, and to one thing alone."""

from __future__ import annotations

import pytest

from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.model import Registry
from tests.conftest import indicator

TEXT = """\
title: {zh: 试验, en: Trial}
region: "20"
regions:
  "20": {zh: 甲市, en: City A, formerly: ["10"]}
plans:
  fifth: {name: {zh: 五年规划, en: Five-year plan}, years: 2021-2025, formerly: [five]}
themes:
  topic: {zh: 主题, en: Theme, formerly: [t, s]}
indicators:
""" + indicator(
    "portion",
    "plan: fifth, by: 2025, reach: 75, base: {year: 2020, value: 71}, formerly: [goal-1]",
    formerly="[share]",
)


TWICE = """\
"20": {zh: 甲市, en: City A, formerly: ["10"]}
  "21": {zh: 乙, en: B, formerly: ["10"]}"""


def read(text: str) -> tuple[Registry | None, list[str]]:
    parsed = parse(text)
    return parsed.registry, [one.message.zh for one in parsed.issues if one.severity == "error"]


@pytest.mark.parametrize(
    ("kind", "former", "current"),
    [
        ("region", "10", "20"),
        ("plan", "five", "fifth"),
        ("theme", "t", "topic"),
        ("theme", "s", "topic"),
        ("indicator", "share", "portion"),
        ("target", "goal-1", "fifth.portion.by2025"),
        ("indicator", "portion", "portion"),
        ("indicator", "unknown", "unknown"),
        ("region", "share", "share"),
    ],
)
def test_every_kind_has_its_former_ids(kind, former, current):
    registry, errors = read(TEXT)
    assert errors == []
    assert registry is not None
    assert registry.find_current(kind, former) == current


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("formerly: [t, s]", "formerly: [topic]", "曾用编码“topic”已被主题“topic”使用"),
        ("formerly: [share]", "formerly: [portion]", "曾用编码“portion”已被指标“portion”使用"),
        (
            '"20": {zh: 甲市, en: City A, formerly: ["10"]}',
            TWICE,
            "曾用编码“10”已被地区“20”使用",
        ),
    ],
)
def test_a_former_id_leads_to_one_thing(old, new, says):
    """Not to itself, nor to what is declared, nor to two."""
    registry, errors = read(TEXT.replace(old, new))
    assert registry is None
    assert [error.partition("；")[0] for error in errors] == [says]
