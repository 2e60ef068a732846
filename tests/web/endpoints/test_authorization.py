"""The gate: every route and callback × everybody, forged and foreign acts, and what is refused to
all.
"""

from __future__ import annotations

import json
from ipaddress import ip_network
from pathlib import Path

import pytest
from dash import Dash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.core.vocabulary.people import ROLES
from dashboard.store import audit
from dashboard.store.database import begin_read
from dashboard.web.endpoints import page_cache
from dashboard.web.endpoints.page_cache import DRAW_CALLBACK
from dashboard.web.pages import PAGES
from dashboard.web.request.permissions import ANYONE, CALLBACK, CALLBACKS, PAGE, ROUTES
from dashboard.web.request.session import CSRF, CSRF_HEADER, SESSION
from tests.conftest import MATCHES, ROOT, book, declaration, indicator
from tests.sizes import laws
from tests.web.clients import Client, add, application, body, house_of, rules

COVERS = (
    "dashboard.web.endpoints.user_menu",
    "dashboard.web.request.callback_bodies",
    "dashboard.web.request.denials",
    "dashboard.web.request.permissions",
    "dashboard.web.request.session",
)

EVERYBODY = ["visitor", *ROLES]


def made(folder: Path, kind: str, *, open_to_all: bool) -> Dash:
    app = application(
        folder / "indicators.yaml",
        folder / "data",
        policy=rules(administrators=kind, open_to_all=open_to_all, sessions=9),
    )
    for role in ROLES.values():
        if kind in role.administrations:
            add(app, role.id, role.id)
    return app


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city: one target, one workbook."""
    folder = tmp_path_factory.mktemp("city")
    bound = "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}"
    (folder / "indicators.yaml").write_text(declaration(indicator("gdp", bound)), "utf-8")
    (folder / "data").mkdir()
    rows: list[list[object]] = [["指标编码", "年份", "数值"], ["gdp", 2021, 60]]
    (folder / "data" / "2021.xlsx").write_bytes(book(rows))
    return Path(folder)


@pytest.fixture(scope="module")
def houses(city: Path) -> dict[tuple[str, bool], Dash]:
    """Open and for members, with one administrator and with three."""
    return {
        (kind, open_to_all): made(city, kind, open_to_all=open_to_all)
        for kind in ("one", "three")
        for open_to_all in (True, False)
    }


def come(app: Dash, who: str) -> Client:
    client = Client(app)
    if who != "visitor":
        client.sign_in(who)
    return client


def routes(app: Dash) -> list[str]:
    """Every method and rule of the real url_map."""
    return sorted(
        f"{method} {rule.rule}"
        for rule in app.server.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def callbacks(app: Dash) -> set[str]:
    """Every callback that runs on the server."""
    browser = {one["output"] for one in app._callback_list if one.get("clientside_function")} | {
        one["output"] for one in app.server.config.get("_client", [])
    }
    return set(app.callback_map) - browser


def test_every_route_and_callback_has_a_rule_and_every_rule_a_route(houses):
    """A new callback without a rule fails here; so does a rule that nothing answers to."""
    for app in houses.values():
        app.server.test_client().get("/_dash-dependencies")
        assert set(routes(app)) - set(ROUTES) == NOBODYS
        assert set(ROUTES) - set(routes(app)) == set()
        assert callbacks(app) == set(CALLBACKS)


NOBODYS = {"GET /static/<path:filename>", "GET /_reload-hash"}
"""Routes that Flask or Dash bring along and nobody needs: without a rule they are refused."""


def rights_of(who: str, *, open_to_all: bool) -> set[str]:
    if who == "visitor":
        return {"read"} if open_to_all else set()
    return {*ROLES[who].rights, "self"}


def test_the_matrix(houses):
    """Every route and callback × every role × open and members-only × one and three administrators:
    allowed or refused as the table says.
    """
    cells = 0
    for (kind, open_to_all), app in houses.items():
        for who in EVERYBODY:
            if who != "visitor" and kind not in ROLES[who].administrations:
                continue
            client, rights = come(app, who), rights_of(who, open_to_all=open_to_all)
            for route in ROUTES:
                cells += 1
                check_route(client, route, rights, who)
            for output, rule in CALLBACKS.items():
                cells += 1
                status = client.act(output, ("x.n_clicks", None)).status_code
                expected = ANYONE in rule.rights or rule.rights & rights
                assert (status not in (401, 403)) == bool(expected), (who, output, status)
            for page in PAGES:
                cells += 1
                check_page(client, page, rights, who)
    MATCHES.append(
        f"authorisation matrix: {cells} cells over {len(ROUTES)} routes, {len(CALLBACKS)} "
        f"callbacks, {len(PAGES)} pages"
    )


def check_route(client: Client, route: str, rights: set[str], who: str) -> None:
    method, rule = route.split(" ", 1)
    asked = ROUTES[route].rights
    if PAGE in asked or CALLBACK in asked:
        return  # their pages and callbacks are cells of their own
    path = rule
    for part, value in {
        "<string:package_name>": "dash",
        "<path:fingerprinted_path>": "x.js",
        "<path:filename>": "dashboard.css",
        "<preview>": "0" * 32,
        "<int:number>": "1",
    }.items():
        path = path.replace(part, value)
    status = (client.get(path) if method == "GET" else client.post(path, data=b"x")).status_code
    assert (status not in (401, 403)) == bool(ANYONE in asked or asked & rights), (
        who,
        route,
        status,
    )


def check_page(client: Client, page, rights: set[str], who: str) -> None:
    """The document, and what the callback draws when the path is posted: both hold the page's own
    rights.
    """
    path = page.path.replace("*", "gdp")
    allowed = ANYONE in page.rights or bool(set(page.rights) & rights)
    status = client.get(path).status_code
    there = "*" not in page.path or page.path == "/indicators/*"
    expected = (200 if there else 404) if allowed else 302 if who == "visitor" else 403
    assert status == expected, (who, path, status)
    shown = json.dumps(client.show(path), ensure_ascii=False)
    refused = "请先登录" in shown or "没有查看此页的权限" in shown
    assert refused != allowed, (who, path)


@pytest.mark.parametrize(
    "path",
    ["/admin", "//admin", "/admin/", "/./admin", "/ADMIN", "/admin?x", "/%61dmin", "/admin#"],
)
def test_no_way_of_writing_a_path_opens_a_page(houses, path):
    """What is posted is looked up as it is written; nothing but the page's own address finds it."""
    client = Client(houses["one", True])
    shown = json.dumps(client.show(path), ensure_ascii=False)
    assert "请先登录" in shown or "没有这个页面" in shown


@pytest.mark.parametrize(
    "output",
    [
        "no.such",
        "",
        "..a.b...c.d..",
        "header.children",
        "main.data-drawn",
        "indicators-table.data-q",
        None,
        7,
        {"a": 1},
        "x" * 5000,
    ],
)
def test_an_unknown_callback_is_refused_quietly(houses, output, caplog):
    """404 for none of ours, 400 for no name, no traceback: an attacker cannot fill the log."""
    client = Client(houses["one", True])
    sent = {**body(DRAW_CALLBACK, (("url.pathname", "/"), ("url.search", ""))), "output": output}
    answer = client.post("/_dash-update-component", json=sent)
    expected = 404 if isinstance(output, str) else 400
    assert (answer.status_code, answer.data) == (expected, b"")
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"output": ["x"]}'])
def test_a_body_that_is_no_callback_is_refused_quietly(houses, data, caplog):
    client = Client(houses["one", True])
    assert (
        client.post(
            "/_dash-update-component", data=data, content_type="application/json"
        ).status_code
        == 400
    )
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {CSRF_HEADER: ""},
        {CSRF_HEADER: "0" * 64},
        {CSRF_HEADER: "é"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://localhost"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_an_act_from_elsewhere_is_refused(houses, headers):
    """Another origin, another site, no token or a wrong one: nothing is done."""
    client = come(houses["one", True], "analyst")
    sent = body("sign-out-said.children", (("sign-out.n_clicks", 1),), (("url.search", ""),))
    assert client.post("/_dash-update-component", json=sent, headers=headers).status_code == 403
    assert client.get("/account").status_code == 200


def test_a_token_of_another_session_is_worth_nothing(houses):
    """One's own token does not go with a stolen cookie, nor the other way round."""
    app = houses["one", True]
    mine, other = come(app, "analyst"), come(app, "viewer")
    mine.http.set_cookie(CSRF, other.token)
    assert (
        mine.act(
            "sign-out-said.children", ("sign-out.n_clicks", 1), state=(("url.search", ""),)
        ).status_code
        == 403
    )


@pytest.mark.parametrize(
    "token", ["", "m.", "m.x", "v.x", "v." + "é" * 43, "m." + "A" * 4000, "' OR 1=1 --", "m.\x00"]
)
def test_a_session_that_is_not_ours_is_nobodys(houses, token):
    client = houses["one", True].server.test_client()
    answer = client.get(
        "/account",
        headers={"Cookie": f"{SESSION}={token}".encode("latin-1", "replace").decode("latin-1")},
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "POST", "TRACE"])
def test_other_methods_are_refused(houses, method):
    assert houses["one", True].server.test_client().open("/account", method=method).status_code in (
        403,
        405,
    )


@settings(
    max_examples=laws(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_no_change_of_a_recorded_body_widens_access(houses, data):
    """IDOR: whatever id, name or role is changed in a body a viewer sent, nothing that is an
    analyst's or an administrator's answers.
    """
    app = houses["one", True]
    client = come(app, "viewer")
    sent = body(DRAW_CALLBACK, (("url.pathname", "/"), ("url.search", "")))
    path = data.draw(
        st.sampled_from(
            [
                page.path.replace(
                    "*", data.draw(st.sampled_from(["gdp", "admin", "1", "0" * 32, "张三"]))
                )
                for page in PAGES
            ]
        )
    )
    sent["inputs"][0]["value"] = path
    sent["inputs"][1]["value"] = data.draw(
        st.sampled_from(["?role=admin", "?person=admin", "?lang=en&role=admin", ""])
    )
    sent["role"] = sent["user"] = "admin"
    sent["state"] = [{"id": "role", "property": "data", "value": "admin"}]
    sent["output"] = data.draw(st.sampled_from([DRAW_CALLBACK, *CALLBACKS]))
    answer = client.post("/_dash-update-component", json=sent)
    rule = CALLBACKS[sent["output"]]
    if not (
        ANYONE in rule.rights or rule.rights & ROLES["viewer"].rights | (rule.rights & {"self"})
    ):
        assert answer.status_code == 403
    elif sent["output"] == DRAW_CALLBACK:
        page = next(
            (
                page
                for page in PAGES
                if page.path.removesuffix("*") and path.startswith(page.path.removesuffix("*"))
            ),
            None,
        )
        shown = answer.get_data(as_text=True)
        if path.startswith("/admin"):
            assert (
                "\\u6ca1\\u6709\\u67e5\\u770b" in shown
                or "没有查看此页的权限" in shown
                or "You may not look" in shown
            ), page


def test_refusals_are_in_the_audit_with_the_address():
    app = application(ROOT / "indicators.yaml", ROOT / "data")
    add(app, "viewer", "viewer")
    client = come(app, "viewer")
    client.post("/data/upload", data=b"x")
    with begin_read(house_of(app).engine) as connection:
        last = list(audit.list_entries(connection))[-1]
    assert (last.who, last.action) == ("viewer", "refuse")
    assert json.loads(last.details)["path"] == "/data/upload"
    assert json.loads(last.details)["address"] == "127.0.0.1"


def test_an_address_cannot_flood_the_audit(houses):
    """Twenty refusals an hour are written down, the rest only logged."""
    app = application(ROOT / "indicators.yaml", ROOT / "data")
    client = Client(app)
    for _ in range(40):
        client.post("/data/upload", data=b"x")
    with begin_read(house_of(app).engine) as connection:
        assert sum(entry.action == "refuse" for entry in audit.list_entries(connection)) == 20


@pytest.mark.parametrize(
    ("trusted", "sent", "seen"),
    [
        ((), "10.9.9.9", "127.0.0.1"),
        (("127.0.0.1",), "10.9.9.9", "10.9.9.9"),
        (("127.0.0.1",), "6.6.6.6, 10.9.9.9", "10.9.9.9"),
        (("127.0.0.1", "10.0.0.0/8"), "6.6.6.6, 10.9.9.9", "6.6.6.6"),
        (("127.0.0.1",), "nonsense", "nonsense"),
        (("127.0.0.1",), "", "127.0.0.1"),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(trusted, sent, seen):
    app = application(
        ROOT / "indicators.yaml", ROOT / "data", trusted_proxies=tuple(map(ip_network, trusted))
    )
    Client(app).post("/data/upload", data=b"x", headers={"X-Forwarded-For": sent})
    with begin_read(house_of(app).engine) as connection:
        assert json.loads(list(audit.list_entries(connection))[-1].details)["address"] == seen


MANY = "?" + "&".join(f"a{number}=1" for number in range(60))


@pytest.mark.parametrize("search", [MANY, 5, {"a": 1}, ["x"], None, "?" + "x" * 9000])
@pytest.mark.parametrize(
    "output", [DRAW_CALLBACK, "sign-in-said.children", "indicators-table.children"]
)
def test_an_address_of_any_kind_is_answered(houses, output, search):
    """No 500 for what stands in an address, whatever it is."""
    client = Client(houses["one", True])
    given = {
        DRAW_CALLBACK: (("url.pathname", "/"), ("url.search", search)),
        "sign-in-said.children": (("sign-in-go.n_clicks", 1), ("sign-in-password.n_submit", None)),
        "indicators-table.children": (("indicators-search.value", "x"),),
    }[output]
    state = {
        DRAW_CALLBACK: (),
        "sign-in-said.children": (
            ("sign-in-name.value", "x"),
            ("sign-in-password.value", "y"),
            ("url.search", search),
        ),
        "indicators-table.children": (("url.pathname", "/indicators"), ("url.search", search)),
    }[output]
    assert client.act(output, *given, state=state).status_code == (
        200 if search is None or isinstance(search, str) else 400
    )
    assert client.get("/template" + (search if isinstance(search, str) else "")).status_code == 200


@pytest.mark.parametrize("value", ["\ud800", "\x00", [["x"]], {"a": {"b": 1}}, 5, 1e308, True])
def test_a_value_of_any_kind_is_answered(houses, value):
    """Half a surrogate pair, a NUL, another type: refused or answered in a sentence, never a
    fault.
    """
    app = houses["one", True]
    for who, output, values, state in (
        (
            "visitor",
            "sign-in-said.children",
            (("sign-in-go.n_clicks", 1), ("sign-in-password.n_submit", None)),
            (("sign-in-name.value", value), ("sign-in-password.value", value), ("url.search", "")),
        ),
        (
            "analyst",
            "undo-said.children",
            (("undo-go.n_clicks", 1),),
            (("undo-note.value", value), ("url.pathname", "/data/versions/1"), ("url.search", "")),
        ),
        (
            "analyst",
            "password-said.children",
            (("password-go.n_clicks", 1),),
            (
                ("password-old.value", value),
                ("password-new.value", value),
                ("password-again.value", value),
                ("url.search", ""),
            ),
        ),
        (
            "admin",
            "people-said.children",
            (("people-add.n_clicks", 1),),
            (
                ("people-name.value", value),
                ("people-role.value", value),
                ("people-owners.value", value),
                ("people-themes.value", value),
                ("url.search", ""),
            ),
        ),
        (
            "analyst",
            "preview-state.children",
            (("preview-tick.n_intervals", 1),),
            (("url.pathname", value), ("url.search", "")),
        ),
    ):
        assert come(app, who).act(output, *values, state=state).status_code in (200, 400), (
            output,
            value,
        )


def test_a_body_too_deep_or_without_its_parts_is_refused_quietly(houses, caplog):
    client = Client(houses["one", True])
    for sent in (
        "[" * 30_000,
        json.dumps({"output": DRAW_CALLBACK}),
        json.dumps({"output": DRAW_CALLBACK, "outputs": [], "inputs": 5}),
        json.dumps({"output": DRAW_CALLBACK, "outputs": 1, "inputs": []}),
    ):
        assert (
            client.post(
                "/_dash-update-component", data=sent, content_type="application/json"
            ).status_code
            == 400
        )
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/evil/x.js",
        "/_dash-component-suites/dash/deps/nope.js",
        "/_dash-component-suites/dash/../x.js",
    ],
)
def test_a_file_that_nobody_has_is_not_there(houses, path):
    assert Client(houses["one", True]).get(path).status_code == 404


def test_a_version_beyond_every_number_is_not_there(houses):
    assert (
        come(houses["one", True], "analyst").get(f"/data/versions/{10**25}/file").status_code == 404
    )


def test_what_is_kept_of_files_has_a_bound(houses):
    """Whatever stands behind the ? a file is kept once; and no more files than so many."""
    app = houses["one", True]
    client = Client(app)
    before = None
    for number in range(30):
        answer = client.get(
            f"/assets/dashboard.css?z={number}", headers={"Accept-Encoding": "gzip"}
        )
        assert answer.headers["Content-Encoding"] == "gzip"
        before = before or answer.data
        assert answer.data == before
    made = page_cache.CompressedCache()
    for number in range(page_cache.MAX_FILES + 50):
        made.set(f"br;/assets/{number}.js", b"x")
    assert len(made._files._kept) == page_cache.MAX_FILES


def test_what_is_refused_inside_a_permitted_callback_is_in_the_audit(city):
    """The system administrator who tries to grant: allowed to call, refused to do, and written
    down.
    """
    app = made(city, "three", open_to_all=True)
    client = come(app, "system")
    client.act(
        "person-said.children",
        *(
            (f"person-{act}.n_clicks", int(act == "grant"))
            for act in ("grant", "link", "unlock", "sessions", "disable", "enable")
        ),
        state=(
            ("person-role.value", "audit"),
            ("person-owners.value", []),
            ("person-themes.value", []),
            ("url.pathname", "/admin/people/viewer"),
            ("url.search", ""),
        ),
        by="person-grant.n_clicks",
    )
    with begin_read(house_of(app).engine) as connection:
        last = list(audit.list_entries(connection))[-1]
    assert (last.who, last.action) == ("system", "refuse")
    assert json.loads(last.details)["path"] == "person-grant"


def test_visitors_are_not_told_who_published(houses):
    """The names by which people sign in are for people who have."""
    app = application(ROOT / "indicators.yaml", ROOT / "data")
    add(app, "发布者甲", "analyst")
    from dashboard.store import versions as kept_versions  # noqa: PLC0415

    kept_versions.undo(
        house_of(app).engine, 1, "发布者甲", "2026-01-05T08:00:00+00:00"
    ) if house_of(app).snapshot_service() else None
    for path in ("/data", "/data/versions/4"):
        assert "发布者甲" not in json.dumps(Client(app).show(path), ensure_ascii=False)
        assert "发布者甲" in json.dumps(come(app, "发布者甲").show(path), ensure_ascii=False)


def test_signing_in_ends_the_session_before():
    """What the same browser held as somebody else is worth nothing afterwards."""
    app = application(ROOT / "indicators.yaml", ROOT / "data")
    add(app, "甲", "viewer")
    add(app, "乙", "viewer")
    client, other = come(app, "甲"), Client(app)
    held = client.http.get_cookie(SESSION)
    assert held is not None
    client.sign_in("乙")
    other.http.set_cookie(SESSION, held.value)
    assert other.get("/account").status_code == 302


def test_a_large_body_is_refused_before_it_is_read(houses):
    """What a callback may send is small; only an upload may be large, and only by whoever may
    upload.
    """
    client = Client(houses["one", True])
    sent = body(DRAW_CALLBACK, (("url.pathname", "/" + "x" * 70_000), ("url.search", "")))
    assert client.post("/_dash-update-component", json=sent).status_code == 413


def test_every_answer_carries_its_headers(houses):
    """Pages, files, callbacks, refusals and errors alike."""
    client = Client(houses["one", True])
    answers = [
        client.get(path)
        for path in (
            "/",
            "/account",
            "/assets/dashboard.css",
            "/health",
            "/template",
            "/no/such",
            "/_dash-layout",
        )
    ]
    answers += [
        client.post("/data/upload", data=b"x"),
        client.act("no.such", ("a.b", 1)),
        client.act(DRAW_CALLBACK, ("url.pathname", "/"), ("url.search", "")),
    ]
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in answer.headers
    kept = [answer.headers["Cache-Control"] for answer in answers]
    assert [one for one in kept if one != "no-store"] == [kept[2]]


def test_with_the_gate_taken_away_the_matrix_would_fail():
    """The matrix proves the gate, not something beside it."""
    app = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(open_to_all=False))
    client = Client(app)
    assert client.get("/template").status_code == 401
    app.server.before_request_funcs[None] = [
        one
        for one in app.server.before_request_funcs[None]
        if one.__module__ != "dashboard.web.endpoints.authorization"
    ]
    assert client.get("/template").status_code == 200
