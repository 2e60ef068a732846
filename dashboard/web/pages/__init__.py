"""The pages, one file each: a file here that ends with its row, `PAGE`, is a page."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from dash.development.base_component import Component

from dashboard.core.vocabulary.people import Person
from dashboard.web.request.context import Context
from dashboard.web.request.permissions import has_any_right, list_permitted
from dashboard.web.widgets.admin_tabs import render_proxy_notice, render_tabs
from dashboard.web.widgets.long_tables import Body
from dashboard.web.widgets.page import READ_RIGHTS, Page


def _collect_pages() -> dict[str, Page]:
    """The rows of all files, by the files' names, in the order of the navigation."""
    modules = [one.name for one in walk_packages(__path__, f"{__name__}.") if not one.ispkg]
    found = {name.rpartition(".")[2]: import_module(name).PAGE for name in modules}
    return dict(
        sorted(found.items(), key=lambda one: (not one[1].listed, one[1].place, one[1].path))
    )


_BY_NAME: dict[str, Page] = _collect_pages()
PAGES: tuple[Page, ...] = tuple(_BY_NAME.values())
TABS: tuple[Page, ...] = tuple(page for page in PAGES if page.tab == page.path)
"""The pages that are tabs of the administration."""
LONG_TABLES: dict[str, Body] = {
    name: page.list_rows for name, page in _BY_NAME.items() if page.list_rows
}
"""Tables whose rows may be asked for in pieces, by their name."""


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


def has_page(path: str) -> bool:
    """Whether there is something to show at an address; raises StoreError."""
    found = find_page(path)
    if found is None:
        return False
    page, names = found
    return page.exists is None or page.exists(*names)


def is_drawn_from_memory(path: str, person: Person) -> bool:
    """Whether somebody may read a page that nothing is asked of the store for but its state."""
    found = find_page(path)
    return found is not None and found[0].kept and has_any_right(found[0].rights, person)


def list_listed_pages(person: Person) -> list[Page]:
    """The pages of the navigation that a person may open."""
    return list_permitted([page for page in PAGES if page.listed], person)


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
    content = page.layout(context, *names)
    if content is not None and page.tab:
        tabs = render_tabs(context, TABS, page.tab)
        content.children = [*tabs, render_proxy_notice(context), *content.children]
    return content
