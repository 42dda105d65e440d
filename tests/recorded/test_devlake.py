"""A recorded Jira Cloud with histories: our figures equal an independent reading of its raw rows, item by item."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from altaclario.dashboards import answers
from altaclario.metrics.questions import FlowQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.simulator.jira import recorded
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots.snapshot import Snapshot
from tests import conftest
from tests.recorded import raw

pytestmark = pytest.mark.recorded

ZONE = "Asia/Shanghai"
TODAY = date(2022, 12, 31)
SPRINT_FIELD = "customfield_10020"


@pytest.fixture(scope="module")
def snapshot(recordings: Path) -> Iterator[Snapshot]:
    tracker = recorded.load(recordings / "recorded/jira/devlake-jira-e2e")
    with running(Simulated(tracker)) as site:
        yield conftest.read(site, "EE", "K5").snapshot


@pytest.fixture(scope="module")
def issues(recordings: Path) -> dict[str, Any]:
    return {issue["key"]: issue for issue in raw.rows(recordings, "_raw_jira_api_issues.csv")}


@pytest.fixture(scope="module")
def categories(recordings: Path) -> dict[str, str]:
    listed = raw.rows(recordings, "_raw_jira_api_status.csv")
    return {status["id"]: status["statusCategory"]["key"] for status in listed}


def test_every_status_change_is_there(snapshot: Snapshot, issues: dict[str, Any]) -> None:
    recorded_changes = sum(len(raw.changes(issue, "status")) for issue in issues.values())
    assert len(snapshot) == len(issues) == 33
    assert len(snapshot.transitions.at) == recorded_changes + len(issues) == 198


@pytest.mark.parametrize("zone", ["UTC", ZONE])
def test_started_finished_and_cycle_days_item_by_item(
    snapshot: Snapshot, issues: dict[str, Any], categories: dict[str, str], zone: str
) -> None:
    question = FlowQuestion(date(2020, 1, 1), TODAY)
    answer = answers.answer(snapshot, Settings(zone=zone), question, TODAY)
    rows = {row.key: row for row in answer.items}
    base = {key for key, issue in issues.items() if issue["fields"]["issuetype"]["hierarchyLevel"] == 0}
    assert set(rows) == base
    for key in base:
        line = raw.stages(issues[key], categories)
        start, finish = raw.started(line), raw.finished(line)
        started = raw.day(start.isoformat() if start else None, zone)
        finished = raw.day(finish.isoformat() if finish else None, zone)
        cycle = (finished - (started or finished)).days + 1 if finished else None
        row = rows[key]
        assert (row.started, row.finished, row.cycle_days) == (started, finished, cycle), key
        created = raw.day(issues[key]["fields"]["created"], zone)
        assert row.created == created
        assert row.lead_days == ((finished - created).days + 1 if finished and created else None)


@pytest.mark.parametrize("sprint_id", [7, 9, 17])
def test_the_scope_of_a_sprint_item_by_item(
    snapshot: Snapshot, issues: dict[str, Any], categories: dict[str, str], recordings: Path, sprint_id: int
) -> None:
    sprint = next(one for one in raw.rows(recordings, "_raw_jira_api_sprints.csv") if int(one["id"]) == sprint_id)
    # The product counts in whole seconds.
    begin = raw.moment(sprint["startDate"]).replace(microsecond=0) + timedelta(seconds=1, microseconds=-1)
    end = raw.moment(sprint["completeDate"]).replace(microsecond=0) + timedelta(seconds=1, microseconds=-1)
    base = {key: issue for key, issue in issues.items() if issue["fields"]["issuetype"]["hierarchyLevel"] == 0}

    def held(issue: dict[str, Any], when: datetime) -> bool:
        return raw.in_sprint(issue, sprint_id, SPRINT_FIELD, when)

    def done(issue: dict[str, Any], when: datetime) -> datetime | None:
        return raw.finished([step for step in raw.stages(issue, categories) if step[0] <= when] or [(when, "new")])

    at_start = {key for key, issue in base.items() if held(issue, begin)}
    at_end = {key for key, issue in base.items() if held(issue, end)}
    early = {key for key in at_start if done(base[key], begin)}
    completed = {
        key
        for key, issue in base.items()
        if (when := done(issue, end)) and begin < when.astimezone(UTC) <= end and held(issue, when)
    }
    answer = answers.answer(snapshot, Settings(), SprintQuestion(TODAY, TODAY, sprint=str(sprint_id)), TODAY)
    assert answer.sets is not None
    assert set(answer.sets.commitment) == at_start - early
    assert set(answer.sets.done_before_start) == early
    assert set(answer.sets.added) == at_end - at_start
    assert set(answer.sets.removed) == at_start - at_end - early
    assert set(answer.sets.completed) == completed
    assert set(answer.sets.not_completed) == {key for key in at_end - early if not done(base[key], end)}


def test_a_sprint_whose_items_were_not_recorded_has_no_figures(snapshot: Snapshot) -> None:
    answer = answers.answer(snapshot, Settings(), SprintQuestion(TODAY, TODAY, sprint="20"), TODAY)
    assert answer.members == ()
    assert answer.reason or answer.sets
