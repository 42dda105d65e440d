"""What a browser may say of a page: a closed form, from a page of ours, not too much and not too often."""

from pathlib import Path

import pytest
from django.test import Client

from altaclario.telemetry import beacons
from altaclario.telemetry.beacons import SCRIPTS, Failures, Meter
from altaclario.telemetry.counts import Counts
from altaclario.telemetry.tests.counted import failures, samples

pytestmark = pytest.mark.django_db
CANARY = "zqx-canary-9913"
FORM = "application/x-www-form-urlencoded"
ROOMS = Path(beacons.__file__).resolve().parents[1]


def say(browser: Client, sent: str, **more: object) -> int:
    return browser.post("/telemetry", sent, content_type=FORM, **more).status_code


def test_numbers_of_a_page_are_counted_rounded(counted: Counts, anybody: Client) -> None:
    assert say(anybody, "route=flow&LCP=1234&CLS=37&INP=88&FCP=901&TTFB=45") == 204
    assert samples(counted) == [
        ("flow", "LCP", 1_200, 1),
        ("flow", "CLS", 36, 1),
        ("flow", "INP", 91, 1),
        ("flow", "FCP", 910, 1),
        ("flow", "TTFB", 43, 1),
    ]


def test_a_script_that_failed_is_told_by_name_and_line(counted: Counts, anybody: Client) -> None:
    assert say(anybody, "route=flow&error=chart:12&error=chunk:1") == 204
    assert [(one.route, one.kind, one.place, one.line) for one in failures(counted)] == [
        ("flow", "script", "chart", 12),
        ("flow", "script", "chunk", 1),
    ]


WRONG = (
    "",
    "LCP=1",
    f"route={CANARY}",
    "route=flow&route2=x",
    f"route=flow&title={CANARY}",
    f"route=flow&LCP={CANARY}",
    "route=flow&LCP=-1",
    "route=flow&LCP=1.5",
    "route=flow&LCP=1e3",
    "route=flow&LCP=9999999",
    "route=flow&LCP=١٢",
    "route=flow&LCP=1&LCP=2",
    "route=flow&LCP=",
    f"route=flow&error={CANARY}:1",
    f"route=flow&error=chart:{CANARY}",
    "route=flow&error=chart",
    "route=flow" + "&error=chart:1" * 6,
    "route=flow&error=chart:1%0aX",
    f'{{"route": "{CANARY}"}}',
)


@pytest.mark.proves("own-telemetry")
@pytest.mark.parametrize("sent", WRONG)
def test_whatever_is_not_of_the_form_is_refused_whole(sent: str, counted: Counts, anybody: Client) -> None:
    assert say(anybody, sent) == 400
    assert counted.take() == {}


def test_other_kinds_of_body_are_refused(counted: Counts, anybody: Client) -> None:
    assert anybody.post("/telemetry", {"route": "flow", "LCP": "1"}).status_code == 400
    assert anybody.post("/telemetry", '{"route":"flow"}', content_type="application/json").status_code == 400
    assert say(anybody, "route=flow&LCP=1&x=" + "y" * beacons.MOST_BYTES) == 413
    assert anybody.get("/telemetry").status_code == 405
    assert counted.take() == {}


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_page_of_others_may_say_anything(site: str, counted: Counts, anybody: Client) -> None:
    assert say(anybody, "route=flow&LCP=1", headers={"Sec-Fetch-Site": site}) == 403
    forged = Client(enforce_csrf_checks=True)
    assert say(forged, "route=flow&LCP=1") == 403
    assert counted.take() == {}


def test_a_page_of_ours_says_it_with_the_token_of_its_form(counted: Counts) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/")
    sent = f"route=landing&LCP=100&csrfmiddlewaretoken={browser.cookies['csrftoken'].value}"
    assert say(browser, sent, headers={"Sec-Fetch-Site": "same-origin"}) == 204
    assert samples(counted) == [("landing", "LCP", 100, 1)]


def test_too_many_are_not_looked_at(counted: Counts, anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Meter, "PER_ADDRESS", 2)
    assert [say(anybody, "route=flow&LCP=1") for _ in range(3)] == [204, 204, 429]
    assert say(anybody, "route=flow&LCP=1", REMOTE_ADDR="192.0.2.9") == 204
    monkeypatch.setattr(Meter, "IN_ALL", 3)
    assert say(anybody, "route=flow&LCP=1", REMOTE_ADDR="192.0.2.10") == 429


def test_who_it_was_is_forgotten_with_the_minute() -> None:
    from datetime import UTC, datetime, timedelta

    meter, now = Meter(), datetime(2026, 3, 2, 9, 41, tzinfo=UTC)
    assert all(meter.has_room("192.0.2.9", now=now) for _ in range(Meter.PER_ADDRESS))
    assert not meter.has_room("192.0.2.9", now=now)
    assert meter.has_room("192.0.2.9", now=now + timedelta(minutes=1))
    assert meter._taken == {"192.0.2.9": 1}


def test_who_makes_failures_up_fills_no_table(
    counted: Counts, anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Failures, "MOST", 3)
    for line in range(1, 9):
        assert say(anybody, f"route=flow&LCP=100&error=chart:{line}&error=chart:1") == 204
    assert [one.line for one in failures(counted)] == [1, 2, 3]
    assert samples(counted) == [("flow", "LCP", 100, 8)]


def test_in_the_next_hour_others_have_room() -> None:
    from datetime import UTC, datetime, timedelta

    from altaclario.telemetry.happened import Failed

    known, hour = Failures(), datetime(2026, 3, 2, 9, tzinfo=UTC)
    many = [Failed(hour, "flow", "script", "chart", line, "1") for line in range(Failures.MOST + 1)]
    assert [known.has_room(one) for one in many] == [True] * Failures.MOST + [False]
    assert known.has_room(Failed(hour + timedelta(hours=1), "flow", "script", "chart", 500, "1"))


def test_the_names_of_scripts_are_those_of_the_islands() -> None:
    islands = {path.stem for path in ROOMS.glob("*/islands/*.ts")}
    assert set(SCRIPTS) == islands | {"chunk"}


def test_a_page_says_its_route_and_an_address_with_nothing_in_it(anybody: Client) -> None:
    page = anybody.get("/?token=secret").content.decode()
    assert 'data-route="landing"' in page
    assert 'data-to="/telemetry"' in page
    assert "built/telemetry" in page
