"""One bounded look at a tracker: whose credential it is, what it can see, and what a first reading would take."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from altaclario.connections.kinds import Kind
from altaclario.connections.networks import towards
from altaclario.egress import calling
from altaclario.egress.calling import AddressNotAllowed, Limits
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.faults import TrackerFault, TrackerUnreadable
from altaclario.providers.looking import Board, Look, Project

T = TypeVar("T")

_SECONDS = 20.0
_AT_ONCE = threading.BoundedSemaphore(2)
"""Looks of this process: slow trackers must not hold all the threads that answer pages."""
_WAITS_SECONDS = 0.2
_PATIENCE = Patience(tries=2, longest_wait=2.0, longest_asked=3.0)
_LIMITS = Limits(connect_seconds=5.0, total_seconds=10.0)
_SHOWN_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Account:
    """Where to ask, and as whom; the token stays out of every printed form."""

    kind: Kind
    site: str
    email: str
    token: str = field(repr=False)
    is_bearer: bool = False
    """Whether the token was granted, and goes along as it is."""

    @property
    def authorization(self) -> str:
        """The header that lets us in."""
        return f"Bearer {self.token}" if self.is_bearer else self.kind.authorization(self.email, self.token)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found: counts, and the end of the account's id; no name of anybody."""

    account: str
    projects: int
    boards: int
    items: int
    requests: int
    seconds: float
    reading_requests: int
    """About how many requests a first reading of everything would take."""
    stops_at: int
    """Where a look stops counting projects and boards."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be read: names live only in the page that offers them."""

    seen: Seen
    projects: tuple[Project, ...]
    boards: dict[str, list[Board]]
    """The boards that show each project, by the project's id."""


def look(account: Account) -> Seen:
    """A few questions, within twenty seconds. Raises TrackerFault or AddressNotAllowed."""

    async def ask(asking: Asking, line: calling.Line) -> Seen:
        return (await _seen(account.kind, asking, line))[0]

    return _asked(account, ask)


def offers(account: Account, chosen: tuple[str, ...]) -> Offered:
    """A look, the projects that the account may browse, and the boards of the chosen ones (else of the first few).

    Raises TrackerFault or AddressNotAllowed.
    """

    async def ask(asking: Asking, line: calling.Line) -> Offered:
        seen, found = await _seen(account.kind, asking, line)
        is_short = len(found.projects) <= _SHOWN_AT_ONCE
        shown = [one.id for one in found.projects if one.id in chosen or is_short][:_SHOWN_AT_ONCE]
        boards = await asyncio.gather(*(account.kind.boards(asking, project) for project in shown))
        return Offered(seen, found.projects, dict(zip(shown, boards, strict=True)))

    return _asked(account, ask)


async def _seen(kind: Kind, asking: Asking, line: calling.Line) -> tuple[Seen, Look]:
    """What was found, in numbers, and with names."""
    begun = time.monotonic()
    found = await kind.look(asking)
    seen = Seen(
        account=found.account[-4:],
        projects=len(found.projects),
        boards=found.boards,
        items=found.items,
        requests=line.requests,
        seconds=time.monotonic() - begun,
        reading_requests=kind.reading_requests(found.items),
        stops_at=kind.most_listed,
    )
    return seen, found


def _asked(account: Account, ask: Callable[[Asking, calling.Line], Awaitable[T]]) -> T:
    if not _AT_ONCE.acquire(timeout=_WAITS_SECONDS):
        raise TrackerUnreadable(
            "Two other trackers are being tried right now.", mend="Try again in a moment.", cause="busy"
        )
    try:
        return asyncio.run(_within_time(account, ask))
    finally:
        _AT_ONCE.release()


async def _within_time(account: Account, ask: Callable[[Asking, calling.Line], Awaitable[T]]) -> T:
    networks = towards(account.site)
    try:
        async with (
            asyncio.timeout(_SECONDS),
            calling.line(account.site, authorization=account.authorization, networks=networks, limits=_LIMITS) as line,
        ):
            return await ask(Asking(line, account.kind.manners, patience=_PATIENCE), line)
    except TimeoutError:
        raise TrackerUnreadable(
            "The tracker did not answer in time.",
            mend="Try again; if it goes on, its administrator can help.",
            cause="too-slow",
        ) from None


__all__ = ["Account", "AddressNotAllowed", "Offered", "Seen", "TrackerFault", "look", "offers"]
