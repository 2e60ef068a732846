"""What was accepted, and what did it change? Versions listed, taken back and compared."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from dashboard.commands.arguments import parse_year, refuse_unknown_version
from dashboard.commands.data import (
    Command,
    convert_store_errors,
    open_existing_data,
    print_table,
)
from dashboard.commands.output import (
    FINE,
    now,
    print_text,
    read_user_name,
)
from dashboard.core.changes import compare
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import View
from dashboard.core.vocabulary.text import Language, Text, format_year
from dashboard.operations.publishing import (
    compare_versions,
)
from dashboard.store import versions

VERSION_KINDS = {"import": Text("入库", "accepted"), "undo": Text("撤销", "undone")}


def add_commands(command: Command) -> None:
    """The commands and their options."""
    one = command("history", print_history, "列出各版本 · list the versions")
    _add_format(one)

    one = command(
        "undo",
        undo_version,
        "撤销一个版本（其后的版本保留） · take a version back; later ones stand",
    )
    one.add_argument("version", type=int, metavar="VERSION")
    one.add_argument("--note", default="", help="说明 · a note")

    one = command(
        "diff",
        print_diff,
        "两个版本之间哪些数据和评价变了 · which values and verdicts changed between two versions",
    )
    one.add_argument("first", type=int, metavar="VERSION")
    one.add_argument("second", type=int, metavar="VERSION")
    one.add_argument(
        "--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration"
    )
    one.add_argument("--year", type=parse_year, help="评价年份 · the year judged")
    _add_format(one)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )


def print_history(options: argparse.Namespace) -> int:
    """Every version, newest first."""
    _, stored = open_existing_data(options)
    newest_first = versions.list_versions(stored.engine)
    if options.format == "json":
        for version in newest_first:
            print(json.dumps(_build_record(version), ensure_ascii=False))
        return FINE
    heads = {
        "zh": ("版本", "动作", "工作簿", "数据", "时间", "操作人", "说明", ""),
        "en": ("Version", "Act", "Workbook", "Figures", "When", "Who", "Note", ""),
    }
    print_table(heads[options.lang], [_build_row(one, options.lang) for one in newest_first])
    return FINE


def _build_record(version: versions.Version) -> dict[str, object]:
    released = version.released.isoformat() if version.released else None
    return {**asdict(version), "released": released}


def _build_row(version: versions.Version, lang: Language) -> tuple[str, ...]:
    act, withdrawn = VERSION_KINDS[version.kind].in_(lang), ""
    if version.withdraws:
        act += f" {version.withdraws}"
    if version.withdrawn:
        withdrawn = Text("已撤销", "withdrawn").in_(lang)
    return (
        str(version.number),
        act,
        version.file,
        str(version.rows or ""),
        version.at[:16].replace("T", " "),
        version.who,
        version.note,
        withdrawn,
    )


def undo_version(options: argparse.Namespace) -> int:
    """Withdraw a version by a new one."""
    service, stored = open_existing_data(options)
    before = stored.newest()
    with convert_store_errors():
        number = stored.undo(options.version, read_user_name(), now().isoformat(), options.note)
    counts = compare_versions(service, before, number).counts
    print_text(
        Text(
            f"已撤销版本 {options.version}（新版本 {number}）；{counts.zh}",
            f"version {options.version} is undone by version {number}; {counts.en}",
        ),
        options.lang,
    )
    return FINE


def print_diff(options: argparse.Namespace) -> int:
    """What changed between two versions: values, verdicts, and what changed those."""
    service, stored = open_existing_data(options)
    for number in (options.first, options.second):
        refuse_unknown_version(number, stored.newest())
    view = View(year=options.year or 0)
    comparison = compare_versions(service, options.first, options.second, view)
    if options.format == "json":
        record = compare.build_record(comparison, service.registry)
        print(json.dumps(record, ensure_ascii=False, allow_nan=False))
    else:
        _print_difference(comparison, service.registry, options.lang)
    return FINE


def _print_difference(found: compare.Comparison, registry: Registry, lang: Language) -> None:
    for change in found.changes:
        kind = compare.CHANGES[change.kind].in_(lang)
        region = registry.regions[change.region].name.in_(lang)
        name = registry.indicators[change.indicator].name.in_(lang)
        print(f"{kind}: {region} {name} {change.sentence(registry).in_(lang)}")
    for flip in found.flips:
        print(f"{format_year(flip.year).in_(lang)} {flip.sentence(registry).in_(lang)}")
    print_text(found.counts, lang)
