"""Who may come in? People added, listed, disabled and given links from the machine itself, as
commands.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from dashboard import settings
from dashboard.commands.arguments import RefusalError
from dashboard.commands.data import (
    build_caller,
    convert_store_errors,
    print_table,
    refuse_missing_store,
)
from dashboard.commands.output import FINE, print_text
from dashboard.core.vocabulary.people import ROLES, list_grantable_roles
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations import signing_key, user_accounts
from dashboard.operations.authentication import Authenticator
from dashboard.operations.publishing import open_engine
from dashboard.store.accounts import Account

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_commands(command: Command) -> None:
    """The commands and their options."""
    one = command(
        "user",
        run_user_command,
        "人员：新建、列出、停用、重发链接 · people: add, list, disable, give another link",
    )
    one.add_argument("act", choices=tuple(ACTS), help="做什么 · what to do")
    one.add_argument("name", nargs="?", metavar="NAME", help="姓名或登录名 · the name")
    one.add_argument(
        "--role", choices=tuple(ROLES), help="角色（默认 viewer） · the role (default: viewer)"
    )
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
    one.add_argument(
        "--format", choices=("table", "json"), default="table", help="输出格式 · output format"
    )

    command(
        "new-secret",
        adopt_new_secret,
        "改用新的 SECRET_KEY，全部会话随之结束 · adopt another SECRET_KEY; all sessions end",
    )


def run_user_command(options: argparse.Namespace) -> int:
    """Do one thing with people, by the rights of whoever is at the machine."""
    if options.act != "list" and not options.name:
        raise RefusalError(
            Text(
                "请写明姓名：python app.py user ACT NAME",
                "give the name: python app.py user ACT NAME",
            )
        )
    if options.act == "list":
        refuse_missing_store()
    with convert_store_errors():
        return ACTS[options.act](_open_authenticator(), options)


def _open_authenticator() -> Authenticator:
    chosen = settings.load()
    return Authenticator(open_engine(chosen.store_url, chosen.data_dir), chosen.policy, "")


def _read_scope(options: argparse.Namespace) -> user_accounts.Scope:
    return tuple(options.owner), tuple(options.theme)


def _add_user(auth: Authenticator, options: argparse.Namespace) -> int:
    link = user_accounts.add_person(
        auth,
        build_caller(),
        options.name,
        options.role or list_grantable_roles(auth.policy.administrators)[0],
        _read_scope(options),
    )
    return _print_link(auth, options, link)


def _renew_link(auth: Authenticator, options: argparse.Namespace) -> int:
    return _print_link(auth, options, user_accounts.give_link(auth, build_caller(), options.name))


def _print_link(auth: Authenticator, options: argparse.Namespace, link: str) -> int:
    """The link goes to stdout, once; the store keeps its hash."""
    minutes = Text.count(auth.policy.link_minutes, "{n} 分钟", "{n} minute", "{n} minutes")
    print_text(
        Text(
            f"请把下面的链接交给{options.name}，{minutes.zh}内有效，只能用一次：",
            f"give this link to {options.name}; it holds for {minutes.en} and once:",
        ),
        options.lang,
    )
    print(f"{settings.load().public_url}/welcome#{link}")
    return FINE


def _disable_user(auth: Authenticator, options: argparse.Namespace) -> int:
    disabled = options.act == "disable"
    user_accounts.disable_person(auth, build_caller(), options.name, disabled=disabled)
    state = Text("已停用", "disabled") if disabled else Text("已启用", "enabled")
    print_text(Text(f"{options.name}：{state.zh}", f"{options.name}: {state.en}"), options.lang)
    return FINE


def _grant_role(auth: Authenticator, options: argparse.Namespace) -> int:
    if options.role is None:
        raise RefusalError(Text("请用 --role 写明角色", "give the role with --role"))
    user_accounts.grant_role(auth, build_caller(), options.name, options.role, _read_scope(options))
    role = ROLES[options.role].name
    print_text(Text(f"{options.name}：{role.zh}", f"{options.name}: {role.en}"), options.lang)
    return FINE


def _unlock_user(auth: Authenticator, options: argparse.Namespace) -> int:
    user_accounts.unlock_person(auth, build_caller(), options.name)
    print_text(Text(f"{options.name}：已解除锁定", f"{options.name}: unlocked"), options.lang)
    return FINE


def _print_users(auth: Authenticator, options: argparse.Namespace) -> int:
    people, locked = user_accounts.list_people(auth, build_caller())
    if options.format == "json":
        for account in people:
            print(json.dumps(_build_record(account, account.key in locked), ensure_ascii=False))
        return FINE
    heads = {"zh": ("姓名", "角色", "范围", "状态"), "en": ("Name", "Role", "Scope", "State")}
    rows = [
        (
            account.name,
            _format_role(account.role, options.lang),
            "、".join((*account.owners, *account.themes)),
            _describe_state(account, account.key in locked).in_(options.lang),
        )
        for account in people
    ]
    print_table(heads[options.lang], rows)
    return FINE


def _format_role(role: str, lang: Language) -> str:
    return ROLES[role].name.in_(lang) if role in ROLES else role


def _build_record(account: Account, locked: bool) -> dict[str, object]:
    return {
        "name": account.name,
        "role": account.role,
        "owners": list(account.owners),
        "themes": list(account.themes),
        "disabled": account.disabled,
        "locked": locked,
        "password_set": bool(account.password),
        "last_sign_in": account.seen or None,
    }


def _describe_state(account: Account, locked: bool) -> Text:
    if account.disabled:
        return Text("已停用", "disabled")
    if locked:
        return Text("已锁定", "locked")
    if not account.password:
        return Text("还没有设置密码", "no password yet")
    return Text("", "")


ACTS: dict[str, Callable[[Authenticator, argparse.Namespace], int]] = {
    "add": _add_user,
    "list": _print_users,
    "disable": _disable_user,
    "enable": _disable_user,
    "reset": _renew_link,
    "grant": _grant_role,
    "unlock": _unlock_user,
}


def adopt_new_secret(options: argparse.Namespace) -> int:
    """Let the next start write down its own key."""
    with convert_store_errors():
        signing_key.adopt_key(_open_authenticator().engine, build_caller())
    print_text(
        Text(
            "已放弃原密钥；下次启动采用新的 SECRET_KEY，需要重新登录",
            "the former key is given up; the next start adopts its own, and everybody signs in "
            "again",
        ),
        options.lang,
    )
    return FINE
