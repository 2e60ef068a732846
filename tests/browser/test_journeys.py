"""The three journeys, each on a desk, on a wall and in a hand: an official follows a gap up, an
analyst publishes, a leader decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import sizes
from tests.browser.conftest import NEXT_YEAR, fictional, signed_in, unfold, visit
from tests.conftest import book

pytestmark = pytest.mark.browser
DESK, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)


def on(*usual: tuple[int, int]) -> list[tuple[int, int]]:
    """The screens of a journey: where it is usually made; in `make soak` all of them."""
    return [DESK, PHONE, WALL] if sizes.FULL else list(usual)


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    yield from fictional(tmp_path_factory.mktemp("demo"), 28, 5)


@pytest.fixture(scope="module")
def people(browser, city) -> dict[str, dict[str, object]]:
    """What the browsers of an official and an analyst hold."""
    return {
        role: signed_in(browser, city, name, role)
        for name, role in (("科长", "official"), ("分析员", "analyst"))
    }


def press(page: Page, key: str, width: int) -> None:
    """A clicker on the wall, a finger in the hand."""
    if width < 1000:
        page.locator(f'.deck-bar button[data-key="{key}"]').click()
    else:
        page.keyboard.press(key)


@pytest.mark.parametrize(("width", "height"), on(PHONE))
def test_an_official_follows_a_gap_up(browser, city, people, width, height):
    """Overview → the count of what is behind → gaps → the indicator: why, the plan's words →
    explain, set an action → what-if.
    """
    for one in visit(browser, city[0], width, height, storage_state=people["official"]):
        page = one.open("/")
        page.locator(".chip", has_text="滞后").click()
        expect(page).to_have_url(re.compile("status=behind"))
        expect(page.locator("tr.row:not([data-status=behind])")).to_have_count(0)
        assert page.locator("tr.row").count() > 0
        page.locator("nav.pages a", has_text="差距").click()
        expect(page.locator(".gaps-table")).to_be_visible()
        page.locator(".gaps-table .open").first.click()
        expect(page.locator("#indicator-reason")).to_contain_text(re.compile("预警|滞后"))
        expect(page.locator("blockquote").first).to_be_visible()
        unfold(page, "填写原因说明", "为什么是这个状态").fill(f"{width} 像素上写的原因")
        page.get_by_role("button", name="保存说明").click()
        expect(page.locator("#follow-up")).to_contain_text(f"{width} 像素上写的原因")
        unfold(page, "提出措施", "做什么").fill("专项调度")
        page.get_by_label("完成时限").fill(f"{NEXT_YEAR}-12-31")
        page.get_by_role("button", name="保存措施").click()
        expect(page.locator(".actions")).to_contain_text(f"{NEXT_YEAR}-12-31 前完成")
        page.locator("nav.pages a", has_text="情景测算").click()
        field = page.locator("tr.row", has_text="常住人口城镇化率").first.locator("input").first
        field.fill("60")
        expect(
            page.locator("tr.row", has_text="常住人口城镇化率").first.locator(".c-then")
        ).to_contain_text("60")
        expect(page).to_have_url(re.compile("assume="))
        page.go_back()
        page.go_back()
        expect(page.locator(".gaps-table td.c-why").first).to_contain_text(
            f"{width} 像素上写的原因"
        )
        assert one.complaints == []
        assert one.strangers == []


@pytest.mark.parametrize(("width", "height"), on(DESK))
def test_an_analyst_publishes_and_takes_it_back(browser, city, people, tmp_path, width, height):
    """Data → a workbook → what it would change → receipt → the overview tells it → undone."""
    name = f"更新{width}.xlsx"
    (tmp_path / name).write_bytes(
        book(
            [
                ["指标编码", "年份", "数值", "单位", "来源", "备注"],
                ["demo_001", 2024, 7000 + width, "亿元", "公报", "更正"],
            ]
        )
    )
    for one in visit(browser, city[0], width, height, storage_state=people["analyst"]):
        page = one.open("/data")
        page.locator("#upload-file").wait_for(state="attached")
        page.set_input_files("#upload-file", str(tmp_path / name))
        page.locator("#preview-decision").wait_for()
        expect(page.locator("#main")).to_contain_text("修订")
        page.get_by_role("textbox", name="修订原因（用于全部修订的数据）").click()
        page.get_by_role("option", name="最终核实").click()
        page.get_by_role("button", name="确认入库").click()
        page.wait_for_url("**/data/versions/**")
        expect(page.locator("#version-receipt")).to_contain_text("分析员")
        number = page.url.split("/versions/")[1].split("?")[0]
        page.locator(".brand").click()
        expect(page.locator("#overview-news")).to_contain_text(f"版本 {number}")
        page.goto(f"{city[0]}/data/versions/{number}")
        page.get_by_text("撤销此版本", exact=True).click()
        page.get_by_role("button", name="确认撤销此版本").click()
        page.wait_for_url(f"**/data/versions/{int(number) + 1}**")
        assert one.complaints == []


@pytest.mark.parametrize(("width", "height"), on(DESK, PHONE))
def test_a_leader_sees_and_the_room_decides(browser, city, people, width, height):
    """The official freezes; slide by slide to a gap; “and the districts?”; back; what is decided
    opens the next meeting.
    """
    for one in visit(browser, city[0], width, height, storage_state=people["official"]):
        page = one.open("/meeting")
        page.locator("#meeting-name").fill(f"调度会{width}")
        page.locator("#meeting-go").click()
        page.wait_for_url("**/meeting/*")
        page.locator(".slide.on h1").wait_for()
        for _ in range(3):
            press(page, "ArrowRight", width)
        on = page.locator(".slide.on")
        expect(on).to_have_attribute("data-number", "4")
        expect(on.locator(".word")).to_have_text(re.compile("预警|滞后|未实现"))
        expect(on.locator(".main-svg").first).to_be_attached()
        press(page, "r", width)
        expect(on.locator(".extra:visible li").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(on).to_have_attribute("data-number", "4")
        page.keyboard.press("End")
        page.get_by_role("textbox", name="议定事项").fill(f"决定{width}")
        page.get_by_role("textbox", name="责任单位").fill("发改委")
        page.get_by_role("textbox", name="完成时限").fill(f"{NEXT_YEAR}-06-30")
        page.get_by_role("button", name="记下").click()
        expect(page.locator("#decide-list")).to_contain_text(f"决定{width}")
        page = one.open("/meeting")
        page.locator("#meeting-name").fill("下一次")
        page.locator("#meeting-go").click()
        page.wait_for_url("**/meeting/*")
        expect(page.locator(".slide-last h1")).to_have_text("上次议定1项，已销号0项")
        expect(page.locator(".slide-last")).to_contain_text(f"决定{width}")
        assert one.complaints == []
