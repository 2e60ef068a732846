"""Mutated files and cells: nothing crashes, hangs or changes in silence. `make soak` runs this at
full numbers.
"""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.core.declaration.registry import parse
from dashboard.core.vocabulary.digits import format_number
from dashboard.ingest import numbers, workbook
from dashboard.ingest.cells import Cell
from dashboard.ingest.numbers import NoNumber, Typed
from dashboard.ingest.workbook import Reading
from tests.conftest import MATCHES, read
from tests.ingest.corpus import CASES, CONFIGS
from tests.ingest.observations.test_values import REGISTRY as UNITS
from tests.ingest.observations.test_values import taken
from tests.sizes import dice, size

BOOKS = size("SOAK_BOOKS")
"""Mutated workbooks; RELIABILITY asks for 20,000."""
TEXTS = size("SOAK_TEXTS")
"""Cell texts; RELIABILITY asks for 100,000."""
IN_THE_CHILD = 40
"""Of so many mutated workbooks one goes through the process with its limits."""
PLAIN = next(case for case in CASES if case.name == "plain")
SHEETS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
)
PIECES = (
    b"<",
    b">",
    b"/",
    b'"',
    b"&",
    b"\0",
    b"-1",
    b"1e9",
    b"999999",
    b"<v>",
    b"</c>",
    b"<row>",
    b"</row>",
    b"]]>",
    b"<!--",
    b'r="A1"',
    "万".encode(),
    b"0",
    b".",
    b"",
)


def of_bytes(data: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(changed))
        what = dice.random()
        if what < 0.5:
            changed[at] = dice.randrange(256)
        elif what < 0.75:
            del changed[at : at + dice.randint(1, 64)]
        else:
            changed[at:at] = changed[at : at + dice.randint(1, 64)]
    return bytes(changed)


def of_parts(data: bytes, dice: random.Random) -> bytes:
    """One part's XML changed at some places, packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([one for one in SHEETS if one in parts])
    content = parts[name]
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.choice(PIECES) + content[at + dice.randint(0, 3) :]
    parts[name] = content
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def silently_changed(data: bytes, reading: Reading) -> list[str]:
    """Figures about whose cell nothing was said, and which another reader finds to be another
    number.
    """
    said = {issue.cell for issue in reading.issues}
    figures: list[tuple[Any, Any]] = [
        (str(row.cell).rsplit(" › ", 2)[1:], row.value) for row in reading.observations.itertuples()
    ]
    if not figures:
        return []
    try:
        book: Any = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # noqa: BLE001 - the other reader stumbles where ours passes
        return []
    return [
        cell
        for (sheet, cell), value in figures
        if cell not in said and float(book[sheet][cell].value) != value
    ]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.name)
def test_mutated_workbooks_are_read_or_refused_and_never_break_the_reader(config):
    registry = parse(config.declaration, "indicators.yaml").registry
    assert registry is not None
    data, outcomes = (
        PLAIN.make(config),
        dict.fromkeys(
            ("accepted", "accepted-with-warning", "row-errors-listed", "reject-whole-file"), 0
        ),
    )
    for number_ in range(BOOKS // len(CONFIGS)):
        spoilt = (of_bytes if number_ % 2 else of_parts)(data, dice(config.name, number_))
        if number_ % IN_THE_CHILD:
            found = read(spoilt, registry)
        else:
            found = workbook.read_file(
                spoilt, registry, "书.xlsx", workbook.Terms(date(2026, 1, 1))
            )
        outcomes[found.outcome] += 1
        assert silently_changed(spoilt, found) == []
        assert found.outcome != "reject-whole-file" or len(found.observations) == 0
        assert all(issue.message.zh and issue.message.en for issue in found.issues)
    MATCHES.append(
        f"mutated workbooks ({config.name}): "
        + ", ".join(f"{name} {count}" for name, count in outcomes.items())
    )


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.name)
def test_a_changed_byte_never_becomes_another_figure(config):
    """What a zip holds is checked by its sums: a file is read with the figures it was written with,
    or refused.
    """
    registry = parse(config.declaration, "indicators.yaml").registry
    assert registry is not None
    data = PLAIN.make(config)
    for number_ in range(BOOKS // len(CONFIGS)):
        found = read(of_bytes(data, dice("byte", config.name, number_)), registry)
        seen = {
            (row.indicator, row.region, row.year): row.value
            for row in found.observations.itertuples()
        }
        assert found.outcome == "reject-whole-file" or seen == config.truth


CELLS = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.,-+%‰万亿元　 ①*约以上—…eE_", max_size=14),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**30), 10**30),
    st.booleans(),
    st.none(),
    st.dates(),
)
FORMATS = st.one_of(
    st.sampled_from(
        ["General", "0.0%", "#,##0", '0!.0,"万"', "yyyy-mm-dd", "@", '0.0"亿元"', "[Red]0;-0"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=TEXTS, deadline=None)
@given(
    CELLS,
    FORMATS,
    st.sampled_from(sorted(UNITS.indicators)),
    st.sampled_from(["亿元", "元", "万元", "%", "万人", "人", "‰"]),
)
def test_any_cell_gives_a_finite_number_or_says_why_not(content, number_format, name, unit):
    """Whatever stands in a cell, in whatever format: a finite value, or an issue that names why
    there is none.
    """
    numbers.parse_section(number_format)
    value, said = taken(name, content, unit, number_format)
    assert value is not None or said
    assert value is None or abs(value) < numbers.LARGEST
    numbers.holds_figure(Cell(content, number_format))


@settings(max_examples=TEXTS, deadline=None)
@given(
    st.integers(-(10**14), 10**14),
    st.integers(0, 4),
    st.sampled_from(["", "\u200b", " ", "\u3000"]),
    st.booleans(),
)
def test_what_we_print_reads_back_in_every_dress(whole, decimals, around, wide):
    """parse(format(x)) = x: with thousands groups, invisible and full-width characters, and as
    full-width digits.
    """
    value = float(f"{whole}e-{decimals}")
    text = around + format_number(value, decimals) + around
    if wide:
        text = "".join(chr(ord(mark) + 0xFEE0) if mark in "0123456789.," else mark for mark in text)
    found = numbers.parse(text)
    assert isinstance(found, Typed) or abs(value) >= numbers.LARGEST
    assert isinstance(found, NoNumber) or found.value == value
