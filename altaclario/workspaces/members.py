"""Who belongs to a workspace: change of role, removal, leaving, and handing it over.

Each change locks the workspace first and looks again at who asks: of two at the same moment, the second sees what the
first did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from altaclario.audit import notes, verbs
from altaclario.workspaces.models import Invitation, Membership, Workspace
from altaclario.workspaces.permissions import Permission, Role

gone = Signal()
"""Somebody belongs to a workspace no more: `membership`, `now`. Sent before the change is final, so that it all
happens or nothing does."""


class NotAllowed(Exception):
    """The role of the one who asks does not allow it, or not any more."""


class NoSuchMember(Exception):
    """Nobody of that id belongs to the workspace."""


class ChangedMeanwhile(Exception):
    """The member has another role than the one who asks has seen."""


class NoOwnerLeft(Exception):
    """The workspace would be without an owner."""


def every(membership: Membership) -> list[Membership]:
    """All who belong to the workspace, in the order in which they came; none in the demo."""
    return list(Membership.objects.beside(membership))


def one(membership: Membership, member: Any) -> tuple[Membership, list[Role]]:
    """A member whom one may change, and the roles that one may give them. Raises NoSuchMember or NotAllowed."""
    found = _found(membership, member)
    roles = offered(membership, found)
    if not roles:
        raise NotAllowed
    return found, roles


def still_belongs(membership: Membership) -> bool:
    """Whether it has not ended."""
    return Membership.objects.beside(membership).filter(pk=membership.pk).exists()


def offered(membership: Membership, member: Membership) -> list[Role]:
    """The roles that one may give to a member; none when one may not change theirs."""
    if not _may_change(membership, member):
        return []
    return [role for role in Role if role is not Role.OWNER or membership.may_change_owners]


def change_role(membership: Membership, member: Any, *, role: Role, seen: str, now: datetime) -> None:
    """Give the member of that id another role, if they still have the one that was seen.

    Raises NoSuchMember, ChangedMeanwhile, NotAllowed or NoOwnerLeft.
    """
    with alone(membership) as asking:
        changed = _found(asking, member)
        if changed.role != seen:
            raise ChangedMeanwhile
        if role not in offered(asking, changed):
            raise NotAllowed
        _give(changed, role)
        notes.note(asking, verbs.ROLE_CHANGED, on=changed.person_id, old=seen, new=role, now=now)


def remove(membership: Membership, member: Any, *, seen: str, now: datetime) -> None:
    """Remove the member of that id; what they connected is paused with it.

    Raises NoSuchMember, ChangedMeanwhile, NotAllowed or NoOwnerLeft.
    """
    with alone(membership) as asking:
        removed = _found(asking, member)
        if removed.role != seen:
            raise ChangedMeanwhile
        if not _may_change(asking, removed):
            raise NotAllowed
        _let_go(removed, now)
        notes.note(asking, verbs.MEMBER_REMOVED, on=removed.person_id, old=seen, now=now)


def leave(membership: Membership, *, now: datetime) -> None:
    """Belong to it no more; what one connected is paused with it. Raises NotAllowed for a visit, or NoOwnerLeft."""
    with alone(membership) as leaving:
        _let_go(leaving, now)
        notes.note(leaving, verbs.MEMBER_LEFT, on=leaving.person_id, old=leaving.role, now=now)


def heirs(membership: Membership) -> list[Membership] | None:
    """To whom the only owner can hand it over before they leave; None for anybody else, who may leave as they are."""
    if not is_only_owner(membership):
        return None
    return list(Membership.objects.beside(membership).exclude(pk=membership.pk))


def hand_over(membership: Membership, member: Any, *, seen: str, now: datetime) -> None:
    """Make the member of that id an owner, and oneself an admin. Raises NoSuchMember, ChangedMeanwhile, NotAllowed."""
    with alone(membership) as asking:
        heir = _found(asking, member)
        if heir.role != seen:
            raise ChangedMeanwhile
        if not asking.may(Permission.OWNERSHIP) or heir.pk == asking.pk:
            raise NotAllowed
        _give(heir, Role.OWNER)
        _give(asking, Role.ADMIN)
        notes.note(asking, verbs.WORKSPACE_HANDED_OVER, on=heir.person_id, old=seen, new=Role.OWNER, now=now)


def is_only_owner(membership: Membership) -> bool:
    """Whether nobody else owns the workspace; who closed their account does so no more."""
    owners = Membership.objects.beside(membership).filter(role=Role.OWNER, person__erases=None)
    others = owners.exclude(pk=membership.pk)
    return membership.role == Role.OWNER and not others.exists()


@contextmanager
def alone(membership: Membership) -> Iterator[Membership]:
    """One after the other in each workspace; gives the membership as it is now. Raises NotAllowed if it is no more."""
    with transaction.atomic():
        # Rows that lead to the workspace may be added meanwhile: their sealing waits for nobody who waits for it.
        Workspace.objects.select_for_update(no_key=True).get(pk=membership.workspace_id)
        asking = Membership.objects.beside(membership).filter(pk=membership.pk).first()
        if asking is None:
            raise NotAllowed
        asking.is_confined = membership.is_confined
        yield asking


def _found(membership: Membership, member: Any) -> Membership:
    found = Membership.objects.beside(membership).filter(pk=member).first()
    if found is None:
        raise NoSuchMember
    return found


def _may_change(membership: Membership, member: Membership) -> bool:
    needed = Permission.OWNERSHIP if member.role == Role.OWNER else Permission.MEMBERS
    return membership.may(needed)


def _give(member: Membership, role: Role) -> None:
    if role is not Role.OWNER and is_only_owner(member):
        raise NoOwnerLeft
    member.role = role
    member.save(update_fields=["role"])
    # What they may not send any more does not hold any more, either.
    Invitation.objects.filter(by=member).exclude(role__in=member.may_invite_as).delete()


def _let_go(member: Membership, now: datetime) -> None:
    if is_only_owner(member):
        raise NoOwnerLeft
    gone.send(Membership, membership=member, now=now)
    member.delete()
