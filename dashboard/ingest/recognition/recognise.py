"""Which tables stand on this sheet? Where each begins and ends, and which rows are its header."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.core.declaration.target_checks import normalize_name
from dashboard.ingest import limits, numbers
from dashboard.ingest.cells import Cell, Grid, format_address
from dashboard.ingest.recognition import columns, headers, labels, preamble
from dashboard.ingest.recognition.layouts import ROLES, SAMPLE_ROWS, Objection, Table
from dashboard.ingest.recognition.names import Names
from dashboard.ingest.recognition.page import Page
from dashboard.ingest.recognition.said import Said, apply_said

_DEEPEST_BLOCK = 4
_INDEX = ("甲", "乙", "丙", "丁")
"""What numbers the columns of words in the row beneath a header."""
_DIMENSIONS = ("indicator", "name", "region", "year")


def list_tables(grid: Grid, names: Names, said: tuple[Said, ...] = ()) -> list[Table]:
    """The tables of a sheet from top to bottom; side by side ones are told apart by their repeated
    first heading. What a person said goes before what they say.
    """
    tables: list[Table] = []
    for part in _split_sheet(Page(grid), names):
        tables += _list_stacked_tables(part, names)
    for table in tables:
        apply_said(table, said)
    return sorted(tables, key=lambda table: (table.first, table.left))


def _split_sheet(page: Page, names: Names) -> list[Page]:
    """Parts of a sheet: where the first heading comes again, or where a label's heading follows an
    empty column.
    """
    header = _find_first_header(page, names)
    if not header:
        return [page]
    roles = [(at, ROLES.get(normalize_name(cell.text), "")) for at, cell in page.filled(header)]
    first, first_role = roles[0]
    starts = [first]
    for position, role in roles[1:]:
        if role not in _DIMENSIONS:
            continue
        if role == first_role or _is_empty_column(page, header, position - 1):
            starts.append(position)
    ends = [*(start - 1 for start in starts[1:]), page.right]
    if len(starts) == 1 or any(start == end for start, end in zip(starts, ends, strict=True)):
        return [page]
    starts[0] = page.left
    return [Page(page.grid, start, end) for start, end in zip(starts, ends, strict=True)]


def _find_first_header(page: Page, names: Names) -> int:
    """The first row that heads a table, 0 without one."""
    rows = range(1, min(len(page.grid.rows), SAMPLE_ROWS) + 1)
    return next((row for row in rows if headers.is_header(page, row, names)), 0)


def _is_empty_column(page: Page, header: int, position: int) -> bool:
    rows = range(header, min(len(page.grid.rows), header + SAMPLE_ROWS) + 1)
    return all(page.grid.cell(row, position).blank for row in rows)


def _list_stacked_tables(page: Page, names: Names) -> Iterator[Table]:
    """Tables one under another; a table ends where the next header begins."""
    row, end = 1, len(page.grid.rows)
    above: Table | None = None
    count = 0
    while row <= end:
        is_table_row = above is not None and _is_row_of(above, page, row)
        if is_table_row or not headers.is_header(page, row, names):
            row += 1
            continue
        table = _build_table(page, row, names, above)
        if above is not None:
            above.last = table.first - 1
            yield above
        count += 1
        if count > limits.TABLES:
            table.objection = Objection(
                "too-many-tables", format_address(table.first, table.left), str(limits.TABLES)
            )
            table.last = table.header
            yield table
            return
        above, row = table, table.header + 1
    if above is not None:
        above.last = end
        yield above


def _is_row_of(table: Table, page: Page, row: int) -> bool:
    """Whether a row without a figure is a row of the table above and no new header: its labels
    stand where labels belong.
    """
    positions = [position for role in _DIMENSIONS if (position := table.at(role))]
    texts = [page.text(row, position) for position in positions]
    return any(text and not headers.find_role(text)[0] for text in texts)


def _build_table(page: Page, row: int, names: Names, above: Table | None) -> Table:
    """The table whose header a row belongs to, with its columns and what is said above it."""
    ceiling = above.header if above else 0
    first = last = row
    while first - 1 > ceiling and row - first < 2 and _heads_from_above(page, first - 1):
        first -= 1
    while last - first < _DEEPEST_BLOCK and _continues_header(page, last + 1, row, names):
        last += 1
    top = first
    while top - 1 > ceiling and not _holds_figures(page, top - 1):
        top -= 1
    table = Table(page, first, last)
    titles = [text for text, _ in page.lines(top, first - 1) if preamble.is_title(text)]
    table.nearest_title = [labels.clean_label(page.grid.name), *titles][-1]
    columns.read_columns(table, names)
    preamble.read_preamble(table, names, top, above)
    return table


def _holds_figures(page: Page, row: int) -> bool:
    """Whether a row holds a number that is no year."""
    return any(headers.is_figure_cell(cell) for _, cell in page.filled(row))


def _heads_from_above(page: Page, row: int) -> bool:
    """Whether the row above a header is its upper half: texts over several columns, not over the
    whole table.
    """
    areas = [page.area(row, position) for position, _ in page.filled(row)]
    spans_columns = any(area and area[3] > area[1] > page.left for area in areas)
    return spans_columns and not _holds_figures(page, row)


def _continues_header(page: Page, row: int, header: int, names: Names) -> bool:
    """Whether a row belongs to the header above it: a row of units, of translations, or the lower
    half of two.
    """
    filled = _list_labels(page, row)
    if not filled or not _keeps_label_words(page, filled, header, names):
        return False
    if _is_form(page, header):
        return _is_translation(page, filled, header)
    return _is_lower_half(page, row, header, filled, names)


def _is_lower_half(
    page: Page, row: int, header: int, filled: list[tuple[int, Cell]], names: Names
) -> bool:
    """Whether what stands under the headings of figures says more of them, or translates them."""
    under_figures = [(at, cell) for at, cell in filled if not _is_label_word(page.text(header, at))]
    known = {at for at, cell in under_figures if _is_known_heading(cell, names)}
    if page.left in known and not page.text(header, page.left):
        return False  # a label under an empty heading is the first row of the table
    left = min(page.filled(header)[0][0], filled[0][0])
    if _is_open_label(page, row, left):
        # what stands under a heading in a row without a label is a heading, whatever it says
        known |= {at for at, cell in under_figures if not numbers.is_blank(cell.content)}
    translates_labels = normalize_name(page.text(row, left)) in ROLES
    for position, cell in under_figures:
        is_translation = translates_labels or page.text(header, position) != ""
        if position not in known and not (is_translation and _is_ascii(cell)):
            return False
    return bool(known) or _is_translation(page, filled, header)


def _is_form(page: Page, header: int) -> bool:
    """Whether a header asks for ids: then each row beneath it is meant as a row."""
    roles = (ROLES.get(normalize_name(cell.text)) for _, cell in page.filled(header))
    return "indicator" in roles


def _is_translation(page: Page, filled: list[tuple[int, Cell]], header: int) -> bool:
    """Whether a row says in English what the header says: words, under half of it or more."""
    are_words = all(_is_ascii(cell) and isinstance(cell.content, str) for _, cell in filled)
    return are_words and 2 * len(filled) >= len(page.filled(header))


def _list_labels(page: Page, row: int) -> list[tuple[int, Cell]]:
    """The cells of a row with their columns; none where a figure is among them."""
    return [] if _holds_figures(page, row) else page.filled(row)


def _keeps_label_words(
    page: Page, filled: list[tuple[int, Cell]], header: int, names: Names
) -> bool:
    """Whether headings still stand under the words for labels, and no label of a row."""
    under_words = [cell for at, cell in filled if _is_label_word(page.text(header, at))]
    return all(_fits_under_word(cell, names) for cell in under_words)


def _is_label_word(text: str) -> bool:
    """Whether a heading is a word for what a row is of, and not for its figures."""
    return ROLES.get(normalize_name(text), "value") != "value"


def _is_open_label(page: Page, row: int, left: int) -> bool:
    """Whether a row has no label: nothing stands at its left, or what numbers the columns."""
    return page.own(row, left).blank or page.text(row, left) in _INDEX


def _is_ascii(cell: Cell) -> bool:
    return labels.clean_label(cell.text).isascii()


def _fits_under_word(cell: Cell, names: Names) -> bool:
    """Whether a cell under 指标 or 地区 is still a heading: another such word, a column's number, or
    a translation.
    """
    text = labels.clean_label(cell.text)
    if normalize_name(text) in ROLES or text in _INDEX:
        return True
    is_english_word = text.isascii() and text.isalpha()
    return is_english_word and names.indicator(text) is None and names.region(text) is None


def _is_known_heading(cell: Cell, names: Names) -> bool:
    """Whether a cell says something that headings say: a word for a column, a time, a unit, a name,
    a change or a plan.
    """
    text = labels.clean_label(cell.text)
    if headers.find_role(text)[0] or headers.find_year(cell) is not None:
        return True
    if labels.parse_unit_label(text) is not None or labels.is_passed_over(text):
        return True
    if headers.is_part_of_year(text) or headers.find_dated_name(text, names) is not None:
        return True
    if names.indicator(text) is not None or names.region(text) is not None:
        return True
    return labels.is_growth(text) or labels.is_plan(text)
