"""Access for all: axe on every page in both languages and lights, keys and their list, twins of
charts, print, and small screens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from dashboard.web.pages import PAGES as ROWS
from tests import sizes
from tests.browser.conftest import (
    AXE,
    SCREENS_OF,
    Visit,
    check_widths,
    fitted,
    serve,
    signed_in,
    unfold,
    violations,
    visit,
)
from tests.conftest import new_store, until

COVERS = ("dashboard.web.widgets.shortcuts",)

pytestmark = pytest.mark.browser

PAGES = [
    *(page.path for page in ROWS if "*" not in page.path and "anyone" not in page.rights),
    "/indicators?columns=trend,value,gap,nature,needed&order=-progress",
    "/indicators/gdp?year=2023",
    "/indicators/gdp_growth?plan=year-2021",
    "/indicators/urban_income_growth?plan=year-2021",
    "/gaps?plan=year-2018&year=2018",
    "/regions?year=2023",
    "/what-if?assume=rd_share:v:3.1",
    "/data/versions/2",
    "/?plan=year-2021",
    "/?region=330602",
    "/?year=2025",
    "/?version=1",
    "/?known_on=2021-06-01",
    "/methods?rules=statcan",
    "/nowhere",
]


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[str, dict[str, str]]]:
    """The real plan, with an environment for adding people."""
    environment = {"DATABASE_URL": new_store(), "SESSIONS": "9"}
    for address in serve(environment):
        yield address, environment


@pytest.fixture(scope="module")
def state(browser, house) -> dict[str, object]:
    """What an administrator's browser holds: every page is open."""
    return signed_in(browser, house, "director", "admin")


@pytest.fixture
def admin(browser, house, state) -> Iterator[Visit]:
    yield from visit(browser, house[0], storage_state=state, bypass_csp=True)


def joined(path: str, more: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{more}" if more else path


@pytest.fixture(scope="module")
def desk(browser, house, state) -> Iterator[Visit]:
    for one in visit(browser, house[0], storage_state=state, bypass_csp=True):
        one.settle("/account")
        one.page.add_script_tag(path=str(AXE))
        yield one


@pytest.fixture
def reader(desk: Visit) -> Visit:
    """An administrator who goes from page to page in one browser."""
    desk.complaints.clear()
    return desk


def has_twins(page: Page) -> bool:
    """Whether every chart has a text for those who do not see it, and a table with its figures."""
    labels = [figure.get_attribute("aria-label") or "" for figure in page.locator("figure").all()]
    spoken = all(re.search(r"\d|没有", label) for label in labels)
    return spoken and (not labels or page.locator("#main table").count() > 0)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_all(reader: Visit, path: str):
    """No violation of WCAG 2.2 A and AA or of best practice, of each page in one of the languages
    (in `make soak` in both); no Chinese in English nor the reverse, nothing that scrolls sideways;
    enough contrast in both lights, in the dark of every second page (in `make soak` of all).
    """
    turn = PAGES.index(path) % 2
    for place, (language, more) in enumerate((("zh", ""), ("en", "lang=en"))):
        page = reader.go(joined(path, more))
        if sizes.FULL or place == turn:
            assert violations(page) == [], more
        assert more or has_twins(page)
        other = r"[\u4e00-\u9fff]" if more else r"\b[a-z]{3,} [a-z]{2,} [a-z]{2,}"
        assert [text for text in page.evaluate(SHOWN) if re.search(other, text)] == [], more
        check_widths(reader, joined(path, more), SCREENS_OF[language])
    if sizes.FULL or turn:
        page.locator("#lighting").click()
        expect(page.locator("html")).to_have_attribute("data-look", "dark")
        reader.rest()
        assert violations(page, kind="rule", asked=["color-contrast"]) == [], "dark"
    assert reader.complaints == []
    assert reader.strangers == []


SHOWN = """() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), written = "script, style, code, .src, .quoted, .by, #language, #corner, .break, dialog:not([open])";
    while (walker.nextNode()) {
        const node = walker.currentNode, holder = node.parentElement;
        if (!node.textContent.trim() || holder.closest(written) || holder.closest("[lang]") !== document.documentElement) { continue; }
        if (getComputedStyle(holder).display !== "none") { found.push(node.textContent.trim()); }
    }
    return found;
}"""
"""What a page says: not what people, files and plans wrote, nor what is marked as being in another
language.
"""


def test_the_keys_and_their_list(admin: Visit):
    """`/` finds, `?` lists, Escape closes; typing in a field is typing; the switch turns single
    keys off.
    """
    page = admin.open("/indicators")
    page.keyboard.press("/")
    expect(page.locator("#indicators-search")).to_be_focused()
    page.keyboard.type("?/")
    expect(page.locator("#keys")).not_to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.locator("#keys-open").click()
    page.locator("#keys input").check()
    page.locator("#keys-close").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).not_to_be_visible()
    page = admin.open("/")
    page.keyboard.press("/")
    assert "indicators" not in page.url
    page.locator("#keys-open").click()
    page.locator("#keys input").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page).to_have_url(re.compile("/indicators"))


def test_the_keyboard_alone_explains_a_gap(admin: Visit):
    """Skip link, menu, disclosure, field and button: no mouse, and focus is always seen."""
    page = admin.open("/indicators/gdp?year=2023")
    page.locator("#follow summary", has_text="填写原因说明").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("出口增长")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator("#follow .done")).to_have_text("原因说明已保存")
    expect(page.locator("#follow-up")).to_contain_text("出口增长")


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/?year=2023", 1),
        ("/gaps?plan=year-2018&year=2018", 1),
        ("/projects", 3),
        ("/indicators/gdp?year=2023&look=dark", 5),
    ],
)
def test_pages_print_on_a4_in_light(admin: Visit, path: str, most: int):
    """No navigation on paper, dark pages print light, nothing is wider than the sheet, marks keep
    their shapes, few sheets are needed.
    """
    page = admin.settle(path)
    page.set_viewport_size({"width": 1040, "height": 710})
    fitted(page)
    page.emulate_media(media="print")
    until(lambda: page.evaluate("document.documentElement.scrollWidth") <= 1040)
    assert page.locator("nav.pages").is_hidden()
    assert page.locator(".scope").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 32, 46)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1040
    if page.locator(".row .mark").count():
        assert "url(" in page.locator(".row .mark").first.evaluate(
            "node => getComputedStyle(node).backgroundImage"
        )
        assert (
            page.locator(".row .mark").first.evaluate(
                "node => getComputedStyle(node).printColorAdjust"
            )
            == "exact"
        )
    assert (
        1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))) <= most
    )


def test_a_page_that_is_overtaken_says_so(browser, house, state):
    """Somebody writes elsewhere; coming back to the page shows a band, and reloading takes it
    away.
    """
    for one in visit(browser, house[0], storage_state=state, bypass_csp=True):
        page, one.spoiled = one.page, True
        page.clock.install()
        page.goto(house[0] + "/gaps")
        page.locator("#main h1").wait_for()
        page.wait_for_load_state("networkidle")
        expect(page.locator("#stale")).to_be_hidden()
        for other in visit(browser, house[0], storage_state=state):
            second = other.open("/indicators/gdp?year=2023")
            unfold(second, "填写原因说明", "为什么是这个状态").fill("别处写的")
            second.get_by_role("button", name="保存说明").click()
            expect(second.locator("#follow-up")).to_contain_text("别处写的")
        page.clock.fast_forward(31_000)
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        expect(page.locator("#stale")).to_be_visible()
        expect(page.locator("#stale")).to_contain_text("有更新")
        page.locator("#stale-reload").click()
        page.locator("#main h1").wait_for()
        expect(page.locator("#stale")).to_be_hidden()


def test_light_and_dark_at_a_click(admin: Visit):
    """The page and its chart turn dark, the address says so, and every link keeps it."""
    page = admin.open("/indicators/gdp?year=2023")
    expect(page.locator("#indicator-trend .main-svg").first).to_be_visible()
    page.locator("#lighting").click()
    expect(page).to_have_url(re.compile("look=dark"))
    expect(page.locator("html")).to_have_attribute("data-look", "dark")
    paper = page.locator("#indicator-trend .main-svg").first
    expect(paper).to_have_css("background-color", "rgb(23, 32, 44)")
    page.locator("nav.pages a", has_text="差距").click()
    expect(page).to_have_url(re.compile("look=dark"))
    page.locator("#lighting").click()
    expect(page.locator("html")).to_have_attribute("data-look", "light")
    assert admin.complaints == []
