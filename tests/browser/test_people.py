"""Officials, analysts and administrators in real browsers: coming in, uploading, publishing at the
same moment, and forgeries.
"""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.web.pages import PAGES as ROWS
from dashboard.web.request.permissions import ANYONE
from tests.browser.conftest import (
    AXE,
    SCREENS_OF,
    check_widths,
    come_in,
    link,
    serve,
    sign_in,
    violations,
    visit,
)
from tests.conftest import MATCHES, PATIENCE, book, declaration, free_port, indicator, new_store

pytestmark = pytest.mark.browser
HEAD = ["指标名称", "年份", "数值", "单位", "数据性质", "来源", "备注"]
YAML = (
    declaration(
        indicator(
            "gdp",
            "plan: five, by: 2025, reach: 100, base: {year: 2020, value: 50}",
            unit="亿元",
            measure="flow",
            decimals=0,
            owner="统计局",
        )
        + indicator(
            "rd", "plan: five, by: 2025, reach: 3.3, base: {year: 2020, value: 2.8}", owner="科技局"
        )
    )
    .replace("name: {zh: gdp, en: gdp}", "name: {zh: 生产总值, en: GDP}")
    .replace("name: {zh: rd, en: rd}", "name: {zh: 研发强度, en: R&D}")
)


@dataclass
class City:
    """A small city served, with its environment."""

    address: str
    environment: dict[str, str]
    folder: Path

    def link(self, name: str, role: str, *more: str) -> str:
        return link(self.environment, self.address, name, role, *more)

    def save(self, name: str, *rows: list[object]) -> Path:
        file = self.folder / name
        file.write_bytes(book([HEAD, *([*row, "", "", "", ""][:7] for row in rows)]))
        return file


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    (folder / "indicators.yaml").write_text(YAML, "utf-8")
    (folder / "data").mkdir()
    environment = {
        "INDICATORS": str(folder / "indicators.yaml"),
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": new_store(),
        "SESSIONS": "9",
        "UPLOADS_PER_HOUR": "500",
    }
    for address in serve(environment):
        yield City(address, environment, folder)


@pytest.fixture(scope="module")
def people(city, browser) -> dict[str, Any]:
    """Everybody's way in, done once: what their browsers hold."""
    held = {}
    for name, role in (
        ("李四", "analyst"),
        ("王五", "analyst"),
        ("管理员", "admin"),
        ("赵六", "viewer"),
    ):
        for one in visit(browser, city.address):
            come_in(one.page, city.link(name, role))
            held[name] = one.page.context.storage_state()
    return held


def upload(page: Page, address: str, file: Path) -> None:
    """Choose a file on the data page, and wait until it can be decided on."""
    page.goto(address + "/data")
    page.locator("#upload-file").wait_for(state="attached")
    page.set_input_files("#upload-file", str(file))
    page.wait_for_url("**/data/previews/**")
    page.locator("#preview-decision").wait_for()


def test_the_analysts_five_steps(city, people, browser):
    """Choose, look, answer, publish, receipt, undo: every click of the journey, without a complaint
    of the browser.
    """
    for one in visit(browser, city.address, storage_state=people["李四"], accept_downloads=True):
        page = one.page
        upload(page, city.address, city.save("2022年.xlsx", ["生产总值", 2022, 71, "亿元"]))
        page.get_by_role("button", name="确认入库").click()
        page.wait_for_url("**/data/versions/1**")
        upload(
            page,
            city.address,
            city.save(
                "2023年.xlsx",
                ["生产总值", 2022, 72, "亿元"],
                ["生产总植", 2023, 80, "亿元"],
                ["研发强度", 2023, "3,1", "%"],
            ),
        )
        expect(page.locator(".stages .now")).to_contain_text("识别")
        expect(page.locator("#preview-checked")).to_contain_text("数据 › C4")
        page.get_by_role("textbox", name="“生产总植”是否就是“生产总值”？").click()
        page.get_by_role("option", name="是", exact=True).click()
        page.get_by_label("说明").fill("先写在这里")
        page.get_by_role("button", name="重新预览").click()
        expect(page.locator("#preview-differences")).to_contain_text("新增 1，修订 1，不变 0")
        expect(page.get_by_label("说明")).to_have_value("先写在这里")
        expect(page.locator("#preview-differences")).to_contain_text("评价将改变")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载标注版").click()
        assert download.value.suggested_filename == "marked.xlsx"
        page.get_by_role("button", name="确认入库").click()
        expect(page.locator("#preview-said")).to_contain_text("有错误的行没有处理")
        page.get_by_text("只收没有错误的行").click()
        page.get_by_role("button", name="确认入库").click()
        expect(page.locator("#preview-said")).to_contain_text("1 个修订的数据选择原因")
        page.get_by_role("textbox", name="修订原因（用于全部修订的数据）").click()
        page.get_by_role("option", name="最终核实").click()
        page.get_by_label("发布日期").fill("2024-03-20")
        page.get_by_label("说明").fill("统计公报")
        page.get_by_role("button", name="确认入库").dblclick()
        expect(page).to_have_url(
            re.compile("/data/versions/2")
        )  # the second click goes there again
        expect(page.locator("#version-receipt")).to_contain_text("统计公报")
        expect(page.locator("#main")).to_contain_text("71亿元 → 72亿元")
        page.get_by_text("撤销此版本", exact=True).click()
        page.get_by_label("为什么").fill("试一试")
        page.get_by_role("button", name="确认撤销此版本").click()
        page.wait_for_url("**/data/versions/3**")
        expect(page.locator("h1")).to_contain_text("撤销版本 2")
        assert one.strangers == []
        assert [text for text in one.complaints if "favicon" not in text] == []


def test_the_language_may_be_changed_before_the_password_is_chosen(city, browser):
    """The link's secret outlives a change of the language."""
    for one in visit(browser, city.address):
        page = one.page
        page.goto(city.link("周九", "viewer"))
        page.locator("#language").click()
        expect(page.locator("h1")).to_have_text("Choose a password")
        page.locator("#welcome-new").fill("Plan-monitor-2026")
        page.locator("#welcome-again").fill("Plan-monitor-2026")
        page.locator("#welcome-again").press("Enter")
        page.wait_for_url("**/account**")


def test_dropping_a_file(city, people, browser):
    """A file dragged onto the place is taken as if it had been chosen."""
    for one in visit(browser, city.address, storage_state=people["李四"]):
        page = one.open("/data")
        page.locator("#upload-file").wait_for(state="attached")
        page.evaluate("""() => {
            const input = document.querySelector('#upload-file'), given = new DataTransfer();
            given.items.add(new File(['指标名称,年份,数值,单位\\n生产总值,2019,49,亿元\\n'], '拖放.csv'));
            input.files = given.files; input.dispatchEvent(new Event('change', {bubbles: true}));
        }""")
        page.wait_for_url("**/data/previews/**")
        expect(page.locator("h1")).to_have_text("拖放.csv")
        expect(page.locator("#preview-differences")).to_contain_text("新增 1")
        page.get_by_role("button", name="放弃").click()
        page.wait_for_url("**/data")


def test_two_browsers_publish_the_same_year(city, people, browser):
    """Both look at the same base and press: one is stored, the other is told how much changed and
    goes through after another look.
    """
    files = [
        city.save(f"甲乙{turn}.xlsx", ["生产总值", 2018, 40 + turn, "亿元"]) for turn in range(2)
    ]
    contexts = [
        browser.new_context(storage_state=people[name], locale="zh-CN") for name in ("李四", "王五")
    ]
    for context in contexts:
        context.set_default_timeout(PATIENCE * 1000)
    pages = [context.new_page() for context in contexts]
    for page, file in zip(pages, files, strict=True):
        upload(page, city.address, file)
    for page in pages:
        page.get_by_role("button", name="确认入库").click(no_wait_after=True)
    first, second = pages
    first.wait_for_url("**/data/versions/**")
    expect(second.locator("#preview-said")).to_contain_text("请重新预览（其间 1 个数据有变化）")
    second.get_by_role("button", name="重新预览").click()
    expect(second.locator("#preview-differences")).to_contain_text("修订 1")
    second.get_by_role("textbox", name="修订原因（用于全部修订的数据）").click()
    second.get_by_role("option", name="更正（原数有误）").click()
    second.get_by_role("button", name="确认入库").click()
    second.wait_for_url("**/data/versions/**")
    for context in contexts:
        context.close()
    MATCHES.append(
        "two browsers publishing the same year: one stored, one told and stored after another look"
    )


def test_an_administrator_adds_an_analyst(city, people, browser):
    """Name, role, scope, link: the new one comes in by it, and is bound to the owner chosen."""
    for one in visit(browser, city.address, storage_state=people["管理员"]):
        page = one.open("/admin")
        page.get_by_label("姓名或登录名").fill("钱七")
        page.get_by_role("textbox", name="角色").click()
        page.get_by_role("option", name="分析人员").click()
        page.get_by_role("textbox", name="限于责任单位").click()
        page.get_by_role("option", name="科技局").click()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="新建并生成一次性链接").click()
        made = page.locator(".link-once").inner_text()
        for other in visit(browser, city.address):
            come_in(other.page, made)
            expect(other.page.locator("#main")).to_contain_text("可上传：科技局")
            upload(
                other.page,
                city.address,
                city.save(
                    "越界.xlsx", ["生产总值", 2017, 39, "亿元"], ["研发强度", 2017, 2.5, "%"]
                ),
            )
            expect(other.page.locator("#preview-checked")).to_contain_text(
                "“生产总值”的 1 个数据不在钱七负责的范围内"
            )
            assert other.complaints == []
        assert one.complaints == []


def test_signing_out_and_the_way_back(city, people, browser):
    """After signing out the account is closed; after signing in again one is where one was
    going.
    """
    for one in visit(browser, city.address, storage_state=people["赵六"]):
        page = one.open("/")
        page.locator(".menu-person").click()
        page.get_by_role("menuitem", name="退出登录").click()
        expect(page.locator("#sign-in-link")).to_be_visible()
        page.goto(city.address + "/account")
        page.wait_for_url("**/sign-in?next=%2Faccount")
        sign_in(page, city.address, "赵六", "/account")
        expect(page.locator("h1")).to_have_text("赵六")
    for one in visit(browser, city.address):
        come_in(one.page, city.link("孙八", "viewer"))
        people["孙八"] = one.page.context.storage_state()


EVIL = """<!doctype html><meta charset="utf-8"><title>evil</title><p id="said">trying</p><script>
const target = "TARGET", done = [];
const body = JSON.stringify({output: "sign-out-said.children", outputs: {id: "sign-out-said", property: "children"},
  inputs: [{id: "sign-out", property: "n_clicks", value: 1}], state: [{id: "url", property: "search", value: ""}], changedPropIds: ["sign-out.n_clicks"]});
const ways = [
  () => fetch(target + "/_dash-update-component", {method: "POST", credentials: "include", headers: {"Content-Type": "application/json"}, body}),
  () => fetch(target + "/_dash-update-component", {method: "POST", credentials: "include", mode: "no-cors", headers: {"Content-Type": "text/plain"}, body}),
  () => fetch(target + "/data/upload?name=x.csv", {method: "POST", credentials: "include", mode: "no-cors", body: "x"}),
  () => fetch(target + "/account", {credentials: "include"}).then(answer => answer.text()),
  () => new Promise((resolve, reject) => { const frame = document.createElement("iframe"); frame.src = target + "/account";
    frame.onload = () => { try { resolve(frame.contentDocument.body.innerText); } catch (e) { reject(e); } }; document.body.append(frame); }),
];
(async () => {
  for (const way of ways) { try { const answer = await way(); done.push(answer && answer.type === "opaque" ? "opaque" : "READ"); } catch (e) { done.push("refused"); } }
  const frame = document.createElement("iframe"), form = document.createElement("form"), field = document.createElement("input");
  frame.name = "out"; form.method = "post"; form.enctype = "text/plain"; form.action = target + "/_dash-update-component"; form.target = "out";
  field.name = body.slice(0, -1) + ', "x": "'; field.value = '"}'; form.append(field); document.body.append(frame, form); form.submit();
  await new Promise(resolve => setTimeout(resolve, 500));
  document.querySelector("#said").textContent = done.join(" ");
})();
</script>"""


def test_a_page_on_another_port_can_do_nothing(city, people, browser):
    """CSRF and clickjacking: with the cookies there, a foreign page neither acts, nor reads, nor
    frames.
    """

    class Evil(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(EVIL.replace("TARGET", city.address).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Evil)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for one in visit(browser, city.address, storage_state=people["王五"]):
        page = one.page
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        expect(page.locator("#said")).not_to_have_text("trying")
        said = page.locator("#said").inner_text()
        assert "READ" not in said.split()
        page.goto(city.address + "/account")
        expect(page.locator(".menu-person")).to_be_visible()
    server.shutdown()
    server.server_close()


OF_PEOPLE = [page for page in ROWS if page.tab or set(page.rights) <= {"self", ANYONE}]
PAGES = [
    "/data",
    *(page.path.replace("*", "李四") for page in OF_PEOPLE),
    "/data/versions/1",
]


@pytest.fixture(scope="module")
def waiting(city, people, browser) -> str:
    """The path of an upload of the administrator that waits, with a question, errors and revised
    figures.
    """
    for one in visit(browser, city.address, storage_state=people["管理员"]):
        upload(
            one.page,
            city.address,
            city.save(
                "等待.xlsx",
                ["生产总值", 2018, 44, "亿元"],
                ["生产总植", 2023, 80, "亿元"],
                ["研发强度", 2023, "3,1", "%"],
            ),
        )
        return one.page.url.removeprefix(city.address)
    raise AssertionError


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_of_people_are_for_all(city, people, waiting, browser, lang):
    """Forms and tables filled: no violation of WCAG A, AA or best practice, nothing that scrolls
    sideways, no other host; in English only names, file names and what others wrote stay Chinese.
    """
    for one in visit(browser, city.address, storage_state=people["管理员"], bypass_csp=True):
        one.settle("/account")
        one.page.add_script_tag(path=str(AXE))
        for path in [*PAGES, waiting]:
            page = one.go(path + ("?lang=en" if lang == "en" else ""))
            assert violations(page) == [], path
            check_widths(one, path, SCREENS_OF[lang])
            if lang == "en" and path in PAGES[:-1]:
                assert find_chinese(page) == [], path
        assert one.strangers == []
        assert one.complaints == []


WRITTEN = (
    *("李四", "王五", "管理员", "赵六", "钱七", "孙八", "周九"),
    *("试验", "统计局", "科技局", "试一试", "统计公报"),
)
"""What people and files brought."""


def find_chinese(page: Page) -> list[str]:
    text = page.locator("#main").inner_text()
    for name in (*WRITTEN, *re.findall(r"\S+\.(?:xlsx|csv)", text)):
        text = text.replace(name, "")
    return re.findall(r"[\u4e00-\u9fff]+", text)


def test_the_keyboard_is_enough_to_sign_in_and_upload(city, people, browser):
    """Tab and Enter alone: name, password, the place for the file, the decision."""
    for one in visit(browser, city.address):
        page = one.open("/sign-in?next=/data")
        page.locator("#sign-in-name").focus()
        page.keyboard.type("王五")
        page.keyboard.press("Tab")
        page.keyboard.type("Plan-monitor-2026")
        page.keyboard.press("Enter")
        page.wait_for_url("**/data")
        page.locator("#upload-file").wait_for(state="attached")
        page.locator("#upload-file").focus()
        expect(page.locator("#upload-file")).to_be_focused()
        page.set_input_files(
            "#upload-file", str(city.save("键盘.xlsx", ["生产总值", 2016, 38, "亿元"]))
        )
        page.locator("#preview-publish").wait_for()
        page.locator("#preview-publish").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/data/versions/**")
