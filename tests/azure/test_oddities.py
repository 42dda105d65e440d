"""What is found in real organisations and nobody would expect there: it is read, told apart, and never a wrong number.

Each of it is there when the first reading begins, or comes before an increment.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from altaclario.dashboards import answers
from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.metrics.questions import FlowQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.providers.scope import Scope
from altaclario.simulator.azure import oddities
from altaclario.simulator.azure.organisation import Revision
from altaclario.simulator.serving import Simulated
from altaclario.snapshots.snapshot import NEVER, Flag, Snapshot, Stage
from tests.azure.reader import Reader, why
from tests.azure.test_increments import site
from tests.trackers import NOW

TODAY = date(2026, 3, 3)
Odd = Callable[[Simulated], None]


def read(odd: Odd) -> Snapshot:
    """The organisation with something odd in it, as a reading and as an increment give it: both are the same."""
    there = site()
    there.azure.now_ms = there.now_ms
    odd(there)
    there.azure.changed()
    first = Reader(there, Scope(("Payments",)))
    later = Reader(site(), Scope(("Payments",)))
    odd(later.site)
    later.site.azure.changed()
    # What an increment cannot tell is read anew, once.
    assert not why(later) or not why(later)
    later.holds_all()
    assert first.snapshot.items.id.tolist() == later.snapshot.items.id.tolist()
    return first.snapshot


def newest(site: Simulated) -> int:
    return max(id for id, issue in site.tracker.issues.items() if issue.project == "PAY" and issue.category == "done")


def flow(snapshot: Snapshot) -> FlowAnswer:
    return answers.answer(snapshot, Settings(), FlowQuestion(TODAY - timedelta(200), TODAY), TODAY)


@pytest.fixture(scope="module")
def plain() -> Snapshot:
    return read(lambda _: None)


def test_two_thousand_iterations_undated_and_overlapping(plain: Snapshot) -> None:
    snapshot = read(lambda site: oddities.many_iterations(site.azure.organisation, "PAY", 2000))
    assert len(snapshot.sprints) == len(plain.sprints) + 2000
    undated = [one for one in snapshot.sprints if one.name.startswith("Iteration ") and one.start == NEVER]
    assert len(undated) > 400
    assert {one.state for one in undated} == {"unknown"}
    for sprint in (undated[0].id, undated[-1].id):
        told = answers.answer(snapshot, Settings(), SprintQuestion(TODAY, TODAY, sprint), TODAY)
        assert told.reason
        assert told.points is None
    assert flow(snapshot).figures == flow(plain).figures


def test_an_area_fourteen_levels_deep_is_still_the_teams(plain: Snapshot) -> None:
    snapshot = read(lambda site: oddities.deep_area(site.azure.organisation, "PAY") and None)
    (one,), (other,) = snapshot.on_board.values(), plain.on_board.values()
    assert one.tolist() == other.tolist()
    assert flow(snapshot).figures == flow(plain).figures


def test_a_team_without_an_area_has_no_work_and_that_is_told() -> None:
    snapshot = first_of(lambda site: oddities.without_area(site.azure.organisation, "PAY"))
    (shown,) = snapshot.on_board.values()
    assert not shown.any()
    assert len(snapshot.sprint_memberships.item) == 0


def test_a_type_with_states_of_its_own_counts_by_their_categories() -> None:
    def own(site: Simulated) -> None:
        organisation = site.azure.organisation
        organisation.of_key("PAY").states["Bug"].insert(1, ("Awaiting verdict", "Resolved"))
        bug = next(one for one in organisation.items.values() if one.type == "Bug" and one.project.name == "Payments")
        organisation.add_revision(bug, Revision(NOW * 1000, None, {"System.State": "Awaiting verdict"}))
        bug.added += 1

    snapshot = read(own)
    (status,) = (one for one in snapshot.statuses if one.name == "Awaiting verdict")
    assert status.stage is Stage.WAITING


def test_an_item_of_ten_thousand_revisions_counts_as_before(plain: Snapshot) -> None:
    def long(site: Simulated) -> None:
        organisation = site.azure.organisation
        oddities.long_history(organisation, organisation.items[newest(site)])

    snapshot = read(long)
    assert snapshot.transitions.at.tolist() == plain.transitions.at.tolist()
    assert flow(snapshot).figures == flow(plain).figures
    assert not snapshot.findings


def test_migrated_items_whose_dates_fall_are_told_and_no_clock_goes_back() -> None:
    def migrated(site: Simulated) -> None:
        oddities.imported(site.azure.organisation.items[newest(site)], 1_771_000_000_000)

    snapshot = first_of(migrated)
    assert snapshot.findings["clock went backwards"] == 1
    row = snapshot.row_of(newest(site()))
    assert row is not None
    assert snapshot.items.flags[row] & Flag.CLOCK_CLAMPED
    begin, end = snapshot.transitions.first[row : row + 2]
    assert snapshot.transitions.at[begin:end].tolist() == sorted(snapshot.transitions.at[begin:end].tolist())
    (told,) = (one for one in flow(snapshot).items if one.key == snapshot.key(row))
    assert "clock clamped" in told.flags
    assert (told.cycle_days, told.lead_days) == (1, 1)


def test_a_change_in_the_year_9999_moves_no_figure(plain: Snapshot) -> None:
    def far(site: Simulated) -> None:
        organisation = site.azure.organisation
        oddities.in_the_year_9999(organisation, organisation.items[newest(site)])

    snapshot = read(far)
    assert flow(snapshot).figures == flow(plain).figures


def first_of(odd: Odd) -> Snapshot:
    """As a first reading gives it: what was written anew there does not come to be between two readings."""
    there = site()
    odd(there)
    there.azure.changed()
    return Reader(there, Scope(("Payments",))).snapshot
