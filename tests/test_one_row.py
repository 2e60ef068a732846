"""One row is enough: each kind of row is added to a copy of the tree and seen to arrive everywhere.

Each trial says how many files it took. Two are needed where a row is only half of the thing: a
status must be given by a line of the order of decision.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.trials import Trial


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
    outcome.status[outcome.status == S["behind"]] = S["stalled"]
"""


def test_a_status_is_a_row_and_the_line_that_gives_it(trial: Trial):
    """Counted, told, drawn, filtered and documented; two files: its row, its line of decision."""
    trial.add(
        "dashboard/core/vocabulary/statuses.py", '        Status(\n            "missed",', STATUS
    )
    trial.add(
        "dashboard/core/verdicts/decision.py",
        "    native.apply_rule_set(rows, outcome, RULES[rules])\n",
        STATUS_LINE,
    )
    seen = trial.see("status")
    assert len(trial.touched) == 2
    assert seen == {
        "status": "stalled",
        "judged": True,
        "counts": {"stalled": [1, 0]},
        "headline": "1 of 1 targets have a figure for 2023; 0 are on course or ahead",
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


BOUNDS = """\
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
    trial.add("dashboard/core/vocabulary/targets.py", '        Bound(\n            "done",', BOUNDS)
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

from dashboard.core.vocabulary.text import Text
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
