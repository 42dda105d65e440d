"""A team is made, its flow looked at and shared; whoever is not of it cannot change it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.people import Person, follow, send
from tests.journeys.product import Product
from tests.journeys.test_members import change, invited
from tests.journeys.test_sharing import GONE, NOT_FOUND, SOON

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_from_a_name_to_a_shared_flow_and_its_end(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor], script: bool
) -> None:
    lead = people.lead(visit(own.url, script=script), own, tracker, board="Payments board")
    page, teams = lead.page, f"{own.url}/w/{lead.slug}/teams/"
    expect(page.locator("#chips")).to_contain_text("Live", timeout=SOON)
    page.goto(teams)
    follow(page, page.get_by_role("link", name="Make a team"))
    page.locator("[name=name]").fill("Core")
    send(page, "Make it")
    page.get_by_label("Ada Example").check()
    send(page, "Change name and members")
    page.get_by_label("Payments board").check()
    send(page, "Choose this work")
    expect(page.locator("main")).to_contain_text("The work of the team is changed")
    page.goto(teams)
    expect(page.locator("tbody tr")).to_contain_text("Payments board")
    expect(page.locator("tbody tr")).to_contain_text("Ada Example")
    follow(page, page.get_by_role("link", name="See its flow"))
    answer = page.locator(".answer").inner_text()
    expect(page.get_by_role("button", name="Team Core")).to_be_visible()
    follow(page, page.locator(".nav").get_by_role("link", name="Sprint"))
    assert "team=" in page.url
    page.go_back()
    follow(page, page.get_by_role("link", name="Share", exact=True))
    expect(page.locator("main")).to_contain_text("Core")
    send(page)
    link = page.locator("#address").input_value().removeprefix(own.url)
    shared = visit(own.url, script=script, expects=(NOT_FOUND,)).open(link)
    assert shared.locator(".answer").inner_text() == answer
    expect(shared.locator("main")).to_contain_text("Core")

    eve = Person(f"eve.{script}@teams.test".lower(), "Eve Example")
    path = invited(page, own, f"{own.url}/w/{lead.slug}/members/", eve)
    theirs = visit(own.url, script=script, expects=("status of 403",)).open(path)
    follow(theirs, theirs.locator("main").get_by_role("link", name="Sign up"))
    people.fill_in_who_one_is(theirs, eve)
    send(theirs)
    theirs.locator("[name=code]").fill(own.code(eve.email, number=2))
    send(theirs)
    send(theirs)
    change(page, f"{own.url}/w/{lead.slug}/members/", eve, to="Member")
    theirs.goto(teams)
    expect(theirs.get_by_role("link", name="See its flow")).to_be_visible()
    expect(theirs.get_by_role("link", name="Change")).to_have_count(0)
    page.goto(teams)
    follow(page, page.get_by_role("link", name=re.compile("^Change")))
    assert theirs.goto(page.url).status == 403
    page.locator("summary", has_text="Delete the team").click()
    send(page, "Delete it now")
    expect(page.locator("main")).to_contain_text("There is no team yet")
    shared.reload()
    expect(shared.locator("h1")).to_have_text(GONE)


def test_a_key_opens_the_choice_of_a_team_and_another_tracker_keeps_it(
    demo: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(demo.url).open("/w/demo/flow")
    page.keyboard.press("t")
    menu = page.locator(".menu:popover-open")
    expect(menu).to_contain_text("Web shop")
    follow(page, menu.get_by_role("link", name="Operations"))
    expect(page.get_by_role("button", name="Team Operations")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Operations also has work in")
    page.get_by_role("button", name="Tracker").click()
    follow(page, page.locator(".menu:popover-open a:not([aria-current])"))
    assert "team=" in page.url
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("s")
    assert re.search(r"/sprint\?connection=.*&team=", page.url)
    page.goto(f"{demo.url}/w/demo/teams/")
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page.get_by_role("link", name="Change")).to_have_count(0)
