"""The house keeps its own rules: every module has its test, sizes stay small, messages stay Chinese
or English.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted(path for path in (ROOT / "dashboard").rglob("*.py") if path.name != "__init__.py")
ELSEWHERE = {
    "core/verdicts/rows.py": "core/verdicts/test_judge.py",
    "core/reports/slides.py": "core/reports/test_deck.py",
    "exports/pptx_chart.py": "exports/test_pptx_file.py",
    "core/verdicts/sensitivity_report.py": "exports/test_pdf_file.py",
    "web/widgets/api_keys_card.py": "operations/test_api_keys.py",
    "store/keys.py": "operations/test_api_keys.py",
    "web/endpoints/notice_thread.py": "web/widgets/test_notices_card.py",
    "exports/docx_layout.py": "exports/test_docx_file.py",
    "core/reports/blocks.py": "core/reports/test_indicator_report.py",
    "exports/grid.py": "exports/test_xlsx_file.py",
    "exports/sheets.py": "exports/test_xlsx_file.py",
    "exports/courses.py": "exports/test_xlsx_file.py",
    "core/verdicts/decision.py": "core/verdicts/test_judge.py",
    "core/verdicts/known_values.py": "core/verdicts/test_judge.py",
    "core/verdicts/on_path.py": "core/verdicts/test_judge.py",
    "core/verdicts/over_years.py": "core/verdicts/test_judge.py",
    "core/verdicts/target_columns.py": "core/verdicts/test_judge.py",
    "core/verdicts/reasons.py": "core/verdicts/test_reasons.py",
    "core/declaration/references.py": "core/declaration/test_registry.py",
    "core/declaration/locations.py": "core/declaration/test_registry.py",
    "core/declaration/target_checks.py": "core/declaration/test_registry.py",
    "core/declaration/schema.py": "core/declaration/test_registry.py",
    "core/verdicts/native.py": "core/vocabulary/test_rules.py",
    "ingest/observations/repeats.py": "ingest/test_workbook.py",
    "ingest/cells.py": "ingest/opening/test_reader.py",
    "ingest/opening/child.py": "ingest/opening/test_reader.py",
    "ingest/opening/wire.py": "ingest/opening/test_reader.py",
    "ingest/opening/parsing.py": "ingest/opening/test_reader.py",
    "ingest/observations/figures.py": "ingest/test_workbook.py",
    "ingest/limits.py": "ingest/opening/test_guard.py",
    "ingest/opening/styles.py": "ingest/opening/test_xlsx.py",
    "ingest/opening/texts.py": "ingest/opening/test_kinds.py",
    "ingest/opening/xls.py": "ingest/test_real.py",
    "ingest/recognition/columns.py": "ingest/recognition/test_recognise.py",
    "ingest/recognition/label_forms.py": "ingest/recognition/test_labels.py",
    "ingest/recognition/headers.py": "ingest/recognition/test_recognise.py",
    "ingest/recognition/layouts.py": "ingest/recognition/test_recognise.py",
    "ingest/recognition/page.py": "ingest/recognition/test_recognise.py",
    "ingest/recognition/preamble.py": "ingest/recognition/test_recognise.py",
    "ingest/observations/objections.py": "ingest/recognition/test_recognise.py",
    "ingest/observations/dimensions.py": "ingest/recognition/test_recognise.py",
    "ingest/observations/rows.py": "ingest/recognition/test_recognise.py",
    "ingest/observations/findings.py": "ingest/recognition/test_recognise.py",
    "ingest/observations/listing.py": "ingest/recognition/test_recognise.py",
    "ingest/observations/proposals.py": "ingest/recognition/test_recognise.py",
    "figures/story.py": "figures/test_trend.py",
    "figures/goals.py": "figures/test_trend.py",
    "store/observations.py": "store/test_versions.py",
    "operations/scope.py": "operations/test_uploads.py",
    "operations/previewed_source.py": "operations/test_publishing.py",
    "operations/upload_summary.py": "operations/test_uploads.py",
    "operations/upload_rows.py": "operations/test_uploads.py",
    "operations/password_rules.py": "operations/test_authentication.py",
    "figures/trend_axes.py": "figures/test_trend.py",
    "store/schema.py": "store/test_database.py",
    "store/migrations/env.py": "store/test_database.py",
    "store/migrations/versions/m0001_versions_and_audit.py": "store/test_database.py",
    "store/failpoints.py": "store/test_crash.py",
    "store/accounts.py": "operations/test_authentication.py",
    "store/counters.py": "operations/test_authentication.py",
    "store/migrations/versions/m0002_people.py": "store/test_database.py",
    "store/migrations/versions/m0003_follow_up.py": "store/test_database.py",
    "store/migrations/versions/m0004_programs_and_notices.py": "store/test_database.py",
    "store/follow_up.py": "operations/test_follow_up.py",
    "store/previews.py": "operations/test_uploads.py",
    "upload_worker.py": "operations/test_uploads.py",
    "ingest/handback.py": "commands/test_reading_report.py",
    "web/request/upload_pool.py": "web/test_upload.py",
    "web/endpoints/files.py": "web/test_upload.py",
    "web/widgets/upload_form_values.py": "web/test_upload.py",
    "web/widgets/findings.py": "web/test_upload.py",
    "web/pages/preview.py": "web/test_upload.py",
    "web/pages/version.py": "web/test_upload.py",
    "web/widgets/user_forms.py": "web/test_admin.py",
    "web/widgets/admin_tabs.py": "web/test_admin.py",
    "web/widgets/compliance_checklist.py": "web/test_admin.py",
    "operations/audit.py": "web/test_admin.py",
    "web/pages/admin/people.py": "web/test_admin.py",
    "web/pages/admin/person.py": "web/test_admin.py",
    "web/pages/admin/sessions.py": "web/test_admin.py",
    "web/pages/admin/audit.py": "web/test_admin.py",
    "web/pages/admin/settings.py": "web/test_admin.py",
    "web/pages/admin/protection.py": "web/test_admin.py",
    "web/widgets/compliance_evidence.py": "web/test_admin.py",
    "web/pages/admin.py": "web/test_admin.py",
    "web/pages/admin_person.py": "web/test_admin.py",
    "web/pages/admin_sessions.py": "web/test_admin.py",
    "web/pages/admin_audit.py": "web/test_admin.py",
    "web/pages/admin_settings.py": "web/test_admin.py",
    "web/pages/admin_protection.py": "web/test_admin.py",
    "web/endpoints/startup_checks.py": "deployment/test_nginx.py",
    "web/request/lru.py": "web/endpoints/test_page_cache.py",
    "web/request/callback_bodies.py": "web/endpoints/test_authorization.py",
    "web/request/denials.py": "web/endpoints/test_authorization.py",
    "web/request/permissions.py": "web/endpoints/test_authorization.py",
    "web/request/session.py": "web/endpoints/test_authorization.py",
    "web/endpoints/user_menu.py": "web/endpoints/test_authorization.py",
    "web/widgets/forms.py": "web/test_people.py",
    "web/widgets/formatting.py": "web/test_people.py",
    "web/widgets/shared_texts.py": "web/test_people.py",
    "web/pages/sign_in.py": "web/test_people.py",
    "web/pages/welcome.py": "web/test_people.py",
    "web/pages/account.py": "web/test_people.py",
    "commands/data.py": "commands/test_data.py",
    "ingest/opening/markup.py": "commands/test_reading_report.py",
    "commands/arguments.py": "commands/test_main.py",
    "commands/judging.py": "commands/test_main.py",
    "commands/imports.py": "commands/test_data.py",
    "commands/history.py": "commands/test_data.py",
    "commands/tables.py": "commands/test_main.py",
    "web/request/query_values.py": "web/request/test_context.py",
    "web/request/serialize.py": "web/test_application.py",
    "web/widgets/target_table.py": "web/test_application.py",
    "web/widgets/evidence.py": "web/test_application.py",
    "web/widgets/verdict_notes.py": "web/test_application.py",
    "web/widgets/revisions.py": "web/test_upload.py",
    "web/widgets/components.py": "web/test_application.py",
    "web/widgets/stylesheet.py": "web/test_application.py",
    "web/endpoints/page_header.py": "web/test_application.py",
    "web/endpoints/notice_bands.py": "web/test_application.py",
    "web/widgets/follow_up.py": "web/test_gaps.py",
    "web/widgets/filters.py": "web/test_gaps.py",
    "web/pages/what_if.py": "web/test_what_if.py",
    "web/pages/projects.py": "web/test_application.py",
    "figures/slide.py": "web/test_meeting.py",
    "web/widgets/frozen_deck.py": "web/test_meeting.py",
    "web/widgets/slides.py": "web/test_meeting.py",
    "web/pages/meeting.py": "web/test_meeting.py",
    "web/pages/meetings.py": "web/test_meeting.py",
    "operations/meetings.py": "web/test_meeting.py",
    "figures/across.py": "web/test_regions.py",
    "web/pages/regions.py": "web/test_regions.py",
    "web/widgets/markup.py": "web/widgets/test_long_tables.py",
    "web/widgets/verdict_history.py": "web/test_application.py",
    "figures/chart.py": "figures/test_charts.py",
    "figures/columns.py": "figures/test_charts.py",
    "figures/burn_up.py": "figures/test_charts.py",
    "figures/difference.py": "figures/test_charts.py",
    "figures/pace.py": "figures/test_charts.py",
    "web/widgets/shortcuts.py": "browser/test_access.py",
    "web/pages/design.py": "web/test_design.py",
    "web/pages/gaps.py": "web/test_gaps.py",
    "web/pages/overview.py": "web/test_application.py",
    "web/pages/indicators.py": "web/test_application.py",
    "web/pages/indicator.py": "web/test_application.py",
    "web/pages/data.py": "web/test_application.py",
    "web/pages/checks.py": "web/test_application.py",
    "web/pages/methods.py": "web/test_application.py",
    "core/checks/relations.py": "core/checks/test_checks.py",
    "core/checks/findings.py": "core/checks/test_checks.py",
}
"""Modules that are parts of one behaviour are tested where that behaviour is."""
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40


def name(path: Path) -> str:
    return path.relative_to(ROOT / "dashboard").as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_has_its_test(path):
    """tests/ mirrors dashboard/, or says where a module is tested."""
    own = path.relative_to(ROOT / "dashboard").with_name(f"test_{path.name}")
    assert (ROOT / "tests" / ELSEWHERE.get(name(path), own)).is_file()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_small(path):
    """A module has at most 400 lines, a function 40; every module asks one question in its first
    line.
    """
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    tree = ast.parse(text)
    first = (ast.get_docstring(tree) or "").split("\n")[0]
    assert first, path
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef)
            and node.end_lineno is not None
            and name(path) != "commands/main.py"
        ):
            length = node.end_lineno - node.lineno + 1
            assert length <= LONGEST_FUNCTION or _is_table(node), f"{node.name} has {length} lines"


def _is_table(node: ast.FunctionDef) -> bool:
    """Whether a function is one long expression: a list of columns, a schema."""
    return len(node.body) <= 12


HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff”）][,:;?!](?=[\u4e00-\u9fff“（{])|[\u4e00-\u9fff][(]|[)][\u4e00-\u9fff]"
)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_chinese_is_punctuated_as_chinese(path):
    """No half-width comma, colon or bracket between Chinese characters in a wording; patterns of
    what others write are theirs.
    """
    if name(path) in ("ingest/recognition/labels.py", "ingest/recognition/preamble.py"):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and "\n" not in node.value
        ):
            assert not HALF_WIDTH.search(node.value), node.value


def test_only_the_clock_asks_for_the_time():
    """`datetime.now` stands in one place, so that everything else can be told the day."""
    hits = [
        name(path)
        for path in MODULES
        if re.search(r"\.now\(|\.today\(\)|time\.time\(", path.read_text("utf-8"))
    ]
    assert hits == ["commands/output.py"]


def test_the_environment_is_read_in_one_place():
    """Only settings.py reads environment variables."""
    assert [name(path) for path in MODULES if "os.environ" in path.read_text("utf-8")] == [
        "settings.py"
    ]


def test_nothing_of_the_workshop_is_in_the_repository():
    """No absolute home or work paths, no to-do marks, no skipped tests in what is shipped."""
    marks = re.compile(r"/work/|/root/|/home/|TODO|FIXME|XXX|pytest\.mark\.skip")
    kept = [
        path
        for folder in ("dashboard", "tests", "docs", "scripts")
        for path in (ROOT / folder).rglob("*")
    ]
    kept += [
        ROOT / file
        for file in (
            "app.py",
            "indicators.yaml",
            "Makefile",
            "README.md",
            "README.zh-CN.md",
            "CHANGELOG.md",
            "pyproject.toml",
        )
    ]
    kept = [path for path in kept if "node_modules" not in path.parts]
    texts = [
        path
        for path in kept
        if path.suffix in (".py", ".md", ".yaml", ".toml", ".sh", "") and path.is_file()
    ]
    found = [
        path.relative_to(ROOT).as_posix() for path in texts if marks.search(path.read_text("utf-8"))
    ]
    assert found == ["tests/test_architecture.py"]
