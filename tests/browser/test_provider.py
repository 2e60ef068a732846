"""Signing in through the office's provider of identities, in a real browser: the right way, and
every answer of the provider that does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import link, serve, visit
from tests.conftest import free_port, new_store
from tests.web.endpoints.test_oidc import SECRET, provider_of

pytestmark = pytest.mark.browser
COVERS = ("dashboard.web.endpoints.oidc",)

WRONG = {
    "state": {"state": "of-another-browser"},
    "nonce": {"claims": {"nonce": "of-another-answer"}},
    "issuer": {"claims": {"iss": "http://another.example"}},
    "expired": {"claims": {"exp": 1}},
    "audience": {"claims": {"aud": "another-client"}},
}


@pytest.fixture(scope="module")
def house() -> Iterator[str]:
    """The real plan, with people of whom the provider tells something wrong, by their names."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with provider_of(f"{address}/oidc/return", wrong=WRONG) as issuer:
        environment = {
            "DATABASE_URL": new_store(),
            "PUBLIC_URL": address,
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_ID": "plan",
            "OIDC_CLIENT_SECRET": SECRET,
        }
        for one in serve(environment, port):
            for name in ("zhang", *WRONG):
                link(environment, one, name, "analyst")
            yield one


def sign_in_there(page: Page, address: str, name: str) -> None:
    """By the button of the sign-in page, and the provider's two forms."""
    page.goto(f"{address}/sign-in?next=/data")
    page.locator('a[href^="/oidc/start"]').click()
    page.locator('input[name="login"]').fill(name)
    page.locator('input[name="password"]').fill("x")
    page.locator('button[type="submit"]').click()
    page.locator('form:has(input[value="consent"]) button[type="submit"]').click()


def test_somebody_comes_in_by_the_provider(browser: Browser, house):
    """And is where they were going, by name."""
    for one in visit(browser, house):
        sign_in_there(one.page, house, "zhang")
        one.page.wait_for_url("**/data")
        expect(one.page.locator("#corner")).to_contain_text("zhang")
        one.spoiled = True


def test_an_answer_that_does_not_hold_lets_nobody_in(browser: Browser, house):
    """The page says that it failed and what to do, and nobody is signed in."""
    for one in visit(browser, house):
        for name in WRONG:
            sign_in_there(one.page, house, name)
            why, said = ("expired", "别的窗口") if name == "state" else ("provider", "无法核实")
            one.page.wait_for_url(f"**/sign-in?failed={why}")
            expect(one.page.locator("#main .notice")).to_contain_text(said)
            expect(one.page.locator("#sign-in-link")).to_be_visible()
            one.page.goto(f"{house}/account")
            one.page.wait_for_url("**/sign-in?*")
            one.page.context.clear_cookies()
        one.spoiled = True
