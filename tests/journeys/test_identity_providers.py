"""In through an identity provider, in a browser that enforces our policy, and over to another site and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from altaclario.simulator.issuer.door import CLIENT, SECRET
from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import command, people
from tests.journeys.product import Product
from tests.journeys.test_passkeys import sign_out

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def let_in(own: Product, _tracker: Simulated) -> None:
    """The operator lets people in through the simulated issuer."""
    (own.folder / "secret").write_text(SECRET)
    words = ["add-issuer", "acme", "--label", "Acme ID", "--issuer", _tracker.issuer("acme").url]
    words += ["--client-id", CLIENT, "--secret-file", str(own.folder / "secret"), "--data", str(own.data)]
    ended = command.run(words, token="", ALTACLARIO_ISSUER_NETWORKS="127.0.0.0/8")
    assert (ended.code, "/accounts/through/acme/back" in ended.out) == (0, True), ended


def go_through(page: Page, button: str | re.Pattern[str], who: str) -> None:
    """Press it, be led to the issuer by itself, and say who one is there."""
    page.get_by_role("button", name=button).click()
    page.get_by_role("link", name=f"Sign in as {who}").click()
    page.wait_for_url("http://localhost:*/**")


def test_signing_up_with_one_and_coming_back(own: Product, let_in: None, visit: Callable[..., Visitor]) -> None:
    page, person = visit(own.url).open("/accounts/login/"), people.somebody()
    go_through(page, "Sign in with Acme ID", "dee")
    expect(page.get_by_role("heading", level=1)).to_contain_text("linked to no account yet")
    people.follow(page, page.locator("main").get_by_role("link", name="Sign up"))
    expect(page.locator("[name=password1]")).to_have_count(0)
    people.fill_in_who_one_is(page, person)
    people.send(page)
    page.locator("[name=code]").fill(own.code(person.email))
    people.send(page)
    expect(page.locator("main")).to_contain_text(person.email)
    people.send(page, "Link them")
    expect(page.get_by_text("Linked. From now on it signs you in.")).to_be_visible()
    sign_out(page, own)
    go_through(page, "Sign in with Acme ID", "dee")
    assert page.url.endswith("/w/new")
    page.goto(f"{own.url}/accounts/security/totp/activate/")
    people.send(page, "Send me a code")
    page.locator("[name=code]").fill(own.code(person.email, number=3))
    people.send(page)
    assert page.url.endswith("/accounts/security/totp/activate/")


def test_linking_it_to_an_account_that_is_there_and_ending_that(
    own: Product, let_in: None, visit: Callable[..., Visitor]
) -> None:
    page, person = visit(own.url).open("/"), people.somebody()
    people.sign_up(page, own, person)
    page.goto(f"{own.url}/accounts/security/")
    go_through(page, "Link Acme ID", "ben")
    people.send(page, "Link them")
    sign_out(page, own)
    go_through(page, "Sign in with Acme ID", "ben")
    page.goto(f"{own.url}/accounts/security/")
    expect(page.locator("main")).to_contain_text("through an identity provider")
    people.send(page, "Remove Acme ID")
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    sign_out(page, own)
    go_through(page, "Sign in with Acme ID", "ben")
    expect(page.get_by_role("heading", level=1)).to_contain_text("linked to no account yet")


def test_the_provider_of_a_workspace_lets_into_this_one_alone(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    page, person = visit(own.url, expects=("status of 404",)).open("/"), people.somebody()
    people.sign_up(page, own, person)
    slug = people.make_workspace(page)
    page.goto(f"{own.url}/w/new")
    page.locator("[name=name]").fill("Another")
    people.send(page)
    page.goto(f"{own.url}/w/{slug}/identity-provider")
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    page.locator("[name=issuer]").fill(tracker.issuer("acme").url)
    page.locator("[name=client_id]").fill(CLIENT)
    page.locator("[name=secret]").fill(SECRET)
    people.send(page)
    expect(page.get_by_text("By means of their own, or through 127.0.0.1.")).to_be_visible()
    page.goto(f"{own.url}/w/{slug}/my-sign-in")
    go_through(page, "Link yourself to 127.0.0.1", "eve")
    people.send(page, "Link them")
    expect(page.get_by_text("Linked. From now on it lets you into this workspace.")).to_be_visible()

    sign_out(page, own)
    page.goto(f"{own.url}/sign-in/{slug}/")
    go_through(page, "Sign in through its identity provider", "eve")
    assert page.url.endswith(f"/w/{slug}/home"), page.url
    page.get_by_role("button", name="Your account").click()
    expect(page.get_by_text("Signed in to this workspace alone")).to_be_visible()
    expect(page.get_by_text("Another")).to_have_count(0)
    page.goto(f"{own.url}/accounts/security/")
    expect(page.locator("main")).to_contain_text("which opens that workspace alone")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Security")
