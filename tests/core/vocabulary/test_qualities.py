"""How sure a published figure is, and in which order qualities hold."""

from __future__ import annotations

import pytest

from dashboard.core.vocabulary.qualities import (
    CODES,
    DERIVED,
    DISPUTED,
    IDS,
    QUALITIES,
    RANKS,
    UNVERIFIED,
    find_quality,
)


def test_the_order_of_qualities_is_the_contracts():
    assert IDS == (
        "final",
        "revised",
        "published",
        "preliminary",
        "derived",
        "estimate",
        "unverified",
        "disputed",
    )
    assert RANKS == (0, 0, 1, 2, 3, 4, 5, 6)


def test_final_and_revised_are_equally_good_and_all_others_differ():
    assert QUALITIES["final"].rank == QUALITIES["revised"].rank
    assert len(set(RANKS)) == len(RANKS) - 1


def test_codes_are_positions_from_best_to_worst():
    assert [IDS[code] for code in CODES.values()] == list(IDS)
    assert (IDS[DERIVED], IDS[UNVERIFIED], IDS[DISPUTED]) == ("derived", "unverified", "disputed")


@pytest.mark.parametrize("quality", QUALITIES.values(), ids=lambda quality: quality.id)
def test_every_quality_is_found_by_its_chinese_word_and_its_id(quality):
    assert find_quality(quality.name.zh) == quality.id
    assert find_quality(quality.id) == quality.id
    assert quality.name.en


@pytest.mark.parametrize(
    ("word", "quality"),
    [
        ("公布", "published"),
        ("初步", "preliminary"),
        ("初步数", "preliminary"),
        ("快报", "preliminary"),
        ("最终", "final"),
        ("修订数", "revised"),
        ("预计数", "estimate"),
        ("估计", "estimate"),
        ("测算", "derived"),
        (" 存疑 ", "disputed"),
        ("FINAL", "final"),
        ("", None),
        ("大概", None),
        ("未公布", None),
    ],
)
def test_a_workbooks_word_means_one_quality_or_none(word, quality):
    assert find_quality(word) == quality


def test_only_sure_figures_carry_no_mark():
    assert [quality.id for quality in QUALITIES.values() if not quality.mark.zh] == [
        "final",
        "published",
    ]
