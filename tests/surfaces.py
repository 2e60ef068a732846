"""What do the surfaces show of a row? Run over a copy of the tree in which a row was added."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dash import Dash

from dashboard import settings
from dashboard.commands.main import build_parser
from dashboard.core.analysis import gaps
from dashboard.core.checks.checks import run_checks
from dashboard.core.declaration import phrases
from dashboard.core.declaration.registry import parse
from dashboard.core.declaration.schema import list_keys
from dashboard.core.verdicts import standing
from dashboard.core.verdicts.judge import judge_panel
from dashboard.core.verdicts.panel import build_panel
from dashboard.core.vocabulary.issues import Issue
from dashboard.core.vocabulary.model import iterate_rows
from dashboard.core.vocabulary.people import ROLES, list_grantable_roles
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.statuses import IN_NEED_OF_CARE, JUDGED
from dashboard.core.vocabulary.units import UNITS, find_unit
from dashboard.environment import SettingError
from dashboard.exports import EXPORTS
from dashboard.figures import theme
from dashboard.figures.chart import KINDS
from dashboard.web.pages import LONG_TABLES, PAGES, find_page
from dashboard.web.request.api_parameters import PARAMETERS
from dashboard.web.widgets.stylesheet import build_stylesheet
from tests.conftest import declaration, indicator, observe, registry_of, snapshot_of
from tests.reference import indicators_schema, reference
from tests.web.clients import Client, add, application

SHARE = indicator("share", "plan: five, by: 2025, reach: 90, base: {year: 2020, value: 70}")


def build_app(indicators: str = SHARE, **more: Any) -> Dash:
    """An application over a small declaration."""
    home = Path(tempfile.mkdtemp())
    (home / "indicators.yaml").write_text(declaration(indicators), "utf-8")
    (home / "data").mkdir()
    return application(home / "indicators.yaml", home / "data", **more)


def show(app: Dash, path: str, search: str = "") -> str:
    """A page as text."""
    return json.dumps(Client(app).show(path, search), ensure_ascii=False)


def status() -> dict[str, Any]:
    """Where a status `stalled` arrives."""
    registry = registry_of(SHARE)
    seen = snapshot_of(registry, observe(("share", 2023, 81)), 2023)
    state = standing.build_standing(seen, "five", "10")
    css = build_stylesheet()
    care = standing.describe_need_of_care(state, registry)
    return {
        "status": state.rows[0][0].status,
        "judged": bool(seen.verdicts["status"].isin(JUDGED).all()),
        "counts": state.counts(),
        "headline": standing.describe_headline(state, 2023).en,
        "care": care and care.en,
        "gaps": [row.status for row, _ in gaps.list_gaps(state, registry)],
        "word": IN_NEED_OF_CARE.zh,
        "legend": "与上年相比没有进展" in show(build_app(), "/methods"),
        "mark": ".mark-stalled{" in css and ".mark-stalled.hollow{" in css,
        "bold": ".c-gap.stalled{font-weight:700}" in css,
        "tones": css.count(".tone-stalled{--tone:"),
        "figures": [theme.TONES["stalled"], theme.DARK_TONES["stalled"]],
        "filter": PARAMETERS["status"].allows(registry, "stalled"),
        "rules": "stalled" in [one.status for one in RULES["schedule"].classes],
        "reference": "`stalled`" in reference(),
    }


def bound() -> dict[str, Any]:
    """Where the bounds `top` (a number) and `keeps_up_with` (an indicator) arrive."""
    lines = (
        indicator(
            "air",
            "plan: five, by: 2025, top: 30.5, base: {year: 2020, value: 40}",
            better="lower",
            decimals=None,
        )
        + indicator("waste", "plan: year, in: 2021, top: 100", better="lower", measure="flow")
        + indicator("pay", "plan: year, in: 2021, keeps_up_with: growth, tolerance: 0.5")
        + indicator("growth")
    )
    registry = registry_of(lines)
    observed = observe(
        ("air", 2021, 30),
        ("waste", 2021, 70, "published", 9),
        ("pay", 2021, 7),
        ("growth", 2021, 8),
    )
    seen = {
        target.id: snapshot_of(registry, observed, 2021, target.plan) for target in registry.targets
    }
    rows = {
        name: next(row for row in iterate_rows(one.verdicts) if row.target == name)
        for name, one in seen.items()
    }
    wrong = [
        issue.code
        for right, slip in (("with: growth", "with: grwth"), (", tolerance: 0.5", ""))
        for issue in parse(declaration(lines.replace(right, slip))).issues
        if issue.severity == "error"
    ]
    targets = registry.targets
    return {
        "decimals": registry.indicators["air"].decimals,
        "status": {row.indicator: row.status for row in rows.values()},
        "step": {row.indicator: row.step for row in rows.values()},
        "goal": {row.indicator: row.goal for row in rows.values()},
        "reads": [target.reads for target in targets],
        "words": [phrases.format_bound(registry, target).en for target in targets],
        "wrong": wrong,
        "keys": "top" in list_keys("targets"),
        "schema": '"keeps_up_with"' in indicators_schema(),
        "chart": [KINDS[0].fits(target, registry.indicators["pay"]) for target in targets],
        "methods": "居于前列" in show(build_app(), "/methods"),
        "reference": "`top`" in reference(),
    }


def setting() -> dict[str, Any]:
    """Where the settings `KIOSK_MINUTES` and `KIOSK_TOKEN`, a secret, arrive."""
    given = {"KIOSK_MINUTES": "20", "KIOSK_TOKEN": "canary"}
    loaded, usual = settings.load(given), settings.load({})
    try:
        settings.load({"KIOSK_MINUTES": "0"})
        refusal = ""
    except SettingError as error:
        refusal = str(error)
    app = build_app(kiosk_minutes=20, kiosk_token="canary")
    add(app, "director", "admin")
    client = Client(app)
    client.sign_in("director")
    shown = json.dumps(client.show("/admin/settings"), ensure_ascii=False)
    os.environ.update(given)
    return {
        "loaded": [getattr(one, "kiosk_minutes", None) for one in (loaded, usual)],
        "refusal": refusal[: refusal.index("，")],
        "in force": {name: settings.list_in_force(loaded)[name] for name in given},
        "printed": "canary" in repr(loaded),
        "told": [loaded.environment().get(name) for name in given],
        "page": [word in shown for word in ("KIOSK_MINUTES", "大屏换页的分钟数", ">20<")],
        "seen": "canary" in shown,
        "reference": "`KIOSK_MINUTES`" in reference(),
    }


def page() -> dict[str, Any]:
    """Where the pages `/screen`, listed and with files, and `/admin/screens`, a tab, arrive."""
    app = build_app()
    add(app, "director", "admin")
    add(app, "reader", "viewer")
    visitor, director, reader = Client(app), Client(app), Client(app)
    director.sign_in("director")
    reader.sign_in("reader")
    shown = visitor.show("/screen", "?lang=en")
    header, main = (json.dumps(shown[part]["children"]) for part in ("header", "main"))
    tabs = json.dumps(director.show("/admin")["main"]["children"], ensure_ascii=False)
    inside = json.dumps(director.show("/admin/screens")["main"]["children"], ensure_ascii=False)
    refused = json.dumps(reader.show("/admin/screens")["main"]["children"], ensure_ascii=False)
    return {
        "navigation": "Large screen" in header,
        "content": "what a hall shows" in main,
        "files": main.count("/export/") == len(EXPORTS),
        "rows": "screen" in LONG_TABLES,
        "route": app.server.test_client().get("/screen").status_code,
        "found": find_page("/screen/") is not None,
        "tab": ["/admin/screens" in tabs, "在大厅" in inside, "等保自查" in inside],
        "refused": ["在大厅" in refused, "没有查看此页的权限" in refused],
        "places": [each.path for each in PAGES if each.listed][2:5],
    }


def words() -> dict[str, Any]:
    """Where a check, a role, a rule set, a unit, a message and a format arrive."""
    lines = indicator(
        "share",
        "plan: five, by: 2025, reach: 90, base: {year: 2020, value: 70}",
        unit='"垧"',
        measure="stock",
    )
    registry = registry_of(lines)
    observed = observe(("share", 2023, 81))
    panel = build_panel(registry, observed)
    verdict = next(iterate_rows(judge_panel(registry, panel, 2023, "half")))
    found = run_checks(registry, panel, observed)
    app = build_app(lines)
    add(app, "somebody", "observer")
    client = Client(app)
    client.sign_in("somebody")
    documented = reference()
    return {
        "check": [one.sentence.en for one in found if one.kind == "silence"],
        "check shown": "沉默的指标" in show(app, "/checks"),
        "role": sorted(current for current in ROLES["observer"].rights),
        "role granted": ["observer" in list_grantable_roles(one) for one in ("one", "three")],
        "role opens": "没有查看此页的权限"
        not in json.dumps(client.show("/admin/audit"), ensure_ascii=False),
        "role option": "observer"
        in build_parser().parse_args(["user", "add", "x", "--role", "observer"]).role,
        "rules": [verdict.native_class, verdict.status],
        "rules shown": "折半" in show(app, "/methods", "?rules=half"),
        "rules asked": PARAMETERS["rules"].allows(registry, "half"),
        "unit": [
            phrases.format_value(registry.indicators["share"], 81).en,
            find_unit("垧") is not None,
        ],
        "unit converts": UNITS["垧"].factor / UNITS["公顷"].factor,
        "message": Issue("trial-row", {"found": "甲"}).message.en,
        "format": Client(app).get("/export/txt?year=2023").get_data(as_text=True),
        "format linked": "/export/txt" in show(app, "/"),
        "format described": '"txt"'
        in Client(app).get("/api/v1/openapi.json").get_data(as_text=True),
        "reference": [f"`{one}`" in documented for one in ("observer", "half", "trial-row", ".txt")]
        + ["| 垧 |" in documented],
    }


SURFACES: dict[str, Callable[[], dict[str, Any]]] = {
    one.__name__: one for one in (status, bound, setting, page, words)
}

if __name__ == "__main__":
    print(json.dumps(SURFACES[sys.argv[1]]()))
