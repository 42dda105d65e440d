"""Stories of pace, blocked time, stability and balance, worked out on paper. Each has a trap."""

from datetime import date

import numpy as np
import pytest

from altaclario.dashboards.answers import FlowAnswer
from altaclario.metrics import littles_law
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Board, Flag, Snapshot
from tests.building import Item, item, snapshot, sprint
from tests.stories.asking import flow
from tests.stories.asking import sprint as told_of

BOARD = Board("7", "Team", "scrum", (("Doing", ("In Progress",)), ("QA", ("Testing",)), ("Done", ("Done",))))
NEW = "2026-02-01 08:00 To Do"


def _shown(*items: Item, **more: object) -> Snapshot:
    """These items, all of them on the one board."""
    return snapshot(*items, boards=(BOARD,), on_board={"7": np.ones(len(items), np.bool_)}, **more)


def _pace(told: FlowAnswer) -> dict[str, list[float]]:
    return dict(zip(told.pacing.statuses, told.pacing.bands.days.tolist(), strict=True))


def _compared(told: FlowAnswer) -> dict[str, int | None]:
    return {one.key: one.passed for one in told.in_progress}


def _walk(number: int, testing: int, done: int, *between: str) -> Item:
    """Started on 2 March, in Testing and done on these days."""
    moves = (f"2026-03-{testing:02} 09:00 Testing", *between, f"2026-03-{done:02} 09:00 Done")
    return item(f"PAY-{number}", NEW, "2026-03-02 09:00 In Progress", *moves)


def test_a_status_is_left_when_it_is_left_for_the_last_time() -> None:
    # Nine items leave In Progress on the 4th (age 3) and Testing on the 6th (age 5). The tenth does so too, but it
    # comes back to In Progress on the 5th and leaves it on the 9th (age 8) before it is done on the 10th (age 9).
    # In Progress: 3 × 9, 8 -> p50 3, p70 3, p85 3 (rank 9), p95 8. Testing: 5 × 9, 9 -> 5, 5, 5, 9.
    back = ("2026-03-05 09:00 In Progress", "2026-03-09 09:00 Testing")
    team = _shown(*(_walk(number, 4, 6) for number in range(1, 10)), _walk(10, 4, 10, *back))
    assert _pace(flow(team, "2026-03-02", "2026-03-13")) == {"In Progress": [3, 3, 3, 8], "Testing": [5, 5, 5, 9]}


def test_bands_never_fall_from_left_to_right_on_a_board_and_only_there() -> None:
    # Ten items take 8 days in In Progress and skip Testing; ten others pass Testing at an age of 2 (started on the 2nd
    # in Testing, done on the 3rd). Raised to what lies left of it on the board: 8. Without a board nothing lies left.
    slow = [item(f"PAY-{n}", NEW, "2026-03-02 09:00 In Progress", "2026-03-09 09:00 Done") for n in range(1, 11)]
    quick = [item(f"PAY-{n}", NEW, "2026-03-02 09:00 Testing", "2026-03-03 09:00 Done") for n in range(11, 21)]
    on_board = _pace(flow(_shown(*slow, *quick), "2026-03-02", "2026-03-13"))
    assert on_board == {"In Progress": [8] * 4, "Testing": [8] * 4}
    assert _pace(flow(snapshot(*slow, *quick), "2026-03-02", "2026-03-13"))["Testing"] == [2] * 4


def test_as_old_as_most_is_not_older_than_most() -> None:
    # Ages at leaving In Progress 1 … 10: p85 is the 9th = 9. On Fri 13 PAY-91 (since the 5th) is 9 days old: not older
    # than 85 %, but than 70 % (7). PAY-92 (since the 4th) is 10: older than 85 %, not than 95 % (10).
    past = [
        item(f"PAY-{n}", NEW, "2026-03-02 09:00 In Progress", f"2026-03-{n + 1:02} 17:00 Done") for n in range(1, 11)
    ]
    open_ = [item(f"PAY-9{n}", NEW, f"2026-03-0{6 - n} 09:00 In Progress") for n in (1, 2)]
    told = flow(_shown(*past, *open_), "2026-03-02", "2026-03-13")
    assert _compared(told) == {"PAY-92": 85, "PAY-91": 70}
    assert told.in_progress.beyond(85) == 1


def test_a_past_day_knows_nothing_of_what_came_later() -> None:
    # Twelve items began on the 2nd; ten are done on the 4th, two on the 12th. On the 5th the two were 4 days old,
    # against ten that left at 3: beyond. On the 12th they themselves set the pace. On the 3rd there is none at all.
    quick = [item(f"PAY-{n}", NEW, "2026-03-02 09:00 In Progress", "2026-03-04 09:00 Done") for n in range(1, 11)]
    late = [item(f"PAY-{n}", NEW, "2026-03-02 09:00 In Progress", "2026-03-12 09:00 Done") for n in (11, 12)]
    team = _shown(*quick, *late)
    then = flow(team, "2026-03-01", "2026-03-05")
    assert (_compared(then), _pace(then)) == ({"PAY-11": 95, "PAY-12": 95}, {"In Progress": [3] * 4})
    assert _pace(flow(team, "2026-03-01", "2026-03-12")) == {"In Progress": [3, 3, 11, 11]}
    early = flow(team, "2026-03-01", "2026-03-03")
    assert set(_compared(early).values()) == {None}
    assert not early.pacing.has_pace


def test_the_pace_of_a_sprint_is_that_of_its_own_board() -> None:
    # Payments finishes in 2 days, Web in 12. Its item of 5 days is at risk in the sprint of Payments; of all together
    # it is not: ranks 1..20, p85 is the 17th = 12.
    ours = [item(f"PAY-{n}", NEW, "2026-02-09 09:00 In Progress", "2026-02-10 09:00 Done") for n in range(1, 11)]
    theirs = [item(f"WEB-{n}", NEW, "2026-02-09 09:00 In Progress", "2026-02-20 09:00 Done") for n in range(1, 11)]
    open_ = item("PAY-91", NEW, "2026-03-02 10:00 In Progress", sprints=[("S1", "2026-03-01 15:00")])
    shown = {"7": np.array([True] * 10 + [False] * 10 + [True])}
    begun = sprint("S1", "2026-03-02 09:00", board="7")
    team = snapshot(*ours, *theirs, open_, sprints=[begun], boards=(BOARD,), on_board=shown)
    told = told_of(team, "S1", "2026-03-06", since="2026-02-01")
    assert (told.at_risk, [one.passed for one in told.left]) == (1, [95])
    assert _compared(flow(team, "2026-02-01", "2026-03-06")) == {"PAY-91": 50}


def test_a_flag_holds_up_only_what_is_in_work() -> None:
    # Flagged Mon 2 12:00 in the backlog, started Tue 3 09:00, flag off Wed 4 09:00: one day, not almost two. Flagged
    # again Fri 6 12:00 to Mon 9 12:00 over the weekend: 3 calendar days, 1 working day (12 h + 12 h). Done on the 10th.
    # Flagged once more after that: nothing.
    flags = [("2026-03-02 12:00", "2026-03-04 09:00"), ("2026-03-06 12:00", "2026-03-09 12:00"), ("2026-03-11 09:00",)]
    moves = ("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-10 09:00 Done")
    told = flow(snapshot(item("PAY-1", *moves, flagged=flags)), "2026-03-02", "2026-03-13")
    assert told.blocked is not None
    (one,) = told.blocked
    assert (one.times, one.calendar_days, one.working_days) == (2, 4.0, 2.0)
    assert (one.since, told.blocked.share, told.blocked.now) == (None, 1.0, 0)


def test_what_is_blocked_now_was_not_yet_on_the_day_before() -> None:
    # Flagged on Thu 12 at noon. On Fri 13: since the 12th, for 1.5 days. On Wed 11 nobody had flagged anything yet, and
    # the tracker had told of no flag at all.
    team = snapshot(item("PAY-1", NEW, "2026-03-09 09:00 In Progress", flagged=[("2026-03-12 12:00",)]))
    now = flow(team, "2026-03-02", "2026-03-13")
    assert now.blocked is not None
    assert [(one.since, one.calendar_days) for one in now.blocked] == [(date(2026, 3, 12), 1.5)]
    assert [one.blocked_since for one in now.in_progress] == [date(2026, 3, 12)]
    before = flow(team, "2026-03-02", "2026-03-11")
    assert before.blocked is None
    assert before.reasons["blocked"] == "the tracker gave no history of flags"


def test_a_flag_that_nobody_ever_changed_tells_no_durations() -> None:
    # It is there today, without any change recorded: the list says so, and no share and no duration is invented.
    held = item("PAY-1", NEW, "2026-03-09 09:00 In Progress", flagged=[("2026-03-01 08:00",)], recorded=False)
    told = flow(snapshot(held), "2026-03-02", "2026-03-13")
    assert told.blocked is None
    assert [one.blocked_since for one in told.in_progress] == [date(2026, 3, 1)]


def _weeks(*counts: int) -> Snapshot:
    """So many items finished on the Wednesday of each week from 7 January 2026 on, each of them in a day."""
    days = np.repeat(np.datetime64("2026-01-07") + 7 * np.arange(len(counts)), counts).tolist()
    return snapshot(
        *(item(f"PAY-{n}", f"{day} 09:00 In Progress", f"{day} 17:00 Done") for n, day in enumerate(days, 1))
    )


def test_limits_come_from_the_moving_range_and_not_from_the_spread() -> None:
    # 4 6 4 6 4 6 4 6 5: mean 5, moving ranges 2 × 7 and 1 = 15 / 8 = 1.875. Limits 5 ± 2.66 × 1.875 = 0.01 and 9.99,
    # sigma 1.875 / 1.128 = 1.66. The standard deviation (0.87) would make 2.4 and 7.6. Nothing is outside.
    process = flow(_weeks(4, 6, 4, 6, 4, 6, 4, 6, 5), "2026-01-05", "2026-03-08").behaviour.weekly
    assert process.limits is not None
    assert (process.limits.centre, process.limits.n) == (5, 9)
    assert (process.limits.lower, process.limits.upper) == (pytest.approx(0.0125), pytest.approx(9.9875))
    assert not len(process.changes)


def test_a_zero_week_is_a_week_and_a_part_of_one_is_none() -> None:
    # The window begins on Thu 8 January and ends on Tue 17 March: the first and last weeks are cut. Whole weeks from
    # 12 January on: 5 0 5 0 5 0 5 0 5. Mean 25 / 9, moving range 5: the lower limit would be -10.5, a count is never.
    process = flow(_weeks(9, 5, 0, 5, 0, 5, 0, 5, 0, 5, 9), "2026-01-08", "2026-03-17").behaviour.weekly
    assert process.values.tolist() == [5, 0, 5, 0, 5, 0, 5, 0, 5]
    assert process.limits is not None
    assert (process.limits.lower, process.limits.upper) == (0, pytest.approx(25 / 9 + 13.3))


def test_a_baseline_of_the_first_half_sees_the_change_that_the_whole_hides() -> None:
    # 4 6 4 6 4 6 4 6, then 9 × 8. Of the first half: mean 5, limits ± 5.32 -> 9 is inside 10.32, but beyond 2 sigma
    # (3.55), so from the second 9 on 2 of 3 are far, and from the 8th in a row on (6 is above 5 too: the 7th 9) the run
    # is told. Of the whole: mean 7, moving range (14 + 3) / 15 -> limits 7 ± 3.01, and 4 and 9 lie 3 and 2 away.
    team = _weeks(*(4, 6) * 4, *[9] * 8)
    half = flow(team, "2026-01-05", "2026-04-26", baseline="half").behaviour.weekly
    whole = flow(team, "2026-01-05", "2026-04-26").behaviour.weekly
    assert half.limits is not None
    assert half.signals is not None
    assert (half.limits.n, half.limits.centre, half.limits.upper) == (8, 5, pytest.approx(10.32))
    assert np.flatnonzero(half.signals.outside).tolist() == []
    assert np.flatnonzero(half.signals.two_of_three).tolist() == [9, 10, 11, 12, 13, 14, 15]
    assert np.flatnonzero(half.signals.run).tolist() == [14, 15]
    assert whole.limits is not None
    assert whole.signals is not None
    assert (whole.limits.centre, whole.limits.upper) == (7, pytest.approx(7 + 2.66 * 17 / 15))
    assert np.flatnonzero(whole.signals.run).tolist() == [7, 15]


def test_seven_weeks_are_too_few_for_limits() -> None:
    assert flow(_weeks(4, 6, 4, 6, 4, 6, 4), "2026-01-05", "2026-02-22").behaviour.weekly.limits is None


def test_cycle_times_stand_in_the_order_of_their_finish() -> None:
    # PAY-1 was created first and finished last; of two that were finished in one second the older id comes first.
    team = snapshot(
        item("PAY-1", NEW, "2026-03-02 09:00 In Progress", "2026-03-06 09:00 Done"),
        item("PAY-2", NEW, "2026-03-03 09:00 In Progress", "2026-03-04 09:00 Done"),
        item("PAY-3", NEW, "2026-03-04 09:00 In Progress", "2026-03-04 09:00 Done"),
    )
    told = flow(team, "2026-03-02", "2026-03-06")
    assert [told.items.key(place) for place in told.behaviour.items] == ["PAY-2", "PAY-3", "PAY-1"]
    assert told.behaviour.cycle.values.tolist() == [2, 1, 5]


def _conveyor(length: int, *, every: int = 1, began: str = "2026-03-01") -> list[Item]:
    """One item starts each day at 9 and is done so many days later."""
    first = np.datetime64(began)
    moves = [
        (f"{first + start} 09:00 In Progress", f"{first + start + length} 09:00 Done") for start in range(0, 40, every)
    ]
    return [item(f"PAY-{number}", *both) for number, both in enumerate(moves, 1)]


def test_on_a_conveyor_the_law_holds_to_the_letter() -> None:
    # One item a day, each 3 days on the belt: started on day d, done on d + 3: cycle 4, in progress at the end of d,
    # d + 1, d + 2. In the steady part (11 to 30 March): 3 in progress at the end of each day, 1 finished a day,
    # 3 ends of days each. 3 = 1 × 3. With the cycle time of 4, days touched, it would seem not to hold.
    law = flow(snapshot(*_conveyor(3)), "2026-03-11", "2026-03-30").figures.littles_law
    assert law is not None
    assert (law.wip, law.per_day, law.nights, law.ratio, law.fits) == (3, 1, 3, 1, True)


def test_what_never_gets_done_breaks_the_law_and_is_told() -> None:
    # Beside the conveyor six items lie in progress since February: 9 in progress, 3 expected.
    stuck = [item(f"OPS-{number}", "2026-02-02 09:00 In Progress") for number in range(1, 7)]
    law = flow(snapshot(*_conveyor(3), *stuck), "2026-03-11", "2026-03-30").figures.littles_law
    assert law is not None
    assert (law.wip, law.expected, law.fits) == (9, 3, False)


@pytest.mark.parametrize(
    ("items", "first", "reason"),
    [
        (_conveyor(3), "2026-03-22", littles_law.FEW),
        (_conveyor(9), "2026-03-17", littles_law.SHORT),
        (_conveyor(4, began="2026-03-16"), "2026-03-11", littles_law.UNEVEN),
    ],
)
def test_the_law_says_nothing_where_it_cannot(items: list[Item], first: str, reason: str) -> None:
    # 9 days hold 9 finished items. 14 days are less than twice 9. Begun on the 16th: 15 came until the 30th, 11 left.
    law = flow(snapshot(*items), first, "2026-03-30").figures.littles_law
    assert law is not None
    assert (law.reason, law.fits) == (reason, None)


def test_a_hit_rate_counts_the_window_and_the_proposal_the_last_ninety_days() -> None:
    # In March 10 items took 1 … 10 days: proposed 9 (rank 9 of 10). In April, the window, two took 9 and two 10:
    # of 14 the 85 % are rank 12: 9 … sorted 1 2 3 4 5 6 7 8 9 9 9 10 10 10 -> the 12th is 10. All four keep to 10.
    march = [(f"2026-03-02 0{n % 10}:00 In Progress", f"2026-03-{n + 1:02} 17:00 Done") for n in range(1, 11)]
    april = [("2026-04-01 09:00 In Progress", f"2026-04-{day:02} 09:00 Done") for day in (9, 9, 10, 10)]
    done = [item(f"PAY-{n}", *moves) for n, moves in enumerate([*march, *april], 1)]
    bare = item("PAY-99", "2026-02-20 09:00 Done", resolved="2026-04-09 09:00", flags=int(Flag.NO_HISTORY))
    team = snapshot(*done, bare)
    proposed = flow(team, "2026-04-01", "2026-04-13").figures
    assert proposed.expectation is not None
    assert proposed.hits is not None
    assert (proposed.expectation.days, proposed.expectation.n, proposed.expectation.is_chosen) == (10, 14, False)
    assert (proposed.hits.within, proposed.hits.n) == (4, 4)
    chosen = flow(team, "2026-04-01", "2026-04-13", Settings(sle_days=9, sle_share=70)).figures
    assert chosen.hits is not None
    assert (chosen.hits.share, chosen.hits.n) == (0.5, 4)
