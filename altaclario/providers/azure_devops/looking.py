"""One look at an organisation: whose token it is, what it can see, and what a first reading would take."""

import asyncio
from math import ceil

from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.looking import Board, Look, Project

MOST_LISTED = client.MOST_LISTED
_BACKLOGS = ("Requirement", "Bug", "Task", "Feature", "Epic")
_WORK = " OR ".join(f"[System.WorkItemType] IN GROUP 'Microsoft.{name}Category'" for name in _BACKLOGS)
_DISCOVERY = 18
"""Requests that look around: a project, its types, trees and fields, its teams, and what is there."""
_REVISIONS_AN_ITEM = 8


async def look(asking: Asking) -> Look:
    """Four kinds of questions. Raises TrackerFault."""
    azure = AzureDevOps(asking)
    who = await azure.myself()
    projects, teams, items = await asyncio.gather(azure.projects(), azure.every_team(), azure.count(_WORK))
    listed = tuple(Project(one.id, one.name) for one in projects)
    return Look(who.authenticatedUser.id, listed, len(teams), items)


async def boards(asking: Asking, project: str) -> list[Board]:
    """The teams of a project: a team is what has columns, areas and iterations. Raises TrackerFault."""
    return [Board(one.id, one.name, "team") for one in await AzureDevOps(asking).teams(project)]


def reading_requests(items: int) -> int:
    """About how many requests a first reading of so many items takes.

    >>> reading_requests(10_000)
    106
    """
    pages = ceil(items * _REVISIONS_AN_ITEM / client.REVISIONS_A_PAGE)
    return (
        pages + ceil(items / 10 / client.ITEMS_A_REQUEST) + 3 * max(ceil(items / client.FOUND_A_QUERY), 1) + _DISCOVERY
    )
