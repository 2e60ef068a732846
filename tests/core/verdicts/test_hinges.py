"""What would flip a verdict is known with the verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.verdicts import sensitivity
from dashboard.core.verdicts.hinges import add_hinges, count_hinges, describe_hinges
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import JUDGED, find_worst_status
from tests.conftest import indicator, observe, registry_of
from tests.core.verdicts.test_sensitivity import GDP
from tests.sizes import laws

LIFE = indicator("life", "plan: five, by: 2025, at_least: 82.5, base: {year: 2020, value: 82.2}")
REGISTRY = registry_of(GDP + LIFE)
GROWTH = [("growth", 2021, 8.7), ("growth", 2022, 4.4), ("growth", 2023, 7.8)]


def hinge(*rows: tuple[object, ...], rules: str = "schedule") -> list[Any]:
    """The verdicts of 2023 with what each hangs on."""
    panel = build_panel(REGISTRY, observe(*rows))
    verdicts = judge_panel(REGISTRY, panel, 2023, rules)
    return list(iterate_rows(add_hinges(REGISTRY, panel, verdicts, 2023, rules)))


def test_gdp_at_2020_prices_would_be_behind():
    gdp, _ = hinge(("gdp", 2023, 7791), *GROWTH)
    assert (gdp.status, gdp.price_status) == ("ahead", "behind")
    assert [one.zh for one in describe_hinges(REGISTRY.targets[0], gdp)] == ["换2020年价格则为滞后"]
    said = count_hinges([gdp])
    assert said is not None
    assert said.zh == "1项换价格口径则为滞后"
    assert said.en == "1 would be behind at the base year's prices"


def test_another_published_base_would_turn_a_verdict():
    """From 82.45 in 2020 a value of 82.38 has gone back."""
    _, life = hinge(("life", 2023, 82.38), ("life", 2020, 82.45))
    assert (life.status, life.base_status) == ("on_course", "behind")
    said = count_hinges([life])
    assert said is not None
    assert said.zh == "1项换另一公布的基期则为滞后"


def test_nothing_is_said_where_the_status_stays():
    gdp, life = hinge(("gdp", 2023, 7501), ("life", 2023, 82.38), ("life", 2020, 82.2))
    assert count_hinges([gdp, life]) is None
    assert describe_hinges(REGISTRY.targets[0], gdp) == ()


@settings(max_examples=laws(20), deadline=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.integers(5500, 9500),
    st.lists(st.integers(-5, 15), min_size=3, max_size=3),
    st.integers(815, 835),
    st.lists(st.integers(815, 835), min_size=1, max_size=2),
)
def test_all_at_once_is_as_one_by_one(rules, gdp, growth, life, bases):
    """Whatever the figures and rules, the columns say what judging each verdict anew says, of
    several bases the worst.
    """
    rows: list[tuple[object, ...]] = [("gdp", 2023, gdp), ("life", 2023, life / 10)]
    rows += [("growth", 2021 + step, value) for step, value in enumerate(growth)]
    natures = ("published", "estimate")
    rows += [("life", 2020, base / 10, natures[at]) for at, base in enumerate(bases)]
    panel = build_panel(REGISTRY, observe(*rows))
    of_gdp, of_life = hinge(*rows, rules=rules)
    prices = sensitivity.judge_at_base_prices(
        REGISTRY, panel, REGISTRY.targets[0], "10", 2023, rules
    )
    assert prices is not None
    assert read(of_gdp, "price_status") == flip(of_gdp, [prices.status])
    readable = np.array([min(bases), max(bases)]) / 10
    others = sensitivity.list_other_bases(
        REGISTRY, panel, REGISTRY.targets[1], "10", 2023, readable, rules
    )
    assert read(of_life, "base_status") == flip(of_life, [one.status for one in others])


def read(row: Any, column: str) -> str | None:
    """The status in a column, None where there is none."""
    status = getattr(row, column)
    return status if isinstance(status, str) else None


def flip(row: Any, others: list[str]) -> str | None:
    """The worst of some statuses, where a judged row has another."""
    if row.status not in JUDGED or not others:
        return None
    worst = find_worst_status(others)
    return worst if worst != row.status else None


def test_targets_with_other_bases_are_chained_each_from_its_own():
    """From 6001 of 2020 the value is 7341 and behind; a target from 7400 of 2021 changes nothing of
    that.
    """
    other = "      - {plan: five, by: 2024, reach: 8500, base: {year: 2021, value: 7400}}\n"
    head, _, tail = GDP.partition("  growth:")
    registry = registry_of(f"{head}{other}  growth:{tail}")
    panel = build_panel(registry, observe(("gdp", 2023, 7791), *GROWTH))
    verdicts = judge_panel(registry, panel, 2023)
    made = add_hinges(registry, panel, verdicts, 2023, "schedule")
    for row in iterate_rows(made):
        target = registry.target(row.target)
        alone = sensitivity.judge_at_base_prices(registry, panel, target, "10", 2023)
        assert alone is not None
        assert read(row, "price_status") == flip(row, [alone.status])
    assert read(next(iterate_rows(made)), "price_status") == "behind"
