"""The page of one item: what happened to it, and what counts how; without a title, because titles are contents."""

from dataclasses import dataclass

from altaclario.charts import wording
from altaclario.charts.drawing import Twin
from altaclario.charts.figures import Figure
from altaclario.charts.messages import Message, Text, Value
from altaclario.charts.strip import Span, Strip, strip
from altaclario.dashboards.item import figures as item_figures
from altaclario.dashboards.item.answers import InSprint, ItemAnswer, Stay
from altaclario.metrics import reasons
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Level, Stage

_NOTES = {
    "no history": "The tracker gave no history of it: nobody can say when it started.",
    "clock clamped": "One of its changes lay before the one that it follows; it was moved to that instant.",
    "history differs": "Its status of today is not the one that its history ends in.",
    "finished by resolution date": "Its date of resolution stands for its finish.",
    "straight to done": "Its changes lead straight to done: its cycle time counts one day.",
    "reopened": "It was done before and came back; its current finish is the one that counts.",
    "unlisted status": "It was in a status that the tracker no longer lists; there it keeps the stage before.",
}
_SETS = {
    "commitment": "committed",
    "added": "added after the start",
    "removed": "removed before the end",
    "left_and_returned": "left and came back",
    "done_before_start": "done before the start, in no figure",
    "completed": "completed",
    "not_completed": "not completed",
    "carried_over": "carried over",
}
_WHY = {
    reasons.NOT_STARTED: "the sprint has not started",
    reasons.NO_DATES: "the sprint has no dates",
    reasons.NO_HISTORY: "the tracker gave no history of the sprint",
    reasons.LOADING: "its history is still being read",
}


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item. Tables without rows are left out, `strip` where there is nothing to draw."""

    key: str
    question: Text
    answer: Text
    more: Text
    as_of: Text
    figures: tuple[Figure, ...]
    notes: tuple[Text, ...]
    strip: Strip
    begin: str
    end: str
    spoken: Text
    stays: Twin
    sprints: Twin
    estimates: Twin
    flags: Twin
    estimate: Text
    """The estimate of today, in words."""


def page(answer: ItemAnswer, settings: Settings) -> ItemPage:
    """The answer as a page."""
    drawn = _strip(answer)
    return ItemPage(
        key=answer.row.key,
        question=Message("What happened to {key}, and what of it counts how?", {"key": answer.row.key}),
        answer=_answer(answer),
        more=_more(answer, settings),
        as_of=_as_of(answer, settings),
        figures=item_figures.figures(answer, settings),
        notes=tuple(_notes(answer)),
        strip=drawn,
        begin=wording.moment(drawn.begin, settings.zone),
        end=wording.moment(drawn.end, settings.zone),
        spoken=wording.joined([Message("{status}: {time}", _spoken(one)) for one in answer.stays], by="; "),
        stays=_stays(answer, settings),
        sprints=_sprints(answer, settings),
        estimates=_estimates(answer, settings),
        flags=_flags(answer, settings),
        estimate=_points(answer.estimate),
    )


def _answer(answer: ItemAnswer) -> Text:
    row = answer.row
    values: dict[str, Value] = {"key": row.key, "days": wording.days(row.cycle_days or row.age_days or 0)}
    if row.stage is Stage.CANCELLED:
        return Message("{key} was cancelled.", values)
    if row.finished is not None and row.cycle_days is not None:
        return Message("{key} took {days}.", values)
    if row.stage is Stage.DONE:
        return Message("{key} is done; how long it took is not known.", values)
    if row.age_days is not None:
        return Message("{key} has been in progress for {days}.", values)
    if row.started is not None:
        return Message("{key} was begun and went back to the backlog.", values)
    if row.stage in (Stage.ACTIVE, Stage.WAITING):
        return Message("{key} is in progress; since when is not known.", values)
    return Message("{key} has not begun.", values)


def _more(answer: ItemAnswer, settings: Settings) -> Text:
    last = answer.stays[-1]
    values: dict[str, Value] = {"status": _status(last), "time": wording.moment(last.entered, settings.zone)}
    if last.stage is None:
        return Message("It stands in {status}; since when is not known.", values)
    return Message("It stands in {status} since {time}.", values)


def _as_of(answer: ItemAnswer, settings: Settings) -> Text:
    read = Message("as of {time}", {"time": wording.moment(answer.until, settings.zone)})
    return wording.joined([answer.row.type, read, settings.zone, wording.clock(settings)])


def _notes(answer: ItemAnswer) -> list[Text]:
    notes: list[Text] = []
    if not answer.is_counted:
        kind = "part of another item" if answer.level is Level.SUB_TASK else "made of other items"
        text = "It is {kind}: in no figure of Flow or Sprint, which count what lies between."
        notes.append(Message(text, {"kind": Message(kind)}))
    if answer.row.stage is Stage.CANCELLED:
        notes.append(Message("Cancelled items never count as finished."))
    return [*notes, *(Message(_NOTES[name]) for name in answer.row.flags if name in _NOTES)]


def _strip(answer: ItemAnswer) -> Strip:
    is_over = answer.stays[-1].stage in (Stage.DONE, Stage.CANCELLED)
    flags = [Span(Message("flagged"), one.entered, _until(one.left, answer)) for one in answer.flagged]
    sprints = [Span(one.sprint.name, one.entered, _until(one.left, answer)) for one in answer.sprints]
    stays = [Span(_status(one), one.entered, one.left, one.stage) for one in answer.stays]
    return strip(stays, flags, sorted(sprints, key=lambda one: one.begin), is_over=is_over)


def _until(left: int | None, answer: ItemAnswer) -> int:
    return answer.until if left is None else left


def _status(stay: Stay) -> Text:
    return stay.status or Message("status not known")


def _spoken(stay: Stay) -> dict[str, Value]:
    return {"status": _status(stay), "time": wording.lasting(stay.calendar_seconds)}


def _stays(answer: ItemAnswer, settings: Settings) -> Twin:
    heads = ("Status", "Stage", "From", "To", "Calendar time", "Working time")
    last = len(answer.stays) - 1
    rows = [_stay(one, settings, is_last=place == last) for place, one in enumerate(answer.stays)]
    return Twin(tuple(map(Message, heads)), tuple(rows), frozenset({4, 5}))


def _stay(stay: Stay, settings: Settings, *, is_last: bool) -> tuple[Text, ...]:
    stage = wording.UNKNOWN_STAGE if stay.stage is None else wording.stage(stay.stage)
    entered, left = (wording.moment(instant, settings.zone) for instant in (stay.entered, stay.left))
    # What is done or cancelled stays so, and how long that has lasted says nothing about work.
    is_over = is_last and stay.stage in (Stage.DONE, Stage.CANCELLED, None)
    lengths = ("–", "–") if is_over else tuple(map(wording.lasting, (stay.calendar_seconds, stay.working_seconds)))
    return _status(stay), stage, entered, Message("still so") if is_last else left, *lengths


def _sprints(answer: ItemAnswer, settings: Settings) -> Twin:
    heads = ("Sprint", "From", "To", "Counted there as")
    rows = [
        (
            one.sprint.name or one.sprint.id,
            wording.moment(one.entered, settings.zone),
            Message("still in it") if one.left is None else wording.moment(one.left, settings.zone),
            _counted(one, answer),
        )
        for one in answer.sprints
    ]
    return Twin(tuple(map(Message, heads)), tuple(rows))


def _counted(one: InSprint, answer: ItemAnswer) -> Text:
    if not answer.is_counted:
        return Message("not counted")
    if one.reason is not None:
        return Message(_WHY[one.reason])
    names = dict(_SETS, not_completed="not completed yet") if one.sprint.state == "active" else _SETS
    words = wording.joined([Message(names[name]) for name in one.sets if name in names], by=", ")
    return words or Message("not in it between its start and its end")


def _estimates(answer: ItemAnswer, settings: Settings) -> Twin:
    heads = ("Changed", "Before", "After")
    rows = [
        (wording.moment(one.at, settings.zone), _points(one.before), _points(one.after)) for one in answer.estimates
    ]
    return Twin(tuple(map(Message, heads)), tuple(rows))


def _points(estimate: float | None) -> Text:
    return Message("not estimated") if estimate is None else wording.amount(estimate, "points")


def _flags(answer: ItemAnswer, settings: Settings) -> Twin:
    heads = ("Flagged from", "To", "Calendar time")
    rows = [
        (
            wording.moment(one.entered, settings.zone),
            Message("still so") if one.left is None else wording.moment(one.left, settings.zone),
            wording.lasting(max(_until(one.left, answer) - one.entered, 0)),
        )
        for one in answer.flagged
    ]
    return Twin(tuple(map(Message, heads)), tuple(rows), frozenset({2}))
