"""One look at a Jira: whose credential it is, what it can see, and what a first reading would take."""

import asyncio
from collections.abc import Callable
from math import ceil

from altaclario.providers.asking import Asking
from altaclario.providers.jira import client
from altaclario.providers.jira.client import Jira
from altaclario.providers.looking import Board, Look, Project

MOST_LISTED = client.MOST_LISTED
_DISCOVERY = 14
"""Requests that look around: clock, fields, statuses, types, versions, boards, sprints."""


async def look(asking: Asking, *, face: Callable[[Asking], Jira] = Jira) -> Look:
    """Four kinds of questions. Raises TrackerFault."""
    jira = face(asking)
    myself = await jira.myself()
    projects, boards = await asyncio.gather(jira.projects(), jira.boards())
    known = tuple(project.id for project in projects)
    items = await jira.count(client.within(known)) if known else 0
    listed = tuple(Project(one.id, one.name, one.key) for one in projects)
    return Look(myself.accountId, listed, len(boards), items)


async def boards(asking: Asking, project: str, *, face: Callable[[Asking], Jira] = Jira) -> list[Board]:
    """The boards that show a project. Raises TrackerFault."""
    return [Board(str(one.id), one.name, one.type) for one in await face(asking).boards(project)]


def reading_requests(items: int) -> int:
    """About how many requests a first reading of so many items takes.

    >>> reading_requests(10_000)
    128
    """
    pages = ceil(items / client.ISSUES_A_REQUEST) + ceil(items / client.CHANGED_ISSUES_A_REQUEST)
    return pages + 2 * max(ceil(items / client.IDS_A_PAGE), 1) + _DISCOVERY
