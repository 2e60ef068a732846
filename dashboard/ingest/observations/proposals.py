"""How was a table understood? Its header, years, units and names with the cells that say so, for a
person to agree with.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import Unit
from dashboard.ingest.cells import format_address
from dashboard.ingest.observations.findings import Findings
from dashboard.ingest.observations.listing import format_found
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import Table
from dashboard.ingest.recognition.names import Match


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was understood: what it is, the cell and the text that say so, and what they
    were read as.
    """

    what: str
    cell: str
    text: str
    read_as: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A table as understood: where it stands, its header, how many figures it gave, and the
    evidence.
    """

    sheet: str
    first_row: int
    header_rows: tuple[int, int]
    last_row: int
    years: tuple[int, ...]
    evidence: tuple[Evidence, ...]

    @property
    def sentence(self) -> Text:
        """In one line, for a person."""
        first, last = self.header_rows
        header_zh, header_en = f"第 {first} 行", f"row {first}"
        if first != last:
            header_zh, header_en = f"第 {first}–{last} 行", f"rows {first}–{last}"
        span = str(self.years[0]) if self.years else "—"
        if len(self.years) > 1:
            span += f"–{self.years[-1]}"
        years = Text.count(len(self.years), "年份", "year", "years")
        count = sum(one.what == "indicator" for one in self.evidence)
        names = Text.count(count, "{n} 个指标名称", "{n} indicator name", "{n} indicator names")
        return Text(
            f"{self.sheet}：表头在{header_zh}，数据到第 {self.last_row} 行；{years.zh} {span}；识别出 {names.zh}",
            f"{self.sheet}: header in {header_en}, data to row {self.last_row}; {years.en} "
            f"{span}; {names.en} recognised",
        )

    def record(self) -> dict[str, object]:
        """For JSON."""
        return {
            "sheet": self.sheet,
            "header_rows": list(self.header_rows),
            "rows": [self.first_row, self.last_row],
            "years": list(self.years),
            "evidence": [
                {"what": e.what, "cell": e.cell, "text": e.text, "read_as": e.read_as, "how": e.how}
                for e in self.evidence
            ],
        }


def build_proposal(sheet: Findings, table: Table, before: int) -> Proposal:
    """What was understood of a table that has been read, after so many figures of the sheet."""
    evidence = [*_of_columns(table), *_of_lines(table)]
    evidence += [
        Evidence(kind, cell, format_found(text), found, how)
        for (kind, text), (found, how, cell) in sheet.matched.items()
    ]
    years = sorted(set(sheet.figures.year[before:]))
    return Proposal(
        sheet.title,
        table.header + 1,
        (table.first, table.header),
        table.last,
        tuple(years),
        tuple(evidence),
    )


def _of_columns(table: Table) -> list[Evidence]:
    """What the headings of columns were taken for."""
    evidence = []
    for column in table.columns:
        at = format_address(column.row, column.position), format_found(column.heading)
        if column.role and column.role != "value":
            evidence.append(Evidence("column", *at, column.role))
        if column.when is not None:
            evidence.append(Evidence("year", *at, _format_year(column.when)))
        if column.indicator is not None:
            evidence.append(Evidence("indicator", *at, column.indicator.id, column.indicator.how))
        if column.region is not None:
            evidence.append(Evidence("region", *at, column.region.id, column.region.how))
        if column.unit is not None:
            evidence.append(Evidence("unit", *at, column.unit.name))
    return evidence


def _of_lines(table: Table) -> list[Evidence]:
    """What the lines above a table were taken for."""
    evidence = []
    for what, statement in table.said.items():
        if statement.value is None:
            continue
        how = statement.value.how if isinstance(statement.value, Match) else ""
        text, read_as = format_found(statement.text), _format_stated(statement.value)
        evidence.append(Evidence(what, statement.cell, text, read_as, how))
    return evidence


def _format_stated(value: object) -> str:
    """What a line was read as, for a person."""
    if isinstance(value, Match):
        return value.id
    if isinstance(value, When):
        return _format_year(value)
    if isinstance(value, tuple):
        return "、".join(unit.name for unit in value if isinstance(unit, Unit))
    return str(value)


def _format_year(when: When) -> str:
    month = f"-{when.month:02d}" if when.month != 12 else ""
    return f"{when.year or ''}{month}"
