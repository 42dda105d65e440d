"""What a dashboard of all trackers is made of: what is held of each of them, and of which nothing is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from altaclario.connections.models import Connection
from altaclario.dashboards.trackers import Looked, Trackers
from altaclario.snapshots.memory import Held
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import seeing
from altaclario.sync.standing import Standing

_WORST_FIRST = ("stale", "partial", "ageing", "live")


@dataclass(frozen=True, slots=True)
class Seen:
    """One tracker that was looked at."""

    connection: Connection
    standing: Standing
    held: Held | None


def look(
    which: Trackers, *, of_all: bool, as_shown: Callable[[Held], Snapshot] = lambda held: held.snapshot, now: datetime
) -> tuple[Trackers, list[Seen]]:
    """Look at the tracker that is asked for; at all of them where the dashboard is of all and none is asked for.

    Of all, those in which the team that is asked for has work are looked at. The one that is shown is then the first
    that is held. `as_shown` is what the page may be made of.
    """
    which = replace(which, offers_all=of_all)
    if not of_all or which.named is not None:
        return which, [_seen(which.shown, now)]
    team = which.chosen
    wanted = [one for one in which.every if team is None or not team.works or one.key in team.works]
    seen = [_seen(one, now) for one in wanted]
    first = next((one.connection for one in seen if one.held), wanted[0])
    looked = tuple(Looked(one.connection, one.standing.word, as_shown(one.held) if one.held else None) for one in seen)
    return replace(which, shown=first, looked=looked, is_of_all=True), seen


def worst(seen: Sequence[Seen]) -> Standing:
    """How fresh the whole is: as what is held and least fresh; without anything held, as the first."""
    held = [one.standing for one in seen if one.held]
    ranked = sorted(held, key=lambda one: _WORST_FIRST.index(one.kind) if one.kind in _WORST_FIRST else 0)
    return (ranked or [one.standing for one in seen])[0]


def _seen(connection: Connection, now: datetime) -> Seen:
    standing, held = seeing.look_at_all(connection, now=now)
    return Seen(connection, standing, held)
