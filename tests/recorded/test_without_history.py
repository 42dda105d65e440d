"""Two recorded trackers without histories: what can be told is right, what cannot is said."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
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

TODAY = date(2026, 6, 30)
Read = tuple[Snapshot, dict[str, Any]]


@pytest.fixture(scope="module", params=[raw.TIDEV, raw.ARROW], ids=["tidev", "arrow"])
def both(recordings: Path, request: pytest.FixtureRequest) -> Iterator[Read]:
    folder = recordings / request.param
    with running(Simulated(recorded.load(folder))) as site:
        yield conftest.read(site).snapshot, {issue["key"]: issue for issue in raw.archived(folder)}


def is_base(issue: dict[str, Any]) -> bool:
    kind = issue["fields"]["issuetype"]
    return not kind["subtask"] and kind["name"] != "Epic"


def is_done(issue: dict[str, Any]) -> bool:
    return issue["fields"]["status"]["statusCategory"]["key"] == "done"


def test_every_issue_is_there_once_with_its_rung(both: Read) -> None:
    snapshot, issues = both
    answer = answers.answer(snapshot, Settings(), FlowQuestion(TODAY, TODAY), TODAY)
    assert len(snapshot) == len(issues)
    assert {snapshot.key(row) for row in range(len(snapshot))} == set(issues)
    assert answer.counts.items == sum(map(is_base, issues.values()))
    assert answer.counts.sub_tasks == sum(issue["fields"]["issuetype"]["subtask"] for issue in issues.values())


def test_dates_and_lead_days_item_by_item(both: Read) -> None:
    snapshot, issues = both
    answer = answers.answer(snapshot, Settings(), FlowQuestion(date(2010, 1, 1), TODAY), TODAY)
    rows = {row.key: row for row in answer.items}
    for key, issue in issues.items():
        if not is_base(issue):
            continue
        fields = issue["fields"]
        created = raw.day(fields["created"], "UTC")
        finished = raw.day(fields["resolutiondate"], "UTC") if is_done(issue) else None
        lead = (finished - created).days + 1 if finished and created else None
        row = rows[key]
        assert (row.created, row.finished, row.lead_days) == (created, finished, lead), key
        assert row.cycle_days is None
        assert row.started is None or not is_done(issue)


def test_finished_by_resolution(both: Read) -> None:
    snapshot, issues = both
    answer = answers.answer(snapshot, Settings(), FlowQuestion(date(2010, 1, 1), TODAY), TODAY)
    lives = answer.items.lives
    ours = Counter(
        snapshot.resolutions[snapshot.items.resolution[item]]
        for item, row in zip(lives.items.tolist(), answer.items, strict=True)
        if row.finished
    )
    theirs = Counter(
        (issue["fields"]["resolution"] or {}).get("name", "")
        for issue in issues.values()
        if is_base(issue) and is_done(issue) and issue["fields"]["resolutiondate"]
    )
    assert ours == theirs
    dateless = sum(
        is_base(issue) and is_done(issue) and not issue["fields"]["resolutiondate"] for issue in issues.values()
    )
    assert answer.left_out.get("no history", 0) == dateless


def test_versions_of_today(both: Read) -> None:
    snapshot, issues = both
    held = snapshot.version_memberships
    ours = Counter(snapshot.versions[of].id for of in held.of.tolist())
    theirs = Counter(version["id"] for issue in issues.values() for version in issue["fields"].get("fixVersions") or ())
    assert ours == theirs
    assert not held.recorded.any()


def test_sprints_of_today_without_figures(both: Read) -> None:
    snapshot, issues = both
    theirs: dict[str, set[int]] = {}
    for key, issue in issues.items():
        fields = issue["fields"]
        for sprint in (*(fields.get("closedSprints") or ()), *([fields["sprint"]] if fields.get("sprint") else ())):
            theirs.setdefault(str(sprint["id"]), set()).add(key)
    held = snapshot.sprint_memberships
    ours: dict[str, set[int]] = {}
    for item, of in zip(held.item.tolist(), held.of.tolist(), strict=True):
        ours.setdefault(str(snapshot.sprints[of].id), set()).add(snapshot.key(item))
    assert ours == theirs
    for sprint in list(theirs)[:5]:
        answer = answers.answer(snapshot, Settings(), SprintQuestion(TODAY, TODAY, sprint=sprint), TODAY)
        assert (answer.sets, answer.say_do) == (None, None)
        assert answer.reason == "no sprint history"
