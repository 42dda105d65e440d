"""Whom an incident concerns: who is told of it by mail, and who sees it at the head of their pages."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from altaclario.accounts import telling
from altaclario.accounts.models import Identity
from altaclario.connections.models import Connection
from altaclario.declarations.promises import keeps
from altaclario.desk.incident_kinds import Whom
from altaclario.desk.models import Incident
from altaclario.workspaces.models import MemberIdentity, Membership

_FACTORS = {Whom.PASSKEYS: Authenticator.Type.WEBAUTHN, Whom.APPS: Authenticator.Type.TOTP}
_TRACKERS = (Whom.JIRA, Whom.AZURE)


@keeps("incidents-told")
def addresses(incident: Incident, *, is_owed: bool) -> "QuerySet[EmailAddress]":
    """Where they are told. What law owes to people is told also to who pauses processing or has closed the account."""
    reached = telling.confirmed(has_closed=True) if is_owed else telling.confirmed().filter(user__restricted=None)
    if incident.whom == Whom.EVERYBODY:
        return reached
    return reached.filter(user__in=_people(incident))


def concerns(incident: Incident, person: Any, membership: Membership | None) -> bool:
    """Whether who looks at a page sees it there. What concerns members stands on the pages of that workspace, and on
    those of none."""
    whom = Whom(incident.whom)
    if whom is Whom.EVERYBODY:
        return True
    if not person.is_authenticated:
        return False
    if whom in _TRACKERS:
        return (
            membership is not None
            and Connection.objects.of(membership).filter(provider__startswith=whom.value).exists()
        )
    if whom is Whom.WORKSPACES and membership:
        return membership.workspace_id in incident.workspaces
    if whom is Whom.WORKSPACES:
        return Membership.objects.of(person).filter(workspace__in=incident.workspaces).exists()
    return person.pk in set(_people(incident, person))


def _people(incident: Incident, *only: Any) -> "QuerySet[Any, int]":
    """The ids of whom it concerns; of these people alone, if some are named."""
    whom, mine = Whom(incident.whom), {"person__in": [one.pk for one in only]} if only else {}
    if whom in _FACTORS:
        of = {"user__in": mine["person__in"]} if mine else {}
        held: QuerySet[Any, int] = Authenticator.objects.filter(type=_FACTORS[whom], **of).values_list(
            "user", flat=True
        )
        return held
    if whom is Whom.IDENTITIES:
        linked = Identity.objects.filter(**mine).values_list("person", flat=True)
        return linked.union(MemberIdentity.objects.filter(**mine).values_list("person", flat=True))
    if whom is Whom.WORKSPACES:
        concerned = Membership.objects.filter(workspace__in=incident.workspaces)
    else:
        read = Connection.objects.filter(provider__startswith=whom.value).values("workspace")
        concerned = Membership.objects.filter(workspace__in=read)
    return concerned.values_list("person", flat=True)
