"""Hostile strings in every place that people or trackers fill: text stays text, in pages, files and mails."""

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from itertools import cycle
from typing import Any

import pytest
from django.core import mail
from django.db import connection as database
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from altaclario.accounts.models import SignIn, User
from altaclario.connections.models import Connection
from altaclario.simulator.serving import Simulated
from altaclario.workspaces import invitations
from altaclario.workspaces.models import Invitation, Team, Workspace
from tests.cast import House, connected, team_of
from tests.depth import DEEP
from tests.remembering import Memory, Read
from tests.walls import hostile, world
from tests.walls.world import World

pytestmark = pytest.mark.django_db
_SEED = datetime.now(UTC).timetuple().tm_yday
PAGES = (
    *("members", "member", "member-invite", "member-leave", "workspace-settings", "audit", "connections", "connection"),
    *("connection-history", "connection-token", "connection-new", "flow", "sprint", "shares", "share-new"),
    *("teams", "team", "team-new"),
    *("home", "workspace-new", "security", "account-activity", "account_email", "mfa_edit_webauthn", "landing"),
)
FILES = ("audit-csv", "audit-json")
_WITHIN = {"member": "member", "connection": "connection", "connection-history": "connection"}
_WITHIN |= {"connection-token": "connection", "team": "team"}


def sample(size: int) -> list[str]:
    """All strings in a deep run; else some, others each day."""
    return hostile.every() if DEEP else random.Random(_SEED).sample(hostile.every(), size)


def test_there_are_enough_of_them_and_the_eye_sees_what_it_must() -> None:
    assert len(hostile.every()) >= 300
    assert hostile.grown("<p><b zzq>x</b><a href=' JavaScript:x'></a><i onclick=x>") == [
        ("b", ("zzq",)),
        ("a runs", (" JavaScript:x",)),
        ("i", ("onclick",)),
    ]
    assert hostile.shape("<p title='a'>a") != hostile.shape("<p title='a' x>a")
    assert hostile.grown("<p>&lt;zzq&gt;") == []


# ── What is stored ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_stored_is_shown_as_text(memory: Memory, record_property: Any) -> None:
    ground, strings, seen = world.built(), sample(6), 0
    fill(ground, "harmless")
    known = {name: page(ground, name) for name in (*PAGES, *FILES)}
    assert {name: one.status_code for name, one in known.items() if one.status_code not in (200, 302)} == {}
    for said in strings:
        if "\0" in said and database.vendor == "postgresql":  # Which stores none.
            continue
        with transaction.atomic():
            fill(ground, said)
            for name, harmless in known.items():
                given = page(ground, name)
                seen += 1
                assert (name, given.status_code) == (name, harmless.status_code), repr(said)
                assert given.headers.keys() == harmless.headers.keys(), repr(said)
                assert not any(sign in value for value in given.headers.values() for sign in "\r\n"), repr(said)
                same(name, given, harmless, said)
            mails_are_intact(ground, said)
            transaction.set_rollback(True)
    record_property(
        "counted", f"hostile strings, stored: {len(strings)} on {len(known)} pages and files, {seen} answers"
    )


def fill(ground: World, said: str) -> None:
    """Whatever holds words of people holds these, past every form."""
    house = ground.houses["kestrel"]
    Workspace.objects.filter(pk=house.workspace.pk).update(name=said[:100])
    User.objects.filter(memberships__workspace=house.workspace).update(name=said[:100])
    Connection.objects.filter(workspace=house.workspace).update(
        site=f"https://x{said}"[:300], account_email=said[:254], token_end=said[:4]
    )
    Invitation.objects.filter(workspace=house.workspace).update(email=said[:254])
    Team.objects.filter(workspace=house.workspace).update(name=said[:60])
    SignIn.objects.filter(person=house.owner.person).update(device=said[:40])
    key = house.owner.person.authenticator_set.get(type="webauthn")
    key.data = key.data | {"name": said[:100]}
    key.save()


def page(ground: World, name: str) -> HttpResponse:
    kind = _WITHIN.get(name)
    outside = ("home", "workspace-new", "security", "account-activity", "account_email", "landing")
    args = [] if name in outside else [ground.ids["workspace"]["kestrel"]]
    args = [ground.ids["passkey"]["kestrel"]] if name.startswith("mfa_") else args
    args += [ground.ids[kind]["kestrel"]] if kind else []
    return ground.browser("owner").get(reverse(name, args=args) + ("?dashboard=flow" if name == "share-new" else ""))


def same(name: str, given: HttpResponse, harmless: HttpResponse, said: str) -> None:
    """The same page but for its words; the same table but for its cells, of which none is a formula."""
    text, before = given.content.decode(), harmless.content.decode()
    if name == "audit-json":
        assert len(json.loads(text)["notes"]) == len(json.loads(before)["notes"])
    elif name == "audit-csv":
        rows, known = (
            list(csv.reader(text.splitlines(keepends=True))),
            list(csv.reader(before.splitlines(keepends=True))),
        )
        assert [len(row) for row in rows] == [len(row) for row in known], repr(said)
        assert not [cell for row in rows for cell in row if cell.lstrip(" ")[:1] in tuple("=+-@\t\r\n＝＋－＠")], repr(
            said
        )
    else:
        assert hostile.shape(text) == hostile.shape(before), (name, said)
        assert hostile.grown(text) == []


def mails_are_intact(ground: World, said: str) -> None:
    """An invitation whose inviter and workspace are named so: one mail, to one address, in plain text."""
    house = ground.houses["kestrel"]
    for one in (house.owner.person, house.workspace):
        one.refresh_from_db()
    house.owner.workspace = house.workspace
    mail.outbox.clear()  # type: ignore[attr-defined]
    invitations._send(house.owner, "eve@kestrel.test", "https://flow.test/invitations/x")
    (sent,) = mail.outbox  # type: ignore[attr-defined]
    message = sent.message()
    assert (sent.recipients(), sent.alternatives, sent.attachments) == (["eve@kestrel.test"], [], [])
    assert len(message.keys()) == len(set(message.keys()))
    assert {"bcc", "set-cookie", "location"}.isdisjoint(name.lower() for name in message)
    assert not any(sign in sent.subject for sign in "\r\n")
    assert message.get_content_type() == "text/plain"
    house.owner.person.name = house.workspace.name = "harmless"


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
    "share-new": {"days": "7", "password": "x", "frame_ancestors": "https://x.test", "shows_keys": "on"},
    "team-new": {"name": "x"},
    "team": {"name": "x", "members": "x", "initial-name": "x", "initial-members": "x"},
    "team-work": {"boards": "x", "projects": "x", "areas": "x", "initial-boards": "x"},
    "theme": {"theme": "dark"},
}
"""Every form in which something can be typed."""
ASKED = {
    "flow": ("connection", "team", "board", "first", "last", "from", "to", "as_of", "type", "project", "unit"),
    "sprint": ("connection", "team", "board", "sprint"),
    "audit": ("kind", "who", "page", "what"),
    "connection-history": ("page",),
    "account_login": ("next",),
    "share-new": ("dashboard", "connection", "team", "board"),
}
"""What is read of addresses."""


def test_what_is_typed_comes_back_as_text(memory: Memory, record_property: Any) -> None:
    ground, strings = world.built(), sample(2)
    answers = 0
    for said in strings:
        for given in [*typed(ground, said), *asked(ground, said)]:
            answers += 1
            assert given.status_code < 500, repr(said)
            assert not any(sign in value for value in given.headers.values() for sign in "\r\n"), repr(said)
            assert not any(hostile.MARK in name for name in [*given.headers, *given.cookies]), repr(said)
            assert hostile.grown(given.content.decode()) == [], repr(said)
    record_property("counted", f"hostile strings, typed: {len(strings)} into every field, {answers} answers")


def typed(ground: World, said: str) -> Iterator[HttpResponse]:
    for name, fields in FORMS.items():
        for field in fields:
            actor = "anonymous" if name.startswith("account_") and name != "account_email" else "owner"
            with transaction.atomic():
                yield ground.browser(actor).post(at(ground, name), fields | {field: said})
                transaction.set_rollback(True)


def asked(ground: World, said: str) -> Iterator[HttpResponse]:
    for name, words in ASKED.items():
        actor = "anonymous" if name.startswith("account_") else "owner"
        for word in words:
            yield ground.browser(actor).get(at(ground, name), {word: said[:2000]})


def at(ground: World, name: str) -> str:
    args = (
        []
        if name in ("workspace-new", "theme") or name.startswith("account_")
        else [ground.ids["workspace"]["kestrel"]]
    )
    if name in ("connection-token", "connection-cancel", "connection-history"):
        args.append(ground.ids["connection"]["kestrel"])
    if name in ("team", "team-work"):
        args.append(ground.ids["team"]["kestrel"])
    return reverse(name, args=args) + ("?dashboard=flow" if name == "share-new" else "")


# ── What a tracker sends ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_what_a_tracker_names_is_shown_as_text(
    ada: Client, acme: House, own_site: Simulated, read: Read, record_property: Any
) -> None:
    connection = connected(acme.workspace, own_site, acme.ada)
    team_of(acme, connection, boards=connection.boards, projects=connection.projects)
    places = named_by(own_site)
    strings = sample(len(places))
    for put in places:
        put("harmless")
    read(connection)
    known = {path: ada.get(path).content.decode() for path in _tracker_pages(acme, connection)}
    shown: set[str] = set()
    rest, turn = list(strings), 0
    while rest:
        now, rest = rest[: len(places)], rest[len(places) :]
        for put, said in zip(places, cycle(now), strict=False):
            put(said)
        assert read(connection).state == "done"
        turn += 1
        for path, harmless in known.items():
            text = ada.get(path).content.decode()
            assert hostile.grown(text) == [], path
            assert len(hostile.shape(text)) == len(hostile.shape(harmless)), path
            words = unescape(text)
            shown |= {said for said in now if said in words}
    assert len(shown) > 10
    record_property("counted", f"hostile strings, of trackers: {len(strings)} in {turn} readings")


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_none_becomes_no_figure_and_no_node(
    ada: Client, acme: House, own_site: Simulated, read: Read
) -> None:
    connection = connected(acme.workspace, own_site, acme.ada)
    issue = next(iter(own_site.tracker.issues.values()))
    for said in sample(2)[:20]:
        issue.key = said
        read(connection)
        for path in _tracker_pages(acme, connection):
            text = ada.get(path).content.decode()
            assert hostile.grown(text) == [], (path, said)
            assert said not in unescape(text) or hostile.MARK not in said, (path, said)


def named_by(site: Simulated) -> list[Callable[[str], None]]:
    """Each place of the site that holds a name which people gave."""
    tracker = site.tracker
    rows = [*tracker.statuses, *tracker.types, *tracker.resolutions, *tracker.projects.values()]
    rows += [one for board in tracker.boards.values() for one in board.sprints]
    rows += [one for several in tracker.versions.values() for one in several]

    def into(row: dict[str, Any]) -> Callable[[str], None]:
        return lambda said: row.update(name=said)

    return [into(row) for row in rows] + [
        lambda said, board=board: setattr(board, "name", said) for board in tracker.boards.values()
    ]


def _tracker_pages(acme: House, connection: Connection) -> list[str]:
    here = f"/w/{acme.slug}"
    boards = [f"{here}/{name}?connection={connection.pk}" for name in ("flow", "sprint")]
    return [
        *boards,
        f"{here}/connections/{connection.pk}/",
        f"{here}/connections/{connection.pk}/scope",
        f"{here}/connections/",
        *(f"{here}/teams/{one.pk}/" for one in acme.workspace.teams.all()),
        f"{here}/teams/",
    ]
