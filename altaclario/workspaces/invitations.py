"""Invitations: by mail, for one address and one workspace, good once and for seven days."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.web import mail
from altaclario.workspaces import members, walls
from altaclario.workspaces.models import Invitation, Membership
from altaclario.workspaces.permissions import Permission, Role

HOLDS = timedelta(days=7)
MOST_OPEN = 50
"""So that no workspace is a way to send mail to the world."""


class AlreadyHere(Exception):
    """Somebody with that address belongs to the workspace."""


class TooManyOpen(Exception):
    """As many invitations as a workspace may have are open."""


class DoesNotHold(Exception):
    """Expired, revoked, used, or never sent: nobody is told which."""


class ForSomebodyElse(Exception):
    """It was sent to an address that is not known to be this person's. `address` tells it to who knows it anyway."""

    def __init__(self, email: str) -> None:
        super().__init__()
        name, _, host = email.partition("@")
        self.address = f"{name[:1]}•••@{host}"


def invite(
    membership: Membership, *, email: str, role: Role, address_of: Callable[[str], str], now: datetime
) -> Invitation:
    """Send one; an earlier one to the same address holds no more. Whether the address has an account plays no part, but
    that who pauses processing gets no mail.

    Raises NotAllowed, AlreadyHere or TooManyOpen; and NotSent when it holds and no mail could be sent: that mail is not
    kept, as the next invitation to the address takes its place.
    """
    token, email = secrets.token_urlsafe(32), email.lower()
    address = address_of(token)
    with members.alone(membership) as asking:
        if role not in asking.may_invite_as:
            raise members.NotAllowed
        if Membership.objects.beside(asking).filter(person__email=email).exists():
            raise AlreadyHere
        Invitation.objects.of(asking).filter(email=email).delete()
        if Invitation.objects.of(asking).open(now).count() >= MOST_OPEN:
            raise TooManyOpen
        made: Invitation = Invitation.objects.create(
            workspace=asking.workspace,
            by=asking,
            email=email,
            role=role,
            token_hash=hashed(token),
            created=now,
            expires=now + HOLDS,
        )
        notes.note(asking, verbs.MEMBER_INVITED, on=made, new=role, now=now)
        if not User.objects.filter(email=email).exclude(restricted=None).exists():
            transaction.on_commit(partial(_send, asking, email, address))
    return made


def waiting(membership: Membership, *, now: datetime) -> list[Invitation]:
    """Those that hold, for who may revoke them."""
    if not membership.may(Permission.MEMBERS):
        return []
    return list(Invitation.objects.of(membership).open(now).order_by("created"))


def revoke(membership: Membership, invitation: Any, *, now: datetime) -> None:
    """It holds no more; one that was used meanwhile is gone already. Raises NotAllowed or DoesNotHold."""
    with members.alone(membership) as asking:
        found = Invitation.objects.of(asking).filter(pk=invitation).first()
        if found is None:
            raise DoesNotHold
        if Role(found.role) not in asking.may_invite_as:
            raise members.NotAllowed
        notes.note(asking, verbs.INVITATION_REVOKED, on=found, old=found.role, now=now)
        found.delete()


def hashed(token: str) -> str:
    """What stands for a token wherever it is kept: in its row, and in the session of who opened it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def holds(hash: str, person: Any, *, now: datetime) -> bool:
    """Whether it leads anywhere: an invitation that holds, or one with which this person came in."""
    return _of_token(hash, now=now) is not None or came_in(hash, person) is not None


def came_in(hash: str, person: Any) -> Membership | None:
    """Where the person belongs because they accepted it, as long as they do."""
    return Membership.objects.of(person).filter(came_with=hash).first() if hash else None


def opened(person: Any, hash: str, *, now: datetime) -> Invitation:
    """The invitation, for the person to whom it was sent. Raises DoesNotHold or ForSomebodyElse."""
    found = _of_token(hash, now=now)
    if found is None:
        raise DoesNotHold
    if not EmailAddress.objects.filter(user=person.pk, email__iexact=found.email, verified=True).exists():
        raise ForSomebodyElse(found.email)
    return found


def accept(person: Any, hash: str, *, now: datetime) -> Membership:
    """Belong to the workspace from now on; who does already keeps their role, and who accepts twice comes in as well.

    Raises DoesNotHold or ForSomebodyElse.
    """
    if there := came_in(hash, person):
        return there
    try:
        return _joined(person, opened(person, hash, now=now), hash, now=now)
    except DoesNotHold:
        # Of two that arrive at once one takes the invitation, and the other is in by it.
        if there := came_in(hash, person):
            return there
        raise


def _joined(person: Any, invitation: Invitation, hash: str, *, now: datetime) -> Membership:
    opened_as = invitation.pk
    with walls.within(invitation.workspace.pk), transaction.atomic():
        gone, _ = Invitation.objects.filter(pk=invitation.pk).delete()
        if not gone:
            raise DoesNotHold
        membership, _ = Membership.objects.update_or_create(
            workspace=invitation.workspace,
            person_id=person.pk,
            defaults={"came_with": hash},
            create_defaults={"role": invitation.role, "joined": now, "came_with": hash},
        )
        notes.note(membership, verbs.MEMBER_JOINED, on=opened_as, new=membership.role, now=now)
        return membership


def _of_token(hash: str, *, now: datetime) -> Invitation | None:
    """The one that holds; not while the account of whoever sent it is closed."""
    with walls.by_token(hash):
        found = Invitation.objects.select_related("workspace").open(now).filter(token_hash=hash).first()
    if found is None:
        return None
    with walls.within(found.workspace.pk):
        return found if Invitation.objects.filter(pk=found.pk, by__person__erases=None).exists() else None


def _send(membership: Membership, email: str, address: str) -> None:
    told = {
        "inviter": membership.person.name,
        "workspace": membership.workspace.name,
        "address": address,
        "days": HOLDS.days,
    }
    mail.send("workspaces/email/invitation", told, email)
