"""The page of the operator: who may open it, and what it says of what was counted."""

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.operating import operators
from altaclario.telemetry import happened, writing
from altaclario.telemetry.happened import Failed
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Role
from tests.cast import House

pytestmark = pytest.mark.django_db
PAGE = "/operator"


def count(*, days: int = 0) -> None:
    """Ten answers of Flow, of which two failed, five measures of it and two errors, so many days ago."""
    now = timezone.now() - timedelta(days=days)
    seen = {"asked": "GET", "seconds": 0.04, "now": now}
    failed = Failed(now.replace(minute=0, second=0, microsecond=0), "flow", "KeyError", "web/pages.py", 12, "0.1.0")
    vitals = {happened.sampled("flow", "LCP", 4000, now=now): 5, happened.sampled("flow", "CLS", 40, now=now): 5}
    views = {happened.viewed("flow", status=200, **seen): 8, happened.viewed("flow", status=500, **seen): 2}
    writing.write({**views, **vitals, failed: 2})


def shown(browser: Client, query: str = "") -> str:
    answer = browser.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\N{NARROW NO-BREAK SPACE}", " ")


def told(browser: Client, path: str) -> tuple[int, str]:
    """All that an answer says, but for the tokens of its forms and its own address."""
    answer = browser.get(path)
    said = re.sub(r'value="[^"]{40,}"', "", answer.content.decode())
    return answer.status_code, said.replace(path, "")


@pytest.mark.proves("no-back-door")
def test_to_everybody_else_there_is_no_such_page(dee: User, operator: Client, anybody: Client) -> None:
    eve = Client()
    eve.force_login(signing.account("Eve"))
    for browser in (anybody, eve):
        assert told(browser, PAGE) == told(browser, "/nowhere")
    assert told(operator, PAGE)[0] == 200
    Authenticator.objects.all().delete()
    assert told(operator, PAGE) == told(operator, "/nowhere")
    assert told(operator, PAGE)[0] == 404


def test_an_operator_confirms_first_and_is_none_any_more_from_the_next_request_on(dee: User, operator: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(dee)
    assert elsewhere.get(PAGE).headers["Location"].startswith("/accounts/reauthenticate/")
    operators.remove(dee.email, now=timezone.now())
    assert [one.get(PAGE).status_code for one in (operator, elsewhere)] == [404, 404]


def test_it_answers_first_and_draws_and_lists_what_was_counted(operator: Client) -> None:
    count()
    page = shown(operator)
    assert "10 answers, of which 2 failed." in page
    assert "1 of 2 vitals of pages need work; 2 errors were counted." in page
    assert "The busiest route, flow, gave 10 answers" in page
    assert "Largest part painted (LCP): 1 of 1 route needs work" in page
    assert "Layout that shifts (CLS): every route is good" in page
    assert "Most errors rose on flow of release 0.1.0: 2" in page
    assert "web/pages.py:12" in page
    drawn = [json.loads(one) for one in re.findall(r'<script type="application/json">(.*?)</script>', page)]
    assert [one["y"]["categories"] for one in drawn] == [["flow"], ["flow"], ["flow"], ["flow · 0.1.0"]]
    assert [one["marks"][0]["points"][0][0] for one in drawn] == [10, 3900, 0.039, 2]


def test_only_the_days_that_are_chosen_count_and_others_are_no_choice(operator: Client) -> None:
    count(days=8)
    assert "Nothing was counted in these days." in shown(operator)
    assert "10 answers" in shown(operator, "?days=30")
    assert "choose 1, 7, 30 or 90" in shown(operator, "?days=8<")


def test_a_page_of_nothing_says_so_and_draws_nothing(operator: Client) -> None:
    page = shown(operator, "?days=1")
    for said in ("No page was asked for", "No browser measured anything", "No error was counted in these days."):
        assert said in page
    assert "data-chart" not in page


LINK = 'href="/operator"'


def test_the_menu_of_the_account_leads_there_whom_the_door_lets_in_and_nobody_else(
    dee: User, operator: Client, acme: House, ada: Client
) -> None:
    home = f"/w/{acme.slug}/members/"
    Membership.objects.create(workspace=acme.workspace, person=dee, role=Role.MEMBER)
    assert LINK in operator.get(home).content.decode()
    assert LINK not in ada.get(home).content.decode()
    Authenticator.objects.filter(user=dee).delete()
    assert LINK not in operator.get(home).content.decode()
