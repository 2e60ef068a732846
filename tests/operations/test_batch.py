"""A country judged partition by partition: the same verdicts as all at once, whoever does it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.commands.main import main
from dashboard.core.declaration.registry import parse
from dashboard.core.verdicts.judge import judge
from dashboard.core.vocabulary.model import VERDICTS, Registry
from dashboard.operations import batch
from dashboard.operations.batch import Job, PartitionError, flatten_verdicts, list_files, run_plain
from tests.conftest import HEAD, ROOT, indicator

CODES = [f"99{row:02d}" for row in range(12)]
YEARS = (2021, 2023, 2025)


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> tuple[Path, Path, Registry, pd.DataFrame]:
    """A declaration with twelve regions, three files of four regions each, and all the figures
    together.
    """
    folder = tmp_path_factory.mktemp("country")
    regions = "".join(f'  "{code}": {{zh: 区{code}}}\n' for code in CODES)
    text = HEAD.replace('region: "10"', f'region: "{CODES[0]}"').replace(
        '  "10": {zh: 甲市, en: City A}\n  "11": {zh: 乙区, en: District B, within: "10"}\n',
        regions,
    )
    text += indicator(
        "level", "plan: five, by: 2025, reach: 10, base: {year: 2020, value: 5}, regions: all"
    )
    text += indicator("floor", "plan: five, every: 2021-2025, at_least: 7, regions: all")
    text += indicator(
        "same",
        "plan: five, every: 2021-2025, in_step_with: floor, tolerance: 1, regions: all",
        measure="growth",
    )
    (folder / "indicators.yaml").write_text(text, "utf-8")
    random = np.random.default_rng(7)
    rows = [
        (name, code, year, round(random.uniform(4, 12), 2))
        for code in CODES
        for name in ("level", "floor", "same")
        for year in range(2018, 2026)
        if random.random() < 0.9
    ]
    figures = pd.DataFrame(rows, columns=["indicator", "region", "year", "value"])
    (folder / "in").mkdir()
    for part in range(3):
        figures[figures["region"].isin(CODES[part * 4 : part * 4 + 4])].to_parquet(
            folder / "in" / f"省{part}.parquet", index=False
        )
    parsed = parse(text)
    assert parsed.registry is not None
    return folder / "indicators.yaml", folder / "in", parsed.registry, figures


def in_order(verdicts: pd.DataFrame) -> pd.DataFrame:
    return verdicts.sort_values(["year", "target", "region"]).reset_index(drop=True)


def whole(registry: Registry, figures: pd.DataFrame, rules: str = "schedule") -> pd.DataFrame:
    """The verdicts of the whole country at once."""
    frame = figures.assign(**batch.DEFAULTS)
    return in_order(flatten_verdicts([judge(registry, frame, year, rules) for year in YEARS]))


def read(folder: Path) -> pd.DataFrame:
    return in_order(
        pd.concat(
            [pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))], ignore_index=True
        )
    )


@pytest.mark.parametrize("rules", ["schedule", "statcan"])
def test_file_by_file_gives_the_verdicts_of_the_whole(country, tmp_path, rules):
    """Every verdict and every column, region by region."""
    _, folder, registry, figures = country
    assert run_plain(Job(registry, YEARS, rules), folder, tmp_path) == len(YEARS) * 3 * len(CODES)
    assert {file.name for file in tmp_path.iterdir()} == {
        "省0.parquet",
        "省1.parquet",
        "省2.parquet",
    }
    pd.testing.assert_frame_equal(
        read(tmp_path), whole(registry, figures, rules), check_dtype=False
    )


def test_dask_gives_the_same_verdicts_from_two_processes(country, tmp_path):
    """`judge --engine dask` as a command, on two workers over loopback, equals the plain run
    verdict for verdict.
    """
    indicators, folder, registry, figures = country
    command = [
        sys.executable,
        "app.py",
        "judge",
        "--engine",
        "dask",
        "--indicators",
        str(indicators),
        "--actuals",
        str(folder),
        "--to",
        str(tmp_path / "out"),
        "--years",
        "2021-2025",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert f"已写入 {tmp_path / 'out'}：{5 * 3 * len(CODES)} 条评价" in done.stderr.decode()
    found = read(tmp_path / "out")
    pd.testing.assert_frame_equal(
        in_order(found[found["year"].isin(YEARS)]), whole(registry, figures), check_dtype=False
    )


def test_the_plain_engine_as_a_command(country, tmp_path):
    indicators, folder, _, _ = country
    command = [
        sys.executable,
        "app.py",
        "judge",
        "--indicators",
        str(indicators),
        "--actuals",
        str(folder),
        "--to",
        str(tmp_path / "out"),
        "--year",
        "2023",
    ]
    assert (
        subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False).returncode
        == 0
    )
    assert list(read(tmp_path / "out").columns) == list(VERDICTS)


def test_a_region_in_two_files_is_refused(country, tmp_path):
    """Half a region cannot be judged: both files are named."""
    _, _, _, figures = country
    figures[figures["year"] < 2022].to_parquet(tmp_path / "旧.parquet", index=False)
    figures[figures["year"] >= 2022].to_parquet(tmp_path / "新.parquet", index=False)
    with pytest.raises(PartitionError) as refusal:
        list_files(tmp_path)
    assert "旧.parquet" in str(refusal.value)
    assert "新.parquet" in str(refusal.value)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(PartitionError):
        list_files(tmp_path)


def test_regions_that_no_target_names_give_nothing(country):
    """Figures of a region outside the declaration are not judged, and the frame keeps its
    columns.
    """
    _, _, registry, figures = country
    verdicts = Job(registry, YEARS).judge(figures.assign(region="无"))
    assert len(verdicts) == 0
    assert list(verdicts.columns) == list(VERDICTS)


@pytest.mark.parametrize("more", [[], ["--year", "2023"]])
def test_a_folder_to_write_to_needs_a_folder_to_read_and_a_year(country, tmp_path, capsys, more):
    """Wrong use is said in one sentence and nothing is written."""
    indicators, folder, _, _ = country
    actuals = [] if more else ["--actuals", str(folder)]
    assert (
        main(
            [
                "judge",
                "--indicators",
                str(indicators),
                *actuals,
                "--to",
                str(tmp_path / "out"),
                *more,
            ]
        )
        == 2
    )
    assert "--actuals 应为一个文件夹" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
