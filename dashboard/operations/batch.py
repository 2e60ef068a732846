"""How is a whole country judged? Partition by partition: each file of figures holds whole regions
and is judged alone.

Verdicts are local to a region, so a partition needs nothing from another and memory is bounded by
the largest one. The same function runs file by file in one process, or on the workers of a Dask
cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.model import OBSERVATIONS, VERDICTS, Registry
from dashboard.core.vocabulary.record_models import VerdictRecord, find_type
from dashboard.core.vocabulary.rules import DEFAULT
from dashboard.core.vocabulary.text import Text

DEFAULTS: dict[str, Any] = {
    "month": 12,
    "quality": "published",
    "published": pd.Timestamp(1970, 1, 1),
    "source": "",
    "cell": "",
    "note": "",
}
WORKERS = 2


class PartitionError(Exception):
    """Figures that cannot be judged partition by partition; the message says where and what to
    do.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.zh)
        self.text = text


@dataclass(frozen=True)
class Job:
    """What to do with each partition: the declaration, the years to judge and the rule set."""

    registry: Registry
    years: tuple[int, ...]
    rules: str = DEFAULT

    def judge(self, observations: pd.DataFrame) -> pd.DataFrame:
        """The verdicts of one partition as a flat frame, for all the years."""
        missing = {name: value for name, value in DEFAULTS.items() if name not in observations}
        frame = observations.assign(**missing)
        local = _filter_regions(self.registry, pd.unique(frame["region"]).tolist())
        if not local.targets:
            return flatten_verdicts([])
        panel = build_panel(local, frame[list(OBSERVATIONS)])
        verdicts = [judge_panel(local, panel, year, self.rules) for year in self.years]
        return flatten_verdicts(verdicts)


def _filter_regions(registry: Registry, codes: Sequence[str]) -> Registry:
    """The declaration for some regions only."""
    wanted = set(codes)
    # Most targets share their list of regions: each list is filtered once.
    filtered = {
        regions: tuple(code for code in regions if code in wanted)
        for regions in {target.regions for target in registry.targets}
    }
    targets = tuple(
        replace(target, regions=filtered[target.regions])
        for target in registry.targets
        if filtered[target.regions]
    )
    regions = {code: region for code, region in registry.regions.items() if code in wanted}
    return replace(registry, targets=targets, regions=regions)


def flatten_verdicts(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Verdicts as plain columns that a file can hold: texts for categories, flags joined by `;`."""
    verdicts = pd.DataFrame(columns=list(VERDICTS))
    if frames:
        verdicts = pd.concat(frames, ignore_index=True)
    return pd.DataFrame({name: _flatten_column(verdicts[name], name) for name in VERDICTS})


def _flatten_column(column: pd.Series, name: str) -> pd.Series:
    kind = find_type(VerdictRecord, name)
    if kind == list[str]:
        return column.map(";".join).astype("str")
    if kind is str:
        return column.astype("str").where(column.notna(), "")
    return column.astype("int64" if kind is int else "float64")


def list_files(folder: Path) -> list[Path]:
    """The Parquet files of a folder, in the order of their names; every region must lie in one of
    them.
    """
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise PartitionError(
            Text(f"{folder} 中没有 .parquet 文件", f"there are no .parquet files in {folder}")
        )
    file_of: dict[str, Path] = {}
    for file in files:
        for region in pd.read_parquet(file, columns=["region"])["region"].unique():
            first = file_of.setdefault(str(region), file)
            if first != file:
                raise PartitionError(
                    Text(
                        f"地区 {region} 的数据分在 {first.name} 和 {file.name} 两个文件；请按地区分文件",
                        f"the figures of region {region} lie in {first.name} and {file.name}; "
                        "keep each region in one file",
                    )
                )
    return files


def run_plain(job: Job, folder: Path, to: Path) -> int:
    """Judge file by file in this process; answers how many verdicts were written."""
    written = 0
    for file in list_files(folder):
        verdicts = job.judge(pd.read_parquet(file))
        verdicts.to_parquet(to / file.name, index=False)
        written += len(verdicts)
    return written


def run_dask(job: Job, folder: Path, to: Path, scheduler: str | None = None) -> int:
    """Judge on a Dask cluster: the one at `scheduler`, else two worker processes of this machine,
    on loopback only.
    """
    try:
        import dask.dataframe as dd  # noqa: PLC0415 - an optional extra
        from distributed import Client, LocalCluster  # noqa: PLC0415
    except ImportError as error:
        raise PartitionError(
            Text(
                "没有安装 Dask：pip install -r requirements-dask.txt",
                "Dask is not installed: pip install -r requirements-dask.txt",
            )
        ) from error
    files = list_files(folder)
    cluster = None
    if not scheduler:
        cluster = LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        )
    try:
        with Client(scheduler or cluster) as client:
            shared = client.scatter(job, broadcast=True)
            empty = pd.read_parquet(files[0]).iloc[:0]
            figures = dd.from_map(pd.read_parquet, [str(file) for file in files], meta=empty)
            verdicts = figures.map_partitions(
                _judge_partition, shared, meta=flatten_verdicts([]), enforce_metadata=False
            )
            verdicts.to_parquet(
                str(to),
                name_function=lambda position: files[position].name,
                write_index=False,
                write_metadata_file=False,
            )
    finally:
        if cluster is not None:
            cluster.close()
    return sum(len(pd.read_parquet(to / file.name, columns=["year"])) for file in files)


def _judge_partition(observations: pd.DataFrame, job: Job) -> pd.DataFrame:
    return job.judge(observations)


ENGINES: dict[str, Callable[..., int]] = {"plain": run_plain, "dask": run_dask}
"""How partitions are judged, by name."""
