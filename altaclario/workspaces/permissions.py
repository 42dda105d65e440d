"""What each role may do: the one table, from which the doors, the page, the documentation and the tests come."""

from dataclasses import dataclass
from enum import StrEnum

from altaclario.charts.messages import Message


class Role(StrEnum):
    """How somebody belongs to a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


NAMES = {
    Role.OWNER: Message("Owner"),
    Role.ADMIN: Message("Admin"),
    Role.MEMBER: Message("Member"),
    Role.VIEWER: Message("Viewer"),
}
"""What people read for each role."""


class Permission(StrEnum):
    """What a page or a button asks for."""

    VIEW = "view"
    REFRESH = "refresh"
    CONNECT = "connect"
    PURGE = "purge"
    OWN_TEAM = "own-team"
    CHANGE_ANY = "change-any"
    TEAMS = "teams"
    SHARE = "share"
    SHARE_ANY = "share-any"
    API = "api"
    API_ANY = "api-any"
    MEMBERS = "members"
    SETTINGS = "settings"
    AUDIT = "audit"
    SSO = "sso"
    OWNERSHIP = "ownership"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Row:
    """One permission: what it allows, in a sentence, and the roles that have it."""

    permission: Permission
    sentence: Message
    roles: frozenset[Role]


_EVERYBODY = frozenset(Role)
_WORKING = frozenset({Role.OWNER, Role.ADMIN, Role.MEMBER})
_LEADING = frozenset({Role.OWNER, Role.ADMIN})
_OWNING = frozenset({Role.OWNER})

TABLE = (
    Row(
        Permission.VIEW,
        Message("See dashboards, items by key, how fresh they are, and who belongs to the workspace."),
        _EVERYBODY,
    ),
    Row(Permission.REFRESH, Message("Have any tracker read again, or stop a reading."), _WORKING),
    Row(
        Permission.CONNECT,
        Message("Connect a tracker under one's own credential; choose what is read of it, renew its token, remove it."),
        _WORKING,
    ),
    Row(Permission.PURGE, Message("Empty the memory of one's own connections."), _WORKING),
    Row(
        Permission.OWN_TEAM,
        Message(
            "Change the teams that one belongs to: their names, their members, what their work is, and how it counts."
        ),
        _WORKING,
    ),
    Row(Permission.CHANGE_ANY, Message("Change, empty or remove the connections of others."), _LEADING),
    Row(Permission.TEAMS, Message("Make and delete teams, and change any of them."), _LEADING),
    Row(Permission.SHARE, Message("Share a dashboard by a link, see all links, and revoke one's own."), _WORKING),
    Row(Permission.SHARE_ANY, Message("Revoke the share links of others."), _LEADING),
    Row(
        Permission.API,
        Message("Make API tokens that read what one sees oneself; see and revoke one's own."),
        _EVERYBODY,
    ),
    Row(Permission.API_ANY, Message("See and revoke the API tokens of others."), _LEADING),
    Row(Permission.MEMBERS, Message("Invite people, give them another role or remove them, except owners."), _LEADING),
    Row(
        Permission.SETTINGS,
        Message(
            "Change the name, zone and week of the workspace, how figures are counted, and whether it asks for a second"
            " factor."
        ),
        _LEADING,
    ),
    Row(Permission.AUDIT, Message("Read and export the log of who did what in the workspace."), _LEADING),
    Row(
        Permission.SSO,
        Message("Set up or remove the identity provider of the workspace; owners and admins see what is set up."),
        _OWNING,
    ),
    Row(
        Permission.OWNERSHIP,
        Message("Make somebody an owner, change or remove owners, hand the workspace over."),
        _OWNING,
    ),
    Row(Permission.CLOSE, Message("Close the workspace, and undo that as long as it is not erased."), _OWNING),
)
"""Each permission once, from what everybody may to what owners alone may."""

ALLOWED: dict[Role, frozenset[Permission]] = {
    role: frozenset(row.permission for row in TABLE if role in row.roles) for role in Role
}


OF_ONES_OWN_MEANS = frozenset({Permission.SSO, Permission.OWNERSHIP, Permission.CLOSE, Permission.API})
"""What nobody may who came in through the provider of the workspace: who runs that provider would own it, or go on
reading by a token when the link is ended. Nor may a visitor of the demo, who has no means at all."""
CONFIRMED = frozenset({Permission.SSO, Permission.OWNERSHIP})
"""Whoever does any of it shows first who they are, again."""


def allowed_to(permission: Permission) -> list[Role]:
    """The roles that have a permission."""
    return [role for role in Role if permission in ALLOWED[role]]
