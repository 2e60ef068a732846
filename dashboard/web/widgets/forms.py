"""What are forms made of? Fields, buttons, and the line in which an act answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import dash_mantine_components as dmc
from dash import callback_context, dcc, html, set_props
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Language, Text
from dashboard.operations.authentication import ForbiddenError
from dashboard.store.errors import StoreError
from dashboard.web.request.denials import record_denial
from dashboard.web.request.session import current_session
from dashboard.web.widgets.components import Children

REDIRECT_ID = "go"
"""The location through which an act leads to another page, loaded anew."""


def render_field(
    id_: Any,
    label: str,
    *,
    kind: Literal["text", "password"] = "text",
    help_: str = "",
    **more: Any,
) -> Component:
    """A line to type into, with its label: what was typed is there the moment Enter is pressed."""
    hint = [html.Small(help_)] if help_ else []
    return html.Div(
        [
            html.Label([label, *hint], htmlFor=format_dom_id(id_)),
            dcc.Input(id=id_, type=kind, **more),
        ],
        className="field",
    )


def render_text_area(id_: Any, label: str, **more: Any) -> Component:
    """Some lines to type into, with their label."""
    return html.Div(
        [html.Label(label, htmlFor=format_dom_id(id_)), dcc.Textarea(id=id_, rows=3, **more)],
        className="field",
    )


def format_dom_id(id_: Any) -> str:
    """An id as the browser's page has it: that of one among several is written as Dash writes
    it.
    """
    if isinstance(id_, str):
        return id_
    return json.dumps(id_, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def render_choice(
    id_: Any, label: str, options: list[tuple[str, str]], value: str | None, **more: Any
) -> Component:
    """One of several, with its label: options as (value, words)."""
    select: Component = dmc.Select(
        id=id_,
        label=label,
        data=[{"value": name, "label": words} for name, words in options],
        value=value,
        allowDeselect=False,
        size="md",
        className="field",
        comboboxProps={"transitionProps": {"duration": 0}},
        **more,
    )
    return select


def render_button(
    id_: Any,
    words: str,
    *,
    quiet: bool = False,
    danger: bool = False,
    hidden: bool = False,
    resting: bool = False,
) -> Component:
    """A button that does it; one that rests is there and does nothing."""
    classes = "button"
    if quiet:
        classes += " quiet"
    if danger:
        classes += " danger"
    more: dict[str, Any] = {"hidden": hidden, "disabled": resting}
    return html.Button(words, id=id_, type="button", className=classes, n_clicks=0, **more)


def render_message_line(id_: str) -> Component:
    """The line in which an act answers; those who hear the page hear it at once."""
    live: dict[str, Any] = {"aria-live": "polite"}
    return html.Div(id=id_, className="said", role="status", **live)


def render_form(*parts: Children) -> Component:
    """Fields and buttons, one below the other."""
    return html.Div(list(parts), className="form")


def render_refusal(text: Text, lang: Language) -> Component:
    """An answer that says no."""
    return html.P(text.in_(lang), className="refused")


def render_success(text: Text, lang: Language) -> Component:
    """An answer that says it is done."""
    return html.P(text.in_(lang), className="done")


def run_action(lang: Language, act: Callable[[], Component | None]) -> Component | None:
    """What an act answers, or the sentence with which it was refused."""
    try:
        current_session().raise_fault()
        return act()
    except ForbiddenError as error:
        record_denial(current_session(), str(callback_context.triggered_id), error.text.zh)
        return render_refusal(error.text, lang)
    except StoreError as error:
        return render_refusal(error.short, lang)


def redirect_browser(href: str) -> None:
    """Lead the browser to a page, loaded anew."""
    set_props(REDIRECT_ID, {"href": href})


def restrict_to_local(href: str | None) -> str:
    """An address of this application, or the front page: nobody is led elsewhere by a link that was
    handed to them.
    """
    address = href or "/"
    # Browsers take a backslash for a slash, and leave out control characters: /\\host is //host.
    is_odd = "\\" in address or any(ord(character) < 32 for character in address)
    if is_odd or not address.startswith("/") or address.startswith("//"):
        return "/"
    return address


def render_form_frame() -> list[Component]:
    """What every page carries for acts: the location to lead through, the line of signing out, and
    a link's secret, kept in memory.
    """
    return [
        dcc.Location(id=REDIRECT_ID, refresh=True),
        html.Div(id="sign-out-said", hidden=True),
        dcc.Store(id="welcome-link", storage_type="memory"),
    ]
