"""A lead looks at what is held, where it came from and how it was read, and empties it: with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
SOON = 20_000


@BOTH
def test_from_the_chip_of_a_dashboard_to_every_address_and_field(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = read(visit(own.url, script=script), own, tracker)
    page = lead.page
    page.goto(f"{own.url}/w/{lead.slug}/flow")
    page.locator("#chips button").click()
    panel = page.locator("#freshness")
    expect(panel).to_contain_text("changes of status")
    expect(panel).to_contain_text("of Ada Example")
    people.follow(page, panel.get_by_role("link", name="Where it comes from"))
    told = page.locator("#provenance")
    expect(told).to_contain_text("the token of Ada Example, ending in oken")
    expect(told).to_contain_text("Nothing went to anybody else.")
    listed = told.locator("#endpoints").inner_text()
    for method, path in {(asked["method"], asked["path"]) for asked in tracker.requests}:
        shape = re.sub(r"/(project|board)/\d+/", r"/\1/{id}/", path)
        assert f"{method}\N{NO-BREAK SPACE}{shape}" in re.sub(r"\{\w+\}", "{id}", listed)
    asked = {name for one in tracker.requests for name in (one["body"] or {}).get("fields", [])}
    for name in asked - {"id"}:
        expect(told.locator("#fields")).to_contain_text(name if "custom" not in name else "(sprint)")
    told.get_by_role("link", name="listed-requests").click()
    expect(page.locator("#listed-requests")).to_be_visible()


@BOTH
def test_from_a_list_to_what_happened_to_an_item(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = read(visit(own.url, script=script, expects=("status of 404",)), own, tracker)
    page = lead.page
    page.goto(f"{own.url}/w/{lead.slug}/flow")
    first = page.locator("#items tbody tr").first
    key, age = first.locator("th").inner_text(), first.locator("td").nth(1).inner_text()
    first.get_by_role("link").press("Enter")
    expect(page.locator("h1")).to_have_text(f"What happened to {key}, and what of it counts how?")
    assert page.locator(".headline .value").first.inner_text().split() == [age.split()[0], "days"]
    issue = next(one for one in tracker.tracker.issues.values() if one.key == key)
    assert page.url.endswith(f"/{issue.id}")
    assert page.locator("#main [aria-labelledby=stays-head] tbody tr").count() >= 2
    assert page.locator("svg.stays rect").count() >= 2
    assert not [mark for mark in tracker.tracker.canaries if mark in page.content()]
    page.goto(lead.connection)
    page.get_by_text("Empty the memory").click()
    people.send(page, "Empty it now")
    page.goto(f"{lead.connection.partition('/connections')[0]}/items/{lead.connection.rstrip('/').split('/')[-1]}/1")
    expect(page.locator("main")).to_contain_text("Memory was emptied at")


@BOTH
def test_the_history_tells_each_reading_with_its_cause(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = read(visit(own.url, script=script), own, tracker)
    page = lead.page
    tracker.faults.add(path="/rest/api/3/myself", kind="status", status=401)
    people.send(page, "Read again now")
    expect(page.locator("#chips")).to_contain_text("Stale", timeout=SOON)
    people.follow(page, page.get_by_role("link", name="All readings").last)
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Jira does not accept the token (401). Check the account's address")
    expect(rows.nth(0)).to_contain_text("somebody asked for it")
    expect(rows.nth(1)).to_contain_text("Done")
    expect(rows.nth(1)).to_contain_text("554")


@BOTH
def test_a_receipt_stays_until_somebody_loads_again(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = read(visit(own.url, script=script), own, tracker)
    page = lead.page
    page.get_by_text("Empty the memory").press("Enter")
    page.get_by_role("button", name="Empty it now").press("Enter")
    receipt = page.locator("#receipt")
    expect(receipt).to_contain_text(re.compile(r"554 items, \d[\d\s]* changes of status, \d+ KB"))
    expect(receipt).to_contain_text("Ada Example")
    assert page.url == lead.connection
    page.wait_for_timeout(1500)
    page.reload()
    expect(receipt).to_contain_text("by the process that held it, within")
    page.goto(f"{own.url}/w/{lead.slug}/flow")
    expect(page.locator("main")).to_contain_text("Memory was emptied at")
    people.follow(page, page.get_by_role("link", name="See the receipt"))
    expect(receipt).to_be_visible()
    people.send(page, "Read again now")
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    assert receipt.count() == 0
    people.follow(page, page.get_by_role("link", name="All readings").last)
    expect(page.locator("main")).to_contain_text("Emptied by people")


def test_the_end_of_a_reading_takes_nothing_from_who_types_or_is_about_to_confirm(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    tracker.latency_ms = 300
    visitor = visit(own.url)
    lead = people.lead(visitor, own, tracker)
    page, typing = lead.page, visitor.open(re.sub(r"^https?://[^/]+", "", lead.connection) + "token")
    typing.locator("[name=token]").press_sequentially("half a tok")
    page.get_by_text("Empty the memory").press("Enter")
    page.get_by_role("button", name="Empty it now").focus()
    page.evaluate("window.isTheSame = true")
    tracker.latency_ms = 0
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    expect(page.locator("#memory")).to_contain_text("554 items")
    expect(page.locator("#endpoints")).to_contain_text("Requests")
    assert page.evaluate("window.isTheSame")
    assert page.evaluate("document.activeElement.textContent") == "Empty it now"
    expect(page.locator("#said")).to_have_text("The reading has ended.")
    assert typing.locator("[name=token]").input_value() == "half a tok"
    assert typing.evaluate("document.activeElement.name") == "token"


def read(visitor: Visitor, product: Product, tracker: Simulated) -> people.Lead:
    """A lead whose tracker is in memory, on the page of the connection."""
    lead = people.lead(visitor, product, tracker)
    expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    reload(lead.page)
    return lead


def reload(page: Page) -> None:
    """As who comes back to it."""
    page.reload()
    expect(page.locator("#provenance")).to_be_visible()
