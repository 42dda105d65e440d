"""The page of status, its feed, and what stands at the head of pages while something does not work."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError
from django.db import connection as database
from django.test import Client
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.desk import banners, incidents
from altaclario.desk.incident_kinds import Severity, Whom
from altaclario.desk.models import Incidents
from altaclario.desk.tests.telling import BREACH, publish
from tests.cast import MONDAY, House, person, signed_in

pytestmark = pytest.mark.django_db
TITLE = "Reading from Jira is slow"


def seen(browser: Client, path: str) -> bool:
    """Whether the incident stands at the head of that page."""
    page = browser.get(path).content.decode()
    return 'class="alarm ' in page and TITLE in page


def test_the_page_of_status_answers_first(anybody: Client) -> None:
    assert "<strong>Everything works.</strong>" in anybody.get("/status").content.decode()
    began = timezone.now() - timedelta(minutes=5)
    first = publish(began=began)
    page = anybody.get("/status").content.decode()
    assert f"<strong>{TITLE}</strong> since " in page
    assert "Everything works" not in page
    publish(title="Mail is late", severity=Severity.CRITICAL)
    assert "2 things are not as they should be." in anybody.get("/status").content.decode()
    incidents.resolve(first.pk, text="It is good.", ended=timezone.now(), now=timezone.now())
    page = anybody.get("/status").content.decode()
    assert "<strong>Mail is late</strong>" in page
    assert page.index("The last 90 days") < page.index(f'id="incident-{first.pk}"')
    assert "It is good." in page


def test_what_is_long_over_stands_in_the_whole_list_alone(anybody: Client) -> None:
    one = publish()
    incidents.resolve(one.pk, text="It is good.", ended=MONDAY, now=MONDAY)
    assert TITLE not in anybody.get("/status").content.decode()
    assert TITLE in anybody.get("/status/all").content.decode()


def test_the_page_costs_the_same_however_many_incidents_there_are(
    anybody: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        publish(title=f"Incident {number}")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        anybody.get("/status")


def test_what_the_operator_typed_stays_a_word_in_page_feed_and_banner(anybody: Client) -> None:
    publish(title="<b>&amp;</b>", text="<script>x</script>\n\n& more", breach=BREACH)
    pages = [anybody.get(path).content.decode() for path in ("/status", "/status/all", "/contact")]
    assert [page for page in pages if "<b>&amp;</b>" in page or "<script>x" in page] == []
    entry = ElementTree.fromstring(anybody.get("/status.atom").content).find("{*}entry")
    assert entry is not None
    assert entry.findtext("{*}title") == "Opened: <b>&amp;</b>"
    # A reader shows a summary as HTML, of which nothing is the operator's but words; two lines stay two.
    summary = ElementTree.fromstring(f"<div>{entry.findtext('{*}summary')}</div>")
    assert [(one.tag, one.text) for one in summary] == [("p", "<script>x</script>"), ("p", "& more")]


@pytest.mark.proves("incidents-told")
def test_what_concerns_everybody_stands_at_the_head_of_every_page_until_it_is_over(acme: House) -> None:
    one = publish()
    ada, anybody = signed_in(acme.ada), Client()
    pages = [(anybody, "/"), (anybody, "/accounts/login/"), (ada, f"/w/{acme.slug}/members/"), (anybody, "/nothing")]
    assert [path for browser, path in pages if not seen(browser, path)] == []
    incidents.resolve(one.pk, text="It is good.", ended=MONDAY, now=MONDAY)
    assert [path for browser, path in pages if seen(browser, path)] == []


@pytest.mark.proves("incidents-told")
def test_who_is_not_concerned_sees_nothing_of_it(acme: House, connection: Connection) -> None:
    del connection
    cy, anybody, ada = Client(), Client(), signed_in(acme.ada)
    cy.force_login(person("Cy", "else"))
    one = publish(Whom.WORKSPACES, TITLE, workspaces=[acme.slug])
    assert [seen(ada, path) for path in (f"/w/{acme.slug}/members/", "/accounts/security/")] == [True, True]
    assert [seen(browser, "/") for browser in (cy, anybody)] == [False, False]
    incidents.resolve(one.pk, text="It is good.", ended=MONDAY, now=MONDAY)
    two = publish(Whom.JIRA, TITLE)
    assert [seen(ada, f"/w/{acme.slug}/members/"), seen(cy, "/"), seen(anybody, "/")] == [True, False, False]
    incidents.resolve(two.pk, text="It is good.", ended=MONDAY, now=MONDAY)
    Authenticator.objects.create(user=acme.ada.person, type=Authenticator.Type.WEBAUTHN, data={})
    publish(Whom.PASSKEYS, TITLE)
    assert [seen(ada, "/"), seen(cy, "/"), seen(anybody, "/")] == [True, False, False]


def test_a_banner_that_was_closed_stays_closed_in_this_browser_and_the_next_one_is_seen(anybody: Client) -> None:
    one = publish()
    answer = anybody.post("/status/close", {"incident": one.pk, "back": "/contact"})
    assert (answer.status_code, answer["Location"]) == (302, "/contact")
    cookie = answer.cookies["closed"]
    assert (cookie.value, cookie["httponly"], cookie["expires"], cookie["max-age"]) == (str(one.pk), True, "", "")
    assert (seen(anybody, "/"), seen(anybody, "/nothing"), seen(Client(), "/")) == (False, False, True)
    incidents.resolve(one.pk, text="It is good.", ended=MONDAY, now=MONDAY)
    publish()
    assert seen(anybody, "/")


@pytest.mark.parametrize("edited", ["x", "..", "9" * 5000, "1.\x00", "é", "²", "-1", "1e3", "1" + ".1" * 3000])
def test_a_cookie_that_somebody_edited_closes_what_is_a_number_at_most(edited: str, anybody: Client) -> None:
    anybody.cookies["closed"] = edited
    assert anybody.get("/").status_code == 200
    again = anybody.post("/status/close", {"incident": "7"}).cookies["closed"].value
    assert again.endswith("7")
    assert set(again) <= set("0123456789.")
    assert len(again) <= 220
    assert anybody.post("/status/close", {"incident": edited}).cookies["closed"].value == again


def test_where_something_failed_the_banner_asks_the_database_nothing(anybody: Client) -> None:
    from altaclario.desk import status_pages

    publish()
    assert TITLE not in status_pages.failed(None).content.decode()  # type: ignore[arg-type]
    assert seen(anybody, "/")
    with database.execute_wrapper(_fails):
        assert TITLE in status_pages.failed(None).content.decode()  # type: ignore[arg-type]


def test_an_ordinary_page_does_not_fail_because_incidents_cannot_be_asked_for(
    anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    assert seen(anybody, "/terms")

    def gone(_self: object) -> None:
        raise OperationalError("the server is gone")

    monkeypatch.setattr(Incidents, "open", gone)
    assert seen(anybody, "/terms")


def test_what_was_found_long_ago_is_not_shown_where_something_failed(
    anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    assert seen(anybody, "/")
    now = banners.time.monotonic()
    monkeypatch.setattr(banners.time, "monotonic", lambda: now + 301)
    assert banners.known() == []


def _fails(*_of_django: object) -> None:
    raise AssertionError("the database was asked")
