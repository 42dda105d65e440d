"""Holidays from a calendar file (iCalendar, RFC 5545): the days of its all-day events, and nothing else of it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from altaclario.charts.messages import Message

MOST_BYTES = 256 * 1024
MOST_DAYS = 400
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_DAY = re.compile(r"(DTSTART|DTEND)(?:;[A-Z0-9-]+=[^:;]+)*;VALUE=DATE(?:;[A-Z0-9-]+=[^:;]+)*:([0-9]{8})", re.ASCII)


class NotRead(Exception):
    """It is no calendar file that can be read; `why` says so in a sentence."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.text)
        self.why = why


def days(content: bytes) -> tuple[date, ...]:
    """The days of all events that last whole days, each once, in their order. Raises NotRead.

    An event that repeats is refused: which days it means would be a guess.

    >>> event = b"BEGIN:VEVENT\\r\\nDTSTART;VALUE=DATE:20261224\\r\\nDTEND;VALUE=DATE:20261226\\r\\nEND:VEVENT\\r\\n"
    >>> [str(day) for day in days(b"BEGIN:VCALENDAR\\r\\n" + event + b"END:VCALENDAR\\r\\n")]
    ['2026-12-24', '2026-12-25']
    """
    if len(content) > MOST_BYTES:
        raise NotRead(Message("The file is larger than {most} KB.", {"most": MOST_BYTES // 1024}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotRead(Message("The file is no calendar: it holds signs that no text has.")) from None
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    if not lines or lines[0].strip() != "BEGIN:VCALENDAR":
        raise NotRead(Message("The file is no calendar: it does not begin with BEGIN:VCALENDAR."))
    found: set[date] = set()
    for event in _events(lines):
        found |= set(_of(event))
        if len(found) > MOST_DAYS:
            raise NotRead(Message("The file has more than {most} days.", {"most": MOST_DAYS}))
    if not found:
        raise NotRead(Message("The file has no event that lasts whole days."))
    return tuple(sorted(found))


def _events(lines: list[str]) -> Iterator[list[str]]:
    event: list[str] | None = None
    depth = 0
    for line in lines:
        if line == "BEGIN:VEVENT":
            event, depth = [], 0
        elif line == "END:VEVENT" and event is not None:
            yield event
            event = None
        elif event is not None and line.startswith(("BEGIN:", "END:")):
            # What lies in an event, such as an alarm, has days and lengths of its own.
            depth += 1 if line.startswith("BEGIN:") else -1
        elif event is not None and not depth:
            event.append(line)
    if event is not None:
        raise NotRead(Message("The file ends in the middle of an event."))


def _of(event: list[str]) -> list[date]:
    """The days of one event; none where it begins or ends at a time of day."""
    edges = {found[1]: found[2] for line in event if (found := _DAY.fullmatch(line.strip()))}
    if "DTSTART" not in edges:
        return []
    if any(line.startswith(("RRULE", "RDATE")) for line in event):
        raise NotRead(Message("An event of the file repeats. Write each of its days into the file, or type them here."))
    if any(line.startswith("DURATION") for line in event):
        raise NotRead(Message("An event of the file says how long it lasts, and not its last day. Type its days here."))
    first = _day(edges["DTSTART"])
    end = _day(edges["DTEND"]) if "DTEND" in edges else first + timedelta(1)
    count = max((end - first).days, 1)
    if count > MOST_DAYS:
        raise NotRead(Message("The file has more than {most} days.", {"most": MOST_DAYS}))
    return [first + timedelta(place) for place in range(count)]


def _day(digits: str) -> date:
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise NotRead(Message("The file names a day that no calendar has: {day}.", {"day": digits})) from None
    if not EARLIEST <= found <= LATEST:
        text = "The file names a day that lies too far away: {day}. Holidays are from 2000 to 2099."
        raise NotRead(Message(text, {"day": digits}))
    return found
