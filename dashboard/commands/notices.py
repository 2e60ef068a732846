"""What became of the notices? Those that wait, went or failed, listed, sent and tried again at the
machine.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dashboard import settings
from dashboard.commands.arguments import RefusalError
from dashboard.commands.data import (
    Command,
    convert_store_errors,
    open_existing_data,
    open_stored_data,
    print_table,
)
from dashboard.commands.output import FINE, now, print_text
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations import snapshots
from dashboard.operations.notices import NoticeDispatcher, register_channels, run_round
from dashboard.store import notices
from dashboard.store.database import begin_read, begin_write

MOST_LISTED = 100
"""Notices listed."""


def add_command(command: Command) -> None:
    """The command and its options."""
    one = command(
        "notices",
        run_notices,
        "通知：列出、立即发送、重发失败的 · notices: list them, send what is due, send one that failed again",
    )
    one.add_argument("act", choices=tuple(ACTS), help="做什么 · what to do")
    one.add_argument(
        "number",
        nargs="?",
        type=int,
        metavar="N",
        help="通知编号（again） · number of the notice (again)",
    )
    one.add_argument(
        "--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration"
    )
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )


def run_notices(options: argparse.Namespace) -> int:
    """Do one thing with notices."""
    chosen = settings.load()
    open_data = open_existing_data if options.act == "list" else open_stored_data
    service, stored = open_data(options)
    dispatcher = NoticeDispatcher(
        stored.engine,
        chosen.mail,
        chosen.hooks,
        chosen.public_url,
        chosen.policy.administrators,
    )
    with convert_store_errors():
        return ACTS[options.act](dispatcher, service, options)


def _print_notices(
    dispatcher: NoticeDispatcher, service: snapshots.SnapshotService, options: argparse.Namespace
) -> int:
    with begin_read(dispatcher.engine) as connection:
        found = notices.list_notices(connection, MOST_LISTED)
    if options.format == "json":
        fields = ("number", "version", "channel", "who", "address", "state", "tries", "said")
        entries = [{name: getattr(notice, name) for name in fields} for notice in found]
        print(json.dumps(entries, ensure_ascii=False))
        return FINE
    heads = [
        Text("编号", "no."),
        Text("版本", "version"),
        Text("方式", "channel"),
        Text("收件", "to"),
        Text("状态", "state"),
    ]
    rows = [
        (
            str(notice.number),
            str(notice.version),
            notice.channel,
            notice.address,
            _format_state(notice, options.lang),
        )
        for notice in found
    ]
    print_table(tuple(head.in_(options.lang) for head in heads), rows)
    return FINE


def _format_state(notice: notices.OutboxNotice, lang: Language) -> str:
    """What became of a notice, and what the last try met."""
    state = notices.STATES[notice.state].in_(lang)
    return f"{state} · {notice.said}" if notice.said else state


def _send_notices(
    dispatcher: NoticeDispatcher, service: snapshots.SnapshotService, options: argparse.Namespace
) -> int:
    if not dispatcher.on:
        raise RefusalError(
            Text(
                "没有发送方式：请设置 SMTP_HOST 或 WEBHOOKS",
                "there is no way out: set SMTP_HOST or WEBHOOKS",
            )
        )
    register_channels(dispatcher, at_start=False)
    tried = run_round(dispatcher, service, now)
    words = "{n} notice was tried", "{n} notices were tried"
    print_text(Text.count(tried, "处理了 {n} 条通知", *words), options.lang)
    return FINE


def _retry_notice(
    dispatcher: NoticeDispatcher, service: snapshots.SnapshotService, options: argparse.Namespace
) -> int:
    with begin_write(dispatcher.engine) as connection:
        found = options.number is not None and notices.retry_notice(
            connection, options.number, int(now().timestamp())
        )
    if not found:
        raise RefusalError(
            Text(
                "请写明一条“发送失败”或“不明”的通知的编号；用 notices list 查看",
                "give the number of a notice that failed or of which nobody knows; see notices "
                "list",
            )
        )
    print_text(
        Text(f"通知 {options.number} 将重新发送", f"notice {options.number} will be sent again"),
        options.lang,
    )
    return FINE


ACTS = {"list": _print_notices, "send": _send_notices, "again": _retry_notice}
"""Name → what it does."""
