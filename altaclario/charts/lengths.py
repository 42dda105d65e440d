"""How long each item took in the order of their finish, and whether that is stable."""

from collections.abc import Sequence

from altaclario.charts import process, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.charts.scatter import Finished
from altaclario.metrics import xmr
from altaclario.metrics.settings import Settings
from altaclario.metrics.xmr import Process


def chart(finished: Sequence[Finished], behaviour: Process, settings: Settings, *, of_all: int) -> Chart:
    """A point for each item, first finished first, with the limits of their variation; they are the last `of_all`.

    >>> import numpy as np
    >>> from datetime import date
    >>> from altaclario.charts.messages import english
    >>> one = Finished("PAY-1", "Story", date(2026, 3, 5), 3)
    >>> english(chart([one], Process(np.array([3.0]), None, None), Settings(), of_all=1).finding)
    'Too few items were finished to say whether cycle time is stable'
    """
    return Chart(
        name="cycle-behaviour",
        finding=_finding(finished, behaviour),
        caption=_caption(finished, behaviour, settings, of_all),
        drawing=_drawing(finished, behaviour, settings) if finished else None,
        twin=_twin(finished, behaviour),
        why=Message("Each finished item with a known start appears here, in the order of their finish."),
    )


def _finding(finished: Sequence[Finished], behaviour: Process) -> Text:
    if behaviour.limits is None:
        return Message("Too few items were finished to say whether cycle time is stable")
    if len(behaviour.changes):
        said = [Message("{key} took {days}", {"key": one.key, "days": wording.days(one.days)}) for one in finished]
        return counted(
            "A signal in cycle time: {what}",
            "{count} signals in cycle time, the last: {what}",
            len(behaviour.changes),
            what=process.last_signal(behaviour, [one.key for one in finished], said),
        )
    limits = {"average": wording.tenths(behaviour.limits.centre), "limit": wording.tenths(behaviour.limits.upper)}
    return Message("Cycle time is stable: {average} days on average, none above the limit of {limit}", limits)


def _caption(finished: Sequence[Finished], behaviour: Process, settings: Settings, of_all: int) -> Text:
    which = {"count": len(finished), "all": of_all}
    if len(finished) < of_all:
        what = Message("Cycle time of the last {count} of {all} finished items, in the order of their finish", which)
    else:
        what = Message("Cycle time of {count} finished items, in the order of their finish", which)
    parts: list[Text] = [what, wording.clock(settings)]
    parts.append(process.baseline(behaviour, "limits from {count} item", "limits from {count} items"))
    if behaviour.limits is None:
        needs = {"least": xmr.ENOUGH, "found": len(finished)}
        parts.append(Message("limits need at least {least} finished items, here are {found}", needs))
    return wording.joined(parts)


def _drawing(finished: Sequence[Finished], behaviour: Process, settings: Settings) -> Drawing:
    points = [(place, one.days) for place, one in enumerate(finished)]
    tips = [
        (one.key, Message("Cycle time"), wording.days(one.days), Message("Finished"), plain(one.day))
        for one in finished
    ]
    return Drawing(
        x=Axis("category", categories=tuple(f"{one.day.day} {one.day:%b}" for one in finished)),
        y=Axis("value", name=Message("working days") if settings.clock == "working" else Message("days")),
        marks=(process.mark(Message("Cycle time"), behaviour, points, tips),),
        rules=process.rules(behaviour.limits),
        bands=process.span(behaviour, range(len(finished))),
    )


def _twin(finished: Sequence[Finished], behaviour: Process) -> Twin:
    rows = [
        (one.key, plain(one.day), plain(one.days), process.says(behaviour.signals, place))
        for place, one in enumerate(finished)
    ]
    heads = (Message("Item"), Message("Finished"), Message("Cycle time, days"), Message("Signal"))
    width = len(heads) if len(behaviour.changes) else len(heads) - 1
    return Twin(heads[:width], tuple(row[:width] for row in rows), frozenset({2}))
