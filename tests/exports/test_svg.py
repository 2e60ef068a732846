"""A chart as a picture for any page: well-formed, told in words, and every text only text."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from dashboard.core.analysis.time_course import Chart, Point, TimeCourse
from dashboard.core.vocabulary.text import Text, format_untranslated
from dashboard.exports.svg import BAR, SIZES, draw_svg
from dashboard.figures.theme import DARK, TOKENS

NAME = "{http://www.w3.org/2000/svg}"
POINTS = (
    Point(2020, 10.0, unverified=False),
    Point(2021, 30.0, unverified=True),
    Point(2022, 20.0, unverified=False),
)
PATH = ((2020, 10.0), (2021, 20.0), (2022, 30.0), (2023, 40.0))


def drawn(
    *,
    level: bool = False,
    points: tuple[Point, ...] = POINTS,
    spoken: str = "指标",
    lang: str = "zh",
    dark: bool = False,
    size: str = "wide",
) -> ET.Element:
    chart = Chart(
        TimeCourse(points, PATH, 40.0, level, 2023), format_untranslated("%"), 1, reverse=False
    )

    def say(text: Text) -> str:
        return text.zh if lang == "zh" else text.en

    return ET.fromstring(draw_svg(chart, say, spoken, DARK if dark else TOKENS, SIZES[size]))


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{NAME}text")]


def test_every_point_has_its_mark_and_number():
    root = drawn()
    assert {"10.0", "30.0", "20.0", "40"} <= set(texts(root))
    hollow = [one.get("fill") == TOKENS["paper"] for one in root.iter(f"{NAME}circle")]
    assert hollow[:3] == [False, True, False]
    (path, actual) = root.iter(f"{NAME}polyline")
    assert path.get("stroke-dasharray") != "none" and len(path.get("points", "").split()) == 4
    assert len(actual.get("points", "").split()) == 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_stands_outside_the_picture_and_no_two_texts_of_a_row_on_each_other(size, lang):
    """Letters are taken as wide as they are high in Chinese, and a bit over half in Latin."""
    many = tuple(
        Point(year, 100.0 * (year - 2000), unverified=year % 2 == 0) for year in range(2008, 2023)
    )
    root, (wide, tall) = drawn(points=many, lang=lang, size=size), SIZES[size]
    rows: dict[float, list[tuple[float, float]]] = {}
    for one in root.iter(f"{NAME}text"):
        long = sum(16 if ord(letter) > 0x2E80 else 9 for letter in one.text or "")
        x, y = float(one.get("x", "")), float(one.get("y", ""))
        left = {"start": x, "middle": x - long / 2, "end": x - long}[one.get("text-anchor", "")]
        assert left >= 0 and left + long <= wide and 12 <= y <= tall, one.text
        rows.setdefault(y, []).append((left, left + long))
    for row in rows.values():
        assert all(end <= begin for (_, end), (begin, _) in pairwise(sorted(row))), row


def test_a_level_goal_is_a_line_and_one_at_the_end_a_bar():
    """A thick bar in the chart and in its key; no shape of a verdict."""
    for is_level, bars in ((True, 0), (False, 2)):
        root = drawn(level=is_level)
        thick = [one for one in root.iter(f"{NAME}line") if one.get("stroke-width") == str(BAR)]
        assert len(thick) == bars
        assert not list(root.iter(f"{NAME}path"))


def test_of_many_points_only_the_ends_have_their_numbers():
    many = tuple(Point(year, float(year), unverified=False) for year in range(2005, 2023))
    said = texts(drawn(points=many))
    assert said.count("2005.0") == said.count("2022.0") == 1 and "2010.0" not in said


def test_where_points_stand_close_only_the_ends_have_their_numbers():
    """Eight years in a narrow frame."""
    some = tuple(Point(year, float(year), unverified=False) for year in range(2014, 2023))
    assert "2018.0" in texts(drawn(points=some)) and "2018.0" not in texts(
        drawn(points=some, size="narrow")
    )
    assert "2014.0" in texts(drawn(points=some, size="narrow"))


def test_texts_are_only_texts_and_words_are_in_the_language():
    evil = '<script>alert(1)</script>"\x00'
    root = drawn(spoken=evil, lang="en")
    assert root.get("aria-label") == evil.replace("\x00", "") and not list(
        root.iter(f"{NAME}script")
    )
    assert {"Actual", "Path of the plan", "Target", "Unverified"} <= set(texts(root))


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_drawn_in_the_colours_asked_for(dark):
    colours = DARK if dark else TOKENS
    used = {one.get("fill") for one in drawn(dark=dark).iter(f"{NAME}text")}
    assert used <= {colours["ink-2"], colours["accent-ink"], colours["goal"]}
