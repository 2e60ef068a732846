"""What is a page? Its row: where it stands, who may look, and what it offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dash import Dash
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.web.widgets.long_tables import Body

READ_RIGHTS = ("read",)
Downloads = Literal["none", "view", "indicator"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address (ending in `/*` where a name follows), its name, its layout, and what it
    asks of whoever looks. Each file of `web/pages/` ends with its row, `PAGE`.

    `rights`: any of them is enough. `listed`: stands in the navigation, at its `place`; with `more`
    in its last menu. `kept`: may be drawn once for all who have the same rights; otherwise it is
    about one person. `tab`: the address of its tab in the administration. `exists`: whether there
    is something of the name that follows. `list_rows`: the rows of
    its long table, which may be asked for in pieces. `downloads`: the files offered at its foot
    hold what is seen, or the indicator that the address names.
    """

    path: str
    name: Text
    layout: Callable[..., Component | None]
    register: Callable[[Dash], None] | None = None
    listed: bool = True
    place: int = 0
    more: bool = False
    rights: tuple[str, ...] = READ_RIGHTS
    kept: bool = True
    tab: str = ""
    exists: Callable[[str], bool] | None = None
    list_rows: Body | None = None
    downloads: Downloads = "none"
