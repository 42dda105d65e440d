"""Jira by what somebody allows at Atlassian: the whole road, and everybody who is not to come along it."""

import logging
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.accounts.openid import departures
from altaclario.connections import credentials
from altaclario.connections.grants import grant
from altaclario.connections.models import Connection
from altaclario.vault import rotating
from altaclario.web.logs import WithoutContents
from altaclario.workspaces.models import Membership
from tests import granting
from tests.cast import House, joined, signed_in
from tests.forms import hidden
from tests.granting import ACME, GLOBEX, allowed, answers, comes_back, leaves, says_yes
from tests.journeys import canaries
from tests.remembering import Read
from tests.rows import rows, stored
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_is_there() -> bool:
    return not Connection.objects.exists()


def test_who_allows_it_has_a_connection_that_is_read(ada: Client, acme: House, jira_app: Simulated, read: Read) -> None:
    made = allowed(ada, acme, jira_app)
    assert (made.way, made.site, made.owner) == ("grant", jira_app.api_url, acme.ada.person)
    assert (made.label, made.account_email, made.token_end) == ("acme-simulated.atlassian.net", "", "")
    ada.post(f"/w/{acme.slug}/connections/{made.pk}/scope", {"projects": ["10000"], "boards": ["1"]})
    run = read(Connection.objects.get())
    assert (run.state, run.cause) == ("done", "")
    assert run.items > 0


def test_what_is_asked_for_there_reads_and_is_what_the_page_says(ada: Client, acme: House, jira_app: Simulated) -> None:
    query = leaves(ada, acme)
    scopes = query["scope"].split()
    assert scopes[-1] == "offline_access"
    assert all(one.startswith("read:") for one in scopes[:-1])
    assert not any("comment" in one or "attachment" in one or one == "admin:jira" for one in scopes)
    assert query["redirect_uri"] == "http://testserver/connections/back/jira"
    assert (query["audience"], query["prompt"], query["code_challenge_method"]) == (
        "api.atlassian.com",
        "consent",
        "S256",
    )


def test_without_an_app_of_the_operator_there_is_no_button_and_no_address(
    ada: Client, acme: House, site: Simulated
) -> None:
    assert "Allow it at" not in ada.get(f"/w/{acme.slug}/connections/new").content.decode()
    for path in (f"/w/{acme.slug}/connections/allow/jira", f"/w/{acme.slug}/connections/allowed/jira"):
        assert ada.post(path).status_code == 404
    assert ada.get("/connections/back/jira?code=x&state=y").status_code == 404
    assert ada.post(f"/w/{acme.slug}/connections/allow/another").status_code == 404


def test_the_way_back_stores_nothing_before_somebody_says_yes(ada: Client, acme: House, jira_app: Simulated) -> None:
    there = answers(jira_app, leaves(ada, acme), ACME)
    before = rows("sessions.Session", "vault.DataKey", "web.Attempt")
    page = ada.get(there)
    said = page.content.decode()
    assert page.status_code == 200
    assert "https://acme-simulated.atlassian.net" in said
    assert acme.workspace.name in said
    assert rows("sessions.Session", "vault.DataKey", "web.Attempt") == before
    assert canaries.hits(stored(), jira_app.atlassian.ledger.tokens()) == []
    assert ada.get(f"/w/{acme.slug}/connections/allowed/jira").status_code == 405
    assert nothing_is_there()


@pytest.mark.asvs("10.1.1", "14.2.1", "14.2.2")
@pytest.mark.proves("sealed-credentials")
def test_codes_and_tokens_are_nowhere(ada: Client, acme: House, jira_app: Simulated, read: Read, settings: Any) -> None:
    """In no column, file, session, log line or page but the sealed one; nor is the code in anything that came after."""
    begun, lines = Path(settings.DATA).stat().st_mtime - 1, StringIO()
    handler, root = logging.StreamHandler(lines), logging.getLogger()
    handler.setFormatter(WithoutContents())
    root.addHandler(handler)
    level, root.level = root.level, logging.DEBUG
    try:
        there = answers(jira_app, leaves(ada, acme), ACME)
        code = there.partition("code=")[2].partition("&")[0]
        state = there.partition("state=")[2].partition("&")[0]
        question = ada.get(there)
        made = Connection.objects.get(pk=says_yes(ada, acme, question).headers["Location"].split("/")[4])
        ada.post(f"/w/{acme.slug}/connections/{made.pk}/scope", {"projects": ["10000"], "boards": ["1"]})
        read(Connection.objects.get())
        ada.post(f"/w/{acme.slug}/connections/{made.pk}/test")
        where = f"/w/{acme.slug}/connections/{made.pk}/"
        pages = [ada.get(where + one) for one in ("", "scope", "token", "history")]
    finally:
        root.removeHandler(handler)
        root.level = level
    secrets = [code, state, granting.SECRET, *jira_app.atlassian.ledger.tokens()]
    assert len(secrets) >= 5
    assert canaries.hits(question.content, secrets) == []
    assert canaries.hits(stored(), secrets) == []
    assert canaries.hits(repr(dict(ada.session)).encode(), secrets) == []
    assert canaries.hits(lines.getvalue().encode(), secrets) == []
    assert canaries.hits(b"".join(page.content for page in pages), secrets) == []
    assert canaries.in_folders([Path(settings.DATA)], secrets, since=begun) == []
    assert (question.headers["Referrer-Policy"], question.headers["Cache-Control"]) == (
        "no-referrer",
        "private, no-store",
    )


def test_of_several_sites_one_is_chosen(ada: Client, acme: House, jira_app: Simulated) -> None:
    page = comes_back(ada, acme, jira_app, ACME, GLOBEX)
    assert "You allowed several" in page.content.decode()
    answer = says_yes(ada, acme, page, site="")
    assert answer.status_code == 422
    assert "Choose one of the sites" in answer.content.decode()
    assert says_yes(ada, acme, answer, site=GLOBEX).status_code == 302
    assert Connection.objects.get().label == "globex-simulated.atlassian.net"


def test_two_sites_of_one_person_are_two_connections_with_names_of_their_own(
    ada: Client, acme: House, jira_app: Simulated
) -> None:
    allowed(ada, acme, jira_app, ACME)
    allowed(ada, acme, jira_app, GLOBEX)
    listed = ada.get(f"/w/{acme.slug}/connections/").content.decode()
    assert "acme-simulated.atlassian.net" in listed
    assert "globex-simulated.atlassian.net" in listed


def test_the_same_site_once_more_takes_the_newer_grant(ada: Client, acme: House, jira_app: Simulated) -> None:
    first = allowed(ada, acme, jira_app)
    again = allowed(ada, acme, jira_app)
    assert (first.pk, Connection.objects.count()) == (again.pk, 1)
    with credentials.opened(again) as held:
        assert grant.read(held.reveal()).refresh == jira_app.atlassian.ledger.grants[-1].refresh


@pytest.mark.parametrize("changed", ["not allowed", "another", "33333333-4444", "../../oauth/token"])
def test_a_site_that_was_not_allowed_is_not_connected(
    ada: Client, acme: House, jira_app: Simulated, changed: str
) -> None:
    answer = says_yes(ada, acme, comes_back(ada, acme, jira_app), site=changed)
    assert answer.status_code == 422
    assert nothing_is_there()


def test_what_was_asked_and_not_given_is_shown(ada: Client, acme: House, jira_app: Simulated) -> None:
    jira_app.atlassian.withheld = ("read:sprint:jira-software",)
    said = comes_back(ada, acme, jira_app).content.decode()
    assert "not given:" in said
    assert "read:sprint:jira-software" in said


def test_without_leave_to_go_on_later_nothing_is_connected(ada: Client, acme: House, jira_app: Simulated) -> None:
    jira_app.atlassian.withheld = ("offline_access",)
    answer = comes_back(ada, acme, jira_app)
    assert answer.status_code == 403
    assert nothing_is_there()


# Who is not to come along that road.


def test_a_state_is_good_once(ada: Client, acme: House, jira_app: Simulated) -> None:
    there = answers(jira_app, leaves(ada, acme), ACME)
    assert ada.get(there).status_code == 200
    again = ada.get(there)
    assert again.status_code == 403
    assert "was used already" in again.content.decode()


def test_a_page_is_answered_once(ada: Client, acme: House, jira_app: Simulated) -> None:
    page = comes_back(ada, acme, jira_app)
    assert [says_yes(ada, acme, page).status_code for _ in range(2)] == [302, 422]
    assert Connection.objects.count() == 1


def test_after_ten_minutes_neither_the_way_back_nor_the_page_holds(
    ada: Client, acme: House, jira_app: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, page = answers(jira_app, leaves(ada, acme), ACME), comes_back(ada, acme, jira_app)
    later = timezone.now() + timedelta(seconds=departures.HOLDS_SECONDS + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert ada.get(there).status_code == 403
    assert says_yes(ada, acme, page).status_code == 422
    assert nothing_is_there()


def test_somebody_elses_way_back_is_none_of_ones_own(
    ada: Client, acme: House, cy: Client, elsewhere: House, jira_app: Simulated
) -> None:
    """Neither does a victim finish what an attacker began, nor an attacker what a victim did."""
    there = answers(jira_app, leaves(cy, elsewhere), ACME)
    assert ada.get(there).status_code == 403
    assert nothing_is_there()
    assert jira_app.atlassian.ledger.codes, "the code was not even redeemed"


def test_another_sign_in_of_the_same_person_does_not_finish_it(ada: Client, acme: House, jira_app: Simulated) -> None:
    elsewhere = signed_in(acme.ada)
    page = comes_back(ada, acme, jira_app)
    assert elsewhere.get(answers(jira_app, leaves(ada, acme), ACME)).status_code == 403
    assert says_yes(elsewhere, acme, page).status_code == 422
    assert nothing_is_there()


def test_who_signed_in_meanwhile_in_the_same_browser_does_not_finish_it(
    ada: Client, acme: House, jira_app: Simulated
) -> None:
    there, page = answers(jira_app, leaves(ada, acme), ACME), comes_back(ada, acme, jira_app)
    ada.force_login(joined(acme, "admin").person)
    assert ada.get(there).status_code == 403
    assert says_yes(ada, acme, page).status_code == 422
    assert nothing_is_there()


def test_without_a_sign_in_it_comes_to_nothing_and_the_code_is_told_to_no_other_page(
    ada: Client, acme: House, jira_app: Simulated, anybody: Client
) -> None:
    there = answers(jira_app, leaves(ada, acme), ACME)
    answer = anybody.get(there)
    assert answer.status_code == 403
    assert "Location" not in answer.headers
    assert canaries.hits(answer.content, jira_app.atlassian.ledger.tokens()) == []
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_it_is_for_the_workspace_in_which_it_began(
    ada: Client, acme: House, elsewhere: House, jira_app: Simulated
) -> None:
    Membership.objects.create(workspace=elsewhere.workspace, person=acme.ada.person, role="admin")
    page = comes_back(ada, acme, jira_app)
    assert says_yes(ada, elsewhere, page).status_code == 422
    assert nothing_is_there()


def test_who_may_not_connect_is_refused_at_each_step(
    ada: Client, ben: Client, cy: Client, acme: House, jira_app: Simulated
) -> None:
    for path in ("allow/jira", "allowed/jira"):
        assert ben.post(f"/w/{acme.slug}/connections/{path}").status_code == 403
        assert cy.post(f"/w/{acme.slug}/connections/{path}").status_code == 404
    there = answers(jira_app, leaves(ada, acme), ACME)
    acme.ada.person.memberships.update(role="viewer")
    assert ada.get(there).status_code == 403
    assert jira_app.atlassian.ledger.codes, "the code was not even redeemed"


def test_a_code_that_was_given_in_another_browser_does_not_fit_this_way_back(
    ada: Client, acme: House, cy: Client, elsewhere: House, jira_app: Simulated
) -> None:
    """A stolen code is put into one's own way back: the challenge of that way does not fit it."""
    stolen = answers(jira_app, leaves(cy, elsewhere), ACME).partition("code=")[2].partition("&")[0]
    mine = answers(jira_app, leaves(ada, acme), ACME)
    code = mine.partition("code=")[2].partition("&")[0]
    answer = ada.get(mine.replace(code, stolen))
    assert answer.status_code == 403
    assert nothing_is_there()


@pytest.mark.parametrize(
    "changed",
    [
        {"code": None},
        {"code": ""},
        {"code": "x" * 7000},
        {"code": "two words"},
        {"code": "ü"},
        {"code": None, "error": "access_denied", "error_description": "<script>alert(1)</script>"},
        {"error": "access_denied"},
        {"state": "another"},
        {"state": None},
    ],
    ids=str,
)
def test_what_is_no_answer_to_our_question_is_refused_and_not_repeated(
    ada: Client, acme: House, jira_app: Simulated, changed: dict[str, str | None]
) -> None:
    jira_app.atlassian.answered = changed
    answer = ada.get(answers(jira_app, leaves(ada, acme), ACME))
    assert answer.status_code == 403
    assert "<script>alert" not in answer.content.decode()
    assert nothing_is_there()


@pytest.mark.parametrize("doubled", ["code", "state"])
def test_what_comes_twice_is_refused(ada: Client, acme: House, jira_app: Simulated, doubled: str) -> None:
    there = answers(jira_app, leaves(ada, acme), ACME)
    assert ada.get(f"{there}&{doubled}=another").status_code == 403
    assert nothing_is_there()


@pytest.mark.parametrize(
    "changed", [{"sealed": ""}, {"sealed": "AAAA"}, {"sealed": "%%"}, {"id": "no id"}, {"mark": ""}]
)
def test_a_page_that_was_changed_is_not_taken(
    ada: Client, acme: House, jira_app: Simulated, changed: dict[str, str]
) -> None:
    answer = says_yes(ada, acme, comes_back(ada, acme, jira_app), **changed)
    assert answer.status_code == 422
    assert nothing_is_there()


@pytest.mark.proves("sealed-credentials")
def test_what_is_sealed_for_one_page_opens_in_no_other(
    ada: Client, acme: House, cy: Client, elsewhere: House, jira_app: Simulated
) -> None:
    first, second = comes_back(ada, acme, jira_app), comes_back(ada, acme, jira_app)
    assert says_yes(ada, acme, first, sealed=hidden(second)["sealed"]).status_code == 422
    theirs = comes_back(cy, elsewhere, jira_app)
    assert says_yes(ada, acme, second, sealed=hidden(theirs)["sealed"]).status_code == 422
    assert nothing_is_there()


def test_a_page_that_a_rotation_of_keys_overtook_says_to_begin_again(
    ada: Client, acme: House, jira_app: Simulated
) -> None:
    page = comes_back(ada, acme, jira_app)
    rotating.rotate([acme.workspace.owner_key], now=timezone.now())
    answer = says_yes(ada, acme, page)
    assert answer.status_code == 422
    assert "cannot be opened" in answer.content.decode()


def test_a_form_of_another_page_sends_nobody_anywhere(acme: House, jira_app: Simulated) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(acme.ada.person)
    for path in ("allow/jira", "allowed/jira"):
        assert browser.post(f"/w/{acme.slug}/connections/{path}").status_code == 403


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "status", "status": 401}, "does not accept this installation"),
        ({"kind": "status", "status": 503}, "503"),
        ({"kind": "status", "status": 429}, "429"),
        ({"kind": "html"}, "web page instead of data"),
        ({"kind": "nonsense"}, "documented one"),
        ({"kind": "dropped"}, "broke off"),
    ],
    ids=str,
)
def test_what_the_maker_answers_badly_is_said_and_nothing_is_stored(
    ada: Client, acme: House, jira_app: Simulated, fault: dict[str, Any], said: str
) -> None:
    jira_app.faults.add(path="/oauth/token", **fault)
    answer = comes_back(ada, acme, jira_app)
    assert answer.status_code == 403
    assert said in answer.content.decode()
    assert nothing_is_there()


def test_where_the_site_itself_fails_the_page_stays_and_can_be_sent_again(
    ada: Client, acme: House, jira_app: Simulated
) -> None:
    page = comes_back(ada, acme, jira_app)
    jira_app.faults.add(path="/ex/jira", kind="status", status=503)
    answer = says_yes(ada, acme, page)
    assert answer.status_code == 422
    assert "503" in answer.content.decode()
    jira_app.faults.clear()
    assert says_yes(ada, acme, answer).status_code == 302


def test_the_way_back_asks_the_database_little(ada: Client, acme: House, jira_app: Simulated) -> None:
    there = answers(jira_app, leaves(ada, acme), ACME)
    with CaptureQueriesContext(
        database,
    ) as asked:
        ada.get(there)
    assert len(asked) < 60
