"""From a page of ours to the maker of a tracker and back: what was granted waits until its person has said yes to it.

It waits in the page that asks them, sealed for one connection that is not there yet: nothing of it is stored before.
"""

import base64
import binascii
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import QueryDict

from altaclario.accounts.openid import departures
from altaclario.accounts.openid.departures import Departure
from altaclario.connections import credentials, making, networks
from altaclario.connections.grants import asking, grant
from altaclario.connections.grants.asking import Site
from altaclario.connections.grants.grant import Grant
from altaclario.connections.grants.registered import App
from altaclario.connections.kinds import KINDS
from altaclario.connections.models import Connection, Way
from altaclario.vault.box import NotOpened
from altaclario.workspaces.models import Membership

_LONGEST = 65_536


class NotReached(Exception):
    """What was granted does not reach that site."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What came back, as it stands in the page: for which row it is sealed, and the mark by which it is taken once."""

    id: str
    sealed: str
    mark: str
    sites: tuple[Site, ...]


def scopes(app: App) -> tuple[str, ...]:
    """What is asked for: what reading needs, and to go on while nobody is there."""
    return (*(f"{app.server.resource}{one}" for one in KINDS[app.provider].scopes), "offline_access")


def refused(app: App, site: Site) -> tuple[str, ...]:
    """What was asked for and not given, as far as the maker says what it gave."""
    return tuple(one for one in KINDS[app.provider].scopes if one not in site.scopes) if site.scopes else ()


def leave(
    session: SessionBase, membership: Membership, app: App, *, again: Connection | None, back: str, now: datetime
) -> str:
    """The address that the browser goes to; the way back is for this person, sign-in, workspace and kind of tracker."""
    ticket = departures.depart(
        session,
        to=f"{_way(app)}{membership.workspace_id}:{again.pk if again else ''}",
        person=membership.person_id,
        then=membership.workspace.slug,
        now=now,
    )
    return asking.address(app, scopes=scopes(app), state=ticket.state, challenge=ticket.challenge, back=back)


def returned(session: SessionBase, app: App, state: str, *, person: int, now: datetime) -> Departure:
    """The departure to which this is the way back, which is used up. Raises IssuerFault."""
    return departures.returned_from(session, state, among=_way(app), person=person, now=now)


def place(departure: Departure) -> tuple[int, str]:
    """For which workspace it began, and to mend which connection; an empty word for a new one."""
    workspace, _, again = departure.to.split(":", 1)[1].partition(":")[2].partition(":")
    return int(workspace), again


def granted(app: App, departure: Departure, answer: QueryDict, *, back: str, now: datetime) -> Grant:
    """What came back. Raises NotAllowed or TrackerFault."""
    code = asking.code_in(answer)
    return asking.redeemed(app, code=code, verifier=departure.verifier, back=back, now=now)


def wait(
    session: SessionBase, membership: Membership, app: App, held: Grant, *, again: Connection | None, now: datetime
) -> Waiting:
    """Seal it for a row that may come to be, and ask what it reaches. Raises TrackerFault."""
    found = asking.sites(app, held)
    if again is not None:
        found = tuple(one for one in found if _address(app, one) == again.site)
    made = Connection(workspace=membership.workspace, provider=app.provider, way=Way.GRANT)
    with transaction.atomic():
        credentials.seal(made, held.text, now=now)
    return _waiting(session, membership, app, made, found, again, now)


def taken(
    session: SessionBase, membership: Membership, app: App, sent: QueryDict, *, again: Connection | None, now: datetime
) -> Connection:
    """The row that is not there yet, with what waited for it; it is taken once. Raises IssuerFault or NotOpened."""
    id = str(_uuid(sent.get("id", "")))
    to = _place(membership, app, id, again)
    departures.returned(session, sent.get("mark", ""), to=to, person=membership.person_id, now=now)
    envelope = _envelope(sent.get("sealed", ""))
    return Connection(
        pk=uuid.UUID(id), workspace=membership.workspace, provider=app.provider, way=Way.GRANT, token=envelope
    )


def once_more(
    session: SessionBase, membership: Membership, app: App, made: Connection, *, again: Connection | None, now: datetime
) -> Waiting:
    """It waits again, because the person can still choose otherwise. Raises TrackerFault or NotOpened."""
    found = asking.sites(app, _opened(made))
    if again is not None:
        found = tuple(one for one in found if _address(app, one) == again.site)
    return _waiting(session, membership, app, made, found, again, now)


def keep(
    membership: Membership, app: App, made: Connection, chosen: str, *, again: Connection | None, now: datetime
) -> Connection:
    """The person said yes: look at the site, seal it for the row that stays, and store that.

    Raises NotReached, TrackerFault, AddressNotAllowed, NotOpened, NotAllowed, Gone or TwiceTheSame.
    """
    held = _opened(made)
    site, home = _meant(app, held, chosen)
    if again is not None:
        if site != again.site:
            raise NotReached
        making.replace_token(membership, again, token=held.text, email="", way=Way.GRANT, now=now)
        return again
    told = {"provider": app.provider, "site": site, "token": held.text, "home": home}
    return making.connect(membership, **told, way=Way.GRANT, now=now)


def _meant(app: App, held: Grant, chosen: str) -> tuple[str, str]:
    """Where the site is asked that the person chose, and where people see it. Raises NotReached or TrackerFault."""
    if not app.server.resources:
        site = chosen.strip().rstrip("/")
        if not networks.is_microsofts(site):
            raise NotReached
        return site, ""
    for one in asking.sites(app, held):
        if one.id == chosen:
            return _address(app, one), one.url
    raise NotReached


def _waiting(
    session: SessionBase,
    membership: Membership,
    app: App,
    made: Connection,
    found: Sequence[Site],
    again: Connection | None,
    now: datetime,
) -> Waiting:
    to = _place(membership, app, str(made.pk), again)
    ticket = departures.depart(session, to=to, person=membership.person_id, then="", now=now)
    sealed = base64.urlsafe_b64encode(bytes(made.token)).decode()
    return Waiting(str(made.pk), sealed, ticket.state, tuple(found))


def _opened(made: Connection) -> Grant:
    """Raises NotOpened."""
    with credentials.opened(made) as text:
        return grant.read(text.reveal())


def _way(app: App) -> str:
    return f"tracker:{app.provider}:"


def _place(membership: Membership, app: App, id: str, again: Connection | None) -> str:
    """What a grant that waits is bound to."""
    return f"allowed:{app.provider}:{membership.workspace_id}:{again.pk if again else ''}:{id}"


def _address(app: App, site: Site) -> str:
    """Where a site is asked under a grant."""
    return f"{app.server.api}{site.id}"


def _uuid(said: str) -> Any:
    try:
        return uuid.UUID(said)
    except ValueError:
        return uuid.UUID(int=0)


def _envelope(said: str) -> bytes:
    """Raises NotOpened for what is none."""
    try:
        return base64.b64decode(said.encode(), altchars=b"-_", validate=True) if len(said) <= _LONGEST else b""
    except (binascii.Error, ValueError):
        raise NotOpened from None
