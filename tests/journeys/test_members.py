"""Several people in one workspace: invited, let in, given another role, removed; and two workspaces side by side."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.people import Person
from tests.journeys.product import Product, until_true

pytestmark = pytest.mark.browser


def test_from_an_invitation_over_another_role_to_removal(own: Product, visit: Callable[..., Visitor]) -> None:
    ada, slug = founded(own, visit(own.url), "Acme")
    members = f"{own.url}/w/{slug}/members/"
    eve = Person("eve.example@acme.test", "Eve Example")
    path = invited(ada, own, members, eve)

    theirs = visit(own.url, expects=("status of 403", "status of 404")).open(path)
    assert re.search(r"/accounts/login/\?next=/invitations/$", theirs.url), "the token stands in an address"
    people.follow(theirs, theirs.locator("main").get_by_role("link", name="Sign up"))
    people.fill_in_who_one_is(theirs, eve)
    people.send(theirs)
    theirs.locator("[name=code]").fill(own.code(eve.email, number=2))
    people.send(theirs)
    expect(theirs.locator("h1")).to_have_text("Join Acme")
    people.send(theirs)
    assert theirs.url == f"{own.url}/w/{slug}/home"

    expect(theirs.get_by_role("link", name="Settings")).to_have_count(0)
    assert theirs.goto(f"{own.url}/w/{slug}/connections/new").status == 403
    change(ada, members, eve, to="Member")
    assert theirs.reload().status == 200
    theirs.goto(members)
    ada.goto(members)
    people.follow(ada, row(ada, eve).get_by_role("link", name="Change"))
    ada.get_by_text("Remove from the workspace").click()
    people.send(ada, "Remove them now")
    expect(row(ada, eve)).to_have_count(0)
    assert theirs.reload().status == 404
    theirs.goto(f"{own.url}/w/")
    assert theirs.url == f"{own.url}/w/new"
    assert theirs.goto(own.url + path).status == 404


def test_two_workspaces_of_one_person_and_nothing_of_either_for_anybody_else(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(own.url)
    page, first = founded(own, visitor, "First House")
    page.goto(f"{own.url}/w/{first}/members/")
    page.get_by_role("button", name="Workspace: First House").click()
    people.follow(page, page.get_by_role("link", name="New workspace"))
    second = people.make_workspace(page, "Second House")
    page.goto(f"{own.url}/w/{second}/members/")
    page.get_by_role("button", name="Workspace: Second House").click()
    people.follow(page, page.locator("#workspaces").get_by_role("link", name="First House"))
    assert page.url == f"{own.url}/w/{first}/members/"
    expect(page.get_by_role("button", name="Workspace: First House")).to_be_visible()

    stranger, elsewhere = founded(own, visit(own.url, expects=("status of 404",)), "Elsewhere")
    for slug in (first, second):
        for path in ("flow", "members/", "settings", "connections/"):
            answer = stranger.goto(f"{own.url}/w/{slug}/{path}")
            assert answer.status == 404
            assert "House" not in answer.text()
    stranger.goto(f"{own.url}/w/{elsewhere}/flow")
    expect(stranger.locator("#workspaces a")).to_have_count(1)


def test_without_scripts_a_person_changes_workspace_and_preferences(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page, first = founded(own, visit(own.url, script=False), "Plain")
    page.goto(f"{own.url}/w/{first}/flow")
    people.follow(page, page.get_by_role("link", name="Your workspaces"))
    people.follow(page, page.locator("main").get_by_role("link", name="New workspace"))
    people.make_workspace(page, "Plainer")
    page.goto(f"{own.url}/w/?all")
    people.follow(page, page.locator("main").get_by_role("link", name="Plain", exact=True))
    assert page.url == f"{own.url}/w/{first}/home"
    page.goto(f"{own.url}/accounts/preferences/")
    page.locator("[name=theme]").select_option("dark")
    page.locator("[name=density]").select_option("compact")
    people.send(page)
    expect(page.locator("html[data-theme=dark][data-density=compact]")).to_have_count(1)


def founded(own: Product, visitor: Visitor, name: str) -> tuple[Page, str]:
    """Somebody who has signed up and made a workspace, and its slug."""
    page = visitor.open("/")
    people.sign_up(page, own, people.somebody())
    return page, people.make_workspace(page, name)


def invited(page: Page, own: Product, members: str, whom: Person) -> str:
    """Send an invitation as a viewer; returns the address in the mail."""
    page.goto(members)
    people.follow(page, page.get_by_role("link", name="Invite somebody"))
    page.locator("[name=email]").fill(whom.email)
    page.locator("[name=role]").select_option("viewer")
    people.send(page)
    expect(page.locator("main")).to_contain_text("The invitation is on its way")
    until_true(lambda: own.mails(whom.email))
    return re.search(r"http://[^/]+(/invitations/\S+)", own.mails(whom.email)[0])[1]


def row(page: Page, person: Person) -> Locator:
    return page.get_by_role("row").filter(has_text=person.email)


def change(page: Page, members: str, person: Person, *, to: str) -> None:
    page.goto(members)
    people.follow(page, row(page, person).get_by_role("link", name="Change"))
    page.locator("[name=role]").select_option(to)
    people.send(page, "Change the role")
    expect(row(page, person)).to_contain_text(to)
