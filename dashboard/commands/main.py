"""What can be done from the command line? The same operations as the pages, as commands."""

from __future__ import annotations

import argparse
import json
import logging
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard import settings
from dashboard.commands import data, export, history, imports, judging, notices, users
from dashboard.commands.arguments import (
    RefusalError,
    parse_count,
    parse_year,
    refuse_existing,
    refuse_undeclared,
)
from dashboard.commands.data import Command
from dashboard.commands.output import (
    FINE,
    PROBLEMS,
    WRONG_USE,
    Clock,
    create_log_handler,
    parse_file,
    print_issues,
    print_text,
    read_registry,
    today,
)
from dashboard.core.declaration import schema
from dashboard.core.vocabulary.issues import Severity
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Language, Text, join_texts
from dashboard.environment import SettingError

if TYPE_CHECKING:
    from flask import Flask

MOST_CONNECTIONS, FILES_BESIDE = 1200, 300
"""Connections that are held at a time, most of them idle, and the files open beside them."""
IDLE_SECONDS, CLEANUP_SECONDS = 30, 5
"""After how long a connection without a request is closed, and how often that is looked for."""
LARGEST_ANSWER = 64 * 2**20
"""Bytes of an answer that are taken from a thread at once, on the disk beyond the first: whoever
reads slowly holds no thread.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; answers the exit code: 0 fine, 1 problems found, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = build_parser().parse_args(arguments)
    try:
        settings.use_time_zone()
        return int(options.run(options))
    except RefusalError as refusal:
        print_text(refusal.text, options.lang)
    except SettingError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    return WRONG_USE


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options; the reference in docs/ is made from it."""
    top = argparse.ArgumentParser(
        prog="python app.py",
        description="规划指标监测 · plan monitoring. 不带命令时启动服务 · without a command: serve.",
    )
    top.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="消息的语言 · language of messages"
    )
    top.set_defaults(run=serve)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    def add_command(
        name: str, run: Callable[[argparse.Namespace], int], about: str
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about)
        one.add_argument(
            "--lang",
            choices=("zh", "en"),
            default=argparse.SUPPRESS,
            help="消息的语言 · language of messages",
        )
        one.set_defaults(run=run)
        return one

    _add_check(add_command)
    judging.add_command(add_command)
    imports.add_command(add_command)
    history.add_commands(add_command)
    data.add_commands(add_command)
    users.add_commands(add_command)
    export.add_command(add_command)
    notices.add_command(add_command)
    _add_template(add_command)
    _add_demo(add_command)
    return top


def _add_check(command: Command) -> None:
    one = command("check", check_declaration, "检查目标登记文件 · validate indicators.yaml")
    one.add_argument("file", nargs="?", type=Path, help="默认为 INDICATORS · default: INDICATORS")
    one.add_argument(
        "--schema", action="store_true", help="输出 JSON schema · print the JSON schema"
    )
    one.add_argument(
        "--file-only",
        action="store_true",
        help="只查文件，不与数据核对 · the file alone, without checking it against the data",
    )


def _add_template(command: Command) -> None:
    one = command("template", write_template, "生成待填的工作簿 · make the workbook to fill in")
    _add_indicators_option(one)
    one.add_argument(
        "--to", required=True, type=Path, metavar="BOOK", help="写到此文件 · write to this file"
    )
    one.add_argument("--plan", help="只要此规划 · this plan only")
    one.add_argument("--year", type=parse_year, help="只要此年份 · this year only")
    one.add_argument("--region", metavar="CODE", help="只要此地区 · this region only")


def _add_demo(command: Command) -> None:
    one = command("demo", write_demo, "生成虚构的示范市数据 · make the data of a fictional city")
    one.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="FOLDER",
        help="写到此文件夹 · write to this folder",
    )
    one.add_argument(
        "--indicators-count", type=parse_count, default=40, metavar="N", help="指标数 · indicators"
    )
    one.add_argument(
        "--regions-count", type=parse_count, default=7, metavar="N", help="地区数 · regions"
    )
    one.add_argument("--seed", type=int, default=1, help="随机种子 · seed")


def _add_indicators_option(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration"
    )


def check_declaration(options: argparse.Namespace) -> int:
    """Validate the declaration: every issue as file:line:column: message."""
    if options.schema:
        print(json.dumps(schema.build_json_schema(), ensure_ascii=False, indent=1))
        return FINE
    path = options.file or settings.load().indicators
    parsed = parse_file(path)
    print_issues(parsed.issues, options.lang, sys.stdout)
    counts = Counter(issue.severity for issue in parsed.issues)
    print_text(_summarize_check(path, parsed.registry, counts), options.lang)
    if parsed.registry is not None and not options.file_only:
        _print_findings(parsed.registry, path, options.lang)
    return PROBLEMS if counts["error"] else FINE


def _summarize_check(path: Path, registry: Registry | None, counts: Counter[Severity]) -> Text:
    """How many issues there are, and what was declared where it could be read."""
    comma = Text("，", ", ")
    issues = [
        Text.count(counts["error"], "{n} 个错误", "{n} error", "{n} errors"),
        Text.count(counts["warning"], "{n} 个警告", "{n} warning", "{n} warnings"),
        Text.count(counts["finding"], "{n} 条提示", "{n} finding", "{n} findings"),
    ]
    summary = Text(f"{path.name}：", f"{path.name}: ") + join_texts(issues, comma)
    if registry is None:
        return summary
    declared = [
        Text.count(len(registry.indicators), "{n} 项指标", "{n} indicator", "{n} indicators"),
        Text.count(len(registry.targets), "{n} 个目标", "{n} target", "{n} targets"),
    ]
    return summary + Text("；", "; ") + join_texts(declared, comma)


def _print_findings(registry: Registry, declared: Path, language: Language) -> None:
    """What the checks find in the plan and in the data: a line each at the indicator it is about,
    then the count.
    """
    from dashboard.core.checks.findings import OUTCOMES, describe_findings
    from dashboard.operations import snapshots

    try:
        source = data.open_source(registry, declared)
    except RefusalError as refusal:  # the file itself has been checked all the same
        print_text(refusal.text, language)
        return
    findings = snapshots.SnapshotService(registry, source, today()).findings(None)
    for finding in findings:
        line, column = registry.places.get(("indicators", finding.indicators[0]), (1, 1))
        print(
            f"{declared.name}:{line}:{column}: {OUTCOMES[finding.outcome].name.in_(language)}: "
            f"{finding.sentence.in_(language)}"
        )
    print_text(describe_findings(findings), language)


def write_template(options: argparse.Namespace) -> int:
    """Write the workbook to fill in."""
    from dashboard.ingest import template
    from dashboard.operations.snapshots import collect_known_values

    registry = read_registry(options)
    refuse_undeclared(options, registry)
    asked = template.Wanted(options.plan, options.year, options.region, today().year)
    rows = len(asked.rows(registry))
    if not rows:
        raise RefusalError(
            Text(
                "这一年没有需要填报的目标，请核对 --plan 和 --year",
                "no target needs a figure for that year; check --plan and --year",
            )
        )
    if options.to.suffix.lower() != ".xlsx":
        raise RefusalError(
            Text(
                f"{options.to} 不是 .xlsx 文件名，请改名",
                f"{options.to} does not end in .xlsx; give another name",
            )
        )
    refuse_existing(options.to)
    options.to.parent.mkdir(parents=True, exist_ok=True)
    known = collect_known_values(
        data.open_source(registry, options.indicators or settings.load().indicators), registry
    )
    options.to.write_bytes(template.build_template(registry, asked, today(), known))
    to_fill = Text.count(rows, "{n} 行待填", "{n} row to fill in", "{n} rows to fill in")
    print_text(
        Text(f"已生成 {options.to}，{to_fill.zh}", f"wrote {options.to}, {to_fill.en}"),
        options.lang,
    )
    return FINE


def write_demo(options: argparse.Namespace) -> int:
    """Write the declaration and the workbook of a fictional city."""
    from dashboard import demo

    made = demo.write_demo_city(
        options.to, demo.Size(options.indicators_count, options.regions_count), options.seed
    )
    print_text(
        Text(f"已生成虚构的示范市：{made}", f"wrote the fictional city: {made}"), options.lang
    )
    return FINE


def build_server() -> Flask:
    """The WSGI application, from the environment's settings; refuses where it could not serve."""
    from dashboard.store.errors import StoreError
    from dashboard.web.application import build_app
    from dashboard.web.endpoints import startup_checks

    logging.basicConfig(level=logging.INFO, handlers=[create_log_handler()])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    server: Flask = build_app(settings.load(), Clock()).server
    try:
        startup_checks.check_startup(server)
    except StoreError as error:
        raise RefusalError(error.text) from error
    return server


def _refuse_busy_port(host: str, port: int) -> None:
    """Refuse in one sentence to serve where nobody can listen."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise RefusalError(
            Text(
                f"无法在 {host}:{port} 上监听（{error.strerror}）：端口可能已被占用，请用 PORT 另指定一个",
                f"cannot listen on {host}:{port} ({error.strerror}): the port may be in use; "
                "choose another with PORT",
            )
        ) from error


def allow_connections(wanted: int) -> int:
    """As many connections as this process may have open beside its files, after asking the system
    for what it allows at most.
    """
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + FILES_BESIDE
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, soft - FILES_BESIDE)


def serve(options: argparse.Namespace) -> int:
    """Serve the dashboard until stopped."""
    from waitress import serve as waitress

    from dashboard.ingest.limits import FILE_BYTES
    from dashboard.web.endpoints import notice_thread

    chosen = settings.load()
    _refuse_busy_port(chosen.host, chosen.port)
    server = build_server()
    # The first reader should not wait for the files to be read: they are, while the server comes
    # up.
    threading.Thread(target=lambda: server.test_client().get("/health/ready"), daemon=True).start()
    notice_thread.start_notice_thread(server)
    print_text(
        Text(
            f"规划指标监测：http://{chosen.host}:{chosen.port}/ （按 Ctrl+C 停止）",
            f"plan monitoring: http://{chosen.host}:{chosen.port}/ (Ctrl+C stops it)",
        ),
        options.lang,
    )
    # Which forwarded headers count is decided at the gate, by TRUSTED_PROXIES; bodies are bounded
    # before they are kept.
    waitress(
        server,
        host=chosen.host,
        port=chosen.port,
        threads=chosen.threads,
        ident=None,
        clear_untrusted_proxy_headers=False,
        max_request_body_size=FILE_BYTES + 2**16,
        connection_limit=allow_connections(MOST_CONNECTIONS),
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=CLEANUP_SECONDS,
        asyncore_use_poll=True,  # select() knows no more than 1,024 connections
        outbuf_high_watermark=LARGEST_ANSWER,
    )
    return FINE
