"""Who is asked about analytics, what a yes is worth, and what a device and the log remember of it."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.test import Client

from altaclario.audit.models import Note
from altaclario.consent import choice, choosing
from altaclario.consent.choice import Choice
from altaclario.consent.choosing import Standing
from altaclario.consent.models import Agreement
from altaclario.web import versions
from tests.cast import House

pytestmark = pytest.mark.django_db
PAGE = "/cookie-preferences"
QUESTION = "data-question"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HONOURED = "data-honoured>"


@pytest.fixture
def measured(settings: Any) -> None:
    settings.ANALYTICS_ID = "G-TEST"


def page(browser: Client, path: str = "/", **said: str) -> str:
    return browser.get(path, headers=said).content.decode()


def is_asked(browser: Client, **said: str) -> bool:
    return QUESTION in page(browser, **said)


def choose(browser: Client, answer: str, **said: str) -> None:
    assert browser.post(PAGE, {"answer": answer, "back": "/terms"}, headers=said).headers["Location"] == "/terms"


def held(answer: str = "accepted", version: str = "", at: datetime | None = None, signal: int = 0) -> str:
    number = version or versions.newest("cookies").version
    return f"1:{number}:{answer}:{int((at or datetime.now(UTC)).timestamp())}:{signal}"


def test_without_anything_to_measure_nobody_is_asked_and_nothing_is_set(anybody: Client) -> None:
    assert not is_asked(anybody)
    said = page(anybody, PAGE)
    assert "nothing is sent to Google and there is nothing to choose" in said
    assert 'value="accept"' not in said
    answer = anybody.post(PAGE, {"answer": "accept"})
    assert (answer.status_code, choice.cookie() in answer.cookies) == (422, False)


@pytest.mark.proves("asked-fairly")
def test_who_comes_first_is_asked_and_who_answered_is_not(anybody: Client, measured: None) -> None:
    for answer in ("decline", "accept"):
        browser = Client()
        assert is_asked(browser)
        choose(browser, answer)
        assert not is_asked(browser)


@pytest.mark.proves("asked-fairly")
def test_both_answers_are_one_press_away_and_look_alike_and_closing_declines(anybody: Client, measured: None) -> None:
    said = page(anybody)
    form = said[said.index(QUESTION) : said.index("</section>")]
    assert form.count('<button class="button" name="answer" value="decline">') == 1
    assert form.count('<button class="button" name="answer" value="accept">') == 1
    assert 'class="button quiet square close" name="answer" value="decline"' in form
    assert "checkbox" not in form


@pytest.mark.proves("choice-kept")
def test_the_cookie_holds_version_answer_time_and_signal_and_no_script_reads_it(
    anybody: Client, measured: None
) -> None:
    choose(anybody, "accept")
    kept = anybody.cookies[choice.cookie()]
    found = choice.read(kept.value, now=datetime.now(UTC))
    assert found is not None
    assert (found.version, found.answer, found.had_signal) == (versions.newest("cookies").version, "accepted", False)
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (kept["httponly"], kept["samesite"], kept["max-age"], kept["path"]) == (True, "Lax", 182 * 86_400, "/")


@pytest.mark.proves("choice-kept")
def test_it_is_kept_for_half_a_year_from_each_visit_on_and_stays_as_it_is(anybody: Client, measured: None) -> None:
    anybody.cookies[choice.cookie()] = text = held("declined")
    given = anybody.get("/terms").cookies
    assert {name: (one.value, one["max-age"]) for name, one in given.items() if name == choice.cookie()} == {
        choice.cookie(): (text, 182 * 86_400)
    }
    assert choice.cookie() not in anybody.get("/robots.txt").cookies


@pytest.mark.parametrize(
    "wrong",
    [
        *("accepted", "1:2026-12-01:perhaps:1796000000:0", "1:2026-12-01:accepted:1796000000:2", "2:x:accepted:1:0"),
        *(
            "1:2026-12-01:accepted:1796000000:0\\054",
            "1::accepted:1796000000:0",
            "x" * 4000,
            "%00",
            "1:../..:accepted:1:0",
        ),
        *("1:2026-12-01:accepted:-5:0", "1:2026-12-01:accepted:99999999999:0", '{"v":1}', "١:2026-12-01:accepted:1:0"),
    ],
    ids=lambda text: text[:30],
)
def test_what_we_never_wrote_is_no_choice_and_is_taken_away(wrong: str, anybody: Client, measured: None) -> None:
    answer = anybody.get("/", headers={"Cookie": f"{choice.cookie()}={wrong}".encode().decode("latin-1")})
    assert answer.status_code == 200
    assert QUESTION in answer.content.decode()
    assert answer.cookies[choice.cookie()].value == ""


def test_a_cookie_from_the_future_is_none_and_one_of_a_clock_that_goes_ahead_is_one() -> None:
    ahead = {hours: choice.read(held(at=NOW + timedelta(hours=hours)), now=NOW) for hours in (-1, 23, 25)}
    assert [hours for hours, found in ahead.items() if found] == [-1, 23]


def test_one_that_is_larger_than_any_cookie_is_refused_with_a_sentence(anybody: Client, measured: None) -> None:
    answer = anybody.get("/", headers={"Cookie": f"{choice.cookie()}={'1' * 10_000_000}"})
    assert answer.status_code == 431
    assert "nothing was changed" in answer.content.decode()


SIGNALS = {"1": True, " 1 ": True, "0,1": True, "1,1": True, "1,0": True}
SIGNALS |= dict.fromkeys(["", "0", "true", "11", "1;x", "1.0", "01", "yes", "0,0", "１", "1 1"], False)


@pytest.mark.proves("opt-out-signal")
@pytest.mark.parametrize("said", SIGNALS)
def test_exactly_1_is_the_signal_and_who_sends_it_is_not_asked(said: str, anybody: Client, measured: None) -> None:
    shown = page(anybody, PAGE, **{"Sec-GPC": said.encode().decode("latin-1")})
    assert (HONOURED in shown) == SIGNALS[said]
    assert is_asked(anybody, **{"Sec-GPC": said.encode().decode("latin-1")}) != SIGNALS[said]


def test_pages_differ_by_the_signal_and_say_so(anybody: Client) -> None:
    for path in ("/", "/privacy", "/nothing", PAGE):
        assert "Sec-GPC" in anybody.get(path).headers["Vary"]
    assert "Sec-GPC" not in anybody.get("/robots.txt").headers.get("Vary", "")


def test_programs_learn_that_it_is_honoured(anybody: Client) -> None:
    answer = anybody.get("/.well-known/gpc.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["gpc"] is True
    assert datetime.fromisoformat(answer.json()["lastUpdate"])


@pytest.mark.proves("off-until-chosen")
@pytest.mark.proves("opt-out-signal")
def test_the_whole_table_of_how_things_may_stand() -> None:
    """Analytics runs after a yes to the question as it stands alone, and not against a signal that came later."""
    for is_measured, sends, outdated, answer, had in product(
        (True, False), (True, False), (True, False), (None, True, False), (True, False)
    ):
        chosen = None if answer is None else Choice("1", answer, NOW, had)
        stands = Standing(is_measured, sends, chosen, outdated)
        fresh_yes = is_measured and answer is True and not outdated
        assert stands.is_allowed == (fresh_yes and (had or not sends)), stands
        asked = answer is None or (answer is True and outdated)
        assert stands.is_asked == (is_measured and not sends and asked), stands


@pytest.mark.proves("opt-out-signal")
def test_a_yes_from_before_the_signal_counts_no_more_and_one_during_it_stands(anybody: Client, measured: None) -> None:
    signal = {"Sec-GPC": "1"}
    choose(anybody, "accept")
    off = "<strong>Analytics is off.</strong> You accepted before your browser sent its signal"
    assert off in page(anybody, PAGE, **signal)
    assert not is_asked(anybody, **signal)
    choose(anybody, "accept", **signal)
    for said in (signal, {}):
        assert "<strong>You accepted analytics.</strong>" in page(anybody, PAGE, **said)


@pytest.mark.proves("choice-kept")
@pytest.mark.proves("versions-kept")
def test_of_who_is_signed_in_it_stands_in_the_log_with_the_very_words(ada: Client, acme: House, measured: None) -> None:
    choose(ada, "accept")
    choose(ada, "decline", **{"Sec-GPC": "1"})
    rows = Agreement.objects.of(acme.ada.person).filter(text="cookies")
    assert [(one.answer, one.has_signal) for one in rows] == [("declined", True), ("accepted", False)]
    assert {one.sha256 for one in rows} == {versions.newest("cookies").sha256}
    assert [one.new for one in Note.objects.of(acme.ada.person.owner_key)[:2]] == [
        f"{answer},{versions.newest('cookies').version}" for answer in ("declined", "accepted")
    ]


def test_of_nobody_nothing_stands_anywhere_but_on_the_device(anybody: Client, measured: None) -> None:
    choose(anybody, "accept")
    assert (Agreement.objects.count(), Note.objects.count()) == (0, 0)


def sign_in(acme: House, device: str) -> None:
    """Ada, on one that holds this choice."""
    request = HttpRequest()
    request.COOKIES = {choice.cookie(): device}
    choosing.arrived(request, acme.ada.person, now=datetime.now(UTC) + timedelta(minutes=1))


def test_who_signs_in_keeps_the_choice_of_the_device_and_signing_out_changes_nothing(
    anybody: Client, acme: House, measured: None
) -> None:
    choose(anybody, "decline")
    for _ in range(2):
        sign_in(acme, anybody.cookies[choice.cookie()].value)
    assert [one.answer for one in Agreement.objects.of(acme.ada.person).filter(text="cookies")] == ["declined"]
    anybody.force_login(acme.ada.person)
    anybody.post("/accounts/logout/")
    assert not is_asked(anybody)


def test_what_came_with_a_device_is_marked_and_stands_in_the_log_once_however_often_one_signs_in(
    acme: House, measured: None
) -> None:
    newer = held("accepted", at=NOW - timedelta(days=1))
    older = held("declined", at=NOW - timedelta(days=2))
    for device in (newer, older) * 3:
        sign_in(acme, device)
    rows = Agreement.objects.of(acme.ada.person).filter(text="cookies")
    assert [(one.answer, one.came_with_device) for one in rows] == [("accepted", True), ("declined", True)]


def test_ones_own_choice_is_told_from_what_came_with_a_device(ada: Client, acme: House, measured: None) -> None:
    choose(ada, "accept")
    sign_in(acme, ada.cookies[choice.cookie()].value)
    sign_in(acme, held("declined", at=NOW))
    rows = {one.answer: one.came_with_device for one in Agreement.objects.of(acme.ada.person).filter(text="cookies")}
    assert rows == {"accepted": False, "declined": True}
    assert page(ada, "/accounts/agreed/").count("on a device, before you signed in there") == 1


@pytest.mark.proves("versions-kept")
def test_the_database_lets_nobody_change_a_row(ada: Client, acme: House, measured: None) -> None:
    choose(ada, "accept")
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.update(answer="declined")
    row = Agreement.objects.of(acme.ada.person)[0]
    row.at = NOW
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_the_log_goes_with_the_account(ada: Client, acme: House, measured: None) -> None:
    choose(ada, "accept")
    acme.workspace.delete()
    acme.ada.person.delete()
    assert not Agreement.objects.filter(person=acme.ada.person.pk or 0).exists()
    assert Agreement.objects.filter(text="cookies").count() == 0


@pytest.mark.proves("preferences-everywhere")
def test_cookie_preferences_stand_at_the_foot_of_every_page_also_of_errors(
    anybody: Client, ada: Client, acme: House
) -> None:
    from django.template.loader import render_to_string

    pages = [page(anybody, path) for path in ("/", "/terms", "/nothing", "/accounts/login/", "/s/" + "x" * 43)]
    pages += [page(ada, f"/w/{acme.slug}/flow"), page(ada, "/accounts/security/"), render_to_string("500.html")]
    assert [said.count(f'<a href="{PAGE}">') for said in pages] == [1] * len(pages)
    assert anybody.get(PAGE).status_code == 200


def test_on_its_own_page_the_question_stands_once(anybody: Client, measured: None) -> None:
    assert QUESTION not in page(anybody, PAGE)
    assert page(anybody, PAGE).count('value="accept"') == 1


def test_shared_dashboards_ask_nothing(anybody: Client, measured: None) -> None:
    assert QUESTION not in page(anybody, "/s/" + "x" * 43)
