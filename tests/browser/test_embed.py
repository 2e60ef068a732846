"""Another site's page with a chart of ours in a frame: drawn where the setting names the site,
refused everywhere else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import serve
from tests.conftest import PATIENCE, free_port

pytestmark = pytest.mark.browser


@contextmanager
def portal(framed: str, port: int) -> Iterator[str]:
    """A page of another site with a frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                f"<!DOCTYPE html><title>portal</title><iframe src='{framed}' width=700 "
                "height=500></iframe>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()


def framed(browser: Browser, address: str) -> str:
    """What the frame on a page says once it has come to rest."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address, wait_until="load")
    said = page.frames[1].locator("body").inner_text()
    page.close()
    return said


def test_a_named_site_shows_the_chart_and_another_does_not(browser):
    named, other = free_port(), free_port()
    for address in serve({"EMBED_FROM": f"http://127.0.0.1:{named}"}):
        chart, page = f"{address}/embed/gdp?plan=fyp14&year=2023", f"{address}/"
        with portal(chart, named) as site:
            said = framed(browser, site)
            assert "快于预期" in said and "7791" in said and "2023年" in said
        with portal(chart, other) as site:
            assert "7791" not in framed(browser, site)
        with portal(page, named) as site:
            assert "规划" not in framed(browser, site)  # pages themselves are framed by nobody
