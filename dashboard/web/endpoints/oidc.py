"""Who does the office's provider of identities say this is? Signing in by OpenID Connect: code
flow, PKCE, nonce, signed tokens.

OpenID Connect Core 1.0 §3.1, RFC 7636. A person must be known here by the name that the claim
carries; nobody is made up.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import Flask, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from dashboard.core.vocabulary.text import Text
from dashboard.operations.authentication import RefusedError, record_action
from dashboard.settings import Provider
from dashboard.store import accounts
from dashboard.store.database import begin_read, begin_write
from dashboard.store.errors import StoreError
from dashboard.web.request.app_state import app_state
from dashboard.web.request.session import current_session, read_user_agent, set_session_cookies
from dashboard.web.widgets.forms import restrict_to_local

COOKIE, MINUTES = "plan-oidc", 10
TIMEOUT, METADATA_SECONDS, SILENCE_SECONDS = 4, 600, 15
"""Seconds that the provider may take to answer, for which what it says of itself is kept, and for
which it is not asked again after it did not answer.
"""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures that are taken: those by a key pair. `none`, and those by a shared secret, are not."""
UNKNOWN = Text("统一身份认证中的用户在本系统没有账号", "the provider's user has no account here")
log = logging.getLogger("dashboard")


class ProviderError(Exception):
    """The provider could not be asked, or its answer does not hold; `why` is a failure that the
    sign-in page knows.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def register_routes(server: Flask) -> None:
    """The way to the provider, and the way back."""
    server.get("/oidc/start")(_handle_start)
    server.get("/oidc/return")(_handle_return)


def _redirect_failure(why: str) -> Response:
    answer = redirect(f"/sign-in?failed={why}")
    answer.delete_cookie(COOKIE, path="/oidc")
    return answer


def _create_signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app_state().auth.secret, salt="oidc")


def _create_client(provider: Provider) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid profile",
        code_challenge_method="S256",
        redirect_uri=f"{app_state().settings.public_url}/oidc/return",
    )


def _handle_start() -> Response:
    """Lead to the provider; what must come back is kept in a signed cookie of this browser
    alone.
    """
    provider = app_state().settings.provider
    if provider is None:
        return Response(status=404)
    try:
        pending = {
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "next": restrict_to_local(request.args.get("next")),
        }
        with _create_client(provider) as client:
            url, state = client.create_authorization_url(
                _load_metadata(provider)["authorization_endpoint"],
                nonce=pending["nonce"],
                code_verifier=pending["verifier"],
            )
    except ProviderError as error:
        return _redirect_failure(error.why)
    answer = redirect(url)
    answer.set_cookie(
        COOKIE,
        _create_signer().dumps({**pending, "state": state}),
        max_age=MINUTES * 60,
        httponly=True,
        secure=current_session().secure,
        samesite="Lax",
        path="/oidc",
    )
    return answer


def _handle_return() -> Response:
    """Take the provider's word, if it holds, and let in whoever is known by that name."""
    provider = app_state().settings.provider
    if provider is None:
        return Response(status=404)
    try:
        pending = _create_signer().loads(request.cookies.get(COOKIE, ""), max_age=MINUTES * 60)
        token = _open_session(_read_name(provider, pending))
    except BadSignature:
        return _redirect_failure("expired")
    except ProviderError as error:
        return _redirect_failure(error.why)
    except StoreError as error:
        log.warning("the provider's sign-in was refused: %s", error.text.en)
        return _redirect_failure("unknown")
    answer = redirect(restrict_to_local(pending["next"]))
    answer.delete_cookie(COOKIE, path="/oidc")
    set_session_cookies(answer, token)
    return answer


def _open_session(name: str) -> str:
    """Begin a session for the account of a name; answers its token."""
    state, caller = app_state(), current_session().caller()
    with begin_read(state.engine) as connection:
        account = accounts.find_account(connection, name)
    # A provider may tell apart what we would compare as one.
    if account is None or account.name != name:
        details: dict[str, object] = {"name": name[:60], "way": "provider", "reason": "unknown"}
        with begin_write(state.engine) as connection:
            record_action(connection, caller, "sign in refused", details)
        raise RefusedError(UNKNOWN)
    return state.auth.open(account, caller, read_user_agent(), way="provider").token


def _load_metadata(provider: Provider) -> dict[str, Any]:
    """What the provider says of itself; it must be the issuer that was set."""
    state, now = app_state(), time.monotonic()
    if state.provider is not None and now - state.provider[0] < METADATA_SECONDS:
        return state.provider[1]
    issuer = provider.issuer.rstrip("/")
    metadata = _fetch_json(f"{issuer}/.well-known/openid-configuration")
    if str(metadata.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderError("provider")
    state.provider = (now, metadata)
    return metadata


def _fetch_json(url: str) -> dict[str, Any]:
    """What the provider says at an address of its own."""
    with _listen():
        answer = requests.get(url, timeout=TIMEOUT)
        answer.raise_for_status()
        body = answer.json()
    return body if isinstance(body, dict) else {}


@contextmanager
def _listen() -> Iterator[None]:
    """Ask the provider, unless it has just been silent: one request waits for it, not each."""
    state = app_state()
    if time.monotonic() < state.provider_silent_until:
        raise ProviderError("provider")
    try:
        yield
    except (requests.RequestException, ValueError) as error:
        log.warning("the identity provider could not be asked: %s", type(error).__name__)
        if isinstance(error, requests.ConnectionError | requests.Timeout):
            state.provider_silent_until = time.monotonic() + SILENCE_SECONDS
        raise ProviderError("provider") from error


def _read_name(provider: Provider, pending: dict[str, str]) -> str:
    """The name in the claim, after every check of the answer: state, code, signature, issuer,
    audience, time, nonce.
    """
    metadata = _load_metadata(provider)
    state = request.args.get("state", "")
    if not secrets.compare_digest(state.encode(), pending["state"].encode()):
        raise ProviderError("expired")
    if "code" not in request.args:
        raise ProviderError("expired")
    # RFC 9207: the answer of another provider.
    if request.args.get("iss", metadata["issuer"]) != metadata["issuer"]:
        raise ProviderError("provider")
    try:
        with _create_client(provider) as client:
            with _listen():
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    code=request.args["code"],
                    state=pending["state"],
                    code_verifier=pending["verifier"],
                    timeout=TIMEOUT,
                )
            claims = _parse_claims(provider, metadata, token, pending["nonce"])
            if provider.claim not in claims:
                claims = {**_fetch_user_info(client, metadata, str(claims["sub"])), **claims}
    except (requests.RequestException, AuthlibBaseError, JoseError, KeyError, ValueError) as error:
        log.warning("the identity provider's answer does not hold: %s", type(error).__name__)
        raise ProviderError("provider") from error
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name.strip():
        raise ProviderError("unknown")
    return name


def _parse_claims(
    provider: Provider, metadata: dict[str, Any], token: dict[str, Any], nonce: str
) -> dict[str, Any]:
    keys = KeySet.import_key_set(_fetch_json(metadata["jwks_uri"]))  # type: ignore[arg-type]
    decoded = jwt.decode(
        token["id_token"],
        keys,
        registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False),
    )
    options = {
        "iss": {"essential": True, "values": [metadata["issuer"]]},
        "aud": {"essential": True, "values": [provider.client_id]},
    }
    params = {
        "nonce": nonce,
        "client_id": provider.client_id,
        "access_token": token.get("access_token"),
    }
    claims = CodeIDToken(decoded.claims, decoded.header, options, params)
    claims.validate(leeway=60)
    if claims.get("nonce") != nonce:
        raise ProviderError("provider")
    return dict(claims)


def _fetch_user_info(
    client: OAuth2Session, metadata: dict[str, Any], subject: str
) -> dict[str, Any]:
    """What the provider tells of the same subject beside the token."""
    claims = client.get(metadata["userinfo_endpoint"], timeout=TIMEOUT).json()
    if claims.get("sub") != subject:
        raise ProviderError("provider")
    return dict(claims)
