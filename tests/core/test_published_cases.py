"""Published judgements, reproduced: value, score and class of every row of the files in CASES_DIR
(default tests/cases).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.core.declaration import paths
from dashboard.core.vocabulary import rule_formulas
from dashboard.core.vocabulary.rule_formulas import MethodInput
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.targets import reaches
from tests.conftest import MATCHES, ROOT

FOLDER = Path(os.environ.get("CASES_DIR") or ROOT / "tests" / "cases")
MOST_SHOWN = 10


@dataclass
class Compared:
    """Rows of one file: which agree, which are counted apart, and how large a share must agree."""

    agrees: Any
    apart: Any = field(default_factory=lambda: np.zeros(0, bool))
    least: float = 1.0


def same(found, printed, tolerance=1e-6) -> Any:
    """Whether numbers equal the printed ones, missing where those are missing."""
    wanted = printed.to_numpy(float)
    both_missing = np.isnan(found) & np.isnan(wanted)
    return both_missing | (np.abs(found - wanted) <= tolerance * np.maximum(1, np.abs(wanted)))


def series_of(rows: pd.DataFrame) -> MethodInput:
    """The columns of a progress file as a series."""
    column = {
        name: rows[name].to_numpy(float)
        for name in rows.columns
        if name.endswith(("value", "year", "target", "direction", "limit"))
    }
    d, goal, actual = column["direction"], column["target"], column["current_value"]
    return MethodInput(
        base=column["base_value"],
        base_year=column["base_year"],
        actual=actual,
        year=column["current_year"],
        goal=goal,
        goal_year=column["target_year"],
        direction=d,
        kept=reaches(d * actual, d * goal, 0.0),
        limit=column["limit"],
        percent=np.zeros(len(rows), bool),
    )


def progress(rules: str) -> Callable[[pd.DataFrame], Compared]:
    """Value, score and status of a progress file."""

    def compare(rows: pd.DataFrame) -> Compared:
        method = RULES[rules].method
        assert method is not None
        found = method(series_of(rows), RULES[rules])
        names = np.array([native.id for native in RULES[rules].classes])
        return Compared(
            same(found.value, rows["published_progress_value"])
            & same(found.score, rows["published_score"])
            & (names[found.native] == rows["published_status"].to_numpy())
        )

    return compare


def ratings(rows: pd.DataFrame) -> Compared:
    """The 0–100 score, where one is printed, and the rating by thresholds."""
    value, best, worst, green, red = (
        rows[name].to_numpy(float)
        for name in ("value", "best", "worst", "green_threshold", "red_threshold")
    )
    score = np.clip(rule_formulas.compute_sdsn_position(value, best, worst), 0, 100)
    printed = rows["published_score_0_100"].to_numpy(float)
    colours = np.array(rule_formulas.RATINGS)[rule_formulas.compute_sdsn_rating(value, green, red)]
    return Compared(
        (np.isnan(printed) | (np.abs(score - printed) <= 0.01))
        & (colours == rows["published_rating"].to_numpy())
    )


def trends(rows: pd.DataFrame) -> Compared:
    """The trend's class; rows that fall are counted apart, under a tolerance that is not
    published.
    """
    start, end, best, worst, green, window, required = (
        rows[name].to_numpy(float)
        for name in (
            "start_value",
            "end_value",
            "best",
            "worst",
            "green_threshold",
            "window_years",
            "required_years",
        )
    )
    first, now, aim = (
        rule_formulas.compute_sdsn_position(value, best, worst) for value in (start, end, green)
    )
    _, found = rule_formulas.compute_sdsn_trend(first, now, aim, window, required, RULES["sdsn"])
    words = {"on_track": "on_track_or_maintaining"}
    names = np.array([words.get(native.id, native.id) for native in RULES["sdsn"].classes])
    return Compared(
        names[found] == rows["published_class"].to_numpy(),
        rows["is_regression"].to_numpy(int) == 1,
        0.995,
    )


def linear(case: dict[str, Any], year: int) -> float:
    """The straight path of a case in a year."""
    start = float(case["start_value"] if "start_value" in case else case["base_value"])
    first, last = case.get("baseline_year", case.get("base_year", 0)), case.get("target_year", 2030)
    goal = float(case["target"] if "target" in case else case["goal"])
    return float(
        paths.compute_linear(
            np.array(start), np.array(goal), np.array((year - first) / (last - first))
        )
    )


def carried(case: dict[str, Any]) -> float:
    """The last year's growth carried on."""
    growth = rule_formulas.compute_yearly_growth(
        np.array(case["previous_value"]), np.array(case["base_value"]), np.array(1.0)
    )
    return float(case["base_value"] * (1 + growth) ** (case["project_year"] - case["base_year"]))


def rate_needed(case: dict[str, Any]) -> float:
    """The constant growth from base to goal."""
    years = case["target_year"] - case["base_year"]
    return float(
        rule_formulas.compute_yearly_growth(
            np.array(float(case["base_value"])), np.array(float(case["target"])), np.array(years)
        )
    )


WHO: dict[str, Callable[[dict[str, Any]], bool]] = {
    "linear_required_path": lambda case: all(
        linear(case, int(year)) == pytest.approx(value) for year, value in case["expected"].items()
    ),
    "linear_required_path_keep_better_observed": lambda case: all(
        max(linear(case, int(year)), case["observed"].get(year, -np.inf)) == pytest.approx(value)
        for year, value in case["expected"].items()
    ),
    "compound_projection_from_last_year_change": lambda case: (
        carried(case) == pytest.approx(case["expected"])
    ),
    "required_compound_rate": lambda case: (
        rate_needed(case) == pytest.approx(case["expected_rate"])
    ),
    "target_as_percent_of_base": lambda case: (
        case["base_value"] * (1 + case["percent_change"] / 100)
        == pytest.approx(case["expected_at_target_year"])
    ),
    "percent_target_path": lambda case: all(
        linear(case, int(year)) == pytest.approx(value) for year, value in case["expected"].items()
    ),
}


def who(cases: list[dict[str, Any]]) -> Compared:
    """Paths and projections; a kind that is not ours counts as not matched."""
    return Compared(
        np.array([case["kind"] in WHO and WHO[case["kind"]](case) for case in cases], bool)
    )


def reader(name: str) -> Callable[[Any], Compared] | None:
    """How a file is compared, by its name; None for other files."""
    kinds = (
        (name.startswith("statcan_"), progress("statcan")),
        (name.startswith("eustat_"), progress("eurostat")),
        (name.startswith("sdsn") and "ratings" in name, ratings),
        (name.startswith("sdsn") and "trend_arrows" in name, trends),
        (name.startswith("who_") and name.endswith(".json"), who),
    )
    return next((compare for fits, compare in kinds if fits and not name.endswith(".md")), None)


def files() -> list[Path]:
    """The files of the folder."""
    return [file for file in sorted(FOLDER.iterdir()) if file.is_file()]


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name)
def test_every_published_judgement_is_reproduced(file):
    """What the publisher printed is what the rule set gives."""
    compare = reader(file.name)
    if compare is None:
        MATCHES.append(f"{file.name} skipped: no published cases by its name")
        pytest.skip("not a file of cases")
    content = (
        json.loads(file.read_text("utf-8"))["cases"]
        if file.suffix == ".json"
        else pd.read_csv(file)
    )
    found = compare(content)
    counted = ~found.apart if len(found.apart) else np.ones(len(found.agrees), bool)
    matched, total = int(found.agrees[counted].sum()), int(counted.sum())
    falling = (
        f"; falling rows apart {int(found.agrees[~counted].sum())}/{int((~counted).sum())}"
        if not counted.all()
        else ""
    )
    MATCHES.append(f"{file.name} {matched}/{total}{falling}")
    assert total
    wrong = np.flatnonzero(counted & ~found.agrees)[:MOST_SHOWN]
    shown = (
        content.iloc[wrong].to_string()
        if isinstance(content, pd.DataFrame)
        else [content[row] for row in wrong]
    )
    assert matched >= found.least * total, shown


@pytest.mark.parametrize(
    "one", [one for rules in RULES.values() for one in rules.agreement], ids=lambda one: one.file
)
def test_the_agreement_that_is_printed_is_the_one_found(one):
    """The methods page prints what the cases that come with the project give."""
    compare = reader(one.file)
    assert compare is not None
    found = compare(pd.read_csv(ROOT / "tests" / "cases" / one.file))
    counted = ~found.apart if len(found.apart) else np.ones(len(found.agrees), bool)
    assert (int(found.agrees[counted].sum()), int(counted.sum())) == (one.matched, one.total)


def test_a_wrong_value_would_be_noticed():
    """One changed input no longer matches: the comparison is not blind."""
    rows = pd.read_csv(ROOT / "tests" / "cases" / "statcan_series_progress.csv")
    rows.loc[rows["published_status"] == "moderate_progress", "current_value"] *= 1.5
    assert not progress("statcan")(rows).agrees.all()
