"""Nine statuses that nobody can mix up."""

from __future__ import annotations

import itertools

import pytest

from dashboard.core.vocabulary.statuses import (
    STATUSES,
    WORST_FIRST,
    find_worst_status,
    format_status,
)
from dashboard.figures.theme import DARK


def channels(tone: str) -> tuple[float, float, float]:
    """Red, green and blue of a colour as linear light."""
    parts = [int(tone[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def luminance(tone: str) -> float:
    """Relative luminance (WCAG 2)."""
    red, green, blue = channels(tone)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("status", STATUSES.values(), ids=STATUSES)
def test_every_tone_stands_out_on_its_paper(status):
    """Each fill has a contrast of at least 3 : 1 on light paper, and its dark twin on dark
    paper.
    """
    assert 1.05 / (luminance(status.tone) + 0.05) >= 3.0
    assert (luminance(status.dark_tone) + 0.05) / (luminance(DARK["paper"]) + 0.05) >= 3.0


def test_shapes_and_words_tell_all_statuses_apart():
    """No two statuses share a shape, a symbol or a word: colour is never needed."""
    for part in ("shape", "symbol"):
        assert len({getattr(status, part) for status in STATUSES.values()}) == len(STATUSES), part
    for language in ("zh", "en"):
        assert len({status.name.in_(language) for status in STATUSES.values()}) == len(STATUSES)


MATRICES = {
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
"""How colours look to colour-blind eyes (Machado et al. 2009, severity 1) and in grey."""


@pytest.mark.parametrize("tone", ["tone", "dark_tone"])
@pytest.mark.parametrize("eyes", MATRICES)
def test_good_and_bad_differ_by_more_than_hue(eyes, tone):
    """The five tones of the path stay apart for colour-blind eyes; where grey brings two near,
    their shapes differ.
    """
    path = ("met_early", "ahead", "on_course", "behind", "at_risk")
    seen = {}
    for status in path:
        light = channels(getattr(STATUSES[status], tone))
        seen[status] = [
            sum(weight * part for weight, part in zip(row, light, strict=True))
            for row in MATRICES[eyes]
        ]
    for one, other in itertools.combinations(path, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance > 0.04 or STATUSES[one].shape != STATUSES[other].shape
        if eyes != "grey":
            assert distance > 0.04, (one, other, distance)


def test_the_worst_counts():
    """Targets that share a promise are counted with the worst."""
    assert find_worst_status(["met", "behind", "ahead"]) == "behind"
    assert WORST_FIRST[0] == "missed"
    assert {WORST_FIRST.index(status) for status in ("at_risk", "behind")} == {1, 2}


def test_what_waits_for_an_overdue_figure_is_called_so():
    """待公布 becomes 应公布未公布; what was judged keeps its word."""
    assert format_status("pending").zh == "待公布"
    assert format_status("pending", is_overdue=True).zh == "应公布未公布"
    assert format_status("met", is_overdue=True).zh == "已实现"
