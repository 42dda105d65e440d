"""Every address of the product, from its own table of them."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

WORKSPACE = "w/<slug:slug>/"
PROGRAMS = "api/"
ASKS = {"share-new": "?dashboard=flow", "share-preview": "?dashboard=flow"}
"""What an address must say beside its path to be one."""
_OF_A_TEAM = ("counting-section", "counting-preview", "counting-import", "counting-export")
"""What may be asked of one team: whoever may change only their own asks for that."""
NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
"""An id that nothing has."""


@dataclass(frozen=True, slots=True)
class Address:
    """One entry: its name, its shape, and the view behind it."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def is_in_a_workspace(self) -> bool:
        return self.route.startswith(WORKSPACE)

    @property
    def is_of_programs(self) -> bool:
        """Whether it takes an API token, and nothing else."""
        return self.route.startswith(PROGRAMS) and not self.route.endswith("openapi.json")

    @property
    def takes_an_id(self) -> bool:
        return "<uuid:id>" in self.route

    @property
    def takes_a_member(self) -> bool:
        return "<uuid:member>" in self.route

    @property
    def takes_a_link(self) -> bool:
        return "<uuid:link>" in self.route

    @property
    def takes_a_team(self) -> bool:
        return "<uuid:team>" in self.route

    def of(
        self,
        slug: str,
        id: uuid.UUID,
        *,
        member: uuid.UUID = NOBODY,
        invitation: uuid.UUID = NOBODY,
        link: uuid.UUID = NOBODY,
        team: uuid.UUID = NOBODY,
        api_token: uuid.UUID = NOBODY,
    ) -> str:
        """The path for one workspace and one connection or one member, and where there is one, any item."""
        item = [1] if "<int:item>" in self.route else []
        whom = [member] if self.takes_a_member else []
        what = [invitation] if "<uuid:invitation>" in self.route else []
        what += [link] if self.takes_a_link else []
        what += [team] if self.takes_a_team else []
        what += ["calendar"] if "<slug:section>" in self.route else []
        what += [api_token] if "<uuid:api_token>" in self.route else []
        what += ["jira"] if "<slug:provider>" in self.route else []
        chart = ["items"] if "<str:chart>" in self.route else []
        path = reverse(self.name, args=[slug, *([id] if self.takes_an_id else []), *whom, *what, *item, *chart])
        if self.name in _OF_A_TEAM and team != NOBODY:
            return f"{path}?team={team}"
        return f"{path}{ASKS.get(self.name, '')}"


def every() -> list[Address]:
    """All of them."""
    return list(_below(get_resolver().url_patterns, ""))


def in_workspaces() -> list[Address]:
    """Those that belong to a workspace."""
    return [address for address in every() if address.is_in_a_workspace]


def _below(patterns: list[Any], before: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield Address(pattern.name or "", route, pattern.callback)
