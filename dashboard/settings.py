"""What can be set from outside? Every environment variable, in one place, all optional."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import cast, get_args

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.text import Text
from dashboard.operations.notice_channels import WEBHOOK_KINDS, MailServer, Security, Webhook
from dashboard.operations.policy import Policy
from dashboard.store import failpoints

_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_SENDER = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default and what it does."""

    name: str
    default: str
    meaning: Text
    secret: bool = False


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("HOST", "127.0.0.1", Text("服务监听的地址", "the address the server listens on")),
        Setting("PORT", "8050", Text("服务监听的端口", "the port the server listens on")),
        Setting(
            "INDICATORS",
            "indicators.yaml",
            Text("目标登记文件", "the file that declares the targets"),
        ),
        Setting(
            "DATA_DIR", "data", Text("存放工作簿的文件夹", "the folder that holds the workbooks")
        ),
        Setting(
            "DATABASE_URL",
            "",
            Text(
                "数据库地址（默认为数据文件夹中的 SQLite 文件 dashboard.db）",
                "the database (default: the SQLite file dashboard.db in the data folder)",
            ),
        ),
        Setting("THREADS", "8", Text("服务线程数", "threads of the server")),
        Setting(
            "FAILPOINT",
            "",
            Text(
                "仅供测试：进程在此步骤自行中止",
                "for tests only: the step at which the process kills itself",
            ),
        ),
        Setting(
            "RULES",
            DEFAULT,
            Text(
                "默认的评价规则集",
                "the rule set that judges unless a page or command names another",
            ),
        ),
        Setting(
            "ACCESS",
            "open",
            Text(
                "open：人人可看；members：登录后才能看",
                "open: everybody may look; members: only those who have signed in",
            ),
        ),
        Setting(
            "ADMINISTRATORS",
            "one",
            Text(
                "one：一名管理员；three：系统、安全、审计三员分立",
                "one administrator, or three: system, security and audit, kept apart",
            ),
        ),
        Setting(
            "SECRET_KEY",
            "",
            Text(
                "签名密钥，至少 32 位（SQLite：首次启动时在数据文件夹生成；PostgreSQL：必填，各副本相同）",
                "the key that signs, 32 characters or more (SQLite: made in the data folder at "
                "first start; PostgreSQL: required, the same on every replica)",
            ),
            secret=True,
        ),
        Setting(
            "PUBLIC_URL",
            "",
            Text(
                "人们访问的地址，如 https://plan.example.gov.cn（默认 http://HOST:PORT）",
                "the address that people use, as https://plan.example.gov.cn (default "
                "http://HOST:PORT)",
            ),
        ),
        Setting(
            "TRUSTED_PROXIES",
            "",
            Text(
                "可信的反向代理地址，逗号分隔；只采信它们转来的来源地址和协议",
                "addresses of reverse proxies, separated by commas; forwarded addresses and "
                "schemes count only from these",
            ),
        ),
        Setting(
            "PASSWORD_LENGTH", "12", Text("密码最少位数", "characters a password has at least")
        ),
        Setting(
            "PASSWORD_CLASSES",
            "3",
            Text("密码须含四类字符中的几类", "classes of characters in a password, of four"),
        ),
        Setting(
            "PASSWORD_DAYS",
            "90",
            Text("密码最长使用天数", "days after which a password must be changed"),
        ),
        Setting(
            "PASSWORDS_BARRED",
            "5",
            Text("不得重复使用的最近密码个数", "last passwords that may not be used again"),
        ),
        Setting(
            "SIGN_IN_TRIES",
            "5",
            Text("连续输错几次后锁定", "wrong passwords after which a name is locked"),
        ),
        Setting("LOCK_MINUTES", "30", Text("锁定分钟数", "minutes of a lock")),
        Setting(
            "IDLE_MINUTES",
            "15",
            Text("无操作多少分钟后退出", "minutes without a request that end a session"),
        ),
        Setting(
            "SESSION_HOURS",
            "8",
            Text("一次登录最长小时数", "hours after which a session ends in any case"),
        ),
        Setting(
            "SESSIONS",
            "1",
            Text("一人可同时登录的会话数", "sessions that one person may have at a time"),
        ),
        Setting(
            "INACTIVE_DAYS",
            "90",
            Text(
                "多少天未登录即视为停用",
                "days without a sign-in after which an account counts as disabled",
            ),
        ),
        Setting(
            "LINK_MINUTES",
            "60",
            Text("一次性链接的有效分钟数", "minutes for which a one-time link holds"),
        ),
        Setting(
            "UPLOADS_PER_HOUR",
            "30",
            Text("一人每小时可上传的文件数", "files that one person may upload in an hour"),
        ),
        Setting(
            "API_PER_MINUTE",
            "120",
            Text(
                "数据接口、文件和嵌入图：一人或一个地址每分钟可请求的次数（每个服务进程）",
                "requests a minute to the API, for files and for charts, for each person or "
                "address (in each server process)",
            ),
        ),
        Setting(
            "EMBED_FROM",
            "",
            Text(
                "可以嵌入图表的网站，逗号分隔，如 https://portal.example.gov.cn（默认都不可以）",
                "sites that may embed a chart, separated by commas, as "
                "https://portal.example.gov.cn (default: none)",
            ),
        ),
        Setting(
            "SMTP_HOST",
            "",
            Text(
                "发通知的邮件服务器；留空则不发邮件",
                "the mail server for notices; empty: no e-mail",
            ),
        ),
        Setting("SMTP_PORT", "25", Text("邮件服务器的端口", "its port")),
        Setting("SMTP_SECURITY", "none", Text("none、starttls 或 tls", "none, starttls or tls")),
        Setting("SMTP_FROM", "", Text("发件人地址", "the address that notices come from")),
        Setting(
            "SMTP_USER",
            "",
            Text(
                "邮件服务器的用户名；留空则不登录",
                "the user name at the mail server; empty: none is needed",
            ),
        ),
        Setting(
            "SMTP_PASSWORD",
            "",
            Text("邮件服务器的密码", "the password at the mail server"),
            secret=True,
        ),
        Setting(
            "WEBHOOKS",
            "",
            Text(
                "接收通知的地址，分号分隔，每项为“名称 类型 地址 [加签密钥]”，类型为 json、wecom（企业微信）或 dingtalk（钉钉）",
                "where notices go by HTTP, separated by semicolons: name, kind (json, wecom, "
                "dingtalk), address and, for DingTalk, the signing secret, with blanks between",
            ),
            secret=True,
        ),
        Setting(
            "OIDC_ISSUER",
            "",
            Text(
                "统一身份认证（OpenID Connect）的签发地址；留空则不用",
                "the issuer of an OpenID Connect provider; empty: none",
            ),
        ),
        Setting(
            "OIDC_CLIENT_ID",
            "",
            Text("在认证系统登记的客户端编号", "the client id registered with the provider"),
        ),
        Setting("OIDC_CLIENT_SECRET", "", Text("客户端密钥", "the client's secret"), secret=True),
        Setting(
            "OIDC_CLAIM",
            "preferred_username",
            Text(
                "认证系统中与本系统用户名对应的字段",
                "the claim that holds the name by which a person is known here",
            ),
        ),
    )
}


class SettingError(ValueError):
    """A setting that cannot be used; the message names it, what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of identities that people may sign in with (OpenID Connect)."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "preferred_username"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    host: str
    port: int
    indicators: Path
    data_dir: Path
    threads: int
    rules: str = DEFAULT
    database_url: str = ""
    failpoint: str = ""
    policy: Policy = field(default_factory=Policy)
    secret_key: str = field(default="", repr=False)
    public: str = ""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    provider: Provider | None = None
    api_per_minute: int = 120
    embed_from: tuple[str, ...] = ()
    mail: MailServer | None = None
    hooks: tuple[Webhook, ...] = ()

    @property
    def store_url(self) -> str:
        """The database's address: as set, else an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'dashboard.db'}"

    @property
    def public_url(self) -> str:
        """The address that people use, without a slash at its end."""
        return self.public.rstrip("/") or f"http://{self.host}:{self.port}"

    def environment(self) -> dict[str, str]:
        """The environment of another process of this house: as ours, with these settings and
        without secrets.
        """
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in SETTINGS or not SETTINGS[name].secret
        }
        return {
            **inherited,
            "INDICATORS": str(self.indicators),
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": self.store_url,
            "RULES": self.rules,
            "FAILPOINT": self.failpoint,
        }


def list_in_force(chosen: Settings) -> dict[str, str]:
    """Every setting as it holds, by its name; a secret is there only as a mark that it is set."""
    rules, provider, mail = chosen.policy, chosen.provider, chosen.mail
    values: dict[str, object] = {
        "HOST": chosen.host,
        "PORT": chosen.port,
        "INDICATORS": chosen.indicators,
        "DATA_DIR": chosen.data_dir,
        "THREADS": chosen.threads,
        "RULES": chosen.rules,
        "DATABASE_URL": strip_password(chosen.store_url),
        "FAILPOINT": chosen.failpoint,
        "ACCESS": "open" if rules.open_to_all else "members",
        "ADMINISTRATORS": rules.administrators,
        "SECRET_KEY": "set" if chosen.secret_key else "",
        "PUBLIC_URL": chosen.public_url,
        "TRUSTED_PROXIES": ", ".join(map(str, chosen.trusted_proxies)),
        "PASSWORD_LENGTH": rules.password_length,
        "PASSWORD_CLASSES": rules.password_classes,
        "PASSWORD_DAYS": rules.password_days,
        "PASSWORDS_BARRED": rules.passwords_barred,
        "SIGN_IN_TRIES": rules.tries,
        "LOCK_MINUTES": rules.lock_minutes,
        "IDLE_MINUTES": rules.idle_minutes,
        "SESSION_HOURS": rules.session_hours,
        "SESSIONS": rules.sessions,
        "INACTIVE_DAYS": rules.inactive_days,
        "LINK_MINUTES": rules.link_minutes,
        "UPLOADS_PER_HOUR": rules.uploads_per_hour,
        "API_PER_MINUTE": chosen.api_per_minute,
        "EMBED_FROM": ", ".join(chosen.embed_from),
        "SMTP_HOST": mail.host if mail else "",
        "SMTP_PORT": mail.port if mail else SETTINGS["SMTP_PORT"].default,
        "SMTP_SECURITY": mail.security if mail else SETTINGS["SMTP_SECURITY"].default,
        "SMTP_FROM": mail.sender if mail else "",
        "SMTP_USER": mail.user if mail else "",
        "SMTP_PASSWORD": "set" if mail and mail.password else "",
        "WEBHOOKS": "set" if chosen.hooks else "",
        "OIDC_ISSUER": provider.issuer if provider else "",
        "OIDC_CLIENT_ID": provider.client_id if provider else "",
        "OIDC_CLIENT_SECRET": "set" if provider else "",
        "OIDC_CLAIM": provider.claim if provider else SETTINGS["OIDC_CLAIM"].default,
    }
    return {name: str(values[name]) for name in SETTINGS}


def strip_password(url: str) -> str:
    """A database's address without what opens it."""
    try:
        found = make_url(url)
        return URL.create(
            found.drivername, found.username, None, found.host, found.port, found.database
        ).render_as_string()
    except ArgumentError:
        return "—"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment; raises SettingError. Relative paths start at the project's
    folder.
    """
    given = _Environment(os.environ if environ is None else environ)
    return Settings(
        given.text("HOST"),
        given.whole("PORT", 1, 65535),
        ROOT / given.text("INDICATORS"),
        ROOT / given.text("DATA_DIR"),
        given.whole("THREADS", 1, 256),
        given.one_of("RULES", tuple(RULES)),
        given.text("DATABASE_URL"),
        given.one_of("FAILPOINT", ("", *failpoints.STEPS)),
        _read_policy(given),
        given.text("SECRET_KEY"),
        given.address("PUBLIC_URL"),
        given.networks("TRUSTED_PROXIES"),
        _read_provider(given),
        given.whole("API_PER_MINUTE", 1, 100_000),
        given.sites("EMBED_FROM"),
        _read_mail_server(given),
        _read_webhooks(given),
    )


def _read_policy(given: _Environment) -> Policy:
    return Policy(
        open_to_all=given.one_of("ACCESS", ("open", "members")) == "open",
        administrators="three"
        if given.one_of("ADMINISTRATORS", ("one", "three")) == "three"
        else "one",
        password_length=given.whole("PASSWORD_LENGTH", 8, 64),
        password_classes=given.whole("PASSWORD_CLASSES", 1, 4),
        password_days=given.whole("PASSWORD_DAYS", 1, 3650),
        passwords_barred=given.whole("PASSWORDS_BARRED", 0, 10),
        tries=given.whole("SIGN_IN_TRIES", 3, 20),
        lock_minutes=given.whole("LOCK_MINUTES", 5, 1440),
        idle_minutes=given.whole("IDLE_MINUTES", 1, 480),
        session_hours=given.whole("SESSION_HOURS", 1, 24),
        sessions=given.whole("SESSIONS", 1, 20),
        inactive_days=given.whole("INACTIVE_DAYS", 7, 3650),
        link_minutes=given.whole("LINK_MINUTES", 5, 1440),
        uploads_per_hour=given.whole("UPLOADS_PER_HOUR", 1, 1000),
    )


def _read_provider(given: _Environment) -> Provider | None:
    issuer = given.address("OIDC_ISSUER")
    if not issuer:
        return None
    client, secret = given.text("OIDC_CLIENT_ID"), given.text("OIDC_CLIENT_SECRET")
    if not client or not secret:
        raise SettingError(
            "OIDC_ISSUER 已设置，还须设置 OIDC_CLIENT_ID 和 OIDC_CLIENT_SECRET · OIDC_ISSUER is set: "
            "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are needed too"
        )
    return Provider(issuer, client, secret, given.text("OIDC_CLAIM"))


def _read_mail_server(given: _Environment) -> MailServer | None:
    host, port, sender = (
        given.text("SMTP_HOST"),
        given.whole("SMTP_PORT", 1, 65535),
        given.text("SMTP_FROM"),
    )
    security = given.one_of("SMTP_SECURITY", get_args(Security))
    if not host:
        return None
    if not _SENDER.fullmatch(sender):
        raise SettingError(
            f"SMTP_FROM={sender}：SMTP_HOST 已设置，应为发件人地址，如 plan@example.gov.cn · SMTP_HOST is "
            "set: must be an address, as plan@example.gov.cn"
        )
    if (
        given.text("SMTP_USER")
        and security == "none"
        and host not in ("localhost", "127.0.0.1", "::1")
    ):
        raise SettingError(
            "SMTP_SECURITY=none：设了 SMTP_USER，密码会明文发送；请用 starttls 或 tls · with SMTP_USER the "
            "password would go in the clear: use starttls or tls"
        )
    return MailServer(
        host,
        port,
        cast("Security", security),
        sender,
        given.text("SMTP_USER"),
        given.text("SMTP_PASSWORD"),
    )


def _read_webhooks(given: _Environment) -> tuple[Webhook, ...]:
    """Webhooks; what is wrong with one is said by its place, since its address holds what opens
    it.
    """
    found: list[Webhook] = []
    for at, entry in enumerate(filter(str.strip, given.text("WEBHOOKS").split(";")), 1):
        parts = entry.split()
        name, kind, url = (*parts[:3], "", "", "")[:3]
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
        found.append(Webhook(name, kind, url, parts[3] if len(parts) == 4 else ""))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Environment:
    """Environment variables, read as what they must be."""

    environ: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.environ.get(name, "").strip() or SETTINGS[name].default

    def whole(self, name: str, low: int, high: int) -> int:
        found = self.text(name)
        if not found.isascii() or not found.isdigit() or not low <= int(found) <= high:
            raise SettingError(
                f"{name}={found}：应为 {low} 至 {high} 的整数，请改正环境变量 · must be a whole number from "
                f"{low} to {high}, correct the environment variable"
            )
        return int(found)

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        found = self.text(name)
        if found not in allowed:
            choice = ", ".join(allowed)
            raise SettingError(
                f"{name}={found}：只能是 {choice}，请改正环境变量 · must be one of {choice}, correct the "
                "environment variable"
            )
        return found

    def address(self, name: str) -> str:
        found = self.text(name)
        if found and not found.startswith(("https://", "http://")):
            raise SettingError(
                f"{name}={found}：应以 http:// 或 https:// 开头，请改正环境变量 · must begin with http:// or "
                "https://, correct the environment variable"
            )
        return found

    def sites(self, name: str) -> tuple[str, ...]:
        found = tuple(
            part.strip().rstrip("/") for part in self.text(name).split(",") if part.strip()
        )
        wrong = next((part for part in found if not _SITE.fullmatch(part)), None)
        if wrong is not None:
            raise SettingError(
                f"{name}={wrong}：应为 http(s)://主机名[:端口]，逗号分隔，请改正环境变量 · must be "
                "http(s)://host[:port], separated by commas, correct the environment variable"
            )
        return found

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        parts = [part.strip() for part in self.text(name).split(",") if part.strip()]
        try:
            return tuple(ip_network(part) for part in parts)
        except ValueError as error:
            raise SettingError(
                f"{name}={self.text(name)}：应为 IP 地址或网段，逗号分隔，请改正环境变量 · must be addresses or "
                "networks separated by commas, correct the environment variable"
            ) from error
