"""How is a moment, a scope or a browser told to a person?"""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.text import DASH, Text, join_texts
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
    if not seconds:
        return DASH
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"


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
    if one.who in FIRST_START_TEXTS or context.person.may("self"):
        return context.say(translate_stored_words(one.who))
    return ""


def format_browser(agent: str) -> str:
    """What a browser is known as."""
    return next((name for mark, name in BROWSERS if mark in agent), agent[:20] or DASH)


def describe_scope(account: Account, registry: Registry) -> Text:
    """What a person may publish, in words."""
    if not account.owners and not account.themes:
        return Text("全部指标", "all indicators")
    names = [Text(owner, owner) for owner in account.owners]
    for id_ in account.themes:
        theme = registry.themes.get(id_)
        names.append(theme.name if theme else Text(id_, id_))
    return join_texts(names, Text("、", ", "))
