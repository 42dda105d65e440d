"""One look at an organisation: whose token it is, what it can see, and what a first reading would take."""

import asyncio
from collections.abc import Callable
from math import ceil

from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.looking import Board, Look, Project

MOST_LISTED = client.MOST_LISTED
_BACKLOGS = ("Requirement", "Bug", "Task", "Feature", "Epic")
_WORK = " OR ".join(f"[System.WorkItemType] IN GROUP 'Microsoft.{name}Category'" for name in _BACKLOGS)
"""What is read, but for rungs that an organisation added itself. Tests and their plans are no work."""
_DISCOVERY = 20
"""Requests that look around: types, states, areas, iterations, fields; settings and columns of the teams."""
_REVISIONS_AN_ITEM = 8
"""About as many as an item usually has."""
_OPEN_OF_TEN = 1
"""How many items of ten are about to be finished, which are read first."""


async def look(asking: Asking, *, face: Callable[..., AzureDevOps] = AzureDevOps) -> Look:
    """Four kinds of questions. Raises TrackerFault."""
    organisation = face(asking)
    myself = await organisation.myself()
    projects, teams, items = await asyncio.gather(
        organisation.projects(), organisation.every_team(), organisation.count(_WORK)
    )
    listed = tuple(Project(one.id, one.name) for one in projects)
    return Look(myself.authenticatedUser.id, listed, len(teams), items)


async def boards(asking: Asking, project: str, *, face: Callable[..., AzureDevOps] = AzureDevOps) -> list[Board]:
    """The teams of a project, which have columns, areas and iterations. Raises TrackerFault."""
    return [Board(one.id, one.name) for one in await face(asking).teams(project)]


def reading_requests(items: int) -> int:
    """About how many requests a first reading of so many items takes.

    >>> reading_requests(10_000)
    117
    """
    pages = ceil(items * _REVISIONS_AN_ITEM / client.REVISIONS_A_PAGE)
    read_twice = min(pages, 9)
    batches = ceil(items * _OPEN_OF_TEN / 10 / client.ITEMS_A_REQUEST)
    queries = 3 * max(ceil(items / client.FOUND_A_QUERY), 1)
    return pages + read_twice + batches + queries + _DISCOVERY
