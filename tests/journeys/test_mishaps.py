"""What breaks while people work: a process, a tracker, the database. The page never does, and says what happened."""

import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.product import Product, until_true

pytestmark = pytest.mark.browser

SOON, LATER = 20_000, 40_000


def test_a_sync_process_that_is_killed_comes_back_and_the_page_keeps_its_figures(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    lead = people.lead(visit(own.url), own, tracker)
    flow = filled(lead.page, own, lead)
    figures = flow.locator("main .figures").first.inner_text()
    tracker.faults.add(path="/rest/api/3/", kind="status", status=503, retry_after=1)
    flow.goto(lead.connection)
    people.send(flow, "Read again now")
    said = len(own.said)
    os.kill(own.child("sync"), signal.SIGKILL)
    flow.goto(f"{own.url}/w/{lead.slug}/flow")
    assert flow.locator("main .figures").first.inner_text() == figures
    own.wait_for("The sync process ended and is started again", after=said)
    until_true(lambda: says_again(flow, r"These figures are \d+ (s|min) old\..*\(503\)"), within=60)
    assert flow.locator("main .figures").first.inner_text() == figures
    tracker.faults.clear()
    people.send(flow, "Read again")
    expect(flow.locator("#chips")).to_contain_text("Live", timeout=LATER)


def test_a_connection_that_is_removed_while_it_is_read_leaves_nothing(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    tracker.latency_ms = 300
    # The page may ask for its progress once more while the connection goes.
    lead = people.lead(visit(own.url, expects=("status of 404", "Error Code 404")), own, tracker)
    until_true(lambda: any("bulkfetch" in asked["path"] for asked in tracker.requests))
    before = len(own.said)
    lead.page.get_by_text("Remove the connection").click()
    people.send(lead.page, "Remove it now")
    expect(lead.page.locator("main")).to_contain_text("nothing of it is in memory")
    asked = len(tracker.requests)
    until_true(lambda: not still_asks(tracker))
    assert len(tracker.requests) < asked + 40
    assert "Error at" not in own.said[before:]
    assert lead.page.goto(f"{own.url}/w/{lead.slug}/flow").status == 200


def test_a_database_that_is_locked_for_a_moment_makes_a_page_wait(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url).open("/")
    people.sign_up(page, own, people.somebody())
    page.locator("[name=name]").fill("Patient")
    with locked(own):
        page.locator("main form .primary").click(no_wait_after=True)
        page.wait_for_timeout(2500)
        assert page.url.endswith("/w/new")
    page.wait_for_url("**/connections/new", timeout=SOON)


def test_a_database_that_stays_locked_gets_a_sentence_and_the_next_try_works(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url, expects=("status of 50",)).open("/")
    people.sign_up(page, own, people.somebody())
    page.locator("[name=name]").fill("Stuck")
    with locked(own):
        assert people.send(page).status == 503
        expect(page.locator("main")).to_contain_text("Nothing was changed and nothing is lost: go back and try again.")
    page.goto(f"{own.url}/w/new")
    assert people.make_workspace(page)


def test_a_tracker_that_refuses_the_token_from_now_on_is_named_with_who_can_mend_it(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    lead = people.lead(visit(own.url), own, tracker)
    page = filled(lead.page, own, lead)
    tracker.faults.add(path="/rest/api/3/", kind="status", status=401)
    page.goto(lead.connection)
    people.send(page, "Read again now")
    expect(page.locator("main")).to_contain_text("does not accept the token (401)", timeout=SOON)
    page.goto(f"{own.url}/w/{lead.slug}/flow")
    expect(page.locator("main")).to_contain_text(
        re.compile(r"does not accept the token \(401\).*owner can make a new one")
    )
    assert page.locator("figure[data-chart]").count() >= 3


FAULTS = [
    ({"kind": "status", "status": 500}, "Jira failed"),
    ({"kind": "status", "status": 429, "retry_after": 86400}, "left alone (429)"),
    ({"kind": "html"}, "Jira"),
    ({"kind": "truncated"}, "Jira"),
    ({"kind": "nonsense"}, "Jira"),
]


@pytest.mark.parametrize(("fault", "told"), FAULTS, ids=str)
def test_a_first_reading_that_fails_is_told_and_never_shown_as_empty(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], fault: dict[str, object], told: str
) -> None:
    tracker.faults.add(path="/rest/api/3/changelog", **fault)
    lead = people.lead(visit(own.url), own, tracker)
    expect(lead.page.locator("#chips")).to_contain_text("Failed", timeout=60_000)
    expect(lead.page.locator("main")).to_contain_text(told)
    lead.page.goto(f"{own.url}/w/{lead.slug}/flow")
    expect(lead.page.locator("main")).to_contain_text(told)
    assert "weather" not in lead.page.content()


def filled(page: Page, product: Product, lead: people.Lead) -> Page:
    """The flow page, with all of the history."""
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    page.goto(f"{product.url}/w/{lead.slug}/flow")
    expect(page.locator("figure[data-chart]").first).to_be_attached()
    return page


def says_again(page: Page, pattern: str) -> bool:
    """Whether the page says so when it is loaded again."""
    page.reload()
    return re.search(pattern, page.locator("main").inner_text()) is not None


def still_asks(tracker: Simulated) -> bool:
    before = len(tracker.requests)
    time.sleep(1)
    return len(tracker.requests) > before


@contextmanager
def locked(product: Product) -> Iterator[None]:
    """Nobody else can write into the database until the block ends."""
    with closing(sqlite3.connect(product.data / "altaclario.sqlite3", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")
