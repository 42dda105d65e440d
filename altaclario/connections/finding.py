"""Finds connections, always inside one workspace: another's is as unknown as one that never was."""

from typing import Any

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
