"""Stories of sprints: who was in when, with which estimate, worked out on paper. Each has a trap."""

from datetime import date

import pytest

from altaclario.dashboards.answers import NoSprints, NoSuchSprint
from altaclario.metrics.points import Points
from altaclario.snapshots.snapshot import Flag, Snapshot
from tests.building import item, snapshot, sprint
from tests.stories.asking import sprint as told_of

PLANNED = "2026-02-27 15:00"
"""Friday before the sprint, in planning."""
S1 = sprint("S1", "2026-03-02 09:00", "2026-03-13 17:00", board="1")
S2 = sprint("S2", "2026-03-16 09:00", "2026-03-27 17:00", board="1")
NEW = "2026-02-20 09:00 To Do"


def test_a_late_addition_is_beside_the_commitment_and_never_inside() -> None:
    # Committed: A (3) and B (5). C (2) comes on the 5th. A and C get done. Say/do = 1 of 2, not 2 of 3.
    team = snapshot(
        item("PAY-1", NEW, "2026-03-06 09:00 Done", estimate=3, sprints=[("S1", PLANNED)]),
        item("PAY-2", NEW, estimate=5, sprints=[("S1", PLANNED)]),
        item("PAY-3", NEW, "2026-03-09 09:00 Done", estimate=2, sprints=[("S1", "2026-03-05 10:00")]),
        sprints=[S1],
    )
    told = told_of(team, "S1", "2026-03-20")
    assert told.sets is not None
    assert (told.sets.commitment, told.sets.added) == (("PAY-1", "PAY-2"), ("PAY-3",))
    assert (told.sets.completed, told.sets.not_completed, told.say_do) == (("PAY-1", "PAY-3"), ("PAY-2",), 0.5)
    assert told.points == Points(8, 2, 0, 0, 5, 10)


def test_a_re_estimate_is_its_own_column() -> None:
    # Planned as 3, re-estimated to 8 on the 4th, done on the 10th as 8: commitment 3, re-estimated +5, completed 8.
    # The team had changed it from 1 to 3 before the sprint: no business of this sprint.
    changes = {"2026-02-25 09:00": 1.0, "2026-03-04 11:00": 3.0}
    team = snapshot(
        item("PAY-1", NEW, "2026-03-10 09:00 Done", estimate=8, estimates=changes, sprints=[("S1", PLANNED)]),
        sprints=[S1],
    )
    assert told_of(team, "S1", "2026-03-20").points == Points(3, 0, 0, 5, 8, 8)


def test_a_half_point_is_a_half_point() -> None:
    # 0.5 committed, removed on the 4th after it was re-estimated to 1.5: 0.5 + 0 - 1.5 + 1 = 0 in scope at the end.
    team = snapshot(
        item(
            "PAY-1",
            NEW,
            estimate=1.5,
            estimates={"2026-03-03 09:00": 0.5},
            sprints=[("S1", PLANNED, "2026-03-04 09:00")],
        ),
        sprints=[S1],
    )
    assert told_of(team, "S1", "2026-03-20").points == Points(0.5, 0, 1.5, 1, 0, 0)


def test_what_is_carried_over_is_completed_by_the_next_sprint() -> None:
    # Not done on the 13th, moved on to S2, done on the 18th there. S1 did not complete it, S2 did. Another item goes
    # back to the backlog: not completed, and not carried over. A third was for an hour in S2 while S1 was planned.
    team = snapshot(
        item("PAY-1", NEW, "2026-03-18 09:00 Done", sprints=[("S1", PLANNED), ("S2", "2026-03-13 17:00")]),
        item("PAY-2", NEW, sprints=[("S1", PLANNED)]),
        item("PAY-3", NEW, sprints=[("S2", "2026-02-26 09:00", "2026-02-26 10:00"), ("S1", PLANNED)]),
        sprints=[S1, S2],
    )
    first, second = told_of(team, "S1", "2026-03-31").sets, told_of(team, "S2", "2026-03-31").sets
    assert first is not None
    assert second is not None
    assert first.not_completed == ("PAY-1", "PAY-2", "PAY-3")
    assert first.carried_over == ("PAY-1",)
    assert (second.commitment, second.completed) == (("PAY-1",), ("PAY-1",))


def test_done_before_the_start_is_in_no_ratio() -> None:
    # Finished on Friday, the sprint began on Monday with it inside. It is neither promised nor completed.
    team = snapshot(
        item("PAY-1", NEW, "2026-02-27 16:00 Done", estimate=5, sprints=[("S1", PLANNED)]),
        item("PAY-2", NEW, "2026-03-06 09:00 Done", estimate=3, sprints=[("S1", PLANNED)]),
        sprints=[S1],
    )
    told = told_of(team, "S1", "2026-03-20")
    assert told.sets is not None
    assert told.sets.done_before_start == ("PAY-1",)
    assert (told.sets.commitment, told.sets.completed, told.say_do) == (("PAY-2",), ("PAY-2",), 1.0)
    assert told.points == Points(3, 0, 0, 0, 3, 3)
    assert told.burn is not None
    assert told.burn.scope_items.tolist() == [1] * 12


def test_left_and_returned_is_neither_added_nor_removed_but_listed() -> None:
    # In at the start with 3, out on the 4th, re-estimated to 5 meanwhile, back on the 6th. 3 + 0 - 0 + 2 = 5.
    inside = [("S1", PLANNED, "2026-03-04 09:00"), ("S1", "2026-03-06 09:00")]
    team = snapshot(
        item("PAY-1", NEW, estimate=5, estimates={"2026-03-05 09:00": 3.0}, sprints=inside),
        sprints=[S1],
    )
    told = told_of(team, "S1", "2026-03-20")
    assert told.sets is not None
    assert told.sets.left_and_returned == ("PAY-1",)
    assert (told.sets.commitment, told.sets.added, told.sets.removed) == (("PAY-1",), (), ())
    assert told.points == Points(3, 0, 0, 2, 0, 5)
    assert told.burn is not None
    assert told.burn.scope_items.tolist() == [1, 1, 0, 0] + [1] * 8


def test_finished_and_then_taken_out_is_completed_and_removed() -> None:
    # Done on the 5th while inside, taken out on the 6th to tidy the board. Done on the 9th after being taken out on the
    # 6th: that was not this sprint's work.
    team = snapshot(
        item("PAY-1", NEW, "2026-03-05 09:00 Done", sprints=[("S1", PLANNED, "2026-03-06 09:00")]),
        item("PAY-2", NEW, "2026-03-09 09:00 Done", sprints=[("S1", PLANNED, "2026-03-06 09:00")]),
        sprints=[S1],
    )
    sets = told_of(team, "S1", "2026-03-20").sets
    assert sets is not None
    assert (sets.completed, sets.removed, sets.not_completed) == (("PAY-1",), ("PAY-1", "PAY-2"), ())


def test_done_and_reopened_before_the_end_is_not_completed() -> None:
    # Done on the 5th, reopened on the 11th, done again on the 16th, after the sprint: burn-down shows it done for a
    # while, the sprint did not complete it.
    moves = ("2026-03-05 09:00 Done", "2026-03-11 09:00 In Progress", "2026-03-16 09:00 Done")
    team = snapshot(item("PAY-1", NEW, *moves, sprints=[("S1", PLANNED)]), sprints=[S1])
    told = told_of(team, "S1", "2026-03-20")
    assert told.sets is not None
    assert (told.sets.completed, told.sets.not_completed) == ((), ("PAY-1",))
    assert told.burn is not None
    assert told.burn.done_items.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0]


def test_leaving_at_the_very_end_is_no_removal() -> None:
    # Closing the sprint moves what is open to the backlog in the same second.
    team = snapshot(item("PAY-1", NEW, sprints=[("S1", PLANNED, "2026-03-13 17:00")]), sprints=[S1])
    sets = told_of(team, "S1", "2026-03-20").sets
    assert sets is not None
    assert (sets.removed, sets.not_completed) == ((), ("PAY-1",))


def test_an_active_sprint_ends_with_today_for_now() -> None:
    # Today is the 5th: one of two is done; the sprint closes on the 13th, which nobody knows yet.
    team = snapshot(
        item("PAY-1", NEW, "2026-03-04 09:00 Done", sprints=[("S1", PLANNED)]),
        item("PAY-2", NEW, "2026-03-09 09:00 Done", sprints=[("S1", PLANNED)]),
        sprints=[S1],
    )
    told = told_of(team, None, "2026-03-05")
    assert (told.sprint.state, told.complete) == ("active", None)
    assert told.sets is not None
    assert (told.sets.completed, told.sets.not_completed) == (("PAY-1",), ("PAY-2",))
    assert told.burn is not None
    assert told.burn.days[-1] == date(2026, 3, 5)


def test_velocity_counts_points_as_they_were_at_completion() -> None:
    # S1 completed 3 (made 8 afterwards, in hindsight), S2 completed 5: median (lower of two) 3, range 3 to 5.
    team = snapshot(
        item(
            "PAY-1",
            NEW,
            "2026-03-06 09:00 Done",
            estimate=8,
            estimates={"2026-03-16 09:00": 3.0},
            sprints=[("S1", PLANNED)],
        ),
        item("PAY-2", NEW, "2026-03-20 09:00 Done", estimate=5, sprints=[("S2", "2026-03-15 09:00")]),
        sprints=[S2, S1],
    )
    told = told_of(team, None, "2026-03-31")
    assert [(one.sprint.name, one.items, one.points) for one in told.velocity_rows] == [("S1", 1, 3), ("S2", 1, 5)]
    spread = told.velocity.points_range
    assert spread is not None
    assert (spread.median, spread.least, spread.most) == (3, 3, 5)


@pytest.mark.parametrize(
    ("which", "reason"), [("S3", "not started"), ("S4", "no dates"), ("S5", "no sprint history"), ("S1", None)]
)
def test_what_cannot_be_told_is_said_instead(which: str, reason: str | None) -> None:
    team = snapshot(
        item("PAY-1", NEW, sprints=[("S1", PLANNED)]),
        item("PAY-2", NEW, sprints=[("S5", PLANNED)], recorded=False),
        sprints=[
            S1,
            sprint("S3", state="future", board="1"),
            sprint("S4", board="1"),
            sprint("S5", "2026-03-02 09:00", "2026-03-13 17:00", board="2"),
        ],
    )
    told = told_of(team, which, "2026-03-20")
    assert told.reason == reason
    assert (told.sets is None, told.points is None, told.burn is None) == (reason is not None,) * 3
    if which == "S5":
        assert told.members == ("PAY-2",)


def test_without_a_field_for_estimates_there_are_no_points() -> None:
    team = snapshot(item("PAY-1", NEW, sprints=[("S1", PLANNED)]), sprints=[S1], has_points=False)
    told = told_of(team, "S1", "2026-03-20")
    assert told.points is None
    assert told.sets is not None
    assert told.velocity.points is None


def test_an_item_done_nobody_knows_when_is_in_no_set() -> None:
    team = snapshot(
        item("PAY-1", "2026-02-20 09:00 Done", flags=int(Flag.NO_HISTORY), sprints=[("S1", PLANNED)]), sprints=[S1]
    )
    told = told_of(team, "S1", "2026-03-20")
    assert told.sets is not None
    assert (told.sets.commitment, told.sets.done_before_start, told.say_do) == ((), (), None)
    assert told.left_out == {"no history": 1}


def test_a_sprint_is_asked_for_by_id_or_by_its_one_name() -> None:
    twins = (sprint("S1", "2026-03-02 09:00"), sprint("S1", "2026-02-02 09:00", "2026-02-13 17:00", id="9"))
    team: Snapshot = snapshot(item("PAY-1", NEW), sprints=twins)
    assert told_of(team, "9", "2026-03-20").sprint.id == "9"
    with pytest.raises(NoSuchSprint, match="several") as twice:
        told_of(team, "S1", "2026-03-20")
    assert {one.id for one in twice.value.candidates} == {"1", "9"}
    with pytest.raises(NoSuchSprint, match="no sprint"):
        told_of(team, "S7", "2026-03-20")
    with pytest.raises(NoSprints):
        told_of(snapshot(item("PAY-1", NEW)), None, "2026-03-20")
