"""Where does a database lie? Paths become addresses here, and addresses paths: nothing else puts
one together or cuts one up.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from dashboard.core.vocabulary.text import Text
from dashboard.store.errors import StoreError

MEMORY = ("", ":memory:")


def build_file_address(file: Path) -> str:
    """The address of a database file, whatever stands in its name (percent-encoded, RFC 3986)."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def parse_address(address: str) -> URL:
    """The parts of a database's address; raises StoreError for what is none."""
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            Text(
                "DATABASE_URL 不是数据库地址；应如 sqlite:////srv/plan/dashboard.db 或 "
                "postgresql+psycopg://user:password@host/plan",
                "DATABASE_URL is no address of a database; write sqlite:////srv/plan/dashboard.db "
                "or postgresql+psycopg://user:password@host/plan",
            )
        ) from error


def find_file(address: str | URL) -> Path | None:
    """The file that an address leads to; None for a server, and for what is in memory alone."""
    url = parse_address(address) if isinstance(address, str) else address
    if url.get_backend_name() != "sqlite" or (url.database or "") in MEMORY:
        return None
    if not url.query.get("uri"):
        return Path(url.database or "")
    if url.query.get("mode") == "memory":
        return None
    return Path(unquote(urlsplit(url.database or "").path))


def open_for_reading(address: str) -> URL:
    """The same database as one that SQLite itself refuses to change or to make."""
    url, file = parse_address(address), find_file(address)
    if file is None:
        return url
    return URL.create(
        "sqlite", database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"}
    )
