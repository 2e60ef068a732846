"""How do programs read what pages show? Plans, indicators, observations, verdicts and versions as JSON, by the same address.

Read only, allowed to whoever may read the pages, and marked by the version (ETag), so that what has not changed is not sent again.
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
from dashboard.core.vocabulary.text import Text
from dashboard.exports import EXPORTS
from dashboard.store import versions
from dashboard.web.endpoints import files, openapi
from dashboard.web.endpoints.authorization import problem
from dashboard.web.pages import indicators
from dashboard.web.request.api_parameters import PARAMETERS, refusal
from dashboard.web.request.context import Context, context, house
from dashboard.web.request.rate_limit import network
from dashboard.web.request.session import visit
from dashboard.web.widgets.target_table import Figures

USUAL = 500
"""Records in an answer unless `limit` asks for others."""
COUNTED = ("/api/", "/export/", "/embed/")
"""What makes work and is asked for by programs: counted together."""
BROKEN = Text("目标登记文件有错误，暂时没有数据", "the declaration has errors: there is no data for the moment")
SCOPE = ("plan", "region", "year", "known_on", "version", "rules")
CHOICE = ("theme", "status", "owner", "nature", "quality", "order", "q", "indicator")
PIECE = ("from", "limit")


@dataclass(frozen=True, slots=True)
class Resource:
    """A list that can be asked for: what it is, its columns, which parameters it takes, and its records.

    `found` gives what can be counted and cut cheaply, `told` makes records of a piece of it.
    """

    name: Text
    columns: dict[str, Text]
    takes: tuple[str, ...]
    found: Callable[[Context], list[Any]]
    told: Callable[[Context, list[Any]], list[Record]]


def _verdicts(here: Context) -> list[Any]:
    about = here.asked("indicator")
    listed = filtering.listed(here.snapshot, here.view, here.search_words)
    return [row for row, target in listed if about in ("", target.indicator)]


def _indicators(here: Context) -> list[str]:
    """Those that the page of indicators lists: with targets first, then those that are only watched."""
    about = here.asked("indicator")
    watched = [name for name, _ in indicators.monitored(here, Figures.of(here))]
    names = dict.fromkeys([*(row.indicator for row in _verdicts(here)), *watched])
    return [name for name in names if about in ("", name)]


def _observations(here: Context) -> list[int]:
    """Places of the published figures of those indicators in the region."""
    rows = here.snapshot.observations
    mine = (rows["region"] == here.view.region) & rows["indicator"].isin(_indicators(here))
    return [int(at) for at in mine.to_numpy().nonzero()[0]]


def _version(one: Any) -> Record:
    held = asdict(one)
    return {
        **{name: held[name] for name in records.VERSION_COLUMNS},
        "quality": one.quality or None,
        "released": one.released.isoformat() if one.released else None,
    }


RESOURCES: dict[str, Resource] = {
    "plans": Resource(
        Text("规划", "Plans"), records.PLAN_COLUMNS, PIECE,
        lambda here: records.plans(here.registry), lambda _, found: found,
    ),
    "indicators": Resource(
        Text("指标", "Indicators"), records.INDICATOR_COLUMNS, (*SCOPE, *CHOICE, *PIECE),
        _indicators, lambda here, found: records.indicators(here.registry, found),
    ),
    "observations": Resource(
        Text("公布的数据", "Published figures"), records.FIGURE_COLUMNS, (*SCOPE, *CHOICE, *PIECE),
        _observations, lambda here, found: records.figures(here.snapshot, here.snapshot.observations.iloc[found]),
    ),
    "verdicts": Resource(
        Text("评价", "Verdicts"), {**records.VERDICT_COLUMNS, **records.WORD_COLUMNS}, (*SCOPE, *CHOICE, *PIECE),
        _verdicts, lambda here, found: records.named(here.snapshot, found),
    ),
    "versions": Resource(
        Text("版本", "Versions"), records.VERSION_COLUMNS, PIECE,
        lambda _: versions.history(house().engine), lambda _, found: [_version(one) for one in found],
    ),
}  # fmt: skip
"""Name in the address → what can be read there."""
EXPORT_TAKES = (*SCOPE, *CHOICE, "lang")


def serve(server: Flask) -> None:
    """The routes of the API, and the count of what makes work."""
    server.before_request(_waiting)
    server.get("/api/v1/openapi.json")(_described)
    server.get("/api/v1/<name>")(_resource)
    server.get("/api/v1/export/<ending>")(_exported)
    server.get("/api/<path:path>")(_nothing)


def _nothing(path: str) -> Response:
    listed = ", ".join(f"/api/v1/{name}" for name in (*RESOURCES, "export/pdf", "openapi.json"))
    return problem(Text(f"没有 /api/{path[:80]}；可用：{listed}", f"there is no /api/{path[:80]}; there are {listed}"), 404)


def _described() -> Response:
    """The description of the API as a machine reads it, with the values that this house knows."""
    desk, _ = house().desk()
    if desk is None:
        return problem(BROKEN, 503)
    return _answer(openapi.document(desk.registry, RESOURCES, EXPORT_TAKES))


def _resource(name: str) -> Response:
    """A piece of a list."""
    if name not in RESOURCES:
        return _nothing(f"v1/{name}")
    one, mark = RESOURCES[name], _mark()
    refused = _refusal(one.takes)
    if refused is not None:
        return refused
    if request.if_none_match.contains_weak(mark):
        return _marked(Response(status=304), mark)
    here = _asked(one.takes)
    if not isinstance(here, Context):
        return here
    found = one.found(here)
    start, most = int(here.asked("from") or 0), int(here.asked("limit") or USUAL)
    body: Record = {
        "about": _about(here),
        "total": len(found),
        "from": start,
        "records": one.told(here, found[start : start + most]),
    }
    body["next"] = _next(start + most) if start + most < len(found) else None
    return _marked(_answer(body), mark)


def _exported(ending: str) -> Response:
    """A file of what is asked for, as from the foot of a page."""
    if ending not in EXPORTS:
        listed = ", ".join(EXPORTS)
        return problem(
            Text(f"没有格式“{ending[:20]}”；可用：{listed}", f"there is no format “{ending[:20]}”; there are {listed}"), 404
        )
    here = _asked(EXPORT_TAKES)
    return files.export(ending) if isinstance(here, Context) else here


def _refusal(takes: Iterable[str]) -> Response | None:
    """What is wrong with the query, or that nothing can be answered; judges nothing."""
    desk, _ = house().desk()
    if desk is None:
        return problem(BROKEN, 503)
    search, mine = request.query_string.decode("utf-8", "replace"), {name: PARAMETERS[name] for name in takes}
    found = refusal(search, desk.registry, mine, house().store.newest())
    return problem(*found) if found else None


def _asked(takes: Iterable[str]) -> Context | Response:
    """The context of the query, or what is wrong with it."""
    refused = _refusal(takes)
    if refused is not None:
        return refused
    here = context("/indicators", request.query_string.decode("utf-8", "replace"), visit().person)
    return here if isinstance(here, Context) else problem(BROKEN, 503)


def _about(here: Context) -> Record:
    """What everything in an answer was judged by."""
    view, home = here.view, house()
    return {
        "plan": view.plan, "region": view.region, "year": view.year, "rules": view.rules,
        "version": home.store.newest() if view.version is None else view.version,
        "known_on": view.known_on.isoformat() if view.known_on else None,
    }  # fmt: skip


def _next(start: int) -> str:
    pairs = [
        (name, value)
        for name, value in parse_qsl(request.query_string.decode("utf-8", "replace"), keep_blank_values=True)
        if name != "from"
    ]
    return f"{request.path}?{urlencode([*pairs, ('from', start)])}"


def _mark() -> str:
    """What an answer depends on: the data, what was entered, the day, the question, and the shape of answers."""
    home = house()
    shape = [(name, list(one.columns)) for name, one in RESOURCES.items()]
    parts = (home.mark(), home.today, home.settings.rules, request.path, request.query_string, shape)
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:24]


def _marked(answer: Response, mark: str) -> Response:
    """Mark an answer: it may be kept, and is asked for again with its mark."""
    answer.set_etag(mark, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _answer(body: Record) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, allow_nan=False), mimetype="application/json")


def _waiting() -> Response | None:
    """Count a request of a program, a file or a chart; an answer where there were too many."""
    if not request.path.startswith(COUNTED):
        return None
    here, home = visit(), house()
    key = f"person {here.person.name}" if here.person.name else f"address {network(here.address)}"
    wait = home.pace.count(key, here.caller().now)
    if not wait:
        return None
    most = home.settings.api_per_minute
    said = Text(
        f"请求过多：每分钟最多 {most} 次，请 {wait} 秒后再试",
        f"too many requests: {most} a minute at most; try again in {wait} seconds",
    )
    answer = problem(said, 429)
    answer.headers["Retry-After"] = str(wait)
    return answer
