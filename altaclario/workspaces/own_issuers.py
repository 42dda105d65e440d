"""The identity provider of a workspace: it lets members in who linked themselves to it, into this workspace alone.

Whoever sets it up can let it say whatever they want. So what it says counts within the workspace that chose it, for
people who belong there and said themselves that this is they; it counts for nothing else of theirs.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from altaclario.accounts import sign_ins
from altaclario.accounts.openid import asking, calls, stages
from altaclario.audit import notes, verbs
from altaclario.vault.secrets import Secret
from altaclario.workspaces import members, walls
from altaclario.workspaces.models import OWN_ISSUER_SECRET, MemberIdentity, Membership, OwnIssuer
from altaclario.workspaces.permissions import Permission


class NoSuchIssuer(Exception):
    """There is no such workspace, or it has none: nobody is told which."""


class LinkedAlready(Exception):
    """This subject is another member's."""


def entry(slug: str) -> str:
    """By what the provider of a workspace is found before anybody is known to belong there."""
    return hashlib.sha256(f"sign-in to {slug}".encode("utf-8", "replace")).hexdigest()


def of(membership: Membership) -> OwnIssuer | None:
    """That of the membership's workspace."""
    return OwnIssuer.objects.filter(workspace=membership.workspace_id).first()


@contextmanager
def opened(slug: str) -> Iterator[OwnIssuer]:
    """The one behind an address for people who are not signed in, with its workspace open. Raises NoSuchIssuer."""
    hashed = entry(slug)
    with walls.by_token(hashed):
        found = OwnIssuer.objects.select_related("workspace").filter(entry=hashed).first()
    if found is None:
        raise NoSuchIssuer
    with walls.within(found.workspace_id):
        yield found


def set_up(membership: Membership, *, issuer: str, client_id: str, secret: str, now: datetime) -> None:
    """Ask it what it offers, and keep that with the secret. Another issuer ends every link to the one before.

    Raises NotAllowed or IssuerFault.
    """
    if not membership.may(Permission.SSO):
        raise members.NotAllowed
    offer = calls.offer(issuer, tenant=membership.workspace_id)
    keys = calls.keys(offer.keys_endpoint, tenant=membership.workspace_id)
    with members.alone(membership) as asking_one:
        if not asking_one.may(Permission.SSO):
            raise members.NotAllowed
        workspace = asking_one.workspace
        before = OwnIssuer.objects.filter(workspace=workspace).exclude(issuer=issuer)
        ended = _links(before)
        before.delete()
        kept = OwnIssuer.objects.filter(workspace=workspace).first() or OwnIssuer(workspace=workspace)
        which = "same" if kept.pk else "another"
        kept.entry, kept.client_id = entry(workspace.slug), client_id
        asking.take_over(kept, offer, keys, now=now)
        kept.save()
        OWN_ISSUER_SECRET.seal(kept, secret, now=now)
        kept.save(update_fields=["secret"])
        notes.note(asking_one, verbs.ISSUER_SET_UP, on=workspace, old=ended, new=which, now=now)


def remove(membership: Membership, *, now: datetime) -> bool:
    """Nobody comes in by it any more, and whoever did is out. Whether there was one. Raises NotAllowed."""
    with members.alone(membership) as asking_one:
        if not asking_one.may(Permission.SSO):
            raise members.NotAllowed
        removed = OwnIssuer.objects.filter(workspace=asking_one.workspace_id)
        ended = _links(removed)
        if not removed.delete()[0]:
            return False
        notes.note(asking_one, verbs.ISSUER_REMOVED, on=asking_one.workspace, old=ended, now=now)
        return True


def _links(issuers: QuerySet[OwnIssuer]) -> str:
    """How many members are linked to them, as a note says it."""
    return f"links:{MemberIdentity.objects.filter(issuer__in=issuers).count()}"


def secret_of(issuer: OwnIssuer) -> AbstractContextManager[Secret]:
    """Ours with it, for the length of a `with`. Raises NotOpened."""
    return OWN_ISSUER_SECRET.opened(issuer)


def known(issuer: OwnIssuer, subject: str) -> MemberIdentity | None:
    """Which member it is."""
    return MemberIdentity.objects.select_related("person").filter(issuer=issuer, subject=subject).first()


def own(membership: Membership) -> MemberIdentity | None:
    """The member's own link."""
    return MemberIdentity.objects.filter(membership=membership.pk).first()


def link(membership: Membership, issuer_id: int, subject: str, *, now: datetime) -> None:
    """From now on the subject lets the member in, in the place of any other. Raises LinkedAlready or NoSuchIssuer."""
    with members.alone(membership) as member:
        issuer = OwnIssuer.objects.filter(workspace=member.workspace_id, pk=issuer_id).first()
        if issuer is None:
            raise NoSuchIssuer
        if MemberIdentity.objects.filter(issuer=issuer, subject=subject).exclude(membership=member).exists():
            raise LinkedAlready
        MemberIdentity.objects.filter(membership=member).delete()
        told = {"membership": member, "person": member.person, "issuer": issuer, "subject": subject, "made": now}
        try:
            with transaction.atomic():
                MemberIdentity.objects.create(**told)
        except IntegrityError:
            raise LinkedAlready from None
        notes.note(member, verbs.MEMBER_LINKED, on=member.person_id, now=now)


def unlink(membership: Membership, *, now: datetime) -> bool:
    """It lets the member in no more. Whether there was a link."""
    with members.alone(membership) as member:
        if not MemberIdentity.objects.filter(membership=member).delete()[0]:
            return False
        notes.note(member, verbs.MEMBER_UNLINKED, on=member.person_id, now=now)
        return True


def through(identity: MemberIdentity) -> str:
    """What a sign-in keeps of how it began: to which workspace it is confined, and by which link."""
    return f"{stages.WORKSPACE}:{identity.issuer.workspace_id}:{identity.pk}"


def used(identity: MemberIdentity, *, now: datetime) -> None:
    """Somebody came in by it."""
    MemberIdentity.objects.filter(pk=identity.pk).update(used=now)


def standing(said: str, person: Any) -> MemberIdentity | None:
    """The link by which a session began, if it still is this person's."""
    _, workspace, link_id = said.split(":")
    with walls.alone_within(int(workspace)):
        links = MemberIdentity.objects.select_related("issuer__workspace", "membership").defer("issuer__keys")
        found = links.filter(pk=link_id).first()
    is_so = found is not None and found.person_id == found.membership.person_id == person.pk
    return found if is_so else None


def end_what_began_by_it(instance: MemberIdentity, **_signal: Any) -> None:
    """By whatever road a link goes: with the member, the provider or the workspace."""
    sign_ins.end_through(instance.pk)
