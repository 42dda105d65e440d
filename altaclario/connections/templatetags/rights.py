"""Which buttons a page shows: those whose doors would open."""

from django import template

from altaclario.connections.models import Connection
from altaclario.workspaces.models import Membership

register = template.Library()


@register.filter
def changeable_by(connection: Connection, membership: Membership) -> bool:
    """Whether the member may change the connection."""
    return membership.may_change_what_is_of(connection.owner_id)
