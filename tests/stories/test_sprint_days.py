"""Stories of sprints that are dated in days: when they begin and end depends on where one asks. Each has a trap."""

from dataclasses import replace
from datetime import date

import pytest

from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.metrics import sprint_days
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint
from tests.building import instant, item, snapshot, text
from tests.stories.asking import sprint as told_of

NEW = "2026-03-02 09:00 To Do"
BEFORE = "2026-03-19 12:00"


def days(id: str, first: str, day_after: str, **more: str) -> Sprint:
    """A sprint from its first day to the day before another, as it was read on 2026-03-25, in UTC."""
    start, end, now = instant(first), instant(day_after), instant("2026-03-25 09:00")
    state = "future" if now < start else "active" if now < end else "closed"
    return Sprint(
        id=id,
        name=f"S{id}",
        state=state,
        start=start,
        end=end,
        activated=NEVER if state == "future" else start,
        completed=end if state == "closed" else NEVER,
        board="core",
        in_days=True,
        **more,
    )


S7 = days("7", "2026-03-23", "2026-04-04")
"""Monday the 23rd to Friday the 3rd of April."""


def in_it(*moves: str, key: str = "PAY-1", entered: str = BEFORE) -> Snapshot:
    return snapshot(item(key, NEW, *moves, sprints=[("S7", entered)]), sprints=[S7])


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("UTC", "2026-03-23 00:00", "2026-04-03 23:59"),
        # Clocks go forward on Sunday the 29th: the sprint is an hour shorter.
        ("Europe/Rome", "2026-03-22 23:00", "2026-04-03 21:59"),
        ("Pacific/Auckland", "2026-03-22 11:00", "2026-04-03 10:59"),
        ("America/Los_Angeles", "2026-03-23 07:00", "2026-04-04 06:59"),
    ],
)
def test_its_first_day_begins_and_its_last_day_ends_where_one_asks(zone: str, start: str, end: str) -> None:
    told = told_of(in_it(), "S7", "2026-04-20", Settings(zone=zone))
    assert (text(told.sprint.activated), text(told.sprint.end)) == (start, end)
    assert (told.start, told.end, told.complete) == (date(2026, 3, 23), date(2026, 4, 3), date(2026, 4, 3))
    assert told.sprint.state == "closed"
    assert told.burn is not None
    assert len(told.burn.days) == 12


def test_the_last_day_is_a_day_to_finish_on() -> None:
    # Azure gives the midnight with which the last day begins; whoever takes that for the end loses a day of work.
    told = told_of(in_it("2026-04-03 16:00 Done"), "S7", "2026-04-20")
    assert told.sets is not None
    assert told.sets.completed == ("PAY-1",)


def test_work_after_midnight_is_late_where_the_day_is_over_and_in_time_where_it_is_not() -> None:
    # Done on Saturday at 02:00 UTC: Friday evening in California, Saturday in Rome.
    team = in_it("2026-04-04 02:00 Done")
    california = told_of(team, "S7", "2026-04-20", Settings(zone="America/Los_Angeles")).sets
    rome = told_of(team, "S7", "2026-04-20", Settings(zone="Europe/Rome")).sets
    assert california is not None
    assert rome is not None
    assert (california.completed, rome.completed) == (("PAY-1",), ())
    assert rome.not_completed == ("PAY-1",)


def test_what_comes_on_the_first_morning_was_promised_or_added_by_the_zone() -> None:
    # In on Monday at 03:00 UTC: Sunday evening in California, before the sprint; Monday in Auckland, added.
    team = in_it(entered="2026-03-23 03:00")
    california = told_of(team, "S7", "2026-04-20", Settings(zone="America/Los_Angeles")).sets
    auckland = told_of(team, "S7", "2026-04-20", Settings(zone="Pacific/Auckland")).sets
    assert california is not None
    assert auckland is not None
    assert (california.commitment, auckland.commitment) == (("PAY-1",), ())
    assert auckland.added == ("PAY-1",)


@pytest.mark.parametrize(
    ("zone", "today", "state"),
    [
        # It was read as active; whoever asks decides by their own days.
        ("UTC", "2026-03-22", "future"),
        ("UTC", "2026-03-23", "active"),
        ("UTC", "2026-04-03", "active"),
        ("UTC", "2026-04-04", "closed"),
        ("Pacific/Auckland", "2026-03-23", "active"),
        ("America/Los_Angeles", "2026-04-03", "active"),
        ("America/Los_Angeles", "2026-04-04", "closed"),
    ],
)
def test_it_has_begun_and_is_over_by_the_days_of_who_asks(zone: str, today: str, state: str) -> None:
    told = told_of(in_it(), "S7", today, Settings(zone=zone))
    assert told.sprint.state == state
    assert (told.reason is None) == (state != "future")


def test_an_active_sprint_has_its_last_day_before_it() -> None:
    told = told_of(in_it(), "S7", "2026-04-01")
    assert told.days_left == 2


def test_two_that_overlap_keep_their_own_members() -> None:
    # An item is in one iteration at a time; two may run at once all the same.
    other = days("8", "2026-03-30", "2026-04-11")
    team = snapshot(
        item("PAY-1", NEW, "2026-04-02 09:00 Done", sprints=[("S7", BEFORE)]),
        item("PAY-2", NEW, sprints=[("S7", BEFORE, "2026-03-31 09:00"), ("S8", "2026-03-31 09:00")]),
        sprints=[S7, other],
    )
    first, second = told_of(team, "S7", "2026-04-20").sets, told_of(team, "S8", "2026-04-20").sets
    assert first is not None
    assert second is not None
    assert (first.commitment, first.removed, first.completed) == (("PAY-1", "PAY-2"), ("PAY-2",), ("PAY-1",))
    assert (second.commitment, second.added) == ((), ("PAY-2",))


def test_one_without_days_has_no_figures_and_says_so() -> None:
    team = snapshot(
        item("PAY-1", NEW, sprints=[("S9", BEFORE)]),
        sprints=[Sprint("9", "S9", "unknown", board="core", in_days=True)],
    )
    told = told_of(team, "S9", "2026-04-20")
    assert (told.reason, told.sets, told.members) == ("no dates", None, ("PAY-1",))


def test_placing_twice_is_placing_once() -> None:
    until = instant("2026-04-02 00:00")
    once = sprint_days.placed(in_it(), "Europe/Rome", until)
    assert sprint_days.placed(once, "UTC", until) is once
    assert sprint_days.placed(snapshot(sprints=["S1"]), "UTC", until).sprints[0].name == "S1"


def test_the_page_chooses_by_the_days_of_the_workspace() -> None:
    # Read on Sunday evening in UTC, when it is Monday in Auckland: there the sprint is the current one.
    team = replace(in_it(), sprints=(replace(S7, state="future", activated=NEVER),))
    chosen = [
        sprint_asked.asked({}, team, Settings(zone=zone), today).filters[0].choices[0].word
        for zone, today in (("Pacific/Auckland", date(2026, 3, 23)), ("UTC", date(2026, 3, 22)))
    ]
    assert [getattr(word, "text", word) for word in chosen] == ["{name}, current", "{name}, planned"]
