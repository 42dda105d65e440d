"""Azure DevOps by what somebody allows at Microsoft, and by a service principal."""

from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.connections import credentials, making, networks, renewing
from altaclario.connections.grants import grant, principal
from altaclario.connections.models import Connection
from tests.cast import House
from tests.forms import hidden
from tests.granting import ACME, PRINCIPAL, PRINCIPAL_SECRET, TENANT, answers, leaves
from tests.journeys import canaries
from tests.remembering import Read
from tests.rows import stored
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def asked(browser: Client, house: House, site: Simulated) -> HttpResponse:
    return browser.get(answers(site, leaves(browser, house, provider="azure-devops"), "simulated"))


def yes(browser: Client, house: House, page: HttpResponse, organisation: str) -> HttpResponse:
    sent = hidden(page) | {"site": organisation}
    return browser.post(f"/w/{house.slug}/connections/allowed/azure-devops", sent)


def choose(connection: Connection, site: Simulated) -> None:
    making.choose(connection, projects=list(site.azure.organisation.projects), boards=[], now=timezone.now())


def test_who_allows_it_at_microsoft_has_a_connection_that_is_read_and_renewed(
    ada: Client, acme: House, azure_app: Simulated, read: Read
) -> None:
    query = leaves(ada, acme, provider="azure-devops")
    assert set(query["scope"].split()) == {
        "499b84ac-1321-427f-aa17-267ca6975798/vso.project",
        "499b84ac-1321-427f-aa17-267ca6975798/vso.work",
        "offline_access",
    }
    assert yes(ada, acme, asked(ada, acme, azure_app), azure_app.azure_url).status_code == 302
    made = Connection.objects.get()
    assert (made.provider, made.way, made.site) == ("azure-devops", "grant", azure_app.azure_url)
    choose(made, azure_app)
    run = read(Connection.objects.get())
    assert (run.state, run.cause) == ("done", "")
    with credentials.opened(made) as text:
        before = grant.read(text.reveal())
    later = datetime.fromtimestamp(before.until, UTC)
    with renewing.ready(Connection.objects.get(), now=later) as token:
        assert azure_app.entra.opens(token.reveal())
        assert token.reveal() != before.access


@pytest.mark.parametrize(
    "organisation",
    [
        "",
        "https://dev.azure.com",
        "https://dev.azure.com.evil.test/acme",
        "https://evil.test/acme",
        "https://acme.atlassian.net",
        "http://dev.azure.com/acme",
        "https://10.0.0.1/acme",
        "javascript:alert(1)",
    ],
)
def test_what_microsoft_granted_goes_to_its_own_cloud_alone(
    ada: Client, acme: House, azure_app: Simulated, settings: Any, organisation: str
) -> None:
    page = asked(ada, acme, azure_app)
    settings.TRACKER_NETWORKS = (ip_network("10.0.0.0/8"), ip_network("0.0.0.0/0"))
    answer = yes(ada, acme, page, organisation)
    assert answer.status_code == 422
    assert "Give the address of an organisation" in answer.content.decode()
    assert not Connection.objects.exists()


def test_the_clouds_own_addresses_are_microsofts(settings: Any) -> None:
    assert networks.is_microsofts("https://dev.azure.com/acme")
    assert networks.is_microsofts("https://acme.visualstudio.com")
    assert not networks.is_microsofts("https://acme.atlassian.net")


@pytest.mark.parametrize(("began", "came"), [("jira", "azure-devops"), ("azure-devops", "jira")])
def test_what_began_at_one_maker_does_not_end_at_the_other(
    ada: Client, acme: House, azure_app: Simulated, began: str, came: str
) -> None:
    """A mix-up: the way back of one is not the way back of the other, and its code is not even sent on."""
    there = answers(azure_app, leaves(ada, acme, provider=began), ACME)
    before = len(azure_app.requests)
    assert ada.get(there.replace(f"/back/{began}", f"/back/{came}")).status_code == 403
    assert len(azure_app.requests) == before


def test_a_page_of_one_kind_of_tracker_is_not_taken_by_the_other(
    ada: Client, acme: House, azure_app: Simulated
) -> None:
    sent = hidden(asked(ada, acme, azure_app)) | {"site": ACME}
    assert ada.post(f"/w/{acme.slug}/connections/allowed/jira", sent).status_code == 422
    assert not Connection.objects.exists()


def as_principal(browser: Client, house: House, site: Simulated, **changed: str) -> HttpResponse:
    sent = {"site": site.azure_url, "tenant": TENANT, "client": PRINCIPAL, "token": PRINCIPAL_SECRET} | changed
    return browser.post(f"/w/{house.slug}/connections/new?tracker=azure-devops&as=principal", sent)


@pytest.mark.proves("sealed-credentials")
def test_a_service_principal_reads_and_its_secret_and_tokens_are_nowhere(
    ada: Client, acme: House, azure_app: Simulated, read: Read
) -> None:
    answer = as_principal(ada, acme, azure_app)
    made = Connection.objects.get()
    assert answer.headers["Location"] == f"/w/{acme.slug}/connections/{made.pk}/scope"
    assert (made.way, made.token_end, made.account_email) == ("principal", "", "")
    choose(made, azure_app)
    run = read(Connection.objects.get())
    assert (run.state, run.cause) == ("done", "")
    pages = [ada.get(f"/w/{acme.slug}/connections/{made.pk}/{one}") for one in ("", "token", "scope")]
    secrets = [PRINCIPAL_SECRET, *azure_app.entra.ledger.tokens()]
    assert canaries.hits(stored() + b"".join(page.content for page in pages), secrets) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"token": "another"}, "does not accept the service principal (401)"),
        ({"client": "another"}, "does not accept the service principal (401)"),
        ({"tenant": "nobody.onmicrosoft.com"}, "does not accept the service principal (400)"),
        ({"tenant": "../common"}, "Enter a valid value"),
        ({"client": "two words"}, "Enter a valid value"),
        ({"site": "https://acme.atlassian.net"}, "alone"),
        ({"site": "https://evil.test/acme"}, "neither Jira Cloud"),
        ({"token": ""}, "required"),
    ],
    ids=str,
)
def test_a_principal_that_will_not_do_is_refused_and_nothing_is_stored(
    ada: Client, acme: House, azure_app: Simulated, changed: dict[str, str], said: str
) -> None:
    answer = as_principal(ada, acme, azure_app, **changed)
    assert answer.status_code in (200, 422)
    assert said in answer.content.decode()
    assert not Connection.objects.exists()


def test_another_secret_takes_the_place_of_one_that_has_expired(ada: Client, acme: House, azure_app: Simulated) -> None:
    as_principal(ada, acme, azure_app)
    made = Connection.objects.get()
    where = f"/w/{acme.slug}/connections/{made.pk}/token"
    sent = {"tenant": TENANT, "client": PRINCIPAL, "token": PRINCIPAL_SECRET}
    refused = ada.post(where, sent | {"token": "expired"}).content.decode()
    assert "does not accept the service principal (401)" in refused
    assert "The test passed" in ada.post(where, sent).content.decode()
    with credentials.opened(Connection.objects.get()) as text:
        assert principal.read(text.reveal()).secret == PRINCIPAL_SECRET
