"""Every page in both languages, what surrounds them, and two applications side by side."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
from dash import Dash
from plotly.io.json import to_json_plotly
from plotly.offline import get_plotlyjs_version

from dashboard import demo
from dashboard.core.analysis import records
from dashboard.core.vocabulary.rules import RULES
from dashboard.core.vocabulary.snapshot import View
from dashboard.operations import snapshots
from dashboard.web.application import PLOTLY_BUNDLE, _render_document
from dashboard.web.pages import PAGES, find_page
from dashboard.web.request.serialize import serialize_tree
from dashboard.web.widgets.markup import TEXT_PROP, VOID
from tests.conftest import ROOT
from tests.web.clients import Client, application

COVERS = (
    "dashboard.core.reports.figure_tables",
    "dashboard.core.reports.indicator_page",
    "dashboard.web.endpoints.notice_bands",
    "dashboard.web.endpoints.page_header",
    "dashboard.web.pages.checks",
    "dashboard.web.pages.data",
    "dashboard.web.pages.indicator",
    "dashboard.web.pages.indicators",
    "dashboard.web.pages.methods",
    "dashboard.web.pages.overview",
    "dashboard.web.pages.projects",
    "dashboard.web.request.app_state",
    "dashboard.web.request.serialize",
    "dashboard.web.widgets.components",
    "dashboard.web.widgets.evidence",
    "dashboard.web.widgets.stylesheet",
    "dashboard.web.widgets.news",
    "dashboard.web.widgets.published_figures",
    "dashboard.web.widgets.target_table",
    "dashboard.web.widgets.template_link",
    "dashboard.web.widgets.track_record",
    "dashboard.web.widgets.verdict_history",
    "dashboard.web.widgets.verdict_notes",
)

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def app() -> Dash:
    return application(ROOT / "indicators.yaml", ROOT / "data")


@pytest.fixture(scope="module")
def fictional(tmp_path_factory) -> Dash:
    folder = demo.write_demo_city(tmp_path_factory.mktemp("demo"), demo.Size(28, 3), seed=3)
    return application(folder / "indicators.yaml", folder / "data")


def show(app: Dash, path: str, search: str = "") -> dict[str, Any]:
    """What the one callback answers a visitor for an address."""
    return Client(app).show(path, search)


class Sent(HTMLParser):
    """Components again of what is sent as text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.nodes: list[Any] = []
        self._open = [self.nodes]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside: list[Any] = []
        props = {"className" if name == "class" else name: value for name, value in attrs}
        kind = "Link" if "data-page" in props else tag.capitalize()
        self._open[-1].append({"type": kind, "props": {**props, "children": inside}})
        if tag not in VOID:
            self._open.append(inside)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].append(data)


def below(node: dict[str, Any]) -> Any:
    """What stands in a component, however it is sent."""
    text = node["props"].get(TEXT_PROP)
    return Sent(text).nodes if text else node["props"].get("children")


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every component below a node."""
    if isinstance(node, list):
        for item in node:
            yield from parts(item)
    elif isinstance(node, dict) and "props" in node:
        yield node
        yield from parts(below(node))


def words(node: Any) -> str:
    """All text below a node."""
    if isinstance(node, list):
        return " ".join(words(item) for item in node)
    if isinstance(node, dict) and "props" in node:
        return words(below(node))
    return "" if node is None else str(node)


ADDRESSES = [
    ("/", ""),
    ("/", "?year=2025"),
    ("/", "?plan=year-2021"),
    ("/", "?plan=livelihood-2021"),
    ("/", "?plan=work-2021"),
    ("/", "?plan=year-2018"),
    ("/", "?status=pending"),
    ("/", "?region=330602"),
    ("/", "?known_on=2021-06-01"),
    ("/indicators", ""),
    ("/indicators", "?theme=t3"),
    ("/indicators", "?status=met"),
    ("/indicators/gdp", ""),
    ("/indicators/rd_share", ""),
    ("/indicators/aqi_good_days_share", "?year=2021"),
    ("/indicators/city_strength_rank", ""),
    ("/indicators/pm25", "?plan=year-2021"),
    ("/indicators/urban_income_growth", "?plan=year-2021"),
    ("/indicators/store_circle", "?plan=year-2021"),
    ("/indicators/lp01_inspection_time_cut", "?plan=livelihood-2021"),
    ("/indicators/resident_population", ""),
    ("/indicators/gdp", "?region=330602&year=2023"),
    ("/indicators/life_expectancy", ""),
    ("/data", ""),
    ("/data", "?version=1"),
    ("/checks", ""),
    ("/checks", "?known_on=2021-06-01"),
    ("/methods", ""),
    ("/methods", "?rules=ndrc"),
    ("/", "?rules=statcan"),
    ("/indicators/gdp", "?rules=eurostat"),
    ("/gaps", ""),
    ("/gaps", "?plan=year-2018&year=2018"),
    ("/", "?look=dark"),
    ("/projects", ""),
    ("/projects", "?region=330602"),
    ("/regions", ""),
    ("/regions", "?indicator=pm25"),
    ("/regions", "?year=2019"),
    ("/what-if", ""),
    ("/what-if", "?assume=rd_share:v:3.1"),
    ("/what-if", "?region=330602"),
    ("/nowhere", ""),
    ("/indicators/nothing", ""),
]


@pytest.mark.parametrize("address", ADDRESSES, ids=["".join(address) for address in ADDRESSES])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_draws_in_both_languages(app, address, lang):
    """No page fails, none shows a value that is not one, each has one heading and unique ids."""
    path, search = address
    answer = show(app, path, f"{search}{'&' if search else '?'}lang={lang}")
    text = words(answer["main"]["children"])
    assert "错误" not in text
    assert "unexpected" not in text
    assert not re.search(r"\bnan\b|None|NaT|\{|\}", text)
    found = list(parts(answer["main"]["children"]))
    assert sum(part["type"] == "H1" for part in found) == 1
    ids = [
        json.dumps(part["props"]["id"])
        for part in [*found, *parts(answer["header"]["children"])]
        if "id" in part["props"]
    ]
    assert len(ids) == len(set(ids))


def test_no_chinese_interface_words_in_english(app):
    """In English only the plan's own words and sources stay Chinese."""
    answer = show(app, "/", "?lang=en")
    for part in [*parts(answer["main"]["children"]), *parts(answer["header"]["children"])]:
        text = part["props"].get("children")
        if isinstance(text, str) and part["props"].get("id") != "language":
            assert not re.search(r"[\u4e00-\u9fff]", text), text


def test_every_chart_works_offline(app):
    """No cloud button, no logo, a local locale, and a name for those who do not see it."""
    graphs = [
        part
        for part in parts(show(app, "/indicators/gdp")["main"]["children"])
        if part["type"] == "Graph"
    ]
    assert graphs
    for graph in graphs:
        config = graph["props"]["config"]
        assert (
            config["showSendToCloud"],
            config["plotlyServerURL"],
            config["displaylogo"],
            config["locale"],
        ) == (
            False,
            "",
            False,
            "zh-CN",
        )
    figures = [
        part
        for part in parts(show(app, "/indicators/gdp")["main"]["children"])
        if part["type"] == "Figure"
    ]
    assert "7791" in figures[0]["props"]["aria-label"]


def test_the_numbers_on_the_page_are_those_of_judge(app, real):
    """Status, value, value due and goal of every row of the overview equal the verdicts."""
    desk = snapshots.SnapshotService(real, snapshots.FolderSource(ROOT / "data"), TODAY)
    judged = {
        record["indicator"]: record
        for record in records.list_verdicts(desk.snapshot(View(plan="fyp14", year=2023)))
        if record["plan"] == "fyp14"
    }
    rows = [
        part
        for part in parts(show(app, "/", "?plan=fyp14&year=2023")["main"]["children"])
        if part["type"] == "Tr" and "data-status" in part["props"]
    ]
    assert len(rows) == 8
    for row in rows:
        link = next(part for part in parts(row) if part["type"] == "Link")
        record = judged[link["props"]["href"].split("/")[2].split("?")[0]]
        cells = {
            part["props"].get("className", "").split()[0]: words(part)
            for part in parts(row)
            if part["type"] == "Td"
        }
        assert row["props"]["data-status"] == record["status"]
        if record["actual"] is not None:
            assert _prints(cells["c-value"].split()[0], record["actual"])
        if record["expected"] is not None:
            assert _prints(cells["c-due"], record["expected"])


def _prints(text: str, number: float) -> bool:
    """Whether a text is a number, rounded to the digits that it shows."""
    digits = text.replace(",", "").replace("−", "-")
    half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
    return abs(float(digits) - number) <= half * (1 + 1e-9)


def test_a_status_chip_filters(app):
    """The chips' counts are promises; the filtered board holds that status only."""
    answer = show(app, "/", "?plan=fyp14&year=2023&status=ahead")["main"]["children"]
    rows = [
        part["props"]["data-status"]
        for part in parts(answer)
        if part["type"] == "Tr" and "data-status" in part["props"]
    ]
    assert rows == ["ahead"] * 3
    chips = {
        part["props"]["id"]["status"]: words(part)
        for part in parts(answer)
        if isinstance(part["props"].get("id"), dict)
    }
    assert chips["ahead"].split()[0] == "3"


def test_unverified_verdicts_are_hollow_and_said(app):
    """2025 rests on unverified figures: hollow marks, and the headline says how many."""
    answer = show(app, "/", "?plan=fyp14&year=2025")["main"]["children"]
    marks = [
        part["props"]["className"]
        for part in parts(answer)
        if "mark-met " in part["props"].get("className", "") + " "
    ]
    assert marks
    headline = next(words(part) for part in parts(answer) if part["type"] == "H1")
    assert "3项依据未核实数据" in headline


def test_what_was_never_published_folds_into_one_line_per_theme(app):
    """The livelihood projects show no wall of grey: folded lines with the template as their
    action.
    """
    answer = show(app, "/", "?plan=livelihood-2021")["main"]["children"]
    folds = [part for part in parts(answer) if part["props"].get("className") == "fold"]
    assert len(folds) == 11  # the twelfth project has figures of an earlier year
    assert all("从未公布数据" in words(fold) or "定性目标" in words(fold) for fold in folds)
    assert any(
        part["props"].get("href", "").startswith("/template?")
        for fold in folds
        for part in parts(fold)
    )
    assert "候选项目" in words(answer)


def test_a_page_tells_the_price_basis_and_the_other_base(app):
    """GDP: current prices are our assumption; at 2020 prices it would be behind; the revised base
    is named.
    """
    text = words(show(app, "/indicators/gdp", "?year=2023")["main"]["children"])
    assert "按2020年不变价为7341亿元" in text
    assert "状态为滞后" in text
    assert "另有公布值5963.75亿元" in text
    assert "全市生产总值达8500亿元" in text
    assert "公开数据汇编.xlsx › 数据 › F" in text


@pytest.mark.parametrize("path", ["/", "/indicators", "/indicators/gdp", "/checks", "/methods"])
def test_another_rule_set_is_said_on_every_page(app, path):
    """A band names the rule set; the default has none, and links keep the choice."""
    answer = show(app, path, "?rules=statcan")
    assert "按“加拿大统计局”规则评价" in words(answer["main"]["children"])
    assert all(
        "rules=statcan" in part["props"]["href"]
        for part in parts(answer["header"]["children"])
        if part["type"] == "Link"
    )
    assert "notice" not in {
        part["props"].get("className", "").split(" ")[0]
        for part in parts(show(app, path)["main"]["children"])
    }


def test_the_rule_set_decides_what_the_overview_shows(app):
    """By Statistics Canada's rules GDP of 2023 is on course, by ours ahead."""
    counted = {
        rules: show(app, "/", f"?plan=fyp14&year=2023&rules={rules}")["main"]["children"]
        for rules in ("schedule", "statcan")
    }
    chips = {
        rules: {
            part["props"]["id"]["status"]
            for part in parts(page)
            if isinstance(part["props"].get("id"), dict)
        }
        for rules, page in counted.items()
    }
    assert chips["schedule"] - chips["statcan"] == {"ahead"}
    assert "on_course" in chips["statcan"]


def test_a_house_may_judge_by_another_rule_set(tmp_path):
    """The setting RULES decides where the address says nothing; the address still wins."""
    app = application(ROOT / "indicators.yaml", ROOT / "data", rules="ndrc")
    assert "按“国家发展改革委晴雨表”规则评价" in words(show(app, "/")["main"]["children"])
    ours = show(app, "/", "?rules=schedule")
    assert "晴雨表" not in words(ours["main"]["children"])
    assert all(
        "rules=schedule" in part["props"]["href"]
        for part in parts(ours["header"]["children"])
        if part["type"] == "Link"
    )


def test_the_checks_page_shows_every_finding_with_its_evidence(app, real):
    """One entry per finding, each with its outcome, its sentence, the cell or phrase, and a link to
    the indicator.
    """
    findings = snapshots.SnapshotService(
        real, snapshots.FolderSource(ROOT / "data"), TODAY
    ).findings(None)
    page = show(app, "/checks")["main"]["children"]
    text = words(page)
    assert all(finding.sentence.zh in text for finding in findings)
    assert all(entry.place in text for finding in findings for entry in finding.evidence)
    assert sum(
        part["props"].get("className", "").startswith("outcome ") for part in parts(page)
    ) == len(findings)


def test_the_methods_page_holds_every_table(app):
    """Each rule set with formula, source, every cut and its measured agreement; every assumption;
    how far forecasts held.
    """
    text = words(show(app, "/methods")["main"]["children"])
    for rules in RULES.values():
        assert rules.formula.zh in text
        assert rules.source.zh in text
        assert all(native.name.zh in text for native in rules.classes)
        assert all(f"{one.matched}/{one.total}" in text for one in rules.agreement)
    assert "≥1.05" in text
    assert ">0.95" in text
    assert "容差0.05个百分点" in text
    assert re.search(r"八成区间实际包含\d+%", text)


def test_a_running_target_shows_its_outlook(app):
    """The detail page says where the series is heading; what is over, or may not be carried on,
    says nothing.
    """
    now = show(app, "/indicators/gdp", "?year=2023")["main"]["children"]
    assert "目标年已有数据，不再预测" in words(now)
    assert any("year=2025" in str(part["props"].get("href")) for part in parts(now))
    assert "无法推断：已有年度数据太少" in words(
        show(app, "/indicators/rd_share", "?year=2023")["main"]["children"]
    )
    assert "展望" not in words(show(app, "/indicators/gdp", "?year=2025")["main"]["children"])
    assert "展望" not in words(
        show(app, "/indicators/city_strength_rank", "?year=2023")["main"]["children"]
    )


def test_another_day_is_said_on_every_page(app):
    """A band names the day whose knowledge is shown."""
    for path in ("/", "/indicators", "/indicators/gdp"):
        assert "2021-06-01 时点已知" in words(
            show(app, path, "?known_on=2021-06-01")["main"]["children"]
        )


def test_a_fictional_city_says_so_on_every_page(fictional):
    """The demonstration is marked wherever it is looked at."""
    for path in ("/", "/indicators", "/indicators/demo_001", "/nowhere"):
        assert "虚构" in words(show(fictional, path)["main"]["children"])


def test_two_applications_do_not_share_state(app, fictional):
    """In one process each application shows its own city, in any order."""
    for _ in range(2):
        assert "绍兴市" in words(show(app, "/")["header"]["children"])
        assert "示范市" in words(show(fictional, "/")["header"]["children"])
    assert app.callback_map.keys() == fictional.callback_map.keys()


def test_a_broken_declaration_shows_the_last_good_one(tmp_path):
    """A mistake in the file is named on the page, over the version before it; a file that never
    worked is listed.
    """
    file = tmp_path / "indicators.yaml"
    shutil.copy(ROOT / "indicators.yaml", file)
    mine = application(file, ROOT / "data")
    assert "已实现" in words(show(mine, "/")["main"]["children"])
    file.write_text(file.read_text("utf-8").replace("reach: 8500", "reech: 8500"), "utf-8")
    text = words(show(mine, "/")["main"]["children"])
    assert "已实现" in text
    assert "indicators.yaml:" in text
    assert "reech" in text
    fresh = application(file, ROOT / "data")
    text = words(show(fresh, "/")["main"]["children"])
    assert "reech" in text
    assert fresh.server.test_client().get("/health/ready").status_code == 503


def test_a_workbook_with_errors_waits_and_every_page_says_so(tmp_path):
    """On first start it is not accepted; the others are; the page names it and the command that
    lists its cells.
    """
    shutil.copytree(ROOT / "data", tmp_path / "data")
    book = openpyxl.load_workbook(tmp_path / "data" / "公开数据汇编.xlsx")
    book["数据"]["F2"] = "约12.3"
    book.save(tmp_path / "data" / "公开数据汇编.xlsx")
    app = application(ROOT / "indicators.yaml", tmp_path / "data")
    for path in ("/", "/indicators", "/checks", "/data"):
        text = words(show(app, path)["main"]["children"])
        assert "1 个工作簿尚未入库：公开数据汇编.xlsx" in text
        assert "python app.py import" in text
    assert "6001" in words(show(app, "/indicators/gdp")["main"]["children"])


def test_a_workbook_put_there_later_is_offered_not_taken(tmp_path):
    """It waits until somebody accepts it; another name of the same bytes does not wait."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    app = application(ROOT / "indicators.yaml", tmp_path / "data")
    assert "尚未入库" not in words(show(app, "/")["main"]["children"])
    shutil.copy(tmp_path / "data" / "公开数据汇编.xlsx", tmp_path / "data" / "副本.xlsx")
    assert "尚未入库" not in words(show(app, "/")["main"]["children"])
    openpyxl.Workbook().save(tmp_path / "data" / "新.xlsx")
    assert "1 个工作簿尚未入库：新.xlsx" in words(show(app, "/")["main"]["children"])


def test_the_history_page_shows_what_each_version_changed(app):
    """Three versions on first start, each with its values, its verdicts and a link that looks at
    it.
    """
    page = show(app, "/data", "?year=2021")["main"]["children"]
    text = words(page)
    assert "共 3 个版本，其中 3 个工作簿有效，528 条数据" in text
    assert "版本 2 ·  公开数据汇编.xlsx" in text
    assert "新增 324、修订 1" in text
    assert "新的数据" in text
    links = [part["props"]["href"] for part in parts(page) if part["type"] == "Link"]
    assert any("version=1" in link for link in links)


@pytest.mark.parametrize(
    "path", ["/", "/indicators", "/indicators/gdp", "/checks", "/data", "/methods"]
)
def test_another_version_is_said_on_every_page(app, path):
    """A band names the version looked at and the newest."""
    text = words(show(app, path, "?version=1")["main"]["children"])
    assert "正在查看版本 1 时的数据，最新为版本 3" in text


def news(app: Dash, search: str = "") -> str:
    """What the overview tells after it has been drawn."""
    answer = Client(app).act(
        "overview-news.children",
        ("overview-news.id", "overview-news"),
        state=(("url.pathname", "/"), ("url.search", search)),
    )
    return words(answer.get_json()["response"]["overview-news"]["children"])


def test_the_overview_tells_what_changed_and_what_is_due(app):
    """The newest version's effect on the plan, and the figures that should be out by now; another
    day tells its own.
    """
    assert "版本 3" in news(app, "?year=2023")
    assert "应公布未公布" in news(app, "?year=2023")
    assert "将要公布" in news(app, "?year=2023&known_on=2024-01-15")
    assert not re.search(r"[\u4e00-\u9fff]", news(app, "?year=2023&lang=en"))


def cells(app: Dash, search: str) -> list[list[str]]:
    """The words of every row of the list of indicators, after its heads."""
    table = next(
        part
        for part in parts(show(app, "/indicators", search)["main"]["children"])
        if part["type"] == "Table"
    )
    return [
        [words(cell) for cell in parts(row) if cell["type"] in ("Td", "Th")]
        for row in parts(table)
        if row["type"] == "Tr"
    ]


def test_a_page_tells_how_its_verdict_stood_version_by_version(app):
    """GDP of 2023 came with the second version: ahead since then, without a figure before; a forged
    address is answered with nothing.
    """
    asked = ("indicator-history.id", "indicator-history")
    state = (("url.pathname", "/indicators/gdp"), ("url.search", "?year=2023"))
    page = (
        Client(app)
        .act("indicator-history.children", asked, state=state)
        .get_json()["response"]["indicator-history"]["children"]
    )
    assert [words(part) for part in parts(page) if part["type"] == "Link"] == ["版本 2", "版本 1"]
    assert "7791亿元" in words(page)
    nothing = Client(app).act(
        "indicator-history.children",
        asked,
        state=(("url.pathname", "/indicators/no"), ("url.search", "")),
    )
    assert nothing.get_json()["response"]["indicator-history"]["children"] is None


def test_the_first_answer_is_in_its_language_and_light(app):
    """Before any script runs: language, light, and the word for loading."""
    first = Client(app).get("/").get_data(as_text=True)
    assert '<html lang="zh-CN" data-look="light"' in first
    assert "加载中…" in first
    other = Client(app).get("/?lang=en&look=dark").get_data(as_text=True)
    assert '<html lang="en" data-look="dark"' in other
    assert "Loading…" in other
    assert "加载中" not in other


def test_the_time_line_is_a_choice_on_every_page(app):
    """The newest data or what an earlier version showed; the page says which."""
    header = show(app, "/gaps")["header"]["children"]
    links = {
        words(part): part["props"]["href"] for part in parts(header) if part["type"] == "MenuItem"
    }
    assert "version=1" in links["版本 1"]
    assert "version" not in links["最新数据"]
    old = show(app, "/gaps", "?version=1")
    assert "正在查看版本 1" in words(old["main"]["children"])
    assert any(
        "menu-as-of" in json.dumps(part["props"].get("boxWrapperProps", ""))
        for part in parts(old["header"]["children"])
    )


def test_columns_are_chosen_by_the_address(app):
    """Only those asked for, in the table's order; status and name stay."""
    heads = cells(app, "?columns=owner,value,trend")[0]
    assert heads == ["状态", "指标", "走势", "现值", "责任单位"]
    assert cells(app, "?columns=no+such")[0] == cells(app, "")[0]


def test_a_head_orders_the_rows(app):
    """By progress, from the least and from the most; what has none comes last; the head says how it
    is ordered.
    """
    listed = [row[1].split()[0] for row in cells(app, "?year=2023&order=-progress")[1:5]]
    assert listed == ["AQI优良天数比例", "人均生产总值", "地区生产总值", "常住人口城镇化率"]
    least = [row[1].split()[0] for row in cells(app, "?year=2023&order=progress")[1:5]]
    assert least == listed[::-1]
    heads = [
        part["props"]
        for part in parts(show(app, "/indicators", "?order=-progress")["main"]["children"])
        if part["type"] == "Th"
    ]
    assert [head.get("aria-sort") for head in heads if "aria-sort" in head] == ["descending"]


def test_what_is_seen_is_what_is_exported(app):
    """Same rows, columns and order; numbers are numbers; nothing that a spreadsheet would run."""
    search = "?year=2023&plan=fyp14&order=-progress&columns=value,gap,change,quality&status=ahead"
    data = Client(app).get("/indicators.csv" + search).get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    page = parts(show(app, "/indicators", search)["main"]["children"])
    link = next(
        part["props"]["href"] for part in page if part["props"].get("id") == "indicators-export"
    )
    assert Client(app).get(link).get_data() == data
    sheet = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert sheet[0] == ["状态", "指标", "现值", "差距", "较上年", "数据性质", "单位", "年份"]
    assert [row[1] for row in sheet[1:]] == [row[1].split()[0] for row in cells(app, search)[1:]]
    gdp = next(row for row in sheet if row[1] == "地区生产总值")
    assert [float(gdp[2]), float(gdp[3])] == [7791, 291]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in sheet for cell in row)
    assert (
        Client(app)
        .get("/indicators.csv?lang=en&q=GDP")
        .get_data()
        .decode("utf-8-sig")
        .startswith("Status,Indicator")
    )


def test_projects_are_candidates_until_they_are_voted(app):
    """The twelve projects with their parts, the stage they are in, and that they are no commitment
    yet.
    """
    page = show(app, "/projects")["main"]["children"]
    text = words(page)
    assert "12件候选项目" in text
    assert "不计为已作出的承诺" in text
    assert [words(part) for part in parts(page) if part["props"].get("aria-current") == "step"] == [
        "1 候选 2021-02-03"
    ]
    assert sum("data-status" in part["props"] for part in parts(page)) == 42
    assert "没有为越城区单独提出项目" in words(
        show(app, "/projects", "?region=330602")["main"]["children"]
    )


def test_an_older_version_shows_what_it_knew(app):
    """As of version 1 only the report's own figures are known."""
    assert "7791" not in words(
        show(app, "/", "?plan=fyp14&year=2023&version=1")["main"]["children"]
    )
    assert "7791" in words(show(app, "/", "?plan=fyp14&year=2023&version=2")["main"]["children"])


def test_a_store_that_cannot_be_opened_is_a_sentence(tmp_path):
    """No traceback: what is wrong with the database."""
    (tmp_path / "s.db").write_bytes(b"this is not a database " * 400)
    app = application(ROOT / "indicators.yaml", ROOT / "data", url=f"sqlite:///{tmp_path / 's.db'}")
    assert "不是数据库" in words(show(app, "/")["main"]["children"])


def test_an_empty_folder_says_what_to_do_first(tmp_path):
    """Without any workbook the overview still shows every target and offers the template."""
    main = show(application(ROOT / "indicators.yaml", tmp_path), "/")["main"]["children"]
    assert "还没有任何数据" in words(main)
    assert "研发经费支出占生产总值比重" in words(main)
    assert not any(
        part["props"].get("data-status") not in ("pending", "not_judged")
        for part in parts(main)
        if "data-status" in part["props"]
    )


def test_an_unexpected_fault_is_an_id_in_the_log(app, monkeypatch, caplog):
    """A person sees a number, the log holds the rest."""
    monkeypatch.setattr("dashboard.web.application.render_content", lambda _: 1 / 0)
    text = words(show(app, "/", "?theme=none")["main"]["children"])
    number = re.search(r"编号 ([0-9a-f]{8})", text)
    assert number
    assert number[1] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in text


def test_the_search_box_finds_by_name_and_alias(app):
    """Typing redraws the list; an alias finds its indicator."""
    answer = (
        Client(app)
        .act(
            "indicators-table.children",
            ("indicators-search.value", "研发投入强度"),
            state=(("url.pathname", "/indicators"), ("url.search", "?plan=fyp14")),
        )
        .get_json()["response"]
    )
    text = words(answer["indicators-table"]["children"])
    assert "研发经费支出占生产总值比重" in text
    assert "地区生产总值" not in text


def test_the_template_downloads(app):
    """The workbook to fill in comes with the plan's rows."""
    assert "下载2023年待填模板" in words(show(app, "/data", "?plan=fyp14&year=2023"))
    answer = app.server.test_client().get("/template?plan=livelihood-2021")
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="livelihood-2021-2021.xlsx"'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["数据"]
    assert sheet.max_row == 1 + 38


def test_headers_and_health(app):
    """Alive and ready differ; answers are not kept; scripts may only be our own."""
    client = app.server.test_client()
    assert client.get("/health").status_code == 200
    assert client.get("/health/ready").data == b"ready"
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe-eval" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert b'lang="zh-CN"' in page.data


def test_the_chart_library_is_ours_and_current(app):
    """The address of plotly's bundle answers with the cartesian one, of the version that plotly
    expects.
    """
    assert f"v{get_plotlyjs_version()}".encode() in PLOTLY_BUNDLE.read_bytes()[:200]
    answer = app.server.test_client().get(
        "/_dash-component-suites/plotly/package_data/plotly.min.js"
    )
    assert b"cartesian" in answer.data[:200]
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_static_files_are_compressed_once(app):
    """Files come compressed and may be kept; pages come compressed and may not."""
    client = app.server.test_client()
    style = client.get("/assets/dashboard.css", headers={"Accept-Encoding": "br"})
    assert style.headers["Content-Encoding"] == "br"
    again = client.get("/assets/dashboard.css", headers={"Accept-Encoding": "br"})
    assert again.data == style.data


def test_pages_are_listed_and_found():
    """Each page has an address; names that follow are split off, deeper addresses are nobody's."""
    listed = [page for page in PAGES if page.listed]
    assert listed[0].path == "/"
    assert [page.place for page in listed] == sorted({page.place for page in listed})
    found = find_page("/indicators/gdp")
    assert found is not None
    assert found[1] == ("gdp",)
    assert find_page("/indicators/gdp/more") is None
    assert find_page("/indicators/") is not None


@pytest.mark.parametrize("address", ADDRESSES, ids=["".join(address) for address in ADDRESSES])
def test_a_kept_page_is_what_dash_would_send(app, address):
    """The plain form of a page equals Dash's own encoding of its components."""
    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        tree = _render_document(*address)
    assert serialize_tree(list(tree)) == json.loads(to_json_plotly(list(tree)))
