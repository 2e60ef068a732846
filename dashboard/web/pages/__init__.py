"""The pages, one file each: a file here and its line in PAGES make a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import Person
from dashboard.core.vocabulary.text import Text
from dashboard.web.pages import (
    account,
    checks,
    data,
    design,
    gaps,
    indicator,
    indicators,
    meeting,
    meetings,
    methods,
    overview,
    preview,
    projects,
    regions,
    sign_in,
    version,
    welcome,
    what_if,
)
from dashboard.web.pages.admin import audit, people, person, protection, sessions, settings
from dashboard.web.request.context import Context
from dashboard.web.request.permissions import ANYONE, has_any_right
from dashboard.web.widgets.admin_tabs import TABS
from dashboard.web.widgets.long_tables import Body

READ_RIGHTS = ("read",)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address (ending in `/*` where a name follows), its name, its layout, and what it
    asks of whoever looks.

    `rights`: any of them is enough. `listed`: stands in the navigation; with `more` in its last
    menu. `kept`: may be drawn once for all who have the same rights; otherwise it is about one
    person.
    """

    path: str
    name: Text
    layout: Callable[..., Component | None]
    register: Callable[[Dash], None] | None = None
    listed: bool = True
    more: bool = False
    rights: tuple[str, ...] = READ_RIGHTS
    kept: bool = True


PAGES: tuple[Page, ...] = (
    Page("/", Text("总览", "Overview"), overview.layout, overview.register),
    Page("/indicators", Text("指标", "Indicators"), indicators.layout, indicators.register),
    Page(
        "/indicators/*",
        Text("指标", "Indicator"),
        indicator.layout,
        indicator.register,
        listed=False,
    ),
    Page("/gaps", gaps.TITLE, gaps.layout),
    Page("/projects", projects.TITLE, projects.layout),
    Page("/regions", regions.TITLE, regions.layout),
    Page("/what-if", what_if.TITLE, what_if.layout, what_if.register, kept=False),
    Page("/meeting", meetings.TITLE, meetings.layout, meetings.register, kept=False),
    Page("/meeting/*", meeting.TITLE, meeting.layout, meeting.register, listed=False, kept=False),
    Page("/checks", Text("核对", "Checks"), checks.layout, more=True),
    Page("/data", Text("数据", "Data"), data.layout, kept=False),
    Page(
        "/data/previews/*",
        preview.TITLE,
        preview.layout,
        preview.register,
        listed=False,
        rights=("publish",),
        kept=False,
    ),
    Page("/data/versions/*", version.TITLE, version.layout, version.register, listed=False),
    Page("/methods", Text("方法", "Methods"), methods.layout, more=True),
    Page("/design", design.TITLE, design.layout, listed=False, rights=("settings",)),
    Page(
        "/sign-in",
        sign_in.TITLE,
        sign_in.layout,
        sign_in.register,
        listed=False,
        rights=(ANYONE,),
        kept=False,
    ),
    Page(
        "/welcome",
        welcome.TITLE,
        welcome.layout,
        welcome.register,
        listed=False,
        rights=(ANYONE,),
        kept=False,
    ),
    Page(
        "/account",
        account.TITLE,
        account.layout,
        account.register,
        listed=False,
        rights=("self",),
        kept=False,
    ),
    Page(
        "/admin",
        people.TITLE,
        people.layout,
        people.register,
        listed=False,
        rights=TABS["/admin"][1],
        kept=False,
    ),
    Page(
        "/admin/people/*",
        person.TITLE,
        person.layout,
        person.register,
        listed=False,
        rights=TABS["/admin"][1],
        kept=False,
    ),
    Page(
        "/admin/sessions",
        sessions.TITLE,
        sessions.layout,
        listed=False,
        rights=TABS["/admin/sessions"][1],
        kept=False,
    ),
    Page(
        "/admin/audit",
        audit.TITLE,
        audit.layout,
        audit.register,
        listed=False,
        rights=TABS["/admin/audit"][1],
        kept=False,
    ),
    Page(
        "/admin/settings",
        settings.TITLE,
        settings.layout,
        listed=False,
        rights=TABS["/admin/settings"][1],
        kept=False,
    ),
    Page(
        "/admin/protection",
        protection.TITLE,
        protection.layout,
        listed=False,
        rights=TABS["/admin/protection"][1],
        kept=False,
    ),
)


def find_page(path: str) -> tuple[Page, tuple[str, ...]] | None:
    """The page at an address, with the name that follows in it."""
    trimmed = "/" + path.strip("/")
    for page in PAGES:
        if page.path == trimmed:
            return page, ()
        stem = page.path.removesuffix("*")
        if page.path.endswith("/*") and trimmed.startswith(stem):
            name = trimmed[len(stem) :]
            if "/" not in name:
                return page, (name,)
    return None


def list_listed_pages(person: Person) -> list[Page]:
    """The pages of the navigation that a person may open."""
    return [page for page in PAGES if page.listed and has_any_right(page.rights, person)]


def list_required_rights(path: str) -> tuple[str, ...]:
    """What the page at an address asks of whoever looks; without a page, what every page asks."""
    found = find_page(path)
    if found is None:
        return READ_RIGHTS
    page, _ = found
    return page.rights


def render_content(context: Context) -> Component | None:
    """The content of the page at the context's address, or None where there is nothing."""
    found = find_page(context.path)
    if found is None:
        return None
    page, names = found
    return page.layout(context, *names)


LONG_TABLES: dict[str, Body] = {
    "overview": overview.list_rows,
    "indicators": indicators.list_rows,
    "gaps": gaps.list_rows,
}
"""Tables whose rows may be asked for in pieces, by their name."""
