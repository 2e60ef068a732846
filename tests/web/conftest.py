"""The real plan with an analyst, by a clock that a test moves; a file with another house has its
own.
"""

from __future__ import annotations

import pytest
from dash import Dash

from tests.conftest import ROOT
from tests.web.clients import Hands, add, application


@pytest.fixture
def clock() -> Hands:
    """The clock of the house."""
    return Hands()


@pytest.fixture
def app(clock: Hands) -> Dash:
    """The house."""
    made = application(ROOT / "indicators.yaml", ROOT / "data", clock=clock)
    add(made, "张三", "analyst")
    return made
