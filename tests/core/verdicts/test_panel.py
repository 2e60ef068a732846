"""Which value is in force for each indicator, region, year and month."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.verdicts.panel import NOTHING, Panel, build_panel
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import Registry, iterate_rows
from tests.conftest import indicator, observe, registry_of
from tests.sizes import laws

PLAIN = registry_of(
    indicator(
        "gdp",
        "plan: five, by: 2025, reach: 8500, base: {year: 2020, value: 6000}",
        unit="亿元",
        measure="flow",
        decimals=0,
    )
    + indicator("share", "plan: five, by: 2025, reach: 75", breaks="[{year: 2022, zh: 口径变化}]")
)
EARLY, LATE = date(2022, 1, 20), date(2022, 11, 20)


def at(panel: Panel, name: str, year: int, region: str = "10") -> tuple[int, int, int]:
    """Where a figure stands in the arrays."""
    return panel.indicators[name], panel.regions[region], year - panel.first_year


def full(panel: Panel, name: str, year: int, region: str = "10") -> float:
    """The full-year value in force."""
    return float(panel.full[at(panel, name, year, region)])


def quality(panel: Panel, name: str, year: int) -> str | None:
    """The quality of the full-year value in force."""
    code = panel.quality[at(panel, name, year)]
    return None if code == NOTHING else qualities.IDS[code]


def row(panel: Panel, name: str, year: int, month: int = 12) -> Any:
    """The row in force."""
    frame = panel.in_force
    found = frame[
        (frame["indicator"] == name) & (frame["year"] == year) & (frame["month"] == month)
    ]
    assert len(found) == 1
    return found.iloc[0]


# The order


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("final", "published"),
        ("revised", "published"),
        ("published", "preliminary"),
        ("preliminary", "derived"),
        ("derived", "estimate"),
        ("estimate", "unverified"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_better_quality_is_in_force_however_early_it_was_released(better, worse, turned):
    rows = [("gdp", 2021, 1, better, 12, EARLY), ("gdp", 2021, 2, worse, 12, LATE)]
    panel = build_panel(PLAIN, observe(*(reversed(rows) if turned else rows)))
    assert (full(panel, "gdp", 2021), quality(panel, "gdp", 2021)) == (1.0, better)


@pytest.mark.parametrize(
    ("one", "other"), [("published", "published"), ("final", "revised"), ("revised", "final")]
)
@pytest.mark.parametrize("turned", [False, True])
def test_among_equal_qualities_the_latest_release_is_in_force(one, other, turned):
    rows = [("gdp", 2021, 1, one, 12, LATE), ("gdp", 2021, 2, other, 12, EARLY)]
    panel = build_panel(PLAIN, observe(*(reversed(rows) if turned else rows)))
    assert (full(panel, "gdp", 2021), bool(panel.conflict[at(panel, "gdp", 2021)])) == (1.0, False)


def test_among_equals_the_first_row_holds_and_the_conflict_stays_open():
    panel = build_panel(PLAIN, observe(("gdp", 2021, 6795), ("gdp", 2021, 6800)))
    assert full(panel, "gdp", 2021) == 6795
    assert panel.conflict[at(panel, "gdp", 2021)]
    assert row(panel, "gdp", 2021).conflict
    assert panel.conflict.sum() == 1


@pytest.mark.parametrize(
    ("one", "other", "open_"),
    [
        (431.0, 431.4, False),
        (431.4, 431.0, False),
        (431.0, 431.6, True),
        (431.4, 431.5, True),
        (431.4, 431.44, False),
        (431.0, 431.0, False),
    ],
)
def test_two_publications_of_one_figure_to_different_digits_are_no_conflict(one, other, open_):
    panel = build_panel(PLAIN, observe(("gdp", 2021, one), ("gdp", 2021, other)))
    assert bool(panel.conflict[at(panel, "gdp", 2021)]) is open_
    assert full(panel, "gdp", 2021) == one


def test_a_worse_row_that_differs_opens_no_conflict():
    panel = build_panel(
        PLAIN, observe(("gdp", 2021, 6795, "final"), ("gdp", 2021, 6000, "estimate"))
    )
    assert not panel.conflict.any()


def test_in_the_base_year_the_value_that_equals_the_plans_base_holds_among_equals():
    panel = build_panel(PLAIN, observe(("gdp", 2020, 6001), ("gdp", 2020, 6000)))
    assert full(panel, "gdp", 2020) == 6000
    assert panel.conflict[at(panel, "gdp", 2020)]


def test_agreeing_with_the_base_never_outranks_a_better_quality():
    panel = build_panel(
        PLAIN, observe(("gdp", 2020, 6001, "final"), ("gdp", 2020, 6000, "published"))
    )
    assert full(panel, "gdp", 2020) == 6001


def test_a_disputed_figure_is_never_in_force_even_alone():
    panel = build_panel(
        PLAIN,
        observe(
            ("gdp", 2021, 9999, "disputed"),
            ("gdp", 2022, 9999, "disputed"),
            ("gdp", 2022, 7000, "unverified"),
        ),
    )
    assert np.isnan(full(panel, "gdp", 2021))
    assert quality(panel, "gdp", 2021) is None
    assert full(panel, "gdp", 2022) == 7000
    assert set(panel.in_force["quality"]) == {"unverified"}
    assert panel.readable_high[at(panel, "gdp", 2022)] == 7000


KEYS = st.tuples(
    st.sampled_from([2020, 2021]),
    st.sampled_from([9, 12]),
    st.sampled_from(qualities.IDS[:7]),
    st.dates(date(2021, 1, 1), date(2023, 1, 1)),
)


@settings(max_examples=laws(60), deadline=None)
@given(
    st.lists(
        KEYS,
        min_size=1,
        max_size=10,
        unique_by=lambda key: (key[0], key[1], qualities.QUALITIES[key[2]].rank, key[3]),
    ),
    st.randoms(),
)
def test_what_is_in_force_does_not_depend_on_the_order_of_rows(
    keys: list[tuple[int, int, str, date]], shuffled: random.Random
):
    """Without ties, any order of the rows gives the same values, qualities and cells."""
    rows = [
        ("gdp", year, 100 + place, quality_, month, day)
        for place, (year, month, quality_, day) in enumerate(keys)
    ]
    frame = observe(*rows)
    order = list(range(len(rows)))
    shuffled.shuffle(order)
    one, other = (
        build_panel(PLAIN, frame),
        build_panel(PLAIN, frame.iloc[order].reset_index(drop=True)),
    )
    pd.testing.assert_frame_equal(one.in_force, other.in_force)
    np.testing.assert_array_equal(one.full, other.full)
    np.testing.assert_array_equal(one.part, other.part)
    best: dict[tuple[int, int], tuple[str, date]] = {}
    for year, month, quality_, day in sorted(
        keys, key=lambda key: (qualities.QUALITIES[key[2]].rank, -key[3].toordinal())
    ):
        best.setdefault((year, month), (quality_, day))
    held = {(r.year, r.month): (r.quality, r.published.date()) for r in iterate_rows(one.in_force)}
    assert held == best


# The arrays


def test_nothing_known_is_missing_everywhere():
    panel = build_panel(PLAIN, observe())
    assert np.isnan(panel.full).all()
    assert np.isnan(panel.part).all()
    assert (panel.quality == NOTHING).all()
    assert not panel.conflict.any()
    assert len(panel.in_force) == 0
    assert (panel.first_year, panel.years) == (2019, 7)


def test_years_span_data_and_targets_with_one_before():
    panel = build_panel(PLAIN, observe(("gdp", 2015, 1), ("gdp", 2027, 2)))
    assert (panel.first_year, panel.years) == (2014, 14)


def test_a_registry_without_targets_or_data_still_has_years():
    panel = build_panel(registry_of(indicator("lonely")), observe())
    assert panel.full.shape == (1, 2, 2)


def test_regions_stay_apart():
    panel = build_panel(
        PLAIN,
        pd.concat(
            [observe(("gdp", 2021, 1)), observe(("gdp", 2021, 2), region="11")], ignore_index=True
        ),
    )
    assert (full(panel, "gdp", 2021, "10"), full(panel, "gdp", 2021, "11")) == (1.0, 2.0)


def test_figures_of_unknown_indicators_and_regions_are_left_out():
    frame = pd.concat(
        [observe(("nobody", 2021, 1)), observe(("gdp", 2021, 2), region="99")], ignore_index=True
    )
    assert np.isnan(build_panel(PLAIN, frame).full).all()


def test_the_latest_month_stands_for_a_part_year_and_never_for_the_full_one():
    panel = build_panel(
        PLAIN, observe(("gdp", 2021, 5000, "published", 9), ("gdp", 2021, 3000, "preliminary", 6))
    )
    place = at(panel, "gdp", 2021)
    assert np.isnan(panel.full[place])
    assert (panel.part[place], panel.part_month[place]) == (5000, 9)
    assert qualities.IDS[panel.part_quality[place]] == "published"


def test_readable_values_span_everything_in_force_or_not():
    panel = build_panel(
        PLAIN,
        observe(
            ("gdp", 2020, 6000, "final"),
            ("gdp", 2020, 6014, "published"),
            ("gdp", 2020, 5990, "estimate"),
            ("gdp", 2020, 1, "published", 6),
        ),
    )
    place = at(panel, "gdp", 2020)
    assert (panel.readable_low[place], panel.readable_high[place]) == (5990, 6014)


def test_the_best_rise_and_fall_are_up_to_each_year_and_never_across_a_break_or_a_gap():
    panel = build_panel(
        PLAIN,
        observe(
            *(
                ("share", year, value)
                for year, value in ((2019, 60), (2020, 63), (2021, 62), (2022, 72), (2023, 74))
            )
        ),
    )
    rises = [panel.best_rise[at(panel, "share", year)] for year in range(2019, 2026)]
    falls = [panel.best_fall[at(panel, "share", year)] for year in range(2019, 2026)]
    np.testing.assert_array_equal(rises, [np.nan, 3, 3, 3, 3, 3, 3])
    np.testing.assert_array_equal(falls, [np.nan, 3, -1, -1, -1, -1, -1])


# Formulas


def formulas(**texts: str) -> Registry:
    """Money, people and what is calculated from them."""
    return registry_of(
        indicator("gdp", unit="亿元", measure="flow", decimals=0)
        + indicator("people", "plan: five, by: 2025, reach: 600", unit="万人", measure="stock")
        + "".join(
            indicator(name, unit="万元", measure="flow", decimals=2, formula=f'"{text}"')
            for name, text in texts.items()
        )
    )


def test_a_formula_converts_units_and_is_derived_with_its_inputs_as_evidence():
    registry = formulas(per_head="gdp / mean(people)")
    observations = observe(
        ("gdp", 2021, 6795, "final", 12, LATE),
        ("people", 2020, 528, "final"),
        ("people", 2021, 533.7, "final", 12, EARLY),
    )
    panel = build_panel(registry, observations)
    assert full(panel, "per_head", 2021) == pytest.approx(6795e8 / 530.85e4 / 1e4)
    assert np.isnan(full(panel, "per_head", 2020))
    found = row(panel, "per_head", 2021)
    assert found.quality == "derived"
    assert found.source == "per_head = gdp / mean(people)"
    assert (
        found.cell
        == "gdp 2021 ← 书.xlsx › 数据 › F2;people 2021 ← 书.xlsx › 数据 › F4;people 2020 ← 书.xlsx › 数"
        "据 › F3"
    )
    assert found.published == pd.Timestamp(2026, 1, 1)


@pytest.mark.parametrize(
    ("gdp", "people", "expected"),
    [
        ("final", "final", "derived"),
        ("preliminary", "final", "derived"),
        ("estimate", "final", "estimate"),
        ("final", "unverified", "unverified"),
        ("estimate", "unverified", "unverified"),
    ],
)
def test_a_calculated_value_is_derived_or_as_unsure_as_its_worst_input(gdp, people, expected):
    panel = build_panel(
        formulas(per_head="gdp / people"),
        observe(("gdp", 2021, 6795, gdp), ("people", 2021, 533, people)),
    )
    assert quality(panel, "per_head", 2021) == expected


def test_a_mean_is_as_unsure_as_the_worse_of_its_two_years():
    panel = build_panel(
        formulas(per_head="gdp / mean(people)"),
        observe(("gdp", 2021, 6795), ("people", 2020, 528, "unverified"), ("people", 2021, 533)),
    )
    assert quality(panel, "per_head", 2021) == "unverified"


def test_a_disputed_input_gives_no_calculated_value():
    panel = build_panel(
        formulas(per_head="gdp / people"),
        observe(("gdp", 2021, 6795, "disputed"), ("people", 2021, 533)),
    )
    assert np.isnan(full(panel, "per_head", 2021))


def test_a_part_year_input_gives_no_calculated_value():
    panel = build_panel(
        formulas(per_head="gdp / people"),
        observe(("gdp", 2021, 5000, "published", 9), ("people", 2021, 533)),
    )
    assert np.isnan(full(panel, "per_head", 2021))


def test_a_zero_divisor_gives_no_value():
    panel = build_panel(
        formulas(per_head="gdp / people"), observe(("gdp", 2021, 5000), ("people", 2021, 0))
    )
    assert np.isnan(full(panel, "per_head", 2021))


@pytest.mark.parametrize(
    ("published", "in_force"),
    [("final", 12.5), ("preliminary", 12.5), ("estimate", 12.0), ("unverified", 12.0)],
)
def test_a_calculated_value_counts_only_where_nothing_better_is_published(published, in_force):
    observations = observe(
        ("gdp", 2021, 6000), ("people", 2021, 500), ("per_head", 2021, 12.5, published)
    )
    panel = build_panel(formulas(per_head="gdp / people"), observations)
    assert full(panel, "per_head", 2021) == pytest.approx(in_force)
    assert not panel.conflict.any()
    place = at(panel, "per_head", 2021)
    assert (panel.readable_low[place], panel.readable_high[place]) == (pytest.approx(12.0), 12.5)


@pytest.mark.parametrize("turned", [False, True])
def test_a_chain_of_formulas_is_worked_out_inputs_first_in_whatever_order_declared(turned):
    texts = {"per_head": "gdp / people", "growth": "per_head - last_year(per_head)"}
    registry = formulas(**dict(reversed(texts.items())) if turned else texts)
    observations = observe(
        ("gdp", 2020, 6000),
        ("gdp", 2021, 6600),
        ("people", 2020, 500, "unverified"),
        ("people", 2021, 500),
    )
    panel = build_panel(registry, observations)
    assert full(panel, "growth", 2021) == pytest.approx(1.2)
    assert quality(panel, "growth", 2021) == "unverified"
    assert "per_head 2020 ← gdp 2020 ← 书.xlsx › 数据 › F2" in row(panel, "growth", 2021).cell
    assert "people 2021 ← 书.xlsx › 数据 › F5" in row(panel, "growth", 2021).cell


def test_a_published_input_of_a_chain_is_used_before_its_calculated_value():
    registry = formulas(per_head="gdp / people", double="per_head × 2")
    panel = build_panel(
        registry, observe(("gdp", 2021, 6000), ("people", 2021, 500), ("per_head", 2021, 12.5))
    )
    assert full(panel, "double", 2021) == pytest.approx(25.0)


def test_regions_are_calculated_apart():
    frames = [
        observe(("gdp", 2021, 6000), ("people", 2021, 500)),
        observe(("gdp", 2021, 100), region="11"),
    ]
    panel = build_panel(formulas(per_head="gdp / people"), pd.concat(frames, ignore_index=True))
    assert full(panel, "per_head", 2021, "10") == pytest.approx(12.0)
    assert np.isnan(full(panel, "per_head", 2021, "11"))


@settings(max_examples=laws(30), deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_formula_means_the_same_whatever_the_units_of_its_result(money, people):
    """Base units go in and the indicator's unit comes out."""
    registry = registry_of(
        indicator("gdp", unit="亿元", measure="flow")
        + indicator("people", unit="万人", measure="stock")
        + indicator("yuan", unit="元", measure="flow", formula="gdp / people")
        + indicator("wan", unit="万元", measure="flow", formula="gdp / people")
    )
    panel = build_panel(registry, observe(("gdp", 2021, money), ("people", 2021, people)))
    assert full(panel, "yuan", 2021) == pytest.approx(money * 1e8 / (people * 1e4), rel=1e-12)
    assert full(panel, "wan", 2021) == pytest.approx(full(panel, "yuan", 2021) / 1e4, rel=1e-12)
