"""The administration: people, sessions, audit, settings and the self-check, for those whose it
is.
"""

from __future__ import annotations

import json
from ipaddress import ip_network

import pytest
from dash import Dash
from sqlalchemy import text

from dashboard.settings import SETTINGS, Settings
from dashboard.store import audit
from dashboard.store.database import begin_read, begin_write
from dashboard.web.endpoints import startup_checks
from dashboard.web.pages import PAGES, TABS
from dashboard.web.request.forwarders import MOST_FORWARDERS, Forwarders
from dashboard.web.widgets import compliance_evidence
from dashboard.web.widgets.compliance_checklist import ANSWERS, ITEMS
from tests.conftest import ROOT
from tests.web.clients import PASSWORD, SECRET, Client, add, application, house_of, rules
from tests.web.test_application import words
from tests.web.test_people import answered

COVERS = (
    "dashboard.operations.audit",
    "dashboard.web.pages.admin.audit",
    "dashboard.web.pages.admin.people",
    "dashboard.web.pages.admin.person",
    "dashboard.web.pages.admin.protection",
    "dashboard.web.pages.admin.sessions",
    "dashboard.web.pages.admin.settings",
    "dashboard.web.request.forwarders",
    "dashboard.web.widgets.admin_tabs",
    "dashboard.web.widgets.compliance_checklist",
    "dashboard.web.widgets.compliance_evidence",
    "dashboard.web.widgets.user_forms",
)


@pytest.fixture
def app() -> Dash:
    made = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(sessions=3))
    for name, role in (("管理员", "admin"), ("审计员", "auditor"), ("李四", "analyst")):
        add(made, name, role)
    return made


def come(app: Dash, name: str = "管理员") -> Client:
    client = Client(app)
    client.sign_in(name)
    return client


def see_to(
    client: Client,
    act: str,
    name: str = "李四",
    role: str = "analyst",
    owners: tuple[str, ...] = (),
) -> str:
    acts = ("grant", "link", "unlock", "sessions", "disable", "enable")
    answer = client.act(
        "person-said.children",
        *((f"person-{one}.n_clicks", int(one == act)) for one in acts),
        state=(
            ("person-role.value", role),
            ("person-owners.value", list(owners)),
            ("person-themes.value", []),
            ("url.pathname", f"/admin/people/{name}"),
            ("url.search", ""),
        ),
        by=f"person-{act}.n_clicks",
    )
    assert answer.status_code == 200
    return words(answered(answer)["person-said"]["children"])


def new(client: Client, name: str, role: str = "viewer") -> str:
    answer = client.act(
        "people-said.children",
        ("people-add.n_clicks", 1),
        state=(
            ("people-name.value", name),
            ("people-role.value", role),
            ("people-owners.value", []),
            ("people-themes.value", []),
            ("url.search", ""),
        ),
    )
    return words(answered(answer)["people-said"]["children"])


def test_somebody_is_added_and_comes_in(app):
    """The link is shown once, leads to a password, and is nowhere in the store."""
    said = new(come(app), "赵六", "analyst")
    link = said.partition("#")[2].strip()
    assert "60 分钟内有效" in said
    visitor = Client(app)
    visitor.act(
        "welcome-said.children",
        ("welcome-go.n_clicks", 1),
        ("welcome-again.n_submit", None),
        state=(
            ("welcome-new.value", PASSWORD),
            ("welcome-again.value", PASSWORD),
            ("welcome-link.data", f"#{link}"),
            ("url.search", ""),
        ),
    )
    assert "分析人员" in words(visitor.show("/account")["main"]["children"])
    with begin_read(house_of(app).engine) as connection:
        held = str(connection.execute(text("SELECT * FROM links")).all()) + str(
            list(audit.list_entries(connection))
        )
    assert link not in held


def test_everything_that_can_be_done_with_a_person(app):
    admin, other = come(app), come(app, "李四")
    assert "已完成" in see_to(admin, "grant", role="viewer")
    assert other.get("/account").status_code == 302
    other.sign_in("李四")
    assert "已结束 1 个会话" in see_to(admin, "sessions")
    assert "已完成" in see_to(admin, "disable")
    assert "已停用" in words(answered(other.sign_in("李四"))["sign-in-said"]["children"])
    assert "已完成" in see_to(admin, "enable")
    assert "已完成" in see_to(admin, "unlock")
    assert "welcome#" in see_to(admin, "link")
    page = words(admin.show("/admin")["main"]["children"])
    assert "李四" in page
    assert "查看人员" in page


@pytest.mark.parametrize(("act", "said"), [("grant", "自己的账号"), ("disable", "自己的账号")])
def test_an_administrator_leaves_the_own_account_alone(app, act, said):
    assert said in see_to(come(app), act, "管理员", "viewer")
    assert "须由另一位管理员管理" in words(
        come(app).show("/admin/people/管理员")["main"]["children"]
    )


def test_what_is_wrong_is_said(app):
    client = come(app)
    assert "已有名为" in new(client, "李四")
    assert "字母、汉字或数字" in new(client, "")
    assert "不能授予" in new(client, "新人", "security")
    assert "没有名为" in see_to(client, "disable", "谁也不是")
    assert "没有这个页面" in words(client.show("/admin/people/谁也不是")["main"]["children"])


def test_three_administrators_see_their_own_part():
    app = application(ROOT / "indicators.yaml", ROOT / "data", policy=rules(administrators="three"))
    for role in ("system", "security", "audit"):
        add(app, role, role)
    seen = {}
    for role in ("system", "security", "audit"):
        client = come(app, role)
        seen[role] = [
            path
            for path in (page.path for page in TABS)
            if "没有查看此页的权限" not in words(client.show(path)["main"]["children"])
        ]
    assert seen == {
        "system": ["/admin", "/admin/settings", "/admin/protection"],
        "security": ["/admin", "/admin/sessions", "/admin/settings", "/admin/protection"],
        "audit": ["/admin/audit", "/admin/settings", "/admin/protection"],
    }
    assert "没有这项权限" in see_to(come(app, "system"), "grant", "audit", "system")
    assert "没有这项权限" in see_to(come(app, "security"), "disable", "audit")


def test_every_page_of_the_administration_stands_under_a_tab():
    """A tab is a page's own row; a page under one asks what the tab asks."""
    tabs = {page.path: page.rights for page in TABS}
    assert list(tabs) == [
        "/admin",
        "/admin/sessions",
        "/admin/audit",
        "/admin/settings",
        "/admin/protection",
    ]
    inside = [page for page in PAGES if page.path.startswith("/admin")]
    assert all(page.rights == tabs[page.tab] for page in inside)


def test_the_sessions_of_everybody(app):
    come(app, "李四")
    page = words(come(app).show("/admin/sessions")["main"]["children"])
    assert "当前会话 2" in page
    assert "李四" in page


def test_the_audit_is_filtered_and_its_chain_verified(app):
    client = come(app, "审计员")
    everything = words(client.show("/admin/audit")["main"]["children"])
    assert "审计链完整" in everything
    filtered = words(client.show("/admin/audit", "?action=add+person&who=机")["main"]["children"])
    assert "新建人员" in filtered
    assert "设置密码" not in filtered.partition("记录")[2]
    assert (
        "新建人员"
        not in words(client.show("/admin/audit", "?to=2001-01-01")["main"]["children"]).partition(
            "记录"
        )[2]
    )
    assert (
        "新建人员"
        in words(
            client.show("/admin/audit", "?from=2026-11-30&to=2026-11-30&action=add+person")["main"][
                "children"
            ]
        ).partition("记录")[2]
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = '别人' WHERE sequence = 3",
        "DELETE FROM audit WHERE sequence = 2",
        "UPDATE audit SET at = '2020' WHERE sequence = 3",
    ],
)
def test_a_tampered_audit_is_named_on_the_page(app, statement):
    """Somebody at the database itself, triggers off: the first row that does not fit is said, in
    red.
    """
    engine = house_of(app).engine
    with begin_write(engine) as connection:
        for verb in ("UPDATE", "DELETE"):
            connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))
        connection.execute(text(statement))
    assert "审计链在第 " in words(come(app, "审计员").show("/admin/audit")["main"]["children"])


def test_the_audit_is_turned_page_by_page(app):
    client = come(app, "审计员")
    door = house_of(app)
    with begin_write(door.engine) as connection:
        for turn in range(150):
            audit.append_entry(
                connection,
                at=f"2026-11-30T08:{turn % 60:02d}:00+00:00",
                who="某人",
                action="download",
                version=None,
                details={"turn": turn},
            )
    first = client.show("/admin/audit", "?action=download")["main"]["children"]
    assert "turn=149" in words(first)
    assert "turn=10;" not in words(first)
    assert "before=" in json.dumps(first)


def test_settings_are_shown_without_secrets(app):
    page = words(come(app).show("/admin/settings")["main"]["children"])
    assert all(name in page for name in SETTINGS)
    assert SECRET not in page
    assert "已设置（不显示）" in page


def test_the_self_check_answers_every_item(app):
    """Each with clause, evidence from the running house, settings that exist and a test that is
    there.
    """
    page = words(come(app).show("/admin/protection")["main"]["children"])
    for item in ITEMS:
        answer, said = item.evidence(house_of(app))
        assert answer in ANSWERS
        assert said.zh in page
        assert item.name.zh in page
        assert all(name in SETTINGS for name in item.settings)
        assert (ROOT / item.test).is_file(), item.test
    english = words(come(app).show("/admin/protection", "?lang=en")["main"]["children"])
    assert all(item.evidence(house_of(app))[1].en in english for item in ITEMS)


def test_a_proxy_that_is_not_named_is_told(caplog):
    """In the log once, on every page of the administration, and in the self-check; to nobody
    else, and not where the proxy is trusted.
    """
    for trusted in ((), ("127.0.0.1",)):
        app = application(
            ROOT / "indicators.yaml",
            ROOT / "data",
            trusted_proxies=tuple(map(ip_network, trusted)),
        )
        add(app, "管理员", "admin")
        client = come(app)
        for _ in range(3):
            client.get("/", headers={"X-Forwarded-For": "10.1.2.3"})
        assert caplog.text.count("127.0.0.1 forwards requests") == 1
        pages = [
            words(client.show(path)["main"]["children"])
            for path in ("/admin", "/admin/settings", "/admin/protection")
        ]
        told = ["127.0.0.1 转来了请求，但不在 TRUSTED_PROXIES 中" in page for page in pages]
        assert told == [not trusted] * 3
        assert "TRUSTED_PROXIES" not in words(client.show("/")["main"]["children"])
    assert house_of(app).forwarders.describe(house_of(app).settings) is None


def test_addresses_that_forward_are_bounded():
    """Anybody may send the headers."""
    forwarders = Forwarders()
    for number in range(1000):
        forwarders.note(f"10.0.{number // 256}.{number % 256}")
    said = forwarders.describe(Settings())
    assert said is not None
    assert said.zh.count("10.0.") == MOST_FORWARDERS


def test_https_without_a_named_proxy_is_told_at_the_start():
    named = Settings(public="https://plan.example", trusted_proxies=(ip_network("127.0.0.1"),))
    unnamed = Settings(public="https://plan.example")
    for settings, told in ((Settings(), False), (named, False), (unnamed, True)):
        warnings = startup_checks.list_warnings(settings, "postgresql")
        assert any("TRUSTED_PROXIES" in line for line in warnings) == told
        assert (Forwarders().describe(settings) is not None) == told


def test_another_version_than_the_lists_needs_attention(app, tmp_path, monkeypatch):
    """What runs here is held against the list of parts."""
    item = next(one for one in ITEMS if one.name.en == "where software comes from")
    assert item.evidence(house_of(app))[0] == "holds"
    listed = json.loads(compliance_evidence.PARTS.read_text("utf-8"))
    other = next(one for one in listed["components"] if one["name"] == "Flask")
    other["version"] = "0.1"
    monkeypatch.setattr(compliance_evidence, "PARTS", tmp_path / "parts.json")
    assert item.evidence(house_of(app))[0] == "attention"
    (tmp_path / "parts.json").write_text(json.dumps(listed), "utf-8")
    answer, said = item.evidence(house_of(app))
    assert answer == "attention"
    assert "Flask" in said.zh


def test_a_weaker_setting_needs_attention():
    """What the office has loosened is not called fine."""
    app = application(
        ROOT / "indicators.yaml",
        ROOT / "data",
        policy=rules(
            password_length=8, password_classes=2, tries=10, idle_minutes=60, inactive_days=365
        ),
    )
    add(app, "管理员", "admin")
    found = {item.name.en: item.evidence(house_of(app))[0] for item in ITEMS}
    for name in (
        "complexity and change of passwords",
        "failed sign-ins",
        "sessions that end",
        "accounts unused",
        "three administrators",
    ):
        assert found[name] == "attention", name


def test_triggers_that_are_gone_need_attention(app):
    """Read from the database, not from what the program would like to be true."""
    kept = next(item for item in ITEMS if item.name.zh.startswith("审计记录保护"))
    assert kept.evidence(house_of(app))[0] == "holds"
    with begin_write(house_of(app).engine) as connection:
        connection.execute(text("DROP TRIGGER audit_no_DELETE"))
    assert kept.evidence(house_of(app))[0] == "attention"
