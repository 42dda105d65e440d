"""How figures are counted is changed after a look at what changes, taken along as a file and taken in again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.people import follow, send
from tests.journeys.product import Product
from tests.journeys.test_sharing import SOON

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_from_a_look_at_what_changes_to_a_file_that_is_taken_in(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = people.lead(visit(own.url, script=script, expects=("status of 422",)), own, tracker)
    page, counting = lead.page, f"{own.url}/w/{lead.slug}/counting/"
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    page.goto(counting)
    follow(page, page.get_by_role("link", name="Change Working days and holidays"))
    page.locator("[name=clock]").select_option("working")
    if not script:
        send(page, "See what changes")
    expect(page.locator("#preview")).to_contain_text("→", timeout=SOON)
    send(page, "Save")
    expect(page.locator("main")).to_contain_text("in working days")
    page.goto(f"{counting}workflow")
    page.get_by_label("Most items in").first.fill("1")
    send(page, "Save")
    expect(page.locator("main")).to_contain_text("1 limit")
    if script:
        with page.expect_download() as taken:
            page.get_by_role("link", name="Take it along as a file").click()
        said = taken.value.path().read_text()
        page.goto(f"{counting}import/file")
        page.locator("[name=text]").fill(said.replace('clock = "working"', 'clock = "calendar"'))
        send(page, "See what changes")
        expect(page.locator("#preview")).to_contain_text("→", timeout=SOON)
        send(page, "Save")
        expect(page.locator("main")).to_contain_text("in calendar days")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{counting}workflow")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
