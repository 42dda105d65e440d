"""What is done with personal data, for what, on what ground and with whom: the record of processing activities.

Each stored table serves one of them (GDPR, article 30); whose data and how long, the tables say themselves.
"""

from dataclasses import dataclass
from typing import Literal

Basis = Literal["contract", "legitimate interests", "consent", "legal obligation"]
ARTICLES: dict[Basis, str] = {
    "contract": "GDPR, article 6 (1) b",
    "legitimate interests": "GDPR, article 6 (1) f",
    "consent": "GDPR, article 6 (1) a",
    "legal obligation": "GDPR, article 6 (1) c",
}
"""Where each ground stands in law."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One of them. `recipients` are slugs of that register, `tables` labels of what is held for it."""

    slug: str
    name: str
    purpose: str
    basis: Basis
    whose: str
    recipients: tuple[str, ...]
    tables: tuple[str, ...]
    beside: str = ""
    """What is handled without being stored in a table."""


ALL = (
    Activity(
        slug="accounts",
        name="Accounts and signing in",
        purpose="letting people have an account, sign in, and keep others out of it",
        basis="contract",
        whose="people with an account",
        recipients=("mail", "issuer", "hosting"),
        tables=(
            "accounts.User",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "accounts.Identity",
            "accounts.Issuer",
            "accounts.SignIn",
            "accounts.Unsent",
            "mfa.Authenticator",
            "sessions.Session",
            "workspaces.MemberIdentity",
            "workspaces.OwnIssuer",
            "auth.Group",
            "auth.Group_permissions",
            "auth.Permission",
            "contenttypes.ContentType",
        ),
    ),
    Activity(
        slug="workspaces",
        name="Workspaces and their members",
        purpose="letting several people see the same dashboards, each in a role",
        basis="contract",
        whose="members of workspaces, and people who are invited",
        recipients=("mail", "hosting"),
        tables=(
            "workspaces.Workspace",
            "workspaces.Membership",
            "workspaces.Invitation",
            "workspaces.Team",
            "workspaces.TeamMember",
        ),
    ),
    Activity(
        slug="dashboards",
        name="Reading trackers and showing dashboards",
        purpose="reading metadata under a member's own credential, and drawing figures from it",
        basis="contract",
        whose="the member who connects a tracker; of people in it nothing is kept but whether an item has somebody",
        recipients=("tracker", "hosting"),
        tables=(
            "connections.Connection",
            "connections.TeamScope",
            "sync.SyncRun",
            "sync.EndpointUse",
            "sync.Purge",
            "vault.DataKey",
            "vault.KnownRoot",
        ),
        beside="metadata of issues, sprints and releases, in memory only",
    ),
    Activity(
        slug="sharing",
        name="Share links",
        purpose="showing one dashboard to whoever has its link",
        basis="contract",
        whose="members who make links; of those who open them nothing is kept but how many",
        recipients=("mail", "hosting"),
        tables=("sharing.ShareLink",),
    ),
    Activity(
        slug="programs",
        name="API tokens",
        purpose="letting a program of a member read what they see",
        basis="contract",
        whose="members who make tokens; of a use the day is kept",
        recipients=("hosting",),
        tables=("workspaces.ApiToken",),
    ),
    Activity(
        slug="safety",
        name="Limits and records for safety",
        purpose="stopping whoever guesses or floods, and telling who changed what",
        basis="legitimate interests",
        whose="whoever sends a form, as a keyed hash of address or account; members and people with an account",
        recipients=("hosting",),
        tables=("web.Tally", "audit.Chain", "audit.Note", "privacy.Pulse"),
        beside="the log of refusals and failures: numbers of people and names of ours, no addresses",
    ),
    Activity(
        slug="telemetry",
        name="Telemetry of our own",
        purpose="keeping pages reliable and fast, by counts of views, durations and errors with nobody in them",
        basis="legitimate interests",
        whose="visitors and people with an account, of whom nothing is kept",
        recipients=("hosting",),
        tables=("telemetry.Failure", "telemetry.PageView", "telemetry.Sample"),
        beside="network addresses, for a minute in memory, against floods",
    ),
    Activity(
        slug="agreements",
        name="What people agreed to",
        purpose="proving who agreed to which words, and telling people of texts that change",
        basis="legal obligation",
        whose="people with an account; the choice of others stands on their device alone",
        recipients=("mail", "hosting"),
        tables=("consent.Agreement", "privacy.Publication"),
    ),
    Activity(
        slug="analytics",
        name="Counting pages",
        purpose="learning which pages are opened and how fast they come, where the operator named a property for it",
        basis="consent",
        whose="people who accepted it on their device; in the table only in which role somebody looked at the property",
        recipients=("analytics", "hosting"),
        tables=("consent.PropertyCheck",),
        beside="names of pages and a random number, handed on at once and kept nowhere here",
    ),
    Activity(
        slug="ending",
        name="Closing and erasing",
        purpose="erasing what is asked to be erased, and telling that it was done",
        basis="legal obligation",
        whose="people who close an account or a workspace",
        recipients=("mail", "hosting"),
        tables=("privacy.Ending",),
        beside="the purge journal: hashes that lead to nobody, each with its day",
    ),
    Activity(
        slug="desk",
        name="Messages, reports and notices",
        purpose="answering requests about data, reports of abuse and notices of infringement, and proving the answer",
        basis="legal obligation",
        whose="whoever writes to the desk",
        recipients=("mail", "hosting"),
        tables=("desk.Matter",),
    ),
    Activity(
        slug="incidents",
        name="Telling of incidents",
        purpose="telling people what does not work, and of a breach of personal data all that law wants told",
        basis="legal obligation",
        whose="people with an account whom an incident concerns; workspaces stand in it by their ids",
        recipients=("mail", "hosting"),
        tables=("desk.Incident", "desk.Saying"),
    ),
)
"""All of them."""


def serving(label: str) -> Activity | None:
    """The one that a table serves; None if nobody said which."""
    return next((one for one in ALL if label in one.tables), None)
