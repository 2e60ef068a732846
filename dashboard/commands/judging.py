"""How does the plan stand, by command? Every target judged and printed, or a whole country."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import settings
from dashboard.commands import data
from dashboard.commands.arguments import (
    RefusalError,
    parse_day,
    parse_year,
    parse_years,
    refuse_undeclared,
    refuse_unknown_version,
)
from dashboard.commands.data import Command
from dashboard.commands.output import (
    FINE,
    NOT_FOUND,
    print_issues,
    print_text,
    read_registry,
    today,
)
from dashboard.commands.tables import WRITERS
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Text
from dashboard.ingest.workbook import Reading
from dashboard.operations import batch
from dashboard.operations.snapshots import SnapshotService, Source, WorkbookSource, read_file


def add_command(command: Command) -> None:
    """The command and its options."""
    one = command("judge", judge, "评价各项目标 · judge every target")
    one.add_argument(
        "--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration"
    )
    one.add_argument(
        "--actuals",
        nargs="+",
        type=Path,
        metavar="BOOK",
        help="只用这些工作簿 · these workbooks only",
    )
    one.add_argument("--plan", help="只看此规划 · this plan only")
    one.add_argument("--year", type=parse_year, help="评价年份 · the year judged")
    then = one.add_mutually_exclusive_group()
    then.add_argument(
        "--known-on",
        type=parse_day,
        metavar="DATE",
        help="按此日已知的数据和规划 · as known on that day",
    )
    then.add_argument(
        "--version", type=int, metavar="N", help="按此版本时的数据 · by the data as of that version"
    )
    one.add_argument(
        "--rules",
        choices=tuple(RULES),
        help="规则集（默认见设置 RULES） · rule set (default: the setting RULES)",
    )
    one.add_argument("--region", metavar="CODE", help="只看此地区 · this region only")
    one.add_argument(
        "--format",
        choices=("table", "json", "csv"),
        default="table",
        help="输出格式 · output format",
    )
    _add_country_options(one)


def _add_country_options(one: argparse.ArgumentParser) -> None:
    country = one.add_argument_group(
        "大规模 · a whole country: --actuals 为按地区分文件的 Parquet 文件夹 · a folder of Parquet files, "
        "each with whole regions"
    )
    country.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="结果写入此文件夹 · write the verdicts into this folder",
    )
    country.add_argument(
        "--engine",
        choices=("plain", "dask"),
        default="plain",
        help="逐个文件，或用 Dask · file by file, or on Dask",
    )
    country.add_argument(
        "--years",
        type=parse_years,
        metavar="FIRST-LAST",
        help="评价的各年 · the years judged (default: --year)",
    )
    country.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask 调度器地址（默认本机两个进程） · the scheduler's address (default: two processes here)",
    )


def judge(options: argparse.Namespace) -> int:
    """Judge every target of a year."""
    registry = read_registry(options)
    if options.to is not None:
        return _judge_country(options, registry)
    refuse_undeclared(options, registry)
    source = _open_source(options, registry)
    newest = data.find_newest_version(source)
    refuse_unknown_version(options.version, newest or 0)
    service = SnapshotService(registry, source, today(), settings.load().rules)
    snapshot = service.snapshot(_build_view(options))
    verdicts = _filter_verdicts(snapshot.verdicts, options)
    if not len(verdicts):
        print_text(
            Text(
                f"{snapshot.view.year}年没有已开始的目标",
                f"no target has begun in {snapshot.view.year}",
            ),
            options.lang,
        )
    version = newest if options.version is None else options.version
    write = WRITERS[options.format]
    write(replace(snapshot, version=version, verdicts=verdicts), options.lang)
    return FINE


def _open_source(options: argparse.Namespace, registry: Registry) -> Source:
    """The workbooks given, or the store."""
    if not options.actuals:
        return data.open_source(registry, options.indicators or settings.load().indicators)
    readings = tuple(_read_workbooks(options.actuals, registry))
    for reading in readings:
        errors = [issue for issue in reading.issues if issue.severity == "error"]
        print_issues(errors, options.lang)
    return WorkbookSource(readings)


def _build_view(options: argparse.Namespace) -> View:
    return View(
        options.plan or "",
        options.region or "",
        options.year or 0,
        options.known_on,
        options.version,
        options.rules or "",
    )


def _filter_verdicts(verdicts: pd.DataFrame, options: argparse.Namespace) -> pd.DataFrame:
    """The verdicts of the plan and the region asked for."""
    wanted = verdicts["target"].notna()
    if options.plan:
        wanted &= verdicts["plan"] == options.plan
    if options.region:
        wanted &= verdicts["region"] == options.region
    return verdicts[wanted]


def _judge_country(options: argparse.Namespace, registry: Registry) -> int:
    """Judge a folder of Parquet files, partition by partition, into another folder."""
    folder, years = _find_folder(options), _list_years(options)
    if folder is None or not years:
        raise RefusalError(
            Text(
                "写入文件夹时，--actuals 应为一个文件夹，并写明 --year 或 --years",
                "with --to, give one folder as --actuals and --year or --years",
            )
        )
    options.to.mkdir(parents=True, exist_ok=True)
    job = batch.Job(registry, years, options.rules or settings.load().rules)
    more: dict[str, Any] = {}
    if options.engine == "dask":
        more["scheduler"] = options.scheduler
    try:
        written = batch.ENGINES[options.engine](job, folder, options.to, **more)
    except batch.PartitionError as error:
        raise RefusalError(error.text) from error
    verdicts = Text.count(written, "{n} 条评价", "{n} verdict", "{n} verdicts")
    print_text(
        Text(f"已写入 {options.to}：{verdicts.zh}", f"wrote {options.to}: {verdicts.en}"),
        options.lang,
    )
    return FINE


def _find_folder(options: argparse.Namespace) -> Path | None:
    """The one folder of figures, None where anything else was given."""
    given: list[Path] = options.actuals or []
    if len(given) != 1 or not given[0].is_dir():
        return None
    return given[0]


def _list_years(options: argparse.Namespace) -> tuple[int, ...]:
    if options.years:
        return tuple(options.years)
    return (options.year,) if options.year else ()


def _read_workbooks(books: Iterable[Path], registry: Registry) -> Iterable[Reading]:
    for book in books:
        if not book.is_file():
            raise RefusalError(NOT_FOUND.format(file=book))
        yield read_file(book, registry)
