"""How is a parallel run shared out? A file is a piece of work that one process does, with its
servers; the longest come first.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

APART = {"tests/browser/test_access.py::test_a_page_is_for_all"}
"""Functions that are pieces of their own: as long as a file."""
TOGETHER = {
    "tests/core/verdicts/test_reasons.py": "tests/core/verdicts/test_judge.py",
    "tests/test_docs.py": "tests/core/verdicts/test_judge.py",
}
"""Files that go with another one: they use what it has worked out."""
FIRST = [
    "tests/browser/test_access.py::test_a_page_is_for_all",
    "tests/web/test_upload.py",
    "tests/browser/test_people.py",
    "tests/deployment/test_falls.py",
    "tests/store/test_crash.py",
    "tests/browser/test_hostile.py",
    "tests/ingest/test_corpus.py",
    "tests/browser/test_journey.py",
    "tests/web/test_application.py",
    "tests/browser/test_journeys.py",
    "tests/web/endpoints/test_authorization.py",
    "tests/web/endpoints/test_openapi.py",
    "tests/browser/test_meeting.py",
    "tests/core/test_laws.py",
    "tests/deployment/test_nginx.py",
    "tests/deployment/test_notices.py",
    "tests/browser/test_provider.py",
    "tests/core/verdicts/test_native.py",
]
"""The longest pieces, by file or file and function, longest first: what begins late ends late."""


def piece(nodeid: str) -> str:
    """The piece that a test belongs to."""
    function, file = nodeid.partition("[")[0], nodeid.partition("::")[0]
    return function if function in APART else TOGETHER.get(file, file)


def place(nodeid: str) -> int:
    """Where the piece of a test comes in a parallel run."""
    found = piece(nodeid)
    return FIRST.index(found) if found in FIRST else len(FIRST)


class Pieces(LoadScopeScheduling):  # type: ignore[misc] # xdist brings no types
    """Hands out pieces in the order of their tests."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return piece(nodeid)
