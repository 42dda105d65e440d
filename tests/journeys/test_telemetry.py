"""A browser says how fast pages were, in numbers; what was counted is written a few seconds later."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.journeys.product import Product, until_true

pytestmark = pytest.mark.browser
CANARY = "zqx-canary-5521"


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    product = Product(tmp_path, ("--no-demo",))
    try:
        yield product.start()
    finally:
        product.kill()


def rows(product: Product, columns: str, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(product.data / "altaclario.sqlite3")) as database:
        return database.execute(f"SELECT {columns} FROM telemetry_{table}").fetchall()


def leave(page: Page) -> None:
    """As a browser tells a page that somebody goes to another tab."""
    page.evaluate("""() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")


def test_what_a_browser_measures_is_written_and_an_objection_is_heard(product: Product, browser: Browser) -> None:
    context, sent = browser.new_context(), []
    page = context.new_page()
    context.on("request", lambda asked: sent.append(asked) if asked.url.endswith("/telemetry") else None)
    page.goto(f"{product.url}/?secret={CANARY}#{CANARY}")
    page.evaluate("(mark) => { document.title = mark; }", CANARY)
    page.locator("form[data-theme-form] button").click()
    page.wait_for_function("() => performance.getEntriesByType('paint').length > 0")
    page.evaluate(
        """(mark) => {
        const filename = document.querySelector("script[src*=start]").src;
        dispatchEvent(new ErrorEvent("error", { message: mark, filename, lineno: 3 }));
        dispatchEvent(new ErrorEvent("error", { message: mark, filename: `https://else.test/${mark}.js`, lineno: 3 }));
    }""",
        CANARY,
    )
    with page.expect_response("**/telemetry") as answered:
        leave(page)
    assert answered.value.status == 204
    leave(page)
    page.goto(f"{product.url}/cookie-preferences")
    page.get_by_role("button", name="Do not count me on this device").click()
    assert page.locator("script[data-to]").count() == 0
    leave(page)
    (one,) = [asked for asked in sent if isinstance(asked, Request) and "route=landing" in (asked.post_data or "")]
    assert CANARY not in (one.post_data or "")
    context.close()
    context, silent = browser.new_context(), len(sent)
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })")
    page = context.new_page()
    context.on("request", lambda asked: sent.append(asked) if asked.url.endswith("/telemetry") else None)
    page.goto(f"{product.url}/terms")
    assert page.locator("script[data-to]").count() == 1
    leave(page)
    context.close()
    assert len(sent) == silent
    # Pressing the button is the last that is counted.
    until_true(lambda: ("counted", 302, 1) in rows(product, "route, status, count", "pageview"))
    views = rows(product, "route, status, count", "pageview")
    assert {("landing", 200, 1), ("cookie-preferences", 200, 1)} <= set(views)
    assert {vital for route, vital in rows(product, "route, vital", "sample") if route == "landing"} >= {
        "CLS",
        "FCP",
        "LCP",
        "TTFB",
    }
    assert rows(product, "route, kind, place, line", "failure") == [("landing", "script", "start", 3)]
    assert CANARY not in repr([rows(product, "*", table) for table in ("pageview", "sample", "failure")])
