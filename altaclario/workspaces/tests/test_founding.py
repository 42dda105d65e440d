"""How a workspace comes to be, and where people arrive."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.utils.functional import SimpleLazyObject

from altaclario.accounts.models import User
from altaclario.workspaces import founding
from altaclario.workspaces.forms import zones
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Permission, Role
from tests.cast import MONDAY, House, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dee() -> Client:
    """Somebody who has no workspace yet."""
    browser = Client()
    browser.force_login(person("Dee", "acme"))
    return browser


def test_who_has_none_is_led_to_the_form_and_from_there_to_connecting(dee: Client) -> None:
    assert dee.get("/w/").headers["Location"] == "/w/new"
    answer = dee.post("/w/new", {"name": "Dee's team", "zone": "Europe/Rome"})
    made = Workspace.objects.get()
    assert answer.headers["Location"] == f"/w/{made.slug}/connections/new"
    assert (made.name, made.zone, made.is_demo) == ("Dee's team", "Europe/Rome", False)
    assert dee.get("/w/").headers["Location"] == f"/w/{made.slug}/home"


def test_who_makes_it_owns_it(dee: Client) -> None:
    dee.post("/w/new", {"name": "Team", "zone": "UTC"})
    (membership,) = Membership.objects.all()
    assert membership.role == Role.OWNER
    assert all(membership.may(permission) for permission in Permission)


def shown(browser: Client) -> dict[str, str]:
    """The form as it stands on the page, filled in."""
    once = re.search(r'name="once" value="([^"]+)"', browser.get("/w/new").content.decode())
    assert once
    return {"name": "Team", "zone": "UTC", "once": once[1]}


def test_sending_the_form_twice_makes_one(dee: Client) -> None:
    form = shown(dee)
    first, second = dee.post("/w/new", form), dee.post("/w/new", form)
    assert Workspace.objects.count() == 1
    assert (first.status_code, first.headers["Location"]) == (302, second.headers["Location"])


def test_who_has_one_may_make_another(dee: Client) -> None:
    dee.post("/w/new", shown(dee))
    made = dee.post("/w/new", shown(dee) | {"name": "Second"})
    assert made.headers["Location"].endswith("/connections/new")
    assert sorted(Workspace.objects.values_list("name", flat=True)) == ["Second", "Team"]
    assert b"Second" in dee.get("/w/").content


@pytest.mark.parametrize("once", ["", "x", "x" * 10_000, "0"])
def test_a_form_that_is_not_as_ours_still_makes_one(dee: Client, once: str) -> None:
    assert dee.post("/w/new", {"name": "Team", "zone": "UTC", "once": once}).status_code == 302
    assert Workspace.objects.count() == 1


def test_somebody_elses_form_is_no_way_into_their_workspace(dee: Client, cy: Client) -> None:
    form = shown(dee)
    dee.post("/w/new", form)
    cy.post("/w/new", form | {"name": "Mine"})
    assert Workspace.objects.filter(name__in=("Team", "Mine")).count() == 2
    assert Membership.objects.get(workspace__name="Team").person.name == "Dee"


@pytest.mark.asvs("2.3.2")
def test_nobody_owns_more_than_so_many(dee: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(founding, "MOST_OWNED", 1)
    dee.post("/w/new", shown(dee))
    assert b"as many workspaces as one person may" in dee.post("/w/new", shown(dee)).content
    assert Workspace.objects.count() == 1


@pytest.mark.asvs("2.3.4")
@pytest.mark.django_db(transaction=True)
def test_sending_it_twice_at_the_same_moment_makes_one(dee: Client) -> None:
    form = shown(dee)

    def send(_: int) -> int:
        try:
            browser = Client()
            browser.cookies = dee.cookies
            return browser.post("/w/new", form).status_code
        finally:
            database.close()

    with ThreadPoolExecutor(4) as several:
        assert set(several.map(send, range(4))) == {302}
    assert Workspace.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "zone": "UTC"},
        {"name": "x" * 10_000, "zone": "UTC"},
        {"name": "a\0b", "zone": "UTC"},
        {"name": "Team", "zone": "Mars/Olympus"},
        {"name": "Team", "zone": "../../etc/passwd"},
        {"name": "Team", "zone": "x" * 10_000},
    ],
    ids=lambda sent: str(sent)[:40],
)
def test_what_will_not_do_is_said_and_makes_nothing(dee: Client, sent: dict[str, str]) -> None:
    answer = dee.post("/w/new", sent)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not Workspace.objects.exists()


@pytest.mark.parametrize(
    "name", ["Acme", "日本語", "new", "<script>alert(1)</script>", "../..", " . ", "a" * 100, "🦊"]
)
def test_any_name_has_an_address_that_tells_nothing_of_others(dee: Client, name: str) -> None:
    dee.post("/w/new", {"name": name, "zone": "UTC"})
    made = Workspace.objects.get()
    assert re.fullmatch(r"[a-z0-9_-]+-[2-9a-z]{6}", made.slug)
    assert len(made.slug) <= 60
    page = dee.get(f"/w/{made.slug}/flow")
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_two_of_one_name_have_two_addresses(acme: House) -> None:
    other = founding.found(person("Cy", "elsewhere"), name="Acme", zone="UTC", now=MONDAY)
    assert other.workspace.slug != acme.slug


def test_every_zone_that_is_offered_can_be_used() -> None:
    from zoneinfo import ZoneInfo

    offered = [name for name, _ in zones()]
    assert "UTC" in offered
    assert "Europe/Rome" in offered
    assert all(ZoneInfo(name) for name in offered)


def test_there_is_one_demo_and_nobody_owns_it() -> None:
    assert founding.demo(now=MONDAY) == founding.demo(now=MONDAY)
    assert not Membership.objects.exists()


def test_without_its_tracker_there_is_no_demo_to_visit(demo: Workspace, anybody: Client, settings: Any) -> None:
    paths = (f"/w/{demo.slug}/flow", f"/w/{demo.slug}/connections/")
    assert [anybody.get(path).status_code for path in paths] == [200, 200]
    settings.HAS_DEMO = False
    assert [anybody.get(path).status_code for path in paths] == [404, 404]


def test_the_owner_is_a_person_and_not_the_promise_of_one() -> None:
    made = founding.found(SimpleLazyObject(lambda: person("Dee", "acme")), name="Team", zone="UTC", now=MONDAY)
    assert type(made.person) is User


def test_a_visitor_to_a_page_of_a_workspace_is_told_apart_by_membership_not_by_name(acme: House, cy: Client) -> None:
    assert cy.get(f"/w/{acme.slug}/flow").status_code == 404
    Membership.objects.create(workspace=acme.workspace, person_id=cy.session["_auth_user_id"], role=Role.VIEWER)
    assert cy.get(f"/w/{acme.slug}/flow").status_code == 200
