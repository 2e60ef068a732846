"""What can be done with the store? Opened for every command; backup, restore and audit."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from dashboard import settings
from dashboard.commands.arguments import RefusalError
from dashboard.commands.output import (
    FINE,
    PROBLEMS,
    now,
    print_text,
    read_registry,
    read_user_name,
    today,
)
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.people import RIGHTS, Person
from dashboard.core.vocabulary.text import Text
from dashboard.operations import life_mark
from dashboard.operations.authentication import Caller
from dashboard.operations.publishing import open_store
from dashboard.operations.snapshots import (
    FolderSource,
    SnapshotService,
    Source,
)
from dashboard.operations.store_source import StoreSource
from dashboard.store import audit, backup, failpoints, restore
from dashboard.store.addresses import find_file
from dashboard.store.database import begin_read, open_existing, refuse_missing
from dashboard.store.errors import StoreError
from dashboard.store.observations import Progress

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """The commands and their options."""
    one = command("backup", back_up, "备份数据库 · back the store up")
    one.add_argument(
        "--to",
        required=True,
        type=Path,
        metavar="FILE",
        help="写到此文件（SQLite） · write to this file (SQLite)",
    )

    one = command(
        "restore", restore_backup, "从备份恢复到空的数据库 · restore a backup into an empty store"
    )
    one.add_argument("file", type=Path, metavar="FILE")

    one = command(
        "store", begin_store, "原数据库移走后从头开始 · begin anew once the store was moved away"
    )
    one.add_argument("act", choices=("new",), help="从头开始 · begin anew")

    one = command("audit", run_audit, "审计记录 · the audit")
    one.add_argument(
        "act", choices=("verify", "list"), help="核对链，或列出 · verify the chain, or list it"
    )
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )


def open_stored_data(options: argparse.Namespace) -> tuple[SnapshotService, StoreSource]:
    """The declaration and the store, opened; first start included."""
    registry, chosen = read_registry(options), settings.load()
    stored = _open_store(registry, getattr(options, "indicators", None) or chosen.indicators)
    return SnapshotService(registry, stored, today(), chosen.rules), stored


def open_existing_data(options: argparse.Namespace) -> tuple[SnapshotService, StoreSource]:
    """The same for whoever only reads: a store that is not there is not made."""
    refuse_missing_store()
    return open_stored_data(options)


def refuse_missing_store() -> None:
    """Refuse to read a store that was lost, or was never made."""
    chosen = settings.load()
    with convert_store_errors():
        life_mark.refuse_lost_file(chosen.data_dir, chosen.store_url)
        refuse_missing(chosen.store_url)


def open_source(declared: Registry, file: Path) -> Source:
    """Where a command reads from: the store; while there is none, or it is empty and the
    declaration is another than the organisation's own, the folder. Whoever only reads makes none.
    """
    chosen = settings.load()
    store_file = find_file(chosen.store_url)
    if store_file is not None and not store_file.exists():
        with convert_store_errors():
            life_mark.refuse_lost_file(chosen.data_dir, chosen.store_url)
        return FolderSource(chosen.data_dir)
    stored = _open_store(declared, file)
    if stored.newest() or is_ours(file):
        return stored
    return FolderSource(chosen.data_dir)


def find_newest_version(source: Source) -> int | None:
    """The newest version of a source that has versions."""
    return source.newest() if isinstance(source, StoreSource) else None


def _open_store(declared: Registry, file: Path) -> StoreSource:
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    # Only the organisation's own declaration may fill the store on first start: another would read
    # the workbooks otherwise.
    registry = declared if is_ours(file) else None
    moment = now().isoformat(timespec="seconds")
    with convert_store_errors():
        return open_store(chosen.store_url, chosen.data_dir, registry, moment)


def build_caller() -> Caller:
    """Whoever is at the machine may do everything: the account there is the operating system's to
    guard.
    """
    return Caller(Person(read_user_name(), "", frozenset(RIGHTS)), "", now(), at_the_machine=True)


def is_ours(file: Path) -> bool:
    """Whether a declaration is the organisation's own."""
    return file.resolve() == settings.load().indicators.resolve()


@contextmanager
def convert_store_errors() -> Iterator[None]:
    """What the store refuses is a refusal of the command."""
    try:
        yield
    except StoreError as error:
        raise RefusalError(error.text) from error


@contextmanager
def show_progress(description: str) -> Iterator[Progress]:
    """A progress bar on stderr, where that is a terminal."""
    with Bar(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress_bar:
        task = progress_bar.add_task(description, total=None)
        yield lambda done, total: progress_bar.update(task, completed=done, total=total)


def print_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table on stdout; wide where that is no terminal."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 200, soft_wrap=False).print(table)


def back_up(options: argparse.Namespace) -> int:
    """Copy the store into one file, while others go on."""
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    with convert_store_errors(), show_progress(options.to.name) as progress:
        version = backup.write_backup(open_existing(chosen.store_url), options.to, progress)
    print_text(
        Text(
            f"已备份到 {options.to}，最新版本 {version}",
            f"backed up to {options.to}, newest version {version}",
        ),
        options.lang,
    )
    return FINE


def restore_backup(options: argparse.Namespace) -> int:
    """Bring a backup into a store without versions."""
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    with convert_store_errors(), show_progress(options.file.name) as progress:
        restored = restore.restore_backup(options.file, chosen.store_url, now(), progress)
    life_mark.write_mark(chosen.data_dir, chosen.store_url, restored.version)
    print_text(
        Text(
            f"已恢复，最新版本 {restored.version}", f"restored, newest version {restored.version}"
        ),
        options.lang,
    )
    if restored.kept is not None:
        print_text(
            Text(
                f"原来的文件保留为 {restored.kept}",
                f"the file that was there is kept as {restored.kept}",
            ),
            options.lang,
        )
    return FINE


def begin_store(options: argparse.Namespace) -> int:
    """Forget the store before, once its file was moved away: the next start begins anew. On a
    server nothing can be moved: the next start takes what it holds then.
    """
    chosen = settings.load()
    with convert_store_errors():
        file = find_file(chosen.store_url)
    if file is not None and file.exists() and file.stat().st_size:
        raise RefusalError(
            Text(
                f"数据库仍在 {life_mark.name_store(chosen.store_url)}，请先移走",
                f"the store {life_mark.name_store(chosen.store_url)} is there: move it away first",
            )
        )
    life_mark.forget_mark(chosen.data_dir, chosen.store_url)
    print_text(
        Text(
            "下次启动以数据库当时的内容为准", "the next start begins with what the store holds then"
        ),
        options.lang,
    )
    return FINE


def run_audit(options: argparse.Namespace) -> int:
    """Verify the chain of acts, or list them."""
    with convert_store_errors(), begin_read(open_existing(settings.load().store_url)) as connection:
        acts = list(audit.list_entries(connection))
        checked = audit.verify_chain(connection)
    if options.act == "list":
        _print_acts(acts, options)
        return FINE
    if checked.broken is not None:
        print_text(
            Text(
                f"审计链在第 {checked.broken} 条断开",
                f"the audit chain breaks at row {checked.broken}",
            ),
            options.lang,
        )
        return PROBLEMS
    held = Text.count(checked.acts, "{n} 条", "{n} act", "{n} acts")
    print_text(
        Text(
            f"审计链完整：{held.zh}，末条 {checked.head}",
            f"the audit chain holds: {held.en}, the last {checked.head}",
        ),
        options.lang,
    )
    return FINE


def _print_acts(acts: list[audit.Entry], options: argparse.Namespace) -> None:
    if options.format == "json":
        for entry in acts:
            print(json.dumps(asdict(entry), ensure_ascii=False))
        return
    heads = {
        "zh": ("序号", "时间", "操作人", "动作", "版本", "内容"),
        "en": ("No.", "When", "Who", "Act", "Version", "Details"),
    }
    rows = [
        (
            str(entry.sequence),
            entry.at[:19].replace("T", " "),
            entry.who,
            entry.action,
            str(entry.version or ""),
            entry.details,
        )
        for entry in acts
    ]
    print_table(heads[options.lang], rows)
