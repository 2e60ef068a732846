"""Which tables stand on this sheet? Where each header is, and what every column under it means,
with the evidence for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.ingest import limits, numbers
from dashboard.ingest.cells import Cell, Grid, format_address
from dashboard.ingest.numbers import holds_figure
from dashboard.ingest.recognition import headers, labels, preamble
from dashboard.ingest.recognition.labels import When
from dashboard.ingest.recognition.layouts import ROLES, Column, Objection, Table
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.page import Page

_DEEPEST_BLOCK = 4
_INDEX = ("甲", "乙", "丙", "丁")
"""What numbers the columns of words in the row beneath a header."""
_SAMPLE = 200
_DIMENSIONS = ("indicator", "name", "region", "year")


def list_tables(grid: Grid, names: Names) -> list[Table]:
    """The tables of a sheet from top to bottom; side by side ones are told apart by their repeated
    first heading.
    """
    page = Page(grid)
    found = [
        table for part in _split_sheet(page, names) for table in _list_stacked_tables(part, names)
    ]
    return sorted(found, key=lambda table: (table.first, table.left))


def _split_sheet(page: Page, names: Names) -> list[Page]:
    """Parts of a sheet: where the first heading comes again, or where a label's heading follows an
    empty column.
    """
    for row in range(1, min(len(page.grid.rows), _SAMPLE) + 1):
        if not headers.is_header(page, row, names):
            continue
        heads = [(at, ROLES.get(normalize_name(cell.text), "")) for at, cell in page.filled(row)]
        first = heads[0][0]
        starts = [first] + [
            at
            for at, role in heads[1:]
            if role in _DIMENSIONS
            and (role == heads[0][1] or (role != "" and _is_empty_column(page, row, at - 1)))
        ]
        pieces = list(zip(starts, [*(at - 1 for at in starts[1:]), page.right], strict=True))
        if len(pieces) > 1 and all(end - begin >= 1 for begin, end in pieces):
            return [
                Page(page.grid, begin, end)
                for begin, end in [(page.left, pieces[0][1]), *pieces[1:]]
            ]
        return [page]
    return [page]


def _is_empty_column(page: Page, header: int, at: int) -> bool:
    return all(
        page.grid.cell(row, at).blank
        for row in range(header, min(len(page.grid.rows), header + _SAMPLE) + 1)
    )


def _list_stacked_tables(page: Page, names: Names) -> Iterator[Table]:
    """Tables one under another; a table ends where the next header begins."""
    row, end = 1, len(page.grid.rows)
    before: Table | None = None
    found = 0
    while row <= end:
        if (before is not None and _is_row_of(before, page, row)) or not headers.is_header(
            page, row, names
        ):
            row += 1
            continue
        table = _build_table(page, row, names, before)
        if before is not None:
            before.last = table.first - 1
            yield before
        found += 1
        if found > limits.TABLES:
            table.objection = Objection(
                "too-many-tables", format_address(table.first, table.left), str(limits.TABLES)
            )
            table.last = table.header
            yield table
            return
        before, row = table, table.header + 1
    if before is not None:
        before.last = end
        yield before


def _is_row_of(table: Table, page: Page, row: int) -> bool:
    """Whether a row without a figure is a row of the table above and no new header: its labels
    stand where labels belong.
    """
    texts = [page.text(row, at) for role in _DIMENSIONS if (at := table.at(role))]
    return any(text and not headers.find_role(text)[0] for text in texts)


def _build_table(page: Page, row: int, names: Names, before: Table | None) -> Table:
    first, after = row, before.header if before else 0
    while first - 1 > after and row - first < 2 and _heads_from_above(page, first - 1):
        first -= 1
    last = row
    while last - first < _DEEPEST_BLOCK and _continues_table(page, last + 1, row, names):
        last += 1
    table = Table(page, first, last)
    for at in range(page.left, page.right + 1):
        column = _find_column(page, at, first, last, names)
        if column.role:
            table.columns.append(column)
        elif column.heading:
            table.unread.append(column)
    _separate_region_codes(table)
    _remove_repeated_columns(table)
    _add_label_columns(page, table, names)
    _choose_figure_columns(table)
    top = table.first
    while top - 1 > after and not any(
        holds_figure(cell) and headers.find_year(cell) is None for _, cell in page.filled(top - 1)
    ):
        top -= 1
    preamble.read_preamble(table, names, top, before)
    return table


def _heads_from_above(page: Page, row: int) -> bool:
    """Whether the row above a header is its upper half: texts over several columns, not over the
    whole table.
    """
    filled = page.filled(row)
    areas = [page.area(row, at) for at, _ in filled]
    spanning = [area for area in areas if area and area[3] > area[1] and area[1] > page.left]
    return bool(spanning) and not any(
        holds_figure(cell) and headers.find_year(cell) is None for _, cell in filled
    )


def _continues_table(page: Page, row: int, header: int, names: Names) -> bool:
    """Whether a row belongs to the header above it: a row of units, of translations, or the lower
    half of two.
    """
    filled = page.filled(row)
    if not filled:
        return False
    left = min(page.filled(header)[0][0], filled[0][0])
    informative = 0
    for at, cell in filled:
        text, above = labels.clean_label(cell.text), page.text(header, at)
        role_above = ROLES.get(normalize_name(above))
        if holds_figure(cell) and headers.find_year(cell) is None:
            return False
        if role_above and role_above != "value":
            if (
                normalize_name(text) not in ROLES
                and text not in _INDEX
                and not (
                    text.isascii()
                    and text.isalpha()
                    and names.indicator(text) is None
                    and names.region(text) is None
                )
            ):
                return False
            continue
        known = (
            headers.find_role(text)[0]
            or headers.find_year(cell) is not None
            or labels.parse_unit_label(text)
            or labels.is_passed_over(text)
            or labels.parse_through_month(text)
            or labels.is_one_month(text)
            or labels.is_to_date(text)
            or names.indicator(text)
            or names.region(text)
            or labels.is_growth(text)
            or labels.is_plan(text)
            or headers.find_dated_name(text, names)
        )
        if at == page.left and not above and known:
            return False  # a label in the first column under an empty heading is the first row of the table
        informative += bool(known)
        beneath = (
            page.own(row, left).blank or page.text(row, left) in _INDEX
        ) and not numbers.is_blank(cell.content)  # a heading under another, whatever it says
        translated = text.isascii() and (above or normalize_name(page.text(row, left)) in ROLES)
        if not known and not beneath and not translated:
            return False
        informative += beneath
    return informative > 0 or all(labels.clean_label(cell.text).isascii() for _, cell in filled)


def _find_column(page: Page, at: int, first: int, last: int, names: Names) -> Column:
    """What a column means by the labels of the header block, from top to bottom."""
    texts: list[tuple[str, Cell]] = []
    reached = ""
    for row in range(first, last + 1):
        cell = page.cell(row, at)
        text = labels.clean_label(cell.text)
        if not text and row < last:
            text, cell = _find_label_from_left(page, row, at, first, last)
            reached = text or reached
        if text and (not texts or texts[-1][0] != text):
            texts.append((text, cell))
    column = Column(at, " ".join(text for text, _ in texts), last, reached=reached)
    unknown: list[str] = []
    for text, cell in texts:
        if not _apply_label(column, text, cell, names):
            unknown.append(text)
    joined = names.indicator("".join(text for text, _ in texts)) if len(texts) > 1 else None
    if unknown and joined:
        column.indicator, unknown = joined, []
    translated = column.when or column.indicator or column.region or column.role
    if [text for text in unknown if not (text.isascii() and translated)]:
        return Column(at, column.heading, last)
    spanning = {
        "year": column.when,
        "region": column.region,
        "name": column.indicator,
        "indicator": column.indicator,
    }
    if spanning.get(column.role):
        column.role = "value"  # 年份 over the years, 地区 over the regions
    if not column.role and (column.when or column.indicator or column.region or column.to_date):
        column.role = "value"
    return column


def _find_label_from_left(page: Page, row: int, at: int, first: int, last: int) -> tuple[str, Cell]:
    """The label of an upper row that reaches over to a column, where the lower row goes on without
    a label of its own above.
    """
    if page.area(row, at) is not None or not any(
        page.text(below, at) for below in range(row + 1, last + 1)
    ):
        return "", page.own(row, at)
    for left in range(at - 1, page.left, -1):
        text = page.text(row, left)
        if text:
            reaches = ROLES.get(normalize_name(text)) is None and any(
                page.text(below, left) for below in range(row + 1, last + 1)
            )
            return (text, page.cell(row, left)) if reaches else ("", page.own(row, at))
        if page.area(row, left) is not None or not any(
            page.text(below, left) for below in range(row + 1, last + 1)
        ):
            break
    return "", page.own(row, at)


def _apply_label(column: Column, text: str, cell: Cell, names: Names) -> bool:
    """Whether a label adds to what a column means."""
    role, unit = headers.find_role(text)
    if role:
        column.role, column.unit = column.role or role, unit or column.unit
        return True
    stated = headers.find_year(cell)
    if stated is not None:
        earlier = column.when
        column.when = (
            replace(stated, month=earlier.month) if earlier and stated.month == 12 else stated
        )
        return True
    if labels.is_to_date(text):
        column.to_date = True
        return True
    month = labels.parse_through_month(text)
    if month is not None:
        column.when = replace(column.when, month=month) if column.when else When(None, month)
        return True
    unit = labels.parse_unit_label(text)
    if unit is not None:
        column.unit = unit
        return True
    return _apply_name(column, text, names) or labels.is_passed_over(text)


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
    """A column of region codes beside one of names is held against it, and is no second region."""
    regions = [column for column in table.columns if column.role == "region"]
    if len(regions) == 2:
        for column in regions:
            if labels.is_code(column.heading):
                column.role = "place"


def _remove_repeated_columns(table: Table) -> None:
    """A column that stands twice is not read, neither time: which one is right cannot be known."""
    seen: dict[tuple[object, ...], Column] = {}
    for column in list(table.columns):
        first = seen.setdefault(column.key, column)
        if first is column:
            continue
        table.columns.remove(column)
        table.twice.append(column)
        if column.figures and first in table.columns:
            table.columns.remove(first)
            table.twice.append(first)


def _add_label_columns(page: Page, table: Table, names: Names) -> None:
    """Columns whose heading says nothing, told by what stands in them: regions, years, names or
    units.
    """
    last = max((column.position for column in table.columns), default=page.right)
    for at in range(page.left, last + 1):
        known = next(
            (column for column in (*table.columns, *table.twice) if column.position == at), None
        )
        if known is not None and known.role != "unit":
            continue
        role = _find_role_by_content(_sample_cells(page, table, at), table, names)
        if role and (known is None or role == "region"):
            table.unread = [column for column in table.unread if column.position != at]
            table.columns = [column for column in table.columns if column.position != at]
            heading = page.text(table.header, at)
            table.columns.append(Column(at, heading, table.header, role, by_content=True))
    table.columns.sort(key=lambda column: column.position)


def _sample_cells(page: Page, table: Table, at: int) -> list[Cell]:
    """The filled cells of a column down to the next line that stands alone."""
    cells: list[Cell] = []
    for row in range(table.header + 1, min(len(page.grid.rows), table.header + _SAMPLE) + 1):
        if len(page.filled(row)) < 2 and len(cells) > 2:
            break
        if not (cell := page.own(row, at)).blank:
            cells.append(cell)
    return cells


def _find_role_by_content(cells: list[Cell], table: Table, names: Names) -> str:
    texts = [labels.clean_label(cell.text) for cell in cells]
    tests: tuple[tuple[str, Callable[[int], bool], float], ...] = (
        ("region", lambda at: names.region(texts[at]) is not None, 0.5),
        ("year", lambda at: headers.find_year(cells[at]) is not None, 0.6),
        ("unit", lambda at: labels.parse_unit_label(texts[at]) is not None, 0.6),
        (
            "name",
            lambda at: names.indicator(texts[at]) is not None,
            0.0 if not any(map(holds_figure, cells)) else 2.0,
        ),
    )
    for role, test, share in tests:
        taken = table.at(role) or (role == "name" and table.at("indicator"))
        hits = sum(test(at) for at in range(len(cells)))
        if (
            not taken
            and hits
            and hits >= share * len(cells)
            and not (role == "year" and any(c.when and c.when.year for c in table.columns))
        ):
            return role
    return ""


def _choose_figure_columns(table: Table) -> None:
    """A single column under 数值 gives way to columns of years, indicators or regions, and the
    reverse in the long layout.
    """
    named = [
        c for c in table.columns if c.figures and (c.when or c.indicator or c.region or c.to_date)
    ]
    bare = [column for column in table.columns if column.figures and column not in named]
    long = bool(bare) and bool(table.at("year") or not named)
    drop = named if long else bare
    if long and named and not table.at("year"):
        drop = bare
    for column in drop:
        table.columns.remove(column)
        table.unread.append(column)
    if not long and any(column.when and column.when.year for column in named):
        for column in [c for c in table.columns if c.role == "year"]:
            table.columns.remove(column)
            table.unread.append(column)
