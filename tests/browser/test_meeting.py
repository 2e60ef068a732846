"""A meeting in a real browser: keys, the network cable out, and every slide measured at 1920 ×
1080.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE, NEXT_YEAR, Visit, fictional, signed_in, violations, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    """The fictional city, with its address and environment."""
    yield from fictional(tmp_path_factory.mktemp("demo"), 40, 3)


@pytest.fixture(scope="module")
def official(browser, city) -> dict[str, object]:
    """What an official's browser holds."""
    return signed_in(browser, city, "科长", "official")


@pytest.fixture(scope="module")
def meeting(browser, city, official) -> str:
    """The address of a meeting that the official has frozen in the browser."""
    for one in visit(browser, city[0], storage_state=official):
        page = one.open("/meeting")
        page.locator("#meeting-name").fill("一季度调度会")
        page.locator("#meeting-go").click()
        page.wait_for_url("**/meeting/*")
        page.locator(".slide.on h1").wait_for()
        assert one.complaints == []
        return page.url.removeprefix(city[0]).partition("#")[0]
    raise AssertionError


@pytest.fixture
def wall(browser, city) -> Iterator[Visit]:
    """A visitor's screen of 1920 × 1080 and the bar below it, with the policy for scripts off for
    measuring.
    """
    yield from visit(browser, city[0], 1920, 1124, bypass_csp=True)


def shown(one: Visit, path: str) -> Page:
    one.settle(path)
    expect(one.page.locator(".slide .main-svg").first).to_be_attached()
    return one.page


MEASURE = """() => Array.from(document.querySelectorAll('.slide')).map(slide => {
    const box = slide.getBoundingClientRect(), small = [], outside = [];
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, holder = node.parentElement;
        if (!node.textContent.trim() || holder.closest('.extra, .unseen, [hidden], style')) { continue; }
        const size = parseFloat(getComputedStyle(holder).fontSize), range = document.createRange();
        range.selectNodeContents(node);
        for (const place of range.getClientRects()) {
            if (place.width < 2) { continue; }
            if (size < 32) { small.push([node.textContent.trim(), size]); }
            if (place.right > box.right - 40 || place.left < box.left + 40 || place.bottom > box.bottom - 20 || place.top < box.top + 20) {
                outside.push([node.textContent.trim(), [place.left, place.top, place.right, place.bottom].map(Math.round)]);
            }
        }
    }
    const title = slide.querySelector('h1'), line = parseFloat(getComputedStyle(title).lineHeight);
    return {
        kind: slide.className, title: title.textContent.replace(/\\u200b/g, ''), lines: Math.round((title.clientHeight - parseFloat(getComputedStyle(title).paddingTop)) / line),
        charts: slide.querySelectorAll('.js-plotly-plot').length, rows: slide.querySelectorAll('.rows li, .facts-large li').length,
        width: box.width, height: box.height, small, outside,
        footCut: (foot => foot.scrollWidth > foot.clientWidth + 1)(slide.querySelector('.foot span'))
    };
})"""


@pytest.mark.parametrize("query", ["", "&large=1", "&lang=en", "&look=dark"])
def test_every_slide_is_readable_from_six_metres(wall, meeting, query):
    """1920 × 1080 exactly; no text under 32 px; nothing outside the safe margin; titles of two
    lines; one chart; six rows.
    """
    page = shown(wall, meeting + query)
    for slide in page.evaluate(MEASURE):
        assert (slide["width"], slide["height"]) == (1920, 1080), slide
        assert slide["small"] == [], slide["kind"]
        assert slide["outside"] == [], slide["kind"]
        assert slide["lines"] <= 2, slide["title"]
        assert slide["charts"] <= 1
        assert slide["rows"] <= 6
        assert not slide["footCut"], slide["kind"]
        if "lang=en" not in query:
            assert len(slide["title"]) <= 28, slide["title"]
    assert wall.complaints == []


def test_words_beside_the_title_are_few(wall, meeting):
    """At most sixty characters besides title, status, chart and source."""
    page = shown(wall, meeting)
    for text in page.locator(".slide-gap .say").all_inner_texts():
        assert len(text.replace("\n", "")) <= 60, text


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (3840, 2160), (1024, 768), (960, 540)])
def test_slides_scale_into_any_window(browser, city, meeting, width, height):
    """Letterboxed, never cut, never scrolled: also with the browser's zoom at 200 %."""
    for one in visit(browser, city[0], width, height):
        page = shown(one, meeting)
        box = page.locator(".slide.on").bounding_box()
        assert box is not None
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.01)
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")


def test_the_keys_of_a_clicker(wall, meeting):
    """On and back, first and last, a number, black, the extras and back to the same slide."""
    page = shown(wall, meeting)
    on = page.locator(".slide.on")
    for key, number in (
        ("ArrowRight", 2),
        ("Space", 3),
        ("PageDown", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("End", 10),
        ("Home", 1),
    ):
        page.keyboard.press(key)
        expect(on).to_have_attribute("data-number", str(number))
    for key in ("4", "Enter"):
        page.keyboard.press(key)
    expect(on).to_have_attribute("data-number", "4")
    page.keyboard.press("b")
    expect(page.locator(".black")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".black")).to_be_hidden()
    for key, text in (("s", "主要目标"), ("n", "预警"), ("h", "上次会议"), ("?", "黑屏")):
        page.keyboard.press(key)
        expect(page.locator(".slide.on .extra:visible")).to_contain_text(text)
    page.keyboard.press("r")
    expect(page.locator(".slide.on .extra:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".extra:visible")).to_have_count(0)
    expect(on).to_have_attribute("data-number", "4")
    assert page.url.endswith("#4")
    page.reload()
    expect(page.locator(".slide.on")).to_have_attribute("data-number", "4")


def test_the_deck_runs_with_the_cable_out(wall, meeting):
    """After loading nothing is asked for any more; the next slide comes within a tenth of a
    second.
    """
    page = shown(wall, meeting)
    page.context.set_offline(True)
    wall.spoiled = True
    before, slowest = len(wall.asked), 0.0
    for _ in range(9):
        started = time.perf_counter()
        page.keyboard.press("ArrowRight")
        slowest = max(slowest, time.perf_counter() - started)
    expect(page.locator(".slide.on")).to_have_attribute("data-number", "10")
    assert page.locator(".slide-gap .main-svg").count() >= 6
    assert wall.asked[before:] == []
    assert wall.strangers == []


def test_what_is_decided_is_typed_on_the_spot(browser, city, official, meeting):
    """On the last slide, letters and digits go into the fields and not to the slides; the list
    grows at once.
    """
    for one in visit(browser, city[0], 1920, 1124, storage_state=official):
        page = shown(one, meeting)
        page.keyboard.press("End")
        page.get_by_role("textbox", name="议定事项").fill("6月底前补齐数据")
        page.get_by_role("textbox", name="责任单位").fill("统计局")
        page.get_by_role("textbox", name="完成时限").press_sequentially(f"{NEXT_YEAR}-12-31")
        page.get_by_role("button", name="记下").click()
        expect(page.locator("#decide-list")).to_contain_text(f"统计局 · {NEXT_YEAR}-12-31 前完成")
        expect(page.locator(".slide.on")).to_have_attribute("data-number", "10")
        page.goto(city[0] + "/meeting")
        expect(page.locator("#follow")).to_contain_text("6月底前补齐数据")
        assert one.complaints == []


def test_axe_finds_nothing_on_slides(wall, meeting):
    """No violation on any slide, light and dark."""
    for look in ("", "&look=dark"):
        page = shown(wall, meeting + look)
        page.add_script_tag(path=str(AXE))
        for _ in range(10):
            assert violations(page) == []
            page.keyboard.press("ArrowRight")


def test_slides_print_one_to_a_page(wall, meeting):
    """As a PDF of A4 pages across, as many as there are slides."""
    page = shown(wall, meeting)
    data = page.pdf(prefer_css_page_size=True)
    boxes = [
        tuple(map(float, one)) for one in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    ]
    assert len(boxes) == page.locator(".slide").count(), json.dumps(boxes)
    assert all(width > height for width, height in boxes)
