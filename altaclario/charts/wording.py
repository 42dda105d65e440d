"""Amounts, spans and lists in words, the same on every chart and page."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics import percentiles
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

Measure: TypeAlias = Literal["items", "points"]

ENOUGH = percentiles.ENOUGH

_STAGES = {
    Stage.BACKLOG: Message("Backlog"),
    Stage.ACTIVE: Message("Active"),
    Stage.WAITING: Message("Waiting"),
    Stage.DONE: Message("Done"),
    Stage.CANCELLED: Message("Cancelled"),
}


UNKNOWN_STAGE = Message("Not known")
"""Of an item that is done without history and without a date: nobody can say since when."""


def number(value: float | None) -> str:
    """A number as it stands in a cell; a dash where there is none.

    >>> number(8.0), number(None)
    ('8', '–')
    """
    return "–" if value is None else plain(value)


def tenths(value: float) -> str:
    """A number that need not be exact.

    >>> tenths(8.94), tenths(5.0)
    ('8.9', '5')
    """
    return plain(round(value, 1))


def signed(value: float) -> str:
    """A change of an amount, to tenths.

    >>> signed(1.44), signed(-2), signed(0)
    ('+1.4', '−2', '0')
    """
    told = tenths(value)
    return f"+{told}" if value > 0 else told


def days(count: float) -> Message:
    """A length of time.

    >>> from altaclario.charts.messages import english
    >>> english(days(1)), english(days(2.5))
    ('1 day', '2.5 days')
    """
    return _amount(count, ("{count} day", "{count} days"), "{amount} days")


def items(count: int) -> Message:
    """A number of items."""
    return counted("{count} item", "{count} items", count)


def amount(count: float, measure: Measure) -> Message:
    """Items or points, whichever the page counts in."""
    if measure == "items":
        return items(int(count))
    return _amount(count, ("{count} point", "{count} points"), "{amount} points")


def percent(share: float) -> str:
    """A share of one as whole per cent; 0 and 100 only where they are exact.

    >>> percent(0.875), percent(0.999), percent(1)
    ('88', '> 99', '100')
    """
    rounded = f"{100 * share:.0f}"
    if rounded == "100" and share < 1:
        return "> 99"
    return "< 1" if rounded == "0" and share > 0 else rounded


def span(first: date, last: date) -> Message:
    """From when until when, with the year once where it is the same.

    >>> from altaclario.charts.messages import english
    >>> english(span(date(2026, 8, 31), date(2026, 11, 22)))
    '31 Aug to 22 Nov 2026'
    """
    begin = f"{first.day} {first:%b}" if first.year == last.year else plain(first)
    return Message("{first} to {last}", {"first": begin, "last": last})


def clock_time(instant: datetime, zone: str, *, now: datetime, to: Literal["minute", "second"] = "minute") -> str:
    """The time of day in a zone, to the minute or the second, after the date where that is not today's there.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> clock_time(noon, "Europe/Rome", now=noon), clock_time(noon, "UTC", now=datetime(2026, 3, 4, tzinfo=UTC))
    ('13:00', '2 Mar 2026, 12:00')
    """
    here, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    time = f"{here:%H:%M}" if to == "minute" else f"{here:%H:%M:%S}"
    return time if here.date() == today else f"{plain(here.date())}, {time}"


def moment(instant: int, zone: str) -> str:
    """An instant in UTC seconds as date and time of day of a zone; only the comma may be broken after.

    >>> moment(1_772_442_000, "Europe/Rome")
    '2\xa0Mar\xa02026, 10:00'
    """
    here = datetime.fromtimestamp(instant, ZoneInfo(zone))
    return f"{here.day}\N{NO-BREAK SPACE}{here:%b}\N{NO-BREAK SPACE}{here:%Y}, {here:%H:%M}"


def lasting(seconds: float) -> Text:
    """A length of time as a clock ran it, in its two largest units.

    >>> from altaclario.charts.messages import english
    >>> [english(lasting(one)) for one in (0, 0.42, 59.7, 200, 7200, 273_600)]
    ['0 s', '0.4 s', '1 min', '3 min 20 s', '2 h', '3 d 4 h']
    """
    whole = round(seconds)
    if whole < 10:
        return Message("{seconds} s", {"seconds": round(float(seconds), 1)})
    units = (("{n} d", 86_400), ("{n} h", 3600), ("{n} min", 60), ("{n} s", 1))
    place = next(place for place, (_, length) in enumerate(units) if whole >= length)
    (large, length), rest = units[place], units[place + 1 : place + 2]
    parts = [Message(large, {"n": whole // length})]
    parts += [Message(small, {"n": whole % length // unit}) for small, unit in rest if whole % length >= unit]
    return joined(parts, by=" ")


def size(size_bytes: int) -> Message:
    """An amount of memory or of traffic.

    >>> from altaclario.charts.messages import english
    >>> english(size(2_140_000)), english(size(48_000)), english(size(0))
    ('2.1 MB', '48 KB', '0 bytes')
    """
    if size_bytes < 1000:
        return counted("{count} byte", "{count} bytes", size_bytes)
    if size_bytes < 1_000_000:
        return Message("{count} KB", {"count": size_bytes // 1000})
    return Message("{megabytes} MB", {"megabytes": round(size_bytes / 1_000_000, 1)})


def clock(settings: Settings) -> Message:
    """The clock that lengths of time run on."""
    return Message("working days") if settings.clock == "working" else Message("calendar days")


def stage(one: Stage) -> Message:
    """The name of a stage."""
    return _STAGES[one]


def joined(parts: Iterable[Text], *, by: str = " · ") -> Text:
    """Several texts after each other; none gives an empty one.

    >>> from altaclario.charts.messages import english
    >>> english(joined(["PAY-1", days(2)]))
    'PAY-1 · 2 days'
    """
    values = {f"part{place}": text for place, text in enumerate(part for part in parts if part)}
    return Message(by.join(f"{{{name}}}" for name in values), values) if values else ""


def keys(names: Iterable[str]) -> str:
    """Keys of items in a row."""
    return ", ".join(names)


def some(names: Sequence[str], most: int) -> Text:
    """The first of some names, and how many more there are.

    >>> from altaclario.charts.messages import english
    >>> english(some(["PAY-1", "PAY-2", "PAY-3"], 2)), english(some(["PAY-1"], 2))
    ('PAY-1, PAY-2 and 1 more', 'PAY-1')
    """
    more = len(names) - most
    if more <= 0:
        return keys(names)
    return counted("{names} and {count} more", "{names} and {count} more", more, names=keys(names[:most]))


def flags(names: Collection[str]) -> Text:
    """What must be said about an item, in words."""
    if not names:  # As of nearly all of them.
        return ""
    return joined((Message(name) for name in names), by=", ")


def _amount(count: float, whole: tuple[str, str], broken: str) -> Message:
    if count == int(count):
        return counted(*whole, int(count))
    return Message(broken, {"amount": float(count)})


_WEEKS = (
    Message("Monday to Sunday"),
    Message("Tuesday to Monday"),
    Message("Wednesday to Tuesday"),
    Message("Thursday to Wednesday"),
    Message("Friday to Thursday"),
    Message("Saturday to Friday"),
    Message("Sunday to Saturday"),
)


def week(first_day: int) -> Message:
    """The days of a week that begins on that one, 0 for Monday.

    >>> week(6).text
    'Sunday to Saturday'
    """
    return _WEEKS[first_day]
