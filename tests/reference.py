"""What of the documents is made from the code? `python -m tests.reference` writes it; a test says
when it is stale.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from dashboard.commands.main import build_parser
from dashboard.core.declaration import schema
from dashboard.core.verdicts.rows import STEPS
from dashboard.core.vocabulary import issues, qualities, record_models, rules, statuses
from dashboard.core.vocabulary.model import FLAGS
from dashboard.core.vocabulary.people import RIGHTS, ROLES
from dashboard.core.vocabulary.targets import BOUNDS, PERIODS
from dashboard.core.vocabulary.text import Text
from dashboard.core.vocabulary.units import UNITS
from dashboard.exports import EXPORTS
from dashboard.settings import SETTINGS
from dashboard.store.audit import ACTIONS
from dashboard.web.endpoints.api import RESOURCES
from dashboard.web.request.api_parameters import PARAMETERS
from dashboard.web.widgets.compliance_checklist import ITEMS
from tests import structure
from tests.conftest import ROOT
from tests.core.verdicts.test_judge import CASES, flow, verdict
from tests.markdown import table

MADE = "<!-- made by `make docs`; do not edit -->\n"


def both(text: Text) -> tuple[str, str]:
    """A wording in both languages, its places shown as …"""
    return text.zh.replace("{", "").replace("}", ""), text.en.replace("{", "").replace("}", "")


def commands() -> str:
    """Every command with its options."""
    top = build_parser()
    parts = []
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                options = [
                    (f"`{', '.join(option.option_strings) or option.dest}`", option.help or "")
                    for option in one._actions
                    if "--help" not in option.option_strings
                ]
                parts.append(
                    "### `python app.py "
                    f"{name}`\n\n{one.description}\n\n{table(('option', 'meaning'), list(options))}"
                )
    return "\n".join(parts)


def api() -> str:
    """What programs can read: resources with their columns, and parameters."""
    resources = [
        (f"`/api/v1/{name}`", *both(one.name), ", ".join(f"`{each}`" for each in one.takes))
        for name, one in RESOURCES.items()
    ]
    parts = [
        (
            "`GET` alone, by a session's cookie, by a key made on *My account* (`Authorization: "
            "Bearer k.…`), or by anybody with `ACCESS=open`; described for machines by "
            "`/api/v1/openapi.json`. An answer is `{about, total, from, next, records}`: "
            "`about` says what it was judged by, `next` is the address of "
            "the following records. Errors are `{message: {zh, en}}`: 400 a parameter is wrong, "
            "401 sign in, 404 there is no such thing, 429 wait `Retry-After` seconds. "
            "Files: `/api/v1/export/<ending>`, with `lang` too.\n\n"
        ),
        table(("address", "内容", "what", "parameters"), resources),
        "\n",
        table(
            ("parameter", "含义", "meaning"),
            [(f"`{name}`", *both(one.meaning)) for name, one in PARAMETERS.items()],
        ),
    ]
    for heading, model in (
        ("Plans", record_models.PlanRecord),
        ("Indicators", record_models.IndicatorRecord),
        ("Versions", record_models.VersionRecord),
    ):
        parts += [
            f"\n{heading} (those of verdicts and figures stand [above](#columns-of-files)):\n\n",
            columns(model),
        ]
    return "".join(parts)


def columns(
    model: type[record_models.Record], beyond: type[record_models.Record] | None = None
) -> str:
    """The columns of a record; with `beyond`, those that it has besides another's."""
    known = record_models.list_columns(beyond) if beyond else ()
    described = record_models.describe_columns(model).items()
    rows = [(f"`{name}`", *both(text)) for name, text in described if name not in known]
    return table(("column", "含义", "meaning"), rows)


def reference() -> str:
    """The tables of the code, as a page."""
    sections: list[tuple[str, str]] = [
        (
            "命令 · Commands",
            "Exit codes: 0 fine, 1 problems found, 2 wrong use. Messages go to stderr, data to "
            "stdout.\n\n" + commands(),
        ),
        (
            "设置 · Settings",
            table(
                ("variable", "default", "含义", "meaning"),
                [
                    (f"`{one.name}`", f"`{one.default}`", *both(one.meaning))
                    for one in SETTINGS.values()
                ],
            ),
        ),
        (
            "文件 · Files",
            table(
                ("ending", "名称", "name", "needs"),
                [
                    (f"`.{ending}`", *both(one.name), f"`{one.needs}`" if one.needs else "")
                    for ending, one in EXPORTS.items()
                ],
            ),
        ),
        (
            "Columns of files",
            "Verdicts (CSV and JSON):\n\n"
            + columns(record_models.VerdictRecord)
            + "\nBesides, in JSON and by the API, in both languages:\n\n"
            + columns(record_models.SaidVerdictRecord, beyond=record_models.VerdictRecord)
            + "\nBesides, in CSV, in the language of the file:\n\n"
            + columns(record_models.CsvVerdictRecord, beyond=record_models.VerdictRecord)
            + "\nFigures (JSON):\n\n"
            + columns(record_models.FigureRecord),
        ),
        ("API", api()),
        (
            "权限 · Rights",
            table(
                ("key", "含义", "meaning"),
                [(f"`{key}`", *both(text)) for key, text in RIGHTS.items()],
            ),
        ),
        (
            "角色 · Roles",
            table(
                ("key", "名称", "name", "rights", "with administrators"),
                [
                    (
                        f"`{one.id}`",
                        *both(one.name),
                        ", ".join(sorted(one.rights)),
                        ", ".join(one.administrations),
                    )
                    for one in ROLES.values()
                ],
            ),
        ),
        (
            "审计的动作 · Acts of the audit",
            table(
                ("key", "名称", "name"),
                [(f"`{key}`", *both(text)) for key, text in ACTIONS.items()],
            ),
        ),
        (
            "期限 · Periods",
            table(
                ("key", "含义", "meaning"),
                [(f"`{one.id}`", *both(one.measures)) for one in PERIODS.values()],
            ),
        ),
        (
            "界限 · Bounds",
            table(
                ("key", "含义", "meaning", "goes with"),
                [
                    (f"`{one.id}`", *both(one.meaning), ", ".join(one.periods))
                    for one in BOUNDS.values()
                ],
            ),
        ),
        (
            "状态 · Statuses",
            table(
                ("symbol", "key", "名称", "name", "meaning"),
                [
                    (one.symbol, f"`{one.id}`", *both(one.name), one.meaning.en)
                    for one in statuses.STATUSES.values()
                ],
            ),
        ),
        (
            "决定步骤 · Steps",
            table(
                ("key", "含义", "meaning"),
                [(f"`{key}`", *both(text)) for key, text in STEPS.items()],
            ),
        ),
        (
            "标记 · Flags",
            table(
                ("key", "含义", "meaning"),
                [(f"`{key}`", *both(text)) for key, text in FLAGS.items()],
            ),
        ),
        (
            "数据性质 · Qualities",
            table(
                ("key", "名称", "name"),
                [(f"`{one.id}`", *both(one.name)) for one in qualities.QUALITIES.values()],
            ),
        ),
        (
            "规则集 · Rule sets",
            table(
                ("key", "名称", "name", "source"),
                [(f"`{one.id}`", *both(one.name), one.source.en) for one in rules.RULES.values()],
            ),
        ),
        (
            "单位 · Units",
            table(
                ("单位", "name", "dimension"),
                [(one.name, one.en, one.dimension) for one in UNITS.values()],
            ),
        ),
        (
            "问题 · Issues",
            table(
                ("code", "severity", "说明", "message"),
                [
                    (f"`{one.code}`", one.severity, *both(one.sentence))
                    for one in issues.KINDS.values()
                ],
            ),
        ),
    ]
    return f"# 参考 · Reference\n\n{MADE}\n" + "\n".join(
        f"## {title}\n\n{body}" for title, body in sections
    )


def figure(value: object) -> str:
    """A figure of an example, with its quality where one is given, several where several were
    published.
    """
    if isinstance(value, list) and isinstance(value[0], list):
        return " / ".join(figure(one) for one in value)
    return f"{value[0]} ({value[1]})" if isinstance(value, list) else str(value)


def worked_examples() -> str:
    """The examples that the tests judge, with their sentences."""
    rows = []
    for number, case in enumerate(CASES, start=1):
        row, zh, en = verdict(case)
        status = statuses.STATUSES[row.status] if row is not None else None
        actuals = "; ".join(f"{when}: {figure(value)}" for when, value in case["actuals"].items())
        rows.append(
            (
                number,
                f"**{case['name']['zh']}**<br>{case['name']['en']}",
                f"`{flow(case['target'])}`",
                actuals,
                case["year"],
                f"{status.symbol} {status.name.zh}<br>{status.name.en}" if status else "",
                case["why"],
                f"{zh}<br>{en}",
            )
        )
    heads = (
        "",
        "例 · example",
        "目标 · target",
        "数据 · figures",
        "年 · year",
        "状态 · status",
        "怎么算 · worked out",
        "说明 · sentence",
    )
    intro = "每个例子都由测试执行。Every example is run by the tests (tests/core/verdicts/judge_cases.yaml).\n"
    return f"# 算例 · Worked examples\n\n{MADE}\n{intro}\n{table(heads, rows)}"


def indicators_schema() -> str:
    """The JSON schema of indicators.yaml."""
    return json.dumps(schema.build_json_schema(), ensure_ascii=False, indent=1) + "\n"


def protection() -> str:
    """The items of the graded protection, with what this system does, where it is set and which
    test proves it.
    """
    heads = (
        "条款 · clause",
        "要求 · asked",
        "本系统 · this system",
        "设置 · settings",
        "测试 · test",
    )
    rows = [
        (
            f"{item.clause} ({item.level})",
            f"{item.name.zh}<br>{item.name.en}",
            f"{item.how.zh}<br>{item.how.en}",
            " ".join(f"`{name}`" for name in item.settings),
            f"`{item.test}`",
        )
        for item in ITEMS
    ]
    intro = (
        "依据 GB/T 22239-2019 第三级通用要求整理；条款号须由测评机构确认。结论和现场情况见运行中的“管理 › 等保自查”。\n"
        "After the general requirements of GB/T 22239-2019 at level three; an assessor confirms "
        "the clauses. The answers, with evidence read from the running system,\n"
        "stand under *Administration › Self-check*. What rests on the deployment: TLS, network, "
        "time, off-site backups, a second factor.\n"
    )
    return (
        f"# 等保自查 · Self-check of the graded protection\n\n{MADE}\n{intro}\n{table(heads, rows)}"
    )


PAGES: dict[str, Callable[[], str]] = {
    "architecture.md": structure.fill_page,
    "reference.md": reference,
    "worked-examples.md": worked_examples,
    "protection.md": protection,
    "indicators.schema.json": indicators_schema,
}


def stale(folder: Path = ROOT / "docs") -> list[str]:
    """The pages that are not what the code would make."""
    return [
        name
        for name, make in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != make()
    ]


if __name__ == "__main__":
    for page, made in PAGES.items():
        (ROOT / "docs" / page).write_text(made(), "utf-8")
