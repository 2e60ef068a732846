"""How do programs read what pages show? Plans, indicators, observations, verdicts and versions as
JSON, by the same address.

Read only, allowed to whoever may read the pages, and marked by the version (ETag), so that what has
not changed is not sent again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, request

from dashboard.core.analysis import filtering, records
from dashboard.core.analysis.records import Record
from dashboard.core.vocabulary import record_models
from dashboard.core.vocabulary.record_models import list_columns
from dashboard.core.vocabulary.text import Text
from dashboard.exports import EXPORTS
from dashboard.store import versions
from dashboard.web.endpoints import files, openapi
from dashboard.web.endpoints.authorization import build_problem
from dashboard.web.pages import indicators
from dashboard.web.request.api_parameters import PARAMETERS, find_query_error
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context
from dashboard.web.request.rate_limit import convert_to_network
from dashboard.web.request.session import current_session
from dashboard.web.widgets.target_table import Figures

DEFAULT_LIMIT = 500
"""Records in an answer unless `limit` asks for others."""
RATE_LIMITED_PATHS = ("/api/", "/export/", "/embed/")
"""What makes work and is asked for by programs: counted together."""
DECLARATION_BROKEN = Text(
    "目标登记文件有错误，暂时没有数据",
    "the declaration has errors: there is no data for the moment",
)
SCOPE = ("plan", "region", "year", "known_on", "version", "rules")
CHOICE = ("theme", "status", "owner", "nature", "quality", "order", "q", "indicator")
PAGING = ("from", "limit")


@dataclass(frozen=True, slots=True)
class Resource:
    """A list that can be asked for: what it is, its columns, which parameters it takes, and its
    records.

    `find` gives what can be counted and cut cheaply, `build` makes records of a piece of it.
    """

    name: Text
    model: type[record_models.Record]
    takes: tuple[str, ...]
    find: Callable[[Context], list[Any]]
    build: Callable[[Context, list[Any]], list[Record]]


def _list_verdicts(context: Context) -> list[Any]:
    about = context.asked("indicator")
    listed = filtering.list_selected_rows(context.snapshot, context.view, context.search_words)
    return [row for row, target in listed if about in ("", target.indicator)]


def _list_indicator_ids(context: Context) -> list[str]:
    """Those that the page of indicators lists: with targets first, then those that are only
    watched.
    """
    about = context.asked("indicator")
    watched = [name for name, _ in indicators.list_monitored(context, Figures.of(context))]
    names = dict.fromkeys([*(row.indicator for row in _list_verdicts(context)), *watched])
    return [name for name in names if about in ("", name)]


def _list_observation_positions(context: Context) -> list[int]:
    """Places of the published figures of those indicators in the region."""
    rows = context.snapshot.observations
    matching = (rows["region"] == context.view.region) & rows["indicator"].isin(
        _list_indicator_ids(context)
    )
    return [int(at) for at in matching.to_numpy().nonzero()[0]]


def _build_version_record(version: Any) -> Record:
    record = asdict(version)
    return {
        **{name: record[name] for name in list_columns(record_models.VersionRecord)},
        "quality": version.quality or None,
        "released": version.released.isoformat() if version.released else None,
    }


RESOURCES: dict[str, Resource] = {
    "plans": Resource(
        Text("规划", "Plans"),
        record_models.PlanRecord,
        PAGING,
        lambda here: records.list_plans(here.registry),
        lambda _, found: found,
    ),
    "indicators": Resource(
        Text("指标", "Indicators"),
        record_models.IndicatorRecord,
        (*SCOPE, *CHOICE, *PAGING),
        _list_indicator_ids,
        lambda here, found: records.list_indicators(here.registry, found),
    ),
    "observations": Resource(
        Text("公布的数据", "Published figures"),
        record_models.FigureRecord,
        (*SCOPE, *CHOICE, *PAGING),
        _list_observation_positions,
        lambda here, found: records.list_figures(
            here.snapshot, here.snapshot.observations.iloc[found]
        ),
    ),
    "verdicts": Resource(
        Text("评价", "Verdicts"),
        record_models.SaidVerdictRecord,
        (*SCOPE, *CHOICE, *PAGING),
        _list_verdicts,
        lambda here, found: records.list_said_verdicts(here.snapshot, found),
    ),
    "versions": Resource(
        Text("版本", "Versions"),
        record_models.VersionRecord,
        PAGING,
        lambda _: versions.list_versions(app_state().engine),
        lambda _, found: [_build_version_record(one) for one in found],
    ),
}
"""Name in the address → what can be read there."""
EXPORT_TAKES = (*SCOPE, *CHOICE, "lang")


def register_routes(server: Flask) -> None:
    """The routes of the API, and the count of what makes work."""
    server.before_request(_limit_rate)
    server.get("/api/v1/openapi.json")(_handle_openapi)
    server.get("/api/v1/<name>")(_handle_resource)
    server.get("/api/v1/export/<ending>")(_handle_api_export)
    server.get("/api/<path:path>")(_handle_unknown_path)


def _handle_unknown_path(path: str) -> Response:
    listed = ", ".join(f"/api/v1/{name}" for name in (*RESOURCES, "export/pdf", "openapi.json"))
    return build_problem(
        Text(
            f"没有 /api/{path[:80]}；可用：{listed}",
            f"there is no /api/{path[:80]}; there are {listed}",
        ),
        404,
    )


def _handle_openapi() -> Response:
    """The description of the API as a machine reads it, with the values that this house knows."""
    service, _ = app_state().snapshot_service()
    if service is None:
        return build_problem(DECLARATION_BROKEN, 503)
    return _build_json_response(openapi.build_document(service.registry, RESOURCES, EXPORT_TAKES))


def _handle_resource(name: str) -> Response:
    """A piece of a list."""
    if name not in RESOURCES:
        return _handle_unknown_path(f"v1/{name}")
    resource, mark = RESOURCES[name], _compute_etag()
    error = _find_query_error(resource.takes)
    if error is not None:
        return error
    if request.if_none_match.contains_weak(mark):
        return _add_etag(Response(status=304), mark)
    context = _build_query_context(resource.takes)
    if not isinstance(context, Context):
        return context
    found = resource.find(context)
    start, limit = int(context.asked("from") or 0), int(context.asked("limit") or DEFAULT_LIMIT)
    body: Record = {
        "about": _build_about(context),
        "total": len(found),
        "from": start,
        "records": resource.build(context, found[start : start + limit]),
    }
    body["next"] = _build_next_link(start + limit) if start + limit < len(found) else None
    return _add_etag(_build_json_response(body), mark)


def _handle_api_export(ending: str) -> Response:
    """A file of what is asked for, as from the foot of a page."""
    if ending not in EXPORTS:
        listed = ", ".join(EXPORTS)
        return build_problem(
            Text(
                f"没有格式“{ending[:20]}”；可用：{listed}",
                f"there is no format “{ending[:20]}”; there are {listed}",
            ),
            404,
        )
    context = _build_query_context(EXPORT_TAKES)
    return files.handle_export(ending) if isinstance(context, Context) else context


def _find_query_error(takes: Iterable[str]) -> Response | None:
    """What is wrong with the query, or that nothing can be answered; judges nothing."""
    service, _ = app_state().snapshot_service()
    if service is None:
        return build_problem(DECLARATION_BROKEN, 503)
    search, mine = (
        request.query_string.decode("utf-8", "replace"),
        {name: PARAMETERS[name] for name in takes},
    )
    found = find_query_error(search, service.registry, mine, app_state().store.newest())
    return build_problem(*found) if found else None


def _build_query_context(takes: Iterable[str]) -> Context | Response:
    """The context of the query, or what is wrong with it."""
    error = _find_query_error(takes)
    if error is not None:
        return error
    context = build_context(
        "/indicators", request.query_string.decode("utf-8", "replace"), current_session().person
    )
    return context if isinstance(context, Context) else build_problem(DECLARATION_BROKEN, 503)


def _build_about(context: Context) -> Record:
    """What everything in an answer was judged by."""
    view = context.view
    return {
        "plan": view.plan,
        "region": view.region,
        "year": view.year,
        "rules": view.rules,
        "version": context.version,
        "known_on": view.known_on.isoformat() if view.known_on else None,
    }


def _build_next_link(start: int) -> str:
    pairs = [
        (name, value)
        for name, value in parse_qsl(
            request.query_string.decode("utf-8", "replace"), keep_blank_values=True
        )
        if name != "from"
    ]
    return f"{request.path}?{urlencode([*pairs, ('from', start)])}"


def _compute_etag() -> str:
    """What an answer depends on: the data, what was entered, the day, the question, and the shape
    of answers.
    """
    state = app_state()
    shape = [(name, list(list_columns(one.model))) for name, one in RESOURCES.items()]
    parts = (
        state.data_state().mark,
        state.today,
        state.settings.rules,
        request.path,
        request.query_string,
        shape,
    )
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:24]


def _add_etag(answer: Response, mark: str) -> Response:
    """Mark an answer: it may be kept, and is asked for again with its mark."""
    answer.set_etag(mark, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _build_json_response(body: Record) -> Response:
    return Response(
        json.dumps(body, ensure_ascii=False, allow_nan=False), mimetype="application/json"
    )


def _limit_rate() -> Response | None:
    """Count a request of a program, a file or a chart; an answer where there were too many."""
    if not request.path.startswith(RATE_LIMITED_PATHS):
        return None
    session, state = current_session(), app_state()
    key = (
        f"person {session.person.name}"
        if session.person.name
        else f"address {convert_to_network(session.address)}"
    )
    wait = state.pace.count(key, session.caller().now)
    if not wait:
        return None
    limit = state.settings.api_per_minute
    seconds = Text.count(wait, "{n} 秒", "{n} second", "{n} seconds")
    message = Text(
        f"请求过多：每分钟最多 {limit} 次，请 {seconds.zh}后再试",
        f"too many requests: {limit} a minute at most; try again in {seconds.en}",
    )
    answer = build_problem(message, 429)
    answer.headers["Retry-After"] = str(wait)
    return answer
