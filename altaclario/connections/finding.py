"""Finds connections, always inside one workspace: another's is as unknown as one that never was."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from altaclario.connections.models import Connection
from altaclario.workspaces.models import Membership


def every(membership: Membership) -> list[Connection]:
    """The workspace's connections, oldest first."""
    return list(Connection.objects.of(membership).select_related("workspace", "owner"))


def one(membership: Membership, id: Any) -> Connection:
    """The workspace's own connection of that id. Raises Http404."""
    found = Connection.objects.of(membership).select_related("workspace", "owner").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def to_change(membership: Membership, id: Any) -> Connection:
    """The same, for who wants to change it: one's own, or anybody's where the role allows that. Raises PermissionDenied
    for a colleague's, and Http404.
    """
    found = one(membership, id)
    if not membership.may_change_what_is_of(found.owner_id):
        raise PermissionDenied
    return found
