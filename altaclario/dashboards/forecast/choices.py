"""What can be asked of a forecast: which items, by which day, from which history, without which days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.charts.panels import Choice, Day, Filter, Number
from altaclario.dashboards import addresses
from altaclario.dashboards.addresses import NotUnderstood, link
from altaclario.metrics.questions import ForecastQuestion
from altaclario.snapshots.snapshot import Snapshot, Version

DEFAULT_DAYS = 90
DEFAULT_AHEAD = 30
MOST_AHEAD = 731
MOST_ITEMS = 10_000
MOST_LEFT_OUT = 20

_HISTORIES = {
    30: Message("Last 30 days"),
    DEFAULT_DAYS: Message("Last 90 days"),
    182: Message("Last 26 weeks"),
    365: Message("Last 12 months"),
}
_AHEAD = {
    14: Message("In 14 days"),
    DEFAULT_AHEAD: Message("In 30 days"),
    60: Message("In 60 days"),
    90: Message("In 90 days"),
}
_LIMITS = (1, 2, 3, 5)
_MOST_FIRST = 20
_NO_WORK: dict[str, str | None] = {"work": None, "version": None, "items": None}


@dataclass(frozen=True, slots=True)
class Work:
    """Which items are to be finished, and what of the address says so."""

    items: int | None = None
    version: Version | None = None
    in_progress: bool = False
    state: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> date | None:
        """The day on which the release is to be out, where it has one."""
        if self.version is None:
            return None
        try:
            return addresses.day({"day": self.version.release}, "day")
        except NotUnderstood:
            return None


@dataclass(frozen=True, slots=True)
class By:
    """The day that is asked for, and what of the address says so."""

    day: date
    state: Mapping[str, str]
    is_target: bool = False
    """It is that of the release."""


def history(query: Mapping[str, str], notes: list[Text]) -> int:
    """How many days back the history goes."""
    try:
        days = addresses.number(query, "window") or DEFAULT_DAYS
        if days not in _HISTORIES:
            raise NotUnderstood(Message("{value} days are no history that is offered.", {"value": days}))
        return days
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("The last 90 days are used.")], by=" "))
        return DEFAULT_DAYS


def work(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text]) -> Work:
    """The items of the address, else all that is open."""
    try:
        if count := addresses.number(query, "items"):
            if count > MOST_ITEMS:
                raise NotUnderstood(Message("At most {most} items are forecast.", {"most": MOST_ITEMS}))
            return Work(items=count, state={"items": str(count)})
        if asked := addresses.name(query, "version"):
            version = next((one for one in snapshot.versions if one.id == asked), None)
            if version is None:
                raise NotUnderstood(Message("Release {id} is not among those that were read.", {"id": asked}))
            return Work(version=version, state={"version": asked})
        told = query.get("work", "").strip()
        if told and told != "progress":
            raise NotUnderstood(Message('"{value}" is no work that is offered.', {"value": addresses.short(told)}))
        return Work(in_progress=True, state={"work": told}) if told else Work()
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("All that is open is shown.")], by=" "))
        return Work()


def by(query: Mapping[str, str], wanted: Work, today: date, notes: list[Text]) -> By:
    """The day of the address, else that of the release if it is still to come, else in 30 days."""
    last = today + timedelta(MOST_AHEAD)
    try:
        if day := addresses.day(query, "by"):
            if day <= today:
                raise NotUnderstood(Message("{day} does not lie after the day that is shown.", {"day": day}))
            if day > last:
                raise NotUnderstood(Message("{day} is more than two years away.", {"day": day}))
            return By(day, {"by": day.isoformat()})
        if ahead := addresses.number(query, "ahead"):
            if ahead not in _AHEAD:
                raise NotUnderstood(Message("{value} days ahead are not offered.", {"value": ahead}))
            is_default = ahead == DEFAULT_AHEAD and not _is_to_come(wanted.target, today)
            return By(today + timedelta(ahead), {} if is_default else {"ahead": str(ahead)})
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("Another day stands in for it.")], by=" "))
    if wanted.target and _is_to_come(wanted.target, today):
        return By(wanted.target, {}, is_target=True)
    if wanted.target:
        text = "{name} was to be out on {day}; 30 days from now stand in for it."
        notes.append(Message(text, {"name": wanted.version.name if wanted.version else "", "day": wanted.target}))
    return By(today + timedelta(DEFAULT_AHEAD), {})


def left_out(query: Mapping[str, str], today: date, notes: list[Text]) -> tuple[date, ...]:
    """Days of the history that say nothing of days to come: those of the address, and one that was just added."""
    found: set[date] = set()
    for one in [*query.get("without", "").split("."), query.get("and", "")][: MOST_LEFT_OUT + 2]:
        try:
            day = addresses.day({"day": one}, "day")
            if day is not None and day < today:
                found.add(day)
            elif day is not None:
                notes.append(Message("{day} is not over, so that it is in no history.", {"day": day}))
        except NotUnderstood as why:
            notes.append(why.why)
    if len(found) > MOST_LEFT_OUT:
        notes.append(Message("At most {most} days are left out.", {"most": MOST_LEFT_OUT}))
    return tuple(sorted(found)[-MOST_LEFT_OUT:])


def order(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text]) -> tuple[int, ...]:
    """Features that are opened first, by the tracker's id; those that are not held are left out."""
    found: list[int] = []
    for text in query.get("order", "").split(".")[:_MOST_FIRST]:
        try:
            id = addresses.number({"id": text}, "id")
        except NotUnderstood as problem:
            notes.append(problem.why)
            continue
        if id is not None and id not in found and snapshot.row_of(id) is not None:
            found.append(id)
    return tuple(found)


def limit(query: Mapping[str, str], notes: list[Text]) -> int:
    """How many features are worked on at once."""
    try:
        asked = addresses.number(query, "limit") or 1
        if asked not in _LIMITS:
            raise NotUnderstood(Message("{value} features at once are not offered.", {"value": asked}))
        return asked
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("One at a time is shown.")], by=" "))
        return 1


def features(first: tuple[int, ...], at_once: int) -> dict[str, str]:
    """What of an address says how features share the team."""
    found = {"order": ".".join(map(str, first))} if first else {}
    return found if at_once == 1 else {**found, "limit": str(at_once)}


def of_features(state: Mapping[str, str], shown: Sequence[tuple[int, str]], question: ForecastQuestion) -> list[Filter]:
    """Which feature comes first, and how many are worked on at once. `shown` are ids and keys, in their order."""
    if len(shown) < 2:
        return []
    choices = [Choice(Message("As numbered"), link(state, order=None), not question.order)]
    if question.order:
        choices.append(Choice(Message("{key} first", {"key": shown[0][1]}), link(state), is_chosen=True))
    for id, key in shown[1 if question.order else 0 :]:
        others = [one for one in question.order if one != id][: _MOST_FIRST - 1]
        words = Message("{key} first", {"key": key})
        choices.append(Choice(words, link(state, order=".".join(map(str, [id, *others])))))
    at_once = [
        Choice(
            Message("One at a time") if count == 1 else Message("{count} at once", {"count": count}),
            link(state, limit=None if count == 1 else str(count)),
            count == question.limit,
        )
        for count in _LIMITS
    ]
    return [Filter(Message("Features"), tuple(choices)), Filter(Message("Worked on"), tuple(at_once))]


def without(days: tuple[date, ...]) -> dict[str, str]:
    """What of an address leaves days out."""
    return {"without": ".".join(one.isoformat() for one in days)} if days else {}


def filters(
    state: Mapping[str, str], snapshot: Snapshot, wanted: Work, until: By, gone: tuple[date, ...], today: date
) -> list[Filter]:
    """The choices of items, of the day, of the history and of days to leave out."""
    return [
        _works(state, snapshot, wanted),
        _days(state, wanted, until, today),
        histories(state),
        _left_out(state, gone, today),
    ]


def _works(state: Mapping[str, str], snapshot: Snapshot, wanted: Work) -> Filter:
    choices = [
        Choice(Message("All that is open"), link(state, **_NO_WORK), not wanted.state),
        Choice(Message("All that is in progress"), link(state, **_NO_WORK | {"work": "progress"}), wanted.in_progress),
    ]
    offered = [one for one in snapshot.versions if not (one.released or one.archived) or one == wanted.version]
    choices += [
        Choice(one.name, link(state, **_NO_WORK | {"version": one.id}), one == wanted.version)
        for one in sorted(offered, key=lambda one: (one.release or "9999", one.name))
    ]
    if wanted.items is not None:
        choices.append(Choice(wording.items(wanted.items), link(state), is_chosen=True))
    kept = tuple((name, value) for name, value in state.items() if name not in _NO_WORK)
    return Filter(Message("Work"), tuple(choices), number=Number(wanted.items or 10, 1, MOST_ITEMS, kept))


def _days(state: Mapping[str, str], wanted: Work, until: By, today: date) -> Filter:
    is_to_come = _is_to_come(wanted.target, today)
    choices = []
    if wanted.target and is_to_come:
        words = Message("The release, {day}", {"day": wanted.target})
        choices.append(Choice(words, link(state, by=None, ahead=None), until.is_target))
    for days, word in _AHEAD.items():
        is_default = days == DEFAULT_AHEAD and not is_to_come
        is_chosen = not until.is_target and "by" not in state and until.day == today + timedelta(days)
        choices.append(Choice(word, link(state, by=None, ahead=None if is_default else str(days)), is_chosen))
    if "by" in state:
        choices.append(Choice(plain(until.day), link(state), is_chosen=True))
    kept = tuple((name, value) for name, value in state.items() if name not in ("by", "ahead"))
    form = Day(
        until.day.isoformat(),
        (today + timedelta(1)).isoformat(),
        (today + timedelta(MOST_AHEAD)).isoformat(),
        kept,
        name="by",
        button=Message("Ask for this day"),
    )
    return Filter(Message("By"), tuple(choices), day=form)


def histories(state: Mapping[str, str]) -> Filter:
    """How far the history goes back."""
    chosen = state.get("window", str(DEFAULT_DAYS))
    choices = [
        Choice(word, link(state, window=None if days == DEFAULT_DAYS else str(days)), str(days) == chosen)
        for days, word in _HISTORIES.items()
    ]
    return Filter(Message("History"), tuple(choices))


def _left_out(state: Mapping[str, str], gone: tuple[date, ...], today: date) -> Filter:
    choices = [Choice(Message("Nothing"), link(state, without=None), not gone)]
    if gone:
        words = plain(gone[0]) if len(gone) == 1 else counted("{count} day", "{count} days", len(gone))
        choices.append(Choice(words, link(state), is_chosen=True))
    yesterday = (today - timedelta(1)).isoformat()
    form = Day(
        gone[-1].isoformat() if gone else yesterday,
        (today - timedelta(365)).isoformat(),
        yesterday,
        tuple(state.items()),
        name="and",
        label=Message("A day of the history"),
        button=Message("Leave it out"),
    )
    return Filter(Message("Left out"), tuple(choices), day=form)


def _is_to_come(day: date | None, today: date) -> bool:
    return day is not None and today < day <= today + timedelta(MOST_AHEAD)
