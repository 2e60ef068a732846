"""Text from files, the declaration and people is shown, never obeyed: canaries in every place where
any of it stands, in a real browser.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from dashboard.store import accounts
from dashboard.store.database import begin_write, open_database
from tests.browser.conftest import come_in, link, serve, visit
from tests.conftest import MATCHES, declaration, indicator, new_store
from tests.sizes import size

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<script>window.__hit=1</script>",
    '<img src=x onerror="window.__hit=1">',
    "<svg onload=window.__hit=1>",
    '<a href="https://example.invalid/x">甲</a>',
    '<a href="javascript:window.__hit=1">甲</a>',
    '<iframe src="https://example.invalid"></iframe>',
    "<style>@import 'https://example.invalid/x.css'</style>",
    "<link rel=stylesheet href=https://example.invalid/x.css>",
    '<meta http-equiv=refresh content="0;url=https://example.invalid">',
    "<body onload=window.__hit=1>",
    "<details open ontoggle=window.__hit=1>",
    "<input autofocus onfocus=window.__hit=1>",
    "<math><mtext><img src=x onerror=window.__hit=1>",
    "<object data=https://example.invalid>",
    '"><script>window.__hit=1</script>',
    "'-window.__hit=1-'",
    "</title><script>window.__hit=1</script>",
    "{{constructor.constructor('window.__hit=1')()}}",
    "${window.__hit=1}",
    "[甲](javascript:window.__hit=1)",
    "![甲](https://example.invalid/x.png)",
    "%{x}<extra><a href='https://example.invalid'>y</a></extra>",
    '<b style="background:url(https://example.invalid/x)">甲</b>',
    "&lt;img src=x onerror=window.__hit=1&gt;",
    "\u202e<image href=https://example.invalid onerror=window.__hit=1>",
]
"""Twenty-five ways in."""


@dataclass
class City:
    """A city whose every text is hostile."""

    address: str
    environment: dict[str, str]
    folder: Path


def quoted(text: str) -> str:
    """A text as a YAML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile(payload: str) -> str:
    """A declaration with the payload in every text."""
    words = f"{{zh: {quoted(payload)}, en: {quoted(payload)}}}"
    text = declaration(
        indicator(
            "a",
            f"plan: five, by: 2025, reach: 3.3, base: {{year: 2020, value: 2.8}}, question: "
            f"{words}, assumption: {words}, words: {quoted(payload)}, source: "
            f"{{document: report, section: {quoted(payload)}, phrase: {quoted(payload)}}}",
            owner=words,
            themes="[t]",
            aliases=f"[{quoted('x' + payload)}]",
        )
    )
    for old in (
        "{zh: a, en: a}",
        "{zh: 试验, en: Trial}",
        "{zh: 甲市, en: City A}",
        "{zh: 报告, en: Report}",
        "{zh: 五年规划, en: Five-year plan}",
        "{zh: 主题, en: Theme}",
    ):
        assert old in text, old
        text = text.replace(old, words)
    return text


def workbook(payload: str) -> bytes:
    """A workbook with the payload in its sheet's name, a heading, a name, a unit, a source, a note
    and a value.
    """
    file = openpyxl.Workbook()
    sheet = file.active
    assert sheet is not None
    sheet.title = (
        "".join(one for one in payload if one not in "[]:*?/\\'" and one.isprintable())[:31] or "s"
    )
    sheet.append(
        ["指标编码", "指标名称", "年份", "数值", "单位", "数据性质", "来源", "备注", payload]
    )
    sheet.append(["a", None, 2021, 2.9, "%", "已公布", payload, payload, 1])
    sheet.append(["a", None, 2020, 2.81, "%", "已公布", payload, payload, 1])
    sheet.append([None, payload, 2023, 1, "%", "已公布", payload, payload, 1])
    sheet.append(["a", None, 2022, payload, "%", "已公布", "", "", 1])
    sheet.append(["a", None, 2024, 3, payload, payload, "", "", 1])
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[City]:
    """Served with the first payload; the declaration is changed for each of the others."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "indicators.yaml").write_text(hostile(PAYLOADS[0]), "utf-8")
    (folder / "data").mkdir()
    environment = {
        "INDICATORS": str(folder / "indicators.yaml"),
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": new_store(),
        "SESSIONS": "20",
        "UPLOADS_PER_HOUR": "900",
    }
    for address in serve(environment):
        yield City(address, environment, folder)


WATCH = """window.__violations = [];
document.addEventListener('securitypolicyviolation', event => window.__violations.push(event.violatedDirective + ' ' + event.blockedURI));
window.addEventListener('error', () => 0);"""


def harmless(page: Page, place: str) -> int:
    """Nothing ran, nothing was blocked (so nothing tried), no link and no element was made of text;
    answers how many places were looked at.
    """
    page.wait_for_timeout(120)
    assert page.evaluate("window.__hit") is None, place
    assert page.evaluate("window.__violations") == [], place
    made = page.locator(
        "a[href^='https://example.invalid'], a[href^='//'], a[href^='javascript'], "
        "img[src*='example.invalid'], #main script, #main iframe, #main object, #main link, "
        "#main meta, #main style:not(.main-svg style), #main svg[onload], [onerror], [onload], "
        "[onfocus], [ontoggle]"
    )
    assert [one.evaluate("one => one.outerHTML.slice(0, 300)") for one in made.all()] == [], place
    return 1


EACH = size("SOAK_CANARIES")
"""Payloads in one text; `make soak` sends each alone."""
TEXTS = [" ".join(PAYLOADS[at : at + EACH]) for at in range(0, len(PAYLOADS), EACH)]


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_payload_is_text_wherever_it_stands(city, browser, number):
    """Declaration, workbook, file name, sheet name, note, person, audit, query: pages, hover,
    tables, lists, print.
    """
    payload = TEXTS[number]
    (city.folder / "indicators.yaml").write_text(hostile(payload), "utf-8")
    looked = 0
    with begin_write(
        open_database(city.environment["DATABASE_URL"])
    ) as connection:  # as an older program might have let in
        accounts.insert_account(
            connection, f"{number}{payload}"[:60], "viewer", ((payload[:60],), (payload[:60],)), 0
        )
    for one in visit(browser, city.address):
        page, one.spoiled = one.page, True
        page.add_init_script(WATCH)
        come_in(page, link(city.environment, city.address, f"人{number}", "admin"))
        looked += harmless(page, "account")
        file = city.folder / (
            "".join(mark for mark in payload if mark not in "/\\\0")[:80] + f"{number}.xlsx"
        )
        file.write_bytes(workbook(payload))
        page.goto(city.address + "/data")
        page.locator("#upload-file").wait_for(state="attached")
        page.set_input_files("#upload-file", str(file))
        page.wait_for_url("**/data/previews/**")
        page.locator("#preview-said").wait_for(state="attached")
        page.locator("#preview-decision").wait_for()
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        looked += harmless(page, "preview")
        page.get_by_text("只收没有错误的行").click()
        if page.locator(".revised").count():
            page.get_by_role("textbox", name="修订原因（用于全部修订的数据）").click()
            page.get_by_role("option", name="更正（原数有误）").click()
        page.locator("#preview-note").fill(payload)
        page.locator("#preview-publish").click()
        page.wait_for_url("**/data/versions/**")
        looked += harmless(page, "receipt")
        for path in (
            "/",
            "/?lang=en",
            "/indicators?q=" + "%3Cimg",
            "/indicators/a?year=2021",
            "/indicators/a?year=2021&lang=en",
            "/checks",
            "/data",
            "/admin",
            "/admin/sessions",
            "/admin/audit",
        ):
            one.go(path)
            looked += harmless(page, path)
        one.open("/indicators/a?year=2021")
        told = payload.split("\u202e")[0].split()[0]
        assert page.locator("#main").inner_text().count(told) >= 5, (
            "the payload stands on the page, as text"
        )
        point = page.locator("#indicator-trend .main-svg").first
        if point.count():
            box = point.bounding_box()
            assert box
            for share in (0.2, 0.4, 0.6, 0.8):
                page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
                page.wait_for_timeout(30)
            looked += harmless(page, "hover")
        page.emulate_media(media="print")
        looked += harmless(page, "print")
        assert one.strangers == []
    MATCHES.append(
        f"canaries: {payload.count('window') + payload.count('example.invalid')} hooks of text "
        f"{number + 1} of {len(TEXTS)} in {looked} views, 0 ran, 0 links, 0 requests"
    )


def test_a_canary_that_ran_would_be_seen(browser, city):
    """The watch sees what it watches for: a script that the policy blocks, and a link made of
    text.
    """
    for one in visit(browser, city.address):
        one.spoiled = True
        one.page.add_init_script(WATCH)
        page = one.open("/sign-in")
        page.evaluate("""() => { const main = document.querySelector('#main');
            main.innerHTML += '<img src=x onerror="window.__hit=1"><a href="https://example.invalid">x</a>'; }""")
        page.wait_for_timeout(300)
        with pytest.raises(AssertionError):
            harmless(page, "planted")
