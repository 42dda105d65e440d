"""When a connection is read, and when it is let go of: by what is stored and the moment that is given."""

from datetime import UTC, datetime, timedelta

import pytest

from altaclario.connections.models import Connection, Emptied
from altaclario.sync import keeping, schedule
from altaclario.sync.models import State, SyncRun
from tests.remembering import Memory

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def looked_at(**more: object) -> Connection:
    """A connection that was set up and looked at this morning."""
    morning = {"projects": ["1"], "scoped": NOON - DAY, "created": NOON - DAY, "last_viewed": NOON - HOUR}
    return Connection(**morning | more)


def run(state: State = State.DONE, *, ago: timedelta = 5 * MINUTE, **more: object) -> SyncRun:
    return SyncRun(asked=NOON - ago, finished=NOON - ago + MINUTE, state=state, **more)


@pytest.mark.parametrize(
    ("connection", "last", "due"),
    [
        (looked_at(), None, NOON),
        (looked_at(), run(), NOON + 10 * MINUTE),
        (looked_at(), run(ago=HOUR), NOON - 45 * MINUTE),
        (looked_at(projects=[]), None, None),
        (looked_at(emptied_why=Emptied.PURGED), run(), None),
        (looked_at(emptied_why=Emptied.ROOM), run(), NOON + 10 * MINUTE),
        (looked_at(last_viewed=NOON - DAY - MINUTE), run(), None),
        (looked_at(last_viewed=None, created=NOON - HOUR), None, NOON),
        (looked_at(last_viewed=None, created=NOON - 2 * DAY), None, None),
        (looked_at(scoped=NOON - MINUTE), run(), NOON),
        (looked_at(scoped=NOON - MINUTE), run(State.FAILED, cause="token-refused"), NOON),
        (looked_at(), run(State.FAILED, cause="token-refused"), None),
        (looked_at(), run(State.FAILED, cause="failing"), NOON + 10 * MINUTE),
        (looked_at(), run(State.FAILED, cause="left-alone", left_alone_until=NOON + HOUR), NOON + HOUR),
        (looked_at(), run(State.FAILED, cause="left-alone", left_alone_until=NOON), NOON + 10 * MINUTE),
        (looked_at(), run(State.FAILED, cause="interrupted"), NOON),
        (looked_at(), run(State.CANCELLED, cause="cancelled"), NOON + 10 * MINUTE),
        (looked_at(), run(State.FAILED, cause="a word of tomorrow"), NOON + 10 * MINUTE),
    ],
)
def test_the_next_reading_is(connection: Connection, last: SyncRun | None, due: datetime | None) -> None:
    assert schedule.next_reading(connection, last, now=NOON) == due


@pytest.mark.parametrize(("seen", "is_idle"), [(DAY - MINUTE, False), (DAY, False), (DAY + MINUTE, True)])
def test_idle_is_who_was_not_looked_at_for_a_day(seen: timedelta, is_idle: bool) -> None:
    assert schedule.is_idle(looked_at(last_viewed=NOON - seen), now=NOON) == is_idle


@pytest.mark.django_db(transaction=True)
class TestKeeping:
    """Once a minute."""

    def test_it_asks_for_what_is_due_and_for_nothing_twice(self, connection: Connection, memory: Memory) -> None:
        Connection.objects.update(last_viewed=NOON)
        keeping.keep_fresh(now=NOON)
        keeping.keep_fresh(now=NOON + MINUTE)
        assert [one.asked for one in SyncRun.objects.all()] == [NOON]

    def test_it_reads_again_after_a_quarter_of_an_hour(self, connection: Connection, memory: Memory) -> None:
        Connection.objects.update(last_viewed=NOON)
        SyncRun.objects.create(connection=connection, asked=NOON, state=State.DONE)
        for minutes in (1, 14, 15, 16):
            keeping.keep_fresh(now=NOON + minutes * MINUTE)
        assert [one.asked for one in SyncRun.objects.order_by("asked")] == [NOON, NOON + 15 * MINUTE]

    @pytest.mark.proves("memory-only")
    def test_it_lets_go_of_what_nobody_looks_at(self, connection: Connection, read: object, memory: Memory) -> None:
        read(connection)  # type: ignore[operator]
        assert memory.of(connection) is not None
        Connection.objects.update(last_viewed=NOON)
        keeping.keep_fresh(now=NOON + DAY + MINUTE)
        connection.refresh_from_db()
        assert memory.of(connection) is None
        assert connection.emptied_why == Emptied.IDLE

    @pytest.mark.proves("memory-only")
    def test_it_also_empties_what_a_page_kept_from_a_process_before_this_one(
        self, connection: Connection, read: object, memory: Memory
    ) -> None:
        read(connection)  # type: ignore[operator]
        kept = memory.of(connection)
        memory.publisher._held.clear()  # As after a restart: nothing is published, the pages still have it.
        Connection.objects.update(last_viewed=NOON)
        keeping.keep_fresh(now=NOON + DAY + MINUTE)
        assert kept is not None
        assert memory.of(connection) is None

    def test_idle_does_not_overwrite_that_somebody_emptied_it(self, connection: Connection, memory: Memory) -> None:
        Connection.objects.update(last_viewed=NOON - 2 * DAY, emptied=NOON - DAY, emptied_why=Emptied.PURGED)
        keeping.keep_fresh(now=NOON)
        connection.refresh_from_db()
        assert (connection.emptied, connection.emptied_why) == (NOON - DAY, Emptied.PURGED)
