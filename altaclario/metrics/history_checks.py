"""Hygiene rules about the past of an item: whether its recorded moves can carry figures."""

import numpy as np

from altaclario.metrics import lifecycle
from altaclario.metrics.checks import Check, Seen, check
from altaclario.metrics.stages import ACTIVE, BACKLOG
from altaclario.snapshots.snapshot import NEVER, Flag

BULK, BULK_SECONDS = 10, 300
"""So many items finished within so many seconds were closed in one go, and not when their work was done."""


def no_start(seen: Seen) -> Check:
    """No start: finished in the window, moved straight to done. Of all that was finished. Unit: items.

    It counts as one day of cycle time, which is hardly ever how long it took. What has no history at all is another
    rule's. Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> found = no_start(building.seen(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Done")))
    >>> found.of, found.found
    (array([ True]), array([ True]))
    """
    return check(seen.finished, seen.lives.reasons["straight to done"])


def never_active(seen: Seen) -> Check:
    """Done without passing active: started, finished in the window, never in an active stage. Unit: items.

    Of what was finished with a start: it waited only, and so its time in work is not known. Source: METRICS,
    "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> found = never_active(building.seen(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Testing", "2026-03-04 09:00 Done")))
    >>> found.found
    array([ True])
    """
    return check(seen.finished & (seen.lives.started != NEVER), ~seen.of_stays(seen.stays.stage == ACTIVE))


def moved_after_done(seen: Seen) -> Check:
    """Moved after done: left a stage of done for one of work or the backlog. Of what was ever done. Unit: items.

    Its finish is that of the last time, so that a late correction makes it look long. Source: METRICS, "Releases,
    portfolio, quality, hygiene".

    >>> from tests import building
    >>> found = moved_after_done(building.seen(building.item(
    ...     "PAY-1", "2026-03-02 09:00 In Progress", "2026-03-03 09:00 Done", "2026-03-04 09:00 In Progress")))
    >>> found.found
    array([ True])
    """
    return check(seen.kept & (seen.stays.done.earliest != NEVER), seen.lives.reasons["reopened"])


def backwards(seen: Seen) -> Check:
    """Backwards moves: went from work back to the backlog. Of what was ever started. Unit: items.

    Its cycle time goes on meanwhile, unless the settings start it anew. Between active and waiting there is no back.
    Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> found = backwards(building.seen(building.item(
    ...     "PAY-1", "2026-03-02 09:00 In Progress", "2026-03-03 09:00 To Do", "2026-03-04 09:00 In Progress")))
    >>> found.found
    array([ True])
    """
    stays = seen.stays
    returns = np.zeros(len(stays.stage), np.bool_)
    returns[1:] = (stays.stage[1:] == BACKLOG) & lifecycle.is_working(stays.stage[:-1])
    returns &= ~stays.opening()
    return check(seen.kept & (seen.lives.started != NEVER), seen.of_stays(returns))


def bulk_close(seen: Seen) -> Check:
    """Bulk-close spike: one of ten or more items finished within five minutes. Of all that was finished. Unit: items.

    Work is not done that way: somebody tidied up, and the finish says when. Source: METRICS, "Releases, portfolio,
    quality, hygiene"; the two numbers are ours.

    >>> from tests import building
    >>> at_once = [building.item(f"PAY-{one}", "2026-03-02 09:00 In Progress", "2026-03-04 17:00 Done")
    ...     for one in range(10)]
    >>> int(bulk_close(building.seen(*at_once)).found.sum())
    10
    """
    places = np.flatnonzero(seen.finished)
    places = places.take(np.argsort(seen.lives.finished.take(places), kind="stable"))
    at = seen.lives.finished.take(places).astype(np.int64)
    after = np.searchsorted(at, at + BULK_SECONDS, side="right")
    begins = np.flatnonzero(after - np.arange(len(at)) >= BULK)
    edges = np.zeros(len(at) + 1, np.int64)
    edges[begins] += 1
    np.subtract.at(edges, after.take(begins), 1)
    found = np.zeros(len(seen.finished), np.bool_)
    found[places[np.cumsum(edges)[:-1] > 0]] = True
    return check(seen.finished, found)


def unmapped(seen: Seen) -> Check:
    """Unmapped status: was in a status that the tracker no longer lists. Unit: items.

    There it keeps the stage before, which may be wrong. Source: METRICS, "Ground" and "Releases, portfolio, quality,
    hygiene".

    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", "2026-03-02 09:00 In Progress", "2026-03-03 09:00 Gone"),
    ...     statuses={**building.STATUSES, "Gone": None})
    >>> unmapped(building.seen_of(team)).found
    array([ True])
    """
    return check(seen.kept, seen.lives.reasons["unlisted status"])


def no_history(seen: Seen) -> Check:
    """Capped or no history: the tracker gave no change, or changes that do not end in today's status. Unit: items.

    What has none is in no cycle time; what lacks some has one that is too short or too long. Source: METRICS,
    "Ground" and "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> no_history(building.seen(building.item("PAY-1", flags=Flag.HISTORY_DIFFERS))).found
    array([ True])
    """
    return check(seen.kept, seen.flagged(Flag.NO_HISTORY | Flag.HISTORY_DIFFERS))


def clock_skew(seen: Seen) -> Check:
    """Clock skew: a date of it was before the one that it follows, before 1970, or still to come. Unit: items.

    The nearest instant that can have been stands in its place. Source: METRICS, "Ground" and "Releases, portfolio,
    quality, hygiene".

    >>> from tests import building
    >>> clock_skew(building.seen(building.item("PAY-1", flags=Flag.CLOCK_CLAMPED))).found
    array([ True])
    """
    return check(seen.kept, seen.flagged(Flag.CLOCK_CLAMPED | Flag.NOT_BELIEVED))
