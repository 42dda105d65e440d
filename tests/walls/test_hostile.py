"""Hostile strings in every place that people fill: text stays text, in pages and files."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from altaclario.accounts.models import SignIn, User
from altaclario.connections.models import Connection
from altaclario.dashboards import every
from altaclario.declarations import dashboards
from altaclario.desk import forms as desk
from altaclario.workspaces.models import Invitation, Team, Workspace
from tests.depth import DEEP
from tests.remembering import Memory
from tests.walls import hostile, world
from tests.walls.world import World

pytestmark = pytest.mark.django_db
PAGES = (
    *("members", "member", "member-invite", "member-leave", "workspace-settings", "audit", "connections", "connection"),
    *("connection-history", "connection-token", "connection-new", *dashboards.NAMES, "shares", "share-new"),
    *("teams", "team", "team-new"),
    *("workspaces", "workspace-new", "security", "account-activity", "account_email", "mfa_edit_webauthn", "landing"),
    *("rights", "rights-held", "preferences", "account-close", "workspace-close", "workspace-issuer"),
)
_OF_NO_WORKSPACE = ("workspaces", "workspace-new", "security", "landing", "preferences")
FILES = ("audit-csv", "audit-json")
_WITHIN = {"member": "member", "connection": "connection", "connection-history": "connection"}
_WITHIN |= {"connection-token": "connection", "team": "team"}
PARTS = 4 if DEEP else 1
"""Several in a deep run, so that none of them takes long, and each can be looked at alone."""


def _is_of_no_workspace(name: str) -> bool:
    return name in _OF_NO_WORKSPACE or name.startswith(("account-", "account_", "rights", "mfa_"))


def test_there_are_enough_of_them_and_the_eye_sees_what_it_must() -> None:
    assert len(hostile.every()) >= 300
    assert hostile.grown("<p><b zzq>x</b><a href=' JavaScript:x'></a><i onclick=x>") == [
        ("b", ("zzq",)),
        ("a runs", (" JavaScript:x",)),
        ("i", ("onclick",)),
    ]
    assert hostile.shape("<p title='a'>a") != hostile.shape("<p title='a' x>a")
    assert hostile.grown("<p>&lt;zzq&gt;") == []
    rows = hostile.packed(hostile.every(), 100)
    assert {said for said in hostile.every() if not any(said in row for row in rows)} == set()


# ── What is stored ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_stored_is_shown_as_text(part: int, memory: Memory, record_property: Any) -> None:
    ground, strings = world.built(), hostile.sample(8)
    rows, seen = hostile.packed(strings, 100), 0
    fill(ground, "harmless")
    known = {name: page(ground, name) for name in (*PAGES, *FILES)}
    assert {name: one.status_code for name, one in known.items() if one.status_code not in (200, 302)} == {}
    shapes = {name: hostile.shape(known[name].content.decode()) for name in PAGES}
    for number, said in list(enumerate(rows))[part::PARTS]:
        with transaction.atomic():
            fill(ground, *(_stored(rows[(number + place) % len(rows)]) for place in range(6)))
            for name, harmless in known.items():
                given = page(ground, name)
                seen += 1
                assert (name, given.status_code) == (name, harmless.status_code), repr(said)
                assert given.headers.keys() == harmless.headers.keys(), repr(said)
                assert not any(sign in value for value in given.headers.values() for sign in "\r\n"), repr(said)
                if name in FILES:
                    same_file(name, given, harmless, said)
                else:
                    nodes = hostile.shape(given.content.decode())
                    assert nodes == shapes[name], (name, said)
                    assert hostile.grown_of(nodes) == []
            transaction.set_rollback(True)
    record_property(
        "counted",
        f"hostile strings, stored: part {part + 1} of {PARTS} of {len(strings)} in {len(rows)} rows"
        f" on {len(known)} pages and files, {seen} answers",
    )


def _stored(said: str) -> str:
    """As the database takes it: PostgreSQL takes no null."""
    return said.replace("\0", "") if database.vendor == "postgresql" else said


def fill(ground: World, *said: str) -> None:
    """Whatever holds words of people holds these, past every form; each place one of its own, or all the same."""
    of_workspace, of_person, of_site, of_account, of_guest, of_device = said if len(said) > 1 else said * 6
    house = ground.houses["kestrel"]
    Workspace.objects.filter(pk=house.workspace.pk).update(name=of_workspace[:100])
    User.objects.filter(memberships__workspace=house.workspace).update(name=of_person[:100])
    Connection.objects.filter(workspace=house.workspace).update(
        site=f"https://x{of_site}"[:300], account_email=of_account[:254], token_end=of_site[:4]
    )
    Team.objects.filter(workspace=house.workspace).update(name=of_person[:60])
    Invitation.objects.filter(workspace=house.workspace).update(email=of_guest[:254])
    SignIn.objects.filter(person=house.owner.person).update(device=of_device[:40])
    key = house.owner.person.authenticator_set.get(type="webauthn")
    key.data = key.data | {"name": of_device[:100]}
    key.save()


def page(ground: World, name: str) -> HttpResponse:
    kind = _WITHIN.get(name)
    args = [] if _is_of_no_workspace(name) else [ground.ids["workspace"]["kestrel"]]
    args = [ground.ids["passkey"]["kestrel"]] if name.startswith("mfa_") else args
    args += [ground.ids[kind]["kestrel"]] if kind else []
    return ground.browser("owner").get(reverse(name, args=args) + ("?dashboard=flow" if name == "share-new" else ""))


def same_file(name: str, given: HttpResponse, harmless: HttpResponse, said: str) -> None:
    """The same table but for its cells, of which none is a formula."""
    text, before = given.content.decode(), harmless.content.decode()
    if name == "audit-json":
        assert len(json.loads(text)["notes"]) == len(json.loads(before)["notes"])
        return
    rows, known = (list(csv.reader(StringIO(one, newline=""))) for one in (text, before))
    assert [len(row) for row in rows] == [len(row) for row in known], repr(said)
    begins = tuple("=+-@\t\r\n＝＋－＠")
    assert not [cell for row in rows for cell in row if cell.lstrip(" ")[:1] in begins], repr(said)


# ── What is typed ────────────────────────────────────────────────────────────────────────────────────────────────────

FORMS: dict[str, dict[str, Any]] = {
    "workspace-new": {"name": "x", "zone": "UTC"},
    "workspace-settings": {"name": "x", "zone": "UTC"},
    "member-invite": {"email": "x@kestrel.test", "role": "viewer"},
    "connection-new": {"site": world.REFUSED_SITE, "email": "x@kestrel.test", "token": "x" * 20, "provider": "jira"},
    "connection-token": {"token": "x" * 20},
    "connection-cancel": {"from": "flow"},
    "account_signup": {"email": "x@kestrel.test", "name": "x", "password1": "x" * 20},
    "account_login": {"login": "x@kestrel.test", "password": "x", "next": "/w/"},
    "account_reset_password": {"email": "x@kestrel.test"},
    "account_request_login_code": {"email": "x@kestrel.test"},
    "account_email": {"email": "x@kestrel.test", "action_add": "1"},
    "share-new": {"shown": "x", "days": "7", "password": "x", "frame_ancestors": "https://x.test", "shows_keys": "on"},
    "team-new": {"name": "x"},
    "team": {"name": "x", "members": "x", "initial-name": "x", "initial-members": "x"},
    "team-work": {"boards": "x", "projects": "x", "areas": "x", "initial-boards": "x"},
    "theme": {"theme": "dark"},
    "preferences": {"zone": "UTC", "theme": "dark", "density": "compact"},
    "rights-name": {"name": "x"},
    "member": {"role": "viewer", "seen": "viewer"},
    "workspace-issuer-set-up": {"issuer": world.REFUSED_SITE, "client_id": "x", "secret": "x"},
    "connection-scope": {"projects": "1", "boards": "1"},
    "account_reauthenticate": {"password": "x"},
    "account_change_password": {"oldpassword": "x", "password1": "x" * 20},
    "mfa_edit_webauthn": {"name": "x"},
    "mfa_activate_totp": {"code": "123456"},
    "terms-again": {"answer": "accept", "seen": "x"},
    "cookie-preferences": {"answer": "accept", "back": "/"},
    "contact": dict.fromkeys(desk.Message.base_fields, "x"),
    "abuse": dict.fromkeys(desk.Report.base_fields, "x"),
    "dmca-notice": dict.fromkeys(desk.Notice.base_fields, "x"),
    "counter-notice": dict.fromkeys(desk.CounterNotice.base_fields, "x"),
    "desk-status": {"reference": "x", "code": "x"},
}
"""Every form in which something can be typed."""
ASKED = {
    **{
        name: (*(one.name for one in dashboard.takes), "and", "away", "more", "start", "type", "project", "unit")
        for name, dashboard in every.DASHBOARDS.items()
    },
    "audit": ("kind", "who", "page", "what"),
    "connection-history": ("page",),
    "account_login": ("next",),
    "share-new": ("dashboard", "connection", "team", "board"),
    "abuse": ("link",),
    "text-versions": ("text", "version", "since"),
    "connection-new": ("tracker",),
    "issuer-back": ("state", "code", "error"),
}
"""What is read of addresses."""


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_typed_comes_back_as_text(part: int, memory: Memory, record_property: Any) -> None:
    ground, strings = world.built(), hostile.sample(8)
    rows = hostile.packed(strings, 250)
    answers = 0
    for given, said in chain(typed(ground, rows, part), asked(ground, rows, part), led(ground, strings[part::PARTS])):
        answers += 1
        assert given.status_code < 500, said
        assert not any(sign in value for value in given.headers.values() for sign in "\r\n"), said
        assert not any(hostile.MARK in name for name in [*given.headers, *given.cookies]), said
        assert hostile.grown(given.content.decode()) == [], said
    record_property(
        "counted",
        f"hostile strings, typed: part {part + 1} of {PARTS} of {len(strings)} in {len(rows)} rows"
        f" into {len(FORMS)} forms and {len(ASKED)} addresses, {answers} answers",
    )


Given = tuple[HttpResponse, dict[str, str]]


def typed(ground: World, rows: list[str], part: int) -> Iterator[Given]:
    """Each form twice: one field of it alone, each in its turn; and all of them, each with a row of its own."""
    for name, fields in FORMS.items():
        for number, said in list(enumerate(rows))[part::PARTS]:
            alone = list(fields)[number % len(fields)]
            for sent in (fields | {alone: said}, _turned(rows, number, fields)):
                with transaction.atomic():
                    yield ground.browser(_actor(name)).post(at(ground, name), sent), sent
                    transaction.set_rollback(True)


def asked(ground: World, rows: list[str], part: int) -> Iterator[Given]:
    """Each page with a row of its own in each word of its address."""
    for name, words in ASKED.items():
        for number in range(part, len(rows), PARTS):
            every = _turned(rows, number, words)
            yield ground.browser(_actor(name)).get(at(ground, name), every), every


def led(ground: World, strings: list[str]) -> Iterator[Given]:
    """Where somebody is to be led counts from its first sign on, so each string stands alone."""
    for said in strings:
        sent = {"next": said[:2000]}
        yield ground.browser("anonymous").get(at(ground, "account_login"), sent), sent


def _turned(rows: list[str], number: int, words: Iterable[str]) -> dict[str, str]:
    return {word: rows[(number + place) % len(rows)][:2000] for place, word in enumerate(words)}


def _actor(name: str) -> str:
    is_of_somebody = not name.startswith("account_") or name in _OF_SOMEBODY
    return "owner" if is_of_somebody else "anonymous"


_OF_SOMEBODY = ("account_email", "account_reauthenticate", "account_change_password")
_AT_THE_DESK = ("contact", "abuse", "dmca-notice", "counter-notice", "desk-status")


def at(ground: World, name: str) -> str:
    is_public = name in (*_AT_THE_DESK, "theme", "text-versions", "terms-again", "cookie-preferences", "issuer-back")
    args = [] if is_public or _is_of_no_workspace(name) else [ground.ids["workspace"]["kestrel"]]
    if name in ("connection-token", "connection-cancel", "connection-history", "connection-scope"):
        args.append(ground.ids["connection"]["kestrel"])
    for kind, names in {
        "team": ("team", "team-work"),
        "member": ("member",),
        "passkey": ("mfa_edit_webauthn",),
    }.items():
        args += [ground.ids[kind]["kestrel"]] if name in names else []
    args += ["acme-id"] if name == "issuer-back" else []
    return reverse(name, args=args) + ("?dashboard=flow" if name == "share-new" else "")
