"""The services at which people let us in: where they are, what is asked of them, and how they want to be asked."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import urlencode

JIRA, AZURE_DEVOPS = "jira", "azure-devops"


@dataclass(frozen=True, slots=True)
class Server:
    """One maker's. Its addresses are ours to know: nothing that it says leads anywhere else."""

    provider: str
    maker: str
    authorization_endpoint: str
    token_endpoint: str
    asked: Mapping[str, str]
    """What else the first question says."""
    encoded: Callable[[Mapping[str, str]], bytes]
    media: str
    resources: str = ""
    """Where it says what a grant reaches, if it does."""
    api: str = ""
    """Below it is what a grant reaches."""
    ends_at: str = ""
    """Where people see and take back what they allowed, in words."""
    resource: str = ""
    """Stands before each scope, where it says for which of the maker's services that is."""


def of(provider: str) -> Server:
    """That of a kind of tracker."""
    return _atlassian() if provider == JIRA else microsoft(settings.AZURE_APP_TENANT)


def _atlassian() -> Server:
    root = settings.GRANTING_URL or "https://auth.atlassian.com"
    gateway = settings.GRANTING_URL or "https://api.atlassian.com"
    return Server(
        JIRA,
        "Atlassian",
        f"{root}/authorize",
        f"{root}/oauth/token",
        # Asked for each time, so that the person sees which sites they let us into.
        {"audience": "api.atlassian.com", "prompt": "consent"},
        lambda asked: json.dumps(asked).encode(),
        "application/json",
        resources=gateway,
        api=f"{gateway}/ex/jira/",
        ends_at="id.atlassian.com › Connected apps",
    )


def microsoft(tenant: str) -> Server:
    """That of Azure DevOps, for one tenant or all of them."""
    root = settings.GRANTING_URL or "https://login.microsoftonline.com"
    return Server(
        AZURE_DEVOPS,
        "Microsoft",
        f"{root}/{tenant}/oauth2/v2.0/authorize",
        f"{root}/{tenant}/oauth2/v2.0/token",
        {"response_mode": "query", "prompt": "select_account"},
        lambda asked: urlencode(asked).encode(),
        "application/x-www-form-urlencoded",
        ends_at="myapplications.microsoft.com",
        resource="499b84ac-1321-427f-aa17-267ca6975798/",
    )
