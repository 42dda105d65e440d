"""One collection of an Azure DevOps Server, by the newest version of the interface that it and we know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from altaclario.providers.azure_devops import looking
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.server.manners import VersionUnknown

T = TypeVar("T")

VERSIONS = ("7.1", "7.0", "6.0")
"""Those of Azure DevOps Server 2022 with its updates, 2022 and 2020, newest first."""
reading_requests = looking.reading_requests


def older(version: str, newest: tuple[int, int] | None) -> str | None:
    """The next version to try after one that a server does not know; None where there is none.

    >>> older("7.1", (7, 0)), older("7.1", (6, 1)), older("7.1", None), older("7.1", (5, 1)), older("6.0", None)
    ('7.0', '6.0', '7.0', None, None)
    """
    left = VERSIONS[VERSIONS.index(version) + 1 :]
    known = [one for one in left if newest is None or tuple(map(int, one.split("."))) <= newest]
    return known[0] if known else None


@dataclass(slots=True)
class AzureServer(AzureDevOps):
    """One collection under one token. Which version it knows is learned from the first question that it refuses."""

    async def _get(self, path: str, read: Callable[[bytes], T], preview: str = "", **query: str) -> T:
        while True:
            version = self.version
            try:
                return await AzureDevOps._get(self, path, read, preview, **query)
            except VersionUnknown as told:
                self._learn(version, told)

    async def _post(
        self, path: str, read: Callable[[bytes], T], question: dict[str, Any], query: Mapping[str, str], tries: int
    ) -> T:
        while True:
            version = self.version
            try:
                return await AzureDevOps._post(self, path, read, question, query, tries)
            except VersionUnknown as told:
                self._learn(version, told)

    def _learn(self, asked: str, told: VersionUnknown) -> None:
        """Several questions may be under way by a version that the first refusal has already ended."""
        if self.version != asked:
            return
        found = older(asked, told.newest)
        if found is None:
            raise told
        self.version = found
