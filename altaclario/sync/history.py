"""The readings of a connection, newest first: when, why, what came, what it cost, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Badge
from altaclario.connections import causes
from altaclario.connections.models import Connection
from altaclario.sync import everything
from altaclario.sync.models import Kind, Purge, State, SyncRun, Why
from altaclario.sync.standing import upcoming

A_PAGE = 50
_MOST_RECEIPTS = 20

_ENDED: dict[str, Badge] = {
    State.ASKED: Badge("is-watch", Message("Waiting")),
    State.RUNNING: Badge("is-watch", Message("Reading")),
    State.DONE: Badge("is-on-track", Message("Done")),
    State.FAILED: Badge("is-act", Message("Failed")),
    State.CANCELLED: Badge("is-off", Message("Stopped")),
}
_WHY: dict[str, Message] = {
    Why.ASKED: Message("somebody asked for it"),
    Why.VISIT: Message("a page was opened"),
    Why.CHANGE: Message("a new choice or token"),
    Why.SCHEDULE: Message("by schedule"),
}
_KIND: dict[str, Message] = {Kind.FULL: Message("Everything"), Kind.INCREMENT: Message("What changed")}


@dataclass(frozen=True, slots=True)
class Row:
    """One reading as people read it. Counts are None where the reading did not come to them."""

    when: str
    why: Text
    kind: Text
    because: Text
    ended: Badge
    cause: Text
    mend: Text
    items: int | None
    added: int | None
    changed: int | None
    deleted: int | None
    moved: int | None
    hidden: int | None
    requests: int
    received: Text
    took: Text
    quota: Text


@dataclass(frozen=True, slots=True)
class Receipt:
    """A memory that somebody emptied: what is gone, when, and by whom it was asked."""

    when: str
    by: Text
    items: int
    transitions: int
    size: Text
    done: Text
    """How long it took until nothing was left; empty while that is not known."""


@dataclass(frozen=True, slots=True)
class History:
    """One page of it, what comes next, and what was emptied."""

    rows: Sequence[Row]
    page: "Page[SyncRun]"
    next: Text
    purges: Sequence[Receipt]


def history(connection: Connection, *, page: str, now: datetime) -> History:
    """The readings of the last 90 days. A page that is none becomes the nearest that is one."""
    shown = Paginator(SyncRun.objects.of(connection), A_PAGE).get_page(page)
    last = shown[0] if shown.number == 1 and len(shown) else SyncRun.objects.of(connection).first()
    return History(
        rows=[row(one, connection, now=now) for one in shown],
        page=shown,
        next=upcoming(connection, last, now=now) if connection.is_chosen else "",
        purges=[receipt(one, now=now) for one in Purge.objects.of(connection)[:_MOST_RECEIPTS]],
    )


def row(run: SyncRun, connection: Connection, *, now: datetime) -> Row:
    """One reading of that connection."""
    is_whole = run.state == State.DONE
    came = (run.added, run.changed, run.deleted, run.moved, run.hidden)
    # A first reading has nothing to be compared with, and noughts would say that nothing changed.
    is_compared = is_whole and (run.kind == Kind.INCREMENT or any(came))
    added, changed, deleted, moved, hidden = came if is_compared else (None,) * 5
    has_cause = run.state in (State.FAILED, State.CANCELLED)
    return Row(
        when=wording.clock_time(run.asked, connection.workspace.zone, now=now),
        why=_WHY.get(run.why, run.why),
        kind=_KIND.get(run.kind, run.kind),
        because=everything.sentence(run.whole_because),
        ended=_ENDED[run.state],
        cause=causes.happened(run.cause, run.status, connection.provider) if has_cause else "",
        mend=causes.mend(run.cause, connection.provider) if has_cause else "",
        items=run.items if is_whole else None,
        added=added,
        changed=changed,
        deleted=deleted,
        moved=moved,
        hidden=hidden,
        requests=run.requests,
        received=wording.size(run.received_bytes) if run.received_bytes else "–",
        took=took(run),
        quota=quota(run),
    )


def took(run: SyncRun) -> Text:
    """How long a reading took; a dash while it goes on, or where it never began."""
    return wording.lasting((run.finished - run.started).total_seconds()) if run.finished and run.started else "–"


def quota(run: SyncRun) -> Text:
    """How much of its limit the tracker left to the account, where it tells."""
    if run.quota_remaining is None:
        return ""
    if run.quota_limit is None:
        return Message("{left} requests left", {"left": run.quota_remaining})
    return Message("{left} of {limit} left", {"left": run.quota_remaining, "limit": run.quota_limit})


def receipt(purge: Purge, *, now: datetime) -> Receipt:
    """One receipt, in the time of the workspace."""
    zone = purge.connection.workspace.zone
    return Receipt(
        when=wording.clock_time(purge.asked, zone, now=now, to="second"),
        by=purge.person.name if purge.person else Message("somebody who left"),
        items=purge.items,
        transitions=purge.transitions,
        size=wording.size(purge.size_bytes),
        done=wording.lasting((purge.done - purge.asked).total_seconds()) if purge.done else "",
    )


def newest_receipt(connection: Connection, *, now: datetime) -> Receipt | None:
    """The last one, if there is any."""
    newest = Purge.objects.of(connection).first()
    return receipt(newest, now=now) if newest else None
