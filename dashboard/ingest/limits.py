"""How much may one file ask for? Every bound on what is read, in one place."""

from __future__ import annotations

MIB = 2**20
FILE_BYTES = 32 * MIB
UNPACKED_BYTES = 64 * MIB
ANSWER_BYTES = 256 * MIB
PARTS = 500
STYLE_ELEMENTS = 200_000
CELLS = 1_500_000
MARKED_CELLS = 300_000
"""Cells of a workbook that is given back with marks; a larger one is listed only."""
ELEMENTS = 4 * CELLS
TEXT = 100_000
"""Characters of one cell; Excel itself stops at 32,767."""
BOOK_ELEMENTS = 50_000
"""Elements of the list of sheets and names."""
TABLES = 100
"""Tables of one sheet."""
DEEPEST = 64
GRID_ROWS, GRID_COLUMNS = 1_048_576, 16_384
"""The grid of Excel."""
ROWS, COLUMNS = 500_000, 1_024
"""The area in which a table of figures may stand; blank formatted cells beyond it are passed
over.
"""
MEMORY_BYTES = 480 * MIB
"""Address space of the process that parses."""
AT_ONCE = 2
"""Files parsed at the same time by one server process; further ones wait."""
PATIENCE = 2.5
"""Wall-clock time as a multiple of the processor time allowed: machines are shared."""
_SECONDS, _SECONDS_PER_MIB = 8, 4


def compute_seconds(size: int) -> int:
    """The processor time that a file of so many bytes may take."""
    return _SECONDS + _SECONDS_PER_MIB * (size // MIB)
