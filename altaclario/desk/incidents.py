"""What the operator does about an incident: publish it, say how it stands or that it is over, tell whom it concerns."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from altaclario.accounts import telling
from altaclario.accounts.sign_ins import Operator
from altaclario.audit import notes, verbs
from altaclario.audit.verbs import Verb
from altaclario.desk import affected, letters
from altaclario.desk.incident_kinds import Nature, Part, Severity, Stage, Whom
from altaclario.desk.models import Incident, Incidents, Saying
from altaclario.workspaces.models import Workspace

_log = logging.getLogger("altaclario.desk")
PAST = timedelta(days=90)
"""So long one that is over stands on the page of status; then in the whole list."""
_OPERATOR = Operator("instance")


class NoSuchIncident(Exception):
    """There is none of that number."""


class IsOver(Exception):
    """It was said to be over; what follows is another incident."""


class EndsTooEarly(Exception):
    """It would be over before it began."""


class IsOpen(Exception):
    """The same incident is open already, under the number that is given."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NoSuchWorkspace(Exception):
    """There is none under the slug that is given."""


class NoBreach(Exception):
    """The authority need not know of it: it is no breach of personal data."""


@dataclass(frozen=True, slots=True)
class Breach:
    """What law wants told of a breach of personal data, beside what happened (GDPR, Articles 33 and 34)."""

    concerned: str
    consequences: str
    measures: str
    noticed: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """An incident that is not published yet."""

    title: str
    text: str
    part: Part
    severity: Severity
    began: datetime
    whom: Whom = Whom.EVERYBODY
    workspaces: Sequence[str] = field(default=())
    """The slugs of those that it concerns, where it concerns workspaces."""
    breach: Breach | None = None
    """None where no personal data are concerned."""


def publish(draft: Draft, *, now: datetime) -> Incident:
    """From now on pages tell of it; `tell` sends the mails. Raises IsOpen or NoSuchWorkspace."""
    with transaction.atomic():
        same = Incident.objects.open().filter(title=draft.title, part=draft.part).first()
        if same:
            raise IsOpen(same.pk)
        incident = Incident.objects.create(
            nature=Nature.BREACH if draft.breach else Nature.FAULT,
            part=draft.part,
            severity=draft.severity,
            whom=draft.whom,
            workspaces=_ids(draft.workspaces),
            title=draft.title,
            began=draft.began,
            opened=now,
            **{name: getattr(draft.breach, name) for name in Breach.__slots__} if draft.breach else {},
        )
        _say(incident, Stage.OPENED, draft.text, verbs.INCIDENT_OPENED, new=f"{draft.part},{draft.severity}", now=now)
    return incident


def update(number: int, *, text: str, now: datetime) -> Incident:
    """Say how it stands, on pages alone. Raises NoSuchIncident or IsOver."""
    with transaction.atomic():
        incident = _open(number)
        _say(incident, Stage.UPDATED, text, verbs.INCIDENT_UPDATED, now=now)
    return incident


def resolve(number: int, *, text: str, ended: datetime, now: datetime) -> Incident:
    """It is over since `ended`; `tell` sends the mails. Raises NoSuchIncident, IsOver or EndsTooEarly."""
    with transaction.atomic():
        incident = _open(number)
        if ended < incident.began:
            raise EndsTooEarly
        incident.resolved = ended
        incident.save(update_fields=["resolved"])
        letters.fault_is_over(incident)
        _say(incident, Stage.RESOLVED, text, verbs.INCIDENT_RESOLVED, now=now)
    return incident


def authority_told(number: int, *, at: datetime, now: datetime) -> Incident:
    """The authority knows of a breach: its clock stops. Raises NoSuchIncident or NoBreach."""
    with transaction.atomic():
        incident = _locked(number)
        if not incident.is_breach:
            raise NoBreach
        incident.authority = at
        incident.save(update_fields=["authority"])
        notes.note(_OPERATOR, verbs.AUTHORITY_TOLD, on=incident, now=now)
    return incident


def tell(number: int, *, origin: str, now: datetime) -> int:
    """Mail whom it concerns what they were not told yet; how many mails that was.

    What was stopped goes on where it was. Raises NoSuchIncident, IsUnderWay, and NotSent when the mail server is down.
    """
    incident, mails = one(number), 0
    for saying in incident.sayings.filter(told=None):
        mails += _tell(incident, saying, origin, now=now)
        saying.told = now
        saying.save(update_fields=["told"])
    return mails


def one(number: int) -> Incident:
    """The incident of that number. Raises NoSuchIncident."""
    return _known(Incident.objects.filter(pk=number).first())


def every(*, over: bool) -> Incidents:
    """What is open, or with `over` all that there ever was; the newest first."""
    return Incident.objects.told() if over else Incident.objects.told().open()


def past(*, now: datetime) -> Incidents:
    """What was over in the last 90 days."""
    return Incident.objects.told().since(now - PAST)


def remind(*, now: datetime) -> int:
    """Tell the operator's log of breaches that an authority does not know of, and of mails that stopped; how many those
    are."""
    told = every(over=True)
    owed, stopped = [(one, due) for one in told if (due := one.authority_due)], [one for one in told if waits(one)]
    for one, due in owed:
        said = "had" if due < now else "has"
        _log.warning("Incident %s: the authority %s to be told by %s.", one.pk, said, f"{due:%Y-%m-%d %H:%M}")
    for one in stopped:
        _log.warning("Incident %s: its mails stopped; `altaclario incident tell %s` goes on.", one.pk, one.pk)
    return len(owed) + len(stopped)


def waits(incident: Incident) -> bool:
    """Whether somebody was not told yet who is to be, and nobody is telling them now."""
    return any(saying.told is None and not telling.is_under_way(saying) for saying in incident.sayings.all())


def _tell(incident: Incident, saying: Saying, origin: str, *, now: datetime) -> int:
    return telling.tell(
        affected.addresses(incident, is_owed=incident.is_breach and saying.stage == Stage.OPENED),
        Saying.objects.filter(pk=saying.pk),
        send=lambda address, person: letters.incident(incident, saying, address, origin, person=person, now=now),
    )


def _say(incident: Incident, stage: Stage, text: str, verb: Verb, *, now: datetime, new: str = "") -> None:
    told = now if stage == Stage.UPDATED else None
    Saying.objects.create(incident=incident, stage=stage, text=text, at=now, told=told)
    notes.note(_OPERATOR, verb, on=incident, new=new, now=now)


def _known(found: Incident | None) -> Incident:
    if found is None:
        raise NoSuchIncident
    return found


def _locked(number: int) -> Incident:
    return _known(Incident.objects.select_for_update().filter(pk=number).first())


def _open(number: int) -> Incident:
    found = _locked(number)
    if found.resolved:
        raise IsOver
    return found


def _ids(slugs: Sequence[str]) -> list[int]:
    known = dict(Workspace.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    for slug in slugs:
        if slug not in known:
            raise NoSuchWorkspace(slug)
    return sorted(known.values())
