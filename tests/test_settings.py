"""Every setting: its default, where it comes from, and what is said when it cannot be used."""

from __future__ import annotations

import os
import re
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from dashboard.environment import SettingError, strip_password
from dashboard.operations.notice_channels import MailServer, Webhook
from dashboard.operations.policy import Policy
from dashboard.settings import (
    ROOT,
    SETTINGS,
    Provider,
    Settings,
    load,
)

COVERS = ("dashboard.environment",)


def test_without_any_variable_the_defaults_hold():
    loaded = load({})
    assert loaded == Settings()
    assert (loaded.host, loaded.port, loaded.threads) == ("127.0.0.1", 8050, 8)
    assert (loaded.indicators, loaded.data_dir) == (ROOT / "indicators.yaml", ROOT / "data")
    assert loaded.policy == Policy()


def test_every_variable_is_taken_from_the_environment(monkeypatch, tmp_path):
    given = {
        "HOST": "0.0.0.0",
        "PORT": "80",
        "INDICATORS": str(tmp_path / "i.yaml"),
        "DATA_DIR": str(tmp_path),
        "THREADS": "2",
        "TIME_ZONE": "Asia/Shanghai",
        "RULES": "statcan",
        "DATABASE_URL": "postgresql+psycopg://127.0.0.1/x",
        "FAILPOINT": "publish.rows",
        "ACCESS": "members",
        "ADMINISTRATORS": "three",
        "SECRET_KEY": "k" * 40,
        "PUBLIC_URL": "https://plan.example/",
        "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "PASSWORD_LENGTH": "14",
        "PASSWORD_CLASSES": "4",
        "PASSWORD_DAYS": "60",
        "PASSWORDS_BARRED": "8",
        "SIGN_IN_TRIES": "3",
        "LOCK_MINUTES": "60",
        "IDLE_MINUTES": "10",
        "SESSION_HOURS": "4",
        "SESSIONS": "2",
        "INACTIVE_DAYS": "30",
        "LINK_MINUTES": "30",
        "UPLOADS_PER_HOUR": "5",
        "API_PER_MINUTE": "60",
        "EMBED_FROM": "https://portal.example.gov.cn, http://10.0.0.8:8080/",
        "SMTP_HOST": "mail.example",
        "SMTP_PORT": "587",
        "SMTP_SECURITY": "starttls",
        "SMTP_FROM": "plan@example.gov.cn",
        "SMTP_USER": "plan",
        "SMTP_PASSWORD": "p",
        "WEBHOOKS": "群 wecom https://w.example/?key=1; 平台 json http://10.0.0.9/in ;办 dingtalk "
        "https://d.example/?t=2 SEC3",
        "OIDC_ISSUER": "https://id.example",
        "OIDC_CLIENT_ID": "plan",
        "OIDC_CLIENT_SECRET": "s",
        "OIDC_CLAIM": "email",
    }
    assert given.keys() == SETTINGS.keys()
    for name, value in {**given, "TZ": ""}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(time, "tzset", lambda: None)  # the other tests stay where they are
    loaded = load()
    assert (loaded.time_zone, os.environ["TZ"]) == ("Asia/Shanghai", "Asia/Shanghai")
    assert [(name, getattr(loaded, name)) for name in ("host", "port", "threads", "rules")] == [
        ("host", "0.0.0.0"),
        ("port", 80),
        ("threads", 2),
        ("rules", "statcan"),
    ]
    assert (loaded.indicators, loaded.data_dir) == (tmp_path / "i.yaml", tmp_path)
    assert loaded.database_url == "postgresql+psycopg://127.0.0.1/x"
    assert (loaded.failpoint, loaded.secret_key) == ("publish.rows", "k" * 40)
    assert loaded.policy == Policy(False, "three", 14, 4, 60, 8, 3, 60, 10, 4, 2, 30, 30, 5)
    assert loaded.trusted_proxies == (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))
    assert loaded.provider == Provider("https://id.example", "plan", "s", "email")
    assert loaded.api_per_minute == 60
    assert loaded.embed_from == ("https://portal.example.gov.cn", "http://10.0.0.8:8080")
    assert loaded.mail == MailServer(
        "mail.example", 587, "starttls", "plan@example.gov.cn", "plan", "p"
    )
    assert loaded.hooks == (
        Webhook("群", "wecom", "https://w.example/?key=1"),
        Webhook("平台", "json", "http://10.0.0.9/in"),
        Webhook("办", "dingtalk", "https://d.example/?t=2", "SEC3"),
    )
    assert loaded.public_url == "https://plan.example"


def test_a_time_zone_that_is_none_is_refused():
    with pytest.raises(SettingError, match=r"Mars/Base.*Asia/Shanghai"):
        load({"TIME_ZONE": "Mars/Base"})
    assert re.fullmatch(r"UTC[+-]\d\d:\d\d", load({}).zone_in_force)


def test_no_secret_is_printed():
    """A settings object that ends up in a log shows no key and no provider's secret."""
    shown = repr(
        load(
            {
                "SECRET_KEY": "canary-1",
                "OIDC_ISSUER": "https://i",
                "OIDC_CLIENT_ID": "c",
                "OIDC_CLIENT_SECRET": "canary-2",
                "SMTP_HOST": "m",
                "SMTP_FROM": "a@b",
                "SMTP_PASSWORD": "canary-3",
                "WEBHOOKS": "x json https://h/?key=canary-4; y dingtalk https://h canary-5",
            }
        )
    )
    assert "canary" not in shown
    assert [name for name, setting in SETTINGS.items() if setting.secret] == [
        "SECRET_KEY",
        "SMTP_PASSWORD",
        "WEBHOOKS",
        "OIDC_CLIENT_SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PUBLIC_URL", "plan.example"),
        ("OIDC_ISSUER", "id.example"),
        ("TRUSTED_PROXIES", "proxy"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("EMBED_FROM", "portal.example"),
        ("EMBED_FROM", "https://a/b"),
        ("EMBED_FROM", "https://*.gov.cn"),
        ("API_PER_MINUTE", "0"),
        ("ACCESS", "closed"),
        ("ADMINISTRATORS", "2"),
        ("PASSWORD_LENGTH", "7"),
        ("SIGN_IN_TRIES", "0"),
        ("SESSIONS", "0"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_name(name, found):
    with pytest.raises(SettingError, match=re.escape(f"{name}={found}")):
        load({name: found})


def test_a_provider_needs_all_its_parts():
    with pytest.raises(SettingError, match="OIDC_CLIENT_SECRET"):
        load({"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "plan"})


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("群 wecom", "第 1 项"),
        ("a json https://x; 群 feishu https://y", "第 2 项"),
        ("a json ftp://x", "entry 1"),
        ("a json https://x b c", "entry 1"),
        ("a json https://x;a json https://y", "重复"),
        ("长" * 61 + " json https://x", "第 1 项"),
    ],
)
def test_a_webhook_that_cannot_be_used_is_told_by_its_place_and_never_by_its_address(given, place):
    with pytest.raises(SettingError, match=place) as caught:
        load({"WEBHOOKS": given})
    assert "https://" not in str(caught.value)


def test_a_mail_server_needs_a_sender_and_without_one_there_is_no_mail():
    with pytest.raises(SettingError, match="SMTP_FROM"):
        load({"SMTP_HOST": "mail.example"})
    assert load({"SMTP_FROM": "a@b.cn"}).mail is None
    with pytest.raises(SettingError, match="SMTP_SECURITY=ssl"):
        load({"SMTP_SECURITY": "ssl"})


def test_a_password_goes_in_the_clear_to_this_machine_alone():
    with pytest.raises(SettingError, match="SMTP_SECURITY=none"):
        load(
            {
                "SMTP_HOST": "mail.example",
                "SMTP_FROM": "a@b.cn",
                "SMTP_USER": "plan",
                "SMTP_PASSWORD": "p",
            }
        )
    assert (
        load(
            {
                "SMTP_HOST": "127.0.0.1",
                "SMTP_FROM": "a@b.cn",
                "SMTP_USER": "plan",
                "SMTP_PASSWORD": "p",
            }
        ).mail
        is not None
    )


def test_another_process_is_told_the_same_house(tmp_path):
    mine = load({"DATA_DIR": str(tmp_path), "RULES": "sdsn"})
    other = load(mine.environment())
    assert (other.indicators, other.data_dir, other.store_url, other.rules) == (
        mine.indicators,
        mine.data_dir,
        mine.store_url,
        mine.rules,
    )


def test_another_process_starts_whatever_is_set(monkeypatch):
    """Without the secrets, nor what is refused without them: uploads are read in a house with a
    provider, a mail server and hooks.
    """
    told = {
        "OIDC_ISSUER": "https://id.example.gov.cn",
        "OIDC_CLIENT_ID": "plan",
        "OIDC_CLIENT_SECRET": "s3cr3t-of-the-client",
        "SMTP_HOST": "mail.example.gov.cn",
        "SMTP_SECURITY": "tls",
        "SMTP_FROM": "plan@example.gov.cn",
        "SMTP_USER": "plan",
        "SMTP_PASSWORD": "s3cr3t-of-the-mail",
        "WEBHOOKS": "hook json https://hook.example.gov.cn/s3cr3t",
        "SECRET_KEY": "s3cr3t-that-signs-0123456789abcdef",
        "PASSWORD_DAYS": "30",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    environment = load().environment()
    other = load(environment)
    assert (other.provider, other.mail, other.hooks) == (None, None, ())
    assert other.policy == load().policy
    assert "s3cr3t" not in str([environment.get(name) for name in told])


def test_a_relative_path_starts_at_the_projects_folder_and_an_absolute_one_stands():
    loaded = load({"INDICATORS": "demo/indicators.yaml", "DATA_DIR": "/srv/data"})
    assert (loaded.indicators, loaded.data_dir) == (
        ROOT / "demo" / "indicators.yaml",
        Path("/srv/data"),
    )


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_variable_is_none(blank):
    assert load({"PORT": blank, "INDICATORS": blank}) == load({})


@pytest.mark.parametrize("port", ["1", "8050", " 8050 ", "65535"])
def test_a_port_in_range_is_taken(port):
    assert load({"PORT": port}).port == int(port)


@pytest.mark.parametrize(
    ("name", "found", "low", "high"),
    [
        ("PORT", "0", 1, 65535),
        ("PORT", "65536", 1, 65535),
        ("PORT", "http", 1, 65535),
        ("PORT", "-1", 1, 65535),
        ("PORT", "８０", 1, 65535),
        ("PORT", "80.0", 1, 65535),
        ("THREADS", "0", 1, 256),
        ("THREADS", "257", 1, 256),
    ],
)
def test_a_wrong_number_is_refused_with_its_name_its_value_and_the_range(name, found, low, high):
    with pytest.raises(SettingError) as refusal:
        load({name: found})
    assert str(refusal.value) == (
        f"{name}={found}：应为 {low} 至 {high} 的整数，请改正环境变量 · "
        f"must be a whole number from {low} to {high}, correct the environment variable"
    )


def test_every_setting_says_what_it_does_in_both_languages():
    assert all(
        name == setting.name and setting.meaning.zh and setting.meaning.en
        for name, setting in SETTINGS.items()
    )


def test_an_unknown_rule_set_is_refused_with_the_choice():
    with pytest.raises(SettingError) as refusal:
        load({"RULES": "strict"})
    assert "RULES=strict" in str(refusal.value)
    assert "linear_strict, statcan" in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://plan:SECRET@db/plan", "postgresql+psycopg://plan@db/plan"),
        ("postgresql+psycopg://db/plan?password=SECRET", "postgresql+psycopg://db/plan"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("nonsense", "—"),
    ],
)
def test_a_databases_address_is_shown_without_what_opens_it(url, shown):
    assert strip_password(url) == shown
