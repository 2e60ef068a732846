"""Which scenarios were kept? A list of links, and the form to keep another."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import Text
from dashboard.operations import scenarios
from dashboard.operations.scenarios import Scenario
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_card
from dashboard.web.widgets.formatting import format_timestamp
from dashboard.web.widgets.forms import (
    render_button,
    render_field,
    render_form,
    render_message_line,
)


def render_scenarios(context: Context) -> Component | None:
    """The scenarios kept of the plan and region, and the fields to keep what is assumed now;
    nothing where there is neither.
    """
    say = context.say
    items = [
        _render_scenario(context, scenario)
        for scenario in scenarios.list_scenarios(app_state().auth)
        if _is_about_view(context, scenario)
    ]
    scenario_list = save_form = None
    if items:
        scenario_list = html.Ul(items, className="plain-list")
    if context.person.may("explain"):
        save_form = render_form(
            render_field("what-if-name", say(Text("情景名称", "Name of the scenario"))),
            render_button("what-if-keep", say(Text("保存为情景", "Keep as a scenario"))),
            render_message_line("what-if-kept"),
        )
    if scenario_list is None and save_form is None:
        return None
    return render_card(
        say(Text("保存的情景", "Scenarios kept")),
        scenario_list,
        save_form,
        id_="what-if-scenarios",
    )


def _is_about_view(context: Context, scenario: scenarios.Scenario) -> bool:
    """Whether it is about the plan and the region that are looked at, by whatever ids they had."""
    plan = context.registry.find_current("plan", scenario.plan)
    region = context.registry.find_current("region", scenario.region)
    return (plan, region) == (context.view.plan, context.view.region)


def _render_scenario(context: Context, scenario: Scenario) -> Component:
    """The scenario as a link, with its day and version; who kept it where names may be seen."""
    version = Text(f"数据版本 {scenario.version}", f"data version {scenario.version}")
    facts = [format_timestamp(scenario.at)[:10], context.say(version)]
    if context.person.may("self"):
        facts.insert(0, scenario.who)
    base = context.href("/what-if")
    joint = "&" if "?" in base else "?"
    link = dcc.Link(scenario.name, href=f"{base}{joint}scenario={scenario.number}")
    return html.Li([link, html.Small(" · ".join(facts), className="by")])
