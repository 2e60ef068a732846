"""Signing in through a real provider of identities on loopback, and everything that may be wrong
with its answer.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from dash import Dash
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from dashboard.settings import Provider
from dashboard.store import audit
from dashboard.store.database import begin_read
from dashboard.web.endpoints import oidc
from dashboard.web.request.session import SESSION
from tests.conftest import PATIENCE, ROOT, free_port
from tests.web.clients import NOW, Client, add, application, house_of
from tests.web.test_application import words

SECRET, PUBLIC = "s3cr3t-s3cr3t-s3cr3t", "http://localhost"


@contextmanager
def provider_of(
    back: str, *, conform: bool = False, wrong: dict[str, Any] | None = None
) -> Iterator[str]:
    """A provider that leads back to an address; answers its issuer."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    asked = {
        "port": port,
        "issuer": issuer,
        "clientId": "plan",
        "clientSecret": SECRET,
        "redirect": back,
        "conform": conform,
        "wrong": wrong or {},
    }
    process = subprocess.Popen(
        ["node", "tests/oidc/provider.mjs", json.dumps(asked)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n", "the provider did not start: run make parts"
    yield issuer
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


@pytest.fixture(
    scope="module", params=[True, False], ids=["claims by userinfo", "claims in the token"]
)
def provider(request) -> Iterator[Provider]:
    """npm's oidc-provider, as `make test` installs it."""
    with provider_of(f"{PUBLIC}/oidc/return", conform=request.param) as issuer:
        yield Provider(issuer, "plan", SECRET)


@pytest.fixture
def app(provider) -> Dash:
    made = application(ROOT / "indicators.yaml", ROOT / "data", provider=provider, public=PUBLIC)
    add(made, "张三", "analyst")
    return made


def at_the_provider(start: str, name: str) -> str:
    """Sign in at the provider as a person does in its forms; answers the address it leads back
    to.
    """
    with requests.Session() as session:
        answer = session.get(start, allow_redirects=False, timeout=PATIENCE)
        for _ in range(12):
            if answer.is_redirect:
                where = urljoin(answer.url, answer.headers["Location"])
                if where.startswith(PUBLIC):
                    return where
                answer = session.get(where, allow_redirects=False, timeout=PATIENCE)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form, answer.text[:500]
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert prompt
            fields = {"prompt": prompt[1], "login": name, "password": "x"}
            answer = session.post(
                urljoin(answer.url, form[1]), data=fields, allow_redirects=False, timeout=PATIENCE
            )
    raise AssertionError("the provider led nowhere")


def back(client: Client, address: str):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def begin(client: Client, then: str = "/indicators") -> str:
    answer = client.get(f"/oidc/start?next={then}")
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_somebody_known_comes_in(app):
    """To the provider, back with a code, and on to where one was going; the session is a new
    one.
    """
    client = Client(app)
    assert "/oidc/start?next=%2Fdata" in str(client.show("/sign-in", "?next=/data"))
    before = client.http.get_cookie(SESSION)
    answer = back(client, at_the_provider(begin(client), "张三"))
    assert answer.headers["Location"] == "/indicators"
    after = client.http.get_cookie(SESSION)
    assert before is not None
    assert after is not None
    assert after.value != before.value
    assert "分析人员" in words(client.show("/account")["main"]["children"])
    with begin_read(house_of(app).engine) as connection:
        last = list(audit.list_entries(connection))[-1]
    assert (last.who, last.action, json.loads(last.details)["way"]) == (
        "张三",
        "sign in",
        "provider",
    )


def test_somebody_unknown_stays_outside(app):
    """Nobody is made up: the provider's users need an account here."""
    client = Client(app)
    answer = back(client, at_the_provider(begin(client), "陌生人"))
    assert answer.headers["Location"] == "/sign-in?failed=unknown"
    assert "没有可用的账号" in words(client.show("/sign-in", "?failed=unknown")["main"]["children"])
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("name", ["ＺＨＡＮＧ", "zhang", " Zhang"])
def test_a_name_that_is_only_alike_is_somebody_else(app, name):
    """A provider may tell apart what we compare as one: only the very name comes in."""
    add(app, "Zhang", "analyst")
    client = Client(app)
    assert (
        back(client, at_the_provider(begin(client), name))
        .headers["Location"]
        .startswith("/sign-in?failed=")
    )
    assert (
        back(client, at_the_provider(begin(client), "Zhang")).headers["Location"] == "/indicators"
    )


def test_somebody_disabled_stays_outside(app):
    from dashboard.operations import user_accounts  # noqa: PLC0415
    from tests.web.clients import operator  # noqa: PLC0415

    user_accounts.disable_person(house_of(app).auth, operator(), "张三")
    client = Client(app)
    assert (
        back(client, at_the_provider(begin(client), "张三")).headers["Location"]
        == "/sign-in?failed=unknown"
    )


def test_an_answer_holds_once_and_in_the_browser_that_asked(app):
    """Replayed, or led into another browser (login forgery), it lets nobody in."""
    client, other = Client(app), Client(app)
    address = at_the_provider(begin(client), "张三")
    assert back(other, address).headers["Location"] == "/sign-in?failed=expired"
    assert back(client, address).headers["Location"] == "/indicators"
    assert back(client, address).headers["Location"].startswith("/sign-in?failed=")


@pytest.mark.parametrize(
    "change",
    [
        lambda query: query | {"state": ["other"]},
        lambda query: {name: value for name, value in query.items() if name != "code"},
        lambda query: query | {"code": ["guess"]},
        lambda query: query | {"iss": ["https://evil.example"]},
        lambda _: {"error": ["access_denied"]},
    ],
)
def test_an_answer_that_was_changed_lets_nobody_in(app, change):
    client = Client(app)
    parts = urlsplit(at_the_provider(begin(client), "张三"))
    query = change(parse_qs(parts.query))
    answer = client.get(
        parts.path, query_string={name: values[0] for name, values in query.items()}
    )
    assert answer.headers["Location"].startswith("/sign-in?failed=")
    assert client.get("/account").status_code == 302


def test_what_is_kept_for_the_answer_is_signed_and_short_lived(app, monkeypatch):
    """A cookie that somebody made up, or one from eleven minutes ago, is worth nothing."""
    client = Client(app)
    address = at_the_provider(begin(client), "张三")
    client.http.set_cookie(oidc.COOKIE, "made-up", path="/oidc")
    assert back(client, address).headers["Location"] == "/sign-in?failed=expired"
    address = at_the_provider(begin(client), "张三")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + timedelta(minutes=11).total_seconds())
    assert back(client, address).headers["Location"] == "/sign-in?failed=expired"


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(app, then):
    client = Client(app)
    assert back(client, at_the_provider(begin(client, then), "张三")).headers["Location"] == "/"


def test_a_provider_that_is_silent_is_said():
    app = application(
        ROOT / "indicators.yaml",
        ROOT / "data",
        provider=Provider(f"http://127.0.0.1:{free_port()}", "plan", SECRET),
        public=PUBLIC,
    )
    client = Client(app)
    assert client.get("/oidc/start").headers["Location"] == "/sign-in?failed=provider"
    assert "没有应答" in words(client.show("/sign-in", "?failed=provider")["main"]["children"])


def test_silence_is_remembered(monkeypatch):
    """A provider that takes a connection and says nothing holds one request for its time, and the
    others not at all; after a while it is asked again.
    """
    monkeypatch.setattr(oidc, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        app = application(
            ROOT / "indicators.yaml", ROOT / "data", provider=Provider(issuer, "plan", SECRET)
        )
        client = Client(app)
        silent.settimeout(PATIENCE)
        for _ in range(20):
            assert "failed=provider" in client.get("/oidc/start").headers["Location"]
        silent.accept()[0].close()
        silent.settimeout(0.01)
        with pytest.raises(TimeoutError):
            silent.accept()
        house_of(app).provider_silent_until = 0
        assert "failed=provider" in client.get("/oidc/start").headers["Location"]
        silent.accept()[0].close()


def test_a_house_without_a_provider_has_no_such_way():
    client = Client(application(ROOT / "indicators.yaml", ROOT / "data"))
    assert client.get("/oidc/start").status_code == 404
    assert client.get("/oidc/return").status_code == 404
    assert "/oidc/" not in str(client.show("/sign-in"))


KEY = RSAKey.generate_key(2048, auto_kid=True)
OTHER = RSAKey.generate_key(2048, auto_kid=True)
CLAIMS = {
    "iss": "http://id.test",
    "sub": "7",
    "aud": "plan",
    "exp": int(NOW.timestamp()) + 10**9,
    "iat": 0,
    "nonce": "n",
}


@pytest.mark.parametrize(
    ("changed", "key", "header", "fine"),
    [
        ({}, KEY, {"alg": "RS256"}, True),
        ({"iss": "http://evil.test"}, KEY, {"alg": "RS256"}, False),
        ({"aud": "another"}, KEY, {"alg": "RS256"}, False),
        ({"aud": ["plan", "another"]}, KEY, {"alg": "RS256"}, False),
        ({"exp": 1}, KEY, {"alg": "RS256"}, False),
        ({"nonce": "other"}, KEY, {"alg": "RS256"}, False),
        ({"nonce": None}, KEY, {"alg": "RS256"}, False),
        ({}, OTHER, {"alg": "RS256"}, False),
    ],
)
def test_a_token_is_held_to_every_rule(app, monkeypatch, changed, key, header, fine):
    """Issuer, audience, time, nonce and signature: one of them wrong, and nothing holds."""
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    token = jwt.encode({**header, "kid": KEY.kid}, claims, key)
    monkeypatch.setattr(oidc, "_fetch_json", lambda _: {"keys": [KEY.as_dict(private=False)]})
    metadata = {"jwks_uri": "x", "issuer": "http://id.test"}
    try:
        found = oidc._parse_claims(
            Provider("http://id.test", "plan", SECRET), metadata, {"id_token": token}, "n"
        )
        held = found["sub"] == "7"
    except (JoseError, oidc.ProviderError):  # the kinds that `_name` turns into a refusal
        held = False
    assert held == fine


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_token_without_a_key_pairs_signature_is_refused(app, monkeypatch, alg):
    """`none`, and a signature by the public key as if it were a shared secret."""
    import base64  # noqa: PLC0415
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    def packed(value: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = packed({"alg": alg, "kid": KEY.kid}) + b"." + packed(CLAIMS)
    mark = (
        b""
        if alg == "none"
        else base64.urlsafe_b64encode(
            hmac.new(KEY.as_pem(private=False), signed, hashlib.sha256).digest()
        ).rstrip(b"=")
    )
    monkeypatch.setattr(oidc, "_fetch_json", lambda _: {"keys": [KEY.as_dict(private=False)]})
    with pytest.raises(JoseError):
        oidc._parse_claims(
            Provider("http://id.test", "plan", SECRET),
            {"jwks_uri": "x", "issuer": "http://id.test"},
            {"id_token": (signed + b"." + mark).decode()},
            "n",
        )
