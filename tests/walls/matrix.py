"""Every address of the product, asked in every way by everybody, with ids of theirs, of others and of nobody."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import addresses
from tests.addresses import Address
from tests.rows import rows
from tests.walls.world import ACTORS, MARKS, REFUSED_SITE, UNCOUNTED, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
IDS = {
    "<slug:slug>": "workspace",
    "<uuid:id>": "connection",
    "<uuid:member>": "member",
    "<uuid:invitation>": "invitation",
    "<uuid:link>": "link",
    "<uuid:team>": "team",
    "<uuid:api_token>": "API token",
    "<str:chart>": "chart",
    "<int:item>": "item",
    "s/<str:token>": "link token",
    "e/<str:token>": "link token",
    "invitations/<str:token>": "invitation token",
    "closed/<str:token>": "closed token",
    "<int:pk>": "passkey",
    "<slug:issuer>": "issuer",
    "<slug:section>": "section",
    "<uuid:identity>": "identity",
    "<slug:provider>": "provider",
    "<str:reference>": "reference",
}
"""What stands in each place of an address; a line for each new kind of place. With what is before it, where the same
word means several things."""
NAMES = {"item": "1", "provider": "jira", "section": "calendar", "chart": "cycle-time", "reference": "AC-2345-6789"}
"""What is the same for everybody, whoever's it is."""
BEARERS = ("link token", "invitation token", "closed token", "issuer")
"""Who has it in hand may use it, wherever they belong; what is over is like what never was."""
SENT = {
    "site": REFUSED_SITE,
    "email": "new@nobody.test",
    "token": "ATATT-something-long-enough",
    "projects": ["1"],
    "boards": ["1"],
    "members": [],
    "from": "flow",
    "name": "Mine",
    "zone": "UTC",
    "role": "viewer",
    "seen": "viewer",
    "days": "7",
    "clock": "working",
    "weekdays": ["0", "1"],
    "login": "new@nobody.test",
    "password": "correct horse battery staple",
}
OF_ROLES = "to a role that may not"
_EVERYWHERE = ("account_logout",)
"""Where they are somebody all the same: whoever is signed in can sign out."""
_PLACE = re.compile(r"<[a-z]+:[a-z0-9_]+>")
_NEW_EACH_TIME = re.compile(
    rb'name="(csrfmiddlewaretoken|once)" (?:[^>]* )?value="[^"]+"|value="[^"]+" (?:[^>]* )?name="(?:once)"'
)


class Undeclared(Exception):
    """An address has a place of which `IDS` does not say what stands there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One request: which address, how, by whom; and whose id stands in which place, all others being one's own."""

    address: Address
    method: str
    actor: str
    place: int | None = None
    whose: str = "ours"

    def __str__(self) -> str:
        kinds = places(self.address)
        where = "" if self.place is None else f", {self.whose} {kinds[self.place]}"
        return f"{self.method} {self.address.name} by {self.actor}{where}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that the one who asks can tell, without the address itself and what is new in each answer."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    questions: int
    changed: tuple[str, ...]
    """Tables that were changed, but for those that count tries."""
    redirect: str = ""

    def refuses(self, actor: str) -> bool:
        """Whether it lets this actor do nothing; who is sent to sign in was signed in by nobody."""
        is_sent_away = actor in ("anonymous", "guest", "confined") and self.redirect.startswith("/accounts/login/")
        return self.status >= 400 or is_sent_away

    @property
    def seen(self) -> tuple[Any, ...]:
        return self.status, self.body, self.headers, self.cookies, self.questions


def every_address() -> list[Address]:
    """Each that can be reached: of two with one name and shape the first one answers."""
    found: dict[tuple[str, str], Address] = {}
    for one in addresses.every():
        found.setdefault((one.name, one.route), one)
    return list(found.values())


def places(address: Address) -> list[str]:
    """The kinds of id in an address, in their order. Raises Undeclared."""
    found = []
    for place in _PLACE.finditer(address.route):
        upto = address.route[: place.end()]
        kind = next((kind for shape, kind in IDS.items() if upto.endswith(shape)), None)
        if kind is None:
            raise Undeclared(f"{address.name}: what is {place[0]} in {address.route}? One line in IDS says it.")
        found.append(kind)
    return found


def cells(address: Address, method: str) -> Iterator[list[Cell]]:
    """Groups of cells that are held against each other: one's own, and for each place another's and nobody's."""
    kinds = places(address)
    for actor in ACTORS:
        group = [Cell(address, method, actor)]
        for place, kind in enumerate(kinds):
            if kind in NAMES:
                continue
            others = ("gone", "missing") if kind in BEARERS else ("foreign", "missing")
            group += [Cell(address, method, actor, place, whose) for whose in others]
        yield group


def path(world: World, cell: Cell) -> tuple[str, list[str]]:
    """The path of a cell, and the ids in it."""
    home, away = world.home(cell.actor), world.away(cell.actor)
    ids = []
    for place, kind in enumerate(places(cell.address)):
        whose = cell.whose if place == cell.place else "ours"
        if kind in NAMES:
            ids.append(NAMES[kind])
        else:
            ids.append(str(world.ids[kind][{"ours": home, "foreign": away}.get(whose, whose)]))
    try:
        asked = reverse(cell.address.name, args=ids)
    except NoReverseMatch:  # An address of the library that ours stands before.
        asked = "/" + re.sub(_PLACE, "{}", cell.address.route).format(*ids)
    return asked + addresses.ASKS.get(cell.address.name, ""), ids


def ask(world: World, cell: Cell, *, by: str = "") -> Answer:
    """One request, of which nothing stays; by somebody else, it is the same request."""
    asked, ids = path(world, cell)
    browser: Client = world.browser(by or cell.actor)
    send = SENT if cell.method == "POST" else {}
    with transaction.atomic():
        before = _writes()
        with _counting() as questions:
            given = getattr(browser, cell.method.lower())(asked, send)
        body = b"".join(given.streaming_content) if given.streaming else given.content  # type: ignore[attr-defined]
        changed = _changed(world, before)
        transaction.set_rollback(True)
    bare = asked.partition("?")[0]
    told = [bare, quote(bare, safe=""), *(one for one in ids if len(one) > 3)]
    return Answer(
        status=given.status_code,
        body=_without(_NEW_EACH_TIME.sub(b"", body), told),
        headers=tuple(
            (name, _without(value.encode(), told).decode())
            for name, value in sorted(given.items())
            if name != "Content-Length"
        ),
        cookies=tuple(sorted(name for name in given.cookies)),
        questions=len(questions),
        changed=changed,
        redirect=given.get("Location", ""),
    )


@contextmanager
def _counting() -> Iterator[list[str]]:
    """The questions to the database, without keeping what they were answered."""
    asked: list[str] = []

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        yield asked


def _changed(world: World, before: dict[str, int]) -> tuple[str, ...]:
    """The tables that are not as they were; each row is compared, where anything was written at all."""
    now = _writes()
    if now == before:
        return ()
    if connection.vendor == "postgresql":
        tables = {table for table, count in now.items() if count != before.get(table)}
        return tuple(sorted(tables - {apps.get_model(one)._meta.db_table for one in UNCOUNTED}))
    return tuple(sorted(label for label, them in rows(*UNCOUNTED).items() if them != world.rows[label]))


def _writes() -> dict[str, int]:
    """How much was written since this connection began; on PostgreSQL for each table."""
    if connection.vendor != "postgresql":
        return {"": connection.connection.total_changes}
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_all_tables")
        return dict(cursor.fetchall())


def wrong(world: World, group: Sequence[Cell]) -> Iterator[str]:
    """What is not as it must be in a group of cells, in a sentence each."""
    answers = {cell: ask(world, cell) for cell in group}
    for cell, answer in answers.items():
        yield from _alone(world, cell, answer)
    for one, nobodys in zip(group[1::2], group[2::2], strict=True):
        if answers[one].seen != answers[nobodys].seen:
            yield f"{one}: {_difference(answers[one], answers[nobodys])}"
    own = group[0]
    is_outside = own.actor in ("anonymous", "guest") and own.address.is_in_a_workspace
    if is_outside and len(group) > 2 and answers[own].seen != answers[group[2]].seen:
        yield f"{own}: {_difference(answers[own], answers[group[2]])}"


def _alone(world: World, cell: Cell, answer: Answer) -> Iterator[str]:
    if answer.status >= 500:
        yield f"{cell}: {answer.status}"
    if answer.refuses(cell.actor) and answer.changed:
        yield f"{cell}: refused with {answer.status}, and yet changed {', '.join(answer.changed)}"
    for house in _others(world, cell):
        said = answer.body + repr(answer.headers).encode()
        if MARKS[house] in said.lower():
            yield f"{cell}: names what is of {house}"
    if cell.actor == "confined" and not cell.address.is_in_a_workspace and cell.address.name not in _EVERYWHERE:
        nobody = ask(world, cell, by="anonymous")
        if (answer.status, answer.changed) != (nobody.status, nobody.changed):
            yield f"{cell}: outside of their workspace {answer.status} is told from {nobody.status} of nobody"
    permission = getattr(cell.address.view, "permission", None)
    member = world.roles.get(cell.actor)
    if permission and member and cell.place is None and not member.may(permission) and answer.status not in (403, 405):
        yield f"{cell}: answered {answer.status} {OF_ROLES}"


def _others(world: World, cell: Cell) -> list[str]:
    """The houses of which this answer must name nothing."""
    kinds = places(cell.address)
    if any(kind in BEARERS for kind in kinds) or cell.address.name in ("shared", "invitation-held"):
        return [world.away(cell.actor)] if cell.whose == "foreign" else []
    if cell.actor in ("anonymous", "guest"):
        return list(MARKS)
    return [house for house in MARKS if house != world.home(cell.actor)]


def _difference(one: Answer, other: Answer) -> str:
    names = ("status", "body", "headers", "cookies", "questions to the database")
    different = [name for name, a, b in zip(names, one.seen, other.seen, strict=True) if a != b]
    return f"{one.status} is told from {other.status} by {', '.join(different)}"


def _without(said: bytes, told: Sequence[str]) -> bytes:
    """Without what the one who asks has told us."""
    for one in sorted(told, key=len, reverse=True):
        said = said.replace(one.encode(), b"...")
    return said
