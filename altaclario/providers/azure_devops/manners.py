"""What is Azure DevOps' own in a conversation: how it is called, and what its refusals mean."""

from altaclario.egress.calling import Reply
from altaclario.providers import waits
from altaclario.providers.azure_devops import endpoints as azure
from altaclario.providers.faults import CredentialRefused, TrackerFault, TrackerUnreadable

name = "Azure DevOps"
endpoints = azure.ALL
address_hint = "Check --url: it must be the organisation's address, such as https://dev.azure.com/your-company."

_MAKE_ANOTHER = (
    "It may be expired, revoked, or made for another organisation. The person whose token it is can make a new one "
    "that may read work items (vso.work) and projects and teams (vso.project)."
)


def final(reply: Reply, path: str) -> TrackerFault | None:
    """A token that is refused, often by a page to sign in instead of a status that says so, or that lacks a right."""
    if reply.status == 401 and b"TF400813" in reply.body:
        return CredentialRefused(
            "Azure DevOps does not let this token in here (401).",
            mend=_MAKE_ANOTHER,
            cause="token-refused",
            status=401,
        )
    if reply.status == 401 or _is_a_page_to_sign_in(reply):
        return CredentialRefused(
            f"Azure DevOps refused the token ({reply.status}).",
            mend=_MAKE_ANOTHER,
            cause="token-refused",
            status=reply.status,
        )
    if reply.status == 403:
        return CredentialRefused(
            f"Azure DevOps refused access (403) to {path}.",
            mend="The account behind the token needs to see the project and its work items, the token must be allowed "
            "to read work items, and projects and teams. A project administrator can grant the rights.",
            cause="access-refused",
            status=403,
        )
    if reply.status == 400 and b"VS402335" in reply.body:
        return TrackerUnreadable(
            "Azure DevOps gave up on a query that took longer than 30 seconds.",
            mend="Read fewer projects at once.",
            next="Nothing was kept of this reading.",
            cause="query-too-long",
            status=400,
        )
    return None


def is_used_up(_: Reply) -> bool:
    """What is used is counted over five minutes, so every limit is renewed soon."""
    return False


def rest(reply: Reply) -> float:
    """The wait that comes beside an answer when much of the limit is used; the answer is one nevertheless."""
    return (waits.asked(reply.headers) or 0.0) if reply.status == 200 else 0.0


def _is_a_page_to_sign_in(reply: Reply) -> bool:
    """A stranger is shown a page, mostly with 203, or is sent to one. Other pages may be those of a maintenance."""
    if reply.status in (301, 302, 303, 307):
        return "_signin" in reply.headers.get("location", "") or "login." in reply.headers.get("location", "")
    kind = reply.headers.get("content-type", "").partition(";")[0].strip()
    if not 200 <= reply.status < 300 or kind == "application/json":
        return False
    return reply.status == 203 or b"Sign In" in reply.body
