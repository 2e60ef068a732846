"""What do the pages about people share? Roles and scopes to choose, the state of an account, the
link that is shown once.
"""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.people import ROLES, list_grantable_roles
from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations.authentication import RefusedError
from dashboard.store.accounts import Account
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.forms import render_success


def describe_account_state(one: Account, locked: bool) -> Text:
    """How it stands with an account."""
    if one.disabled:
        return Text("已停用", "disabled")
    if locked:
        return Text("已锁定", "locked")
    if not one.password:
        return Text("还没有设置密码", "no password yet")
    return Text("正常", "in use")


def list_role_options(context: Context) -> list[tuple[str, str]]:
    """The roles that are granted here, in words."""
    return [
        (name, context.say(ROLES[name].name))
        for name in list_grantable_roles(app_state().settings.policy.administrators)
    ]


def render_scope_fields(
    context: Context, prefix: str, one: Account | None = None
) -> list[Component]:
    """What an analyst may publish: by owner, by theme, or everything."""
    registry = context.registry
    owners = {kind.owner.zh for kind in registry.indicators.values() if kind.owner}
    chosen_owners: tuple[str, ...] = ()
    chosen_themes: tuple[str, ...] = ()
    if one is not None:
        chosen_owners, chosen_themes = one.owners, one.themes
    owners |= set(chosen_owners)
    themes = [
        {"value": name, "label": context.say(theme.name)} for name, theme in registry.themes.items()
    ]
    by_owner, by_theme = (
        Text("限于责任单位", "Only these owners"),
        Text("限于主题", "Only these themes"),
    )
    owner_choice = _render_multi_choice(
        context, f"{prefix}-owners", by_owner, sorted(owners), chosen_owners
    )
    theme_choice = _render_multi_choice(
        context, f"{prefix}-themes", by_theme, themes, chosen_themes
    )
    if not owners:
        owner_choice = html.Div(owner_choice, style={"display": "none"})
    return [owner_choice, theme_choice]


def _render_multi_choice(
    context: Context, key: str, label: Text, data: list[Any], value: tuple[str, ...]
) -> Component:
    say = context.say
    choice: Component = dmc.MultiSelect(
        id=key,
        label=say(label),
        data=data,
        value=list(value),
        description=say(Text("都不选：全部指标", "neither: all indicators")),
        style={"width": "100%", "maxWidth": 420},
        size="md",
        searchable=True,
        className="field",
        comboboxProps={"transitionProps": {"duration": 0}},
    )
    return choice


def render_one_time_link(lang: Language, name: str, link: str) -> Component:
    """The one-time link, shown once: the store keeps only its hash."""
    span = app_state().settings.policy.link_minutes
    minutes = Text.count(span, "{n} 分钟", "{n} minute", "{n} minutes")
    words = Text(
        f"请把这个链接交给{name}：{minutes.zh}内有效，只能用一次，离开本页后不再显示。",
        f"Give this link to {name}: it holds for {minutes.en} and once, and is not shown again.",
    )
    return html.Div(
        [
            render_success(words, lang),
            html.Code(f"{app_state().settings.public_url}/welcome#{link}", className="link-once"),
        ]
    )


def parse_texts(found: Any) -> tuple[str, ...]:
    """Some texts from a form: at most a hundred, none of them long."""
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise RefusedError(
            Text("范围无法识别，没有更改", "the scope cannot be read; nothing was changed")
        )
    return tuple(text[:200] for text in found[:100])
