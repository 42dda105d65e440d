"""One bounded look at a tracker: whose credential it is, what it can see, and what a first reading would take."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import ceil
from typing import TypeVar

from altaclario.connections.networks import towards
from altaclario.egress import calling
from altaclario.egress.calling import AddressNotAllowed, Limits
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.faults import TrackerFault, TrackerUnreadable
from altaclario.providers.jira import client, manners
from altaclario.providers.jira.client import Jira
from altaclario.providers.jira.columns.wire import BoardEntry, ProjectEntry

T = TypeVar("T")

_SECONDS = 20.0
_AT_ONCE = threading.BoundedSemaphore(2)
"""Looks of this process: slow trackers must not hold all the threads that answer pages."""
_WAITS_SECONDS = 0.2
_PATIENCE = Patience(tries=2, longest_wait=2.0, longest_asked=3.0)
_LIMITS = Limits(connect_seconds=5.0, total_seconds=10.0)
_DISCOVERY = 13
"""Requests that look around: fields, statuses, types, versions, boards, sprints."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where to ask, and as whom; the token stays out of every printed form."""

    site: str
    email: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found: counts, and the end of the account's id; no name of anybody."""

    account: str
    projects: int
    boards: int
    issues: int
    requests: int
    seconds: float

    @property
    def reading_requests(self) -> int:
        """About how many requests a first reading of everything would take."""
        pages = ceil(self.issues / client.ISSUES_A_REQUEST) + ceil(self.issues / client.CHANGED_ISSUES_A_REQUEST)
        return pages + 2 * max(ceil(self.issues / client.IDS_A_PAGE), 1) + _DISCOVERY


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be read: names live only in the page that offers them."""

    seen: Seen
    projects: list[ProjectEntry]
    boards: dict[str, list[BoardEntry]]
    """The boards that show each project, by the project's id."""


def look(account: Account) -> Seen:
    """Four kinds of questions, within twenty seconds. Raises TrackerFault or AddressNotAllowed."""

    async def ask(jira: Jira, line: calling.Line) -> Seen:
        return (await _seen(jira, line))[0]

    return _asked(account, ask)


def offers(account: Account, chosen: tuple[str, ...]) -> Offered:
    """A look, the projects that the account may browse, and the boards of the chosen ones (else of the first few).

    Raises TrackerFault or AddressNotAllowed.
    """

    async def ask(jira: Jira, line: calling.Line) -> Offered:
        seen, projects = await _seen(jira, line)
        shown = [project.id for project in projects if project.id in chosen or len(projects) <= _SHOWN_AT_ONCE]
        boards = await asyncio.gather(*(jira.boards(project) for project in shown[:_SHOWN_AT_ONCE]))
        return Offered(seen, projects, dict(zip(shown, boards, strict=False)))

    return _asked(account, ask)


_SHOWN_AT_ONCE = 20


async def _seen(jira: Jira, line: calling.Line) -> tuple[Seen, list[ProjectEntry]]:
    """Four kinds of questions, and the projects that they found."""
    begun = time.monotonic()
    myself = await jira.myself()
    projects, boards = await asyncio.gather(jira.projects(), jira.boards())
    known = tuple(project.id for project in projects)
    issues = await jira.count(client.within(known)) if known else 0
    seconds = time.monotonic() - begun
    return Seen(myself.accountId[-4:], len(projects), len(boards), issues, line.requests, seconds), projects


def _asked(account: Account, ask: Callable[[Jira, calling.Line], Awaitable[T]]) -> T:
    if not _AT_ONCE.acquire(timeout=_WAITS_SECONDS):
        raise TrackerUnreadable(
            "Two other trackers are being tried right now.", mend="Try again in a moment.", cause="busy"
        )
    try:
        return asyncio.run(_within_time(account, ask))
    finally:
        _AT_ONCE.release()


async def _within_time(account: Account, ask: Callable[[Jira, calling.Line], Awaitable[T]]) -> T:
    credential = client.authorization(account.email, account.token)
    networks = towards(account.site)
    try:
        async with (
            asyncio.timeout(_SECONDS),
            calling.line(account.site, authorization=credential, networks=networks, limits=_LIMITS) as line,
        ):
            return await ask(Jira(Asking(line, manners, patience=_PATIENCE)), line)
    except TimeoutError:
        raise TrackerUnreadable(
            "The tracker did not answer in time.",
            mend="Try again; if it goes on, its administrator can help.",
            cause="unreachable",
        ) from None


__all__ = ["Account", "AddressNotAllowed", "Offered", "Seen", "TrackerFault", "look", "offers"]
