"""Where has an address gone? Whoever asks for something by a former id is sent to the id of now."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from dashboard.core.vocabulary.model import Registry
from dashboard.web.request.app_state import app_state

RENAMED_PARTS = ("plan", "region", "theme", "indicator")
"""What a query names by ids."""
WITH_IDS = ("/indicators/", "/embed/")
"""Addresses that end with the id of an indicator."""


def register(server: Flask) -> None:
    """Send on before anything is answered."""
    server.before_request(_send_on)


def _send_on() -> Response | None:
    """A redirect, where a reader's address names something by what it was once called."""
    query = request.query_string.decode("utf-8", "replace")
    names_ids = any(f"{part}=" in query for part in RENAMED_PARTS)
    if request.method != "GET" or not (names_ids or request.path.startswith(WITH_IDS)):
        return None
    service, _ = app_state().snapshot_service()
    if service is None or not service.registry.former:
        return None
    current = rename_address(service.registry, request.path, query)
    return redirect(current) if current else None


def rename_address(registry: Registry, path: str, query: str) -> str | None:
    """An address of this house with the ids of now; None where it names nothing that was
    renamed.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    renamed = [
        (name, registry.find_current(name, value) if name in RENAMED_PARTS else value)
        for name, value in pairs
    ]
    current = path
    for prefix in WITH_IDS:
        if path.startswith(prefix):
            current = prefix + registry.find_current("indicator", path.removeprefix(prefix))
    if (current, renamed) == (path, pairs):
        return None
    # Two strokes at the front would name another host.
    place = "/" + quote(current.lstrip("/\\"))
    return f"{place}?{urlencode(renamed)}" if renamed else place
