"""How fresh a connection is, and why: what the chip, the banner and the empty panel say."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from altaclario.charts import wording
from altaclario.charts.messages import Message, counted
from altaclario.connections import causes
from altaclario.connections.models import Connection, Emptied
from altaclario.snapshots.memory import Held
from altaclario.sync import schedule
from altaclario.sync.models import State, SyncRun
from altaclario.sync.progress import Going, going

Kind = Literal["live", "ageing", "stale", "partial", "warming", "cold", "purged", "failed", "unchosen", "paused"]

_LIVE_FOR = timedelta(minutes=20)
_AGEING_FOR = timedelta(minutes=60)
_WORDS: dict[Kind, tuple[str, str]] = {
    "live": ("Live", "is-on-track"),
    "ageing": ("Ageing", "is-watch"),
    "stale": ("Stale", "is-act"),
    "partial": ("Warming", "is-watch"),
    "warming": ("Warming", "is-watch"),
    "cold": ("Empty", "is-off"),
    "purged": ("Emptied", "is-off"),
    "failed": ("Failed", "is-act"),
    "unchosen": ("Not set up", "is-off"),
    "paused": ("Paused", "is-off"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a connection stands at one moment."""

    connection: Connection
    kind: Kind
    is_held: bool
    """Whether there is something to show."""
    age: Message | str
    items: int
    transitions: int
    size_bytes: int
    run: Going | None
    cause: Message | str
    mend: Message | str
    next: Message | str
    """When it is tried again, while something is wrong with it."""
    upcoming: Message | str
    """When it is read next, whatever its state; empty while nothing is chosen."""
    since: Message | str

    @property
    def size(self) -> Message:
        return wording.size(self.size_bytes)

    @property
    def word(self) -> Message:
        return Message("Incomplete" if self.kind == "partial" and self.run is None else _WORDS[self.kind][0])

    @property
    def tone(self) -> str:
        """The class of its shape and colour."""
        return _WORDS[self.kind][1]

    @property
    def trouble_tone(self) -> str:
        """How loudly its page says what is wrong: as long as there are figures that still serve, it only warns."""
        return "watch" if self.is_held and self.kind != "stale" else "act"


def standing(connection: Connection, held: Held | None, last: SyncRun | None, *, now: datetime) -> Standing:
    """What is so at `now`, from what is held and the newest run."""
    kind = _kind(connection, held, last, now=now)
    whole = held is not None and not held.snapshot.complete_from
    has_failed = (
        last is not None
        and not (connection.is_paused or connection.is_frozen)
        and (last.state == State.FAILED or (last.state == State.CANCELLED and not whole))
    )
    run = going(last, now=now) if last and last.is_active else None
    read_at = datetime.fromtimestamp(held.snapshot.read_at, UTC) if held else None
    since = read_at or connection.emptied
    share = Message("{percent} %", {"percent": run.percent}) if run and run.expected else ""
    why = _failure(last, connection) if has_failed and last else _emptied(kind, connection)
    return Standing(
        connection=connection,
        kind=kind,
        is_held=held is not None,
        age=share if run and kind in ("partial", "warming") else _age(now - read_at) if read_at else "",
        items=len(held.snapshot) if held else 0,
        transitions=len(held.snapshot.transitions.at) if held else 0,
        size_bytes=held.size_bytes if held else 0,
        run=run,
        cause=why[0],
        mend=why[1],
        next=upcoming(connection, last, now=now) if has_failed or kind == "stale" or not held else "",
        upcoming=upcoming(connection, last, now=now) if connection.is_chosen else "",
        since=wording.clock_time(since, connection.workspace.zone, now=now) if since else "",
    )


def _kind(connection: Connection, held: Held | None, last: SyncRun | None, *, now: datetime) -> Kind:
    if held is not None:
        return _kind_held(held, last, now=now)
    if connection.is_paused or connection.is_frozen:
        return "paused"
    if not connection.is_chosen:
        return "unchosen"
    if last and last.is_active:
        return "warming"
    if connection.emptied_why == Emptied.PURGED:
        return "purged"
    return "failed" if last and last.state in (State.FAILED, State.CANCELLED) else "cold"


def _kind_held(held: Held, last: SyncRun | None, *, now: datetime) -> Kind:
    if held.snapshot.complete_from:
        return "partial"
    age = now - datetime.fromtimestamp(held.snapshot.read_at, UTC)
    if age > _AGEING_FOR or (last and last.state == State.FAILED and causes.needs_a_person(last.cause)):
        return "stale"
    return "live" if age <= _LIVE_FOR and not (last and last.state == State.FAILED) else "ageing"


def _failure(last: SyncRun, connection: Connection) -> tuple[Message, Message]:
    """What went wrong, and who can mend it."""
    provider = connection.provider
    return causes.happened(last.cause, last.status, provider), causes.mend(last.cause, provider)


def _emptied(kind: Kind, connection: Connection) -> tuple[Message | str, Message | str]:
    """That its owner left, or its memory was needed; and who can mend it."""
    if connection.is_frozen:
        return (
            Message("Whoever connected it closed their account or pauses processing; nothing of it is in memory."),
            Message("It is read again once they undo that. Or an owner or admin puts a token of their own under it."),
        )
    if kind == "paused":
        return (
            Message("Who connected it has left the workspace; their token is destroyed."),
            Message("An owner or admin can put a token of their own under it, or remove it."),
        )
    if kind != "cold" or connection.emptied_why != Emptied.ROOM:
        return "", ""
    return Message("Its memory was needed for another tracker."), Message("The operator can give more memory.")


def upcoming(connection: Connection, last: SyncRun | None, *, now: datetime) -> Message:
    """When it is read next."""
    if last and last.is_active:
        return Message("It is being read now.")
    if connection.is_paused or connection.is_frozen:
        return Message("It is read again once a token is there.") if connection.is_paused else Message("It waits.")
    due = schedule.next_reading(connection, last, now=now)
    if due is None:
        return Message("It is read again when somebody asks for it.")
    if due <= now + timedelta(minutes=1):
        return Message("It is tried again within a minute.")
    text = "Next try at {time}." if last and last.state == State.FAILED else "Next reading at {time}."
    return Message(text, {"time": wording.clock_time(due, connection.workspace.zone, now=now)})


def _age(age: timedelta) -> Message:
    """A short length of time.

    >>> from altaclario.charts.messages import english
    >>> english(_age(timedelta(seconds=40))), english(_age(timedelta(hours=3, minutes=20)))
    ('40 s', '3 h')
    """
    seconds = max(int(age.total_seconds()), 0)
    for unit, length in (("{count} d", 86_400), ("{count} h", 3600), ("{count} min", 60)):
        if seconds >= length:
            return counted(unit, unit, seconds // length)
    return counted("{count} s", "{count} s", seconds)
