"""How a workspace is set, and the second factor that it may ask its members for."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from altaclario.accounts.tests import signing
from altaclario.workspaces import members, settings
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Role
from tests import addresses
from tests.addresses import Address
from tests.cast import MONDAY, House, joined, signed_in
from tests.rows import rows
from tests.walls.test_strangers import answer, ask

pytestmark = pytest.mark.django_db


def with_a_factor(member: Membership) -> None:
    Authenticator.objects.create(user=member.person, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})


def form(**changed: str) -> dict[str, str]:
    """The form of Acme as it stands on the page, with what somebody typed."""
    shown = {"name": "Acme", "zone": "UTC", "week_start": "0"}
    return shown | {f"initial-{name}": value for name, value in shown.items()} | changed


def now_of(house: House) -> Workspace:
    return Workspace.objects.get(pk=house.workspace.pk)


def test_another_name_and_zone_leave_the_address_as_it_is(acme: House, ada: Client) -> None:
    given = ada.post(f"/w/{acme.slug}/settings", form(name="Acme Delivery", zone="Europe/Rome"))
    assert given.headers["Location"] == f"/w/{acme.slug}/settings"
    assert (now_of(acme).name, now_of(acme).zone, now_of(acme).slug) == ("Acme Delivery", "Europe/Rome", acme.slug)
    assert b"Acme Delivery" in ada.get(f"/w/{acme.slug}/flow").content


def test_the_weeks_of_its_figures_begin_on_its_day(acme: House, ada: Client) -> None:
    ada.post(f"/w/{acme.slug}/settings", form(week_start="6"))
    assert now_of(acme).settings.week_start == 6


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "x" * 10_000}, b"at most 100 characters"),
        ({"name": ""}, b"required"),
        ({"name": "a\0b"}, b"Null characters"),
        ({"zone": "Mars/Olympus"}, b"valid choice"),
        ({"week_start": "9"}, b"valid choice"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_will_not_do_is_said_and_changes_nothing(
    acme: House, ada: Client, wrong: dict[str, str], told: bytes
) -> None:
    before = rows()
    given = ada.post(f"/w/{acme.slug}/settings", form(**wrong))
    assert (given.status_code, told in given.content) == (422, True)
    assert rows() == before


def test_of_two_who_save_at_once_each_changes_what_they_touched(acme: House, ada: Client) -> None:
    other = signed_in(joined(acme, Role.ADMIN))
    ada.post(f"/w/{acme.slug}/settings", form(name="Renamed"))
    other.post(f"/w/{acme.slug}/settings", form(zone="Asia/Tokyo"))
    assert (now_of(acme).name, now_of(acme).zone) == ("Renamed", "Asia/Tokyo")


def test_a_role_is_looked_at_when_it_is_done(acme: House) -> None:
    dee = joined(acme, Role.ADMIN)
    Membership.objects.filter(pk=dee.pk).update(role=Role.MEMBER)
    with pytest.raises(members.NotAllowed):
        settings.change(dee, name="Mine", now=MONDAY)
    assert now_of(acme).name == "Acme"


def test_who_asks_for_a_second_factor_has_one(acme: House, ada: Client) -> None:
    told = ada.post(f"/w/{acme.slug}/settings", form(needs_second_factor="on"))
    assert b"Set up a second factor of your own first" in told.content
    assert not now_of(acme).needs_second_factor
    with_a_factor(acme.ada)
    assert b"2 members have no second factor yet" not in ada.get(f"/w/{acme.slug}/settings").content
    assert b"One member has no second factor yet" in ada.get(f"/w/{acme.slug}/settings").content
    signing.has_confirmed(ada, acme.ada.person)
    ada.post(f"/w/{acme.slug}/settings", form(needs_second_factor="on"))
    assert now_of(acme).needs_second_factor
    assert ada.get(f"/w/{acme.slug}/flow").status_code == 200
    ada.post(f"/w/{acme.slug}/settings", form(**{"initial-needs_second_factor": "True"}))
    assert not now_of(acme).needs_second_factor


@pytest.mark.asvs("7.5.1")
def test_whoever_switches_it_confirms_that_it_is_they(acme: House) -> None:
    with_a_factor(acme.ada)
    ada = Client()
    ada.force_login(acme.ada.person)
    asked = ada.post(f"/w/{acme.slug}/settings", form(name="Renamed", needs_second_factor="on"))
    assert "reauthenticate" in asked.headers["Location"]
    assert (now_of(acme).name, now_of(acme).needs_second_factor) == ("Acme", False)
    assert ada.post(f"/w/{acme.slug}/settings", form(name="Renamed")).headers["Location"].endswith("/settings")
    assert now_of(acme).name == "Renamed"


def test_whoever_lacks_it_may_leave_and_sees_nobody_before(acme: House) -> None:
    Workspace.objects.filter(pk=acme.workspace.pk).update(needs_second_factor=True)
    leave, dee = f"/w/{acme.slug}/members/leave", joined(acme, Role.OWNER)
    browser = signed_in(dee)
    assert leave.encode() in browser.get(f"/w/{acme.slug}/flow").content
    shown = browser.get(leave)
    assert shown.status_code == 200
    assert not [one.person.name for one in (acme.ada, acme.ben) if one.person.email in shown.content.decode()]
    assert browser.post(leave).headers["Location"] == "/w/"
    assert not Membership.objects.filter(pk=dee.pk).exists()
    only = signed_in(acme.ada)
    assert [only.get(leave).status_code, only.post(leave).status_code] == [403, 403]


KEPT_SHUT = [one for one in addresses.in_workspaces() if one.name != "member-leave"]


@pytest.mark.asvs("2.3.1")
@pytest.mark.parametrize("address", KEPT_SHUT, ids=lambda address: address.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_second_factor_nothing_of_the_workspace_is_seen_or_done(
    address: Address, method: str, acme: House, connection: Any
) -> None:
    Workspace.objects.filter(pk=acme.workspace.pk).update(needs_second_factor=True)
    dee = joined(acme, Role.OWNER)
    browser, before = signed_in(dee), rows()
    given = ask(browser, method, address.of(acme.slug, connection.pk, member=acme.ben.pk))
    assert given.status_code in (403, 405)
    assert b"Acme" not in given.content
    assert (b"asks for a second factor" in given.content) == (given.status_code == 403)
    assert rows() == before
    with_a_factor(dee)
    assert browser.get(f"/w/{acme.slug}/members/").status_code == 200


def test_whoever_lacks_it_is_led_to_it_and_a_stranger_learns_nothing_of_it(
    acme: House, cy: Client, ben: Client
) -> None:
    never_was = answer(cy, "get", "/w/no-such-workspace-234567/flow")
    Workspace.objects.filter(pk=acme.workspace.pk).update(needs_second_factor=True)
    assert b'href="/accounts/security/totp/activate/"' in ben.get(f"/w/{acme.slug}/flow").content
    assert answer(cy, "get", f"/w/{acme.slug}/flow") == never_was


def test_the_question_is_asked_only_where_it_matters(acme: House, ada: Client, django_assert_num_queries: Any) -> None:
    from django.db import connection as database
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(database) as asked:
        ada.get(f"/w/{acme.slug}/members/")
    assert not [one for one in asked if "mfa_authenticator" in one["sql"]]
