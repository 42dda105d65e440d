"""What a lead does in the browser, step by step: signs up, makes a workspace, connects a tracker, chooses."""

import base64
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Locator, Page, Response

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys.product import Product

PASSWORD = "nine mills stand by the river"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who never was here before."""

    email: str
    name: str = "Ada Example"


def somebody() -> Person:
    return Person(f"ada{next(_numbers)}@acme.test")


def send(page: Page, button: str | re.Pattern[str] | None = None) -> Response:
    """Press the page's one primary button, or the one of that name; returns the page that comes."""
    main = page.locator("main")
    pressed = main.get_by_role("button", name=button) if button else main.locator("form .primary")
    with page.expect_navigation() as navigation:
        pressed.first.click()
    response = navigation.value
    assert response is not None
    return response


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page and wait until that has arrived."""
    with page.expect_navigation():
        link.click()


def fill_in_sign_up(page: Page, person: Person) -> None:
    page.goto(re.match(r"https?://[^/]+", page.url)[0] + "/accounts/signup/")
    fill_in_who_one_is(page, person)


def fill_in_who_one_is(page: Page, person: Person) -> None:
    """The form of sign-up, on the page of which one is."""
    page.locator("[name=name]").fill(person.name)
    page.locator("[name=email]").fill(person.email)
    if page.locator("[name=password1]").count():  # Whoever comes from an identity provider is asked for none.
        page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=terms]").check()
    page.locator("[name=of_age]").check()


def sign_up(page: Page, product: Product, person: Person) -> None:
    """To the page of the new workspace: the form, then the code from the mail."""
    fill_in_sign_up(page, person)
    assert send(page).status == 200
    page.locator("[name=code]").fill(product.code(person.email))
    assert send(page).status == 200
    assert page.url.endswith("/w/new"), page.url


def set_up_app(page: Page) -> str:
    """From the page of an app's key to the recovery codes; returns the key."""
    key = page.locator("#key").input_value()
    page.locator("[name=code]").fill(app_code(key))
    assert send(page).status == 200
    return key


def app_code(key: str, *, steps: int = 0) -> str:
    """What an authenticator app shows (RFC 6238), now or so many half minutes later."""
    step = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(key), step.to_bytes(8), "sha1")
    at = digest[-1] & 15
    return f"{int.from_bytes(digest[at : at + 4]) % 2**31 % 10**6:06}"


def make_workspace(page: Page, name: str = "Acme") -> str:
    """Returns its slug."""
    page.locator("[name=name]").fill(name)
    assert send(page).status == 200
    return re.search(r"/w/([^/]+)/connections/new$", page.url)[1]


def fill_in_connection(page: Page, tracker: Simulated, *, token: str = "") -> None:
    page.locator("[name=site]").fill(tracker.url)
    page.locator("[name=email]").fill(tracker.email)
    page.locator("[name=token]").fill(token or tracker.token)


def fill_in_organisation(page: Page, tracker: Simulated, *, token: str = "") -> None:
    """The form of the other tracker, which is a link away."""
    follow(page, page.get_by_role("link", name="Azure DevOps Services"))
    page.locator("[name=site]").fill(tracker.azure_url)
    page.locator("[name=token]").fill(token or tracker.pat)


def fill_in_data_center(page: Page, tracker: Simulated) -> None:
    """The form of a Jira on a server of one's own."""
    follow(page, page.get_by_role("link", name="Jira Data Center"))
    page.locator("[name=site]").fill(tracker.data_center_url)
    page.locator("[name=token]").fill(tracker.personal_token)


def fill_in_server(page: Page, tracker: Simulated) -> None:
    """The form of an Azure DevOps on a server of one's own."""
    follow(page, page.get_by_role("link", name="Azure DevOps Server"))
    page.locator("[name=site]").fill(tracker.server_url)
    page.locator("[name=token]").fill(tracker.server_pat)


def connect(page: Page, tracker: Simulated, fill_in: Callable[..., None] = fill_in_connection) -> None:
    """From the connection form to the choice of projects and boards."""
    fill_in(page, tracker)
    assert send(page).status == 200
    assert page.url.endswith("/scope"), page.locator("main").inner_text()


def choose(page: Page, *, project: str = "Payments", board: str | None = None) -> str:
    """Tick a project and, if one is named, its board; returns the address of the connection's page."""
    page.locator("label", has_text=re.compile(rf"\b{project}\b")).locator("[name=projects]").check()
    if board:
        page.locator("label", has_text=board).locator("[name=boards]").check()
    send(page)
    return page.url


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody whose workspace reads a tracker."""

    person: Person
    page: Page
    slug: str
    connection: str
    """The address of the connection's page."""


def lead(
    visitor: Visitor,
    product: Product,
    tracker: Simulated,
    *,
    board: str | None = None,
    fill_in: Callable[..., None] = fill_in_connection,
) -> Lead:
    """The whole way, up to the page of the connection that is being read."""
    person, page = somebody(), visitor.open("/")
    sign_up(page, product, person)
    slug = make_workspace(page)
    connect(page, tracker, fill_in)
    return Lead(person, page, slug, choose(page, board=board))
