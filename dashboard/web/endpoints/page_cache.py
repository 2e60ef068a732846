"""Which answers are sent again as they are? Files for good; pages while declaration and data are
the same, to people of the same rights.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Request, Response, g, request

from dashboard.store.errors import StoreError
from dashboard.web.pages import find_page
from dashboard.web.request.app_state import MAX_CACHED_PAGES, app_state
from dashboard.web.request.context import list_extra_parameters, parse_view
from dashboard.web.request.lru import LruCache
from dashboard.web.request.permissions import has_any_right
from dashboard.web.request.session import current_session

DRAW_CALLBACK = "..header.children...main.children...skip.children.."
"""The callback that draws pages; what it answers holds nothing of the person but what the rights
show.
"""
MAX_FORMS, MAX_FILES = 3, 200
"""Compressed forms of a page that are kept, and compressed files."""
ASSETS, _ASSETS = Path(__file__).parents[1] / "assets", "/assets/"
_PAGE = "page"


def find_static_key(asked: Request) -> str:
    """What a file is kept under, empty for everything else: its path, and the time it was changed
    where the path does not tell it.

    What somebody writes behind the ? makes no difference.
    """
    if asked.path.startswith("/_dash-component-suites/"):
        return asked.path
    if not asked.path.startswith(_ASSETS):
        return ""
    file = ASSETS / asked.path.removeprefix(_ASSETS)
    try:
        return f"{asked.path} {file.stat().st_mtime_ns}"
    except (OSError, ValueError):
        return ""


def find_cache_key(asked: Request) -> str:
    """What an answer is kept under, empty for one that is not kept."""
    return find_static_key(asked) or str(g.get("kept_page", ""))


def find_page_key() -> str:
    """What the page that is asked for is kept under: its address, the rights, and the state of
    declaration and data.
    """
    address = _read_page_address()
    if address is None or current_session().fault is not None:
        return ""
    path, search = address
    person, found = current_session().person, find_page(str(path or "/"))
    if found is None or not found[0].kept or not has_any_right(found[0].rights, person):
        return ""
    try:
        # What is drawn is kept under the state that it is drawn from.
        g.page_state = app_state().data_state()
    except StoreError:  # told by the page
        return ""
    asked = (path, parse_view(search), list_extra_parameters(search))
    return f"{_PAGE}{(g.page_state.key, *asked, sorted(person.rights))!r}"


def _read_page_address() -> tuple[Any, Any] | None:
    """Path and query of the page that the callback is to draw, as the body has them."""
    if request.path != "/_dash-update-component":
        return None
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or body.get("output") != DRAW_CALLBACK:
        return None
    try:
        path, search = (given["value"] for given in body["inputs"])
    except (KeyError, TypeError, ValueError):
        return None
    return path, search


def send_cached_page() -> Response | None:
    """A page that was drawn before, as it was sent."""
    g.kept_page = find_page_key()
    if not g.kept_page:
        return None
    body = app_state().page_cache.get(g.kept_page)
    return None if body is None else Response(body, mimetype="application/json")


def save_page(response: Response) -> None:
    """Keep a page that has just been drawn."""
    key, cache = g.get("kept_page", ""), app_state().page_cache
    if key and response.status_code == 200 and key not in cache:
        cache.set(key, response.get_data())


def discard_page() -> None:
    """Do not keep what this request answers: it is a fault."""
    g.kept_page = ""


class CompressedCache:
    """Compressed answers, so that each is compressed once: the files and pages used last."""

    def __init__(self) -> None:
        self._files = LruCache(MAX_FILES)
        self._pages = LruCache(MAX_CACHED_PAGES * MAX_FORMS)

    def get(self, name: str) -> bytes | None:
        """A compressed answer, or None."""
        return self._files.get(name) or self._pages.get(name)

    def set(self, name: str, value: bytes) -> None:
        """Keep a compressed answer; the name of one that is not kept ends with the separator."""
        if f";{_PAGE}" in name:
            self._pages.set(name, value)
        elif not name.endswith(";"):
            self._files.set(name, value)
