"""What does each column under a header mean? By the labels above it, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.core.vocabulary import qualities
from dashboard.ingest import numbers
from dashboard.ingest.cells import Cell
from dashboard.ingest.numbers import holds_figure
from dashboard.ingest.recognition import headers, labels
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import NO_PLACES, ROLES, SAMPLE_ROWS, Column, Table
from dashboard.ingest.recognition.names import Match, Names

_LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff]{2,}|[\u3400-\u9fff]")
_ORDINAL = re.compile(r"^[（(]?[一二三四五六七八九十]+[)）、.．]?$|^[（(]?[A-Za-z0-9][)）、.．]?$")
_LEAST_SHARES = {"region": 0.5, "year": 0.6, "unit": 0.6}
"""Role → the share of a column's cells that must speak for it where its heading says nothing."""


def read_columns(table: Table, names: Names) -> None:
    """Note what each column of a table means; those whose heading says nothing are `unread`."""
    for position in range(table.page.left, table.page.right + 1):
        column = _find_column(table, position, names)
        if column.role:
            table.columns.append(column)
        elif column.heading:
            table.unread.append(column)
    _separate_region_codes(table)
    _pass_over_row_numbers(table, names)
    _remove_repeated_columns(table)
    _add_label_columns(table, names)
    _add_place_column(table, names)
    _choose_figure_columns(table)


def _find_column(table: Table, position: int, names: Names) -> Column:
    """What a column means by the labels of the header block, from top to bottom."""
    block, reached = _collect_labels(table, position)
    heading = " ".join(text for text, _ in block)
    column = Column(position, heading, table.header, reached=reached)
    unknown = _list_unknown(column, block, table, names)
    is_understood = _says_of_what(column) or column.role != ""
    is_translated = any(not text.isascii() for text, _ in block)
    if unknown and not (is_understood and is_translated and "".join(unknown).isascii()):
        return Column(position, heading, table.header)
    if _stands_over_its_kind(column) or (not column.role and _says_of_what(column, to_date=True)):
        column.role = "value"
    return column


def _list_unknown(
    column: Column, block: list[tuple[str, Cell]], table: Table, names: Names
) -> list[str]:
    """The labels over a column that nobody knows, after all the others have been applied."""
    unknown = [text for text, cell in block if not _apply_label(column, text, cell, names)]
    if unknown and len(block) > 1:
        joined = names.indicator("".join(text for text, _ in block))
        if joined is not None:
            column.indicator = joined
            return []
    if len(unknown) == 1 and _apply_growth(column, unknown[0], table, names):
        return []
    if column.region is None:
        return unknown
    return [text for text in unknown if text.strip(":：") != "其中"]  # over districts


def _says_of_what(column: Column, *, to_date: bool = False) -> bool:
    """Whether a heading says of which year, indicator or region figures are; `to_date` where 累计
    alone says enough.
    """
    if to_date and column.to_date:
        return True
    stated = (column.when, column.indicator, column.region)
    return any(one is not None for one in stated)


def _stands_over_its_kind(column: Column) -> bool:
    """Whether a word for labels stands over what it names: 年份 over the years, 地区 over regions."""
    if column.role == "year":
        return column.when is not None
    if column.role == "region":
        return column.region is not None
    return column.role in ("name", "indicator") and column.indicator is not None


def _collect_labels(table: Table, position: int) -> tuple[list[tuple[str, Cell]], str]:
    """The labels over a column with their cells, and the one that only reaches over to it."""
    page = table.page
    block: list[tuple[str, Cell]] = []
    reached = ""
    for row in range(table.first, table.header + 1):
        cell = page.cell(row, position)
        text = labels.clean_label(cell.text)
        if not text and row < table.header:
            left = _find_reaching_column(table, row, position)
            if left:
                cell = page.cell(row, left)
                text = reached = page.text(row, left)
        if text and (not block or block[-1][0] != text):
            block.append((text, cell))
    return block, reached


def _find_reaching_column(table: Table, row: int, position: int) -> int:
    """The column whose label in an upper row reaches over to another, where the lower row goes on
    without a label of its own above; 0 without one.
    """
    page = table.page
    if page.area(row, position) is not None or not _is_labelled_below(table, row, position):
        return 0
    for left in range(position - 1, page.left, -1):
        text = page.text(row, left)
        goes_on = _is_labelled_below(table, row, left)
        if text:
            return left if goes_on and normalize_name(text) not in ROLES else 0
        if not goes_on or page.area(row, left) is not None:
            return 0
    return 0


def _is_labelled_below(table: Table, row: int, position: int) -> bool:
    """Whether a lower row of the header block has a label in a column."""
    return any(table.page.text(below, position) for below in range(row + 1, table.header + 1))


def _apply_label(column: Column, text: str, cell: Cell, names: Names) -> bool:
    """Whether a label adds to what a column means."""
    role, unit = headers.find_role(text)
    if role:
        column.role, column.unit = column.role or role, unit or column.unit
        return True
    if _apply_time(column, text, cell):
        return True
    unit = labels.parse_unit_label(text)
    if unit is not None:
        column.unit = unit
        return True
    return _apply_name(column, text, names) or labels.is_passed_over(text)


def _apply_time(column: Column, text: str, cell: Cell) -> bool:
    """Whether a label says of when figures are: a year, months, or the time since January."""
    stated, unit = headers.find_year(cell), None
    more = headers.find_year_and_more(text) if stated is None else None
    if more is not None:
        stated, unit = more[0], more[1].unit
        column.to_date = column.to_date or more[1].to_date
    if stated is not None:
        if column.when is not None and stated.month == 12:
            stated = replace(stated, month=column.when.month)
        column.when, column.unit = stated, unit or column.unit
        return True
    is_to_date, unit = headers.find_to_date(text)
    if is_to_date:
        column.to_date, column.unit = True, unit or column.unit
        return True
    month = labels.parse_through_month(text)
    if month is not None:
        column.when = replace(column.when or When(None), month=month)
    return month is not None


def _apply_growth(column: Column, text: str, table: Table, names: Names) -> bool:
    """Whether a word for growth is the growth, declared as an indicator of its own, of what the
    table's title names.
    """
    word = headers.find_growth_word(text)
    if word is None or column.indicator is not None:
        return False
    match = names.growth_of(table.nearest_title)
    if match is None or not _stands_beside(table, column, match, names):
        return False
    column.indicator, column.unit = match, word.unit or column.unit
    column.is_growth = True
    return True


def _stands_beside(table: Table, column: Column, growth: Match, names: Names) -> bool:
    """Whether what stands left of a column of growth is what the title names, and nothing else."""
    for position in range(column.position - 1, table.page.left - 1, -1):
        text = table.page.text(table.header, position)
        if not text or labels.is_growth(text):
            continue
        indicator = names.indicator(text)
        if indicator is not None:
            return names.declared(indicator).real_growth == growth.id
        return bool(headers.find_role(text)[0]) or headers.is_part_of_year(text)
    return True


def _apply_name(column: Column, text: str, names: Names) -> bool:
    """Whether a label is an indicator's or a region's name, perhaps with a year."""
    match = names.indicator(text)
    if match is not None and column.indicator is None:
        column.indicator, column.unit = match, match.unit or column.unit
        return True
    region = names.region(text)
    if region is not None and column.region is None:
        column.region = region
        return True
    dated = labels.parse_dated_name(text)
    if dated is None or labels.is_plan(text):
        return False
    column.when = column.when or dated[0]
    return labels.is_passed_over(dated[1]) or _apply_name(column, dated[1], names)


def _separate_region_codes(table: Table) -> None:
    """A column of region codes beside one of names is held against it, and is no second region; of
    provinces beside their cities the cities are the rows'.
    """
    regions = [column for column in table.columns if column.role == "region"]
    if len(regions) == 2:
        for column in regions:
            if labels.is_code(column.heading):
                column.role = "place"
    regions = [column for column in table.columns if column.role == "region"]
    for wider in regions[:-1]:
        wider.role = "wider"


def _pass_over_row_numbers(table: Table, names: Names) -> None:
    """A column called id that names no indicator numbers the rows, where something else names
    them.
    """
    named = table.at("name") or any(column.indicator for column in table.columns)
    for column in list(table.columns):
        if not (named and column.role == "indicator"):
            continue
        cells = _sample_cells(table, column.position)
        if cells and not any(names.indicator(cell.text) for cell in cells):
            table.columns.remove(column)
            table.unread.append(column)


def _remove_repeated_columns(table: Table) -> None:
    """A column that stands twice is not read, neither time: which one is right cannot be known."""
    first_columns: dict[tuple[object, ...], Column] = {}
    for column in list(table.columns):
        first = first_columns.setdefault(column.key, column)
        if first is column:
            continue
        table.columns.remove(column)
        table.twice.append(column)
        if column.figures and first in table.columns:
            table.columns.remove(first)
            table.twice.append(first)


def _add_label_columns(table: Table, names: Names) -> None:
    """Columns whose heading says nothing, told by what stands in them: regions, years, names or
    units.
    """
    last = max((column.position for column in table.columns), default=table.page.right)
    for position in range(table.page.left, last + 1):
        known = {
            column.role for column in (*table.columns, *table.twice) if column.position == position
        }
        if known - {"unit"}:
            continue
        role = _find_role_by_content(_sample_cells(table, position), table, names)
        if role == "region" or (role and not known):
            table.unread = [column for column in table.unread if column.position != position]
            table.columns = [column for column in table.columns if column.position != position]
            heading = table.page.text(table.header, position)
            table.columns.append(Column(position, heading, table.header, role, by_content=True))
    table.columns.sort(key=lambda column: column.position)


def _add_place_column(table: Table, names: Names) -> None:
    """A column of words that may be places is one of regions, though none of them is declared: its
    rows are no rows of the table's own region.
    """
    if table.at("region") or any(column.region for column in table.columns):
        return
    last = max((column.position for column in table.columns), default=0)
    taken = {column.position for column in (*table.columns, *table.twice)}
    for position in range(table.page.left, last + 1):
        heading = labels.squeeze_label(table.page.text(table.header, position))
        if position in taken or NO_PLACES.search(heading):
            continue
        if _may_be_places(_sample_cells(table, position), names):
            table.unread = [column for column in table.unread if column.position != position]
            column = Column(position, heading, table.header, "region", by_content=True)
            table.columns.append(column)
            table.columns.sort(key=lambda column: column.position)
            return


def _may_be_places(cells: list[Cell], names: Names) -> bool:
    """Whether the cells of a column are words of which one at least may name a place."""
    texts = [labels.clean_label(cell.text) for cell in cells if not numbers.is_blank(cell.content)]
    words = [text for text in texts if _LETTERS.search(text)]
    return 2 * len(words) > len(texts) and any(not _is_no_place(text, names) for text in words)


def _is_no_place(text: str, names: Names) -> bool:
    """Whether a word is an ordinal, a time, a unit, a nature, or the name of an indicator."""
    if _ORDINAL.match(text) or labels.parse_year(text) or headers.is_part_of_year(text):
        return True
    if labels.parse_unit_label(text) is not None or qualities.find_quality(text) is not None:
        return True
    return labels.is_all(text) or labels.is_total(text) or names.indicator(text) is not None


def _sample_cells(table: Table, position: int) -> list[Cell]:
    """The filled cells of a column down to the next line that stands alone."""
    page = table.page
    cells: list[Cell] = []
    for row in range(table.header + 1, min(len(page.grid.rows), table.header + SAMPLE_ROWS) + 1):
        if len(cells) > 2 and len(page.filled(row)) < 2:
            break
        cell = page.own(row, position)
        if not cell.blank:
            cells.append(cell)
    return cells


def _find_role_by_content(cells: list[Cell], table: Table, names: Names) -> str:
    """The role that most cells of a column speak for, "" without one."""
    texts = [labels.clean_label(cell.text) for cell in cells]
    counts = {
        "region": sum(names.region(text) is not None for text in texts),
        "year": sum(headers.find_year(cell) is not None for cell in cells),
        "unit": sum(labels.parse_unit_label(text) is not None for text in texts),
    }
    for role, count in counts.items():
        is_enough = count > 0 and count >= _LEAST_SHARES[role] * len(cells)
        if is_enough and not _is_role_taken(table, role):
            return role
    if _is_role_taken(table, "name") or any(map(holds_figure, cells)):
        return ""
    return "name" if any(names.indicator(text) is not None for text in texts) else ""


def _is_role_taken(table: Table, role: str) -> bool:
    """Whether a table has another column for a role, or years over its figures."""
    if table.at(role):
        return True
    if role == "name":
        return table.at("indicator") > 0
    return role == "year" and _names_year(table.columns)


def _names_year(columns: Iterable[Column]) -> bool:
    """Whether one of the columns is of a year."""
    return any(column.when is not None and column.when.year for column in columns)


def _choose_figure_columns(table: Table) -> None:
    """A single column under 数值 gives way to columns of years, indicators or regions, and the
    reverse in the long layout.
    """
    figures = [column for column in table.columns if column.figures and not column.is_growth]
    named = [column for column in figures if _says_of_what(column, to_date=True)]
    bare = [column for column in figures if not _says_of_what(column, to_date=True)]
    is_long = bool(bare) and (table.at("year") > 0 or not named)
    dropped = named if is_long else bare
    if not is_long and _names_year(named):
        dropped += [column for column in table.columns if column.role == "year"]
    for column in dropped:
        table.columns.remove(column)
        table.unread.append(column)
