"""Which files come and go? An upload comes in as it is; template, marked-up copy, list and
originals go out under names of ours.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard import exports
from dashboard.core.analysis import filtering
from dashboard.core.vocabulary.text import Text, escape_formula
from dashboard.ingest import handback, template
from dashboard.ingest.cells import RefusedError as FileRefusedError
from dashboard.ingest.limits import FILE_BYTES, MIB
from dashboard.ingest.observations.listing import format_found
from dashboard.ingest.opening import kinds
from dashboard.operations import meetings, uploads
from dashboard.operations.authentication import RefusedError, record_action
from dashboard.operations.snapshots import collect_known_values
from dashboard.store import versions
from dashboard.store.database import begin_write
from dashboard.store.errors import StoreError
from dashboard.web.endpoints import downloads
from dashboard.web.endpoints.authorization import answer_store_error, build_problem
from dashboard.web.pages import LONG_TABLES, indicators
from dashboard.web.request.app_state import app_state
from dashboard.web.request.context import Context, build_context, parse_view
from dashboard.web.request.data_state import pin_state
from dashboard.web.request.session import current_session
from dashboard.web.request.upload_pool import BUSY
from dashboard.web.widgets import frozen_deck, target_table
from dashboard.web.widgets.long_tables import render_piece
from dashboard.web.widgets.target_table import Figures

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_LARGE = Text(
    f"文件超过 {FILE_BYTES // MIB} MB", f"the file is larger than {FILE_BYTES // MIB} MB"
)


def register_routes(server: Flask) -> None:
    """The routes of files."""
    server.get("/template")(_handle_template)
    server.get("/indicators.csv")(_handle_indicator_list)
    server.get("/export/<ending>")(handle_export)
    server.get("/meeting/<int:number>/slides.pptx")(_handle_slides)
    server.get("/rows/<name>")(_handle_rows)
    server.post("/data/upload")(_handle_upload)
    server.get("/data/previews/<preview>/marked")(_handle_marked_copy)
    server.get("/data/previews/<preview>/issues")(_handle_issue_list)
    server.get("/data/versions/<int:number>/file")(_handle_original)


def _build_attachment(data: bytes | str, name: str, kind: str = SHEET) -> Response:
    """A file to be saved, never shown: its name and kind are ours."""
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _read_query() -> str:
    """What the address says after the ?, whatever bytes somebody wrote there."""
    return request.query_string.decode("utf-8", "replace")


def _handle_template() -> Response:
    service, _ = app_state().snapshot_service()
    if service is None:
        return Response(status=503)
    view = service.complete(parse_view(_read_query())[0])
    wanted = template.Wanted(view.plan, view.year)
    known_values = collect_known_values(service.source, service.registry)
    workbook = template.build_template(service.registry, wanted, service.today, known_values)
    return _build_attachment(workbook, f"{view.plan}-{view.year}.xlsx")


def _handle_indicator_list() -> Response:
    """The list of indicators as it is seen: the same rows, columns and order, numbers as
    numbers.
    """
    context = build_context("/indicators", _read_query(), current_session().person)
    if not isinstance(context, Context):
        return Response(status=503)
    out = io.StringIO()
    writer = csv.writer(out)
    figures, columns = Figures.of(context), target_table.list_columns(context)
    names = [target_table.COLUMNS[column].name for column in columns]
    names += [Text("单位", "Unit"), Text("年份", "Year")]
    writer.writerow([context.say(name) for name in names])
    rows = _list_target_rows(context, figures, columns)
    rows += _list_monitored_rows(context, figures, columns)
    writer.writerows([escape_formula(cell) for cell in cells] for cells in rows)
    # The mark at the beginning tells Excel that this is UTF-8.
    text = "\ufeff" + out.getvalue()
    return _build_attachment(text, f"{context.view.plan}-{context.view.year}.csv", "text/csv")


def _list_target_rows(
    context: Context, figures: Figures, columns: Sequence[str]
) -> list[list[Any]]:
    """Cells of the targets in view, with unit and year."""
    selected = filtering.list_selected_rows(context.snapshot, context.view, context.search_words)
    rows = []
    for verdict, target in selected:
        row = target_table.Row(context, verdict, target, figures)
        cells = [target_table.COLUMNS[column].told(row) for column in columns]
        unit = context.say(context.indicator_of(target).unit_text)
        rows.append([*cells, unit, int(verdict.year)])
    return rows


def _list_monitored_rows(
    context: Context, figures: Figures, columns: Sequence[str]
) -> list[list[Any]]:
    """Cells of the indicators without a target, with unit and year."""
    rows = []
    for name, year in indicators.list_monitored(context, figures):
        values = indicators.build_export_row(context, figures, name, year)
        unit = context.say(context.registry.indicators[name].unit_text)
        rows.append([*(values.get(column, "") for column in columns), unit, year])
    return rows


def handle_export(ending: str) -> Response:
    """What a page shows, as a file of a format."""
    context = build_context("/", _read_query(), current_session().person)
    if ending not in exports.EXPORTS:
        return Response(status=404)
    if not isinstance(context, Context):
        return Response(status=503)
    if not downloads.EXPORT_SLOTS.acquire(blocking=False):
        return build_problem(BUSY, 429)
    try:
        export_request = downloads.build_export_request(context)
        content = exports.write_export(ending, export_request)
    except exports.MissingError as error:
        return build_problem(error.text, 501)
    finally:
        downloads.EXPORT_SLOTS.release()
    return _build_attachment(content, export_request.named(ending), exports.EXPORTS[ending].media)


def _handle_slides(number: int) -> Response:
    """The slides of a meeting as they were frozen, with what it decided."""
    stored = meetings.find_slides(app_state().auth, number) if number < 10**9 else None
    if stored is None:
        return Response(status=404)
    language = parse_view(_read_query())[0].lang
    try:
        write_deck = exports.import_writer("pptx").write_deck
    except exports.MissingError as error:
        return build_problem(error.text, 501)
    deck, decided = (
        frozen_deck.parse_frozen_deck(stored).deck,
        app_state().follow_up().decided(number),
    )
    content = write_deck(deck, language, decided=decided)
    return _build_attachment(content, f"meeting-{number}.pptx", exports.EXPORTS["pptx"].media)


def _handle_rows(name: str) -> Response:
    """A piece of a long table."""
    body, start = LONG_TABLES.get(name), request.args.get("from", "")
    if body is None or not start.isascii() or not start.isdigit() or len(start) >= 7:
        return Response(status=404)
    with pin_state(app_state().data_state()):
        context = build_context("/", _read_query(), current_session().person)
        if not isinstance(context, Context):
            return Response(status=404)
        return Response(render_piece(context, body, int(start)), mimetype="text/html")


def _handle_upload() -> Response:
    """Keep the body as a file and have it read; answers where to look."""
    pool = app_state().upload_pool
    if pool.full():
        return build_problem(BUSY, 429)
    data = request.get_data(cache=False)
    if len(data) > FILE_BYTES:
        return build_problem(TOO_LARGE, 413)
    name = clean_file_name(request.args.get("name", ""))
    try:
        id_ = uploads.save_upload(app_state().auth, current_session().caller(), name, data)
        try:
            pool.start(id_, len(data))
        except StoreError:
            pool.settle(id_, 0)
            raise
    except RefusedError as error:
        return build_problem(error.text, 429 if error.wait else 400)
    except StoreError as error:
        return answer_store_error(error, 503)
    answer = jsonify(href=f"/data/previews/{id_}")
    answer.status_code = 202
    return answer


def clean_file_name(given: str) -> str:
    """The name of a file as it is shown: the last part of what the browser says, visible, and not
    too long.
    """
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    stem, dot, ending = last.rpartition(".")
    name = format_found(last)
    if dot:
        name = f"{format_found(stem)}.{format_found(ending)[:8]}"
    return name.strip() or "—"


def _handle_marked_copy(preview: str) -> Response:
    caller, auth = current_session().caller(), app_state().auth
    try:
        uploads.load_upload(auth, caller, preview)
        issues = uploads.load_summary(auth, preview).get("issues", [])
        original = uploads.load_original(auth, preview)
        marked = handback.mark_workbook(original, issues, wait=False)
    except BlockingIOError:
        return build_problem(BUSY, 429)
    except FileRefusedError:
        return build_problem(handback.TOO_LARGE.format(file="—"), 422)
    except StoreError as error:
        return answer_store_error(error, 404)
    return _build_attachment(marked, "marked.xlsx")


def _handle_issue_list(preview: str) -> Response:
    caller, auth = current_session().caller(), app_state().auth
    try:
        uploads.load_upload(auth, caller, preview)
    except StoreError as error:
        return answer_store_error(error, 404)
    text = handback.format_issues(uploads.load_summary(auth, preview).get("issues", []))
    return _build_attachment(text.encode("utf-8-sig"), "issues.csv", "text/csv; charset=utf-8")


def _handle_original(number: int) -> Response:
    """A version's workbook as received; who took it is written down."""
    state = app_state()
    try:
        _, data = versions.load_original(state.engine, min(number, 2**31 - 1))
        with begin_write(state.engine) as connection:
            record_action(connection, current_session().caller(), "download", {"version": number})
    except StoreError as error:
        return answer_store_error(error, 404)
    name = f"version-{number}{_find_file_ending(data)}"
    return _build_attachment(data, name, "application/octet-stream")


def _find_file_ending(data: bytes) -> str:
    """The ending that fits the content, whatever the file was called."""
    if data.startswith(b"PK\x03\x04"):
        return ".ods" if kinds.ODS in data[: kinds.HEAD] else ".xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    return ".csv"
