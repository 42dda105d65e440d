"""API tokens: made once, shown once, kept as a hash, and ended at once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.accounts.tests import signing
from altaclario.audit.models import Note
from altaclario.workspaces import api_tokens, members
from altaclario.workspaces.models import ApiToken
from tests.cast import MONDAY, PASSWORD, House, joined
from tests.forms import hidden
from tests.programs import program
from tests.rows import stored

pytestmark = pytest.mark.django_db


def confirmed(browser: Client, house: House) -> Client:
    signing.has_confirmed(browser, house.ada.person)
    return browser


@pytest.mark.asvs("11.5.1")
def test_it_is_shown_once_and_kept_as_a_hash(acme: House, ada: Client) -> None:
    path = f"/w/{acme.slug}/api-tokens/new"
    browser = confirmed(ada, acme)
    sent = hidden(browser.get(path)) | {"name": "A spreadsheet", "days": "90", "with_items": "on"}
    page = browser.post(path, sent)
    (text,) = set(re.findall(r"altc_[0-9A-Za-z]{49}", page.content.decode()))
    assert "no-store" in page.headers["Cache-Control"]
    assert api_tokens.is_ours(text)
    assert text.encode() not in stored()
    listed = browser.get(f"/w/{acme.slug}/api-tokens/").content.decode()
    assert text not in listed
    assert f"altc_…{text[-4:]}" in listed
    assert browser.post(path, sent).headers["Location"] == f"/w/{acme.slug}/api-tokens/"
    assert ApiToken.objects.count() == 1


def test_nobody_makes_one_without_showing_who_they_are(acme: House, ada: Client) -> None:
    acme.ada.person.set_password(PASSWORD)
    acme.ada.person.save()
    ada.force_login(acme.ada.person)
    answer = ada.post(f"/w/{acme.slug}/api-tokens/new", {"name": "A spreadsheet", "days": "90"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()


def test_each_ends_in_a_sum_of_its_signs_so_that_a_scanner_knows_it(acme: House) -> None:
    texts = [program(acme.ada, name=str(one)).text for one in range(10)]
    assert len(set(texts)) == 10
    for text in texts:
        assert api_tokens.is_ours(text)
        assert text[:5] == api_tokens.PREFIX
        for place in (5, 20, 47, 53):
            other = "A" if text[place] != "A" else "B"
            assert not api_tokens.is_ours(text[:place] + other + text[place + 1 :])
    assert not [
        one for one in ("", "altc_", texts[0] + "x", texts[0].upper(), "x" + texts[0]) if api_tokens.is_ours(one)
    ]


def test_it_holds_for_ninety_days_and_never_longer_than_a_year(acme: House) -> None:
    assert program(acme.ada, now=MONDAY).token.expires == MONDAY + timedelta(days=90)
    assert program(acme.ada, now=MONDAY, days=4000).token.expires == MONDAY + timedelta(days=365)


def test_who_came_in_through_the_provider_of_the_workspace_makes_none(acme: House) -> None:
    dee = joined(acme, "admin")
    dee.is_confined = True
    with pytest.raises(members.NotAllowed):
        program(dee)


def test_twenty_of_one_person_are_enough(acme: House) -> None:
    dee = joined(acme, "member")
    for one in range(api_tokens.MOST_OPEN):
        program(dee, name=str(one))
    with pytest.raises(api_tokens.TooManyOpen):
        program(dee)
    program(acme.ada)


def test_a_form_sent_twice_makes_one(acme: House) -> None:
    once = uuid4()
    program(acme.ada, once=once)
    with pytest.raises(api_tokens.MadeAlready):
        program(acme.ada, once=once)


def test_members_see_and_revoke_their_own_and_admins_all(acme: House) -> None:
    dee = joined(acme, "member")
    of_ada, of_dee = program(acme.ada).token, program(dee).token
    now = timezone.now()
    assert [one.token.pk for one in api_tokens.every(dee, now=now)] == [of_dee.pk]
    assert {one.token.pk for one in api_tokens.every(acme.ada, now=now)} == {of_ada.pk, of_dee.pk}
    with pytest.raises(api_tokens.NoSuchToken):
        api_tokens.revoke(dee, of_ada.pk, now=now)
    api_tokens.revoke(acme.ada, of_dee.pk, now=now)
    assert [one.is_open for one in api_tokens.every(dee, now=now)] == [False]


def test_of_somebody_elses_and_of_none_the_answer_is_the_same(acme: House, ben: Client) -> None:
    others = program(acme.ada).token.pk
    answers = [ben.post(f"/w/{acme.slug}/api-tokens/{one}/revoke") for one in (others, uuid4())]
    assert {one.status_code for one in answers} == {404}
    assert ApiToken.objects.get().revoked is None


def test_the_log_tells_of_it_by_its_name_and_of_no_secret(acme: House, ada: Client) -> None:
    shown = program(acme.ada)
    api_tokens.revoke(acme.ada, shown.token.pk, now=timezone.now())
    assert [one.what for one in Note.objects.filter(what__startswith="api-token")] == [
        "api-token-made",
        "api-token-revoked",
    ]
    log = ada.get(f"/w/{acme.slug}/audit").content.decode()
    assert f"A spreadsheet (…{shown.text[-4:]})" in log
    assert shown.text not in log


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "required"),
        ({"name": "x" * 61}, "at most 60"),
        ({"name": " "}, "required"),
        ({"days": "9"}, "valid"),
    ],
    ids=str,
)
def test_what_will_not_do_is_said_and_nothing_is_made(
    wrong: dict[str, str], told: str, acme: House, ada: Client
) -> None:
    answer = confirmed(ada, acme).post(
        f"/w/{acme.slug}/api-tokens/new", {"name": "A spreadsheet", "days": "90"} | wrong
    )
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not ApiToken.objects.exists()
