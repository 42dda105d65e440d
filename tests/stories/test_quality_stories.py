"""Stories of quality, worked out on paper. Each has a trap."""

from datetime import date

import pytest

from altaclario.dashboards import answers
from altaclario.dashboards.quality.answers import QualityAnswer
from altaclario.metrics.questions import QualityQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot, Stage
from tests.building import STATUSES, Item, item, snapshot, version

MARCH = (date(2026, 3, 2), date(2026, 3, 29))
PLAIN = Settings()


def _told(team: Snapshot, settings: Settings = PLAIN, *, on: date = MARCH[1]) -> QualityAnswer:
    return answers.answer(team, settings, QualityQuestion(*MARCH), on)


def _bug(number: int, created: str, *moves: str, **more: object) -> Item:
    return item(f"PAY-{number}", f"{created} 09:00 To Do", *moves, type="Bug", **more)


def test_a_defect_that_came_back_is_closed_once_and_closed_twice() -> None:
    # PAY-1 is created on the 3rd, done on the 4th, taken up again on the 10th and done on the 12th: closed in its
    # second week only, while of its two closings one was reopened. PAY-2 was done on the 5th and is open again: it is
    # closed in no week, and its one closing was reopened. PAY-3 was done and then cancelled: that is no return.
    statuses = {**STATUSES, "Rejected": Stage.CANCELLED}
    back = ("2026-03-10 09:00 In Progress", "2026-03-12 09:00 Done")
    team = snapshot(
        _bug(1, "2026-03-03", "2026-03-04 09:00 Done", *back),
        _bug(2, "2026-03-04", "2026-03-05 09:00 Done", "2026-03-06 09:00 To Do"),
        _bug(3, "2026-02-04", "2026-03-17 09:00 Done", "2026-03-18 09:00 Rejected"),
        statuses=statuses,
    )
    told = _told(team)
    assert told.inflow.created.tolist() == [2, 0, 0, 0]
    assert told.inflow.closed.tolist() == [0, 1, 0, 0]
    assert told.inflow.net.tolist() == [2, 1, 1, 1]
    assert (told.returns.closings, told.returns.reopened) == (4, 2)
    assert told.weekly_returns.tolist() == [[2, 2], [1, 0], [1, 0], [0, 0]]
    assert [told.items.key(place) for place in told.open.places] == ["PAY-2"]


def test_a_defect_ages_from_its_report_and_not_from_the_start_of_work() -> None:
    # On Sunday 29 March: created on the 1st is 29 days, 20 of them worked (2 to 27 March). Work began on the 26th.
    team = snapshot(_bug(1, "2026-03-01", "2026-03-26 09:00 In Progress"), item("PAY-2", "2026-01-01 09:00 To Do"))
    assert _told(team).open.days.tolist() == [29]
    assert _told(team, Settings(clock="working")).open.days.tolist() == [20]


def test_a_defect_escapes_with_a_release_that_was_out_the_day_before() -> None:
    # 1.0 came out on the 9th. Reported on the 9th: it may have been found before. On the 10th: escaped. On the 5th of
    # 1.0 and the 12th of 0.9: escaped with 0.9 alone. A story never escapes, nor a defect of 2.0, which is to come.
    versions = [
        version("0.9", "2026-03-04"),
        version("1.0", "2026-03-09"),
        version("2.0", "2026-03-20", released=False),
        version("3.0", "2026-04-20"),
        version("4.0"),
    ]
    team = snapshot(
        _bug(1, "2026-03-09", affects=["1.0"]),
        _bug(2, "2026-03-10", affects=["1.0", "2.0"]),
        _bug(3, "2026-03-05", affects=["0.9", "1.0"]),
        item("PAY-4", "2026-03-12 09:00 To Do", affects=["1.0"]),
        _bug(5, "2026-03-25", affects=["2.0", "3.0", "4.0"]),
        versions=versions,
    )
    told = _told(team)
    keys = [(one.version.name, team.keys(one.items)) for one in told.escapes]
    assert keys == [("0.9", ["PAY-3"]), ("1.0", ["PAY-2"])]


def test_names_of_priorities_say_how_urgent_a_defect_is_or_nobody_knows() -> None:
    names = ("Highest", "2", "P3 later", "Whenever", "")
    team = snapshot(*(_bug(number, "2026-03-02", priority=name) for number, name in enumerate(names, 1)))
    told = _told(team)
    assert told.open.ranks.tolist() == [1, 2, 3, 0, 0]
    assert (told.open.urgent, told.knows_priority) == (2, True)
    assert not _told(snapshot(_bug(1, "2026-03-02", priority="Whenever"))).knows_priority


def _finished(number: int, day: int, type: str = "Story") -> Item:
    return item(f"PAY-{number}", "2026-02-02 09:00 In Progress", f"2026-03-{day:02} 09:00 Done", type=type)


def test_inflow_costs_the_days_that_it_takes_from_the_plan() -> None:
    # One item is finished on each of the twenty working days from 2 to 27 March; ten of the twenty are defects, and ten
    # new ones came in: the inflow takes half. Six stories are open: 6 working days by all of the throughput. By half of
    # it each day brings one with a chance of ½, and 15 days bring six or more with 84.9 %, 16 with 89.5 %: 10 more.
    days = [day for day in range(2, 28) if day not in (7, 8, 14, 15, 21, 22)]
    done = [_finished(number, day, "Bug" if number % 2 else "Story") for number, day in enumerate(days, 1)]
    new = [_bug(number, "2026-03-09") for number in range(31, 41)]
    left = [item(f"PAY-{number}", "2026-02-02 09:00 To Do") for number in range(51, 57)]
    told = _told(snapshot(*done, *new, *left))
    assert (told.taken, told.share.whole, told.to_do) == (0.5, 0.5, 6)
    assert told.cost is not None
    assert (told.cost.plain, told.cost.slowed, told.cost.days) == (6, 16, 10)
    assert [round(one) for one in told.share.process.values.tolist()] == [60, 40, 60, 40]


def test_what_a_defect_is_the_team_says() -> None:
    team = snapshot(_bug(1, "2026-03-02"), item("PAY-2"))
    assert _told(team).types == ("Bug",)
    assert _told(team, Settings(defect_types=frozenset({"STORY"}))).types == ("Story",)
    assert _told(team, Settings(defect_types=frozenset({"Fault"}))).types == ()


@pytest.mark.parametrize("team", [snapshot(), snapshot(item("PAY-1")), snapshot(_bug(1, "2026-03-02"))])
def test_where_nothing_was_finished_nothing_is_divided(team: Snapshot) -> None:
    told = _told(team)
    assert (told.taken, told.cost, told.returns.share, told.share.whole) == (None, None, None, None)
    assert told.share.begins == ()
