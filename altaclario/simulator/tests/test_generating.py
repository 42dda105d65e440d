"""Generated teams are believable, and the same wish gives the same team."""

import itertools
from collections import Counter
from datetime import UTC, datetime

import pytest

from altaclario.simulator import generating
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.tracker import FLAG_FIELD, POINTS_FIELD, SPRINT_FIELD, Issue, Tracker

NOW_MS = 1_772_528_400_000


@pytest.fixture(scope="module")
def tracker() -> Tracker:
    return generate(Wish(issues=2000, seed=7, now_ms=NOW_MS))


def changes(issue: Issue, field: str) -> list[tuple[str, str]]:
    items = [item for history in issue.histories for item in history["items"] if item.get("fieldId") == field]
    numbers = field == POINTS_FIELD
    names = ("fromString", "toString") if numbers else ("from", "to")
    return [(item[names[0]], item[names[1]]) for item in items]


def test_the_same_wish_gives_the_same_site() -> None:
    one, other = (generate(Wish(issues=80, seed=9, now_ms=NOW_MS)) for _ in range(2))
    assert one == other
    assert generate(Wish(issues=80, seed=10, now_ms=NOW_MS)) != one


def test_work_rests_at_the_weekend(tracker: Tracker) -> None:
    days = Counter(datetime.fromtimestamp(issue.created / 1000, UTC).weekday() for issue in tracker.issues.values())
    assert days[5] + days[6] < 0.1 * len(tracker.issues)
    assert days[5] + days[6] > 0


def test_nothing_happens_before_the_creation_or_after_now(tracker: Tracker) -> None:
    for issue in tracker.issues.values():
        instants = [history["_at"] for history in issue.histories]
        assert instants == sorted(instants)
        assert all(issue.created < at <= NOW_MS for at in instants)


def test_histories_are_chains_that_end_in_todays_values(tracker: Tracker) -> None:
    for issue in tracker.issues.values():
        for field, today in (("status", issue.fields["status"]["id"]), (SPRINT_FIELD, None)):
            line = changes(issue, field)
            assert all(before[1] == after[0] for before, after in itertools.pairwise(line))
            if line and today:
                assert line[-1][1] == today
        if sprints := changes(issue, SPRINT_FIELD):
            held = {str(sprint["id"]) for sprint in issue.fields[SPRINT_FIELD] or ()}
            assert {part.strip() for part in sprints[-1][1].split(",") if part} == held


def test_everything_that_goes_wrong_in_teams_goes_wrong(tracker: Tracker) -> None:
    issues = list(tracker.issues.values())
    done = {"10105", "10123"}
    reopened = sum(any(before in done for before, _ in changes(issue, "status")) for issue in issues)
    carried = sum(any("," in after for _, after in changes(issue, SPRINT_FIELD)) for issue in issues)
    halves = sum("0.5" in pair for issue in issues for pair in changes(issue, POINTS_FIELD))
    re_estimated = sum(bool(before) for issue in issues for before, _ in changes(issue, POINTS_FIELD))
    dropped = sum((issue.fields["resolution"] or {}).get("name") in ("Won't Do", "Duplicate") for issue in issues)
    flagged = sum(bool(changes(issue, FLAG_FIELD)) for issue in issues)
    assert min(reopened, carried, halves, re_estimated, dropped, flagged) > 10


def test_a_late_release_a_future_sprint_and_one_without_dates_are_there(tracker: Tracker) -> None:
    today = f"{datetime.fromtimestamp(NOW_MS / 1000, UTC):%Y-%m-%d}"
    versions = tracker.versions["PAY"]
    assert any(version["releaseDate"] < today and not version["released"] for version in versions)
    sprints = tracker.boards[1].sprints
    assert Counter(sprint["state"] for sprint in sprints)["active"] == 1
    assert any(sprint["state"] == "future" and "startDate" not in sprint for sprint in sprints)


def test_a_status_may_be_lost(tracker: Tracker) -> None:
    lost = generate(Wish(issues=200, seed=7, now_ms=NOW_MS, lost_status=True))
    listed = {status["id"] for status in lost.statuses}
    named = {id for issue in lost.issues.values() for pair in changes(issue, "status") for id in pair}
    assert named - listed == {"10103"}


def test_changes_may_carry_milliseconds() -> None:
    site = generate(Wish(issues=50, seed=7, now_ms=NOW_MS, teams=generating.TEAMS[:1], epoch_changelog=True))
    assert all(isinstance(one["created"], int) for issue in site.issues.values() for one in issue.histories)


def test_sprints_may_be_whole_days() -> None:
    site = generate(Wish(issues=200, seed=7, now_ms=NOW_MS, teams=generating.TEAMS[:1], whole_days=True))
    closed = [one for one in site.boards[1].sprints if one["state"] == "closed"]
    for sprint in closed:
        start, end = (datetime.fromisoformat(sprint[name]) for name in ("startDate", "endDate"))
        assert (start.weekday(), start.hour, end.weekday(), end.hour) == (0, 0, 5, 0)
        assert sprint["completeDate"] == sprint["endDate"]
    carried = [
        datetime.fromtimestamp(history["_at"] / 1000, UTC)
        for issue in site.issues.values()
        for history in issue.histories
        for item in history["items"]
        if item.get("fieldId") == SPRINT_FIELD and "," in item["to"]
    ]
    assert {(moment.weekday(), moment.hour) for moment in carried} >= {(6, 9)}
