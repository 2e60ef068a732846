"""What became of the notices? Those that wait, went or failed, listed, sent and tried again at the machine."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dashboard import settings
from dashboard.commands.arguments import RefusalError
from dashboard.commands.data import Command, print_table, refusing, stored_data
from dashboard.commands.output import FINE, now, say
from dashboard.core.vocabulary.text import Text
from dashboard.operations import snapshots
from dashboard.operations.notices import Post, register, work
from dashboard.store import notices
from dashboard.store.database import reading, writing

MOST = 100
"""Notices listed."""


def add(command: Command) -> None:
    """The command and its options."""
    one = command(
        "notices", run, "通知：列出、立即发送、重发失败的 · notices: list them, send what is due, send one that failed again"
    )
    one.add_argument("act", choices=tuple(ACTS), help="做什么 · what to do")
    one.add_argument("number", nargs="?", type=int, metavar="N", help="通知编号（again） · number of the notice (again)")
    one.add_argument("--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration")
    one.add_argument("--format", choices=("table", "json"), default="table", help="输出格式 · output format")


def run(options: argparse.Namespace) -> int:
    """Do one thing with notices."""
    chosen = settings.load()
    desk, stored = stored_data(options)
    with refusing():
        return ACTS[options.act](
            Post(stored.engine, chosen.mail, chosen.hooks, chosen.public_url, chosen.policy.administrators), desk, options
        )


def _list(post: Post, desk: snapshots.Desk, options: argparse.Namespace) -> int:
    with reading(post.engine) as connection:
        found = notices.posted(connection, MOST)
    if options.format == "json":
        kept = ("number", "version", "channel", "who", "address", "state", "tries", "said")
        print(json.dumps([{name: getattr(one, name) for name in kept} for one in found], ensure_ascii=False))
        return FINE
    heads = [Text("编号", "no."), Text("版本", "version"), Text("方式", "channel"), Text("收件", "to"), Text("状态", "state")]
    rows = [
        (
            str(one.number),
            str(one.version),
            one.channel,
            one.address,
            " · ".join(filter(None, (notices.STATES[one.state].in_(options.lang), one.said))),
        )
        for one in found
    ]
    print_table(tuple(head.in_(options.lang) for head in heads), rows)
    return FINE


def _send(post: Post, desk: snapshots.Desk, options: argparse.Namespace) -> int:
    if not post.on:
        raise RefusalError(Text("没有发送方式：请设置 SMTP_HOST 或 WEBHOOKS", "there is no way out: set SMTP_HOST or WEBHOOKS"))
    register(post, at_start=False)
    tried = work(post, desk, now)
    say(Text(f"处理了 {tried} 条通知", f"{tried} notices were tried"), options.lang)
    return FINE


def _again(post: Post, desk: snapshots.Desk, options: argparse.Namespace) -> int:
    with writing(post.engine) as connection:
        found = options.number is not None and notices.again(connection, options.number, int(now().timestamp()))
    if not found:
        raise RefusalError(
            Text(
                "请写明一条“发送失败”或“不明”的通知的编号；用 notices list 查看",
                "give the number of a notice that failed or of which nobody knows; see notices list",
            )
        )
    say(Text(f"通知 {options.number} 将重新发送", f"notice {options.number} will be sent again"), options.lang)
    return FINE


ACTS = {"list": _list, "send": _send, "again": _again}
"""Name → what it does."""
