"""What officials, analysts and leaders do, in a real browser."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from dashboard.web.pages import PAGES as ROWS
from tests import processes
from tests.browser.conftest import Visit, serve, visit
from tests.conftest import book, declaration, indicator

pytestmark = pytest.mark.browser

PAGES = [
    *(page.path for page in ROWS if page.listed),
    "/?plan=year-2021",
    "/?plan=livelihood-2021",
    "/?region=330602",
    "/?year=2025&lang=en",
    "/indicators?status=pending&lang=en",
    "/indicators/gdp",
    "/checks?lang=en",
    "/data?version=1&lang=en",
    "/methods?rules=statcan&lang=en",
    "/?rules=linear_strict",
    "/indicators/aqi_good_days_share?lang=en",
    "/indicators/rd_share",
    "/nowhere",
]


def test_overview_to_detail_and_back(visitor: Visit):
    """Overview → filter by status → detail → language → back: every step is an address, and back
    goes back.
    """
    page = visitor.open("/?plan=fyp14&year=2023")
    expect(page.locator("h1")).to_contain_text("9项目标中3项可评价")
    expect(page.locator("tr.row")).to_have_count(8)
    page.locator(".chip", has_text="快于预期").click()
    expect(page).to_have_url(re.compile(r"status=ahead"))
    expect(page.locator("tr.row")).to_have_count(3)
    page.get_by_role("link", name="地区生产总值", exact=True).click()
    expect(page).to_have_url(re.compile(r"/indicators/gdp\?"))
    expect(page.locator("#indicator-reason")).to_contain_text(
        "2023年为7791亿元，按直线序时进度应为7500亿元"
    )
    expect(page.locator("#indicator-trend .main-svg").first).to_be_visible()
    page.locator("#language").click()
    expect(page).to_have_url(re.compile(r"lang=en"))
    expect(page.locator("#indicator-reason")).to_contain_text(
        "the straight path expects 750.0 billion"
    )
    assert page.evaluate("document.documentElement.lang") == "en"
    page.go_back()
    expect(page.locator("#indicator-reason")).to_contain_text("2023年为7791亿元")
    page.go_back()
    expect(page.locator("tr.row")).to_have_count(3)
    page.go_back()
    expect(page.locator("tr.row")).to_have_count(8)
    assert visitor.strangers == []
    assert visitor.complaints == []


def test_a_reader_chooses_plan_region_and_year(visitor: Visit):
    """The three choices in the header are menus of addresses; a choice keeps the others."""
    page = visitor.open("/")
    page.locator(".menu-year").click()
    page.get_by_role("menuitem", name="2023年（3项有数据）").click()
    expect(page).to_have_url(re.compile("year=2023"))
    expect(page.locator("h1")).to_contain_text("1项换价格口径则为滞后")
    page.locator(".menu-plan").click()
    page.get_by_role("menuitem", name="2021年民生实事").click()
    expect(page.locator("#main .notice.candidate")).to_contain_text("候选项目")
    page.locator(".menu-region").click()
    page.get_by_role("menuitem", name="柯桥区").click()
    expect(page).to_have_url(re.compile("plan=livelihood-2021.*region=330603"))
    expect(page.locator("h1")).to_contain_text("没有为柯桥区单独提出目标")
    assert visitor.complaints == []


def test_a_planner_judges_by_another_rule_set_and_returns(visitor: Visit):
    """Methods → a rule set → every page says so → back to the default."""
    page = visitor.open("/methods?plan=fyp14&year=2023")
    page.locator("#methods-statcan").get_by_role("link", name="改用此规则集").click()
    expect(page).to_have_url(re.compile("rules=statcan"))
    expect(page.locator("#main .notice")).to_contain_text("加拿大统计局")
    expect(page.locator('tr.row:has(a[href*="/indicators/gdp?"])')).to_have_attribute(
        "data-status", "on_course"
    )
    page.get_by_role("link", name="地区生产总值", exact=True).click()
    expect(page.locator("#indicator-reason")).to_contain_text("评为“显著进展”")
    expect(page.locator("#main .notice")).to_contain_text("加拿大统计局")
    page.get_by_role("link", name="回到默认规则").click()
    expect(page.locator("#indicator-reason")).to_contain_text("序时进度规则")
    assert page.locator("#main .notice").count() == 0
    assert visitor.complaints == []


def test_a_finding_leads_to_its_evidence_and_its_indicator(visitor: Visit):
    """Checks: the revised base of GDP opens to its cell and links to the indicator."""
    page = visitor.open("/checks")
    finding = page.locator("#checks-base li").filter(has_text="5963.75亿元")
    finding.locator("summary").click()
    expect(finding.locator("details")).to_contain_text("公开数据汇编.xlsx › 数据 ›")
    finding.get_by_role("link", name="地区生产总值").click()
    expect(page.locator("h1")).to_have_text("地区生产总值")
    assert visitor.complaints == []


def test_what_is_sent_as_text_is_there_once(visitor: Visit):
    """Every finding once, also after the page was drawn anew in another light and language, and
    nothing of them on the page after it; a link of the text leads on without loading anew.
    """
    page = visitor.settle("/checks")
    page.evaluate("window.stays = true")
    many = page.locator(".findings li .outcome").count()
    assert many > 10
    for path in ("/checks?lang=en", "/checks?look=dark", "/checks"):
        visitor.go(path)
        assert page.locator(".findings li .outcome").count() == many, path
    page.locator(".findings a[data-page]").first.click()
    expect(page).to_have_url(re.compile("/indicators/"))
    expect(page.locator(".findings li .outcome")).to_have_count(0)
    assert page.evaluate("window.stays")
    assert visitor.complaints == []


def test_the_keyboard_is_enough(visitor: Visit):
    """Skip link, menu and rows are reached and used without a mouse."""
    page = visitor.open("/?year=2023")
    page.keyboard.press("Tab")
    expect(page.locator("#skip")).to_be_focused()
    page.locator(".menu-year").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="2022年")).to_be_visible()
    # The menu takes the focus a moment after it has opened, and hears the keyboard from then on.
    page.wait_for_function("document.querySelector('[role=menu]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem", name="2022年")).to_be_hidden()
    expect(page.locator(".menu-year")).to_be_focused()
    page.get_by_role("link", name="人均生产总值", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("/indicators/gdp_per_capita"))


def test_no_page_asks_another_host_or_complains(visitor: Visit):
    """Offline on every page, with the policy for scripts on and the console silent."""
    visitor.settle("/indicators/gdp?year=2023")
    for path in PAGES:
        visitor.go(path)
        assert visitor.strangers == [], path
        assert visitor.complaints == [], path


def test_the_pages_numbers_are_those_of_judge(visitor: Visit):
    """Every value, value due and status on the overview equals what the command prints."""
    judge = ["judge", "--plan", "fyp14", "--year", "2023", "--format", "json"]
    verdicts = json.loads(processes.run({}, *judge).stdout)["verdicts"]
    page = visitor.open("/?plan=fyp14&year=2023")
    compared = 0
    for record in verdicts:
        row = page.locator(f'tr.row:has(a[href*="/indicators/{record["indicator"]}?"])')
        if record["step"] == "stated":
            continue
        assert row.get_attribute("data-status") == record["status"]
        for cell, key in ((".c-value", "actual"), (".c-due", "expected")):
            shown = row.locator(cell).first.inner_text().split()
            if record[key] is None:
                assert shown in ([], ["—"])
            else:
                decimals = len(shown[0].partition(".")[2])
                assert float(shown[0].replace(",", "")) == pytest.approx(
                    record[key], abs=0.5 * 10**-decimals + 1e-9
                )
                compared += 1
    assert compared >= 9
    page = visitor.open("/indicators/gdp?plan=fyp14&year=2023")
    reason = next(record["reason"]["zh"] for record in verdicts if record["indicator"] == "gdp")
    expect(page.locator("#indicator-reason")).to_have_text(reason)


def test_searching_the_list(visitor: Visit):
    """Typing narrows the list at once and is kept in the address; an alias is enough."""
    page = visitor.open("/indicators?plan=fyp14&year=2023")
    page.get_by_label("按名称查找指标").fill("研发投入强度")
    expect(page.locator("tr.row")).to_have_count(1)
    expect(page).to_have_url(re.compile("q="))
    page.reload()
    page.locator("#main h1").wait_for()
    expect(page.locator("tr.row")).to_have_count(1)


def test_the_template_is_one_click_away(visitor: Visit):
    """Where nothing was published, the workbook to fill in downloads and holds the plan's rows."""
    page = visitor.open("/?plan=livelihood-2021")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("待填模板")).first.click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["数据"]
    assert sheet["A1"].value == "指标编码"
    assert sheet.max_row > 30


def test_the_chart_library_comes_only_with_a_chart(visitor: Visit):
    """The overview transfers no chart library; a chart brings the cartesian bundle and speaks
    Chinese.
    """
    visitor.settle("/")
    assert not [url for url in visitor.asked if "plotly.min" in url]
    page = visitor.open("/indicators/gdp")
    expect(page.locator("#indicator-trend .main-svg").first).to_be_visible()
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter(r => "
        "r.name.includes('plotly.min')).map(r => r.decodedBodySize)"
    )
    assert len(sizes) == 1
    assert sizes[0] < 1_600_000
    page.locator("#indicator-trend").hover()
    titles = page.evaluate(
        "[...document.querySelectorAll('.modebar-btn')].map(button => button.dataset.title)"
    )
    assert set(titles) == {"下载图表为PNG格式"}


def test_a_fictional_city_is_marked(browser, served_demo):
    """Full screens of the demonstration say what they are, in both languages."""
    for one in visit(browser, served_demo):
        page = one.open("/")
        expect(page.locator(".notice.fictional")).to_contain_text("虚构")
        expect(page.locator("tr.row")).to_have_count(28)
        expect(one.open("/?lang=en").locator(".notice.fictional")).to_contain_text("fictional")
        assert one.strangers == []


HOSTILE = '<img src=x onerror="window.__hit=1"><a href="https://example.invalid">甲</a>'


def test_text_from_files_is_never_markup(browser, tmp_path):
    """A hostile name, unit note and source are shown as text: nothing runs, no link and no image
    appear.
    """
    text = declaration(
        indicator("a", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}")
    )
    (tmp_path / "indicators.yaml").write_text(
        text.replace("name: {zh: a, en: a}", f"name: {{zh: '{HOSTILE}', en: '{HOSTILE}'}}"), "utf-8"
    )
    heads = ["指标编码", "年份", "数值", "单位", "数据性质", "来源", "备注"]
    (tmp_path / "书.xlsx").write_bytes(
        book(
            [
                heads,
                ["a", 2020, 2.8, "%", "已公布", HOSTILE, HOSTILE],
                ["a", 2023, 3.0, "%", "已公布", HOSTILE, HOSTILE],
            ]
        )
    )
    for address in serve(
        {"INDICATORS": str(tmp_path / "indicators.yaml"), "DATA_DIR": str(tmp_path)}
    ):
        for one in visit(browser, address):
            for path in (
                "/?year=2023",
                "/indicators?year=2023",
                "/indicators/a?year=2023",
                "/indicators/a?year=2023&lang=en",
            ):
                page = one.settle(path)
                assert "onerror" in page.locator("#main").inner_text()
                assert page.evaluate("window.__hit") is None
                assert page.locator("#main img, #main a[href*='example.invalid']").count() == 0
            assert one.strangers == []
