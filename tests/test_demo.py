"""The fictional city: the same for a seed, marked as fictional, complete and without a fault."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import demo
from dashboard.core.declaration.registry import ParsedDeclaration, parse
from dashboard.core.verdicts.judge import judge
from dashboard.demo import KINDS, Size
from dashboard.ingest.workbook import Reading
from tests.conftest import DAY, opened, read

SMALL = Size(indicators=15, regions=3, last_year=2023)


def made(size: Size = SMALL, seed: int = 1) -> tuple[ParsedDeclaration, Reading]:
    """The declaration and the workbook, read."""
    parsed = parse(demo.build_declaration(size))
    assert parsed.registry is not None
    return parsed, read(demo.build_workbook(size, seed), parsed.registry, "示范市.xlsx", DAY)


def test_the_same_seed_gives_the_same_files_byte_for_byte(tmp_path):
    one, other = (demo.write_demo_city(tmp_path / name, SMALL, 7) for name in ("一", "二"))
    for file in ("indicators.yaml", "data/示范市.xlsx"):
        assert (one / file).read_bytes() == (other / file).read_bytes()


def test_another_seed_gives_other_figures_under_the_same_declaration(tmp_path):
    one, other = (demo.write_demo_city(tmp_path / str(seed), SMALL, seed) for seed in (1, 2))
    assert (one / "indicators.yaml").read_bytes() == (other / "indicators.yaml").read_bytes()
    assert not made(seed=1)[1].observations["value"].equals(made(seed=2)[1].observations["value"])


@pytest.mark.parametrize("size", [Size(), SMALL, Size(1, 1), Size(30, 9)])
def test_it_passes_check_without_a_word_and_declares_itself_fictional(size):
    parsed, _ = made(size)
    assert parsed.issues == ()
    assert parsed.registry is not None
    assert parsed.registry.fictional is not None
    assert "虚构" in parsed.registry.fictional.zh
    assert "fictional" in parsed.registry.fictional.en


@pytest.mark.parametrize("size", [Size(), SMALL, Size(30, 9)])
def test_every_figure_reads_without_a_word(size):
    _, reading = made(size)
    assert [(issue.code, issue.place) for issue in reading.issues] == []
    assert reading.outcome == "accepted"
    assert len(reading.observations) == size.indicators * size.regions * (
        size.last_year - demo.START_YEAR + 1
    )


def test_its_size_is_the_one_asked_for():
    registry = made(Size(30, 9))[0].registry
    assert registry is not None
    assert (len(registry.indicators), len(registry.regions), len(registry.targets)) == (30, 9, 30)
    assert all(len(target.regions) == 9 for target in registry.targets)
    names = [indicator.name.zh for indicator in registry.indicators.values()]
    assert len(set(names)) == 30
    assert names[len(KINDS)] == f"{KINDS[0].name[0]}（2）"


def test_its_last_year_is_preliminary_and_the_others_final_each_released_in_the_next_march():
    observations = made()[1].observations
    last = observations["year"] == SMALL.last_year
    assert set(observations[last]["quality"]) == {"preliminary"}
    assert set(observations[~last]["quality"]) == {"final"}
    assert set(observations["source"]) == {"示范市统计公报（虚构）"}
    days = {
        year: {stamp.date() for stamp in rows["published"]}
        for year, rows in observations.groupby("year")
    }
    assert days == {
        year: {date(year + 1, 3, 1)} for year in range(demo.START_YEAR, SMALL.last_year + 1)
    }


def test_paths_start_at_the_base_that_the_declaration_states():
    parsed, reading = made()
    assert parsed.registry is not None
    stated = {
        target.indicator: target.base.value
        for target in parsed.registry.targets
        if target.base and target.bound != "hold"
    }
    assert len(stated) >= 8
    at_base = reading.observations[reading.observations["year"] == demo.BASE_YEAR]
    for name, base in stated.items():
        assert set(at_base[at_base["indicator"] == name]["value"]) == {base}


def test_every_target_of_a_full_year_gets_a_verdict_of_more_than_one_kind():
    parsed, reading = made()
    assert parsed.registry is not None
    verdicts = judge(parsed.registry, reading.observations, SMALL.last_year)
    assert len(verdicts) == SMALL.indicators * SMALL.regions
    assert "pending" not in set(verdicts["status"])
    assert len(set(verdicts["status"])) >= 3


def test_the_workbook_carries_a_fixed_day():
    assert opened(demo.build_workbook(Size(1, 1), 1)).changed == date(2025, 3, 1)


def test_without_a_size_it_is_the_full_screen(tmp_path):
    folder = demo.write_demo_city(tmp_path)
    registry = parse((folder / "indicators.yaml").read_text("utf-8")).registry
    assert registry is not None
    assert (len(registry.indicators), len(registry.regions)) == (40, 7)
