"""How a Jira Data Center is called, and what its refusals mean."""

from altaclario.egress.calling import Reply
from altaclario.providers.faults import CredentialRefused, TrackerFault
from altaclario.providers.jira.data_center import endpoints as data_center

name = "Jira Data Center"
endpoints = data_center.ALL
address_hint = "Check --url: it must be the address of the site with its path, such as https://jira.your-company.com."
_CAPTCHA = "CAPTCHA_CHALLENGE"


def final(reply: Reply, path: str) -> TrackerFault | None:
    """A credential that is refused, or that lacks a right."""
    if reply.status in (401, 403) and _CAPTCHA in reply.headers.get("x-authentication-denied-reason", ""):
        return CredentialRefused(
            f"Jira Data Center wants the account to solve a picture puzzle before it lets it in ({reply.status}).",
            mend="Whoever owns the account can sign in to it once with a browser.",
            cause="token-refused",
            status=reply.status,
        )
    if reply.status == 401:
        return CredentialRefused(
            "Jira Data Center refused the token (401).",
            mend="It must be a personal access token of that site (Jira 8.14 or newer), and may be expired or revoked. "
            "The person whose token it is can make a new one.",
            cause="token-refused",
            status=401,
        )
    if reply.status == 403:
        return CredentialRefused(
            f"Jira Data Center refused access (403) to {path}.",
            mend="The account behind the token needs the right to browse the project. A Jira administrator can grant "
            "it.",
            cause="access-refused",
            status=403,
        )
    return None


def is_used_up(_: Reply) -> bool:
    """Its limits are buckets that fill again within seconds."""
    return False


def rest(_: Reply) -> float:
    """It asks for a wait by refusing, never beside an answer."""
    return 0.0
