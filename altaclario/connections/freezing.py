"""Connections that nobody reads for a while: their workspace or the account of their owner is closed and may be opened
again, or their owner pauses processing. Token and choice stay as they are."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from altaclario.connections.models import Connection

_COLD = Q(workspace__erases__isnull=False) | Q(owner__erases__isnull=False) | Q(owner__restricted__isnull=False)


def settle(connections: "QuerySet[Connection]", *, now: datetime) -> Iterator[Connection]:
    """Freeze those that must not be read and thaw the others; gives those that were frozen only now."""
    cold = set(connections.filter(_COLD).values_list("pk", flat=True))
    newly = list(connections.filter(pk__in=cold, frozen=None).select_related("workspace"))
    connections.filter(pk__in=[one.pk for one in newly]).update(frozen=now)
    connections.exclude(frozen=None).exclude(pk__in=cold).update(frozen=None)
    for one in newly:
        one.frozen = now
        yield one
