"""Hostile strings in every place that people fill: text stays text, in pages and files."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection as database
from django.db import transaction
from django.http import HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone

from altaclario.accounts.models import SignIn, User
from altaclario.connections.models import Connection
from altaclario.declarations import dashboards
from altaclario.desk import incidents
from altaclario.desk.models import Incident, Matter, Saying
from altaclario.desk.tests import telling
from altaclario.operating import operators
from altaclario.workspaces.models import ApiToken, Invitation, OwnIssuer, Team, Workspace
from tests import addresses
from tests.audited.test_every_address import CHANGING, VIEWS
from tests.cast import MONDAY
from tests.depth import DEEP
from tests.remembering import Memory
from tests.walls import hostile, matrix, world
from tests.walls.filled import AFTER, ASKED, FORMS, NOTHING_TYPED
from tests.walls.world import World

pytestmark = pytest.mark.django_db
PAGES = (
    *("members", "member", "member-invite", "member-leave", "workspace-settings", "audit", "connections", "connection"),
    *("connection-history", "connection-token", "connection-new", *dashboards.NAMES, "shares", "share-new"),
    *("teams", "team", "team-new", "counting", "counting-section"),
    *("workspaces", "workspace-new", "security", "account-activity", "account_email", "mfa_edit_webauthn", "landing"),
    *("rights", "rights-held", "preferences", "account-close", "workspace-close", "workspace-issuer"),
    *("api-tokens", "api-token-new", "member-identity", "status", "status-all", "operator-desk", "operator-matter"),
)
_OF_LINES = ("status", "status-all", "operator-matter")
"""Pages on which a line that somebody wrote stays a line."""
FILES = ("audit-csv", "audit-json")
PARTS = 4 if DEEP else 1
"""Several in a deep run, so that none of them takes long, and each can be looked at alone."""


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
    ground, strings = inhabited(), hostile.sample(8)
    rows, seen = hostile.packed(strings, 100), 0
    fill(ground, "harmless")
    known = {name: page(ground, name) for name in (*PAGES, *FILES)}
    assert {name: one.status_code for name, one in known.items() if one.status_code not in (200, 302)} == {}
    shapes = {name: nodes_of(name, known[name]) for name in PAGES}
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
                    nodes = nodes_of(name, given)
                    assert nodes == shapes[name], (name, said)
                    assert hostile.grown_of(nodes) == []
            transaction.set_rollback(True)
    record_property(
        "counted",
        f"hostile strings, stored: part {part + 1} of {PARTS} of {len(strings)} in {len(rows)} rows"
        f" on {len(known)} pages and files, {seen} answers",
    )


def inhabited() -> World:
    """The houses; their owner runs the installation as well, and there are an incident and a message to look at."""
    ground = world.built()
    operators.make(ground.houses["kestrel"].owner.person.email, now=MONDAY)
    for reference in ("AC-2345-6789", "AC-2345-6788"):
        Matter.objects.create(reference=reference, kind="contact", received=MONDAY, due=MONDAY)
    incident = telling.publish(breach=telling.BREACH)
    incidents.resolve(telling.publish(title="Over").pk, text="Good.", ended=MONDAY, now=timezone.now())
    assert incident.is_breach
    return ground


def nodes_of(name: str, given: HttpResponse) -> list[Any]:
    """The nodes of a page, without those that stand for the end of a line where lines stay lines."""
    nodes = hostile.shape(given.content.decode())
    return [one for one in nodes if one[1] or one[0].strip("/") not in ("p", "br")] if name in _OF_LINES else nodes


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
    Matter.objects.update(
        name=of_person[:100],
        email=of_guest[:254],
        details={"message": of_site, of_device[:40]: of_account},
        extended=of_workspace,
        reasons=of_person,
    )
    Matter.objects.filter(reference="AC-2345-6788").update(decided=MONDAY, decision="refused")
    Incident.objects.update(title=of_workspace[:120], concerned=of_person, consequences=of_site, measures=of_account)
    Saying.objects.update(text=of_guest)
    ApiToken.objects.update(name=of_device[:60])
    OwnIssuer.objects.update(issuer=f"https://x{of_site}"[:200], client_id=of_account[:200])
    key = house.owner.person.authenticator_set.get(type="webauthn")
    key.data = key.data | {"name": of_device[:100]}
    key.save()


def page(ground: World, name: str) -> HttpResponse:
    return ground.browser("owner").get(at(ground, name))


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


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_typed_comes_back_as_text(part: int, memory: Memory, record_property: Any) -> None:
    ground, strings = inhabited(), hostile.sample(8)
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


def test_every_form_is_filled_or_nothing_can_be_typed_into_it() -> None:
    """Whoever adds a form adds it here; what is exempt says why, and is there."""
    assert set(FORMS) & set(NOTHING_TYPED) == set()
    assert set(CHANGING) ^ {*FORMS, *NOTHING_TYPED} == set()
    assert all(len(reason) > 15 for reason in NOTHING_TYPED.values())


def test_every_field_of_a_form_is_filled(memory: Memory) -> None:
    """As the pages have them: a field that is added to a form is added here."""
    ground = inhabited()
    known = FORMS | {name: {} for name in NOTHING_TYPED}
    seen, missing = set(), {}
    for name in dict.fromkeys((*PAGES, *FORMS)):
        given = ground.browser(_actor(name)).get(at(ground, name))
        for action, fields in hostile.fields(given.content.decode()):
            to = resolve(urlsplit(action).path).url_name if action.startswith("/") else name
            seen.add(to)
            if more := fields - known[to].keys() - _OF_NO_HAND:
                missing[name, to] = more
    assert missing == {}
    assert len(seen) > 40


_OF_NO_HAND = {"csrfmiddlewaretoken", "archive", "file"}
"""Files, and what stands in each form."""
Given = tuple[HttpResponse, dict[str, str]]


def typed(ground: World, rows: list[str], part: int) -> Iterator[Given]:
    """Each form twice: one field of it alone, each in its turn; and all of them, each with a row of its own."""
    for name in hostile.some(sorted(FORMS)):
        fields = FORMS[name]
        for number, said in list(enumerate(rows))[part::PARTS]:
            alone = list(fields)[number % len(fields)]
            for sent in (fields | {alone: said}, _turned(rows, number, fields)):
                with transaction.atomic():
                    browser = ground.browser(_actor(name))
                    if before := AFTER.get(name):
                        browser.post(at(ground, before), FORMS[before])
                    yield browser.post(at(ground, name), sent), sent
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
    return "guest" if name == "shared" else "anonymous" if name in _OF_NOBODY else "owner"


_OF_NOBODY = ("account_signup", "account_login", "account_reset_password", "account_request_login_code")
_OF_NOBODY += ("mfa_login_webauthn", "issuer-leave", "workspace-sign-in", *AFTER)


def at(ground: World, name: str) -> str:
    """The address of that name, with what is Kestrel's in each place."""
    kinds = matrix.places(VIEWS[name])
    ids = [matrix.NAMES.get(kind) or ground.ids[kind]["kestrel"] for kind in kinds]
    return reverse(name, args=ids) + addresses.ASKS.get(name, "")
