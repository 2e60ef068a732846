"""What does a person see of a file before it counts? How its tables were understood, every issue,
and the workbook with marks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress as Bar

from dashboard.commands.arguments import RefusalError, refuse_existing
from dashboard.commands.output import print_issues, print_text
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import Language, Text
from dashboard.ingest import handback
from dashboard.ingest.cells import RefusedError
from dashboard.ingest.opening import reader
from dashboard.ingest.opening.wire import Progress as Steps
from dashboard.ingest.recognition.said import KINDS, Said, parse_said
from dashboard.ingest.workbook import Reading
from dashboard.operations.snapshots import decode_file_name

OUTCOMES = {
    "accepted": Text("{file}：可以入库，{rows}", "{file}: can be accepted, {rows}"),
    "accepted-with-warning": Text(
        "{file}：可以入库，{rows}，有警告", "{file}: can be accepted with warnings, {rows}"
    ),
    "row-errors-listed": Text(
        "{file}：有错误行，改正后再导入；其余 {rows}可读",
        "{file}: some rows are wrong, mend them first; {rows} can be read",
    ),
    "reject-whole-file": Text("{file}：整个文件不能读取", "{file}: the whole file is refused"),
}


def add_options(one: argparse.ArgumentParser) -> None:
    """Options of commands that look at a file."""
    one.add_argument(
        "--alias",
        action="append",
        default=[],
        metavar="NAME=ID",
        help="回答识别中的疑问：表中的名称就是此指标或地区 · answer a question: a name in the file is this indicator "
        "or region",
    )
    one.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="[SHEET!][COLUMN:]WHAT=VALUE",
        help="说明表中没有写的：year、month、region、indicator、unit、skip、value-heading，"
        "如 --say 'C:year=2023' · say what the file does not: year, month, region, indicator, unit, "
        "skip, value-heading",
    )
    one.add_argument(
        "--marked-up",
        type=Path,
        metavar="FILE",
        help="把加了批注和底色的工作簿写到此文件 · write the workbook with comments and colours",
    )
    one.add_argument(
        "--issues",
        type=Path,
        metavar="FILE",
        help="把问题清单写成 CSV · write the list of issues as CSV",
    )


def parse_answers(given: list[str], registry: Registry) -> Mapping[str, str]:
    """Names and what they mean, by the answers given; refuses what is not declared."""
    declared = {*registry.indicators, *registry.regions}
    answers = {}
    for text in given:
        name, _, meant = text.rpartition("=")
        if not name or meant not in declared:
            raise RefusalError(
                Text(
                    f"--alias “{text}”应写成 名称=编码，编码须已登记",
                    f"--alias “{text}” must be NAME=ID with an id that is declared",
                )
            )
        answers[name] = meant
    return answers


def parse_statements(given: list[str], registry: Registry) -> tuple[Said, ...]:
    """What is said of a file; refuses what cannot be."""
    statements = []
    for text in given:
        said = parse_said(text, registry)
        if said is None:
            kinds = "、".join(KINDS)
            raise RefusalError(
                Text(
                    f"--say “{text}”应写成 [工作表!][列:]内容=值，内容为 {kinds}，值须已登记",
                    f"--say “{text}” must be [SHEET!][COLUMN:]WHAT=VALUE, WHAT one of "
                    f"{', '.join(KINDS)}, with a value that is declared",
                )
            )
        statements.append(said)
    return tuple(statements)


@contextmanager
def show_steps(file: str, language: Language) -> Iterator[Steps]:
    """A progress bar with the real step on stderr, where that is a terminal."""
    console, is_hidden = Console(stderr=True), not sys.stderr.isatty()
    with Bar(console=console, disable=is_hidden, transient=True) as progress_bar:
        task = progress_bar.add_task(file, total=None)

        def update_bar(name: str, done: int, total: int) -> None:
            description = f"{file} · {reader.STEPS[name].in_(language)}"
            progress_bar.update(task, description=description, completed=done, total=max(total, 1))

        yield update_bar


def print_reading(found: Reading, asked: argparse.Namespace) -> None:
    """How a file was understood and everything said about it."""
    if asked.format == "json":
        found.write(sys.stdout)
        return
    for proposal in found.proposals:
        print_text(proposal.sentence, asked.lang)
    print_issues(found.issues, asked.lang, sys.stdout)
    rows = Text.count(len(found.observations), "{n} 条数据", "{n} figure", "{n} figures")
    print_text(OUTCOMES[found.outcome].format(file=found.file, rows=rows), asked.lang)


def refuse_existing_files(asked: argparse.Namespace) -> None:
    """Refuse before anything is read where a file would be overwritten, or where one name is given
    for several workbooks.
    """
    for file in filter(None, (asked.marked_up, asked.issues)):
        refuse_existing(file)
    if (asked.marked_up or asked.issues) and len(asked.books) != 1:
        raise RefusalError(
            Text(
                "--marked-up 和 --issues 一次只用于一个工作簿",
                "--marked-up and --issues go with one workbook at a time",
            )
        )


def write_marked_copy(file: Path, found: Reading, asked: argparse.Namespace) -> None:
    """Write the list and the marked-up copy, where they were asked for."""
    issues = [issue.record() for issue in found.issues]
    if asked.issues is not None:
        asked.issues.write_text(handback.format_issues(issues), "utf-8-sig", newline="")
        listed = Text.count(len(issues), "{n} 条", "{n} issue", "{n} issues")
        print_text(
            Text(f"已写入 {asked.issues}：{listed.zh}", f"wrote {asked.issues}: {listed.en}"),
            asked.lang,
        )
    if asked.marked_up is not None:
        try:
            marked = handback.mark_workbook(file.read_bytes(), issues)
        except RefusedError as error:
            name = decode_file_name(file.name)
            raise RefusalError(handback.TOO_LARGE.format(file=name)) from error
        asked.marked_up.write_bytes(marked)
        print_text(Text(f"已写入 {asked.marked_up}", f"wrote {asked.marked_up}"), asked.lang)
