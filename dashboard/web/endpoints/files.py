"""Which files come and go? An upload comes in as it is; template, marked-up copy, list and originals go out under names of ours."""

from __future__ import annotations

import csv
import io

from flask import Flask, Response, jsonify, request

from dashboard import exports
from dashboard.core.analysis import filtering
from dashboard.core.vocabulary.text import Text, no_formula
from dashboard.ingest import handback, template
from dashboard.ingest.cells import RefusedError as FileRefusedError
from dashboard.ingest.limits import FILE_BYTES, MIB
from dashboard.ingest.listing import shown
from dashboard.operations import meetings, uploads
from dashboard.operations.authentication import RefusedError, record
from dashboard.operations.snapshots import known_values_of
from dashboard.store import versions
from dashboard.store.database import StoreError, writing
from dashboard.web.endpoints import downloads
from dashboard.web.endpoints.authorization import problem
from dashboard.web.pages import LONG, indicators
from dashboard.web.request.context import Context, context, house, view_of
from dashboard.web.request.session import visit
from dashboard.web.request.upload_pool import BUSY
from dashboard.web.widgets import frozen_deck, target_table
from dashboard.web.widgets.long_tables import piece
from dashboard.web.widgets.target_table import Figures

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_LARGE = Text(f"文件超过 {FILE_BYTES // MIB} MB", f"the file is larger than {FILE_BYTES // MIB} MB")


def serve(server: Flask) -> None:
    """The routes of files."""
    server.get("/template")(_template)
    server.get("/indicators.csv")(_listed)
    server.get("/export/<ending>")(export)
    server.get("/meeting/<int:number>/slides.pptx")(_slides)
    server.get("/rows/<name>")(_rows)
    server.post("/data/upload")(_upload)
    server.get("/data/previews/<preview>/marked")(_marked)
    server.get("/data/previews/<preview>/issues")(_issues)
    server.get("/data/versions/<int:number>/file")(_original)


def _attached(data: bytes | str, name: str, kind: str = SHEET) -> Response:
    """A file to be saved, never shown: its name and kind are ours."""
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _template() -> Response:
    desk, _ = house().desk()
    if desk is None:
        return Response(status=503)
    view = desk.complete(view_of(request.query_string.decode("utf-8", "replace"))[0])
    wanted = template.Wanted(view.plan, view.year)
    return _attached(
        template.write(desk.registry, wanted, desk.today, known_values_of(desk.source, desk.registry)),
        f"{view.plan}-{view.year}.xlsx",
    )


def _listed() -> Response:
    """The list of indicators as it is seen: the same rows, columns and order, numbers as numbers."""
    search = request.query_string.decode("utf-8", "replace")
    here = context("/indicators", search, visit().person)
    if not isinstance(here, Context):
        return Response(status=503)
    figures, columns = Figures.of(here), target_table.chosen(here)
    out = io.StringIO()
    writer = csv.writer(out)
    unit, year = Text("单位", "Unit"), Text("年份", "Year")
    writer.writerow([here.say(one) for one in (*(target_table.COLUMNS[name].name for name in columns), unit, year)])
    for verdict, target in filtering.listed(here.snapshot, here.view, here.search_words):
        one = target_table.Row(here, verdict, target, figures)
        beside = (here.say(here.indicator_of(target).unit_text), int(verdict.year))
        writer.writerow([no_formula(cell) for cell in (*(target_table.COLUMNS[name].told(one) for name in columns), *beside)])
    for name, known_year in indicators.monitored(here, figures):
        told = indicators.told(here, figures, name, known_year)
        beside = (here.say(here.registry.indicators[name].unit_text), known_year)
        writer.writerow([no_formula(cell) for cell in (*(told.get(column, "") for column in columns), *beside)])
    # The mark at the beginning tells Excel that this is UTF-8.
    return _attached("\ufeff" + out.getvalue(), f"{here.view.plan}-{here.view.year}.csv", "text/csv")


def export(ending: str) -> Response:
    """What a page shows, as a file of a format."""
    here = context("/", request.query_string.decode("utf-8", "replace"), visit().person)
    if ending not in exports.EXPORTS:
        return Response(status=404)
    if not isinstance(here, Context):
        return Response(status=503)
    if not downloads.ROOM.acquire(blocking=False):
        return problem(BUSY, 429)
    try:
        matter = downloads.matter(here)
        made = exports.write(ending, matter)
    except exports.MissingError as error:
        return problem(error.text, 501)
    finally:
        downloads.ROOM.release()
    return _attached(made, matter.named(ending), exports.EXPORTS[ending].media)


def _slides(number: int) -> Response:
    """The slides of a meeting as they were frozen, with what it decided."""
    kept = meetings.slides(house().door, number) if number < 10**9 else None
    if kept is None:
        return Response(status=404)
    language = view_of(request.query_string.decode("utf-8", "replace"))[0].lang
    try:
        write = exports.writer("pptx").of_deck
    except exports.MissingError as error:
        return problem(error.text, 501)
    made = write(frozen_deck.read(kept).deck, language, decided=house().followed().decided(number))
    return _attached(made, f"meeting-{number}.pptx", exports.EXPORTS["pptx"].media)


def _rows(name: str) -> Response:
    """A piece of a long table."""
    body, start = LONG.get(name), request.args.get("from", "")
    here = context("/", request.query_string.decode("utf-8", "replace"), visit().person)
    if body is None or not isinstance(here, Context) or not (start.isascii() and start.isdigit() and len(start) < 7):
        return Response(status=404)
    return Response(piece(here, body, int(start)), mimetype="text/html")


def _upload() -> Response:
    """Keep the body as a file and have it read; answers where to look."""
    home, caller = house(), visit().caller()
    if home.readers.full():
        return problem(BUSY, 429)
    data = request.get_data(cache=False)
    if len(data) > FILE_BYTES:
        return problem(TOO_LARGE, 413)
    try:
        id_ = uploads.take(home.door, caller, file_name(request.args.get("name", "")), data)
        try:
            home.readers.start(id_, len(data))
        except StoreError:
            home.readers.settle(id_, 0)
            raise
    except RefusedError as error:
        return problem(error.text, 429 if error.wait else 400)
    except StoreError as error:
        return problem(error.text, 503)
    answer = jsonify(href=f"/data/previews/{id_}")
    answer.status_code = 202
    return answer


def file_name(given: str) -> str:
    """The name of a file as it is shown: the last part of what the browser says, visible, and not too long."""
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    stem, dot, ending = last.rpartition(".")
    name = shown(stem) + dot + shown(ending)[:8] if dot else shown(last)
    return name.strip() or "—"


def _marked(preview: str) -> Response:
    caller, door = visit().caller(), house().door
    try:
        uploads.mine(door, caller, preview)
        found = uploads.shown(door, preview)
        return _attached(handback.marked(uploads.original(door, preview), found.get("issues", []), wait=False), "marked.xlsx")
    except BlockingIOError:
        return problem(BUSY, 429)
    except FileRefusedError:
        return problem(handback.TOO_LARGE.format(file="—"), 422)
    except StoreError as error:
        return problem(error.text, 404)


def _issues(preview: str) -> Response:
    caller, door = visit().caller(), house().door
    try:
        uploads.mine(door, caller, preview)
    except StoreError as error:
        return problem(error.text, 404)
    text = handback.listed(uploads.shown(door, preview).get("issues", []))
    return _attached(text.encode("utf-8-sig"), "issues.csv", "text/csv; charset=utf-8")


def _original(number: int) -> Response:
    """A version's workbook as received; who took it is written down."""
    home = house()
    try:
        _, data = versions.original(home.engine, min(number, 2**31 - 1))
        with writing(home.engine) as connection:
            record(connection, visit().caller(), "download", {"version": number})
    except StoreError as error:
        return problem(error.text, 404)
    return _attached(data, f"version-{number}{_ending(data)}", "application/octet-stream")


def _ending(data: bytes) -> str:
    """The ending that fits the content, whatever the file was called."""
    return ".xlsx" if data.startswith(b"PK\x03\x04") else ".xls" if data.startswith(b"\xd0\xcf\x11\xe0") else ".csv"
