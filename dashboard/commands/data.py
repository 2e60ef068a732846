"""What can be done with the data kept? Import, history, undo, difference, backup, restore and audit, as commands."""

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
from dashboard.commands.arguments import RefusalError, day, year
from dashboard.commands.output import FINE, NOT_FOUND, PROBLEMS, now, registry, say, today, who
from dashboard.core.changes import compare
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.model import Registry, View
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations.publishing import Consent, Preview, Stored, Upload, accept, difference, open_store, preview
from dashboard.operations.snapshots import Desk, Folder, Source, known_values_of, read_file
from dashboard.store import audit, backup, failpoints, versions
from dashboard.store.database import StoreError, connect, reading
from dashboard.store.versions import AlreadyError, Progress

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add(command: Command) -> None:
    """The commands and their options."""
    one = command("import", import_, "读入工作簿，作为新版本 · accept workbooks as new versions")
    _import_options(one)

    one = command("history", history, "列出各版本 · list the versions")
    one.add_argument("--format", choices=("table", "json"), default="table", help="输出格式 · output format")

    one = command("undo", undo, "撤销一个版本（其后的版本保留） · take a version back; later ones stand")
    one.add_argument("version", type=int, metavar="VERSION")
    one.add_argument("--note", default="", help="说明 · a note")

    one = command("diff", diff, "两个版本之间哪些数据和评价变了 · which values and verdicts changed between two versions")
    one.add_argument("first", type=int, metavar="VERSION")
    one.add_argument("second", type=int, metavar="VERSION")
    one.add_argument("--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration")
    one.add_argument("--year", type=year, help="评价年份 · the year judged")
    one.add_argument("--format", choices=("table", "json"), default="table", help="输出格式 · output format")

    one = command("backup", back_up, "备份数据库 · back the store up")
    one.add_argument("--to", required=True, type=Path, metavar="FILE", help="写到此文件（SQLite） · write to this file (SQLite)")

    one = command("restore", restore, "从备份恢复到空的数据库 · restore a backup into an empty store")
    one.add_argument("file", type=Path, metavar="FILE")

    one = command("audit", audited, "审计记录 · the audit")
    one.add_argument("act", choices=("verify", "list"), help="核对链，或列出 · verify the chain, or list it")
    one.add_argument("--format", choices=("table", "json"), default="table", help="输出格式 · output format")


def _import_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("--indicators", type=Path, metavar="FILE", help="目标登记文件 · the declaration")
    one.add_argument(
        "books",
        nargs="*",
        type=Path,
        metavar="BOOK",
        help="工作簿（默认：数据文件夹中尚未入库的） · workbooks (default: those waiting in the data folder)",
    )
    reading_report.options(one)
    one.add_argument("--dry-run", action="store_true", help="只检查，不保存 · check only, store nothing")
    one.add_argument(
        "--quality", choices=qualities.IDS, default="published", help="未写数据性质的行按此读取 · quality of rows that state none"
    )
    one.add_argument("--released", type=day, metavar="DATE", help="全部数据的发布日期 · release date of all its figures")
    one.add_argument("--note", default="", help="说明 · a note")
    one.add_argument(
        "--take-good-rows", action="store_true", help="有错误行时只收其余的行 · take the good rows where some are wrong"
    )
    one.add_argument("--key", help="同一键只入库一次 · a retry with the same key publishes once")
    one.add_argument("--format", choices=("table", "json"), default="table", help="输出格式 · output format")


def stored_data(options: argparse.Namespace) -> tuple[Desk, Stored]:
    """The declaration and the store, opened; first start included."""
    declared = registry(options)
    stored = _opened(declared, getattr(options, "indicators", None) or settings.load().indicators)
    return Desk(declared, stored, today(), settings.load().rules), stored


def source(declared: Registry, file: Path) -> Source:
    """Where a command reads from: the store; while it is empty and the declaration is another than the house's, the folder."""
    stored = _opened(declared, file)
    return stored if stored.newest() or _is_ours(file) else Folder(settings.load().data_dir)


def newest(source: Source) -> int | None:
    """The newest version of a source that has versions."""
    return source.newest() if isinstance(source, Stored) else None


def _opened(declared: Registry, file: Path) -> Stored:
    chosen = settings.load()
    failpoints.arm(chosen.failpoint)
    with refusing():
        # Only the house's own declaration may fill the store on first start: another would read the workbooks otherwise.
        return open_store(
            chosen.store_url, chosen.data_dir, declared if _is_ours(file) else None, now().isoformat(timespec="seconds")
        )


def _is_ours(file: Path) -> bool:
    return file.resolve() == settings.load().indicators.resolve()


@contextmanager
def refusing() -> Iterator[None]:
    """What the store refuses is a refusal of the command."""
    try:
        yield
    except StoreError as error:
        raise RefusalError(error.text) from error


@contextmanager
def bar(said: str) -> Iterator[Progress]:
    """A progress bar on stderr, where that is a terminal."""
    with Bar(console=Console(stderr=True), disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task(said, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def import_(options: argparse.Namespace) -> int:
    """Read workbooks, say cell by cell what they hold, and accept them as versions."""
    reading_report.must_be_free(options)
    if options.dry_run:
        return _only_look(options)
    desk, stored = stored_data(options)
    books = options.books or stored.waiting()
    if not books:
        say(Text("数据文件夹中没有待入库的工作簿", "no workbook in the data folder waits to be accepted"), options.lang)
    refused, answers = False, reading_report.answers(options.alias, desk.registry)
    for file in _there(books):
        with refusing(), reading_report.steps(file.name, options.lang) as progress:
            shown = preview(desk, stored, Upload.of(file, options.quality, answers), progress)
        if options.format == "table":
            reading_report.tell(shown.reading, options)
        reading_report.hand_back(file, shown.reading, options)
        number = _accept(desk, stored, shown, options)
        if options.format == "json":
            shown.reading.write(sys.stdout, version=number)
        refused |= number is None
    return PROBLEMS if refused else FINE


def _only_look(options: argparse.Namespace) -> int:
    """Read and report; the store is not touched."""
    declared, bad = registry(options), False
    folder = Folder(settings.load().data_dir)
    answers = reading_report.answers(options.alias, declared)
    ours = _is_ours(options.indicators or settings.load().indicators)
    for file in _there(options.books or folder.files()):
        known = known_values_of(folder, declared, file) if ours else {}
        with reading_report.steps(file.name, options.lang) as progress:
            found = read_file(file, declared, options.quality, answers=answers, known=known, progress=progress)
        bad |= found.outcome in ("row-errors-listed", "reject-whole-file")
        reading_report.tell(found, options)
        reading_report.hand_back(file, found, options)
    return PROBLEMS if bad else FINE


def _there(books: list[Path]) -> Iterator[Path]:
    for file in books:
        if not file.is_file():
            raise RefusalError(NOT_FOUND.format(file=file))
        yield file


def _accept(desk: Desk, stored: Stored, shown: Preview, options: argparse.Namespace) -> int | None:
    """Publish one workbook; the version that holds it now, None where it was refused."""
    said = Consent(who(), now().isoformat(), options.note, options.quality, options.released, options.key, options.take_good_rows)
    try:
        with bar(shown.reading.file) as progress:
            number = accept(desk, stored, shown, said, progress)
    except AlreadyError as already:
        say(already.text, options.lang)
        return already.number
    except StoreError as error:
        say(error.text, options.lang)
        return None
    flips = shown.comparison.flips
    say(
        Text(
            f"{shown.reading.file}：已入库为版本 {number}；{len(shown.comparison.changes)} 个数据有变化，{len(flips)} 项评价改变",
            f"{shown.reading.file}: accepted as version {number}; {len(shown.comparison.changes)} values and {len(flips)} verdicts changed",
        ),
        options.lang,
    )
    return number


KINDS = {"import": Text("入库", "accepted"), "undo": Text("撤销", "undone")}


def history(options: argparse.Namespace) -> int:
    """Every version, newest first."""
    _, stored = stored_data(options)
    found = versions.history(stored.engine)
    if options.format == "json":
        for one in found:
            print(json.dumps({**asdict(one), "released": one.released.isoformat() if one.released else None}, ensure_ascii=False))
        return FINE
    heads = {
        "zh": ("版本", "动作", "工作簿", "数据", "时间", "操作人", "说明", ""),
        "en": ("Version", "Act", "Workbook", "Figures", "When", "Who", "Note", ""),
    }
    rows = []
    for one in found:
        act = KINDS[one.kind].in_(options.lang) + (f" {one.withdraws}" if one.withdraws else "")
        gone = Text("已撤销", "withdrawn").in_(options.lang) if one.withdrawn else ""
        rows.append((str(one.number), act, one.file, str(one.rows or ""), one.at[:16].replace("T", " "), one.who, one.note, gone))
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


def undo(options: argparse.Namespace) -> int:
    """Withdraw a version by a new one."""
    desk, stored = stored_data(options)
    before = stored.newest()
    with refusing():
        number = versions.undo(stored.engine, options.version, who(), now().isoformat(), options.note)
    found = difference(desk, before, number)
    say(
        Text(
            f"已撤销版本 {options.version}（新版本 {number}）；{len(found.changes)} 个数据有变化，{len(found.flips)} 项评价改变",
            f"version {options.version} is undone by version {number}; {len(found.changes)} values and {len(found.flips)} verdicts changed",
        ),
        options.lang,
    )
    return FINE


def diff(options: argparse.Namespace) -> int:
    """What changed between two versions: values, verdicts, and what changed those."""
    desk, stored = stored_data(options)
    for number in (options.first, options.second):
        if not 0 <= number <= stored.newest():
            raise RefusalError(Text(f"没有版本 {number}", f"there is no version {number}"))
    found = difference(desk, options.first, options.second, View(year=options.year or 0))
    if options.format == "json":
        print(json.dumps(compare.record(found, desk.registry), ensure_ascii=False, allow_nan=False))
        return FINE
    _say_difference(found, desk, options.lang)
    return FINE


def _say_difference(found: compare.Comparison, desk: Desk, lang: Language) -> None:
    for change in found.changes:
        name, place = desk.registry.indicators[change.indicator].name, desk.registry.regions[change.region].name
        said = change.sentence(desk.registry)
        print(f"{compare.CHANGES[change.kind].in_(lang)}: {place.in_(lang)} {name.in_(lang)} {said.in_(lang)}")
    for flip in found.flips:
        print(flip.sentence(desk.registry).in_(lang))
    say(
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
    with refusing(), bar(options.to.name) as progress:
        held = backup.backup(connect(chosen.store_url), options.to, progress)
    say(Text(f"已备份到 {options.to}，最新版本 {held}", f"backed up to {options.to}, newest version {held}"), options.lang)
    return FINE


def restore(options: argparse.Namespace) -> int:
    """Bring a backup into an empty store."""
    with refusing(), bar(options.file.name) as progress:
        held = backup.restore(options.file, connect(settings.load().store_url), progress)
    say(Text(f"已恢复，最新版本 {held}", f"restored, newest version {held}"), options.lang)
    return FINE


def audited(options: argparse.Namespace) -> int:
    """Verify the chain of acts, or list them."""
    with refusing(), reading(connect(settings.load().store_url)) as connection:
        acts = list(audit.entries(connection))
        checked = audit.verify(connection)
    if options.act == "list":
        _list(acts, options)
        return FINE
    if checked.broken is not None:
        say(Text(f"审计链在第 {checked.broken} 条断开", f"the audit chain breaks at row {checked.broken}"), options.lang)
        return PROBLEMS
    say(
        Text(
            f"审计链完整：{checked.acts} 条，末条 {checked.head}",
            f"the audit chain holds: {checked.acts} acts, the last {checked.head}",
        ),
        options.lang,
    )
    return FINE


def _list(acts: list[audit.Entry], options: argparse.Namespace) -> None:
    if options.format == "json":
        for entry in acts:
            print(json.dumps(asdict(entry), ensure_ascii=False))
        return
    heads = {"zh": ("序号", "时间", "操作人", "动作", "版本", "内容"), "en": ("No.", "When", "Who", "Act", "Version", "Details")}
    rows = [
        (str(one.sequence), one.at[:19].replace("T", " "), one.who, one.action, str(one.version or ""), one.details) for one in acts
    ]
    print_table(heads[options.lang], rows)
