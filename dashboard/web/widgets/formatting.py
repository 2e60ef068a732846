"""How is a moment, a scope or a browser told to a person?"""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import DASH, Text
from dashboard.operations.publishing import FIRST_START_TEXTS
from dashboard.store.accounts import Account
from dashboard.store.versions import Version
from dashboard.web.request.context import Context

BROWSERS = (
    ("Edg/", "Edge"),
    ("360", "360"),
    ("QQBrowser", "QQ"),
    ("Chrome/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Safari/", "Safari"),
)


def format_moment(seconds: int | None) -> str:
    """A moment in the machine's own time: 2026-01-05 16:00."""
    return (
        f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}" if seconds else DASH
    )


def format_timestamp(iso: str) -> str:
    """The same, of a moment that the audit has written down."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return iso


def translate_stored_words(words: str) -> Text:
    """Words of the store; those that the first start wrote are known in both languages."""
    return FIRST_START_TEXTS.get(words, Text(words, words))


def format_author(context: Context, one: Version) -> str:
    """Who made a version, for those who have signed in; visitors are not told by which names people
    sign in.
    """
    return (
        context.say(translate_stored_words(one.who))
        if context.person.may("self") or one.who in FIRST_START_TEXTS
        else ""
    )


def format_browser(agent: str) -> str:
    """What a browser is known as."""
    return next((name for mark, name in BROWSERS if mark in agent), agent[:20] or DASH)


def describe_scope(account: Account, registry: Registry) -> Text:
    """What a person may publish, in words."""
    if not account.owners and not account.themes:
        return Text("全部指标", "all indicators")
    themes = [
        registry.themes[one].name if one in registry.themes else Text(one, one)
        for one in account.themes
    ]
    return Text(
        "、".join([*account.owners, *(one.zh for one in themes)]),
        ", ".join([*account.owners, *(one.in_("en") for one in themes)]),
    )
