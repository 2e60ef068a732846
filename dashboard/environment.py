"""How is an environment variable read as what it must be? The row of a setting, its parsers, and
what is said when a value cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from dashboard.core.vocabulary.text import Text
from dashboard.operations.notice_channels import WEBHOOK_KINDS, Webhook

T = TypeVar("T")
Parser = Callable[[str, str], T]
"""Name and text of a variable → its value, or a SettingError."""
_ROW = "setting"
_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")


class SettingError(ValueError):
    """A setting that cannot be used; the message names it, what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default, what it does, and how it is read and printed.

    The value stands in the field `attribute` of the settings; `resolved` names the property to
    print instead where an empty value is filled in. One that counts `only_with` another holds its
    default while that one is empty. `handed_on` ones are told to other processes as they hold here.
    """

    name: str
    default: str
    meaning: Text
    parse: Parser[Any]
    secret: bool = False
    print_value: Callable[[Any], str] = str
    resolved: str = ""
    only_with: str = ""
    handed_on: bool = False
    attribute: str = ""

    def read(self, environ: Mapping[str, str]) -> Any:
        """The value in an environment, the default's where it is blank; raises SettingError."""
        return self.parse(self.name, environ.get(self.name, "").strip() or self.default)


def declare_setting(name: str, default: str, meaning: Text, parse: Parser[T], **more: Any) -> T:
    """The field of a setting, which is its one declaration."""
    row = Setting(name, default, meaning, parse, **more)
    declared: Any = field(default=parse(name, default), repr=not row.secret, metadata={_ROW: row})
    value: T = declared
    return value


def list_settings(declared: type[Any]) -> dict[str, Setting]:
    """The settings that a class declares, by their names, in that order."""
    rows = [
        replace(one.metadata[_ROW], attribute=one.name)
        for one in fields(declared)
        if _ROW in one.metadata
    ]
    return {row.name: row for row in rows}


def parse_text(name: str, found: str) -> str:
    """Any text."""
    return found


def parse_time_zone(name: str, found: str) -> str:
    """A name of the time zone database, or nothing."""
    try:
        return found and ZoneInfo(found).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(
            f"{name}={found}：没有这个时区，应如 Asia/Shanghai · there is no such time zone, it must be "
            "like Asia/Shanghai"
        ) from error


def parse_whole(low: int, high: int) -> Parser[int]:
    """A whole number within two ends."""

    def parse(name: str, found: str) -> int:
        if not found.isascii() or not found.isdigit() or not low <= int(found) <= high:
            raise SettingError(
                f"{name}={found}：应为 {low} 至 {high} 的整数，请改正环境变量 · must be a whole number from "
                f"{low} to {high}, correct the environment variable"
            )
        return int(found)

    return parse


def parse_choice(choices: Mapping[str, T]) -> Parser[T]:
    """One of some words, and what each of them means."""

    def parse(name: str, found: str) -> T:
        if found not in choices:
            choice = ", ".join(choices)
            raise SettingError(
                f"{name}={found}：只能是 {choice}，请改正环境变量 · must be one of {choice}, correct the "
                "environment variable"
            )
        return choices[found]

    return parse


def parse_path(root: Path) -> Parser[Path]:
    """A path; a relative one starts at a folder."""

    def parse(_: str, found: str) -> Path:
        return root / found

    return parse


def parse_address(name: str, found: str) -> str:
    """An address on the web."""
    if found and not found.startswith(("https://", "http://")):
        raise SettingError(
            f"{name}={found}：应以 http:// 或 https:// 开头，请改正环境变量 · must begin with http:// or "
            "https://, correct the environment variable"
        )
    return found


def parse_sites(name: str, found: str) -> tuple[str, ...]:
    """Sites without a path, separated by commas."""
    sites = tuple(part.strip().rstrip("/") for part in found.split(",") if part.strip())
    wrong = next((site for site in sites if not _SITE.fullmatch(site)), None)
    if wrong is not None:
        raise SettingError(
            f"{name}={wrong}：应为 http(s)://主机名[:端口]，逗号分隔，请改正环境变量 · must be "
            "http(s)://host[:port], separated by commas, correct the environment variable"
        )
    return sites


def parse_networks(name: str, found: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses or networks, separated by commas."""
    parts = [part.strip() for part in found.split(",") if part.strip()]
    try:
        return tuple(ip_network(part) for part in parts)
    except ValueError as error:
        raise SettingError(
            f"{name}={found}：应为 IP 地址或网段，逗号分隔，请改正环境变量 · must be addresses or "
            "networks separated by commas, correct the environment variable"
        ) from error


def parse_webhooks(_: str, text: str) -> tuple[Webhook, ...]:
    """Webhooks; what is wrong with one is said by its place, since its address holds what opens
    it.
    """
    found: list[Webhook] = []
    for at, entry in enumerate(filter(str.strip, text.split(";")), 1):
        parts = entry.split()
        name, kind, url, secret = (*parts[:4], "", "", "", "")[:4]
        if (
            len(parts) not in (3, 4)
            or kind not in WEBHOOK_KINDS
            or not url.startswith(("https://", "http://"))
            or len(name) > 60
        ):
            kinds = ", ".join(WEBHOOK_KINDS)
            raise SettingError(
                f"WEBHOOKS 第 {at} 项：应为“名称 类型 地址 [加签密钥]”，类型为 {kinds} 之一 · entry {at}: must be "
                f"name, kind, address and perhaps a secret, the kind one of {kinds}"
            )
        if any((one.kind, one.name) == (kind, name) for one in found):
            raise SettingError(
                f"WEBHOOKS 第 {at} 项：名称 {name} 重复 · entry {at}: the name {name} is there already"
            )
        found.append(Webhook(name, kind, url, secret))
    return tuple(found)


def print_access(is_open: bool) -> str:
    """Who may look, as it is given."""
    return "open" if is_open else "members"


def print_list(values: tuple[object, ...]) -> str:
    """Values separated by commas, as they may be given."""
    return ", ".join(map(str, values))


def strip_password(url: str) -> str:
    """A database's address without what opens it."""
    try:
        found = make_url(url)
        return URL.create(
            found.drivername, found.username, None, found.host, found.port, found.database
        ).render_as_string()
    except ArgumentError:
        return "—"
