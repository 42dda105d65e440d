"""What reaches Google Analytics and what does not: after a yes, names of pages and chance, and nothing before it."""

import base64
import hashlib
import json
import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from altaclario.consent import choice
from altaclario.consent.analytics import payload, routes, sending, visits
from altaclario.consent.analytics.hits import Speed, View
from altaclario.consent.analytics.visits import Visit
from altaclario.declarations import cookies
from altaclario.web import doors, versions
from tests.cast import House
from tests.crawling import crawl, html
from tests.google import PROPERTY, SECRET, Google
from tests.rows import rows
from tests.trackers import nobody

pytestmark = pytest.mark.django_db
WHERE, PREFERENCES = "/measured", "/cookie-preferences"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SCRIPT = 'id="measured"'
VIEW = {"event": "page_view", "page": "flow", "before": "sprint"}


def accept(browser: Client, **said: str) -> Client:
    browser.post(PREFERENCES, {"answer": "accept"}, headers=said)
    return browser


def tell(browser: Client, hit: object = VIEW, **said: str) -> Any:
    return browser.post(WHERE, hit, content_type="application/json", headers=said)


def client_id(browser: Client) -> str:
    return browser.cookies[visits.cookie()].value.split(":")[1]


@pytest.mark.proves("closed-events")
@pytest.mark.proves("visitors-unseen")
@pytest.mark.proves("no-advertising")
def test_what_is_sent_of_a_page_is_this_and_nothing_else(ada: Client, google: Google, settings: Any) -> None:
    settings.ORIGIN = "https://flow.example.com"
    accept(ada)
    assert tell(ada, **{"User-Agent": "Browser of Ada", "X-Forwarded-For": "203.0.113.9"}).status_code == 204
    (got,) = google.got
    assert (got["path"], got["query"]) == ("/mp/collect", {"measurement_id": PROPERTY, "api_secret": SECRET})
    assert got["body"] == {
        "client_id": client_id(ada),
        "non_personalized_ads": True,
        "consent": {"ad_user_data": "DENIED", "ad_personalization": "DENIED"},
        "events": [
            {
                "name": "page_view",
                "params": {
                    "page_location": "https://flow.example.com/w/:slug/flow",
                    "page_title": "flow",
                    "page_referrer": "https://flow.example.com/w/:slug/sprint",
                    "session_id": client_id(ada).split(".")[1],
                    "engagement_time_msec": 1,
                },
            }
        ],
    }
    assert set(got["headers"]) == {"Host", "Accept", "Accept-Encoding", "Content-Type", "Content-Length", "User-Agent"}
    assert "Ada" not in got["headers"]["User-Agent"]


@pytest.mark.proves("visitors-unseen")
def test_of_whoever_is_signed_in_nothing_is_sent_in_whatever_form(ada: Client, acme: House, google: Google) -> None:
    person = acme.ada.person
    accept(ada)
    for name in sorted(routes.MEASURED):
        tell(ada, {"event": "page_view", "page": name, "before": "elsewhere"})
    told = json.dumps([{**one, "headers": 0} for one in google.got])
    words = [person.email, person.name, acme.slug, acme.workspace.name, ada.cookies["session"].value]
    hashed = [kind(word.encode()).hexdigest() for word in words for kind in (hashlib.sha256, hashlib.md5)]
    coded = [base64.b64encode(word.encode()).decode()[:-4] for word in words if len(word) > 8]
    assert [word for word in (*words, *hashed, *coded) if len(word) > 5 and word in told] == []
    assert len(google.hits) == len(routes.MEASURED)


@pytest.mark.parametrize("before", ["", "elsewhere"])
def test_of_where_somebody_came_from_outside_nothing_is_told(before: str, anybody: Client, google: Google) -> None:
    tell(accept(anybody), {"event": "page_view", "page": "landing", "before": before})
    (event,) = google.hits[0]["events"]
    expected = {"elsewhere": "https://elsewhere.invalid/"}
    assert event["params"].get("page_referrer") == expected.get(before)


def test_how_long_a_page_took_is_told_in_coarse_steps(anybody: Client, google: Google) -> None:
    tell(accept(anybody), {"event": "page_speed", "page": "flow", "ms": 1234})
    (event,) = google.hits[0]["events"]
    assert (event["name"], event["params"]["value"]) == ("page_speed", 1200)


REFUSED: dict[str, object] = {
    "nothing": {},
    "another event": {**VIEW, "event": "purchase"},
    "no event": {"page": "flow", "before": ""},
    "one key more": {**VIEW, "user_id": "7"},
    "one key less": {"event": "page_view", "page": "flow"},
    "an address as page": {**VIEW, "page": "/w/acme/flow"},
    "no page of ours": {**VIEW, "page": "nowhere"},
    "a page with a secret in its address": {**VIEW, "page": "share-opened"},
    "an address before": {**VIEW, "before": "https://else.test/path"},
    "a page with a secret before": {**VIEW, "before": "invitation"},
    "a number as page": {**VIEW, "page": 7},
    "a list": [VIEW],
    "a text": "page_view",
    "a time below zero": {"event": "page_speed", "page": "flow", "ms": -1},
    "a time as text": {"event": "page_speed", "page": "flow", "ms": "1"},
    "a time that is broken": {"event": "page_speed", "page": "flow", "ms": 1.5},
    "a time of a week": {"event": "page_speed", "page": "flow", "ms": 604_800_000},
    "a time and where from": {**VIEW, "event": "page_speed", "ms": 1},
    "too much": {**VIEW, "before": "x" * 300},
}


@pytest.mark.proves("closed-events")
@pytest.mark.parametrize("what", REFUSED)
def test_what_no_page_of_ours_tells_is_refused_and_repeated_nowhere(what: str, anybody: Client, google: Google) -> None:
    answer = tell(accept(anybody), REFUSED[what])
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert "x" * 20 not in answer.content.decode()
    assert google.got == []
    assert visits.cookie() not in answer.cookies


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"null", b'{"event":"page_view"', b"[" * 40], ids=repr)
def test_what_is_no_json_is_refused(body: bytes, anybody: Client, google: Google) -> None:
    answer = accept(anybody).post(WHERE, body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert google.got == []


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_it_takes_a_post_alone(method: str, anybody: Client, google: Google) -> None:
    assert getattr(accept(anybody), method)(WHERE).status_code == 405


def test_without_a_property_there_is_no_address_no_script_and_no_cookie(anybody: Client, ada: Client) -> None:
    held = choice.Choice(versions.newest("cookies").version, True, datetime.now(UTC), False).written()
    for browser in (anybody, ada):
        browser.cookies[choice.cookie()] = held
        answer = tell(browser)
        assert (answer.status_code, visits.cookie() in answer.cookies) == (404, False)
        assert SCRIPT not in browser.get("/terms").content.decode()


@pytest.mark.any_database
@pytest.mark.proves("off-until-chosen")
@pytest.mark.proves("consent-taken-back")
def test_on_every_page_nothing_is_counted_before_a_yes_and_nothing_after_it_was_taken_back(
    ada: Client, anybody: Client, acme: House, connection: object, demo: object, google: Google
) -> None:
    begin = ("/", f"/w/{acme.slug}/flow", "/w/demo/flow", "/accounts/login/")
    for browser in (ada, anybody):
        pages = dict(html(crawl(browser, *begin)))
        assert len(pages) > 20
        assert [address for address, said in pages.items() if SCRIPT in said or "built/measuring" in said] == []
        assert tell(browser).status_code == 403
        accept(browser)
        counted = {address for address, said in html(crawl(browser, *begin)) if SCRIPT in said}
        assert len(counted) > 10
        assert tell(browser).status_code == 204
        sent = len(google.got)
        answer = browser.post(PREFERENCES, {"answer": "decline"})
        assert answer.cookies[visits.cookie()].value == ""
        assert answer.cookies[visits.cookie()]["max-age"] == 0
        assert [address for address, said in html(crawl(browser, *begin)) if SCRIPT in said] == []
        refused = tell(browser)
        assert (refused.status_code, len(google.got)) == (403, sent)
    assert len(google.hits) == 2


@pytest.mark.proves("consent-taken-back")
def test_a_yes_that_is_taken_back_takes_the_cookie_along(anybody: Client, google: Google) -> None:
    tell(accept(anybody))
    answer = anybody.post(PREFERENCES, {"answer": "decline"})
    assert "analytics" in answer.cookies
    assert (answer.cookies["analytics"].value, answer.cookies["analytics"]["max-age"]) == ("", 0)
    # A tab that had begun before, and a device whose cookie was put back by hand.
    anybody.cookies["analytics"] = held(AT, AT, AT)
    assert tell(anybody).cookies["analytics"].value == ""
    anybody.cookies["analytics"] = held(AT, AT, AT)
    assert anybody.get("/terms").cookies["analytics"].value == ""


@pytest.mark.proves("one-analytics-cookie")
def test_a_yes_leaves_one_cookie_more_and_a_no_none(anybody: Client, google: Google) -> None:
    anybody.get("/")
    before = set(anybody.cookies)
    accept(anybody)
    number = client_id(anybody)
    tell(anybody)
    assert client_id(anybody) == number
    tell(anybody, {"event": "page_speed", "page": "flow", "ms": 90})
    assert set(anybody.cookies) - before == {"consent", "analytics"}
    assert {one.name for one in cookies.ALL if one.category == "analytics"} == {"analytics"}
    kept = anybody.cookies[visits.cookie()]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/")
    assert 0 < kept["max-age"] <= 182 * 86_400
    anybody.post(PREFERENCES, {"answer": "decline"})
    assert anybody.cookies[visits.cookie()].value == ""


def held(made: int, began: int, last: int, chance: str = "17") -> str:
    return f"1:{chance}.{made}:{began}:{last}"


AT = int(NOON.timestamp())


@pytest.mark.proves("one-analytics-cookie")
def test_it_ends_half_a_year_after_the_first_count_however_often_somebody_comes() -> None:
    from django.http import HttpResponse

    old = AT - 181 * 86_400
    visit = visits.read(held(old, AT - 60, AT - 60), now=NOON)
    assert (visit.client, visit.began) == (f"17.{old}", AT - 60)
    response = HttpResponse()
    visits.remember(response, visit, now=NOON)
    assert response.cookies["analytics"]["max-age"] == 86_400
    over = visits.read(held(AT - 182 * 86_400, AT - 60, AT - 60), now=NOON)
    assert (over.made, over.began) == (AT, AT)


def test_who_comes_back_within_half_an_hour_is_on_the_same_visit() -> None:
    for minutes, began in ((29, AT - 7200), (31, AT)):
        visit = visits.read(held(AT - 9000, AT - 7200, AT - minutes * 60), now=NOON)
        assert (visit.client, visit.began) == (f"17.{AT - 9000}", began)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "GA1.1.17.1796083200", "2:17.1:1:1", "1:17.1:1", "1:17:1:1:1", "1:17.1796083200:1796083200:"),
        *(held(AT + 60, AT + 60, AT + 60), held(AT - 60, AT - 90, AT), held(AT - 60, AT, AT - 30)),
        *(held(AT - 60, AT - 60, AT, "ada@acme.test"), held(AT - 60, AT - 60, AT, "１７"), held(0, 0, 0)),
        *(held(AT - 60, AT - 60, AT) + " ", held(AT - 60, AT - 60, AT, "1" * 4000)),
    ],
    ids=lambda text: text[:24],
)
def test_what_we_never_wrote_is_sent_to_nobody(text: str) -> None:
    visit = visits.read(text, now=NOON)
    assert (visit.made, visit.began) == (AT, AT)
    assert visit.client != f"17.{AT - 60}"


@pytest.mark.proves("opt-out-signal")
def test_a_signal_that_came_later_ends_it_and_a_yes_that_is_given_during_it_holds(
    anybody: Client, google: Google
) -> None:
    signal = {"Sec-GPC": "1"}
    tell(accept(anybody))
    assert tell(anybody, **signal).status_code == 403
    assert tell(accept(anybody)).status_code == 204
    answer = anybody.get("/terms", headers=signal)
    assert (SCRIPT in answer.content.decode(), answer.cookies[visits.cookie()].value) == (False, "")
    accept(anybody, **signal)
    assert SCRIPT in anybody.get("/terms", headers=signal).content.decode()
    assert tell(anybody, **signal).status_code == 204
    assert len(google.hits) == 3


def test_a_script_may_say_that_the_browser_tells_the_signal_to_scripts_alone(anybody: Client, google: Google) -> None:
    def given() -> Any:
        found = re.search(r'<script id="measured"[^>]*>(.*?)</script>', anybody.get("/terms").content.decode())
        return json.loads(found[1] if found else "null")

    accept(anybody)
    assert given() == {"to": WHERE, "pages": routes.patterns(), "despiteSignal": False}
    anybody.post(PREFERENCES, {"answer": "accept", "signal": "1"})
    assert given()["despiteSignal"] is True


@pytest.mark.proves("consent-taken-back")
def test_of_somebody_who_pauses_processing_nothing_is_counted(ada: Client, acme: House, google: Google) -> None:
    accept(ada)
    person = acme.ada.person
    person.restricted = datetime.now(UTC)
    person.save()
    assert SCRIPT not in ada.get("/terms").content.decode()
    assert (tell(ada).status_code, google.got) == (403, [])


def test_who_pauses_processing_and_says_yes_gets_no_cookie_before_they_go_on(
    ada: Client, acme: House, google: Google
) -> None:
    person = acme.ada.person
    person.restricted = datetime.now(UTC)
    person.save()
    answer = ada.post(PREFERENCES, {"answer": "accept"})
    assert answer.cookies[choice.cookie()].value.split(":")[2] == "accepted"
    assert answer.cookies[visits.cookie()].value == ""
    del ada.cookies[visits.cookie()]
    assert visits.cookie() not in ada.get("/terms").cookies
    refused = tell(ada)
    assert (refused.status_code, refused.cookies[visits.cookie()].value) == (403, "")
    del ada.cookies[visits.cookie()]
    person.restricted = None
    person.save()
    assert tell(ada).cookies[visits.cookie()].value


@pytest.mark.proves("consent-taken-back")
def test_a_page_that_was_under_way_brings_back_neither_the_yes_nor_the_cookie(anybody: Client, google: Google) -> None:
    accept(anybody)
    late = [anybody.get("/terms")]
    del anybody.cookies[visits.cookie()]
    late.append(anybody.get("/terms"))
    assert [one for one in late if {choice.cookie(), visits.cookie()} & one.cookies.keys()] == []


def test_the_answer_to_a_hit_keeps_the_yes_and_begins_another_cookie_where_that_is_over(
    anybody: Client, google: Google
) -> None:
    accept(anybody)
    said = anybody.cookies[choice.cookie()].value
    del anybody.cookies[visits.cookie()]
    kept = tell(anybody).cookies
    assert (kept[choice.cookie()].value, kept[choice.cookie()]["max-age"]) == (said, 182 * 86_400)
    assert kept[visits.cookie()].value


def test_shared_dashboards_errors_and_the_desk_are_not_counted(ada: Client, acme: House, google: Google) -> None:
    accept(ada)
    for path in ("/s/" + "x" * 43, "/e/" + "x" * 43, "/no-such-page", "/w/nobodys/flow", "/contact", "/abuse"):
        assert SCRIPT not in ada.get(path).content.decode(), path
    assert SCRIPT in ada.get(f"/w/{acme.slug}/teams/").content.decode()


@pytest.mark.proves("tokens-stay")
def test_every_page_that_may_be_counted_exists_and_has_no_secret_in_its_address() -> None:
    assert set(routes.patterns()) == routes.MEASURED
    for name in routes.MEASURED:
        assert not re.search(r"<str:|<path:|\(", doors.routes()[name]), name
        assert re.fullmatch(r"(/(:[a-z]+|[a-z0-9-]*))+", routes.template(name)), name
    with pytest.raises(KeyError):
        routes.template("share-opened")


@pytest.mark.proves("never-joined")
def test_the_number_of_a_device_is_in_no_row_no_log_and_no_error(
    ada: Client, acme: House, google: Google, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = int(datetime.now(UTC).timestamp()) - 60
    number = f"1987654321.{made}"
    accept(ada)
    ada.cookies[visits.cookie()] = f"1:{number}:{made}:{made}"
    google.status = 500
    with caplog.at_level(logging.DEBUG):
        assert tell(ada).status_code == 204
        for path in ("/", f"/w/{acme.slug}/teams/", "/no-such-page", "/w/other/flow"):
            ada.get(path)
        tell(ada, {"event": number})
        sending.SENDER.flush()
        monkeypatch.setattr(payload, "body", broken)
        ada.raise_request_exception = False
        answer = tell(ada)
    assert answer.status_code == 500
    assert google.hits[0]["client_id"] == number
    noted = "\n".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in caplog.records)
    found = [
        place
        for place, text in (("log", noted), ("error", answer.content.decode()), ("rows", everything()))
        if "1987654321" in text
    ]
    assert found == []


def broken(hit: Any, visit: Visit, **_: Any) -> bytes:
    raise RuntimeError


def everything() -> str:
    """Every row of every table as text."""
    return repr(rows())


@pytest.mark.parametrize("how", ["refused", "nobody there", "no secret", "an empty secret", "elsewhere"])
def test_where_google_fails_the_page_does_not_notice_and_it_is_counted_without_the_secret(
    how: str, anybody: Client, google: Google, settings: Any, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    if how == "refused":
        google.status = 503
    if how == "nobody there":
        settings.ANALYTICS_URL = nobody()
    if how == "no secret":
        settings.ANALYTICS_SECRET_FILE = str(tmp_path / "gone")
    if how == "an empty secret":
        Path(settings.ANALYTICS_SECRET_FILE).write_text("\n")
    if how == "elsewhere":
        settings.ANALYTICS_NETWORKS = ()
    accept(anybody)
    with caplog.at_level(logging.DEBUG):
        assert [tell(anybody).status_code for _ in range(3)] == [204] * 3
        sending.SENDER.flush()
    assert sum(sending.SENDER.counted.values()) == 3
    assert sending.SENDER.counted["sent"] == 0
    lines = [record.getMessage() for record in caplog.records if record.name == "altaclario.analytics"]
    assert len(lines) == 1
    assert "did not reach Google Analytics" in lines[0]
    noted = "\n".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in caplog.records)
    assert [one for one in (SECRET, client_id(anybody)) if one in noted] == []


def test_more_than_can_wait_is_let_go_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = sending.Sender()
    monkeypatch.setattr(sender, "_begin", lambda: None)
    for _ in range(sending.MOST + 7):
        sender.hand_over(b"{}")
    assert sender.counted == {"waiting in vain": 7}


def test_an_error_that_nobody_foresaw_ends_no_thread_and_tells_nothing(
    anybody: Client, google: Google, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from altaclario.web.logs import WithoutContents

    def fails() -> str:
        raise RuntimeError(SECRET)

    accept(anybody)
    with monkeypatch.context() as patched:
        patched.setattr(sending, "secret", fails)
        tell(anybody)
        sending.SENDER.flush()
    tell(anybody)
    assert len(google.hits) == 1
    lines = [WithoutContents().format(record) for record in caplog.records if record.name == "altaclario.analytics"]
    assert lines
    assert SECRET not in "".join(lines)


def test_a_hit_costs_one_statement_for_its_limit_and_stores_nothing_else(
    anybody: Client, google: Google, django_assert_max_num_queries: Any
) -> None:
    tell(accept(anybody))
    before = rows("web.Tally")
    with django_assert_max_num_queries(3):
        assert tell(anybody).status_code == 204
    assert rows("web.Tally") == before


def test_no_other_page_may_have_it_count(google: Google) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[choice.cookie()] = choice.Choice(
        versions.newest("cookies").version, True, datetime.now(UTC) - timedelta(minutes=1), False
    ).written()
    assert tell(strict).status_code == 403
    assert google.got == []
    page = strict.get("/terms").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    assert tell(strict, **{"X-CSRFToken": token[1]}).status_code == 204


def test_the_payload_has_no_key_beside_these() -> None:
    visit = Visit(chance=17, made=AT, began=AT)
    for hit in (View("flow", "elsewhere"), Speed("flow", 60)):
        told = json.loads(payload.body(hit, visit, origin="https://a.test"))
        assert set(told) == {"client_id", "non_personalized_ads", "consent", "events"}
        params = {"page_location", "page_title", "page_referrer", "session_id", "engagement_time_msec", "value"}
        assert set(told["events"][0]["params"]) <= params
