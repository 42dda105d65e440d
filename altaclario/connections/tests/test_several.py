"""Several connections in one workspace: of two sites, of two people, and of one person twice."""

import pytest
from django.test import Client

from altaclario.connections import finding
from altaclario.connections.models import Connection
from tests.cast import House, joined, signed_in
from tests.granting import ACME, GLOBEX, allowed
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def by_token(browser: Client, house: House, site: Simulated) -> str:
    form = {"site": site.url, "email": site.email, "token": site.token}
    return browser.post(f"/w/{house.slug}/connections/new", form).headers["Location"]


def test_two_people_who_connect_the_same_account_have_a_connection_each(
    ada: Client, acme: House, site: Simulated
) -> None:
    dee = joined(acme, "member")
    assert by_token(ada, acme, site) != by_token(signed_in(dee), acme, site)
    assert {one.owner for one in finding.every(acme.ada)} == {acme.ada.person, dee.person}


def test_two_people_who_allow_the_same_site_have_a_grant_each(ada: Client, acme: House, jira_app: Simulated) -> None:
    dee = joined(acme, "member")
    first, second = allowed(ada, acme, jira_app), allowed(signed_in(dee), acme, jira_app)
    assert (first.site, first.owner_id) == (second.site, acme.ada.person_id)
    assert first.pk != second.pk
    assert bytes(first.token) != bytes(second.token)
    listed = ada.get(f"/w/{acme.slug}/connections/").content.decode()
    assert listed.count("acme-simulated.atlassian.net") >= 2
    assert "no. 1" in listed
    assert "no. 2" in listed


def test_one_person_who_connects_the_same_twice_has_one(ada: Client, acme: House, jira_app: Simulated) -> None:
    assert by_token(ada, acme, jira_app) == by_token(ada, acme, jira_app)
    assert allowed(ada, acme, jira_app).pk == allowed(ada, acme, jira_app).pk
    assert Connection.objects.count() == 2


def test_each_tracker_of_a_workspace_can_be_chosen_on_a_dashboard(
    ada: Client, acme: House, jira_app: Simulated
) -> None:
    made = [allowed(ada, acme, jira_app, ACME), allowed(ada, acme, jira_app, GLOBEX)]
    said = ada.get(f"/w/{acme.slug}/flow").content.decode()
    assert all(f"connection={one.pk}" in said for one in made)


def test_removing_one_leaves_the_other(ada: Client, acme: House, jira_app: Simulated) -> None:
    first, second = allowed(ada, acme, jira_app, ACME), allowed(ada, acme, jira_app, GLOBEX)
    ada.post(f"/w/{acme.slug}/connections/{first.pk}/remove")
    assert Connection.objects.get() == second
