"""Tables as Chinese statistical offices print them, with what a correct reader takes from each."""

from tests.ingest.tables import (
    digits,
    headers,
    indices,
    months,
    names,
    nbs,
    panel,
    regions,
    sheets,
    years,
)
from tests.ingest.tables.base import DECLARATION, Cell, Table

TABLES: tuple[Table, ...] = (
    *nbs.TABLES,
    *years.TABLES,
    *headers.TABLES,
    *regions.TABLES,
    *names.TABLES,
    *digits.TABLES,
    *indices.TABLES,
    *sheets.TABLES,
    *months.TABLES,
    *panel.TABLES,
)
"""Every table, by kind."""

__all__ = ["DECLARATION", "TABLES", "Cell", "Table"]
