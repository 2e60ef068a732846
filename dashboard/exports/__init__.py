"""Which files can be taken away? One line a format; each takes what is looked at and gives
bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Any

from dashboard.core.analysis import filtering, provenance
from dashboard.core.analysis.follow_up import FollowUp
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.provenance import ProvenanceLine
from dashboard.core.checks.findings import Finding
from dashboard.core.reports.blocks import Report
from dashboard.core.reports.indicator_report import build_indicator_report
from dashboard.core.reports.plan_report import build_plan_report
from dashboard.core.vocabulary.model import Registry, Snapshot, View
from dashboard.core.vocabulary.text import Text


@dataclass(frozen=True)
class ExportRequest:
    """What a file is made of: a snapshot with its view, what is being done about gaps, and the
    moment.

    `words` are those searched for on the page, `indicator` the one that it is about, `findings`
    what the checks find.
    """

    snapshot: Snapshot
    made: datetime
    follow_up: FollowUp = field(default_factory=FollowUp)
    words: str = ""
    indicator: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def registry(self) -> Registry:
        return self.snapshot.registry

    @property
    def view(self) -> View:
        return self.snapshot.view

    @cached_property
    def rows(self) -> list[Pair]:
        """The verdicts that the view chooses, in its order, with their targets."""
        found = filtering.list_selected_rows(self.snapshot, self.view, self.words)
        return [pair for pair in found if self.indicator in ("", pair[1].indicator)]

    @property
    def imprint(self) -> tuple[ProvenanceLine, ...]:
        return provenance.list_provenance(self.snapshot, self.made)

    @property
    def report(self) -> Report:
        """What is to be read: of the one indicator that is looked at, or of the plan."""
        if self.indicator:
            return build_indicator_report(
                self.snapshot,
                self.registry.indicators[self.indicator],
                self.follow_up,
                self.made.date(),
            )
        return build_plan_report(self.snapshot, self.rows, self.follow_up, self.made.date())

    @property
    def small_print(self) -> str:
        """What everything was judged by, as one line; that some figures are unverified is said by
        the report.
        """
        between, colon = ("；", "：") if self.view.lang == "zh" else ("; ", ": ")
        return between.join(
            f"{self.say(name)}{colon}{self.say(value)}" for name, value in self.imprint[:-1]
        )

    def say(self, text: Text) -> str:
        """A text in the view's language."""
        return text.in_(self.view.lang)

    def named(self, ending: str) -> str:
        """A name for a file: plan, region and year, and the one indicator that it is about."""
        about = self.indicator if EXPORTS[ending].of_one else ""
        return (
            "-".join(filter(None, (self.view.plan, self.view.region, str(self.view.year), about)))
            + f".{ending}"
        )


@dataclass(frozen=True, slots=True)
class Export:
    """A format: what it is called, its media type, the package without which it cannot be written,
    and whether it can be about one indicator.
    """

    name: Text
    media: str
    needs: str = ""
    of_one: bool = True


OFFICE = "application/vnd.openxmlformats-officedocument"
EXPORTS: dict[str, Export] = {
    "xlsx": Export(
        Text("工作簿", "Workbook"), f"{OFFICE}.spreadsheetml.sheet", "xlsxwriter", of_one=False
    ),
    "pptx": Export(
        Text("会议幻灯片", "Slides"), f"{OFFICE}.presentationml.presentation", "pptx", of_one=False
    ),
    "docx": Export(Text("简报", "Briefing"), f"{OFFICE}.wordprocessingml.document", "docx"),
    "pdf": Export(Text("打印版", "For print"), "application/pdf", "typst"),
    "csv": Export(Text("评价表", "Verdicts"), "text/csv"),
    "json": Export(Text("数据", "Data"), "application/json"),
}
"""Ending of the file → format; each is written by the module of its name."""


PACKAGES = {"pptx": "python-pptx", "docx": "python-docx"}
"""Module → the package that brings it, where they are called differently."""


class MissingError(Exception):
    """A format that cannot be written here; `text` says what to install."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def import_writer(ending: str) -> Any:
    """The module that writes a format; raises MissingError where its package is not installed,
    KeyError for no format of ours.
    """
    if EXPORTS[ending].needs:
        try:
            import_module(EXPORTS[ending].needs)
        except ImportError as error:
            needs = PACKAGES.get(EXPORTS[ending].needs, EXPORTS[ending].needs)
            message = Text(
                f"生成 .{ending} 需要 {needs}，请先安装：pip install {needs}",
                f"a .{ending} needs {needs}: install it (pip install {needs})",
            )
            raise MissingError(message) from error
    return import_module(f"dashboard.exports.{ending}_file")


def write_export(ending: str, request: ExportRequest) -> bytes:
    """A file of a format, of the plan where the format cannot be about one indicator; raises what
    `writer` raises, and MissingError where no font can write it.
    """
    about = request if EXPORTS[ending].of_one else replace(request, indicator="")
    made: bytes = import_writer(ending).write(about)
    return made
