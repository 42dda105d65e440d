"""A lead signs up, connects their own tracker, sees their own figures, empties the memory and loads it again."""

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
EACH = pytest.mark.parametrize(
    "fill_in", [people.fill_in_connection, people.fill_in_organisation], ids=["Jira", "Azure DevOps"]
)
SOON = 20_000


@BOTH
@EACH
def test_from_sign_up_to_own_figures_and_back_to_nothing(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool, fill_in: Callable[..., None]
) -> None:
    tracker.latency_ms = 150
    lead = people.lead(visit(own.url, script=script), own, tracker, fill_in=fill_in)
    page = lead.page
    expect(page.get_by_label("Stages of the reading")).to_contain_text("Sign in")
    page.goto(f"{own.url}/w/{lead.slug}/flow")
    expect(page.locator("figure[data-chart]").first).to_be_attached(timeout=SOON)
    page.goto(lead.connection)
    expect(page.locator("main")).to_contain_text("items are in memory, 0 bytes on disk", timeout=SOON)
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    people.follow(page, page.get_by_role("link", name="See the flow"))
    assert is_filled(page)

    page.goto(lead.connection)
    page.get_by_text("Empty the memory").click()
    people.send(page, "Empty it now")
    expect(page.locator("#receipt")).to_contain_text("changes of status")
    expect(page.locator("#chips")).to_contain_text("Emptied")
    page.goto(f"{own.url}/w/{lead.slug}/flow")
    expect(page.locator("main")).to_contain_text("Memory was emptied at")
    assert page.locator("figure[data-chart]").count() == 0

    people.send(page, "Load again")
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    assert is_filled(page)


@pytest.mark.parametrize("fill_in", [people.fill_in_data_center, people.fill_in_server], ids=["Jira", "Azure DevOps"])
def test_a_tracker_on_a_server_of_ones_own_is_read_as_well(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], fill_in: Callable[..., None]
) -> None:
    lead = people.lead(visit(own.url), own, tracker, fill_in=fill_in)
    expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    people.follow(lead.page, lead.page.get_by_role("link", name="See the flow"))
    assert is_filled(lead.page)


def test_a_wrong_token_is_told_and_nothing_is_stored(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(own.url, expects=("status of 422",))
    page = visitor.open("/")
    people.sign_up(page, own, people.somebody())
    slug = people.make_workspace(page)
    people.fill_in_connection(page, tracker, token="wrong")
    assert people.send(page).status == 422
    expect(page.get_by_role("alert")).to_contain_text("does not accept the token (401)")
    assert page.locator("[name=token]").input_value() == ""
    page.goto(f"{own.url}/w/{slug}/connections/")
    expect(page.locator("main")).to_contain_text("No tracker is connected yet")
    assert b"wrong" not in b"".join(path.read_bytes() for path in own.data.glob("altaclario.sqlite3*"))


def test_an_address_that_is_no_tracker_is_refused_without_asking_it(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url, expects=("status of 422",)).open("/")
    people.sign_up(page, own, people.somebody())
    people.make_workspace(page)
    for address in ("https://example.test", "http://10.0.0.1", "http://169.254.169.254/latest", "ftp://x", "nonsense"):
        people.fill_in_connection(page, tracker)
        page.locator("[name=site]").fill(address)
        page.locator("form.body").evaluate("form => form.noValidate = true")
        assert people.send(page).status in (200, 422)
        expect(page.locator(".error, [role=alert]").first).to_be_visible()
        assert page.url.endswith("/connections/new")


def test_a_reading_that_is_stopped_keeps_nothing_and_can_begin_again(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    tracker.latency_ms = 400
    lead = people.lead(visit(own.url), own, tracker)
    people.send(lead.page, "Stop reading")
    tracker.latency_ms = 0
    expect(lead.page.locator("main")).to_contain_text("The reading was stopped.", timeout=SOON)
    people.send(lead.page, "Read again now")
    expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=SOON)


def test_a_second_tab_that_knows_too_little_breaks_nothing(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(own.url, expects=("status of 404",))
    lead = people.lead(visitor, own, tracker)
    expect(lead.page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    address = re.sub(r"^https?://[^/]+", "", lead.connection)
    second = visitor.open(address)
    lead.page.get_by_text("Empty the memory").click()
    people.send(lead.page, "Empty it now")
    second.get_by_text("Empty the memory").click()
    assert people.send(second, "Empty it now").status == 200
    expect(second.locator("main")).to_contain_text("Memory had been emptied before; nothing was in it.")
    lead.page.get_by_text("Remove the connection").click()
    people.send(lead.page, "Remove it now")
    expect(lead.page.locator("main")).to_contain_text("No tracker is connected yet")
    second.get_by_text("Remove the connection").click()
    assert people.send(second, "Remove it now").status == 404
    expect(second.locator("main")).to_contain_text("404")


def test_a_token_can_be_replaced_by_one_that_works_and_by_nothing_else(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    page = people.lead(visit(own.url, expects=("status of 422",)), own, tracker).page
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    people.follow(page, page.get_by_role("link", name="Replace the token"))
    for token, told in (("x" * 10_000, "at most 2000"), ("wrong", "does not accept the token (401)")):
        page.locator("[name=token]").evaluate("field => field.removeAttribute('maxlength')")
        page.locator("[name=token]").fill(token)
        assert people.send(page, "Test and seal it").status == 422
        expect(page.locator("main form")).to_contain_text(told)
    page.locator("[name=token]").fill(tracker.token)
    people.send(page, "Test and seal it")
    expect(page.get_by_role("status").first).to_contain_text("The test passed")
    assert tracker.token not in page.content()


def test_somebody_from_elsewhere_gets_the_404_of_what_does_not_exist(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    lead = people.lead(visit(own.url), own, tracker)
    cy = visit(own.url, expects=("status of 404",)).open("/")
    people.sign_up(cy, own, people.somebody())
    address = re.sub(r"^https?://[^/]+", "", lead.connection)
    theirs = [f"/w/{lead.slug}/{page}" for page in ("flow", "sprint", "connections/", "connections/new")]
    for path in (*theirs, address, f"{address}scope"):
        assert seen(cy, own.url + path) == seen(cy, own.url + path.replace(lead.slug, "nobody-has-this-one"))


def seen(page: Page, address: str) -> tuple[int, str]:
    """Status and words of a page."""
    response = page.goto(address)
    assert response is not None
    return response.status, page.locator("body").inner_text()


def is_filled(page: Page) -> bool:
    """Whether a dashboard has charts, each with its table, and items."""
    page.wait_for_load_state("domcontentloaded")
    charts = page.locator("figure[data-chart]").count()
    return charts >= 3 and page.locator("figure[data-chart] table").count() == charts
