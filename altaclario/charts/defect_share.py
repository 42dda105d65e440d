"""How much of what gets finished is defects, week by week, and whether that is stable."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import process, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics import xmr
from altaclario.metrics.xmr import Process


def chart(begins: Sequence[date], behaviour: Process, whole: float | None) -> Chart:
    """A point for each whole week in which anything was finished, with the limits of their variation.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> english(chart([date(2026, 3, 2)], Process(np.array([25.0]), None, None), 0.25).finding)
    '25 % of what was finished were defects'
    """
    values = [round(one, 1) for one in behaviour.values.tolist()]
    return Chart(
        name="share",
        finding=_finding(begins, behaviour, whole),
        caption=_caption(behaviour),
        drawing=_drawing(begins, values, behaviour) if values else None,
        twin=_twin(begins, values, behaviour),
        why=Message("Nothing was finished in a whole week. Each such week appears here as a point."),
    )


def _finding(begins: Sequence[date], behaviour: Process, whole: float | None) -> Text:
    if whole is None:
        return Message("Nothing was finished")
    if not len(behaviour.changes):
        return Message("{share} % of what was finished were defects", {"share": wording.percent(whole)})
    names = [Message("the week of {day}", {"day": begin}) for begin in begins]
    said = [
        Message("{share} % in {week}", {"share": wording.tenths(share), "week": name})
        for name, share in zip(names, behaviour.values.tolist(), strict=True)
    ]
    return counted(
        "A signal in the share of defects: {what}",
        "{count} signals in the share of defects, the last: {what}",
        len(behaviour.changes),
        what=process.last_signal(behaviour, names, said),
    )


def _caption(behaviour: Process) -> Text:
    parts: list[Text] = [Message("Defects finished ÷ items finished, whole weeks in which anything was")]
    parts.append(process.baseline(behaviour, "limits from {count} week", "limits from {count} weeks"))
    if behaviour.limits is None:
        needs = {"least": xmr.ENOUGH, "found": len(behaviour.values)}
        parts.append(Message("limits need at least {least} such weeks, here are {found}", needs))
    return wording.joined(parts)


def _drawing(begins: Sequence[date], values: Sequence[float], behaviour: Process) -> Drawing:
    places = [begin.isoformat() for begin in begins]
    tips = [
        (Message("Week of {day}", {"day": begin}), Message("Defects"), f"{wording.tenths(share)} %")
        for begin, share in zip(begins, values, strict=True)
    ]
    return Drawing(
        x=Axis("day", first=places[0], last=places[-1]),
        y=Axis("value", name=Message("% of finished items")),
        marks=(process.mark(Message("Defects"), behaviour, list(zip(places, values, strict=True)), tips),),
        rules=process.rules(behaviour.limits),
        bands=process.span(behaviour, places),
    )


def _twin(begins: Sequence[date], values: Sequence[float], behaviour: Process) -> Twin:
    rows = [
        (plain(begin), wording.tenths(share), process.says(behaviour.signals, place))
        for place, (begin, share) in enumerate(zip(begins, values, strict=True))
    ]
    heads = (Message("Week of"), Message("Defects, %"), Message("Signal"))
    width = len(heads) if len(behaviour.changes) else len(heads) - 1
    return Twin(heads[:width], tuple(row[:width] for row in rows), frozenset({1}))
