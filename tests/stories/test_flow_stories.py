"""Stories of flow: a dated table of moves, and the figures worked out on paper. Each has a trap."""

from datetime import date

import numpy as np
import pytest

from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Flag, Snapshot, Stage
from tests.building import STATUSES, item, snapshot
from tests.stories.asking import days, flow, row


def test_a_reopened_item_is_finished_when_it_is_done_again() -> None:
    # Mon 2 To Do | Tue 3 In Progress | Thu 5 Done | Fri 6 In Progress (a bug came back) | Tue 10 Done
    # First finish 5 March does not count: cycle 3..10 = 8 days, lead 2..10 = 9 days. On the 5th it was done.
    team = snapshot(
        item(
            "PAY-1",
            *("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-05 16:00 Done"),
            *("2026-03-06 10:00 In Progress", "2026-03-10 11:00 Done"),
        )
    )
    told = flow(team, "2026-03-02", "2026-03-10")
    assert (row(told, "PAY-1").cycle_days, row(told, "PAY-1").lead_days) == (8, 9)
    assert row(told, "PAY-1").flags == ("reopened",)
    assert [done for *_, done in told.series.cfd_rows() or ()] == [0, 0, 0, 1, 0, 0, 0, 0, 1]
    assert [finished for _, finished in told.series.throughput_rows()] == [0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [wip for _, wip in told.series.wip_rows()] == [0, 1, 1, 0, 1, 1, 1, 1, 0]


def test_an_item_reopened_today_is_unfinished() -> None:
    # Finished Thu 5, reopened Mon 9: nothing is finished, and its age counts from its first start: 3..9 = 7 days.
    team = snapshot(
        item(
            "PAY-1",
            *("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-05 16:00 Done"),
            "2026-03-09 10:00 In Progress",
        )
    )
    told = flow(team, "2026-03-02", "2026-03-09")
    assert (row(told, "PAY-1").finished, row(told, "PAY-1").age_days) == (None, 7)
    assert told.figures.throughput.total == 0


def test_a_skipped_stage_is_one_day_of_work_and_says_so() -> None:
    # Mon 2 To Do | Mon 16 Done: nobody moved it through In Progress. No start, 1 day, lead 2..16 = 15.
    team = snapshot(item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-16 09:00 Done"))
    told = flow(team, "2026-03-02", "2026-03-16")
    one = row(told, "PAY-1")
    assert (one.started, one.cycle_days, one.lead_days, one.flags) == (None, 1, 15, ("straight to done",))
    assert told.findings == {"straight to done": 1}


def test_work_that_is_finished_on_a_weekend_counts_on_monday_for_a_working_clock() -> None:
    # Thu 5 In Progress | Sat 7 Done. Calendar: 3 days, counted on Saturday. Working clock: Thu and Fri = 2, on Mon 9.
    # Sat 7 In Progress | Sun 8 Done: no working day at all, still 1.
    team = snapshot(
        item("PAY-1", "2026-03-05 09:00 In Progress", "2026-03-07 18:00 Done"),
        item("PAY-2", "2026-03-07 09:00 In Progress", "2026-03-08 12:00 Done"),
    )
    calendar = flow(team, "2026-03-05", "2026-03-09")
    working = flow(team, "2026-03-05", "2026-03-09", Settings(clock="working"))
    assert [one.cycle_days for one in calendar.items] == [3, 2]
    assert [one.cycle_days for one in working.items] == [2, 1]
    assert [finished for _, finished in calendar.series.throughput_rows()] == [0, 0, 1, 1, 0]
    assert [finished for _, finished in working.series.throughput_rows()] == [0, 0, 0, 0, 2]


def test_a_holiday_is_no_working_day() -> None:
    # Fri 1 May is a holiday. Thu 30 April In Progress | Mon 4 May Done: Thu and Mon = 2 working days of 5.
    team = snapshot(item("PAY-1", "2026-04-30 09:00 In Progress", "2026-05-04 09:00 Done"))
    told = flow(team, "2026-04-30", "2026-05-04", Settings(clock="working", holidays=(date(2026, 5, 1),)))
    assert row(told, "PAY-1").cycle_days == 2


def test_the_night_when_clocks_change_belongs_to_the_right_day() -> None:
    # Rome goes from +1 to +2 on Sun 29 March 2026, 02:00. Finished 22:30 UTC on the 29th = 00:30 on Mon 30 (in winter
    # time it would still be the 29th). Started 23:30 UTC on Sat 28 = 00:30 on Sun 29. Cycle 29..30 = 2 days.
    # In exact elapsed days: 23 hours, although the wall clock says 24.
    team = snapshot(
        item("PAY-1", "2026-03-27 09:00 To Do", "2026-03-28 23:30 In Progress", "2026-03-29 22:30 Done"),
    )
    told = flow(team, "2026-03-27", "2026-03-30", Settings(zone="Europe/Rome"))
    one = row(told, "PAY-1")
    assert [one.started, one.finished] == days("2026-03-29", "2026-03-30")
    assert one.cycle_days == 2
    exact = flow(team, "2026-03-27", "2026-03-30", Settings(zone="Europe/Rome", elapsed=True))
    assert row(exact, "PAY-1").cycle_days == pytest.approx(23 / 24)


def test_a_moved_project_changes_the_key_and_not_the_history() -> None:
    # Created as OPS-7 on Mon 2, started Tue 3, moved to project PAY on Wed 4 (a new key, same tracker id), done Fri 6.
    # The tracker only knows today's key; start and creation stay: cycle 3..6 = 4, lead 2..6 = 5.
    team = snapshot(
        item("OPS-1", "2026-03-02 09:00 To Do"),
        item("PAY-90", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-06 09:00 Done"),
    )
    one = row(flow(team, "2026-03-02", "2026-03-06"), "PAY-90")
    assert (one.created, one.cycle_days, one.lead_days) == (date(2026, 3, 2), 4, 5)


def test_what_was_cancelled_was_never_finished() -> None:
    # Tue 3 In Progress | Thu 5 Closed as "Won't Do". Once that resolution means cancelled: not done, not in progress,
    # in no band from Thursday on, left out with its reason. Without that choice it is a finished item of 3 days.
    team = snapshot(
        item(
            "PAY-1",
            *("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-05 09:00 Closed"),
            resolution="Won't Do",
            resolved="2026-03-05 09:00",
        )
    )
    chosen = flow(team, "2026-03-02", "2026-03-06", Settings(cancelled_resolutions=frozenset({"Won't Do"})))
    assert (row(chosen, "PAY-1").stage, row(chosen, "PAY-1").finished) == (Stage.CANCELLED, None)
    assert chosen.left_out == {"cancelled": 1}
    assert chosen.figures.cycle_days.n == 0
    assert [sum(bands) for _, *bands in chosen.series.cfd_rows() or ()] == [1, 1, 1, 0, 0]
    assert flow(team, "2026-03-02", "2026-03-06").figures.cycle_days.percentiles[50] == 3


def test_a_backwards_clock_is_said_and_does_no_harm() -> None:
    # A server ran late: Done came before its own creation and was moved to it. Lead time is one day, not minus one.
    team = snapshot(
        item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-02 09:00 Done", flags=int(Flag.CLOCK_CLAMPED)),
    )
    one = row(flow(team, "2026-03-02", "2026-03-03"), "PAY-1")
    assert (one.lead_days, one.cycle_days) == (1, 1)
    assert set(one.flags) == {"clock clamped", "straight to done"}


def test_a_status_that_the_tracker_forgot_keeps_the_stage_before_it() -> None:
    # Mon 2 To Do | Tue 3 In Progress | Wed 4 QA, deleted since | Fri 6 Done. Wednesday and Thursday stay active.
    # An item created in QA starts in the backlog.
    team = snapshot(
        item(
            "PAY-1",
            *("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-04 09:00 QA", "2026-03-06 09:00 Done"),
        ),
        item("PAY-2", "2026-03-04 09:00 QA"),
        statuses={**STATUSES, "QA": None},
    )
    told = flow(team, "2026-03-02", "2026-03-06")
    assert told.findings == {"unlisted status": 2}
    assert row(told, "PAY-1").cycle_days == 4
    assert [active for _, _, active, _, _ in told.series.cfd_rows() or ()] == [0, 1, 1, 1, 0]
    assert row(told, "PAY-2").stage is Stage.BACKLOG


def test_without_history_a_resolution_date_is_a_finish_and_never_a_cycle_time() -> None:
    # Three old items were imported. PAY-1 is done with a resolution date: lead 2..5 = 4, no cycle, backlog until then.
    # PAY-2 is done without one: nobody knows when, it is left out. PAY-3 never moved, which is no sign of anything.
    team = snapshot(
        item("PAY-1", "2026-03-02 09:00 Done", resolved="2026-03-05 09:00", flags=int(Flag.NO_HISTORY)),
        item("PAY-2", "2026-03-02 09:00 Done", flags=int(Flag.NO_HISTORY)),
        item("PAY-3", "2026-03-02 09:00 To Do"),
    )
    told = flow(team, "2026-03-02", "2026-03-05")
    assert (row(told, "PAY-1").lead_days, row(told, "PAY-1").cycle_days) == (4, None)
    assert row(told, "PAY-2").finished is None
    assert told.left_out == {"no history": 1}
    assert told.findings == {"finished by resolution date": 1}
    assert told.series.cfd_rows() == [
        (date(2026, 3, 2), 2, 0, 0, 0),
        (date(2026, 3, 3), 2, 0, 0, 0),
        (date(2026, 3, 4), 2, 0, 0, 0),
        (date(2026, 3, 5), 1, 0, 0, 1),
    ]


def test_an_item_back_in_the_backlog_neither_ages_nor_is_in_progress() -> None:
    # Tue 3 In Progress | Thu 5 back To Do | Mon 9 In Progress. On Fri 6: no age. On Tue 10 it is 8 days old when its
    # first start counts (3..10), 2 days when the last one after a return does (9..10).
    team = snapshot(
        item(
            "PAY-1",
            *("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-05 09:00 To Do"),
            "2026-03-09 09:00 In Progress",
        )
    )
    friday = flow(team, "2026-03-02", "2026-03-06")
    assert (row(friday, "PAY-1").age_days, friday.figures.wip, friday.figures.total_age_days) == (None, 0, 0)
    assert row(flow(team, "2026-03-02", "2026-03-10"), "PAY-1").age_days == 8
    assert row(flow(team, "2026-03-02", "2026-03-10", Settings(restart="last")), "PAY-1").age_days == 2


def test_a_week_counts_only_when_the_window_holds_all_of_it() -> None:
    # Finished: Sun 1 (2 items) | Tue 3, Fri 6 | none in the week of the 9th | Mon 16 (3 items).
    # Window Sun 1 .. Wed 18: complete weeks are 2..8 (2 items) and 9..15 (0). Total 7; median (lower of two) 0.
    team = snapshot(*_finished_on("03-01", "03-01", "03-03", "03-06", "03-16", "03-16", "03-16"))
    week = flow(team, "2026-03-01", "2026-03-18").figures.throughput
    assert (week.total, week.per_week_median, week.per_week_min, week.per_week_max) == (7, 0, 0, 2)
    assert flow(team, "2026-03-03", "2026-03-08").figures.throughput.per_week_median is None


def test_85_percent_took_so_many_days_or_less() -> None:
    # Ten items took 1, 1, 2, 2, 3, 3, 4, 5, 8, 13 days. Ranks of 10: p50 -> 5th = 3, p70 -> 7th = 4, p85 -> 9th = 8,
    # p95 -> 10th = 13. (0.7 * 10 in floats is 7.000000000000001 and would say 5.)
    lengths = (1, 1, 2, 2, 3, 3, 4, 5, 8, 13)
    moves = [(f"2026-03-{1:02} 09:00 In Progress", f"2026-03-{length:02} 10:00 Done") for length in lengths]
    team = snapshot(*(item(f"PAY-{number}", *both) for number, both in enumerate(moves, start=1)))
    spread = flow(team, "2026-03-01", "2026-03-31").figures.cycle_days
    assert (spread.n, dict(spread.percentiles)) == (10, {50: 3, 70: 4, 85: 8, 95: 13})


def test_flow_efficiency_waits_for_somebody_to_say_where_work_waits() -> None:
    # In Progress for 6 hours, then Testing for 18 hours, then Done: 6 / 24 = 25 % once Testing is a waiting stage.
    moves = ("2026-03-02 06:00 In Progress", "2026-03-02 12:00 Testing", "2026-03-03 06:00 Done")
    nobody_said = {**STATUSES, "Testing": Stage.ACTIVE}
    quiet = flow(snapshot(item("PAY-1", *moves), statuses=nobody_said), "2026-03-02", "2026-03-03")
    assert quiet.figures.flow_efficiency is None
    assert quiet.reasons["flow_efficiency"] == "no status is mapped to waiting"
    told = flow(snapshot(item("PAY-1", *moves)), "2026-03-02", "2026-03-03")
    assert told.figures.flow_efficiency == 0.25


def test_yesterday_is_shown_as_it_was_known_then() -> None:
    # Today was the 4th: the item was in progress for two days. What came later (done on the 6th, a new item on the 5th,
    # an import resolved on the 9th) is unknown then.
    team = snapshot(
        item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-06 09:00 Done"),
        item("PAY-2", "2026-03-05 09:00 To Do"),
        item("PAY-3", "2026-03-02 09:00 Done", resolved="2026-03-09 09:00", flags=int(Flag.NO_HISTORY)),
    )
    told = flow(team, "2026-03-02", "2026-03-31", today="2026-03-04")
    assert [(one.key, one.stage, one.age_days) for one in told.items] == [
        ("PAY-1", Stage.ACTIVE, 2),
        ("PAY-3", Stage.BACKLOG, None),
    ]
    assert told.last == date(2026, 3, 4)
    assert told.findings == {}


def _finished_on(*month_days: str) -> list[object]:
    return [
        item(f"PAY-{number}", "2026-02-01 09:00 In Progress", f"2026-{day} 12:00 Done")
        for number, day in enumerate(month_days, start=1)
    ]


def test_sub_tasks_and_epics_are_counted_apart() -> None:
    # One story, one sub-task and one epic, all started on the 3rd: work in progress is 1.
    moves = ("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress")
    kinds = ("Story", "Sub-task", "Epic")
    team: Snapshot = snapshot(*(item(f"PAY-{number}", *moves, type=kind) for number, kind in enumerate(kinds, 1)))
    told = flow(team, "2026-03-02", "2026-03-03")
    counts = told.counts
    assert (counts.items, counts.sub_tasks, counts.parents, counts.transitions) == (1, 1, 1, 6)
    assert told.figures.wip == 1
    assert np.array_equal(told.series.arrivals.started, [0, 1])
