"""From the address of a page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Generic, TypeVar

from altaclario.charts import wording
from altaclario.charts.messages import Message, Text
from altaclario.charts.panels import Choice, Dates, Filter
from altaclario.charts.wording import Measure
from altaclario.dashboards import addresses
from altaclario.dashboards.addresses import NotUnderstood, link
from altaclario.metrics import pairs, teams
from altaclario.metrics.questions import Baseline, Question
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot

DEFAULT_DAYS = 84
MOST_DAYS = 731
EARLIEST = date(2000, 1, 1)

_WINDOWS = {
    30: Message("Last 30 days"),
    DEFAULT_DAYS: Message("Last 12 weeks"),
    182: Message("Last 26 weeks"),
    365: Message("Last 12 months"),
}
_SHOWN = {
    30: Message("The last 30 days are shown."),
    DEFAULT_DAYS: Message("The last 12 weeks are shown."),
    182: Message("The last 26 weeks are shown."),
    365: Message("The last 12 months are shown."),
}
_CLOCKS = {"calendar": Message("Calendar days"), "working": Message("Working days")}
_BASELINES: Mapping[Baseline, Message] = {
    "whole": Message("All of it"),
    "half": Message("Its first half"),
}
_MEASURES: Mapping[Measure, Message] = {"items": Message("Items"), "points": Message("Points")}


Kind = TypeVar("Kind", bound=Question)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Kind]):
    """What a page is asked, how it counts, what can be changed, and in words what of the address was not understood."""

    question: Kind
    settings: Settings
    today: date
    """The day at whose end the page stands: nothing that came later exists for it."""
    filters: tuple[Filter, ...]
    state: Mapping[str, str] = field(default_factory=dict)
    """What of the address was understood and is not the default: the same question, in as few words as can be."""
    everywhere: Mapping[str, str] = field(default_factory=dict)
    """What of it means the same for every tracker."""
    notes: tuple[Text, ...] = ()
    measure: Measure = "items"
    earlier: Choice | None = None
    later: Choice | None = None


def of_team(team: Team | None) -> dict[str, str]:
    """What of an address asks for a team."""
    return {"team": team.id} if team else {}


def everywhere(state: Mapping[str, str]) -> dict[str, str]:
    """Boards, sprints, releases and features have numbers of their own in each tracker; all else means the same."""
    return {
        name: value
        for name, value in state.items()
        if name not in ("connection", "board", "sprint", "version", "against", "order", "pair")
    }


def back(last: date, days: int) -> date:
    return last - timedelta(days - 1)


def window(
    query: Mapping[str, str], today: date, notes: list[Text], default: int = DEFAULT_DAYS
) -> tuple[date, date, dict[str, str]]:
    """First and last day, and what of the address is not the default."""
    default = default if default in _WINDOWS else DEFAULT_DAYS
    try:
        if query.get("from") or query.get("to"):
            first, last = _own_days(query, today, notes)
            return first, last, {"from": first.isoformat(), "to": last.isoformat()}
        days = addresses.number(query, "window") or default
        if days not in _WINDOWS:
            raise NotUnderstood(Message("{value} days are no window that is offered.", {"value": days}))
        return back(today, days), today, {} if days == default else {"window": str(days)}
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, _SHOWN[default]], by=" "))
        return back(today, default), today, {}


def _own_days(query: Mapping[str, str], today: date, notes: list[Text]) -> tuple[date, date]:
    """The days that somebody typed, as far as they can be shown. Raises NotUnderstood."""
    last = addresses.day(query, "to") or today
    first = addresses.day(query, "from") or max(back(max(last, EARLIEST), DEFAULT_DAYS), EARLIEST)
    if last < EARLIEST:
        raise NotUnderstood(Message("Nothing is shown from before {earliest}.", {"earliest": EARLIEST}))
    if first > today:
        raise NotUnderstood(Message("{first} lies after the day that is shown.", {"first": first}))
    if first > last:
        raise NotUnderstood(Message("The window would end on {last}, before it begins.", {"last": last}))
    if last > today:
        text = "{last} lies after the day that is shown; the window ends on {today}."
        notes.append(Message(text, {"last": last, "today": today}))
        last = today
    if first < max(back(last, MOST_DAYS), EARLIEST):
        first = max(back(last, MOST_DAYS), EARLIEST)
        notes.append(Message("At most two years are shown; the window begins on {first}.", {"first": first}))
    return first, last


def board(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text]) -> str | None:
    try:
        board = addresses.name(query, "board")
        if board is not None and board not in snapshot.on_board:
            raise NotUnderstood(Message("Board {board} is not among those that were read.", {"board": board}))
        return board
    except NotUnderstood as found:
        notes.append(wording.joined([found.why, Message("All items are shown.")], by=" "))
        return None


def counting(query: Mapping[str, str], settings: Settings, notes: list[Text]) -> Settings:
    """The settings on the clock of the address. What a team expects of its work is said on its own clock alone."""
    clock = _clock(query, settings, notes)
    if clock == settings.clock:
        return settings
    if settings.sle_days is not None:
        text = "The team's service level expectation is in {clock}; on this clock a proposal stands in for it."
        notes.append(Message(text, {"clock": wording.clock(settings)}))
    return replace(settings, clock=clock, sle_days=None)  # type: ignore[arg-type]  # one of the two clocks


def measured(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, notes: list[Text]
) -> tuple[Settings, dict[str, str]]:
    """The settings between the beginning and the end that the address asks for, and what of it is not the default."""
    asked = query.get("pair", "").strip()
    if not asked:
        return settings, {}
    chosen = next((one for one in settings.pairs if one.key == asked), None)
    if chosen is None:
        text = '"{value}" is no pair of statuses that is chosen; the stages of the workflow are shown.'
        notes.append(Message(text, {"value": addresses.short(asked)}))
        return settings, {}
    return pairs.measured(snapshot, settings, chosen), {"pair": chosen.key}


def ways_to_measure(state: Mapping[str, str], settings: Settings) -> Filter:
    """The choice between the stages and the pairs."""
    chosen = state.get("pair", "")
    every = [Choice(Message("By stage"), link(state, pair=None), not chosen)]
    every += [Choice(one.name, link(state, pair=one.key), chosen == one.key) for one in settings.pairs]
    return Filter(Message("Measured"), tuple(every))


def baseline(query: Mapping[str, str], notes: list[Text]) -> Baseline:
    asked = query.get("baseline", "").strip()
    if asked and asked not in _BASELINES:
        word = addresses.short(asked)
        notes.append(Message('"{value}" is no baseline; limits come from the whole window.', {"value": word}))
    return "half" if asked == "half" else "whole"


def _clock(query: Mapping[str, str], settings: Settings, notes: list[Text]) -> str:
    asked = query.get("clock", "").strip()
    if asked and asked not in _CLOCKS:
        word = addresses.short(asked)
        notes.append(
            Message('"{value}" is no clock; lengths are in {clock}.', {"value": word, "clock": wording.clock(settings)})
        )
    return asked if asked in _CLOCKS else settings.clock


def measure(query: Mapping[str, str], snapshot: Snapshot, notes: list[Text]) -> Measure:
    asked = query.get("measure", "").strip()
    if asked == "points" and snapshot.has_points:
        return "points"
    if asked == "points":
        notes.append(Message("This tracker has no field for estimates; items are counted."))
    elif asked and asked != "items":
        notes.append(Message('"{value}" is no measure; items are counted.', {"value": addresses.short(asked)}))
    return "items"


def measures(state: Mapping[str, str], snapshot: Snapshot, measure: Measure) -> list[Filter]:
    choices = [
        Choice(word, link(state, measure=None if name == "items" else name), name == measure)
        for name, word in _MEASURES.items()
    ]
    return [Filter(Message("Measure"), tuple(choices))] if snapshot.has_points else []


def windows(state: Mapping[str, str], first: date, last: date, today: date, default: int = DEFAULT_DAYS) -> Filter:
    default = default if default in _WINDOWS else DEFAULT_DAYS
    chosen = "" if "from" in state else state.get("window", str(default))
    own = {"from": None, "to": None}
    choices = [
        Choice(word, link(state, **own, window=None if days == default else str(days)), str(days) == chosen)
        for days, word in _WINDOWS.items()
    ]
    if "from" in state:
        choices.append(Choice(wording.span(first, last), link(state), is_chosen=True))
    kept = tuple((name, value) for name, value in state.items() if name not in ("from", "to", "window"))
    dates = Dates(first.isoformat(), last.isoformat(), EARLIEST.isoformat(), today.isoformat(), kept)
    return Filter(Message("Window"), tuple(choices), dates)


def boards(state: Mapping[str, str], snapshot: Snapshot, board: str | None, team: Team | None) -> Filter:
    offered = {*teams.boards_that_show(snapshot, team), *([board] if board else [])}
    every = [Choice(Message("All"), link(state, board=None), board is None)]
    names = {one.id: one.name for one in snapshot.boards}
    every += [
        Choice(names.get(one) or Message("Board {id}", {"id": one}), link(state, board=one), one == board)
        for one in sorted(offered, key=lambda one: (names.get(one, ""), one))
    ]
    return Filter(Message("Board"), tuple(every))


def clocks(state: Mapping[str, str], clock: str, settings: Settings) -> Filter:
    choices = [
        Choice(word, link(state, clock=None if name == settings.clock else name), name == clock)
        for name, word in _CLOCKS.items()
    ]
    return Filter(Message("Clock"), tuple(choices))


def baselines(state: Mapping[str, str], baseline: Baseline) -> Filter:
    choices = [
        Choice(word, link(state, baseline=None if name == "whole" else name), name == baseline)
        for name, word in _BASELINES.items()
    ]
    return Filter(Message("Limits from"), tuple(choices))
