"""By which ways does a notice leave the house? E-mail, a JSON webhook, and the robots of WeCom and
DingTalk groups.

Each way says one of three things: it is delivered; it is surely not (`NotYetError` where it may be
tried again, `NeverError` where that would not help); or nobody knows (`UnsureError`: the connection
was lost after everything was handed over).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal
from urllib.parse import urlencode

import requests
from urllib3.exceptions import LocationParseError

from dashboard.core.analysis.records import build_text_record
from dashboard.core.reports.notices import Notice
from dashboard.core.vocabulary.text import Language, Text

CONNECT_SECONDS, ANSWER_SECONDS = 10, 30
WECOM_BYTES, DINGTALK_BYTES = 2048, 20_000
"""What a text message of each robot may hold (developer.work.weixin.qq.com/document/path/91770;
open.dingtalk.com, custom robots).
"""
RETRY_CODES = (425, 429, 503)
"""Answers that say that nothing was taken, and to come again."""
UNSURE_CODES = (408, 500, 502, 504)
"""Answers after which it may have been taken all the same: a gateway's, or of a server that broke
off.
"""
NEVER_SENT = (
    requests.ConnectTimeout,
    requests.exceptions.InvalidURL,
    LocationParseError,
    UnicodeError,
)
NEVER_SENT_CAUSES = ("NewConnectionError", "NameResolutionError", "CERTIFICATE_VERIFY_FAILED")
"""Errors, and causes of lost connections, before anything was sent."""
Security = Literal["none", "starttls", "tls"]


class ChannelError(Exception):
    """A notice was not delivered, as far as is known; the message is for whoever sees to it."""


class NotYetError(ChannelError):
    """Surely not delivered; it may be tried again."""


class NeverError(ChannelError):
    """Surely not delivered, and trying again would not help."""


class UnsureError(ChannelError):
    """Perhaps delivered: trying again might deliver it twice."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes e-mail, and whom it comes from."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A place that takes a message by HTTP: its name here, its kind, its address, and the secret
    that signs for it.
    """

    name: str
    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice on its way: to whom, in which language, under which id (the same however often it is
    tried), and when.
    """

    notice: Notice
    address: str
    language: Language
    id: str
    at: datetime


def send_mail(mail_server: MailServer, delivery: Delivery) -> None:
    """Hand a letter to the mail server; returns once the server has taken it. Its certificate is
    checked against the machine's authorities.
    """
    message = _build_message(mail_server, delivery)
    with _open_connection(mail_server) as server:
        _sign_in(server, mail_server)
        _send_envelope(server, mail_server, delivery.address)
        _send_data(server, message.as_bytes(policy=message.policy.clone(linesep="\r\n")))


def _build_message(mail_server: MailServer, delivery: Delivery) -> EmailMessage:
    notice, language = delivery.notice, delivery.language
    title = notice.title.in_(language)
    domain = mail_server.sender.rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["Subject"] = title
    message["From"] = mail_server.sender
    message["To"] = delivery.address
    message["Date"] = format_datetime(delivery.at)
    message["Message-ID"] = f"<{delivery.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join([title, "", *notice.lines(language), "", notice.link, ""]))
    return message


@contextmanager
def _open_connection(mail_server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection to the server, closed whatever happens; the good-bye is left out, since a letter
    that was taken is taken.
    """
    try:
        if mail_server.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                mail_server.host,
                mail_server.port,
                timeout=ANSWER_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(mail_server.host, mail_server.port, timeout=ANSWER_SECONDS)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotYetError(f"{mail_server.host}:{mail_server.port}: {error}") from error
    try:
        yield server
    finally:
        server.close()


def _sign_in(server: smtplib.SMTP, mail_server: MailServer) -> None:
    """Encrypt and sign in as asked."""
    try:
        if mail_server.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if mail_server.user:
            server.login(mail_server.user, mail_server.password)
    except smtplib.SMTPAuthenticationError as error:
        raise NotYetError(
            f"SMTP {error.smtp_code}: the server does not accept SMTP_USER and SMTP_PASSWORD"
        ) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        # A password that no server could take is a ValueError.
        raise NotYetError(f"{mail_server.host}:{mail_server.port}: {error}") from error


def _send_envelope(server: smtplib.SMTP, mail_server: MailServer, address: str) -> None:
    """Say from whom and to whom. A refusal for good (5xx) of the address is one; one of the sender
    is a matter of the settings.
    """
    try:
        server.ehlo_or_helo_if_needed()
        code, reply = server.mail(mail_server.sender)
        if code >= 300:
            raise NotYetError(_format_reply(code, reply))
        code, reply = server.rcpt(address)
    except (smtplib.SMTPException, OSError) as error:
        raise NotYetError(str(error)) from error
    _raise_for_reply(code, reply)


def _send_data(server: smtplib.SMTP, data: bytes) -> None:
    try:
        code, reply = server.data(data)
    except smtplib.SMTPDataError as error:  # the server did not want to begin
        raise NotYetError(_format_reply(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise UnsureError(
            f"the connection was lost while the letter was handed over: {error}"
        ) from error
    _raise_for_reply(code, reply)


def _raise_for_reply(code: int, reply: bytes | str) -> None:
    if code >= 500:
        raise NeverError(_format_reply(code, reply))
    if code >= 300:
        raise NotYetError(_format_reply(code, reply))


def _format_reply(code: int, reply: bytes | str) -> str:
    if isinstance(reply, bytes):
        reply = reply.decode("utf-8", "replace")
    return f"SMTP {code}: {reply[:200]}"


def _build_json_request(hook: Webhook, delivery: Delivery) -> tuple[str, Any]:
    """Everything about the notice, for a program of the house's own."""
    notice = delivery.notice
    flips = [
        {
            "target": flip.target,
            "indicator": flip.indicator,
            "region": flip.region,
            "year": flip.year,
            "before": flip.before,
            "after": flip.after,
            "causes": list(flip.causes),
            "sentence": build_text_record(flip.sentence),
        }
        for flip in notice.told
    ]
    body = {
        "event": "verdicts changed",
        "id": delivery.id,
        "version": notice.version,
        "title": build_text_record(notice.title),
        "link": notice.link,
        "flips": flips,
    }
    return hook.url, body


def _build_wecom_request(hook: Webhook, delivery: Delivery) -> tuple[str, Any]:
    """A text message of a WeCom (企业微信) group's robot."""
    return hook.url, _build_text_message(delivery, WECOM_BYTES)


def _build_text_message(delivery: Delivery, most_bytes: int) -> dict[str, Any]:
    content = delivery.notice.format_to_fit(delivery.language, most_bytes)
    return {"msgtype": "text", "text": {"content": content}}


def _build_dingtalk_request(hook: Webhook, delivery: Delivery) -> tuple[str, Any]:
    """A text message of a DingTalk (钉钉) group's robot; signed where it has a secret."""
    message = _build_text_message(delivery, DINGTALK_BYTES)
    if not hook.secret:
        return hook.url, message
    moment = str(int(delivery.at.timestamp() * 1000))
    signed = f"{moment}\n{hook.secret}".encode()
    digest = hmac.new(hook.secret.encode(), signed, hashlib.sha256).digest()
    signature = urlencode({"timestamp": moment, "sign": base64.b64encode(digest).decode()})
    separator = "&" if "?" in hook.url else "?"
    return f"{hook.url}{separator}{signature}", message


@dataclass(frozen=True, slots=True)
class WebhookKind:
    """A kind of webhook: its name, what is sent where, and whether the answer says in `errcode`
    whether it was taken.
    """

    name: Text
    made: Callable[[Webhook, Delivery], tuple[str, Any]]
    says_errcode: bool


WEBHOOK_KINDS: dict[str, WebhookKind] = {
    "json": WebhookKind(
        Text("JSON webhook", "JSON webhook"), _build_json_request, says_errcode=False
    ),
    "wecom": WebhookKind(
        Text("企业微信群机器人", "WeCom robot"), _build_wecom_request, says_errcode=True
    ),
    "dingtalk": WebhookKind(
        Text("钉钉群机器人", "DingTalk robot"), _build_dingtalk_request, says_errcode=True
    ),
}
"""Name in the setting → kind."""


def post_webhook(hook: Webhook, delivery: Delivery) -> None:
    """Hand a letter to a webhook; returns once it has said that it took it."""
    kind = WEBHOOK_KINDS[hook.kind]
    url, body = kind.made(hook, delivery)
    with requests.Session() as session:
        session.trust_env = False  # no proxy but the one that is asked for by its address
        try:
            answer = session.post(
                url,
                json=body,
                headers={"Idempotency-Key": delivery.id},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except (requests.RequestException, LocationParseError, UnicodeError) as error:
            message = _format_error(hook, error)
            if _was_never_sent(error):
                raise NotYetError(message) from error
            raise UnsureError(message) from error
    _raise_for_answer(kind, answer)


def _was_never_sent(error: Exception) -> bool:
    """Whether a request failed before anything was sent."""
    if isinstance(error, NEVER_SENT):
        return True
    if not isinstance(error, requests.ConnectionError):
        return False
    return any(cause in repr(error) for cause in NEVER_SENT_CAUSES)


def _format_error(hook: Webhook, error: Exception) -> str:
    """What went wrong, without the address: it holds what opens the robot."""
    return f"{hook.name}: {type(error).__name__}"


def _raise_for_answer(kind: WebhookKind, answer: requests.Response) -> None:
    if answer.status_code in RETRY_CODES:
        raise NotYetError(f"HTTP {answer.status_code}")
    if answer.status_code in UNSURE_CODES:
        raise UnsureError(f"HTTP {answer.status_code}")
    if answer.status_code >= 300:
        raise NeverError(f"HTTP {answer.status_code}")
    if not kind.says_errcode:
        return
    try:
        content = answer.json()
        code, words = content["errcode"], str(content.get("errmsg", ""))[:200]
    except (ValueError, KeyError, TypeError) as error:
        raise UnsureError("the answer is not one of a robot") from error
    if code != 0:
        raise NotYetError(f"errcode {code}: {words}")
