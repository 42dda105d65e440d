"""All connections of a workspace at a glance, which loads nothing."""

from collections.abc import Sequence
from datetime import datetime

from altaclario.charts import wording
from altaclario.charts.messages import Text, counted
from altaclario.connections.models import Connection, Emptied
from altaclario.sync import holding
from altaclario.sync.models import SyncRun
from altaclario.sync.standing import Standing, standing


def glance(connections: Sequence[Connection], *, now: datetime) -> list[Standing]:
    """Where each connection of one workspace stands."""
    newest = SyncRun.objects.newest(connections)
    several = holding.of_workspace(connections[0].workspace.owner_key) if connections else ()
    held = {one.connection: one for one in several}
    # What was there when somebody emptied it is nobody's any more.
    purged = {one.key for one in connections if one.emptied_why == Emptied.PURGED}
    return [
        standing(one, None if one.key in purged else held.get(one.key), newest.get(one.key), now=now)
        for one in connections
    ]


def meter(standings: Sequence[Standing]) -> Text:
    """How much of all of them is in memory."""
    transitions = sum(one.transitions for one in standings)
    return wording.joined(
        [
            wording.items(sum(one.items for one in standings)),
            counted("{count} change of status", "{count} changes of status", transitions),
            wording.size(sum(one.size_bytes for one in standings)),
        ]
    )
