"""Answers are counted by the name of their route, in memory, and written together."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from altaclario.telemetry import counts, flushing, happened, writing
from altaclario.telemetry.counts import Counts
from altaclario.telemetry.happened import Viewed
from altaclario.telemetry.models import Failure, PageView, Sample
from altaclario.telemetry.tests.counted import views
from tests.cast import House

NOW = datetime(2026, 3, 2, 9, 41, 30, tzinfo=UTC)
CANARY = "zqx-canary-7731"


def view(route: str = "flow", status: int = 200, *, now: datetime = NOW) -> Viewed:
    return happened.viewed(route, asked="GET", status=status, seconds=0.04, now=now)


@pytest.mark.django_db
def test_an_answer_is_counted_by_route_method_and_status(counted: Counts, ada: Client, acme: House) -> None:
    for _ in range(2):
        ada.get(f"/w/{acme.slug}/flow?team=7")
    ada.post(f"/w/{acme.slug}/teams/new", {"name": "Payments"})
    ada.get("/nothing")
    assert views(counted) == [("flow", "look", 200, 2), ("team-new", "change", 302, 1), ("", "look", 404, 1)]


@pytest.mark.django_db
@pytest.mark.proves("own-telemetry")
def test_of_a_page_stand_names_of_ours_and_numbers_alone(counted: Counts, ada: Client, acme: House) -> None:
    acme.workspace.name = CANARY
    acme.workspace.save()
    headers = {"User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}", "Accept-Language": CANARY}
    ada.get(f"/w/{acme.slug}/flow?q={CANARY}", headers=headers)
    ada.get(f"/{CANARY}", headers=headers)
    ada.get(f"/s/{CANARY}", headers=headers)
    ada.post("/contact", {"text": CANARY}, headers=headers)
    flushing.flush(counts.HERE)
    stored = repr([*PageView.objects.values_list(), *Sample.objects.values_list(), *Failure.objects.values_list()])
    assert PageView.objects.count() >= 3
    for secret in (CANARY, acme.slug, acme.ada.person.email, "127.0.0.1", ada.cookies["session"].value):
        assert secret not in stored
    columns = {field.name for model in (PageView, Sample, Failure) for field in model._meta.concrete_fields}
    assert columns == {
        *("id", "at", "count", "route", "method", "status", "ms"),
        *("vital", "value", "kind", "place", "line", "release"),
    }


@pytest.mark.django_db
def test_counting_asks_the_database_nothing(counted: Counts, anybody: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        anybody.get("/")
    assert views(counted) == [("landing", "look", 200, 1)]
    assert [one for one in asked.captured_queries if "telemetry" in one["sql"]] == []


@pytest.mark.django_db
def test_monitors_are_not_counted_nor_files(counted: Counts, anybody: Client) -> None:
    anybody.get("/alive")
    anybody.get("/static/web/icon.svg").close()
    assert views(counted) == []


@pytest.mark.django_db
def test_hours_are_told_apart_and_minutes_are_not(counted: Counts) -> None:
    for minutes in (0, 10, 30):
        counted.add(view(now=NOW + timedelta(minutes=minutes)))
    assert flushing.flush(counted) == 2
    assert sorted(PageView.objects.values_list("at__hour", "count")) == [(9, 2), (10, 1)]


@pytest.mark.django_db
def test_what_two_processes_counted_is_added_up(counted: Counts) -> None:
    for _ in range(3):
        for each in (counted, Counts()):
            each.add(view())
            each.add(view(status=500))
            flushing.flush(each)
    assert sorted(PageView.objects.values_list("status", "count")) == [(200, 6), (500, 6)]
    assert flushing.flush(counted) == 0


@pytest.mark.django_db
def test_what_could_not_be_written_waits_and_is_counted_once(
    counted: Counts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked(_rows: object) -> None:
        raise OperationalError(f"database is locked {CANARY}")

    counted.add(view())
    with monkeypatch.context() as patch:
        patch.setattr(writing, "write", locked)
        assert flushing.flush(counted) == 0
    assert "OperationalError" in caplog.text
    assert CANARY not in caplog.text
    counted.add(view())
    assert flushing.flush(counted) == 1
    assert PageView.objects.get().count == 2


@pytest.mark.django_db
def test_a_flood_of_different_things_is_bounded_and_said(
    counted: Counts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(counts, "MOST", 3)
    for status in range(10):
        counted.add(view(status=status))
    counted.add(view(status=0))
    flushing.flush(counted)
    assert PageView.objects.count() == 3
    assert PageView.objects.get(status=0).count == 2
    assert "7 events were not counted" in caplog.text


@pytest.mark.django_db
def test_more_rows_than_one_statement_takes_are_written(counted: Counts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_AT_ONCE", 2)
    for status in range(5):
        counted.add(view(status=status))
    counted.add(happened.sampled("flow", "LCP", 2_449, now=NOW))
    assert flushing.flush(counted) == 6
    assert PageView.objects.count() == 5
    assert Sample.objects.values_list("value", "at__hour").get() == (2_400, 0)


def test_threads_lose_nothing() -> None:
    from concurrent.futures import ThreadPoolExecutor

    here, kept = Counts(), []

    def work(_number: int) -> None:
        for _ in range(500):
            here.add(view())
            kept.append(here.take())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    kept.append(here.take())
    assert sum(sum(one.values()) for one in kept) == 2_000
