"""Everything that is held about a person, from the register: for their page, for their archive.

What is about them stands in tables of their own and, in workspaces to which they belong, in rows that lead to them. A
secret is told to be there, and not told. Rows are read piece by piece: however many there are, few are in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.db.models import Q

from altaclario.accounts.models import User
from altaclario.charts.messages import Message
from altaclario.declarations.holdings import REGISTER, Holding
from altaclario.declarations.promises import keeps
from altaclario.privacy import order
from altaclario.vault import columns
from altaclario.workspaces import policies, walls
from altaclario.workspaces.models import Membership

PIECE = 500
"""So many rows are read at once."""
Cell = str | int | float | bool | None | list[Any] | dict[str, Any]
Row = tuple[Cell, ...]
SECRET = "(secret, not shown)"  # noqa: S105 - what stands in the place of one
_SECRETS = frozenset({"password", "token_hash", "session_key", "session_data", "came_with", "once", "key"})
ELSEWHERE = {
    "desk.Matter": Message(
        "It belongs to no account, and stays when accounts go: you find what you sent by its reference and code."
    ),
}
"""Tables that nothing joins to a person, and where people find what is theirs."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table as its person reads it."""

    label: str
    columns: tuple[str, ...]
    pieces: Iterable[Sequence[Row]]
    """Its rows, several at a time; they can be gone through once, unless the table is whole."""

    @property
    def whole(self) -> "Table":
        """With all rows in memory, for a page."""
        return replace(self, pieces=list(self.pieces))

    @property
    def rows(self) -> list[Row]:
        """All of them."""
        return [row for piece in self.pieces for row in piece]

    @property
    def elsewhere(self) -> Message | None:
        """Where what is theirs is found, if not here."""
        return ELSEWHERE.get(self.label)

    @property
    def anchor(self) -> str:
        """Its place on a page."""
        return self.label.replace(".", "-")

    @property
    def name(self) -> str:
        """As people read it.

        >>> Table("sync.SyncRun", (), ()).name
        'Sync run'
        """
        word = self.label.partition(".")[2]
        spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in word)
        return spaced.strip().capitalize()


def labels() -> list[str]:
    """The tables that hold something about people, in their order."""
    return [label for label, held in sorted(REGISTER.items()) if held.personal and label != "privacy.Ending"]


@keeps("own-copy")
def tables(person: User, memberships: Sequence[Membership]) -> Iterator[Table]:
    """Each table with the rows about this person, `memberships` being all of theirs."""
    for label in labels():
        yield _table(REGISTER[label], person, memberships)


def account(person: User) -> dict[str, Cell]:
    """Their own row alone, column by column."""
    table = _table(REGISTER["accounts.User"], person, ())
    return dict(zip(table.columns, table.rows[0], strict=True))


def _table(held: Holding, person: User, memberships: Sequence[Membership]) -> Table:
    fields = [
        field
        for field in apps.get_model(held.label)._meta.concrete_fields
        if field.name in held.columns or field.primary_key
    ]
    found = _pieces(held, person, memberships)
    said = ([tuple(_cell(held.label, field, row) for field in fields) for row in piece] for piece in found)
    return Table(held.label, tuple(field.name for field in fields), said)


def _pieces(held: Holding, person: User, memberships: Sequence[Membership]) -> Iterator[Sequence[models.Model]]:
    """What is open of the database ends with each piece: whoever is sent it is elsewhere before the next."""
    if held.label == "workspaces.Membership":
        yield memberships
    for workspace, rows in _sources(held, person, memberships):
        last = None
        while True:
            with walls.own_of(person.pk), walls.within(workspace) if workspace else nullcontext():
                piece = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:PIECE])
            yield piece
            if len(piece) < PIECE:
                break
            last = piece[-1].pk


def _sources(held: Holding, person: User, memberships: Sequence[Membership]) -> Iterator[tuple[int | None, order.Rows]]:
    """Where rows about them are: their own, and those within each workspace, which has to be open."""
    own = order.of_person(held, person.pk)
    if own is not None and held.label != "workspaces.Membership":
        yield None, own
    if held.label == "audit.Note":
        yield None, _manager(held).filter(chain__owner=person.owner_key)
    if policies.sent_to_an_address(held):
        yield None, _manager(held).filter(email__in=_addresses(person))
    elif held.about == "workspace" and (about := _about(held, person)) is not None:
        for one in memberships:
            within = {held.find: one.workspace.owner_key if held.find.endswith("owner") else one.workspace_id}
            yield one.workspace_id, _manager(held).filter(**within).filter(about)


def _about(held: Holding, person: User) -> Q | None:
    """Which rows of a workspace's table are about the person. None where none can be."""
    if held.label == "audit.Note":
        return Q(who=person.actor_id)
    model = apps.get_model(held.label)
    found = [Q(**{path: person.pk}) for field in model._meta.concrete_fields if (path := _path(field))]
    combined: Q | None = None
    for one in found:
        combined = one if combined is None else combined | one
    return combined


def _addresses(person: User) -> list[str]:
    """Those that are known to be theirs: what was sent there is about them, whoever sent it."""
    with walls.own_of(person.pk):
        known = list(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))
    return [one.lower() for one in known]


def _path(field: Any) -> str:
    if not isinstance(field, models.ForeignKey):
        return ""
    if field.related_model is User:
        return str(field.name)
    return f"{field.name}__person" if field.related_model is Membership else ""


def _manager(held: Holding) -> Any:
    return apps.get_model(held.label)._default_manager


def _cell(label: str, field: Any, row: models.Model) -> Cell:
    value = getattr(row, field.attname)
    is_secret = field.name in _SECRETS or f"{label}.{field.name}" in columns.REGISTER
    if is_secret or isinstance(value, bytes | memoryview):
        return _public(label, row) or (SECRET if value else "")
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _public(label: str, row: Any) -> str:
    """Of what is sealed, what is not secret: the name of a passkey."""
    return str(row.data.get("name", "")) if label == "mfa.Authenticator" and "credential" in row.data else ""
