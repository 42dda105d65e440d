"""How long items were blocked while they were in progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Shape, Tone, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics.settings import Settings

_NO_FLAGS = Message(
    "The tracker gave no history of flags. Where items are flagged, the time that each was blocked appears here."
)
_NONE = Message("No flag held anything up in these days. Each item that was blocked while in progress appears here.")


@dataclass(frozen=True, slots=True)
class Held:
    """One item that was blocked; `on` is the day on which its finish counts, None while it is in progress."""

    key: str
    type: str
    on: date | None
    times: int
    calendar_days: float
    working_days: float
    since: date | None

    def days(self, settings: Settings) -> float:
        """How long, on the clock of the settings."""
        return round(self.working_days if settings.clock == "working" else self.calendar_days, 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many finished items there are, how many of them were blocked, and how many items are blocked now."""

    finished: int
    blocked: int
    now: int


def chart(items: Sequence[Held] | None, counts: Counted, settings: Settings, window: tuple[date, date]) -> Chart:
    """A dot for each finished item that was blocked, on the day of its finish, and for each open one on the last day.

    None: the tracker tells of no flags.

    >>> from altaclario.charts.messages import english
    >>> one = Held("PAY-1", "Story", date(2026, 3, 5), 1, 1.5, 1.5, None)
    >>> english(chart([one], Counted(10, 1, 0), Settings(), (one.on, one.on)).finding)
    '1 of 10 finished items had been blocked, nothing is blocked now'
    """
    return Chart(
        name="blocked",
        finding=Message("No blocked time to show") if items is None else _finding(counts),
        caption=_caption(settings, window),
        drawing=_drawing(items, settings, window) if items else None,
        twin=_twin(items or ()),
        why=_NO_FLAGS if items is None else _NONE,
    )


def _finding(counts: Counted) -> Text:
    now: Text = Message("nothing is blocked now")
    if counts.now:
        now = counted("{count} item is blocked now", "{count} items are blocked now", counts.now)
    if not counts.blocked:
        return Message("No finished item had been blocked, {now}", {"now": now})
    return counted(
        "{blocked} of {count} finished item had been blocked, {now}",
        "{blocked} of {count} finished items had been blocked, {now}",
        counts.finished,
        blocked=counts.blocked,
        now=now,
    )


def _caption(settings: Settings, window: tuple[date, date]) -> Text:
    what = Message(
        "Time that each item was flagged while in progress, by day of finish; open ones stand on the last day"
    )
    return wording.joined([what, wording.clock(settings), wording.span(*window)])


def _drawing(items: Sequence[Held], settings: Settings, window: tuple[date, date]) -> Drawing:
    first, last = (day.isoformat() for day in window)
    unit = Message("working days blocked") if settings.clock == "working" else Message("days blocked")
    looks: tuple[tuple[str, Tone, Shape, list[Held]], ...] = (
        ("Finished", "cat-1", "circle", [one for one in items if one.on]),
        ("In progress, blocked before", "cat-2", "diamond", [one for one in items if not one.on and not one.since]),
        ("Blocked now", "act", "square", [one for one in items if one.since]),
    )
    return Drawing(
        x=Axis("day", first=first, last=last),
        y=Axis("value", name=unit),
        marks=tuple(
            _mark(Message(name), tone, shape, some, settings, last) for name, tone, shape, some in looks if some
        ),
    )


def _mark(name: Text, tone: Tone, shape: Shape, some: Sequence[Held], settings: Settings, last: str) -> Mark:
    points = tuple((one.on.isoformat() if one.on else last, one.days(settings)) for one in some)
    return Mark("dots", name, tone, points, shape=shape, tips=tuple(_tip(one) for one in some))


def _tip(one: Held) -> tuple[Text, ...]:
    found: list[Text] = [one.key, Message("Blocked, calendar days"), wording.tenths(one.calendar_days)]
    found += [Message("Blocked, working days"), wording.tenths(one.working_days), Message("Times"), str(one.times)]
    if one.since:
        found += [Message("Since"), plain(one.since)]
    return tuple(found)


def _twin(items: Sequence[Held]) -> Twin:
    heads = ("Item", "Type", "Finished", "Times", "Calendar days", "Working days", "Blocked since")
    return Twin(tuple(map(Message, heads)), tuple(map(_row, items)), frozenset({3, 4, 5}))


def _row(one: Held) -> tuple[Text, ...]:
    days = (wording.tenths(one.calendar_days), wording.tenths(one.working_days))
    since = plain(one.since) if one.since else ""
    return (one.key, one.type, plain(one.on) if one.on else Message("in progress"), str(one.times), *days, since)
