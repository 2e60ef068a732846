"""Every way out against a real receiver: what arrives, and which of three things is said where it
does not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from dashboard.core.reports.notices import Notice, NoticeItem
from dashboard.core.vocabulary.text import Text
from dashboard.operations.notice_channels import (
    WEBHOOK_KINDS,
    WECOM_BYTES,
    Delivery,
    MailServer,
    NeverError,
    NotYetError,
    UnsureError,
    Webhook,
    post_webhook,
    send_mail,
)
from tests.conftest import free_port
from tests.letterbox import mail_server, receiver

AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TOLD = NoticeItem(
    "t",
    "gdp",
    "10",
    "on_course",
    "behind",
    ("data_new",),
    Text("某市地区生产总值：符合预期 → 滞后", "City, GDP: on track → behind"),
)


def letter(count: int = 2, address: str = "li@example.gov.cn", lang: str = "zh") -> Delivery:
    title = Text(
        "【规划监测】数据版本7：2项评价有变化",
        "[Plan monitoring] data version 7: 2 verdicts changed",
    )
    made = Notice(7, title, (TOLD,) * count, "http://plan.example/data/versions/7")
    return Delivery(made, address, "en" if lang == "en" else "zh", "plan-7-abc", AT)


def test_a_letter_arrives_as_it_was_written():
    """Subject and text in Chinese, from whom and to whom, an id that does not change, and that no
    answer is awaited.
    """
    with mail_server() as box:
        send_mail(box.way(), letter())
    (found,) = box.taken
    assert found["Subject"] == "【规划监测】数据版本7：2项评价有变化"
    assert (found["From"], found["To"], found["Auto-Submitted"]) == (
        "plan@example.gov.cn",
        "li@example.gov.cn",
        "auto-generated",
    )
    assert (
        found["Message-ID"] == "<plan-7-abc@example.gov.cn>"
        and found["Date"] == "Mon, 05 Jan 2026 09:30:00 +0000"
    )
    text = found.get_content()
    assert text.count("· 某市地区生产总值：符合预期 → 滞后") == 2 and text.rstrip().endswith(
        "http://plan.example/data/versions/7"
    )


def test_a_letter_in_english_has_no_chinese():
    with mail_server() as box:
        send_mail(box.way(), letter(lang="en"))
    assert box.taken[0].get_content().isascii() or "→" in box.taken[0].get_content()
    assert "某市" not in box.taken[0].get_content()


@pytest.mark.filterwarnings(
    "ignore:.*TLS.*:UserWarning"
)  # the receiver would rather have it encrypted
def test_a_server_that_asks_for_a_password_gets_it():
    with mail_server(users={"plan": "s3cret"}) as box:
        send_mail(box.way(user="plan", password="s3cret"), letter())
        assert len(box.taken) == 1
        with pytest.raises(NotYetError, match="SMTP_USER"):
            send_mail(box.way(user="plan", password="wrong"), letter())
        with pytest.raises(NotYetError):
            send_mail(box.way(), letter())
    assert len(box.taken) == 1


@pytest.mark.parametrize(
    ("step", "answer", "error"),
    [
        ("at_recipient", "450 busy", NotYetError),
        ("at_recipient", "550 no such user", NeverError),
        ("at_data", "451 try again", NotYetError),
        ("at_data", "554 refused", NeverError),
    ],
)
def test_what_a_mail_server_refuses_is_for_now_or_for_good(step, answer, error):
    with mail_server() as box:
        setattr(box, step, answer)
        with pytest.raises(error, match=answer[:3]):
            send_mail(box.way(), letter())
    assert box.taken == []


def test_a_mail_server_that_hangs_up_after_taking_leaves_it_open():
    """It may have been delivered: nobody knows."""
    with mail_server() as box:
        box.hang_up = True
        with pytest.raises(UnsureError):
            send_mail(box.way(), letter())
    assert len(box.taken) == 1


def test_a_mail_server_that_is_not_there_got_nothing():
    with pytest.raises(NotYetError):
        send_mail(MailServer("127.0.0.1", free_port(), "none", "plan@example.gov.cn"), letter())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("authority") / "mail.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_is_held_against_the_authorities_of_the_machine(
    security, authority, monkeypatch
):
    """One that nobody known signed gets nothing, not even the password; once the office's own
    authority is known, it does.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    more = (
        {"ssl_context": context}
        if security == "tls"
        else {"tls_context": context, "require_starttls": True}
    )
    with mail_server(**more) as box:
        way = MailServer(
            "127.0.0.1", box.port, "tls" if security == "tls" else "starttls", "plan@example.gov.cn"
        )
        with pytest.raises(NotYetError, match="CERTIFICATE_VERIFY_FAILED"):
            send_mail(way, letter())
        assert box.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        send_mail(way, letter())
    assert len(box.taken) == 1


def test_a_password_that_no_server_takes_is_a_matter_of_the_settings():
    with mail_server() as box, pytest.raises(NotYetError):
        send_mail(box.way(user="plan", password="密码"), letter())


@pytest.mark.parametrize("url", ["http://a..b/hook", "http://[::1/hook", "http:///hook"])
def test_an_address_that_is_none_got_nothing(url):
    with pytest.raises(NotYetError):
        post_webhook(Webhook("群", "json", url), letter())


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_no_letter_goes_in_the_clear_where_encryption_is_asked_for(security):
    with mail_server() as box, pytest.raises(NotYetError):
        send_mail(MailServer("127.0.0.1", box.port, security, "plan@example.gov.cn"), letter())
    assert box.taken == []


def test_an_address_cannot_add_a_line_to_the_letter():
    with mail_server() as box, pytest.raises(ValueError, match="linefeed"):
        send_mail(box.way(), letter(address="li@example.gov.cn\nBcc: x@example.com"))


def test_a_program_gets_everything_as_json():
    with receiver() as box:
        post_webhook(Webhook("局里", "json", box.url), letter(1))
    (path, headers, body) = box.taken[0]
    assert path == "/hook?key=k" and headers["Idempotency-Key"] == "plan-7-abc"
    assert body["event"] == "verdicts changed" and (body["id"], body["version"]) == (
        "plan-7-abc",
        7,
    )
    assert body["flips"] == [
        {
            "target": "t",
            "indicator": "gdp",
            "region": "10",
            "year": 0,
            "before": "on_course",
            "after": "behind",
            "causes": ["data_new"],
            "sentence": {"zh": TOLD.sentence.zh, "en": TOLD.sentence.en},
        }
    ]


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_robot_gets_a_text_that_fits(kind):
    with receiver() as box:
        post_webhook(Webhook("群", kind, box.url), letter(400))
    body = box.taken[0][2]
    assert body["msgtype"] == "text"
    content = body["text"]["content"]
    assert len(content.encode()) <= (WECOM_BYTES if kind == "wecom" else 20_000)
    assert (
        content.startswith("【规划监测】")
        and "项，请打开链接查看" in content
        and content.endswith("/versions/7")
    )


def test_dingtalk_is_signed_as_its_documents_say():
    """HMAC-SHA256 of moment, line end and secret, with the secret as key, in base64."""
    with receiver() as box:
        post_webhook(Webhook("群", "dingtalk", box.url, "SEC1"), letter())
    query = parse_qs(urlsplit(box.taken[0][0]).query)
    moment = str(int(AT.timestamp() * 1000))
    wanted = base64.b64encode(
        hmac.new(b"SEC1", f"{moment}\nSEC1".encode(), hashlib.sha256).digest()
    ).decode()
    assert query == {"key": ["k"], "timestamp": [moment], "sign": [wanted]}


@pytest.mark.parametrize(
    ("kind", "answer", "error"),
    [
        ("json", (204, ""), None),
        ("json", (500, ""), UnsureError),
        ("wecom", (504, ""), UnsureError),
        ("json", (503, ""), NotYetError),
        ("json", (429, ""), NotYetError),
        ("json", (404, ""), NeverError),
        ("json", (302, ""), NeverError),
        ("wecom", (200, '{"errcode": 0}'), None),
        ("wecom", (200, '{"errcode": 45009, "errmsg": "api freq out of limit"}'), NotYetError),
        ("wecom", (200, "<html>"), UnsureError),
        ("dingtalk", (200, '{"errcode": 310000, "errmsg": "sign not match"}'), NotYetError),
        ("dingtalk", (200, "[]"), UnsureError),
    ],
)
def test_what_a_receiver_answers_is_understood(kind, answer, error):
    with receiver() as box:
        box.answers = [answer]
        if error is None:
            post_webhook(Webhook("群", kind, box.url), letter())
        else:
            with pytest.raises(error):
                post_webhook(Webhook("群", kind, box.url), letter())
    assert len(box.taken) == 1  # no redirect is followed, nothing is tried twice here


def test_a_receiver_that_hangs_up_leaves_it_open_and_one_that_is_not_there_got_nothing():
    with receiver() as box:
        box.hang_up = True
        with pytest.raises(UnsureError):
            post_webhook(Webhook("群", "json", box.url), letter())
    with pytest.raises(NotYetError):
        post_webhook(Webhook("群", "json", f"http://127.0.0.1:{free_port()}/hook"), letter())


def test_no_error_tells_the_address_that_opens_a_robot():
    with pytest.raises(NotYetError) as caught:
        post_webhook(
            Webhook("群", "wecom", f"http://127.0.0.1:{free_port()}/send?key=canary"), letter()
        )
    assert "canary" not in str(caught.value) and "canary" not in repr(
        Webhook("群", "wecom", "http://x/?key=canary", "canary")
    )


def test_every_kind_has_a_name_in_both_languages():
    assert all(kind.name.zh and kind.name.en for kind in WEBHOOK_KINDS.values())
