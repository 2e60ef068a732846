"""A view of the real plan and of a city of our own, as files are made of them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dashboard.core.analysis.follow_up import ACT, EXPLAIN, Entry, FollowUp
from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.snapshot import View
from dashboard.exports import ExportRequest
from dashboard.operations import snapshots
from tests.conftest import MATCHES, ROOT

OFFICE = all(shutil.which(name) for name in ("soffice", "pdftotext"))
"""Whether LibreOffice and poppler-utils (Debian's packages) are here, which open the files as a
person would.
"""
collect_ignore = [] if OFFICE else ["test_libreoffice.py"]
if not OFFICE:
    MATCHES.append("LibreOffice is not installed: nobody opened the files with it")
MADE = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def entry(number: int, kind: str, text: str, **more: object) -> Entry:
    about = {"indicator": "eco_public_investment_growth", "region": "330600", "year": 2018}
    return Entry(
        number,
        "2026-01-04T08:00:00+00:00",
        date(2026, 1, 4),
        "李四",
        1,
        kind,
        text,
        **{**about, **more},  # type: ignore[arg-type]
    )


FOLLOWED = FollowUp(
    (
        entry(1, EXPLAIN, "=外需走弱"),
        entry(2, ACT, "落实补助", owner="发改委", due=date(2026, 6, 30)),
    )
)


@pytest.fixture(scope="session")
def desk(real: Registry) -> snapshots.SnapshotService:
    return snapshots.SnapshotService(real, snapshots.FolderSource(ROOT / "data"), date(2026, 1, 5))


def matter(desk: snapshots.SnapshotService, **view: object) -> ExportRequest:
    """The real plan's city as looked at; a version as the store numbers it."""
    shot = desk.snapshot(View(**view))  # type: ignore[arg-type]
    return ExportRequest(replace(shot, version=3), MADE, FOLLOWED, findings=desk.findings(None))


@pytest.fixture(scope="session")
def plan(desk) -> ExportRequest:
    """The five-year plan in 2023."""
    return matter(desk, plan="fyp14", year=2023)
