"""How an Azure DevOps Server is called, and what its refusals mean."""

import re

from altaclario.egress.calling import Reply
from altaclario.providers.azure_devops import endpoints as azure
from altaclario.providers.azure_devops import manners as services
from altaclario.providers.faults import CredentialRefused, TrackerFault, TrackerUnreadable

name = "Azure DevOps Server"
endpoints = azure.ALL
address_hint = (
    "Check --url: it must be the address of a collection, such as https://devops.your-company.com/DefaultCollection."
)
is_used_up = services.is_used_up
rest = services.rest

_NEWEST = re.compile(rb"supports is (\d+)\.(\d+)")
_UNKNOWN = (b"VssVersionOutOfRangeException", b"VssInvalidPreviewVersionException")


class VersionUnknown(TrackerUnreadable):
    """The server does not know the version of the interface by which it was asked; `newest` is what it names instead,
    None where it names none."""

    newest: tuple[int, int] | None = None


def final(reply: Reply, path: str) -> TrackerFault | None:
    """A token or a version that is refused, or a right that is lacking."""
    if reply.status == 400 and any(word in reply.body for word in _UNKNOWN):
        return _version_unknown(reply)
    if reply.status == 401 and _is_for_windows_alone(reply.headers.get("www-authenticate", "")):
        return CredentialRefused(
            "Azure DevOps Server lets in only who signs in by Windows (NTLM or Kerberos), which this program does not "
            "do (401).",
            mend="Its administrator can switch on Basic authentication in IIS, by which personal access tokens come "
            "in; with https.",
            cause="windows-alone",
            status=401,
        )
    if reply.status == 401:
        return CredentialRefused(
            "Azure DevOps Server refused the token (401).",
            mend="It may be expired, revoked, or made at another server. The person whose token it is can make a new "
            "one that may read work items, and projects and teams.",
            cause="token-refused",
            status=401,
        )
    return services.final(reply, path)


def _version_unknown(reply: Reply) -> VersionUnknown:
    told = _NEWEST.search(reply.body)
    fault = VersionUnknown(
        "Azure DevOps Server is older than what can be read.",
        mend="Azure DevOps Server 2020 or a newer one can be read; whoever runs it can bring it up to date.",
        next="Nothing was read.",
        cause="server-too-old",
        status=400,
    )
    fault.newest = (int(told[1]), int(told[2])) if told else None
    return fault


def _is_for_windows_alone(offered: str) -> bool:
    ways = offered.lower()
    return ("ntlm" in ways or "negotiate" in ways) and "basic" not in ways and "bearer" not in ways
