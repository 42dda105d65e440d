"""Whatever is typed into the forms of accounts: a sentence, and never a hint whether an address is known."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from altaclario.simulator.serving import Simulated
from tests.browsing import Visitor
from tests.journeys import people
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

LONG = "x" * 10_000


def test_an_address_that_has_an_account_gets_the_same_page(own: Product, visit: Callable[..., Visitor]) -> None:
    person = people.somebody()
    answers = []
    for _ in range(2):
        page = visit(own.url).open("/")
        people.fill_in_sign_up(page, person)
        response = people.send(page)
        answers.append((response.status, page.url, without_tokens(page)))
        if len(answers) == 1:
            page.locator("[name=code]").fill(own.code(person.email))
            people.send(page)
            people.make_workspace(page)
    assert answers[0] == answers[1]
    assert "already" in own.mails(person.email)[1]


def test_a_wrong_code_is_told_and_the_right_one_still_works(own: Product, visit: Callable[..., Visitor]) -> None:
    person, page = people.somebody(), visit(own.url).open("/")
    people.fill_in_sign_up(page, person)
    people.send(page)
    page.locator("[name=code]").fill("ZZZZ-ZZZZ")
    assert people.send(page).status == 200
    expect(page.locator(".error").first).to_be_visible()
    page.locator("[name=code]").fill(own.code(person.email))
    people.send(page)
    assert page.url.endswith("/w/new")


def test_an_old_code_is_worth_nothing_once_a_new_one_was_sent(own: Product, visit: Callable[..., Visitor]) -> None:
    person, page = people.somebody(), visit(own.url).open("/")
    people.fill_in_sign_up(page, person)
    people.send(page)
    old = own.code(person.email)
    people.send(page, "Send a new code")
    new = own.code(person.email, number=2)
    assert new != old
    page.locator("[name=code]").fill(old)
    people.send(page)
    expect(page.locator(".error").first).to_be_visible()
    page.locator("[name=code]").fill(new)
    people.send(page)
    assert page.url.endswith("/w/new")


def test_too_many_wrong_codes_end_the_try(own: Product, visit: Callable[..., Visitor]) -> None:
    person, page = people.somebody(), visit(own.url).open("/")
    people.fill_in_sign_up(page, person)
    people.send(page)
    for _ in range(5):
        if not page.locator("[name=code]").count():
            break
        page.locator("[name=code]").fill("ZZZZ-ZZZZ")
        people.send(page)
    assert page.locator("[name=code]").count() == 0
    page.goto(own.url + "/w/")
    assert "/accounts/login/" in page.url


def test_a_form_that_is_sent_twice_makes_one_thing(own: Product, visit: Callable[..., Visitor]) -> None:
    person, page = people.somebody(), visit(own.url).open("/")
    people.fill_in_sign_up(page, person)
    twice(page)
    page.wait_for_url("**/confirm-email/**")
    for number in (1, 2):
        # Each press may send a code, and the page waits for the one whose answer came last.
        page.locator("[name=code]").fill(own.code(person.email, number=number))
        twice(page)
        with contextlib.suppress(TimeoutError):
            page.wait_for_url("**/w/new", timeout=5000)
            break
    page.wait_for_url("**/w/new")
    page.locator("[name=name]").fill("Twice")
    twice(page)
    page.wait_for_url("**/connections/**")
    page.goto(own.url + "/w/?all")
    expect(page.get_by_role("row")).to_have_count(2)


def test_two_forms_that_arrive_at_the_same_moment_make_one_thing(
    own: Product, tracker: Simulated, visit: Callable[..., Visitor]
) -> None:
    person, page = people.somebody(), visit(own.url).open("/")
    people.fill_in_sign_up(page, person)
    assert at_once(page) == [200, 200]
    page.goto(own.url + "/accounts/confirm-email/")
    # Each mail is for one of the two pages; the browser kept the later one.
    for number in (2, 1):
        if page.locator("[name=code]").count():
            page.locator("[name=code]").fill(own.code(person.email, number=number))
            people.send(page)
    assert page.url.endswith("/w/new")
    page.locator("[name=name]").fill("Once")
    assert at_once(page) == [200, 200]
    page.goto(own.url + "/w/")
    slug = re.search(r"/w/([^/]+)/home$", page.url)[1]
    page.goto(f"{own.url}/w/{slug}/connections/new")
    people.fill_in_connection(page, tracker)
    assert at_once(page) == [200, 200]
    page.goto(f"{own.url}/w/{slug}/connections/")
    expect(page.locator("main")).to_contain_text("One tracker is connected.")


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/", "/accounts/password/reset/"])
def test_ten_thousand_characters_in_each_field_get_a_sentence(
    own: Product, visit: Callable[..., Visitor], path: str
) -> None:
    page = visit(own.url, expects=("status of 4",)).open(path)
    fill_with(page, LONG)
    assert people.send(page).status < 500
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".error, [role=alert]").count() > 0


def test_ten_thousand_characters_in_each_field_of_a_workspace_and_a_connection(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url, expects=("status of 4",)).open("/")
    person = people.somebody()
    people.fill_in_sign_up(page, person)
    people.send(page)
    fill_with(page, LONG)
    assert people.send(page).status < 500
    page.locator("[name=code]").fill(own.code(person.email))
    people.send(page)
    fill_with(page, LONG)
    assert people.send(page).status < 500
    expect(page.locator(".error").first).to_be_visible()
    people.make_workspace(page)
    fill_with(page, LONG)
    assert people.send(page).status < 500
    expect(page.locator(".error").first).to_be_visible()


def test_a_password_that_is_known_to_all_is_refused_with_the_reason(
    own: Product, visit: Callable[..., Visitor]
) -> None:
    page = visit(own.url).open("/")
    people.fill_in_sign_up(page, people.somebody())
    page.locator("[name=password1]").fill("short")
    assert people.send(page).status == 200
    expect(page.locator(".error").first).to_contain_text("15")


def test_nobody_gets_an_account_without_the_terms_and_the_age(own: Product, visit: Callable[..., Visitor]) -> None:
    person, page = people.somebody(), visit(own.url).open("/")
    people.fill_in_sign_up(page, person)
    page.locator("[name=terms]").uncheck()
    page.locator("[name=of_age]").uncheck()
    page.locator("main form").first.evaluate("form => form.noValidate = true")
    people.send(page)
    assert page.locator(".error").count() == 2
    assert own.mails(person.email) == []


def fill_with(page: Page, text: str) -> None:
    """Put a text into each field of the first form, and let the server judge it."""
    form = page.locator("main form").first
    form.evaluate("form => form.noValidate = true")
    for field in form.locator("input:not([type=hidden]):not([type=checkbox])").all():
        field.evaluate("field => field.removeAttribute('maxlength')")
        field.fill(text)


def twice(page: Page) -> None:
    """Press the primary button as people do who double-click everything."""
    page.locator("main form .primary").first.dblclick(no_wait_after=True)


def at_once(page: Page) -> list[int]:
    """Send the form of the page twice at the same moment, and wait for both answers."""
    statuses: list[int] = page.locator("main form").first.evaluate(
        """form => Promise.all([1, 2].map(() =>
             fetch(form.action, {method: "POST", body: new FormData(form)}).then(answer => answer.status)))"""
    )
    return statuses


def without_tokens(page: Page) -> str:
    """A page without what differs on each request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content())


@pytest.mark.asvs("14.3.1")
def test_whoever_signs_out_leaves_nothing_behind_in_another_tab(own: Product, visit: Callable[..., Visitor]) -> None:
    visitor = visit(own.url)
    page = visitor.open("/")
    people.sign_up(page, own, people.somebody())
    slug = people.make_workspace(page)
    other, account = visitor.open(f"/w/{slug}/members/"), visitor.open("/accounts/preferences/")
    assert "Ada Example" in other.content()
    # The server cannot be asked: what stands in other tabs goes all the same.
    visitor.context.set_offline(True)
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    for tab in (other, account):
        expect(tab.locator("body")).to_be_empty()
        assert "Ada Example" not in tab.content()
