"""The site on which the faults are tried, and what it can be like beforehand."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from altaclario.simulator import writing
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.happening import Happenings
from altaclario.simulator.tracker import Issue, Json, Tracker
from altaclario.simulator.working import DAY_MS

NOW = 1_772_442_000
"""Monday, 2 March 2026, 09:00 UTC, in seconds."""
NOW_MS = NOW * 1000
CHOSEN = ("10000", "10001")
"""The projects that are read, PAY and WEB, by their ids; the site has one more."""
BOARDS = (1, 2)
OPEN_ITEM, DONE_ITEM = 20202, 20003
"""Two stories of PAY: one that goes on, in the sprint of today, and one that is done; both have a history."""
NEW_ITEM = 20485
"""The number of the next one."""
_HOUR_MS = DAY_MS // 24


def site() -> Tracker:
    """A small site: three teams, two years, a few hundred items."""
    return generate(Wish(issues=240, seed=5, now_ms=NOW_MS, teams=TEAMS[:3]))


def many_revisions(tracker: Tracker) -> None:
    """Ten thousand changes of status of one item, one a minute, back and forth."""
    issue = tracker.issues[OPEN_ITEM]
    begin = int(issue.histories[-1]["_at"])
    step = (NOW_MS - begin) // 10_001
    statuses = [status["name"] for status in tracker.statuses[:2]]
    for turn in range(10_000):
        at = begin + (turn + 1) * step
        Happenings(tracker, NOW_MS, at).happen("moved", item=OPEN_ITEM, to=statuses[turn % 2])


def many_sprints(tracker: Tracker) -> None:
    """Two thousand more, a day each, over the last six years."""
    _add_sprints(
        tracker,
        (
            _sprint(
                5000 + number, f"Daily {number}", NOW_MS - (2000 - number) * DAY_MS, NOW_MS - (1999 - number) * DAY_MS
            )
            for number in range(2000)
        ),
    )


def odd_sprints(tracker: Tracker) -> None:
    """Without dates, two at the same time, one that ends before it begins, one in the year 9999."""
    far = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp() * 1000)
    dates = (
        (None, None),
        (NOW_MS - 9 * DAY_MS, NOW_MS - 2 * DAY_MS),
        (NOW_MS - 8 * DAY_MS, NOW_MS - 1 * DAY_MS),
        (NOW_MS - 1 * DAY_MS, NOW_MS - 8 * DAY_MS),
        (far, far + DAY_MS),
    )
    _add_sprints(tracker, (_sprint(5000 + number, f"Odd {number}", *days) for number, days in enumerate(dates)))


def own_statuses(tracker: Tracker) -> None:
    """A status of a team's own in the middle of its workflow, and items in it."""
    status = writing.status("20001", "Waiting for the moon", "indeterminate", writing.Planter(5))
    tracker.statuses.append(status)
    board = tracker.boards[BOARDS[0]]
    board.columns.insert(3, ("Waiting for the moon", ["20001"]))
    _happen(tracker, "moved", item=OPEN_ITEM, to="20001")


def all_done(tracker: Tracker) -> None:
    """Everything that was open is finished in the last hour."""
    for issue in [one for one in tracker.issues.values() if one.category != "done"]:
        _happen(tracker, "finished", item=issue.id)


def lost_status(tracker: Tracker) -> None:
    """A status that is in use is not listed any more."""
    tracker.statuses = [one for one in tracker.statuses if one["name"] != "In Review"]


def backwards_clock(tracker: Tracker) -> None:
    """Two changes of one item, written in the right order by a clock that went back."""
    issue = tracker.issues[DONE_ITEM]
    moves = [history for history in issue.histories if _is_move(history)]
    _dated(moves[-1], int(moves[-2]["_at"]) - _HOUR_MS)


def imported(tracker: Tracker) -> None:
    """One item whose changes are all dated before it was created."""
    issue = tracker.issues[DONE_ITEM]
    for number, history in enumerate(issue.histories):
        _dated(history, issue.created - (number + 1) * _HOUR_MS)


def year_9999(tracker: Tracker) -> None:
    """The last change of one item, and the creation of another."""
    far = int(datetime(9999, 6, 1, tzinfo=UTC).timestamp() * 1000)
    _dated([one for one in tracker.issues[DONE_ITEM].histories if _is_move(one)][-1], far)
    _created(tracker.issues[OPEN_ITEM], far)


def before_1970(tracker: Tracker) -> None:
    """The creation of one item lies before all computers."""
    _created(tracker.issues[OPEN_ITEM], int(datetime(1899, 12, 30, tzinfo=UTC).timestamp() * 1000))


def fast_clock(tracker: Tracker) -> None:
    """The tracker's clock is ahead of ours: something happened in what is still to come."""
    _happen(tracker, "moved", at=NOW_MS + 6 * _HOUR_MS, item=OPEN_ITEM)


def renamed(tracker: Tracker) -> None:
    """A project has another name and another key than when it was chosen."""
    _happen(tracker, "renamed project", project="PAY", name="Money", key="MON")


def many_types_of_signs(tracker: Tracker) -> None:
    """Names with every kind of sign that a page could stumble over."""
    tracker.boards[BOARDS[0]].columns[0] = ("<b>&amp;\u202e \u0000 \U0001f600 ' \" {{ x }}", ["10101"])


def _happen(tracker: Tracker, what: str, at: int = NOW_MS - _HOUR_MS, **told: Any) -> None:
    Happenings(tracker, NOW_MS, at).happen(what, **told)


def _is_move(history: Json) -> bool:
    return any(item.get("fieldId") == "status" for item in history["items"])


def _dated(history: Json, ms: int) -> None:
    history |= {"created": writing.written(ms), "_at": ms}


def _created(issue: Issue, ms: int) -> None:
    issue.created = ms
    issue.fields["created"] = writing.written(ms)


def _sprint(id: int, name: str, start: int | None, end: int | None) -> Json:
    dates = (
        {}
        if start is None or end is None
        else {"startDate": writing.of_sprint(start), "endDate": writing.of_sprint(end)}
    )
    state = "future" if start is None or start > NOW_MS else "closed"
    return {"id": id, "name": name, "state": state, "originBoardId": BOARDS[0]} | dates


def _add_sprints(tracker: Tracker, sprints: Iterable[Json]) -> None:
    tracker.boards[BOARDS[0]].sprints += list(sprints)
