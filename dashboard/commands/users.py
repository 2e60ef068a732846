"""Who may come in? People added, listed, disabled and given links from the machine itself, as commands."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from dashboard import settings
from dashboard.commands.arguments import RefusalError
from dashboard.commands.data import print_table, refusing
from dashboard.commands.output import FINE, now, say, who
from dashboard.core.vocabulary.people import RIGHTS, ROLES, Person, granted
from dashboard.core.vocabulary.text import Text
from dashboard.operations import signing_key, user_accounts
from dashboard.operations.authentication import Admission, Caller
from dashboard.operations.publishing import open_engine
from dashboard.store.accounts import Account

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add(command: Command) -> None:
    """The commands and their options."""
    one = command("user", run, "人员：新建、列出、停用、重发链接 · people: add, list, disable, give another link")
    one.add_argument("act", choices=tuple(ACTS), help="做什么 · what to do")
    one.add_argument("name", nargs="?", metavar="NAME", help="姓名或登录名 · the name")
    one.add_argument("--role", choices=tuple(ROLES), help="角色（默认 viewer） · the role (default: viewer)")
    one.add_argument(
        "--owner",
        action="append",
        default=[],
        metavar="NAME",
        help="只能上传此责任单位的指标，可重复 · bound to this owner's indicators; may be repeated",
    )
    one.add_argument(
        "--theme",
        action="append",
        default=[],
        metavar="ID",
        help="只能上传此主题的指标，可重复 · bound to this theme's indicators; may be repeated",
    )
    one.add_argument("--format", choices=("table", "json"), default="table", help="输出格式 · output format")

    command("new-secret", new_secret, "改用新的 SECRET_KEY，全部会话随之结束 · adopt another SECRET_KEY; all sessions end")


def run(options: argparse.Namespace) -> int:
    """Do one thing with people, by the rights of whoever is at the machine."""
    if options.act != "list" and not options.name:
        raise RefusalError(Text("请写明姓名：python app.py user ACT NAME", "give the name: python app.py user ACT NAME"))
    with refusing():
        return ACTS[options.act](_door(), options)


def _door() -> Admission:
    chosen = settings.load()
    return Admission(open_engine(chosen.store_url), chosen.policy, "")


def _caller() -> Caller:
    """Whoever is at the machine may do everything: the account there is the operating system's to guard."""
    return Caller(Person(who(), "", frozenset(RIGHTS)), "", now(), at_the_machine=True)


def _scope(options: argparse.Namespace) -> user_accounts.Scope:
    return tuple(options.owner), tuple(options.theme)


def _add(door: Admission, options: argparse.Namespace) -> int:
    link = user_accounts.add(door, _caller(), options.name, options.role or granted(door.policy.administrators)[0], _scope(options))
    return _show(door, options, link)


def _link(door: Admission, options: argparse.Namespace) -> int:
    return _show(door, options, user_accounts.give_link(door, _caller(), options.name))


def _show(door: Admission, options: argparse.Namespace, link: str) -> int:
    """The link goes to stdout, once; the store keeps its hash."""
    minutes = door.policy.link_minutes
    say(
        Text(
            f"请把下面的链接交给{options.name}，{minutes} 分钟内有效，只能用一次：",
            f"give this link to {options.name}; it holds for {minutes} minutes and once:",
        ),
        options.lang,
    )
    print(f"{settings.load().public_url}/welcome#{link}")
    return FINE


def _disable(door: Admission, options: argparse.Namespace) -> int:
    user_accounts.disable(door, _caller(), options.name, disabled=options.act == "disable")
    said = {"disable": Text("已停用", "disabled"), "enable": Text("已启用", "enabled")}[options.act]
    say(Text(f"{options.name}：{said.zh}", f"{options.name}: {said.en}"), options.lang)
    return FINE


def _grant(door: Admission, options: argparse.Namespace) -> int:
    if options.role is None:
        raise RefusalError(Text("请用 --role 写明角色", "give the role with --role"))
    user_accounts.grant(door, _caller(), options.name, options.role, _scope(options))
    role = ROLES[options.role].name
    say(Text(f"{options.name}：{role.zh}", f"{options.name}: {role.en}"), options.lang)
    return FINE


def _unlock(door: Admission, options: argparse.Namespace) -> int:
    user_accounts.unlock(door, _caller(), options.name)
    say(Text(f"{options.name}：已解除锁定", f"{options.name}: unlocked"), options.lang)
    return FINE


def _list(door: Admission, options: argparse.Namespace) -> int:
    found, locked = user_accounts.people(door, _caller())
    if options.format == "json":
        for one in found:
            print(json.dumps(_record(one, one.key in locked), ensure_ascii=False))
        return FINE
    heads = {"zh": ("姓名", "角色", "范围", "状态"), "en": ("Name", "Role", "Scope", "State")}
    rows = [
        (one.name, ROLES[one.role].name.in_(options.lang) if one.role in ROLES else one.role, "、".join((*one.owners, *one.themes)), _state(one, one.key in locked).in_(options.lang))
        for one in found
    ]  # fmt: skip
    print_table(heads[options.lang], rows)
    return FINE


def _record(one: Account, locked: bool) -> dict[str, object]:
    return {
        "name": one.name, "role": one.role, "owners": list(one.owners), "themes": list(one.themes), "disabled": one.disabled,
        "locked": locked, "password_set": bool(one.password), "last_sign_in": one.seen or None,
    }  # fmt: skip


def _state(one: Account, locked: bool) -> Text:
    if one.disabled:
        return Text("已停用", "disabled")
    if locked:
        return Text("已锁定", "locked")
    return Text("", "") if one.password else Text("还没有设置密码", "no password yet")


ACTS: dict[str, Callable[[Admission, argparse.Namespace], int]] = {
    "add": _add, "list": _list, "disable": _disable, "enable": _disable, "reset": _link, "grant": _grant, "unlock": _unlock,
}  # fmt: skip


def new_secret(options: argparse.Namespace) -> int:
    """Let the next start write down its own key."""
    with refusing():
        signing_key.adopt(_door().engine, _caller())
    say(
        Text(
            "已放弃原密钥；下次启动采用新的 SECRET_KEY，需要重新登录",
            "the former key is given up; the next start adopts its own, and everybody signs in again",
        ),
        options.lang,
    )
    return FINE
