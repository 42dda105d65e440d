"""What a person prefers follows them; what a device chose for itself stays there."""

import pytest
from django.test import Client

from altaclario.accounts import preferences
from altaclario.accounts.models import User
from altaclario.accounts.tests.signing import SECURITY, sign_in
from altaclario.web import device
from tests.rows import rows

pytestmark = pytest.mark.django_db
PAGE = "/accounts/preferences/"
DARK = {"zone": "Asia/Tokyo", "theme": "dark", "density": "compact"}


@pytest.fixture
def browser(dee: User) -> Client:
    signed_in = Client()
    sign_in(signed_in, dee)
    return signed_in


def test_they_are_kept_and_count_from_the_next_page_on(dee: User, browser: Client) -> None:
    assert browser.post(PAGE, DARK).status_code == 302
    dee.refresh_from_db()
    assert (dee.zone, dee.theme, dee.density) == ("Asia/Tokyo", "dark", "compact")
    page = browser.get(PAGE).content.decode()
    assert 'data-theme="dark" data-density="compact"' in page
    assert 'value="Asia/Tokyo" selected' in page


def test_another_device_follows_when_it_is_signed_in_and_when_somebody_signs_in(dee: User, browser: Client) -> None:
    other = Client()
    sign_in(other, dee)
    browser.post(PAGE, DARK)
    other.get(PAGE)
    assert 'data-density="compact"' in other.get(PAGE).content.decode()
    third = Client()
    sign_in(third, dee)
    assert 'data-theme="dark"' in third.get(PAGE).content.decode()


def test_the_device_remembers_when_nobody_is_signed_in(browser: Client) -> None:
    browser.post(PAGE, DARK)
    browser.get(PAGE)
    browser.post("/accounts/logout/")
    page = browser.get("/accounts/login/").content.decode()
    assert 'data-theme="dark" data-density="compact"' in page


def test_what_a_device_chose_since_stays_until_the_person_says_otherwise(browser: Client) -> None:
    browser.post(PAGE, DARK)
    browser.get(PAGE)
    browser.post("/theme")
    assert 'data-theme="dark"' not in browser.get(PAGE).content.decode()
    assert 'data-theme="dark"' not in browser.get(SECURITY).content.decode()


def test_choosing_what_is_usual_leaves_no_cookie(browser: Client) -> None:
    browser.post(PAGE, DARK)
    browser.get(PAGE)
    browser.post(PAGE, DARK | {"theme": "auto", "density": "comfortable"})
    browser.get(PAGE)
    assert not [name for name in ("theme", "density") if browser.cookies[name].value]


def test_times_of_ones_own_are_in_ones_own_zone(browser: Client) -> None:
    assert "Times are in UTC." in browser.get(SECURITY).content.decode()
    browser.post(PAGE, DARK)
    assert "Times are in Asia/Tokyo." in browser.get(SECURITY).content.decode()
    assert 'value="Asia/Tokyo" selected' in browser.get("/w/new").content.decode()


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"density": "x" * 10_000}, {"zone": "../etc"}, {"zone": ""}])
def test_what_there_is_not_is_said_and_nothing_is_kept(browser: Client, wrong: dict[str, str]) -> None:
    before = rows()
    given = browser.post(PAGE, DARK | wrong)
    assert (given.status_code, b"error" in given.content) == (422, True)
    assert rows() == before


def test_a_page_is_for_its_own_person_and_for_nobody_else(anybody: Client) -> None:
    assert anybody.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_every_choice_of_the_form_is_one_that_a_device_can_remember() -> None:
    from altaclario.accounts.forms import Preferences

    for name in ("theme", "density"):
        assert tuple(value for value, _ in Preferences.base_fields[name].choices) == device.CHOICES[name]  # type: ignore[attr-defined]
    assert "UTC" in dict(preferences.zones())
