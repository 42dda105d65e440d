"""Who says no is not counted from the next request on: people by their account, visitors by signal or device."""

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.accounts import objecting
from altaclario.accounts.models import User
from altaclario.telemetry.counts import Counts
from altaclario.telemetry.tests.counted import counted, failures, samples, views
from tests.cast import House

__all__ = ["counted"]
pytestmark = [pytest.mark.django_db, pytest.mark.proves("objections-heard")]
SAYS = "route=flow&LCP=1234&error=chart:7"


def say(browser: Client) -> int:
    return browser.post("/telemetry", SAYS, content_type="application/x-www-form-urlencoded").status_code


def _objects(acme: House, _browser: Client) -> None:
    objecting.object_to(acme.ada.person, ["telemetry"], now=timezone.now())


def _pauses(acme: House, _browser: Client) -> None:
    User.objects.filter(pk=acme.ada.person_id).update(restricted=timezone.now())


def _on_this_device(_acme: House, browser: Client) -> None:
    browser.post("/counted")


def _by_signal(_acme: House, browser: Client) -> None:
    browser.defaults["HTTP_SEC_GPC"] = "1"


NO = {"objects": _objects, "pauses": _pauses, "on this device": _on_this_device, "by signal": _by_signal}


@pytest.mark.parametrize("how", NO)
def test_who_says_no_is_not_counted_from_the_next_request_on(
    how: str, counted: Counts, ada: Client, acme: House
) -> None:
    flow = f"/w/{acme.slug}/flow"
    assert "data-route" in ada.get(flow).content.decode()
    assert say(ada) == 204
    assert views(counted) == [("flow", "look", 200, 1)]
    assert samples(counted) == [("flow", "LCP", 1_200, 1)]
    NO[how](acme, ada)
    counted.take()
    page = ada.get(flow).content.decode()
    assert "data-route" not in page
    assert "built/telemetry" not in page
    ada.get("/nothing")
    ada.get("/robots.txt")
    assert say(ada) == 204
    ada.post("/accounts/logout/")
    assert counted.take() == {}


@pytest.mark.parametrize("how", ["on this device", "by signal"])
def test_so_can_a_visitor_without_an_account(how: str, counted: Counts, anybody: Client, acme: House) -> None:
    anybody.get("/")
    assert len(counted.take()) == 1
    NO[how](acme, anybody)
    counted.take()
    assert "data-route" not in anybody.get("/").content.decode()
    assert say(anybody) == 204
    assert counted.take() == {}


@pytest.mark.urls("altaclario.telemetry.tests.test_errors")
def test_of_who_objects_no_error_is_counted(counted: Counts, ada: Client, acme: House) -> None:
    ada.raise_request_exception = False
    ada.get("/fails/flow")
    assert len(failures(counted)) == 1
    counted.take()
    _objects(acme, ada)
    assert ada.get("/fails/flow").status_code == 500
    assert counted.take() == {}


def test_what_objects_goes_back_to_being_counted_when_it_is_taken_back(
    counted: Counts, ada: Client, acme: House
) -> None:
    _objects(acme, ada)
    objecting.object_to(acme.ada.person, [], now=timezone.now())
    ada.get(f"/w/{acme.slug}/flow")
    assert views(counted) == [("flow", "look", 200, 1)]


def test_a_session_that_no_page_looked_into_counts_as_a_no(counted: Counts, ada: Client, anybody: Client) -> None:
    ada.get("/robots.txt")
    assert counted.take() == {}
    anybody.get("/robots.txt")
    assert views(counted) == [("robots", "look", 200, 1)]


def test_the_page_of_preferences_says_how_it_stands(anybody: Client) -> None:
    def page() -> str:
        return anybody.get("/cookie-preferences").content.decode()

    assert "You are counted on this device." in page()
    anybody.post("/counted")
    assert anybody.cookies["counted"].value == "off"
    assert "You are not counted on this device." in page()
    anybody.post("/counted")
    assert "You are counted on this device." in page()
    anybody.defaults["HTTP_SEC_GPC"] = "1"
    assert "You are not counted: your browser sends an opt-out signal." in page()
