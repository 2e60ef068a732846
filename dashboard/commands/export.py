"""Which files can be made at the machine? The command that writes a view as a workbook, slides, a
briefing or data.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from dashboard import settings
from dashboard.commands import data
from dashboard.commands.arguments import (
    RefusalError,
    parse_day,
    parse_year,
    refuse_existing,
    refuse_unknown_version,
)
from dashboard.commands.data import Command
from dashboard.commands.output import FINE, now, print_text, read_registry, today
from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Text
from dashboard.exports import EXPORTS, ExportRequest, MissingError, write_export
from dashboard.operations.snapshots import SnapshotService
from dashboard.operations.store_source import StoreSource
from dashboard.store import follow_up
from dashboard.store.database import begin_read


def add_command(command: Command) -> None:
    """The command and its options."""
    one = command(
        "export",
        export_view,
        "生成文件：" + "、".join(f".{ending}" for ending in EXPORTS) + " · write a view as a file",
    )
    one.add_argument(
        "--to", required=True, type=Path, metavar="FILE", help="写到此文件 · write to this file"
    )
    one.add_argument(
        "--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration"
    )
    one.add_argument("--plan", default="", help="规划 · the plan")
    one.add_argument("--region", default="", metavar="CODE", help="地区 · the region")
    one.add_argument("--year", type=parse_year, default=0, help="评价年份 · the year judged")
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
    one.add_argument("--rules", choices=tuple(RULES), default="", help="规则集 · rule set")


def export_view(options: argparse.Namespace) -> int:
    """Write one file; one that exists is never overwritten."""
    ending = options.to.suffix.lower().removeprefix(".")
    if ending not in EXPORTS:
        kinds = ", ".join(f".{one}" for one in EXPORTS)
        raise RefusalError(
            Text(
                f"{options.to} 的后缀应为 {kinds} 之一", f"{options.to} must end in one of {kinds}"
            )
        )
    refuse_existing(options.to)
    try:
        made = write_export(ending, _build_request(options))
    except MissingError as error:
        raise RefusalError(error.text) from error
    options.to.parent.mkdir(parents=True, exist_ok=True)
    options.to.write_bytes(made)
    size = Text.count(len(made), "{n:,} 字节", "{n:,} byte", "{n:,} bytes")
    print_text(
        Text(f"已生成 {options.to}，{size.zh}", f"wrote {options.to}, {size.en}"),
        options.lang,
    )
    return FINE


def _build_request(options: argparse.Namespace) -> ExportRequest:
    """What is looked at, by the store; while there is none, by the folder."""
    chosen, registry = settings.load(), read_registry(options)
    source = data.open_source(registry, options.indicators or chosen.indicators)
    service = SnapshotService(registry, source, today(), chosen.rules)
    _refuse_undeclared("plan", options.plan, service.registry.plans)
    _refuse_undeclared("region", options.region, service.registry.regions)
    newest, known_on = data.find_newest_version(source), options.known_on
    refuse_unknown_version(options.version, newest or 0)
    view = View(
        options.plan,
        options.region,
        options.year,
        known_on,
        options.version,
        options.rules,
        lang=options.lang,
    )
    version = newest if options.version is None else options.version
    snapshot = replace(service.snapshot(view), version=version)
    everything = FollowUp()
    if isinstance(source, StoreSource):
        with begin_read(source.engine) as connection:
            everything = follow_up.load_follow_up(connection)
    return ExportRequest(
        snapshot,
        now(),
        everything.until(options.version, known_on).rename(snapshot.registry),
        findings=service.findings(known_on, options.version),
    )


def _refuse_undeclared(option: str, given: str, declared: Collection[str]) -> None:
    """Refuse an option whose value is not declared; an empty one says nothing."""
    if given and given not in declared:
        raise RefusalError(
            Text(
                f"--{option}：没有“{given}”，可选：{'、'.join(declared)}",
                f"--{option}: there is no “{given}”; one of: {', '.join(declared)}",
            )
        )
