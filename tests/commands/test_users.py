"""People from the command line: what each act prints, what it changes, and how it refuses."""

from __future__ import annotations

import json

import pytest

from dashboard.commands.main import main
from dashboard.commands.output import FINE, WRONG_USE
from dashboard.store import accounts, audit
from dashboard.store.database import begin_read, open_database
from tests.conftest import declaration, indicator, new_store


@pytest.fixture
def store(tmp_path, monkeypatch) -> str:
    """A house of its own, reached under a public address."""
    (tmp_path / "indicators.yaml").write_text(
        declaration(indicator("gdp", "plan: five, by: 2025, reach: 100")), "utf-8"
    )
    (tmp_path / "data").mkdir()
    url = new_store()
    for name, value in {
        "INDICATORS": str(tmp_path / "indicators.yaml"),
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": url,
        "PUBLIC_URL": "https://plan.test/",
    }.items():
        monkeypatch.setenv(name, value)
    return url


def acts(url: str) -> list[tuple[str, dict[str, object]]]:
    with begin_read(open_database(url)) as connection:
        return [
            (entry.action, json.loads(entry.details)) for entry in audit.list_entries(connection)
        ]


def test_adding_prints_a_link_once(store, capsys):
    """The link alone on stdout, under the public address; the store knows its hash, the audit the
    act.
    """
    assert main(["user", "add", "张三", "--role", "admin"]) == FINE
    said = capsys.readouterr()
    assert said.out.startswith("https://plan.test/welcome#")
    assert len(said.out.strip().partition("#")[2]) == 43
    assert "60 分钟内有效" in said.err
    assert [action for action, _ in acts(store)] == ["add person", "give link"]


def test_scope_and_list(store, capsys):
    main(["user", "add", "李四", "--role", "analyst", "--owner", "科技局", "--theme", "t"])
    capsys.readouterr()
    assert main(["user", "list", "--format", "json"]) == FINE
    assert json.loads(capsys.readouterr().out) == {
        "name": "李四",
        "role": "analyst",
        "owners": ["科技局"],
        "themes": ["t"],
        "disabled": False,
        "locked": False,
        "password_set": False,
        "last_sign_in": None,
    }
    assert main(["--lang", "en", "user", "list"]) == FINE
    assert "no password yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("act", "said", "action"),
    [
        (["disable", "李四"], "李四：已停用", "disable"),
        (["enable", "李四"], "李四：已启用", "enable"),
        (["unlock", "李四"], "已解除锁定", "unlock"),
        (["grant", "李四", "--role", "auditor"], "李四：审计人员", "grant"),
        (["reset", "李四"], "只能用一次", "give link"),
    ],
)
def test_every_act_is_done_said_and_recorded(store, capsys, act, said, action):
    main(["user", "add", "李四", "--role", "analyst"])
    assert main(["user", *act]) == FINE
    assert said in capsys.readouterr().err
    assert acts(store)[-1][0] == action


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (["add"], "请写明姓名"),
        (["disable", "王五"], "没有名为“王五”"),
        (["add", "甲", "--role", "security"], "不能授予"),
        (["grant", "李四"], "--role"),
        (["add", "李四"], "已有名为"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_wrong_use(store, capsys, act, said):
    main(["user", "add", "李四"])
    capsys.readouterr()
    assert main(["user", *act]) == WRONG_USE
    assert said in capsys.readouterr().err


def test_another_secret_ends_all_sessions_and_is_recorded(store, capsys):
    main(["user", "add", "李四"])
    assert main(["new-secret"]) == FINE
    assert "重新登录" in capsys.readouterr().err
    assert acts(store)[-1] == ("adopt secret", {"count": 0})
    with begin_read(open_database(store)) as connection:
        assert [one.name for one in accounts.list_accounts(connection)] == ["李四"]
