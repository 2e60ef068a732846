"""One row is enough: each kind of row is added to a copy of the tree and seen to arrive everywhere.

Each trial says how many files it took. Two are needed where a row is only half of the thing: a
status must be given by a line of the order of decision.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.targets import BOUNDS
from tests.conftest import ROOT
from tests.trials import Trial

NAMED_HERE = ("core/verdicts/decision.py", "core/verdicts/reasons.py", "demo.py")
"""The order of decision gives statuses, the sentences tell some of them apart, the fictional city
promises what it pleases.
"""


def test_nothing_else_goes_by_the_name_of_a_bound_or_a_status():
    """What a bound or a status means is asked of its row, never compared with a name."""
    rows: dict[str, Collection[str]] = {"bound": BOUNDS, "status": STATUSES}
    found = []
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Attribute):
                continue
            known = rows.get(node.left.attr, {})
            named = [leaf for side in node.comparators for leaf in ast.walk(side)]
            if any(isinstance(leaf, ast.Constant) and leaf.value in known for leaf in named):
                found.append(path.relative_to(ROOT / "dashboard").as_posix())
    assert set(found) <= set(NAMED_HERE), found


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path / "tree")


STATUS = """\
        Status(
            "stalled",
            Text("停滞", "Stalled"),
            Text("与上年相比没有进展", "No progress since last year"),
            "▬",
            "#5c3a0a",
            "#c9a15c",
            "M1 7h14v2H1z",
            1.5,
            "bad",
        ),
"""
STATUS_LINE = """\
    status = np.where(status == S["behind"], S["stalled"], status)
"""


def test_a_status_is_a_row_and_the_line_that_gives_it(trial: Trial):
    """Counted, told, drawn, filtered and documented; two files: its row, its line of decision."""
    trial.add(
        "dashboard/core/vocabulary/statuses.py", '        Status(\n            "missed",', STATUS
    )
    trial.add(
        "dashboard/core/verdicts/on_path.py",
        "    moved = reaches(direction * actual, direction * base, digit, strict=True)\n",
        STATUS_LINE,
    )
    seen = trial.see("status")
    assert len(trial.touched) == 2
    assert seen == {
        "status": "stalled",
        "judged": True,
        "counts": {"stalled": [1, 0]},
        "headline": "By 2023, 1 of 1 target can be judged: 0 are on course or ahead",
        "care": "In need of care: share",
        "gaps": ["stalled"],
        "word": "滞后、停滞、预警或未实现",
        "legend": True,
        "mark": True,
        "bold": True,
        "tones": 2,
        "figures": ["#5c3a0a", "#c9a15c"],
        "filter": True,
        "rules": True,
        "reference": True,
    }


BOUND_ROWS = """\
        Bound(
            "top",
            Text("居前{x}", "top {x}"),
            Text("前 {x}", "top {x}"),
            Text("居于前列", "among the first x"),
            ALL_PERIODS,
            _compute_below,
            sign=-1,
            one_sided=True,
        ),
        Bound(
            "keeps_up_with",
            Text("跟上{reference}", "keep up with {reference}"),
            Text("跟上", "keeps up"),
            Text("不落后于另一指标", "not behind another indicator of the same months"),
            YEARLY,
            _compute_around,
            tolerance=True,
            takes="indicator",
            reads="reference",
        ),
"""


def test_a_bound_is_a_row(trial: Trial):
    """Stated, checked, printed, judged and drawn; one file, whatever its number comes from."""
    trial.add(
        "dashboard/core/vocabulary/targets.py", '        Bound(\n            "done",', BOUND_ROWS
    )
    seen = trial.see("bound")
    assert len(trial.touched) == 1
    assert seen == {
        "decimals": 1,
        "status": {"air": "met_early", "waste": "on_course", "pay": "missed"},
        "step": {"air": "reached", "waste": "total", "pay": "yearly"},
        "goal": {"air": 30.5, "waste": 100, "pay": 8},
        "reads": ["declaration", "declaration", "reference"],
        "words": [
            "top 30.5%",
            "top 100%",
            "keep up with growth (tolerance 0.5 percentage points, set by this system)",
        ],
        "wrong": ["unknown-reference", "tolerance-missing"],
        "keys": True,
        "schema": True,
        "chart": [False, False, True],
        "methods": True,
        "reference": True,
    }


SETTINGS = """\
    kiosk_minutes: int = declare_setting(
        "KIOSK_MINUTES",
        "10",
        Text("大屏换页的分钟数", "minutes between the pages of a large screen"),
        parse_whole(1, 60),
    )
    kiosk_token: str = declare_setting(
        "KIOSK_TOKEN", "", Text("大屏的口令", "the large screen's token"), parse_text, secret=True
    )
"""


def test_a_setting_is_a_row(trial: Trial):
    """Loaded, refused, listed without secrets, handed on without them, shown and documented."""
    trial.add("dashboard/settings.py", "    embed_from: tuple[str, ...]", SETTINGS)
    seen = trial.see("setting")
    assert len(trial.touched) == 1
    assert seen == {
        "loaded": [20, 10],
        "refusal": "KIOSK_MINUTES=0：应为 1 至 60 的整数",
        "in force": {"KIOSK_MINUTES": "20", "KIOSK_TOKEN": "set"},
        "printed": False,
        "told": ["20", None],
        "page": [True, True, True],
        "seen": False,
        "reference": True,
    }


PAGE = '''\
"""What does a large screen in a hall show?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.core.vocabulary.text import (Text)
from dashboard.web.request.context import Context
from dashboard.web.widgets.long_tables import Lines
from dashboard.web.widgets.page import Page

TITLE = Text("大屏", "Large screen")


def layout(context: Context) -> Component:
    """A heading and a sentence."""
    words = context.say(Text("在大厅显示的内容", "what a hall shows"))
    return html.Div([html.H1(context.say(TITLE)), html.P(words)])


def list_rows(context: Context) -> Lines:
    """No rows."""
    return []


PAGE = Page("{path}", TITLE, layout, {row})
'''
LISTED = 'place=35, list_rows=list_rows, downloads="view"'
TAB = 'listed=False, place=45, rights=("settings",), kept=False, tab="/admin/screens"'


def test_a_page_is_its_file(trial: Trial):
    """Routed, guarded, listed at its place or a tab, with files at its foot; one file each."""
    for file, path, row in (
        ("screen", "/screen", LISTED),
        ("admin/screens", "/admin/screens", TAB),
    ):
        text = PAGE.replace("{path}", path).replace("{row}", row)
        trial.create(f"dashboard/web/pages/{file}.py", text)
    seen = trial.see("page")
    assert len(trial.touched) == 2
    assert seen == {
        "navigation": True,
        "content": True,
        "files": True,
        "rows": True,
        "route": 200,
        "found": True,
        "tab": [True, True, True],
        "refused": [False, True],
        "places": ["/gaps", "/screen", "/projects"],
    }


def test_pages_that_know_each_other_are_found(trial: Trial):
    """The contract holds every file of the folder, a new one too, without naming it."""
    importing = PAGE.replace("{path}", "/screen").replace("{row}", LISTED) + "from . import gaps\n"
    trial.create("dashboard/web/pages/screen.py", importing)
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=trial.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Pages do not know each other BROKEN" in run.stdout
    assert "dashboard.web.pages.screen -> dashboard.web.pages.gaps" in run.stdout


CHECK = """\
def check_silence(
    registry: Registry, panel: Panel, observations: pd.DataFrame
) -> Iterator[Finding]:
    for name in registry.indicators:
        yield Finding("silence", "note", Text("沉默", "silent"), (name,))


"""
CHECK_ROW = """\
    Check("silence", Text("沉默的指标", "Silent indicators"), (check_silence,)),
"""
ROLE = """\
        Role("observer", Text("观察员", "observer"), frozenset({"read", "audit"})),
"""
RULES = """\
        RuleSet(
            "half",
            Text("折半", "Half"),
            Text("进度过半即可", "half of the way is enough"),
            Text("P / S", "P / S"),
            Text("试验", "trial"),
            _build_classes(
                ("half_way", "过半", "half way", "on_course"),
                ("under_half", "不到一半", "under half", "behind"),
            ),
            {"target": (Cut(0.5, "half_way"),)},
            {"target": "under_half"},
            rule_formulas.judge_linear_strict,
            decides_at=("path",),
            speaks_at=("path",),
        ),
"""
UNIT = """\
    _build_unit("垧", "area", 0.01, "shang"),
"""
MESSAGE = """\
    (
        "trial-row",
        "warning",
        "试验：{found}",
        "a trial: {found}",
        "不必处理",
        "nothing to do",
    ),
"""
FORMAT = """\
    "txt": Export(Text("文字", "Words"), "text/plain"),
"""
WRITER = '''\
"""The plan's name, in plain text."""

from __future__ import annotations

from dashboard.exports import ExportRequest


def write(request: ExportRequest) -> bytes:
    """One line."""
    return request.say(request.registry.plans[request.view.plan].name).encode()
'''


def test_a_check_a_role_a_rule_set_a_unit_a_message_and_a_format_are_rows(trial: Trial):
    """One file each; a check brings its function in the same file, a format its writer as a new
    file.
    """
    checks = "dashboard/core/checks/checks.py"
    trial.add(checks, "CHECKS: tuple[Check, ...] = (\n", CHECK)
    trial.add(checks, '    Check("parts",', CHECK_ROW)
    vocabulary = "dashboard/core/vocabulary"
    trial.add(f"{vocabulary}/people.py", '        Role(\n            "admin",', ROLE)
    trial.add(f"{vocabulary}/rules.py", '        RuleSet(\n            "statcan",', RULES)
    trial.add(f"{vocabulary}/units.py", '    _build_unit("公顷",', UNIT)
    trial.add(f"{vocabulary}/issues.py", '    (\n        "yaml-value",', MESSAGE)
    trial.add("dashboard/exports/__init__.py", '    "csv": Export(', FORMAT)
    trial.create("dashboard/exports/txt_file.py", WRITER)
    assert len(trial.touched) == 7
    assert trial.see("words") == {
        "check": ["silent"],
        "check shown": True,
        "role": ["audit", "read"],
        "role granted": [True, True],
        "role opens": True,
        "role option": True,
        "rules": ["half_way", "on_course"],
        "rules shown": True,
        "rules asked": True,
        "unit": ["81.0 shang", True],
        "unit converts": 1.0,
        "message": "a trial: 甲; nothing to do.",
        "format": "五年规划",
        "format linked": True,
        "format described": True,
        "reference": [True, True, True, True, True],
    }
