"""Everything that is ever noted: a closed list, with a sentence for each. Pages, docs and tests come from it."""

from dataclasses import dataclass

from altaclario.charts.messages import Message


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that people do: its name in the notes, to what kind of thing, and the sentence that tells it."""

    name: str
    kind: str
    sentence: Message


REGISTER: dict[str, Verb] = {}
"""Every verb by its name."""


KINDS = {
    "workspace": Message("the workspace"),
    "person": Message("members"),
    "invitation": Message("invitations"),
    "team": Message("teams"),
    "connection": Message("connections"),
    "share link": Message("share links"),
    "API token": Message("API tokens"),
    "account": Message("the account"),
    "incident": Message("incidents"),
    "operator": Message("operators"),
    "matter": Message("messages and reports"),
}
"""What people read for each kind of thing."""


def _verb(name: str, kind: str, sentence: str) -> Verb:
    REGISTER[name] = made = Verb(name, kind, Message(sentence))
    return made


# {who} did it, {on} is what it was done to, {old} and {new} are settings of ours before and after.

WORKSPACE_FOUNDED = _verb("workspace-founded", "workspace", "{who} made the workspace.")
WORKSPACE_CHANGED = _verb(
    "workspace-changed", "workspace", "{who} changed settings of the workspace: {old} became {new}."
)
WORKSPACE_COUNTED = _verb(
    "workspace-counted", "workspace", "{who} changed how figures are counted: {old} became {new}."
)
WORKSPACE_CLOSED = _verb("workspace-closed", "workspace", "{who} closed the workspace, to be erased {new}.")
WORKSPACE_REOPENED = _verb("workspace-reopened", "workspace", "{who} opened the workspace again.")
WORKSPACE_HANDED_OVER = _verb("workspace-handed-over", "person", "{who} handed the workspace over to {on}.")

ISSUER_SET_UP = _verb("issuer-set-up", "workspace", "{who} set up the identity provider of the workspace.")
ISSUER_REMOVED = _verb("issuer-removed", "workspace", "{who} removed the identity provider of the workspace.")

MEMBER_LINKED = _verb("member-linked", "person", "{who} linked {on} to the identity provider of the workspace.")
MEMBER_UNLINKED = _verb(
    "member-unlinked", "person", "{who} ended the link of {on} to the identity provider of the workspace."
)
MEMBER_INVITED = _verb("member-invited", "invitation", "{who} sent invitation {on}, as {new}.")
INVITATION_REVOKED = _verb("invitation-revoked", "invitation", "{who} took invitation {on} back.")
MEMBER_JOINED = _verb("member-joined", "invitation", "{who} accepted invitation {on} and joined as {new}.")
MEMBER_LEFT = _verb("member-left", "person", "{who} left the workspace; the role was {old}.")
MEMBER_REMOVED = _verb("member-removed", "person", "{who} removed {on}, whose role was {old}.")
ROLE_CHANGED = _verb("role-changed", "person", "{who} changed the role of {on} from {old} to {new}.")

TEAM_MADE = _verb("team-made", "team", "{who} made team {on}.")
TEAM_CHANGED = _verb("team-changed", "team", "{who} changed the name or the members of team {on}.")
TEAM_SCOPED = _verb("team-scoped", "team", "{who} changed what the work of team {on} is.")
TEAM_COUNTED = _verb("team-counted", "team", "{who} changed how team {on} counts: {old} became {new}.")
TEAM_DELETED = _verb("team-deleted", "team", "{who} deleted team {on}.")

CONNECTION_MADE = _verb("connection-made", "connection", "{who} made connection {on}.")
CONNECTION_SCOPED = _verb("connection-scoped", "connection", "{who} changed what is read of connection {on}.")
CONNECTION_COUNTED = _verb(
    "connection-counted", "connection", "{who} changed how items of connection {on} are counted: {old} became {new}."
)
CONNECTION_TOKEN_REPLACED = _verb(
    "connection-token-replaced", "connection", "{who} gave connection {on} another token."
)
CONNECTION_TESTED = _verb("connection-tested", "connection", "{who} tested the token of connection {on}.")
CONNECTION_REFRESHED = _verb("connection-refreshed", "connection", "{who} had connection {on} read again.")
CONNECTION_STOPPED = _verb("connection-stopped", "connection", "{who} stopped the reading of connection {on}.")
CONNECTION_EMPTIED = _verb("connection-emptied", "connection", "{who} emptied the memory of connection {on}.")
CONNECTION_REMOVED = _verb("connection-removed", "connection", "{who} removed connection {on}.")

SHARE_LINK_MADE = _verb("share-link-made", "share link", "{who} made share link {on}: {new}.")
SHARE_LINK_REVOKED = _verb("share-link-revoked", "share link", "{who} revoked share link {on}.")
SHARE_LINK_SUSPENDED = _verb("share-link-suspended", "share link", "{who} suspended share link {on}.")
SHARE_LINK_RESTORED = _verb("share-link-restored", "share link", "{who} let share link {on} open again.")

API_TOKEN_MADE = _verb("api-token-made", "API token", "{who} made API token {on}: {new}.")
API_TOKEN_REVOKED = _verb("api-token-revoked", "API token", "{who} revoked API token {on}.")

# Of an account, in the chain of the person: {who} is always "you".

SIGNED_UP = _verb("signed-up", "account", "{who} signed up.")
ADDRESS_CONFIRMED = _verb("address-confirmed", "account", "{who} confirmed the e-mail address.")
ADDRESS_CHANGED = _verb("address-changed", "account", "{who} changed the e-mail address.")
SIGNED_IN = _verb("signed-in", "account", "{who} signed in with {new}.")
SIGNED_OUT = _verb("signed-out", "account", "{who} signed out.")
SIGNED_OUT_ELSEWHERE = _verb("signed-out-elsewhere", "account", "{who} signed out everywhere else.")
SIGN_INS_ENDED = _verb("sign-ins-ended", "account", "{who} ended all sign-ins.")
PASSWORD_CHANGED = _verb("password-changed", "account", "{who} changed the password.")
PASSWORD_RESET = _verb("password-reset", "account", "{who} set another password with a code by mail.")
PREFERENCES_CHANGED = _verb("preferences-changed", "account", "{who} changed the preferences from {old} to {new}.")
SECOND_FACTOR_ADDED = _verb("second-factor-added", "account", "{who} set up a second factor: {new}.")
SECOND_FACTOR_REMOVED = _verb("second-factor-removed", "account", "{who} removed a second factor: {old}.")
IDENTITY_LINKED = _verb("identity-linked", "account", "{who} linked the account to an identity provider.")
IDENTITY_UNLINKED = _verb(
    "identity-unlinked", "account", "{who} ended the link of the account to an identity provider."
)
NAME_CHANGED = _verb("name-changed", "account", "{who} changed the name.")
ACCOUNT_EXPORTED = _verb("account-exported", "account", "{who} took an archive of everything that is held.")
ACCOUNT_IMPORTED = _verb("account-imported", "account", "{who} took an archive in again: {new}.")
PROCESSING_PAUSED = _verb("processing-paused", "account", "{who} paused processing.")
PROCESSING_RESUMED = _verb("processing-resumed", "account", "{who} let processing go on.")
OBJECTED = _verb("objected", "account", "{who} changed the objections from {old} to {new}.")
ACCOUNT_CLOSED = _verb("account-closed", "account", "{who} closed the account, to be erased {new}.")
ACCOUNT_REOPENED = _verb("account-reopened", "account", "{who} opened the account again.")
ANALYTICS_CHOSEN = _verb("analytics-chosen", "account", "{who} chose about analytics: {new}.")
RECOVERY_CODES_MADE = _verb("recovery-codes-made", "account", "{who} made new recovery codes.")

# Of the installation, in a chain of its own that its operator checks: no page shows it.

INCIDENT_OPENED = _verb("incident-opened", "incident", "{who} published incident {on}: {new}.")
INCIDENT_UPDATED = _verb("incident-updated", "incident", "{who} said how incident {on} stands.")
INCIDENT_RESOLVED = _verb("incident-resolved", "incident", "{who} said that incident {on} is over.")
AUTHORITY_TOLD = _verb("authority-told", "incident", "{who} noted that the authority knows of incident {on}.")
OPERATOR_MADE = _verb("operator-made", "operator", "{who} made {on} an operator.")
OPERATOR_REMOVED = _verb("operator-removed", "operator", "{who} took the pages of the operator from {on}.")
MATTER_DECIDED = _verb("matter-decided", "matter", "{who} decided on {on}: {new}.")
MATTER_EXTENDED = _verb("matter-extended", "matter", "{who} said that {on} takes longer.")
