"""One look at an organisation: whose token it is, what it can see, and what a first reading would take."""

import asyncio
from math import ceil

from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.looking import Board, Look, Project

MOST_LISTED = client.MOST_LISTED
_DISCOVERY = 20
"""Requests that look around: types, states, areas, iterations, fields; settings and columns of the teams."""
_REVISIONS_AN_ITEM = 8
"""About as many as an item usually has."""


async def look(asking: Asking) -> Look:
    """Four kinds of questions. Raises TrackerFault."""
    organisation = AzureDevOps(asking)
    myself = await organisation.myself()
    projects, teams, items = await asyncio.gather(
        organisation.projects(), organisation.every_team(), organisation.count("[System.Id] > 0")
    )
    listed = tuple(Project(one.id, one.name) for one in projects)
    return Look(myself.authenticatedUser.id, listed, len(teams), items)


async def boards(asking: Asking, project: str) -> list[Board]:
    """The teams of a project, which have columns, areas and iterations. Raises TrackerFault."""
    return [Board(one.id, one.name) for one in await AzureDevOps(asking).teams(project)]


def reading_requests(items: int) -> int:
    """About how many requests a first reading of so many items takes.

    >>> reading_requests(10_000)
    151
    """
    pages = ceil(items / client.ITEMS_A_REQUEST) + ceil(items * _REVISIONS_AN_ITEM / client.REVISIONS_A_PAGE)
    return pages + max(ceil(items / client.FOUND_A_QUERY), 1) + _DISCOVERY
