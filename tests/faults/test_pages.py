"""For every cause, at both trackers: pages say what happened, who can mend it and what is next, over what was there."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections import causes, credentials, kinds
from altaclario.connections.models import Connection
from altaclario.sync.models import State, SyncRun
from altaclario.sync.standing import standing
from tests import building
from tests.cast import MONDAY, House
from tests.depth import DEEP
from tests.faults import saying
from tests.faults.saying import DASHBOARDS
from tests.remembering import Memory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SITES = {kinds.JIRA: "https://acme.atlassian.net", kinds.AZURE_DEVOPS: "https://dev.azure.com/acme"}
HALF_AN_HOUR = timedelta(minutes=30)
TODAY = datetime.now(UTC).timetuple().tm_yday
SHOWN = [
    (cause, DASHBOARDS if DEEP else (DASHBOARDS[(TODAY + number) % len(DASHBOARDS)],))
    for number, cause in enumerate(causes.CAUSES)
]
"""Every cause, on the page of the connection and on these: with --deep on all, otherwise each day on another."""


@pytest.fixture(params=SITES)
def tracked(request: pytest.FixtureRequest, acme: House) -> Connection:
    """A connection that somebody looked at lately, so that the schedule reads it."""
    made = Connection(
        workspace=acme.workspace,
        owner=acme.ada.person,
        provider=request.param,
        site=SITES[request.param],
        account_email="ada@acme.test",
        projects=["10000"],
        created=MONDAY,
        last_viewed=timezone.now(),
    )
    credentials.seal(made, "a token", now=MONDAY)
    made.save()
    return made


@pytest.fixture
def page(ada: Client, acme: House, tracked: Connection) -> "partial[str]":
    """Gives the text of one of Ada's pages of the connection, by its name."""
    return partial(saying.page, ada, acme, tracked)


def ended(tracked: Connection, state: State, cause: str = "", *, now: datetime) -> SyncRun:
    """The one reading of a connection, over at this moment."""
    SyncRun.objects.all().delete()
    status = 503 if cause and "{status}" in causes.CAUSES[cause].happened else 0
    ends = {"state": state, "cause": cause, "status": status}
    return SyncRun.objects.create(connection=tracked, asked=now, started=now, finished=now, **ends)


def published(tracked: Connection, memory: Memory, *, now: datetime) -> None:
    """What an earlier reading brought: a sprint with an item that is done and one that goes on."""
    day = (now - timedelta(days=3)).strftime("%Y-%m-%d")
    taken = {"sprints": [("Sprint 1", f"{day} 09:00")]}
    items = (
        building.item("PAY-1", f"{day} 08:00 To Do", f"{day} 09:00 In Progress", f"{day} 15:00 Done", **taken),
        building.item("PAY-2", f"{day} 08:00 To Do", f"{day} 10:00 In Progress", **taken),
    )
    sprints = [building.sprint("Sprint 1", f"{day} 09:00")]
    snapshot = building.snapshot(*items, sprints=sprints, read_at=int((now - HALF_AN_HOUR).timestamp()))
    memory.publisher.publish(tracked.workspace.owner_key, tracked.key, snapshot)


def test_over_what_was_read_before_every_cause_is_told_and_the_figures_stay(
    page: "partial[str]", tracked: Connection, memory: Memory
) -> None:
    now = timezone.now()
    published(tracked, memory, now=now)
    held = memory.of(tracked)
    ended(tracked, State.DONE, now=now)
    before = {name: saying.figures(page(name)) for name in DASHBOARDS}
    assert all(len(figures) > 2 for figures in before.values())
    for cause, names in SHOWN:
        stands = standing(tracked, held, ended(tracked, State.FAILED, cause, now=now), now=now)
        for name in names:
            shown = page(name)
            assert saying.missing(stands, shown) == [], (cause, name)
            assert "These figures are 30 min old." in shown, (cause, name)
            assert saying.figures(shown) == before[name], (cause, name)
        assert saying.missing(stands, page("connection")) == [], cause


def test_where_nothing_was_read_before_every_cause_is_told_in_the_place_of_figures(
    page: "partial[str]", tracked: Connection, memory: Memory
) -> None:
    now = timezone.now()
    for cause, names in SHOWN:
        stands = standing(tracked, None, ended(tracked, State.FAILED, cause, now=now), now=now)
        for name in names:
            shown = page(name)
            assert saying.missing(stands, shown) == [], (cause, name)
            assert saying.figures(shown) == [], (cause, name)
        assert saying.missing(stands, page("connection")) == [], cause
