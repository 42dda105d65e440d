"""Houses that must not see each other, and everybody who may ask: the ground of the matrix."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client

from altaclario.accounts import closed, identities
from altaclario.accounts.models import SignIn
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.authenticator import Device
from altaclario.accounts.tests.test_passkeys import KEYS, browser_at_home, in_page
from altaclario.connections import credentials
from altaclario.connections.models import Connection
from altaclario.workspaces import founding, own_issuers
from altaclario.workspaces.models import MemberIdentity, Membership, OwnIssuer
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, House, invited, person, shared, team_of
from tests.programs import program
from tests.rows import rows

ACTORS = ("anonymous", "stranger", "viewer", "member", "admin", "owner", "guest", "confined")
"""Who is confined owns the house of Merlin, and came in through its identity provider."""
NOWHERE = "no-such-workspace-234567"
NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
REFUSED_SITE = "https://192.0.2.1"
"""Where nothing is asked: it is refused before."""
UNCOUNTED = ("web.Tally", "accounts.SignIn", "sessions.Session")
"""What may change also where something is refused: counts of tries, a browser's session, and when it was seen."""
MARKS = {"kestrel": b"kestrel", "heron": b"heron", "merlin": b"merlin"}
"""Stands in every name, address and slug of a house, and in nothing of the others."""
_HOMES = {"stranger": "heron", "confined": "merlin"}


@dataclass(frozen=True, slots=True)
class World:
    """The houses, by name; the browsers of all, as cookies; and what each kind of id is in each house."""

    houses: Mapping[str, House]
    cookies: Mapping[str, dict[str, str]]
    ids: Mapping[str, Mapping[str, Any]]
    roles: Mapping[str, Membership]
    """Who belongs to their house in which role."""
    rows: Mapping[str, Any]
    """All that the database holds."""

    def browser(self, actor: str) -> Client:
        """As it is before anything was asked."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self.cookies[actor])
        return client

    def home(self, actor: str) -> str:
        return _HOMES.get(actor, "kestrel")

    def away(self, actor: str) -> str:
        return "kestrel" if actor == "stranger" else "heron"


def built() -> World:
    """Everything once in each house."""
    houses = {name: _house(name) for name in MARKS}
    people = {"stranger": houses["heron"].owner, "owner": houses["kestrel"].owner}
    for role in (Role.VIEWER, Role.MEMBER, Role.ADMIN):
        people[role.value] = Membership.objects.create(
            workspace=houses["kestrel"].workspace, person=person(role.value, "kestrel"), role=role, joined=MONDAY
        )
    members = {name: _beside(houses[name], name) for name in ("heron", "merlin")} | {"kestrel": people["viewer"].pk}
    ids: dict[str, dict[str, Any]] = {
        kind: {} for kind in ("connection", "invitation", "link", "link token", "passkey", "team", "API token")
    }
    for name, house in houses.items():
        connection = _connection(house)
        link, token = shared(house, connection)
        over, over_token = shared(house, connection)
        over.delete()
        ids["connection"][name] = connection.pk
        ids["invitation"][name], ids.setdefault("invitation token", {})[name] = _invitation(house, name)
        ids["link"][name], ids["link token"][name], ids["link token"]["gone"] = link.pk, token, over_token
        ids["passkey"][name] = _passkey(house.owner)
        ids["team"][name] = team_of(
            house, connection, f"{name.title()} Team", *Membership.objects.beside(house.owner)
        ).pk
        ids["API token"][name] = program(house.owner, name=f"{name.title()} reader").token.pk
    gone, ids["invitation token"]["gone"] = invited(houses["heron"], "gone@heron.test")
    gone.delete()
    ids["workspace"] = {name: house.slug for name, house in houses.items()} | {"missing": NOWHERE}
    ids["member"] = members
    ids["identity"] = {name: _identity(house.owner) for name, house in houses.items()}
    ids["issuer"] = dict.fromkeys((*MARKS, "gone"), "acme-id") | {"missing": "no-such-issuer"}
    for kind in ("connection", "invitation", "link", "member", "identity", "team", "API token"):
        ids[kind]["missing"] = NOBODY
    ids["passkey"]["missing"] = 987_654
    ids["closed token"] = {name: closed.token(house.workspace.owner_key, MONDAY) for name, house in houses.items()}
    ids["closed token"]["gone"] = ids["closed token"]["heron"][:-1] + "~"
    for kind in ("link token", "invitation token", "closed token"):
        ids[kind]["missing"] = "x" * 43
    cookies = {"anonymous": {}} | {who: _signed_in(one) for who, one in people.items()}
    cookies["guest"] = _guest(ids["link token"]["kestrel"])
    confined, cookies["confined"] = _confined(houses["merlin"], "merlin")
    roles = {who: one for who, one in people.items() if who != "stranger"} | {"confined": confined}
    return World(houses, cookies, ids, roles, rows(*UNCOUNTED))


def _house(name: str) -> House:
    owner = founding.found(person("Owner", name), name=f"{name.title()} Works", zone="UTC", now=MONDAY)
    return House(owner.workspace, owner)


def _beside(house: House, name: str) -> uuid.UUID:
    made = Membership.objects.create(workspace=house.workspace, person=person("Other", name), role=Role.VIEWER)
    return made.pk  # type: ignore[no-any-return]


def _connection(house: House) -> Connection:
    made = Connection(workspace=house.workspace, owner=house.owner.person, site=REFUSED_SITE, projects=["1"])
    with transaction.atomic():
        credentials.seal(made, "a token of nobody", now=MONDAY)
        made.save()
    return made


def _invitation(house: House, name: str) -> tuple[uuid.UUID, str]:
    made, token = invited(house, f"eve@{name}.test")
    return made.pk, token


def _passkey(membership: Membership) -> int:
    from allauth.mfa.models import Authenticator

    browser = browser_at_home()
    browser.cookies = SimpleCookie(_signed_in(membership))
    said = Device().make(in_page(browser.get(f"{KEYS}add/")))
    browser.post(f"{KEYS}add/", {"name": membership.person.email, "credential": said})
    made = Authenticator.objects.get(user=membership.person, type=Authenticator.Type.WEBAUTHN)
    return made.pk  # type: ignore[no-any-return]


def _identity(membership: Membership) -> uuid.UUID:
    told = {"issuer": "https://issuer.test", "subject": f"{membership.person_id}"}
    return identities.link(membership.person, **told, now=MONDAY).pk


def _signed_in(membership: Membership) -> dict[str, str]:
    """Just now, by password, so that nothing asks for it again."""
    browser = Client()
    browser.force_login(membership.person)
    signing.has_confirmed(browser, membership.person)
    return {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value}


def _confined(house: House, name: str) -> tuple[Membership, dict[str, str]]:
    """One more owner, who is signed in through the provider of the house, and by nothing of their own."""
    owner = Membership.objects.create(
        workspace=house.workspace, person=person("Confined", name), role=Role.OWNER, joined=MONDAY
    )
    told = {"entry": own_issuers.entry(house.slug), "issuer": "https://issuer.test", "client_id": "x"}
    issuer = OwnIssuer.objects.create(workspace=house.workspace, made=MONDAY, **told)
    link = MemberIdentity.objects.create(
        person=owner.person, membership=owner, issuer=issuer, subject="confined", made=MONDAY
    )
    browser = Client()
    browser.cookies = SimpleCookie(_signed_in(owner))
    session = browser.session
    session["signed_in_through"] = own_issuers.through(link)
    session.save()
    SignIn.objects.filter(person=owner.person).update(through=own_issuers.through(link))
    owner.is_confined = True
    return owner, {settings.SESSION_COOKIE_NAME: session.session_key}


def _guest(token: str) -> dict[str, str]:
    browser = Client()
    browser.get(f"/s/{token}")
    return {settings.GUEST_COOKIE_NAME: browser.cookies[settings.GUEST_COOKIE_NAME].value}
