"""Which files can be taken away? One line a format; each takes what is looked at and gives
bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Literal, Protocol, overload

from dashboard.core.analysis import filtering, provenance
from dashboard.core.analysis.follow_up import Action, FollowUp
from dashboard.core.analysis.gaps import Pair
from dashboard.core.analysis.provenance import ProvenanceLine
from dashboard.core.checks.findings import Finding
from dashboard.core.reports.blocks import Report
from dashboard.core.reports.deck import Deck
from dashboard.core.reports.indicator_report import build_indicator_report
from dashboard.core.reports.plan_report import build_plan_report
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import Snapshot, View
from dashboard.core.vocabulary.text import Language, Text


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
        pairs = filtering.list_selected_rows(self.snapshot, self.view, self.words)
        if not self.indicator:
            return pairs
        return [pair for pair in pairs if pair[1].indicator == self.indicator]

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
        between, colon = "; ", ": "
        if self.view.lang == "zh":
            between, colon = "；", "："
        return between.join(
            f"{self.say(name)}{colon}{self.say(value)}" for name, value in self.imprint[:-1]
        )

    def say(self, text: Text) -> str:
        """A text in the view's language."""
        return text.in_(self.view.lang)

    def named(self, ending: str) -> str:
        """A name for a file: plan, region and year, and the one indicator that it is about."""
        parts = [self.view.plan, self.view.region, str(self.view.year)]
        if EXPORTS[ending].of_one:
            parts.append(self.indicator)
        return "-".join(filter(None, parts)) + f".{ending}"


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


class Writer(Protocol):
    """A module that writes a format."""

    def write(self, request: ExportRequest) -> bytes:
        """The file's bytes; raises MissingError where no font can write it."""


class DeckWriter(Writer, Protocol):
    """A module that writes the slides of a meeting too, as they were frozen."""

    def write_deck(
        self, deck: Deck, language: Language, title: str = "", decided: Sequence[Action] = ()
    ) -> bytes:
        """The file's bytes, with what the meeting decided."""


@overload
def import_writer(ending: Literal["pptx"]) -> DeckWriter: ...
@overload
def import_writer(ending: str) -> Writer: ...
def import_writer(ending: str) -> Writer:
    """The module that writes a format; raises MissingError where its package is not installed,
    KeyError for no format of ours.
    """
    _require_package(ending)
    # Only now, since a writer imports its package at its head.
    writer: Writer = import_module(f"dashboard.exports.{ending}_file")
    return writer


def _require_package(ending: str) -> None:
    """Raise MissingError, naming the package to install, where a format lacks one."""
    module = EXPORTS[ending].needs
    if not module:
        return
    try:
        import_module(module)
    except ImportError as error:
        package = PACKAGES.get(module, module)
        message = Text(
            f"生成 .{ending} 需要 {package}，请先安装：pip install {package}",
            f"a .{ending} needs {package}: install it (pip install {package})",
        )
        raise MissingError(message) from error


def write_export(ending: str, request: ExportRequest) -> bytes:
    """A file of a format, of the plan where the format cannot be about one indicator; raises what
    `import_writer` raises, and MissingError where no font can write it.
    """
    about = request if EXPORTS[ending].of_one else replace(request, indicator="")
    return import_writer(ending).write(about)
