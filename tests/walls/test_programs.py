"""Every address of the API from the table of addresses, asked with each kind of token that does not hold, and with one
that does."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.privacy import archive, closing, restricting
from altaclario.workspaces import api_tokens, members
from altaclario.workspaces.models import ApiToken, Workspace
from tests import addresses
from tests.addresses import Address
from tests.cast import House, joined
from tests.programs import Program, Publish, program
from tests.rows import rows

pytestmark = [pytest.mark.django_db, pytest.mark.proves("tenant-walls")]
Spoil: TypeAlias = Callable[[House, Program], None]

ADDRESSES = [one for one in addresses.every() if one.is_of_programs]
UNKNOWN = f"altc_{'0' * 43}{api_tokens._sum('0' * 43)}"


def path(address: Address) -> str:
    return "/" + address.route.replace("<str:chart>", "cumulative-flow")


def _revoked(house: House, shown: Program) -> None:
    api_tokens.revoke(house.ada, shown.token.pk, now=timezone.now())


def _expired(house: House, shown: Program) -> None:
    ApiToken.objects.update(expires=timezone.now())


def _removed(house: House, shown: Program) -> None:
    members.remove(house.ada, shown.token.membership_id, seen="member", now=timezone.now())


def _closed(house: House, shown: Program) -> None:
    closing.close_account(shown.token.person, address_of=str, now=timezone.now())


def _closed_workspace(house: House, shown: Program) -> None:
    closing.close_workspace(house.ada, address_of=str, now=timezone.now())


def _paused(house: House, shown: Program) -> None:
    restricting.pause(shown.token.person, now=timezone.now())


def _without_second_factor(house: House, shown: Program) -> None:
    Workspace.objects.update(needs_second_factor=True)


def _inactive(house: House, shown: Program) -> None:
    type(shown.token.person).objects.filter(pk=shown.token.person_id).update(is_active=False)


SPOILT: dict[str, Spoil] = {
    "revoked": _revoked,
    "expired": _expired,
    "removed": _removed,
    "closed": _closed,
    "closed-workspace": _closed_workspace,
    "paused": _paused,
    "without-second-factor": _without_second_factor,
    "inactive": _inactive,
}


def seen(address: Address, token: str | None) -> tuple[object, ...]:
    """Everything that a program can tell."""
    shown = {} if token is None else {"Authorization": f"Bearer {token}"}
    answer = Client().get(path(address), headers=shown)
    return answer.status_code, answer.content, sorted(answer.items()), sorted(answer.cookies)


def test_the_addresses_come_from_the_table() -> None:
    assert {one.name for one in ADDRESSES} >= {"api-dashboards", "api-flow", "api-sprint-items", "api-flow-rows"}


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.name)
@pytest.mark.parametrize("how", SPOILT)
def test_a_token_that_does_not_hold_is_like_one_that_never_was(
    how: str, address: Address, acme: House, connection: Connection, publish: Publish
) -> None:
    publish(connection)
    shown = program(joined(acme, "member"))
    assert shown.client.get(path(address), headers=shown.headers).status_code in (200, 404)
    SPOILT[how](acme, shown)
    before = rows()
    answers = [seen(address, token) for token in (shown.text, UNKNOWN, None, "altc_x", "x", "")]
    assert answers[0][0] == 401
    assert all(one == answers[0] for one in answers)
    assert rows("web.Tally") == {label: them for label, them in before.items() if label != "web.Tally"}


def test_what_never_was_costs_as_many_questions_as_what_is_over(acme: House, connection: Connection) -> None:
    from django.db import connection as database

    shown = program(acme.ada)
    _revoked(acme, shown)
    asked = []
    for token in (shown.text, UNKNOWN):
        with CaptureQueriesContext(database) as questions:
            seen(ADDRESSES[0], token)
        asked.append(len(questions))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.name)
def test_a_token_reads_its_own_workspace_and_names_nothing_of_another(
    address: Address, acme: House, elsewhere: House, connection: Connection, foreign: Connection, publish: Publish
) -> None:
    for one in (connection, foreign):
        publish(one)
    told = {house.slug: seen(address, program(house.owner).text)[1] for house in (acme, elsewhere)}
    for own, other, theirs in ((acme, elsewhere, foreign), (elsewhere, acme, connection)):
        for name in (other.slug, theirs.key):
            assert name.encode() not in told[own.slug]  # type: ignore[operator]


def test_what_rests_reads_again_when_it_is_opened_again(acme: House, connection: Connection) -> None:
    shown = program(joined(acme, "member"))
    person = shown.token.person
    restricting.pause(person, now=timezone.now())
    shown.get("dashboards", status=401)
    restricting.resume(person, now=timezone.now())
    shown.get("dashboards")


def test_with_the_second_factor_that_is_asked_for_it_reads(acme: House, connection: Connection) -> None:
    shown = program(acme.ada)
    Workspace.objects.update(needs_second_factor=True)
    shown.get("dashboards", status=401)
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=acme.ada.person, type=kind, data={"name": "Key"})
    shown.get("dashboards")


def test_it_ends_by_itself(acme: House, connection: Connection) -> None:
    shown = program(acme.ada, days=1, now=timezone.now() - timedelta(days=1, minutes=1))
    shown.get("dashboards", status=401)


def test_the_export_of_a_person_names_their_tokens_without_the_hash(acme: House) -> None:
    shown = program(acme.ada)
    whole = io.BytesIO(b"".join(archive.stream(acme.ada.person, [acme.ada], now=timezone.now())))
    with zipfile.ZipFile(whole) as files:
        said = files.read(archive.JSON_NAME)
    assert b"A spreadsheet" in said
    assert shown.token.token_hash.encode() not in said
