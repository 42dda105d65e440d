"""Erasing what was closed: a hard cascade in the order of the register, the keys, and then the files of the database.

It may be cut off at any moment. A row of its own says that it has begun, what stands in the journal is there before the
first row goes, and each batch is a transaction; run again, it goes on.
"""

import json
import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from altaclario.accounts import outbox
from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.connections.models import Connection
from altaclario.declarations.promises import keeps
from altaclario.privacy import disk, journal, letters, order, retention, sessions
from altaclario.privacy.models import TOLD, Ending
from altaclario.sync import asking
from altaclario.vault import keys
from altaclario.vault.box import NotOpened
from altaclario.web import mail
from altaclario.workspaces import members, walls
from altaclario.workspaces.models import Invitation, Membership, Workspace
from altaclario.workspaces.permissions import Role

A_BATCH = 200
_TRIED_FOR = timedelta(days=30)
"""So long a receipt is tried that no mail server takes; then the address goes without it."""
_log = logging.getLogger("altaclario.privacy")


@dataclass(slots=True)
class Erased:
    """What one run did: owners that are gone for good, and why the files are not clean yet, if they are not."""

    owners: list[str] = field(default_factory=list)
    unclean: str = ""


def erase_due(*, now: datetime) -> Erased:
    """Everything whose time has come, and what an earlier run was cut off from. Raises SeesTooLittle."""
    retention.must_see_everything()
    told = Erased()
    # Workspaces first, so that no person leaves one without an owner; and again, as a person may leave one to nobody.
    for _ in range(2):
        for owner in _due(now=now):
            _empty(owner, now=now)
    if over := list(Ending.objects.filter(is_empty=True, is_clean=False).order_by("pk")):
        told.unclean = disk.clean()
        if not told.unclean:
            Ending.objects.filter(pk__in=[one.pk for one in over]).update(is_clean=True)
            told.owners = [one.owner for one in over]
    _confirm_all(now=now)
    return told


def erase_again(*, now: datetime) -> list[str]:
    """After an old copy of the database came back: whatever the journal names is due at once; which that is.

    Raises SeesTooLittle or JournalUnusable.
    """
    retention.must_see_everything()
    erased, mark = journal.marks(), journal.marker()
    found = [one.owner_key for one in _everybody() if mark(one.owner_key, _began(one)) in erased]
    for owner in found:
        kind, _, pk = owner.partition(":")
        if kind == "person":
            User.objects.filter(pk=pk).update(erases=now, is_active=False)
        else:
            Workspace.objects.filter(pk=pk).update(erases=now)
    return found


def _due(*, now: datetime) -> list[str]:
    begun = set(Ending.objects.filter(is_empty=False).values_list("owner", flat=True))
    begun |= {one.owner_key for one in Workspace.objects.filter(erases__lte=now)}
    begun |= {one.owner_key for one in User.objects.filter(erases__lte=now)}
    return sorted(begun, reverse=True)


def _everybody() -> Iterator[User | Workspace]:
    yield from Workspace.objects.filter(is_demo=False).iterator()
    yield from User.objects.iterator()


def _began(one: User | Workspace) -> datetime:
    return one.joined if isinstance(one, User) else one.created


@keeps("erased-for-good")
def _empty(owner: str, *, now: datetime) -> None:
    ending = _begun(owner, now=now)
    if ending is None:
        return
    journal.add(ending.mark, now=now)
    kind, _, pk = owner.partition(":")
    steps = _of_person if kind == "person" else _of_workspace
    for step in steps(int(pk), now=now):
        _done_in_batches(step, ending)
    outbox.forget(owner)
    keys.destroy(owner)
    Ending.objects.filter(pk=ending.pk).update(is_empty=True)


def _begun(owner: str, *, now: datetime) -> Ending | None:
    """From here on it cannot be undone; None if somebody undid it a moment ago."""
    with transaction.atomic():
        if found := Ending.objects.filter(owner=owner).first():
            return found
        kind, _, pk = owner.partition(":")
        model: Any = User if kind == "person" else Workspace
        row = model.objects.select_for_update(no_key=True).filter(pk=pk, erases__lte=now).first()
        if row is None:
            return None
        made = Ending(owner=owner, key=f"ending:{uuid.uuid4().hex}", begun=now, mark=journal.mark(owner, _began(row)))
        TOLD.seal(made, json.dumps(_addresses(row)), now=now)
        made.save()
        return made


def _addresses(row: User | Workspace) -> list[str]:
    """Who gets the receipt."""
    if isinstance(row, User):
        return [row.email]
    owners = Membership.objects.filter(workspace=row.pk, role=Role.OWNER).select_related("person")
    return [one.person.email for one in owners]


Step = Callable[[], int]
"""Deletes a batch of rows and says how many; 0 when none is left."""


def _of_person(pk: int, *, now: datetime) -> Iterator[Step]:
    yield lambda: _leave_one(pk, now=now)
    yield lambda: _invitations_to(pk)
    yield lambda: sessions.end_some(pk, A_BATCH)
    yield lambda: _chain(f"person:{pk}")
    for held in order.tables():
        if (rows := order.of_person(held, pk)) is not None:
            yield partial(_delete_some, rows)


def _of_workspace(pk: int, *, now: datetime) -> Iterator[Step]:
    yield lambda: _forget_one(pk, now=now)
    yield lambda: _chain(f"workspace:{pk}")
    for held in order.tables():
        if (rows := order.of_workspace(held, pk)) is not None:
            yield partial(_delete_some, rows)


def _done_in_batches(step: Step, ending: Ending) -> None:
    while True:
        with transaction.atomic():
            count = step()
            if not count:
                return
            Ending.objects.filter(pk=ending.pk).update(rows=F("rows") + count)


def _delete_some(rows: order.Rows) -> int:
    """References to these rows that do not fall with them are let go by the same call."""
    some = list(rows.order_by("pk").values_list("pk", flat=True)[:A_BATCH])
    gone: int = rows.model._default_manager.filter(pk__in=some).delete()[0] if some else 0
    return gone


def _leave_one(pk: int, *, now: datetime) -> int:
    """What they connected stays without its token, for whoever puts another under it; a workspace gets an owner."""
    own = Membership.objects.filter(person=pk).select_related("workspace").order_by("workspace").first()
    if own is None:
        return 0
    with walls.within(own.workspace_id):
        _provide_for(own, now=now)
        members.gone.send(Membership, membership=own, now=now)
        notes.note(own, verbs.MEMBER_LEFT, on=own.person_id, old=own.role, now=now)
        own.delete()
    return 1


def _provide_for(own: Membership, *, now: datetime) -> None:
    """Nobody else owns it, which happens only where an account is erased without asking its person: the first admin
    does, or the first member; and where there is nobody, it ends too."""
    if not members.is_only_owner(own) or own.workspace.is_closed:
        return
    others = Membership.objects.beside(own).filter(person__erases=None).exclude(pk=own.pk)
    heir = others.filter(role=Role.ADMIN).first() or others.first()
    if heir is None:
        Workspace.objects.filter(pk=own.workspace_id).update(erases=now)
        return
    Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
    notes.note(own, verbs.WORKSPACE_HANDED_OVER, on=heir.person_id, old=heir.role, new=Role.OWNER, now=now)


def _invitations_to(pk: int) -> int:
    """Others have sent them, to an address that is theirs."""
    person = User.objects.filter(pk=pk).first()
    if person is None:
        return 0
    gone, _ = Invitation.objects.filter(email__iexact=person.email).delete()
    return gone


def _forget_one(pk: int, *, now: datetime) -> int:
    """Each connection by the verb that also empties its memory."""
    found = Connection.objects.filter(workspace=pk).select_related("workspace").first()
    if found is None:
        return 0
    asking.remove(found, now=now)
    return 1


def _chain(owner: str) -> int:
    return notes.erase(owner)


def _confirm_all(*, now: datetime) -> None:
    """The last word of each; what a mail server does not take yet is tried again by the next runs."""
    for ending in Ending.objects.filter(is_clean=True).order_by("pk"):
        try:
            _confirm(ending, now=now)
        except mail.NotSent:
            return  # The server is down, for all of them.


def _confirm(ending: Ending, *, now: datetime) -> None:
    """A receipt to each address; then nobody knows any of them, after a while not even where nobody took the mail.

    Cut off between a mail and the keeping of it, that one is sent twice. Raises NotSent when the mail server is down.
    """
    waiting = _receipts(ending) if now - ending.begun < _TRIED_FOR else []
    for address in list(waiting):
        if _is_settled(ending, address, now=now):
            waiting.remove(address)
            _keep(ending, waiting, now=now)
    if not waiting:
        with transaction.atomic():
            keys.destroy(ending.key)
            ending.delete()


def _receipts(ending: Ending) -> list[str]:
    """Where they still go."""
    try:
        with TOLD.opened(ending) as told:
            addresses: list[str] = json.loads(told.reveal())
            return addresses
    except NotOpened:
        return []


def _keep(ending: Ending, waiting: list[str], *, now: datetime) -> None:
    with transaction.atomic():
        TOLD.seal(ending, json.dumps(waiting), now=now)
        ending.save(update_fields=["told"])


def _is_settled(ending: Ending, address: str, *, now: datetime) -> bool:
    """Whether it was sent, or never will be."""
    try:
        letters.receipt(address, is_account=ending.owner.startswith("person:"), rows=ending.rows, now=now)
    except mail.Refused as refused:
        _log.warning("The mail server does not take the receipt for %s.", ending.owner)
        return refused.is_for_good
    return True
