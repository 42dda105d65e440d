"""What members do with share links: make one, see what there is, revoke."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.http import urlencode

from altaclario.audit import notes, verbs
from altaclario.charts.messages import Message, Text
from altaclario.connections import finding, team_scopes
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import Known
from altaclario.dashboards import every as dashboards
from altaclario.dashboards import frozen, trackers
from altaclario.sharing.models import ShareLink
from altaclario.sync import naming
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission

HOLDS_DAYS = 30
MOST_DAYS = 365
MOST_OPEN = 100
"""So that a list of them can be overlooked."""


class NoSuchDashboard(Exception):
    """Nothing of that name can be shared."""


class NothingToShare(Exception):
    """Nothing is connected, or nothing of it is in memory: what would be shared cannot be seen."""


class NoSuchLink(Exception):
    """The workspace has no link of that id."""


class TooManyOpen(Exception):
    """As many links as a workspace may have are open."""


class MadeAlready(Exception):
    """This form made its link before; the token was shown then."""


class NotEmbeddable(Exception):
    """A frame has no cookie that could remember a password."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a link would show: a dashboard of one tracker, and its question, understood."""

    dashboard: str
    connection: Connection
    state: Mapping[str, str]
    words: tuple[tuple[Text, Text], ...]
    alone: Text = ""
    """The tracker, where the dashboard shows members more than this one."""

    @property
    def name(self) -> Text:
        return frozen.NAMES[self.dashboard]

    @property
    def is_of_all(self) -> bool:
        """Whether it shows whatever the connection reads."""
        return not {"team", "board", "sprint"} & set(self.state)

    @property
    def is_of_a_team(self) -> bool:
        """Whether it shows the work of a team, whatever that is when somebody looks."""
        return "team" in self.state

    @property
    def question(self) -> str:
        """The question as it is stored: ids, days and words of ours."""
        return urlencode(self.state)

    @property
    def address(self) -> str:
        """The query that asks the same dashboard the same question, of the same tracker."""
        return urlencode({**self.state, "connection": self.connection.key, "dashboard": self.dashboard})


@dataclass(frozen=True, slots=True)
class Listed:
    """One link as members see it. `words` are its filters; `tracker` is which one it shows, where there are several."""

    link: ShareLink
    name: Text
    words: tuple[tuple[Text, Text], ...]
    tracker: Text
    address: str
    is_open: bool
    may_revoke: bool


def draft(membership: Membership, query: Mapping[str, str], *, now: datetime) -> Draft:
    """What an address asks to be shared. Raises NoSuchDashboard or NothingToShare."""
    name = query.get("dashboard", "")
    if name not in frozen.NAMES:
        raise NoSuchDashboard
    known = team_scopes.of_workspace(membership.workspace_id, named=query.get("team", ""))
    connections = finding.every(membership)
    is_of_more = dashboards.DASHBOARDS[name].is_of_all and len(connections) > 1
    names = naming.names(membership, connections) if is_of_more else {}
    which = trackers.asked_for(connections, names, query, known)
    found = frozen.understood(which.shown, name, query, known=known, now=now) if which else None
    if which is None or found is None:
        raise NothingToShare
    return Draft(name, which.shown, found.state, found.words, names.get(which.shown.key, ""))


def make(
    membership: Membership,
    shared: Draft,
    *,
    days: int = HOLDS_DAYS,
    password: str = "",
    shows_keys: bool = False,
    frame_ancestors: Sequence[str] = (),
    once: uuid.UUID | None = None,
    now: datetime,
) -> tuple[ShareLink, str]:
    """A link and its token, which nobody can tell afterwards. Raises NotAllowed, NotEmbeddable, TooManyOpen,
    MadeAlready for a form that was sent before, known by its `once`, and Http404 when what it shows was removed
    meanwhile.
    """
    if password and frame_ancestors:
        raise NotEmbeddable
    token = secrets.token_urlsafe(32)
    hashed_password = make_password(password) if password else ""
    with members.alone(membership) as asking:
        if not asking.may(Permission.SHARE):
            raise members.NotAllowed
        if once and ShareLink.objects.of(asking).filter(maker=asking, once=once).exists():
            raise MadeAlready
        if ShareLink.objects.of(asking).open(now).count() >= MOST_OPEN:
            raise TooManyOpen
        connection = finding.one(asking, shared.connection.pk)
        made = ShareLink.objects.create(
            workspace=asking.workspace,
            maker=asking,
            connection=connection,
            dashboard=shared.dashboard,
            question=shared.question,
            token_hash=hashed(token),
            created=now,
            expires=now + timedelta(days=min(days, MOST_DAYS)),
            password=hashed_password,
            shows_keys=shows_keys,
            frame_ancestors=list(frame_ancestors),
            once=once or uuid.uuid4(),
        )
        notes.note(asking, verbs.SHARE_LINK_MADE, on=made, new=_told(made), now=now)
    return made, token


def every(membership: Membership, *, now: datetime) -> list[Listed]:
    """All links of the workspace, those that are over too, for who may share."""
    if not membership.may(Permission.SHARE):
        return []
    connections = finding.every(membership)
    names = naming.names(membership, connections) if len(connections) > 1 else {}
    known = team_scopes.of_workspace(membership.workspace_id)
    return [_listed(membership, one, names, known, now) for one in ShareLink.objects.of(membership)]


def revoke(membership: Membership, link: Any, *, now: datetime) -> None:
    """It opens nothing from the next request on; one that is over already stays as it is.

    Raises NoSuchLink or NotAllowed.
    """
    with members.alone(membership) as asking:
        found = ShareLink.objects.of(asking).filter(pk=link).first()
        if found is None:
            raise NoSuchLink
        if not _may_revoke(asking, found):
            raise members.NotAllowed
        if not found.is_over(now):
            found.revoked = found.expires = now
            found.save(update_fields=["revoked", "expires"])
            notes.note(asking, verbs.SHARE_LINK_REVOKED, on=found, now=now)


def hashed(token: str) -> str:
    """What is stored of a token: 256 bits of chance need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _bare(query: Mapping[str, str], known: Sequence[Known]) -> tuple[tuple[Text, Text], ...]:
    """A question in words while nothing tells what its ids are called; teams are called so by people here."""
    names = {one.id: one.name for one in known}
    return tuple(
        (name, names.get(value, Message("one that is gone")) if name == "team" else value)
        for name, value in query.items()
    )


def end_those_of(team: str, workspace: int, *, now: datetime) -> int:
    """Those of a team that is there no more open nothing from now on; how many there were."""
    own = ShareLink.objects.filter(
        workspace=workspace, revoked=None, expires__gt=now, question__contains=f"team={team}"
    )
    return own.update(revoked=now, expires=now)


def _told(link: ShareLink) -> list[str]:
    """What a note says of a link: what it shows, and what was chosen beside it."""
    chosen = {"keys": link.shows_keys, "password": bool(link.password), "frames": bool(link.frame_ancestors)}
    return [link.dashboard, *(name for name, is_so in chosen.items() if is_so)]


def _may_revoke(membership: Membership, link: ShareLink) -> bool:
    is_own = link.maker_id == membership.pk and membership.may(Permission.SHARE)
    return is_own or membership.may(Permission.SHARE_ANY)


def _listed(
    membership: Membership, link: ShareLink, names: Mapping[str, Text], known: Sequence[Known], now: datetime
) -> Listed:
    is_open = link.is_open(now)
    found = frozen.understood(link.connection, link.dashboard, link.query, known=known, now=now) if is_open else None
    words = found.words if found else _bare(link.query, known)
    address = {**link.query, "connection": link.connection.key, "dashboard": link.dashboard}
    return Listed(
        link=link,
        name=frozen.NAMES[link.dashboard],
        words=words,
        tracker=names.get(link.connection.key, ""),
        address=urlencode(address | ({"keys": "on"} if link.shows_keys else {})),
        is_open=is_open,
        may_revoke=not link.is_over(now) and _may_revoke(membership, link),
    )
