"""A browser's part without a browser: cookies, the token that goes with every act, and the bodies
that Dash sends.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.core.vocabulary.people import RIGHTS, Person
from dashboard.operations import user_accounts
from dashboard.operations.authentication import Caller
from dashboard.operations.notice_channels import MailServer
from dashboard.operations.policy import Policy
from dashboard.settings import Provider, Settings
from dashboard.store.errors import StoreError
from dashboard.web.application import build_app
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from dashboard.web.request.app_state import APP_STATE_KEY, AppState
from dashboard.web.request.session import CSRF, CSRF_HEADER
from tests.conftest import PATIENCE, ready_store

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
SECRET = "a key of the tests, which signs nothing else"
PASSWORD = "Plan-monitor-2026"
OPERATOR = Person("机房", "", frozenset(RIGHTS))


def application(
    indicators: Path,
    data: Path,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
    url: str = "",
    **more: Any,
) -> Dash:
    """An application over a declaration and a folder, in a store of its own."""
    settings = Settings(
        port=0,
        indicators=indicators,
        data_dir=data,
        threads=4,
        database_url=url or ready_store(),
        secret_key=SECRET,
    )
    return build_app(replace(settings, **_list_settings(**more)), clock)


def _list_settings(
    policy: Policy | None = None,
    provider: Provider | None = None,
    mail: MailServer | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What is given as a whole, as the settings that say it."""
    if policy is not None:
        more |= asdict(policy)
    if provider is not None:
        more |= {f"oidc_{name}": value for name, value in asdict(provider).items()}
    if mail is not None:
        more |= {f"smtp_{name}": value for name, value in asdict(mail).items()}
        more["smtp_from"] = more.pop("smtp_sender")
    return more


def rules(**more: Any) -> Policy:
    """The rules of a house, some of them changed."""
    return replace(Policy(), **more)


def house_of(app: Dash) -> AppState:
    found = app.server.config[APP_STATE_KEY]
    assert isinstance(found, AppState)
    return found


def operator() -> Caller:
    """Whoever is at the machine."""
    return Caller(OPERATOR, "", NOW)


def add(
    app: Dash, name: str, role: str, scope: user_accounts.Scope = user_accounts.EVERYTHING
) -> None:
    """Somebody with a role and the password of the tests."""
    door = house_of(app).auth
    door.set_by_link(
        user_accounts.add_person(door, operator(), name, role, scope),
        PASSWORD,
        Caller(door.build_visitor(), "", NOW),
    )


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        self.at += timedelta(**by)


class Client:
    """One browser."""

    def __init__(self, app: Dash, *, settles: bool = True) -> None:
        self.app, self.settles = app, settles
        self.http: FlaskClient = app.server.test_client()
        self.http.get("/")

    @property
    def token(self) -> str:
        cookie = self.http.get_cookie(CSRF)
        return cookie.value if cookie else ""

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.settled(self.http.get(path, **more))

    def settled(self, answer: TestResponse) -> TestResponse:
        """An answer, once what it did not wait for is written down."""
        if not self.settles:
            return answer
        with suppress(StoreError):  # there may be no store
            assert house_of(self.app).auth.notes.settle(PATIENCE)
        return answer

    def post(self, path: str, **more: Any) -> TestResponse:
        """As a page of ours sends it."""
        headers = {
            CSRF_HEADER: self.token,
            "Sec-Fetch-Site": "same-origin",
            "Origin": "http://localhost",
            **more.pop("headers", {}),
        }
        return self.settled(self.http.post(path, headers=headers, **more))

    def act(
        self,
        output: str,
        *values: tuple[Any, Any],
        state: tuple[tuple[Any, Any], ...] = (),
        by: str = "",
    ) -> TestResponse:
        """What Dash sends when something was clicked: (`id.property`, value) for inputs and
        states.
        """
        return self.post("/_dash-update-component", json=body(output, values, state, by))

    def show(self, path: str, search: str = "") -> dict[str, Any]:
        """What the callback that draws pages answers for an address."""
        answer = self.act(DRAW_CALLBACK, ("url.pathname", path), ("url.search", search))
        assert answer.status_code == 200, answer.status_code
        return dict(answer.get_json()["response"])

    def corner(self) -> str:
        """The frame around every page, in which the person's name stands."""
        return json.dumps(self.get("/_dash-layout").get_json(), ensure_ascii=False)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.act(
            "sign-in-said.children",
            ("sign-in-go.n_clicks", 1),
            ("sign-in-password.n_submit", None),
            state=(
                ("sign-in-name.value", name),
                ("sign-in-password.value", password),
                ("url.search", ""),
            ),
        )


def body(
    output: str,
    values: tuple[tuple[Any, Any], ...],
    state: tuple[tuple[Any, Any], ...] = (),
    by: str = "",
) -> dict[str, Any]:
    """The body of a callback's request."""
    names = output.strip(".").split("...")
    outputs: Any = [_place(name) for name in names]
    return {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": [_given(*pair) for pair in values],
        "state": [_given(*pair) for pair in state],
        "changedPropIds": [
            by or next((str(name) for name, _ in values if isinstance(name, str)), "")
        ],
    }


def _place(name: str) -> dict[str, str]:
    id_, _, property_ = name.rpartition(".")
    return {"id": id_, "property": property_}


def _given(name: Any, value: Any) -> Any:
    if isinstance(name, str):
        return {**_place(name), "value": value}
    return [
        {"id": id_, "property": property_, "value": one}
        for (id_, property_), one in zip(name, value, strict=True)
    ]
