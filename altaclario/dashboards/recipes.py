"""How a figure was counted, in the rows that its recipe shows."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts import wording
from altaclario.charts.figures import Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics.settings import Settings

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def recipe(formula: Message, *rows: tuple[str, Text], of: str = "") -> Recipe:
    """A formula and what it was applied to; rows without words are left out. `of`: its entry in the dictionary."""
    return Recipe(formula, tuple((Message(name), words) for name, words in rows if words), of)


def tally(counts: Mapping[str, int]) -> Text:
    """Counts by name, such as "3 cancelled, 12 not on the board"; empty without any.

    >>> from altaclario.charts.messages import english
    >>> english(tally({"cancelled": 3, "reopened": 12}))
    '3 cancelled, 12 reopened'
    """
    return wording.joined((_count(name, count) for name, count in counts.items() if count), by=", ")


def calendar(settings: Settings) -> Text:
    """Which days count.

    >>> from altaclario.charts.messages import english
    >>> english(calendar(Settings(clock="working"))), english(calendar(Settings()))
    ('Mon, Tue, Wed, Thu, Fri', 'every day')
    """
    if settings.clock == "calendar":
        return Message("every day")
    return worked(settings)


def worked(settings: Settings) -> Text:
    """The days on which work is done, whether lengths of time count them alone or not.

    >>> from altaclario.charts.messages import english
    >>> english(worked(Settings(holidays=(date(2026, 12, 25),))))
    'Mon, Tue, Wed, Thu, Fri, without 1 holiday'
    """
    named = ", ".join(name for name, digit in zip(_DAYS, settings.weekdays, strict=True) if digit == "1")
    free = len(settings.holidays)
    without = counted("without {count} holiday", "without {count} holidays", free) if free else ""
    return wording.joined([named, without], by=", ")


def window(first: date, last: date, settings: Settings) -> Text:
    """From when until when, in which zone."""
    return wording.joined([wording.span(first, last), settings.zone], by=", ")


def as_of(today: date, settings: Settings) -> Text:
    """The line under the answer: date, zone, calendar."""
    return wording.joined([plain(today), settings.zone, wording.clock(settings)])


def _count(name: str, count: int) -> Message:
    return Message("{count} {name}", {"count": count, "name": Message(name)})
