"""How does a workbook come in by command? Read, reported cell by cell, and accepted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from dashboard import settings
from dashboard.commands import reading_report
from dashboard.commands.arguments import RefusalError, parse_day
from dashboard.commands.data import (
    Command,
    build_caller,
    convert_store_errors,
    is_ours,
    open_stored_data,
    show_progress,
)
from dashboard.commands.output import (
    FINE,
    NOT_FOUND,
    PROBLEMS,
    print_text,
    read_registry,
)
from dashboard.core.vocabulary import qualities
from dashboard.core.vocabulary.text import Text
from dashboard.operations.publishing import Decision, Preview, Upload, accept_upload, preview_upload
from dashboard.operations.snapshots import (
    FolderSource,
    SnapshotService,
    collect_known_values,
    read_file,
)
from dashboard.operations.store_source import StoreSource
from dashboard.store.errors import StoreError
from dashboard.store.versions import DuplicateError


def add_command(command: Command) -> None:
    """The command and its options."""
    parser = command(
        "import", import_workbooks, "读入工作簿，作为新版本 · accept workbooks as new versions"
    )
    _add_options(parser)


def _add_options(one: argparse.ArgumentParser) -> None:
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
    answers = reading_report.parse_answers(options.alias, service.registry)
    said = reading_report.parse_statements(options.say, service.registry)
    numbers = []
    for file in _list_existing_files(books):
        with convert_store_errors(), reading_report.show_steps(file.name, options.lang) as progress:
            upload = Upload.of(file, options.quality, answers, said)
            upload_preview = preview_upload(service, stored, upload, progress)
        if options.format == "table":
            reading_report.print_reading(upload_preview.reading, options)
        reading_report.write_marked_copy(file, upload_preview.reading, options)
        number = _publish_workbook(service, stored, upload_preview, options)
        if options.format == "json":
            upload_preview.reading.write(sys.stdout, version=number)
        numbers.append(number)
    return PROBLEMS if None in numbers else FINE


def _check_workbooks(options: argparse.Namespace) -> int:
    """Read and report; the store is not touched."""
    registry, chosen = read_registry(options), settings.load()
    folder = FolderSource(chosen.data_dir)
    answers = reading_report.parse_answers(options.alias, registry)
    said = reading_report.parse_statements(options.say, registry)
    compares = is_ours(options.indicators or chosen.indicators)
    outcomes = []
    for file in _list_existing_files(options.books or folder.files()):
        known = collect_known_values(folder, registry, file) if compares else {}
        with reading_report.show_steps(file.name, options.lang) as progress:
            reading = read_file(
                file,
                registry,
                options.quality,
                answers=answers,
                known=known,
                said=said,
                progress=progress,
            )
        outcomes.append(reading.outcome)
        reading_report.print_reading(reading, options)
        reading_report.write_marked_copy(file, reading, options)
    has_errors = {"row-errors-listed", "reject-whole-file"}.intersection(outcomes)
    return PROBLEMS if has_errors else FINE


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
    file, counts = upload_preview.reading.file, upload_preview.comparison.counts
    print_text(
        Text(
            f"{file}：已入库为版本 {number}；{counts.zh}",
            f"{file}: accepted as version {number}; {counts.en}",
        ),
        options.lang,
    )
    return number
