"""Somebody without an account, and without JavaScript, writes to the desk and looks how it stands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browsing import Visitor
from tests.journeys.people import send
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
REFUSED = "status of 422"


def test_a_stranger_writes_is_taken_for_a_machine_and_then_for_a_person(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url, script=False, expects=(REFUSED,)).open("/contact")
    page.locator("[name=category]").select_option(label="Other safety concern")
    page.locator("[name=text]").fill("Please look at this.")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("If you are a person")
    page.locator("[name=name]").press_sequentially("Somebody who types as people type", delay=110)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Enter")
    reference, code = page.locator("#reference").inner_text(), page.locator("#code").inner_text()
    page.get_by_role("link", name="How it stands").click()
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=code]").fill(code)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(reference)
    expect(page.locator("main")).to_contain_text("It is being looked at")
