"""From one workspace to another: the menu at the head of every page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from altaclario.declarations import dashboards
from altaclario.web import context
from altaclario.workspaces import founding
from altaclario.workspaces.models import Membership

_EVERYWHERE = (*dashboards.NAMES, "connections", "teams", "members")
"""Entries of the rail that each workspace has and everybody in it may see: whoever changes stays on the same page."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of one's workspaces, and where its entry leads."""

    name: str
    url: str
    is_current: bool


def choices(person: Any, *, within: Membership | None, entry: str) -> list[Choice]:
    """The workspaces of somebody who is signed in, the first one first; `within` is the one that is seen now."""
    here = within.workspace_id if within else None
    return [
        Choice(one.workspace.name, reverse(_page(one, entry), args=[one.workspace.slug]), one.workspace_id == here)
        for one in founding.every_of(person)
    ]


def _page(membership: Membership, entry: str) -> str:
    is_there = entry in _EVERYWHERE or (entry == "workspace-settings" and membership.may_change_settings)
    return entry if is_there else "home"


def page(request: HttpRequest) -> dict[str, Callable[[], list[Choice]]]:
    """For templates: asked only on pages that show it, and once on each."""
    told: list[Choice] | None = None

    def own() -> list[Choice]:
        nonlocal told
        if told is None:
            seen = context.page(request)
            told = choices(request.user, within=seen["membership"], entry=seen["active"])
        return told

    return {"own_workspaces": own}
