"""Hygiene rules about how an item stands now: what it lacks, where it lies, and whether anybody touches it."""

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import stages
from altaclario.metrics.calendar import DAY_SECONDS
from altaclario.metrics.checks import Check, Seen, check
from altaclario.metrics.stages import ACTIVE, CANCELLED, DONE
from altaclario.snapshots.snapshot import NEVER, Flag, Level, Memberships, Snapshot


def no_estimate(seen: Seen) -> Check:
    """No estimate: of what is open or was finished in the window. Unit: items.

    Looks at nothing where the tracker has no field for points, and where none of these items has any: then the team
    does not estimate, and lacks nothing. Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> no_estimate(building.seen(building.item("PAY-1"), building.item("PAY-2", estimate=3))).found
    array([ True, False])
    """
    bare = np.isnan(seen.snapshot.items.estimate.take(seen.lives.items))
    of = seen.kept
    if not seen.snapshot.has_points or bare[of].all():
        of = np.zeros_like(of)
    return check(of, bare)


def untouched(seen: Seen) -> Check:
    """Active untouched: in progress, without any recorded change in the last days. Unit: items.

    A change is one of status, sprint, release, flag or estimate; others are not read. Of an item without history nobody
    can say. How many days, says the team: 14 at first. Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> untouched(building.seen(building.item("PAY-1", "2026-03-02 09:00 In Progress"), on="2026-03-20")).found
    array([ True])
    """
    since = seen.until - seen.settings.untouched_days * DAY_SECONDS
    snapshot = seen.snapshot
    moves = snapshot.transitions
    touched = moves.at.take(moves.first.take(seen.lives.items + 1) - 1) >= since
    touched |= seen.of_rows(snapshot.estimates.item[snapshot.estimates.at >= since])
    for one in (snapshot.sprint_memberships, snapshot.version_memberships, snapshot.flagged):
        recent = one.recorded & ((one.entered >= since) | ((one.left >= since) & (one.left != NEVER)))
        touched |= seen.of_rows(one.item[recent])
    return check(seen.working & ~seen.flagged(Flag.NO_HISTORY), ~touched)


def unassigned(seen: Seen) -> Check:
    """Active without assignee: in an active stage, and nobody is assigned. Who is, nobody reads. Unit: items.

    Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> unassigned(building.seen(building.item("PAY-1", "2026-03-02 09:00 In Progress"))).found
    array([ True])
    """
    return check(seen.lives.stage == ACTIVE, ~seen.flagged(Flag.ASSIGNED))


def two_sprints(seen: Seen) -> Check:
    """In two active sprints: now in more than one sprint that runs. Of what is in any that does. Unit: items.

    Each of them counts it as its own. An iteration of an Azure DevOps that several teams share is one. Source: METRICS,
    "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> inside = [("S1", "2026-03-02 10:00"), ("S2", "2026-03-02 10:00")]
    >>> two_sprints(building.seen(building.item("PAY-1", sprints=inside), sprints=["S1", "S2"])).found
    array([ True])
    """
    times = np.bincount(_running(seen.snapshot), minlength=len(seen.snapshot)).take(seen.lives.items)
    return check(seen.kept & (times > 0), times > 1)


def undated_sprint(seen: Seen) -> Check:
    """Sprint without dates: in progress or finished in the window, and in a sprint without a start or an end.

    Of such items that are in any sprint now. A sprint in which nobody works yet may wait for its dates. Unit: items.
    Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> bare = building.sprint("S1", start=NEVER, end=NEVER)
    >>> team = building.item("PAY-1", "2026-03-02 09:00 In Progress", sprints=[("S1", "2026-03-02 10:00")])
    >>> undated_sprint(building.seen(team, sprints=[bare])).found
    array([ True])
    """
    sprints = seen.snapshot.sprints
    bare = np.array([NEVER in (one.start, one.end) for one in sprints], np.bool_)
    inside = seen.snapshot.sprint_memberships
    in_any = seen.of_rows(_inside(inside, np.ones(len(sprints), np.bool_)))
    return check(seen.counted & in_any, seen.of_rows(_inside(inside, bare)))


def undated_release(seen: Seen) -> Check:
    """Release without date: open or finished in the window, and in a release that is to come and has no day.

    Of such items that are in any release to come. Unit: items. Source: METRICS, "Releases, portfolio, quality,
    hygiene".

    >>> from tests import building
    >>> undated_release(building.seen(building.item("PAY-1"))).of
    array([False])
    """
    versions = seen.snapshot.versions
    to_come = np.array([not (one.released or one.archived) for one in versions], np.bool_)
    bare = to_come & np.array([not one.release for one in versions], np.bool_)
    inside = seen.snapshot.version_memberships
    return check(seen.kept & seen.of_rows(_inside(inside, to_come)), seen.of_rows(_inside(inside, bare)))


def done_parent(seen: Seen) -> Check:
    """Parent done with open children: open under a parent that is over, or finished with a sub-task that is open.

    Over is what is done or cancelled. Of what has a parent or a sub-task that is held. Unit: items. Source: METRICS,
    "Releases, portfolio, quality, hygiene".

    >>> from tests import building
    >>> done_parent(building.seen(building.item("PAY-1"))).of
    array([False])
    """
    items = seen.snapshot.items
    stage = _stages_now(seen)
    is_over = (stage == DONE) | (stage == CANCELLED)
    places = np.searchsorted(items.id, items.parent)
    parents = np.minimum(places, max(len(items.id) - 1, 0))
    has_parent = (items.parent > 0) & (items.id.take(parents, mode="clip") == items.parent)
    children = np.flatnonzero(has_parent & (seen.snapshot.levels() == Level.SUB_TASK))
    wrong = has_parent & ~is_over & is_over.take(parents, mode="clip")
    holders = parents.take(children[~is_over.take(children)])
    open_under = wrong.take(seen.lives.items) & ~seen.finished
    done_over = seen.finished & seen.of_rows(holders)
    of = seen.kept & (has_parent.take(seen.lives.items) | seen.of_rows(parents.take(children)))
    return check(of, open_under | done_over)


def off_board(seen: Seen) -> Check:
    """Off-board status: in progress, shown by a board, and in a status for which no such board has a column.

    Of what is in progress and shown by a board with columns: nobody sees these on any of them. Unit: items.
    Source: METRICS, "Releases, portfolio, quality, hygiene".

    >>> from altaclario.snapshots.snapshot import Board
    >>> from tests import building
    >>> board = Board("7", "Team", "kanban", (("Doing", ("In Progress",)),))
    >>> team = building.snapshot(
    ...     building.item("PAY-1", "2026-03-02 09:00 Testing"), boards=(board,), on_board={"7": np.array([True])})
    >>> off_board(building.seen_of(team)).found
    array([ True])
    """
    snapshot, status = seen.snapshot, seen.status()
    shown, placed = (np.zeros(len(status), np.bool_) for _ in range(2))
    for board in snapshot.boards:
        if board.id not in snapshot.on_board or not board.columns or seen.board not in (None, board.id):
            continue
        columns = {id for _, ids in board.columns for id in ids}
        has_column = np.array([one.id in columns for one in snapshot.statuses], np.bool_)
        here = snapshot.on_board[board.id].take(seen.lives.items)
        shown |= here
        placed |= here & has_column.take(status)
    return check(seen.working & shown, ~placed)


def _inside(intervals: Memberships, chosen: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """The items that are in one of these sprints or releases now, once for each."""
    is_now: NDArray[np.bool_] = (intervals.left == NEVER) & chosen.take(intervals.of)
    return intervals.item.take(np.flatnonzero(is_now))


def _running(snapshot: Snapshot) -> NDArray[np.int64]:
    """The items that are in a sprint that runs, once for each. Those of several teams that are one iteration have one
    number before the dash."""
    numbers = [one.id.partition("-")[0] for one in snapshot.sprints]
    places = {number: place for place, number in enumerate(dict.fromkeys(numbers))}
    place = np.array([places[number] for number in numbers], np.int64)
    runs = np.array([one.state == "active" for one in snapshot.sprints], np.bool_)
    held, size = snapshot.sprint_memberships, max(len(places), 1)
    rows = np.flatnonzero((held.left == NEVER) & runs.take(held.of))
    found: NDArray[np.int64] = (
        np.unique(held.item.take(rows).astype(np.int64) * size + place.take(held.of.take(rows))) // size
    )
    return found


def _stages_now(seen: Seen) -> NDArray[np.uint8]:
    """The stage of every item of the snapshot, whether it is counted or not. Shape (items,)."""
    moves = seen.snapshot.transitions
    stage = stages.kept_in_previous(
        stages.stage_of_statuses(seen.snapshot, seen.settings).take(moves.status), moves.first[:-1]
    )
    return stage.take(moves.first[1:] - 1)
