"""By which ways does a notice leave the house? E-mail, a JSON webhook, and the robots of WeCom and DingTalk groups.

Each way says one of three things: it is delivered; it is surely not (`NotYetError` where it may be tried again, `NeverError` where that
would not help); or nobody knows (`UnsureError`: the connection was lost after everything was handed over).
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

from dashboard.core.analysis.records import words
from dashboard.core.reports.notices import Notice
from dashboard.core.vocabulary.text import Language, Text

CONNECT_SECONDS, ANSWER_SECONDS = 10, 30
WECOM_BYTES, DINGTALK_BYTES = 2048, 20_000
"""What a text message of each robot may hold (developer.work.weixin.qq.com/document/path/91770; open.dingtalk.com, custom robots)."""
AGAIN = (425, 429, 503)
"""Answers that say that nothing was taken, and to come again."""
UNCLEAR = (408, 500, 502, 504)
"""Answers after which it may have been taken all the same: a gateway's, or of a server that broke off."""
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
class Mail:
    """A server that takes e-mail, and whom it comes from."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Hook:
    """A place that takes a message by HTTP: its name here, its kind, its address, and the secret that signs for it."""

    name: str
    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way: to whom, in which language, under which id (the same however often it is tried), and when."""

    notice: Notice
    address: str
    language: Language
    id: str
    at: datetime


def mail(way: Mail, letter: Letter) -> None:
    """Hand a letter to the mail server; returns once the server has taken it. Its certificate is held against the machine's authorities."""
    message = EmailMessage()
    message["Subject"] = letter.notice.title.in_(letter.language)
    message["From"], message["To"] = way.sender, letter.address
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{way.sender.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    notice = letter.notice
    message.set_content("\n".join([notice.title.in_(letter.language), "", *notice.lines(letter.language), "", notice.link, ""]))
    with _opened(way) as server:
        _ready(server, way)
        _envelope(server, way, letter.address)
        _handed_over(server, message.as_bytes(policy=message.policy.clone(linesep="\r\n")))


@contextmanager
def _opened(way: Mail) -> Iterator[smtplib.SMTP]:
    """A connection to the server, closed whatever happens; the good-bye is left out, since a letter that was taken is taken."""
    try:
        if way.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                way.host, way.port, timeout=ANSWER_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(way.host, way.port, timeout=ANSWER_SECONDS)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotYetError(f"{way.host}:{way.port}: {error}") from error
    try:
        yield server
    finally:
        server.close()


def _ready(server: smtplib.SMTP, way: Mail) -> None:
    """Encrypt and sign in as asked."""
    try:
        if way.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if way.user:
            server.login(way.user, way.password)
    except smtplib.SMTPAuthenticationError as error:
        raise NotYetError(f"SMTP {error.smtp_code}: the server does not accept SMTP_USER and SMTP_PASSWORD") from error
    except (smtplib.SMTPException, OSError, ValueError) as error:  # a password that no server could take is a ValueError
        raise NotYetError(f"{way.host}:{way.port}: {error}") from error


def _envelope(server: smtplib.SMTP, way: Mail, address: str) -> None:
    """Say from whom and to whom. A refusal for good (5xx) of the address is one; one of the sender is a matter of the settings."""
    try:
        server.ehlo_or_helo_if_needed()
        code, said = server.mail(way.sender)
        if code >= 300:
            raise NotYetError(_reply(code, said))
        code, said = server.rcpt(address)
    except (smtplib.SMTPException, OSError) as error:
        raise NotYetError(str(error)) from error
    if code >= 300:
        raise (NeverError if code >= 500 else NotYetError)(_reply(code, said))


def _handed_over(server: smtplib.SMTP, data: bytes) -> None:
    try:
        code, said = server.data(data)
    except smtplib.SMTPDataError as error:  # the server did not want to begin
        raise NotYetError(_reply(error.smtp_code, error.smtp_error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise UnsureError(f"the connection was lost while the letter was handed over: {error}") from error
    if code >= 300:
        raise (NeverError if code >= 500 else NotYetError)(_reply(code, said))


def _reply(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"SMTP {code}: {text[:200]}"


def _json(hook: Hook, letter: Letter) -> tuple[str, Any]:
    """Everything about the notice, for a program of the house's own."""
    notice = letter.notice
    flips = [
        {
            "target": one.target, "indicator": one.indicator, "region": one.region, "year": one.year, "before": one.before, "after": one.after,
            "causes": list(one.causes), "sentence": words(one.sentence),
        }
        for one in notice.told
    ]  # fmt: skip
    body = {
        "event": "verdicts changed",
        "id": letter.id,
        "version": notice.version,
        "title": words(notice.title),
        "link": notice.link,
        "flips": flips,
    }
    return hook.url, body


def _wecom(hook: Hook, letter: Letter) -> tuple[str, Any]:
    """A text message of a WeCom (企业微信) group's robot."""
    return hook.url, {"msgtype": "text", "text": {"content": letter.notice.fitted(letter.language, WECOM_BYTES)}}


def _dingtalk(hook: Hook, letter: Letter) -> tuple[str, Any]:
    """A text message of a DingTalk (钉钉) group's robot; signed where it has a secret."""
    url = hook.url
    if hook.secret:
        moment = str(int(letter.at.timestamp() * 1000))
        made = hmac.new(hook.secret.encode(), f"{moment}\n{hook.secret}".encode(), hashlib.sha256).digest()
        url += ("&" if "?" in url else "?") + urlencode({"timestamp": moment, "sign": base64.b64encode(made).decode()})
    return url, {"msgtype": "text", "text": {"content": letter.notice.fitted(letter.language, DINGTALK_BYTES)}}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of webhook: its name, what is sent where, and whether the answer says in `errcode` whether it was taken."""

    name: Text
    made: Callable[[Hook, Letter], tuple[str, Any]]
    says_errcode: bool


KINDS: dict[str, Kind] = {
    "json": Kind(Text("JSON webhook", "JSON webhook"), _json, says_errcode=False),
    "wecom": Kind(Text("企业微信群机器人", "WeCom robot"), _wecom, says_errcode=True),
    "dingtalk": Kind(Text("钉钉群机器人", "DingTalk robot"), _dingtalk, says_errcode=True),
}
"""Name in the setting → kind."""


def post(hook: Hook, letter: Letter) -> None:
    """Hand a letter to a webhook; returns once it has said that it took it."""
    kind = KINDS[hook.kind]
    url, body = kind.made(hook, letter)
    with requests.Session() as session:
        session.trust_env = False  # no proxy but the one that is asked for by its address
        try:
            answer = session.post(
                url,
                json=body,
                headers={"Idempotency-Key": letter.id},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except (requests.ConnectTimeout, requests.exceptions.InvalidURL, LocationParseError, UnicodeError) as error:
            raise NotYetError(_without_address(hook, error)) from error
        except requests.ConnectionError as error:
            raise (NotYetError if _never_sent(error) else UnsureError)(_without_address(hook, error)) from error
        except requests.RequestException as error:
            raise UnsureError(_without_address(hook, error)) from error
    _taken(kind, answer)


def _never_sent(error: requests.ConnectionError) -> bool:
    """Whether a connection failed before anything was sent."""
    return any(cause in repr(error) for cause in ("NewConnectionError", "NameResolutionError", "CERTIFICATE_VERIFY_FAILED"))


def _without_address(hook: Hook, error: Exception) -> str:
    """What went wrong, without the address: it holds what opens the robot."""
    return f"{hook.name}: {type(error).__name__}"


def _taken(kind: Kind, answer: requests.Response) -> None:
    if answer.status_code in AGAIN:
        raise NotYetError(f"HTTP {answer.status_code}")
    if answer.status_code in UNCLEAR:
        raise UnsureError(f"HTTP {answer.status_code}")
    if answer.status_code >= 300:
        raise NeverError(f"HTTP {answer.status_code}")
    if not kind.says_errcode:
        return
    try:
        said = answer.json()
        code, words = said["errcode"], str(said.get("errmsg", ""))[:200]
    except (ValueError, KeyError, TypeError) as error:
        raise UnsureError("the answer is not one of a robot") from error
    if code != 0:
        raise NotYetError(f"errcode {code}: {words}")
