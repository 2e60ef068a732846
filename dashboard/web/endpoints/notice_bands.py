"""What must be known before anything is read? A fictional city, another day's knowledge, errors in
files: a band each.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.core.checks.strays import describe_stray
from dashboard.core.vocabulary.rules import DEFAULT, RULES
from dashboard.core.vocabulary.text import Text, format_untranslated, join_texts
from dashboard.web.request.context import Context
from dashboard.web.widgets.components import render_notice

MAX_ISSUES = 20
BACK_TO_LATEST = Text("回到最新", "Back to the latest")


def render_bands(context: Context) -> list[Component]:
    """The bands above a page, for those who may read it."""
    if not context.person.may("read"):
        return []
    bands = [
        _render_silence_band(context),
        _render_fictional_band(context),
        _render_known_on_band(context),
        _render_version_band(context),
        _render_rules_band(context),
        _render_problems_band(context),
        _render_strays_band(context),
        _render_waiting_band(context),
    ]
    return [band for band in bands if band is not None]


def _render_silence_band(context: Context) -> Component | None:
    if context.heard is None:
        return None
    at = context.heard.astimezone().strftime("%Y-%m-%d %H:%M")
    message = Text(
        f"数据库暂时没有应答：下面是 {at} 时的内容；恢复之前不能登记、上传和下载。",
        f"The database does not answer: this is as of {at}; until it does, nothing can be "
        "entered, uploaded or downloaded.",
    )
    return render_notice(context.say(message), kind="error")


def _render_strays_band(context: Context) -> Component | None:
    """What is stored and shown nowhere, to those who can mend it."""
    if "publish" not in context.person.rights or context.heard is not None:
        return None
    strays = context.snapshot_service.list_strays()
    if not strays:
        return None
    message = describe_stray(context.registry, strays[0])
    more = len(strays) - 1
    rest = Text(f"另有{more}项。", f"{more} more.") if more else Text("", "")
    see = html.A(context.say(Text("核对", "Checks")), href=context.href("/checks"))
    return render_notice(context.say(message), " ", context.say(rest), see, kind="error")


def _render_fictional_band(context: Context) -> Component | None:
    if not context.registry.fictional:
        return None
    return render_notice(context.say(context.registry.fictional), kind="fictional")


def _render_known_on_band(context: Context) -> Component | None:
    day = context.view.known_on
    if day is None:
        return None
    message = Text(
        f"正在查看 {day} 时点已知的数据；没有发布日期的数据按收录日期计，收录之前视为未知。",
        f"You are looking at what was known on {day}; figures without a "
        "release date count from the day they were received.",
    )
    return _render_as_of_band(context, message, BACK_TO_LATEST, context.href(known_on=None))


def _render_version_band(context: Context) -> Component | None:
    version = context.view.version
    if version is None:
        return None
    newest = context.store.newest
    message = Text(
        f"正在查看版本 {version} 时的数据，最新为版本 {newest}。",
        f"You are looking at the data as of version {version}; the newest is version {newest}.",
    )
    return _render_as_of_band(context, message, BACK_TO_LATEST, context.href(version=None))


def _render_rules_band(context: Context) -> Component | None:
    if context.view.rules == DEFAULT:
        return None
    name, usual_name = RULES[context.view.rules].name, RULES[DEFAULT].name
    message = Text(
        f"本页按“{name.zh}”规则评价有基期的“到某年”目标，不是本系统默认的“{usual_name.zh}”。",
        f"Targets by a year with a base are judged by the rules of {name.en}, not by "
        f"our default ({usual_name.en}).",
    )
    back = Text("回到默认规则", "Back to the default rules")
    return _render_as_of_band(context, message, back, context.href(rules=DEFAULT))


def _render_as_of_band(context: Context, message: Text, back: Text, href: str) -> Component:
    """What is looked at that is not the usual, and the link back."""
    link = html.A(context.say(back), href=href)
    return render_notice(context.say(message), " ", link, kind="as-of")


def _render_problems_band(context: Context) -> Component | None:
    if not context.problems:
        return None
    message = Text(
        "目标登记文件有错误，下面是改动前的版本：",
        "The declaration has errors; this is the version before them:",
    )
    items = [
        html.Li([html.Code(issue.place), " ", context.say(issue.message)])
        for issue in context.problems[:MAX_ISSUES]
    ]
    more = len(context.problems) - MAX_ISSUES
    if more > 0:
        items.append(html.Li(context.say(Text(f"另有 {more} 条", f"{more} more"))))
    issues = html.Ul(items, className="issues")
    return render_notice(context.say(message), issues, kind="error")


def _render_waiting_band(context: Context) -> Component | None:
    waiting = context.store.waiting
    if not waiting:
        return None
    names = join_texts([format_untranslated(file.name) for file in waiting], Text("、", ", "))
    head = Text.count(
        len(waiting),
        "数据文件夹中有 {n} 个工作簿尚未入库：",
        "{n} workbook in the data folder is not accepted yet: ",
        "{n} workbooks in the data folder are not accepted yet: ",
    )
    what_to_do = Text.count(
        len(waiting),
        "。用 python app.py import 检查并入库，或在数据页上传。",
        ". Check and accept it with python app.py import, or upload it on the data page.",
        ". Check and accept them with python app.py import, or upload them on the data page.",
    )
    message = head + names + what_to_do
    return render_notice(context.say(message), kind="waiting")
