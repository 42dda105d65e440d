"""What of one item counts how: its cycle time or age, lead time and blocked time, each with its recipe."""

from altaclario.charts import wording
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.dashboards import recipes
from altaclario.dashboards.flow.figures import NONE
from altaclario.dashboards.item.answers import ItemAnswer
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Stage

_STARTED = Message("the first entry into an active or waiting stage")
_STARTED_LAST = Message("the last entry into an active or waiting stage that followed a return to the backlog")
_FINISHED = Message("the entry into the current unbroken stay in done")
_CYCLE = Message("finished day − started day + 1")
_ELAPSED = Message("time from start to finish")
_AGE = Message("today − started day + 1, while in an active or waiting stage")
_LEAD = Message("finished day − created day + 1")
_BLOCKED = Message("time under a flag while in an active or waiting stage; an hour is 1/24 day")


def figures(answer: ItemAnswer, settings: Settings) -> tuple[Figure, ...]:
    """Cycle time of what is done, age of what is not; lead time; blocked time where it was ever flagged."""
    is_over = answer.row.stage in (Stage.DONE, Stage.CANCELLED)
    found = [_cycle(answer, settings) if is_over else _age(answer, settings), _lead(answer, settings)]
    if answer.flagged:
        found.append(_blocked(answer, settings))
    return tuple(found)


def _cycle(answer: ItemAnswer, settings: Settings) -> Figure:
    recipe = _recipe(answer, settings, _ELAPSED if settings.elapsed else _CYCLE)
    days = answer.row.cycle_days if answer.row.stage is Stage.DONE else None
    return _length("Cycle time", days, _from_to(answer.started, answer.finished, settings), recipe)


def _age(answer: ItemAnswer, settings: Settings) -> Figure:
    context = Message("not in progress") if answer.row.age_days is None else _from_to(answer.started, None, settings)
    return _length("Age", answer.row.age_days, context, _recipe(answer, settings, _AGE))


def _lead(answer: ItemAnswer, settings: Settings) -> Figure:
    text = "created {day}" if answer.row.stage is Stage.DONE else "created {day}, not finished"
    created = Message(text, {"day": answer.row.created})
    recipe = recipes.recipe(
        _LEAD,
        ("Created", plain(answer.row.created)),
        ("Finished", plain(answer.row.finished) if answer.row.finished else Message("not finished")),
        ("Finish", _FINISHED),
        ("Clock", _clock(settings)),
    )
    days = answer.row.lead_days if answer.row.stage is Stage.DONE else None
    return _length("Lead time", days, created, recipe)


def _blocked(answer: ItemAnswer, settings: Settings) -> Figure:
    recipe = recipes.recipe(_BLOCKED, ("Clock", _clock(settings)))
    if answer.blocked_days is None:
        return _length("Blocked", None, Message("the tracker never tells when a flag was set"), recipe)
    times = counted("flagged {count} time in progress", "flagged {count} times in progress", answer.blocked_times)
    return _length("Blocked", round(answer.blocked_days, 1), times, recipe)


def _length(name: str, days: float | None, context: Text, recipe: Recipe) -> Figure:
    if days is None:
        return Figure(Message(name), NONE, "", context, recipe)
    return Figure(Message(name), plain(days), Message("day") if days == 1 else Message("days"), context, recipe)


def _from_to(started: int | None, finished: int | None, settings: Settings) -> Text:
    begun = Message("start not known")
    if started is not None:
        begun = Message("started {time}", {"time": wording.moment(started, settings.zone)})
    if finished is None:
        return begun
    return wording.joined([begun, Message("finished {time}", {"time": wording.moment(finished, settings.zone)})])


def _recipe(answer: ItemAnswer, settings: Settings, formula: Message) -> Recipe:
    return recipes.recipe(
        formula,
        ("Started", _when(answer.started, settings)),
        ("Start", _STARTED if settings.restart == "first" else _STARTED_LAST),
        ("Finished", _when(answer.finished, settings)),
        ("Finish", _FINISHED),
        ("Clock", _clock(settings)),
        ("Noted", wording.flags(answer.row.flags)),
    )


def _when(instant: int | None, settings: Settings) -> Text:
    return Message("not known, or not yet") if instant is None else wording.moment(instant, settings.zone)


def _clock(settings: Settings) -> Text:
    return wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")
