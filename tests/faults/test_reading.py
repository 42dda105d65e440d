"""Each fault at each tracker: the reading ends as the catalogue says, and nothing wrong was published meanwhile."""

import pytest

from altaclario.connections import causes
from altaclario.providers.faults import TrackerFault
from altaclario.simulator.catalogue import worlds
from altaclario.simulator.catalogue.rows import Case, Fails, Lives
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots.snapshot import Snapshot
from tests.faults import cases, setting, truth


@pytest.mark.turns(8)
@pytest.mark.parametrize(("provider", "case"), cases.READINGS)
def test_it_ends_as_it_should_and_nothing_wrong_is_published(shared: Simulated, provider: str, case: Case) -> None:
    outcome = setting.read(case, shared, provider)
    if isinstance(case.seen, Fails):
        assert isinstance(outcome.fault, TrackerFault), repr(outcome.fault)
        assert outcome.fault.cause == case.seen.cause, str(outcome.fault)
        assert outcome.fault.cause in causes.CAUSES
        assert not any(text in str(outcome.fault) for text in outcome.tracker.canaries)
    else:
        _lives(case, outcome, provider)
    earlier = setting.truth(provider).published[-1].projects if _changed(case) else ()
    for snapshot in outcome.published:
        assert truth.odd_in(snapshot, outcome.tracker, but=_changed(case), earlier=earlier) == []


def _lives(case: Case, outcome: setting.Outcome, provider: str) -> None:
    seen = case.seen
    assert isinstance(seen, Lives)
    if outcome.fault:
        raise outcome.fault
    whole = outcome.whole
    assert whole is not None
    assert set(seen.findings) <= set(whole.findings)
    assert set(seen.left_out) <= set(whole.left_out) <= {*seen.left_out, *seen.may_leave_out}
    if not seen.left_out:
        assert truth.missing_in(whole, outcome.tracker, but=_changed(case)) == set()
    if seen.is_whole:
        right = setting.truth(provider)
        for published, true in zip(outcome.published, right.published, strict=True):
            assert truth.differing(published, true) == []


def _changed(case: Case) -> list[int]:
    """Items to which something happens while they are read: both what was and what is would be right."""
    happenings = [one["happening"] for one in case.faults if "happening" in one]
    return [one.get("item", worlds.NEW_ITEM) for one in happenings]


@pytest.mark.parametrize("provider", cases.FACES)
def test_where_nothing_is_unfinished_the_first_to_be_seen_is_everything(provider: str) -> None:
    """A first part without anything in it would look like a team without work."""
    tracker, published = worlds.site(), list[Snapshot]()
    worlds.all_done(tracker)
    with running(setting.simulated(tracker)) as site:
        whole = setting.honest(site, provider, now=worlds.NOW + 60 * 86_400, on_partial=published.append)
    assert published == []
    assert truth.missing_in(whole.snapshot, tracker) == set()
