"""What nobody may be treated for: declining, or asking; and that nobody has a back door."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from altaclario.accounts.models import User
from altaclario.config.gates import passing, web
from altaclario.connections.models import Connection
from tests import addresses
from tests.cast import House, signed_in

PLACES = (
    *("flow", "sprint", "members/", "connections/", "shares/", "teams/", "settings"),
    *("/", "/w/", "/accounts/privacy/", "/accounts/preferences/", "/privacy", "/trust", "/privacy/processing"),
)


def _main(html: str) -> str:
    """What a page says, without the tokens of its forms and whatever the clock moves on."""
    found = re.search(r"<main.*</main>", html, re.DOTALL)
    without = re.sub(r'(name="(?:csrfmiddlewaretoken|once)" value=)"[^"]*"', r"\1", found[0] if found else html)
    return re.sub(r"\d+", "0", without)


@pytest.mark.proves("no-worse-off")
@pytest.mark.django_db(transaction=True)
def test_who_declined_sees_and_may_do_what_who_accepted_does(
    acme: House, connection: Connection, read: Callable[[Connection], object], settings: Any
) -> None:
    settings.ANALYTICS_ID = "G-TEST"
    read(connection)
    seen = {}
    for answer in ("accept", "decline"):
        browser = signed_in(acme.ada)
        assert browser.post("/cookie-preferences", {"answer": answer}).status_code == 302
        paths = [place if place.startswith("/") else f"/w/{acme.slug}/{place}" for place in PLACES]
        answers = {path: browser.get(path, follow=True) for path in paths}
        seen[answer] = {path: (one.status_code, _main(one.content.decode())) for path, one in answers.items()}
    assert {status for status, _ in seen["decline"].values()} == {200}
    assert [path for path in seen["accept"] if seen["accept"][path] != seen["decline"][path]] == []


@pytest.mark.proves("no-back-door")
def test_a_server_with_the_frameworks_back_door_does_not_start(settings: Any) -> None:
    assert web.back_door() == ""
    assert web.back_door in passing.ALL
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    assert "Django's admin is installed" in web.back_door()


@pytest.mark.proves("no-back-door")
def test_no_account_is_more_than_another_and_no_address_lets_anybody_be_somebody_else() -> None:
    columns = {field.name for field in User._meta.get_fields()}
    assert columns & {"is_staff", "is_superuser", "groups", "user_permissions"} == set()
    names = {address.name for address in addresses.every()}
    assert not {name for name in names if re.search(r"admin|impersonat|hijack|sudo|become|login_as", name)}


@pytest.mark.proves("no-back-door")
@pytest.mark.django_db
def test_who_runs_it_and_has_an_account_sees_no_workspace_but_their_own(acme: House) -> None:
    operator = User.objects.create_user(
        "operator@acme.test", None, name="Olga", terms_version="2026-11-24", terms_at=acme.ada.joined, is_of_age=True
    )
    browser = Client()
    browser.force_login(operator)
    for place in ("flow", "members/", "connections/", "audit"):
        assert browser.get(f"/w/{acme.slug}/{place}").status_code == 404
