"""Which answers are sent again as they are? Files for good; pages while declaration and data are the same, to people of the same rights."""

from __future__ import annotations

from pathlib import Path

from flask import Request, Response, g, request

from dashboard.web.pages import find
from dashboard.web.request.context import PAGES_KEPT, beside, house, view_of
from dashboard.web.request.lru import Newest
from dashboard.web.request.permissions import allowed
from dashboard.web.request.session import visit

DRAW = "..header.children...main.children...skip.children.."
"""The callback that draws pages; what it answers holds nothing of the person but what the rights show."""
FORMS, FILES = 3, 200
"""Compressed forms of a page that are kept, and compressed files."""
ASSETS, _ASSETS = Path(__file__).parents[1] / "assets", "/assets/"
_PAGE = "page"


def static_key(asked: Request) -> str:
    """What a file is kept under, empty for everything else: its path, and the time it was changed where the path does not tell it.

    What somebody writes behind the ? makes no difference.
    """
    if asked.path.startswith("/_dash-component-suites/"):
        return asked.path
    if not asked.path.startswith(_ASSETS):
        return ""
    try:
        return f"{asked.path} {(ASSETS / asked.path.removeprefix(_ASSETS)).stat().st_mtime_ns}"
    except (OSError, ValueError):
        return ""


def key(asked: Request) -> str:
    """What an answer is kept under, empty for one that is not kept."""
    return static_key(asked) or str(g.get("kept_page", ""))


def page_key() -> str:
    """What the page that is asked for is kept under: its address, the rights, and the state of declaration and data."""
    body = request.get_json(silent=True) if request.path == "/_dash-update-component" else None
    if not isinstance(body, dict) or body.get("output") != DRAW or visit().fault is not None:
        return ""
    try:
        path, search = (one["value"] for one in body["inputs"])
    except (KeyError, TypeError, ValueError):
        return ""
    found = find(str(path or "/"))
    person = visit().person
    if found is None or not found[0].kept or not allowed(found[0].rights, person):
        return ""
    return f"{_PAGE}{(house().state(), path, view_of(search), beside(search), sorted(person.rights))!r}"


def recall() -> Response | None:
    """A page that was drawn before, as it was sent."""
    g.kept_page = page_key()
    sent = house().sent.get(g.kept_page) if g.kept_page else None
    return Response(sent, mimetype="application/json") if sent is not None else None


def keep(response: Response) -> None:
    """Keep a page that has just been drawn."""
    name = g.get("kept_page", "")
    if name and response.status_code == 200 and name not in house().sent:
        house().sent.set(name, response.get_data())


def forget() -> None:
    """Do not keep what this request answers: it is a fault."""
    g.kept_page = ""


class Compressed:
    """Compressed answers, so that each is compressed once: the files and pages used last."""

    def __init__(self) -> None:
        self._files = Newest(FILES)
        self._pages = Newest(PAGES_KEPT * FORMS)

    def get(self, name: str) -> bytes | None:
        """A compressed answer, or None."""
        return self._files.get(name) or self._pages.get(name)

    def set(self, name: str, value: bytes) -> None:
        """Keep a compressed answer; the name of one that is not kept ends with the separator."""
        if f";{_PAGE}" in name:
            self._pages.set(name, value)
        elif not name.endswith(";"):
            self._files.set(name, value)
