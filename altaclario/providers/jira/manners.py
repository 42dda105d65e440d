"""What is Jira's own in a conversation: how it is called, and what its refusals mean."""

from altaclario.egress.calling import Reply
from altaclario.providers.faults import CredentialRefused, TrackerFault
from altaclario.providers.jira import endpoints as jira

name = "Jira"
endpoints = jira.ALL
address_hint = "Check --url: it must be the address of the Jira site, such as https://your-team.atlassian.net."


def final(reply: Reply, path: str) -> TrackerFault | None:
    """A credential that Jira refuses, or that lacks a right."""
    if reply.status == 401:
        return CredentialRefused(
            "Jira refused the credential (401).",
            mend="Check the e-mail address and the token: it may be expired, revoked, or scoped (then --api-url is "
            "needed). The person whose token it is can make a new one.",
            cause="token-refused",
            status=401,
        )
    if reply.status == 403:
        return CredentialRefused(
            f"Jira refused access (403) to {path}.",
            mend="The account behind the token needs the right to browse the project, a scoped token the scopes "
            "of the documentation. A Jira administrator can grant them.",
            cause="access-refused",
            status=403,
        )
    return None


def is_used_up(reply: Reply) -> bool:
    """A quota is renewed by the hour; a burst limit within seconds."""
    return "quota" in reply.headers.get("ratelimit-reason", "")


def rest(_: Reply) -> float:
    """Jira asks for a wait by refusing, never beside an answer."""
    return 0.0
