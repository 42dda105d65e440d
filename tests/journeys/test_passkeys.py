"""From signing up to signing in with nothing but a passkey, on the address that `run` prints."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.product import Product

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def device_of(page: Page) -> tuple[CDPSession, str]:
    """A device that keeps passkeys, built into the browser of that page."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def sign_out(page: Page, product: Product) -> None:
    page.goto(f"{product.url}/accounts/logout/")
    people.send(page)
    page.goto(f"{product.url}/accounts/login/")


def test_from_sign_up_to_signing_in_with_a_passkey(own: Product, visit: Callable[..., Visitor]) -> None:
    page, person = visit(own.url).open("/"), people.somebody()
    session, device = device_of(page)
    people.sign_up(page, own, person)
    page.goto(f"{own.url}/accounts/security/webauthn/add/")
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    page.locator("[name=name]").fill("My laptop")
    people.send(page)
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto(f"{own.url}/accounts/security/")
    expect(page.locator("main")).to_contain_text("My laptop")

    sign_out(page, own)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey answered.")).to_be_visible()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    people.send(page, "Sign in with a passkey")
    assert page.url.endswith("/w/new")

    sign_out(page, own)
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    people.send(page, "Use your passkey")
    assert page.url.endswith("/w/new")

    page.goto(f"{own.url}/accounts/security/")
    page.get_by_role("link", name="Remove My laptop").click()
    page.locator("[name=password]").fill(people.PASSWORD)
    people.send(page)
    people.send(page, "Remove it")
    expect(page.locator("main")).not_to_contain_text("My laptop")
