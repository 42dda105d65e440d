"""Nothing that somebody else wrote into an address or a header leads a browser away from us."""

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from tests.cast import House
from tests.remembering import Memory

pytestmark = pytest.mark.django_db
ELSEWHERE = (
    "https://else.test/",
    "//else.test/",
    "/\\else.test",
    "https:///else.test",
    "javascript:alert(1)",
    "http://testserver@else.test/",
    "http://testserver.else.test/",
    "\thttps://else.test",
)


@pytest.mark.asvs("1.2.2", "3.7.2")
@pytest.mark.parametrize("where", ELSEWHERE)
def test_choosing_a_theme_leads_back_to_us(where: str, anybody: Client) -> None:
    answer = anybody.post("/theme", headers={"Referer": where})
    assert answer.headers["Location"] == "/"


def test_choosing_a_theme_leads_back_to_the_page(anybody: Client) -> None:
    answer = anybody.post("/theme", headers={"Referer": "http://testserver/privacy#cookies"})
    assert answer.headers["Location"] == "http://testserver/privacy#cookies"
    assert answer.cookies["theme"].value == "light"


@pytest.mark.asvs("1.2.2", "3.7.2")
@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_to_a_page_of_ours(where: str, acme: House, anybody: Client) -> None:
    acme.ada.person.set_password("correct horse battery staple")
    acme.ada.person.save()
    sent = {"login": "ada@acme.test", "password": "correct horse battery staple", "next": where}
    answer = anybody.post("/accounts/login/", sent)
    assert "_auth_user_id" in anybody.session
    assert answer.headers["Location"] == "/w/"


@pytest.mark.asvs("3.7.2")
@pytest.mark.parametrize("where", [*ELSEWHERE, "connections", "", "flow/../../"])
def test_a_button_leads_back_to_a_page_that_it_can_stand_on(
    where: str, ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    answer = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/cancel", {"from": where})
    assert answer.headers["Location"] == f"/w/{acme.slug}/connections/{connection.pk}/"


@pytest.mark.parametrize("host", ["else.test", "localhost.else.test", "localhost@else.test", ""])
def test_another_name_for_this_host_is_refused(host: str, anybody: Client) -> None:
    assert anybody.get("/", headers={"Host": host or "x" * 300}).status_code == 400


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize("theme", ["dark", "light", "auto", "<script>", "x" * 10_000, "\\", "dark; path=/"])
def test_a_cookie_that_somebody_edited_is_a_theme_of_ours_or_none(theme: str, anybody: Client) -> None:
    anybody.cookies["theme"] = theme
    page = anybody.get("/").content.decode()
    assert page.count("data-theme=") == (theme in ("dark", "light"))
