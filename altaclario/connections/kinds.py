"""The kinds of trackers that can be connected: how each is called, looked at and signed in to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from altaclario.declarations.allowances import Allowance, Refusal
from altaclario.providers import endpoints
from altaclario.providers.asking import Asking, Manners
from altaclario.providers.azure_devops import client as azure_client
from altaclario.providers.azure_devops import looking as azure_looking
from altaclario.providers.azure_devops import manners as azure_manners
from altaclario.providers.azure_devops.columns import fields as azure_fields
from altaclario.providers.azure_devops.server import manners as server_manners
from altaclario.providers.azure_devops.server.client import AzureServer
from altaclario.providers.endpoints import Endpoint
from altaclario.providers.jira import client as jira_client
from altaclario.providers.jira import looking as jira_looking
from altaclario.providers.jira import manners as jira_manners
from altaclario.providers.jira.columns import fields as jira_fields
from altaclario.providers.jira.data_center import client as data_center_client
from altaclario.providers.jira.data_center import manners as data_center_manners
from altaclario.providers.jira.data_center.client import DataCenter
from altaclario.providers.looking import Board, Look

JIRA, DATA_CENTER = "jira", "jira-data-center"
AZURE_DEVOPS, AZURE_SERVER = "azure-devops", "azure-devops-server"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of tracker."""

    provider: str
    name: str
    """As in "Jira failed"."""
    whole_name: str
    manners: Manners
    authorization: Callable[[str, str], str]
    """The header for an account's e-mail and its token."""
    look: Callable[[Asking], Awaitable[Look]]
    boards: Callable[[Asking, str], Awaitable[list[Board]]]
    reading_requests: Callable[[int], int]
    most_listed: int
    """Where a look stops counting."""
    fields: tuple[Allowance, ...]
    """What may be asked for of an item."""
    refused: tuple[Refusal, ...]
    """What is never asked for."""
    boards_phrase: str
    """So many of what a board is there."""
    asked: str
    """What the form asks for, in a few words."""

    @property
    def is_jira(self) -> bool:
        """Whether it is a Jira, with boards and keys; otherwise an Azure DevOps, with teams and areas."""
        return self.provider in (JIRA, DATA_CENTER)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every address that may be asked."""
        return self.manners.endpoints

    @property
    def scopes(self) -> tuple[str, ...]:
        """What a scoped token needs for all of them."""
        return endpoints.scopes(self.endpoints)


KINDS = {
    JIRA: Kind(
        JIRA,
        "Jira",
        "Jira Cloud",
        jira_manners,
        jira_client.authorization,
        jira_looking.look,
        jira_looking.boards,
        jira_looking.reading_requests,
        jira_looking.MOST_LISTED,
        jira_fields.ALLOWED,
        jira_fields.REFUSED,
        "{number} boards",
        "site, account and API token",
    ),
    DATA_CENTER: Kind(
        DATA_CENTER,
        "Jira Data Center",
        "Jira Data Center",
        data_center_manners,
        data_center_client.authorization,
        partial(jira_looking.look, face=DataCenter),
        partial(jira_looking.boards, face=DataCenter),
        data_center_client.reading_requests,
        jira_looking.MOST_LISTED,
        jira_fields.OF_DATA_CENTER,
        jira_fields.REFUSED,
        "{number} boards",
        "own server and personal access token",
    ),
    AZURE_DEVOPS: Kind(
        AZURE_DEVOPS,
        "Azure DevOps",
        "Azure DevOps Services",
        azure_manners,
        azure_client.authorization,
        azure_looking.look,
        azure_looking.boards,
        azure_looking.reading_requests,
        azure_looking.MOST_LISTED,
        azure_fields.ALLOWED,
        azure_fields.REFUSED,
        "{number} teams",
        "organisation and personal access token",
    ),
    AZURE_SERVER: Kind(
        AZURE_SERVER,
        "Azure DevOps Server",
        "Azure DevOps Server",
        server_manners,
        azure_client.authorization,
        partial(azure_looking.look, face=AzureServer),
        partial(azure_looking.boards, face=AzureServer),
        azure_looking.reading_requests,
        azure_looking.MOST_LISTED,
        azure_fields.ALLOWED,
        azure_fields.REFUSED,
        "{number} teams",
        "own server and personal access token",
    ),
}
"""By the word that a connection stores."""


def name_of(provider: str) -> str:
    """What people call the tracker.

    >>> name_of("jira")
    'Jira'
    """
    return KINDS[provider].name
