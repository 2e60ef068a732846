"""What can be set from outside? Every environment variable, in one place, all optional."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from dashboard.core.vocabulary.people import Administrators
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.text import Text
from dashboard.environment import (
    Setting,
    SettingError,
    declare_setting,
    list_settings,
    parse_address,
    parse_choice,
    parse_networks,
    parse_path,
    parse_sites,
    parse_text,
    parse_time_zone,
    parse_webhooks,
    parse_whole,
    print_access,
    print_list,
    strip_password,
)
from dashboard.operations.notice_channels import MailServer, Security, Webhook
from dashboard.operations.policy import Policy
from dashboard.store import failpoints
from dashboard.store.addresses import build_file_address

ROOT = Path(__file__).resolve().parent.parent
ADMINISTRATORS: dict[str, Administrators] = {"one": "one", "three": "three"}
SECURITIES: dict[str, Security] = {"none": "none", "starttls": "starttls", "tls": "tls"}
_SENDER = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of identities that people may sign in with (OpenID Connect)."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "preferred_username"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force: each field is the one declaration of its variable."""

    host: str = declare_setting(
        "HOST",
        "127.0.0.1",
        Text("服务监听的地址", "the address the server listens on"),
        parse_text,
    )
    port: int = declare_setting(
        "PORT",
        "8050",
        Text("服务监听的端口", "the port the server listens on"),
        parse_whole(1, 65535),
    )
    indicators: Path = declare_setting(
        "INDICATORS",
        "indicators.yaml",
        Text("目标登记文件", "the file that declares the targets"),
        parse_path(ROOT),
        handed_on=True,
    )
    data_dir: Path = declare_setting(
        "DATA_DIR",
        "data",
        Text("存放工作簿的文件夹", "the folder that holds the workbooks"),
        parse_path(ROOT),
        handed_on=True,
    )
    database_url: str = declare_setting(
        "DATABASE_URL",
        "",
        Text(
            "数据库地址（默认为数据文件夹中的 SQLite 文件 dashboard.db）",
            "the database (default: the SQLite file dashboard.db in the data folder)",
        ),
        parse_text,
        print_value=strip_password,
        resolved="store_url",
        handed_on=True,
    )
    time_zone: str = declare_setting(
        "TIME_ZONE",
        "",
        Text(
            "日期所在的时区，如 Asia/Shanghai（默认为本机的时区）",
            "the time zone of all days, such as Asia/Shanghai (default: the machine's)",
        ),
        parse_time_zone,
        resolved="zone_in_force",
    )
    threads: int = declare_setting(
        "THREADS",
        "8",
        Text("服务线程数", "threads of the server"),
        parse_whole(1, 256),
    )
    failpoint: str = declare_setting(
        "FAILPOINT",
        "",
        Text(
            "仅供测试：进程在此步骤自行中止",
            "for tests only: the step at which the process kills itself",
        ),
        parse_choice({step: step for step in ("", *failpoints.STEPS)}),
        handed_on=True,
    )
    rules: str = declare_setting(
        "RULES",
        DEFAULT,
        Text("默认的评价规则集", "the rule set that judges unless a page or command names another"),
        parse_choice({rules: rules for rules in RULES}),
        handed_on=True,
    )
    open_to_all: bool = declare_setting(
        "ACCESS",
        "open",
        Text(
            "open：人人可看；members：登录后才能看",
            "open: everybody may look; members: only those who have signed in",
        ),
        parse_choice({"open": True, "members": False}),
        print_value=print_access,
    )
    administrators: Administrators = declare_setting(
        "ADMINISTRATORS",
        "one",
        Text(
            "one：一名管理员；three：系统、安全、审计三员分立",
            "one administrator, or three: system, security and audit, kept apart",
        ),
        parse_choice(ADMINISTRATORS),
    )
    secret_key: str = declare_setting(
        "SECRET_KEY",
        "",
        Text(
            "签名密钥，至少 32 位（SQLite：首次启动时在数据文件夹生成；PostgreSQL：必填，各副本相同）",
            "the key that signs, 32 characters or more (SQLite: made in the data folder at first "
            "start; PostgreSQL: required, the same on every replica)",
        ),
        parse_text,
        secret=True,
    )
    public: str = declare_setting(
        "PUBLIC_URL",
        "",
        Text(
            "人们访问的地址，如 https://plan.example.gov.cn（默认 http://HOST:PORT）；设了以后，"
            "发往其他主机名的请求会被拒绝",
            "the address that people use, as https://plan.example.gov.cn (default "
            "http://HOST:PORT); once it is set, requests to any other host are refused",
        ),
        parse_address,
        resolved="public_url",
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = declare_setting(
        "TRUSTED_PROXIES",
        "",
        Text(
            "可信的反向代理地址，逗号分隔；只采信它们转来的来源地址和协议",
            "addresses of reverse proxies, separated by commas; forwarded addresses and schemes "
            "count only from these",
        ),
        parse_networks,
        print_value=print_list,
    )
    password_length: int = declare_setting(
        "PASSWORD_LENGTH",
        "12",
        Text("密码最少位数", "characters a password has at least"),
        parse_whole(8, 64),
    )
    password_classes: int = declare_setting(
        "PASSWORD_CLASSES",
        "3",
        Text("密码须含四类字符中的几类", "classes of characters in a password, of four"),
        parse_whole(1, 4),
    )
    password_days: int = declare_setting(
        "PASSWORD_DAYS",
        "90",
        Text("密码最长使用天数", "days after which a password must be changed"),
        parse_whole(1, 3650),
    )
    passwords_barred: int = declare_setting(
        "PASSWORDS_BARRED",
        "5",
        Text("不得重复使用的最近密码个数", "last passwords that may not be used again"),
        parse_whole(0, 10),
    )
    tries: int = declare_setting(
        "SIGN_IN_TRIES",
        "5",
        Text("连续输错几次后锁定", "wrong passwords after which a name is locked"),
        parse_whole(3, 20),
    )
    lock_minutes: int = declare_setting(
        "LOCK_MINUTES",
        "30",
        Text("锁定分钟数", "minutes of a lock"),
        parse_whole(5, 1440),
    )
    idle_minutes: int = declare_setting(
        "IDLE_MINUTES",
        "15",
        Text("无操作多少分钟后退出", "minutes without a request that end a session"),
        parse_whole(1, 480),
    )
    session_hours: int = declare_setting(
        "SESSION_HOURS",
        "8",
        Text("一次登录最长小时数", "hours after which a session ends in any case"),
        parse_whole(1, 24),
    )
    sessions: int = declare_setting(
        "SESSIONS",
        "1",
        Text("一人可同时登录的会话数", "sessions that one person may have at a time"),
        parse_whole(1, 20),
    )
    inactive_days: int = declare_setting(
        "INACTIVE_DAYS",
        "90",
        Text(
            "多少天未登录即视为停用",
            "days without a sign-in after which an account counts as disabled",
        ),
        parse_whole(7, 3650),
    )
    link_minutes: int = declare_setting(
        "LINK_MINUTES",
        "60",
        Text("一次性链接的有效分钟数", "minutes for which a one-time link holds"),
        parse_whole(5, 1440),
    )
    uploads_per_hour: int = declare_setting(
        "UPLOADS_PER_HOUR",
        "30",
        Text("一人每小时可上传的文件数", "files that one person may upload in an hour"),
        parse_whole(1, 1000),
    )
    api_per_minute: int = declare_setting(
        "API_PER_MINUTE",
        "120",
        Text(
            "数据接口、文件和嵌入图：一人或一个地址每分钟可请求的次数（每个服务进程）",
            "requests a minute to the API, for files and for charts, for each person or address "
            "(in each server process)",
        ),
        parse_whole(1, 100_000),
    )
    embed_from: tuple[str, ...] = declare_setting(
        "EMBED_FROM",
        "",
        Text(
            "可以嵌入图表的网站，逗号分隔，如 https://portal.example.gov.cn（默认都不可以）",
            "sites that may embed a chart, separated by commas, as https://portal.example.gov.cn "
            "(default: none)",
        ),
        parse_sites,
        print_value=print_list,
    )
    smtp_host: str = declare_setting(
        "SMTP_HOST",
        "",
        Text("发通知的邮件服务器；留空则不发邮件", "the mail server for notices; empty: no e-mail"),
        parse_text,
    )
    smtp_port: int = declare_setting(
        "SMTP_PORT",
        "25",
        Text("邮件服务器的端口", "its port"),
        parse_whole(1, 65535),
        only_with="SMTP_HOST",
    )
    smtp_security: Security = declare_setting(
        "SMTP_SECURITY",
        "none",
        Text("none、starttls 或 tls", "none, starttls or tls"),
        parse_choice(SECURITIES),
        only_with="SMTP_HOST",
    )
    smtp_from: str = declare_setting(
        "SMTP_FROM",
        "",
        Text("发件人地址", "the address that notices come from"),
        parse_text,
        only_with="SMTP_HOST",
    )
    smtp_user: str = declare_setting(
        "SMTP_USER",
        "",
        Text(
            "邮件服务器的用户名；留空则不登录",
            "the user name at the mail server; empty: none is needed",
        ),
        parse_text,
        only_with="SMTP_HOST",
    )
    smtp_password: str = declare_setting(
        "SMTP_PASSWORD",
        "",
        Text("邮件服务器的密码", "the password at the mail server"),
        parse_text,
        only_with="SMTP_HOST",
        secret=True,
    )
    hooks: tuple[Webhook, ...] = declare_setting(
        "WEBHOOKS",
        "",
        Text(
            "接收通知的地址，分号分隔，每项为“名称 类型 地址 [加签密钥]”，类型为 json、wecom（企业微信）或 dingtalk（钉钉）",
            "where notices go by HTTP, separated by semicolons: name, kind (json, wecom, "
            "dingtalk), address and, for DingTalk, the signing secret, with blanks between",
        ),
        parse_webhooks,
        secret=True,
    )
    oidc_issuer: str = declare_setting(
        "OIDC_ISSUER",
        "",
        Text(
            "统一身份认证（OpenID Connect）的签发地址；留空则不用",
            "the issuer of an OpenID Connect provider; empty: none",
        ),
        parse_address,
    )
    oidc_client_id: str = declare_setting(
        "OIDC_CLIENT_ID",
        "",
        Text("在认证系统登记的客户端编号", "the client id registered with the provider"),
        parse_text,
        only_with="OIDC_ISSUER",
    )
    oidc_client_secret: str = declare_setting(
        "OIDC_CLIENT_SECRET",
        "",
        Text("客户端密钥", "the client's secret"),
        parse_text,
        only_with="OIDC_ISSUER",
        secret=True,
    )
    oidc_claim: str = declare_setting(
        "OIDC_CLAIM",
        "preferred_username",
        Text(
            "认证系统中与本系统用户名对应的字段",
            "the claim that holds the name by which a person is known here",
        ),
        parse_text,
        only_with="OIDC_ISSUER",
    )

    @property
    def store_url(self) -> str:
        """The database's address: as set, else an SQLite file in the data folder."""
        return self.database_url or build_file_address(self.data_dir / "dashboard.db")

    @property
    def zone_in_force(self) -> str:
        """The time zone as set, else the machine's distance from UTC."""
        minutes = -time.timezone // 60
        return self.time_zone or f"UTC{minutes // 60:+03}:{abs(minutes) % 60:02}"

    @property
    def public_url(self) -> str:
        """The address that people use, without a slash at its end."""
        return self.public.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def policy(self) -> Policy:
        """The rules of access: its fields are settings of the same names."""
        return Policy(**{one.name: getattr(self, one.name) for one in fields(Policy)})

    @property
    def provider(self) -> Provider | None:
        """Who else vouches for people, where somebody does; raises SettingError."""
        if not self.oidc_issuer:
            return None
        if not self.oidc_client_id or not self.oidc_client_secret:
            raise SettingError(
                "OIDC_ISSUER 已设置，还须设置 OIDC_CLIENT_ID 和 OIDC_CLIENT_SECRET · OIDC_ISSUER is set: "
                "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed too"
            )
        return Provider(
            self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret, self.oidc_claim
        )

    @property
    def mail(self) -> MailServer | None:
        """The server that takes e-mail, where there is one; raises SettingError."""
        if not self.smtp_host:
            return None
        if not _SENDER.fullmatch(self.smtp_from):
            raise SettingError(
                f"SMTP_FROM={self.smtp_from}：SMTP_HOST 已设置，应为发件人地址，如 plan@example.gov.cn · "
                "SMTP_HOST is set: must be an address, as plan@example.gov.cn"
            )
        is_here = self.smtp_host in _THIS_MACHINE
        if self.smtp_user and self.smtp_security == "none" and not is_here:
            raise SettingError(
                "SMTP_SECURITY=none：设了 SMTP_USER，密码会明文发送；请用 starttls 或 tls · with SMTP_USER "
                "the password would go in the clear: use starttls or tls"
            )
        return MailServer(
            self.smtp_host,
            self.smtp_port,
            self.smtp_security,
            self.smtp_from,
            self.smtp_user,
            self.smtp_password,
        )

    def environment(self) -> dict[str, str]:
        """The environment of another process of this house: as ours, with these settings and
        without secrets, nor what holds only with one.
        """
        heads = {row.only_with or row.name for row in SETTINGS.values() if row.secret}
        withheld = {row.name for row in SETTINGS.values() if {row.name, row.only_with} & heads}
        inherited = {name: value for name, value in os.environ.items() if name not in withheld}
        told = [row for row in SETTINGS.values() if row.handed_on]
        return {**inherited, **{row.name: str(_resolve(self, row)) for row in told}}


SETTINGS: dict[str, Setting] = list_settings(Settings)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment; raises SettingError. Relative paths start at the project's
    folder.
    """
    given = os.environ if environ is None else environ
    values: dict[str, Any] = {row.attribute: row.read(given) for row in SETTINGS.values()}
    loaded = Settings(**values)
    _ = loaded.provider, loaded.mail  # what only holds together is refused at once
    if environ is None:
        use_time_zone(loaded.time_zone)
    return loaded


def use_time_zone(name: str | None = None) -> None:
    """Tell every day of this process, and of those that it starts, in a time zone, by default that
    of the environment's setting; raises SettingError.
    """
    zone = SETTINGS["TIME_ZONE"].read(os.environ) if name is None else name
    if zone and hasattr(time, "tzset"):
        os.environ["TZ"] = zone
        time.tzset()


def list_in_force(chosen: Settings) -> dict[str, str]:
    """Every setting as it holds, by its name; a secret is there only as a mark that it is set."""
    return {name: _print_in_force(chosen, row) for name, row in SETTINGS.items()}


def _print_in_force(chosen: Settings, row: Setting) -> str:
    if row.only_with and not getattr(chosen, SETTINGS[row.only_with].attribute):
        return row.default
    value = _resolve(chosen, row)
    if row.secret:
        return "set" if value else ""
    return row.print_value(value)


def _resolve(chosen: Settings, row: Setting) -> Any:
    """A setting's value, or what stands for it where it is empty."""
    return getattr(chosen, row.resolved or row.attribute)
