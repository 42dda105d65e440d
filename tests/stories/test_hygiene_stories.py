"""Stories of hygiene, worked out on paper. Each has a trap."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from altaclario.dashboards import answers
from altaclario.dashboards.hygiene.answers import Finding, HygieneAnswer
from altaclario.metrics.questions import HygieneQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Flag, Snapshot, Stage
from tests.building import Item, item, snapshot, sprint, version

NEW, STARTED = "2026-02-20 08:00 To Do", "2026-03-02 09:00 In Progress"
MARCH = (date(2026, 3, 2), date(2026, 3, 29))
PLAIN = Settings()


def _told(team: Snapshot, settings: Settings = PLAIN, *, on: date = MARCH[1]) -> HygieneAnswer:
    return answers.answer(team, settings, HygieneQuestion(*MARCH), on)


def _rule(told: HygieneAnswer, name: str) -> Finding:
    return next(one for one in told.findings if one.rule.name == name)


def _found(told: HygieneAnswer) -> dict[str, list[str]]:
    return {one.rule.name: [told.items.key(place) for place in one.places.tolist()] for one in told.found}


def _quick(number: int, done: str = "2026-03-04 09:00") -> Item:
    return item(f"PAY-{number}", NEW, STARTED, f"{done} Done", flags=Flag.ASSIGNED)


def _returned(number: int) -> Item:
    """Three days of work around two weeks and a half in the backlog: 22 days."""
    moves = ("2026-03-03 09:00 To Do", "2026-03-20 09:00 In Progress", "2026-03-23 09:00 Done")
    return item(f"PAY-{number}", NEW, STARTED, *moves)


def test_what_went_back_makes_cycle_time_long_and_throughput_no_smaller() -> None:
    # Nine items take 3 days, two went back and take 22. p85 of 11 is the 10th: 22; of 9 alone the 8th: 3; so +19.
    # Weeks of 9, 0, 0, 2 items have the lower middle 0; without the two, of 9, 0, 0, 0, it is still 0.
    # The rule weighs 19/22, and 2 of 11 items fail it: trust is 1 − 2 × 19/22 ÷ 11 = 0.8430.
    told = _told(snapshot(*map(_quick, range(1, 10)), _returned(10), _returned(11)))
    found = _rule(told, "backwards")
    assert _found(told) == {"backwards": ["PAY-10", "PAY-11"]}
    assert (found.effect.cycle_days, found.effect.weekly, found.effect.in_progress) == (19, 0, 0)
    assert found.check.share == pytest.approx(2 / 11)
    assert told.trust == pytest.approx(1 - 2 * (19 / 22) / 11)


def test_who_started_anew_lost_no_days() -> None:
    # The same, where work starts anew after a return: 20 to 23 March are 4 days. p85 of 9 × 3 and 2 × 4 is 4, so +1.
    told = _told(snapshot(*map(_quick, range(1, 10)), _returned(10), _returned(11)), Settings(restart="last"))
    assert _rule(told, "backwards").effect.cycle_days == 1


def test_a_tidied_board_is_no_finished_work() -> None:
    # Ten items closed from 17:00:00 to 17:05:00 are a spike; an eleventh, one minute later, is not among any ten that
    # lie within five minutes. Nine at once are none.
    at = ["2026-03-04 17:00"] * 5 + ["2026-03-04 17:05"] * 5 + ["2026-03-04 17:06"]
    assert len(_rule(_told(snapshot(*(_quick(n, one) for n, one in enumerate(at, 1)))), "bulk-close").places) == 10
    at[:5] = ["2026-03-04 16:59"] * 5
    assert len(_rule(_told(snapshot(*(_quick(n, one) for n, one in enumerate(at, 1)))), "bulk-close").places) == 0
    nine = snapshot(*(_quick(n, "2026-03-04 17:00") for n in range(1, 10)))
    assert len(_rule(_told(nine), "bulk-close").places) == 0


def test_a_flag_touches_an_item_and_an_old_unrecorded_sprint_does_not() -> None:
    # In progress since 2 March, today 29 March: 27 days. PAY-1 was flagged on the 20th; PAY-2 is in a sprint since a
    # day that nobody recorded; PAY-3 was estimated anew on the 16th, which is 14 days before the end of the 29th.
    sprints = [("S1", "2026-03-20 09:00")]
    team = snapshot(
        item("PAY-1", NEW, STARTED, flagged=[("2026-03-20 09:00",)], flags=Flag.ASSIGNED),
        item("PAY-2", NEW, STARTED, sprints=sprints, recorded=False, flags=Flag.ASSIGNED),
        item("PAY-3", NEW, STARTED, estimates={"2026-03-16 00:00": 2}, estimate=1, flags=Flag.ASSIGNED),
        item("PAY-4", NEW, STARTED, estimates={"2026-03-15 23:59": 2}, estimate=1, flags=Flag.ASSIGNED),
        sprints=["S1"],
    )
    found = _found(_told(team))
    assert found["untouched"] == ["PAY-2", "PAY-4"]
    assert "untouched" not in _found(_told(team, Settings(untouched_days=28)))


def test_a_team_that_does_not_estimate_lacks_no_estimate() -> None:
    team = snapshot(_quick(1), _quick(2))
    assert _rule(_told(team), "no-estimate").of == 0
    some = snapshot(replace(_quick(1), estimate=3), _quick(2))
    told = _told(some)
    assert _found(told) == {"no-estimate": ["PAY-2"]}
    # Half of the items fail it, and yet the figures in days stand: it weighs nothing.
    assert told.trust == 1


def _under(team: Snapshot, *parents: int) -> Snapshot:
    return replace(team, items=replace(team.items, parent=np.array(parents, np.uint32)))


def test_a_parent_is_over_before_its_child_or_a_story_before_its_sub_task() -> None:
    # Ids are 10, 20, 30 …: the epic PAY-1 is done over PAY-2, which is open, and PAY-3, which is done; the story PAY-4
    # is done over the sub-task PAY-5, which is open. PAY-6 has a parent that is not held.
    done = ("2026-03-03 09:00 Done",)
    team = snapshot(
        item("PAY-1", NEW, *done, type="Epic"),
        item("PAY-2", NEW),
        _quick(3),
        _quick(4),
        item("PAY-5", NEW, type="Sub-task"),
        item("PAY-6", NEW),
    )
    told = _told(_under(team, 0, 10, 10, 0, 40, 99))
    assert _found(told) == {"done-parent": ["PAY-2", "PAY-4"]}
    assert _rule(told, "done-parent").of == 3


def test_a_sprint_may_wait_for_its_dates_until_somebody_works_in_it() -> None:
    bare = sprint("S1", state="future")
    inside = [("S1", "2026-03-01 09:00")]
    team = snapshot(
        item("PAY-1", NEW, sprints=inside),
        item("PAY-2", NEW, STARTED, "2026-03-27 09:00 Testing", sprints=inside, flags=Flag.ASSIGNED),
        sprints=[bare],
    )
    assert _found(_told(team)) == {"undated-sprint": ["PAY-2"]}


def test_only_a_release_that_is_to_come_needs_a_day() -> None:
    versions = [
        version("1.0"),
        version("2.0", released=False),
        version("3.0", "2026-04-30", released=False),
    ]
    inside = [("1.0",), ("2.0",), ("3.0",)]
    items = [item(f"PAY-{n}", NEW, versions=[(one, "2026-03-01 09:00")]) for n, (one,) in enumerate(inside, 1)]
    told = _told(snapshot(*items, versions=versions))
    assert _found(told) == {"undated-release": ["PAY-2"]}
    assert _rule(told, "undated-release").of == 2


@pytest.mark.parametrize("settings", [PLAIN, Settings(clock="working")])
def test_without_items_nothing_is_trusted_and_nothing_to_mend(settings: Settings) -> None:
    told = _told(snapshot(), settings)
    assert told.trust is None
    assert _found(told) == {}


def test_what_is_cancelled_is_nobodys_to_mend() -> None:
    statuses = {"To Do": Stage.BACKLOG, "In Progress": Stage.ACTIVE, "Rejected": Stage.CANCELLED}
    told = _told(snapshot(item("PAY-1", NEW, STARTED, "2026-03-03 09:00 Rejected"), statuses=statuses))
    assert (told.trust, _found(told), told.left_out) == (None, {}, {"cancelled": 1})
