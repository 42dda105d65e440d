"""One history, told by two trackers: the figures are the same, item by item."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from altaclario.dashboards import answers
from altaclario.dashboards.sprint.answers import SprintSets
from altaclario.metrics import counting, stages, time_in_stage
from altaclario.metrics.questions import FlowQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.simulator.azure.process import Process
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots.snapshot import Snapshot
from tests.conftest import NOW, data_center_source, read, read_azure, server_source
from tests.faults import truth

TODAY = date(2026, 3, 2)
WINDOW = FlowQuestion(TODAY - timedelta(400), TODAY)
SETTINGS = [
    Settings(),
    Settings(zone="Asia/Kolkata"),
    Settings(zone="America/Los_Angeles", clock="working", restart="last"),
]
UNTOLD = {("not started", "no dates"), ("no sprint history", None)}
Both = tuple[Snapshot, Snapshot]


@pytest.fixture(scope="module")
def site() -> Iterator[Simulated]:
    tracker = generate(Wish(issues=1500, seed=8, now_ms=NOW * 1000, whole_days=True))
    with running(Simulated(tracker)) as site:
        site.azure.now_ms = lambda: NOW * 1000
        yield site


@pytest.fixture(scope="module")
def both(site: Simulated) -> Both:
    return read(site).snapshot, read_azure(site).snapshot


def numbers(snapshot: Snapshot) -> dict[str, int]:
    """The tracker's number of each item, by its key."""
    return {snapshot.key(row): int(id) for row, id in enumerate(snapshot.items.id)}


def test_a_data_center_tells_exactly_what_a_cloud_tells(site: Simulated, both: Both) -> None:
    """So whatever is said below of a Cloud is said of it as well."""
    told = read(site, at=data_center_source)
    assert truth.differing(told.snapshot, both[0]) == []
    assert len(told.snapshot.items.parent[told.snapshot.items.parent > 0]) > 500
    assert not any(one["refused"] for one in site.requests)


@pytest.mark.parametrize("newest", [(7, 1), (7, 0), (6, 0)])
def test_a_server_tells_exactly_what_the_services_tell(site: Simulated, both: Both, newest: tuple[int, int]) -> None:
    site.server.newest = newest
    told = read_azure(site, at=server_source)
    assert truth.differing(told.snapshot, both[1]) == []
    version = ".".join(map(str, newest))
    asked = [one["query"]["api-version"] for one in site.requests if one["path"].startswith("/tfs/")]
    assert [one for one in asked if not one.startswith(version)] == ["7.1-preview"] * (newest != (7, 1))
    site.requests.clear()


def test_both_hold_the_same_items_and_moves(both: Both) -> None:
    jira, azure = both
    assert len(jira) == len(azure) == 1500
    for column in ("id", "created", "parent", "flags"):
        np.testing.assert_array_equal(getattr(azure.items, column), getattr(jira.items, column), column)
    np.testing.assert_array_equal(azure.items.estimate, jira.items.estimate)
    np.testing.assert_array_equal(azure.levels(), jira.levels())
    np.testing.assert_array_equal(azure.transitions.first, jira.transitions.first)
    np.testing.assert_array_equal(azure.transitions.at, jira.transitions.at)


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda one: one.zone)
def test_started_finished_cycle_lead_and_age_of_every_item(both: Both, settings: Settings) -> None:
    told = [answers.answer(one, settings, WINDOW, TODAY) for one in both]
    rows = [
        [
            (row.stage, row.created, row.started, row.finished, row.cycle_days, row.lead_days, row.age_days, row.flags)
            for row in answer.items
        ]
        for answer in told
    ]
    assert rows[0] == rows[1]
    assert told[0].figures == told[1].figures
    assert told[0].counts == told[1].counts
    assert told[0].remarks == told[1].remarks


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda one: one.zone)
def test_work_in_progress_and_flow_of_every_day(both: Both, settings: Settings) -> None:
    jira, azure = (answers.answer(one, settings, WINDOW, TODAY).series for one in both)
    assert azure.wip_rows() == jira.wip_rows()
    assert azure.cfd_rows() == jira.cfd_rows()
    assert azure.throughput_rows() == jira.throughput_rows()
    assert azure.arrivals.started.tolist() == jira.arrivals.started.tolist()


def test_seconds_in_every_stage_of_every_item(both: Both) -> None:
    spent = [time_in_stage.seconds(_stays(one), Settings(), NOW) for one in both]
    np.testing.assert_array_equal(spent[0], spent[1])
    assert spent[0].any()


def test_when_work_was_blocked(both: Both) -> None:
    jira, azure = (one.flagged for one in both)
    assert len(jira.item)
    for column in ("item", "entered", "left", "recorded"):
        np.testing.assert_array_equal(getattr(azure, column), getattr(jira, column), column)


def test_every_change_of_an_estimate(both: Both) -> None:
    jira, azure = (one.estimates for one in both)
    assert len(jira.item)
    for column in ("item", "at", "before"):
        np.testing.assert_array_equal(getattr(azure, column), getattr(jira, column), column)


def test_the_sets_points_and_burn_of_every_sprint(both: Both) -> None:
    jira, azure = both
    of_both = {one.id for one in jira.sprints} & {one.id for one in azure.sprints}
    assert len(of_both) == len(jira.sprints) == len(azure.sprints)
    with_figures = 0
    for sprint in sorted(of_both):
        told = [answers.answer(one, Settings(), SprintQuestion(TODAY, TODAY, sprint), TODAY) for one in both]
        if told[0].reason:
            # An item that was created in a sprint has no change of it at Jira; revisions tell it.
            assert (told[0].reason, told[1].reason) in UNTOLD
            continue
        one, other = (_by_number(answer.sets, snapshot) for answer, snapshot in zip(told, both, strict=True))
        assert one == other, sprint
        assert told[0].points == told[1].points
        assert told[0].say_do == told[1].say_do
        assert (told[0].sprint.state, told[0].start) == (told[1].sprint.state, told[1].start)
        assert told[0].burn is not None
        assert told[1].burn is not None
        # The first instant after the last day is a day of its own where sprints end at an instant.
        days = len(told[1].burn.days)
        assert told[0].burn.days[:days] == told[1].burn.days
        assert told[0].burn.scope_items[:days].tolist() == told[1].burn.scope_items.tolist()
        assert told[0].burn.done_items[:days].tolist() == told[1].burn.done_items.tolist()
        speeds = [{row.sprint.id: (row.items, row.points) for row in answer.velocity_rows} for answer in told]
        assert speeds[0].items() <= speeds[1].items()
        with_figures += 1
    assert with_figures > 100


def test_a_board_and_a_team_show_the_same(site: Simulated) -> None:
    jira = read(site, "PAY", boards=("1",)).snapshot
    azure = read_azure(site, "Payments", teams=("Payments Team",)).snapshot
    (team,) = azure.on_board
    told = [
        answers.answer(one, Settings(), replace(WINDOW, board=board), TODAY)
        for one, board in ((jira, "1"), (azure, team))
    ]
    assert told[0].figures == told[1].figures
    assert told[0].counts == told[1].counts


def test_what_the_board_says_beside_the_states_changes_no_stage() -> None:
    process = Process(split=frozenset({"In Progress"}), columns={"In Review": ("Waiting", "Reviewing")})
    tracker = generate(Wish(issues=300, seed=5, now_ms=NOW * 1000))
    with running(Simulated(tracker, process=process)) as site:
        jira, azure = read(site).snapshot, read_azure(site).snapshot
    assert {one.name for one in azure.statuses} >= {"In Progress, done", "Waiting", "Reviewing"}
    assert len(azure.transitions.at) > len(jira.transitions.at)
    for settings in SETTINGS:
        told = [answers.answer(one, settings, WINDOW, TODAY) for one in (jira, azure)]
        assert told[0].figures == told[1].figures
        assert told[0].series.cfd_rows() == told[1].series.cfd_rows()


def test_work_that_was_dropped_is_cancelled_in_both() -> None:
    tracker = generate(Wish(issues=300, seed=5, now_ms=NOW * 1000))
    with running(Simulated(tracker, process=Process(removed=True))) as site:
        jira, azure = read(site).snapshot, read_azure(site).snapshot
    dropped = Settings(cancelled_resolutions=frozenset({"Won't Do", "Duplicate"}))
    told = [answers.answer(jira, dropped, WINDOW, TODAY), answers.answer(azure, Settings(), WINDOW, TODAY)]
    assert told[0].left_out["cancelled"] == told[1].left_out["cancelled"] > 0
    assert told[0].figures == told[1].figures


def test_what_a_status_means_when_nobody_lists_it_any_more() -> None:
    tracker = generate(Wish(issues=300, seed=5, now_ms=NOW * 1000, lost_status=True))
    with running(Simulated(tracker)) as site:
        jira, azure = read(site).snapshot, read_azure(site).snapshot
    told = [answers.answer(one, Settings(), WINDOW, TODAY) for one in (jira, azure)]
    assert told[0].findings["unlisted status"] == told[1].findings["unlisted status"] > 0
    assert told[0].figures == told[1].figures
    assert told[0].series.cfd_rows() == told[1].series.cfd_rows()


def _stays(snapshot: Snapshot) -> stages.Stays:
    return stages.stays(snapshot, Settings(), counting.base_level(snapshot))


def _by_number(sets: SprintSets | None, snapshot: Snapshot) -> dict[str, list[int]]:
    assert sets is not None
    known = numbers(snapshot)
    return {name: [known[key] for key in getattr(sets, name)] for name in sets.__slots__}
