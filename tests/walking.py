"""A pytest plugin: from our pages to a simulated issuer and back, as a browser goes; and that issuer, set up."""

import html
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.simulator.issuer.door import CLIENT, SECRET, IssuerFace
from altaclario.simulator.issuer.signing import Keys
from altaclario.simulator.serving import Simulated
from tests.trackers import LOOPBACK

if TYPE_CHECKING:
    from altaclario.accounts.models import Issuer

__all__ = ["CLIENT", "SECRET", "IssuerFace", "Keys", "Simulated", "quote", "urlencode"]
LEAVE, LINK, UNKNOWN = "/accounts/through/acme-id/", "/accounts/identity/link", "/accounts/identity/unknown"


@pytest.fixture
def face(team: Simulated, settings: Any) -> Iterator[IssuerFace]:
    """The issuer that answers, and behaves."""
    settings.ISSUER_NETWORKS = settings.WORKSPACE_ISSUER_NETWORKS = (LOOPBACK,)
    found = team.issuer("acme")
    yield found
    found.behave()
    found.keys = Keys()
    found.codes.clear()


@pytest.fixture
def issuer(db: None, face: IssuerFace) -> "Issuer":
    """The same, set up by the operator."""
    return known(face)


def known(face: IssuerFace, slug: str = "acme-id", secret: str = SECRET) -> "Issuer":
    """Set up as the operator does."""
    from altaclario.accounts import issuers

    return issuers.set_up(slug, label="Acme ID", issuer=face.url, client_id=CLIENT, secret=secret, now=timezone.now())


def address(page: HttpResponse) -> str:
    """Where the page leads to."""
    found = re.search(r'<a class="button primary" href="([^"]+)"', page.content.decode())
    assert found, page.content
    return html.unescape(found[1])


def left(browser: Client, leave: str = LEAVE, **sent: str) -> str:
    """The address at the issuer to which a browser is led."""
    page = browser.post(leave, sent)
    assert page.status_code == 200, page.content
    return address(page)


def let_in(there: str, who: str = "dee") -> str:
    """The path with which the issuer sends the browser back."""
    try:
        with urllib.request.build_opener(_Stays).open(f"{there}&as={who}", timeout=10) as answer:
            raise AssertionError(answer.read())
    except urllib.error.HTTPError as sent:
        back = urlsplit(sent.headers["Location"])
        sent.close()
    return f"{back.path}?{back.query}"


def asked(address: str) -> dict[str, str]:
    """What stands in an address behind its question mark."""
    return dict(parse_qsl(urlsplit(address).query))


def walked(browser: Client, who: str = "dee", leave: str = LEAVE, **sent: str) -> HttpResponse:
    """There and back."""
    return browser.get(let_in(left(browser, leave, **sent), who))


def linked(browser: Client, who: str = "dee") -> HttpResponse:
    """Whoever is signed in, and has just shown it, links the subject."""
    assert walked(browser, who).headers["Location"] == LINK
    return agreed(browser)


def agreed(browser: Client, **other: str) -> HttpResponse:
    """The button of the page that names both sides."""
    page = browser.get(LINK).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(account|identity)" value="([^"]+)">', page))
    assert len(sent) == 2, page
    return browser.post(LINK, sent | other)


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None
