"""What can be done with the data kept? Import, history, undo, difference, backup, restore and
audit, as commands.
"""

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
from dashboard.commands import reading_report
from dashboard.commands.arguments import RefusalError, parse_day, parse_year
from dashboard.commands.output import (
    FINE,
    NOT_FOUND,
    PROBLEMS,
    now,
    print_text,
    read_registry,
    read_user_name,
    today,
)
from dashboard.core.changes import compare
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.people import RIGHTS, Person
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations.authentication import Caller
from dashboard.operations.publishing import (
    Decision,
    Preview,
    StoreSource,
    Upload,
    accept_upload,
    compare_versions,
    open_store,
    preview_upload,
)
from dashboard.operations.snapshots import (
    FolderSource,
    SnapshotService,
    Source,
    collect_known_values,
    read_file,
)
from dashboard.store import audit, backup, failpoints, versions
from dashboard.store.database import StoreError, begin_read, open_database
from dashboard.store.observations import Progress
from dashboard.store.versions import DuplicateError

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """The commands and their options."""
    one = command(
        "import", import_workbooks, "读入工作簿，作为新版本 · accept workbooks as new versions"
    )
    _add_import_options(one)

    one = command("history", print_history, "列出各版本 · list the versions")
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )

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
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )

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

    one = command("audit", run_audit, "审计记录 · the audit")
    one.add_argument(
        "act", choices=("verify", "list"), help="核对链，或列出 · verify the chain, or list it"
    )
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )


def _add_import_options(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration"
    )
    one.add_argument(
        "books",
        nargs="*",
        type=Path,
        metavar="BOOK",
        help="工作簿（默认：数据文件夹中尚未入库的） · workbooks (default: those waiting in the data folder)",
    )
    reading_report.add_options(one)
    one.add_argument(
        "--dry-run", action="store_true", help="只检查，不保存 · check only, store nothing"
    )
    one.add_argument(
        "--quality",
        choices=qualities.IDS,
        default="published",
        help="未写数据性质的行按此读取 · quality of rows that state none",
    )
    one.add_argument(
        "--released",
        type=parse_day,
        metavar="DATE",
        help="全部数据的发布日期 · release date of all its figures",
    )
    one.add_argument("--note", default="", help="说明 · a note")
    one.add_argument(
        "--take-good-rows",
        action="store_true",
        help="有错误行时只收其余的行 · take the good rows where some are wrong",
    )
    one.add_argument("--key", help="同一键只入库一次 · a retry with the same key publishes once")
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )


def open_stored_data(options: argparse.Namespace) -> tuple[SnapshotService, StoreSource]:
    """The declaration and the store, opened; first start included."""
    declared = read_registry(options)
    stored = _open_store(
        declared, getattr(options, "indicators", None) or settings.load().indicators
    )
    return SnapshotService(declared, stored, today(), settings.load().rules), stored


def open_source(declared: Registry, file: Path) -> Source:
    """Where a command reads from: the store; while it is empty and the declaration is another than
    the house's, the folder.
    """
    stored = _open_store(declared, file)
    return stored if stored.newest() or _is_ours(file) else FolderSource(settings.load().data_dir)


def find_newest_version(source: Source) -> int | None:
    """The newest version of a source that has versions."""
    return source.newest() if isinstance(source, StoreSource) else None


def _open_store(declared: Registry, file: Path) -> StoreSource:
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    with convert_store_errors():
        # Only the house's own declaration may fill the store on first start: another would read the
        # workbooks otherwise.
        return open_store(
            chosen.store_url,
            chosen.data_dir,
            declared if _is_ours(file) else None,
            now().isoformat(timespec="seconds"),
        )


def build_caller() -> Caller:
    """Whoever is at the machine may do everything: the account there is the operating system's to
    guard.
    """
    return Caller(Person(read_user_name(), "", frozenset(RIGHTS)), "", now(), at_the_machine=True)


def _is_ours(file: Path) -> bool:
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


def import_workbooks(options: argparse.Namespace) -> int:
    """Read workbooks, say cell by cell what they hold, and accept them as versions."""
    reading_report.refuse_existing_files(options)
    if options.dry_run:
        return _check_workbooks(options)
    service, stored = open_stored_data(options)
    books = options.books or stored.waiting()
    if not books:
        print_text(
            Text(
                "数据文件夹中没有待入库的工作簿",
                "no workbook in the data folder waits to be accepted",
            ),
            options.lang,
        )
    refused, answers = False, reading_report.parse_answers(options.alias, service.registry)
    for file in _list_existing_files(books):
        with convert_store_errors(), reading_report.show_steps(file.name, options.lang) as progress:
            upload_preview = preview_upload(
                service, stored, Upload.of(file, options.quality, answers), progress
            )
        if options.format == "table":
            reading_report.print_reading(upload_preview.reading, options)
        reading_report.write_marked_copy(file, upload_preview.reading, options)
        number = _publish_workbook(service, stored, upload_preview, options)
        if options.format == "json":
            upload_preview.reading.write(sys.stdout, version=number)
        refused |= number is None
    return PROBLEMS if refused else FINE


def _check_workbooks(options: argparse.Namespace) -> int:
    """Read and report; the store is not touched."""
    declared, bad = read_registry(options), False
    folder = FolderSource(settings.load().data_dir)
    answers = reading_report.parse_answers(options.alias, declared)
    ours = _is_ours(options.indicators or settings.load().indicators)
    for file in _list_existing_files(options.books or folder.files()):
        known = collect_known_values(folder, declared, file) if ours else {}
        with reading_report.show_steps(file.name, options.lang) as progress:
            found = read_file(
                file, declared, options.quality, answers=answers, known=known, progress=progress
            )
        bad |= found.outcome in ("row-errors-listed", "reject-whole-file")
        reading_report.print_reading(found, options)
        reading_report.write_marked_copy(file, found, options)
    return PROBLEMS if bad else FINE


def _list_existing_files(books: list[Path]) -> Iterator[Path]:
    for file in books:
        if not file.is_file():
            raise RefusalError(NOT_FOUND.format(file=file))
        yield file


def _publish_workbook(
    service: SnapshotService,
    stored: StoreSource,
    upload_preview: Preview,
    options: argparse.Namespace,
) -> int | None:
    """Publish one workbook; the version that holds it now, None where it was refused."""
    decision = Decision(options.note, options.quality, options.released, options.take_good_rows)
    caller = build_caller()
    try:
        with show_progress(upload_preview.reading.file) as progress:
            number = accept_upload(
                service,
                stored,
                upload_preview,
                decision,
                caller,
                key=options.key,
                progress=progress,
            )
    except DuplicateError as already:
        print_text(already.text, options.lang)
        return already.number
    except StoreError as error:
        print_text(error.text, options.lang)
        return None
    flips = upload_preview.comparison.flips
    print_text(
        Text(
            f"{upload_preview.reading.file}：已入库为版本 {number}；"
            f"{len(upload_preview.comparison.changes)} 个数据有变化，{len(flips)} 项评价改变",
            f"{upload_preview.reading.file}: accepted as version {number}; "
            f"{len(upload_preview.comparison.changes)} values and {len(flips)} verdicts changed",
        ),
        options.lang,
    )
    return number


VERSION_KINDS = {"import": Text("入库", "accepted"), "undo": Text("撤销", "undone")}


def print_history(options: argparse.Namespace) -> int:
    """Every version, newest first."""
    _, stored = open_stored_data(options)
    found = versions.list_versions(stored.engine)
    if options.format == "json":
        for one in found:
            print(
                json.dumps(
                    {**asdict(one), "released": one.released.isoformat() if one.released else None},
                    ensure_ascii=False,
                )
            )
        return FINE
    heads = {
        "zh": ("版本", "动作", "工作簿", "数据", "时间", "操作人", "说明", ""),
        "en": ("Version", "Act", "Workbook", "Figures", "When", "Who", "Note", ""),
    }
    rows = []
    for one in found:
        act = VERSION_KINDS[one.kind].in_(options.lang) + (
            f" {one.withdraws}" if one.withdraws else ""
        )
        withdrawn = Text("已撤销", "withdrawn").in_(options.lang) if one.withdrawn else ""
        rows.append(
            (
                str(one.number),
                act,
                one.file,
                str(one.rows or ""),
                one.at[:16].replace("T", " "),
                one.who,
                one.note,
                withdrawn,
            )
        )
    print_table(heads[options.lang], rows)
    return FINE


def print_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table on stdout; wide where that is no terminal."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 200, soft_wrap=False).print(table)


def undo_version(options: argparse.Namespace) -> int:
    """Withdraw a version by a new one."""
    service, stored = open_stored_data(options)
    before = stored.newest()
    with convert_store_errors():
        number = versions.undo(
            stored.engine, options.version, read_user_name(), now().isoformat(), options.note
        )
    found = compare_versions(service, before, number)
    print_text(
        Text(
            f"已撤销版本 {options.version}（新版本 {number}）；{len(found.changes)} 个数据有变化，"
            f"{len(found.flips)} 项评价改变",
            f"version {options.version} is undone by version {number}; {len(found.changes)} "
            f"values and {len(found.flips)} verdicts changed",
        ),
        options.lang,
    )
    return FINE


def print_diff(options: argparse.Namespace) -> int:
    """What changed between two versions: values, verdicts, and what changed those."""
    service, stored = open_stored_data(options)
    for number in (options.first, options.second):
        if not 0 <= number <= stored.newest():
            raise RefusalError(Text(f"没有版本 {number}", f"there is no version {number}"))
    found = compare_versions(service, options.first, options.second, View(year=options.year or 0))
    if options.format == "json":
        print(
            json.dumps(
                compare.build_record(found, service.registry), ensure_ascii=False, allow_nan=False
            )
        )
        return FINE
    _print_difference(found, service, options.lang)
    return FINE


def _print_difference(found: compare.Comparison, service: SnapshotService, lang: Language) -> None:
    for change in found.changes:
        name, place = (
            service.registry.indicators[change.indicator].name,
            service.registry.regions[change.region].name,
        )
        sentence = change.sentence(service.registry)
        print(
            f"{compare.CHANGES[change.kind].in_(lang)}: {place.in_(lang)} {name.in_(lang)} "
            f"{sentence.in_(lang)}"
        )
    for flip in found.flips:
        print(flip.sentence(service.registry).in_(lang))
    print_text(
        Text(
            f"{len(found.changes)} 个数据有变化，{len(found.flips)} 项评价改变",
            f"{len(found.changes)} values and {len(found.flips)} verdicts changed",
        ),
        lang,
    )


def back_up(options: argparse.Namespace) -> int:
    """Copy the store into one file, while others go on."""
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    with convert_store_errors(), show_progress(options.to.name) as progress:
        version = backup.write_backup(open_database(chosen.store_url), options.to, progress)
    print_text(
        Text(
            f"已备份到 {options.to}，最新版本 {version}",
            f"backed up to {options.to}, newest version {version}",
        ),
        options.lang,
    )
    return FINE


def restore_backup(options: argparse.Namespace) -> int:
    """Bring a backup into an empty store."""
    with convert_store_errors(), show_progress(options.file.name) as progress:
        version = backup.restore_backup(
            options.file, open_database(settings.load().store_url), progress
        )
    print_text(
        Text(f"已恢复，最新版本 {version}", f"restored, newest version {version}"), options.lang
    )
    return FINE


def run_audit(options: argparse.Namespace) -> int:
    """Verify the chain of acts, or list them."""
    with convert_store_errors(), begin_read(open_database(settings.load().store_url)) as connection:
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
    print_text(
        Text(
            f"审计链完整：{checked.acts} 条，末条 {checked.head}",
            f"the audit chain holds: {checked.acts} acts, the last {checked.head}",
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
            str(one.sequence),
            one.at[:19].replace("T", " "),
            one.who,
            one.action,
            str(one.version or ""),
            one.details,
        )
        for one in acts
    ]
    print_table(heads[options.lang], rows)
