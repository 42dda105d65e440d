"""Teams of a workspace: what they are called and who belongs to them. What their work is, connections know.

Of two people who change a team at once neither undoes the other: a change says what it adds and takes away, and each
waits for the one before.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.dispatch import Signal

from altaclario.audit import notes, verbs
from altaclario.charts.messages import Text
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership, Team, TeamMember
from altaclario.workspaces.permissions import Permission

MOST = 100
"""So that a list of them can be overlooked."""

gone = Signal()
"""A team is there no more: `team`, `now`. Sent before it is final, so that all happens or nothing does; who hears it
answers with how many things of theirs ended with it."""


class NoSuchTeam(Exception):
    """The workspace has no team of that id."""


class TooMany(Exception):
    """The workspace has as many teams as it may have."""


class NameTaken(Exception):
    """Another team of the workspace is called so, or would look as if it were."""


def every(membership: Membership) -> list[Team]:
    """All teams of the workspace by name, with their members as they came."""
    return list(Team.objects.of(membership).with_members())


def one(membership: Membership, team: Any) -> Team:
    """The team of that id. Raises NoSuchTeam."""
    found = Team.objects.of(membership).with_members().filter(pk=team).first()
    if found is None:
        raise NoSuchTeam
    return found


def to_change(membership: Membership, team: Any) -> Team:
    """The same, for who wants to change it. Raises NoSuchTeam or NotAllowed."""
    found = one(membership, team)
    if not may_change(membership, found):
        raise members.NotAllowed
    return found


def may_change(membership: Membership, team: Team) -> bool:
    """Whether it is one's own, and the role allows that; or any, for who leads the workspace."""
    is_own = any(member.pk == membership.pk for member in team.members.all())
    return membership.may(Permission.TEAMS) or (is_own and membership.may(Permission.OWN_TEAM))


def names(membership: Membership) -> Mapping[str, Text]:
    """What each team is called, by its id."""
    return {str(pk): name for pk, name in Team.objects.of(membership).values_list("pk", "name")}


def make(membership: Membership, *, name: str, now: datetime) -> Team:
    """A team without members or work. Raises NotAllowed, TooMany or NameTaken."""
    with members.alone(membership) as asking:
        if not asking.may(Permission.TEAMS):
            raise members.NotAllowed
        if Team.objects.of(asking).count() >= MOST:
            raise TooMany
        _see_if_free(asking, name)
        made: Team = Team.objects.create(workspace=asking.workspace, name=name, folded=folded(name), created=now)
        notes.note(asking, verbs.TEAM_MADE, on=made, now=now)
        return made


def change(
    membership: Membership,
    team: Any,
    *,
    name: str | None = None,
    joining: Collection[str] = (),
    leaving: Collection[str] = (),
    now: datetime,
) -> None:
    """Give it what is given: another name, more members, fewer; ids that belong to nobody here mean nothing.

    Raises NoSuchTeam, NotAllowed or NameTaken.
    """
    with changing(membership, team) as (asking, changed):
        here = {str(member.pk): member for member in Membership.objects.beside(asking)}
        before = {str(member.pk) for member in changed.members.all()}
        come, left = (set(joining) & here.keys()) - before, set(leaving) & before
        is_renamed = name is not None and name != changed.name
        if not (come or left or is_renamed):
            return
        if name is not None and is_renamed:
            _see_if_free(asking, name, but=changed)
            Team.objects.filter(pk=changed.pk).update(name=name, folded=folded(name))
        TeamMember.objects.filter(team=changed, membership__in=[here[one] for one in left]).delete()
        TeamMember.objects.bulk_create([TeamMember(team=changed, membership=here[one]) for one in sorted(come)])
        named = ["name"] if is_renamed else []
        old, new = ([*named, *(f"member:{here[one].person_id}" for one in some)] for some in (left, come))
        notes.note(asking, verbs.TEAM_CHANGED, on=changed, old=old, new=new, now=now)


def delete(membership: Membership, team: Any, *, now: datetime) -> None:
    """It is there no more, and what shows its work to others ends. Raises NoSuchTeam or NotAllowed."""
    with changing(membership, team) as (asking, deleted):
        if not asking.may(Permission.TEAMS):
            raise members.NotAllowed
        ended = sum(int(count or 0) for _, count in gone.send(Team, team=deleted, now=now))
        notes.note(asking, verbs.TEAM_DELETED, on=deleted, old=f"links:{ended}", now=now)
        deleted.delete()


@contextmanager
def changing(membership: Membership, team: Any) -> Iterator[tuple[Membership, Team]]:
    """One after the other; gives the membership and the team as they are now. Raises NoSuchTeam or NotAllowed."""
    with members.alone(membership) as asking:
        yield asking, to_change(asking, team)


def folded(name: str) -> str:
    """The name without regard to capitals, width and spaces.

    >>> folded(" Payments  Core "), folded("PAYMENTS core")
    ('payments core', 'payments core')
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:180]


def _see_if_free(membership: Membership, name: str, *, but: Team | None = None) -> None:
    """Raises NameTaken."""
    others = Team.objects.of(membership).filter(folded=folded(name))
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NameTaken
