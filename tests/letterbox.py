"""Receivers on loopback: a real mail server, and a place that takes webhooks; both keep what they
took and can be told to refuse.
"""

from __future__ import annotations

import email
import email.policy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from dashboard.operations.notice_channels import MailServer
from tests.conftest import free_port


@dataclass
class Letterbox:
    """What a mail server took, and what it answers at each step (nothing: it takes)."""

    taken: list[EmailMessage] = field(default_factory=list)
    at_recipient: str = ""
    at_data: str = ""
    hang_up: bool = False
    port: int = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.at_recipient:
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.at_data:
            return self.at_data
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        if self.hang_up:
            server.transport.close()
        return "250 taken"

    def way(self, **more: Any) -> MailServer:
        return MailServer("127.0.0.1", self.port, "none", "plan@example.gov.cn", **more)


@contextmanager
def mail_server(**more: Any) -> Iterator[Letterbox]:
    """A mail server on loopback; with `users` it asks for a name and a password."""
    box = Letterbox()
    users: dict[str, str] = more.pop("users", {})
    if users:

        def authenticate(
            _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any
        ) -> AuthResult:
            return AuthResult(
                handled=False, success=users.get(given.login.decode()) == given.password.decode()
            )

        more = {
            "authenticator": authenticate,
            "auth_required": True,
            "auth_require_tls": False,
            **more,
        }
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Receiver:
    """What was posted: path with query, headers, body; and what is answered, the last answer for
    good.
    """

    taken: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(
        default_factory=lambda: [(200, '{"errcode": 0, "errmsg": "ok"}')]
    )
    hang_up: bool = False
    url: str = ""

    def next(self) -> tuple[int, str]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A place that takes webhooks, on loopback."""
    box = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            box.taken.append((self.path, dict(self.headers.items()), body))
            if box.hang_up:
                self.close_connection = True
                return
            code, said = box.next()
            self.send_response(code)
            self.send_header("Content-Length", str(len(said.encode())))
            if 300 <= code < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    box.url = f"http://127.0.0.1:{server.server_port}/hook?key=k"
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
