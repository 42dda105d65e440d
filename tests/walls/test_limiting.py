"""Limits over HTTP: each address has its door, and a door that is closed says until when."""

from datetime import timedelta

import pytest
from django.core.checks import registry
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.declarations import limits as register
from altaclario.declarations.limits import DOORS, Door, Rate
from altaclario.privacy import retention
from altaclario.web import doors, limiting, limits
from altaclario.web.models import Tally
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes a minute."""
    monkeypatch.setitem(register.LIMITS, "change", (Rate(2, 60, "address"),))


class TestRegister:
    """Which address is which door."""

    @pytest.mark.asvs("2.4.1")
    def test_every_address_stands_in_it_and_nothing_else(self) -> None:
        assert doors.declared() == []
        assert doors.names() == set(DOORS)
        assert doors.declared in registry.registry.get_checks()

    def test_an_address_that_nobody_declared_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(DOORS, "member-remove")
        assert [(one.id, one.msg) for one in doors.declared()] == [
            ("altaclario.E005", "The address member-remove has no limit.")
        ]

    def test_nor_is_one_that_leads_nowhere_or_has_no_rate(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(DOORS, "member-promote", Door("change"))
        monkeypatch.setitem(DOORS, "theme", Door("colours"))
        assert [one.id for one in doors.declared()] == ["altaclario.E006", "altaclario.E007"]


class TestAnswers:
    """What somebody sees who tried too often."""

    def test_it_says_when_to_come_back(self, few: None, anybody: Client) -> None:
        assert [anybody.post("/privacy").status_code for _ in range(3)] == [200, 200, 429]
        answer = anybody.post("/privacy")
        assert 55 <= int(answer.headers["Retry-After"]) <= 60
        assert "Wait a minute, then try again." in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]

    def test_a_program_gets_a_problem(self, few: None, anybody: Client) -> None:
        anybody.post("/privacy")
        anybody.post("/privacy")
        answer = anybody.post("/privacy", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
        assert answer.json()["status"] == 429
        assert int(answer.headers["Retry-After"]) > 0

    def test_looking_is_free(self, few: None, anybody: Client) -> None:
        assert {anybody.get("/").status_code for _ in range(10)} == {200}
        assert not Tally.objects.exists()

    def test_a_cookie_of_ones_own_is_free(self, anybody: Client) -> None:
        assert anybody.post("/theme").status_code == 302
        assert not Tally.objects.exists()

    def test_what_another_site_sends_in_ones_name_is_not_counted(self, few: None) -> None:
        forged = Client(enforce_csrf_checks=True)
        assert [forged.post("/privacy").status_code for _ in range(5)] == [403] * 5
        assert not Tally.objects.exists()

    @pytest.mark.parametrize(
        ("seconds", "said"), [(59, "Wait a minute"), (299, "Wait 5 minutes"), (80_000, "23 hours")]
    )
    def test_the_wait_is_told_in_words(self, seconds: int, said: str, rf: object) -> None:
        request = rf.post("/theme")  # type: ignore[attr-defined]
        request.resolver_match = None
        answer = limiting.Limiting(lambda _request: HttpResponse()).process_exception(request, limits.TooMany(seconds))
        assert answer is not None
        assert said in answer.content.decode()

    def test_a_database_that_is_locked_meanwhile_is_a_page_that_says_so(
        self, anybody: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def locked(*_: object, **__: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(limits, "take", locked)
        answer = anybody.post("/privacy")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.asvs("2.4.1")
def test_invitations_are_counted_for_who_invites(ada: Client, acme: House) -> None:
    path = f"/w/{acme.slug}/members/invite"
    answers = [ada.post(path, {"email": f"x{n}@acme.test", "role": "viewer"}).status_code for n in range(31)]
    assert answers[30] == 429
    assert 429 not in answers[:30]


def test_rows_whose_time_is_over_for_a_day_go_with_the_sweep(anybody: Client) -> None:
    anybody.post("/privacy")
    now = timezone.now()
    retention.sweep(now=now + timedelta(hours=23))
    assert Tally.objects.exists()
    retention.sweep(now=now + timedelta(days=1, minutes=2))
    assert not Tally.objects.exists()
