"""Closing an account or a workspace: everything of it stops at once, and for 30 days one click undoes it.

The row says when it is erased; everything that stops looks there. Nothing else is changed, so undoing brings back what
was, but for sign-ins, which stay ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from altaclario.accounts import closed, outbox, sign_ins
from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.audit.notes import Author
from altaclario.connections.models import Connection
from altaclario.declarations.promises import keeps
from altaclario.privacy import letters, order
from altaclario.privacy.models import Ending
from altaclario.sync import asking
from altaclario.workspaces import members, walls
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Permission, Role

WAIT = timedelta(days=30)
Wait = Literal["in-30-days", "at-once"]
AddressOf = Callable[[str], str]
"""The link of a mail, by its token."""


class OwnsAlone(Exception):
    """Workspaces would be left without an owner: `workspaces` says which."""

    def __init__(self, workspaces: list[Workspace]) -> None:
        super().__init__()
        self.workspaces = workspaces


class CannotBeUndone(Exception):
    """It is open, closed anew since, being erased, or gone: there is nothing to undo."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A workspace by its name, or an account, which has none here; and until when it can be undone."""

    name: str
    erases: datetime
    is_over: bool
    mail: outbox.State
    """What became of the mail with the link that undoes it."""


@keeps("closing-undone")
def close_account(person: User, *, wait: Wait = "in-30-days", address_of: AddressOf, now: datetime) -> datetime:
    """Stop everything of a person; says when it is erased. Raises OwnsAlone."""
    erases = now + WAIT if wait == "in-30-days" else now
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if left := owned_alone(locked):
            raise OwnsAlone(left)
        locked.erases, locked.is_active = erases, False
        locked.save(update_fields=["erases", "is_active"])
        sign_ins.end_others(locked, None, now=now)
        settle_all_of(locked, now=now)
        if wait == "at-once":
            _hasten_what_nobody_else_owns(locked, now=now)
        notes.note(locked, verbs.ACCOUNT_CLOSED, new=wait, now=now)
        link = address_of(closed.token(locked.owner_key, erases)) if wait == "in-30-days" else ""
        letters.account_closed(locked, link, now=now)
    return erases


@keeps("closing-undone")
def close_workspace(
    membership: Membership, *, wait: Wait = "in-30-days", address_of: AddressOf, now: datetime
) -> datetime:
    """Stop everything of a workspace; says when it is erased. Raises NotAllowed."""
    erases = now + WAIT if wait == "in-30-days" else now
    with members.alone(membership) as asked:
        if not asked.may(Permission.CLOSE) or asked.workspace.is_closed:
            raise members.NotAllowed
        Workspace.objects.filter(pk=asked.workspace_id).update(erases=erases)
        asking.settle(Connection.objects.of(asked), now=now)
        notes.note(asked, verbs.WORKSPACE_CLOSED, on=asked.workspace, new=wait, now=now)
        owners = [one.person for one in members.every(asked) if one.role == Role.OWNER]
        link = address_of(closed.token(asked.workspace.owner_key, erases)) if wait == "in-30-days" else ""
        letters.workspace_closed(asked.workspace, erases, owners, link, now=now)
    return erases


@keeps("closing-undone")
def undo(owner: str, erases: datetime, *, now: datetime) -> str:
    """Open again what was closed with that end, as whoever has the link; what it is called. Raises CannotBeUndone."""
    kind, _, pk = owner.partition(":")
    if now >= erases:
        raise CannotBeUndone
    if kind == "person":
        return _undo_account(int(pk), erases, now=now)
    return _undo_workspace(int(pk), erases, by=closed.LinkHolder(owner), now=now)


def reopen(membership: Membership, *, now: datetime) -> str:
    """Open a workspace again, as one of its owners. Raises CannotBeUndone or NotAllowed."""
    if not membership.may(Permission.CLOSE):
        raise members.NotAllowed
    erases = membership.workspace.erases
    if erases is None or now >= erases:
        raise CannotBeUndone
    return _undo_workspace(membership.workspace_id, erases, by=membership, now=now)


@keeps("child-reports")
def close_reported(person: User, *, now: datetime) -> None:
    """Without asking its person and without the wait, such as after a report about a child: it is due at once.

    Workspaces that nobody else owns go to an heir, or go too: see `erasing`; those that are closed go at once.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        locked.erases, locked.is_active = now, False
        locked.save(update_fields=["erases", "is_active"])
        sign_ins.end_others(locked, None, now=now)
        settle_all_of(locked, now=now)
        _hasten_what_nobody_else_owns(locked, now=now)


def owned_alone(person: User) -> list[Workspace]:
    """The open workspaces that would be left without an owner; nobody else can become one meanwhile."""
    found = []
    for own in Membership.objects.of(person).filter(role=Role.OWNER, workspace__erases=None).order_by("workspace"):
        with walls.within(own.workspace_id), members.alone(own) as now_is:
            if members.is_only_owner(now_is):
                found.append(own.workspace)
    return found


def what_is_closed(owner: str, erases: datetime, *, now: datetime) -> Closed:
    """For whom a link or a password has shown that they may undo it. Raises CannotBeUndone when it is not closed."""
    kind, _, pk = owner.partition(":")
    with walls.within(int(pk) if kind == "workspace" else None):
        row = order.row_of(owner)
    if row is None or row.erases != erases:
        raise CannotBeUndone
    return Closed(row.name if isinstance(row, Workspace) else "", erases, now >= erases, outbox.state(owner))


def owes_mail(owner: str) -> bool:
    """Whether the mail server did not take a mail about it."""
    return outbox.state(owner) != ""


def _undo_account(pk: int, erases: datetime, *, now: datetime) -> str:
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).filter(pk=pk, erases=erases).first()
        if person is None or _is_being_erased(person):
            raise CannotBeUndone
        person.erases, person.is_active = None, True
        person.save(update_fields=["erases", "is_active"])
        settle_all_of(person, now=now)
        outbox.forget(person.owner_key)
        notes.note(person, verbs.ACCOUNT_REOPENED, now=now)
    return person.name


def _undo_workspace(pk: int, erases: datetime, *, by: Author, now: datetime) -> str:
    with walls.within(pk), transaction.atomic():
        found = Workspace.objects.select_for_update(no_key=True).filter(pk=pk, erases=erases).first()
        is_owned = Membership.objects.filter(workspace=pk, role=Role.OWNER).exists()
        if found is None or not is_owned or _is_being_erased(found):
            raise CannotBeUndone
        Workspace.objects.filter(pk=pk).update(erases=None)
        outbox.forget(found.owner_key)
        asking.settle(Connection.objects.filter(workspace=pk), now=now)
        notes.note(by, verbs.WORKSPACE_REOPENED, on=found, now=now)
    return found.name


def _is_being_erased(locked: User | Workspace) -> bool:
    """Whether rows of it may have gone: whoever erases looks at the same row first, by a clock that may be ahead."""
    return Ending.objects.filter(owner=locked.owner_key).exists()


def settle_all_of(person: User, *, now: datetime) -> None:
    """What they connected, wherever it is."""
    for own in Membership.objects.filter(person=person).order_by("workspace"):
        with walls.within(own.workspace_id):
            asking.settle(Connection.objects.filter(workspace=own.workspace_id, owner=person.pk), now=now)


def _hasten_what_nobody_else_owns(person: User, *, now: datetime) -> None:
    """Workspaces that they closed before do not outlive them."""
    for own in Membership.objects.filter(person=person, role=Role.OWNER).order_by("workspace"):
        with walls.within(own.workspace_id):
            if members.is_only_owner(own):
                Workspace.objects.filter(pk=own.workspace_id, erases__gt=now).update(erases=now)
