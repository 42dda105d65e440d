"""What each role may do: the one table."""

from enum import StrEnum


class Role(StrEnum):
    """How somebody belongs to a workspace."""

    OWNER = "owner"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a page or a button asks for."""

    VIEW = "view"
    """See dashboards, items by key, and how fresh they are."""
    REFRESH = "refresh"
    """Read a tracker again, or stop reading it."""
    CONNECT = "connect"
    """Connect a tracker, choose what is read of it, empty its memory, remove it."""


ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.VIEWER: frozenset({Permission.VIEW}),
}
