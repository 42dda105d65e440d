"""From a fault of the tracker to a page: what was read before stays with its age, and nothing is shown as empty."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections import kinds
from altaclario.connections.models import Connection
from altaclario.simulator.catalogue.rows import PLACES, Case, Fails
from altaclario.simulator.serving import Simulated
from altaclario.sync.models import State, SyncRun
from altaclario.sync.standing import standing
from tests.cast import House
from tests.faults import cases, saying, setting
from tests.remembering import Memory, Read

pytestmark = pytest.mark.django_db(transaction=True)
NEWEST_PART = "Only the newest part is here."
EVERYWHERE: list[dict[str, Any]] = [
    {"kind": "status", "status": 401},
    {"kind": "status", "status": 429, "retry_after": ""},
    {"kind": "status", "status": 500},
    {"kind": "html"},
    {"kind": "truncated"},
    {"kind": "dropped"},
]


@pytest.fixture
def tracked(request: pytest.FixtureRequest, provider: str) -> Connection:
    found = request.getfixturevalue("connection" if provider == kinds.JIRA else "organisation")
    assert isinstance(found, Connection)
    # Somebody looks at it, so the schedule reads it.
    Connection.objects.update(last_viewed=timezone.now())
    found.refresh_from_db()
    return found


def missing(tracked: Connection, memory: Memory, run: SyncRun, shown: str) -> list[str]:
    """What the page lacks of what there is to say."""
    return saying.missing(standing(tracked, memory.of(tracked), run, now=timezone.now()), shown)


@pytest.mark.turns(8)
@pytest.mark.parametrize(("provider", "case"), cases.ROADS)
def test_a_first_reading_that_fails_is_told_in_the_place_of_figures_or_over_those_of_a_part(
    ada: Client, acme: House, tracked: Connection, case: Case, read: Read, memory: Memory, site: Simulated
) -> None:
    for fault in case.faults:
        site.faults.add(**fault)
    with setting.calls(case):
        run = read(tracked)
    assert isinstance(case.seen, Fails)
    assert (run.state, run.cause) == (State.FAILED, case.seen.cause)
    shown = saying.page(ada, acme, tracked, "flow")
    assert missing(tracked, memory, run, shown) == []
    assert (NEWEST_PART in shown) == bool(saying.figures(shown)) == bool(memory.of(tracked))


@pytest.mark.turns(3)
@pytest.mark.parametrize("fault", EVERYWHERE, ids=str)
@pytest.mark.parametrize("provider", cases.PROVIDERS)
def test_a_later_reading_that_fails_leaves_the_figures_of_the_last_one(
    ada: Client,
    acme: House,
    tracked: Connection,
    provider: str,
    fault: dict[str, Any],
    read: Read,
    memory: Memory,
    site: Simulated,
) -> None:
    assert read(tracked).state == State.DONE
    held, before = memory.of(tracked), saying.figures(saying.page(ada, acme, tracked, "flow"))
    assert len(before) > 2
    site.faults.add(path=PLACES["anything"][cases.PROVIDERS.index(provider)], **fault)
    run = read(tracked)
    assert run.state == State.FAILED
    shown = saying.page(ada, acme, tracked, "flow")
    assert memory.of(tracked) is held
    assert saying.figures(shown) == before
    assert missing(tracked, memory, run, shown) == []
