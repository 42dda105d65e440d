"""A pytest plugin: the apps of an installation at the simulated makers, and browsers that go there and come back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from altaclario.simulator.asking import Asked
from altaclario.simulator.granting.door import APP, SECRET, SITES
from altaclario.simulator.granting.entra import PRINCIPAL, PRINCIPAL_SECRET, TENANT
from tests.cast import House
from tests.forms import hidden
from tests.trackers import Simulated

if TYPE_CHECKING:
    from altaclario.connections.models import Connection

__all__ = ["PRINCIPAL", "PRINCIPAL_SECRET", "TENANT"]
ACME, GLOBEX = SITES


@pytest.fixture
def jira_app(site: Simulated, settings: Any, tmp_path: Path) -> Simulated:
    """The operator has an app at Atlassian, which the site plays; nothing is granted yet."""
    secret = tmp_path / "jira.secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    settings.JIRA_APP_ID, settings.JIRA_APP_SECRET_FILE = APP, str(secret)
    settings.GRANTING_URL = site.url
    site.atlassian.behave()
    return site


@pytest.fixture
def azure_app(jira_app: Simulated, settings: Any) -> Simulated:
    """The same at Microsoft."""
    settings.AZURE_APP_ID, settings.AZURE_APP_SECRET_FILE = settings.JIRA_APP_ID, settings.JIRA_APP_SECRET_FILE
    jira_app.entra.behave()
    return jira_app


def leaves(
    browser: Client, house: House, again: "Connection | None" = None, *, provider: str = "jira"
) -> dict[str, str]:
    """What the browser takes along when it leaves for the maker."""
    which = f"{again.pk}/allow/{again.provider}" if again else f"allow/{provider}"
    page = browser.post(f"/w/{house.slug}/connections/{which}").content.decode()
    address = page.partition('content="0;url=')[2].partition('"')[0].replace("&amp;", "&")
    return {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}


def answers(site: Simulated, query: dict[str, str], *sites: str) -> str:
    """The address by which the maker sends it back, after its person allowed these sites."""
    asked = Asked("GET", "/authorize", {**query, "sites": " ".join(sites)}, {})
    is_microsofts = "audience" not in query
    if is_microsofts:
        asked = Asked("GET", "/organizations/oauth2/v2.0/authorize", {**query, "sites": " ".join(sites)}, {})
    there = urlsplit((site.entra if is_microsofts else site.atlassian).answer(asked).headers["Location"])
    return f"{there.path}?{there.query}"


def comes_back(browser: Client, house: House, site: Simulated, *sites: str) -> HttpResponse:
    """The page that asks whether it is what the person meant."""
    return browser.get(answers(site, leaves(browser, house), *(sites or (ACME,))))


def says_yes(browser: Client, house: House, page: HttpResponse, **changed: str) -> HttpResponse:
    """The answer to the button on it."""
    sent = hidden(page) | {"site": ACME} | changed
    return browser.post(f"/w/{house.slug}/connections/allowed/jira", sent)


def allowed(browser: Client, house: House, site: Simulated, *sites: str) -> "Connection":
    """The whole road, to a connection that is stored."""
    from altaclario.connections.models import Connection

    answer = says_yes(browser, house, comes_back(browser, house, site, *sites), site=(sites or (ACME,))[-1])
    assert answer.status_code == 302, answer.content.decode()
    return Connection.objects.get(pk=answer.headers["Location"].rsplit("/", 2)[1])
